/* tools/fontpack.h - the parts of es-fontpack(8). */
#ifndef ES_TOOLS_FONTPACK_H
#define ES_TOOLS_FONTPACK_H

#include <hb.h>

#include "base/buf.h"
#include "font/pack_priv.h"

#define OUTLINE_MAX	4096

struct opoint {
	double	x, y;
	bool	on;
};

/* A glyph as quadratic contours, before rounding. */
struct outline {
	struct opoint	pt[OUTLINE_MAX];
	size_t		n;
	size_t		end[OUTLINE_MAX];	/* one behind the last point */
	size_t		ncont;
};

/* One glyph's entry, before it is written. */
struct pack_entry_out {
	size_t		off, len;
	uint32_t	sum, ads, adw, npoints, ncontours;
	int		box[4], advance;
};

/* -- outline.c: HarfBuzz -> quadratic -> TrueType record */
void	outline_draw(struct outline *o, hb_font_t *font, hb_codepoint_t gid);
void	outline_box(struct outline *o);
void	outline_move(struct outline *o, double dx);
/* Widen so that the ink spans the whole advance. */
void	outline_stretch(struct outline *o, double width);
/* Append the padded record (nothing when there is no ink); fill box. */
void	outline_record(const struct outline *o, struct pack_entry_out *e,
	    struct es_buf *out);

/* -- huff.c: one code for all glyphs (RFC 1951) */
struct bitout {
	struct es_buf	*out;
	uint64_t	 acc;
	unsigned	 n;
	size_t		 total;
};

void	bitout_init(struct bitout *b, struct es_buf *out);
void	bitout_put(struct bitout *b, uint32_t x, unsigned n);
void	bitout_flush(struct bitout *b);
/* Lengths of a complete code, none zero, none over "max"; n <= 257. */
void	huff_lengths(const uint64_t *freq, size_t n, unsigned max,
	    unsigned char *lens);
/* The header of a dynamic block with these lengths; its bits. */
uint32_t huff_block(const unsigned char *lens, unsigned char *out,
	    size_t size);

#endif
