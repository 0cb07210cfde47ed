#!/usr/bin/python3
"""font_subset: fontTools reads what font_subset_write writes.

Builds a small pack from the installed fonts and compares every subset, in
both codings, with the source fonts: tables, check sums, widths, characters,
and the distance of each outline from its source.
"""
import io
import math
import os
import subprocess
import sys
import tempfile
import zlib

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
from tap import Tap                                         # noqa: E402
from fontTools.pens.recordingPen import DecomposingRecordingPen  # noqa: E402
from fontTools.ttLib import TTFont                          # noqa: E402
from fontTools.ttLib.sfnt import calcChecksum               # noqa: E402

GYRE = '/usr/share/texmf/fonts/opentype/public/tex-gyre/texgyretermes-regular.otf'
NOTO = '/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc'
KAI = '/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf'
TEXT = 'AaĀčşgij019%()-.,&@ǎ成绩单示例大学学位证书一二三囗国，。、《》（）' \
    '“”‘’—…·①Ⅲ℃\u4dae\U00020bb7\U0002000b\U00030edd'
ALT = 0x100000
TOLERANCE = 2.0     # curve 1, rounding of points and of implied points


def at(seg, t):
    u = 1 - t
    n = len(seg) - 1
    c = [math.comb(n, i) * u ** (n - i) * t ** i for i in range(n + 1)]
    return (sum(k * p[0] for k, p in zip(c, seg)),
            sum(k * p[1] for k, p in zip(c, seg)))


