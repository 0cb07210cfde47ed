/*
 * base/buf.h - a growing byte buffer with a cap and a sticky failure.
 *
 * Appending never returns a status: a failed append (over the cap, out of
 * memory) marks the buffer and later appends do nothing.  Look once, at the
 * end, with es_buf_ok().  So straight-line writers stay readable.
 */
#ifndef ES_BASE_BUF_H
#define ES_BASE_BUF_H

#include <stdarg.h>

#include "base/err.h"
#include "base/view.h"

struct es_buf {
	unsigned char	*p;		/* NULL while empty */
	size_t		 n;		/* bytes written */
	size_t		 cap;		/* bytes allocated */
	size_t		 max;		/* never grows beyond */
	enum es_code	 failed;	/* ES_E_NONE, ES_E_LIMIT, ES_E_NOMEM */
};

/* Caller's memory; "max" is a limit of base/limits.h.  No allocation yet. */
void		es_buf_init(struct es_buf *b, size_t max);
/* Free the bytes; b may be used again after es_buf_init. */
void		es_buf_clear(struct es_buf *b);
/* Forget the content and the failure, keep the memory. */
void		es_buf_reset(struct es_buf *b);

void		es_buf_add(struct es_buf *b, const void *p, size_t n);
void		es_buf_add_view(struct es_buf *b, struct es_view v);
void		es_buf_add_str(struct es_buf *b, const char *s);
void		es_buf_add_ch(struct es_buf *b, unsigned char c);
/* n copies of c: padding and placeholders. */
void		es_buf_fill(struct es_buf *b, unsigned char c, size_t n);
void		es_buf_printf(struct es_buf *b, const char *fmt, ...)
		    __attribute__((format(printf, 2, 3)));
void		es_buf_vprintf(struct es_buf *b, const char *fmt, va_list ap);
/* Decimal without the cost of printf. */
void		es_buf_add_int(struct es_buf *b, int64_t x);
/* Lower-case hexadecimal of n bytes. */
void		es_buf_add_hex(struct es_buf *b, const void *p, size_t n);
/* Big-endian integers. */
void		es_buf_add_be16(struct es_buf *b, uint16_t x);
void		es_buf_add_be32(struct es_buf *b, uint32_t x);
void		es_buf_add_be64(struct es_buf *b, uint64_t x);
/*
 * Room for n bytes, uninitialised, counted as written; NULL after a failure.
 * Valid until the next append.
 */
unsigned char	*es_buf_extend(struct es_buf *b, size_t n);

/* Borrowed until the next append; empty after a failure. */
struct es_view	es_buf_view(const struct es_buf *b);
/* 0, or -1 with the code of the first failed append, message "what: ...". */
ES_CHECK int	es_buf_ok(const struct es_buf *b, const char *what,
		    struct es_err *err);
/*
 * NUL-terminated content (the NUL is not counted in n), borrowed until the
 * next append; NULL after a failure.
 */
const char	*es_buf_cstr(struct es_buf *b);
/* The bytes become the caller's (free()); b is empty again.  *n may be NULL. */
unsigned char	*es_buf_detach(struct es_buf *b, size_t *n);

#endif
