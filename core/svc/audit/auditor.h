/*
 * svc/audit/auditor.h - what the audit officer reads: the log, the seals'
 * ledgers, the evidence of workflows.  Reads only, except that an export
 * leaves a row.
 */
#ifndef ES_SVC_AUDITOR_H
#define ES_SVC_AUDITOR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "store/store.h"

struct svc_audit_ask {
	int64_t		 from, until;	/* UTC seconds, both inclusive */
	struct es_view	 actor, object;	/* exactly; empty: any */
	struct es_view	 action;	/* its beginning */
	struct es_view	 result;	/* "ok", "refused", "failed" */
	/* Behind this entry; behind_at 0: from the newest. */
	int64_t		 behind_at, behind_seq;
	struct es_view	 behind_chain;
	size_t		 most;
	int		 offset;	/* campus zone */
};

/*
 * Put "rows" {at, chain, seq, actor, address, action, object, result,
 * detail}, newest first, and "last" {at, chain, seq} when there are more.
 */
ES_CHECK int	svc_audit_find(struct store *st,
		    const struct svc_audit_ask *ask, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* The audit row of an export: who took how many rows of what question. */
ES_CHECK int	svc_audit_exported(struct store *st, struct es_view actor,
		    struct es_view address, struct es_view what, int64_t rows,
		    int64_t now, struct es_err *err);
/*
 * Put "seals" {href, number, name, word, entries}; "say" gives the message
 * "life.state-..." in the reader's language.
 */
ES_CHECK int	svc_audit_seals(struct store *st, bool en,
		    const char *(*say)(void *arg, const char *key), void *arg,
		    struct es_tree *data, struct es_err *err);
/*
 * Put the ledger of one seal before entry "before" (0: the newest): "name",
 * "rows", "older", and whether the newest of the chain are "intact".
 */
ES_CHECK int	svc_audit_ledger(struct store *st, int64_t seal,
		    int64_t before, bool en, int offset, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* Put the "events" of a request's workflow; none is an empty list. */
ES_CHECK int	svc_audit_flow(struct store *st, int64_t request, int offset,
		    struct es_arena *a, struct es_tree *data,
		    struct es_err *err);

#endif
