/*
 * crypt/crypt_priv.h - OpenSSL objects, for the modules that own libcrypto
 * (crypt, pki, cms, tsa) and nobody else.
 */
#ifndef ES_CRYPT_PRIV_H
#define ES_CRYPT_PRIV_H

#include <openssl/evp.h>

#include "base/err.h"
#include "crypt/digest.h"
#include "crypt/key.h"

/*
 * As es_fail, with the reason of OpenSSL's newest error appended and its
 * queue emptied; always -1.
 */
int		 crypt_fail(struct es_err *err, enum es_code code,
		    const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
/* The process-wide algorithm object; NULL for an unknown md. */
const EVP_MD	*crypt_evp_md(enum crypt_md md);

/* RC4; NULL where the library's old algorithms are not installed. */
const EVP_CIPHER *crypt_evp_rc4(void);

/* Which kind a key is, and its bits; CRYPT_KIND_NONE for one we do not use. */
enum crypt_kind	 crypt_evp_kind(const EVP_PKEY *pkey, unsigned *bits);
/* Make a context that signs or verifies do it in the way s; -1 as above. */
int		 crypt_evp_set(EVP_PKEY_CTX *ctx, const struct crypt_scheme *s,
		    struct es_err *err);

#endif
