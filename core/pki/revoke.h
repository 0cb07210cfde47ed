/*
 * pki/revoke.h - had this certificate been revoked at that time?
 *
 * Evidence is a set of lists and answers, whoever brought them: a document's
 * DSS, a CMS, the network, our own CA.  The answer is never a boolean, and
 * "unknown" is never good.  Rules: EN 319 102-1 5.2.5, RFC 5280 6.3.3,
 * RFC 6960 4.2.2.2.  Whether the issuer is to be trusted is pki/judge.h's.
 */
#ifndef ES_PKI_REVOKE_H
#define ES_PKI_REVOKE_H

#include "base/err.h"
#include "base/view.h"
#include "pki/cert.h"
#include "pki/crl.h"
#include "pki/ocsp.h"

enum pki_status {
	PKI_STATUS_UNKNOWN = 0,	/* no evidence about it that we may use */
	PKI_STATUS_GOOD,	/* not revoked at that time */
	PKI_STATUS_REVOKED,	/* at or before that time */
	/*
	 * Revoked, but after that time: good for what provably existed then,
	 * as bad as REVOKED for what does not.
	 */
	PKI_STATUS_REVOKED_LATER,
	PKI_STATUS_STALE,	/* good, but the evidence is too old for it */
	PKI_STATUS__MAX
};

/* "unknown", "good", "revoked", "revoked-later", "stale". */
const char	*pki_status_name(enum pki_status s);

enum pki_source {
	PKI_SOURCE_NONE = 0,
	PKI_SOURCE_CRL,
	PKI_SOURCE_OCSP
};

struct pki_revocation {
	enum pki_status	 status;
	/* REVOKED and REVOKED_LATER: revoked.at is when the status changed. */
	struct pki_revoked revoked;
	/* What the status rests on; NONE: nothing. */
	enum pki_source	 source;
	size_t		 index;		/* of pki_evidence_crl, _ocsp */
	int64_t		 this_update, next_update;	/* of it; 0: none */
	int64_t		 produced_at;	/* OCSP; a list's thisUpdate */
	/* UNKNOWN: why the last evidence about it was not used; static text,
	 * NULL when there was none. */
	const char	*why;
};

/* -- a set of evidence ----------------------------------------------------- */

struct pki_evidence;

/* cache: borrowed, must outlive the set. */
ES_CHECK int	pki_evidence_new(struct pki_evidence **out,
		    struct pki_cache *cache, struct es_err *err);
void		pki_evidence_free(struct pki_evidence *ev);	/* NULL: fine */
/*
 * Add the DER (copied) of a list or an answer; the same bytes again are not
 * kept twice.  ES_E_FORMAT, ES_E_UPSTREAM (an answer without one): not added
 * and the set as good as before.  ES_E_LIMIT: over ES_LIMIT_EVIDENCE of a
 * kind, or ES_LIMIT_EVIDENCE_BYTES in all.
 */
ES_CHECK int	pki_evidence_add_crl(struct pki_evidence *ev,
		    struct es_view der, struct es_err *err);
ES_CHECK int	pki_evidence_add_ocsp(struct pki_evidence *ev,
		    struct es_view der, struct es_err *err);
/* Borrowed from the set, in the order they were added; NULL past the end. */
const struct pki_crl *pki_evidence_crl(const struct pki_evidence *ev,
		    size_t i);
const struct pki_ocsp *pki_evidence_ocsp(const struct pki_evidence *ev,
		    size_t i);

/* -- the question ---------------------------------------------------------- */

/*
 * What the set says about "cert", issued by "issuer", at UTC second "at".
 * now: the time of asking, at <= now; evidence from after it (by more than
 * PKI_CLOCK_SKEW) is not used.
 *
 * Evidence without nextUpdate holds PKI_EVIDENCE_LIFE from its thisUpdate.
 * A good status must be of "at" or newer, or in force at "at".  An entry on
 * hold gives way to newer evidence that it was released; any other
 * revocation is final.  An invalidityDate before the revocation moves it
 * forward when the reason is a compromised key.  A delegated responder
 * without ocsp-nocheck must itself be good by a list of the set.
 * Status < 0 only when we could not look.
 */
ES_CHECK int	pki_revocation(struct pki_evidence *ev,
		    const struct pki_cert *cert, struct pki_cert *issuer,
		    int64_t at, int64_t now, struct pki_revocation *out,
		    struct es_err *err);

#define PKI_CLOCK_SKEW		300		/* seconds */
#define PKI_EVIDENCE_LIFE	(24 * 3600)

#endif
