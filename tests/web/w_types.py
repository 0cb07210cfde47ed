#!/usr/bin/env python3
"""w_types.py - document types as configuration: who may have what, forms,
computed amounts, drafts, disclosure, approval by people, versions, and a new
type added on the console's page and issued."""
import os
import re
import shutil
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
import judges                       # noqa: E402
from instance import BUILD, SRC, Instance     # noqa: E402
from tap import Tap                 # noqa: E402

HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}
BUYER, PROFESSOR, LECTURER, FORMER = 'T0003', 'T0001', 'T0002', 'T0004'
ADMIN, SECOND = 'O0001', 'O0002'
CONTRACT = '/request/procurement-contract/zh-CN'
TERMS = dict(
    project='示例设备购置', method='open', supplier='示例供应有限公司',
    credit='91990000MA0000001X', address='示例市示例路2号', legal='样例法人',
    bank='示例银行', account='9999', delivery='2027-03-31', place='示例楼',
    acceptance='第一段。\r\n第二段。', payment='货到付款。', warranty='三年。',
    liability='按法律规定。', venue='court', copies='4')


def signed_in(inst, who):
    b = inst.browser()
    campus.sign_in(b, who)
    return b


def post(b, inst, path, fields, follow=True):
    return b.open(path, 'POST', urllib.parse.urlencode(fields).encode(),
                  dict(HEADERS, Origin=inst.base), follow)


def form_of(b, path):
    p = b.open(path)
    return {k: v for k, v in p.form(path.split('?')[0], 'POST').fields}


def filled(fields, values, **rows):
    """A form's fields with values; rows: name=[{column: value} ...]."""
    out = dict(fields, **{'f.' + k: v for k, v in values.items()})
    for name, lines in rows.items():
        for i, line in enumerate(lines):
            out.update({'f.%s.%d.%s' % (name, i, k): v
                        for k, v in line.items()})
    return out


ITEM = dict(name='示例仪器', model='', quantity='2.5', unit='台',
            price='1,000.10')


def confirm(b, inst, page):
    return b.submit(page.form('/request/', 'POST'))


# -- who may have what ------------------------------------------------------
def entitlement(t, inst):
    kinds = {}
    for who in (campus.STUDENT, '2099000007', PROFESSOR, BUYER):
        p = signed_in(inst, who).open('/services')
        kinds[who] = {x.split('/')[2] for x in p.links
                      if x.startswith('/request/')}
    t.ok(kinds[campus.STUDENT] >= {'transcript-graduate', 'gpa', 'rank',
                                   'honour'} and
         not kinds[campus.STUDENT] & {'income', 'degree', 'graduation',
                                      'transcript-undergraduate'},
         'a student of the second year', kinds[campus.STUDENT])
    t.ok(kinds['2099000007'] >= {'graduation', 'degree', 'leaving'} and
         'enrolment' not in kinds['2099000007'], 'a graduate',
         kinds['2099000007'])
    t.ok(kinds[PROFESSOR] >= {'employment', 'income', 'title', 'project',
                              'research-contract'} and
         not kinds[PROFESSOR] & {'gpa', 'enrolment'}, 'a professor',
         kinds[PROFESSOR])
    t.ok(kinds[BUYER] >= {'employment', 'procurement-contract'} and
         not kinds[BUYER] & {'title', 'project', 'income'},
         'somebody without title, projects and income on record',
         kinds[BUYER])
    p = signed_in(inst, BUYER).open('/request/project/zh-CN')
    t.ok(p.status == 403 and '学校记录中没有' in p.text,
         'and is told so', p.text)
    for who, path, status in (
            (campus.STUDENT, '/request/income/zh-CN', 404),
            (campus.STUDENT, CONTRACT, 404),
            (PROFESSOR, '/request/enrolment/zh-CN', 404),
            (PROFESSOR, '/request/income/en', 404),
            ('2099000007', '/request/leaving/en', 404),
            (FORMER, '/request/employment/zh-CN', 403)):
        b = signed_in(inst, who)
        before = inst.one('SELECT COUNT(*) FROM request')
        p = b.open(path, follow=False)
        token = re.search(r'name="csrf" value="(\w+)"',
                          b.open('/services').body.decode()).group(1)
        q = post(b, inst, path, {'csrf': token, 'crid': 'ab' * 16,
                                 'purpose': 'other', 'step': 'confirm'})
        t.ok(p.status == q.status == status and before == inst.one(
            'SELECT COUNT(*) FROM request'), '%s: %d for %s' % (
                path, status, who), '%d %d' % (p.status, q.status))


