/* svc/register/figures.c - what was issued, how fast, how often verified. */
#include "base/limits.h"
#include "base/time.h"
#include "svc/register/register.h"
#include "svc/verify/verdict.h"

#define MONTHS	12

/*
 * The database counts by months of UTC (schema/091-figures.sql).  Where a
 * month of the campus begins, some hours lie between the two: what was issued
 * in them is looked up, and put where it belongs.
 */
struct edge {
	int64_t	 from, until;	/* UTC seconds; until is not in it */
	/*
	 * East of Greenwich a month begins earlier than that of UTC: 1, the
	 * edge is the new month's; else -1, it is still the old one's.
	 */
	int	 sign;
};

struct year {
	const struct svc_figures_ask	*ask;
	struct store			*st;
	struct es_arena			*a;
	int64_t				 first, last;	/* 202601, 202612 */
	struct edge			 edges[MONTHS + 1];
	struct es_tree			*data;
};

/* A name that is counted: a type, a seal, a headline ... */
struct line {
	struct es_view	 key, name;
	int64_t		 n[MONTHS];	/* by month, or all in the first */
};

struct table {
	struct line	*lines;
	size_t		 n;
};

static void
find_edges(struct year *y)
{
	int	 i;

	for (i = 0; i <= MONTHS; i++) {
		struct es_civil	 first = { y->ask->year + i / MONTHS,
				    1 + i % MONTHS, 1, 0, 0, 0, 0 };
		int64_t		 utc = es_time_from_civil(&first);
		int64_t		 here = utc - y->ask->offset;

		y->edges[i] = (struct edge){ here < utc ? here : utc,
		    here < utc ? utc : here, here < utc ? 1 : -1 };
	}
	y->first = y->ask->year * 100 + 1;
	y->last = y->first + MONTHS - 1;
}

/* A count that the server gives as an integer or, of a SUM, as a decimal. */
static int64_t
count(const struct store_rows *r, size_t row, size_t col)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 x;

	if (store_view(r, row, col).n > 0 && es_view_int(store_view(r, row,
	    col), INT64_MIN, INT64_MAX, &x, &e) == 0)
		return x;
	return store_int(r, row, col);
}

static void
add(const struct table *t, struct es_view key, int64_t month, int64_t n)
{
	size_t	 i;

	if (month < 0 || month >= MONTHS)
		return;
	for (i = 0; i < t->n; i++)
		if (es_view_eq(t->lines[i].key, key)) {
			t->lines[i].n[month] += n;
			return;
		}
}

/* -- counting ------------------------------------------------------------ */
/* What is asked for with two bounds, of an office or without one. */
static int
ask(const struct year *y, enum store_stmt id, int64_t from, int64_t until,
    bool office, struct store_rows *r, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(from), SV_INT(until),
				    SV_TEXT(y->ask->office),
				    SV_TEXT(y->ask->office) };

	return store_query(y->st, id, args, office ? 4 : 2, y->a, r, err);
}

