/*
 * seal/authorise.c - a keeper gives, ends and releases; see
 * svc/life/authorise.h.
 */
#include "auth/auth.h"
#include "base/limits.h"
#include "base/time.h"
#include "pages.h"
#include "svc/life/authorise.h"
#include "svc/seal/stamp.h"
#include "sys/clock.h"
#include "sys/log.h"

enum { G_TYPE, G_CALLER, G_FROM, G_UNTIL, G_HOUR_FROM, G_HOUR_UNTIL, G_DAILY,
    G_TOTAL };

const struct web_field	seal_grant_fields[8] = {
	[G_TYPE] = { "type", WEB_TOKEN, 1, 40, WEB_REQUIRED },
	[G_CALLER] = { "caller", WEB_TOKEN, 0, 20, 0 },
	[G_FROM] = { "from", WEB_LINE, 0, 10, 0 },
	[G_UNTIL] = { "until", WEB_LINE, 0, 10, 0 },
	[G_HOUR_FROM] = { "hour_from", WEB_INT, 0, 23, WEB_REQUIRED },
	[G_HOUR_UNTIL] = { "hour_until", WEB_INT, 1, 24, WEB_REQUIRED },
	[G_DAILY] = { "daily", WEB_INT, 1, 10000000, WEB_REQUIRED },
	[G_TOTAL] = { "total", WEB_INT, 1, 100000000, WEB_REQUIRED },
};

enum { R_REQUEST, R_TEXT };

const struct web_field	seal_release_fields[2] = {
	[R_REQUEST] = { "request", WEB_INT, 1, INT64_MAX, WEB_REQUIRED },
	[R_TEXT] = { "text", WEB_LINE, 0, 200, 0 },
};

static const char *const	granted_words[] = {
	[SVC_GRANT_UNKNOWN] = "authorise.no-time",
	[SVC_GRANTED] = "authorise.given",
	[SVC_GRANT_TYPE] = "authorise.no-type",
	[SVC_GRANT_TIME] = "authorise.no-time",
	[SVC_GRANT_HOURS] = "authorise.no-hours",
	[SVC_GRANT_QUOTA] = "authorise.no-quota",
};

static const char *const	released_words[] = {
	[SVC_RELEASE_UNKNOWN] = "release.over",
	[SVC_RELEASED] = "release.done",
	[SVC_RELEASE_OVER] = "release.over",
	[SVC_RELEASE_OWN] = "release.own",
	[SVC_RELEASE_APPROVER] = "release.approver",
};

static int
number(struct web_req *rq, const char *name, int64_t *id, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	return es_view_int(web_param(rq, name), 1, INT64_MAX, id, &e) == 0 ?
	    0 : es_fail(err, ES_E_NOTFOUND, "no such number");
}

/* What the pages of a list add: where its forms go. */
static void
put_list(struct web_req *rq, const struct es_tree *from, const char *name,
    const char *key, const char *fmt, int64_t seal)
{
	struct es_tree		*to = es_tree_put_list(web_data(rq), name);
	const struct es_tree	*t, *v;
	struct es_tree		*m;

	for (t = es_tree_first(es_tree_get(from, name)); t != NULL;
	    t = es_tree_next(t)) {
		m = es_tree_add_map(to);
		for (v = es_tree_first(t); v != NULL; v = es_tree_next(v))
			es_tree_put_text(m, es_tree_key(v), es_tree_text(v));
		if (fmt != NULL)
			es_tree_put_str(m, "action", es_arena_printf(
			    web_arena(rq), "/seal/%lld/%s/%lld/end",
			    (long long)seal, fmt, (long long)es_tree_int(
			    es_tree_get(t, key))));
	}
}

static int
show(struct web_req *rq, struct seal_app *app, int64_t seal, int status,
    const char *said, struct es_err *err)
{
	struct es_tree		*data = web_data(rq);
	struct es_tree		*all = es_tree_map(web_arena(rq));
	struct svc_keeper	 k;

	if (seal_asking(rq, app, &k, err) < 0 ||
	    svc_authorisations(&k, seal, web_arena(rq), all, err) < 0)
		return -1;
	put_list(rq, all, "types", NULL, NULL, seal);
	put_list(rq, all, "auths", "id", "authorisations", seal);
	put_list(rq, all, "waiting", NULL, NULL, seal);
	es_tree_put_text(data, "name", es_tree_text_at(all, "name"));
	es_tree_put_text(data, "title", es_tree_text_at(all, "name"));
	es_tree_put_str(data, "grant", es_arena_printf(web_arena(rq),
	    "/seal/%lld/authorisations", (long long)seal));
	es_tree_put_str(data, "release", es_arena_printf(web_arena(rq),
	    "/seal/%lld/release", (long long)seal));
	if (said != NULL)
		es_tree_put_str(data, status == 200 ? "said" : "error",
		    web_say(rq, said));
	return web_page(rq, status, "seal/authorisations.html", err);
}

