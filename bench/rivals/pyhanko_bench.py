#!/usr/bin/env python3
"""pyhanko_bench.py P12 PDF SECONDS: documents sealed per second, in process.

An already finished file, one PAdES B-B seal with P-256, by incremental
update, everything loaded once.  Prints one number.
"""
import io
import sys
import time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

p12, pdf, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
signer = signers.SimpleSigner.load_pkcs12(p12, passphrase=b'bench')
data = open(pdf, 'rb').read()


def once():
    w = IncrementalPdfFileWriter(io.BytesIO(data))
    meta = signers.PdfSignatureMetadata(
        field_name='Seal', md_algorithm='sha256',
        subfilter=fields.SigSeedSubFilter.PADES)
    out = signers.PdfSigner(meta, signer=signer).sign_pdf(w)
    return len(out.getbuffer())


for _ in range(5):
    once()
n, began = 0, time.process_time()
while time.process_time() - began < seconds:
    once()
    n += 1
print(n / (time.process_time() - began))
