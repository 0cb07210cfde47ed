#!/usr/bin/env python3
"""es_extend.py - es(1) extend and timestamp: every level, judged by others.

A certification authority made by openssl, with lists and a responder behind
HTTP as its certificates say.  The files are judged by pyHanko with the LTV
profile of each level, by the European Commission's DSS (whose computed level
must be ours), by Poppler, qpdf and openssl; each piece that is missing
lowers the level.
"""
import http.server
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
import judges                   # noqa: E402
import plain                    # noqa: E402
from tap import Tap             # noqa: E402

ES = BUILD + '/tools/es/es'
CNF = '''
[ca]
default_ca = c
[c]
dir = %(dir)s
database = %(dir)s/index-%(name)s
serial = %(dir)s/serial-%(name)s
crlnumber = %(dir)s/crlnumber-%(name)s
new_certs_dir = %(dir)s
default_md = sha256
default_days = 3000
default_crl_days = 30
policy = p
unique_subject = no
copy_extensions = none
[p]
commonName = supplied
[req]
distinguished_name = dn
prompt = no
[dn]
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[issuer]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:%(url)s/root.crl
[seal]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
authorityInfoAccess = OCSP;URI:%(url)s/ocsp
crlDistributionPoints = URI:%(url)s/issuing.crl
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:%(url)s/issuing.crl
[ocsp]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
'''

TSA = '''
[tsa]
default_tsa = t
[t]
serial = %s/serial-tsa
default_policy = 1.2.3.4
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
clock_precision_digits = 0
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
'''


def sh(*cmd):
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if p.returncode:
        raise RuntimeError('%s: %s' % (' '.join(cmd), p.stdout.decode()))
    return p.stdout.decode()


class Authority:
    """Root, issuer, a seal, a time-stamping authority, a responder."""

    def __init__(self, work):
        self.dir = work + '/pki'
        os.mkdir(self.dir)
        Web.authority = self
        server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Web)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = 'http://127.0.0.1:%d' % server.server_port
        self.down = set()       # paths that fail
        for name in ('root', 'issuing'):
            for f in ('index-', 'serial-', 'crlnumber-'):
                with open('%s/%s%s' % (self.dir, f, name), 'w') as out:
                    out.write('' if f == 'index-' else '1000\n')
            with open('%s/%s.cnf' % (self.dir, name), 'w') as out:
                out.write(CNF % {'dir': self.dir, 'url': self.url,
                                 'name': name})
        with open(self.dir + '/tsa.cnf', 'w') as f:
            f.write(TSA % self.dir)
        with open(self.dir + '/pass', 'w') as f:
            f.write('a pass phrase\n')
        sh('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt',
           'ec_paramgen_curve:P-256', '-nodes', '-days', '7000', '-subj',
           '/CN=Test Root', '-config', self.at('root.cnf'), '-extensions',
           'root', '-keyout', self.at('root.key'), '-out',
           self.at('root.pem'))
        self.issue('issuing', 'root', 'issuer')
        for name in ('seal', 'tsa', 'ocsp'):
            self.issue(name, 'issuing', name)
        self.lists()
        self.trust = work + '/trust'
        os.mkdir(self.trust)
        sh('cp', self.at('root.pem'), self.trust)

    def at(self, name):
        return self.dir + '/' + name

    def issue(self, name, by, kind):
        sh('openssl', 'req', '-new', '-newkey', 'ec', '-pkeyopt',
           'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=Test ' + name,
           '-config', self.at(by + '.cnf'), '-keyout', self.at(name + '.key'),
           '-out', self.at(name + '.csr'))
        sh('openssl', 'ca', '-batch', '-config', self.at(by + '.cnf'),
           '-cert', self.at(by + '.pem'), '-keyfile', self.at(by + '.key'),
           '-extensions', kind, '-in', self.at(name + '.csr'), '-notext',
           '-out', self.at(name + '.pem'))
        sh('openssl', 'pkcs8', '-topk8', '-in', self.at(name + '.key'),
           '-passout', 'file:' + self.at('pass'), '-out',
           self.at(name + '.enc'))

    def lists(self):
        for name in ('root', 'issuing'):
            sh('openssl', 'ca', '-gencrl', '-config', self.at(name + '.cnf'),
               '-cert', self.at(name + '.pem'), '-keyfile',
               self.at(name + '.key'), '-out', self.at(name + '.crl.pem'))
            sh('openssl', 'crl', '-in', self.at(name + '.crl.pem'),
               '-outform', 'DER', '-out', self.at(name + '.crl'))

    def revoke(self, name, reason, compromised=None):
        sh('openssl', 'ca', '-config', self.at('issuing.cnf'), '-cert',
           self.at('issuing.pem'), '-keyfile', self.at('issuing.key'),
           '-revoke', self.at(name + '.pem'),
           *(('-crl_compromise', compromised) if compromised else
             ('-crl_reason', reason)))
        self.lists()


