#!/usr/bin/env python3
"""w_accounts - accounts and rights by two officers: one asks, another agrees,
the third looks; and nobody does anything alone, or for themselves."""
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import Instance           # noqa: E402
from tap import Tap                     # noqa: E402

HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}
SYSTEM, SECURITY, AUDITOR = 'O0001', 'O0002', 'O0003'


class Scene:
    def __init__(self, inst):
        self.inst = inst
        inst.sql("INSERT INTO person (number, kind, name_zh, name_en, status)"
                 " VALUES ('N5001', 'staff', '样例新人', 'SAMPLE New',"
                 " 'registered'), ('N5002', 'staff', '样例离人', 'SAMPLE"
                 " Gone', 'left')")
        self.b = {}
        for who in (SYSTEM, SECURITY, AUDITOR, 'K0001', 'T0001',
                    campus.STUDENT):
            self.b[who] = inst.browser()
            campus.sign_in(self.b[who], who)

    def id(self, name):
        return int(self.inst.one("SELECT id FROM account WHERE name = '%s'" %
                                 name))

    def post(self, who, path, **fields):
        p = self.b[who].open('/')
        csrf = dict(map(tuple, p.form('/logout', 'POST').fields))['csrf']
        return self.b[who].open(path, 'POST', urllib.parse.urlencode(dict(
            fields, csrf=csrf)).encode(), dict(HEADERS,
                                               Origin=self.inst.base))

    def ask(self, name, kind, who=SYSTEM, **more):
        return self.post(who, '/admin/people/%d' % self.id(name), **dict(
            {'kind': kind, 'reason': '工作需要'}, **more))

    def last(self):
        return int(self.inst.one('SELECT MAX(id) FROM officer_proposal'))

    def decide(self, decision, who=SECURITY, n=None, reason='同意'):
        return self.post(who, '/admin/proposals/%d' % (n or self.last()),
                         decision=decision, reason=reason)

    def rights(self, name):
        return self.inst.sql(
            "SELECT role, office, granted_by, approved_by FROM account_role"
            " WHERE account_id = %d AND (valid_until = 0 OR valid_until >"
            " UNIX_TIMESTAMP())" % self.id(name))


def refuses(inst, sql, account='admin'):
    try:
        inst.sql(sql, account)
    except RuntimeError as e:
        return str(e)
    return ''


def looking(t, s):
    p = s.b[SYSTEM].open('/admin/people')
    t.ok(p.status == 200 and '样例安全管理员' in p.text and '审批人' in p.text and
         '2099000001' not in p.text, 'who holds a right')
    p = s.b[SYSTEM].open('/admin/people?q=20990000')
    t.ok('2099000008' in p.text, 'found by the account')
    p = s.b[AUDITOR].open('/admin/people?q=' + urllib.parse.quote('样例教授'))
    t.ok('T0001' in p.text and 'T0002' not in p.text, 'by name')
    p = s.b[AUDITOR].open('/admin/people?scope=rights&q=T0001')
    t.ok('T0001' in p.text, 'who holds no right yet is found, too')
    p = s.b[AUDITOR].open('/admin/people?q=sample%25')
    t.ok('没有符合条件' in p.text, 'a wildcard is none')
    p = s.b[SYSTEM].open('/admin/people?scope=all')
    names = re.findall(r'>(\w+)</a>', p.body.decode())
    more = next(x for x in p.links if 'after=' in x)
    p2 = s.b[SYSTEM].open(more)
    t.ok(p2.status == 200 and not set(re.findall(
        r'row-link mono" href="[^"]+">(\w+)<', p2.body.decode())) &
        set(re.findall(r'row-link mono" href="[^"]+">(\w+)<',
                       p.body.decode())) and len(names) > 40,
        'page by page')
    p = s.b[SECURITY].open('/admin/people/%d' % s.id('K0001'))
    t.ok('印章保管人' in p.text and 'es-campus' in p.text, 'one person\'s '
         'rights, with who gave them')
    t.ok(not [f for f in p.forms if '/admin/people' in f.action],
         'the security officer cannot ask')
    for who in ('K0001', 'T0001', campus.STUDENT):
        t.equal(s.b[who].open('/admin/people').status, 403, who + ' is out')


