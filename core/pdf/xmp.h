/*
 * pdf/xmp.h - what a document says of itself, twice: XMP and Info.
 *
 * Both are written from one struct, so that they are equal to the second,
 * as PDF/A asks (ISO 19005-3, 6.6.2.3); pdfuaid is no schema that PDF/A
 * knows and is described (6.6.2.3.3).
 */
#ifndef ES_PDF_XMP_H
#define ES_PDF_XMP_H

#include "base/buf.h"
#include "base/view.h"

struct pdf_about {
	struct es_view	 title;		/* all UTF-8 on one line */
	struct es_view	 author, subject, creator, producer;
	struct es_view	 identifier;	/* XMP only */
	struct es_view	 lang;		/* XMP only */
	int64_t		 time;		/* UTC seconds: made and modified */
	int		 offset;	/* seconds east */
};

/* Append the XMP packet. */
void	pdf_xmp_add(struct es_buf *b, const struct pdf_about *a);
/* Append the Info dictionary. */
void	pdf_info_add(struct es_buf *b, const struct pdf_about *a);

#endif
