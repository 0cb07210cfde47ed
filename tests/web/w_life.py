#!/usr/bin/env python3
"""w_life - the life of a seal: from the application to the archive, each step
by another person, in the pages, in the database and before es-signd."""
import datetime
import hashlib
import os
import re
import struct
import subprocess
import sys
import urllib.parse
import zlib
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import judges                           # noqa: E402
import people                           # noqa: E402
from instance import BUILD, SRC, Instance   # noqa: E402
from limits import limit               # noqa: E402
from tap import Tap                     # noqa: E402

HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}
APPLY = '/seal/life/apply'
WHO = ('J0002', 'J0001', 'A0002', 'A0007', 'A0008', 'M0001', 'M0002', 'D0001',
       'K0001', 'K0002', 'K0007', 'K1002', 'O0003', 'T0001')


class Scene:
    def __init__(self, inst):
        self.inst = inst
        self.b = {}
        self.english = inst.browser(lang='en')
        campus.sign_in(self.english, campus.STUDENT)
        for who in WHO + (campus.STUDENT,):
            self.b[who] = inst.browser()
            campus.sign_in(self.b[who], who)

    def order(self, **more):
        f = dict(office='JW', name_zh='教务处', name_en='Academic Affairs',
                 purpose='成绩与在读证明', reason='旧章磨损，校办〔2026〕1号',
                 keeper='K0007', deputy='K1002', replaces='S002',
                 arc='示例大学教务处', line='证明专用章', diameter='42',
                 star='12', step='send')
        f['class'] = 'department'
        f['t.enrolment'] = f['t.transcript-undergraduate'] = 'on'
        f.update(more)
        return {k: v for k, v in f.items() if v is not None}

    def csrf(self, who):
        p = self.b[who].open('/')
        return dict(map(tuple, p.form('/logout', 'POST').fields))['csrf']

    def post(self, who, path, **fields):
        return self.b[who].open(path, 'POST', urllib.parse.urlencode(dict(
            fields, csrf=self.csrf(who))).encode(), dict(
                HEADERS, Origin=self.inst.base))

    def apply(self, who='J0002', **more):
        return self.post(who, APPLY, **self.order(**more))

    def row(self, seal, what):
        return self.inst.one('SELECT %s FROM seal WHERE id = %d' % (
            what, seal))

    def step(self, who, seal, act, **more):
        """By the form that the page really has; None: it has none."""
        path = '/seal/life/%d' % seal
        p = self.b[who].open(path)
        f = next((x for x in p.forms if x.action == path and
                  ['act', act] in x.fields), None)
        return None if f is None else self.b[who].submit(f, more)

    def force(self, who, seal, act, **more):
        """As who writes requests by hand."""
        return self.post(who, '/seal/life/%d' % seal, act=act, seen=self.row(
            seal, 'events'), **dict({'reason': 'x'}, **more))

    def tool(self, number, env=None):
        p = subprocess.run([os.path.join(SRC, 'tools', 'es-instance'), 'seal',
                            self.inst.dir, number], capture_output=True,
                           text=True, timeout=60, env=dict(
                               os.environ, ES_SRCDIR=SRC, ES_BUILDDIR=BUILD,
                               **(env or {})))
        return p.returncode, p.stdout + p.stderr

    def ask(self, kind='enrolment'):
        return campus.request_id(campus.ask(self.b[campus.STUDENT], kind))

    def issued(self, n):
        return self.inst.until(lambda: self.inst.one(
            'SELECT state FROM request WHERE id = %d' % n) == 'issued', 20)

    def waits(self, n, why):
        return self.inst.until(lambda: self.inst.one(
            'SELECT reason FROM seal_job WHERE request_id = %d' % n) ==
            'refused ' + why, 20)


def refuses(inst, sql, account='root'):
    try:
        inst.sql(sql, account)
    except RuntimeError as e:
        return str(e)
    return ''


