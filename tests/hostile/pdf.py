#!/usr/bin/env python3
"""The strict PDF reader against forgeries of signed files (TAP)."""
import os
import subprocess
import sys
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
sys.path.insert(0, os.path.join(SRC, 'tests/hostile'))
import forge_pdf  # noqa: E402

VECTORS = os.path.join(SRC, 'tests/vectors/pdf')
TOOL = os.path.join(BUILD, 'tests/hostile/h_pdf')


def tool(*args):
    return subprocess.run((TOOL,) + args, capture_output=True, text=True,
                          timeout=300, check=False)


def main():
    n = failed = 0

    def report(good, name, lines=()):
        nonlocal n, failed
        n += 1
        failed += not good
        print('%sok %d - %s' % ('' if good else 'not ', n, name), flush=True)
        if not good:
            for line in lines:
                print('# ' + line.lstrip('# '))

    for name in ('sig_table', 'cert1_stream'):
        p = tool('bytes', os.path.join(VECTORS, name + '.pdf'))
        report(p.returncode == 0, name + ': no byte may change or go',
               (p.stdout + p.stderr).splitlines()[:20])
    for name in ('sig_table', 'sig_stream', 'cert1_stream', 'adobe_table',
                 'prepAB_table', 'ts_lin'):
        path = os.path.join(VECTORS, name + '.pdf')
        with open(path, 'rb') as f:
            data = f.read()
        with tempfile.TemporaryDirectory() as tmp:
            for kind in ('forged', 'good'):
                made = []
                for what, text in (forge_pdf.forge if kind == 'forged' else
                                   forge_pdf.allowed)(data):
                    made.append(os.path.join(tmp, what))
                    with open(made[-1], 'wb') as f:
                        f.write(text)
                p = tool(kind, path, *made)
                wrong = [x for x in p.stdout.splitlines() if 'WRONG' in x]
                report(p.returncode == 0 and len(made) > 5,
                       '%s: %d %s files' % (name, len(made), kind),
                       wrong + p.stderr.splitlines()[:30])
                if '-v' in sys.argv:
                    print(p.stdout)
    for name, good in (('two_table', True), ('two_stream', True),
                       ('cert1ts_table', True), ('lta_stream', True),
                       ('lta_table', True), ('prepAB_stream', True),
                       ('ts_lin_stream', True), ('cert2two_stream', False)):
        path = os.path.join(VECTORS, name + '.pdf')
        p = tool('good', path, path)
        report((p.returncode == 0) == good, '%s is %s' % (
            name, 'allowed' if good else 'prohibited'),
            (p.stdout + p.stderr).splitlines())
    print('1..%d' % n)
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
