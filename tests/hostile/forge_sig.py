"""forge_sig.py - attacks on a signature's dictionary and on its CMS.

Generators of (class, name, bytes).  What is between the brackets of Contents
is signed by nobody, so that whoever holds a file may put there what he
likes; what needs the key is made with the office's own.
"""
import hashlib
import re

import forge_pdf
from docs import digest, last_range, put
from forge_pdf import drop_key, set_key
from office import ECDSA, MDS, PROTECT, SIGNING_TIME, ESS1, TOKEN, DIGEST, \
    CONTENT_TYPE, NULL, RSA, attribute, cms, ess2, issuer_serial, \
    signature_value, token, with_token
from der import children, content, integer, octets, oid, seq, set_of, tlv, \
    whole


def der_of(data, rng):
    return whole(bytes.fromhex(data[rng[0] + 1:rng[1] - 1].decode()))


# -- the dictionary, in a revision behind ------------------------------------
def usf(data):
    """Universal signature forgery: nothing to verify in the newest word."""
    t = forge_pdf.parts(data)
    p, sig = t.pdf, t.pdf.get(t.sig)
    size = len(data)
    a, b = t.gap
    for name, value in (
            ('null', b'null'), ('empty', b'[]'), ('negative', b'[0 -1 -1 0]'),
            ('huge', b'[0 99999999999 99999999999 1]'), ('zero',
                                                         b'[0 0 0 0]'),
            ('string', b'(0 1 2 3)'), ('three', b'[0 %d %d]' % (a, b)),
            ('five', b'[0 %d %d 1 1]' % (a, b)), ('ref', b'1 0 R'),
            ('names', b'[/a /b /c /d]'), ('real', b'[0. %d.0 %d.0 5.0]' % (
                a, b)), ('old', b'[0 %d %d %d]' % (a, b, size - b)),
            ('whole', b'[0 %d %d 0]' % (size, size)), ('overlap',
                                                       b'[0 %d 9 9]' % a)):
        yield 'usf-range', name, p.append(
            {t.sig: set_key(sig, b'ByteRange', value)})
    yield 'usf-range', 'gone', p.append({t.sig: drop_key(sig, b'ByteRange')})
    for name, value in (
            ('null', b'null'), ('empty', b'<>'), ('zero', b'<00>'),
            ('zeros', b'<' + b'0' * 64 + b'>'), ('literal', b'(x)'),
            ('number', b'0'), ('name', b'/x'), ('array', b'[<00>]'),
            ('ref', b'1 0 R'), ('der', b'<3000>'), ('odd', b'<300>')):
        yield 'usf-contents', name, p.append(
            {t.sig: set_key(sig, b'Contents', value)})
    yield 'usf-contents', 'gone', p.append(
        {t.sig: drop_key(sig, b'Contents')})
    yield 'usf-both', 'gone', p.append({t.sig: drop_key(drop_key(
        sig, b'Contents'), b'ByteRange')})
    yield 'usf-both', 'bare', p.append({t.sig: b'<< /Type /Sig >>'})
    yield 'usf-both', 'null', p.append({t.sig: b'null'})


def spoof(data):
    """What a viewer shows of a signature is not what was signed."""
    t = forge_pdf.parts(data)
    p, sig, field = t.pdf, t.pdf.get(t.sig), t.pdf.get(t.field)
    for key in (b'Name', b'Reason', b'Location', b'ContactInfo', b'M',
                b'Prop_Build', b'Filter', b'SubFilter', b'Type', b'Cert',
                b'Reference', b'Changes'):
        yield 'spoof', key.decode(), p.append(
            {t.sig: set_key(sig, key, b'(x)')})
    for sub in (b'adbe.pkcs7.sha1', b'adbe.x509.rsa_sha1', b'ETSI.RFC3161',
                b'adbe.pkcs7.detached', b'Unknown'):
        yield 'spoof', 'sub-' + sub.decode(), p.append(
            {t.sig: set_key(sig, b'SubFilter', b'/' + sub)})
    n = p.size
    copy = re.sub(rb'/ByteRange\s*\[[^\]]*\]',
                  b'/ByteRange [0 %d %d %d]' % (
                      *t.gap, len(data) - t.gap[1]), sig)
    yield 'isa-copied', 'same', p.append({n: copy})
    yield 'isa-copied', 'used', p.append(
        {n: copy, t.field: set_key(field, b'V', b'%d 0 R' % n)})
    yield 'isa-copied', 'inside', p.append(
        {t.field: set_key(field, b'V', copy)})
    for key in (b'FT', b'T', b'Rect', b'F', b'P', b'Subtype', b'V', b'Ff',
                b'Kids', b'Parent', b'Lock', b'SV', b'AA', b'A', b'MK',
                b'TU', b'TM', b'AP', b'AS', b'DA'):
        yield 'field-key', key.decode(), p.append(
            {t.field: set_key(field, key, b'[]')})


