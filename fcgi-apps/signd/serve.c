/* signd/serve.c - see serve.h. */
#include "serve.h"

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/log.h"

static void
answer_ping(struct server *s, struct es_buf *out)
{
	struct es_err			 e = ES_ERR_INIT;
	struct signd_ping_answer	 p = {
		.keys = (uint16_t)keyring_count(s->keys),
		.tsa = keyring_has_tsa(s->keys),
		.database = store_ping(s->store, &e) == 0,
		.now = sys_now(),
	};

	signd_put_ping_answer(out, &p);
}

static void
answer_keys(struct server *s, struct es_buf *out)
{
	struct signd_key	 list[ES_LIMIT_KEYS];
	const struct seal_key	*k;
	size_t			 n;

	for (n = 0; (k = keyring_at(s->keys, n)) != NULL; n++)
		list[n] = (struct signd_key){
			.name = es_view_str(k->name),
			.md = cms_signer_md(k->signer),
			.reserve = (uint32_t)cms_signer_reserve(k->signer,
			    keyring_token_max(s->keys)),
			.away = !health_good(&k->health),
			.why = es_view_str(k->health.why),
		};
	signd_put_keys_answer(out, list, n);
}

static void
answer_timestamp(struct server *s, const struct tsa_query *q,
    struct es_buf *out)
{
	struct es_err		 e = ES_ERR_INIT;
	enum tsa_failure	 why = TSA_FAIL_NONE;
	struct es_buf		 token;

	es_buf_init(&token, ES_LIMIT_TSA_TOKEN);
	if (keyring_timestamp(s->keys, q, &token, &why, &e) < 0) {
		log_err(&e, "event=timestamp-failed");
		signd_put_timestamp_answer(out, why == TSA_FAIL_NONE ?
		    TSA_FAIL_SYSTEM : why, es_view_str(e.msg));
	} else {
		signd_put_timestamp_answer(out, TSA_FAIL_NONE,
		    es_buf_view(&token));
	}
	es_buf_clear(&token);
}

static void
answer_seal(struct server *s, const struct signd_request *rq,
    struct es_arena *a, struct es_buf *out)
{
	struct signd_seal_answer	*answers;

	answers = es_arena_array(a, rq->njobs, sizeof(*answers));
	if (answers == NULL) {
		signd_put_error(out, ES_LIT("out of memory"));
		return;
	}
	serve_seal(s, rq, answers, a);
	signd_put_seal_answers(out, answers, rq->njobs);
}

static void
answer_checkpoint(struct server *s, struct es_buf *out)
{
	struct es_err			 e = ES_ERR_INIT;
	struct signd_checkpoint_answer	 c;

	if (serve_checkpoint(s, &c, &e) < 0) {
		log_err(&e, "event=checkpoint-failed");
		signd_put_error(out, es_view_str(e.msg));
	} else
		signd_put_checkpoint_answer(out, &c);
}

void
serve_frame(struct server *s, struct es_view frame, struct es_arena *a,
    struct es_buf *out)
{
	struct es_err		 e = ES_ERR_INIT;
	struct signd_seal_answer one;
	struct signd_request	 rq;

	es_buf_reset(out);
	if (signd_get_request(&rq, frame, a, &e) < 0) {
		log_err(&e, "event=bad-frame");
		signd_put_error(out, es_view_str(e.msg));
		return;
	}
	switch (rq.op) {
	case SIGND_OP_PING:
		answer_ping(s, out);
		return;
	case SIGND_OP_KEYS:
		if (s->may_seal || s->may_contract) {
			answer_keys(s, out);
			return;
		}
		break;
	case SIGND_OP_SEAL:
		if (s->may_seal) {
			serve_tsa_state(s, true, a);
			answer_seal(s, &rq, a, out);
			return;
		}
		break;
	case SIGND_OP_TIMESTAMP:
		if (s->may_stamp) {
			serve_tsa_state(s, false, a);
			answer_timestamp(s, &rq.stamp, out);
			return;
		}
		break;
	case SIGND_OP_RECEIPT:
		if (s->may_receipt) {
			serve_tsa_state(s, true, a);
			serve_receipt(s, rq.receipt, &one, a);
			signd_put_seal_answers(out, &one, 1);
			return;
		}
		break;
	case SIGND_OP_CONTRACT:
		if (s->may_contract) {
			serve_tsa_state(s, true, a);
			serve_contract(s, rq.contract, &one, a);
			signd_put_seal_answers(out, &one, 1);
			return;
		}
		break;
	case SIGND_OP_OCSP:
		if (s->may_ask) {
			struct signd_ocsp_answer	 o;

			serve_ocsp(s, rq.ocsp, &o, a);
			signd_put_ocsp_answer(out, &o);
			return;
		}
		break;
	case SIGND_OP_CHECKPOINT:
		if (s->may_mark) {
			answer_checkpoint(s, out);
			return;
		}
		break;
	case SIGND_OP_NONE:
	case SIGND_OP__MAX:
		break;
	}
	log_event("event=denied op=%d", (int)rq.op);
	signd_put_error(out, ES_LIT("this caller may not ask for that"));
}
