/*
 * signd/keyring.h - the private keys of this process, by name.
 *
 * A key "gs-p256" is KEYS/gs-p256.key.pem with its certificate
 * PKI/gs-p256.cert.pem and the issuers PKI/gs-p256.chain.pem (without the
 * root).  Loaded once, before the workers are forked; each was tested with a
 * real signature.  Nothing here ever leaves the process.
 */
#ifndef ES_SIGND_KEYRING_H
#define ES_SIGND_KEYRING_H

#include "base/err.h"
#include "cms/sign.h"
#include "crypt/secret.h"
#include "tsa/stamp.h"

struct keyring;

struct seal_key {
	char			 name[64];
	struct crypt_key	*key;
	struct pki_cert		*cert;
	struct cms_signer	*signer;
};

struct keyring_conf {
	const char	*keys_dir;
	const char	*pki_dir;
	const char	*tsa_key;	/* name; NULL or "": no TSA here */
	const char	*tsa_policy;	/* dotted OID */
	const char	*passphrase_file;
};

/*
 * Load every *.key.pem.  A key whose certificate is missing, does not belong
 * to it or fails its test stops the start with the file's name.
 */
ES_CHECK int	keyring_open(struct keyring **out,
		    const struct keyring_conf *c, struct es_err *err);
void		keyring_free(struct keyring *k);	/* NULL is fine */
/* A seal key by name; NULL when it is not loaded.  Borrowed. */
struct seal_key	*keyring_find(struct keyring *k, struct es_view name);
size_t		keyring_count(const struct keyring *k);
/* The time-stamping authority; NULL: none. */
struct tsa	*keyring_tsa(struct keyring *k);
/* A stamper for cms_sign_digest; NULL without a TSA. */
const struct cms_stamper *keyring_stamper(struct keyring *k);

#endif
