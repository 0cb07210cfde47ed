#!/usr/bin/env python3
"""preview: what a student is shown is what is sealed (TAP).

Every template's pages as SVG, drawn by MuPDF, beside the same record's PDF,
drawn by Poppler: two writers of ours, two programs that are not.  The ink of
every cell of 2 mm must agree.  Then one thing is taken out of a preview, or
moved, and the same comparison must see it.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
SAMPLE = os.path.join(BUILD, 'tests/tools/pdf_sample')
LAYOUT = os.path.join(BUILD, 'tools/es-layout')
PACKS = os.path.join(BUILD, 'packs')
DPI = 144
CELL = 12               # dots, 2 mm
ALLOWED = 32            # of 255, mean of a cell: edges of glyphs make 25
KINDS = {'graduate': 'transcript-graduate', 'enrolment': 'enrolment',
         'undergraduate': 'transcript-undergraduate'}

sys.path.insert(0, os.path.join(SRC, 'tests', 'lib'))
from tap import Tap                 # noqa: E402


def run(*args):
    p = subprocess.run(args, capture_output=True, text=True)
    if p.returncode != 0:
        raise RuntimeError('%s: %s' % (args[0], p.stderr[-500:]))
    return p.stdout


def picture(path):
    """Rows of grey bytes of a binary PGM."""
    with open(path, 'rb') as f:
        data = f.read()
    m = re.match(rb'P5\s+(?:#[^\n]*\n\s*)*(\d+)\s+(\d+)\s+255\s', data)
    w, h = int(m.group(1)), int(m.group(2))
    body = data[m.end():]
    return [body[y * w:(y + 1) * w] for y in range(h)]


def cells(rows):
    out = []
    for y in range(0, len(rows) - CELL + 1, CELL):
        band = rows[y:y + CELL]
        out.append([sum(sum(r[x:x + CELL]) for r in band) / CELL ** 2
                    for x in range(0, len(rows[0]) - CELL + 1, CELL)])
    return out


def farthest(a, b):
    """The largest difference of two pictures, and where (mm)."""
    worst = (0, 0, 0)
    for y, (p, q) in enumerate(zip(cells(a), cells(b))):
        for x, (i, k) in enumerate(zip(p, q)):
            worst = max(worst, (abs(i - k), x, y))
    mm = CELL * 25.4 / DPI
    return worst[0], '%.0f mm from the left, %.0f from above' % (
        worst[1] * mm, worst[2] * mm)


def same_size(a, b):
    return abs(len(a) - len(b)) < 2 and abs(len(a[0]) - len(b[0])) < 2


def draw_svg(path, out):
    run('mutool', 'draw', '-q', '-r', str(DPI), '-c', 'gray', '-o', out, path)
    return picture(out)


def pages(tmp, record):
    """(SVG files, pictures of the PDF) of one record."""
    name = os.path.basename(record)
    lang = 'en' if '.en.' in name else 'zh-CN'
    template = os.path.join(SRC, 'templates/documents',
                            KINDS[name.split('-')[0].split('.')[0]],
                            lang + '.xml')
    base = os.path.join(tmp, name)
    run(LAYOUT, '-o', base + '-', PACKS, template, record)
    run(SAMPLE, '-t', template, '-r', record, PACKS, base + '.pdf')
    run('pdftoppm', '-r', str(DPI), '-gray', base + '.pdf', base)
    return (sorted(glob.glob(base + '-*.svg')),
            [picture(p) for p in sorted(glob.glob(base + '-*.pgm'))])


def compare(t, tmp, record):
    svgs, pdfs = pages(tmp, record)
    name = os.path.basename(record)[:-4]
    t.ok(len(svgs) == len(pdfs) > 0, '%s: as many pages' % name,
         '%d and %d' % (len(svgs), len(pdfs)))
    for n, (svg, pdf) in enumerate(zip(svgs, pdfs), 1):
        seen = draw_svg(svg, os.path.join(tmp, 'seen.pgm'))
        far, where = farthest(seen, pdf)
        t.ok(same_size(seen, pdf) and far <= ALLOWED,
             '%s: preview of page %d is the page' % (name, n),
             '%.0f of 255, %s' % (far, where))
    return svgs, pdfs


def spoil(t, tmp, svg, pdf, what, change):
    """A changed preview is no longer the page."""
    with open(svg, encoding='utf-8') as f:
        text = f.read()
    changed = change(text)
    bad = os.path.join(tmp, 'bad.svg')
    with open(bad, 'w', encoding='utf-8') as f:
        f.write(changed)
    far, where = farthest(draw_svg(bad, os.path.join(tmp, 'bad.pgm')), pdf)
    t.ok(changed != text and far > ALLOWED, 'seen: ' + what,
         '%.0f of 255, %s' % (far, where))


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as tmp:
        kept = None
        for record in sorted(glob.glob(os.path.join(
                SRC, 'tests/vectors/records/*.xml'))):
            if re.search(r'-(120|300)\.', record) and '.en.' in record:
                continue        # long ones in one language
            got = compare(t, tmp, record)
            if 'graduate-56.zh' in record and kept is None:
                kept = got
        svg, pdf = kept[0][0], kept[1][0]
        spoil(t, tmp, svg, pdf, 'a missing character', lambda s: drop(s, 300))
        spoil(t, tmp, svg, pdf, 'a word 2 mm lower', lambda s: move(s, 90))
    t.done()


def drop(s, n):
    m = list(re.finditer(r'<use href="#g.[4-9a-f]..."[^>]*/>', s))[n]
    return s[:m.start()] + s[m.end():]


def move(s, n):
    """One run of text, 2 mm lower (thousandths of a point)."""
    m = list(re.finditer(r'translate\((\d+) (\d+)\)', s))[n]
    return '%stranslate(%s %d)%s' % (s[:m.start()], m.group(1),
                                     int(m.group(2)) + 5669, s[m.end():])


if __name__ == '__main__':
    main()
