#!/usr/bin/env python3
"""w_seal: from the click to the sealed file, and what the keeper sees of it.

A whole instance: requests come from pages, es-seal stamps them on call or by
its sweeper, keepers look at their seals and ledgers.
"""
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                       # noqa: E402
from instance import Instance       # noqa: E402
from tap import Tap                 # noqa: E402

GS = "number = (SELECT MIN(number) FROM seal WHERE office = 'GS')"
KEEPER = 'K0001'
SEQ = rb'<th scope="row"[^>]*>(\d+)</th>'


def student(i, **kw):
    b = i.browser(**kw)
    campus.sign_in(b)
    return b


def pdfsig(data):
    with tempfile.NamedTemporaryFile(suffix='.pdf') as f:
        f.write(data)
        f.flush()
        return subprocess.run(['pdfsig', '-nocert', f.name], text=True,
                              capture_output=True).stdout


def books(t, i, name):
    """es-audit finds nothing odd and nothing open."""
    conf = i.path('etc', 'audit.conf')
    v, said = i.run_tool('es-audit', 'verify', '-c', conf)
    r, sums = i.run_tool('es-audit', 'reconcile', '-c', conf)
    t.ok(v == 0 and r == 0 and not re.search(r'\+ [1-9]\d* open', sums),
         '%s: chains intact, books balance' % name, said + sums)


def issue(t, i, b, name, kind='transcript-graduate', lang='zh-CN'):
    """Ask, wait, fetch, verify; the file."""
    page = campus.ask(b, kind, lang)
    done = campus.issued(b, page.url)
    if not t.ok(done is not None, '%s: issued' % name, page.text[:300]):
        return b''
    data = campus.download(b, done)
    anybody = i.browser()
    p = campus.verify_code(anybody, campus.code_of(done))
    q = campus.verify_file(anybody, data)
    t.equal((campus.headline(p), campus.headline(q)), ('VALID', 'VALID'),
            '%s: code and file verify' % name)
    return data


# -- stamping ----------------------------------------------------------------
def on_call(t, i):
    b = student(i)
    for kind, lang in (('transcript-graduate', 'zh-CN'), ('enrolment', 'en')):
        began = time.monotonic()
        page = campus.ask(b, kind, lang)
        took = time.monotonic() - began
        t.ok(any(x.endswith('/file') for x in page.links),
             '%s %s: the page after confirming has the file' % (kind, lang),
             page.text[:300])
        t.ok(took < 3, 'within the wait of the page: %.2f s' % took)
        said = pdfsig(campus.download(b, page))
        t.ok('Signature is Valid' in said and
             'Total document signed' in said and
             'Signing Time' in said, 'poppler finds the seal valid, over the '
             'whole document', said)
    books(t, i, 'on call')


def sweeper(t, i):
    """Nobody calls: the socket is away, or es-seal is down."""
    b = student(i)
    os.rename(i.path('run', 'stamp.sock'), i.path('run', 'stamp.away'))
    page = campus.ask(b)
    t.ok(page.status == 200 and '正在签章' in page.text,
         'without a stamper that answers: the page says it goes on',
         page.text[:300])
    t.ok(campus.issued(b, page.url) is not None, 'the sweeper seals it')
    os.rename(i.path('run', 'stamp.away'), i.path('run', 'stamp.sock'))

    i.keeper('seal', False)
    i.kill('seal')
    page = campus.ask(b)
    n = campus.request_id(page)
    time.sleep(1)
    t.equal(i.one('SELECT state FROM seal_job WHERE request_id = %d' % n),
            'new', 'es-seal down: the job is in the database')
    i.keeper('seal', True)
    t.ok(campus.issued(b, page.url) is not None,
         'es-seal back: the sweeper seals it')
    books(t, i, 'sweeper')


def strange_calls(t, i):
    """The stamp socket takes numbers of requests and nothing else."""
    for what, sent in (('nothing', b''), ('half a head', b'\0\0'),
                       ('a short number', b'\0\0\0\4\0\0\0\1'),
                       ('zero', b'\0\0\0\x08' + b'\0' * 8),
                       ('minus one', b'\0\0\0\x08' + b'\xff' * 8),
                       ('two numbers', b'\0\0\0\x10' + b'\0' * 15 + b'\1'),
                       ('four gigabytes', b'\xff' * 64),
                       ('a web request', b'GET / HTTP/1.0\r\n\r\n')):
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(5)
        s.connect(i.path('run', 'stamp.sock'))
        s.sendall(sent)
        s.shutdown(socket.SHUT_WR)
        try:
            said = s.recv(100)
        except ConnectionResetError:
            said = b''
        s.close()
        t.equal(said, b'', 'stamp socket: %s is answered with nothing' % what)
    b = student(i)
    t.ok(campus.issued(b, campus.ask(b).url) is not None,
         'and the stampers go on')


