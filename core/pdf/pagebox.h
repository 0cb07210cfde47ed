/*
 * pdf/pagebox.h - a page as a reader sees it.
 *
 * ISO 32000-1, 7.7.3.3 and 7.7.3.4: the visible part is CropBox within
 * MediaBox, turned by Rotate; all three may come from a node above.
 */
#ifndef ES_PDF_PAGEBOX_H
#define ES_PDF_PAGEBOX_H

#include "pdf/read.h"

struct pdf_pagebox {
	int64_t	 x0, y0, x1, y1;	/* visible part, 1/1000 unit */
	int	 rotate;		/* clockwise: 0, 90, 180, 270 */
	int64_t	 w, h;			/* as seen */
};

/*
 * Page k (0-based) of a revision.  ES_E_NOTFOUND: no such page; ES_E_FORMAT:
 * no box, an empty one, or a Rotate that is no quarter turn.
 */
ES_CHECK int	pdf_pagebox(struct pdf_pagebox *out, struct pdf_file *f,
		    size_t rev, size_t k, struct es_err *err);

/* The rectangle of w by h whose middle is seen at (x, y) from the visible
 * page's upper left corner, in the page's own coordinates: x0 y0 x1 y1. */
void		pdf_pagebox_rect(const struct pdf_pagebox *p, int64_t x,
		    int64_t y, int64_t w, int64_t h, int64_t out[4]);

#endif
