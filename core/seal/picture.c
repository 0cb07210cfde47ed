/* seal/picture.c - ring, star and lettering of a round seal; see picture.h. */
#include "seal/picture.h"

#include <math.h>

#include "base/limits.h"
#include "base/utf8.h"

/*
 * Proportions of the lettering, measured on customary 42 mm seals.  Lengths
 * are parts of the outer radius, so that every size looks alike.
 */
#define NAME_GAP	0.050	/* between the ring and the letters' tops */
#define NAME_EM		0.315	/* of few letters; more get smaller */
#define NAME_EM_MIN	0.200
#define NAME_STEP_MAX	1.55	/* ems between neighbours of a short name */
#define NAME_SHRINK	0.011	/* of the em for every letter beyond 8 */
#define NAME_SPAN_LINE	212	/* degrees, so that a line has its place */
#define CONDENSE_MIN	0.50	/* narrower letters cannot be read */
#define LINE_Y		0.590	/* baseline of the straight line */
#define LINE_EM		0.200
#define LINE_ROOM	0.86	/* part of the chord that it may fill */
#define SERIAL_EM	0.105
#define SERIAL_GAP	0.045
#define SERIAL_SPAN	1.60	/* radians at most */
#define STAR_INNER	0.381966	/* of the pentagram */
#define CIRCLE		0.5522847498	/* a quarter circle as one cubic */
#define PI		3.14159265358979323846
#define PT_PER_MM	(72.0 / 25.4)

struct draw {
	struct es_arena		*arena;
	const struct font	*font;
	struct seal_point	*pts;
	size_t			 n, cap;
	bool			 full;		/* no memory: remembered */
	double			 c;		/* centre, both ways; outer r */
	/* The affine way of the glyph being drawn: em units -> page. */
	double			 ax, ay, bx, by, ox, oy;
	double			 px, py;	/* last point, glyph units */
};

static void
point(struct draw *d, char op, double x, double y)
{
	struct seal_point	*more;

	if (d->n == d->cap) {
		size_t	 cap = d->cap == 0 ? 1024 : d->cap * 2;

		if (cap > ES_LIMIT_DOC_OPS || (more = es_arena_array(d->arena,
		    cap, sizeof(*more))) == NULL) {
			d->full = true;
			return;
		}
		if (d->n > 0)
			memcpy(more, d->pts, d->n * sizeof(*more));
		d->pts = more;
		d->cap = cap;
	}
	d->pts[d->n++] = (struct seal_point){ op, (int32_t)lrint(x),
	    (int32_t)lrint(y) };
}

/* A circle around the centre; "turn" -1 runs the other way: a hole. */
static void
circle(struct draw *d, double r, int turn)
{
	static const double	 q[5][2] = { { 1, 0 }, { 0, 1 }, { -1, 0 },
				    { 0, -1 }, { 1, 0 } };
	double			 k = CIRCLE * r;
	int			 i;

	point(d, 'M', d->c + r, d->c);
	for (i = 0; i < 4; i++) {
		const double	*a = q[i], *b = q[i + 1];

		point(d, 'C', d->c + a[0] * r + b[0] * k,
		    d->c + turn * (a[1] * r + b[1] * k));
		point(d, 'C', d->c + b[0] * r + a[0] * k,
		    d->c + turn * (b[1] * r + a[1] * k));
		point(d, 'C', d->c + b[0] * r, d->c + turn * b[1] * r);
	}
	point(d, 'Z', 0, 0);
}

static void
star(struct draw *d, double r)
{
	int	 i;

	for (i = 0; i < 10; i++) {
		double	 a = i * PI / 5, s = i % 2 == 0 ? r : r * STAR_INNER;

		point(d, i == 0 ? 'M' : 'L', d->c + s * sin(a),
		    d->c - s * cos(a));
	}
	point(d, 'Z', 0, 0);
}

static void
glyph_point(struct draw *d, char op, double x, double y)
{
	point(d, op, d->ox + d->ax * x + d->bx * y,
	    d->oy + d->ay * x + d->by * y);
}

