#!/usr/bin/env python3
"""w_walls: what the Unix user and the database account of a program can do.

A real instance, attacked from inside: for every program we become its Unix
user, as somebody who owns it would, and try what is not its own.  Then its
database account, with its real password.
"""
import os
import re
import stat
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
from instance import Instance, programs     # noqa: E402
from tap import Tap             # noqa: E402

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
LIST = programs()
WEB = [p for p, (kind, _) in LIST.items() if kind == 'page']
PROGRAMS = WEB + ['signd']
ACCOUNTS = [p for p, (_, account) in LIST.items() if account]
APPEND_ONLY = ['snapshot', 'approval', 'flow_event', 'document_file',
               'document_archive', 'seal_ledger', 'audit_log', 'verify_log',
               'share_view', 'document_event', 'bulk_item', 'verify_receipt',
               'type_version', 'type_page', 'authorisation_end',
               'seal_release', 'flow_form', 'seal_event', 'seal_proposal',
               'seal_imprint',
               'audit_checkpoint', 'audit_run', 'audit_run_seal',
               'audit_run_key', 'audit_run_finding', 'officer_proposal',
               'officer_decision', 'type_proposal']
APPEND_ONLY += ['filing_check', 'filing_bytes', 'retention_rule',
                'archive_hold', 'disposal', 'disposal_item',
                'disposal_decision', 'disposal_record']
# Only es-archive, and there a trigger asks for the record of a disposal.
MAY_DISPOSE = ['snapshot', 'document_file', 'document_archive',
               'filing_bytes', 'contract_seal']


def become(user, *cmd):
    return subprocess.run(
        ('setpriv', '--reuid', 'yx-' + user, '--regid', 'yx-web',
         '--clear-groups', '--no-new-privs') + cmd,
        stdin=subprocess.DEVNULL, capture_output=True)


APPEND_ONLY += ['contract_release', 'contract_seal', 'contract_signature',
                'contract_signed']


def can_read(user, path):
    p = become(user, 'cat', path)
    return p.returncode == 0 or bool(p.stdout)


# -- files -------------------------------------------------------------------
def secrets(i):
    """Path of every secret file, and who may read it."""
    out = {i.path('etc', 'passphrase'): {'signd'}}
    for account in ACCOUNTS + ['root', 'migrate']:
        out[i.path('etc', 'db-%s.pw' % account)] = {account}
    for top in ('keys', 'ca'):
        for where, _, names in os.walk(i.path(top)):
            for n in names:
                if 'public' not in where:
                    out[os.path.join(where, n)] = (
                        {'signd'} if top == 'keys' else set())
    return out


def files(t, i):
    known = secrets(i)
    t.ok(sum(p.endswith('.key.pem') for p in known) >= 5,
         'there are keys to steal: %d files' % len(known))
    for user in PROGRAMS + ['web', 'db']:
        got = sorted(os.path.relpath(p, i.dir) for p, who in known.items()
                     if user not in who and can_read(user, p))
        t.equal(got, [], 'yx-%s reads no secret of others' % user)
    for path, who in known.items():
        for user in who & set(PROGRAMS):
            if not can_read(user, path):
                t.ok(False, 'yx-%s reads its own %s' % (user, path))
    for path in known:
        if os.stat(path).st_mode & 0o077:
            t.ok(False, '%s is closed to all others' % path)
    for user in WEB:
        p = become(user, 'ls', i.path('keys'))
        t.ok(p.returncode != 0, 'yx-%s cannot even list the keys' % user)
        p = become(user, 'ls', i.path('db'))
        t.ok(p.returncode != 0, 'nor the database\'s files')


def sockets(t, i):
    for name in PROGRAMS + ['db', 'stamp']:
        path = i.path('run', name + '.sock')
        t.ok(stat.S_ISSOCK(os.stat(path).st_mode), '%s is a socket' % name)
        if name != 'db':
            t.equal(os.stat(path).st_mode & 0o007, 0,
                    '%s.sock is closed to users of other groups' % name)
        for user in ('login', 'web'):
            if user == name:
                continue
            become(user, 'mv', '-f', path, path + '.stolen')
            become(user, 'rm', '-f', path)
            t.ok(os.path.exists(path), 'yx-%s cannot take %s.sock away' % (
                user, name))
    for name in PROGRAMS:
        for user in ('login', 'web'):
            if user != name:
                become(user, 'rm', '-f', i.path('log', name + '.log'))
                p = become(user, 'sh', '-c', ': >>' + i.path(
                    'log', name + '.log'))
                t.ok(p.returncode != 0 and os.path.exists(
                    i.path('log', name + '.log')),
                    'yx-%s can neither write nor remove the log of %s' % (
                        user, name))


