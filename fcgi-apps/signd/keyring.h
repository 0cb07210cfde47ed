/*
 * signd/keyring.h - the private keys of this process, by name.
 *
 * A key "gs-p256" is KEYS/gs-p256.key.pem, or the address of one in a token,
 * KEYS/gs-p256.key.uri, with its certificate PKI/gs-p256.cert.pem and the
 * issuers PKI/gs-p256.chain.pem (without the root).  Loaded once, before the
 * workers are forked; those in files were tested with a real signature, those
 * in tokens are first asked by the worker that uses them (health.h).  Nothing
 * here ever leaves the process.
 */
#ifndef ES_SIGND_KEYRING_H
#define ES_SIGND_KEYRING_H

#include "base/err.h"
#include "clock.h"
#include "count.h"
#include "cms/sign.h"
#include "health.h"
#include "source.h"
#include "tsa/stamp.h"

struct keyring;

struct seal_key {
	char			 name[64];
	struct crypt_key	*key;
	struct pki_cert		*cert;
	struct cms_signer	*signer;
	struct health		 health;
	size_t			 place;		/* of its counter */
	/* SHA-256 of the issuer's public key; zeros: not in its chain. */
	unsigned char		 issuer[CRYPT_SHA256_SIZE];
};

struct keyring_conf {
	struct source_conf source;
	const char	*pki_dir;
	const char	*pss_keys;	/* names of RSA keys that sign PSS */
	const char	*tsa_key;	/* name; NULL or "": no TSA here */
	const char	*tsa_policy;	/* dotted OID */
	const char	*passphrase_file;
	const char	*ocsp_key;	/* name; NULL or "": none here */
	const char	*audit_key;	/* name; NULL or "": none here */
	const char	*key_count;	/* file; NULL or "": uses not counted */
	struct clock_conf clock;
};

/* The OCSP responder: its key and certificate, and whom it speaks for. */
struct keyring_ocsp {
	struct crypt_key	*key;
	struct pki_cert		*cert, *issuer;
};

/*
 * Load every *.key.pem and *.key.uri.  A key whose certificate is missing or
 * does not belong to it, or a file's key that fails its test, stops the start
 * with the file's name.
 */
ES_CHECK int	keyring_open(struct keyring **out,
		    const struct keyring_conf *c, struct es_err *err);
void		keyring_free(struct keyring *k);	/* NULL is fine */
/* A seal key by name; NULL when it is not loaded.  Borrowed. */
struct seal_key	*keyring_find(struct keyring *k, struct es_view name);
size_t		keyring_count(const struct keyring *k);
/* The i-th; NULL behind the last. */
const struct seal_key *keyring_at(const struct keyring *k, size_t i);
bool		keyring_has_tsa(const struct keyring *k);
/* No time stamp is longer; 0 without a TSA. */
size_t		keyring_token_max(const struct keyring *k);

/* Some key is in a token. */
bool		keyring_is_remote(const struct keyring *k);
/* Test this key (NULL: each) and the TSA's when that is due; may wait. */
void		keyring_check(struct keyring *k, struct seal_key *s);
/*
 * Why a seal with s would fail now, as far as is known: its own key, or the
 * TSA's, is away, or the TSA's certificate is revoked.  NULL: it would not.
 * Borrowed until the next check.
 */
const char	*keyring_away(const struct keyring *k,
		    const struct seal_key *s);
/*
 * The time-stamping certificate and the SHA-256 of its issuer's public key
 * (zeros: not in its chain); NULL without a TSA.  Borrowed.
 */
const struct pki_cert *keyring_tsa(const struct keyring *k,
		    struct es_view *issuer);
/* What its CA says; revoked: no stamp, and no seal, which has one. */
void		keyring_tsa_revoked(struct keyring *k, bool revoked);

/* A CMS over the digest that the key wants, stamped when there is a TSA. */
ES_CHECK int	keyring_seal(struct keyring *k, struct seal_key *s,
		    struct es_view digest, struct es_buf *out,
		    struct es_err *err);
/*
 * A token for somebody's query, see tsa_stamp; ES_E_NOTFOUND without a TSA,
 * ES_E_DENIED when its certificate is revoked,
 * TSA_FAIL_TIME when the clock is not to be trusted now (clock.h).
 */
ES_CHECK int	keyring_timestamp(struct keyring *k,
		    const struct tsa_query *q, struct es_buf *token,
		    enum tsa_failure *why, struct es_err *err);
/* The key of checkpoints, which seals nothing: the digest that it wants. */
bool		keyring_has_audit(const struct keyring *k,
		    enum crypt_md *md);
/* As keyring_seal, with it. */
ES_CHECK int	keyring_checkpoint(struct keyring *k, struct es_view digest,
		    struct es_buf *out, struct es_err *err);
/* The i-th counter of key uses; false behind the last. */
bool		keyring_use(const struct keyring *k, size_t i,
		    struct svc_key_use *out);
/* False: there is no OCSP key.  Borrowed. */
bool		keyring_ocsp(const struct keyring *k,
		    struct keyring_ocsp *out);

#endif
