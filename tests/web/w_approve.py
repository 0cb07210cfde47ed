#!/usr/bin/env python3
"""w_approve - requests that people decide, over HTTP: every action, every
four-eyes rule, two decisions at once, foreign numbers, a crash, a forgery."""
import concurrent.futures
import os
import re
import shutil
import sys
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import SRC, Instance      # noqa: E402
from limits import limit                # noqa: E402
from tap import Tap                     # noqa: E402

KIND = 'enrolment'                      # of the office JW
UNIT = '计算机科学与技术学院'
HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}
CAST = {'A1': ['approver JW'], 'A2': ['approver JW'], 'AG': ['approver GS'],
        'H1': ['head ' + UNIT], 'CW': ['approver CW'], 'FW': ['approver FW'],
        'N1': [], 'N2': []}


def flow(inst, name):
    inst.sql("UPDATE document_type SET flow = '%s' WHERE id = '%s'" % (
        name, KIND))


class Scene:
    def __init__(self, t, inst):
        self.t, self.inst = t, inst
        self.b = {}
        for who, roles in CAST.items():
            people.add(inst, who, roles)
            self.b[who] = self.sign_in(who)
        self.b['student'] = self.sign_in(campus.STUDENT)

    def sign_in(self, who):
        b = self.inst.browser()
        campus.sign_in(b, who)
        return b

    def ask(self, who='student'):
        return campus.request_id(campus.ask(self.b[who], KIND))

    def state(self, n):
        return self.inst.one('SELECT state FROM request WHERE id = %d' % n)

    def page(self, who, n):
        return self.b[who].open('/approve/%d' % n)

    def act(self, who, n, action, opinion='', subject='', form=None):
        """One decision on the request's own page; the page that follows."""
        p = self.page(who, n)
        if p.status != 200:
            return p
        try:
            f = form or p.form('/approve/%d' % n, 'POST')
        except LookupError:
            return p
        return self.b[who].submit(f, {'opinion': opinion,
                                      'subject': subject},
                                  button=('action', action))

    def post(self, who, n, **fields):
        """Whatever somebody may send without having the form."""
        b = self.b[who]
        csrf = dict(map(tuple, b.open('/approve/absence').form(
            '/approve/absence', 'POST').fields))['csrf']
        fields = dict({'csrf': csrf, 'step': 0, 'absent': 0, 'seen': 1,
                       'action': 'approve'}, **fields)
        return b.open('/approve/%d' % n, 'POST',
                      urllib.parse.urlencode(fields).encode(),
                      dict(HEADERS, Origin=self.inst.base))

    def is_(self, n, want, name):
        self.t.equal(self.state(n), want, name)

    def issued(self, n):
        return self.inst.until(lambda: self.state(n) == 'issued', 20)

    def events(self, n):
        return [r[0] for r in self.inst.sql(
            'SELECT kind FROM flow_event WHERE request_id = %d ORDER BY seq'
            % n)]


def whole(t, s):
    flow(s.inst, 'one-approver')
    n = s.ask()
    s.is_(n, 'review', 'a request of a type with a flow is under review')
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('正在审核' in p.text and '出证部门审核' in p.text and not any(
        x.endswith('/file') for x in p.links),
        'the applicant sees that, and who decides; no file')
    t.equal(s.inst.one('SELECT COUNT(*) FROM seal_job WHERE request_id = %d'
                       % n), '0', 'and nothing can be sealed')
    p = s.b['A1'].open('/approve')
    t.ok('/approve/%d' % n in p.links, 'it is in the approver\'s inbox')
    t.ok('/approve/%d' % n not in s.b['AG'].open('/approve').links,
         'and not in that of another office')
    p = s.page('A1', n)
    t.ok('样例甲' in p.text and p.status == 200, 'the page names who asks')
    svg = s.b['A1'].open('/approve/%d/preview/1' % n)
    t.ok(svg.status == 200 and svg.body.startswith(b'<svg'),
         'and shows the document')
    p = s.act('A1', n, 'approve', 'fine')
    t.ok(p.status == 200 and '/approve' in p.url and '已同意' in p.text,
         'approved', (p.status, p.url))
    t.ok(s.issued(n), 'and sealed', s.state(n))
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('样例A1' in p.text and 'fine' in p.text and any(
        x.endswith('/file') for x in p.links),
        'the applicant sees by whom, and has the file')
    t.ok('/approve/%d' % n in s.b['A1'].open('/approve/done').links and
         '/approve/%d' % n not in s.b['A1'].open('/approve').links,
         'the approver finds it among what is done')
    t.equal(s.page('A1', n).status, 200, 'and may look at it')
    t.equal(s.b['A1'].open('/approve/done?q=2099000001').links.count(
        '/approve/%d' % n), 1, 'also by searching')
    t.equal(s.b['A1'].open('/approve/done?q=nothing').links.count(
        '/approve/%d' % n), 0, 'for what it is')


