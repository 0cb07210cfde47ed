"""office.py - an office that signs: keys by openssl, CMS and time stamps by
hand, so that every part of them can be made wrong.

Certificates are made once per directory; the good ones are "seal" (P-256),
"rsa" and "tsa", the others have each one fault.
"""
import hashlib
import os
import subprocess
import time

from der import NULL, children, content, head, integer, octets, oid, seq, \
    set_of, tlv, whole

DATA, SIGNED = oid('1.2.840.113549.1.7.1'), oid('1.2.840.113549.1.7.2')
TST = oid('1.2.840.113549.1.9.16.1.4')
MDS = {'md5': oid('1.2.840.113549.2.5'), 'sha1': oid('1.3.14.3.2.26'),
       'sha256': oid('2.16.840.1.101.3.4.2.1'),
       'sha512': oid('2.16.840.1.101.3.4.2.3')}
RSA = seq(oid('1.2.840.113549.1.1.1'), NULL)
ECDSA = seq(oid('1.2.840.10045.4.3.2'))
CONTENT_TYPE = oid('1.2.840.113549.1.9.3')
DIGEST = oid('1.2.840.113549.1.9.4')
SIGNING_TIME = oid('1.2.840.113549.1.9.5')
ESS2 = oid('1.2.840.113549.1.9.16.2.47')
ESS1 = oid('1.2.840.113549.1.9.16.2.12')
TOKEN = oid('1.2.840.113549.1.9.16.2.14')
PROTECT = oid('1.2.840.113549.1.9.52')

EE = 'basicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\n' \
    'authorityKeyIdentifier=keyid\n'
SIGN = EE + 'keyUsage=critical,digitalSignature,nonRepudiation\n'
CA = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,' \
    'cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n'
EKU = 'extendedKeyUsage='
STAMPS = EE + 'keyUsage=critical,digitalSignature\n' + EKU + \
    'critical,timeStamping\n'
# Name: issuer, kind of key, extensions, first and last day.
CERTS = {
    'issuing': ('root', 'ec', CA, None),
    'seal': ('issuing', 'ec', SIGN, None),
    'seal2': ('issuing', 'ec', SIGN, None),
    'rsa': ('issuing', 'rsa', SIGN, None),
    'tsa': ('issuing', 'ec', STAMPS, None),
    'weak': ('issuing', 'rsa1024', SIGN, None),
    'expired': ('issuing', 'ec', SIGN, ('20200101', '20210101')),
    'future': ('issuing', 'ec', SIGN, ('20900101', '20910101')),
    'web': ('issuing', 'ec', SIGN + EKU + 'serverAuth\n', None),
    'stamps': ('issuing', 'ec', STAMPS, None),
    'encrypts': ('issuing', 'rsa', EE + 'keyUsage=critical,keyEncipherment\n',
                 None),
    'isca': ('issuing', 'ec', CA, None),
    'critical': ('issuing', 'ec', SIGN + '1.2.3.4=critical,ASN1:UTF8String:'
                 'x\n', None),
    'byseal': ('seal', 'ec', SIGN, None),
    'byexpired': ('expired', 'ec', SIGN, None),
    'evil': ('evilroot', 'ec', SIGN, None),
    'twin': ('evilroot', 'ec', SIGN, None),
}
SUBJECT = {'evilroot': '/O=Office/CN=root', 'twin': '/O=Office/CN=seal',
           'evil': '/O=Office/CN=seal'}


class Office:
    def __init__(self, path):
        self.path = path
        os.makedirs(path, exist_ok=True)
        if not os.path.exists(self.at('complete')):
            self.make()
        self.trust = self.at('trust')
        self.signatures = {}

    def at(self, name):
        return os.path.join(self.path, name)

    def ssl(self, *args, **kw):
        return subprocess.run(('openssl',) + args, cwd=self.path, check=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, **kw).stdout

    def key(self, name, kind):
        how = {'ec': ['-algorithm', 'EC', '-pkeyopt',
                      'ec_paramgen_curve:P-256'],
               'rsa': ['-algorithm', 'RSA', '-pkeyopt',
                       'rsa_keygen_bits:2048'],
               'rsa1024': ['-algorithm', 'RSA', '-pkeyopt',
                           'rsa_keygen_bits:1024']}[kind]
        self.ssl('genpkey', *how, '-out', name + '.key')

    def root(self, name):
        self.key(name, 'ec')
        self.ssl('req', '-x509', '-new', '-key', name + '.key', '-subj',
                 SUBJECT.get(name, '/O=Office/CN=' + name), '-days', '9000',
                 '-out', name + '.pem', '-addext',
                 'keyUsage=critical,keyCertSign')

    def cert(self, name):
        issuer, kind, ext, days = CERTS[name]
        self.key(name, kind)
        with open(self.at(name + '.ext'), 'w') as f:
            f.write(ext)
        self.ssl('req', '-new', '-key', name + '.key', '-subj',
                 SUBJECT.get(name, '/O=Office/CN=' + name), '-out', 'csr')
        if days is None:
            self.ssl('x509', '-req', '-in', 'csr', '-CA', issuer + '.pem',
                     '-CAkey', issuer + '.key', '-CAcreateserial', '-days',
                     '8000', '-extfile', name + '.ext', '-out',
                     name + '.pem')
            return
        # Only "openssl ca" takes dates of one's own.
        with open(self.at('ca.cnf'), 'w') as f:
            f.write('[ca]\ndefault_ca=a\n[a]\ndatabase=index\nserial=ser\n'
                    'new_certs_dir=.\ndefault_md=sha256\npolicy=p\n'
                    'unique_subject=no\n[p]\nO=optional\nCN=supplied\n')
        open(self.at('index'), 'w').close()
        with open(self.at('ser'), 'w') as f:
            f.write('%032x' % (len(name) << 100))
        self.ssl('ca', '-batch', '-config', 'ca.cnf', '-in', 'csr', '-cert',
                 issuer + '.pem', '-keyfile', issuer + '.key', '-extfile',
                 name + '.ext', '-startdate', days[0] + '000000Z',
                 '-enddate', days[1] + '000000Z', '-notext', '-out',
                 name + '.pem')

    def make(self):
        for name in ('root', 'evilroot'):
            self.root(name)
        for name in CERTS:
            self.cert(name)
        os.makedirs(self.at('trust'), exist_ok=True)
        with open(self.at('root.pem'), 'rb') as f, \
                open(self.at('trust/root.pem'), 'wb') as g:
            g.write(f.read())
        for name in [*CERTS, 'root', 'evilroot']:
            self.ssl('x509', '-in', name + '.pem', '-outform', 'DER', '-out',
                     name + '.der')
        open(self.at('complete'), 'w').close()

    def der(self, name):
        with open(self.at(name + '.der'), 'rb') as f:
            return f.read()

    def chain(self, name):
        out = []
        while name in CERTS:
            out.append(self.der(name))
            name = CERTS[name][0]
        return out

    def sign(self, name, data, md='sha256'):
        """The raw signature over data; the same question once."""
        ask = (name, md, data)
        if ask not in self.signatures:
            self.signatures[ask] = self.ssl(
                'dgst', '-' + md, '-sign', name + '.key', input=data)
        return self.signatures[ask]