# -- forms ------------------------------------------------------------------
def forms(t, inst):
    b = signed_in(inst, BUYER)
    fields = form_of(b, CONTRACT)
    p = post(b, inst, CONTRACT, dict(filled(fields, dict(
        TERMS, project='', delivery='31.3.2027', copies='1', credit='1' * 19),
        items=[dict(ITEM, price='free'), ITEM]), step='preview'))
    html = p.body.decode()
    for control, say in (('project', '请填写此项'), ('delivery', '2026-06-30'),
                         ('copies', '不能小于 2'), ('credit', '18 字以内'),
                         ('items.0.price', '请填写金额')):
        part = html.split('id="f.%s.help"' % control)[1].split('</div>')[0]
        t.ok(p.status == 400 and 'class="flaw"' in part and say in part and
             'aria-invalid="true"' in html.split('id="f.%s"' % control)[1]
             .split('>')[0], 'beside %s: %s' % (control, say), part[:300])
    t.equal(html.count('class="flaw"'), 5, 'and nothing else is a flaw')
    kept = {k: v for k, v in p.form(CONTRACT, 'POST').fields}
    t.ok(kept['f.supplier'] == TERMS['supplier'] and kept['f.method'] ==
         'open' and kept['f.items.0.price'] == 'free' and
         kept['f.delivery'] == '31.3.2027' and kept['f.acceptance'].split() ==
         ['第一段。', '第二段。'], 'everything typed is kept', kept)
    p = post(b, inst, CONTRACT, dict(filled(fields, TERMS, items=[ITEM]),
                                     step='add.items'))
    kept = {k: v for k, v in p.form(CONTRACT, 'POST').fields}
    t.ok(p.status == 200 and 'f.items.1.name' in kept and
         kept['f.items.0.name'] == ITEM['name'] and 'class="flaw"' not in
         p.body.decode(), 'a line more, without a script')
    texts = ('acceptance', 'payment', 'warranty', 'liability')
    p = post(b, inst, CONTRACT, dict(filled(fields, dict(TERMS, **{
        k: '约' * 4000 for k in texts}), items=[ITEM]), step='preview'))
    html = p.body.decode()
    part = html.split('id="f.payment.help"')[1].split('</div>')[0]
    t.ok(p.status == 400 and '字以内' in part and '最多' in part and
         '约' * 4000 in html, '16,000 characters: told beside the fields, '
         'nothing lost', '%d %s' % (p.status, part[:300]))
    n = {k: int(re.search(r'name="f.%s"[^>]*maxlength="(\d+)"' % k,
                          html).group(1)) for k in texts}
    p = post(b, inst, CONTRACT, dict(filled(fields, dict(TERMS, **{
        k: '约' * n[k] for k in texts}), items=[ITEM]), step='preview'))
    t.ok(p.status == 200 and '/draft/' in p.url, 'each at its limit: taken',
         '%s %s' % (n, p.text[:300]))
    two = [ITEM, dict(ITEM, name='第二项')]
    p = post(b, inst, CONTRACT, dict(filled(fields, TERMS, items=two),
                                     step='drop.items.0'))
    kept = {k: v for k, v in p.form(CONTRACT, 'POST').fields}
    t.ok(kept['f.items.0.name'] == '第二项' and 'f.items.1.name' not in kept,
         'a line less', kept)
    p = post(b, inst, CONTRACT, dict(filled(fields, TERMS, items=[]),
                                     step='preview'))
    t.ok(p.status == 400 and '请至少填写 1 项' in p.text, 'no line at all')