def table(t, s):
    """The steps in the database are those of core/seal/life.c."""
    with open(os.path.join(SRC, 'core/seal/life.c')) as f:
        text = f.read()
    word = dict(re.findall(r'\[(SEAL_\w+)\] = (?:\{ )?"([a-z]*)"', text))
    body = text[text.index('} steps[] = {'):text.index(
        'static const char *const\tstate_names')]
    steps = {(word[a], word[b], word[c]) for a, b, c in re.findall(
        r'\{ (SEAL_DO_\w+),\s+(SEAL_\w+),\s+[\w]+,\s+\w+,\s+(SEAL_\w+),',
        body)}
    have = {tuple(r) for r in s.inst.sql('SELECT * FROM seal_step')}
    t.ok(len(steps) > 30, '%d steps were read' % len(steps))
    t.equal(have, steps, 'program and database know the same steps')


def lists(t, s):
    p = s.b['M0001'].open('/seal/life')
    t.ok(p.status == 200 and all(n in p.text for n in (
        'S001', 'S006', '研究生院', '样例保管员', '已启用', '目前没有等您处理')),
         'the manager sees all seals', p.text[:300])
    p = s.b['K0001'].open('/seal/life')
    t.ok('S001' in p.text and 'S003' not in p.text, 'a keeper their own')
    p = s.b['J0002'].open('/seal/life')
    t.ok('S002' in p.text and 'S001' not in p.text, 'a handler the office\'s')
    t.equal(s.b['J0002'].open('/seal/life/1').status, 404,
            'another office\'s is not there')
    t.equal(s.b['K0001'].open('/seal/life/3/picture').status, 404,
            'nor its picture')
    t.equal(s.b['T0001'].open('/seal/life').status, 403, 'a teacher has none')
    p = s.b['O0003'].open('/seal/life/1')
    t.ok(p.status == 200 and '按现状登记' in p.text and
         not [f for f in p.forms if f.action == '/seal/life/1'],
         'the auditor looks and has nothing to press')
    t.equal(s.force('O0003', 1, 'suspend').status, 403,
            'nor by hand')


def applying(t, s):
    p = s.b['J0002'].open(APPLY)
    t.ok('transcript-graduate' not in p.body.decode() and
         't.enrolment' in p.body.decode(), 'the form has the office\'s types')
    look = s.apply(step='look')
    t.ok(look.status == 200 and '/seal/life/draft?' in look.body.decode(),
         'the imprint can be seen first')
    draft = re.search(r'src="(/seal/life/draft[^"]+)"', look.body.decode())
    svg = s.b['J0002'].open(draft.group(1).replace('&amp;', '&'))
    t.ok(svg.status == 200 and b'<path' in svg.body, 'and is drawn',
         svg.status)
    for bad, said in (
            ({'replaces': ''}, '已有同类印章'), ({'replaces': 'S001'},
                                            '已有同类印章'),
            ({'class': 'special'}, '没有可替换'),
            ({'keeper': 'K0003'}, '保管人不正确'),
            ({'deputy': 'T0001'}, '副保管人不正确'),
            ({'deputy': 'K0007'}, '三个不同的人'),
            ({'t.enrolment': None, 't.transcript-undergraduate': None},
             '至少选择一种'),
            ({'arc': '示例大学𪚥处'}, '缺少的字'),
            ({'star': '29'}, '放不下'),
            ({'from': '2031-01-01', 'until': '2030-12-31'}, '有效期不正确'),
            ({'until': '2020-01-01'}, '有效期不正确')):
        p = s.apply(**bad)
        t.ok(p.status == 409 and said in p.text, 'no: ' + said,
             '%s %s' % (p.status, p.text[:400]))
        t.ok('旧章磨损' in p.body.decode(), 'what was typed stays')
    for bad in ({'office': 'GS'}, {'diameter': '99'}, {'name_zh': ''},
                {'until': '31.12.2030'}, {'from': '2030-13-01'}):
        t.ok(s.apply(**bad).status in (400, 403, 409), 'no: %s' % bad)
    t.equal(s.inst.one("SELECT COUNT(*) FROM seal WHERE state = 'applied'"),
            '0', 'nothing was registered so far')
    p = s.apply(until='2040-12-31')
    m = re.search(r'/seal/life/(\d+)\?done=apply', p.url)
    t.ok(m and '已记录' in p.text and '等待本部门审批人' in p.text, 'applied',
         p.text[:300])
    seal = int(m.group(1))
    t.equal([s.row(seal, x) for x in ('number', 'state', 'stage', 'key_name',
                                      'replaces')],
            ['S091', 'applied', '1', '', '2'], 'registered, without a key')
    t.ok('至 2040-12-31 止' in p.text, 'with the period it is asked for',
         p.text[-900:])
    t.equal(s.row(seal, 'valid_until'), str(int(datetime.datetime(
        2041, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(
            hours=8))).timestamp())), 'whose last day belongs to it')
    t.equal(s.inst.one("SELECT CONCAT(actor, ' ', object) FROM audit_log WHERE"
                       " chain = 'seal' AND action = 'seal.apply'"),
            'J0002 S091', 'with its audit row')
    t.ok('已有申请在办' in s.apply().text, 'one at a time')
    return seal


