#!/usr/bin/env python3
"""w_share.py - a holder passes a document on by a link: who may make one, who
may use it and how often, what the holder sees of it, how it ends."""
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

LINK = re.compile(r'http://\S+/s/([0-9a-f]{32})')


def holder(inst):
    """Signed in, with a sealed document: browser, its share page, its file."""
    b = inst.browser(lang='en')
    campus.sign_in(b)
    p = campus.issued(b, campus.ask(b).url)
    return b, p.link('/share'), campus.download(b, p)


def make(b, share, **fields):
    page = b.open(share)
    f = {'note': '', 'days': '30', 'views': '0'}
    f.update(fields)
    return b.submit(page.form('/share', 'POST'), f)


def newest(page):
    return '/s/' + LINK.search(page.text).group(1)


def fetch(v, path, code=None):
    p = v.open(path)
    return v.submit(p.form('/s/', 'POST'), {'code': code} if code else {})


def used(t, inst, b, share, file):
    p = make(b, share, note='ACME 人事 <b>')
    t.ok('ACME 人事 <b>' in p.text and 'Open' in p.text,
         'the link is on the holder\'s page, its note as text', p.text)
    path = newest(p)
    v = inst.browser(lang='en')
    page = v.open(path)
    t.ok(page.status == 200 and 'noindex' in page.headers['x-robots-tag'] and
         page.headers['referrer-policy'] in ('same-origin', 'no-referrer'),
         'a stranger sees the offer, a search engine nothing', page.headers)
    t.ok('样例甲' not in page.text and 'SAMPLE' not in page.text and
         campus.STUDENT not in page.text, 'and nothing of the person',
         page.text)
    got = fetch(v, path)
    t.ok(got.body == file and 'attachment' in
         got.headers['content-disposition'], 'and downloads the very file')
    p = b.open(share)
    t.ok(re.search(r'Downloads 1\b', p.text) and 'Downloaded' in p.text,
         'the holder sees that it was used', p.text)
    t.equal(inst.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                     " 'share.open' AND result = 'ok'"), '1',
            'so does the audit log')
    zh = inst.browser(lang='zh-CN').open(path)
    t.ok('分享给您的文件' in zh.text and zh.lang == 'zh-CN', 'in Chinese, too')


def code(t, inst, b, share):
    p = make(b, share, with_code='yes')
    path = newest(p)
    secret = re.search(r'Access code (\d{6})\b', p.text).group(1)
    v = inst.browser(lang='en')
    r = fetch(v, path, '%06d' % ((int(secret) + 1) % 1000000))
    t.ok(r.status == 403 and 'not right' in r.text and
         'Download the PDF' in r.text or r.forms, 'a wrong code: once more',
         r.text)
    r = v.submit(v.open(path).form('/s/', 'POST'), {})
    t.equal(r.status, 403, 'no code at all is a wrong one')
    r = fetch(v, path, ' %s-%s ' % (secret[:3], secret[3:]))
    t.ok(r.body.startswith(b'%PDF-'), 'the right one, with a hyphen in it')
    t.ok('Wrong access code' in b.open(share).text, 'the holder sees both')
    p = make(b, share, with_code='yes', note='guessed')
    path = newest(p)
    secret = re.search(r'Access code (\d{6})\b', p.text).group(1)
    wrong = '%06d' % ((int(secret) + 1) % 1000000)
    for _ in range(limit('SHARE_FAILURES') - 1):
        r = fetch(v, path, wrong)
    t.ok(r.status == 403 and fetch(v, path, secret).status == 200,
         'one guess below the limit it still opens')
    r = fetch(v, path, wrong)
    t.ok(v.open(path).status == 410 and 'wrong access codes' in
         v.open(path).text, 'at the limit it is closed for good', r.text)
    f = {'csrf': v.open('/login').form('/login', 'POST').fields[0][1],
         'code': secret}
    r = v.open(path, 'POST', urllib.parse.urlencode(f).encode(),
               {'Content-Type': 'application/x-www-form-urlencoded'})
    t.equal(r.status, 410, 'also with the right code')


