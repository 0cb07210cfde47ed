/*
 * pdf/text.h - the bytes and the text of string objects (7.3.4, 7.9.2).
 */
#ifndef ES_PDF_TEXT_H
#define ES_PDF_TEXT_H

#include "base/arena.h"
#include "base/view.h"
#include "pdf/obj.h"

/* The bytes of a string, escapes undone; p is NULL when there is no room. */
struct es_view	pdf_string_bytes(struct es_arena *a, const struct pdf_obj *o);
/* Two strings hold the same bytes, however they are written. */
bool		pdf_string_same(const struct pdf_obj *a,
		    const struct pdf_obj *b);
/*
 * A text string as UTF-8: UTF-16BE or UTF-8 with a mark, else PDFDocEncoding.
 * Empty when o is no string or is not text.
 */
struct es_view	pdf_string_text(struct es_arena *a, const struct pdf_obj *o);

#endif