def png(width, height, more=b'', noise=0):
    """A scan as some scanner makes it, with a text in it."""
    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack(
            '>I', zlib.crc32(kind + body))
    raw = b''.join(b'\0' + bytes((x * y) % 251 if (x + y) % 9 == 0 else 255
                                 for x in range(width))
                   for y in range(height))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack(
        '>IIBBBBB', width, height, 8, 0, 0, 0, 0)) + chunk(
            b'tEXt', b'Comment\0<script>') + chunk(
                b'teSt', bytes(noise)) + chunk(
                    b'IDAT', zlib.compress(raw)) + chunk(b'IEND', b'') + more)


def imprint(t, s, seal):
    """The scan of the physical seal: of who applied, for who approves."""
    path = '/seal/life/%d' % seal

    def send(who, data, name='imprint.png'):
        f = next((x for x in s.b[who].open(path).forms if x.action ==
                  path + '/imprint'), None)
        return None if f is None else s.b[who].submit(f, files={
            'imprint': (name, 'image/png', data)})
    good = png(500, 496)
    t.ok('没有上传实体印章' in s.b['A0002'].open(path).text,
         'who approves is told that there is none')
    for data, said in ((b'', '不是 PNG'), (b'%PDF-1.7', '不是 PNG'),
                       (good[:-20], '已损坏'), (png(299, 400), '至少 300'),
                       (png(2001, 300), '最多 2000'),
                       (png(300, 300, noise=limit('IMPRINT')), '超过 1 MB')):
        p = send('J0002', data)
        t.ok(p.status == 422 and said in p.text, 'no: ' + said,
             '%d %s' % (p.status, p.text[:300]))
    t.equal(s.inst.one('SELECT COUNT(*) FROM seal_imprint'), '0',
            'nothing was kept')
    for who in ('J0001', 'M0001', 'A0002', 'M0002'):
        t.ok(send(who, good) is None, who + ' has no form to send one')
    p = send('J0002', good + b'<script>alert(1)</script>')
    t.ok(p.status == 200 and '上传。' in p.text, 'sent', p.text[:300])
    for who in ('J0002', 'M0001', 'M0002', 'D0001', 'O0003'):
        t.ok(s.b[who].open(path + '/imprint').status == 404 and
             path + '/imprint"' not in re.sub(
                 r'<form.*?</form>', '', s.b[who].open(path).body.decode(),
                 flags=re.S), who + ' does not see it')
    for who in ('A0002', 'A0007'):
        p = s.b[who].open(path)
        q = s.b[who].open(path + '/imprint')
        t.ok('请比对' in p.text and q.status == 200 and q.type ==
             'image/png' and q.body[:8] == good[:8], who + ' compares it',
             p.text[:300])
    t.ok(b'script' not in q.body and b'tEXt' not in q.body,
         'as it was put together anew')
    t.ok(hashlib.sha256(q.body).hexdigest() in p.text, 'with its digest')
    t.equal(s.inst.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                       " 'seal.imprint' AND actor = 'J0002'"), '1',
            'and on record')
    s.send_imprint = lambda: send('J0002', good)


