#!/usr/bin/env python3
"""es-signd with a real database: what it signs, refuses and writes down."""
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
from limits import limit # noqa: E402
from tap import Tap      # noqa: E402
from tiny import Tiny    # noqa: E402

BUILD = os.environ['ES_BUILDDIR']
TYPES = {'t': 'S1', 'r': 'S2', 'n': 'S1'}      # and the seal of each


def record(n, kind='t', person='2099000001'):
    return ('<record xmlns="urn:yinxin:record:1" type="%s" lang="zh-CN" '
            'version="1"><document number="N%d" code="%s"/><seal number="%s"/>'
            '<person number="%s" name="样例甲"/></record>' % (
                kind, n, code(n), TYPES[kind], person))


def code(n):
    return str(n).rjust(16, 'A')


def file(n):
    """A finished file of request n, and its digest."""
    return b'finished file %d' % n


def digest(n):
    return hashlib.sha256(file(n)).hexdigest()


def prepare(t):
    t.sql("""
    INSERT INTO seal (id, number, name_zh, name_en, office, state, definition,
      key_name, keeper_id) VALUES
      (1,'S1','研究生院','Graduate School','GS','active','','gs-p256',1),
      (2,'S2','教务处','Academic Affairs','JW','active','','jw-rsa',1);
    INSERT INTO document_type (id, name_zh, name_en, office, seal_id, levels,
      statuses, number_code, auto_approve) VALUES
      ('t','t','t','GS',1,'bachelor, master','registered','T',TRUE),
      ('r','r','r','JW',2,'master','registered,suspended','R',TRUE),
      ('n','n','n','GS',1,'master','registered','N',TRUE);
    INSERT INTO person (id, number, kind, name_zh, name_en, level) VALUES
      (1,'2099000001','student','样例甲','SAMPLE Jia','master'),
      (2,'2099000002','student','样例乙','SAMPLE Yi','master');
    INSERT INTO seal_policy VALUES (1,'t'), (2,'r');
    INSERT INTO standing_authorisation (id, seal_id, type_id, keeper_id,
      valid_from, valid_until, daily_quota, total_quota)
      VALUES (1,1,'t',1,0,0,4,100), (2,2,'r',1,0,0,1000,1000);""")


def request(t, n, kind='t', state='claimed', lease=3600, rec=None):
    rec = (rec or record(n, kind)).encode()
    total = hashlib.sha256(rec).hexdigest()
    t.sql("""
    INSERT INTO request (id, person_id, crid, type_id, lang, state, number,
      code, created) VALUES (%d, 1, UNHEX(LPAD('%x', 32, '0')), '%s', 'zh-CN',
      'awaiting', 'N%d', '%s', 0);
    INSERT INTO snapshot (request_id, record, sha256) VALUES (%d, UNHEX('%s'), UNHEX('%s'));
    INSERT INTO approval VALUES (%d, 1, 'rule:auto', 'approved', UNHEX('%s'),0);
    INSERT INTO seal_job (request_id, state, owner, lease_until)
      VALUES (%d, '%s', UNHEX('%s'), %d);""" % (
        n, n, kind, n, code(n), n, rec.hex(), total, n, total, n, state,
        claim(n),
        time.time() + lease))


def claim(n):
    return '%032x' % (n + 77)


def ask(t, *args, user='seal'):
    p = t.as_user(user, BUILD + '/tests/tools/signd_client',
                  t.dir + '/run/signd.sock', *args)
    return p.stderr.decode().strip(), p.stdout


def seal(t, n, body=None, **kw):
    return ask(t, 'seal', str(n), kw.pop('claim', claim(n)),
               body or digest(n), **kw)


def verdict(t, n, **kw):
    """"ok", or the refusal; a refusal comes without a signature."""
    said, cms = seal(t, n, **kw)
    word = said.split()[0]
    return word if (word == 'ok') == bool(cms) else word + ' WITH A SIGNATURE'


