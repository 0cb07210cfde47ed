/* keeper.mjs BASE SHOTS - a keeper looks at the seal and its ledger. */
import { Visitor, code, group, main, ok, sizes, KEEPER } from './pages.mjs';

async function stamp(browser) {
	const v = await Visitor.come(browser);

	await v.signIn();
	await v.go('/request/transcript-graduate/zh-CN');
	await v.press('main form button[type=submit]');
	await v.page.waitForSelector('main a.button-primary');
	const number = await v.page.textContent('dd.mono');
	const r = await v.go('/seal');
	ok(r.status() === 403 || v.path() !== '/seal',
	    'a student has no seals to see', r.status());
	await v.look('40-not-a-keeper');
	await v.leave();
	return number.trim();
}

async function look(browser, size, lang, number) {
	const v = await Visitor.come(browser, { size, lang }), p = v.page;

	await v.signIn(KEEPER);
	await v.go('/seal');
	ok(await p.locator('.seal-picture').evaluateAll(l => l.length > 0 &&
	    l.every(i => i.complete && i.naturalWidth > 50)),
	    'the seals in my care, drawn');
	await v.look('41-seals');
	await v.press('.seal-card:has-text("S001") a[href$="/ledger"]');
	ok((await p.textContent('tbody')).includes(number) &&
	    await p.isVisible('.notice-good'),
	    'its ledger has the document, and holds');
	await v.look('42-ledger');
	await v.go('/seal/1/authorisations');
	await v.look('43-authorisations');
	await p.fill('#daily', '900');
	await p.fill('#total', '100');
	await v.press('button:has-text("授权"):not([aria-label]), ' +
	    'button:has-text("Authorise")');
	ok(await p.isVisible('[role=alert]'),
	    'a day cannot have more than all days');
	await v.look('44-quota-refused');
	await v.leave();
}

await main(async browser => {
	let number = '?';

	await group('stamp', async () => {
		number = await stamp(browser);
	});
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, () => look(browser,
			    size, lang, number));
});
