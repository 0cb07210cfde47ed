/* flow/write.c - one more event, and what follows from it; see book.h. */
#include "flow/book.h"

#define EVENT_COLS	16

static int
add_event(struct store *st, int64_t request, size_t seq,
    const struct flow_event *e, const unsigned char prev[FLOW_HASH],
    const unsigned char hash[FLOW_HASH], struct es_err *err)
{
	struct store_val	 row[EVENT_COLS] = { SV_INT(request),
	    SV_INT(seq), SV_STR(flow_kind_name(e->kind)), SV_INT(e->at),
	    SV_INT(e->actor), SV_INT(e->actor_person), SV_INT(e->absent),
	    SV_INT(e->absent_person), SV_INT(e->step), SV_INT(e->slot),
	    SV_INT(e->subject), SV_INT(e->subject_person),
	    SV_BYTES(e->digest, FLOW_DIGEST), SV_TEXT(e->text),
	    SV_BYTES(prev, FLOW_HASH), SV_BYTES(hash, FLOW_HASH) };
	bool			 own = e->kind == FLOW_SUBMIT ||
				    e->kind == FLOW_WITHDRAW;

	return store_exec(st, own ? STORE_FLOW_EVENT_ADD_OWN :
	    STORE_FLOW_EVENT_ADD, row, EVENT_COLS, NULL, err);
}

/* -- what is open ---------------------------------------------------------- */
static int
add_task(struct store *st, const struct flow_case *c, int step, int slot,
    const struct flow_who *w, int64_t account, bool alt, struct es_err *err)
{
	struct es_view		 name = ES_VIEW_EMPTY, role = ES_VIEW_EMPTY;
	struct es_view		 office = ES_VIEW_EMPTY;

	if (account == 0 && w->kind == FLOW_WHO_ACCOUNT)
		name = w->account;
	if (account == 0 && w->kind == FLOW_WHO_ROLE) {
		role = w->role;
		office = w->issuer ? c->office : w->office;
	}
	if (account == 0 && w->kind == FLOW_WHO_HEAD) {
		role = ES_LIT("head");
		office = c->unit;
	}
	{
		struct store_val	 row[] = { SV_INT(c->request),
		    SV_INT(step), SV_INT(slot), SV_INT(alt), SV_TEXT(name),
		    SV_INT(account), SV_TEXT(role), SV_TEXT(office) };

		return store_exec(st, STORE_FLOW_TASK_ADD, row, ES_COUNT(row),
		    NULL, err);
	}
}

static int
add_step(struct store *st, const struct flow_file *f, int i,
    struct es_err *err)
{
	const struct flow_step	*d = &f->c.def->step[i];
	const struct flow_at	*at = &f->s.at[i];
	int64_t			 next = 0;
	int			 k;

