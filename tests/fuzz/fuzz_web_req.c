/*
 * fuzz_web_req - a request as nginx hands it over, up to a handler.
 *
 * Lines: method, path, query, content type, cookies, accepted languages; the
 * rest is the body.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "sys/log.h"
#include "web/req.h"

/* Of the product: replay and fuzzer run in the top directory. */
#define TEMPLATES	"templates"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE, TEXT, TOKEN, INT, FILE_, NFIELDS };

static const struct web_field	fields[NFIELDS] = {
	[LINE] = { "line", WEB_LINE, 2, 40, WEB_REQUIRED },
	[TEXT] = { "text", WEB_TEXT, 0, 400, 0 },
	[TOKEN] = { "token", WEB_TOKEN, 2, 40, 0 },
	[INT] = { "int", WEB_INT, -5, 5, 0 },
	[FILE_] = { "file", WEB_FILE, 1, 4000, 0 },
};

/* What a handler sees is what its route promised. */
static int
show(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view	 id = web_param(rq, "id");

	(void)arg;
	if (!es_utf8_is_text(id))
		abort();
	if (web_cookie(rq, "es_session").n > ES_LIMIT_FORM_BODY)
		abort();
	if (rq->route->nfields == NFIELDS &&
	    (!es_utf8_is_line(web_value(rq, LINE)) ||
	    web_value(rq, LINE).n < 2 ||
	    !es_utf8_is_text(web_value(rq, TEXT)) ||
	    web_int(rq, INT) < -5 || web_int(rq, INT) > 5 ||
	    web_value(rq, FILE_).n > 4000))
		abort();
	web_set_cookie(rq, "lang", "en", 0);
	return web_redirect(rq, "/somewhere", err);
}

static const struct web_route	routes[] = {
	{ "GET", "/a/:id", WEB_PUBLIC, show, NULL, 0 },
	{ "POST", "/form", WEB_PUBLIC, show, fields, NFIELDS },
	{ "GET", "/form", WEB_PUBLIC, show, fields, NFIELDS },
};

enum { PARTS = 6, PART_MAX = 8192 };

static char	part[PARTS][PART_MAX];

/* "NAME=" and the next line into part[k]; NUL ends it, as in FastCGI. */
static struct es_view
take(struct es_view v, int k, const char *name)
{
	size_t	 nl = es_view_find(v, ES_LIT("\n"), 0), i, n;

	if (nl == SIZE_MAX)
		nl = v.n;
	n = (size_t)snprintf(part[k], PART_MAX, "%s=", name);
	for (i = 0; i < nl && n + 1 < PART_MAX && v.p[i] != 0; i++)
		part[k][n++] = (char)v.p[i];
	part[k][n] = '\0';
	return es_view_sub(v, nl + 1, SIZE_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const	 names[PARTS] = { "REQUEST_METHOD",
		"DOCUMENT_URI", "QUERY_STRING", "CONTENT_TYPE", "HTTP_COOKIE",
		"HTTP_ACCEPT_LANGUAGE" };
	static const struct web_app	 app = { .name = "es-fuzz",
		.routes = routes, .nroutes = ES_COUNT(routes) };
	char				*env[PARTS + 1] = { NULL };
	struct es_view			 v = es_view(data, size);
	struct web_req			 rq = { .app = &app, .method = "GET",
						.reference = "0123456789ab" };
	static struct web_templates	*templates;
	struct es_err			 e = ES_ERR_INIT;
	int				 k;

	if (templates == NULL && (log_open("es-fuzz", "/dev/null", &e) < 0 ||
	    web_templates_load(&templates, TEMPLATES, &e) < 0)) {
		fprintf(stderr, "%s\n", e.msg);
		abort();
	}
	rq.templates = templates;
	for (k = 0; k < PARTS; k++) {
		v = take(v, k, names[k]);
		env[k] = part[k];
	}
	if ((rq.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return 0;
	rq.env = env;
	rq.body = v;
	es_buf_init(&rq.head, ES_LIMIT_FORM_BODY);
	es_buf_init(&rq.out, ES_LIMIT_PAGE);
	web_req_handle(&rq);
	if (rq.status < 200 || rq.status > 599 ||
	    es_view_find(es_buf_view(&rq.head), ES_LIT("\r\n\r\n"), 0) !=
	    SIZE_MAX)
		abort();
	es_buf_clear(&rq.head);
	es_buf_clear(&rq.out);
	es_arena_free(rq.arena);
	return 0;
}
