/* crypt/cipher.c - see cipher.h. */
#include "crypt/cipher.h"

#include <limits.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/provider.h>

#include "crypt/crypt_priv.h"

int
crypt_md5(struct es_view v, unsigned char out[CRYPT_MD5_SIZE],
    struct es_err *err)
{
	static EVP_MD	*md5;

	if (md5 == NULL)
		md5 = EVP_MD_fetch(NULL, "MD5", NULL);
	if (md5 == NULL || EVP_Digest(v.p, v.n, out, NULL, md5, NULL) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "MD5");
	return 0;
}

/*
 * RC4 lives in OpenSSL's legacy provider.  It is opened in a library context
 * of its own: nothing else in the process can find what is in it.
 */
const EVP_CIPHER *
crypt_evp_rc4(void)
{
	static OSSL_LIB_CTX	*old;
	static EVP_CIPHER	*rc4;

	if (old != NULL)
		return rc4;
	if ((old = OSSL_LIB_CTX_new()) != NULL &&
	    OSSL_PROVIDER_load(old, "legacy") != NULL)
		rc4 = EVP_CIPHER_fetch(old, "RC4", NULL);
	return rc4;
}

static const EVP_CIPHER *
aes(size_t key)
{
	static EVP_CIPHER	*fetched[2];
	static const char *const names[2] = { "AES-128-CBC", "AES-256-CBC" };
	size_t			 k = key == 32;

	if (key != 16 && key != 32)
		return NULL;
	if (fetched[k] == NULL)
		fetched[k] = EVP_CIPHER_fetch(NULL, names[k], NULL);
	return fetched[k];
}

struct run {
	const EVP_CIPHER	*cipher;
	struct es_view		 key;
	const unsigned char	*iv;
	int			 way;		/* 1: encipher */
	int			 padding;
};

static int
run(const struct run *r, struct es_view in, unsigned char *out, size_t *n)
{
	EVP_CIPHER_CTX	*x = EVP_CIPHER_CTX_new();
	int		 a = 0, b = 0, good;

	good = x != NULL && r->cipher != NULL && in.n <= INT_MAX / 2 &&
	    EVP_CipherInit_ex(x, r->cipher, NULL, NULL, NULL, r->way) == 1 &&
	    (EVP_CIPHER_CTX_get_key_length(x) == (int)r->key.n ||
	    EVP_CIPHER_CTX_set_key_length(x, (int)r->key.n) == 1) &&
	    EVP_CipherInit_ex(x, NULL, NULL, r->key.p, r->iv, r->way) == 1 &&
	    EVP_CIPHER_CTX_set_padding(x, r->padding) == 1 &&
	    EVP_CipherUpdate(x, out, &a, in.p, (int)in.n) == 1 &&
	    EVP_CipherFinal_ex(x, out + a, &b) == 1;
	EVP_CIPHER_CTX_free(x);
	*n = (size_t)(a + b);
	return good ? 0 : -1;
}

int
crypt_rc4(struct es_view key, struct es_view in, unsigned char *out,
    struct es_err *err)
{
	struct run	 r = { crypt_evp_rc4(), key, NULL, 1, 0 };
	size_t		 n;

	if (in.n == 0)
		return 0;
	if (key.n < 5 || key.n > 16 || run(&r, in, out, &n) < 0)
		return crypt_fail(err, ES_E_CRYPTO, "RC4");
	return 0;
}

int
crypt_aes_open(struct es_view key, const unsigned char iv[CRYPT_AES_BLOCK],
    struct es_view in, unsigned char *out, size_t *n, struct es_err *err)
{
	struct run	 r = { aes(key.n), key, iv, 0, 1 };

	if (in.n == 0 || in.n % CRYPT_AES_BLOCK != 0 ||
	    run(&r, in, out, n) < 0)
		return crypt_fail(err, ES_E_FORMAT, "AES: %zu bytes", in.n);
	return 0;
}

int
crypt_aes_blocks(struct es_view key, const unsigned char iv[CRYPT_AES_BLOCK],
    bool encipher, struct es_view in, unsigned char *out, struct es_err *err)
{
	struct run	 r = { aes(key.n), key, iv, encipher, 0 };
	size_t		 n;

	if (in.n == 0 || in.n % CRYPT_AES_BLOCK != 0 ||
	    run(&r, in, out, &n) < 0)
		return crypt_fail(err, ES_E_FORMAT, "AES: %zu bytes", in.n);
	return 0;
}
