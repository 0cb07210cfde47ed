/* crypt/digest.c - see digest.h. */
#include "crypt/digest.h"

#include <stdlib.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "crypt/crypt_priv.h"

static const struct {
	const char	*name;
	size_t		 size;
	bool		 xof;		/* the size is ours to choose */
} mds[CRYPT_MD__MAX] = {
	[CRYPT_MD_NONE] = { "none", 0, false },
	[CRYPT_SHA256] = { "SHA-256", 32, false },
	[CRYPT_SHA384] = { "SHA-384", 48, false },
	[CRYPT_SHA512] = { "SHA-512", 64, false },
	[CRYPT_SHA1] = { "SHA-1", 20, false },
	[CRYPT_SHA3_256] = { "SHA3-256", 32, false },
	[CRYPT_SHA3_384] = { "SHA3-384", 48, false },
	[CRYPT_SHA3_512] = { "SHA3-512", 64, false },
	[CRYPT_SHAKE256] = { "SHAKE-256", 64, true },
};

struct crypt_hash {
	EVP_MD_CTX	*ctx;
	enum crypt_md	 md;
	bool		 bad;
};

size_t
crypt_md_size(enum crypt_md md)
{
	return (unsigned)md < CRYPT_MD__MAX ? mds[md].size : 0;
}

const char *
crypt_md_name(enum crypt_md md)
{
	return (unsigned)md < CRYPT_MD__MAX ? mds[md].name : "none";
}

/* Fetching costs microseconds and a lock; a digest's object never changes. */
const EVP_MD *
crypt_evp_md(enum crypt_md md)
{
	static EVP_MD	*fetched[CRYPT_MD__MAX];

	if ((unsigned)md >= CRYPT_MD__MAX || md == CRYPT_MD_NONE)
		return NULL;
	if (fetched[md] == NULL)
		fetched[md] = EVP_MD_fetch(NULL, mds[md].name, NULL);
	return fetched[md];
}

static int
finish(EVP_MD_CTX *ctx, enum crypt_md md, unsigned char *out)
{
	return mds[md].xof ? EVP_DigestFinalXOF(ctx, out, mds[md].size) :
	    EVP_DigestFinal_ex(ctx, out, NULL);
}

int
crypt_digest(enum crypt_md md, struct es_view v, unsigned char *out,
    struct es_err *err)
{
	static _Thread_local EVP_MD_CTX	*ctx;
	const EVP_MD			*evp = crypt_evp_md(md);

	if (ctx == NULL)
		ctx = EVP_MD_CTX_new();
	if (evp == NULL || ctx == NULL ||
	    EVP_DigestInit_ex(ctx, evp, NULL) != 1 ||
	    EVP_DigestUpdate(ctx, v.p, v.n) != 1 ||
	    finish(ctx, md, out) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "digest %s",
		    crypt_md_name(md));
	return 0;
}

int
crypt_warm(struct es_err *err)
{
	unsigned char	 bytes[32];

	if (OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG |
	    OPENSSL_INIT_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_ADD_ALL_CIPHERS |
	    OPENSSL_INIT_ADD_ALL_DIGESTS, NULL) != 1 ||
	    RAND_bytes(bytes, sizeof(bytes)) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "crypto library");
	(void)crypt_evp_rc4();		/* a file; without it goes, too */
	return crypt_sha256(es_view(bytes, sizeof(bytes)), bytes, err);
}

int
crypt_sha256(struct es_view v, unsigned char out[CRYPT_SHA256_SIZE],
    struct es_err *err)
{
	return crypt_digest(CRYPT_SHA256, v, out, err);
}

int
crypt_hmac_sha256(struct es_view key, struct es_view v,
    unsigned char out[CRYPT_SHA256_SIZE], struct es_err *err)
{
	static const unsigned char	none = 0;
	unsigned int			n = 0;

	/* A NULL key would mean "the previous key" to HMAC(). */
	if (HMAC(crypt_evp_md(CRYPT_SHA256), key.n == 0 ? &none : key.p,
	    (int)key.n, v.p, v.n, out, &n) == NULL || n != CRYPT_SHA256_SIZE)
		return crypt_fail(err, ES_E_CRYPTO, "hmac");
	return 0;
}

int
crypt_hash_new(struct crypt_hash **out, enum crypt_md md, struct es_err *err)
{
	struct crypt_hash	*h;

	*out = NULL;
	if (crypt_evp_md(md) == NULL)
		return crypt_fail(err, ES_E_CRYPTO, "digest %s",
		    crypt_md_name(md));
	if ((h = calloc(1, sizeof(*h))) == NULL ||
	    (h->ctx = EVP_MD_CTX_new()) == NULL) {
		free(h);
		return es_fail(err, ES_E_NOMEM, "digest: out of memory");
	}
	h->md = md;
	crypt_hash_reset(h);
	*out = h;
	return 0;
}

void
crypt_hash_free(struct crypt_hash *h)
{
	if (h == NULL)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}

void
crypt_hash_reset(struct crypt_hash *h)
{
	h->bad = EVP_DigestInit_ex(h->ctx, crypt_evp_md(h->md), NULL) != 1;
}

void
crypt_hash_add(struct crypt_hash *h, struct es_view v)
{
	if (!h->bad && EVP_DigestUpdate(h->ctx, v.p, v.n) != 1)
		h->bad = true;
}

int
crypt_hash_final(struct crypt_hash *h, unsigned char *out, struct es_err *err)
{
	bool	bad = h->bad;

	if (!bad && finish(h->ctx, h->md, out) != 1)
		bad = true;
	crypt_hash_reset(h);
	if (bad)
		return crypt_fail(err, ES_E_CRYPTO, "digest %s",
		    crypt_md_name(h->md));
	return 0;
}

bool
crypt_equal(struct es_view a, struct es_view b)
{
	return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}
