/*
 * pdf/extend.h - what keeps seals provable for years: validation data, and
 * time stamps over the whole document.
 *
 * ETSI EN 319 142-1 clauses 5.4 (DSS, VRI) and 5.5 (document time stamp).
 * Each is one revision more behind the file; both are changes that every
 * certification allows (ISO 32000-2, table 257).
 */
#ifndef ES_PDF_EXTEND_H
#define ES_PDF_EXTEND_H

#include "base/buf.h"
#include "pdf/dss.h"
#include "pdf/sighole.h"
#include "pdf/update.h"

/* One object for the store. */
struct pdf_dss_add {
	enum pdf_dss_kind	 kind;
	struct es_view		 der;
};

/* Which of them belong to one signature. */
struct pdf_vri_add {
	struct es_view	 hex;		/* pdf_sig.hex: its padding counts */
	const size_t	*item;		/* numbers in pdf_dss_more.item */
	size_t		 n;
};

struct pdf_dss_more {
	const struct pdf_dss_add	*item;
	size_t				 n;
	const struct pdf_vri_add	*vri;
	size_t				 nvri;
	unsigned char			 id[16]; /* second half of /ID */
};

/*
 * Append to "tail", which must be empty, a revision whose store holds all
 * that it held and "more"; equal objects are there once.  1 done; 0 there
 * was nothing to add, "tail" is empty; -1 as pdf_update_seal.
 */
ES_CHECK int	pdf_extend_dss(struct pdf_file *f,
		    const struct pdf_dss_more *more, struct es_buf *tail,
		    enum pdf_unfit *why, struct es_err *err);

/*
 * Append to "tail" a revision with an invisible field for a document time
 * stamp of at most "reserve" bytes; put a TimeStampToken over
 * pdf_hole_digest_tail into *hole.  Files without any signature are fine.
 */
ES_CHECK int	pdf_extend_stamp(struct pdf_file *f, size_t reserve,
		    const unsigned char id[16], struct es_buf *tail,
		    struct pdf_hole *hole, enum pdf_unfit *why,
		    struct es_err *err);

#endif
