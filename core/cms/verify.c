/* cms/verify.c - see verify.h. */
#include "cms/verify.h"

#include <openssl/evp.h>

#include "cms/cms_priv.h"
#include "crypt/crypt_priv.h"

enum { SHA1_SIZE = 20, RSA_FLOOR = 2048 };

enum crypt_md
cms_md(const struct cms *c)
{
	return c->md_alg.md;
}

struct pki_cert *
cms_signer_cert(const struct cms *c)
{
	return c->signer;
}

struct pki_cert *const *
cms_certs(const struct cms *c, size_t *n)
{
	*n = c->cert_n;
	return c->cert;
}

struct es_view
cms_signature(const struct cms *c)
{
	return c->signature;
}

struct es_view
cms_content(const struct cms *c)
{
	return c->content;
}

struct es_view
cms_token(const struct cms *c, size_t i)
{
	return i < c->token_n ? c->token[i] : ES_VIEW_EMPTY;
}

size_t
cms_token_count(const struct cms *c)
{
	return c->token_n;
}

unsigned
cms_oddities(const struct cms *c)
{
	return c->odd;
}

int64_t
cms_signing_time(const struct cms *c)
{
	return c->signing_time;
}

static enum cms_strength
strength(const struct cms *c)
{
	const struct crypt_pub	*pub;

	if (c->md_alg.strength == CMS_STRENGTH_WEAK ||
	    c->sig_alg.strength == CMS_STRENGTH_WEAK)
		return CMS_STRENGTH_WEAK;
	if (c->md_alg.md == CRYPT_MD_NONE ||
	    c->sig_alg.kind == CRYPT_KIND_NONE)
		return CMS_STRENGTH_FOREIGN;
	if (c->signer == NULL)
		return CMS_STRENGTH_UNKNOWN;
	if ((pub = pki_cert_pub(c->signer)) == NULL)
		return CMS_STRENGTH_FOREIGN;
	if (crypt_pub_kind(pub) == CRYPT_RSA &&
	    crypt_pub_bits(pub) < RSA_FLOOR)
		return CMS_STRENGTH_WEAK;
	return CMS_STRENGTH_FINE;
}

/* The first ESS hash is the signer certificate's (pades.md 2.13). */
static int
ess_fit(const struct cms *c, const struct cms_ess *e, enum cms_fit *out,
    struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX];
	struct es_view	der = pki_cert_der(c->signer);
	size_t		n = SHA1_SIZE;

	if (e == &c->ess1) {
		if (EVP_Q_digest(NULL, "SHA1", NULL, der.p, der.n, sum,
		    NULL) != 1)
			return crypt_fail(err, ES_E_CRYPTO, "cms: SHA-1");
	} else if (e->md == CRYPT_MD_NONE) {
		*out = CMS_FIT_NO;	/* a hash that proves nothing to us */
		return 0;
	} else {
		n = crypt_md_size(e->md);
		if (crypt_digest(e->md, der, sum, err) < 0)
			return -1;
	}
	*out = es_view_eq(e->hash, es_view(sum, n)) &&
	    (e->serial.n == 0 || (es_view_eq(e->serial,
	    pki_cert_serial(c->signer)) && es_view_eq(e->issuer,
	    pki_cert_issuer_der(c->signer)))) ? CMS_FIT_YES : CMS_FIT_NO;
	return 0;
}

static int
check_certificate(const struct cms *c, enum cms_fit *out, struct es_err *err)
{
	enum cms_fit	v1;

	if (!c->ess2.present && !c->ess1.present) {
		*out = CMS_FIT_ABSENT;
		return 0;
	}
	if (c->signer == NULL)
		return 0;
	if (c->ess2.present && ess_fit(c, &c->ess2, out, err) < 0)
		return -1;
	if (c->ess1.present) {
		if (ess_fit(c, &c->ess1, &v1, err) < 0)
			return -1;
		if (!c->ess2.present || v1 == CMS_FIT_NO)
			*out = v1;
	}
	return 0;
}

/*
 * Signed is the SET; sent is the same with the tag [0].  Without attributes
 * the digest of the document itself is signed.
 */
static int
check_signature(struct cms *c, struct es_view digest,
    enum crypt_verdict *out, struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX];
	unsigned char	*tag = c->der + c->attrs_at;
	int		 rc = 0;

	if (c->attrs_n == 0) {
		memcpy(sum, digest.p, digest.n);
	} else {
		*tag = DER_SET;
		rc = crypt_digest(c->md_alg.md, es_view(tag, c->attrs_n),
		    sum, err);
		*tag = DER_CONS;
	}
	if (rc < 0)
		return -1;
	if (crypt_pub_kind(pki_cert_pub(c->signer)) != c->sig_alg.kind) {
		*out = CRYPT_SIG_BAD;
		return 0;
	}
	return crypt_pub_verify(pki_cert_pub(c->signer), c->md_alg.md,
	    es_view(sum, crypt_md_size(c->md_alg.md)), c->signature, out,
	    err);
}

int
cms_verify(struct cms *c, struct es_view digest, struct cms_verdict *out,
    struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX];

	memset(out, 0, sizeof(*out));
	out->signer_found = c->signer != NULL;
	out->strength = strength(c);
	if (c->kind == CMS_TOKEN && c->md_alg.md != CRYPT_MD_NONE) {
		if (crypt_digest(c->md_alg.md, c->content, sum, err) < 0)
			return -1;
		digest = es_view(sum, crypt_md_size(c->md_alg.md));
	}
	if (c->attrs_n != 0 && c->md_alg.md != CRYPT_MD_NONE && digest.n != 0)
		out->digest = es_view_eq(c->digest, digest) ? CMS_FIT_YES :
		    CMS_FIT_NO;
	if (check_certificate(c, &out->certificate, err) < 0)
		return -1;
	/* What is weak is computed all the same: broken is broken. */
	if (c->signer == NULL || c->md_alg.md == CRYPT_MD_NONE ||
	    digest.n != crypt_md_size(c->md_alg.md) ||
	    c->sig_alg.kind == CRYPT_KIND_NONE ||
	    pki_cert_pub(c->signer) == NULL)
		return 0;
	if (check_signature(c, digest, &out->signature, err) < 0)
		return -1;
	if (c->attrs_n == 0 && out->signature == CRYPT_SIG_GOOD)
		out->digest = CMS_FIT_YES;
	return 0;
}

bool
cms_verdict_good(const struct cms_verdict *v)
{
	return v->digest == CMS_FIT_YES && v->signature == CRYPT_SIG_GOOD &&
	    v->certificate == CMS_FIT_YES &&
	    v->strength == CMS_STRENGTH_FINE && v->signer_found;
}