def rights(t, s):
    for more, said in (({'role': 'nobody'}, '选择角色'), (
            {'role': 'auditor', 'office': 'GS'}, '部门不正确'), (
            {'role': 'approver', 'office': 'ZZ'}, '部门不正确'), (
            {'role': 'head'}, '部门不正确'), (
            {'role': 'approver', 'until': '2020-01-01'}, '期限不正确'), (
            {'role': 'approver', 'reason': ''}, '填写理由')):
        p = s.ask('T0001', 'right', **more)
        t.ok(p.status == 409 and said in p.text, 'no: ' + said, p.text[:300])
    p = s.ask(SYSTEM, 'right', role='approver', office='GS')
    t.ok(p.status == 409 and '本人' in p.text, 'nothing for oneself')
    p = s.ask('T0001', 'right', role='approver', office='GS',
              until='2035-12-31')
    t.ok(p.status == 200 and '等待安全管理员' in p.text, 'asked for', p.text)
    t.equal(s.rights('T0001'), [], 'and nothing has happened')
    t.ok('已在等待审批' in s.ask('T0001', 'right', role='approver',
                           office='GS').text, 'once')
    n = s.last()
    for who in (SYSTEM, AUDITOR, 'K0001'):
        t.equal(s.decide('approve', who, n).status, 403, who +
                ' does not decide it')
    p = s.b[AUDITOR].open('/admin/proposals/%d' % n)
    t.ok(p.status == 200 and not [f for f in p.forms if 'proposals' in
                                  f.action], 'the auditor looks')
    p = s.decide('refuse', reason='')
    t.ok(p.status == 409 and '填写理由' in p.text, 'a refusal says why')
    p = s.decide('refuse', reason='先报校办')
    t.ok('先报校办' in p.text and s.rights('T0001') == [], 'refused')
    t.ok('已经办结' in s.decide('approve', n=n).text, 'for good')
    s.ask('T0001', 'right', role='approver', office='GS', until='2035-12-31')
    t.equal(s.post(SYSTEM, '/admin/proposals/%d/withdraw' % s.last()).status,
            200, 'withdrawn by who asked')
    s.ask('T0001', 'right', role='approver', office='GS', until='2035-12-31')
    t.equal(s.b['T0001'].open('/register').status, 403, 'no right yet')
    # A crash after the decision's row: nothing was decided.
    s.inst.fault('officer.before_commit kill')
    s.decide('approve')
    t.ok(s.inst.fault_hit() and s.rights('T0001') == [] and s.inst.one(
        'SELECT COUNT(*) FROM officer_decision WHERE proposal_id = %d' %
        s.last()) == '0', 'a crash decides nothing')
    s.inst.disarm()
    p = s.inst.until(lambda: (lambda x: x if x.status == 200 else None)(
        s.decide('approve')), 15)
    t.ok(p and '已记录' in p.text, 'agreed')
    t.equal(s.rights('T0001'), [['approver', 'GS', SYSTEM, SECURITY]],
            'with both names')
    t.equal(s.b['T0001'].open('/register').status, 200, 'in force at once')
    t.equal(s.inst.sql("SELECT action, actor FROM audit_log WHERE chain ="
                       " 'admin' ORDER BY seq DESC LIMIT 2"),
            [['officer.approved', SECURITY], ['officer.ask', SYSTEM]],
            'and on record')
    right = s.inst.one('SELECT MAX(id) FROM account_role')
    s.ask('T0001', 'right', role='auditor')
    p = s.decide('approve')
    t.ok(p.status == 409 and '不能兼任' in p.text, 'no officer with business')
    s.decide('refuse')
    s.ask('T0001', 'right-end', right=right)
    t.equal(s.b['T0001'].open('/register').status, 200, 'ending waits, too')
    s.decide('approve')
    t.equal(s.b['T0001'].open('/register').status, 403, 'and is at once')
    p = s.b[AUDITOR].open('/admin/people/%d' % s.id('T0001'))
    t.ok('已终止' in p.text and '先报校办' not in p.text and '不同意' in p.text,
         'the history has it all')
    p = s.ask(SECURITY, 'right-end', right=s.inst.one(
        "SELECT r.id FROM account_role r JOIN account a ON a.id ="
        " r.account_id WHERE a.name = '%s'" % SECURITY))
    t.ok(p.status == 409 and '唯一' in p.text, 'the last officer stays')