def issuer_serial(cert):
    tbs = children(children(cert)[0] if cert[0] == 0x30 else cert)
    at = 1 if tbs[0][0] == 0xa0 else 0
    return tbs[at + 2], tbs[at]         # issuer, serial


def attribute(kind, *values, sort=True):
    return seq(kind, set_of(*values, sort=sort))


def ess2(cert, **kw):
    return attribute(ESS2, seq(seq(seq(octets(
        kw.get('hash', hashlib.sha256(cert).digest()))))))


def is_rsa(office, name):
    return CERTS[name][1].startswith('rsa')


def cms(office, digest, name='seal', md='sha256', **kw):
    """SignedData of one signer; every part can be replaced.

    attrs: list of attributes (content-type, digest, ESS by default);
    sort=False leaves them so; certs, unsigned, version, sid, md_alg,
    sig_alg, econtent, content_type, more_infos, extra (members at the end).
    """
    cert = kw.get('cert', office.der(name))
    issuer, serial = issuer_serial(cert)
    md_alg = kw.get('md_alg', seq(MDS[md], NULL))
    sig_alg = kw.get('sig_alg', RSA if is_rsa(office, name) else ECDSA)
    etype = kw.get('etype', DATA)
    attrs = kw.get('attrs')
    if attrs is None:
        attrs = [attribute(CONTENT_TYPE, kw.get('ctype', etype)),
                 attribute(DIGEST, octets(digest)),
                 ess2(kw.get('ess_cert', cert))]
    attrs = attrs + kw.get('more_attrs', [])
    signed = set_of(*attrs, sort=kw.get('sort', True))
    signature = kw.get('signature') or office.sign(
        kw.get('signer', name), signed if attrs else kw['body'], md)
    info = [integer(1), kw.get('sid', seq(issuer, serial)), md_alg]
    if attrs:
        info.append(b'\xa0' + signed[1:])
    info += [sig_alg, octets(signature)]
    unsigned = kw.get('unsigned', [])
    if unsigned:
        info.append(b'\xa1' + set_of(*unsigned)[1:])
    inner = seq(etype, *([tlv(0xa0, octets(kw['econtent']))]
                         if 'econtent' in kw else []))
    certs = kw.get('certs', office.chain(name))
    return seq(SIGNED, tlv(0xa0, seq(
        integer(kw.get('version', 1)), kw.get('algs', set_of(md_alg)), inner,
        *([tlv(0xa0, *certs)] if certs else []),
        *kw.get('crls', []),
        set_of(seq(*info), *kw.get('more_infos', [])),
        *kw.get('extra', []))))


NOW = time.strftime('%Y%m%d%H%M%SZ', time.gmtime(time.time() + 60)).encode()


def token(office, digest, name='tsa', when=NOW, **kw):
    """A TimeStampToken over a digest (SHA-256)."""
    info = seq(integer(1), oid('1.2.3.4.1'), seq(
        seq(MDS['sha256'], NULL), octets(digest)), integer(
            int.from_bytes(digest[:8], 'big') or 1), tlv(0x18, when))
    return cms(office, hashlib.sha256(info).digest(), name, etype=TST,
               econtent=info, version=3, **kw)


def signature_value(der):
    """The signature octets of the first signer."""
    sd = children(children(der)[1])[0]
    infos = children(sd)[-1]
    info = children(children(infos)[0])
    return content(next(x for x in info if x[0] == 4))


def with_token(office, der, made):
    """The same CMS with a signature time stamp among its unsigned
    attributes; "made" is the token."""
    top = children(der)
    sd = children(children(top[1])[0])
    info = children(children(sd[-1])[0])
    info = [x for x in info if x[0] != 0xa1]
    info.append(tlv(0xa1, attribute(TOKEN, *(
        made if isinstance(made, list) else [made]))))
    sd[-1] = tlv(0x31, seq(*info))
    return seq(top[0], tlv(0xa0, seq(*sd)))


__all__ = ['Office', 'cms', 'token', 'with_token', 'signature_value',
           'attribute', 'ess2', 'head', 'whole']
