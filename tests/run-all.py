#!/usr/bin/env python3
"""run-all.py GROUP...: run the test programs, count their TAP lines.

unit     the check_PROGRAMS of the build       regress  tests/regress/*.{sh,py}
lint     tests/lint/*                          hostile  tests/hostile/*.{sh,py}
web      tests/web/w_*.py (whole instance)     browser  tests/browser/*.py
crash    tests/crash/*.py

A program is a failure of its own when it exits non-zero, prints no plan, or
prints another number of lines than it planned.  Programs that need the whole
machine (web, browser, crash) run one after the other, the others two by two.

Those are real servers, clocks and a browser on a machine that somebody else
may use, too.  Up to CHANCES of them that failed run once more at the end, and
their second outcome counts; what failed the first time stays in the output
under "unsteady", to be mended.  More than that is no chance.  ES_STRICT=1: no
second run.
"""
import collections
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import time

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']
LOGS = os.path.join(BUILD, 'test-logs')
SECONDS = {'web': 600, 'browser': 900, 'crash': 900}
CHANCES = 0 if os.environ.get('ES_STRICT') else 3


Result = collections.namedtuple(
    'Result', 'path group name good skip bad problem text seconds')


def programs(group):
    if group == 'unit':
        out = subprocess.run(
            ['make', '-s', '-C', BUILD, 'print-check-programs'],
            capture_output=True, text=True, check=True).stdout.split()
        subprocess.run(['make', '-s', '-j2', '-C', BUILD, 'check', 'TESTS='],
                       check=True, stdout=subprocess.DEVNULL)
        return [os.path.join(BUILD, p) for p in sorted(out)]
    pattern = {'web': 'w_*.py'}.get(group, '*')
    found = sorted(glob.glob(os.path.join(SRC, 'tests', group, pattern)))
    return [p for p in found if os.path.isfile(p) and is_test(p)]


def is_test(path):
    """A program has a first line #!; one that cannot be run is no skip."""
    with open(path, 'rb') as f:
        if f.read(2) != b'#!':
            return False
    if not os.access(path, os.X_OK):
        sys.exit('%s: a test that is not executable' % path)
    return True


def environment(group):
    """Unit tests own all their memory; tools and programs end with theirs."""
    env = dict(os.environ)
    env.setdefault('ASAN_OPTIONS',
                   'detect_leaks=%d' % (1 if group == 'unit' else 0))
    return env


def outcome(path, group):
    """What it printed, and its exit status (-1: it took too long).

    TAP is what stands on the standard output; what a server's thread or a
    child says on the other one would land in the middle of such a line, so
    it comes after it, as comments.
    """
    try:
        p = subprocess.run([path], capture_output=True, cwd=SRC,
                           stdin=subprocess.DEVNULL, env=environment(group),
                           timeout=SECONDS.get(group, 600))
        out, err, code = p.stdout, p.stderr, p.returncode
    except subprocess.TimeoutExpired as e:
        out, err, code = e.stdout or b'', e.stderr or b'', -1
    text = out.decode('utf-8', 'replace')
    for line in err.decode('utf-8', 'replace').splitlines():
        text += ('' if text.endswith('\n') or not text else '\n') + \
            '# stderr: ' + line + '\n'
    return text + ('\n# timed out' if code == -1 else ''), code


def missing(text, planned):
    """The numbers of a plan that no line of its own has."""
    seen = {int(n) for n in re.findall(r'^(?:not )?ok (\d+)', text, re.M)}
    lost = [str(n) for n in range(1, planned + 1) if n not in seen][:5]
    return ', without ' + ' '.join(lost) if lost else ''


def run(path, group):
    name = os.path.relpath(path, BUILD if group == 'unit' else SRC)
    began = time.monotonic()
    text, code = outcome(path, group)
    with open(os.path.join(LOGS, name.replace('/', '_') + '.log'), 'w') as f:
        f.write(text)
    good = len(re.findall(r'^ok\b', text, re.M))
    skip = len(re.findall(r'^ok\b.*# skip', text, re.M | re.I))
    bad = re.findall(r'^not ok\b.*', text, re.M)
    plan = re.search(r'^1\.\.(\d+)', text, re.M)
    problem = ''
    if plan is None:
        problem = 'no plan'
    elif int(plan.group(1)) != good + len(bad):
        problem = 'planned %s, ran %d%s' % (
            plan.group(1), good + len(bad), missing(text, int(plan.group(1))))
    elif good + len(bad) == 0:
        problem = 'no test'
    elif code != 0 and not bad:
        problem = 'exit status %d' % code
    return Result(path, group, name, good - skip, skip, bad, problem, text,
                  time.monotonic() - began)


def failures(r):
    return len(r.bad) + (1 if r.problem else 0)


def say(r):
    print('%-4s %-44s %4d ok %3d bad %6.1f s %s' % (
        'BAD' if failures(r) else 'ok', r.name, r.good, len(r.bad),
        r.seconds, r.problem), flush=True)
    if failures(r):
        print('\n'.join('    ' + x for x in what_failed(r.text)), flush=True)
    return r


def what_failed(text):
    """The failed tests with what they said, then the end of the log."""
    lines, said = text.splitlines(), []
    for i, line in enumerate(lines):
        if line.startswith('not ok'):
            said.append(line)
            for more in lines[i + 1:i + 9]:
                if re.match(r'(not )?ok\b', more):
                    break
                said.append(more)
    return said[:120] + ['...'] + lines[-24:]


def run_group(group):
    paths = programs(group)
    print('== %s: %d programs' % (group, len(paths)), flush=True)
    workers = 1 if group in SECONDS else 2
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        return [say(r) for r in pool.map(lambda p: run(p, group), paths)]


def once_more(results):
    """The results, with those of a second run where the first may be chance."""
    failed = [r for r in results if failures(r)]
    if not failed or len(failed) > CHANCES or \
            any(r.group not in SECONDS for r in failed):
        return results
    print('== once more: %d programs' % len(failed), flush=True)
    second = {r.path: say(run(r.path, r.group)) for r in failed}
    for r in failed:
        if not failures(second[r.path]):
            print('unsteady: %s: %s' % (
                r.name, '; '.join(r.bad) or r.problem), flush=True)
    return [second.get(r.path, r) for r in results]


def main():
    os.makedirs(LOGS, exist_ok=True)
    results = once_more([r for g in sys.argv[1:] for r in run_group(g)])
    passed = sum(r.good for r in results)
    failed = sum(map(failures, results))
    skipped = sum(r.skip for r in results)
    print('%d passed, %d failed%s' % (
        passed, failed, ', %d skipped' % skipped if skipped else ''))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
