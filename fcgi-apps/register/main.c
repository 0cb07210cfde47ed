/* es-register(8) - the issued documents: search, states, figures. */
#include "register.h"

#include "sys/conf.h"

static const struct web_route	routes[] = {
	{ "GET", "/register", WEB_REGISTER, register_list, register_ask_fields,
	    REGISTER_ASK_FIELDS },
	{ "GET", "/register/export", WEB_REGISTER, register_export,
	    register_ask_fields, REGISTER_ASK_FIELDS },
	{ "GET", "/register/figures", WEB_REGISTER, register_figures,
	    register_figures_fields, REGISTER_FIGURES_FIELDS },
	{ "GET", "/archive", WEB_ARCHIVIST, archive_list, archive_ask_fields,
	    ARCHIVE_ASK_FIELDS },
	{ "GET", "/archive/terms", WEB_ARCHIVIST, archive_terms, NULL, 0 },
	{ "GET", "/archive/terms/:type", WEB_ARCHIVIST, archive_term, NULL,
	    0 },
	{ "POST", "/archive/terms/:type", WEB_ARCHIVIST, archive_term_set,
	    archive_term_fields, ARCHIVE_TERM_FIELDS },
	{ "POST", "/archive/propose/:type", WEB_ARCHIVIST, disposal_propose,
	    disposal_propose_fields, DISPOSAL_PROPOSE_FIELDS },
	{ "GET", "/archive/disposals", WEB_REGISTER, disposal_list, NULL, 0 },
	{ "GET", "/archive/disposals/:id", WEB_REGISTER, disposal_one, NULL,
	    0 },
	{ "POST", "/archive/disposals/:id", WEB_REGISTER, disposal_decide,
	    disposal_decide_fields, DISPOSAL_DECIDE_FIELDS },
	{ "GET", "/archive/:id", WEB_ARCHIVIST, archive_package, NULL, 0 },
	{ "POST", "/archive/:id", WEB_ARCHIVIST, archive_hold,
	    archive_act_fields, ARCHIVE_ACT_FIELDS },
	{ "GET", "/register/:id", WEB_REGISTER, register_document, NULL, 0 },
	{ "POST", "/register/:id", WEB_REGISTER, register_act,
	    register_act_fields, 3 },
};

bool
register_may_see(const struct auth_user *u, struct es_view office)
{
	return auth_may(u, AUTH_HANDLER, office) ||
	    auth_may(u, AUTH_APPROVER, office) ||
	    auth_may(u, AUTH_ARCHIVIST, office);
}

struct svc_doc_actor
register_actor(const struct auth_user *u, struct es_view office)
{
	return (struct svc_doc_actor){
		.handler = auth_may(u, AUTH_HANDLER, office),
		.approver = auth_may(u, AUTH_APPROVER, office),
	};
}

const char *
register_state_word(struct web_req *rq, struct es_view state)
{
	char	*key = es_arena_printf(web_arena(rq), "register.state-%.*s",
		    (int)state.n, (const char *)state.p);

	return key == NULL ? "" : web_say(rq, key);
}

const char *
register_state_mark(struct es_view state)
{
	return es_view_eq_str(state, "revoked") ? "tag tag-bad" :
	    es_view_eq_str(state, "valid") ? "" : "tag tag-care";
}

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	return auth_guard(rq, route, ((struct register_app *)arg)->st, err);
}

static int
start(void *arg, struct es_err *err)
{
	struct register_app	*app = arg;

	if ((app->st = store_new(&app->db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	return 0;
}

static void
stop(void *arg)
{
	store_free(((struct register_app *)arg)->st);
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct register_app	*app = arg;

	if (store_conf_load(&app->db, app->password, cf, err) < 0)
		return -1;
	return conf_int(cf, "time_zone_offset", -50400, 50400, 28800,
	    &app->offset, err);
}

int
main(int argc, char *argv[])
{
	static struct register_app	me;
	static const struct web_app	app = {
		.name = "es-register", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &me, .start = start,
		.stop = stop, .guard = guard, .configure = configure,
	};

	return web_main(&app, argc, argv);
}
