/* flow/core.c - see core.h. */
#include "flow/core.h"

static const char *const	kinds[FLOW_EV__MAX] = {
	[FLOW_EV_NONE] = "",
	[FLOW_SUBMIT] = "submit",
	[FLOW_APPROVE] = "approve",
	[FLOW_REJECT] = "reject",
	[FLOW_RETURN] = "return",
	[FLOW_WITHDRAW] = "withdraw",
	[FLOW_HOLD] = "hold",
	[FLOW_RESUME] = "resume",
	[FLOW_DELEGATE] = "delegate",
	[FLOW_ADD] = "add",
	[FLOW_REMIND] = "remind",
	[FLOW_ESCALATE] = "escalate",
};

static const char *const	phases[FLOW_PHASE__MAX] = {
	[FLOW_PHASE_NONE] = "",
	[FLOW_REVIEW] = "review",
	[FLOW_HELD] = "held",
	[FLOW_RETURNED] = "returned",
	[FLOW_REJECTED] = "rejected",
	[FLOW_WITHDRAWN] = "withdrawn",
	[FLOW_APPROVED] = "approved",
};

static const char *const	refusals[FLOW_REFUSAL__MAX] = {
	[FLOW_OK] = "ok",
	[FLOW_NOT_NOW] = "not-now",
	[FLOW_NOT_YOURS] = "not-yours",
	[FLOW_OWN_REQUEST] = "own-request",
	[FLOW_TWICE] = "twice",
	[FLOW_STALE] = "stale",
	[FLOW_NO_REASON] = "no-reason",
	[FLOW_BAD_SUBJECT] = "bad-subject",
	[FLOW_TOO_MANY] = "too-many",
	[FLOW_MALFORMED] = "malformed",
};

/* What an event needs: one row each, nothing else decides it. */
#define P(phase)	(1u << (phase))

static const struct shape {
	unsigned	 phases;	/* in which it may happen */
	bool		 applicant;	/* by them alone; else never by them */
	bool		 clock;		/* by nobody alone */
	bool		 step;		/* is about an open step */
	bool		 slot;		/* and one open slot of it */
	bool		 reason;	/* needs words */
	bool		 subject;	/* names somebody */
} shapes[FLOW_EV__MAX] = {
	[FLOW_SUBMIT] = { P(FLOW_PHASE_NONE) | P(FLOW_RETURNED),
	    .applicant = true },
	[FLOW_WITHDRAW] = { P(FLOW_REVIEW) | P(FLOW_HELD) | P(FLOW_RETURNED),
	    .applicant = true },
	[FLOW_APPROVE] = { P(FLOW_REVIEW), .step = true, .slot = true },
	[FLOW_REJECT] = { P(FLOW_REVIEW) | P(FLOW_HELD), .step = true,
	    .slot = true, .reason = true },
	[FLOW_RETURN] = { P(FLOW_REVIEW) | P(FLOW_HELD), .step = true,
	    .slot = true, .reason = true },
	[FLOW_HOLD] = { P(FLOW_REVIEW), .step = true, .slot = true,
	    .reason = true },
	[FLOW_RESUME] = { P(FLOW_HELD), .step = true, .slot = true },
	[FLOW_DELEGATE] = { P(FLOW_REVIEW), .step = true, .slot = true,
	    .subject = true },
	[FLOW_ADD] = { P(FLOW_REVIEW), .step = true, .slot = true,
	    .subject = true },
	[FLOW_REMIND] = { P(FLOW_REVIEW), .clock = true, .step = true },
	[FLOW_ESCALATE] = { P(FLOW_REVIEW), .clock = true, .step = true },
};

const char *
flow_kind_name(enum flow_kind k)
{
	return (int)k < 0 || k >= FLOW_EV__MAX ? "" : kinds[k];
}

enum flow_kind
flow_kind_find(struct es_view name)
{
	int	 k;

	for (k = FLOW_EV_NONE + 1; k < FLOW_EV__MAX; k++)
		if (es_view_eq_str(name, kinds[k]))
			return (enum flow_kind)k;
	return FLOW_EV_NONE;
}

const char *
flow_phase_name(enum flow_phase p)
{
	return (int)p < 0 || p >= FLOW_PHASE__MAX ? "" : phases[p];
}

enum flow_phase
flow_phase_find(struct es_view name)
{
	int	 p;

	for (p = FLOW_PHASE_NONE + 1; p < FLOW_PHASE__MAX; p++)
		if (es_view_eq_str(name, phases[p]))
			return (enum flow_phase)p;
	return FLOW_PHASE_NONE;
}

