/*
 * pdf/pagebox.h - a page as a reader sees it.
 *
 * ISO 32000-1, 7.7.3.3 and 7.7.3.4: the visible part is CropBox within
 * MediaBox, turned by Rotate; all three may come from a node above.  UserUnit
 * says how many points a unit of the page's own coordinates has; it is the
 * page's alone.  What is seen is in points, from the upper left corner.
 */
#ifndef ES_PDF_PAGEBOX_H
#define ES_PDF_PAGEBOX_H

#include "pdf/read.h"

struct pdf_pagebox {
	int64_t	 x0, y0, x1, y1;	/* visible part, 1/1000 unit */
	int	 rotate;		/* clockwise: 0, 90, 180, 270 */
	int64_t	 unit;			/* 1/1000 point of a unit, usual 1000 */
	int64_t	 w, h;			/* as seen, 1/1000 point */
};

/* A point of a page as it is seen: 1/1000 point from the upper left. */
struct pdf_spot {
	size_t	 page;			/* from 0 */
	int64_t	 x, y;
};

/*
 * Page k (0-based) of a revision.  ES_E_NOTFOUND: no such page; ES_E_FORMAT:
 * no box, an empty one, a Rotate that is no quarter turn, or a UserUnit out
 * of 0.1 to 1000.
 */
ES_CHECK int	pdf_pagebox(struct pdf_pagebox *out, struct pdf_file *f,
		    size_t rev, size_t k, struct es_err *err);

/* The rectangle of w by h points whose middle is seen at (x, y), in the
 * page's own coordinates: x0 y0 x1 y1, 1/1000 unit. */
void		pdf_pagebox_rect(const struct pdf_pagebox *p, int64_t x,
		    int64_t y, int64_t w, int64_t h, int64_t out[4]);

/* The other way: where a point of the page's own coordinates is seen. */
void		pdf_pagebox_seen(const struct pdf_pagebox *p, int64_t ux,
		    int64_t uy, int64_t *x, int64_t *y);

#endif
