#!/usr/bin/env python3
"""w_figures.py - a year in numbers equals what can be counted in the
database: after issue, replacement, withdrawal, disposal and verification, at
the edges of months and years, in any zone, from several connections."""
import os
import re
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import campus                       # noqa: E402
import people                       # noqa: E402
import w_disposal                   # noqa: E402
import w_register                   # noqa: E402
from instance import Instance       # noqa: E402
from tap import Tap                 # noqa: E402
from w_archive import job           # noqa: E402

EIGHT = 28800
ROW = re.compile(rb'<tr><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', re.S)
CELL = re.compile(rb'<td class="num">(?:<strong>)?([^<]*)')
FACT = re.compile(rb'<dt>(.*?)</dt><dd>(\d+)</dd>', re.S)
WAITS = (b'Within 10 seconds', b'10 seconds to a minute',
         b'A minute to an hour', b'An hour to a day', b'More than a day')


def numbers(cells):
    return [0 if c in (b'', '–'.encode()) else int(c) for c in cells]


def shown(page):
    """{type: [12 months, sum]}, months, {fact: n} of the page."""
    rows = [(n.decode(), numbers(CELL.findall(c)))
            for n, c in ROW.findall(page.body)]
    types = {n: v for n, v in rows if len(v) == 13}
    months = [v[0] for n, v in rows if len(v) == 1]
    facts = {}
    for n, v in FACT.findall(page.body):
        facts.setdefault(n, int(v))
    return types, months, facts


def counted(inst, year, offset, office=''):
    """The same by counting rows."""
    local = "('1970-01-01' + INTERVAL %%s + %d SECOND)" % offset
    mine = "YEAR(%s) = %d%s" % (local % 'd.issued', year,
                                " AND d.office = '%s'" % office
                                if office else '')
    types = {}
    for name, month, n in inst.sql(
            "SELECT t.name_en, MONTH(%s) m, COUNT(*) FROM document d JOIN"
            " document_type t ON t.id = d.type_id WHERE %s GROUP BY t.id, m" %
            (local % 'd.issued', mine)):
        types.setdefault(name, [0] * 13)[int(month) - 1] = int(n)
    for v in types.values():
        v[12] = sum(v)
    facts = {n.encode(): int(c) for n, c in inst.sql(
        'SELECT s.name_en, COUNT(*) FROM document d JOIN seal s ON s.id ='
        ' d.seal_id WHERE %s GROUP BY s.id' % mine)}
    waits = inst.sql(
        'SELECT SUM(w <= 10), SUM(w > 10 AND w <= 60), SUM(w > 60 AND w <='
        ' 3600), SUM(w > 3600 AND w <= 86400), SUM(w > 86400) FROM (SELECT'
        ' CAST(d.issued AS SIGNED) - r.created w FROM document d JOIN request'
        ' r ON r.id = d.request_id WHERE %s) x' % mine)[0]
    facts.update(zip(WAITS, (0 if n == 'NULL' else int(n) for n in waits)))
    words = {'VALID': b'Genuine and in force', 'REVOKED': b'Withdrawn',
             'SUPERSEDED': b'Replaced', 'SUSPENDED': b'Suspended',
             'NOT_ISSUED': b'No record'}
    for h, n in inst.sql('SELECT headline, COUNT(*) FROM verify_log WHERE'
                         ' YEAR(%s) = %d GROUP BY headline' % (
                             local % 'at', year)):
        facts[words[h]] = int(n)
    return types, [sum(v[i] for v in types.values()) for i in range(12)], \
        facts


def same(t, inst, b, name, office='', offset=EIGHT):
    years = [int(y) for y, in inst.sql(
        "SELECT DISTINCT YEAR('1970-01-01' + INTERVAL issued + %d SECOND)"
        " FROM document" % offset)]
    for year in sorted(years):
        p = b.open('/register/figures?year=%d' % year)
        got, want = shown(p), counted(inst, year, offset, office)
        t.equal(got, want, '%s: %d' % (name, year))
    return len(years)