def own(t, s):
    """A second security officer may decide about the first, not they."""
    people.add(s.inst, 'O9001', ['system-admin'])
    people.add(s.inst, 'O9002', ['security-admin'])
    for who in ('O9001', 'O9002'):
        s.b[who] = s.inst.browser()
        campus.sign_in(s.b[who], who)
    p = s.ask(SECURITY, 'lock', 'O9001')
    t.equal(p.status, 200, 'about the security officer')
    p = s.decide('approve', SECURITY)
    t.ok(p.status == 409 and '本人' in p.text, 'who does not decide it')
    p = s.decide('refuse', 'O9002', reason='误报')
    t.equal(p.status, 200, 'but the other one')
    # Not even with both rights on one account: the database.
    n = s.last()
    for sql, want in (
            ("INSERT INTO officer_decision SELECT %d, 'approved', 1, a.id,"
             " a.person_id, a.name, '' FROM account a WHERE name = '%s'" % (
                 n + 1, SYSTEM), 'another decides'),):
        s.ask('T0002', 'lock')
        said = refuses(s.inst, sql)
        t.ok(want in said, 'a stolen es-admin: ' + want, said)
        said = refuses(s.inst, sql.replace(SYSTEM, 'O9001'))
        t.ok('security officer' in said, 'nor by another system officer',
             said)
        s.decide('refuse', reason='x')
    for sql, want in (
            ("UPDATE account SET disabled = 1 WHERE name = 'T0002'",
             'two officers lock'),
            ("INSERT INTO account (name, person_id, role, password) VALUES"
             " ('x', 1, 'staff', 'x')", 'two officers make'),
            ("INSERT INTO account_role (account_id, role, office, valid_from,"
             " granted_by, approved_by) VALUES (%d, 'approver', 'GS', 1, '%s',"
             " '%s')" % (s.id('T0002'), SYSTEM, SECURITY),
             'two officers give'),
            ("UPDATE account_role SET valid_until = 5, ended_by = 'x'",
             'two officers end'),
            ("INSERT INTO type_version VALUES ('x', 1, 'x', REPEAT('x', 32),"
             " 1, '%s', '%s')" % (SYSTEM, SECURITY), 'two officers publish'),
            ("INSERT INTO officer_proposal (kind, subject, reason, at,"
             " asked_id, asked_person, asked_by) SELECT 'lock', 'x', 'x', 1,"
             " id, person_id, name FROM account WHERE name = 'K0001'",
             'system officer asks'),
            ("UPDATE officer_decision SET decision = 'approved'", 'denied'),
            ("DELETE FROM officer_proposal", 'denied'),
            ("UPDATE account SET password = ''", 'two officers reset'),
            ("UPDATE account SET chosen = FALSE, reset = 99",
             'two officers reset')):
        said = refuses(s.inst, sql)
        t.ok(want in said, 'a stolen es-admin: ' + sql[:50], said)


def locking(t, s):
    s.ask('T0001', 'lock', reason='账号疑似泄露')
    t.equal(s.b['T0001'].open('/services').status, 200, 'not by one officer')
    s.decide('approve')
    p = s.b['T0001'].open('/services')
    t.ok('/login' in p.url, 'locked: the open session has ended', p.url)
    p = campus.sign_in(s.inst.browser(), 'T0001')
    t.ok('退出' not in p.text, 'and nobody signs in', p.text[:200])
    p = s.b[SYSTEM].open('/admin/people?scope=locked')
    t.ok('T0001' in p.text and 'T0002' not in p.text, 'listed')
    t.ok('不能授权' in s.ask('T0001', 'right', role='handler').text,
         'gets no right')
    t.ok('目前已是' in s.ask('T0001', 'lock').text, 'once')
    s.ask('T0001', 'unlock')
    s.decide('approve')
    t.ok('退出' in campus.sign_in(s.inst.browser(), 'T0001').text, 'unlocked')


