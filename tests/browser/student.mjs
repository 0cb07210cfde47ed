/* student.mjs BASE SHOTS - a student's way, as a browser does it. */
import { Visitor, base, code, group, main, ok, pdfsig, sizes, STUDENT,
    PASSWORD } from './pages.mjs';

const other = { 'zh-CN': 'en', en: 'zh-CN' };

/* Sign in (once wrong), choose, preview, confirm, download. */
async function wholeWay(browser, size, lang) {
	const v = await Visitor.come(browser, { size, lang });
	const p = v.page;

	await v.go('/');
	await v.look('01-start');
	await v.press('.site-nav a[href="/login"]');
	await v.look('02-login');
	await v.signIn(STUDENT, 'not the password');
	ok(await p.isVisible('[role=alert]') &&
	    await p.inputValue('#account') === STUDENT,
	    'a wrong password is said, the number stays');
	await v.look('03-login-wrong');
	await v.signIn();
	ok(v.path() === '/services', 'signed in', p.url());
	await v.look('04-services');
	await v.press(`a[href="/request/transcript-graduate/${lang}"]`);
	ok(await p.locator('.sheet img').evaluateAll(l => l.length === 1 &&
	    l.every(i => i.complete && i.naturalWidth > 500)),
	    'one page of preview, drawn');
	await v.look('05-preview');
	await p.selectOption('#purpose', 'job');
	ok(await p.locator('.sheet img').evaluate(async i => {
		await i.decode();
		return /purpose=job$/.test(i.src) && i.naturalWidth > 500 &&
		    i.closest('.sheet').href === i.src;
	}), 'the chosen purpose is drawn');
	await v.press('main form button[type=submit]');
	ok(/^\/documents\/\d+$/.test(v.path()), 'a document', p.url());
	await p.waitForSelector('main a.button-primary');
	await v.look('06-document');
	const f = await v.download(), said = pdfsig(f.bytes);
	ok(/^[A-Z]+-[A-Z]+-\d{4}-\d{6}\.pdf$/.test(f.name) &&
	    /Signature is Valid/.test(said) &&
	    /Total document signed/.test(said), 'Poppler judges the file ' +
	    f.name, said);
	const where = v.path(), mine = await code(p);
	v.lang = other[lang];
	await v.press(`.lang a[lang="${other[lang]}"]`);
	ok(v.path() === where && await code(p) === mine,
	    'the other language, the same place');
	await v.look('07-document-other');
	v.lang = lang;
	await v.press(`.lang a[lang="${lang}"]`);
	await v.go('/documents');
	ok(await p.isVisible(`a[href="${where}"]`), 'it is in my list');
	await v.look('08-documents');
	await v.press('.nav-form button');
	await v.go('/documents');
	ok(v.path() === '/login', 'signed out: the list asks who I am');
	await v.leave();
}

/* The element that has the focus, and whether one can see that it has. */
function focused(page) {
	return page.evaluate(() => {
		const e = document.activeElement, s = getComputedStyle(e);
		const b = e.getBoundingClientRect();
		return { id: e.id, tag: e.tagName, href:
		    e.getAttribute('href') || '', type: e.type || '',
		    inMain: !!e.closest('main'),
		    seen: b.width > 0 && b.height > 0 && (s.boxShadow !==
		    'none' || (s.outlineStyle !== 'none' &&
		    parseFloat(s.outlineWidth) >= 2)) };
	});
}

/* Tab until "found", at most 40 times; every stop must be visible. */
async function tabTo(v, what, found) {
	const unseen = [];
	let f;

	for (let i = 0; i < 40; i++) {
		await v.page.keyboard.press('Tab');
		f = await focused(v.page);
		if (!f.seen)
			unseen.push(JSON.stringify(f));
		if (found(f))
			break;
	}
	ok(found(f) && unseen.length === 0, `keyboard: to ${what}, the ` +
	    'focus always visible', unseen.join('\n') || JSON.stringify(f));
}

