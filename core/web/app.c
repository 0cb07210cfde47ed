/* web/app.c - the FastCGI side: accept, read, route, answer. */
#define _GNU_SOURCE	/* struct ucred behind fcgiapp.h's friends */
#include "web/app.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/random.h"
#include "sys/ipc.h"
#include "sys/log.h"
#include "web/req.h"

struct server {
	const struct web_app	*app;
	struct web_templates	*templates;
	struct conf		*cf;		/* in force */
	int			 argc;
	char *const		*argv;
	int			 fd;
	int64_t			 max_requests;
};

/* -- one request ------------------------------------------------------- */
/* Find the route; "allow" is what a path of ours takes, for a 405. */
static const struct web_route *
find_route(struct web_req *rq, char allow[24])
{
	const char	*method = strcmp(rq->method, "HEAD") == 0 ? "GET" :
			    rq->method;
	bool		 post = false, get = false;
	size_t		 i;

	for (i = 0; i < rq->app->nroutes; i++) {
		const struct web_route	*r = &rq->app->routes[i];

		if (web_match(r->path, rq->path, rq->params, PARAMS_MAX) < 0)
			continue;
		if (strcmp(r->method, method) == 0)
			return r;
		post = post || strcmp(r->method, "POST") == 0;
		get = get || strcmp(r->method, "GET") == 0;
	}
	(void)snprintf(allow, 24, "%s%s%s", get ? "GET, HEAD" : "",
	    get && post ? ", " : "", post ? "POST" : "");
	return NULL;
}

static int
parse_body(struct web_req *rq, struct es_err *err)
{
	if (es_view_starts(rq->type,
	    ES_LIT("application/x-www-form-urlencoded")))
		return web_form_parse_long(&rq->form, rq->body,
		    rq->app->field_max == 0 ? ES_LIMIT_FIELD :
		    rq->app->field_max, rq->arena, err);
	if (es_view_starts(rq->type, ES_LIT("multipart/form-data")))
		return web_multipart_parse(&rq->form, rq->body, rq->type,
		    rq->arena, err);
	return 0;	/* the handler looks at web_body() */
}

