#!/usr/bin/env python3
"""pyhanko_clients.py ROOT CA TSA_URL CERT...: pyHanko's clients ask our
services.  One JSON object: what became of each certificate when the whole
path must have fresh revocation data fetched over HTTP, and of a time stamp.
Runs in a venv with pyhanko (tests/lib/judges.py)."""
import asyncio
import hashlib
import json
import logging
import os
import sys

import aiohttp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign.timestamps.aiohttp_client import AIOHttpTimeStamper
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import (
    AIOHttpFetcherBackend)

logging.disable(logging.CRITICAL)


async def judge(path, root, ca, session):
    context = ValidationContext(
        trust_roots=[root], other_certs=[ca], allow_fetching=True,
        revocation_mode='require',
        fetcher_backend=AIOHttpFetcherBackend(session))
    v = CertificateValidator(load_cert_from_pemder(path),
                             validation_context=context)
    try:
        await v.async_validate_usage({'digital_signature'})
        said = 'good'
    except Exception as e:     # each kind of failure is an answer here
        said = '%s: %s' % (type(e).__name__, e)
    return {'said': said, 'ocsp': len(context.ocsps),
            'crls': len(context.crls)}


async def stamp(url, session):
    tst = await AIOHttpTimeStamper(url, session).async_timestamp(
        hashlib.sha256(b'document').digest(), 'sha256')
    info = tst['content']['encap_content_info']['content'].parsed
    return info['message_imprint']['hashed_message'].native.hex()


async def main():
    root, ca = (load_cert_from_pemder(x) for x in sys.argv[1:3])
    out = {}
    async with aiohttp.ClientSession() as session:
        out['stamp'] = await stamp(sys.argv[3], session)
        for path in sys.argv[4:]:
            out[os.path.basename(path)] = await judge(path, root, ca, session)
    print(json.dumps(out))


asyncio.run(main())
