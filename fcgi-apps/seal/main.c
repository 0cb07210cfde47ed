/*
 * es-seal(8) - stamps requested documents; shows keepers their seals.
 *
 * Workers of three kinds under one master: web pages, stamping on the stamp
 * socket, and a sweeper for what a crash left behind.
 */
#include <stdio.h>
#include <stdlib.h>

#include "auth/auth.h"
#include "pages.h"
#include "seal.h"
#include "sys/conf.h"
#include "sys/ipc.h"
#include "sys/proc.h"

static int
configure(struct seal_app *c, struct es_err *err)
{
	struct svc_seal_conf	*sc = &c->sc;
	int64_t			 lease, sweep, offset;
	uid_t			 uid;

	if (store_conf_load(&sc->db, c->password, c->cf, err) < 0 ||
	    conf_need(c->cf, "signd_socket", &sc->signd_socket, err) < 0 ||
	    conf_need(c->cf, "stamp_socket", &c->stamp_socket, err) < 0 ||
	    conf_need(c->cf, "packs_dir", &sc->packs_dir, err) < 0 ||
	    conf_need(c->cf, "doc_templates", &sc->doc_templates, err) < 0 ||
	    conf_need(c->cf, "pki_dir", &sc->pki_dir, err) < 0 ||
	    conf_int(c->cf, "time_zone_offset", -50400, 50400, 28800, &offset,
	    err) < 0 ||
	    conf_int(c->cf, "stamp_workers", 1, 64, 2, &c->stampers,
	    err) < 0 ||
	    conf_int(c->cf, "lease_seconds", 1, 3600, 30, &lease, err) < 0 ||
	    conf_int(c->cf, "sweep_seconds", 1, 3600, 2, &sweep, err) < 0 ||
	    sys_user(NULL, conf_str(c->cf, "group", ""), &uid, &c->gid,
	    err) < 0)
		return -1;
	sc->offset = (int)offset;
	sc->lease = (int)lease;
	c->sweep_ms = (int)sweep * 1000;
	return 0;
}

/* Before the fork, and after SIGHUP for the workers to come. */
static int
load(void *arg, struct es_err *err)
{
	struct seal_app		*c = arg;
	struct svc_seal_kit	*kit;

	if (svc_seal_kit_load(&kit, &c->sc, err) < 0)
		return -1;
	svc_seal_kit_free(c->kit);
	c->kit = kit;
	if (c->stamp_fd < 0 && !conf_is_test(c->cf))
		return ipc_listen(&c->stamp_fd, c->stamp_socket, c->gid,
		    err);
	return 0;
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
	struct es_err		 err = ES_ERR_INIT;
	struct seal_app		 c;
	struct sys_group	 groups[] = {
		{ "stamp", 2, seal_stamp_worker, &c },
		{ "sweep", 1, seal_sweep_worker, &c },
	};
	struct web_app		 app = {
		.name = "es-seal", .routes = seal_routes,
		.nroutes = seal_nroutes, .arg = &c, .start = start,
		.stop = stop, .guard = guard, .groups = groups,
		.ngroups = ES_COUNT(groups), .load = load,
	};
	int			 rc = -1;

	memset(&c, 0, sizeof(c));
	c.stamp_fd = -1;
	if (conf_load(&c.cf, "es-seal", argc, argv, &err) < 0 ||
	    configure(&c, &err) < 0) {
		fprintf(stderr, "es-seal: %s\n", err.msg);
	} else {
		groups[0].count = (int)c.stampers;
		rc = web_serve(&app, c.cf, &err);
	}
	svc_seal_kit_free(c.kit);
	ipc_close(&c.stamp_fd);
	conf_free(c.cf);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
