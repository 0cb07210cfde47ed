/* audit/append.c - entries at the end of a chain; see audit.h. */
#include "audit/audit.h"

#include "audit/chain.h"
#include "base/limits.h"

#define AUDIT_COLS	11
#define LEDGER_COLS	12

static const unsigned char	zero[AUDIT_HASH];

/* Sequence number and hash of a chain's last entry, locked. */
static int
lock_head(struct store *st, enum store_stmt lock, enum store_stmt new,
    const struct store_val *key, uint64_t *seq,
    unsigned char hash[AUDIT_HASH], struct es_err *err)
{
	struct store_val	 args[2] = { *key, SV_BYTES(zero,
				    sizeof(zero)) };
	struct es_arena		*a;
	struct store_rows	 rows;
	int			 rc;

	if (!store_in_tx(st))
		return es_fail(err, ES_E_BUG, "chain: outside a transaction");
	if ((a = es_arena_new(ES_LIMIT_AUDIT_ENTRY)) == NULL)
		return es_fail(err, ES_E_NOMEM, "chain: out of memory");
	*seq = 0;
	memcpy(hash, zero, AUDIT_HASH);
	rc = store_query(st, lock, key, 1, a, &rows, err);
	/* The first entry ever: two may come to make the row at once. */
	if (rc == 0 && (rc = store_exec(st, new, args, 2, NULL, err)) >= 0)
		rc = store_query(st, lock, key, 1, a, &rows, err);
	if (rc > 0) {
		*seq = (uint64_t)store_int(&rows, 0, 0);
		if (store_view(&rows, 0, 1).n == AUDIT_HASH)
			memcpy(hash, store_view(&rows, 0, 1).p, AUDIT_HASH);
		rc = 0;
	} else if (rc == 0)
		rc = es_fail(err, ES_E_CONFLICT, "chain: its head is gone");
	es_arena_free(a);
	return rc;
}

/* The rows of an entry, in the arena; "prev" becomes its hash. */
static int
audit_row(const struct audit_entry *e, uint64_t seq,
    unsigned char prev[AUDIT_HASH], struct es_arena *a,
    struct store_val row[AUDIT_COLS], struct es_err *err)
{
	unsigned char	*both = es_arena_get(a, 2 * AUDIT_HASH);

	if (both == NULL)
		return es_fail(err, ES_E_NOMEM, "audit: out of memory");
	memcpy(both, prev, AUDIT_HASH);
	if (audit_entry_hash(e, seq, both, both + AUDIT_HASH, err) < 0)
		return -1;
	memcpy(prev, both + AUDIT_HASH, AUDIT_HASH);
	{
		const struct store_val	 vals[AUDIT_COLS] = {
		    SV_STR(e->chain), SV_INT(seq), SV_INT(e->at),
		    SV_TEXT(e->actor), SV_TEXT(e->address),
		    SV_STR(e->action), SV_TEXT(e->object), SV_STR(e->result),
		    SV_TEXT(e->detail), SV_BYTES(both, AUDIT_HASH),
		    SV_BYTES(both + AUDIT_HASH, AUDIT_HASH) };

		memcpy(row, vals, sizeof(vals));
	}
	return 0;
}

static int
add_rows(struct store *st, enum store_stmt add, const struct store_val *rows,
    size_t n, size_t cols, struct es_err *err)
{
	return n == 1 ? store_exec(st, add, rows, cols, NULL, err) :
	    store_exec_rows(st, add, rows, n, cols, NULL, err);
}

int
audit_add_all(struct store *st, const struct audit_entry *e, size_t n,
    struct es_err *err)
{
	struct store_val	 key = SV_NULL, *rows;
	struct es_arena		*a;
	unsigned char		 prev[AUDIT_HASH];
	uint64_t		 seq;
	size_t			 i;
	int			 rc = -1;

	if (n == 0)
		return 0;
	key = (struct store_val)SV_STR(e[0].chain);
	if ((a = es_arena_new(ES_LIMIT_AUDIT_ARENA)) == NULL ||
	    (rows = es_arena_array(a, n * AUDIT_COLS, sizeof(*rows))) ==
	    NULL) {
		es_arena_free(a);
		return es_fail(err, ES_E_NOMEM, "audit: out of memory");
	}
	if (lock_head(st, STORE_AUDIT_HEAD_LOCK, STORE_AUDIT_HEAD_NEW, &key,
	    &seq, prev, err) < 0)
		goto out;
	for (i = 0; i < n; i++) {
		if (strcmp(e[i].chain, e[0].chain) != 0) {
			es_fail(err, ES_E_BUG, "audit: two chains");
			goto out;
		}
		if (audit_row(&e[i], ++seq, prev, a, rows + i * AUDIT_COLS,
		    err) < 0)
			goto out;
	}
	if (add_rows(st, STORE_AUDIT_ADD, rows, n, AUDIT_COLS, err) == 0) {
		struct store_val	 head[] = { SV_INT(seq),
		    SV_BYTES(prev, AUDIT_HASH), key };

		rc = store_exec(st, STORE_AUDIT_HEAD_SET, head,
		    ES_COUNT(head), NULL, err);
	}
out:
	es_arena_free(a);
	return rc;
}