const char *
flow_refusal_name(enum flow_refusal r)
{
	return (int)r < 0 || r >= FLOW_REFUSAL__MAX ? "" : refusals[r];
}

/* -- who ----------------------------------------------------------------- */
static bool
has_right(const struct flow_actor *a, struct es_view role,
    struct es_view office)
{
	size_t	 i;

	for (i = 0; i < a->nrights; i++)
		if (es_view_eq(a->rights[i].role, role) &&
		    (a->rights[i].office.n == 0 ||
		    es_view_eq(a->rights[i].office, office)))
			return true;
	return false;
}

static bool
fits_who(const struct flow_case *c, const struct flow_who *w,
    const struct flow_actor *a)
{
	switch (w->kind) {
	case FLOW_WHO_ROLE:
		return has_right(a, w->role, w->issuer ? c->office :
		    w->office);
	case FLOW_WHO_HEAD:
		/* Without a unit nobody is its head, not even by accident. */
		return c->unit.n > 0 && has_right(a, ES_LIT("head"), c->unit);
	case FLOW_WHO_ACCOUNT:
		return es_view_eq(a->name, w->account);
	case FLOW_WHO_NONE:
		break;
	}
	return false;
}

static bool
fits_alone(const struct flow_case *c, const struct flow_state *s, int step,
    int slot, const struct flow_actor *a)
{
	const struct flow_step	*d = &c->def->step[step];
	const struct flow_slot	*l = &s->at[step].slot[slot];

	if (l->account != 0) {
		if (a->account == l->account)
			return true;
	} else if (l->who >= 0 && fits_who(c, &d->who[l->who], a))
		return true;
	/* An added signature is that person's; others may be overtaken. */
	return s->at[step].escalated && l->who >= 0 &&
	    fits_who(c, &d->escalate_to, a);
}

bool
flow_fits(const struct flow_case *c, const struct flow_state *s, int step,
    int slot, const struct flow_actor *actor)
{
	return step >= 0 && (size_t)step < c->def->nsteps &&
	    slot >= 0 && (size_t)slot < s->at[step].nslots &&
	    s->at[step].stage == FLOW_OPEN && s->at[step].slot[slot].by == 0 &&
	    (fits_alone(c, s, step, slot, actor) || (actor->absent != NULL &&
	    fits_alone(c, s, step, slot, actor->absent)));
}

static bool
signed_step(const struct flow_at *at, int64_t person)
{
	size_t	 k;

	for (k = 0; k < at->nslots; k++)
		if (at->slot[k].by == person && person != 0)
			return true;
	return false;
}

bool
flow_signed(const struct flow_state *s, int64_t person)
{
	size_t	 i;

	for (i = 0; i < ES_LIMIT_FLOW_STEPS; i++)
		if (signed_step(&s->at[i], person))
			return true;
	return false;
}

/* -- may it happen ------------------------------------------------------- */
/* Whatever it is, it fits this state; nothing about who. */
static enum flow_refusal
possible(const struct flow_case *c, const struct flow_state *s,
    const struct flow_event *e)
{
	const struct shape	*h;
	const struct flow_at	*at;

	if ((int)e->kind <= FLOW_EV_NONE || e->kind >= FLOW_EV__MAX)
		return FLOW_MALFORMED;
	h = &shapes[e->kind];
	if ((h->phases & P(s->phase)) == 0)
		return FLOW_NOT_NOW;
	if (s->events >= ES_LIMIT_FLOW_EVENTS && e->kind != FLOW_WITHDRAW &&
	    e->kind != FLOW_REJECT)
		return FLOW_TOO_MANY;
	if (e->kind != FLOW_SUBMIT && memcmp(e->digest, s->digest,
	    FLOW_DIGEST) != 0)
		return FLOW_STALE;
	if (!h->step)
		return e->step == FLOW_NO_SLOT && e->slot == FLOW_NO_SLOT ?
		    FLOW_OK : FLOW_MALFORMED;
	if (e->step < 0 || (size_t)e->step >= c->def->nsteps)
		return FLOW_MALFORMED;
	at = &s->at[e->step];
	if (at->stage != FLOW_OPEN)
		return FLOW_NOT_NOW;
	if ((e->kind == FLOW_ESCALATE && (at->escalated ||
	    c->def->step[e->step].escalate == 0)) ||
	    (e->kind == FLOW_REMIND && (at->reminded ||
	    c->def->step[e->step].remind == 0)))
		return FLOW_NOT_NOW;
	if (!h->slot)
		return e->slot == FLOW_NO_SLOT ? FLOW_OK : FLOW_MALFORMED;
	if (e->slot < 0 || (size_t)e->slot >= at->nslots)
		return FLOW_MALFORMED;
	if (at->slot[e->slot].by != 0)
		return FLOW_NOT_NOW;
	if (e->kind == FLOW_ADD && at->nslots == ES_LIMIT_FLOW_SLOTS)
		return FLOW_TOO_MANY;
	return FLOW_OK;
}