# -- stopping a seal -----------------------------------------------------------
STOPS = [
    # what, SQL, SQL to take it back, words of the page, kind of entry
    ('a paused seal', "UPDATE seal SET state = 'suspended'",
     "UPDATE seal SET state = 'active'", '停用'),
    ('a revoked authorisation',
     'UPDATE standing_authorisation SET revoked = TRUE',
     'UPDATE standing_authorisation SET revoked = FALSE', '收回'),
    ('a used quota', 'UPDATE standing_authorisation SET daily_quota = 0',
     'UPDATE standing_authorisation SET daily_quota = 5000', '额度'),
    ('other hours', 'UPDATE standing_authorisation SET hour_from = 24',
     'UPDATE standing_authorisation SET hour_from = 0', '时段'),
    ('a student on hold', "UPDATE person SET hold_zh = '测试' WHERE number ="
     " '%s'" % campus.STUDENT, "UPDATE person SET hold_zh = '' WHERE number ="
     " '%s'" % campus.STUDENT, '学籍'),
]


def stopped(t, i, b, name, do, undo, words):
    """Asked while the seal may be used, sealed only when it may again."""
    i.fault('seal.claimed wait')
    got = []
    asker = threading.Thread(target=lambda: got.append(campus.ask(b)))
    asker.start()
    t.ok(i.fault_hit(10), '%s: the request is under way' % name)
    i.sql(do)
    i.fault_go()
    asker.join()
    page = got[0]
    n = campus.request_id(page)
    i.until(lambda: i.one('SELECT state FROM seal_job WHERE request_id = %d'
                          % n) == 'waiting', 10)
    page = b.open(page.url)
    t.ok(page.status == 200 and words in page.text and
         not any(x.endswith('/file') for x in page.links),
         '%s: the page says "%s" and offers no file' % (name, words),
         page.text[:500])
    t.equal(i.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = 'intent' AND"
                  ' request_id = %d' % n), '0', '%s: the key was not used' %
            name)
    t.ok(int(i.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = 'refused'"
                   ' AND request_id = %d' % n)) > 0, '%s: the refusal is in '
         'the ledger' % name)
    en = i.browser(lang='en')
    campus.sign_in(en)
    page_en = en.open(page.url)
    t.ok('Your request' in page_en.text or 'your request' in page_en.text,
         '%s: in English, too' % name, page_en.text[:400])
    i.sql(undo)
    i.sql('UPDATE seal_job SET retry_at = 0 WHERE request_id = %d' % n)
    t.ok(campus.issued(b, page.url) is not None,
         '%s: when it may be used again the sweeper seals it' % name)


def stops(t, i):
    b = student(i)
    for stop in STOPS:
        stopped(t, i, b, *stop)
    books(t, i, 'stops')


# -- keys ----------------------------------------------------------------------
def rsa(t, i):
    """RSA-3072 beside P-256: the next document is sealed with the other."""
    b = student(i)
    algorithms = []
    for key in ('gs-p256', 'gs-rsa'):
        i.sql("UPDATE seal SET key_name = '%s' WHERE %s" % (key, GS))
        data = issue(t, i, b, key)
        said = pdfsig(data)
        t.ok('Signature is Valid' in said, '%s: poppler verifies it' % key,
             said)
        with tempfile.TemporaryDirectory() as d:
            hole = re.search(rb'/Contents\s*<([0-9A-Fa-f]+)>', data).group(1)
            with open(d + '/s.der', 'wb') as f:
                f.write(bytes.fromhex(hole.decode()))
            out = openssl('cms', '-cmsout', '-print', '-inform', 'DER',
                          '-in', d + '/s.der')
        m = re.search(r'signatureAlgorithm: \n\s+algorithm: (\S+)',
                      out[out.index('signerInfos:'):])
        algorithms.append(m.group(1) if m else out[-800:])
        t.equal(i.one("SELECT key_name FROM seal_ledger WHERE kind = 'intent'"
                      ' ORDER BY at DESC, seq DESC LIMIT 1'), key,
                '%s: the ledger names the key' % key)
    i.sql("UPDATE seal SET key_name = 'gs-p256' WHERE " + GS)
    t.equal(algorithms, ['ecdsa-with-SHA256', 'rsaEncryption'],
            'the signatures are of two kinds')
    books(t, i, 'two keys')


def openssl(*args, **kw):
    p = subprocess.run(('openssl',) + args, capture_output=True, text=True,
                       **kw)
    if p.returncode:
        raise RuntimeError(p.stderr)
    return p.stdout


