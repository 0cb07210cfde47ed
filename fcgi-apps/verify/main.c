/* es-verify(8) - is a document ours, unchanged, in force?  Holds no key. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/secret.h"
#include "svc/verify/receipt.h"
#include "svc/verify/verify.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "web/app.h"

struct verify {
	struct svc_verify_conf	 vc;
	char			 password[STORE_PASSWORD_MAX];
	int64_t			 offset;
	struct svc_seal_conf	 sc;		/* for receipts */
	const char		*base_url;
	struct svc_seal_kit	*kit;		/* fonts, templates: shared */
	struct svc_verifier	*v;		/* of this worker */
	struct svc_receipts	*receipts;
};

/* Every field we accept; a field not listed here never reaches a page. */
enum { CODE, FILE_, AS, NFIELDS };
static const struct web_field question[NFIELDS] = {
	[CODE] = { "code", WEB_LINE, 0, 200, 0 },
	[FILE_] = { "file", WEB_FILE, 0, ES_LIMIT_UPLOAD, 0 },
	[AS] = { "as", WEB_TOKEN, 0, 20, 0 },
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

	if (svc_verify_code(app->v, q, web_arena(rq), &report, &wait, &e) < 0)
		return wait > 0 ? must_wait(rq, wait, err) :
		    es_err_pass(err, &e);
	es_tree_put(data, "report", report);
	es_tree_put_text(data, "title", es_tree_text_at(report, "title"));
	svc_code_text(q->code, text);
	es_tree_put_str(data, "typed", text);
	(void)snprintf(here, sizeof(here), "/v/%s", q->code);
	es_tree_put_str(data, "here_path", here);
	return web_page(rq, es_view_eq_str(es_tree_text_at(report,
	    "headline"), "NOT_ISSUED") ? 404 : 200, "verify/report.html",
	    err);
}

/* -- files ---- */
static int
answer_page(struct web_req *rq, const struct svc_file *f,
    const struct svc_question *q, int status, struct es_err *err)
{
	struct es_tree	*report = svc_file_tree(f, q, web_arena(rq));
	struct es_tree	*data = web_data(rq);

	es_tree_put(data, "report", report);
	es_tree_put_text(data, "title", es_tree_text_at(report, "title"));
	es_tree_put_text(data, "file_name", web_filename(rq, FILE_));
	return web_page(rq, status, "verify/report.html", err);
}

/* For machines; who chose it in a form gets it as a file. */
static int
answer_data(struct web_req *rq, const struct svc_file *f,
    const struct svc_question *q, bool xml, struct es_err *err)
{
	const char	*as = web_value(rq, AS).n == 0 ? NULL : xml ?
			    "verification.xml" : "verification.json";
	char		*name = es_arena_str(web_arena(rq),
			    web_filename(rq, FILE_));
	struct es_buf	 out;
	int		 rc;

	if (name == NULL)
		return es_fail(err, ES_E_NOMEM, "verify: out of memory");
	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	rc = xml ? svc_file_xml(f, q, name, &out, err) :
	    svc_file_json(f, q, name, &out, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, xml ?
		    "application/xml; charset=utf-8" : "application/json",
		    es_buf_view(&out), as, err);
	es_buf_clear(&out);
	return rc;
}

/* "revision-2": the visitor's own file as it was when that was signed. */
static int
answer_revision(struct web_req *rq, const struct svc_file *f,
    const struct svc_question *q, struct es_view as, struct es_err *err)
{
	struct es_view	 number = es_view_sub(as, strlen("revision-"),
			    as.n), bytes = ES_VIEW_EMPTY;
	struct es_err	 e = ES_ERR_INIT;
	char		 name[40];
	int64_t		 n;

	if (es_view_int(number, 1, ES_LIMIT_PDF_REVS, &n, &e) == 0)
		bytes = svc_file_revision(f, q, (size_t)n);
	if (bytes.n == 0)
		return show_fault(rq, "revision", 0, ES_VIEW_EMPTY, err);
	(void)snprintf(name, sizeof(name), "revision-%lld.pdf",
	    (long long)n);
	return web_bytes(rq, 200, "application/pdf", bytes, name, err);
}

/* No receipt: why, and what to do; the report itself stays at hand. */
static int
no_receipt(struct web_req *rq, enum svc_receipt_end end, unsigned wait,
    const struct svc_file *f, const struct svc_question *q,
    struct es_err *err)
{
	char	 seconds[16];

	es_tree_put_str(web_data(rq), "no_receipt", end ==
	    SVC_RECEIPT_WAIT ? "wait" : end == SVC_RECEIPT_LATER ? "later" :
	    "refused");
	es_tree_put_int(web_data(rq), "wait", wait);
	if (wait > 0) {
		(void)snprintf(seconds, sizeof(seconds), "%u", wait);
		web_add_header(rq, "Retry-After", seconds);
	}
	return answer_page(rq, f, q, end == SVC_RECEIPT_WAIT ? 429 : 503,
	    err);
}

