#!/usr/bin/env python3
"""w_notices - what people are told inside the platform: by whom it is read,
that it is written with what happened, and the days of the audit."""
import os
import re
import sys
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import Instance           # noqa: E402
from tap import Tap                     # noqa: E402

KIND = 'enrolment'                      # of the office JW


class Scene:
    def __init__(self, inst):
        self.i, self.b = inst, {}
        for who, roles in (('A1', ['approver JW']), ('A2', ['approver JW']),
                           ('D1', []), ('AG', ['approver GS']),
                           ('AU', ['auditor']), ('SA', ['security-admin']),
                           ('SY', ['system-admin'])):
            people.add(inst, who, roles)
            self.sign_in(who)
        self.sign_in(campus.STUDENT)
        inst.sql("UPDATE document_type SET flow = 'one-approver' WHERE id ="
                 " '%s'" % KIND)

    def sign_in(self, who):
        self.b[who] = self.i.browser()
        campus.sign_in(self.b[who], who)

    def told(self, who):
        """(kind, path) of somebody's notices, oldest first."""
        return [tuple(r) for r in self.i.sql(
            'SELECT n.kind, n.path FROM notice n JOIN account a ON a.id ='
            " n.account_id WHERE a.name = '%s' ORDER BY n.id" % who)]

    def unread(self, who, page='/notices'):
        p = self.b[who].open(page)
        m = re.search(rb'class="badge"[^>]*>(\d+)', p.body)
        return int(m.group(1)) if m else 0

    def decide(self, who, n, action, opinion='because'):
        p = self.b[who].open('/approve/%d' % n)
        return self.b[who].submit(p.form('/approve/%d' % n, 'POST'),
                                  {'opinion': opinion},
                                  button=('action', action))

    def ask(self):
        return campus.request_id(campus.ask(self.b[campus.STUDENT], KIND))

    def clear(self):
        self.i.sql('DELETE FROM mail_outbox; DELETE FROM notice')


def way(t, s):
    me = campus.STUDENT
    p = s.b[me].open('/notices')
    t.ok(p.status == 200 and '还没有通知' in p.text and s.unread(me) == 0,
         'nothing yet, and it says so', p.text[:300])
    n = s.ask()
    todo = ('todo', '/approve/%d' % n)
    t.equal([s.told(x) for x in ('A1', 'A2', 'AG', 'AU', me)],
            [[todo], [todo], [], [], []],
            'asked: those who may decide are told, and nobody else')
    t.equal([s.unread('A1', x) for x in ('/notices', '/approve',
                                         '/services')], [1, 1, 1],
            'the head of every page counts it')
    p = s.b['A1'].open('/notices')
    p = s.b['A1'].submit(next(f for f in p.forms
                              if f.action.startswith('/notices/')))
    t.ok(p.url.endswith('/approve/%d' % n) and p.status == 200,
         'it leads to the request', p.url)
    t.equal((s.unread('A1'), s.unread('A2')), (0, 1),
            'read: by one, not by the other')
    s.decide('A1', n, 'return')
    t.equal(s.told(me), [('returned', '/documents/%d' % n)],
            'returned: the applicant is told')
    n = s.ask()
    s.decide('A1', n, 'reject')
    t.equal(s.told(me)[-1], ('rejected', '/documents/%d' % n), 'rejected')
    n = s.ask()
    s.decide('A1', n, 'approve')
    campus.issued(s.b[me], '/documents/%d' % n)
    t.equal(s.told(me)[-1], ('issued', '/documents/%d' % n),
            'approved and sealed: issued')
    t.equal(s.unread(me), 3, 'three are unread')
    p = s.b[me].open('/notices')
    t.ok(p.text.index('已签发') < p.text.index('退回'), 'newest first')
    s.b[me].submit(p.form('/notices', 'POST'))
    t.equal(s.unread(me), 0, 'all are read at once')
    e = s.b[me].open('/notices?lang=en')
    t.ok('has been issued' in e.text, 'in English', e.text[:400])