/* Two columns: key, number; all of the year in the first place. */
static int
count_year(const struct year *y, enum store_stmt whole, enum store_stmt edge,
    bool office, struct table *t, struct es_err *err)
{
	static const int	 ends[] = { 0, MONTHS };
	struct store_rows	 r;
	size_t			 e, i;

	if (ask(y, whole, y->first, y->last, office, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		add(t, store_view(&r, i, 0), 0, count(&r, i, 1));
	for (e = 0; e < ES_COUNT(ends); e++) {
		const struct edge	*x = &y->edges[ends[e]];

		if (ask(y, edge, x->from, x->until, office, &r, err) < 0)
			return -1;
		for (i = 0; i < r.n; i++)
			add(t, store_view(&r, i, 0), 0, count(&r, i, 1) *
			    (ends[e] == 0 ? x->sign : -x->sign));
	}
	return 0;
}

/* Month by month: an edge goes from one month to its neighbour. */
static int
count_months(const struct year *y, struct table *t, struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i;
	int			 e;

	if (ask(y, STORE_FIGURES_ISSUED, y->first, y->last, true, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		add(t, store_view(&r, i, 0), store_int(&r, i, 1) - y->first,
		    count(&r, i, 2));
	for (e = 0; e <= MONTHS; e++) {
		const struct edge	*x = &y->edges[e];

		if (ask(y, STORE_FIGURES_EDGE_ISSUED, x->from, x->until, true,
		    &r, err) < 0)
			return -1;
		for (i = 0; i < r.n; i++) {
			int64_t	 n = count(&r, i, 1) * x->sign;

			add(t, store_view(&r, i, 0), e, n);
			add(t, store_view(&r, i, 0), e - 1, -n);
		}
	}
	return 0;
}

/* -- what there is to count ---------------------------------------------- */
/* Lines of a query with key, Chinese and English name. */
static int
named(const struct year *y, enum store_stmt id, struct table *t,
    struct es_err *err)
{
	struct store_val	 any[] = { SV_STR(""), SV_STR("") };
	bool			 en = strcmp(y->ask->lang, "en") == 0;
	struct store_rows	 r;

	if (store_query(y->st, id, any, 2, y->a, &r, err) < 0)
		return -1;
	t->lines = es_arena_array(y->a, r.n + 1, sizeof(*t->lines));
	if (t->lines == NULL)
		return es_fail(err, ES_E_NOMEM, "figures: no memory");
	for (t->n = 0; t->n < r.n; t->n++)
		t->lines[t->n] = (struct line){ .key = store_view(&r, t->n, 0),
		    .name = store_view(&r, t->n, en ? 2 : 1) };
	return 0;
}

/* Lines whose keys are the words of the database. */
static int
worded(const struct year *y, const char *const *keys, size_t n,
    struct table *t, struct es_err *err)
{
	t->lines = es_arena_array(y->a, n, sizeof(*t->lines));
	if (t->lines == NULL)
		return es_fail(err, ES_E_NOMEM, "figures: no memory");
	for (t->n = 0; t->n < n; t->n++)
		t->lines[t->n] = (struct line){ .key = es_view_str(
		    keys[t->n]) };
	return 0;
}

/* -- telling ------------------------------------------------------------- */
static int64_t
put_months(struct es_tree *m, const char *key, const int64_t n[MONTHS])
{
	struct es_tree	*list = es_tree_put_list(m, key), *x;
	int64_t		 sum = 0;
	size_t		 i;

	for (i = 0; i < MONTHS; i++) {
		x = es_tree_add_map(list);
		es_tree_put_int(x, "month", (int64_t)i + 1);
		es_tree_put_int(x, "n", n[i]);
		sum += n[i];
	}
	return sum;
}

static bool
is_empty(const struct line *l)
{
	static const int64_t	 none[MONTHS];

	return memcmp(l->n, none, sizeof(none)) == 0;
}

static int
put_issued(const struct year *y, struct es_err *err)
{
	struct es_tree	*list = es_tree_put_list(y->data, "issued"), *m;
	int64_t		 all[MONTHS] = { 0 };
	struct table	 t;
	size_t		 i, k;

	if (named(y, STORE_REGISTER_TYPES, &t, err) < 0 ||
	    count_months(y, &t, err) < 0)
		return -1;
	for (i = 0; i < t.n; i++) {
		if (is_empty(&t.lines[i]))
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "name", t.lines[i].name);
		es_tree_put_int(m, "total", put_months(m, "months",
		    t.lines[i].n));
		for (k = 0; k < MONTHS; k++)
			all[k] += t.lines[i].n[k];
	}
	es_tree_put_int(y->data, "total", put_months(y->data, "months", all));
	return 0;
}

static int
put_seals(const struct year *y, struct es_err *err)
{
	struct es_tree	*list = es_tree_put_list(y->data, "seals"), *m;
	struct table	 t;
	size_t		 i;

	if (named(y, STORE_REGISTER_SEALS, &t, err) < 0 ||
	    count_year(y, STORE_FIGURES_SEALS, STORE_FIGURES_EDGE_SEALS, true,
	    &t, err) < 0)
		return -1;
	for (i = 0; i < t.n; i++) {
		if (is_empty(&t.lines[i]))
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "name", t.lines[i].name);
		es_tree_put_int(m, "total", t.lines[i].n[0]);
	}
	return 0;
}

static int
put_waits(const struct year *y, struct es_err *err)
{
	static const char *const	keys[] = { "0", "1", "2", "3", "4" };
	static const char *const	within[] = { "10s", "1min", "1h",
	    "1d", "more" };
	struct es_tree			*list = es_tree_put_list(y->data,
					    "waits"), *m;
	struct table			 t;
	size_t				 i;

	if (worded(y, keys, ES_COUNT(keys), &t, err) < 0 ||
	    count_year(y, STORE_FIGURES_WAITS, STORE_FIGURES_EDGE_WAITS, true,
	    &t, err) < 0)
		return -1;
	for (i = 0; i < t.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_str(m, "within", within[i]);
		es_tree_put_int(m, "total", t.lines[i].n[0]);
	}
	return 0;
}

static int
put_verified(const struct year *y, struct es_err *err)
{
	struct es_tree	*list = es_tree_put_list(y->data, "verified"), *m;
	const char	*keys[SVC_H__MAX - 1];
	struct table	 t;
	size_t		 i;

	for (i = 0; i < ES_COUNT(keys); i++)
		keys[i] = svc_headline_name((enum svc_headline)(i + 1));
	if (worded(y, keys, ES_COUNT(keys), &t, err) < 0 ||
	    count_year(y, STORE_FIGURES_VERIFIED, STORE_FIGURES_EDGE_VERIFIED,
	    false, &t, err) < 0)
		return -1;
	for (i = 0; i < t.n; i++) {
		if (is_empty(&t.lines[i]))
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "headline", t.lines[i].key);
		es_tree_put_int(m, "total", t.lines[i].n[0]);
	}
	return 0;
}

static int
look(struct store *st, void *arg, struct es_err *err)
{
	struct year	*y = arg;

	y->st = st;
	if (put_issued(y, err) < 0 || put_seals(y, err) < 0 ||
	    put_waits(y, err) < 0)
		return -1;
	return put_verified(y, err);
}

int
svc_figures(struct store *st, const struct svc_figures_ask *ask_for,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct year	 y = { .ask = ask_for, .a = a, .data = data };

	find_edges(&y);
	/* All numbers are of one moment. */
	if (store_look(st, look, &y, err) < 0)
		return -1;
	return es_tree_ok(data, err);
}
