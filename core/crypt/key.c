/* crypt/key.c - private keys whatever holds them, see key.h. */
#include "crypt/key.h"

#include <stdlib.h>

#include "crypt/key_priv.h"
#include "crypt/random.h"

struct crypt_key {
	const struct crypt_key_ops	*ops;
	void				*impl;
	struct crypt_pub		*pub;
	unsigned char			*spki;
	size_t				 spki_n;
};

int
crypt_key_new(struct crypt_key **out, const struct crypt_key_ops *ops,
    void *impl, struct es_view spki, struct es_err *err)
{
	struct crypt_key	*key;

	*out = NULL;
	if ((key = calloc(1, sizeof(*key))) == NULL ||
	    (key->spki = malloc(spki.n == 0 ? 1 : spki.n)) == NULL) {
		free(key);
		return es_fail(err, ES_E_NOMEM, "key: out of memory");
	}
	if (crypt_pub_parse(&key->pub, spki, err) < 0) {
		crypt_key_free(key);
		return es_err_prefix(err, "key");
	}
	memcpy(key->spki, spki.p, spki.n);
	key->spki_n = spki.n;
	key->ops = ops;
	key->impl = impl;
	*out = key;
	return 0;
}

void
crypt_key_free(struct crypt_key *key)
{
	if (key == NULL)
		return;
	if (key->ops != NULL)
		key->ops->free(key->impl);
	crypt_pub_free(key->pub);
	free(key->spki);
	free(key);
}

void *
crypt_key_impl(const struct crypt_key *key, const struct crypt_key_ops *ops)
{
	return key->ops == ops ? key->impl : NULL;
}

enum crypt_kind
crypt_key_kind(const struct crypt_key *key)
{
	return crypt_pub_kind(key->pub);
}

struct es_view
crypt_key_spki(const struct crypt_key *key)
{
	return es_view(key->spki, key->spki_n);
}

int
crypt_key_sign(struct crypt_key *key, enum crypt_md md,
    struct es_view digest, unsigned char *sig, size_t *n, struct es_err *err)
{
	*n = 0;
	if (md == CRYPT_MD_NONE || digest.n != crypt_md_size(md))
		return es_fail(err, ES_E_BUG, "sign: a digest of %zu bytes "
		    "as %s", digest.n, crypt_md_name(md));
	if (key->ops->sign(key->impl, md, digest, sig, n, err) < 0) {
		*n = 0;
		return -1;
	}
	return 0;
}

int
crypt_key_test(struct crypt_key *key, struct es_err *err)
{
	unsigned char		digest[CRYPT_SHA256_SIZE];
	unsigned char		sig[CRYPT_SIG_MAX];
	enum crypt_verdict	verdict;
	struct es_view		d = { digest, sizeof(digest) };
	size_t			n;

	if (crypt_random(digest, sizeof(digest), err) < 0 ||
	    crypt_key_sign(key, CRYPT_SHA256, d, sig, &n, err) < 0 ||
	    crypt_pub_verify(key->pub, CRYPT_SHA256, d, es_view(sig, n),
	    &verdict, err) < 0)
		return es_err_prefix(err, "key test");
	if (verdict != CRYPT_SIG_GOOD)
		return es_fail(err, ES_E_CRYPTO, "key test: the signature "
		    "does not fit the public key");
	return 0;
}
