#!/usr/bin/env python3
"""w_register.py - the offices' register: who finds what, who may suspend,
replace and withdraw it, what verification then says, the figures of a year."""
import http.client
import os
import re
import socket
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
import people                       # noqa: E402
from instance import Instance       # noqa: E402
from limits import limit            # noqa: E402
from tap import Tap                 # noqa: E402


def staff(inst, account):
    b = inst.browser(lang='en')
    campus.sign_in(b, account)
    return b


def issue(inst, n=1, who=campus.STUDENT, kind='transcript-graduate'):
    b = inst.browser(lang='en')
    campus.sign_in(b, who)
    out = []
    for _ in range(n):
        p = campus.issued(b, campus.ask(b, kind, 'zh-CN').url)
        out.append((re.search(r'\b[A-Z]+-[A-Z]+-\d{4}-\d{6}\b',
                              p.text).group(0), campus.code_of(p)))
    return out


def find(b, **q):
    return b.open('/register?' + urllib.parse.urlencode(q))


def document(b, number):
    p = find(b, q=number)
    return b.open(next(x for x in p.links
                       if re.fullmatch(r'/register/\d+', x)))


def act(b, page, what, reason='因故', **more):
    for f in page.forms:
        if ['act', what] in f.fields:
            return b.submit(f, dict({'reason': reason}, **more))
    raise LookupError('%s is not offered: %s' % (what, page.text))


def offered(page):
    return [v for f in page.forms for k, v in f.fields if k == 'act']


def searching(t, inst, docs):
    h = staff(inst, 'H1')
    for q, what in ((docs[0][0], 'number'), (docs[0][1], 'code'),
                    (docs[0][1].replace('-', '').lower(), 'code as typed'),
                    (campus.STUDENT, 'student number'), ('样例', 'name'),
                    ('sample j', 'Latin name')):
        p = find(h, q=q)
        t.ok(p.status == 200 and docs[0][0] in p.text, 'found by ' + what,
             p.text)
    t.ok('No document fits' in find(h, q='100%').text,
         'a wildcard is a letter like others')
    t.ok(docs[0][0] not in find(h, state='revoked').text and
         docs[0][0] in find(h, state='valid', type='transcript-graduate').text,
         'by state and type')
    year = inst.one("SELECT YEAR(NOW())")
    t.ok(docs[0][0] in find(h, **{'from': year + '-01-01'}).text and
         docs[0][0] not in find(h, until='2001-01-01').text, 'by date')
    p = find(h, **{'from': '2026-02-30'})
    t.ok(p.status == 422 and 'as 2026-11-23' in p.text,
         'a day that is none is said', p.text)
    other = staff(inst, 'H2')
    t.ok(docs[0][0] not in find(other).text and
         docs[0][0] not in find(other, q=docs[0][0]).text and
         docs[0][0] not in find(other, office='GS').text,
         'another office finds none of it')
    path = urllib.parse.urlsplit(document(h, docs[0][0]).url).path
    t.equal(other.open(path).status, 404, 'nor opens it')
    r = other.open(path, 'POST', urllib.parse.urlencode(
        {'csrf': find(other).form('/logout').fields[0][1], 'act': 'suspend',
         'reason': 'x'}).encode(),
        {'Content-Type': 'application/x-www-form-urlencoded',
         'Origin': inst.base})
    t.ok(r.status in (403, 404) and inst.one(
        'SELECT COUNT(*) FROM document_event') == '0', 'nor acts on it')
    for who in (campus.STUDENT, 'K0001', 'S1'):
        b = staff(inst, who)
        t.equal([b.open(x).status for x in ('/register', path,
                '/register/figures', '/register/export')], [403] * 4,
                '%s has no register' % who)


