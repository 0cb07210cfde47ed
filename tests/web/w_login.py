#!/usr/bin/env python3
"""w_login: signing in with bad intentions, and with bad luck.

Wrong passwords, forged and stale forms, stolen and expired sessions, and the
headers that protect every page.
"""
import http.client
import os
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                       # noqa: E402
from browser import Browser         # noqa: E402
from instance import Instance       # noqa: E402
from limits import limit            # noqa: E402
from tap import Tap                 # noqa: E402

FORM = 'application/x-www-form-urlencoded'
OTHER = '2099000002'


def raw(inst, method, path, body=None, headers=None):
    """One request as it is: (status, [(name, value)], body)."""
    c = http.client.HTTPConnection('127.0.0.1', inst.port, timeout=30)
    try:
        c.putrequest(method, path, skip_accept_encoding=True)
        for k, v in (headers or {}).items():
            c.putheader(k, v)
        if body is not None:
            c.putheader('Content-Length', str(len(body)))
        c.endheaders(body)
        r = c.getresponse()
        return r.status, r.getheaders(), r.read()
    finally:
        c.close()


def attempt(inst, account, password, address):
    return campus.sign_in(inst.browser(address=address), account, password)


def forget(inst):
    inst.sql('DELETE FROM throttle')


def seen_same(a, b, one, other):
    """Two pages that differ in nothing but the account that was typed."""
    def plain(p, name):
        import re
        text = p.body.decode().replace(name, 'ACCOUNT')
        return re.sub(r'[0-9a-f]{12,64}', 'HEX', text)
    return (a.status == b.status and plain(a, one) == plain(b, other) and
            sorted(k for k in a.headers) == sorted(k for k in b.headers))


# -- throttling ------------------------------------------------------------
def per_account(t, inst):
    b = inst.browser(address='127.0.1.1')
    p = campus.sign_in(b, password='wrong')
    t.ok(p.status == 403 and 'role="alert"' in p.body.decode() and
         p.form('/login', 'POST'), 'a wrong password: asked again', p.text)
    t.ok('es_session' not in b.cookies, 'and no session')
    t.ok('value="%s"' % campus.STUDENT in p.body.decode() and
         'wrong' not in p.body.decode().split('<form')[-1].replace(
             'class=', ''), 'the account is kept, the password is not')
    for _ in range(limit('LOGIN_FAILURES') - 1):
        p = attempt(inst, campus.STUDENT, 'wrong', '127.0.1.1')
    t.equal(p.status, 403, 'as often as one may be wrong')
    p = attempt(inst, campus.STUDENT, campus.PASSWORD, '127.0.1.2')
    t.ok(p.status == 429 and 'es_session' not in b.cookies,
         'then even the right one must wait, from everywhere: %s' % p.status)
    retry = p.headers.get('retry-after', '')
    t.ok(retry.isdigit() and 0 < int(retry) <= 15,
         'Retry-After says how long: %r' % retry)
    t.ok('1 分钟' in p.text or '1 minute' in p.text, 'so does the page',
         p.text)
    t.equal(attempt(inst, OTHER, campus.PASSWORD, '127.0.1.1').status, 200,
            'other accounts of the address are free')
    inst.sql('UPDATE throttle SET blocked_until = UNIX_TIMESTAMP() - 1')
    p = attempt(inst, campus.STUDENT, 'wrong', '127.0.1.3')
    p = attempt(inst, campus.STUDENT, campus.PASSWORD, '127.0.1.3')
    t.ok(p.status == 429 and 15 < int(p.headers.get('retry-after', 0)) <= 30,
         'one more: twice as long', p.headers)
    inst.sql('UPDATE throttle SET blocked_until = UNIX_TIMESTAMP() - 1')
    p = attempt(inst, campus.STUDENT, campus.PASSWORD, '127.0.1.3')
    t.ok(p.status == 200 and p.url.endswith('/services'),
         'after the time the right password works', p.text)
    t.equal(inst.sql("SELECT * FROM throttle WHERE subject LIKE 'a:%s'" %
                     campus.STUDENT), [], 'and the count begins anew')


