#!/usr/bin/env python3
"""b_bulk.py - see bulk.mjs."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import chromium     # noqa: E402

if __name__ == '__main__':
    chromium.run('bulk.mjs', people=4000)
