/*
 * manager.mjs BASE SHOTS - a seal's life for those who take its steps: the
 * handler who applies, two approvers, the maker, the seal manager.
 */
import { join } from 'node:path';
import { Visitor, group, main, ok, sizes } from './pages.mjs';

const form = act => `form:has(input[name=act][value=${act}])`;

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
		await v.focus('main a.button-primary');
		await v.enter();
		await v.look('60-apply');
		const all = [
			await v.type('#name_zh', '教务处'),
			await v.type('#name_en', 'Academic Affairs'),
			await v.type('#keeper', 'K0007'),
			await v.type('#deputy', 'K1002'),
			await v.type('#replaces', 'S002'),
			await v.type('#purpose', '成绩与在读证明'),
			await v.type('#reason', '旧章磨损'),
			await v.type('#arc', '示例大学教务处'),
			await v.type('#line', '证明专用章'),
			await v.focus('input[name="t.enrolment"]'),
		];
		await p.keyboard.press('Space');
		all.push(await v.focus('button[value=look]'));
		await v.enter();
		ok(all.every(x => x) && await p.isChecked(
		    'input[name="t.enrolment"]') && await p.locator(
		    '.seal-picture').evaluate(i => i.complete &&
		    i.naturalWidth > 50), 'filled in by keyboard, and drawn');
		await v.look('61-apply-look');
		await v.focus('button[value=send]');
		await v.enter();
		ok(await p.isVisible('.notice-good'), 'applied');
		await v.look('62-applied');
		await p.setInputFiles('#imprint', join(process.env.ES_SRCDIR,
		    'tests', 'fuzz', 'seeds', 'imprint', 'grey.png'));
		await v.focus('form:has(#imprint) button');
		await v.enter();
		ok(await p.locator('form:has(#imprint) .mark-good').count() ===
		    1, 'the imprint is there');
		await v.look('62-imprint');
		return v.path();
	});
}

async function step(browser, who, path, act, shot, fill = async () => {}) {
	await as(browser, who, act === 'approve' ? 'en' : 'zh-CN',
	    async (v, p) => {
		await v.go('/seal/life');
		await v.focus('.tasks a');
		await v.enter();
		ok(v.path() === path, `${who} finds it among what waits`);
		await v.look(shot);
		if (act === 'endorse' || act === 'approve')
			ok(await p.locator('img[src$="/imprint"]').evaluate(
			    i => i.complete && i.naturalWidth === 300),
			    `${who} compares the imprint`);
		await fill(v, p);
		await v.focus(`${form(act)} button[type=submit]`);
		await v.enter();
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
