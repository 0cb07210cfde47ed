/*
 * pki/make.h - making the certificates of a campus (RFC 5280).
 *
 * Written by hand over crypt_key, so that a CA key may live in a token.
 * Names are UTF8String, serials 159 random bits.
 */
#ifndef ES_PKI_MAKE_H
#define ES_PKI_MAKE_H

#include "base/err.h"
#include "crypt/key.h"
#include "pki/cert.h"

enum pki_profile {
	PKI_PROFILE_NONE = 0,
	PKI_ROOT,	/* self-signed CA */
	PKI_ISSUER,	/* CA below it, path length 0 */
	PKI_SEAL,	/* documentSigning + emailProtection */
	PKI_TSA,	/* critical, sole timeStamping */
	PKI_OCSP,	/* OCSPSigning + ocsp-nocheck */
	PKI_TLS		/* serverAuth, names in subjectAltName */
};

struct pki_request {
	enum pki_profile profile;
	/* UTF-8, at most 64 characters (country 2 letters); NULL: left out. */
	const char	*country;
	const char	*organisation;
	const char	*unit;
	const char	*common_name;	/* required, unless "like" is given */
	/*
	 * PKI_TLS: host names and IPv4 addresses with blanks between them;
	 * required there, unless "like" is given.
	 */
	const char	*dns;
	/* Take subject and subjectAltName from this certificate; NULL. */
	const struct pki_cert *like;
	struct es_view	 spki;		/* public key of the subject */
	int64_t		 from, until;
	/* http URLs; NULL: extension left out. */
	const char	*crl_url;
	const char	*issuer_url;	/* AIA caIssuers */
	const char	*ocsp_url;	/* AIA OCSP */
};

/*
 * Issue a certificate.  issuer NULL: self-signed, "key" belongs to spki.
 * ES_E_INPUT for a name or time that makes no certificate.
 */
ES_CHECK int	pki_make(struct pki_cert **out, const struct pki_request *rq,
		    const struct pki_cert *issuer, struct crypt_key *key,
		    struct es_err *err);

#endif