def tells_nothing(t, inst):
    forget(inst)
    nobody, addr = '2099999999', '127.0.2.1'
    a = attempt(inst, campus.STUDENT, 'wrong', addr)
    b = attempt(inst, nobody, 'wrong', addr)
    t.ok(seen_same(a, b, campus.STUDENT, nobody),
         'whether the account exists is not told')
    for _ in range(4):
        attempt(inst, nobody, 'wrong', addr)
        attempt(inst, campus.STUDENT, 'wrong', addr)
    a = attempt(inst, campus.STUDENT, 'wrong', addr)
    b = attempt(inst, nobody, 'wrong', addr)
    t.ok(a.status == 429 and seen_same(a, b, campus.STUDENT, nobody),
         'nor when it is locked: %s %s' % (a.status, b.status))
    forget(inst)
    inst.sql("UPDATE account SET disabled = 1 WHERE name = '%s'" % OTHER)
    a = attempt(inst, OTHER, campus.PASSWORD, addr)
    b = attempt(inst, nobody, campus.PASSWORD, addr)
    t.ok(a.status == 403 and seen_same(a, b, OTHER, nobody),
         'nor that it is disabled')
    inst.sql("UPDATE account SET disabled = 0 WHERE name = '%s'" % OTHER)
    a = attempt(inst, '示' * 20, 'wrong', addr)
    t.equal(a.status, 403, 'an account of twenty Chinese characters')
    t.equal(attempt(inst, 'x' * 20, 'wrong', addr).status, 403,
            'an account at its limit')
    t.equal(attempt(inst, 'x' * 21, 'wrong', addr).status, 413, 'one over')
    longest = limit('PASSWORD') // 4
    for sign in 'p', '示', '\U00020000':
        t.equal(attempt(inst, 'x', sign * longest, addr).status, 403,
                'a password at its limit')
        t.equal(attempt(inst, 'x', sign * (longest + 1), addr).status, 413,
                'one over')


def per_address(t, inst):
    forget(inst)
    addr = '127.0.3.1'
    inst.sql("INSERT INTO throttle VALUES ('ip:%s', %d, UNIX_TIMESTAMP(), 0)"
             % (addr, limit('LOGIN_ADDRESS') - 1))
    t.equal(attempt(inst, 'x50', 'wrong', addr).status, 403,
            'the last failure that an address may have')
    p = attempt(inst, campus.STUDENT, campus.PASSWORD, addr)
    t.ok(p.status == 429 and p.headers.get('retry-after', '').isdigit(),
         'then the address must wait, too')
    t.equal(attempt(inst, campus.STUDENT, campus.PASSWORD,
                    '127.0.3.2').status, 200, 'but no other address')
    forget(inst)
    rows = inst.sql("SELECT result, COUNT(*) FROM audit_log WHERE chain ="
                    " 'login' GROUP BY result ORDER BY result")
    t.ok([r[0] for r in rows] == ['ok', 'refused'], 'all is audited', rows)


def swept(t, inst):
    """Neither table grows for ever."""
    inst.sql("INSERT INTO session SELECT UNHEX(SHA2(seq, 256)), 1, UNHEX(SHA2("
             "seq, 256)), 1, 1, UNIX_TIMESTAMP() - 1 FROM seq_1_to_300;"
             "INSERT INTO throttle SELECT CONCAT('a:old', seq), 1, "
             "UNIX_TIMESTAMP() - 86401, 0 FROM seq_1_to_300;"
             "INSERT INTO throttle VALUES ('a:young', 1, UNIX_TIMESTAMP() - "
             "86300, 0)")
    attempt(inst, campus.STUDENT, campus.PASSWORD, '127.0.3.9')
    t.equal(inst.sql('SELECT subject FROM throttle'), [['a:young']],
            'failures of yesterday are forgotten, younger ones are not')
    t.equal(inst.one('SELECT COUNT(*) FROM session WHERE expires < '
                     'UNIX_TIMESTAMP()'), '0', 'ended sessions are gone')
    t.ok(int(inst.one('SELECT COUNT(*) FROM session')) > 0, 'others not')
    forget(inst)


