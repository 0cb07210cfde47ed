/* From the judge's findings to checks and headline, one thing at a time. */
#include <stdlib.h>

#include "svc/verify/priv.h"
#include "tests/unit/tap.h"

static struct pdf_sig	sig;

static struct esign_seal
good(void)
{
	struct esign_seal	s = {
		.sig = &sig, .main = ESIGN_PASSED, .sound = true,
		.cms = { CMS_FIT_YES, CRYPT_SIG_GOOD, CMS_FIT_YES,
		    CMS_STRENGTH_FINE, true },
		.integrity = ESIGN_INTACT, .later = PDF_VERDICT_NONE,
		.trust = PKI_TRUSTED, .level = ESIGN_B_T, .claimed = 1000,
		.proven = 1001, .proof = ESIGN_PROOF_TOKEN, .nstamps = 1,
	};

	s.stamp[0].main = ESIGN_PASSED;
	s.stamp[0].time = 1001;
	return s;
}

/* Headline of a seal whose bytes the register knows as issued. */
static enum svc_headline
fill(struct svc_facts *out, struct esign_seal s)
{
	svc_facts_of(&s, out);
	out->reg = SVC_REG_ISSUED;
	return svc_verdict_seal(out);
}

static bool
checks(const struct svc_facts *s, enum svc_answer digest,
    enum svc_answer seal, enum svc_answer chain, enum svc_answer cert,
    enum svc_answer when, enum svc_answer changes)
{
	const enum svc_answer	*c = s->check;

	return c[SVC_CHECK_STRUCTURE] == SVC_PASS &&
	    c[SVC_CHECK_DIGEST] == digest && c[SVC_CHECK_SEAL] == seal &&
	    c[SVC_CHECK_CHAIN] == chain && c[SVC_CHECK_CERT] == cert &&
	    c[SVC_CHECK_TIME] == when && c[SVC_CHECK_CHANGES] == changes;
}

#define P	SVC_PASS
#define F	SVC_FAIL
#define U	SVC_UNKNOWN
#define N	SVC_NA

int
main(void)
{
	struct esign_seal	g;
	struct svc_facts	s;

	ok(fill(&s, good()) == SVC_H_VALID && checks(&s, P, P, P, P, P, P),
	    "all good");

	g = good();
	g.cms.digest = CMS_FIT_NO;
	g.main = ESIGN_FAILED;
	g.sub = ESIGN_HASH_FAILURE;
	g.integrity = ESIGN_BROKEN;
	ok(fill(&s, g) == SVC_H_ALTERED && checks(&s, F, P, P, P, P, P),
	    "changed bytes");

	g = good();
	g.cms.signature = CRYPT_SIG_BAD;
	g.main = ESIGN_FAILED;
	g.integrity = ESIGN_BROKEN;
	g.trust = PKI_UNKNOWN;
	ok(fill(&s, g) == SVC_H_ALTERED && s.check[SVC_CHECK_SEAL] == F,
	    "a wrong signature");
	g = good();
	g.cms.certificate = CMS_FIT_NO;
	ok(fill(&s, g) == SVC_H_ALTERED && checks(&s, P, F, P, P, P, P),
	    "another certificate is meant");

	g = (struct esign_seal){ .sig = &sig, .main = ESIGN_FAILED,
	    .sub = ESIGN_FORMAT_FAILURE };
	ok(fill(&s, g) == SVC_H_ALTERED && s.check[SVC_CHECK_SEAL] == F,
	    "a wrong structure");
	g.main = ESIGN_INDETERMINATE;
	ok(fill(&s, g) == SVC_H_UNDETERMINED &&
	    checks(&s, U, U, U, U, N, U), "a kind that we do not know");
	g = (struct esign_seal){ .sig = &sig };
	ok(fill(&s, g) == SVC_H_UNDETERMINED, "not judged at all");

	g = good();
	g.trust = PKI_NO_PATH;
	ok(fill(&s, g) == SVC_H_NOT_ISSUED && checks(&s, P, P, F, U, P, P),
	    "a stranger's seal");
	g.trust = PKI_UNKNOWN;
	g.cms.signature = CRYPT_VERDICT_UNKNOWN;
	g.integrity = ESIGN_INTEGRITY_UNKNOWN;
	g.main = ESIGN_INDETERMINATE;
	ok(fill(&s, g) == SVC_H_UNDETERMINED,
	    "a seal without its certificate");

	g = good();
	g.trust = PKI_EXPIRED;
	ok(checks((fill(&s, g), &s), P, P, P, F, P, P),
	    "stamped when its certificate had expired");
	g.proof = ESIGN_PROOF_NONE;
	g.nstamps = 0;
	ok(fill(&s, g) == SVC_H_VALID && checks(&s, P, P, P, U, N, P),
	    "expired since, no time proven: the register knows these bytes");

	g = good();
	g.proof = ESIGN_PROOF_NONE;
	g.stamp[0].main = ESIGN_INDETERMINATE;
	ok(fill(&s, g) == SVC_H_VALID && checks(&s, P, P, P, P, U, P),
	    "a stranger's time stamp proves nothing");
	g.stamp[0].main = ESIGN_FAILED;
	ok(fill(&s, g) == SVC_H_ALTERED && checks(&s, P, P, P, P, F, P),
	    "a copied time stamp");

	g = good();
	g.later = PDF_VERDICT_ALLOWED;
	ok(fill(&s, g) == SVC_H_VALID, "allowed changes");
	g.later = PDF_VERDICT_PROHIBITED;
	ok(fill(&s, g) == SVC_H_ALTERED && checks(&s, P, P, P, P, P, F),
	    "prohibited changes");
	g.later = PDF_VERDICT_UNKNOWN;
	ok(fill(&s, g) == SVC_H_UNDETERMINED, "changes that nobody judged");
	return done();
}