def drafts(t, inst):
    b = signed_in(inst, BUYER)
    fields = form_of(b, CONTRACT)
    before = inst.one('SELECT COUNT(*) FROM request')
    p = post(b, inst, CONTRACT, dict(filled(
        fields, TERMS, items=[ITEM, dict(ITEM, quantity='1')]),
        **{'f.total': '0.01', 'f.items.0.amount': '0.01', 'step': 'preview'}))
    t.ok(p.status == 200 and '/draft/' in p.url and '3,500.35' in p.text and
         '0.01' not in p.text, 'the amounts are computed: 2500.25 and 1000.10',
         p.text[:800])
    t.equal(inst.one('SELECT COUNT(*) FROM request'), before,
            'a preview asks for nothing')
    path = urllib.parse.urlsplit(p.url).path
    svg = b.open(path + '/1')
    t.ok(svg.status == 200 and svg.body.startswith(b'<svg'),
         'its pages are pictures', svg.status)
    t.equal(b.open(path + '/9').status, 404, 'as many as there are')
    other = signed_in(inst, PROFESSOR)
    t.equal((other.open(path).status, other.open(path + '/1').status),
            (404, 404), 'nobody else sees it')
    again = form_of(b, CONTRACT + '?draft=' + path.split('/')[-1])
    t.ok(again['f.supplier'] == TERMS['supplier'] and
         again['f.items.1.quantity'] == '1', 'back to change it', again)
    q = confirm(b, inst, p)
    t.ok('/documents/' in q.url and int(inst.one(
        'SELECT COUNT(*) FROM request')) == int(before) + 1, 'confirmed',
        q.text[:400])
    r = confirm(b, inst, p)
    t.ok(r.url == q.url and int(inst.one('SELECT COUNT(*) FROM request')) ==
         int(before) + 1, 'once: the same again leads to the same', r.url)
    rec = inst.one('SELECT CONVERT(record USING utf8mb4) FROM snapshot WHERE '
                   'request_id = %d' % campus.request_id(q))
    t.ok('total="3500.35"' in rec and 'amount="2500.25"' in rec and
         '<p text="第二段。"/>' in rec, 'the record has it', rec[:900])
    t.equal(b.open(path).status, 404, 'the draft is gone')


# -- approval by people -----------------------------------------------------
def decide(t, inst, who, n, action='approve'):
    b = signed_in(inst, who)
    p = b.open('/approve/%d' % n)
    if not t.ok(p.status == 200, '%s finds it in the inbox' % who, p.text):
        return
    b.submit(p.form('/approve/%d' % n, 'POST'), {'opinion': 'seen'},
             button=('action', action))


def ask_income(inst, b):
    path = '/request/income/zh-CN'
    fields = dict(form_of(b, path), purpose='loan', step='preview')
    fields['f.recipient'] = '示例银行'
    return confirm(b, inst, post(b, inst, path, fields))


def income(t, inst):
    """Two approvers, amounts in capitals, and little for the public."""
    b = signed_in(inst, PROFESSOR)
    page = ask_income(inst, b)
    n = campus.request_id(page)
    t.equal(inst.one('SELECT state FROM request WHERE id = %d' % n), 'review',
            'an income certificate is under review')
    decide(t, inst, 'H0001', n)
    t.equal(inst.one('SELECT state FROM request WHERE id = %d' % n), 'review',
            'one approval is not enough')
    decide(t, inst, 'A0001', n)
    t.ok(campus.release(inst, 'K0003', 'S003', n), 'its keeper sees it wait')
    page = campus.issued(b, page.url)
    if not t.ok(page is not None, 'two are, and its keeper seals it'):
        return
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, 'income.pdf')
        with open(path, 'wb') as f:
            f.write(campus.download(b, page))
        text = judges.text_of(path)
        t.ok('207,879.50' in text and '贰拾万柒仟捌佰柒拾玖元伍角整' in text and
             '示例银行' in text, 'amounts in figures and capitals', text)
    for lang in ('zh-CN', 'en'):
        p = campus.verify_code(inst.browser(lang=lang), campus.code_of(page))
        t.ok(campus.headline(p) == 'VALID' and not any(
            x in p.text for x in ('207,879', '207879', '样例教授', 'Professor',
                                  '样**', 'T0001', '示例银行', '贷款')),
             'anybody learns that it is genuine, and nothing of it: ' + lang,
             p.text)


