"""printed.py - what a page must say, by its template and its record, told
independently of the layout engine (docs/TEMPLATES.md)."""
import re
import subprocess
import xml.etree.ElementTree as ET

NS = '{urn:yinxin:record:1}'
HOLE = re.compile(r'\{([^}|]+)(?:\|(\w+))?\}')
MONTHS = ('January February March April May June July August September October '
          'November December').split()
DIGITS = '零壹贰叁肆伍陆柒捌玖'
BLOCKS = ('p', 'h1', 'h2')


def flat(s):
    return ''.join(s.split())


def section(n):
    """Up to four digits in capital numerals."""
    out, gap = '', False
    for i, unit in ((1000, '仟'), (100, '佰'), (10, '拾'), (1, '')):
        d = n // i % 10
        if d:
            out += ('零' if gap and out else '') + DIGITS[d] + unit
            gap = False
        else:
            gap = True
    return out


def capitals(text):
    """Yuan in capital numerals (GB/T 15835, the rules of bills)."""
    yuan, fen = text.replace(',', '').split('.')
    yuan, jiao, fen = int(yuan), int(fen[0]), int(fen[1])
    out, before = '', None
    for size, unit in ((10 ** 8, '亿'), (10 ** 4, '万'), (1, '')):
        part = yuan // size % 10 ** 4
        if part:
            if out and (part < 1000 or before == 0):
                out += '零'
            out += section(part) + unit
        before = part
    if yuan:
        out += '元'
    if not jiao and not fen:
        return (out or '零元') + '整'
    if jiao:
        out += DIGITS[jiao] + '角'
    elif yuan:
        out += '零'
    return out + (DIGITS[fen] + '分' if fen else '整')


def function(name, v, lang):
    if v == '':
        return '—' if name == 'dash' else ''
    if name in ('date', 'month'):
        y, m, d = (int(x) for x in v[:10].split('-'))
        if lang == 'en':
            return ('%d ' % d if name == 'date' else '') + '%s %d' % (
                MONTHS[m - 1], y)
        return '%d年%d月' % (y, m) + ('%d日' % d if name == 'date' else '')
    if name == 'money':
        return '{:,.2f}'.format(round(float(v), 2))
    return {'capitals': capitals, 'lower': str.lower,
            'paren': lambda x: ' (%s)' % x if lang == 'en' else
            '（%s）' % x}.get(name, str)(v)


class Page:
    """A template over a record: the pieces of text that must be there."""

    def __init__(self, template, record):
        self.t, self.record = template, record
        self.lang = template.get('lang')
        self.seen = set()               # paths that were printed

    def node(self, path):
        e = self.record
        for name in path:
            e = None if e is None else e.find(NS + name)
        return e

    def value(self, path, row):
        self.seen.add(path)
        names = path.split('/')
        e = row if names[0] == 'c' else self.node(names[:-1])
        return '' if e is None else e.get(names[-1]) or ''

    def given(self, path, row):
        e = self.node(path.split('/'))
        return bool(self.value(path, row)) or e is not None and (
            len(e) > 0 or e.get('list') is None and bool(e.attrib))

    def fill(self, text, row):
        return HOLE.sub(lambda m: function(m.group(2), self.value(
            m.group(1), row), self.lang), text or '')

    def words(self, e, row):
        """The text of a block with its spans."""
        out = self.fill(e.text, row)
        for c in e:
            out += self.words(c, row) + self.fill(c.tail, row)
        return out

    def rows(self, e):
        """The entries that an "each" names; [None]: it is said once."""
        if e.get('each') is None:
            return [None]
        top = self.node(e.get('each').split('/'))
        self.seen.add(e.get('each'))
        return [] if top is None else list(top)

    def pieces(self, e=None):
        """All texts of the body, block by block."""
        out = []
        for b in self.t if e is None else e:
            if b.tag in ('head', 'foot') or \
                    b.get('if') and not self.given(b.get('if'), None) or \
                    b.get('ifnot') and self.given(b.get('ifnot'), None):
                continue
            for row in self.rows(b):
                if b.tag == 'table':
                    out += [self.words(c, row) for c in b]
                elif b.tag == 'fields':
                    out += [x for f in b if not f.get('if') or self.given(
                        f.get('if'), row) for x in (self.fill(f.get(
                            'label'), row), self.words(f, row))]
                elif b.tag in BLOCKS:
                    out.append(self.words(b, row))
                else:
                    out += [self.fill(b.get(k), row) for k in (
                        'office', 'date')] if b.tag == 'sign' else []
                    out += self.pieces(b)
        return [flat(x) for x in out if flat(x)]

    def foots(self, pages):
        """What stands at the foot of each page."""
        f = self.t.find('foot')
        return [] if f is None else [
            flat(self.fill(f.get(k).replace('{page}', str(n + 1)).replace(
                '{pages}', str(pages)), None))
            for n in range(pages) for k in ('left', 'center', 'right')
            if f.get(k)]


def body(template, path):
    """The text inside the template's margins, without white space."""
    top, right, bottom, left = (float(x) * 72 / 25.4 for x in
                                template.get('margin').split())
    return flat(subprocess.run(
        ['pdftotext', '-raw', '-x', '0', '-y', '%d' % (top - 4), '-W', '595',
         '-H', '%d' % (842 - top - bottom + 8), path, '-'],
        capture_output=True, text=True, timeout=60).stdout)


def missing(template, record, path, pages, whole):
    """(texts that are not on the page, paths that the template prints).
    whole: all words of the file, for what stands outside the margins."""
    p = Page(template, record)
    text = body(template, path)
    lost = [x for x in p.pieces() if x not in text]
    return lost + [x for x in p.foots(pages) if x not in whole], p.seen


def asked(definition):
    """The paths of a form's fields, columns as "rows"."""
    out = set()
    for f in definition.find('form') if definition.find('form') is not None \
            else ():
        name = f.get('name')
        out.add('purpose/text' if name == 'purpose' else 'form/' + name)
    return out


def parse(data):
    return ET.fromstring(data)
