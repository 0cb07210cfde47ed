"""Forgeries of a signed PDF file, by the attack classes of the literature.

forge(data) yields (name, bytes): none may be called intact.
allowed(data) yields later revisions that a verifier must let pass.
Only the standard library; works on files whose objects are plain or in
Flate object streams.
"""
import functools
import re
import zlib


class Pdf:
    def __init__(self, data):
        self.data = data
        self.startxref = int(re.findall(rb'startxref\s+(\d+)', data)[-1])
        self.table = data[self.startxref:self.startxref + 4] == b'xref'
        tail = data[self.startxref:]
        self.size = max(int(x) for x in re.findall(rb'/Size (\d+)', data))
        self.root = int(re.search(rb'/Root (\d+) 0 R', tail).group(1))
        info = re.search(rb'/Info (\d+ 0 R)', tail)
        ident = re.search(rb'/ID\s*\[[^\]]*\]', tail)
        self.trailer = b'/Root %d 0 R' % self.root
        if info:
            self.trailer += b' /Info ' + info.group(1)
        if ident:
            self.trailer += b' ' + ident.group(0)
        self.objs = {int(m.group(1)): m.group(2) for m in re.finditer(
            rb'(?:^|[\r\n])(\d+) 0 obj\s(.*?)\s*endobj', data, re.S)}
        self.packed = {}
        for m in re.finditer(rb'/ObjStm', data):
            self._open(m.start())

    def _open(self, at):
        begin = self.data.rindex(b' obj', 0, at)
        head = self.data[begin:self.data.index(b'stream', at + 8)]
        n = int(re.search(rb'/N (\d+)', head).group(1))
        first = int(re.search(rb'/First (\d+)', head).group(1))
        length = int(re.search(rb'/Length (\d+)', head).group(1))
        start = re.compile(rb'stream\r?\n').search(self.data, at).end()
        body = self.data[start:start + length]
        if b'FlateDecode' in head:
            body = zlib.decompress(body)
        nums = [int(x) for x in body[:first].split()]
        for i in range(n):
            end = first + nums[2 * i + 3] if i + 1 < n else len(body)
            self.packed[nums[2 * i]] = \
                body[first + nums[2 * i + 1]:end].strip()

    def get(self, num):
        return self.objs[num] if num in self.objs else self.packed[num]

    def ref(self, num, key):
        return int(re.search(rb'/%s\s*\[?\s*(\d+) 0 R' % key,
                             self.get(num)).group(1))

    def append(self, objs, trailer=None, size=None, free=(), prev=None,
               list_only=None, junk=b'', startxref=None):
        """An incremental update; objs is {number: body}."""
        out = bytearray(self.data)
        if out[-1:] not in b'\r\n':
            out += b'\n'
        rows = {}
        for num, body in objs.items():
            rows[num] = len(out)
            out += b'%d 0 obj\n%s\nendobj\n' % (num, body)
        out += junk
        if list_only is not None:
            rows = {n: rows[n] for n in list_only}
        at = len(out)
        size = size or max([self.size] + [n + 1 for n in rows])
        trailer = self.trailer if trailer is None else trailer
        prev = self.startxref if prev is None else prev
        if self.table:
            out += b'xref\n'
            for num in free:
                out += b'%d 1\n0000000000 00001 f \n' % num
            for num, off in rows.items():
                out += b'%d 1\n%010d 00000 n \n' % (num, off)
            out += b'trailer\n<< /Size %d %s /Prev %d >>\n' % (
                size, trailer, prev)
        else:
            me = size
            rows[me] = at
            index = [(n, b'\0' + bytes(4) + b'\0\1') for n in free] + \
                [(n, b'\1' + o.to_bytes(4, 'big') + b'\0\0')
                 for n, o in rows.items()]
            body = b''.join(r for _, r in index)
            out += b'%d 0 obj\n<< /Type /XRef /W [1 4 2] /Index [%s] ' \
                b'/Size %d %s /Prev %d /Length %d >>\nstream\n%s\n' \
                b'endstream\nendobj\n' % (
                    me, b' '.join(b'%d 1' % n for n, _ in index), me + 1,
                    trailer, prev, len(body), body)
        out += b'startxref\n%d\n%%%%EOF\n' % (
            at if startxref is None else startxref)
        return bytes(out)


