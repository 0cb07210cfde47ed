/* pki/revoke.c - see revoke.h. */
#include "pki/revoke.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pki/pki_priv.h"

struct pki_evidence {
	struct pki_cache *cache;
	struct pki_crl	*crl[ES_LIMIT_EVIDENCE];
	/* Whose signature on the list was found good; NULL: nobody's yet. */
	struct pki_cert	*crl_by[ES_LIMIT_EVIDENCE];
	size_t		 crl_n;
	struct pki_ocsp	*ocsp[ES_LIMIT_EVIDENCE];
	size_t		 ocsp_n;
	size_t		 bytes;
};

/* The question, and what was found so far. */
struct asked {
	struct pki_evidence	*ev;
	const struct pki_cert	*cert;
	struct pki_cert		*issuer;
	int64_t			 at, now;
	/* The earliest revocation for good, the last hold, the best "good". */
	struct pki_revocation	 final, hold, good;
	int64_t			 good_at;	/* the newest "good" of all */
	const char		*why;		/* of what was not used */
};

const char *
pki_status_name(enum pki_status s)
{
	static const char *const	names[PKI_STATUS__MAX] = {
		[PKI_STATUS_UNKNOWN] = "unknown",
		[PKI_STATUS_GOOD] = "good",
		[PKI_STATUS_REVOKED] = "revoked",
		[PKI_STATUS_REVOKED_LATER] = "revoked-later",
		[PKI_STATUS_STALE] = "stale",
	};

	return (unsigned)s < PKI_STATUS__MAX ? names[s] : "unknown";
}

int
pki_evidence_new(struct pki_evidence **out, struct pki_cache *cache,
    struct es_err *err)
{
	if ((*out = calloc(1, sizeof(**out))) == NULL)
		return es_fail(err, ES_E_NOMEM, "evidence: out of memory");
	(*out)->cache = cache;
	return 0;
}

void
pki_evidence_free(struct pki_evidence *ev)
{
	size_t	i;

	if (ev == NULL)
		return;
	for (i = 0; i < ev->crl_n; i++) {
		pki_crl_free(ev->crl[i]);
		pki_cert_free(ev->crl_by[i]);
	}
	for (i = 0; i < ev->ocsp_n; i++)
		pki_ocsp_free(ev->ocsp[i]);
	free(ev);
}

/* Room for one more of so many bytes? */
static int
room(const struct pki_evidence *ev, size_t n, struct es_view der,
    struct es_err *err)
{
	if (n == ES_LIMIT_EVIDENCE)
		return es_fail(err, ES_E_LIMIT, "evidence: more than %zu",
		    ES_LIMIT_EVIDENCE);
	if (der.n > ES_LIMIT_EVIDENCE_BYTES - ev->bytes)
		return es_fail(err, ES_E_LIMIT, "evidence: more than %zu "
		    "bytes", ES_LIMIT_EVIDENCE_BYTES);
	return 0;
}

int
pki_evidence_add_crl(struct pki_evidence *ev, struct es_view der,
    struct es_err *err)
{
	size_t	i;

	for (i = 0; i < ev->crl_n; i++)
		if (es_view_eq(pki_crl_der(ev->crl[i]), der))
			return 0;
	if (room(ev, ev->crl_n, der, err) < 0 ||
	    pki_crl_parse(&ev->crl[ev->crl_n], der, err) < 0)
		return -1;
	ev->crl_n++;
	ev->bytes += der.n;
	return 0;
}

int
pki_evidence_add_ocsp(struct pki_evidence *ev, struct es_view der,
    struct es_err *err)
{
	size_t	i;

	for (i = 0; i < ev->ocsp_n; i++)
		if (es_view_eq(pki_ocsp_der(ev->ocsp[i]), der))
			return 0;
	if (room(ev, ev->ocsp_n, der, err) < 0 ||
	    pki_ocsp_parse(&ev->ocsp[ev->ocsp_n], der, ev->cache, err) < 0)
		return -1;
	ev->ocsp_n++;
	ev->bytes += der.n;
	return 0;
}

const struct pki_crl *
pki_evidence_crl(const struct pki_evidence *ev, size_t i)
{
	return i < ev->crl_n ? ev->crl[i] : NULL;
}

const struct pki_ocsp *
pki_evidence_ocsp(const struct pki_evidence *ev, size_t i)
{
	return i < ev->ocsp_n ? ev->ocsp[i] : NULL;
}

/* -- weighing -------------------------------------------------------------- */

/* When the key stopped being its owner's: a compromise may be older. */
static int64_t
revoked_since(const struct pki_revoked *r)
{
	bool	key = r->reason == PKI_REASON_KEY ||
		    r->reason == PKI_REASON_CA || r->reason == PKI_REASON_AA;

	return key && r->invalid_since != 0 && r->invalid_since < r->at ?
	    r->invalid_since : r->at;
}

