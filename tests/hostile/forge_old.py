"""forge_old.py - kinds of signature that only others make: adbe.pkcs7.sha1,
adbe.x509.rsa_sha1, several signers in one CMS; each as it should be (class
old) and forged (class old-...): (class, name, bytes, forged)."""
import hashlib

from der import NULL, children, integer, octets, oid, seq, set_of
from docs import digest, hole, last_range, plain, put
from office import CONTENT_TYPE, DATA, DIGEST, MDS, attribute, cms, \
    issuer_serial

SHA1 = b'/adbe.pkcs7.sha1'
X509 = b'/adbe.x509.rsa_sha1'
PKCS7 = b'/adbe.pkcs7.detached'
ECDSA = {'sha1': seq(oid('1.2.840.10045.4.1')),
         'sha256': seq(oid('1.2.840.10045.4.3.2')),
         'sha512': seq(oid('1.2.840.10045.4.3.4'))}


def paper(sub, more=b'', text=b'59'):
    return plain(objs={7: hole(sub=sub, more=more)}, content=b'BT /F 12 Tf '
                 b'40 700 Td (Grade: %s) Tj ET' % text)


def changed(data):
    """Other text in the same file."""
    assert data.count(b'Grade: 59') == 1
    return data.replace(b'Grade: 59', b'Grade: 95')


def with_digest(office, data, md='sha1', inside=None, **kw):
    """The document's SHA-1 in a CMS, which signs it with md."""
    inside = digest(data, 'sha1') if inside is None else inside
    return cms(office, hashlib.new(md, inside).digest(), md=md,
               sig_alg=ECDSA[md], econtent=inside, **kw)


def sha1(office):
    data, other = paper(SHA1), paper(SHA1, text=b'95')
    good = with_digest(office, data)
    bare = with_digest(office, data, attrs=[], body=digest(data, 'sha1'))
    yield 'old', 'sha1', put(data, good), False
    yield 'old', 'sha1-bare', put(data, bare), False
    yield 'old', 'sha1-by-sha256', put(data, with_digest(
        office, data, 'sha256')), False
    for name, der in (('attributes', good), ('bare', bare)):
        yield 'old-sha1', 'changed-' + name, changed(put(data, der)), True
        yield 'old-sha1', 'copied-' + name, put(other, der), True
        # Only the digest inside is brought up to date.
        yield 'old-sha1', 'inside-' + name, put(other, der.replace(
            digest(data, 'sha1'), digest(other, 'sha1'), 1)), True
    yield 'old-sha1', 'digest-attribute', put(other, good.replace(
        digest(data, 'sha1'), digest(other, 'sha1'), 1).replace(
            hashlib.sha1(digest(data, 'sha1')).digest(), hashlib.sha1(
                digest(other, 'sha1')).digest())), True
    yield 'old-sha1-shape', 'long', put(data, with_digest(
        office, data, inside=digest(data, 'sha1') + b'x')), True
    yield 'old-sha1-shape', 'sha256', put(data, with_digest(
        office, data, 'sha256', inside=digest(data))), True
    yield 'old-sha1-shape', 'detached', put(data, cms(
        office, digest(data, 'sha1'), md='sha1', sig_alg=ECDSA['sha1'])), \
        True
    yield 'old-sha1-shape', 'detached-kind', put(paper(PKCS7), with_digest(
        office, paper(PKCS7))), True
    # The signed attributes as if they were what is signed.
    info = children(children(children(children(good)[1])[0])[-1])[0]
    parts = children(info)
    attrs = next(x for x in parts if x[0] == 0xa0)
    yield 'old-sha1-shape', 'attributes-as-content', put(data, cms(
        office, b'', attrs=[], body=b'', md='sha1',
        sig_alg=ECDSA['sha1'], signature=next(
            x for x in parts if x[0] == 4)[2:], econtent=b'\x31' +
        attrs[1:])), True


