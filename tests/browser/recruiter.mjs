/* recruiter.mjs BASE SHOTS - verification by code, QR address and file. */
import { readFileSync, truncateSync, unlinkSync, writeFileSync }
    from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Visitor, base, code, group, main, ok, sizes } from './pages.mjs';

/* A document of the student: its code and bytes. */
async function document(browser, lang) {
	const v = await Visitor.come(browser, { lang });

	await v.signIn();
	await v.go(`/request/transcript-graduate/${lang}`);
	await v.press('main form button[type=submit]');
	await v.page.waitForSelector('main a.button-primary');
	const doc = { code: await code(v.page), ...await v.download() };
	await v.leave();
	return doc;
}

async function upload(v, name, bytes) {
	await v.go('/verify');
	await v.page.setInputFiles('#file', { name, mimeType:
	    'application/pdf', buffer: bytes });
	await v.press('form:has(#file) button');
}

const names = { 'zh-CN': '样例甲', en: 'SAMPLE Jia' };

async function byCode(v, doc) {
	const p = v.page, name = names[v.lang];
	const named = async () => (await p.textContent('main')).includes(name);

	await v.go('/verify');
	await v.look('21-verify');
	await p.fill('#code', doc.code.slice(0, 9));
	await v.press('form:has(#code) button');
	ok(await p.isVisible('#fault') && await p.inputValue('#code') !== '',
	    'a short code is said, and stays in the field');
	await v.look('22-verify-fault');
	await p.fill('#code', doc.code.toLowerCase().replaceAll('-', ' '));
	await v.press('form:has(#code) button');
	ok(await v.headline() === 'VALID', 'the code, in small letters and ' +
	    'with blanks');
	ok(!await named(), 'without the second factor no whole name');
	await v.look('23-by-code');
	if (v.tag.startsWith('phone'))	/* wrong ones are counted */
		await wrongFactor(v, named);
	await p.fill('#factor', name);
	await v.press('form:has(#factor) button');
	ok(await named(), 'the right name opens what it says');
	await v.look('25-factor-right');
}

async function wrongFactor(v, named) {
	await v.page.fill('#factor', '样例丁');
	await v.press('form:has(#factor) button');
	ok(await v.page.isVisible('[role=alert]') && !await named(),
	    'a wrong name shows nothing more');
	await v.look('24-factor-wrong');
}

async function byAddress(v, doc) {
	await v.go('/v/' + doc.code.replaceAll('-', ''));
	ok(await v.headline() === 'VALID', 'the address of the QR');
	await v.look('26-by-address');
}

async function byFile(v, doc) {
	const bad = Buffer.from(doc.bytes);

	await upload(v, doc.name, doc.bytes);
	ok(await v.headline() === 'VALID' &&
	    await v.page.locator('.checks li').count() >= 5,
	    'the file, with its checks');
	await v.look('27-file-good');
	bad[2000] ^= 1;
	await upload(v, doc.name, bad);
	ok(await v.headline() === 'ALTERED', 'one bit of it changed');
	await v.look('28-file-altered');
	await upload(v, 'letter.pdf', Buffer.from('not a document at all'));
	const said = await v.headline();
	ok(said !== null && said !== 'VALID', 'something else: ' + said);
	await v.look('29-file-other');
	for (const [name, want] of [['two_table', 'NOT_ISSUED'],
	    ['lta_table', 'NOT_ISSUED'], ['base_stream', 'NO_SEAL']]) {
		await upload(v, name + '.pdf', readFileSync(join(
		    process.env.ES_SRCDIR, 'tests/vectors/pdf',
		    name + '.pdf')));
		ok(await v.headline() === want, `${name}: ${want}`,
		    await v.headline());
		await v.look('33-file-' + name);
	}
	await v.press('a[href="/verify/report"]');
	await v.look('30-suspect');
}

