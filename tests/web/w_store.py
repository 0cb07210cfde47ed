#!/usr/bin/env python3
"""w_store.py - core/store on a real MariaDB: rows in bulk, deadlocks, packets,
lost connections, and many confirmations at once (tests/tools/store_probe)."""
import os
import re
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                            # noqa: E402
from instance import BUILD, Instance     # noqa: E402
from limits import limit                 # noqa: E402
from tap import Tap                      # noqa: E402

PROBE = os.path.join(BUILD, 'tests', 'tools', 'store_probe')


def probe(t, inst, group, disturb=None, args=()):
    """Pass the probe's lines on; disturb(what) where it asks for it."""
    p = subprocess.Popen([PROBE, inst.dir, group, *args],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                         text=True)
    lines, said = 0, ''
    for line in p.stdout:
        m = re.match(r'(not )?ok \d+ - (.*)', line)
        if m:
            lines += 1
            t.ok(not m.group(1), '%s: %s' % (group, m.group(2)))
        elif line.startswith('# disturb '):
            disturb(line.split()[2])
            p.stdin.write('\n')
            p.stdin.flush()
        else:
            said += line
    p.stdin.close()
    code = p.wait(timeout=60)
    t.ok(code == 0 and lines > 0, '%s: the probe ended well' % group, said)


def bulk(t, inst):
    probe(t, inst, 'bulk')
    rows = inst.sql("SELECT address, COUNT(*), SUM(way = 'code'), "
                    "SUM(file_sha256 IS NULL), MIN(at), MAX(at) "
                    "FROM verify_log GROUP BY address ORDER BY address")
    t.equal(rows, [
        ['bulk-after', '1', '0', '1', '1000', '1000'],
        ['bulk-limit', '4096', '2048', '1366', '1000', '5095'],
        ['bulk-over', '4097', '2048', '1366', '1000', '5096'],
        ['bulk-single', '1', '0', '1', '1000', '1000'],
        ['bulk-three', '3', '1', '1', '1000', '1002']],
        'what is there is what was sent; what failed left nothing')


def deadlock(t, inst):
    probe(t, inst, 'deadlock')
    rows = inst.sql("SELECT failures FROM throttle WHERE subject LIKE "
                    "'dead-%'")
    t.equal(rows, [['3'], ['3']], 'each transaction counted once')


def lost(t, inst):
    def disturb(what):
        if what == 'kill':
            for (no,) in inst.sql(
                    'SELECT id FROM information_schema.processlist WHERE '
                    "user = 'root' AND id <> CONNECTION_ID()"):
                inst.sql('KILL %s' % no)
        elif what == 'stop':
            inst.kill('db')
        else:
            inst.start_db()
    probe(t, inst, 'lost', disturb)
    t.equal(inst.sql('SELECT subject, failures FROM throttle WHERE subject '
                     "LIKE 'lost%'"), [['lost', '4']],
            'done once each, the broken transaction not at all')


def rows(t, inst):
    def disturb(what):
        there = int(inst.one('SELECT COUNT(*) FROM office'))
        more = 1 if what == 'row' else limit('STORE_ROWS') - there
        inst.sql("INSERT INTO office (code, name_zh, name_en) SELECT CONCAT("
                 "'#', seq), 'x', 'x' FROM seq_%d_to_%d" % (
                     there, there + more - 1))
    probe(t, inst, 'rows', disturb)
    inst.sql("DELETE FROM office WHERE code LIKE '#%'")


def repeats(t, inst):
    def disturb(what):
        fail = limit('STORE_RETRIES') + (what != 'deadlocks')
        inst.sql("DELIMITER //\nCREATE OR REPLACE TRIGGER busy BEFORE INSERT ON verify_log "
                 "FOR EACH ROW BEGIN SET @n = IFNULL(@n, 0) + 1; IF @n <= %d "
                 "THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213; "
                 "END IF; SET @n = 0; END//" % fail)
    probe(t, inst, 'repeats', disturb)
    inst.sql('DROP TRIGGER busy')
    t.equal(inst.one("SELECT COUNT(*) FROM verify_log WHERE address = "
                     "'repeated'"), '1', 'done once, or not at all')


