/* esign/seal.c - one seal, from its structure to its indication. */
#include <stdio.h>

#include "esign/esign_priv.h"

static void
settle(struct one *o, enum esign_main m, enum esign_sub s, const char *why)
{
	o->seal.main = m;
	o->seal.sub = s;
	(void)snprintf(o->why, sizeof(o->why), "%.255s", why);
}

/* What the structure says before any cryptography. */
static bool
structure(struct one *o)
{
	const struct pdf_sig	*sig = o->seal.sig;

	switch (sig->subfilter) {
	case PDF_SUBFILTER_CADES:
	case PDF_SUBFILTER_PKCS7:
		break;
	case PDF_SUBFILTER_SHA1:
	case PDF_SUBFILTER_X509:
		settle(o, ESIGN_INDETERMINATE,
		    ESIGN_CRYPTO_CONSTRAINTS_FAILURE,
		    "a kind of signature that is too weak");
		return false;
	case PDF_SUBFILTER_RFC3161:
	case PDF_SUBFILTER_UNKNOWN:
		settle(o, ESIGN_INDETERMINATE, ESIGN_SIG_CONSTRAINTS_FAILURE,
		    "a kind of signature that we do not know");
		return false;
	}
	if (o->seal.sound)
		return true;
	o->seal.main = ESIGN_FAILED;
	o->seal.sub = ESIGN_FORMAT_FAILURE;
	(void)snprintf(o->why, sizeof(o->why), "its structure is wrong: "
	    "place %s, keys %s, range %s, gap %s, contents %s, cover %s, "
	    "certification %s", pdf_sig_place_name(sig->place),
	    pdf_sig_keys_name(sig->keys), pdf_range_name(sig->range),
	    pdf_gap_name(sig->gap), pdf_contents_name(sig->contents),
	    pdf_cover_name(sig->cover), pdf_mdp_name(sig->mdp));
	return false;
}

/*
 * As CAdES where that is promised.  What breaks its rules is read as others
 * write: whether it holds can be told, but it is no PAdES.
 */
static int
read_cms(const struct court *c, struct one *o, struct es_err *err)
{
	struct es_view	 der = o->seal.sig->der;
	struct es_err	 e = ES_ERR_INIT;

	if (o->seal.sig->subfilter == PDF_SUBFILTER_CADES) {
		if (cms_parse(&o->cms, der, CMS_SEAL,
		    pki_trust_cache(c->trust), err) == 0)
			return 0;
		if (err->code != ES_E_FORMAT || cms_parse(&o->cms, der,
		    CMS_LEGACY, pki_trust_cache(c->trust), &e) < 0)
			return -1;
		o->loose = true;
		(void)snprintf(o->why, sizeof(o->why), "%.255s", err->msg);
		es_err_clear(err);
		return 0;
	}
	return cms_parse(&o->cms, der, CMS_LEGACY, pki_trust_cache(c->trust),
	    err);
}

/*
 * The signature holds with the key of this certificate; is it the one that
 * the signer meant?  Bound by its hash, or at least as its issuer made it.
 */
static bool
own_certificate(struct one *o)
{
	struct pki_cert *const	*more;
	size_t			 n;

	if (o->seal.cms.certificate == CMS_FIT_NO)
		return false;
	if (o->seal.cms.certificate == CMS_FIT_YES)
		return true;
	more = cms_certs(o->cms, &n);
	if (pki_cert_issued(o->seal.signer, more, n) != CRYPT_SIG_BAD)
		return true;
	settle(o, ESIGN_INDETERMINATE,
	    ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE,
	    "the signer's certificate was changed");
	return false;
}

static int
signature(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	struct es_err		 e = ES_ERR_INIT;
	unsigned char		 sum[CRYPT_DIGEST_MAX];
	enum crypt_md		 md;
	unsigned		 odd;

	if (read_cms(c, o, &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "%s", e.msg);
		/* Of a kind that promises nothing, it may only be strange. */
		settle(o, s->sig->subfilter == PDF_SUBFILTER_CADES ?
		    ESIGN_FAILED : ESIGN_INDETERMINATE,
		    ESIGN_FORMAT_FAILURE, e.msg);
		return 0;
	}
	md = cms_md(o->cms);
	if (md == CRYPT_SHA256)
		memcpy(sum, s->body, sizeof(s->body));
	else if (md != CRYPT_MD_NONE &&
	    esign_digest(s->sig, md, sum, err) < 0)
		return -1;
	if (cms_verify(o->cms, es_view(sum, crypt_md_size(md)), &s->cms,
	    err) < 0)
		return -1;
	s->signer = cms_signer_cert(o->cms);
	if (s->cms.digest == CMS_FIT_NO || s->cms.signature == CRYPT_SIG_BAD)
		s->integrity = ESIGN_BROKEN;
	else if (s->cms.digest == CMS_FIT_YES &&
	    s->cms.signature == CRYPT_SIG_GOOD && own_certificate(o))
		s->integrity = ESIGN_INTACT;
	odd = cms_oddities(o->cms);
	if (odd & CMS_ODD_SIGNING_TIME)
		s->warnings |= ESIGN_WARN_SIGNING_TIME;
	if (odd & CMS_ODD_ESS_V1)
		s->warnings |= ESIGN_WARN_ESS_V1;
	if (odd & CMS_ODD_NO_ESS)
		s->warnings |= ESIGN_WARN_NO_ESS;
	if (odd & CMS_ODD_UNSIGNED)
		s->warnings |= ESIGN_WARN_UNSIGNED;
	return 0;
}

