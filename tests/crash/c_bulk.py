#!/usr/bin/env python3
"""c_bulk.py - a cohort's run, with its mails, under kill -9.

A handler has documents issued for a cohort, again and again; each time
something dies in the middle: the worker that makes the requests, es-seal,
es-signd, es-mail, or all of them.  In the end everybody has exactly one
document of each run, and a real SMTP server took exactly one mail of it: two
only when es-mail died with the server's answer in its hand, then both under
one Message-ID, and its row says that it was tried twice.
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import BUILD, Instance    # noqa: E402
from smtpbox import Mailbox             # noqa: E402
from tap import Tap                     # noqa: E402

KIND = 'transcript-graduate'
POINTS = ['bulk.confirmed', 'signd.after_intent', 'signd.after_sign',
          'seal.verified', 'seal.before_commit', 'seal.committed',
          'mail.claimed', 'mail.handed', 'mail.before_commit']
CONF = '''
smtp_host = 127.0.0.1
smtp_port = %d
smtp_tls = none
mail_from = noreply@example.edu
mail_site_zh = 示例大学电子印章平台
mail_site_en = Example University e-seals
mail_per_minute = 60000
mail_poll_seconds = 1
'''


class Postman:
    """es-mail as systemd keeps it: whoever kills it, it begins anew."""

    def __init__(self, inst, box):
        self.inst, self.died, self.ends = inst, 0, False
        self.conf = inst.path('etc', 'mail.conf')
        with open(self.conf) as f:
            plain = re.sub(r'(?m)^mail_.*\n', '', f.read())
        with open(self.conf, 'w') as f:
            f.write(plain + CONF % box.port)
        self.p = None
        self.thread = threading.Thread(target=self.keep)
        self.thread.start()

    def keep(self):
        env = dict(os.environ,
                   ES_FAULT_FILE=self.inst.env['ES_FAULT_FILE'])
        while not self.ends:
            self.p = subprocess.Popen(
                [BUILD + '/tools/es-mail', '-c', self.conf], env=env,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if self.p.wait() < 0:
                self.died += 1
            time.sleep(0.2)

    def kill(self, sig=signal.SIGKILL):
        if self.p is not None and self.p.poll() is None:
            self.p.send_signal(sig)

    def stop(self):
        self.ends = True
        self.kill(signal.SIGTERM)
        self.thread.join(30)


def begin(h, number):
    """A run for all master's students; its number."""
    f = h.open('/bulk').form('/bulk', 'POST')
    p = h.submit(f, {'type': KIND, 'level': 'master', 'doc_lang':
                     ('zh-CN', 'en')[number % 2]})
    p = h.submit(p.form('/bulk', 'POST'))
    return int(p.url.rsplit('/', 1)[1])


def time_goes_by(inst):
    """Leases of the dead run out."""
    inst.sql("UPDATE bulk_job SET lease_until = 0 WHERE state = 'running'; "
             "UPDATE mail_outbox SET retry_at = 0 WHERE state IN ('waiting', "
             "'sending')")


def done(inst, job):
    """All requests of the run are issued, and no mail waits."""
    return inst.sql(
        "SELECT (SELECT state FROM bulk_job WHERE id = %d) = 'done', (SELECT "
        "COUNT(*) FROM bulk_item i LEFT JOIN request r ON r.id = i.request_id"
        " WHERE i.job_id = %d AND i.request_id <> 0 AND r.state <> 'issued'),"
        " (SELECT COUNT(*) FROM mail_outbox WHERE state NOT IN ('sent', "
        "'failed'))" % (job, job)) == [['1', '0', '0']]


def settle(t, inst, job, name):
    end, left = time.monotonic() + 120, time.monotonic() + 3
    while not done(inst, job) and time.monotonic() < end:
        if time.monotonic() > left:
            time_goes_by(inst)
            left = time.monotonic() + 3
        time.sleep(0.2)
    t.ok(done(inst, job), name + ': it comes to its end', inst.sql(
        "SELECT r.state, j.state, j.reason, COUNT(*) FROM bulk_item i JOIN "
        "request r ON r.id = i.request_id LEFT JOIN seal_job j ON "
        "j.request_id = r.id WHERE i.job_id = %d GROUP BY 1, 2, 3" % job))


