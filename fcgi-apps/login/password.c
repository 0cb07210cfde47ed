/* login/password.c - the page on which somebody changes their password. */
#include "auth/password.h"
#include "base/limits.h"
#include "login.h"
#include "sys/clock.h"

const struct web_field	password_fields[PASSWORD_FIELDS] = {
	[PASSWORD_OLD] = { "old", WEB_LINE, 1, ES_LIMIT_PASSWORD / 4,
	    WEB_REQUIRED },
	[PASSWORD_NEW] = { "new", WEB_LINE, 1, ES_LIMIT_PASSWORD / 4,
	    WEB_REQUIRED },
	[PASSWORD_AGAIN] = { "again", WEB_LINE, 1, ES_LIMIT_PASSWORD / 4,
	    WEB_REQUIRED },
};
const struct web_field	password_form_fields[PASSWORD_FORM_FIELDS] = {
	[PASSWORD_DONE] = { "done", WEB_INT, 0, 1, 0 },
};

static const char *const	whys[] = {
	[AUTH_CHANGE_UNKNOWN] = "", [AUTH_CHANGED] = "",
	[AUTH_CHANGE_WRONG] = "wrong", [AUTH_CHANGE_BLOCKED] = "blocked",
	[AUTH_CHANGE_SHORT] = "short", [AUTH_CHANGE_SAME] = "same",
	[AUTH_CHANGE_OTHER] = "other",
};

static int
page(struct web_req *rq, int status, struct es_err *err)
{
	es_tree_put_int(web_data(rq), "least",
	    (int64_t)ES_LIMIT_PASSWORD_LEAST);
	es_tree_put_text(web_data(rq), "number", auth_user(rq)->name);
	es_tree_put_bool(web_data(rq), "first", !auth_user(rq)->chosen);
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    auth_user(rq)->chosen ? "password.title" : "password.first"));
	return web_page(rq, status, "login/password.html", err);
}

int
password_form(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	es_tree_put_bool(web_data(rq), "done", web_int(rq, PASSWORD_DONE) !=
	    0);
	return page(rq, 200, err);
}

int
password_change(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login		*l = arg;
	enum auth_change	 out;
	int64_t			 seconds;

	if (auth_password_change(rq, l->st, web_value(rq, PASSWORD_OLD),
	    web_value(rq, PASSWORD_NEW), web_value(rq, PASSWORD_AGAIN),
	    sys_now(), &out, &seconds, err) < 0)
		return -1;
	if (out == AUTH_CHANGED)
		return web_redirect(rq, "/password?done=1", err);
	if (out == AUTH_CHANGE_BLOCKED)
		web_add_header(rq, "Retry-After", es_arena_printf(
		    web_arena(rq), "%lld", (long long)seconds));
	es_tree_put_int(web_data(rq), "minutes", (seconds + 59) / 60);
	es_tree_put_str(web_data(rq), "why", whys[out]);
	return page(rq, out == AUTH_CHANGE_BLOCKED ? 429 : out ==
	    AUTH_CHANGE_WRONG ? 403 : 422, err);
}
