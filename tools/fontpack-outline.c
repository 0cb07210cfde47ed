/* tools/fontpack-outline.c - outlines into quadratic glyph records. */
#include "fontpack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define TOLERANCE	1.0	/* of a curve, in thousandths of the em */

static void
add(struct outline *o, double x, double y, bool on)
{
	if (o->n == OUTLINE_MAX) {
		fprintf(stderr, "es-fontpack: a glyph has too many points\n");
		exit(EXIT_FAILURE);
	}
	o->pt[o->n++] = (struct opoint){ x, y, on };
}

static void
op_move(hb_draw_funcs_t *df, void *data, hb_draw_state_t *st, float x,
    float y, void *user)
{
	(void)df, (void)st, (void)user;
	add(data, (double)x, (double)y, true);
}

static void
op_line(hb_draw_funcs_t *df, void *data, hb_draw_state_t *st, float x,
    float y, void *user)
{
	(void)df, (void)st, (void)user;
	add(data, (double)x, (double)y, true);
}

static void
op_quad(hb_draw_funcs_t *df, void *data, hb_draw_state_t *st, float cx,
    float cy, float x, float y, void *user)
{
	(void)df, (void)st, (void)user;
	add(data, (double)cx, (double)cy, false);
	add(data, (double)x, (double)y, true);
}

/* Point of the cubic at t. */
static void
cubic_at(const double p[4], double t, double *v, double *d)
{
	double	u = 1 - t;

	*v = u * u * u * p[0] + 3 * u * u * t * p[1] + 3 * u * t * t * p[2] +
	    t * t * t * p[3];
	*d = 3 * (u * u * (p[1] - p[0]) + 2 * u * t * (p[2] - p[1]) +
	    t * t * (p[3] - p[2]));
}

/*
 * n pieces of equal parameter length, each replaced by the quadratic whose
 * control point is (3 (c1 + c2) - e0 - e1) / 4.  Its greatest distance from
 * the cubic is sqrt(3)/36 |e1 - 3 c2 + 3 c1 - e0|, which falls with n cubed.
 */
static void
op_cubic(hb_draw_funcs_t *df, void *data, hb_draw_state_t *st, float c1x,
    float c1y, float c2x, float c2y, float x, float y, void *user)
{
	double	px[4] = { (double)st->current_x, (double)c1x, (double)c2x,
	    (double)x };
	double	py[4] = { (double)st->current_y, (double)c1y, (double)c2y,
	    (double)y };
	double	err, v0, v1, d0, d1, cx, ex, h;
	int	n, i;

	(void)df, (void)user;
	err = sqrt(3) / 36 * hypot(px[3] - 3 * px[2] + 3 * px[1] - px[0],
	    py[3] - 3 * py[2] + 3 * py[1] - py[0]);
	n = err <= TOLERANCE ? 1 : (int)ceil(cbrt(err / TOLERANCE));
	h = 1.0 / n;
	for (i = 0; i < n; i++) {
		cubic_at(px, i * h, &v0, &d0);
		cubic_at(px, (i + 1) * h, &v1, &d1);
		cx = (v0 + v1) / 2 + h * (d0 - d1) / 4;
		ex = v1;
		cubic_at(py, i * h, &v0, &d0);
		cubic_at(py, (i + 1) * h, &v1, &d1);
		add(data, cx, (v0 + v1) / 2 + h * (d0 - d1) / 4, false);
		add(data, ex, v1, true);
	}
}

/* Round a contour, drop what rounding made superfluous. */
static void
op_close(hb_draw_funcs_t *df, void *data, hb_draw_state_t *st, void *user)
{
	struct outline	*o = data;
	size_t		 from = o->ncont == 0 ? 0 : o->end[o->ncont - 1];

	(void)df, (void)st, (void)user;
	if (o->n - from > 1 && o->pt[o->n - 1].on &&
	    lround(o->pt[o->n - 1].x) == lround(o->pt[from].x) &&
	    lround(o->pt[o->n - 1].y) == lround(o->pt[from].y))
		o->n--;
	if (o->n - from < 2) {
		o->n = from;
		return;
	}
	o->end[o->ncont++] = o->n;
}

