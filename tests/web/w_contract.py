#!/usr/bin/env python3
"""w_contract - files that people bring: upload and resume, places, freezing,
approval, seals of two departments in order, the other side's signature."""
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                               # noqa: E402
import judges                               # noqa: E402
import plain                                # noqa: E402
from browser import multipart               # noqa: E402
from instance import SRC, BUILD, Instance   # noqa: E402
from limits import limit                    # noqa: E402
from tap import Tap                         # noqa: E402

OWNER, KEEPER, OTHER_KEEPER = 'T0001', 'K0005', 'K0004'
TYPE = 'file-procurement'
APPROVERS = ('H0001', 'A0004', 'A0006')     # head, CG, legal; below 50,000


def text(n=3, more=b''):
    """A written file of n pages."""
    o = {1: b'<< /Type /Catalog /Pages 2 0 R >>',
         2: b'<< /Type /Pages /Count %d /Kids [%s] >>' % (n, b' '.join(
             b'%d 0 R' % (10 + 2 * i) for i in range(n))),
         3: b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'}
    for i in range(n):
        s = b'BT /F 24 Tf 80 700 Td (Contract, page %d) Tj ET %s' % (
            i + 1, more)
        o[10 + 2 * i] = b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 ' \
            b'842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> ' \
            b'>>' % (11 + 2 * i)
        o[11 + 2 * i] = b'<< /Length %d >>\nstream\n%s\nendstream' % (
            len(s), s)
    return plain.build(o)


def large(size):
    """A file of exactly so many bytes; the filling is an unused picture."""
    def made(n):
        o = plain.page()
        o[9] = b'<< /Length %d >>\nstream\n%s\nendstream' % (
            n, os.urandom(1 << 20) * (n >> 20) + b'x' * (n & 0xfffff))
        return plain.build(o)
    fill = size - 2000
    return made(fill + size - len(made(fill)))


class Scene:
    def __init__(self, t, inst):
        self.t, self.inst = t, inst
        self.b = {}

    def who(self, name):
        if name not in self.b:
            self.b[name] = self.inst.browser()
            campus.sign_in(self.b[name], name)
        return self.b[name]

    def seal(self, office, kind='department'):
        return self.inst.one("SELECT id FROM seal WHERE office = '%s' AND "
                             "class = '%s'" % (office, kind))

    def new(self, title, total='12000', kind=TYPE, who=OWNER):
        b = self.who(who)
        p = b.open('/contract/new')
        p = b.submit(p.form('/contract/new', 'POST'), {
            'type': kind, 'title': title, 'party': '样例供应商有限公司',
            'total': total})
        m = re.search(r'/contract/(\d+)$', p.url)
        if not m:
            raise LookupError('%s %s %.300s' % (p.status, p.url, p.text))
        return int(m.group(1))

    def page(self, n, who=OWNER):
        return self.who(who).open('/contract/%d' % n)

    def upload(self, n, data, role='text', name='合同.pdf', who=OWNER):
        b = self.who(who)
        p = self.page(n, who)
        form = next(f for f in p.forms if f.action.endswith('/file') and
                    ['role', role] in f.fields)
        return b.submit(form, files={'file': (name, 'application/pdf',
                                              data)})

    def place(self, n, rows, straddle='', who=OWNER):
        b = self.who(who)
        p = b.open('/contract/%d/place' % n)
        v = {'straddle': straddle}
        for i, (seal, page, x, y) in enumerate(rows, 1):
            v.update({'p%dseal' % i: seal, 'p%dpage' % i: page,
                      'p%dx' % i: x, 'p%dy' % i: y})
        f = p.form('/place', 'POST')
        f.buttons = []
        return b.submit(f, v)

    def press(self, n, what, who=OWNER):
        b = self.who(who)
        p = self.page(n, who)
        return b.submit(p.form('/contract/%d/%s' % (n, what), 'POST'))

    def request(self, n):
        return int(self.inst.one(
            'SELECT r.id FROM contract c JOIN request r ON r.person_id = '
            'c.person_id AND r.crid = c.crid WHERE c.id = %d' % n))

    def state(self, n):
        return self.inst.one('SELECT state FROM request WHERE id = %d' %
                             self.request(n))

    def approve(self, n, people=APPROVERS, action='approve', opinion=''):
        rq = self.request(n)
        for who in people:
            b = self.who(who)
            p = b.open('/approve/%d' % rq)
            p = b.submit(p.form('/approve/%d' % rq, 'POST'), {
                'opinion': opinion}, button=('action', action))
        return p

    def frozen(self, title, rows, straddle='', data=None, total='12000'):
        """As far as the end of the approval."""
        n = self.new(title, total)
        self.upload(n, data or text())
        self.place(n, rows, straddle)
        self.press(n, 'freeze')
        self.approve(n)
        return n

    def waits(self, n, reason, seconds=20):
        rq = self.request(n)
        return self.inst.until(lambda: self.inst.one(
            'SELECT reason FROM contract_wait WHERE request_id = %d' % rq) ==
            reason, seconds)

    def issued(self, n, seconds=40):
        return self.inst.until(lambda: self.state(n) == 'issued', seconds)

    def reason(self, n):
        return self.inst.sql('SELECT * FROM contract_wait WHERE request_id ='
                             ' %d' % self.request(n))

    def sealed(self, n, who=OWNER):
        return self.who(who)._once('GET', '/contract/%d/sealed' % n).body


# -- one seal, from the beginning to the end ------------------------------------
def whole(t, s):
    cg = s.seal('CG', 'procurement')
    b = s.who(OWNER)
    p = b.open('/contract')
    t.ok(p.status == 200 and '还没有提交过' in p.text, 'an empty list says '
         'what to do')
    n = s.new('显微镜采购合同')
    p = s.page(n)
    t.ok('还没有上传文件' in p.text and not any(
        f.action.endswith('/freeze') for f in p.forms),
        'a draft without a file cannot be frozen')
    data = text()
    p = s.upload(n, data)
    sha = hashlib.sha256(data).hexdigest()
    t.ok(p.status == 200 and sha in p.text and '3 页' in p.text,
         'the page shows digest and pages', p.text[:300])
    p = s.place(n, [(cg, 3, '150', '60.5')])
    t.ok('距左 150 毫米' in p.text and '距下 60.5 毫米' in p.text,
         'and the place', (p.status, p.text[:600]))
    p = s.press(n, 'freeze')
    t.ok(p.status == 200 and '正在审批' in p.text, 'frozen, under review',
         (p.status, p.text[:400]))
    rq = s.request(n)
    rec = s.inst.one('SELECT record FROM snapshot WHERE request_id = %d' % rq)
    t.ok('digest="%s"' % sha in rec and 'seal="S005"' in rec and
         'y="60.5"' in rec, 'the record has digest and place', rec)
    t.equal(s.inst.one('SELECT COUNT(*) FROM seal_job WHERE request_id = %d'
                       % rq), '0', 'es-seal has no job of it')
    p = s.who('H0001').open('/approve/%d' % rq)
    t.ok(p.status == 200 and any('/contract/request/' in x for x in p.links),
         'the approver finds a way to the file')
    p = s.who('H0001').open(p.link('/contract/request/'))
    f = s.who('H0001')._once('GET', p.link('/file/'))
    t.ok(f.body == data, 'and reads the very file')
    s.approve(n)
    t.ok(s.waits(n, 'keeper'), 'approved, it waits for the keeper',
         (s.state(n), s.reason(n), s.inst.log('contract')[-1500:]))
    p = s.page(n)
    t.ok('等待印章保管人' in p.text, 'and says so')
    p = s.who(KEEPER).open('/contract')
    t.ok('/contract/%d' % n in p.links, 'it is on the keeper\'s list')
    p = s.who(KEEPER).open('/seal')
    t.ok('/contract/%d' % n in p.links and '显微镜采购合同' in p.text,
         'and in the one queue of all that waits for their hand', p.text[:500])
    t.ok('/contract/%d' % n not in s.who(OTHER_KEEPER).open('/seal').links,
         'not in another keeper\'s')
    p = s.press(n, 'release', KEEPER)
    t.ok('/contract/%d' % n not in s.who(KEEPER).open('/seal').links,
         'released, it waits for nobody')
    t.ok(s.issued(n), 'the keeper agrees: sealed', (s.state(n), s.reason(n),
         s.inst.log('contract')[-1500:], s.inst.log('signd')[-1500:]))
    out = s.sealed(n)
    t.ok(out.startswith(data) and len(out) > len(data),
         'the text is the beginning of the sealed file')
    p = b.open('/documents/%d' % rq)
    f = b._once('GET', p.link('/file'))
    t.ok(f.body == out, 'es-request hands out the same')
    t.equal(campus.headline(campus.verify_file(s.inst.browser(), out)),
            'VALID', 'and es-verify knows it')
    balanced(t, s)
    return out


# -- two departments, a straddle seal, the other side ---------------------------
def departments(t, s, work):
    cg, ky = s.seal('CG', 'procurement'), s.seal('KY')
    data = text(5)
    n = s.frozen('两部门合同', [(cg, 5, '60', '70'), (ky, 5, '150', '70'),
                          ('0', 5, '100', '150')], 'right', data)
    t.ok(s.waits(n, 'keeper'), 'it waits for the first keeper')
    s.press(n, 'release', OTHER_KEEPER)
    s.inst.until(lambda: False, 3)
    t.equal(s.inst.one('SELECT COUNT(*) FROM contract_signature WHERE '
                       'request_id = %d' % s.request(n)), '0',
            'the second department agrees: the first comes first')
    s.press(n, 'release', KEEPER)
    t.ok(s.issued(n), 'the first agrees: both seals go on it',
         (s.reason(n), s.inst.log('contract')[-800:],
          s.inst.log('signd')[-800:]))
    t.equal([r[0] for r in s.inst.sql(
        'SELECT seal_id FROM contract_signature WHERE request_id = %d ORDER '
        'BY n' % s.request(n))], [cg, ky], 'in their order')
    out = s.sealed(n)
    path = os.path.join(work, 'two.pdf')
    with open(path, 'wb') as f:
        f.write(out)
    root = s.inst.path('pki', 'public', 'root.cert.pem')
    code, said = judges.run(os.path.join(BUILD, 'tools', 'es', 'es'),
                            'verify', '--trust', s.inst.path(
                                'pki', 'public'), path)
    t.ok(code == 0, 'es verify: intact', said)
    code, said = judges.pdfsig(work, root)(path)
    t.ok(said.count('Signature is Valid') == 2, 'Poppler: both valid', said)
    h = judges.pyhanko(root, [path])[0]['all']
    t.ok(len(h) == 2 and all(x['good'] and x['docmdp_ok'] for x in h),
         'pyHanko: both good', h)
    code, said = judges.run('qpdf', '--check', path)
    t.ok(code == 0, 'qpdf', said)
    t.ok(out.count(b'/Subtype /Stamp') >= 5 or out.count(
        b'/Subtype/Stamp') >= 5, 'a strip of the straddle seal on each page',
        (out.count(b'/Stamp'),))
    t.equal(campus.headline(campus.verify_file(s.inst.browser(), out)),
            'VALID', 'es-verify knows both seals')
    other_side(t, s, work, n, out, path)
    balanced(t, s)


def sign_as_other(work, path, field):
    key, cert = (os.path.join(work, 'other.' + x) for x in ('key', 'crt'))
    if not os.path.exists(key):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048',
                        '-nodes', '-keyout', key, '-out', cert, '-days',
                        '30', '-subj', '/CN=Supplier Ltd', '-addext',
                        'keyUsage=digitalSignature,nonRepudiation'],
                       check=True, capture_output=True)
    out = os.path.join(work, 'theirs')
    judges.with_pyhanko('pyhanko_sign.py', key, cert, path, out, '1', field)
    with open(out + '-1.pdf', 'rb') as f:
        return f.read()


