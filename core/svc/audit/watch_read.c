/* svc/audit/watch_read.c - the history of daily runs; see watch.h. */
#include "base/limits.h"
#include "base/utf8.h"
#include "svc/issue/priv.h"
#include "svc/audit/watch.h"
#include "svc/verify/words.h"

#define RUNS_PAGE	30

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
put_counts(struct es_tree *m, const char *const *names, size_t n,
    const struct store_rows *r, size_t row, size_t col)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		es_tree_put_int(m, names[i], count(r, row, col + i));
}

static void
put_run(struct es_tree *m, int64_t at, int64_t findings, int offset,
    struct es_arena *a)
{
	es_tree_put_str(m, "when", svc_when(a, at, offset));
	es_tree_put_bool(m, "good", findings == 0);
	es_tree_put_int(m, "findings", findings);
}

int
svc_watch_list(struct store *st, int64_t before, int offset,
    struct es_tree *data, struct es_err *err)
{
	static const char *const names[] = { "intents", "sealed", "files",
	    "used" };
	struct store_val	 args[] = { SV_INT(before > 0 ? before :
				    INT64_MAX), SV_INT(RUNS_PAGE + 1) };
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_tree		*list = es_tree_put_list(data, "runs");
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	rc = store_query(st, STORE_WATCH_RUNS, args, 2, a, &r, err);
	for (i = 0; rc >= 0 && i < r.n && i < RUNS_PAGE; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_str(m, "link", es_arena_printf(a,
		    "/admin/balance/%lld", (long long)store_int(&r, i, 0)));
		put_run(m, store_int(&r, i, 1), store_int(&r, i, 5), offset,
		    a);
		es_tree_put_int(m, "entries", store_int(&r, i, 3));
		es_tree_put_int(m, "checkpoint", store_int(&r, i, 4));
		put_counts(m, names, ES_COUNT(names), &r, i, 6);
	}
	if (rc >= 0 && r.n > RUNS_PAGE)
		es_tree_put_str(data, "older", es_arena_printf(a,
		    "/admin/balance?before=%lld", (long long)store_int(&r,
		    RUNS_PAGE - 1, 1)));
	es_arena_free(a);
	return rc < 0 ? -1 : es_tree_ok(data, err);
}

static int
put_seals(struct store *st, struct store_val *id, size_t name,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	static const char *const names[] = { "intents", "sealed", "voided",
	    "open", "refused", "documents", "files", "receipts", "archived" };
	struct es_tree		*list = es_tree_put_list(data, "seals");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_WATCH_RUN_SEALS, id, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_text(m, "name", store_view(&r, i, 1 + name));
		es_tree_put_int(m, "id", store_int(&r, i, 0));
		put_counts(m, names, ES_COUNT(names), &r, i, 3);
	}
	return 0;
}

static int
put_keys(struct store *st, struct store_val *id, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	static const char *const names[] = { "used", "intents", "sealed",
	    "open" };
	struct es_tree		*list = es_tree_put_list(data, "keys");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_WATCH_RUN_KEYS, id, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_text(m, "name", store_view(&r, i, 0));
		es_tree_put_bool(m, "counted", store_int(&r, i, 1) == 0);
		put_counts(m, names, ES_COUNT(names), &r, i, 2);
	}
	return 0;
}

static int
put_found(struct store *st, struct store_val *id, size_t name,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "found");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_WATCH_RUN_FINDINGS, id, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_text(m, "what", store_view(&r, i, 0));
		es_tree_put_text(m, "chain", store_view(&r, i, 1));
		es_tree_put_int(m, "entry", store_int(&r, i, 2));
		es_tree_put_int(m, "request", store_int(&r, i, 4));
		es_tree_put_text(m, "text", store_view(&r, i, 5));
		es_tree_put_text(m, "seal", store_view(&r, i, 6 + name));
	}
	return 0;
}

int
svc_watch_one(struct store *st, int64_t id, const char *lang, int offset,
    struct es_tree *data, struct es_err *err)
{
	struct store_val	 key = SV_INT(id);
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	size_t			 name = svc_lang_of(es_view_str(lang)) ==
				    SVC_EN;
	struct es_tree		*m;
	struct store_rows	 r;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	if ((rc = store_query(st, STORE_WATCH_RUN, &key, 1, a, &r, err)) > 0) {
		m = es_tree_put_map(data, "run");
		put_run(m, store_int(&r, 0, 0), store_int(&r, 0, 4), offset,
		    a);
		es_tree_put_int(m, "seconds", store_int(&r, 0, 1) -
		    store_int(&r, 0, 0));
		es_tree_put_int(m, "entries", store_int(&r, 0, 2));
		es_tree_put_int(m, "checkpoint", store_int(&r, 0, 3));
		if (put_seals(st, &key, name, a, data, err) < 0 ||
		    put_keys(st, &key, a, data, err) < 0 ||
		    put_found(st, &key, name, a, data, err) < 0 ||
		    es_tree_ok(data, err) < 0)
			rc = -1;
	}
	es_arena_free(a);
	return rc;
}
