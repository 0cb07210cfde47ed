#!/usr/bin/env python3
"""es-ocsp behind nginx, lists beside it, es-signd and its key; judged by
openssl, curl and pyHanko's clients."""
import base64
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                   # noqa: E402
import judges                   # noqa: E402
from instance import Instance   # noqa: E402
from tap import Tap             # noqa: E402

TYPE = 'application/ocsp-response'


class Pki:
    def __init__(self, i):
        self.i, self.pub = i, i.path('pki', 'public')
        self.url = i.base + '/pki/ocsp'
        self.root = self.pub + '/root.cert.pem'
        self.ca = i.path('ca', 'public', 'issuing.cert.pem')

    def cert(self, name):
        return '%s/%s.cert.pem' % (self.pub, name)

    def openssl(self, *args):
        p = subprocess.run(['openssl', *args], capture_output=True,
                           timeout=30)
        return p.returncode, (p.stdout + p.stderr).decode('utf-8', 'replace')

    def status(self, *names, extra=()):
        args = ['ocsp', *extra, '-issuer', self.ca]
        for n in names:
            args += ['-cert', self.cert(n)]
        return self.openssl(*args, '-url', self.url, '-CAfile', self.root,
                            '-verify_other', self.ca)

    def es_ca(self, *args):
        code, said = self.i.run_tool('es-ca', *args)
        assert code == 0, said
        return said

    def publish(self):
        self.es_ca('crl', self.i.path('ca'), 'issuing', '--public', self.pub)
        self.es_ca('publish', self.i.path('ca'), '-c',
                   self.i.path('etc', 'ca.conf'))

    def query(self, *args):
        q = self.i.path('q.ocsq')
        code, said = self.openssl('ocsp', '-issuer', self.ca, '-cert',
                                  self.cert('gs-p256'), '-reqout', q, *args)
        assert code == 0, said
        with open(q, 'rb') as f:
            return f.read()

    def curl(self, *args, url=None):
        """Status, headers, body."""
        p = subprocess.run(['curl', '-s', '-i', *args, url or self.url],
                           capture_output=True, timeout=30)
        head, _, body = p.stdout.partition(b'\r\n\r\n')
        lines = head.decode('latin-1').split('\r\n')
        return int(lines[0].split()[1]), {
            k.lower(): v.strip() for k, _, v in
            (x.partition(':') for x in lines[1:])}, body

    def post(self, body):
        with open(self.i.path('body'), 'wb') as f:
            f.write(body)
        return self.curl('-H', 'Content-Type: application/ocsp-request',
                         '-H', 'Expect:', '--data-binary',
                         '@' + self.i.path('body'))

    def parse(self, der):
        with open(self.i.path('r.ocsr'), 'wb') as f:
            f.write(der)
        return self.openssl('ocsp', '-respin', self.i.path('r.ocsr'),
                            '-resp_text', '-noverify')[1]


def states(t, x):
    code, said = x.status('gs-p256', 'tsa')
    t.ok(code == 0 and 'Response verify OK' in said and
         said.count(': good') == 2 and 'WARNING' not in said,
         'two certificates: good, verified, the nonce given back', said)
    code, said = x.status('gs-rsa', extra=('-sha256',))
    t.ok(code == 0 and ': good' in said and 'Response verify OK' in said,
         'by SHA-256', said)
    code, said = x.openssl('ocsp', '-issuer', x.ca, '-serial', '0x1234567',
                           '-url', x.url, '-CAfile', x.root,
                           '-verify_other', x.ca)
    t.ok('0x1234567: unknown' in said and 'Response verify OK' in said,
         'a serial number that we never gave: unknown, not good', said)
    code, said = x.openssl('ocsp', '-issuer', x.root, '-cert', x.ca, '-url',
                           x.url, '-CAfile', x.root)
    t.ok('unauthorized' in said, 'another issuer: unauthorized', said)


