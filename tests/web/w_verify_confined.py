#!/usr/bin/env python3
"""w_verify_confined.py - an upload is read by a child that can do no harm:
whatever the file makes of it, the answer is "unreadable", and the next is
served."""
import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', x) for x in ('lib', 'hostile')]
import campus                       # noqa: E402
import forge_pdf                    # noqa: E402
import plain                        # noqa: E402
from instance import Instance       # noqa: E402
from limits import limit            # noqa: E402
from tap import Tap                 # noqa: E402

SANITIZED = '-fsanitize=address' in open(
    os.path.join(os.environ['ES_BUILDDIR'], 'Makefile')).read()
ENDED = '查验程序意外中止'
LATE = '所需的时间超过上限'


def children(inst):
    """Processes below the workers of es-verify: judges at work."""
    out = []
    for pid in inst.tree('verify')[1:]:
        out += subprocess.run(['ps', '-o', 'pid=', '--ppid', str(pid)],
                              capture_output=True, text=True).stdout.split()
    return out


def fell(t, inst, b, sealed):
    """Each misdeed ends the child, not the worker, and says so."""
    before = inst.tree('verify')
    for what, said in (('crash', ENDED), ('open', ENDED), ('socket', ENDED),
                       ('connect', ENDED), ('babble', ENDED),
                       ('eat', '所需的内存超过上限')):
        if what == 'eat' and SANITIZED:
            continue    # there the kernel does not count memory
        inst.fault('judge.%s fail' % what)
        p = campus.verify_file(b, sealed)
        t.ok(inst.fault_hit(1), 'the child was made to %s' % what)
        t.ok(p.status == 200 and campus.headline(p) == 'UNDETERMINED' and
             said in p.text, 'the answer is "unreadable", and why', p.text)
        t.ok('研究生成绩单' not in p.text, 'and nothing of the register')
        t.equal(campus.headline(campus.verify_file(b, sealed)), 'VALID',
                'the next upload is served')
    t.equal(inst.tree('verify'), before, 'no worker ended')
    t.ok('event=judge-fell how=crash' in inst.log('verify'), 'it is logged')


def slow(t, inst, b, sealed):
    """A child without an end is ended; what it is meanwhile."""
    seconds = limit('JUDGE_SECONDS')
    inst.fault('judge.loop fail')
    p = subprocess.Popen(
        ['curl', '-sS', '-F', 'file=@-;filename=t.pdf;type=application/pdf',
         inst.base + '/verify'], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE)
    p.stdin.write(sealed)
    p.stdin.close()
    began = time.monotonic()
    kids = inst.until(lambda: children(inst), 5)
    t.equal(len(kids), 1, 'one child judges')
    fds = sorted(os.listdir('/proc/%s/fd' % kids[0]))
    t.equal(fds, ['2', '3'] if SANITIZED else ['3'],
            'it has its pipe, and no socket, database or log')
    t.ok(os.readlink('/proc/%s/fd/3' % kids[0]).startswith('pipe:'),
         'which is a pipe')
    with open('/proc/%s/status' % kids[0]) as f:
        status = f.read()
    t.ok('Seccomp:\t2' in status and 'NoNewPrivs:\t1' in status,
         'the kernel filters what it calls', status)
    with open('/proc/%s/limits' % kids[0]) as f:
        limits = f.read()
    t.ok('Max core file size        0                    0' in limits,
         'it leaves no core', limits)
    said = p.stdout.read().decode()
    took = time.monotonic() - began
    t.ok(LATE in said and 'UNDETERMINED' in said, 'too slow: said so', said)
    t.ok(seconds - 1 < took < seconds + 5, 'after %.1f s' % took)
    t.ok(p.wait() == 0 and not children(inst), 'nothing is left of it')
    t.equal(campus.headline(campus.verify_file(b, sealed)), 'VALID',
            'the next upload is served')


def killed(t, inst, b, sealed):
    """Whoever kills the worker kills its child."""
    inst.fault('judge.loop fail')
    p = subprocess.Popen(
        ['curl', '-sS', '-o', '/dev/null', '-F', 'file=@-;filename=t.pdf',
         inst.base + '/verify'], stdin=subprocess.PIPE)
    p.stdin.write(sealed)
    p.stdin.close()
    kids = inst.until(lambda: children(inst), 5)
    parent = subprocess.run(['ps', '-o', 'ppid=', kids[0]],
                            capture_output=True, text=True).stdout.strip()
    os.kill(int(parent), signal.SIGKILL)
    gone = inst.until(lambda: not os.path.exists('/proc/' + kids[0]), 3)
    t.ok(gone, 'the child went with its worker')
    p.wait()
    t.ok(inst.until(lambda: b.open('/verify').status == 200, 10),
         'others serve')


def hostile(t, inst, b):
    """Real files of the worst kind."""
    for name, data in (('loops', forge_pdf.Pdf(plain.blank()).append(
            {1: b'1 0 R'})), ('rubbish', b'%PDF-1.7\n' + bytes(2 ** 20)),
            ('nothing but a head', b'%PDF-2.0\n')):
        p = campus.verify_file(b, data)
        t.ok(p.status == 200 and campus.headline(p) == 'UNDETERMINED', name,
             p.text[:300])


def main():
    t = Tap()
    with Instance() as inst:
        b = inst.browser()
        campus.sign_in(b)
        page = campus.issued(b, campus.ask(b).url)
        sealed = campus.download(b, page)
        t.equal(campus.headline(campus.verify_file(b, sealed)), 'VALID',
                'a file of ours')
        t.run('fell', fell, inst, b, sealed)
        t.run('slow', slow, inst, b, sealed)
        t.run('killed', killed, inst, b, sealed)
        t.run('hostile', hostile, inst, b)
    t.done()


if __name__ == '__main__':
    main()