class Web(http.server.BaseHTTPRequestHandler):
    authority = None

    def answer(self, body, kind):
        if self.path in self.authority.down:
            self.send_error(503)
            return
        self.send_response(200)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with open(self.authority.at(os.path.basename(self.path)), 'rb') as f:
            self.answer(f.read(), 'application/pkix-crl')

    def do_POST(self):
        a, n = self.authority, threading.get_ident()
        query, out = a.at('q-%d' % n), a.at('r-%d' % n)
        with open(query, 'wb') as f:
            f.write(self.rfile.read(int(self.headers['Content-Length'])))
        if self.path == '/tsa':
            sh('openssl', 'ts', '-reply', '-config', a.at('tsa.cnf'),
               '-queryfile', query, '-inkey', a.at('tsa.key'), '-signer',
               a.at('tsa.pem'), '-chain', a.at('issuing.pem'), '-out', out)
            with open(out, 'rb') as f:
                self.answer(f.read(), 'application/timestamp-reply')
            return
        sh('openssl', 'ocsp', '-index', a.at('index-issuing'), '-CA',
           a.at('issuing.pem'), '-rsigner', a.at('ocsp.pem'), '-rkey',
           a.at('ocsp.key'), '-ndays', '1', '-reqin', query, '-respout', out)
        with open(out, 'rb') as f:
            self.answer(f.read(), 'application/ocsp-response')

    def log_message(self, *_):
        pass


class Files:
    def __init__(self, work, a):
        self.work, self.a, self.n = work, a, 0
        self.all = []           # (name, path, level) for the other judges

    def path(self):
        self.n += 1
        return '%s/f-%d.pdf' % (self.work, self.n)

    def run(self, command, src, *args):
        out = self.path()
        p = subprocess.run(
            [ES, command, '--json', '--trust', self.a.trust, *args, src,
             '-o', out], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True)
        try:
            said = json.loads(p.stdout)
        except ValueError:
            said = {'error': p.stdout}
        return p.returncode, said, out

    def stamper(self):
        return ('--tsa-key', self.a.at('tsa.enc'), '--tsa-pass',
                self.a.at('pass'), '--tsa-cert', self.a.at('tsa.pem'),
                '--tsa-chain', self.a.at('issuing.pem'))

    def plain(self, data=None):
        out = self.path()
        with open(out, 'wb') as f:
            f.write(data or plain.blank())
        return out

    def sealed(self, *args, data=None):
        src, out = self.plain(data), self.path()
        sh(ES, 'seal', '--key', self.a.at('seal.enc'), '--pass',
           self.a.at('pass'), '--cert', self.a.at('seal.pem'), '--chain',
           self.a.at('issuing.pem'), *args, src, out)
        return out

    def verify(self, path, *args):
        p = subprocess.run([ES, 'verify', '--json', '--trust', self.a.trust,
                            *args, path], stdout=subprocess.PIPE, text=True)
        return json.loads(p.stdout)


def reads(path):
    with open(path, 'rb') as f:
        return f.read()


