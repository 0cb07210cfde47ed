#!/usr/bin/env python3
"""w_search.py - every search of the register finds what the database says,
page after page, on the rows of bench/fill.py (which the ledger's own tools
believe)."""
import itertools
import os
import re
import sys
import urllib.parse

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
sys.path[:0] = [os.path.join(TOP, 'lib'), os.path.join(TOP, '..', 'bench')]
import campus                       # noqa: E402
import fill                         # noqa: E402
import people                       # noqa: E402
from instance import Instance       # noqa: E402
from tap import Tap                 # noqa: E402

NUMBER = re.compile(r'\b[A-Z]+-[A-Z]+-\d{4}-\d{6}\b')
PAGE = 50


def shown(b, q, pages=3):
    """Numbers on up to so many pages, and what the first says in all."""
    p = b.open('/register?' + urllib.parse.urlencode(q))
    out, first = [], p
    for _ in range(pages):
        out += NUMBER.findall(p.text)
        older = [x for x in p.links if 'issued=' in x and 'lang=' not in x]
        if not older:
            break
        p = b.open(older[0])
    return out, first


def wanted(inst, where, pages=3):
    return [r[0] for r in inst.sql(
        'SELECT d.number FROM document d JOIN person p ON p.id = d.person_id'
        ' JOIN document_type t ON t.id = d.type_id WHERE %s ORDER BY'
        ' d.issued DESC, d.id DESC LIMIT %d' % (where, pages * PAGE))]


def day(inst, sql):
    return inst.one("SELECT DATE_FORMAT('1970-01-01' + INTERVAL (%s) + 28800"
                    " SECOND, '%%Y-%%m-%%d')" % sql)


def main():
    t = Tap()
    with Instance() as inst:
        inst.sql('SET GLOBAL local_infile = 1')
        fill.fill(lambda s: inst.sql(s, local=True), 300, 4000, inst.dir)
        # Many of one second and one name: pages end in the middle of them.
        inst.sql("UPDATE document SET issued = 1700000000 WHERE id %% 7 = 0"
                 " AND id >= %d; UPDATE person SET name_zh = CONCAT('样本',"
                 " id), name_en = 'Sample of Many' WHERE id %% 3 = 0 AND"
                 " id >= %d" % (fill.FIRST, fill.FIRST))
        for account, roles in (('A0', ['archivist']), ('H2', ['handler JW'])):
            people.add(inst, account, roles)
        one = inst.sql('SELECT d.number, d.code, p.number, p.name_zh,'
                       ' d.type_id FROM document d JOIN person p ON p.id ='
                       ' d.person_id WHERE d.id = %d' % (fill.FIRST + 77))[0]
        middle = day(inst, 'SELECT AVG(issued) FROM document')
        texts = [({'q': one[0]}, "d.number = '%s'" % one[0]),
                 ({'q': one[1]}, "d.code = '%s'" % one[1]),
                 ({'q': one[2]}, "p.number = '%s'" % one[2]),
                 ({'q': one[3]}, "p.name_zh LIKE '%s%%'" % one[3]),
                 ({'q': '样本'}, "p.name_zh LIKE '样本%'"),
                 ({'q': 'SAMPLE OF'}, "p.name_key LIKE 'sample of%'"),
                 ({'q': '成绩单'}, "t.name_zh LIKE '%成绩单%'"),
                 ({'q': 'contract'}, "t.name_en LIKE '%contract%'"),
                 ({}, 'TRUE')]
        fields = [({'type': 'enrolment'}, "d.type_id = 'enrolment'"),
                  ({'seal': '2'}, 'd.seal_id = 2'),
                  ({'state': 'superseded'}, "d.state = 'superseded'"),
                  ({'state': 'valid'}, "d.state = 'valid'"),
                  ({'from': middle}, "d.issued >= UNIX_TIMESTAMP('%s') -"
                   " 28800 + TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())"
                   % middle),
                  ({'seal': '3'}, 'd.seal_id = 3'), ({}, 'TRUE')]
        for account, own in (('A0', 'TRUE'), ('H2', "d.office = 'JW'")):
            b = inst.browser(lang='en')
            campus.sign_in(b, account)
            bad = []
            for (q, x), ((f, y), (g, z)) in itertools.product(
                    texts, itertools.combinations(fields, 2)):
                if set(f) & set(g):
                    continue
                exact = ' AND '.join((own, x) if x.startswith('d.') else
                                     (own, x, y, z))
                ask = dict(q, **f, **g)
                got, page = shown(b, ask)
                want = wanted(inst, exact)
                n = int(inst.one('SELECT COUNT(*) FROM document d JOIN person'
                                 ' p ON p.id = d.person_id JOIN document_type'
                                 ' t ON t.id = d.type_id WHERE ' + exact))
                said = re.search(r'Found: ([\d,]+)', page.text)
                if got != want or (not q and n and (not said or int(
                        said[1].replace(',', '')) != n)):
                    bad.append((ask, len(got), len(want), n,
                                said and said[0]))
            t.equal(bad, [], '%s finds exactly what there is, by every field'
                    ' and by pairs of them' % account)
        code, said = inst.run_tool('es-audit', 'verify', '-c',
                                   inst.path('etc', 'seal.conf'))
        t.ok(code == 0 and said.count('intact') > 5, 'the filled ledger is'
             ' a sound chain', said)
        code, said = inst.run_tool('es-audit', 'reconcile', '-c',
                                   inst.path('etc', 'seal.conf'))
        t.ok(code == 0 and said.count('balanced') > 5, 'and balances', said)
        b = inst.browser(lang='en')
        campus.sign_in(b)
        t.ok(campus.issued(b, campus.ask(b).url) is not None,
             'a new document takes the next number')
    t.done()


if __name__ == '__main__':
    main()
