#!/usr/bin/env python3
"""es_seal.py - es(1) seal: any clean PDF gets a seal behind it.

Files of every structure, sealed once and several times; the bytes before
stay, qpdf, Poppler and pyHanko judge every seal, the rendered page shows it
in its place, and what cannot be sealed safely is refused with the reason.
"""
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, SRC + '/tests/lib')
import judges                   # noqa: E402
import plain                    # noqa: E402
import ppm                      # noqa: E402
from office import ES, MM, Office, agreed, well     # noqa: E402
from tap import Tap             # noqa: E402


def structures(t, o):
    form = b'<< /Fields [] /DA (/Helv 0 Tf) >>'
    text = {4: b'<< /FT /Tx /T (name) /Type /Annot /Subtype /Widget /Rect '
            b'[10 10 90 30] /P 3 0 R /DA (/Helv 9 Tf) >>'}
    cases = {
        'plain': plain.page(),
        'no list of annotations to an empty one': plain.page(b'/Annots []'),
        'annotations in the page': {**plain.page(b'/Annots [4 0 R]'), **text},
        'annotations as an object': {**plain.page(b'/Annots 5 0 R'), **text,
                                     5: b'[4 0 R]'},
        'a form in the catalog': {
            **plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm << /Fields '
                         b'[4 0 R] /DA (/Helv 0 Tf) >>'), **text},
        'a form as an object': {
            **plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm 5 0 R'),
            **text, 5: b'<< /Fields [4 0 R] /SigFlags 0 >>'},
        'its fields as an object': {
            **plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm 5 0 R'),
            **text, 5: b'<< /Fields 6 0 R >>', 6: b'[4 0 R]'},
        'an empty form': plain.page(catalog=b'/AcroForm ' + form),
        'odd names': plain.page(b'/A#20B (x) /C#2FD#23 [/E#28] '),
    }
    for name, objects in cases.items():
        for kind in ('table', 'stream', 'packed'):
            data = plain.build(objects, kind, trailer=b'/Root 1 0 R /ID ['
                               b'<0102> <0304>]')
            well(t, o, '%s, %s' % (name, kind), data,
                 o.seal(data, at=(60, 80)))
    for version in (b'1.3', b'1.4', b'1.6', b'2.0'):
        data = plain.build(plain.page(), version=version)
        well(t, o, 'PDF ' + version.decode(), data, o.seal(data))
    data = plain.build(plain.page(), gens={3: 7}).replace(
        b'[3 0 R]', b'[3 7 R]')
    well(t, o, 'a page of generation 7', data, o.seal(data, at=(60, 80)),
         strict=False)      # pyHanko asks for generations 1 to 6
    data = plain.blank()[:-1]
    well(t, o, 'no line end at the end', data, o.seal(data))
    for name in ('base_lin', 'base_stream', 'adobe_table', 'two_stream'):
        with open(SRC + '/tests/vectors/pdf/%s.pdf' % name, 'rb') as f:
            data = f.read()
        code, said, out = o.seal(data, at=(60, 80))
        t.ok(code == 0 and out.startswith(data), name + ' of another', said)
        t.equal(judges.run('qpdf', '--check', o.last())[0], 0, 'qpdf, too')
    data = plain.build(plain.pages(2000))
    well(t, o, '2,000 pages', data, o.seal(data, at=(60, 80), page=1999))


def geometry(t, o):
    """The picture's middle is where it was wanted, upright, on any page."""
    boxes = {'plain': (b'/MediaBox [0 0 595 842]', b''),
             'moved': (b'/MediaBox [-100 -200 495 642]', b''),
             'cropped': (b'/MediaBox [0 0 595 842] /CropBox [50 100 450 '
                         b'700]', b''),
             'crop beyond media': (b'/MediaBox [0 0 595 842] /CropBox '
                                   b'[-50 -50 400 900]', b''),
             'from above': (b'', b'/MediaBox [0 0 595 842] /CropBox [20 30 '
                            b'500 800]'),
             'corners swapped': (b'/MediaBox [595 842 0 0]', b'')}
    upright = None
    for name, (box, above) in boxes.items():
        for turn in (0, 90, 180, 270, -90):
            data = plain.build(plain.page(b'/Rotate %d' % turn, above=above,
                                          box=box))
            code, said, _ = o.seal(data, at=(45, 62))
            if not t.ok(code == 0, '%s, turned by %d' % (name, turn), said):
                continue
            points = ppm.red(ppm.render(o.last(), dpi=72))
            x, y = ppm.middle(points)
            t.ok(abs(x - 45 * MM) <= 1.5 and abs(y - 62 * MM) <= 1.5,
                 'its middle is where it was wanted', '%s %s' % (x, y))
            x, y = round(x - 0.01), round(y - 0.01)
            shape = {(a - x, b - y) for a, b in points}
            upright = upright or shape
            same = len(shape & upright) / len(shape | upright)
            t.ok(same > 0.6 and len(shape) > 500, 'and it stands upright: '
                 '%.2f of %d points' % (same, len(shape)))
    for at, page in (((10, 60), 1), ((60, 290), 1), ((200, 60), 1)):
        code, said, out = o.seal(plain.blank(), at=at)
        t.ok(code == 70 and out is None and 'outside page 1, which is 210 by '
             '297 mm' in said, 'over the edge: %s,%s' % at, said)
    for page in (2, -2, 99999):
        code, said, out = o.seal(plain.blank(), at=(60, 60), page=page)
        t.ok(code == 70 and out is None and 'no page' in said,
             'page %d of 1' % page, said)


