/*
 * contract.mjs BASE SHOTS - somebody brings a finished file: uploads it in
 * pieces over a connection that breaks, moves the seals by pointer and by
 * keys, freezes it; approvers and the keeper do their part.
 */
import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Visitor, base, group, main, ok, sizes } from './pages.mjs';

const SEAL = '5';	/* of the demonstration: procurement */
const OWNER = 'T0001', APPROVERS = ['H0001', 'A0004', 'A0006'];
const work = mkdtempSync(join(tmpdir(), 'contract-'));

/* Two pages with some lines on them, and filling to make it large. */
function pdf(filling) {
	const lines = n => Array.from({ length: 24 }, (_, i) =>
	    `BT /F ${i ? 11 : 20} Tf 70 ${770 - 27 * i} Td (` + (i ?
	    `Clause ${i}. The parties agree as is written here, page ${n}.` :
	    'Contract of purchase') + ') Tj ET').join('\n');
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Count 2 /Kids [4 0 R 6 0 R] >>',
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	];
	for (const n of [1, 2]) {
		objects.push('<< /Type /Page /Parent 2 0 R /MediaBox ' +
		    `[0 0 595 842] /Contents ${3 + 2 * n} 0 R /Resources ` +
		    '<< /Font << /F 3 0 R >> >> >>');
		objects.push(`<< /Length ${lines(n).length} >>\nstream\n` +
		    `${lines(n)}\nendstream`);
	}
	if (filling)
		objects.push(`<< /Length ${filling} >>\nstream\n` +
		    `${'x'.repeat(filling)}\nendstream`);
	let body = '%PDF-1.7\n', at = [];
	objects.forEach((o, i) => {
		at.push(body.length);
		body += `${i + 1} 0 obj\n${o}\nendobj\n`;
	});
	return Buffer.from(body + `xref\n0 ${at.length + 1}\n` +
	    '0000000000 65535 f \n' + at.map(a => String(a).padStart(10, '0') +
	    ' 00000 n \n').join('') + `trailer\n<< /Size ${at.length + 1} ` +
	    `/Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`, 'latin1');
}

function file(name, filling = 0) {
	const path = join(work, name);

	writeFileSync(path, pdf(filling));
	return path;
}

async function begin(v, title) {
	const p = v.page;

	await v.go('/contract/new');
	await p.selectOption('#type', 'file-procurement');
	await p.fill('#title', title);
	await p.fill('#party', '样例供应商有限公司');
	await p.fill('#total', '12,000');
	await v.press('main form button[type=submit]');
	return v.path();
}

/* In pieces; one is lost on the way and comes again. */
async function upload(v) {
	const p = v.page;
	let pieces = 0, lost = 0;

	await p.route('**/piece', async r => {
		if (++pieces === 2 && lost++ === 0) {
			await r.abort('connectionreset');
			return;
		}
		await r.continue();
	});
	await p.setInputFiles('#file-text', file('contract.pdf', 2500000));
	await Promise.all([p.waitForEvent('load', { timeout: 30000 }),
	    p.click('form.upload:has(#file-text) button[type=submit]')]);
	await p.unroute('**/piece');
	v.wrong.length = 0;	/* the lost piece itself */
	ok(lost === 1 && pieces === 4, 'three pieces, one of them twice',
	    `${pieces} ${lost}`);
	ok((await p.textContent('main')).includes('contract.pdf'),
	    'the file is there');
}

const field = (p, n, what) => p.locator(`[name=p${n}${what}]`);

async function place(v) {
	const p = v.page;

	await v.press('a[href$="/place"]');
	ok(await p.locator('.place-sheet > img').evaluate(i =>
	    i.decode().then(() => i.naturalWidth >= 500)),
	    'the page is drawn');
	await field(p, 1, 'seal').selectOption(SEAL);
	const mark = p.locator('.place-mark').first();
	ok(await mark.isVisible(), 'the seal lies on the page');
	ok(await mark.locator('img').evaluate(i => i.decode().then(() => true,
	    () => false)), 'as it is drawn');
	const size = await mark.evaluate(m => m.offsetWidth /
	    m.parentElement.offsetWidth);
	ok(Math.abs(size - 42 / 210) < 0.01, 'in its true size', size);
	/* By pointer: 20 mm to the right, 30 mm down. */
	const x = Number(await field(p, 1, 'x').inputValue());
	const y = Number(await field(p, 1, 'y').inputValue());
	const mm = await p.locator('.place-sheet').evaluate(s =>
	    s.offsetWidth / (s.dataset.w / 100));
	await mark.scrollIntoViewIfNeeded();
	const b = await mark.boundingBox();
	await p.mouse.move(b.x + b.width / 2, b.y + b.height / 2);
	await p.mouse.down();
	await p.mouse.move(b.x + b.width / 2 + 20 * mm,
	    b.y + b.height / 2 + 30 * mm, { steps: 5 });
	await p.mouse.up();
	const dx = Number(await field(p, 1, 'x').inputValue()) - x;
	const dy = Number(await field(p, 1, 'y').inputValue()) - y;
	ok(Math.abs(dx - 20) < 1.5 && Math.abs(dy + 30) < 1.5,
	    'dragged: the numbers follow', `${dx} ${dy}`);
	/* By keys. */
	await field(p, 1, 'x').fill('100');
	await field(p, 1, 'y').fill('80');
	await mark.focus();
	await p.keyboard.press('ArrowRight');
	await p.keyboard.press('Shift+ArrowUp');
	ok(await field(p, 1, 'x').inputValue() === '101' &&
	    await field(p, 1, 'y').inputValue() === '90',
	    'an arrow is 1 mm, with Shift 10');
	ok((await p.textContent('#place-said')).includes('101'),
	    'and it is said');
	await v.look('81-place');
	await p.selectOption('#straddle', 'right');
	await v.press('main form button.button-primary');
	ok((await p.textContent('main')).includes('101'), 'kept');
}

