/*
 * svc/audit/watch.h - does everything agree?  Asked every day, kept, shown.
 *
 * Key operations as es-signd counts them = entries of the ledger = documents
 * and receipts on record = files stored, hashed anew; what the figures of a
 * year say is what is there; and all chains hold against all checkpoints.
 * What does not agree is named row by row.
 */
#ifndef ES_SVC_WATCH_H
#define ES_SVC_WATCH_H

#include "base/tree.h"
#include "svc/audit/checkpoint.h"
#include "svc/seal/signd.h"

struct svc_watch {
	struct svc_audit audit;		/* but for "found" */
	struct signd	*signd;		/* makes the checkpoint; NULL: none */
	/* Each finding, in words, as it comes; may be NULL. */
	void		(*say)(void *arg, const char *text);
	void		*arg;
	/* What came out. */
	uint64_t	 run, entries, checkpoint;
	size_t		 findings, exported;
};

/*
 * Look at everything and write down what was found, in one transaction with
 * its audit row and, when something does not agree, the notices to auditors
 * and security officers.  0: all agrees, 1: something does not.
 */
ES_CHECK int	svc_watch_run(struct svc_watch *w, struct es_err *err);
/* When that was done last; 0: never. */
ES_CHECK int	svc_watch_last(struct store *st, int64_t *at,
		    struct es_err *err);

/*
 * The newest runs before "before" (0: now) as a list "runs" of maps {id,
 * when, good, findings, intents, sealed, files, used, entries, checkpoint};
 * "older" is where to go on.
 */
ES_CHECK int	svc_watch_list(struct store *st, int64_t before, int offset,
		    struct es_tree *data, struct es_err *err);
/* One: "run" a map, lists "seals", "keys", "found".  1 found, 0 none. */
ES_CHECK int	svc_watch_one(struct store *st, int64_t id, const char *lang,
		    int offset, struct es_tree *data, struct es_err *err);

#endif