# -- forms -----------------------------------------------------------------
def forged(t, inst):
    b, c = inst.browser(), inst.browser()
    campus.sign_in(b)
    campus.sign_in(c, OTHER)
    path = '/request/transcript-graduate/zh-CN'
    form = b.open(path).form(path, 'POST')
    fields = dict(form.fields)
    other = dict(c.open('/request/transcript-undergraduate/zh-CN').form(
        '/request/', 'POST').fields)['csrf']
    old = b.cookies['es_session']
    before = inst.one('SELECT COUNT(*) FROM request')
    for name, token in (('missing', None), ('wrong', 'f' * 64),
                        ('empty', ''), ('zero', '0' * 64),
                        ('short', fields['csrf'][:-2]),
                        ("another session's", other)):
        body = dict(fields, csrf=token)
        if token is None:
            del body['csrf']
        p = b.open(path, 'POST', urllib.parse.urlencode(body).encode(),
                   {'Content-Type': FORM})
        t.ok(p.status == 403 and p.lang and '<h1' in p.body.decode() and
             '返回' in p.text, 'token %s: a clear page' % name,
             '%s %s' % (p.status, p.text))
    t.equal(inst.one('SELECT COUNT(*) FROM request'), before,
            'and nothing was done')
    t.equal(b.cookies.get('es_session'), old, 'the session lives on')
    p = b.open(path + '?csrf=' + fields['csrf'], 'POST',
               urllib.parse.urlencode({k: v for k, v in fields.items()
                                       if k != 'csrf'}).encode(),
               {'Content-Type': FORM})
    t.equal(p.status, 403, 'a token in the address does not count')
    d = inst.browser()
    d.open('/login')
    p = d.open('/login', 'POST', urllib.parse.urlencode(
        {'account': campus.STUDENT, 'password': campus.PASSWORD}).encode(),
        {'Content-Type': FORM})
    t.ok(p.status == 403 and 'es_session' not in d.cookies,
         'signing in needs its token, too')
    p = b.open('/logout', 'POST', b'', {'Content-Type': FORM})
    t.ok(p.status == 403 and b.open('/services', follow=False).status == 200,
         'nobody signs you out from elsewhere')


def session(t, inst):
    b = inst.browser()
    b.cookies['es_session'] = 'ab' * 32     # planted by somebody else
    p = b.open('/login')
    campus.sign_in(b)
    first = b.cookies['es_session']
    t.ok(first != 'ab' * 32 and len(first) == 64,
         'signing in makes a session of its own')
    c = inst.browser()
    c.cookies['es_session'] = 'ab' * 32
    t.ok('/login' in c.open('/services').url, 'the planted one is nobody')
    form = b.open('/services').form('/logout', 'POST')
    stale = dict(form.fields)['csrf']
    b.submit(form)
    t.ok('es_session' not in b.cookies, 'signing out forgets the cookie')
    b.cookies['es_session'] = first
    t.ok('/login' in b.open('/services').url, 'and ends the session itself')
    p = campus.sign_in(b)
    t.ok(b.cookies['es_session'] != first, 'each sign-in has a new token')
    t.ok(stale not in p.body.decode(), 'and a new form token')
    t.equal(inst.one("SELECT COUNT(*) FROM session WHERE HEX(token_sha256) ="
                     " UPPER('%s')" % b.cookies['es_session']), '0',
            'the database does not hold the token itself')


def cookie_flags(t, inst):
    status, headers, body = raw(inst, 'GET', '/login')
    cookies = [v for k, v in headers if k.lower() == 'set-cookie']
    b = Browser(inst.base)
    pre = cookies[0].split(';')[0]
    from browser import Page
    page = Page(status, {k.lower(): v for k, v in headers}, body, '/login', 0)
    sent = dict(page.form('/login', 'POST').fields,
                account=campus.STUDENT, password=campus.PASSWORD)
    status, headers, _ = raw(
        inst, 'POST', '/login', urllib.parse.urlencode(sent).encode(),
        {'Content-Type': FORM, 'Cookie': pre})
    cookies += [v for k, v in headers if k.lower() == 'set-cookie']
    t.ok(status == 303 and any(c.startswith('es_session=') for c in cookies),
         'a session cookie', cookies)
    for c in cookies:
        parts = [x.strip().lower() for x in c.split(';')[1:]]
        t.ok('httponly' in parts and 'samesite=lax' in parts and
             'path=/' in parts and not any(x.startswith('domain')
                                           for x in parts),
             'flags of %s' % c.split('=')[0], c)
        t.ok('secure' not in parts, 'no Secure over plain HTTP here')
    del b


