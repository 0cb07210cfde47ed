/* svc/archive/disposal.c - proposing and deciding; see disposal.h. */
#include "svc/archive/disposal.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "svc/archive/priv.h"
#include "svc/issue/priv.h"

/* Columns of DISPOSAL_LISTS and DISPOSAL_ONE, of ARCHIVE_RULE. */
enum { L_ID, L_AT, L_BY, L_PERSON, L_TYPE, L_ZH, L_EN, L_OFFICE, L_REASON,
    L_ITEMS, L_YES, L_NO, L_DONE };
enum { U_ID, U_ZH, U_EN, U_OFFICE, U_YEARS, U_EVENT };

int64_t
svc_disposal_before(int64_t years, int64_t now, int offset)
{
	struct es_civil	 c;

	es_time_civil(now, offset, &c);
	c = (struct es_civil){ c.year - (int)years, 1, 1, 0, 0, 0, offset };
	return c.year < 1 ? INT64_MIN : es_time_from_civil(&c);
}

static int
ripe(struct store *st, struct es_view type, const struct svc_archivist *who,
    struct es_arena *a, struct store_rows *r, struct es_err *err)
{
	struct store_val	 arg = SV_TEXT(type);
	struct store_rows	 rule;
	int64_t			 years;
	int			 rc;

	memset(r, 0, sizeof(*r));
	rc = store_query(st, STORE_ARCHIVE_RULE, &arg, 1, a, &rule, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
		    "no such type");
	if ((years = store_int(&rule, 0, U_YEARS)) > 0) {
		struct store_val	 args[] = { SV_TEXT(type),
			SV_INT(svc_disposal_before(years, who->now,
			who->offset)), SV_INT(SVC_DISPOSAL_ITEMS) };

		return store_query(st, es_view_eq_str(store_view(&rule, 0,
		    U_EVENT), "ended") ? STORE_DISPOSAL_OLD_ENDED :
		    STORE_DISPOSAL_OLD_ISSUED, args, ES_COUNT(args), a, r,
		    err) < 0 ? -1 : 0;
	}
	return 0;
}

int
svc_disposal_ripe(struct store *st, struct es_view type,
    const struct svc_archivist *who, struct es_arena *a, struct es_tree *data,
    struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "rows");
	struct store_rows	 r;
	size_t			 i;

	if (ripe(st, type, who, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_int(m, "id", store_int(&r, i, 0));
		es_tree_put_text(m, "number", store_view(&r, i, 1));
		es_tree_put_str(m, "issued", svc_when(a, store_int(&r, i, 2),
		    who->offset));
	}
	return es_tree_ok(data, err);
}

/* -- transactions ---- */
struct doing {
	const struct svc_archivist	*who;
	struct es_view			 type, reason, crid;
	int64_t				 id;
	bool				 agreed;
	struct es_arena			*a;
};