async function keyboardOnly(browser) {
	const v = await Visitor.come(browser, { lang: 'zh-CN' });
	const p = v.page;

	await v.go('/login');
	await p.keyboard.press('Tab');
	const first = await focused(p);
	ok(first.href === '#main' && first.seen,
	    'keyboard: the first stop skips to the content');
	await tabTo(v, 'the number', f => f.id === 'account');
	await p.keyboard.type(STUDENT);
	await tabTo(v, 'the password', f => f.id === 'password');
	await p.keyboard.type(PASSWORD);
	await v.enter();
	ok(v.path() === '/services', 'keyboard: signed in');
	await tabTo(v, 'the transcript', f => f.href ===
	    '/request/transcript-graduate/zh-CN');
	await v.enter();
	await tabTo(v, 'the purpose', f => f.id === 'purpose');
	await p.keyboard.press('ArrowDown');
	ok(await p.inputValue('#purpose') === 'job', 'keyboard: chosen');
	await tabTo(v, 'confirm', f => f.type === 'submit' && f.inMain);
	await v.enter();
	await p.waitForSelector('main a.button-primary');
	await tabTo(v, 'the file', f => /\/file$/.test(f.href));
	const [d] = await Promise.all([p.waitForEvent('download'),
	    p.keyboard.press('Enter')]);
	ok(/\.pdf$/.test(d.suggestedFilename()), 'keyboard: downloaded');
	await v.leave();
}

async function withoutScript(browser) {
	const v = await Visitor.come(browser, { size: 'phone', js: false });
	const p = v.page;

	await v.signIn();
	await v.look('04-services');
	await v.press('a[href="/request/transcript-graduate/zh-CN"]');
	await v.press('main form button[type=submit]');
	await p.waitForSelector('main a.button-primary');
	await v.look('06-document');
	const mine = await code(p), f = await v.download();
	ok(f.bytes.subarray(0, 5).toString() === '%PDF-',
	    'no script: downloaded');
	await v.go('/verify');
	await p.fill('#code', mine);
	await v.press('form:has(#code) button');
	ok(await v.headline() === 'VALID', 'no script: verified');
	await v.leave();
}

/* The one thing that needs a script: the code into the clipboard. */
async function copied(browser) {
	const v = await Visitor.come(browser, { size: 'small' }), p = v.page;

	await v.context.grantPermissions(['clipboard-read',
	    'clipboard-write']);
	await v.signIn();
	await v.go('/documents');
	await v.press('tbody tr a');
	await p.click('.code + button');
	await p.waitForSelector('.code + button:has-text("已复制")');
	ok(await p.evaluate(() => navigator.clipboard.readText()) ===
	    await code(p), 'the code is copied');
	await v.leave();
}

/* Two presses of the button in one moment: one document. */
async function twice(browser) {
	const v = await Visitor.come(browser), p = v.page;

	await v.signIn();
	await v.go('/documents');
	const before = await p.locator('tbody tr').count();
	await v.go('/request/transcript-graduate/zh-CN');
	await p.locator('main form button[type=submit]').dblclick();
	await p.waitForURL(/\/documents\/\d+$/);
	await v.go('/documents');
	ok(await p.locator('tbody tr').count() === before + 1,
	    'a double click makes one document');
	await v.leave();
}

/* Pages for those who may not, have nothing, or went astray. */
async function otherPeople(browser, lang) {
	const v = await Visitor.come(browser, { size: 'phone', lang });
	const p = v.page;

	await v.signIn('2099000002');
	await v.go('/documents');
	ok(await p.isVisible('.empty') && await p.isVisible(
	    'main a[href="/services"]'), 'an empty list says what to do');
	await v.look('11-documents-empty');
	const r = await v.go('/documents/999999');
	ok(r.status() === 404, 'what is not mine is not there');
	await v.look('12-not-found');
	const no = await v.go('/services/nowhere');
	ok(no.status() === 404 && await p.isVisible('.nav-form button'),
	    'a page that there is not: still signed in');
	await v.press('.nav-form button');
	await v.signIn('2099000003');
	ok(await p.isVisible('.notice-bad'), 'a hold is said with its reason');
	await v.look('13-hold');
	const held = await v.go('/request/transcript-graduate/zh-CN');
	ok(held.status() === 403 && !await p.isVisible('form.card') &&
	    await p.isVisible('.notice-bad'),
	    'nor does the form open: it says why');
	await v.look('13-hold-form');
	await v.press('.nav-form button');
	await v.signIn('2099000004');
	await v.look('14-left');
	await v.leave();
}

