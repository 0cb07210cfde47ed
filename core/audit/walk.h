/*
 * audit/walk.h - one hash chain, entry by entry, whatever its entries are.
 *
 * The walk knows what the next entry has to continue and what checkpoints
 * (svc/audit/checkpoint.h) saw of the chain; the caller reads the rows and
 * says how an entry is hashed.  It ends at the first entry that does not
 * belong there and names it.
 */
#ifndef ES_AUDIT_WALK_H
#define ES_AUDIT_WALK_H

#include "audit/audit.h"

#define AUDIT_HASH	32

struct audit_walk {
	struct audit_finding	 f;
	unsigned char		 prev[AUDIT_HASH];
	uint64_t		 seq;		/* of the last good entry */
	/* The points of this chain that are still ahead. */
	const struct audit_point *pt, *end;
	uint64_t		 covered;	/* by the last point passed */
	/* A point saw another entry than the last one: by which checkpoint. */
	uint64_t		 doubted;
};

/* An entry as it is stored. */
struct audit_stored {
	uint64_t	 seq;
	struct es_view	 prev, hash;
	/* What its fields hash to as entry "seq" after "prev". */
	int		(*hash_as)(const void *entry, uint64_t seq,
			    const unsigned char prev[AUDIT_HASH],
			    unsigned char out[AUDIT_HASH],
			    struct es_err *err);
	const void	*entry;
};

/*
 * Begin a chain of this name.  "first" is what entry 1 continues, NULL 32
 * zero bytes; "points" may be NULL and must outlive the walk.
 */
void		audit_walk_begin(struct audit_walk *w, const char *chain,
		    const unsigned char *first,
		    const struct audit_points *points);
/* The next row: 1 it belongs there, 0 it does not (w->f says why), -1. */
ES_CHECK int	audit_walk_step(struct audit_walk *w,
		    const struct audit_stored *s, struct es_err *err);
/*
 * After the last row: what the chain's head says, hash empty when there is
 * none, and whether a checkpoint saw more.
 */
void		audit_walk_end(struct audit_walk *w, uint64_t seq,
		    struct es_view hash);

#endif
