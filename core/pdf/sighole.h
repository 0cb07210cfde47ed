/*
 * pdf/sighole.h - the room that a PDF keeps for its signature.
 *
 * The writer leaves one hole: the hexadecimal string Contents with its two
 * brackets.  Everything else is signed (ISO 32000-1, 12.8.1; ETSI EN 319
 * 142-1).  Filling it never moves a byte, so that one pass writes a sealed
 * document and its digest is taken once.
 */
#ifndef ES_PDF_SIGHOLE_H
#define ES_PDF_SIGHOLE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "crypt/digest.h"
#include "doc/signer.h"

struct pdf_hole {
	size_t	 contents;	/* offset of '<'; 0: the file has no hole */
	size_t	 reserve;	/* bytes of DER, 2 * reserve digits */
	size_t	 base;		/* bytes of the file before the buffer that
				 * holds the hole; 0 in a new document */
};

#define PDF_HOLE_DIGEST	32	/* SHA-256 */

/* Bytes before the hole, and behind it. */
struct es_view	pdf_hole_before(struct es_view pdf,
		    const struct pdf_hole *hole);
struct es_view	pdf_hole_after(struct es_view pdf,
		    const struct pdf_hole *hole);
/*
 * Digest of everything outside the hole: what a doc_signer signs.  The first
 * is SHA-256, whatever the signer wants: it is the file's name in a register;
 * the second's "out" has crypt_md_size(md) bytes.
 */
ES_CHECK int	pdf_hole_digest(struct es_view pdf,
		    const struct pdf_hole *hole,
		    unsigned char out[PDF_HOLE_DIGEST], struct es_err *err);
ES_CHECK int	pdf_hole_digest_as(struct es_view pdf,
		    const struct pdf_hole *hole, enum crypt_md md,
		    unsigned char *out, struct es_err *err);
/*
 * Write the signature into the hole, the rest stays zeros.  ES_E_LIMIT when
 * it is larger than the reserve; the file is then as it was.
 */
ES_CHECK int	pdf_hole_put(struct es_buf *pdf, const struct pdf_hole *hole,
		    struct es_view der, struct es_err *err);
/* Digest, call the signer, put. */
ES_CHECK int	pdf_hole_fill(struct es_buf *pdf, const struct pdf_hole *hole,
		    const struct doc_signer *signer, struct es_err *err);
/*
 * The same two for a tail (pdf/revise.h), whose hole's base is file.n: the
 * file itself is only read, and need not be in memory as one with its tail.
 */
ES_CHECK int	pdf_hole_digest_tail(struct es_view file,
		    struct es_view tail, const struct pdf_hole *hole,
		    enum crypt_md md, unsigned char *out,
		    struct es_err *err);
ES_CHECK int	pdf_hole_fill_tail(struct es_view file, struct es_buf *tail,
		    const struct pdf_hole *hole,
		    const struct doc_signer *signer, struct es_err *err);

#endif
