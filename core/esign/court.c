/*
 * esign/court.c - what a file and its judge know about certificates.
 *
 * Lists and answers of the caller, of the DSS and of the signatures
 * themselves are weighed together (pki/revoke.h): nobody becomes good by what
 * he put into his own file when the caller has newer evidence that he was
 * revoked.  The caller's come first, so that a file cannot crowd them out.
 * Which PAdES level is reached is asked of the DSS alone (c->file).
 */
#include <stdlib.h>

#include "base/limits.h"
#include "esign/esign_priv.h"

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
add_crl(struct pki_evidence *ev, size_t *revs, struct es_view der, size_t rev)
{
	const struct pki_crl	*crl;
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i;

	if (pki_evidence_add_crl(ev, der, &e) < 0)
		return;
	for (i = 0; (crl = pki_evidence_crl(ev, i)) != NULL; i++)
		if (revs[i] == SIZE_MAX && es_view_eq(pki_crl_der(crl), der))
			revs[i] = rev;
}

static void
add_ocsp(struct pki_evidence *ev, size_t *revs, struct es_view der,
    size_t rev)
{
	const struct pki_ocsp	*ocsp;
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i;

	if (pki_evidence_add_ocsp(ev, der, &e) < 0)
		return;
	for (i = 0; (ocsp = pki_evidence_ocsp(ev, i)) != NULL; i++)
		if (revs[i] == SIZE_MAX && es_view_eq(pki_ocsp_der(ocsp),
		    der))
			revs[i] = rev;
}

static void
add_dss(struct court *c, struct pki_evidence *ev)
{
	const struct pdf_dss_item	*it;
	size_t				 i;

	for (i = 0; i < c->dss.n; i++) {
		it = &c->dss.at[i];
		if (it->kind == PDF_DSS_CRL)
			add_crl(ev, c->crl_rev, it->der, it->rev);
		else if (it->kind == PDF_DSS_OCSP)
			add_ocsp(ev, c->ocsp_rev, it->der, it->rev);
	}
}

/* All that has no revision yet is nobody's, or the caller's. */
static int
forget_revs(struct court *c, struct es_err *err)
{
	size_t	 i;

	if (c->crl_rev == NULL)
		c->crl_rev = malloc(ES_LIMIT_EVIDENCE * sizeof(size_t));
	if (c->ocsp_rev == NULL)
		c->ocsp_rev = malloc(ES_LIMIT_EVIDENCE * sizeof(size_t));
	if (c->crl_rev == NULL || c->ocsp_rev == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	for (i = 0; i < ES_LIMIT_EVIDENCE; i++)
		c->crl_rev[i] = c->ocsp_rev[i] = SIZE_MAX;
	return 0;
}

static int
open_dss(struct court *c, struct es_err *err)
{
	size_t	 i, n = c->dss.n;

	c->hint = calloc(n, sizeof(struct pki_cert *));
	if (c->hint == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	for (i = 0; i < n; i++)
		if (c->dss.at[i].kind == PDF_DSS_CERT)
			add_hint(c, &c->dss.at[i]);
	if (forget_revs(c, err) < 0 || pki_evidence_new(&c->file,
	    pki_trust_cache(c->trust), err) < 0)
		return -1;
	add_dss(c, c->file);
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
	if (pdf_dss_read(&c->dss, f, err) < 0)
		return -1;
	c->proof = calloc(nsigs + 1, sizeof(*c->proof));
	if (c->proof == NULL)
		return es_fail(err, ES_E_NOMEM, "judge: out of memory");
	return c->dss.n == 0 ? 0 : open_dss(c, err);
}

int
esign_court_take(struct court *c, const struct cms *cms, size_t rev,
    struct es_err *err)
{
	struct cms_evidence	 it;
	struct inner		*p;
	size_t			 i;

	for (i = 0; (it = cms_evidence(cms, i)).kind != CMS_EVIDENCE_NONE;
	    i++) {
		if (c->ninner == 2 * ES_LIMIT_EVIDENCE)
			return 0;	/* no more is weighed */
		p = realloc(c->inner, (c->ninner + 1) * sizeof(*p));
		if (p == NULL)
			return es_fail(err, ES_E_NOMEM,
			    "judge: out of memory");
		c->inner = p;
		c->inner[c->ninner++] = (struct inner){ it, rev };
	}
	return 0;
}

static void
add_given(struct court *c, const struct pki_evidence *given)
{
	const struct pki_crl	*crl;
	const struct pki_ocsp	*ocsp;
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i;

	for (i = 0; (crl = pki_evidence_crl(given, i)) != NULL; i++)
		(void)!pki_evidence_add_crl(c->both, pki_crl_der(crl), &e);
	for (i = 0; (ocsp = pki_evidence_ocsp(given, i)) != NULL; i++)
		(void)!pki_evidence_add_ocsp(c->both, pki_ocsp_der(ocsp), &e);
}

int
esign_court_join(struct court *c, struct pki_evidence *given,
    struct es_err *err)
{
	const struct inner	*in;
	size_t			 i;

	c->all = given != NULL ? given : c->file;
	if (c->ninner == 0 && (given == NULL || c->file == NULL))
		return 0;
	if (pki_evidence_new(&c->both, pki_trust_cache(c->trust), err) < 0 ||
	    forget_revs(c, err) < 0)
		return -1;
	c->all = c->both;
	if (given != NULL)
		add_given(c, given);
	add_dss(c, c->both);
	for (i = 0; i < c->ninner; i++) {
		in = &c->inner[i];
		if (in->it.kind == CMS_EVIDENCE_CRL)
			add_crl(c->both, c->crl_rev, in->it.der, in->rev);
		else
			add_ocsp(c->both, c->ocsp_rev, in->it.der, in->rev);
	}
	return 0;
}

void
esign_court_close(struct court *c)
{
	while (c->nhint > 0)
		pki_cert_free(c->hint[--c->nhint]);
	free(c->hint);
	free(c->inner);
	free(c->crl_rev);
	free(c->ocsp_rev);
	free(c->proof);
	pki_evidence_free(c->both);
	pki_evidence_free(c->under);
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

/* A stamp covers what its own revision brings, too. */
int
esign_court_archive(struct court *c, struct es_err *err)
{
	const struct pdf_dss_item	*it;
	struct es_err			 e = ES_ERR_INIT;
	size_t				 i, rev;

	if (c->nproof == 0 || c->file == NULL ||
	    (rev = c->proof[0].rev) >= c->dss.rev)
		return 0;
	if (pki_evidence_new(&c->under, pki_trust_cache(c->trust), err) < 0)
		return -1;
	for (i = 0; i < c->dss.n; i++) {
		it = &c->dss.at[i];
		if (it->rev <= rev && it->kind == PDF_DSS_CRL)
			(void)!pki_evidence_add_crl(c->under, it->der, &e);
		else if (it->rev <= rev && it->kind == PDF_DSS_OCSP)
			(void)!pki_evidence_add_ocsp(c->under, it->der, &e);
	}
	return 0;
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

size_t
esign_court_rev(const struct court *c, const struct pki_revocation *r)
{
	const size_t	*revs = r->source == PKI_SOURCE_CRL ? c->crl_rev :
			    r->source == PKI_SOURCE_OCSP ? c->ocsp_rev : NULL;

	return revs == NULL || r->index >= ES_LIMIT_EVIDENCE ? SIZE_MAX :
	    revs[r->index];
}