def own_files(t, i):
    """Root reads a program's configuration and opens its log: neither may be
    chosen by whoever owns the program."""
    for name in PROGRAMS:
        conf, log = i.path('etc', name + '.conf'), i.path(
            'log', name + '.log')
        t.ok(can_read(name, conf), 'yx-%s reads its configuration' % name)
        become(name, 'sh', '-c', 'echo user = root >>%s; chmod 777 %s; '
               'mv %s %s.old' % (conf, conf, conf, conf))
        t.ok('root' not in open(conf).read() and not os.path.exists(
            conf + '.old'), 'and cannot change it')
        become(name, 'sh', '-c', 'rm -f %s; ln -s /etc/shadow %s; ln -s '
               '/etc/shadow %s.more' % (log, log, log))
        t.ok(os.path.isfile(log) and not os.path.islink(log) and
             not os.path.lexists(log + '.more'),
             'nor put a link in the place of its log')


def signd(t, i):
    for user in PROGRAMS + ['web', 'db']:
        p = become(user, BUILD + '/tests/tools/signd_client',
                   i.path('run', 'signd.sock'), 'ping')
        said = p.stderr.decode().strip()
        if user in ('seal', 'tsa', 'verify', 'ocsp', 'contract'):
            t.ok(said.startswith('keys '), 'es-signd answers yx-%s' % user,
                 said)
        else:
            t.ok(p.returncode != 0 and 'keys' not in said,
                 'es-signd does not answer yx-%s' % user, said)
    for user, what in (('seal', ('checkpoint',)),
                       ('verify', ('checkpoint',)),
                       ('tsa', ('seal', '1', '00' * 16, '00' * 32)),
                       ('verify', ('seal', '1', '00' * 16, '00' * 32)),
                       ('verify', ('stamp', '00' * 32)),
                       ('tsa', ('receipt', '1')), ('seal', ('receipt', '1')),
                       ('ocsp', ('seal', '1', '00' * 16, '00' * 32)),
                       ('ocsp', ('stamp', '00' * 32)),
                       ('seal', ('contract', '1')),
                       ('verify', ('contract', '1')),
                       ('contract', ('receipt', '1')),
                       ('contract', ('stamp', '00' * 32)),
                       ('contract', ('seal', '1', '00' * 16, '00' * 32))):
        p = become(user, BUILD + '/tests/tools/signd_client',
                   i.path('run', 'signd.sock'), *what)
        t.ok(p.returncode != 0 and b'may not' in p.stderr,
             'es-%s may not ask for a %s' % (user, what[0]), p.stderr)


def processes(t, i):
    uid = {u: subprocess.run(['id', '-u', 'yx-' + u], capture_output=True,
                             text=True).stdout.strip() for u in PROGRAMS}
    for name in PROGRAMS:
        wrong = []
        for pid in i.tree(name):
            with open('/proc/%d/status' % pid) as f:
                s = f.read()
            ids = re.search(r'Uid:\t(\d+)\t(\d+)\t(\d+)\t(\d+)', s).groups()
            groups = re.search(r'Groups:\t(.*)', s).group(1).split()
            if (set(ids) != {uid[name]} or 'NoNewPrivs:\t1' not in s or
                    '0' in groups):
                wrong.append((pid, ids, groups))
        t.ok(len(i.tree(name)) > 1 and not wrong, 'every process of es-%s '
             'is yx-%s for good, without new rights' % (name, name), wrong)
    pid = i.tree('signd')[-1]
    for what in ('mem', 'environ', 'maps'):
        t.ok(not can_read('seal', '/proc/%d/%s' % (pid, what)),
             'es-seal cannot read /proc of es-signd: %s' % what)
    t.ok(not can_read('signd', '/proc/%d/mem' % pid),
         'nor can another process of yx-signd: it is not dumpable')


# -- database ----------------------------------------------------------------
def rights(lines):
    """{(account, table): {(right, columns), ...}} of GRANT statements."""
    out = {}
    for line in lines:
        m = re.match(r'GRANT (.*) ON `?(\S+?)`?\.`?(\S+?)`? TO '
                     r'[`\']?(\w+)[`\']?@', line.strip())
        if not m or m.group(1) == 'USAGE':
            continue
        for r, cols in re.findall(r'([A-Z ]+?)(?: \(([^)]*)\))?(?:, |$)',
                                  m.group(1)):
            out.setdefault((m.group(4), m.group(3)), set()).add(
                (r, frozenset(c.strip(' `') for c in cols.split(','))
                 if cols else frozenset()))
        if m.group(2) != 'yinxin' or 'GRANT OPTION' in line:
            out[(m.group(4), 'OUTSIDE ' + m.group(2))] = set()
    return out


