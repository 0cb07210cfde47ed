#!/usr/bin/env python3
"""c_ledger: whoever changes the evidence is found, and the row is named.

Every way to tamper with the seal ledger, the audit log, their heads, the
register and the files is tried as the database's root would do it; es-audit
must name the chain and the row, and pass again when the row is put back.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
from stamping import Stamping       # noqa: E402
from tap import Tap                 # noqa: E402

TABLES = ['seal_ledger', 'seal_chain', 'audit_log', 'audit_chain', 'document',
          'document_file']
L, A = 'BROKEN ledger 1', 'BROKEN audit seal'
# (what is done, SQL, what es-audit must say).  In the ledger 1 is an intent,
# 2 its outcome and so on; LAST is the newest entry of a chain.
TAMPERINGS = [
    # The seal ledger.
    ('ledger: an edited detail', "UPDATE seal_ledger SET detail ="
     " CONCAT(detail, ' ') WHERE seq = 3", L + ' entry 3: edited'),
    ('ledger: an edited time', 'UPDATE seal_ledger SET at = at - 1 WHERE'
     ' seq = 4', L + ' entry 4: edited'),
    ('ledger: another request', 'UPDATE seal_ledger SET request_id = 9 WHERE'
     ' seq = 1', L + ' entry 1: edited'),
    ('ledger: another digest', "UPDATE seal_ledger SET digest ="
     " UNHEX(REPEAT('ab', 32)) WHERE seq = 2", L + ' entry 2: edited'),
    ('ledger: no digest', 'UPDATE seal_ledger SET digest = NULL WHERE seq ='
     ' 1', L + ' entry 1: edited'),
    ('ledger: another kind', "UPDATE seal_ledger SET kind = 'void' WHERE"
     " seq = 2", L + ' entry 2: edited'),
    ('ledger: another authorisation', 'UPDATE seal_ledger SET'
     ' authorisation_id = 2 WHERE seq = 3', L + ' entry 3: edited'),
    ('ledger: another key', "UPDATE seal_ledger SET key_name = 'jw-p256'"
     " WHERE seq = 3", L + ' entry 3: edited'),
    ('ledger: another intent', 'UPDATE seal_ledger SET intent_seq = 3 WHERE'
     ' seq = 2', L + ' entry 2: edited'),
    ('ledger: a deleted entry', 'DELETE FROM seal_ledger WHERE seq = 3',
     L + ' entry 3: missing'),
    ('ledger: the first deleted', 'DELETE FROM seal_ledger WHERE seq = 1',
     L + ' entry 1: missing'),
    ('ledger: two swapped', 'UPDATE seal_ledger SET seq = 99 WHERE seq = 2;'
     'UPDATE seal_ledger SET seq = 2 WHERE seq = 3;'
     'UPDATE seal_ledger SET seq = 3 WHERE seq = 99',
     L + ' entry 2: moved, it was entry 3'),
    ('ledger: the newest cut off', 'DELETE FROM seal_ledger ORDER BY seq DESC'
     ' LIMIT 1', L + ' entry LAST: cut off, it went on to entry LAST'),
    ('ledger: three cut off', 'DELETE FROM seal_ledger ORDER BY seq DESC'
     ' LIMIT 3', L + ' entry LAST-2: cut off, it went on to entry LAST'),
    ('ledger: all cut off', 'DELETE FROM seal_ledger', L +
     ' entry 1: cut off, it went on to entry LAST'),
    ('ledger: one put in between', 'UPDATE seal_ledger SET seq = seq + 1'
     ' WHERE seq > 3 ORDER BY seq DESC; INSERT INTO seal_ledger SELECT'
     ' seal_id, 4, kind, at, request_id, intent_seq, digest,'
     ' authorisation_id, key_name, detail, prev_hash, hash FROM seal_ledger'
     ' WHERE seq = 3', L + ' entry 4: inserted'),
    ('ledger: one put at the end', 'INSERT INTO seal_ledger SELECT seal_id,'
     ' seq + 1, kind, at, request_id, intent_seq, digest, authorisation_id,'
     ' key_name, detail, hash, hash FROM seal_ledger ORDER BY seq DESC'
     ' LIMIT 1', L + ' entry LAST+1: edited'),
    ('ledger: a hash', "UPDATE seal_ledger SET hash = UNHEX(REPEAT('00', 32))"
     " WHERE seq = 5", L + ' entry 5: edited'),
    ('ledger: a link', "UPDATE seal_ledger SET prev_hash ="
     " UNHEX(REPEAT('00', 32)) WHERE seq = 5", L + ' entry 5: broken link'),
    ('ledger: its head removed', 'DELETE FROM seal_chain',
     L + ' entry LAST: no head'),
    ('ledger: its head set back', 'UPDATE seal_chain SET seq = seq - 1, hash ='
     ' (SELECT prev_hash FROM seal_ledger ORDER BY seq DESC LIMIT 1)',
     L + ' entry LAST: beyond the head'),
    ('ledger: its head with another hash', "UPDATE seal_chain SET hash ="
     " UNHEX(REPEAT('00', 32))", L + ' entry LAST: head differs'),
    # The audit log.
    ('audit: an edited actor', "UPDATE audit_log SET actor = 'x' WHERE"
     " chain = 'seal' AND seq = 2", A + ' entry 2: edited'),
    ('audit: an edited address', "UPDATE audit_log SET address = '127.9.9.9'"
     " WHERE chain = 'seal' AND seq = 2", A + ' entry 2: edited'),
    ('audit: an edited action', "UPDATE audit_log SET action = 'x' WHERE"
     " chain = 'seal' AND seq = 1", A + ' entry 1: edited'),
    ('audit: an edited object', "UPDATE audit_log SET object = 'request 8'"
     " WHERE chain = 'seal' AND seq = 3", A + ' entry 3: edited'),
    ('audit: an edited result', "UPDATE audit_log SET result = 'fine' WHERE"
     " chain = 'seal' AND seq = 3", A + ' entry 3: edited'),
    ('audit: a text moved to the next column', "UPDATE audit_log SET object ="
     " CONCAT(object, result), result = '' WHERE chain = 'seal' AND seq = 3",
     A + ' entry 3: edited'),
    ('audit: a deleted entry', "DELETE FROM audit_log WHERE chain = 'seal'"
     " AND seq = 2", A + ' entry 2: missing'),
    ('audit: two swapped', "UPDATE audit_log SET seq = 99 WHERE chain ="
     " 'seal' AND seq = 1; UPDATE audit_log SET seq = 1 WHERE chain = 'seal'"
     " AND seq = 2; UPDATE audit_log SET seq = 2 WHERE chain = 'seal' AND"
     " seq = 99", A + ' entry 1: moved, it was entry 2'),
    ('audit: the newest cut off', "DELETE FROM audit_log WHERE chain = 'seal'"
     " ORDER BY seq DESC LIMIT 1", A +
     ' entry LAST: cut off, it went on to entry LAST'),
    ('audit: one put at the end', "INSERT INTO audit_log SELECT chain,"
     " seq + 1, at, actor, address, action, object, result, detail, hash,"
     " hash FROM audit_log WHERE chain = 'seal' ORDER BY seq DESC LIMIT 1",
     A + ' entry LAST+1: edited'),
    ('audit: moved to another chain', "UPDATE audit_log SET chain = 'login'"
     " WHERE chain = 'seal' AND seq = 1", A + ' entry 1: missing'),
    ('audit: its head removed', "DELETE FROM audit_chain WHERE chain ="
     " 'seal'", A + ' entry LAST: no head'),
    ('audit: its head set back', "UPDATE audit_chain SET seq = 1, hash ="
     " (SELECT hash FROM audit_log WHERE chain = 'seal' AND seq = 1) WHERE"
     " chain = 'seal'", A + ' entry 2: beyond the head'),
    # Register, files and ledger must agree, even where the chains hold.
    ('register: a document removed', 'DELETE FROM document WHERE request_id'
     ' = 1', 'ODD seal 1 request 1 entry 2: sealed but no document'),
    ('register: a document put in', "INSERT INTO document (request_id,"
     " number, code, person_id, type_id, lang, office, seal_id, intent_seq,"
     " issued, file_sha256, body_sha256, size, pages) SELECT 77, 'X', 'Y',"
     " person_id, type_id, lang, office, seal_id, 77, issued, file_sha256,"
     " body_sha256, size, pages FROM document WHERE request_id = 1",
     'ODD seal 1 request 77 entry 77: document without its outcome'),
    ('register: another body', "UPDATE document SET body_sha256 ="
     " UNHEX(REPEAT('cd', 32)) WHERE request_id = 2", 'ODD seal 1 request 2'
     ' entry 3: document whose intent names other bytes'),
    ('register: moved to another seal', 'UPDATE document SET seal_id = 5'
     ' WHERE request_id = 2', 'ODD seal 5 request 2 entry 3: document'
     ' without its outcome'),
    ('files: one removed', 'DELETE FROM document_file ORDER BY document_id'
     ' LIMIT 1', 'ODD seal 1 request 1: document without a file'),
    ('files: one byte changed', "UPDATE document_file SET bytes ="
     " CONCAT(LEFT(bytes, 5000), CHAR(0), SUBSTR(bytes, 5002)) ORDER BY"
     " document_id LIMIT 1", 'ODD seal 1 request 1: file that is not what was'
     ' sealed'),
    ('files: one instead of another', 'UPDATE document_file f SET bytes ='
     ' (SELECT bytes FROM (SELECT * FROM document_file) x ORDER BY'
     ' document_id DESC LIMIT 1) ORDER BY document_id LIMIT 1',
     'ODD seal 1 request 1: file that is not what was sealed'),
]


def keep(s):
    s.sql(';'.join('CREATE TABLE kept_%s AS SELECT * FROM %s' % (x, x)
                   for x in TABLES))


def put_back(s):
    s.sql(';'.join('DELETE FROM %s; INSERT INTO %s SELECT * FROM kept_%s' %
                   (x, x, x) for x in TABLES))


def evidence(t, s):
    """Three sealed documents, one refusal, one void."""
    for n in (s.request(), s.request(), s.request()):
        t.equal(s.poke(n)[0], 'done', 'document %d is sealed' % n)
    s.sql("UPDATE seal SET state = 'suspended'")
    n = s.request()
    s.poke(n)
    s.sql("UPDATE seal SET state = 'active'")
    n = s.request()
    s.fault('seal.before_commit fail upstream')
    s.poke(n)
    s.until(lambda: s.job(n)[0] == 'done' and s.job(n - 1)[0] == 'done', 20)
    t.equal([r[0] for r in s.sql('SELECT DISTINCT kind FROM seal_ledger'
                                 ' ORDER BY kind')],
            ['intent', 'sealed', 'void', 'refused'],
            'evidence of every kind to tamper with')


def said_of(s):
    code, out = s.books()
    return code, re.sub(' +', ' ', out)


def tamper(t, s):
    last = {'BROKEN ledger 1': int(s.sql('SELECT seq FROM seal_chain')[0][0]),
            'BROKEN audit seal': int(s.sql(
                "SELECT seq FROM audit_chain WHERE chain = 'seal'")[0][0])}
    for name, sql, want in TAMPERINGS:
        chain = want.split(' entry')[0]
        want = re.sub(r'LAST([-+]\d)?', lambda m: str(
            last[chain] + int(m.group(1) or 0)), want)
        s.sql(sql)
        code, out = said_of(s)
        t.ok(code == 1 and want in out.splitlines(), '%s is found: %s' % (
            name, want), out)
        put_back(s)
    code, out = said_of(s)
    t.ok(code == 0 and 'BROKEN' not in out and 'ODD' not in out,
         'with everything put back es-audit passes again', out)


def unchecked(t, s):
    """What cannot be checked is not "in order"."""
    s.sql('RENAME TABLE seal_ledger TO away')
    t.equal(s.books()[0], 2, 'a ledger that cannot be read: exit status 2')
    s.sql('RENAME TABLE away TO seal_ledger')


def main():
    t = Tap()
    with Stamping(conf='lease_seconds = 2\nsweep_seconds = 1\n',
                  web=False) as s:
        t.run('evidence', evidence, s)
        s.do('stop_pid "$DIR/run/seal-keeper.pid"')
        code, out = said_of(s)
        t.ok(code == 0 and 'intact ledger 1 ' in out and
             'intact audit seal ' in out and 'balanced seal 1:' in out,
             'untouched evidence passes', out)
        # Who owns the database owns its triggers.
        s.sql('DROP TRIGGER document_file_kept')
        keep(s)
        t.run('tamper', tamper, s)
        t.run('unchecked', unchecked, s)
    t.done()


if __name__ == '__main__':
    main()