	if (d->remind != 0 && !at->reminded)
		next = at->opened + d->remind;
	if (d->escalate != 0 && !at->escalated && (next == 0 ||
	    at->opened + d->escalate < next))
		next = at->opened + d->escalate;
	if (f->s.phase != FLOW_REVIEW)
		next = 0;	/* on hold the clock stands still */
	{
		struct store_val	 row[] = { SV_INT(f->c.request),
		    SV_INT(i), SV_INT(at->opened), SV_INT(d->due == 0 ? 0 :
		    at->opened + d->due), SV_INT(next), SV_INT(at->reminded),
		    SV_INT(at->escalated) };

		if (store_exec(st, STORE_FLOW_STEP_ADD, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	for (k = 0; k < (int)at->nslots; k++) {
		const struct flow_slot	*l = &at->slot[k];

		if (l->by != 0)
			continue;
		if (add_task(st, &f->c, i, k, l->who < 0 ? NULL :
		    &d->who[l->who], l->account, false, err) < 0 ||
		    (at->escalated && l->who >= 0 && add_task(st, &f->c, i,
		    k, &d->escalate_to, 0, true, err) < 0))
			return -1;
	}
	return 0;
}

/* A request on hold keeps its tasks: those who decide resume it. */
static int
project(struct store *st, const struct flow_file *f, struct es_err *err)
{
	struct store_val	 id = SV_INT(f->c.request);
	struct store_val	 row[] = { SV_STR(flow_phase_name(
				    f->s.phase)), SV_INT(f->s.round),
				    SV_INT(f->n), SV_BYTES(f->hash,
				    FLOW_HASH), SV_INT(f->s.changed), id };
	size_t			 i;

	if (store_exec(st, STORE_FLOW_SET, row, ES_COUNT(row), NULL,
	    err) < 0 || store_exec(st, STORE_FLOW_STEPS_DROP, &id, 1, NULL,
	    err) < 0 || store_exec(st, STORE_FLOW_TASKS_DROP, &id, 1, NULL,
	    err) < 0)
		return -1;
	if (f->s.phase != FLOW_REVIEW && f->s.phase != FLOW_HELD)
		return 0;
	for (i = 0; i < f->c.def->nsteps; i++)
		if (f->s.at[i].stage == FLOW_OPEN &&
		    add_step(st, f, (int)i, err) < 0)
			return -1;
	return 0;
}

/*
 * Who is told: those who may decide what was opened now, or is late; the
 * applicant when it comes back or ends without a seal.
 */
static int
tell_people(struct store *st, const struct flow_file *f,
    const struct flow_event *e, struct es_err *err)
{
	bool			 late = e->kind == FLOW_REMIND ||
				    e->kind == FLOW_ESCALATE;
	const char		*kind = late ? "overdue" : "todo";
	struct store_val	 end[] = { SV_INT(e->at), SV_STR(
				    f->s.phase == FLOW_RETURNED ? "returned" :
				    "rejected") };
	struct store_val	 request = SV_INT(f->c.request);
	struct store_val	 task[] = { SV_INT(f->c.request),
				    SV_INT(late ? -1 : e->at),
				    SV_INT(late ? e->step : -1),
				    SV_INT(late ? 0 : e->subject),
				    SV_INT(e->at), SV_INT(e->at),
				    SV_INT(e->at), SV_INT(e->at),
				    SV_INT(e->at), SV_STR(kind),
				    SV_INT(f->c.request), SV_STR(kind) };

	if (f->s.phase == FLOW_RETURNED || f->s.phase == FLOW_REJECTED)
		return store_exec_in(st, STORE_NOTICE_HOLDERS, end,
		    ES_COUNT(end), &request, 1, err);
	if (f->s.phase != FLOW_REVIEW)
		return 0;
	return store_exec(st, STORE_NOTICE_TASKS, task, ES_COUNT(task), NULL,
	    err);
}

/* The request's own state; and at the end it goes to be sealed. */
static int
tell_request(struct store *st, const struct flow_file *f, int64_t now,
    struct es_err *err)
{
	bool			 done = f->s.phase == FLOW_APPROVED;
	struct store_val	 row[] = { SV_STR(done ? "awaiting" :
				    flow_phase_name(f->s.phase)),
				    SV_INT(f->s.round),
				    SV_INT(f->c.request) };
	struct store_val	 app[] = { SV_INT(f->c.request),
				    SV_BYTES(f->s.digest, FLOW_DIGEST),
				    SV_INT(now) };
	uint64_t		 matched;

	if (store_exec(st, STORE_FLOW_REQUEST_SET, row, ES_COUNT(row),
	    &matched, err) < 0)
		return -1;
	if (matched != 1)
		return es_fail(err, ES_E_CONFLICT, "request %lld is not under "
		    "review", (long long)f->c.request);
	if (!done)
		return 0;
	return store_exec(st, STORE_FLOW_APPROVAL, app, ES_COUNT(app), NULL,
	    err) < 0 || store_exec(st, STORE_FLOW_JOB, &row[2], 1, NULL,
	    err) < 0 ? -1 : 0;
}

int
flow_write(struct store *st, struct flow_file *f, struct flow_event *e,
    const struct flow_actor *actor, struct es_view record,
    enum flow_refusal *why, struct es_err *err)
{
	unsigned char	 prev[FLOW_HASH];

	if (!store_in_tx(st))
		return es_fail(err, ES_E_BUG, "flow: outside a transaction");
	if (f->flaw != FLOW_SOUND)
		return es_fail(err, ES_E_UNTRUSTED, "flow of request %lld: "
		    "event %zu is %s", (long long)f->c.request, f->bad,
		    flow_flaw_name(f->flaw));
	if ((*why = flow_judge(&f->c, &f->s, e, actor)) != FLOW_OK)
		return 0;
	memcpy(prev, f->hash, FLOW_HASH);
	if (flow_chain_next(e, f->n + 1, prev, f->hash, err) < 0 ||
	    add_event(st, f->c.request, f->n + 1, e, prev, f->hash,
	    err) < 0)
		return -1;
	if (flow_move(&f->c, &f->s, e, record) != FLOW_OK)
		return es_fail(err, ES_E_BUG, "flow: judged well and then "
		    "refused");
	f->n++;
	if (project(st, f, err) < 0 || tell_people(st, f, e, err) < 0)
		return -1;
	return tell_request(st, f, e->at, err);
}

int
flow_begin(struct store *st, const struct flow_case *c,
    const struct flow_actor *applicant, struct es_view record,
    const unsigned char digest[FLOW_DIGEST], int64_t now, struct es_err *err)
{
	struct flow_file	 f = { .c = *c, .flow = c->def->name,
				    .record = record };
	struct flow_event	 e = { .kind = FLOW_SUBMIT, .at = now,
				    .actor = applicant->account,
				    .actor_person = applicant->person,
				    .step = FLOW_NO_SLOT,
				    .slot = FLOW_NO_SLOT };
	enum flow_refusal	 why;

	memcpy(e.digest, digest, FLOW_DIGEST);
	if (flow_chain_begin(c, c->def->name, c->def->digest, f.hash,
	    err) < 0)
		return -1;
	{
		struct store_val	 row[] = { SV_INT(c->request),
		    SV_TEXT(c->def->name), SV_BYTES(c->def->digest,
		    FLOW_DIGEST), SV_INT(c->applicant),
		    SV_INT(c->applicant_person), SV_TEXT(c->unit),
		    SV_TEXT(c->office), SV_BYTES(f.hash, FLOW_HASH),
		    SV_INT(now) };

		if (store_exec(st, STORE_FLOW_NEW, row, ES_COUNT(row), NULL,
		    err) < 0)
			return -1;
	}
	if (flow_write(st, &f, &e, applicant, record, &why, err) < 0)
		return -1;
	return why == FLOW_OK ? 0 : es_fail(err, ES_E_BUG, "flow: a "
	    "submission was refused: %s", flow_refusal_name(why));
}
