/* seal/imprint.c - see imprint.h. */
#include "seal/imprint.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/reader.h"
#include "flate/flate.h"

#define SIGNATURE	ES_LIT("\x89PNG\r\n\x1a\n")
#define IHDR_SIZE	13

struct png {
	size_t		 width, height, row;	/* bytes of a row, filter too */
	unsigned	 depth, colour;
	struct es_view	 header, palette, alpha;
	bool		 closed;		/* the data has ended */
	struct es_buf	 data;			/* of all IDAT */
};

static int
refuse(struct es_err *err, enum es_code code, const char *why,
    const char *what)
{
	es_fail(err, code, "imprint: %s", what);
	if (err != NULL)
		err->why = why;
	return -1;
}

static int
damaged(struct es_err *err, const char *what)
{
	return refuse(err, ES_E_FORMAT, "life.imprint-damaged", what);
}

/* CRC-32 of ISO 3309, as PNG has it (annex D), four bits at a time. */
static uint32_t
crc(struct es_view v)
{
	static const uint32_t	 table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac,
		0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
		0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	uint32_t		 c = 0xffffffff;
	size_t			 i;

	for (i = 0; i < v.n; i++) {
		c ^= v.p[i];
		c = c >> 4 ^ table[c & 15];
		c = c >> 4 ^ table[c & 15];
	}
	return c ^ 0xffffffff;
}

/* -- chunks -------------------------------------------------------------- */
/* 11.2.2: bits of a pixel by colour type; 0: no such type. */
static unsigned
channels(unsigned colour)
{
	static const unsigned	 n[7] = { 1, 0, 3, 1, 2, 0, 4 };

	return colour < ES_COUNT(n) ? n[colour] : 0;
}

static int
read_header(struct png *p, struct es_view v, struct es_err *err)
{
	struct es_reader	 r = es_reader(v);
	unsigned		 compression, filter, interlace;

	p->header = v;
	p->width = es_read_be32(&r);
	p->height = es_read_be32(&r);
	p->depth = es_read_u8(&r);
	p->colour = es_read_u8(&r);
	compression = es_read_u8(&r);
	filter = es_read_u8(&r);
	interlace = es_read_u8(&r);
	if (v.n != IHDR_SIZE || channels(p->colour) == 0 ||
	    compression != 0 || filter != 0 || interlace > 1)
		return damaged(err, "the header is none");
	if (interlace != 0 || p->depth > 8)
		return refuse(err, ES_E_FORMAT, "life.imprint-kind",
		    "interlaced, or 16 bits");
	/* Table 11.1: less than 8 bits only for grey and for a palette. */
	if (p->depth == 0 || (p->depth & (p->depth - 1)) != 0 ||
	    (p->depth < 8 && p->colour != 0 && p->colour != 3))
		return damaged(err, "no such depth");
	if (p->width > ES_LIMIT_IMPRINT_SIDE ||
	    p->height > ES_LIMIT_IMPRINT_SIDE)
		return refuse(err, ES_E_LIMIT, "life.imprint-large",
		    "too many pixels");
	if (p->width < ES_LIMIT_IMPRINT_LEAST ||
	    p->height < ES_LIMIT_IMPRINT_LEAST)
		return refuse(err, ES_E_LIMIT, "life.imprint-small",
		    "too few pixels");
	p->row = 1 + (p->width * channels(p->colour) * p->depth + 7) / 8;
	return 0;
}

static int
read_palette(struct png *p, struct es_view v, struct es_err *err)
{
	if (p->palette.n > 0 || p->alpha.n > 0 || p->data.n > 0 ||
	    v.n == 0 || v.n % 3 != 0 || v.n / 3 > 256 || p->colour == 0 ||
	    p->colour == 4 || (p->colour == 3 && v.n / 3 > 1u << p->depth))
		return damaged(err, "the palette is none");
	p->palette = v;
	return 0;
}

static int
read_alpha(struct png *p, struct es_view v, struct es_err *err)
{
	bool	 good = p->colour == 3 ? v.n > 0 && v.n <= p->palette.n / 3 :
		    v.n == (p->colour == 0 ? 2u : 6u) && p->colour < 3;

	if (p->alpha.n > 0 || p->data.n > 0 || !good)
		return damaged(err, "the transparency is none");
	p->alpha = v;
	return 0;
}