/* A good status of one time, seen from the time that was asked for. */
static enum pki_status
status_for(const struct asked *q, const struct pki_revocation *e)
{
	int64_t	until = e->next_update != 0 ? e->next_update :
		    e->this_update + PKI_EVIDENCE_LIFE;

	return q->at <= e->this_update || q->at <= until ? PKI_STATUS_GOOD :
	    PKI_STATUS_STALE;
}

/* Good beats stale, then newer beats older. */
static bool
better_good(const struct pki_revocation *new,
    const struct pki_revocation *old)
{
	if (old->status == PKI_STATUS_UNKNOWN)
		return true;
	if (new->status != old->status)
		return new->status == PKI_STATUS_GOOD;
	return new->this_update > old->this_update;
}

static void
weigh(struct asked *q, struct pki_revocation *e)
{
	bool	hold = e->revoked.reason == PKI_REASON_HOLD;

	if (e->status == PKI_STATUS_GOOD) {
		e->status = status_for(q, e);
		if (better_good(e, &q->good))
			q->good = *e;
		if (e->this_update > q->good_at)
			q->good_at = e->this_update;
		return;
	}
	e->status = revoked_since(&e->revoked) <= q->at ?
	    PKI_STATUS_REVOKED : PKI_STATUS_REVOKED_LATER;
	if (hold && (q->hold.status == PKI_STATUS_UNKNOWN ||
	    e->this_update > q->hold.this_update))
		q->hold = *e;
	else if (!hold && (q->final.status == PKI_STATUS_UNKNOWN ||
	    revoked_since(&e->revoked) < revoked_since(&q->final.revoked)))
		q->final = *e;
}

/* A hold stands until newer evidence says good; of the same second: holds. */
static void
conclude(const struct asked *q, struct pki_revocation *out)
{
	if (q->final.status != PKI_STATUS_UNKNOWN)
		*out = q->final;
	else if (q->hold.status != PKI_STATUS_UNKNOWN &&
	    q->hold.this_update >= q->good_at)
		*out = q->hold;
	else
		*out = q->good;
	out->why = out->status == PKI_STATUS_UNKNOWN ? q->why : NULL;
}

/* Times that let evidence speak at all; NULL, or why they do not. */
static const char *
untimely(const struct asked *q, int64_t this_update, int64_t keeps_since,
    bool good)
{
	if (this_update > q->now + PKI_CLOCK_SKEW)
		return "evidence from the future";
	if (good && this_update > pki_cert_not_after(q->cert) &&
	    (keeps_since == 0 || keeps_since > pki_cert_not_after(q->cert)))
		return "evidence that may have dropped expired certificates";
	return NULL;
}

/* -- lists ------------------------------------------------------------- */

static const char *
crl_breach(enum pki_crl_use use)
{
	switch (use) {
	case PKI_CRL_USABLE:
		return NULL;
	case PKI_CRL_DELTA:
		return "a delta list";
	case PKI_CRL_INDIRECT:
		return "an indirect list";
	case PKI_CRL_PARTIAL:
		return "a list for some reasons only";
	case PKI_CRL_CRITICAL:
		return "a list with an unknown critical extension";
	case PKI_CRL_OUT_OF_SCOPE:
		return "a list of another scope";
	default:
		return "a list of another issuer";
	}
}

/* A signature is computed once for a list and its issuer. */
static int
crl_signed(struct asked *q, size_t i, bool *good, struct es_err *err)
{
	struct pki_evidence	*ev = q->ev;
	enum crypt_verdict	 v;

	if (ev->crl_by[i] != NULL && es_view_eq(
	    pki_cert_fingerprint(ev->crl_by[i]),
	    pki_cert_fingerprint(q->issuer))) {
		*good = true;
		return 0;
	}
	if (pki_crl_verify(ev->crl[i], q->issuer, &v, err) < 0)
		return -1;
	*good = v == CRYPT_SIG_GOOD;
	if (*good) {
		pki_cert_free(ev->crl_by[i]);
		ev->crl_by[i] = pki_cert_ref(q->issuer);
	}
	return 0;
}