def foreign(t, s):
    flow(s.inst, 'one-approver')
    n = s.ask()
    for who in ('AG', 'N1', 'H1'):
        t.equal(s.page(who, n).status, 404, '%s: no such request' % who)
        t.equal(s.b[who].open('/approve/%d/preview/1' % n).status, 404,
                'nor its preview')
        for action in ('approve', 'reject', 'return', 'hold', 'delegate'):
            p = s.post(who, n, action=action, opinion='x', subject='N2')
            t.ok(p.status in (404, 409), 'nor can they %s it' % action,
                 p.status)
    for action in ('submit', 'withdraw', 'remind', 'escalate', 'resume', 'x'):
        p = s.post('A1', n, action=action, opinion='x')
        t.ok(p.status in (400, 409), 'nobody decides "%s"' % action,
             p.status)
    for path in ('0', '999999', '-1', 'x', '1e3', '9' * 30):
        t.equal(s.b['A1'].open('/approve/' + path).status, 404,
                '/approve/%s is not there' % path)
    t.equal(s.b['student'].open('/approve').status, 403,
            'a student has no inbox')
    other = s.sign_in('2099000005')
    t.equal(other.open('/documents/%d' % n).status, 404,
            'nor sees another student the request')
    f = s.b['student'].open('/documents/%d' % n).form('/withdraw', 'POST')
    csrf = dict(map(tuple, other.open('/services').form(
        '/logout', 'POST').fields))['csrf']
    for verb in ('withdraw', 'resubmit'):
        p = other.open('/documents/%d/%s' % (n, verb), 'POST', (
            'csrf=' + csrf).encode(), dict(HEADERS, Origin=s.inst.base))
        t.equal(p.status, 404, 'nor can they %s it' % verb)
    s.is_(n, 'review', 'nothing has happened to it')
    t.equal(s.events(n), ['submit'], 'and nothing was written')
    p = s.b['student'].submit(f)
    s.is_(n, 'withdrawn', 'the applicant takes it back')
    t.ok('您已撤回' in p.text, 'and reads so')
    t.equal(s.page('A1', n).status, 404, 'it has gone from the inbox')
    p = s.b['student'].submit(f)
    t.ok(p.status == 409 and '状态已变化' in p.text, 'once', p.status)


