/* approver.mjs BASE SHOTS - an approver at work, on a phone and at a desk. */
import { Visitor, group, main, ok, sizes } from './pages.mjs';

const APPROVER = 'B0001', NOBODY = 'B0002';

/* A student asks for what people approve; the request's number. */
async function ask(browser, lang) {
	const v = await Visitor.come(browser, { lang });

	await v.signIn();
	await v.go('/request/enrolment/zh-CN');
	await v.press('main form button[type=submit]');
	const path = v.path();
	await v.look('60-under-review');
	await v.leave();
	return Number(path.split('/').pop());
}

async function student(browser, lang, id, name) {
	const v = await Visitor.come(browser, { lang, size: 'phone' });

	await v.signIn();
	await v.go(`/documents/${id}`);
	await v.look(name);
	const text = await v.page.textContent('main');
	await v.leave();
	return text;
}

async function work(browser, size, lang) {
	const [one, two, three] = [await ask(browser, lang),
	    await ask(browser, lang), await ask(browser, lang)];
	const v = await Visitor.come(browser, { size, lang }), p = v.page;

	await v.signIn(APPROVER);
	await v.go('/approve');
	ok(await p.locator('.task').count() >= 3, 'three wait');
	await v.look('61-inbox');
	/* By keyboard alone: to the request, an opinion, approve. */
	await p.focus(`a[href="/approve/${one}"]`);
	await Promise.all([p.waitForEvent('load'),
	    p.keyboard.press('Enter')]);
	await v.look('62-task');
	ok(await p.locator('.sheet img').evaluateAll(l => l.length > 0 &&
	    l.every(i => i.complete && i.naturalWidth > 50)),
	    'the document is shown');
	await p.focus('#opinion');
	await p.keyboard.type('OK');
	await p.keyboard.press('Tab');
	await Promise.all([p.waitForEvent('load'),
	    p.keyboard.press('Enter')]);
	ok(v.path() === '/approve' && await p.isVisible('.notice-good'),
	    'approved, and back in the list');
	/* Sent back: not without a reason. */
	await v.go(`/approve/${two}`);
	await v.press('button[value=return]');
	ok(await p.isVisible('[role=alert]'), 'a reason is asked for');
	await v.look('63-no-reason');
	await p.fill('#opinion', 'The name is not that of the passport.');
	await v.press('button[value=return]');
	const said = await student(browser, lang, two, '64-returned');
	ok(said.includes('not that of the passport'),
	    'the student reads why');
	/* Many at once. */
	await v.go('/approve');
	await p.check(`input[value^="${three}-"]`);
	await v.press('button[value=approve]');
	ok(await p.isVisible('.check-pass'), 'done together');
	await v.look('65-batch');
	await v.go('/approve/done');
	await v.look('66-done');
	await v.go('/approve?q=nobody-of-that-name');
	await v.look('67-nothing-found');
	await v.go('/approve/absence');
	await v.look('68-absence');
	await v.leave();
	ok((await student(browser, lang, one, '69-approved')).includes('OK'),
	    'the student sees by whom, and what they said');
}

/* Somebody with nothing to do is told so. */
async function nothing(browser, size, lang) {
	const v = await Visitor.come(browser, { size, lang });

	await v.signIn(NOBODY);
	await v.go('/approve');
	ok(await v.page.isVisible('.empty'), 'nothing to do');
	await v.look('70-empty');
	await v.leave();
}

await main(async browser => {
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en']) {
			await group(`${size} ${lang}`, () => work(browser,
			    size, lang));
			await group(`nothing ${size} ${lang}`, () =>
			    nothing(browser, size, lang));
		}
});
