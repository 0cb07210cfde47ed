/* t_flate.c - round trips, caps and damage of flate/flate.h. */
#include <stdlib.h>

#include "flate/flate.h"
#include "tap.h"

static unsigned char	 text[100000];

static enum es_code
inflate_to(struct es_view in, size_t max, size_t *n)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 out;
	int		 rc;

	es_buf_init(&out, max);
	rc = flate_inflate(in, &out, &err);
	*n = out.n;
	if (rc == 0 && (out.n > sizeof(text) ||
	    (out.n > 0 && memcmp(out.p, text, out.n) != 0)))
		err.code = ES_E_BUG;
	es_buf_clear(&out);
	return err.code;
}

int
main(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 z;
	struct es_view	 v;
	unsigned char	*bad;
	size_t		 i, n;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (unsigned char)(i * i >> 7);
	es_buf_init(&z, 1000000);
	ok(flate_deflate(es_view(text, sizeof(text)), 6, &z, &err) == 0,
	    "deflates");
	v = es_buf_view(&z);
	ok(z.n < sizeof(text), "and is smaller: %zu", z.n);
	ok(inflate_to(v, 200000, &n) == ES_E_NONE && n == sizeof(text),
	    "comes back");
	ok(inflate_to(v, sizeof(text), &n) == ES_E_NONE &&
	    n == sizeof(text), "at the cap");
	ok(inflate_to(v, sizeof(text) - 1, &n) == ES_E_LIMIT && n == 0,
	    "one over the cap");
	ok(inflate_to(es_view_sub(v, 0, v.n - 1), 200000, &n) ==
	    ES_E_FORMAT && n == 0, "ends early");
	ok(inflate_to(es_view_sub(v, 0, v.n - 1), sizeof(text), &n) ==
	    ES_E_FORMAT, "ends early, at the cap");
	ok(inflate_to(ES_VIEW_EMPTY, 10, &n) == ES_E_FORMAT, "empty input");
	/* Length code 286, which nobody may write and libdeflate reads. */
	ok(inflate_to(ES_LIT("\x78\x9c\xcb\x48\xcd\xc9\xc9\x57\xc8\x18"
	    "\x27\x89\x20\x01\xe7\xaa\x6e\x29"), 1000, &n) == ES_E_FORMAT,
	    "a code that does not exist");
	bad = malloc(v.n + 1);
	memcpy(bad, v.p, v.n);
	bad[v.n] = '\n';
	ok(inflate_to(es_view(bad, v.n + 1), 200000, &n) == ES_E_FORMAT,
	    "something after the end");
	bad[v.n - 1] ^= 1;
	ok(inflate_to(es_view(bad, v.n), 200000, &n) == ES_E_FORMAT,
	    "wrong checksum");
	free(bad);
	es_buf_reset(&z);
	ok(flate_deflate(ES_VIEW_EMPTY, 9, &z, &err) == 0 &&
	    inflate_to(es_buf_view(&z), 10, &n) == ES_E_NONE && n == 0,
	    "nothing, packed");
	es_buf_clear(&z);
	es_buf_init(&z, 10);
	ok(flate_deflate(es_view(text, 5000), 6, &z, &err) < 0 &&
	    err.code == ES_E_LIMIT, "deflate over the cap");
	es_buf_clear(&z);
	return done();
}