def accounts(t, s):
    for number in ('N5002', 'N9999', 'T0001'):
        p = s.post(SYSTEM, '/admin/people', number=number, reason='x')
        t.ok(p.status == 409 and '没有此人' in p.text, 'no account for ' +
             number)
    p = s.post(SYSTEM, '/admin/people', number='N5001', reason='新入职')
    half = re.search(r'<pre[^>]*>(\w{11})</pre>', p.body.decode())
    t.ok(p.status == 200 and half, 'asked for, with half a password',
         p.text[:300])
    n = s.last()
    for who in (SECURITY, AUDITOR):
        t.ok(half.group(1) not in s.b[who].open(
            '/admin/proposals/%d' % n).text, who + ' does not see that half')
    t.equal(s.inst.one("SELECT COUNT(*) FROM account WHERE name = 'N5001'"),
            '0', 'no account yet')
    p = s.decide('approve')
    other = re.search(r'<pre[^>]*>(\w{11})</pre>', p.body.decode())
    t.ok(other and other.group(1) != half.group(1), 'the other half')
    t.ok(not re.search(r'<pre[^>]*>(\w{11})</pre>', s.b[SECURITY].open(
        '/admin/proposals/%d' % n).body.decode()) and not re.search(
            r'<pre[^>]*>(\w{11})</pre>', s.b[SYSTEM].open(
                '/admin/proposals/%d' % n).body.decode()), 'shown once')
    t.equal(s.inst.one('SELECT COUNT(*) FROM account_half'), '0', 'and kept '
            'nowhere')
    for word in (half.group(1), other.group(1), other.group(1) + '-' +
                 half.group(1)):
        t.ok('退出' not in campus.sign_in(s.inst.browser(), 'N5001',
                                        word).text, 'no half opens it')
    s.first = half.group(1) + '-' + other.group(1)
    p = campus.sign_in(s.inst.browser(), 'N5001', s.first)
    t.ok('退出' in p.text, 'both together do', p.text[:200])


def first_password(t, s):
    """Made by officers, it opens one page until its owner has chosen."""
    b = s.inst.browser()
    word = s.first
    p = campus.sign_in(b, 'N5001', word)
    t.ok(p.url.endswith('/password') and '管理员生成' in p.text,
         'to the page that changes it', p.url)
    t.ok('/services' not in p.links and '/notices' not in p.links,
         'the menu has nothing else')
    for path in ('/services', '/documents', '/notices', '/notices/settings',
                 '/approve', '/contract', '/request/enrolment/zh-CN',
                 '/documents/1'):
        t.ok(b.open(path).url.endswith('/password'), path + ' leads there')
    p = b.open('/password')
    csrf = dict(map(tuple, p.form('/logout', 'POST').fields))['csrf']
    p = b.open('/notices/settings', 'POST', urllib.parse.urlencode(
        {'csrf': csrf, 'mail_lang': 'en'}).encode(), dict(
            HEADERS, Origin=s.inst.base))
    t.ok(p.url.endswith('/password') and s.inst.one(
        'SELECT COUNT(*) FROM notice_choice') == '0', 'nothing is sent, too')
    t.equal(b.open('/verify').status, 200, 'what is public stays public')

    def change(old, new):
        p = b.open('/password')
        return b.submit(next(f for f in p.forms if f.action == '/password'),
                        {'old': old, 'new': new, 'again': new})
    t.equal(change(word, word).status, 422, 'the same is not chosen')
    t.ok(b.open('/services').url.endswith('/password'), 'and opens nothing')
    p = change(word, '一句只有自己知道的话 2026')
    t.ok(p.status == 200 and '/services' in p.links, 'chosen', p.text[:300])
    t.ok(b.open('/services').url.endswith('/services') and
         '/password' in b.open('/documents').links,
         'all is open, and /password is on every page')
    fresh = s.inst.browser()
    p = campus.sign_in(fresh, 'N5001', '一句只有自己知道的话 2026')
    t.ok(p.url.endswith('/services'), 'from now on as everybody', p.url)
    t.equal(s.inst.sql("SELECT name FROM account WHERE NOT chosen"), [],
            'the registry\'s and the demo\'s people have chosen theirs')
    said = refuses(s.inst, "UPDATE account SET chosen = FALSE, reset = 99")
    t.ok('two officers' in said, 'es-admin cannot say that somebody has not',
         said)


