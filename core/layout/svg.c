/* layout/svg.c - see svg.h.  User units are 1/1000 pt, as in the list. */
#include "layout/svg.h"

#include <stdlib.h>

#include "base/xml.h"

static void
put_hex(struct es_buf *out, uint32_t x, int digits)
{
	while (digits-- > 0)
		es_buf_add_ch(out, (unsigned char)
		    "0123456789abcdef"[x >> 4 * digits & 15]);
}

static void
put_fill(struct es_buf *out, const char *attr, uint32_t rgb)
{
	if (rgb == 0 && strcmp(attr, "fill") == 0)
		return;			/* black is the default */
	es_buf_add_ch(out, ' ');
	es_buf_add_str(out, attr);
	es_buf_add_str(out, "=\"#");
	put_hex(out, rgb & 0xffffff, 6);
	es_buf_add_ch(out, '"');
}

static void
put_attr(struct es_buf *out, const char *attr, int64_t x)
{
	es_buf_add_ch(out, ' ');
	es_buf_add_str(out, attr);
	es_buf_add_str(out, "=\"");
	es_buf_add_int(out, x);
	es_buf_add_ch(out, '"');
}

/* x >= 0 thousandths as a decimal, without trailing zeros. */
static void
put_milli(struct es_buf *out, int64_t x)
{
	int64_t	 frac = x % 1000;

	es_buf_add_int(out, x / 1000);
	if (frac == 0)
		return;
	es_buf_add_ch(out, '.');
	for (; frac > 0; frac = frac % 100 * 10)
		es_buf_add_ch(out, (unsigned char)('0' + frac / 100));
}

/* -- glyphs --------------------------------------------------------------- */

static void
outline_op(void *arg, char op, int cx, int cy, int x, int y)
{
	struct es_buf	*out = arg;

	es_buf_add_ch(out, (unsigned char)op);
	if (op == 'Z')
		return;
	if (op == 'Q') {
		es_buf_add_int(out, cx);
		es_buf_add_ch(out, ' ');
		es_buf_add_int(out, cy);
		es_buf_add_ch(out, ' ');
	}
	es_buf_add_int(out, x);
	es_buf_add_ch(out, ' ');
	es_buf_add_int(out, y);
}

static void
put_glyph_id(struct es_buf *out, unsigned style, uint32_t cp)
{
	es_buf_add_ch(out, 'g');
	es_buf_add_ch(out, (unsigned char)('a' + style % 26));
	put_hex(out, cp, cp > 0xffff ? 6 : 4);
}