def value_end(b, i):
    """Behind the value at i: enough syntax for our own files."""
    while b[i:i + 1].isspace():
        i += 1
    if b[i:i + 1] in (b'<', b'['):
        twice = b[i:i + 2] == b'<<'
        if b[i:i + 1] == b'<' and not twice:
            return b.index(b'>', i) + 1
        i += 1 + twice
        while True:
            while b[i:i + 1].isspace():
                i += 1
            if b[i:i + 1 + twice] == (b'>>' if twice else b']'):
                return i + 1 + twice
            i = value_end(b, i)
    if b[i:i + 1] == b'(':
        depth = 0
        while True:
            depth += {b'(': 1, b')': -1}.get(b[i:i + 1], 0)
            i += 2 if b[i:i + 1] == b'\\' else 1
            if depth == 0:
                return i
    return re.compile(rb'\d+ \d+ R|/?[^\s/<>\[\]()]+').match(b, i).end()


def drop_key(body, key):
    """The dictionary without the key, at its own level."""
    i = body.index(b'<<') + 2
    while True:
        while body[i:i + 1].isspace():
            i += 1
        if body[i:i + 2] == b'>>':
            return body
        name = value_end(body, i)
        end = value_end(body, name)
        if body[i:name] == b'/' + key:
            return body[:i] + body[end:]
        i = end


def set_key(body, key, value):
    body = drop_key(body, key)
    at = body.index(b'<<') + 2
    return body[:at] + b' /%s %s ' % (key, value) + body[at:]


def stream(data, keys=b''):
    return b'<< %s /Length %d >>\nstream\n%s\nendstream' % (
        keys, len(data), data)


class Parts:
    """The numbers that forgeries need."""

    def __init__(self, data):
        p = self.pdf = Pdf(data)
        self.cat = p.root
        self.pages = p.ref(self.cat, b'Pages')
        self.page = p.ref(self.pages, b'Kids')
        self.content = p.ref(self.page, b'Contents')
        form = re.search(rb'/AcroForm (\d+) 0 R', p.get(self.cat))
        self.form = int(form.group(1)) if form else 0
        m = list(re.finditer(rb'/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+'
                             rb'(\d+)', data))[0]
        self.range = m
        self.gap = (int(m.group(2)), int(m.group(3)))
        begin = data.rindex(b' 0 obj', 0, m.start())
        self.sig = int(re.search(rb'(\d+)$', data[:begin]).group(1))
        value = re.compile(rb'/V %d 0 R' % self.sig)
        self.field = next(n for n in sorted({*p.objs, *p.packed})
                          if value.search(self.try_get(n)))

    def try_get(self, num):
        try:
            return self.pdf.get(num)
        except KeyError:
            return b''


@functools.lru_cache(4)
def parts(data):
    return Parts(data)


