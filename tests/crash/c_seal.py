#!/usr/bin/env python3
"""c_seal: kill -9 at every step of the sealing way; exactly one sealed file.

At each fault point (sys/fault.h) of es-seal and es-signd one of es-seal,
es-signd, mariadbd is killed and started again.  Afterwards there must be one
document with one file that verifies, ledger chains that are intact, and books
that balance without an open intent.
"""
import os
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                       # noqa: E402
from stamping import Stamping       # noqa: E402
from tap import Tap                 # noqa: E402

LEASE = 2
SEAL_POINTS = ['seal.claimed', 'seal.rendered', 'seal.before_sign',
               'seal.signed', 'seal.verified', 'seal.in_store',
               'seal.before_commit', 'seal.committed']
SIGND_POINTS = ['signd.before_commit', 'signd.after_intent',
                'signd.after_sign']


def exactly_one(t, s, n, name):
    """The heart of it."""
    job = s.wait_job(n)
    rows = s.sql('SELECT COUNT(*), COUNT(f.document_id) FROM document d LEFT'
                 ' JOIN document_file f ON f.document_id = d.id'
                 ' WHERE d.request_id = %d' % n)[0]
    state = s.sql('SELECT state FROM request WHERE id = %d' % n)[0][0]
    t.equal((rows, state), (['1', '1'], 'issued'),
            '%s: one document, one file %s' % (name, job))
    code, said = s.books()
    t.ok(code == 0 and '+ 0 open' in said, '%s: the books balance, the '
         'chains are intact' % name, said)
    data = s.file(n)
    if data is not None:
        p = campus.verify_file(s.browser(), data)
        t.equal(campus.headline(p), 'VALID', '%s: it verifies' % name)


def kill(s, victim):
    s.signal(victim, signal.SIGKILL)
    if victim == 'db':
        s.until(lambda: not alive(s.pid('db')), 5)
        s.do('rm -f "$DIR/run/db.pid"; start_db')


def alive(pid):
    try:
        os.kill(pid, 0)
        with open('/proc/%d/stat' % pid) as f:
            return f.read().split(') ')[1][0] != 'Z'
    except (OSError, TypeError):
        return False


def strike(t, s, point, victim, action):
    name = '%s, kill %s' % (point, victim)
    n = s.request()
    s.fault('%s %s' % (point, action))
    poke = threading.Thread(target=s.poke, args=(n, 8))
    poke.start()
    if not t.ok(s.fault_hit(10), '%s: the point was reached' % name,
                s.log('seal')[-600:]):
        s.disarm()
    elif action == 'wait':
        kill(s, victim)
        s.fault_go()
    poke.join()
    exactly_one(t, s, n, name)


def kills(t, s):
    for point in SEAL_POINTS:
        strike(t, s, point, 'seal', 'kill')
    for point in SEAL_POINTS:
        strike(t, s, point, 'db', 'wait')
    for point in ('seal.rendered', 'seal.before_sign', 'seal.signed'):
        strike(t, s, point, 'signd', 'wait')
    for point in SIGND_POINTS:
        strike(t, s, point, 'signd', 'kill')
        strike(t, s, point, 'db', 'wait')
        strike(t, s, point, 'seal', 'wait')


def sleeper(t, s):
    """A worker stopped past its lease wakes up and must lose."""
    n = s.request()
    s.fault('seal.verified stop')
    threading.Thread(target=s.poke, args=(n, 10)).start()
    t.ok(s.fault_hit(10), 'paused worker: the point was reached')
    asleep = [p for p in s.tree('seal') if open('/proc/%d/stat' % p).read()
              .split(') ')[1][0] == 'T']
    t.equal(len(asleep), 1, 'paused worker: it sleeps')
    t.equal(s.wait_job(n)[0], 'done', 'paused worker: another one sealed it')
    before = s.sql('SELECT id, HEX(file_sha256), intent_seq FROM document'
                   ' WHERE request_id = %d' % n)
    for pid in asleep:
        os.kill(pid, signal.SIGCONT)
    t.ok(s.until(lambda: 'claim-lost' in s.log('seal'), 10),
         'paused worker: its late commit lost', s.log('seal')[-600:])
    t.equal(s.sql('SELECT id, HEX(file_sha256), intent_seq FROM document'
                  ' WHERE request_id = %d' % n), before,
            'paused worker: the document is as it was')
    exactly_one(t, s, n, 'paused worker')


