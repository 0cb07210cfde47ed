#!/usr/bin/env python3
"""sign_other.py PKI BASES OUT: endesive, fpdf2, and the command-line tools
pdfsig (Poppler with NSS), mutool, podofosign, TCPDF, the office suite."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

PKI, BASES, OUT = map(os.path.abspath, sys.argv[1:4])
PASS = b'corpus'
TSA = sys.argv[4] if len(sys.argv) > 4 else None
N = {'n': 0, 'bad': 0}


def pem(name):
    return os.path.join(PKI, name)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def run(*cmd, **kw):
    kw.setdefault('timeout', 120)
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                       **kw)
    if p.returncode != 0:
        raise RuntimeError(p.stdout.decode('utf-8', 'replace')[-200:])


def attempt(name, fn, *args, **kw):
    """fn(out path, ...) makes one file."""
    out = '%s/%s.pdf' % (OUT, name)
    N['n'] += 1
    try:
        fn(out, *args, **kw)
        if not os.path.exists(out):
            raise RuntimeError('nothing was made')
    except Exception as e:
        N['bad'] += 1
        if os.path.exists(out):
            os.unlink(out)
        print('%s: %s' % (name, str(e)[:200].replace('\n', ' ')))


def p12(name='rsa'):
    from cryptography.hazmat.primitives.serialization import pkcs12
    return pkcs12.load_key_and_certificates(read(pem(name + '.p12')), PASS)


def endesive(out, base, hidden, algo, key, more):
    from endesive.pdf import cms
    k, cert, others = p12(key)
    opts = {'sigflags': 3, 'sigpage': 0, 'sigfield': 'Signature1',
            'auto_sigfield': True, 'contact': 'a@example.com',
            'location': 'here', 'reason': 'test',
            'signingdate': "D:20261101120000+08'00'"}
    opts.update(more)
    if not hidden:
        opts.update({'sigandcertify': True,
                     'signaturebox': (100, 100, 250, 160),
                     'signature': 'Signed'})
    data = read(base)
    sig = cms.sign(data, opts, k, cert, list(others), algo)
    with open(out, 'wb') as f:
        f.write(data + sig)


def endesive_twice(out, base):
    first = out + '.1'
    endesive(first, base, True, 'sha256', 'rsa', {})
    endesive(out, first, True, 'sha256', 'ec', {'sigfield': 'Signature2'})
    os.unlink(first)


def fpdf2(out, timestamp):
    import fpdf
    p = fpdf.FPDF()
    p.add_page()
    p.set_font('helvetica', size=12)
    p.cell(40, 10, 'fpdf2 signs itself')
    p.sign_pkcs12(pem('rsa.p12'), PASS,
                  **({'timestampurl': TSA} if timestamp else {}))
    p.output(out)


def rust(out, base, **kw):
    import pdfsigner
    pdfsigner.sign_pdf(base, out, pem('rsa.p12'), PASS.decode(), **kw)


def pdfsig(out, base, nick, *more):
    run('pdfsig', base, out, '-add-signature', '-nick', nick,
        '-nssdir', 'sql:' + pem('nss'), '-nss-pwd', '', *more)


def pdfsig_twice(out, base):
    pdfsig(out + '.1', base, 'rsa')
    pdfsig(out, out + '.1', 'ec')
    os.unlink(out + '.1')


def pyhanko_field(path, base):
    """An empty field, for tools that sign existing fields only."""
    import io
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields
    with open(base, 'rb') as f:
        w = IncrementalPdfFileWriter(io.BytesIO(f.read()), strict=False)
    fields.append_signature_field(w, fields.SigFieldSpec(
        'Sig1', on_page=0, box=(50, 50, 200, 120)))
    with open(path, 'wb') as f:
        w.write(f)


def field_number(path):
    text = subprocess.run(['mutool', 'show', path, 'grep'],
                          stdout=subprocess.PIPE).stdout
    for line in text.splitlines():
        if b'/FT/Sig' in line.replace(b' ', b''):
            return line.split(b':')[1].split()[0].decode() \
                if b':' in line.split(b'<')[0] else line.split()[0].decode()
    raise RuntimeError('no field')


def mutool(out, base):
    with tempfile.TemporaryDirectory() as d:
        pyhanko_field(d + '/a.pdf', base)
        num = field_number(d + '/a.pdf')
        run('mutool', 'sign', '-s', pem('rsa.p12'), '-P', 'corpus', '-o',
            out, d + '/a.pdf', num)


def podofo(out, base, *more):
    run('podofosign', '-in', base, '-out', out, '-cert', pem('rsa.pem'),
        '-pkey', pem('rsa.key'), *more)


PHP = r'''
require "/usr/share/php/tcpdf/tcpdf.php";
[$out, $pki, $p] = [$argv[1], $argv[2], (int)$argv[3]];
$pdf = new TCPDF(); $pdf->SetTitle("TCPDF");
$pdf->setSignature("file://$pki/rsa.pem", "file://$pki/rsa.key", "",
    "$pki/chain.pem", $p, ["Name" => "n", "Reason" => "r"]);
$pdf->AddPage(); $pdf->Write(0, "TCPDF signs itself");
$pdf->setSignatureAppearance(20, 100, 40, 20);
if ($argv[4] == "more") $pdf->addEmptySignatureAppearance(20, 140, 40, 20);
$pdf->Output($out, "F");
'''


def tcpdf(out, p, more):
    run('php', '-r', PHP, out, PKI, str(p), more)


def office(out, pdfa):
    """The office suite exports and signs with a certificate of NSS."""
    with tempfile.TemporaryDirectory() as d:
        with open(d + '/a.html', 'w') as f:
            f.write('<p>An office document, signed at export.</p>')
        opts = {'SignPDF': {'type': 'boolean', 'value': 'true'},
                'SignCertificateSubjectName': {
                    'type': 'string', 'value': 'CN=Signer rsa,O=Corpus'},
                'SignatureReason': {'type': 'string', 'value': 'why'}}
        if pdfa:
            opts['SelectPdfVersion'] = {'type': 'long', 'value': '2'}
        if TSA and pdfa:
            opts['SignatureTSA'] = {'type': 'string', 'value': TSA}
        run('soffice', '--headless', '-env:UserInstallation=file://' + d,
            '--convert-to', 'pdf:writer_pdf_Export:' + json.dumps(opts),
            '--outdir', d, d + '/a.html', env=dict(
                os.environ, MOZILLA_CERTIFICATE_FOLDER=pem('nss')))
        if b'/ByteRange' not in read(d + '/a.pdf'):
            raise RuntimeError('not signed')
        shutil.move(d + '/a.pdf', out)


def main():
    bases = {n[:-4]: os.path.join(BASES, n) for n in os.listdir(BASES)
             if n != 'encrypted.pdf'}
    for b in sorted(bases):
        attempt('endesive-%s-hidden' % b, endesive, bases[b], True, 'sha256',
                'rsa', {})
        attempt('pdfsig-%s' % b, pdfsig, bases[b], 'rsa')
        attempt('podofo-%s' % b, podofo, bases[b])
        attempt('mutool-%s' % b, mutool, bases[b])
        attempt('rust-%s' % b, rust, bases[b], reason='why')
    for b in ('fpdf2', 'office', 'chromium', 'qpdf_objstm'):
        if b not in bases:
            continue
        attempt('endesive-%s-visible' % b, endesive, bases[b], False,
                'sha512', 'rsa', {})
        attempt('endesive-%s-ec' % b, endesive, bases[b], True, 'sha256',
                'ec', {})
        attempt('endesive-%s-two' % b, endesive_twice, bases[b])
        attempt('pdfsig-%s-ec' % b, pdfsig, bases[b], 'ec')
        attempt('rust-%s-visible' % b, rust, bases[b], signtext='Signed')
        for level in ('bt', 'blt', 'blta'):
            attempt('rust-%s-%s' % (b, level), rust, bases[b], level=level,
                    tsa_url=TSA)
        attempt('pdfsig-%s-two' % b, pdfsig_twice, bases[b])
    attempt('fpdf2-self', fpdf2, False)
    for p in (0, 1, 2, 3):
        attempt('tcpdf-p%d' % p, tcpdf, p, '')
    attempt('tcpdf-more', tcpdf, 2, 'more')
    attempt('office', office, False)
    attempt('office-pdfa', office, True)
    print('others: %d files, %d failed' % (N['n'] - N['bad'], N['bad']))


if __name__ == '__main__':
    main()
