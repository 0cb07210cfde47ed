#!/usr/bin/env python3
"""fuzz_replay: every fuzz target, built plainly, over its seeds and finds."""
import glob
import os
import subprocess
import sys

SRC, BUILD = os.environ['ES_SRCDIR'], os.environ['ES_BUILDDIR']


def make_var(name):
    return subprocess.run(['make', '-s', '-C', BUILD, 'print-var', 'V=' + name],
                          capture_output=True, text=True,
                          check=True).stdout.splitlines()[-1].split()


def main():
    targets = sorted(glob.glob(os.path.join(SRC, 'tests/fuzz/fuzz_*.c')))
    print('1..%d' % len(targets))
    cc = make_var('CC') + make_var('AM_CPPFLAGS') + make_var('AM_CFLAGS') + \
        ['-Wno-missing-prototypes']
    libs = [x if not x.endswith('libescore.a') else BUILD + '/libescore.a'
            for x in make_var('ES_LIBS')]
    os.makedirs(BUILD + '/tests/fuzz', exist_ok=True)
    failed = 0
    for n, path in enumerate(targets, 1):
        name = os.path.basename(path)[:-2]
        exe = os.path.join(BUILD, 'tests/fuzz', name)
        p = subprocess.run(cc + ['-o', exe, path, os.path.join(
            SRC, 'tests/fuzz/standalone.c')] + libs, capture_output=True,
            text=True, cwd=BUILD)
        files = sorted(glob.glob(os.path.join(
            SRC, 'tests/fuzz/seeds', name[len('fuzz_'):], '*')))
        if p.returncode == 0:
            p = subprocess.run([exe] + files, capture_output=True, text=True)
        good = p.returncode == 0 and len(files) > 0
        print('%sok %d - %s over %d files' % ('' if good else 'not ', n, name,
                                              len(files)), flush=True)
        if not good:
            failed += 1
            print(''.join('# %s\n' % x for x in (
                p.stderr + p.stdout).splitlines()[-15:]))
    return 1 if failed or not targets else 0


if __name__ == '__main__':
    sys.exit(main())