def expired(t, inst):
    path = '/request/transcript-graduate/en'
    for how, sql in (
            ('ended', 'UPDATE session SET expires = UNIX_TIMESTAMP() - 1'),
            ('idle', 'UPDATE session SET seen = UNIX_TIMESTAMP() - %d' %
             (limit('SESSION_IDLE') + 1))):
        b = inst.browser()
        campus.sign_in(b)
        form = b.open(path).form('/request/', 'POST')
        before = inst.one('SELECT COUNT(*) FROM request')
        inst.sql(sql)
        p = b.submit(form)
        t.ok('/login?' in p.url and p.status == 200 and
             p.form('/login', 'POST'), '%s: signing in again' % how, p.url)
        t.equal(inst.one('SELECT COUNT(*) FROM request'), before,
                '%s: nothing was done yet' % how)
        p = b.submit(p.form('/login', 'POST'), {
            'account': campus.STUDENT, 'password': campus.PASSWORD})
        t.ok(p.url.endswith(path) and p.status == 200,
             '%s: back where it was' % how, p.url)
        p = b.submit(p.form('/request/', 'POST'))
        t.ok('/documents/' in p.url, '%s: and on with it' % how, p.url)
    b = inst.browser()
    t.ok(b.open('/documents/12?x=1').url.endswith(
        '/login?next=%2Fdocuments%2F12%3Fx%3D1') or
        b.page.url.endswith('/login?next=/documents/12%3Fx%3D1'),
        'a page comes back with its query', b.page.url)
    b = inst.browser()
    campus.sign_in(b)
    inst.sql('UPDATE session SET seen = UNIX_TIMESTAMP() - %d' %
             (limit('SESSION_IDLE') - 2))
    t.ok(b.open('/services').url.endswith('/services'),
         'idle for almost as long as may be: still signed in')
    longest = inst.one('SELECT MAX(expires - created) FROM session')
    t.equal(longest, str(limit('SESSION_LIFE')),
            'no session is longer than eight hours')


def next_page(t, inst):
    for target in ('//evil.example/', 'https://evil.example/', '/\\evil.example',
                   '\\\\evil.example', '/\tevil', 'javascript:alert(1)',
                   '/%0d%0aX-Evil: 1', '/\x7f', 'evil', ' //evil.example'):
        b = inst.browser()
        p = b.open('/login?' + urllib.parse.urlencode({'next': target}))
        if p.status != 200:
            t.equal(p.status, 400, 'refused at once: %r' % target)
            continue
        p = b.submit(p.form('/login', 'POST'), {
            'account': campus.STUDENT, 'password': campus.PASSWORD},
            follow=False)
        to = p.headers.get('location', '')
        t.ok(p.status in (303, 400) and 'evil.example' not in to and
             not to.startswith('//') and 'x-evil' not in p.headers and
             (p.status == 400 or to.startswith('/')),
             'does not lead away: %r' % target, '%s %s' % (p.status, to))
    b = inst.browser()
    p = b.open('/login?' + urllib.parse.urlencode({
        'next': '/verify?code=示例 x'}))
    p = b.submit(p.form('/login', 'POST'), {
        'account': campus.STUDENT, 'password': campus.PASSWORD}, follow=False)
    to = p.headers.get('location', '')
    t.ok(p.status in (303, 400) and to.isascii() and ' ' not in to,
         'an own path with other characters', '%s %r' % (p.status, to))


