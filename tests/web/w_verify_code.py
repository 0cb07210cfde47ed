#!/usr/bin/env python3
"""w_verify_code: the public page by code: real nginx, FastCGI and MariaDB.

Needs no stamping: the register is filled by SQL with fictional entries.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                                   # noqa: E402
from browser import Browser                     # noqa: E402
from instance import free_port                  # noqa: E402
from tap import Tap                             # noqa: E402
from tiny import Tiny                           # noqa: E402

SYM = '23456789ABCDEFGHJKMNPQRSTVWXYZ'


def make_code(seed):
    """A code with its check character, computed independently (Luhn mod 30)."""
    body = ''.join(SYM[(seed * 7 + i * 11) % 30] for i in range(15))
    total = 0
    for i, c in enumerate(reversed(body)):
        x = SYM.index(c) * (2 if i % 2 == 0 else 1)
        total += x // 30 + x % 30
    return body + SYM[-total % 30]


STATES = [('valid', 0, 'VALID'), ('superseded', 0, 'SUPERSEDED'),
          ('suspended', 0, 'SUSPENDED'), ('revoked', 0, 'REVOKED'),
          ('valid', 1000, 'EXPIRED')]


def fill(tiny):
    sql = """
INSERT INTO campus VALUES (1, '示例大学', 'Example University', '99999');
INSERT INTO office VALUES ('GS', '研究生院', 'Graduate School', '010-0000');
INSERT INTO seal (id, number, name_zh, name_en, office, state, definition,
 key_name, keeper_id) VALUES (1, 'S-1', '研究生院成绩专用章', 'Transcripts',
 'GS', 'active', '', 'gs-p256', 1);
INSERT INTO document_type (id, name_zh, name_en, office, seal_id, levels,
 statuses, disclosure, number_code) VALUES ('transcript-graduate',
 '研究生成绩单', 'Graduate transcript', 'GS', 1, 'master', 'registered', 2,
 'TR');
INSERT INTO person (id, number, kind, name_zh, name_en) VALUES
 (1, '2099000001', 'student', '样例甲', 'SAMPLE Jia');
"""
    for i, (state, until, _) in enumerate(STATES, 1):
        sql += """
INSERT INTO document (request_id, number, code, person_id, type_id, lang,
 office, seal_id, intent_seq, state, state_reason, issued, valid_until,
 file_sha256, body_sha256, size, pages) VALUES (%d, 'GS-TR-2026-00%04d', '%s',
 1, 'transcript-graduate', 'zh-CN', 'GS', 1, %d, '%s', 'by mistake of 样例甲',
 900, %d, REPEAT(CHAR(%d), 32), REPEAT(CHAR(%d), 32), 1000, 2);
""" % (i, 4710 + i, make_code(i), i, state, until, i, i)
    sql += """
