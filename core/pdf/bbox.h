/*
 * pdf/bbox.h - where a text stands on the pages, by another's eyes.
 *
 * We never decode page content.  Poppler's "pdftotext -bbox-layout" does, in
 * a process of its own (svc/contract/place.h); here its XHTML is read: pages,
 * lines, words with their boxes.  Pure, and suspicious: the answer is only as
 * good as a program that read a foreign file.
 */
#ifndef ES_PDF_BBOX_H
#define ES_PDF_BBOX_H

#include "base/err.h"
#include "base/view.h"

struct pdf_bbox {
	size_t	 page;		/* from 0 */
	int64_t	 x0, y0, x1, y1; /* 1/1000 unit from the upper left */
};

/* What was found; "n" counts all, the first ES_LIMIT_BBOX_HITS are kept. */
struct pdf_bboxes {
	struct pdf_bbox	*at;		/* malloc */
	size_t		 n;
};
void		pdf_bboxes_clear(struct pdf_bboxes *b);

/*
 * Every place in a line where "text" stands, added to *out; white space, and
 * whether punctuation, letters and digits are of full or of half width, make
 * no difference.  "first" is the number of the first page in the XHTML, from
 * 0.  ES_E_FORMAT: not what pdftotext writes; ES_E_LIMIT: a page too large;
 * ES_E_INPUT: a text of nothing but white space, or too long.
 */
ES_CHECK int	pdf_bbox_find(struct pdf_bboxes *out, struct es_view xhtml,
		    size_t first, struct es_view text, struct es_err *err);

#endif
