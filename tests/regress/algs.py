#!/usr/bin/env python3
"""algs.py - every pair of key and digest, signed here and judged by openssl,
made elsewhere and judged here.

What openssl's cms command cannot make (EdDSA, SHA-3 with ECDSA) is put
together in this file, octet by octet after RFC 5652, 8419 and 8702, around a
signature of "openssl pkeyutl".
"""
import hashlib
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
from tap import Tap     # noqa: E402

BUILD = os.environ['ES_BUILDDIR']
CA = os.path.join(BUILD, 'tools', 'es-ca')
TOOL = os.path.join(BUILD, 'tests', 'regress', 'signtool')
OURS = ('p256', 'p384', 'rsa3072', 'rsa4096', 'rsa3072-pss')


def run(*cmd, **kw):
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       timeout=300, **kw)
    return p.returncode, p.stdout.decode('utf-8', 'replace')


def must(*cmd):
    code, text = run(*cmd)
    if code != 0:
        raise SystemExit('%s\n%s' % (' '.join(cmd), text))
    return text


# -- what we make ------------------------------------------------------------
def ours(t, w):
    """Each kind in turn is the key of all: root, issuer, seal, TSA."""
    for kind in OURS:
        ca = '%s/ca-%s' % (w, kind)
        root = ca + '/public/root.cert.pem'
        must(CA, 'init', ca, '--campus', '示例大学', '--key', kind)
        must(CA, 'issue', ca, 'seal', 's', '--name', '教务处', '--key', kind)
        must(CA, 'issue', ca, 'tsa', 't', '--name', 'TSA', '--key', kind)
        code, text = run('openssl', 'verify', '-x509_strict', '-CAfile', root,
                         '-untrusted', ca + '/public/issuing.cert.pem',
                         ca + '/public/s.cert.pem')
        t.ok(code == 0, kind + ': openssl verifies the path', text)
        code, text = run(TOOL, 'seal', ca, 's', w + '/doc', w + '/o.cms', 't')
        t.ok(code == 0, kind + ': sealed and stamped', text)
        check = ('openssl', 'cms', '-verify', '-binary', '-inform', 'DER',
                 '-in', w + '/o.cms', '-CAfile', root, '-purpose', 'any',
                 '-out', '/dev/null', '-content')
        code, text = run(*check, w + '/doc')
        t.ok(code == 0, kind + ': openssl cms -verify', text)
        code, text = run(*check, w + '/other')
        t.ok(code != 0, kind + ': and not for another document', text)
        code, text = run('openssl', 'cms', '-cmsout', '-print', '-inform',
                         'DER', '-in', w + '/o.cms')
        t.ok(wanted(kind, text), kind + ': with the algorithm it should have',
             text)
        code, text = run(TOOL, 'cms', ca, w + '/doc', w + '/o.cms')
        t.ok(text.startswith('verdict good odd 0 path trusted') and
             '\ntoken fits verdict good odd 0 path trusted' in text,
             kind + ': we verify seal and stamp', text)
        must('openssl', 'ts', '-query', '-data', w + '/doc', '-sha384',
             '-cert', '-out', w + '/q')
        must(TOOL, 'stamp', ca, 't', w + '/q', w + '/r')
        code, text = run('openssl', 'ts', '-verify', '-queryfile', w + '/q',
                         '-in', w + '/r', '-CAfile', root, '-untrusted',
                         ca + '/public/issuing.cert.pem')
        if kind.endswith('-pss'):
            # PKCS7_verify knows no RSASSA-PSS; the CMS functions do.
            must('openssl', 'ts', '-reply', '-in', w + '/r', '-token_out',
                 '-out', w + '/tok')
            code, text = run('openssl', 'cms', '-verify', '-binary',
                             '-inform', 'DER', '-in', w + '/tok', '-CAfile',
                             root, '-purpose', 'any', '-out', '/dev/null')
        t.ok(code == 0, kind + ': openssl verifies a time stamp', text)


