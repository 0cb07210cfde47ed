/* t_web_app - routes, typed fields and the page for every failure. */
#include "base/limits.h"
#include "tap.h"
#include "web/req.h"

static struct es_arena	*arena;
static struct web_templates *templates;
static int		 calls;		/* of any handler */
static enum es_code	 fail_with;
static char		 https[16] = "HTTPS=";

enum { LINE, TEXT, TOKEN, INT, FILE_, NFIELDS };

static const struct web_field	fields[NFIELDS] = {
	[LINE] = { "line", WEB_LINE, 2, 4, WEB_REQUIRED },
	[TEXT] = { "text", WEB_TEXT, 0, 4, 0 },
	[TOKEN] = { "token", WEB_TOKEN, 2, 4, 0 },
	[INT] = { "int", WEB_INT, -5, 5, 0 },
	[FILE_] = { "file", WEB_FILE, 1, 4, 0 },
};
static char	got[256];

static int
show(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view	 id = web_param(rq, "id"), v = web_value(rq, LINE);

	(void)arg;
	calls++;
	if (fail_with != ES_E_NONE)
		return es_fail(err, fail_with, "a secret of the inside");
	(void)snprintf(got, sizeof(got), "%.*s|%.*s|%lld", (int)id.n,
	    (const char *)id.p, (int)v.n, (const char *)v.p,
	    (long long)web_int(rq, INT));
	return web_bytes(rq, 200, "text/plain", ES_LIT("done"), NULL, err);
}

static int
away(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	return web_redirect(rq, "//evil.example/", err);
}

static int
cookie(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	web_set_cookie(rq, "a", "b", 0);
	web_set_cookie(rq, "evil", "b\r\nX-Evil: 1", 0);
	web_set_cookie(rq, "evil", "b; Domain=x", 0);
	web_add_header(rq, "X-A", "b\r\nX-Evil: 1");
	return web_redirect(rq, "/\xe5\x8d\xb0?a=b", err);
}

static const struct web_route	routes[] = {
	{ "GET", "/cookie", WEB_PUBLIC, cookie, NULL, 0 },
	{ "GET", "/a/:id", WEB_PUBLIC, show, NULL, 0 },
	{ "POST", "/form", WEB_PUBLIC, show, fields, NFIELDS },
	{ "GET", "/forgotten", WEB_DENY, show, NULL, 0 },
	{ "GET", "/private", WEB_USER, show, NULL, 0 },
	{ "GET", "/away", WEB_PUBLIC, away, NULL, 0 },
};
static const struct web_app	app = {
	.name = "es-test", .routes = routes, .nroutes = ES_COUNT(routes),
};

/* One request; its status.  "page" gets what was answered. */
static int
ask(const char *method, const char *path, const char *query, const char *type,
    struct es_view body, char page[8192])
{
	char		 m[64], p[1024], q[8192], t[128];
	char		*env[] = { m, p, q, t, https, NULL };
	struct web_req	 rq = { .app = &app, .templates = templates,
			    .arena = arena, .env = env, .method = "GET",
			    .reference = "0123456789ab" };

	(void)snprintf(m, sizeof(m), "REQUEST_METHOD=%s", method);
	(void)snprintf(p, sizeof(p), "DOCUMENT_URI=%s", path);
	(void)snprintf(q, sizeof(q), "QUERY_STRING=%s", query);
	(void)snprintf(t, sizeof(t), "CONTENT_TYPE=%s", type);
	es_arena_reset(arena);
	es_buf_init(&rq.head, ES_LIMIT_FORM_BODY);
	es_buf_init(&rq.out, ES_LIMIT_PAGE);
	calls = 0;
	rq.body = body;
	web_req_handle(&rq);
	if (page != NULL)
		(void)snprintf(page, 8192, "%.*s%.*s", (int)rq.head.n,
		    rq.head.n ? (const char *)rq.head.p : "", (int)rq.out.n,
		    rq.out.n ? (const char *)rq.out.p : "");
	es_buf_clear(&rq.head);
	es_buf_clear(&rq.out);
	return rq.status;
}

