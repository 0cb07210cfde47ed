"""forge_view.py - files that common viewers show otherwise than they were
sealed, by what only the viewers know: (class, name, bytes).

All were once called intact, and shown otherwise by at least one of poppler,
MuPDF, PDFium and pdf.js; but for a Length and a lock, whose rule they break.
"""
import re

import forge_pdf
from docs import digest, field, fix_range, hole, plain, put, seal, with_annot
from forge_pdf import Pdf, set_key, stream
from office import token

GOOD = b'BT /F 12 Tf 40 700 Td (Grade: 59) Tj ET'
EVIL = b'BT /F 12 Tf 40 700 Td (Grade: 100) Tj ET'
FORM = b'/Type /XObject /Subtype /Form '
BOX = FORM + b'/BBox [0 0 595 842] '
PAGE = b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ' \
    b'4 0 R /Annots [6 0 R] %s >>'
FONTS = b'/Font << /F 5 0 R >>'
HIDDEN = stream(b'x\n4 0 obj\n%s\nendobj\n' % stream(EVIL),
                b'/Type /Metadata /Subtype /XML')


def words(text):
    return stream(b'BT /F 12 Tf 40 600 Td (%s) Tj ET' % text,
                  BOX + b'/Resources << %s >>' % FONTS)


WAS, NOW = words(b'as sealed'), words(b'forged')


def draws(office):
    """A dictionary of resources that is a page, or a field, as well."""
    page = b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ' \
        b'4 0 R /Resources << %s /XObject 21 0 R >> /Annots %s >>'
    p = Pdf(seal(office, plain(2, objs={
        4: stream(GOOD + b' /Annots Do'), 20: page % (FONTS, b'[6 0 R]'),
        21: page % (FONTS, b'30 0 R'), 30: WAS})))
    yield 'draws', 'page', p.append({40: NOW, 21: page % (FONTS, b'40 0 R')})
    above = {2: b'<< /Type /Pages /Kids [20 0 R] /Count 1 /Resources << %s '
             b'/XObject 31 0 R >> >>' % FONTS, 20: PAGE % b'', 32: WAS,
             8: b'<< /Fields [6 0 R 31 0 R] /SigFlags 3 >>', 33: NOW}
    text = b'<< /FT /Tx /T (x) /V %d 0 R >>'
    change = {40: NOW, 31: text % 40}
    p = Pdf(seal(office, plain(certify=2, objs={
        **above, 4: stream(GOOD + b' /V Do'), 31: text % 32})))
    yield 'draws', 'inherited', p.append(change)
    empty = b'<< /FT /Sig /T (x) /M %d 0 R %s >>'
    p = Pdf(seal(office, plain(objs={
        **above, 4: stream(GOOD + b' /M Do'), 31: empty % (32, b'')})))
    yield 'draws', 'signed', seal(office, fix_range(p.append({
        p.size: hole(), 31: empty % (33, b'/V %d 0 R' % p.size)})), 'seal2')
    for name, look in (
            ('annotation', b'/AP << /N 34 0 R >>'),
            ('state', b'/AS /V /AP << /N 31 0 R >>')):
        p = Pdf(seal(office, plain(certify=2, annots='33 0 R', objs={
            8: above[8], 31: text % 32, 32: WAS,
            33: b'<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 595 842] '
            b'%s >>' % look, 34: stream(b'/V Do', BOX + b'/Resources << '
                                        b'/XObject 31 0 R >>')})))
        yield 'draws', name, p.append(change)


def stamped(office, data, keys, extra=None, kid=None):
    """A document time stamp that promises to be unseen."""
    p = Pdf(data)
    n = p.size
    mine = b'<< /FT /Sig /T (S9) /V %d 0 R /P 20 0 R /F 4 ' % n
    objs = {n: hole(b'/DocTimeStamp', b'/ETSI.RFC3161'),
            n + 1: mine + b'/Type /Annot /Subtype /Widget %s >>' % keys,
            20: with_annot(p.get(20), n + 1),
            8: set_key(p.get(8), b'Fields', b'[6 0 R %d 0 R]' % (n + 1)),
            **(extra or {})}
    if kid:
        objs[n + 1] = mine + b'/Kids [%d 0 R] >>' % (n + 2)
        objs[n + 2] = b'<< /Type /Annot /Subtype /%s /Parent %d 0 R /P 20 0 ' \
            b'R /F 4 %s >>' % (kid, n + 1, keys)
        objs[20] = with_annot(p.get(20), n + 2)
    made = fix_range(p.append(objs))
    return put(made, token(office, digest(made)))