static int
propose(struct store *st, void *arg, struct es_err *err)
{
	struct doing		*d = arg;
	struct store_val	 key[] = { SV_INT(d->who->person),
				    SV_BLOB(d->crid) };
	struct store_val	 row[] = { SV_BLOB(d->crid),
				    SV_INT(d->who->now),
				    SV_TEXT(d->who->actor),
				    SV_INT(d->who->person), SV_TEXT(d->type),
				    SV_TEXT(d->reason) };
	struct store_rows	 r, old;
	char			 object[40], detail[300];
	size_t			 i;
	int			 rc;

	es_arena_reset(d->a);
	rc = store_query(st, STORE_DISPOSAL_FIND, key, ES_COUNT(key), d->a,
	    &old, err);
	if (rc > 0)
		d->id = store_int(&old, 0, 0);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (ripe(st, d->type, d->who, d->a, &r, err) < 0)
		return -1;
	if (r.n == 0)
		return es_fail(err, ES_E_INPUT, "disposal: nothing is due");
	if (store_exec(st, STORE_DISPOSAL_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	d->id = (int64_t)store_last_id(st);
	for (i = 0; i < r.n; i++) {
		struct store_val	 item[] = { SV_INT(d->id),
					    SV_INT(store_int(&r, i, 0)) };

		if (store_exec(st, STORE_DISPOSAL_ADD_ITEM, item,
		    ES_COUNT(item), NULL, err) < 0)
			return -1;
	}
	(void)snprintf(object, sizeof(object), "disposal %lld",
	    (long long)d->id);
	(void)snprintf(detail, sizeof(detail), "%.*s, %zu documents: %.*s",
	    (int)d->type.n, (const char *)d->type.p, r.n,
	    (int)(d->reason.n > 200 ? 200 : d->reason.n),
	    (const char *)d->reason.p);
	return svc_archive_note(st, d->who, "disposal.propose", es_view_str(
	    object), detail, err);
}

static int
decide(struct store *st, void *arg, struct es_err *err)
{
	struct doing		*d = arg;
	struct store_val	 id = SV_INT(d->id);
	struct store_val	 row[] = { SV_INT(d->id),
				    SV_INT(d->who->person),
				    SV_TEXT(d->who->actor), SV_STR(d->agreed ?
				    "approved" : "rejected"),
				    SV_INT(d->who->now), SV_TEXT(d->reason) };
	struct store_rows	 l, r;
	char			 object[40], detail[300];
	size_t			 i;
	int			 rc;

	es_arena_reset(d->a);
	rc = store_query(st, STORE_DISPOSAL_LOCK, &id, 1, d->a, &l, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no such list");
	if (rc < 0 || store_query(st, STORE_DISPOSAL_DECISIONS, &id, 1, d->a,
	    &r, err) < 0)
		return -1;
	if (store_int(&l, 0, 0) == d->who->person)
		return es_fail(err, ES_E_DENIED, "disposal: their own list");
	for (i = 0; i < r.n; i++)
		if (store_int(&r, i, 0) == d->who->person ||
		    es_view_eq_str(store_view(&r, i, 2), "rejected"))
			break;
	if (i < r.n || r.n >= 2)
		return es_fail(err, ES_E_CONFLICT, "disposal: decided");
	if (store_exec(st, STORE_DISPOSAL_DECIDE, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	(void)snprintf(object, sizeof(object), "disposal %lld",
	    (long long)d->id);
	(void)snprintf(detail, sizeof(detail), "%.*s",
	    (int)(d->reason.n > 200 ? 200 : d->reason.n),
	    (const char *)d->reason.p);
	return svc_archive_note(st, d->who, d->agreed ? "disposal.approve" :
	    "disposal.reject", es_view_str(object), detail, err);
}

int
svc_disposal_propose(struct store *st, struct es_view type,
    struct es_view reason, struct es_view crid,
    const struct svc_archivist *who, int64_t *id, struct es_err *err)
{
	struct doing	 d = { who, type, reason, crid, 0, false, NULL };
	int		 rc = svc_archive_act(st, reason, propose, &d, &d.a,
			    err);

	*id = d.id;
	return rc;
}

int
svc_disposal_decide(struct store *st, int64_t id, bool agreed,
    struct es_view reason, const struct svc_archivist *who,
    struct es_err *err)
{
	struct doing	 d = { who, ES_VIEW_EMPTY, reason, ES_VIEW_EMPTY, id,
			    agreed, NULL };

	return svc_archive_act(st, reason, decide, &d, &d.a, err);
}

/* -- looking ---- */
/* "open", "rejected", "approved" (the job will come), "done". */
static const char *
state_of(const struct store_rows *r, size_t i)
{
	if (store_int(r, i, L_NO) > 0)
		return "rejected";
	if (store_int(r, i, L_YES) < 2)
		return "open";
	return store_int(r, i, L_DONE) < store_int(r, i, L_ITEMS) ?
	    "approved" : "done";
}

static void
put_list(const struct store_rows *r, size_t i, bool en, int offset,
    struct es_arena *a, struct es_tree *m)
{
	es_tree_put_int(m, "id", store_int(r, i, L_ID));
	es_tree_put_str(m, "at", svc_when(a, store_int(r, i, L_AT), offset));
	es_tree_put_text(m, "by", store_view(r, i, L_BY));
	es_tree_put_int(m, "person", store_int(r, i, L_PERSON));
	es_tree_put_text(m, "type", store_view(r, i, en ? L_EN : L_ZH));
	es_tree_put_text(m, "office", store_view(r, i, L_OFFICE));
	es_tree_put_text(m, "reason", store_view(r, i, L_REASON));
	es_tree_put_int(m, "count", store_int(r, i, L_ITEMS));
	es_tree_put_int(m, "approvals", store_int(r, i, L_YES));
	es_tree_put_int(m, "done", store_int(r, i, L_DONE));
	es_tree_put_str(m, "state", state_of(r, i));
}

int
svc_disposal_lists(struct store *st, struct es_view office, bool en,
    int offset, struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(office),
				    SV_TEXT(office) };
	struct es_tree		*list = es_tree_put_list(data, "lists");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_DISPOSAL_LISTS, args, ES_COUNT(args), a,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		put_list(&r, i, en, offset, a, es_tree_add_map(list));
	return es_tree_ok(data, err);
}

int
svc_disposal_get(struct store *st, int64_t id, bool en, int offset,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	struct es_tree		*list;
	struct store_rows	 r, x;
	size_t			 i;
	int			 rc;

	rc = store_query(st, STORE_DISPOSAL_ONE, &arg, 1, a, &r, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no list %lld",
		    (long long)id);
	if (rc < 0 || store_query(st, STORE_DISPOSAL_ITEMS, &arg, 1, a, &x,
	    err) < 0)
		return -1;
	put_list(&r, 0, en, offset, a, data);
	list = es_tree_put_list(data, "items");
	for (i = 0; i < x.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_int(m, "id", store_int(&x, i, 0));
		es_tree_put_text(m, "number", store_view(&x, i, 1));
		es_tree_put_str(m, "issued", svc_when(a, store_int(&x, i, 2),
		    offset));
		es_tree_put_bool(m, "gone", store_int(&x, i, 3) > 0);
		es_tree_put_bool(m, "held", es_view_eq_str(store_view(&x, i,
		    4), "hold"));
	}
	if (store_query(st, STORE_DISPOSAL_DECISIONS, &arg, 1, a, &x,
	    err) < 0)
		return -1;
	list = es_tree_put_list(data, "decisions");
	for (i = 0; i < x.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_int(m, "person", store_int(&x, i, 0));
		es_tree_put_text(m, "by", store_view(&x, i, 1));
		es_tree_put_text(m, "decision", store_view(&x, i, 2));
		es_tree_put_str(m, "at", svc_when(a, store_int(&x, i, 3),
		    offset));
		es_tree_put_text(m, "reason", store_view(&x, i, 4));
	}
	return es_tree_ok(data, err);
}
