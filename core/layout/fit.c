/* layout/fit.c - a text that has a width and should keep to it. */
#include "layout/flow.h"

#define FLOOR	DLIST_PT(6.5)	/* no text is made smaller */
#define STEP	DLIST_PT(0.25)
#define TIGHT	DLIST_PT(0.75)	/* smaller by this rather than two lines */

static int
try_size(struct flow *f, const struct segs *s, int32_t width,
    struct text *text, struct text_lines *lines)
{
	bool	 any;

	if (layout_text(f, s, text, &any) < 0)
		return -1;
	return layout_text_break(text, width, 0, lines, f->err);
}

/* The same segments, "step" smaller but not below the floor; false: none is. */
static bool
shrink(const struct segs *s, struct segs *out, int32_t step)
{
	bool	 smaller = false;
	size_t	 i;

	for (i = 0; i < s->n; i++) {
		int32_t	 size = s->seg[i].style.size;

		out->seg[i] = s->seg[i];
		if (size <= FLOOR)
			continue;
		smaller |= size - step > FLOOR - STEP;
		out->seg[i].style.size = size - step > FLOOR ? size - step :
		    FLOOR;
	}
	return smaller;
}

int
layout_fit(struct flow *f, const struct segs *s, int32_t width, bool wrap,
    struct text *text, struct text_lines *lines)
{
	struct segs	 smaller = *s;
	int32_t		 step;

	if (try_size(f, s, width, text, lines) < 0)
		return -1;
	if (lines->n <= 1)
		return 0;
	if ((smaller.seg = es_arena_array(f->arena, s->n,
	    sizeof(*s->seg))) == NULL)
		return es_fail(f->err, ES_E_NOMEM, "document: no memory");
	for (step = STEP; shrink(s, &smaller, step); step += STEP) {
		size_t	 want = wrap && step > TIGHT ? 2 : 1;

		if (step == TIGHT + STEP) {	/* two lines: full size again */
			if (try_size(f, s, width, text, lines) < 0)
				return -1;
			if (lines->n <= want)
				return 0;
		}
		if (try_size(f, &smaller, width, text, lines) < 0)
			return -1;
		if (lines->n <= want)
			return 0;
	}
	if (wrap)
		return 0;		/* as many lines as it takes */
	return es_fail(f->err, ES_E_INPUT, "%s: \"%s\" does not fit its "
	    "column", f->t->name, s->n == 0 ? "" : s->seg[0].what);
}
