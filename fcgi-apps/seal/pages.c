/* seal/pages.c - see pages.h. */
#include "pages.h"

#include "auth/auth.h"
#include "base/limits.h"
#include "svc/life/keeper.h"
#include "sys/clock.h"

int
seal_asking(struct web_req *rq, const struct seal_app *app,
    struct svc_keeper *k, struct es_err *err)
{
	const struct auth_user	*u = auth_user(rq);

	if (!auth_may(u, AUTH_KEEPER, ES_VIEW_EMPTY))
		return es_fail(err, ES_E_DENIED, "no keeper");
	memset(k, 0, sizeof(*k));
	k->db = app->db;
	k->pki_dir = app->sc.pki_dir;
	k->account = u->account;
	k->lang = svc_lang_of(es_view_str(web_lang(rq)));
	k->now = sys_now();
	k->offset = app->sc.offset;
	return 0;
}

static int
show_seals(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_keeper	 k;

	if (seal_asking(rq, arg, &k, err) < 0 ||
	    svc_keeper_seals(&k, web_arena(rq), web_data(rq), err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "seal.title"));
	return web_page(rq, 200, "seal/index.html", err);
}

enum { FROM, NLEDGER };
static const struct web_field ledger[NLEDGER] = {
	[FROM] = { "from", WEB_INT, 0, INT64_MAX, 0 },
};

static int
show_ledger(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_keeper	 k;
	int64_t			 id;

	if (seal_asking(rq, arg, &k, err) < 0 ||
	    web_param_id(rq, "id", &id, err) < 0 ||
	    svc_keeper_ledger(&k, id, web_int(rq, FROM), web_arena(rq),
	    web_data(rq), err) < 0)
		return -1;
	es_tree_put_text(web_data(rq), "title",
	    es_tree_text_at(web_data(rq), "name"));
	return web_page(rq, 200, "seal/ledger.html", err);
}

static int
show_picture(struct web_req *rq, void *arg, struct es_err *err)
{
	struct seal_app		*app = arg;
	struct svc_keeper	 k;
	struct es_buf		 svg;
	int64_t			 id;
	int			 rc = -1;

	es_buf_init(&svg, ES_MIB);
	if (seal_asking(rq, app, &k, err) == 0 &&
	    web_param_id(rq, "id", &id, err) == 0 &&
	    svc_keeper_picture(&k, id, app->kit, web_arena(rq), &svg,
	    err) == 0)
		rc = web_bytes(rq, 200, "image/svg+xml", es_buf_view(&svg),
		    NULL, err);
	es_buf_clear(&svg);
	return rc;
}

const struct web_route seal_routes[] = {
	{ "GET", "/seal", WEB_KEEPER, show_seals, NULL, 0 },
	{ "GET", "/seal/life", WEB_SEAL_LIFE, seal_life, NULL, 0 },
	{ "GET", "/seal/life/apply", WEB_SEAL_APPLY, seal_life_form, NULL, 0 },
	{ "POST", "/seal/life/apply", WEB_SEAL_APPLY, seal_life_apply,
	    seal_apply_fields, 17 },
	{ "GET", "/seal/life/draft", WEB_SEAL_APPLY, seal_life_draft,
	    seal_draft_fields, 4 },
	{ "GET", "/seal/life/:id", WEB_SEAL_LIFE, seal_life_seal,
	    seal_life_fields, 1 },
	{ "POST", "/seal/life/:id", WEB_SEAL_ACT, seal_life_step,
	    seal_step_fields, 9 },
	{ "POST", "/seal/life/:id/imprint", WEB_SEAL_APPLY, seal_life_bring,
	    seal_imprint_fields, 1 },
	{ "GET", "/seal/life/:id/imprint", WEB_SEAL_LIFE, seal_life_imprint,
	    NULL, 0 },
	{ "GET", "/seal/life/:id/file", WEB_SEAL_LIFE, seal_life_file, NULL,
	    0 },
	{ "GET", "/seal/life/:id/picture", WEB_SEAL_LIFE, seal_life_picture,
	    NULL, 0 },
	{ "GET", "/seal/:id/ledger", WEB_KEEPER, show_ledger, ledger,
	    NLEDGER },
	{ "GET", "/seal/:id/picture", WEB_KEEPER, show_picture, NULL, 0 },
	{ "GET", "/seal/:id/authorisations", WEB_KEEPER, seal_authorisations,
	    NULL, 0 },
	{ "POST", "/seal/:id/authorisations", WEB_KEEPER, seal_grant,
	    seal_grant_fields, 8 },
	{ "POST", "/seal/:id/authorisations/:auth/end", WEB_KEEPER,
	    seal_grant_end, NULL, 0 },
	{ "POST", "/seal/:id/release", WEB_KEEPER, seal_release,
	    seal_release_fields, 2 },
};
const size_t	seal_nroutes = ES_COUNT(seal_routes);

int
seal_pages_start(struct seal_app *app, struct es_err *err)
{
	if ((app->db = store_new(&app->sc.db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "es-seal: out of memory");
	return 0;
}

void
seal_pages_stop(struct seal_app *app)
{
	store_free(app->db);
	app->db = NULL;
}
