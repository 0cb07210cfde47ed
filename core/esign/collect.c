/* esign/collect.c - the validation data that a file lacks; see extend.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "esign/extend_priv.h"

void
esign_collected_clear(struct collected *c)
{
	pki_evidence_free(c->ev);
	free(c->item);
	free(c->vri);
	free(c->index);
	memset(c, 0, sizeof(*c));
}

/* The number of an object; equal ones have one. */
static int
put(struct collected *c, enum pdf_dss_kind kind, struct es_view der,
    struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < c->n; i++)
		if (c->item[i].kind == kind && es_view_eq(c->item[i].der,
		    der))
			break;
	if (i == c->n) {
		if (c->n == ES_LIMIT_DSS_ITEMS)
			return es_fail(err, ES_E_LIMIT, "validation data: "
			    "more than %zu", ES_LIMIT_DSS_ITEMS);
		c->item[c->n++] = (struct pdf_dss_add){ kind, der };
	}
	if (c->nindex < ES_LIMIT_DSS_ITEMS)
		c->index[c->nindex++] = i;
	return 0;
}

static bool
settled(const struct pki_revocation *r)
{
	return r->status == PKI_STATUS_GOOD ||
	    r->status == PKI_STATUS_REVOKED_LATER ||
	    r->status == PKI_STATUS_REVOKED;
}

typedef int	fetch_fn(void *arg, const struct pki_cert *cert,
		    const struct pki_cert *issuer, struct es_buf *der,
		    struct es_err *err);

/* One more piece of evidence; what is not to be had is no failure. */
static void
fetch(struct collected *c, fetch_fn *fn, size_t max,
    int (*add)(struct pki_evidence *, struct es_view, struct es_err *),
    const struct pki_cert *cert, const struct pki_cert *issuer,
    char why[ESIGN_WHY_MAX])
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 der;

	if (fn == NULL)
		return;
	es_buf_init(&der, max);
	if (fn(c->src->arg, cert, issuer, &der, &e) < 0 ||
	    es_buf_ok(&der, "answer", &e) < 0 ||
	    (der.n > 0 && add(c->ev, es_buf_view(&der), &e) < 0))
		(void)snprintf(why, ESIGN_WHY_MAX, "%.255s", e.msg);
	es_buf_clear(&der);
}

/* What is known, then the responder, then the list. */
static int
ask(struct collected *c, const struct pki_cert *cert,
    struct pki_cert *issuer, int64_t at, struct pki_revocation *r,
    char why[ESIGN_WHY_MAX], struct es_err *err)
{
	int64_t	 now = c->court->now;

	if (pki_revocation(c->ev, cert, issuer, at, now, r, err) < 0)
		return -1;
	if (settled(r))
		return 0;
	fetch(c, c->src->ocsp, ES_LIMIT_OCSP, pki_evidence_add_ocsp, cert,
	    issuer, why);
	if (pki_revocation(c->ev, cert, issuer, at, now, r, err) < 0)
		return -1;
	if (settled(r))
		return 0;
	fetch(c, c->src->crl, ES_LIMIT_CRL, pki_evidence_add_crl, cert,
	    issuer, why);
	return pki_revocation(c->ev, cert, issuer, at, now, r, err);
}

static void
missing(struct collected *c, const struct pki_cert *cert,
    const struct pki_revocation *r, const char *why)
{
	if (c->missing[0] != '\0')
		return;
	(void)snprintf(c->missing, ESIGN_MISSING_MAX, "%s \"%.100s\"%s%.150s",
	    r->status == PKI_STATUS_REVOKED ? "it had been revoked:" :
	    "no usable revocation data for", pki_cert_holder(cert),
	    why[0] == '\0' ? "" : ": ", why);
}

static int
path(struct collected *c, const struct path *p, int64_t at,
    struct es_err *err)
{
	struct pki_revocation	 r;
	char			 why[ESIGN_WHY_MAX];
	size_t			 i;

	for (i = 0; i + 1 < p->n; i++) {
		if (put(c, PDF_DSS_CERT, pki_cert_der(p->cert[i]), err) < 0)
			return -1;
		why[0] = '\0';
		if (ask(c, p->cert[i], p->cert[i + 1], at, &r, why, err) < 0)
			return -1;
		if (r.status != PKI_STATUS_GOOD &&
		    r.status != PKI_STATUS_REVOKED_LATER) {
			missing(c, p->cert[i], &r, why[0] != '\0' ? why :
			    r.why != NULL ? r.why : "");
			continue;
		}
		if (r.source == PKI_SOURCE_OCSP ? put(c, PDF_DSS_OCSP,
		    pki_ocsp_der(pki_evidence_ocsp(c->ev, r.index)), err) < 0
		    : put(c, PDF_DSS_CRL, pki_crl_der(pki_evidence_crl(c->ev,
		    r.index)), err) < 0)
			return -1;
	}
	return 0;
}

/* The signer's path of a seal, and that of each time stamp that holds. */
static int
signature(struct collected *c, const struct one *o, struct es_err *err)
{
	const struct esign_seal	*s = &o->seal;
	size_t			 i, from = c->nindex;

	if (o->path.n > 0 && s->trust == PKI_TRUSTED &&
	    s->integrity == ESIGN_INTACT && path(c, &o->path, s->proof !=
	    ESIGN_PROOF_NONE ? s->proven : c->court->now, err) < 0)
		return -1;
	for (i = 0; i < s->nstamps; i++)
		if (s->stamp[i].main == ESIGN_PASSED && path(c,
		    &o->stamped[i], s->stamp[i].time, err) < 0)
			return -1;
	if (c->nindex > from)
		c->vri[c->nvri++] = (struct pdf_vri_add){ s->sig->hex,
		    c->index + from, c->nindex - from };
	return 0;
}

/* All that the court knew, to be weighed together with what is fetched. */
static int
known(struct collected *c, struct es_err *err)
{
	const struct pki_evidence	*all = c->court->all;
	const struct pki_crl		*crl;
	const struct pki_ocsp		*ocsp;
	struct es_err			 e = ES_ERR_INIT;
	size_t				 i;

	if (pki_evidence_new(&c->ev, pki_trust_cache(c->court->trust),
	    err) < 0)
		return -1;
	for (i = 0; all != NULL && (crl = pki_evidence_crl(all, i)) != NULL;
	    i++)
		(void)!pki_evidence_add_crl(c->ev, pki_crl_der(crl), &e);
	for (i = 0; all != NULL && (ocsp = pki_evidence_ocsp(all, i)) !=
	    NULL; i++)
		(void)!pki_evidence_add_ocsp(c->ev, pki_ocsp_der(ocsp), &e);
	return 0;
}

int
esign_collect(struct collected *c, const struct esign_report *r,
    const struct court *court, const struct esign_source *src, char *text,
    struct es_err *err)
{
	size_t	 i, n = esign_report_all(r);

	memset(c, 0, sizeof(*c));
	c->court = court;
	c->src = src;
	c->missing = text;
	c->item = calloc(ES_LIMIT_DSS_ITEMS, sizeof(*c->item));
	c->index = calloc(ES_LIMIT_DSS_ITEMS, sizeof(*c->index));
	c->vri = calloc(n + 1, sizeof(*c->vri));
	if (c->item == NULL || c->index == NULL || c->vri == NULL)
		return es_fail(err, ES_E_NOMEM, "extend: out of memory");
	if (known(c, err) < 0)
		return -1;
	for (i = 0; i < n; i++)
		if (signature(c, esign_report_inside(r, i), err) < 0)
			return -1;
	return 0;
}
