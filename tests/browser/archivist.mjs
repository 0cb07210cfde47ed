/*
 * archivist.mjs BASE SHOTS - the archivist: finds what was issued, sees what
 * became of it, takes the list along, looks after the packages, and takes
 * part in a disposal, which needs two others.
 */
import { Visitor, group, main, ok, sizes } from './pages.mjs';

const lines = f => f.bytes.toString('utf8').trim().split('\r\n');
const text = async p => (await p.innerText('main')).replace(/\s+/g, ' ');

async function as(browser, who, opts, fn) {
	const v = await Visitor.come(browser, opts);

	await v.signIn(who);
	const r = await fn(v, v.page);
	await v.leave();
	return r;
}

/* -- the register, by the keyboard alone ---------------------------------- */
async function searching(v, p) {
	await v.go('/register');
	ok(await p.inputValue('#seal') === '' && await v.choose('#seal', '1') &&
	    await v.enter('main button[type=submit]') && await p.isVisible(
	    '.empty') && await p.inputValue('#seal') === '1',
	    'by a seal that sealed nothing here');
	await v.choose('#seal', '2');
	ok(await v.choose('#type', 'gpa') && await v.enter(
	    'main button[type=submit]') && /130/.test(await text(p)),
	    'by type: how many there are', await text(p));
	const f = await v.take(async () => {
		await v.focus('a[href^="/register/export"]');
		await p.keyboard.press('Enter');
	});
	const rows = lines(f);
	ok(f.name === 'register.csv' && rows.length === 131 &&
	    rows.slice(1).every(l => l.includes('JW-G-')),
	    'the file has all of them, and no other', rows[0]);
	const seen = [];
	for (let page = 1; page < 9; page++) {
		seen.push(...await p.locator('tbody .card-title')
		    .allInnerTexts());
		if (!await p.locator('a[rel=next]').count())
			break;
		await v.enter('a[rel=next]');
	}
	ok(seen.length === 130 && new Set(seen).size === 130 &&
	    rows.slice(1).every((l, i) => l.includes(seen[i])),
	    'page after page: what the file has, in its order', seen.length);
	ok(await v.enter('a[rel=first]') && await p.inputValue('#type') ===
	    'gpa', 'back at the newest, the question stands');
	await v.type('#q', 'nobody-of-that-number');
	await v.enter('main button[type=submit]');
	ok(await p.isVisible('.empty'), 'nothing found says what to do');
	await v.look('70-register-empty');
	ok(await v.enter('.empty a') && v.path() === '/register' &&
	    await p.inputValue('#q') === '', 'and leads back to everything');
}

async function history(v, p) {
	await v.choose('#state', 'revoked');
	await v.enter('main button[type=submit]');
	await v.enter('tbody a');
	const said = await text(p);
	ok(['学籍信息有误', '属实', 'J0002', 'A0002', '已撤销'].every(w =>
	    said.includes(w)), 'one document: who did what, and why', said);
	ok(await p.locator('main form').count() === 0,
	    'an archivist changes no state');
}

/* -- packages, holds ------------------------------------------------------ */
async function packages(v, p) {
	await v.enter('.site-nav a[href="/archive"]');
	await v.focus('#failed');
	await p.keyboard.press('Space');
	await v.enter('main button[type=submit]');
	ok(await p.locator('tbody tr').count() === 1, 'what failed is one');
	await v.enter('tbody a');
	ok((await text(p)).includes('process.xml') &&
	    await p.isVisible('[role=alert]'),
	    'it is said what is wrong with it', await text(p));
	await v.go('/archive');
	await v.enter('tbody a');
	const held = form => `form:has(input[value=${form}])`;
	await v.type('#reason', '审计调阅');
	await v.enter(held('hold') + ' button');
	ok(/审计调阅/.test(await text(p)), 'held, with a reason');
	await v.look('74-package-held');
	await v.type('#reason', '审计结束');
	await v.enter(held('release') + ' button');
	ok(/审计结束/.test(await text(p)) && await p.locator(
	    held('hold')).count() === 1, 'and released');
}

/* -- a disposal: one proposes, two others agree --------------------------- */
async function propose(v, p) {
	await v.go('/archive/terms/enrolment');
	const due = await p.locator('[aria-labelledby=due] tbody tr').count();
	await v.look('77-term-due');
	await v.type('#why', '保管期满，已鉴定');
	await v.enter('form[action^="/archive/propose"] button');
	ok(/^\/archive\/disposals\/\d+$/.test(v.path()) && due === 3 &&
	    await p.locator('tbody tr').count() === due,
	    'the list has what was due', due);
	ok(await p.locator('main form').count() === 0,
	    'who proposed it has no say');
	await v.look('79-disposal-mine');
	return v.path();
}

async function decide(browser, who, path, value, lang, after) {
	await as(browser, who, { lang }, async (v, p) => {
		await v.go(path);
		await v.look('79-disposal-asked');
		await v.type('#reason', '同意销毁');
		await v.enter(`button[value=${value}]`);
		ok((await text(p)).includes(after) && await p.locator(
		    'main form').count() === 0, `${who}: ${value}`,
		    await text(p));
		await v.look(`79-disposal-${value}-${who}`);
	});
}

/* -- every page, every size, both languages ------------------------------- */
async function look(browser, size, lang) {
	await as(browser, 'D0001', { size, lang }, async (v, p) => {
		await v.go('/register');
		await v.look('70-register');
		await v.go('/register?until=2026-02-30');
		ok(await p.isVisible('[role=alert]'), 'a day that is none');
		await v.look('70-register-fault');
		await v.go('/register?state=revoked');
		await v.press('tbody a');
		await v.look('71-document');
		await v.go('/register/figures');
		await v.look('72-figures');
		await v.go('/register/figures?year=2001');
		await v.look('72-figures-empty');
		await v.go('/archive');
		await v.look('73-packages');
		await v.press('tbody tr:last-child a');
		await v.look('74-package');
		await v.go('/archive?failed=1');
		await v.press('tbody a');
		await v.look('74-package-failed');
		await v.go('/archive/terms');
		await v.look('76-terms');
		await v.press('main a[href="/archive/terms/gpa"]');
		await v.look('77-term');
		await v.go('/archive/disposals');
		await v.look('78-disposals');
		await v.press('tbody tr:last-child a');
		await v.look('79-disposal-done');
		await v.go('/archive?q=none');
		await v.look('73-packages-empty');
	});
	await as(browser, 'D0003', { size, lang }, async v => {
		await v.go('/archive');
		await v.look('73-packages-new');
		await v.go('/archive/disposals');
		await v.look('78-disposals-empty');
	});
	await as(browser, 'J0002', { size, lang }, async v => {
		await v.go('/register?state=valid&type=enrolment');
		await v.press('tbody a');
		await v.look('71-document-handler');
	});
}

await main(async browser => {
	let path = '/archive/disposals/1';

	await group('keyboard', () => as(browser, 'D0001', {},
	    async (v, p) => {
		await searching(v, p);
		await history(v, p);
		await packages(v, p);
		path = await propose(v, p);
	}));
	await group('archivist', () => decide(browser, 'D0002', path,
	    'approve', 'zh-CN', '1 / 2'));
	await group('approver', () => decide(browser, 'A0002', path,
	    'approve', 'en', '2 of 2'));
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, () => look(browser,
			    size, lang));
});
