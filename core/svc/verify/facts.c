/*
 * svc/verify/facts.c - esign's answers about one seal as checks; see facts.h.
 */
#include "svc/verify/facts.h"

#include <string.h>

static enum svc_answer
digest_answer(const struct esign_seal *s)
{
	switch (s->cms.digest) {
	case CMS_FIT_YES:
		return SVC_PASS;
	case CMS_FIT_NO:
		return SVC_FAIL;
	case CMS_FIT_UNKNOWN:
	case CMS_FIT_ABSENT:
		break;
	}
	return s->integrity == ESIGN_BROKEN ? SVC_FAIL : SVC_UNKNOWN;
}

static enum svc_answer
seal_answer(const struct esign_seal *s)
{
	/* Not judged, or a kind of signature that we do not know. */
	if (s->main == ESIGN_UNKNOWN ||
	    (!s->sound && s->main == ESIGN_INDETERMINATE))
		return SVC_UNKNOWN;
	if (!s->sound || s->cms.signature == CRYPT_SIG_BAD ||
	    s->cms.certificate == CMS_FIT_NO)
		return SVC_FAIL;
	if (s->cms.signature == CRYPT_SIG_GOOD &&
	    s->cms.certificate == CMS_FIT_YES &&
	    s->cms.strength == CMS_STRENGTH_FINE)
		return SVC_PASS;
	/* Bytes that are no signature at all were put there by somebody. */
	return s->main == ESIGN_FAILED ? SVC_FAIL : SVC_UNKNOWN;
}

static void
chain_answers(const struct esign_seal *s, enum svc_answer *chain,
    enum svc_answer *cert)
{
	switch (s->trust) {
	case PKI_TRUSTED:
		*chain = SVC_PASS;
		*cert = s->revocation.status == PKI_STATUS_REVOKED ?
		    SVC_FAIL : SVC_PASS;
		return;
	case PKI_EXPIRED:
	case PKI_NOT_YET:
		*chain = SVC_PASS;
		/* Without a proven time nobody knows when it sealed. */
		*cert = s->proof != ESIGN_PROOF_NONE ? SVC_FAIL : SVC_UNKNOWN;
		return;
	case PKI_NO_PATH:
	case PKI_BAD_SIGNATURE:
	case PKI_BAD_CA:
	case PKI_WRONG_PURPOSE:
	case PKI_WEAK:
	case PKI_BROKEN:
		*chain = SVC_FAIL;
		*cert = SVC_UNKNOWN;
		return;
	case PKI_UNKNOWN:
	case PKI_VERDICT__MAX:
		break;
	}
	*chain = *cert = SVC_UNKNOWN;
}

static enum svc_answer
time_answer(const struct esign_seal *s)
{
	size_t	 i;

	if (s->nstamps == 0 && s->proof == ESIGN_PROOF_NONE)
		return s->warnings & ESIGN_WARN_BAD_TOKEN ? SVC_FAIL : SVC_NA;
	for (i = 0; i < s->nstamps; i++)
		if (s->stamp[i].main == ESIGN_FAILED)
			return SVC_FAIL;
	return s->proof != ESIGN_PROOF_NONE ? SVC_PASS : SVC_UNKNOWN;
}

static enum svc_answer
changes_answer(const struct esign_seal *s)
{
	switch (s->later) {
	case PDF_VERDICT_NONE:
	case PDF_VERDICT_ALLOWED:
		return SVC_PASS;
	case PDF_VERDICT_PROHIBITED:
		return SVC_FAIL;
	case PDF_VERDICT_UNKNOWN:
		break;
	}
	return SVC_UNKNOWN;
}

void
svc_facts_of(const struct esign_seal *s, struct svc_facts *f)
{
	memset(f, 0, sizeof(*f));
	f->check[SVC_CHECK_STRUCTURE] = SVC_PASS;
	f->check[SVC_CHECK_DIGEST] = digest_answer(s);
	f->check[SVC_CHECK_SEAL] = seal_answer(s);
	chain_answers(s, &f->check[SVC_CHECK_CHAIN],
	    &f->check[SVC_CHECK_CERT]);
	f->check[SVC_CHECK_TIME] = time_answer(s);
	f->check[SVC_CHECK_CHANGES] = changes_answer(s);
}

/* -- the file as a whole ------------------------------------------------ */
bool
svc_is_broken(const struct esign_seal *s)
{
	return s->integrity == ESIGN_BROKEN ||
	    (s->integrity == ESIGN_INTEGRITY_UNKNOWN &&
	    s->main == ESIGN_FAILED);
}

/* A time stamp that does not hold was put there, or changed, by somebody. */
static bool
bad_stamp(const struct esign_seal *s)
{
	size_t	 i;

	for (i = 0; i < s->nstamps; i++)
		if (s->stamp[i].main == ESIGN_FAILED)
			return true;
	return false;
}

/*
 * What was sealed is there, but a certificate beside it was changed, or a
 * later annotation may hide it: neither intact and unchanged, nor broken.
 */
static bool
doubtful(const struct esign_seal *s)
{
	return s->sub == ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE ||
	    (s->changes != NULL && pdf_changes_cover(s->changes));
}

enum svc_outcome
svc_outcome_of(const struct esign_report *r)
{
	enum svc_outcome	 out = SVC_OUT_INTACT;
	const struct esign_seal	*s;
	size_t			 i;

	if (esign_report_why(r) != PDF_WHY_NONE)
		return SVC_OUT_UNREADABLE;
	if (esign_report_all(r) == 0)
		return SVC_OUT_UNSIGNED;
	for (i = 0; i < esign_report_all(r); i++) {
		s = esign_report_one(r, i);
		if (svc_is_broken(s) || s->later == PDF_VERDICT_PROHIBITED)
			return SVC_OUT_BROKEN;
		if (s->integrity != ESIGN_INTACT || bad_stamp(s) ||
		    s->later == PDF_VERDICT_UNKNOWN || doubtful(s))
			out = SVC_OUT_UNDETERMINED;
	}
	return out;
}
