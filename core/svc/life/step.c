/* svc/life/step.c - one step in the life of a seal; see life.h. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/life/priv.h"
#include "svc/seal/signd.h"
#include "sys/fault.h"

struct stepping {
	const struct svc_life		*l;
	const struct svc_life_step	*s;
	int64_t				 seal;
	struct es_arena			*arena;
	struct svc_life_seal		 is;
	struct seal_life		 to;
	const char			*flaw;
	bool				 key;	/* es-signd has it */
};

static const char *const	why_not[] = {
	[SEAL_MAY_UNKNOWN] = "life.not-now",
	[SEAL_MAY] = NULL,
	[SEAL_NOT_NOW] = "life.not-now",
	[SEAL_NOT_YOURS] = "life.not-yours",
	[SEAL_NOT_APART] = "life.not-apart",
};

static const char *const	grounds[] = { "cessation", "superseded",
    "affiliation", "key-compromise" };

/* -- what some steps want besides ---------------------------------------- */
static void
check_cancel(struct stepping *x)
{
	size_t	 i;

	for (i = 0; i < ES_COUNT(grounds); i++)
		if (es_view_eq_str(x->s->ground, grounds[i]))
			break;
	if (i == ES_COUNT(grounds) || x->s->effective > x->l->now)
		x->flaw = "life.bad-ground";
}

static int
propose(struct stepping *x, int64_t keeper, int64_t deputy,
    struct es_view types, struct es_err *err)
{
	struct store_val	 row[] = { SV_INT(x->seal),
				    SV_INT(x->s->seen + 1), SV_INT(keeper),
				    SV_INT(deputy), SV_TEXT(types),
				    SV_TEXT(x->s->ground),
				    SV_INT(x->s->effective) };

	if (deputy == 0)
		row[3].kind = STORE_NULL;
	return store_exec(x->l->db, STORE_LIFE_PROPOSE, row, ES_COUNT(row),
	    NULL, err);
}

static int
ask_change(struct stepping *x, struct es_err *err)
{
	struct es_view	 office = store_view(&x->is.row, 0, F_OFFICE);
	int64_t		 account[2], person[2];
	bool		 good;

	if (svc_life_keeper(x->l, x->s->keeper, office, x->arena, &account[0],
	    &person[0], err) < 0 || svc_life_keeper(x->l, x->s->deputy,
	    office, x->arena, &account[1], &person[1], err) < 0 ||
	    svc_life_types(x->l, x->s->types, office, x->arena, &good,
	    err) < 0)
		return -1;
	if (account[0] == 0)
		x->flaw = "life.bad-keeper";
	else if (account[1] == 0)
		x->flaw = "life.bad-deputy";
	else if (person[0] == person[1] || person[0] == x->l->person ||
	    person[1] == x->l->person)
		x->flaw = "life.bad-same";
	else if (!good)
		x->flaw = "life.bad-types";
	return x->flaw != NULL ? 0 : propose(x, account[0], account[1],
	    x->s->types, err);
}

/* The certificate is there and good, and es-signd has the key. */
static void
check_enable(struct stepping *x)
{
	const struct store_rows	*r = &x->is.row;

	if (!es_view_eq_str(store_view(r, 0, F_CERT), "good") ||
	    store_int(r, 0, F_UNTIL) <= x->l->now)
		x->flaw = "life.bad-certificate";
	else if (store_int(r, 0, F_VALID_UNTIL) != 0 &&
	    store_int(r, 0, F_VALID_UNTIL) <= x->l->now)
		x->flaw = "life.bad-over";
	else if (!x->key)
		x->flaw = "life.bad-key";
}

static int
prepare(struct stepping *x, struct es_err *err)
{
	switch (x->s->act) {
	case SEAL_DO_CHANGE:
		return ask_change(x, err);
	case SEAL_DO_CANCEL:
		check_cancel(x);
		return x->flaw != NULL ? 0 : propose(x, store_int(&x->is.row,
		    0, F_KEEPER), store_int(&x->is.row, 0, F_DEPUTY),
		    ES_VIEW_EMPTY, err);
	case SEAL_DO_FILE:
		if (x->s->number.n == 0)
			x->flaw = "life.bad-number";
		return 0;
	case SEAL_DO_ENABLE:
		check_enable(x);
		return 0;
	case SEAL_DO_ARCHIVE:
		/* Of a seal whose certificate lives on, nothing is over. */
		if (store_int(&x->is.row, 0, F_UNTIL) > x->l->now &&
		    !es_view_eq_str(store_view(&x->is.row, 0, F_CERT),
		    "revoked"))
			x->flaw = "life.bad-open";
		return 0;
	default:
		return 0;
	}
}

