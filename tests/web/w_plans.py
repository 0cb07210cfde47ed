#!/usr/bin/env python3
"""w_plans.py - no statement reads a big table from end to end.

Every statement of core/store is explained by MariaDB on tables of thousands
of rows; a full scan of one that grows with people or years is a failure.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
from instance import BUILD, Instance     # noqa: E402
from tap import Tap                      # noqa: E402

PROBE = os.path.join(BUILD, 'tests', 'tools', 'store_probe')
BIG = ['person', 'course_grade', 'account', 'session', 'throttle', 'request',
       'snapshot', 'approval', 'seal_job', 'document', 'document_file',
       'seal_ledger', 'audit_log', 'verify_log', 'share_link', 'share_view',
       'request_draft', 'honour', 'class_rank', 'conclusion', 'employment',
       'staff_title', 'income_month', 'project_member',
       'document_event', 'bulk_job', 'bulk_item', 'verify_receipt', 'filing',
       'filing_bytes', 'filing_check', 'archive_hold', 'disposal_item',
       'disposal_record', 'notice', 'mail_outbox']
# Those that are meant to read it all, and who waits for them.
WHOLE = {
    'AUDIT_CHAINS': 'es-audit', 'LEDGER_CHAINS': 'es-audit',
    'RECONCILE_SEALS': 'es-audit', 'RECONCILE_ODD': 'es-audit',
    'WATCH_KEYS': 'es-audit', 'WATCH_FIGURES': 'es-audit',
    'WATCH_FIGURES_VERIFY': 'es-audit',
}
ROWS = 4000
# Years of use, as far as the optimizer looks.
FILL = '''
INSERT INTO request (id, person_id, crid, type_id, lang, state, number, code,
    created, type_version) SELECT seq + 100000, 1 + seq % 1000,
    UNHEX(MD5(seq)), 'enrolment', 'en', 'issued', CONCAT('N', seq),
    LPAD(seq, 16, 'A'), seq, 1 FROM seq_1_to_{n};
INSERT INTO snapshot SELECT seq + 100000, 1, REPEAT('x', 500), UNHEX(SHA2(seq,
    256)) FROM seq_1_to_{n};
INSERT INTO approval SELECT seq + 100000, 1, 'rule:auto', 'approved',
    UNHEX(SHA2(seq, 256)), seq FROM seq_1_to_{n};
INSERT INTO seal_job SELECT seq + 100000, 'done', NULL, 0, 1, 0, '', ''
    FROM seq_1_to_{n};
INSERT INTO document SELECT seq + 100000, seq + 100000, CONCAT('N', seq),
    LPAD(seq, 16, 'A'), 1 + seq % 1000, 'enrolment', 'en',
    'JW', 1 + seq % 2, seq, 'valid', '', seq, 0, UNHEX(SHA2(seq, 256)),
    UNHEX(SHA2(seq + 1, 256)), 1000, 1 FROM seq_1_to_{n};
INSERT INTO document_file SELECT seq + 100000, 'pdf', REPEAT('x', 500)
    FROM seq_1_to_{n};
INSERT INTO seal_ledger SELECT 1 + seq % 2, seq, IF(seq % 4 < 2, 'intent',
    'sealed'), seq, seq + 100000, 0, NULL, 1, 'k', '', UNHEX(SHA2(seq, 256)),
    UNHEX(SHA2(seq, 256)) FROM seq_1_to_{n};
INSERT INTO audit_log SELECT ELT(1 + seq % 4, 'login', 'request', 'seal',
    'import'), seq + 1000, seq, 'a', '', 'x', '', 'ok', '', UNHEX(SHA2(seq,
    256)), UNHEX(SHA2(seq, 256)) FROM seq_1_to_{n};
INSERT INTO verify_log (at, way, headline) SELECT seq, 'code', 'VALID'
    FROM seq_1_to_{n};
INSERT INTO session SELECT UNHEX(SHA2(seq, 256)), seq, UNHEX(SHA2(seq, 256)),
    seq, seq, 4000000000 + seq FROM seq_1_to_{n};
INSERT INTO share_link SELECT seq, UNHEX(MD5(seq)), 1 + seq % 1000,
    UNHEX(MD5(seq)), seq + 100000, '', '', seq, seq, 0, 0, 0, 0
    FROM seq_1_to_{n};
INSERT INTO share_view SELECT seq, 1 + seq % 1000, seq, 'downloaded', ''
    FROM seq_1_to_{n};
INSERT INTO request_draft SELECT 1 + seq % 1000, UNHEX(MD5(seq)), 'income',
    1, 'en', REPEAT('x', 500), seq FROM seq_1_to_{n};
INSERT IGNORE INTO honour SELECT 1 + seq % 1000, seq, 'x', 'x', 'school', 'x', 'x',
    '2026-01-01' FROM seq_1_to_{n};
INSERT IGNORE INTO class_rank SELECT seq, '2026-01-01', 1, 2, 'x', 'x', 'x', 'x',
    '1' FROM seq_1_to_{n};
INSERT IGNORE INTO conclusion SELECT seq, 'graduation', '2026-01-01', 'x', 'x', 'x',
    NULL FROM seq_1_to_{n};
INSERT IGNORE INTO employment SELECT seq, 'x', 'x', 'x', 'x', 'x', 'x', 'permanent',
    '2026-01-01', NULL, '' FROM seq_1_to_{n};
INSERT IGNORE INTO staff_title SELECT seq, '2026-01-01', 'x', 'x', 'x', 'x',
    'senior', 'x', 'x', NULL, '', '' FROM seq_1_to_{n};
INSERT IGNORE INTO income_month SELECT 1 + seq DIV 40, '2000-01-01' + INTERVAL
    seq % 40 MONTH, 1, 2, 3, 4 FROM seq_1_to_{n};
INSERT IGNORE INTO project_member SELECT 1 + seq % 1000, seq, 'x', 'x', 'public',
    'x', 'x', 'leader', '2026-01-01', NULL, 1 FROM seq_1_to_{n};
INSERT INTO bulk_job SELECT seq, UNHEX(MD5(seq)), seq, 'a', 'GS', 'enrolment',
    'en', '', '', '', NULL, NULL, 1, IF(seq % 50, 'done', 'running'), 0, NULL,
    seq FROM seq_1_to_{n};
INSERT INTO bulk_item SELECT 1 + seq % 50, seq, seq + 100000, '' FROM
    seq_1_to_{n};
INSERT INTO document_event SELECT seq, seq + 100000, seq, 'suspended', 'a',
    'x', 0 FROM seq_1_to_{n};
INSERT INTO verify_receipt SELECT seq, CONCAT('R', seq), LPAD(seq, 16, 'A'),
    seq, 'en', UNHEX(SHA2(1, 256)), 1, 'VALID', UNHEX(SHA2(2, 256)),
    UNHEX(SHA2(seq, 256)), 1, 1, 0, 0, 0, 0, 0 FROM seq_1_to_{n};
INSERT INTO filing SELECT seq + 100000, 'enrolment', 'JW', seq, seq, seq, 9,
    UNHEX(SHA2(seq, 256)), UNHEX(SHA2(seq, 256)), seq, seq % 100 > 0,
    IF(seq % 50, 0, seq) FROM seq_1_to_{n};
INSERT INTO filing_bytes SELECT seq + 100000, 0, REPEAT('x', 500) FROM
    seq_1_to_{n};
INSERT INTO filing_check SELECT seq, seq + 100000, seq, 'filing', 1, 'x' FROM
    seq_1_to_{n};
INSERT INTO archive_hold SELECT seq, seq + 100000, seq, 'hold', 'a', 'x' FROM
    seq_1_to_{n};
INSERT INTO disposal SELECT seq, UNHEX(MD5(seq)), seq, 'a', seq, 'enrolment',
    'x' FROM seq_1_to_500;
INSERT INTO disposal_item SELECT 1 + seq % 500, seq + 100000 FROM
    seq_1_to_{n};
INSERT INTO notice (id, account_id, at, kind, path, seen) SELECT seq,
    seq % 1000, seq, 'issued', CONCAT('/documents/', seq), seq % 3
    FROM seq_1_to_{n};
INSERT IGNORE INTO mail_outbox SELECT seq, '', 'en', ELT(1 + seq % 4,
    'waiting', 'sending', 'sent', 'failed'), UNHEX(MD5(seq)), seq, 1, seq, ''
    FROM seq_1_to_{n};
INSERT INTO throttle SELECT CONCAT('s', seq), 1, seq, 0 FROM seq_1_to_{n};
'''


def statements():
    text = subprocess.run([PROBE, 'sql'], stdout=subprocess.PIPE,
                          check=True).stdout.decode()
    # A text in a statement may hold the end of a line.
    parts = re.split(r'^([A-Z0-9_]+)\t', text, flags=re.M)[1:]
    return list(zip(parts[::2], (x.rstrip('\n') for x in parts[1::2])))


def explain(inst, sql):
    """Rows of EXPLAIN with a value for each "?"; "LIMIT ?" gets a number."""
    values = []

    def value(m):
        values.append('10' if m.group(1) else "'1'")
        return m.group(0)
    sql = re.sub(r'^SET STATEMENT [^?]*? FOR ', '', sql)
    re.sub(r'(LIMIT )?\?', value, sql)
    quoted = sql.replace('\\', '\\\\').replace("'", "''")
    using = ' USING ' + ', '.join(values) if values else ''
    return inst.sql("EXECUTE IMMEDIATE 'EXPLAIN %s'%s" % (quoted, using))


def scans(rows):
    """Tables that a plan reads whole: by row or by the whole index."""
    found = []
    for r in rows:
        table, kind = r[2], r[3]
        if kind in ('ALL', 'index'):
            found.append(table)
    return found


def aliases(sql):
    """What each name in a plan stands for."""
    out = {}
    for m in re.finditer(r'\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?:AS\s+)?'
                         r'(\w+))?', sql):
        out[m.group(1)] = m.group(1)
        if m.group(2):
            out[m.group(2)] = m.group(1)
    return out


def register_plan(t, name, sql, rows):
    """The ids of a page come from one index alone, in its order."""
    key = re.search(r'\bx FORCE INDEX \((\w+)\)', sql)
    x = next((r for r in rows if r[2] == 'x'), None)
    if key is None or x is None:
        return
    t.ok(x[5] == key[1] and 'Using index' in x[-1].split('; ') and
         ('REGISTER_BY_' not in name or 'q.' in sql or
          'filesort' not in x[-1]), '%s goes through %s and reads no row' % (
              name, key[1]), rows)


def main():
    t = Tap()
    with Instance(people=1000) as inst:
        inst.sql('SET foreign_key_checks = 0;' + FILL.format(n=ROWS) +
                 'ANALYZE TABLE ' + ', '.join(BIG))
        t.equal(scans(explain(inst, 'SELECT * FROM person WHERE school_zh = ?')),
                ['person'], 'a scan is seen')
        for name, sql in statements():
            if re.match(r'INSERT (IGNORE )?INTO \w+ \([^)]*\) VALUES|REPLACE',
                        sql):
                continue
            rows = explain(inst, sql)
            names = aliases(sql)
            register_plan(t, name, sql, rows)
            bad = [x for x in scans(rows) if names.get(x, x) in BIG]
            t.ok(bool(bad) == (name in WHOLE), '%s %s' % (
                name, 'reads all, for ' + WHOLE[name] if name in WHOLE else
                'reads by key'),
                 '%s\n%s\n%s' % (bad, sql, rows))
    t.done()


if __name__ == '__main__':
    main()
