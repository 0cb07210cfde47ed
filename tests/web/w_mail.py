#!/usr/bin/env python3
"""w_mail - mails, from what happened to a real SMTP server's inbox.

A mail is written with the change that it tells of, says "sent" only after the
server took it, comes again later or never by what the server said, and is
neither lost nor changed by a crash at any point.
"""
import email.utils
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import BUILD, Instance    # noqa: E402
from limits import limit                # noqa: E402
from smtpbox import Mailbox, certificate    # noqa: E402
from tap import Tap                     # noqa: E402

TO = 'student@example.edu'
CONF = '''
smtp_host = 127.0.0.1
smtp_port = %d
smtp_tls = %s
mail_from = noreply@example.edu
mail_site_zh = 示例大学电子印章平台
mail_site_en = Example University e-seals
mail_per_minute = 6000
mail_poll_seconds = 1
'''


class Post:
    def __init__(self, inst):
        self.i = inst
        with open(inst.path('etc', 'mail.conf')) as f:
            self.plain = re.sub(r'(?m)^mail_.*\n', '', f.read())
        self.b = inst.browser()
        campus.sign_in(self.b)
        inst.sql("UPDATE person SET email = '%s' WHERE number = '%s'" % (
            TO, campus.STUDENT))

    def conf(self, port, tls='none', more='', name='mail-test.conf'):
        path = self.i.path('etc', name)
        text = CONF % (port, tls)
        for key in re.findall(r'(?m)^(\w+) =', more):
            text = re.sub(r'(?m)^%s = .*\n' % key, '', text)
        with open(path, 'w') as f:
            f.write(self.plain + text + more)
        return path

    def run(self, box, tls='none', more=''):
        p = subprocess.run(
            [BUILD + '/tools/es-mail', '--once', '-c',
             self.conf(getattr(box, 'port', box), tls, more)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=100, env=dict(os.environ, ES_FAULT_FILE=self.i.env[
                'ES_FAULT_FILE']))
        return p.returncode, p.stdout.strip().splitlines()[-1:]

    def issue(self, lang='zh-CN'):
        return campus.request_id(campus.issued(self.b, campus.ask(
            self.b, lang=lang).url))

    def rows(self, what='state, attempts, said, address'):
        return self.i.sql('SELECT %s FROM mail_outbox ORDER BY notice_id'
                          % what)

    def last(self, what='state'):
        return self.i.one('SELECT %s FROM mail_outbox ORDER BY notice_id DESC'
                          ' LIMIT 1' % what)

    def due(self):
        self.i.sql("UPDATE mail_outbox SET retry_at = 0 WHERE state IN"
                   " ('waiting', 'sending')")

    def clear(self):
        self.i.sql('DELETE FROM mail_outbox; DELETE FROM notice')


def first(t, p):
    """Issued, written down, sent, read by another program's parser."""
    n = p.issue()
    t.equal(p.rows(), [['waiting', '0', '', TO]], 'issued: one mail waits')
    with Mailbox() as box:
        code, said = p.run(box)
        t.ok(code == 0 and said == ['sent 1, later 0, failed 0'], 'sent',
             said)
        t.equal(p.rows(), [['sent', '1', '', '']],
                'and the address is forgotten')
        m = box.mails[0]
        t.equal(box.rcpts[0], [TO], 'to whom it is for')
        name = p.i.one("SELECT name_zh FROM document_type WHERE id ="
                       " 'transcript-graduate'")
        t.equal(m['Subject'], '您的%s已签发' % name, 'its subject')
        t.equal(m['From'].addresses[0].display_name,
                '示例大学电子印章平台', 'from the platform')
        t.equal((m['From'].addresses[0].addr_spec, m['To'].addresses[
            0].addr_spec), ('noreply@example.edu', TO), 'addresses')
        text = m.get_content()
        t.ok('%s/documents/%d' % (p.i.base, n) in text and
             p.i.base + '/notices/settings' in text and '{' not in text,
             'a link to the page, one to the settings', text)
        t.ok('样例' not in text and campus.STUDENT not in text,
             'and no name', text)
        t.ok(m.get_content_type() == 'text/plain' and
             m.get_content_charset() == 'utf-8' and
             m['Auto-Submitted'] == 'auto-generated' and
             m['Content-Language'] == 'zh-CN' and not m.defects,
             'plain UTF-8, automatic', m.as_string()[:500])
        when = email.utils.parsedate_to_datetime(m['Date'])
        t.ok(abs(when.timestamp() - time.time()) < 120 and
             when.utcoffset().total_seconds() == 28800,
             'its date, in the campus zone', m['Date'])
        raw = box.raw[0]
        t.ok(max(len(x) for x in raw.split(b'\r\n')) <= 78 and
             b'\n' not in raw.replace(b'\r\n', b'') and raw.isascii(),
             'lines of 78, all CRLF, all ASCII', raw)
        t.ok(re.fullmatch(r'<yinxin\.\d+\.\d+@example\.edu>',
                          m['Message-ID']), 'a number', m['Message-ID'])
        code, said = p.run(box)
        t.ok(said == ['sent 0, later 0, failed 0'] and len(box.mails) == 1,
             'nothing is sent twice', said)
        code = p.i.one("SELECT result FROM audit_log WHERE chain = 'mail'"
                       ' ORDER BY seq DESC LIMIT 1')
        t.equal(code, 'ok', 'the log has it')


def words(t, p):
    """What the server says decides: later, never, and by its own words."""
    p.clear()
    with Mailbox() as box:
        p.issue()
        box.answers = {'RCPT': ['451 4.7.1 greylisted, come back']}
        t.equal(p.run(box)[1], ['sent 0, later 1, failed 0'], '451: later')
        state, tries, said, to = p.rows()[0]
        t.ok((state, tries, to) == ('waiting', '1', TO) and
             '451 4.7.1 greylisted, come back' in said, 'in its words', said)
        wait = int(p.last('retry_at - changed'))
        t.equal(wait, 60, 'in a minute')
        t.equal(p.run(box)[1], ['sent 0, later 0, failed 0'], 'not before')
        p.due()
        t.equal(p.run(box)[1], ['sent 1, later 0, failed 0'], 'then')
        t.equal(len(box.mails), 1, 'once')
        for verb in ('RCPT', 'DATA'):
            p.clear()
            p.issue()
            box.answers = {verb: ['550 5.1.1 no such person here']}
            t.equal(p.run(box)[1], ['sent 0, later 0, failed 1'],
                    '550 after %s: never' % verb)
            t.ok('550 5.1.1 no such person here' in p.last('said') and
                 p.last() == 'failed', 'in its words', p.rows())
            p.due()
            t.equal(p.run(box)[1], ['sent 0, later 0, failed 0'],
                    'it is not tried again')
            t.equal(p.i.one("SELECT result FROM audit_log WHERE chain ="
                            " 'mail' ORDER BY seq DESC LIMIT 1"), 'failed',
                    'and told in the log')
        for verb, said in (('DATA', '452 4.3.1 no room'),
                           ('DATA', 'drop'), ('RCPT', 'drop')):
            p.clear()
            p.issue()
            box.answers = {verb: [said]}
            t.ok(p.run(box)[1] == ['sent 0, later 1, failed 0'] and
                 p.last() == 'waiting', '%s after %s: later' % (said, verb),
                 p.rows())
            p.due()
            t.equal(p.run(box)[1], ['sent 1, later 0, failed 0'],
                    'then it is sent')
    p.clear()
    p.issue()
    down = box.port
    code, said = p.run(down)
    t.ok(code == 0 and said == ['sent 0, later 1, failed 0'] and
         p.last() == 'waiting' and p.last('said') != '',
         'no server there: later', (said, p.rows()))
    p.i.sql('UPDATE notice SET at = at - %d' % (limit('MAIL_SECONDS') - 60))
    p.due()
    p.run(down)
    t.equal(p.last(), 'waiting', 'for five days')
    p.i.sql('UPDATE notice SET at = at - 120')
    p.due()
    p.run(down)
    t.equal(p.last(), 'failed', 'and not for ever')


def crash(t, p):
    """Killed at each step: sent again, under the same number."""
    for point, taken in (('mail.claimed', 0), ('mail.handed', 1),
                         ('mail.before_commit', 1)):
        p.clear()
        p.issue()
        with Mailbox() as box:
            p.i.fault(point + ' kill')
            code, said = p.run(box)
            p.i.disarm()
            t.ok(code < 0 and len(box.mails) == taken,
                 'killed at %s' % point, (code, said))
            t.equal(p.last(), 'sending', 'it is neither sent nor lost')
            t.equal(p.run(box)[1], ['sent 0, later 0, failed 0'],
                    'while its lease runs nobody else sends it')
            left = int(p.last('retry_at')) - int(time.time())
            t.ok(0 < left <= limit('MAIL_LEASE'), 'that ends', left)
            p.due()
            t.equal(p.run(box)[1], ['sent 1, later 0, failed 0'],
                    'then it is sent')
            t.equal(len({m['Message-ID'] for m in box.mails}), 1,
                    'under one number, whether once or twice')
            t.equal(len(box.mails), taken + 1, 'at least once')
    p.clear()
    p.issue()
    with Mailbox() as box:
        box.hold = 3
        d = subprocess.Popen([BUILD + '/tools/es-mail', '-c',
                              p.conf(box.port)], stdout=subprocess.DEVNULL)
        p.i.until(lambda: box.seen == 1, 20)
        os.kill(d.pid, signal.SIGKILL)
        d.wait()
        t.equal(p.last(), 'sending', 'killed while the server thinks: not'
                ' "sent"')
        box.hold = 0
        p.due()
        p.run(box)
        t.equal(p.last(), 'sent', 'sent the next time')


def daemon(t, p):
    """It runs, is told to stop, keeps to its pace; two share the work."""
    p.clear()
    with Mailbox() as box:
        ds = [subprocess.Popen([BUILD + '/tools/es-mail', '-c', p.conf(
            box.port)], stdout=subprocess.DEVNULL) for _ in range(2)]
        p.issue()
        t.equal(box.wait(1), 1, 'sent without being asked')
        p.i.sql("INSERT INTO notice (account_id, at, kind, what_zh, path)"
                " SELECT id, 1, 'issued', '件', '/documents' FROM account,"
                " seq_1_to_20 WHERE name = '%s'" % campus.STUDENT)
        p.i.sql('UPDATE notice SET at = UNIX_TIMESTAMP()')
        box.wait(21, 40)
        time.sleep(0.5)
        t.equal(len(box.mails), 21, 'two at work: each mail once')
        for d in ds:
            d.terminate()
        t.equal([d.wait(20) for d in ds], [0, 0], 'told to stop, they do')
        p.clear()
        p.i.sql("INSERT INTO notice (account_id, at, kind, what_zh, path)"
                " SELECT id, UNIX_TIMESTAMP(), 'issued', '件', '/documents'"
                " FROM account, seq_1_to_5 WHERE name = '%s'" %
                campus.STUDENT)
        began = time.monotonic()
        p.run(box, more='mail_per_minute = 120\n')
        took = time.monotonic() - began
        t.ok(2 <= took < 8, 'five at 120 a minute: %.1f s' % took)


def secure(t, p, work):
    cert, key = certificate(work)
    os.chmod(cert, 0o644)
    pw = p.i.path('etc', 'smtp.pw')
    with open(pw, 'w') as f:
        f.write('geheim\n')
    os.chmod(pw, 0o600)
    more = 'smtp_ca = %s\nsmtp_user = yinxin\nsmtp_password_file = %s\n' % (
        cert, pw)
    p.clear()
    with Mailbox(tls=(cert, key), login=('yinxin', 'geheim')) as box:
        p.issue()
        t.equal(p.run(box, 'starttls', '')[1], ['sent 0, later 1, failed 0'],
                'a certificate that nobody vouches for: nothing is said')
        t.equal(box.seen, 0, 'the server got no message')
        p.due()
        t.equal(p.run(box, 'none', more)[1], ['sent 0, later 1, failed 0'],
                'nor without TLS, where it is wanted')
        p.due()
        t.equal(p.run(box, 'starttls', more)[1],
                ['sent 1, later 0, failed 0'], 'TLS and the right password')
        p.clear()
        p.issue()
        with open(pw, 'w') as f:
            f.write('wrong\n')
        t.ok(p.run(box, 'starttls', more)[1] == ['sent 0, later 1, failed 0']
             and p.last() == 'waiting', 'a wrong password loses no mail',
             p.rows())
    with Mailbox() as box:
        p.due()
        t.equal(p.run(box, 'starttls')[1], ['sent 0, later 1, failed 0'],
                'a server without TLS gets nothing')
        t.equal(box.seen, 0, 'really')


def choices(t, p):
    """The language, what is wanted, and addresses that are none."""
    p.clear()
    page = p.b.open('/notices/settings')
    f = page.form('/notices/settings', 'POST')
    t.ok(TO in page.text, 'the page shows the address')
    p.b.submit(f, {'mail_lang': 'en'})
    p.issue()
    with Mailbox() as box:
        p.run(box)
        m = box.mails[0]
        t.ok(m['Subject'].startswith('Issued: ') and 'has been issued' in
             m.get_content() and m['Content-Language'] == 'en',
             'in English', m.as_string())
        f = p.b.open('/notices/settings').form('/notices/settings', 'POST')
        f.fields = [x for x in f.fields if x[0] != 'issued']
        p.b.submit(f)
        p.issue()
        t.equal(p.run(box)[1], ['sent 0, later 0, failed 0'],
                'not wanted: no mail')
        t.equal(p.i.one('SELECT COUNT(*) FROM notice'), '2',
                'but a notice')
    p.i.sql('DELETE FROM notice_choice')
    p.clear()
    for bad in ('a@b@c', 'x y@example.edu', 'a@example.edu\\r\\nBcc: b@c',
                '-oX@example.edu', '张三@example.edu'):
        p.i.sql("UPDATE person SET email = '%s' WHERE number = '%s'" % (
            bad, campus.STUDENT))
        p.clear()
        p.issue()
        with Mailbox() as box:
            t.equal(p.run(box)[1], ['sent 0, later 0, failed 1'],
                    'no address: %s' % bad)
            t.equal(box.seen, 0, 'nobody is asked')
    p.i.sql("UPDATE person SET email = '' WHERE number = '%s'" %
            campus.STUDENT)
    p.clear()
    p.issue()
    t.equal(p.rows(), [], 'no address known: no mail')
    p.i.sql("UPDATE person SET email = '%s' WHERE number = '%s'" % (
        TO, campus.STUDENT))
    p.clear()
    name = '；'.join(['很长的文件名称'] * 12)
    p.i.sql("INSERT INTO notice (account_id, at, kind, what_zh, path) SELECT"
            " id, UNIX_TIMESTAMP(), 'issued', '%s', '/documents' FROM"
            " account WHERE name = '%s'" % (name, campus.STUDENT))
    with Mailbox() as box:
        p.run(box)
        t.equal(box.mails[0]['Subject'], '您的%s已签发' % name,
                'a subject over many lines parts no character')


def together(t, p):
    """Rolled back with its change; there with it."""
    p.clear()
    p.i.fault('seal.before_commit kill')
    n = campus.request_id(campus.ask(p.b))
    p.i.until(lambda: os.path.exists(p.i.env['ES_FAULT_FILE'] + '.hit'), 20)
    t.equal(p.rows(), [], 'es-seal killed before its commit: no mail')
    p.i.disarm()
    p.i.sql('UPDATE seal_job SET lease_until = 0 WHERE state <> \'done\'')
    campus.issued(p.b, '/documents/%d' % n, 60)
    t.equal(len(p.rows()), 1, 'sealed by the next: one mail')


def many(t, p):
    """What a mail costs does not grow with those that wait."""
    def read():
        return int(p.i.one("SELECT variable_value FROM information_schema"
                           ".global_status WHERE variable_name ="
                           " 'Handler_read_next'"))
    p.clear()
    p.i.sql("INSERT INTO notice (account_id, at, kind, path)"
            " SELECT a.id, seq, 'issued', CONCAT('/documents/', seq)"
            " FROM account a, seq_1_to_400 WHERE a.name = '%s'"
            % campus.STUDENT)
    with Mailbox() as box:
        before = read()
        t.equal(p.run(box)[1], ['sent 400, later 0, failed 0'],
                '400 wait: all are sent')
        each = (read() - before) / 400
        t.ok(each < 10, 'each finds the next at once', '%.1f rows' % each)
        got = [re.search(r'/documents/(\d+)', m.get_content()).group(1)
               for m in box.mails]
        t.ok(got == [str(n + 1) for n in range(400)], 'the oldest first',
             got[:5])


def wrong(t, p):
    """What is wrong in the configuration is said at the start."""
    for more, said in (('smtp_tls = ssl\n', 'none of starttls'),
                       ('smtp_user = x\n', 'smtp_password_file is missing'),
                       ('templates = /nonexistent\n', '/mail/')):
        path = p.conf(25)
        with open(path) as f:
            text = f.read()
        key = more.split(' =')[0]
        text = re.sub(r'(?m)^%s = .*\n' % key, '', text)
        with open(path, 'w') as f:
            f.write(text + more)
        q = subprocess.run([BUILD + '/tools/es-mail', '--once', '-c', path],
                           capture_output=True, text=True)
        t.ok(q.returncode == 1 and said in q.stderr, 'said: %s' % said,
             q.stderr)


def main():
    t = Tap()
    with Instance(people=20) as inst:
        p = Post(inst)
        t.run('first', first, p)
        t.run('words', words, p)
        t.run('crash', crash, p)
        t.run('daemon', daemon, p)
        t.run('secure', secure, p, inst.path('etc'))
        t.run('choices', choices, p)
        t.run('together', together, p)
        t.run('many', many, p)
        t.run('wrong', wrong, p)
        code, said = inst.run_tool('es-audit', 'verify', '-c',
                                   inst.path('etc', 'audit.conf'))
        t.ok(code == 0, 'the chains hold', said)
    t.done()


if __name__ == '__main__':
    main()
