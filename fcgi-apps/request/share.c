/* request/share.c - share links: the holder's page, and the visitor's. */
#include "auth/auth.h"
#include "request.h"
#include "svc/share/share.h"
#include "sys/clock.h"

enum { CRID, NOTE, DAYS, VIEWS, WITH_CODE };
const struct web_field	request_share_fields[5] = {
	[CRID] = { "crid", WEB_TOKEN, 2 * SVC_CRID, 2 * SVC_CRID,
	    WEB_REQUIRED },
	[NOTE] = { "note", WEB_LINE, 0, SVC_SHARE_NOTE, 0 },
	[DAYS] = { "days", WEB_INT, 1, SVC_SHARE_DAYS, WEB_REQUIRED },
	[VIEWS] = { "views", WEB_INT, 0, SVC_SHARE_VIEWS, WEB_REQUIRED },
	[WITH_CODE] = { "with_code", WEB_TOKEN, 0, 3, 0 },
};

enum { LINK };
const struct web_field	request_unshare_fields[1] = {
	[LINK] = { "link", WEB_INT, 1, INT64_MAX, WEB_REQUIRED },
};

enum { CODE };
const struct web_field	request_shared_fields[1] = {
	[CODE] = { "code", WEB_LINE, 0, 20, 0 },
};

/* The words of each link's state, and of each row of its log. */
static void
put_words(struct web_req *rq, const struct es_tree *from)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "shares");
	const struct es_tree	*s, *e;
	char			*key;
	bool			 open = false, ended = false, is;

	for (s = es_tree_first(es_tree_get(from, "shares")); s != NULL;
	    s = es_tree_next(s)) {
		static const char *const	same[] = { "id", "url", "note",
		    "code", "created", "expires", "views", "max_views",
		    "open" };
		struct es_tree	*m = es_tree_add_map(list), *log;
		struct es_view	 state = es_tree_text_at(s, "state");
		size_t		 i;

		for (i = 0; i < ES_COUNT(same); i++)
			es_tree_put_text(m, same[i], es_tree_text_at(s,
			    same[i]));
		is = es_tree_true(es_tree_get(s, "open"));
		es_tree_put_bool(m, "open", is);
		open = open || is;
		ended = ended || !is;
		es_tree_put_bool(m, "counted", es_tree_int(es_tree_get(s,
		    "max_views")) > 0);
		key = es_arena_printf(web_arena(rq), "share.state-%.*s",
		    (int)state.n, (const char *)state.p);
		es_tree_put_str(m, "state", web_say(rq, key));
		log = es_tree_put_list(m, "log");
		for (e = es_tree_first(es_tree_get(s, "log")); e != NULL;
		    e = es_tree_next(e)) {
			struct es_tree	*x = es_tree_add_map(log);

			es_tree_put_text(x, "when", es_tree_text_at(e,
			    "when"));
			es_tree_put_text(x, "address", es_tree_text_at(e,
			    "address"));
			es_tree_put_str(x, "what", web_say(rq,
			    es_view_eq_str(es_tree_text_at(e, "what"),
			    "downloaded") ? "share.log-downloaded" :
			    "share.log-wrong"));
		}
	}
	es_tree_put_bool(web_data(rq), "open", open);
	es_tree_put_bool(web_data(rq), "ended", ended);
}

static int
show(struct web_req *rq, struct request_app *r, int64_t id, int status,
    struct es_err *err)
{
	struct es_tree	*got = es_tree_map(web_arena(rq));
	struct es_tree	*data = web_data(rq);

	if (svc_share_list(r->st, &r->issue, auth_user(rq)->person, id,
	    web_lang(rq), sys_now(), got, err) < 0 ||
	    request_crid_put(rq, err) < 0)
		return -1;
	put_words(rq, got);
	es_tree_put_text(data, "name", es_tree_text_at(got, "document/name"));
	es_tree_put_text(data, "number", es_tree_text_at(got,
	    "document/number"));
	es_tree_put_str(data, "title", web_say(rq, "share.title"));
	es_tree_put_str(data, "action", es_arena_printf(web_arena(rq),
	    "/documents/%lld/share", (long long)id));
	es_tree_put_str(data, "close", es_arena_printf(web_arena(rq),
	    "/documents/%lld/unshare", (long long)id));
	es_tree_put_str(data, "back", es_arena_printf(web_arena(rq),
	    "/documents/%lld", (long long)id));
	return web_page(rq, status, "request/share.html", err);
}

