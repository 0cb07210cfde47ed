/* flow/open.c - what happened to a request, read and checked; see book.h. */
#include "crypt/digest.h"
#include "flow/book.h"

/* Columns of FLOW_LOAD and FLOW_LOCK. */
enum { I_FLOW, I_DEFINITION, I_APPLICANT, I_PERSON, I_UNIT, I_OFFICE,
    I_PHASE, I_ROUND, I_EVENTS, I_HASH };
/* Columns of FLOW_EVENTS. */
enum { E_SEQ, E_KIND, E_AT, E_ACTOR, E_ACTOR_P, E_ABSENT, E_ABSENT_P, E_STEP,
    E_SLOT, E_SUBJECT, E_SUBJECT_P, E_DIGEST, E_TEXT,
    E_PREV = FLOW_EVENT_PREV, E_HASH = FLOW_EVENT_HASH };

static const char *const	flaws[] = {
	[FLOW_SOUND] = "sound",
	[FLOW_NO_DEFINITION] = "no-definition",
	[FLOW_GAP] = "gap",
	[FLOW_EDITED] = "edited",
	[FLOW_BROKEN_LINK] = "broken-link",
	[FLOW_IMPOSSIBLE] = "impossible",
	[FLOW_NO_RIGHT] = "no-right",
	[FLOW_OTHER_RECORD] = "other-record",
	[FLOW_OTHER_HEAD] = "other-head",
};

const char *
flow_flaw_name(enum flow_flaw f)
{
	return (size_t)f < ES_COUNT(flaws) ? flaws[f] : "";
}

void
flow_event_row(struct flow_event *e, const struct store_rows *r, size_t i,
    unsigned skip)
{
	struct es_view	 digest = store_view(r, i, skip + E_DIGEST);

	memset(e, 0, sizeof(*e));
	e->kind = flow_kind_find(store_view(r, i, skip + E_KIND));
	e->at = store_int(r, i, skip + E_AT);
	e->actor = store_int(r, i, skip + E_ACTOR);
	e->actor_person = store_int(r, i, skip + E_ACTOR_P);
	e->absent = store_int(r, i, skip + E_ABSENT);
	e->absent_person = store_int(r, i, skip + E_ABSENT_P);
	e->step = (int)store_int(r, i, skip + E_STEP);
	e->slot = (int)store_int(r, i, skip + E_SLOT);
	e->subject = store_int(r, i, skip + E_SUBJECT);
	e->subject_person = store_int(r, i, skip + E_SUBJECT_P);
	if (digest.n == FLOW_DIGEST)
		memcpy(e->digest, digest.p, FLOW_DIGEST);
	e->text = store_view(r, i, skip + E_TEXT);
}

/* The snapshot of a submission, if its bytes are what was submitted. */
static int
record_of(const struct store_rows *records, unsigned round,
    const struct flow_event *e, struct es_view *out, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	size_t		 i;

	*out = ES_VIEW_EMPTY;
	for (i = 0; i < records->n; i++)
		if (store_int(records, i, 0) == (int64_t)round)
			break;
	if (i == records->n)
		return 0;
	if (crypt_sha256(store_view(records, i, 1), sum, err) < 0)
		return -1;
	if (memcmp(sum, e->digest, sizeof(sum)) != 0)
		return 0;
	*out = store_view(records, i, 1);
	return 1;
}

static int
flawed(struct flow_file *f, enum flow_flaw flaw, size_t bad)
{
	f->flaw = flaw;
	f->bad = bad;
	return 0;
}

struct reading {
	struct store		*st;
	struct es_arena		*arena;
	struct store_rows	 rows, records;
	bool			 prove;
};

