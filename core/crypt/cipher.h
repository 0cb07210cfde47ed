/*
 * crypt/cipher.h - what the standard security handler of PDF is made of
 * (ISO 32000-2 clause 7.6): RC4, AES in CBC mode, MD5.
 *
 * Only to read what others enciphered with a password that is no secret (the
 * empty one).  Nothing of ours is kept closed with these.
 */
#ifndef ES_CRYPT_CIPHER_H
#define ES_CRYPT_CIPHER_H

#include "base/err.h"
#include "base/view.h"

#define CRYPT_MD5_SIZE		16
#define CRYPT_AES_BLOCK		16

/*
 * RFC 1321.  Not one of enum crypt_md, so that no signature can ever be
 * checked with it.
 */
ES_CHECK int	crypt_md5(struct es_view v, unsigned char out[CRYPT_MD5_SIZE],
		    struct es_err *err);
/*
 * RC4 with a key of 5 to 16 bytes, both ways; "out" has room for in.n bytes
 * and may be in.p.  ES_E_CRYPTO where the crypto library comes without its
 * old algorithms.
 */
ES_CHECK int	crypt_rc4(struct es_view key, struct es_view in,
		    unsigned char *out, struct es_err *err);
/*
 * AES-128-CBC or AES-256-CBC (by key.n: 16 or 32), with the padding of
 * RFC 8018 clause 6.1.1 taken off: *n is what "out" (room for in.n) then
 * holds.  ES_E_FORMAT: no whole blocks, or no such padding.
 */
ES_CHECK int	crypt_aes_open(struct es_view key,
		    const unsigned char iv[CRYPT_AES_BLOCK], struct es_view in,
		    unsigned char *out, size_t *n, struct es_err *err);
/* Whole blocks (else ES_E_FORMAT) without padding, one way and the other. */
ES_CHECK int	crypt_aes_blocks(struct es_view key,
		    const unsigned char iv[CRYPT_AES_BLOCK], bool encipher,
		    struct es_view in, unsigned char *out,
		    struct es_err *err);

#endif
