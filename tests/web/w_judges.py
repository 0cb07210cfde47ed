#!/usr/bin/env python3
"""w_judges.py - what other programs say of the files the product issues.

Students ask for every document in both languages over HTTP.  qpdf, Poppler,
pyHanko, OpenSSL, zbar and veraPDF judge the files; pdftotext is compared with
the attached record, and the record with the database, field by field.
"""
import os
import sys
import tempfile
import xml.etree.ElementTree as ET
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
import judges                       # noqa: E402
from instance import SRC, Instance  # noqa: E402
from tap import Tap                 # noqa: E402

sys.path.insert(0, os.path.join(SRC, 'tests', 'hostile'))
import forge_pdf                    # noqa: E402

WANTED = [('2099000001', 'transcript-graduate'),
          ('2099000002', 'transcript-undergraduate'),
          ('2099000002', 'enrolment'),
          ('2099000005', 'transcript-graduate'),
          ('2099000006', 'transcript-undergraduate'),
          ('2099000007', 'transcript-graduate'),
          ('2099000008', 'transcript-undergraduate'),
          ('2099000007', 'graduation'), ('2099000007', 'degree'),
          ('2099000007', 'leaving'), ('2099000001', 'gpa'),
          ('2099000002', 'rank'), ('2099000001', 'honour'),
          ('T0002', 'employment'), ('T0001', 'title'), ('T0001', 'project')]
NS = '{urn:yinxin:record:1}'


class Document:
    def __init__(self, inst, work, who, kind, lang):
        self.who, self.kind, self.lang = who, kind, lang
        self.name = '%s %s of %s' % (kind, lang, who)
        b = inst.browser()
        campus.sign_in(b, who)
        page = campus.ask(b, kind, lang)
        page = campus.issued(b, page.url)
        self.code = campus.code_of(page)
        self.data = campus.download(b, page)
        self.path = os.path.join(work, '%s-%s-%s.pdf' % (kind, lang, who))
        with open(self.path, 'wb') as f:
            f.write(self.data)
        self.record = ET.fromstring(judges.attached(self.path, work))

    def get(self, element, key):
        return self.record.find(NS + element).get(key)

    def courses(self):
        return self.record.findall('%scourses/%scourse' % (NS, NS))


def by_rule(inst):
    return {r[0] for r in inst.sql('SELECT id FROM document_type WHERE '
                                   'active AND auto_approve AND version > 0')}


def seals(t, docs, work, root):
    poppler = judges.pdfsig(work, root)
    for d, h in zip(docs, judges.pyhanko(root, [d.path for d in docs])):
        code, said = judges.run('qpdf', '--check', d.path)
        t.ok(code == 0, d.name + ': qpdf', said)
        code, said = poppler(d.path)
        t.ok(code == 0 and 'Signature is Valid' in said and
             'Certificate is Trusted' in said and
             'Total document signed' in said, d.name + ': Poppler', said)
        t.ok(h.get('good') and h['trusted'] and h['docmdp_ok'] and
             h['stamped'] and h['coverage'] == 'ENTIRE_FILE' and
             h['subfilter'] == '/ETSI.CAdES.detached',
             d.name + ': pyHanko, with its time stamp', h)
        for name, judge in (('cms', judges.openssl_cms),
                            ('ts', judges.openssl_ts)):
            good, said = judge(work, root, d.data)
            t.ok(good, '%s: openssl %s' % (d.name, name), said)


def judges_can_say_no(t, docs, work, root):
    """The same judges over a file with one changed bit."""
    d = docs[0]
    bad = bytearray(d.data)
    bad[1500] ^= 1
    path = os.path.join(work, 'changed.pdf')
    with open(path, 'wb') as f:
        f.write(bad)
    said = judges.pdfsig(work, root)(path)[1]
    t.ok('Signature is Valid' not in said, 'changed: Poppler says no', said)
    h = judges.pyhanko(root, [path])[0]
    t.ok(not h.get('good'), 'changed: pyHanko says no', h)
    t.ok(not judges.openssl_cms(work, root, bytes(bad))[0],
         'changed: openssl cms says no')


def archive(t, docs, work, root):
    good, said = judges.verapdf([d.path for d in docs])
    t.ok(good and said.count('PASS ') == 2 * len(docs),
         'veraPDF: %d sealed files, PDF/A-3a and PDF/UA-1' % len(docs), said)


def flat(s):
    return ''.join(s.split())


def printed(t, docs, work, root):
    """What one reads is what the record says."""
    for d in docs:
        text = judges.text_of(d.path)
        missing = [v for v in (
            d.get('document', 'number'), d.get('document', 'code'),
            d.get('person', 'name'), d.get('person', 'number'),
            d.get('university', 'name') if d.lang == 'zh-CN' else
            d.get('office', 'name')) if flat(v) not in text]
        t.ok(not missing, d.name + ': numbers, code and names are printed',
             '%s\n%s' % (missing, text))
        t.equal(judges.qr_of(d.path, work), d.get('document', 'url') + '\n',
                d.name + ': the QR is the address')
        if not d.kind.startswith('transcript'):
            continue
        at, lost = 0, []
        for c in d.courses():
            i = text.find(flat(c.get('title')), at)
            row = text[i:i + len(flat(c.get('title'))) + 60]
            if i < 0 or any(flat(c.get(k)) not in row
                            for k in ('credits', 'grade')):
                lost.append(dict(c.attrib))
            else:
                at = i + len(flat(c.get('title')))
        t.ok(not lost and len(d.courses()) > 20,
             '%s: all %d courses with credits and grade, in order' %
             (d.name, len(d.courses())), '%s\n%s' % (lost[:3], text))
        s = d.record.find(NS + 'summary')
        t.ok(all(flat(s.get(k)) in text for k in ('credits', 'gpa')),
             d.name + ': credits and GPA are printed', text)


