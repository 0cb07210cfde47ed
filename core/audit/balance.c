/* audit/balance.c - do ledger, register and files agree?  See audit.h. */
#include "audit/audit.h"
#include "base/limits.h"

/* A count that the server gives as a decimal (SUM) or an integer. */
static int64_t
count(const struct store_rows *r, size_t col)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 x;

	if (store_view(r, 0, col).n > 0 &&
	    es_view_int(store_view(r, 0, col), 0, INT64_MAX, &x, &e) == 0)
		return x;
	return store_int(r, 0, col);
}

struct sums {
	uint64_t		 seal_id, after;
	struct audit_balance	*out;
};

static int
add_up(struct store *st, void *arg, struct es_err *err)
{
	struct sums		*s = arg;
	struct audit_balance	*out = s->out;
	uint64_t		 seal_id = s->seal_id, after = s->after;
	struct store_val	 key[] = { SV_INT(seal_id), SV_INT(after),
				    SV_INT(after) };
	struct store_val	 ledger[] = { SV_INT(after), SV_INT(after),
				    SV_INT(seal_id), SV_INT(after) };
	struct es_arena		*a = es_arena_new(ES_LIMIT_AUDIT_ENTRY);
	struct store_rows	 l, d, u, x, y, v, c;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "balance: no memory");
	if (store_query(st, STORE_RECONCILE_LEDGER, ledger, 4, a, &l,
	    err) < 0 ||
	    store_query(st, STORE_RECONCILE_DOCUMENTS, key, 2, a, &d,
	    err) < 0 ||
	    store_query(st, STORE_RECONCILE_RECEIPTS, key, 2, a, &v,
	    err) < 0 ||
	    store_query(st, STORE_RECONCILE_CONTRACTS, key, 2, a, &c,
	    err) < 0 ||
	    store_query(st, STORE_RECONCILE_UNMATCHED, key, 2, a, &u,
	    err) < 0 ||
	    store_query(st, STORE_RECONCILE_DOUBLE, key, 3, a, &x,
	    err) < 0 ||
	    store_query(st, STORE_RECONCILE_ASTRAY, key, 3, a, &y, err) < 0)
		goto out;
	out->seal_id = seal_id;
	out->intents = count(&l, 0);
	out->sealed = count(&l, 1);
	out->voided = count(&l, 2);
	out->refused = count(&l, 3);
	out->open = out->intents - out->sealed - out->voided;
	out->documents = count(&d, 0);
	out->files = count(&d, 1);
	out->receipts = count(&v, 0);
	out->contracts = count(&c, 0);
	out->unmatched = count(&u, 0);
	out->doubled = count(&x, 0);
	out->astray = count(&y, 0);
	out->balanced = out->open >= 0 && out->sealed == out->documents +
	    out->receipts + out->contracts &&
	    out->documents == out->files && out->unmatched == 0 &&
	    out->doubled == 0 && out->astray == 0;
	rc = 0;
out:
	es_arena_free(a);
	return rc;
}

int
audit_reconcile(struct store *st, uint64_t seal_id, uint64_t after,
    struct audit_balance *out, struct es_err *err)
{
	struct sums	 s = { seal_id, after, out };

	memset(out, 0, sizeof(*out));
	return store_look(st, add_up, &s, err);
}

int
audit_odds(struct store *st, uint64_t seal_id,
    void (*found)(void *arg, const struct audit_odd *o), void *arg,
    struct es_err *err)
{
	struct store_val	 args[AUDIT_ODD_KINDS + 1];
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 r;
	size_t			 i;
	int			 rc = -1;

	for (i = 0; i < AUDIT_ODD_KINDS; i++)
		args[i] = (struct store_val)SV_INT(seal_id);
	args[i] = (struct store_val)SV_INT(AUDIT_ODDS_MAX);
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "balance: no memory");
	if (store_query(st, STORE_RECONCILE_ODD, args, ES_COUNT(args), a, &r,
	    err) < 0)
		goto out;
	for (i = 0; i < r.n; i++) {
		struct audit_odd	 o = {
			.what = es_arena_str(a, store_view(&r, i, 0)),
			.request_id = (uint64_t)store_int(&r, i, 1),
			.seq = (uint64_t)store_int(&r, i, 2),
		};

		found(arg, &o);
	}
	rc = r.n > 0;
out:
	es_arena_free(a);
	return rc;
}
