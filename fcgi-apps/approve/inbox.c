/* approve/inbox.c - what is to be decided; several decisions at once. */
#include <stdio.h>

#include "approve.h"
#include "base/limits.h"

enum { F_Q, F_TYPE, F_LATE, F_DID };

const struct web_field	approve_inbox_fields[4] = {
	[F_Q] = { "q", WEB_LINE, 0, 60, 0 },
	[F_TYPE] = { "type", WEB_TOKEN, 0, 40, 0 },
	[F_LATE] = { "late", WEB_INT, 0, 1, 0 },
	[F_DID] = { "did", WEB_TOKEN, 0, 20, 0 },
};

const struct web_field	approve_done_fields[1] = {
	[F_Q] = { "q", WEB_LINE, 0, 60, 0 },
};

/* Addresses and the names of check boxes: the pages' part of a task. */
static void
put_links(struct web_req *rq, const struct es_tree *from, const char *list)
{
	struct es_tree		*to = es_tree_put_list(web_data(rq), list);
	const struct es_tree	*t, *v;
	struct es_tree		*m;
	size_t			 i = 0;

	for (t = es_tree_first(es_tree_get(from, "tasks")); t != NULL;
	    t = es_tree_next(t), i++) {
		m = es_tree_add_map(to);
		for (v = es_tree_first(t); v != NULL; v = es_tree_next(v))
			if (es_tree_kind(v) == ES_TREE_BOOL)
				es_tree_put_bool(m, es_tree_key(v),
				    es_tree_true(v));
			else
				es_tree_put_text(m, es_tree_key(v),
				    es_tree_text(v));
		es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
		    "/approve/%lld", (long long)es_tree_int(es_tree_get(t,
		    "request"))));
		es_tree_put_str(m, "box", es_arena_printf(web_arena(rq),
		    "t%zu", i));
		es_tree_put_str(m, "pick", es_arena_printf(web_arena(rq),
		    "%lld-%lld-%lld-%lld",
		    (long long)es_tree_int(es_tree_get(t, "request")),
		    (long long)es_tree_int(es_tree_get(t, "step")),
		    (long long)es_tree_int(es_tree_get(t, "absent")),
		    (long long)es_tree_int(es_tree_get(t, "seen"))));
		if (es_tree_text_at(t, "did").n > 0)
			es_tree_put_str(m, "did_word", web_say(rq,
			    es_arena_printf(web_arena(rq), "flow.ev.%.*s",
			    (int)es_tree_text_at(t, "did").n, (const char *)
			    es_tree_text_at(t, "did").p)));
		if (es_tree_text_at(t, "state").n > 0)
			es_tree_put_str(m, "state_word", web_say(rq,
			    es_arena_printf(web_arena(rq), "state.%.*s",
			    (int)es_tree_text_at(t, "state").n, (const char *)
			    es_tree_text_at(t, "state").p)));
	}
}

int
approve_inbox(struct web_req *rq, void *arg, struct es_err *err)
{
	struct svc_inbox_filter	 f = { .q = es_view_trim(web_value(rq, F_Q)),
				    .type = web_value(rq, F_TYPE),
				    .late = web_int(rq, F_LATE) != 0 };
	struct es_tree		*all = es_tree_map(web_arena(rq)), *m;
	struct es_tree		*data = web_data(rq), *types;
	const struct es_tree	*t;
	struct svc_reader	 r;
	enum flow_kind		 did = flow_kind_find(web_value(rq, F_DID));

	approve_reader(rq, arg, &r);
	if (svc_inbox(&r, &f, web_arena(rq), all, err) < 0)
		return -1;
	put_links(rq, all, "tasks");
	types = es_tree_put_list(data, "types");
	for (t = es_tree_first(es_tree_get(all, "types")); t != NULL;
	    t = es_tree_next(t)) {
		m = es_tree_add_map(types);
		es_tree_put_text(m, "id", es_tree_text_at(t, "id"));
		es_tree_put_text(m, "name", es_tree_text_at(t, "name"));
		es_tree_put_bool(m, "chosen", es_tree_true(es_tree_get(t,
		    "chosen")));
	}
	es_tree_put_int(data, "count", es_tree_int(es_tree_get(all,
	    "count")));
	es_tree_put_bool(data, "more", es_tree_true(es_tree_get(all,
	    "more")));
	es_tree_put_text(data, "q", f.q);
	es_tree_put_bool(data, "late", f.late);
	es_tree_put_bool(data, "filtered", f.q.n > 0 || f.type.n > 0 ||
	    f.late);
	if (did != FLOW_EV_NONE)
		es_tree_put_str(data, "did", web_say(rq, es_arena_printf(
		    web_arena(rq), "flow.did.%s", flow_kind_name(did))));
	es_tree_put_str(data, "title", web_say(rq, "approve.title"));
	return web_page(rq, 200, "approve/inbox.html", err);
}

