#!/usr/bin/env python3
"""w_roles - every role against every route, and two roles against each other.

The routes are read from the programs' sources, so a new one is in the matrix
the moment it exists; the roles are the database's.
"""
import glob
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
import people                           # noqa: E402
from instance import SRC, Instance      # noqa: E402
from tap import Tap                     # noqa: E402

# What each audience admits, written down a second time.
STAFF = set(people.ROLES) - set(people.OFFICERS) | {'staff'}
ADMITS = {
    'WEB_PUBLIC': STAFF | set(people.OFFICERS) | {'student', 'nobody'},
    'WEB_USER': STAFF | set(people.OFFICERS) | {'student'},
    'WEB_STAFF': STAFF,
    'WEB_REGISTER': {'handler', 'approver', 'archivist'},
    'WEB_KEEPER': {'keeper'}, 'WEB_SEAL_MANAGER': {'seal-manager'},
    'WEB_SEAL_MAKER': {'seal-maker'}, 'WEB_ARCHIVIST': {'archivist'},
    'WEB_REGISTER': {'handler', 'approver', 'archivist'},
    'WEB_SYSTEM_ADMIN': {'system-admin'},
    'WEB_SECURITY_ADMIN': {'security-admin'}, 'WEB_AUDITOR': {'auditor'},
    'WEB_OFFICER': set(people.OFFICERS),
    'WEB_WATCH': {'auditor', 'security-admin'},
    'WEB_HANDLER': {'handler'},
    'WEB_SEAL_APPLY': {'handler', 'seal-manager'},
    'WEB_SEAL_ACT': {'handler', 'approver', 'keeper', 'seal-manager',
                     'seal-maker', 'archivist'},
    'WEB_SEAL_LIFE': {'handler', 'approver', 'keeper', 'seal-manager',
                      'seal-maker', 'archivist', 'auditor'},
    'WEB_REGISTER': {'handler', 'approver', 'archivist'},
}


def routes():
    out = []
    for f in sorted(glob.glob(SRC + '/fcgi-apps/*/*.c')):
        with open(f) as h:
            out += re.findall(r'\{\s*"(GET|POST)",\s*"(/[^"]*)",\s*(WEB_\w+)',
                              h.read())
    return out


def visitors(inst):
    out = {'nobody': inst.browser()}
    names = {'student': campus.STUDENT, 'staff': 'N0001'}
    people.add(inst, 'N0001')
    for n, role in enumerate(people.ROLES):
        names[role] = 'R%04d' % n
        people.add(inst, names[role], [role])
    for role, name in names.items():
        out[role] = inst.browser()
        campus.sign_in(out[role], name)
    return out


def refused(b, method, path):
    """'login', 'no', or 'in' (whatever the page then says)."""
    body = b'csrf=00' if method == 'POST' else None
    p = b._once(method, path, body, {
        'Content-Type': 'application/x-www-form-urlencoded'} if body else {})
    if p.status == 303 and '/login' in p.headers.get('location', ''):
        return 'login'
    return 'no' if p.status == 403 else 'in'


def matrix(t, inst, who):
    found = routes()
    t.ok(len(found) > 12, '%d routes were found' % len(found))
    unknown = {a for _, _, a in found} - set(ADMITS)
    t.equal(unknown, set(), 'every route names an audience that we know')
    for method, path, audience in found:
        if path == '/logout' or audience not in ADMITS:
            continue
        real = re.sub(r':\w+', '987654321', path)
        wrong = []
        for role, b in who.items():
            may = role in ADMITS[audience]
            got = refused(b, method, real)
            # A form without the session's token is refused for everybody.
            if audience == 'WEB_PUBLIC':
                want = {'in', 'no'}
            elif role == 'nobody':
                want = {'login'}
            else:
                want = {'in' if may and method == 'GET' else 'no'}
            if got not in want:
                wrong.append((role, got))
        t.equal(wrong, [], '%s %s: %s' % (method, path, audience))


def refuses(inst, sql):
    try:
        inst.sql(sql)
    except RuntimeError as e:
        return str(e)
    return ''


def apart(t, inst):
    people.add(inst, 'N0009', ['auditor'])
    for role in people.ROLES:
        said = refuses(inst, "INSERT INTO account_role (account_id, role,"
                       " valid_from, granted_by, approved_by) SELECT id,"
                       " '%s', 5, 'a', 'b' FROM account WHERE name = 'N0009'"
                       % role)
        t.ok(('second role' in said) == (role != 'auditor'),
             'an auditor is not %s, too' % role, said)
    for role in people.OFFICERS:
        said = refuses(inst, "INSERT INTO account_role (account_id, role,"
                       " valid_from, granted_by, approved_by) SELECT id, '%s'"
                       ", 5, 'a', 'b' FROM account WHERE name = 'K0001'" %
                       role)
        t.ok('second role' in said, 'a keeper is not %s' % role, said)
    # The person counts, not the account.
    inst.sql("INSERT INTO account (name, person_id, role, password) SELECT"
             " 'N0009x', person_id, 'staff', '' FROM account"
             " WHERE name = 'N0009'")
    said = refuses(inst, "INSERT INTO account_role (account_id, role,"
                   " valid_from, granted_by, approved_by) SELECT id, 'keeper'"
                   ", 5, 'a', 'b' FROM account WHERE name = 'N0009x'")
    t.ok('second role' in said, 'nor with a second account', said)
    said = refuses(inst, "INSERT INTO account_role (account_id, role,"
                   " valid_from, granted_by, approved_by) SELECT id,"
                   " 'keeper', 5, 'a', 'a' FROM account WHERE name = 'N0001'")
    t.ok('two people' in said, 'nobody gives a right alone', said)
    said = refuses(inst, "UPDATE account_role SET office = 'GS'")
    t.ok('only end' in said, 'a right changes into no other', said)
    inst.sql("UPDATE account_role SET valid_until = 7 WHERE account_id ="
             " (SELECT id FROM account WHERE name = 'N0009')")
    t.ok('only end' in refuses(inst, 'UPDATE account_role SET valid_until = 0'
                               ' WHERE valid_until = 7'),
         'what has ended does not come back')
    people.give(inst, 'N0009', 'approver', 'GS', 10)
    t.ok(True, 'who was an auditor once may do business later')


def ends(t, inst, who):
    b = who['keeper']
    t.equal(b.open('/seal').status, 200, 'a keeper sees seals')
    inst.sql("UPDATE account_role SET valid_until = UNIX_TIMESTAMP() WHERE"
             " role = 'keeper' AND office = '' AND account_id = (SELECT id"
             " FROM account WHERE name = 'R0003')")
    t.equal(b.open('/seal').status, 403, 'and none the moment it ends')
    b = inst.browser()
    campus.sign_in(b, 'K0001')
    t.equal(b.open('/seal').status, 200, 'another does')
    inst.sql("UPDATE person SET status = 'left' WHERE number = 'K0001'")
    t.equal(b.open('/seal').status, 403, 'until they have left')


def main():
    t = Tap()
    with Instance(people=20) as inst:
        who = visitors(inst)
        t.run('matrix', matrix, inst, who)
        t.run('apart', apart, inst)
        t.run('ends', ends, inst, who)
    t.done()


if __name__ == '__main__':
    main()
