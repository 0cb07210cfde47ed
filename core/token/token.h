/*
 * token/token.h - keys in a PKCS#11 token (a card, a stick, a module).
 *
 * A key is named by a "pkcs11:" address (RFC 7512): the token by label,
 * serial number, maker or model, the key by "object" (its label) or "id", the
 * library by "module-path" and the PIN by "pin-source", a file that nobody
 * else may read.  What comes out is a crypt_key like any other.
 *
 * Nothing is loaded or asked before the first signature, so that a key can
 * be opened before a fork and while its token is away: a library must be
 * initialised by the process that uses it (PKCS#11 2.40, 5.1).  After a lost
 * session, an unplugged token or a fault of the device the key opens anew by
 * itself, at most once in ES_LIMIT_TOKEN_RETRY_MS; until it succeeds a
 * signature fails with ES_E_UPSTREAM and the reason.  A PIN that was refused
 * (ES_E_DENIED) is not tried again by any process that shares the set: a
 * token locks itself after a few.  Another PIN in the file, or a new set, is
 * a new try.
 */
#ifndef ES_TOKEN_TOKEN_H
#define ES_TOKEN_TOKEN_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "crypt/key.h"

/* Libraries, sessions and refused PINs, shared by keys; outlives them. */
struct token_set;

struct token_conf {		/* for addresses that do not say; or NULL */
	const char	*library;
	const char	*pin_file;
};

ES_CHECK int	token_set_new(struct token_set **out, struct es_err *err);
/* NULL is fine.  Gives the libraries back that this process opened. */
void		token_set_free(struct token_set *set);

/* It begins "pkcs11:". */
bool		token_is_uri(const char *text);

/*
 * A key by its address.  spki: the public half, as its certificate has it
 * (copied); the token is not asked then.  Empty: read from the token, now.
 * ES_E_INPUT for an address that names no key, no library or a PIN itself.
 */
ES_CHECK int	token_key_open(struct crypt_key **out, struct token_set *set,
		    const char *uri, const struct token_conf *conf,
		    struct es_view spki, struct es_err *err);
/* The same; the address is the only line of a file. */
ES_CHECK int	token_key_load(struct crypt_key **out, struct token_set *set,
		    const char *path, const struct token_conf *conf,
		    struct es_view spki, struct es_err *err);

#endif
