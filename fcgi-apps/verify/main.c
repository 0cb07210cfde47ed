/* es-verify(8) - is a document ours, unchanged, in force?  Holds no key. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/verify.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "web/app.h"

struct verify {
	struct svc_verify_conf	 vc;
	char			 password[STORE_PASSWORD_MAX];
	int64_t			 offset;
	struct svc_verifier	*v;		/* of this worker */
};

/* Every field we accept; a field not listed here never reaches a page. */
enum { CODE, FILE_, NFIELDS };
static const struct web_field question[NFIELDS] = {
	[CODE] = { "code", WEB_LINE, 0, 200, 0 },
	[FILE_] = { "file", WEB_FILE, 0, ES_LIMIT_UPLOAD, 0 },
};

enum { FACTOR, NFACTOR };
static const struct web_field second[NFACTOR] = {
	[FACTOR] = { "factor", WEB_LINE, 1, 60, WEB_REQUIRED },
};

static void
fill(struct web_req *rq, const struct verify *app, struct svc_question *q)
{
	memset(q, 0, sizeof(*q));
	q->address = web_address(rq);
	q->lang = svc_lang_of(es_view_str(web_lang(rq)));
	q->now = sys_now();
	q->offset = (int)app->offset;
}

static int
form_page(struct web_req *rq, int status, struct es_err *err)
{
	es_tree_put_str(web_data(rq), "title", web_say(rq, "verify.title"));
	return web_page(rq, status, "verify/form.html", err);
}

static int
show_form(struct web_req *rq, void *arg, struct es_err *err)
{
	(void)arg;
	return form_page(rq, 200, err);
}

/* What was typed cannot be a code: say where, and let it be corrected. */
static int
show_fault(struct web_req *rq, const char *fault, unsigned position,
    struct es_view typed, struct es_err *err)
{
	es_tree_put_str(web_data(rq), "fault", fault);
	es_tree_put_int(web_data(rq), "position", position);
	es_tree_put_text(web_data(rq), "typed", typed);
	return form_page(rq, 422, err);
}

static int
must_wait(struct web_req *rq, unsigned wait, struct es_err *err)
{
	char	 seconds[16];

	(void)snprintf(seconds, sizeof(seconds), "%u", wait);
	web_add_header(rq, "Retry-After", seconds);
	es_tree_put_int(web_data(rq), "wait", wait);
	es_tree_put_str(web_data(rq), "title",
	    web_say(rq, "verify.wait-title"));
	return web_page(rq, 429, "verify/wait.html", err);
}

static int
ask(struct web_req *rq, struct verify *app, struct svc_question *q,
    struct es_err *err)
{
	struct es_tree	*report = NULL, *data = web_data(rq);
	struct es_err	 e = ES_ERR_INIT;
	char		 text[SVC_CODE_TEXT + 1], here[40];
	unsigned	 wait = 0;
	bool		 known;

	if (svc_verify(app->v, q, web_arena(rq), &report, &wait, &e) < 0)
		return wait > 0 ? must_wait(rq, wait, err) :
		    es_fail(err, e.code, "%s", e.msg);
	es_tree_put(data, "report", report);
	es_tree_put_text(data, "title", es_tree_text_at(report, "title"));
	if (q->code != NULL) {
		svc_code_text(q->code, text);
		es_tree_put_str(data, "typed", text);
		(void)snprintf(here, sizeof(here), "/v/%s", q->code);
		es_tree_put_str(data, "here_path", here);
	}
	known = q->how == SVC_ASKED_FILE || !es_view_eq_str(
	    es_tree_text_at(report, "headline"), "NOT_ISSUED");
	return web_page(rq, known ? 200 : 404, "verify/report.html", err);
}

static int
check_document(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_question	 q;
	char			 code[SVC_CODE_LEN + 1], path[40];
	enum svc_code_fault	 fault;
	unsigned		 position;

	fill(rq, arg, &q);
	q.file = web_value(rq, FILE_);
	if (q.file.n > 0) {
		q.how = SVC_ASKED_FILE;
		return ask(rq, arg, &q, err);
	}
	if (es_view_starts(web_content_type(rq), ES_LIT("multipart/")))
		return show_fault(rq, "file", 0, ES_VIEW_EMPTY, err);
	fault = svc_code_read(web_value(rq, CODE), code, &position);
	if (fault != SVC_CODE_GOOD)
		return show_fault(rq, svc_code_fault_name(fault), position,
		    web_value(rq, CODE), err);
	/* The report has an address of its own: it can be kept and sent. */
	(void)snprintf(path, sizeof(path), "/v/%s", code);
	return web_redirect(rq, path, err);
}

static int
by_address(struct web_req *rq, struct verify *app, struct es_view factor,
    struct es_err *err)
{
	struct svc_question	 q;
	char			 code[SVC_CODE_LEN + 1];
	enum svc_code_fault	 fault;
	unsigned		 position;

	fill(rq, app, &q);
	fault = svc_code_read(web_param(rq, "code"), code, &position);
	if (fault != SVC_CODE_GOOD)
		return show_fault(rq, svc_code_fault_name(fault), position,
		    web_param(rq, "code"), err);
	q.how = SVC_ASKED_QR;
	q.code = code;
	q.factor = factor;
	return ask(rq, app, &q, err);
}

static int
by_qr(struct web_req *rq, void *arg, struct es_err *err)
{
	return by_address(rq, arg, ES_VIEW_EMPTY, err);
}

static int
with_factor(struct web_req *rq, void *arg, struct es_err *err)
{
	return by_address(rq, arg, web_value(rq, FACTOR), err);
}

static int
suspect(struct web_req *rq, void *arg, struct es_err *err)
{
	struct verify		*app = arg;
	struct svc_question	 q;

	fill(rq, app, &q);
	svc_verify_offices(app->v, q.lang, web_arena(rq), web_data(rq));
	es_tree_put_str(web_data(rq), "title",
	    web_say(rq, "verify.suspect-title"));
	return web_page(rq, 200, "verify/suspect.html", err);
}

/* A route that names no audience is WEB_DENY (zero): forgetting is safe. */
static const struct web_route routes[] = {
	{ "GET", "/verify", WEB_PUBLIC, show_form, NULL, 0 },
	{ "POST", "/verify", WEB_PUBLIC, check_document, question, NFIELDS },
	{ "GET", "/verify/report", WEB_PUBLIC, suspect, NULL, 0 },
	{ "GET", "/v/:code", WEB_PUBLIC, by_qr, NULL, 0 },
	{ "POST", "/v/:code", WEB_PUBLIC, with_factor, second, NFACTOR },
};

static int
start(void *arg, struct es_err *err)
{
	struct verify	*app = arg;

	return svc_verifier_new(&app->v, &app->vc, err);
}

static void
stop(void *arg)
{
	struct verify	*app = arg;

	svc_verifier_free(app->v);
	app->v = NULL;
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct verify	*app = arg;

	if (store_conf_load(&app->vc.db, app->password, cf, err) < 0 ||
	    conf_need(cf, "pki_dir", &app->vc.pki_dir, err) < 0)
		return -1;
	return conf_int(cf, "time_zone_offset", -50400, 50400, 28800,
	    &app->offset, err);
}

int
main(int argc, char *argv[])
{
	static struct verify		me;
	static const struct web_app	app = {
		.name = "es-verify", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &me, .start = start,
		.stop = stop, .configure = configure,
		.body_max = ES_LIMIT_UPLOAD + 64 * ES_KIB,
	};

	return web_main(&app, argc, argv);
}