def approving(t, s, seal):
    p = s.b['A0002'].open('/seal/life')
    t.ok(p.text.index('教务处') < p.text.index('全部印章'),
         'it waits for the office\'s approver')
    for who, act in (('A0007', 'approve'), ('A0007', 'endorse'),
                     ('M0001', 'endorse'), ('J0002', 'endorse'),
                     ('M0002', 'take'), ('M0001', 'enable'),
                     ('K1002', 'endorse')):
        t.ok(s.step(who, seal, act) is None, '%s cannot %s' % (who, act))
        t.equal(s.force(who, seal, act).status, 409, 'not even by hand')
    t.equal(s.force('A0008', seal, 'endorse').status, 404,
            'another office\'s approver does not find it')
    p = s.step('A0002', seal, 'endorse', reason='同意')
    t.ok(p.status == 200 and '部门同意' in p.text, 'the office approves',
         p.text[:200])
    t.ok(s.send_imprint() is None and refuses(
        s.inst, 'INSERT INTO seal_imprint VALUES (%d, 9, 1, 1, 1, 1, 1, 1)' %
        seal, 'seal').find('before the first approval') > 0,
        'no other scan after the first approval')
    # Somebody with both rights still is one person; the database says so too.
    people.give(s.inst, 'A0002', 'approver', 'XB')
    p = s.force('A0002', seal, 'approve')
    t.ok(p.status == 409 and '另一人' in p.text, 'the second approval is by '
         'somebody else', p.text[:300])
    said = refuses(s.inst, "INSERT INTO seal_event (seal_id, seq, act,"
                   " from_state, to_state, topic, topic_seq, at, account_id,"
                   " person_id, actor) SELECT %d, 3, 'approve', 'applied',"
                   " 'approved', 'new', 1, 1, a.id, a.person_id, a.name FROM"
                   " account a WHERE name = 'A0002'" % seal)
    t.ok('different people' in said, 'in the database, too', said)
    for sql, want in (
            ("UPDATE seal SET state = 'active' WHERE id = %d" % seal,
             'denied'),
            ("INSERT INTO seal_event VALUES (%d, 3, 'enable', 'filed',"
             " 'active', '', 0, 1, 1, 1, 'x', '', '', '')" % seal,
             'no step'),
            ("INSERT INTO seal_event VALUES (%d, 3, 'enable', 'applied',"
             " 'active', '', 0, 1, 1, 1, 'x', '', '', '')" % seal,
             'no step'),
            ("INSERT INTO seal_event VALUES (%d, 9, 'suspend', 'active',"
             " 'suspended', '', 0, 1, 1, 1, 'x', '', '', '')" % seal,
             'does not follow'),
            ("INSERT INTO seal_event VALUES (%d, 3, 'adopt', '', 'active',"
             " '', 0, 1, 1, 1, 'x', '', '', '')" % seal, 'operator'),
            ("DELETE FROM seal_event", 'denied'),
            ("UPDATE seal_event SET actor = 'x'", 'denied'),
            ("UPDATE seal_proposal SET types = ''", 'denied'),
            ("INSERT INTO seal (number, name_zh, name_en, office, state,"
             " definition, key_name, keeper_id) VALUES ('S500', 'x', 'x',"
             " 'GS', 'active', 'x', 'gs-p256', 1)", 'application')):
        said = refuses(s.inst, sql, 'seal')
        t.ok(want in said, 'a stolen es-seal: ' + sql[:60], said)
    p = s.step('A0007', seal, 'approve')
    t.ok(p.status == 200 and '校办批准' in p.text, 'the university office '
         'approves', p.text[:200])
    t.equal(s.row(seal, 'state'), 'approved', 'approved')