static int
ask_crl(struct asked *q, size_t i, struct es_err *err)
{
	const struct pki_crl	*c = q->ev->crl[i];
	struct pki_revocation	 e = { .source = PKI_SOURCE_CRL, .index = i };
	enum pki_crl_use	 use = pki_crl_use(c, q->cert, q->issuer);
	const char		*why;
	bool			 good;

	if (use == PKI_CRL_OTHER_ISSUER)
		return 0;
	if ((why = crl_breach(use)) != NULL) {
		q->why = why;
		return 0;
	}
	if (crl_signed(q, i, &good, err) < 0)
		return -1;
	e.this_update = e.produced_at = pki_crl_this_update(c);
	e.next_update = pki_crl_next_update(c);
	e.status = pki_crl_find(c, pki_cert_serial(q->cert), &e.revoked) > 0 ?
	    PKI_STATUS_REVOKED : PKI_STATUS_GOOD;
	why = good ? untimely(q, e.this_update, pki_crl_keeps_since(c),
	    e.status == PKI_STATUS_GOOD) : "a list whose signature does not "
	    "hold";
	if (why != NULL)
		q->why = why;
	else
		weigh(q, &e);
	return 0;
}

/* -- answers ----------------------------------------------------------- */

static const char *
signer_breach(enum pki_ocsp_signer s)
{
	switch (s) {
	case PKI_OCSP_SIGNER_ISSUER:
	case PKI_OCSP_SIGNER_DELEGATE:
		return NULL;
	case PKI_OCSP_SIGNER_FORGED:
		return "an answer whose signature does not hold";
	case PKI_OCSP_SIGNER_NOT_ALLOWED:
		return "an answer of one who may not speak for the issuer";
	case PKI_OCSP_SIGNER_EXPIRED:
		return "an answer of a responder that was not in force";
	case PKI_OCSP_SIGNER_WEAK:
		return "an answer with a weak signature";
	default:
		return "an answer whose responder is not enclosed";
	}
}

static int
ask_lists(struct asked *q, struct es_err *err)
{
	size_t	i;

	for (i = 0; i < q->ev->crl_n; i++)
		if (ask_crl(q, i, err) < 0)
			return -1;
	return 0;
}

/* A delegate without nocheck: by lists alone, so that nothing can loop. */
static int
delegate_breach(struct asked *q, struct pki_cert *who, int64_t at,
    const char **why, struct es_err *err)
{
	struct asked		sub = { .ev = q->ev, .cert = who,
				    .issuer = q->issuer, .at = at,
				    .now = q->now };
	struct pki_revocation	r;

	*why = NULL;
	if (pki_cert_nocheck(who))
		return 0;
	if (ask_lists(&sub, err) < 0)
		return -1;
	conclude(&sub, &r);
	if (r.status != PKI_STATUS_GOOD &&
	    r.status != PKI_STATUS_REVOKED_LATER)
		*why = "an answer of a responder whose own status is not "
		    "known to be good";
	return 0;
}

static int
who_signed(struct asked *q, const struct pki_ocsp *o, const char **why,
    struct es_err *err)
{
	enum pki_ocsp_signer	 signer;
	struct pki_cert		*who;

	if (pki_ocsp_verify(o, q->issuer, &signer, &who, err) < 0)
		return -1;
	*why = signer_breach(signer);
	if (signer == PKI_OCSP_SIGNER_DELEGATE)
		return delegate_breach(q, who, pki_ocsp_produced_at(o), why,
		    err);
	return 0;
}

static int
ask_ocsp(struct asked *q, size_t i, struct es_err *err)
{
	const struct pki_ocsp		*o = q->ev->ocsp[i];
	const struct pki_ocsp_single	*s;
	struct pki_revocation		 e = { .source = PKI_SOURCE_OCSP,
					    .index = i };
	const char			*why;
	int				 rc;

	if ((rc = pki_ocsp_find(o, q->cert, q->issuer, &s, err)) <= 0)
		return rc;
	if (who_signed(q, o, &why, err) < 0)
		return -1;
	if (why == NULL && s->status == PKI_OCSP_UNKNOWN)
		why = "the responder does not know the certificate";
	if (why == NULL)
		why = untimely(q, s->this_update, pki_ocsp_keeps_since(o),
		    s->status == PKI_OCSP_GOOD);
	if (why != NULL) {
		q->why = why;
		return 0;
	}
	e.this_update = s->this_update;
	e.next_update = s->next_update;
	e.produced_at = pki_ocsp_produced_at(o);
	e.revoked = s->revoked;
	e.status = s->status == PKI_OCSP_REVOKED ? PKI_STATUS_REVOKED :
	    PKI_STATUS_GOOD;
	weigh(q, &e);
	return 0;
}

int
pki_revocation(struct pki_evidence *ev, const struct pki_cert *cert,
    struct pki_cert *issuer, int64_t at, int64_t now,
    struct pki_revocation *out, struct es_err *err)
{
	struct asked	q = { .ev = ev, .cert = cert, .issuer = issuer,
			    .at = at, .now = now };
	size_t		i;

	memset(out, 0, sizeof(*out));
	if (ask_lists(&q, err) < 0)
		return -1;
	for (i = 0; i < ev->ocsp_n; i++)
		if (ask_ocsp(&q, i, err) < 0)
			return -1;
	conclude(&q, out);
	return 0;
}
