/*
 * es-seal(8) - stamps requested documents; shows keepers their seals.
 *
 * Workers of three kinds under one master: web pages, stamping on the stamp
 * socket, and a sweeper for what a crash left behind.
 */
#include "auth/auth.h"
#include "base/limits.h"
#include "pages.h"
#include "seal.h"
#include "sys/conf.h"
#include "sys/ipc.h"

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct seal_app		*c = arg;
	struct svc_seal_conf	*sc = &c->sc;
	int64_t			 lease, sweep, stampers;
	uid_t			 uid;

	if (svc_program_conf(sc, c->password, &c->flows_dir, cf, err) < 0 ||
	    conf_need(cf, "signd_socket", &sc->signd_socket, err) < 0 ||
	    conf_need(cf, "stamp_socket", &c->stamp_socket, err) < 0 ||
	    conf_int(cf, "stamp_workers", 1, 64, 2, &stampers, err) < 0 ||
	    conf_int(cf, "lease_seconds", 1, 3600, 30, &lease, err) < 0 ||
	    conf_int(cf, "sweep_seconds", 1, 3600, 2, &sweep, err) < 0 ||
	    sys_user(NULL, conf_str(cf, "group", ""), &uid, &c->gid,
	    err) < 0)
		return -1;
	c->university_office = conf_str(cf, "university_office", "XB");
	c->tool = conf_str(cf, "seal_tool", "es-ca seal DIR");
	sc->lease = (int)lease;
	c->sweep_ms = (int)sweep * 1000;
	c->groups[SEAL_STAMP].count = (int)stampers;
	c->test = conf_is_test(cf);
	return 0;
}

static int
load(void *arg, struct es_err *err)
{
	struct seal_app		*c = arg;

	if (svc_program_load(&c->kit, &c->sc, &c->flows, c->flows_dir,
	    err) < 0)
		return -1;
	if (c->stamp_fd < 0 && !c->test)
		return ipc_listen(&c->stamp_fd, c->stamp_socket, c->gid,
		    err);
	return 0;
}

static void
unload(void *arg)
{
	struct seal_app	*c = arg;

	svc_seal_kit_free(c->kit);
	flow_defs_free(c->flows);
	ipc_close(&c->stamp_fd);
}

static int
start(void *arg, struct es_err *err)
{
	return seal_pages_start(arg, err);
}

static void
stop(void *arg)
{
	seal_pages_stop(arg);
}

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	return auth_guard(rq, route, ((struct seal_app *)arg)->db, err);
}

int
main(int argc, char *argv[])
{
	static struct seal_app	c = {
		.stamp_fd = -1, .groups = {
			[SEAL_STAMP] = { "stamp", 2, seal_stamp_worker, &c },
			[SEAL_SWEEP] = { "sweep", 1, seal_sweep_worker, &c },
		},
	};
	struct web_app		app = {
		.name = "es-seal", .routes = seal_routes,
		.nroutes = seal_nroutes, .arg = &c, .start = start,
		.stop = stop, .guard = guard, .groups = c.groups,
		.ngroups = ES_COUNT(c.groups), .configure = configure,
		.load = load, .unload = unload,
		.body_max = 2 * ES_LIMIT_IMPRINT + ES_LIMIT_FORM_BODY,
	};

	return web_main(&app, argc, argv);
}
