"""kiosk.py - every document type that is configured, issued to somebody.

Nothing here names a type: which there are and in which languages the database
says, what its form asks its definition, who may have it the pages, who
approves it the flow's tasks, who releases it the seal.  So a type that is
added is issued, and judged, without a change here.
"""
import os
import re
import subprocess
import urllib.parse
import xml.etree.ElementTree as ET

import campus
from instance import BUILD

# What a form's text would be; any other is filling of the right length.
WORDS = {'zh-CN': '示例单位名称与内容说明', 'en': 'Example University Press '}
SECONDS = 60


def types(inst):
    """[(type's element, id, language)] of all that are in force."""
    out = []
    for name, version, xml in inst.sql(
            'SELECT v.type_id, v.version, HEX(v.definition) FROM type_version '
            'v JOIN document_type t ON t.id = v.type_id AND t.version = '
            'v.version WHERE t.active ORDER BY t.ord'):
        d = ET.fromstring(bytes.fromhex(xml))
        out += [(d, name, lang) for lang in
                d.find('issue').get('languages').split(',')]
    return out


def page_of(inst, kind, lang):
    """The template that this type's pages are made by."""
    return ET.fromstring(bytes.fromhex(inst.one(
        "SELECT HEX(p.template) FROM type_page p JOIN document_type t ON t.id "
        "= p.type_id AND t.version = p.version WHERE t.id = '%s' AND p.lang = "
        "'%s'" % (kind, lang))))


