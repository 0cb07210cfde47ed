#!/usr/bin/env python3
"""pyhanko_ltv.py ROOT.pem FILE...: pyHanko's validation of the file's first seal
with long-term data (EN 319 102-1 5.6.3), without a network, revocation data
required; one JSON object on a line.  Runs in a venv with pyhanko
(tests/lib/judges.py)."""
import asyncio
import json
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule, PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule, RevocationInfoGatheringSpec,
    SignatureValidationSpec)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import (
    REQUIRE_REVINFO, CertRevTrustPolicy)
from pyhanko_certvalidator.registry import SimpleTrustManager

logging.disable(logging.CRITICAL)


def spec(root):
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=[root]),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO))
    return PdfSignatureValidationSpec(SignatureValidationSpec(
        cert_validation_policy=policy,
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
            certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH)))


async def judge(path, root):
    with open(path, 'rb') as f:
        reader = PdfFileReader(f)
        r = await ades_lta_validation(reader.embedded_regular_signatures[0],
                                      spec(root))
        s = r.api_status
        return {'indication': r.ades_subindic.standard_name,
                'good': bool(s is not None and s.bottom_line),
                'changes': s.modification_level.name if s is not None and
                s.modification_level is not None else None}


def main():
    root = load_cert_from_pemder(sys.argv[1])
    for path in sys.argv[2:]:
        try:
            out = asyncio.run(judge(path, root))
        except Exception as e:      # noqa: BLE001 - that is its verdict
            out = {'good': False,
                   'error': '%s: %s' % (type(e).__name__, str(e)[:200])}
        print(json.dumps(out), flush=True)


if __name__ == '__main__':
    main()
