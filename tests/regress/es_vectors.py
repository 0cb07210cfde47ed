#!/usr/bin/env python3
"""es_vectors.py - es verify of the files that other products signed, and of
each with a byte changed: intact as they are, never intact when changed."""
import base64
import json
import os
import random
import re
import subprocess
import sys
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
from tap import Tap             # noqa: E402

DIRS = [SRC + '/tests/vectors/' + d for d in ('pdf', 'encrypted')]
FLIPS = 40
# Exit status, and of each signature: integrity, later changes, reason.
NOBODY = 'NO_CERTIFICATE_CHAIN_FOUND'
ONE = (0, [('intact', 'none', NOBODY)])
TWO = (0, [('intact', 'allowed', NOBODY), ('intact', 'none', NOBODY)])
WANT = {
    'adobe_table': ONE, 'cert1_stream': ONE, 'sig_stream': ONE,
    'sig_table': ONE, 'itext_stream': ONE, 'itext_table': ONE,
    'signpdf_table': ONE, 'poppler_ber': ONE, 'endesive': ONE,
    'pdfbox_table': (0, [('intact', 'none', 'SIG_CONSTRAINTS_FAILURE')]),
    'mupdf_sha1': (0, [('intact', 'none',
                        'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')]),
    'cert1ts_table': TWO, 'lta_stream': TWO, 'lta_table': TWO,
    'prepAB_stream': TWO, 'prepAB_table': TWO, 'ts_lin': TWO,
    'ts_lin_stream': TWO, 'two_stream': TWO, 'two_table': TWO,
    'dss_two': TWO,
    'cert2two_stream': (1, [('intact', 'prohibited', 'FORMAT_FAILURE'),
                            ('intact', 'none', NOBODY)]),
    # Of products that write in ways of their own (README).
    'tcpdf_p2': ONE, 'zga_p2': ONE, 'digitorus_cert': ONE,
    'digitorus_mutool': ONE, 'libpdf': ONE, 'fpdf2': ONE, 'office': ONE,
    'form_filled': TWO, 'itext5_ec': ONE,
    'openpdf_sha1': (0, [('intact', 'none',
                          'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')]),
    'openpdf_x509': (0, [('intact', 'none',
                          'CRYPTO_CONSTRAINTS_FAILURE_NO_POE')]),
    'podofo_two': ONE,
    'pdfbox_aes128': (0, [('intact', 'none', 'SIG_CONSTRAINTS_FAILURE')]),
    'pdfbox_rc4': (0, [('intact', 'none', 'SIG_CONSTRAINTS_FAILURE')]),
    'dss_aes256': ONE,
    'base_lin': (4, []), 'base_stream': (4, []),
}


# What is said besides of the first signature.
WARN = {
    'sig_table': [], 'two_table': [],
    'openpdf_sha1': ['SIGNER_NOT_BOUND', 'WEAK_ALGORITHM'],
    'openpdf_x509': ['SIGNER_NOT_BOUND', 'WEAK_ALGORITHM'],
    'podofo_two': ['SIGNER_NOT_BOUND', 'SEVERAL_SIGNERS',
                   'BYTES_OUTSIDE_OBJECTS'],
    'digitorus_cert': ['NO_CLAIMED_TIME', 'BAD_TIME_STAMP',
                       'CERTIFICATION_NOT_IN_BOTH'],
}
# Their Contents hold issuers, too, which no signature covers.
CHAINED = ('tcpdf_p2', 'zga_p2', 'digitorus_cert', 'digitorus_mutool',
           'libpdf', 'fpdf2', 'office', 'form_filled', 'itext5_ec',
           'openpdf_sha1', 'podofo_two', 'pdfbox_aes128', 'pdfbox_rc4',
           'dss_aes256')
# Theirs end with what their file's cipher made of the placeholder's zeros.
NOISY = ('pdfbox_aes128', 'pdfbox_rc4', 'dss_aes256')


def es(*paths):
    p = subprocess.run([BUILD + '/tools/es/es', 'verify', '--json', *paths],
                       stdout=subprocess.PIPE)
    return p.returncode, [json.loads(x) for x in p.stdout.splitlines()]


def verdict(r):
    return [(s['integrity'], s['later_changes']['verdict'],
             s['sub_indication']) for s in r['signatures']]


