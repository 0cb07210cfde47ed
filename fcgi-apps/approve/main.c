/*
 * es-approve(8) - the inbox of those who decide about requests.
 *
 * Web pages, and one worker that reminds and escalates by the clock.  Its
 * account of the database appends decisions and can change none.
 */
#include "approve.h"
#include "auth/auth.h"
#include "base/limits.h"
#include "svc/seal/stamp.h"
#include "sys/clock.h"
#include "sys/log.h"

static const struct web_route	routes[] = {
	{ "GET", "/approve", WEB_STAFF, approve_inbox, approve_inbox_fields,
	    4 },
	{ "GET", "/approve/done", WEB_STAFF, approve_done,
	    approve_done_fields, 1 },
	{ "POST", "/approve/batch", WEB_STAFF, approve_batch,
	    approve_batch_fields, APPROVE_BATCH_FIELDS },
	{ "GET", "/approve/absence", WEB_STAFF, approve_away, NULL, 0 },
	{ "POST", "/approve/absence", WEB_STAFF, approve_away_set,
	    approve_away_fields, 4 },
	{ "POST", "/approve/absence/:id/end", WEB_STAFF, approve_away_end,
	    NULL, 0 },
	{ "GET", "/approve/:id", WEB_STAFF, approve_task, NULL, 0 },
	{ "GET", "/approve/:id/preview/:page", WEB_STAFF, approve_preview,
	    NULL, 0 },
	{ "POST", "/approve/:id", WEB_STAFF, approve_decide,
	    approve_decide_fields, 6 },
};

void
approve_reader(struct web_req *rq, const struct approve_app *app,
    struct svc_reader *r)
{
	const struct auth_user	*u = auth_user(rq);

	*r = (struct svc_reader){ .db = app->st, .flows = app->flows,
	    .account = u->account, .person = u->person, .name = u->name,
	    .address = web_address(rq), .lang = web_lang(rq),
	    .now = sys_now(), .offset = app->sc.offset, .chain = "approve" };
}

const char *
approve_refusal(struct web_req *rq, enum flow_refusal why)
{
	return web_say(rq, es_arena_printf(web_arena(rq), "flow.no.%s",
	    flow_refusal_name(why)));
}

void
approve_wake(const struct approve_app *app, int64_t request)
{
	struct svc_stamp_result	 res;
	struct es_err		 e = ES_ERR_INIT;

	if (svc_stamp_ask(app->stamp_socket, request, 1000, &res, &e) < 0)
		log_err(&e, "event=stamp-later");
}

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	return auth_guard(rq, route, ((struct approve_app *)arg)->st, err);
}

static int
load(void *arg, struct es_err *err)
{
	struct approve_app	*a = arg;

	return svc_program_load(&a->kit, &a->sc, &a->flows, a->flows_dir,
	    err);
}

static void
unload(void *arg)
{
	struct approve_app	*a = arg;

	svc_seal_kit_free(a->kit);
	flow_defs_free(a->flows);
}

static int
start(void *arg, struct es_err *err)
{
	struct approve_app	*a = arg;

	if ((a->st = store_new(&a->sc.db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	return svc_types_new(&a->types, svc_seal_kit_fonts(a->kit), err);
}

static void
stop(void *arg)
{
	struct approve_app	*a = arg;

	svc_types_free(a->types);
	store_free(a->st);
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct approve_app	*a = arg;
	int64_t			 sweep;

	if (svc_program_conf(&a->sc, a->password, &a->flows_dir, cf,
	    err) < 0 ||
	    conf_need(cf, "stamp_socket", &a->stamp_socket, err) < 0 ||
	    conf_int(cf, "sweep_seconds", 1, 3600, 30, &sweep, err) < 0)
		return -1;
	a->sweep_ms = (int)sweep * 1000;
	return 0;
}

int
main(int argc, char *argv[])
{
	static struct approve_app	a = {
		.groups = {
			[APPROVE_SWEEP] = { "sweep", 1, approve_sweep_worker,
			    &a },
		},
	};
	const struct web_app		app = {
		.name = "es-approve", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &a, .start = start,
		.stop = stop, .guard = guard, .configure = configure,
		.load = load, .unload = unload, .groups = a.groups,
		.ngroups = ES_COUNT(a.groups),
	};

	approve_batch_names();
	return web_main(&app, argc, argv);
}
