/* pki/sig.c - signatures around what a CA says, see pki_priv.h. */
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "crypt/alg.h"
#include "crypt/crypt_priv.h"
#include "pki/cert_priv.h"
#include "pki/pki_priv.h"

/* Digests that collide within an attacker's means: 112 bits is our floor. */
enum { MD_FLOOR = 224, RSA_FLOOR = 2048, EC_FLOOR = 224 };

void
pki_alg_put(struct es_buf *b, const struct crypt_key *key)
{
	struct crypt_scheme	s = crypt_key_scheme(key);

	crypt_scheme_put(b, &s);
}

int
pki_signed_put(struct es_buf *b, struct es_view tbs, struct es_view tail,
    struct crypt_key *key, struct es_err *err)
{
	unsigned char	sum[CRYPT_DIGEST_MAX], sig[CRYPT_SIG_MAX];
	enum crypt_md	md = crypt_key_scheme(key).md;
	size_t		n, seq;

	if (crypt_digest(md, tbs, sum, err) < 0 || crypt_key_sign(key, md,
	    es_view(sum, crypt_md_size(md)), sig, &n, err) < 0)
		return -1;
	seq = der_begin(b, DER_SEQ);
	es_buf_add_view(b, tbs);
	pki_alg_put(b, key);
	der_put_head(b, DER_BITS, n + 1);
	es_buf_add_ch(b, 0);
	es_buf_add(b, sig, n);
	es_buf_add_view(b, tail);
	der_end(b, seq);
	return 0;
}

/* The bytes as an OpenSSL object that encodes to exactly themselves. */
static ASN1_TYPE *
raw_of(struct es_view v)
{
	ASN1_TYPE	*t = ASN1_TYPE_new();
	ASN1_STRING	*s = ASN1_STRING_type_new(V_ASN1_SEQUENCE);

	if (t == NULL || s == NULL || v.n > INT32_MAX ||
	    ASN1_STRING_set(s, v.p, (int)v.n) != 1) {
		ASN1_TYPE_free(t);
		ASN1_STRING_free(s);
		return NULL;
	}
	ASN1_TYPE_set(t, V_ASN1_SEQUENCE, s);
	return t;
}

static bool
weak(const EVP_PKEY *key, EVP_MD_CTX *ctx)
{
	const EVP_MD	*md = NULL;
	int		 floor = EVP_PKEY_is_a(key, "RSA") ||
			    EVP_PKEY_is_a(key, "RSA-PSS") ? RSA_FLOOR :
			    EC_FLOOR;

	(void)EVP_PKEY_CTX_get_signature_md(EVP_MD_CTX_get_pkey_ctx(ctx),
	    &md);
	return EVP_PKEY_get_bits(key) < floor ||
	    (md != NULL && EVP_MD_get_size(md) * 8 < MD_FLOOR);
}

static int
check(EVP_PKEY *key, X509_ALGOR *alg, ASN1_TYPE *tbs, ASN1_BIT_STRING *sig,
    enum pki_sig *out, struct es_err *err)
{
	EVP_MD_CTX	*ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX	*pctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
	int		 rc = 0;

	if (ctx == NULL || pctx == NULL) {
		rc = crypt_fail(err, ES_E_NOMEM, "signature: out of memory");
	} else {
		EVP_MD_CTX_set_pkey_ctx(ctx, pctx);
		/* 1 holds, 0 does not, less: no such algorithm or key. */
		switch (ASN1_item_verify_ctx(ASN1_ITEM_rptr(ASN1_ANY), alg,
		    sig, tbs, ctx)) {
		case 1:
			*out = weak(key, ctx) ? PKI_SIG_WEAK : PKI_SIG_GOOD;
			break;
		case 0:
			*out = PKI_SIG_BAD;
			break;
		}
	}
	EVP_MD_CTX_free(ctx);
	EVP_PKEY_CTX_free(pctx);
	ERR_clear_error();
	return rc;
}

int
pki_sig_check(const struct pki_cert *by, struct es_view alg,
    struct es_view tbs, struct es_view bits, enum pki_sig *out,
    struct es_err *err)
{
	const unsigned char	*p = alg.p;
	X509_ALGOR		*a = d2i_X509_ALGOR(NULL, &p, (long)alg.n);
	ASN1_BIT_STRING		*sig = ASN1_BIT_STRING_new();
	ASN1_TYPE		*raw = raw_of(tbs);
	EVP_PKEY		*key = X509_get0_pubkey(by->x);
	int			 rc = 0;

	*out = PKI_SIG_UNKNOWN;
	if (sig == NULL || raw == NULL || (bits.n > 0 &&
	    ASN1_STRING_set(sig, bits.p + 1, (int)bits.n - 1) != 1))
		rc = crypt_fail(err, ES_E_NOMEM, "signature: out of memory");
	else if (bits.n == 0 || bits.p[0] != 0)
		*out = PKI_SIG_BAD;
	else if (a != NULL && key != NULL)
		rc = check(key, a, raw, sig, out, err);
	X509_ALGOR_free(a);
	ASN1_BIT_STRING_free(sig);
	ASN1_TYPE_free(raw);
	ERR_clear_error();
	return rc;
}

int
pki_cert_signed_by(const struct pki_cert *c, const struct pki_cert *issuer,
    enum pki_sig *out, struct es_err *err)
{
	struct der_fail	fail = { NULL };
	struct der	d = der_open(pki_cert_der(c), &fail), seq;
	struct es_view	tbs, alg, sig;

	seq = der_in(&d, DER_SEQ);
	tbs = der_whole(&seq, DER_SEQ);
	alg = der_whole(&seq, DER_SEQ);
	sig = der_take(&seq, DER_BITS);
	return pki_sig_check(issuer, alg, tbs, sig, out, err);
}
