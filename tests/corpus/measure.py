#!/usr/bin/env python3
"""measure.py ES TRUST DIR: what es verify says of files that are all valid.

Prints each file that is not intact with nothing prohibited after it, with
the reason, the rate per product and over all.
"""
import collections
import json
import os
import re
import subprocess
import sys


def judge(es, trust, paths):
    for i in range(0, len(paths), 100):
        p = subprocess.run([es, 'verify', '--json', '--trust', trust,
                            *paths[i:i + 100]], stdout=subprocess.PIPE)
        yield from map(json.loads, p.stdout.splitlines())


def why(r):
    """None for a file that is reported as it is."""
    if not r['readable']:
        return '%s: %s' % (r['reason'], re.sub(r'\d+', 'N', r['detail'] or
                                               ''))
    if not r['signatures']:
        return 'no signature found'
    for s in r['signatures']:
        if s['integrity'] != 'intact':
            return '%s %s/%s: %s' % (s['integrity'], s['indication'],
                                     s['sub_indication'], s['why'])
        if s['later_changes']['verdict'] not in ('none', 'allowed'):
            return 'later: ' + ' '.join(sorted({
                c['code'] + ('(%s)' % c['what'] if 'what' in c else '')
                for c in s['later_changes']['list'] if not c['allowed']}))
    return None


def main():
    es, trust, top = sys.argv[1:4]
    paths = sorted(os.path.join(d, n) for d, _, names in os.walk(top)
                   for n in names if n.endswith('.pdf'))
    good, bad = collections.Counter(), collections.defaultdict(list)
    count = collections.Counter()
    for path, r in zip(paths, judge(es, trust, paths)):
        product = os.path.basename(path).split('-')[0]
        count[product] += 1
        reason = why(r)
        if reason is None:
            good[product] += 1
        else:
            bad[reason].append(os.path.basename(path))
    for reason, names in sorted(bad.items(), key=lambda x: -len(x[1])):
        print('%4d %s\n     %s' % (len(names), reason,
                                   ' '.join(names[:8])))
    for product in sorted(count):
        print('%-12s %d of %d' % (product, good[product], count[product]))
    print('all: %d of %d intact (%.1f %%)' % (
        sum(good.values()), sum(count.values()),
        100 * sum(good.values()) / sum(count.values())))


if __name__ == '__main__':
    main()
