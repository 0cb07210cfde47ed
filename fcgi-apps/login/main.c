/* es-login(8) - the start page, signing in and out. */
#include <stdio.h>
#include <stdlib.h>

#include "auth/auth.h"
#include "base/limits.h"
#include "login.h"
#include "sys/clock.h"
#include "web/template.h"

enum { ACCOUNT, PASSWORD, NEXT, NFIELDS };

static const struct web_field	sign_in_fields[NFIELDS] = {
	[ACCOUNT] = { "account", WEB_LINE, 1, 20, WEB_REQUIRED },
	[PASSWORD] = { "password", WEB_LINE, 1, ES_LIMIT_PASSWORD / 4,
	    WEB_REQUIRED },
	[NEXT] = { "next", WEB_LINE, 0, 500, 0 },
};
static const struct web_field	form_fields[] = {
	{ "next", WEB_LINE, 0, 500, 0 },
};

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	struct login	*l = arg;

	return auth_guard(rq, route, l->st, err);
}

/* Where to go after signing in: an own path that was asked for, or home. */
static const char *
landing(struct web_req *rq, struct es_view next)
{
	const char	*s;

	if (next.n > 1 && web_is_own_path(next) &&
	    (s = es_arena_str(web_arena(rq), next)) != NULL)
		return s;
	return "/services";
}

static int
show_home(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "home.title"));
	return web_page(rq, 200, "login/home.html", err);
}

static int
show_form(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	if (auth_user(rq) != NULL)
		return web_redirect(rq, landing(rq, web_value(rq, 0)), err);
	es_tree_put_text(web_data(rq), "next", web_value(rq, 0));
	es_tree_put_bool(web_data(rq), "needed", web_value(rq, 0).n > 0);
	es_tree_put_str(web_data(rq), "title", web_say(rq, "login.title"));
	return web_page(rq, 200, "login/form.html", err);
}

static int
sign_in(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login		*l = arg;
	enum auth_outcome	 out;
	int64_t			 seconds;

	if (auth_sign_in(rq, l->st, web_value(rq, ACCOUNT),
	    web_value(rq, PASSWORD), sys_now(), &out, &seconds, err) < 0)
		return -1;
	if (out == AUTH_IN)
		return web_redirect(rq, landing(rq, web_value(rq, NEXT)),
		    err);
	es_tree_put_str(web_data(rq), "why", out == AUTH_BLOCKED ? "blocked" :
	    "wrong");
	if (out == AUTH_BLOCKED)
		web_add_header(rq, "Retry-After", es_arena_printf(
		    web_arena(rq), "%lld", (long long)seconds));
	es_tree_put_int(web_data(rq), "minutes", (seconds + 59) / 60);
	es_tree_put_text(web_data(rq), "account", web_value(rq, ACCOUNT));
	es_tree_put_text(web_data(rq), "next", web_value(rq, NEXT));
	es_tree_put_str(web_data(rq), "title", web_say(rq, "login.title"));
	return web_page(rq, out == AUTH_BLOCKED ? 429 : 403,
	    "login/form.html", err);
}

static int
sign_out(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login	*l = arg;

	if (auth_sign_out(rq, l->st, err) < 0)
		return -1;
	return web_redirect(rq, "/", err);
}

static const struct web_route	routes[] = {
	{ "GET", "/", WEB_PUBLIC, show_home, NULL, 0 },
	{ "GET", "/login", WEB_PUBLIC, show_form, form_fields,
	    ES_COUNT(form_fields) },
	{ "POST", "/login", WEB_PUBLIC, sign_in, sign_in_fields, NFIELDS },
	{ "POST", "/logout", WEB_PUBLIC, sign_out, NULL, 0 },
	{ "GET", "/password", WEB_USER, password_form,
	    password_form_fields, PASSWORD_FORM_FIELDS },
	{ "POST", "/password", WEB_USER, password_change, password_fields,
	    PASSWORD_FIELDS },
	{ "GET", "/notices", WEB_USER, notices_list, notices_list_fields,
	    NOTICES_LIST_FIELDS },
	{ "POST", "/notices", WEB_USER, notices_read_all,
	    notices_read_fields, NOTICES_READ_FIELDS },
	{ "GET", "/notices/settings", WEB_USER, notices_settings,
	    notices_settings_fields, SETTINGS_FIELDS },
	{ "POST", "/notices/settings", WEB_USER, notices_choose,
	    notices_choice_fields, CHOICE_FIELDS },
	{ "POST", "/notices/:id", WEB_USER, notices_open, NULL, 0 },
};

static int
start(void *arg, struct es_err *err)
{
	struct login	*l = arg;

	if ((l->st = store_new(&l->sc)) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	return 0;
}

static void
stop(void *arg)
{
	store_free(((struct login *)arg)->st);
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct login	*l = arg;

	return store_conf_load(&l->sc, l->password, cf, err) < 0 ? -1 :
	    conf_int(cf, "time_zone_offset", -50400, 50400, 28800,
	    &l->offset, err);
}

int
main(int argc, char *argv[])
{
	static struct login		l;
	static const struct web_app	app = {
		.name = "es-login", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &l, .start = start,
		.stop = stop, .guard = guard, .configure = configure,
	};

	return web_main(&app, argc, argv);
}