def contract(t, inst):
    """Five hands: over a million yuan the signatory's, too."""
    b = signed_in(inst, BUYER)
    fields = form_of(b, CONTRACT)
    page = confirm(b, inst, post(b, inst, CONTRACT, dict(filled(
        fields, TERMS, items=[dict(ITEM, quantity='1000', price='1000.10')]),
        step='preview')))
    n = campus.request_id(page)
    for who in ('H0002', 'A0004', 'A0005', 'A0006', 'A0007'):
        t.equal(inst.one('SELECT COUNT(*) FROM document WHERE request_id = %d'
                         % n), '0', 'not yet')
        decide(t, inst, who, n)
    t.ok(campus.release(inst, 'K0005', 'S005', n), 'its keeper sees it wait')
    page = campus.issued(b, page.url)
    if not t.ok(page is not None, 'all five, and the keeper: sealed', inst.sql(
            'SELECT state, reason, detail FROM seal_job')):
        return
    t.equal(inst.sql('SELECT s.number, l.kind FROM seal_ledger l JOIN seal s '
                     'ON s.id = l.seal_id WHERE l.request_id = %d ORDER BY '
                     'seq' % n), [['S005', 'refused'], ['S005', 'intent'],
                         ['S005', 'sealed']],
            'with the procurement contract seal')
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, 'c.pdf')
        with open(path, 'wb') as f:
            f.write(campus.download(b, page))
        good, said = judges.verapdf([path])
        t.ok(good, 'PDF/A-3a and PDF/UA-1', said)
        text = judges.text_of(path)
        t.ok('1,000,100.00' in text and '壹佰万零壹佰元整' in text and
             '第八条' in text, 'the contract', text)


def wrong_seal(t, inst):
    """A seal whose policy does not name the type: refused, recorded, shown."""
    b = signed_in(inst, campus.STUDENT)
    inst.keeper('seal', False)
    inst.kill('seal')
    page = campus.ask(b, 'gpa')
    n = campus.request_id(page)
    inst.sql("DELETE FROM seal_policy WHERE type_id = 'gpa'")
    t.ok('/request/gpa/zh-CN' not in b.open('/services').links and
         b.open('/request/gpa/zh-CN').status == 404,
         'what its seal does not admit is not offered')
    inst.keeper('seal', True)
    row = inst.until(lambda: inst.sql(
        'SELECT kind, detail FROM seal_ledger WHERE request_id = %d' % n))
    t.ok(row and row[0][0] == 'refused' and
         'not for this document type' in row[0][1], 'in the ledger', row)
    p = b.open(page.url)
    t.ok(not any(x.endswith('/file') for x in p.links) and
         'notice' in p.body.decode(), 'and on the page', p.text)
    inst.sql("INSERT INTO seal_policy SELECT seal_id, id FROM document_type "
             "WHERE id = 'gpa'")


# -- the console ------------------------------------------------------------
NEW = '''<type id="library-card" version="1" order="95">
  <name zh="借阅证明" en="Library certificate"/>
  <about zh="证明借阅资格。" en="Certifies the right to borrow."/>
  <issue office="JW" code="JY" languages="zh-CN,en" valid="10" disclosure="2"/>
  <holder kinds="student" statuses="registered"/>
  <form>
    <field name="library" kind="line" max="20" required="yes">
      <label zh="图书馆" en="Library"/>
    </field>
  </form>
</type>
'''
PAGE = '''<document type="library-card" lang="%s" version="1" font="song"
    size="12" margin="30 25 25 25" title="%s {person/name}">
  <h1 size="20" align="center" after="20">%s</h1>
  <p leading="1.8" after="30">{person/name} {person/number}: {form/library}</p>
  <sign qr="{document/url}" qralt="QR {document/code}" office="{office/name}"
      sealalt="{office/name}" date="{document/issued|date}">
    <p size="9">{document/code}</p>
  </sign>
</document>
'''


