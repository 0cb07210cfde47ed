/* auth/officer.c - asking and deciding; see officer.h. */
#include "auth/officer.h"

#include <stdio.h>

#include "audit/audit.h"
#include "auth/officer_priv.h"
#include "base/buf.h"
#include "base/limits.h"
#include "crypt/password.h"
#include "crypt/random.h"
#include "crypt/secret.h"
#include "sys/fault.h"

static const char *const	kinds[AUTH_ASK__MAX] = {
	[AUTH_ASK_NOTHING] = "",
	[AUTH_ASK_ACCOUNT] = "account",
	[AUTH_ASK_LOCK] = "lock",
	[AUTH_ASK_UNLOCK] = "unlock",
	[AUTH_ASK_PASSWORD] = "password",
	[AUTH_ASK_RIGHT] = "right",
	[AUTH_ASK_RIGHT_END] = "right-end",
	[AUTH_ASK_TYPE] = "type",
};

static const char *const	decisions[] = {
	[AUTH_DECISION_NONE] = "",
	[AUTH_APPROVED] = "approved",
	[AUTH_REFUSED] = "refused",
	[AUTH_WITHDRAWN] = "withdrawn",
};

const char *
auth_ask_name(enum auth_ask k)
{
	return (int)k < 0 || k >= AUTH_ASK__MAX ? "" : kinds[k];
}

enum auth_ask
auth_ask_find(struct es_view name)
{
	int	 k;

	for (k = AUTH_ASK_NOTHING + 1; k < AUTH_ASK__MAX; k++)
		if (es_view_eq_str(name, kinds[k]))
			return (enum auth_ask)k;
	return AUTH_ASK_NOTHING;
}

static int
audit(const struct auth_officer *o, const char *verb, int64_t id,
    const struct store_rows *r, const char *kind, struct es_view subject,
    struct es_view why, struct es_err *err)
{
	char			 action[40], object[80], detail[300];
	struct audit_entry	 e = { .chain = "admin", .at = o->now,
				    .actor = o->user->name,
				    .address = o->address, .action = action,
				    .result = "ok" };
	struct es_view		 role = r == NULL ? ES_VIEW_EMPTY :
				    store_view(r, 0, Q_ROLE);

	(void)snprintf(action, sizeof(action), "officer.%s", verb);
	(void)snprintf(object, sizeof(object), "proposal %lld %s",
	    (long long)id, kind);
	(void)snprintf(detail, sizeof(detail), "%.*s %.*s; %.*s",
	    (int)subject.n, (const char *)subject.p, (int)role.n,
	    role.p == NULL ? "" : (const char *)role.p,
	    (int)(why.n > 180 ? 180 : why.n), why.p == NULL ? "" :
	    (const char *)why.p);
	e.object = es_view_str(object);
	e.detail = es_view_str(detail);
	return audit_add(o->db, &e, err);
}

/* -- asking -------------------------------------------------------------- */
struct asking {
	const struct auth_officer	*o;
	const struct auth_asked		*q;
	struct es_arena			*arena;
	struct es_view			 subject, office;
	enum auth_role			 role;
	int64_t				 account;
	const char			*flaw;
	char				 half[AUTH_HALF];
	int64_t				 id;
};

/* Letters and digits that nobody takes for one another. */
static int
make_half(char out[AUTH_HALF], struct es_err *err)
{
	static const char	 letters[] = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
	unsigned char		 r[AUTH_HALF - 1];
	size_t			 i;

	if (crypt_random(r, sizeof(r), err) < 0)
		return -1;
	for (i = 0; i < sizeof(r); i++)
		out[i] = letters[r[i] % (sizeof(letters) - 1)];
	out[i] = '\0';
	es_wipe(r, sizeof(r));
	return 0;
}

static int
check_new(struct asking *x, struct es_err *err)
{
	struct store_val	 number = SV_TEXT(x->q->subject);
	struct store_rows	 r;
	int			 rc;

	rc = store_query(x->o->db, STORE_OFFICER_NEW, &number, 1, x->arena,
	    &r, err);
	if (rc < 0)
		return -1;
	x->subject = x->q->subject;
	if (rc == 0 || es_view_eq_str(store_view(&r, 0, 2), "left"))
		x->flaw = "officer.no-person";
	return 0;
}

/* Columns of OFFICER_PERSON. */
enum { A_ID, A_NAME, A_ZH, A_EN, A_LOCKED, A_STATUS, A_ROLES, A_PERSON };

