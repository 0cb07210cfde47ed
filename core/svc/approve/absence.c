/* svc/approve/absence.c - deputies, and what the clock does; see approve.h. */
#include "base/limits.h"
#include "svc/approve/approve.h"
#include "svc/issue/priv.h"
#include "sys/fault.h"
#include "sys/log.h"

int
svc_absences(const struct svc_reader *r, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(r->account),
				    SV_INT(r->account), SV_INT(r->now) };
	struct es_tree		*away = es_tree_put_list(data, "away");
	struct es_tree		*standing = es_tree_put_list(data,
				    "standing");
	bool			 en = strcmp(r->lang, "en") == 0;
	struct store_rows	 t;
	size_t			 i;

	if (store_query(r->db, STORE_ABSENCE_LIST, args, ES_COUNT(args), a,
	    &t, err) < 0)
		return -1;
	for (i = 0; i < t.n; i++) {
		bool		 mine = store_int(&t, i, 1) == r->account;
		struct es_tree	*m = es_tree_add_map(mine ? away : standing);

		es_tree_put_int(m, "id", store_int(&t, i, 0));
		es_tree_put_str(m, "from", svc_when(a, store_int(&t, i, 2),
		    r->offset));
		es_tree_put_str(m, "until", svc_when(a, store_int(&t, i, 3),
		    r->offset));
		es_tree_put_text(m, "reason", store_view(&t, i, 4));
		es_tree_put_text(m, "name", store_view(&t, i, mine ?
		    (en ? 8 : 7) : (en ? 6 : 5)));
		es_tree_put_bool(m, "now", store_int(&t, i, 2) <= r->now);
	}
	return es_tree_ok(data, err);
}

struct set {
	const struct svc_reader	*r;
	struct es_view		 deputy, reason;
	int64_t			 from, until;
	enum svc_absence	 why;
	struct es_arena		*arena;
};

static int
set(struct store *st, void *arg, struct es_err *err)
{
	struct set		*x = arg;
	const struct svc_reader	*r = x->r;
	struct store_val	 name = SV_TEXT(x->deputy);
	struct store_val	 when[] = { SV_INT(r->account),
				    SV_INT(x->until), SV_INT(x->from) };
	struct store_rows	 who, other;
	int			 rc;

	es_arena_reset(x->arena);
	x->why = SVC_ABSENCE_UNKNOWN;
	if ((rc = store_query(st, STORE_FLOW_SUBJECT, &name, 1, x->arena,
	    &who, err)) < 0 || store_query(st, STORE_ABSENCE_OVERLAP, when,
	    ES_COUNT(when), x->arena, &other, err) < 0)
		return -1;
	if (rc == 0)
		x->why = SVC_ABSENCE_NOBODY;
	else if (store_int(&who, 0, 1) == r->person)
		x->why = SVC_ABSENCE_SELF;
	else if (x->until <= x->from || x->until <= r->now)
		x->why = SVC_ABSENCE_TIME;
	else if (other.n > 0)
		x->why = SVC_ABSENCE_TWICE;
	if (x->why != SVC_ABSENCE_UNKNOWN)
		return 0;
	{
		struct store_val	 row[] = { SV_INT(r->account),
		    SV_INT(store_int(&who, 0, 0)), SV_INT(x->from),
		    SV_INT(x->until), SV_TEXT(x->reason), SV_INT(r->now) };

		if (store_exec(st, STORE_ABSENCE_ADD, row, ES_COUNT(row),
		    NULL, err) < 0 || svc_review_audit(r, "absence.set", 0,
		    "ok", x->deputy, err) < 0)
			return -1;
	}
	x->why = SVC_ABSENCE_SET;
	return 0;
}

int
svc_absence_set(const struct svc_reader *r, struct es_view deputy,
    int64_t from, int64_t until, struct es_view reason,
    enum svc_absence *out, struct es_err *err)
{
	struct set	 x = { .r = r, .deputy = deputy, .reason = reason,
			    .from = from, .until = until };
	int		 rc;

	*out = SVC_ABSENCE_UNKNOWN;
	if ((x.arena = es_arena_new(ES_MIB)) == NULL)
		return es_fail(err, ES_E_NOMEM, "absence: no memory");
	rc = store_tx(r->db, set, &x, err);
	es_arena_free(x.arena);
	if (rc == 0)
		*out = x.why;
	return rc < 0 ? -1 : 0;
}

struct end {
	const struct svc_reader	*r;
	int64_t			 id;
};