def words(lang, n):
    return (WORDS[lang] * (n // 8 + 1))[:n].strip()


def value(field, lang, most):
    """What somebody writes who is brief, or who uses all the room there is."""
    kind, room = field.get('kind'), int(field.get('max') or 0)
    if kind == 'line':
        return words(lang, room if most else min(room, 8))
    if kind == 'text':
        return words(lang, room if most else 20)
    if kind == 'date':
        return '2027-12-31'
    if kind == 'money':
        return '1234567.89' if most else '10.00'    # a thousandth: one fen
    if kind == 'number':
        return '%d' % min(int(field.get('max')), 1234) if most else \
            field.get('min')
    if kind == 'choice':
        return field.findall('choice')[-1 if most else 0].get('key')
    return None                          # computed


def filled(form, lang, most):
    """The controls of a form and their values; brief: what is required."""
    out = {}
    for f in form if form is not None else ():
        name = f.get('name')
        if not most and f.get('required') != 'yes':
            continue
        if f.get('kind') == 'rows':
            for i in range(int(f.get('max' if most else 'min'))):
                for c in f.findall('field'):
                    v = value(c, lang, most)
                    if v is not None and (most or c.get('required') == 'yes'):
                        out['f.%s.%d.%s' % (name, i, c.get('name'))] = v
        elif value(f, lang, most) is not None:
            out[name if name == 'purpose' else 'f.' + name] = value(
                f, lang, most)
    return out


class Kiosk:
    def __init__(self, inst):
        self.inst, self.b, self.brought = inst, {}, None
        self.people = [r[0] for r in inst.sql(
            'SELECT a.name FROM account a JOIN person p ON p.id = a.person_id '
            'WHERE NOT EXISTS (SELECT 1 FROM account_role r WHERE '
            'r.account_id = a.id) ORDER BY p.kind, a.name')]
        self.offers = {}                # person: what the pages offer

    def who(self, name):
        if name not in self.b:
            self.b[name] = self.inst.browser()
            campus.sign_in(self.b[name], name)
        return self.b[name]

    def offered(self, name):
        """The addresses of what this person may ask for."""
        if name not in self.offers:
            self.offers[name] = [
                urllib.parse.urlsplit(x).path
                for x in self.who(name).open('/services').links]
            p = self.who(name).open('/contract/new')
            self.offers[name] += re.findall(r'<option value="([a-z-]+)"',
                                            p.body.decode())
        return self.offers[name]

    def entitled(self, kind, lang, files=False):
        """Somebody who may have it; None: nobody."""
        want = kind if files else '/request/%s/%s' % (kind, lang)
        return next((x for x in self.people if want in self.offered(x)), None)

    def text(self):
        """A finished file such as an office brings: PDF/A, tagged."""
        if self.brought is None:
            out = self.inst.path('brought.pdf')
            subprocess.run([os.path.join(BUILD, 'tests', 'tools',
                                         'pdf_sample'),
                            os.path.join(BUILD, 'packs'), out], check=True,
                           stdout=subprocess.DEVNULL, env=dict(
                               os.environ, ASAN_OPTIONS='detect_leaks=0'))
            with open(out, 'rb') as f:
                self.brought = f.read()
        return self.brought

    # -- the ways to a document -------------------------------------------------
    def ask(self, d, who, kind, lang, most):
        """Fill in, look at the preview, confirm; the request's number."""
        b, path = self.who(who), '/request/%s/%s' % (kind, lang)
        p = b.open(path)
        v = filled(d.find('form'), lang, most)
        if any(k.startswith('f.') for k in v):
            p = b.submit(p.form(path, 'POST'), dict(v), button=(
                'step', 'preview'))
            if '/draft/' not in p.url:
                raise LookupError('%s %s: %s %.1500s' % (
                    kind, lang, p.status, p.text))
            return campus.request_id(b.submit(p.form('/request/', 'POST')))
        return campus.request_id(b.submit(p.form(path, 'POST'), v))

    def bring(self, d, who, kind, most):
        """A finished file, with a place for the type's seal; the request."""
        b, issue = self.who(who), d.find('issue')
        p = b.open('/contract/new')
        p = b.submit(p.form('/contract/new', 'POST'), {
            'type': kind, 'title': words('zh-CN', 100 if most else 5),
            'party': words('zh-CN', 100 if most else 8), 'total': '12000'})
        at = urllib.parse.urlsplit(p.url).path
        form = next(f for f in p.forms if f.action.endswith('/file') and
                    ['role', 'text'] in f.fields)
        b.submit(form, files={'file': ('text.pdf', 'application/pdf',
                                       self.text())})
        seal = self.inst.one(
            "SELECT id FROM seal WHERE office = '%s' AND class = '%s' AND "
            "state = 'active'" % (issue.get('office'), issue.get('seal') or
                                  'department'))
        f = b.open(at + '/place').form('/place', 'POST')
        f.buttons = []
        b.submit(f, {'straddle': '', 'p1seal': seal, 'p1page': '1',
                     'p1x': '100', 'p1y': '60'})
        p = b.open(at)
        p = b.submit(p.form(at + '/freeze', 'POST'))
        return int(self.inst.one(
            'SELECT r.id FROM contract c JOIN request r ON r.person_id = '
            'c.person_id AND r.crid = c.crid WHERE c.id = %s' %
            at.split('/')[-1])), at

    def decide(self, n):
        """Everybody whose turn it is agrees, until nobody's is."""
        for _ in range(12):
            task = self.inst.sql(
                'SELECT account_id, role, office FROM flow_task WHERE '
                'request_id = %d AND alt = 0 ORDER BY step, slot LIMIT 1' % n)
            if not task:
                return
            account, role, office = task[0]
            who = self.inst.one(
                "SELECT a.name FROM account a LEFT JOIN account_role r ON "
                "r.account_id = a.id WHERE a.id = %s OR (r.role = '%s' AND "
                "r.office = '%s' AND r.valid_until = 0 AND a.person_id <> "
                "(SELECT person_id FROM request WHERE id = %d)) ORDER BY "
                "a.id LIMIT 1" % (account, role, office, n))
            if who is None:
                raise LookupError('nobody is %s of %s' % (role, office))
            p = self.who(who).open('/approve/%d' % n)
            self.who(who).submit(p.form('/approve/%d' % n, 'POST'), {
                'opinion': ''}, button=('action', 'approve'))
        raise LookupError('request %d: no end of tasks' % n)

    def state(self, n):
        return self.inst.one('SELECT state FROM request WHERE id = %d' % n)

    def release(self, n):
        """The keeper of the request's seal lets it be used."""
        who, seal = self.inst.sql(
            'SELECT a.name, s.number FROM request r JOIN document_type t ON '
            't.id = r.type_id JOIN seal s ON s.id = t.seal_id JOIN account a '
            'ON a.id = s.keeper_id WHERE r.id = %d' % n)[0]
        if not campus.release(self.inst, who, seal, n):
            raise LookupError('request %d: %s has nothing to release' % (
                n, who))

    def release_contract(self, n, at):
        """Each keeper whom it waits for, on the contract's own page."""
        def waits():
            return self.state(n) == 'issued' or self.inst.one(
                'SELECT reason FROM contract_wait WHERE request_id = %d' % n)
        self.inst.until(waits, SECONDS)
        if self.state(n) == 'issued':
            return
        who = self.inst.one(
            'SELECT a.name FROM contract c JOIN request r ON r.person_id = '
            'c.person_id AND r.crid = c.crid JOIN contract_place p ON '
            'p.contract_id = c.id JOIN seal s ON s.id = p.seal_id JOIN '
            'account a ON a.id = s.keeper_id WHERE r.id = %d' % n)
        p = self.who(who).open(at)
        self.who(who).submit(p.form(at + '/release', 'POST'))

    def issue(self, d, kind, lang, most=False, who=None):
        """A document of this type, from the form to the file; (who, request,
        the sealed file)."""
        files = d.find('issue').get('files') == 'yes'
        who = who or self.entitled(kind, lang, files)
        if who is None:
            raise LookupError('%s %s: nobody may have it' % (kind, lang))
        at = None
        if files:
            n, at = self.bring(d, who, kind, most)
        else:
            n = self.ask(d, who, kind, lang, most)
        self.decide(n)
        if files:
            self.release_contract(n, at)
        elif not self.by_itself(kind):
            self.release(n)
        return who, n, self.file(who, n)

    def by_itself(self, kind):
        return self.inst.one("SELECT COUNT(*) FROM standing_authorisation "
                             "WHERE type_id = '%s'" % kind) != '0'

    def file(self, who, n):
        p = campus.issued(self.who(who), '/documents/%d' % n, SECONDS)
        if p is None:
            raise LookupError('request %d is %s: %s' % (
                n, self.state(n), self.inst.sql(
                    'SELECT reason, detail FROM seal_job WHERE request_id = '
                    '%d' % n)))
        return campus.download(self.who(who), p)
