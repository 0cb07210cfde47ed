/*
 * svc/verify/receipt.h - a printable, sealed receipt of a verification.
 *
 * Laid out here from the report, sealed by es-signd with the verifier's own
 * seal: a row of verify_receipt is all that es-signd gets to see, and it
 * believes nothing else.  The receipt has the report as XML inside.  Neither
 * it nor the file is kept; the row has their digests.
 */
#ifndef ES_SVC_RECEIPT_H
#define ES_SVC_RECEIPT_H

#include "svc/seal/seal.h"
#include "svc/verify/verify.h"

/* Fonts, templates: loaded before the fork, shared (svc_seal_kit_load). */
struct svc_receipts;		/* of one worker */

/* All is borrowed and must outlive *out; nothing is connected yet. */
ES_CHECK int	svc_receipts_new(struct svc_receipts **out,
		    struct svc_verifier *v, struct svc_seal_kit *kit,
		    const char *signd_socket, const char *base_url,
		    struct es_err *err);
void		svc_receipts_free(struct svc_receipts *r);	/* NULL: fine */

enum svc_receipt_end {
	SVC_RECEIPT_NONE = 0,
	SVC_RECEIPT_MADE,
	SVC_RECEIPT_LATER,	/* es-signd or the database is away */
	SVC_RECEIPT_REFUSED,	/* this house seals none (now) */
	SVC_RECEIPT_WAIT	/* this address must wait (*wait) */
};

/*
 * Make one for f, which svc_verify_file looked at; "name" is that of the
 * file.  MADE: the PDF is in "out" and its number in "number".  -1 only for
 * memory and our own bugs.
 */
#define SVC_RECEIPT_NUMBER	40
ES_CHECK int	svc_receipt_make(struct svc_receipts *r,
		    const struct svc_file *f, const struct svc_question *q,
		    struct es_view name, struct es_arena *a,
		    struct es_buf *out, char number[SVC_RECEIPT_NUMBER],
		    enum svc_receipt_end *end, unsigned *wait,
		    struct es_err *err);

#endif
