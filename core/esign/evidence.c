/*
 * esign/evidence.c - what a file and its judge know about certificates.
 *
 * Lists and answers of the DSS and of the caller are weighed together
 * (pki/revoke.h): nobody becomes good by what he put into his own file when
 * the caller has newer evidence that he was revoked.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "esign/esign_priv.h"
#include "pki/urls.h"

/* -- the court ------------------------------------------------------------- */
static void
add_hint(struct court *c, const struct pdf_dss_item *it)
{
	struct es_err	 e = ES_ERR_INIT;

	if (pki_cache_get(pki_trust_cache(c->trust), &c->hint[c->nhint],
	    it->der, &e) == 0)
		c->nhint++;
}

/* What cannot be read, or is too much, is not there. */
static void
add_evidence(struct court *c, const struct pdf_dss_item *it)
{
	struct es_err	 e = ES_ERR_INIT;

	if (it->kind == PDF_DSS_CRL && pki_evidence_add_crl(c->file, it->der,
	    &e) == 0 && pki_evidence_crl(c->file, c->ncrl) != NULL)
		c->crl_rev[c->ncrl++] = it->rev;
	if (it->kind == PDF_DSS_OCSP && pki_evidence_add_ocsp(c->file,
	    it->der, &e) == 0 && pki_evidence_ocsp(c->file, c->nocsp) != NULL)
		c->ocsp_rev[c->nocsp++] = it->rev;
}

