#!/usr/bin/env python3
"""w_verify_answers.py - the answer to an upload in every form: JSON as es(1)
gives it, XML by its schema, the signed revision byte by byte; from one POST,
and nothing is kept."""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', x) for x in ('lib', 'hostile')]
import campus                               # noqa: E402
import forge_pdf                            # noqa: E402
import judges                               # noqa: E402
import plain                                # noqa: E402
from instance import BUILD, SRC, Instance   # noqa: E402
from limits import limit                    # noqa: E402
from tap import Tap                         # noqa: E402

ES = os.path.join(BUILD, 'tools', 'es', 'es')
RNG = os.path.join(SRC, 'docs', 'report.rng')


class Desk:
    def __init__(self, inst, work):
        self.inst, self.work = inst, work

    def post(self, data, *fields, accept=None, name='t.pdf'):
        """As somebody's program would: (status, type, disposition, body)."""
        path = os.path.join(self.work, 'up')
        with open(path, 'wb') as f:
            f.write(data)
        cmd = ['curl', '-sS', '-D', self.work + '/head', '-F',
               'file=@%s;filename="%s";type=application/pdf' % (path, name)]
        for x in fields:
            cmd += ['-F', x]
        if accept:
            cmd += ['-H', 'Accept: ' + accept]
        body = subprocess.run(cmd + [self.inst.base + '/verify'],
                              capture_output=True, check=True).stdout
        with open(self.work + '/head', encoding='latin-1') as f:
            lines = f.read().splitlines()
        head = dict(x.lower().split(': ', 1) for x in lines if ': ' in x)
        status = [x for x in lines if x.startswith('HTTP/')][-1].split()[1]
        return (int(status), head.get('content-type', ''),
                head.get('content-disposition', ''), body)

    def json(self, data, **more):
        return json.loads(self.post(data, 'as=json', **more)[3])

    def xml(self, data, **more):
        body = self.post(data, 'as=xml', **more)[3]
        p = subprocess.run(['xmllint', '-noout', '-relaxng', RNG, '-'],
                           input=body, capture_output=True)
        return body.decode(), p.returncode, p.stderr.decode()


def forms(t, d, files):
    for name, data in files.items():
        status, kind, how, body = d.post(data, 'as=json')
        said = json.loads(body)
        t.ok(status == 200 and kind == 'application/json' and
             'verification.json' in how, '%s: JSON' % name, (status, kind))
        t.equal((said['file']['bytes'], said['file']['name']),
                (len(data), 't.pdf'), 'of this file')
        p = subprocess.run([ES, 'verify', '--json', '--lang', 'zh',
                            '--no-revocation', '--trust', d.trust,
                            d.put(data)], capture_output=True)
        own = json.loads(p.stdout)
        for s in said['signatures']:
            s.pop('register', None)
        t.equal((said['signatures'], said['readable'], said['reason'],
                 said['file']['sha256']),
                (own['signatures'], own['readable'], own['reason'],
                 own['file']['sha256']), 'as es verify says it')
        t.equal([c['check'] for c in said['checks']],
                ['structure', 'digest', 'seal', 'chain', 'certificate',
                 'time', 'changes', 'register', 'issuer', 'validity'],
                'with every check')
        xml, rc, err = d.xml(data)
        t.ok(rc == 0, 'XML by its schema', err + xml[:600])
        t.ok('<headline>%s</headline>' % said['headline'] in xml and
             xml.count('<signature>') == len(said['signatures']),
             'which says the same')


def words(t, d, sealed):
    said = d.json(sealed)
    t.equal((said['headline'], said['signatures'][0]['register'],
             said['document']['state']), ('VALID', 'issued', 'issued'),
            'the register has its word')
    t.ok('样例甲' not in json.dumps(said, ensure_ascii=False) and
         '2099000001' not in json.dumps(said), 'which names no person')
    status, kind, how, body = d.post(sealed, accept='application/json')
    t.ok(kind == 'application/json' and how == '' and
         json.loads(body)['headline'] == 'VALID', 'asked for by Accept')
    t.ok(d.post(sealed, accept='application/xml')[1].startswith(
        'application/xml'), 'XML, too')
    t.ok(d.post(sealed, accept='text/html,application/json')[1].startswith(
        'text/html'), 'a browser gets a page')
    odd = d.json(sealed, name='<b>&amp; \u65e5.pdf')
    t.equal(odd['file']['name'], '<b>&amp; \u65e5.pdf', 'an odd name')
    t.equal(d.xml(sealed, name='<b>]]>&\u65e5.pdf')[1], 0, 'in XML')
    t.ok(d.post(sealed, 'as=nonsense')[1].startswith('text/html'),
         'an unknown form is a page')
    t.equal(d.post(b'', 'as=json')[0], 422, 'no file: asked for')


def revisions(t, d, sealed, two):
    for n, whole in ((1, None), (2, None), (3, two)):
        status, kind, how, body = d.post(two, 'as=revision-%d' % n)
        if n == 1:      # the plain file below the first signature
            t.ok(status == 422, 'revision 1 was never signed', status)
            continue
        t.ok(status == 200 and kind == 'application/pdf' and
             'revision-%d.pdf' % n in how, 'revision %d' % n, kind)
        t.ok(two.startswith(body) and body.endswith(b'%%EOF\n'),
             'is the file as it was')
        t.ok(whole is None or body == whole, 'the last is all of it')
        said = d.json(body)['signatures'][-1]
        t.equal((said['integrity'], said['coverage']['whole_file']),
                ('intact', True), 'and its signature covers it')
    t.equal(d.post(sealed, 'as=revision-1')[3], sealed, 'of one revision')
    longer = forge_pdf.Pdf(sealed).append({900: b'<< /A 1 >>'})
    t.equal(d.post(longer, 'as=revision-1')[3], sealed,
            'what was put behind it is left out')
    for bad in ('revision-0', 'revision-', 'revision-9999999999', 'revision--1', 'revision-2'):
        t.equal(d.post(longer, 'as=' + bad)[0], 422, bad)


