/* svc/audit/figures.c - see figures.h. */
#include "svc/audit/figures.h"

#include "base/limits.h"

#define MOST	100	/* of one seal */

/* Columns of WATCH_FIGURES, and of WATCH_FIGURES_VERIFY. */
enum { F_MONTH, F_OFFICE, F_TYPE, F_WAIT, F_THERE, F_KEPT };
enum { V_MONTH, V_HEADLINE, V_THERE, V_KEPT };

/* A sum comes as a decimal, a count as an integer. */
static long long
number(const struct store_rows *r, size_t row, size_t col)
{
	struct es_view	 v = store_view(r, row, col);
	bool		 minus = v.n > 0 && v.p[0] == '-';
	int64_t		 x;

	if (v.n == 0)
		return (long long)store_int(r, row, col);
	if (es_view_int(es_view_sub(v, minus, v.n - minus), 0, INT64_MAX, &x,
	    NULL) < 0)
		return 0;
	return (long long)(minus ? -x : x);
}

static int
weigh_seal(struct store *st, int64_t seal, struct es_arena *keep,
    struct es_arena *a, svc_figure_found *found, void *arg,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(seal),
				    SV_INT(MOST) };
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_WATCH_FIGURES, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		found(arg, seal, es_arena_printf(keep, "FIGURES  seal %lld "
		    "%lld %.*s %.*s wait %lld: %lld documents, counted %lld",
		    (long long)seal, number(&r, i, F_MONTH),
		    (int)store_view(&r, i, F_OFFICE).n,
		    (const char *)store_view(&r, i, F_OFFICE).p,
		    (int)store_view(&r, i, F_TYPE).n,
		    (const char *)store_view(&r, i, F_TYPE).p,
		    number(&r, i, F_WAIT), number(&r, i, F_THERE),
		    number(&r, i, F_KEPT)));
	return 0;
}

static int
weigh_verify(struct store *st, struct es_arena *keep, struct es_arena *a,
    svc_figure_found *found, void *arg, struct es_err *err)
{
	struct store_val	 most = SV_INT(MOST);
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_WATCH_FIGURES_VERIFY, &most, 1, a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		found(arg, 0, es_arena_printf(keep, "FIGURES  %lld %.*s: "
		    "%lld verifications, counted %lld", number(&r, i,
		    V_MONTH), (int)store_view(&r, i, V_HEADLINE).n,
		    (const char *)store_view(&r, i, V_HEADLINE).p,
		    number(&r, i, V_THERE), number(&r, i, V_KEPT)));
	return 0;
}

int
svc_figures_weigh(struct store *st, struct es_arena *keep,
    svc_figure_found *found, void *arg, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 seals;
	size_t			 i;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "figures: no memory");
	rc = store_query(st, STORE_WATCH_FIGURE_SEALS, NULL, 0, a, &seals,
	    err);
	for (i = 0; rc >= 0 && i < seals.n; i++)
		rc = weigh_seal(st, store_int(&seals, i, 0), keep, a, found,
		    arg, err);
	if (rc >= 0)
		rc = weigh_verify(st, keep, a, found, arg, err);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}