def ledger(t, seal_id=1):
    return [tuple(r) for r in t.sql(
        'SELECT kind, request_id, intent_seq FROM seal_ledger WHERE '
        'seal_id = %d ORDER BY seq' % seal_id)]


def test_well(tap, t):
    said, _ = ask(t, 'ping')
    tap.equal(said, 'keys 9 tsa 1 database 1',
              'nine seal keys, a TSA, the database')


def test_seal(tap, t):
    request(t, 1)
    said, cms = seal(t, 1)
    tap.equal(said, 'ok 1', 'good evidence is sealed')
    tap.equal(ledger(t), [('intent', '1', '0')], 'the ledger has the intent')
    with tempfile.TemporaryDirectory() as d:
        open(d + '/f', 'wb').write(file(1))
        open(d + '/s', 'wb').write(cms)
        p = subprocess.run(
            ['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in',
             d + '/s', '-content', d + '/f', '-CAfile',
             t.dir + '/pki/public/root.cert.pem', '-purpose', 'any', '-out',
             '/dev/null'], capture_output=True, text=True)
        tap.ok(p.returncode == 0, 'openssl verifies the signature', p.stderr)
        p = subprocess.run(['openssl', 'asn1parse', '-inform', 'DER', '-in',
                            d + '/s'], capture_output=True, text=True)
        tap.ok('id-smime-aa-timeStampToken' in p.stdout and
               'signingTime' not in p.stdout.split('timeStampToken')[0],
               'with a time stamp, without signing-time', p.stdout[-500:])


def test_rsa(tap, t):
    request(t, 2, 'r')
    said, cms = seal(t, 2)
    tap.ok(said == 'ok 1' and b'' != cms, 'RSA-3072, a chain of its own', said)


def test_refusals(tap, t):
    request(t, 10)
    tap.equal(seal(t, 10, claim='ab' * 16)[0], 'no_claim 2',
              'a claim that is not the job\'s')
    request(t, 11, lease=-1)
    tap.equal(seal(t, 11)[0], 'no_claim 3', 'a lease that ran out')
    request(t, 12, state='new')
    tap.equal(seal(t, 12)[0], 'no_claim 4', 'a job nobody claimed')
    request(t, 13)
    t.sql("UPDATE snapshot SET record = CONCAT(record, ' ') WHERE "
          "request_id = 13")
    tap.equal(seal(t, 13)[0], 'snapshot_changed 5', 'one byte more in the record')
    request(t, 14)
    t.sql("UPDATE approval SET snapshot_sha256 = UNHEX(REPEAT('00', 32)) "
          "WHERE request_id = 14")
    tap.equal(seal(t, 14)[0], 'approval_changed 6', 'an approval of something else')
    request(t, 15)
    t.sql("UPDATE approval SET decision = 'rejected' WHERE request_id = 15")
    tap.equal(seal(t, 15)[0], 'not_approved 7', 'a rejection')
    request(t, 16, 'n')
    tap.equal(seal(t, 16)[0], 'type_not_allowed 8', 'a type outside the policy')
    tap.equal(seal(t, 999)[0], 'no_request 0', 'no such request')
    request(t, 17)
    t.sql("UPDATE seal SET state = 'suspended' WHERE id = 1")
    tap.equal(seal(t, 17)[0], 'seal_not_active 9', 'a suspended seal stops at once')
    t.sql("UPDATE seal SET state = 'active' WHERE id = 1")
    tap.equal(seal(t, 17)[0], 'ok 10', 'and seals again when resumed')
    tap.equal([k for k, _, _ in ledger(t)].count('refused'), 8,
              'every refusal is in the ledger')


