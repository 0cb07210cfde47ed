#!/usr/bin/env python3
"""c_seal: kill -9 at every step of the sealing way; exactly one sealed file.

At each fault point (sys/fault.h) of es-seal and es-signd the worker that is
there, or es-seal, es-signd, mariadbd or all of them at once are killed and
start again.  Afterwards there must be one document with one file, whose code
and bytes verify over HTTP, ledger chains that are intact, books that balance
without an open intent, and a quota that counts every use of the key.
"""
import os
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                       # noqa: E402
from stamping import Stamping, make_code    # noqa: E402
from tap import Tap                 # noqa: E402

LEASE = 2
# Every step of the way (sys/fault.h), in its order.
SEAL = ['seal.claimed', 'seal.rendered', 'seal.before_sign', 'seal.signed',
        'seal.verified', 'seal.in_store', 'seal.in_ledger',
        'seal.before_commit', 'seal.committed', 'seal.before_answer']
SIGND = ['signd.locked', 'signd.judged', 'signd.counted', 'signd.before_commit',
         'signd.after_intent', 'signd.keyed', 'signd.stamped',
         'signd.after_sign']
# (where, who dies): "self" the worker that is there, "X" a program with all
# its workers, "X master" its main process alone, "all" everything at once as
# when the power fails.
AT_SEAL = [(p, v) for p in SEAL for v in ('self', 'db', 'all')]
AT_SIGND = (
    [(p, v) for p in SIGND for v in ('self', 'seal', 'db', 'all')] +
    [(p, 'signd') for p in ('seal.rendered', 'seal.before_sign',
                            'seal.signed')] +
    [(p, 'seal master') for p in ('seal.claimed', 'seal.signed',
                                  'seal.before_commit')] +
    [(p, 'signd master') for p in ('signd.counted', 'signd.keyed')])
# With eight requests in the sweeper's hands.
BATCH = ['sweep.found', 'seal.claimed', 'signd.before_commit', 'signd.keyed',
         'seal.signed', 'seal.in_store', 'seal.committed']


def exactly_one(t, s, ids, name):
    """The heart of it."""
    ids = ids if isinstance(ids, list) else [ids]
    jobs = [s.wait_job(n) for n in ids]
    held = ','.join(map(str, ids))
    state = s.sql('SELECT r.state, j.state, COUNT(d.id), COUNT(f.document_id)'
                  ' FROM request r JOIN seal_job j ON j.request_id = r.id'
                  ' LEFT JOIN document d ON d.request_id = r.id LEFT JOIN'
                  ' document_file f ON f.document_id = d.id WHERE r.id IN (%s)'
                  ' GROUP BY r.id' % held)
    t.equal(state, [['issued', 'done', '1', '1']] * len(ids),
            '%s: one document, one file, the job done %s' % (name, jobs))
    t.equal(s.sql("SELECT COUNT(*), COUNT(DISTINCT request_id) FROM"
                  " seal_ledger WHERE kind = 'sealed' AND request_id IN (%s)"
                  % held)[0], [str(len(ids))] * 2,
            '%s: one outcome "sealed"' % name)
    books(t, s, name)
    got = s.until(lambda: s.poke(ids[0]), 10)     # it may just be starting
    t.equal(got, ('done', ''), '%s: asked again it is done' % name)
    for n in ids[:2]:
        b = s.browser()
        p = campus.verify_code(b, make_code(n))
        q = campus.verify_file(b, s.file(n))
        t.equal((campus.headline(p), campus.headline(q)), ('VALID', 'VALID'),
                '%s: its code and its file verify' % name)


def books(t, s, name):
    code, said = s.books()
    used = s.sql('SELECT used_total FROM standing_authorisation')[0][0]
    t.ok(code == 0 and '+ 0 open' in said and 'ODD' not in said,
         '%s: the books balance, the chains are intact' % name, said)
    t.ok(' %s intents' % used in said,
         '%s: every use of the quota has its intent' % name, used + said)


def alive(pid):
    try:
        os.kill(pid, 0)
        with open('/proc/%d/stat' % pid) as f:
            return f.read().split(') ')[1][0] != 'Z'
    except (OSError, TypeError):
        return False


def kill(s, victim):
    program, _, master = victim.partition(' ')
    if master:
        os.kill(s.pid(program), signal.SIGKILL)
        return
    doomed = [p for name in (('seal', 'signd', 'db') if program == 'all'
                             else (program,)) for p in s.tree(name)]
    for pid in doomed:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    if program in ('db', 'all'):
        s.until(lambda: not any(alive(p) for p in doomed), 5)
        s.do('rm -f "$DIR/run/db.pid"; start_db')