async function decide(browser, size, lang, request) {
	for (const who of APPROVERS) {
		const v = await Visitor.come(browser, { size, lang });

		await v.signIn(who);
		await v.go(`/approve/${request}`);
		if (who === 'H0001')
			await v.look('83-approver');
		await v.press('button[value=approve]');
		await v.leave();
	}
}

async function number(v) {
	const href = await v.page.getAttribute('a[href^="/documents/"]',
	    'href');

	return Number(href.split('/')[2]);
}

async function whole(browser, size, lang) {
	const v = await Visitor.come(browser, { size, lang }), p = v.page;

	await v.signIn(OWNER);
	await v.go('/contract/new');
	await v.look('80-new');
	const path = await begin(v, 'Microscopes 显微镜采购合同');
	await v.look('80-draft');
	await upload(v);
	await place(v);
	await v.look('82-ready');
	await v.press('form[action$="/freeze"] button');
	await v.look('82-frozen');
	const request = await number(v);
	await decide(browser, size, lang, request);
	const k = await Visitor.come(browser, { size, lang });
	await k.signIn('K0005');
	await k.go('/contract');
	await k.look('84-keeper-list');
	await k.press(`a[href="${path}"]`);
	await k.look('84-keeper');
	await k.press('form[action$="/release"] button');
	await k.leave();
	for (let i = 0; i < 60; i++) {
		await v.go(path);
		if (await p.locator('.notice-good').count())
			break;
		await p.waitForTimeout(500);
	}
	ok(await p.isVisible('.notice-good'), 'sealed');
	await v.look('85-sealed');
	const { bytes } = await v.download();
	ok(bytes.subarray(0, 5).toString() === '%PDF-', 'and downloaded');
	await v.go('/contract');
	await v.look('86-list');
	await v.go('/contract?q=nothing-like-that');
	await v.look('87-none');
	await v.leave();
}

/* Without a script: one form for the file, numbers for the place. */
async function plain(browser, size, lang) {
	const v = await Visitor.come(browser, { size, lang, js: false });
	const p = v.page;

	await v.signIn(OWNER);
	await begin(v, 'Without a script 无脚本');
	await p.setInputFiles('#file-text', file('plain.pdf'));
	await v.press('form.upload:has(#file-text) button[type=submit]');
	ok((await p.textContent('main')).includes('plain.pdf'), 'uploaded');
	await v.press('a[href$="/place"]');
	await v.look('88-place');
	await field(p, 1, 'seal').selectOption(SEAL);
	await field(p, 1, 'page').fill('2');
	await field(p, 1, 'x').fill('300');
	await field(p, 1, 'y').fill('60.5');
	await v.press('main form button.button-primary');
	ok(await p.isVisible('[role=alert]'), 'beyond the page: refused');
	await v.look('88-refused');
	await field(p, 1, 'x').fill('140');
	await v.press('main form button.button-primary');
	ok((await p.textContent('main')).includes('60.5'), 'placed');
	await p.setInputFiles('#file-text', { name: 'no.pdf',
	    mimeType: 'application/pdf', buffer: Buffer.from('hello') });
	await v.press('form.upload:has(#file-text) button[type=submit]');
	ok(await p.isVisible('[role=alert]'), 'no PDF: refused');
	await v.look('89-refused');
	await v.press('form[action$="/drop"] button');
	ok(v.path() === '/contract', 'thrown away');
	await v.leave();
}

await main(async browser => {
	for (const [size, lang] of [['small', 'zh-CN'], ['phone', 'en'],
	    ['desktop', 'zh-CN'], ['desktop', 'en']]) {
		await group(`${size} ${lang}`, () => whole(browser, size,
		    lang));
		await group(`plain ${size} ${lang}`, () => plain(browser, size,
		    lang));
	}
	ok(sizes.small.width === 320 && base !== '', 'from 320 pixels on');
});
