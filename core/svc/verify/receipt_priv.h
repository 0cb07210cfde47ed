/* svc/verify/receipt_priv.h - the parts of a receipt; private. */
#ifndef ES_SVC_RECEIPT_PRIV_H
#define ES_SVC_RECEIPT_PRIV_H

#include "svc/verify/receipt.h"
#include "svc/verify/priv.h"

/* What a receipt says beside the report. */
struct svc_receipt_facts {
	char		 number[SVC_RECEIPT_NUMBER];
	char		 code[SVC_CODE_LEN + 1];
	char		 url[256];
	struct es_view	 campus[SVC_LANG__MAX];
	struct es_view	 seal[SVC_LANG__MAX];	/* its name */
	struct es_view	 definition;		/* of its picture */
};

/* Has every style of a receipt this character? */
bool		svc_receipt_glyph(const struct svc_receipts *r, uint32_t cp);

/* The record that templates/documents/receipt is laid out with. */
struct es_tree	*svc_receipt_record(const struct svc_receipts *r,
		    const struct svc_file *f, const struct svc_question *q,
		    struct es_view name, const struct svc_receipt_facts *x,
		    struct es_arena *a);

#endif