def make_old(i, name, d):
    """A certificate of the seal's own key that was over long ago."""
    with open(d + '/c', 'w') as f:
        f.write('[ca]\ndefault_ca=x\n[x]\ndatabase=%s/db\nnew_certs_dir=%s\n'
                'serial=%s/n\ndefault_md=sha256\npolicy=p\n[p]\n'
                'commonName=supplied\n[req]\ndistinguished_name=n\n[n]\n' % (
                    d, d, d))
    open(d + '/db', 'w').close()
    with open(d + '/n', 'w') as f:
        f.write('01\n')
    key = ['-passin', 'file:' + i.path('etc', 'passphrase')]
    pem = i.path('keys', name + '.key.pem')
    openssl('req', '-new', '-config', d + '/c', '-key', pem, '-subj',
            '/CN=Old', '-out', d + '/r', *key)
    openssl('ca', '-batch', '-config', d + '/c', '-selfsign', '-keyfile', pem,
            '-in', d + '/r', '-startdate', '20200101000000Z', '-enddate',
            '20200201000000Z', '-out', d + '/old.pem', '-notext', *key)
    with open(d + '/old.pem') as f:
        return f.read()


def expired(t, i):
    """An expired certificate stops sealing; a new one lets it go on."""
    b = student(i)
    path = i.path('pki', 'public', 'gs-p256.cert.pem')
    with open(path) as f:
        good = f.read()
    with tempfile.TemporaryDirectory() as d:
        old = make_old(i, 'gs-p256', d)
    with open(path, 'w') as f:
        f.write(old)
    before = i.pid('signd')
    os.kill(before, signal.SIGTERM)
    i.until(lambda: i.pid('signd') not in (None, before), 10)
    page = campus.ask(b)
    n = campus.request_id(page)
    i.until(lambda: i.one('SELECT reason FROM seal_job WHERE request_id = %d'
                          % n) == 'refused cert_not_valid', 15)
    page = b.open(page.url)
    t.ok('证书' in page.text and
         not any(x.endswith('/file') for x in page.links),
         'an expired certificate: the page says so and offers no file',
         page.text[:500])
    keeper = i.browser()
    campus.sign_in(keeper, KEEPER)
    p = keeper.open('/seal')
    t.ok('2020-02-01' in p.text, 'the keeper sees until when it was valid')
    with open(path, 'w') as f:
        f.write(good)
    before = i.pid('signd')
    os.kill(before, signal.SIGTERM)
    i.until(lambda: i.pid('signd') not in (None, before), 10)
    i.sql('UPDATE seal_job SET retry_at = 0 WHERE request_id = %d' % n)
    t.ok(campus.issued(b, page.url) is not None,
         'with a valid certificate the sweeper seals it')
    books(t, i, 'expired')


# -- the keeper ------------------------------------------------------------------
def keeper(t, i):
    b = i.browser()
    campus.sign_in(b, KEEPER)
    p = b.open('/seal')
    mine = "(SELECT id FROM account WHERE name = '%s')" % KEEPER
    seals = i.sql('SELECT id, name_zh FROM seal WHERE %s IN (keeper_id, '
                  'deputy_id) ORDER BY id' % mine)
    others = i.sql('SELECT id, number FROM seal WHERE %s NOT IN (keeper_id, '
                   'deputy_id)' % mine)
    t.ok(p.status == 200 and all(s[1] in p.text for s in seals) and
         len(others) >= 5 and not any(s[1] in p.text for s in others),
         'the keeper sees the seals in their care alone', p.text[:300])
    t.equal({b.open('/seal/%s/%s' % (s[0], x)).status for s in others
             for x in ('picture', 'ledger')}, {404},
            'the others are not there')
    used = i.sql('SELECT used_today, daily_quota, used_total, total_quota FROM'
                 ' standing_authorisation WHERE keeper_id = %s ORDER BY '
                 'used_total DESC LIMIT 1' % mine)[0]
    t.ok('%s / %s' % tuple(used[:2]) in p.text and
         '%s / %s' % tuple(used[2:]) in p.text,
         'and what was used of the authorisation', p.text[:600])
    for s in seals:
        svg = b.open('/seal/%s/picture' % s[0])
        t.ok(svg.status == 200 and svg.type == 'image/svg+xml' and
             b'<path' in svg.body, 'the picture of %s' % s[1])
    i.sql("UPDATE seal SET state = 'suspended'")
    t.ok('已停用' in b.open('/seal').text, 'a paused seal is shown as paused')
    i.sql("UPDATE seal SET state = 'active';"
          'UPDATE standing_authorisation SET revoked = TRUE')
    t.ok('已收回' in b.open('/seal').text, 'a revoked authorisation, too')
    i.sql('UPDATE standing_authorisation SET revoked = FALSE')


