/*
 * pdf/read.h - a strict reader of PDF files for sealing and for verifying.
 *
 * There is no repair: a file that two readers could understand in two ways
 * is refused with a reason (enum pdf_why).  What is accepted is, byte by
 * byte: a header at offset 0, and revisions that follow each other without a
 * gap, each being objects that its cross-reference section lists, the
 * section, and "startxref n %%EOF".  No other byte but white space and
 * comments (none with a word of the frame in it) stands anywhere, unless
 * every signature of the file covers it.  ISO 32000-2 clause 7.5; the order
 * of the checks is that of published attacks on signed files (header
 * confusion, incremental saving, shadowed objects, duplicate keys).
 *
 * Page content, images, fonts and scripts are never decoded.  Only
 * cross-reference and object streams are, and object streams only when one
 * of their objects is asked for.
 *
 * A later request can therefore still meet a malformed object.  The file
 * then remembers the first failure, every later request gives NULL, and
 * pdf_file_ok() tells; pdf_sigs and pdf_changes look by themselves.
 */
#ifndef ES_PDF_READ_H
#define ES_PDF_READ_H

#include "base/err.h"
#include "base/view.h"
#include "pdf/obj.h"

struct pdf_file;

/* Why a file was refused; stable, for pages and reports. */
enum pdf_why {
	PDF_WHY_NONE = 0,
	PDF_WHY_HEADER,		/* no %PDF-1.x or 2.0 at offset 0 */
	PDF_WHY_TAIL,		/* not "startxref n %%EOF" and one EOL */
	PDF_WHY_STARTXREF,	/* startxref points at no section */
	PDF_WHY_XREF,		/* malformed section or trailer */
	PDF_WHY_XREF_LOOP,	/* Prev meets a section twice, or upwards */
	PDF_WHY_XREF_TWICE,	/* one section lists a number twice */
	PDF_WHY_HYBRID,		/* XRefStm: table and stream disagree */
	PDF_WHY_ENCRYPTED,
	PDF_WHY_OFFSET,		/* entry points not at "n g obj" */
	PDF_WHY_OUTSIDE,	/* entry points outside its revision */
	PDF_WHY_OVERLAP,	/* objects overlap */
	PDF_WHY_UNOWNED,	/* bytes that belong to nothing */
	PDF_WHY_SYNTAX,		/* malformed object */
	PDF_WHY_DUP_KEY,	/* dictionary with a key twice */
	PDF_WHY_STREAM,		/* stream length or filter is wrong */
	PDF_WHY_OBJSTM,		/* malformed or misplaced object stream */
	PDF_WHY_LOOP,		/* references run in a circle */
	PDF_WHY_TREE,		/* catalog, page tree or form is malformed */
	PDF_WHY_LIMIT,		/* over a number of base/limits.h */
	PDF_WHY_MEMORY,
	PDF_WHY__MAX
};

/* "header", "tail", ...: a stable word for logs and JSON. */
const char	*pdf_why_name(enum pdf_why why);

/*
 * Read the skeleton of a whole file: header, every cross-reference section,
 * the bytes of every object that is not in an object stream, trailer,
 * catalog.  "bytes" are borrowed and must outlive *out.  Success: *out
 * belongs to the caller.  Failure: *out is NULL, *why (may be NULL) says
 * which rule broke, err->code is ES_E_FORMAT, ES_E_LIMIT or ES_E_NOMEM.
 */
ES_CHECK int	pdf_read(struct pdf_file **out, struct es_view bytes,
		    enum pdf_why *why, struct es_err *err);
/*
 * The same, and a file that is encrypted is read too: for who judges
 * signatures, whose ranges are what is in the file (7.6.2).  When the empty
 * user password opens it (standard security handler, 7.6.4), its strings and
 * streams are the plain ones.  Else they stay closed: no field has a name, no
 * signature a reason, there is no DSS, what came later is not judged, and an
 * object stream is refused.  Always refused: one that is not encrypted in
 * every revision.
 */
ES_CHECK int	pdf_read_closed(struct pdf_file **out, struct es_view bytes,
		    enum pdf_why *why, struct es_err *err);
void		pdf_file_free(struct pdf_file *f);	/* NULL is fine */

/* 0, or -1 with the first failure of a request since pdf_read. */
ES_CHECK int	pdf_file_ok(const struct pdf_file *f, struct es_err *err);
enum pdf_why	pdf_file_why(const struct pdf_file *f);
/*
 * Read every object of every revision, also those in object streams: for a
 * file that has later revisions.
 */
ES_CHECK int	pdf_file_check_all(struct pdf_file *f, struct es_err *err);
/*
 * The same for a file that is going to be sealed: nothing in it, either,
 * that only a verifier overlooks because it was there when somebody signed
 * (stray bytes; two kinds of cross-reference in one section; numbers beyond
 * Size).
 */
