/* request/bulk.c - an office asks for many people at once. */
#include <stdio.h>

#include "auth/auth.h"
#include "base/limits.h"
#include "request.h"
#include "svc/bulk/bulk.h"
#include "svc/register/register.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "web/csv.h"

enum { CRID, TYPE, LANG, LEVEL, STATUS, SCHOOL, FROM, UNTIL, SURE };
const struct web_field	request_bulk_fields[REQUEST_BULK_FIELDS] = {
	[CRID] = { "crid", WEB_TOKEN, 2 * SVC_CRID, 2 * SVC_CRID,
	    WEB_REQUIRED },
	[TYPE] = { "type", WEB_TOKEN, 1, 40, WEB_REQUIRED },
	[LANG] = { "doc_lang", WEB_TOKEN, 2, 8, WEB_REQUIRED },
	[LEVEL] = { "level", WEB_TOKEN, 0, 10, 0 },
	[STATUS] = { "status", WEB_TOKEN, 0, 10, 0 },
	[SCHOOL] = { "school", WEB_LINE, 0, 100, 0 },
	[FROM] = { "from", WEB_LINE, 0, 10, 0 },
	[UNTIL] = { "until", WEB_LINE, 0, 10, 0 },
	[SURE] = { "sure", WEB_TOKEN, 0, 3, 0 },
};

enum { ACT };
const struct web_field	request_bulk_act_fields[1] = {
	[ACT] = { "act", WEB_TOKEN, 1, 10, WEB_REQUIRED },
};

/* The first office for which this session prepares requests. */
static int
own_office(struct web_req *rq, struct request_app *r, struct es_view *out,
    struct es_err *err)
{
	struct es_tree		*all = es_tree_map(web_arena(rq));
	const struct es_tree	*o;

	if (svc_register_choices(r->st, ES_VIEW_EMPTY, web_lang(rq),
	    web_arena(rq), all, err) < 0)
		return -1;
	for (o = es_tree_first(es_tree_get(all, "offices")); o != NULL;
	    o = es_tree_next(o)) {
		if (!auth_may(auth_user(rq), AUTH_HANDLER,
		    es_tree_text_at(o, "code")))
			continue;
		*out = es_tree_text_at(o, "code");
		es_tree_put_text(web_data(rq), "office", es_tree_text_at(o,
		    "name"));
		return 0;
	}
	return es_fail(err, ES_E_DENIED, "no handler of an office");
}

static const char *
state_word(struct web_req *rq, struct es_view state)
{
	char	*key = es_arena_printf(web_arena(rq), "bulk.state-%.*s",
		    (int)state.n, (const char *)state.p);

	return key == NULL ? "" : web_say(rq, key);
}

static void
put_types(struct web_req *rq, const struct es_tree *got, struct es_view office)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "types");
	const struct es_tree	*t;

	for (t = es_tree_first(es_tree_get(got, "types")); t != NULL;
	    t = es_tree_next(t)) {
		struct es_tree	*m;

		if (!es_view_eq(es_tree_text_at(t, "office"), office))
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "code", es_tree_text_at(t, "code"));
		es_tree_put_text(m, "name", es_tree_text_at(t, "name"));
		es_tree_put_bool(m, "chosen", es_view_eq(es_tree_text_at(t,
		    "code"), web_value(rq, TYPE)));
	}
}

static void
put_jobs(struct web_req *rq, const struct es_tree *got)
{
	static const char *const	same[] = { "created", "by", "name",
	    "people" };
	struct es_tree			*list = es_tree_put_list(web_data(rq),
					    "jobs");
	const struct es_tree		*j;
	size_t				 i;

	for (j = es_tree_first(es_tree_get(got, "jobs")); j != NULL;
	    j = es_tree_next(j)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 id = es_tree_text_at(j, "id");

		for (i = 0; i < ES_COUNT(same); i++)
			es_tree_put_text(m, same[i], es_tree_text_at(j,
			    same[i]));
		es_tree_put_str(m, "state", state_word(rq, es_tree_text_at(j,
		    "state")));
		es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
		    "/bulk/%.*s", (int)id.n, (const char *)id.p));
	}
}