def bare(office):
    cert = office.der('rsa')
    more = b'/Cert <%s>' % cert.hex().encode()
    data, other = paper(X509, more), paper(X509, more, b'95')

    def value(d, md='sha1', name='rsa'):
        a, b, c = last_range(d)
        return octets(office.sign(name, d[:a] + d[b:b + c], md))
    good = value(data)
    yield 'old', 'x509', put(data, good), False
    chain = paper(X509, b'/Cert [%s]' % b' '.join(
        b'<%s>' % c.hex().encode() for c in office.chain('rsa')))
    yield 'old', 'x509-chain', put(chain, value(chain)), False
    yield 'old', 'x509-sha256', put(chain, value(chain, 'sha256')), False
    yield 'old-x509', 'changed', changed(put(data, good)), True
    yield 'old-x509', 'copied', put(other, good), True
    yield 'old-x509', 'other-key', put(data, value(data, name='weak')), True
    yield 'old-x509', 'zeros-value', put(data, octets(b'\1' + bytes(255))), \
        True
    swapped = paper(X509, b'/Cert [<%s> <%s>]' % (
        office.der('seal').hex().encode(), cert.hex().encode()))
    yield 'old-x509', 'not-the-first', put(swapped, value(swapped)), True
    for name, keys in (('none', b''), ('number', b'/Cert 5'),
                       ('empty', b'/Cert []'), ('junk', b'/Cert (x)')):
        d = paper(X509, keys)
        yield 'old-x509-cert', name, put(d, value(d)), True
    yield 'old-x509-shape', 'cms', put(data, cms(
        office, digest(data), 'rsa')), True
    yield 'old-x509-shape', 'tail', put(data, good + b'\1'), True
    d = paper(PKCS7, more)
    yield 'old-x509-shape', 'detached', put(d, value(d)), True


def info(office, body, name, md='sha256'):
    """One more SignerInfo over a document's digest."""
    cert = office.der(name)
    attrs = set_of(attribute(CONTENT_TYPE, DATA), attribute(
        DIGEST, octets(body)))
    return seq(integer(1), seq(*issuer_serial(cert)), seq(MDS[md], NULL),
               b'\xa0' + attrs[1:], ECDSA[md], octets(office.sign(
                   name, attrs, md)))


def signers(office):
    data, other = paper(PKCS7), paper(PKCS7, text=b'95')
    body, wrong = digest(data), digest(other)
    both = office.chain('seal') + office.chain('seal2')[:1]

    def two(*infos, d=data, b=body, certs=both, **kw):
        return put(d, cms(office, b, certs=certs, more_infos=list(infos),
                          **kw))
    good = two(info(office, body, 'seal2'))
    yield 'old', 'two-signers', good, False
    yield 'old', 'two-digests', two(
        info(office, digest(data, 'sha512'), 'seal2', 'sha512'),
        algs=set_of(seq(MDS['sha256'], NULL), seq(MDS['sha512'], NULL))), \
        False
    yield 'old-signers', 'changed', changed(good), True
    yield 'old-signers', 'second-wrong', two(
        info(office, wrong, 'seal2')), True
    # Taken from another document; the forger's own beside it is right.
    yield 'old-signers', 'first-copied', two(
        info(office, wrong, 'seal2'), d=other), True
    yield 'old-signers', 'second-copied', two(
        info(office, body, 'seal2'), d=other, b=wrong), True
    half = bytearray(info(office, body, 'seal2'))
    half[-1] ^= 1
    yield 'old-signers', 'value', two(bytes(half)), True
    yield 'old-signers-shape', 'unlisted', two(
        info(office, digest(data, 'sha512'), 'seal2', 'sha512')), True
    yield 'old-signers-shape', 'junk', two(seq(integer(1))), True
    yield 'old-signers-shape', 'many', two(
        *[info(office, body, 'seal2')] * 8), True
    yield 'old-signers-nobody', 'evil', two(
        info(office, body, 'evil'), certs=both + [office.der('evil')]), True
    yield 'old-signers-nobody', 'absent', two(
        info(office, body, 'evil')), True


def forge(office):
    yield from sha1(office)
    yield from bare(office)
    yield from signers(office)


