/* svc/bulk/priv.h - what the pages and the worker of bulk jobs share. */
#ifndef ES_SVC_BULK_PRIV_H
#define ES_SVC_BULK_PRIV_H

#include "svc/bulk/bulk.h"

#define SVC_BULK_COHORT	12	/* values of a cohort: BULK_COUNT, BULK_NEXT */

/* Those behind person "behind" in the order of the master record. */
void	svc_bulk_cohort(const struct svc_bulk *b, int64_t behind,
	    struct store_val args[SVC_BULK_COHORT]);

#endif