def test_certificate(tap, t):
    pki = t.dir + '/pki/public/jw-rsa'
    with open(pki + '.chain.pem') as f:
        issuer = '-----BEGIN' + f.read().split('-----BEGIN')[2]

    def openssl(*args, text):
        return subprocess.run(['openssl', *args], input=text, check=True,
                              capture_output=True).stdout
    spki = openssl('pkey', '-pubin', '-outform', 'DER', text=openssl(
        'x509', '-noout', '-pubkey', text=issuer.encode()))
    with open(pki + '.cert.pem', 'rb') as f:
        serial = openssl('x509', '-noout', '-serial', text=f.read())
    t.sql("INSERT INTO certificate (issuer, serial, profile, key_name,"
          " subject, not_before, not_after, state, revoked_at, reason) VALUES"
          " (UNHEX('%s'), UNHEX('%s'), 'seal', 'jw-rsa', '', 0, 0, 'revoked',"
          " 1, 1)" % (hashlib.sha256(spki).hexdigest(),
                      serial.decode().strip().split('=')[1]))
    request(t, 777, 'r')
    tap.equal(seal(t, 777)[0].split()[0], 'cert_not_valid',
              'a certificate that our own CA revoked')
    t.sql("UPDATE certificate SET state = 'good'")
    tap.equal(seal(t, 777)[0].split()[0], 'ok', 'and one that is good')


def test_crash_leftover(tap, t):
    said, _ = seal(t, 17, body=hashlib.sha256(b'again').hexdigest())
    tap.equal(said, 'ok 12', 'the same request again, no outcome was stored')
    tap.equal(ledger(t)[-3:], [('intent', '17', '0'), ('void', '17', '10'),
                               ('intent', '17', '0')],
              'the open intent is voided first')


def test_quota(tap, t):
    used = int(t.sql('SELECT used_today FROM standing_authorisation '
                     'WHERE id = 1')[0][0])
    tap.equal(used, 3, 'three uses are counted')
    request(t, 20)
    request(t, 21)
    said, _ = ask(t, 'seal', '20', claim(20), digest(20), '21', claim(21),
                  digest(21))
    tap.equal(said.split('\n')[0].split()[0], 'ok', 'a batch: the last of the quota')
    tap.equal(said.split('\n')[1].split()[0], 'over_quota', 'and one over')
    t.sql('UPDATE standing_authorisation SET used_day = used_day - 1 WHERE id=1')
    tap.equal(seal(t, 21)[0].split()[0], 'ok', 'a new day, a new quota')
    t.sql('UPDATE standing_authorisation SET revoked = TRUE WHERE id = 1')
    request(t, 22)
    tap.equal(seal(t, 22)[0].split()[0], 'no_authorisation',
              'a revoked authorisation stops at once')


def test_callers(tap, t):
    if t.as_user('login', 'id', '-un').stdout.strip() != b'yx-login':
        tap.note('all programs run as one user here')
        return
    said, _ = seal(t, 22, user='login')
    tap.ok(said.startswith(('error upstream', 'error uncertain')),
           'another program is hung up on', said)
    said, _ = ask(t, 'ping', user='login')
    tap.ok(said.startswith('error'), 'whatever it asks', said)
    tap.ok('event=stranger' in open(t.dir + '/log/signd.log').read(),
           'and the log says so')
    said, token = ask(t, 'stamp', digest(1), user='tsa')
    tap.ok(said == 'why -1' and len(token) > 500, 'es-tsa may time-stamp', said)
    said, _ = seal(t, 22, user='tsa')
    tap.ok('may not ask' in said, 'es-tsa may not seal', said)
    p = t.as_user('seal', 'cat', t.dir + '/keys/gs-p256.key.pem')
    tap.ok(p.returncode != 0 and not p.stdout,
           'es-seal cannot read the key files')