def ends(t, inst, b, share):
    v = inst.browser(lang='en')
    path = newest(make(b, share, views='1'))
    page = v.open(path).form('/s/', 'POST')

    def one(_):
        c = inst.browser(lang='en')
        c.cookies = dict(v.cookies)
        c.page = v.page
        return c.submit(page)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        got = [r.status for r in pool.map(one, range(4))]
    t.equal(sorted(got), [200, 410, 410, 410],
            'one download allowed, four at once: one')
    t.ok('as often as it may' in v.open(path).text, 'then it is used up')
    path = newest(make(b, share))
    p = b.open(share)
    b.submit(p.form('/unshare', 'POST'))
    r = v.open(path)
    t.ok(r.status == 410 and 'closed this link' in r.text, 'closed', r.text)
    t.equal(inst.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                     " 'share.close'"), '1', 'which is audited')
    path = newest(make(b, share, days='7'))
    token = path[3:]
    inst.sql("UPDATE share_link SET expires = UNIX_TIMESTAMP() WHERE token ="
             " UNHEX('%s')" % token)
    r = v.open(path)
    t.ok(r.status == 410 and 'expired' in r.text, 'over its time', r.text)
    path = newest(make(b, share))
    inst.sql("UPDATE document SET state = 'superseded'")
    t.ok('newer version' in v.open(path).text, 'a replaced document says so')
    inst.sql("UPDATE document SET state = 'revoked'")
    r = v.open(path)
    t.ok(r.status == 410 and 'revoked or suspended' in r.text and
         not r.forms[1:], 'a revoked one is not passed on', r.text)
    inst.sql("UPDATE document SET state = 'valid'")
    for bad in ('0' * 32, 'x' * 32, path[3:] + '0', 'a', '%00' * 16):
        r = v.open('/s/' + bad, follow=False)
        t.ok(r.status in (400, 404), 'no such link: ' + bad, r.status)


def wrong(t, inst, b, share):
    other = inst.browser(lang='en')
    campus.sign_in(other, '2099000002')
    r = other.open(share, follow=False)
    t.equal(r.status, 404, 'another person\'s links are not there')
    form = b.open(share).form('/share', 'POST')
    before = inst.one('SELECT COUNT(*) FROM share_link')
    csrf = dict((k, v) for k, v in other.open('/documents').forms[0].fields)
    for path, f in ((share, dict(form.fields)),
                    (share.replace('/share', '/unshare'), {'link': '1'})):
        f = dict(f, csrf=csrf['csrf'], days='7', views='0')
        r = other.open(path, 'POST', urllib.parse.urlencode(f).encode(),
                       {'Content-Type': 'application/x-www-form-urlencoded',
                        'Origin': inst.base})
        t.equal(r.status, 404, 'nor theirs to make or close')
    t.equal(inst.one('SELECT COUNT(*) FROM share_link'), before,
            'nothing was made')
    f = {'note': 'twice', 'days': '7', 'views': '0'}
    b.submit(form, f)
    b.submit(form, f)
    t.equal(inst.one("SELECT COUNT(*) FROM share_link WHERE note = 'twice'"),
            '1', 'the same form twice makes one link')
    for bad in ({'days': '0'}, {'days': '366'}, {'views': '1001'},
                {'views': '-1'}, {'note': 'x' * 61}):
        r = make(b, share, **bad)
        t.ok(400 <= r.status < 500, 'out of range: %s' % bad, r.status)


def full(t, inst, b, share):
    inst.sql('UPDATE share_link SET revoked = 1')
    for i in range(limit('SHARES')):
        r = make(b, share, note='n%d' % i)
    t.ok(r.status == 200 and 'n%d' % (limit('SHARES') - 1) in r.text,
         'as many links as there may be')
    r = make(b, share, note='over')
    t.ok(r.status == 409 and 'close one' in r.text,
         'one more: close one first', r.text)
    b.submit(b.open(share).form('/unshare', 'POST'))
    r = make(b, share, note='again')
    t.ok(r.status == 200 and 'again' in r.text, 'then there is room')


def main():
    t = Tap()
    with Instance() as inst:
        b, share, file = holder(inst)
        t.ok('No share links yet' in b.open(share).text, 'empty at first')
        used(t, inst, b, share, file)
        code(t, inst, b, share)
        ends(t, inst, b, share)
        wrong(t, inst, b, share)
        full(t, inst, b, share)
    t.done()


if __name__ == '__main__':
    main()