static int
show(struct web_req *rq, struct request_app *r, struct es_view office,
    int status, struct es_err *err)
{
	struct es_tree	*got = es_tree_map(web_arena(rq));

	if (svc_bulk_types(r->st, &r->issue, web_lang(rq), web_arena(rq),
	    got, err) < 0 ||
	    svc_bulk_list(r->st, &r->issue, office, web_lang(rq),
	    web_arena(rq), got, err) < 0 || request_crid_put(rq, err) < 0)
		return -1;
	put_types(rq, got, office);
	put_jobs(rq, got);
	es_tree_put_str(web_data(rq), "title", web_say(rq, "bulk.title"));
	return web_page(rq, status, "request/bulk.html", err);
}

int
request_bulk(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_view	 office;

	if (own_office(rq, arg, &office, err) < 0)
		return -1;
	return show(rq, arg, office, 200, err);
}

static void
fill(struct web_req *rq, struct svc_bulk *b)
{
	memset(b, 0, sizeof(*b));
	b->actor = auth_user(rq)->name;
	b->address = web_address(rq);
	b->now = sys_now();
}

static void
keep_typed(struct web_req *rq)
{
	size_t	 i;

	for (i = LEVEL; i <= UNTIL; i++)
		es_tree_put_text(web_data(rq), request_bulk_fields[i].name,
		    web_value(rq, i));
	es_tree_put_text(web_data(rq), "doc_lang", web_value(rq, LANG));
	es_tree_put_text(web_data(rq), "type", web_value(rq, TYPE));
}

/* First it is said how many there are; only "sure" begins. */
int
request_bulk_start(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct es_err		 e = ES_ERR_INIT;
	struct svc_bulk		 b;
	struct es_view		 office;
	bool			 good;

	fill(rq, &b);
	if (own_office(rq, r, &office, err) < 0 ||
	    request_crid_read(web_value(rq, CRID), b.crid, err) < 0)
		return -1;
	b.type = web_value(rq, TYPE);
	b.lang = web_value(rq, LANG);
	b.level = web_value(rq, LEVEL);
	b.status = web_value(rq, STATUS);
	b.school = es_view_trim(web_value(rq, SCHOOL));
	b.from = web_value(rq, FROM);
	b.until = web_value(rq, UNTIL);
	keep_typed(rq);
	good = web_day(rq, FROM, "from_bad");
	if (!web_day(rq, UNTIL, "until_bad") || !good) {
		es_tree_put_str(web_data(rq), "fault", "date");
		return show(rq, r, office, 422, err);
	}
	if (web_value(rq, SURE).n == 0) {
		if (svc_bulk_count(r->st, &b, err) < 0)
			return -1;
		es_tree_put_int(web_data(rq), "count", b.people);
		es_tree_put_bool(web_data(rq), "asked", true);
		return show(rq, r, office, 200, err);
	}
	if (svc_bulk_start(r->st, &r->issue, office, &b, &e) < 0) {
		if (e.code != ES_E_INPUT)
			return es_err_pass(err, &e);
		es_tree_put_str(web_data(rq), "fault", "nobody");
		return show(rq, r, office, 422, err);
	}
	return web_redirect(rq, es_arena_printf(web_arena(rq), "/bulk/%lld",
	    (long long)b.id), err);
}

/* -- one job --------------------------------------------------------------- */
static int
look(struct web_req *rq, struct request_app *r, struct es_tree *job,
    int64_t *id, struct es_err *err)
{
	if (request_id(rq, id, err) < 0 ||
	    svc_bulk_one(r->st, &r->issue, *id, web_lang(rq), web_arena(rq),
	    job, err) < 0)
		return -1;
	return auth_may(auth_user(rq), AUTH_HANDLER, es_tree_text_at(job,
	    "office")) ? 0 : es_fail(err, ES_E_NOTFOUND, "another office's");
}

static void
put_refusals(struct web_req *rq, const struct es_tree *job)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "refusals");
	const struct es_tree	*p;

	for (p = es_tree_first(es_tree_get(job, "refusals")); p != NULL;
	    p = es_tree_next(p)) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 why = es_tree_text_at(p, "reason");

		es_tree_put_text(m, "number", es_tree_text_at(p, "number"));
		es_tree_put_text(m, "name", es_tree_text_at(p, "name"));
		es_tree_put_str(m, "reason", web_say(rq, es_arena_printf(
		    web_arena(rq), "bulk.why-%.*s", (int)why.n,
		    (const char *)why.p)));
	}
}

