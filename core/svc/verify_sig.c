/* svc/verify_sig.c - one signature, every question; see verify_priv.h. */
#include "base/limits.h"
#include "cms/verify.h"
#include "crypt/digest.h"
#include "svc/verify_priv.h"
#include "tsa/token.h"

static struct es_view
dup_str(struct es_arena *a, const char *s)
{
	return es_arena_dup(a, es_view_str(s));
}

static void
etsi(struct svc_seen *s, const char *indication, const char *sub)
{
	if (s->indication.n > 0)
		return;		/* the first reason stays */
	s->indication = es_view_str(indication);
	s->sub = es_view_str(sub);
}

static enum svc_answer
of_fit(enum cms_fit f)
{
	return f == CMS_FIT_YES ? SVC_PASS : f == CMS_FIT_NO ? SVC_FAIL :
	    SVC_UNKNOWN;
}

/* The ranges, digested with the algorithm that the signature uses. */
static int
digest_ranges(const struct pdf_sig *sig, enum crypt_md md, unsigned char *out,
    struct es_err *err)
{
	struct crypt_hash	*h;
	int			 rc;

	if (crypt_hash_new(&h, md, err) < 0)
		return -1;
	crypt_hash_add(h, sig->ranges[0]);
	crypt_hash_add(h, sig->ranges[1]);
	rc = crypt_hash_final(h, out, err);
	crypt_hash_free(h);
	return rc;
}

/* -- identity ---- */
static int
judge_chain(struct pki_trust *trust, const struct cms *c,
    enum pki_purpose purpose, int64_t at, struct svc_seen *s, bool is_seal,
    enum svc_answer *chain, enum svc_answer *in_time, struct es_err *err)
{
	struct pki_cert		*leaf = cms_signer_cert(c);
	struct pki_cert *const	*more;
	struct pki_judgement	 j;
	size_t			 n;

	*chain = *in_time = SVC_FAIL;
	if (leaf == NULL) {
		*in_time = SVC_UNKNOWN;
		return 0;
	}
	more = cms_certs(c, &n);
	if (pki_judge(trust, leaf, more, n, purpose, at, &j, err) < 0)
		return -1;
	switch (j.verdict) {
	case PKI_TRUSTED:
		*chain = *in_time = SVC_PASS;
		break;
	case PKI_EXPIRED:
	case PKI_NOT_YET:
		*chain = SVC_PASS;
		if (is_seal)
			etsi(s, "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE");
		break;
	case PKI_UNKNOWN:
	case PKI_VERDICT__MAX:
		*chain = *in_time = SVC_UNKNOWN;
		break;
	case PKI_NO_PATH:
	case PKI_BAD_SIGNATURE:
	case PKI_BAD_CA:
	case PKI_WRONG_PURPOSE:
	case PKI_WEAK:
	case PKI_BROKEN:
		*in_time = SVC_UNKNOWN;
		if (is_seal)
			etsi(s, "INDETERMINATE", j.verdict == PKI_NO_PATH ?
			    "NO_CERTIFICATE_CHAIN_FOUND" :
			    "CHAIN_CONSTRAINTS_FAILURE");
		break;
	}
	return 0;
}