def once_each(t, inst, box, job, name):
    """One document, one notice, one mail for everybody who may have it."""
    n = int(inst.one("SELECT COUNT(*) FROM person WHERE level = 'master' AND "
                     "kind = 'student' AND hold_zh = '' AND status IN "
                     "('registered', 'graduated')"))
    rows = inst.sql(
        'SELECT i.request_id, COUNT(DISTINCT d.id), COUNT(DISTINCT '
        'f.document_id), COUNT(DISTINCT n.id), SUM(o.state = "sent"), '
        'MAX(o.attempts) FROM bulk_item i LEFT JOIN document d ON d.request_id'
        ' = i.request_id LEFT JOIN document_file f ON f.document_id = d.id '
        'LEFT JOIN notice n ON n.path = CONCAT("/documents/", i.request_id) '
        'AND n.kind = "issued" LEFT JOIN mail_outbox o ON o.notice_id = n.id '
        'WHERE i.job_id = %d AND i.request_id <> 0 GROUP BY i.request_id' %
        job)
    t.equal(len(rows), n, name + ': everybody who may have one')
    t.equal([r for r in rows if r[1:5] != ['1'] * 4], [],
            name + ': one document, file, notice and sent mail each')
    took = {}
    for m in box.mails:
        for rq in re.findall(r'/documents/(\d+)\b', m.get_content()):
            took.setdefault(rq, []).append(m['Message-ID'])
    odd = [(r[0], took.get(r[0]), r[5]) for r in rows
           if len(set(took.get(r[0], []))) != 1 or
           len(took[r[0]]) > int(r[5])]
    t.equal(odd, [], name + ': the server took one mail for each, or the same'
            ' again where the row says that it was tried again')
    return sum(len(took[r[0]]) > 1 for r in rows if r[0] in took)


def crash(t, inst, box, post, h, number, point):
    twice = point in ('mail.handed', 'mail.before_commit')
    died = post.died
    inst.fault(point + ' kill')
    job = begin(h, number)
    t.ok(inst.fault_hit(60), point + ': somebody came to it and died')
    inst.disarm()
    settle(t, inst, job, point)
    again = once_each(t, inst, box, job, point)
    t.ok(again == (1 if twice else 0), '%s: %d of the mails came twice' % (
        point, again))
    t.ok(post.died - died == point.startswith('mail.'),
         point + ': es-mail died only where it was meant to')


def everything(t, inst, box, post, h, number):
    """All of them, at no chosen moment, several times in one run."""
    job = begin(h, number)
    for pause in (0.05, 0.3, 0.1, 0.6):
        time.sleep(pause)
        for name in ('seal', 'signd', 'request'):
            inst.kill(name)
        post.kill()
        time_goes_by(inst)
    settle(t, inst, job, 'all at once')
    t.note('%d mails came twice' % once_each(t, inst, box, job,
                                             'all at once'))


def main():
    t = Tap()
    conf = {'seal': 'lease_seconds = 3\nsweep_seconds = 1\n'}
    with Instance(people=60, conf=conf, env={'ES_MAIL': 'no'}) as inst, \
            Mailbox() as box:
        people.add(inst, 'H1', ['handler GS'])
        inst.sql("UPDATE person SET email = CONCAT('s', number, "
                 "'@example.edu') WHERE kind = 'student'")
        h = inst.browser(lang='en')
        campus.sign_in(h, 'H1')
        post = Postman(inst, box)
        try:
            for k, point in enumerate(POINTS):
                t.run(point, crash, inst, box, post, h, k, point)
            t.run('everything', everything, inst, box, post, h, 1)
        finally:
            post.stop()
        t.equal(len({m['Message-ID'] for m in box.mails}),
                int(inst.one('SELECT COUNT(*) FROM document')),
                'as many different mails as documents')
        for what in ('verify', 'reconcile'):
            code, said = inst.run_tool('es-audit', what, '-c', inst.path(
                'etc', 'audit.conf'))
            t.ok(code == 0 and not re.search(r'\+ [1-9]\d* open', said),
                 'es-audit %s' % what, said)
        for name in ('seal', 'signd', 'request'):
            said = inst.log(name)
            t.ok('Sanitizer' not in said and 'runtime error' not in said,
                 name + ': nothing for the sanitizers', said[-2000:])
    t.done()


if __name__ == '__main__':
    main()
