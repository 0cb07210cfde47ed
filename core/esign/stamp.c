/* esign/stamp.c - time stamps on a seal and over a document. */
#include <stdio.h>

#include "esign/esign_priv.h"

int
esign_digest(const struct pdf_sig *sig, enum crypt_md md, unsigned char *out,
    struct es_err *err)
{
	static struct crypt_hash	*kept[CRYPT_MD__MAX];

	/* One per algorithm and process: a context costs more than 1 KB. */
	if (kept[md] == NULL && crypt_hash_new(&kept[md], md, err) < 0)
		return -1;
	crypt_hash_add(kept[md], sig->ranges[0]);
	crypt_hash_add(kept[md], sig->ranges[1]);
	return crypt_hash_final(kept[md], out, err);
}

void
esign_from_trust(enum pki_verdict v, bool proven, enum esign_main *main,
    enum esign_sub *sub)
{
	*main = ESIGN_INDETERMINATE;
	*sub = ESIGN_SUB_NONE;
	switch (v) {
	case PKI_TRUSTED:
		*main = ESIGN_PASSED;
		break;
	case PKI_NO_PATH:
		*sub = ESIGN_NO_CERTIFICATE_CHAIN_FOUND;
		break;
	case PKI_EXPIRED:
		*sub = ESIGN_OUT_OF_BOUNDS_NO_POE;
		break;
	case PKI_NOT_YET:
		/* Proven to be older than its own certificate: no seal. */
		*main = proven ? ESIGN_FAILED : ESIGN_INDETERMINATE;
		*sub = proven ? ESIGN_NOT_YET_VALID :
		    ESIGN_OUT_OF_BOUNDS_NO_POE;
		break;
	case PKI_BAD_SIGNATURE:
		*sub = ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE;
		break;
	case PKI_WEAK:
		*sub = ESIGN_CRYPTO_CONSTRAINTS_FAILURE;
		break;
	case PKI_BAD_CA:
	case PKI_WRONG_PURPOSE:
	case PKI_BROKEN:
		*sub = ESIGN_CHAIN_CONSTRAINTS_FAILURE;
		break;
	case PKI_UNKNOWN:
	case PKI_VERDICT__MAX:
		break;
	}
}

static bool
say(enum esign_main *main, enum esign_sub *sub, const char **why,
    enum esign_main m, enum esign_sub s, const char *text)
{
	*main = m;
	*sub = s;
	*why = text;
	return false;
}

bool
esign_from_cms(const struct cms_verdict *v, enum esign_main *main,
    enum esign_sub *sub, const char **why)
{
	if (v->digest == CMS_FIT_NO)
		return say(main, sub, why, ESIGN_FAILED, ESIGN_HASH_FAILURE,
		    "the sealed bytes were changed");
	if (!v->signer_found)
		return say(main, sub, why, ESIGN_INDETERMINATE,
		    ESIGN_NO_SIGNING_CERTIFICATE_FOUND,
		    "the signer's certificate is not inside");
	if (v->signature == CRYPT_SIG_BAD)
		return say(main, sub, why, ESIGN_FAILED,
		    ESIGN_SIG_CRYPTO_FAILURE, "the signature value is wrong");
	if (v->strength == CMS_STRENGTH_WEAK)
		return say(main, sub, why, ESIGN_INDETERMINATE,
		    ESIGN_CRYPTO_CONSTRAINTS_FAILURE,
		    "an algorithm or key that is too weak");
	if (v->strength != CMS_STRENGTH_FINE)
		return say(main, sub, why, ESIGN_INDETERMINATE,
		    ESIGN_CRYPTO_CONSTRAINTS_FAILURE,
		    "an algorithm that we cannot compute");
	if (v->certificate == CMS_FIT_NO)
		return say(main, sub, why, ESIGN_INDETERMINATE,
		    ESIGN_NO_SIGNING_CERTIFICATE_FOUND,
		    "signing-certificate names another certificate");
	if (v->digest != CMS_FIT_YES || v->signature != CRYPT_SIG_GOOD ||
	    (v->certificate != CMS_FIT_YES &&
	    v->certificate != CMS_FIT_ABSENT))
		return say(main, sub, why, ESIGN_INDETERMINATE,
		    ESIGN_SIG_CONSTRAINTS_FAILURE, "not everything could be "
		    "checked");
	return true;
}

/*
 * Revoked without a compromise of its key: what it had stamped before holds
 * (RFC 3161 clause 4).
 */
static bool
retired(const struct esign_revocation *r)
{
	return r->revoked.reason == PKI_REASON_AFFILIATION ||
	    r->revoked.reason == PKI_REASON_SUPERSEDED ||
	    r->revoked.reason == PKI_REASON_CESSATION;
}

static const char *
fail(struct esign_stamp *st, enum esign_main m, enum esign_sub s,
    const char *text)
{
	st->main = m;
	st->sub = s;
	return text;
}

/* The path holds: is its time possible, and nobody on it revoked? */
static int
judge_time(const struct court *c, const struct path *p, int64_t poe,
    struct esign_stamp *st, const char **text, struct es_err *err)
{
	struct esign_revocation	*r = &st->revocation;
	struct esign_revocation	 then;

