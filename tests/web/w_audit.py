#!/usr/bin/env python3
"""w_audit - chains, checkpoints and the daily reconciliation.

Whoever changes evidence as the database's root is found, with all hashes
made anew, too, and with the checkpoints in the database changed or gone.
"""
import hashlib
import json
import os
import re
import shutil
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import BUILD, Instance    # noqa: E402
from limits import limit                # noqa: E402
from tap import Tap                     # noqa: E402

TABLES = ['seal_ledger', 'seal_chain', 'audit_log', 'audit_chain',
          'flow_event', 'flow_instance', 'audit_checkpoint', 'document',
          'document_file', 'document_archive']
L = "chain = 'login'"


class Scene:
    def __init__(self, inst):
        self.i = inst
        self.conf = inst.path('etc', 'audit.conf')

    def es(self, verb, *args):
        """es audit VERB: (exit status, what it said, blanks made one)."""
        p = subprocess.run([BUILD + '/tools/es/es', 'audit', verb, '-c',
                            self.conf, *args], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=120)
        return p.returncode, re.sub(' +', ' ', p.stdout)

    def number(self, sql):
        return int(self.i.one(sql))

    def keep(self):
        # Who owns the database owns its triggers.
        self.i.sql('DROP TRIGGER IF EXISTS document_file_kept; DROP TRIGGER'
                   ' IF EXISTS document_archive_kept')
        self.i.sql(';'.join('CREATE TABLE kept_%s AS SELECT * FROM %s' % (
            x, x) for x in TABLES))

    def put_back(self):
        self.i.sql(';'.join(
            'DELETE FROM %s; INSERT INTO %s SELECT * FROM kept_%s' % (x, x, x)
            for x in TABLES))

    def forget(self):
        self.i.sql(';'.join('DROP TABLE kept_%s' % x for x in TABLES))


def rehash(s, chain, first):
    """As root with our sources would: all hashes of a log from "first" on."""
    cols = ('seq', 'at', 'actor', 'address', 'action', 'object', 'result',
            'detail')
    rows = s.i.sql('SELECT %s, HEX(hash) FROM audit_log WHERE chain = \'%s\''
                   ' ORDER BY seq' % (', '.join(
                       c if c in ('seq', 'at') else 'HEX(%s)' % c
                       for c in cols), chain))

    def text(b):
        return struct.pack('>I', len(b)) + b
    prev, sql = b'\0' * 32, ''
    for r in rows:
        seq, at = int(r[0]), int(r[1])
        if seq < first:
            prev = bytes.fromhex(r[-1])
            continue
        h = hashlib.sha256(prev + text(chain.encode()) + struct.pack(
            '>QQ', seq, at) + b''.join(text(bytes.fromhex(x))
                                       for x in r[2:-1])).digest()
        sql += ("UPDATE audit_log SET prev_hash = UNHEX('%s'), hash ="
                " UNHEX('%s') WHERE chain = '%s' AND seq = %d;" % (
                    prev.hex(), h.hex(), chain, seq))
        prev = h
    s.i.sql(sql + "UPDATE audit_chain SET seq = %d, hash = UNHEX('%s') WHERE"
            " chain = '%s'" % (seq, prev.hex(), chain))


def life(t, s):
    """Evidence of every kind: a seal, a decision, a log; two checkpoints."""
    i = s.i
    people.add(i, 'A1', ['approver JW'])
    i.sql("UPDATE document_type SET flow = 'one-approver' WHERE id ="
          " 'enrolment'")
    b = i.browser()
    campus.sign_in(b)
    s.first = campus.request_id(campus.issued(b, campus.ask(b).url))
    s.flow = campus.request_id(campus.ask(b, 'enrolment'))
    for _ in range(3):
        campus.sign_in(i.browser())
    code, said = s.es('checkpoint')
    t.ok(code == 0 and 'checkpoint' in said, 'a checkpoint', said)
    a = i.browser()
    campus.sign_in(a, 'A1')
    p = a.open('/approve/%d' % s.flow)
    a.submit(p.form('/approve/%d' % s.flow, 'POST'), {'opinion': 'fine'},
             button=('action', 'approve'))
    campus.issued(b, '/documents/%d' % s.flow)
    for _ in range(3):
        campus.sign_in(i.browser())
    code, said = s.es('checkpoint')
    s.last = s.number('SELECT MAX(n) FROM audit_checkpoint')
    t.ok(code == 0 and 'checkpoint %d' % s.last in said, 'and one more',
         said)
    code, said = s.es('verify')
    t.ok(code == 0 and 'intact checkpoints %d entries' % s.last in said and
         re.search(r'intact flows \d+ entries of 1 chains', said),
         'untouched evidence holds', said)
    code, said = s.es('verify', '--json')
    lines = [json.loads(x) for x in said.splitlines()]
    t.ok(code == 0 and {x['result'] for x in lines} == {'intact'} and
         {'checkpoints', 'audit login', 'ledger 1', 'flows'} <=
         {x['chain'] for x in lines}, 'and as JSON', said)