/* Not there; who is signed in still sees their own name and ways on. */
static int
no_page(struct web_req *rq, struct es_err *err)
{
	static const struct web_route	 nowhere = { "GET", "", WEB_PUBLIC,
					    NULL, NULL, 0 };
	int				 rc = 0;

	if (rq->app->guard != NULL)
		rc = rq->app->guard(rq, &nowhere, rq->app->arg, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	return es_fail(err, ES_E_NOTFOUND, "no such page");
}

static int
handle(struct web_req *rq, struct es_err *err)
{
	char	 allow[24];
	int	 rc;

	if (web_req_open(rq, err) < 0)
		return -1;
	if ((rq->route = find_route(rq, allow)) == NULL) {
		if (*allow == '\0')
			return no_page(rq, err);
		web_add_header(rq, "Allow", allow);
		es_tree_put_str(rq->data, "error_title",
		    web_say(rq, "error.405.title"));
		es_tree_put_str(rq->data, "error_text",
		    web_say(rq, "error.405.text"));
		return web_page(rq, 405, "common/error.html", err);
	}
	if (rq->route->audience == WEB_DENY)
		return es_fail(err, ES_E_DENIED, "a route without audience");
	if (parse_body(rq, err) < 0)
		return -1;
	if (rq->app->guard != NULL) {
		rc = rq->app->guard(rq, rq->route, rq->app->arg, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	} else if (rq->route->audience != WEB_PUBLIC)
		return es_fail(err, ES_E_DENIED, "no guard");
	if (web_req_fields(rq, err) < 0)
		return -1;
	return rq->route->handler(rq, rq->app->arg, err);
}

void
web_req_handle(struct web_req *rq)
{
	struct es_err	 err = ES_ERR_INIT;

	if (handle(rq, &err) < 0)
		web_req_error(rq, &err);
}

/* -- FastCGI ----------------------------------------------------------- */
/* Read the whole body; nginx has it complete already. */
static int
read_body(FCGX_Request *f, struct es_buf *b, size_t max, struct es_err *err)
{
	const char	*cl = FCGX_GetParam("CONTENT_LENGTH", f->envp);
	int64_t		 want = 0;
	unsigned char	*to;
	int		 k;

	if (cl == NULL || *cl == '\0')
		return 0;
	if (es_view_int(es_view_str(cl), 0, INT64_MAX, &want, err) < 0)
		return -1;
	if ((uint64_t)want > max)
		return es_fail(err, ES_E_LIMIT, "body of %lld bytes, limit "
		    "%zu", (long long)want, max);
	while (b->n < (size_t)want) {
		size_t	 part = (size_t)want - b->n;

		if (part > 65536)
			part = 65536;
		if ((to = es_buf_extend(b, part)) == NULL)
			return es_buf_ok(b, "body", err);
		k = FCGX_GetStr((char *)to, (int)part, f->in);
		if (k < (int)part)
			return es_fail(err, ES_E_INPUT, "body: cut off");
	}
	return 0;
}

/* false: the visitor is gone. */
static bool
put(FCGX_Request *f, struct es_view v)
{
	return v.n == 0 || FCGX_PutStr((const char *)v.p, (int)v.n,
	    f->out) == (int)v.n;
}

static bool
send_head(struct web_req *rq, FCGX_Request *f)
{
	static const char	 fixed[] =
	    "Content-Security-Policy: default-src 'none'; script-src 'self'; "
	    "style-src 'self'; img-src 'self' data:; font-src 'self'; "
	    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
	    "base-uri 'none'\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Referrer-Policy: same-origin\r\n"
	    "Permissions-Policy: camera=(), microphone=(), geolocation=()\r\n"
	    "Cross-Origin-Opener-Policy: same-origin\r\n";
	struct es_buf	 h;
	bool		 sent;

	es_buf_init(&h, ES_LIMIT_FORM_BODY);
	es_buf_printf(&h, "Status: %d\r\nContent-Type: %s\r\n%s", rq->status,
	    rq->out_type, fixed);
	es_buf_printf(&h, "Cache-Control: %s\r\n", rq->cache[0] == '\0' ?
	    "no-store" : rq->cache);
	if (rq->stream.next == NULL)
		es_buf_printf(&h, "Content-Length: %zu\r\n", rq->out.n);
	es_buf_add_view(&h, es_buf_view(&rq->head));
	es_buf_add_str(&h, "\r\n");
	sent = put(f, es_buf_view(&h));
	es_buf_clear(&h);
	return sent;
}

/* SIGVTALRM ends a worker that computes for so long; 0: no limit. */
static void
limit_cpu(int seconds)
{
	const struct itimerval	 t = { .it_value = { .tv_sec = seconds } };

	(void)setitimer(ITIMER_VIRTUAL, &t, NULL);
}

/*
 * Without a length, nginx takes the end of the connection for the end of the
 * answer.  A record of no FastCGI version is what makes it break off, too.
 */
static void
break_off(FCGX_Request *f)
{
	static const char	 bad[8];

	(void)!write(f->ipcFd, bad, sizeof(bad));
	FCGX_Free(f, 1);
}

static void
send_stream(struct web_req *rq, FCGX_Request *f, bool there)
{
	const struct web_stream	*s = &rq->stream;
	struct es_err		 err = ES_ERR_INIT;
	int			 rc = strcmp(rq->method, "HEAD") != 0;

	while (there && rc > 0) {
		limit_cpu(ES_LIMIT_REQUEST_CPU);
		es_buf_reset(&rq->out);
		if ((rc = s->next(rq, s->state, &rq->out, &err)) >= 0 &&
		    es_buf_ok(&rq->out, "stream", &err) < 0)
			rc = -1;
		if (rc >= 0)
			there = put(f, es_buf_view(&rq->out));
	}
	there = there && rc == 0 && FCGX_FFlush(f->out) == 0;
	s->end(rq, s->state, there);
	if (rc < 0) {
		log_err(&err, "event=broken-off");
		break_off(f);
	}
}

static void
send_response(struct web_req *rq, FCGX_Request *f)
{
	bool	 there = send_head(rq, f);

	if (rq->stream.next != NULL)
		send_stream(rq, f, there);
	else if (there && strcmp(rq->method, "HEAD") != 0)
		(void)put(f, es_buf_view(&rq->out));
}

static void
new_reference(char out[20])
{
	unsigned char	 r[6];
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	memset(r, 0, sizeof(r));
	if (crypt_random(r, sizeof(r), &e) < 0)
		log_err(&e, "event=no-random");
	for (i = 0; i < sizeof(r); i++)
		(void)snprintf(out + 2 * i, 3, "%02x", r[i]);
}

static void
serve_one(struct server *s, FCGX_Request *f, struct es_arena *arena,
    struct es_buf *body)
{
	struct es_err	 err = ES_ERR_INIT;
	struct web_req	 rq = { .app = s->app, .templates = s->templates,
			    .arena = arena, .env = f->envp, .status = 500,
			    .out_type = "text/plain", .method = "GET" };
	size_t		 max = s->app->body_max == 0 ? ES_LIMIT_FORM_BODY :
			    s->app->body_max;

	es_buf_init(&rq.head, ES_LIMIT_FORM_BODY);
	es_buf_init(&rq.out, s->app->answer_max == 0 ? ES_LIMIT_DOC_BYTES :
	    s->app->answer_max);
	new_reference(rq.reference);
	log_reference(rq.reference);
	if (read_body(f, body, max, &err) < 0) {
		struct es_err	 ignored = ES_ERR_INIT;

		(void)!web_req_open(&rq, &ignored);
		web_req_error(&rq, &err);
	} else {
		rq.body = es_buf_view(body);
		web_req_handle(&rq);
	}
	send_response(&rq, f);
	FCGX_Finish_r(f);
	es_buf_clear(&rq.head);
	es_buf_clear(&rq.out);
	log_reference("");
}

static int
worker(void *arg)
{
	struct server	*s = arg;
	struct es_err	 err = ES_ERR_INIT;
	struct es_arena	*arena = es_arena_new(s->app->arena_max == 0 ?
			    ES_LIMIT_REQUEST_ARENA : s->app->arena_max);
	struct es_buf	 body;
	FCGX_Request	 f;
	int64_t		 n;
	int		 rc;

	es_buf_init(&body, s->app->body_max == 0 ? ES_LIMIT_FORM_BODY :
	    s->app->body_max);
	if (arena == NULL || FCGX_Init() != 0 || FCGX_InitRequest(&f, s->fd,
	    FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return 1;
	if (s->app->start != NULL && s->app->start(s->app->arg, &err) < 0) {
		log_err(&err, "event=worker-cannot-start");
		return 1;
	}
	for (n = 0; n < s->max_requests && !sys_stopping(); n++) {
		rc = sys_wait_begin() ? FCGX_Accept_r(&f) : -1;
		sys_wait_end();
		if (rc < 0)
			continue;	/* interrupted: look at the flag */
		es_arena_reset(arena);
		es_buf_reset(&body);
		limit_cpu(ES_LIMIT_REQUEST_CPU);
		serve_one(s, &f, arena, &body);
		limit_cpu(0);
		/* Room of a large upload is not kept for small ones. */
		if (body.n > ES_LIMIT_LONG_FORM)
			es_buf_clear(&body);
	}
	if (s->app->stop != NULL)
		s->app->stop(s->app->arg);
	es_buf_clear(&body);
	es_arena_free(arena);
	return 0;
}

/* -- master ------------------------------------------------------------ */
/* Everything that may change while the program runs. */
static int
configure(struct server *s, struct conf *cf, struct es_err *err)
{
	struct web_templates	*t = NULL;
	const char		*dir;

	if ((s->app->configure != NULL && s->app->configure(s->app->arg, cf,
	    err) < 0) || conf_need(cf, "templates", &dir, err) < 0 ||
	    conf_int(cf, "max_requests", 1, INT32_MAX, 100000,
	    &s->max_requests, err) < 0 || conf_unknown(cf, err) < 0 ||
	    web_templates_load(&t, dir, err) < 0)
		return -1;
	if (s->app->load != NULL && s->app->load(s->app->arg, err) < 0) {
		web_templates_free(t);
		return -1;
	}
	web_templates_free(s->templates);
	s->templates = t;
	conf_free(s->cf);
	s->cf = cf;
	return 0;
}

/*
 * SIGHUP, in a child for trial and then in the master (sys/proc.h).  A
 * configuration that fails after its trial is not freed: values of it may be
 * in use.
 */
static int
reload(void *arg)
{
	struct server	*s = arg;
	struct conf	*cf = NULL;
	struct es_err	 err = ES_ERR_INIT;

	if (conf_load(&cf, s->app->name, s->argc, s->argv, &err) == 0 &&
	    configure(s, cf, &err) == 0)
		return 0;
	log_err(&err, "event=reload-failed");
	return -1;
}

/* systemd's socket (LISTEN_FDS, fd 3), or our own. */
static int
open_socket(struct server *s, const char *path, gid_t gid, struct es_err *err)
{
	const char	*fds = getenv("LISTEN_FDS");

	if (fds != NULL && strcmp(fds, "1") == 0) {
		s->fd = 3;
		return 0;
	}
	return ipc_listen(&s->fd, path, gid, err);
}

static int
prefork(struct server *s, int workers, struct es_err *err)
{
	struct sys_group	 groups[8] = {{ "web", workers, worker, s }};
	size_t			 n = s->app->ngroups, i;

	if (n + 1 > ES_COUNT(groups))
		return es_fail(err, ES_E_BUG, "too many worker groups");
	for (i = 0; i < n; i++)
		groups[i + 1] = s->app->groups[i];
	return sys_prefork(groups, n + 1, 15000, reload, s, err);
}

static int
serve(struct server *s, struct es_err *err)
{
	char	*path;		/* outlives this configuration */
	int64_t	 workers;
	uid_t	 uid;
	gid_t	 gid;
	int	 rc = -1;

	if (conf_int(s->cf, "workers", 1, 256, 4, &workers, err) < 0 ||
	    sys_user(conf_str(s->cf, "user", ""), conf_str(s->cf, "group",
	    ""), &uid, &gid, err) < 0)
		return -1;
	if ((path = strdup(conf_str(s->cf, "listen", ""))) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	if (sys_drop(uid, gid, err) == 0 &&
	    open_socket(s, path, gid, err) == 0) {
		rc = prefork(s, (int)workers, err);
		if (s->fd != 3)
			(void)unlink(path);
	}
	free(path);
	return rc;
}

static int
start(struct server *s, struct es_err *err)
{
	struct conf	*cf = NULL;
	const char	*path;

	if (conf_load(&cf, s->app->name, s->argc, s->argv, err) < 0)
		return -1;
	if (conf_need(cf, "listen", &path, err) < 0 ||
	    log_open(s->app->name, conf_str(cf, "log", "-"), err) < 0 ||
	    configure(s, cf, err) < 0) {
		conf_free(cf);
		return -1;
	}
	return conf_is_test(s->cf) ? 0 : serve(s, err);
}

int
web_main(const struct web_app *app, int argc, char *const argv[])
{
	struct server	 s = { .app = app, .argc = argc, .argv = argv,
			    .fd = -1 };
	struct es_err	 err = ES_ERR_INIT;
	int		 rc = start(&s, &err);

	if (err.code != ES_E_NONE) {
		log_err(&err, "event=cannot-start");
		fprintf(stderr, "%s: %s\n", app->name, err.msg);
	}
	ipc_close(&s.fd);
	web_templates_free(s.templates);
	if (app->unload != NULL)
		app->unload(app->arg);
	conf_free(s.cf);
	return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