def files(**change):
    f = {'definition': NEW, 'zh': PAGE % ('zh-CN', '借阅证明', '借阅证明'),
         'en': PAGE % ('en', 'Library certificate', 'Library certificate')}
    f.update(change)
    return f


def send(b, inst, step, **change):
    fields = dict(map(tuple, b.open('/admin/types/edit?from=enrolment&new=1')
                      .form('/admin/types', 'POST').fields))
    return post(b, inst, '/admin/types', dict(
        {'csrf': fields['csrf'], 'step': step, 'reason': '新文件'},
        **files(**change)))


def agree(inst, decision='approve', who=SECOND):
    """The second officer decides about what was asked for last."""
    b = signed_in(inst, who)
    path = '/admin/proposals/' + inst.one(
        'SELECT MAX(id) FROM officer_proposal')
    f = next((x for x in b.open(path).forms if x.action == path), None)
    return None if f is None else b.submit(f, {'reason': '核对无误'},
                                           button=('decision', decision))


def refuses(inst, sql, account='admin'):
    try:
        inst.sql(sql, account)
    except RuntimeError as e:
        return str(e)
    return ''


def admit(t, inst, kind, seal=2):
    """The seal's office asks for a change, its two approvers agree."""
    path = '/seal/life/%d' % seal
    names = inst.sql('SELECT a.name, d.name FROM seal s JOIN account a ON '
                     'a.id = s.keeper_id JOIN account d ON d.id = '
                     's.deputy_id WHERE s.id = %d' % seal)[0]
    for who, act, more in (
            ('J0002', 'change', {'reason': '新增文件类型', 'keeper': names[0],
                                 'deputy': names[1], 't.' + kind: 'on'}),
            ('A0002', 'endorse', {}), ('A0007', 'approve', {})):
        b = signed_in(inst, who)
        f = next((x for x in b.open(path).forms if x.action == path and
                  ['act', act] in x.fields), None)
        t.ok(f is not None and b.submit(f, more).status == 200,
             'the seal\'s %s by %s' % (act, who))


def other_seal(t, inst):
    """A version that names a seal which does not admit the type."""
    b = signed_in(inst, ADMIN)
    two = {k: v.replace('version="1"', 'version="2"')
           for k, v in files().items()}
    two['definition'] = two['definition'].replace('office="JW"',
                                                  'office="GS"')
    p = send(b, inst, 'propose', **two)
    t.ok(p.status == 400 and '该印章尚未允许用于此文件类型' in p.text and
         '印章管理' in p.text, 'is refused, and the page says what to do',
         p.text[-600:])
    # It was admitted when it was proposed, and is not any more.
    seal = inst.one("SELECT id FROM seal WHERE office = 'GS'")
    inst.sql("INSERT INTO seal_policy VALUES (%s, 'library-card')" % seal)
    t.ok('done=library-card' in send(b, inst, 'propose', **two).url,
         'once it is admitted it can be proposed')
    inst.sql("DELETE FROM seal_policy WHERE seal_id = %s AND type_id = "
             "'library-card'" % seal)
    p = agree(inst)
    t.ok(p.status == 409 and '该印章尚未允许' in p.text and inst.one(
        "SELECT version FROM document_type WHERE id = 'library-card'") == '1',
        'the decision asks again', p.text[:500])
    agree(inst, 'refuse')


