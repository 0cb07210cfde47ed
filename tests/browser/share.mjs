/*
 * share.mjs BASE SHOTS - a student passes a document on by a link; somebody
 * who has nothing but the link opens it, until it is used up or taken back.
 */
import { Visitor, group, main, ok, pdfsig, sizes } from
    './pages.mjs';

const text = async p => (await p.innerText('main')).replace(/\s+/g, ' ');

async function issue(browser) {
	const v = await Visitor.come(browser);

	await v.signIn();
	await v.go('/request/transcript-graduate/en');
	await v.press('main form button[type=submit]');
	await v.page.waitForSelector('main a.button-primary');
	await v.leave();
	return v.path();
}

/* Made by keyboard alone; the link and its code. */
async function make(v, note, { days, views, code }) {
	const p = v.page;

	const good = [await v.type('#note', note),
	    await v.choose('#days', days), await v.choose('#views', views)];
	if (code) {
		good.push(await v.focus('input[name=with_code]'));
		await p.keyboard.press('Space');
	}
	await v.enter('main button.button-primary');
	const card = p.locator('article', { hasText: note });
	ok(good.every(x => x) && await card.count() === 1,
	    `${note}: made by keyboard`, await text(p));
	return { url: (await card.locator('dd .break').textContent()).trim(),
	    code: code ? (await card.locator('dd .code').textContent())
	    .trim() : '' };
}

/* Whoever has the link: no session, no account. */
async function stranger(browser, link, opts, fn) {
	const v = await Visitor.come(browser, opts);

	await v.page.goto(link.url);
	await fn(v, v.page);
	await v.leave();
}

async function withCode(browser, link, opts) {
	await stranger(browser, link, opts, async (v, p) => {
		await v.look('92-shared-code');
		await v.type('#code', '000000');
		await v.enter('main button');
		ok(await p.isVisible('[role=alert]') && await p.locator(
		    '#code[aria-invalid=true]').count() === 1 && await p
		    .isEnabled('main button'), 'a wrong code: said, try again');
		await v.look('93-shared-wrong');
		await v.type('#code', link.code.slice(0, 3) + ' ' +
		    link.code.slice(3));
		const f = await v.take(async () => {
			await v.focus('main button');
			await p.keyboard.press('Enter');
		});
		const said = pdfsig(f.bytes);
		ok(/Signature is Valid/.test(said), 'the right one, with a ' +
		    'blank in it: the sealed file ' + f.name, said);
		await v.look('94-shared-taken');
	});
}

async function ended(browser, link, opts, shot, word) {
	await stranger(browser, link, opts, async (v, p) => {
		ok(await p.locator('main form').count() === 0 &&
		    word.test(await text(p)), `${shot}: it says why`,
		    await text(p));
		await v.look(shot);
	});
}

async function wholeWay(browser, where, size, lang) {
	const v = await Visitor.come(browser, { size, lang }), p = v.page;
	const zh = lang === 'zh-CN', tag = `${size}-${zh ? 'zh' : 'en'}`;

	await v.signIn();
	await v.go(where + '/share');
	await v.look('90-share');
	const once = await make(v, `School ${tag}`, { days: '7', views: '1',
	    code: true });
	const gone = await make(v, `Firm ${tag}`, { days: '90', views: '0' });
	await v.look('91-share-made');
	await withCode(browser, once, { size, lang });
	await ended(browser, once, { size, lang }, '95-shared-used',
	    zh ? /次数已用完/ : /as often as/);
	await stranger(browser, gone, { size, lang }, async w => {
		await w.look('92-shared');
		const f = await w.take(() => w.page.click('main button'));
		ok(f.bytes.subarray(0, 5).toString() === '%PDF-',
		    'without a code: one press');
	});
	await v.go(where + '/share');
	const card = p.locator('article', { hasText: `Firm ${tag}` });
	await card.locator('summary').click();
	await p.locator('article', { hasText: `School ${tag}` })
	    .locator('summary').click();
	const log = await text(p);
	ok((zh ? /提取码错误/ : /Wrong access code/).test(log) &&
	    (zh ? /已下载/ : /Downloaded/).test(log) &&
	    /127\.0\.0\.1/.test(log), 'the log has each use', log);
	await v.look('96-share-log');
	await v.enter(`article:has-text("Firm ${tag}") form button`);
	ok(await p.locator('article', { hasText: `Firm ${tag}` })
	    .locator('form').count() === 0, 'taken back');
	await v.look('97-share-closed');
	await ended(browser, gone, { size, lang }, '98-shared-closed',
	    zh ? /已收回/ : /has closed/);
	await ended(browser, { url: gone.url.replace(/.$/, c => c === '0' ?
	    '1' : '0') }, { size, lang }, '99-shared-unknown',
	    zh ? /没有这个链接/ : /no such link/);
	await v.leave();
}

async function locked(browser, where) {
	const v = await Visitor.come(browser);

	await v.signIn();
	await v.go(where + '/share');
	const link = await make(v, 'Guessed', { days: '30', views: '5',
	    code: true });
	await stranger(browser, link, { js: false }, async (w, p) => {
		for (let i = 0; i < 12 && await p.locator('#code').count();
		    i++) {
			await p.fill('#code', String(i).padStart(6, '1'));
			await w.press('main button');
		}
	});
	await ended(browser, link, {}, '98-shared-locked', /已关闭/);
	await v.leave();
}

await main(async browser => {
	let where = '/documents/1';

	await group('issue', async () => {
		where = await issue(browser);
	});
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, () => wholeWay(browser,
			    where, size, lang));
	await group('locked', () => locked(browser, where));
});
