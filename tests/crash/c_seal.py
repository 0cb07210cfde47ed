#!/usr/bin/env python3
"""c_seal: kill -9 at every step of the sealing way; exactly one sealed file.

At each fault point (sys/fault.h) of es-seal and es-signd one of es-seal,
es-signd, mariadbd is killed and started again.  Afterwards there must be one
document, one file that verifies, ledger chains that are intact and books that
balance without an open intent.
"""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                                   # noqa: E402
from instance import Instance                   # noqa: E402
from tap import Tap                             # noqa: E402

LEASE = 3
SEAL_POINTS = ['seal.claimed', 'seal.rendered', 'seal.before_sign',
               'seal.signed', 'seal.verified', 'seal.in_store',
               'seal.before_commit', 'seal.committed']
SIGND_POINTS = ['signd.before_commit', 'signd.after_intent',
                'signd.after_sign']


def settled(inst, rid, seconds=40):
    """Wait until the request is issued; its job state at the end."""
    inst.until(lambda: inst.one(
        'SELECT state FROM seal_job WHERE request_id = %d' % rid) == 'done',
        seconds, 0.1)
    return inst.one('SELECT CONCAT(j.state, " ", r.state, " ", j.reason, " ",'
                    ' j.detail) FROM seal_job j JOIN request r'
                    ' ON r.id = j.request_id WHERE r.id = %d' % rid)


def exactly_one(t, inst, b, url, name):
    """The heart of it."""
    rid = int(url.rsplit('/', 1)[1].split('?')[0])
    state = settled(inst, rid)
    counts = inst.sql(
        'SELECT COUNT(*), COUNT(f.document_id) FROM document d LEFT JOIN'
        ' document_file f ON f.document_id = d.id WHERE d.request_id = %d'
        % rid)[0]
    t.equal(counts, ['1', '1'], '%s: one document, one file (%s)' % (
        name, state))
    conf = inst.path('etc', 'seal.conf')
    code, said = inst.run_tool('es-audit', 'reconcile', '-c', conf)
    t.ok(code == 0 and '+ 0 open' in said, '%s: the books balance' % name,
         said)
    code, said = inst.run_tool('es-audit', 'verify', '-c', conf)
    t.ok(code == 0, '%s: the chains are intact' % name, said)
    page = campus.issued(b, url, 10)
    if not t.ok(page is not None, '%s: the page offers the file' % name):
        return
    data = campus.download(b, page)
    v = campus.verify_file(inst.browser(), data)
    t.equal(campus.headline(v), 'VALID', '%s: it verifies' % name)


def recover(inst, victim):
    if victim == 'db':
        inst.start_db()
    inst.until(lambda: inst.pid(victim) and os.path.exists(
        '/proc/%d' % inst.pid(victim)), 15)


def answers(inst, b):
    """es-request answers again (its database connection may be new)."""
    return inst.until(lambda: b.open('/documents').status == 200, 20, 0.2)


def ask_quietly(b):
    """Confirm; the answer may be an error page while something is dead."""
    p = b.open('/request/transcript-graduate/zh-CN')
    form = p.form('/request/transcript-graduate/zh-CN', 'POST')
    return b.submit(form)


def strike(t, inst, b, point, victim, action):
    name = '%s, kill %s' % (point, victim)
    before = inst.one('SELECT COALESCE(MAX(id), 0) FROM request')
    inst.fault('%s %s' % (point, action))
    try:
        page = ask_quietly(b)
        t.note('%s: confirm answered HTTP %d in %.0f ms' % (
            name, page.status, page.ms))
    except OSError as e:
        t.note('%s: %s' % (name, e))
    if not t.ok(inst.fault_hit(20), '%s: the point was reached' % name,
                inst.log('seal')[-600:]):
        inst.disarm()
        return
    if action == 'wait':
        inst.kill(victim)
        time.sleep(0.1)
        inst.fault_go()
    recover(inst, victim)
    answers(inst, b)
    rid = inst.one('SELECT MAX(id) FROM request')
    t.ok(int(rid) == int(before) + 1 or rid != before,
         '%s: one request' % name)
    exactly_one(t, inst, b, '/documents/%s' % rid, name)


