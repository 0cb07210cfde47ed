/*
 * pki/csr.h - asking somebody else's CA for a certificate (PKCS #10,
 * RFC 2986), with the usage that the key is meant for (RFC 2985 5.4.2).
 */
#ifndef ES_PKI_CSR_H
#define ES_PKI_CSR_H

#include "base/buf.h"
#include "base/err.h"
#include "crypt/key.h"
#include "pki/make.h"

/*
 * Append the DER of a request for rq's subject and profile, signed by "key"
 * (rq->spki is its).  Times and addresses of rq do not matter.
 */
ES_CHECK int	pki_csr_make(struct es_buf *out, const struct pki_request *rq,
		    struct crypt_key *key, struct es_err *err);

#endif
