/* pki/cert_priv.h - the inside of a certificate, for pki alone. */
#ifndef ES_PKI_CERT_PRIV_H
#define ES_PKI_CERT_PRIV_H

#include <openssl/x509.h>

#include "pki/cert.h"

struct pki_cert {
	unsigned	 owners;
	X509		*x;
	unsigned char	*der;
	size_t		 der_n;
	struct es_view	 issuer, subject, serial, spki, ski;
	unsigned char	 fingerprint[CRYPT_SHA256_SIZE];
	char		*subject_text, *issuer_text, *holder, *organisation;
	int64_t		 from, until;
	unsigned	 ku, eku;
	bool		 ca;
	struct crypt_pub *pub;
};

#endif
