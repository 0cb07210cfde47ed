#!/usr/bin/env python3
"""b_officers.py - see officers.mjs."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import chromium     # noqa: E402

if __name__ == '__main__':
    chromium.run('officers.mjs', lambda inst: inst.sql(
        "UPDATE account SET chosen = FALSE WHERE name IN ('T0001', 'A0001')"))