/* The earliest time that a good stamp proves. */
static void
prove(struct esign_seal *s, int64_t time, enum esign_proof proof)
{
	if (s->proof != ESIGN_PROOF_NONE && s->proven <= time)
		return;
	s->proven = time;
	s->proof = proof;
}

/* Stamps inside the CMS, over the signature value. */
static int
own_stamps(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	struct esign_stamp	*st;
	struct es_err		 e;
	enum tsa_match		 match;
	size_t			 i;

	s->nstamps = cms_token_count(o->cms);
	for (i = 0; i < s->nstamps; i++) {
		st = &s->stamp[i];
		es_err_clear(&e);
		if (tsa_token_parse(&o->token[i], cms_token(o->cms, i),
		    pki_trust_cache(c->trust), &e) < 0) {
			if (e.code == ES_E_NOMEM)
				return es_fail(err, e.code, "%s", e.msg);
			st->main = ESIGN_FAILED;
			st->sub = ESIGN_FORMAT_FAILURE;
			st->holder = "";
			st->why = o->stamp_why[i];
			(void)snprintf(o->stamp_why[i], ESIGN_WHY_MAX,
			    "%.255s", e.msg);
		} else if (tsa_token_stamps(o->token[i],
		    cms_signature(o->cms), &match, err) < 0 ||
		    esign_judge_token(c, o->token[i], match, s->sig->rev, st,
		    &o->stamped[i], o->stamp_why[i], err) < 0)
			return -1;
		if (st->main == ESIGN_PASSED)
			prove(s, st->time, ESIGN_PROOF_TOKEN);
		else
			s->warnings |= ESIGN_WARN_BAD_TOKEN;
	}
	return 0;
}

/* Document stamps whose ranges hold all of this seal's revision. */
static void
document_stamps(const struct court *c, struct esign_seal *s)
{
	size_t	 i;

	for (i = 0; i < c->nproof; i++)
		if (c->proof[i].rev > s->sig->rev)
			prove(s, c->proof[i].time, ESIGN_PROOF_DOCUMENT);
}

/* One of its stamps says a time after that of one that covers it. */
static void
order(struct one *o)
{
	const struct esign_seal	*s = &o->seal;
	size_t			 i;

	for (i = 0; i < s->nstamps && s->main == ESIGN_UNKNOWN; i++)
		if (s->stamp[i].sub == ESIGN_TIMESTAMP_ORDER_FAILURE)
			settle(o, ESIGN_INDETERMINATE,
			    ESIGN_TIMESTAMP_ORDER_FAILURE,
			    "its time stamps contradict each other");
}

static void
times(struct esign_seal *s)
{
	s->claimed = esign_pdf_date(s->sig->m);
	if (s->claimed == 0)
		s->warnings |= ESIGN_WARN_NO_CLAIM;
	/* Clocks of two machines: five minutes are no contradiction. */
	else if (s->proof != ESIGN_PROOF_NONE &&
	    s->claimed > s->proven + 300)
		s->warnings |= ESIGN_WARN_CLAIM_LATE;
}

/* Revoked then, or nobody says that it was not. */
static void
revoked(const struct court *c, struct one *o, int64_t at)
{
	const struct esign_revocation	*r = &o->seal.revocation;
	bool				 proven = o->seal.proof !=
					    ESIGN_PROOF_NONE;

	if (r->status == PKI_STATUS_REVOKED)
		settle(o, proven && !r->ca ? ESIGN_FAILED :
		    ESIGN_INDETERMINATE, r->ca ? ESIGN_REVOKED_CA_NO_POE :
		    proven ? ESIGN_REVOKED : ESIGN_REVOKED_NO_POE, r->ca ?
		    "an issuer's certificate was revoked" : proven ?
		    "the certificate had been revoked when it sealed" :
		    "the certificate was revoked, and no time is proven");
	else if (c->need && esign_path_asks(&o->path, r))
		settle(o, ESIGN_INDETERMINATE, ESIGN_TRY_LATER,
		    "whether the certificate was revoked is not known");
	else if (esign_path_late(c, &o->path, at))
		settle(o, ESIGN_INDETERMINATE,
		    ESIGN_REVOCATION_OUT_OF_BOUNDS_NO_POE,
		    "revocation data whose signer had expired before they "
		    "are proven");
}