static int
check_account(struct asking *x, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(x->o->now),
				    SV_INT(x->o->now), SV_INT(x->account) };
	struct store_rows	 r;
	bool			 locked;
	int			 rc;

	rc = store_query(x->o->db, STORE_OFFICER_PERSON, args, ES_COUNT(args),
	    x->arena, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no account");
	x->subject = store_view(&r, 0, A_NAME);
	locked = store_int(&r, 0, A_LOCKED) != 0;
	if (store_int(&r, 0, A_PERSON) == x->o->user->person)
		x->flaw = "officer.own";
	else if (x->q->kind == AUTH_ASK_LOCK ? locked :
	    x->q->kind == AUTH_ASK_UNLOCK && !locked)
		x->flaw = "officer.is-so";
	else if ((x->q->kind == AUTH_ASK_RIGHT ||
	    x->q->kind == AUTH_ASK_PASSWORD) && (locked ||
	    es_view_eq_str(store_view(&r, 0, A_STATUS), "left")))
		x->flaw = "officer.not-in-use";
	return 0;
}

/* Officers' offices stay occupied: the last one of a kind is not taken. */
static int
check_last(struct asking *x, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(x->account),
				    SV_INT(x->o->now), SV_INT(x->o->now) };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(x->o->db, STORE_OFFICER_ONLY, args, ES_COUNT(args),
	    x->arena, &r, err);
	if (rc > 0)
		x->flaw = "officer.last";
	return rc < 0 ? -1 : 0;
}

static bool
is_officer(enum auth_role r)
{
	return r == AUTH_SYSTEM_ADMIN || r == AUTH_SECURITY_ADMIN ||
	    r == AUTH_AUDITOR;
}

/* The right that is to end: its holder, role and office. */
static int
read_right(struct asking *x, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(x->o->now),
				    SV_INT(x->o->now), SV_INT(x->q->right),
				    SV_INT(x->o->now), SV_INT(x->o->now) };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(x->o->db, STORE_OFFICER_RIGHT, args, ES_COUNT(args),
	    x->arena, &r, err);
	if (rc < 0)
		return -1;
	if (rc == 0 || store_int(&r, 0, 0) != x->account) {
		x->flaw = "officer.is-so";
		return 0;
	}
	x->role = auth_role_find(store_view(&r, 0, 1));
	x->office = store_view(&r, 0, 2);
	if (is_officer(x->role) && store_int(&r, 0, 4) == 0)
		x->flaw = "officer.last";
	return 0;
}

