#!/usr/bin/env python3
"""w_receipt.py - a sealed receipt of a verification: what it says, that it
is judged by others and by ourselves, and that es-verify cannot have anything
else sealed."""
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', x) for x in ('lib', 'hostile')]
import campus                               # noqa: E402
import judges                               # noqa: E402
import plain                                # noqa: E402
from instance import BUILD, SRC, Instance   # noqa: E402
from limits import limit                    # noqa: E402
from tap import Tap                         # noqa: E402

CLIENT = os.path.join(BUILD, 'tests', 'tools', 'signd_client')
RECEIPT = 2 ** 62


class Desk:
    def __init__(self, inst, work):
        self.inst, self.work = inst, work
        self.root = inst.path('pki', 'public', 'root.cert.pem')

    def ask(self, data, lang='zh-CN', name='t.pdf', calm=True):
        """A receipt of this file; (page, number)."""
        if calm:
            self.inst.sql("DELETE FROM throttle WHERE subject LIKE 'vr:%'")
        b = self.inst.browser()
        b.open('/verify?lang=' + lang)
        p = campus.verify_file(b, data, name)
        form = next(f for f in p.forms if any(n == 'as' for n, _ in f.fields))
        got = b.submit(form, {'as': 'receipt'}, files={
            'file': (name, 'application/pdf', data)})
        m = re.search(r'VR-\d{8}-[0-9A-Z]{8}',
                      got.headers.get('content-disposition', ''))
        return got, m and m.group(0)

    def put(self, name, data):
        path = os.path.join(self.work, name)
        with open(path, 'wb') as f:
            f.write(data)
        return path

    def text(self, path):
        return ' '.join(subprocess.run(
            ['pdftotext', '-layout', path, '-'], capture_output=True,
            text=True).stdout.split())

    def row(self, number):
        return self.inst.sql(
            "SELECT id, code, headline, HEX(file_sha256), HEX(report_sha256),"
            " size FROM verify_receipt WHERE number = '%s'" % number)[0]


def kinds(t, d, files):
    """A receipt of every kind of file, in both languages."""
    paths = []
    for name, (data, headline, words) in files.items():
        for lang in ('zh-CN', 'en'):
            got, number = d.ask(data, lang, name + '.pdf')
            if not t.ok(got.status == 200 and number and
                        got.type == 'application/pdf',
                        '%s, %s: a receipt' % (name, lang), got.text):
                continue
            path = d.put('%s-%s.pdf' % (name, lang), got.body)
            paths.append(path)
            said = d.text(path)
            row = d.row(number)
            sha = hashlib.sha256(data).hexdigest()
            t.equal((row[2], row[3].lower(), int(row[5])),
                    (headline, sha, len(got.body)), 'on record')
            t.ok(number in said and words[lang] in said and
                 name + '.pdf' in said and sha[:8] + ' ' + sha[8:16] in said,
                 'says what, of which file', said)
            t.ok('-'.join(row[1][i:i + 4] for i in (0, 4, 8, 12)) in said and
                 '/v/' + row[1] in said, 'and where to check itself', said)
    good, said = judges.verapdf(paths)
    t.ok(good, 'PDF/A-3a and PDF/UA-1, says veraPDF', said[-2000:])
    return paths