int
approve_done(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_tree		*all = es_tree_map(web_arena(rq));
	struct es_view		 q = es_view_trim(web_value(rq, F_Q));
	struct svc_reader	 r;

	approve_reader(rq, arg, &r);
	if (svc_done(&r, q, web_arena(rq), all, err) < 0)
		return -1;
	put_links(rq, all, "tasks");
	es_tree_put_text(web_data(rq), "q", q);
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "approve.done-title"));
	return web_page(rq, 200, "approve/done.html", err);
}

/* -- many at once ---------------------------------------------------------- */
enum { B_ACTION, B_OPINION, B_FIRST };

struct web_field	approve_batch_fields[APPROVE_BATCH_FIELDS] = {
	[B_ACTION] = { "action", WEB_TOKEN, 1, 20, WEB_REQUIRED },
	[B_OPINION] = { "opinion", WEB_TEXT, 0, ES_LIMIT_FLOW_OPINION, 0 },
};
static char		box[ES_LIMIT_INBOX][8];

void
approve_batch_names(void)
{
	size_t	 i;

	for (i = 0; i < ES_LIMIT_INBOX; i++) {
		(void)snprintf(box[i], sizeof(box[i]), "t%zu", i);
		approve_batch_fields[B_FIRST + i] = (struct web_field){
			box[i], WEB_TOKEN, 0, 80, 0 };
	}
}

/* "REQUEST-STEP-ABSENT-SEEN", as the page wrote it. */
static int
read_pick(struct es_view v, struct svc_decision *d, struct es_err *err)
{
	int64_t	 part[4];
	size_t	 at = 0, end, i;

	for (i = 0; i < ES_COUNT(part); i++, at = end + 1) {
		end = i + 1 < ES_COUNT(part) ? es_view_find(v, ES_LIT("-"),
		    at) : v.n;
		if (end == SIZE_MAX || es_view_int(es_view_sub(v, at,
		    end - at), 0, INT64_MAX, &part[i], err) < 0)
			return es_fail(err, ES_E_INPUT, "no task of ours");
	}
	if (part[1] > (int64_t)ES_LIMIT_FLOW_STEPS)
		return es_fail(err, ES_E_INPUT, "no such step");
	d->request = part[0];
	d->step = (int)part[1];
	d->absent = part[2];
	d->seen = (size_t)part[3];
	return 0;
}

/* One of them; what cannot be done says so in its row. */
static int
decide_one(struct web_req *rq, const struct svc_reader *r,
    struct svc_decision *d, struct es_tree *m, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	bool		 good;

	d->number[0] = '\0';
	if (svc_decide(r, d, &e) < 0 && e.code != ES_E_NOTFOUND &&
	    e.code != ES_E_UNTRUSTED)
		return es_err_pass(err, &e);
	good = e.code == ES_E_NONE && d->refusal == FLOW_OK;
	es_tree_put_bool(m, "good", good);
	es_tree_put_str(m, "number", d->number);
	es_tree_put_str(m, "said", good ? web_say(rq, es_arena_printf(
	    web_arena(rq), "flow.did.%s", flow_kind_name(d->kind))) :
	    e.code == ES_E_UNTRUSTED ? web_say(rq, "flow.no.flawed") :
	    approve_refusal(rq, e.code == ES_E_NOTFOUND ? FLOW_NOT_YOURS :
	    d->refusal));
	return 0;
}

int
approve_batch(struct web_req *rq, void *arg, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(web_data(rq),
				    "rows"), *m;
	struct svc_decision	 d = { .text = web_value(rq, B_OPINION) };
	struct svc_reader	 r;
	int64_t			 done = 0;
	size_t			 i;

	approve_reader(rq, arg, &r);
	d.kind = flow_kind_find(web_value(rq, B_ACTION));
	if (d.kind != FLOW_APPROVE && d.kind != FLOW_RETURN)
		return es_fail(err, ES_E_INPUT, "no decision for many");
	for (i = 0; i < ES_LIMIT_INBOX; i++) {
		if (web_value(rq, B_FIRST + i).n == 0)
			continue;
		if (read_pick(web_value(rq, B_FIRST + i), &d, err) < 0)
			return -1;
		m = es_tree_add_map(list);
		es_tree_put_int(m, "request", d.request);
		es_tree_put_str(m, "href", es_arena_printf(web_arena(rq),
		    "/approve/%lld", (long long)d.request));
		if (decide_one(rq, &r, &d, m, err) < 0)
			return -1;
		done += es_tree_true(es_tree_get(m, "good"));
	}
	es_tree_put_int(web_data(rq), "done", done);
	es_tree_put_int(web_data(rq), "all",
	    (int64_t)es_tree_count(list));
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "approve.batch-title"));
	return web_page(rq, 200, "approve/batch.html", err);
}