def grants(t, i):
    with open(SRC + '/schema/grants.sql') as f:
        want = rights(x for x in f.read().splitlines())
    have = {}
    for a in ACCOUNTS:
        have.update(rights(r[0] for r in i.sql(
            'SHOW GRANTS FOR es_%s@localhost' % a)))
    t.ok(len(want) > 60, 'grants.sql was read: %d lines' % len(want))
    for key in sorted(set(want) | set(have)):
        if want.get(key) != have.get(key):
            t.equal(have.get(key), want.get(key), 'rights of %s on %s' % key)
    t.equal(have, want, 'every account has the rights of grants.sql and none '
            'else')
    rows = i.sql("SELECT user, host FROM mysql.user WHERE user NOT IN"
                 " ('root', 'mariadb.sys') AND user NOT LIKE 'es\\_%'")
    t.equal(rows, [], 'there are no other accounts')
    rows = i.sql("SELECT user, host FROM mysql.user WHERE host NOT IN"
                 " ('localhost')")
    t.equal(rows, [], 'and none from other hosts')


def taken_away(t, i):
    """What grants.sql does not name any more goes with the next change."""
    i.sql('GRANT SELECT ON yinxin.* TO es_verify@localhost; UPDATE'
          " schema_version SET sha256 = 'x' WHERE name = 'grants.sql'")
    t.ok(not denied(i, 'verify', 'SELECT COUNT(*) FROM session'),
         'a right too many')
    code, said = i.run_tool('es-migrate', i.dir, SRC + '/schema')
    t.ok(code == 0 and denied(i, 'verify', 'SELECT COUNT(*) FROM session'),
         'es-migrate takes it away', said)
    grants(t, i)


def denied(i, account, sql):
    try:
        i.sql(sql, account)
    except RuntimeError as e:
        return 'denied' in str(e) or 'CHECK OPTION' in str(e)
    return False


def evidence(t, i):
    for a in ACCOUNTS:
        column = {x: i.one("SELECT column_name FROM information_schema.columns"
                           " WHERE table_schema = 'yinxin' AND table_name ="
                           " '%s' LIMIT 1" % x) for x in APPEND_ONLY}
        done = [x for x in APPEND_ONLY if not (
            a == 'archive' and x in MAY_DISPOSE or
            denied(i, a, 'DELETE FROM %s' % x) and
            denied(i, a, 'UPDATE %s SET %s = %s' % (x, column[x], column[x]))
            and denied(i, a, 'TRUNCATE %s' % x) and
            denied(i, a, 'DROP TABLE %s' % x) and
            denied(i, a, 'ALTER TABLE %s ADD x INT' % x) and
            denied(i, a, 'REPLACE INTO %s SELECT * FROM %s' % (x, x)))]
        t.equal(done, [], 'es_%s changes and deletes no evidence' % a)
    row = "(1, 900001, '%s', 0, 1, 0, NULL, 0, '', '', REPEAT('x', 32)," \
          " REPEAT('x', 32))"
    for a in ACCOUNTS:
        if a == 'signd':
            continue
        for kind in ('intent', 'refused', 'sealed', 'void'):
            t.ok(denied(i, a, 'INSERT INTO seal_ledger VALUES ' + row % kind),
                 'es_%s appends nothing to the ledger itself: %s' % (a, kind))
        for kind in ('intent', 'refused'):
            t.ok(denied(i, a, 'INSERT INTO seal_outcome VALUES ' + row % kind),
                 'nor through the view: %s' % kind)
    for a in ACCOUNTS:
        if a not in ('signd', 'seal'):
            t.ok(denied(i, a, 'INSERT INTO seal_outcome VALUES ' + row %
                        'void'), 'es_%s appends no outcome' % a)
    t.equal(i.one('SELECT COUNT(*) FROM seal_ledger WHERE seq = 900001'), '0',
            'and nothing was appended')


