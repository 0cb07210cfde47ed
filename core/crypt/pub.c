/* crypt/pub.c - public keys, see key.h. */
#include <stdlib.h>

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "crypt/crypt_priv.h"

struct crypt_pub {
	EVP_PKEY	*pkey;
	EVP_PKEY_CTX	*ctx;		/* set up for "md" */
	enum crypt_md	 md;
	enum crypt_kind	 kind;
	unsigned	 bits;
};

const char *
crypt_kind_name(enum crypt_kind kind)
{
	static const char *const	names[CRYPT_KIND__MAX] = {
		[CRYPT_KIND_NONE] = "none",
		[CRYPT_P256] = "ECDSA P-256",
		[CRYPT_RSA] = "RSA",
	};

	return (unsigned)kind < CRYPT_KIND__MAX ? names[kind] : "none";
}

enum crypt_kind
crypt_evp_kind(const EVP_PKEY *pkey, unsigned *bits)
{
	char	group[32];
	size_t	n;

	*bits = (unsigned)EVP_PKEY_get_bits(pkey);
	if (EVP_PKEY_is_a(pkey, "RSA"))
		return *bits <= ES_LIMIT_RSA_BITS ? CRYPT_RSA :
		    CRYPT_KIND_NONE;
	if (EVP_PKEY_is_a(pkey, "EC") &&
	    EVP_PKEY_get_group_name(pkey, group, sizeof(group), &n) == 1 &&
	    strcmp(group, "prime256v1") == 0)
		return CRYPT_P256;
	return CRYPT_KIND_NONE;
}

int
crypt_pub_parse(struct crypt_pub **out, struct es_view spki,
    struct es_err *err)
{
	const unsigned char	*p = spki.p;
	struct crypt_pub	*pub;
	int			 rc = -1;

	*out = NULL;
	if (spki.n > ES_LIMIT_KEY_FILE)
		return es_fail(err, ES_E_LIMIT, "public key: %zu bytes",
		    spki.n);
	if ((pub = calloc(1, sizeof(*pub))) == NULL)
		return es_fail(err, ES_E_NOMEM, "public key: out of memory");
	pub->pkey = d2i_PUBKEY(NULL, &p, (long)spki.n);
	if (pub->pkey == NULL || p != spki.p + spki.n) {
		crypt_fail(err, ES_E_FORMAT, "public key: not a key");
		goto out;
	}
	pub->kind = crypt_evp_kind(pub->pkey, &pub->bits);
	if (pub->kind == CRYPT_KIND_NONE) {
		es_fail(err, ES_E_FORMAT, "public key: a kind we do not use");
		goto out;
	}
	pub->ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pub->pkey, NULL);
	if (pub->ctx == NULL || EVP_PKEY_verify_init(pub->ctx) != 1 ||
	    (pub->kind == CRYPT_RSA && EVP_PKEY_CTX_set_rsa_padding(pub->ctx,
	    RSA_PKCS1_PADDING) != 1)) {
		crypt_fail(err, ES_E_CRYPTO, "public key: set-up");
		goto out;
	}
	*out = pub;
	pub = NULL;
	rc = 0;
out:
	crypt_pub_free(pub);
	return rc;
}

void
crypt_pub_free(struct crypt_pub *pub)
{
	if (pub == NULL)
		return;
	EVP_PKEY_CTX_free(pub->ctx);
	EVP_PKEY_free(pub->pkey);
	free(pub);
}

enum crypt_kind
crypt_pub_kind(const struct crypt_pub *pub)
{
	return pub->kind;
}

unsigned
crypt_pub_bits(const struct crypt_pub *pub)
{
	return pub->bits;
}

int
crypt_pub_verify(struct crypt_pub *pub, enum crypt_md md,
    struct es_view digest, struct es_view sig, enum crypt_verdict *out,
    struct es_err *err)
{
	const EVP_MD	*evp = crypt_evp_md(md);

	*out = CRYPT_VERDICT_UNKNOWN;
	if (evp == NULL || digest.n != crypt_md_size(md))
		return es_fail(err, ES_E_BUG, "verify: a digest of %zu bytes "
		    "as %s", digest.n, crypt_md_name(md));
	if (pub->md != md) {
		pub->md = CRYPT_MD_NONE;
		if (EVP_PKEY_CTX_set_signature_md(pub->ctx, evp) != 1)
			return crypt_fail(err, ES_E_CRYPTO, "verify: %s",
			    crypt_md_name(md));
		pub->md = md;
	}
	/*
	 * OpenSSL answers 0 or a negative number for a signature that is
	 * wrong and for one that is not even a signature; both are "bad".
	 */
	*out = EVP_PKEY_verify(pub->ctx, sig.p, sig.n, digest.p,
	    digest.n) == 1 ? CRYPT_SIG_GOOD : CRYPT_SIG_BAD;
	if (*out != CRYPT_SIG_GOOD)
		(void)crypt_fail(NULL, ES_E_CRYPTO, "verify");
	return 0;
}
