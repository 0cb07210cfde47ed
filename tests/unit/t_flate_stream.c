/* t_flate_stream - inflating with a cap and a ratio guard; one deflater reused. */
#include <stdlib.h>

#include "base/limits.h"
#include "flate/flate.h"
#include "tap.h"

/* Made by Python 3.11: zlib.compressobj(9, DEFLATED, -15). */
static const unsigned char raw_hello[] = {
	0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x90, 0x5c, 0x00
};

static int
both_ways(struct flate_deflater *d, struct es_view in, size_t max)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	z, back;
	int		rc;

	es_buf_init(&z, 64 * ES_MIB);
	es_buf_init(&back, 64 * ES_MIB);
	es_buf_add_str(&back, "kept");
	rc = flate_deflater_run(d, in, &z, &err);
	if (rc == 0)
		rc = flate_inflate_stream(&back, es_buf_view(&z), FLATE_ZLIB, max,
		    NULL, &err);
	if (rc == 0)
		rc = es_view_eq(es_view_sub(es_buf_view(&back), 4, SIZE_MAX),
		    in) ? 0 : -99;
	else
		rc = back.n == 4 ? -(int)err.code : -98;
	es_buf_clear(&z);
	es_buf_clear(&back);
	return rc;
}

static void
test_known(void)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	b;
	unsigned char	tail[sizeof(raw_hello) + 2];
	size_t		used = 0;

	es_buf_init(&b, 1024);
	ok(flate_inflate_stream(&b, es_view(raw_hello, sizeof(raw_hello)), FLATE_RAW,
	    1024, NULL, &err) == 0, "a raw stream of another program: %s",
	    err.msg);
	ok(es_view_eq_str(es_buf_view(&b), "hello hello hello\n"),
	    "and its bytes");
	memcpy(tail, raw_hello, sizeof(raw_hello));
	memcpy(tail + sizeof(raw_hello), "\r\n", 2);
	es_buf_reset(&b);
	ok(flate_inflate_stream(&b, es_view(tail, sizeof(tail)), FLATE_RAW, 1024,
	    &used, &err) == 0 && used == sizeof(raw_hello),
	    "says how much it used");
	es_buf_reset(&b);
	ok(flate_inflate_stream(&b, es_view(tail, sizeof(tail)), FLATE_RAW, 1024,
	    NULL, &err) < 0 && err.code == ES_E_FORMAT && b.n == 0,
	    "bytes left over are refused");
	es_buf_clear(&b);
}

static void
test_damaged(struct flate_deflater *d)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	z, b;
	size_t		i;
	int		good = 0;

	es_buf_init(&z, 1024);
	es_buf_init(&b, 1024);
	ok(flate_deflater_run(d, ES_LIT("one two three two one"), &z, &err) == 0,
	    "deflated");
	for (i = 0; i < z.n; i++) {
		es_err_clear(&err);
		good += flate_inflate_stream(&b, es_view(z.p, i), FLATE_ZLIB, 1024,
		    NULL, &err) < 0 && err.code == ES_E_FORMAT && b.n == 0;
	}
	ok(good == (int)z.n, "every truncation is a format error");
	z.p[z.n - 1] ^= 1;
	es_err_clear(&err);
	ok(flate_inflate_stream(&b, es_buf_view(&z), FLATE_ZLIB, 1024, NULL,
	    &err) < 0 && err.code == ES_E_FORMAT, "a wrong Adler-32 is seen");
	es_buf_clear(&z);
	es_buf_clear(&b);
}

/* The stream of n zero bytes, and whether it inflates under the guard. */
static int
zeros(struct flate_deflater *d, size_t n, size_t *zn)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 z, b;
	unsigned char	*p = calloc(1, n);
	int		 rc = -1;

	es_buf_init(&z, 64 * ES_MIB);
	es_buf_init(&b, 64 * ES_MIB);
	if (p != NULL && flate_deflater_run(d, es_view(p, n), &z, &err) == 0) {
		*zn = z.n;
		rc = flate_inflate_stream(&b, es_buf_view(&z), FLATE_ZLIB, SIZE_MAX,
		    NULL, &err) == 0 ? (int)(b.n == n) : -(int)err.code;
	}
	free(p);
	es_buf_clear(&z);
	es_buf_clear(&b);
	return rc;
}