def revisions(data):
    """Incremental saving and shadow attacks: a later revision."""
    t = parts(data)
    p, n = t.pdf, t.pdf.size
    cat, page, pages = p.get(t.cat), p.get(t.page), p.get(t.pages)
    field, sig = p.get(t.field), p.get(t.sig)
    evil = stream(b'BT /F1 12 Tf 40 40 Td (100 points) Tj ET')
    yield 'content-replaced', p.append({t.content: evil})
    yield 'content-new', p.append(
        {n: evil, t.page: set_key(page, b'Contents', b'%d 0 R' % n)})
    yield 'content-added', p.append(
        {n: evil, t.page: set_key(page, b'Contents', b'[%d 0 R %d 0 R]' % (
            t.content, n))})
    yield 'resources', p.append(
        {t.page: set_key(page, b'Resources', b'<< >>')})
    yield 'rotate', p.append({t.page: set_key(page, b'Rotate', b'90')})
    yield 'mediabox', p.append(
        {t.page: set_key(page, b'MediaBox', b'[0 0 9 9]')})
    yield 'additional-actions', p.append(
        {t.page: set_key(page, b'AA', b'<< /O << /S /JavaScript >> >>')})
    annot = b'<< /Type /Annot /Subtype /FreeText /Rect [0 0 500 500] ' \
        b'/DA (/F1 12 Tf) /Contents (x) >>'
    old = re.search(rb'/Annots\s*\[([^\]]*)\]', page)
    have = old.group(1) if old else b''
    yield 'annot-added', p.append(
        {n: annot, t.page: set_key(page, b'Annots', b'[%s %d 0 R]' % (
            have, n))})
    if have.strip():
        yield 'annots-removed', p.append(
            {t.page: set_key(page, b'Annots', b'[]')})
    yield 'widget-unbound', p.append(
        {n: b'<< /Type /Annot /Subtype /Widget /FT /Tx /T (x) /Rect '
         b'[0 0 500 500] >>',
         t.page: set_key(page, b'Annots', b'[%s %d 0 R]' % (have, n))})
    new = b'<< /Type /Page /Parent %d 0 R /MediaBox [0 0 9 9] >>' % t.pages
    kids = re.search(rb'/Kids\s*\[([^\]]*)\]', pages).group(1)
    count = int(re.search(rb'/Count (\d+)', pages).group(1))
    yield 'page-added', p.append({n: new, t.pages: set_key(set_key(
        pages, b'Kids', b'[%s %d 0 R]' % (kids, n)), b'Count',
        b'%d' % (count + 1))})
    yield 'page-removed', p.append({t.pages: set_key(set_key(
        pages, b'Kids', b'[%s]' % b' '.join(
            re.findall(rb'\d+ 0 R', kids)[1:])), b'Count',
        b'%d' % (count - 1))})
    if count > 1:
        yield 'pages-turned', p.append({t.pages: set_key(
            pages, b'Kids', b'[%s]' % b' '.join(
                re.findall(rb'\d+ 0 R', kids)[::-1]))})
    yield 'kids-loop', p.append({t.pages: set_key(
        pages, b'Kids', b'[%d 0 R]' % t.pages)})
    yield 'kids-twice', p.append({t.pages: set_key(set_key(
        pages, b'Kids', b'[%s %s]' % (kids, kids)), b'Count',
        b'%d' % (2 * count))})
    yield 'page-freed', p.append({}, free=[t.page])
    yield 'content-freed', p.append({}, free=[t.content])
    yield 'catalog-freed', p.append({}, free=[t.cat])
    yield 'sig-freed', p.append({}, free=[t.sig])
    yield 'field-freed', p.append({}, free=[t.field])
    for key, val in ((b'OpenAction', b'<< /S /JavaScript /JS (x) >>'),
                     (b'Names', b'<< >>'), (b'AA', b'<< >>'),
                     (b'OCProperties', b'<< >>'), (b'AF', b'[]'),
                     (b'Outlines', b'<< >>'), (b'Whatever', b'1'),
                     (b'Pages', b'%d 0 R' % n), (b'URI', b'<< >>')):
        yield 'catalog-' + key.decode(), p.append(
            {n: pages, t.cat: set_key(cat, key, val)})
    yield 'catalog-new-number', p.append(
        {n: cat}, trailer=b'/Root %d 0 R' % n)
    yield 'catalog-other', p.append(
        {t.cat: b'<< /Type /Catalog /Pages %d 0 R >>' % t.pages})
    yield 'perms-added', p.append({t.cat: set_key(
        cat, b'Perms', b'<< /DocMDP %d 0 R >>' % n)})
    yield 'form-removed', p.append({t.cat: drop_key(cat, b'AcroForm')})
    yield 'form-empty', p.append({t.cat: set_key(
        cat, b'AcroForm', b'<< /Fields [] /SigFlags 3 >>')})
    yield 'form-xfa', p.append({t.cat: set_key(
        cat, b'AcroForm', b'<< /Fields [%d 0 R] /SigFlags 3 /XFA (x) >>' %
        t.field)})
    yield 'field-emptied', p.append({t.field: drop_key(field, b'V')})
    yield 'field-renamed', p.append({t.field: set_key(field, b'T', b'(z)')})
    yield 'field-moved', p.append(
        {t.field: set_key(field, b'Rect', b'[0 0 400 400]')})
    yield 'field-text', p.append({t.field: set_key(field, b'FT', b'/Tx')})
    yield 'field-appearance', p.append(
        {n: stream(b'0 0 m', b'/Type /XObject /Subtype /Form /BBox '
                   b'[0 0 9 9]'),
         t.field: set_key(field, b'AP', b'<< /N %d 0 R >>' % n)})
    yield 'sig-reason', p.append(
        {t.sig: set_key(sig, b'Reason', b'(something else)')})
    yield 'sig-moved', p.append(
        {n: sig, t.field: set_key(field, b'V', b'%d 0 R' % n)})
    yield 'sig-shared', p.append(
        {n: set_key(field, b'T', b'(twin)')} | fields_plus(t, n))
    yield 'sig-empty-field', p.append(
        {n: b'<< /Type /Annot /Subtype /Widget /FT /Sig /T (later) /Rect '
         b'[0 0 300 300] >>'} | fields_plus(t, n))
    yield 'text-field', p.append(
        {n: b'<< /Type /Annot /Subtype /Widget /FT /Tx /T (later) /Rect '
         b'[0 0 300 300] /V (x) >>'} | fields_plus(t, n))
    yield 'sneaky-wrapped', p.append(
        {n: set_key(field, b'V', b'%d 0 R' % (n + 1)),
         n + 1: sig} | fields_plus(t, n))
    yield 'loose-byterange', p.append({n: b'<< /ByteRange [0 1 2 3] >>'})
    yield 'info-root-id', p.append({}, trailer=re.sub(
        rb'/ID\s*\[[^\]]*\]', b'', p.trailer) + b' /ID [<00> <00>]')
    yield 'encrypt', p.append({}, trailer=p.trailer + b' /Encrypt << >>')
    yield 'trailer-key', p.append({}, trailer=p.trailer + b' /Evil 1')
    yield 'metadata-is-page', p.append(
        {t.page: set_key(page, b'Rotate', b'90')},
        trailer=re.sub(rb'/Info \d+ 0 R', b'', p.trailer) +
        b' /Info %d 0 R' % t.page)
    yield 'dss-is-content', p.append(
        {t.content: evil, t.cat: set_key(
            cat, b'DSS', b'<< /Certs [%d 0 R] >>' % t.content)})