def add(inst, at, first, n=1):
    """Documents by hand, "at" a moment in SQL, a while after their request."""
    inst.sql(
        "INSERT INTO request (id, person_id, crid, type_id, lang, state,"
        " number, code, created, type_version) SELECT %d + seq, 1,"
        " UNHEX(MD5(%d + seq)), 'gpa', 'en', 'issued', CONCAT('X-', %d + seq),"
        " LPAD(%d + seq, 16, 'D'), %s - POW(7, seq MOD 9), 1 FROM"
        " seq_1_to_%d" % (first, first, first, first, at, n))
    inst.sql(
        "INSERT INTO document (request_id, number, code, person_id, type_id,"
        " lang, office, seal_id, intent_seq, issued, file_sha256,"
        " body_sha256, size, pages) SELECT id, number, code, 1, 'gpa', 'en',"
        " 'JW', 2, id, %s, UNHEX(SHA2(id, 256)), UNHEX(SHA2(id, 256)), 1, 1"
        " FROM request WHERE id BETWEEN %d AND %d" % (
            at, first + 1, first + n))


def edges(inst):
    """Around the first second of months and years, here and in UTC."""
    first = 800000
    for day in ('2024-01-01', '2024-03-01', '2025-01-01', '2025-07-01'):
        for hours in (-14, -8, -5, 0, 5, 8):
            for second in (-1, 0):
                add(inst, "TIMESTAMPDIFF(SECOND, '1970-01-01', '%s') + %d" % (
                    day, 3600 * hours + second), first, 3)
                first += 10


def acts(t, inst, b, docs):
    h, a = w_disposal.staff(inst, 'H1'), w_disposal.staff(inst, 'AP1')
    act, document = w_register.act, w_register.document
    act(h, document(h, docs[0][1]), 'supersede', other=docs[1][1])
    act(h, document(h, docs[1][1]), 'suspend')
    act(h, document(h, docs[2][1]), 'ask-revoke')
    act(a, document(a, docs[2][1]), 'revoke')
    for d in docs[:3]:
        campus.verify_code(inst.browser(lang='en'), d[2])
    same(t, inst, b, 'replaced, suspended, withdrawn, verified')
    job(inst, 'file')
    w_disposal.age(inst, int(inst.one(
        "SELECT id FROM document WHERE number = '%s'" % docs[3][1])), 12)
    p = w_disposal.propose(w_disposal.staff(inst, 'AR1'))
    url = '/archive/disposals/' + p.url.rsplit('/', 1)[1]
    for who in ('AR2', 'AP1'):
        w_disposal.decide(w_disposal.staff(inst, who), url)
    code, said, rep = job(inst, 'dispose')
    t.ok(code == 0 and [x['result'] for x in rep] == ['done'],
         'one is disposed of', said)
    same(t, inst, b, 'disposed of: it was issued all the same')


def many(inst):
    """Connections that count the same month at once."""
    work = [threading.Thread(target=lambda k=k: [add(
        inst, 'UNIX_TIMESTAMP()', 700000 + 1000 * k + 10 * i, 5)
        for i in range(8)]) for k in range(6)]
    for w in work:
        w.start()
    for w in work:
        w.join()


def zone(inst, offset):
    path = inst.path('etc', 'register.conf')
    with open(path) as f:
        text = f.read()
    with open(path, 'w') as f:
        f.write(re.sub(r'(time_zone_offset = )\S+', r'\g<1>%d' % offset,
                       text))
    inst.kill('register')
    b = w_disposal.staff(inst, 'A0')
    inst.until(lambda: b.open('/register').status == 200)
    return b


def main():
    t = Tap()
    with Instance() as inst:
        for account, roles in (
                ('AR1', ['archivist']), ('AR2', ['archivist JW']),
                ('AP1', ['approver JW']), ('H1', ['handler JW']),
                ('A0', ['archivist'])):
            people.add(inst, account, roles)
        b = w_disposal.staff(inst, 'A0')
        _, docs = w_disposal.issue(inst, 5)
        t.ok(same(t, inst, b, 'issued') == 1 and inst.one(
            'SELECT SUM(n) FROM document_figure') == '5', 'five are counted')
        edges(inst)
        t.ok(same(t, inst, b, 'at the edges') >= 4, 'of several years')
        same(t, inst, w_disposal.staff(inst, 'H1'), 'of one office', 'JW')
        acts(t, inst, b, docs)
        many(inst)
        same(t, inst, b, 'from six connections')
        inst.sql('DELETE FROM document WHERE request_id > 800100; UPDATE'
                 " document SET seal_id = 1, office = 'GS' WHERE request_id ="
                 ' 800001; DELETE FROM verify_log LIMIT 1')
        same(t, inst, b, 'rows that went away or changed by hand')
        for offset in (-18000, 0, 50400):
            same(t, inst, zone(inst, offset), 'UTC%+d' % (offset // 3600),
                 offset=offset)
    t.done()


if __name__ == '__main__':
    main()