/* One chunk behind the header; 1: it was the last. */
static int
take(struct png *p, struct es_view type, struct es_view v, struct es_err *err)
{
	if (es_view_eq_str(type, "IDAT")) {
		if (p->closed || (p->colour == 3 && p->palette.n == 0))
			return damaged(err, "data where none belongs");
		es_buf_add_view(&p->data, v);
		return 0;
	}
	p->closed = p->data.n > 0;
	if (es_view_eq_str(type, "IEND"))
		return v.n == 0 && p->closed ? 1 : damaged(err, "its end");
	if (es_view_eq_str(type, "PLTE"))
		return read_palette(p, v, err);
	if (es_view_eq_str(type, "tRNS"))
		return read_alpha(p, v, err);
	/* 5.4: what may be left out has a small first letter. */
	return (type.p[0] & 0x20) != 0 ? 0 : damaged(err, "an unknown chunk");
}

static int
chunks(struct png *p, struct es_reader *r, struct es_err *err)
{
	struct es_view	 whole, type, body;
	bool		 first = true;
	uint32_t	 n, sum;
	int		 rc = 0;

	while (rc == 0) {
		n = es_read_be32(r);
		if (n > es_read_left(r))
			return damaged(err, "cut off");
		whole = es_read_bytes(r, 4 + (size_t)n);
		sum = es_read_be32(r);
		if (es_reader_ok(r, "imprint", NULL) < 0 || crc(whole) != sum)
			return damaged(err, "a check sum is wrong");
		type = es_view_sub(whole, 0, 4);
		body = es_view_sub(whole, 4, n);
		if (first != es_view_eq_str(type, "IHDR"))
			return damaged(err, "not one header, first");
		rc = first ? read_header(p, body, err) : take(p, type, body,
		    err);
		first = false;
	}
	return rc < 0 ? -1 : 0;
}

/* -- pixels -------------------------------------------------------------- */
/* 7.2, 9.2: rows of a known length, each with one of five filters. */
static int
check_pixels(const struct png *p, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 rows;
	size_t		 i;
	int		 rc = 0;

	es_buf_init(&rows, p->row * p->height);
	if (flate_inflate(es_buf_view(&p->data), &rows, &e) < 0)
		rc = e.code == ES_E_NOMEM ? es_err_pass(err, &e) :
		    damaged(err, e.msg);
	else if (rows.n != p->row * p->height)
		rc = damaged(err, "other pixels than it says");
	for (i = 0; rc == 0 && i < p->height; i++)
		if (rows.p[i * p->row] > 4)
			rc = damaged(err, "no such filter");
	es_buf_clear(&rows);
	return rc;
}

static void
put(struct es_buf *b, const char *type, struct es_view v)
{
	size_t	 at;

	es_buf_add_be32(b, (uint32_t)v.n);
	at = b->n;
	es_buf_add_str(b, type);
	es_buf_add_view(b, v);
	es_buf_add_be32(b, crc(es_view_sub(es_buf_view(b), at, SIZE_MAX)));
}

static int
write_anew(const struct png *p, struct es_buf *out, struct es_err *err)
{
	es_buf_add_view(out, SIGNATURE);
	put(out, "IHDR", p->header);
	if (p->palette.n > 0)
		put(out, "PLTE", p->palette);
	if (p->alpha.n > 0)
		put(out, "tRNS", p->alpha);
	put(out, "IDAT", es_buf_view(&p->data));
	put(out, "IEND", ES_VIEW_EMPTY);
	return es_buf_ok(out, "imprint", err);
}

int
seal_imprint_read(struct es_view png, struct es_buf *clean,
    struct seal_imprint *out, struct es_err *err)
{
	struct es_reader	 r = es_reader(png);
	struct png		 p;
	struct es_buf		 anew;
	int			 rc = -1;

	if (png.n > ES_LIMIT_IMPRINT)
		return refuse(err, ES_E_LIMIT, "life.imprint-bytes",
		    "too many bytes");
	if (!es_view_eq(es_read_bytes(&r, SIGNATURE.n), SIGNATURE))
		return refuse(err, ES_E_FORMAT, "life.imprint-none",
		    "not a PNG");
	memset(&p, 0, sizeof(p));
	es_buf_init(&p.data, ES_LIMIT_IMPRINT);
	es_buf_init(&anew, ES_LIMIT_IMPRINT);
	if (chunks(&p, &r, err) == 0 && check_pixels(&p, err) == 0 &&
	    write_anew(&p, &anew, err) == 0) {
		es_buf_add_view(clean, es_buf_view(&anew));
		rc = es_buf_ok(clean, "imprint", err);
	}
	out->width = rc == 0 ? p.width : 0;
	out->height = rc == 0 ? p.height : 0;
	es_buf_clear(&anew);
	es_buf_clear(&p.data);
	return rc;
}
