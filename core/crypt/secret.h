/*
 * crypt/secret.h - bytes that must not be swapped, dumped, logged or kept.
 *
 * The memory is locked and left out of core dumps (where the system allows
 * it) and wiped before it is given back.  There is no printf path.
 */
#ifndef ES_CRYPT_SECRET_H
#define ES_CRYPT_SECRET_H

#include "base/err.h"
#include "base/view.h"

struct es_secret {
	unsigned char	*p;		/* NULL while empty */
	size_t		 n;		/* bytes of the secret */
	size_t		 map;		/* bytes mapped; private */
};

#define ES_SECRET_INIT	{ NULL, 0, 0 }

/* n zero bytes to be filled by the caller (1 .. ES_LIMIT_SECRET). */
ES_CHECK int	es_secret_new(struct es_secret *s, size_t n,
		    struct es_err *err);
/* A copy of v; wipe the original yourself (es_wipe). */
ES_CHECK int	es_secret_set(struct es_secret *s, struct es_view v,
		    struct es_err *err);
/*
 * The first line of the file's content: what a passphrase file holds.  The
 * final LF or CRLF is dropped; ES_E_INPUT when it is empty or more follows.
 */
ES_CHECK int	es_secret_set_line(struct es_secret *s, struct es_view v,
		    struct es_err *err);
/* Wipe and release; an empty one is fine. */
void		es_secret_clear(struct es_secret *s);
static inline struct es_view
es_secret_view(const struct es_secret *s)
{
	return (struct es_view){ s->p, s->n };
}

/* Overwrite bytes so that the compiler cannot leave it out. */
void		es_wipe(void *p, size_t n);

#endif
