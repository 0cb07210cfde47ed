#!/usr/bin/env python3
"""w_authorise - what a keeper allows: authorisations with period, hours and
quota, taken back at once; and releases by hand, by the right person."""
import datetime
import os
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import Instance           # noqa: E402
from tap import Tap                     # noqa: E402

KIND, SEAL = 'enrolment', 2
PAGE = '/seal/%d/authorisations' % SEAL
HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}


class Scene:
    def __init__(self, inst):
        self.inst = inst
        for who, roles in (('KK', ['keeper']), ('KD', ['keeper']),
                           ('KX', ['keeper']), ('A1', ['approver JW'])):
            people.add(inst, who, roles)
        inst.sql("UPDATE seal SET keeper_id = (SELECT id FROM account WHERE"
                 " name = 'KK'), deputy_id = (SELECT id FROM account WHERE"
                 " name = 'KD') WHERE id = %d" % SEAL)
        self.b = {w: self.sign_in(w) for w in ('KK', 'KD', 'KX', 'A1')}
        self.b['student'] = self.sign_in(campus.STUDENT)

    def sign_in(self, who):
        b = self.inst.browser()
        campus.sign_in(b, who)
        return b

    def ask(self, who='student'):
        return campus.request_id(campus.ask(self.b[who], KIND))

    def state(self, n):
        return self.inst.one('SELECT state FROM request WHERE id = %d' % n)

    def issued(self, n):
        return self.inst.until(lambda: self.state(n) == 'issued', 20)

    def waits(self, n, why):
        return self.inst.until(lambda: self.inst.one(
            'SELECT reason FROM seal_job WHERE request_id = %d' % n) ==
            'refused ' + why, 20)

    def grant(self, who='KK', **fields):
        b = self.b[who]
        p = b.open(PAGE)
        return b.submit(next(
            f for f in p.forms if f.action == PAGE), dict(
                {'type': KIND, 'daily': '10', 'total': '20'}, **fields))

    def post(self, who, path, **fields):
        b = self.b[who]
        csrf = dict(map(tuple, b.open('/documents').form(
            '/logout', 'POST').fields))['csrf']
        return b.open(path, 'POST', urllib.parse.urlencode(dict(
            fields, csrf=csrf)).encode(), dict(HEADERS,
                                               Origin=self.inst.base))

    def end_all(self):
        self.inst.sql('INSERT IGNORE INTO authorisation_end SELECT id, 1, 1'
                      ' FROM standing_authorisation WHERE seal_id = %d' %
                      SEAL)

    def row(self, what):
        return self.inst.one('SELECT %s FROM standing_authorisation ORDER BY'
                             ' id DESC LIMIT 1' % what)


def granting(t, s):
    p = s.b['KK'].open('/seal')
    t.ok(PAGE in p.links, 'a keeper finds the page of the seal')
    t.equal(s.b['KX'].open(PAGE).status, 404, 'another keeper does not')
    t.equal(s.b['A1'].open(PAGE).status, 403, 'nor who keeps none')
    for bad, said in (({'type': 'transcript-graduate'}, '不能用于此类文件'),
                      ({'until': '2020-01-01'}, '日期不正确'),
                      ({'from': '2030-01-02', 'until': '2030-01-01'},
                       '日期不正确'), ({'from': 'soon'}, '日期不正确'),
                      ({'hour_from': '9', 'hour_until': '9'},
                       '时段不正确'), ({'daily': '21'}, '额度不正确')):
        p = s.grant(**bad)
        t.ok(p.status == 400 and said in p.text, 'no: %s' % said, p.status)
    for bad in ({'daily': '0'}, {'hour_until': '25'}, {'caller': 'x'},
                {'total': 'all'}):
        t.equal(s.grant(**bad).status, 400, 'no: %s' % bad)
    before = s.row('id')
    p = s.grant(**{'from': '2026-01-01', 'until': '2030-12-31'})
    t.ok(p.status == 200 and '已授权' in p.text and '2030-12-31' in p.text,
         'given', p.status)
    t.ok(s.row('id') != before and s.row('daily_quota') == '10' and
         s.row('caller') == 'self', 'it is there')
    t.equal(s.inst.one("SELECT action FROM audit_log WHERE chain = 'seal' AND"
                       " actor = 'KK' ORDER BY seq DESC LIMIT 1"),
            'authorisation.give', 'and in the audit log')
    n = s.ask()
    t.ok(s.issued(n), 'what it covers is sealed')
    t.equal(s.row('used_total'), '1', 'and counted')
    new = int(s.row('id'))
    for who in ('KX', 'A1'):
        p = s.post(who, PAGE + '/%d/end' % new)
        t.ok(p.status in (403, 404), 'nobody else takes it back', p.status)
    t.equal(s.post('KK', PAGE.replace('2', '1') + '/%d/end' % new).status,
            404, 'nor by another seal')
    p = s.post('KD', PAGE + '/%d/end' % new)
    t.ok(p.status == 200 and '已收回' in p.text, 'the deputy does', p.status)
    t.equal(s.post('KD', PAGE + '/%d/end' % new).status, 200, 'twice is once')
    s.end_all()
    n = s.ask()
    t.ok(s.waits(n, 'no_authorisation'), 'from then on nothing is sealed '
         'by itself', s.state(n))
    return n


