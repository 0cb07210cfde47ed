/* base/view.c - see view.h. */
#define _GNU_SOURCE	/* memmem */
#include "base/view.h"

static bool
blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

struct es_view
es_view_sub(struct es_view v, size_t at, size_t n)
{
	if (at >= v.n)
		return ES_VIEW_EMPTY;
	if (n > v.n - at)
		n = v.n - at;
	return es_view(v.p + at, n);
}

struct es_view
es_view_trim(struct es_view v)
{
	while (v.n > 0 && blank(v.p[0])) {
		v.p++;
		v.n--;
	}
	while (v.n > 0 && blank(v.p[v.n - 1]))
		v.n--;
	return v;
}

bool
es_view_starts(struct es_view v, struct es_view prefix)
{
	return es_view_eq(es_view_sub(v, 0, prefix.n), prefix);
}

size_t
es_view_find(struct es_view v, struct es_view needle, size_t from)
{
	const unsigned char	*hit;

	if (from > v.n || needle.n == 0)
		return SIZE_MAX;
	if (v.n - from < needle.n)
		return SIZE_MAX;
	hit = memmem(v.p + from, v.n - from, needle.p, needle.n);
	return hit == NULL ? SIZE_MAX : (size_t)(hit - v.p);
}

bool
es_view_lists(struct es_view list, struct es_view word)
{
	size_t	 at, end;

	for (at = 0; at <= list.n && list.n > 0; at = end + 1) {
		end = es_view_find(list, ES_LIT(","), at);
		if (end == SIZE_MAX)
			end = list.n;
		if (word.n > 0 && es_view_eq(es_view_trim(es_view_sub(list,
		    at, end - at)), word))
			return true;
	}
	return false;
}

size_t
es_view_rfind(struct es_view v, struct es_view needle)
{
	size_t	 at;

	if (needle.n == 0 || v.n < needle.n)
		return SIZE_MAX;
	for (at = v.n - needle.n + 1; at-- > 0;)
		if (memcmp(v.p + at, needle.p, needle.n) == 0)
			return at;
	return SIZE_MAX;
}

int
es_view_cmp(struct es_view a, struct es_view b)
{
	size_t	 n = a.n < b.n ? a.n : b.n;
	int	 c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	if (c != 0)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

int
es_view_int(struct es_view v, int64_t min, int64_t max, int64_t *out,
    struct es_err *err)
{
	bool	 neg;
	int64_t	 x = 0;
	size_t	 i = 0;

	*out = 0;
	neg = v.n > 0 && v.p[0] == '-' && min < 0;
	if (neg)
		i = 1;
	if (i == v.n)
		return es_fail(err, ES_E_INPUT, "integer: no digits");
	for (; i < v.n; i++) {
		int	 d = v.p[i] - '0';

		if (d < 0 || d > 9)
			return es_fail(err, ES_E_INPUT, "integer: not a digit");
		if (__builtin_mul_overflow(x, (int64_t)10, &x) ||
		    (neg ? __builtin_sub_overflow(x, (int64_t)d, &x) :
		    __builtin_add_overflow(x, (int64_t)d, &x)))
			return es_fail(err, ES_E_INPUT, "integer: too large");
	}
	if (x < min || x > max)
		return es_fail(err, ES_E_INPUT, "integer: outside its range");
	*out = x;
	return 0;
}