def levels(t, f):
    """B-B, B-T by a document stamp, B-LT, B-LTA, renewed."""
    net = ('--ocsp-from-network',)
    bb = f.sealed()
    f.all.append(('B-B', bb, 'B-B'))
    code, said, bt = f.run('timestamp', bb, *f.stamper())
    t.ok(code == 0 and said['level'] == 'PAdES-B-T' and said['stamped'],
         'a document time stamp: B-T', said)
    f.all.append(('B-T', bt, 'B-T'))
    code, said, lt = f.run('extend', bt, '--level', 'lt', *net)
    t.ok(code == 0 and said['level'] == 'PAdES-B-LT' and
         said['missing'] is None, 'from the network: B-LT', said)
    f.all.append(('B-LT', lt, 'B-LT'))
    code, said, lta = f.run('extend', lt, *f.stamper())
    t.ok(code == 0 and said['level'] == 'PAdES-B-LTA' and said['until'],
         'B-LTA', said)
    f.all.append(('B-LTA', lta, 'B-LTA'))
    code, said, again = f.run('extend', lta, *net, *f.stamper())
    t.ok(code == 0 and reads(again) == reads(lta), 'nothing left to do', said)
    code, said, twice = f.run('extend', lta, '--level', 'renew', *net,
                              *f.stamper())
    t.ok(code == 0 and said['level'] == 'PAdES-B-LTA' and said['data'] and
         said['stamped'], 'renewed', said)
    f.all.append(('renewed', twice, 'B-LTA'))
    before = b''
    for path in (bb, bt, lt, lta, twice):
        data = reads(path)
        t.ok(data.startswith(before) and len(data) > len(before),
             'no byte before was touched')
        before = data
    s = f.verify(lta)['signatures'][0]
    t.ok(s['indication'] == 'TOTAL-PASSED' and s['level'] == 'PAdES-B-LTA' and
         s['revocation']['status'] == 'good' and s['revocation']['in_file']
         and s['lacks'] is None, 'judged without a net', s)
    s = f.verify(bt)['signatures'][0]
    t.ok(s['indication'] == 'INDETERMINATE' and s['sub_indication'] ==
         'TRY_LATER' and s['revocation']['status'] == 'unknown' and
         'NO_REVOCATION_DATA' in s['warnings'], 'B-T without any list', s)
    s = f.verify(bt, '--no-revocation')['signatures'][0]
    t.equal(s['indication'], 'TOTAL-PASSED', 'unless nobody asks')
    s = f.verify(bt, '--crl', f.a.at('root.crl'), '--crl',
                 f.a.at('issuing.crl.pem'))['signatures'][0]
    t.ok(s['indication'] == 'TOTAL-PASSED' and s['level'] == 'PAdES-B-T' and
         s['revocation']['source'] == 'list' and
         not s['revocation']['in_file'], 'B-T with lists of ours', s)


def stamped(t, f):
    """The usual way: a time stamp on the seal, all at once, then renewed."""
    net = ('--ocsp-from-network', '--tsa', f.a.url + '/tsa')
    bt = f.sealed('--tsa', f.a.url + '/tsa')
    f.all.append(('time-stamped seal', bt, 'B-T'))
    code, said, lt = f.run('extend', bt, '--level', 'lt', *net)
    t.ok(code == 0 and said['level'] == 'PAdES-B-LT', 'B-LT', said)
    f.all.append(('time-stamped seal, LT', lt, 'B-LT'))
    code, said, lta = f.run('extend', bt, *net)
    t.ok(code == 0 and said['level'] == 'PAdES-B-LTA' and
         said['before'] == 'PAdES-B-T', 'B-LTA at once', said)
    f.all.append(('time-stamped seal, LTA', lta, 'B-LTA'))
    code, said, out = f.run('extend', lta, '--level', 'renew', *net)
    t.ok(code == 0 and said['stamped'], 'renewed', said)
    f.all.append(('time-stamped seal, renewed', out, 'B-LTA'))
    s = f.verify(out)['signatures']
    t.ok([x['kind'] for x in s] == ['seal', 'timestamp', 'timestamp'] and
         s[0]['indication'] == 'TOTAL-PASSED' and s[0]['time']['source'] ==
         'signature-time-stamp' and s[0]['later_changes']['verdict'] ==
         'allowed', 'what came after is allowed', s)