def wanted(kind, text):
    """The signatureAlgorithm of the SignerInfo, as openssl prints it."""
    info = text[text.index('signerInfos:'):]
    alg = info[info.index('signatureAlgorithm:'):].split('signature:')[0]
    if kind.endswith('-pss'):
        return 'rsassaPss' in alg and alg.count('sha256') >= 2 and \
            'INTEGER           :20' in alg
    return {'p256': 'ecdsa-with-SHA256', 'p384': 'ecdsa-with-SHA384'}.get(
        kind, 'rsaEncryption') in alg


# -- what openssl makes ------------------------------------------------------
KEYS = {
    'p521': ('EC', 'ec_paramgen_curve:P-521'),
    'bp256': ('EC', 'ec_paramgen_curve:brainpoolP256r1'),
    'bp384': ('EC', 'ec_paramgen_curve:brainpoolP384r1'),
    'bp512': ('EC', 'ec_paramgen_curve:brainpoolP512r1'),
    'p256': ('EC', 'ec_paramgen_curve:P-256'),
    'rsa2048': ('RSA', 'rsa_keygen_bits:2048'),
    'rsa4096': ('RSA', 'rsa_keygen_bits:4096'),
    'rsapss': ('RSA-PSS', 'rsa_keygen_bits:3072'),
    'rsa1024': ('RSA', 'rsa_keygen_bits:1024'),
    'ed25519': ('ED25519', None),
    'ed448': ('ED448', None),
    'k256': ('EC', 'ec_paramgen_curve:secp256k1'),
}
EXT = """[v3]
keyUsage = critical, digitalSignature, nonRepudiation
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


class Theirs:
    def __init__(self, w):
        self.w, self.ca = w, w + '/ca-p256'
        with open(w + '/ext', 'w') as f:
            f.write(EXT)
        for name, (alg, opt) in KEYS.items():
            must('openssl', 'genpkey', '-algorithm', alg, '-out',
                 self.key(name), *(['-pkeyopt', opt] if opt else []))
            must('openssl', 'req', '-new', '-key', self.key(name), '-subj',
                 '/O=Other/CN=' + name, '-out', w + '/csr')
            must('openssl', 'x509', '-req', '-in', w + '/csr', '-CA',
                 self.ca + '/public/issuing.cert.pem', '-CAkey',
                 self.ca + '/private/issuing.key.pem', '-passin',
                 'file:%s/private/passphrase' % self.ca, '-extfile',
                 w + '/ext', '-extensions', 'v3', '-days', '30', '-out',
                 self.cert(name))

    def key(self, name):
        return '%s/%s.key' % (self.w, name)

    def cert(self, name):
        return '%s/%s.crt' % (self.w, name)

    def cms(self, name, md, *opts):
        """openssl's own CMS."""
        args = []
        for o in opts:
            args += ['-keyopt', o]
        must('openssl', 'cms', '-sign', '-cades', '-binary', '-md', md, '-in',
             self.w + '/doc', '-outform', 'DER', '-signer', self.cert(name),
             '-inkey', self.key(name), '-certfile',
             self.ca + '/public/issuing.cert.pem', '-out', self.w + '/x.cms',
             *args)

    def said(self, doc='doc'):
        return run(TOOL, 'cms', self.ca, '%s/%s' % (self.w, doc),
                   self.w + '/x.cms')[1]


GOOD = 'verdict good odd 1 path trusted'


def theirs(t, o):
    for name in ('p521', 'bp256', 'bp384', 'bp512', 'p256', 'rsa2048',
                 'rsa4096'):
        for md in ('sha256', 'sha384', 'sha512'):
            o.cms(name, md)
            t.ok(o.said().startswith(GOOD), '%s with %s' % (name, md),
                 o.said())
    t.ok(o.said('other').startswith('verdict bad'),
         'and not for another document')
    pss = 'rsa_padding_mode:pss'
    for md in ('sha256', 'sha384', 'sha512'):
        for salt in ('digest', 'max', '0', '20'):
            o.cms('rsa2048', md, pss, 'rsa_pss_saltlen:' + salt)
            t.ok(o.said().startswith(GOOD), 'PSS with %s, salt %s' % (
                md, salt), o.said())
    o.cms('rsapss', 'sha256', pss)
    t.ok(o.said().startswith(GOOD), 'a key for PSS alone', o.said())
    o.cms('rsa2048', 'sha256', pss, 'rsa_mgf1_md:sha512')
    t.ok(o.said().startswith('verdict bad'), 'PSS with two digests: not '
         'by our policy', o.said())
    o.cms('rsa1024', 'sha256')
    t.ok(o.said().startswith('verdict bad'), 'RSA of 1024 bits is weak')
    o.cms('k256', 'sha256')
    t.ok(o.said().startswith('verdict bad'), 'secp256k1 is not taken')