def unseen(office):
    """Drawn all the same: by points, by a rectangle, without a box."""
    data = seal(office, plain(certify=1))
    black = b'0 g 0 0 595 842 re f'
    for kind, keys in (
            (b'Highlight', b'/QuadPoints [30 720 300 720 30 690 300 690]'),
            (b'Polygon', b'/Vertices [30 690 300 690 300 720] /IC [0 0 0]'),
            (b'Ink', b'/InkList [[30 700 300 705]] /BS << /W 30 >>'),
            (b'Line', b'/L [30 700 300 705] /BS << /W 30 >>')):
        yield 'unseen-kind', kind.decode(), stamped(
            office, data, b'/Rect [0 0 0 0] /C [0 0 0] ' + keys, kid=kind)
    tall = b'/BBox [0 0 600 9999999999999]'
    for name, rect, box in (
            ('huge', b'[0 0 600 9999999999999]', tall),
            ('five', b'[0 0 600 800 0]', b'/BBox [0 0 600 800]'),
            ('three', b'[0 0 600]', b'/BBox [0 0 600 800]'),
            ('null', b'[0 0 600 null]', b'/BBox [0 0 600 800]'),
            ('generation', b'90 1 R', b'/BBox [0 0 600 800]'),
            ('no-box', b'[0 0 0 0]', b''),
            ('short-box', b'[0 0 0 0]', b'/BBox [0 0]')):
        yield 'unseen-place', name, stamped(
            office, data, b'/Rect %s /AP << /N 91 0 R >>' % rect,
            {90: b'[0 0 600 800]', 91: stream(black, FORM + box)})
    # Filling a field of ten points over the whole page.
    p = Pdf(seal(office, plain(certify=2, annots='31 0 R', objs={
        8: b'<< /Fields [6 0 R 31 0 R] /SigFlags 3 >>',
        31: b'<< /Type /Annot /Subtype /Widget /FT /Tx /T (x) /F 4 /Rect [0 '
        b'0 10 10] /AP << /N 32 0 R >> >>',
        32: stream(b'', FORM + b'/BBox [0 0 10 10]'),
        33: stream(black, FORM)})))
    yield 'unbounded', 'field', p.append({31: set_key(
        p.get(31), b'AP', b'<< /N 33 0 R >>')})
    yield 'unbounded', 'stream', p.append({32: stream(black, FORM)})