def outside(t, s):
    """The copies: other programs believe them, and what is in them."""
    d, pki = s.i.path('checkpoints'), s.i.path('pki', 'public')
    names = sorted(os.listdir(d))
    t.equal(len(names), 2 * s.last, 'every checkpoint has two files outside')
    for n in (1, s.last):
        base = '%s/checkpoint-%010d' % (d, n)
        p = subprocess.run(
            ['openssl', 'cms', '-verify', '-inform', 'DER', '-binary', '-in',
             base + '.p7s', '-content', base + '.txt', '-CAfile',
             pki + '/root.cert.pem', '-certfile', pki + '/audit.chain.pem',
             '-purpose', 'any', '-out', '/dev/null'], capture_output=True,
            text=True)
        t.equal(p.returncode, 0, 'openssl verifies checkpoint %d' % n)
    with open(base + '.txt') as f:
        text = f.read()
    with open('%s/checkpoint-%010d.txt' % (d, s.last - 1), 'rb') as f:
        before = hashlib.sha256(f.read()).hexdigest()
    t.ok('previous ' + before in text, 'each names the one before')
    t.ok(re.search(r'^chain \w{64} 3 flow %d$' % s.flow, text, re.M) or
         re.search(r'^chain \w{64} 2 flow %d$' % s.flow, text, re.M),
         'the decisions of a request are in it', text)
    t.ok(re.search(r'^key \w{32} [1-9]\d* gs-p256$', text, re.M),
         'and how often the key was used', text)