static int
get(const char *path, char page[8192])
{
	return ask("GET", path, "", "", ES_VIEW_EMPTY, page);
}

static int
post(const char *body)
{
	return ask("POST", "/form", "", "application/x-www-form-urlencoded",
	    es_view_str(body), NULL);
}

static void
matching(void)
{
	struct es_view	 v[2];

	ok(web_match("/a/:id/f", "/a/12/f", v, 2) == 1 &&
	    es_view_eq_str(v[0], "12"), "a parameter");
	ok(web_match("/a/:x/:y", "/a/1/2", v, 2) == 2 &&
	    es_view_eq_str(v[1], "2"), "two");
	ok(web_match("/a/:x/:y", "/a/1/2", v, 1) == -1, "more than there is "
	    "room for");
	ok(web_match("/a/:id", "/a/", v, 2) == -1, "an empty one");
	ok(web_match("/a/:id", "/a/1/", v, 2) == -1, "something after it");
	ok(web_match("/a", "/a/", v, 2) == -1 && web_match("/a/", "/a", v, 2)
	    == -1 && web_match("/", "/", v, 2) == 0, "exactly");
}

static void
routing(void)
{
	char	 page[8192];

	ok(get("/a/7", page) == 200 && strcmp(got, "7||0") == 0, "a route");
	ok(ask("HEAD", "/a/7", "", "", ES_VIEW_EMPTY, NULL) == 200 &&
	    calls == 1, "HEAD is GET");
	ok(get("/b", NULL) == 404 && calls == 0, "no route");
	ok(get("/form", page) == 405 && calls == 0 && strstr(page, "Allow: ")
	    != NULL, "another method: 405");
	ok(strstr(page, "Allow: POST\r\n") != NULL, "and what is allowed");
	ok(ask("BREW", "/a/7", "", "", ES_VIEW_EMPTY, NULL) == 405 &&
	    calls == 0, "an unknown method: 405");
	ok(get("/forgotten", NULL) == 403 && calls == 0,
	    "a route that says nothing is closed");
	ok(get("/private", NULL) == 403 && calls == 0,
	    "nobody gets in without a guard");
	ok(get("//a/7", NULL) == 404 && get("/a/\xff", NULL) == 404 &&
	    get("/a/\x01", NULL) == 404 && calls == 0, "odd paths");
	ok(get("/away", page) == 500 && strstr(page, "Location") == NULL,
	    "no redirect to another host");
	ok(ask("GET", "/a/7", "x=%", "", ES_VIEW_EMPTY, NULL) == 400 &&
	    calls == 0, "a malformed query");
}

static void
cookies(void)
{
	char	 page[8192];

	ok(get("/cookie", page) == 303 && strstr(page, "Set-Cookie: a=b; "
	    "Path=/; HttpOnly; SameSite=Lax\r\n") != NULL, "a cookie");
	ok(strstr(page, "evil") == NULL && strstr(page, "Evil") == NULL,
	    "no header inside another");
	ok(strstr(page, "Location: /%E5%8D%B0?a=b\r\n") != NULL,
	    "an address in ASCII");
	(void)snprintf(https, sizeof(https), "HTTPS=on");
	ok(get("/cookie", page) == 303 && strstr(page, "Set-Cookie: a=b; "
	    "Path=/; HttpOnly; SameSite=Lax; Secure\r\n") != NULL,
	    "Secure where the page came over TLS");
	(void)snprintf(https, sizeof(https), "HTTPS=");
}

