// sign_node.mjs PKI BASES OUT: @signpdf with its placeholders, node-signpdf.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(path.resolve(process.env.NODE_HOME, 'x.js'));
const [PKI, BASES, OUT] = process.argv.slice(2).map((x) => path.resolve(x));
const p12 = fs.readFileSync(path.join(PKI, 'rsa.old.p12'));
const { SignPdf } = require('@signpdf/signpdf');
const { P12Signer } = require('@signpdf/signer-p12');
const { plainAddPlaceholder } = require('@signpdf/placeholder-plain');
const { pdflibAddPlaceholder } = require('@signpdf/placeholder-pdf-lib');
const { pdfkitAddPlaceholder } = require('@signpdf/placeholder-pdfkit');
const { PDFDocument } = require('pdf-lib');
const PDFKit = require('pdfkit');
let made = 0, bad = 0;
const words = { reason: 'why', contactInfo: 'a@example.com', name: 'n',
    location: 'here', signatureLength: 8192 };

async function attempt(name, fn) {
	try {
		fs.writeFileSync(path.join(OUT, name + '.pdf'), await fn());
		made++;
	} catch (e) {
		bad++;
		console.log(name + ': ' + String(e.message).slice(0, 160));
	}
}

const sign = (pdf) => new SignPdf().sign(pdf,
    new P12Signer(p12, { passphrase: 'corpus' }));
const plain = (pdf, more) =>
    plainAddPlaceholder({ pdfBuffer: pdf, ...words, ...more });

async function withPdfLib(bytes, options, more) {
	const doc = await PDFDocument.load(bytes);
	pdflibAddPlaceholder({ pdfDoc: doc, ...words, ...more });
	return Buffer.from(await doc.save(options));
}

function withPdfKit(more) {
	return new Promise((done, fail) => {
		setTimeout(() => fail(new Error('no end')), 5000);
		const doc = new PDFKit({ ...more });
		const parts = [];
		doc.on('data', (x) => parts.push(x));
		doc.on('end', () => done(Buffer.concat(parts)));
		doc.text('PDFKit, ready to be signed');
		const refs = pdfkitAddPlaceholder({ pdf: doc,
		    pdfBuffer: Buffer.from(''), ...words });
		Object.keys(refs).forEach((k) => refs[k].end());
		doc.end();
	});
}

for (const file of fs.readdirSync(BASES).sort()) {
	const base = file.replace(/\.pdf$/, '');
	const bytes = fs.readFileSync(path.join(BASES, file));
	if (base === 'encrypted')
		continue;
	await attempt(`signpdf-plain-${base}`, () => sign(plain(bytes)));
	await attempt(`signpdf-lib-${base}`, async () =>
	    sign(await withPdfLib(bytes, { useObjectStreams: false })));
}
for (const base of ['fpdf2', 'office', 'reportlab']) {
	const file = path.join(BASES, base + '.pdf');
	if (!fs.existsSync(file))
		continue;
	const bytes = fs.readFileSync(file);
	await attempt(`signpdf-two-${base}`, async () =>
	    sign(plain(await sign(plain(bytes)))));
	await attempt(`signpdf-cades-${base}`, () =>
	    sign(plain(bytes, { subFilter: 'ETSI.CAdES.detached' })));
}
try {
	const old = require('node-signpdf');
	const bytes = fs.readFileSync(path.join(BASES, 'fpdf2.pdf'));
	await attempt('node-signpdf', () => old.default.sign(
	    old.plainAddPlaceholder({ pdfBuffer: bytes, reason: 'x' }), p12,
	    { passphrase: 'corpus' }));
} catch (e) {
	console.log('node-signpdf: ' + e.message);
}
try {
	const { PdfSigner } = require('zgapdfsigner');
	const base = fs.readFileSync(path.join(BASES, 'fpdf2.pdf'));
	for (const [name, opt] of [['plain', {}], ['p2', { permission: 2 }],
	    ['ltv', { ltv: 1 }], ['drawn', { drawinf: { area: { x: 25, y: 150,
	    w: 60, h: 60 }, imgInfo: null, textInfo: { text: 'Seal',
	    size: 12 } } }]])
		await attempt('zga-' + name, async () => Buffer.from(
		    await new PdfSigner({ p12cert: p12, pwd: 'corpus',
		    reason: 'r', ...opt }).sign(base)));
} catch (e) {
	console.log('zgapdfsigner: ' + e.message);
}
try {
	const libpdf = await import(path.resolve(process.env.NODE_HOME,
	    'node_modules/@libpdf/core/dist/index.mjs'));
	const signer = await libpdf.P12Signer.create(p12, 'corpus');
	for (const base of ['fpdf2', 'qpdf_objstm', 'office', 'chromium']) {
		const file = path.join(BASES, base + '.pdf');
		if (!fs.existsSync(file))
			continue;
		await attempt('libpdf-' + base, async () => {
			const pdf = await libpdf.PDF.load(
			    fs.readFileSync(file));
			const { bytes } = await pdf.sign({ signer,
			    reason: 'why' });
			return Buffer.from(bytes);
		});
	}
} catch (e) {
	console.log('libpdf: ' + e.message);
}
await attempt('signpdf-kit', async () => sign(await withPdfKit({})));
await attempt('signpdf-kit17', async () =>
    sign(await withPdfKit({ pdfVersion: '1.7', tagged: true })));
console.log(`node: ${made} files, ${bad} failed`);