/* -- the transaction ----------------------------------------------------- */
/* The seal whose place this one takes. */
static int
replace(struct stepping *x, struct es_err *err)
{
	int64_t			 old = store_int(&x->is.row, 0, F_REPLACES);
	struct store_val	 id = SV_INT(old);
	struct svc_life_event	 e = { .seal = old, .act = SEAL_DO_REPLACE,
				    .reference = store_view(&x->is.row, 0,
				    F_NUMBER) };
	struct seal_parts	 nobody = { 0 };
	struct seal_life	 at = { 0 }, to;
	struct store_rows	 r;

	if (old == 0)
		return 0;
	if (audit_ledger_lock(x->l->db, (uint64_t)old, err) < 0 ||
	    store_query(x->l->db, STORE_LIFE_SEAL, &id, 1, x->arena, &r,
	    err) < 0)
		return -1;
	at.state = e.from = seal_state_find(store_view(&r, 0, F_STATE));
	if (seal_life_may(&at, SEAL_DO_REPLACE, SEAL_AS_TOOL, 0, &nobody,
	    &to) != SEAL_MAY) {
		x->flaw = "life.bad-replaces";
		return es_fail(err, ES_E_CONFLICT, "seal %lld cannot be "
		    "replaced now", (long long)old);
	}
	e.to = to.state;
	e.seq = store_int(&r, 0, F_EVENTS) + 1;
	return svc_life_write(x->l, &e, store_view(&r, 0, F_NUMBER), err);
}

/*
 * Stopping waits for what es-signd decides just now, and what it decides
 * after that sees the seal stopped: both lock the seal's chain.
 */
static bool
touches_use(const struct stepping *x)
{
	return x->is.at.state != x->to.state && x->is.at.state >= SEAL_FILED;
}

/* What it opens or decides; other steps are about the seal alone. */
static void
put_topic(const struct stepping *x, struct svc_life_event *e)
{
	if (e->act == SEAL_DO_CHANGE || e->act == SEAL_DO_CANCEL) {
		e->topic = x->to.topic;
		e->topic_seq = e->seq;
	} else if (e->act == SEAL_DO_ENDORSE || e->act == SEAL_DO_APPROVE ||
	    e->act == SEAL_DO_REJECT) {
		e->topic = x->is.at.topic;
		e->topic_seq = store_int(&x->is.row, 0, F_TOPIC_SEQ);
	}
}

static int
step(struct store *st, void *arg, struct es_err *err)
{
	struct stepping		*x = arg;
	struct svc_life_event	 e = { .seal = x->seal, .act = x->s->act,
				    .reason = x->s->reason };
	enum seal_may		 may;

	es_arena_reset(x->arena);
	x->flaw = NULL;
	if (svc_life_load(x->l, x->seal, x->arena, &x->is, err) < 0)
		return -1;
	may = seal_life_may(&x->is.at, x->s->act, x->is.as, x->l->person,
	    &x->is.parts, &x->to);
	x->flaw = why_not[may];
	if (x->flaw == NULL && x->s->seen != store_int(&x->is.row, 0,
	    F_EVENTS))
		x->flaw = "life.moved";
	if (x->flaw == NULL && seal_act_wants_reason(x->s->act) &&
	    x->s->reason.n == 0)
		x->flaw = "life.bad-reason";
	if (x->flaw != NULL)
		return 0;
	if (prepare(x, err) < 0)
		return -1;
	if (x->flaw != NULL)
		return 0;
	if (touches_use(x) && audit_ledger_lock(st, (uint64_t)x->seal,
	    err) < 0)
		return -1;
	e.seq = x->s->seen + 1;
	e.from = x->is.at.state;
	e.to = x->to.state;
	put_topic(x, &e);
	e.reference = x->s->act == SEAL_DO_FILE ? x->s->number :
	    ES_VIEW_EMPTY;
	if (e.act == SEAL_DO_ARCHIVE && svc_life_file_sum(x->l, x->seal,
	    x->arena, &e.evidence, err) < 0)
		return -1;
	if (svc_life_write(x->l, &e, store_view(&x->is.row, 0, F_NUMBER),
	    err) < 0 || SYS_FAULT("life.before_replace", err) < 0 ||
	    (e.act == SEAL_DO_ENABLE && replace(x, err) < 0))
		return -1;
	return SYS_FAULT("life.before_commit", err);
}

/* Is the key in es-signd's ring?  Asked before the transaction. */
static int
ask_key(struct stepping *x, struct es_err *err)
{
	struct signd_key	 k[ES_LIMIT_KEYS];
	struct signd		*s;
	size_t			 i, n = 0;
	int			 rc;

	if (svc_life_load(x->l, x->seal, x->arena, &x->is, err) < 0)
		return -1;
	if ((s = signd_new(x->l->signd_socket)) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	rc = signd_keys(s, k, &n, err);
	for (i = 0; rc == 0 && i < n; i++)
		if (es_view_eq(k[i].name, store_view(&x->is.row, 0, F_KEY)))
			x->key = true;
	signd_free(s);
	return rc;
}

int
svc_life_do(const struct svc_life *l, int64_t seal,
    const struct svc_life_step *s, const char **flaw, struct es_err *err)
{
	struct stepping	 x = { .l = l, .s = s, .seal = seal };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc = 0;

	*flaw = NULL;
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	if (s->act == SEAL_DO_ENABLE)
		rc = ask_key(&x, err);
	if (rc == 0 && store_tx(l->db, step, &x, &e) < 0) {
		if (e.code != ES_E_CONFLICT)
			rc = es_err_pass(err, &e);
		else if (x.flaw == NULL)
			x.flaw = "life.moved";	/* somebody was faster */
	}
	*flaw = x.flaw;
	es_arena_free(x.arena);
	return rc;
}
