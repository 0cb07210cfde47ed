/* register/export.c - what a search finds as a CSV file of any length. */
#include "register.h"

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"
#include "web/csv.h"

#define STEP	2000	/* rows of one query */

/*
 * Newest first, each page behind the last row of the one before: a document
 * that is issued meanwhile stands before the first, so none is left out and
 * none comes twice.
 */
struct export {
	struct register_app	*app;
	struct es_arena		*page;	/* of one page, free again then */
	struct svc_register_ask	 ask;
	struct svc_register_export what;
	int64_t			 slot;
	bool			 begun;
};

static void
add_rows(struct es_buf *b, const struct es_tree *found, int64_t *rows)
{
	static const char *const	keys[] = { "number", "type", "lang",
	    "state", "issued", "person", "name" };
	const struct es_tree		*r;
	size_t				 i;

	for (r = es_tree_first(es_tree_get(found, "rows")); r != NULL;
	    r = es_tree_next(r)) {
		for (i = 0; i < ES_COUNT(keys); i++)
			web_csv_cell(b, es_tree_text_at(r, keys[i]),
			    i + 1 == ES_COUNT(keys));
		(*rows)++;
	}
}

static int
next(struct web_req *rq, void *arg, struct es_buf *out, struct es_err *err)
{
	struct export	*x = arg;
	struct es_tree	*found;

	(void)rq;
	if (x->begun && SYS_FAULT("register.export", err) < 0)
		return -1;
	es_arena_reset(x->page);
	found = es_tree_map(x->page);
	if (svc_register_find(x->app->st, &x->ask, x->page, found, err) < 0)
		return -1;
	/* The mark by which a spreadsheet knows UTF-8. */
	if (!x->begun)
		es_buf_add_str(out, "\xEF\xBB\xBF"
		    "number,type,language,state,issued,person,name\r\n");
	x->begun = true;
	add_rows(out, found, &x->what.rows);
	x->ask.behind_issued = es_tree_int(es_tree_get(found, "last/issued"));
	x->ask.behind_id = es_tree_int(es_tree_get(found, "last/id"));
	return es_tree_true(es_tree_get(found, "more"));
}

static void
end(struct web_req *rq, void *arg, bool whole)
{
	struct export	*x = arg;
	struct es_err	 err = ES_ERR_INIT;

	(void)rq;
	x->what.step = whole ? SVC_EXPORT_WHOLE : SVC_EXPORT_CUT;
	x->what.now = sys_now();
	if (svc_register_exported(x->app->st, &x->what, &err) < 0)
		log_err(&err, "event=export-not-recorded");
	es_err_clear(&err);
	if (svc_register_slot_back(x->app->st, x->slot, &err) < 0)
		log_err(&err, "event=export-slot");
	es_arena_free(x->page);
}

/* On record before a byte of it leaves; how much it was, at its end. */
static int
begin(struct export *x, struct es_err *err)
{
	if (svc_register_exported(x->app->st, &x->what, err) < 0)
		return -1;
	if ((x->page = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "export: no memory");
	return 0;
}

int
register_export(struct web_req *rq, void *arg, struct es_err *err)
{
	struct export		*x = es_arena_get(web_arena(rq), sizeof(*x));
	struct web_stream	 s = { "text/csv; charset=utf-8",
				    "register.csv", next, end, x };
	struct es_err		 e = ES_ERR_INIT;
	int			 rc;

	if (x == NULL)
		return es_fail(err, ES_E_NOMEM, "export: no memory");
	memset(x, 0, sizeof(*x));
	x->app = arg;
	if (register_asked(rq, x->app, &x->ask, err) < 0)
		return -1;
	x->ask.most = x->ask.text.n > 0 ? STEP / 10 : STEP;
	x->what = (struct svc_register_export){ SVC_EXPORT_BEGUN,
	    auth_user(rq)->name, web_address(rq), web_header(rq,
	    "QUERY_STRING"), 0, sys_now() };
	if ((rc = svc_register_slot(x->app->st, &x->slot, err)) < 0)
		return -1;
	if (rc == 0) {
		es_fail(err, ES_E_UPSTREAM, "all exports are taken");
		err->why = "register.export-busy";
		return -1;
	}
	if (begin(x, err) < 0) {
		if (svc_register_slot_back(x->app->st, x->slot, &e) < 0)
			log_err(&e, "event=export-slot");
		return -1;
	}
	web_stream(rq, &s);
	return 0;
}
