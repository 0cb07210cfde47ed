/* svc/life/authorise.c - see authorise.h. */
#include "svc/life/authorise.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/issue/priv.h"
#include "sys/fault.h"

/* Columns of KEEPER_AUTHORISATIONS. */
enum { U_ID, U_ZH, U_EN, U_FROM, U_UNTIL, U_HOUR_FROM, U_HOUR_UNTIL, U_DAILY,
    U_TOTAL, U_REVOKED, U_DAY, U_TODAY, U_USED, U_CALLER };

/* The seal's row, if it is in this account's care. */
static int
find_seal(const struct svc_keeper *k, int64_t seal, struct es_arena *a,
    struct store_rows *r, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(k->account),
				    SV_INT(k->account) };
	int			 rc;

	rc = store_query(k->db, STORE_KEEPER_SEAL, args, ES_COUNT(args), a, r,
	    err);
	return rc > 0 ? 0 : rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
	    "seal %lld is not kept by account %lld", (long long)seal,
	    (long long)k->account);
}

static int
audit(const struct svc_keeper *k, const char *action, struct es_view actor,
    struct es_view address, int64_t seal, const char *result,
    struct es_view detail, struct es_err *err)
{
	char			 object[40];
	struct audit_entry	 e = { .chain = "seal", .at = k->now,
				    .actor = actor, .address = address,
				    .action = action, .result = result,
				    .detail = detail };

	(void)snprintf(object, sizeof(object), "seal %lld", (long long)seal);
	e.object = es_view_str(object);
	return audit_add(k->db, &e, err);
}

/* -- what there is ------------------------------------------------------- */
static const char *
day(struct es_arena *a, int64_t t, int offset)
{
	char	*s = es_arena_str(a, es_view(svc_when(a, t, offset), 10));

	return s == NULL ? "" : s;
}

static void
put_one(const struct svc_keeper *k, const struct store_rows *r, size_t i,
    struct es_arena *a, struct es_tree *m)
{
	int64_t	 today = (k->now + k->offset) / 86400;
	int64_t	 from = store_int(r, i, U_FROM);
	int64_t	 until = store_int(r, i, U_UNTIL);
	char	 s[64];

	es_tree_put_int(m, "id", store_int(r, i, U_ID));
	es_tree_put_text(m, "type", store_view(r, i, k->lang == SVC_EN ?
	    U_EN : U_ZH));
	es_tree_put_text(m, "caller", store_view(r, i, U_CALLER));
	if (from != 0)
		es_tree_put_str(m, "from", day(a, from, k->offset));
	if (until != 0)
		es_tree_put_str(m, "until", day(a, until - 1, k->offset));
	(void)snprintf(s, sizeof(s), "%02lld:00–%02lld:00",
	    (long long)store_int(r, i, U_HOUR_FROM),
	    (long long)store_int(r, i, U_HOUR_UNTIL));
	es_tree_put_str(m, "hours", s);
	(void)snprintf(s, sizeof(s), "%lld / %lld", (long long)(store_int(r,
	    i, U_DAY) == today ? store_int(r, i, U_TODAY) : 0),
	    (long long)store_int(r, i, U_DAILY));
	es_tree_put_str(m, "today", s);
	(void)snprintf(s, sizeof(s), "%lld / %lld",
	    (long long)store_int(r, i, U_USED),
	    (long long)store_int(r, i, U_TOTAL));
	es_tree_put_str(m, "total", s);
	es_tree_put_str(m, "state", store_int(r, i, U_REVOKED) != 0 ?
	    "revoked" : until != 0 && until <= k->now ? "over" :
	    from > k->now ? "later" : "in-force");
}

static int
put_waiting(const struct svc_keeper *k, int64_t seal, struct es_arena *a,
    struct es_tree *page, struct es_err *err)
{
	struct store_val	 id = SV_INT(seal);
	struct es_tree		*list = es_tree_put_list(page, "waiting"), *m;
	bool			 en = k->lang == SVC_EN;
	struct store_rows	 r;
	size_t			 i;

	if (store_query(k->db, STORE_KEEPER_WAITING, &id, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_view	 why = store_view(&r, i, 6);

		m = es_tree_add_map(list);
		es_tree_put_int(m, "request", store_int(&r, i, 0));
		es_tree_put_text(m, "number", store_view(&r, i, 1));
		es_tree_put_text(m, "name", store_view(&r, i, en ? 3 : 2));
		es_tree_put_text(m, "person", store_view(&r, i, en ? 5 : 4));
		es_tree_put_str(m, "reason", es_view_eq_str(why,
		    "refused out_of_hours") ? "hours" : es_view_eq_str(why,
		    "refused over_quota") ? "quota" : "none");
		es_tree_put_str(m, "when", svc_when(a, store_int(&r, i, 7),
		    k->offset));
	}
	return 0;
}

int
svc_authorisations(const struct svc_keeper *k, int64_t seal,
    struct es_arena *a, struct es_tree *page, struct es_err *err)
{
	struct store_val	 id = SV_INT(seal);
	bool			 en = k->lang == SVC_EN;
	struct store_rows	 s, r;
	struct es_tree		*list, *m;
	size_t			 i;

