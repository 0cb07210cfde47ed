/* crypt/keyfile.c - keys held by OpenSSL, kept as encrypted PKCS#8 PEM. */
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/limits.h"
#include "crypt/crypt_priv.h"
#include "crypt/key_priv.h"

struct soft {
	EVP_PKEY	*pkey;
	EVP_PKEY_CTX	*ctx;		/* set up for "scheme" */
	struct crypt_scheme scheme;
};

static void
soft_free(void *impl)
{
	struct soft	*s = impl;

	if (s == NULL)
		return;
	EVP_PKEY_CTX_free(s->ctx);
	EVP_PKEY_free(s->pkey);
	free(s);
}

/* The context is set up once: a signature then costs the key operation. */
static int
soft_sign(void *impl, const struct crypt_scheme *want, struct es_view digest,
    unsigned char *sig, size_t *n, struct es_err *err)
{
	struct soft	*s = impl;

	if (s->scheme.way != want->way || s->scheme.md != want->md) {
		s->scheme.way = CRYPT_WAY_NONE;
		if (crypt_evp_set(s->ctx, want, err) < 0)
			return es_err_prefix(err, "sign");
		s->scheme = *want;
	}
	*n = CRYPT_SIG_MAX;
	if (EVP_PKEY_sign(s->ctx, sig, n, digest.p, digest.n) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "sign");
	return 0;
}

static const struct crypt_key_ops	soft_ops = { soft_sign, soft_free };

/* Takes pkey, also on failure. */
static int
soft_new(struct crypt_key **out, EVP_PKEY *pkey, struct es_err *err)
{
	unsigned char	*spki = NULL;
	struct soft	*s;
	unsigned	 bits;
	int		 n, rc = -1;

	*out = NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL) {
		EVP_PKEY_free(pkey);
		return es_fail(err, ES_E_NOMEM, "key: out of memory");
	}
	s->pkey = pkey;
	if (crypt_evp_kind(pkey, &bits) == CRYPT_KIND_NONE) {
		es_fail(err, ES_E_FORMAT, "key: a kind we do not use");
		goto out;
	}
	s->ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
	if (s->ctx == NULL || EVP_PKEY_sign_init(s->ctx) != 1 ||
	    (n = i2d_PUBKEY(pkey, &spki)) <= 0) {
		crypt_fail(err, ES_E_CRYPTO, "key: set-up");
		goto out;
	}
	if (crypt_key_new(out, &soft_ops, s, es_view(spki, (size_t)n),
	    err) < 0)
		goto out;
	s = NULL;	/* handed over */
	rc = 0;
out:
	OPENSSL_free(spki);
	soft_free(s);
	return rc;
}

/* The DER inside the one PEM block that the file may hold. */
static int
read_pem(struct es_view pem, unsigned char **der, long *n, struct es_err *err)
{
	char	*name = NULL, *header = NULL;
	BIO	*bio;
	int	 rc = -1;

	*der = NULL;
	if (pem.n > ES_LIMIT_KEY_FILE)
		return es_fail(err, ES_E_LIMIT, "key file: %zu bytes, limit "
		    "%zu", pem.n, ES_LIMIT_KEY_FILE);
	if ((bio = BIO_new_mem_buf(pem.p, (int)pem.n)) == NULL)
		return es_fail(err, ES_E_NOMEM, "key file: out of memory");
	if (PEM_read_bio(bio, &name, &header, der, n) != 1)
		crypt_fail(err, ES_E_FORMAT, "key file: no PEM");
	else if (strcmp(name, PEM_STRING_PKCS8) != 0)
		es_fail(err, ES_E_FORMAT, "key file: %.40s, an encrypted "
		    "PKCS#8 key is wanted", name);
	else
		rc = 0;
	if (rc < 0 && *der != NULL) {
		OPENSSL_clear_free(*der, (size_t)*n);
		*der = NULL;
	}
	OPENSSL_free(name);
	OPENSSL_free(header);
	BIO_free(bio);
	return rc;
}

