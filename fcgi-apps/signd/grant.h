/*
 * signd/grant.h - the keepers' standing authorisations that one batch uses:
 * each is read once, counted along, and written once before the commit.
 *
 * The caller holds the chain of the seal, so no other es-signd counts
 * meanwhile; what a keeper ended or lowered meanwhile shows when the uses
 * are written, and then nothing of the batch happens.
 */
#ifndef ES_SIGND_GRANT_H
#define ES_SIGND_GRANT_H

#include "base/limits.h"
#include "evidence.h"
#include "store/store.h"

struct grant {
	struct authorisation	 auth;	/* uses of this batch included */
	int64_t			 used;	/* by this batch */
};

struct grants {
	struct store	*store;
	struct es_arena	*arena;
	int64_t		 now;			/* UTC */
	int		 day;			/* of the campus, since 1970 */
	size_t		 n, asked;
	struct grant	 list[ES_LIMIT_SEAL_BATCH];
	struct {
		int64_t		 seal;
		struct es_view	 type, caller;
		size_t		 grant;		/* of the list */
	}		 ask[ES_LIMIT_SEAL_BATCH];
};

/* The day that "now" is at "zone" seconds east of UTC. */
int		grant_day(int64_t now, int zone);
/*
 * The newest authorisation in force for (seal, type, caller), with what was
 * used of it; its auth.id is 0 where there is none.  The views must live as
 * long as "g".  At most ES_LIMIT_SEAL_BATCH different questions.
 */
ES_CHECK int	grant_find(struct grants *g, int64_t seal,
		    struct es_view type, struct es_view caller,
		    struct grant **out, struct es_err *err);
/* One use more, for the next question and for grant_write. */
void		grant_use(struct grant *one);
/* ES_E_CONFLICT: an authorisation was ended or lowered meanwhile. */
ES_CHECK int	grant_write(const struct grants *g, struct es_err *err);

#endif
