/* fuzz_signd_proto - anything as a frame on es-signd's socket, both ways. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/seal/signd_proto.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
within(struct es_view v, struct es_view frame)
{
	return v.n == 0 || (v.p >= frame.p && v.p + v.n <= frame.p + frame.n);
}

/* What was read as a request is what its client would write. */
static void
request(struct es_view frame)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_SIGND_ARENA);
	struct es_err		 e = ES_ERR_INIT;
	struct signd_request	 rq;
	struct es_buf		 b;

	if (a == NULL)
		return;
	es_buf_init(&b, ES_LIMIT_SIGND_FRAME);
	if (signd_get_request(&rq, frame, a, &e) < 0) {
		if (e.code == ES_E_NONE)
			abort();
	} else if (rq.op == SIGND_OP_SEAL) {
		if (rq.njobs == 0 || rq.njobs > ES_LIMIT_SEAL_BATCH)
			abort();
		signd_put_seal(&b, rq.jobs, rq.njobs);
		if (!es_view_eq(es_buf_view(&b), frame))
			abort();
	} else if (rq.op <= SIGND_OP_NONE || rq.op >= SIGND_OP__MAX) {
		abort();
	}
	es_buf_clear(&b);
	es_arena_free(a);
}

static void
answer(struct es_view frame)
{
	struct signd_seal_answer	 seal[3];
	struct signd_key		 keys[ES_LIMIT_KEYS];
	struct signd_ping_answer	 ping;
	struct es_err			 e = ES_ERR_INIT;
	struct es_view			 token;
	enum tsa_failure		 why;
	size_t				 n, i;

	(void)!signd_get_ping_answer(&ping, frame, &e);
	for (n = 1; n <= ES_COUNT(seal); n++) {
		es_err_clear(&e);
		if (signd_get_seal_answers(seal, n, frame, &e) == 0)
			for (i = 0; i < n; i++)
				if (!within(seal[i].cms, frame) ||
				    !within(seal[i].reason, frame))
					abort();
	}
	es_err_clear(&e);
	if (signd_get_keys_answer(keys, &n, frame, &e) == 0)
		for (i = 0; i < n; i++)
			if (!within(keys[i].name, frame) ||
			    !within(keys[i].why, frame))
				abort();
	es_err_clear(&e);
	if (signd_get_timestamp_answer(&token, &why, frame, &e) == 0 &&
	    !within(token, frame))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	request(es_view(data, size));
	answer(es_view(data, size));
	return 0;
}
