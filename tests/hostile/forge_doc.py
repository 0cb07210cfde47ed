"""forge_doc.py - attacks that need a document prepared before it is signed,
and those on what allows changes: (class, name, bytes)."""
import forge_pdf
from docs import field, fix_range, grouped, hole, kids_plus, plain, put, seal, \
    second, with_annot
from forge_pdf import set_key, stream

EVIL = stream(b'BT /F 12 Tf 40 700 Td (Grade: 100) Tj ET')
FORM = b'/Type /XObject /Subtype /Form /BBox [0 0 300 40]'


def update(data, objs, **kw):
    return forge_pdf.Pdf(data).append(objs, **kw)


def prepared(office, xref):
    """(name, signed file): each holds what an attack will use."""
    cover = stream(b'1 g 0 0 300 40 re f', FORM)
    yield 'overlay', seal(office, plain(
        stream_xref=xref, objs={30: cover}, resources='/XObject << /X 30 0 R '
        '>>', content=b'/X Do BT (Grade: 59) Tj ET'))
    yield 'annotation', seal(office, plain(
        stream_xref=xref, annots='31 0 R', objs={30: cover, 31:
            b'<< /Type /Annot /Subtype /Stamp /Rect [40 690 340 730] /AP << '
            b'/N 30 0 R >> >>'}))
    yield 'field', seal(office, plain(
        stream_xref=xref, annots='31 0 R', objs={30: stream(b'', FORM), 31:
            b'<< /Type /Annot /Subtype /Widget /FT /Tx /T (t) /V (59) /Rect '
            b'[40 690 340 730] /AP << /N 30 0 R >> /P 20 0 R >>',
            8: b'<< /Fields [6 0 R 31 0 R] /SigFlags 3 >>'}))
    yield 'font', seal(office, plain(
        stream_xref=xref, objs={5: b'<< /Type /Font /Subtype /Type1 '
                                b'/BaseFont /Helvetica /Encoding 30 0 R >>',
                                30: b'<< /Type /Encoding >>'}))
    yield 'hidden', seal(office, plain(
        stream_xref=xref, objs={30: EVIL, 31: b'<< /Type /Page /Parent '
                                b'2 0 R /Contents 30 0 R /MediaBox [0 0 595 '
                                b'842] >>', 32: b'<< /Type /Pages /Kids '
                                b'[31 0 R] /Count 1 >>'}))
    yield 'layer', seal(office, plain(
        stream_xref=xref, catalog='/OCProperties 30 0 R', objs={
            30: b'<< /OCGs [31 0 R] /D << /ON [31 0 R] >> >>',
            31: b'<< /Type /OCG /Name (x) >>'}))
    yield 'two-roles', seal(office, plain(
        stream_xref=xref, objs={5: b'<< /Type /Font /Subtype /Type1 '
                                b'/BaseFont /Helvetica /Encoding 8 0 R >>'}))


