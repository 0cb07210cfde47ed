/* audit/verify.c - walking chains and balancing seals; see audit.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "audit/chain.h"
#include "base/limits.h"

#define PAGE	500		/* entries read at once */

static const char *const flaws[] = {
	[AUDIT_INTACT] = "intact",
	[AUDIT_EDITED] = "edited",
	[AUDIT_GAP] = "missing",
	[AUDIT_BROKEN_LINK] = "broken link",
	[AUDIT_CUT_OFF] = "cut off",
	[AUDIT_NO_HEAD] = "no head",
	[AUDIT_BEYOND] = "beyond the head",
};

const char *
audit_flaw_name(enum audit_flaw f)
{
	return flaws[f];
}

/* Where a walk stands: what the next entry has to continue. */
struct walk {
	struct audit_finding	 f;
	unsigned char		 prev[AUDIT_HASH];
	uint64_t		 seq;
};

/* Compare one stored entry with what it must be; true while intact. */
static bool
step(struct walk *w, uint64_t seq, struct es_view prev, struct es_view hash,
    const unsigned char want[AUDIT_HASH])
{
	struct es_view	 before = { w->prev, AUDIT_HASH };

	w->f.seq = seq;
	if (seq != w->seq + 1) {
		w->f.flaw = AUDIT_GAP;
		w->f.seq = w->seq + 1;
	} else if (!es_view_eq(prev, before))
		w->f.flaw = AUDIT_BROKEN_LINK;
	else if (!es_view_eq(hash, es_view(want, AUDIT_HASH)))
		w->f.flaw = AUDIT_EDITED;
	if (w->f.flaw != AUDIT_INTACT)
		return false;
	w->seq = seq;
	w->f.entries++;
	memcpy(w->prev, want, AUDIT_HASH);
	return true;
}

static char *
text(struct es_arena *a, const struct store_rows *r, size_t row, size_t col)
{
	return es_arena_str(a, store_view(r, row, col));
}

/* One page of audit_log; rows read, -1 on failure. */
static int
audit_page(struct store *st, const char *chain, struct walk *w,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(chain), SV_INT(w->seq),
				    SV_INT(PAGE) };
	struct store_rows	 r;
	unsigned char		 want[AUDIT_HASH];
	size_t			 i;

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
		uint64_t	 seq = (uint64_t)store_int(&r, i, 0);

		if (audit_entry_hash(&e, seq, w->prev, want, err) < 0)
			return -1;
		if (!step(w, seq, store_view(&r, i, 8), store_view(&r, i, 9),
		    want))
			return 0;
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
ledger_page(struct store *st, uint64_t seal, struct walk *w,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(w->seq),
				    SV_INT(PAGE) };
	struct store_rows	 r;
	unsigned char		 want[AUDIT_HASH];
	size_t			 i;

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
		uint64_t	 seq = (uint64_t)store_int(&r, i, 0);

		if (audit_ledger_hash(&e, seq, w->prev, want, err) < 0)
			return -1;
		if (!step(w, seq, store_view(&r, i, 9),
		    store_view(&r, i, 10), want))
			return 0;
	}
	return (int)r.n;
}

/*
 * After the last entry: the head must name exactly it.  "hash" is empty when
 * the chain has entries but no head.
 */
static void
check_head(struct walk *w, uint64_t seq, struct es_view hash)
{
	if (w->f.flaw != AUDIT_INTACT)
		return;
	memcpy(w->f.head, w->prev, AUDIT_HASH);
	if (hash.n == 0 && w->seq > 0) {
		w->f.flaw = AUDIT_NO_HEAD;
		w->f.seq = w->seq;
	} else if (seq < w->seq) {
		w->f.flaw = AUDIT_BEYOND;
		w->f.seq = seq + 1;
	} else if (seq > w->seq) {
		w->f.flaw = AUDIT_CUT_OFF;
		w->f.seq = w->seq + 1;
	} else if (!es_view_eq(hash, es_view(w->prev, AUDIT_HASH))) {
		w->f.flaw = AUDIT_BROKEN_LINK;
		w->f.seq = seq;
	}
}

/* Walk one chain in pages, each with its own memory. */
static int
walk_chain(struct store *st, const char *audit_chain, uint64_t seal,
    struct walk *w, struct es_err *err)
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
	uint64_t	 seal_id, most;
	struct audit_finding *out;
};

static int
check_all(struct store *st, void *arg, struct es_err *err)
{
	struct check		*k = arg;
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 audits, seals;
	struct walk		 w;
	char			*chain;
	size_t			 i;
	int			 bad = 0, rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "chain: no memory");
	if (store_query(st, STORE_AUDIT_CHAINS, NULL, 0, a, &audits, err) < 0 ||
	    store_query(st, STORE_LEDGER_CHAINS, NULL, 0, a, &seals, err) < 0)
		goto out;
	for (i = 0; i < audits.n + seals.n; i++) {
		bool			 log = i < audits.n;
		struct store_rows	*r = log ? &audits : &seals;
		size_t			 row = log ? i : i - audits.n;

		memset(&w, 0, sizeof(w));
		chain = log ? text(a, r, row, 0) : NULL;
		if (log)
			(void)snprintf(w.f.chain, sizeof(w.f.chain),
			    "audit %s", chain);
		else
			(void)snprintf(w.f.chain, sizeof(w.f.chain),
			    "ledger %lld", (long long)store_int(r, row, 0));
		if (walk_chain(st, chain, (uint64_t)store_int(r, row, 0), &w,
		    err) < 0)
			goto out;
		check_head(&w, (uint64_t)store_int(r, row, 1),
		    store_view(r, row, 2));
		bad |= w.f.flaw != AUDIT_INTACT;
		k->found(k->arg, &w.f);
	}
	rc = bad;
out:
	es_arena_free(a);
	return rc;
}

int
audit_verify(struct store *st,
    void (*found)(void *arg, const struct audit_finding *f), void *arg,
    struct es_err *err)
{
	struct check	 k = { .found = found, .arg = arg };

	return store_look(st, check_all, &k, err);
}

/* Begin after entry "from", with its stored hash. */
static int
skip_to(struct store *st, uint64_t seal, uint64_t from, struct walk *w,
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
	struct walk		 w;
	uint64_t		 seq;
	int			 rc = -1;

	memset(&w, 0, sizeof(w));
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "chain: no memory");
	(void)snprintf(w.f.chain, sizeof(w.f.chain), "ledger %llu",
	    (unsigned long long)k->seal_id);
	if (store_query(st, STORE_KEEPER_HEAD, &key, 1, a, &head, err) < 0)
		goto out;
	seq = (uint64_t)store_int(&head, 0, 0);
	if (skip_to(st, k->seal_id, seq > k->most ? seq - k->most : 0, &w, a,
	    err) < 0 || (w.f.flaw == AUDIT_INTACT &&
	    walk_chain(st, NULL, k->seal_id, &w, err) < 0))
		goto out;
	check_head(&w, seq, store_view(&head, 0, 1));
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