def fields_plus(t, num):
    """Catalog or form with one more field, whichever holds the list."""
    at = t.form or t.cat
    body = t.pdf.get(at)
    m = re.search(rb'/Fields\s*\[([^\]]*)\]', body)
    if m:
        return {at: body[:m.end(1)] + b' %d 0 R' % num + body[m.end(1):]}
    m = re.search(rb'/Fields (\d+) 0 R', body)
    arr = t.pdf.get(int(m.group(1)))
    return {int(m.group(1)): arr.rstrip()[:-1] + b' %d 0 R]' % num}


def structure(data):
    """Two readers must not see two files."""
    t = parts(data)
    p, n = t.pdf, t.pdf.size
    evil = stream(b'0 0 m')
    gap_a, gap_b = t.gap
    yield 'header-junk', b'MZ\n' + data
    yield 'header-blank', b'\n' + data
    yield 'header-version', data.replace(b'%PDF-1', b'%PDF-3', 1)
    yield 'tail-junk', data + b'junk'
    yield 'tail-newline', data + b'\n\n'
    yield 'tail-eof', data + b'%%EOF\n'
    yield 'tail-comment', data + b'% comment\n'
    yield 'tail-object', data + b'%d 0 obj\n%s\nendobj\n' % (
        t.content, evil)
    yield 'no-xref', data + b'%d 0 obj\n%s\nendobj\nstartxref\n%d\n' \
        b'%%%%EOF\n' % (t.content, evil, p.startxref)
    yield 'empty-update', data + b'startxref\n%d\n%%%%EOF\n' % p.startxref
    yield 'trailer-only', data + b'%d 0 obj\n%s\nendobj\ntrailer\n<< ' \
        b'/Size %d %s >>\nstartxref\n%d\n%%%%EOF\n' % (
            t.content, evil, n, p.trailer, p.startxref)
    yield 'unlisted-object', p.append({t.content: evil}, list_only=[])
    yield 'comment-object', p.append(
        {}, junk=b'%% %d 0 obj %s endobj\n' % (t.content,
                                               b'<< >>'))
    yield 'junk-in-update', p.append({}, junk=b'xyz\n')
    yield 'prev-self', p.append({}, prev=len(data))
    yield 'prev-zero', p.append({}, prev=0)
    yield 'prev-beyond', p.append({}, prev=10 ** 9)
    yield 'prev-negative', p.append({}, prev=-1)
    yield 'startxref-zero', p.append({}, startxref=0)
    yield 'startxref-old', p.append({t.content: evil},
                                    startxref=p.startxref)
    yield 'startxref-huge', p.append({}, startxref=10 ** 17)
    yield 'size-small', p.append({t.content: evil}, size=1) if p.table \
        else data + b' '
    yield 'hybrid', p.append({}, trailer=p.trailer + b' /XRefStm 15')
    yield 'root-missing', p.append({}, trailer=b'')
    yield 'root-direct', p.append({}, trailer=b'/Root << >>')
    yield 'dup-trailer-key', p.append(
        {}, trailer=p.trailer + b' /Root 1 0 R')
    yield 'dup-escaped', p.append(
        {t.cat: set_key(p.get(t.cat), b'#50ages', b'1 0 R')})
    if p.table:
        twice = p.append({t.content: evil})
        at = twice.rindex(b'xref\n', 0, twice.rindex(b'startxref'))
        row = twice[at + 5:twice.index(b'trailer', at)]
        yield 'xref-twice', twice[:at + 5] + row + twice[at + 5:]
        yield 'xref-wrong-number', p.append({t.content: evil}).replace(
            b'\n%d 1\n' % t.content, b'\n%d 1\n' % t.page)
    whole = data[gap_a:gap_b]
    yield 'wrapped', re.sub(
        rb'/ByteRange\s*\[[^\]]*\]', lambda m: (
            b'/ByteRange [0 %d %d %d]' % (
                gap_a, gap_b + 64, len(data) - gap_b)).ljust(
                    len(m.group(0)))[:len(m.group(0))], data, count=1)
    yield 'gap-moved', data[:gap_b] + b' ' * 64 + data[gap_b:]
    yield 'contents-zero', data.replace(whole, b'<' + b'0' * (
        len(whole) - 2) + b'>')
    yield 'contents-empty', data.replace(whole, b'<>' + b' ' * (
        len(whole) - 2))
    yield 'contents-blank', data.replace(whole, whole[:-3] + b' ' +
                                         whole[-2:])
    yield 'contents-tail', data.replace(whole, whole[:-2] + b'1>')
    yield 'contents-literal', data.replace(whole, b'(' + whole[1:-1] + b')')
    yield 'contents-null', data.replace(whole, b'null'.ljust(len(whole)))
    yield 'contents-dict', data.replace(
        whole, (whole[:-40] + b'> /X <41').ljust(len(whole) - 1,
                                                      b'0') + b'>')
    yield 'contents-comment', data.replace(whole, whole[:-20] + b'> %' +
                                           b'0' * 16 + b'>')
    m = t.range
    text = data[m.start():data.index(b']', m.end()) + 1]
    for i, rng in enumerate((
            b'[0 0 0 0]', b'[]', b'null', b'[0 -1 -1 0]',
            b'[0 %d]' % len(data), b'[1 %d %d %d]' % (
                gap_a - 1, gap_b, len(data) - gap_b),
            b'[0 %d %d 99999999]' % t.gap, b'[0 %d %d %d]' % (
                gap_b, gap_a, len(data) - gap_a), b'[0 %d %d 10]' % t.gap,
            b'(x)', b'[0 99999999999999999999 1 1]',
            b'[0.0 %d %d 1]' % t.gap)):
        new = (b'/ByteRange ' + rng).ljust(len(text))
        if len(new) == len(text):
            yield 'range-%d' % i, data.replace(text, new, 1)
    yield 'range-gone', data.replace(b'/ByteRange', b'/ByteRangX', 1)


