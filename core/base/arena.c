/* base/arena.c - see arena.h. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK	((size_t)32 * 1024)	/* one typical page request */
#define KEEP	((size_t)1024 * 1024)	/* kept over a reset: a document */
#define ALIGN	_Alignof(max_align_t)

struct block {
	struct block	*next;
	size_t		 cap;
	size_t		 used;
	_Alignas(max_align_t) unsigned char mem[];
};

struct es_arena {
	struct block	*first;
	struct block	*cur;
	size_t		 total;		/* allocated in blocks */
	size_t		 max;
};

struct es_arena *
es_arena_new(size_t max)
{
	struct es_arena	*a;

	if ((a = calloc(1, sizeof(*a))) != NULL)
		a->max = max;
	return a;
}

static void
free_chain(struct block *b)
{
	struct block	*next;

	for (; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
}

void
es_arena_free(struct es_arena *a)
{
	if (a == NULL)
		return;
	free_chain(a->first);
	free(a);
}

void
es_arena_reset(struct es_arena *a)
{
	struct block	*b, *last = NULL;
	size_t		 kept = 0;

	for (b = a->first; b != NULL && (last == NULL ||
	    b->cap <= KEEP - kept); b = b->next) {
		b->used = 0;
		kept += b->cap < KEEP - kept ? b->cap : KEEP - kept;
		last = b;
	}
	free_chain(b);
	if (last == NULL)
		return;
	last->next = NULL;
	a->cur = a->first;
	for (a->total = 0, b = a->first; b != NULL; b = b->next)
		a->total += b->cap;
}

static struct block *
grow(struct es_arena *a, size_t n)
{
	struct block	*b;
	size_t		 cap = n > BLOCK ? n : BLOCK;

	/* after a reset the next block may be there already */
	while (a->cur != NULL && a->cur->next != NULL) {
		a->cur = a->cur->next;
		if (a->cur->cap >= n)
			return a->cur;
	}
	if (cap > a->max || a->total > a->max - cap) {
		cap = n;	/* a smaller last block may still fit */
		if (cap > a->max || a->total > a->max - cap)
			return NULL;
	}
	if (cap > SIZE_MAX - sizeof(*b) ||
	    (b = malloc(sizeof(*b) + cap)) == NULL)
		return NULL;
	b->next = NULL;
	b->cap = cap;
	b->used = 0;
	if (a->cur == NULL)
		a->first = b;
	else
		a->cur->next = b;
	a->cur = b;
	a->total += cap;
	return b;
}

void *
es_arena_get(struct es_arena *a, size_t n)
{
	struct block	*b = a->cur;
	void		*p;

	if (n == 0)
		n = 1;
	if (n > SIZE_MAX - ALIGN)
		return NULL;
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	if (b == NULL || b->cap - b->used < n)
		if ((b = grow(a, n)) == NULL)
			return NULL;
	p = b->mem + b->used;
	b->used += n;
	return memset(p, 0, n);
}

void *
es_arena_array(struct es_arena *a, size_t count, size_t size)
{
	size_t	 n;

	if (__builtin_mul_overflow(count, size, &n))
		return NULL;
	return es_arena_get(a, n);
}

char *
es_arena_str(struct es_arena *a, struct es_view v)
{
	char	*s;

	if (v.n == SIZE_MAX || (s = es_arena_get(a, v.n + 1)) == NULL)
		return NULL;
	if (v.n > 0)
		memcpy(s, v.p, v.n);
	return s;
}

char *
es_arena_printf(struct es_arena *a, const char *fmt, ...)
{
	va_list	 ap;
	char	*s;
	int	 k;

	va_start(ap, fmt);
	k = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (k < 0 || (s = es_arena_get(a, (size_t)k + 1)) == NULL)
		return NULL;
	va_start(ap, fmt);
	(void)vsnprintf(s, (size_t)k + 1, fmt, ap);
	va_end(ap);
	return s;
}

struct es_view
es_arena_dup(struct es_arena *a, struct es_view v)
{
	char	*s = es_arena_str(a, v);

	return s == NULL ? ES_VIEW_EMPTY : es_view(s, v.n);
}