def other_side(t, s, work, n, out, path):
    theirs = sign_as_other(work, path, 'Party1')
    t.ok(theirs.startswith(out), 'the other side signs behind our file')
    p = s.upload(n, out, 'signed')
    t.ok(p.status == 400 and '没有新增的签名' in p.text, 'unsigned: refused',
         p.text[:400])
    p = s.upload(n, text(5), 'signed')
    t.ok(p.status == 400 and '不是由本系统用印' in p.text,
         'another file: refused')
    i = theirs.index(b'/M', len(out)) + 8       # in the signed date
    for name, bad in (
            ('a bit of ours', theirs[:300] + bytes([theirs[300] ^ 1]) +
             theirs[301:]), ('theirs', theirs[:i] + bytes([theirs[i] ^ 1]) +
                             theirs[i + 1:])):
        p = s.upload(n, bad, 'signed')
        t.ok(p.status == 400, name + ' changed: refused', p.text[:400])
    p = s.upload(n, theirs, 'signed', '对方签署.pdf')
    t.ok(p.status == 200 and 'Supplier Ltd' in p.text and
         '已登记' in p.text, 'signed: on record, with the signer\'s name',
         (p.status, p.text[:600]))
    t.ok('双方已签署' in s.who(OWNER).open('/contract').text,
         'the list says so')
    t.equal(s.inst.one('SELECT signers FROM contract_signed WHERE '
                       'contract_id = %d' % n), 'Supplier Ltd',
            'the register has the name')
    files = [x for x in s.page(n).links if '/file/' in x]
    got = s.who(OWNER)._once('GET', files[-1])
    t.ok(got.body == theirs, 'and hands out that very file')
    code, said = judges.run(os.path.join(BUILD, 'tools', 'es', 'es'),
                            'verify', '--trust', s.inst.path(
                                'pki', 'public'), os.path.join(
                                    work, 'theirs-1.pdf'))
    t.ok('2' in said and 'altered' not in said.lower(),
         'es verify: our seals hold', said)
    t.equal(campus.headline(campus.verify_file(s.inst.browser(), theirs)),
            'VALID', 'es-verify: still ours, and in force')
    first = out[:int(s.inst.one(
        'SELECT file_size FROM contract_signature WHERE n = 1 AND '
        'request_id = %d' % s.request(n)))]
    t.equal(campus.headline(campus.verify_file(s.inst.browser(), first)),
            'NOT_ISSUED', 'the first seal alone is not what was issued')


