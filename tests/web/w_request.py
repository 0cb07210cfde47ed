#!/usr/bin/env python3
"""w_request.py - asking for a document in every wrong way: twice at once, in
two tabs, again much later, for somebody else, with fields nobody offered."""
import concurrent.futures
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
from instance import Instance       # noqa: E402
from limits import limit            # noqa: E402
from tap import Tap                 # noqa: E402

FORM = '/request/transcript-graduate/zh-CN'
HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}


def signed_in(inst, who=campus.STUDENT):
    b = inst.browser()
    campus.sign_in(b, who)
    return b


def count(inst, what='request'):
    return int(inst.one('SELECT COUNT(*) FROM %s' % what))


def post(b, inst, fields, path=FORM):
    """A form as bytes, so that nothing is tidied on the way."""
    body = fields if isinstance(fields, bytes) else \
        urllib.parse.urlencode(fields).encode()
    return b.open(path, 'POST', body, dict(HEADERS, Origin=inst.base))


def hidden(b, path=FORM):
    return dict((k, v) for k, v in b.open(path).form(path, 'POST').fields)


def at_once(t, inst):
    b = signed_in(inst)
    fields = hidden(b)
    before = count(inst)

    def one(_):
        c = inst.browser()
        c.cookies = dict(b.cookies)
        return post(c, inst, fields)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(one, range(8)))
    t.ok(len({p.url for p in pages}) == 1 and
         all(p.status == 200 for p in pages),
         'eight presses in one moment lead to one page',
         [(p.status, p.url) for p in pages])
    t.equal(count(inst), before + 1, 'and make one request')
    p = campus.issued(b, pages[0].url)
    t.ok(p is not None, 'which is sealed')
    t.equal(count(inst, 'document'), count(inst), 'once')
    again = post(b, inst, fields)
    t.ok(again.url == pages[0].url and count(inst) == before + 1,
         'the same form much later: the same document', again.url)


def purpose(t, inst):
    """The preview has the purpose that the form would send."""
    b = signed_in(inst)
    page = b.open(FORM).body.decode()
    t.equal(re.findall(r'<img src="(%s[^"]+)"' % FORM, page)[:1],
            [FORM + '/preview/1?purpose=' + re.search(
                r'<option value="(\w+)"', page).group(1)], 'drawn with the purpose that stands first')
    drawn = {k: b.open('%s/preview/1%s' % (FORM, k)) for k in (
        '', '?purpose=job', '?purpose=visa')}
    t.ok(len({p.body for p in drawn.values()}) == 3 and
         all(p.status == 200 for p in drawn.values()),
         'another purpose, another page', [p.status for p in drawn.values()])
    for wrong, status in (('nothing', 400), ('x' * 41, 413)):
        t.equal(b.open('%s/preview/1?purpose=%s' % (FORM, wrong)).status,
                status, 'one that is not offered: %s' % wrong[:8])


def two_tabs(t, inst):
    b = signed_in(inst)
    one, two = hidden(b), hidden(b)
    t.ok(one['crid'] != two['crid'], 'two tabs have two forms')
    before = count(inst)
    a, c = post(b, inst, one), post(b, inst, two)
    t.ok(a.url != c.url and count(inst) == before + 2,
         'and whoever confirms both has two documents')
    other = signed_in(inst, '2099000005')
    mine = hidden(other)
    mine['crid'] = one['crid']
    p = post(other, inst, mine)
    t.ok(p.url != a.url and p.status == 200 and count(inst) == before + 3,
         'another person\'s form number is not theirs to find', p.url)


def foreign(t, inst):
    b = signed_in(inst)
    page = campus.ask(b)
    page = campus.issued(b, page.url)
    path = '/documents/%d' % campus.request_id(page)
    stranger = signed_in(inst, '2099000002')
    nowhere = stranger.open('/documents/99999999')
    for p in (path, path + '/file'):
        r = stranger.open(p, follow=False)
        t.ok(r.status == 404 and campus.code_of(page) not in r.text and
             '样例甲' not in r.text, 'not mine: ' + p, r.text)
        t.equal(re.sub(r'[0-9a-f]{12}', '', r.text),
                re.sub(r'[0-9a-f]{12}', '', nowhere.text),
                'and no word tells it from what does not exist')
    for bad in ('/documents/0', '/documents/-1', '/documents/1e3',
                '/documents/18446744073709551616', '/documents/1%00',
                '/documents/%ff', '/documents/../documents/1/x',
                '/documents/abc', '/documents/1/file/2'):
        r = stranger.open(bad, follow=False)
        t.ok(r.status in (400, 404) and b'<h1' in r.body,
             'no such address: ' + bad, '%d %s' % (r.status, r.text))
    r = stranger.open('/documents', follow=False)
    t.ok(campus.code_of(page) not in r.text, 'nor is it in their list')


