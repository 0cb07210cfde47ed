#!/usr/bin/env python3
"""es_encrypted.py - es verify of encrypted files (ISO 32000-2 clause 7.6).

qpdf encrypts a form in every way of the standard security handler; pyHanko
seals it and changes it afterwards.  What opens without a password is judged as
if it were plain; what needs one is judged as far as its bytes tell.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
import judges                   # noqa: E402
import plain                    # noqa: E402
from tap import Tap             # noqa: E402

ES = BUILD + '/tools/es/es'
# What qpdf is told: bits, and more.
KINDS = {
    'rc4-40': ['40', '--'],
    'rc4-128': ['128', '--use-aes=n', '--'],
    'rc4-v4': ['128', '--use-aes=n', '--force-V4', '--'],
    'aes-128': ['128', '--use-aes=y', '--'],
    'aes-meta': ['128', '--use-aes=y', '--cleartext-metadata', '--'],
    'aes-256': ['256', '--'],
    'aes-packed': ['256', '--', '--object-streams=generate'],
    'rc4-packed': ['128', '--use-aes=n', '--', '--object-streams=generate'],
}
# Status, integrity and later changes of the first seal.
WANT = {
    'seal': (0, 'intact', 'none'), 'two': (0, 'intact', 'allowed'),
    'dss': (0, 'intact', 'allowed'), 'fill': (0, 'intact', 'allowed'),
    'same': (0, 'intact', 'allowed'),
    'other': (1, 'intact', 'prohibited'),
    'value': (1, 'intact', 'prohibited'),
    'bare': (1, 'intact', 'prohibited'),
    'none': (0, 'intact', 'allowed'),
}

XMP = b'''<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>
</x:xmpmeta>'''


def form(xmp=True):
    text = b'BT /F1 12 Tf 72 720 Td (the first text) Tj ET'
    return plain.build({
        1: b'<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] '
           b'/DA (/F1 9 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >> '
           b'%s >>' % (b'/Metadata 8 0 R' if xmp else b''),
        2: b'<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
        3: b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] '
           b'/Contents 4 0 R /Annots [6 0 R] '
           b'/Resources << /Font << /F1 5 0 R >> >> >>',
        4: b'<< /Length %d >>\nstream\n%s\nendstream' % (len(text), text),
        5: b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
        6: b'<< /Type /Annot /Subtype /Widget /FT /Tx /T (Who) /DV (Li) '
           b'/Rect [72 600 272 620] /P 3 0 R /F 4 /AP << /N 7 0 R >> >>',
        7: b'<< /Type /XObject /Subtype /Form /BBox [0 0 200 20] '
           b'/Length 6 >>\nstream\nq Q   \nendstream',
        8: b'<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n'
           b'%s\nendstream' % (len(XMP), XMP),
    })


def pki(work):
    """A seal's certificate by an issuer by a root."""
    def make(name, by, *ext):
        args = ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
                '-keyout', '%s/%s.key' % (work, name), '-out',
                '%s/%s.pem' % (work, name), '-days', '365', '-subj',
                '/CN=' + name]
        if by:
            args += ['-CA', '%s/%s.pem' % (work, by), '-CAkey',
                     '%s/%s.key' % (work, by)]
        for x in ext:
            args += ['-addext', x]
        subprocess.run(args, check=True, stderr=subprocess.DEVNULL)
    ca = ['basicConstraints=critical,CA:true',
          'keyUsage=critical,keyCertSign,cRLSign']
    make('root', None, *ca)
    make('issuer', 'root', *ca)
    make('seal', 'issuer', 'basicConstraints=critical,CA:false',
         'keyUsage=critical,digitalSignature,nonRepudiation')
    os.mkdir(work + '/trust')
    os.link(work + '/root.pem', work + '/trust/root.pem')


def es(work, path):
    p = subprocess.run([ES, 'verify', '--json', '--trust', work + '/trust',
                        path], stdout=subprocess.PIPE)
    return p.returncode, json.loads(p.stdout)


def verdict(code, r):
    if not r['readable']:
        return code, r['reason'], None
    s = r['signatures'][0]
    return code, s['integrity'], s['later_changes']['verdict']


def last(data, what):
    """The value of a key in the last trailer that has it."""
    return re.findall(rb'/%s\s*(\[.*?\]|\d+ \d+ R)' % what, data, re.S)[-1]


