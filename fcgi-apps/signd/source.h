/*
 * signd/source.h - where a private key comes from.
 *
 * KEYS/NAME.key.pem is a key in an encrypted file, KEYS/NAME.key.uri the
 * address of one that a provider holds.  A provider more is a case more in
 * source.c (docs/KEYS.md).
 */
#ifndef ES_SIGND_SOURCE_H
#define ES_SIGND_SOURCE_H

#include "crypt/key.h"
#include "crypt/secret.h"
#include "token/token.h"

struct source_conf {
	const char		*keys_dir;
	struct token_conf	 token;
};

/* The kinds of files in keys_dir that are keys, by what they end with. */
extern const char *const	source_suffixes[];	/* NULL ends it */

/*
 * The key "name" from the file with that suffix.  spki: of its certificate.
 * A key in a file is tested here; *remote: it is not in one, and was not
 * asked.
 */
ES_CHECK int	source_load(struct crypt_key **out, bool *remote,
		    const struct source_conf *c, const char *name,
		    const char *suffix, const struct es_secret *pass,
		    struct token_set *tokens, struct es_view spki,
		    struct es_err *err);

#endif