def they_first(t, s, work):
    """The other side has signed before any seal of ours."""
    cg, ky = s.seal('CG', 'procurement'), s.seal('KY')
    plain_pdf = os.path.join(work, 'bare.pdf')
    with open(plain_pdf, 'wb') as f:
        f.write(text(3))
    theirs = sign_as_other(work, plain_pdf, 'TheirField')
    n = s.new('对方先签')
    p = s.upload(n, theirs)
    t.ok(p.status == 200 and '3 页' in p.text, 'a signed file is taken',
         p.text[:300])
    places = [(cg, 3, '60', '70'), (ky, 3, '150', '70')]
    none = [('', '', '', '')]
    for more, straddle in (([('0', 3, '100', '150')], ''), (none, 'right')):
        s.place(n, places + more, straddle)
        p = s.press(n, 'freeze')
        t.ok(p.status == 400 and '对方先行签署' in p.text,
             'what would change their pages is refused', (p.status,
                                                         p.text[:300]))
    s.place(n, places + none)
    s.press(n, 'freeze')
    s.approve(n)
    s.waits(n, 'keeper')
    s.press(n, 'release', KEEPER)
    s.press(n, 'release', OTHER_KEEPER)
    t.ok(s.issued(n), 'both departments seal it', (s.reason(n), s.inst.log(
        'contract')[-800:]))
    out = s.sealed(n)
    t.ok(out.startswith(theirs), 'behind their signature')
    path = os.path.join(work, 'theyfirst.pdf')
    with open(path, 'wb') as f:
        f.write(out)
    root = s.inst.path('pki', 'public', 'root.cert.pem')
    h = judges.pyhanko(root, [path])[0]['all']
    t.equal([(x['intact'], x['valid']) for x in h], [(True, True)] * 3,
            'pyHanko: all three intact and valid')
    t.ok(all(x['good'] for x in h[1:]), 'ours good', h)
    code, said = judges.run(os.path.join(BUILD, 'tools', 'es', 'es'),
                            'verify', '--json', '--trust', s.inst.path(
                                'pki', 'public'), path)
    sigs = json.loads(said)['signatures'] if said.startswith('{') else \
        json.loads(said)[0]['signatures']
    t.equal([x['integrity'] for x in sigs], ['intact'] * 3,
            'es verify: all three intact')
    p = campus.verify_file(s.inst.browser(), out)
    t.ok(campus.headline(p) == 'VALID', 'es-verify: ours, in force',
         p.text[:600])
    bad = bytearray(out)
    bad[300] ^= 1
    t.ok(campus.headline(campus.verify_file(s.inst.browser(), bytes(bad)))
         not in ('VALID', 'UNDETERMINED'), 'a changed bit of theirs is seen')
    back = s.upload(n, out, 'signed')
    t.ok(back.status == 400 and '没有新增的签名' in back.text,
         'their first signature does not count as a new one',
         back.text[:300])
    balanced(t, s)