def actions(t, s):
    flow(s.inst, 'two-approvers')
    n = s.ask()
    t.equal(s.page('A1', n).status, 404, 'the second step waits')
    p = s.act('H1', n, 'reject')
    t.ok(p.status == 400 and '请写明原因' in p.text, 'no rejection without '
         'a reason', p.status)
    p = s.act('H1', n, 'hold', 'asking the school')
    s.is_(n, 'held', 'on hold')
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('asking the school' in p.text, 'the applicant reads why')
    t.ok('/approve/%d' % n in s.b['H1'].open('/approve').links,
         'it stays in the inbox')
    s.act('H1', n, 'resume')
    s.is_(n, 'review', 'and goes on')
    p = s.act('H1', n, 'delegate', subject='nobody')
    t.ok(p.status == 400 and '不能交给此人' in p.text, 'not to nobody')
    for who in ('H1', campus.STUDENT):
        p = s.act('H1', n, 'delegate', subject=who)
        t.equal(p.status, 400, 'nor to %s' % who)
    s.act('H1', n, 'delegate', 'please', 'N1')
    t.ok('/approve/%d' % n in s.b['N1'].open('/approve').links and
         '/approve/%d' % n not in s.b['H1'].open('/approve').links,
         'given to a colleague, who has it now')
    t.equal(s.page('H1', n).status, 200, 'who gave it may look')
    s.act('N1', n, 'add', 'you too', 'N2')
    s.act('N1', n, 'approve')
    s.is_(n, 'review', 'an added approver must agree, too')
    t.equal(s.page('A1', n).status, 404, 'so the second step waits on')
    s.act('N2', n, 'approve', 'agreed')
    t.equal(s.page('A1', n).status, 200, 'then it is its turn')
    s.act('A1', n, 'return', 'the name is wrong')
    s.is_(n, 'returned', 'returned for correction')
    before = s.inst.one("SELECT HEX(sha256) FROM snapshot WHERE request_id ="
                        " %d" % n)
    s.inst.sql("UPDATE person SET name_en = 'SAMPLE Jiaa' WHERE number ="
               " '%s'" % campus.STUDENT)
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('the name is wrong' in p.text, 'the applicant reads why')
    s.b['student'].submit(p.form('/resubmit', 'POST'), {'note': 'mended'})
    s.is_(n, 'review', 'and submits it again')
    rows = s.inst.sql('SELECT round, HEX(sha256) FROM snapshot WHERE'
                      ' request_id = %d ORDER BY round' % n)
    t.ok(len(rows) == 2 and rows[0][1] == before != rows[1][1],
         'with the record of today; that of before is kept')
    t.equal(s.page('A1', n).status, 200, 'who returned it may look')
    s.act('H1', n, 'approve')
    s.act('A1', n, 'approve')
    t.ok(s.issued(n), 'and it is sealed', s.state(n))
    t.equal(s.events(n), ['submit', 'hold', 'resume', 'delegate', 'add',
                          'approve', 'approve', 'return', 'submit', 'approve',
                          'approve'], 'all of that stands in its events')
    audit = s.inst.one("SELECT COUNT(*) FROM audit_log WHERE chain ="
                       " 'approve' AND object = 'request %d' AND result ="
                       " 'ok'" % n)
    t.equal(audit, '9', 'and each decision in the audit log')
    n = s.ask()
    s.act('H1', n, 'reject', 'no')
    s.is_(n, 'rejected', 'rejected')
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('未获批准' in p.text and '/services' in p.links, 'and what to do')


def four_eyes(t, s):
    flow(s.inst, 'two-approvers')
    people.give(s.inst, 'H1', 'approver', 'JW')
    n = s.ask()
    s.act('H1', n, 'approve')
    p = s.page('H1', n)
    t.ok('须由另一人审批' in p.text and not any(
        f.action == '/approve/%d' % n for f in p.forms),
        'who approved one step is told that another does the next')
    p = s.post('H1', n, step=1, seen=2)
    t.ok(p.status == 409 and '须由另一人' in p.text, 'and refused', p.status)
    s.act('A1', n, 'approve')
    t.ok(s.issued(n), 'another one does')
    # A member of staff who may decide it themselves asks for something.
    flow(s.inst, 'one-approver')
    s.inst.sql("UPDATE document_type SET kinds = 'student,staff', levels = ''"
               " WHERE id = '%s'" % KIND)
    n = s.ask('A2')
    t.ok('/approve/%d' % n not in s.b['A2'].open('/approve').links,
         'one\'s own request is not in one\'s inbox')
    t.equal(s.page('A2', n).status, 404, 'nor shown as a task')
    p = s.post('A2', n)
    t.ok(p.status in (404, 409) and s.events(n) == ['submit'],
         'nor decided by oneself', p.status)
    s.act('A1', n, 'approve')
    t.ok(s.issued(n), 'but by another', s.state(n))


def at_once(t, s):
    flow(s.inst, 'one-approver')
    n = s.ask()

    def one(who):
        b = s.inst.browser()
        b.cookies = dict(s.b[who].cookies)
        p = b.open('/approve/%d' % n)
        b.page = p
        return lambda action: b.submit(p.form('/approve/%d' % n, 'POST'), {
            'opinion': 'x'}, button=('action', action))
    calls = [(one('A1'), 'approve'), (one('A2'), 'reject'),
             (one('A1'), 'approve'), (one('A2'), 'return')]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda c: c[0](c[1]), calls))
    t.equal(sum('did=' in p.url for p in pages), 1,
            'of four decisions in one moment one counts')
    t.ok(all(p.status in (200, 404, 409) for p in pages),
         'the others are told', [p.status for p in pages])
    t.equal(len(s.events(n)), 2, 'and one is written')


