/*
 * pdf/revise.h - one more revision behind a file, object by object.
 *
 * What every change of a finished file shares: a seal, prepared fields, the
 * strips of a straddle seal, validation data, document time stamps.  No byte
 * that is there is touched (ISO 32000-1, 7.5.6): "tail" gets what stands
 * behind it.  The section has the form of the last one, table or stream.
 *
 *	pdf_revise_new(&r, f, &tail, err)
 *	n = pdf_revise_num(r);
 *	b = pdf_revise_open(r, n);	append the value to b
 *	pdf_revise_close(r);
 *	pdf_revise_annot(r, page, n);	and what shall lead to it
 *	pdf_revise_end(r, id, err)
 *
 * Like a buffer's, a failure is sticky and told once, by pdf_revise_end.
 */
#ifndef ES_PDF_REVISE_H
#define ES_PDF_REVISE_H

#include "base/buf.h"
#include "pdf/read.h"

struct pdf_revise;

/*
 * Both are borrowed; "tail" must be empty.  Reads every object of the file
 * (pdf_file_check_clean): ES_E_FORMAT, ES_E_LIMIT as pdf_file_why says.
 */
ES_CHECK int	pdf_revise_new(struct pdf_revise **out, struct pdf_file *f,
		    struct es_buf *tail, struct es_err *err);
/*
 * The same for a file that was clean when it came in (pdf_file_check_clean),
 * or is one of our own: what is packed into object streams is not read once
 * more.  The result is judged as a whole before anybody gets it.
 */
ES_CHECK int	pdf_revise_known(struct pdf_revise **out,
		    struct pdf_file *f, struct es_buf *tail,
		    struct es_err *err);
void		pdf_revise_free(struct pdf_revise *r);	/* NULL is fine */

/* The file, and the revision that was its last. */
struct pdf_file	*pdf_revise_file(const struct pdf_revise *r);
size_t		pdf_revise_rev(const struct pdf_revise *r);
/* Bytes of the file before the tail (for offsets: base + tail->n). */
size_t		pdf_revise_base(const struct pdf_revise *r);

/* A number that nobody uses. */
uint32_t	pdf_revise_num(struct pdf_revise *r);
/*
 * Begin object "num", new or once more (then under its generation); each
 * number once.  Append its value to the buffer that is returned.
 */
struct es_buf	*pdf_revise_open(struct pdf_revise *r, uint32_t num);
void		pdf_revise_close(struct pdf_revise *r);
/* A stream: "dict" is its keys without << >> and Length. */
void		pdf_revise_stream(struct pdf_revise *r, uint32_t num,
		    const char *dict, struct es_view data);

/* "<<" and the keys of a dictionary as they are written, but those named
 * in "but"; no ">>". */
void		pdf_revise_copy(struct es_buf *b, const struct pdf_obj *dict,
		    const char *const *but, size_t n);
/* "[" and the elements of an array as they are written; no "]".  NULL: of
 * none. */
void		pdf_revise_items(struct es_buf *b, const struct pdf_obj *array);
/* "12 0 R", with the generation that the number has. */
void		pdf_revise_ref(const struct pdf_revise *r, struct es_buf *b,
		    uint32_t num);

/* What pdf_revise_end writes: one more annotation of a page (from 0), one
 * more field of the form, SigFlags 3, a key of the catalog in place of what
 * was there ("key" is a literal, the value is copied). */
void		pdf_revise_annot(struct pdf_revise *r, size_t page,
		    uint32_t num);
void		pdf_revise_field(struct pdf_revise *r, uint32_t num);
void		pdf_revise_signs(struct pdf_revise *r);
void		pdf_revise_form_drop(struct pdf_revise *r, const char *key);
void		pdf_revise_key(struct pdf_revise *r, const char *key,
		    struct es_view value);

/*
 * Pages, form, catalog, cross-reference section and trailer; "id" becomes
 * the second half of ID.  ES_E_DENIED: the form, or a page's list of
 * annotations, is malformed; ES_E_LIMIT over ES_LIMIT_PDF_OBJECTS or
 * ES_LIMIT_PDF_FILE.
 */
ES_CHECK int	pdf_revise_end(struct pdf_revise *r,
		    const unsigned char id[16], struct es_err *err);

#endif