int
crypt_key_load(struct crypt_key **out, struct es_view pem,
    const struct es_secret *passphrase, struct es_err *err)
{
	PKCS8_PRIV_KEY_INFO	*p8 = NULL;
	const unsigned char	*p;
	unsigned char		*der = NULL;
	X509_SIG		*sealed = NULL;
	EVP_PKEY		*pkey;
	long			 n = 0;
	int			 rc = -1;

	*out = NULL;
	if (read_pem(pem, &der, &n, err) < 0)
		return -1;
	p = der;
	if ((sealed = d2i_X509_SIG(NULL, &p, n)) == NULL || p != der + n) {
		crypt_fail(err, ES_E_FORMAT, "key file: not PKCS#8");
		goto out;
	}
	if ((p8 = PKCS8_decrypt(sealed, (const char *)passphrase->p,
	    (int)passphrase->n)) == NULL) {
		crypt_fail(err, ES_E_DENIED, "key file: the passphrase does "
		    "not open it");
		goto out;
	}
	if ((pkey = EVP_PKCS82PKEY(p8)) == NULL) {
		crypt_fail(err, ES_E_FORMAT, "key file: no key inside");
		goto out;
	}
	rc = soft_new(out, pkey, err);
out:
	PKCS8_PRIV_KEY_INFO_free(p8);
	X509_SIG_free(sealed);
	OPENSSL_free(der);
	return rc;
}

static EVP_PKEY *
generate_pss(unsigned bits)
{
	EVP_PKEY_CTX	*ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS",
			    NULL);
	EVP_PKEY	*pkey = NULL;
	const EVP_MD	*md = crypt_evp_md(CRYPT_SHA256);

	if (ctx == NULL || EVP_PKEY_keygen_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits) != 1 ||
	    EVP_PKEY_CTX_set_rsa_pss_keygen_md(ctx, md) != 1 ||
	    EVP_PKEY_CTX_set_rsa_pss_keygen_mgf1_md(ctx, md) != 1 ||
	    EVP_PKEY_CTX_set_rsa_pss_keygen_saltlen(ctx,
	    CRYPT_SHA256_SIZE) != 1 || EVP_PKEY_generate(ctx, &pkey) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	return pkey;
}

int
crypt_key_generate_bits(struct crypt_key **out, enum crypt_kind kind,
    unsigned bits, struct es_err *err)
{
	EVP_PKEY	*pkey = NULL;

	*out = NULL;
	if (bits == 0)
		bits = 3072;
	switch (kind) {
	case CRYPT_P256:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
		break;
	case CRYPT_P384:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-384");
		break;
	case CRYPT_RSA:
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)bits);
		break;
	case CRYPT_RSA_PSS:
		pkey = generate_pss(bits);
		break;
	default:
		return es_fail(err, ES_E_BUG, "key: no such kind");
	}
	if (pkey == NULL)
		return crypt_fail(err, ES_E_CRYPTO, "key: making one");
	return soft_new(out, pkey, err);
}

int
crypt_key_generate(struct crypt_key **out, enum crypt_kind kind,
    struct es_err *err)
{
	return crypt_key_generate_bits(out, kind, 0, err);
}

int
crypt_key_store(const struct crypt_key *key,
    const struct es_secret *passphrase, struct es_buf *out,
    struct es_err *err)
{
	PKCS8_PRIV_KEY_INFO	*p8 = NULL;
	struct soft		*s = crypt_key_impl(key, &soft_ops);
	X509_ALGOR		*pbe = NULL;
	X509_SIG		*sealed = NULL;
	char			*text;
	long			 n;
	BIO			*bio = NULL;
	int			 rc = -1;

	if (s == NULL)
		return es_fail(err, ES_E_DENIED, "key: its provider does not "
		    "give it away");
	if (passphrase->n == 0)
		return es_fail(err, ES_E_INPUT, "key: no passphrase");
	if ((p8 = EVP_PKEY2PKCS8(s->pkey)) == NULL ||
	    (pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL,
	    16384, 8, 1)) == NULL ||
	    (sealed = PKCS8_set0_pbe((const char *)passphrase->p,
	    (int)passphrase->n, p8, pbe)) == NULL) {
		crypt_fail(err, ES_E_CRYPTO, "key: encrypting it");
		goto out;
	}
	pbe = NULL;	/* taken by PKCS8_set0_pbe */
	if ((bio = BIO_new(BIO_s_mem())) == NULL ||
	    PEM_write_bio_PKCS8(bio, sealed) != 1) {
		crypt_fail(err, ES_E_NOMEM, "key: writing it");
		goto out;
	}
	n = BIO_get_mem_data(bio, &text);
	es_buf_add(out, text, (size_t)n);
	rc = es_buf_ok(out, "key", err);
out:
	BIO_free(bio);
	X509_SIG_free(sealed);
	X509_ALGOR_free(pbe);
	PKCS8_PRIV_KEY_INFO_free(p8);
	return rc;
}