def batch(t, s):
    flow(s.inst, 'one-approver')
    ids = [s.ask() for _ in range(3)]
    p = s.b['A1'].open('/approve')
    f = p.form('/approve/batch', 'POST')
    boxes = re.findall(r'name="(t\d+)" value="(\d+)-(\d+)-(\d+)-(\d+)"',
                       p.body.decode())
    mine = {int(b[1]): (b[0], '-'.join(b[1:])) for b in boxes}
    t.ok(set(ids) <= set(mine), 'three in the list')
    s.act('A2', ids[2], 'approve')      # somebody was faster
    s.b['A1'].page = p
    p = s.b['A1'].submit(f, {mine[i][0]: mine[i][1] for i in ids},
                         button=('action', 'approve'))
    t.ok(p.status == 200 and '成功处理 2 件' in p.text and
         p.text.count('已同意。') == 2, 'two are approved', p.text)
    t.ok('请再看一遍' in p.text or '已经处理完' in p.text,
         'and one says why not', p.text)
    for i in ids:
        t.ok(s.issued(i), 'sealed')
    p = s.b['A1'].open('/approve')
    csrf = dict(map(tuple, p.form('/logout', 'POST').fields))['csrf']

    def send(**fields):
        return s.b['A1'].open('/approve/batch', 'POST', urllib.parse.
                              urlencode(dict(fields, csrf=csrf)).encode(),
                              dict(HEADERS, Origin=s.inst.base))
    t.ok('没有选中' in send(action='approve').text, 'none selected')
    t.equal(send(action='reject', t0='1-0-0-1').status, 400,
            'nobody rejects many at once')
    for bad in ('1-0-0', 'x-0-0-1', '1-0-0-1-1', '1-99-0-1'):
        t.equal(send(action='approve', t0=bad).status, 400,
                'no task: %s' % bad)
    p = send(action='approve', t0='%d-0-0-1' % ids[0],
             t1='999999-0-0-1')
    t.ok(p.status == 200 and '成功处理 0 件' in p.text, 'what is done or not '
         'there is told row by row')
    most = limit('INBOX')
    for n in range(most + 1):
        p = send(action='approve', **{'t%d' % n: '999999-0-0-1'})
        t.ok(('999999' in p.text) == (n < most),
             'box %d' % n) if n >= most - 1 else None


def many(t, s):
    """More than a page of the inbox holds: the most urgent, and a search."""
    most = limit('INBOX')
    flow(s.inst, 'one-approver')
    n = s.ask()
    have = int(s.inst.one("SELECT COUNT(*) FROM flow_task WHERE office ="
                          " 'JW'"))
    for table, cols in (
            ('request', "person_id, UNHEX(MD5(seq)), type_id, lang, purpose,"
             " round, state, CONCAT('MANY-', seq), LPAD(seq, 16, 'A'),"
             " created, type_version, caller"),
            ('flow_instance', 'flow, definition, applicant,'
             ' applicant_person, unit, office, phase, round, events, hash,'
             ' changed'), ('flow_step', 'step, opened, due_at, next_at,'
                           ' reminded, escalated'),
            ('flow_task', 'step, slot, alt, account_id, role, office')):
        key = 'id' if table == 'request' else 'request_id'
        names = re.sub(r'UNHEX\(MD5\(seq\)\)', 'crid', cols)
        names = re.sub(r"CONCAT\('MANY-', seq\)", 'number', names)
        names = re.sub(r"LPAD\(seq, 16, 'A'\)", 'code', names)
        s.inst.sql('INSERT INTO %s (%s, %s) SELECT seq + 500000, %s FROM %s,'
                   ' seq_1_to_%d WHERE %s = %d' % (
                       table, key, names, cols, table, most - have, key, n))
    p = s.b['A1'].open('/approve')
    t.ok(p.body.count(b'class="task"') == most and '最急的' in p.text,
         'a full page says that it is not all')
    p = s.b['A1'].open('/approve?q=MANY-3')
    t.ok(0 < p.body.count(b'class="task"') < most, 'a search finds less')
    s.inst.sql('DELETE FROM flow_task WHERE request_id = 500001')
    p = s.b['A1'].open('/approve')
    t.ok(p.body.count(b'class="task"') == most - 1 and
         '最急的' not in p.text, 'one less is all')
    p = s.b['A1'].open('/approve?late=1')
    t.ok(b'class="task"' not in p.body and '没有符合条件' in p.text,
         'none is late, and the page says so')
    s.inst.sql('UPDATE flow_step SET due_at = 5 WHERE request_id = %d' % n)
    p = s.b['A1'].open('/approve?late=1')
    t.equal([x for x in p.links if re.search(r'/approve/\d+$', x)],
            ['/approve/%d' % n], 'one is')
    p = s.b['A1'].open('/approve?type=none')
    t.ok(b'class="task"' not in p.body, 'none of another type')
    for table in ('flow_task', 'flow_step', 'flow_instance'):
        s.inst.sql('DELETE FROM %s WHERE request_id > 500000' % table)
    s.inst.sql('DELETE FROM request WHERE id > 500000')


