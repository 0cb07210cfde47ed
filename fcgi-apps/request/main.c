/* es-request(8) - catalogue, preview, request, a holder's documents. */
#include "auth/auth.h"
#include "base/limits.h"
#include "request.h"

static const struct web_field	request_draft_field[1] = {
	{ "draft", WEB_TOKEN, 0, 2 * SVC_CRID, 0 },
};

static const struct web_field	request_preview_field[1] = {
	{ "purpose", WEB_TOKEN, 0, 40, 0 },
};

static const struct web_route	routes[] = {
	{ "GET", "/services", WEB_USER, request_services, NULL, 0 },
	{ "GET", "/request/:type/:lang", WEB_USER, request_form,
	    request_draft_field, 1 },
	{ "GET", "/request/:type/:lang/preview/:page", WEB_USER,
	    request_preview, request_preview_field, 1 },
	{ "GET", "/request/:type/:lang/draft/:crid", WEB_USER, request_draft,
	    NULL, 0 },
	{ "GET", "/request/:type/:lang/draft/:crid/:page", WEB_USER,
	    request_draft_page, NULL, 0 },
	{ "POST", "/request/:type/:lang", WEB_USER, request_send,
	    request_fields, REQUEST_FIELDS },
	{ "GET", "/documents", WEB_USER, request_documents, NULL, 0 },
	{ "GET", "/documents/:id", WEB_USER, request_document, NULL, 0 },
	{ "POST", "/documents/:id/withdraw", WEB_USER, request_withdraw,
	    request_note_fields, 1 },
	{ "POST", "/documents/:id/correct", WEB_USER, request_correct,
	    NULL, 0 },
	{ "POST", "/documents/:id/resubmit", WEB_USER, request_resubmit,
	    request_note_fields, 1 },
	{ "GET", "/documents/:id/file", WEB_USER, request_file, NULL, 0 },
	{ "GET", "/documents/:id/share", WEB_USER, request_shares, NULL, 0 },
	{ "POST", "/documents/:id/share", WEB_USER, request_share,
	    request_share_fields, 5 },
	{ "POST", "/documents/:id/unshare", WEB_USER, request_unshare,
	    request_unshare_fields, 1 },
	{ "GET", "/bulk", WEB_HANDLER, request_bulk, NULL, 0 },
	{ "POST", "/bulk", WEB_HANDLER, request_bulk_start,
	    request_bulk_fields, REQUEST_BULK_FIELDS },
	{ "GET", "/bulk/:id", WEB_HANDLER, request_bulk_job, NULL, 0 },
	{ "POST", "/bulk/:id", WEB_HANDLER, request_bulk_act,
	    request_bulk_act_fields, 1 },
	{ "GET", "/bulk/:id/report", WEB_HANDLER, request_bulk_report, NULL,
	    0 },
	{ "GET", "/s/:token", WEB_PUBLIC, request_shared, NULL, 0 },
	{ "POST", "/s/:token", WEB_PUBLIC, request_shared_file,
	    request_shared_fields, 1 },
};

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	return auth_guard(rq, route, ((struct request_app *)arg)->st, err);
}

static int
load(void *arg, struct es_err *err)
{
	struct request_app	*r = arg;

	if (svc_program_load(&r->kit, &r->sc, &r->flows, r->flows_dir,
	    err) < 0)
		return -1;
	r->issue.flows = r->flows;
	return 0;
}

static int
start(void *arg, struct es_err *err)
{
	struct request_app	*r = arg;

	if ((r->st = store_new(&r->sc.db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	return svc_types_new(&r->issue.types, svc_seal_kit_fonts(r->kit),
	    err);
}

static void
stop(void *arg)
{
	struct request_app	*r = arg;

	svc_types_free(r->issue.types);
	store_free(r->st);
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct request_app	*r = arg;

	if (svc_program_conf(&r->sc, r->password, &r->flows_dir, cf,
	    err) < 0 ||
	    conf_need(cf, "base_url", &r->issue.base_url, err) < 0 ||
	    conf_need(cf, "stamp_socket", &r->stamp_socket, err) < 0)
		return -1;
	r->issue.offset = r->sc.offset;
	return 0;
}

static void
unload(void *arg)
{
	struct request_app	*r = arg;

	svc_seal_kit_free(r->kit);
	flow_defs_free(r->flows);
}

int
main(int argc, char *argv[])
{
	static struct request_app	r;
	static const struct sys_group	bulk[] = {
		{ "bulk", 1, request_bulk_worker, &r },
	};
	static const struct web_app	app = {
		.name = "es-request", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &r, .start = start,
		.stop = stop, .guard = guard, .configure = configure,
		.groups = bulk, .ngroups = ES_COUNT(bulk),
		.load = load, .unload = unload, .body_max = ES_LIMIT_LONG_FORM,
		/* A text that is too long is told so beside its field. */
		.field_max = ES_LIMIT_LONG_FORM,
		/* A contract of 50 MB goes out whole. */
		.answer_max = ES_LIMIT_PDF_FILE,
		.arena_max = ES_LIMIT_PDF_FILE,
	};

	return web_main(&app, argc, argv);
}
