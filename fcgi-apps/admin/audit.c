/* admin/audit.c - the audit officer reads; see svc/audit/auditor.h. */
#include <stdio.h>

#include "admin.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/time.h"
#include "svc/audit/auditor.h"
#include "sys/clock.h"
#include "web/csv.h"
#include "web/template.h"

#define PAGE	50
#define STEP	2000	/* rows of one query of an export */

enum { G_FROM, G_UNTIL, G_ACTOR, G_ACTION, G_OBJECT, G_RESULT, G_AT, G_CHAIN,
    G_SEQ };
const struct web_field	admin_audit_fields[9] = {
	[G_FROM] = { "from", WEB_LINE, 0, 10, 0 },
	[G_UNTIL] = { "until", WEB_LINE, 0, 10, 0 },
	[G_ACTOR] = { "actor", WEB_LINE, 0, 40, 0 },
	[G_ACTION] = { "action", WEB_LINE, 0, 40, 0 },
	[G_OBJECT] = { "object", WEB_LINE, 0, 80, 0 },
	[G_RESULT] = { "result", WEB_TOKEN, 0, 20, 0 },
	[G_AT] = { "at", WEB_INT, 0, INT64_MAX, 0 },
	[G_CHAIN] = { "chain", WEB_TOKEN, 0, 12, 0 },
	[G_SEQ] = { "seq", WEB_INT, 0, INT64_MAX, 0 },
};
const struct web_field	admin_ledger_fields[1] = {
	{ "before", WEB_INT, 0, INT64_MAX, 0 },
};

/* The first second of a day "2026-11-23", or its last. */
static bool
day(struct es_view v, int offset, bool last, int64_t *out)
{
	struct es_err	 e = ES_ERR_INIT;

	if (v.n == 0)
		return true;
	if (v.n != 10 || es_time_parse(v, out, &e) < 0)
		return false;
	*out += (last ? 86399 : 0) - offset;
	return true;
}

/* What the form asks; false: a date that is none. */
static bool
asked(struct web_req *rq, const struct admin_app *app,
    struct svc_audit_ask *ask)
{
	*ask = (struct svc_audit_ask){ .until = INT64_MAX,
	    .actor = web_value(rq, G_ACTOR),
	    .action = web_value(rq, G_ACTION),
	    .object = web_value(rq, G_OBJECT),
	    .result = web_value(rq, G_RESULT), .behind_at = web_int(rq, G_AT),
	    .behind_chain = web_value(rq, G_CHAIN),
	    .behind_seq = web_int(rq, G_SEQ), .most = PAGE,
	    .offset = app->offset };
	return day(web_value(rq, G_FROM), app->offset, false, &ask->from) &&
	    day(web_value(rq, G_UNTIL), app->offset, true, &ask->until);
}

/* The same question as an address, behind an entry or from the newest. */
static const char *
query(struct web_req *rq, const char *path, const struct es_tree *last)
{
	static const char *const	keys[] = { "at", "chain", "seq" };
	struct es_buf			 b;
	char				*out;
	size_t				 i;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	es_buf_add_str(&b, path);
	for (i = G_FROM; i <= G_RESULT; i++) {
		es_buf_printf(&b, "%s%s=", i == G_FROM ? "?" : "&",
		    admin_audit_fields[i].name);
		web_escape_query(&b, web_value(rq, i));
	}
	for (i = 0; last != NULL && i < ES_COUNT(keys); i++) {
		es_buf_printf(&b, "&%s=", keys[i]);
		web_escape_query(&b, es_tree_text_at(last, keys[i]));
	}
	out = es_arena_str(web_arena(rq), es_buf_view(&b));
	es_buf_clear(&b);
	return out == NULL ? path : out;
}

static void
put_form(struct web_req *rq)
{
	static const char *const	all[] = { "ok", "refused", "failed" };
	struct es_tree			*list = es_tree_put_list(web_data(rq),
					    "results"), *m;
	size_t				 i;

	for (i = G_FROM; i < G_RESULT; i++)
		es_tree_put_text(web_data(rq), admin_audit_fields[i].name,
		    web_value(rq, i));
	for (i = 0; i < ES_COUNT(all); i++) {
		m = es_tree_add_map(list);
		es_tree_put_str(m, "code", all[i]);
		es_tree_put_bool(m, "chosen", es_view_eq_str(web_value(rq,
		    G_RESULT), all[i]));
	}
}

int
admin_audit(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*app = arg;
	struct es_tree		*data = web_data(rq);
	struct svc_audit_ask	 ask;
	bool			 good = asked(rq, app, &ask);

	if (good && svc_audit_find(app->st, &ask, web_arena(rq), data,
	    err) < 0)
		return -1;
	put_form(rq);
	es_tree_put_bool(data, "fault", !good);
	(void)web_day(rq, G_FROM, "from_bad");
	(void)web_day(rq, G_UNTIL, "until_bad");
	if (es_tree_get(data, "last") != NULL)
		es_tree_put_str(data, "older", query(rq, "/admin/audit",
		    es_tree_get(data, "last")));
	es_tree_put_str(data, "export", query(rq, "/admin/audit/export",
	    NULL));
	es_tree_put_str(data, "title", web_say(rq, "audit.title"));
	return web_page(rq, good ? 200 : 422, "admin/audit.html", err);
}