def silent(t, inst):
    pid = inst.pid('db')

    def disturb(what):
        os.kill(pid, signal.SIGCONT if what == 'speaks' else signal.SIGSTOP)
        if what == 'silent-for-a-while':
            threading.Timer(3, os.kill, (pid, signal.SIGCONT)).start()
    try:
        probe(t, inst, 'silent', disturb)
    finally:
        os.kill(pid, signal.SIGCONT)


def confirm(t, inst):
    def count():
        return inst.sql(
            'SELECT (SELECT COUNT(*) FROM request), '
            '(SELECT COUNT(*) FROM snapshot), '
            '(SELECT COUNT(*) FROM approval), '
            '(SELECT COUNT(*) FROM seal_job), '
            "(SELECT COUNT(*) FROM audit_log WHERE action = "
            "'request.confirm'), "
            '(SELECT COUNT(DISTINCT number) FROM request), '
            '(SELECT SUM(last) FROM number_counter)')[0]
    before = [0 if x == 'NULL' else int(x) for x in count()]
    probe(t, inst, 'confirm', args=[inst.one(
        "SELECT id FROM person WHERE number = '2099000001'")])
    after = [0 if x == 'NULL' else int(x) for x in count()]
    t.equal([b - a for a, b in zip(before, after)], [64] * 7,
            'request, snapshot, approval, job, audit row and number of each, '
            'and nothing of those refused')
    t.equal(inst.sql(
        "SELECT DISTINCT (LENGTH(s.record) - LENGTH(REPLACE(s.record, "
        "'<course ', ''))) DIV 8 = (SELECT COUNT(*) FROM course_grade g "
        "WHERE g.person_id = r.person_id) FROM snapshot s JOIN request r "
        "ON r.id = s.request_id"), [['1']],
        'each record has all courses of its person, once')
    code, said = inst.run_tool('es-audit', 'verify', '-c',
                               inst.path('etc', 'audit.conf'))
    t.ok(code == 0, 'the chains of the batch hold', said)


def heads(t, inst):
    """Whatever the order of the import: each head once, oldest first."""
    for kind, who, attr, order in (
            ('transcript-undergraduate', '2099000002', 'term',
             lambda x: (x[:4], '春夏秋'.index(x[4]))),
            ('transcript-graduate', '2099000001', 'group',
             ('学位课', '非学位课', '必修环节').index)):
        inst.sql('UPDATE course_grade SET ord = ord + 1000 WHERE MOD(ord, 3)'
                 " = 0 AND person_id = (SELECT id FROM person WHERE number ="
                 " '%s')" % who)
        b = inst.browser()
        campus.sign_in(b, who)
        n = campus.request_id(campus.ask(b, kind))
        record = bytes.fromhex(inst.one(
            'SELECT HEX(record) FROM snapshot WHERE request_id = %d' % n))
        seen = re.findall(' %s="([^"]+)"' % attr,
                          record.decode().split('<courses', 1)[1])
        once = [x for k, x in enumerate(seen) if seen[k - 1:k] != [x]]
        t.ok(len(once) > 2 and once == sorted(set(seen), key=order),
             '%s: each head once, in order' % kind, once)


def main():
    t = Tap()
    with Instance() as inst:
        for name, group in (('bulk', bulk),
                            ('lists', lambda t, i: probe(t, i, 'lists')),
                            ('deadlock', deadlock),
                            ('limits', lambda t, i: probe(t, i, 'limits')),
                            ('rows', rows), ('repeats', repeats),
                            ('silent', silent),
                            ('evidence', lambda t, i:
                             probe(t, i, 'evidence')),
                            ('heads', heads), ('confirm', confirm),
                            ('lost', lost)):
            t.run(name, group, inst)
    t.done()


if __name__ == '__main__':
    main()
