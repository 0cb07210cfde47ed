"""plain.py - the plainest PDF, for tests."""


def blank():
    """A page, as plain as PDF can be."""
    body, at = b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', []
    for i, text in enumerate((
            b'<< /Type /Catalog /Pages 2 0 R >>',
            b'<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
            b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] '
            b'/Resources << >> >>')):
        at.append(len(body))
        body += b'%d 0 obj\n%s\nendobj\n' % (i + 1, text)
    return body + b'xref\n0 4\n0000000000 65535 f \n' + b''.join(
        b'%010d 00000 n \n' % a for a in at) + \
        b'trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' % \
        len(body)
