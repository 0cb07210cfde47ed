/* flow/chain.c - see chain.h. */
#include "flow/chain.h"

#include "base/buf.h"
#include "crypt/digest.h"

static void
put(struct es_buf *b, struct es_view v)
{
	es_buf_add_be32(b, (uint32_t)v.n);
	es_buf_add_view(b, v);
}

static int
finish(struct es_buf *b, unsigned char out[FLOW_HASH], struct es_err *err)
{
	int	 rc = es_buf_ok(b, "flow", err);

	if (rc == 0)
		rc = crypt_sha256(es_buf_view(b), out, err);
	es_buf_clear(b);
	return rc;
}

int
flow_chain_begin(const struct flow_case *c, struct es_view name,
    const unsigned char definition[FLOW_DIGEST],
    unsigned char out[FLOW_HASH], struct es_err *err)
{
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	put(&b, ES_LIT("yinxin flow 1"));
	es_buf_add_be64(&b, (uint64_t)c->request);
	put(&b, name);
	es_buf_add(&b, definition, FLOW_DIGEST);
	es_buf_add_be64(&b, (uint64_t)c->applicant);
	es_buf_add_be64(&b, (uint64_t)c->applicant_person);
	put(&b, c->unit);
	put(&b, c->office);
	return finish(&b, out, err);
}

int
flow_chain_next(const struct flow_event *e, uint64_t seq,
    const unsigned char prev[FLOW_HASH], unsigned char out[FLOW_HASH],
    struct es_err *err)
{
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	es_buf_add(&b, prev, FLOW_HASH);
	es_buf_add_be64(&b, seq);
	put(&b, es_view_str(flow_kind_name(e->kind)));
	es_buf_add_be64(&b, (uint64_t)e->at);
	es_buf_add_be64(&b, (uint64_t)e->actor);
	es_buf_add_be64(&b, (uint64_t)e->actor_person);
	es_buf_add_be64(&b, (uint64_t)e->absent);
	es_buf_add_be64(&b, (uint64_t)e->absent_person);
	es_buf_add_be32(&b, (uint32_t)e->step);
	es_buf_add_be32(&b, (uint32_t)e->slot);
	es_buf_add_be64(&b, (uint64_t)e->subject);
	es_buf_add_be64(&b, (uint64_t)e->subject_person);
	es_buf_add(&b, e->digest, FLOW_DIGEST);
	put(&b, e->text);
	return finish(&b, out, err);
}