def releasing(t, s):
    n = granting(t, s)
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('已收回' in p.text, 'the holder reads why it waits')
    num = s.inst.one('SELECT number FROM request WHERE id = %d' % n)
    p = s.b['KK'].open(PAGE)
    t.ok(num in p.text and '无授权' in p.text, 'it waits for the keeper')
    p = s.b['KK'].open('/seal')
    t.ok(num in p.text and PAGE in p.links, 'and is in the list of all that '
         'waits for them', p.text[:500])
    t.ok(num not in s.b['KX'].open('/seal').text, 'not in another\'s')
    for who in ('KX', 'A1'):
        t.ok(s.post(who, '/seal/%d/release' % SEAL, request=n).status in (
            403, 404), 'nobody else releases it')
    t.equal(s.post('KK', '/seal/1/release', request=n).status, 404,
            'nor by another seal')
    t.equal(s.post('KK', '/seal/%d/release' % SEAL, request=999999).status,
            409, 'nor what is not there')
    s.b['KK'].open(PAGE)
    f = next(x for x in s.b['KK'].page.forms if ['request', str(n)] in
             x.fields)
    p = s.b['KK'].submit(f)
    t.ok(p.status == 200 and '已放行' in p.text, 'released', p.status)
    t.ok(num not in s.b['KK'].open('/seal').text, 'it waits no more')
    t.ok(s.issued(n), 'and sealed', s.state(n))
    said = s.inst.sql("SELECT authorisation_id, detail FROM seal_ledger WHERE"
                      " kind = 'intent' AND request_id = %d" % n)[-1]
    t.ok(said[0] == '0' and 'released by hand' in said[1],
         'which the ledger says', said)
    p = s.b['KK'].submit(f)
    t.ok(p.status == 409 and '不需要放行' in p.text, 'once', p.status)
    n = s.ask()
    t.ok(s.waits(n, 'no_authorisation'), 'the next one waits again')


