#!/usr/bin/env python3
"""w_token: seals whose keys are in a PKCS#11 token, in a whole instance.

The keys are made inside SoftHSM2, es-ca certifies them, es-signd seals with
them; then the token is pulled out, its PIN is wrong, its users are killed.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                                   # noqa: E402
import judges                                   # noqa: E402
from instance import BUILD, Instance            # noqa: E402
from limits import limit                        # noqa: E402
from softhsm import LIBRARY, SoftHsm            # noqa: E402
from tap import Tap                             # noqa: E402

GS = "office = 'GS'"
KEYS = {    # name: (kind inside the token, what poppler calls the digest)
    'tok-p384': ('EC:secp384r1', 'SHA-384'),
    'tok-p256': ('EC:prime256v1', 'SHA-256'),
    'tok-rsa': ('RSA:3072', 'SHA-256'),
    'tok-pss': ('RSA:3072', 'SHA-256'),
}
AWAY_PAGE = {'zh-CN': '保管该印章密钥的设备暂时无法连接',
             'en': 'The device that holds this seal'}


def ca(i, *args):
    p = subprocess.run([BUILD + '/tools/es-ca', *args], text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       env=dict(os.environ, **i.env), timeout=60)
    if p.returncode != 0:
        raise RuntimeError(p.stdout)
    return p.stdout


def reload(i):
    """New keys and new workers of es-signd, as SIGHUP makes them."""
    seen = i.log('signd').count('event=keys')
    os.kill(i.pid('signd'), signal.SIGHUP)
    return i.until(lambda: i.log('signd').count('event=keys') > seen + 1, 20)


def make_plain(d):
    """A page of nothing."""
    path = d + '/plain.pdf'
    parts, at = [b'%PDF-1.7\n'], []
    for n, body in enumerate((
            b'<</Type/Catalog/Pages 2 0 R>>',
            b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
            b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>')):
        at.append(sum(map(len, parts)))
        parts.append(b'%d 0 obj\n%s\nendobj\n' % (n + 1, body))
    xref = sum(map(len, parts))
    parts.append(b'xref\n0 4\n0000000000 65535 f \n' + b''.join(
        b'%010d 00000 n \n' % x for x in at))
    parts.append(b'trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n'
                 b'%%%%EOF\n' % xref)
    with open(path, 'wb') as f:
        f.write(b''.join(parts))
    return path


def set_up(t, i, hsm):
    with open(i.path('etc', 'signd.conf'), 'a') as f:
        f.write('pss_keys = tok-pss\n')
    for n, (name, (kind, _)) in enumerate(KEYS.items()):
        hsm.generate(name, kind, n + 1)
        said = ca(i, 'issue', i.path('ca'), 'seal', name, '--name', '研究生院',
                  '--unit', '研究生院', '--private', i.path('keys'),
                  '--public', i.path('pki', 'public'), '--key',
                  hsm.address(name))
        t.ok('%s.key.uri' % name in said and not os.path.exists(
            i.path('keys', name + '.key.pem')),
            '%s: a certificate, and no key file' % name, said)
    for name in os.listdir(i.path('keys')):
        if hsm.owner:
            subprocess.run(['chown', hsm.owner, i.path('keys', name)],
                           check=True)
    hsm.own()
    t.ok(reload(i), 'SIGHUP: es-signd takes the new keys', i.log('signd'))


def use(i, key):
    i.sql("UPDATE seal SET key_name = '%s' WHERE %s" % (key, GS))


def student(i, who=campus.STUDENT):
    b = i.browser()
    campus.sign_in(b, who)
    return b


def issue(t, i, b, name, **kw):
    page = campus.ask(b, **kw)
    done = campus.issued(b, page.url, 30)
    if not t.ok(done is not None, name + ': issued', page.text[:400]):
        return b''
    return campus.download(b, done)


def books(t, i, name):
    conf = i.path('etc', 'audit.conf')
    v, said = i.run_tool('es-audit', 'verify', '-c', conf)
    r, sums = i.run_tool('es-audit', 'reconcile', '-c', conf)
    t.ok(v == 0 and r == 0 and not re.search(r'\+ [1-9]\d* open', sums),
         name + ': chains intact, books balance', said + sums)


def judged(t, i, data, name, digest):
    """By poppler, openssl and qpdf, and by ourselves."""
    root = i.path('pki', 'public', 'root.cert.pem')
    with tempfile.TemporaryDirectory() as d:
        path = d + '/f.pdf'
        with open(path, 'wb') as f:
            f.write(data)
        code, said = judges.pdfsig(d, root)(path)
        t.ok('Signature is Valid' in said and 'Certificate is Trusted' in said
             and 'Signing Hash Algorithm: ' + digest in said,
             name + ': pdfsig', said)
        good, said = judges.openssl_cms(d, root, data)
        t.ok(good, name + ': openssl cms -verify', said)
        code, said = judges.run('qpdf', '--check', path)
        t.ok(code == 0, name + ': qpdf --check', said)
    p = campus.verify_file(i.browser(), data)
    t.equal(campus.headline(p), 'VALID', name + ': we say VALID')


def seals(t, i, hsm):
    b = student(i)
    for key, (_, digest) in KEYS.items():
        use(i, key)
        data = issue(t, i, b, key)
        if not data:
            continue
        judged(t, i, data, key, digest)
        used, detail = i.sql(
            "SELECT key_name, detail FROM seal_ledger WHERE kind = 'intent'"
            ' ORDER BY at DESC, seq DESC LIMIT 1')[0]
        t.equal(used, key, key + ': the ledger names it')
        t.equal(bool(re.search(r'SHA-384[ 0-9a-f]{96}', detail)),
                key == 'tok-p384',
                key + ': and the digest that it signed, if another')
    books(t, i, 'keys in a token')


def job(i, n):
    return i.sql('SELECT state, reason FROM seal_job WHERE request_id = %d'
                 % n)[0]


def intents(i, n):
    return int(i.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = 'intent'"
                     ' AND request_id = %d' % n))


def waits(t, i, b, n, url, name):
    t.ok(i.until(lambda: job(i, n) == ['waiting', 'refused key_away'], 20),
         name + ': the request waits, and the row says why', job(i, n))
    for lang, words in AWAY_PAGE.items():
        p = b.open(url + '?lang=' + lang)
        t.ok(words in p.text, '%s: so does the page, in %s' % (name, lang),
             p.text[:600])
    b.open(url + '?lang=zh-CN')


def pulled_out(t, i, hsm):
    use(i, 'tok-p384')
    b = student(i)
    issue(t, i, b, 'before')
    hsm.pull()
    seen = i.log('signd').count('event=key-away key=tok-p384')
    t.ok(i.until(lambda: i.log('signd').count(
        'event=key-away key=tok-p384') >= seen + 2,
        2 * limit('KEY_CHECK_MS') / 1000 + 5),
        'pulled out: both idle workers notice', i.log('signd')[-1500:])
    page = campus.ask(b)
    n = campus.request_id(page)
    waits(t, i, b, n, page.url, 'pulled out')
    time.sleep(5)
    t.equal(intents(i, n), 0, 'while it waits the ledger does not grow')
    other = student(i, '2099000002')
    data = issue(t, i, other, 'pulled out: another seal, key in a file',
                 kind='transcript-undergraduate')
    t.ok(data, 'goes on')
    pid = i.pid('signd')
    hsm.plug()
    done = campus.issued(b, page.url, 40)
    t.ok(done is not None and i.pid('signd') == pid,
         'plugged in: sealed, without a restart', job(i, n))
    t.equal(intents(i, n), 1, 'with one intent')
    t.equal(i.one("SELECT COUNT(*) FROM document WHERE request_id = %d" % n),
            '1', 'exactly once')
    t.ok('event=key-back key=tok-p384' in i.log('signd'),
         'the log says that it is back')
    if done is not None:
        judged(t, i, campus.download(b, done), 'afterwards', 'SHA-384')
    books(t, i, 'pulled out')


def killed(t, i, hsm):
    """Workers die with their sessions."""
    b = student(i)
    for pid in i.tree('signd')[1:]:
        os.kill(pid, signal.SIGKILL)
    issue(t, i, b, 'after all workers were killed')
    i.kill('signd')
    issue(t, i, b, 'after es-signd was killed')
    books(t, i, 'killed')


def wrong_pin(t, i, hsm):
    b = student(i)
    hsm.write_pin('9999')
    mark = len(i.log('signd'))
    t.ok(reload(i), 'a wrong PIN: es-signd reloads all the same')
    page = campus.ask(b)
    n = campus.request_id(page)
    waits(t, i, b, n, page.url, 'a wrong PIN')
    time.sleep(3 * limit('TOKEN_RETRY_MS') / 1000)
    said = i.log('signd')[mark:]
    t.equal(said.count('PIN incorrect'), 1,
            'the token was asked once, by one worker for one key')
    t.ok('is not tried again' in said, 'the others say why they do not',
         said[-2000:])
    pid = i.pid('signd')
    hsm.write_pin('4711')
    done = campus.issued(b, page.url, 40)
    t.ok(done is not None and i.pid('signd') == pid,
         'the right PIN in the file: sealed, without a restart',
         i.log('signd')[-2000:])
    t.equal(intents(i, n), 1, 'with one intent')
    books(t, i, 'a wrong PIN')


def command_line(t, i, hsm):
    """es seal with a key in the token; a CA that is itself in one."""
    with tempfile.TemporaryDirectory() as d:
        plain = make_plain(d)
        pub = i.path('pki', 'public')
        p = subprocess.run(
            [BUILD + '/tools/es/es', 'seal', '--key', hsm.address('tok-rsa'),
             '--pss', '--cert', pub + '/tok-rsa.cert.pem', '--chain',
             pub + '/tok-rsa.chain.pem', plain, d + '/sealed.pdf'],
            env=dict(os.environ, **i.env), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        t.equal(p.returncode, 0, 'es seal with an address: ' + p.stdout)
        code, said = judges.pdfsig(d, pub + '/root.cert.pem')(
            d + '/sealed.pdf')
        t.ok('Signature is Valid' in said, 'es seal --pss: pdfsig', said)
        hsm.generate('root', 'EC:secp384r1', 33)
        hsm.generate('issuing', 'EC:secp384r1', 34)
        ca(i, 'init', d + '/ca', '--campus', 'Token University', '--key',
           hsm.address('issuing'), '--root-key', hsm.address('root'))
        t.ok(sorted(os.listdir(d + '/ca/private')) ==
             ['issuing.key.uri', 'root.key.uri'],
             'an authority without a key file', os.listdir(d + '/ca/private'))
        ca(i, 'issue', d + '/ca', 'seal', 'a', '--name', 'Office',
           '--passphrase-file', d + '/ca/private/pass')
        code, said = judges.run(
            'openssl', 'verify', '-x509_strict', '-CAfile',
            d + '/ca/public/root.cert.pem', '-untrusted',
            d + '/ca/public/issuing.cert.pem', d + '/ca/public/a.cert.pem')
        t.ok(code == 0, 'issues what openssl verifies', said)
        hsm.own()


def main():
    t = Tap()
    if not os.path.exists(LIBRARY):
        t.ok(False, 'SoftHSM2 is installed (tools/packages.check)')
        return t.done()
    where = tempfile.mkdtemp(prefix='yxhsm', dir='/var/tmp')
    os.chmod(where, 0o755)
    env = {'SOFTHSM2_CONF': where + '/hsm/softhsm2.conf'}
    try:
        with Instance(env=env) as i:
            with open(i.path('etc', 'separated')) as f:
                owner = 'yx-signd' if f.read().strip() == 'yes' else None
            hsm = SoftHsm(where + '/hsm', owner)
            t.run('set up', set_up, i, hsm)
            t.run('seals', seals, i, hsm)
            t.run('pulled out', pulled_out, i, hsm)
            t.run('killed', killed, i, hsm)
            t.run('wrong PIN', wrong_pin, i, hsm)
            t.run('command line', command_line, i, hsm)
            if os.environ.get('ES_KEEP'):
                print(i.log('signd'))
    finally:
        subprocess.run(['rm', '-rf', where], check=False)
    return t.done()


if __name__ == '__main__':
    sys.exit(main())
