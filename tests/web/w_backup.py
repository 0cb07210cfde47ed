#!/usr/bin/env python3
"""w_backup.py - the drill of docs/OPERATIONS.md: a campus at work is dumped
(mariadb-dump) and copied (mariadb-backup, or a cold copy where it is not
there), lost, and restored; every document verifies, ledgers and logs are
whole, packages pass, and what is issued next repeats no number."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import campus                               # noqa: E402
from instance import SRC, Instance, tool    # noqa: E402
from tap import Tap                         # noqa: E402
from w_archive import job                   # noqa: E402

TOOL = os.path.join(SRC, 'tools', 'es-backup')


def backup(i, kind, to):
    return subprocess.run([TOOL, kind, i.dir, to], capture_output=True,
                          text=True, timeout=300)


def restore(i, kind, source):
    """Into a directory that was never an instance."""
    new = tempfile.mkdtemp(prefix='yx')
    os.chmod(new, 0o755)
    p = subprocess.run([TOOL, 'restore', source, new], capture_output=True,
                       text=True, timeout=300, env=dict(
                           os.environ, **i.env))
    return new, p


class Restored(Instance):
    """An instance in a directory that is there already."""

    def __init__(self, path, port):
        super().__init__()
        shutil.rmtree(self.dir)
        self.dir, self.port = path, port
        self.env['ES_FAULT_FILE'] = os.path.join(path, 'fault', 'at')

    def __enter__(self):
        tool('create', self.dir, '--port', str(self.port), env=self.env)
        self.start()
        return self


def one(b):
    p = campus.issued(b, campus.ask(b).url)
    return (re.search(r'\b[A-Z]+-[A-Z]+-\d{4}-\d{6}\b', p.text).group(0),
            campus.code_of(p), campus.download(b, p))


def numbers(i):
    return [[r[0] for r in i.sql(s)] for s in (
        'SELECT number FROM document', 'SELECT code FROM request',
        'SELECT CONCAT(seal_id, "/", seq) FROM seal_ledger')]


def judged(t, i, docs, what, extra=0):
    bad = [n for n, code, _ in docs if campus.headline(campus.verify_code(
        i.browser(), code)) != 'VALID']
    t.equal(bad, [], '%s: every code is known' % what)
    bad = [(n, p.text[:400]) for n, p in (
        (n, campus.verify_file(i.browser(lang='en'), data))
        for n, _, data in docs) if campus.headline(p) != 'VALID']
    t.equal(bad, [], '%s: every file of before verifies' % what)
    for act in ('verify', 'reconcile'):
        code, said = i.run_tool('es-audit', act, '-c', i.path(
            'etc', 'seal.conf'))
        t.ok(code == 0, '%s: es-audit %s' % (what, act), said)
    bad = i.sql("SELECT d.number FROM document d LEFT JOIN document_file f ON"
                " f.document_id = d.id WHERE f.bytes IS NULL OR"
                " SHA2(f.bytes, 256) <> LOWER(HEX(d.file_sha256))")
    t.equal(bad, [], '%s: every file has its digest' % what)
    i.sql('UPDATE filing SET checked = 0')
    code, said, rep = job(i, 'check')
    t.ok(code == 0 and len(rep) > 0 and all(x['result'] == 'done' for x in
         rep), '%s: every package passes' % what, (said, rep))


def goes_on(t, i, what, lost):
    before = numbers(i)
    b = i.browser(lang='en')
    campus.sign_in(b)
    new = [one(b) for _ in range(2)]
    after = numbers(i)
    t.ok(all(len(set(x)) == len(x) for x in after) and
         [len(y) - len(x) for x, y in zip(before, after)] == [2, 2, 4],
         '%s: two more documents, and nothing repeats' % what)
    t.ok(all(x[0] not in before[0] + lost for x in new) and all(
        campus.headline(campus.verify_file(i.browser(), x[2])) == 'VALID'
        for x in new), '%s: no number of those that were lost, and genuine' % what)
    code, said = i.run_tool('es-audit', 'verify', '-c', i.path(
        'etc', 'seal.conf'))
    t.ok(code == 0, '%s: the chains go on' % what, said)


def issuing(i, stop, done):
    """Somebody goes on asking while the backup runs."""
    b = i.browser(lang='en')
    campus.sign_in(b, '2099000005')
    while not stop.is_set():
        done.append(one(b))


def drill(t, i, kind, docs, work):
    to = os.path.join(work, kind)
    stop, during = threading.Event(), []
    th = threading.Thread(target=issuing, args=(i, stop, during))
    th.start()
    i.until(lambda: len(during) > 0, 20)
    p = backup(i, kind, to)
    stop.set()
    th.join()
    t.ok(p.returncode == 0, '%s: made while documents are issued (%d)' % (
        kind, len(during)), p.stderr)
    t.ok(oct(os.stat(to).st_mode & 0o777) == '0o700',
         '%s: nobody else reads it' % kind)
    first = set(x[0] for x in docs + during[:1])
    b = i.browser(lang='en')
    campus.sign_in(b)
    lost = [one(b)[0] for _ in range(3)]
    ended = int(i.one('SELECT MAX(issued) FROM document'))
    i.stop()
    time.sleep(1)
    new, p = restore(i, kind, to)
    t.ok(p.returncode == 0, '%s: restored' % kind, p.stderr)
    try:
        with Restored(new, i.port) as r:
            # Asked for and not sealed when the backup was made: sealed anew
            # now, under its number; the file of then is one of the lost.
            kept = set(x[0] for x in r.sql(
                'SELECT number FROM document WHERE issued <= %d' % ended))
            t.ok(first <= kept, '%s: all that was there before it' % kind,
                 first - kept)
            job(r, 'file')
            judged(t, r, docs + [x for x in during if x[0] in kept], kind)
            t.ok(not kept & set(lost), '%s: what came after it is lost' %
                 kind)
            goes_on(t, r, kind, lost + [x[0] for x in during])
    finally:
        shutil.rmtree(new, ignore_errors=True)
    i.start()


def damaged(t, i, work):
    """A backup that lost a byte is not restored as if nothing were."""
    to = os.path.join(work, 'dump')
    path = os.path.join(to, 'database.sql')
    with open(path, 'r+b') as f:
        f.seek(os.path.getsize(path) // 2)
        c = f.read(1)
        f.seek(-1, 1)
        f.write(bytes([c[0] ^ 1]))
    new, p = restore(i, 'dump', to)
    t.ok(p.returncode != 0 and 'database.sql' in p.stderr and
         not os.path.isdir(os.path.join(new, 'db', 'mysql')),
         'one byte of a backup is wrong: it says which file, and stops',
         p.stderr)
    shutil.rmtree(new, ignore_errors=True)
    new, p = restore(i, 'dump', i.dir)
    t.ok(p.returncode != 0, 'what is no backup is not restored', p.stderr)
    shutil.rmtree(new, ignore_errors=True)


def main():
    t = Tap()
    with tempfile.TemporaryDirectory(prefix='yxb') as work:
        with Instance() as i:
            b = i.browser(lang='en')
            campus.sign_in(b)
            docs = [one(b) for _ in range(3)]
            job(i, 'file')
            t.run('dump', drill, i, 'dump', docs, work)
            t.run('physical', drill, i, 'physical', docs, work)
            t.run('damaged', damaged, i, work)
    t.done()


if __name__ == '__main__':
    main()
