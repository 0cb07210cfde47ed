#!/usr/bin/env python3
"""es_large.py - es(1) seal: 100 MB, 2,000 pages, 100 seals.

The time that it takes, and the memory: a large file is mapped and never
copied into memory, whatever its size.  What is written is there as a whole
or not at all.
"""
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
import judges                   # noqa: E402
import plain                    # noqa: E402
from office import ES, Office   # noqa: E402
from tap import Tap             # noqa: E402

MB = 1 << 20


def large(path, size):
    """A page, and an attached scan of so many bytes."""
    head = plain.build({**plain.page(catalog=b'/Names << /EmbeddedFiles << '
                                     b'/Names [(scan) 4 0 R] >> >>'),
                        4: b'<< /Type /Filespec /F (scan) /UF (scan) /EF << '
                        b'/F 5 0 R >> >>'})
    body = head[:head.index(b'xref\n')]
    at, data = len(body), bytes(range(256)) * (MB // 256)
    body += b'5 0 obj\n<< /Type /EmbeddedFile /Length %d >>\nstream\n' % size
    rows = [body.index(b'%d 0 obj' % n) for n in (1, 2, 3, 4)] + [at]
    with open(path, 'wb') as f:
        f.write(body)
        for _ in range(size // MB):
            f.write(data)
        f.write(b'\nendstream\nendobj\n')
        at = f.tell()
        f.write(b'xref\n0 6\n0000000000 65535 f \n' + b''.join(
            b'%010d 00000 n \n' % r for r in rows) + b'trailer\n<< /Size 6 '
            b'/Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' % at)


def anonymous(pid):
    """Memory of a process and its children that is no file's, in KB."""
    total = 0
    try:
        with open('/proc/%d/status' % pid) as f:
            for line in f:
                if line.startswith('RssAnon'):
                    total += int(line.split()[1])
        with open('/proc/%d/task/%d/children' % (pid, pid)) as f:
            for child in f.read().split():
                total += anonymous(int(child))
    except OSError:
        pass
    return total


def watched(*argv):
    """(exit status, what was said, seconds, KB at most)."""
    began, most = time.monotonic(), [0]
    p = subprocess.Popen(argv, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)

    def watch():
        while p.poll() is None:
            most[0] = max(most[0], anonymous(p.pid))
            time.sleep(0.002)
    t = threading.Thread(target=watch)
    t.start()
    said = p.communicate()[0].decode()
    t.join()
    return p.returncode, said, time.monotonic() - began, most[0]


def seal(o, path, *args, key='ec'):
    out = path + '.sealed'
    code, said, s, kb = watched(ES, 'seal', *o.keys(key), *args, path, out)
    return out, code, said, s, kb


def well(t, o, name, path, out, seals=1):
    with open(path, 'rb') as a, open(out, 'rb') as b:
        same = all(x == b.read(len(x)) for x in iter(lambda: a.read(MB), b''))
    t.ok(same and os.path.getsize(out) > os.path.getsize(path),
         name + ': no byte before was touched')
    code, said = judges.run('qpdf', '--check', out)
    t.ok(code == 0, name + ': qpdf', said)
    code, said, s, kb = watched(ES, 'verify', '--trust', o.trust, out)
    t.ok(code == 0 and said.count('TOTAL-PASSED') == seals,
         name + ': es verify', said)
    t.note('%s: judged in %.1f s' % (name, s))
    said = judges.pdfsig(o.work, o.root)(out)[1]
    t.ok(said.count('Signature is Valid') == seals, name + ': Poppler', said)


def sizes(t, o):
    small = o.put('small.pdf', plain.blank())
    out, code, said, _, base = seal(o, small)
    t.equal(code, 0, 'a small file')
    path = o.work + '/large.pdf'
    large(path, 100 * MB)
    out, code, said, s, kb = seal(o, path, *o.ink, '--at', '60,60')
    t.ok(code == 0, '100 MB: sealed', said)
    t.note('%.1f s, %d KB of memory; a small file: %d KB' % (s, kb, base))
    t.ok(kb < base + 64 * 1024, 'its bytes are not in memory: %d KB' % kb)
    t.ok(s < 30, 'in %.1f s' % s)
    well(t, o, '100 MB', path, out)
    before = os.listdir(o.work)
    for wait in (0.02, 0.1, 0.2, 0.4):
        p = subprocess.Popen([ES, 'seal', *o.keys('ec'), path,
                              o.work + '/killed.pdf'])
        time.sleep(wait)
        p.send_signal(signal.SIGKILL)
        killed = p.wait() != 0
        left = set(os.listdir(o.work)) - set(before) - {'killed.pdf'}
        there = os.path.exists(o.work + '/killed.pdf')
        t.ok(not left and killed != there, 'killed after %g s: nothing, or '
             'the whole file' % wait, '%s %s' % (left, there))
        if there:
            os.unlink(o.work + '/killed.pdf')
    os.truncate(path, 200 * MB + 1)
    out, code, said, _, _ = seal(o, path)
    t.ok(code == 3 and 'too large' in said and 'Split it' in said,
         'over 200 MB', said)
    os.unlink(path)


def pages(t, o):
    """Pages with content of their own, in object streams and without."""
    for form in ('table', 'packed'):
        n, objects = 2000, plain.pages(2000)
        first = max(objects) + 1
        for i, num in enumerate(sorted(
                k for k, v in objects.items() if b'/Type /Page ' in v)):
            text = b'0 0 m %d %d l S' % (i % 595, i % 842)
            objects[first + i] = b'<< /Length %d >>\nstream\n%s\nendstream' \
                % (len(text), text)
            objects[num] = objects[num].replace(
                b'/Type /Page ', b'/Type /Page /Contents %d 0 R ' % (
                    first + i))
        path = o.put('pages.pdf', plain.build(objects, form))
        for args, what in ((('--at', '1999:60,60'), 'one seal'),
                           (('--straddle', 'right'), 'strips on all')):
            out, code, said, s, kb = seal(o, path, *o.ink, *args)
            t.ok(code == 0 and s < 30, '%d pages, %s, %s: %.1f s, %d KB, %d '
                 'bytes more' % (n, form, what, s, kb, os.path.getsize(out) -
                                 os.path.getsize(path)), said)
            well(t, o, '%s, %s' % (form, what), path, out)


def many(t, o):
    """Seal behind seal: each leaves the earlier ones as they were."""
    path = o.put('many.pdf', plain.blank())
    for i in range(40):
        out, code, said, s, kb = seal(o, path, key=('ec', 'hr')[i % 2])
        if code != 0:
            break
        os.rename(out, path)
    t.ok(code == 0, '40 seals, the last in %.1f s, %d KB' % (s, kb), said)
    code, said, s, kb = watched(ES, 'verify', '--trust', o.trust, path)
    t.ok(code == 0 and said.count('TOTAL-PASSED') == 40, 'all stand: %.1f s, '
         '%d KB' % (s, kb), said)
    t.equal(judges.run('qpdf', '--check', path)[0], 0, 'qpdf')


def main():
    t = Tap()
    with tempfile.TemporaryDirectory(dir='/var/tmp') as work:
        o = Office(work)
        for f in (sizes, pages, many):
            t.run(f.__name__, f, o)
    t.done()


if __name__ == '__main__':
    main()
