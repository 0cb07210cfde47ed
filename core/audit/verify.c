/* audit/verify.c - walking chains and balancing seals; see audit.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "audit/chain.h"
#include "audit/walk.h"
#include "base/limits.h"

#define PAGE	500		/* entries read at once */

static char *
text(struct es_arena *a, const struct store_rows *r, size_t row, size_t col)
{
	return es_arena_str(a, store_view(r, row, col));
}

static int
log_as(const void *entry, uint64_t seq, const unsigned char *prev,
    unsigned char *out, struct es_err *err)
{
	return audit_entry_hash(entry, seq, prev, out, err);
}

static int
ledger_as(const void *entry, uint64_t seq, const unsigned char *prev,
    unsigned char *out, struct es_err *err)
{
	return audit_ledger_hash(entry, seq, prev, out, err);
}

/* One page of audit_log; rows read, 0 at a flaw, -1 on failure. */
static int
audit_page(struct store *st, const char *chain, struct audit_walk *w,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(chain), SV_INT(w->seq),
				    SV_INT(PAGE) };
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	if (store_query(st, STORE_AUDIT_PAGE, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct audit_entry	 e = {
			.chain = chain, .at = store_int(&r, i, 1),
			.actor = store_view(&r, i, 2),
			.address = store_view(&r, i, 3),
			.action = text(a, &r, i, 4),
			.object = store_view(&r, i, 5),
			.result = text(a, &r, i, 6),
			.detail = store_view(&r, i, 7),
		};
		struct audit_stored	 s = {
			.seq = (uint64_t)store_int(&r, i, 0),
			.prev = store_view(&r, i, 8),
			.hash = store_view(&r, i, 9),
			.hash_as = log_as, .entry = &e,
		};

		if ((rc = audit_walk_step(w, &s, err)) <= 0)
			return rc;
	}
	return (int)r.n;
}

static enum audit_ledger_kind
kind_of(struct es_view name)
{
	int	 k;

	for (k = AUDIT_REFUSED; k > AUDIT_NONE; k--)
		if (es_view_eq_str(name, audit_ledger_kinds[k]))
			break;
	return (enum audit_ledger_kind)k;
}

static int
ledger_page(struct store *st, uint64_t seal, struct audit_walk *w,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(w->seq),
				    SV_INT(PAGE) };
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	if (store_query(st, STORE_LEDGER_PAGE, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct audit_ledger	 e = {
			.seal_id = seal, .kind = kind_of(store_view(&r, i, 1)),
			.at = store_int(&r, i, 2),
			.request_id = (uint64_t)store_int(&r, i, 3),
			.intent_seq = (uint64_t)store_int(&r, i, 4),
			.digest = store_view(&r, i, 5),
			.authorisation_id = (uint64_t)store_int(&r, i, 6),
			.key_name = store_view(&r, i, 7),
			.detail = store_view(&r, i, 8),
		};
		struct audit_stored	 s = {
			.seq = (uint64_t)store_int(&r, i, 0),
			.prev = store_view(&r, i, 9),
			.hash = store_view(&r, i, 10),
			.hash_as = ledger_as, .entry = &e,
		};

		if ((rc = audit_walk_step(w, &s, err)) <= 0)
			return rc;
	}
	return (int)r.n;
}

/* Walk one chain in pages, each with its own memory. */
static int
walk_chain(struct store *st, const char *audit_chain, uint64_t seal,
    struct audit_walk *w, struct es_err *err)
{
	struct es_arena	*a;
	int		 n;

