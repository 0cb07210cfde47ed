"""limits.py - the numbers of core/base/limits.h, for tests."""
import os
import re

_WORDS = {'ES_KIB': 1024, 'ES_MIB': 1024 ** 2, 'ES_GIB': 1024 ** 3}


def limit(name):
    """limit('UPLOAD') is ES_LIMIT_UPLOAD."""
    path = os.path.join(os.environ['ES_SRCDIR'], 'core', 'base', 'limits.h')
    with open(path, encoding='ascii') as f:
        m = re.search(r'^#define ES_LIMIT_%s\s+(.*)$' % name, f.read(), re.M)
    value = 1
    for factor in re.sub(r'\((size_t|unsigned)\)|[()]', '',
                         m.group(1)).split('*'):
        factor = factor.strip()
        value *= _WORDS.get(factor) or int(factor)
    return value