/* Had the actor the right to it when it happened?  1 yes, 0 no. */
static int
prove(const struct reading *in, const struct flow_file *f,
    const struct flow_event *e, struct es_err *err)
{
	struct flow_event	 again = *e;
	struct flow_actor	 who;
	int			 rc;

	if (e->actor == 0)
		return e->actor_person == 0 && e->absent == 0 &&
		    flow_judge(&f->c, &f->s, &again, NULL) == FLOW_OK;
	if ((rc = flow_actor(in->st, e->actor, e->absent, e->at, false,
	    in->arena, &who, err)) <= 0)
		return rc;
	return flow_judge(&f->c, &f->s, &again, &who) == FLOW_OK;
}

/* One event after the others: its place, its hash, its effect. */
static int
follow(const struct reading *in, struct flow_file *f, size_t i,
    struct es_err *err)
{
	const struct store_rows	*r = &in->rows;
	struct flow_event	*e = &f->event[i];
	unsigned char		 hash[FLOW_HASH];
	struct es_view		 record = ES_VIEW_EMPTY;
	int			 rc;

	if (store_int(r, i, E_SEQ) != (int64_t)i + 1)
		return flawed(f, FLOW_GAP, i + 1);
	flow_event_row(e, r, i, 0);
	if (!es_view_eq(store_view(r, i, E_PREV), es_view(f->hash,
	    FLOW_HASH)))
		return flawed(f, FLOW_BROKEN_LINK, i + 1);
	if (flow_chain_next(e, i + 1, f->hash, hash, err) < 0)
		return -1;
	if (!es_view_eq(store_view(r, i, E_HASH), es_view(hash, FLOW_HASH)))
		return flawed(f, FLOW_EDITED, i + 1);
	if (e->kind == FLOW_SUBMIT) {
		if ((rc = record_of(&in->records, f->s.round + 1, e, &record,
		    err)) < 0)
			return -1;
		if (rc == 0)
			return flawed(f, FLOW_OTHER_RECORD, i + 1);
		f->record = record;
	}
	if (in->prove && (rc = prove(in, f, e, err)) <= 0)
		return rc < 0 ? -1 : flawed(f, FLOW_NO_RIGHT, i + 1);
	if (flow_move(&f->c, &f->s, e, record) != FLOW_OK)
		return flawed(f, FLOW_IMPOSSIBLE, i + 1);
	memcpy(f->hash, hash, FLOW_HASH);
	f->n = i + 1;
	return 1;
}

static int
replay(struct reading *in, struct flow_file *f,
    const struct store_rows *head, struct es_err *err)
{
	struct store_val	 id = SV_INT(f->c.request);
	struct store_rows	*r = &in->rows;
	size_t			 i;
	int			 rc;

	if (store_query(in->st, STORE_FLOW_EVENTS, &id, 1, in->arena, r,
	    err) < 0 || store_query(in->st, STORE_FLOW_RECORDS, &id, 1,
	    in->arena, &in->records, err) < 0 ||
	    flow_chain_begin(&f->c, f->flow, f->c.def->digest, f->hash,
	    err) < 0)
		return -1;
	if ((f->event = es_arena_array(in->arena, r->n + 1,
	    sizeof(*f->event))) ==
	    NULL)
		return es_fail(err, ES_E_NOMEM, "flow: no memory");
	for (i = 0; i < r->n; i++)
		if ((rc = follow(in, f, i, err)) <= 0)
			return rc;
	/* The head names the last event: a chain cut off is seen. */
	if (store_int(head, 0, I_EVENTS) != (int64_t)r->n || r->n == 0)
		return flawed(f, FLOW_GAP, r->n + 1);
	if (!es_view_eq(store_view(head, 0, I_HASH), es_view(f->hash,
	    FLOW_HASH)) || flow_phase_find(store_view(head, 0, I_PHASE)) !=
	    f->s.phase || store_int(head, 0, I_ROUND) != f->s.round)
		return flawed(f, FLOW_OTHER_HEAD, r->n);
	return 0;
}

