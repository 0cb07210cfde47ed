/* t_seal_imprint - scans of imprints: what is kept, and what is refused. */
#include <stdlib.h>

#include "base/limits.h"
#include "flate/flate.h"
#include "seal/imprint.h"
#include "tap.h"

/* Bit by bit, other than the code that is tested. */
static uint32_t
crc(const unsigned char *p, size_t n)
{
	uint32_t	 c = 0xffffffff;
	size_t		 i;
	int		 k;

	for (i = 0; i < n; i++)
		for (c ^= p[i], k = 0; k < 8; k++)
			c = (c & 1) != 0 ? c >> 1 ^ 0xedb88320 : c >> 1;
	return c ^ 0xffffffff;
}

static void
chunk(struct es_buf *b, const char *type, const void *p, size_t n)
{
	size_t	 at;

	es_buf_add_be32(b, (uint32_t)n);
	at = b->n;
	es_buf_add_str(b, type);
	es_buf_add(b, p, n);
	es_buf_add_be32(b, crc(b->p + at, b->n - at));
}

struct how {
	size_t		 w, h, rows;
	unsigned char	 depth, colour, interlace, filter;
	const char	*before;	/* a chunk before the data */
	const char	*behind;
	size_t		 noise;		/* bytes that do not shrink, in a chunk */
};

static size_t
row_of(const struct how *x)
{
	static const size_t	 n[] = { 1, 0, 3, 1, 2, 0, 4 };

	return 1 + (x->w * (x->colour < 7 ? n[x->colour] : 1) * x->depth +
	    7) / 8;
}

static void
make(struct es_buf *b, const struct how *x)
{
	unsigned char	 head[13] = { 0, 0, (unsigned char)(x->w >> 8),
			    (unsigned char)x->w, 0, 0,
			    (unsigned char)(x->h >> 8), (unsigned char)x->h,
			    x->depth, x->colour, 0, 0, x->interlace };
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 rows, z;
	size_t		 i, k, row = row_of(x);
	unsigned	 seed = 7;

	es_buf_reset(b);
	es_buf_add_str(b, "\x89PNG\r\n\x1a\n");
	chunk(b, "IHDR", head, sizeof(head));
	es_buf_init(&rows, 64 * ES_MIB);
	es_buf_init(&z, 64 * ES_MIB);
	for (i = 0; i < (x->rows == 0 ? x->h : x->rows); i++) {
		es_buf_add_ch(&rows, x->filter);
		/* A scan is never quite white. */
		for (k = 1; k < row && k < 100; k++) {
			seed = seed * 1103515245u + 12345u;
			es_buf_add_ch(&rows, (unsigned char)(seed >> 16));
		}
		es_buf_fill(&rows, (unsigned char)(i * 7), row - k);
	}
	if (flate_deflate(es_buf_view(&rows), 6, &z, &e) < 0)
		abort();
	if (x->before != NULL)
		chunk(b, x->before, "abcdefghi", 9);
	for (i = 0; i < x->noise; i += 60000)
		chunk(b, "teXt", rows.p, x->noise - i < 60000 ? x->noise - i :
		    60000);
	chunk(b, "IDAT", z.p, z.n / 2);
	chunk(b, "IDAT", z.p + z.n / 2, z.n - z.n / 2);
	if (x->behind != NULL)
		chunk(b, x->behind, "x", 1);
	chunk(b, "IEND", "", 0);
	es_buf_clear(&rows);
	es_buf_clear(&z);
}

static struct es_buf	 png, kept;
static struct es_err	 err;
static struct seal_imprint info;

static int
read_it(const struct how *x)
{
	make(&png, x);
	es_buf_reset(&kept);
	es_err_clear(&err);
	return seal_imprint_read(es_buf_view(&png), &kept, &info, &err);
}

static bool
refused(const struct how *x, enum es_code code, const char *why)
{
	return read_it(x) < 0 && err.code == code && err.why != NULL &&
	    strcmp(err.why, why) == 0 && kept.n == 0;
}

#define SCAN	.w = 500, .h = 496, .depth = 8, .colour = 2

static void
good(void)
{
	struct how	 x = { SCAN, .before = "tEXt", .behind = "tIME" };
	struct es_buf	 again;

	ok(read_it(&x) == 0 && info.width == 500 && info.height == 496,
	    "a scan: %s", err.msg);
	ok(es_view_find(es_buf_view(&kept), ES_LIT("tEXt"), 0) == SIZE_MAX &&
	    es_view_find(es_buf_view(&kept), ES_LIT("tIME"), 0) == SIZE_MAX &&
	    kept.n < png.n, "texts and times are not kept");
	es_buf_init(&again, ES_MIB);
	ok(seal_imprint_read(es_buf_view(&kept), &again, &info, &err) == 0 &&
	    es_view_eq(es_buf_view(&kept), es_buf_view(&again)),
	    "what is kept is read as it is");
	es_buf_clear(&again);
	es_buf_add_str(&png, "<script>");
	es_buf_reset(&kept);
	ok(seal_imprint_read(es_buf_view(&png), &kept, &info, &err) == 0 &&
	    es_view_find(es_buf_view(&kept), ES_LIT("<script>"), 0) ==
	    SIZE_MAX, "nor is what stands behind the end");
	ok(read_it(&(struct how){ SCAN, .before = "PLTE" }) == 0 &&
	    read_it(&(struct how){ .w = 500, .h = 500, .depth = 1,
	    .colour = 3, .before = "PLTE" }) < 0, "a palette that is too long");
	ok(read_it(&(struct how){ .w = 500, .h = 500, .depth = 2,
	    .colour = 3, .before = "PLTE" }) == 0 &&
	    read_it(&(struct how){ .w = 501, .h = 500, .depth = 1 }) == 0 &&
	    read_it(&(struct how){ .w = 500, .h = 500, .depth = 8,
	    .colour = 6 }) == 0, "palette, line art, transparency: %s",
	    err.msg);
}

