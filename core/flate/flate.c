/* core/flate/flate.c - see flate.h. */
#include "flate/flate.h"

#include <libdeflate.h>
#include <zlib.h>

#include "base/limits.h"

/* Bytes that "in" bytes of deflated data may become. */
static size_t
ratio_cap(size_t in)
{
	if (in > (SIZE_MAX - ES_LIMIT_INFLATE_FREE) / ES_LIMIT_INFLATE_RATIO)
		return SIZE_MAX;
	return ES_LIMIT_INFLATE_FREE + in * ES_LIMIT_INFLATE_RATIO;
}

/* Give zlib the next piece of input; its counters are 32 bits wide. */
static void
feed(z_stream *z, struct es_view in, size_t *at)
{
	size_t	n = in.n - *at;

	if (z->avail_in > 0 || n == 0)
		return;
	if (n > 1 << 30)
		n = 1 << 30;
	z->next_in = (Bytef *)(uintptr_t)(in.p + *at);
	z->avail_in = (uInt)n;
	*at += n;
}

/* Inflate until the end of the stream; *total counts the output. */
static int
run(z_stream *z, struct es_buf *out, struct es_view in, size_t max,
    size_t *at, struct es_err *err)
{
	unsigned char	 tmp[16384];
	size_t		 cap = ratio_cap(in.n), total = 0, n;
	int		 zrc;

	do {
		feed(z, in, at);
		z->next_out = tmp;
		z->avail_out = sizeof(tmp);
		zrc = inflate(z, Z_NO_FLUSH);
		n = sizeof(tmp) - z->avail_out;
		if (zrc == Z_MEM_ERROR)
			return es_fail(err, ES_E_NOMEM,
			    "inflate: out of memory");
		if (zrc == Z_BUF_ERROR)
			return es_fail(err, ES_E_FORMAT,
			    "inflate: the stream ends too early");
		if (zrc != Z_OK && zrc != Z_STREAM_END)
			return es_fail(err, ES_E_FORMAT, "inflate: %s",
			    z->msg == NULL ? "damaged" : z->msg);
		total += n;
		if (total > max)
			return es_fail(err, ES_E_LIMIT,
			    "inflate: more than %zu bytes", max);
		if (total > cap)
			return es_fail(err, ES_E_LIMIT,
			    "inflate: more than %zu times the input",
			    ES_LIMIT_INFLATE_RATIO);
		es_buf_add(out, tmp, n);
		if (es_buf_ok(out, "inflate", err) < 0)
			return -1;
	} while (zrc != Z_STREAM_END);
	return 0;
}

int
flate_inflate_stream(struct es_buf *out, struct es_view in,
    enum flate_format format, size_t max, size_t *used, struct es_err *err)
{
	z_stream	z = { 0 };
	size_t		before = out->n, at = 0;
	int		rc;

	if (used != NULL)
		*used = 0;
	if (es_buf_ok(out, "inflate", err) < 0)
		return -1;
	if (inflateInit2(&z, format == FLATE_RAW ? -15 : 15) != Z_OK)
		return es_fail(err, ES_E_NOMEM, "inflate: out of memory");
	rc = run(&z, out, in, max, &at, err);
	at -= z.avail_in;
	(void)inflateEnd(&z);
	if (rc == 0 && used == NULL && at != in.n)
		rc = es_fail(err, ES_E_FORMAT,
		    "inflate: %zu bytes after the end", in.n - at);
	if (rc < 0) {
		out->n = before;
		if (out->failed != ES_E_NONE)
			out->failed = ES_E_NONE;
	} else if (used != NULL)
		*used = at;
	return rc;
}

int
flate_inflate(struct es_view in, struct es_buf *out, struct es_err *err)
{
	return flate_inflate_stream(out, in, FLATE_ZLIB, out->max - out->n,
	    NULL, err);
}

int
flate_deflater_new(struct flate_deflater **out, int level, struct es_err *err)
{
	struct libdeflate_compressor	*z;

	*out = NULL;
	if (level < 1 || level > 9)
		return es_fail(err, ES_E_INPUT, "deflate: level %d", level);
	if ((z = libdeflate_alloc_compressor(level)) == NULL)
		return es_fail(err, ES_E_NOMEM, "deflate: out of memory");
	*out = (struct flate_deflater *)z;
	return 0;
}

void
flate_deflater_free(struct flate_deflater *d)
{
	libdeflate_free_compressor((struct libdeflate_compressor *)d);
}

int
flate_deflater_run(struct flate_deflater *d, struct es_view in,
    struct es_buf *out, struct es_err *err)
{
	struct libdeflate_compressor	*z = (struct libdeflate_compressor *)d;
	unsigned char			*to;
	size_t				 room, n;

	if (in.n > ES_LIMIT_DEFLATE)
		return es_fail(err, ES_E_LIMIT,
		    "deflate: %zu bytes, limit %zu", in.n, ES_LIMIT_DEFLATE);
	room = libdeflate_zlib_compress_bound(z, in.n);
	if ((to = es_buf_extend(out, room)) == NULL)
		return es_buf_ok(out, "deflate", err);
	n = libdeflate_zlib_compress(z, in.n == 0 ? "" : (const void *)in.p,
	    in.n, to, room);
	if (n == 0) {
		out->failed = ES_E_BUG;
		return es_fail(err, ES_E_BUG, "deflate: no end");
	}
	out->n -= room - n;
	return 0;
}

int
flate_deflate(struct es_view in, int level, struct es_buf *out,
    struct es_err *err)
{
	struct flate_deflater	*d;
	int			 rc;

	if (flate_deflater_new(&d, level, err) < 0)
		return -1;
	rc = flate_deflater_run(d, in, out, err);
	flate_deflater_free(d);
	return rc;
}
