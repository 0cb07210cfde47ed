/* es-tsa(8) - time stamps for everybody (RFC 3161).  Holds no key. */
#include "base/limits.h"
#include "svc/seal/signd.h"
#include "svc/seal/timestamp.h"
#include "sys/conf.h"
#include "sys/log.h"
#include "web/app.h"

struct program {
	const char	*socket;	/* of es-signd */
	struct signd	*signd;		/* one connection for each worker */
};

static int
start(void *arg, struct es_err *err)
{
	struct program	*p = arg;

	if ((p->signd = signd_new(p->socket)) == NULL)
		return es_fail(err, ES_E_NOMEM, "signd: out of memory");
	return 0;
}

static void
stop(void *arg)
{
	struct program	*p = arg;

	signd_free(p->signd);
	p->signd = NULL;
}

/*
 * A rejection is an answer too: 200 with a status other than granted.  The
 * type is exactly this, clients compare the whole header.
 */
static int
stamp(struct web_req *rq, void *arg, struct es_err *err)
{
	struct program		*p = arg;
	struct svc_tsa		 tsa = svc_tsa_signd(p->signd);
	struct es_err		 e = ES_ERR_INIT;
	enum tsa_failure	 why;
	struct es_buf		 out;
	int			 rc;

	if (!web_has_type(rq, "application/timestamp-query"))
		return web_bytes(rq, 415, "text/plain; charset=utf-8",
		    ES_LIT("415: POST an application/timestamp-query "
		    "(RFC 3161)\n"), NULL, err);
	es_buf_init(&out, ES_LIMIT_TSA_TOKEN + ES_KIB);
	why = svc_timestamp(&tsa, web_body(rq), &out, &e);
	if (why == TSA_FAIL_SYSTEM)
		log_err(&e, "timestamp");
	log_event("event=timestamp outcome=%s", svc_timestamp_name(why));
	rc = es_buf_ok(&out, "timestamp", err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "application/timestamp-reply",
		    es_buf_view(&out), NULL, err);
	es_buf_clear(&out);
	return rc;
}

static int
about(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	return web_page(rq, 200, "tsa/about.html", err);
}

static const struct web_route	routes[] = {
	{ "GET",  "/tsa", WEB_PUBLIC, about, NULL, 0 },
	{ "POST", "/tsa", WEB_PUBLIC, stamp, NULL, 0 },
};

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	return conf_need(cf, "signd_socket", &((struct program *)arg)->socket,
	    err);
}

int
main(int argc, char *argv[])
{
	static struct program		p;
	static const struct web_app	app = {
		.name = "es-tsa", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &p, .start = start,
		.stop = stop, .configure = configure,
		.body_max = ES_LIMIT_TSA_QUERY,
	};

	return web_main(&app, argc, argv);
}