/* -- time ---- */
/* Every token must be good; the earliest is the proven time. */
static int
judge_time(struct pki_trust *trust, const struct cms *c, struct svc_seen *s,
    struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct tsa_token	*tok = NULL;
	struct cms_verdict	 v;
	enum tsa_match		 match;
	enum svc_answer		 chain, in_time;
	size_t			 i;
	int			 rc = 0;

	s->facts.check[SVC_CHECK_TIME] = SVC_NA;
	for (i = 0; i < cms_token_count(c) && rc == 0; i++) {
		s->facts.check[SVC_CHECK_TIME] = SVC_FAIL;
		if (tsa_token_parse(&tok, cms_token(c, i),
		    pki_trust_cache(trust), &e) < 0)
			return 0;	/* not a token: the check failed */
		if (tsa_token_stamps(tok, cms_signature(c), &match, err) < 0 ||
		    tsa_token_verify(tok, &v, err) < 0 ||
		    judge_chain(trust, tsa_token_cms(tok), PKI_FOR_TIME,
		    tsa_token_time(tok), s, false, &chain, &in_time, err) < 0)
			rc = -1;
		else if (match == TSA_MATCH_YES && cms_verdict_good(&v) &&
		    chain == SVC_PASS && in_time == SVC_PASS) {
			s->facts.check[SVC_CHECK_TIME] = SVC_PASS;
			if (s->time == 0 || tsa_token_time(tok) < s->time)
				s->time = tsa_token_time(tok);
		} else if (match == TSA_MATCH_YES && cms_verdict_good(&v)) {
			/* A good token of somebody we do not know. */
			s->facts.check[SVC_CHECK_TIME] = SVC_UNKNOWN;
		}
		tsa_token_free(tok);
		tok = NULL;
		if (s->facts.check[SVC_CHECK_TIME] != SVC_PASS)
			break;
	}
	s->time_proven = s->facts.check[SVC_CHECK_TIME] == SVC_PASS;
	if (s->facts.check[SVC_CHECK_TIME] == SVC_FAIL)
		etsi(s, "INDETERMINATE", "TIMESTAMP_ORDER_FAILURE");
	return rc;
}

/* -- changes ---- */
static void
add_change(struct es_tree *list, const struct pdf_change *c,
    enum svc_lang lang)
{
	struct es_tree	*m = es_tree_add_map(list);

	es_tree_put_str(m, "code", pdf_change_name(c->code));
	es_tree_put_str(m, "text", svc_word_change(c->code, lang));
	es_tree_put_bool(m, "allowed", c->allowed);
	if (c->page != SIZE_MAX)
		es_tree_put_int(m, "page", (int64_t)c->page + 1);
}

/* The page shows each kind of change once, and at most this many. */
#define SHOWN	40

static void
list_changes(struct pdf_changes *ch, enum svc_lang lang, struct es_arena *a,
    struct svc_seen *s)
{
	const struct pdf_change	*c, *d;
	size_t			 i, k, shown = 0;

	s->changes = es_tree_list(a);
	for (i = 0; i < pdf_changes_count(ch) && shown < SHOWN; i++) {
		c = pdf_changes_at(ch, i);
		for (k = 0; k < i; k++) {
			d = pdf_changes_at(ch, k);
			if (d->code == c->code && d->page == c->page &&
			    d->allowed == c->allowed)
				break;
		}
		if (k < i)
			continue;
		add_change(s->changes, c, lang);
		shown++;
	}
}

static int
judge_changes(struct pdf_file *pdf, const struct pdf_sigs *all,
    const struct pdf_sig *sig, enum svc_lang lang, struct es_arena *a,
    struct svc_seen *s, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct pdf_changes	*ch = NULL;
	enum svc_answer		*out = &s->facts.check[SVC_CHECK_CHANGES];

	*out = SVC_UNKNOWN;
	if (pdf_changes(&ch, pdf, all, sig, &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "%s", e.msg);
		return 0;
	}
	switch (pdf_changes_verdict(ch)) {
	case PDF_VERDICT_NONE:
	case PDF_VERDICT_ALLOWED:
		*out = SVC_PASS;
		break;
	case PDF_VERDICT_PROHIBITED:
		*out = SVC_FAIL;
		etsi(s, "TOTAL-FAILED", "FORMAT_FAILURE");
		break;
	case PDF_VERDICT_UNKNOWN:
		break;
	}
	if (pdf_changes_count(ch) > 0)
		list_changes(ch, lang, a, s);
	pdf_changes_free(ch);
	return 0;
}