def not_theirs(t, inst):
    def refused(who, path, name, status=(403, 404), say=None):
        b = signed_in(inst, who)
        before = count(inst)
        page = b.open(path, follow=False)
        # A form from a page that has one, sent to the other address.
        try:
            fields = hidden(b, '/request/enrolment/zh-CN')
        except LookupError:
            token = re.search(r'name="csrf" value="(\w+)"',
                              b.open('/services').body.decode())
            fields = {'csrf': token.group(1), 'crid': 'ab' * 16,
                      'purpose': 'job'}
        sent = post(b, inst, fields, path)
        t.ok(page.status in status and sent.status in status and
             (say is None or say in page.text) and count(inst) == before,
             name, '%d %s\n%d %s' % (page.status, page.text, sent.status,
                                     sent.text))
    refused('2099000002', '/request/transcript-graduate/zh-CN',
            'a bachelor has no graduate transcript')
    refused('2099000001', '/request/transcript-undergraduate/en',
            'nor a master an undergraduate one')
    refused('2099000003', '/request/transcript-graduate/zh-CN',
            'a hold: with its reason', say='学费未缴清')
    refused('2099000004', '/request/enrolment/zh-CN', 'who has left')
    refused('2099000001', '/request/diploma/zh-CN', 'an unknown type')
    refused('2099000001', '/request/transcript-graduate/fr',
            'an unknown language')
    refused('2099000001', '/request/%2e%2e/zh-CN', 'a strange type')


def fields(t, inst):
    b = signed_in(inst)
    good = hidden(b)
    bad = {
        'a purpose nobody offered': dict(good, purpose='fun'),
        'a purpose too long': dict(good, purpose='x' * 5000),
        'no form number': {k: v for k, v in good.items() if k != 'crid'},
        'a short form number': dict(good, crid='ab' * 15),
        'a long form number': dict(good, crid='ab' * 17),
        'a form number in capitals': dict(good, crid='AB' * 16),
        'a form number that is none': dict(good, crid='zz' * 16),
        'half a character': urllib.parse.urlencode(
            dict(good, purpose='')).encode() + b'%e6%a0',
        'an overlong form': urllib.parse.urlencode(
            dict(good, purpose='')).encode() + b'%c0%af',
        'half a surrogate': urllib.parse.urlencode(
            dict(good, purpose='')).encode() + b'%ed%a0%80',
        'a NUL': urllib.parse.urlencode(
            dict(good, purpose='')).encode() + b'job%00',
        'a line end': urllib.parse.urlencode(
            dict(good, purpose='')).encode() + b'job%0a',
        'a percent sign alone': urllib.parse.urlencode(
            dict(good, purpose='')).encode() + b'%zz',
        'the same field twice': urllib.parse.urlencode(
            list(good.items()) + [('crid', 'cd' * 16)]).encode(),
        'nothing at all': b'',
    }
    for name, what in bad.items():
        before = count(inst)
        p = post(b, inst, what)
        t.ok(400 <= p.status < 500 and b'<h1' in p.body and
             count(inst) == before, name + ': %d' % p.status, p.text)
    before = count(inst)
    p = post(b, inst, dict(good, extra='field', person='2099000002'))
    t.ok(p.status == 200 and count(inst) == before + 1 and inst.one(
        'SELECT p.number FROM request r JOIN person p ON p.id = r.person_id '
        'ORDER BY r.id DESC LIMIT 1') == campus.STUDENT,
        'fields nobody asked for change nothing', p.url)


def long_form(t, inst):
    """LONG_FORM bytes are read, one more is not."""
    b = signed_in(inst)
    for over in (0, 1):
        body = urllib.parse.urlencode(hidden(b)).encode()
        room = limit('LONG_FORM') + over - len(body)
        while room > 0:
            part = min(room, limit('FIELD'))
            body += (b'&z=' + b'z' * part)[:part]
            room -= part
        before = count(inst)
        p = post(b, inst, body)
        t.ok((p.status, count(inst) - before) == ((200, 1), (413, 0))[over]
             and b'<h1' in p.body, 'a form of %d bytes: %d' % (
                 len(body), p.status), p.text)


def no_glyph(t, inst):
    """U+10FFFD is in no font: it stops before a seal, and is named."""
    inst.sql("UPDATE person SET name_zh = CONCAT('样', CHAR(0xF48FBFBD USING "
             "utf8mb4)) WHERE number = '2099001005'")
    b = signed_in(inst, '2099001005')
    before = count(inst, 'document')
    kind = 'transcript-graduate'
    page = b.open('/request/%s/zh-CN' % kind)
    t.ok(page.status == 409 and '(U+10FFFD)' in page.text and
         'crid' not in page.body.decode(),
         'the page names the character and has no form', page.text)
    t.equal(count(inst, 'document'), before, 'nothing was sealed')
    t.equal(int(inst.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = "
                         "'intent' AND request_id IN (SELECT r.id FROM "
                         'request r JOIN person p ON p.id = r.person_id '
                         "WHERE p.number = '2099001005')")), 0,
            'and no key was used')


def main():
    t = Tap()
    with Instance() as inst:
        for f in (at_once, purpose, two_tabs, foreign, not_theirs, fields,
                  long_form, no_glyph):
            t.run(f.__name__, f, inst)
        code, said = inst.run_tool('es-audit', 'reconcile', '-c',
                                   inst.path('etc', 'audit.conf'))
        t.ok(code == 0, 'the books balance', said)
        for name in ('request', 'seal', 'login'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said,
                 name + ': nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