def making(t, s, seal):
    people.give(s.inst, 'A0007', 'seal-maker')
    p = s.force('A0007', seal, 'take')
    t.ok(p.status == 409 and '另一人' in p.text, 'who approved does not make '
         'it', p.text[:200])
    code, said = s.tool('S091')
    t.ok(code != 0 and 'approved' in said and not os.path.exists(
        s.inst.path('keys', 's091.key.pem')), 'nothing is made without an '
        'order that was taken', said)
    p = s.step('M0002', seal, 'take')
    t.ok('es-instance seal' in p.text and 'S091' in p.text,
         'the page shows the command', p.text[:300])
    said = refuses(s.inst, "INSERT INTO seal_event VALUES (%d, 5, 'made',"
                   " 'production', 'filing', '', 0, 1, 1, 1, 'x', '',"
                   " 'gs-p256', '')" % seal, 'seal')
    t.ok('authority' in said, 'es-seal cannot say that a key was made', said)
    # The command is killed after the key, and given again.
    for point in ('ca.after_key', 'ca.after_cert', 'ca.seal_made',
                  'ca.seal_before_commit'):
        s.inst.fault(point + ' kill')
        code, said = s.tool('S091', {'ES_FAULT_FILE':
                                     s.inst.env['ES_FAULT_FILE']})
        t.ok(code != 0 and s.row(seal, 'state') == 'production',
             'killed at %s: still to be made' % point, said)
    s.inst.disarm()
    code, said = s.tool('S091')
    t.ok(code == 0, 'and made', said)
    t.equal([s.row(seal, x) for x in ('state', 'key_name')],
            ['filing', 's091'], 'with its key')
    t.equal(s.inst.one("SELECT COUNT(*) FROM certificate WHERE key_name ="
                       " 's091'"), '1', 'one certificate')
    t.equal(s.inst.one("SELECT COUNT(*) FROM seal_event WHERE act = 'made'"),
            '1', 'once')
    code, said = s.tool('S091')
    t.ok(code != 0 and 'filing' in said, 'not twice', said)
    p = s.b['M0001'].open('/seal/life/%d' % seal)
    t.ok('密钥和证书已生成' in p.text and 'serial' in p.text, 'the page has '
         'the evidence', p.text[-600:])


def enabling(t, s, seal):
    p = s.force('A0007', seal, 'file')
    t.ok(p.status == 409 and '备案号' in p.text, 'a filing has a number')
    p = s.step('A0007', seal, 'file', number='BA-2026-0091')
    t.ok('BA-2026-0091' in p.text, 'filed', p.text[:200])
    t.equal(s.row(seal, 'register_no'), 'BA-2026-0091', 'with its number')
    s.inst.sql("UPDATE certificate SET state = 'revoked' WHERE key_name ="
               " 's091'")
    p = s.step('M0001', seal, 'enable')
    t.ok(p.status == 409 and '没有有效的证书' in p.text, 'not with a revoked '
         'certificate')
    s.inst.sql("UPDATE certificate SET state = 'good' WHERE key_name = 's091'")
    # es-signd without the key: it is put away and read anew.
    os.rename(s.inst.path('keys', 's091.key.pem'), s.inst.path('away'))
    os.kill(s.inst.pid('signd'), 1)
    said = s.inst.until(lambda: '没有这枚印章的密钥' in s.step(
        'M0001', seal, 'enable').text, 10)
    t.ok(said, 'not before es-signd has the key')
    os.rename(s.inst.path('away'), s.inst.path('keys', 's091.key.pem'))
    os.kill(s.inst.pid('signd'), 1)
    # What waits under the old one: said before, told after.
    p = s.b['M0001'].open('/seal/life/%d' % seal)
    t.ok('旧章 S002 下没有等待用印' in p.text, 'nothing waits under the old '
         'one', p.text[:600])
    s.inst.sql('UPDATE standing_authorisation SET valid_until = 1 WHERE'
               ' seal_id = 2')
    s.old = s.ask()
    t.ok(s.waits(s.old, 'no_authorisation'), 'a request waits')
    p = s.b['M0001'].open('/seal/life/%d' % seal)
    t.ok('旧章 S002 下还有未办完的申请' in p.text and '等待用印 1 件' in p.text and
         '正在审批 0 件' in p.text and '重新申请' in p.text,
         'the page that replaces it says so', p.text[:600])
    # A crash before the commit leaves the old one in use, and nothing half.
    s.inst.fault('life.before_commit kill')
    s.inst.until(lambda: s.step('M0001', seal, 'enable').status >= 500, 10)
    t.equal([s.row(seal, 'state'), s.row(2, 'state')], ['filed', 'active'],
            'a crash leaves it as it was')
    s.inst.disarm()
    p = s.inst.until(lambda: (lambda x: x if x.status == 200 else None)(
        s.step('M0001', seal, 'enable')), 15)
    t.ok(p and '印章在用' in p.text, 'enabled')
    t.equal([s.row(seal, 'state'), s.row(2, 'state')],
            ['active', 'replaced'], 'and the old one is replaced')
    t.equal(sorted(r[0] for r in s.inst.sql(
        'SELECT type_id FROM seal_policy WHERE seal_id = %d' % seal)),
        ['enrolment', 'transcript-undergraduate'], 'its policy')
    t.equal(s.inst.one("SELECT seal_id FROM document_type WHERE id ="
                       " 'enrolment'"), str(seal), 'its documents')


