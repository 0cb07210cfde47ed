#!/usr/bin/env python3
"""w_refusals - what a trigger refuses is an answer to a person, in words that
say what to do next; what no person can cause is a fault of ours and logged."""
import glob
import os
import re
import sys
import urllib.parse

sys.path.insert(0, os.path.join(os.environ['ES_SRCDIR'], 'tests', 'lib'))
import campus                           # noqa: E402
from instance import SRC, Instance      # noqa: E402
from tap import Tap                     # noqa: E402

HEADERS = {'Content-Type': 'application/x-www-form-urlencoded'}
STATUS = {'ES_E_DENIED': 403, 'ES_E_CONFLICT': 409}


def read(path):
    with open(os.path.join(SRC, path), encoding='utf-8') as f:
        return f.read()


def table():
    """(text, status, key) of core/store/refusal.c."""
    return [(said, STATUS.get(code, 500), key) for said, code, key in
            re.findall(r'\{ "([^"]+)",\s+(\w+)(?:, "(refusal[^"]+)")? \}',
                       read('core/store/refusal.c'))]


def words(lang):
    return dict(re.findall(r'<m k="(refusal[^"]+)">([^<]+)<', read(
        'templates/messages/%s.xml' % lang)))


def post(inst, b, path, **fields):
    csrf = dict(map(tuple, b.open('/').form('/logout', 'POST').fields))['csrf']
    return b.open(path, 'POST', urllib.parse.urlencode(dict(
        fields, csrf=csrf)).encode(), dict(HEADERS, Origin=inst.base))


class Refusing:
    """A table that refuses every new row with this text."""

    def __init__(self, inst, name, said, state='45000'):
        self.inst, self.name, self.said = inst, name, said
        self.state = state

    def __enter__(self):
        self.inst.sql("DELIMITER //\nCREATE OR REPLACE TRIGGER test_refuses "
                      "BEFORE INSERT ON %s FOR EACH ROW BEGIN SIGNAL SQLSTATE"
                      " '%s' SET MESSAGE_TEXT = '%s'; END//" % (
                          self.name, self.state, self.said))

    def __exit__(self, *_):
        self.inst.sql('DROP TRIGGER IF EXISTS test_refuses')


def away(inst, b):
    return post(inst, b, '/approve/absence', deputy='A0002',
                **{'from': '2030-01-01', 'until': '2030-01-05'})


def all_of_them(t, inst):
    b = {}
    for lang in ('zh-CN', 'en'):
        b[lang] = inst.browser(lang=lang)
        campus.sign_in(b[lang], 'A0001')
    say = {lang: words(lang) for lang in b}
    rows = table()
    t.equal(len(rows), len(set(re.findall(
        r"MESSAGE_TEXT =\s*'([^']+)'", ''.join(
            read(f) for f in sorted(glob.glob(SRC + '/schema/*.sql')))))),
        'the test reads the whole table')
    for said, status, key in rows:
        with Refusing(inst, 'absence', said):
            for lang in b:
                p = away(inst, b[lang])
                t.ok(p.status == status and (not key or
                                             say[lang][key] in p.text),
                     '%s: "%s" is %d' % (lang, said, status),
                     '%d %s' % (p.status, p.text[:400]))
    t.equal(inst.one('SELECT COUNT(*) FROM absence'), '0',
            'and nothing was written')
    t.ok('refused: two officers give a right' in inst.log('approve'),
         'a fault of ours is in the log by its own words')
    with Refusing(inst, 'absence', 'a text of nobody'):
        p = away(inst, b['en'])
        t.ok(p.status == 500 and 'a text of nobody' not in p.text,
             'an unknown refusal is a fault, and tells no inside', p.status)
    with Refusing(inst, 'absence', 'broken', '42000'):
        t.equal(away(inst, b['en']).status, 500, 'as is another state')
    inst.sql("REVOKE INSERT ON absence FROM 'es_approve'@'localhost'")
    t.equal(away(inst, b['en']).status, 500,
            'a right that the program\'s account lacks is no fault of the '
            'visitor')


def in_programs(t, inst):
    """The same through a proposal, and through a step of a seal."""
    b = inst.browser()
    campus.sign_in(b, 'O0001')
    who = inst.one("SELECT id FROM account WHERE name = 'T0001'")
    with Refusing(inst, 'officer_proposal',
                  'the system officer asks for this'):
        p = post(inst, b, '/admin/people/' + who, kind='lock', reason='离职')
    t.ok(p.status == 403 and '权限已经终止' in p.text and '联系系统管理员' in
         p.text, 'es-admin: a right that ended meanwhile', p.text[:400])
    t.equal(inst.one('SELECT COUNT(*) FROM officer_proposal'), '0',
            'nothing was asked')
    m = inst.browser()
    campus.sign_in(m, 'M0001')
    seen = inst.one('SELECT events FROM seal WHERE id = 2')
    for said, status, word in (
            ('a seal wants different people', 403, '另一人'),
            ('who keeps a seal neither makes nor approves it', 403, '保管人'),
            ('that is no step of a seal in this state', 409, '核对')):
        with Refusing(inst, 'seal_event', said):
            p = post(inst, m, '/seal/life/2', act='suspend', seen=seen,
                     reason='检查')
        t.ok(p.status == status and word in p.text, 'es-seal: ' + said,
             '%d %s' % (p.status, p.text[:400]))
    t.equal(inst.one('SELECT state FROM seal WHERE id = 2'), 'active',
            'the seal is as it was')


def main():
    t = Tap()
    with Instance(people=20) as inst:
        t.run('all', all_of_them, inst)
        t.run('programs', in_programs, inst)
    return t.done()


if __name__ == '__main__':
    sys.exit(main())