# What a stolen es-request could write, and what keepers and registrars change
# meanwhile: (what, SQL before, SQL to take it back, refusal).
CHANGES = [
    ('an authorisation that was revoked',
     'UPDATE standing_authorisation SET revoked = TRUE WHERE id = 1',
     'UPDATE standing_authorisation SET revoked = FALSE WHERE id = 1',
     'no_authorisation'),
    ('an authorisation that is over',
     'UPDATE standing_authorisation SET valid_until = 1000 WHERE id = 1',
     'UPDATE standing_authorisation SET valid_until = 0 WHERE id = 1',
     'no_authorisation'),
    ('an authorisation that begins later', 'UPDATE standing_authorisation SET'
     ' valid_from = UNIX_TIMESTAMP() + 60 WHERE id = 1',
     'UPDATE standing_authorisation SET valid_from = 0 WHERE id = 1',
     'no_authorisation'),
    ('the hours of the authorisation',
     'UPDATE standing_authorisation SET hour_until = 0 WHERE id = 1',
     'UPDATE standing_authorisation SET hour_until = 24 WHERE id = 1',
     'out_of_hours'),
    ('a quota for the day that is used', 'UPDATE standing_authorisation SET'
     ' daily_quota = used_today WHERE id = 1',
     'UPDATE standing_authorisation SET daily_quota = 100 WHERE id = 1',
     'over_quota'),
    ('a quota in all that is used', 'UPDATE standing_authorisation SET'
     ' total_quota = used_total WHERE id = 1',
     'UPDATE standing_authorisation SET total_quota = 1000 WHERE id = 1',
     'over_quota'),
    ('a policy without this type', "DELETE FROM seal_policy WHERE type_id ="
     " 't'", "INSERT INTO seal_policy VALUES (1, 't')", 'type_not_allowed'),
    ('a type that is not in use any more',
     "UPDATE document_type SET active = FALSE WHERE id = 't'",
     "UPDATE document_type SET active = TRUE WHERE id = 't'",
     'type_not_allowed'),
    ('a type that another seal seals now',
     "UPDATE document_type SET seal_id = 2 WHERE id = 't'",
     "UPDATE document_type SET seal_id = 1 WHERE id = 't'", 'other_record'),
    ('a type that no rule approves', "UPDATE document_type SET auto_approve ="
     " FALSE WHERE id = 't'", "UPDATE document_type SET auto_approve = TRUE"
     " WHERE id = 't'", 'not_approved'),
    ('a type that does not exist',
     "UPDATE request SET type_id = 'x' WHERE id = 30",
     "UPDATE request SET type_id = 't' WHERE id = 30", 'no_request'),
    ('a seal that is cancelled', "UPDATE seal SET state = 'cancelled' WHERE"
     " id = 1", "UPDATE seal SET state = 'active' WHERE id = 1",
     'seal_not_active'),
    ('a seal whose key is not here', "UPDATE seal SET key_name = 'x' WHERE"
     " id = 1", "UPDATE seal SET key_name = 'gs-p256' WHERE id = 1", 'no_key'),
    ('the time-stamping key as the key of a seal', "UPDATE seal SET key_name ="
     " 'tsa' WHERE id = 1", "UPDATE seal SET key_name = 'gs-p256' WHERE id ="
     " 1", 'no_key'),
    ('a person on hold', "UPDATE person SET hold_zh = '欠费' WHERE id = 1",
     "UPDATE person SET hold_zh = '' WHERE id = 1", 'not_eligible'),
    ('a person of another status', "UPDATE person SET status = 'left' WHERE"
     " id = 1", "UPDATE person SET status = 'registered' WHERE id = 1",
     'not_eligible'),
    ('a person of another level', "UPDATE person SET level = 'doctor' WHERE"
     " id = 1", "UPDATE person SET level = 'master' WHERE id = 1",
     'not_eligible'),
    ('another person than the record is of',
     'UPDATE request SET person_id = 2 WHERE id = 30',
     'UPDATE request SET person_id = 1 WHERE id = 30', 'other_record'),
    ('a person who does not exist',
     'UPDATE request SET person_id = 9 WHERE id = 30',
     'UPDATE request SET person_id = 1 WHERE id = 30', 'other_record'),
    ('another language than the record has',
     "UPDATE request SET lang = 'en' WHERE id = 30",
     "UPDATE request SET lang = 'zh-CN' WHERE id = 30", 'other_record'),
    ('another number than the record has',
     "UPDATE request SET number = 'N31' WHERE id = 30",
     "UPDATE request SET number = 'N30' WHERE id = 30", 'other_record'),
    ('another code than the record has',
     "UPDATE request SET code = 'B' WHERE id = 30",
     "UPDATE request SET code = LPAD('30', 16, 'A') WHERE id = 30",
     'other_record'),
    ('an approval that nobody gave', 'DELETE FROM approval WHERE request_id ='
     ' 30', "INSERT INTO approval SELECT request_id, 1, 'rule:auto',"
     " 'approved', sha256, 0 FROM snapshot WHERE request_id = 30",
     'approval_changed'),
    ('an approval in somebody\'s name', "UPDATE approval SET decided_by ="
     " 'K0001' WHERE request_id = 30", "UPDATE approval SET decided_by ="
     " 'rule:auto' WHERE request_id = 30", 'not_approved'),
    ('a request that failed', "UPDATE request SET state = 'failed' WHERE"
     " id = 30", "UPDATE request SET state = 'awaiting' WHERE id = 30",
     'not_approved'),
]