def left_over(t, s, seal):
    """What was confirmed under the old seal ends, and says what to do."""
    s.inst.sql('UPDATE seal_job SET retry_at = 0')
    n = s.old
    t.ok(s.inst.until(lambda: s.inst.one(
        'SELECT state FROM request WHERE id = %d' % n) == 'failed', 20),
        'its record names the old seal, so it is not sealed with the new one',
        s.inst.sql('SELECT state, reason FROM seal_job WHERE request_id = %d'
                   % n))
    for b, word in ((s.b[campus.STUDENT], '学校更换了印章'), (
            s.english, 'replaced the seal')):
        p = b.open('/documents/%d' % n)
        t.ok(word in p.text and '/services' in p.links, 'the holder is told '
             'to request again: ' + word, p.text[:400])
    t.equal(s.inst.one("SELECT COUNT(*) FROM seal_ledger WHERE request_id ="
                       " %d AND seal_id = %d AND kind = 'refused' AND detail"
                       " LIKE '%%was replaced%%'" % (n, seal)), '1',
            'and the ledger has it')
    t.ok('旧章 S002 下' not in s.b['M0001'].open('/seal/life/%d' % seal).text,
         'nothing is said of the old one any more')


def out_of_date(t, s, seal):
    """Outside its period a seal seals nothing, and everybody is told."""
    b = s.b[campus.STUDENT]
    for column, value, tag in (('valid_until', '1', '已过期'), (
            'valid_from', 'UNIX_TIMESTAMP() + 9000', '尚未开始')):
        was = s.row(seal, column)
        s.inst.sql('UPDATE seal SET %s = %s WHERE id = %d' % (
            column, value, seal))
        n = s.ask()
        t.ok(s.waits(n, 'seal_out_of_date'), column + ': refused')
        t.ok('不在批准的有效期' in b.open('/documents/%d' % n).text,
             'and shown to the holder')
        t.ok(tag in s.b['M0001'].open('/seal/life/%d' % seal).text,
             'and on the seal\'s page')
        t.ok(int(s.inst.one("SELECT COUNT(*) FROM seal_ledger WHERE kind ="
                            " 'refused' AND request_id = %d AND detail LIKE"
                            " '%%period it was approved%%'" % n)) > 0,
             'and recorded')
        s.inst.sql('UPDATE seal SET %s = %s WHERE id = %d; UPDATE seal_job'
                   ' SET retry_at = 0' % (column, was, seal))
        t.ok(s.issued(n), 'within it the same request is sealed')
    said = refuses(s.inst, 'UPDATE seal SET valid_until = 0', 'seal')
    t.ok('denied' in said, 'es-seal cannot prolong it', said)


def using(t, s, seal):
    page = '/seal/%d/authorisations' % seal
    n = s.ask()
    t.ok(s.waits(n, 'no_authorisation'), 'nothing is sealed before its keeper '
         'says so', s.inst.sql('SELECT reason FROM seal_job WHERE request_id ='
                               ' %d' % n))
    t.equal(s.b['K0002'].open(page).status, 404, 'the former keeper cannot')
    p = s.b['K0007'].open(page)
    s.b['K0007'].submit(next(f for f in p.forms if f.action == page), {
        'type': 'enrolment', 'daily': '10', 'total': '20'})
    n = s.ask()
    t.ok(s.issued(n), 'the new seal seals')
    t.equal(s.inst.one("SELECT CONCAT(seal_id, ' ', key_name) FROM seal_ledger"
                       " WHERE kind = 'intent' AND request_id = %d" % n),
            '%d s091' % seal, 'with its own key')
    p = campus.issued(s.b[campus.STUDENT], '/documents/%d' % n)
    path = s.inst.path('x.pdf')
    with open(path, 'wb') as f:
        f.write(campus.download(s.b[campus.STUDENT], p))
    root = s.inst.path('pki', 'public', 'root.cert.pem')
    said = judges.pdfsig(s.inst.dir, root)(path)[1]
    t.ok('Certificate is Trusted' in said, 'Poppler trusts it', said)
    return path