def opinions(t, s):
    n = s.ask()
    most = limit('FLOW_OPINION')
    p = s.post('A1', n, action='reject', opinion='长' * (most + 1))
    t.equal(p.status, 413, 'an opinion that is one character too long')
    p = s.post('A1', n, action='reject', opinion='长' * most)
    s.is_(n, 'rejected', 'as long as may be')
    t.ok('长' * most in s.b['student'].open('/documents/%d' % n).text,
         'and read in full')


def absence(t, s):
    flow(s.inst, 'one-approver')
    n = s.ask()
    day = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 8 * 3600))
    a = s.b['A1']

    def set_(**fields):
        p = a.open('/approve/absence')
        f = next(x for x in p.forms if x.action == '/approve/absence')
        return a.submit(f, dict(
            {'from': day, 'until': day, 'deputy': 'N1', 'reason': ''},
            **fields))
    for bad, said in (({'deputy': 'X'}, '没有这个工号'),
                      ({'deputy': campus.STUDENT}, '没有这个工号'),
                      ({'deputy': 'A1'}, '不能是您本人'),
                      ({'until': '2020-01-01'}, '日期不正确'),
                      ({'from': '20-2-2-2-2'}, '日期不正确')):
        p = set_(**bad)
        t.ok(p.status == 400 and said in p.text, 'no: %s' % said, p.text)
    t.equal(s.page('N1', n).status, 404, 'not yet theirs')
    set_(reason='conference')
    p = s.b['N1'].open('/approve')
    t.ok('/approve/%d' % n in p.links and '代 样例A1' in p.text,
         'the deputy has the inbox of who is away')
    t.ok('已有代理安排' in set_().text, 'once for a time')
    s.act('N1', n, 'approve')
    t.ok(s.issued(n), 'and approves for them', s.state(n))
    p = s.b['student'].open('/documents/%d' % n)
    t.ok('（代 样例A1）' in p.text, 'which is shown')
    n = s.ask()
    t.equal(s.page('N1', n).status, 200, 'the next one')
    p = a.open('/approve/absence')
    f = next(x for x in p.forms if x.action.endswith('/end'))
    b = s.b['N2']
    b.open('/approve/absence')
    csrf = dict(map(tuple, b.page.form('/logout', 'POST').fields))['csrf']
    p = b.open(f.action, 'POST', ('csrf=' + csrf).encode(),
               dict(HEADERS, Origin=s.inst.base))
    t.equal(p.status, 404, 'another\'s absence is not theirs to end')
    a.page = a.open('/approve/absence')
    a.submit(f)
    t.equal(s.page('N1', n).status, 404, 'back again: it is theirs no more')
    p = s.post('N1', n, absent=s.inst.one(
        "SELECT id FROM account WHERE name = 'A1'"))
    t.equal(p.status, 404, 'whatever they send', )
    s.is_(n, 'review', 'nothing happened')


def the_clock(t, s):
    flow(s.inst, 'two-approvers')
    n = s.ask()
    s.inst.sql('UPDATE flow_step SET next_at = 1 WHERE request_id = %d' % n)
    time.sleep(2.5)
    t.equal(s.events(n), ['submit'], 'a row alone moves no clock')
    t.ok(int(s.inst.one('SELECT next_at FROM flow_step WHERE request_id = %d'
                        % n)) > 1, 'it is looked at again later')
    flow(s.inst, 'quick')
    n = s.ask()
    t.equal(s.page('A1', n).status, 404, 'the head of unit decides')
    t.ok(s.inst.until(lambda: 'remind' in s.events(n), 10), 'is reminded')
    t.ok('已催办' in s.b['H1'].open('/approve').text, 'which the inbox says')
    t.ok(s.inst.until(lambda: '/approve/%d' % n in s.b['H1'].open(
        '/approve?late=1').links, 10), 'as that it is late')
    t.ok(s.inst.until(lambda: 'escalate' in s.events(n), 10), 'and when '
         'nothing happens')
    t.ok('升级办理' in s.b['A1'].open('/approve').text, 'the issuing office '
         'has it, too')
    s.act('A1', n, 'approve')
    t.ok(s.issued(n), 'and decides', s.state(n))
    t.equal(s.events(n), ['submit', 'remind', 'escalate', 'approve'],
            'one reminder, one escalation')


