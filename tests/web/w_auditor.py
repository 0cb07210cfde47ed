#!/usr/bin/env python3
"""w_auditor - the audit officer reads the log, ledgers and decisions; changes
nothing, and leaves a row where they take something along."""
import csv
import io
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
from instance import Instance           # noqa: E402
from limits import limit                # noqa: E402
from tap import Tap                     # noqa: E402

LOG = '/admin/audit'


class Scene:
    def __init__(self, inst):
        self.inst = inst
        self.b = inst.browser()
        campus.sign_in(self.b, 'O0003')
        self.student = inst.browser()
        campus.sign_in(self.student)
        page = campus.ask(self.student)
        self.request = campus.request_id(page)
        campus.issued(self.student, '/documents/%d' % self.request)
        campus.sign_in(inst.browser(), 'K0001', 'wrong')

    def open(self, **query):
        return self.b.open(LOG + '?' + urllib.parse.urlencode(query))

    def rows(self, page):
        return re.findall(r'<span class="mono small">(\w+) (\d+)</span></td>',
                          page.body.decode())

    def count(self, where='1'):
        return int(self.inst.one('SELECT COUNT(*) FROM audit_log WHERE ' +
                                 where))


def filters(t, s):
    p = s.b.open(LOG)
    t.ok(p.status == 200 and 'sign-in' in p.text and 'request.confirm' in
         p.text, 'the log', p.text[:300])
    for query, where in (
            ({'actor': 'K0001'}, "actor = 'K0001'"),
            ({'action': 'sign'}, "action LIKE 'sign%'"),
            ({'action': 'sign-i', 'actor': 'O0003'},
             "action = 'sign-in' AND actor = 'O0003'"),
            ({'result': 'refused'}, "result = 'refused'"),
            ({'action': '%'}, '0'), ({'action': '_ign'}, None),
            ({'until': '2020-01-01'}, '0'),
            ({'from': '2020-01-01', 'actor': 'O0003'}, "actor = 'O0003'")):
        p = s.open(**query)
        if where is None:
            continue
        t.equal(len(s.rows(p)), min(s.count(where), 50), 'asked: %s' % query)
    thing = s.inst.one("SELECT object FROM audit_log WHERE action ="
                       " 'request.confirm' LIMIT 1")
    p = s.open(object=thing)
    t.ok(s.rows(p) and all(thing in x for x in re.findall(
        r'<span class="break">([^<]*)</span></span></td>', p.body.decode())[:1]
        or [thing]), 'by the object')
    p = s.open(object=thing, actor='2099000001')
    t.equal(len(s.rows(p)), s.count("object = '%s' AND actor ="
                                    " '2099000001'" % thing), 'by both')
    t.ok('没有符合条件' in s.open(action='nothing').text, 'none says so')
    t.equal(s.open(**{'from': 'soon'}).status, 422, 'a date that is none')


def pages(t, s):
    """130 rows of one second, in two chains: none twice, none left out."""
    s.inst.sql("INSERT INTO audit_log (chain, seq, at, actor, action, object,"
               " result, prev_hash, hash) SELECT IF(seq % 2, 'tx', 'ty'),"
               " seq, 1700000000, 'mass', 'x.y', 'o', 'ok',"
               " REPEAT('x', 32), REPEAT('x', 32) FROM seq_1_to_130")
    seen, p = [], s.open(actor='mass')
    for n in range(5):
        seen += s.rows(p)
        more = next((x for x in p.links if 'seq=' in x and 'lang=' not in x),
                    None)
        if more is None:
            break
        p = s.b.open(more)
    t.equal((n, len(seen), len(set(seen))), (2, 130, 130),
            'three pages, each row once')
    t.equal(seen, sorted(seen, key=lambda x: (x[0], int(x[1])),
                         reverse=True), 'in one order')