def console_flaws(t, inst, b):
    for change, say in (
            (dict(definition=NEW.replace('kind="line"', 'kind="lime"')),
             'type.xml 第 7 行 field library: kind is line'),
            (dict(definition=NEW.replace('max="20"', 'max="many"')),
             'type.xml 第 7 行 field library: max'),
            (dict(zh=files()['zh'].replace('form/library', 'form/libary')),
             'zh-CN.xml 第 4 行 {form/libary}'),
            (dict(en=files()['en'].replace('leading', 'leding')),
             'en.xml 第 4 行 <p> has no attribute "leding"'),
            (dict(en=''), 'languages names en'),
            (dict(zh='<document'), 'zh-CN.xml 第 1 行'),
            (dict(definition=NEW.replace('office="JW"', 'office="ZZ"')),
             'office ZZ has no seal')):
        p = send(b, inst, 'propose', **change)
        t.ok(p.status == 400 and say in re.sub(r'\s+', ' ', p.text),
             'told: ' + say, p.text[-900:])
    t.equal(inst.one("SELECT COUNT(*) FROM document_type WHERE id = "
                     "'library-card'"), '0', 'none of these is a type')


def console(t, inst, work):
    for who in (campus.STUDENT, 'K0001', PROFESSOR, 'O0002', 'O0003'):
        b = signed_in(inst, who)
        t.equal([b.open(x).status for x in ('/admin/types',
                 '/admin/types/edit?from=enrolment',
                 '/admin/types/draft/en/1')],
                [200 if who.startswith('O') else 403, 403, 403],
                'the console is not for ' + who)
    b = signed_in(inst, ADMIN)
    p = b.open('/admin/types')
    t.ok(p.status == 200 and 'procurement-contract' in p.text, 'all types')
    f = dict(map(tuple, b.open('/admin/types/edit?from=enrolment').form(
        '/admin/types', 'POST').fields))
    t.ok('version="2"' in f['definition'] and 'version="2"' in f['zh'] and
         'version="2"' in f['en'], 'the next version is begun', f['definition'])
    console_flaws(t, inst, b)
    p = send(b, inst, 'check')
    src = re.findall(r'<img src="(/admin/types/draft/[^"]+)"',
                     p.body.decode())
    t.ok(p.status == 200 and len(src) == 2, 'checked: a preview of each page',
         p.text[-600:])
    svg = b.open(src[0])
    t.ok(svg.body.startswith(b'<svg') and svg.status == 200, 'drawn')
    p = send(b, inst, 'propose')
    t.ok('done=library-card' in p.url and '安全管理员同意后生效' in p.text,
         'asked for', p.url)
    t.equal(inst.one("SELECT COUNT(*) FROM document_type WHERE id ="
                     " 'library-card'"), '0', 'one officer publishes nothing')
    t.ok('已在等待审批' in send(b, inst, 'propose').text, 'nor asks twice')
    for who in (ADMIN, 'O0003'):
        t.ok(agree(inst, who=who) is None, who + ' cannot agree to it')
    s = signed_in(inst, SECOND)
    path = '/admin/proposals/' + inst.one('SELECT MAX(id) FROM'
                                          ' officer_proposal')
    p = s.open(path)
    svg = re.search(r'src="(/admin/proposals[^"]+)"', p.body.decode())
    t.ok('library-card' in p.text and svg and s.open(
        svg.group(1)).body.startswith(b'<svg'), 'the second officer sees it')
    p = agree(inst, 'refuse')
    t.ok('不同意' in p.text, 'refused')
    send(b, inst, 'propose')
    p = agree(inst)
    t.ok(p.status == 200 and '已记录' in p.text, 'asked for again, and agreed',
         p.text[-400:])
    t.equal(inst.sql("SELECT action, actor FROM audit_log WHERE chain ="
                     " 'admin' AND (action = 'type.put' OR object LIKE"
                     " '% type') ORDER BY seq"),
            [['officer.ask', ADMIN], ['officer.refused', SECOND],
             ['officer.ask', ADMIN], ['type.put', ADMIN],
             ['officer.approved', SECOND]], 'with audit rows')
    t.equal(inst.sql("SELECT created_by, approved_by FROM type_version WHERE"
                     " type_id = 'library-card'"), [[ADMIN, SECOND]],
            'and both names')
    s = signed_in(inst, campus.STUDENT)
    t.ok('/request/library-card/en' not in s.open('/services').links and
         '待印章许可' in b.open('/admin/types').text,
         'published; its seal has not admitted it, so nobody is offered it')
    t.ok('denied' in refuses(inst, "INSERT INTO seal_policy SELECT seal_id, id"
                             " FROM document_type WHERE id = 'library-card'"),
         'nor can es-admin put it on the seal\'s list')
    admit(t, inst, 'library-card')
    t.ok('/request/library-card/en' in s.open('/services').links and
         '待印章许可' not in b.open('/admin/types').text,
         'admitted by the seal\'s two approvers: offered')
    p = send(b, inst, 'propose', en=files()['en'].replace('QR', 'Q R'))
    t.ok(p.status == 400 and 'raise version' in p.text,
         'the same number for other bytes is refused', p.text[-500:])
    inst.sql("INSERT INTO standing_authorisation (seal_id, type_id, keeper_id,"
             " valid_from, valid_until, daily_quota, total_quota) SELECT "
             "t.seal_id, t.id, s.keeper_id, 0, 0, 9, 9 FROM document_type t "
             "JOIN seal s ON s.id = t.seal_id WHERE t.id = 'library-card'")
    made = [issue_card(t, inst, work, lang) for lang in ('zh-CN', 'en')]
    good, said = judges.verapdf(made)
    t.ok(good and said.count('PASS ') == 4, 'veraPDF: PDF/A-3a and PDF/UA-1',
         said)
    root = inst.path('pki', 'public', 'root.cert.pem')
    said = judges.pdfsig(work, root)(made[0])[1]
    t.ok('Signature is Valid' in said and 'Certificate is Trusted' in said,
         'Poppler trusts the seal', said)