FORBIDDEN = {
    'login': ['SELECT * FROM course_grade', 'SELECT * FROM document',
              'UPDATE account SET disabled = FALSE', 'SELECT * FROM seal',
              "UPDATE account SET role = 'keeper'",
              "UPDATE account SET name = 'x'"],
    'request': ['UPDATE request SET person_id = 2', 'UPDATE person SET status'
                " = 'registered'", 'UPDATE course_grade SET grade = 990',
                "UPDATE document SET state = 'valid'", 'UPDATE seal SET state'
                " = 'active'", 'INSERT INTO document_file VALUES (1, 2, 3)',
                'UPDATE standing_authorisation SET revoked = 0',
                'INSERT INTO seal_policy VALUES (1, 2)',
                'UPDATE document_type SET auto_approve = 1',
                'SELECT password FROM account WHERE 0 UNION SELECT hash FROM'
                ' seal_ledger', "UPDATE seal_job SET state = 'new'",
                'SELECT password FROM account', 'DELETE FROM session',
                'UPDATE session SET account_id = 1'],
    'approve': ['UPDATE request SET person_id = 2', 'INSERT INTO snapshot'
                ' VALUES (1, 1, 1, 1)', "UPDATE seal_job SET state = 'new'",
                'UPDATE flow_instance SET applicant = 1', 'UPDATE'
                " flow_instance SET definition = ''", 'INSERT INTO'
                ' flow_instance (request_id) VALUES (1)', 'INSERT INTO'
                ' account_role (role) VALUES (1)', 'UPDATE account_role SET'
                ' valid_until = 0', "UPDATE document_type SET flow = ''",
                'UPDATE absence SET deputy_id = 1', 'SELECT * FROM seal',
                'INSERT INTO document (id) VALUES (1)', 'SELECT * FROM'
                ' course_grade', 'SELECT id_number FROM person',
                'SELECT password FROM account', 'SELECT * FROM document_file',
                'UPDATE standing_authorisation SET revoked = 0'],
    'seal': ['UPDATE request SET person_id = 2', "UPDATE request SET type_id ="
             " 'x'", 'INSERT INTO request (id) VALUES (1)',
             'INSERT INTO approval VALUES (1, 1, 1, 1, 1, 1)',
             'INSERT INTO snapshot VALUES (1, 1, 1, 1)',
             'UPDATE standing_authorisation SET revoked = 0',
             'UPDATE standing_authorisation SET used_total = 0',
             "UPDATE seal SET state = 'active'",
             'INSERT INTO seal_policy VALUES (1, 2)',
             'UPDATE document_type SET seal_id = 1', 'DELETE FROM document',
             'UPDATE seal_job SET request_id = 2', 'DELETE FROM seal_job',
             'SELECT * FROM course_grade', "UPDATE document SET number = 'x'",
             'SELECT password FROM account', 'SELECT id_number FROM person',
             'UPDATE session SET account_id = 1'],
    'verify': ['SELECT * FROM account', 'SELECT * FROM session',
               'SELECT * FROM course_grade', 'SELECT birth FROM person',
               'SELECT * FROM document_file', "UPDATE document SET state ="
               " 'valid'", 'INSERT INTO document (id) VALUES (1)',
               'INSERT INTO audit_log (chain) VALUES (1)',
               'SELECT * FROM verify_log', 'SELECT * FROM seal_ledger',
               "UPDATE request SET state = 'issued'", 'SELECT crid FROM'
               ' request', 'SELECT id_number FROM person',
               'SELECT record FROM snapshot', 'DELETE FROM throttle'],
    'signd': ['UPDATE standing_authorisation SET daily_quota = 9',
              'UPDATE standing_authorisation SET revoked = 0',
              'SELECT name_zh FROM person', 'SELECT * FROM account',
              "UPDATE request SET state = 'issued'",
              'INSERT INTO document (id) VALUES (1)', 'SELECT * FROM'
              ' course_grade', "UPDATE seal SET state = 'active'",
              "UPDATE certificate SET state = 'good'"],
    'contract': ['INSERT INTO contract_signature (n) VALUES (1)',
                 'INSERT INTO approval (step) VALUES (1)',
                 'INSERT INTO seal_release (at) VALUES (1)',
                 'INSERT INTO flow_event (seq) VALUES (1)',
                 'INSERT INTO seal_outcome (seq) VALUES (1)',
                 'INSERT INTO seal_job (attempts) VALUES (1)',
                 'SELECT * FROM seal_ledger', 'SELECT password FROM account',
                 'SELECT grade FROM course_grade',
                 'SELECT base FROM income_month',
                 "UPDATE document SET state = 'valid'",
                 'SELECT * FROM document_file',
                 'UPDATE standing_authorisation SET revoked = 0',
                 "UPDATE seal SET state = 'active'"],
    'register': ['SELECT * FROM document_file', 'SELECT birth FROM person',
                 'SELECT * FROM course_grade', 'SELECT record FROM snapshot',
                 'SELECT address FROM verify_log', 'SELECT password FROM'
                 ' account', "UPDATE document SET number = 'x'",
                 'UPDATE document SET file_sha256 = 0',
                 'DELETE FROM document', 'SELECT * FROM seal_ledger',
                 "UPDATE request SET state = 'issued'"],
    'admin': ['SELECT * FROM course_grade', 'SELECT * FROM snapshot',
              'SELECT * FROM request', 'SELECT id_number FROM person',
              'SELECT * FROM income_month', 'SELECT password FROM account',
              'SELECT definition FROM seal', 'SELECT * FROM document',
              'INSERT INTO standing_authorisation (id) VALUES (1)',
              "UPDATE seal SET state = 'active'",
              'UPDATE standing_authorisation SET revoked = 0',
              "UPDATE account SET role = 'staff'"],
    'mail': ['SELECT * FROM person', 'SELECT * FROM account',
             'INSERT INTO mail_outbox (notice_id) VALUES (1)',
             "UPDATE notice SET path = '/'", 'DELETE FROM mail_outbox',
             'INSERT INTO notice (account_id) VALUES (1)',
             'SELECT * FROM document', 'SELECT * FROM session'],
    'audit': ['SELECT * FROM person', 'SELECT record FROM snapshot',
              'SELECT * FROM account', 'SELECT number FROM document',
              'INSERT INTO audit_checkpoint VALUES (1, 1, 1, 1)',
              'INSERT INTO seal_ledger (seal_id) VALUES (1)',
              "UPDATE seal_chain SET seq = 1", 'UPDATE flow_instance SET'
              ' events = 1', 'DELETE FROM audit_run',
              'SELECT * FROM session', 'SELECT definition FROM seal'],
    'ca': ['SELECT * FROM person', 'DELETE FROM certificate',
           'SELECT * FROM seal',
           'SELECT * FROM account', 'INSERT INTO seal_ledger (seal_id) VALUES'
           ' (1)'],
    'import': ['SELECT * FROM session', 'UPDATE request SET person_id = 1',
               'SELECT * FROM snapshot', 'INSERT INTO document (id) VALUES'
               ' (1)', 'DELETE FROM account'],
    'renew': ['UPDATE document_archive SET n = 9', 'DELETE FROM'
              ' document_archive', 'UPDATE document_file SET bytes = 0',
              'INSERT INTO document_file VALUES (1, 1, 1)',
              'SELECT code FROM document', "UPDATE document SET state ="
              " 'valid'", 'SELECT * FROM person', 'SELECT * FROM snapshot',
              'SELECT * FROM account', 'SELECT * FROM session',
              'DELETE FROM archive_state'],
    'archive': ['UPDATE document_file SET bytes = 0', 'UPDATE filing SET'
                ' sha256 = 0', 'UPDATE filing_bytes SET bytes = 0',
                'INSERT INTO disposal_decision (disposal_id) VALUES (1)',
                'INSERT INTO disposal (id) VALUES (1)',
                'DELETE FROM disposal_record', 'DELETE FROM document',
                'INSERT INTO archive_hold (document_id) VALUES (1)',
                'INSERT INTO retention_rule (type_id) VALUES (1)',
                'SELECT id_number FROM person', 'SELECT password FROM account',
                'SELECT * FROM session', 'INSERT INTO document_file VALUES'
                ' (1, 1, 1)'],
}


