#!/usr/bin/env python3
"""sign_pyhanko.py PKI BASES OUT: pyHanko in as many modes as it has."""
import io
import os
import sys

from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner, fields
from pyhanko.sign.fields import (
    FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec, SigSeedSubFilter)
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator import ValidationContext
try:
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
except ImportError:
    from pyhanko.sign.timestamps import DummyTimeStamper

PKI, BASES, OUT = sys.argv[1:4]
PADES, ADOBE = SigSeedSubFilter.PADES, SigSeedSubFilter.ADOBE_PKCS7_DETACHED


def pem(name):
    return os.path.join(PKI, name)


ROOT = load_cert_from_pemder(pem('root.pem'))
CA = load_cert_from_pemder(pem('ca.pem'))
TSA = DummyTimeStamper(
    load_cert_from_pemder(pem('tsa.pem')),
    load_private_key_from_pemder(pem('tsa.key'), None))
TSA.certs_to_embed.register(CA) if hasattr(TSA.certs_to_embed, 'register') \
    else None
N = {'n': 0, 'bad': 0}


def context():
    return ValidationContext(trust_roots=[ROOT], other_certs=[CA],
                             allow_fetching=False,
                             revocation_mode='soft-fail')


def signer(key='rsa', **kw):
    return SimpleSigner.load(pem(key + '.key'), pem(key + '.pem'),
                             ca_chain_files=[pem('ca.pem')], **kw)


def sign(data, field='Seal1', key='rsa', box=(50, 50, 150, 150), new=True,
         style=None, kw_signer=None, stamped=False, spec=None, **kw):
    w = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    if new:
        fields.append_signature_field(w, SigFieldSpec(
            field, on_page=0, box=box, **(spec or {})))
    kw.setdefault('subfilter', PADES)
    kw.setdefault('md_algorithm', 'sha256')
    s = PdfSigner(
        PdfSignatureMetadata(field_name=field, **kw),
        signer(key, **(kw_signer or {})), timestamper=TSA if stamped else
        None, stamp_style=style)
    return s.sign_pdf(w, existing_fields_only=True).getvalue()


def stamp(data):
    w = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    return PdfTimeStamper(TSA).timestamp_pdf(w, 'sha256').getvalue()


def with_fields(data, *names, **spec):
    w = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    for i, n in enumerate(names):
        fields.append_signature_field(w, SigFieldSpec(
            n, on_page=0, box=(10 + 90 * i, 10, 90 + 90 * i, 60), **spec))
    f = io.BytesIO()
    w.write(f)
    return f.getvalue()


def fill(data, name='name', value='filled'):
    from pyhanko.pdf_utils.generic import pdf_name, pdf_string
    w = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    for ref in w.root['/AcroForm']['/Fields']:
        f = ref.get_object()
        if f.get('/T') == name:
            f[pdf_name('/V')] = pdf_string(value)
            w.update_container(f)
    o = io.BytesIO()
    w.write(o)
    return o.getvalue()


def annotate(data):
    w = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
    n = generic.pdf_name
    a = w.add_object(generic.DictionaryObject({
        n('/Type'): n('/Annot'), n('/Subtype'): n('/Text'),
        n('/Rect'): generic.ArrayObject(map(
            generic.NumberObject, (400, 400, 420, 420))),
        n('/Contents'): generic.pdf_string('note')}))
    page = w.find_page_for_modification(0)[0].get_object()
    page.setdefault(n('/Annots'), generic.ArrayObject())
    annots = page['/Annots']
    annots.append(a)
    w.update_container(annots)
    w.update_container(page)
    o = io.BytesIO()
    w.write(o)
    return o.getvalue()


P1, P2, P3 = MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS, MDPPerm.ANNOTATE
TEXT = TextStampStyle(stamp_text='Signed by %(signer)s\n%(ts)s')
LTV = {'stamped': True, 'embed_validation_info': True}


def lta(d, **kw):
    return sign(d, validation_context=context(), use_pades_lta=True, **LTV,
                **kw)


