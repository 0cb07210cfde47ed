/* svc/register/act.c - what becomes of a document; see register.h. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/register/register.h"

static const char *const	states[SVC_DOC_STATE__MAX] = {
	[SVC_DOC_UNKNOWN] = "",
	[SVC_DOC_VALID] = "valid",
	[SVC_DOC_SUPERSEDED] = "superseded",
	[SVC_DOC_SUSPENDED] = "suspended",
	[SVC_DOC_REVOKED] = "revoked",
};

/* Of forms and audit rows; and what the event says when it has happened. */
static const struct { const char *name, *event; } acts[SVC_DOC_ACT__MAX] = {
	[SVC_DOC_NOTHING] = { "", "" },
	[SVC_DOC_SUSPEND] = { "suspend", "suspended" },
	[SVC_DOC_RESUME] = { "resume", "resumed" },
	[SVC_DOC_SUPERSEDE] = { "supersede", "superseded" },
	[SVC_DOC_ASK_REVOKE] = { "ask-revoke", "revoke-asked" },
	[SVC_DOC_DROP_REVOKE] = { "drop-revoke", "revoke-dropped" },
	[SVC_DOC_REVOKE] = { "revoke", "revoked" },
};

enum svc_doc_state
svc_doc_state_find(struct es_view name)
{
	int	 s;

	for (s = SVC_DOC_UNKNOWN + 1; s < SVC_DOC_STATE__MAX; s++)
		if (es_view_eq_str(name, states[s]))
			return (enum svc_doc_state)s;
	return SVC_DOC_UNKNOWN;
}

const char *
svc_doc_state_name(enum svc_doc_state s)
{
	return (int)s < 0 || s >= SVC_DOC_STATE__MAX ? "" : states[s];
}

enum svc_doc_act
svc_doc_act_find(struct es_view name)
{
	int	 a;

	for (a = SVC_DOC_NOTHING + 1; a < SVC_DOC_ACT__MAX; a++)
		if (es_view_eq_str(name, acts[a].name))
			return (enum svc_doc_act)a;
	return SVC_DOC_NOTHING;
}

const char *
svc_doc_act_name(enum svc_doc_act a)
{
	return (int)a < 0 || a >= SVC_DOC_ACT__MAX ? "" : acts[a].name;
}

/* -- the rule ------------------------------------------------------------ */
enum svc_doc_state
svc_doc_next(enum svc_doc_state now, bool pending, bool replaced,
    enum svc_doc_act act, const struct svc_doc_actor *who)
{
	bool			 office = who->handler || who->approver;
	enum svc_doc_state	 back = replaced ? SVC_DOC_SUPERSEDED :
				    SVC_DOC_VALID;
	bool			 in_force = now == SVC_DOC_VALID ||
				    now == SVC_DOC_SUPERSEDED;

	if (!office)
		return SVC_DOC_UNKNOWN;
	switch (act) {
	case SVC_DOC_SUSPEND:
		return in_force ? SVC_DOC_SUSPENDED : SVC_DOC_UNKNOWN;
	case SVC_DOC_RESUME:
		return now == SVC_DOC_SUSPENDED && !pending ? back :
		    SVC_DOC_UNKNOWN;
	case SVC_DOC_SUPERSEDE:
		return now == SVC_DOC_VALID ? SVC_DOC_SUPERSEDED :
		    SVC_DOC_UNKNOWN;
	case SVC_DOC_ASK_REVOKE:
		return (in_force || now == SVC_DOC_SUSPENDED) && !pending ?
		    SVC_DOC_SUSPENDED : SVC_DOC_UNKNOWN;
	case SVC_DOC_DROP_REVOKE:
		return pending && (who->asked || who->approver) ? back :
		    SVC_DOC_UNKNOWN;
	case SVC_DOC_REVOKE:
		return pending && who->approver && !who->asked ?
		    SVC_DOC_REVOKED : SVC_DOC_UNKNOWN;
	case SVC_DOC_NOTHING:
	case SVC_DOC_ACT__MAX:
		break;
	}
	return SVC_DOC_UNKNOWN;
}

/* -- the transaction ------------------------------------------------------ */
enum { L_STATE, L_OFFICE, L_TYPE, L_PERSON, L_ISSUED, L_NUMBER, L_LANG };

struct acting {
	const struct svc_doc_do	*d;
	struct es_arena		*arena;
};

/* The document that takes the place of one: newer, otherwise the same. */
static int
find_other(struct store *st, const struct acting *x,
    const struct store_rows *l, int64_t *other, struct es_err *err)
{
	struct store_val	 arg = SV_TEXT(x->d->other);
	struct store_rows	 o;
	int			 rc;

	*other = 0;
	if (x->d->act != SVC_DOC_SUPERSEDE)
		return 0;
	rc = store_query(st, STORE_REGISTER_OTHER, &arg, 1, x->arena, &o,
	    err);
	if (rc < 0)
		return -1;
	if (rc == 0 || store_int(&o, 0, 0) == x->d->document ||
	    !es_view_eq(store_view(&o, 0, 1), store_view(l, 0, L_TYPE)) ||
	    store_int(&o, 0, 2) != store_int(l, 0, L_PERSON) ||
	    store_int(&o, 0, 3) < store_int(l, 0, L_ISSUED) ||
	    !es_view_eq_str(store_view(&o, 0, 4), "valid") ||
	    !es_view_eq(store_view(&o, 0, 5), store_view(l, 0, L_LANG)))
		return es_fail(err, ES_E_INPUT, "no newer document of this "
		    "person, type and language has that number");
	*other = store_int(&o, 0, 0);
	return 0;
}