def half_up(x, digits):
    """A fraction with so many decimals, a half away from zero."""
    n = int(x * 10 ** digits + Fraction(1, 2))
    return '%d.%0*d' % (n // 10 ** digits, digits, n % 10 ** digits)


FIVE = [('不及格', 'F', 0), ('及格', 'D', 65), ('中等', 'C', 75),
        ('良好', 'B', 85), ('优秀', 'A', 95)]
TWO = [('不通过', 'NP'), ('通过', 'P')]


def mark(kind, stored, zh):
    """A stored grade: (as it is written, as a percentage or None, passed)."""
    if kind == 'five':
        words = FIVE[stored]
        return words[0 if zh else 1], Fraction(words[2]), stored > 0
    if kind == 'two':
        return TWO[stored][0 if zh else 1], None, stored > 0
    x = Fraction(stored, 10)
    return '%g' % float(x), x, x >= 60


def recorded(t, docs, inst):
    """The record against the database, averages by fractions."""
    kinds = set()
    for d in docs:
        zh = d.lang == 'zh-CN'
        person = inst.sql("SELECT name_zh, name_en FROM person WHERE number "
                          "= '%s'" % d.who)[0]
        t.equal([d.get('person', 'name'), d.get('person', 'other')],
                person if zh else person[::-1], d.name + ': names')
        if not d.kind.startswith('transcript') and d.kind != 'gpa':
            t.equal(d.courses(), [], d.name + ': takes no courses along')
            continue
        rows = inst.sql(
            'SELECT g.code, g.title_%s, g.credits, g.grade_kind, g.grade, '
            'g.year, g.term FROM course_grade g JOIN person p ON p.id = '
            "g.person_id WHERE p.number = '%s' ORDER BY FIELD(grp, '', "
            "'degree', 'nondegree', 'activity', 'makeup'), IF(grp = '', "
            "CONCAT(year, term), 0), ord" % ('zh' if zh else 'en', d.who))
        marks = [mark(r[3], int(r[4]), zh) for r in rows]
        credits = [Fraction(int(r[2]), 10) for r in rows]
        kinds |= {r[3] for r in rows}
        want = [[r[0], r[1], half_up(c, 1), m[0],
                 str(int(r[5]) + (r[6] != '1'))]
                for r, c, m in zip(rows, credits, marks)]
        got = [[c.get('code'), c.get('title'), c.get('credits'),
                c.get('grade'), c.get('term')[:4]] for c in d.courses()]
        t.equal(got, want, '%s: %d courses are the database\'s' %
                (d.name, len(rows)))
        if d.kind == 'enrolment':
            continue
        counted = [(c, m[1]) for c, m in zip(credits, marks)
                   if m[1] is not None]
        gpa = sum(c * ((x - 50) / 10 if x >= 60 else 0)
                  for c, x in counted) / sum(c for c, x in counted)
        s = d.record.find(NS + 'summary')
        t.equal([s.get('gpa'), s.get('credits'), s.get('courses')],
                [half_up(gpa, 2), half_up(sum(
                    c for c, m in zip(credits, marks) if m[2]), 1),
                 str(len(rows))], d.name + ': GPA and credits, anew')
    t.equal(kinds, {'percent', 'five', 'two'}, 'grades of all three kinds')


def sizes(t, docs):
    for d in docs:
        most = 85000 if not d.kind.startswith('transcript') else \
            1000 * (105 + len(d.courses()) // 3)
        t.ok(len(d.data) <= most, '%s: %d bytes, at most %d' % (
            d.name, len(d.data), most))


def forgeries(t, inst, docs):
    """Forged variants of issued files, by upload: all of one of many pages,
    and later revisions of one whose only page has a link."""
    b, campus_sees = inst.browser(), {}
    forged = [('pages: ' + n, x) for n, x in forge_pdf.forge(
        docs[12].data)]
    forged += [('link: ' + n, x) for n, x in forge_pdf.revisions(
        docs[0].data)]
    for name, data in forged:
        if len(data) < 18 * 2 ** 20:
            campus_sees[name] = campus.headline(campus.verify_file(b, data))
    wrong = {n: h for n, h in campus_sees.items() if h == 'VALID' or
             h.startswith('none')}
    t.ok(not wrong and len(campus_sees) >= 130,
         '%d forgeries, none of them genuine' % len(campus_sees), wrong)
    for h in sorted(set(campus_sees.values())):
        t.note('%3d %s' % (list(campus_sees.values()).count(h), h))
    seen = campus.verify_file(b, docs[12].data)
    t.equal(campus.headline(seen), 'VALID', 'the file itself still is')


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        root = inst.path('pki', 'public', 'root.cert.pem')
        docs = [Document(inst, work, who, kind, lang)
                for who, kind in WANTED for lang in ('zh-CN', 'en')
                if os.path.exists(os.path.join(
                    SRC, 'templates', 'documents', kind, lang + '.xml'))]
        t.equal({d.kind for d in docs}, by_rule(inst),
                'every type that a rule approves was issued')
        t.run('seals', seals, docs, work, root)
        t.run('no', judges_can_say_no, docs, work, root)
        t.run('printed', printed, docs, work, root)
        t.run('recorded', recorded, docs, inst)
        t.run('sizes', sizes, docs)
        t.run('forgeries', forgeries, inst, docs)
        t.run('archive', archive, docs, work, root)
    t.done()


if __name__ == '__main__':
    main()