/* -- the same as a file -------------------------------------------------- */
static const char *const	cells[] = { "at", "chain", "seq", "actor",
    "address", "action", "object", "result", "detail" };

static int
all_rows(struct admin_app *app, struct svc_audit_ask *ask, struct es_buf *b,
    int64_t *rows, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	const struct es_tree	*r, *last;
	struct es_tree		*found;
	char			 chain[16] = "";
	size_t			 i;
	int			 rc = a == NULL ? es_fail(err, ES_E_NOMEM,
				    "export: no memory") : 0;
	bool			 more = true;

	while (rc == 0 && more && *rows < ES_LIMIT_EXPORT_ROWS) {
		es_arena_reset(a);
		found = es_tree_map(a);
		if ((rc = svc_audit_find(app->st, ask, a, found, err)) < 0)
			break;
		for (r = es_tree_first(es_tree_get(found, "rows")); r != NULL;
		    r = es_tree_next(r), (*rows)++)
			for (i = 0; i < ES_COUNT(cells); i++)
				web_csv_cell(b, es_tree_text_at(r, cells[i]),
				    i + 1 == ES_COUNT(cells));
		last = es_tree_get(found, "last");
		if ((more = last != NULL)) {
			struct es_view	 v = es_tree_text_at(last, "chain");

			(void)snprintf(chain, sizeof(chain), "%.*s", (int)v.n,
			    (const char *)v.p);
			ask->behind_at = es_tree_int(es_tree_get(last, "at"));
			ask->behind_seq = es_tree_int(es_tree_get(last,
			    "seq"));
			ask->behind_chain = es_view_str(chain);
		}
	}
	/* The row that no caller sees any more must not be asked behind. */
	ask->behind_chain = ES_VIEW_EMPTY;
	es_arena_free(a);
	return rc;
}

int
admin_audit_export(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*app = arg;
	struct svc_audit_ask	 ask;
	struct es_buf		 b;
	int64_t			 rows = 0;
	size_t			 i;
	int			 rc;

	if (!asked(rq, app, &ask))
		return es_fail(err, ES_E_INPUT, "no date");
	ask.most = STEP;
	ask.behind_at = 0;
	es_buf_init(&b, ES_LIMIT_DOC_BYTES);
	/* The mark by which a spreadsheet knows UTF-8. */
	es_buf_add_str(&b, "\xEF\xBB\xBF");
	for (i = 0; i < ES_COUNT(cells); i++)
		web_csv_cell(&b, es_view_str(cells[i]), i + 1 ==
		    ES_COUNT(cells));
	rc = all_rows(app, &ask, &b, &rows, err);
	/* On record before a byte of it leaves. */
	if (rc == 0)
		rc = svc_audit_exported(app->st, auth_user(rq)->name,
		    web_address(rq), web_header(rq, "QUERY_STRING"), rows,
		    sys_now(), err);
	if (rc == 0 && (rc = es_buf_ok(&b, "export", err)) == 0)
		rc = web_bytes(rq, 200, "text/csv; charset=utf-8",
		    es_buf_view(&b), "audit.csv", err);
	es_buf_clear(&b);
	return rc < 0 ? -1 : 0;
}

/* -- ledgers and workflows ----------------------------------------------- */
static bool
english(struct web_req *rq)
{
	return strcmp(web_lang(rq), "en") == 0;
}

static const char *
say(void *arg, const char *key)
{
	return web_say(arg, key);
}

int
admin_ledgers(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*app = arg;

	if (svc_audit_seals(app->st, english(rq), say, rq, web_data(rq),
	    err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "audit.ledgers"));
	return web_page(rq, 200, "admin/ledgers.html", err);
}

int
admin_ledger(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*app = arg;
	int64_t			 id;

	if (admin_number(rq, &id, err) < 0 || svc_audit_ledger(app->st, id,
	    web_int(rq, 0), english(rq), app->offset, web_arena(rq),
	    web_data(rq), err) < 0)
		return -1;
	es_tree_put_text(web_data(rq), "title", es_tree_text_at(web_data(rq),
	    "name"));
	return web_page(rq, 200, "admin/ledger.html", err);
}

int
admin_flow(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*app = arg;
	int64_t			 id;

	if (admin_number(rq, &id, err) < 0 || svc_audit_flow(app->st, id,
	    app->offset, web_arena(rq), web_data(rq), err) < 0)
		return -1;
	es_tree_put_int(web_data(rq), "request", id);
	es_tree_put_str(web_data(rq), "title", web_say(rq, "audit.flow"));
	return web_page(rq, 200, "admin/flow.html", err);
}