def structures(t, f):
    """Tables and streams, certified, sealed twice; extended once."""
    net = ('--ocsp-from-network', *f.stamper())
    for kind in ('table', 'stream', 'packed'):
        data = plain.build(plain.page(), kind, trailer=b'/Root 1 0 R /ID ['
                           b'<0102> <0304>]')
        for certify in ((), ('--certify', '1')):
            name = '%s %s' % (kind, 'certified' if certify else 'approved')
            src = f.sealed(*certify, data=data)
            src = f.run('timestamp', src, *f.stamper())[2]
            code, said, out = f.run('extend', src, *net)
            t.ok(code == 0 and said['level'] == 'PAdES-B-LTA', name, said)
            f.all.append((name, out, 'B-LTA'))


def missing(t, f):
    """Each piece that nobody answers for costs the level, and no more."""
    net = ('--ocsp-from-network', *f.stamper())
    bt = f.run('timestamp', f.sealed(), *f.stamper())[2]
    for name, down, level, word in (
            ('no responder, but lists', {'/ocsp'}, 'B-LTA', None),
            ('nothing about the time stamp', {'/issuing.crl'}, 'B-T', 'tsa'),
            ('nothing about the issuer', {'/root.crl'}, 'B-T', 'issuing')):
        f.a.down = down
        code, said, out = f.run('extend', bt, *net)
        f.a.down = set()
        t.ok(code == (0 if word is None else 2) and
             said['level'] == 'PAdES-' + level and (word is None or
             word in said['missing']), name, said)
        f.all.append((name, out, level))
        code, said, out = f.run('extend', out, *net)
        t.ok(code == 0 and said['level'] == 'PAdES-B-LTA',
             name + ': made good later', said)
    code, said, out = f.run('extend', bt, '--ocsp-from-network', '--tsa',
                            'http://127.0.0.1:1/')
    t.ok(code == 2 and said['level'] == 'PAdES-B-LT' and
         'time stamp' in said['missing'], 'no authority: B-LT', said)
    code, said, out = f.run('timestamp', bt, '--tsa', 'http://127.0.0.1:1/')
    t.ok(code == 70 and not os.path.exists(out), 'a stamp alone fails', said)
    code, said, out = f.run('extend', f.plain(), *net)
    t.ok(code == 4 and not os.path.exists(out) and 'no seal' in
         said['error'], 'a file without a seal', said)
    bb = f.sealed()
    code, said, out = f.run('extend', bb, '--level', 'lt', *net)
    t.ok(code == 0 and said['level'] == 'PAdES-B-LT' and said['stamped'],
         'LT of a seal without a time: stamped first', said)
    code, said, out = f.run('extend', bb, '--level', 'lt', net[0])
    t.ok(code == 2 and said['level'] == 'PAdES-B-B' and 'time stamp' in
         said['missing'], 'nobody to stamp it: told', said)
    code, said, out = f.run('extend', f.path(), *net)
    t.ok(code == 3 and not os.path.exists(out) and said['error'] ==
         'No such file or directory', 'a file that is not there', said)
    code, said, out = f.run('timestamp', f.plain(), *f.stamper())
    t.ok(code == 0 and said['stamped'] and said['level'] == '',
         'a time stamp on it', said)
    f.stamped = out
    said = f.verify(out, '--no-revocation')
    t.equal([said['headline'], said['signatures'][0]['trust']],
            ['NO_SEAL', 'trusted'], 'is no seal, of somebody trusted')
    code, said = judges.run(ES, 'verify', '--no-revocation', '--trust',
                            f.a.trust, out)
    t.ok(code == 0 and 'carries no seal; a time stamp that you trust' in said,
         'in words', said)
    code, said = judges.run(ES, 'verify', out)
    t.ok(code == 0 and 'no seal' in said and 'nobody you trust' in said,
         'of nobody known', said)
    code, said, out = f.run('extend', f.plain(b'Dear Sir,'), *net)
    t.ok(code == 3 and not os.path.exists(out), 'a letter', said)