def test_evidence(tap, t):
    t.sql('UPDATE standing_authorisation SET daily_quota = 100, total_quota ='
          ' 1000 WHERE id = 1')
    request(t, 30)
    used = t.sql('SELECT used_today, used_total FROM standing_authorisation'
                 ' WHERE id = 1')
    for what, do, undo, want in CHANGES:
        t.sql(do)
        tap.equal(verdict(t, 30), want, what)
        t.sql(undo)
    tap.equal(t.sql('SELECT used_today, used_total FROM'
                    ' standing_authorisation WHERE id = 1'), used,
              'refusals use nothing of the quota')
    tap.equal(verdict(t, 30), 'ok', 'with all of it as it was: sealed')
    t.sql('INSERT INTO standing_authorisation (seal_id, type_id, keeper_id,'
          ' valid_from, valid_until, daily_quota, total_quota) VALUES'
          " (1,'t',1,0,1000,9,9), (1,'t',1,UNIX_TIMESTAMP() + 60,0,9,9)")
    request(t, 31)
    tap.equal(verdict(t, 31), 'ok', 'one that is over and one that begins '
              'later do not hide the one in force')


def test_records(tap, t):
    """Snapshots that a stolen es-request might write for its own ends."""
    request(t, 40, rec=record(40, person='2099000002'))
    tap.equal(verdict(t, 40), 'other_record', 'the record of somebody else')
    request(t, 41, rec=record(42))
    tap.equal(verdict(t, 41), 'other_record', 'the record of another request')
    request(t, 43, rec=record(43).replace('<person', '<person number="2099'
                                          '000002"/><person'))
    tap.equal(verdict(t, 43), 'other_record', 'a record of two persons')
    request(t, 44, rec=record(44).replace('</record>', '<!-- x --></record>'))
    tap.equal(verdict(t, 44), 'other_record', 'a comment in the record')
    request(t, 45, rec=record(45, 'r'))
    tap.equal(verdict(t, 45), 'other_record', 'the record of another type')


def document(t, n, seq):
    """What es-seal stores in its last transaction."""
    t.sql("""INSERT INTO document (request_id, number, code, person_id,
      type_id, lang, office, seal_id, intent_seq, issued, file_sha256,
      body_sha256, size, pages) VALUES (%d, 'N%d', '%s', 1, 't', 'zh-CN',
      'GS', 1, %d, 0, UNHEX(REPEAT('00', 32)), UNHEX('%s'), 1, 1)""" % (
          n, n, code(n), seq, digest(n)))


def test_replay(tap, t):
    request(t, 50)
    said, _ = seal(t, 50)
    tap.equal(said.split()[0], 'ok', 'a request is sealed')
    document(t, 50, int(said.split()[1]))
    intents = ledger(t)
    tap.equal(verdict(t, 50), 'sealed_before', 'asked again: no second seal')
    tap.equal(verdict(t, 50, body=digest(51)), 'sealed_before',
              'nor one for other bytes')
    t.sql("UPDATE request SET state = 'awaiting' WHERE id = 50;"
          "UPDATE seal_job SET attempts = 0 WHERE request_id = 50")
    tap.equal(verdict(t, 50), 'sealed_before', 'even with the request and '
              'job set back: the register has it')
    tap.equal(sum(k == 'intent' for k, _, _ in ledger(t)),
              sum(k == 'intent' for k, _, _ in intents),
              'and the key was not used again')
    request(t, 51)
    tap.equal(verdict(t, 51, body=digest(50)), 'other_digest',
              'the bytes of one document under the request of another')
    request(t, 52)
    said, _ = ask(t, 'seal', '51', claim(51), digest(51), '52', claim(52),
                  digest(51))
    tap.equal([x.split()[0] for x in said.split('\n')],
              ['ok', 'other_digest'], 'nor twice in one batch')


