/*
 * crypt/key.h - private keys behind an interface, public keys to check with.
 *
 * A private key is something that turns a digest into a signature: a file
 * today, a PKCS#11 token or a signing card later.  Whatever makes it hands
 * crypt_key_new its operations; nobody above sees the difference.  A
 * provider's failures are told apart by code: ES_E_UPSTREAM try later (device
 * busy, session lost), ES_E_UNCERTAIN outcome unknown, ES_E_DENIED wrong PIN
 * or passphrase, ES_E_CRYPTO never.
 */
#ifndef ES_CRYPT_KEY_H
#define ES_CRYPT_KEY_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "crypt/digest.h"
#include "crypt/secret.h"

enum crypt_kind {
	CRYPT_KIND_NONE = 0,	/* none, or one we do not use */
	CRYPT_P256,		/* ECDSA on NIST P-256 (FIPS 186-4) */
	CRYPT_RSA,		/* RSASSA-PKCS1-v1_5; ours have 3072 bits */
	CRYPT_KIND__MAX
};

#define CRYPT_SIG_MAX	1024	/* bytes of the longest signature: RSA-8192 */

/* "ECDSA P-256", "RSA"; "none". */
const char	*crypt_kind_name(enum crypt_kind kind);

/* -- private keys --------------------------------------------------------- */

struct crypt_key;

struct crypt_key_ops {
	/*
	 * Sign a digest made with md (ECDSA: DER SEQUENCE of r and s; RSA:
	 * the PKCS#1 v1.5 block over DigestInfo).  sig has CRYPT_SIG_MAX
	 * bytes; *n becomes the length.
	 */
	int	(*sign)(void *impl, enum crypt_md md, struct es_view digest,
		    unsigned char *sig, size_t *n, struct es_err *err);
	void	(*free)(void *impl);
};

/*
 * A key from a provider.  spki: the public half as SubjectPublicKeyInfo DER
 * (copied).  On success impl belongs to the key, on failure to the caller.
 */
ES_CHECK int	crypt_key_new(struct crypt_key **out,
		    const struct crypt_key_ops *ops, void *impl,
		    struct es_view spki, struct es_err *err);
void		crypt_key_free(struct crypt_key *key);	/* NULL is fine */

/*
 * An encrypted PKCS#8 key in PEM ("ENCRYPTED PRIVATE KEY").  A wrong
 * passphrase is ES_E_DENIED; an unencrypted key or another kind ES_E_FORMAT.
 */
ES_CHECK int	crypt_key_load(struct crypt_key **out, struct es_view pem,
		    const struct es_secret *passphrase, struct es_err *err);
/* A fresh key of a kind (P-256, RSA-3072). */
ES_CHECK int	crypt_key_generate(struct crypt_key **out,
		    enum crypt_kind kind, struct es_err *err);
/*
 * As encrypted PKCS#8 PEM (PBES2, scrypt, AES-256-CBC).  ES_E_DENIED when
 * the key's provider does not give it away.
 */
ES_CHECK int	crypt_key_store(const struct crypt_key *key,
		    const struct es_secret *passphrase, struct es_buf *out,
		    struct es_err *err);

enum crypt_kind	crypt_key_kind(const struct crypt_key *key);
/* SubjectPublicKeyInfo; borrowed from the key. */
struct es_view	crypt_key_spki(const struct crypt_key *key);

/* sig has CRYPT_SIG_MAX bytes; *n becomes the signature's length. */
ES_CHECK int	crypt_key_sign(struct crypt_key *key, enum crypt_md md,
		    struct es_view digest, unsigned char *sig, size_t *n,
		    struct es_err *err);
/* Sign a random digest and verify it with the public half. */
ES_CHECK int	crypt_key_test(struct crypt_key *key, struct es_err *err);

/* -- public keys ---------------------------------------------------------- */

struct crypt_pub;

enum crypt_verdict {
	CRYPT_VERDICT_UNKNOWN = 0,	/* not checked */
	CRYPT_SIG_GOOD,
	CRYPT_SIG_BAD
};

/*
 * From SubjectPublicKeyInfo DER, decoded once.  ES_E_FORMAT when it is not
 * a key or a kind we do not use.
 */
ES_CHECK int	crypt_pub_parse(struct crypt_pub **out, struct es_view spki,
		    struct es_err *err);
void		crypt_pub_free(struct crypt_pub *pub);	/* NULL is fine */
enum crypt_kind	crypt_pub_kind(const struct crypt_pub *pub);
/* Bits of the modulus or of the curve's order. */
unsigned	crypt_pub_bits(const struct crypt_pub *pub);
/* A signature that does not hold is an answer (*out, status 0). */
ES_CHECK int	crypt_pub_verify(struct crypt_pub *pub, enum crypt_md md,
		    struct es_view digest, struct es_view sig,
		    enum crypt_verdict *out, struct es_err *err);

#endif
