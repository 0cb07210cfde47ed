#!/usr/bin/env python3
"""w_archive.py - filing packages and the four-property check: what is in a
package other programs can read, each byte is guarded, and a job that is ended
anywhere completes exactly once."""
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tarfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                               # noqa: E402
from instance import BUILD, SRC, Instance   # noqa: E402
from tap import Tap                         # noqa: E402

MEMBERS = ['manifest.xml', 'manifest.tst', 'document.pdf', 'metadata.xml',
           'process.xml', 'record.xml', 'report.xml', 'seal/seal.xml',
           'seal/certificates.pem', 'revocation/issuing.crl',
           'revocation/root.crl']


def job(i, act, *args):
    """(exit status, what was said, the report's objects)."""
    report = i.path('log', 'archive-report')
    more = ['--report', report] if act != 'export' else []
    p = subprocess.run(
        [BUILD + '/tools/es-archive', act, '-c', i.path(
            'etc', 'archive.conf'), *more, *args], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=300, env=dict(
            os.environ, ES_FAULT_FILE=i.env['ES_FAULT_FILE']))
    rows = []
    if act != 'export':
        with open(report) as f:
            rows = [json.loads(x) for x in f]
    return p.returncode, p.stdout, rows


def package(i, doc):
    return bytes.fromhex(i.one('SELECT HEX(bytes) FROM filing_bytes WHERE'
                               ' document_id = %d' % doc))


def put_package(i, doc, data):
    i.sql("UPDATE filing_bytes SET bytes = UNHEX('%s') WHERE document_id ="
          " %d" % (data.hex(), doc))


def rng(work, schema, name, data):
    path = os.path.join(work, name.replace('/', '-'))
    with open(path, 'wb') as f:
        f.write(data)
    return subprocess.run(['xmllint', '--noout', '--relaxng', os.path.join(
        SRC, 'docs', schema), path], capture_output=True)


def crash(t, i, n):
    """Ended at each point; run again, each is there once."""
    code, said, rep = job(i, 'file', '--dry-run')
    t.ok(code == 0 and len(rep) == n and i.one('SELECT COUNT(*) FROM filing')
         == '0', 'a dry run tells and does nothing', (said, rep))
    for point in ('filing.added', 'filing.before_commit'):
        i.fault('%s kill' % point)
        code, said, rep = job(i, 'file')
        i.disarm()
        t.ok(code < 0, 'ended at %s' % point, (code, said))
    code, said, rep = job(i, 'file', '--limit', '1')
    t.ok(code == 0 and [x['result'] for x in rep] == ['done'], 'one', said)
    code, said, rep = job(i, 'file')
    t.ok(code == 0, 'the others', (code, said, rep))
    t.equal([i.one('SELECT COUNT(*) FROM ' + x) for x in (
        'filing', 'filing_bytes', 'filing_check')], [str(n)] * 3,
        'each document has one package and one check')
    t.equal(i.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                  " 'archive.file' AND result = 'ok'"), str(n),
            'and one audit entry')
    code, said, rep = job(i, 'file')
    t.ok(code == 0 and rep == [], 'nothing is due', rep)


def kept(t, i):
    """The job's own account removes nothing that no disposal names."""
    for sql in ['DELETE FROM ' + x for x in (
            'document_file', 'snapshot', 'filing_bytes')] + [
            'REPLACE INTO filing_bytes SELECT * FROM filing_bytes']:
        try:
            i.sql(sql, 'archive')
            said = 'it was done'
        except RuntimeError as e:
            said = str(e)
        t.ok('only disposed of' in said, 'es_archive may not: ' + sql, said)