def kills(t, inst, b):
    for point in SEAL_POINTS:
        strike(t, inst, b, point, 'seal', 'kill')
    for point in SEAL_POINTS[1:-1]:
        strike(t, inst, b, point, 'db', 'wait')
    for point in ('seal.rendered', 'seal.before_sign', 'seal.signed'):
        strike(t, inst, b, point, 'signd', 'wait')
    for point in SIGND_POINTS:
        strike(t, inst, b, point, 'signd', 'kill')
        strike(t, inst, b, point, 'db', 'wait')
        strike(t, inst, b, point, 'seal', 'wait')


def sleeper(t, inst, b):
    """A worker stopped past its lease wakes up and must lose."""
    inst.fault('seal.verified stop')
    p = ask_quietly(b)
    rid = campus.request_id(p)
    t.ok(inst.fault_hit(20), 'paused worker: the point was reached')
    asleep = [pid for pid in inst.tree('seal')
              if open('/proc/%d/stat' % pid).read().split(') ')[1][0] == 'T']
    t.equal(len(asleep), 1, 'paused worker: it sleeps')
    t.ok(settled(inst, rid).startswith('done issued'),
         'paused worker: another one sealed the document')
    doc = inst.sql('SELECT id, HEX(file_sha256), intent_seq FROM document'
                   ' WHERE request_id = %d' % rid)
    for pid in asleep:
        os.kill(pid, signal.SIGCONT)
    inst.until(lambda: 'claim-lost' in inst.log('seal'), 10)
    t.ok('claim-lost' in inst.log('seal'),
         'paused worker: its late commit lost', inst.log('seal')[-600:])
    t.equal(inst.sql('SELECT id, HEX(file_sha256), intent_seq FROM document'
                     ' WHERE request_id = %d' % rid), doc,
            'paused worker: the document is as it was')
    exactly_one(t, inst, b, '/documents/%d' % rid, 'paused worker')


def down(t, inst, b):
    """es-signd or the database away for a while: a waiting state, then one."""
    inst.keeper('signd', False)
    inst.kill('signd')
    p = ask_quietly(b)
    rid = campus.request_id(p)
    inst.until(lambda: inst.one('SELECT state FROM seal_job WHERE request_id'
                                ' = %d' % rid) == 'waiting', 10)
    t.equal(inst.sql('SELECT state, reason FROM seal_job WHERE request_id ='
                     ' %d' % rid), [['waiting', 'signd-down']],
            'es-signd down: the job waits and says why')
    t.ok(b.open('/documents/%d' % rid).status == 200,
         'es-signd down: the page says so')
    inst.keeper('signd', True)
    exactly_one(t, inst, b, '/documents/%d' % rid, 'es-signd back')

    inst.fault('seal.claimed wait')
    p = ask_quietly(b)
    rid = campus.request_id(p)
    t.ok(inst.fault_hit(10), 'database down: the point was reached')
    inst.kill('db')
    inst.fault_go()
    t.ok(b.open('/documents/%d' % rid).status in (500, 502, 503),
         'database down: a page says so')
    inst.start_db()
    answers(inst, b)
    exactly_one(t, inst, b, '/documents/%d' % rid, 'database back')

    inst.fault('seal.before_commit fail upstream')
    rid = campus.request_id(ask_quietly(b))
    t.ok(inst.fault_hit(10), 'disk full: the point was reached')
    exactly_one(t, inst, b, '/documents/%d' % rid, 'disk full at the commit')
    t.ok(int(inst.one("SELECT COUNT(*) FROM seal_ledger WHERE kind = 'void'"))
         > 0, 'what was signed in vain stands as void')


def race(t, inst, b):
    """Many wake-ups for one job: one stamper gets it."""
    inst.fault('seal.rendered stall 300')
    rid = campus.request_id(ask_quietly(b))
    for _ in range(4):
        inst.sql('UPDATE seal_job SET retry_at = 0 WHERE request_id = %d'
                 % rid)
        time.sleep(0.05)
    exactly_one(t, inst, b, '/documents/%d' % rid, 'race')
    t.equal(inst.one("SELECT COUNT(*) FROM seal_ledger WHERE request_id = %d"
                     " AND kind = 'intent'" % rid), '1',
            'race: the key was used once')


def main():
    t = Tap()
    with Instance(people=20, conf={
            'seal': 'lease_seconds = %d\nsweep_seconds = 1\n' % LEASE}) as i:
        b = i.browser()
        campus.sign_in(b)
        t.run('kills', kills, i, b)
        t.run('sleeper', sleeper, i, b)
        t.run('down', down, i, b)
        t.run('race', race, i, b)
    t.done()


if __name__ == '__main__':
    main()
