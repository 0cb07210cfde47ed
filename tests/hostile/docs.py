"""docs.py - documents that were sealed as they should be.

Every kind that the product issues, as pdf_sample renders it; sealed once in
the first revision, once more behind it, certified, with validation data and
a document time stamp.  What attacks need to be prepared in before anybody
signs is put in by prepare().
"""
import hashlib
import os
import re
import subprocess

import forge_pdf
from forge_pdf import Pdf, set_key, stream
from office import cms, signature_value, token, with_token

HOLE = 6000         # bytes of DER
KINDS = (
    ('graduate-zh', 'transcript-graduate/zh-CN', 'graduate-5.zh'),
    ('graduate-en', 'transcript-graduate/en', 'graduate-56.en'),
    ('graduate-2p', 'transcript-graduate/zh-CN', 'graduate-120.zh'),
    ('graduate-4p', 'transcript-graduate/zh-CN', 'graduate-300.zh'),
    ('undergraduate-zh', 'transcript-undergraduate/zh-CN',
     'undergraduate-5.zh'),
    ('undergraduate-en', 'transcript-undergraduate/en',
     'undergraduate-56.en'),
    ('undergraduate-2p', 'transcript-undergraduate/en',
     'undergraduate-120.en'),
    ('enrolment-zh', 'enrolment/zh-CN', 'enrolment.zh'),
    ('enrolment-en', 'enrolment/en', 'enrolment.en'),
)


def render(src, build, template, record, out):
    subprocess.run(
        [build + '/tests/tools/pdf_sample', '-t',
         '%s/templates/documents/%s.xml' % (src, template), '-r',
         '%s/tests/vectors/records/%s.xml' % (src, record), '-s', str(HOLE),
         build + '/packs', out], check=True, stdout=subprocess.DEVNULL,
        env=dict(os.environ, ASAN_OPTIONS='detect_leaks=0'))
    with open(out, 'rb') as f:
        return f.read()


def last_range(data):
    """(a, b, c) of the last signature."""
    m = list(re.finditer(rb'/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)',
                         data))[-1]
    return tuple(int(x) for x in m.groups())


def digest(data, md='sha256', rng=None):
    a, b, c = rng or last_range(data)
    return hashlib.new(md, data[:a] + data[b:b + c]).digest()


def put(data, der, rng=None):
    """The CMS into the hole, whatever was there."""
    a, b, _ = rng or last_range(data)
    hexed = der.hex().encode()
    if len(hexed) > b - a - 2:
        raise ValueError('%d bytes do not fit' % len(der))
    return data[:a + 1] + hexed.ljust(b - a - 2, b'0') + data[b - 1:]


def seal(office, data, name='seal', stamped=True, **kw):
    """Sign the last hole."""
    rng = last_range(data)
    der = cms(office, digest(data, kw.get('md', 'sha256'), rng), name, **kw)
    if stamped:
        der = with_token(office, der, token(office, hashlib.sha256(
            signature_value(der)).digest()))
    return put(data, der, rng)


RANGE = b'/ByteRange [0 0000000000 0000000000 0000000000]'


def hole(kind=b'/Sig', sub=b'/ETSI.CAdES.detached', more=b''):
    return b'<< /Type %s /Filter /Adobe.PPKLite /SubFilter %s %s %s ' \
        b'/Contents <%s> >>' % (kind, sub, more, RANGE, b'0' * 2 * HOLE)


def fix_range(data):
    """The numbers of the last hole, in its place."""
    at = data.rindex(RANGE)
    a = data.index(b'/Contents <', at) + 10
    b = data.index(b'>', a) + 1
    text = b'/ByteRange [0 %d %d %d' % (a, b, len(data) - b)
    return data[:at] + text.ljust(len(RANGE) - 1) + b']' + \
        data[at + len(RANGE):]


def field(num, sig, page, rect=b'0 0 0 0', more=b''):
    return b'<< /Type /Annot /Subtype /Widget /FT /Sig /T (S%d) /V %d 0 R ' \
        b'/P %d 0 R /F 132 /Rect [%s] %s >>' % (num, sig, page, rect, more)


def with_annot(page, num):
    """The page's dictionary with one more annotation."""
    old = re.search(rb'/Annots\s*\[([^\]]*)\]', page)
    return set_key(page, b'Annots', b'[%s %d 0 R]' % (
        old.group(1) if old else b'', num))


def kids_plus(parent, num):
    """A field with one more below it."""
    return parent.replace(b' 0 R] >>', b' 0 R %d 0 R] >>' % num)