def strike(t, s, point, victim, ids, name):
    """Wait until somebody comes to the point, and kill."""
    if not t.ok(s.fault_hit(15), '%s: the point was reached' % name,
                s.log('seal')[-600:]):
        s.disarm()
    elif victim != 'self':
        kill(s, victim)
        s.fault_go()
    exactly_one(t, s, ids, name)


def action(victim):
    return 'kill' if victim == 'self' else 'wait'


def kills(t, s, table):
    for point, victim in table:
        n = s.request()
        s.fault('%s %s' % (point, action(victim)))
        poke = threading.Thread(target=s.poke, args=(n, 8))
        poke.start()
        strike(t, s, point, victim, n, '%s, kill %s' % (point, victim))
        poke.join()


def batches(t, s):
    for point in BATCH:
        for victim in ('self', 'all'):
            s.fault('%s %s' % (point, action(victim)))
            ids = s.requests(8, courses=12)
            strike(t, s, point, victim, ids, '8 in flight, %s, kill %s' % (
                point, victim))


def twice(t, s):
    """A second crash while the first is being made good."""
    n = s.request()
    s.fault('signd.keyed kill')
    s.poke(n, 8)
    t.ok(s.fault_hit(15), 'crash: a worker died with the key in its hand')
    s.until(lambda: s.job_or_none(n) == 'waiting')
    s.fault('signd.keyed kill')
    t.ok(s.fault_hit(15), 'crash after crash: the retry came to the key')
    s.until(lambda: s.job_or_none(n) == 'waiting')
    s.fault('seal.before_commit kill')
    t.ok(s.fault_hit(15), 'and the next one to its commit')
    exactly_one(t, s, n, 'three crashes')
    t.equal([r[0] for r in s.sql('SELECT kind FROM seal_ledger WHERE'
                                 ' request_id = %d ORDER BY seq' % n)],
            ['intent', 'void'] * 3 + ['intent', 'sealed'],
            'every use of the key is in the ledger with its end')


def giving_back(t, s):
    """Killed while it writes down that the keeper stopped the seal."""
    for victim in ('self', 'all'):
        n = s.request()
        s.sql("UPDATE seal SET state = 'suspended'")
        s.fault('seal.before_give_back ' + action(victim))
        poke = threading.Thread(target=s.poke, args=(n, 8))
        poke.start()
        t.ok(s.fault_hit(15), 'giving back: the point was reached')
        if victim != 'self':
            kill(s, victim)
            s.fault_go()
        poke.join()
        t.ok(s.until(lambda: s.job_or_none(n) == 'waiting', 20),
             'giving back, kill %s: it waits' % victim)
        s.sql("UPDATE seal SET state = 'active'")
        exactly_one(t, s, n, 'giving back, kill %s' % victim)


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


def at_seal(t, s):
    kills(t, s, AT_SEAL)


def at_signd(t, s):
    kills(t, s, AT_SIGND)


# Most of the time is waiting for leases to run out: three instances at once.
PARTS = [[at_seal], [at_signd, twice], [missing, race, suspended, giving_back,
                                        sleeper, down, batches, bulk]]


def part(funcs):
    t = Tap()
    with Stamping(conf='lease_seconds = %d\nsweep_seconds = 1\n' % LEASE) as s:
        for f in funcs:
            t.run(f.__name__, f, s)
        for name in ('seal', 'signd', 'verify'):
            log = s.log(name)
            t.ok('Sanitizer' not in log and 'runtime error' not in log,
                 'no finding of a sanitizer in the log of %s' % name,
                 log[-800:])
    t.done()


def main():
    t = Tap()
    began = time.monotonic()
    parts = [subprocess.Popen([sys.executable, __file__, str(k)], text=True,
                              stdout=subprocess.PIPE)
             for k in range(len(PARTS))]
    for k, p in enumerate(parts):
        plan = False
        for line in p.stdout:
            m = re.match(r'(not )?ok \d+ - (.*)', line)
            if m:
                t.ok(not m.group(1), m.group(2))
            elif line.startswith('1..'):
                plan = True
            else:
                print(line, end='', flush=True)
        t.ok(plan and p.wait() in (0, 1), 'part %d came to its end' % k)
    t.note('%.0f s' % (time.monotonic() - began))
    t.done()


if __name__ == '__main__':
    if len(sys.argv) > 1:
        part(PARTS[int(sys.argv[1])])
    main()
