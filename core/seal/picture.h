/*
 * seal/picture.h - a seal drawn from its definition, as filled outlines.
 *
 * Round seals as Chinese institutions use them (State Council document
 * 1999 No. 25: not above 45 mm for institutions, star in the centre, name
 * around it from left to right): ring, five-point star (inner radius 0.382
 * of the outer), name on the upper arc, an optional straight line below the
 * star for the purpose, an optional serial number on the lower arc.
 *
 * A back end fills the paths with one colour, non-zero winding, and no
 * background.  Drawing costs some 0.1 ms: the caller keeps the picture.
 */
#ifndef ES_SEAL_PICTURE_H
#define ES_SEAL_PICTURE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "font/font.h"

/* Official red in sRGB: 230 0 18. */
#define SEAL_RGB	0xe60012u

/* Lengths in 1/100 mm: diameter, ring and star have these bounds. */
#define SEAL_DIAMETER_MIN	2000
#define SEAL_DIAMETER_MAX	5800

struct seal_def {
	struct es_view	 name;		/* upper arc: 示例大学 */
	struct es_view	 line;		/* under the star: 成绩专用章; or "" */
	struct es_view	 serial;	/* lower arc: digits; or "" */
	int		 diameter;	/* usual 4200 */
	int		 ring;		/* 20 .. diameter / 10, usual 120 */
	int		 star; /* its diameter; 0: none; at most half */
};

#define SEAL_DEF_INIT	{ { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, 4200, 120, \
			    1400 }

/*
 * <seal shape="round" diameter="42" ring="1.2" star="14" name="..."
 * line="..." serial="..."/>: millimetres with at most two decimals, what is
 * absent is as in SEAL_DEF_INIT, the name must be there.  Texts are copied
 * into arena a.  ES_E_FORMAT names file and line.
 */
ES_CHECK int	seal_def_parse(struct seal_def *out, struct es_arena *a,
		    struct es_view xml, const char *name, struct es_err *err);

struct seal_point {
	char	 op;		/* 'M' 'L' 'C' (three points in a row) 'Z' */
	int32_t	 x, y;		/* 1/1000 pt, y down, from the top left */
};

struct seal_picture {
	int32_t			 w, h;		/* 1/1000 pt */
	uint32_t		 rgb;
	const struct seal_point	*points;
	size_t			 n;
};

/*
 * Draw with the outlines of "font" (a bold Song).  All memory is a's, also
 * *out.  ES_E_NOTFOUND names a character that the font lacks; ES_E_INPUT: a
 * length out of range or more text than its arc can hold.
 */
ES_CHECK int	seal_picture_draw(const struct seal_picture **out,
		    const struct seal_def *def, const struct font *font,
		    struct es_arena *a, struct es_err *err);

#endif