static void
bad(void)
{
	size_t	 i, hits = 0;

	ok(refused(&(struct how){ SCAN, .interlace = 1 }, ES_E_FORMAT,
	    "life.imprint-kind") && refused(&(struct how){ .w = 500,
	    .h = 500, .depth = 16, .colour = 2 }, ES_E_FORMAT,
	    "life.imprint-kind"), "interlaced, 16 bits");
	ok(refused(&(struct how){ SCAN, .rows = 495 }, ES_E_FORMAT,
	    "life.imprint-damaged") && refused(&(struct how){ SCAN,
	    .rows = 497 }, ES_E_FORMAT, "life.imprint-damaged"),
	    "a row less, a row more");
	ok(refused(&(struct how){ SCAN, .filter = 5 }, ES_E_FORMAT,
	    "life.imprint-damaged"), "a filter that there is not");
	ok(refused(&(struct how){ SCAN, .before = "ABCD" }, ES_E_FORMAT,
	    "life.imprint-damaged") && refused(&(struct how){ SCAN,
	    .before = "IHDR" }, ES_E_FORMAT, "life.imprint-damaged") &&
	    refused(&(struct how){ .w = 500, .h = 500, .depth = 8,
	    .colour = 3 }, ES_E_FORMAT, "life.imprint-damaged"),
	    "an unknown chunk, two headers, no palette");
	ok(refused(&(struct how){ .w = 500, .h = 500, .depth = 3,
	    .colour = 0 }, ES_E_FORMAT, "life.imprint-damaged") &&
	    refused(&(struct how){ .w = 500, .h = 500, .depth = 4,
	    .colour = 2 }, ES_E_FORMAT, "life.imprint-damaged") &&
	    refused(&(struct how){ .w = 500, .h = 500, .depth = 8,
	    .colour = 5 }, ES_E_FORMAT, "life.imprint-damaged"),
	    "depths and colours that there are not");
	make(&png, &(struct how){ SCAN });
	for (i = 0; i < png.n; i += 1 + i / 16) {
		es_buf_reset(&kept);
		es_err_clear(&err);
		png.p[i] ^= 4;
		hits += seal_imprint_read(es_buf_view(&png), &kept, &info,
		    &err) < 0;
		png.p[i] ^= 4;
		es_err_clear(&err);
		hits += seal_imprint_read(es_view(png.p, i), &kept, &info,
		    &err) < 0;
		hits -= 2;
	}
	ok(hits == 0, "no byte is changed, no end cut off unseen");
	es_err_clear(&err);
	ok(seal_imprint_read(ES_LIT("%PDF-1.7"), &kept, &info, &err) < 0 &&
	    strcmp(err.why, "life.imprint-none") == 0, "another file");
}

static void
limits(void)
{
	struct how	 x = { SCAN };

	x.w = x.h = ES_LIMIT_IMPRINT_LEAST;
	ok(read_it(&x) == 0, "as small as allowed: %s", err.msg);
	x.w--;
	ok(refused(&x, ES_E_LIMIT, "life.imprint-small"), "one smaller");
	x.w = x.h = ES_LIMIT_IMPRINT_SIDE;
	x.colour = 6;
	ok(read_it(&x) == 0, "as many pixels as allowed: %s", err.msg);
	x.h++;
	ok(refused(&x, ES_E_LIMIT, "life.imprint-large"), "one more");
	x = (struct how){ SCAN };
	make(&png, &x);
	x.noise = ES_LIMIT_IMPRINT - png.n - 18 * 12 - 60;
	make(&png, &x);
	ok(png.n <= ES_LIMIT_IMPRINT && png.n + 400 > ES_LIMIT_IMPRINT &&
	    read_it(&x) == 0, "%zu bytes, as many as allowed: %s", png.n,
	    err.msg);
	x.noise += ES_LIMIT_IMPRINT - png.n + 1;
	ok(refused(&x, ES_E_LIMIT, "life.imprint-bytes") && png.n ==
	    ES_LIMIT_IMPRINT + 1, "one more: %zu", png.n);
}

int
main(void)
{
	es_buf_init(&png, 4 * ES_MIB);
	es_buf_init(&kept, 4 * ES_MIB);
	good();
	bad();
	limits();
	es_buf_clear(&png);
	es_buf_clear(&kept);
	return done();
}
