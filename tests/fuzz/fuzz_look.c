/* What a confined judge sent: anything, by somebody who took it over. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/verify/report_json.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct svc_look_max	 most = {
		ES_LIMIT_VERIFY_SEALS, ES_LIMIT_VERIFY_CHANGES };
	static struct es_arena			*a;
	struct svc_look				 l;
	struct es_buf				 out;

	if (a == NULL && (a = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		abort();
	es_arena_reset(a);
	if (svc_look_get(&l, es_view(data, size), 100000, &most, a,
	    NULL) < 0) {
		if (l.judged || l.n != 0)
			abort();
		return 0;
	}
	es_buf_init(&out, ES_LIMIT_JUDGE_REPORT);
	if (svc_report_json(&l, "t.pdf", SVC_EN, &out, NULL) < 0)
		abort();
	es_buf_clear(&out);
	return 0;
}