def unseen(r, original):
    """A change that is not seen: intact, and all as it was."""
    return r['readable'] and verdict(r) == verdict(original)


def in_certificates(data, name):
    """Copies with one byte changed of a certificate in the Contents: in its
    key, in its signature, in its validity."""
    b, e = re.search(rb'/Contents ?<([0-9a-fA-F]{200,})>', data).span(1)
    cms = bytes.fromhex(data[b:e].decode())
    pems = subprocess.run(
        ['openssl', 'pkcs7', '-inform', 'DER', '-print_certs'], input=cms,
        stdout=subprocess.PIPE).stdout
    for pem in re.findall(rb'-----BEGIN[^-]*-----([^-]*)-----END', pems):
        cert = base64.b64decode(pem)
        at = cms.index(cert)
        spki = cert.index(b'\x03\x42\x00') + 30 \
            if b'\x03\x42\x00' in cert else len(cert) // 2
        date = re.search(rb'\x17\x0d[0-9]{12}Z', cert).start() + 3
        # Only an issuer that came along tells of the others.
        lonely = name in ('office', 'podofo_two')
        for k in (spki,) if lonely else (spki, len(cert) - 5, date):
            x = b + 2 * (at + k) + 1
            digit = data[x] ^ 1 if data[x:x + 1].isdigit() else ord('7')
            yield x, data[:x] + bytes([digit]) + data[x + 1:]


def in_noise(data, name):
    """Copies with one digit changed behind the signature in its Contents."""
    dice = random.Random(name)
    end = re.search(rb'/Contents ?<([0-9a-fA-F]{200,})>', data).end(1)
    for i in range(FLIPS):
        at = dice.randrange(end - 4000, end)
        byte = dice.choice([c for c in b'0123456789ABCDEF' if c != data[at]])
        yield at, data[:at] + bytes([byte]) + data[at + 1:]


def flipped(data, name):
    """Copies with one byte of what is signed, or of a signature, changed."""
    dice = random.Random(name)
    holes = [m.span(1) for m in re.finditer(
        rb'/Contents ?<([0-9a-fA-F]{200,})>', data)]
    end = max(e for _, e in holes)
    for i in range(FLIPS):
        at = dice.randrange(end)
        while name in CHAINED and any(b <= at < e for b, e in holes):
            at = dice.randrange(end)
        for b, e in holes:      # its zeros at the end are nobody's
            if b <= at < e:
                body = data[b:e].rstrip(b'0')
                at = b + dice.randrange(len(body) - 2)
        byte = dice.choice([c for c in b'0123456789abcdef' if c != data[at]
                            and chr(c) != chr(data[at]).lower()]) \
            if any(b <= at < e for b, e in holes) else data[at] ^ \
            1 << dice.randrange(8)
        yield at, data[:at] + bytes([byte]) + data[at + 1:]


def main():
    t = Tap()
    paths = {f[:-4]: d + '/' + f for d in DIRS for f in os.listdir(d)
             if f.endswith('.pdf')}
    names = sorted(paths)
    t.equal(names, sorted(WANT), 'every vector has its expectation')
    for name in names:
        code, said = es(paths[name])
        t.equal((code, verdict(said[0])), WANT[name], name)
        if name in WARN:
            t.equal(said[0]['signatures'][0]['warnings'], WARN[name],
                    '%s: its warnings' % name)
    with tempfile.TemporaryDirectory() as work:
        for name in names:
            if WANT[name][0] != 0:
                continue
            with open(paths[name], 'rb') as f:
                data = f.read()
            copied, where = [], []
            original = es(paths[name])[1][0]
            copies = list(flipped(data, name))
            if name in CHAINED:
                copies += in_certificates(data, name)
            if name in NOISY:
                copies += in_noise(data, name)
            for at, changed in copies:
                where.append(at)
                copied.append('%s/%d.pdf' % (work, len(copied)))
                with open(copied[-1], 'wb') as f:
                    f.write(changed)
            code, said = es(*copied)
            t.equal([at for at, r in zip(where, said)
                     if unseen(r, original)], [],
                    '%s: %d changed copies, each is seen' % (
                        name, len(said)))
            t.ok(not [r for r in said if r['reason'] in (
                'crash', 'time', 'memory')], 'and the judge stands')
    t.done()


if __name__ == '__main__':
    main()
