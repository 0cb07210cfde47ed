/*
 * pages.mjs - what every browser test needs: TAP, a browser, and the look at
 * a page that must hold for all of them (axe, width, console, origin).
 */
import { createRequire } from 'node:module';
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url)
    .resolve('axe-core/axe.min.js'), 'utf8');
export const [base, shots] = process.argv.slice(2);
export const STUDENT = '2099000001', KEEPER = 'K0001';
export const PASSWORD = 'yinxin-demo';

export const sizes = {
	small: { width: 320, height: 640 },
	phone: { width: 390, height: 844 },
	desktop: { width: 1280, height: 800 },
};

let count = 0, failed = 0;

export function ok(cond, name, said = '') {
	count++;
	if (!cond)
		failed++;
	console.log(`${cond ? '' : 'not '}ok ${count} - ${name}`);
	if (!cond && said)
		console.log(String(said).split('\n').slice(0, 12)
		    .map(l => '# ' + l.slice(0, 300)).join('\n'));
	return cond;
}

/* A group of tests: what it throws is one failed test, not the end. */
export async function group(name, fn) {
	try {
		await fn();
	} catch (e) {
		ok(false, name, e.stack);
	}
}

export async function main(fn) {
	mkdirSync(shots, { recursive: true });
	const browser = await chromium.launch({
		executablePath: process.env.ES_CHROMIUM || '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
		    '--no-first-run', '--disable-background-networking',
		    '--disable-component-update', '--disable-sync'],
	});
	try {
		await fn(browser);
	} finally {
		await browser.close();
	}
	console.log(`1..${count}`);
	process.exitCode = failed || !count ? 1 : 0;
}

/* In the page: can one see what has the focus?  The parts of a date show it
 * themselves, and nobody can ask them. */
function seen() {
	const e = document.activeElement, s = getComputedStyle(e);
	const b = e.getBoundingClientRect();

	return e === document.body || e.type === 'date' || (b.width > 0 && b.height > 0 &&
	    (s.boxShadow !== 'none' || (s.outlineStyle !== 'none' &&
	    parseFloat(s.outlineWidth) >= 2)));
}

/* A visitor: a context of their own, and what went wrong in it. */
export class Visitor {
	static async come(browser, { size = 'desktop', lang = 'zh-CN',
	    js = true } = {}) {
		const v = new Visitor();
		v.tag = `${size}-${lang}${js ? '' : '-nojs'}`;
		v.lang = lang;
		v.js = js;
		v.context = await browser.newContext({ viewport: sizes[size],
		    locale: lang, javaScriptEnabled: js,
		    extraHTTPHeaders: { 'Accept-Language': lang } });
		v.context.setDefaultTimeout(10000);
		v.page = await v.context.newPage();
		v.wrong = [];
		v.page.on('pageerror', e => v.wrong.push('error: ' + e.message));
		v.page.on('console', m => {
			/* An error page is itself a failed resource. */
			if (m.type() === 'error' && !/status of [45]\d\d/
			    .test(m.text()))
				v.wrong.push('console: ' + m.text());
		});
		v.page.on('request', r => {
			if (!r.url().startsWith(base) &&
			    !/^(data|blob):/.test(r.url()))
				v.wrong.push('leaves the origin: ' + r.url());
		});
		return v;
	}

	async go(path) {
		return this.page.goto(base + path);
	}

	/* Follow a link or send a form, and wait for where it leads. */
	async press(selector) {
		await Promise.all([
			this.page.waitForEvent('load'),
			this.page.click(selector),
		]);
	}

	async signIn(who = STUDENT, password = PASSWORD) {
		await this.go('/login');
		await this.page.fill('#account', who);
		await this.page.fill('#password', password);
		await this.press('main button[type=submit]');
	}

	/*
	 * The keyboard alone: tab until "selector" has the focus; false: one
	 * never gets there.  A stop that nobody can see goes to "wrong".
	 */
	async focus(selector) {
		const want = this.page.locator(selector).first();

		await this.page.focus('body');
		for (let i = 0; i < 150; i++) {
			await this.page.keyboard.press('Tab');
			if (!await this.page.evaluate(seen))
				this.wrong.push('an unseen focus on the way ' +
				    'to ' + selector);
			if (await want.evaluate(e => e ===
			    document.activeElement))
				return true;
		}
		return false;
	}

