/* audit/append.c - entries at the end of a chain; see audit.h. */
#include "audit/audit.h"

#include "audit/chain.h"
#include "base/limits.h"

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

int
audit_add(struct store *st, const struct audit_entry *e, struct es_err *err)
{
	struct store_val	 key = SV_STR(e->chain);
	unsigned char		 prev[AUDIT_HASH], hash[AUDIT_HASH];
	uint64_t		 seq;

	if (lock_head(st, STORE_AUDIT_HEAD_LOCK, STORE_AUDIT_HEAD_NEW, &key,
	    &seq, prev, err) < 0)
		return -1;
	seq++;
	if (audit_entry_hash(e, seq, prev, hash, err) < 0)
		return -1;
	{
		struct store_val	 row[] = { SV_STR(e->chain),
		    SV_INT(seq), SV_INT(e->at), SV_TEXT(e->actor),
		    SV_TEXT(e->address), SV_STR(e->action),
		    SV_TEXT(e->object), SV_STR(e->result), SV_TEXT(e->detail),
		    SV_BYTES(prev, AUDIT_HASH), SV_BYTES(hash, AUDIT_HASH) };
		struct store_val	 head[] = { SV_INT(seq),
		    SV_BYTES(hash, AUDIT_HASH), SV_STR(e->chain) };

		if (store_exec(st, STORE_AUDIT_ADD, row, ES_COUNT(row), NULL,
		    err) < 0)
			return -1;
		return store_exec(st, STORE_AUDIT_HEAD_SET, head,
		    ES_COUNT(head), NULL, err);
	}
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
ledger_one(struct store *st, const struct audit_ledger *e, uint64_t seq,
    unsigned char prev[AUDIT_HASH], struct es_err *err)
{
	unsigned char		 hash[AUDIT_HASH];
	struct store_val	 digest = SV_NULL;

	if (audit_ledger_hash(e, seq, prev, hash, err) < 0)
		return -1;
	if (e->digest.n > 0)
		digest = (struct store_val)SV_BLOB(e->digest);
	{
		struct store_val	 row[] = { SV_INT(e->seal_id),
		    SV_INT(seq), SV_STR(audit_ledger_kinds[e->kind]),
		    SV_INT(e->at), SV_INT(e->request_id),
		    SV_INT(e->intent_seq), digest,
		    SV_INT(e->authorisation_id), SV_TEXT(e->key_name),
		    SV_TEXT(e->detail), SV_BYTES(prev, AUDIT_HASH),
		    SV_BYTES(hash, AUDIT_HASH) };

		if (store_exec(st, STORE_LEDGER_ADD, row, ES_COUNT(row), NULL,
		    err) < 0)
			return -1;
	}
	memcpy(prev, hash, AUDIT_HASH);
	return 0;
}

int
audit_ledger_add(struct store *st, const struct audit_ledger *e, size_t n,
    uint64_t *first, struct es_err *err)
{
	struct store_val	 key = SV_INT(e[0].seal_id);
	unsigned char		 prev[AUDIT_HASH];
	uint64_t		 seq;
	size_t			 i;

	*first = 0;
	if (lock_head(st, STORE_LEDGER_HEAD_LOCK, STORE_LEDGER_HEAD_NEW, &key,
	    &seq, prev, err) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (e[i].seal_id != e[0].seal_id)
			return es_fail(err, ES_E_BUG, "ledger: two seals");
		if (ledger_one(st, &e[i], seq + 1 + i, prev, err) < 0)
			return -1;
	}
	{
		struct store_val	 head[] = { SV_INT(seq + n),
		    SV_BYTES(prev, AUDIT_HASH), key };

		if (store_exec(st, STORE_LEDGER_HEAD_SET, head,
		    ES_COUNT(head), NULL, err) < 0)
			return -1;
	}
	*first = seq + 1;
	return 0;
}