static int
end(struct store *st, void *arg, struct es_err *err)
{
	struct end		*x = arg;
	struct store_val	 args[] = { SV_INT(x->r->now), SV_INT(x->id),
				    SV_INT(x->r->account),
				    SV_INT(x->r->now) };
	uint64_t		 n;

	if (store_exec(st, STORE_ABSENCE_END, args, ES_COUNT(args), &n,
	    err) < 0)
		return -1;
	if (n == 0)
		return es_fail(err, ES_E_NOTFOUND, "no absence %lld of "
		    "theirs", (long long)x->id);
	return svc_review_audit(x->r, "absence.end", 0, "ok", ES_VIEW_EMPTY,
	    err);
}

int
svc_absence_end(const struct svc_reader *r, int64_t id, struct es_err *err)
{
	struct end	 x = { r, id };

	return store_tx(r->db, end, &x, err) < 0 ? -1 : 0;
}

/* -- the clock ------------------------------------------------------------- */
struct tick {
	const struct svc_reader	*r;
	int64_t			 request;
	struct es_arena		*arena;
	size_t			 written;
};

static int
write_tick(struct store *st, struct tick *x, struct flow_file *f, int step,
    enum flow_kind kind, struct es_err *err)
{
	struct flow_event	 e = { .kind = kind, .at = x->r->now,
				    .step = step, .slot = FLOW_NO_SLOT };
	enum flow_refusal	 why;

	memcpy(e.digest, f->s.digest, FLOW_DIGEST);
	if (flow_write(st, f, &e, NULL, ES_VIEW_EMPTY, &why, err) < 0)
		return -1;
	if (why != FLOW_OK)
		return 0;
	x->written++;
	return svc_review_audit(x->r, kind == FLOW_REMIND ? "flow.remind" :
	    "flow.escalate", x->request, "ok", f->c.def->step[step].id, err);
}

/* Nothing more that the clock could do: it looks again tomorrow. */
static int
put_off(struct store *st, const struct tick *x, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(x->r->now + 86400),
				    SV_INT(x->request) };

	return store_exec(st, STORE_FLOW_STEP_LATER, args, ES_COUNT(args),
	    NULL, err);
}

static int
tick(struct store *st, void *arg, struct es_err *err)
{
	struct tick		*x = arg;
	const struct flow_step	*d;
	const struct flow_at	*at;
	struct flow_file	*f;
	int64_t			 now = x->r->now;
	size_t			 i;
	int			 rc;

	es_arena_reset(x->arena);
	x->written = 0;
	if ((f = es_arena_get(x->arena, sizeof(*f))) == NULL)
		return es_fail(err, ES_E_NOMEM, "sweep: no memory");
	rc = flow_open(st, x->r->flows, x->request, FLOW_LOCKED, x->arena, f,
	    err);
	if (rc <= 0)
		return rc;
	if (f->flaw != FLOW_SOUND) {
		log_event("event=flow-flawed request=%lld decision=%zu "
		    "flaw=%s", (long long)x->request, f->bad,
		    flow_flaw_name(f->flaw));
		return put_off(st, x, err);
	}
	for (i = 0; i < f->c.def->nsteps; i++) {
		d = &f->c.def->step[i];
		at = &f->s.at[i];
		if (at->stage != FLOW_OPEN)
			continue;
		if ((d->remind != 0 && !at->reminded && at->opened +
		    d->remind <= now && write_tick(st, x, f, (int)i,
		    FLOW_REMIND, err) < 0) ||
		    (d->escalate != 0 && !at->escalated && at->opened +
		    d->escalate <= now && write_tick(st, x, f, (int)i,
		    FLOW_ESCALATE, err) < 0))
			return -1;
	}
	if (x->written == 0)
		return put_off(st, x, err);
	return SYS_FAULT("sweep.before_commit", err);
}

int
svc_flow_sweep(const struct svc_reader *r, size_t max, size_t *n,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(r->now), SV_INT(max) };
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct tick		 x = { .r = r, .arena =
				    es_arena_new(ES_LIMIT_REQUEST_ARENA) };
	struct store_rows	 due;
	size_t			 i;
	int			 rc = -1;

	*n = 0;
	if (a == NULL || x.arena == NULL)
		es_fail(err, ES_E_NOMEM, "sweep: no memory");
	else
		rc = store_query(r->db, STORE_FLOW_DUE, args, ES_COUNT(args),
		    a, &due, err);
	for (i = 0; rc >= 0 && i < due.n; i++) {
		x.request = store_int(&due, i, 0);
		rc = store_tx(r->db, tick, &x, err);
		*n += x.written > 0;
	}
	es_arena_free(x.arena);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}