def down(t, s):
    """es-signd or the database away: a waiting state, then exactly one."""
    s.keeper('signd', signal.SIGSTOP)
    s.signal('signd', signal.SIGKILL)
    n = s.request()
    t.equal(s.poke(n), ('waiting', 'signd-down'), 'es-signd down: it waits')
    t.equal(s.job(n), ['waiting', 'signd-down'], 'and the row says why')
    s.keeper('signd', signal.SIGCONT)
    exactly_one(t, s, n, 'es-signd back')

    n = s.request()
    s.signal('db', signal.SIGKILL)
    t.ok(s.until(lambda: not alive(s.pid('db')), 5), 'the database is down')
    t.equal(s.poke(n), ('waiting', 'database-down'), 'database down: waits')
    s.do('rm -f "$DIR/run/db.pid"; start_db')
    exactly_one(t, s, n, 'database back')

    n = s.request()
    s.fault('seal.before_commit fail upstream')
    t.equal(s.poke(n), ('waiting', 'database-down'), 'disk full: it waits')
    exactly_one(t, s, n, 'disk full at the commit')
    t.ok(int(s.sql("SELECT COUNT(*) FROM seal_ledger WHERE kind = 'void'"
                   " AND request_id = %d" % n)[0][0]) == 1,
         'what was signed in vain stands as void')


def missing(t, s):
    n = s.request(name='样\U000e0100\U0010fffd')
    got = s.poke(n)
    t.ok(got is not None and got[0] == 'failed' and
         got[1].startswith('missing-glyph U+'),
         'a character that no font has fails and is named: %s' % (got,))
    t.equal(s.sql('SELECT state FROM request WHERE id = %d' % n)[0][0],
            'failed', 'the request needs a correction')
    t.equal(s.sql('SELECT COUNT(*) FROM seal_ledger WHERE request_id = %d'
                  % n)[0][0], '0', 'and the key was never asked for')
    t.equal(s.poke(n)[0], 'failed', 'poking changes nothing')
    t.equal(s.poke(4000000)[0], 'absent', 'no such job')


def race(t, s):
    """Many wake-ups for one job: one stamper gets it."""
    for _ in range(3):
        n = s.request()
        s.fault('seal.rendered stall 300')
        got = []
        threads = [threading.Thread(target=lambda: got.append(s.poke(n)))
                   for _ in range(6)]
        for x in threads:
            x.start()
        for x in threads:
            x.join()
        t.ok(sum(1 for g in got if g and g[0] == 'done') >= 1 and
             all(g and g[0] in ('done', 'other') for g in got),
             'race: one does it, others say so: %s' % got)
        t.equal(s.sql("SELECT COUNT(*) FROM seal_ledger WHERE kind = 'intent'"
                      " AND request_id = %d" % n)[0][0], '1',
                'race: the key was used once')
        exactly_one(t, s, n, 'race')


def suspended(t, s):
    s.sql("UPDATE seal SET state = 'suspended'")
    n = s.request()
    got = s.poke(n)
    t.ok(got is not None and got[0] == 'waiting' and 'refused' in got[1],
         'a suspended seal does not seal: %s' % (got,))
    s.sql("UPDATE seal SET state = 'active'")
    exactly_one(t, s, n, 'seal resumed')


def bulk(t, s):
    """The sweeper finds what nobody woke it for, and takes it in batches."""
    ids = [s.request(age=10) for _ in range(80)]
    began = time.monotonic()
    s.until(lambda: s.sql("SELECT COUNT(*) FROM seal_job WHERE request_id"
                          " >= %d AND state = 'done'" % ids[0])[0][0] == '80',
            60)
    t.note('80 documents swept in %.1f s' % (time.monotonic() - began))
    for n in (ids[0], ids[40], ids[79]):
        exactly_one(t, s, n, 'swept %d' % n)
    t.ok(max(int(x) for x in [r.split('due=')[1].split()[0] for r in
         s.log('seal').splitlines() if 'due=' in r]) > 8,
         'in batches')


def main():
    t = Tap()
    with Stamping(conf='lease_seconds = %d\nsweep_seconds = 1\n' % LEASE) as s:
        t.run('missing', missing, s)
        t.run('race', race, s)
        t.run('suspended', suspended, s)
        t.run('kills', kills, s)
        t.run('sleeper', sleeper, s)
        t.run('down', down, s)
        t.run('bulk', bulk, s)
        for name in ('seal', 'signd', 'verify'):
            log = s.log(name)
            t.ok('Sanitizer' not in log and 'runtime error' not in log,
                 'no finding of a sanitizer in the log of %s' % name,
                 log[-800:])
    t.done()


if __name__ == '__main__':
    main()