def tamper(t, s):
    i = s.i
    top = s.number("SELECT seq FROM audit_chain WHERE " + L)
    ends = s.number('SELECT events FROM flow_instance WHERE request_id = %d'
                    % s.flow)
    flow = 'flow %d' % s.flow
    tries = [
        ('an edited field', "UPDATE audit_log SET actor = 'x' WHERE %s AND"
         " seq = 3" % L, 'audit login entry 3: edited'),
        ('a middle row deleted', 'DELETE FROM audit_log WHERE %s AND seq = 3'
         % L, 'audit login entry 3: missing'),
        ('two rows swapped', 'UPDATE audit_log SET seq = 99 WHERE {0} AND seq'
         ' = 3; UPDATE audit_log SET seq = 3 WHERE {0} AND seq = 4; UPDATE'
         ' audit_log SET seq = 4 WHERE {0} AND seq = 99'.format(L),
         'audit login entry 3: moved, it was entry 4'),
        ('a decision edited', "UPDATE flow_event SET text = 'y' WHERE"
         ' request_id = %d AND seq = 2' % s.flow, flow + ' entry 2: edited'),
        ('a decision deleted', 'DELETE FROM flow_event WHERE request_id = %d'
         ' AND seq = 1' % s.flow, flow + ' entry 1: missing'),
        ('the last decision cut off, with its head',
         'DELETE FROM flow_event WHERE request_id = {0} AND seq = {1}; UPDATE'
         ' flow_instance SET events = {1} - 1, hash = (SELECT hash FROM'
         ' flow_event WHERE request_id = {0} AND seq = {1} - 1) WHERE'
         ' request_id = {0}'.format(s.flow, ends),
         flow + ' entry %d: cut off, it went on to entry %d (checkpoint %d)'
         % (ends, ends, s.last)),
        ('all decisions gone', 'DELETE FROM flow_event; DELETE FROM'
         ' flow_instance', flow + ' entry 1: cut off, it went on to entry %d'
         ' (checkpoint %d)' % (ends, s.last)),
        ('who asked is edited', 'UPDATE flow_instance SET applicant = 1',
         flow + ' entry 1: broken link'),
        ('a use of the key cut off, with its head',
         'DELETE FROM seal_ledger WHERE seal_id = 1 AND seq = 2; UPDATE'
         ' seal_chain SET seq = 1, hash = (SELECT hash FROM seal_ledger WHERE'
         ' seal_id = 1 AND seq = 1) WHERE seal_id = 1',
         'ledger 1 entry 2: cut off, it went on to entry 2 (checkpoint %d)'
         % s.last),
        ('a whole ledger gone, with its head', 'DELETE FROM seal_ledger WHERE'
         ' seal_id = 1; DELETE FROM seal_chain WHERE seal_id = 1',
         'ledger 1 entry 1: cut off, it went on to entry 2 (checkpoint %d)'
         % s.last),
        ('the last rows cut off, with their head',
         'DELETE FROM audit_log WHERE {0} AND seq > {1}; UPDATE audit_chain'
         ' SET seq = {1}, hash = (SELECT hash FROM audit_log WHERE {0} AND'
         ' seq = {1}) WHERE {0}'.format(L, top - 2),
         'audit login entry %d: cut off, it went on to entry %d'
         ' (checkpoint %d)' % (top - 1, top, s.last)),
        ('a checkpoint edited', "UPDATE audit_checkpoint SET text ="
         " REPLACE(text, 'login', 'nigol') WHERE n = %d" % s.last,
         'checkpoints entry %d: edited' % s.last),
        ('its time edited', 'UPDATE audit_checkpoint SET text = REPLACE(text,'
         " 'time 2', 'time 1') WHERE n = 1", 'checkpoints entry 1: edited'),
        ('a checkpoint with the signature of another', 'UPDATE'
         ' audit_checkpoint SET cms = (SELECT cms FROM (SELECT * FROM'
         ' audit_checkpoint) x WHERE n = 1) WHERE n = %d' % s.last,
         'checkpoints entry %d: edited' % s.last),
        ('a signature that is none', "UPDATE audit_checkpoint SET cms = 'x'"
         ' WHERE n = 1', 'checkpoints entry 1: not signed by the audit key'),
        ('a checkpoint deleted', 'DELETE FROM audit_checkpoint WHERE n = 1',
         'checkpoints entry 1: missing'),
        ('the newest checkpoint deleted', 'DELETE FROM audit_checkpoint WHERE'
         ' n = %d' % s.last, 'checkpoints entry %d: missing' % s.last),
        ('all checkpoints deleted', 'DELETE FROM audit_checkpoint',
         'checkpoints entry 1: missing'),
    ]
    for name, sql, want in tries:
        i.sql(sql)
        code, said = s.es('verify')
        t.ok(code == 1 and 'BROKEN ' + want in said.splitlines(),
             '%s: %s' % (name, want), said)
        s.put_back()
    t.equal(s.es('verify')[0], 0, 'with everything put back it holds')


