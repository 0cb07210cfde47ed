/* svc/audit/checkpoint_judge.c - who signed a checkpoint, and when. */
#include "base/limits.h"
#include "cms/verify.h"
#include "svc/audit/checkpoint.h"
#include "tsa/token.h"

/* Clocks of two machines may differ by so much. */
#define SKEW	300

/* The time that the stamp on the signature proves. */
static int
judge_time(const struct cms *c, const struct svc_checkpoint_terms *terms,
    int64_t before, bool *good, int64_t *at, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct tsa_token	*t = NULL;
	struct pki_judgement	 j;
	struct cms_verdict	 v;
	struct pki_cert *const	*more;
	enum tsa_match		 match;
	size_t			 n;
	int			 rc = -1;

	*good = false;
	if (cms_token_count(c) == 0 || tsa_token_parse(&t, cms_token(c, 0),
	    pki_trust_cache(terms->trust), &e) < 0)
		return e.code == ES_E_NOMEM ? es_err_pass(err, &e) : 0;
	if (tsa_token_stamps(t, cms_signature(c), &match, err) < 0 ||
	    tsa_token_verify(t, &v, err) < 0)
		goto out;
	rc = 0;
	*at = tsa_token_time(t);
	if (match != TSA_MATCH_YES || !cms_verdict_good(&v) ||
	    *at > before + SKEW)
		goto out;
	more = cms_certs(tsa_token_cms(t), &n);
	rc = pki_judge(terms->trust, cms_signer_cert(tsa_token_cms(t)), more,
	    n, PKI_FOR_TIME, before, &j, err);
	*good = rc == 0 && j.verdict == PKI_TRUSTED && *at >= j.from;
out:
	tsa_token_free(t);
	return rc < 0 ? -1 : 0;
}

/* The signer is the audit key of our authority, then. */
static int
judge_signer(const struct cms *c, const struct svc_checkpoint_terms *terms,
    int64_t at, bool *good, struct es_err *err)
{
	struct pki_cert		*who = cms_signer_cert(c);
	struct pki_judgement	 j;
	struct pki_cert *const	*more;
	size_t			 n;

	*good = false;
	if (who == NULL || !es_view_eq(pki_cert_subject_der(who),
	    terms->signer))
		return 0;
	more = cms_certs(c, &n);
	if (pki_judge(terms->trust, who, more, n, PKI_FOR_SEAL, at, &j,
	    err) < 0)
		return -1;
	*good = j.verdict == PKI_TRUSTED;
	return 0;
}

int
svc_checkpoint_judge(struct es_view text, struct es_view cms,
    const struct svc_checkpoint_terms *terms, int64_t before,
    enum audit_flaw *flaw, int64_t *at, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	unsigned char		 sum[CRYPT_DIGEST_MAX];
	struct cms		*c = NULL;
	struct cms_verdict	 v;
	enum crypt_md		 md;
	bool			 signer = false, time = false;
	int			 rc = -1;

	*flaw = AUDIT_NOT_SIGNED;
	*at = 0;
	if (cms_parse(&c, cms, CMS_SEAL, pki_trust_cache(terms->trust),
	    &e) < 0)
		return e.code == ES_E_NOMEM ? es_err_pass(err, &e) : 0;
	md = cms_md(c);
	if (md == CRYPT_MD_NONE) {
		rc = 0;
		goto out;
	}
	if (crypt_digest(md, text, sum, err) < 0 || cms_verify(c, es_view(sum,
	    crypt_md_size(md)), &v, err) < 0 ||
	    judge_time(c, terms, before, &time, at, err) < 0 ||
	    judge_signer(c, terms, time ? *at : before, &signer, err) < 0)
		goto out;
	rc = 0;
	if (!signer)
		*flaw = AUDIT_NOT_SIGNED;
	else if (!cms_verdict_good(&v))
		*flaw = AUDIT_EDITED;
	else
		*flaw = time ? AUDIT_INTACT : AUDIT_NO_TIME;
out:
	cms_free(c);
	return rc;
}
