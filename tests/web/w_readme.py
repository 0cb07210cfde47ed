#!/usr/bin/env python3
"""w_readme.py - the commands of README.md do what it says.

./run and ./check are CI's own two commands; every other indented command is
run here, in a directory that looks like the tree after ./run.
"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
from instance import BUILD, SRC, Instance    # noqa: E402
from tap import Tap                          # noqa: E402

# What each must say; a command that is not here fails the test.
MUST_SAY = {
    'pdfsig var/': r'Total document signed[\s\S]*Signature is Valid',
    'qpdf --check var/': r'No syntax or stream encoding errors',
    'pdfdetach -list var/': r'record\.xml',
    'pdftotext -layout var/': r'样例甲[\s\S]*验证码|验证码[\s\S]*样例甲',
    'pdftoppm -r 150 -png var/': r'\A\Z',
    'zbarimg --raw var/': r'http://127\.0\.0\.1:\d+/v/[0-9A-Z]{16}\n',
    'build/tools/es/es verify': r'sealed by somebody you trust',
    'build/tools/es-audit verify': r'request[\s\S]*ledger',
    'build/tools/es-audit reconcile': r'balanced',
    'bench/run --quick --only raw,core': r'render_us',
}


def commands():
    """Indented lines that are commands: not the list of directories."""
    with open(os.path.join(SRC, 'README.md'), encoding='utf-8') as f:
        lines = re.findall(r'^    (\S.*)$', f.read(), re.M)
    return [x for x in lines if not re.match(r'\S+/( man/)?\s{2,}', x)]


def main():
    t = Tap()
    with open(os.path.join(SRC, '.ci', 'run'), encoding='utf-8') as f:
        ci = f.read()
    with Instance() as inst, tempfile.TemporaryDirectory() as tree:
        for name, target in (('var', inst.dir), ('build', BUILD)):
            os.symlink(target, os.path.join(tree, name))
        job = subprocess.run(
            [sys.executable, os.path.join(SRC, 'tools', 'first-job.py'),
             inst.base, inst.dir], capture_output=True, text=True)
        t.ok(job.returncode == 0, 'the first job', job.stdout + job.stderr)
        for line in commands():
            if line in ('./run', './check'):
                t.ok(line in ci, '%s is what CI runs' % line)
                continue
            want = [v for k, v in MUST_SAY.items() if line.startswith(k)]
            p = subprocess.run(line, shell=True, text=True,
                               cwd=SRC if line.startswith('bench') else tree,
                               stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, timeout=480)
            t.ok(len(want) == 1 and p.returncode == 0 and
                 re.search(want[0], p.stdout), line,
                 'exit %d\n%s' % (p.returncode, p.stdout))
    t.done()


if __name__ == '__main__':
    main()