def apart(t, s):
    """Whoever approved it is not the keeper who lets it go."""
    cg = s.seal('CG', 'procurement')
    deputy = s.inst.one('SELECT COALESCE(deputy_id, 0) FROM seal WHERE id = '
                        + cg)
    s.inst.sql('UPDATE seal SET deputy_id = (SELECT id FROM account WHERE '
               "name = 'A0006') WHERE id = " + cg)
    n = s.frozen('审批人兼保管人', [(cg, 1, 100, 100)])
    rq = s.request(n)
    s.waits(n, 'keeper')
    p = s.press(n, 'release', 'A0006')
    t.ok(p.status == 403 and s.inst.one(
        'SELECT COUNT(*) FROM contract_release WHERE request_id = %d' % rq)
        == '0', 'an approver of it does not release it', (p.status,
                                                         p.text[:300]))
    s.inst.sql('INSERT INTO contract_release (request_id, seal_id, keeper_id,'
               ' keeper_person, snapshot_sha256, at) SELECT %d, %s, a.id, '
               "a.person_id, s.sha256, 0 FROM account a, snapshot s WHERE "
               "a.name = 'A0006' AND s.request_id = %d; DELETE FROM "
               'contract_wait' % (rq, cg, rq))
    t.ok(s.waits(n, 'refused not_apart'), 'by hand in the database: es-signd '
         'refuses it', s.reason(n))
    t.equal(s.inst.one('SELECT COUNT(*) FROM contract_signature WHERE '
                       'request_id = %d' % rq), '0', 'nothing is sealed')
    s.inst.sql('DELETE FROM contract_release WHERE request_id = %d' % rq)
    s.press(n, 'release', KEEPER)
    t.ok(s.issued(n), 'the other keeper does', s.reason(n))
    s.inst.sql('UPDATE seal SET deputy_id = NULLIF(%s, 0) WHERE id = %s' % (
        deputy, cg))


def replaced(t, s):
    """A seal that is replaced while a contract waits for it."""
    cg = s.seal('CG', 'procurement')
    for state in ('replaced', 'cancelled'):
        n = s.frozen('等待时变更的印章', [(cg, 1, 100, 100)])
        s.waits(n, 'keeper')
        s.inst.sql("UPDATE seal SET state = '%s' WHERE id = %s; UPDATE "
                   'contract_wait SET retry_at = 0' % (state, cg))
        t.ok(s.inst.until(lambda: s.state(n) == 'failed'), '%s: it does not '
             'wait for good' % state, (s.state(n), s.reason(n)))
        t.ok('已变更或注销' in s.page(n).text and s.inst.one(
            'SELECT COUNT(*) FROM contract_signature WHERE request_id = %d' %
            s.request(n)) == '0', 'unsealed, and the page says what to do')
        again = s.press(n, 'again')
        m = re.search(r'/contract/(\d+)/place$', again.url)
        t.ok(m and s.press(n, 'again').url == again.url and s.inst.sql(
            'SELECT COUNT(*), COUNT(DISTINCT f.sha256), (SELECT COUNT(*) FROM'
            ' contract_place WHERE contract_id = %s) FROM contract_file f'
            ' WHERE f.contract_id IN (%d, %s)' % (m[1], n, m[1])) == [
                ['2', '1', '0']], 'a new draft, once, with the same text and '
            'without that seal', again.url)
        s.inst.sql("UPDATE seal SET state = 'active' WHERE id = " + cg)
        n = int(m[1])
        s.place(n, [(s.seal('KY'), 1, 100, 100)])
        s.press(n, 'freeze')
        t.equal(s.state(n), 'review', 'with another seal it is approved anew')


