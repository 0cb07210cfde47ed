"""people.py - members of staff with roles, put into a test's database."""

OFFICERS = ('system-admin', 'security-admin', 'auditor')
ROLES = ('handler', 'approver', 'head', 'keeper', 'seal-manager',
         'seal-maker', 'archivist') + OFFICERS


def add(inst, account, roles=(), unit='研究生院', name=None, status='registered'):
    """A member of staff who signs in as everybody does; the account's id."""
    inst.sql("INSERT INTO person (number, kind, name_zh, name_en, school_zh,"
             " school_en, status) VALUES ('%s', 'staff', '%s', '%s', '%s',"
             " 'Unit', '%s');"
             "INSERT INTO account (name, person_id, role, password, chosen)"
             " SELECT '%s', (SELECT id FROM person WHERE number = '%s'),"
             " 'staff', password, TRUE FROM account WHERE name = 'K0001'" % (
                 account, name or '样例' + account, 'SAMPLE ' + account,
                 unit, status, account, account))
    for r in roles:
        role, _, office = r.partition(' ')
        give(inst, account, role, office)
    return int(inst.one("SELECT id FROM account WHERE name = '%s'" % account))


def give(inst, account, role, office='', since=0, until=0):
    inst.sql("INSERT INTO account_role (account_id, role, office, valid_from,"
             " valid_until, granted_by, approved_by) SELECT id, '%s', '%s',"
             " %d, %d, 'one', 'another' FROM account WHERE name = '%s'" % (
                 role, office, since, until, account))
