/* core/font/outline.c - a glyph record (OpenType "glyf") walked by a pen. */
#include "base/reader.h"
#include "font/pack_priv.h"

#define MAX_POINTS	4096

struct point {
	int	x, y;
	bool	on;
};

struct walk {
	const struct font_pen	*pen;
	struct point		 pt[MAX_POINTS];
};

static void
pen_op(const struct font_pen *pen, char op, struct point c, struct point p)
{
	pen->op(pen->arg, op, c.x, c.y, p.x, p.y);
}

static struct point
middle(struct point a, struct point b)
{
	/* Towards minus infinity, so that both directions round alike. */
	return (struct point){ (a.x + b.x) >> 1, (a.y + b.y) >> 1, true };
}

/* One contour: two control points in a row have an end point between. */
static void
contour(const struct font_pen *pen, const struct point *p, size_t n)
{
	struct point	start, cur, c = { 0, 0, true };
	size_t		i;

	if (n == 0)
		return;
	if (p[0].on)
		start = p[0];
	else
		start = p[n - 1].on ? p[n - 1] : middle(p[n - 1], p[0]);
	pen_op(pen, 'M', start, start);
	for (i = p[0].on ? 1 : 0; i <= n; i++) {
		cur = i == n ? start : p[i];
		cur.on = i == n ? true : p[i].on;
		if (cur.on && c.on)
			pen_op(pen, 'L', cur, cur);
		else if (cur.on)
			pen_op(pen, 'Q', c, cur);
		else if (!c.on)
			pen_op(pen, 'Q', c, middle(c, cur));
		c = cur;
	}
	pen_op(pen, 'Z', start, start);
}

static bool
read_flags(struct es_reader *r, unsigned char *flags, size_t n)
{
	size_t	i, k;

	for (i = 0; i < n; i++) {
		flags[i] = es_read_u8(r);
		if ((flags[i] & 8) == 0)
			continue;
		for (k = es_read_u8(r); k > 0; k--, i++) {
			if (i + 1 >= n)
				return false;
			flags[i + 1] = flags[i];
		}
	}
	return !r->bad;
}

/* One axis: "is_short" and "same" are the flag bits of OpenType's glyf. */
static int
read_delta(struct es_reader *r, unsigned char flag, int is_short, int same)
{
	if ((flag & is_short) != 0)
		return (flag & same) != 0 ? es_read_u8(r) : -es_read_u8(r);
	return (flag & same) != 0 ? 0 : (int16_t)es_read_be16(r);
}

static bool
read_points(struct es_reader *r, struct point *pt, size_t n)
{
	unsigned char	flags[MAX_POINTS];
	int		x = 0, y = 0;
	size_t		i;

	if (!read_flags(r, flags, n))
		return false;
	for (i = 0; i < n; i++) {
		x += read_delta(r, flags[i], 2, 16);
		pt[i].x = x;
		pt[i].on = (flags[i] & 1) != 0;
	}
	for (i = 0; i < n; i++) {
		y += read_delta(r, flags[i], 4, 32);
		pt[i].y = y;
	}
	return !r->bad;
}

static bool
walk(struct walk *w, struct es_reader *r, size_t ncont)
{
	uint16_t	end[MAX_POINTS];
	size_t		i, from = 0;

	if (ncont == 0 || ncont > MAX_POINTS)
		return false;
	for (i = 0; i < ncont; i++) {
		end[i] = es_read_be16(r);
		if (end[i] >= MAX_POINTS || (i > 0 && end[i] < end[i - 1]))
			return false;
	}
	if (es_read_be16(r) != 0 ||		/* instructions: none */
	    !read_points(r, w->pt, (size_t)end[ncont - 1] + 1))
		return false;
	for (i = 0; i < ncont; i++) {
		contour(w->pen, w->pt + from, (size_t)end[i] + 1 - from);
		from = (size_t)end[i] + 1;
	}
	return true;
}

int
font_outline(const struct font *f, uint32_t glyph, const struct font_pen *pen,
    struct es_err *err)
{
	const unsigned char	*e;
	struct es_reader	 r;
	struct walk		 w;
	int			 ncont;

	if (glyph >= f->nglyphs)
		return es_fail(err, ES_E_NOTFOUND, "glyph %u: not in %s",
		    (unsigned)glyph, f->name);
	e = pack_entry(f, glyph);
	if (pack_le32(e + PACK_G_LEN) == 0)
		return 0;
	r = es_reader(es_view(f->sec[PACK_GLYF] + pack_le32(e + PACK_G_OFF),
	    pack_le32(e + PACK_G_LEN)));
	w.pen = pen;
	ncont = (int16_t)es_read_be16(&r);
	es_read_seek(&r, 10);
	if (ncont <= 0 || !walk(&w, &r, (size_t)ncont))
		return es_fail(err, ES_E_FORMAT, "glyph %u of %s: damaged",
		    (unsigned)glyph, f->name);
	return 0;
}