/* The session ends while one reads the preview. */
async function expired(browser) {
	const v = await Visitor.come(browser), p = v.page;

	await v.signIn();
	await v.go('/request/enrolment/zh-CN');
	await v.context.clearCookies();
	await v.press('main form button[type=submit]');
	ok(await p.isVisible('#account'), 'an ended session asks who I am',
	    p.url());
	await v.look('15-expired');
	await p.fill('#account', STUDENT);
	await p.fill('#password', PASSWORD);
	await v.press('main button[type=submit]');
	ok(v.path() === '/request/enrolment/zh-CN',
	    'and leads back to where I was', p.url());
	await v.leave();
}

/* What everybody has: notices, mail settings, a password. */
async function ownPages(browser, size, lang) {
	const v = await Visitor.come(browser, { size, lang });
	const p = v.page;

	await v.signIn('2099000006');
	await v.go('/notices');
	await v.look('20-notices');
	await v.press('a[href="/notices/settings"]');
	await v.look('21-mail-settings');
	await v.press('main button[type=submit]');
	ok(await p.isVisible('.notice-good'), 'the settings are saved');
	await v.look('21-mail-settings-saved');
	await v.go('/notices');
	await v.press('a[href="/password"]');
	await v.look('22-password');
	await p.fill('#old', 'not this one');
	await p.fill('#new', 'correct horse battery');
	await p.fill('#again', 'correct horse battery');
	await v.press('main button[type=submit]');
	ok(await p.isVisible('.notice-bad'), 'a wrong password is refused');
	await v.look('23-password-wrong');
	await v.leave();
}

/* The looks must be able to fail. */
async function looksThatFail(browser) {
	const v = await Visitor.come(browser, { size: 'small' });

	await v.go('/');
	await v.page.evaluate(() => {
		document.querySelector('main').append(new Image());
		console.error('a noise');
		document.querySelector('main').insertAdjacentHTML('beforeend',
		    '<p onclick="no()" style="width:400px">wide</p>');
	});
	await v.page.evaluate(() => {
		document.querySelector('.card .button').style.minHeight =
		    '2rem';
	});
	const bad = await v.violations(), small = await v.small();
	ok(small.length === 1 && small[0].includes('button'),
	    'a low button is seen', small.join('\n'));
	ok(bad.length === 1 && bad[0].startsWith('image-alt'),
	    'axe sees a picture without words', bad.join('\n'));
	ok(v.wrong.some(w => /noise/.test(w)) && v.wrong.some(w =>
	    /Content Security Policy/.test(w)),
	    'a noise and a script in a tag are noticed', v.wrong.join('\n'));
	await v.leave();
}

await main(async browser => {
	await group('looks', () => looksThatFail(browser));
	for (const size of Object.keys(sizes))
		for (const lang of ['zh-CN', 'en'])
			await group(`${size} ${lang}`, async () => {
				await wholeWay(browser, size, lang);
				await ownPages(browser, size, lang);
			});
	await group('keyboard', () => keyboardOnly(browser));
	await group('no script', () => withoutScript(browser));
	await group('copied', () => copied(browser));
	await group('twice', () => twice(browser));
	await group('others zh', () => otherPeople(browser, 'zh-CN'));
	await group('others en', () => otherPeople(browser, 'en'));
	await group('expired', () => expired(browser));
});