def content(t, i, doc):
    data = package(i, doc)
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        got = {m.name: tar.extractfile(m).read() for m in tar}
        t.equal([m.name for m in tar], MEMBERS, 'members, in their order')
        issued = int(i.one('SELECT issued FROM document WHERE id = %d' % doc))
        t.ok(all((m.mtime, m.uid, m.mode) == (issued, 0, 0o444) for m in tar),
             'nothing of this machine or hour is in the headers')
    work = i.path('tmp')
    pdf = bytes.fromhex(i.one('SELECT HEX(bytes) FROM document_file WHERE'
                              ' document_id = %d' % doc))
    t.ok(got['document.pdf'].startswith(pdf), 'the sealed file')
    for name in ('metadata.xml', 'process.xml', 'manifest.xml'):
        p = rng(work, 'filing.rng', name, got[name])
        t.ok(p.returncode == 0, '%s fits docs/filing.rng' % name,
             (p.stderr, got[name][:500]))
    p = rng(work, 'report.rng', 'report.xml', got['report.xml'])
    t.ok(p.returncode == 0, 'report.xml fits docs/report.rng', p.stderr)
    bad = rng(work, 'filing.rng', 'x', got['metadata.xml'].replace(
        '永久'.encode(), '久'.encode()))
    t.ok(bad.returncode != 0, 'the schema is not for everything')
    text = got['manifest.xml'].decode()
    sums = dict(re.findall(r'name="([^"]+)" bytes="\d+" sha256="(\w{64})"',
                           text))
    t.equal(sums, {n: hashlib.sha256(got[n]).hexdigest()
                   for n in MEMBERS[2:]}, 'the manifest has every digest')
    for n in ('manifest.xml', 'manifest.tst', 'seal/certificates.pem'):
        with open(os.path.join(work, os.path.basename(n)), 'wb') as f:
            f.write(got[n])
    p = subprocess.run(['openssl', 'ts', '-verify', '-data', 'manifest.xml',
                        '-in', 'manifest.tst', '-token_in', '-CAfile',
                        'certificates.pem', '-untrusted', 'certificates.pem'],
                       cwd=work, capture_output=True, text=True)
    t.ok('Verification: OK' in p.stdout + p.stderr,
         'OpenSSL believes the time stamp with what is in the package',
         p.stdout + p.stderr)
    process = got['process.xml'].decode()
    t.ok('kind="intent"' in process and 'kind="sealed"' in process and
         'decision="approved"' in process, 'the process is whole', process)
    row = i.sql('SELECT HEX(sha256), HEX(manifest_sha256) FROM filing WHERE'
                ' document_id = %d' % doc)[0]
    t.equal([x.lower() for x in row], [
        hashlib.sha256(x).hexdigest() for x in (data, got['manifest.xml'])],
        'the row has the digests')
    code, said, _ = job(i, 'export', i.one(
        'SELECT number FROM document WHERE id = %d' % doc), work + '/out.tar')
    t.ok(code == 0, 'handed over', said)
    return data


def where(data, at):
    """The member in which a byte lies, or '-' for the container."""
    pos, name = 0, None
    while pos + 1024 < len(data):
        name = data[pos:pos + 100].split(b'\0')[0].decode('latin1')
        size = int(data[pos + 124:pos + 135], 8)
        if pos + 512 <= at < pos + 512 + size:
            return name
        if at < pos + 512 + (size + 511) // 512 * 512:
            return '-'
        pos += 512 + (size + 511) // 512 * 512
    return '-'


def last(i, doc):
    lines = i.one('SELECT results FROM filing_check WHERE document_id = %d'
                  ' ORDER BY id DESC LIMIT 1' % doc).replace('\\n', '\n')
    return {x.split(' ')[0]: x.split(' ', 2)[1:] for x in
            lines.strip().split('\n')}


