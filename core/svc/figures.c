/* svc/figures.c - what was issued, how fast, how often verified. */
#include "base/limits.h"
#include "base/time.h"
#include "svc/register.h"

#define MONTHS	12

struct period {
	int64_t	 from, until;	/* UTC seconds, both included */
};

static struct period
year_of(const struct svc_figures_ask *ask)
{
	struct es_civil	 first = { ask->year, 1, 1, 0, 0, 0, ask->offset };
	struct es_civil	 next = { ask->year + 1, 1, 1, 0, 0, 0, ask->offset };

	return (struct period){ es_time_from_civil(&first),
	    es_time_from_civil(&next) - 1 };
}

/* A count that the server gives as an integer or, of a SUM, as a decimal. */
static int64_t
count(const struct store_rows *r, size_t row, size_t col)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 x;

	if (store_view(r, row, col).n > 0 && es_view_int(store_view(r, row,
	    col), 0, INT64_MAX, &x, &e) == 0)
		return x;
	return store_int(r, row, col);
}

static void
put_months(struct es_tree *m, const char *key, const int64_t n[MONTHS])
{
	struct es_tree	*list = es_tree_put_list(m, key);
	size_t		 i;

	for (i = 0; i < MONTHS; i++) {
		struct es_tree	*x = es_tree_add_map(list);

		es_tree_put_int(x, "month", (int64_t)i + 1);
		es_tree_put_int(x, "n", n[i]);
	}
}

/* Rows come type by type, each month that has any. */
static void
put_issued(const struct svc_figures_ask *ask, const struct store_rows *r,
    struct es_tree *data)
{
	struct es_tree	*list = es_tree_put_list(data, "issued");
	int64_t		 all[MONTHS] = { 0 }, total = 0;
	size_t		 i, k;

	for (i = 0; i < r->n; i = k) {
		struct es_tree	*m = es_tree_add_map(list);
		int64_t		 n[MONTHS] = { 0 }, sum = 0;

		for (k = i; k < r->n && es_view_eq(store_view(r, k, 0),
		    store_view(r, i, 0)); k++) {
			int64_t	 month = store_int(r, k, 3);

			if (month < 1 || month > MONTHS)
				continue;
			n[month - 1] = count(r, k, 4);
			all[month - 1] += n[month - 1];
			sum += n[month - 1];
		}
		es_tree_put_text(m, "name", store_view(r, i,
		    strcmp(ask->lang, "en") == 0 ? 2 : 1));
		es_tree_put_int(m, "total", sum);
		put_months(m, "months", n);
		total += sum;
	}
	put_months(data, "months", all);
	es_tree_put_int(data, "total", total);
}

static void
put_waits(const struct store_rows *r, struct es_tree *data)
{
	static const char *const	within[] = { "10s", "1min", "1h",
	    "1d", "more" };
	struct es_tree			*list = es_tree_put_list(data,
					    "waits");
	size_t				 i;

	for (i = 0; i < ES_COUNT(within); i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_str(m, "within", within[i]);
		es_tree_put_int(m, "total", count(r, 0, i));
	}
}

int
svc_figures(struct store *st, const struct svc_figures_ask *ask,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct period		 p = year_of(ask);
	struct store_val	 issued[] = { SV_INT(ask->offset),
				    SV_INT(p.from), SV_INT(p.until),
				    SV_TEXT(ask->office),
				    SV_TEXT(ask->office) };
	bool			 en = strcmp(ask->lang, "en") == 0;
	struct es_tree		*list, *m;
	struct store_rows	 i, s, w, v;
	size_t			 k;

	if (store_query(st, STORE_FIGURES_ISSUED, issued, 5, a, &i,
	    err) < 0 ||
	    store_query(st, STORE_FIGURES_SEALS, issued + 1, 4, a, &s,
	    err) < 0 ||
	    store_query(st, STORE_FIGURES_WAITS, issued + 1, 4, a, &w,
	    err) < 0 ||
	    store_query(st, STORE_FIGURES_VERIFIED, issued + 1, 2, a, &v,
	    err) < 0)
		return -1;
	put_issued(ask, &i, data);
	list = es_tree_put_list(data, "seals");
	for (k = 0; k < s.n; k++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "name", store_view(&s, k, en ? 1 : 0));
		es_tree_put_int(m, "total", count(&s, k, 2));
	}
	put_waits(&w, data);
	list = es_tree_put_list(data, "verified");
	for (k = 0; k < v.n; k++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "headline", store_view(&v, k, 0));
		es_tree_put_int(m, "total", count(&v, k, 1));
	}
	return es_tree_ok(data, err);
}
