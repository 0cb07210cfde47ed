#!/usr/bin/env python3
"""es_place.py - es(1): seals of several departments, and where they stand.

Prepared fields, locks and certifications in every order; straddle seals over
the edges of pages of all kinds; places by name and by text; what a rendered
page shows before and after; PDF/A that stays PDF/A.
"""
import glob
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
import ppm                      # noqa: E402
from office import ES, MM, Office, agreed, well     # noqa: E402
from tap import Tap             # noqa: E402

NO_LEAKS = dict(os.environ, ASAN_OPTIONS='detect_leaks=0')
KINDS = (b'/MediaBox [0 0 595 842]', b'/MediaBox [0 0 842 595]',
         b'/MediaBox [0 0 595 842] /Rotate 90',
         b'/MediaBox [-50 -50 645 892] /CropBox [0 0 595 842]',
         b'/MediaBox [0 0 842 595] /Rotate 270',
         b'/MediaBox [0 0 595 842] /Rotate 180')


def written(n, kinds=KINDS, catalog=b'', more=b''):
    """n pages of these kinds with something on them."""
    first = 20
    o = {1: b'<< /Type /Catalog /Pages 2 0 R %s >>' % catalog,
         2: b'<< /Type /Pages /Count %d /Kids [%s] >>' % (n, b' '.join(
             b'%d 0 R' % (first + 2 * i) for i in range(n))),
         3: b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'}
    for i in range(n):
        text = b'0.2 0.4 0.8 rg 40 40 300 200 re f BT 0 g /F 30 Tf 100 300 ' \
            b'Td (page %d) Tj ET' % (i + 1)
        o[first + 2 * i] = b'<< /Type /Page /Parent 2 0 R %s /Contents ' \
            b'%d 0 R /Resources << /Font << /F 3 0 R >> >> %s >>' % (
                kinds[i % len(kinds)], first + 2 * i + 1, more)
        o[first + 2 * i + 1] = b'<< /Length %d >>\nstream\n%s\nendstream' % (
            len(text), text)
    return o


# -- several departments ------------------------------------------------------
def departments(t, o):
    """Fields prepared by the first seal are filled in any order."""
    dept = ('--prepare', 'Dean=1:150,60', '--size', '60,30', '--prepare',
            'Rector=1:60,200', '--prepare', 'Party_B=2:200,60')
    for level in ('0', '2', '3'):
        for kind in ('table', 'packed'):
            data = plain.build(written(2), kind)
            more = ('--certify', level) if level != '0' else ()
            result = o.seal(data, *dept, *more, at=(60, 60), page=1)
            name = 'certified %s, %s' % (level, kind)
            well(t, o, name, data, result)
            data = result[2]
            for i, field in enumerate(('Rector', 'Party_B', 'Dean')):
                before = data
                result = o.seal(data, *o.ink, '--field', field,
                                key=('hr', 'rsa', 'lib')[i])
                well(t, o, '%s, then %s' % (name, field), before, result,
                     seals=i + 2)
                data = result[2]
    x, y = ppm.middle(ppm.red(ppm.render(o.last(), page=2)))
    t.ok(abs(x - 200 * MM) < 2 and abs(y - 60 * MM) < 2, 'in its place',
         '%s %s' % (x, y))
    code, said, out = o.seal(data, '--prepare', 'More=60,60')
    t.ok(code == 5 and out is None and 'before the first seal' in said,
         'too late to prepare', said)
    code, said, data = o.prepare(plain.blank(), *dept[:2])
    t.ok(code == 0 and data.startswith(plain.blank()), 'prepared alone', said)
    t.equal(judges.run('qpdf', '--check', o.last())[0], 0, 'qpdf')
    t.equal(judges.run(ES, 'verify', o.last())[0], 4, 'nobody sealed it yet')
    well(t, o, 'then sealed', data, o.seal(data, '--field', 'Dean', *o.ink))
    for args, word in ((('--prepare', 'a=1:1,1'), 'outside'),
                       (('--prepare', 'a.b=1:60,60'), 'field name'),
                       (('--prepare', 'a=9:60,60'), 'no page'),
                       (('--straddle', 'right', *o.ink), 'two pages')):
        code, said, out = o.prepare(plain.blank(), *args)
        t.ok(code == 70 and out is None and word in said, ' '.join(args[:2]),
             said)
    for args in ((), ('--prepare', 'a'), ('--straddle', 'top'),
                 ('--straddle', 'left'), ('--prepare', 'a=1,1', '--key', 'x'),
                 ('--prepare', 'a=0:1,1'), ('--prepare', 'a=text:')):
        t.equal(o.prepare(plain.blank(), *args)[0], 64,
                'no way to ask: %s' % ' '.join(args))


def locks(t, o):
    form = {4: b'<< /FT /Tx /T (grade) /V (A) /Type /Annot /Subtype /Widget '
            b'/F 4 /Rect [10 10 90 30] /P 20 0 R >>',
            5: b'<< /Fields [4 0 R] >>'}
    base = {**written(1, catalog=b'/AcroForm 5 0 R', more=b'/Annots [4 0 R]'),
            **form}
    two = ('--prepare', 'A=1:60,120', '--prepare', 'B=1:150,120')
    for lock, a, b in (('all', False, False), ('include:A', False, True),
                       ('exclude:B', False, True),
                       ('include:grade', True, True),
                       ('exclude:A,B', True, True)):
        for certify in ((), ('--certify', '2')):
            data = plain.build(base)
            name = 'lock %s%s' % (lock, ' certified' if certify else '')
            result = o.seal(data, *two, '--lock', lock, *certify,
                            at=(60, 60))
            well(t, o, name, data, result)
            t.ok(result[2].count(b'/SigFieldLock') == 1 and
                 result[2].count(b'/FieldMDP') == 1, 'Lock and FieldMDP')
            for field, free in (('A', a), ('B', b)):
                again = o.seal(result[2], '--field', field, key='hr')
                if free:
                    well(t, o, '%s: %s is free' % (name, field), result[2],
                         again, seals=2)
                else:
                    t.ok(again[0] == 5 and 'locked' in again[1],
                         '%s: %s is not' % (name, field), again[1])
    code, said, _ = o.seal(plain.build(base), '--lock', 'include:Gade')
    t.ok(code == 70 and '"Gade"' in said, 'a name that is none', said)
    # A prepared field can bring its lock: the signature repeats it.
    data = plain.build({
        **base, 5: b'<< /Fields [4 0 R 7 0 R] >>',
        7: b'<< /FT /Sig /T (Dept) /Type /Annot /Subtype /Widget /F 4 /Rect '
        b'[100 500 250 600] /P 20 0 R /Lock 8 0 R >>',
        20: base[20].replace(b'[4 0 R]', b'[4 0 R 7 0 R]'),
        8: b'<< /Type /SigFieldLock /Action /Include /Fields [(grade)] >>'})
    well(t, o, 'the lock that a field brings', data, o.seal(
        data, '--field', 'Dept', *o.ink))
    code, said, _ = o.seal(data, '--field', 'Dept', '--lock', 'all')
    t.ok(code == 5, 'not two locks', said)


def filled_after(t, o):
    """Others fill a field that a seal locked, and one that it did not."""
    base = {**written(1, catalog=b'/AcroForm 5 0 R', more=b'/Annots [4 0 R]'),
            4: b'<< /FT /Tx /T (grade) /V (A) /Type /Annot /Subtype /Widget '
            b'/F 4 /Rect [10 10 90 30] /P 20 0 R >>',
            5: b'<< /Fields [4 0 R] >>'}
    for lock, want in (('include:grade', 1), ('exclude:grade', 0)):
        sealed = o.seal(plain.build(base), '--certify', '2', '--lock',
                        lock)[2]
        prev = int(re.findall(rb'startxref\s+(\d+)', sealed)[-1])
        size = max(int(x) for x in re.findall(rb'/Size (\d+)', sealed))
        more = b'4 0 obj\n%s\nendobj\n' % base[4].replace(b'(A)', b'(B)')
        at = len(sealed) + len(more)
        path = o.put('filled.pdf', sealed + more + b'xref\n4 1\n%010d 00000 '
                     b'n \ntrailer\n<< /Size %d /Root 1 0 R /Prev %d >>\n'
                     b'startxref\n%d\n%%%%EOF\n' % (len(sealed), size, prev,
                                                    at))
        code, said = judges.run(ES, 'verify', '--trust', o.trust, path)
        t.equal(code, want, 'filled after %s' % lock)
        h = judges.pyhanko(o.root, [path])[0]
        t.equal(bool(h.get('good')), want == 0, 'pyHanko agrees')


# -- straddle seals -----------------------------------------------------------
def fan(path, pages, edge, dpi=100):
    """Red points of the strips of so many pages put side by side."""
    width, points, x = 42 * dpi / 25.4, set(), 0
    for k in range(pages):
        w, h, rows = ppm.render(path, page=k + 1, dpi=dpi)
        n = round(width * (k + 1) / pages) - round(width * k / pages)
        left = 0 if edge == 'left' else w - n
        for a, b in ppm.red((w, h, rows)):
            if left <= a < left + n:
                points.add((x + a - left, b - h // 2))
        x += n
    return points


def near(a, b):
    """The share of points of a with a point of b not more than one away."""
    around = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return sum(any((x + i, y + k) in b for i, k in around)
               for x, y in a) / len(a)


def straddles(t, o):
    whole = o.seal(plain.build(written(1)), *o.ink, '--at', '1:105,148.5')
    w, h, rows = ppm.render(o.last(), dpi=100)
    seal = ppm.red((w, h, rows))
    x0 = min(a for a, _ in seal)
    seal = {(a - x0, b - h // 2) for a, b in seal}
    t.equal(whole[0], 0, 'a seal to compare with')
    for n in (2, 3, 7, 20):
        for edge in ('right', 'left'):
            for form in ('table', 'packed'):
                data = plain.build(written(n), form)
                result = o.seal(data, *o.ink, '--straddle', edge)
                well(t, o, '%d strips at the %s, %s' % (n, edge, form), data,
                     result)
            t.equal(len(re.findall(rb'/Subtype/Stamp/F 196', result[2])), n,
                    'a strip on each page')
            parts = fan(o.last(), n, edge)
            t.ok(near(parts, seal) > 0.97 and near(seal, parts) > 0.97,
                 'they make the whole seal: %.3f %.3f' % (
                     near(parts, seal), near(seal, parts)))
    data = plain.build(written(25))
    result = o.seal(data, *o.ink, '--straddle', 'right,70', '--certify', '2',
                    '--at', '1:60,60')
    well(t, o, '25 pages, two groups', data, result)
    t.ok(b'(\xfe\xff' in result[2] and result[2].count(
        b'/BM/Multiply') == 2, 'one drawing of the strips')
    grown = len(result[2]) - len(data)
    t.ok(grown < 60000, 'it grew by %d bytes' % grown)
    points = ppm.red(ppm.render(o.last(), page=2))
    t.ok(abs(ppm.middle(points)[1] - 70 * MM) < 9 and max(
        a for a, _ in points) == 841, 'at the edge, 70 mm from above')
    code, said, out = o.seal(result[2], *o.ink, '--straddle', 'left')
    t.ok(code == 5 and out is None and 'Prepare them' in said,
         'not behind a seal', said)
    code, said, data = o.prepare(data, *o.ink, '--straddle', 'left')
    t.ok(code == 0, 'prepared without a seal', said)
    well(t, o, 'and then sealed', data, o.seal(data))
    many = plain.build(plain.pages(400))
    well(t, o, '400 pages', many, o.seal(many, *o.ink, '--straddle', 'right'),
         strict=False)


# -- places -------------------------------------------------------------------
def chinese(*lines):
    """A page with lines of any text, by a font that only names it."""
    chars = sorted(set(''.join(s for _, _, s in lines)))
    code = {c: i + 1 for i, c in enumerate(chars)}
    text = b' '.join(b'BT /F 12 Tf 1 0 0 1 %d %d Tm <%s> Tj ET' % (
        x, y, b''.join(b'%04X' % code[c] for c in s)) for x, y, s in lines)
    cmap = b'/CIDInit /ProcSet findresource begin 12 dict begin begincmap ' \
        b'1 begincodespacerange <0000> <FFFF> endcodespacerange %d ' \
        b'beginbfchar %s endbfchar endcmap end end' % (len(chars), b' '.join(
            b'<%04X> <%04X>' % (code[c], ord(c)) for c in chars))
    stream = b'<< /Length %d >>\nstream\n%s\nendstream'
    return {
        10: stream % (len(text), text), 11: stream % (len(cmap), cmap),
        12: b'<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding '
        b'/Identity-H /ToUnicode 11 0 R /DescendantFonts [13 0 R] >>',
        13: b'<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 1000 '
        b'/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) '
        b'/Supplement 0 >> /FontDescriptor 14 0 R >>',
        14: b'<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 '
        b'-200 1000 800] /ItalicAngle 0 /Ascent 800 /Descent -200 '
        b'/CapHeight 700 /StemV 80 >>'}


WITH_TEXT = b'/Contents 10 0 R /Resources << /Font << /F 12 0 R >> >>'


def texts(t, o):
    lines = ((100, 400, '甲方（盖章）：'), (350, 400, '乙方(盖章)'),
             (100, 300, '日期：2026年'), (350, 300, '日期：2027年'))
    for box in (b'/MediaBox [0 0 595 842]',
                b'/MediaBox [0 0 595 842] /Rotate 90',
                b'/MediaBox [0 0 700 900] /CropBox [20 30 600 800] '
                b'/Rotate 180', b'/MediaBox [0 0 595 842] /Rotate 270'):
        data = plain.build({**plain.page(WITH_TEXT, box=box),
                            **chinese(*lines)})
        for what, x, y in (('甲方(盖章)', 100 + 36, 404),
                           ('乙方（盖 章）', 350 + 36, 404),
                           ('日期#2', 350 + 12, 304)):
            if (b'180' in box or b'270' in box) and '#' in what:
                continue        # then the first is the second
            code, said, out = o.seal(data, *o.ink, '--at', 'text:' + what)
            if not t.ok(code == 0, '%s on %s' % (what, box.decode()), said):
                continue
            rect = [float(v) for v in re.search(
                rb'/Widget.*?/Rect\[([^]]*)\]', out, re.S)[1].split()]
            got = ((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)
            # A text that stands on its head, or reads upwards, is taken for
            # one that reads on: then it is only the right line.
            far = 45 if b'180' in box or b'270' in box else 5
            t.ok(abs(got[0] - x) < far and abs(got[1] - y) < 6,
                 'around the words', '%s, not %s' % (got, (x, y)))
    well(t, o, 'by a text', data, (code, said, out))
    for args, word in ((('text:丙方',), 'not on any page; a scanned'),
                       (('text:日期',), 'stands 2 times'),
                       (('text:日期#3',), 'stands only 2 times'),
                       (('text:日期', '--page', '2'), 'not on page 2'),
                       (('text:日期', '--page', '-1'), 'from the front')):
        code, said, out = o.seal(data, *o.ink, '--at', *args)
        t.ok(code == 70 and out is None and word in said, ' '.join(args),
             said)
    code, said, out = o.seal(data, *o.ink, '--at', 'text:日期#1', env=dict(
        os.environ, PATH='/nonexistent'))
    t.ok(code == 70 and 'apt-get install poppler-utils' in said,
         'without pdftotext', said)
    data = plain.build({**plain.page(WITH_TEXT), **chinese(
        (20, 20, '甲方'), (100, 700, 'a&b<c'))})
    code, said, out = o.seal(data, *o.ink, '--at', 'text:甲方')
    t.equal(code, 0, 'at the edge of the page it is moved in')
    x, y = ppm.middle(ppm.red(ppm.render(o.last())))
    t.ok(abs(x - 21 * MM) < 2 and abs(y - (842 - 21 * MM)) < 2, 'wholly',
         '%s %s' % (x, y))
    code, said, out = o.seal(data, *o.ink, '--at', 'text:a&b<c', '--shift',
                             '30,40')
    x, y = ppm.middle(ppm.red(ppm.render(o.last())))
    t.ok(code == 0 and abs(x - (130 + 30 * MM)) < 4 and abs(
        y - (138 + 40 * MM)) < 6, 'beside a text', '%s %s' % (x, y))


def anchors(t, o):
    catalog = b'/Names << /Dests << /Names [(xyz) [3 0 R /XYZ 200 500 0] ' \
        b'<FEFF7532> [3 0 R /FitR 100 300 200 400]] >> >>'
    for turn in (0, 90, 180, 270):
        data = plain.build(plain.page(b'/Rotate %d' % turn, catalog=catalog,
                                      box=b'/MediaBox [0 0 500 700] '
                                      b'/CropBox [20 30 480 660]'))
        for name, x, y in (('xyz', 200, 500), ('甲', 150, 350)):
            result = o.seal(data, *o.ink, '--at', 'anchor:' + name)
            well(t, o, 'the place %s, turned %d' % (name, turn), data, result)
            got = [float(v) for v in re.search(
                rb'/Rect\[([^]]*)\]', result[2])[1].split()]
            t.ok(abs((got[0] + got[2]) / 2 - x) < .1 and
                 abs((got[1] + got[3]) / 2 - y) < .1, 'it is there', got)
    code, said, out = o.seal(data, *o.ink, '--at', 'anchor:no')
    t.ok(code == 70 and 'no place named "no"' in said, 'an unknown place',
         said)
    sample = o.work + '/ours.pdf'
    subprocess.run([BUILD + '/tests/tools/pdf_sample', '-t', SRC +
                    '/templates/documents/enrolment/zh-CN.xml', '-r', SRC +
                    '/tests/vectors/records/enrolment.zh.xml', BUILD +
                    '/packs', sample], check=True, stdout=subprocess.DEVNULL, env=NO_LEAKS)
    with open(sample, 'rb') as f:
        data = f.read()
    result = o.seal(data, *o.ink, '--at', 'anchor:seal')
    well(t, o, 'the place of a document of ours', data, result)


# -- pixels -------------------------------------------------------------------
def unchanged(before, after, box):
    """Nothing but what is inside the box differs."""
    w, h, a = before
    b = after[2]
    return (w, h) == after[:2] and all(
        a[y] == b[y] if not box[1] <= y <= box[3] else
        a[y][:3 * box[0]] == b[y][:3 * box[0]] and
        a[y][3 * (box[2] + 1):] == b[y][3 * (box[2] + 1):] for y in range(h))


def pixels(t, o):
    side = 42 * MM / 2 + 1
    for kind in KINDS + (
            b'/MediaBox [0 0 700 900] /CropBox [20 30 600 800] /Rotate 90',
            b'/MediaBox [0 0 700 900] /CropBox [20 30 600 800] /Rotate 270'):
        data = plain.build(written(1, (kind,)))
        result = o.seal(data, at=(70, 80))
        well(t, o, kind.decode(), data, result)
        before = ppm.render(o.put('before.pdf', data))
        after = ppm.render(o.last())
        x, y = 70 * MM, 80 * MM
        t.ok(before != after and unchanged(before, after, [
            int(v) for v in (x - side, y - side, x + side, y + side)]),
             'only the seal is new')
    # MuPDF sees UserUnit; Poppler's pixels are units.
    data = plain.build(written(1, (b'/MediaBox [0 0 300 400] /UserUnit 2',)))
    result = o.seal(data, at=(70, 80))
    well(t, o, 'a unit of two points', data, result)
    subprocess.run(['mutool', 'draw', '-q', '-r', '72', '-o', o.work +
                    '/unit.ppm', o.last()], check=True)
    with open(o.work + '/unit.ppm', 'rb') as f:
        px = f.read()
    m = re.match(rb'P6\s+(\d+)\s+(\d+)\s+255\s', px)
    w, h = int(m[1]), int(m[2])
    red = ppm.red((w, h, [px[m.end() + 3 * w * k:m.end() + 3 * w * (k + 1)]
                          for k in range(h)]))
    x, y = ppm.middle(red)
    t.ok((w, h) == (600, 800) and abs(x - 70 * MM) < 2 and
         abs(y - 80 * MM) < 2 and abs(max(a for a, _ in red) -
                                      min(a for a, _ in red) - 42 * MM) < 4,
         '42 mm at 70,80 mm', '%s %s %s' % (w, x, y))


# -- files of other products --------------------------------------------------
REFUSED = {'cert1_stream': 'certified', 'cert1ts_table': 'certified',
           'lta_stream': 'certified', 'lta_table': 'certified',
           'cert2two_stream': 'hold', 'prepAB_stream': 'prepared',
           'prepAB_table': 'prepared', 'digitorus_cert': 'certified',
           'form_filled': 'prepared', 'tcpdf_p2': 'prepared',
           'zga_p2': 'prepared', 'openpdf_sha1': 'certified',
           'openpdf_x509': 'certified', 'podofo_two': 'belongs to nothing'}


def judged(o, path):
    """What es verify says of each signature: integrity, later changes."""
    said = judges.run(ES, 'verify', '--json', path)[1]
    return {s['field']: (s['integrity'], s['later_changes']['verdict'])
            for s in json.loads(said)['signatures']}


def hanko(o, path):
    h = judges.pyhanko(o.root, [path])[0]
    return [s['docmdp_ok'] for s in h.get('all', [h]) if 'docmdp_ok' in s]


def others(t, o):
    """A seal behind the seals of others leaves those what they were."""
    for path in sorted(glob.glob(SRC + '/tests/vectors/pdf/*.pdf')):
        name = os.path.basename(path)[:-4]
        with open(path, 'rb') as f:
            data = f.read()
        before = judged(o, path)
        code, said, out = o.seal(data, at=(60, 80), page=1)
        if name in REFUSED:
            t.ok(code in (3, 5) and out is None and REFUSED[name] in said,
                 name + ': refused', said)
            continue
        if not t.ok(code == 0 and out.startswith(data), name + ': sealed',
                    said):
            continue
        after = judged(o, o.last())
        t.ok(len(after) == len(before) + 1 and all(
            after[k][0] == v[0] and (after[k][1] in ('none', 'allowed') or
                                     v[1] not in ('none', 'allowed'))
            for k, v in before.items()), name + ': the others stand',
            '%s %s' % (before, after))
        t.ok(judges.run('qpdf', '--check', o.last())[0] <=
             judges.run('qpdf', '--check', path)[0], name + ': qpdf')
        was, now = hanko(o, path), hanko(o, o.last())
        t.ok(not was or (len(now) == len(was) + 1 and sum(
            bool(x) for x in now) > sum(bool(x) for x in was)),
            name + ': pyHanko', '%s %s' % (was, now))


def rewritten(t, o):
    """One document as many programs write it."""
    sample = o.work + '/base.pdf'
    subprocess.run([BUILD + '/tests/tools/pdf_sample', '-p', '2', BUILD +
                    '/packs', sample], check=True, stdout=subprocess.DEVNULL,
                   env=NO_LEAKS)
    out = o.work + '/other.pdf'
    for cmd in (['qpdf', '--linearize'],
                ['qpdf', '--linearize', '--object-streams=generate'],
                ['qpdf', '--object-streams=disable'],
                ['qpdf', '--object-streams=disable', '--force-version=1.3'],
                ['qpdf', '--force-version=2.0'], ['qpdf', '--qdf'],
                ['qpdf', '--newline-before-endstream'],
                ['qpdf', '--stream-data=uncompress'],
                ['mutool', 'clean', '-gggg'], ['mutool', 'clean', '-d'],
                ['mutool', 'clean', '-l']):
        subprocess.run(cmd[:2] + (cmd[2:] if cmd[0] == 'mutool' else []) + (
            [sample, out] if cmd[0] == 'mutool' else cmd[2:] + [sample, out]),
            check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(out, 'rb') as f:
            data = f.read()
        os.unlink(out)
        result = o.seal(data, *o.ink, '--at', '1:60,80', '--straddle',
                        'right', '--prepare', 'B=2:60,80')
        # pyHanko reads no table of MuPDF's: it begins with 65536.
        well(t, o, ' '.join(cmd), data, result, strict=cmd[0] == 'qpdf')


# -- what it says, what it claims ---------------------------------------------
def words(t, o):
    data = plain.blank()
    result = o.seal(data, '--reason', '合同盖章', '--location', '示例市（主校区）',
                    '--contact', '科技处 ☎ 010-1', '--name', '示例大学',
                    env=dict(os.environ, TZ='Asia/Shanghai'))
    well(t, o, 'Chinese words', data, result)
    for key, text in (('Reason', '合同盖章'), ('Location', '示例市（主校区）'),
                      ('ContactInfo', '科技处 ☎ 010-1'),
                      ('Name', '示例大学')):
        said = b'/%s(\xfe\xff%s)' % (key.encode(), re.sub(
            rb'([()\\])', rb'\\\1', text.encode('utf-16-be')))
        t.ok(said in result[2], key)
    t.ok(re.search(rb"/M\(D:\d{14}\+08'00'\)", result[2]), 'time with zone')
    need = {**plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm << /Fields '
                         b'[4 0 R] /NeedAppearances true >>'),
            4: b'<< /FT /Tx /T (n) /Type /Annot /Subtype /Widget /Rect [1 1 '
            b'9 9] /P 3 0 R >>'}
    code, said, _ = o.seal(plain.build(need))
    t.ok(code == 5 and 'print it into a PDF' in said, 'fields without look',
         said)


def archive(t, o):
    """PDF/A-3a stays what it is; without RGB intent a profile comes along."""
    paths = []
    for pages in (1, 3):
        sample = o.work + '/a%d.pdf' % pages
        subprocess.run([BUILD + '/tests/tools/pdf_sample', '-p', str(pages),
                        BUILD + '/packs', sample], check=True,
                       stdout=subprocess.DEVNULL, env=NO_LEAKS)
        with open(sample, 'rb') as f:
            data = f.read()
        more = ('--prepare', 'B=1:60,120') + (
            ('--straddle', 'right') if pages > 1 else ())
        result = o.seal(data, *more, '--certify', '2', at=(60, 60), page=1)
        well(t, o, 'PDF/A with %d pages' % pages, data, result)
        paths.append(o.last())
        result = o.seal(result[2], '--field', 'B', *o.ink, key='hr')
        t.equal(result[0], 0, 'and the second seal')
        paths.append(o.last())
    jar = judges.verapdf(paths)[1]
    if 'cannot be fetched' in jar:
        t.ok(False, 'no veraPDF', jar)
    for path in paths:
        t.ok('PASS %s 3a' % path in jar, 'veraPDF: PDF/A-3a', jar[-1500:])
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://' \
        b'www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about' \
        b'="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part=' \
        b'"%d" pdfaid:conformance="B"/></rdf:RDF></x:xmpmeta>'
    for part, blend in ((1, b'/BM/Normal'), (2, b'/BM/Normal'), (0, None)):
        meta = xmp % part
        data = plain.build({
            **plain.page(catalog=b'/Metadata 4 0 R' if part else b''),
            4: b'<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\n'
            b'endstream' % (len(meta), meta)})
        result = o.seal(data, at=(60, 60))
        well(t, o, 'claims PDF/A-%d' % part, data, result)
        t.ok((blend or b'/BM/Multiply') in result[2] and
             (b'/DefaultRGB' in result[2]) == bool(part), 'its ink')


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as work:
        o = Office(work)
        for f in (departments, locks, filled_after, straddles, texts, anchors,
                  pixels, others, rewritten, words, archive, agreed):
            if len(sys.argv) < 2 or f.__name__ in sys.argv[1:]:
                t.run(f.__name__, f, o)
    t.done()


if __name__ == '__main__':
    main()
