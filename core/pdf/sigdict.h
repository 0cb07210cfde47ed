/*
 * pdf/sigdict.h - the parts of a signature that every way of sealing shares:
 * its dictionary, its picture, its range.  Private to pdf.
 *
 * ISO 32000-1, 12.8; ETSI EN 319 142-1, 5.3 (no Cert).
 */
#ifndef ES_PDF_SIGDICT_H
#define ES_PDF_SIGDICT_H

#include "pdf/write.h"

/* Names, texts, time, level and reserve keep their rules: ES_E_INPUT, LIMIT. */
ES_CHECK int	pdf_sigdict_check(const struct pdf_sig_opts *o,
		    struct es_err *err);
/*
 * The dictionary with its hole; *range is where the numbers of ByteRange go
 * once the end of the file is known.
 */
void		pdf_sigdict_add(struct es_buf *b,
		    const struct pdf_sig_opts *o, struct pdf_hole *hole,
		    size_t *range);
/* The same of a document time stamp: nothing in it but the hole. */
void		pdf_sigdict_stamp(struct es_buf *b, size_t reserve,
		    struct pdf_hole *hole, size_t *range);
void		pdf_sigdict_range(struct es_buf *b, size_t range,
		    const struct pdf_hole *hole);
/* Content of the appearance; it uses the graphics state /G. */
void		pdf_sigdict_draw(const struct seal_picture *pic,
		    struct es_buf *b);

#endif
