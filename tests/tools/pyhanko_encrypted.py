#!/usr/bin/env python3
"""pyhanko_encrypted.py KEY.pem CERT.pem ISSUER.pem IN.pdf OUT [PASSWORD]:
an encrypted file sealed by another product, and changed afterwards by one
that knows how (each change is enciphered as the file wants it).

OUT-seal.pdf (certified, P 2); behind it one more revision each: OUT-two.pdf (a second seal),
OUT-dss.pdf (the issuer's certificate), OUT-fill.pdf (a value in a field),
OUT-same.pdf (the page's content written anew), OUT-other.pdf (another one),
OUT-value.pdf (another default value of the field).
Runs in a venv with pyhanko (tests/lib/judges.py)."""
import io
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

logging.disable(logging.CRITICAL)
NAME = generic.pdf_name


def main():
    key, cert, issuer, path, out = sys.argv[1:6]
    password = sys.argv[6] if len(sys.argv) > 6 else ''
    signer = signers.SimpleSigner.load(key, cert)

    def opened(data):
        w = IncrementalPdfFileWriter(io.BytesIO(data))
        w.encrypt(password)
        return w

    def sealed(data, field):
        w = opened(data)
        if field == 'Seal1':
            for name, x in (('Seal1', 50), ('Seal2', 250)):
                append_signature_field(w, SigFieldSpec(
                    name, on_page=0, box=(x, 50, x + 100, 150)))
        return signers.PdfSigner(signers.PdfSignatureMetadata(
            field_name=field, reason='Sealed \u5370',
            certify=field == 'Seal1'), signer).sign_pdf(
                w, existing_fields_only=True).getvalue()

    def page(w):
        return w.root['/Pages']['/Kids'][0]

    def field(w):
        for ref in w.root['/AcroForm']['/Fields']:
            d = ref.get_object()
            if d['/T'] == 'Who':
                return d
        raise KeyError('Who')

    def dss(w):
        st = w.add_object(generic.StreamObject(
            stream_data=load_cert_from_pemder(issuer).dump()))
        w.root['/DSS'] = w.add_object(generic.DictionaryObject({
            NAME('/Type'): NAME('/DSS'),
            NAME('/Certs'): generic.ArrayObject([st])}))
        w.update_root()

    def fill(w, text='Li Hua', what='/V'):
        d = field(w)
        d[NAME(what)] = generic.pdf_string(text)
        w.update_container(d)

    def content(w, was=b'first', now=b'first'):
        st = page(w)['/Contents']
        st._data = st.data.replace(was, now)
        st._encoded_data = None
        w.update_container(st)

    def save(name, data):
        with open('%s-%s.pdf' % (out, name), 'wb') as f:
            f.write(data)

    def later(name, change, *args):
        w = opened(first)
        change(w, *args)
        f = io.BytesIO()
        w.write(f)
        save(name, f.getvalue())

    with open(path, 'rb') as f:
        first = sealed(f.read(), 'Seal1')
    save('seal', first)
    save('two', sealed(first, 'Seal2'))
    later('dss', dss)
    later('fill', fill)
    later('same', content)
    later('other', content, b'first', b'other')
    later('value', fill, 'Wang', '/DV')


if __name__ == '__main__':
    main()
