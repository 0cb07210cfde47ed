/*
 * pdf/sigdict.h - the parts of a signature that every way of sealing shares:
 * its dictionary, its picture, its range.  Private to pdf.
 *
 * ISO 32000-1, 12.8; ETSI EN 319 142-1, 5.3 (no Cert).
 */
#ifndef ES_PDF_SIGDICT_H
#define ES_PDF_SIGDICT_H

#include "pdf/sigs.h"
#include "pdf/write.h"

/* Which fields a signature locks (12.8.2.4). */
struct pdf_sig_lock {
	enum pdf_lock		 action;
	const struct es_view	*names;		/* full names, UTF-8 */
	size_t			 n;
	struct es_view		 catalog;	/* "1 0 R" */
};

/*
 * The name of a new field: of ASCII A-Z a-z 0-9 _ - only, since a full stop
 * parts names and a blank is not seen; beyond it what UTF-8 has on one line.
 */
ES_CHECK int	pdf_sigdict_name(struct es_view v, struct es_err *err);
/* Texts, time, level and reserve keep their rules: ES_E_INPUT, LIMIT. */
ES_CHECK int	pdf_sigdict_check(const struct pdf_sig_opts *o,
		    struct es_err *err);
/*
 * The dictionary with its hole; *range is where the numbers of ByteRange go
 * once the end of the file is known.  "lock" may be NULL.
 */
void		pdf_sigdict_add(struct es_buf *b,
		    const struct pdf_sig_opts *o,
		    const struct pdf_sig_lock *lock, struct pdf_hole *hole,
		    size_t *range);
/* The same of a document time stamp: nothing in it but the hole. */
void		pdf_sigdict_stamp(struct es_buf *b, size_t reserve,
		    struct pdf_hole *hole, size_t *range);
/* "/Action/Include/Fields[(a)(b)]" */
void		pdf_sigdict_lock(struct es_buf *b,
		    const struct pdf_sig_lock *lock);
void		pdf_sigdict_range(struct es_buf *b, size_t range,
		    const struct pdf_hole *hole);
/* Content of the appearance; it uses the graphics state /G. */
void		pdf_sigdict_draw(const struct seal_picture *pic,
		    struct es_buf *b);

#endif
