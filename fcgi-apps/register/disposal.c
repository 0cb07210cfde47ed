/* register/disposal.c - lists of documents whose term of retention ended. */
#include "register.h"

#include "crypt/random.h"
#include "crypt/text.h"
#include "svc/archive/archive.h"

#define CRID	16

enum { PROPOSE_REASON, PROPOSE_CRID };
const struct web_field	disposal_propose_fields[DISPOSAL_PROPOSE_FIELDS] = {
	[PROPOSE_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
	[PROPOSE_CRID] = { "crid", WEB_TOKEN, 2 * CRID, 2 * CRID,
	    WEB_REQUIRED },
};

enum { DECISION, DECIDE_REASON };
const struct web_field	disposal_decide_fields[DISPOSAL_DECIDE_FIELDS] = {
	[DECISION] = { "decision", WEB_TOKEN, 1, 10, WEB_REQUIRED },
	[DECIDE_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};

int
register_crid_put(struct web_req *rq, struct es_err *err)
{
	unsigned char	 crid[CRID];
	char		 hex[2 * CRID + 1];

	if (crypt_random(crid, sizeof(crid), err) < 0)
		return -1;
	crypt_hex(es_view(crid, sizeof(crid)), hex);
	es_tree_put_str(web_data(rq), "crid", hex);
	return 0;
}

/* Archivists propose and decide, approvers of the office decide. */
static bool
decides(struct web_req *rq, struct es_view office)
{
	return auth_may(auth_user(rq), AUTH_ARCHIVIST, office) ||
	    auth_may(auth_user(rq), AUTH_APPROVER, office);
}

static bool
sees(struct web_req *rq, struct es_view office)
{
	return register_may_see(auth_user(rq), office);
}

int
disposal_propose(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct svc_archivist	 who = archive_actor(rq, app);
	struct es_tree		*got = es_tree_map(web_arena(rq));
	struct es_err		 e = ES_ERR_INIT;
	unsigned char		 crid[CRID];
	int64_t			 id;

	if (archive_type(rq, app, got, err) < 0 ||
	    crypt_hex_decode(web_value(rq, PROPOSE_CRID), crid, sizeof(crid),
	    err) < 0)
		return -1;
	if (web_value(rq, PROPOSE_REASON).n == 0)
		return archive_term_show(rq, app, 422, "reason", err);
	if (svc_disposal_propose(app->st, web_param(rq, "type"),
	    web_value(rq, PROPOSE_REASON), es_view(crid, sizeof(crid)), &who,
	    &id, &e) < 0)
		return e.code == ES_E_INPUT ? archive_term_show(rq, app, 409,
		    "none", err) : es_err_pass(err, &e);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/archive/disposals/%lld", (long long)id), err);
}

static void
put_list(struct web_req *rq, const struct es_tree *l, struct es_tree *m)
{
	static const char *const	same[] = { "id", "at", "by", "type",
	    "reason", "count", "approvals", "done", "state" };
	struct es_view			 id = es_tree_text_at(l, "id");
	size_t				 i;

	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(m, same[i], es_tree_text_at(l, same[i]));
	es_tree_put_str(m, "state_word", archive_word(rq, "state",
	    es_tree_text_at(l, "state")));
	es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
	    "/archive/disposals/%.*s", (int)id.n, (const char *)id.p));
}

int
disposal_list(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct es_tree		*got = es_tree_map(web_arena(rq)), *list;
	struct es_view		 office = ES_VIEW_EMPTY;
	const struct es_tree	*l;

	if (archive_offices(rq, app, sees, &office, err) < 0 ||
	    svc_disposal_lists(app->st, office, strcmp(web_lang(rq), "en") ==
	    0, (int)app->offset, web_arena(rq), got, err) < 0)
		return -1;
	list = es_tree_put_list(web_data(rq), "lists");
	for (l = es_tree_first(es_tree_get(got, "lists")); l != NULL;
	    l = es_tree_next(l))
		put_list(rq, l, es_tree_add_map(list));
	es_tree_put_bool(web_data(rq), "archivist", auth_may(auth_user(rq),
	    AUTH_ARCHIVIST, office));
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "archive.disposals"));
	return web_page(rq, 200, "archive/disposals.html", err);
}

static int
look(struct web_req *rq, struct register_app *app, int64_t *id,
    struct es_tree *got, struct es_err *err)
{
	if (web_param_id(rq, "id", id, err) < 0)
		return -1;
	if (svc_disposal_get(app->st, *id, strcmp(web_lang(rq), "en") == 0,
	    (int)app->offset, web_arena(rq), got, err) < 0)
		return -1;
	return sees(rq, es_tree_text_at(got, "office")) ? 0 :
	    es_fail(err, ES_E_NOTFOUND, "another office's");
}

