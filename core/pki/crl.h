/*
 * pki/crl.h - a certificate revocation list (RFC 5280 section 5).
 *
 * Reading says only that the bytes are a list.  Whose it is, whether its
 * signature holds and whether it speaks about a certificate are further
 * questions with their own answers; pki/revoke.h asks them in order.
 * Writing makes complete lists, never deltas or indirect ones.
 */
#ifndef ES_PKI_CRL_H
#define ES_PKI_CRL_H

#include "base/err.h"
#include "base/view.h"
#include "crypt/key.h"
#include "pki/cert.h"

enum pki_reason {		/* CRLReason, RFC 5280 5.3.1 */
	PKI_REASON_UNSPECIFIED = 0,
	PKI_REASON_KEY = 1,		/* keyCompromise */
	PKI_REASON_CA = 2,
	PKI_REASON_AFFILIATION = 3,
	PKI_REASON_SUPERSEDED = 4,
	PKI_REASON_CESSATION = 5,
	PKI_REASON_HOLD = 6,		/* may be released */
	PKI_REASON_REMOVE = 8,		/* deltas only */
	PKI_REASON_PRIVILEGE = 9,
	PKI_REASON_AA = 10,
	PKI_REASON__MAX
};

/* "keyCompromise", ...; "unspecified" for a number that has no name. */
const char	*pki_reason_name(enum pki_reason r);
/* The reason of that name; ES_E_INPUT for another word. */
ES_CHECK int	pki_reason_parse(enum pki_reason *out, struct es_view name,
		    struct es_err *err);

/* One entry: when, why, and since when the key was not to be trusted. */
struct pki_revoked {
	int64_t		 at;		/* revocationDate, UTC seconds */
	enum pki_reason	 reason;
	int64_t		 invalid_since;	/* invalidityDate; 0: not said */
};

enum pki_crl_use {
	PKI_CRL_UNKNOWN = 0,
	PKI_CRL_USABLE,
	PKI_CRL_DELTA,		/* only a difference */
	PKI_CRL_INDIRECT,	/* lists certificates of other issuers */
	PKI_CRL_PARTIAL,	/* some reasons, or attribute certificates */
	PKI_CRL_CRITICAL,	/* a critical extension that we do not know */
	PKI_CRL_OUT_OF_SCOPE,	/* not about this certificate (IDP) */
	PKI_CRL_OTHER_ISSUER,	/* name or key identifier differ */
	PKI_CRL_USE__MAX
};

/* "usable", "delta", ...; for logs and reports. */
const char	*pki_crl_use_name(enum pki_crl_use u);

struct pki_crl;

/*
 * Decode "der" (copied; at most ES_LIMIT_CRL bytes, none left over), every
 * entry checked.  Success: *out belongs to the caller.  Failure: *out is
 * NULL, ES_E_FORMAT or ES_E_LIMIT.
 */
ES_CHECK int	pki_crl_parse(struct pki_crl **out, struct es_view der,
		    struct es_err *err);
void		pki_crl_free(struct pki_crl *crl);	/* NULL is fine */

/* Borrowed from the list. */
struct es_view	pki_crl_der(const struct pki_crl *crl);
struct es_view	pki_crl_issuer_der(const struct pki_crl *crl);
/* cRLNumber, content octets; empty when absent. */
struct es_view	pki_crl_number(const struct pki_crl *crl);
int64_t		pki_crl_this_update(const struct pki_crl *crl);
int64_t		pki_crl_next_update(const struct pki_crl *crl);	/* 0: none */
/*
 * expiredCertsOnCRL (X.509 8.5.2.12): certificates that expired since then
 * are still listed.  0: they may have been dropped.
 */
int64_t		pki_crl_keeps_since(const struct pki_crl *crl);
size_t		pki_crl_count(const struct pki_crl *crl);

/*
 * May this list answer for "cert", issued by "issuer" (RFC 5280 6.3.3 b, d)?
 * Name, key identifier, kind of list, and its issuing distribution point.
 */
enum pki_crl_use pki_crl_use(const struct pki_crl *crl,
		    const struct pki_cert *cert,
		    const struct pki_cert *issuer);
/*
 * Was it signed with the issuer's key, which may sign lists?  UNKNOWN for an
 * algorithm that we cannot compute or that proves nothing.
 */
ES_CHECK int	pki_crl_verify(const struct pki_crl *crl,
		    const struct pki_cert *issuer, enum crypt_verdict *out,
		    struct es_err *err);
/* 1 and *out when the serial (content octets) is listed, else 0. */
int		pki_crl_find(const struct pki_crl *crl,
		    struct es_view serial, struct pki_revoked *out);

/* -- making a list --------------------------------------------------------- */

struct pki_crl_entry {
	struct es_view		 serial;	/* content octets */
	struct pki_revoked	 revoked;
};

struct pki_crl_request {
	const struct pki_crl_entry *entry;
	size_t		 entry_n;
	int64_t		 this_update, next_update;
	int64_t		 keeps_since;	/* 0: extension left out */
	uint64_t	 number;	/* must grow with every list */
};

/*
 * Make and sign a list.  *out is the caller's (pki_crl_free).  ES_E_INPUT
 * for another issuer's key, a reason that belongs to deltas, or times that
 * make no list; ES_E_LIMIT when it grows over ES_LIMIT_CRL.
 */
ES_CHECK int	pki_crl_make(struct pki_crl **out,
		    const struct pki_crl_request *rq,
		    const struct pki_cert *issuer, struct crypt_key *key,
		    struct es_err *err);

#endif
