/* admin/people.c - people and their rights; what the system officer asks. */
#include "admin.h"
#include "auth/officer.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/time.h"
#include "sys/clock.h"
#include "web/template.h"

enum { P_TEXT, P_SCOPE, P_AFTER };
const struct web_field	admin_people_fields[3] = {
	[P_TEXT] = { "q", WEB_LINE, 0, 50, 0 },
	[P_SCOPE] = { "scope", WEB_TOKEN, 0, 10, 0 },
	[P_AFTER] = { "after", WEB_TOKEN, 0, 20, 0 },
};

enum { N_NUMBER, N_REASON };
const struct web_field	admin_new_fields[2] = {
	[N_NUMBER] = { "number", WEB_TOKEN, 1, 20, WEB_REQUIRED },
	[N_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};

enum { R_KIND, R_ROLE, R_OFFICE, R_UNIT, R_FROM, R_UNTIL, R_RIGHT, R_REASON };
const struct web_field	admin_ask_fields[8] = {
	[R_KIND] = { "kind", WEB_TOKEN, 1, 12, WEB_REQUIRED },
	[R_ROLE] = { "role", WEB_TOKEN, 0, 20, 0 },
	[R_OFFICE] = { "office", WEB_TOKEN, 0, 8, 0 },
	[R_UNIT] = { "unit", WEB_LINE, 0, 100, 0 },
	[R_FROM] = { "from", WEB_LINE, 0, 10, 0 },
	[R_UNTIL] = { "until", WEB_LINE, 0, 10, 0 },
	[R_RIGHT] = { "right", WEB_INT, 0, INT64_MAX, 0 },
	[R_REASON] = { "reason", WEB_LINE, 0, 200, 0 },
};

static const char *
say(void *arg, const char *key)
{
	return web_say(arg, key);
}

void
admin_officer(struct web_req *rq, const struct admin_app *app,
    struct auth_officer *o)
{
	*o = (struct auth_officer){ .db = app->st, .user = auth_user(rq),
	    .address = web_address(rq), .now = sys_now(),
	    .offset = app->offset, .en = strcmp(web_lang(rq), "en") == 0,
	    .say = say, .arg = rq };
}

int
admin_number(struct web_req *rq, int64_t *id, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	return es_view_int(web_param(rq, "id"), 1, INT64_MAX, id, &e) == 0 ?
	    0 : es_fail(err, ES_E_NOTFOUND, "no such number");
}

/* -- the list ------------------------------------------------------------ */
static const char *
older(struct web_req *rq, struct es_view scope, struct es_view text,
    struct es_view last)
{
	struct es_buf	 b;
	char		*out;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	es_buf_add_str(&b, "/admin/people?scope=");
	web_escape_query(&b, scope);
	es_buf_add_str(&b, "&q=");
	web_escape_query(&b, text);
	es_buf_add_str(&b, "&after=");
	web_escape_query(&b, last);
	out = es_arena_str(web_arena(rq), es_buf_view(&b));
	es_buf_clear(&b);
	return out == NULL ? "/admin/people" : out;
}

static void
put_scopes(struct web_req *rq, struct es_view scope)
{
	static const char *const	all[] = { "rights", "locked", "all" };
	struct es_tree			*list = es_tree_put_list(web_data(rq),
					    "scopes"), *m;
	size_t				 i;

	for (i = 0; i < ES_COUNT(all); i++) {
		m = es_tree_add_map(list);
		es_tree_put_str(m, "code", all[i]);
		es_tree_put_str(m, "name", web_say(rq, es_arena_printf(
		    web_arena(rq), "officer.scope-%s", all[i])));
		es_tree_put_bool(m, "chosen", es_view_eq_str(scope, all[i]));
	}
}

static int
show_people(struct web_req *rq, struct admin_app *app, struct es_view text,
    struct es_view scope, struct es_view after, int status, const char *flaw,
    struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	struct auth_officer	 o;

	admin_officer(rq, app, &o);
	if (scope.n == 0)
		scope = text.n > 0 ? ES_LIT("all") : ES_LIT("rights");
	if (auth_people(&o, text, scope, after, web_arena(rq), data,
	    err) < 0)
		return -1;
	/* Who is looked for by name may hold no right yet. */
	if (text.n > 0 && es_view_eq_str(scope, "rights") &&
	    es_tree_count(es_tree_get(data, "people")) == 0) {
		scope = ES_LIT("all");
		if (auth_people(&o, text, scope, after, web_arena(rq), data,
		    err) < 0)
			return -1;
	}
	put_scopes(rq, scope);
	es_tree_put_text(data, "q", text);
	if (es_tree_text_at(data, "last").n > 0)
		es_tree_put_str(data, "older", older(rq, scope, text,
		    es_tree_text_at(data, "last")));
	if (flaw != NULL)
		es_tree_put_str(data, "error", web_say(rq, flaw));
	es_tree_put_str(data, "title", web_say(rq, "officer.people"));
	return web_page(rq, status, "admin/people.html", err);
}

int
admin_people(struct web_req *rq, void *arg, struct es_err *err)
{
	return show_people(rq, arg, web_value(rq, P_TEXT), web_value(rq,
	    P_SCOPE), web_value(rq, P_AFTER), 200, NULL, err);
}

int
admin_account_ask(struct web_req *rq, void *arg, struct es_err *err)
{
	struct auth_asked	 q = { .kind = AUTH_ASK_ACCOUNT,
				    .subject = web_value(rq, N_NUMBER),
				    .reason = web_value(rq, N_REASON) };
	struct auth_officer	 o;
	const char		*flaw;
	int64_t			 id;

	admin_officer(rq, arg, &o);
	if (auth_officer_ask(&o, &q, &id, &flaw, err) < 0)
		return -1;
	if (flaw != NULL)
		return show_people(rq, arg, ES_VIEW_EMPTY, ES_VIEW_EMPTY,
		    ES_VIEW_EMPTY, 409, flaw, err);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/admin/proposals/%lld", (long long)id), err);
}

/* -- one person ---------------------------------------------------------- */
static int
show_person(struct web_req *rq, struct admin_app *app, int64_t id,
    int status, const char *flaw, struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	struct auth_officer	 o;

	admin_officer(rq, app, &o);
	if (auth_person(&o, id, web_arena(rq), data, err) < 0 ||
	    auth_choices(&o, web_arena(rq), data, err) < 0)
		return -1;
	es_tree_put_text(data, "title", es_tree_text_at(data, "full"));
	es_tree_put_str(data, "action", es_arena_printf(web_arena(rq),
	    "/admin/people/%lld", (long long)id));
	if (flaw != NULL)
		es_tree_put_str(data, "error", web_say(rq, flaw));
	return web_page(rq, status, "admin/person.html", err);
}

int
admin_person(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 id;

	if (admin_number(rq, &id, err) < 0)
		return -1;
	return show_person(rq, arg, id, 200, NULL, err);
}

/* A day's beginning, "days" later; empty: "otherwise". */
static bool
read_day(struct es_view v, int offset, int64_t days, int64_t otherwise,
    int64_t *out)
{
	struct es_err	 e = ES_ERR_INIT;

	*out = otherwise;
	if (v.n == 0)
		return true;
	if (v.n != 10 || es_time_parse(v, out, &e) < 0)
		return false;
	*out += days * 86400 - offset;
	return true;
}

int
admin_ask(struct web_req *rq, void *arg, struct es_err *err)
{
	struct admin_app	*app = arg;
	struct auth_asked	 q = { .kind = auth_ask_find(web_value(rq,
				    R_KIND)), .right = web_int(rq, R_RIGHT),
				    .reason = web_value(rq, R_REASON) };
	struct auth_officer	 o;
	const char		*flaw = NULL;
	int64_t			 id;

	admin_officer(rq, app, &o);
	if (admin_number(rq, &q.account, err) < 0)
		return -1;
	if (q.kind < AUTH_ASK_LOCK || q.kind > AUTH_ASK_RIGHT_END)
		return es_fail(err, ES_E_INPUT, "asks for nothing");
	if (q.kind == AUTH_ASK_RIGHT) {
		q.role = auth_role_find(web_value(rq, R_ROLE));
		q.office = q.role == AUTH_HEAD ? web_value(rq, R_UNIT) :
		    web_value(rq, R_OFFICE);
		if (!read_day(web_value(rq, R_FROM), o.offset, 0, o.now,
		    &q.from) || !read_day(web_value(rq, R_UNTIL), o.offset, 1,
		    0, &q.until))
			flaw = "officer.no-time";
	}
	if (q.kind != AUTH_ASK_RIGHT_END)
		q.right = 0;
	if (flaw == NULL && auth_officer_ask(&o, &q, &id, &flaw, err) < 0)
		return -1;
	if (flaw != NULL)
		return show_person(rq, app, q.account, 409, flaw, err);
	return web_redirect(rq, es_arena_printf(web_arena(rq),
	    "/admin/proposals/%lld", (long long)id), err);
}