	if (find_seal(k, seal, a, &s, err) < 0)
		return -1;
	es_tree_put_text(page, "name", store_view(&s, 0, en ? 3 : 2));
	if (store_query(k->db, STORE_KEEPER_POLICY, &id, 1, a, &r, err) < 0)
		return -1;
	list = es_tree_put_list(page, "types");
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "id", store_view(&r, i, 0));
		es_tree_put_text(m, "name", store_view(&r, i, en ? 2 : 1));
	}
	if (store_query(k->db, STORE_KEEPER_AUTHORISATIONS, &id, 1, a, &r,
	    err) < 0)
		return -1;
	list = es_tree_put_list(page, "auths");
	for (i = 0; i < r.n; i++)
		put_one(k, &r, i, a, es_tree_add_map(list));
	return put_waiting(k, seal, a, page, err) < 0 ? -1 :
	    es_tree_ok(page, err);
}

/* -- giving and ending --------------------------------------------------- */
struct act {
	const struct svc_keeper	*k;
	int64_t			 seal, id;	/* of a request, or a grant */
	const struct svc_grant	*g;
	const struct flow_defs	*flows;
	struct es_view		 text, actor, address;
	struct es_arena		*arena;
	enum svc_granted	 granted;
	enum svc_released	 released;
};

static int
in_tx(int (*fn)(struct store *, void *, struct es_err *), struct act *x,
    struct es_err *err)
{
	int	 rc;

	if ((x->arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "keeper: no memory");
	rc = store_tx(x->k->db, fn, x, err);
	es_arena_free(x->arena);
	return rc < 0 ? -1 : 0;
}

static enum svc_granted
check_grant(const struct svc_keeper *k, const struct svc_grant *g,
    const struct store_rows *policy)
{
	size_t	 i;

	for (i = 0; i < policy->n; i++)
		if (es_view_eq(store_view(policy, i, 0), g->type))
			break;
	if (i == policy->n)
		return SVC_GRANT_TYPE;
	if (g->until != 0 && (g->until <= g->from || g->until <= k->now))
		return SVC_GRANT_TIME;
	if (g->hour_from < 0 || g->hour_until > 24 ||
	    g->hour_from >= g->hour_until)
		return SVC_GRANT_HOURS;
	if (g->daily < 1 || g->total < g->daily || g->total > 100000000)
		return SVC_GRANT_QUOTA;
	return SVC_GRANTED;
}

static int
give(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	const struct svc_grant	*g = x->g;
	struct store_val	 id = SV_INT(x->seal);
	struct store_rows	 s, policy;

	es_arena_reset(x->arena);
	if (find_seal(x->k, x->seal, x->arena, &s, err) < 0 ||
	    store_query(st, STORE_KEEPER_POLICY, &id, 1, x->arena, &policy,
	    err) < 0)
		return -1;
	x->granted = check_grant(x->k, g, &policy);
	if (x->granted != SVC_GRANTED)
		return 0;
	{
		struct store_val	 row[] = { id, SV_TEXT(g->type),
		    SV_TEXT(g->caller), SV_INT(x->k->account),
		    SV_INT(g->from), SV_INT(g->until), SV_INT(g->hour_from),
		    SV_INT(g->hour_until), SV_INT(g->daily),
		    SV_INT(g->total), SV_INT(x->k->now) };

		if (store_exec(st, STORE_KEEPER_AUTHORISE, row,
		    ES_COUNT(row), NULL, err) < 0)
			return -1;
	}
	return audit(x->k, "authorisation.give", x->actor, x->address,
	    x->seal, "ok", g->type, err);
}

int
svc_authorise(const struct svc_keeper *k, int64_t seal,
    const struct svc_grant *g, struct es_view actor, struct es_view address,
    enum svc_granted *out, struct es_err *err)
{
	struct act	 x = { .k = k, .seal = seal, .g = g, .actor = actor,
			    .address = address };
	int		 rc = in_tx(give, &x, err);

