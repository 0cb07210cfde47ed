/*
 * pdf/update.h - a seal on a finished PDF: one more revision behind it.
 *
 * No byte that is there is touched, so that every earlier signature stays
 * what it was (ISO 32000-1, 7.5.6; 12.8.1).  The new section has the form of
 * the last one, a table or a stream.  What cannot be sealed safely is refused
 * with the reason: a file that the strict reader refuses (hybrid, damaged,
 * encrypted), an XFA form, a certification that allows no more signatures,
 * a signature that does not stand as it should.
 */
#ifndef ES_PDF_UPDATE_H
#define ES_PDF_UPDATE_H

#include "pdf/read.h"
#include "pdf/write.h"

struct pdf_update {
	/*
	 * As for a new document; "place" is not looked at.  A field of this
	 * name that is there and empty is filled, at its own place; otherwise
	 * it is made.
	 */
	struct pdf_sig_opts	 sig;
	/* Of a new field: page from 0, the picture's middle as it is seen,
	 * in 1/1000 point from the upper left corner. */
	size_t			 page;
	int64_t			 x, y;
	unsigned char		 id[16];	/* second half of /ID */
	/* pdf_look_make of the picture, for many seals; empty: made anew. */
	struct es_view		 look;
};

/* Why a file cannot be sealed; ES_E_DENIED with one of these. */
enum pdf_unfit {
	PDF_FIT = 0,
	PDF_UNFIT_XFA,
	PDF_UNFIT_CERTIFIED,	/* P 1, or certify on a signed file */
	PDF_UNFIT_LOCKED,	/* the field is locked by a signature */
	PDF_UNFIT_SIGNATURE,	/* one that does not stand as it should */
	PDF_UNFIT_FIELD,	/* the name is taken */
	PDF_UNFIT_FORM,		/* AcroForm, Annots or Perms are malformed */
	PDF_UNFIT__MAX
};
/* "xfa", "certified" ... */
const char	*pdf_unfit_name(enum pdf_unfit u);

/* The drawing of a picture, deflated; it fits every field. */
ES_CHECK int	pdf_look_make(const struct seal_picture *pic,
		    struct es_buf *out, struct es_err *err);

/*
 * Append the new revision, and nothing before it, to "tail", which must be
 * empty; then pdf_hole_fill_tail.  ES_E_DENIED with *why; ES_E_NOTFOUND no
 * such page; ES_E_INPUT outside the page, or a text that breaks its rule;
 * ES_E_FORMAT a file that a later object makes unreadable (pdf_file_why).
 */
ES_CHECK int	pdf_update_seal(struct pdf_file *f,
		    const struct pdf_update *u, struct es_buf *tail,
		    struct pdf_hole *hole, enum pdf_unfit *why,
		    struct es_err *err);

#endif
