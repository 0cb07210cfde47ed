"""instance.py - a whole Yinxin instance of its own for a test.

    with Instance(people=20) as inst:
        page = inst.browser().open('/')
        inst.sql('SELECT COUNT(*) FROM request')

The first use of a kind (number of people, key) makes a template directory
and keeps it; later ones copy it, which costs a second.  Every instance has
a free loopback port, its own MariaDB and programs, and is gone afterwards
(ES_KEEP=1 keeps its directory for a look).
"""
import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from browser import Browser

SRC = os.environ.get('ES_SRCDIR') or str(
    pathlib.Path(__file__).resolve().parents[2])
BUILD = os.environ.get('ES_BUILDDIR') or os.path.join(SRC, 'build')
CACHE = os.environ.get('ES_TEST_CACHE') or os.path.join(BUILD, 'test-cache')
TOOL = os.path.join(SRC, 'tools', 'es-instance')
# What a template directory depends on.
SOURCES = ('schema', 'tools', 'templates/documents', 'core/store')


def programs():
    """schema/programs: name -> (kind, whether it has a database account)."""
    with open(os.path.join(SRC, 'schema', 'programs')) as f:
        rows = [x.split() for x in f if x.strip() and not x.startswith('#')]
    return {name: (kind, account == 'account')
            for name, kind, account in rows}


class Broken(Exception):
    """The instance itself did not come up: the harness, not the test."""


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def fingerprint(people, key):
    h = hashlib.sha256(('%s %s' % (people, key)).encode())
    for top in SOURCES:
        for p in sorted(pathlib.Path(SRC, top).rglob('*')):
            if p.is_file() and '__pycache__' not in p.parts:
                h.update(str(p.relative_to(SRC)).encode() + p.read_bytes())
    return h.hexdigest()[:16]


def tool(*args, env=None, seconds=180):
    e = dict(os.environ, ES_SRCDIR=SRC, ES_BUILDDIR=BUILD)
    e.update(env or {})
    with tempfile.TemporaryFile() as out:
        p = subprocess.run([TOOL, *args], env=e, stdin=subprocess.DEVNULL,
                           stdout=out, stderr=out, timeout=seconds)
        out.seek(0)
        said = out.read().decode('utf-8', 'replace')
    if p.returncode != 0:
        raise Broken('es-instance %s: exit %d\n%s' % (
            ' '.join(args), p.returncode, said[-2000:]))
    return said