def stopping(t, s, seal):
    p = s.force('M0001', seal, 'suspend', reason='')
    t.ok(p.status == 409 and '填写理由' in p.text, 'a reason is wanted')
    for who in ('K0007', 'A0007', 'J0002'):
        t.ok(s.step(who, seal, 'suspend') is None, '%s cannot suspend' % who)
    old = s.row(seal, 'events')
    p = s.step('M0001', seal, 'suspend', reason='盘点')
    t.ok('已停用' in p.text, 'suspended')
    p = s.post('M0001', '/seal/life/%d' % seal, act='resume', seen=old,
               reason='x')
    t.ok(p.status == 409 and '新的进展' in p.text, 'a page from before is told '
         'so')
    n = s.ask()
    t.ok(s.waits(n, 'seal_not_active'), 'at once nothing is sealed')
    said = s.inst.one("SELECT detail FROM seal_ledger WHERE kind = 'refused'"
                      ' AND request_id = %d ORDER BY seq DESC LIMIT 1' % n)
    t.ok('not in force' in said, 'which the ledger says', said)
    # By hand in the database: es-signd reads the life itself.
    s.inst.sql("UPDATE seal SET state = 'active' WHERE id = %d; UPDATE"
               " seal_job SET retry_at = 0" % seal)
    before = int(s.inst.one('SELECT COUNT(*) FROM seal_ledger WHERE'
                            " kind = 'refused' AND request_id = %d" % n))
    more = s.inst.until(lambda: int(s.inst.one(
        "SELECT COUNT(*) FROM seal_ledger WHERE kind = 'refused' AND"
        ' request_id = %d' % n)) > before, 20)
    t.ok(more and s.inst.one('SELECT state FROM request WHERE id = %d' % n) ==
         'awaiting', 'a state edited by hand is refused again')
    s.inst.sql("UPDATE seal SET state = 'suspended' WHERE id = %d" % seal)
    p = s.step('M0001', seal, 'resume', reason='盘点完毕')
    t.ok('印章在用' in p.text, 'resumed')
    s.inst.sql('UPDATE seal_job SET retry_at = 0')
    t.ok(s.issued(n), 'and what waited is sealed')


def changing(t, s, seal):
    ask = {'reason': '换人', 'keeper': 'K0002', 'deputy': 'K1002'}
    for bad, said in (({'keeper': 'K0003'}, '保管人不正确'),
                      ({'deputy': 'K0002'}, '三个不同的人')):
        p = s.step('J0002', seal, 'change', **dict(ask, **bad))
        t.ok(p.status == 409 and said in p.text, 'no: ' + said)
    p = s.step('J0002', seal, 'change', **dict(ask, **{
        't.transcript-undergraduate': None}))
    t.ok(p.status == 200 and '变更申请' in p.text, 'asked for', p.text[:200])
    t.ok(s.step('J0002', seal, 'cancel', ground='cessation') is None,
         'one thing at a time')
    t.equal(s.row(seal, 'keeper_id'), s.inst.one(
        "SELECT id FROM account WHERE name = 'K0007'"), 'nothing changes yet')
    t.ok(s.step('A0002', seal, 'endorse').status == 200, 'the office agrees')
    p = s.step('A0007', seal, 'reject', reason='先交接')
    t.ok('先交接' in p.text and s.row(seal, 'topic') == '', 'rejected')
    s.step('J0002', seal, 'change', **ask)
    s.step('A0002', seal, 'endorse')
    p = s.step('A0007', seal, 'approve')
    t.equal(s.row(seal, 'keeper_id'), s.inst.one(
        "SELECT id FROM account WHERE name = 'K0002'"), 'and changed')
    n = s.ask()
    t.ok(s.waits(n, 'no_authorisation'), 'what the former keeper allowed has '
         'ended')
    t.equal(s.b['K0007'].open('/seal/%d/ledger' % seal).status, 404,
            'who sees it no more')


