/*
 * es-admin(8) - the three officers' console: people, rights, document types.
 *
 * Nothing happens here by one person alone, and none of it is business: this
 * program reads no record of a person, and its database account could not.
 */
#include "admin.h"
#include "auth/auth.h"
#include "base/limits.h"

static const struct web_field	types_field[1] = {
	{ "done", WEB_TOKEN, 0, 60, 0 },
};

static const struct web_route	routes[] = {
	{ "GET", "/admin/people", WEB_OFFICER, admin_people,
	    admin_people_fields, 3 },
	{ "POST", "/admin/people", WEB_SYSTEM_ADMIN, admin_account_ask,
	    admin_new_fields, 2 },
	{ "GET", "/admin/people/:id", WEB_OFFICER, admin_person, NULL, 0 },
	{ "POST", "/admin/people/:id", WEB_SYSTEM_ADMIN, admin_ask,
	    admin_ask_fields, 8 },
	{ "GET", "/admin/proposals", WEB_OFFICER, admin_proposals,
	    admin_proposals_fields, 1 },
	{ "GET", "/admin/proposals/:id", WEB_OFFICER, admin_proposal, NULL,
	    0 },
	{ "GET", "/admin/proposals/:id/:lang/:page", WEB_OFFICER,
	    admin_proposal_page, NULL, 0 },
	{ "POST", "/admin/proposals/:id", WEB_SECURITY_ADMIN, admin_decide,
	    admin_decide_fields, 2 },
	{ "POST", "/admin/proposals/:id/withdraw", WEB_SYSTEM_ADMIN,
	    admin_withdraw, admin_withdraw_fields, 1 },
	{ "GET", "/admin/audit", WEB_AUDITOR, admin_audit,
	    admin_audit_fields, 9 },
	{ "GET", "/admin/audit/export", WEB_AUDITOR, admin_audit_export,
	    admin_audit_fields, 9 },
	{ "GET", "/admin/ledger", WEB_AUDITOR, admin_ledgers, NULL, 0 },
	{ "GET", "/admin/ledger/:id", WEB_AUDITOR, admin_ledger,
	    admin_ledger_fields, 1 },
	{ "GET", "/admin/flow/:id", WEB_AUDITOR, admin_flow, NULL, 0 },
	{ "GET", "/admin/balance", WEB_WATCH, admin_balance,
	    admin_balance_fields, ADMIN_BALANCE_FIELDS },
	{ "GET", "/admin/balance/:id", WEB_WATCH, admin_balance_day, NULL, 0 },
	{ "GET", "/admin/types", WEB_OFFICER, admin_types, types_field, 1 },
	{ "POST", "/admin/types", WEB_SYSTEM_ADMIN, admin_type_send,
	    admin_type_fields, TYPE_FIELDS },
	{ "GET", "/admin/types/edit", WEB_SYSTEM_ADMIN, admin_type_edit,
	    admin_edit_fields, 2 },
	{ "GET", "/admin/types/draft/:lang/:page", WEB_SYSTEM_ADMIN,
	    admin_type_page, NULL, 0 },
};

static int
guard(struct web_req *rq, const struct web_route *route, void *arg,
    struct es_err *err)
{
	return auth_guard(rq, route, ((struct admin_app *)arg)->st, err);
}

static int
configure(void *arg, struct conf *cf, struct es_err *err)
{
	struct admin_app	*a = arg;
	int64_t			 offset;

	if (store_conf_load(&a->sc.db, a->password, cf, err) < 0 ||
	    conf_need(cf, "packs_dir", &a->sc.packs_dir, err) < 0 ||
	    conf_int(cf, "time_zone_offset", -50400, 50400, 28800, &offset,
	    err) < 0)
		return -1;
	a->offset = (int)offset;
	return 0;
}

static int
load(void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;
	struct svc_seal_kit	*kit;

	if (svc_seal_kit_fonts_load(&kit, &a->sc, err) < 0)
		return -1;
	svc_seal_kit_free(a->kit);
	a->kit = kit;
	return 0;
}

static int
start(void *arg, struct es_err *err)
{
	struct admin_app	*a = arg;

	if ((a->st = store_new(&a->sc.db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "no memory");
	return 0;
}

static void
stop(void *arg)
{
	store_free(((struct admin_app *)arg)->st);
}

static void
unload(void *arg)
{
	svc_seal_kit_free(((struct admin_app *)arg)->kit);
}

int
main(int argc, char *argv[])
{
	static struct admin_app		a;
	static const struct web_app	app = {
		.name = "es-admin", .routes = routes,
		.nroutes = ES_COUNT(routes), .arg = &a, .start = start,
		.stop = stop, .guard = guard, .configure = configure,
		.load = load, .unload = unload,
		.body_max = ES_LIMIT_LONG_FORM,
		.field_max = ES_LIMIT_LONG_FORM,
	};

	return web_main(&app, argc, argv);
}
