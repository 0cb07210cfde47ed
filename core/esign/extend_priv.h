/* esign/extend_priv.h - between collecting and writing. */
#ifndef ES_ESIGN_EXTEND_PRIV_H
#define ES_ESIGN_EXTEND_PRIV_H

#include "esign/esign_priv.h"
#include "esign/extend.h"

/* What goes into the store, and what of it belongs to each signature. */
struct collected {
	const struct court		*court;
	const struct esign_source	*src;
	struct pki_evidence		*ev;	/* known and fetched */
	struct pdf_dss_add		*item;	/* malloc; views into "ev",
						 * "court" and paths */
	size_t				 n;
	struct pdf_vri_add		*vri;	/* malloc */
	size_t				 nvri;
	size_t				*index;	/* of all vri; malloc */
	size_t				 nindex;
	char				*missing;
};

/*
 * Data for every path of the report that leads to a root.  Borrows from the
 * report.  What was not to be had is told in c->missing, the first of it.
 */
ES_CHECK int	esign_collect(struct collected *c,
		    const struct esign_report *r, const struct court *court,
		    const struct esign_source *src, char *missing,
		    struct es_err *err);
void		esign_collected_clear(struct collected *c);

/* The court of a report; borrowed. */
const struct court *esign_report_court(const struct esign_report *r);

#endif
