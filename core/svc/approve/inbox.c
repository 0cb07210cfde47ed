/* svc/approve/inbox.c - what is to be decided, and what was; see approve.h. */
#include <stdio.h>

#include "base/limits.h"
#include "svc/approve/approve.h"
#include "svc/issue/priv.h"

/* Columns of FLOW_INBOX. */
enum { B_REQUEST, B_STEP, B_ABSENT, B_TYPE_ZH, B_TYPE_EN, B_NUMBER,
    B_PERSON_NO, B_PERSON_ZH, B_PERSON_EN, B_UNIT_ZH, B_UNIT_EN, B_CREATED,
    B_DUE, B_REMINDED, B_ESCALATED, B_PHASE, B_DEFINITION, B_TYPE, B_FOR_ZH,
    B_FOR_EN, B_EVENTS, B_PURPOSE };

static int
query(const struct svc_reader *r, const struct svc_inbox_filter *f,
    int64_t request, struct es_arena *a, struct store_rows *out,
    struct es_err *err)
{
	struct store_val	 me = SV_INT(r->account), now = SV_INT(r->now);
	struct store_val	 q = SV_TEXT(f->q), type = SV_TEXT(f->type);
	struct store_val	 args[] = { me, me, now, now, me, me, now, now,
				    now, now, SV_INT(r->person), q, q, q, q,
				    q, type, type, SV_INT(f->late), now,
				    SV_INT(request), SV_INT(request),
				    SV_INT(ES_LIMIT_INBOX) };

	return store_query(r->db, STORE_FLOW_INBOX, args, ES_COUNT(args), a,
	    out, err) < 0 ? -1 : 0;
}

static void
put_task(const struct svc_reader *r, const struct store_rows *t, size_t i,
    struct es_arena *a, struct es_tree *m)
{
	bool			 en = strcmp(r->lang, "en") == 0;
	const struct flow_def	*d = flow_defs_find(r->flows, store_view(t,
				    i, B_DEFINITION));
	int64_t			 due = store_int(t, i, B_DUE);
	int64_t			 step = store_int(t, i, B_STEP);

	es_tree_put_int(m, "request", store_int(t, i, B_REQUEST));
	es_tree_put_int(m, "step", step);
	es_tree_put_int(m, "absent", store_int(t, i, B_ABSENT));
	es_tree_put_int(m, "seen", store_int(t, i, B_EVENTS));
	es_tree_put_text(m, "name", store_view(t, i, en ? B_TYPE_EN :
	    B_TYPE_ZH));
	es_tree_put_text(m, "number", store_view(t, i, B_NUMBER));
	es_tree_put_text(m, "person", store_view(t, i, en ? B_PERSON_EN :
	    B_PERSON_ZH));
	es_tree_put_text(m, "person_number", store_view(t, i, B_PERSON_NO));
	es_tree_put_text(m, "unit", store_view(t, i, en ? B_UNIT_EN :
	    B_UNIT_ZH));
	es_tree_put_text(m, "purpose", store_view(t, i, B_PURPOSE));
	if (d != NULL && step >= 0 && (size_t)step < d->nsteps)
		es_tree_put_text(m, "step_name", en ? d->step[step].en :
		    d->step[step].zh);
	es_tree_put_str(m, "when", svc_when(a, store_int(t, i, B_CREATED),
	    r->offset));
	if (due != 0)
		es_tree_put_str(m, "due", svc_when(a, due, r->offset));
	es_tree_put_bool(m, "late", due != 0 && due < r->now);
	es_tree_put_bool(m, "held", es_view_eq_str(store_view(t, i, B_PHASE),
	    "held"));
	es_tree_put_bool(m, "reminded", store_int(t, i, B_REMINDED) != 0);
	es_tree_put_bool(m, "escalated", store_int(t, i, B_ESCALATED) != 0);
	es_tree_put_text(m, "for", store_view(t, i, en ? B_FOR_EN :
	    B_FOR_ZH));
}

/* The types there are in an inbox, each once. */
static void
put_types(const struct svc_reader *r, const struct store_rows *t,
    struct es_view chosen, struct es_tree *data)
{
	struct es_tree	*list = es_tree_put_list(data, "types"), *m;
	bool		 en = strcmp(r->lang, "en") == 0;
	size_t		 i, k;

	for (i = 0; i < t->n; i++) {
		for (k = 0; k < i; k++)
			if (es_view_eq(store_view(t, k, B_TYPE),
			    store_view(t, i, B_TYPE)))
				break;
		if (k < i)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "id", store_view(t, i, B_TYPE));
		es_tree_put_text(m, "name", store_view(t, i, en ? B_TYPE_EN :
		    B_TYPE_ZH));
		es_tree_put_bool(m, "chosen", es_view_eq(chosen,
		    store_view(t, i, B_TYPE)));
	}
}

int
svc_inbox(const struct svc_reader *r, const struct svc_inbox_filter *f,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct svc_inbox_filter	 none = { .late = false };
	struct es_tree		*list;
	struct store_rows	 all, some;
	size_t			 i;

	if (query(r, &none, 0, a, &all, err) < 0 ||
	    query(r, f, 0, a, &some, err) < 0)
		return -1;
	es_tree_put_int(data, "count", (int64_t)all.n);
	es_tree_put_bool(data, "more", some.n == ES_LIMIT_INBOX);
	put_types(r, &all, f->type, data);
	list = es_tree_put_list(data, "tasks");
	for (i = 0; i < some.n; i++)
		put_task(r, &some, i, a, es_tree_add_map(list));
	return es_tree_ok(data, err);
}

int
svc_done(const struct svc_reader *r, struct es_view q, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct store_val	 arg = SV_TEXT(q);
	struct store_val	 args[] = { SV_INT(r->account), arg, arg, arg,
				    arg, arg, SV_INT(ES_LIMIT_INBOX) };
	bool			 en = strcmp(r->lang, "en") == 0;
	struct es_tree		*list, *m;
	struct store_rows	 t;
	size_t			 i;

	if (store_query(r->db, STORE_FLOW_DONE, args, ES_COUNT(args), a, &t,
	    err) < 0)
		return -1;
	list = es_tree_put_list(data, "tasks");
	for (i = 0; i < t.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_int(m, "request", store_int(&t, i, 0));
		es_tree_put_str(m, "when", svc_when(a, store_int(&t, i, 1),
		    r->offset));
		es_tree_put_text(m, "name", store_view(&t, i, en ? 3 : 2));
		es_tree_put_text(m, "number", store_view(&t, i, 4));
		es_tree_put_text(m, "person_number", store_view(&t, i, 5));
		es_tree_put_text(m, "person", store_view(&t, i, en ? 7 : 6));
		es_tree_put_text(m, "phase", store_view(&t, i, 8));
		es_tree_put_text(m, "state", store_view(&t, i, 9));
		es_tree_put_text(m, "did", store_view(&t, i, 10));
	}
	return es_tree_ok(data, err);
}
