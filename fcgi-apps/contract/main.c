/* es-contract(8) - finished files that people bring: places, seals, returns. */
#include "contract.h"

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/conf.h"

static const struct web_route	routes[] = {
	{ "GET", "/contract", WEB_STAFF, contract_list, contract_list_fields,
	    1 },
	{ "GET", "/contract/new", WEB_STAFF, contract_new, NULL, 0 },
	{ "POST", "/contract/new", WEB_STAFF, contract_make,
	    contract_word_fields, CONTRACT_WORDS },
	{ "GET", "/contract/request/:id", WEB_STAFF, contract_by_request,
	    NULL, 0 },
	{ "GET", "/contract/:id", WEB_STAFF, contract_page, NULL, 0 },
	{ "POST", "/contract/:id/words", WEB_STAFF, contract_words,
	    contract_word_fields, CONTRACT_WORDS },
	{ "POST", "/contract/:id/drop", WEB_STAFF, contract_drop, NULL, 0 },
	{ "POST", "/contract/:id/file", WEB_STAFF, contract_upload,
	    contract_upload_fields, CONTRACT_UPLOAD },
	{ "POST", "/contract/:id/begin", WEB_STAFF, contract_begin,
	    contract_begin_fields, CONTRACT_BEGIN },
	{ "POST", "/contract/:id/piece", WEB_STAFF, contract_piece,
	    contract_piece_fields, CONTRACT_PIECE },
	{ "POST", "/contract/:id/end", WEB_STAFF, contract_end,
	    contract_end_fields, CONTRACT_END },
	{ "GET", "/contract/:id/file/:file", WEB_STAFF, contract_file, NULL,
	    0 },
	{ "GET", "/contract/:id/sealed", WEB_STAFF, contract_sealed, NULL,
	    0 },
	{ "GET", "/contract/:id/page/:file/:page", WEB_STAFF,
	    contract_picture, NULL, 0 },
	{ "GET", "/contract/:id/seal/:seal", WEB_STAFF,
	    contract_seal_picture, NULL, 0 },
	{ "GET", "/contract/:id/place", WEB_STAFF, contract_place,
	    contract_page_fields, 1 },
	{ "POST", "/contract/:id/place", WEB_STAFF, contract_place_put,
	    contract_place_fields, CONTRACT_PLACES },
	{ "POST", "/contract/:id/freeze", WEB_STAFF, contract_freeze, NULL,
	    0 },
	{ "POST", "/contract/:id/again", WEB_STAFF, contract_again, NULL, 0 },
	{ "POST", "/contract/:id/release", WEB_STAFF, contract_release, NULL,
	    0 },
};

void
contract_reader(struct web_req *rq, const struct contract_app *app,
    struct svc_reader *r)
{
	const struct auth_user	*u = auth_user(rq);

	*r = (struct svc_reader){ .db = app->x.db, .flows = app->flows,
	    .account = u->account, .person = u->person, .name = u->name,
	    .address = web_address(rq), .lang = web_lang(rq),
	    .now = sys_now(), .offset = app->sc.offset,
	    .chain = "contract" };
}

int
contract_find(struct web_req *rq, struct contract_app *app,
    struct svc_reader *r, struct svc_contract *c, struct es_err *err)
{
	int64_t	 id;

	contract_reader(rq, app, r);
	return web_param_id(rq, "id", &id, err) < 0 ? -1 :
	    svc_contract_load(r, id, web_arena(rq), c, err);
}

int
contract_go(struct web_req *rq, int64_t id, const char *what,
    struct es_err *err)
{
	const char	*path = es_arena_printf(web_arena(rq),
			    "/contract/%lld%s", (long long)id, what);

	return path == NULL ? es_fail(err, ES_E_NOMEM, "no memory") :
	    web_redirect(rq, path, err);
}

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	return auth_guard(rq, route, ((struct contract_app *)arg)->x.db, err);
}

static int
load(void *arg, struct es_err *err)
{
	struct contract_app	*a = arg;

	return svc_program_load(&a->kit, &a->sc, &a->flows, a->flows_dir,
	    err);
}

static void
unload(void *arg)
{
	struct contract_app	*a = arg;

	svc_seal_kit_free(a->kit);
	flow_defs_free(a->flows);
}

int
contract_open(struct contract_app *a, struct svc_contracts *x,
    struct es_err *err)
{
	x->kit = a->kit;
	x->issue.flows = a->flows;
	x->issue.offset = a->sc.offset;
	x->issue.base_url = a->x.issue.base_url;
	if ((x->db = store_new(&a->sc.db)) == NULL ||
	    (x->signd = signd_new(a->signd_socket)) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	return svc_types_new(&x->issue.types, svc_seal_kit_fonts(a->kit),
	    err);
}

void
contract_close(struct svc_contracts *x)
{
	svc_types_free(x->issue.types);
	signd_free(x->signd);
	store_free(x->db);
}

static int
start(void *arg, struct es_err *err)
{
	struct contract_app	*a = arg;

	return contract_open(a, &a->x, err);
}

static void
stop(void *arg)
{
	contract_close(&((struct contract_app *)arg)->x);
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct contract_app	*a = arg;

	return svc_program_conf(&a->sc, a->password, &a->flows_dir, cf,
	    err) < 0 ||
	    conf_need(cf, "base_url", &a->x.issue.base_url, err) < 0 ||
	    conf_need(cf, "signd_socket", &a->signd_socket, err) < 0 ? -1 : 0;
}

int
main(int argc, char *argv[])
{
	static struct contract_app	a = {
		.groups = {
			[CONTRACT_SEALING] = { "sealing", 1, contract_worker,
			    &a },
		},
	};
	const struct web_app		app = {
		.name = "es-contract", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &a, .start = start,
		.stop = stop, .guard = guard, .configure = configure,
		.load = load, .unload = unload, .groups = a.groups,
		.ngroups = ES_COUNT(a.groups),
		.body_max = ES_LIMIT_UPLOAD + ES_LIMIT_FORM_BODY,
		.answer_max = ES_LIMIT_PDF_FILE,
	};

	return web_main(&app, argc, argv);
}
