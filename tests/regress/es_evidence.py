#!/usr/bin/env python3
"""es_evidence.py - revocation data inside the CMS itself: lists in crls (RFC
5652), answers in crls (RFC 5940), Adobe's signed attribute; and that nothing
in a file hides what the caller knows."""
import json
import os
import subprocess
import sys
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path[:0] = [SRC + '/tests/hostile', SRC + '/tests/lib']
import docs                     # noqa: E402
import forge_pdf                # noqa: E402
from der import children, oid, seq, set_of, tlv   # noqa: E402
from docs import digest, plain, put             # noqa: E402
from forge_pdf import set_key, stream           # noqa: E402
from office import Office, attribute, cms       # noqa: E402
from tap import Tap             # noqa: E402

CACHE = os.environ.get('ES_TEST_CACHE', os.path.expanduser(
    '~/.cache/yinxin-test'))
ARCHIVAL = oid('1.2.840.113583.1.1.8')
RI_OCSP = oid('1.3.6.1.5.5.7.16.2')
CNF = '''[ca]
default_ca=a
[a]
database=%(d)s/index
crlnumber=%(d)s/number
default_md=sha256
default_crl_days=30
'''


class Authority:
    """The office's issuer, which says of "seal": good, or revoked."""
    def __init__(self, office, d):
        self.office, self.d = office, d
        self.serial = office.ssl('x509', '-in', 'seal.pem', '-noout',
                                 '-serial').decode().strip().split('=')[1]
        with open(d + '/cnf', 'w') as f:
            f.write(CNF % {'d': d})
        self.n = 0

    def say(self, revoked):
        self.n += 1
        with open(self.d + '/index', 'w') as f:
            f.write('%s\t480101000000Z\t%s\t%s\tunknown\t/O=Office/CN=seal\n'
                    % ('R' if revoked else 'V', '200101000000Z'
                       if revoked else '', self.serial))
        with open(self.d + '/number', 'w') as f:
            f.write('%04x\n' % self.n)

    def list(self, revoked):
        self.say(revoked)
        pem = self.office.ssl('ca', '-config', self.d + '/cnf', '-gencrl',
                              '-cert', 'issuing.pem', '-keyfile',
                              'issuing.key')
        return self.office.ssl('crl', '-outform', 'DER', input=pem)

    def answer(self, revoked):
        self.say(revoked)
        out = self.d + '/answer'
        self.office.ssl('ocsp', '-index', self.d + '/index', '-CA',
                        'issuing.pem', '-rsigner', 'issuing.pem', '-rkey',
                        'issuing.key', '-issuer', 'issuing.pem', '-cert',
                        'seal.pem', '-no_nonce', '-ndays', '30', '-respout',
                        out)
        with open(out, 'rb') as f:
            return f.read()


class Judge:
    def __init__(self, office, d):
        self.office, self.d = office, d

    def __call__(self, data, *more):
        path = self.d + '/one.pdf'
        with open(path, 'wb') as f:
            f.write(data)
        p = subprocess.run(
            [BUILD + '/tools/es/es', 'verify', '--json', '--trust',
             self.office.trust, *more, path], stdout=subprocess.PIPE)
        s = json.loads(p.stdout)['signatures'][0]
        r = s['revocation']
        return (s['integrity'], s['indication'], s['sub_indication'],
                r['status'], r['source'], r['in_file'])


REVOKED = ('intact', 'INDETERMINATE', 'REVOKED_NO_POE', 'revoked')
# The root says nothing of the issuer, so the path as a whole is not known;
# what the signer's own status rests on is told.
GOOD = ('intact', 'TOTAL-PASSED', '', 'unknown')


def signed(office, **kw):
    data = plain()
    return put(data, cms(office, digest(data), **kw))


def other(der):
    return tlv(0xa1, RI_OCSP, der)


def archival(lists=(), answers=()):
    return attribute(ARCHIVAL, seq(
        *([tlv(0xa0, seq(*lists))] if lists else []),
        *([tlv(0xa1, seq(*answers))] if answers else [])))


