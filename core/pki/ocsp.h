/*
 * pki/ocsp.h - the status of a certificate, asked and answered (RFC 6960).
 *
 * Reading says only that the bytes are a query or an answer.  Whether an
 * answer is about a certificate, and whether the one who signed it may speak
 * for the issuer, are further questions; pki/revoke.h asks them in order.
 */
#ifndef ES_PKI_OCSP_H
#define ES_PKI_OCSP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/view.h"
#include "crypt/key.h"
#include "pki/cert.h"
#include "pki/crl.h"

#define PKI_OCSP_SERIAL_MAX	64	/* content octets; RFC 5280: 20 */
#define PKI_OCSP_NONCE_MAX	128	/* octets, RFC 9654 */

/* CertID: digests of the issuer's name and key, and the serial number. */
struct pki_ocsp_id {
	enum crypt_md	 md;	/* NONE: a digest that we cannot compute */
	unsigned char	 name[CRYPT_DIGEST_MAX];
	unsigned char	 key[CRYPT_DIGEST_MAX];
	unsigned char	 serial[PKI_OCSP_SERIAL_MAX];
	size_t		 serial_n;
};

/* The identifier of "cert" by a digest (SHA-1 as most ask, SHA-256). */
ES_CHECK int	pki_ocsp_id_for(struct pki_ocsp_id *id, enum crypt_md md,
		    const struct pki_cert *cert,
		    const struct pki_cert *issuer, struct es_err *err);
/* The same issuer?  Computes the digests that the identifier names. */
ES_CHECK int	pki_ocsp_id_of_issuer(const struct pki_ocsp_id *id,
		    const struct pki_cert *issuer, bool *same,
		    struct es_err *err);

/* -- the query ------------------------------------------------------------ */

struct pki_ocsp_query {
	struct pki_ocsp_id id[ES_LIMIT_OCSP_IDS];
	size_t		 id_n;
	unsigned char	 nonce[PKI_OCSP_NONCE_MAX];
	size_t		 nonce_n;	/* 0: none */
};

/*
 * Read DER, at most ES_LIMIT_OCSP_QUERY bytes, none left over.  A signature
 * on it is not checked.  ES_E_FORMAT or ES_E_LIMIT; either is to be answered
 * by malformedRequest.
 */
ES_CHECK int	pki_ocsp_query_parse(struct pki_ocsp_query *q,
		    struct es_view der, struct es_err *err);
/* Append the DER. */
ES_CHECK int	pki_ocsp_query_write(const struct pki_ocsp_query *q,
		    struct es_buf *out, struct es_err *err);
/*
 * A query about one certificate.  With a fresh nonce of 16 octets, or
 * without: then caches may answer (RFC 5019).
 */
ES_CHECK int	pki_ocsp_query_for(struct pki_ocsp_query *q,
		    enum crypt_md md, const struct pki_cert *cert,
		    const struct pki_cert *issuer, bool nonce,
		    struct es_err *err);

/* -- making an answer ----------------------------------------------------- */

enum pki_ocsp_failure {		/* OCSPResponseStatus, RFC 6960 4.2.1 */
	PKI_OCSP_SUCCESSFUL = 0,
	PKI_OCSP_MALFORMED = 1,
	PKI_OCSP_INTERNAL = 2,
	PKI_OCSP_TRY_LATER = 3,
	PKI_OCSP_SIG_REQUIRED = 5,
	PKI_OCSP_UNAUTHORIZED = 6
};

/* Append an answer that has a status only; "why" is not SUCCESSFUL. */
void		pki_ocsp_failed(struct es_buf *out, enum pki_ocsp_failure why);

enum pki_ocsp_status {
	PKI_OCSP_UNKNOWN = 0,	/* the responder does not know it either */
	PKI_OCSP_GOOD,
	PKI_OCSP_REVOKED
};

struct pki_ocsp_single {
	struct pki_ocsp_id	id;
	enum pki_ocsp_status	status;
	struct pki_revoked	revoked;
	int64_t			this_update;
	int64_t			next_update;	/* 0: newer is always there */
};

