/* approve/task.c - one request: what it says, what was said, what to do. */
#include "approve.h"
#include "base/limits.h"

enum { D_ACTION, D_OPINION, D_SUBJECT, D_STEP, D_ABSENT, D_SEEN };

const struct web_field	approve_decide_fields[6] = {
	[D_ACTION] = { "action", WEB_TOKEN, 1, 20, WEB_REQUIRED },
	[D_OPINION] = { "opinion", WEB_TEXT, 0, ES_LIMIT_FLOW_OPINION, 0 },
	[D_SUBJECT] = { "subject", WEB_LINE, 0, 20, 0 },
	[D_STEP] = { "step", WEB_INT, 0, ES_LIMIT_FLOW_STEPS, WEB_REQUIRED },
	[D_ABSENT] = { "absent", WEB_INT, 0, INT64_MAX, 0 },
	[D_SEEN] = { "seen", WEB_INT, 0, INT32_MAX, WEB_REQUIRED },
};

/* The page of the version that was asked for, in the document's language. */
static int
find_page(const struct approve_app *app, const struct svc_task *t,
    const struct layout_template **out, struct es_err *err)
{
	return svc_type_page(app->types, app->st, t->type, t->type_version,
	    t->lang, out, err);
}

static int
put_preview(struct web_req *rq, const struct approve_app *app,
    const struct svc_task *t, struct es_err *err)
{
	struct es_tree	*list = es_tree_put_list(web_data(rq), "pages"), *m;
	const struct layout_template *page;
	uint32_t	 missing;
	size_t		 pages, i;

	if (find_page(app, t, &page, err) < 0 || svc_preview_pages(page,
	    t->record, web_arena(rq), &pages, &missing, err) < 0)
		return -1;
	for (i = 1; i <= pages; i++) {
		m = es_tree_add_map(list);
		es_tree_put_int(m, "no", (int64_t)i);
		es_tree_put_str(m, "src", es_arena_printf(web_arena(rq),
		    "/approve/%lld/preview/%zu", (long long)t->request, i));
	}
	return 0;
}

/* The page, with what went wrong before (NULL: nothing). */
static int
show(struct web_req *rq, struct approve_app *app, int64_t id, int status,
    const char *error, struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	struct svc_reader	 r;
	struct svc_task		 t;

	approve_reader(rq, app, &r);
	if (svc_task(&r, id, web_arena(rq), &t, data, err) < 0 ||
	    put_preview(rq, app, &t, err) < 0)
		return -1;
	if (es_tree_text_at(data, "may/why").n > 0)
		es_tree_put_str(data, "why_not", web_say(rq, es_arena_printf(
		    web_arena(rq), "flow.no.%.*s",
		    (int)es_tree_text_at(data, "may/why").n, (const char *)
		    es_tree_text_at(data, "may/why").p)));
	es_tree_put_str(data, "state_word", web_say(rq, es_arena_printf(
	    web_arena(rq), "state.%.*s",
	    (int)es_tree_text_at(data, "state").n, (const char *)
	    es_tree_text_at(data, "state").p)));
	es_tree_put_int(data, "step", t.step);
	es_tree_put_int(data, "absent", t.absent);
	es_tree_put_int(data, "seen", (int64_t)t.seen);
	es_tree_put_str(data, "action", es_arena_printf(web_arena(rq),
	    "/approve/%lld", (long long)id));
	es_tree_put_str(data, "file", es_arena_printf(web_arena(rq),
	    "/contract/request/%lld", (long long)id));
	if (error != NULL)
		es_tree_put_str(data, "error", error);
	es_tree_put_text(data, "title", es_tree_text_at(data, "name"));
	return web_page(rq, status, "approve/task.html", err);
}

int
approve_task(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 id;

	if (web_param_id(rq, "id", &id, err) < 0)
		return -1;
	return show(rq, arg, id, 200, NULL, err);
}

int
approve_preview(struct web_req *rq, void *arg, struct es_err *err)
{
	struct approve_app	*app = arg;
	const struct layout_template *tpl;
	struct svc_reader	 r;
	struct svc_task		 t;
	struct es_buf		 svg;
	int64_t			 id, page;
	int			 rc;

	approve_reader(rq, app, &r);
	if (web_param_id(rq, "id", &id, err) < 0)
		return -1;
	if (es_view_int(web_param(rq, "page"), 1, ES_LIMIT_DOC_PAGES, &page,
	    err) < 0) {
		es_err_clear(err);
		return es_fail(err, ES_E_NOTFOUND, "no such page");
	}
	if (svc_task(&r, id, web_arena(rq), &t, es_tree_map(web_arena(rq)),
	    err) < 0 || find_page(app, &t, &tpl, err) < 0)
		return -1;
	es_buf_init(&svg, ES_LIMIT_PAGE);
	rc = svc_preview_svg(tpl, t.record, (size_t)page - 1, web_say(rq,
	    "request.preview"), web_arena(rq), &svg, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}

int
approve_decide(struct web_req *rq, void *arg, struct es_err *err)
{
	struct approve_app	*app = arg;
	struct svc_decision	 d = {
		.kind = flow_kind_find(web_value(rq, D_ACTION)),
		.text = web_value(rq, D_OPINION),
		.subject = web_value(rq, D_SUBJECT),
		.step = (int)web_int(rq, D_STEP),
		.absent = web_int(rq, D_ABSENT),
		.seen = (size_t)web_int(rq, D_SEEN),
	};
	struct svc_reader	 r;

	approve_reader(rq, app, &r);
	if (web_param_id(rq, "id", &d.request, err) < 0 ||
	    svc_decide(&r, &d, err) < 0)
		return -1;
	if (d.refusal != FLOW_OK) {
		es_tree_put_text(web_data(rq), "opinion", d.text);
		es_tree_put_text(web_data(rq), "subject", d.subject);
		return show(rq, app, d.request, d.refusal == FLOW_NO_REASON ||
		    d.refusal == FLOW_BAD_SUBJECT ? 400 : 409,
		    approve_refusal(rq, d.refusal), err);
	}
	if (d.approved)
		approve_wake(app, d.request);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/approve?did=%s", flow_kind_name(d.kind)), err);
}