def several(t, o):
    """Three seals in a row, of two kinds; then one in a prepared field."""
    data = plain.build(plain.page())
    for i, key in enumerate(('ec', 'rsa', 'hr')):
        before = data
        result = o.seal(data, key=key, at=(40 + 50 * i, 60))
        well(t, o, 'seal %d' % (i + 1), before, result, seals=i + 1)
        data = result[2]
    objects = {
        **plain.page(b'/Annots [4 0 R 6 0 R 8 0 R]',
                     catalog=b'/AcroForm 5 0 R'),
        4: b'<< /FT /Sig /T (Dept) /Type /Annot /Subtype /Widget /F 4 /Rect '
        b'[100 500 250 600] /P 3 0 R >>',
        5: b'<< /Fields [4 0 R 7 0 R 8 0 R] >>',
        6: b'<< /Type /Annot /Subtype /Widget /F 4 /Rect [300 500 400 600] '
        b'/P 3 0 R /Parent 7 0 R >>',
        7: b'<< /FT /Sig /T (Apart) /Kids [6 0 R] >>',
        8: b'<< /FT /Sig /T (Hidden) /Type /Annot /Subtype /Widget /F 4 '
        b'/Rect [0 0 0 0] /P 3 0 R >>'}
    data = plain.build(objects)
    for i, (field, key) in enumerate((('Dept', 'ec'), ('Hidden', 'rsa'))):
        args = ('--field', field, '--picture', o.picture, '--font',
                BUILD + '/packs/song-bold.pack')
        before, result = data, o.seal(data, *args, key=key)
        well(t, o, 'the prepared field ' + field, before, result,
             seals=i + 1)
        data = result[2]
    x, y = ppm.middle(ppm.red(ppm.render(o.last())))
    t.ok(abs(x - 175) < 2 and abs(y - 292) < 2, 'it stands in its place',
         '%s %s' % (x, y))
    code, said, out = o.seal(data, '--field', 'Dept')
    t.ok(code == 5 and out is None and 'taken' in said,
         'a field that is filled', said)
    code, said, out = o.seal(data, '--field', 'Apart')
    t.ok(code == 5 and out is None and 'apart' in said,
         'a field that other programs would not find', said)


def named(t, o):
    """Departments have Chinese names, and so have their fields."""
    def field(name, x):
        return (b'<< /FT /Sig /T <feff%s> /Type /Annot /Subtype /Widget /F 4 '
                b'/Rect [%d 500 %d 600] /P 3 0 R >>' % (name.encode(
                    'utf-16-be').hex().encode(), x, x + 100))
    data = plain.build({
        **plain.page(b'/Annots [4 0 R 6 0 R 7 0 R]',
                     catalog=b'/AcroForm 5 0 R'),
        4: field('教务处', 20), 5: b'<< /Fields [4 0 R 6 0 R 7 0 R] >>',
        6: field('签名 1 (甲)', 140), 7: field('图书馆', 260)})
    for i, (name, args) in enumerate((
            ('签名 1 (甲)', ('--lock', 'include:图书馆')), ('教务处', ()))):
        before, result = data, o.seal(data, '--field', name, *args, *o.ink,
                                      key=('ec', 'rsa')[i])
        well(t, o, 'the field ' + name, before, result, seals=i + 1)
        data = result[2]
    code, said, out = o.seal(data, '--field', '图书馆')
    t.ok(code == 5 and out is None and 'locked' in said,
         'a lock by such a name', said)
    data = o.prepare(plain.blank(), '--prepare', '财务𠀀=60,60')[2]
    result = o.seal(data, '--field', '财务𠀀', *o.ink)
    well(t, o, 'one that was prepared', data, result)
    names = subprocess.run([ES, 'verify', '--json', o.last()],
                           stdout=subprocess.PIPE).stdout
    t.equal(json.loads(names)['signatures'][0]['field'], '财务𠀀',
            'is called as it was')
    for name in ('a b', 'a.b', '', '学' * 34, '学\n院'):
        code, said, out = o.seal(plain.blank(), '--field', name)
        t.ok(code == 70 and out is None and 'field name' in said,
             'a new one called %r' % name, said)
    well(t, o, 'of 99 bytes', plain.blank(),
         o.seal(plain.blank(), '--field', '学' * 33))