def test_leftover_refused(tap, t):
    """A crash left an intent, then the keeper revoked: it is closed."""
    request(t, 60)
    n = int(seal(t, 60)[0].split()[1])
    t.sql('UPDATE standing_authorisation SET revoked = TRUE')
    tap.equal(verdict(t, 60), 'no_authorisation', 'refused the second time')
    tap.equal(ledger(t)[-2:], [('void', '60', str(n)), ('refused', '60', '0')],
              'and what the crash left open is void')
    t.sql('UPDATE standing_authorisation SET revoked = FALSE')
    n = int(seal(t, 60)[0].split()[1])
    seal(t, 60, claim='ab' * 16)
    tap.ok(('void', '60', str(n)) not in ledger(t),
           'who has no claim cannot void what is under way')


class Second:
    """One more es-signd on the same database, with keys of its own."""
    def __init__(self, t):
        self.t, self.p = t, None
        self.sock = t.dir + '/run/second.sock'
        self.keys, self.pki = t.dir + '/keys2', t.dir + '/pki2'
        shutil.copytree(t.dir + '/pki/public', self.pki)
        os.mkdir(self.keys)
        with open(t.dir + '/etc/signd.conf') as f:
            text = f.read()
        for key, value in (('listen', self.sock), ('workers', '1'),
                           ('log', t.dir + '/log/second.log'),
                           ('keys_dir', self.keys), ('pki_dir', self.pki)):
            text = re.sub('(?m)^%s = .*' % key, '%s = %s' % (key, value),
                          text)
        self.conf = t.dir + '/etc/second.conf'
        with open(self.conf, 'w') as f:
            f.write(text)
        self.own(self.keys, self.conf)
        open(t.dir + '/log/second.log', 'w').close()
        self.own(t.dir + '/log/second.log')

    def own(self, *paths):
        was = os.stat(self.t.dir + '/keys/gs-p256.key.pem')
        for path in paths:
            os.chown(path, was.st_uid, was.st_gid)

    def add(self, name, key=b'', cert=b''):
        """A copy of the key gs-p256; more bytes after key, certificate."""
        for src, end, more in ((self.t.dir + '/keys', '.key.pem', key),
                               (self.pki, '.cert.pem', cert),
                               (self.pki, '.chain.pem', b'')):
            with open('%s/gs-p256%s' % (src, end), 'rb') as f:
                data = f.read()
            to = (self.keys if end == '.key.pem' else self.pki) + \
                '/' + name + end
            size = more if isinstance(more, int) else len(data)
            with open(to, 'wb') as f:
                f.write(data + b'\n' * (size - len(data)))
            self.own(to)

    def drop(self, name):
        os.unlink('%s/%s.key.pem' % (self.keys, name))

    def start(self):
        """"ok", or what it says on standard error and in its log."""
        with open(self.t.dir + '/log/second.log') as log:
            log.seek(0, 2)
            self.p = subprocess.Popen(
                [BUILD + '/fcgi-apps/signd/es-signd', '-c', self.conf],
                stderr=subprocess.PIPE)
            for _ in range(400):
                if self.p.poll() is not None:
                    return self.p.stderr.read().decode() + log.read()
                if os.path.exists(self.sock):
                    return 'ok'
                time.sleep(0.05)
        return 'neither up nor down'

    def stop(self):
        self.p.terminate()
        self.p.wait()
        self.p.stderr.close()