/* A contour's quadratic piece becomes the cubic that is the same curve. */
static void
glyph_op(void *arg, char op, int cx, int cy, int x, int y)
{
	struct draw	*d = arg;

	switch (op) {
	case 'Q':
		glyph_point(d, 'C', d->px + (cx - d->px) * 2 / 3,
		    d->py + (cy - d->py) * 2 / 3);
		glyph_point(d, 'C', x + (cx - x) * 2.0 / 3,
		    y + (cy - y) * 2.0 / 3);
		glyph_point(d, 'C', x, y);
		break;
	case 'Z':
		point(d, 'Z', 0, 0);
		return;
	default:
		glyph_point(d, op, x, y);
		break;
	}
	d->px = x;
	d->py = y;
}

/* The glyphs of a text, for a line of letters. */
struct letters {
	uint32_t	*glyph;
	int		*advance;
	size_t		 n;
	int		 width;		/* sum of the advances */
};

static int
letters(struct draw *d, struct es_view v, struct letters *out,
    struct es_err *err)
{
	size_t		 at = 0, max = es_utf8_count(v);
	uint32_t	 cp;
	int		 rc;

	memset(out, 0, sizeof(*out));
	if ((out->glyph = es_arena_array(d->arena, max + 1,
	    sizeof(*out->glyph))) == NULL || (out->advance = es_arena_array(
	    d->arena, max + 1, sizeof(*out->advance))) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	while ((rc = es_utf8_next(v, &at, &cp)) > 0) {
		uint32_t	 g = font_glyph(d->font, cp);

		if (g == 0)
			return es_fail(err, ES_E_NOTFOUND, "seal: U+%04X is "
			    "not in font %s", (unsigned)cp,
			    font_name(d->font));
		out->glyph[out->n] = g;
		out->advance[out->n] = font_advance(d->font, g);
		out->width += out->advance[out->n++];
	}
	return rc < 0 ? es_fail(err, ES_E_INPUT, "seal: not UTF-8") : 0;
}

/*
 * One glyph with its middle at angle "a" on a circle of radius r, measured
 * clockwise from the top; up is outwards, or inwards on the lower arc.
 */
static int
glyph_on_arc(struct draw *d, uint32_t g, int advance, double a, double r,
    double em, double condense, bool inwards, struct es_err *err)
{
	const struct font_pen	 pen = { glyph_op, d };
	double			 k = em / FONT_UPEM, up = inwards ? -1 : 1;

	d->ax = cos(a) * k * condense * up;
	d->ay = sin(a) * k * condense * up;
	d->bx = sin(a) * k * up;
	d->by = -cos(a) * k * up;
	d->ox = d->c + r * sin(a) - d->ax * advance / 2;
	d->oy = d->c - r * cos(a) - d->ay * advance / 2;
	return font_outline(d->font, g, &pen, err);
}

/* Angle that n letters of the name may span, first to last. */
static double
name_span(size_t n, bool line)
{
	double	 degrees = n <= 8 ? 200 : n >= 14 ? 270 :
		    200 + 70.0 * (double)(n - 8) / 6;

	if (line && degrees > NAME_SPAN_LINE)
		degrees = NAME_SPAN_LINE;
	return degrees * PI / 180;
}

static int
draw_name(struct draw *d, const struct seal_def *def, double inner,
    struct es_err *err)
{
	struct letters	 l;
	double		 em = NAME_EM, base, mid, step, condense;
	size_t		 i;

	if (letters(d, def->name, &l, err) < 0)
		return -1;
	if (l.n > 8)
		em -= NAME_SHRINK * (double)(l.n - 8);
	em = d->c * (em < NAME_EM_MIN ? NAME_EM_MIN : em);
	/* Han letters reach from -0.12 to 0.88 of the em. */
	base = inner - NAME_GAP * d->c - 0.86 * em;
	mid = base + 0.38 * em;
	step = l.n < 2 ? 0 : name_span(l.n, def->line.n > 0) /
	    (double)(l.n - 1);
	if (step * mid > NAME_STEP_MAX * em)
		step = NAME_STEP_MAX * em / mid;
	condense = l.n < 2 || step * mid >= 1.04 * em ? 1 :
	    step * mid / (1.04 * em);
	if (condense < CONDENSE_MIN)
		return es_fail(err, ES_E_INPUT, "seal: %zu letters are too "
		    "many for its arc", l.n);
	for (i = 0; i < l.n; i++)
		if (glyph_on_arc(d, l.glyph[i], l.advance[i],
		    step * ((double)i - (double)(l.n - 1) / 2), base, em,
		    condense, false, err) < 0)
			return -1;
	return 0;
}

static int
draw_line(struct draw *d, const struct seal_def *def, double inner,
    struct es_err *err)
{
	const struct font_pen	 pen = { glyph_op, d };
	struct letters		 l;
	double			 k = LINE_EM * d->c / FONT_UPEM, y, room;
	double			 x, condense = 1;
	size_t			 i;

