#!/usr/bin/env python3
"""w_verify_others.py - files that another product signed, by upload: an
honest answer, never "genuine"; and as many seals as the page judges."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                       # noqa: E402
import judges                       # noqa: E402
import plain                        # noqa: E402
from instance import Instance       # noqa: E402
from limits import limit            # noqa: E402
from tap import Tap                 # noqa: E402


def main():
    t = Tap()
    most = limit('VERIFY_SEALS')
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        key, cert = work + '/key.pem', work + '/cert.pem'
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
             '-keyout', key, '-out', cert, '-days', '30', '-subj',
             '/CN=Another Office', '-addext',
             'keyUsage=critical,digitalSignature,nonRepudiation'],
            check=True, stderr=subprocess.DEVNULL)
        with open(work + '/blank.pdf', 'wb') as f:
            f.write(plain.blank())
        others = '%s/other-%d.pdf'
        judges.with_pyhanko('pyhanko_sign.py', key, cert,
                            work + '/blank.pdf', work + '/other',
                            str(most + 1))
        b = inst.browser()
        p = campus.verify_file(b, plain.blank())
        t.ok(p.status == 200 and campus.headline(p) == 'NO_SEAL',
             'a file that nobody sealed', campus.headline(p))
        for n in (1, 2, most, most + 1):
            with open(others % (work, n), 'rb') as f:
                p = campus.verify_file(b, f.read())
            t.equal(campus.headline(p), 'NOT_ISSUED', '%d of another: not '
                    'from here' % n)
            seen = min(n, most)
            t.equal(p.text.count('NO_CERTIFICATE_CHAIN_FOUND'), seen,
                    'told of each of the %d' % seen)
            t.ok(p.text.count('CN=Another Office') == 2 * seen and
                 '签章覆盖的内容逐字节未变' in p.text and
                 '证书不是本校的证书机构签发的' in p.text,
                 'intact, by whom, and not by an office of ours', p.text)
            t.equal('仅查验了前 %d 个' % most in p.text, n > most,
                    'whether some were left out is said')
            t.equal('文件结构 无法判定' in p.text, n > most,
                    'and then nothing is certain')
    t.done()


if __name__ == '__main__':
    main()
