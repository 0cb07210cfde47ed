#!/usr/bin/env python3
"""first-job.py URL DIR [--report FILE]: the main job, as a student does it.

Sign in, choose the graduate transcript in Chinese, look at the preview,
confirm, download the sealed PDF, and have it checked by code, by its QR
address and by uploading the file.  Each step says what it found and how long
it took.  Exit status 0 only if every step held.
"""
import argparse
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'tests', 'lib'))
from browser import Browser  # noqa: E402

STUDENT, PASSWORD = '2099000001', 'yinxin-demo'
CODE = re.compile(r'\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b')


class Failed(Exception):
    pass


def need(cond, what):
    if not cond:
        raise Failed(what)


def headline(page):
    m = re.search(rb'data-headline="([A-Z_]+)"', page.body)
    return m.group(1).decode() if m else 'none (HTTP %d)' % page.status


class Job:
    def __init__(self, url, out):
        self.b, self.out, self.found = Browser(url), out, {}

    def start_page(self):
        p = self.b.open('/')
        need(p.status == 200 and p.lang == 'zh-CN', 'HTTP %d' % p.status)
        return p.url

    def sign_in(self):
        p = self.b.open('/login')
        p = self.b.submit(p.form('/login', 'POST'),
                          {'account': STUDENT, 'password': PASSWORD})
        need(p.status == 200 and '/services' in p.url, 'landed on %s, HTTP %d'
             % (p.url, p.status))
        return STUDENT

    def choose(self):
        p = self.b.page
        p = self.b.open(p.link('/request/transcript-graduate/zh-CN'))
        need(p.status == 200, 'HTTP %d' % p.status)
        return 'transcript-graduate, zh-CN'

    def preview(self):
        p = self.b.page
        img = re.search(r'(?:src|data)="([^"]*preview[^"]*)"',
                        p.body.decode())
        need(img, 'no preview on the page')
        svg = self.b._once('GET', img.group(1).replace('&amp;', '&'))
        need(svg.status == 200 and 'svg' in svg.type, 'HTTP %d, %s' % (
            svg.status, svg.type))
        return '%d KB of SVG' % (len(svg.body) // 1024)

    def confirm(self):
        p = self.b.page
        p = self.b.submit(p.form('/request/transcript-graduate/zh-CN',
                                 'POST'))
        end = time.monotonic() + 20
        while b'/file' not in p.body and time.monotonic() < end:
            time.sleep(0.1)
            p = self.b.open(p.url)
        self.found['document'] = p.url
        code = CODE.search(p.text)
        need(code, 'no verification code on %s: %.200s' % (p.url, p.text))
        self.found['code'] = code.group(0)
        return code.group(0)

    def download(self):
        p = self.b.page
        f = self.b._once('GET', p.link('/file'))
        need(f.status == 200 and f.body.startswith(b'%PDF-1.7'),
             'HTTP %d, %r' % (f.status, f.body[:20]))
        path = os.path.join(self.out, 'first-transcript.pdf')
        with open(path, 'wb') as o:
            o.write(f.body)
        self.found['pdf'], self.found['bytes'] = path, len(f.body)
        return '%s (%d KB)' % (path, len(f.body) // 1024)

    def stranger(self):
        """A recruiter: no cookies, another browser, English."""
        return Browser(self.b.base, lang='en')

    def by_code(self):
        b = self.stranger()
        p = b.open('/verify')
        form = next(f for f in p.forms if any(n == 'code' for n, _ in f.fields))
        p = b.submit(form, {'code': self.found['code'].lower()})
        need(headline(p) == 'VALID', headline(p))
        return 'VALID'

    def by_qr(self):
        b = self.stranger()
        p = b.open('/v/' + self.found['code'].replace('-', ''))
        need(headline(p) == 'VALID', headline(p))
        return 'VALID'

    def by_file(self):
        b = self.stranger()
        with open(self.found['pdf'], 'rb') as f:
            data = f.read()
        p = b.open('/verify')
        form = next(f for f in p.forms if 'multipart' in f.enctype)
        p = b.submit(form, files={'file': ('t.pdf', 'application/pdf', data)})
        need(headline(p) == 'VALID', headline(p))
        return 'VALID'

    def by_altered_file(self):
        b = self.stranger()
        with open(self.found['pdf'], 'rb') as f:
            data = bytearray(f.read())
        data[len(data) // 2] ^= 1
        p = b.open('/verify')
        form = next(f for f in p.forms if 'multipart' in f.enctype)
        p = b.submit(form, files={'file': ('t.pdf', 'application/pdf',
                                           bytes(data))})
        need(headline(p) == 'ALTERED', headline(p))
        return 'ALTERED, as it must'


STEPS = [
    ('open the start page', Job.start_page),
    ('sign in', Job.sign_in),
    ('choose the transcript', Job.choose),
    ('look at the preview', Job.preview),
    ('confirm: sealed file is there', Job.confirm),
    ('download', Job.download),
    ('verify by code', Job.by_code),
    ('verify by QR address', Job.by_qr),
    ('verify by file', Job.by_file),
    ('verify an altered copy', Job.by_altered_file),
]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('url')
    ap.add_argument('dir')
    ap.add_argument('--report')
    args = ap.parse_args()
    job, steps, good = Job(args.url, args.dir), [], True
    print('\nThe main job, over HTTP, as a student does it:')
    for name, step in STEPS:
        began = time.monotonic()
        try:
            said, ok = step(job), True
        except (Failed, LookupError, StopIteration, OSError, KeyError) as e:
            said, ok = '%s: %s' % (type(e).__name__, e), False
        ms = (time.monotonic() - began) * 1000
        steps.append({'step': name, 'ok': ok, 'ms': round(ms, 1),
                      'said': said})
        print('  %s %-30s %7.1f ms  %s' % ('ok ' if ok else 'BAD', name, ms,
                                           said), flush=True)
        if not ok:
            good = False
            break
    good = good and len(steps) == len(STEPS)
    if args.report:
        with open(args.report, 'w') as f:
            json.dump({'ok': good, 'steps': steps, 'url': args.url,
                       'total_ms': round(sum(s['ms'] for s in steps), 1),
                       'files': job.found}, f, indent=1, ensure_ascii=False)
            f.write('\n')
    print('  %s in %.0f ms' % ('done' if good else 'NOT done',
                               sum(s['ms'] for s in steps)))
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
