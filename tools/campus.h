/* campus.h - parts of es-campus; private to it. */
#ifndef ES_TOOLS_CAMPUS_H
#define ES_TOOLS_CAMPUS_H

#include "base/buf.h"
#include "import/import.h"
#include "store/store.h"

/*
 * Staff and what is on record of people beside their grades: a CSV file for
 * each kind.  "hash" is the password of every account.  *n: how many.
 */
#define CAMPUS_RECORDS	8
struct campus_records {
	struct es_buf		 csv[CAMPUS_RECORDS];
	struct import_file	 file[CAMPUS_RECORDS];
};
void		campus_records(struct campus_records *r, const char *hash);
void		campus_records_clear(struct campus_records *r);
/* University, offices, seals with keepers and deputies, their roles. */
ES_CHECK int	campus_offices(struct store *st, struct es_err *err);

#endif
