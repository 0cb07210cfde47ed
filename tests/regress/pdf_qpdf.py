#!/usr/bin/env python3
"""Our reader and qpdf must count the same pages and objects (TAP)."""
import glob
import os
import re
import subprocess
import tempfile

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
TOOL = os.path.join(BUILD, 'tests/hostile/h_pdf')
WAYS = (
    ('tables', ['--object-streams=disable']),
    ('streams', ['--object-streams=generate']),
    ('linear', ['--linearize', '--object-streams=disable']),
    ('linear-streams', ['--linearize', '--object-streams=generate']),
    ('qdf', ['--qdf', '--object-streams=preserve']),
)


def run(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


def qpdf_says(path):
    pages = run('qpdf', '--show-npages', path).stdout.strip()
    rows = run('qpdf', '--show-xref', path).stdout.splitlines()
    used = [x for x in rows if re.match(r'\d+/\d+: (un)?compressed', x)]
    return '%s %d' % (pages, len(used))


def main():
    vectors = sorted(glob.glob(os.path.join(SRC, 'tests/vectors/pdf/*.pdf')))
    made = list(vectors)
    with tempfile.TemporaryDirectory() as tmp:
        for path in vectors[:4]:
            for name, options in WAYS:
                out = os.path.join(tmp, '%s-%s' % (
                    name, os.path.basename(path)))
                run('qpdf', '--deterministic-id', *options, path, out)
                made.append(out)
        print('1..%d' % len(made))
        failed = 0
        for n, path in enumerate(made, 1):
            ours = run(TOOL, 'count', path).stdout.strip()
            theirs = qpdf_says(path)
            good = ours == '%s %s' % (path, theirs) and theirs[0] != ' '
            failed += not good
            print('%sok %d - %s: %s' % ('' if good else 'not ', n,
                                        os.path.basename(path), theirs))
            if not good:
                print('# ' + ours)
    return failed != 0


if __name__ == '__main__':
    raise SystemExit(main())