# -- what openssl cannot make ------------------------------------------------
def tlv(tag, *parts):
    body = b''.join(parts)
    n = len(body)
    if n < 128:
        return bytes([tag, n]) + body
    size = n.to_bytes((n.bit_length() + 7) // 8, 'big')
    return bytes([tag, 0x80 | len(size)]) + size + body


def oid(text):
    arcs = [int(x) for x in text.split('.')]
    out = bytes([arcs[0] * 40 + arcs[1]])
    for a in arcs[2:]:
        chunk = [a & 127]
        while a > 127:
            a >>= 7
            chunk.append(0x80 | (a & 127))
        out += bytes(reversed(chunk))
    return tlv(6, out)


def pss(md, salt):
    """RSASSA-PSS-params (RFC 4055 3.1) with one digest."""
    alg = tlv(0x30, oid(md), tlv(5))
    return tlv(0x30, tlv(0xa0, alg), tlv(0xa1, tlv(
        0x30, oid('1.2.840.113549.1.1.8'), alg)),
        tlv(0xa2, tlv(2, bytes([salt]))))


NIST = '2.16.840.1.101.3.4.'
SHAKE = (oid(NIST + '2.18'), tlv(2, b'\x02\x00'))       # RFC 8419 2.3
PSS = '1.2.840.113549.1.1.10'
PSS_OPT = ('-pkeyopt', 'rsa_padding_mode:pss', '-pkeyopt',
           'rsa_pss_saltlen:digest')
HAND = {
    # key, digest: digest's parts, signature's OID (and parameters), options
    # of "openssl pkeyutl"
    ('rsa2048', 'sha3-256'): ((oid(NIST + '2.8'),), NIST + '3.14',
                              ('-digest', 'sha3-256')),
    ('rsa4096', 'sha3-512'): ((oid(NIST + '2.10'),), NIST + '3.16',
                              ('-digest', 'sha3-512')),
    ('rsa2048', 'sha3-384'): ((oid(NIST + '2.9'),),
                              (PSS, pss(NIST + '2.9', 48)),
                              ('-digest', 'sha3-384', *PSS_OPT)),
    ('rsapss', 'sha3-512'): ((oid(NIST + '2.10'),),
                             (PSS, pss(NIST + '2.10', 64)),
                             ('-digest', 'sha3-512', *PSS_OPT)),
    ('rsa2048', 'sha256'): ((oid(NIST + '2.1'),),
                            (PSS, pss(NIST + '2.1', 31)),
                            ('-digest', 'sha256', *PSS_OPT)),
    ('ed25519', 'sha512'): ((oid(NIST + '2.3'),), '1.3.101.112', ()),
    ('ed25519', 'sha256'): ((oid(NIST + '2.1'),), '1.3.101.112', ()),
    ('ed448', 'shake'): (SHAKE, '1.3.101.113', ()),
    ('ed448', 'shake-8702'): ((oid(NIST + '2.12'),), '1.3.101.113', ()),
    ('ed448', 'wrong-oid'): ((oid(NIST + '2.3'),), '1.3.101.112', ()),
    ('p256', 'sha3-256'): ((oid(NIST + '2.8'),), NIST + '3.10',
                           ('-digest', 'sha3-256')),
    ('p256', 'sha3-384'): ((oid(NIST + '2.9'),), NIST + '3.11',
                           ('-digest', 'sha3-384')),
    ('p521', 'sha3-512'): ((oid(NIST + '2.10'),), NIST + '3.12',
                           ('-digest', 'sha3-512')),
    ('bp512', 'sha3-512'): ((oid(NIST + '2.10'),), NIST + '3.12',
                            ('-digest', 'sha3-512')),
}


def hashed(how, data):
    if how.startswith('shake'):
        return hashlib.shake_256(data).digest(64)
    how = 'sha512' if how == 'wrong-oid' else how
    return hashlib.new(how.replace('-', '_') if how.startswith('sha3')
                       else how, data).digest()


def attr(kind, value):
    return tlv(0x30, oid(kind), tlv(0x31, value))


def by_hand(o, key, how):
    md, sig_alg, opts = HAND[key, how]
    sig_alg = oid(sig_alg) if isinstance(sig_alg, str) else \
        oid(sig_alg[0]) + sig_alg[1]
    with open(o.w + '/doc', 'rb') as f:
        doc = f.read()
    cert = subprocess.run(['openssl', 'x509', '-in', o.cert(key), '-outform',
                           'DER'], stdout=subprocess.PIPE, check=True).stdout
    issuer, serial = names(cert)
    attrs = sorted([
        attr('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.7.1')),
        attr('1.2.840.113549.1.9.4', tlv(4, hashed(how, doc))),
        attr('1.2.840.113549.1.9.16.2.47', tlv(0x30, tlv(0x30, tlv(
            0x30, tlv(4, hashlib.sha256(cert).digest()))))),
    ])
    with open(o.w + '/tbs', 'wb') as f:
        f.write(tlv(0x31, *attrs))
    must('openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', o.key(key), '-in',
         o.w + '/tbs', '-out', o.w + '/sig', *opts)
    with open(o.w + '/sig', 'rb') as f:
        sig = f.read()
    si = tlv(0x30, tlv(2, b'\x01'), tlv(0x30, issuer, serial),
             tlv(0x30, *md), tlv(0xa0, *attrs), tlv(0x30, sig_alg),
             tlv(4, sig))
    sd = tlv(0x30, tlv(2, b'\x01'), tlv(0x31, tlv(0x30, *md)),
             tlv(0x30, oid('1.2.840.113549.1.7.1')), tlv(0xa0, cert),
             tlv(0x31, si))
    with open(o.w + '/x.cms', 'wb') as f:
        f.write(tlv(0x30, oid('1.2.840.113549.1.7.2'), tlv(0xa0, sd)))