	do {
		if ((a = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
			return es_fail(err, ES_E_NOMEM, "chain: no memory");
		n = audit_chain != NULL ?
		    audit_page(st, audit_chain, w, a, err) :
		    ledger_page(st, seal, w, a, err);
		es_arena_free(a);
	} while (n == PAGE);
	return n < 0 ? -1 : 0;
}

struct check {			/* of all chains, or of one ledger */
	void		(*found)(void *arg, const struct audit_finding *f);
	void		*arg;
	const struct audit_points *points;
	uint64_t	 seal_id, most;
	struct audit_finding *out;
};

static int
check_one(struct store *st, const struct check *k, const char *name,
    const char *log, uint64_t seal, uint64_t seq, struct es_view head,
    struct es_err *err)
{
	struct audit_walk	 w;

	audit_walk_begin(&w, name, NULL, k->points);
	if (walk_chain(st, log, seal, &w, err) < 0)
		return -1;
	audit_walk_end(&w, seq, head);
	k->found(k->arg, &w.f);
	return w.f.flaw != AUDIT_INTACT;
}

/* Of a chain's name: one of the log, or a ledger? */
static bool
split(const char *name, const char **log, uint64_t *seal)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 id;

	*log = NULL;
	*seal = 0;
	if (strncmp(name, "audit ", 6) == 0)
		*log = name + 6;
	else if (strncmp(name, "ledger ", 7) == 0 &&
	    es_view_int(es_view_str(name + 7), 0, INT64_MAX, &id, &e) == 0)
		*seal = (uint64_t)id;
	else
		return false;
	return true;
}

/* Chains of which nothing is left but what checkpoints saw. */
static int
check_lost(struct store *st, const struct check *k, char *const *names,
    size_t n, struct es_err *err)
{
	const char	*log, *last = "";
	uint64_t	 seal;
	size_t		 i, j;
	int		 bad = 0, rc;

	for (i = 0; k->points != NULL && i < k->points->n; i++) {
		const char	*name = k->points->p[i].chain;

		if (strcmp(name, last) == 0)
			continue;
		last = name;
		for (j = 0; j < n && strcmp(names[j], name) != 0; j++)
			continue;
		if (j < n || !split(name, &log, &seal))
			continue;
		if ((rc = check_one(st, k, name, log, seal, 0,
		    ES_VIEW_EMPTY, err)) < 0)
			return -1;
		bad |= rc;
	}
	return bad;
}

static int
check_all(struct store *st, void *arg, struct es_err *err)
{
	struct check		*k = arg;
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 audits, seals;
	char			**names, *chain;
	size_t			 i;
	int			 bad = 0, one, rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "chain: no memory");
	if (store_query(st, STORE_AUDIT_CHAINS, NULL, 0, a, &audits, err) < 0 ||
	    store_query(st, STORE_LEDGER_CHAINS, NULL, 0, a, &seals, err) < 0)
		goto out;
	names = es_arena_array(a, audits.n + seals.n + 1, sizeof(*names));
	for (i = 0; names != NULL && i < audits.n + seals.n; i++) {
		bool			 log = i < audits.n;
		struct store_rows	*r = log ? &audits : &seals;
		size_t			 row = log ? i : i - audits.n;

		chain = log ? text(a, r, row, 0) : NULL;
		names[i] = log ? es_arena_printf(a, "audit %s", chain) :
		    es_arena_printf(a, "ledger %lld",
		    (long long)store_int(r, row, 0));
		if (names[i] == NULL)
			break;
		if ((one = check_one(st, k, names[i], chain,
		    (uint64_t)store_int(r, row, 0),
		    (uint64_t)store_int(r, row, 1), store_view(r, row, 2),
		    err)) < 0)
			goto out;
		bad |= one;
	}
	if (i < audits.n + seals.n)
		es_fail(err, ES_E_NOMEM, "chain: no memory");
	else if ((one = check_lost(st, k, names, i, err)) >= 0)
		rc = bad | one;
out:
	es_arena_free(a);
	return rc;
}

int
audit_verify(struct store *st, const struct audit_points *points,
    void (*found)(void *arg, const struct audit_finding *f), void *arg,
    struct es_err *err)
{
	struct check	 k = { .found = found, .arg = arg,
			    .points = points };

	return store_look(st, check_all, &k, err);
}

/* Begin after entry "from", with its stored hash. */
static int
skip_to(struct store *st, uint64_t seal, uint64_t from, struct audit_walk *w,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(from - 1),
				    SV_INT(1) };
	struct store_rows	 r;

	if (from == 0)
		return 0;
	if (store_query(st, STORE_LEDGER_PAGE, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	w->seq = from;
	if (r.n != 1 || (uint64_t)store_int(&r, 0, 0) != from ||
	    store_view(&r, 0, 10).n != AUDIT_HASH) {
		w->f.flaw = AUDIT_GAP;
		w->f.seq = from;
		return 0;
	}
	memcpy(w->prev, store_view(&r, 0, 10).p, AUDIT_HASH);
	return 0;
}

static int
check_ledger(struct store *st, void *arg, struct es_err *err)
{
	struct check		*k = arg;
	struct store_val	 key = SV_INT(k->seal_id);
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 head;
	struct audit_walk	 w;
	char			 name[AUDIT_CHAIN_NAME];
	uint64_t		 seq;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "chain: no memory");
	(void)snprintf(name, sizeof(name), "ledger %llu",
	    (unsigned long long)k->seal_id);
	audit_walk_begin(&w, name, NULL, NULL);
	if (store_query(st, STORE_KEEPER_HEAD, &key, 1, a, &head, err) < 0)
		goto out;
	seq = (uint64_t)store_int(&head, 0, 0);
	if (skip_to(st, k->seal_id, seq > k->most ? seq - k->most : 0, &w, a,
	    err) < 0 || (w.f.flaw == AUDIT_INTACT &&
	    walk_chain(st, NULL, k->seal_id, &w, err) < 0))
		goto out;
	audit_walk_end(&w, seq, store_view(&head, 0, 1));
	*k->out = w.f;
	rc = 0;
out:
	es_arena_free(a);
	return rc;
}

int
audit_verify_ledger(struct store *st, uint64_t seal_id, uint64_t most,
    struct audit_finding *out, struct es_err *err)
{
	struct check	 k = { .seal_id = seal_id, .most = most, .out = out };

	memset(out, 0, sizeof(*out));
	return store_look(st, check_ledger, &k, err);
}
