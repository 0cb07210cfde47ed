/* crypt/pub.c - public keys, see key.h. */
#include <stdlib.h>

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "crypt/crypt_priv.h"

struct crypt_pub {
	EVP_PKEY	*pkey;
	EVP_PKEY_CTX	*ctx;		/* set up for "scheme" */
	struct crypt_scheme scheme;
	enum crypt_kind	 kind;
	unsigned	 bits;
};

static const struct {
	const char	*name;
	const char	*type, *group;	/* OpenSSL's names */
	enum crypt_way	 way;		/* its own way */
	enum crypt_md	 md;
} kinds[CRYPT_KIND__MAX] = {
	[CRYPT_KIND_NONE] = { "none", NULL, NULL, CRYPT_WAY_NONE,
	    CRYPT_MD_NONE },
	[CRYPT_P256] = { "ECDSA P-256", "EC", "prime256v1", CRYPT_ECDSA,
	    CRYPT_SHA256 },
	[CRYPT_RSA] = { "RSA", "RSA", NULL, CRYPT_PKCS1, CRYPT_SHA256 },
	[CRYPT_P384] = { "ECDSA P-384", "EC", "secp384r1", CRYPT_ECDSA,
	    CRYPT_SHA384 },
	[CRYPT_RSA_PSS] = { "RSASSA-PSS", "RSA-PSS", NULL, CRYPT_PSS,
	    CRYPT_SHA256 },
	[CRYPT_P521] = { "ECDSA P-521", "EC", "secp521r1", CRYPT_ECDSA,
	    CRYPT_SHA512 },
	[CRYPT_BP256] = { "ECDSA brainpoolP256r1", "EC", "brainpoolP256r1",
	    CRYPT_ECDSA, CRYPT_SHA256 },
	[CRYPT_BP384] = { "ECDSA brainpoolP384r1", "EC", "brainpoolP384r1",
	    CRYPT_ECDSA, CRYPT_SHA384 },
	[CRYPT_BP512] = { "ECDSA brainpoolP512r1", "EC", "brainpoolP512r1",
	    CRYPT_ECDSA, CRYPT_SHA512 },
	[CRYPT_ED25519] = { "Ed25519", "ED25519", NULL, CRYPT_EDDSA,
	    CRYPT_SHA512 },
	[CRYPT_ED448] = { "Ed448", "ED448", NULL, CRYPT_EDDSA,
	    CRYPT_SHAKE256 },
};

const char *
crypt_kind_name(enum crypt_kind kind)
{
	return (unsigned)kind < CRYPT_KIND__MAX ? kinds[kind].name : "none";
}

enum crypt_md
crypt_kind_md(enum crypt_kind kind)
{
	return (unsigned)kind < CRYPT_KIND__MAX ? kinds[kind].md :
	    CRYPT_MD_NONE;
}

bool
crypt_kind_takes(enum crypt_kind kind, enum crypt_way way)
{
	if (kind == CRYPT_KIND_NONE || (unsigned)kind >= CRYPT_KIND__MAX)
		return false;
	return kinds[kind].way == way ||
	    (kind == CRYPT_RSA && way == CRYPT_PSS);
}

enum crypt_kind
crypt_evp_kind(const EVP_PKEY *pkey, unsigned *bits)
{
	char		group[32] = "";
	size_t		n;
	enum crypt_kind	k;

	*bits = (unsigned)EVP_PKEY_get_bits(pkey);
	if (EVP_PKEY_is_a(pkey, "EC") && EVP_PKEY_get_group_name(pkey, group,
	    sizeof(group), &n) != 1)
		return CRYPT_KIND_NONE;
	for (k = CRYPT_KIND_NONE + 1; k < CRYPT_KIND__MAX; k++)
		if (EVP_PKEY_is_a(pkey, kinds[k].type) &&
		    (kinds[k].group == NULL ||
		    strcmp(kinds[k].group, group) == 0))
			break;
	if (k == CRYPT_KIND__MAX || ((k == CRYPT_RSA || k == CRYPT_RSA_PSS) &&
	    *bits > ES_LIMIT_RSA_BITS))
		return CRYPT_KIND_NONE;
	return k;
}

