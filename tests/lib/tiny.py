"""tiny.py - the smallest instance: MariaDB, keys and es-signd; no pages.

For tests of the store and of es-signd, which need no web program.
"""
import os
import shutil
import subprocess
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']


class Tiny:
    """with Tiny(signd=True) as t: t.sql('SELECT 1')"""

    def __init__(self, signd=False):
        self.signd = signd
        self.dir = tempfile.mkdtemp(prefix='es-tiny-', dir='/var/tmp')
        os.chmod(self.dir, 0o755)

    def do(self, script, check=True):
        """Run bash with the functions of es-instance."""
        return subprocess.run(
            ['bash', '-c', '. "$ES_SRCDIR/tools/es-instance" --functions\n'
             'DIR=%s PORT=8480 PEOPLE=0\n%s' % (self.dir, script)],
            check=check, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
            env=dict(os.environ, ES_DB_LOG_SIZE='16M', ES_DB_POOL='64M'))

    def __enter__(self):
        out = self.do('create && start_db && first_database && '
                      '"$(tool es-migrate)" "$DIR" "$ES_SRCDIR/schema"' + (
                          ' && create_pki && start_program signd'
                          if self.signd else ''), check=False)
        if out.returncode:
            self.__exit__()
            raise RuntimeError('no tiny instance: ' + out.stdout[-800:])
        return self

    def __exit__(self, *_):
        self.do('stop', check=False)
        shutil.rmtree(self.dir, ignore_errors=True)

    @property
    def socket(self):
        return os.path.join(self.dir, 'run', 'db.sock')

    def password(self, account):
        with open('%s/etc/db-%s.pw' % (self.dir, account)) as f:
            return f.read().strip()

    def sql(self, text, account='root'):
        """Rows of the last statement, as lists of strings."""
        user = 'root' if account == 'root' else 'es_' + account
        p = subprocess.run(
            ['mariadb', '--no-defaults', '-N', '-u', user, '--socket=' +
             self.socket, '--default-character-set=utf8mb4', 'yinxin'],
            input=text, capture_output=True, text=True,
            env=dict(os.environ, MYSQL_PWD=self.password(account)))
        if p.returncode:
            raise RuntimeError(p.stderr.strip())
        return [x.split('\t') for x in p.stdout.splitlines()]

    def as_user(self, program, *cmd, **kw):
        """Run a command as the Unix user of a program."""
        with open(self.dir + '/etc/separated') as f:
            if f.read().strip() == 'yes':
                cmd = ('setpriv', '--reuid', 'yx-' + program, '--regid',
                       'yx-web', '--clear-groups') + cmd
        return subprocess.run(cmd, capture_output=True, **kw)
