#!/usr/bin/env python3
"""dicts.py TARGET: the dictionary of a fuzz target, for libFuzzer.

Taken from the product itself, so that it never lags behind: what its readers
compare with (names of elements, keys, columns, object identifiers) are the
words worth trying.  A few tokens of each syntax stand here.
"""
import glob
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
XML = ['<', '/>', '>', '</', '="', '"', '<?xml version="1.0"?>', '<!DOCTYPE ',
       '<!ENTITY ', '<![CDATA[', ']]>', '<!--', '-->', '&amp;', '&#x4e00;',
       'xmlns="', 'xml:lang="']
PDF = ['%PDF-1.7', '%%EOF', 'startxref', 'xref', 'trailer', ' 0 obj',
       'endobj', 'stream\n', '\nendstream', ' 0 R', 'null', 'true', 'false',
       '<<', '>>', '[', ']', '(', ')', '<', '>', ' 00000 n \n',
       ' 65535 f \n', '/P 1', '/P 2', '/P 3', '/W [1 4 2]', '/V 4', '/V 5',
       '/R 6', '/CFM /AESV2', '/CFM /AESV3', '/Prev ', '/Size ']
SCRIPT = PDF + ['\1R ', '\1S ', '\1p', '\1f', '$L', '$C ', '\1']
CSV = [',', '"', '""', '\r\n', '\n', '\ufeff', ';', '\t']
DER = ['\x30\x80', '\x30\x82', '\xa0\x82', '\xa1\x82', '\x31\x82', '\x04\x82',
       '\x06', '\x05\x00', '\x00\x00', '\x02\x01\x01', '\x02\x01\x03',
       '\x03\x02\x06\x40', '\x01\x01\xff', '\x0a\x01\x00', '\x17\x0d', '\x18',
       '\x180F20261128030405Z', '\xa0\x80', '\x24\x80']
NUMBERS = ['\0\0\0\0', '\0\0\0\1', '\0\0\0\2', '\xff\xff\xff\xff',
           '\x7f\xff\xff\xff', '\0\0\0\0\0\0\0\1', '\0', '\1']
WEB = ['GET', 'HEAD', 'POST', 'PUT', '%', '%00', '%2F', '%e4%b8%80', '&', '=',
       '+', ';', '; ', '--', '\r\n', '\r\n\r\n', '\n',
       'application/x-www-form-urlencoded', 'multipart/form-data; boundary=',
       'Content-Disposition: form-data; name="', '"; filename="',
       "filename*=UTF-8''", 'Content-Type: ', 'es_session=', 'zh-CN',
       'en;q=0.5', '--b', '--b--']
PNG = ['\x89PNG\r\n\x1a\n', 'IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'pHYs',
       '\x08\x06\0\0\0', '\x08\x02\0\0\0', '\x08\x00\0\0\0', '\x08\x03\0\0\0',
       '\x01\x03\0\0\0', '\x78\x9c']
FLATE = ['\x78\x9c', '\x78\xda', '\x78\x01', '\x03\0', '\x01\0\0\xff\xff',
         '\0\0\xff\xff', '\x4b\x04', '\xed\xc1']
TAR = ['ustar\x0000', 'ustar  \0', '\0' * 8, '0000644\0', '0000000\0',
       '00000000000\0', '0', '5', 'x', 'L', 'META-INF/', '../', '/']

# Tokens, and where in the product the words of each target are compared.
WORDS, NAMES = r'[a-z][a-z0-9_.:-]*', r'[A-Z][A-Za-z0-9.]*'
TARGETS = {
    'pdf_read': (PDF, 'core/pdf/*.c', NAMES, '/'),
    'pdf_changes': (SCRIPT, 'core/pdf/*.c', NAMES, '/'),
    'pdf_update': (SCRIPT, 'core/pdf/*.c', NAMES, '/'),
    'pdf_seal': (PDF, 'core/pdf/*.c', NAMES, '/'),
    'esign_judge': (SCRIPT, 'core/pdf/*.c', NAMES, '/'),
    'dss': (SCRIPT, 'core/pdf/dss.c', NAMES, '/'),
    'bbox': (XML, 'core/pdf/bbox.c', r'[A-Za-z]+', ''),
    'template': (XML, 'core/layout/*.c', WORDS, ''),
    'type': (XML, 'core/type/*.c', WORDS, ''),
    'flow': (XML, 'core/flow/*.c', WORDS, ''),
    'seal_def': (XML, 'core/seal/def.c', WORDS, ''),
    'xmlio': (XML, 'core/xmlio/*.c', WORDS, ''),
    'import': (XML + CSV, 'core/import/*.c', WORDS, ''),
    'csv': (CSV, 'core/import/csv.c', WORDS, ''),
    'conf': (['=', ' = ', '#', '\n', 'true', 'false'], 'core/sys/conf.c',
             WORDS, ''),
    'web_req': (WEB, 'core/web/req.c', WORDS, ''),
    'form': (WEB, 'core/web/form.c', WORDS, ''),
    'multipart': (WEB, 'core/web/form.c', WORDS, ''),
    'checkpoint': (['\n', ' ', '\t', 'sha256'],
                   'core/svc/audit/checkpoint*.c', WORDS, ''),
    'look': (NUMBERS, 'core/svc/verify/look*.c', WORDS, ''),
    'signd_proto': (NUMBERS, 'core/svc/seal/signd_proto.c', WORDS, ''),
    'imprint': (PNG, '', '', ''),
    'flate': (FLATE, '', '', ''),
    'tar': (TAR, 'core/svc/archive/filing*.c', WORDS, ''),
    'font_pack': (['esfont1\n'] + NUMBERS, '', '', ''),
    'ber': (DER, 'oid', '', ''), 'cms': (DER, 'oid', '', ''),
    'tsa': (DER, 'oid', '', ''), 'crl': (DER, 'oid', '', ''),
    'ocsp': (DER, 'oid', '', ''), 'ocsp_query': (DER, 'oid', '', ''),
}


def read(path):
    with open(path, encoding='utf-8') as f:
        return f.read()


def oids():
    """With tag and length, as they stand in a file."""
    text = read(TOP + '/core/crypt/oid.h')
    for body in re.findall(r'ES_LIT\("((?:\\x[0-9a-f]{2})+)"\)', text):
        raw = bytes.fromhex(body.replace('\\x', ''))
        yield bytes([6, len(raw)]) + raw


def words(pattern, shape, lead):
    found = set()
    for path in glob.glob(os.path.join(TOP, pattern)):
        found.update(re.findall(r'"(%s)"' % shape, read(path)))
    return sorted(lead + w for w in found)


def main():
    tokens, where, shape, lead = TARGETS[sys.argv[1]]
    items = [t.encode('latin-1' if max(map(ord, t)) < 256 else 'utf-8')
             for t in tokens]
    if where == 'oid':
        items += list(oids())
    elif where:
        items += [w.encode() for w in words(where, shape, lead)]
    for it in items:
        print('"%s"' % ''.join('\\x%02x' % b for b in it))


if __name__ == '__main__':
    main()