def revoked(t, x):
    i = x.i
    since = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() - 1))
    x.es_ca('revoke', i.path('ca'), 'jw-rsa', '--reason', 'keyCompromise',
            '--date', since)
    x.publish()
    code, said = x.status('jw-rsa', 'jw-p256')
    t.ok('jw-rsa.cert.pem: revoked' in said and 'keyCompromise' in said and
         'jw-p256.cert.pem: good' in said and 'Response verify OK' in said,
         'revoked and published: revoked, with reason and time', said)
    row = i.sql("SELECT detail FROM audit_log WHERE chain = 'ca' ORDER BY seq"
                " DESC LIMIT 1")
    t.ok(row and '1 revoked' in row[0][0], 'the audit log has it', row)
    for f in ('issuing', 'root'):
        status, head, body = x.curl(url=i.base + '/pki/%s.crl' % f)
        t.ok(status == 200 and head['content-type'] == 'application/pkix-crl'
             and 'max-age=600' in head.get('cache-control', ''),
             '%s.crl over HTTP' % f, head)
        with open(i.path(f + '.crl'), 'wb') as h:
            h.write(body)
        x.openssl('crl', '-inform', 'DER', '-in', i.path(f + '.crl'), '-out',
                  i.path(f + '.crl.pem'))
    for name, want in (('jw-rsa', 'certificate revoked'), ('jw-p256', ': OK'),
                       ('ocsp', ': OK'), ('tsa', ': OK')):
        code, said = x.openssl(
            'verify', '-crl_check_all', '-x509_strict', '-CAfile', x.root,
            '-untrusted', x.ca, '-CRLfile', i.path('issuing.crl.pem'),
            '-CRLfile', i.path('root.crl.pem'), x.cert(name))
        t.ok(want in said, 'openssl verify -crl_check_all %s: %s' % (
            name, want), said)
    status, head, body = x.curl(url=i.base + '/pki/issuing.cer')
    t.ok(status == 200 and head['content-type'] == 'application/pkix-cert' and
         body[:1] == b'0', 'the issuer over HTTP, in DER', head)


def http(t, x):
    q = x.query('-no_nonce')
    status, head, body = x.post(q)
    t.ok(status == 200 and head['content-type'] == TYPE, 'POST', head)
    t.ok(re.match(r'max-age=3[56]\d\d, public', head['cache-control']) and
         'expires' in head and 'last-modified' in head and
         re.fullmatch(r'"[0-9a-f]{64}"', head['etag']),
         'without a nonce: caches may keep it until it ends', head)
    bodies = {x.post(q)[2] for _ in range(12)} | {body}
    t.ok(len(bodies) <= 2, 'the same again, signed once for each worker',
         len(bodies))
    b64 = base64.b64encode(q).decode()
    for name, path in (('as it is', b64),
                       ('escaped', urllib.parse.quote(b64, safe='')),
                       ('without padding', b64.rstrip('='))):
        status, head, got = x.curl(url=x.url + '/' + path)
        t.ok(status == 200 and head['content-type'] == TYPE and got in bodies,
             'GET, %s' % name, (status, head))
    for _ in range(200):     # two slashes in a row, sooner or later
        q = x.query()
        if '//' in base64.b64encode(q).decode():
            break
    b64 = base64.b64encode(q).decode()
    status, head, got = x.curl('--path-as-is', url=x.url + '/' + b64)
    t.ok('response status: successful' in x.parse(got).lower() and
         'Nonce' in x.parse(got) and 'no-store' in head['cache-control'],
         'GET with two slashes in a row; a nonce is for one asker only',
         x.parse(got))
    for name, body in (('rubbish', b'rubbish'), ('nothing', b''),
                       ('a byte too many', q + b'\0')):
        status, head, got = x.post(body)
        t.ok(status == 200 and 'malformedrequest' in x.parse(got).lower(),
             '%s: malformedRequest' % name, x.parse(got))
    status, head, got = x.curl(url=x.url + '/%21%21')
    t.ok(status == 200 and 'malformedrequest' in x.parse(got).lower(),
         'GET of rubbish: malformedRequest')
    status, head, got = x.post(b'x' * 4096)
    t.ok(status == 200, 'a body at the limit')
    t.equal(x.post(b'x' * 4097)[0], 413, 'one byte over')
    status, head, got = x.curl('-H', 'Content-Type: text/plain', '-d', 'x')
    t.equal(status, 415, 'another media type')
    status, head, got = x.curl()
    t.ok(status == 200 and b'RFC 6960' in got, 'a page for people', head)


