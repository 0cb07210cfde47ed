/*
 * bulk.mjs BASE SHOTS - an office issues for a cohort: counted, begun, looked
 * at, paused, gone on with, and the report; also where no script runs.
 */
import { Visitor, group, main, ok, sizes } from './pages.mjs';

const HANDLER = 'J0001';
const settled = p => p.locator('progress').evaluate(e => e.value);
const act = a => `button[value=${a}]`;

async function begin(v, p, level, lang) {
	await v.go('/bulk');
	const chosen = [await v.choose('#type', 'transcript-graduate'),
	    await v.choose('#doc_lang', lang), await v.choose('#level', level)];
	await v.enter('main form button[type=submit]');
	const n = Number((await p.innerText('[role=status]'))
	    .match(/\d+/)[0]);
	ok(chosen.every(x => x) && n > 0 && await p.inputValue('#level') ===
	    level, 'chosen by keyboard: it says how many', n);
	await v.look('80-bulk-counted');
	await v.enter('button[name=sure]');
	ok(/^\/bulk\/\d+$/.test(v.path()), 'begun', p.url());
	return n;
}

/* With a script: the numbers move, the focus stays, nothing is loaded anew. */
async function whole(browser) {
	const v = await Visitor.come(browser), p = v.page;

	await v.signIn(HANDLER);
	await v.go('/bulk');
	await v.look('80-bulk-empty');
	const n = await begin(v, p, 'master', 'zh-CN');
	/* At once: so few are confirmed within two or three seconds. */
	ok(await v.focus(act('pause')), 'to "pause" by keyboard');
	await v.enter();
	await p.waitForSelector(act('resume'));
	const rest = await settled(p);
	ok(await p.isVisible(act('stop')), 'paused');
	await v.look('82-bulk-paused');
	await v.focus(act('resume'));
	await v.enter();
	await p.evaluate(() => { window.untouched = true; });
	await v.focus('a[href$="/report"]');
	const first = await settled(p);
	await p.waitForFunction(x => document.querySelector('progress')
	    .value > x, first);
	ok(await p.evaluate(() => window.untouched === true && document
	    .activeElement.matches('a[href$="/report"]')),
	    'the numbers move, the focus stays where it was');
	await v.look('81-bulk-running');
	await p.waitForFunction(() => !document.querySelector(
	    '[data-refresh]'), null, { timeout: 120000 });
	ok(await p.evaluate(() => window.untouched === true && document
	    .activeElement.matches('a[href$="/report"]')),
	    'done: the buttons have gone, the focus stays');
	const refused = Number(await p.innerText('#refused'));
	ok(rest < n && await settled(p) === n && refused > 0 && await p.locator(
	    'main form button').count() === 0, 'gone on with: everybody',
	    `${rest}, ${refused} of ${n}`);
	await v.look('83-bulk-done');
	const f = await v.take(async () => {
		await v.focus('a[href$="/report"]');
		await p.keyboard.press('Enter');
	});
	const rows = f.bytes.toString('utf8').trim().split('\r\n');
	ok(rows.length === n + 1 && rows.filter(l => /"issued"/.test(l))
	    .length === n - refused, 'the report has everybody', rows[1]);
	await v.leave();
	return v.path();
}

/* Without a script the page comes again by itself. */
async function withoutScript(browser) {
	const v = await Visitor.come(browser, { size: 'phone', js: false });
	const p = v.page;

	await v.signIn(HANDLER);
	await v.go('/bulk');
	await p.selectOption('#level', 'master');
	await p.selectOption('#doc_lang', 'en');
	await v.press('main form button[type=submit]');
	await v.press('button[name=sure]');
	await p.waitForEvent('load', { timeout: 10000 });
	await v.look('81-bulk-running');
	ok(/^\/bulk\/\d+$/.test(v.path()), 'no script: the page comes again');
	await p.waitForFunction(() => !document.querySelector(
	    '[data-refresh]'), null, { timeout: 120000 });
	ok(await p.locator('main form button').count() === 0,
	    'no script: done');
	await v.look('83-bulk-done');
	await v.leave();
}

async function look(browser, size, lang, path) {
	const v = await Visitor.come(browser, { size, lang }), p = v.page;

	await v.signIn(HANDLER);
	await v.go('/bulk');
	await v.look('80-bulk');
	await p.fill('#school', 'nowhere');
	await v.press('main form button[type=submit]');
	await v.look('80-bulk-nobody');
	await v.go(path);
	await v.look('83-bulk-done');
	await v.leave();
}

await main(async browser => {
	let path = '/bulk/1';

	await group('whole', async () => {
		path = await whole(browser);
	});
	await group('no script', () => withoutScript(browser));
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, () => look(browser,
			    size, lang, path));
});
