/* fuzz_ber - anything as BER made DER, and as DER. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/ber.h"
#include "crypt/der.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Down through whatever is constructed. */
static void
walk(struct der d, int depth)
{
	struct es_view	 v, in;
	struct der	 one;
	struct es_buf	 text;

	while ((v = der_any(&d)).n != 0) {
		if (v.p + v.n > d.v.p && d.v.n != 0)
			abort();
		one = der_open(v, d.fail);
		in = der_take(&one, v.p[0]);
		if (in.n > v.n)
			abort();
		es_buf_init(&text, ES_LIMIT_CMS);
		if (v.p[0] == DER_OID)
			der_oid_to_text(&text, in);
		es_buf_clear(&text);
		if ((v.p[0] & 0x20) != 0 && depth < 40)
			walk(der_open(in, d.fail), depth + 1);
	}
}

static void
numbers(struct es_view v)
{
	struct der_fail	 fail = { NULL };
	struct der	 d = der_open(v, &fail);

	if (der_small(&d) < 0)
		abort();
	fail.why = NULL;
	d = der_open(v, &fail);
	(void)der_time(&d);
	fail.why = NULL;
	d = der_open(v, &fail);
	(void)der_int(&d);
	(void)der_bool(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_view	 v = es_view(data, size), one;
	struct der_fail	 fail = { NULL };
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 der, again;
	size_t		 n = ber_size(v);

	numbers(v);
	walk(der_open(v, &fail), 0);
	if (n > size)
		abort();
	if (n == 0)
		return 0;
	one = es_view_sub(v, 0, n);
	es_buf_init(&der, ES_LIMIT_CMS);
	es_buf_init(&again, ES_LIMIT_CMS);
	if (ber_to_der(one, &der, &e) == 0) {
		/* What came out is one element, and what it should be. */
		if (ber_size(es_buf_view(&der)) != der.n ||
		    ber_to_der(es_buf_view(&der), &again, &e) < 0 ||
		    !es_view_eq(es_buf_view(&der), es_buf_view(&again)))
			abort();
	} else if (e.code == ES_E_NONE) {
		abort();
	}
	es_buf_clear(&der);
	es_buf_clear(&again);
	return 0;
}