def foreign(t, s):
    s.clear()
    n = s.ask()
    mine = s.i.one("SELECT id FROM notice WHERE account_id = (SELECT id FROM"
                   " account WHERE name = 'A1')")
    f = s.b['A2'].open('/notices').forms
    form = next(x for x in f if x.action.startswith('/notices/'))
    form.action = '/notices/' + mine
    t.equal(s.b['A2'].submit(form).status, 404, 'another one\'s notice: 404')
    t.equal(s.unread('A1'), 1, 'and it stays unread')
    form.action = '/notices/99999999'
    t.equal(s.b['A2'].submit(form).status, 404, 'as one that is not there')
    t.ok(n > 0, 'a request')


def clock(t, s):
    """Reminders and escalations reach people; somebody stands in."""
    s.clear()
    n = s.ask()
    s.i.sql("INSERT INTO absence (account_id, deputy_id, valid_from,"
            " valid_until, created) SELECT a.id, b.id, 1, 4000000000, 1 FROM"
            " account a, account b WHERE a.name = 'A2' AND b.name = 'D1'")
    before = len(s.told('A1'))
    s.i.sql('UPDATE flow_step SET next_at = 1 WHERE request_id = %d AND'
            ' next_at > 0' % n)
    s.i.sql('UPDATE notice SET seen = 1')
    s.i.until(lambda: s.i.one("SELECT COUNT(*) FROM flow_event WHERE kind IN"
                              " ('remind', 'escalate') AND request_id = %d"
                              % n) != '0' and len(s.told('A1')) > before, 90)
    late = ('overdue', '/approve/%d' % n)
    if s.i.one("SELECT COUNT(*) FROM flow_event WHERE kind = 'remind' AND"
               ' request_id = %d' % n) == '0':
        t.note('this flow has no reminder')
        return
    t.ok(late in s.told('A1') and late in s.told('A2'),
         'reminded: those who may decide are told', s.told('A1'))
    t.ok(late in s.told('D1'), 'and who stands in', s.told('D1'))


def shared(t, s):
    me = campus.STUDENT
    b = s.b[me]
    n = campus.request_id(campus.issued(b, campus.ask(b).url))
    s.clear()
    s.i.sql("INSERT INTO share_link (token, person_id, crid, request_id,"
            " created, expires) SELECT UNHEX(REPEAT('ab', 16)), person_id,"
            " crid, id, 1, 4000000000 FROM request WHERE id = %d" % n)
    for _ in range(2):
        q = s.i.browser()
        p = q.open('/s/' + 'ab' * 16)
        form = [f for f in p.forms if f.method == 'POST']
        got = q.submit(form[0]) if form else None
    t.ok(got is not None and got.status == 200, 'two people follow a link',
         got and got.status)
    t.equal(s.told(me), [('opened', '/documents/%d/share' % n)],
            'its owner is told once, while it is unread')
    t.equal(s.i.one('SELECT COUNT(*) FROM mail_outbox'), '0',
            'by mail only who wants it')


def certificate(t, s):
    i = s.i
    s.clear()
    conf = i.path('etc', 'audit.conf')
    keeper = i.one('SELECT a.name FROM seal s JOIN account a ON a.id ='
                   " s.keeper_id WHERE s.key_name = 'gs-p256'")
    now = int(time.time())

    last = [91]

    def ends(days):
        """So many days before it ends; what was told is older by then."""
        i.sql("UPDATE certificate SET not_after = %d WHERE key_name ="
              " 'gs-p256'; UPDATE notice SET at = at - %d" % (
                  now + days * 86400, (last[0] - days) * 86400))
        last[0] = days
        i.run_tool('es-audit', 'daily', '-c', conf)
        return s.told(keeper).count(('certificate', '/seal'))
    t.equal(ends(91), 0, '91 days: nobody is told')
    t.equal(ends(89), 1, '89 days: the keeper is')
    t.equal(ends(88), 1, 'once')
    t.equal(ends(29), 2, 'again at 30')
    t.equal(ends(6), 3, 'and at 7')
    t.equal(ends(5), 3, 'once each')
    i.sql('UPDATE certificate SET not_after = 2000000000')


