#!/usr/bin/env python3
"""w_es_verify.py - es(1) verify: files the platform issued, files of others,
forgeries, what is no PDF at all; its JSON, its words, its exit statuses."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import campus                               # noqa: E402
import judges                               # noqa: E402
import plain                                # noqa: E402
from instance import BUILD, SRC, Instance   # noqa: E402
from limits import limit                    # noqa: E402
from tap import Tap                         # noqa: E402

sys.path.insert(0, os.path.join(SRC, 'tests', 'hostile'))
import forge_pdf                            # noqa: E402

ES = os.path.join(BUILD, 'tools', 'es', 'es')
MEMBERS = {'kind', 'field', 'indication', 'sub_indication', 'integrity',
           'coverage', 'later_changes', 'trust', 'level', 'signer', 'time',
           'warnings', 'revocation', 'lacks'}
HEADLINES = {'VALID', 'SUPERSEDED', 'EXPIRED', 'SUSPENDED', 'UNDETERMINED',
             'NO_SEAL', 'NOT_ISSUED', 'REVOKED', 'ALTERED'}


class Bench:
    def __init__(self, inst, work):
        self.inst, self.work = inst, work
        self.root = inst.path('pki', 'public')
        self.trust = os.path.join(work, 'trust')
        os.mkdir(self.trust)
        subprocess.run(['cp', self.root + '/root.cert.pem', self.trust],
                       check=True)
        b = inst.browser()
        campus.sign_in(b)
        page = campus.issued(b, campus.ask(b).url)
        self.sealed = self.put('sealed.pdf', campus.download(b, page))
        with open(self.sealed, 'rb') as f:
            self.bytes = f.read()

    def put(self, name, data):
        path = os.path.join(self.work, name)
        with open(path, 'wb') as f:
            f.write(data)
        return path

    def text(self, *args):
        p = subprocess.run([ES, 'verify', *args], text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return p.returncode, p.stdout, p.stderr

    def json(self, *paths, trust=True):
        # No list is beside the root: its absence is told, no more.
        args = ['--no-revocation']
        args += ['--trust', self.trust] if trust else []
        code, out, _ = self.text('--json', *args, *paths)
        return code, [json.loads(line) for line in out.splitlines()]


def genuine(t, d):
    code, said = d.json(d.sealed)
    r = said[0]
    s = r['signatures'][0]
    t.equal(code, 0, 'a file of ours: intact')
    t.ok(len(said) == 1 and r['readable'] is True and r['reason'] is None and
         r['file']['bytes'] == len(d.bytes) and len(r['file']['sha256']) == 64,
         'read, with its size and digest', r)
    t.equal(r['headline'], 'UNDETERMINED', 'only the register says VALID')
    t.ok(MEMBERS <= set(s) and len(r['signatures']) == 1, 'all members', s)
    t.equal([s['kind'], s['indication'], s['integrity'], s['trust'],
             s['level'], s['later_changes']['verdict'], s['coverage'],
             s['time']['source'], s['warnings'], s['page']],
            ['seal', 'TOTAL-PASSED', 'intact', 'trusted', 'PAdES-B-T', 'none',
             {'revision': 1, 'of': 1, 'whole_file': True},
             'signature-time-stamp', ['NO_REVOCATION_DATA'], 1],
            'each of them')
    t.ok('研究生院' in s['signer'] and s['time']['proven'].endswith('Z'),
         'who and when', s)
    code, said = d.json(d.sealed, trust=False)
    t.equal([code, said[0]['signatures'][0]['trust'],
             said[0]['signatures'][0]['sub_indication']],
            [0, 'no-path', 'NO_CERTIFICATE_CHAIN_FOUND'],
            'without roots: intact, of nobody known')
    s = json.loads(d.text('--json', '--trust', d.trust, d.sealed)[1])[
        'signatures'][0]
    t.equal([s['indication'], s['sub_indication'], s['integrity']],
            ['INDETERMINATE', 'TRY_LATER', 'intact'], 'revocation is asked')
    code, out, _ = d.text('--no-revocation', '--trust', d.trust, d.sealed)
    t.ok(code == 0 and 'TOTAL-PASSED' in out and 'nothing was changed' in out,
         'the same in words', out)
    code, out, _ = d.text('--lang', 'zh', d.sealed)
    t.ok(code == 0 and '没有任何改动' in out and '签章者' in out,
         'and in Chinese', out)


def statuses(t, d):
    broken = bytearray(d.bytes)
    broken[len(broken) // 3] ^= 1
    broken = d.put('broken.pdf', bytes(broken))
    short = d.put('short.pdf', d.bytes[:-2000])
    nothing = d.put('nothing.pdf', b'')
    words = d.put('words.pdf', b'Dear Sir or Madam,\n')
    unsigned = d.put('unsigned.pdf', plain.blank())
    for name, path, want in (('a broken seal', broken, 1),
                             ('no signature', unsigned, 4),
                             ('an empty file', nothing, 3),
                             ('a letter', words, 3),
                             ('half a file', short, 3),
                             ('no file', d.work + '/none', 3),
                             ('a directory', d.work, 3)):
        code, said = d.json(path)
        t.equal([code, len(said), said[0]['readable']],
                [want, 1, want not in (3,)], name)
        t.ok(said[0]['headline'] in HEADLINES and
             (said[0]['reason'] is None) == (want != 3) and
             (said[0]['detail'] is None) == (want != 3), 'and why', said)
        t.equal(d.text(path)[0], want, 'in words, too')
    for paths, want in (((d.sealed, unsigned), 4), ((unsigned, words), 3),
                        ((words, broken, d.sealed), 1),
                        ((d.sealed, d.sealed), 0)):
        code, said = d.json(*paths)
        t.equal([code, [x['file']['name'] for x in said]],
                [want, list(paths)], 'several files: %d' % want)
    for args in ((), ('--trust',), ('--nonsense', d.sealed),
                 ('--lang', 'fr', d.sealed)):
        code, out, err = d.text(*args)
        t.ok(code == 64 and 'usage: es verify' in err and not out,
             'wrong use: %s' % ' '.join(args), err)
    for name in ('/none', d.work + '/sealed.pdf'):
        code, _, err = d.text('--trust', name, d.sealed)
        t.ok(code == 70 and name in err, 'roots that are not there', err)
    odd = d.put('\x1b[31m\n.pdf', d.bytes)
    code, out, _ = d.text(odd)
    t.ok(code == 0 and '\x1b' not in out, 'a name that paints the terminal')


WORDS = {
    'kind': {'seal', 'timestamp'},
    'integrity': {'intact', 'broken', 'unchecked'},
    'indication': {'TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE'},
}
SOURCES = {'signature-time-stamp', 'document-time-stamp', 'claimed', 'none'}


def to_the_letter(r):
    """What is not as es(1) says, in one object; empty: nothing."""
    bad = []
    if not {'file', 'readable', 'reason', 'headline', 'signatures'} <= set(r):
        bad.append('members %s' % sorted(r))
    if not {'name', 'bytes', 'sha256'} <= set(r['file']):
        bad.append('file %s' % sorted(r['file']))
    if r['readable'] is not (r['reason'] is None) or \
            r['headline'] not in HEADLINES - {'VALID', 'NOT_ISSUED'}:
        bad.append((r['readable'], r['reason'], r['headline']))
    for s in r['signatures']:
        if not MEMBERS <= set(s):
            bad.append('members %s' % sorted(s))
        bad += [(k, s[k]) for k, v in WORDS.items() if s[k] not in v]
        c, later = s['coverage'], s['later_changes']
        if not (1 <= c['revision'] <= c['of'] and
                isinstance(c['whole_file'], bool)):
            bad.append(c)
        if later['verdict'] not in ('none', 'allowed', 'prohibited') or \
                (later['verdict'] == 'none' and later['list']):
            bad.append(later)
        bad += [x for x in later['list'] if not (
            x['code'] and x['sentence'] and isinstance(x['allowed'], bool))]
        if set(s['time']) != {'claimed', 'proven', 'source'} or \
                s['time']['source'] not in SOURCES:
            bad.append(s['time'])
        if not isinstance(s['warnings'], list) or \
                not isinstance(s['sub_indication'], str):
            bad.append((s['warnings'], s['sub_indication']))
    return bad


def letter(t, d):
    """Every object is what the manual promises, exit statuses included."""
    vectors = os.path.join(SRC, 'tests', 'vectors', 'pdf')
    paths = [os.path.join(vectors, x) for x in sorted(os.listdir(vectors))
             if x.endswith('.pdf')]
    for path in paths + [d.sealed]:
        code, said = d.json(path)
        r = said[0]
        bad = to_the_letter(r)
        s = r['signatures']
        want = 3 if not r['readable'] else 4 if not s else \
            1 if any(x['integrity'] == 'broken' for x in s) or any(
                x['later_changes']['verdict'] == 'prohibited' and
                'LATER_CHANGES_NOT_JUDGED' not in x['warnings'] for x in s) \
            else None
        ok = code == want if want is not None else code in (0, 2)
        t.ok(not bad and ok, os.path.basename(path), (code, want, bad))


def forged(t, d):
    """Forgeries: none is intact and unchanged, and none stops the next."""
    paths = [d.put('f-%d.pdf' % i, data) for i, (_, data) in enumerate(
        list(forge_pdf.forge(d.bytes)) + list(forge_pdf.revisions(d.bytes)))]
    code, said = d.json(*paths)
    t.ok(len(said) == len(paths) >= 100, '%d forgeries judged' % len(said))
    t.equal([x for r in said for x in to_the_letter(r)], [],
            'and each told to the letter')
    good = [p for p, r in zip(paths, said) if r['readable'] and
            r['signatures'] and all(
                s['integrity'] == 'intact' and s['later_changes']['verdict']
                in ('none', 'allowed') for s in r['signatures'])]
    t.equal(good, [], 'none is intact and unchanged')
    t.equal([p for p, r in zip(paths, said) if r['reason'] in (
        'crash', 'time', 'memory')], [], 'none makes the judge fall')
    t.equal(code, 1, 'and the exit status says so')


def others(t, d):
    key, cert = d.work + '/key.pem', d.work + '/cert.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048',
                    '-nodes', '-keyout', key, '-out', cert, '-days', '30',
                    '-subj', '/CN=Another Office', '-addext',
                    'keyUsage=critical,digitalSignature,nonRepudiation'],
                   check=True, stderr=subprocess.DEVNULL)
    judges.with_pyhanko('pyhanko_sign.py', key, cert,
                        d.work + '/unsigned.pdf', d.work + '/other', '2')
    code, said = d.json(d.work + '/other-2.pdf')
    s = said[0]['signatures']
    t.equal([code, [x['integrity'] for x in s],
             [x['later_changes']['verdict'] for x in s],
             [x['coverage']['revision'] for x in s]],
            [0, ['intact'] * 2, ['allowed', 'none'], [2, 3]],
            'two seals of another product')
    t.ok(s[0]['later_changes']['list'][0]['sentence'] and
         all(x['trust'] == 'no-path' for x in s), 'of nobody known', s)


def limits(t, d):
    """A file as large as may be read, and one byte more."""
    most = limit('PDF_FILE')
    path = d.put('large.pdf', b'%PDF-1.7\n')
    for size in (most, most + 1):
        os.truncate(path, size)
        code, said = d.json(path)
        t.equal([code, said[0]['reason'] == 'limit'], [3, size > most],
                '%d bytes' % size)
    os.unlink(path)


def main():
    t = Tap()
    with Instance() as inst, tempfile.TemporaryDirectory() as work:
        d = Bench(inst, work)
        for f in (genuine, statuses, letter, forged, others, limits):
            t.run(f.__name__, f, d)
    t.done()


if __name__ == '__main__':
    main()