def main():
    t = Tap()
    office = Office(CACHE + '/hostile-office-1')
    with tempfile.TemporaryDirectory() as d:
        a, judge = Authority(office, d), Judge(office, d)
        good, bad = a.list(False), a.list(True)
        yes, no = a.answer(False), a.answer(True)

        def crls(*items):
            return [b'\xa1' + set_of(*items)[1:]]
        t.equal(judge(signed(office)), GOOD + ('none', False), 'nothing')
        t.equal(judge(signed(office, crls=crls(good)))[:5],
                GOOD + ('list',), 'a list in crls: good')
        t.equal(judge(signed(office, crls=crls(bad)))[:5],
                REVOKED + ('list',), 'a list in crls: revoked')
        t.equal(judge(signed(office, crls=crls(bad)))[5], False,
                'of the issuer nothing is in the file')
        t.equal(judge(signed(office, crls=crls(other(yes)),
                             version=5))[:5], GOOD + ('responder',),
                'an answer in crls: good')
        t.equal(judge(signed(office, crls=crls(other(no)),
                             version=5))[:5], REVOKED + ('responder',),
                'an answer in crls: revoked')
        t.equal(judge(signed(office, crls=crls(other(no))))[:3],
                ('intact', 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'),
                'such crls make SignedData version 5')
        for name, kw, want in (
                ('list', {'lists': [good]}, GOOD + ('list',)),
                ('list, revoked', {'lists': [bad]}, REVOKED + ('list',)),
                ('answer', {'answers': [yes]}, GOOD + ('responder',)),
                ('answer, revoked', {'answers': [no]},
                 REVOKED + ('responder',)),
                ('two, one revoked', {'lists': [good], 'answers': [no]},
                 REVOKED + ('responder',))):
            t.equal(judge(signed(office, more_attrs=[archival(**kw)]))[:5],
                    want, 'Adobe\'s attribute: ' + name)
        # Evidence of another signature of the same file counts, too.
        two = docs.second(office, signed(office, crls=crls(bad)), 'seal')
        with open(d + '/two.pdf', 'wb') as f:
            f.write(two)
        p = subprocess.run(
            [BUILD + '/tools/es/es', 'verify', '--json', '--trust',
             office.trust, d + '/two.pdf'], stdout=subprocess.PIPE)
        t.equal([s['revocation']['status'] for s in json.loads(
            p.stdout)['signatures']], ['revoked', 'revoked'],
            'what one signature brings tells about the other')
        # Forged, by others: nobody is revoked, or good, by it.
        half = bytearray(bad)
        half[-3] ^= 1
        t.equal(judge(signed(office, crls=crls(bytes(half))))[:4], GOOD,
                'a list whose signature is wrong says nothing')
        t.equal(judge(signed(office, crls=crls(children(bad)[0])))[:4], GOOD,
                'nor does half a list')
        # Crowding out: what the caller has is weighed all the same.
        with open(d + '/given.crl', 'wb') as f:
            f.write(bad)
        given = ('--crl', d + '/given.crl')
        t.equal(judge(signed(office, crls=crls(good)), *given)[:4], REVOKED,
                'the caller knows better')
        t.equal(judge(crowded(signed(office), bad), *given)[:4], REVOKED,
                'also behind as many lists as the limit')
    t.done()


def crowded(data, der, n=300):
    """A DSS full of lists that nobody made."""
    t = forge_pdf.parts(data)
    p, at = t.pdf, t.pdf.size
    objs = {at + i: stream(der[:-2] + i.to_bytes(2, 'big'))
            for i in range(n)}
    objs[at + n] = b'<< /Type /DSS /CRLs [%s] >>' % b' '.join(
        b'%d 0 R' % k for k in objs)
    objs[t.cat] = set_key(p.get(t.cat), b'DSS', b'%d 0 R' % (at + n))
    return p.append(objs)


if __name__ == '__main__':
    main()
