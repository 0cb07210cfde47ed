/*
 * font/font.h - type styles: metrics for layout, subsets for the back ends.
 *
 * A style ("song", "song-bold", "hei", "kai" ...) is one glyph pack: several
 * installed fonts merged into one virtual quadratic (glyf) font of 1000 units
 * per em, built once by tools/es-fontpack and mapped read-only.  Layout asks
 * for advances only; back ends ask for a subset or for outlines.  How a
 * subset is coded is private to this module, so that the coder can change.
 *
 * Pure: the pack's bytes come from the caller and stay the caller's.
 */
#ifndef ES_FONT_FONT_H
#define ES_FONT_FONT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

struct font;

/* Units per em of every pack. */
#define FONT_UPEM	1000

/*
 * Check a pack's header and tables (every offset against the size, so that
 * later look-ups need no checks) and open it.  "pack" is borrowed and must
 * outlive the font.  Failure: *out is NULL, ES_E_FORMAT.
 */
ES_CHECK int	font_open(struct font **out, struct es_view pack,
		    struct es_err *err);
void		font_close(struct font *f);		/* NULL is fine */

/*
 * Some marks have two forms, and the plain code point is the one that
 * Chinese text wants: “ ” ‘ ’ … — are full width; · (U+00B7) is the Latin
 * one.  The other form stands at FONT_ALT + code point (plane 16, private
 * use): the Latin quotes, ellipsis and dash; the full-width dot of names
 * such as 艾力·买买提.  Layout asks font_glyph(f, font_alt(cp)) and keeps the
 * plain form when that is 0; the glyph run carries the private code point,
 * and whatever writes text (ToUnicode, SVG, search) writes font_plain(cp).
 */
#define FONT_ALT	0x100000u

static inline uint32_t
font_alt(uint32_t cp)
{
	return cp <= 0xffff ? cp | FONT_ALT : cp;
}

static inline uint32_t
font_plain(uint32_t cp)
{
	return cp >= FONT_ALT ? cp & 0xffff : cp;
}

/* Style name, and the hex SHA-256 of the pack that a document records. */
const char	*font_name(const struct font *f);
const char	*font_hash(const struct font *f);
/* One line per source font: file, full name, version, licence.  Borrowed. */
const char	*font_sources(const struct font *f);
bool		 font_is_bold(const struct font *f);

struct font_metrics {		/* thousandths of the em */
	int	ascent, descent;	/* descent is negative */
	int	cap_height, x_height;
	int	bbox[4];		/* xMin yMin xMax yMax */
	int	stem_v;
};
void		font_metrics(const struct font *f, struct font_metrics *m);

/*
 * Glyph of a code point: an opaque number > 0 that only this pack knows, or
 * 0 when the style has no such character (the document stops and names it).
 */
uint32_t	font_glyph(const struct font *f, uint32_t cp);
/* Advance width in thousandths of the em. */
int		font_advance(const struct font *f, uint32_t glyph);

/*
 * One outline as quadratic contours, y up, thousandths of the em.  "op" is
 * 'M' (x,y), 'L' (x,y), 'Q' (control cx,cy, end x,y) or 'Z'.
 */
struct font_pen {
	void	(*op)(void *arg, char op, int cx, int cy, int x, int y);
	void	*arg;
};
ES_CHECK int	font_outline(const struct font *f, uint32_t glyph,
		    const struct font_pen *pen, struct es_err *err);

/*
 * A subset holds the glyphs added to it under dense ids 1, 2, ... in order
 * of code point; id 0 is .notdef.  Add everything, then finish once, then
 * ask for ids.  Same pack and same code points give the same bytes.
 */
struct font_subset;

ES_CHECK int	font_subset_new(struct font_subset **out,
		    const struct font *f, struct es_err *err);
void		font_subset_free(struct font_subset *s);
/* Repeats are fine.  ES_E_NOTFOUND when the style lacks the character. */
ES_CHECK int	font_subset_add(struct font_subset *s, uint32_t cp,
		    struct es_err *err);
ES_CHECK int	font_subset_finish(struct font_subset *s, struct es_err *err);
/* Glyphs including .notdef; valid after finish, as all that follows. */
size_t		font_subset_count(const struct font_subset *s);
/* Dense id of a code point that was added; 0 when it was not. */
uint16_t	font_subset_id(const struct font_subset *s, uint32_t cp);
/* Code point and advance by dense id (id < count; 0 for .notdef). */
uint32_t	font_subset_cp(const struct font_subset *s, uint16_t id);
int		font_subset_advance(const struct font_subset *s, uint16_t id);
/* Six upper-case letters from the glyph set, NUL-terminated. */
const char	*font_subset_tag(const struct font_subset *s);

enum font_coding {
	FONT_RAW = 0,		/* the TrueType file itself */
	FONT_ZLIB		/* the same as a zlib stream (RFC 1950) */
};
/*
 * Append the TrueType program (tables OS/2 cmap glyf head hhea hmtx loca
 * maxp name post) to "out"; *raw_size is the length before coding, which a
 * PDF writes as Length1.
 */
ES_CHECK int	font_subset_write(const struct font_subset *s,
		    enum font_coding coding, struct es_buf *out,
		    size_t *raw_size, struct es_err *err);

#endif
