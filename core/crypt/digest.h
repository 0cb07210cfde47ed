/*
 * crypt/digest.h - SHA-2 and SHA-3 digests and HMAC, incremental and in one
 * shot; SHA-1 only to tell whether what others made with it is still what
 * they made.
 *
 * The algorithm objects are fetched once per process and a context is
 * reused per thread: the one-shot calls cost the hashing and nothing else.
 */
#ifndef ES_CRYPT_DIGEST_H
#define ES_CRYPT_DIGEST_H

#include "base/err.h"
#include "base/view.h"

enum crypt_md {
	CRYPT_MD_NONE = 0,	/* none, or one we do not know */
	CRYPT_SHA256,
	CRYPT_SHA384,
	CRYPT_SHA512,
	CRYPT_SHA1,		/* too weak to prove anything */
	CRYPT_SHA3_256,		/* FIPS 202; for checking */
	CRYPT_SHA3_384,
	CRYPT_SHA3_512,
	CRYPT_SHAKE256,		/* 512 bits of it: Ed448, RFC 8419 */
	CRYPT_MD__MAX
};

#define CRYPT_SHA256_SIZE	32
#define CRYPT_DIGEST_MAX	64	/* bytes of the longest digest */

/* Bytes of a digest; 0 for CRYPT_MD_NONE. */
size_t		 crypt_md_size(enum crypt_md md);
/* "SHA-256", ...; "none". */
const char	*crypt_md_name(enum crypt_md md);

/*
 * Everything that the crypto library reads from files and from the system,
 * now: before a process gives up the right to open files (sys/confine.h).
 */
ES_CHECK int	 crypt_warm(struct es_err *err);

/* SHA-256 of v.  Fails only when the crypto library does (ES_E_CRYPTO). */
ES_CHECK int	 crypt_sha256(struct es_view v,
		    unsigned char out[CRYPT_SHA256_SIZE], struct es_err *err);
/* Digest of v; out has room for crypt_md_size(md). */
ES_CHECK int	 crypt_digest(enum crypt_md md, struct es_view v,
		    unsigned char *out, struct es_err *err);
/* HMAC-SHA-256 (RFC 2104) of v. */
ES_CHECK int	 crypt_hmac_sha256(struct es_view key, struct es_view v,
		    unsigned char out[CRYPT_SHA256_SIZE], struct es_err *err);

/* A digest in pieces.  After _final the object starts anew. */
struct crypt_hash;

ES_CHECK int	 crypt_hash_new(struct crypt_hash **out, enum crypt_md md,
		    struct es_err *err);
void		 crypt_hash_free(struct crypt_hash *h);	/* NULL is fine */
/* Failure is kept and reported by _final: no status per piece. */
void		 crypt_hash_add(struct crypt_hash *h, struct es_view v);
/* out has room for crypt_md_size(md). */
ES_CHECK int	 crypt_hash_final(struct crypt_hash *h, unsigned char *out,
		    struct es_err *err);
/* Forget what was added. */
void		 crypt_hash_reset(struct crypt_hash *h);

/* Equal bytes, in a time that depends on the sizes only. */
bool		 crypt_equal(struct es_view a, struct es_view b);

#endif
