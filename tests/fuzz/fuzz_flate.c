/* fuzz_flate - anything inflated, and deflated and inflated again. */
#include <stdint.h>
#include <stdlib.h>

#include "base/limits.h"
#include "flate/flate.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CAP = 1 << 20 };

static void
inflate_as(enum flate_format format, struct es_view in, bool tail)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 out;
	size_t		 used = 0;

	es_buf_init(&out, 2 * CAP);
	es_buf_add_str(&out, "before");
	if (flate_inflate_stream(&out, in, format, CAP, tail ? &used : NULL,
	    &e) == 0) {
		if (out.n > CAP + 6 || used > in.n)
			abort();
	} else if (out.n != 6 || (e.code != ES_E_FORMAT &&
	    e.code != ES_E_LIMIT && e.code != ES_E_NOMEM)) {
		abort();
	}
	es_buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_view	 in = es_view(data, size);
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 packed, back;

	inflate_as(FLATE_ZLIB, in, false);
	inflate_as(FLATE_ZLIB, in, true);
	inflate_as(FLATE_RAW, in, true);
	es_buf_init(&packed, 2 * CAP);
	es_buf_init(&back, 2 * CAP);
	if (flate_deflate(in, 6, &packed, &e) < 0 ||
	    flate_inflate(es_buf_view(&packed), &back, &e) < 0 ||
	    !es_view_eq(in, es_buf_view(&back)))
		if (size < ES_LIMIT_INFLATE_FREE)
			abort();
	es_buf_clear(&packed);
	es_buf_clear(&back);
	return 0;
}