/* Out of its time, no time proven; revoked it was not, until its end. */
static int
expired(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_revocation	 r;

	if (c->all == NULL || o->path.n == 0 || c->now < o->path.until)
		return 0;
	if (esign_path_status(c, &o->path, o->path.until, &r, err) < 0)
		return -1;
	if (r.status == PKI_STATUS_GOOD)
		o->seal.sub = ESIGN_OUT_OF_BOUNDS_NOT_REVOKED;
	return 0;
}

static int
path(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	bool			 proven = s->proof != ESIGN_PROOF_NONE;
	bool			 open = s->main == ESIGN_UNKNOWN;
	int64_t			 at = proven ? s->proven : c->now;
	struct pki_judgement	 j;
	struct pki_cert *const	*more;
	enum esign_main		 m;
	enum esign_sub		 sub;
	size_t			 n;

	more = cms_certs(o->cms, &n);
	if (esign_path(c, cms_signer_cert(o->cms), more, n, PKI_FOR_SEAL, at,
	    &j, &o->path, err) < 0 || esign_path_status(c, &o->path, at,
	    &s->revocation, err) < 0)
		return -1;
	s->trust = j.verdict;
	esign_from_trust(j.verdict, proven, &m, &sub);
	if (open)
		settle(o, m, sub, j.why);
	if (s->main == ESIGN_PASSED)
		revoked(c, o, at);
	else if (open && sub == ESIGN_OUT_OF_BOUNDS_NO_POE && expired(c, o,
	    err) < 0)
		return -1;
	if (s->revocation.status == PKI_STATUS_REVOKED_LATER)
		s->warnings |= ESIGN_WARN_REVOKED_LATER;
	if (esign_path_asks(&o->path, &s->revocation))
		s->warnings |= ESIGN_WARN_REVOCATION;
	return 0;
}

int
esign_judge_seal(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	const char		*why;
	enum esign_main		 m;
	enum esign_sub		 sub;

	s->why = o->why;
	s->sound = pdf_sig_sound(s->sig);
	s->claimed = esign_pdf_date(s->sig->m);
	if (s->sound && esign_digest(s->sig, CRYPT_SHA256, s->body, err) < 0)
		return -1;
	if (!structure(o))
		return 0;
	if (signature(c, o, err) < 0)
		return -1;
	if (o->cms == NULL)
		return 0;
	if (!esign_from_cms(&s->cms, &m, &sub, &why))
		settle(o, m, sub, why);
	else if (o->loose && s->main == ESIGN_UNKNOWN) {
		/* Its sentence is there. */
		s->main = ESIGN_INDETERMINATE;
		s->sub = ESIGN_SIG_CONSTRAINTS_FAILURE;
	}
	if (own_stamps(c, o, err) < 0)
		return -1;
	document_stamps(c, s);
	times(s);
	/* Weak now: was it made when nobody knew? */
	if (s->sub == ESIGN_CRYPTO_CONSTRAINTS_FAILURE && s->proof ==
	    ESIGN_PROOF_NONE && s->cms.strength == CMS_STRENGTH_WEAK)
		s->sub = ESIGN_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
	order(o);
	/* Changed later: the seal holds for what it sealed, not for this. */
	if (s->main == ESIGN_UNKNOWN && s->later == PDF_VERDICT_PROHIBITED)
		settle(o, ESIGN_FAILED, ESIGN_FORMAT_FAILURE,
		    "the document was changed after it was sealed");
	if (s->main == ESIGN_UNKNOWN && s->later == PDF_VERDICT_ALLOWED &&
	    pdf_changes_cover(s->changes))
		settle(o, ESIGN_INDETERMINATE, ESIGN_SIG_CONSTRAINTS_FAILURE,
		    "a later annotation may cover what was sealed");
	if (s->main == ESIGN_UNKNOWN && s->later == PDF_VERDICT_UNKNOWN)
		settle(o, ESIGN_INDETERMINATE, ESIGN_SIG_CONSTRAINTS_FAILURE,
		    "later changes could not be judged");
	if (s->cms.signature == CRYPT_SIG_GOOD && path(c, o, err) < 0)
		return -1;
	return esign_judge_level(c, o, err);
}

int
esign_judge_changes(struct one *o, struct pdf_file *f,
    const struct pdf_sigs *all, struct es_err *err)
{
	struct es_err	e = ES_ERR_INIT;

	if (pdf_changes(&o->changes, f, all, o->seal.sig, &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "%s", e.msg);
		return 0;	/* later stays UNKNOWN */
	}
	o->seal.later = pdf_changes_verdict(o->changes);
	o->seal.changes = o->changes;
	return 0;
}