struct pki_ocsp_reply {
	const struct pki_ocsp_single *single;
	size_t		 single_n;
	int64_t		 produced_at;
	int64_t		 keeps_since;	/* archiveCutoff; 0: left out */
	struct es_view	 nonce;		/* of the query; empty: none */
};

/*
 * Append a signed answer.  signer: the certificate of "key", either the
 * issuer's or one of its profile PKI_OCSP, which is then enclosed.
 */
ES_CHECK int	pki_ocsp_reply_make(const struct pki_ocsp_reply *reply,
		    const struct pki_cert *signer, bool enclose,
		    struct crypt_key *key, struct es_buf *out,
		    struct es_err *err);

/* -- reading an answer ---------------------------------------------------- */

struct pki_ocsp;

/*
 * Decode an OCSPResponse (copied; at most ES_LIMIT_OCSP bytes, none left
 * over).  ES_E_UPSTREAM when its status is not successful (the message says
 * which), ES_E_FORMAT, ES_E_LIMIT.
 */
ES_CHECK int	pki_ocsp_parse(struct pki_ocsp **out, struct es_view der,
		    struct pki_cache *cache, struct es_err *err);
void		pki_ocsp_free(struct pki_ocsp *o);	/* NULL is fine */

/* Borrowed from the answer. */
struct es_view	pki_ocsp_der(const struct pki_ocsp *o);
struct es_view	pki_ocsp_nonce(const struct pki_ocsp *o);
int64_t		pki_ocsp_produced_at(const struct pki_ocsp *o);
/* archiveCutoff of RFC 6960 4.4.4 in its first answer; 0: not said. */
int64_t		pki_ocsp_keeps_since(const struct pki_ocsp *o);
size_t		pki_ocsp_count(const struct pki_ocsp *o);
/* The i-th single answer, i < count. */
const struct pki_ocsp_single *pki_ocsp_single(const struct pki_ocsp *o,
		    size_t i);
/* The certificates that were enclosed. */
struct pki_cert *const *pki_ocsp_certs(const struct pki_ocsp *o, size_t *n);

/*
 * What it says about "cert": 1 and *out (borrowed), 0 when it says nothing.
 * The last update wins when it says several things.
 */
ES_CHECK int	pki_ocsp_find(const struct pki_ocsp *o,
		    const struct pki_cert *cert,
		    const struct pki_cert *issuer,
		    const struct pki_ocsp_single **out, struct es_err *err);

enum pki_ocsp_signer {
	PKI_OCSP_SIGNER_UNKNOWN = 0,	/* not among the certificates */
	PKI_OCSP_SIGNER_ISSUER,		/* the issuer itself */
	PKI_OCSP_SIGNER_DELEGATE,	/* whom the issuer delegated to */
	PKI_OCSP_SIGNER_FORGED,		/* the signature does not hold */
	PKI_OCSP_SIGNER_NOT_ALLOWED,	/* not issued by the issuer for OCSP */
	PKI_OCSP_SIGNER_EXPIRED,	/* not in force when it signed */
	PKI_OCSP_SIGNER_WEAK,		/* an algorithm that proves nothing */
	PKI_OCSP_SIGNER__MAX
};

/* "issuer", "delegate", "forged", ... */
const char	*pki_ocsp_signer_name(enum pki_ocsp_signer s);

/*
 * Who signed it, and may they (RFC 6960 4.2.2.2)?  "who" (borrowed; NULL is
 * fine) becomes the delegate's or the issuer's certificate.  A delegate
 * without ocsp-nocheck may itself have been revoked: pki_cert_nocheck.
 */
ES_CHECK int	pki_ocsp_verify(const struct pki_ocsp *o,
		    struct pki_cert *issuer, enum pki_ocsp_signer *out,
		    struct pki_cert **who, struct es_err *err);
/* It carries id-pkix-ocsp-nocheck. */
bool		pki_cert_nocheck(const struct pki_cert *c);

#endif
