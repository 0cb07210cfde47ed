/*
 * officers.mjs BASE SHOTS - the three officers: one asks for a right, another
 * agrees to it, the third looks; by keyboard, in both languages.
 */
import { PASSWORD, Visitor, group, main, ok, sizes } from './pages.mjs';

async function focus(v, selector) {
	const p = v.page, want = p.locator(selector).first();

	await p.focus('body');
	for (let i = 0; i < 300; i++) {
		await p.keyboard.press('Tab');
		if (await want.evaluate(e => e === document.activeElement))
			return true;
	}
	return false;
}

async function enter(v) {
	await Promise.all([v.page.waitForEvent('load'),
	    v.page.keyboard.press('Enter')]);
}

async function as(browser, who, lang, fn, size = 'desktop') {
	const v = await Visitor.come(browser, { size, lang });

	await v.signIn(who);
	const r = await fn(v, v.page);
	await v.leave();
	return r;
}

async function ask(browser) {
	return as(browser, 'O0001', 'zh-CN', async (v, p) => {
		await v.go('/admin/people');
		await focus(v, '#q');
		await p.keyboard.type('T0001');
		await enter(v);
		await focus(v, 'tbody a');
		await enter(v);
		ok(/\/admin\/people\/\d+$/.test(v.path()), 'found by keyboard');
		await v.look('70-person');
		await focus(v, '#role');
		await p.keyboard.press('ArrowDown');
		await focus(v, '#office');
		await p.keyboard.press('ArrowDown');
		await focus(v, '#right-reason');
		await p.keyboard.type('兼任审批');
		await enter(v);
		ok(await p.isVisible('text=等待安全管理员审批'), 'asked for');
		ok(await p.locator('button[value=approve]').count() === 0,
		    'and not to be approved by who asked');
		await v.look('71-asked');
		return v.path();
	});
}

async function agree(browser, path) {
	await as(browser, 'O0002', 'en', async (v, p) => {
		await v.go('/admin/proposals');
		await v.look('72-proposals');
		await focus(v, '.tasks a');
		await enter(v);
		ok(v.path() === path, 'the second officer finds it');
		await v.look('73-decide');
		await focus(v, 'button[value=approve]');
		await enter(v);
		ok(await p.isVisible('.notice-good'), 'and agrees');
		await v.look('74-agreed');
	});
}

async function account(browser) {
	await as(browser, 'O0001', 'en', async (v, p) => {
		await v.go('/admin/people?scope=locked');
		await v.look('75-nobody');
		await focus(v, '#number');
		await p.keyboard.type('nobody');
		await focus(v, '#new-reason');
		await p.keyboard.type('x');
		await enter(v);
		ok(await p.isVisible('[role=alert]'), 'nobody has no account');
		await v.look('76-no-person');
	});
}

/* Who has a password of the officers' making, by keyboard. */
async function first(browser, size, lang, account) {
	const v = await Visitor.come(browser, { size, lang });
	const p = v.page, fresh = 'a sentence of my own';

	await v.signIn(account);
	ok(v.path() === '/password', 'to the one page that is open');
	await v.look('83-first-password');
	await v.go('/services');
	ok(v.path() === '/password', 'from everywhere');
	await focus(v, '#old');
	await p.keyboard.type(PASSWORD);
	await focus(v, '#new');
	await p.keyboard.type(fresh);
	await focus(v, '#again');
	await p.keyboard.type(fresh + '!');
	await enter(v);
	ok(await p.isVisible('[role=alert]'), 'two that differ');
	await v.look('84-first-password-other');
	await p.fill('#old', PASSWORD);
	await p.fill('#new', fresh);
	await p.fill('#again', fresh);
	await enter(v);
	ok(await p.isVisible('.notice-good'), 'chosen');
	await v.look('85-first-password-done');
	await v.press('.notice-good a');
	ok(v.path() === '/services', 'and in');
	await v.press('a.nav-user');
	ok(v.path() === '/password', 'the menu leads there from every page');
	await v.look('86-password');
	await v.leave();
}

async function look(browser, size, lang, path) {
	await as(browser, 'O0003', lang, async (v, p) => {
		await v.go('/admin/people');
		await v.look('77-people');
		await v.go('/admin/proposals');
		await v.look('72-proposals');
		await v.go(path);
		ok(await p.locator('main form').count() === 0,
		    'the auditor changes nothing');
		await v.look('74-agreed');
		await v.go('/admin/audit');
		ok(await p.locator('tbody tr').count() > 3, 'the log');
		await v.look('78-audit');
		await v.go('/admin/audit?actor=O0002&action=officer.approved');
		ok(await p.locator('tbody tr').count() === 1, 'filtered');
		await v.go('/admin/audit?action=nothing');
		await v.look('79-audit-empty');
		await v.go('/admin/ledger');
		await v.look('80-ledgers');
		await v.go('/admin/ledger/1');
		await v.look('81-ledger');
	}, size);
	await as(browser, 'O0001', lang, async v => {
		await v.go('/admin/types');
		await v.look('82-types');
		await v.go('/admin/people');
		await focus(v, 'tbody a');
		await enter(v);
		await v.look('70-person');
	}, size);
}

await main(async browser => {
	let path = '/admin/proposals/1';

	await group('ask', async () => {
		path = await ask(browser);
	});
	await group('agree', () => agree(browser, path));
	await group('account', () => account(browser));
	await group('first', () => first(browser, 'desktop', 'zh-CN',
	    'T0001'));
	await group('first small', () => first(browser, 'small', 'en',
	    'A0001'));
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, () => look(browser,
			    size, lang, path));
});