def lost_password(t, s):
    """Reset by two officers, once; the old one and its sessions are over."""
    old = '一句只有自己知道的话 2026'
    s.inst.sql("UPDATE person SET email = 'n@example.edu' WHERE number ="
               " 'N5001'")
    b = s.inst.browser()
    campus.sign_in(b, 'N5001', old)
    p = s.b[SYSTEM].open('/admin/people/%d' % s.id('N5001'))
    p = s.b[SYSTEM].submit(next(f for f in p.forms if ['kind', 'password'] in
                                [list(x) for x in f.fields]),
                           {'reason': '本人到场，核对证件'})
    half = re.search(r'<pre[^>]*>(\w{11})</pre>', p.body.decode())
    n = s.last()
    t.ok(half and '重置密码' in p.text, 'asked for, with half of it', p.text)
    t.ok(s.ask('N5001', 'password').status == 409, 'once')
    t.ok(s.ask(SYSTEM, 'password').status == 409, 'never one\'s own')
    t.equal(b.open('/services').status, 200, 'nothing has happened yet')
    p = s.decide('approve', n=n)
    other = re.search(r'<pre[^>]*>(\w{11})</pre>', p.body.decode())
    t.ok(other and half.group(1) not in p.text, 'the other half', p.text)
    t.ok('/login' in b.open('/services').url, 'the open session has ended')
    t.ok('退出' not in campus.sign_in(s.inst.browser(), 'N5001', old).text,
         'the old one is void')
    word = half.group(1) + '-' + other.group(1)
    b = s.inst.browser()
    p = campus.sign_in(b, 'N5001', word)
    t.ok(p.url.endswith('/password') and b.open('/services').url.endswith(
        '/password'), 'the new one opens the page that changes it', p.url)
    p = b.open('/password')
    b.submit(next(f for f in p.forms if f.action == '/password'), {
        'old': word, 'new': '另一句只有自己知道的话 27', 'again':
        '另一句只有自己知道的话 27'})
    t.ok(b.open('/services').url.endswith('/services') and
         '两位管理员重置' in b.open('/notices').text, 'chosen; a notice')
    t.equal(s.inst.sql("SELECT m.address, m.state FROM mail_outbox m JOIN"
                       " notice n ON n.id = m.notice_id WHERE n.kind ="
                       " 'password'"), [['n@example.edu', 'waiting']],
            'and a mail')
    t.equal(s.inst.sql("SELECT action, actor FROM audit_log WHERE object ="
                       " 'proposal %d password' ORDER BY seq" % n),
            [['officer.ask', SYSTEM], ['officer.approved', SECURITY]],
            'both are in the audit log')
    said = refuses(s.inst, "UPDATE account SET password = 'x', chosen = FALSE,"
                   ' reset = %d WHERE id = %d' % (n, s.id('N5001')))
    t.ok('two officers reset' in said, 'a decision works once', said)
    s.ask('N5001', 'password')
    s.decide('refuse')
    t.ok('退出' in campus.sign_in(s.inst.browser(), 'N5001',
                                '另一句只有自己知道的话 27').text,
         'refused: it stays')


def english(t, s):
    b = s.inst.browser(lang='en')
    campus.sign_in(b, SECURITY)
    t.ok('who holds a right' in b.open('/admin/people').text and
         'Decided' in b.open('/admin/proposals').text, 'in English')


def main():
    t = Tap()
    with Instance(people=20) as inst:
        s = Scene(inst)
        for f in (looking, rights, own, locking, accounts, first_password,
                  lost_password, english):
            t.run(f.__name__, f, s)
        code, said = inst.run_tool('es-audit', 'verify', '-c',
                                   inst.path('etc', 'seal.conf'))
        t.ok(code == 0, 'es-audit verify', said)
        said = inst.log('admin')
        t.ok('Sanitizer' not in said and 'runtime error' not in said,
             'nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
