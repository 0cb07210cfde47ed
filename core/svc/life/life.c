/* svc/life/life.c - what people see of the life of seals; see life.h. */
#include "svc/life/life.h"

#include <stdio.h>

#include "base/limits.h"
#include "svc/issue/priv.h"
#include "svc/life/priv.h"

#define DAY		86400
#define WARN_DAYS	90

struct es_view
svc_life_name(const struct svc_life *l, const struct store_rows *r, size_t i,
    size_t zh)
{
	return store_view(r, i, l->lang == SVC_EN ? zh + 1 : zh);
}

/* "life.state-" "active" in words. */
const char *
svc_life_word(const struct svc_life *l, struct es_arena *a, const char *prefix,
    struct es_view v)
{
	const char	*key = es_arena_printf(a, "life.%s-%.*s", prefix,
			    (int)v.n, v.p == NULL ? "" : (const char *)v.p);

	return key == NULL ? "" : l->say(l->arg, key);
}

const char *
svc_life_day(const struct svc_life *l, struct es_arena *a, int64_t t)
{
	const char	*s = es_arena_str(a, es_view_sub(es_view_str(
			    svc_when(a, t, l->offset)), 0, 10));

	return s == NULL ? "" : s;
}

/* -- who they are to it -------------------------------------------------- */
unsigned
svc_life_as(const struct svc_life *l, const struct store_rows *r, size_t i)
{
	struct es_view	 office = store_view(r, i, F_OFFICE);
	unsigned	 as = 0;

	if (l->holds(l->arg, "handler", office))
		as |= SEAL_AS_HANDLER;
	if (l->holds(l->arg, "approver", office))
		as |= SEAL_AS_OFFICE;
	if (l->holds(l->arg, "approver", es_view_str(l->university_office)))
		as |= SEAL_AS_CAMPUS;
	if (l->holds(l->arg, "seal-manager", office))
		as |= SEAL_AS_MANAGER;
	if (l->holds(l->arg, "seal-maker", office))
		as |= SEAL_AS_MAKER;
	if (l->holds(l->arg, "archivist", office))
		as |= SEAL_AS_ARCHIVIST;
	if (l->holds(l->arg, "keeper", office) &&
	    (store_int(r, i, F_KEEPER) == l->account ||
	    store_int(r, i, F_DEPUTY) == l->account))
		as |= SEAL_AS_KEEPER;
	return as;
}

/* The auditor sees all, and is nothing to any seal. */
static bool
sees(const struct svc_life *l, unsigned as)
{
	return as != 0 || l->holds(l->arg, "auditor", ES_VIEW_EMPTY);
}

/* -- one seal ------------------------------------------------------------ */
static void
read_life(const struct store_rows *r, size_t i, struct seal_life *at)
{
	at->state = seal_state_find(store_view(r, i, F_STATE));
	at->topic = seal_topic_find(store_view(r, i, F_TOPIC));
	at->stage = (int)store_int(r, i, F_STAGE);
}

/* Who had which part in it, by the events. */
static void
read_parts(struct svc_life_seal *s)
{
	const struct store_rows	*e = &s->events;
	int64_t			 open = store_int(&s->row, 0, F_TOPIC_SEQ);
	size_t			 i;

	memset(&s->parts, 0, sizeof(s->parts));
	s->parts.keeper = store_int(&s->row, 0, F_KEEPER_PERSON);
	s->parts.deputy = store_int(&s->row, 0, F_DEPUTY_PERSON);
	s->parts.next_keeper = store_int(&s->proposal, 0, O_KEEPER_PERSON);
	s->parts.next_deputy = store_int(&s->proposal, 0, O_DEPUTY_PERSON);
	for (i = 0; i < e->n; i++) {
		enum seal_act	 act = seal_act_find(store_view(e, i, V_ACT));
		int64_t		 who = store_int(e, i, V_PERSON);
		bool		 first = seal_topic_find(store_view(e, i,
				    V_TOPIC)) == SEAL_NEW;

		if (store_int(e, i, V_SEQ) == open)
			s->parts.asked = who;
		if (act == SEAL_DO_ENDORSE && store_int(e, i, V_TOPIC_SEQ) ==
		    open)
			s->parts.endorsed = who;
		if (act == SEAL_DO_APPLY)
			s->parts.applied = who;
		else if (act == SEAL_DO_ENDORSE && first)
			s->parts.agreed[0] = who;
		else if (act == SEAL_DO_APPROVE && first)
			s->parts.agreed[1] = who;
		else if (act == SEAL_DO_TAKE)
			s->parts.made = who;
	}
}

int
svc_life_load(const struct svc_life *l, int64_t seal, struct es_arena *a,
    struct svc_life_seal *out, struct es_err *err)
{
	struct store_val	 id = SV_INT(seal);
	int			 rc;

