/*
 * pki/urls.h - where a certificate says its revocation data and its issuer
 * can be fetched (RFC 5280 4.2.1.13, 4.2.2.1).
 *
 * These are claims of whoever issued it.  Fetching is somebody else's: pki
 * opens no socket.
 */
#ifndef ES_PKI_URLS_H
#define ES_PKI_URLS_H

#include "base/view.h"
#include "pki/cert.h"

#define PKI_URLS_MAX	8	/* more of a kind are not looked at */

enum pki_url {
	PKI_URL_NONE = 0,
	PKI_URL_CRL,		/* cRLDistributionPoints */
	PKI_URL_OCSP,		/* authorityInfoAccess, OCSP */
	PKI_URL_ISSUER		/* authorityInfoAccess, caIssuers */
};

/*
 * The http and https addresses of a kind, in the certificate's order, at
 * most "max"; their number.  Borrowed from the certificate, not terminated,
 * printable ASCII without blanks, at most 1024 bytes each.
 */
size_t		pki_cert_urls(const struct pki_cert *c, enum pki_url kind,
		    struct es_view *out, size_t max);

#endif