def contours(font, name):
    """Per contour a list of Bezier segments, in thousandths of the em."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    k = 1000 / font['head'].unitsPerEm
    out, cur = [], None
    for op, args in pen.value:
        p = [None if a is None else (a[0] * k, a[1] * k) for a in args]
        if op == 'moveTo':
            segs, cur = [], p[0]
            start = cur
        elif op in ('lineTo', 'curveTo'):
            segs.append([cur] + p)
            cur = p[-1]
        elif op == 'qCurveTo':
            if p[-1] is None:
                p = p[:-1]
                cur = start = ((p[-1][0] + p[0][0]) / 2,
                               (p[-1][1] + p[0][1]) / 2)
                p.append(cur)
            for i, c in enumerate(p[:-1]):
                end = p[-1] if i == len(p) - 2 else (
                    (c[0] + p[i + 1][0]) / 2, (c[1] + p[i + 1][1]) / 2)
                segs.append([cur, c, end])
                cur = end
        else:
            if cur != start:
                segs.append([cur, start])
            out.append(segs)
    return out


def samples(cs, n):
    return [at(s, i / n) for c in cs for s in c for i in range(n)]


def area(cs):
    a = 0
    for c in cs:
        p = samples([c], 8)
        a += sum(x[0] * y[1] - y[0] * x[1]
                 for x, y in zip(p, p[1:] + p[:1])) / 2
    return a


def distance(a, b):
    """Greatest distance of a sampled point of a from the polyline of b."""
    lines = []
    for c in b:
        p = samples([c], 16)
        lines += list(zip(p, p[1:] + p[:1]))
    worst = 0
    for x, y in samples(a, 4):
        best = 1e18
        for (x0, y0), (x1, y1) in lines:
            dx, dy = x1 - x0, y1 - y0
            d = dx * dx + dy * dy
            t = 0 if d == 0 else max(0, min(1, ((x - x0) * dx +
                                                (y - y0) * dy) / d))
            best = min(best, (x0 + t * dx - x) ** 2 + (y0 + t * dy - y) ** 2)
        worst = max(worst, best)
    return math.sqrt(worst)


def build(out, name, text, *sources):
    path = out + '.txt'
    open(path, 'w', encoding='utf-8').write(text)
    return subprocess.run([BUILD + '/tools/es-fontpack', '-o', out, '-n',
                           name, '-t', path] + list(sources),
                          capture_output=True, text=True)


def subset(pack, coding, cps):
    out = pack + '.' + coding
    p = subprocess.run([BUILD + '/tests/font-dump', pack, coding, out] +
                       ['%x' % c for c in cps], capture_output=True,
                       text=True)
    if p.returncode != 0:
        return None, p.stderr, None
    head, *rows = p.stdout.splitlines()
    data = open(out, 'rb').read()
    return data, head.split(), [tuple(map(int, r.split())) for r in rows]


def checksums(data):
    font = TTFont(io.BytesIO(data))
    bad = []
    for tag, e in font.reader.tables.items():
        raw = data[e.offset:e.offset + e.length]
        if tag == 'head':
            raw = raw[:8] + b'\0\0\0\0' + raw[12:]
        if calcChecksum(raw) != e.checkSum:
            bad.append(tag)
    if calcChecksum(data) != 0xB1B0AFBA:
        bad.append('whole file')
    return bad


def compare(t, label, pack, cps, source_of):
    raw, head, rows = subset(pack, 'raw', cps)
    if not t.ok(raw is not None, label + ': a subset is written', head):
        return
    z, zhead, zrows = subset(pack, 'zlib', cps)
    d = zlib.decompressobj()
    t.equal(d.decompress(z) + d.flush(), raw,
            label + ': the zlib stream is the same file')
    t.ok(d.eof and d.unused_data == b'', label + ': ends with its check sum')
    t.equal((zhead, zrows), (head, rows), label + ': same tag and metrics')
    t.ok(int(head[0]) == len(raw), label + ': the raw size is told')
    t.equal(subset(pack, 'zlib', list(reversed(cps)))[0], z,
            label + ': same characters, same bytes')
    t.equal(checksums(raw), [], label + ': check sums')
    font = TTFont(io.BytesIO(raw))
    t.equal(sorted(font.keys()), sorted(
        ['GlyphOrder', 'OS/2', 'cmap', 'glyf', 'head', 'hhea', 'hmtx',
         'loca', 'maxp', 'name', 'post']), label + ': tables')
    for tag in font.keys():
        font[tag]               # decompiles
    want = sorted(set(cps))
    t.equal([r[1] for r in rows], [0] + want, label + ': ids by code point')
    t.equal(font['maxp'].numGlyphs, len(want) + 1, label + ': glyph count')
    order = font.getGlyphOrder()
    t.equal([font['hmtx'][g][0] for g in order], [r[2] for r in rows],
            label + ': widths')
    cmap = font.getBestCmap()
    t.equal({c: order.index(g) for c, g in cmap.items()},
            {r[1]: r[0] for r in rows[1:]}, label + ': characters')
    bmp = font['cmap'].getcmap(3, 1)
    t.equal(sorted(bmp.cmap), [c for c in want if c < 0x10000],
            label + ': format 4')
    worst, wrong, narrow = 0, [], []
    for cp in want:
        src = source_of(cp)
        if src is None:
            continue
        name = src.getBestCmap()[cp & 0xffff if cp >= ALT else cp]
        a, b = contours(src, name), contours(font, cmap[cp])
        w = src['hmtx'][name][0] * 1000 / src['head'].unitsPerEm
        if abs(w - font['hmtx'][cmap[cp]][0]) > 0.51:
            narrow.append(hex(cp))
        if not a and not b:
            continue
        worst = max(worst, distance(a, b), distance(b, a))
        if area(b) >= 0 or abs(abs(area(a)) - abs(area(b))) > \
                0.02 * abs(area(a)) + 200:
            wrong.append((hex(cp), area(a), area(b)))
    t.note('%s: %d glyphs, raw %d, zlib %d, worst distance %.2f' % (
        label, len(rows), len(raw), len(z), worst))
    t.ok(0 < worst <= TOLERANCE, label + ': outlines within tolerance', worst)
    t.equal(wrong, [], label + ': ink is filled, clockwise, of the same area')
    t.equal(narrow, [], label + ': widths of the sources')


def song(t, tmp):
    pack = tmp + '/song.pack'
    p = build(pack, 'song', TEXT, GYRE, NOTO + ':2')
    t.ok(p.returncode == 0, 'es-fontpack builds song', p.stderr)
    latin, cjk = TTFont(GYRE), TTFont(NOTO, fontNumber=2)

    def source_of(cp):
        if cp in (0x2014, ALT + 0xb7):
            return None         # substituted forms, checked below
        if cp >= ALT or cp == 0xb7 or 0x20 <= cp <= 0x24f:
            return latin
        return cjk
    cps = [ord(c) for c in TEXT] + [ALT + ord(c) for c in '“”‘’…·—']
    compare(t, 'song', pack, cps, source_of)
    rows = {r[1]: r[2] for r in subset(pack, 'raw', cps)[2]}
    t.equal([rows[c] for c in (0x2014, 0x201c, 0x2026, ALT + 0xb7)],
            [1000] * 4, 'dash, quote, dots and name dot are full width')
    t.ok(rows[0xb7] < 400 and rows[ALT + 0x201c] < 600,
         'their Latin forms are not')
    compare(t, 'plain only', pack, [ord(c) for c in 'Aa1成绩'], source_of)
    data = open(pack, 'rb').read()
    t.ok(b'OFL' in data or b'Open Font License' in data,
         'the pack carries the licence')
    build(pack + '2', 'song', TEXT, GYRE, NOTO + ':2')
    t.ok(open(pack + '2', 'rb').read() == data, 'same sources, same pack')
    got, why, _ = subset(pack, 'raw', [0x41, 0x5b57])
    t.ok(got is None and 'U+5B57' in why, 'a missing character is named')


def kai(t, tmp):
    pack = tmp + '/kai.pack'
    p = build(pack, 'kai', '成绩Ab𠮷', '-s', KAI)
    t.ok(p.returncode == 0, 'es-fontpack builds kai', p.stderr)
    ttf = TTFont(KAI)
    compare(t, 'kai', pack, [ord(c) for c in '成绩Ab𠮷'], lambda cp: ttf)


def refused(t, tmp):
    font = TTFont(GYRE)
    for fs, good in ((2, False), (0x104, False), (0x200, False), (4, True),
                     (8, True), (0, True)):
        font['OS/2'].fsType = fs
        path = '%s/fs%x.otf' % (tmp, fs)
        font.save(path)
        p = build(tmp + '/fs.pack', 'fs', 'A', '-s', path)
        t.ok((p.returncode == 0) == good, 'fsType %#x is %s' % (
            fs, 'taken' if good else 'refused'), p.stderr)


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as tmp:
        t.run('song', song, tmp)
        t.run('kai', kai, tmp)
        t.run('refused', refused, tmp)
    t.done()


main()
