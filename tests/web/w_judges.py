#!/usr/bin/env python3
"""w_judges.py - what other programs say of the files the product issues.

Every type that is configured, in each of its languages, is asked for by
somebody who may have it, approved, released and sealed (lib/kiosk.py): briefly
filled in, and with all the room that its form gives.  qpdf, Poppler, pyHanko,
OpenSSL, zbar, es and veraPDF judge the files, sealed and brought to B-LTA;
pdftotext is compared with what the template makes of the attached record, and
the record with the database, field by field.
"""
import json
import os
import sys
import tempfile
import xml.etree.ElementTree as ET
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
import judges                       # noqa: E402
import kiosk                        # noqa: E402
import printed as pages             # noqa: E402
from instance import BUILD, SRC, Instance   # noqa: E402
from tap import Tap                 # noqa: E402

sys.path.insert(0, os.path.join(SRC, 'tests', 'hostile'))
import forge_pdf                    # noqa: E402

# Transcripts of one to four pages, foreign names, dots, grades of all kinds.
MORE = [('2099000005', 'transcript-graduate'),
        ('2099000006', 'transcript-undergraduate'),
        ('2099000007', 'transcript-graduate'),
        ('2099000008', 'transcript-undergraduate')]
NS = '{urn:yinxin:record:1}'


class Document:
    def __init__(self, desk, work, d, kind, lang, most=False, who=None):
        self.kind, self.lang, self.definition = kind, lang, d
        self.files = d.find('issue').get('files') == 'yes'
        self.template = kiosk.page_of(desk.inst, kind, lang)
        self.who, self.request, self.data = desk.issue(d, kind, lang, most,
                                                       who)
        self.name = '%s %s of %s%s' % (kind, lang, self.who,
                                       ', full' if most else '')
        self.path = os.path.join(work, '%s-%s-%s-%d.pdf' % (
            kind, lang, self.who, most))
        with open(self.path, 'wb') as f:
            f.write(self.data)
        self.record = ET.fromstring(bytes.fromhex(desk.inst.one(
            'SELECT HEX(record) FROM snapshot WHERE request_id = %d' %
            self.request)) if self.files else judges.attached(self.path, work))

    def get(self, element, key):
        return self.record.find(NS + element).get(key)

    def courses(self):
        return self.record.findall('%scourses/%scourse' % (NS, NS))


def asks(d):
    """Does the form of this type ask for more than a purpose?"""
    return any(f.get('name') != 'purpose' for f in d.iterfind('form/field'))


def every(t, desk, work):
    docs = []

    def one(*what):
        try:
            docs.append(Document(desk, work, *what))
        except (LookupError, RuntimeError) as e:
            t.ok(False, '%s %s: issued' % what[1:3], str(e))
    all_types = kiosk.types(desk.inst)
    for d, kind, lang in all_types:
        one(d, kind, lang)
        if asks(d):
            one(d, kind, lang, True)
    for who, kind in MORE:
        for d, name, lang in all_types:
            if name == kind:
                one(d, kind, lang, False, who)
    top = os.path.join(SRC, 'templates', 'documents')
    t.equal({(d.kind, d.lang) for d in docs},
            {(k, x[:-4]) for k in os.listdir(top)
             if os.path.exists(os.path.join(top, k, 'type.xml'))
             for x in os.listdir(os.path.join(top, k)) if x != 'type.xml'},
            'every type of the house was issued in every language')
    return docs


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
        es_says(t, d, os.path.dirname(root), 'PAdES-B-T')
        for name, judge in (('cms', judges.openssl_cms),
                            ('ts', judges.openssl_ts)):
            good, said = judge(work, root, d.data)
            t.ok(good, '%s: openssl %s' % (d.name, name), said)


def es_says(t, d, pki, level):
    """Our own command line, which has no database."""
    code, said = judges.run(os.path.join(BUILD, 'tools', 'es', 'es'),
                            'verify', '--json', '--trust', pki, d.path)
    sigs = json.loads(said)['signatures'] if code == 0 else []
    t.ok([x['kind'] for x in sigs] == ['seal', 'timestamp'][:1 + (
        level == 'PAdES-B-LTA')] and all(
            x['indication'] == 'TOTAL-PASSED' for x in sigs) and
         sigs[0]['level'] == level, '%s: es verify, %s' % (d.name, level),
         said)


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


