"""softhsm.py - a PKCS#11 token in a directory (SoftHSM2), for tests."""
import os
import shutil
import subprocess

LIBRARY = '/usr/lib/softhsm/libsofthsm2.so'
PIN = '4711'


class SoftHsm:
    """
    with keys made inside it.  env() is what programs need to see it; owner
    is the Unix user that will use it, None: the caller.
    """

    def __init__(self, directory, owner=None):
        self.dir, self.owner = directory, owner
        self.tokens = os.path.join(directory, 'tokens')
        self.conf = os.path.join(directory, 'softhsm2.conf')
        self.pin = os.path.join(directory, 'pin')
        os.makedirs(self.tokens)
        with open(self.conf, 'w') as f:
            f.write('directories.tokendir = %s\nobjectstore.backend = file\n'
                    'log.level = ERROR\n' % self.tokens)
        self.write_pin(PIN)
        self.do('softhsm2-util', '--init-token', '--free', '--label',
                'campus', '--so-pin', '12345678', '--pin', PIN)
        self.own()

    def env(self):
        return {'SOFTHSM2_CONF': self.conf}

    def do(self, *cmd):
        p = subprocess.run(cmd, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, timeout=120,
                           env=dict(os.environ, **self.env()))
        if p.returncode != 0:
            raise RuntimeError('%s\n%s' % (' '.join(cmd), p.stdout))
        return p.stdout

    def own(self):
        if self.owner:
            subprocess.run(['chown', '-R', self.owner, self.dir], check=True)

    def write_pin(self, pin):
        with open(self.pin + '.new', 'w') as f:
            f.write(pin + '\n')
        os.chmod(self.pin + '.new', 0o600)
        os.rename(self.pin + '.new', self.pin)
        if self.owner:
            shutil.chown(self.pin, self.owner)

    def generate(self, label, kind, number):
        """kind: "EC:secp384r1", "RSA:3072"; number: its id in the token."""
        self.do('pkcs11-tool', '--module', LIBRARY, '--token-label', 'campus',
                '--login', '--pin', PIN, '--keypairgen', '--key-type', kind,
                '--label', label, '--id', '%02x' % number)
        self.own()

    def address(self, label):
        return ('pkcs11:token=campus;object=%s?module-path=%s&pin-source=%s'
                % (label, LIBRARY, self.pin))

    def pull(self):
        """Unplug it."""
        os.rename(self.tokens, self.tokens + '.pulled')

    def plug(self):
        os.rename(self.tokens + '.pulled', self.tokens)