/* At the ratio and one over: pad the input behind the stream. */
static void
test_ratio(struct flate_deflater *d)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 z, b;
	size_t		 n = 8 * ES_MIB, zn = 0, need, used;
	unsigned char	*p = calloc(1, n);

	ok(zeros(d, ES_LIMIT_INFLATE_FREE, &zn) == 1,
	    "a megabyte of zeros is free");
	ok(zeros(d, 4 * ES_MIB, &zn) == -(int)ES_E_LIMIT,
	    "four megabytes of zeros are a bomb");
	need = (n - ES_LIMIT_INFLATE_FREE + ES_LIMIT_INFLATE_RATIO - 1) /
	    ES_LIMIT_INFLATE_RATIO;
	es_buf_init(&z, 64 * ES_MIB);
	es_buf_init(&b, 64 * ES_MIB);
	ok(p != NULL && flate_deflater_run(d, es_view(p, n), &z, &err) == 0 &&
	    z.n < need, "eight megabytes in %zu bytes", z.n);
	es_buf_fill(&z, ' ', need - z.n);
	ok(flate_inflate_stream(&b, es_buf_view(&z), FLATE_ZLIB, SIZE_MAX, &used,
	    &err) == 0 && b.n == n, "at the ratio");
	es_buf_reset(&b);
	ok(flate_inflate_stream(&b, es_view(z.p, need - 1), FLATE_ZLIB, SIZE_MAX,
	    &used, &err) < 0 && err.code == ES_E_LIMIT && b.n == 0,
	    "one byte less of input is over it");
	free(p);
	es_buf_clear(&z);
	es_buf_clear(&b);
}

static void
test_deflate_limit(struct flate_deflater *d)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 z;
	unsigned char	*p = calloc(1, ES_LIMIT_DEFLATE + 1);

	es_buf_init(&z, 128 * ES_MIB);
	ok(p != NULL && flate_deflater_run(d, es_view(p, ES_LIMIT_DEFLATE), &z,
	    &err) == 0, "deflate at its limit");
	es_buf_reset(&z);
	ok(p != NULL && flate_deflater_run(d, es_view(p, ES_LIMIT_DEFLATE + 1), &z,
	    &err) < 0 && err.code == ES_E_LIMIT, "deflate one over");
	free(p);
	es_buf_clear(&z);
}

int
main(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct flate_deflater	*d = NULL;
	struct es_buf		 small;
	char			 text[5000];
	size_t			 i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i * i % 23);
	ok(flate_deflater_new(&d, 0, &err) < 0 && d == NULL &&
	    err.code == ES_E_INPUT, "no level 0");
	es_err_clear(&err);
	if (!ok(flate_deflater_new(&d, 1, &err) == 0, "a deflater"))
		return done();
	test_known();
	ok(both_ways(d, es_view(text, sizeof(text)), sizeof(text)) == 0,
	    "there and back, at the cap");
	ok(both_ways(d, es_view(text, sizeof(text)), sizeof(text) - 1) ==
	    -(int)ES_E_LIMIT, "one over the cap");
	ok(both_ways(d, ES_VIEW_EMPTY, 0) == 0, "nothing, there and back");
	test_damaged(d);
	flate_deflater_free(d);
	if (!ok(flate_deflater_new(&d, 9, &err) == 0, "the densest deflater"))
		return done();
	test_ratio(d);
	test_deflate_limit(d);
	es_buf_init(&small, 8);
	ok(flate_deflater_run(d, es_view(text, 100), &small, &err) < 0 &&
	    err.code == ES_E_LIMIT, "the buffer's own cap holds");
	es_buf_clear(&small);
	ok(both_ways(d, es_view(text, 100), 100) == 0,
	    "and the deflater stays usable");
	flate_deflater_free(d);
	flate_deflater_free(NULL);
	return done();
}