	*out = rc < 0 ? SVC_GRANT_UNKNOWN : x.granted;
	return rc;
}

static int
take_back(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 row[] = { SV_INT(x->k->now),
				    SV_INT(x->k->account), SV_INT(x->id),
				    SV_INT(x->seal) };
	struct store_rows	 s;
	uint64_t		 n;
	char			 which[24];

	es_arena_reset(x->arena);
	if (find_seal(x->k, x->seal, x->arena, &s, err) < 0 ||
	    store_exec(st, STORE_KEEPER_AUTHORISE_END, row, ES_COUNT(row), &n,
	    err) < 0)
		return -1;
	if (n == 0)
		return es_fail(err, ES_E_NOTFOUND, "no authorisation %lld of "
		    "this seal", (long long)x->id);
	(void)snprintf(which, sizeof(which), "%lld", (long long)x->id);
	return audit(x->k, "authorisation.end", x->actor, x->address,
	    x->seal, "ok", es_view_str(which), err);
}

int
svc_authorise_end(const struct svc_keeper *k, int64_t seal, int64_t id,
    struct es_view actor, struct es_view address, struct es_err *err)
{
	struct act	 x = { .k = k, .seal = seal, .id = id,
			    .actor = actor, .address = address };
	struct es_err	 e = ES_ERR_INIT;

	if (in_tx(take_back, &x, &e) == 0 || store_is_there(&e))
		return 0;	/* two windows: it has ended */
	return es_err_pass(err, &e);
}

/* -- releasing ----------------------------------------------------------- */
/* Columns of KEEPER_RELEASABLE. */
enum { W_SUM, W_PERSON, W_ME };

/* Applicant, approver, keeper: are they different people? */
static int
judge_keeper(struct store *st, struct act *x, const struct store_rows *r,
    struct es_err *err)
{
	int64_t			 me = store_int(r, 0, W_ME);
	struct flow_file	*f = es_arena_get(x->arena, sizeof(*f));
	int			 rc;

	if (f == NULL)
		return es_fail(err, ES_E_NOMEM, "release: no memory");
	x->released = SVC_RELEASED;
	if (me == store_int(r, 0, W_PERSON))
		x->released = SVC_RELEASE_OWN;
	if ((rc = flow_open(st, x->flows, x->id, 0, x->arena, f, err)) <= 0)
		return rc;
	if (f->c.def != NULL && f->c.def->keeper_apart &&
	    flow_signed(&f->s, me))
		x->released = SVC_RELEASE_APPROVER;
	return 0;
}

static int
release(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 find[] = { SV_INT(x->k->account),
				    SV_INT(x->id), SV_INT(x->seal) };
	struct store_rows	 s, r;
	char			 which[32];
	int			 rc;

	es_arena_reset(x->arena);
	if (find_seal(x->k, x->seal, x->arena, &s, err) < 0 ||
	    (rc = store_query(st, STORE_KEEPER_RELEASABLE, find,
	    ES_COUNT(find), x->arena, &r, err)) < 0)
		return -1;
	x->released = SVC_RELEASE_OVER;
	if (rc == 0)
		return 0;
	if (judge_keeper(st, x, &r, err) < 0)
		return -1;
	(void)snprintf(which, sizeof(which), "request %lld",
	    (long long)x->id);
	if (x->released != SVC_RELEASED)
		return audit(x->k, "seal.release", x->actor, x->address,
		    x->seal, "refused", es_view_str(which), err);
	{
		struct store_val	 row[] = { SV_INT(x->id),
		    SV_INT(x->seal), SV_INT(x->k->account),
		    SV_INT(store_int(&r, 0, W_ME)),
		    SV_BLOB(store_view(&r, 0, W_SUM)), SV_INT(x->k->now),
		    SV_TEXT(x->text) };
		struct store_val	 wake[] = { SV_INT(x->k->now),
		    SV_INT(x->id) };

		if (store_exec(st, STORE_KEEPER_RELEASE, row, ES_COUNT(row),
		    NULL, err) < 0 || store_exec(st, STORE_KEEPER_WAKE, wake,
		    ES_COUNT(wake), NULL, err) < 0 ||
		    audit(x->k, "seal.release", x->actor, x->address,
		    x->seal, "ok", es_view_str(which), err) < 0)
			return -1;
	}
	return SYS_FAULT("release.before_commit", err);
}

int
svc_release(const struct svc_keeper *k, const struct flow_defs *flows,
    int64_t seal, int64_t request, struct es_view text, struct es_view actor,
    struct es_view address, enum svc_released *out, struct es_err *err)
{
	struct act	 x = { .k = k, .seal = seal, .id = request,
			    .flows = flows, .text = text, .actor = actor,
			    .address = address };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc = in_tx(release, &x, &e);

	*out = rc < 0 ? SVC_RELEASE_UNKNOWN : x.released;
	if (rc < 0 && e.code == ES_E_CONFLICT) {
		*out = SVC_RELEASE_OVER;	/* the deputy was faster */
		return 0;
	}
	return rc < 0 ? es_err_pass(err, &e) : 0;
}
