"""tap.py - the little that a test program needs: TAP lines and a plan.

    t = Tap()
    t.ok(1 + 1 == 2, 'sums')
    t.done()            # prints the plan; exits 1 when something failed
"""
import sys
import time
import traceback


class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def ok(self, cond, name, said=''):
        self.count += 1
        if not cond:
            self.failed += 1
        print('%sok %d - %s' % ('' if cond else 'not ', self.count, name),
              flush=True)
        if not cond and said != '':
            for line in str(said).splitlines()[:20] or ['']:
                print('# ' + line[:300], flush=True)
        return bool(cond)

    def equal(self, got, want, name):
        return self.ok(got == want, name, 'got: %r\nwant: %r' % (got, want))

    def note(self, text):
        print('# ' + str(text), flush=True)

    def run(self, name, func, *args):
        """A group of tests: an exception is one failed test, not the end."""
        began = time.monotonic()
        try:
            func(self, *args)
        except Exception:           # noqa: BLE001 - a test reports it all
            self.ok(False, name, traceback.format_exc())
        self.note('%s: %.1f s' % (name, time.monotonic() - began))

    def done(self):
        print('1..%d' % self.count, flush=True)
        sys.exit(1 if self.failed or not self.count else 0)