INSERT INTO request (person_id, crid, type_id, lang, state, number, code,
 created) VALUES (1, REPEAT('x', 16), 'transcript-graduate', 'zh-CN',
 'awaiting', 'GS-TR-2026-009999', '%s', 900);""" % make_code(90)
    tiny.sql(sql)


def headlines(t, b):
    for i, (_, _, want) in enumerate(STATES, 1):
        code = make_code(i)
        p = campus.verify_code(b, '-'.join(code[k:k + 4].lower()
                                           for k in range(0, 16, 4)))
        t.equal((campus.headline(p), p.status), (want, 200), want)
        t.ok(p.url.endswith('/v/' + code), '%s: has its own address' % want)
    q = b.open('/v/' + make_code(1).lower())
    t.equal(campus.headline(q), 'VALID', 'QR address in small letters')
    p = b.open('/v/' + make_code(90))
    t.equal((campus.headline(p), p.status), ('UNDETERMINED', 200),
            'asked for, not sealed yet')
    p = b.open('/v/' + make_code(77))
    t.equal((campus.headline(p), p.status), ('NOT_ISSUED', 404),
            'no such document')
    t.ok('样例' not in p.text, 'and nothing about anybody')


def typing(t, b):
    for typed, say in (('ABCD-EFO2-2222-2222', '7'), ('ABCD', '4'),
                       ('2222-2222-2222-2222-22', '18'),
                       ('2222-2222-2222-2223', ''), ('', '')):
        p = b.open('/verify')
        p = b.submit(next(f for f in p.forms if any(
            n == 'code' for n, _ in f.fields)), {'code': typed})
        t.ok(p.status == 422 and say in p.text and 'role="alert"' in
             p.body.decode(), 'typing error %r is explained' % typed, p.text)
        t.ok(not typed or ('value="%s"' % typed) in p.body.decode(),
             'and can be corrected')
    evil = '"><script>alert(1)</script>'
    p = b.submit(next(f for f in b.open('/verify').forms if any(
        n == 'code' for n, _ in f.fields)), {'code': evil})
    t.ok(b'<script>alert' not in p.body and p.status == 422,
         'markup in the code stays text')


def factor(t, base):
    b = Browser(base, address='127.0.0.3')
    p = b.open('/v/' + make_code(1))
    t.ok('**甲' in p.text and '样例' not in p.text and '4711' not in p.text,
         'level 2 is masked', p.text)
    t.ok('2099****01' in p.text and '2099000001' not in p.text,
         'so is the student number')
    p = b.submit(p.form('/v/', 'POST'), {'factor': '0000'})
    t.ok('样例' not in p.text and '4711' not in p.text and
         campus.headline(p) == 'VALID', 'a wrong factor reveals nothing')
    p = b.submit(p.form('/v/', 'POST'), {'factor': '4711'})
    t.ok('样例甲' in p.text and 'GS-TR-2026-004711' in p.text,
         'the last four characters show more')
    p = b.open('/v/' + make_code(1))
    p = b.submit(p.form('/v/', 'POST'), {'factor': '样'})
    t.ok('样例甲' in p.text, 'so does the family name')
    p = Browser(base, lang='en', address='127.0.0.3').open(
        '/v/' + make_code(1))
    t.ok(p.lang == 'en' and 'On record and in force' in p.text and
         'Graduate School' in p.text, 'in English')
    t.ok(', unchanged' not in p.text and 'very document' not in p.text and
         'unaltered' in p.text, 'and nothing about a file it has not seen')


def throttle(t, base, tiny):
    b = Browser(base, address='127.0.0.4')
    states = [b.open('/v/' + make_code(100 + i)).status for i in range(7)]
    t.ok(states[:5] == [404] * 5 and states[-1] == 429,
         'guessing codes is slowed down: %s' % states)
    p = b.page
    t.ok(p.headers.get('retry-after', '').isdigit() and '秒' in p.text,
         'and the page says how long')
    t.equal(b.open('/v/' + make_code(1)).status, 429,
            'for every question of this address')
    t.equal(Browser(base, address='127.0.0.5').open(
        '/v/' + make_code(1)).status, 200, 'but for nobody else')
    c = Browser(base, address='127.0.0.6')
    for i in range(8):
        p = c.open('/v/' + make_code(2))
        if p.status != 200:
            break
        p = c.submit(p.form('/v/', 'POST'), {'factor': 'wrong'})
    t.equal(p.status, 429, 'guessing the second factor is, too')
    d = Browser(base, address='127.0.0.7')
    p = d.open('/v/' + make_code(2))
    t.equal(p.status, 200, 'the document can still be verified by others')
    p = d.submit(p.form('/v/', 'POST'), {'factor': 'wrong'})
    t.equal(p.status, 429, 'its factor cannot be guessed from many addresses')
    rows = tiny.sql("SELECT way, headline, COUNT(*) FROM verify_log"
                    " GROUP BY way, headline ORDER BY way, headline")
    t.ok(['qr', 'VALID'] in [r[:2] for r in rows] and
         ['factor', 'VALID'] in [r[:2] for r in rows] and
         ['qr', 'NOT_ISSUED'] in [r[:2] for r in rows],
         'every question is logged', rows)


def files(t, b):
    src = os.path.join(os.environ['ES_SRCDIR'], 'tests', 'vectors', 'pdf')
    for name, want in (('base_stream.pdf', 'NO_SEAL'),
                       ('sig_table.pdf', 'NOT_ISSUED'),
                       ('two_stream.pdf', 'NOT_ISSUED')):
        with open(os.path.join(src, name), 'rb') as f:
            data = f.read()
        p = campus.verify_file(b, data)
        t.equal((campus.headline(p), p.status), (want, 200), name)
    p = campus.verify_file(b, bytes(x ^ (i == len(data) // 3)
                                    for i, x in enumerate(data)))
    t.ok(campus.headline(p) in ('ALTERED', 'UNDETERMINED'), 'changed: %s' %
         campus.headline(p))
    p = campus.verify_file(b, b'GIF89a', 'x.gif')
    t.equal(campus.headline(p), 'UNDETERMINED', 'not a PDF')
    p = campus.verify_file(b, b'')
    t.equal(p.status, 422, 'an empty file is asked for again')
    p = campus.verify_file(b, b'%PDF-1.7\n' + b'0' * (56 << 20))
    t.equal(p.status, 413, 'over 56 MB: 413')
    p = b.open('/verify', 'POST', b'--x\r\nnonsense', {
        'Content-Type': 'multipart/form-data; boundary=x'})
    t.equal(p.status, 400, 'malformed multipart: 400')
    p = b.open('/verify', 'POST', b'code=%ff%fe', {
        'Content-Type': 'application/x-www-form-urlencoded'})
    t.equal(p.status, 400, 'bad UTF-8: 400')


def away(t, base, tiny):
    tiny.do('stop_pid "$DIR/run/db.pid" KILL')
    b = Browser(base, address='127.0.0.8')
    p = b.open('/v/' + make_code(1))
    t.equal((campus.headline(p), p.status), ('UNDETERMINED', 200),
            'database away: cannot be decided')
    with open(os.path.join(os.environ['ES_SRCDIR'], 'tests', 'vectors', 'pdf',
                           'sig_table.pdf'), 'rb') as f:
        p = campus.verify_file(b, f.read())
    t.ok(campus.headline(p) in ('UNDETERMINED', 'NOT_ISSUED'),
         'a file, too: %s' % campus.headline(p))
    tiny.do('start_db')
    for _ in range(50):
        p = b.open('/v/' + make_code(1))
        if campus.headline(p) == 'VALID':
            break
        time.sleep(0.1)
    t.equal(campus.headline(p), 'VALID', 'and works again when it is back')


def main():
    t = Tap()
    with Tiny(signd=True) as tiny:
        port = free_port()
        tiny.do('PORT=%d; write_nginx_conf; start_program verify; nginx -p'
                ' "$DIR" -c "$DIR/etc/nginx.conf" -e "$DIR/log/error.log"'
                % port)
        base = 'http://127.0.0.1:%d' % port
        fill(tiny)
        b = Browser(base)
        t.run('headlines', headlines, b)
        t.run('typing', typing, Browser(base, address='127.0.0.2'))
        t.run('factor', factor, base)
        t.run('files', files, Browser(base, address='127.0.0.9'))
        t.run('throttle', throttle, base, tiny)
        t.run('away', away, base, tiny)
        for name in ('verify.log', 'verify.out'):
            path = os.path.join(tiny.dir, 'log', name)
            text = open(path, errors='replace').read() if os.path.exists(
                path) else ''
            t.ok('Sanitizer' not in text and 'runtime error' not in text,
                 'no finding of a sanitizer in %s' % name, text[-800:])
    t.done()


if __name__ == '__main__':
    main()