# -- headers -----------------------------------------------------------------
def headers(t, inst):
    b = inst.browser()
    campus.sign_in(b)
    doc = campus.ask(b)
    number = campus.request_id(doc)
    seen = {
        '/': 200, '/login': 303, '/services': 200, '/documents': 200,
        '/documents/%d' % number: 200, '/verify': 200, '/tsa': 200,
        '/request/transcript-graduate/zh-CN': 200,
        '/request/transcript-graduate/zh-CN/preview/1': 200,
        '/nothing': 404, '/documents/999999': 404, '/login?x=%': 400,
        '/seal': 403, '/static/style.css': 200, '/static/app.js': 200,
        '/static/nothing': 404, '/static/../etc/passwd': 404,
        '/favicon.ico': 200, '/pki/root.cert.pem': 200, '/pki/': 404,
        '/services/' + 'x' * 600: 404, '/' + 'x' * 9000: 400,
    }
    cookie = {'Cookie': '; '.join('%s=%s' % c for c in b.cookies.items())}
    for path, want in seen.items():
        status, head, body = raw(inst, 'GET', path, None, cookie)
        name = path if len(path) < 50 else path[:20] + '...'
        h = {k.lower(): v for k, v in head}
        t.equal(status, want, '%s: %d' % (name, want))
        csp = h.get('content-security-policy', '')
        t.ok("default-src 'none'" in csp and "frame-ancestors 'none'" in csp
             and 'unsafe' not in csp and '*' not in csp,
             '%s: strict content policy' % name, head)
        t.ok(h.get('x-content-type-options') == 'nosniff' and
             'referrer-policy' in h, '%s: nosniff, referrer' % name, head)
        t.ok('server' not in h or h['server'] == 'nginx',
             '%s: no version told' % name)
        if status >= 400:
            t.ok(b'<h1' in body and b'<center>' not in body,
                 '%s: a page of our own' % name, body[:300])
        if h.get('content-type', '').startswith('text/html'):
            text = body.decode()
            t.ok(not any(x in text for x in (
                '<script>', ' style="', ' onclick=', '<style>')),
                '%s: nothing inline' % name)
        if status == 200 and path[1:2] in ('s', 'd', 'r') and \
                'static' not in path:
            t.equal(h.get('cache-control'), 'no-store',
                    '%s: is not kept' % name)
    status, head, _ = raw(inst, 'GET', '/documents/%d/file' % number, None,
                          cookie)
    h = {k.lower(): v for k, v in head}
    t.ok(status == 200 and h['content-type'] == 'application/pdf' and
         h['content-disposition'].startswith('attachment') and
         h.get('cache-control') == 'no-store', 'the file is a download', h)


# -- the password -----------------------------------------------------------
def password(t, inst):
    """Changed by who knows it; other sessions end; failures are throttled."""
    least = limit('PASSWORD_LEAST')
    forget(inst)
    b, other = inst.browser(), inst.browser()
    for x in (b, other):
        campus.sign_in(x, OTHER)

    def change(old, new, again=None):
        p = b.open('/password')
        return b.submit(next(f for f in p.forms if f.action == '/password'),
                        {'old': old, 'new': new, 'again': again or new})
    was = 'yinxin-demo'
    for old, new, again, status, what in (
            (was, 'x' * (least - 1), None, 422, 'one character too short'),
            (was, 'horse ' + OTHER, None, 422, 'with the number in it'),
            ('y' * least, 'y' * least, None, 422, 'the same'),
            (was, 'a' * least, 'b' * least, 422, 'two that differ'),
            ('wrong', 'a' * least, None, 403, 'the present one is wrong')):
        p = change(old, new, again)
        t.equal((p.status, 'notice-bad' in p.body.decode()), (status, True),
                what)
    t.ok(other.open('/documents').status == 200, 'nothing has happened yet')
    p = change(was, '密' * least)
    t.ok(p.status == 200 and 'notice-good' in p.body.decode(),
         'changed: %d characters, Chinese ones' % least, p.text)
    t.ok(b.open('/documents').url.endswith('/documents'),
         'this session goes on')
    t.ok('/login' in other.open('/documents').url, 'the other has ended')
    t.ok(campus.sign_in(inst.browser(), OTHER).status == 403 and
         campus.sign_in(inst.browser(), OTHER, '密' * least).status == 200,
         'the new one opens, the old one does not')
    t.equal([r[0] for r in inst.sql(
        "SELECT result FROM audit_log WHERE action = 'password.change' ORDER"
        ' BY seq')], ['refused', 'ok'], 'both tries are in the log')
    for _ in range(8):
        p = change('wrong', 'a' * least)
    t.ok(p.status == 429 and any(k.lower() == 'retry-after'
                                 for k in dict(p.headers)),
         'who guesses waits', p.text)
    forget(inst)


def main():
    t = Tap()
    with Instance() as inst:
        for f in (per_account, tells_nothing, per_address, swept, forged,
                  session, cookie_flags, expired, next_page, headers,
                  password):
            t.run(f.__name__, f, inst)
        for name in ('login', 'request', 'seal', 'verify', 'tsa'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said,
                 'no finding of a sanitizer in es-%s' % name, said[-800:])
    t.done()


if __name__ == '__main__':
    main()