def figures(t, s, conf):
    """A figure of the year that is not what was issued, or verified."""
    i = s.i
    i.sql("UPDATE document_file SET bytes = LEFT(bytes, LENGTH(bytes) - 1)"
          ' ORDER BY document_id LIMIT 1')
    i.run_tool('es-audit', 'daily', '-c', conf)
    for sql, back, words in (
            ('UPDATE document_figure SET n = n + 1 LIMIT 1',
             'UPDATE document_figure SET n = n - 1 LIMIT 1', 'documents, '),
            ("INSERT INTO document_figure VALUES (202601, 'GS', 'gpa', 77, 0,"
             ' 0, 3)', 'DELETE FROM document_figure WHERE seal_id = 77',
             '0 documents, counted 3'),
            ("INSERT INTO verify_figure VALUES (202601, 'VALID', 0, 5)",
             'DELETE FROM verify_figure WHERE month = 202601',
             '0 verifications, counted 5')):
        i.sql(sql)
        code, said = i.run_tool('es-audit', 'daily', '-c', conf)
        run = i.one('SELECT MAX(id) FROM audit_run')
        p = s.b['AU'].open('/admin/balance/%s?lang=zh-CN' % run)
        t.ok(code == 1 and words in said and '统计数字与实际' in p.text and
             ('alarm', '/admin/balance/' + run) in s.told('AU'),
             'a figure differs: said, shown, alarmed: ' + sql, said)
        i.sql(back)
    code, said = i.run_tool('es-audit', 'daily', '-c', conf)
    t.equal(code, 0, 'put right: a good day')
    i.sql("UPDATE document_file SET bytes = CONCAT(bytes, 'x') ORDER BY"
          ' document_id LIMIT 1')


def days(t, s):
    """The page of the daily reconciliation, and its alarm."""
    i = s.i
    s.clear()
    conf = i.path('etc', 'audit.conf')
    code, said = i.run_tool('es-audit', 'daily', '-c', conf)
    t.equal(code, 0, 'a good day')
    t.equal(s.told('AU') + s.told('SA'), [], 'no alarm')
    for who in ('AU', 'SA'):
        p = s.b[who].open('/admin/balance')
        t.ok(p.status == 200 and '一致' in p.text, '%s sees the days' % who,
             p.status)
    for who in ('SY', 'A1', campus.STUDENT):
        t.equal(s.b[who].open('/admin/balance').status, 403,
                '%s does not' % who)
    i.sql("UPDATE document_file SET bytes = CONCAT(bytes, 'x') ORDER BY"
          ' document_id LIMIT 1')
    i.sql("UPDATE person SET email = 'sa@example.edu' WHERE number = 'SA'")
    code, said = i.run_tool('es-audit', 'daily', '-c', conf)
    run = i.one('SELECT MAX(id) FROM audit_run')
    t.equal(code, 1, 'a file is changed')
    alarm = ('alarm', '/admin/balance/' + run)
    t.equal([s.told(x) for x in ('AU', 'SA', 'SY')], [[alarm], [alarm], []],
            'auditor and security officer are told')
    t.equal(i.one("SELECT address FROM mail_outbox WHERE state = 'waiting'"),
            'sa@example.edu', 'by mail, too')
    for lang, what in (('zh-CN', '存储的文件与加盖印章时不同'),
                       ('en', 'is not the one that was sealed')):
        p = s.b['AU'].open('/admin/balance/%s?lang=%s' % (run, lang))
        t.ok(p.status == 200 and what in p.text, 'the page names it: %s' %
             lang, p.text[:600])
    t.equal(s.b['AU'].open('/admin/balance/999999').status, 404, 'no such day')
    figures(t, s, conf)
    p = s.b['AU'].open('/admin/balance?lang=zh-CN')
    t.ok('/admin/balance/' + run in p.links, 'and is in the list')
    i.sql('UPDATE document_file SET bytes = LEFT(bytes, LENGTH(bytes) - 1)'
          ' ORDER BY document_id LIMIT 1')


def main():
    t = Tap()
    with Instance(people=20, conf={'approve': 'sweep_seconds = 1\n'}) as inst:
        s = Scene(inst)
        t.run('way', way, s)
        t.run('foreign', foreign, s)
        t.run('clock', clock, s)
        t.run('shared', shared, s)
        t.run('certificate', certificate, s)
        t.run('days', days, s)
    t.done()


if __name__ == '__main__':
    main()