def new_version(t, s):
    """A flow that changes: requests under way keep theirs."""
    flow(s.inst, 'quick')
    n = s.ask()
    old = s.inst.path('flows', 'old')
    os.mkdir(old)
    path = s.inst.path('flows', 'quick.xml')
    with open(path) as f:
        text = f.read()

    def reload():
        for p in ('request', 'approve', 'signd'):
            before = s.inst.tree(p)[1:]
            os.kill(s.inst.pid(p), 1)
            s.inst.until(lambda: not set(before) & set(s.inst.tree(p)), 20)
    with open(path, 'w') as f:
        f.write(text.replace('version="1"', 'version="2"'))
    reload()
    p = s.page('H1', n)
    t.ok(p.status in (404, 500, 503), 'without its definition nobody decides',
         p.status)
    with open(old + '/quick-1.xml', 'w') as f:
        f.write(text)
    reload()
    m = s.ask()
    for i in (n, m):
        s.act('H1', i, 'approve')
        t.ok(s.issued(i), 'with it both versions are', s.state(i))
    rows = s.inst.one('SELECT COUNT(DISTINCT definition) FROM flow_instance'
                      ' WHERE request_id IN (%d, %d)' % (n, m))
    t.equal(rows, '2', 'which are two')
    with open(path, 'w') as f:
        f.write(text.replace('role="head"', 'role="sultan"'))
    for p in ('request', 'approve', 'signd'):
        code = os.system('%s/fcgi-apps/%s/es-%s -t -c %s >%s 2>&1' % (
            os.environ['ES_BUILDDIR'], p, p, s.inst.path(
                'etc', p + '.conf'), s.inst.path('said')))
        said = open(s.inst.path('said')).read()
        if p != 'signd':
            t.ok(code != 0 and 'quick.xml:1: who role' in said,
                 'es-%s -t names the flaw of a flow' % p, said)
    with open(path, 'w') as f:
        f.write(text)


def forged(t, s):
    """Whoever changes one stored decision by hand gets no seal for it."""
    inst = s.inst
    flow(inst, 'two-approvers')
    inst.keeper('seal', False)
    inst.signal('seal', 19)             # stamps nothing meanwhile
    forgeries = [
        ("an opinion", "UPDATE flow_event SET text = 'other' WHERE request_id"
         " = {n} AND seq = 2", 'decision_changed', 'decision 2'),
        ('who it was', "UPDATE flow_event SET actor = (SELECT id FROM account"
         " WHERE name = 'A2') WHERE request_id = {n} AND seq = 3",
         'decision_changed', 'decision 3'),
        ('a missing one', 'DELETE FROM flow_event WHERE request_id = {n} AND'
         ' seq = 2', 'decision_changed', 'decision 2'),
        ('the last one cut off', 'DELETE FROM flow_event WHERE request_id ='
         ' {n} AND seq = 3', 'decision_changed', 'decision 3'),
        ('a right that was not there', "UPDATE account_role SET valid_until ="
         " 5 WHERE role = 'head'", 'no_right', 'decision 2'),
        ('another flow', "UPDATE flow_instance SET definition = UNHEX(SHA2("
         "'x', 256)) WHERE request_id = {n}", 'no_flow', ''),
        ('another record', "UPDATE snapshot SET record = REPLACE(record,"
         " '样例甲', '样例乙'), sha256 = UNHEX(SHA2(record, 256)) WHERE"
         ' request_id = {n}', 'approval_changed', ''),
        ('an approval that nobody gave', "UPDATE request SET state ="
         " 'awaiting' WHERE id = {n}; INSERT INTO approval SELECT {n}, 1,"
         " 'flow', 'approved', sha256, 5 FROM snapshot WHERE request_id ="
         " {n}; INSERT INTO seal_job (request_id, state) VALUES ({n}, 'new')",
         'not_approved', ''),
    ]
    ids = []
    for name, sql, why, record in forgeries:
        n = s.ask()
        if 'nobody gave' not in name:
            p = s.act('H1', n, 'approve')
            s.act('A1', n, 'approve')
            t.equal(s.state(n), 'awaiting', 'approved by two')
        if 'right' not in name:
            inst.sql(sql.format(n=n))
        ids.append(n)
    good = s.ask()
    s.act('H1', good, 'approve')
    s.act('A1', good, 'approve')
    inst.signal('seal', 18)
    inst.keeper('seal', True)
    t.ok(s.issued(good), 'an honest one is sealed', s.state(good))
    for (name, _, why, record), n in zip(forgeries, ids):
        if 'right' in name:
            t.ok(s.issued(n), 'so is one whose forgery comes later')
            continue
        said = inst.until(lambda: inst.one(
            "SELECT detail FROM seal_ledger WHERE kind = 'refused' AND"
            " request_id = %d" % n), 20)
        reason = inst.one('SELECT reason FROM seal_job WHERE request_id = %d'
                          % n)
        t.ok(said and why in reason, '%s: refused, and in the ledger' % name,
             (said, reason))
        if record:
            t.ok(said and '%s of request %d' % (record, n) in said,
                 'which names the record', said)
        t.ok(s.state(n) != 'issued', 'and not sealed')
    # A role that ended before the decision was taken.
    inst.keeper('seal', False)
    inst.signal('seal', 19)
    n = s.ask()
    s.act('H1', n, 'approve')
    s.act('A1', n, 'approve')
    inst.sql(forgeries[4][1])
    inst.signal('seal', 18)
    inst.keeper('seal', True)
    said = inst.until(lambda: inst.one(
        "SELECT detail FROM seal_ledger WHERE kind = 'refused' AND"
        " request_id = %d" % n), 20)
    t.ok(said and 'without the right' in said and 'decision 2 of request %d'
         % n in said, 'who held no role then decided nothing', said)


