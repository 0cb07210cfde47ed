/* es-ocsp(8) - is a certificate of ours revoked (RFC 6960)?  Holds no key. */
#include <stdio.h>
#include <time.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/seal/ocsp.h"
#include "svc/seal/signd.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/log.h"
#include "web/app.h"

#define PATH	"/pki/ocsp"
#define TYPE	"application/ocsp-response"

struct program {
	const char		*socket;	/* of es-signd */
	int64_t			 keep;		/* seconds */
	struct signd		*signd;		/* one for each worker */
	struct svc_ocsp_cache	*cache;
};

static int
start(void *arg, struct es_err *err)
{
	struct program	*p = arg;

	if ((p->signd = signd_new(p->socket)) == NULL)
		return es_fail(err, ES_E_NOMEM, "signd: out of memory");
	return svc_ocsp_cache_new(&p->cache, (int)p->keep, err);
}

static void
stop(void *arg)
{
	struct program	*p = arg;

	signd_free(p->signd);
	svc_ocsp_cache_free(p->cache);
	p->signd = NULL;
	p->cache = NULL;
}

static void
add_date(struct web_req *rq, const char *name, int64_t t)
{
	char		text[64];
	time_t		when = (time_t)t;
	struct tm	tm;

	if (gmtime_r(&when, &tm) != NULL && strftime(text, sizeof(text),
	    "%a, %d %b %Y %H:%M:%S GMT", &tm) > 0)
		web_add_header(rq, name, text);
}

/* RFC 5019 6.2: caches may give it to others until it ends. */
static int
add_headers(struct web_req *rq, const struct svc_ocsp_answer *a,
    struct es_view der, int64_t now, struct es_err *err)
{
	unsigned char	sum[CRYPT_SHA256_SIZE];
	char		hex[2 * CRYPT_SHA256_SIZE + 1], text[100];

	if (!a->may_keep || a->next_update <= now)
		return 0;
	if (crypt_sha256(der, sum, err) < 0)
		return -1;
	crypt_hex(es_view(sum, sizeof(sum)), hex);
	(void)snprintf(text, sizeof(text), "\"%s\"", hex);
	web_add_header(rq, "ETag", text);
	(void)snprintf(text, sizeof(text), "max-age=%lld, public, "
	    "no-transform, must-revalidate", (long long)(a->next_update -
	    now));
	web_cache(rq, text);
	add_date(rq, "Last-Modified", a->this_update);
	add_date(rq, "Expires", a->next_update);
	return 0;
}

/* Every query is answered with 200; what went wrong is inside. */
static int
answer(struct web_req *rq, struct program *p, struct es_view query,
    struct es_err *err)
{
	struct svc_ocsp		o = svc_ocsp_signd(p->signd);
	struct svc_ocsp_answer	a;
	struct es_err		e = ES_ERR_INIT;
	struct es_buf		out;
	int64_t			now = sys_now();
	int			rc;

	es_buf_init(&out, ES_LIMIT_OCSP);
	svc_ocsp(&o, p->cache, query, now, &a, &out, &e);
	if (a.why != PKI_OCSP_SUCCESSFUL) {
		if (a.why != PKI_OCSP_MALFORMED)
			log_err(&e, "ocsp");
		log_event("event=ocsp outcome=%s", svc_ocsp_name(a.why));
	}
	rc = es_buf_ok(&out, "ocsp", err);
	if (rc == 0)
		rc = add_headers(rq, &a, es_buf_view(&out), now, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, TYPE, es_buf_view(&out), NULL, err);
	es_buf_clear(&out);
	return rc;
}

static int
post(struct web_req *rq, void *arg, struct es_err *err)
{
	if (!web_has_type(rq, "application/ocsp-request"))
		return web_bytes(rq, 415, "text/plain; charset=utf-8",
		    ES_LIT("415: POST an application/ocsp-request "
		    "(RFC 6960)\n"), NULL, err);
	return answer(rq, arg, web_body(rq), err);
}

/*
 * The query is the rest of the address as it was sent: nginx would merge
 * slashes that are base64.  Without one there is a page for people.
 */
static int
get(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view	uri = web_header(rq, "REQUEST_URI"), part;
	struct es_err	e = ES_ERR_INIT;
	struct es_buf	query;
	size_t		at = es_view_find(uri, ES_LIT(PATH "/"), 0);
	int		rc;

	if (at == SIZE_MAX || at + sizeof(PATH) == uri.n)
		return web_page(rq, 200, "ocsp/about.html", err);
	part = es_view_sub(uri, at + sizeof(PATH), SIZE_MAX);
	part = es_view_sub(part, 0, es_view_find(part, ES_LIT("?"), 0));
	es_buf_init(&query, ES_LIMIT_OCSP_QUERY);
	if (svc_ocsp_query_of(part, &query, &e) < 0)
		es_buf_reset(&query);	/* malformed, like what is empty */
	rc = answer(rq, arg, es_buf_view(&query), err);
	es_buf_clear(&query);
	return rc;
}

static const struct web_route	routes[] = {
	{ "GET",  PATH, WEB_PUBLIC, get, NULL, 0 },
	{ "POST", PATH, WEB_PUBLIC, post, NULL, 0 },
};

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct program	*p = arg;

	if (conf_int(cf, "ocsp_cache_seconds", 0, 3600, 30, &p->keep,
	    err) < 0)
		return -1;
	return conf_need(cf, "signd_socket", &p->socket, err);
}

int
main(int argc, char *argv[])
{
	static struct program		p;
	static const struct web_app	app = {
		.name = "es-ocsp", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &p, .start = start,
		.stop = stop, .configure = configure,
		.body_max = ES_LIMIT_OCSP_QUERY,
	};

	return web_main(&app, argc, argv);
}