int
seal_authorisations(struct web_req *rq, void *arg, struct es_err *err)
{
	int64_t	 seal;

	if (number(rq, "id", &seal, err) < 0)
		return -1;
	return show(rq, arg, seal, 200, NULL, err);
}

/* A day's beginning, "days" later; empty: "otherwise". */
static bool
read_day(struct es_view v, int offset, int64_t days, int64_t otherwise,
    int64_t *out)
{
	struct es_civil	 c = { .offset = offset, .day = 1 };
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 y, m, d;

	*out = otherwise;
	if (v.n == 0)
		return true;
	if (v.n != 10 || v.p[4] != '-' || v.p[7] != '-' ||
	    es_view_int(es_view_sub(v, 0, 4), 2000, 2200, &y, &e) < 0 ||
	    es_view_int(es_view_sub(v, 5, 2), 1, 12, &m, &e) < 0 ||
	    es_view_int(es_view_sub(v, 8, 2), 1, 31, &d, &e) < 0)
		return false;
	c.year = (int)y;
	c.month = (int)m;
	*out = es_time_from_civil(&c) + (d - 1 + days) * 86400;
	return true;
}

int
seal_grant(struct web_req *rq, void *arg, struct es_err *err)
{
	struct seal_app		*app = arg;
	struct svc_grant	 g = { .type = web_value(rq, G_TYPE),
				    .caller = web_value(rq, G_CALLER),
				    .hour_from = (int)web_int(rq,
				    G_HOUR_FROM),
				    .hour_until = (int)web_int(rq,
				    G_HOUR_UNTIL),
				    .daily = web_int(rq, G_DAILY),
				    .total = web_int(rq, G_TOTAL) };
	enum svc_granted	 out = SVC_GRANT_TIME;
	struct svc_keeper	 k;
	int64_t			 seal;

	if (number(rq, "id", &seal, err) < 0 ||
	    seal_asking(rq, app, &k, err) < 0)
		return -1;
	if (g.caller.n > 0 && !es_view_eq_str(g.caller, "self"))
		return es_fail(err, ES_E_INPUT, "no such caller");
	if (read_day(web_value(rq, G_FROM), k.offset, 0, k.now, &g.from) &&
	    read_day(web_value(rq, G_UNTIL), k.offset, 1, 0, &g.until) &&
	    svc_authorise(&k, seal, &g, auth_user(rq)->name, web_address(rq),
	    &out, err) < 0)
		return -1;
	return show(rq, app, seal, out == SVC_GRANTED ? 200 : 400,
	    granted_words[out], err);
}

int
seal_grant_end(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_keeper	 k;
	int64_t			 seal, id;

	if (number(rq, "id", &seal, err) < 0 ||
	    number(rq, "auth", &id, err) < 0 ||
	    seal_asking(rq, arg, &k, err) < 0 ||
	    svc_authorise_end(&k, seal, id, auth_user(rq)->name,
	    web_address(rq), err) < 0)
		return -1;
	return show(rq, arg, seal, 200, "authorise.ended", err);
}

int
seal_release(struct web_req *rq, void *arg, struct es_err *err)
{
	struct seal_app		*app = arg;
	struct svc_stamp_result	 res;
	struct es_err		 e = ES_ERR_INIT;
	enum svc_released	 out;
	struct svc_keeper	 k;
	int64_t			 seal;

	if (number(rq, "id", &seal, err) < 0 ||
	    seal_asking(rq, app, &k, err) < 0 ||
	    svc_release(&k, app->flows, seal, web_int(rq, R_REQUEST),
	    web_value(rq, R_TEXT), auth_user(rq)->name, web_address(rq), &out,
	    err) < 0)
		return -1;
	if (out == SVC_RELEASED && svc_stamp_ask(app->stamp_socket,
	    web_int(rq, R_REQUEST), 2000, &res, &e) < 0)
		log_err(&e, "event=stamp-later");
	return show(rq, app, seal, out == SVC_RELEASED ? 200 : 409,
	    released_words[out], err);
}
