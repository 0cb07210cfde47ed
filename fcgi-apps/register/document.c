/* register/document.c - one issued document and what becomes of it. */
#include "register.h"

#include "sys/clock.h"

enum { ACT, REASON, OTHER };
const struct web_field	register_act_fields[3] = {
	[ACT] = { "act", WEB_TOKEN, 1, 20, WEB_REQUIRED },
	[REASON] = { "reason", WEB_LINE, 0, 200, 0 },
	[OTHER] = { "other", WEB_LINE, 0, 40, 0 },
};

/* Another office's document is as one that does not exist. */
static int
look(struct web_req *rq, struct register_app *app, int64_t id,
    struct es_tree *doc, struct es_err *err)
{
	if (svc_register_one(app->st, id, web_lang(rq), (int)app->offset,
	    web_arena(rq), doc, err) < 0)
		return -1;
	if (!register_may_see(auth_user(rq), es_tree_text_at(doc, "office")))
		return es_fail(err, ES_E_NOTFOUND, "another office's");
	return 0;
}

static void
put_events(struct web_req *rq, const struct es_tree *doc)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "events");
	const struct es_tree	*e;
	char			*key;

	for (e = es_tree_first(es_tree_get(doc, "events")); e != NULL;
	    e = es_tree_next(e)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 act = es_tree_text_at(e, "act");

		key = es_arena_printf(web_arena(rq), "register.event-%.*s",
		    (int)act.n, (const char *)act.p);
		es_tree_put_str(m, "what", web_say(rq, key));
		es_tree_put_text(m, "at", es_tree_text_at(e, "at"));
		es_tree_put_text(m, "actor", es_tree_text_at(e, "actor"));
		es_tree_put_text(m, "reason", es_tree_text_at(e, "reason"));
		es_tree_put_text(m, "other", es_tree_text_at(e, "other"));
	}
}

/* Only what this person may do now is offered. */
static void
put_acts(struct web_req *rq, const struct es_tree *doc)
{
	const struct auth_user	*u = auth_user(rq);
	struct es_view		 pending = es_tree_text_at(doc, "pending");
	struct svc_doc_actor	 who = register_actor(u,
				    es_tree_text_at(doc, "office"));
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "acts");
	enum svc_doc_state	 now = svc_doc_state_find(
				    es_tree_text_at(doc, "state"));
	int			 a;

	who.asked = es_view_eq(pending, u->name);
	for (a = SVC_DOC_NOTHING + 1; a < SVC_DOC_ACT__MAX; a++) {
		const char	*name = svc_doc_act_name((enum svc_doc_act)a);
		struct es_tree	*m;

		if (svc_doc_next(now, pending.n > 0, false,
		    (enum svc_doc_act)a, &who) == SVC_DOC_UNKNOWN)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_str(m, "act", name);
		es_tree_put_str(m, "word", web_say(rq, es_arena_printf(
		    web_arena(rq), "register.act-%s", name)));
		es_tree_put_str(m, "help", web_say(rq, es_arena_printf(
		    web_arena(rq), "register.help-%s", name)));
		es_tree_put_bool(m, "other", a == SVC_DOC_SUPERSEDE);
		es_tree_put_bool(m, "grave", a == SVC_DOC_ASK_REVOKE ||
		    a == SVC_DOC_REVOKE);
		if (es_view_eq_str(web_value(rq, ACT), name)) {
			es_tree_put_text(m, "typed_reason", web_value(rq,
			    REASON));
			es_tree_put_text(m, "typed_other", web_value(rq,
			    OTHER));
		}
	}
}

static int
show(struct web_req *rq, struct register_app *app, int64_t id, int status,
    struct es_err *err)
{
	static const char *const	same[] = { "number", "code", "type",
	    "reason", "issued", "until", "office_name", "seal",
	    "person", "name", "pages", "size", "sha256", "pending", "state" };
	struct es_tree			*doc = es_tree_map(web_arena(rq));
	size_t				 i;

	if (look(rq, app, id, doc, err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(web_data(rq), same[i],
		    es_tree_text_at(doc, same[i]));
	es_tree_put_str(web_data(rq), "state_word", register_state_word(rq,
	    es_tree_text_at(doc, "state")));
	es_tree_put_str(web_data(rq), "mark", register_state_mark(
	    es_tree_text_at(doc, "state")));
	es_tree_put_text(web_data(rq), "title", es_tree_text_at(doc,
	    "number"));
	es_tree_put_str(web_data(rq), "action", es_arena_printf(
	    web_arena(rq), "/register/%lld", (long long)id));
	put_events(rq, doc);
	put_acts(rq, doc);
	return web_page(rq, status, "register/document.html", err);
}

int
register_document(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 id;

	if (web_param_id(rq, "id", &id, err) < 0)
		return -1;
	return show(rq, arg, id, 200, err);
}

static int
show_fault(struct web_req *rq, struct register_app *app, int64_t id,
    int status, const char *fault, struct es_err *err)
{
	es_tree_put_str(web_data(rq), "fault", fault);
	return show(rq, app, id, status, err);
}

int
register_act(struct web_req *rq, void *arg, struct es_err *err)
{
	struct register_app	*app = arg;
	const struct auth_user	*u = auth_user(rq);
	struct es_tree		*doc = es_tree_map(web_arena(rq));
	struct es_err		 e = ES_ERR_INIT;
	struct svc_doc_do	 d;

	memset(&d, 0, sizeof(d));
	if (web_param_id(rq, "id", &d.document, err) < 0 ||
	    look(rq, app, d.document, doc, err) < 0)
		return -1;
	d.act = svc_doc_act_find(web_value(rq, ACT));
	d.reason = web_value(rq, REASON);
	d.other = web_value(rq, OTHER);
	d.actor = u->name;
	d.person = u->person;
	d.address = web_address(rq);
	d.who = register_actor(u, es_tree_text_at(doc, "office"));
	d.now = sys_now();
	if (d.act == SVC_DOC_NOTHING)
		return es_fail(err, ES_E_INPUT, "no such act");
	if (d.reason.n == 0)
		return show_fault(rq, app, d.document, 422, "reason", err);
	if (svc_doc_act(app->st, &d, &e) < 0) {
		if (e.code == ES_E_CONFLICT)
			return show_fault(rq, app, d.document, 409, "state",
			    err);
		if (e.code == ES_E_INPUT)
			return show_fault(rq, app, d.document, 422, "other",
			    err);
		if (e.code == ES_E_DENIED)
			return show_fault(rq, app, d.document, 403, "own",
			    err);
		return es_err_pass(err, &e);
	}
	return web_redirect(rq, web_path(rq), err);
}
