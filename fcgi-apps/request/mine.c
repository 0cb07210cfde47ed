/* request/mine.c - the documents of whoever is signed in. */
#include <stdio.h>

#include "auth/auth.h"
#include "base/limits.h"
#include "request.h"
#include "svc/approve/review.h"
#include "sys/clock.h"

/* The number in the path; what is no number does not exist. */
int
request_id(struct web_req *rq, int64_t *id, struct es_err *err)
{
	if (es_view_int(web_param(rq, "id"), 1, INT64_MAX, id, err) == 0)
		return 0;
	es_err_clear(err);
	return es_fail(err, ES_E_NOTFOUND, "no such document");
}

static const char *
state_word(struct web_req *rq, struct es_view state)
{
	return web_say(rq, es_arena_printf(web_arena(rq), "state.%.*s",
	    (int)state.n, (const char *)state.p));
}

int
request_documents(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct es_tree		*all = es_tree_map(web_arena(rq)), *list;
	const struct es_tree	*d;

	if (svc_documents(r->st, &r->issue, auth_user(rq)->person,
	    web_lang(rq), all, err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "documents.title"));
	list = es_tree_put_list(web_data(rq), "documents");
	for (d = es_tree_first(es_tree_get(all, "documents")); d != NULL;
	    d = es_tree_next(d)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 id = es_tree_text_at(d, "id");

		es_tree_put_text(m, "name", es_tree_text_at(d, "name"));
		es_tree_put_text(m, "number", es_tree_text_at(d, "number"));
		es_tree_put_text(m, "when", es_tree_text_at(d, "when"));
		es_tree_put_str(m, "state", state_word(rq,
		    es_tree_text_at(d, "state")));
		es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
		    "/documents/%.*s", (int)id.n, (const char *)id.p));
	}
	return web_page(rq, 200, "request/documents.html", err);
}

/* The timeline in the page's words. */
static void
put_line(struct web_req *rq, const struct es_tree *doc)
{
	struct es_tree		*line = es_tree_put_list(web_data(rq), "line");
	const struct es_tree	*s;
	struct es_tree		*m;
	char			 key[32];

	for (s = es_tree_first(es_tree_get(doc, "line")); s != NULL;
	    s = es_tree_next(s)) {
		struct es_view	 what = es_tree_text_at(s, "what");

		/* What people decided is told by its own timeline. */
		if (es_tree_get(web_data(rq), "flow") != NULL &&
		    (es_view_eq_str(what, "requested") ||
		    es_view_eq_str(what, "approved")))
			continue;
		m = es_tree_add_map(line);
		(void)snprintf(key, sizeof(key), "line.%.*s", (int)what.n,
		    (const char *)what.p);
		es_tree_put_str(m, "what", web_say(rq, key));
		es_tree_put_text(m, "when", es_tree_text_at(s, "when"));
	}
}

static void
reader(struct web_req *rq, const struct request_app *app,
    struct svc_reader *r)
{
	const struct auth_user	*u = auth_user(rq);

	*r = (struct svc_reader){ .db = app->st, .flows = app->flows,
	    .account = u->account, .person = u->person, .name = u->name,
	    .address = web_address(rq), .lang = web_lang(rq),
	    .now = sys_now(), .offset = app->issue.offset,
	    .chain = "request" };
}

/* Under review, or ended by it: nothing of it is on the register. */
static bool
not_sealed(struct es_view state)
{
	return !es_view_eq_str(state, "issued") &&
	    !es_view_eq_str(state, "awaiting") &&
	    !es_view_eq_str(state, "failed");
}

/* What people decide about it, where people do. */
static int
put_review(struct web_req *rq, const struct request_app *app, int64_t id,
    struct es_view state, struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	struct svc_reader	 r;
	bool			 under;
	int			 rc;

	reader(rq, app, &r);
	if ((rc = svc_review_put(&r, id, web_arena(rq), data, err)) <= 0)
		return rc;
	under = es_view_eq_str(state, "review") ||
	    es_view_eq_str(state, "held") || es_view_eq_str(state,
	    "returned");
	es_tree_put_bool(data, "may_withdraw", under);
	es_tree_put_str(data, "withdraw", es_arena_printf(web_arena(rq),
	    "/documents/%lld/withdraw", (long long)id));
	es_tree_put_str(data, "correct", es_arena_printf(web_arena(rq),
	    "/documents/%lld/correct", (long long)id));
	es_tree_put_str(data, "resubmit", es_arena_printf(web_arena(rq),
	    "/documents/%lld/resubmit", (long long)id));
	return 0;
}

