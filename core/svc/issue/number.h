/*
 * svc/issue/number.h - the numbers of documents: OFFICE-CODE-YEAR-000001.
 *
 * Each series is counted without gaps: a number is taken in the transaction
 * that uses it, and whoever wants the next one waits for its end.
 */
#ifndef ES_SVC_NUMBER_H
#define ES_SVC_NUMBER_H

#include "base/err.h"
#include "base/view.h"
#include "store/store.h"

struct svc_number {
	char	 series[24];	/* "GS-CJ-2026" */
	char	 text[40];	/* "GS-CJ-2026-000001" */
};

/*
 * Which series: of an office's and a type's code, in the year of "now" in the
 * campus zone ("offset" seconds).  ES_E_LIMIT: the codes are too long.
 */
ES_CHECK int	svc_number_series(struct svc_number *out,
		    struct es_view office, struct es_view code, int64_t now,
		    int offset, struct es_err *err);
/*
 * The next number of its series for each of "n", in their order.  Inside a
 * transaction (ES_E_BUG).  Series are locked in one order, so that two
 * batches cannot wait for each other.
 */
ES_CHECK int	svc_numbers_take(struct store *st, struct svc_number **list,
		    size_t n, struct es_err *err);

#endif