def export(t, s):
    before = s.count()
    p = s.b._once('GET', LOG + '/export?action=sign-in')
    rows = list(csv.reader(io.StringIO(p.body.decode('utf-8-sig'))))
    t.ok(p.status == 200 and 'csv' in p.headers['content-type'], 'a file')
    t.equal(len(rows) - 1, s.count("action LIKE 'sign-in%'"), 'with all rows')
    t.equal(rows[0][:4], ['at', 'chain', 'seq', 'actor'], 'and a head')
    t.equal(s.count(), before + 1, 'one row more in the log')
    t.equal(s.inst.sql("SELECT actor, action, object, detail FROM audit_log"
                       " WHERE chain = 'admin' ORDER BY seq DESC LIMIT 1"),
            [['O0003', 'audit.export', '%d rows' % (len(rows) - 1),
              'action=sign-in']], 'which says what was taken')
    s.inst.sql("INSERT INTO audit_log (chain, seq, at, actor, action, object,"
               " result, prev_hash, hash) SELECT 'tz', seq, 1600000000 + seq,"
               " 'flood', 'x.y', 'o', 'ok', REPEAT('x', 32),"
               " REPEAT('x', 32) FROM seq_1_to_%d" % (
                   limit('EXPORT_ROWS') + 500))
    p = s.b._once('GET', LOG + '/export?actor=flood')
    n = len(p.body.decode('utf-8-sig').splitlines()) - 1
    t.equal(n, limit('EXPORT_ROWS'), 'no more than the limit')
    worst = max(s.open(actor='flood').ms for _ in range(5))
    t.ok(worst < 2000, 'a page among twenty thousand: %d ms' % worst)
    s.inst.sql("DELETE FROM audit_log WHERE chain IN ('tx', 'ty', 'tz')")


def ledgers(t, s):
    p = s.b.open('/admin/ledger')
    t.ok('S001' in p.text and '已启用' in p.text, 'ledgers of all seals')
    p = s.b.open('/admin/ledger/1')
    t.ok('sealed' in p.text and '%d' % s.request in p.text and 'gs-p256' in
         p.text and '完整' in p.text, 'one, with its chain', p.text[:500])
    t.equal(s.b.open('/admin/ledger/77').status, 404, 'not one there is not')
    p = s.b.open('/admin/flow/%d' % s.request)
    t.ok(p.status == 200 and '按规则自动批准' in p.text, 'approved by rule')
    s.inst.sql("INSERT INTO flow_event SELECT %d, 1, 'approve', 1700000000,"
               " a.id, a.person_id, 0, 0, 0, 0, 0, 0, REPEAT('x', 32),"
               " '机密意见', REPEAT('y', 32), REPEAT('z', 32) FROM account a"
               " WHERE name = 'A0001'" % s.request)
    p = s.b.open('/admin/flow/%d' % s.request)
    t.ok('A0001' in p.text and 'approve' in p.text and '7a7a7a' in p.text and
         '机密意见' not in p.text, 'or who decided, with the hash, and no '
         'opinion', p.text[:400])
    s.inst.sql('DELETE FROM flow_event WHERE request_id = %d' % s.request)
    s.inst.sql("UPDATE seal_ledger SET detail = 'x' WHERE seal_id = 1 AND"
               " seq = 1")
    p = s.b.open('/admin/ledger/1')
    t.ok('不完整' in p.text and 'edited, 1' in p.text, 'an edited entry is '
         'named', p.text[:400])


def alone(t, s):
    for who in ('O0001', 'O0002', 'K0001', campus.STUDENT):
        b = s.inst.browser()
        campus.sign_in(b, who)
        t.equal([b.open(x).status for x in (
            LOG, LOG + '/export', '/admin/ledger', '/admin/ledger/1',
            '/admin/flow/1')], [403] * 5, who + ' sees none of it')
    for sql in ('UPDATE audit_log SET actor = 1', 'DELETE FROM seal_ledger',
                'SELECT text FROM flow_event', 'SELECT * FROM request',
                'SELECT record FROM snapshot'):
        try:
            s.inst.sql(sql, 'admin')
            said = 'done'
        except RuntimeError as e:
            said = str(e)
        t.ok('denied' in said, 'es_admin cannot: ' + sql, said)


def main():
    t = Tap()
    with Instance(people=20) as inst:
        s = Scene(inst)
        for f in (filters, pages, export, ledgers, alone):
            t.run(f.__name__, f, s)
        said = inst.log('admin')
        t.ok('Sanitizer' not in said and 'runtime error' not in said,
             'nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
