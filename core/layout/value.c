/* layout/value.c - functions of template holes: {path|date}. */
#include "base/money.h"
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

/* "12345.60" as 12,345.60, or in capital numerals. */
static int
money(const struct flow *f, struct es_view in, bool capitals,
    struct es_view *out)
{
	char	 text[ES_MONEY_CAPITALS];
	int64_t	 fen;
	char	*s;

	if (es_money_parse(in, &fen, f->err) < 0)
		return es_err_prefix(f->err, "money");
	s = es_arena_str(f->arena, es_view_str(capitals ?
	    es_money_capitals(fen, text) : es_money_grouped(fen, text)));
	*out = es_view_str(s);
	return s == NULL ? es_fail(f->err, ES_E_NOMEM, "value: no memory") : 0;
}

/* What each function does with a value that is not empty. */
static int
as_date(const struct flow *f, struct es_view in, struct es_view *out)
{
	return date(f, in, false, out);
}

static int
as_month(const struct flow *f, struct es_view in, struct es_view *out)
{
	return date(f, in, true, out);
}

static int
as_money(const struct flow *f, struct es_view in, struct es_view *out)
{
	return money(f, in, false, out);
}

static int
as_capitals(const struct flow *f, struct es_view in, struct es_view *out)
{
	return money(f, in, true, out);
}

static int
as_it_is(const struct flow *f, struct es_view in, struct es_view *out)
{
	(void)f;
	*out = in;
	return 0;
}

static const struct function {
	const char	*name;
	int		(*apply)(const struct flow *, struct es_view,
			    struct es_view *);
} functions[] = {
	{ "dash", as_it_is }, { "date", as_date }, { "month", as_month },
	{ "lower", lower }, { "paren", paren }, { "money", as_money },
	{ "capitals", as_capitals },
};

static const struct function *
find(struct es_view name)
{
	size_t	 i;

	for (i = 0; i < ES_COUNT(functions); i++)
		if (es_view_eq_str(name, functions[i].name))
			return &functions[i];
	return NULL;
}

bool
layout_function_known(struct es_view func)
{
	return func.n == 0 || find(func) != NULL;
}

int
layout_function(const struct flow *f, struct es_view func, struct es_view in,
    struct es_view *out)
{
	const struct function	*fn;

	*out = in;
	if (func.n == 0)
		return 0;
	if (in.n == 0) {
		if (es_view_eq_str(func, "dash"))
			*out = ES_LIT("\xe2\x80\x94");
		return 0;
	}
	if ((fn = find(func)) == NULL)
		return es_fail(f->err, ES_E_BUG, "%s: no function \"%.*s\"",
		    f->t->name, (int)func.n, (const char *)func.p);
	return fn->apply(f, in, out);
}