def unusable(t, o):
    """Fields of others that would not show the seal, or want another."""
    box = b'/Rect [100 500 250 600]'
    for name, more, picture, ok in (
            ('usual', box, True, True),
            ('hidden', b'/F 2 ' + box, True, False),
            ('hidden, and no picture', b'/F 2 ' + box, False, True),
            ('not on the screen', b'/F 32 ' + box, True, False),
            ('over the edge', b'/Rect [500 500 650 600]', True, False),
            ('off the page', b'/Rect [-300 0 -200 90]', True, False),
            ('at the edge', b'/Rect [-0.5 0 150 90]', True, True),
            ('with seed values', box + b' /SV << /Ff 1 /SubFilter '
             b'[/adbe.pkcs7.detached] >>', False, False),
            ('with advice', box + b' /SV << /Ff 0 >>', True, True)):
        data = plain.build({
            **plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm << /Fields '
                         b'[4 0 R] >>'),
            4: b'<< /FT /Sig /T (D) /Type /Annot /Subtype /Widget /P 3 0 R '
            b'%s >>' % more})
        code, said, out = o.seal(data, '--field', 'D', *(
            o.ink if picture else ()))
        t.ok((code, out is not None) == ((0, True) if ok else (5, False)) and
             (ok or 'this signature field cannot show or take' in said),
             'a field, ' + name, said)
    data = plain.build({
        **plain.page(b'/Annots [4 0 R 6 0 R]', catalog=b'/AcroForm << /Fields '
                     b'[5 0 R] >>'),
        4: b'<< /Type /Annot /Subtype /Widget /Parent 5 0 R %s >>' % box,
        5: b'<< /FT /Sig /T (D) /Kids [4 0 R 6 0 R] >>',
        6: b'<< /Type /Annot /Subtype /Widget /Parent 5 0 R %s >>' % box})
    code, said, out = o.seal(data, '--field', 'D')
    t.ok(code == 5 and out is None and 'several places' in said,
         'a field that stands twice', said)
    data = plain.build({1: b'<< /Type /Catalog /Pages 2 0 R >>',
                        2: b'<< /Type /Pages /Count 0 /Kids [] >>'})
    code, said, out = o.seal(data)
    t.ok(code == 70 and out is None and 'the file has 0' in said,
         'a file without a page', said)


def certified(t, o):
    objects = {
        **plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm 5 0 R'),
        4: b'<< /FT /Sig /T (Dept) /Type /Annot /Subtype /Widget /F 4 /Rect '
        b'[100 500 250 600] /P 3 0 R >>',
        5: b'<< /Fields [4 0 R] >>'}
    for kind in ('table', 'stream', 'packed'):
        data = plain.build(objects, kind)
        result = o.seal(data, '--certify', '2', at=(60, 60))
        well(t, o, 'certified, ' + kind, data, result)
        data = result[2]
        code, said, out = o.seal(data, at=(60, 160))
        t.ok(code == 5 and out is None and 'prepared' in said,
             'then no new field', said)
        well(t, o, 'but the prepared one', data,
             o.seal(data, '--field', 'Dept', key='rsa'), seals=2)
    code, said, _ = o.seal(data, '--certify', '2', '--field', 'Dept')
    t.ok(code == 5 and 'permissions' in said, 'certified is certified', said)
    data = o.seal(plain.blank())[2]
    code, said, _ = o.seal(data, '--certify', '1')
    t.ok(code == 5 and 'first' in said, 'only the first can certify', said)
    data = plain.blank()
    result = o.seal(data, '--certify', '1')
    well(t, o, 'certified without any change', data, result)
    code, said, _ = o.seal(result[2])
    t.ok(code == 5 and 'no change after it' in said, 'is the end', said)