def crash(t, s):
    """Killed before the commit: as if nobody had pressed the button."""
    flow(s.inst, 'one-approver')
    n = s.ask()
    s.inst.fault('decide.before_commit kill')
    try:
        p = s.act('A1', n, 'approve')
        t.ok(p.status >= 500, 'the visitor is told', p.status)
    except OSError as e:
        t.note(e)
    t.ok(s.inst.fault_hit(), 'es-approve died with the decision in its hands')
    t.equal(s.events(n), ['submit'], 'nothing is written')
    s.is_(n, 'review', 'nothing decided')
    s.inst.until(lambda: s.b['A1'].open('/approve').status == 200, 10)
    s.act('A1', n, 'approve')
    t.ok(s.issued(n), 'and again: once', s.state(n))
    t.equal(s.events(n), ['submit', 'approve'], 'and for good')


QUICK = '''<flow name="quick" version="1" zh="快" en="Quick"><step id="a" \
zh="甲" en="A" remind="1s" due="2s"><who role="head"/><escalate after="4s">\
<who role="approver" office="issuer"/></escalate></step></flow>'''


def own_flows(inst):
    """Flows of the test's own beside those of the product."""
    inst.stop()
    shutil.copytree(SRC + '/templates/flows', inst.path('flows'))
    with open(inst.path('flows', 'quick.xml'), 'w') as f:
        f.write(QUICK)
    os.chmod(inst.path('flows'), 0o755)
    for p in ('request', 'approve', 'signd'):
        path = inst.path('etc', p + '.conf')
        with open(path) as f:
            text = f.read()
        with open(path, 'w') as f:
            f.write(re.sub('(?m)^flows = .*', 'flows = ' + inst.path(
                'flows'), text))
    inst.start()


def main():
    t = Tap()
    with Instance(people=20, conf={'approve': 'sweep_seconds = 1\n'}) as inst:
        own_flows(inst)
        s = Scene(t, inst)
        for f in (whole, foreign, actions, four_eyes, at_once, batch, many,
                  opinions, absence, the_clock, crash, new_version):
            t.run(f.__name__, f, s)
        code, said = inst.run_tool('es-audit', 'verify', '-c',
                                   inst.path('etc', 'audit.conf'))
        t.ok(code == 0, 'every chain is intact', said)
        t.run('forged', forged, s)
        code, said = inst.run_tool('es-audit', 'verify', '-c',
                                   inst.path('etc', 'audit.conf'))
        t.ok(code == 1 and 'BROKEN   flow' in said and
             'BROKEN   audit' not in said, 'forged decisions are named', said)
    t.done()


if __name__ == '__main__':
    main()