def forbidden(t, i):
    for account, tries in FORBIDDEN.items():
        for sql in tries + ['SELECT * FROM mysql.user',
                            "SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE"
                            " '/tmp/x'", 'CREATE TABLE x (y INT)',
                            'SET GLOBAL general_log = 1',
                            'GRANT SELECT ON yinxin.* TO es_%s@localhost' %
                            account]:
            try:
                i.sql(sql, account)
                said = 'it was done'
            except RuntimeError as e:
                said = str(e)
            t.ok('denied' in said, 'es_%s may not: %s' % (account, sql), said)


def passwords(t, i):
    """A program's user does not get in as another account."""
    for user in WEB:
        for account in ('root', 'es_signd', 'es_seal', 'es_verify'):
            p = become(user, 'mariadb', '--no-defaults', '-u', account,
                       '--socket=' + i.path('run', 'db.sock'), '-e',
                       'SELECT 1')
            t.ok(p.returncode != 0, 'yx-%s is not let in as %s without its '
                 'password' % (user, account))


def main():
    t = Tap()
    with Instance(people=20) as i:
        with open(i.path('etc', 'separated')) as f:
            walls = f.read().strip() == 'yes'
        if walls:
            for f in (files, own_files, sockets, signd, processes, passwords):
                t.run(f.__name__, f, i)
        else:
            t.note('not root: all programs run as one Unix user here')
        for f in (grants, taken_away, evidence, forbidden):
            t.run(f.__name__, f, i)
    t.done()


if __name__ == '__main__':
    main()
