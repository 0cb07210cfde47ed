/* fuzz_checkpoint - what is read as a checkpoint is written back the same. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/audit/checkpoint.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
point(void *arg, const struct audit_point *p, struct es_err *err)
{
	(void)err;
	svc_checkpoint_chain(arg, p->chain, p->seq, es_view(p->hash,
	    sizeof(p->hash)));
	return 0;
}

static int
key(void *arg, const struct svc_key_use *u, struct es_err *err)
{
	(void)err;
	svc_checkpoint_key(arg, u);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_buf			 head, lines;
	struct svc_checkpoint_sink	 to = { point, key, &lines };
	struct svc_checkpoint		 c;
	struct es_err			 e = ES_ERR_INIT;

	es_buf_init(&head, ES_LIMIT_CHECKPOINT);
	es_buf_init(&lines, ES_LIMIT_CHECKPOINT);
	if (svc_checkpoint_parse(es_view(data, size), &c, &to, &e) == 0) {
		svc_checkpoint_begin(&head, &c);
		es_buf_add_view(&head, es_buf_view(&lines));
		if (!es_view_eq(es_buf_view(&head), es_view(data, size)))
			abort();
	}
	es_buf_clear(&head);
	es_buf_clear(&lines);
	return 0;
}
