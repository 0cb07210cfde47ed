/* Anything as an OCSP query; what was read comes back from what is written. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pki/ocsp.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pki_ocsp_query	q, back;
	struct es_buf			b;

	if (pki_ocsp_query_parse(&q, es_view(data, size), NULL) < 0)
		return 0;
	es_buf_init(&b, 2 * ES_LIMIT_OCSP_QUERY);
	if (pki_ocsp_query_write(&q, &b, NULL) == 0 &&
	    b.n <= ES_LIMIT_OCSP_QUERY &&
	    (pki_ocsp_query_parse(&back, es_buf_view(&b), NULL) < 0 ||
	    memcmp(&q, &back, sizeof(q)) != 0))
		abort();
	es_buf_clear(&b);
	return 0;
}
