/*
 * pdf/place.h - a place in a finished file that was named beforehand.
 *
 * Named destinations (ISO 32000-1, 12.3.2.3): of the name tree Names/Dests,
 * or of the older dictionary Dests.  Our own documents name each place of a
 * seal so (pdf/write.h); word processors write their bookmarks.
 */
#ifndef ES_PDF_PLACE_H
#define ES_PDF_PLACE_H

#include "pdf/pagebox.h"

/*
 * The middle of the rectangle (FitR), or the point (XYZ with both numbers)
 * that "name" (UTF-8) leads to.  ES_E_NOTFOUND: no such name; ES_E_FORMAT:
 * it is there twice, names no page, or a page and no point on it.
 */
ES_CHECK int	pdf_place_anchor(struct pdf_spot *out, struct pdf_file *f,
		    struct es_view name, struct es_err *err);

/*
 * Move a spot so far that w by h around it is on the page: a seal beside the
 * last line of a page stays whole.  ES_E_INPUT: the page is smaller.
 */
ES_CHECK int	pdf_place_inside(struct pdf_spot *s, struct pdf_file *f,
		    int64_t w, int64_t h, struct es_err *err);

#endif
