"""judges.py - other people's programs that judge our files."""
import json
import os
import re
import subprocess
import sys

from instance import CACHE, SRC

PYHANKO = 'pyhanko==0.38.0'


def run(*cmd, **kw):
    kw.setdefault('timeout', 300)
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       **kw)
    return p.returncode, p.stdout.decode('utf-8', 'replace')


def with_pyhanko(program, *args):
    """Run a program of tests/tools with pyHanko; what it prints."""
    venv = os.path.join(CACHE, 'judges-' + PYHANKO.replace('=', ''))
    if not os.path.exists(venv + '/complete'):
        for cmd in ([sys.executable, '-m', 'venv', venv],
                    [venv + '/bin/pip', '-q', 'install', PYHANKO]):
            subprocess.run(cmd, check=True, stdout=sys.stderr)
        open(venv + '/complete', 'w').close()
    p = subprocess.run(
        [venv + '/bin/python', os.path.join(SRC, 'tests', 'tools', program),
         *args], stdout=subprocess.PIPE, check=True, timeout=300)
    return p.stdout.decode()


def pyhanko(root, paths):
    """What pyHanko says of each file: see tests/tools/pyhanko_judge.py."""
    said = with_pyhanko('pyhanko_judge.py', root, *paths)
    return [json.loads(x) for x in said.splitlines()]


def pdfsig(work, root):
    """A function that has Poppler judge a file, trusting only "root"."""
    nss = os.path.join(work, 'nss')
    if not os.path.isdir(nss):
        os.mkdir(nss)
        for cmd in (['-N', '--empty-password'],
                    ['-A', '-n', 'root', '-t', 'CT,C,C', '-i', root]):
            subprocess.run(['certutil', '-d', 'sql:' + nss, *cmd], check=True)

    def judge(path):
        """With OCSP; without, when the responder that the certificate
        names is not there (a copied instance has another port)."""
        code, said = run('pdfsig', '-nssdir', nss, path)
        if 'Certificate is Trusted' not in said:
            code, said = run('pdfsig', '-no-ocsp', '-nssdir', nss, path)
        return code, said
    return judge


def verapdf(paths, flavours='3a ua1'):
    """(all conform, text) for PDF/A-3a and PDF/UA-1."""
    code, text = run(os.path.join(SRC, 'tests', 'tools', 'verapdf.sh'),
                     *paths, timeout=600, env=dict(
                         os.environ, ES_VERAPDF=flavours))
    return code == 0, text


def signed_parts(data):
    """The bytes that the signature covers, and the CMS in the hole."""
    m = re.search(rb'/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]',
                  data)
    a, b, c, d = map(int, m.groups())
    hole = data[a + b:c].strip()
    cms = bytes.fromhex(hole.strip(b'<>').decode())
    return data[a:a + b] + data[c:c + d], der_value(cms)


def der_value(data):
    """The DER value at the start, without the hole's padding."""
    n, head = data[1], 2
    if n & 0x80:
        head += n & 0x7f
        n = int.from_bytes(data[2:head], 'big')
    return data[:head + n]


def openssl_cms(work, root, data):
    """(good, text): the CMS over the covered bytes, chain to "root"."""
    body, cms = signed_parts(data)
    for name, what in (('body', body), ('cms', cms)):
        with open(os.path.join(work, name), 'wb') as f:
            f.write(what)
    code, text = run('openssl', 'cms', '-verify', '-binary', '-inform', 'DER',
                     '-in', 'cms', '-content', 'body', '-CAfile', root,
                     '-no-CApath', '-purpose', 'any', '-out', '/dev/null',
                     cwd=work)
    return code == 0, text


def openssl_ts(work, root, data):
    """(good, text): the signature time-stamp (RFC 3161) in the CMS."""
    _, cms = signed_parts(data)
    with open(os.path.join(work, 'cms'), 'wb') as f:
        f.write(cms)
    code, tree = run('openssl', 'asn1parse', '-inform', 'DER', '-in', 'cms',
                     cwd=work)
    lines = tree.splitlines()
    at = next(i for i, x in enumerate(lines)
              if 'id-smime-aa-timeStampToken' in x)
    seq = next(x for x in lines[at:] if 'SEQUENCE' in x)
    token = der_value(cms[int(seq.split(':')[0]):])
    value = [x for x in lines[:at] if 'OCTET STRING' in x][-1]
    start = int(value.split(':')[0])
    signature = der_value(cms[start:])
    head = 2 + (signature[1] & 0x7f if signature[1] & 0x80 else 0)
    for name, what in (('token', token), ('signature', signature[head:])):
        with open(os.path.join(work, name), 'wb') as f:
            f.write(what)
    code, text = run('openssl', 'ts', '-verify', '-in', 'token', '-token_in',
                     '-data', 'signature', '-CAfile', root, cwd=work)
    return code == 0 and 'Verification: OK' in text, text


def text_of(path):
    """The words in the order of the file, without white space."""
    return re.sub(r'\s+', '', run('pdftotext', '-raw', path, '-')[1])


def qr_of(path, work):
    """What a camera reads from the pages at 150 dpi."""
    for name in os.listdir(work):
        if name.startswith('qr-'):
            os.unlink(os.path.join(work, name))
    run('pdftoppm', '-r', '150', '-gray', path, os.path.join(work, 'qr'))
    pages = sorted(os.path.join(work, n) for n in os.listdir(work)
                   if n.startswith('qr-'))
    return subprocess.run(['zbarimg', '-q', '--raw', *pages],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=60).stdout.decode()


def attached(path, work, name='record.xml'):
    out = os.path.join(work, 'attached')
    run('pdfdetach', '-savefile', name, '-o', out, path)
    with open(out, 'rb') as f:
        return f.read()