def fields(t, s):
    """What is wrong is told beside its field, and what was typed stays."""
    b = s.who(OWNER)

    def send(page, form, **typed):
        p = b.open(page)
        p = b.submit(p.form(form, 'POST'), dict({
            'title': '金额', 'party': '样例公司'}, **typed))
        return p, [k for k in ('title', 'party', 'total') if re.search(
            rb'id="%s"[^>]*aria-invalid="true"' % k.encode(), p.body)]

    n = s.new('金额下限', '0.01')
    for page, form in (('/contract/new', '/contract/new'),
                       ('/contract/%d' % n, '/words')):
        for total, said in (('0.00', '不能小于 0.01'), ('0', '不能小于 0.01'),
                            ('12.345', '两位小数'), ('1e3', '两位小数')):
            p, bad = send(page, form, type=TYPE, total=total)
            t.ok(p.status == 400 and bad == ['total'] and said in p.text and
                 b'value="%s"' % total.encode() in p.body,
                 '%s at %s: told at its field' % (total, form), (bad, p.text))
        p, bad = send(page, form, type=TYPE, title='', total='5')
        t.ok(p.status == 400 and bad == ['title'], 'and no title: at that')
    t.equal(s.inst.one("SELECT CONCAT(title, total) FROM contract WHERE id ="
                       ' %d' % n), '金额下限0.01', 'nothing was changed')


# -- refusals ---------------------------------------------------------------------
def refusals(t, s):
    n = s.new('被拒绝的文件')
    enc = plain.build(plain.page(), trailer=b'/Root 1 0 R /Encrypt << '
                      b'/Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >>')
    xfa = plain.build(plain.page(catalog=b'/AcroForm << /XFA (x) /Fields '
                                 b'[] >>'))
    for name, data, words in (
            ('no PDF', b'hello' * 100, '请选择一个 PDF'),
            ('encrypted', enc, '去除密码'),
            ('XFA', xfa, '动态表单'),
            ('damaged', text()[:-200], '重新导出')):
        p = s.upload(n, data)
        t.ok(p.status == 400 and words in p.text, name + ': refused, with '
             'what to do', (p.status, p.text[:500]))
    t.equal(s.inst.one('SELECT COUNT(*) FROM contract_file WHERE contract_id'
                       ' = %d' % n), '0', 'and nothing is kept')
    t.equal(s.inst.one('SELECT COUNT(*) FROM contract_chunk k LEFT JOIN '
                       'contract_file f ON f.id = k.file_id WHERE f.id IS '
                       'NULL'), '0', 'no piece either')
    p = s.upload(n, plain.build(plain.pages(limit('CONTRACT_PAGES'))))
    t.equal(p.status, 200, '1000 pages are taken')
    p = s.upload(n, plain.build(plain.pages(limit('CONTRACT_PAGES') + 1)))
    t.ok(p.status == 400 and '页数过多' in p.text, 'one more is not')
    p = s.upload(n, text())
    seals = s.seal('CG', 'procurement'), s.seal('KY')
    for rows, words in (([(seals[0], 9, 10, 10)], '没有这一页'),
                        ([(seals[0], 1, 500, 10)], '超出页面'),
                        ([(seals[0], 1, 'x', 10)], '整数页码'),
                        ([(seals[0], 1, 9, 9), (seals[0], 2, 9, 9)],
                         '只能选择一次'),
                        ([(90, 1, 9, 9)], '不能用于此类文件')):
        p = s.place(n, rows)
        t.ok(p.status == 400 and words in p.text, 'a bad place: ' + words,
             (p.status, p.text[:500]))
    p = s.place(n, [(seals[0], 1, '105', '0')])
    t.equal(p.status, 200, 'a place at the very edge')
    for who in ('T0002', 'K0001', 'H0001'):
        b = s.who(who)
        t.equal(b.open('/contract/%d' % n).status, 404,
                'a draft does not exist for %s' % who)
        for path in ('place', 'sealed', 'file/1', 'page/1/1', 'seal/1'):
            t.equal(b.open('/contract/%d/%s' % (n, path)).status, 404,
                    'nor its ' + path)
    st = s.inst.browser()
    campus.sign_in(st)
    t.equal(st.open('/contract').status, 403, 'a student brings no file')
    p = s.press(n, 'drop')
    t.equal(s.inst.one('SELECT COUNT(*) FROM contract WHERE id = %d' % n),
            '0', 'a draft can be thrown away')


# -- in pieces ---------------------------------------------------------------------
class Pieces:
    """What contract.js does."""
    def __init__(self, s, n, data, role='text', crid=None, who=OWNER):
        self.s, self.n, self.data, self.role = s, n, data, role
        self.b = s.who(who)
        self.crid = crid or os.urandom(16).hex()
        self.csrf = dict(map(tuple, s.page(n, who).form(
            '/logout', 'POST').fields))['csrf']

    def post(self, what, fields, files=None):
        body, kind = multipart([('csrf', self.csrf)] + list(fields.items()),
                               files or {})
        p = self.b.open('/contract/%d/%s' % (self.n, what), 'POST', body, {
            'Content-Type': kind, 'Origin': self.s.inst.base})
        return p.status, json.loads(p.body) if 'json' in p.type else {}

    def begin(self, size=None):
        status, j = self.post('begin', {
            'role': self.role, 'crid': self.crid, 'name': 'a.pdf',
            'size': size or len(self.data)})
        self.file = j.get('file')
        return status, j

    def piece(self, at, data=None):
        part = self.data[at:at + limit('CONTRACT_PIECE')]
        return self.post('piece', {'file': self.file, 'at': at}, {
            'piece': ('p', 'application/octet-stream', data or part)})

    def rest(self, at):
        while at < len(self.data):
            status, j = self.piece(at)
            if status != 200:
                raise LookupError((status, j))
            at = j['received']

    def end(self, **more):
        return self.post('end', dict({'file': self.file}, **more))


