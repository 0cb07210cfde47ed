/* cms/verify.c - see verify.h. */
#include "cms/verify.h"

#include <openssl/evp.h>

#include "cms/cms_priv.h"
#include "crypt/crypt_priv.h"

enum { SHA1_SIZE = 20, RSA_FLOOR = 2048 };

enum crypt_md
cms_md(const struct cms *c)
{
	return c->kind == CMS_SHA1 ? CRYPT_SHA1 : c->md_alg.scheme.md;
}

struct cms *
cms_next(const struct cms *c)
{
	return c->next;
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

	if (c->kind == CMS_SHA1 || c->md_alg.weak || c->sig_alg.weak)
		return CMS_STRENGTH_WEAK;
	if (c->md_alg.kind == CRYPT_ALG_FOREIGN ||
	    c->sig_alg.kind == CRYPT_ALG_FOREIGN)
		return CMS_STRENGTH_FOREIGN;
	if (c->signer == NULL)
		return CMS_STRENGTH_UNKNOWN;
	if ((pub = pki_cert_pub(c->signer)) == NULL)
		return CMS_STRENGTH_FOREIGN;
	if (crypt_kind_takes(crypt_pub_kind(pub), CRYPT_PSS) &&
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
 * EdDSA signs the attributes themselves (RFC 8419 3.1), with a key of the
 * curve that the algorithm names.
 */
static int
check_eddsa(struct cms *c, struct es_view attrs, enum crypt_verdict *out,
    struct es_err *err)
{
	struct crypt_pub	*pub = pki_cert_pub(c->signer);

	if (crypt_kind_md(crypt_pub_kind(pub)) != c->sig_alg.scheme.md) {
		*out = CRYPT_SIG_BAD;
		return 0;
	}
	/* Without attributes it is over the document, which is not here. */
	return attrs.n == 0 ? 0 :
	    crypt_pub_verify_message(pub, attrs, c->signature, out, err);
}

/*
 * Signed is the SET; sent is the same with the tag [0].  Without attributes
 * the digest of the document itself is signed.
 */
static int
check_signature(struct cms *c, struct es_view digest,
    enum crypt_verdict *out, struct es_err *err)
{
	struct crypt_scheme	s = c->sig_alg.scheme;
	unsigned char		sum[CRYPT_DIGEST_MAX];
	unsigned char		*tag = c->der + c->attrs_at;
	struct es_view		attrs = { tag, c->attrs_n };
	int			 rc = 0;

	s.md = c->md_alg.scheme.md;
	if (c->attrs_n != 0)
		*tag = DER_SET;
	else
		memcpy(sum, digest.p, digest.n);
	if (s.way == CRYPT_EDDSA)
		rc = check_eddsa(c, c->attrs_n == 0 ? ES_VIEW_EMPTY : attrs,
		    out, err);
	else if (c->attrs_n != 0)
		rc = crypt_digest(s.md, attrs, sum, err);
	if (c->attrs_n != 0)
		*tag = DER_CONS;
	if (rc < 0 || s.way == CRYPT_EDDSA)
		return rc;
	return crypt_pub_verify_as(pki_cert_pub(c->signer), &s,
	    es_view(sum, crypt_md_size(s.md)), c->signature, out, err);
}

int
cms_verify(struct cms *c, struct es_view digest, struct cms_verdict *out,
    struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX];
	bool		other = c->kind == CMS_SHA1 &&
			    !es_view_eq(c->content, digest);

	memset(out, 0, sizeof(*out));
	out->signer_found = c->signer != NULL;
	out->strength = strength(c);
	if ((c->kind == CMS_TOKEN || c->kind == CMS_SHA1) &&
	    c->md_alg.scheme.md != CRYPT_MD_NONE) {
		if (crypt_digest(c->md_alg.scheme.md, c->content, sum, err) < 0)
			return -1;
		digest = es_view(sum, crypt_md_size(c->md_alg.scheme.md));
	}
	if (c->attrs_n != 0 && c->md_alg.scheme.md != CRYPT_MD_NONE &&
	    digest.n != 0)
		out->digest = es_view_eq(c->digest, digest) ? CMS_FIT_YES :
		    CMS_FIT_NO;
	/* What is inside is signed, and is not this document's digest. */
	if (other)
		out->digest = CMS_FIT_NO;
	if (check_certificate(c, &out->certificate, err) < 0)
		return -1;
	/* What is weak is computed all the same: broken is broken. */
	if (c->signer == NULL || c->md_alg.scheme.md == CRYPT_MD_NONE ||
	    digest.n != crypt_md_size(c->md_alg.scheme.md) ||
	    c->sig_alg.scheme.way == CRYPT_WAY_NONE ||
	    c->sig_alg.kind == CRYPT_ALG_FOREIGN ||
	    pki_cert_pub(c->signer) == NULL)
		return 0;
	if (check_signature(c, digest, &out->signature, err) < 0)
		return -1;
	if (c->attrs_n == 0 && out->signature == CRYPT_SIG_GOOD && !other)
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
