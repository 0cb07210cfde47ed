#!/usr/bin/env python3
"""runner.py - the runner itself: what fails is a failure, chance is said."""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'lib'))
from tap import Tap     # noqa: E402

RUNNER = os.path.join(HERE, '..', 'run-all.py')
GOOD = 'echo "ok 1 - a"; echo 1..1'
BAD = 'echo "not ok 1 - a"; echo 1..1; exit 1'
FIRST_BAD = 'if [ -e "$0.ran" ]; then %s; else : >"$0.ran"; %s; fi' % (
    GOOD, BAD.replace('; exit 1', ''))


def outcome(group, *scripts, **env):
    """Run such programs: the status, the last line, what is unsteady."""
    with tempfile.TemporaryDirectory() as d:
        where = os.path.join(d, 'tests', group)
        os.makedirs(where)
        for i, script in enumerate(scripts):
            path = os.path.join(where, 'w_%d.py' % i)
            with open(path, 'w') as f:
                f.write('#!/bin/sh\n%s\n' % script)
            os.chmod(path, 0o755)
        p = subprocess.run(
            [sys.executable, RUNNER, group], capture_output=True, text=True,
            env=dict(os.environ, ES_SRCDIR=d, ES_BUILDDIR=d, **env))
    return (p.returncode, p.stdout.strip().splitlines()[-1],
            p.stdout.count('\nunsteady: '))


def main():
    t = Tap()
    for what, got, want in (
            ('all pass', outcome('web', GOOD, GOOD),
             (0, '2 passed, 0 failed', 0)),
            ('one fails, twice', outcome('web', GOOD, BAD),
             (1, '1 passed, 1 failed', 0)),
            ('one fails by chance: it passes, and is said',
             outcome('web', GOOD, FIRST_BAD), (0, '2 passed, 0 failed', 1)),
            ('of two, one fails again', outcome('web', BAD, FIRST_BAD),
             (1, '1 passed, 1 failed', 1)),
            ('four at once are no chance', outcome('web', *4 * [FIRST_BAD]),
             (1, '0 passed, 4 failed', 0)),
            ('a test without clocks has one chance',
             outcome('hostile', FIRST_BAD), (1, '0 passed, 1 failed', 0)),
            ('strict: one chance for all',
             outcome('web', GOOD, FIRST_BAD, ES_STRICT='1'),
             (1, '1 passed, 1 failed', 0)),
            ('no plan', outcome('web', 'echo "ok 1 - a"'),
             (1, '1 passed, 1 failed', 0)),
            ('fewer than planned', outcome('web', 'echo "ok 1"; echo 1..2'),
             (1, '1 passed, 1 failed', 0)),
            ('a crash after the plan', outcome('web', GOOD + '; exit 3'),
             (1, '1 passed, 1 failed', 0)),
            ('no test at all', outcome('web'), (1, '0 passed, 0 failed', 0))):
        t.ok(got == want, what, '%s, wanted %s' % (got, want))
    return t.done()


if __name__ == '__main__':
    sys.exit(main())