def rewritten(t, s):
    """By somebody who knows how hashes are made."""
    i = s.i
    mark = [int(x) for x in re.findall(
        r'^chain \w+ (\d+) audit login$', '\n'.join(
            open('%s/checkpoint-%010d.txt' % (i.path('checkpoints'), n)).read()
            for n in (s.last - 1, s.last)), re.M)]
    i.sql("UPDATE audit_log SET address = '127.9.9.9' WHERE %s AND seq = 3"
          % L)
    row = i.sql("SELECT HEX(prev_hash) FROM audit_log WHERE %s AND seq = 3"
                % L)
    t.ok(bool(row), 'an entry')
    rehash_one(s, 3)
    code, said = s.es('verify')
    t.ok(code == 1 and 'BROKEN audit login entry 3: replaced' in
         said.splitlines(), 'an entry with its own hash made anew', said)
    s.put_back()
    i.sql("UPDATE audit_log SET address = '127.9.9.9' WHERE %s AND seq = %d"
          % (L, mark[0] + 2))
    rehash(s, 'login', mark[0] + 2)
    code, said = s.es('verify')
    t.ok(code == 1 and 'BROKEN audit login entry %d: rewritten since entry %d'
         ' (checkpoint %d)' % (mark[1], mark[0] + 1, s.last) in
         said.splitlines(), 'a chain written anew to its end: between which'
         ' checkpoints', said)
    # And all checkpoints that saw it are gone from the database, too.
    i.sql('DELETE FROM audit_checkpoint')
    code, said = s.es('verify')
    t.ok(code == 1 and 'rewritten since entry %d' % (mark[0] + 1) in said,
         'the copies outside know it still', said)
    code, said = s.es('verify', '--checkpoints', '/nonexistent')
    t.equal(code, 2, 'copies that cannot be read: exit status 2')
    s.put_back()
    # One put in, in good form, and all behind it pushed on by one.
    i.sql('UPDATE audit_log SET seq = seq + 1 WHERE {0} AND seq > 3 ORDER BY'
          ' seq DESC; INSERT INTO audit_log SELECT chain, 4, at, 1,'
          ' address, action, object, result, detail, hash, hash FROM'
          ' audit_log WHERE {0} AND seq = 3; UPDATE audit_chain SET seq = seq'
          ' + 1 WHERE {0}'.format(L))
    rehash_one(s, 4)
    code, said = s.es('verify')
    t.ok(code == 1 and 'BROKEN audit login entry 4: inserted' in
         said.splitlines(), 'one inserted', said)
    s.put_back()


def rehash_one(s, seq):
    """The hash of one entry alone."""
    kept = s.i.sql('SELECT seq, HEX(prev_hash), HEX(hash) FROM audit_log'
                   ' WHERE %s AND seq > %d' % (L, seq))
    head = s.i.sql('SELECT seq, HEX(hash) FROM audit_chain WHERE ' + L)[0]
    rehash(s, 'login', seq)
    s.i.sql(''.join("UPDATE audit_log SET prev_hash = UNHEX('%s'), hash ="
                    " UNHEX('%s') WHERE %s AND seq = %s;" % (r[1], r[2], L,
                                                             r[0])
                    for r in kept) +
            "UPDATE audit_chain SET seq = %s, hash = UNHEX('%s') WHERE %s" %
            (head[0], head[1], L))


def forged(t, s):
    """Another key of our authority signs no checkpoint."""
    i = s.i
    text = i.path('forged.txt')
    with open(text, 'w') as f:
        f.write('yinxin checkpoint 1\nnumber %d\ntime 2026-01-01T00:00:00Z\n'
                'previous %s\n' % (s.last + 1, '0' * 64))
    p = subprocess.run(
        ['openssl', 'cms', '-sign', '-binary', '-in', text, '-outform', 'DER',
         '-signer', i.path('pki', 'public', 'gs-p256.cert.pem'), '-inkey',
         i.path('keys', 'gs-p256.key.pem'), '-passin', 'file:' +
         i.path('etc', 'passphrase'), '-cades', '-nosmimecap'],
        capture_output=True)
    t.equal(p.returncode, 0, 'somebody signs one with a seal\'s key')
    with open(text, 'rb') as f:
        body = f.read()
    i.sql("INSERT INTO audit_checkpoint VALUES (%d, 1, UNHEX('%s'),"
          " UNHEX('%s'))" % (s.last + 1, body.hex(), p.stdout.hex()))
    code, said = s.es('verify')
    t.ok(code == 1 and 'BROKEN checkpoints entry %d: not signed by the audit'
         ' key' % (s.last + 1) in said.splitlines(), 'it is not believed',
         said)
    s.put_back()


