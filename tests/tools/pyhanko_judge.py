#!/usr/bin/env python3
"""pyhanko_judge.py ROOT.pem FILE...: what pyHanko says of each file, one JSON
object on a line.  Runs in a venv with pyhanko (tests/lib/judges.py)."""
import json
import logging
import os
import resource
import signal
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)


def judge(path, root):
    def trust():
        return ValidationContext(trust_roots=[root], allow_fetching=False)
    with open(path, 'rb') as f:
        sigs = PdfFileReader(f).embedded_signatures
        if len(sigs) != 1:
            return {'error': '%d signatures' % len(sigs), 'all': [
                {'field': e.field_name, 'good': v.bottom_line,
                 'intact': v.intact, 'valid': v.valid,
                 'coverage': v.coverage.name, 'docmdp_ok': v.docmdp_ok}
                for e in sigs for v in [
                    validate_pdf_signature(e, trust(), trust())]]}
        s = validate_pdf_signature(sigs[0], trust(), trust())
        return {
            'intact': s.intact, 'valid': s.valid, 'trusted': s.trusted,
            'good': s.bottom_line, 'coverage': s.coverage.name,
            'changes': s.modification_level.name
            if s.modification_level is not None else None,
            'docmdp_ok': s.docmdp_ok,
            'stamped': s.timestamp_validity is not None and
            s.timestamp_validity.valid and s.timestamp_validity.trusted,
            'subfilter': str(sigs[0].sig_object['/SubFilter']),
        }


def in_child(path, root):
    """A file that is made to hurt hurts nobody else."""
    r, w = os.pipe()
    if os.fork() == 0:
        resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
        signal.alarm(20)
        try:
            out = judge(path, root)
        except BaseException as e:      # noqa: BLE001 - that is its verdict
            out = {'error': '%s: %s' % (type(e).__name__, str(e)[:200])}
        os.write(w, json.dumps(out).encode())
        os._exit(0)
    os.close(w)
    with os.fdopen(r) as f:
        said = f.read()
    status = os.wait()[1]
    return said or json.dumps({'error': 'ended with status %d' % status})


def main():
    root = load_cert_from_pemder(sys.argv[1])
    for path in sys.argv[2:]:
        print(in_child(path, root), flush=True)


if __name__ == '__main__':
    main()