static int
check_right(struct asking *x, struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i;

	x->role = x->q->role;
	x->office = x->q->office;
	if (x->role == AUTH_ROLE_NONE)
		x->flaw = "officer.no-role";
	else if (x->q->until != 0 && (x->q->until <= x->q->from ||
	    x->q->until <= x->o->now))
		x->flaw = "officer.no-time";
	else if (is_officer(x->role) && x->office.n > 0)
		x->flaw = "officer.no-office";
	/* A head's unit is a name of the master record; others have codes. */
	if (x->flaw != NULL || x->office.n == 0 || x->role == AUTH_HEAD) {
		if (x->flaw == NULL && x->role == AUTH_HEAD &&
		    x->office.n == 0)
			x->flaw = "officer.no-office";
		return 0;
	}
	if (store_query(x->o->db, STORE_OFFICER_OFFICES, NULL, 0, x->arena,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		if (es_view_eq(store_view(&r, i, 0), x->office))
			return 0;
	x->flaw = "officer.no-office";
	return 0;
}

static int
check(struct asking *x, struct es_err *err)
{
	int	 rc = 0;

	x->subject = x->q->subject;
	if (x->q->reason.n == 0) {
		x->flaw = "officer.no-reason";
		return 0;
	}
	if (x->q->kind == AUTH_ASK_ACCOUNT)
		return check_new(x, err);
	if (x->q->kind == AUTH_ASK_TYPE)
		return 0;
	if ((rc = check_account(x, err)) < 0 || x->flaw != NULL)
		return rc;
	if (x->q->kind == AUTH_ASK_LOCK)
		return check_last(x, err);
	if (x->q->kind == AUTH_ASK_RIGHT)
		return check_right(x, err);
	return x->q->kind == AUTH_ASK_RIGHT_END ? read_right(x, err) : 0;
}

static int
is_open(struct asking *x, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(kinds[x->q->kind]),
				    SV_TEXT(x->subject),
				    SV_STR(auth_role_name(x->role)),
				    SV_TEXT(x->office),
				    SV_INT(x->q->right) };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(x->o->db, STORE_OFFICER_SAME, args, ES_COUNT(args),
	    x->arena, &r, err);
	if (rc > 0)
		x->flaw = "officer.waits";
	return rc < 0 ? -1 : 0;
}

static bool
makes_password(enum auth_ask k)
{
	return k == AUTH_ASK_ACCOUNT || k == AUTH_ASK_PASSWORD;
}

/* What belongs to the proposal: a type's files, half of a password. */
static int
add_more(struct store *st, struct asking *x, struct es_err *err)
{
	struct store_val	 files[] = { SV_INT(x->id),
				    SV_BLOB(x->q->definition),
				    SV_BLOB(x->q->zh), SV_BLOB(x->q->en) };
	struct store_val	 half[] = { SV_INT(x->id), SV_STR(x->half) };

	if (x->q->kind == AUTH_ASK_TYPE)
		return store_exec(st, STORE_OFFICER_TYPE_ADD, files,
		    ES_COUNT(files), NULL, err);
	if (makes_password(x->q->kind))
		return store_exec(st, STORE_OFFICER_HALF_ADD, half,
		    ES_COUNT(half), NULL, err);
	return 0;
}

static int
ask(struct store *st, void *arg, struct es_err *err)
{
	struct asking		*x = arg;
	const struct auth_asked	*q = x->q;
	const struct auth_user	*u = x->o->user;

	es_arena_reset(x->arena);
	x->flaw = NULL;
	x->account = q->account;
	x->role = AUTH_ROLE_NONE;
	x->office = ES_VIEW_EMPTY;
	if (check(x, err) < 0 || (x->flaw == NULL && is_open(x, err) < 0))
		return -1;
	if (x->flaw != NULL)
		return 0;
	{
		struct store_val	 row[] = { SV_STR(kinds[q->kind]),
		    SV_INT(x->account), SV_TEXT(x->subject),
		    SV_STR(auth_role_name(x->role)), SV_TEXT(x->office),
		    SV_INT(q->right), SV_INT(q->from), SV_INT(q->until),
		    SV_TEXT(q->reason), SV_INT(x->o->now),
		    SV_INT(u->account), SV_INT(u->person),
		    SV_TEXT(u->name) };

		if (store_exec(st, STORE_OFFICER_PROPOSE, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
		x->id = (int64_t)store_last_id(st);
	}
	if (add_more(st, x, err) < 0)
		return -1;
	return audit(x->o, "ask", x->id, NULL, kinds[q->kind], x->subject,
	    q->reason, err);
}

int
auth_officer_ask(const struct auth_officer *o, const struct auth_asked *q,
    int64_t *id, const char **flaw, struct es_err *err)
{
	struct asking	 x = { .o = o, .q = q };
	int		 rc;

	*id = 0;
	*flaw = NULL;
	if (q->kind <= AUTH_ASK_NOTHING || q->kind >= AUTH_ASK__MAX)
		return es_fail(err, ES_E_INPUT, "officer: asks for nothing");
	if ((x.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "officer: no memory");
	if ((rc = make_half(x.half, err)) == 0)
		rc = store_tx(o->db, ask, &x, err);
	es_arena_free(x.arena);
	es_wipe(x.half, sizeof(x.half));
	*flaw = x.flaw;
	*id = x.flaw == NULL ? x.id : 0;
	return rc < 0 ? -1 : 0;
}

/* -- deciding ------------------------------------------------------------ */
int
auth_officer_row(struct store *st, int64_t id, struct es_arena *a,
    struct store_rows *r, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	int			 rc;

	rc = store_query(st, STORE_OFFICER_PROPOSAL, &arg, 1, a, r, err);
	return rc > 0 ? 0 : rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
	    "no proposal %lld", (long long)id);
}

struct deciding {
	const struct auth_officer	*o;
	struct auth_deciding		*d;
	struct es_arena			*arena;
	struct store_rows		 row;
	char				 hash[CRYPT_PASSWORD_MAX];
	const char			*flaw;
};

static int
new_account(struct store *st, struct deciding *x, struct es_err *err)
{
	struct store_val	 number = SV_TEXT(store_view(&x->row, 0,
				    Q_SUBJECT));
	struct store_rows	 p;
	int			 rc;

	rc = store_query(st, STORE_OFFICER_NEW, &number, 1, x->arena, &p,
	    err);
	if (rc <= 0) {
		x->flaw = "officer.no-person";
		return rc < 0 ? -1 : es_fail(err, ES_E_CONFLICT, "no person, "
		    "or an account is there");
	}
	{
		struct store_val	 row[] = { number,
		    SV_INT(store_int(&p, 0, 0)), SV_TEXT(store_view(&p, 0,
		    1)), SV_STR(x->hash) };

		return store_exec(st, STORE_OFFICER_ACCOUNT_ADD, row,
		    ES_COUNT(row), NULL, err);
	}
}

static int
give_right(struct store *st, struct deciding *x, struct es_err *err)
{
	struct auth_right	 r = {
		.account = store_int(&x->row, 0, Q_ACCOUNT),
		.role = auth_role_find(store_view(&x->row, 0, Q_ROLE)),
		.office = store_view(&x->row, 0, Q_OFFICE),
		.from = store_int(&x->row, 0, Q_FROM),
		.until = store_int(&x->row, 0, Q_UNTIL),
		.asked_by = store_view(&x->row, 0, Q_ASKED_BY),
		.agreed_by = x->o->user->name };
	int64_t			 id;

	/* Nothing holds before it was agreed to. */
	if (r.from < x->o->now)
		r.from = x->o->now;
	if (auth_right_give(st, &r, &id, err) == 0)
		return 0;
	if (err->code == ES_E_DENIED)
		x->flaw = "officer.not-together";
	else if (err->code == ES_E_CONFLICT)
		x->flaw = "officer.is-so";
	return -1;
}

static int
end_right(struct store *st, struct deciding *x, struct es_err *err)
{
	if (auth_right_end(st, store_int(&x->row, 0, Q_RIGHT), x->o->now,
	    x->o->user->name, err) == 0)
		return 0;
	if (err->code == ES_E_NOTFOUND)
		x->flaw = "officer.is-so";
	return -1;
}

/* From now on nobody is signed in with the old one (schema/101). */
static int
new_password(struct store *st, struct deciding *x, struct es_err *err)
{
	int64_t			 id = store_int(&x->row, 0, Q_ACCOUNT);
	struct store_val	 row[] = { SV_STR(x->hash),
				    SV_INT(x->d->id), SV_INT(id) };
	struct store_val	 told[] = { SV_INT(id), SV_INT(x->o->now) };

	return store_exec(st, STORE_OFFICER_PASSWORD, row, ES_COUNT(row),
	    NULL, err) < 0 || store_exec(st, STORE_OFFICER_PASSWORD_TOLD,
	    told, ES_COUNT(told), NULL, err) < 0 ? -1 : 0;
}

static int
carry_out(struct store *st, struct deciding *x, struct es_err *err)
{
	enum auth_ask		 k = auth_ask_find(store_view(&x->row, 0,
				    Q_KIND));
	struct store_val	 lock[] = { SV_INT(k == AUTH_ASK_LOCK),
				    SV_INT(store_int(&x->row, 0,
				    Q_ACCOUNT)) };

	switch (k) {
	case AUTH_ASK_ACCOUNT:
		return new_account(st, x, err);
	case AUTH_ASK_LOCK:
	case AUTH_ASK_UNLOCK:
		return store_exec(st, STORE_OFFICER_LOCK, lock,
		    ES_COUNT(lock), NULL, err);
	case AUTH_ASK_PASSWORD:
		return new_password(st, x, err);
	case AUTH_ASK_RIGHT:
		return give_right(st, x, err);
	case AUTH_ASK_RIGHT_END:
		return end_right(st, x, err);
	case AUTH_ASK_TYPE:
		if (x->d->publish(x->d->arg, st, store_view(&x->row, 0,
		    Q_ASKED_BY), x->o->user->name, err) == 0)
			return 0;
		if (err->code == ES_E_CONFLICT || err->code == ES_E_NOTFOUND)
			x->flaw = err->why != NULL ? err->why :
			    "officer.type-conflict";
		return -1;
	case AUTH_ASK_NOTHING:
	case AUTH_ASK__MAX:
		break;
	}
	return es_fail(err, ES_E_BUG, "officer: nothing to carry out");
}

/* Who may decide it so?  Asked before, and again here. */
static const char *
judge(const struct deciding *x)
{
	const struct auth_user	*u = x->o->user;
	bool			 own = store_int(&x->row, 0,
				    Q_ASKER_PERSON) == u->person;

	if (store_view(&x->row, 0, Q_DECISION).n > 0)
		return "officer.decided";
	if (x->d->decision == AUTH_WITHDRAWN)
		return own ? NULL : "officer.not-yours";
	if (!auth_may(u, AUTH_SECURITY_ADMIN, ES_VIEW_EMPTY))
		return "officer.not-yours";
	if (own || store_int(&x->row, 0, Q_PERSON) == u->person)
		return "officer.own";
	if (x->d->decision == AUTH_REFUSED && x->d->reason.n == 0)
		return "officer.no-reason";
	return NULL;
}

static int
decide(struct store *st, void *arg, struct es_err *err)
{
	struct deciding		*x = arg;
	const struct auth_user	*u = x->o->user;
	struct store_val	 id = SV_INT(x->d->id);
	struct store_val	 row[] = { id,
				    SV_STR(decisions[x->d->decision]),
				    SV_INT(x->o->now), SV_INT(u->account),
				    SV_INT(u->person), SV_TEXT(u->name),
				    SV_TEXT(x->d->reason) };

	es_arena_reset(x->arena);
	if (auth_officer_row(st, x->d->id, x->arena, &x->row, err) < 0)
		return -1;
	if ((x->flaw = judge(x)) != NULL)
		return 0;
	if (store_exec(st, STORE_OFFICER_DECIDE, row, ES_COUNT(row), NULL,
	    err) < 0 || store_exec(st, STORE_OFFICER_HALF_DROP, &id, 1, NULL,
	    err) < 0 || SYS_FAULT("officer.decided", err) < 0 ||
	    (x->d->decision == AUTH_APPROVED && carry_out(st, x, err) < 0) ||
	    audit(x->o, decisions[x->d->decision], x->d->id, &x->row,
	    kinds[auth_ask_find(store_view(&x->row, 0, Q_KIND))],
	    store_view(&x->row, 0, Q_SUBJECT), x->d->reason, err) < 0)
		return -1;
	return SYS_FAULT("officer.before_commit", err);
}

/* A first or a new password: two halves, two officers. */
static int
make_password(struct deciding *x, struct es_err *err)
{
	struct store_val	 id = SV_INT(x->d->id);
	struct store_rows	 r;
	char			 both[2 * AUTH_HALF + 2];
	int			 rc;

	if (auth_officer_row(x->o->db, x->d->id, x->arena, &x->row, err) < 0)
		return -1;
	if (!makes_password(auth_ask_find(store_view(&x->row, 0, Q_KIND))) ||
	    x->d->decision != AUTH_APPROVED)
		return 0;
	rc = store_query(x->o->db, STORE_OFFICER_HALF, &id, 1, x->arena, &r,
	    err);
	if (rc <= 0)
		return rc;	/* decided: the transaction will say so */
	if (make_half(x->d->half, err) < 0)
		return -1;
	(void)snprintf(both, sizeof(both), "%.*s-%s",
	    (int)(store_view(&r, 0, 0).n < AUTH_HALF ?
	    store_view(&r, 0, 0).n : AUTH_HALF - 1),
	    (const char *)store_view(&r, 0, 0).p, x->d->half);
	rc = crypt_password_hash(es_view_str(both), CRYPT_PASSWORD_COST,
	    x->hash, err);
	es_wipe(both, sizeof(both));
	return rc;
}

int
auth_officer_decide(const struct auth_officer *o, struct auth_deciding *d,
    const char **flaw, struct es_err *err)
{
	struct deciding	 x = { .o = o, .d = d };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc;

	*flaw = NULL;
	d->half[0] = '\0';
	if (d->decision == AUTH_DECISION_NONE)
		return es_fail(err, ES_E_INPUT, "officer: decides nothing");
	if ((x.arena = es_arena_new(ES_LIMIT_TYPE_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "officer: no memory");
	rc = make_password(&x, err);
	if (rc >= 0 && (rc = store_tx(o->db, decide, &x, &e)) < 0) {
		/* Two windows, or what it is about has changed. */
		if (x.flaw == NULL && e.code == ES_E_CONFLICT)
			x.flaw = "officer.decided";
		rc = x.flaw != NULL ? 0 : es_err_pass(err, &e);
	}
	if (rc < 0 || x.flaw != NULL)
		d->half[0] = '\0';
	es_arena_free(x.arena);
	*flaw = x.flaw;
	return rc < 0 ? -1 : 0;
}