def refused(t, s):
    """Who may ask, and what becomes of a crash."""
    i = s.i
    with open(i.path('etc', 'separated')) as f:
        walls = f.read().strip() == 'yes'
    for who in ('seal', 'verify', 'tsa', 'ocsp', 'renew', 'login') * walls:
        conf = i.path('etc', 'wrong.conf')
        with open(s.conf) as f, open(conf, 'w') as g:
            g.write(re.sub(r'(?m)^user = .*', 'user = yx-' + who, f.read()))
        code, said = i.run_tool('es-audit', 'checkpoint', '-c', conf)
        t.ok(code == 2, 'yx-%s gets no checkpoint' % who, said)
        os.unlink(conf)
    n = s.number('SELECT COUNT(*) FROM audit_checkpoint')
    i.fault('signd.checkpoint.signed kill')
    code, said = s.es('checkpoint')
    i.disarm()
    t.ok(s.number('SELECT COUNT(*) FROM audit_checkpoint') - n in (0, 1),
         'es-signd killed after it signed one: none, or the next try\'s',
         said)
    t.ok(i.until(lambda: s.es('checkpoint')[0] == 0, 20), 'and goes on')
    t.equal(s.es('verify')[0], 0, 'without a gap')


def many(t, s):
    """More flows than one checkpoint takes."""
    i, most = s.i, limit('CHECKPOINT_FLOWS')
    i.sql('INSERT INTO flow_instance SELECT seq + 1000000, flow, definition,'
          ' applicant, applicant_person, unit, office, phase, round, 0, hash,'
          ' changed FROM flow_instance, seq_1_to_%d WHERE request_id = %d' % (
              most - 1, s.flow))
    before = s.number('SELECT MAX(n) FROM audit_checkpoint')
    s.es('checkpoint')
    first = s.number('SELECT MAX(n) FROM audit_checkpoint')
    t.ok(first == before + 1, 'one less than it takes: one checkpoint')
    i.sql('DELETE FROM checkpoint_flow')
    s.es('checkpoint')
    t.equal(s.number('SELECT MAX(n) FROM audit_checkpoint') - first, 2,
            'as many as it takes: two, the second may be empty')
    i.sql('INSERT INTO flow_instance SELECT 999999, flow, definition,'
          ' applicant, applicant_person, unit, office, phase, round, 0, hash,'
          ' changed FROM flow_instance WHERE request_id = %d; DELETE FROM'
          ' checkpoint_flow' % s.flow)
    first = s.number('SELECT MAX(n) FROM audit_checkpoint')
    s.es('checkpoint')
    t.equal(s.number('SELECT MAX(n) FROM audit_checkpoint') - first, 2,
            'one more: two')
    t.equal(s.number('SELECT COUNT(*) FROM checkpoint_flow'), most + 1,
            'all of them are in one')
    i.sql('DELETE FROM flow_instance WHERE request_id >= 999999')


def daily(t, s):
    """Key operations = ledger = files; what differs is named and told."""
    i = s.i
    shutil.rmtree(i.path('checkpoints'))
    os.makedirs(i.path('checkpoints'))
    with open(i.path('etc', 'separated')) as f:
        if f.read().strip() == 'yes':
            shutil.chown(i.path('checkpoints'), 'yx-audit')
    i.sql('DELETE FROM audit_checkpoint; DELETE FROM checkpoint_flow')
    code, said = s.es('daily')
    t.ok(code == 0 and 'agrees' in said, 'a day on which all agrees', said)
    b = i.browser()
    campus.sign_in(b)
    campus.issued(b, campus.ask(b).url)
    code, said = s.es('daily')
    t.ok(code == 0, 'and the next, with one document more', said)
    used = [int(r[0]) for r in i.sql(
        "SELECT used FROM audit_run_key WHERE key_name = 'gs-p256' ORDER BY"
        ' run_id DESC LIMIT 2')]
    t.equal(used[0] - used[1], 1, 'one use of the key was counted')
    code, said = s.es('daily', '--unless-within', '20')
    t.ok(code == 0 and 'already' in said, 'once a day is enough', said)
    s.keep()
    tries = [
        ('a file changed', "UPDATE document_file SET bytes = CONCAT(bytes,"
         " 'x') ORDER BY document_id LIMIT 1",
         'file-that-is-not-what-was-sealed'),
        ('a file removed', 'DELETE FROM document_file ORDER BY document_id'
         ' LIMIT 1', 'document-without-a-file'),
        ('a document removed', 'DELETE FROM document ORDER BY id LIMIT 1',
         'sealed-but-no-document'),
        ('an archive that is another', "INSERT INTO document_archive SELECT"
         " document_id, 1, 1, 'B-LTA', 1, REPEAT('x', 32), 'tail' FROM"
         ' document_file LIMIT 1', 'archive-that-is-not-what-was-stamped'),
        ('an archive with a row missing', "INSERT INTO document_archive"
         " SELECT document_id, 2, 1, 'B-LTA', 1, UNHEX(SHA2(CONCAT(bytes,"
         " 'tail'), 256)), 'tail' FROM document_file LIMIT 1",
         'archive-with-a-row-missing'),
    ]
    for name, sql, what in tries:
        i.sql(sql)
        code, said = s.es('daily')
        got = [r[0] for r in i.sql(
            'SELECT what FROM audit_run_finding WHERE run_id = (SELECT'
            ' MAX(id) FROM audit_run) ORDER BY ord')]
        t.ok(code == 1 and what in got, '%s: %s' % (name, what), (said, got))
        s.put_back()
        # What the run itself wrote stays out of what was put back.
        s.es('checkpoint')
    s.forget()