ES_CHECK int	pdf_file_check_clean(struct pdf_file *f, struct es_err *err);
/* The second half of that alone, and that it is not encrypted. */
ES_CHECK int	pdf_file_check_frame(struct pdf_file *f, struct es_err *err);
/*
 * Bytes that belong to nothing, inside what the first signature covers.
 * false: there are none.
 */
bool		pdf_file_stray(const struct pdf_file *f, size_t *from,
		    size_t *to);

/* The bytes given to pdf_read; the header's version: 14 is 1.4, 20 is 2.0. */
struct es_view	pdf_file_bytes(const struct pdf_file *f);
int		pdf_file_version(const struct pdf_file *f);

/*
 * Revisions, 0 is the oldest.  A revision's bytes are [start, end); "eof"
 * is just after its %%EOF, end also counts the end-of-line behind it.
 */
struct pdf_rev {
	size_t			 start;
	size_t			 xref;		/* of its section */
	size_t			 told;		/* what startxref says: white
						 * space may stand between */
	size_t			 eof;
	size_t			 end;
	const struct pdf_obj	*trailer;	/* dictionary */
	bool			 stream;	/* a cross-reference stream */
};
size_t		pdf_file_revs(const struct pdf_file *f);
/* Borrowed; NULL when k is no revision. */
const struct pdf_rev *pdf_file_rev(const struct pdf_file *f, size_t k);

/* Where an object number leads in a revision. */
enum pdf_where {
	PDF_WHERE_NOWHERE = 0,	/* never listed */
	PDF_WHERE_FREE,
	PDF_WHERE_FILE,		/* at "at" */
	PDF_WHERE_OBJSTM	/* object "index" of stream "at" */
};
struct pdf_entry {
	uint32_t	 num;
	uint32_t	 rev;		/* revision that lists it */
	enum pdf_where	 where;
	uint16_t	 gen;		/* PDF_WHERE_FILE, PDF_WHERE_FREE */
	size_t		 at;		/* offset, or number of the stream */
	uint32_t	 index;
	bool		 hidden;	/* in the stream of a hybrid section
					 * and not in its table */
};
/* All entries ever listed, by number, newest revision first. */
size_t		pdf_file_entries(const struct pdf_file *f);
const struct pdf_entry *pdf_file_entry(const struct pdf_file *f, size_t k);
/* The entry of a number that holds in revision "rev"; NULL: nowhere. */
const struct pdf_entry *pdf_file_find(const struct pdf_file *f, size_t rev,
		    uint32_t num);
/* Bytes "n g obj ... endobj"; of an object in a stream the decoded token. */
struct es_view	pdf_entry_bytes(struct pdf_file *f,
		    const struct pdf_entry *e);
/* An object's value; NULL when free, or after a failure (pdf_file_ok). */
const struct pdf_obj *pdf_entry_obj(struct pdf_file *f,
		    const struct pdf_entry *e);

/*
 * The value itself: references are followed as revision "rev" sees them
 * (at most ES_LIMIT_PDF_HOPS).  NULL when o is NULL, null, leads nowhere, or
 * after a failure.
 */
const struct pdf_obj *pdf_file_value(struct pdf_file *f, size_t rev,
		    const struct pdf_obj *o);
/* pdf_file_value of a key, of an element, of an object number. */
const struct pdf_obj *pdf_file_key(struct pdf_file *f, size_t rev,
		    const struct pdf_obj *dict, const char *key);
const struct pdf_obj *pdf_file_item(struct pdf_file *f, size_t rev,
		    const struct pdf_obj *array, size_t k);
const struct pdf_obj *pdf_file_num(struct pdf_file *f, size_t rev,
		    uint32_t num);
const struct pdf_obj *pdf_file_catalog(struct pdf_file *f, size_t rev);
/*
 * One more than every number ever listed, and than every reference of an
 * object that was read: a new object here gives no old reference a meaning.
 */
uint32_t	pdf_file_size(const struct pdf_file *f);

/*
 * Pages of a revision, counted by walking the tree (Count must agree).
 * -1 with PDF_WHY_TREE, PDF_WHY_LOOP or PDF_WHY_LIMIT.
 */
ES_CHECK int	pdf_file_pages(struct pdf_file *f, size_t rev, size_t *n,
		    struct es_err *err);
/* Object number of page k (0-based); 0: no such page. */
uint32_t	pdf_file_page(struct pdf_file *f, size_t rev, size_t k);
/* The other way: page of an object number; SIZE_MAX: it is no page. */
size_t		pdf_file_page_of(struct pdf_file *f, size_t rev, uint32_t num);

#endif