def strangers(t, i):
    for path in ('/seal', '/seal/1/ledger', '/seal/1/picture'):
        p = i.browser().open(path, follow=False)
        t.ok(p.status in (302, 303) and 'login' in p.headers.get(
            'location', p.headers.get('Location', '')),
            '%s: who is not signed in is sent to sign in' % path, p.status)
        p = student(i).open(path)
        t.equal(p.status, 403, '%s: not for students' % path)
    b = i.browser()
    campus.sign_in(b, KEEPER)
    i.sql('UPDATE seal SET keeper_id = keeper_id + 1000, deputy_id = NULL')
    t.ok('您目前没有保管的印章' in b.open('/seal').text,
         'a keeper without seals sees none')
    for path in ('/seal/1/ledger', '/seal/1/picture', '/seal/999/ledger',
                 '/seal/0/ledger', '/seal/x/ledger', '/seal/-1/picture',
                 '/seal/99999999999999999999/ledger'):
        t.equal(b.open(path).status, 404, '%s is not theirs' % path)
    i.sql('UPDATE seal SET keeper_id = keeper_id - 1000')


def ledger(t, i):
    """Every entry on one page or the next, newest first, none twice."""
    b = student(i)
    first = campus.request_id(campus.ask(b))
    seal = i.one('SELECT seal_id FROM document WHERE request_id = %d' % first)
    i.sql("UPDATE seal SET state = 'suspended'")
    waiting = campus.request_id(campus.ask(b))
    for _ in range(130):        # one try of the sweeper is one refusal
        if int(i.one('SELECT seq FROM seal_chain WHERE seal_id = %s' %
                     seal)) > 120:
            break
        i.sql('UPDATE seal_job SET retry_at = 0 WHERE request_id = %d' %
              waiting)
        tries = i.one('SELECT attempts FROM seal_job WHERE request_id = %d' %
                      waiting)
        poke(i, waiting)
        i.until(lambda: i.one('SELECT attempts FROM seal_job WHERE request_id'
                              ' = %d' % waiting) != tries, 5, every=0.01)
    i.sql("UPDATE seal SET state = 'active'")
    head = int(i.one('SELECT seq FROM seal_chain WHERE seal_id = %s' % seal))
    t.ok(head > 120, 'a ledger of %d entries' % head)
    k = i.browser()
    campus.sign_in(k, KEEPER)
    p = k.open('/seal/%s/ledger' % seal)
    t.ok('台账链完整' in p.text and '相符' in p.text,
         'the page says: intact and balanced', p.text[:400])
    seen, pages = [], 0
    while True:
        seqs = [int(x) for x in re.findall(SEQ, p.body)]
        t.ok(len(seqs) == 50 or seqs[-1:] == [1], 'a page of %d' % len(seqs))
        seen += seqs
        pages += 1
        older = [x for x in p.links if 'from=%d' % (seqs[-1] - 1) in x]
        if not older or pages > 20:
            break
        p = k.open(older[0])
    t.equal(seen, list(range(head, 0, -1)), 'all %d entries on %d pages, '
            'newest first' % (head, pages))
    newer = [x for x in p.links if x.endswith('from=%d' % (seqs[0] + 50))]
    p = k.open(newer[0])
    back = [int(x) for x in re.findall(SEQ, p.body)]
    t.equal(back, list(range(seqs[0] + 50, seqs[0], -1)),
            'and back to the page before')
    for query in ('from=x', 'from=-1', 'from=99999999999999999999'):
        p = k.open('/seal/%s/ledger?%s' % (seal, query))
        t.ok(p.status in (200, 400), '%s: HTTP %d' % (query, p.status))
    i.sql("UPDATE seal_ledger SET detail = 'x' WHERE seal_id = %s AND seq = 7"
          % seal)
    p = k.open('/seal/%s/ledger' % seal)
    t.ok('台账链不完整' in p.text and 'edited, 7' in p.text,
         'an edited entry is on the keeper\'s page', p.text[:400])


def poke(i, n):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(10)
    s.connect(i.path('run', 'stamp.sock'))
    s.sendall(b'\0\0\0\x08' + n.to_bytes(8, 'big'))
    s.recv(100)
    s.close()


def main():
    t = Tap()
    with Instance(people=20, conf={'seal': 'sweep_seconds = 1\n'}) as i:
        for f in (on_call, sweeper, strange_calls, rsa, stops, keeper,
                  strangers, expired, ledger):
            t.run(f.__name__, f, i)
        for name in ('seal', 'signd', 'request'):
            log = i.log(name)
            t.ok('Sanitizer' not in log and 'runtime error' not in log,
                 'no finding of a sanitizer in the log of %s' % name,
                 log[-800:])
    t.done()


if __name__ == '__main__':
    main()
