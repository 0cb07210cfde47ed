/* crypt/key.c - private keys whatever holds them, see key.h. */
#include "crypt/key.h"

#include <stdlib.h>

#include "crypt/key_priv.h"
#include "crypt/random.h"

struct crypt_key {
	const struct crypt_key_ops	*ops;
	void				*impl;
	struct crypt_pub		*pub;
	struct crypt_scheme		 scheme;
	unsigned char			*spki;
	size_t				 spki_n;
};

/* Others can make files with them; we do not (pades.md 10). */
static bool
is_for_signing(enum crypt_kind kind)
{
	return kind > CRYPT_KIND_NONE && kind < CRYPT_P521;
}

static void
set_scheme(struct crypt_key *key, enum crypt_way way)
{
	enum crypt_md	md = crypt_kind_md(crypt_pub_kind(key->pub));

	key->scheme = (struct crypt_scheme){ way, md, way == CRYPT_PSS ?
	    (unsigned)crypt_md_size(md) : 0 };
}

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
	if (!is_for_signing(crypt_pub_kind(key->pub))) {
		es_fail(err, ES_E_FORMAT, "key: %s is not a kind we sign "
		    "with", crypt_kind_name(crypt_pub_kind(key->pub)));
		crypt_key_free(key);
		return -1;
	}
	set_scheme(key, crypt_kind_takes(crypt_pub_kind(key->pub),
	    CRYPT_ECDSA) ? CRYPT_ECDSA : crypt_pub_kind(key->pub) ==
	    CRYPT_RSA ? CRYPT_PKCS1 : CRYPT_PSS);
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
crypt_key_use_pss(struct crypt_key *key, struct es_err *err)
{
	if (!crypt_kind_takes(crypt_pub_kind(key->pub), CRYPT_PSS))
		return es_fail(err, ES_E_INPUT, "key: RSASSA-PSS is not for "
		    "%s", crypt_kind_name(crypt_pub_kind(key->pub)));
	set_scheme(key, CRYPT_PSS);
	return 0;
}

struct crypt_scheme
crypt_key_scheme(const struct crypt_key *key)
{
	return key->scheme;
}

/* Ecdsa-Sig-Value: two INTEGERs as long as the order, perhaps a zero more. */
size_t
crypt_key_sig_max(const struct crypt_key *key)
{
	size_t	bytes = (crypt_pub_bits(key->pub) + 7) / 8;

	return key->scheme.way == CRYPT_ECDSA ? 2 * (bytes + 3) + 2 : bytes;
}

int
crypt_key_sign(struct crypt_key *key, enum crypt_md md,
    struct es_view digest, unsigned char *sig, size_t *n, struct es_err *err)
{
	struct crypt_scheme	s = key->scheme;

	*n = 0;
	s.md = md;
	if (s.way == CRYPT_PSS)
		s.salt = (unsigned)crypt_md_size(md);
	if (md == CRYPT_MD_NONE || digest.n != crypt_md_size(md))
		return es_fail(err, ES_E_BUG, "sign: a digest of %zu bytes "
		    "as %s", digest.n, crypt_md_name(md));
	if (key->ops->sign(key->impl, &s, digest, sig, n, err) < 0) {
		*n = 0;
		return -1;
	}
	return 0;
}

int
crypt_key_test(struct crypt_key *key, struct es_err *err)
{
	unsigned char		digest[CRYPT_DIGEST_MAX];
	unsigned char		sig[CRYPT_SIG_MAX];
	enum crypt_verdict	verdict;
	struct es_view		d = { digest, crypt_md_size(key->scheme.md) };
	size_t			n;

	if (crypt_random(digest, d.n, err) < 0 ||
	    crypt_key_sign(key, key->scheme.md, d, sig, &n, err) < 0 ||
	    crypt_pub_verify_as(key->pub, &key->scheme, d, es_view(sig, n),
	    &verdict, err) < 0)
		return es_err_prefix(err, "key test");
	if (verdict != CRYPT_SIG_GOOD)
		return es_fail(err, ES_E_CRYPTO, "key test: the signature "
		    "does not fit the public key");
	return 0;
}