int
request_bulk_job(struct web_req *rq, void *arg, struct es_err *err)
{
	static const char *const	same[] = { "created", "by", "name",
	    "level", "status", "school", "from", "until", "waiting", "why" };
	enum { PEOPLE, ASKED, REFUSED, SEALED, FAILED, NUMBERS };
	static const char *const	numbers[NUMBERS] = { [PEOPLE] =
	    "people", [ASKED] = "asked", [REFUSED] = "refused", [SEALED] =
	    "sealed", [FAILED] = "failed" };
	struct request_app		*r = arg;
	struct es_tree			*job = es_tree_map(web_arena(rq));
	struct es_tree			*data = web_data(rq);
	struct es_view			 state;
	int64_t				 id, n[NUMBERS];
	size_t				 i;
	bool				 busy;

	if (look(rq, r, job, &id, err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(data, same[i], es_tree_text_at(job,
		    same[i]));
	for (i = 0; i < ES_COUNT(numbers); i++) {
		n[i] = es_tree_int(es_tree_get(job, numbers[i]));
		es_tree_put_text(data, numbers[i], es_view_str(
		    es_arena_printf(web_arena(rq), "%lld",
		    (long long)n[i])));
	}
	/* Those who get none are settled, too. */
	es_tree_put_int(data, "settled", n[REFUSED] + n[SEALED] +
	    n[FAILED]);
	state = es_tree_text_at(job, "state");
	busy = es_view_eq_str(state, "running") || n[ASKED] > n[SEALED] +
	    n[FAILED];
	es_tree_put_text(data, "state", state);
	es_tree_put_str(data, "state_word", state_word(rq, busy &&
	    es_view_eq_str(state, "done") ? ES_LIT("sealing") : state));
	es_tree_put_bool(data, "in_english", es_view_eq_str(es_tree_text_at(
	    job, "lang"), "en"));
	es_tree_put_str(data, "action", web_path(rq));
	es_tree_put_str(data, "report", es_arena_printf(web_arena(rq),
	    "/bulk/%lld/report", (long long)id));
	es_tree_put_str(data, "title", web_say(rq, "bulk.title"));
	put_refusals(rq, job);
	if (busy)
		es_tree_put_int(data, "refresh", 2);
	return web_page(rq, 200, "request/bulk-job.html", err);
}

int
request_bulk_act(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct es_tree		*job = es_tree_map(web_arena(rq));
	struct es_view		 act = web_value(rq, ACT);
	struct es_err		 e = ES_ERR_INIT;
	struct svc_bulk		 who;
	int64_t			 id;

	fill(rq, &who);
	if (look(rq, r, job, &id, err) < 0)
		return -1;
	if (svc_bulk_act(r->st, id, es_view_eq_str(act, "pause") ?
	    SVC_BULK_PAUSE : es_view_eq_str(act, "resume") ?
	    SVC_BULK_RESUME : es_view_eq_str(act, "stop") ? SVC_BULK_STOP :
	    SVC_BULK_NOTHING, &who, &e) < 0 && e.code != ES_E_CONFLICT)
		return es_err_pass(err, &e);
	/* In another state by now: the page shows which. */
	return web_redirect(rq, web_path(rq), err);
}

int
request_bulk_report(struct web_req *rq, void *arg, struct es_err *err)
{
	struct request_app	*r = arg;
	struct es_tree		*job = es_tree_map(web_arena(rq));
	struct es_buf		 b;
	int64_t			 id;
	int			 rc;

	if (look(rq, r, job, &id, err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_DOC_BYTES);
	es_buf_add_str(&b, "\xEF\xBB\xBF"
	    "person,name_zh,name_en,document,state,refused\r\n");
	rc = svc_bulk_report(r->st, id, web_csv_cell, &b, err);
	if (rc == 0)
		rc = web_bytes(rq, 200, "text/csv; charset=utf-8",
		    es_buf_view(&b), "bulk.csv", err);
	es_buf_clear(&b);
	return rc;
}