def linearized(length, evil):
    """A file as a linearizer leaves it, which says that it is so long."""
    objs = {1: b'<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R >>',
            2: b'<< /Type /Pages /Kids [20 0 R] /Count 1 >>',
            4: stream(evil), 8: b'<< /Fields [] >>',
            5: b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
            20: PAGE.replace(b'/Annots [6 0 R]', b'/Resources << %s >>' %
                             FONTS) % b''}
    trailer = b'/Root 1 0 R /ID [<4f> <4f>]'
    at, main = {}, 0
    for _ in range(2):
        out = bytearray(b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
        at[50] = len(out)
        out += b'50 0 obj\n<< /Linearized 1 /L %010d /H [500 10] /O 20 /E ' \
            b'900 /N 1 /T %010d >>\nendobj\n' % (length, main)
        first = len(out)
        out += b'xref\n' + b''.join(b'%d 1\n%010d 00000 n \n' % (
            k, at.get(k, 0)) for k in (50, *objs))
        out += b'trailer\n<< /Size 51 %s /Prev %010d >>\nstartxref\n0\n' \
            b'%%%%EOF\n' % (trailer, main)
        for k, body in objs.items():
            at[k] = len(out)
            out += b'%d 0 obj\n%s\nendobj\n' % (k, body)
        main = len(out)
        out += b'xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 %s >>\n' \
            b'startxref\n%d\n%%%%EOF\n' % (trailer, first)
    p = Pdf(bytes(out))
    p.size, p.trailer, p.table = 51, trailer, True
    return p


def moved(text, by):
    """The offsets of the rows in it, and of startxref, so much later."""
    text = re.sub(rb'(\d{10}) 00000 n', lambda m: b'%010d 00000 n' % (
        int(m.group(1)) + by), text)
    return re.sub(rb'startxref\n(\d+)', lambda m: b'startxref\n%d' % (
        int(m.group(1)) + by), text)


def lengths(office):
    """Sealed in its second revision; one more makes it as long as it says,
    so that some viewers see the first alone."""
    def made(length):
        p = linearized(length, EVIL)
        data = seal(office, fix_range(p.append({
            60: hole(), 61: field(0, 60, 20, b'400 60 490 150'),
            4: stream(GOOD), 20: set_key(p.get(20), b'Annots', b'[61 0 R]'),
            8: b'<< /Fields [61 0 R] /SigFlags 3 >>'})))
        q = Pdf(data)
        q.trailer = p.trailer
        return q.append({70: b'(x)'})
    yield 'two-readers', 'linearized', made(len(made(1)))
    # The dictionary that says so need not be listed.
    data = plain()
    at = data.index(b'\n', data.index(b'\n') + 1) + 1
    yield 'two-readers', 'stray-first', again(office, data[:at] + b'90 0 obj\n'
                                              b'<< /Linearized 1 >>\nendobj\n'
                                              + moved(data[at:], 36))


def rows(data, objs, more):
    """A later revision with rows of its own before those of objs."""
    made = Pdf(data).append(objs)
    at = made.rindex(b'xref\n', 0, made.rindex(b'startxref')) + 5
    return made[:at] + more + made[at:]


def numbers(office):
    """Objects that only some readers find."""
    data = seal(office, plain(stream_xref=True))
    p = Pdf(data)
    text = (b'BT /F 40', b'Tf 40 600 Td', b'(forged)', b'Tj ET')
    body = b''.join(b'\0' + x.ljust(16) for x in text)
    yield 'two-readers', 'section-is-content', data + \
        b'4 0 obj\n<< /Type /XRef /W [1 8 8] /Index [900 4] /Size 1000 %s ' \
        b'/Prev %d /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref' \
        b'\n%d\n%%%%EOF\n' % (p.trailer, p.startxref, len(body), body,
                              len(data))
    yield 'two-readers', 'number', Pdf(seal(office, plain(objs={
        41: HIDDEN}))).append({4000000000: b'(x)'})
    # A table whose first row is a free 1: some shift it by one, find nothing
    # where it leads, and look for objects wherever they may be.
    made = plain(objs={
        3: b'(x)', 40: b'<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R >>',
        41: HIDDEN}).replace(b'/Root 1 0 R /ID [<4f> <4f>] >>',
                             b'/Root 40 0 R /ID [<4f><4f>] >>')
    data = seal(office, made)
    at = [data.index(b'\n%d 0 obj' % k) + 1 for k in (2, 3)]
    for gen in (0, 65535):
        yield 'two-readers', 'free-one-%d' % gen, rows(
            data, {50: b'(x)'}, b'1 3\n0000000000 %05d f \n%010d 00000 n \n'
            b'%010d 00000 n \n' % (gen, *at))


def lost(office):
    """A reference to nothing makes some look for objects everywhere."""
    data = seal(office, plain(2))
    p = Pdf(data)
    n = p.size
    cat = set_key(p.get(1), b'Metadata', b'%d 0 R' % n)
    for name, key, value in (
            ('dss', b'DSS', b'777 0 R'), ('certs', b'DSS', b'<< /Certs [777 '
                                          b'0 R] >>'),
            ('extension', b'Extensions', b'<< /ADBE 777 0 R >>')):
        yield 'lost', name, p.append({n: HIDDEN, 1: set_key(cat, key,
                                                            value)})
    for name, info in (('info', b'777 0 R'), ('generation', b'5 1 R'),
                       ('title', b'%d 0 R' % (n + 1))):
        yield 'lost', name, p.append(
            {n: HIDDEN, 1: cat, n + 1: b'<< /Title 777 0 R >>'},
            trailer=p.trailer + b' /Info ' + info)
    yield 'lost', 'metadata', p.append({1: set_key(cat, b'Metadata',
                                                   b'777 0 R')})
    p = Pdf(seal(office, plain(2, certify=2, objs={
        8: b'<< /Fields [6 0 R 31 0 R] /SigFlags 3 >>',
        31: b'<< /FT /Tx /T (x) >>'})))
    for key, value in ((b'AS', b'777 0 R'), (b'MK', b'<< /I 777 0 R >>'),
                       (b'V', b'777 0 R')):
        yield 'lost', 'field-' + key.decode(), p.append({
            n: HIDDEN, 31: b'<< /FT /Tx /T (x) /%s %s >>' % (key, value),
            1: set_key(p.get(1), b'Metadata', b'%d 0 R' % n)})
    yield 'lost', 'look', stamped(
        office, data, b'/Rect [0 0 0 0] /AP << /N 777 0 R >>')


def strings(office):
    """Strings that are one by the letter, and are not read as one."""
    image = stream(b'\0', b'/Type /XObject /Subtype /Image /Width 1 /Height '
                   b'1 /BitsPerComponent 8 /ColorSpace 31 0 R')
    space = b'[/Indexed [/Separation /X /DeviceGray << /FunctionType 2 ' \
        b'/Domain [0 1] /C0 [0] /C1 [20] /N 1 >>] 0 (%s)]'
    for name, was, now in (('line-end', b'\r', b'\n'),
                           ('line-ends', b'\r\n', b'\n'),
                           ('octal', b'\\101', b'\\501')):
        p = Pdf(seal(office, plain(
            objs={30: image, 31: space % was}, resources='/XObject << /X 30 '
            '0 R >>', content=GOOD + b' q 300 0 0 300 9 9 cm /X Do Q')))
        yield 'string', name, p.append({31: space % now})


def again(office, made):
    """Sealed once its bytes stand where they stand."""
    return seal(office, fix_range(re.sub(
        rb'/ByteRange \[[^\]]*\]',
        b'/ByteRange [0 0000000000 0000000000 0000000000]', made)))


def places(office):
    """Where nothing else leads: the end of a stream, a name as a key."""
    annot = b'<< /Type /Annot /Subtype /Stamp /F 4 /Rect [0 0 595 842] /AP ' \
        b'<< /N 34 0 R >> >>'
    head = b'80 0 81 4 33 8 '
    packed = stream(head + b'(x)\n(y)\n' + annot,
                    b'/Type /ObjStm /N 3 /First %d' % len(head))
    length = int(re.search(rb'/Length (\d+)', packed).group(1))
    made = plain(stream_xref=True, annots='33 0 R', objs={
        34: WAS, 60: packed.replace(b'/Length %d' % length,
                                    b'/Length 61 0 R'), 61: b'%d' % length})
    # The rows of 33, 80 and 81 behind the others: in the stream 60.
    at = made.rindex(b'/Type /XRef')
    head, tail = made[:at], made[at:]
    index = re.search(rb'/Index \[([^\]]*)\]', tail)
    body = b''.join(b'\2' + (60).to_bytes(4, 'big') + k.to_bytes(2, 'big')
                    for k in (2, 0, 1))
    size = int(re.search(rb'/Length (\d+)', tail).group(1))
    tail = tail.replace(index.group(0), b'/Index [%s 33 1 80 1 81 1]' %
                        index.group(1)).replace(
        b'/Length %d' % size, b'/Length %d' % (size + len(body))).replace(
        b'\nendstream', body + b'\nendstream').replace(b'/Size 63',
                                                       b'/Size 99')
    data = again(office, head + tail)
    yield 'two-readers', 'objstm-length', Pdf(data).append({61: b'15'})
    # Free in the table, and drawn by those who read the stream.
    made = plain(content=GOOD + b' /StructTreeRoot Do', resources='/XObject '
                 '<< /StructTreeRoot 30 0 R >>', objs={
                     30: NOW, 62: stream(b'1234567', b'/Type /XRef /W [1 4 2] '
                                         b'/Index [30 1] /Size 99 /Root 1 0 '
                                         b'R /ID [<4f> <4f>]')})
    at = [made.index(b'\n%d 0 obj' % k) + 1 for k in (30, 62)]
    made = made.replace(b'%010d 00000 n' % at[0], b'0000000000 00001 f')
    made = made.replace(b'1234567', b'\1' + at[0].to_bytes(4, 'big') +
                        b'\0\0')
    yield 'two-readers', 'hybrid-name', again(office, made.replace(
        b'<< /Size 63', b'<< /XRefStm %d /Size 63' % at[1]))


def notes(office):
    """P 3 lets annotations come and go; what they cover or show is no plain
    pass, wherever their rectangle is."""
    look = stream(b'1 g 0 0 300 40 re f', FORM + b'/BBox [0 0 300 40]')
    stamp = b'<< /Type /Annot /Subtype /Stamp /F 4 /Rect [40 690 340 730] ' \
        b'/AP << /N 30 0 R >> >>'
    data = seal(office, plain(certify=3))
    p = Pdf(data)
    for name, annot in (
            ('popup', b'/Popup /Rect [40 690 340 730] /AP << /N 30 0 R >>'),
            ('note', b'/Text /Rect [75 695 110 725] /AP << /N 30 0 R >>'),
            ('points', b'/Polygon /Rect [0 0 0 0] /IC [0 0 0] /Vertices [30 '
             b'690 300 690 300 720]'),
            ('huge', b'/Stamp /Rect [0 0 600 9999999999999] /AP << /N 30 0 R '
             b'>>')):
        yield 'eaa-p3', name, p.append({
            30: look, 31: b'<< /Type /Annot /F 4 /Subtype %s >>' % annot,
            20: with_annot(p.get(20), 31)})
    p = Pdf(seal(office, plain(certify=3, annots='31 0 R', objs={
        30: look, 31: stamp})))
    yield 'eaa-p3', 'removed', p.append({
        20: set_key(p.get(20), b'Annots', b'[6 0 R]')})
    yield 'eaa-p3', 'moved', p.append({
        31: set_key(stamp, b'Rect', b'[0 0 0 0]')})
    yield 'eaa-p3', 'hidden', p.append({31: set_key(stamp, b'F', b'2')})


def locks(office):
    """A lock on a name that is no text; a font for what is locked; a field
    that is another annotation."""
    lock = b'/Lock << /Action /Include /Fields [(group.a\\001)] >>'
    p = Pdf(seal(office, plain(certify=2, objs={
        6: field(0, 7, 20, b'400 60 490 150', lock),
        8: b'<< /Fields [6 0 R 9 0 R] /SigFlags 3 >>',
        9: b'<< /T (group) /Kids [10 0 R] >>',
        10: b'<< /FT /Tx /T (a\\001) /V (59) /Parent 9 0 R >>'})))
    yield 'locked', 'no-text', p.append({
        10: set_key(p.get(10), b'V', b'(100)')})
    p = Pdf(seal(office, plain(certify=2, annots='31 0 R', objs={
        6: field(0, 7, 20, b'400 60 490 150', b'/Lock << /Action /All >>'),
        8: b'<< /Fields [6 0 R 31 0 R] /DR << /Font << /Helv 5 0 R >> >> >>',
        31: b'<< /Type /Annot /Subtype /Widget /FT /Tx /T (x) /V (100) /F 4 '
        b'/Rect [40 690 340 730] >>'})))
    yield 'locked', 'font', p.append({
        8: set_key(p.get(8), b'DA', b'(/Helv 12 Tf 0 g)')})
    p = Pdf(seal(office, plain(certify=2, annots='31 0 R', objs={
        8: b'<< /Fields [6 0 R 31 0 R] /SigFlags 3 >>', 30: WAS,
        31: b'<< /Type /Annot /Subtype /Stamp /T (x) /F 4 /Rect [0 0 595 '
        b'842] /AP << /N 30 0 R >> >>'})))
    yield 'draws', 'stamp-field', p.append({30: NOW})


def forge(office):
    for part in (draws, unseen, lengths, numbers, lost, strings, places,
                 notes, locks):
        yield from part(office)


__all__ = ['forge', 'forge_pdf']
