"""office.py - a certification authority with seals, and what everybody says
of a file that es(1) sealed with them."""
import os
import subprocess

import judges

BUILD = os.environ['ES_BUILDDIR']
ES = BUILD + '/tools/es/es'
MM = 72 / 25.4


class Office:
    """A certification authority, two seals, a time-stamping authority."""

    def __init__(self, work):
        self.work, self.ca = work, work + '/ca'
        self.root = self.ca + '/public/root.cert.pem'
        for args in (('init', self.ca, '--campus', '示例大学'),
                     ('issue', self.ca, 'seal', 'ec', '--name', '教务处'),
                     ('issue', self.ca, 'seal', 'rsa', '--name', '研究生院',
                      '--key', 'rsa3072'),
                     ('issue', self.ca, 'seal', 'hr', '--name', '人事处'),
                     ('issue', self.ca, 'seal', 'lib', '--name', '图书馆'),
                     ('issue', self.ca, 'tsa', 'tsa', '--name', '时间戳')):
            subprocess.run([BUILD + '/tools/es-ca', *args], check=True,
                           stdout=subprocess.DEVNULL)
        self.trust = work + '/trust'
        os.mkdir(self.trust)
        subprocess.run(['cp', self.root, self.trust], check=True)
        self.picture = self.put('seal.xml', '<seal name="示例大学教务处" '
                                'line="电子印章" serial="1100000000001"/>'
                                .encode())
        self.ink = ('--picture', self.picture, '--font',
                    BUILD + '/packs/song-bold.pack')
        self.n = 0
        self.all = []           # what pyHanko shall judge

    def put(self, name, data):
        path = os.path.join(self.work, name)
        with open(path, 'wb') as f:
            f.write(data)
        return path

    def run(self, data, *args, **kw):
        """(exit status, what was said, the bytes of the result or None)."""
        self.n += 1
        path = self.work + '/in-%d.pdf' % self.n
        if data is not None:
            self.put('in-%d.pdf' % self.n, data)
        out = self.work + '/out-%d.pdf' % self.n
        p = subprocess.run([ES, *args, path, out], stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, text=True, **kw)
        if not os.path.exists(out):
            return p.returncode, p.stdout, None
        with open(out, 'rb') as f:
            return p.returncode, p.stdout, f.read()

    def keys(self, key):
        return ('--key', '%s/private/%s.key.pem' % (self.ca, key), '--pass',
                self.ca + '/private/passphrase', '--cert',
                '%s/public/%s.cert.pem' % (self.ca, key), '--chain',
                '%s/public/%s.chain.pem' % (self.ca, key))

    def seal(self, data, *args, key='ec', at=None, page=1, **kw):
        if at:
            args += (*self.ink, '--at', '%g,%g' % at, '--page', str(page))
        return self.run(data, 'seal', *self.keys(key), *args, **kw)

    def prepare(self, data, *args):
        return self.run(data, 'prepare', *args)

    def last(self):
        return self.work + '/out-%d.pdf' % self.n


def well(t, o, name, before, result, seals=1, strict=True):
    """Sealed, nothing before was touched, and everybody agrees."""
    code, said, data = result
    if not t.ok(code == 0 and data is not None, name + ': sealed', said):
        return
    path = o.last()
    t.ok(data.startswith(before) and len(data) > len(before),
         name + ': no byte before was touched')
    code, said = judges.run('qpdf', '--check', path)
    t.ok(code == 0, name + ': qpdf', said)
    code, said = judges.run(ES, 'verify', '--trust', o.trust, path)
    t.ok(code == 0 and said.count('TOTAL-PASSED') == seals,
         name + ': es verify', said)
    said = judges.pdfsig(o.work, o.root)(path)[1]
    t.ok(said.count('Signature is Valid') == seals and
         said.count('Certificate is Trusted') == seals and
         'Total document signed' in said, name + ': Poppler', said)
    if strict:
        o.all.append((name, path, seals))


def agreed(t, o):
    """pyHanko's opinion of everything that was sealed."""
    said = judges.pyhanko(o.root, [path for _, path, _ in o.all])
    for (name, _, seals), h in zip(o.all, said):
        each = h.get('all', [h])
        t.ok(len(each) == seals and all(s.get('good') for s in each),
             name + ': pyHanko', h)
