#!/usr/bin/env python3
"""w_instance.py - ./run itself: what it says when it cannot, what it leaves
when it ends, what it keeps when it starts again."""
import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
from instance import SRC, free_port     # noqa: E402
from tap import Tap                     # noqa: E402


def command(where, port, *more):
    return [os.path.join(SRC, 'run'), '--dir', where, '--port', str(port),
            '--people', '20', *more]


def run(where, port, *more):
    p = subprocess.run(command(where, port, *more), text=True, cwd='/',
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=300)
    return p.returncode, p.stdout


def left(where):
    """Processes that still belong to an instance."""
    out = subprocess.run(['ps', '-eo', 'pid=,args='], text=True,
                         capture_output=True).stdout.splitlines()
    return [line for line in out if where in line]


def refused(t, name, where, port, want):
    code, said = run(where, port, '--once')
    last = said.strip().splitlines()[-1] if said.strip() else ''
    t.ok(code == 1 and re.search(want, said), name + ': says so', said)
    t.ok('Traceback' not in said and 'line ' not in last, 'and no more', said)
    t.equal(left(where), [], 'and leaves nothing running')


@contextlib.contextmanager
def disk(how):
    """A small file system of its own."""
    where = tempfile.mkdtemp(prefix='yxd')
    subprocess.run(['mount', '-t', 'tmpfs', '-o', how, 'tmpfs', where],
                   check=True)
    try:
        yield where
    finally:
        subprocess.run(['umount', where], check=True)
        os.rmdir(where)


def cannot(t):
    with tempfile.TemporaryDirectory(prefix='yxr') as top:
        os.chmod(top, 0o755)
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            s.listen()
            port = s.getsockname()[1]
            refused(t, 'a port in use', top + '/a', port,
                    r'port %d is in use .*\n?.*--port %d' % (port, port + 1))
        with open(top + '/file', 'w', encoding='ascii') as f:
            f.write('x')
        refused(t, 'a file in the way', top + '/file/b', free_port(),
                'cannot make .*/file/b')
        refused(t, 'too long a path', top + '/' + 'd' * 90, free_port(),
                'too long a path')
        code, said = run(top + '/c', 'eighty', '--once')
        t.ok(code == 1 and 'must be a number' in said, 'a port that is none',
             said)
        code, said = run(top + '/c', free_port(), '--onec')
        t.ok(code == 1 and '--help' in said, 'an unknown option', said)
    with disk('ro,size=1m') as where:
        refused(t, 'a disk without the right to write', where + '/d',
                free_port(), 'cannot make ')
    with disk('size=100m') as where:
        os.chmod(where, 0o755)
        refused(t, 'a small disk', where + '/e', free_port(),
                r'has \d+ MB free, 812 MB are needed')


STARTED = []


def up(where, port):
    """./run that stays; what it said until it was up."""
    # Background jobs of a shell ignore SIGINT, and so would their children.
    p = subprocess.Popen(command(where, port), text=True, cwd='/',
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, preexec_fn=lambda:
                         signal.signal(signal.SIGINT, signal.SIG_DFL))
    STARTED.append(p)
    said = ''
    for line in p.stdout:
        said += line
        if 'Stop with Ctrl-C' in line:
            break
    return p, said


def get(url):
    with urllib.request.urlopen(url, timeout=20) as r:
        return r.read().decode()


def mailed(t, where):
    """What happened in the first run lies in the outbox as a mail."""
    outbox = os.path.join(where, 'outbox')
    end = time.monotonic() + 20
    while not os.listdir(outbox) and time.monotonic() < end:
        time.sleep(0.2)
    found = os.listdir(outbox)
    t.ok(found and found[0].endswith('.eml'), 'a mail without a mail server',
         found)
    with open(os.path.join(outbox, found[0]), encoding='ascii') as f:
        said = f.read()
    t.ok('To: <2099000001@example.edu>' in said and 'Subject: ' in said,
         'as it would have been sent', said[:600])


def life(t):
    with tempfile.TemporaryDirectory(prefix='yxr') as top:
        os.chmod(top, 0o755)
        port, where = free_port(), top + '/var'
        report = top + '/report.json'
        code, said = run(where, port, '--once', '--report', report)
        with open(report, encoding='utf-8') as f:
            first = json.load(f)
        t.ok(code == 0 and first['ok'] is True and
             all(s['ok'] for s in first['steps']), 'the first job', said)
        t.equal(left(where), [], '--once leaves nothing running')
        code = first['files']['code'].replace('-', '')

        p, said = up(where, port)
        t.ok('Student' in said and str(port) in said, './run stays up and '
             'says who can sign in', said)
        t.ok(code in get('http://127.0.0.1:%d/v/%s' % (port, code))
             .replace('-', ''), 'what was issued before is there')
        mailed(t, where)
        again, said = run(where, port)
        t.ok(again == 1 and 'already runs' in said, 'a second ./run says '
             'that it runs already', said)
        t.ok(get('http://127.0.0.1:%d/' % port), 'and disturbs nothing')
        began = time.monotonic()
        p.send_signal(signal.SIGINT)
        p.wait(60)
        t.equal(left(where), [], 'Ctrl-C leaves nothing running (%.1f s)' %
                (time.monotonic() - began))

        began = time.monotonic()
        p, said = up(where, port)
        t.note('a start of what is there: %.1f s' % (time.monotonic() -
                                                     began))
        p.terminate()
        p.wait(60)
        t.equal(left(where), [], 'nor does SIGTERM')


def main():
    t = Tap()
    for f in (cannot, life):
        t.run(f.__name__, f)
    for p in STARTED:
        if p.poll() is None:
            p.terminate()
            p.wait(60)
    t.done()


if __name__ == '__main__':
    main()