def shadow(office):
    for xref in (False, True):
        kind = 'stream' if xref else 'table'
        for name, data in prepared(office, xref):
            p = forge_pdf.Pdf(data)
            get = p.get

            def out(what, objs, **kw):
                return 'shadow-' + what, '%s-%s' % (name, kind), \
                    update(data, objs, **kw)
            if name == 'overlay':
                yield out('hide', {30: stream(b'', FORM)})
                yield out('hide-free', {}, free=[30])
                yield out('hide-null', {30: b'null'})
            elif name == 'annotation':
                yield out('hide', {30: stream(b'', FORM)})
                yield out('hide-free', {}, free=[31])
                yield out('hide-annot', {31: set_key(get(31), b'F', b'2')})
                yield out('hide-moved', {31: set_key(get(31), b'Rect',
                                                     b'[0 0 1 1]')})
                yield out('hide-list', {20: set_key(get(20), b'Annots',
                                                    b'[6 0 R]')})
            elif name == 'field':
                yield out('replace', {31: set_key(get(31), b'V', b'(100)')})
                yield out('replace-look', {30: stream(b'0 g', FORM)})
                yield out('replace-default', {31: set_key(get(31), b'DV',
                                                          b'(1)')})
                yield out('replace-need', {8: set_key(
                    get(8), b'NeedAppearances', b'true')})
            elif name == 'font':
                yield out('replace', {30: b'<< /Type /Encoding /Differences '
                                      b'[53 /one /zero] >>'})
                yield out('replace-font', {5: set_key(
                    get(5), b'BaseFont', b'/Courier')})
                yield out('replace-free', {}, free=[30])
            elif name == 'hidden':
                yield out('hide-replace', {1: set_key(get(1), b'Pages',
                                                      b'32 0 R')})
                yield out('hide-replace-kid', {2: set_key(
                    get(2), b'Kids', b'[31 0 R]')})
                yield out('hide-replace-content', {20: set_key(
                    get(20), b'Contents', b'30 0 R')})
                yield out('hide-replace-number', {4: get(30)})
                yield out('hide-replace-freed', {}, free=[4])
                yield out('hide-replace-root', {40: set_key(
                    get(1), b'Pages', b'32 0 R')},
                    trailer=b'/Root 40 0 R /ID [<4f> <4f>]')
            elif name == 'layer':
                yield out('hide', {30: b'<< /OCGs [31 0 R] /D << /OFF '
                                   b'[31 0 R] >> >>'})
                yield out('hide-name', {31: b'<< /Type /OCG /Name (y) >>'})
            elif name == 'two-roles':
                yield out('two-roles', {8: set_key(
                    set_key(get(8), b'SigFlags', b'3'), b'DA', b'(x)')})


KINDS = (b'FreeText', b'Stamp', b'Square', b'Circle', b'Line', b'Polygon',
         b'Ink', b'Highlight', b'Redact', b'Watermark', b'FileAttachment',
         b'Screen', b'Link', b'Caret', b'3D', b'RichMedia')


def annotations(office):
    """Evil annotations under each certification; P 3 allows them, but what
    may cover text is no plain pass."""
    for level in (0, 1, 2, 3):
        data = seal(office, plain(certify=level))
        p = forge_pdf.Pdf(data)
        n = p.size
        for kind in KINDS:
            yield 'eaa-p%d' % level, kind.decode(), update(data, {
                n: stream(b'1 g 0 0 300 40 re f', FORM),
                n + 1: b'<< /Type /Annot /Subtype /%s /Rect [40 690 340 730] '
                b'/AP << /N %d 0 R >> /Contents (100) >>' % (kind, n),
                20: with_annot(p.get(20), n + 1)})
        yield 'eaa-p%d' % level, 'direct', update(data, {
            20: set_key(p.get(20), b'Annots', b'[6 0 R << /Subtype /Square '
                        b'/Rect [0 0 500 800] /IC [1 1 1] >>]')})


def sneaky(office):
    """A later signature whose picture covers what was sealed."""
    look = lambda n: {n: stream(b'1 g 0 0 300 40 re f', FORM)}  # noqa: E731
    for level in (1, 2, 3):
        data = seal(office, plain(certify=level))
        for name, who in (('own', 'seal2'), ('evil', 'evil')):
            yield 'ssa', 'p%d-%s' % (level, name), second(
                office, data, who, rect=b'40 690 340 730',
                more=b'/AP << /N %d 0 R >>' % (forge_pdf.Pdf(data).size + 2),
                extra=look)
        p = forge_pdf.Pdf(data)
        n = p.size
        yield 'ssa', 'p%d-empty' % level, update(data, {
            n: b'<< /Type /Annot /Subtype /Widget /FT /Sig /T (later) /Rect '
            b'[40 690 340 730] /P 20 0 R >>',
            20: with_annot(p.get(20), n),
            8: set_key(p.get(8), b'Fields', b'[6 0 R %d 0 R]' % n)})
    # One that is not seen, where not even signing is allowed, or not there.
    yield 'ssa', 'p1-unseen', second(office, seal(
        office, plain(certify=1)), rect=b'0 0 0 0')
    yield 'ssa', 'p2-unseen-locked', second(office, seal(office, plain(
        certify=2, objs={6: field(0, 7, 20, b'400 60 490 150',
                                  b'/Lock << /Action /All >>')})),
        rect=b'0 0 0 0')
    # Below a field that was there: one that is no seal, and one taken away.
    data = seal(office, grouped())
    p = forge_pdf.parts(data).pdf
    yield 'ssa', 'below-text', p.append({
        9: kids_plus(p.get(9), 90), 90: b'<< /FT /Tx /T (more) /V (100) '
        b'/Parent 9 0 R >>'})
    yield 'ssa', 'below-widget', p.append({
        9: kids_plus(p.get(9), 90), 90: b'<< /Type /Annot /Subtype /Widget '
        b'/Rect [1 2 300 400] /P 20 0 R /Parent 9 0 R >>'})
    yield 'ssa', 'below-gone', p.append({
        9: b'<< /T (group) /Kids [] >>'})
    yield 'ssa', 'below-p2', second(office, seal(office, grouped(2)),
                                    more=b'/Parent 9 0 R', under=9)
    data = seal(office, plain())
    for name, keys in (('action', b'/A << /S /JavaScript /JS (x) >>'),
                       ('actions', b'/AA << /E << /S /JavaScript >> >>')):
        yield 'ssa', name, second(office, data, more=keys)
    broken = second(office, data)
    a = broken.rindex(b'/Contents <')
    yield 'ssa', 'unsound', broken[:a] + broken[a:].replace(
        b'/Contents <30', b'/Contents <31', 1)
    p = forge_pdf.Pdf(data)
    n = p.size
    made = fix_range(p.append({
        n: hole(), n + 1: b'<< /FT /Sig /T (S0) /V %d 0 R >>' % n,
        8: set_key(p.get(8), b'Fields', b'[6 0 R %d 0 R]' % (n + 1))}))
    yield 'ssa', 'same-name', put(made, b'\x30\3\2\1\5')