def refused(t, o):
    signed = o.seal(plain.blank())[2]
    broken = signed.replace(b'[3 0 R]', b'[3 0 R ]'[:7], 1)
    broken = signed[:300].replace(b'595', b'596') + signed[300:]
    enc = o.put('plain.pdf', plain.blank())
    subprocess.run(['qpdf', '--encrypt', '', 'x', '256', '--', enc,
                    o.work + '/enc.pdf'], check=True)
    with open(o.work + '/enc.pdf', 'rb') as f:
        encrypted = f.read()
    hybrid = plain.blank().replace(b'/Root', b'/XRefStm 15 /Root')
    taken = {**plain.page(b'/Annots [4 0 R]', catalog=b'/AcroForm << /Fields '
                          b'[4 0 R] >>'),
             4: b'<< /FT /Tx /T (name) /Type /Annot /Subtype /Widget /Rect '
             b'[10 10 90 30] /P 3 0 R >>'}
    for name, data, args, want, word in (
            ('an XFA form', plain.build(plain.page(
                catalog=b'/AcroForm << /Fields [] /XFA [] >>')), (), 5,
             'XFA'),
            ('a broken seal', broken, (), 5, 'does not hold'),
            ('an encrypted file', encrypted, (), 3, 'encrypted'),
            ('a hybrid file', hybrid, (), 3, 'two'),
            ('half a file', signed[:-900], (), 3, ''),
            ('a letter', b'Dear Sir,', (), 3, ''),
            ('the name of a text field', plain.build(taken),
             ('--field', 'name'), 5, 'taken'),
            ('annotations that are none', plain.build(plain.page(
                b'/Annots << >>')), (), 5, 'annotations'),
            ('a name with a blank', plain.blank(), ('--field', 'a b'), 70,
             'field name'),
            ('no such key', plain.blank(), ('--key', '/none'), 70, '/none'),
            ('another\'s certificate', plain.blank(), (
                '--cert', o.ca + '/public/rsa.cert.pem'), 70, ''),
            ('another passphrase', plain.blank(), (
                '--pass', o.picture), 70, ''),
            ('a file that is not there', None, (), 3, 'No such file'),
            ('a place without a picture', plain.blank(), (
                '--at', '60,60'), 64, '--picture'),
            ('a place that is none', plain.blank(), (
                *o.ink, '--at', 'a,b'), 64, '--at "a,b"'),
            ('a wrong use', plain.blank(), ('--page', 'x'), 64, 'usage')):
        code, said, out = o.seal(data, *args)
        t.ok(code == want and out is None and word in said and 'Sanitizer'
             not in said, name, '%s %s' % (code, said))


class Authority(http.server.BaseHTTPRequestHandler):
    """openssl ts behind HTTP; "/old" answers what it answered first."""
    office, first = None, None

    def do_POST(self):
        o = self.office
        query = o.put('q.tsq', self.rfile.read(
            int(self.headers['Content-Length'])))
        p = subprocess.run(
            ['openssl', 'ts', '-reply', '-config', o.work + '/tsa.cnf',
             '-queryfile', query, '-passin', 'file:' + o.ca +
             '/private/passphrase', '-inkey', o.ca + '/private/tsa.key.pem',
             '-signer', o.ca + '/public/tsa.cert.pem', '-chain', o.ca +
             '/public/tsa.chain.pem', '-out', o.work + '/r.tsr'],
            stderr=subprocess.PIPE)
        if p.returncode:
            sys.stderr.buffer.write(p.stderr)
        with open(o.work + '/r.tsr', 'rb') as f:
            answer = f.read()
        if self.path == '/old' and Authority.first:
            answer = Authority.first
        Authority.first = Authority.first or answer
        self.send_response(404 if self.path == '/none' else 200)
        self.send_header('Content-Type', 'application/timestamp-reply')
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def stamped(t, o):
    o.put('tsa.cnf', b'[tsa]\ndefault_tsa = t\n[t]\nserial = %s/serial\n'
          b'default_policy = 1.2.3.4\ndigests = sha256\nsigner_digest = '
          b'sha256\ness_cert_id_alg = sha256\nclock_precision_digits = 0\n'
          b'accuracy = secs:1\nordering = no\ntsa_name = no\n'
          b'ess_cert_id_chain = no\n' % o.work.encode())
    Authority.office = o
    server = http.server.HTTPServer(('127.0.0.1', 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = 'http://127.0.0.1:%d' % server.server_port
    data = plain.blank()
    result = o.seal(data, '--tsa', url + '/')
    well(t, o, 'time-stamped', data, result)
    code, said = judges.run(ES, 'verify', '--trust', o.trust, o.last())
    t.ok('PAdES-B-T' in said and 'time (proven)' in said, 'level B-T', said)
    for url, word in ((url + '/old', 'not an answer'), (url + '/none', '404'),
                      ('http://127.0.0.1:1/', '127.0.0.1:1')):
        code, said, out = result = o.seal(data, '--tsa', url)
        t.ok(code == 2 and out is not None and word in said and 'WITHOUT' in
             said, 'an authority that is away costs the level', said)
        well(t, o, 'and not the seal', data, (0, *result[1:]))
        code, said = judges.run(ES, 'verify', '--trust', o.trust, o.last())
        t.ok('PAdES-B-B' in said and 'time (claimed)' in said,
             'which is then B-B', said)
    server.shutdown()


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as work:
        o = Office(work)
        for f in (structures, geometry, several, named, unusable, certified,
                  refused, stamped, agreed):
            t.run(f.__name__, f, o)
    t.done()


if __name__ == '__main__':
    main()