def counted(t, s):
    """The counter against the ledger, both ways."""
    i = s.i
    i.sql('DELETE FROM audit_checkpoint; DELETE FROM checkpoint_flow')
    for f in os.listdir(i.path('checkpoints')):
        os.unlink(i.path('checkpoints', f))
    code, said = s.es('daily')
    t.ok(code == 0, 'a baseline', said)
    row = "SELECT MAX(id) FROM audit_run"
    i.sql('UPDATE audit_run_key SET used = used - 1 WHERE key_name ='
          " 'gs-p256' AND run_id = (%s)" % row)
    code, said = s.es('daily')
    t.ok(code == 1 and 'KEYS gs-p256: used 1 times, 0 intents' in said,
         'a use without an intent', said)
    i.sql('UPDATE audit_run_key SET sealed_b = sealed_b - 1 WHERE key_name ='
          " 'gs-p256' AND run_id = (%s)" % row)
    code, said = s.es('daily')
    t.ok(code == 1 and 'KEYS gs-p256: used 0 times' in said,
         'a seal without a use', said)
    t.equal(i.one('SELECT what FROM audit_run_finding ORDER BY run_id DESC'
                  ' LIMIT 1'), 'sealed-without-a-key-operation', 'named')
    i.sql('UPDATE audit_run_key SET used = used + 9 WHERE key_name ='
          " 'gs-p256' AND run_id = (%s)" % row)
    code, said = s.es('daily')
    t.ok(code == 1 and i.one('SELECT what FROM audit_run_finding ORDER BY'
                             ' run_id DESC LIMIT 1') ==
         'key-counter-went-back', 'a counter that went back', said)
    code, said = s.es('daily')
    t.equal(code, 0, 'and then it agrees again')


def down(t, s):
    """es-signd away: that is a finding, not silence."""
    i = s.i
    i.keeper('signd', False)
    i.kill('signd')
    code, said = s.es('daily')
    t.ok(code == 1 and 'no checkpoint was made' in said,
         'a day without a checkpoint is told', said)
    i.keeper('signd', True)
    t.ok(i.until(lambda: s.es('checkpoint')[0] == 0, 60), 'it is back')
    n = s.number('SELECT COUNT(*) FROM audit_run')
    i.fault('watch.written kill')
    env = dict(os.environ, ES_FAULT_FILE=i.env['ES_FAULT_FILE'])
    p = subprocess.run([BUILD + '/tools/es-audit', 'daily', '-c', s.conf],
                       env=env, capture_output=True)
    i.disarm()
    t.ok(p.returncode < 0 and s.number('SELECT COUNT(*) FROM audit_run') ==
         n and s.number('SELECT COUNT(*) FROM audit_run_seal WHERE run_id'
                        ' NOT IN (SELECT id FROM audit_run)') == 0,
         'killed while it writes: nothing half done', p)


def main():
    t = Tap()
    with Instance(people=20) as inst:
        s = Scene(inst)
        t.run('life', life, s)
        t.run('outside', outside, s)
        s.keep()
        t.run('tamper', tamper, s)
        t.run('rewritten', rewritten, s)
        t.run('forged', forged, s)
        s.forget()
        t.run('refused', refused, s)
        t.run('many', many, s)
        t.run('daily', daily, s)
        t.run('counted', counted, s)
        t.run('down', down, s)
    t.done()


if __name__ == '__main__':
    main()