def ask_card(inst, b, lang):
    path = '/request/library-card/' + lang
    fields = dict(form_of(b, path), step='preview')
    fields['f.library'] = 'MAIN'
    if 'f.desk' in fields:
        fields['f.desk'] = 'A'
    return confirm(b, inst, post(b, inst, path, fields))


def issue_card(t, inst, work, lang):
    b = signed_in(inst, campus.STUDENT)
    page = campus.issued(b, ask_card(inst, b, lang).url)
    path = os.path.join(work, lang + '.pdf')
    t.ok(page is not None, 'a student has it sealed: ' + lang)
    with open(path, 'wb') as f:
        f.write(campus.download(b, page))
    t.ok('MAIN' in judges.text_of(path), 'with what the form asked')
    return path


def old_draft(t, inst, b, draft):
    """What was filled in by version 1 waits in the form of version 2."""
    path = urllib.parse.urlsplit(draft.url).path
    before = inst.one('SELECT COUNT(*) FROM request')
    p = b.open(path)
    kept = dict(map(tuple, p.form('/request/', 'POST').fields))
    t.ok(p.status == 200 and '?draft=' in p.url and '已更新为新版本' in p.text and
         kept['f.library'] == 'BRANCH' and kept['f.desk'] == '',
         'an old draft opens as the new form, with its values', p.text[:400])
    t.equal(b.open(path + '/1').status, 404, 'the old text is not shown')
    p = confirm(b, inst, draft)
    t.ok('已更新为新版本' in p.text and inst.one(
        'SELECT COUNT(*) FROM request') == before,
        'the old preview cannot be sent any more', p.text[:300])
    kept.update({'f.desk': 'A', 'step': 'preview'})
    p = post(b, inst, '/request/library-card/en', kept)
    t.ok('/draft/' in p.url and '已更新' not in p.text, 'completed: a preview',
         p.text[:300])
    t.equal(inst.one("SELECT version FROM request_draft WHERE crid = "
                     "UNHEX('%s')" % path.split('/')[-1]), '2',
            'of the new version')


