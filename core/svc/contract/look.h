/*
 * svc/contract/look.h - what a confined child does with a brought file.
 *
 * Reads it, judges the signatures that are there, writes the revision of one
 * more seal, and judges the result: each in a child that may only compute
 * (sys/confine.h) and has forgotten the database's password.
 */
#ifndef ES_SVC_CONTRACT_LOOK_H
#define ES_SVC_CONTRACT_LOOK_H

#include "base/limits.h"
#include "pdf/place.h"
#include "pdf/update.h"
#include "pki/judge.h"
#include "store/store.h"
#include "svc/verify/facts.h"

struct svc_contract_look {
	enum pdf_why		 read;	/* it cannot be read */
	enum pdf_unfit		 why;	/* it cannot be sealed */
	enum svc_outcome	 before;	/* signatures that are there */
	uint32_t		 seals;
	uint32_t		 pages;
	struct pdf_hole		 hole;	/* of a revision */
	char			 signers[500];	/* behind "skip" bytes */
	struct es_err		 err;
};

/* Is it fit to be sealed?  "boxes" gets w and h of each page. */
ES_CHECK int	svc_contract_fit(struct store *db, struct es_view pdf,
		    struct svc_contract_look *out, struct es_buf *boxes,
		    struct es_err *err);

struct svc_contract_spot {
	struct es_view	 name, tip;	/* of the field */
	int64_t		 page;		/* from 1 */
	int64_t		 x, y;		/* 1/100 mm, from the lower left */
	int64_t		 w, h;		/* of the field, 1/1000 point */
};

struct svc_contract_plan {
	struct es_view		 pdf;
	const struct svc_contract_spot *spots;	/* all, in their order */
	size_t			 nspots;
	size_t			 n;	/* the one to be sealed, from 0 */
	const struct seal_picture *picture;
	struct es_view		 look, tip, reason;
	bool			 straddle;
	enum pdf_edge		 edge;
	size_t			 reserve;
	int64_t			 now;
	int			 offset;
	unsigned char		 id[16];
};

/*
 * The next revision, into "tail".  With the first seal on a file without
 * signatures it certifies, and prepares the fields of all others.
 */
ES_CHECK int	svc_contract_plan(struct store *db,
		    const struct svc_contract_plan *p,
		    struct svc_contract_look *out, struct es_buf *tail,
		    struct es_err *err);
/*
 * How do all signatures stand?  With "trust" the last "ours" of them must
 * pass entirely, or before is UNDETERMINED.  "seals" counts, and "signers"
 * names, those behind the first "skip" bytes.
 */
ES_CHECK int	svc_contract_judge(struct store *db, struct es_view pdf,
		    struct pki_trust *trust, size_t ours, size_t skip,
		    int64_t now, struct svc_contract_look *out,
		    struct es_err *err);

#endif
