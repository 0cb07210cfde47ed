#!/usr/bin/env python3
"""w_verify_others.py - files that another product signed, by upload: an
honest answer, never "genuine"; and as many seals as the page judges."""
import os
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', x) for x in ('lib', 'hostile')]
import campus                       # noqa: E402
import forge_pdf                    # noqa: E402
import judges                       # noqa: E402
import plain                        # noqa: E402
from instance import Instance       # noqa: E402
from limits import limit            # noqa: E402
from tap import Tap                 # noqa: E402


def slow_file(sigs, n_fields):
    """Fields that are compared with locks, for every signature."""
    p = forge_pdf.Pdf(plain.blank())
    n = p.size
    f = n + sigs
    rng = b'/Type /Sig /ByteRange [0 10 20 0000000000]'
    method = b'<< /TransformMethod /%s /TransformParams << %s >> >>'
    objs = {n + i: b'<< %s >>' % rng for i in range(sigs)}
    objs[n] = b'<< %s /Reference [%s %s] >>' % (
        rng, method % (b'DocMDP', b'/P 2'), method % (
            b'FieldMDP', b'/Action /Include /Fields [%s]' % (
                b'(f)' * n_fields)))
    objs.update((f + i, b'<< /FT /Tx /T (f%d) >>' % i)
                for i in range(n_fields))
    cat = forge_pdf.set_key(p.get(p.root), b'Perms',
                            b'<< /DocMDP %d 0 R >>' % n)
    objs[p.root] = forge_pdf.set_key(cat, b'AcroForm', b'<< /Fields [%s] >>' %
        b' '.join(b'%d 0 R' % (f + i) for i in range(n_fields)))
    one = p.append(objs)
    one = one.replace(b'20 0000000000]', b'20 %010d]' % (len(one) - 20))
    return forge_pdf.Pdf(one).append({f: b'<< /FT /Tx /T (f0) /V (x) >>'})


def long_lists(sigs, n):
    """A long list of certificates that another follows, for each seal."""
    p = forge_pdf.Pdf(plain.blank())
    at, dss = p.size, b'<< /Certs [%s] >>'
    objs = {at + 1 + i: b'<< /Type /Sig /ByteRange [0 10 20 0000000000] >>'
            for i in range(sigs)}
    objs[at] = dss % (b'1 ' * n)
    objs[p.root] = forge_pdf.set_key(p.get(p.root), b'DSS', b'%d 0 R' % at)
    one = p.append(objs)
    one = one.replace(b'20 0000000000]', b'20 %010d]' % (len(one) - 20))
    return forge_pdf.Pdf(one).append({at: dss % (b'2 ' * (n - 1) + b'1')})


def slow(t, inst):
    """What is made to be slow is given up after so much, and said so."""
    b = inst.browser()
    p = campus.verify_file(b, slow_file(4, 2000))
    t.ok(p.status == 200, 'many fields, judged', p.status)
    p = campus.verify_file(b, long_lists(256, 4096))
    t.ok(p.status == 200, 'long lists, judged', p.status)
    began = time.monotonic()
    p = campus.verify_file(b, slow_file(256, 10000))
    took = time.monotonic() - began
    t.ok(p.status == 200 and campus.headline(p) == 'UNDETERMINED' and
         '所需的时间超过上限' in p.text, 'too slow to judge: said so', p.text)
    t.ok(took < limit('JUDGE_SECONDS') + 5, 'after %.1f s' % took)
    t.ok(b.open('/verify').status == 200, 'others serve')


def endless(t, inst):
    """A page that computes without an end costs one worker so much."""
    b, seconds = inst.browser(), limit('REQUEST_CPU')
    inst.fault('verify.asked spin')
    began = time.monotonic()
    p = b.open('/v/' + '0' * 16)
    t.ok(p.status != 503, 'a code that cannot be is not asked for')
    p = campus.verify_file(b, plain.blank())
    took = time.monotonic() - began
    t.ok(p.status == 503, 'an endless page: a page says so', p.status)
    t.ok(took > seconds - 1, 'after %.1f s' % took)
    t.ok(inst.until(lambda: 'signal=%d' % signal.SIGVTALRM in
                    inst.log('verify'), 90), 'the worker ended')
    t.ok(b.open('/verify').status == 200, 'others serve')


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
        t.run('slow', slow, inst)
        t.run('endless', endless, inst)
    t.done()


if __name__ == '__main__':
    main()