int
flow_open(struct store *st, const struct flow_defs *defs, int64_t request,
    unsigned flags, struct es_arena *a, struct flow_file *out,
    struct es_err *err)
{
	struct reading		 in = { .st = st, .arena = a,
				    .prove = (flags & FLOW_PROVED) != 0 };
	struct store_val	 id = SV_INT(request);
	struct store_rows	 r;
	int			 rc;

	memset(out, 0, sizeof(*out));
	rc = store_query(st, (flags & FLOW_LOCKED) != 0 ? STORE_FLOW_LOCK :
	    STORE_FLOW_LOAD, &id, 1, a, &r, err);
	if (rc <= 0)
		return rc;
	out->flow = store_view(&r, 0, I_FLOW);
	out->c = (struct flow_case){
		.def = flow_defs_find(defs, store_view(&r, 0, I_DEFINITION)),
		.request = request,
		.applicant = store_int(&r, 0, I_APPLICANT),
		.applicant_person = store_int(&r, 0, I_PERSON),
		.unit = store_view(&r, 0, I_UNIT),
		.office = store_view(&r, 0, I_OFFICE),
	};
	if (out->c.def == NULL || !es_view_eq(out->c.def->name, out->flow)) {
		out->c.def = NULL;
		out->flaw = FLOW_NO_DEFINITION;
		return 1;
	}
	return replay(&in, out, &r, err) < 0 ? -1 : 1;
}

/* -- who ------------------------------------------------------------------ */
/* "approver GS\nhead 学院": role, blank, office, one a line. */
static int
take_rights(struct flow_actor *out, struct es_view v, struct es_arena *a,
    struct es_err *err)
{
	struct flow_right	*list;
	struct es_view		 line;
	size_t			 at, end, gap, n = 1;

	for (at = 0; at < v.n; at++)
		n += v.p[at] == '\n';
	if ((list = es_arena_array(a, n, sizeof(*list))) == NULL)
		return es_fail(err, ES_E_NOMEM, "flow: no memory");
	for (at = 0, n = 0; at < v.n; at = end + 1) {
		if ((end = es_view_find(v, ES_LIT("\n"), at)) == SIZE_MAX)
			end = v.n;
		line = es_view_sub(v, at, end - at);
		if ((gap = es_view_find(line, ES_LIT(" "), 0)) == SIZE_MAX)
			continue;
		list[n].role = es_view_sub(line, 0, gap);
		list[n++].office = es_view_sub(line, gap + 1, line.n);
	}
	out->rights = list;
	out->nrights = n;
	return 0;
}

static int
one_actor(struct store *st, int64_t account, int64_t at, bool live,
    struct es_arena *a, struct flow_actor *out, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(live), SV_INT(at),
				    SV_INT(at), SV_INT(account) };
	struct store_rows	 r;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if ((rc = store_query(st, STORE_FLOW_ACTOR, args, ES_COUNT(args), a,
	    &r, err)) <= 0)
		return rc;
	out->account = store_int(&r, 0, 0);
	out->person = store_int(&r, 0, 1);
	out->name = store_view(&r, 0, 2);
	return take_rights(out, store_view(&r, 0, 3), a, err) < 0 ? -1 : 1;
}

int
flow_actor(struct store *st, int64_t account, int64_t absent, int64_t at,
    bool live, struct es_arena *a, struct flow_actor *out,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(absent), SV_INT(account),
				    SV_INT(at), SV_INT(at) };
	struct flow_actor	*other;
	struct store_rows	 r;
	int			 rc;

	if ((rc = one_actor(st, account, at, live, a, out, err)) <= 0 ||
	    absent == 0)
		return rc;
	if ((other = es_arena_get(a, sizeof(*other))) == NULL)
		return es_fail(err, ES_E_NOMEM, "flow: no memory");
	if ((rc = store_query(st, STORE_FLOW_ABSENT, args, ES_COUNT(args), a,
	    &r, err)) <= 0)
		return rc;
	rc = one_actor(st, absent, at, live, a, other, err);
	out->absent = other;
	return rc;
}