/* The result to take along: each a download, the page stays usable. */
async function forms(v, doc) {
	const p = v.page, head = {};

	await upload(v, doc.name, doc.bytes);
	for (const as of ['receipt', 'json', 'xml', 'revision-1']) {
		await p.setInputFiles('#file', { name: doc.name, mimeType:
		    'application/pdf', buffer: doc.bytes });
		await p.selectOption('#as', as);
		const [d] = await Promise.all([p.waitForEvent('download'),
		    p.click('form:has(#as) button')]);
		const bytes = readFileSync(await d.path());

		head[as] = bytes.subarray(0, 5).toString('latin1');
		if (as === 'revision-1')
			ok(bytes.equals(doc.bytes), 'the signed revision');
	}
	ok(JSON.stringify(head) === JSON.stringify({ receipt: '%PDF-',
	    json: '{"fil', xml: '<?xml', 'revision-1': '%PDF-' }),
	    'receipt, JSON, XML, revision', JSON.stringify(head));
	const file = join(tmpdir(), `printed-${process.pid}.pdf`);

	writeFileSync(file, await p.pdf({ format: 'A4' }));
	const text = execFileSync('pdftotext', [file, '-'],
	    { encoding: 'utf8' }).replace(/\s+/g, ' ');
	ok(/^Pages:\s+[12]$/m.test(execFileSync('pdfinfo', [file],
	    { encoding: 'utf8' })) && !text.includes((await p.textContent(
	    '#take')).trim()), 'prints without what one can only press');
}

/* Pages of nginx itself: too large a file, and those one rarely meets. */
async function nginxPages(v) {
	const file = join(tmpdir(), `large-${process.pid}.pdf`);

	writeFileSync(file, '');
	truncateSync(file, 58 * 1024 * 1024);
	await v.go('/verify');
	await v.page.setInputFiles('#file', file);
	await v.press('form:has(#file) button');
	unlinkSync(file);
	ok(/太大/.test(await v.page.textContent('h1')),
	    'a file that is too large gets a page');
	await v.look('31-too-large');
	for (const status of [400, 404, 405, 429, 503]) {
		await v.go(`/static/errors/${status}.html`);
		ok(await v.page.isVisible('section[lang=en]') &&
		    await v.page.isVisible('.site-head img') &&
		    await v.page.isVisible('main a[href="/"]'),
		    `page ${status}: both languages, head, way out`);
		await v.look(`32-nginx-${status}`);
	}
}

/* What comes out of the printer. */
async function printed(v, doc) {
	const file = join(tmpdir(), `printed-${process.pid}.pdf`);

	await v.go('/v/' + doc.code.replaceAll('-', ''));
	writeFileSync(file, await v.page.pdf({ format: 'A4' }));
	const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
	const text = execFileSync('pdftotext', [file, '-'],
	    { encoding: 'utf8' }).replace(/\s+/g, ' ');
	const words = (await v.page.textContent('h1')).trim().split(/\s+/);
	ok(/^Pages:\s+1$/m.test(info) && words.every(
	    w => text.includes(w)),
	    'the result prints on one sheet, headline included',
	    info + text);
	ok(!text.includes((await v.page.textContent('.no-print a')).trim()),
	    'and without what one can only press');
}

await main(async browser => {
	for (const size of ['small', 'desktop']) {
		const v = await Visitor.come(browser, { size });

		await group(`nginx ${size}`, () => nginxPages(v));
		await v.leave();
	}
	for (const lang of ['zh-CN', 'en']) {
		for (const size of Object.keys(sizes)) {
			let doc;

			/* One for each: wrong names are counted. */
			await group('document', async () => {
				doc = await document(browser, lang);
			});
			const v = await Visitor.come(browser, { size, lang });

			for (const f of [byCode, byAddress, byFile, forms,
			    printed])
				await group(`${f.name} ${v.tag}`, () =>
				    f(v, doc));
			await v.leave();
		}
	}
});
