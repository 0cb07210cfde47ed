/* flate/flate.c - see flate.h. */
#include "flate/flate.h"

#include <limits.h>
#include <zlib.h>

#define STEP	((size_t)16 * 1024)	/* smallest growth of the output */

static int
zfail(struct es_err *err, int z)
{
	if (z == Z_MEM_ERROR)
		return es_fail(err, ES_E_NOMEM, "flate: out of memory");
	return es_fail(err, ES_E_FORMAT, "flate: damaged data");
}

/* Room for the next step; 0 when the cap is reached. */
static size_t
room(struct es_buf *out, size_t want)
{
	size_t	 left = out->max - out->n;

	if (want > left)
		want = left;
	if (want > UINT_MAX)
		want = UINT_MAX;
	return want;
}

static int
inflate_all(z_stream *z, struct es_buf *out, size_t want, struct es_err *err)
{
	unsigned char	 spill;		/* shows that there is more */
	size_t		 n;
	int		 rc;

	for (;;) {
		if ((n = room(out, want)) == 0) {
			z->next_out = &spill;
			z->avail_out = 1;
			rc = inflate(z, Z_NO_FLUSH);
			if (rc == Z_STREAM_END && z->avail_out == 1)
				return 0;
			if (rc != Z_OK && rc != Z_STREAM_END)
				return zfail(err, rc);
			if (z->avail_out == 1)
				return zfail(err, Z_BUF_ERROR);
			return es_fail(err, ES_E_LIMIT,
			    "flate: more than %zu bytes", out->max);
		}
		if ((z->next_out = es_buf_extend(out, n)) == NULL)
			return es_fail(err, ES_E_NOMEM,
			    "flate: out of memory");
		z->avail_out = (uInt)n;
		rc = inflate(z, Z_NO_FLUSH);
		out->n -= z->avail_out;
		if (rc == Z_STREAM_END)
			return 0;
		/* No progress with room to spare: the input ended. */
		if (rc != Z_OK || z->avail_out > 0)
			return zfail(err, rc);
		want = n * 2;
	}
}

int
flate_inflate(struct es_view in, struct es_buf *out, struct es_err *err)
{
	z_stream	 z = { 0 };
	size_t		 before = out->n, want;
	int		 rc;

	if (out->failed != ES_E_NONE)
		return es_fail(err, out->failed, "flate: no output");
	if (in.n > UINT_MAX)
		return es_fail(err, ES_E_LIMIT, "flate: %zu bytes", in.n);
	if ((rc = inflateInit(&z)) != Z_OK)
		return zfail(err, rc);
	z.next_in = (Bytef *)(uintptr_t)in.p;	/* zlib's missing const */
	z.avail_in = (uInt)in.n;
	want = in.n < STEP / 4 ? STEP : in.n * 4;
	rc = inflate_all(&z, out, want, err);
	if (rc == 0 && z.avail_in > 0)
		rc = es_fail(err, ES_E_FORMAT, "flate: %u bytes after the end",
		    z.avail_in);
	inflateEnd(&z);
	if (rc < 0)
		out->n = before;
	return rc;
}

int
flate_deflate(struct es_view in, int level, struct es_buf *out,
    struct es_err *err)
{
	uLongf		 n;
	uLong		 bound;
	unsigned char	*p;
	int		 rc;

	if (in.n > UINT_MAX / 2)
		return es_fail(err, ES_E_LIMIT, "flate: %zu bytes", in.n);
	n = bound = compressBound((uLong)in.n);
	if ((p = es_buf_extend(out, bound)) == NULL)
		return es_buf_ok(out, "flate", err);
	rc = compress2(p, &n, in.n == 0 ? (const Bytef *)"" : in.p,
	    (uLong)in.n, level);
	out->n -= rc == Z_OK ? bound - n : bound;
	return rc == Z_OK ? 0 : zfail(err, rc);
}
