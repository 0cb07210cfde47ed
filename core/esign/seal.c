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

	if (sig->subfilter == PDF_SUBFILTER_UNKNOWN ||
	    sig->subfilter == PDF_SUBFILTER_RFC3161) {
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
	if (pki_cert_issued(o->seal.signer, more, n, false) != CRYPT_SIG_BAD)
		return true;
	settle(o, ESIGN_INDETERMINATE,
	    ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE,
	    "the signer's certificate was changed");
	return false;
}

static int
verify(struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	enum crypt_md		 md = cms_md(o->cms);
	unsigned char		 sum[CRYPT_DIGEST_MAX];

	if (md == CRYPT_SHA256)
		memcpy(sum, s->body, sizeof(s->body));
	else if (md != CRYPT_MD_NONE &&
	    esign_digest(s->sig, md, sum, err) < 0)
		return -1;
	return cms_verify(o->cms, es_view(sum, crypt_md_size(md)), &s->cms,
	    err);
}

/*
 * adbe.x509.rsa_sha1 has the digest's name inside the signature value only,
 * and newer products put another there (ISO 32000-1 table 257).
 */
static int
verify_bare(const struct court *c, struct one *o, struct es_err *err)
{
	static const enum crypt_md	 mds[] = { CRYPT_SHA256, CRYPT_SHA384,
	    CRYPT_SHA512 };
	const struct pdf_sig		*sig = o->seal.sig;
	struct cms			*first = o->cms;
	size_t				 i;

	for (i = 0; i < ES_COUNT(mds) && o->seal.cms.signature ==
	    CRYPT_SIG_BAD; i++) {
		if (cms_bare(&o->cms, sig->der, mds[i], sig->cert, sig->ncert,
		    pki_trust_cache(c->trust), err) < 0) {
			o->cms = first;
			return -1;
		}
		if (verify(o, err) < 0 ||
		    o->seal.cms.signature != CRYPT_SIG_GOOD) {
			cms_free(o->cms);
			o->cms = first;
		} else {
			cms_free(first);
		}
	}
	/* With none of them: say what its name promises. */
	return o->seal.cms.signature == CRYPT_SIG_GOOD ? 0 : verify(o, err);
}