/* The rules of four eyes (domain: applicant, approver, approver apart). */
static enum flow_refusal
apart(const struct flow_case *c, const struct flow_state *s,
    const struct flow_event *e, int64_t person)
{
	if (person == c->applicant_person)
		return FLOW_OWN_REQUEST;
	if (e->kind != FLOW_APPROVE)
		return FLOW_OK;
	if (signed_step(&s->at[e->step], person) ||
	    (!c->def->twice && flow_signed(s, person)))
		return FLOW_TWICE;
	return FLOW_OK;
}

static enum flow_refusal
check_subject(const struct flow_case *c, const struct flow_state *s,
    const struct flow_event *e)
{
	if (e->subject == 0 || e->subject_person == 0 ||
	    e->subject_person == e->actor_person ||
	    e->subject_person == e->absent_person ||
	    e->subject_person == c->applicant_person)
		return FLOW_BAD_SUBJECT;
	/* Who may not sign is not asked to. */
	if (signed_step(&s->at[e->step], e->subject_person) ||
	    (!c->def->twice && flow_signed(s, e->subject_person)))
		return FLOW_BAD_SUBJECT;
	return FLOW_OK;
}

/* The first open slot that the actor fits, where the event names none. */
static void
find_slot(const struct flow_case *c, const struct flow_state *s,
    struct flow_event *e, const struct flow_actor *a)
{
	int	 k;

	if (e->slot != FLOW_NO_SLOT || e->step < 0 ||
	    (size_t)e->step >= c->def->nsteps)
		return;
	for (k = 0; (size_t)k < s->at[e->step].nslots; k++)
		if (flow_fits(c, s, e->step, k, a)) {
			e->slot = k;
			return;
		}
}

static enum flow_refusal
judge_person(const struct flow_case *c, const struct flow_state *s,
    const struct flow_event *e, const struct flow_actor *a)
{
	const struct shape	*h = &shapes[e->kind];
	enum flow_refusal	 r;

	if (a->account != e->actor || a->person != e->actor_person ||
	    (a->absent == NULL) != (e->absent == 0) ||
	    (a->absent != NULL && (a->absent->account != e->absent ||
	    a->absent->person != e->absent_person)))
		return FLOW_MALFORMED;
	if (h->applicant)
		return a->account == c->applicant && a->absent == NULL ?
		    FLOW_OK : FLOW_NOT_YOURS;
	if (!flow_fits(c, s, e->step, e->slot, a))
		return FLOW_NOT_YOURS;
	if ((r = apart(c, s, e, a->person)) != FLOW_OK ||
	    (a->absent != NULL &&
	    (r = apart(c, s, e, a->absent->person)) != FLOW_OK))
		return r;
	return h->subject ? check_subject(c, s, e) : FLOW_OK;
}

enum flow_refusal
flow_judge(const struct flow_case *c, const struct flow_state *s,
    struct flow_event *e, const struct flow_actor *actor)
{
	const struct shape	*h;
	enum flow_refusal	 r;
	bool			 searched;

	if ((int)e->kind <= FLOW_EV_NONE || e->kind >= FLOW_EV__MAX)
		return FLOW_MALFORMED;
	h = &shapes[e->kind];
	if (h->clock != (actor == NULL))
		return FLOW_NOT_YOURS;
	searched = h->slot && actor != NULL && e->slot == FLOW_NO_SLOT;
	if (searched) {
		find_slot(c, s, e, actor);
		/* Nothing of this step is theirs: say why, if it is open. */
		if (e->slot == FLOW_NO_SLOT && e->step >= 0 &&
		    (size_t)e->step < c->def->nsteps &&
		    (h->phases & P(s->phase)) != 0)
			return s->at[e->step].stage == FLOW_OPEN ?
			    FLOW_NOT_YOURS : FLOW_NOT_NOW;
	}
	if ((r = possible(c, s, e)) != FLOW_OK)
		return r;
	if (actor != NULL && (r = judge_person(c, s, e, actor)) != FLOW_OK)
		return r;
	return h->reason && es_view_trim(e->text).n == 0 ? FLOW_NO_REASON :
	    FLOW_OK;
}