CALLERS = """
import socket, sys, time
lines = []
for _ in range(int(sys.argv[2])):
    s = socket.socket(socket.AF_UNIX)
    s.connect(sys.argv[1])
    lines.append(s)
time.sleep(1)
def gone(s):
    s.setblocking(False)
    try:
        return s.recv(1) == b''
    except BlockingIOError:
        return False
print(sum(gone(s) for s in lines))
"""


def waits_for(tap, t, two):
    """A caller waits for es-signd, but not for ever."""
    most = limit('SIGND_MS') / 1000
    children = subprocess.run(['pgrep', '-P', str(two.p.pid)], text=True,
                              stdout=subprocess.PIPE).stdout.split()
    for pause in (3, 3 * most):
        for pid in children:
            os.kill(int(pid), signal.SIGSTOP)
        again = threading.Timer(pause, lambda: [
            os.kill(int(pid), signal.SIGCONT) for pid in children])
        again.start()
        began = time.monotonic()
        p = t.as_user('seal', BUILD + '/tests/tools/signd_client', two.sock,
                      'ping')
        took = time.monotonic() - began
        if pause < most:
            tap.ok(p.stderr.startswith(b'keys '),
                   'silent for %d s: waited for' % pause, p.stderr)
        else:
            tap.ok(p.stderr.startswith(b'error') and most - 0.1 <= took <
                   2 * most, 'silent: %.1f s' % took, p.stderr)
            again.cancel()
            again.function()


def test_limits(tap, t):
    """Keys, the files they are in, and callers: at the limit, one over."""
    two = Second(t)
    most = limit('KEYS')
    for i in range(most):
        two.add('k%d' % i)
    tap.equal(two.start(), 'ok', '%d seal keys' % most)
    p = t.as_user('seal', BUILD + '/tests/tools/signd_client', two.sock,
                  'ping')
    tap.ok(p.stderr.startswith(b'keys %d ' % most), 'all are there', p.stderr)
    for over in (0, 1):
        p = t.as_user('seal', 'python3', '-c', CALLERS, two.sock,
                      str(limit('SIGND_CALLERS') + over))
        tap.equal(p.stdout, b'%d\n' % over,
                  '%d callers at once' % (limit('SIGND_CALLERS') + over))
        time.sleep(0.5)
    waits_for(tap, t, two)
    two.stop()
    two.add('one-more')
    said = two.start()
    tap.ok('over %d seal keys' % most in said, 'one key more', said)
    two.stop()
    two.drop('one-more')
    for what, most in (('key', limit('KEY_FILE')), ('cert', limit('PEM'))):
        two.add('k0', **{what: most})
        tap.equal(two.start(), 'ok', 'a %s file of %d bytes' % (what, most))
        two.stop()
        two.add('k0', **{what: most + 1})
        said = two.start()
        tap.ok('k0.%s.pem' % what in said and '%d' % most in said,
               'a byte more', said)
        two.stop()
    two.add('k0')
    for n in (63, 64):
        two.add('n' * n)
        two.drop('k%d' % (n - 62))
        said = two.start()
        tap.ok(said == 'ok' if n == 63 else 'over 63 characters' in said,
               'a name of %d characters' % n, said)
        two.stop()


def test_database_away(tap, t):
    t.do('stop_pid "$DIR/run/db.pid"')
    request_gone, _ = seal(t, 22)
    tap.equal(request_gone, 'failed 0', 'without the database nothing is signed')
    t.do('start_db')
    tap.equal(seal(t, 22)[0].split()[0], 'no_authorisation',
              'and it finds the way back by itself')


def main():
    tap = Tap()
    with Tiny(signd=True) as t:
        prepare(t)
        for f in (test_well, test_seal, test_rsa, test_certificate,
                  test_refusals,
                  test_crash_leftover, test_quota, test_callers, test_limits,
                  test_database_away, test_evidence, test_records,
                  test_replay, test_leftover_refused):
            tap.run(f.__name__, f, t)
    tap.done()


if __name__ == '__main__':
    main()
