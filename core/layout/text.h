/*
 * layout/text.h - styled text: measured, broken into lines, placed.  Private
 * to layout.
 *
 * Lengths are 1/1000 pt.  A text is a row of glyphs with advances and extra
 * space after each (negative where punctuation is compressed); lines are
 * ranges of it.
 */
#ifndef ES_LAYOUT_TEXT_H
#define ES_LAYOUT_TEXT_H

#include "layout/dlist.h"
#include "layout/layout.h"

struct text_style {
	uint16_t	 font;		/* index of the font set */
	int32_t		 size;
	int32_t		 spacing;	/* after each letter, 1/1000 em */
	uint32_t	 rgb;
};

struct text_glyph {
	uint32_t	 cp;
	int32_t		 adv;
	int32_t		 extra;		/* added after it */
	uint32_t	 span;		/* which span it belongs to */
	uint8_t		 cls;
};

struct text_span {
	struct text_style	 style;
	struct es_view		 lang;	/* other than the text's; or empty */
	struct es_view		 uri;	/* a link to it; or empty */
};

struct text {
	struct es_arena		*arena;
	const struct layout_fonts *fonts;
	struct text_glyph	*g;
	size_t			 n, cap;
	struct text_span	*spans;
	size_t			 nspans, cap_spans;
};

struct text_line {
	size_t	 first, count;		/* without the spaces at its end */
	int32_t	 width;
};

struct text_lines {
	struct text_line	*line;
	size_t			 n;
	int32_t			 height;	/* of one line */
};

void		layout_text_init(struct text *t, struct es_arena *a,
		    const struct layout_fonts *fonts);
/*
 * Append UTF-8.  "what" names the field in messages: a character that the
 * style lacks is ES_E_NOTFOUND "missing glyph U+20BB7 in what".
 */
ES_CHECK int	layout_text_add(struct text *t, struct es_view v,
		    const struct text_style *style, struct es_view lang,
		    const char *what, struct es_err *err);
/* Break into lines no wider than "width"; the first one begins at indent. */
ES_CHECK int	layout_text_break(struct text *t, int32_t width, int32_t indent,
		    struct text_lines *out, struct es_err *err);
/*
 * Spread a broken line (not a paragraph's last) to "width", between Han and
 * in spaces, unless that would need more than a quarter of an em each.
 */
void		layout_text_justify(struct text *t, struct text_line *l,
		    int32_t width);
/* Width of all as one line. */
int32_t		layout_text_width(const struct text *t);

/*
 * Put one line into the display list, its left end at x, its baseline at y.
 * Each change of style or language is one operation; "elem" is the content's
 * element (a Span is made below it for another language), or "art" says
 * which artifact it is.
 */
ES_CHECK int	layout_text_put(const struct text *t, const struct text_line *l,
		    struct dlist *dl, int32_t x, int32_t y, uint32_t elem,
		    enum dlist_artifact art, struct es_err *err);

#endif
