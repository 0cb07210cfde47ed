/*
 * svc/archive/disposal.h - documents whose term of retention has ended.
 *
 * An archivist proposes a list of one type, two other people approve it, and
 * the job es-archive then removes file, record and package of each document
 * whose time has come and which is not on hold.  What remains: the register's
 * entry, the ledger, the metadata and the record of the disposal.  Triggers
 * of schema/081 say the same behind this.
 */
#ifndef ES_SVC_DISPOSAL_H
#define ES_SVC_DISPOSAL_H

#include "svc/archive/filing.h"

#define SVC_DISPOSAL_ITEMS	200	/* documents of one list */

/*
 * The first second that an event must lie before for a term of so many years
 * to have ended: terms run from 1 January after the event.
 */
int64_t		svc_disposal_before(int64_t years, int64_t now, int offset);

/* Who acts in the archive. */
struct svc_archivist {
	struct es_view	 actor, address;
	int64_t		 person;
	int64_t		 now;
	int		 offset;
};

/*
 * Put "rows" (id number issued) of a type whose time has come, at most
 * SVC_DISPOSAL_ITEMS, oldest first; nothing of a permanent type.
 */
ES_CHECK int	svc_disposal_ripe(struct store *st, struct es_view type,
		    const struct svc_archivist *who, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/*
 * A list of all of them, in one transaction with its audit row; *id is its
 * number.  A repeated crid finds the first.  ES_E_INPUT: nothing is ripe, or
 * no reason.
 */
ES_CHECK int	svc_disposal_propose(struct store *st, struct es_view type,
		    struct es_view reason, struct es_view crid,
		    const struct svc_archivist *who, int64_t *id,
		    struct es_err *err);
/*
 * ES_E_DENIED: one's own list; ES_E_CONFLICT: decided already, by them or for
 * good; ES_E_INPUT: no reason.
 */
ES_CHECK int	svc_disposal_decide(struct store *st, int64_t id, bool agreed,
		    struct es_view reason, const struct svc_archivist *who,
		    struct es_err *err);
/* Put "lists", newest first, of an office or all. */
ES_CHECK int	svc_disposal_lists(struct store *st, struct es_view office,
		    bool en, int offset, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* Put one: the fields of a list, "items", "decisions".  ES_E_NOTFOUND. */
ES_CHECK int	svc_disposal_get(struct store *st, int64_t id, bool en,
		    int offset, struct es_arena *a, struct es_tree *data,
		    struct es_err *err);

/* -- the job: approved and not done yet ---- */
ES_CHECK int	svc_disposal_due(const struct svc_filing *f, int64_t after,
		    size_t max, struct es_arena *a,
		    struct svc_filing_doc **out, size_t *n,
		    struct es_err *err);
ES_CHECK int	svc_disposal_one(const struct svc_filing *f,
		    struct svc_filing_doc *d, struct es_arena *a,
		    struct es_err *err);

#endif