def versions(t, inst, work):
    """A request keeps the version that it was made with, up to the seal."""
    b = signed_in(inst, campus.STUDENT)
    inst.keeper('seal', False)
    inst.kill('seal')
    old = ask_card(inst, b, 'en')
    admin = signed_in(inst, ADMIN)
    path = '/request/library-card/en'
    fields = dict(form_of(b, path), step='preview')
    fields['f.library'] = 'BRANCH'
    draft = post(b, inst, path, fields)
    two = files(definition=NEW.replace('version="1"', 'version="2"').replace(
        '</form>', '<field name="desk" kind="line" required="yes">'
        '<label zh="柜台" en="Desk"/></field></form>'))
    for lang in ('zh', 'en'):
        two[lang] = two[lang].replace('version="1"', 'version="2"').replace(
            '{person/number}:', 'SECOND')
    p = send(admin, inst, 'propose', **two)
    t.ok('done=library-card' in p.url and agree(inst).status == 200,
         'version 2 is in force', p.text[-500:])
    old_draft(t, inst, b, draft)
    inst.keeper('seal', True)
    texts = []
    for url in (old.url, ask_card(inst, b, 'en').url):
        page = campus.issued(b, url)
        path = os.path.join(work, 'v.pdf')
        with open(path, 'wb') as f:
            f.write(campus.download(b, page))
        texts.append('SECOND' in judges.text_of(path))
    t.equal(texts, [False, True], 'what was asked for before has version 1')
    t.equal(inst.sql("SELECT type_version FROM request WHERE type_id = "
                     "'library-card' ORDER BY id"), [['1'], ['1'], ['1'],
                                                     ['2']],
            'and the request says so')


def loading(t, inst, work):
    """es-types: again, changed without a new number, with one."""
    conf = inst.path('etc', 'import.conf')
    code, said = inst.run_tool('es-types', 'load', '-c', conf)
    t.ok(code == 0 and ' 0 of them new' in said, 'loaded again: nothing new',
         said)
    top = os.path.join(work, 'types')
    shutil.copytree(os.path.join(SRC, 'templates/documents/gpa'), top + '/gpa')
    old = int(inst.one("SELECT version FROM document_type WHERE id = 'gpa'"))
    for number in (old, old + 1):
        for name in ('type.xml', 'en.xml', 'zh-CN.xml'):
            path = os.path.join(top, 'gpa', name)
            with open(path, encoding='utf-8') as f:
                text = f.read()
            with open(path, 'w', encoding='utf-8') as f:
                f.write(text.replace('version="%d"' % old, 'version="%d"' %
                                     number).replace('证明', '证 明'))
        code, said = inst.run_tool('es-types', 'load', '-c', conf, top)
        t.ok((code == 1 and 'raise version to %d' % (old + 1) in said,
              code == 0 and '1 types, 1 of them new' in said)[number > old],
             'changed, as version %d' % number, said)
    code, said = inst.run_tool('es-types', 'list', '-c', conf)
    t.ok(code == 0 and re.search(r'^gpa +%d +S002' % (old + 1), said, re.M),
         'listed', said)
    with open(os.path.join(top, 'gpa', 'en.xml'), 'a') as f:
        f.write('<')
    code, said = inst.run_tool('es-types', 'check', '-p', os.path.join(
        BUILD, 'packs'), top)
    t.ok(code == 1 and 'gpa/en.xml:' in said and '1 flaw' in said, 'checked',
         said)


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        for f in (entitlement, forms, drafts, income, contract, wrong_seal):
            t.run(f.__name__, f, inst)
        t.run('loading', loading, inst, work)
        t.run('console', console, inst, work)
        t.run('other_seal', other_seal, inst)
        t.run('versions', versions, inst, work)
        code, said = inst.run_tool('es-audit', 'reconcile', '-c',
                                   inst.path('etc', 'audit.conf'))
        t.ok(code == 0, 'the books balance', said)
        for name in ('request', 'seal', 'admin', 'approve'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said,
                 name + ': nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