def judged(t, d, paths):
    """Other programs, and our own, of one of them."""
    path = paths[0]
    with open(path, 'rb') as f:
        data = f.read()
    code, said = judges.pdfsig(d.work, d.root)(path)
    t.ok('Signature is Valid' in said and 'Certificate is Trusted' in said,
         'pdfsig', said)
    good, said = judges.openssl_cms(d.work, d.root, data)
    t.ok(good, 'openssl', said)
    t.equal(subprocess.run(['qpdf', '--check', path],
                           capture_output=True).returncode, 0, 'qpdf')
    subprocess.run(['pdfdetach', '-saveall', '-o', d.work, path], check=True)
    xml = os.path.join(d.work, 'verification.xml')
    p = subprocess.run(['xmllint', '-noout', '-relaxng',
                        SRC + '/docs/report.rng', xml], capture_output=True)
    t.equal(p.returncode, 0, 'the report is inside, by its schema')
    number = re.search(r'VR-[0-9]+-[0-9A-Z]+', d.text(path)).group(0)
    row = d.row(number)
    with open(xml, 'rb') as f:
        t.equal(hashlib.sha256(f.read()).hexdigest(), row[4].lower(),
                'the one on record')
    b = d.inst.browser()
    p = campus.verify_file(b, data)
    t.ok(campus.headline(p) == 'VALID' and '真实的查验回执' in p.text and
         number in p.text and '真实有效' not in
         p.text.replace('真实有效：本校签发，内容未被改动', '', 1),
         'verifies here, and is called a receipt', p.text)
    t.ok('文件登记信息' not in p.text, 'and no document')
    p = campus.verify_code(b, row[1])
    t.ok(p.status == 200 and '登记在册的查验回执' in p.text and
         row[3].lower() in p.text and number in p.text,
         'its code finds it', p.text)
    bad = bytearray(data)
    bad[len(bad) // 2] ^= 1
    t.ok(campus.headline(campus.verify_file(b, bytes(bad))) in (
        'ALTERED', 'UNDETERMINED'), 'a byte changed: not good')
    longer = data + b'\n%%EOF\n'
    t.ok(campus.headline(campus.verify_file(b, longer)) != 'VALID',
         'bytes behind it')
    return number


def names(t, d):
    for name in ('a' * 250 + '.pdf', '\u202egnp.fdp', '\U0001f600\u0e01.pdf',
                 'ᠮᠣᠩᠭᠣᠯ.pdf', '合同（第一版）' * 12 + '.pdf', '<&>.pdf', ' '):
        got, number = d.ask(plain.blank(), name=name)
        t.ok(got.status == 200 and number, 'of a file called %.20r' % name,
             got.text)


def books(t, d):
    conf = d.inst.path('etc', 'audit.conf')
    rc, said = d.inst.run_tool('es-audit', 'verify', '-c', conf)
    t.ok(rc == 0, 'the chains are whole', said)
    rc, said = d.inst.run_tool('es-audit', 'reconcile', '-c', conf)
    t.ok(rc == 0 and re.search(r' [1-9]\d* receipts', said),
         'and the books balance', said)


def stranger(t, d, *args):
    return subprocess.run(
        (['setpriv', '--reuid', 'yx-verify', '--regid', 'yx-web',
          '--clear-groups'] if d.walls else []) +
        [CLIENT, d.inst.path('run', 'signd.sock'), *map(str, args)],
        capture_output=True)


def add(d, n, at, body):
    d.inst.sql(
        "INSERT INTO verify_receipt (number, code, at, lang, file_sha256,"
        " file_size, headline, report_sha256, body_sha256, size, pages,"
        " seal_page, seal_x, seal_y, seal_w, seal_h) VALUES ('X-%d', '%016d',"
        " %d, 'en', REPEAT('a', 32), 1, 'VALID', REPEAT('b', 32),"
        " UNHEX('%s'), 1, 1, 0, 0, 0, 0, 0)" % (n, n, at, body))
    return d.inst.one("SELECT id FROM verify_receipt WHERE number = 'X-%d'"
                      % n)


def refused(t, d):
    """Whoever owns es-verify gets receipts, one for each fresh row."""
    now, body = int(time.time()), '%064x' % 7
    said = lambda i: stranger(t, d, 'receipt', i).stderr.decode().split()[0]
    t.equal(said(999999), 'no_request', 'no such row')
    i = add(d, 1, now, body)
    t.equal(said(i), 'ok', 'a row is sealed')
    t.equal(said(i), 'sealed_before', 'once')
    t.equal(said(add(d, 2, now - limit('RECEIPT_AGE') - 2, '%064x' % 8)),
            'not_fresh', 'not when it waited too long')
    t.equal(said(add(d, 3, now + 60, '%064x' % 9)), 'not_fresh',
            'nor in advance')
    doc = d.inst.one('SELECT HEX(body_sha256) FROM document LIMIT 1')
    t.equal(said(add(d, 4, now, doc)), 'other_digest',
            'never the digest of a document')
    for sql, back, want in (
            ("UPDATE seal SET state = 'suspended' WHERE key_name = 'vf-p256'",
             "UPDATE seal SET state = 'active'", 'seal_not_active'),
            ("UPDATE standing_authorisation SET revoked = TRUE WHERE "
             "type_id = 'receipt'", "UPDATE standing_authorisation SET "
             "revoked = FALSE", 'no_authorisation'),
            ("UPDATE standing_authorisation SET daily_quota = used_today "
             "WHERE type_id = 'receipt'", "UPDATE standing_authorisation SET "
             "daily_quota = 100000 WHERE type_id = 'receipt'",
             'over_quota')):
        d.inst.sql(sql)
        n = 10 + len(want)
        t.equal(said(add(d, n, now, '%064x' % n)), want, want)
        d.inst.sql(back)
    if d.walls:
        p = stranger(t, d, 'seal', 1, 'ab' * 16, 'cd' * 32)
        t.ok(b'may not ask' in p.stderr, 'it may not seal', p.stderr)
        p = stranger(t, d, 'stamp', 'cd' * 32)
        t.ok(b'may not ask' in p.stderr, 'nor stamp', p.stderr)
        p = subprocess.run(['setpriv', '--reuid', 'yx-seal', '--regid',
                            'yx-web', '--clear-groups', CLIENT,
                            d.inst.path('run', 'signd.sock'), 'receipt', i],
                           capture_output=True)
        t.ok(b'may not ask' in p.stderr, 'es-seal gets no receipts',
             p.stderr)
    for sql in ("INSERT INTO seal_ledger SELECT * FROM seal_ledger LIMIT 1",
                "UPDATE verify_receipt SET at = 0",
                "DELETE FROM verify_receipt", "SELECT digest FROM seal_ledger",
                "UPDATE standing_authorisation SET daily_quota = 1"):
        try:
            d.inst.sql(sql, account='verify')
            t.ok(False, 'es-verify may not: ' + sql)
        except RuntimeError as e:
            t.ok('denied' in str(e), 'es-verify may not: ' + sql, e)


def throttled(t, d):
    data = plain.blank()
    d.inst.sql("DELETE FROM throttle WHERE subject LIKE 'vr:%'")
    for _ in range(12):
        got, number = d.ask(data, calm=False)
        if got.status != 200:
            break
    t.ok(got.status == 429 and 'retry-after' in got.headers and
         campus.headline(got) == 'NO_SEAL', 'many at once: a pause, with the '
         'result all the same', got.status)


def away(t, d):
    """es-signd dies at each step: no receipt, and the next one is made."""
    for point in ('signd.receipt.decided', 'signd.receipt.intent',
                  'signd.receipt.finished'):
        d.inst.fault(point + ' kill')
        got, number = d.ask(plain.blank())
        t.ok(d.inst.fault_hit(5) and got.status == 503 and not number and
             campus.headline(got) == 'NO_SEAL' and '暂时无法出具回执' in
             got.text, 'killed at %s: said so, with the result' % point,
             got.text[:400])
        made = d.inst.until(lambda: d.ask(plain.blank())[1], 20)
        t.ok(made, 'the next one is made')
    books(t, d)
    d.left = time.time()
    d.inst.signal('signd', signal.SIGSTOP)
    d.inst.signal('signd', signal.SIGCONT)


def closed(t, d):
    """What a crash left open is closed by a later receipt."""
    left = "SELECT COUNT(*) FROM seal_ledger i LEFT JOIN seal_ledger o ON " \
        "o.seal_id = i.seal_id AND o.intent_seq = i.seq WHERE i.kind = " \
        "'intent' AND i.request_id >= %d AND o.seq IS NULL" % RECEIPT
    t.ok(int(d.inst.one(left)) >= 1, 'an intent is open')
    time.sleep(max(0, d.left + limit('RECEIPT_AGE') + 2 - time.time()))
    t.ok(d.ask(plain.blank())[1], 'a minute later a receipt')
    t.equal(d.inst.one(left), '0', 'has closed it')
    t.ok(int(d.inst.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = "
                        "'void' AND detail = 'left open by a crash'")) >= 1,
         'with the reason')
    books(t, d)


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        d = Desk(inst, work)
        with open(inst.path('etc', 'separated')) as f:
            d.walls = f.read().strip() == 'yes'
        b = inst.browser()
        campus.sign_in(b)
        sealed = campus.download(b, campus.issued(b, campus.ask(b).url))
        broken = bytearray(sealed)
        broken[len(broken) // 3] ^= 1
        key, cert = work + '/key.pem', work + '/cert.pem'
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
             '-keyout', key, '-out', cert, '-days', '30', '-subj',
             '/CN=Another Office', '-addext',
             'keyUsage=critical,digitalSignature,nonRepudiation'],
            check=True, stderr=subprocess.DEVNULL)
        d.put('blank.pdf', plain.blank())
        judges.with_pyhanko('pyhanko_sign.py', key, cert,
                            work + '/blank.pdf', work + '/other', '3')
        with open(work + '/other-3.pdf', 'rb') as f:
            others = f.read()
        paths = kinds(t, d, {
            'ours': (sealed, 'VALID', {'zh-CN': '真实有效：本校签发',
                     'en': 'Genuine and in force'}),
            'broken': (bytes(broken), 'ALTERED', {
                'zh-CN': '签章后内容被改动', 'en': 'Changed after sealing'}),
            'others': (others, 'NOT_ISSUED', {
                'zh-CN': '未查到本校签发记录', 'en': 'No record of issue'}),
            'plain': (plain.blank(), 'NO_SEAL', {
                'zh-CN': '文件不含电子签章', 'en': 'No electronic seal'}),
            'letter': (b'Dear Sir or Madam,', 'UNDETERMINED', {
                'zh-CN': '这不是 PDF 文件', 'en': 'this is not a PDF'}),
        })
        t.run('judged', judged, d, paths)
        t.run('names', names, d)
        t.run('books', books, d)
        t.run('refused', refused, d)
        t.run('throttled', throttled, d)
        t.run('away', away, d)
        t.run('closed', closed, d)
        if os.environ.get('ES_KEEP_PDF'):
            subprocess.run(['cp', '-r', work, os.environ['ES_KEEP_PDF']])
    t.done()


if __name__ == '__main__':
    main()