/* Twice the signed area inside the control polygon; positive: leftwards. */
static double
area(const struct outline *o)
{
	const struct opoint	*p, *q;
	size_t			 c, i, from = 0;
	double			 sum = 0;

	for (c = 0; c < o->ncont; from = o->end[c++])
		for (i = from; i < o->end[c]; i++) {
			p = &o->pt[i];
			q = &o->pt[i + 1 < o->end[c] ? i + 1 : from];
			sum += p->x * q->y - q->x * p->y;
		}
	return sum;
}

/*
 * TrueType fills to the right of a contour, PostScript to the left; some
 * CFF glyphs (the comma of Noto Serif CJK) are drawn the other way round.
 */
static void
reverse(struct outline *o)
{
	struct opoint	t;
	size_t		c, i, j, from = 0;

	for (c = 0; c < o->ncont; from = o->end[c++])
		for (i = from + 1, j = o->end[c] - 1; i < j; i++, j--) {
			t = o->pt[i];
			o->pt[i] = o->pt[j];
			o->pt[j] = t;
		}
}

void
outline_draw(struct outline *o, hb_font_t *font, hb_codepoint_t gid)
{
	static hb_draw_funcs_t	*df;

	if (df == NULL) {
		df = hb_draw_funcs_create();
		hb_draw_funcs_set_move_to_func(df, op_move, NULL, NULL);
		hb_draw_funcs_set_line_to_func(df, op_line, NULL, NULL);
		hb_draw_funcs_set_quadratic_to_func(df, op_quad, NULL, NULL);
		hb_draw_funcs_set_cubic_to_func(df, op_cubic, NULL, NULL);
		hb_draw_funcs_set_close_path_func(df, op_close, NULL, NULL);
	}
	o->n = o->ncont = 0;
	hb_font_get_glyph_shape(font, gid, df, o);
	if (area(o) > 0)
		reverse(o);
}

void
outline_box(struct outline *o)
{
	static const int	p[8][2] = { { 50, 0 }, { 50, 700 },
	    { 450, 700 }, { 450, 0 }, { 100, 50 }, { 400, 50 }, { 400, 650 },
	    { 100, 650 } };
	size_t			i;

	o->n = o->ncont = 0;
	for (i = 0; i < 8; i++)
		add(o, p[i][0], p[i][1], true);
	o->end[o->ncont++] = 4;
	o->end[o->ncont++] = 8;
}

void
outline_move(struct outline *o, double dx)
{
	size_t	i;

	for (i = 0; i < o->n; i++)
		o->pt[i].x += dx;
}

void
outline_stretch(struct outline *o, double width)
{
	double	lo = 1e9, hi = -1e9;
	size_t	i;

	for (i = 0; i < o->n; i++) {
		lo = fmin(lo, o->pt[i].x);
		hi = fmax(hi, o->pt[i].x);
	}
	for (i = 0; i < o->n && hi > lo; i++)
		o->pt[i].x = (o->pt[i].x - lo) * width / (hi - lo);
}

struct ipoint {
	int	x, y;
	bool	on;
};

/*
 * Rounded points of one contour without repeats, and without end points
 * that lie half way (to half a unit) between two control points: TrueType
 * puts them there by itself.
 */
static size_t
tidy(const struct opoint *p, size_t n, struct ipoint *q)
{
	struct ipoint	a[OUTLINE_MAX];
	size_t		i, k = 0, m = 0;

	for (i = 0; i < n; i++) {
		struct ipoint	t = { (int)lround(p[i].x), (int)lround(p[i].y),
		    p[i].on };

		if (k > 0 && a[k - 1].x == t.x && a[k - 1].y == t.y &&
		    (t.on || a[k - 1].on)) {
			a[k - 1].on = true;
			continue;
		}
		a[k++] = t;
	}
	for (i = 0; i < k; i++) {
		const struct ipoint	*b = &a[i > 0 ? i - 1 : 0];
		const struct ipoint	*c = &a[i + 1 < k ? i + 1 : 0];

		if (i > 0 && a[i].on && !b->on && !c->on &&
		    abs(b->x + c->x - 2 * a[i].x) <= 1 &&
		    abs(b->y + c->y - 2 * a[i].y) <= 1)
			continue;
		q[m++] = a[i];
	}
	return m;
}

