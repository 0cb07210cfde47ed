/* t_seal_picture - definitions, their bounds, and where the paths lie. */
#include <math.h>
#include <stdlib.h>

#include "base/limits.h"
#include "seal/picture.h"
#include "t_fakefont.h"
#include "tap.h"

static struct es_arena	*arena;

static int
parse(struct seal_def *def, const char *xml, struct es_err *err)
{
	es_err_clear(err);
	return seal_def_parse(def, arena, es_view_str(xml), "s.xml", err);
}

static void
definitions(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct seal_def	 def;

	ok(parse(&def, "<seal name='示例大学'/>", &err) == 0 &&
	    def.diameter == 4200 && def.ring == 120 && def.star == 1400 &&
	    es_view_eq_str(def.name, "示例大学") && def.line.n == 0,
	    "a name alone is the usual seal");
	ok(parse(&def, "<seal shape='round' diameter='40' ring='1.05' "
	    "star='0' name='A' line='B' serial='7'/>", &err) == 0 &&
	    def.diameter == 4000 && def.ring == 105 && def.star == 0 &&
	    es_view_eq_str(def.line, "B") && es_view_eq_str(def.serial, "7"),
	    "millimetres with two decimals");
	ok(parse(&def, "<seal/>", &err) < 0 && err.code == ES_E_FORMAT,
	    "no name is refused");
	ok(parse(&def, "<seal name='A'\n diameter='42mm'/>", &err) < 0 &&
	    strstr(err.msg, "s.xml:") != NULL &&
	    strstr(err.msg, "42mm") != NULL, "a length is named: %s",
	    err.msg);
	ok(parse(&def, "<seal name='A' ring='1.234'/>", &err) < 0,
	    "three decimals are refused");
	ok(parse(&def, "<seal name='A' ring='-1'/>", &err) < 0 &&
	    parse(&def, "<seal name='A' ring=''/>", &err) < 0 &&
	    parse(&def, "<seal name='A' ring='99999999999'/>", &err) < 0,
	    "no sign, not empty, no overflow");
	ok(parse(&def, "<seal name='A' shape='oval'/>", &err) < 0 &&
	    strstr(err.msg, "oval") != NULL, "only round seals");
	ok(parse(&def, "<seal name='A' colour='blue'/>", &err) < 0 &&
	    strstr(err.msg, "colour") != NULL, "an unknown attribute");
	ok(parse(&def, "<stamp name='A'/>", &err) < 0, "another element");
}

static int
draw(const struct seal_picture **pic, const struct seal_def *def,
    struct es_err *err)
{
	es_err_clear(err);
	return seal_picture_draw(pic, def, &fake_song, arena, err);
}

static struct seal_def
usual(const char *name)
{
	struct seal_def	 def = SEAL_DEF_INIT;

	def.name = es_view_str(name);
	return def;
}

static void
bounds(void)
{
	const struct seal_picture	*pic;
	struct es_err			 err = ES_ERR_INIT;
	static const struct {
		int	 diameter, ring, star, rc;
	} t[] = {
		{ 2000, 100, 0, 0 }, { 1999, 100, 0, -1 },
		{ 5800, 100, 0, 0 }, { 5801, 100, 0, -1 },
		{ 4200, 20, 0, 0 }, { 4200, 19, 0, -1 },
		{ 4200, 420, 0, 0 }, { 4200, 421, 0, -1 },
		{ 4200, 120, 2100, 0 }, { 4200, 120, 2101, -1 },
		{ 4200, 120, -1, -1 },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(t); i++) {
		struct seal_def	 def = usual("示例大学");

		def.diameter = t[i].diameter;
		def.ring = t[i].ring;
		def.star = t[i].star;
		ok(draw(&pic, &def, &err) == t[i].rc &&
		    (t[i].rc == 0) == (pic != NULL),
		    "diameter %d ring %d star %d: %s", t[i].diameter,
		    t[i].ring, t[i].star, t[i].rc == 0 ? "drawn" : "refused");
	}
}

/* Distance of a point from the centre, as a part of the radius. */
static double
radius(const struct seal_picture *pic, size_t i)
{
	double	 c = pic->w / 2.0;

	return hypot(pic->points[i].x - c, pic->points[i].y - c) / c;
}

/* The index after the n-th contour. */
static size_t
after_contour(const struct seal_picture *pic, size_t n)
{
	size_t	 i;

	for (i = 0; i < pic->n && n > 0; i++)
		if (pic->points[i].op == 'Z')
			n--;
	return i;
}