def paging(t, inst):
    inst.sql("INSERT INTO document (request_id, number, code, person_id,"
             " type_id, lang, office, seal_id, intent_seq, issued,"
             " file_sha256, body_sha256, size, pages) SELECT 900000 + seq,"
             " CONCAT('GS-T-2020-', LPAD(seq, 6, '0')), LPAD(seq, 16, 'A'),"
             " 1, 'transcript-graduate', 'en', 'GS', 1, 900000 + seq,"
             " 1600000000 + seq DIV 3, UNHEX(SHA2(seq, 256)),"
             " UNHEX(SHA2(seq, 256)), 1, 1 FROM seq_1_to_120")
    h, seen = staff(inst, 'H1'), []
    p = find(h, until='2020-12-31')
    while True:
        seen += re.findall(r'GS-T-2020-\d{6}', p.text)
        older = [x for x in p.links
                 if 'issued=' in x and 'lang=' not in x]
        if not older:
            break
        p = h.open(older[0])
    t.ok(len(seen) == 120 and len(set(seen)) == 120 and
         seen == sorted(seen, reverse=True),
         'page after page: each row once, newest first', len(seen))
    csv = h.open('/register/export?until=2020-12-31')
    t.ok(csv.type.startswith('text/csv') and csv.body.count(b'\r\n') == 121,
         'the same as a file', csv.body[:200])
    t.equal(inst.sql("SELECT action, result, detail FROM audit_log WHERE"
                     " action LIKE 'register.export%' ORDER BY seq"),
            [['register.export', 'ok', 'until=2020-12-31'],
             ['register.exported', 'ok', '120 rows: until=2020-12-31']],
            'which is audited, before and after')
    inst.sql("UPDATE person SET name_en = '=1+1' WHERE id = 1")
    csv = h.open('/register/export?until=2020-12-31')
    t.ok(b'"\'=1+1"' in csv.body and b'"=1+1"' not in csv.body,
         'and no cell is a formula')
    inst.sql("DELETE FROM document WHERE request_id > 900000")


ROWS = 30051


def last_export(inst):
    return inst.sql("SELECT result, detail FROM audit_log WHERE action ="
                    " 'register.exported' ORDER BY seq DESC LIMIT 1")[0]


def at_once(t, inst, h, url):
    """So many at once, and the pages have a worker still."""
    host, port = inst.base.split('//')[1].split(':')
    asked = ('GET %s HTTP/1.0\r\nHost: x\r\nCookie: %s\r\n\r\n' % (
        url, '; '.join('%s=%s' % c for c in h.cookies.items()))).encode()
    open_ = []
    for n in range(limit('EXPORTS')):
        inst.fault('register.export wait')
        s = socket.create_connection((host, int(port)))
        s.sendall(asked)
        open_.append(s)
        t.ok(inst.fault_hit(), 'export %d runs' % (n + 1))
    p = h.open(url)
    t.ok(p.status == 503 and 'try again in a minute' in p.text, 'one over the '
         'limit is told to come later', p.text)
    t.equal(find(h, until='2019-12-31').status, 200, 'the register answers')
    inst.fault_go()
    for s in open_:
        with s:
            s.settimeout(60)
            while s.recv(1 << 20):
                pass
    t.ok(inst.until(lambda: h._once('GET', url).status == 200),
         'and when they have ended it is there again')


