/* cms/algs.c - algorithm identifiers and what we think of them. */
#include "cms/cms_priv.h"
#include "crypt/oid.h"

#define FINE	CMS_STRENGTH_FINE
#define WEAK	CMS_STRENGTH_WEAK

struct cms_alg
cms_alg_read(struct der *d, struct es_view *oid)
{
	const struct {
		struct es_view	 oid;
		struct cms_alg	 alg;
	} known[] = {
		{ OID_SHA256, { CRYPT_SHA256, CRYPT_KIND_NONE, FINE, true } },
		{ OID_SHA384, { CRYPT_SHA384, CRYPT_KIND_NONE, FINE, true } },
		{ OID_SHA512, { CRYPT_SHA512, CRYPT_KIND_NONE, FINE, true } },
		{ OID_SHA1, { CRYPT_SHA1, CRYPT_KIND_NONE, WEAK, true } },
		{ OID_MD5, { CRYPT_MD_NONE, CRYPT_KIND_NONE, WEAK, true } },
		{ OID_EC_SHA256, { CRYPT_SHA256, CRYPT_P256, FINE, false } },
		{ OID_EC_SHA384, { CRYPT_SHA384, CRYPT_P256, FINE, false } },
		{ OID_EC_SHA512, { CRYPT_SHA512, CRYPT_P256, FINE, false } },
		{ OID_EC_SHA1, { CRYPT_SHA1, CRYPT_P256, WEAK, false } },
		{ OID_RSA, { CRYPT_MD_NONE, CRYPT_RSA, FINE, false } },
		{ OID_RSA_SHA256, { CRYPT_SHA256, CRYPT_RSA, FINE, false } },
		{ OID_RSA_SHA384, { CRYPT_SHA384, CRYPT_RSA, FINE, false } },
		{ OID_RSA_SHA512, { CRYPT_SHA512, CRYPT_RSA, FINE, false } },
		{ OID_RSA_SHA1, { CRYPT_SHA1, CRYPT_RSA, WEAK, false } },
		{ OID_RSA_MD5, { CRYPT_MD_NONE, CRYPT_KIND_NONE, WEAK,
		    false } },
	};
	struct es_view	params;
	size_t		i;

	*oid = der_take(d, DER_OID);
	params = der_any(d);
	der_done(d);
	for (i = 0; i < ES_COUNT(known); i++) {
		if (!es_view_eq(*oid, known[i].oid))
			continue;
		/* All of them take NULL or nothing. */
		if (params.n != 0 && !es_view_eq(params, ES_LIT("\x05\x00")))
			der_fail(d, "an algorithm with parameters");
		return known[i].alg;
	}
	return (struct cms_alg){ CRYPT_MD_NONE, CRYPT_KIND_NONE,
	    CMS_STRENGTH_FOREIGN, false };
}
