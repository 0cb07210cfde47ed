/*
 * flow/book.h - workflows in the database: read, judge, write, project.
 *
 * A request's flow is opened as a whole: its events are read, their chain is
 * checked, and the state is what they make of it.  A new event is judged by
 * the pure core and written with everything that follows from it (state,
 * open steps, tasks, and at the end the approval) in the caller's
 * transaction, which adds the audit row as its last step.
 */
#ifndef ES_FLOW_BOOK_H
#define ES_FLOW_BOOK_H

#include "base/arena.h"
#include "flow/chain.h"
#include "store/store.h"

/* The definitions a program knows: those in force, and older ones. */
struct flow_defs;

struct flow_defs *flow_defs_new(void);		/* NULL: no memory */
void		 flow_defs_free(struct flow_defs *d);	/* NULL is fine */
/*
 * Take a parsed definition (*def becomes NULL).  "old": requests under way
 * still use it, new ones do not.  ES_E_CONFLICT: two in force of one name;
 * ES_E_LIMIT.
 */
ES_CHECK int	 flow_defs_take(struct flow_defs *d, struct flow_def **def,
		    bool old, struct es_err *err);
/* The one in force of a name; the one of a digest; NULL: there is none. */
const struct flow_def *flow_defs_current(const struct flow_defs *d,
		    struct es_view name);
const struct flow_def *flow_defs_find(const struct flow_defs *d,
		    struct es_view digest);
size_t		 flow_defs_count(const struct flow_defs *d);

enum flow_flaw {
	FLOW_SOUND = 0,
	FLOW_NO_DEFINITION,	/* of this digest */
	FLOW_GAP,		/* an event is missing, or one too many */
	FLOW_EDITED,		/* its hash does not follow from its fields */
	FLOW_BROKEN_LINK,	/* it does not continue the one before it */
	FLOW_IMPOSSIBLE,	/* the core refuses it */
	FLOW_NO_RIGHT,		/* its actor might not do that then */
	FLOW_OTHER_RECORD,	/* a submission's snapshot is another one */
	FLOW_OTHER_HEAD		/* the instance's row says something else */
};

/*
 * The event that row i of FLOW_EVENTS says, whose columns begin after "skip"
 * others; its text is borrowed from the rows.  Number, and the hashes of the
 * chain at these columns, are not part of an event.
 */
enum { FLOW_EVENT_PREV = 13, FLOW_EVENT_HASH };
void		 flow_event_row(struct flow_event *e,
		    const struct store_rows *r, size_t i, unsigned skip);

struct flow_file {		/* one request's flow, opened */
	struct flow_case	 c;	/* c.def NULL: definition unknown */
	struct flow_state	 s;	/* so far as it is sound */
	struct es_view		 flow;	/* name of the definition */
	unsigned char		 hash[FLOW_HASH];
	struct flow_event	*event;
	size_t			 n;
	struct es_view		 record;	/* of the last submission */
	enum flow_flaw		 flaw;
	size_t			 bad;	/* number of the flawed event; 0 */
};

enum {
	FLOW_LOCKED = 1,	/* others wait until the transaction ends */
	FLOW_PROVED = 2		/* every event is judged again, with the */
				/* rights that its actor held at its time */
};

/*
 * Open the flow of a request.  1 found, 0 the request has none.  A flaw is
 * no error: out->flaw and out->bad name it.
 */
ES_CHECK int	 flow_open(struct store *st, const struct flow_defs *defs,
		    int64_t request, unsigned flags, struct es_arena *a,
		    struct flow_file *out, struct es_err *err);
const char	*flow_flaw_name(enum flow_flaw f);

/*
 * Who an account is, with the rights they hold at "at"; "live": somebody
 * who has left holds none.  "absent" (0: nobody) must have named them as
 * deputy for that moment.  1 found; 0 no such account, or no such absence.
 */
ES_CHECK int	 flow_actor(struct store *st, int64_t account,
		    int64_t absent, int64_t at, bool live,
		    struct es_arena *a, struct flow_actor *out,
		    struct es_err *err);

/*
 * Begin the flow of a request that was just written, inside its
 * transaction, with the applicant's submission.  "record" is the snapshot,
 * "digest" its SHA-256.
 */
ES_CHECK int	 flow_begin(struct store *st, const struct flow_case *c,
		    const struct flow_actor *applicant, struct es_view record,
		    const unsigned char digest[FLOW_DIGEST], int64_t now,
		    struct es_err *err);
/*
 * Write one more event inside a transaction in which "f" was opened with
 * "lock"; f goes on with it.  *why says whether it was refused (then
 * nothing was written).  "record": of a submission.
 */
ES_CHECK int	 flow_write(struct store *st, struct flow_file *f,
		    struct flow_event *e, const struct flow_actor *actor,
		    struct es_view record, enum flow_refusal *why,
		    struct es_err *err);

#endif