static int
open_dss(struct court *c, struct es_err *err)
{
	size_t	 i, n = c->dss.n;

	c->hint = calloc(n, sizeof(struct pki_cert *));
	c->crl_rev = calloc(n, sizeof(*c->crl_rev));
	c->ocsp_rev = calloc(n, sizeof(*c->ocsp_rev));
	if (c->hint == NULL || c->crl_rev == NULL || c->ocsp_rev == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	if (pki_evidence_new(&c->file, pki_trust_cache(c->trust), err) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (c->dss.at[i].kind == PDF_DSS_CERT)
			add_hint(c, &c->dss.at[i]);
		else
			add_evidence(c, &c->dss.at[i]);
	}
	return 0;
}

/* The file's evidence first, so that an index below its number is its. */
static int
join(struct court *c, struct pki_evidence *given, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	const struct pki_crl	*crl;
	const struct pki_ocsp	*ocsp;
	size_t			 i;

	if (pki_evidence_new(&c->both, pki_trust_cache(c->trust), err) < 0)
		return -1;
	c->all = c->both;
	for (i = 0; (crl = pki_evidence_crl(c->file, i)) != NULL; i++)
		(void)!pki_evidence_add_crl(c->both, pki_crl_der(crl), &e);
	for (i = 0; (ocsp = pki_evidence_ocsp(c->file, i)) != NULL; i++)
		(void)!pki_evidence_add_ocsp(c->both, pki_ocsp_der(ocsp), &e);
	for (i = 0; (crl = pki_evidence_crl(given, i)) != NULL; i++)
		(void)!pki_evidence_add_crl(c->both, pki_crl_der(crl), &e);
	for (i = 0; (ocsp = pki_evidence_ocsp(given, i)) != NULL; i++)
		(void)!pki_evidence_add_ocsp(c->both, pki_ocsp_der(ocsp), &e);
	return 0;
}

int
esign_court_open(struct court *c, struct pdf_file *f,
    const struct esign_terms *t, size_t nsigs, struct es_err *err)
{
	memset(c, 0, sizeof(*c));
	c->trust = t->trust;
	c->now = t->now;
	c->need = t->need_revocation;
	c->all = t->given;
	if (pdf_dss_read(&c->dss, f, err) < 0)
		return -1;
	c->proof = calloc(nsigs + 1, sizeof(*c->proof));
	if (c->proof == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	if (c->dss.n == 0)
		return 0;
	if (open_dss(c, err) < 0)
		return -1;
	if (t->given != NULL)
		return join(c, t->given, err);
	c->all = c->file;
	return 0;
}

void
esign_court_close(struct court *c)
{
	while (c->nhint > 0)
		pki_cert_free(c->hint[--c->nhint]);
	free(c->hint);
	free(c->crl_rev);
	free(c->ocsp_rev);
	free(c->proof);
	pki_evidence_free(c->both);
	pki_evidence_free(c->file);
	memset(c, 0, sizeof(*c));
}

/* -- times ----------------------------------------------------------------- */
void
esign_court_prove(struct court *c, const struct one *stamp)
{
	c->proof[c->nproof++] = (struct proof){ stamp->seal.sig->rev,
	    stamp->seal.proven, stamp };
}

int64_t
esign_court_poe(const struct court *c, size_t rev)
{
	int64_t	 t = c->now;
	size_t	 i;

	for (i = 0; i < c->nproof; i++)
		if (c->proof[i].rev > rev && c->proof[i].time < t)
			t = c->proof[i].time;
	return t;
}

/* -- paths ----------------------------------------------------------------- */
void
esign_path_clear(struct path *p)
{
	while (p->n > 0)
		pki_cert_free(p->cert[--p->n]);
}

static int
judge(const struct court *c, struct pki_cert *leaf,
    struct pki_cert *const *more, size_t n, enum pki_purpose purpose,
    int64_t at, struct pki_judgement *j, struct es_err *err)
{
	struct pki_cert	**all;
	int		 rc;

	if (c->nhint == 0)
		return pki_judge(c->trust, leaf, more, n, purpose, at, j,
		    err);
	all = calloc(n + c->nhint, sizeof(struct pki_cert *));
	if (all == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	if (n > 0)
		memcpy(all, more, n * sizeof(struct pki_cert *));
	memcpy(all + n, c->hint, c->nhint * sizeof(struct pki_cert *));
	rc = pki_judge(c->trust, leaf, all, n + c->nhint, purpose, at, j,
	    err);
	free(all);
	return rc;
}

int
esign_path(const struct court *c, struct pki_cert *leaf,
    struct pki_cert *const *more, size_t n, enum pki_purpose purpose,
    int64_t at, struct pki_judgement *j, struct path *p, struct es_err *err)
{
	if (judge(c, leaf, more, n, purpose, at, j, err) < 0)
		return -1;
	esign_path_clear(p);
	for (; p->n < j->path_n; p->n++)
		p->cert[p->n] = pki_cert_ref((struct pki_cert *)(uintptr_t)
		    j->path[p->n]);
	p->from = j->from;
	p->until = j->until;
	return 0;
}

/* -- revocation ------------------------------------------------------------ */
static int
worse(enum pki_status s)
{
	static const int	 rank[PKI_STATUS__MAX] = {
		[PKI_STATUS_GOOD] = 0, [PKI_STATUS_REVOKED_LATER] = 1,
		[PKI_STATUS_STALE] = 2, [PKI_STATUS_UNKNOWN] = 3,
		[PKI_STATUS_REVOKED] = 4,
	};

	return rank[(unsigned)s < PKI_STATUS__MAX ? s : 0];
}

static int64_t
since(const struct pki_revoked *r)
{
	return r->reason == PKI_REASON_KEY && r->invalid_since != 0 &&
	    r->invalid_since < r->at ? r->invalid_since : r->at;
}

/* It stands in the file, not only with the caller. */
static bool
of_file(const struct court *c, const struct pki_revocation *r)
{
	return r->source == PKI_SOURCE_CRL ? r->index < c->ncrl :
	    r->source == PKI_SOURCE_OCSP && r->index < c->nocsp;
}

int
esign_path_status(const struct court *c, const struct path *p, int64_t at,
    struct esign_revocation *out, struct es_err *err)
{
	struct pki_revocation	 r;
	size_t			 i;

	memset(out, 0, sizeof(*out));
	if (p->n == 0)
		return 0;
	out->status = PKI_STATUS_GOOD;
	out->in_file = true;
	for (i = 0; i + 1 < p->n; i++) {
		memset(&r, 0, sizeof(r));
		if (c->all != NULL && pki_revocation(c->all, p->cert[i],
		    p->cert[i + 1], at, c->now, &r, err) < 0)
			return -1;
		if (i == 0) {
			out->source = r.source;
			out->this_update = r.this_update;
		}
		if (!of_file(c, &r))
			out->in_file = false;
		if (worse(r.status) <= worse(out->status))
			continue;
		out->status = r.status;
		out->cert = p->cert[i];
		out->ca = i > 0;
		out->revoked = r.revoked;
		out->since = since(&r.revoked);
	}
	return 0;
}

bool
esign_path_asks(const struct path *p, const struct esign_revocation *r)
{
	struct es_view	 url;
	size_t		 i;

	if (r->status != PKI_STATUS_UNKNOWN && r->status != PKI_STATUS_STALE)
		return false;
	for (i = 0; i + 1 < p->n; i++)
		if (pki_cert_urls(p->cert[i], PKI_URL_CRL, &url, 1) > 0 ||
		    pki_cert_urls(p->cert[i], PKI_URL_OCSP, &url, 1) > 0)
			return true;
	return false;
}

int
esign_path_lacks(const struct court *c, const struct path *p, int64_t at,
    const struct pki_cert **out, struct es_err *err)
{
	struct pki_revocation	 r;
	size_t			 i;

	*out = NULL;
	for (i = 0; i + 1 < p->n && *out == NULL; i++) {
		memset(&r, 0, sizeof(r));
		if (c->file != NULL && pki_revocation(c->file, p->cert[i],
		    p->cert[i + 1], at, c->now, &r, err) < 0)
			return -1;
		if (r.status != PKI_STATUS_GOOD &&
		    r.status != PKI_STATUS_REVOKED_LATER)
			*out = p->cert[i];
	}
	return 0;
}

bool
esign_path_late(const struct court *c, const struct path *p, int64_t at)
{
	struct es_err		 e = ES_ERR_INIT;
	struct pki_revocation	 r;
	int64_t			 known;
	size_t			 i;

	for (i = 0; i + 1 < p->n && c->all != NULL; i++) {
		if (pki_revocation(c->all, p->cert[i], p->cert[i + 1], at,
		    c->now, &r, &e) < 0 || r.source == PKI_SOURCE_NONE)
			continue;
		/* Whose evidence the caller has, he knew when it was new. */
		known = !of_file(c, &r) ? r.this_update : esign_court_poe(c,
		    r.source == PKI_SOURCE_CRL ? c->crl_rev[r.index] :
		    c->ocsp_rev[r.index]);
		if (known > pki_cert_not_after(p->cert[i + 1]))
			return true;
	}
	return false;
}