static int
write_down(struct store *st, const struct acting *x,
    const struct store_rows *l, enum svc_doc_state to, int64_t other,
    struct es_err *err)
{
	const struct svc_doc_do	*d = x->d;
	struct es_view		 why = to == SVC_DOC_VALID ? ES_VIEW_EMPTY :
				    d->reason;
	struct store_val	 set[] = { SV_STR(states[to]), SV_TEXT(why),
				    SV_INT(d->document) };
	struct store_val	 event[] = { SV_INT(d->document),
				    SV_INT(d->now),
				    SV_STR(acts[d->act].event),
				    SV_TEXT(d->actor), SV_TEXT(d->reason),
				    SV_INT(other) };
	char			*action = es_arena_printf(x->arena,
				    "document.%s", acts[d->act].name);
	struct audit_entry	 e = {
		.chain = "register", .at = d->now, .actor = d->actor,
		.address = d->address, .action = action,
		.object = store_view(l, 0, L_NUMBER), .result = "ok",
		.detail = d->reason,
	};

	if (action == NULL)
		return es_fail(err, ES_E_NOMEM, "register: no memory");
	if (store_exec(st, STORE_REGISTER_SET_STATE, set, ES_COUNT(set), NULL,
	    err) < 0 ||
	    store_exec(st, STORE_REGISTER_EVENT_ADD, event, ES_COUNT(event),
	    NULL, err) < 0)
		return -1;
	return audit_add(st, &e, err);
}

static int
act(struct store *st, void *arg, struct es_err *err)
{
	struct acting		*x = arg;
	const struct svc_doc_do	*d = x->d;
	struct svc_doc_actor	 who = d->who;
	struct store_val	 id = SV_INT(d->document);
	struct store_rows	 l, e, s;
	enum svc_doc_state	 now, to;
	bool			 pending;
	int64_t			 other;
	int			 rc;

	es_arena_reset(x->arena);
	rc = store_query(st, STORE_REGISTER_LOCK, &id, 1, x->arena, &l, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no document %lld",
		    (long long)d->document);
	if (rc < 0 ||
	    store_query(st, STORE_REGISTER_LAST_EVENT, &id, 1, x->arena, &e,
	    err) < 0 ||
	    store_query(st, STORE_REGISTER_WAS_SUPERSEDED, &id, 1, x->arena,
	    &s, err) < 0)
		return -1;
	if (store_int(&l, 0, L_PERSON) == d->person)
		return es_fail(err, ES_E_DENIED, "register: a document of "
		    "their own");
	pending = e.n > 0 && es_view_eq_str(store_view(&e, 0, 0),
	    "revoke-asked");
	who.asked = pending && es_view_eq(store_view(&e, 0, 1), d->actor);
	now = svc_doc_state_find(store_view(&l, 0, L_STATE));
	to = svc_doc_next(now, pending, s.n > 0, d->act, &who);
	if (to == SVC_DOC_UNKNOWN)
		return es_fail(err, ES_E_CONFLICT, "register: \"%s\" of a "
		    "document that is %s%s", acts[d->act].name, states[now],
		    pending ? ", its withdrawal asked for" : "");
	if (find_other(st, x, &l, &other, err) < 0)
		return -1;
	return write_down(st, x, &l, to, other, err);
}

int
svc_doc_act(struct store *st, const struct svc_doc_do *d, struct es_err *err)
{
	struct acting	 x = { .d = d };
	int		 rc;

	if (d->reason.n == 0)
		return es_fail(err, ES_E_INPUT, "register: without a reason");
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "register: no memory");
	rc = store_tx(st, act, &x, err);
	es_arena_free(x.arena);
	return rc < 0 ? -1 : 0;
}

/* -- exports -------------------------------------------------------------- */
static int
add_note(struct store *st, void *arg, struct es_err *err)
{
	return audit_add(st, arg, err);
}

int
svc_register_slot(struct store *st, int64_t *slot, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 r;
	int			 rc = 0;

	*slot = 0;
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "export: no memory");
	while (rc == 0 && *slot < (int64_t)ES_LIMIT_EXPORTS) {
		struct store_val	 arg = SV_INT(++*slot);

		rc = store_query(st, STORE_REGISTER_SLOT, &arg, 1, a, &r,
		    err);
		if (rc > 0)
			rc = store_int(&r, 0, 0) == 1;
	}
	es_arena_free(a);
	return rc;
}

int
svc_register_slot_back(struct store *st, int64_t slot, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_val	 arg = SV_INT(slot);
	struct store_rows	 r;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "export: no memory");
	rc = store_query(st, STORE_REGISTER_SLOT_BACK, &arg, 1, a, &r, err);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

int
svc_register_exported(struct store *st, const struct svc_register_export *x,
    struct es_err *err)
{
	bool			 begun = x->step == SVC_EXPORT_BEGUN;
	char			 detail[200];
	struct audit_entry	 e = {
		.chain = "register", .at = x->now, .actor = x->actor,
		.address = x->address, .action = begun ? "register.export" :
		"register.exported", .object = ES_LIT("documents"),
		.result = x->step == SVC_EXPORT_CUT ? "failed" : "ok",
	};

	(void)snprintf(detail, sizeof(detail), "%lld rows: %.*s",
	    (long long)x->rows, (int)(x->query.n > 150 ? 150 : x->query.n),
	    x->query.n == 0 ? "" : (const char *)x->query.p);
	e.detail = begun ? es_view_sub(x->query, 0, 200) :
	    es_view_str(detail);
	return store_tx(st, add_note, &e, err);
}
