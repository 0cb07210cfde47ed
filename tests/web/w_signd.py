#!/usr/bin/env python3
"""es-signd with a real database: what it signs, refuses and writes down."""
import hashlib
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
from tap import Tap     # noqa: E402
from tiny import Tiny   # noqa: E402

BUILD = os.environ['ES_BUILDDIR']
RECORD = '<record xmlns="urn:yinxin:record:1"/>'
SUM = hashlib.sha256(RECORD.encode()).hexdigest()
DIGEST = hashlib.sha256(b'a finished file').hexdigest()


def prepare(t):
    t.sql("""
    INSERT INTO seal (id, number, name_zh, name_en, office, state, definition,
      key_name, keeper_id) VALUES
      (1,'S1','研究生院','Graduate School','GS','active','','gs-p256',1),
      (2,'S2','教务处','Academic Affairs','JW','active','','jw-rsa',1);
    INSERT INTO document_type (id, name_zh, name_en, office, seal_id, levels,
      statuses, number_code) VALUES ('t','t','t','GS',1,'master','','T'),
      ('r','r','r','JW',2,'master','','R'), ('n','n','n','GS',1,'','','N');
    INSERT INTO seal_policy VALUES (1,'t'), (2,'r');
    INSERT INTO standing_authorisation (id, seal_id, type_id, keeper_id,
      valid_from, valid_until, daily_quota, total_quota)
      VALUES (1,1,'t',1,0,0,4,100), (2,2,'r',1,0,0,1000,1000);""")


def request(t, n, kind='t', state='claimed', lease=60):
    t.sql("""
    INSERT INTO request (id, person_id, crid, type_id, lang, state, number,
      code, created) VALUES (%d, 1, UNHEX(LPAD('%x', 32, '0')), '%s', 'zh-CN',
      'awaiting', 'N%d', LPAD('%d', 16, 'A'), 0);
    INSERT INTO snapshot VALUES (%d, '%s', UNHEX('%s'));
    INSERT INTO approval VALUES (%d, 1, 'rule:auto', 'approved', UNHEX('%s'),0);
    INSERT INTO seal_job (request_id, state, owner, lease_until)
      VALUES (%d, '%s', UNHEX('%s'), %d);""" % (
        n, n, kind, n, n, n, RECORD, SUM, n, SUM, n, state, claim(n),
        time.time() + lease))


def claim(n):
    return '%032x' % (n + 77)


def ask(t, *args, user='seal'):
    p = t.as_user(user, BUILD + '/tests/tools/signd_client',
                  t.dir + '/run/signd.sock', *args)
    return p.stderr.decode().strip(), p.stdout


def seal(t, n, digest=DIGEST, **kw):
    return ask(t, 'seal', str(n), kw.pop('claim', claim(n)), digest, **kw)


def ledger(t, seal_id=1):
    return [tuple(r) for r in t.sql(
        'SELECT kind, request_id, intent_seq FROM seal_ledger WHERE '
        'seal_id = %d ORDER BY seq' % seal_id)]


def test_well(tap, t):
    said, _ = ask(t, 'ping')
    tap.equal(said, 'keys 4 tsa 1 database 1', 'four seal keys, a TSA, the database')


def test_seal(tap, t):
    request(t, 1)
    said, cms = seal(t, 1)
    tap.equal(said, 'ok 1', 'good evidence is sealed')
    tap.equal(ledger(t), [('intent', '1', '0')], 'the ledger has the intent')
    with tempfile.TemporaryDirectory() as d:
        open(d + '/f', 'wb').write(b'a finished file')
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


def test_crash_leftover(tap, t):
    said, _ = seal(t, 17, digest=hashlib.sha256(b'again').hexdigest())
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
    said, _ = ask(t, 'seal', '20', claim(20), DIGEST, '21', claim(21), DIGEST)
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
    tap.ok('may not ask' in said, 'another program may not ask for a seal', said)
    said, token = ask(t, 'stamp', DIGEST, user='tsa')
    tap.ok(said == 'why -1' and len(token) > 500, 'es-tsa may time-stamp', said)
    said, _ = seal(t, 22, user='tsa')
    tap.ok('may not ask' in said, 'es-tsa may not seal', said)
    p = t.as_user('seal', 'cat', t.dir + '/keys/gs-p256.key.pem')
    tap.ok(p.returncode != 0 and not p.stdout,
           'es-seal cannot read the key files')


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
        for f in (test_well, test_seal, test_rsa, test_refusals,
                  test_crash_leftover, test_quota, test_callers,
                  test_database_away):
            tap.run(f.__name__, f, t)
    tap.done()


if __name__ == '__main__':
    main()