def export_long(t, inst):
    """As many rows as there are, piece by piece; a part is never a whole."""
    inst.sql("INSERT INTO document (request_id, number, code, person_id,"
             " type_id, lang, office, seal_id, intent_seq, issued,"
             " file_sha256, body_sha256, size, pages) SELECT 900000 + seq,"
             " CONCAT('GS-T-2019-', LPAD(seq, 6, '0')), LPAD(seq, 16, 'B'),"
             " 1, 'transcript-graduate', 'en', 'GS', 1, 900000 + seq,"
             " 1560000000 + seq DIV 7, UNHEX(SHA2(seq, 256)),"
             " UNHEX(SHA2(seq, 256)), 1, 1 FROM seq_1_to_%d" % ROWS)
    h, url = staff(inst, 'H1'), '/register/export?until=2019-12-31'
    csv = h._once('GET', url)
    got = re.findall(rb'GS-T-2019-\d{6}', csv.body)
    t.ok(len(got) == ROWS and got == sorted(set(got), reverse=True),
         'a long register: each row once, newest first', len(got))
    t.equal(last_export(inst), ['ok', '%d rows: until=2019-12-31' % ROWS],
            'and how many they were is audited')
    t.ok(staff(inst, 'H2')._once('GET', url).body.count(b'\r\n') == 1,
         'another office\'s file has none of it')
    p = h._once('HEAD', url)
    t.ok(p.status == 200 and p.body == b'', 'HEAD: no row')
    inst.fault('register.export fail upstream')
    try:
        said = 'whole, %d bytes' % len(h._once('GET', url).body)
    except http.client.IncompleteRead as e:
        said = 'part' if e.partial.count(b'\r\n') > 1000 else 'nothing'
    inst.disarm()
    t.equal(said, 'part', 'a failure in the middle: the download fails')
    t.ok(last_export(inst)[0] == 'failed' and re.fullmatch(
        r'\d000 rows: .*', last_export(inst)[1]), 'which is audited',
        last_export(inst))
    inst.fault('register.export wait')
    host, port = inst.base.split('//')[1].split(':')
    with socket.create_connection((host, int(port))) as s:
        s.sendall(('GET %s HTTP/1.1\r\nHost: x\r\nCookie: %s\r\n\r\n' % (
            url, '; '.join('%s=%s' % c for c in h.cookies.items()))).encode())
        inst.fault_hit()
        n = inst.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                     " 'register.exported'")
    inst.fault_go()
    t.ok(inst.until(lambda: inst.one(
        "SELECT COUNT(*) FROM audit_log WHERE action = 'register.exported'")
        != n) and last_export(inst)[0] == 'failed',
        'whoever goes away did not take all of it')
    t.ok(find(h, until='2019-12-31').status == 200, 'and all goes on')
    at_once(t, inst, h, url)
    inst.sql('DELETE FROM document WHERE request_id > 900000')


def headline(inst, code):
    return campus.headline(campus.verify_code(inst.browser(), code))


def suspending(t, inst, doc):
    h = staff(inst, 'H1')
    p = document(h, doc[0])
    t.equal(offered(p), ['suspend', 'supersede', 'ask-revoke'],
            'what a handler may do')
    r = act(h, p, 'suspend', '')
    t.ok(r.status == 422 and 'give a reason' in r.text, 'not without reason')
    r = act(h, p, 'suspend', '成绩复核 <i>')
    t.ok('Suspended 成绩复核 <i>' in r.text and headline(inst, doc[1]) == 'SUSPENDED',
         'suspended at once, for everybody', r.text)
    r = act(h, p, 'suspend')
    t.ok(r.status == 409 and 'just changed' in r.text,
         'the same form again: the state has changed', r.text)
    act(h, document(h, doc[0]), 'resume')
    t.equal(headline(inst, doc[1]), 'VALID', 'resumed')
    t.equal(inst.one("SELECT GROUP_CONCAT(act ORDER BY id) FROM"
                     " document_event"), 'suspended,resumed', 'both events')
    t.equal(inst.one("SELECT COUNT(*) FROM audit_log WHERE chain ="
                     " 'register' AND action LIKE 'document.%'"), '2',
            'and their audit rows')


def withdrawing(t, inst, doc):
    h, a = staff(inst, 'H1'), staff(inst, 'A1')
    act(h, document(h, doc[0]), 'ask-revoke', '数据有误')
    t.equal(headline(inst, doc[1]), 'SUSPENDED',
            'until it is decided it is suspended')
    p = document(h, doc[0])
    t.equal(offered(p), ['drop-revoke'], 'who asked may only take it back')
    t.ok('H1 has asked' in p.text, 'it says who asked', p.text)
    t.equal(offered(document(staff(inst, 'H3'), doc[0])), [],
            'a second handler may do nothing')
    p = document(a, doc[0])
    t.equal(offered(p), ['drop-revoke', 'revoke'], 'an approver decides')
    act(a, p, 'drop-revoke')
    t.equal(headline(inst, doc[1]), 'VALID', 'declined: as before')
    act(a, document(a, doc[0]), 'ask-revoke')
    p = document(a, doc[0])
    t.equal(offered(p), ['drop-revoke'],
            'an approver who asked does not decide')
    b = staff(inst, 'A2')
    act(b, document(b, doc[0]), 'revoke', '学历撤销')
    t.equal(headline(inst, doc[1]), 'REVOKED', 'another one does')
    p = document(b, doc[0])
    t.ok(offered(p) == [] and '学历撤销' in p.text, 'for good')
    v = campus.verify_code(inst.browser(), doc[1])
    t.ok('学历撤销' in v.text or 'REVOKED' == campus.headline(v),
         'and the public page says so')