/* PSS: the mask's digest and the salt; whatever is not PSS has neither. */
int
crypt_evp_set(EVP_PKEY_CTX *ctx, const struct crypt_scheme *s,
    struct es_err *err)
{
	const EVP_MD	*md = crypt_evp_md(s->md);
	bool		 rsa = s->way == CRYPT_PKCS1 || s->way == CRYPT_PSS;

	if (md == NULL || (rsa && EVP_PKEY_CTX_set_rsa_padding(ctx,
	    s->way == CRYPT_PSS ? RSA_PKCS1_PSS_PADDING :
	    RSA_PKCS1_PADDING) != 1) ||
	    EVP_PKEY_CTX_set_signature_md(ctx, md) != 1 ||
	    (s->way == CRYPT_PSS &&
	    (EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) != 1 ||
	    EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, (int)s->salt) != 1)))
		return crypt_fail(err, ES_E_CRYPTO, "scheme %s",
		    crypt_md_name(s->md));
	return 0;
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
	if (pub->ctx == NULL || (kinds[pub->kind].way != CRYPT_EDDSA &&
	    EVP_PKEY_verify_init(pub->ctx) != 1)) {
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

static bool
same_scheme(const struct crypt_scheme *a, const struct crypt_scheme *b)
{
	return a->way == b->way && a->md == b->md && a->salt == b->salt;
}

/*
 * OpenSSL answers 0 or a negative number for a signature that is wrong and
 * for one that is not even a signature; both are "bad".
 */
static enum crypt_verdict
verdict(int answer)
{
	if (answer == 1)
		return CRYPT_SIG_GOOD;
	(void)crypt_fail(NULL, ES_E_CRYPTO, "verify");
	return CRYPT_SIG_BAD;
}

int
crypt_pub_verify_as(struct crypt_pub *pub, const struct crypt_scheme *s,
    struct es_view digest, struct es_view sig, enum crypt_verdict *out,
    struct es_err *err)
{
	*out = CRYPT_VERDICT_UNKNOWN;
	if (s->way == CRYPT_EDDSA || s->md == CRYPT_MD_NONE ||
	    digest.n != crypt_md_size(s->md))
		return es_fail(err, ES_E_BUG, "verify: a digest of %zu bytes "
		    "as %s", digest.n, crypt_md_name(s->md));
	if (!crypt_kind_takes(pub->kind, s->way)) {
		*out = CRYPT_SIG_BAD;
		return 0;
	}
	if (!same_scheme(&pub->scheme, s)) {
		pub->scheme.way = CRYPT_WAY_NONE;
		/* A key bound to other parameters refuses them: bad. */
		if (crypt_evp_set(pub->ctx, s, NULL) < 0) {
			*out = CRYPT_SIG_BAD;
			return 0;
		}
		pub->scheme = *s;
	}
	*out = verdict(EVP_PKEY_verify(pub->ctx, sig.p, sig.n, digest.p,
	    digest.n));
	return 0;
}

int
crypt_pub_verify(struct crypt_pub *pub, enum crypt_md md,
    struct es_view digest, struct es_view sig, enum crypt_verdict *out,
    struct es_err *err)
{
	struct crypt_scheme	s = { kinds[pub->kind].way, md, 0 };

	if (s.way == CRYPT_PSS)
		s.salt = (unsigned)crypt_md_size(md);
	return crypt_pub_verify_as(pub, &s, digest, sig, out, err);
}

int
crypt_pub_verify_message(struct crypt_pub *pub, struct es_view message,
    struct es_view sig, enum crypt_verdict *out, struct es_err *err)
{
	EVP_MD_CTX	*ctx;

	*out = CRYPT_SIG_BAD;
	if (kinds[pub->kind].way != CRYPT_EDDSA)
		return 0;
	*out = CRYPT_VERDICT_UNKNOWN;
	if ((ctx = EVP_MD_CTX_new()) == NULL)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	if (EVP_DigestVerifyInit_ex(ctx, NULL, NULL, NULL, NULL, pub->pkey,
	    NULL) != 1) {
		EVP_MD_CTX_free(ctx);
		return crypt_fail(err, ES_E_CRYPTO, "verify: set-up");
	}
	*out = verdict(EVP_DigestVerify(ctx, sig.p, sig.n, message.p,
	    message.n));
	EVP_MD_CTX_free(ctx);
	return 0;
}