/* -- all of it ---- */
static void
describe(const struct cms *c, struct es_arena *a, struct svc_seen *s)
{
	const struct pki_cert	*cert = cms_signer_cert(c);

	if (cert == NULL)
		return;
	s->signer = dup_str(a, pki_cert_subject(cert));
	s->issuer = dup_str(a, pki_cert_issuer(cert));
	s->cert_from = pki_cert_not_before(cert);
	s->cert_until = pki_cert_not_after(cert);
}

static int
judge_cms(struct pki_trust *trust, const struct pdf_sig *sig, struct cms *c,
    int64_t now, struct svc_seen *s, struct es_err *err)
{
	enum svc_answer		*check = s->facts.check;
	unsigned char		 digest[CRYPT_DIGEST_MAX];
	enum crypt_md		 md = cms_md(c);
	struct cms_verdict	 v;

	if (md == CRYPT_MD_NONE) {
		etsi(s, "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE");
		return 0;		/* nothing is determined */
	}
	if (digest_ranges(sig, md, digest, err) < 0 ||
	    cms_verify(c, es_view(digest, crypt_md_size(md)), &v, err) < 0)
		return -1;
	check[SVC_CHECK_DIGEST] = of_fit(v.digest);
	check[SVC_CHECK_SEAL] = v.signature == CRYPT_SIG_GOOD &&
	    v.certificate == CMS_FIT_YES && v.strength == CMS_STRENGTH_FINE ?
	    SVC_PASS : v.signature == CRYPT_SIG_BAD ||
	    v.certificate == CMS_FIT_NO ? SVC_FAIL : SVC_UNKNOWN;
	if (check[SVC_CHECK_DIGEST] == SVC_FAIL)
		etsi(s, "TOTAL-FAILED", "HASH_FAILURE");
	if (check[SVC_CHECK_SEAL] == SVC_FAIL)
		etsi(s, "TOTAL-FAILED", "SIG_CRYPTO_FAILURE");
	if (judge_time(trust, c, s, err) < 0)
		return -1;
	return judge_chain(trust, c, PKI_FOR_SEAL,
	    s->time_proven ? s->time : now, s, true, &check[SVC_CHECK_CHAIN],
	    &check[SVC_CHECK_CERT], err);
}

int
svc_sig_judge(struct pki_trust *trust, struct pdf_file *pdf,
    const struct pdf_sigs *all, const struct pdf_sig *sig, enum svc_lang lang,
    int64_t now, struct es_arena *a, struct svc_seen *seen,
    unsigned char *body, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	enum svc_answer	*check = seen->facts.check;
	struct cms	*c = NULL;
	int		 rc = -1;

	memset(seen, 0, sizeof(*seen));
	check[SVC_CHECK_STRUCTURE] = SVC_PASS;
	if (!pdf_sig_sound(sig)) {
		/* Something is left unsigned, or hangs at the wrong place. */
		check[SVC_CHECK_SEAL] = SVC_FAIL;
		etsi(seen, "TOTAL-FAILED", "FORMAT_FAILURE");
		return 0;
	}
	if (body != NULL && digest_ranges(sig, CRYPT_SHA256, body, err) < 0)
		return -1;
	if (cms_parse(&c, sig->der, sig->subfilter == PDF_SUBFILTER_CADES ?
	    CMS_SEAL : CMS_LEGACY, pki_trust_cache(trust), &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_fail(err, e.code, "%s", e.msg);
		check[SVC_CHECK_SEAL] = SVC_FAIL;
		etsi(seen, "TOTAL-FAILED", "FORMAT_FAILURE");
		return 0;
	}
	describe(c, a, seen);
	if (judge_cms(trust, sig, c, now, seen, err) < 0 ||
	    judge_changes(pdf, all, sig, lang, a, seen, err) < 0)
		goto out;
	etsi(seen, check[SVC_CHECK_CHAIN] == SVC_PASS &&
	    check[SVC_CHECK_DIGEST] == SVC_PASS &&
	    check[SVC_CHECK_SEAL] == SVC_PASS ? "TOTAL-PASSED" :
	    "INDETERMINATE", "");
	rc = 0;
out:
	cms_free(c);
	return rc;
}