static void
add_axis(struct es_buf *b, int d)
{
	if (d == 0)
		return;
	if (d >= -255 && d <= 255)
		es_buf_add_ch(b, (unsigned char)abs(d));
	else
		es_buf_add_be16(b, (uint16_t)d);
}

static unsigned char
axis_flags(int d, unsigned char is_short, unsigned char same)
{
	if (d == 0)
		return same;
	if (d >= -255 && d <= 255)
		return (unsigned char)(is_short | (d > 0 ? same : 0));
	return 0;
}

static void
add_flags(struct es_buf *b, const unsigned char *f, size_t n)
{
	size_t	i, k;

	for (i = 0; i < n; i += k) {
		for (k = 1; i + k < n && k < 256 && f[i + k] == f[i]; k++)
			;
		if (k == 1)
			es_buf_add_ch(b, f[i]);
		else {
			es_buf_add_ch(b, f[i] | 8);
			es_buf_add_ch(b, (unsigned char)(k - 1));
		}
	}
}

static void
add_points(const struct ipoint *q, size_t n, struct es_buf *out)
{
	unsigned char	flags[OUTLINE_MAX];
	size_t		i;
	int		dx, dy;

	for (i = 0; i < n; i++) {
		dx = q[i].x - (i > 0 ? q[i - 1].x : 0);
		dy = q[i].y - (i > 0 ? q[i - 1].y : 0);
		flags[i] = (unsigned char)((q[i].on ? 1 : 0) |
		    axis_flags(dx, 2, 16) | axis_flags(dy, 4, 32));
	}
	add_flags(out, flags, n);
	for (i = 0; i < n; i++)
		add_axis(out, q[i].x - (i > 0 ? q[i - 1].x : 0));
	for (i = 0; i < n; i++)
		add_axis(out, q[i].y - (i > 0 ? q[i - 1].y : 0));
}

static void
find_box(const struct ipoint *q, size_t n, int box[4])
{
	size_t	i;

	box[0] = box[1] = 32767;
	box[2] = box[3] = -32768;
	for (i = 0; i < n; i++) {
		box[0] = q[i].x < box[0] ? q[i].x : box[0];
		box[1] = q[i].y < box[1] ? q[i].y : box[1];
		box[2] = q[i].x > box[2] ? q[i].x : box[2];
		box[3] = q[i].y > box[3] ? q[i].y : box[3];
	}
}

void
outline_record(const struct outline *o, struct pack_entry_out *e,
    struct es_buf *out)
{
	struct ipoint	q[OUTLINE_MAX];
	size_t		end[OUTLINE_MAX], c, k, from = 0, n = 0, nc = 0;
	size_t		start = out->n;

	for (c = 0; c < o->ncont; from = o->end[c++]) {
		k = tidy(o->pt + from, o->end[c] - from, q + n);
		if (k < 3)
			continue;	/* no area */
		n += k;
		end[nc++] = n - 1;
	}
	if (nc == 0)
		return;
	find_box(q, n, e->box);
	e->npoints = (uint32_t)n;
	e->ncontours = (uint32_t)nc;
	es_buf_add_be16(out, (uint16_t)nc);
	for (c = 0; c < 4; c++)
		es_buf_add_be16(out, (uint16_t)e->box[c]);
	for (c = 0; c < nc; c++)
		es_buf_add_be16(out, (uint16_t)end[c]);
	es_buf_add_be16(out, 0);
	add_points(q, n, out);
	es_buf_fill(out, 0, (4 - (out->n - start) % 4) % 4);
}
