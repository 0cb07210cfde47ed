#!/usr/bin/env python3
"""scripts.py DIR: seeds for the targets that read pdf_script.h.

Those of the security store when DIR is called dss.
"""
import os
import sys

CAT = '/Type/Catalog/Pages 2 0 R'
PAGES = '2 <</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>'
PAGE = '/Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>'
TEXT = '4 <</Length $L>>\nstream\nBT (x) Tj ET\nendstream'
FONT = '5 <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
SIG = '<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached$C' \
    "/M(D:20260101000000Z)%s>>"
STAMP = '<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161' \
    '$C>>'
FIELD = '<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/V %d 0 R/P 3 0 R/F 132' \
    '/Rect[%s]>>'
MDP = '/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<<' \
    '/Type/TransformParams/P %d/V/1.2>>>>]'


def cat(fields, more=''):
    return '1 <<%s/AcroForm<</Fields[%s]/SigFlags 3>>%s>>' % (
        CAT, ' '.join('%d 0 R' % f for f in fields), more)


def page(annots, more=''):
    return '3 <<%s/Annots[%s]%s>>' % (
        PAGE, ' '.join('%d 0 R' % f for f in annots), more)


def signed(kind='R', mdp=0, fields=(7,), extra=(), more='', sig_more=''):
    """One revision with a signature 6 in field 7."""
    if mdp:
        more += '/Perms<</DocMDP 6 0 R>>'
        sig_more += MDP % mdp
    return [kind + '/Root 1 0 R/ID[<00><00>]', cat(fields, more), PAGES,
            page(fields), TEXT, FONT, '6 ' + SIG % sig_more,
            '7 ' + FIELD % ('A', 6, '10 10 60 60'), *extra]


ROOT = '/Root 1 0 R/ID[<00><01>]'
DSS = ['10 <</Length $L>>\nstream\nx\nendstream', '11 <</Certs[10 0 R]>>']
TX = '8 <</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(x)/P 3 0 R/Rect' \
    '[70 70 90 90]/AP<</N 9 0 R>>>>'
AP = '9 <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length $L>>\nstream\nq\n' \
    'endstream'
EMPTY = '8 <</Type/Annot/Subtype/Widget/FT/Sig/T(B)/P 3 0 R/Rect' \
    '[70 70 90 90]>>'