static int
signature(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	unsigned		 odd;

	if (o->cms == NULL) {
		/* Of a kind that promises nothing, it may only be strange. */
		s->main = s->sig->subfilter == PDF_SUBFILTER_CADES ?
		    ESIGN_FAILED : ESIGN_INDETERMINATE;
		s->sub = ESIGN_FORMAT_FAILURE;
		return 0;
	}
	if (verify(o, err) < 0 || (s->sig->subfilter == PDF_SUBFILTER_X509 &&
	    verify_bare(c, o, err) < 0))
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
	if (odd & CMS_ODD_SIGNERS)
		s->warnings |= ESIGN_WARN_SIGNERS;
	if (s->cms.strength == CMS_STRENGTH_WEAK)
		s->warnings |= ESIGN_WARN_WEAK;
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
	enum tsa_match		 match;
	size_t			 i;

	s->nstamps = cms_token_count(o->cms);
	for (i = 0; i < s->nstamps; i++) {
		st = &s->stamp[i];
		if (o->token[i] == NULL) {
			st->main = ESIGN_FAILED;
			st->sub = ESIGN_FORMAT_FAILURE;
			st->holder = "";
			st->why = o->stamp_why[i];
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

#define CHAIN_READ	16	/* certificates; more are no chain */

/* The path was verified: what is in it is as its issuer made it. */
static bool
in_path(const struct one *o, const struct pki_cert *c)
{
	size_t	 i;

	for (i = 0; i < o->path.n; i++)
		if (o->path.cert[i] == c || es_view_eq(pki_cert_fingerprint(
		    o->path.cert[i]), pki_cert_fingerprint(c)))
			return true;
	return false;
}

/* Not as its issuer made it, who is in the path or came along. */
static bool
changed(const struct one *o, const struct pki_cert *c,
    struct pki_cert *const *more, size_t n)
{
	/* Without a path its issuer may be one that nobody showed us. */
	bool			 sure = o->seal.trust != PKI_TRUSTED;
	enum crypt_verdict	 by_path, beside;

	if (in_path(o, c))
		return false;
	by_path = pki_cert_issued(c, o->path.cert, o->path.n, sure);
	if (by_path == CRYPT_SIG_GOOD)
		return false;
	beside = pki_cert_issued(c, more, n, sure);
	return beside != CRYPT_SIG_GOOD && (by_path == CRYPT_SIG_BAD ||
	    beside == CRYPT_SIG_BAD);
}

/*
 * Certificates in the CMS are not signed with it (RFC 5652, 5.1).  One that
 * the path, if there is one, does without and that is not as its issuer made
 * it was changed behind the signer's back: the seal holds, the file is not
 * what it was.
 */
static bool
company(struct one *o)
{
	const char		*why = NULL;
	struct pki_cert *const	*more;
	size_t			 i, n;

	more = cms_certs(o->cms, &n);
	if (cms_oddities(o->cms) & CMS_ODD_CERTIFICATE)
		why = "a certificate beside the seal cannot be read";
	for (i = 0; i < n && n <= CHAIN_READ && why == NULL; i++)
		if (changed(o, more[i], more, n))
			why = "a certificate beside the seal was changed";
	if (why != NULL)
		settle(o, ESIGN_INDETERMINATE,
		    ESIGN_CERTIFICATE_CHAIN_GENERAL_FAILURE, why);
	return why == NULL;
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
	/* Not as its issuer made it weighs more than a weak algorithm. */
	if (open || (s->main == ESIGN_INDETERMINATE &&
	    j.verdict == PKI_BAD_SIGNATURE))
		settle(o, m, sub, j.why);
	if (s->integrity == ESIGN_INTACT && s->main != ESIGN_FAILED &&
	    !company(o))
		;			/* settled */
	else if (s->main == ESIGN_PASSED)
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

static int
judge(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	const char		*why;
	enum esign_main		 m;
	enum esign_sub		 sub;

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

/* The worse of two signers of the same bytes is what the seal is worth. */
static int
rank(const struct esign_seal *s)
{
	int	 r = s->integrity == ESIGN_INTACT ? 0 :
		    s->integrity == ESIGN_BROKEN ? 8 : 4;

	return r + (s->main == ESIGN_PASSED ? 0 : s->main ==
	    ESIGN_INDETERMINATE ? 1 : s->main == ESIGN_FAILED ? 3 : 2);
}

int
esign_judge_seal(const struct court *c, struct one *o, struct es_err *err)
{
	struct esign_seal	*s = &o->seal;
	struct one		*m;
	size_t			 i;

	s->claimed = esign_pdf_date(s->sig->m);
	if (s->sound && esign_digest(s->sig, CRYPT_SHA256, s->body, err) < 0)
		return -1;
	if (s->sig->unagreed)
		s->warnings |= ESIGN_WARN_UNAGREED;
	for (i = 0; i < o->nmore; i++) {
		m = &o->more[i];
		m->seal.warnings = s->warnings;
		m->seal.why = m->why;
		m->seal.sound = s->sound;
		m->seal.claimed = s->claimed;
		m->seal.later = s->later;
		m->seal.changes = s->changes;
		memcpy(m->seal.body, s->body, sizeof(s->body));
		if (judge(c, m, err) < 0)
			return -1;
	}
	if (judge(c, o, err) < 0)
		return -1;
	for (i = 0; i < o->nmore; i++)
		if (rank(&o->more[i].seal) > rank(esign_shown(o)))
			o->worst = &o->more[i];
	return 0;
}

const struct esign_seal *
esign_shown(const struct one *o)
{
	return o->worst == NULL ? &o->seal : &o->worst->seal;
}

int
esign_judge_changes(struct one *o, struct pdf_file *f,
    const struct pdf_sigs *all, struct es_err *err)
{
	struct es_err	e = ES_ERR_INIT;

	if (pdf_changes(&o->changes, f, all, o->seal.sig, &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_err_pass(err, &e);
		return 0;	/* later stays UNKNOWN */
	}
	o->seal.later = pdf_changes_verdict(o->changes);
	o->seal.changes = o->changes;
	return 0;
}