def ending(t, s, seal, path):
    p = s.step('K0002', seal, 'lose', reason='保管柜被撬')
    t.ok(p and '已挂失' in p.text, 'its keeper reports it lost')
    t.ok(s.step('M0001', seal, 'resume') is None, 'for good')
    t.ok('es-instance seal' in s.b['M0001'].open(
        '/seal/life/%d' % seal).text, 'the command revokes now')
    s.inst.fault('ca.seal_revoked kill')
    code, _ = s.tool('S091', {'ES_FAULT_FILE': s.inst.env['ES_FAULT_FILE']})
    t.ok(code != 0, 'killed in the middle')
    s.inst.disarm()
    code, said = s.tool('S091')
    t.ok(code == 0 and not os.path.exists(s.inst.path(
        'keys', 's091.key.pem')), 'revoked, the key destroyed', said)
    t.equal(s.inst.one("SELECT CONCAT(state, ' ', reason) FROM certificate"
                       " WHERE key_name = 's091'"), 'revoked 1',
            'as compromised')
    p = s.step('M0001', seal, 'cancel', reason='挂失后注销',
               ground='key-compromise')
    t.ok(p.status == 200, 'cancellation is asked for')
    s.step('A0002', seal, 'endorse')
    p = s.step('A0007', seal, 'approve')
    t.equal(s.row(seal, 'state'), 'cancelled', 'cancelled')
    p = s.step('D0001', seal, 'archive')
    t.ok(p.status == 200 and s.row(seal, 'state') == 'archived', 'archived')
    f = s.b['D0001']._once('GET', '/seal/life/%d/file' % seal).body
    t.ok(f.count(b'<event ') == 20 and b'act="made"' in f and
         b'<ledger entries="' in f, 'with its file', f[:400])
    t.equal(s.inst.one("SELECT evidence FROM seal_event WHERE seal_id = %d"
                       " AND act = 'archive'" % seal), 'SHA-256 ' +
            hashlib.sha256(f).hexdigest(), 'whose digest is on record')
    ET.fromstring(f)
    t.ok(s.step('D0001', 2, 'archive').status == 409,
         'not one whose certificate lives')
    code, said = s.tool('S002')
    t.ok(code == 0, 'the replaced one\'s, too', said)
    t.equal(s.inst.one("SELECT reason FROM certificate WHERE key_name ="
                       " 'jw-p256'"), '4', 'superseded')
    t.equal(s.step('D0001', 2, 'archive').status, 200, 'then it is archived')
    acts = [r[0] for r in s.inst.sql('SELECT act FROM seal_event WHERE'
                                     ' seal_id = %d ORDER BY seq' % seal)]
    t.equal(acts, ['apply', 'endorse', 'approve', 'take', 'made', 'file',
                   'enable', 'suspend', 'resume', 'change', 'endorse',
                   'reject', 'change', 'endorse', 'approve', 'lose',
                   'revoke', 'cancel', 'endorse', 'approve', 'archive'],
            'the whole life is on record')
    p = s.b['O0003'].open('/seal/life/%d' % seal)
    t.ok(all(x in p.text for x in ('提出申请', '保管柜被撬', 'keyCompromise',
                                   '归档')), 'for the auditor to read')


def warns(t, s):
    s.inst.sql("UPDATE certificate SET not_after = UNIX_TIMESTAMP() + 86400 *"
               " 20 + 60 WHERE key_name = 'gs-p256'; UPDATE certificate SET"
               " not_after = 5 WHERE key_name = 'rs-p256'")
    p = s.b['M0001'].open('/seal/life')
    t.ok('20 天后到期' in p.text and '证书已过期' in p.text,
         'the list warns of certificates that end')
    b = s.inst.browser(lang='en')
    campus.sign_in(b, 'M0001')
    p = b.open('/seal/life')
    t.ok('ends in 20 days' in p.text and 'in use' in p.text, 'in English')


def main():
    t = Tap()
    with Instance(people=20) as inst:
        s = Scene(inst)
        t.run('table', table, s)
        t.run('lists', lists, s)
        seal = applying(t, s)
        for f in (imprint, approving, making, enabling):
            t.run(f.__name__, f, s, seal)
        t.run('left_over', left_over, s, seal)
        path = using(t, s, seal)
        for f in (out_of_date, stopping, changing):
            t.run(f.__name__, f, s, seal)
        t.run('ending', ending, s, seal, path)
        t.run('warns', warns, s)
        for what in ('verify', 'reconcile'):
            code, said = inst.run_tool('es-audit', what, '-c',
                                       inst.path('etc', 'seal.conf'))
            t.ok(code == 0, 'es-audit %s' % what, said)
        for name in ('seal', 'signd'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said,
                 name + ': nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