def pieces(t, s):
    n = s.new('大文件')
    piece = limit('CONTRACT_PIECE')
    data = large(3 * piece + 5000)
    u = Pieces(s, n, data)
    t.equal(u.begin()[1].get('received'), 0, 'an upload is begun')
    t.equal(u.piece(0), (200, {'file': u.file, 'received': piece,
                               'piece': piece, 'whole': False}),
            'a piece comes')
    t.equal(u.piece(0)[1]['received'], piece, 'it comes again: once')
    status, j = u.piece(2 * piece)
    t.ok(status == 409 and j['received'] == piece,
         'a gap is told where to go on', (status, j))
    status, j = u.piece(piece, data[:100])
    t.ok(status == 409 and j['received'] == piece, 'a short one, too')
    status, j = u.end()
    t.ok(status == 400 and j['why'] == 'part', 'the end comes too early', j)
    s.inst.fault('contract.piece kill')
    status, j = u.piece(piece)
    t.ok(status >= 500, 'the program dies in the middle', (status, j))
    s.inst.disarm()
    v = Pieces(s, n, data, crid=u.crid)
    t.ok(s.inst.until(lambda: v.begin()[1].get('received')) in (
        piece, 2 * piece),
            'the same upload goes on where it was')
    v.rest(piece)
    t.equal(v.end(sha256='0' * 64)[1].get('why'), 'digest',
            'other bytes than the sender has: thrown away')
    u = Pieces(s, n, data)
    u.begin()
    u.rest(0)
    sha = hashlib.sha256(data).hexdigest()
    status, j = u.end(sha256=sha)
    t.ok(status == 200 and j['whole'], 'all of it', (status, j))
    t.equal(u.end()[0], 200, 'ended twice: once')
    t.ok(sha in s.page(n).text, 'it is the text')
    other = Pieces(s, n, data, who='T0002')
    t.equal(other.begin()[0], 404, 'another person begins nothing here')
    other.file = u.file
    t.equal(other.piece(0)[0], 404, 'and sends nothing')


def verified(t, s, n, out):
    """ES_LIMIT_UPLOAD: whoever has the largest contract may ask about it."""
    most = limit('UPLOAD')
    b = s.inst.browser()
    p = campus.verify_file(b, out)
    t.ok(len(out) < most and campus.headline(p) == 'VALID',
         'the largest contract is verified: %d ms' % p.ms,
         (p.status, p.text[:300]))
    form = next(f for f in b.open('/verify').forms if 'multipart' in
                f.enctype)
    r = b.submit(form, {'as': 'revision-2'}, files={
        'file': ('t.pdf', 'application/pdf', out)})
    t.ok(r.body == out, 'what was signed comes back whole: %d ms' % r.ms,
         (r.status, len(r.body)))
    full = out + b'%' + b' ' * (most - len(out) - 2) + b'\n'
    p = campus.verify_file(b, full)
    t.ok(len(full) == most and p.status == 200 and
         campus.headline(p) != 'VALID', 'a file at the limit is read: %d ms, '
         '%s' % (p.ms, campus.headline(p)), (p.status, p.text[:300]))
    p = campus.verify_file(b, full + b' ')
    t.ok(p.status == 413 and '56 MB' in p.text, 'one byte over it is not',
         (p.status, p.text[:300]))
    p = campus.verify_file(b, bytes(most + (1 << 21)))
    t.ok(p.status == 413 and '56 MB' in p.text, 'nginx says the same',
         (p.status, p.text[:300]))
    u = Pieces(s, n, b'', 'signed')
    t.equal(u.begin(most + 1)[0], 413, 'the other side\'s has that limit')
    t.equal(u.begin(most)[0], 200, 'to its last byte')