static void
geometry(void)
{
	const struct seal_picture	*pic, *again;
	struct seal_def			 def = usual("示例大学研究生院");
	struct es_err			 err = ES_ERR_INIT;
	size_t				 i, from;
	double				 least = 2, most = 0, left = 0, right = 0;
	int				 cubic = 0, bad = 0;

	if (!ok(draw(&pic, &def, &err) == 0, "drawn"))
		return;
	ok(pic->w == pic->h && abs(pic->w - 119055) <= 1,
	    "42 mm are 119.055 pt: %d", (int)pic->w);
	ok(pic->rgb == SEAL_RGB, "red");
	ok(fabs(radius(pic, 0) - 1) < 1e-4, "the ring reaches the edge");
	ok(fabs(radius(pic, after_contour(pic, 1)) - (1 - 2.4 / 42)) < 1e-4,
	    "the ring is 1.2 mm wide");
	from = after_contour(pic, 2);
	ok(abs(pic->points[from].x * 2 - pic->w) <= 1 &&
	    pic->points[from].y < pic->h / 2, "the star points up");
	ok(fabs(radius(pic, from) - 14.0 / 42) < 1e-4 &&
	    fabs(radius(pic, from + 1) - 14.0 / 42 * 0.381966) < 1e-4,
	    "its inner radius is 0.382 of the outer");
	for (i = after_contour(pic, 3); i < pic->n; i++) {
		if (pic->points[i].op == 'Z')
			continue;
		least = fmin(least, radius(pic, i));
		most = fmax(most, radius(pic, i));
		left = fmax(left, pic->w / 2.0 - pic->points[i].x);
		right = fmax(right, pic->points[i].x - pic->w / 2.0);
	}
	ok(most < 1 - 2.4 / 42 && least > 14.0 / 42,
	    "letters lie between star and ring: %.3f to %.3f", least, most);
	ok(fabs(left - right) < 3, "and are centred on top");
	for (i = 0; i <= pic->n; i++) {
		bool	 c = i < pic->n && pic->points[i].op == 'C';

		if (!c && cubic % 3 != 0)
			bad++;
		cubic = c ? cubic + 1 : 0;
	}
	ok(bad == 0, "control points come in threes");
	ok(draw(&again, &def, &err) == 0 && again->n == pic->n &&
	    memcmp(again->points, pic->points, pic->n *
	    sizeof(*pic->points)) == 0, "the same again");
}

static void
lettering(void)
{
	const struct seal_picture	*pic, *bare;
	struct seal_def			 def = usual("示");
	struct es_err			 err = ES_ERR_INIT;
	char				 many[3 * 64 + 1] = "";
	size_t				 i, n;

	ok(draw(&pic, &def, &err) == 0, "a name of one letter");
	def = usual("示\xef\xa3\xbf大");	/* U+F8FF */
	ok(draw(&pic, &def, &err) < 0 && err.code == ES_E_NOTFOUND &&
	    strstr(err.msg, "U+F8FF") != NULL && pic == NULL,
	    "a missing letter is named: %s", err.msg);
	def = usual("\xff");
	ok(draw(&pic, &def, &err) < 0 && err.code == ES_E_INPUT,
	    "bytes that are no UTF-8");
	for (n = 0, i = 0; i < 64; i++) {
		memcpy(many + 3 * i, "大", 4);
		def = usual(many);
		if (draw(&pic, &def, &err) < 0)
			break;
		n = i + 1;
	}
	ok(n >= 24 && n < 64 && err.code == ES_E_INPUT,
	    "%zu letters fit, one more does not: %s", n, err.msg);
	def = usual("示例大学");
	ok(draw(&bare, &def, &err) == 0, "without line");
	def.line = ES_LIT("成绩专用章");
	def.serial = ES_LIT("3101000012345");
	ok(draw(&pic, &def, &err) == 0 && pic->n > bare->n,
	    "line and serial are drawn");
	for (n = 0, i = bare->n; i < pic->n; i++)
		if (pic->points[i].op != 'Z' &&
		    (radius(pic, i) > 1 - 2.4 / 42 ||
		    pic->points[i].y < pic->h / 2))
			n++;
	ok(n == 0, "in the lower half, inside the ring");
	def.line = ES_LIT("成绩专用章成绩专用章成绩专用章");
	ok(draw(&pic, &def, &err) < 0 && err.code == ES_E_INPUT,
	    "a line that is too long");
	def.line = ES_VIEW_EMPTY;
	def.serial = ES_LIT("310100001234531010000123453101000012345");
	ok(draw(&pic, &def, &err) < 0 && err.code == ES_E_INPUT,
	    "a serial that is too long");
}

int
main(void)
{
	if ((arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA)) == NULL)
		return 1;
	definitions();
	bounds();
	geometry();
	lettering();
	es_arena_free(arena);
	return done();
}