def wrap(data):
    """Signature wrapping: the second range is moved away."""
    t = forge_pdf.parts(data)
    a, b, c = last_range(data)
    head, hole, tail = data[:a], data[a:b], data[b:b + c]
    evil = b'\n99 0 obj\n(evil)\nendobj\n'
    for name, made in (
            ('blank', head + hole + b' ' * 100 + tail),
            ('object', head + hole + evil + tail),
            ('comment', head + hole + b'%' + b'x' * 50 + b'\n' + tail),
            ('before', head + b' ' * 100 + hole + tail),
            ('inside', head + hole[:-1] + b'0' * 100 + b'>' + tail),
            ('shorter', head + hole[:-101] + b'>' + tail),
            ('second', head + hole + hole + tail),
            ('dict', head + hole[:200] + b'>/X<' + hole[204:] + tail),
            ('name', head + hole[:200] + b'>/Contents<' + hole[211:] + tail),
            ('close', head + hole[:200] + b'>>>' + hole[203:] + tail),
            ('newline', head + hole[:-3] + b'\n0>' + tail)):
        yield 'swa-gap', name, made
    p = t.pdf
    moved = data + evil + tail
    at = len(data) + len(evil)
    copy = re.sub(rb'/ByteRange\s*\[[^\]]*\]', b'/ByteRange [0 %d %d %d]' % (
        a, at, c), p.get(t.sig))
    yield 'swa-moved', 'tail', moved
    whole_file = forge_pdf.Pdf(data)
    yield 'swa-moved', 'revision', whole_file.append(
        {t.sig: copy}, junk=b'')
    yield 'swa-moved', 'junk', whole_file.append({t.sig: copy}, junk=tail)


# -- what stands in the hole ---------------------------------------------------
def rebuild(der, fn):
    """The CMS with its SignedData's members changed by fn(list)."""
    top = children(der)
    sd = children(children(top[1])[0])
    fn(sd)
    return seq(top[0], tlv(0xa0, seq(*sd)))


def info_of(sd):
    return children(children(sd[-1])[0])


def set_info(sd, info, *more):
    sd[-1] = tlv(0x31, seq(*info), *more)


def stamps(office, data):
    """Time stamps are unsigned: copied, patched, taken from elsewhere."""
    rng = last_range(data)
    der = der_of(data, rng)
    good = hashlib.sha256(signature_value(der)).digest()
    bare = rebuild(der, lambda sd: set_info(
        sd, [x for x in info_of(sd) if x[0] != 0xa1]))
    other = hashlib.sha256(b'another signature').digest()
    fine = token(office, good)
    half = bytearray(fine)
    half[-5] ^= 1
    for name, tok in (
            ('copied', token(office, other)),
            ('signature', bytes(half)),
            ('time', fine.replace(content(children(children(children(
                children(fine)[1])[0])[2])[1])[-40:], b'\0' * 40)),
            ('not-tsa', token(office, good, name='seal')),
            ('expired-tsa', token(office, good, name='expired')),
            ('evil-tsa', token(office, good, name='evil')),
            ('future', token(office, good, when=b'20990101000000Z')),
            ('past', token(office, good, when=b'20000101000000Z')),
            ('no-ess', token(office, good, attrs=[
                attribute(CONTENT_TYPE, oid('1.2.840.113549.1.9.16.1.4')),
                attribute(DIGEST, octets(b'\0' * 32))])),
            ('empty', seq()), ('cms', bare)):
        try:
            yield 'timestamp', name, put(data, with_token(office, bare, tok),
                                         rng)
        except ValueError:
            pass
    yield 'timestamp', 'stripped', put(data, bare, rng)


