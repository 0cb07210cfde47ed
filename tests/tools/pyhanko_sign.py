#!/usr/bin/env python3
"""pyhanko_sign.py KEY.pem CERT.pem IN.pdf OUT N [FIELD]: sign a file N times,
one revision each, as another product does.  OUT-1.pdf ... OUT-N.pdf are left.
FIELD: the empty field that is filled, instead of new ones.
Runs in a venv with pyhanko (tests/lib/judges.py)."""
import io
import logging
import sys

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

logging.disable(logging.CRITICAL)


def main():
    key, cert, path, out, many = sys.argv[1:6]
    field = sys.argv[6] if len(sys.argv) > 6 else 'Other%d'
    signer = signers.SimpleSigner.load(key, cert)
    with open(path, 'rb') as f:
        data = f.read()
    for n in range(1, int(many) + 1):
        w = IncrementalPdfFileWriter(io.BytesIO(data))
        data = signers.sign_pdf(
            w, signers.PdfSignatureMetadata(
                field_name=field % n if '%' in field else field),
            signer=signer).getvalue()
        with open('%s-%d.pdf' % (out, n), 'wb') as f:
            f.write(data)


if __name__ == '__main__':
    main()
