/*
 * t_fakefont.h - font.h by a few lines, for deterministic layout tests: every
 * letter below U+0300 is 500 wide, all others 1000; of the second forms
 * (FONT_ALT) the dot is 1000 and the others 500; each glyph is a box from the
 * baseline to 800; U+E000 .. U+F8FF and planes 3 to 15 are missing.  Linked
 * into a test, it stands before the library's own.
 */
#ifndef ES_TESTS_FAKEFONT_H
#define ES_TESTS_FAKEFONT_H

#include "font/font.h"

struct font {
	const char	*name;
};

static struct font fake_song = { "song" };
__attribute__((unused))
static struct font fake_bold = { "song-bold" };

const char *
font_name(const struct font *f)
{
	return f->name;
}

uint32_t
font_glyph(const struct font *f, uint32_t cp)
{
	(void)f;
	if ((cp >= 0xe000 && cp <= 0xf8ff) || (cp >= 0x30000 &&
	    cp < FONT_ALT))
		return 0;
	return cp;
}

int
font_advance(const struct font *f, uint32_t glyph)
{
	(void)f;
	if (glyph == FONT_ALT + 0xb7)
		return 1000;
	return glyph < 0x300 || glyph >= FONT_ALT ? 500 : 1000;
}

int
font_outline(const struct font *f, uint32_t glyph,
    const struct font_pen *pen, struct es_err *err)
{
	int	 w = font_advance(f, glyph);

	(void)err;
	pen->op(pen->arg, 'M', 0, 0, 0, 0);
	pen->op(pen->arg, 'Q', w / 2, 0, w, 0);
	pen->op(pen->arg, 'L', 0, 0, w, 800);
	pen->op(pen->arg, 'L', 0, 0, 0, 800);
	pen->op(pen->arg, 'Z', 0, 0, 0, 0);
	return 0;
}

#endif