def limits(t, s):
    most = limit('CONTRACT_FILE')
    n = s.new('最大的文件')
    u = Pieces(s, n, b'')
    t.equal(u.begin(most + 1)[0], 413, 'one byte too many is refused')
    data = large(most)
    t.equal(len(data), most, 'a file of just that size')
    p = s.upload(n, data)
    t.ok(p.status == 200 and hashlib.sha256(data).hexdigest() in p.text,
         'comes whole in one form: %d ms' % p.ms, p.text[:300])
    png = s.who(OWNER)._once('GET', next(iter(re.findall(
        r'/contract/\d+/page/\d+/1', s.who(OWNER).open(
            '/contract/%d/place' % n).body.decode()))))
    t.ok(png.status == 200 and png.body.startswith(b'\x89PNG'),
         'its page is drawn: %d ms' % png.ms, png.text[:300])
    t.ok(len(png.body) <= limit('CONTRACT_PICTURE'), 'in a small picture')
    s.place(n, [(s.seal('CG', 'procurement'), 1, 100, 100)])
    s.press(n, 'freeze')
    s.approve(n)
    s.waits(n, 'keeper')
    s.press(n, 'release', KEEPER)
    t.ok(s.issued(n, 90), 'it is sealed', (s.reason(n), s.inst.log(
        'contract')[-600:], s.inst.log('signd')[-600:]))
    b = s.who(OWNER)
    f = b._once('GET', b.open('/documents/%d' % s.request(n)).link('/file'))
    t.ok(f.body.startswith(data) and f.body == s.sealed(n),
         'and comes back whole: %d ms' % f.ms)
    verified(t, s, n, f.body)
    n = s.new('配额')
    used = int(s.inst.one(
        'SELECT COALESCE(SUM(f.size), 0) FROM contract_file f JOIN contract '
        'c ON c.id = f.contract_id JOIN person p ON p.id = f.person_id LEFT '
        'JOIN request r ON r.person_id = c.person_id AND r.crid = c.crid '
        "WHERE p.number = '%s' AND (r.id IS NULL OR f.sha256 IS NULL)" % OWNER).split('.')[0])
    left = limit('CONTRACT_QUOTA') - used
    while left > most:
        t.equal(Pieces(s, n, b'').begin(most)[0], 200, 'within the quota')
        left -= most
    status, j = Pieces(s, n, b'').begin(left + 1)
    t.ok(status == 400 and j['why'] == 'quota', 'one byte over the quota', j)
    t.equal(Pieces(s, n, b'').begin(left)[0], 200, 'up to its last byte')
    old = limit('CONTRACT_IDLE')
    s.inst.sql('UPDATE contract_file SET touched = touched - %d WHERE '
               'contract_id = %d' % (old + 5, n))
    s.inst.kill('contract')     # its worker sweeps when it begins
    t.ok(s.inst.until(lambda: s.inst.one(
        'SELECT COUNT(*) FROM contract_file WHERE contract_id = %d' % n) ==
        '0', 20), 'what nobody goes on with is thrown away')
    s.press(n, 'drop')
    n = s.new('附件')
    for i in range(limit('CONTRACT_ANNEXES')):
        s.upload(n, b'annex %d' % i, 'annex', 'a%d.txt' % i)
    p = s.upload(n, b'one more', 'annex', 'b.txt')
    t.ok(p.status == 400 and '附件已达' in p.text, 'ten annexes, no more')
    seals = [r[0] for r in s.inst.sql(
        "SELECT seal_id FROM seal_policy WHERE type_id = '%s'" % TYPE)]
    s.upload(n, text())
    t.ok(len(seals) <= limit('CONTRACT_SEALS'), 'so many seals there are')
    p = s.place(n, [(x, 1, 20 + 25 * i, 100) for i, x in enumerate(seals)] +
                [('0', 1, 100, 40)])
    t.equal(p.status, 200, 'all of them and the other side at once')
    s.press(n, 'drop')


# -- frozen is frozen ---------------------------------------------------------------
def freezing(t, s):
    cg = s.seal('CG', 'procurement')
    n = s.new('冻结的合同')
    annex = b'specification'
    s.upload(n, text())
    s.upload(n, annex, 'annex', '技术规格.docx')
    s.place(n, [(cg, 1, 100, 100)])
    u = Pieces(s, n, text(4))
    u.begin()
    s.press(n, 'freeze')
    rec = s.inst.one('SELECT record FROM snapshot WHERE request_id = %d' %
                     s.request(n))
    t.ok(hashlib.sha256(annex).hexdigest() in rec and '技术规格.docx' in rec,
         'the record has the annex with its digest')
    p = s.page(n)
    t.ok(not any(f.action.endswith(('/file', '/freeze', '/words', '/drop'))
                 for f in p.forms), 'the page offers no change')
    t.equal(u.piece(0)[0], 200, 'an upload under way may come')
    t.equal(u.end()[0], 409, 'and does not count any more')
    t.equal(Pieces(s, n, text()).begin()[0], 409, 'nor begins another')
    b = s.who(OWNER)
    for what, fields in (('place', {'p1seal': cg, 'p1page': 1, 'p1x': 9,
                                    'p1y': 9}), ('freeze', {}),
                         ('drop', {}), ('words', {'title': 'x',
                                                  'party': 'y'})):
        status, _ = u.post(what, fields)
        t.equal(status, 409, 'no %s by hand either' % what)
    s.approve(n, ('H0001',), 'return', '附件有误')
    p = s.page(n)
    t.ok('已退回' in p.text and '附件有误' in p.text, 'returned: open again')
    p = b.open('/documents/%d' % s.request(n))
    p = b.submit(next(f for f in p.forms if f.action.endswith('/correct')))
    t.ok(p.status == 200 and '/contract/%d' % n in p.url,
         'from the request one is led there', p.url)
    s.upload(n, text(4))
    p = s.place(n, [(cg, 4, 100, 100)])
    p = s.press(n, 'freeze')
    t.ok('正在审批' in p.text, 'frozen anew', p.text[:300])
    t.equal(s.inst.one('SELECT COUNT(*) FROM snapshot WHERE request_id = %d'
                       % s.request(n)), '2', 'as another round')
    s.approve(n)
    s.waits(n, 'keeper')
    s.press(n, 'release', KEEPER)
    t.ok(s.issued(n), 'approved and sealed', s.reason(n))
    out = s.sealed(n)
    t.ok(out.startswith(text(4)), 'the new text, not the old')


