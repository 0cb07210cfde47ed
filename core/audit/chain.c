/* audit/chain.c - see chain.h. */
#include "audit/chain.h"

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"

const char *const audit_ledger_kinds[] = {
	[AUDIT_NONE] = "",
	[AUDIT_INTENT] = "intent",
	[AUDIT_SEALED] = "sealed",
	[AUDIT_VOID] = "void",
	[AUDIT_REFUSED] = "refused",
};

static void
put(struct es_buf *b, struct es_view v)
{
	es_buf_add_be32(b, (uint32_t)v.n);
	es_buf_add_view(b, v);
}

static int
finish(struct es_buf *b, unsigned char out[AUDIT_HASH], struct es_err *err)
{
	int	 rc = es_buf_ok(b, "chain", err);

	if (rc == 0)
		rc = crypt_sha256(es_buf_view(b), out, err);
	es_buf_clear(b);
	return rc;
}

int
audit_entry_hash(const struct audit_entry *e, uint64_t seq,
    const unsigned char prev[AUDIT_HASH], unsigned char out[AUDIT_HASH],
    struct es_err *err)
{
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	es_buf_add(&b, prev, AUDIT_HASH);
	put(&b, es_view_str(e->chain));
	es_buf_add_be64(&b, seq);
	es_buf_add_be64(&b, (uint64_t)e->at);
	put(&b, e->actor);
	put(&b, e->address);
	put(&b, es_view_str(e->action));
	put(&b, e->object);
	put(&b, es_view_str(e->result));
	put(&b, e->detail);
	return finish(&b, out, err);
}

int
audit_ledger_hash(const struct audit_ledger *e, uint64_t seq,
    const unsigned char prev[AUDIT_HASH], unsigned char out[AUDIT_HASH],
    struct es_err *err)
{
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	es_buf_add(&b, prev, AUDIT_HASH);
	es_buf_add_be64(&b, e->seal_id);
	es_buf_add_be64(&b, seq);
	put(&b, es_view_str(audit_ledger_kinds[e->kind]));
	es_buf_add_be64(&b, (uint64_t)e->at);
	es_buf_add_be64(&b, e->request_id);
	es_buf_add_be64(&b, e->intent_seq);
	put(&b, e->digest);
	es_buf_add_be64(&b, e->authorisation_id);
	put(&b, e->key_name);
	put(&b, e->detail);
	return finish(&b, out, err);
}
