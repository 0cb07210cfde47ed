/*
 * crypt/random.h - unpredictable bytes and names made of them.
 *
 * The one impure corner of crypt: it asks the operating system for entropy
 * (through OpenSSL's generator, which reseeds itself after a fork).
 */
#ifndef ES_CRYPT_RANDOM_H
#define ES_CRYPT_RANDOM_H

#include "base/err.h"
#include "base/view.h"

/* n unpredictable bytes. */
ES_CHECK int	crypt_random(void *p, size_t n, struct es_err *err);

/*
 * Exactly "chars" random characters and a NUL (out has chars + 1 bytes).
 * base32: Crockford's alphabet in capitals, 5 bits each, for codes that
 * people type.  base64url: 6 bits each, for cookies and links.
 */
ES_CHECK int	crypt_random_base32(char *out, size_t chars,
		    struct es_err *err);
ES_CHECK int	crypt_random_base64url(char *out, size_t chars,
		    struct es_err *err);

#endif
