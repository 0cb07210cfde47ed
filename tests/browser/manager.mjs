/*
 * manager.mjs BASE SHOTS - a seal's life for those who take its steps: the
 * handler who applies, two approvers, the maker, the seal manager.
 */
import { Visitor, group, main, ok, sizes } from './pages.mjs';

const form = act => `form:has(input[name=act][value=${act}])`;

/* Each by keyboard alone: tab to it, type, space, enter. */
async function focus(v, selector) {
	const p = v.page, want = p.locator(selector).first();

	await p.focus('body');
	for (let i = 0; i < 150; i++) {
		await p.keyboard.press('Tab');
		if (await want.evaluate(e => e === document.activeElement))
			return true;
	}
	return false;
}

async function type(v, selector, text) {
	const there = await focus(v, selector);

	await v.page.keyboard.press('Control+A');
	await v.page.keyboard.type(text);
	return there;
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

async function apply(browser) {
	return as(browser, 'J0002', 'zh-CN', async (v, p) => {
		await v.go('/seal/life');
		await focus(v, 'main a.button-primary');
		await enter(v);
		await v.look('60-apply');
		const all = [
			await type(v, '#name_zh', '教务处'),
			await type(v, '#name_en', 'Academic Affairs'),
			await type(v, '#keeper', 'K0007'),
			await type(v, '#deputy', 'K1002'),
			await type(v, '#replaces', 'S002'),
			await type(v, '#purpose', '成绩与在读证明'),
			await type(v, '#reason', '旧章磨损'),
			await type(v, '#arc', '示例大学教务处'),
			await type(v, '#line', '证明专用章'),
			await focus(v, 'input[name="t.enrolment"]'),
		];
		await p.keyboard.press('Space');
		all.push(await focus(v, 'button[value=look]'));
		await enter(v);
		ok(all.every(x => x) && await p.isChecked(
		    'input[name="t.enrolment"]') && await p.locator(
		    '.seal-picture').evaluate(i => i.complete &&
		    i.naturalWidth > 50), 'filled in by keyboard, and drawn');
		await v.look('61-apply-look');
		await focus(v, 'button[value=send]');
		await enter(v);
		ok(await p.isVisible('.notice-good'), 'applied');
		await v.look('62-applied');
		return v.path();
	});
}

async function step(browser, who, path, act, shot, fill = async () => {}) {
	await as(browser, who, act === 'approve' ? 'en' : 'zh-CN',
	    async (v, p) => {
		await v.go('/seal/life');
		await focus(v, '.tasks a');
		await enter(v);
		ok(v.path() === path, `${who} finds it among what waits`);
		await v.look(shot);
		await fill(v, p);
		await focus(v, `${form(act)} button[type=submit]`);
		await enter(v);
		ok(await p.isVisible('.notice-good'), `${who}: ${act}`);
	});
}

async function look(browser, size, lang, path) {
	await as(browser, 'M0001', lang, async (v, p) => {
		await v.go('/seal/life');
		ok(await p.locator('tbody tr').count() >= 7, 'all seals');
		await v.look('66-seals');
		await v.go('/seal/life/1');
		await v.look('67-in-use');
		await v.go(path);
		ok(await p.isVisible('pre.command'), 'the maker\'s command');
		await v.look('68-production');
	}, size);
	await as(browser, 'O0003', lang, async (v, p) => {
		await v.go(path);
		ok(await p.locator('main form').count() === 0,
		    'the auditor looks only');
		await v.look('69-auditor');
	}, size);
	await as(browser, 'J0002', lang, async v => {
		await v.go('/seal/life/apply');
		await v.look('60-apply');
	}, size);
}

await main(async browser => {
	let path = '/seal/life/1';

	await group('apply', async () => {
		path = await apply(browser);
	});
	await group('endorse', () => step(browser, 'A0002', path, 'endorse',
	    '63-endorse'));
	await group('approve', () => step(browser, 'A0007', path, 'approve',
	    '64-approve'));
	await group('take', () => step(browser, 'M0002', path, 'take',
	    '65-take'));
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, () => look(browser,
			    size, lang, path));
});
