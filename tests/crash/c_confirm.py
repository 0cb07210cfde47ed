#!/usr/bin/env python3
"""c_confirm: the power fails while a student confirms; who sends the form
again gets the one document that was asked for, and no second one.

At each step of the confirmation the worker, es-request, mariadbd or every
program is killed.  The same form is then sent again, as a browser does on
"reload": the same number, one request, one snapshot, one sealed file.
"""
import http.client
import os
import signal
import sys
import threading

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                       # noqa: E402
from instance import Instance       # noqa: E402
from tap import Tap                 # noqa: E402

POINTS = ['confirm.before_commit', 'confirm.committed',
          'confirm.before_answer']
VICTIMS = ['self', 'request', 'db', 'all']
PATH = '/request/transcript-graduate/zh-CN'


def kill(i, victim):
    names = {'request': ['request'], 'db': ['db'],
             'all': ['request', 'seal', 'signd', 'db']}[victim]
    doomed = [p for n in names for p in i.tree(n)]
    for pid in doomed:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if 'db' in names:
        i.until(lambda: not any(alive(p) for p in doomed), 5)
        i.start_db()


def alive(pid):
    try:
        with open('/proc/%d/stat' % pid) as f:
            return f.read().split(') ')[1][0] != 'Z'
    except OSError:
        return False


def send(b, form):
    """Send the form as it is; None when the connection broke."""
    try:
        return b.submit(form)
    except (OSError, http.client.HTTPException):
        return None


def counts(i, crid):
    where = "request_id IN (SELECT id FROM request WHERE crid = UNHEX('%s'))"
    where %= crid
    return [i.one('SELECT COUNT(*) FROM %s WHERE %s' % (x, where))
            for x in ('snapshot', 'approval', 'seal_job', 'document')]


def strike(t, i, b, point, victim):
    name = '%s, kill %s' % (point, victim)
    form = b.open(PATH).form(PATH, 'POST')
    crid = dict(map(tuple, form.fields))['crid']
    before = int(i.one('SELECT COUNT(*) FROM request'))
    i.fault('%s %s' % (point, 'kill' if victim == 'self' else 'wait'))
    first = []
    sender = threading.Thread(target=lambda: first.append(send(b, form)))
    sender.start()
    t.ok(i.fault_hit(10), '%s: the point was reached' % name)
    if victim != 'self':
        kill(i, victim)
        i.fault_go()
    sender.join()
    # Once or twice more, until a page comes, as people do.
    page = i.until(lambda: next((p for p in [send(b, form)] if p is not None
                                 and '/documents/' in p.url), None), 20, 0.3)
    if not t.ok(page, '%s: sent again it leads to the document' % name):
        return
    done = campus.issued(b, page.url)
    t.ok(done is not None, '%s: it is issued' % name, page.text[:300])
    t.equal(counts(i, crid), ['1'] * 4, '%s: one snapshot, approval, job, '
            'document' % name)
    t.equal(int(i.one('SELECT COUNT(*) FROM request')), before + 1,
            '%s: one request more' % name)
    p = campus.verify_code(i.browser(), campus.code_of(done))
    t.equal(campus.headline(p), 'VALID', '%s: its code verifies' % name)


def main():
    t = Tap()
    with Instance(people=20, conf={'seal': 'lease_seconds = 2\n'
                                   'sweep_seconds = 1\n'}) as i:
        b = i.browser()
        campus.sign_in(b)
        for point in POINTS:
            for victim in VICTIMS:
                t.run(point, strike, i, b, point, victim)
        numbers = [int(r[0].split('-')[-1]) for r in i.sql(
            'SELECT number FROM request ORDER BY number')]
        t.equal(numbers, list(range(1, len(numbers) + 1)),
                'numbers without a gap: a confirmation that died took none')
        conf = i.path('etc', 'audit.conf')
        for what in ('verify', 'reconcile'):
            code, said = i.run_tool('es-audit', what, '-c', conf)
            t.ok(code == 0, 'es-audit %s finds nothing' % what, said)
    t.done()


if __name__ == '__main__':
    main()