int
audit_add(struct store *st, const struct audit_entry *e, struct es_err *err)
{
	return audit_add_all(st, e, 1, err);
}

int
audit_ledger_lock(struct store *st, uint64_t seal_id, struct es_err *err)
{
	struct store_val	 key = SV_INT(seal_id);
	unsigned char		 hash[AUDIT_HASH];
	uint64_t		 seq;

	return lock_head(st, STORE_LEDGER_HEAD_LOCK, STORE_LEDGER_HEAD_NEW,
	    &key, &seq, hash, err);
}

static int
ledger_row(const struct audit_ledger *e, uint64_t seq,
    unsigned char prev[AUDIT_HASH], struct es_arena *a,
    struct store_val row[LEDGER_COLS], struct es_err *err)
{
	unsigned char		*both = es_arena_get(a, 2 * AUDIT_HASH);
	struct store_val	 digest = SV_NULL;

	if (both == NULL)
		return es_fail(err, ES_E_NOMEM, "ledger: out of memory");
	memcpy(both, prev, AUDIT_HASH);
	if (audit_ledger_hash(e, seq, both, both + AUDIT_HASH, err) < 0)
		return -1;
	memcpy(prev, both + AUDIT_HASH, AUDIT_HASH);
	if (e->digest.n > 0)
		digest = (struct store_val)SV_BLOB(e->digest);
	{
		const struct store_val	 vals[LEDGER_COLS] = {
		    SV_INT(e->seal_id), SV_INT(seq),
		    SV_STR(audit_ledger_kinds[e->kind]), SV_INT(e->at),
		    SV_INT(e->request_id), SV_INT(e->intent_seq), digest,
		    SV_INT(e->authorisation_id), SV_TEXT(e->key_name),
		    SV_TEXT(e->detail), SV_BYTES(both, AUDIT_HASH),
		    SV_BYTES(both + AUDIT_HASH, AUDIT_HASH) };

		memcpy(row, vals, sizeof(vals));
	}
	return 0;
}

/* es-seal may write outcomes alone, and only through their view. */
static enum store_stmt
add_by(const struct audit_ledger *e, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (e[i].kind != AUDIT_SEALED && e[i].kind != AUDIT_VOID)
			return STORE_LEDGER_ADD;
	return STORE_LEDGER_ADD_OUTCOME;
}

int
audit_ledger_add(struct store *st, const struct audit_ledger *e, size_t n,
    uint64_t *first, struct es_err *err)
{
	struct store_val	 key = SV_INT(e[0].seal_id), *rows;
	struct es_arena		*a;
	unsigned char		 prev[AUDIT_HASH];
	uint64_t		 seq;
	size_t			 i;
	int			 rc = -1;

	*first = 0;
	if ((a = es_arena_new(ES_LIMIT_AUDIT_ARENA)) == NULL ||
	    (rows = es_arena_array(a, n * LEDGER_COLS, sizeof(*rows))) ==
	    NULL) {
		es_arena_free(a);
		return es_fail(err, ES_E_NOMEM, "ledger: out of memory");
	}
	if (lock_head(st, STORE_LEDGER_HEAD_LOCK, STORE_LEDGER_HEAD_NEW, &key,
	    &seq, prev, err) < 0)
		goto out;
	for (i = 0; i < n; i++) {
		if (e[i].seal_id != e[0].seal_id) {
			es_fail(err, ES_E_BUG, "ledger: two seals");
			goto out;
		}
		if (ledger_row(&e[i], seq + 1 + i, prev, a, rows +
		    i * LEDGER_COLS, err) < 0)
			goto out;
	}
	if (add_rows(st, add_by(e, n), rows, n, LEDGER_COLS, err) == 0) {
		struct store_val	 head[] = { SV_INT(seq + n),
		    SV_BYTES(prev, AUDIT_HASH), key };

		rc = store_exec(st, STORE_LEDGER_HEAD_SET, head,
		    ES_COUNT(head), NULL, err);
	}
	if (rc == 0)
		*first = seq + 1;
out:
	es_arena_free(a);
	return rc;
}