/* -- what it makes of the state ------------------------------------------ */
static void
open_step(const struct flow_case *c, struct flow_state *s, size_t i,
    int64_t now)
{
	struct flow_at	*at = &s->at[i];
	size_t		 k;

	at->stage = FLOW_OPEN;
	at->opened = now;
	at->nslots = c->def->step[i].nwho;
	for (k = 0; k < at->nslots; k++)
		at->slot[k] = (struct flow_slot){ .who = (int)k };
}

/* Open the first group that has something left; none: it is approved. */
static void
advance(const struct flow_case *c, struct flow_state *s, int64_t now)
{
	const struct flow_def	*d = c->def;
	size_t			 i, k;

	for (i = 0; i < d->nsteps; i++) {
		if (s->at[i].stage == FLOW_OPEN)
			return;
		if (s->at[i].stage != FLOW_LATER)
			continue;
		for (k = i; k < d->nsteps &&
		    d->step[k].group == d->step[i].group; k++)
			if (s->at[k].stage == FLOW_LATER)
				open_step(c, s, k, now);
		return;
	}
	s->phase = FLOW_APPROVED;
}

static void
submit(const struct flow_case *c, struct flow_state *s,
    const struct flow_event *e, struct es_view record)
{
	size_t	 i;

	memset(s->at, 0, sizeof(s->at));
	memcpy(s->digest, e->digest, FLOW_DIGEST);
	s->round++;
	s->phase = FLOW_REVIEW;
	for (i = 0; i < c->def->nsteps; i++)
		if (!flow_applies(&c->def->step[i], record))
			s->at[i].stage = FLOW_SKIPPED;
	advance(c, s, e->at);
}

/* 或签: one of "who" and everybody who was added; 会签: all of them. */
static bool
complete(const struct flow_step *d, const struct flow_at *at)
{
	bool	 one = false;
	size_t	 k;

	for (k = 0; k < at->nslots; k++) {
		if (at->slot[k].by != 0)
			one = one || at->slot[k].who >= 0;
		else if (at->slot[k].who < 0 || d->mode == FLOW_ALL)
			return false;
	}
	return one;
}

static void
approve(const struct flow_case *c, struct flow_state *s,
    const struct flow_event *e)
{
	struct flow_at	*at = &s->at[e->step];

	at->slot[e->slot].by = e->actor_person;
	at->slot[e->slot].signer = e->actor;
	if (!complete(&c->def->step[e->step], at))
		return;
	at->stage = FLOW_DONE;
	at->closed = e->at;
	advance(c, s, e->at);
}

enum flow_refusal
flow_move(const struct flow_case *c, struct flow_state *s,
    const struct flow_event *e, struct es_view record)
{
	enum flow_refusal	 r = possible(c, s, e);
	struct flow_at		*at;

	if (r != FLOW_OK)
		return r;
	s->events++;
	s->changed = e->at;
	at = e->step >= 0 ? &s->at[e->step] : NULL;
	switch (e->kind) {
	case FLOW_SUBMIT:
		submit(c, s, e, record);
		break;
	case FLOW_APPROVE:
		approve(c, s, e);
		break;
	case FLOW_REJECT:
		s->phase = FLOW_REJECTED;
		break;
	case FLOW_RETURN:
		s->phase = FLOW_RETURNED;
		break;
	case FLOW_WITHDRAW:
		s->phase = FLOW_WITHDRAWN;
		break;
	case FLOW_HOLD:
		s->phase = FLOW_HELD;
		break;
	case FLOW_RESUME:
		s->phase = FLOW_REVIEW;
		break;
	case FLOW_DELEGATE:
		at->slot[e->slot].account = e->subject;
		break;
	case FLOW_ADD:
		at->slot[at->nslots++] = (struct flow_slot){ .who = -1,
		    .account = e->subject };
		break;
	case FLOW_ESCALATE:
		at->escalated = true;
		break;
	case FLOW_REMIND:
		at->reminded = true;
		break;
	case FLOW_EV_NONE:
	case FLOW_EV__MAX:
		break;
	}
	return FLOW_OK;
}