/* May this session still decide about the list? */
static bool
may_decide(struct web_req *rq, const struct es_tree *got)
{
	int64_t			 me = auth_user(rq)->person;
	const struct es_tree	*d;

	if (!decides(rq, es_tree_text_at(got, "office")) ||
	    es_tree_int(es_tree_get(got, "person")) == me ||
	    !es_view_eq_str(es_tree_text_at(got, "state"), "open"))
		return false;
	for (d = es_tree_first(es_tree_get(got, "decisions")); d != NULL;
	    d = es_tree_next(d))
		if (es_tree_int(es_tree_get(d, "person")) == me)
			return false;
	return true;
}

/* To its package for who keeps the archive, to the register for others. */
static const char *
link_of(struct web_req *rq, const struct es_tree *got, struct es_view id)
{
	return es_arena_printf(web_arena(rq), "/%s/%.*s", auth_may(
	    auth_user(rq), AUTH_ARCHIVIST, es_tree_text_at(got, "office")) ?
	    "archive" : "register", (int)id.n, (const char *)id.p);
}

static void
put_parts(struct web_req *rq, const struct es_tree *got)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "items"), *m;
	const struct es_tree	*r;

	for (r = es_tree_first(es_tree_get(got, "items")); r != NULL;
	    r = es_tree_next(r)) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "number", es_tree_text_at(r, "number"));
		es_tree_put_str(m, "href", link_of(rq, got, es_tree_text_at(r,
		    "id")));
		es_tree_put_text(m, "issued", es_tree_text_at(r, "issued"));
		es_tree_put_bool(m, "gone", es_tree_true(es_tree_get(r,
		    "gone")));
		es_tree_put_bool(m, "held", es_tree_true(es_tree_get(r,
		    "held")));
	}
	list = es_tree_put_list(web_data(rq), "decisions");
	for (r = es_tree_first(es_tree_get(got, "decisions")); r != NULL;
	    r = es_tree_next(r)) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "at", es_tree_text_at(r, "at"));
		es_tree_put_text(m, "by", es_tree_text_at(r, "by"));
		es_tree_put_text(m, "reason", es_tree_text_at(r, "reason"));
		es_tree_put_str(m, "word", archive_word(rq, "decision",
		    es_tree_text_at(r, "decision")));
	}
}

static int
show(struct web_req *rq, struct register_app *app, int status,
    const char *fault, struct es_err *err)
{
	struct es_tree	*got = es_tree_map(web_arena(rq));
	int64_t		 id;

	if (look(rq, app, &id, got, err) < 0)
		return -1;
	put_list(rq, got, web_data(rq));
	put_parts(rq, got);
	es_tree_put_bool(web_data(rq), "may_decide", may_decide(rq, got));
	es_tree_put_str(web_data(rq), "fault", fault);
	es_tree_put_str(web_data(rq), "title", es_arena_printf(
	    web_arena(rq), "%s %lld", web_say(rq, "archive.disposal"),
	    (long long)id));
	return web_page(rq, status, "archive/disposal.html", err);
}

int
disposal_one(struct web_req *rq, void *arg, struct es_err *err)
{
	return show(rq, arg, 200, "", err);
}

int
disposal_decide(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	struct svc_archivist	 who = archive_actor(rq, app);
	struct es_tree		*got = es_tree_map(web_arena(rq));
	struct es_err		 e = ES_ERR_INIT;
	bool			 agreed = es_view_eq_str(web_value(rq,
				    DECISION), "approve");
	int64_t			 id;

	if (look(rq, app, &id, got, err) < 0)
		return -1;
	if (!decides(rq, es_tree_text_at(got, "office")))
		return es_fail(err, ES_E_DENIED, "no approver, no archivist");
	if (!agreed && !es_view_eq_str(web_value(rq, DECISION), "reject"))
		return es_fail(err, ES_E_INPUT, "no such decision");
	if (web_value(rq, DECIDE_REASON).n == 0)
		return show(rq, app, 422, "reason", err);
	if (svc_disposal_decide(app->st, id, agreed, web_value(rq,
	    DECIDE_REASON), &who, &e) == 0)
		return web_redirect(rq, web_path(rq), err);
	if (e.code == ES_E_DENIED)
		return show(rq, app, 403, "own", err);
	return e.code == ES_E_CONFLICT ? show(rq, app, 409, "state", err) :
	    es_err_pass(err, &e);
}