static int
by_key(const void *a, const void *b)
{
	uint64_t	 x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The distinct (style, code point) pairs of the page, sorted. */
static int
collect(const struct dlist *dl, const struct dlist_page *pg,
    uint64_t **keys, size_t *n, struct es_err *err)
{
	size_t	 i, k, max = 0, w = 0;

	for (i = pg->first; i < pg->first + pg->count; i++)
		if (dl->ops[i].kind == DLIST_TEXT)
			max += dl->ops[i].u.text.count;
	*n = 0;
	if ((*keys = malloc((max + 1) * sizeof(**keys))) == NULL)
		return es_fail(err, ES_E_NOMEM, "svg: no memory");
	for (i = pg->first; i < pg->first + pg->count; i++) {
		const struct dlist_op	*op = &dl->ops[i];

		for (k = 0; op->kind == DLIST_TEXT && k < op->u.text.count;
		    k++)
			(*keys)[w++] = (uint64_t)op->u.text.style << 32 |
			    dl->cps[op->u.text.first + k];
	}
	qsort(*keys, w, sizeof(**keys), by_key);
	for (i = 0; i < w; i++)
		if (*n == 0 || (*keys)[*n - 1] != (*keys)[i])
			(*keys)[(*n)++] = (*keys)[i];
	return 0;
}

static int
put_defs(const struct dlist *dl, const struct dlist_page *pg,
    struct es_buf *out, struct es_err *err)
{
	const struct font_pen	 pen = { outline_op, out };
	uint64_t		*keys = NULL;
	size_t			 i, n;
	int			 rc = -1;

	if (collect(dl, pg, &keys, &n, err) < 0)
		goto out;
	es_buf_add_str(out, "<defs>\n");
	for (i = 0; i < n; i++) {
		unsigned	 style = (unsigned)(keys[i] >> 32);
		uint32_t	 cp = (uint32_t)keys[i];
		const struct font *f = dl->fonts[style].font;

		es_buf_add_str(out, "<path id=\"");
		put_glyph_id(out, style, cp);
		es_buf_add_str(out, "\" d=\"");
		if (font_outline(f, font_glyph(f, cp), &pen, err) < 0)
			goto out;
		es_buf_add_str(out, "\"/>\n");
	}
	es_buf_add_str(out, "</defs>\n");
	rc = 0;
out:
	free(keys);
	return rc;
}

/*
 * A run: a group scaled to the em, the letters at their places in it.  Adds
 * up in page units and divides once, so nothing drifts.
 */
static void
put_text(const struct dlist *dl, const struct dlist_op *op,
    struct es_buf *out)
{
	const struct font	*f = dl->fonts[op->u.text.style].font;
	int64_t			 size = op->u.text.size, x = 0;
	int64_t			 h = op->u.text.hscale == 0 ? 1000 :
				    op->u.text.hscale;
	uint32_t		 k;

	if (size <= 0)
		return;
	es_buf_add_str(out, "<g transform=\"translate(");
	es_buf_add_int(out, op->x);
	es_buf_add_ch(out, ' ');
	es_buf_add_int(out, op->y);
	es_buf_add_str(out, ") scale(");
	put_milli(out, size * h / 1000);
	es_buf_add_str(out, " -");
	put_milli(out, size);
	es_buf_add_str(out, ")\"");
	put_fill(out, "fill", op->rgb);
	es_buf_add_str(out, ">");
	for (k = 0; k < op->u.text.count; k++) {
		uint32_t	 cp = dl->cps[op->u.text.first + k];

		if (font_plain(cp) != ' ' && cp != 0x3000 && cp != 0xa0) {
			es_buf_add_str(out, "<use href=\"#");
			put_glyph_id(out, op->u.text.style, cp);
			es_buf_add_ch(out, '"');
			if (x != 0)
				put_attr(out, "x", x * 1000000 / (size * h));
			es_buf_add_str(out, "/>");
		}
		x += size * h / 1000 * font_advance(f, font_glyph(f, cp)) /
		    1000;
		if (k < op->u.text.adj_count)
			x += dl->adjust[op->u.text.adj_first + k];
	}
	es_buf_add_str(out, "</g>\n");
}

/* -- other operations ----------------------------------------------------- */

static void
put_xy(struct es_buf *out, char op, int32_t x, int32_t y)
{
	es_buf_add_ch(out, (unsigned char)op);
	es_buf_add_int(out, x);
	es_buf_add_ch(out, ' ');
	es_buf_add_int(out, y);
}

static void
put_path(const struct dlist *dl, const struct dlist_op *op,
    struct es_buf *out)
{
	uint32_t	 k, control = 0;

	es_buf_add_str(out, "<path");
	put_fill(out, "fill", op->rgb);
	es_buf_add_str(out, " d=\"");
	for (k = 0; k < op->u.path.count; k++) {
		const struct dlist_point *p =
		    &dl->points[op->u.path.first + k];

		if (p->op == 'Z') {
			es_buf_add_ch(out, 'Z');
			continue;
		}
		put_xy(out, p->op == 'C' && control % 3 != 0 ? ' ' : p->op,
		    p->x, p->y);
		control = p->op == 'C' ? control + 1 : 0;
	}
	es_buf_add_str(out, "\"/>\n");
}

static void
put_seal(const struct seal_picture *pic, const struct dlist_op *op,
    struct es_buf *out)
{
	size_t	 k, control = 0;

	es_buf_add_str(out, "<path");
	put_fill(out, "fill", pic->rgb);
	es_buf_add_str(out, " transform=\"translate(");
	es_buf_add_int(out, op->x + (op->w - pic->w) / 2);
	es_buf_add_ch(out, ' ');
	es_buf_add_int(out, op->y + (op->h - pic->h) / 2);
	es_buf_add_str(out, ")\" d=\"");
	for (k = 0; k < pic->n; k++) {
		const struct seal_point	*p = &pic->points[k];

		if (p->op == 'Z') {
			es_buf_add_ch(out, 'Z');
			continue;
		}
		put_xy(out, p->op == 'C' && control % 3 != 0 ? ' ' : p->op,
		    p->x, p->y);
		control = p->op == 'C' ? control + 1 : 0;
	}
	es_buf_add_str(out, "\"/>\n");
}

/* Dark modules as horizontal bars on a whole grid: no seams at any scale. */
static void
put_qr(const struct dlist_op *op, struct es_buf *out)
{
	const unsigned char	*bits = op->u.qr.bits.p;
	size_t			 n = op->u.qr.modules, row, col, from;

	if (n == 0 || op->u.qr.bits.n < n * n)
		return;
	es_buf_add_str(out, "<path shape-rendering=\"crispEdges\"");
	put_fill(out, "fill", op->rgb);
	es_buf_add_str(out, " transform=\"translate(");
	es_buf_add_int(out, op->x);
	es_buf_add_ch(out, ' ');
	es_buf_add_int(out, op->y);
	es_buf_add_str(out, ") scale(");
	put_milli(out, (int64_t)op->w * 1000 / (int64_t)n);
	es_buf_add_str(out, ")\" d=\"");
	for (row = 0; row < n; row++)
		for (col = 0; col < n; col++) {
			if (bits[row * n + col] == 0)
				continue;
			from = col;
			while (col + 1 < n && bits[row * n + col + 1] != 0)
				col++;
			es_buf_printf(out, "M%zu %zuh%zuv1h-%zuz", from, row,
			    col + 1 - from, col + 1 - from);
		}
	es_buf_add_str(out, "\"/>\n");
}

static void
put_rect(const struct dlist_op *op, struct es_buf *out)
{
	es_buf_add_str(out, "<rect");
	put_attr(out, "x", op->x);
	put_attr(out, "y", op->y);
	put_attr(out, "width", op->w);
	put_attr(out, "height", op->h);
	put_fill(out, "fill", op->rgb);
	es_buf_add_str(out, "/>\n");
}

static void
put_line(const struct dlist_op *op, struct es_buf *out)
{
	es_buf_add_str(out, "<line");
	put_attr(out, "x1", op->x);
	put_attr(out, "y1", op->y);
	put_attr(out, "x2", op->u.line.x2);
	put_attr(out, "y2", op->u.line.y2);
	put_fill(out, "stroke", op->rgb);
	put_attr(out, "stroke-width", op->u.line.width);
	es_buf_add_str(out, "/>\n");
}

static void
put_op(const struct dlist *dl, const struct dlist_op *op,
    struct es_buf *out)
{
	switch (op->kind) {
	case DLIST_TEXT:
		put_text(dl, op, out);
		break;
	case DLIST_RECT:
		put_rect(op, out);
		break;
	case DLIST_LINE:
		put_line(op, out);
		break;
	case DLIST_PATH:
		put_path(dl, op, out);
		break;
	case DLIST_QR:
		put_qr(op, out);
		break;
	case DLIST_SEAL:	/* drawn first, see layout_svg */
	case DLIST_LINK:	/* a picture has nothing to click on */
	case DLIST_NONE:
		break;
	}
}

int
layout_svg(const struct dlist *dl, size_t page, struct es_view label,
    const struct seal_picture *seal, struct es_buf *out, struct es_err *err)
{
	const struct dlist_page	*pg;
	size_t			 i;

	if (page >= dl->npages)
		return es_fail(err, ES_E_NOTFOUND, "svg: page %zu of %zu",
		    page + 1, dl->npages);
	pg = &dl->pages[page];
	es_buf_add_str(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "role=\"img\" aria-label=\"");
	es_xml_add(out, label, ES_XML_QUOTES);
	es_buf_printf(out, "\" viewBox=\"0 0 %d %d\" width=\"%dpt\" "
	    "height=\"%dpt\">\n<title>", (int)pg->w, (int)pg->h,
	    (int)(pg->w + 500) / 1000, (int)(pg->h + 500) / 1000);
	es_xml_add(out, label, ES_XML_QUOTES);
	es_buf_printf(out, "</title>\n<rect width=\"%d\" height=\"%d\" "
	    "fill=\"#ffffff\"/>\n", (int)pg->w, (int)pg->h);
	if (put_defs(dl, pg, out, err) < 0)
		return -1;
	/* Ink on ink: black text stays black under the seal's red. */
	for (i = pg->first; i < pg->first + pg->count; i++)
		if (dl->ops[i].kind == DLIST_SEAL && seal != NULL)
			put_seal(seal, &dl->ops[i], out);
	for (i = pg->first; i < pg->first + pg->count; i++)
		put_op(dl, &dl->ops[i], out);
	es_buf_add_str(out, "</svg>\n");
	return es_buf_ok(out, "svg", err);
}