def element(data, at):
    """(start of content, end) of the DER element at "at"."""
    n, head = data[at + 1], 2
    if n & 0x80:
        head += n & 0x7f
        n = int.from_bytes(data[at + 2:at + head], 'big')
    return at + head, at + head + n


def names(cert):
    """Issuer and serial number of a certificate, whole DER."""
    at = element(cert, element(cert, 0)[0])[0]
    at = element(cert, at)[1]                   # version
    end = element(cert, at)[1]
    serial, at = cert[at:end], end
    at = element(cert, at)[1]                   # algorithm
    return cert[at:element(cert, at)[1]], serial


def crafted(t, o):
    for key, how in HAND:
        by_hand(o, key, how)
        said = o.said()
        what = '%s with %s' % (key, how)
        if how == 'wrong-oid':
            t.ok(said.startswith('verdict bad'), key + ' under the name of '
                 'Ed25519', said)
        elif (key, how) == ('rsa2048', 'sha256'):
            t.ok(said.startswith('verdict bad'), 'PSS with another salt than '
                 'it says', said)
        elif (key, how) == ('ed25519', 'sha256'):
            t.ok('two digest algorithms' in said, what + ' breaks RFC 8419',
                 said)
        else:
            t.ok(said.startswith('verdict good odd 0 path trusted'), what,
                 said)
            t.ok(o.said('other').startswith('verdict bad'), what +
                 ': and not for another document')


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as w:
        for name in ('doc', 'other'):
            with open('%s/%s' % (w, name), 'wb') as f:
                f.write(b'%s\r\nsealed\0\xff' % name.encode())
        ours(t, w)
        o = Theirs(w)
        theirs(t, o)
        crafted(t, o)
    return t.done()


if __name__ == '__main__':
    sys.exit(main())