static int
show_document(struct web_req *rq, struct request_app *r, int64_t id,
    int status, struct es_err *err)
{
	static const char *const	 same[] = { "name", "number", "code",
	    "state", "reason", "why", "url", "issued", "size", "pages" };
	struct es_tree			*doc = es_tree_map(web_arena(rq));
	struct es_tree			*data = web_data(rq);
	size_t				 i;

	if (svc_document(r->st, &r->issue, auth_user(rq)->person, id,
	    web_lang(rq), doc, err) < 0 || put_review(rq, r, id,
	    es_tree_text_at(doc, "state"), err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(data, same[i], es_tree_text_at(doc, same[i]));
	if (not_sealed(es_tree_text_at(doc, "state"))) {
		es_tree_put_str(data, "code", "");	/* finds nothing yet */
		es_tree_put_str(data, "url", "");
	}
	es_tree_put_text(data, "title", es_tree_text_at(doc, "name"));
	es_tree_put_str(data, "file", es_arena_printf(web_arena(rq),
	    "/documents/%lld/file", (long long)id));
	es_tree_put_str(data, "share", es_arena_printf(web_arena(rq),
	    "/documents/%lld/share", (long long)id));
	put_line(rq, doc);
	/* Without a script the page asks again by itself while it waits. */
	if (es_view_eq_str(es_tree_text_at(doc, "state"), "awaiting"))
		es_tree_put_int(data, "refresh", 2);
	return web_page(rq, status, "request/document.html", err);
}

int
request_document(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	return show_document(rq, arg, id, 200, err);
}

/* -- under review ---------------------------------------------------------- */
const struct web_field	request_note_fields[1] = {
	{ "note", WEB_TEXT, 0, ES_LIMIT_FLOW_OPINION, 0 },
};

/* Done: to the page; too late for it: the page says how it stands. */
static int
after(struct web_req *rq, struct request_app *r, int64_t id, int rc,
    struct es_err *e, struct es_err *err)
{
	if (rc == 0)
		return web_redirect(rq, es_arena_printf(web_arena(rq),
		    "/documents/%lld", (long long)id), err);
	if (e->code != ES_E_CONFLICT)
		return es_err_pass(err, e);
	es_tree_put_bool(web_data(rq), "moved", true);
	return show_document(rq, r, id, 409, err);
}

int
request_withdraw(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct svc_reader	 r;
	int64_t			 id;
	int			 rc;

	reader(rq, arg, &r);
	if (request_id(rq, &id, err) < 0)
		return -1;
	rc = svc_withdraw(&r, id, web_value(rq, 0), &e);
	return after(rq, arg, id, rc, &e, err);
}

/* Its form again, as it was filled in. */
int
request_correct(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct svc_reader	 r;
	const char		*path;
	int64_t			 id;

	reader(rq, arg, &r);
	if (request_id(rq, &id, err) < 0)
		return -1;
	if (svc_correct(&r, id, web_arena(rq), &path, &e) < 0)
		return after(rq, arg, id, -1, &e, err);
	return web_redirect(rq, path, err);
}

/* The corrected form of a returned request; 1 answered, 0 it is none. */
int
request_again(struct web_req *rq, struct request_app *app,
    const struct svc_ask *ask, const unsigned char crid[SVC_CRID],
    struct es_err *err)
{
	struct es_err		 e = ES_ERR_INIT;
	struct svc_reader	 r;
	int64_t			 id;
	int			 rc;

	if ((rc = svc_returned(app->st, ask->person, crid, &id, err)) <= 0)
		return rc;
	reader(rq, app, &r);
	rc = svc_resubmit(&r, &app->issue, id, ask, ES_VIEW_EMPTY, &e);
	return after(rq, app, id, rc, &e, err) < 0 ? -1 : 1;
}

int
request_resubmit(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*app = arg;
	struct es_err		 e = ES_ERR_INIT;
	struct svc_ask		 ask = { .now = sys_now() };
	struct svc_reader	 r;
	int64_t			 id;
	int			 rc;

	reader(rq, app, &r);
	if (request_id(rq, &id, err) < 0)
		return -1;
	rc = svc_resubmit(&r, &app->issue, id, &ask, web_value(rq, 0), &e);
	return after(rq, app, id, rc, &e, err);
}

int
request_file(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct es_view		 bytes;
	const char		*name;
	int64_t			 id;

	if (request_id(rq, &id, err) < 0 ||
	    svc_document_file(r->st, auth_user(rq)->person, id, web_arena(rq),
	    &bytes, &name, err) < 0)
		return -1;
	return web_bytes(rq, 200, "application/pdf", bytes, name, err);
}
