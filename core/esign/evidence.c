/* esign/evidence.c - paths to roots, and whether they were revoked. */
#include <stdlib.h>

#include "base/limits.h"
#include "esign/esign_priv.h"
#include "pki/urls.h"

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
		if (esign_court_rev(c, &r) == SIZE_MAX)
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
esign_path_lacks(const struct court *c, struct pki_evidence *data,
    const struct path *p, int64_t at, const struct pki_cert **out,
    struct es_err *err)
{
	struct pki_revocation	 r;
	size_t			 i;

	*out = NULL;
	for (i = 0; i + 1 < p->n && *out == NULL; i++) {
		memset(&r, 0, sizeof(r));
		if (data != NULL && pki_revocation(data, p->cert[i],
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
	size_t			 i, rev;

	for (i = 0; i + 1 < p->n && c->all != NULL; i++) {
		if (pki_revocation(c->all, p->cert[i], p->cert[i + 1], at,
		    c->now, &r, &e) < 0 || r.source == PKI_SOURCE_NONE)
			continue;
		/* Whose evidence the caller has, he knew when it was new. */
		rev = esign_court_rev(c, &r);
		known = rev == SIZE_MAX ? r.this_update :
		    esign_court_poe(c, rev);
		if (known > pki_cert_not_after(p->cert[i + 1]))
			return true;
	}
	return false;
}
