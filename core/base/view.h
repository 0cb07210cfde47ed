/*
 * base/view.h - bytes that somebody else owns.
 *
 * A view never owns and is passed by value.  {NULL, 0} is the empty view.
 * Nothing says that a view is UTF-8 or NUL-terminated.
 */
#ifndef ES_BASE_VIEW_H
#define ES_BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

struct es_view {
	const unsigned char	*p;
	size_t			 n;
};

#define ES_VIEW_EMPTY	((struct es_view){ NULL, 0 })
/* A string literal; not for pointers. */
#define ES_LIT(s)	((struct es_view){ \
			    (const unsigned char *)("" s), sizeof(s) - 1 })

static inline struct es_view
es_view(const void *p, size_t n)
{
	return (struct es_view){ p, n };
}

/* A NUL-terminated string; NULL gives the empty view. */
static inline struct es_view
es_view_str(const char *s)
{
	return (struct es_view){ (const unsigned char *)s,
	    s == NULL ? 0 : strlen(s) };
}

static inline bool
es_view_eq(struct es_view a, struct es_view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
es_view_eq_str(struct es_view a, const char *s)
{
	return es_view_eq(a, es_view_str(s));
}

/* Bytes [at, at+n) of v, cut to what v has. */
struct es_view	es_view_sub(struct es_view v, size_t at, size_t n);
/* Without leading and trailing ASCII white space. */
struct es_view	es_view_trim(struct es_view v);
bool		es_view_starts(struct es_view v, struct es_view prefix);
/* Offset of the first "needle" at or after "from"; SIZE_MAX when absent. */
size_t		es_view_find(struct es_view v, struct es_view needle,
		    size_t from);
/* Offset of the last "needle"; SIZE_MAX when absent. */
size_t		es_view_rfind(struct es_view v, struct es_view needle);
/* "word" is one of the comma-separated words of "list", blanks aside. */
bool		es_view_lists(struct es_view list, struct es_view word);
/* Order by bytes, shorter first on a tie: <0, 0, >0. */
int		es_view_cmp(struct es_view a, struct es_view b);

/*
 * All of v is one decimal integer in [min, max] ("-" allowed when min < 0,
 * no blanks, no plus).  Failure: ES_E_INPUT, *out is 0.
 */
ES_CHECK int	es_view_int(struct es_view v, int64_t min, int64_t max,
		    int64_t *out, struct es_err *err);

#endif