static void
fill(struct web_req *rq, int64_t id, struct svc_share *s)
{
	memset(s, 0, sizeof(*s));
	s->person = auth_user(rq)->person;
	s->actor = auth_user(rq)->name;
	s->address = web_address(rq);
	s->request = id;
	s->now = sys_now();
}

int
request_shares(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	return show(rq, arg, id, 200, err);
}

int
request_share(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct es_err		 e = ES_ERR_INIT;
	struct svc_share	 s;
	int64_t			 id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	fill(rq, id, &s);
	if (request_crid_read(web_value(rq, CRID), s.crid, err) < 0)
		return -1;
	s.note = web_value(rq, NOTE);
	s.days = web_int(rq, DAYS);
	s.views = web_int(rq, VIEWS);
	s.with_code = web_value(rq, WITH_CODE).n > 0;
	if (svc_share_make(r->st, &s, &e) < 0) {
		if (e.code != ES_E_LIMIT)
			return es_err_pass(err, &e);
		es_tree_put_bool(web_data(rq), "full", true);
		return show(rq, r, id, 409, err);
	}
	return web_redirect(rq, web_path(rq), err);
}

int
request_unshare(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct svc_share	 s;
	int64_t			 id;

	if (request_id(rq, &id, err) < 0)
		return -1;
	fill(rq, id, &s);
	if (svc_share_close(r->st, &s, web_int(rq, LINK), err) < 0)
		return -1;
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/documents/%lld/share", (long long)id), err);
}

/* -- whoever has the link ---------------------------------------------- */
/* The address is the secret: no index, no referrer to anywhere. */
static void
keep_quiet(struct web_req *rq)
{
	web_add_header(rq, "X-Robots-Tag", "noindex, nofollow");
}

static int
status_of(enum svc_share_state s)
{
	return s == SVC_SHARE_OPEN ? 200 : s == SVC_SHARE_WRONG_CODE ? 403 :
	    s == SVC_SHARE_UNKNOWN ? 404 : 410;
}

static void
visit(struct web_req *rq, struct svc_share_visit *v)
{
	memset(v, 0, sizeof(*v));
	v->token = web_param(rq, "token");
	v->address = web_address(rq);
	v->lang = web_lang(rq);
	v->now = sys_now();
}

static int
show_shared(struct web_req *rq, struct request_app *r, bool wrong,
    struct es_err *err)
{
	struct svc_share_visit	 v;
	enum svc_share_state	 state;
	struct es_tree		*data = web_data(rq);

	visit(rq, &v);
	if (svc_share_look(r->st, &r->issue, &v, data, &state, err) < 0)
		return -1;
	if (state == SVC_SHARE_OPEN && wrong)
		state = SVC_SHARE_WRONG_CODE;
	es_tree_put_bool(data, "wrong", state == SVC_SHARE_WRONG_CODE);
	es_tree_put_str(data, "title", web_say(rq, "shared.title"));
	es_tree_put_str(data, "action", web_path(rq));
	keep_quiet(rq);
	return web_page(rq, status_of(state), "request/shared.html", err);
}

int
request_shared(struct web_req *rq, void *arg, struct es_err *err)
{
	return show_shared(rq, arg, false, err);
}

/* Only digits count: people copy codes with blanks and hyphens. */
static struct es_view
digits(struct web_req *rq, struct es_view typed)
{
	char	*out = es_arena_str(web_arena(rq), typed);
	size_t	 i, n = 0;

	if (out == NULL)
		return ES_VIEW_EMPTY;
	for (i = 0; i < typed.n; i++)
		if (typed.p[i] >= '0' && typed.p[i] <= '9')
			out[n++] = (char)typed.p[i];
	return es_view(out, n);
}

int
request_shared_file(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct svc_share_visit	 v;
	enum svc_share_state	 state;
	struct es_view		 bytes;
	const char		*name;

	visit(rq, &v);
	v.code = digits(rq, web_value(rq, CODE));
	if (svc_share_fetch(r->st, &v, web_arena(rq), &state, &bytes, &name,
	    err) < 0)
		return -1;
	if (state != SVC_SHARE_OPEN)
		return show_shared(rq, r, state == SVC_SHARE_WRONG_CODE, err);
	keep_quiet(rq);
	return web_bytes(rq, 200, "application/pdf", bytes, name, err);
}