PLAIN = {
    'bb': sign,
    'adobe': lambda d: sign(d, subfilter=ADOBE),
    'visible': lambda d: sign(d, style=TEXT),
    'bt': lambda d: sign(d, stamped=True),
}
RICH = dict(PLAIN, **{
    'hidden': lambda d: sign(d, box=None),
    'blt': lambda d: sign(d, validation_context=context(), **LTV),
    'blta': lta,
    'adobe_ltv': lambda d: sign(d, subfilter=ADOBE, stamped=True,
                                embed_validation_info=True,
                                validation_context=context()),
    'adobe_512': lambda d: sign(d, subfilter=ADOBE, md_algorithm='sha512'),
    'p1': lambda d: sign(d, certify=True, docmdp_permissions=P1),
    'p2': lambda d: sign(d, certify=True, docmdp_permissions=P2),
    'p3': lambda d: sign(d, certify=True, docmdp_permissions=P3),
    'p1_stamp': lambda d: stamp(sign(d, certify=True,
                                     docmdp_permissions=P1)),
    'p1_lta': lambda d: lta(d, certify=True, docmdp_permissions=P1),
    'ec': lambda d: sign(d, key='ec'),
    'p384': lambda d: sign(d, key='p384', md_algorithm='sha384'),
    'p521': lambda d: sign(d, key='p521', md_algorithm='sha512'),
    'ed25519': lambda d: sign(d, key='ed', md_algorithm='sha512'),
    'pss': lambda d: sign(d, kw_signer={'prefer_pss': True}),
    'sha3': lambda d: sign(d, md_algorithm='sha3_256'),
    'reason': lambda d: sign(d, reason='\u5370', location='here',
                             contact_info='c', name='\u5370\u4fe1'),
    'two': lambda d: sign(sign(d), 'Seal2', box=(200, 50, 300, 150)),
    'three': lambda d: sign(sign(sign(d), 'Seal2', key='ec'), 'Seal3',
                            box=(300, 50, 400, 150), style=TEXT),
    'two_stamp': lambda d: stamp(sign(sign(d, stamped=True), 'Seal2')),
    'two_lta': lambda d: lta(sign(d), field='Seal2'),
    'lta_lta': lambda d: stamp(lta(d)),
    'two_lta_lta': lambda d: lta(lta(d), field='Seal2'),
    'prepared': lambda d: sign(with_fields(d, 'A', 'B'), 'A', new=False),
    'prepared_two': lambda d: sign(sign(
        with_fields(d, 'A', 'B'), 'A', new=False), 'B', new=False,
        style=TEXT),
    'prepared_p2_two': lambda d: sign(sign(
        with_fields(d, 'A', 'B'), 'A', new=False, certify=True,
        docmdp_permissions=P2), 'B', new=False, style=TEXT),
    'prepared_p2_three_lta': lambda d: lta(sign(sign(
        with_fields(d, 'A', 'B', 'C'), 'A', new=False, certify=True,
        docmdp_permissions=P2), 'B', new=False), field='C', new=False),
    'p3_annot': lambda d: annotate(sign(d, certify=True,
                                        docmdp_permissions=P3)),
    'locked_two': lambda d: sign(sign(d, spec={
        'field_mdp_spec': FieldMDPSpec(FieldMDPAction.INCLUDE, ['name'])}),
        'Seal2'),
    'lock_all_stamp': lambda d: stamp(sign(d, spec={
        'field_mdp_spec': FieldMDPSpec(FieldMDPAction.ALL),
        'doc_mdp_update_value': P1})),
    'stamp_only': stamp,
})
FORM = {
    'form_p2_filled': lambda d: fill(sign(
        d, certify=True, docmdp_permissions=P2)),
    'form_filled_signed': lambda d: sign(fill(d)),
    'form_p2_filled_two': lambda d: sign(fill(sign(
        with_fields(d, 'A', 'B'), 'A', new=False, certify=True,
        docmdp_permissions=P2)), 'B', new=False),
}
ALL = ('fpdf2', 'qpdf_objstm', 'qpdf_lin', 'office')


def main():
    for name in sorted(os.listdir(BASES)):
        stem = name[:-4]
        if stem == 'encrypted':
            continue
        with open(os.path.join(BASES, name), 'rb') as f:
            data = f.read()
        modes = dict(RICH if stem in ALL else PLAIN)
        if stem == 'reportlab_form':
            modes.update(FORM)
        for mode, fn in modes.items():
            N['n'] += 1
            try:
                made = fn(data)
            except Exception as e:
                N['bad'] += 1
                print('pyhanko %s %s: %s' % (stem, mode, str(e)[:160]))
                continue
            with open('%s/pyhanko-%s-%s.pdf' % (OUT, stem, mode),
                      'wb') as f:
                f.write(made)
    print('pyhanko: %d files, %d failed' % (N['n'] - N['bad'], N['bad']))


if __name__ == '__main__':
    main()
