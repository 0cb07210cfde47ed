#!/usr/bin/env python3
"""es_inspect.py - es(1) inspect says what other programs say is inside."""
import json
import os
import re
import subprocess
import sys
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
from tap import Tap             # noqa: E402

DIR = SRC + '/tests/vectors/pdf/'
ES = BUILD + '/tools/es/es'


def inspect(*args):
    p = subprocess.run([ES, 'inspect', *args], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE)
    return p.returncode, p.stdout


def one(name):
    code, out = inspect('--json', DIR + name)
    return code, json.loads(out)


def main():
    t = Tap()
    code, r = one('lta_table.pdf')
    with open(DIR + 'lta_table.pdf', 'rb') as f:
        data = f.read()
    t.ok(code == 0 and r['readable'] and r['version'] == 13, 'it is read')
    t.equal([x['eof'] for x in r['revisions']],
            [m.end() for m in re.finditer(rb'%%EOF', data)],
            'a revision ends at each %%EOF')
    t.equal(r['revisions'][-1]['end'], len(data), 'the last with the file')
    for rev in r['revisions']:
        t.ok(all(data[o['byte']:].startswith(b'%d %d obj' % (
            o['number'], o['generation'])) for o in rev['objects']
            if o['where'] == 'file'), 'revision %d: objects are where it '
            'says' % rev['revision'])
    t.equal([s['byte_range'] for s in r['signatures']],
            [[int(x) for x in m] for m in re.findall(
                rb'/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)', data)],
            'the ranges')
    s = r['signatures'][0]
    t.ok(s['structure']['sound'] and s['structure']['certification'] == 'P1',
         'structure and certification')
    t.equal([c['code'] for c in s['later']['list'] if c['allowed']],
            ['DOCTIMESTAMP_ADDED', 'METADATA_CHANGED', 'DSS_ADDED'],
            'what came later')
    hexed = re.search(rb'/Contents\s*<([0-9a-fA-F]+)>', data).group(1)
    with tempfile.TemporaryDirectory() as work:
        with open(work + '/cms', 'wb') as f:
            f.write(bytes.fromhex(hexed.decode()))
        said = subprocess.run(
            ['openssl', 'cms', '-cmsout', '-print', '-inform', 'DER', '-in',
             work + '/cms'], stdout=subprocess.PIPE,
            check=True).stdout.decode()
    oids = re.findall(r'object: .*?\(([0-9.]+)\)',
                      said[said.index('signerInfos'):])
    t.equal([a['type'] for a in s['cms']['signers'][0]['signed_attributes']],
            oids, 'the attributes that openssl lists')
    serial = re.search(r'serialNumber: 0x([0-9A-F]+)', said).group(1)
    t.equal(s['cms']['certificates'][0]['serial'], serial.lower(),
            'the certificate')
    t.ok(r['signatures'][1]['cms']['time'].startswith('2026-11-23T06:53'),
         'the time of the document time stamp')
    t.equal((r['dss']['entries'][0]['kind'], r['dss']['revision']),
            ('Cert', 3), 'the document security store')
    code, r = one('poppler_ber.pdf')
    t.ok(code == 0 and r['signatures'][0]['cms']['der'] is False, 'BER')
    code, out = inspect(DIR + 'sig_stream.pdf')
    t.ok(code == 0 and b'    structure:\n      sound: yes\n' in out,
         'the same as lines')
    with tempfile.NamedTemporaryFile(suffix='.pdf') as f:
        f.write(data + b'junk')
        f.flush()
        code, out = inspect('--json', f.name, DIR + 'sig_table.pdf')
    r = [json.loads(x) for x in out.splitlines()]
    t.equal((code, r[0]['reason'], r[1]['readable']), (3, 'tail', True),
            'a refused file is named, the next one served')
    t.equal(inspect()[0], 64, 'wrong use')
    t.done()


if __name__ == '__main__':
    main()