def replacing(t, inst, old, new):
    h = staff(inst, 'H1')
    foreign = issue(inst, 1, '2099000005')[0]
    for bad in (old[0], foreign[0], 'GS-T-2026-999999'):
        r = act(h, document(h, old[0]), 'supersede', other=bad)
        t.ok(r.status == 422 and 'no such newer' in r.text,
             'not replaced by ' + bad, r.text)
    act(h, document(h, old[0]), 'supersede', other=new[0])
    t.equal(headline(inst, old[1]), 'SUPERSEDED', 'replaced by a newer one')
    t.ok(new[0] in document(h, old[0]).text, 'which is named')
    act(h, document(h, old[0]), 'suspend')
    act(h, document(h, old[0]), 'resume')
    t.equal(headline(inst, old[1]), 'SUPERSEDED',
            'suspended and resumed, it is still replaced')


def own(t, inst, doc):
    """The holder is also a handler."""
    inst.sql("INSERT INTO account (name, person_id, role, password,"
             " chosen) SELECT 'H9', person_id, 'staff', password, TRUE FROM account WHERE name ="
             " '%s'" % campus.STUDENT)
    people.give(inst, 'H9', 'handler', 'GS')
    h = staff(inst, 'H9')
    r = act(h, document(h, doc[0]), 'suspend')
    t.ok(r.status == 403 and 'of their own' in r.text and
         headline(inst, doc[1]) == 'VALID', 'nobody handles their own',
         r.text)


def figures(t, inst):
    h = staff(inst, 'H1')
    p = h.open('/register/figures')
    n = inst.one("SELECT COUNT(*) FROM document WHERE office = 'GS' AND"
                 " YEAR(FROM_UNIXTIME(issued)) = YEAR(NOW())")
    t.ok(p.status == 200 and '%s documents issued' % n in p.text and
         b'chart-bar' in p.body, 'the year is counted and drawn', p.text)
    t.ok('Graduate School' in p.text, 'of the office')
    total = inst.one('SELECT COUNT(*) FROM document')
    t.ok('%s documents issued' % total in
         staff(inst, 'A0').open('/register/figures').text,
         'the whole campus for who sees it')
    v = inst.one("SELECT COUNT(*) FROM verify_log WHERE headline = 'VALID'")
    t.ok(re.search(r'Genuine and in force %s\b' % v, p.text),
         'verifications as they were logged', p.text)
    t.ok('No data yet' in h.open('/register/figures?year=2001').text,
         'an empty year')


def main():
    t = Tap()
    with Instance() as inst:
        for account, roles in (('H1', ['handler GS']), ('H3', ['handler GS']),
                               ('A1', ['approver GS']),
                               ('A2', ['approver GS']),
                               ('H2', ['handler JW']), ('S1', []),
                               ('A0', ['archivist'])):
            people.add(inst, account, roles)
        docs = issue(inst, 4)
        issue(inst, 1, '2099000002', 'transcript-undergraduate')
        searching(t, inst, docs)
        paging(t, inst)
        suspending(t, inst, docs[0])
        withdrawing(t, inst, docs[1])
        replacing(t, inst, docs[2], docs[3])
        own(t, inst, docs[3])
        figures(t, inst)
        export_long(t, inst)
    t.done()


if __name__ == '__main__':
    main()