def agreed(t, f):
    """What others say; DSS computes the level by itself."""
    root = f.a.at('root.pem')
    judges.pdfsig(f.work, root)
    for name, path, _ in f.all:
        code, said = judges.run('qpdf', '--check', path)
        t.ok(code == 0, name + ': qpdf', said)
        said = judges.run('pdfsig', '-no-ocsp', '-nssdir',
                          f.work + '/nss', path)[1]
        t.ok('Signature is Valid' in said and 'Digest Mismatch' not in said,
             name + ': Poppler', said)
    lt = [(n, p, v[2:]) for n, p, v in f.all if v in ('B-LT', 'B-LTA')]
    said = judges.with_pyhanko('pyhanko_ltv.py', root, *(
        p for _, p, _ in lt)).splitlines()
    t.equal(len(said), len(lt), 'pyHanko judges each')
    for (name, _, level), line in zip(lt, said):
        h = json.loads(line)
        t.ok(h['good'] and h['changes'] == 'LTA_UPDATES',
             '%s: pyHanko, %s' % (name, level), h)
    h = json.loads(judges.with_pyhanko('pyhanko_ltv.py', root, f.all[0][1]))
    t.ok(not h['good'], 'and B-B it does not believe', h)
    stamp_holds(t, f)
    p = subprocess.run([SRC + '/tests/tools/eudss/eudss.sh', root] +
                       [p for _, p, _ in f.all], stdout=subprocess.PIPE,
                       text=True)
    if p.returncode == 77:
        t.note('EU DSS is not to be had')
        return
    said = dict(line.split(' ', 1) for line in p.stdout.splitlines())
    for name, path, level in f.all:
        words = said.get(path, '').split()
        t.ok(words and words[0] == 'PAdES-BASELINE-' + level[2:],
             name + ': EU DSS computes ' + level, said.get(path))


def stamp_holds(t, f):
    """openssl ts over the ranges of a bare document time stamp."""
    body, token = judges.signed_parts(reads(f.stamped))
    for name, what in (('body', body), ('token', token)):
        with open(os.path.join(f.work, name), 'wb') as out:
            out.write(what)
    code, said = judges.run('openssl', 'ts', '-verify', '-in', 'token',
                            '-token_in', '-data', 'body', '-CAfile',
                            f.a.at('root.pem'), '-untrusted',
                            f.a.at('issuing.pem'), cwd=f.work)
    t.ok(code == 0 and 'Verification: OK' in said, 'openssl ts', said)


def revoked(t, f):
    """Revoked after the proven time it stays passed, before it fails."""
    lists = ('--crl', f.a.at('root.crl'), '--crl', f.a.at('issuing.crl'))
    bb = f.sealed()
    bt = f.run('timestamp', bb, *f.stamper())[2]
    time.sleep(2)               # times are told in seconds
    f.a.revoke('seal', 'cessationOfOperation')
    s = f.verify(bt, *lists)['signatures'][0]
    t.ok(s['indication'] == 'TOTAL-PASSED' and s['revocation']['status'] ==
         'revoked-later' and s['revocation']['reason'] ==
         'cessationOfOperation', 'revoked after it sealed', s)
    s = f.verify(bb, *lists)['signatures'][0]
    t.ok(s['sub_indication'] == 'REVOKED_NO_POE', 'no time proven', s)
    late = f.run('timestamp', f.sealed(), *f.stamper())[2]
    s = f.verify(late, *lists)
    t.ok(s['signatures'][0]['sub_indication'] in ('REVOKED', '') and
         s['headline'] != 'VALID', 'sealed after it', s)
    with open(f.a.at('index-issuing')) as x:
        text = x.read()
    with open(f.a.at('index-issuing'), 'w') as x:
        x.write(re.sub(r'(\d{12}Z),cessationOfOperation', r'\1,'
                       r'keyTime,20200101000000Z', text))
    f.a.lists()
    s = f.verify(bt, *lists)['signatures'][0]
    t.ok(s['indication'] == 'TOTAL-FAILED' and s['sub_indication'] ==
         'REVOKED', 'its key was stolen long before', s)


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as work:
        a = Authority(work)
        f = Files(work, a)
        for part in (levels, stamped, structures, missing, agreed, revoked):
            t.run(part.__name__, part, f)
    t.done()


if __name__ == '__main__':
    main()
