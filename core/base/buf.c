/* base/buf.c - see buf.h. */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

void
es_buf_init(struct es_buf *b, size_t max)
{
	*b = (struct es_buf){ NULL, 0, 0, max, ES_E_NONE };
}

void
es_buf_clear(struct es_buf *b)
{
	free(b->p);
	es_buf_init(b, b->max);
}

void
es_buf_reset(struct es_buf *b)
{
	b->n = 0;
	b->failed = ES_E_NONE;
}

/* Room for n more bytes and one NUL, or mark the failure. */
static int
reserve(struct es_buf *b, size_t n)
{
	unsigned char	*q;
	size_t		 want;

	if (b->failed != ES_E_NONE)
		return -1;
	if (n > b->max || b->n > b->max - n) {
		b->failed = ES_E_LIMIT;
		return -1;
	}
	if (b->cap - b->n > n)
		return 0;
	want = b->cap < 128 ? 256 : b->cap * 2;
	if (want < b->n + n + 1)
		want = b->n + n + 1;
	if ((q = realloc(b->p, want)) == NULL) {
		b->failed = ES_E_NOMEM;
		return -1;
	}
	b->p = q;
	b->cap = want;
	return 0;
}

unsigned char *
es_buf_extend(struct es_buf *b, size_t n)
{
	unsigned char	*p;

	if (reserve(b, n) < 0)
		return NULL;
	p = b->p + b->n;
	b->n += n;
	return p;
}

void
es_buf_add(struct es_buf *b, const void *p, size_t n)
{
	unsigned char	*to;

	if (n > 0 && (to = es_buf_extend(b, n)) != NULL)
		memcpy(to, p, n);
}

void
es_buf_add_view(struct es_buf *b, struct es_view v)
{
	es_buf_add(b, v.p, v.n);
}

void
es_buf_add_str(struct es_buf *b, const char *s)
{
	es_buf_add(b, s, strlen(s));
}

void
es_buf_add_ch(struct es_buf *b, unsigned char c)
{
	es_buf_add(b, &c, 1);
}

void
es_buf_fill(struct es_buf *b, unsigned char c, size_t n)
{
	unsigned char	*to;

	if (n > 0 && (to = es_buf_extend(b, n)) != NULL)
		memset(to, c, n);
}

void
es_buf_vprintf(struct es_buf *b, const char *fmt, va_list ap)
{
	va_list	 again;
	int	 k;

	va_copy(again, ap);
	k = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (k < 0) {
		b->failed = ES_E_BUG;
		return;
	}
	if (reserve(b, (size_t)k) < 0)
		return;
	(void)vsnprintf((char *)b->p + b->n, (size_t)k + 1, fmt, ap);
	b->n += (size_t)k;
}

void
es_buf_printf(struct es_buf *b, const char *fmt, ...)
{
	va_list	 ap;

	va_start(ap, fmt);
	es_buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void
es_buf_add_int(struct es_buf *b, int64_t x)
{
	char		 tmp[24];
	size_t		 i = sizeof(tmp);
	uint64_t	 u = x < 0 ? 0 - (uint64_t)x : (uint64_t)x;

	do {
		tmp[--i] = (char)('0' + u % 10);
		u /= 10;
	} while (u != 0);
	if (x < 0)
		tmp[--i] = '-';
	es_buf_add(b, tmp + i, sizeof(tmp) - i);
}

void
es_buf_add_hex(struct es_buf *b, const void *p, size_t n)
{
	static const char	 digit[] = "0123456789abcdef";
	const unsigned char	*in = p;
	unsigned char		*to;
	size_t			 i;

	if (n > SIZE_MAX / 2 || (to = es_buf_extend(b, n * 2)) == NULL)
		return;
	for (i = 0; i < n; i++) {
		to[2 * i] = (unsigned char)digit[in[i] >> 4];
		to[2 * i + 1] = (unsigned char)digit[in[i] & 15];
	}
}

static void
add_be(struct es_buf *b, uint64_t x, int bytes)
{
	unsigned char	 tmp[8];
	int		 i;

	for (i = bytes - 1; i >= 0; i--) {
		tmp[i] = (unsigned char)x;
		x >>= 8;
	}
	es_buf_add(b, tmp, (size_t)bytes);
}

void
es_buf_add_be16(struct es_buf *b, uint16_t x)
{
	add_be(b, x, 2);
}

void
es_buf_add_be32(struct es_buf *b, uint32_t x)
{
	add_be(b, x, 4);
}

void
es_buf_add_be64(struct es_buf *b, uint64_t x)
{
	add_be(b, x, 8);
}

struct es_view
es_buf_view(const struct es_buf *b)
{
	if (b->failed != ES_E_NONE)
		return ES_VIEW_EMPTY;
	return es_view(b->p, b->n);
}

int
es_buf_ok(const struct es_buf *b, const char *what, struct es_err *err)
{
	switch (b->failed) {
	case ES_E_NONE:
		return 0;
	case ES_E_LIMIT:
		return es_fail(err, ES_E_LIMIT, "%s: more than %zu bytes",
		    what, b->max);
	case ES_E_NOMEM:
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", what);
	default:
		return es_fail(err, b->failed, "%s: could not be written",
		    what);
	}
}

const char *
es_buf_cstr(struct es_buf *b)
{
	if (b->failed == ES_E_NONE && b->p == NULL)
		(void)reserve(b, 0);
	if (b->failed != ES_E_NONE)
		return NULL;
	b->p[b->n] = '\0';
	return (const char *)b->p;
}

unsigned char *
es_buf_detach(struct es_buf *b, size_t *n)
{
	unsigned char	*p = b->p;

	if (b->failed != ES_E_NONE) {
		if (n != NULL)
			*n = 0;
		return NULL;
	}
	if (n != NULL)
		*n = b->n;
	b->p = NULL;
	es_buf_init(b, b->max);
	return p;
}
