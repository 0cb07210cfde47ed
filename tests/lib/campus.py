"""campus.py - what people do on the pages, for tests: sign in, ask, verify."""
import re
import time

PASSWORD = 'yinxin-demo'
STUDENT = '2099000001'
CODE = re.compile(r'\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b')


def sign_in(b, account=STUDENT, password=PASSWORD):
    p = b.open('/login')
    return b.submit(p.form('/login', 'POST'),
                    {'account': account, 'password': password})


def ask(b, kind='transcript-graduate', lang='zh-CN'):
    """Request a document; the page one lands on (/documents/ID)."""
    p = b.open('/request/%s/%s' % (kind, lang))
    return b.submit(p.form('/request/%s/%s' % (kind, lang), 'POST'))


def request_id(page):
    m = re.search(r'/documents/(\d+)', page.url)
    if not m:
        raise LookupError('no document at %s (HTTP %s): %.300s' % (
            page.url, page.status, page.text))
    return int(m.group(1))


def issued(b, url, seconds=20):
    """Reload a document's page until its file is there; None: it is not."""
    end = time.monotonic() + seconds
    while True:
        p = b.open(url)
        if any(x.endswith('/file') for x in p.links):
            return p
        if time.monotonic() > end:
            return None
        time.sleep(0.1)


def download(b, page):
    f = b._once('GET', next(x for x in page.links if x.endswith('/file')))
    if f.status != 200 or not f.body.startswith(b'%PDF-'):
        raise LookupError('no file: HTTP %s %r' % (f.status, f.body[:60]))
    return f.body


def code_of(page):
    m = CODE.search(page.text)
    if not m:
        raise LookupError('no code on %s: %.300s' % (page.url, page.text))
    return m.group(0)


def headline(page):
    m = re.search(rb'data-headline="([A-Z_]+)"', page.body)
    return m.group(1).decode() if m else 'none (HTTP %d)' % page.status


def verify_file(b, data, name='t.pdf'):
    p = b.open('/verify')
    form = next(f for f in p.forms if 'multipart' in f.enctype)
    return b.submit(form, files={'file': (name, 'application/pdf', data)})


def verify_code(b, code):
    p = b.open('/verify')
    form = next(f for f in p.forms
                if any(n == 'code' for n, _ in f.fields))
    return b.submit(form, {'code': code})


def release(inst, who, seal, n):
    """Keeper "who" releases request n by hand; False: it is not there."""
    b = inst.browser()
    sign_in(b, who)
    page = '/seal/%s/authorisations' % inst.one(
        "SELECT id FROM seal WHERE number = '%s'" % seal)

    def form():
        return next((f for f in b.open(page).forms if f.action.endswith(
            '/release') and ['request', str(n)] in [list(x) for x in
            f.fields]), None)
    if not inst.until(lambda: form() is not None, 30):
        return False
    b.submit(form())
    return True
