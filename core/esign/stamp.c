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

int
esign_judge_token(const struct court *c, struct tsa_token *t,
    enum tsa_match match, struct esign_stamp *st, char *why,
    struct es_err *err)
{
	const struct cms	*cms = tsa_token_cms(t);
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
		st->main = match == TSA_MATCH_OTHER_BYTES ? ESIGN_FAILED :
		    ESIGN_INDETERMINATE;
		st->sub = match == TSA_MATCH_OTHER_BYTES ?
		    ESIGN_HASH_FAILURE : ESIGN_CRYPTO_CONSTRAINTS_FAILURE;
		text = "it stamps something else";
	} else if (esign_from_cms(&v, &st->main, &st->sub, &text)) {
		more = cms_certs(cms, &n);
		if (pki_judge(c->trust, cms_signer_cert(cms), more, n,
		    PKI_FOR_TIME, c->now, &j, err) < 0)
			return -1;
		/* A stamp of tomorrow proves nothing today (5 min skew). */
		if (j.verdict == PKI_TRUSTED && st->time > c->now + 300) {
			st->main = ESIGN_INDETERMINATE;
			st->sub = ESIGN_SIG_CONSTRAINTS_FAILURE;
			text = "its time has not come yet";
		} else {
			esign_from_trust(j.verdict, false, &st->main,
			    &st->sub);
			text = j.why;
		}
		/* Made outside its certificate's time. */
		if (st->main == ESIGN_PASSED && (st->time < j.from ||
		    st->time > j.until)) {
			st->main = ESIGN_FAILED;
			st->sub = ESIGN_NOT_YET_VALID;
			text = "its time is not in its certificate's";
		}
	}
	(void)snprintf(why, ESIGN_WHY_MAX, "%s", text);
	return 0;
}

int
esign_judge_doc_stamp(const struct court *c, struct one *o,
    struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	struct es_err		 e = ES_ERR_INIT;
	unsigned char		 sum[CRYPT_DIGEST_MAX];
	struct tsa_token	*t;
	enum tsa_match		 match = TSA_MATCH_UNKNOWN;
	enum crypt_md		 md;

	s->why = o->why;
	s->sound = pdf_sig_sound(s->sig);
	if (!s->sound || tsa_token_parse(&o->token[0], s->sig->der,
	    pki_trust_cache(c->trust), &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "%s", e.msg);
		s->main = ESIGN_FAILED;
		s->sub = ESIGN_FORMAT_FAILURE;
		(void)snprintf(o->why, sizeof(o->why), "%.255s", s->sound ?
		    e.msg : "the time stamp's place or range is wrong");
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
	if (esign_judge_token(c, t, match, &s->stamp[0], o->why, err) < 0)
		return -1;
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
