/*
 * pdf/write.h - a display list as one finished PDF, in one pass.
 *
 * The file is PDF 1.7, PDF/A-3a and PDF/UA-1 at once: tagged, every font
 * embedded, every string with its Unicode, one sRGB output intent.  With a
 * signature the field, its widget, its appearance and the hole are part of
 * the same first revision.  Same input and same id give the same bytes.
 *
 * A writer is one worker's reusable memory (deflate state, scratch, parts
 * that repeat from document to document); it may not be shared by threads.
 */
#ifndef ES_PDF_WRITE_H
#define ES_PDF_WRITE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "layout/dlist.h"
#include "pdf/sighole.h"

struct seal_picture;
struct pdf_writer;

/* What a file is to the document (ISO 19005-3, 6.8: AFRelationship). */
enum pdf_relation {
	PDF_REL_UNSPECIFIED = 0,
	PDF_REL_SOURCE,		/* the document was made from it */
	PDF_REL_DATA,		/* the document shows it */
	PDF_REL_SUPPLEMENT,
	PDF_REL_ALTERNATIVE,
	PDF_REL__MAX
};

struct pdf_attachment {
	struct es_view		 name;	/* file name: A-Z a-z 0-9 . _ - */
	struct es_view		 mime;	/* text/xml */
	struct es_view		 description;	/* UTF-8; may be empty */
	struct es_view		 data;
	enum pdf_relation	 relation;
	int64_t			 modified;	/* UTC seconds */
};

/* The signature field to write and the room to keep. */
struct pdf_sig_opts {
	/* Name of the display list's DLIST_SEAL: page and place. */
	struct es_view			 place;
	/*
	 * Drawn at its own size, its middle on the middle of the place.
	 * NULL: a widget of no size.
	 */
	const struct seal_picture	*picture;
	struct es_view	 field;		/* /T: pdf_sigdict_name */
	struct es_view	 tip;		/* /TU and Alt; UTF-8, not empty */
	/* UTF-8, each may be empty. */
	struct es_view	 signer;	/* /Name */
	struct es_view	 reason, location, contact;
	int64_t		 time;		/* /M, UTC seconds */
	int		 offset;	/* zone of /M, seconds east */
	/*
	 * DocMDP: 1 no changes, 2 forms and signatures, 3 comments too;
	 * 0: an approval signature, no certification.
	 */
	int		 certify;
	size_t		 reserve;	/* bytes of DER (doc_signer.reserve) */
};

struct pdf_write_opts {
	const struct pdf_attachment	*files;
	size_t				 nfiles;
	const struct pdf_sig_opts	*sig;	/* NULL: no signature field */
	unsigned char			 id[16]; /* /ID: random, or a seed */
};

ES_CHECK int	pdf_writer_new(struct pdf_writer **out, struct es_err *err);
void		pdf_writer_free(struct pdf_writer *w);	/* NULL is fine */

/*
 * Append the document to "out", which must be empty (offsets count from its
 * start).  *hole is where the signature goes; all zero without opts->sig.
 * Failure: ES_E_NOTFOUND (a style lacks a character, no such seal place),
 * ES_E_LIMIT, ES_E_INPUT (a name, date or text of the options breaks its
 * rule; the message says which), ES_E_BUG (a display list that no layout
 * makes).  Then the content of "out" is worthless.
 */
ES_CHECK int	pdf_write(struct pdf_writer *w, const struct dlist *dl,
		    const struct pdf_write_opts *opts, struct es_buf *out,
		    struct pdf_hole *hole, struct es_err *err);

/* Microseconds of the last pdf_write are the bench's business, sizes ours: */
struct pdf_write_sizes {
	size_t	 content, fonts, tounicode, tree, files, seal, rest;
};
void		pdf_writer_sizes(const struct pdf_writer *w,
		    struct pdf_write_sizes *out);

#endif
