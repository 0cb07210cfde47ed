"""plain.py - plain PDF files, for tests: as products of all kinds write them.

build() takes numbered objects and writes them with a table, with a
cross-reference stream, or packed into an object stream.
"""
import struct


def _stream(keys, data):
    return b'<< %s /Length %d >>\nstream\n%s\nendstream' % (
        keys, len(data), data)


def _xref_stream(body, num, entries, trailer):
    at = len(body)
    entries[num] = (1, at, 0)
    rows = b''.join(struct.pack('>BIH', *entries.get(n, (0, 0, 65535)))
                    for n in range(num + 1))
    return body + b'%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n' % (
        num, _stream(b'/Type /XRef /W [1 4 2] /Size %d %s' % (
            num + 1, trailer), rows), at)


def build(objects, form='table', version=b'1.7', trailer=b'/Root 1 0 R',
          gens=None):
    """objects: {number: bytes}; form: "table", "stream" or "packed"."""
    gens = gens or {}
    body, entries = b'%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n' % version, {}
    packed = {n: t for n, t in objects.items() if form == 'packed' and
              b'stream\n' not in t}
    for n, text in objects.items():
        if n not in packed:
            entries[n] = (1, len(body), gens.get(n, 0))
            body += b'%d %d obj\n%s\nendobj\n' % (n, gens.get(n, 0), text)
    last = max(objects) + 1
    if packed:
        head, tail = b'', b''
        for i, (n, text) in enumerate(packed.items()):
            head += b'%d %d ' % (n, len(tail))
            tail += text + b'\n'
            entries[n] = (2, last, i)
        entries[last] = (1, len(body), 0)
        body += b'%d 0 obj\n%s\nendobj\n' % (last, _stream(
            b'/Type /ObjStm /N %d /First %d' % (len(packed), len(head)),
            head + tail))
        last += 1
    if form != 'table':
        return _xref_stream(body, last, entries, trailer)
    at = len(body)
    return body + b'xref\n0 %d\n0000000000 65535 f \n' % last + b''.join(
        b'%010d %05d n \n' % entries[n][1:] if n in entries else
        b'0000000000 00000 f \n' for n in range(1, last)) + \
        b'trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n' % (
            last, trailer, at)


def page(more=b'', above=b'', catalog=b'', box=b'/MediaBox [0 0 595 842]'):
    """The objects of a file with one empty page."""
    return {1: b'<< /Type /Catalog /Pages 2 0 R %s >>' % catalog,
            2: b'<< /Type /Pages /Count 1 /Kids [3 0 R] %s >>' % above,
            3: b'<< /Type /Page /Parent 2 0 R %s %s >>' % (box, more)}


def pages(n):
    """A file with so many pages, in a tree of two levels."""
    o = {1: b'<< /Type /Catalog /Pages 2 0 R >>'}
    groups, first = [], 3 + (n + 99) // 100
    for g in range((n + 99) // 100):
        kids = range(first + 100 * g, min(first + 100 * (g + 1), first + n))
        groups.append(b'%d 0 R' % (3 + g))
        o[3 + g] = b'<< /Type /Pages /Parent 2 0 R /Count %d /Kids [%s] >>' \
            % (len(kids), b' '.join(b'%d 0 R' % k for k in kids))
        for k in kids:
            o[k] = b'<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842]' \
                b' >>' % (3 + g)
    o[2] = b'<< /Type /Pages /Count %d /Kids [%s] >>' % (
        n, b' '.join(groups))
    return dict(sorted(o.items()))


def blank():
    """A page, as plain as PDF can be."""
    return build(page())