def four_eyes(t, s):
    s.inst.sql("UPDATE document_type SET flow = 'one-approver', kinds ="
               " 'student,staff', levels = '' WHERE id = '%s'" % KIND)
    people.give(s.inst, 'KK', 'approver', 'JW')
    n = s.ask()
    p = s.b['KK'].open('/approve/%d' % n)
    s.b['KK'].submit(p.form('/approve/%d' % n, 'POST'), {'opinion': ''},
                     button=('action', 'approve'))
    t.ok(s.waits(n, 'no_authorisation'), 'approved by the keeper', s.state(n))
    p = s.post('KK', '/seal/%d/release' % SEAL, request=n)
    t.ok(p.status == 409 and '已审批过' in p.text, 'who does not release it, '
         'too', p.status)
    # A stolen es-seal writes what the page refuses: es-signd refuses, too.
    s.inst.sql("INSERT INTO seal_release SELECT r.id, %d, a.id, a.person_id,"
               " s.sha256, 1, '' FROM request r JOIN snapshot s ON"
               " s.request_id = r.id JOIN account a ON a.name = 'KK' WHERE"
               " r.id = %d; UPDATE seal_job SET retry_at = 0 WHERE"
               " request_id = %d" % (SEAL, n, n))
    t.ok(s.waits(n, 'not_apart'), 'not even when it stands in the database',
         s.inst.sql('SELECT * FROM seal_job WHERE request_id = %d' % n))
    t.equal(s.state(n), 'failed', 'it is given up')
    n = s.ask('KK')
    p = s.b['A1'].open('/approve/%d' % n)
    s.b['A1'].submit(p.form('/approve/%d' % n, 'POST'), {'opinion': ''},
                     button=('action', 'approve'))
    t.ok(s.waits(n, 'no_authorisation'), 'a keeper\'s own request waits')
    p = s.post('KK', '/seal/%d/release' % SEAL, request=n)
    t.ok(p.status == 409 and '本人的申请' in p.text, 'not released by them',
         p.status)
    p = s.post('KD', '/seal/%d/release' % SEAL, request=n)
    t.ok(p.status == 200 and s.issued(n), 'but by the deputy', s.state(n))
    # Somebody who keeps another seal, or another snapshot.
    for who, sha in (('KX', 's.sha256'), ('KK', "UNHEX(SHA2('x', 256))")):
        n = s.ask()
        p = s.b['A1'].open('/approve/%d' % n)
        s.b['A1'].submit(p.form('/approve/%d' % n, 'POST'), {'opinion': ''},
                         button=('action', 'approve'))
        s.waits(n, 'no_authorisation')
        s.inst.sql("INSERT INTO seal_release SELECT r.id, %d, a.id,"
                   " a.person_id, %s, 1, '' FROM request r JOIN snapshot s ON"
                   " s.request_id = r.id JOIN account a ON a.name = '%s'"
                   " WHERE r.id = %d; UPDATE seal_job SET retry_at = 0 WHERE"
                   " request_id = %d" % (SEAL, sha, who, n, n))
        time.sleep(4)
        t.equal(s.state(n), 'awaiting', 'a release of another keeper, or '
                'record, releases nothing')
    s.inst.sql("UPDATE document_type SET flow = '' WHERE id = '%s'" % KIND)


def bounds(t, s):
    """Hours and quota: what is beyond waits, and is released by hand."""
    s.end_all()
    s.grant(daily='1', total='1')
    one, two = s.ask(), s.ask()
    t.ok(s.issued(one), 'the first of one')
    t.ok(s.waits(two, 'over_quota'), 'the second waits for the keeper')
    t.ok('额度已满' in s.b['KD'].open(PAGE).text, 'who reads why')
    t.equal(s.post('KD', '/seal/%d/release' % SEAL, request=two).status, 200,
            'and releases it')
    t.ok(s.issued(two), 'it is sealed', s.state(two))
    t.equal(s.row('used_total'), '1', 'and not counted')
    s.end_all()
    hour = (datetime.datetime.now(datetime.timezone.utc).hour + 8) % 24
    later = (hour + 2) % 24
    s.grant(hour_from=str(later if later < 23 else 0), hour_until=str(
        later + 1 if later < 23 else 1))
    n = s.ask()
    t.ok(s.waits(n, 'out_of_hours'), 'out of hours it waits, too')
    t.ok('不在时段' in s.b['KK'].open(PAGE).text, 'and says so')


def meanwhile(t, s):
    """Taken back between the verdict and the use: nothing was decided."""
    s.end_all()
    s.grant()
    was = s.inst.one('SELECT COUNT(*) FROM seal_ledger WHERE seal_id = %d' %
                     SEAL)
    s.inst.fault('signd.judged wait')
    n = s.ask()
    t.ok(s.inst.fault_hit(), 'es-signd has judged, and waits')
    s.inst.sql('UPDATE standing_authorisation SET revoked = TRUE WHERE id ='
               ' %s' % s.row('id'))
    s.inst.fault_go()
    t.ok(s.waits(n, 'no_authorisation'), 'the authorisation is no more', str(
        s.inst.sql('SELECT state, reason FROM seal_job WHERE request_id ='
                   ' %d' % n)))
    t.equal((s.row('used_total'), s.inst.one(
        "SELECT GROUP_CONCAT(DISTINCT kind) FROM seal_ledger WHERE"
        " seal_id = %d AND seq > %s" % (SEAL, was))), ('0', 'refused'),
        'of the first try there is no use and no entry')


def main():
    t = Tap()
    with Instance(people=20) as inst:
        s = Scene(inst)
        for f in (releasing, four_eyes, bounds, meanwhile):
            t.run(f.__name__, f, s)
        for what in ('verify', 'reconcile'):
            code, said = inst.run_tool('es-audit', what, '-c',
                                       inst.path('etc', 'audit.conf'))
            t.ok(code == 0, 'es-audit %s' % what, said)
    t.done()


if __name__ == '__main__':
    main()
