/*
 * base/arena.h - memory that lives as long as one request or one document.
 *
 * Everything taken from an arena is freed together; nothing in it may be
 * freed alone, and no secret may be put into it (crypt/secret.h).
 */
#ifndef ES_BASE_ARENA_H
#define ES_BASE_ARENA_H

#include "base/view.h"

struct es_arena;

/* At most "max" bytes in all (a limit of base/limits.h); NULL: no memory. */
struct es_arena	*es_arena_new(size_t max);
void		 es_arena_free(struct es_arena *a);	/* NULL is fine */
/* Free what was handed out; up to 1 MiB of blocks wait for the next request. */
void		 es_arena_reset(struct es_arena *a);

/*
 * n zeroed bytes, aligned for any type; NULL when the cap or the machine's
 * memory is reached (the caller fails with ES_E_NOMEM).
 */
void		*es_arena_get(struct es_arena *a, size_t n);
/* The same for count * size, NULL on overflow. */
void		*es_arena_array(struct es_arena *a, size_t count, size_t size);
/* A NUL-terminated copy; NULL when there is no room. */
char		*es_arena_str(struct es_arena *a, struct es_view v);
char		*es_arena_printf(struct es_arena *a, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
/* A copy of the bytes; p is NULL when there is no room and v.n > 0. */
struct es_view	 es_arena_dup(struct es_arena *a, struct es_view v);

#endif