def template(people, key):
    """The directory to copy from, made when it is not there yet."""
    os.makedirs(CACHE, exist_ok=True)
    want = os.path.join(CACHE, 'i-' + fingerprint(people, key))
    with open(os.path.join(CACHE, 'lock'), 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(os.path.join(want, 'etc', 'campus-loaded')):
            return want
        shutil.rmtree(want, ignore_errors=True)
        # Made under a short path (Unix sockets), moved when it is complete.
        made = tempfile.mkdtemp(prefix='yxt')
        os.chmod(made, 0o755)
        try:
            args = ['--port', str(free_port()), '--people', str(people)]
            args += ['--key', key] if key else []
            tool('create', made, *args, env={'ES_MAIL': 'no'})
            try:
                tool('start', made, *args[2:], env={'ES_MAIL': 'no'})
            finally:
                tool('stop', made)
            shutil.rmtree(os.path.join(made, 'log'), ignore_errors=True)
            subprocess.run(['cp', '-a', made, want], check=True)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return want


class Instance:
    def __init__(self, people=20, key=None, env=None, conf=None):
        self.people, self.key = people, key
        self.conf = conf or {}      # program: lines for its configuration
        self.dir = tempfile.mkdtemp(prefix='yx')
        self.env = {'ES_FAULT_FILE': os.path.join(self.dir, 'fault', 'at'),
                    # Small: tests write little, copies should cost little.
                    'ES_DB_LOG_SIZE': '16M', 'ES_DB_POOL': '64M',
                    'ES_TEST_CACHE': CACHE,
                    # Tests of mails run es-mail themselves.
                    'ES_MAIL': 'no'}
        self.env.update(env or {})
        self.port = None

    # -- life -----------------------------------------------------------------
    def __enter__(self):
        try:
            src = template(self.people, self.key)
            subprocess.run(['cp', '-a', '--reflink=auto', src + '/.',
                            self.dir], check=True)
            os.chmod(self.dir, 0o755)
            os.mkdir(self.path('fault'))
            os.chmod(self.path('fault'), 0o777)
            self.port = free_port()
            tool('create', self.dir, '--port', str(self.port), env=self.env)
            for program, lines in self.conf.items():
                with open(self.path('etc', program + '.conf'), 'a') as f:
                    f.write(lines)
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind, value, trace):
        with contextlib.suppress(Broken, OSError, subprocess.SubprocessError):
            for name in ['db'] + [p for p, (kind, _) in programs().items()
                                  if kind in ('core', 'page')]:
                self.signal(name, signal.SIGCONT, missing_ok=True)
            self.stop()
        if os.environ.get('ES_KEEP'):
            print('# kept %s' % self.dir)
        else:
            shutil.rmtree(self.dir, ignore_errors=True)

    def start(self):
        tool('start', self.dir, env=self.env)

    def stop(self):
        tool('stop', self.dir, env=self.env)

    # -- look -----------------------------------------------------------------
    @property
    def base(self):
        return 'http://127.0.0.1:%d' % self.port

    def browser(self, **more):
        return Browser(self.base, **more)

    def path(self, *parts):
        return os.path.join(self.dir, *parts)

    def sql(self, text, account='root', local=False):
        """Rows as lists of strings; NULL is 'NULL'.  local: LOAD DATA."""
        user = 'root' if account == 'root' else 'es_' + account
        with open(self.path('etc', 'db-%s.pw' % account)) as f:
            password = f.read().strip()
        p = subprocess.run(
            ['mariadb', '--no-defaults', '-u', user, '-N', '-B',
             '--default-character-set=utf8mb4',
             '--local-infile=%d' % local,
             '--socket=' + self.path('run', 'db.sock'), 'yinxin'],
            input=text.encode(), capture_output=True, timeout=30,
            env=dict(os.environ, MYSQL_PWD=password))
        if p.returncode != 0:
            raise RuntimeError(p.stderr.decode('utf-8', 'replace'))
        return [line.split('\t') for line in
                p.stdout.decode('utf-8', 'replace').splitlines()]

    def one(self, text):
        rows = self.sql(text)
        return rows[0][0] if rows else None

    def log(self, name):
        out = ''
        for f in (name + '.log', name + '.out'):
            with contextlib.suppress(OSError):
                with open(self.path('log', f), encoding='utf-8',
                          errors='replace') as h:
                    out += h.read()
        return out

    def run_tool(self, name, *args, seconds=60):
        """A built tool (es-audit ...): (exit status, what it printed)."""
        for sub in ('tools', '.'):
            path = os.path.join(BUILD, sub, name)
            if os.access(path, os.X_OK):
                break
        p = subprocess.run([path, *args], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, timeout=seconds,
                           stdin=subprocess.DEVNULL)
        return p.returncode, p.stdout.decode('utf-8', 'replace')

    # -- disturb --------------------------------------------------------------
    def pid(self, name):
        """The main process of a program ("seal", "signd", "db", "nginx")."""
        try:
            with open(self.path('run', name + '.pid')) as f:
                return int(f.read())
        except (OSError, ValueError):
            return None

    def tree(self, name):
        """Main process and its children (the workers)."""
        top = self.pid(name)
        if top is None:
            return []
        out = subprocess.run(['ps', '-o', 'pid=', '--ppid', str(top)],
                             capture_output=True, text=True).stdout.split()
        return [top] + [int(p) for p in out]

    def signal(self, name, sig, missing_ok=False):
        for pid in self.tree(name):
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                if not missing_ok:
                    raise

    def kill(self, name):
        """kill -9 of a program with its workers; its keeper restarts it."""
        self.signal(name, signal.SIGKILL, missing_ok=True)

    def keeper(self, name, on):
        """Stop or continue the shell that restarts a program."""
        with open(self.path('run', name + '-keeper.pid')) as f:
            os.kill(int(f.read()), signal.SIGCONT if on else signal.SIGSTOP)

    def start_db(self):
        """After kill('db'): es-instance starts whatever is down."""
        with contextlib.suppress(OSError):
            os.unlink(self.path('run', 'db.pid'))
        self.start()

    # -- fault points (sys/fault.h) ---------------------------------------------
    def fault(self, line):
        """Arm one fault: "POINT ACTION [ARG]"."""
        base = self.env['ES_FAULT_FILE']
        for f in (base, base + '.hit', base + '.go'):
            with contextlib.suppress(OSError):
                os.unlink(f)
        with open(base + '.new', 'w') as f:
            f.write(line + '\n')
        os.chmod(base + '.new', 0o666)
        os.rename(base + '.new', base)

    def fault_hit(self, seconds=20):
        """Wait until the armed point was reached."""
        return self.until(lambda: os.path.exists(
            self.env['ES_FAULT_FILE'] + '.hit'), seconds)

    def fault_go(self):
        with open(self.env['ES_FAULT_FILE'] + '.go', 'w'):
            pass

    def disarm(self):
        with contextlib.suppress(OSError):
            os.unlink(self.env['ES_FAULT_FILE'])

    @staticmethod
    def until(what, seconds=20, every=0.05):
        """Wait for a truth; what it was at the end."""
        end = time.monotonic() + seconds
        while True:
            got = what()
            if got or time.monotonic() > end:
                return got
            time.sleep(every)