	async type(selector, text) {
		const there = await this.focus(selector);

		await this.page.keyboard.press('Control+A');
		await this.page.keyboard.type(text);
		return there;
	}

	/* Choose in a list, from its top downwards. */
	async choose(selector, value) {
		if (!await this.focus(selector))
			return false;
		await this.page.keyboard.press('Home');
		for (let i = 0; i < 40 && await this.page.inputValue(
		    selector) !== value; i++)
			await this.page.keyboard.press('ArrowDown');
		return await this.page.inputValue(selector) === value;
	}

	/* Press what has the focus, and wait for where it leads. */
	async enter(selector) {
		if (selector && !await this.focus(selector))
			return false;
		await Promise.all([this.page.waitForEvent('load'),
		    this.page.keyboard.press('Enter')]);
		return true;
	}

	/* A file behind a link or button: pressed by keyboard or mouse. */
	async take(press) {
		const [d] = await Promise.all([
		    this.page.waitForEvent('download'), press()]);

		return { name: d.suggestedFilename(),
		    bytes: readFileSync(await d.path()) };
	}

	path() {
		return new URL(this.page.url()).pathname;
	}

	async headline() {
		return this.page.getAttribute('[data-headline]',
		    'data-headline');
	}

	/* What holds for every page, and a picture of it. */
	async look(name) {
		const label = `${name} (${this.tag})`;
		const seen = await this.page.evaluate(() => ({
			lang: document.documentElement.lang,
			title: document.title,
			h1: document.querySelectorAll('h1').length,
			wide: document.documentElement.scrollWidth -
			    window.innerWidth,
			raw: /\{[a-z/_]+\}|\[\[|undefined|\bnull\b/
			    .test(document.body.innerText),
		}));
		ok(seen.lang === this.lang && seen.title !== '' &&
		    seen.h1 === 1 && !seen.raw, `${label}: language, title, ` +
		    'one heading, no raw key', JSON.stringify(seen));
		ok(seen.wide <= 0, `${label}: nothing to scroll sideways`,
		    `${seen.wide} px too wide`);
		const small = await this.small();
		ok(small.length === 0, `${label}: all can be hit with a thumb`,
		    small.join('\n'));
		if (this.js)
			await this.axe(label);
		ok(this.wrong.length === 0, `${label}: a silent console, ` +
		    'nothing from elsewhere', this.wrong.join('\n'));
		this.wrong.length = 0;
		await this.page.screenshot({ fullPage: true,
		    path: join(shots, `${name}-${this.tag}.png`) });
	}

	/* What is pressed and less than 44 high; links in a sentence may be. */
	async small() {
		return this.page.evaluate(() => Array.from(document
		    .querySelectorAll('a[href], button, select, ' +
		    'input:not([type=hidden])')).filter(e => {
			const b = e.getBoundingClientRect();
			return b.height > 0 && b.height < 43.5 &&
			    !e.matches('.skip') && (e.tagName !== 'A' ||
			    getComputedStyle(e).display !== 'inline');
		}).map(e => e.outerHTML.slice(0, 80)));
	}

	async axe(label) {
		const bad = await this.violations();
		ok(bad.length === 0, `${label}: axe finds nothing`,
		    bad.join('\n'));
	}

	violations() {
		return this.page.evaluate(async source => {
			if (!window.axe)
				(0, window.eval)(source);
			const r = await window.axe.run(document, { runOnly: {
			    type: 'tag', values: ['wcag2a', 'wcag2aa',
			    'wcag21a', 'wcag21aa', 'wcag22aa',
			    'best-practice'] } });
			return r.violations.map(v => `${v.id}: ${v.help}: ` +
			    v.nodes.map(n => n.target.join(' ')).join(', '));
		}, axe).catch(e => ['axe did not run: ' + e.message]);
	}

	/* The sealed file behind the button of a document's page. */
	async download() {
		return this.take(() => this.page.click(
		    'main a.button-primary'));
	}

	async leave() {
		await this.context.close();
	}
}

/* What Poppler says of the bytes. */
export function pdfsig(bytes) {
	const file = join(tmpdir(), `browser-${process.pid}.pdf`);
	writeFileSync(file, bytes);
	try {
		return execFileSync('pdfsig', [file], { encoding: 'utf8' });
	} catch (e) {
		return String(e.stdout) + e.message;
	}
}

export async function code(page) {
	return (await page.textContent('#code')).trim();
}