# -- evidence that was changed --------------------------------------------------------
def tampering(t, s):
    cg = s.seal('CG', 'procurement')
    rq = [0]

    def ready(title):
        n = s.frozen(title, [(cg, 1, 100, 100)])
        s.waits(n, 'keeper')
        rq[0] = s.request(n)
        return n

    def refused(n, word, name):
        s.press(n, 'release', KEEPER)
        got = s.waits(n, 'refused ' + word)
        t.equal(s.state(n), 'awaiting' if word == 'seal_not_active' else
                'failed', 'it %s' % ('waits' if word == 'seal_not_active'
                                     else 'is given up'))
        t.ok(got and s.inst.one(
            'SELECT COUNT(*) FROM contract_signature WHERE request_id = %d' %
            rq[0]) == '0', name, s.reason(n))

    n = ready('篡改正文')
    s.inst.sql(
        'UPDATE contract_chunk k JOIN contract_file f ON f.id = k.file_id '
        "SET k.bytes = REPLACE(k.bytes, 'page 1', 'page 7') WHERE "
        'f.contract_id = %d' % n)
    refused(n, 'other_text', 'bytes changed in the database: refused')
    n = ready('篡改记录')
    s.inst.sql("UPDATE snapshot SET record = REPLACE(record, 'x=\"100\"', "
               "'x=\"120\"') WHERE request_id = %d" % rq[0])
    refused(n, 'snapshot_changed', 'a place changed in the record: refused')
    n = ready('篡改记录与摘要')
    s.inst.sql("UPDATE snapshot SET record = REPLACE(record, 'x=\"100\"', "
               "'x=\"120\"') WHERE request_id = %d; UPDATE snapshot SET "
               'sha256 = UNHEX(SHA2(record, 256)) WHERE request_id = %d; '
               'UPDATE approval SET snapshot_sha256 = (SELECT sha256 FROM '
               'snapshot WHERE request_id = %d) WHERE request_id = %d' % (
                   (rq[0],) * 4))
    s.inst.sql('DELETE FROM contract_wait')
    s.press(n, 'release', KEEPER)
    t.ok(s.inst.until(lambda: (s.reason(n) or [['', '', '', '']])[0][3]
                      .startswith('refused')), 'with all its digests: '
         'refused', s.reason(n))
    n = ready('篡改审批')
    s.inst.sql("UPDATE flow_event SET text = 'yes' WHERE request_id = %d AND "
               'seq = 2' % rq[0])
    refused(n, 'decision_changed', 'a decision changed: refused')
    n = ready('冒充保管人')
    s.inst.sql('INSERT INTO contract_release (request_id, seal_id, keeper_id,'
               ' keeper_person, snapshot_sha256, at) SELECT %d, %s, a.id, '
               "a.person_id, s.sha256, 0 FROM account a, snapshot s WHERE "
               "a.name = 'K0001' AND s.request_id = %d; DELETE FROM "
               'contract_wait' % (rq[0], cg, rq[0]))
    t.ok(s.waits(n, 'refused no_authorisation'),
         'another keeper\'s hand: refused', s.reason(n))
    n = ready('停用的印章')
    s.inst.sql("UPDATE seal SET state = 'suspended' WHERE id = %s" % cg)
    refused(n, 'seal_not_active', 'a suspended seal: refused')
    t.ok('已停用' in s.page(n).text, 'and the page says so')
    s.inst.sql("UPDATE seal SET state = 'active' WHERE id = %s" % cg)
    s.inst.sql('DELETE FROM contract_wait')
    t.ok(s.issued(n), 'in force again: sealed', s.reason(n))
    lines = s.inst.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = "
                       "'refused' AND seal_id = %s" % cg)
    t.ok(int(lines) >= 6, 'every refusal is in the ledger', lines)


def crashes(t, s):
    cg = s.seal('CG', 'procurement')
    for point in ('contract.row', 'signd.contract.decided',
                  'signd.contract.signed', 'signd.contract.finished',
                  'contract.in_store', 'contract.before_commit'):
        n = s.frozen('崩溃 ' + point, [(cg, 1, 100, 100)])
        s.waits(n, 'keeper')
        s.inst.fault(point + ' kill')
        s.press(n, 'release', KEEPER)
        hit = s.inst.fault_hit()
        s.inst.disarm()
        s.inst.sql('UPDATE contract_wait SET retry_at = 0')
        t.ok(hit and s.issued(n), 'killed at %s: sealed once' % point,
             (hit, s.reason(n)))
        t.equal(s.inst.one('SELECT COUNT(*) FROM contract_signature WHERE '
                           'request_id = %d' % s.request(n)), '1', 'once')
    balanced(t, s)


def balanced(t, s):
    for verb in ('verify', 'reconcile'):
        code, said = s.inst.run_tool('es-audit', verb, '-c', s.inst.path(
            'etc', 'seal.conf'))
        t.ok(code == 0, 'es-audit %s' % verb, said)


def main():
    t = Tap()
    with Instance(people=20) as inst:
        s = Scene(t, inst)
        with tempfile.TemporaryDirectory() as work:
            t.run('whole', whole, s)
            t.run('departments', departments, s, work)
            t.run('they_first', they_first, s, work)
            t.run('apart', apart, s)
            t.run('replaced', replaced, s)
            t.run('fields', fields, s)
            t.run('refusals', refusals, s)
            t.run('pieces', pieces, s)
            t.run('limits', limits, s)
            t.run('freezing', freezing, s)
            t.run('crashes', crashes, s)
            t.run('tampering', tampering, s)    # es-audit finds it: the last
    t.done()


if __name__ == '__main__':
    main()
