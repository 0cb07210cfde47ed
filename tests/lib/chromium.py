"""chromium.py - run a test of tests/browser/*.mjs against an instance.

Node's packages go to a cache beside the tree, by the lock file; the scripts
are copied there because modules are looked up from where a script lies.
"""
import hashlib
import os
import shutil
import subprocess
import sys

from instance import BUILD, CACHE, SRC, Instance

HERE = os.path.join(SRC, 'tests', 'browser')


def node_directory():
    with open(os.path.join(HERE, 'package-lock.json'), 'rb') as f:
        key = hashlib.sha256(f.read()).hexdigest()[:12]
    top = os.path.join(CACHE, 'browser-' + key)
    if not os.path.exists(os.path.join(top, 'node_modules', '.complete')):
        os.makedirs(top, exist_ok=True)
        for name in ('package.json', 'package-lock.json'):
            shutil.copy(os.path.join(HERE, name), top)
        subprocess.run(['npm', 'ci', '--silent', '--no-audit', '--no-fund'],
                       cwd=top, check=True, stdout=sys.stderr)
        open(os.path.join(top, 'node_modules', '.complete'), 'w').close()
    return top


def run(script, before=None, **instance):
    """TAP goes straight to our standard output; exits as the script does.

    "before" is called with the instance, to prepare it.
    """
    top = node_directory()
    work = os.path.join(top, 'run-%d' % os.getpid())
    os.makedirs(work)
    shots = os.path.join(BUILD, 'screenshots')
    try:
        for name in os.listdir(HERE):
            if name.endswith('.mjs'):
                shutil.copy(os.path.join(HERE, name), work)
        with Instance(**instance) as inst:
            if before:
                before(inst)
            p = subprocess.run(['node', os.path.join(work, script), inst.base,
                                shots], stdin=subprocess.DEVNULL)
        sys.exit(p.returncode)
    finally:
        shutil.rmtree(work, ignore_errors=True)