def behind(data, num, body, ident=None):
    """One more revision, by hand: object num (None: a new one) is "body", not
    enciphered."""
    at = len(data)
    prev = int(re.findall(rb'startxref\s+(\d+)', data)[-1])
    size = max(map(int, re.findall(rb'/Size (\d+)', data)))
    if num is None:
        num, size = size, size + 1
    obj = b'%d 0 obj\n%s\nendobj\n' % (num, body)
    rows = b'/Size %d /Root %s /Encrypt %s /Prev %d /ID %s' % (
        size, last(data, b'Root'), last(data, b'Encrypt'), prev,
        ident or last(data, b'ID'))
    return data + obj + b'xref\n%d 1\n%010d 00000 n \ntrailer\n<< %s >>\n' \
        b'startxref\n%d\n%%%%EOF\n' % (num, at, rows, at + len(obj))


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def save(path, data):
    with open(path, 'wb') as f:
        f.write(data)


def by_hand(t, kind, out):
    """Revisions of somebody who goes around the encryption."""
    data = read(out + '-seal.pdf')
    where = int(re.search(rb'/Contents (\d+) 0 R', data).group(1))
    text = b'BT /F1 12 Tf 72 720 Td (the first text) Tj ET'
    save(out + '-bare.pdf', behind(data, where, b'<< /Length %d >>\nstream\n'
                                   b'%s\nendstream' % (len(text), text)))
    num = int(last(data, b'Encrypt').split()[0])
    was = re.search(rb'\b%d 0 obj\s*(.*?)\s*endobj' % num, data,
                    re.S).group(1)
    new = re.sub(rb'/P (-?\d+)', lambda m: b'/P %d' % (
        int(m.group(1)) ^ 4), was)
    t.ok(new != was, '%s: another encryption dictionary' % kind)
    save(out + '-key.pdf', behind(data, num, new))
    ident = re.sub(rb'<..', b'<99', last(data, b'ID'), count=1)
    save(out + '-id.pdf', behind(data, None, b'null', ident))
    save(out + '-none.pdf', behind(data, None, b'null'))


def one_kind(t, work, kind):
    # pyHanko deciphers plain metadata, and fails: there is none.
    src = work + ('/bare.pdf' if kind == 'aes-meta' else '/plain.pdf')
    out = '%s/%s' % (work, kind)
    args = KINDS[kind]
    subprocess.run(['qpdf', '--allow-weak-crypto', '--encrypt', '', 'owner',
                    *args, src, out + '.pdf'], check=True)
    judges.with_pyhanko('pyhanko_encrypted.py', work + '/seal.key',
                        work + '/seal.pem', work + '/issuer.pem',
                        out + '.pdf', out)
    packed = 'packed' in kind
    if not packed:
        by_hand(t, kind, out)
    for name, want in WANT.items():
        if name in ('bare', 'none') and packed:
            continue
        code, said = es(work, '%s-%s.pdf' % (out, name))
        t.equal(verdict(code, said), want, '%s: %s' % (kind, name))
        if name == 'seal':
            t.equal(said['signatures'][0]['field'], 'Seal1',
                    '%s: the field has a name' % kind)
        if name in ('seal', 'dss'):
            t.equal(said['signatures'][0]['trust'] == 'trusted',
                    name == 'dss', '%s: the issuer is found in the DSS '
                    'only (%s)' % (kind, name))
    for name in ('key', 'id'):
        if not packed:
            code, said = es(work, '%s-%s.pdf' % (out, name))
            t.equal(verdict(code, said), (2, 'intact', 'prohibited'),
                    '%s: another %s: closed' % (kind, name))


def with_password(t, work):
    """The bytes that are signed are the file's: no password is needed."""
    out = work + '/secret'
    subprocess.run(['qpdf', '--encrypt', 'user', 'owner', '256', '--',
                    work + '/plain.pdf', out + '.pdf'], check=True)
    judges.with_pyhanko('pyhanko_encrypted.py', work + '/seal.key',
                        work + '/seal.pem', work + '/issuer.pem',
                        out + '.pdf', out, 'user')
    for name, want in (('seal', (0, 'intact', 'none')),
                       ('two', (2, 'intact', 'prohibited')),
                       ('other', (2, 'intact', 'prohibited'))):
        code, said = es(work, '%s-%s.pdf' % (out, name))
        t.equal(verdict(code, said), want, 'with a password: ' + name)


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as work:
        pki(work)
        save(work + '/plain.pdf', form())
        save(work + '/bare.pdf', form(False))
        for kind in KINDS:
            one_kind(t, work, kind)
        with_password(t, work)
    t.done()


if __name__ == '__main__':
    main()
