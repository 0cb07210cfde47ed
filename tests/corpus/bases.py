#!/usr/bin/env python3
"""bases.py OUT: small unsigned PDF files of as many producers as are here.

One producer that is missing or fails costs its own file only.
"""
import io
import os
import subprocess
import sys
import tempfile

HTML = '<html lang="en"><head><title>Base</title></head><body><h1>Office' \
    '</h1><p>Text of a page &#22823;&#23398;.</p><p style="page-break-' \
    'before:always">Second page.</p></body></html>'
OUT = sys.argv[1]
MADE = []


def run(*cmd, **kw):
    subprocess.run(cmd, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, timeout=180, **kw)


def base(fn):
    MADE.append(fn)
    return fn


def put(name, data):
    with open('%s/%s.pdf' % (OUT, name), 'wb') as f:
        f.write(data)


def path(name):
    return '%s/%s.pdf' % (OUT, name)


@base
def fpdf2():
    import fpdf
    p = fpdf.FPDF()
    for i in range(2):
        p.add_page()
        p.set_font('helvetica', size=12)
        p.cell(40, 10, 'Page %d' % (i + 1))
    put('fpdf2', bytes(p.output()))


@base
def reportlab():
    from reportlab.pdfgen import canvas
    b = io.BytesIO()
    c = canvas.Canvas(b, pageCompression=1)
    c.setAuthor('Office')
    c.bookmarkPage('a')
    c.addOutlineEntry('One', 'a')
    c.drawString(72, 720, 'ReportLab')
    c.showPage()
    c.save()
    put('reportlab', b.getvalue())


@base
def reportlab_form():
    from reportlab.pdfgen import canvas
    b = io.BytesIO()
    c = canvas.Canvas(b)
    c.drawString(72, 720, 'Name')
    c.acroForm.textfield(name='name', x=120, y=710, width=200, value='x')
    c.acroForm.checkbox(name='agree', x=72, y=600)
    c.save()
    put('reportlab_form', b.getvalue())


@base
def rewritten():
    src = path('fpdf2')
    for name, args in (
            ('qpdf_table', ['--object-streams=disable']),
            ('qpdf_objstm', ['--object-streams=generate']),
            ('qpdf_lin', ['--linearize']),
            ('qpdf_lin_objstm', ['--linearize',
                                 '--object-streams=generate']),
            ('qpdf_qdf', ['--qdf']),
            ('qpdf_rotated', ['--rotate=90', '--force-version=1.3',
                              '--object-streams=disable'])):
        run('qpdf', *args, src, path(name))


@base
def encrypted():
    run('qpdf', '--encrypt', '', 'owner', '256', '--', path('fpdf2'),
        path('encrypted'))


@base
def pypdf():
    import pypdf
    w = pypdf.PdfWriter(clone_from=path('reportlab'))
    w.add_metadata({'/Title': 'pypdf \u5370'})
    w.write(path('pypdf'))


@base
def weasyprint():
    with tempfile.NamedTemporaryFile('w', suffix='.html') as f:
        f.write(HTML)
        f.flush()
        run('weasyprint', f.name, path('weasyprint'))


@base
def chromium():
    with tempfile.TemporaryDirectory() as d:
        with open(d + '/a.html', 'w') as f:
            f.write('<meta charset=utf-8>' + HTML)
        run('chromium', '--headless', '--no-sandbox', '--disable-gpu',
            '--user-data-dir=' + d, '--print-to-pdf=' + path('chromium'),
            d + '/a.html')


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200">' \
    '<rect width="200" height="90" fill="#c00"/><text x="9" y="150">cairo' \
    '</text></svg>'


@base
def cairo():
    with tempfile.NamedTemporaryFile('w', suffix='.svg') as f:
        f.write(SVG)
        f.flush()
        run('rsvg-convert', '-f', 'pdf', '-o', path('cairo'), f.name)


@base
def pdftocairo():
    run('pdftocairo', '-pdf', path('reportlab'), path('pdftocairo'))


@base
def ghostscript():
    run('gs', '-q', '-dBATCH', '-dNOPAUSE', '-sDEVICE=pdfwrite', '-o',
        path('ghostscript'), path('fpdf2'))
    run('gs', '-q', '-dBATCH', '-dNOPAUSE', '-sDEVICE=pdfwrite',
        '-dPDFA=2', '-dCompatibilityLevel=1.7', '-o', path('ghostscript17'),
        path('fpdf2'))


@base
def mutool():
    run('mutool', 'clean', '-gggg', path('fpdf2'), path('mutool'))
    with tempfile.NamedTemporaryFile('w', suffix='.html') as f:
        f.write(HTML)
        f.flush()
        run('mutool', 'convert', '-o', path('mutool_html'), f.name)


@base
def libreoffice():
    with tempfile.TemporaryDirectory() as d:
        for name, arg in (
                ('office', 'pdf:writer_pdf_Export'),
                ('office_pdfa', 'pdf:writer_pdf_Export:{"SelectPdfVersion":'
                 '{"type":"long","value":"2"},"UseTaggedPDF":{"type":'
                 '"boolean","value":"true"}}')):
            with open(d + '/a.html', 'w') as f:
                f.write(HTML)
            run('soffice', '--headless', '-env:UserInstallation=file://' + d,
                '--convert-to', arg, '--outdir', d, d + '/a.html')
            os.replace(d + '/a.pdf', path(name))


@base
def pdftex():
    with tempfile.TemporaryDirectory() as d:
        with open(d + '/a.tex', 'w') as f:
            f.write(r'\documentclass{article}\begin{document}Hello $x^2$.'
                    r'\newpage Two.\end{document}')
        run('pdflatex', '-interaction=batchmode', 'a.tex', cwd=d)
        os.replace(d + '/a.pdf', path('pdftex'))


@base
def groff():
    p = subprocess.run(['groff', '-Tpdf', '-ms'], input=b'.TL\nGroff\n.PP\n'
                       b'Text.\n', capture_output=True, check=True,
                       timeout=60)
    put('groff', p.stdout)


@base
def podofo():
    with tempfile.NamedTemporaryFile('w', suffix='.txt') as f:
        f.write('PoDoFo\n')
        f.flush()
        run('podofotxt2pdf', f.name, path('podofo'))


@base
def tcpdf():
    run('php', '-r', 'require "/usr/share/php/tcpdf/tcpdf.php";'
        '$p = new TCPDF(); $p->AddPage(); $p->Write(0, "TCPDF");'
        '$p->Output($argv[1], "F");', path('tcpdf'))


def main():
    os.makedirs(OUT, exist_ok=True)
    for fn in MADE:
        try:
            fn()
        except Exception as e:
            print('%s: %s' % (fn.__name__, str(e)[:200]))
    print('%d files' % len(os.listdir(OUT)))


if __name__ == '__main__':
    main()