def archive(t, docs, name):
    """What we wrote is PDF/A-3a and PDF/UA-1.  A file that somebody brought
    keeps PDF/A; the seal's field is not in the structure that it came with
    (7.18.4), so it is not told to be PDF/UA."""
    for paths, flavours in (([d.path for d in docs if not d.files],
                             '3a ua1'),
                            ([d.path for d in docs if d.files], '3a')):
        good, said = judges.verapdf(paths, flavours)
        t.ok(good and said.count('PASS ') == len(paths) * len(
            flavours.split()), 'veraPDF: %d %s files, %s' % (
                len(paths), name, flavours), '\n'.join(
                    x for x in said.splitlines() if 'PASS' not in x))


def kept(t, desk, docs, work, root):
    """As holders get them from then on: B-LTA, judged without a network."""
    inst, pki = desk.inst, os.path.dirname(root)
    for which in ('root', 'issuing'):
        code, said = inst.run_tool('es-ca', 'crl', inst.path('ca'), which,
                                   '--public', pki)
        t.ok(code == 0, 'the list of the %s authority' % which, said)
    code, said = inst.run_tool('es-renew', '-c', inst.path(
        'etc', 'renew.conf'), seconds=300)
    t.ok(code == 0, 'es-renew', said)
    paths = []
    for d in docs:
        data = desk.file(d.who, d.request)
        d.path = d.path[:-4] + '-lta.pdf'
        with open(d.path, 'wb') as f:
            f.write(data)
        paths.append(d.path)
        t.ok(data.startswith(d.data) and len(data) > len(d.data),
             d.name + ': more behind the sealed file')
        es_says(t, d, pki, 'PAdES-B-LTA')
    said = judges.with_pyhanko('pyhanko_ltv.py', root, *paths).splitlines()
    for d, h in zip(docs, map(json.loads, said)):
        t.ok(h['good'], d.name + ': pyHanko, LTA', h)
        code, said = judges.run('qpdf', '--check', d.path)
        t.ok(code == 0, d.name + ': qpdf, LTA', said)
    archive(t, docs, 'B-LTA')


def flat(s):
    return ''.join(s.split())


def in_order(t, d, text):
    """A transcript's courses, one after the other."""
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


def printed(t, docs, work, root):
    """What one reads is what the record says, by the template; whatever the
    form asks is read somewhere."""
    for d in docs:
        text = judges.text_of(d.path)
        said = judges.run('pdfinfo', d.path)[1]
        n = int(said.split('Pages:')[1].split()[0])
        lost, seen = pages.missing(d.template, d.record, d.path, n, text)
        lost += [v for v in (d.get('document', 'number'),
                             d.get('document', 'code'),
                             d.get('university', 'name'))
                 if flat(v) not in text]
        t.ok(not lost and len(seen) > 5, d.name + ': all that the template '
             'makes of the record is printed', '%s\n%s' % (lost, text))
        t.equal(pages.asked(d.definition) - seen, set(),
                d.name + ': what the form asks is printed')
        t.equal(judges.qr_of(d.path, work), d.get('document', 'url') + '\n',
                d.name + ': the QR is the address')
        if d.kind.startswith('transcript'):
            in_order(t, d, text)
    d = docs[0]
    d.record.find(NS + 'person').set('name', '某某某')
    t.equal(pages.missing(d.template, d.record, d.path, 1,
                          judges.text_of(d.path))[0], ['某某某'],
            'another name in the record is missed on the page')


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
        most += 10 * len(ET.tostring(d.record.find(NS + 'form') or
                                     d.record.find(NS + 'purpose')))
        t.ok(len(d.data) <= most, '%s: %d bytes, at most %d' % (
            d.name, len(d.data), most))


def forgeries(t, inst, docs):
    """Forged variants of issued files, by upload: all of one of many pages,
    and later revisions of one whose only page has a link."""
    b, campus_sees = inst.browser(), {}
    many = next(d for d in docs if d.who == '2099000008')
    forged = [('pages: ' + n, x) for n, x in forge_pdf.forge(
        many.data)]
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
    seen = campus.verify_file(b, many.data)
    t.equal(campus.headline(seen), 'VALID', 'the file itself still is')


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        root = inst.path('pki', 'public', 'root.cert.pem')
        desk = kiosk.Kiosk(inst)
        docs = every(t, desk, work)
        ours = [d for d in docs if not d.files]
        t.run('seals', seals, docs, work, root)
        t.run('no', judges_can_say_no, docs, work, root)
        t.run('recorded', recorded, docs, inst)
        t.run('sizes', sizes, ours)
        t.run('forgeries', forgeries, inst, docs)
        t.run('archive', archive, docs, 'sealed')
        t.run('printed', printed, ours, work, root)
        t.run('kept', kept, desk, docs, work, root)
    t.done()


if __name__ == '__main__':
    main()