	if (esign_path_status(c, p, poe, r, err) < 0)
		return -1;
	/* Nothing about now?  Then about its own time. */
	if ((r->status == PKI_STATUS_UNKNOWN ||
	    r->status == PKI_STATUS_STALE) && c->all != NULL) {
		if (esign_path_status(c, p, st->time, &then, err) < 0)
			return -1;
		if (then.status != PKI_STATUS_REVOKED)
			*r = then;
	}
	/* A stamp of tomorrow proves nothing today. */
	if (st->time > c->now + ESIGN_SKEW)
		*text = fail(st, ESIGN_INDETERMINATE,
		    ESIGN_SIG_CONSTRAINTS_FAILURE,
		    "its time has not come yet");
	else if (st->time > poe + ESIGN_SKEW)
		*text = fail(st, ESIGN_INDETERMINATE,
		    ESIGN_TIMESTAMP_ORDER_FAILURE, "a time stamp that covers "
		    "it says an earlier time");
	else if (st->time < p->from || st->time > p->until)
		*text = fail(st, ESIGN_FAILED, ESIGN_NOT_YET_VALID,
		    "its time is not in its certificate's");
	else if (r->status == PKI_STATUS_REVOKED && !(retired(r) &&
	    st->time < r->since))
		*text = fail(st, ESIGN_INDETERMINATE, r->ca ?
		    ESIGN_REVOKED_CA_NO_POE : ESIGN_REVOKED_NO_POE,
		    "its authority's certificate was revoked");
	return 0;
}

int
esign_judge_token(const struct court *c, struct tsa_token *t,
    enum tsa_match match, size_t rev, struct esign_stamp *st, struct path *p,
    char *why, struct es_err *err)
{
	const struct cms	*cms = tsa_token_cms(t);
	int64_t			 poe = esign_court_poe(c, rev);
	struct pki_judgement	 j;
	struct cms_verdict	 v;
	struct pki_cert *const	*more;
	const char		*text;
	size_t			 n;

	st->time = tsa_token_time(t);
	st->accuracy_ms = tsa_token_accuracy(t);
	st->holder = cms_signer_cert(cms) == NULL ? "" :
	    pki_cert_holder(cms_signer_cert(cms));
	st->why = why;
	if (tsa_token_verify(t, &v, err) < 0)
		return -1;
	st->holds = v.signature == CRYPT_SIG_GOOD &&
	    v.digest == CMS_FIT_YES && v.certificate == CMS_FIT_YES;
	if (match != TSA_MATCH_YES) {
		text = match == TSA_MATCH_OTHER_BYTES ? fail(st,
		    ESIGN_FAILED, ESIGN_HASH_FAILURE, "it stamps something "
		    "else") : fail(st, ESIGN_INDETERMINATE,
		    ESIGN_CRYPTO_CONSTRAINTS_FAILURE, "a digest that we "
		    "cannot compute");
	} else if (esign_from_cms(&v, &st->main, &st->sub, &text)) {
		more = cms_certs(cms, &n);
		if (esign_path(c, cms_signer_cert(cms), more, n,
		    PKI_FOR_TIME, poe, &j, p, err) < 0)
			return -1;
		st->trust = j.verdict;
		esign_from_trust(j.verdict, false, &st->main, &st->sub);
		text = j.why;
		st->until = p->until;
		if (st->main == ESIGN_PASSED && judge_time(c, p, poe, st,
		    &text, err) < 0)
			return -1;
	}
	(void)snprintf(why, ESIGN_WHY_MAX, "%s", text);
	return 0;
}

int
esign_judge_doc_stamp(const struct court *c, struct one *o,
    struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	unsigned char		 sum[CRYPT_DIGEST_MAX];
	struct tsa_token	*t;
	enum tsa_match		 match = TSA_MATCH_UNKNOWN;
	enum crypt_md		 md;

	if (o->token[0] == NULL) {
		s->main = ESIGN_FAILED;
		s->sub = ESIGN_FORMAT_FAILURE;
		if (!s->sound)
			(void)snprintf(o->why, sizeof(o->why), "the time "
			    "stamp's place or range is wrong");
		return 0;
	}
	t = o->token[0];
	md = tsa_token_md(t);
	if (md != CRYPT_MD_NONE) {
		if (esign_digest(s->sig, md, sum, err) < 0)
			return -1;
		match = es_view_eq(tsa_token_imprint(t), es_view(sum,
		    crypt_md_size(md))) ? TSA_MATCH_YES :
		    TSA_MATCH_OTHER_BYTES;
	}
	s->nstamps = 1;
	s->signer = cms_signer_cert(tsa_token_cms(t));
	if (esign_judge_token(c, t, match, s->sig->rev, &s->stamp[0],
	    &o->stamped[0], o->why, err) < 0)
		return -1;
	s->revocation = s->stamp[0].revocation;
	s->trust = s->stamp[0].trust;
	s->main = s->stamp[0].main;
	s->sub = s->stamp[0].sub;
	if (match == TSA_MATCH_OTHER_BYTES || s->main == ESIGN_FAILED)
		s->integrity = ESIGN_BROKEN;
	else if (match == TSA_MATCH_YES && s->stamp[0].holds)
		s->integrity = ESIGN_INTACT;
	if (s->main == ESIGN_PASSED) {
		s->proven = s->stamp[0].time;
		s->proof = ESIGN_PROOF_DOCUMENT;
	}
	return 0;
}