def permissions(office):
    """Raising what is allowed, in a later revision."""
    for level in (1, 2, 3):
        data = seal(office, plain(certify=level))
        p = forge_pdf.Pdf(data)
        cat = p.get(1)
        yield 'perms', 'p%d-gone' % level, update(
            data, {1: forge_pdf.drop_key(cat, b'Perms')})
        yield 'perms', 'p%d-other' % level, update(
            data, {1: set_key(cat, b'Perms', b'<< /DocMDP 8 0 R >>')})
        yield 'perms', 'p%d-more' % level, update(
            data, {1: set_key(cat, b'Perms',
                              b'<< /DocMDP 7 0 R /UR3 7 0 R >>')})
        yield 'perms', 'p%d-second' % level, second(
            office, data, sig_more=b'/Reference [<< /Type /SigRef '
            b'/TransformMethod /DocMDP /TransformParams << /P 3 /V /1.2 >> '
            b'>>]')
    data = seal(office, plain())
    yield 'perms', 'certified-later', second(
        office, data, sig_more=b'/Reference [<< /Type /SigRef '
        b'/TransformMethod /DocMDP /TransformParams << /P 3 /V /1.2 >> >>]')


def stores(office, dssed):
    """Validation data taken away; "dssed" has a DSS and more behind it."""
    t = forge_pdf.parts(dssed)
    p = t.pdf
    cat = p.get(t.cat)
    num = p.ref(t.cat, b'DSS')
    store = p.get(num)
    yield 'dss', 'gone', p.append({t.cat: forge_pdf.drop_key(cat, b'DSS')})
    yield 'dss', 'null', p.append({t.cat: set_key(cat, b'DSS', b'null')})
    yield 'dss', 'empty', p.append({num: b'<< >>'})
    yield 'dss', 'freed', p.append({}, free=[num])
    yield 'dss', 'other', p.append({t.cat: set_key(cat, b'DSS', b'<< /Certs '
                                                   b'[] >>')})
    yield 'dss', 'fewer', p.append({num: set_key(store, b'Certs', b'[]')})
    yield 'dss', 'no-vri', p.append({num: forge_pdf.drop_key(store,
                                                             b'VRI')})
    yield 'dss', 'vri', p.append({num: set_key(store, b'VRI', b'<< >>')})
    first = p.ref(num, b'Certs')
    yield 'dss', 'certificate', p.append({first: stream(b'evil')})
    yield 'dss', 'is-page', p.append(
        {num: set_key(store, b'OCSPs', b'[%d 0 R]' % t.page),
         t.page: set_key(p.get(t.page), b'Rotate', b'90')})