def kept(t, d, sealed):
    """Nothing of an upload is left behind."""
    mark = b'%PDF-1.7\nTHIS-WORD-IS-NOWHERE-ELSE\n'
    for form in ('page', 'json', 'xml', 'revision-1'):
        d.post(mark, 'as=' + form)
    p = subprocess.run(['grep', '-rlaF', 'THIS-WORD-IS-NOWHERE-ELSE',
                        d.inst.path('db'), d.inst.path('log'),
                        d.inst.path('tmp')], capture_output=True, text=True)
    t.equal(p.stdout, '', 'no file, no row, no log has it')
    rows = d.inst.sql('SELECT DISTINCT way FROM verify_log')
    t.ok(rows == [['file']], 'that there was a question is logged', rows)


def page(t, d, two):
    """The page offers every form, to people without a script."""
    b = d.inst.browser()
    p = campus.verify_file(b, two)
    form = next(f for f in p.forms if any(n == 'as' for n, _ in f.fields))
    t.ok('multipart' in form.enctype and form.action == '/verify',
         'a form that takes the file again')
    for as_ in ('json', 'xml', 'revision-2', 'revision-3'):
        t.ok(('value="%s"' % as_).encode() in p.body, 'offers %s' % as_)
    t.ok(b'value="revision-1"' not in p.body, 'but not what nobody signed')
    got = b.submit(form, {'as': 'revision-2'}, files={
        'file': ('t.pdf', 'application/pdf', two)})
    t.ok(got.status == 200 and two.startswith(got.body) and
         len(got.body) < len(two), 'and gives it')
    t.ok('电子签章 2' in p.text and '2 / 3' in p.text,
         'each seal has its number and its revision', p.text)


def two_pages_more(data):
    p = forge_pdf.Pdf(data)
    tree = p.ref(p.root, b'Pages')
    page = b'<< /Type /Page /Parent %d 0 R /MediaBox [0 0 300 300] >>' % tree
    kids = re.search(rb'/Kids\s*\[(.*?)\]', p.get(tree), re.S).group(1)
    node = forge_pdf.set_key(p.get(tree), b'Kids', b'[%s %d 0 R %d 0 R]' % (
        kids, p.size, p.size + 1))
    node = forge_pdf.set_key(node, b'Count', b'%d' % (kids.count(b'R') + 2))
    return p.append({p.size: page, p.size + 1: page, tree: node})


def sentences(t, d, sealed):
    """What came later, in words, with page and place, in both languages."""
    changed = two_pages_more(sealed)
    n = sealed.count(b'/Type /Page ') or 1
    for lang, want in (('zh-CN', ('增加了 2 页', '第 %d 页' % (n + 2))),
                       ('en', ('two pages were added', 'page %d' % (n + 2)))):
        b = d.inst.browser()
        b.open('/verify?lang=' + lang)
        p = campus.verify_file(b, changed)
        t.equal(campus.headline(p), 'ALTERED', 'pages were added')
        for w in want:
            t.ok(w in p.text, 'says "%s"' % w, p.text)


def many(t, d, sealed):
    """As many changes as are listed, and one more."""
    most = limit('VERIFY_CHANGES')
    for n in (most, most + 1):
        p = forge_pdf.Pdf(sealed)
        at = p.size
        data = p.append({at + i: b'<< /A %d >>' % i for i in range(n)})
        said = d.json(data)['signatures'][0]['later_changes']
        t.equal((len(said['list']), said.get('more', 0)),
                (most, n - most), '%d changes' % n)


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        d = Desk(inst, work)
        d.trust = work + '/trust'
        os.mkdir(d.trust)
        public = inst.path('pki', 'public')
        names = [n for n in os.listdir(public)
                 if n == 'root.cert.pem' or n.endswith('.crl')]
        subprocess.run(['cp'] + [public + '/' + n for n in names] + [d.trust],
                       check=True)

        def put(data):
            with open(work + '/t.pdf', 'wb') as f:
                f.write(data)
            return work + '/t.pdf'
        d.put = put
        b = inst.browser()
        campus.sign_in(b)
        sealed = campus.download(b, campus.issued(b, campus.ask(b).url))
        key, cert = work + '/key.pem', work + '/cert.pem'
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
             '-keyout', key, '-out', cert, '-days', '30', '-subj',
             '/CN=Another Office', '-addext',
             'keyUsage=critical,digitalSignature,nonRepudiation'],
            check=True, stderr=subprocess.DEVNULL)
        with open(work + '/blank.pdf', 'wb') as f:
            f.write(plain.blank())
        judges.with_pyhanko('pyhanko_sign.py', key, cert,
                            work + '/blank.pdf', work + '/other', '2')
        with open(work + '/other-2.pdf', 'rb') as f:
            two = f.read()
        broken = bytearray(sealed)
        broken[len(broken) // 3] ^= 1
        t.run('kept', kept, d, sealed)
        t.run('forms', forms, d, {
            'ours': sealed, 'of another': two, 'broken': bytes(broken),
            'nobody sealed': plain.blank(), 'no PDF': b'Dear Sir,',
            'half': sealed[:-2000],
            'longer': forge_pdf.Pdf(sealed).append({900: b'<< /A 1 >>'})})
        t.run('words', words, d, sealed)
        t.run('revisions', revisions, d, sealed, two)
        t.run('page', page, d, two)
        t.run('sentences', sentences, d, sealed)
        t.run('many', many, d, sealed)
    t.done()


if __name__ == '__main__':
    main()
