/*
 * pdf/update.h - a seal on a finished PDF: one more revision behind it.
 *
 * No byte that is there is touched, so that every earlier signature stays
 * what it was (ISO 32000-1, 7.5.6; 12.8.1).  What cannot be sealed safely is
 * refused with the reason: a file that the strict reader refuses (hybrid,
 * damaged, encrypted), an XFA form, a certification that allows no more
 * signatures, a signature that does not stand as it should.
 *
 * What later departments need has to be there before the first seal: their
 * empty fields (blanks), and the strips of straddle seals.  Both go into the
 * revision of the first seal, or into one without a seal before it.
 */
#ifndef ES_PDF_UPDATE_H
#define ES_PDF_UPDATE_H

#include "pdf/pagebox.h"
#include "pdf/read.h"
#include "pdf/sigs.h"
#include "pdf/write.h"

/* An empty signature field, for the seal of a department to come. */
struct pdf_blank {
	struct es_view		 name;		/* pdf_sigdict_name */
	struct es_view		 tip;		/* UTF-8, not empty */
	struct pdf_spot		 at;		/* its middle */
	int64_t			 w, h;		/* as seen, 1/1000 point */
};

enum pdf_edge {
	PDF_EDGE_RIGHT = 0,
	PDF_EDGE_LEFT
};

/*
 * A straddle seal: one picture over the edges of up to "group" pages, every
 * page with its strip of it (pades.md 1.10: Stamp annotations, locked).
 * More pages than that get several seals of nearly equal numbers of strips.
 */
struct pdf_straddle {
	const struct seal_picture	*picture;
	struct es_view			 look;	/* pdf_look_make, or empty */
	struct es_view			 tip;	/* UTF-8; "k/n" is added */
	enum pdf_edge			 edge;
	int64_t		 y;	/* its middle from the upper edge, 1/1000
				 * point; < 0: the middle of each page */
	size_t		 group;	/* 2 ..; 0: PDF_STRADDLE_GROUP */
};
#define PDF_STRADDLE_GROUP	20

struct pdf_update {
	/*
	 * As for a new document; "place" is not looked at.  A field of this
	 * name that is there and empty is filled, at its own place; otherwise
	 * it is made.
	 */
	struct pdf_sig_opts	 sig;
	struct pdf_spot		 at;	/* of a new field: the middle */
	/* Fields that the seal locks: full names of fields, or what their
	 * names begin with up to a full stop.  A Lock in the field's own
	 * dictionary is obeyed, too. */
	enum pdf_lock		 lock;
	const struct es_view	*locked;
	size_t			 nlocked;
	const struct pdf_blank	*blanks;
	size_t			 nblanks;
	const struct pdf_straddle *straddles;
	size_t			 nstraddles;
	unsigned char		 id[16];	/* second half of /ID */
	/* pdf_file_check_clean looked at the file when it came in (or it is
	 * ours): its object streams are not read once more. */
	bool			 known;
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
	PDF_UNFIT_LATE,		/* blanks or strips on a signed file */
	PDF_UNFIT_UNSEEN,	/* fields that every program draws its way */
	PDF_UNFIT_PLACE,	/* the empty field shows or takes no seal */
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
 * such page, no such field to lock; ES_E_INPUT outside the page, or a text
 * that breaks its rule; ES_E_LIMIT; ES_E_FORMAT a file that a later object
 * makes unreadable (pdf_file_why).
 */
ES_CHECK int	pdf_update_seal(struct pdf_file *f,
		    const struct pdf_update *u, struct es_buf *tail,
		    struct pdf_hole *hole, enum pdf_unfit *why,
		    struct es_err *err);
/* The same with blanks and straddles alone, and no seal. */
ES_CHECK int	pdf_update_prepare(struct pdf_file *f,
		    const struct pdf_update *u, struct es_buf *tail,
		    enum pdf_unfit *why, struct es_err *err);

#endif
