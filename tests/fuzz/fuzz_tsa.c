/* Anything as a time-stamp query, response and token. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "tsa/query.h"
#include "tsa/token.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must come back from what is written. */
static void
query(struct es_view v)
{
	struct tsa_query	q, back;
	enum tsa_failure	why;
	struct es_buf		b;

	if (tsa_query_parse(&q, v, &why, NULL) < 0) {
		if (why == TSA_FAIL_NONE)
			abort();
		return;
	}
	es_buf_init(&b, ES_LIMIT_TSA_QUERY);
	if (tsa_query_write(&q, &b, NULL) == 0 &&
	    (tsa_query_parse(&back, es_buf_view(&b), &why, NULL) < 0 ||
	    memcmp(&q, &back, sizeof(q)) != 0))
		abort();
	es_buf_clear(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pki_cache	*cache;
	struct es_view		 v = es_view(data, size), token;
	struct tsa_token	*t;
	struct cms_verdict	 verdict;

	if (cache == NULL && pki_cache_new(&cache, NULL) < 0)
		abort();
	query(v);
	if (tsa_response_token(v, &token, NULL) == 0)
		v = token;
	if (tsa_token_parse(&t, v, cache, NULL) == 0) {
		(void)!tsa_token_verify(t, &verdict, NULL);
		tsa_token_free(t);
	}
	return 0;
}
