/*
 * pdf/changes.h - what happened to a file after a revision was signed.
 *
 * A signature covers its revision; whatever came later must be explained.
 * Every object whose bytes differ between the signed and the final revision
 * has to be reached by a change that is allowed, and by no other way; what
 * remains is prohibited.  So an unknown trick ends as "prohibited", never as
 * "none".  ISO 32000-2 clause 12.8.2.2, ETSI EN 319 102-1 clause 5.
 */
#ifndef ES_PDF_CHANGES_H
#define ES_PDF_CHANGES_H

#include "base/err.h"
#include "pdf/read.h"
#include "pdf/sigs.h"

enum pdf_verdict {
	PDF_VERDICT_UNKNOWN = 0,
	PDF_VERDICT_NONE,	/* no later revision */
	PDF_VERDICT_ALLOWED,	/* only changes that the signature allows */
	PDF_VERDICT_PROHIBITED
};

/* Stable: sentences in the reader's language live with the caller. */
enum pdf_change_code {
	PDF_CHANGE_UNKNOWN = 0,		/* no rule explains it */
	PDF_CHANGE_DSS_ADDED,
	PDF_CHANGE_DOCTIMESTAMP_ADDED,
	PDF_CHANGE_SIG_ADDED,		/* in a field that was there */
	PDF_CHANGE_SIG_FIELD_ADDED,	/* new field, signed */
	PDF_CHANGE_FIELD_VALUE_CHANGED,
	PDF_CHANGE_FIELD_CHANGED,	/* added, renamed, flags, removed */
	PDF_CHANGE_FORM_CHANGED,	/* AcroForm itself */
	PDF_CHANGE_ANNOT_ADDED,
	PDF_CHANGE_ANNOT_CHANGED,
	PDF_CHANGE_ANNOT_REMOVED,
	PDF_CHANGE_METADATA_CHANGED,	/* Info or XMP */
	PDF_CHANGE_VERSION_CHANGED,	/* Version, Extensions */
	PDF_CHANGE_PAGE_ADDED,
	PDF_CHANGE_PAGE_REMOVED,
	PDF_CHANGE_PAGE_MOVED,
	PDF_CHANGE_PAGE_CHANGED,	/* its dictionary */
	PDF_CHANGE_PAGE_CONTENT_CHANGED, /* content or resources */
	PDF_CHANGE_CATALOG_CHANGED,
	PDF_CHANGE_PERMS_CHANGED,	/* Perms, or a second certification */
	PDF_CHANGE_DSS_REMOVED,
	PDF_CHANGE_SIG_REMOVED,		/* or its dictionary rewritten */
	PDF_CHANGE_TRAILER_CHANGED,	/* Root, first ID */
	PDF_CHANGE_OBJECT_REUSED,	/* generation or type changed */
	PDF_CHANGE_OBJECT_FREED,
	PDF_CHANGE_OBJECT_UNUSED,	/* new, reached from nowhere */
	PDF_CHANGE_TREE_CHANGED,	/* structure tree of a tagged file */
	PDF_CHANGE__MAX
};

struct pdf_change {
	enum pdf_change_code	 code;
	bool			 allowed;
	uint32_t		 num;		/* object; 0: the trailer */
	size_t			 page;		/* 0-based; SIZE_MAX: unknown */
	int64_t			 rect[4];	/* 1/1000 pt; zero: unknown */
	struct es_view		 what;		/* key or field name */
};

struct pdf_changes;

/*
 * Compare the revision that "s" signs with the final one.  "all" are the
 * signatures of the file (for locks and later signatures).  Success: *out
 * belongs to the caller and is borrowed by its accessors; it also borrows
 * from f.  A signature with an unknown coverage has verdict UNKNOWN, as what
 * came later in an encrypted file has.
 */
ES_CHECK int	pdf_changes(struct pdf_changes **out, struct pdf_file *f,
		    const struct pdf_sigs *all, const struct pdf_sig *s,
		    struct es_err *err);
void		 pdf_changes_free(struct pdf_changes *c); /* NULL is fine */
enum pdf_verdict pdf_changes_verdict(const struct pdf_changes *c);
/*
 * An annotation was added or changed, as the certification allows, whose
 * drawing may cover what was sealed ("evil annotation"): a reader of the
 * page no longer sees what was certified.
 */
bool		pdf_changes_cover(const struct pdf_changes *c);
size_t		pdf_changes_count(const struct pdf_changes *c);
const struct pdf_change *pdf_changes_at(const struct pdf_changes *c, size_t k);

/* "PAGE_ADDED", ...: the code as the reports print it. */
const char	*pdf_change_name(enum pdf_change_code code);
const char	*pdf_verdict_name(enum pdf_verdict v);

#endif