	if (letters(d, def->line, &l, err) < 0)
		return -1;
	y = LINE_Y * d->c;
	room = 2 * sqrt(inner * inner - y * y) * LINE_ROOM;
	if (l.width * k > room)
		condense = room / (l.width * k);
	if (condense < CONDENSE_MIN)
		return es_fail(err, ES_E_INPUT, "seal: %zu letters are too "
		    "many for its line", l.n);
	x = d->c - l.width * k * condense / 2;
	for (i = 0; i < l.n; i++) {
		d->ax = k * condense;
		d->ay = d->bx = 0;
		d->by = -k;
		d->ox = x;
		d->oy = d->c + y;
		if (font_outline(d->font, l.glyph[i], &pen, err) < 0)
			return -1;
		x += l.advance[i] * k * condense;
	}
	return 0;
}

/* The serial number under everything, letters upright, left to right. */
static int
draw_serial(struct draw *d, const struct seal_def *def, double inner,
    struct es_err *err)
{
	struct letters	 l;
	double		 em = SERIAL_EM * d->c, r, pitch, a;
	size_t		 i;

	if (letters(d, def->serial, &l, err) < 0)
		return -1;
	/* A baseline on the lower arc: letters stand on it, up is inwards. */
	r = inner - SERIAL_GAP * d->c;
	pitch = 0.72 * em / r;
	if (pitch * (double)l.n > SERIAL_SPAN)
		return es_fail(err, ES_E_INPUT, "seal: a serial of %zu "
		    "letters is too long", l.n);
	for (i = 0; i < l.n; i++) {
		a = PI - pitch * ((double)i - (double)(l.n - 1) / 2);
		if (glyph_on_arc(d, l.glyph[i], l.advance[i], a, r, em, 1,
		    true, err) < 0)
			return -1;
	}
	return 0;
}

static int
check(const struct seal_def *def, struct es_err *err)
{
	if (def->diameter < SEAL_DIAMETER_MIN ||
	    def->diameter > SEAL_DIAMETER_MAX)
		return es_fail(err, ES_E_INPUT, "seal: a diameter of %d/100 "
		    "mm", def->diameter);
	if (def->ring < 20 || def->ring > def->diameter / 10)
		return es_fail(err, ES_E_INPUT, "seal: a ring of %d/100 mm",
		    def->ring);
	if (def->star < 0 || def->star > def->diameter / 2)
		return es_fail(err, ES_E_INPUT, "seal: a star of %d/100 mm",
		    def->star);
	if (def->name.n == 0)
		return es_fail(err, ES_E_INPUT, "seal: no name");
	return 0;
}

int
seal_picture_draw(const struct seal_picture **out,
    const struct seal_def *def, const struct font *font, struct es_arena *a,
    struct es_err *err)
{
	const double		 unit = PT_PER_MM * 1000 / 100;
	struct draw		 d = { .arena = a, .font = font };
	struct seal_picture	*p;
	double			 inner;

	*out = NULL;
	if (check(def, err) < 0)
		return -1;
	d.c = def->diameter * unit / 2;
	inner = d.c - def->ring * unit;
	circle(&d, d.c, 1);
	circle(&d, inner, -1);
	if (def->star > 0)
		star(&d, def->star * unit / 2);
	if (draw_name(&d, def, inner, err) < 0 ||
	    (def->line.n > 0 && draw_line(&d, def, inner, err) < 0) ||
	    (def->serial.n > 0 && draw_serial(&d, def, inner, err) < 0))
		return -1;
	if (d.full || (p = es_arena_get(a, sizeof(*p))) == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: no memory");
	p->w = p->h = (int32_t)lrint(2 * d.c);
	p->rgb = SEAL_RGB;
	p->points = d.pts;
	p->n = d.n;
	*out = p;
	return 0;
}
