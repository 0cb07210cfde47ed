/*
 * import/import.h - the registry's files into the master record.
 *
 * People and their grades, as CSV or XML (docs/FORMATS.md, "Import files").
 * All files of a call are one transaction with one audit row for each: after
 * an error, a crash or a lost connection the record is as it was, and the
 * same call may be made again.  What is in the record already is left alone.
 */
#ifndef ES_IMPORT_IMPORT_H
#define ES_IMPORT_IMPORT_H

#include "base/err.h"
#include "base/view.h"
#include "import/fields.h"
#include "store/store.h"

struct import_file {
	const char	*name;		/* ends with .csv or .xml */
	enum import_kind kind;
	struct es_view	 bytes;
	/* Found out by import_run: */
	uint64_t	 rows;
	uint64_t	 added, changed, same;	/* people, or people's grades */
};

struct import {
	const char	*actor;		/* who, for the audit row */
	int64_t		 now;
	bool		 dry;		/* look, and take all back */
	/*
	 * Called for each flaw, ES_LIMIT_IMPORT_FLAWS at most; line 0: of
	 * the file as a whole.  And now and then while it goes on.
	 */
	void		(*flaw)(void *arg, const char *file, long line,
			    const char *what);
	void		(*progress)(void *arg, const struct import_file *f,
			    size_t at);
	void		*arg;
};

/*
 * Import the files in their order; st NULL: only check what they say by
 * themselves, without a database.  ES_E_INPUT: some have flaws, each was
 * told, nothing was changed.  Other errors: nothing was changed either.
 */
ES_CHECK int	import_run(struct store *st, const struct import *im,
		    struct import_file *files, size_t n, struct es_err *err);

/*
 * Only read: every row through "fn" with its values.  Pure; for tests and
 * fuzzing, and what import_run does first with each file.  Flaws go to
 * "flaw" and reading goes on behind them.
 */
ES_CHECK int	import_read(const struct import_file *f,
		    int (*fn)(void *arg, long line,
		    const struct store_val *row, struct es_err *err),
		    void (*flaw)(void *arg, long line, const char *what),
		    void *arg, struct es_err *err);

#endif