SEEDS = {
    'one': signed(),
    'one_stream': signed('S'),
    'certified': signed(mdp=1),
    'dss': signed() + ['R' + ROOT, cat([7], '/DSS 11 0 R'), *DSS],
    'dss_stamp': signed(mdp=1) + [
        'R' + ROOT, cat([7], '/Perms<</DocMDP 6 0 R>>/DSS 11 0 R'), *DSS,
        'R' + ROOT, cat([7, 13], '/Perms<</DocMDP 6 0 R>>/DSS 11 0 R'),
        '12 ' + STAMP, '13 ' + FIELD % ('T', 12, '0 0 0 0'),
        page([7, 13])],
    'two': signed() + [
        'R' + ROOT, cat([7, 13]), page([7, 13]), '12 ' + SIG % '',
        '13 ' + FIELD % ('B', 12, '100 10 160 60')],
    'two_stream': signed('S') + [
        'S' + ROOT, cat([7, 13]), page([7, 13]), '12 ' + SIG % '',
        '13 ' + FIELD % ('B', 12, '100 10 160 60')],
    'packed': signed('S', extra=('p14 <</A 1>>', 'p15 [14 0 R]')) + [
        'S' + ROOT, 'p14 <</A 2>>', 'p30 (x)'],
    'prepared': signed(mdp=2, fields=(7, 8), extra=(EMPTY,)) + [
        'R' + ROOT, '12 ' + SIG % '',
        EMPTY.replace('>>', '/V 12 0 R/AP<</N 9 0 R>>>>'), AP],
    'filled': signed(mdp=2, fields=(7, 8), extra=(TX, AP)) + [
        'R' + ROOT, TX.replace('(x)', '(y)'), AP.replace('\nq\n', '\nQ\n')],
    'locked': signed(fields=(7, 8), extra=(TX, AP), sig_more='/Reference[<<'
                     '/TransformMethod/FieldMDP/TransformParams<</Action'
                     '/Include/Fields[(name)]>>>>]') + [
        'R' + ROOT, TX.replace('(x)', '(y)')],
    'annot': signed(mdp=3) + [
        'R' + ROOT, page([7, 20]),
        '20 <</Type/Annot/Subtype/Text/Rect[1 1 9 9]/Contents(x)>>'],
    'kids': signed(fields=(8,), extra=(
        '8 <</FT/Sig/T(K)/Kids[9 0 R]/V 6 0 R>>',
        '9 <</Type/Annot/Subtype/Widget/Parent 8 0 R/P 3 0 R/Rect'
        '[1 1 9 9]>>')) + ['R' + ROOT, '30 (unused)'],
    'info': signed() + ['R' + ROOT + '/Info 30 0 R', '30 <</Title(x)>>',
                        cat([7], '/Metadata 31 0 R/Version/2.0'),
                        '31 <</Length $L>>\nstream\n<x/>\nendstream'],
    'content': signed() + ['R' + ROOT, TEXT.replace('(x)', '(y)')],
    'rotated': signed() + ['R' + ROOT, page([7], '/Rotate 90')],
    'pages': signed() + ['R' + ROOT, PAGES.replace(
        '[3 0 R]/Count 1', '[3 0 R 30 0 R]/Count 2'),
        '30 <</Type/Page/Parent 2 0 R>>'],
    'freed': signed() + ['R' + ROOT, 'f4'],
    'tree': signed(more='/StructTreeRoot<</K 40 0 R>>', extra=(
        '40 <</S/Document/K[41 0 R]>>', '41 <</S/Form/P 40 0 R>>')) + [
        'R' + ROOT, '40 <</S/Document/K[41 0 R 42 0 R]>>',
        '42 <</S/Form/P 40 0 R>>'],
}

CERT = '/Length $L>>\nstream\n0\3\2\1\5\nendstream'
VRI = '11 <</Certs[10 0 R 10 0 R 14 0 R]/OCSPs 15 0 R/CRLs[16 0 R]/VRI<<' \
    '/00<</Cert[10 0 R 17 0 R]/OCSP[17 0 R]/TU(D:20260101000000Z)>>' \
    '/01 18 0 R>>>>'
STORE = {
    'vri': signed() + ['R' + ROOT, cat([7], '/DSS 11 0 R'), VRI, *(
        '%d <<%s' % (n, CERT) for n in (10, 14, 16, 17)),
        '15 [16 0 R 14 0 R]', '18 <</CRL[16 0 R 10 0 R]>>'],
    'hex': signed('S') + ['S' + ROOT, cat([7], '/DSS 11 0 R'),
                          'p11 <</Certs[10 0 R 3 0 R null 99 0 R (x)]>>',
                          '10 <</Filter/ASCIIHexDecode/Length $L>>\n'
                          'stream\n300302010>\nendstream'],
    'renewed': signed() + ['R' + ROOT, cat([7], '/DSS 11 0 R'), *DSS,
                           'R' + ROOT, '11 <</Certs[10 0 R 14 0 R]>>',
                           '10 <<' + CERT, '14 <<' + CERT],
    'direct': signed() + ['R' + ROOT, cat([7], '/DSS<</Certs[10 0 R]>>'),
                          '10 <<' + CERT],
    'odd': signed() + ['R' + ROOT, cat([7], '/DSS 11 0 R'),
                       '11 <</Certs 11 0 R/VRI[11 0 R]>>'],
}


def main():
    for name, records in {**SEEDS, **STORE}.items():
        if (os.path.basename(sys.argv[1]) == 'dss') != (name in STORE):
            continue
        with open(os.path.join(sys.argv[1], name), 'wb') as f:
            f.write(b'\1'.join(r.encode() for r in records))


if __name__ == '__main__':
    main()
