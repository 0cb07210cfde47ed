/* crypt/random.c - see random.h. */
#include "crypt/random.h"

#include <limits.h>

#include <openssl/rand.h>

#include "crypt/crypt_priv.h"
#include "crypt/secret.h"

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char url[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
    "yz0123456789-_";

int
crypt_random(void *p, size_t n, struct es_err *err)
{
	if (n > INT_MAX || RAND_bytes(p, (int)n) != 1)
		return crypt_fail(err, ES_E_CRYPTO, "random: %zu bytes", n);
	return 0;
}

/* The alphabets have a power of two characters: masking is not biased. */
static int
random_text(char *out, size_t chars, const char *alphabet, unsigned mask,
    struct es_err *err)
{
	unsigned char	*b = (unsigned char *)out;
	size_t		 i;

	out[0] = '\0';
	if (crypt_random(b, chars, err) < 0)
		return -1;
	for (i = 0; i < chars; i++)
		out[i] = alphabet[b[i] & mask];
	out[chars] = '\0';
	return 0;
}

int
crypt_random_base32(char *out, size_t chars, struct es_err *err)
{
	return random_text(out, chars, crockford, 31, err);
}

int
crypt_random_base64url(char *out, size_t chars, struct es_err *err)
{
	return random_text(out, chars, url, 63, err);
}
