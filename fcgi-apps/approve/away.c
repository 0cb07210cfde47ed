/* approve/away.c - when somebody is away, and who stands in. */
#include "approve.h"
#include "base/time.h"

enum { A_DEPUTY, A_FROM, A_UNTIL, A_REASON };

const struct web_field	approve_away_fields[4] = {
	[A_DEPUTY] = { "deputy", WEB_LINE, 1, 20, WEB_REQUIRED },
	[A_FROM] = { "from", WEB_LINE, 10, 10, WEB_REQUIRED },
	[A_UNTIL] = { "until", WEB_LINE, 10, 10, WEB_REQUIRED },
	[A_REASON] = { "reason", WEB_LINE, 0, 100, 0 },
};

/* "2026-12-01" at the beginning of that day, or "days" later. */
static bool
read_day(struct es_view v, int offset, int64_t days, int64_t *out)
{
	struct es_civil	 c = { .offset = offset };
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 y, m, d;

	if (v.n != 10 || v.p[4] != '-' || v.p[7] != '-' ||
	    es_view_int(es_view_sub(v, 0, 4), 2000, 2200, &y, &e) < 0 ||
	    es_view_int(es_view_sub(v, 5, 2), 1, 12, &m, &e) < 0 ||
	    es_view_int(es_view_sub(v, 8, 2), 1, 31, &d, &e) < 0)
		return false;
	c.year = (int)y;
	c.month = (int)m;
	c.day = 1;	/* 31 June is 1 July */
	*out = es_time_from_civil(&c) + (d - 1 + days) * 86400;
	return true;
}

static int
show(struct web_req *rq, struct approve_app *app, int status,
    const char *error, struct es_err *err)
{
	struct es_tree		*data = web_data(rq), *m;
	struct es_tree		*all = es_tree_map(web_arena(rq));
	const char *const	 lists[] = { "away", "standing" };
	const char *const	 keys[] = { "from", "until", "reason",
				    "name" };
	const struct es_tree	*t;
	struct es_tree		*to;
	struct svc_reader	 r;
	size_t			 i, k;

	approve_reader(rq, app, &r);
	if (svc_absences(&r, web_arena(rq), all, err) < 0)
		return -1;
	for (i = 0; i < ES_COUNT(lists); i++) {
		to = es_tree_put_list(data, lists[i]);
		for (t = es_tree_first(es_tree_get(all, lists[i]));
		    t != NULL; t = es_tree_next(t)) {
			m = es_tree_add_map(to);
			for (k = 0; k < ES_COUNT(keys); k++)
				es_tree_put_text(m, keys[k],
				    es_tree_text_at(t, keys[k]));
			es_tree_put_bool(m, "now", es_tree_true(
			    es_tree_get(t, "now")));
			es_tree_put_str(m, "end", es_arena_printf(
			    web_arena(rq), "/approve/absence/%lld/end",
			    (long long)es_tree_int(es_tree_get(t, "id"))));
		}
	}
	if (error != NULL)
		es_tree_put_str(data, "error", error);
	es_tree_put_str(data, "title", web_say(rq, "away.title"));
	return web_page(rq, status, "approve/absence.html", err);
}

int
approve_away(struct web_req *rq, void *arg, struct es_err *err)
{
	return show(rq, arg, 200, NULL, err);
}

int
approve_away_set(struct web_req *rq, void *arg, struct es_err *err)
{
	static const char *const	 words[] = {
		[SVC_ABSENCE_UNKNOWN] = "away.no-time",
		[SVC_ABSENCE_SET] = "",
		[SVC_ABSENCE_NOBODY] = "away.no-nobody",
		[SVC_ABSENCE_SELF] = "away.no-self",
		[SVC_ABSENCE_TIME] = "away.no-time",
		[SVC_ABSENCE_TWICE] = "away.no-twice",
	};
	struct approve_app		*app = arg;
	enum svc_absence		 why = SVC_ABSENCE_TIME;
	struct svc_reader		 r;
	int64_t				 from, until;

	approve_reader(rq, app, &r);
	if (read_day(web_value(rq, A_FROM), r.offset, 0, &from) &&
	    read_day(web_value(rq, A_UNTIL), r.offset, 1, &until)) {
		if (from < r.now)
			from = r.now;	/* not for what has passed */
		if (svc_absence_set(&r, es_view_trim(web_value(rq,
		    A_DEPUTY)), from, until, web_value(rq, A_REASON), &why,
		    err) < 0)
			return -1;
	}
	if (why == SVC_ABSENCE_SET)
		return web_redirect(rq, "/approve/absence", err);
	es_tree_put_text(web_data(rq), "deputy", web_value(rq, A_DEPUTY));
	es_tree_put_text(web_data(rq), "from", web_value(rq, A_FROM));
	es_tree_put_text(web_data(rq), "until", web_value(rq, A_UNTIL));
	es_tree_put_text(web_data(rq), "reason", web_value(rq, A_REASON));
	return show(rq, app, 400, web_say(rq, words[why]), err);
}

int
approve_away_end(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_reader	 r;
	int64_t			 id;

	approve_reader(rq, arg, &r);
	if (web_param_id(rq, "id", &id, err) < 0 ||
	    svc_absence_end(&r, id, err) < 0)
		return -1;
	return web_redirect(rq, "/approve/absence", err);
}
