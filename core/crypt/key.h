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
	CRYPT_RSA,		/* rsaEncryption: either padding */
	CRYPT_P384,
	CRYPT_RSA_PSS,		/* id-RSASSA-PSS: this padding only */
	CRYPT_P521,		/* from here on for checking only */
	CRYPT_BP256,		/* brainpoolP256r1 (RFC 5639) */
	CRYPT_BP384,
	CRYPT_BP512,
	CRYPT_ED25519,		/* RFC 8032 */
	CRYPT_ED448,
	CRYPT_KIND__MAX
};

/* How a key makes a signature. */
enum crypt_way {
	CRYPT_WAY_NONE = 0,
	CRYPT_ECDSA,		/* DER SEQUENCE of r and s */
	CRYPT_PKCS1,		/* RSASSA-PKCS1-v1_5 (RFC 8017 8.2) */
	CRYPT_PSS,		/* RSASSA-PSS (8.1), MGF1 with the digest */
	CRYPT_EDDSA		/* over the message, not over a digest */
};

struct crypt_scheme {
	enum crypt_way	 way;
	enum crypt_md	 md;
	unsigned	 salt;	/* bytes, CRYPT_PSS only */
};

#define CRYPT_SIG_MAX	1024	/* bytes of the longest signature: RSA-8192 */

/* "ECDSA P-256", "RSA"; "none". */
const char	*crypt_kind_name(enum crypt_kind kind);
/* The digest that fits a kind's strength: SHA-384 for P-384. */
enum crypt_md	crypt_kind_md(enum crypt_kind kind);
/* A key of this kind can make or check signatures of that way. */
bool		crypt_kind_takes(enum crypt_kind kind, enum crypt_way way);

/* -- private keys --------------------------------------------------------- */

struct crypt_key;

struct crypt_key_ops {
	/*
	 * Sign a digest made with s->md in the way s->way.  sig has
	 * CRYPT_SIG_MAX bytes; *n becomes the length.
	 */
	int	(*sign)(void *impl, const struct crypt_scheme *s,
		    struct es_view digest, unsigned char *sig, size_t *n,
		    struct es_err *err);
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
/*
 * A fresh key of a kind that we sign with; bits of an RSA modulus, 0: 3072.
 * An RSA-PSS key is bound to SHA-256 with a salt of 32 bytes (RFC 4055 3.1).
 */
ES_CHECK int	crypt_key_generate(struct crypt_key **out,
		    enum crypt_kind kind, struct es_err *err);
ES_CHECK int	crypt_key_generate_bits(struct crypt_key **out,
		    enum crypt_kind kind, unsigned bits, struct es_err *err);
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

/*
 * From now on an RSA key signs with RSASSA-PSS (ES_E_INPUT for other kinds);
 * one of kind CRYPT_RSA_PSS does so anyway.
 */
ES_CHECK int	crypt_key_use_pss(struct crypt_key *key, struct es_err *err);
/*
 * How it signs: the way of the key, the digest that fits it, a salt as long
 * as the digest (RFC 4055 3.1).
 */
struct crypt_scheme crypt_key_scheme(const struct crypt_key *key);
/* No signature of this key is longer. */
size_t		crypt_key_sig_max(const struct crypt_key *key);

/*
 * Sign a digest made with md in the key's way.  sig has CRYPT_SIG_MAX bytes;
 * *n becomes the signature's length.
 */
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
/*
 * A signature that does not hold is an answer (*out, status 0), and so is
 * one of a way that is not the key's: BAD.  The second takes the key's own
 * way with that digest (PSS: a salt as long as it).
 */
ES_CHECK int	crypt_pub_verify_as(struct crypt_pub *pub,
		    const struct crypt_scheme *s, struct es_view digest,
		    struct es_view sig, enum crypt_verdict *out,
		    struct es_err *err);
ES_CHECK int	crypt_pub_verify(struct crypt_pub *pub, enum crypt_md md,
		    struct es_view digest, struct es_view sig,
		    enum crypt_verdict *out, struct es_err *err);
/* CRYPT_EDDSA: over the message itself. */
ES_CHECK int	crypt_pub_verify_message(struct crypt_pub *pub,
		    struct es_view message, struct es_view sig,
		    enum crypt_verdict *out, struct es_err *err);

#endif