@functools.lru_cache(1)
def bomb():
    return zlib.compress(bytes(80 << 20), 9)


def bombs(data):
    """What eats memory or time must be refused, and quickly."""
    t = parts(data)
    p, n = t.pdf, t.pdf.size
    deep = b'[' * 5000 + b']' * 5000
    yield 'deep-array', p.append({n: deep})
    yield 'deep-dict', p.append({n: b'<</A' * 3000 + b' 1' + b'>>' * 3000})
    packed = bomb()
    yield 'objstm-bomb', p.append({n: stream(
        packed, b'/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode')})
    yield 'objstm-extends', p.append({n: stream(
        b'9 0 1', b'/Type /ObjStm /N 1 /First 4 /Extends %d 0 R' % n)})
    yield 'length-loop', p.append(
        {n: b'<< /Length %d 0 R >>\nstream\nendstream' % n})
    at = len(data)
    for name, keys in (
            ('w-overflow', b'/W [8 8 8] /Size 9'),
            ('w-negative', b'/W [-1 4 2] /Size 9'),
            ('w-zero', b'/W [0 0 0] /Size 999999999'),
            ('w-huge', b'/W [1 999999999 2] /Size 9'),
            ('index-huge', b'/W [1 4 2] /Size 9 /Index [0 9999999999]'),
            ('index-negative', b'/W [1 4 2] /Size 9 /Index [-1 1]'),
            ('index-odd', b'/W [1 4 2] /Size 9 /Index [0]')):
        yield 'xref-' + name, data + b'%d 0 obj\n<< /Type /XRef %s %s ' \
            b'/Prev %d /Length 7 >>\nstream\n%s\nendstream\nendobj\n' \
            b'startxref\n%d\n%%%%EOF\n' % (
                n, keys, p.trailer, p.startxref, bytes(7), at)
    yield 'xref-bomb', data + b'%d 0 obj\n<< /Type /XRef /W [1 4 2] ' \
        b'/Size 12000000 %s /Prev %d /Filter /FlateDecode /Length %d >>\n' \
        b'stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n' % (
            n, p.trailer, p.startxref, len(packed), packed, at)


def forge(data):
    for part in (structure, revisions, bombs):
        for name, made in part(data):
            if made != data:
                yield part.__name__ + '-' + name, made


def allowed(data):
    t = parts(data)
    p, n = t.pdf, t.pdf.size
    cat = p.get(t.cat)
    yield 'dss', p.append(
        {n: stream(b'0'), n + 1: b'<< /Certs [%d 0 R] >>' % n,
         t.cat: set_key(cat, b'DSS', b'%d 0 R' % (n + 1))})
    yield 'version', p.append({t.cat: set_key(cat, b'Version', b'/2.0')})
    yield 'info', p.append({n: b'<< /Title (x) >>'}, trailer=re.sub(
        rb'/Info \d+ 0 R', b'', p.trailer) + b' /Info %d 0 R' % n)
    yield 'unused', p.append({n: b'(nobody asks)'})
    yield 'nothing', p.append({})
    yield 'same-again', p.append({t.page: p.get(t.page)})
