#!/usr/bin/env python3
"""w_kinds: a whole instance of each kind of key, and what others say of it.

es-instance --key KIND: root, issuer, seals and time stamps are all of that
kind.  A student asks for a transcript; poppler, openssl, qpdf and pyHanko
judge the file, openssl a time stamp of es-tsa, es-audit the books.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                       # noqa: E402
import judges                       # noqa: E402
from instance import Instance       # noqa: E402
from tap import Tap                 # noqa: E402

# kind: the signature's algorithm as openssl names it, the digest as poppler
KINDS = {
    'p256': ('ecdsa-with-SHA256', 'SHA-256'),
    'p384': ('ecdsa-with-SHA384', 'SHA-384'),
    'rsa3072-pss': ('rsassaPss', 'SHA-256'),
}


def algorithm(work):
    out = judges.run('openssl', 'cms', '-cmsout', '-print', '-inform', 'DER',
                     '-in', 'cms', cwd=work)[1]
    m = re.search(r'signatureAlgorithm: \n\s+algorithm: (\S+)',
                  out[out.index('signerInfos:'):])
    return m.group(1) if m else out[-400:]


def seals(t, i, kind, work):
    b = i.browser()
    campus.sign_in(b)
    page = campus.ask(b)
    done = campus.issued(b, page.url)
    if not t.ok(done is not None, kind + ': issued', page.text[:400]):
        return
    data = campus.download(b, done)
    path = work + '/f.pdf'
    with open(path, 'wb') as f:
        f.write(data)
    root = i.path('pki', 'public', 'root.cert.pem')
    if not kind.endswith('-pss'):
        # NSS takes no certificate of an id-RSASSA-PSS key; see portable().
        poppler(t, path, root, work, kind)
    good, said = judges.openssl_cms(work, root, data)
    t.ok(good, kind + ': openssl cms -verify', said)
    t.equal(algorithm(work), KINDS[kind][0], kind + ': the algorithm')
    code, said = judges.run('qpdf', '--check', path)
    t.ok(code == 0, kind + ': qpdf', said)
    h = judges.pyhanko(root, [path])[0]
    t.ok(h['intact'] and h['valid'] and h['trusted'],
         kind + ': pyHanko', h)
    p = campus.verify_file(i.browser(), data)
    t.equal(campus.headline(p), 'VALID', kind + ': we say VALID')
    changed = data.replace(b'/MediaBox', b'/MediaBoy', 1)
    p = campus.verify_file(i.browser(), changed)
    t.ok(campus.headline(p) not in ('VALID', 'none'),
         kind + ': and not of a changed one', campus.headline(p))


def poppler(t, path, root, work, kind):
    code, said = judges.pdfsig(work, root)(path)
    t.ok('Signature is Valid' in said and
         'Signing Hash Algorithm: ' + KINDS[kind][1] in said,
         kind + ': pdfsig', said)


def portable(t, i, kind, work):
    """RSASSA-PSS with an rsaEncryption certificate: es-signd's pss_keys."""
    i.sql("UPDATE seal SET key_name = 'gs-rsa' WHERE office = 'GS'")
    b = i.browser()
    campus.sign_in(b)
    page = campus.ask(b)
    done = campus.issued(b, page.url)
    if not t.ok(done is not None, kind + ': issued with gs-rsa',
                page.text[:400]):
        return
    data = campus.download(b, done)
    with open(work + '/g.pdf', 'wb') as f:
        f.write(data)
    root = i.path('pki', 'public', 'root.cert.pem')
    poppler(t, work + '/g.pdf', root, work, kind)
    good, said = judges.openssl_cms(work, root, data)
    t.ok(good, kind + ': openssl verifies gs-rsa', said)
    t.equal(algorithm(work), 'rsassaPss', kind + ': it signed PSS')


def stamps(t, i, kind, work):
    public = i.path('pki', 'public')
    judges.run('openssl', 'ts', '-query', '-data', work + '/f.pdf', '-sha512',
               '-cert', '-out', work + '/q')
    code, said = judges.run(
        'curl', '-sS', '-f', '-H', 'Content-Type: application/timestamp-query',
        '--data-binary', '@' + work + '/q', '-o', work + '/r', i.base +
        '/tsa')
    t.ok(code == 0, kind + ': es-tsa answers', said)
    if kind.endswith('-pss'):       # openssl's ts knows no PSS, its cms does
        judges.run('openssl', 'ts', '-reply', '-in', work + '/r',
                   '-token_out', '-out', work + '/tok')
        code, said = judges.run(
            'openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in',
            work + '/tok', '-CAfile', public + '/root.cert.pem', '-purpose',
            'any', '-out', '/dev/null')
    else:
        code, said = judges.run(
            'openssl', 'ts', '-verify', '-queryfile', work + '/q', '-in',
            work + '/r', '-CAfile', public + '/root.cert.pem')
    t.ok(code == 0, kind + ': openssl verifies its time stamp', said)


def books(t, i, kind):
    conf = i.path('etc', 'audit.conf')
    v, said = i.run_tool('es-audit', 'verify', '-c', conf)
    r, sums = i.run_tool('es-audit', 'reconcile', '-c', conf)
    t.ok(v == 0 and r == 0 and not re.search(r'\+ [1-9]\d* open', sums),
         kind + ': chains intact, books balance', said + sums)


def whole(t, kind):
    conf = {'signd': 'pss_keys = gs-rsa\n'} if 'pss' in kind else {}
    with Instance(key=kind, conf=conf) as i, tempfile.TemporaryDirectory() as work:
        out = subprocess.run(
            ['openssl', 'x509', '-noout', '-text', '-in',
             i.path('pki', 'public', 'root.cert.pem')],
            stdout=subprocess.PIPE, text=True).stdout
        t.ok(KINDS[kind][0] in out, kind + ': the root is of that kind', out)
        seals(t, i, kind, work)
        stamps(t, i, kind, work)
        if 'pss' in kind:
            portable(t, i, kind, work)
        books(t, i, kind)


def main():
    t = Tap()
    for kind in sys.argv[1:] or KINDS:
        t.run(kind, whole, kind)
    return t.done()


if __name__ == '__main__':
    sys.exit(main())