def altered(t, i, doc, data):
    """One byte, anywhere: the check names the member, or the byte."""
    places = {}
    for at in range(len(data)):
        places.setdefault(where(data, at), []).append(at)
    rnd = random.Random(4)
    for name, at in [(n, a) for n in sorted(places) for a in
                     rnd.sample(places[n], 3 if n != '-' else 8)]:
        bad = bytearray(data)
        bad[at] ^= 1 << rnd.randrange(7)
        put_package(i, doc, bytes(bad))
        i.sql('UPDATE filing SET checked = 0 WHERE document_id = %d' % doc)
        code, said, rep = job(i, 'check')
        got = last(i, doc)
        failed = {k: v[1] if len(v) > 1 else '' for k, v in got.items()
                  if v[0] != 'pass'}
        if name == '-':
            good = 'int.form' in failed and \
                'byte %d' % at in failed['int.form']
        elif name.startswith('manifest'):
            good = failed.get('auth.stamp', '').startswith('manifest.')
        else:
            good = failed.get('int.digests') == name and \
                'int.form' not in failed
        t.ok(code == 2 and 'int.package' in failed and good,
             'byte %d, of %s, is named' % (at, name), (said, failed))
    put_package(i, doc, data)
    i.sql('UPDATE filing SET checked = 0 WHERE document_id = %d' % doc)
    code, said, rep = job(i, 'check')
    t.ok(code == 0 and {v[0] for v in last(i, doc).values()} == {'pass'},
         'as it was: it passes', (said, last(i, doc)))


def swapped(t, i, a, b):
    """A whole package of another document, with its digest."""
    mine, other = package(i, a), package(i, b)
    put_package(i, a, other)
    i.sql("UPDATE filing SET checked = 0, sha256 = UNHEX('%s') WHERE"
          " document_id = %d" % (hashlib.sha256(other).hexdigest(), a))
    code, said, _ = job(i, 'check')
    got = {k for k, v in last(i, a).items() if v[0] != 'pass'}
    t.ok(code == 2 and got == {'auth.register', 'auth.metadata'},
         'another\'s package under this number is not authentic', got)
    put_package(i, a, mine)
    i.sql("UPDATE filing SET checked = 0, sha256 = UNHEX('%s') WHERE"
          " document_id = %d" % (hashlib.sha256(mine).hexdigest(), a))


def refused(t, i, b):
    """What cannot be filed is told once, and filed when it is right."""
    p = campus.issued(b, campus.ask(b).url)
    doc = int(i.one('SELECT MAX(id) FROM document'))
    row = i.one('SELECT HEX(bytes) FROM document_file WHERE document_id = %d'
                % doc)
    i.sql("UPDATE document_file SET bytes = CONCAT(bytes, ' ') WHERE"
          " document_id = %d" % doc)
    for _ in range(2):
        code, said, rep = job(i, 'file')
        t.ok(code == 2 and rep[0]['result'] == 'failed' and
             'not the one in the register' in rep[0]['error'],
             'a file that is not what was sealed is not filed', (said, rep))
    t.equal(i.one("SELECT COUNT(*) FROM audit_log WHERE action ="
                  " 'archive.file' AND result = 'failed'"), '1',
            'which is told once')
    i.sql("UPDATE document_file SET bytes = UNHEX('%s') WHERE document_id ="
          " %d" % (row, doc))
    i.keeper('signd', False)
    i.kill('signd')
    code, said, rep = job(i, 'file')
    t.ok(code == 70 and i.one('SELECT COUNT(*) FROM filing WHERE document_id'
                              ' = %d' % doc) == '0',
         'no authority: nothing is filed', (code, said))
    i.keeper('signd', True)
    t.ok(i.until(lambda: job(i, 'file')[0] == 0, 30), 'it is back: filed')


def main():
    t = Tap()
    with Instance() as i:
        os.chmod(i.path('tmp'), 0o777)
        b = i.browser(lang='en')
        campus.sign_in(b)
        for _ in range(3):
            campus.issued(b, campus.ask(b).url)
        docs = [int(r[0]) for r in i.sql('SELECT id FROM document')]
        crash(t, i, len(docs))
        kept(t, i)
        data = content(t, i, docs[0])
        altered(t, i, docs[0], data)
        swapped(t, i, docs[0], docs[1])
        refused(t, i, b)
        code, said = i.run_tool('es-audit', 'verify', '-c',
                                i.path('etc', 'seal.conf'))
        t.ok(code == 0, 'the chains hold', said)
    t.done()


if __name__ == '__main__':
    main()