static void
failures(void)
{
	static const struct { enum es_code code; int status; } map[] = {
		{ ES_E_INPUT, 400 }, { ES_E_FORMAT, 400 },
		{ ES_E_DENIED, 403 }, { ES_E_UNTRUSTED, 403 },
		{ ES_E_NOTFOUND, 404 }, { ES_E_CONFLICT, 409 },
		{ ES_E_LIMIT, 413 }, { ES_E_UPSTREAM, 503 },
		{ ES_E_UNCERTAIN, 503 }, { ES_E_NOMEM, 500 },
		{ ES_E_BUG, 500 }, { ES_E_SYSTEM, 500 },
	};
	char	 page[8192];
	size_t	 i;

	for (i = 0; i < ES_COUNT(map); i++) {
		fail_with = map[i].code;
		ok(get("/a/7", page) == map[i].status &&
		    strstr(page, "0123456789ab") != NULL &&
		    strstr(page, "secret") == NULL && strstr(page, "<h1") !=
		    NULL, "%s: a page with %d, a reference and no secret",
		    es_code_name(map[i].code), map[i].status);
		ok((strstr(page, "Retry-After") != NULL) ==
		    (map[i].status == 503), "when to come back: %d",
		    map[i].status);
	}
	fail_with = ES_E_NONE;
}

static void
typed(void)
{
	ok(post("line=ab&int=-5") == 200 && strcmp(got, "|ab|-5") == 0,
	    "at the lower limits");
	ok(post("line=+%E5%8D%B0%E5%8D%B0%E5%8D%B0%E5%8D%B0+&int=5&text="
	    "a%0d%0ab&token=a-_.") == 200, "at the upper limits; characters "
	    "count, blanks around do not");
	ok(post("int=1") == 400 && calls == 0, "a required field is missing");
	ok(post("line=") == 400, "or empty");
	ok(post("line=a") == 400, "too short");
	ok(post("line=abcde") == 413 && calls == 0, "too long");
	ok(post("line=a%0ab") == 400, "two lines");
	ok(post("line=a%E2%80%A8b") == 400, "a line separator");
	ok(post("line=ab&text=abcde") == 413, "a long text");
	ok(post("line=ab&token=a+b") == 400, "no token");
	ok(post("line=ab&token=abcde") == 413, "a long token");
	ok(post("line=ab&int=6") == 400 && post("line=ab&int=-6") == 400,
	    "a number out of range");
	ok(post("line=ab&int=1x") == 400 && post("line=ab&int=0x1") == 400 &&
	    post("line=ab&int=99999999999999999999") == 400, "no number");
	ok(post("line=ab&file=x") == 400, "a text where a file belongs");
	ok(post("line=ab&unknown=1") == 200, "an unknown field is ignored");
	ok(ask("POST", "/form", "line=ab", "", ES_VIEW_EMPTY, NULL) == 400,
	    "the query is no form");
	ok(post("line=ab&line=ab") == 400 && post("unknown=1&line=ab&unknown"
	    "=2") == 200, "a field of ours stands once");
}

static void
uploads(void)
{
#define PART	"--x\r\nContent-Disposition: form-data; name=\"line\"\r\n\r\n" \
		"ab\r\n--x\r\nContent-Disposition: form-data; name=\"file\""
	static const char	 type[] = "multipart/form-data; boundary=x";

	ok(ask("POST", "/form", "", type, ES_LIT(PART "; filename=\"f\"\r\n"
	    "\r\n\xff\0\r\n\r\n--x--"), NULL) == 200, "a file at its limit");
	ok(ask("POST", "/form", "", type, ES_LIT(PART "; filename=\"f\"\r\n"
	    "\r\n12345\r\n--x--"), NULL) == 413, "one byte more");
	ok(ask("POST", "/form", "", type, ES_LIT(PART "\r\n\r\n12\r\n--x--"),
	    NULL) == 400, "a field without file name is no file");
}

int
main(void)
{
	struct es_err	 err = ES_ERR_INIT;

	if ((arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL ||
	    web_templates_load(&templates, ES_SRCDIR "/templates", &err) < 0) {
		printf("# %s\n1..0\n", err.msg);
		return 1;
	}
	matching();
	routing();
	cookies();
	failures();
	typed();
	uploads();
	web_templates_free(templates);
	es_arena_free(arena);
	return done();
}