	memset(out, 0, sizeof(*out));
	rc = store_query(l->db, STORE_LIFE_SEAL, &id, 1, a, &out->row, err);
	if (rc < 0)
		return -1;
	out->as = rc == 0 ? 0 : svc_life_as(l, &out->row, 0);
	if (rc == 0 || !sees(l, out->as))
		return es_fail(err, ES_E_NOTFOUND, "no seal %lld for account "
		    "%lld", (long long)seal, (long long)l->account);
	{
		struct store_val	 open[] = { SV_INT(seal),
		    SV_INT(store_int(&out->row, 0, F_TOPIC_SEQ)) };

		if (store_query(l->db, STORE_LIFE_EVENTS, &id, 1, a,
		    &out->events, err) < 0 ||
		    store_query(l->db, STORE_LIFE_PROPOSAL, open, 2, a,
		    &out->proposal, err) < 0)
			return -1;
	}
	read_life(&out->row, 0, &out->at);
	read_parts(out);
	return 0;
}

/* -- the list ------------------------------------------------------------ */
static void
put_certificate(const struct svc_life *l, const struct store_rows *r,
    size_t i, struct es_arena *a, struct es_tree *m)
{
	int64_t	 until = store_int(r, i, F_UNTIL);
	int64_t	 left = (until - l->now) / DAY;

	if (until == 0)
		return;
	es_tree_put_str(m, "until", svc_life_day(l, a, until));
	if (es_view_eq_str(store_view(r, i, F_CERT), "revoked"))
		es_tree_put_str(m, "revoked", svc_when(a, store_int(r, i,
		    F_REVOKED), l->offset));
	else if (until <= l->now)
		es_tree_put_bool(m, "expired", true);
	else if (left < WARN_DAYS)
		es_tree_put_int(m, "days", left);
}

void
svc_life_put(const struct svc_life *l, const struct store_rows *r, size_t i,
    struct es_arena *a, struct es_tree *m)
{
	struct es_view	 state = store_view(r, i, F_STATE);

	es_tree_put_text(m, "number", store_view(r, i, F_NUMBER));
	es_tree_put_text(m, "name", svc_life_name(l, r, i, F_ZH));
	es_tree_put_text(m, "office", svc_life_name(l, r, i, F_OFF_ZH));
	es_tree_put_text(m, "keeper", svc_life_name(l, r, i, F_KEEPER_ZH));
	es_tree_put_text(m, "deputy", svc_life_name(l, r, i, F_DEPUTY_ZH));
	es_tree_put_text(m, "state", state);
	es_tree_put_str(m, "state_word", svc_life_word(l, a, "state", state));
	es_tree_put_bool(m, "good", es_view_eq_str(state, "active"));
	es_tree_put_bool(m, "care", es_view_eq_str(state, "suspended") ||
	    es_view_eq_str(state, "lost"));
	es_tree_put_str(m, "href", es_arena_printf(a, "/seal/life/%lld",
	    (long long)store_int(r, i, F_ID)));
	if (store_view(r, i, F_TOPIC).n > 0)
		es_tree_put_str(m, "topic", svc_life_word(l, a, "topic",
		    store_view(r, i, F_TOPIC)));
	put_certificate(l, r, i, a, m);
}

/* Somebody's turn: what is not always open to them, as suspending is. */
static bool
is_due(enum seal_act act)
{
	return act == SEAL_DO_ENDORSE || act == SEAL_DO_APPROVE ||
	    act == SEAL_DO_TAKE || act == SEAL_DO_FILE ||
	    act == SEAL_DO_ENABLE || act == SEAL_DO_ARCHIVE;
}

static int
waits_for(const struct svc_life *l, int64_t id, struct es_arena *a,
    bool *due, struct es_err *err)
{
	struct svc_life_seal	 s;
	int			 act;

	*due = false;
	if (svc_life_load(l, id, a, &s, err) < 0)
		return -1;
	for (act = SEAL_DO_NOTHING + 1; act < SEAL_DO__MAX; act++)
		if (is_due((enum seal_act)act) && seal_life_may(&s.at,
		    (enum seal_act)act, s.as, l->person, &s.parts, NULL) ==
		    SEAL_MAY)
			*due = true;
	return 0;
}

/* Nothing is decided about what rests. */
static bool
rests(const struct store_rows *r, size_t i)
{
	struct seal_life	 at;

	read_life(r, i, &at);
	return at.topic == SEAL_TOPIC_NONE && (at.state == SEAL_ACTIVE ||
	    at.state == SEAL_SUSPENDED || at.state == SEAL_ARCHIVED ||
	    at.state == SEAL_REJECTED || at.state == SEAL_VOIDED);
}

int
svc_life_list(const struct svc_life *l, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct es_tree		*all = es_tree_put_list(page, "seals");
	struct es_tree		*todo = es_tree_put_list(page, "todo");
	struct store_rows	 r;
	bool			 due;
	size_t			 i;

	if (store_query(l->db, STORE_LIFE_SEALS, NULL, 0, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		if (!sees(l, svc_life_as(l, &r, i)))
			continue;
		svc_life_put(l, &r, i, a, es_tree_add_map(all));
		if (rests(&r, i))
			continue;
		if (waits_for(l, store_int(&r, i, F_ID), a, &due, err) < 0)
			return -1;
		if (due)
			svc_life_put(l, &r, i, a, es_tree_add_map(todo));
	}
	es_tree_put_bool(page, "may_apply", l->holds(l->arg, "handler",
	    ES_VIEW_EMPTY) || l->holds(l->arg, "seal-manager",
	    ES_VIEW_EMPTY));
	return es_tree_ok(page, err);
}
