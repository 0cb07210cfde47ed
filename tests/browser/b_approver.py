#!/usr/bin/env python3
"""b_approver.py - see approver.mjs."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'lib'))
import chromium     # noqa: E402
import people       # noqa: E402


def cast(inst):
    """Enrolment is decided by people here; an approver, and one with nothing
    to do."""
    people.add(inst, 'B0001', ['approver JW'])
    people.add(inst, 'B0002')
    inst.sql("UPDATE document_type SET flow = 'one-approver' WHERE id ="
             " 'enrolment'")


if __name__ == '__main__':
    chromium.run('approver.mjs', before=cast)