def clients(t, x):
    """pyHanko's fetchers: fresh data for every certificate of the path."""
    i, pub = x.i, x.i.path('ca', 'public')
    # The certificates that the instance was copied with name the address of
    # its template; this authority and its seals name this very address.
    url = ['--url', i.base + '/pki']
    x.es_ca('init', i.path('here'), '--campus', 'Here', *url)
    for name, kind in (('good', 'seal'), ('stolen', 'seal'), ('o', 'ocsp')):
        x.es_ca('issue', i.path('here'), kind, name, '--name', name, *url)
    x.es_ca('revoke', i.path('here'), 'stolen', '--reason', 'keyCompromise')
    pub = i.path('here', 'public')
    # Its responder's key goes where es-signd has the other one.
    for what, to in ((pub + '/o.cert.pem', x.pub + '/ocsp.cert.pem'),
                     (pub + '/o.chain.pem', x.pub + '/ocsp.chain.pem')):
        shutil.copyfile(what, to)
    code, said = x.openssl(
        'pkey', '-in', i.path('here', 'private', 'o.key.pem'), '-passin',
        'file:' + i.path('here', 'private', 'passphrase'), '-out',
        i.path('plain'))
    assert code == 0, said
    code, said = x.openssl(
        'pkcs8', '-topk8', '-in', i.path('plain'), '-passout', 'file:' +
        i.path('etc', 'passphrase'), '-scrypt', '-out', i.path('o.key'))
    assert code == 0, said
    with open(i.path('o.key'), 'rb') as f, open(
            i.path('keys', 'ocsp.key.pem'), 'wb') as g:
        g.write(f.read())
    for which in ('issuing', 'root'):
        x.es_ca('crl', i.path('here'), which, '--public', x.pub)
    x.es_ca('publish', i.path('here'), '-c', i.path('etc', 'ca.conf'))
    os.kill(i.pid('signd'), signal.SIGHUP)
    i.until(lambda: 'Response verify OK' in x.openssl(
        'ocsp', '-issuer', pub + '/issuing.cert.pem', '-cert',
        pub + '/good.cert.pem', '-url', x.url, '-CAfile',
        pub + '/root.cert.pem', '-verify_other', pub +
        '/issuing.cert.pem')[1], 60)
    said = json.loads(judges.with_pyhanko(
        'pyhanko_clients.py', pub + '/root.cert.pem',
        pub + '/issuing.cert.pem', i.base + '/tsa', pub + '/good.cert.pem',
        pub + '/stolen.cert.pem'))
    t.ok(said['good.cert.pem']['said'] == 'good' and
         said['good.cert.pem']['ocsp'] == 1 and
         said['good.cert.pem']['crls'] >= 1,
         'pyHanko fetches both and finds the path good', said)
    t.ok('evoked' in said['stolen.cert.pem']['said'],
         'and the stolen one revoked', said)
    t.equal(said['stamp'], hashlib.sha256(b'document').hexdigest(),
            'and gets a time stamp')


def away(t, x):
    i = x.i
    q = x.query()
    i.keeper('signd', False)
    i.signal('signd', signal.SIGTERM)
    i.until(lambda: not i.tree('signd')[1:])
    status, head, got = x.post(q)
    t.ok(status == 200 and 'trylater' in x.parse(got).lower() and
         'no-store' in head['cache-control'],
         'es-signd away: tryLater, which nobody keeps', x.parse(got))
    t.ok('tryLater' in i.log('ocsp'), 'and a line in the log')
    i.keeper('signd', True)
    t.ok(i.until(lambda: 'successful' in x.parse(x.post(q)[2]).lower(), 90,
                 0.5), 'back again: answered', i.log('signd')[-600:])


def stamped(i):
    """The state of a time stamp asked for over HTTP."""
    with open(i.path('q.tsq'), 'wb') as f:
        f.write(subprocess.run(['openssl', 'ts', '-query', '-digest', '00' *
                                32, '-sha256', '-cert'],
                               capture_output=True, check=True).stdout)
    p = subprocess.run(
        ['curl', '-s', '-H', 'Content-Type: application/timestamp-query',
         '--data-binary', '@' + i.path('q.tsq'), i.base + '/tsa'],
        capture_output=True, timeout=30)
    with open(i.path('r.tsr'), 'wb') as f:
        f.write(p.stdout)
    return subprocess.run(['openssl', 'ts', '-reply', '-in', i.path('r.tsr'),
                           '-text'], capture_output=True).stdout.decode()


def no_stamps(t, x):
    """Who stole the time-stamping key must not be helped by ours."""
    i = x.i
    b = i.browser()
    campus.sign_in(b, campus.STUDENT)
    t.ok('Granted' in stamped(i), 'a time stamp')
    x.es_ca('revoke', i.path('ca'), 'tsa', '--reason', 'keyCompromise')
    x.publish()
    t.ok(i.until(lambda: 'Rejected' in stamped(i), 10),
         'revoked: no time stamp', stamped(i))
    t.ok('event=tsa-revoked' in i.log('signd'), 'the log says so once')
    n = campus.request_id(campus.ask(b, 'enrolment'))
    why = ('SELECT CONCAT(state, " ", reason) FROM seal_job WHERE request_id'
           ' = %d' % n)
    t.ok(i.until(lambda: (i.one(why) or '').endswith('refused key_away'),
                 20), 'no seal either: it waits', i.one(why))


def main():
    t = Tap()
    with Instance(people=20) as i:
        x = Pki(i)
        for f in (states, http, revoked, away, clients, no_stamps):
            t.run(f.__name__, f, x)
    t.done()


if __name__ == '__main__':
    main()