def grouped(certify=0):
    """Beside the seal's field a group with a text in it."""
    return plain(certify=certify, objs={
        8: b'<< /Fields [6 0 R 9 0 R] /SigFlags 3 >>',
        9: b'<< /T (group) /Kids [10 0 R] >>',
        10: b'<< /FT /Tx /T (text) /V (as it was) /Parent 9 0 R >>'})


def second(office, data, name='seal2', kind=b'/Sig',
           sub=b'/ETSI.CAdES.detached', rect=b'200 60 290 150', more=b'',
           sig_more=b'', extra=None, under=None):
    """One more signature in a new field behind the file, or below one."""
    t = forge_pdf.parts(data)
    p, n = t.pdf, t.pdf.size
    objs = {n: hole(kind, sub, sig_more), n + 1: field(n, n, t.page, rect,
                                                       more),
            t.page: with_annot(p.get(t.page), n + 1)}
    objs.update({under: kids_plus(p.get(under), n + 1)} if under else
                forge_pdf.fields_plus(t, n + 1))
    objs.update(extra(n + 2) if extra else {})
    made = fix_range(p.append(objs))
    if kind == b'/DocTimeStamp':
        return put(made, token(office, digest(made)))
    return seal(office, made, name)


def stamp(office, data):
    return second(office, data, kind=b'/DocTimeStamp', sub=b'/ETSI.RFC3161',
                  rect=b'0 0 0 0')


def dss(office, data):
    t = forge_pdf.parts(data)
    p, n = t.pdf, t.pdf.size
    certs = office.chain('seal') + office.chain('tsa')[:1]
    objs = {n + i: stream(c) for i, c in enumerate(certs)}
    n += len(certs)
    objs[n] = b'<< /Type /DSS /Certs [%s] /VRI << /%s << /Cert [%s] >> >> ' \
        b'>>' % (b' '.join(b'%d 0 R' % k for k in objs), b'A' * 40,
                 b'%d 0 R' % (n - 1))
    objs[t.cat] = set_key(p.get(t.cat), b'DSS', b'%d 0 R' % n)
    return p.append(objs)


def plain(pages=1, more='', catalog='', objs=(), certify=0, stream_xref=False,
          content=b'BT /F 12 Tf 40 700 Td (Grade: 59) Tj ET', annots='',
          resources=''):
    """A small file with a hole, for what has to be prepared."""
    kids = ' '.join('%d 0 R' % (20 + i) for i in range(pages))
    perms = '/Perms << /DocMDP 7 0 R >>' if certify else ''
    mdp = b'/Reference [<< /Type /SigRef /TransformMethod /DocMDP ' \
        b'/TransformParams << /Type /TransformParams /P %d /V /1.2 >> >>]' \
        % certify if certify else b''
    every = {
        1: ('<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R %s %s >>' % (
            perms, catalog)).encode(),
        2: ('<< /Type /Pages /Kids [%s] /Count %d >>' % (
            kids, pages)).encode(),
        4: stream(content),
        5: b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
        6: field(0, 7, 20, b'400 60 490 150'),
        7: hole(more=mdp),
        8: b'<< /Fields [6 0 R] /SigFlags 3 >>',
    }
    for i in range(pages):
        every[20 + i] = (
            '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents '
            '4 0 R /Resources << /Font << /F 5 0 R >> %s >> %s /Annots [%s '
            '%s] >>' % (resources, more, '6 0 R' if i == 0 else '', annots)).encode()
    every.update(dict(objs))
    out = bytearray(b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
    at = {}
    for num, body in every.items():
        at[num] = len(out)
        out += b'%d 0 obj\n%s\nendobj\n' % (num, body)
    size = max(every) + 1
    start = len(out)
    if stream_xref:
        at[size] = start
        rows = b''.join(b'\1' + at[k].to_bytes(4, 'big') + b'\0\0'
                        for k in sorted(at))
        out += b'%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%s] /Size %d ' \
            b'/Root 1 0 R /ID [<4f> <4f>] /Length %d >>\nstream\n%s\n' \
            b'endstream\nendobj\n' % (
                size, b' '.join(b'%d 1' % k for k in sorted(at)), size + 1,
                len(rows), rows)
    else:
        out += b'xref\n0 1\n0000000000 65535 f \n'
        for k in sorted(at):
            out += b'%d 1\n%010d 00000 n \n' % (k, at[k])
        out += b'trailer\n<< /Size %d /Root 1 0 R /ID [<4f> <4f>] >>\n' % size
    out += b'startxref\n%d\n%%%%EOF\n' % start
    return fix_range(bytes(out))


__all__ = ['KINDS', 'Pdf', 'plain', 'seal', 'second', 'stamp', 'dss']
