/* layout/value.c - functions of template holes: {path|date}. */
#include "base/time.h"
#include "layout/flow.h"

static const char *const months[] = { "January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December" };

/* "2026-06-30..." as 2026年6月30日 or 30 June 2026; month: without day. */
static int
date(const struct flow *f, struct es_view in, bool month, struct es_view *out)
{
	struct es_civil	 c;
	int64_t		 t;
	char		*s;

	if (es_time_parse(es_view_sub(in, 0, 10), &t, f->err) < 0)
		return es_err_prefix(f->err, "a date");
	es_time_civil(t, 0, &c);
	if (strcmp(f->t->lang, "en") != 0)
		s = month ? es_arena_printf(f->arena, "%d年%d月", c.year,
		    c.month) : es_arena_printf(f->arena, "%d年%d月%d日",
		    c.year, c.month, c.day);
	else
		s = month ? es_arena_printf(f->arena, "%s %d",
		    months[c.month - 1], c.year) : es_arena_printf(f->arena,
		    "%d %s %d", c.day, months[c.month - 1], c.year);
	*out = es_view_str(s);
	return s == NULL ? es_fail(f->err, ES_E_NOMEM, "date: no memory") : 0;
}

/* "Full-time" inside a sentence: ASCII letters in lower case. */
static int
lower(const struct flow *f, struct es_view in, struct es_view *out)
{
	char	*s = es_arena_str(f->arena, in);
	size_t	 i;

	if (s == NULL)
		return es_fail(f->err, ES_E_NOMEM, "value: no memory");
	for (i = 0; i < in.n; i++)
		if (s[i] >= 'A' && s[i] <= 'Z')
			s[i] = (char)(s[i] - 'A' + 'a');
	*out = es_view(s, in.n);
	return 0;
}

/* A remark after a name, in the parentheses of the document's language. */
static int
paren(const struct flow *f, struct es_view in, struct es_view *out)
{
	const char	*s = es_arena_printf(f->arena,
			    strcmp(f->t->lang, "en") == 0 ? " (%.*s)" :
			    "\xef\xbc\x88%.*s\xef\xbc\x89", (int)in.n,
			    (const char *)in.p);

	*out = es_view_str(s);
	return s == NULL ? es_fail(f->err, ES_E_NOMEM, "value: no memory") : 0;
}

int
layout_function(const struct flow *f, struct es_view func, struct es_view in,
    struct es_view *out)
{
	*out = in;
	if (func.n == 0)
		return 0;
	if (es_view_eq_str(func, "dash")) {
		if (in.n == 0)
			*out = ES_LIT("\xe2\x80\x94");
		return 0;
	}
	if (in.n == 0)
		return 0;
	if (es_view_eq_str(func, "date"))
		return date(f, in, false, out);
	if (es_view_eq_str(func, "month"))
		return date(f, in, true, out);
	if (es_view_eq_str(func, "lower"))
		return lower(f, in, out);
	if (es_view_eq_str(func, "paren"))
		return paren(f, in, out);
	return es_fail(f->err, ES_E_FORMAT, "%s: no function \"%.*s\"",
	    f->t->name, (int)func.n, (const char *)func.p);
}
