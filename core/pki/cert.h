/*
 * pki/cert.h - a certificate, decoded once and shared by counting.
 *
 * Decoding costs a tenth of a millisecond, so nothing on a hot path parses
 * one twice: look it up in a pki_cache by its bytes.  A certificate says
 * nothing about trust (pki/judge.h).  Objects are not shared by threads.
 */
#ifndef ES_PKI_CERT_H
#define ES_PKI_CERT_H

#include "base/err.h"
#include "base/view.h"
#include "crypt/key.h"

struct pki_cert;

enum {				/* key usage, RFC 5280 4.2.1.3 */
	PKI_KU_SIGN = 1,		/* digitalSignature */
	PKI_KU_COMMIT = 2,		/* nonRepudiation */
	PKI_KU_CERT_SIGN = 4,
	PKI_KU_CRL_SIGN = 8,
	PKI_KU_OTHER = 16,
	PKI_KU_ABSENT = 32		/* no such extension */
};

enum {				/* extended key usage */
	PKI_EKU_DOCUMENT = 1,		/* 1.3.6.1.5.5.7.3.36, RFC 9336 */
	PKI_EKU_EMAIL = 2,
	PKI_EKU_TIME = 4,		/* timeStamping */
	PKI_EKU_OCSP = 8,
	PKI_EKU_ANY = 16,
	PKI_EKU_ADOBE = 32,		/* 1.2.840.113583.1.1.5 */
	PKI_EKU_OTHER = 64,
	PKI_EKU_CRITICAL = 128,
	PKI_EKU_ABSENT = 256
};

/*
 * Decode DER, nothing left over, at most ES_LIMIT_CERT bytes.  *out is the
 * caller's (pki_cert_free); NULL on failure (ES_E_FORMAT, ES_E_LIMIT).
 */
ES_CHECK int	pki_cert_parse(struct pki_cert **out, struct es_view der,
		    struct es_err *err);
/*
 * The certificates of a PEM text in its order, at most "max"; *n becomes
 * their number (0 is ES_E_FORMAT).  Each is the caller's; none on failure.
 */
ES_CHECK int	pki_cert_parse_pem(struct pki_cert **out, size_t max,
		    size_t *n, struct es_view pem, struct es_err *err);
/* One more owner; returns its argument. */
struct pki_cert	*pki_cert_ref(struct pki_cert *c);
void		pki_cert_free(struct pki_cert *c);	/* NULL is fine */
/* PEM block appended to b. */
void		pki_cert_pem(const struct pki_cert *c, struct es_buf *b);

/* All borrowed from the certificate. */
struct es_view	pki_cert_der(const struct pki_cert *c);
/* Name, whole DER. */
struct es_view	pki_cert_issuer_der(const struct pki_cert *c);
struct es_view	pki_cert_subject_der(const struct pki_cert *c);
/* Serial number: content octets of its INTEGER. */
struct es_view	pki_cert_serial(const struct pki_cert *c);
struct es_view	pki_cert_spki(const struct pki_cert *c);
/* Subject key identifier; empty when absent. */
struct es_view	pki_cert_ski(const struct pki_cert *c);
/* SHA-256 of the DER: 32 bytes. */
struct es_view	pki_cert_fingerprint(const struct pki_cert *c);
/* "CN=…, OU=…, O=…, C=…" in UTF-8, controls and bidi marks replaced. */
const char	*pki_cert_subject(const struct pki_cert *c);
const char	*pki_cert_issuer(const struct pki_cert *c);
/* Common name, else organisation, else the whole subject. */
const char	*pki_cert_holder(const struct pki_cert *c);
/* Organisation of the subject; NULL when there is none. */
const char	*pki_cert_organisation(const struct pki_cert *c);
int64_t		pki_cert_not_before(const struct pki_cert *c);
int64_t		pki_cert_not_after(const struct pki_cert *c);
unsigned	pki_cert_key_usage(const struct pki_cert *c);	/* PKI_KU_ */
unsigned	pki_cert_eku(const struct pki_cert *c);		/* PKI_EKU_ */
bool		pki_cert_is_ca(const struct pki_cert *c);
/* The decoded key; NULL for a kind we do not use. */
struct crypt_pub *pki_cert_pub(const struct pki_cert *c);

/* -- decoded certificates by their bytes ---------------------------------- */

struct pki_cache;

ES_CHECK int	pki_cache_new(struct pki_cache **out, struct es_err *err);
void		pki_cache_free(struct pki_cache *cache);
/* As pki_cert_parse; the result is an own reference (pki_cert_free). */
ES_CHECK int	pki_cache_get(struct pki_cache *cache, struct pki_cert **out,
		    struct es_view der, struct es_err *err);

#endif
