#!/usr/bin/env python3
"""es-renew: issued documents reach B-LTA and are renewed; what is away costs
a level and is made good; ended anywhere, it goes on without loss or double."""
import json
import os
import socket
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                               # noqa: E402
import judges                               # noqa: E402
from instance import BUILD, Instance        # noqa: E402
from tap import Tap                         # noqa: E402

ES = os.path.join(BUILD, 'tools', 'es', 'es')
CNF = '''
[ca]
default_ca = c
[c]
database = %(work)s/index
crlnumber = %(work)s/number
default_md = sha256
default_crl_days = 30
'''


class Bench:
    def __init__(self, i, work):
        self.i, self.work = i, work
        self.pki = i.path('pki', 'public')
        self.conf = i.path('etc', 'renew.conf')

    def lists(self):
        """What the CA publishes: two empty lists."""
        for name, text in (('index', ''), ('number', '1000\n'),
                           ('cnf', CNF % {'work': self.work})):
            with open(os.path.join(self.work, name), 'w') as f:
                f.write(text)
        ca = self.i.path('ca')
        for name in ('root', 'issuing'):
            out = os.path.join(self.pki, name + '.crl')
            if os.path.exists(out):
                continue
            subprocess.run(
                ['openssl', 'ca', '-gencrl', '-config', self.work + '/cnf',
                 '-cert', '%s/public/%s.cert.pem' % (ca, name), '-keyfile',
                 '%s/private/%s.key.pem' % (ca, name), '-passin', 'file:' +
                 ca + '/private/passphrase', '-out', self.work + '/crl'],
                check=True, stderr=subprocess.DEVNULL)
            subprocess.run(['openssl', 'crl', '-in', self.work + '/crl',
                            '-outform', 'DER', '-out', out], check=True)
            os.chmod(out, 0o644)

    def no_lists(self):
        for name in ('root', 'issuing'):
            path = os.path.join(self.pki, name + '.crl')
            if os.path.exists(path):
                os.unlink(path)

    def run(self, *args):
        """(exit status, what was said, the report's objects)."""
        report = os.path.join(self.work, 'report')
        p = subprocess.run(
            [BUILD + '/tools/es-renew', '-c', self.conf, '--report', report,
             *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=300, env=dict(
                os.environ, ES_FAULT_FILE=self.i.env['ES_FAULT_FILE']))
        with open(report) as f:
            return p.returncode, p.stdout, [json.loads(x) for x in f]

    def rows(self):
        return int(self.i.one('SELECT COUNT(*) FROM document_archive'))

    def due_again(self):
        self.i.sql('UPDATE archive_state SET retry_at = 0')

    def verify(self, data):
        path = os.path.join(self.work, 'd.pdf')
        with open(path, 'wb') as f:
            f.write(data)
        p = subprocess.run([ES, 'verify', '--json', '--trust', self.pki,
                            path], stdout=subprocess.PIPE, text=True)
        return json.loads(p.stdout)['signatures']


def listens(path):
    with socket.socket(socket.AF_UNIX) as s:
        return s.connect_ex(path) == 0


def ask_for(b, n):
    return [campus.issued(b, campus.ask(b).url) for _ in range(n)]


def away(t, d, b, pages):
    """No list, no authority: the level is lower, and says why."""
    i = d.i
    d.no_lists()
    code, said, rep = d.run('--dry-run')
    t.ok(code == 0 and len(rep) == 3 and all(x['result'] == 'due' and
         x['why'] == 'level' for x in rep) and d.rows() == 0,
         'a dry run tells and does nothing', (said, rep))
    code, said, rep = d.run()
    t.ok(code == 2 and [x['result'] for x in rep] == ['later'] * 3 and
         all(x['level'] == 'PAdES-B-T' and 'revocation' in x['missing']
             for x in rep), 'no list: B-T, and why', (said, rep))
    code, said, rep = d.run()
    t.ok(code == 0 and rep == [], 'it waits before it tries again', rep)
    d.lists()
    d.due_again()
    i.keeper('signd', False)
    i.kill('signd')
    code, said, rep = d.run('--limit', '1')
    t.ok(code == 2 and rep[0]['level'] == 'PAdES-B-LT' and
         rep[0]['missing'].startswith('time stamp'),
         'no authority: B-LT', (said, rep))
    i.keeper('signd', True)
    t.ok(i.until(lambda: listens(i.path('run', 'signd.sock')), 60),
         'the authority is back')
    t.equal(i.one("SELECT COUNT(*) FROM audit_log WHERE chain = 'renew' AND "
                  "result = 'later'"), '4', 'the log has it')


def made_good(t, d, b, pages):
    """Ended in the middle, twice; run again, all are there once."""
    i = d.i
    d.due_again()
    for point in ('renew.added', 'renew.before_commit'):
        before = d.rows()
        i.fault('%s kill' % point)
        code, said, rep = d.run()
        i.disarm()
        t.ok(code < 0 and d.rows() == before,
             'ended at %s: nothing half done' % point, (code, said))
    code, said, rep = d.run()
    t.ok(code == 0 and [x['result'] for x in rep] == ['done'] * 3 and
         all(x['level'] == 'PAdES-B-LTA' for x in rep),
         'run again: B-LTA', (said, rep))
    t.equal(i.one("SELECT COUNT(*) FROM archive_state WHERE level = 'B-LTA'"),
            '3', 'each document')
    code, said, rep = d.run()
    t.ok(code == 0 and rep == [], 'nothing is due', rep)
    code, said = i.run_tool('es-audit', 'verify', '-c',
                            i.path('etc', 'audit.conf'))
    t.ok(code == 0, 'the chains hold', said)
    code, said = i.run_tool('es-audit', 'reconcile', '-c',
                            i.path('etc', 'audit.conf'))
    t.ok(code == 0, 'the books balance', said)


def handed_out(t, d, b, pages, first):
    """Holders get the whole; the register and other programs know it."""
    i = d.i
    data = campus.download(b, pages[0])
    t.ok(data.startswith(first) and len(data) > len(first),
         'the first file, and more behind it')
    s = d.verify(data)
    t.ok(s[0]['level'] == 'PAdES-B-LTA' and s[0]['indication'] ==
         'TOTAL-PASSED' and s[0]['revocation']['in_file'] and
         s[1]['kind'] == 'timestamp', 'es verify', s)
    page = campus.verify_file(i.browser(), data)
    t.equal(campus.headline(page), 'VALID', 'the page says VALID')
    t.ok('PAdES-B-LTA' in page.text, 'and the level')
    page = campus.verify_file(i.browser(), first)
    t.equal(campus.headline(page), 'VALID', 'of the first file, too')
    path = os.path.join(d.work, 'd.pdf')
    with open(path, 'wb') as f:
        f.write(data)
    code, said = judges.run('qpdf', '--check', path)
    t.ok(code == 0, 'qpdf', said)
    h = json.loads(judges.with_pyhanko('pyhanko_ltv.py', d.pki +
                                       '/root.cert.pem', path))
    t.ok(h['good'], 'pyHanko, LTA', h)
    good, said = judges.verapdf([path])
    t.ok(good, 'veraPDF: still PDF/A-3a and PDF/UA-1', said)
    bad = data[:len(first) - 400] + b'x' + data[len(first) - 399:]
    page = campus.verify_file(i.browser(), bad)
    t.ok(campus.headline(page) != 'VALID', 'a changed one is not')


def renewed(t, d, b, pages):
    """Before the authority ends; and a file that is not the register's."""
    i = d.i
    before = d.rows()
    i.sql('UPDATE archive_state SET until_at = UNIX_TIMESTAMP() + 86400 '
          'ORDER BY document_id LIMIT 1')
    code, said, rep = d.run()
    t.ok(code == 0 and len(rep) == 1 and rep[0]['why'] == 'renewal' and
         rep[0]['result'] == 'done' and d.rows() == before + 1,
         'renewed', (said, rep))
    s = d.verify(campus.download(b, pages[0]))
    t.ok([x['kind'] for x in s] == ['seal', 'timestamp', 'timestamp'] and
         s[0]['level'] == 'PAdES-B-LTA', 'one stamp more', s)
    i.sql('UPDATE archive_state SET until_at = 1')
    i.sql("UPDATE document_archive SET tail = CONCAT(tail, 'x') ORDER BY "
          'document_id DESC LIMIT 1')
    code, said, rep = d.run()
    t.ok(code == 2 and sorted(x['result'] for x in rep) ==
         ['done', 'done', 'failed'] and 'was changed' in said,
         'what was changed behind a file is left alone, and told',
         (said, rep))


def main():
    t = Tap()
    with Instance() as i, tempfile.TemporaryDirectory() as work:
        os.chmod(work, 0o755)
        d = Bench(i, work)
        b = i.browser()
        campus.sign_in(b)
        pages = ask_for(b, 3)
        first = campus.download(b, pages[0])
        t.run('away', away, d, b, pages)
        t.run('made_good', made_good, d, b, pages)
        t.run('handed_out', handed_out, d, b, pages, first)
        t.run('renewed', renewed, d, b, pages)
    t.done()


if __name__ == '__main__':
    main()