def traps(office, data, name='seal'):
    """What OpenSSL lets pass and a verifier must not: made by whoever holds
    the file (class cms-), or with the key (class trap-)."""
    rng = last_range(data)
    der, body = der_of(data, rng), digest(data)
    cert = office.der(name)
    issuer, serial = issuer_serial(cert)

    def out(made):
        return put(data, made, rng)

    def changed(fn):
        return out(rebuild(der, fn))

    def info(k, value):
        def fn(sd):
            parts = info_of(sd)
            parts[k] = value
            set_info(sd, parts)
        return changed(fn)

    yield 'cms-tail', 'byte', out(der + b'\1')
    yield 'cms-tail', 'cms', out(der + der[:40])
    yield 'cms-tail', 'zeros', out(der + bytes(20) + b'\1')
    yield 'cms-signers', 'twin', changed(lambda sd: sd.__setitem__(
        -1, tlv(0x31, *children(sd[-1]), seq(*info_of(sd)[:-1]))))
    evil = cms(office, body, 'evil')
    their = children(children(children(children(evil)[1])[0])[-1])[0]
    yield 'cms-signers', 'evil', changed(lambda sd: sd.__setitem__(
        -1, tlv(0x31, *children(sd[-1]), their)))
    yield 'cms-signers', 'none', changed(lambda sd: sd.__setitem__(
        -1, tlv(0x31)))
    yield 'cms-content', 'data', changed(lambda sd: sd.__setitem__(
        2, seq(oid('1.2.840.113549.1.7.1'), tlv(0xa0, octets(b'evil')))))
    yield 'cms-content', 'digest', changed(lambda sd: sd.__setitem__(
        2, seq(oid('1.2.840.113549.1.7.1'), tlv(0xa0, octets(body)))))
    yield 'cms-content', 'type', changed(lambda sd: sd.__setitem__(
        2, seq(oid('1.2.840.113549.1.9.16.1.4'))))
    for what, k, value in (
            ('version', 0, integer(5)), ('sid', 1, seq(issuer, integer(9))),
            ('sid-evil', 1, seq(*issuer_serial(office.der('evil')))),
            ('digest-sha1', 2, seq(MDS['sha1'], NULL)),
            ('digest-sha512', 2, seq(MDS['sha512'], NULL)),
            ('digest-is-signature', 2, ECDSA),
            ('digest-params', 2, seq(MDS['sha256'], octets(b'x'))),
            ('algorithm-rsa', 4, RSA),
            ('algorithm-digest', 4, seq(MDS['sha256'])),
            ('algorithm-unknown', 4, seq(oid('1.2.3.4.5'))),
            ('signature-empty', 5, octets(b'')),
            ('signature-zero', 5, octets(seq(integer(0), integer(0)))),
            ('signature-other', 5, octets(office.sign(name, b'else'))),
            ('signature-long', 5, octets(b'0' * 300))):
        yield 'cms-info', what, info(k, value)
    attrs = children(info_of(children(children(children(der)[1])[0]))[3])
    for what, made in (
            ('swapped', attrs[::-1]), ('first-gone', attrs[1:]),
            ('last-gone', attrs[:-1]), ('twice', attrs + attrs[:1]),
            ('more', attrs + [attribute(SIGNING_TIME, tlv(
                0x17, b'260101000000Z'))]), ('none', [])):
        yield 'cms-attributes', what, info(3, tlv(0xa0, *made))
    yield 'cms-attributes', 'gone', changed(lambda sd: set_info(
        sd, [x for x in info_of(sd) if x[0] != 0xa0]))
    for what, made in (
            ('none', []), ('evil', [office.der('evil')]),
            ('twin', [office.der('twin')]), ('only-ca',
                                             office.chain(name)[1:])):
        yield 'cms-certificates', what, changed(lambda sd, made=made:
                                                sd.__setitem__(3, tlv(
                                                    0xa0, *made)))
    half = bytearray(cert)
    half[-3] ^= 1
    yield 'cms-certificates', 'signature', changed(
        lambda sd: sd.__setitem__(3, tlv(0xa0, bytes(half))))
    for what, by in (('ca', office.chain(name)[1]), ('self', cert)):
        half = bytearray(by)
        half[-3] ^= 1
        yield 'cms-beside', what, changed(lambda sd: sd.__setitem__(
            3, tlv(0xa0, *office.chain(name), bytes(half))))
    yield 'cms-ber', 'indefinite', out(b'\x30\x80' + b''.join(
        children(der)) + b'\0\0')
    yield 'cms-ber', 'long', out(b'\x30\x84' + len(b''.join(children(
        der))).to_bytes(4, 'big') + b''.join(children(der)))
    yield 'cms-type', 'data', out(seq(oid('1.2.840.113549.1.7.1'),
                                      children(der)[1]))
    yield 'cms-unsigned', 'unknown', changed(lambda sd: set_info(
        sd, [x for x in info_of(sd) if x[0] != 0xa1] + [tlv(0xa1, attribute(
            oid('1.2.3.4'), octets(b'x')))]))
    yield 'cms-unsigned', 'countersignature', changed(lambda sd: set_info(
        sd, [x for x in info_of(sd) if x[0] != 0xa1] + [tlv(0xa1, attribute(
            oid('1.2.840.113549.1.9.6'), their))]))
    # With the key.
    base = [attribute(CONTENT_TYPE, oid('1.2.840.113549.1.7.1')),
            attribute(DIGEST, octets(body)), ess2(cert)]
    for what, kw in (
            ('unsorted', {'attrs': base[::-1], 'sort': False}),
            ('no-digest', {'attrs': [base[0], base[2]]}),
            ('no-type', {'attrs': base[1:]}),
            ('no-ess', {'attrs': base[:2]}),
            ('digest-twice', {'attrs': base + [attribute(DIGEST, octets(
                bytes(32)))]}),
            ('digest-two-values', {'attrs': [base[0], attribute(
                DIGEST, octets(body), octets(bytes(32))), base[2]]}),
            ('digest-other', {'attrs': [base[0], attribute(DIGEST, octets(
                bytes(32))), base[2]]}),
            ('digest-short', {'attrs': [base[0], attribute(DIGEST, octets(
                body[:20])), base[2]]}),
            ('type-other', {'ctype': oid('1.2.840.113549.1.9.16.1.4')}),
            ('econtent', {'econtent': b'hello'}),
            ('ess-other', {'ess_cert': office.der('evil')}),
            ('ess-sha1', {'attrs': base[:2] + [attribute(ESS1, seq(seq(seq(
                octets(hashlib.sha1(office.der('evil')).digest())))))]}),
            ('ess-two', {'attrs': base + [attribute(ESS1, seq(seq(seq(
                octets(hashlib.sha1(office.der('evil')).digest())))))]}),
            ('protection', {'more_attrs': [attribute(PROTECT, seq(seq(
                MDS['sha512']), tlv(0xa1, content(ECDSA))))]}),
            ('version', {'version': 3}),
            ('algs-empty', {'algs': set_of()}),
            ('algs-other', {'algs': set_of(seq(MDS['sha1'], NULL))}),
            ('other-key', {'signer': 'evil'}),
            ('behind', {'extra': [octets(b'x')]})):
        yield 'trap-signed', what, out(cms(office, body, name, **kw))
    for md in ('md5', 'sha1'):
        weak = digest(data, md, rng)
        yield 'trap-weak', md, out(cms(office, weak, 'rsa', md=md))
    yield 'trap-weak', 'rsa-1024', out(cms(office, body, 'weak'))


def certificates(office, data):
    """A seal that holds, by somebody who may not seal."""
    rng = last_range(data)
    body = digest(data, rng=rng)
    for name in ('expired', 'future', 'web', 'stamps', 'encrypts', 'isca',
                 'critical', 'byseal', 'byexpired', 'evil', 'twin'):
        yield 'x509', name, put(data, cms(office, body, name), rng)
    yield 'x509', 'no-chain', put(data, cms(
        office, body, 'seal', certs=office.chain('seal')[:1]), rng)
    yield 'x509', 'evil-root-inside', put(data, cms(
        office, body, 'evil', certs=[office.der('evil'),
                                     office.der('evilroot')]), rng)
    yield 'x509', 'twin-issuer', put(data, cms(
        office, body, 'twin', certs=office.chain('twin') +
        office.chain('seal')[1:] + [office.der('evilroot')]), rng)


__all__ = ['TOKEN']