static int
answer_receipt(struct web_req *rq, struct verify *app,
    const struct svc_file *f, const struct svc_question *q,
    struct es_err *err)
{
	enum svc_receipt_end	 end;
	struct es_buf		 pdf;
	char			 number[SVC_RECEIPT_NUMBER];
	char			 name[SVC_RECEIPT_NUMBER + 4];
	unsigned		 wait;
	int			 rc;

	es_buf_init(&pdf, ES_LIMIT_DOC_BYTES);
	rc = svc_receipt_make(app->receipts, f, q, web_filename(rq, FILE_),
	    web_arena(rq), &pdf, number, &end, &wait, err);
	(void)snprintf(name, sizeof(name), "%s.pdf", number);
	if (rc == 0)
		rc = end != SVC_RECEIPT_MADE ? no_receipt(rq, end, wait, f,
		    q, err) : web_bytes(rq, 200, "application/pdf",
		    es_buf_view(&pdf), name, err);
	es_buf_clear(&pdf);
	return rc;
}

/* What a program asks for that says nothing in the form. */
static struct es_view
wanted(const struct web_req *rq)
{
	struct es_view	 as = web_value(rq, AS);
	struct es_view	 accept = web_header(rq, "HTTP_ACCEPT");

	if (as.n > 0 || es_view_find(accept, ES_LIT("text/html"), 0) !=
	    SIZE_MAX)
		return as;
	if (es_view_find(accept, ES_LIT("application/json"), 0) != SIZE_MAX)
		return ES_LIT("json");
	if (es_view_find(accept, ES_LIT("application/xml"), 0) != SIZE_MAX)
		return ES_LIT("xml");
	return as;
}

static int
check_file(struct web_req *rq, struct verify *app,
    const struct svc_question *q, struct es_err *err)
{
	struct es_view	 as = wanted(rq);
	struct svc_file	*f;

	if (svc_verify_file(app->v, q, web_arena(rq), &f, err) < 0)
		return -1;
	if (es_view_eq_str(as, "json") || es_view_eq_str(as, "xml"))
		return answer_data(rq, f, q, es_view_eq_str(as, "xml"), err);
	if (es_view_starts(as, ES_LIT("revision-")))
		return answer_revision(rq, f, q, as, err);
	if (es_view_eq_str(as, "receipt"))
		return answer_receipt(rq, app, f, q, err);
	return answer_page(rq, f, q, 200, err);
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
		return check_file(rq, arg, &q, err);
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

	if (svc_verifier_new(&app->v, &app->vc, err) < 0)
		return -1;
	/* The verifier's own copy is forgotten where files are read. */
	es_wipe(app->password, sizeof(app->password));
	return svc_receipts_new(&app->receipts, app->v, app->kit,
	    app->sc.signd_socket, app->base_url, err);
}

static void
stop(void *arg)
{
	struct verify	*app = arg;

	svc_receipts_free(app->receipts);
	svc_verifier_free(app->v);
	app->receipts = NULL;
	app->v = NULL;
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct verify	*app = arg;

	if (store_conf_load(&app->vc.db, app->password, cf, err) < 0 ||
	    conf_need(cf, "pki_dir", &app->vc.pki_dir, err) < 0 ||
	    conf_need(cf, "packs_dir", &app->sc.packs_dir, err) < 0 ||
	    conf_need(cf, "doc_templates", &app->sc.doc_templates,
	    err) < 0 ||
	    conf_need(cf, "signd_socket", &app->sc.signd_socket, err) < 0 ||
	    conf_need(cf, "base_url", &app->base_url, err) < 0)
		return -1;
	app->sc.pki_dir = app->vc.pki_dir;
	return conf_int(cf, "time_zone_offset", -50400, 50400, 28800,
	    &app->offset, err);
}

static int
load(void *arg, struct es_err *err)
{
	struct verify		*app = arg;
	struct svc_seal_kit	*kit;

	if (svc_seal_kit_load(&kit, &app->sc, err) < 0)
		return -1;
	svc_seal_kit_free(app->kit);
	app->kit = kit;
	return 0;
}

static void
unload(void *arg)
{
	svc_seal_kit_free(((struct verify *)arg)->kit);
}

int
main(int argc, char *argv[])
{
	static struct verify		me;
	static const struct web_app	app = {
		.name = "es-verify", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &me, .start = start,
		.stop = stop, .configure = configure,
		.load = load, .unload = unload,
		.body_max = ES_LIMIT_UPLOAD + ES_LIMIT_FORM_BODY,
		/* A revision of what was sent, or a report. */
		.answer_max = ES_LIMIT_JUDGE_REPORT,
	};

	return web_main(&app, argc, argv);
}
