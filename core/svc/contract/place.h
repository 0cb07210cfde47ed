/*
 * svc/contract/place.h - where a text stands in a PDF file, found by
 * pdftotext.
 *
 * Poppler's program reads the page content, which we never decode; it runs
 * as sys/run.h keeps it.  It is no part of the platform: without it a seal
 * is placed by page and millimetres, or by a name.
 */
#ifndef ES_SVC_PLACE_H
#define ES_SVC_PLACE_H

#include "base/err.h"
#include "pdf/bbox.h"

/*
 * The nth place (from 1; 0: the only one) of "text" on page "page" (from 1;
 * 0: any page) of the file that "fd" has open.  Boxes are of the page as it
 * is seen, in its units.  ES_E_INPUT: the text is on no page, or several
 * times (the message tells where), or fewer times; ES_E_NOTFOUND: pdftotext
 * is not installed; ES_E_UPSTREAM: it cannot read the file.
 */
ES_CHECK int	svc_place_text(struct pdf_bbox *out, int fd, size_t page,
		    struct es_view text, size_t nth, struct es_err *err);

#endif
