/* svc/audit/flows.c - the chains of decisions, one for each request. */
#include <stdio.h>

#include "audit/walk.h"
#include "base/limits.h"
#include "flow/book.h"
#include "svc/audit/checkpoint.h"

#define PAGE	200		/* flows read at once */

/* Columns of AUDIT_FLOWS. */
enum { I_REQUEST, I_FLOW, I_DEFINITION, I_APPLICANT, I_PERSON, I_UNIT,
    I_OFFICE, I_EVENTS, I_HASH };
/* Columns of AUDIT_FLOW_EVENTS: the request, then those of FLOW_EVENTS. */
enum { E_REQUEST, E_SEQ, E_PREV = E_SEQ + FLOW_EVENT_PREV,
    E_HASH = E_SEQ + FLOW_EVENT_HASH };

struct flows {
	const struct audit_points *points;
	void		(*found)(void *arg, const struct audit_finding *f);
	void		*arg;
	uint64_t	 entries, chains;
	int		 bad;
};

static int
event_as(const void *entry, uint64_t seq, const unsigned char *prev,
    unsigned char *out, struct es_err *err)
{
	return flow_chain_next(entry, seq, prev, out, err);
}

static void
tell(struct flows *w, const struct audit_finding *f)
{
	w->chains++;
	w->entries += f->entries;
	if (f->flaw == AUDIT_INTACT)
		return;
	w->bad = 1;
	w->found(w->arg, f);
}

/* What a flow is about, as its first event continues it. */
static int
begin(struct audit_walk *w, const struct flows *all,
    const struct store_rows *r, size_t i, struct es_err *err)
{
	struct flow_case	 c = {
		.request = store_int(r, i, I_REQUEST),
		.applicant = store_int(r, i, I_APPLICANT),
		.applicant_person = store_int(r, i, I_PERSON),
		.unit = store_view(r, i, I_UNIT),
		.office = store_view(r, i, I_OFFICE),
	};
	struct es_view		 def = store_view(r, i, I_DEFINITION);
	unsigned char		 d[FLOW_DIGEST] = { 0 }, first[FLOW_HASH];
	char			 name[AUDIT_CHAIN_NAME];

	if (def.n == sizeof(d))
		memcpy(d, def.p, sizeof(d));
	if (flow_chain_begin(&c, store_view(r, i, I_FLOW), d, first, err) < 0)
		return -1;
	(void)snprintf(name, sizeof(name), "flow %lld",
	    (long long)c.request);
	audit_walk_begin(w, name, first, all->points);
	return 0;
}

/* The events of one flow: those from row *k on that are of it. */
static int
walk(struct flows *all, const struct store_rows *flow, size_t i,
    const struct store_rows *r, size_t *k, struct es_err *err)
{
	int64_t			 request = store_int(flow, i, I_REQUEST);
	struct audit_walk	 w;
	int			 rc = 1;

	if (begin(&w, all, flow, i, err) < 0)
		return -1;
	for (; *k < r->n && store_int(r, *k, E_REQUEST) <= request; (*k)++) {
		struct flow_event	 e;
		struct audit_stored	 s = {
			.seq = (uint64_t)store_int(r, *k, E_SEQ),
			.prev = store_view(r, *k, E_PREV),
			.hash = store_view(r, *k, E_HASH),
			.hash_as = event_as, .entry = &e,
		};

		if (rc == 0 || store_int(r, *k, E_REQUEST) < request)
			continue;
		flow_event_row(&e, r, *k, E_SEQ);
		if ((rc = audit_walk_step(&w, &s, err)) < 0)
			return -1;
	}
	audit_walk_end(&w, (uint64_t)store_int(flow, i, I_EVENTS),
	    store_view(flow, i, I_HASH));
	tell(all, &w.f);
	return 0;
}

/* One page after request *after; 0 when it was the last. */
static int
page(struct store *st, struct flows *all, int64_t *after, struct es_arena *a,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(*after), SV_INT(PAGE) };
	struct store_rows	 flow, r;
	size_t			 i, k = 0;

	if (store_query(st, STORE_AUDIT_FLOWS, args, ES_COUNT(args), a, &flow,
	    err) < 0)
		return -1;
	if (flow.n == 0)
		return 0;
	args[1] = (struct store_val)SV_INT(store_int(&flow, flow.n - 1,
	    I_REQUEST));
	if (store_query(st, STORE_AUDIT_FLOW_EVENTS, args, ES_COUNT(args), a,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < flow.n; i++)
		if (walk(all, &flow, i, &r, &k, err) < 0)
			return -1;
	*after = args[1].i;
	return flow.n == PAGE;
}

/* Events that no flow owns, and flows that only a checkpoint remembers. */
static int
lost(struct store *st, struct flows *all, struct es_arena *a,
    struct es_err *err)
{
	struct store_rows	 r;
	struct audit_walk	 w;
	const char		*last = "";
	size_t			 i;
	int64_t			 id;

	if (store_query(st, STORE_AUDIT_FLOWS_LOST, NULL, 0, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct audit_finding	 f = { .flaw = AUDIT_NO_HEAD,
					    .seq = 1 };

		(void)snprintf(f.chain, sizeof(f.chain), "flow %lld",
		    (long long)store_int(&r, i, 0));
		tell(all, &f);
	}
	for (i = 0; all->points != NULL && i < all->points->n; i++) {
		const char		*name = all->points->p[i].chain;
		struct store_val	 key;

		if (strncmp(name, "flow ", 5) != 0 || strcmp(name, last) == 0)
			continue;
		last = name;
		if (es_view_int(es_view_str(name + 5), 1, INT64_MAX, &id,
		    err) < 0)
			return -1;
		key = (struct store_val)SV_INT(id);
		es_arena_reset(a);
		if (store_query(st, STORE_AUDIT_FLOW_THERE, &key, 1, a, &r,
		    err) < 0)
			return -1;
		if (r.n > 0)
			continue;
		audit_walk_begin(&w, name, NULL, all->points);
		audit_walk_end(&w, 0, ES_VIEW_EMPTY);
		tell(all, &w.f);
	}
	return 0;
}

static int
look(struct store *st, void *arg, struct es_err *err)
{
	struct flows	*all = arg;
	struct es_arena	*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	int64_t		 after = 0;
	int		 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "flows: no memory");
	do {
		es_arena_reset(a);
		rc = page(st, all, &after, a, err);
	} while (rc > 0);
	if (rc == 0)
		rc = lost(st, all, a, err);
	es_arena_free(a);
	return rc;
}

int
svc_audit_flows(struct store *st, const struct audit_points *points,
    void (*found)(void *arg, const struct audit_finding *f), void *arg,
    struct es_err *err)
{
	struct flows		 w = { .points = points, .found = found,
				    .arg = arg };
	struct audit_finding	 f = { .chain = "flows" };

	if (store_look(st, look, &w, err) < 0)
		return -1;
	/* All that are intact are one line: there are many. */
	f.entries = w.entries;
	f.was = w.chains;
	if (w.bad == 0)
		found(arg, &f);
	return w.bad;
}
