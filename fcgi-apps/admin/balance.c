/* admin/balance.c - the days on which everything agreed, and the others. */
#include "admin.h"
#include "svc/audit/watch.h"

enum { BEFORE };
const struct web_field	admin_balance_fields[ADMIN_BALANCE_FIELDS] = {
	[BEFORE] = { "before", WEB_INT, 1, INT64_MAX, 0 },
};

int
admin_balance(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;

	if (svc_watch_list(a->st, web_int(rq, BEFORE), a->offset,
	    web_data(rq), err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "balance.title"));
	return web_page(rq, 200, "admin/balance.html", err);
}

/* Codes of findings become sentences. */
static void
put_words(struct web_req *rq, const struct es_tree *got)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "findings");
	const struct es_tree	*f;

	for (f = es_tree_first(es_tree_get(got, "found")); f != NULL;
	    f = es_tree_next(f)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 what = es_tree_text_at(f, "what");

		es_tree_put_str(m, "what", web_say(rq, es_arena_printf(
		    web_arena(rq), "balance.w-%.*s", (int)what.n,
		    (const char *)what.p)));
		es_tree_put_text(m, "chain", es_tree_text_at(f, "chain"));
		es_tree_put_text(m, "seal", es_tree_text_at(f, "seal"));
		es_tree_put_int(m, "entry", es_tree_int(es_tree_get(f,
		    "entry")));
		es_tree_put_int(m, "request", es_tree_int(es_tree_get(f,
		    "request")));
		es_tree_put_text(m, "text", es_tree_text_at(f, "text"));
	}
}

int
admin_balance_day(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;
	int64_t			 id;
	int			 rc;

	if (es_view_int(web_param(rq, "id"), 1, INT64_MAX, &id, err) < 0)
		return es_fail(err, ES_E_NOTFOUND, "no such day");
	rc = svc_watch_one(a->st, id, web_lang(rq), a->offset, web_data(rq),
	    err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no run %lld",
		    (long long)id);
	if (rc < 0)
		return -1;
	put_words(rq, web_data(rq));
	es_tree_put_str(web_data(rq), "title", web_say(rq, "balance.title"));
	return web_page(rq, 200, "admin/balance-day.html", err);
}
