/*
 * flow/core.h - the decisions of a workflow: state + event -> state or no.
 *
 * Pure: no database, no clock.  What happened to a request is a row of
 * events; where it stands is what remains after all of them.  es-approve
 * asks flow_judge() before it writes an event, and es-signd asks it again
 * for every event before it uses a key: what one refuses, the other does.
 */
#ifndef ES_FLOW_CORE_H
#define ES_FLOW_CORE_H

#include "flow/def.h"

enum flow_kind {
	FLOW_EV_NONE = 0,
	FLOW_SUBMIT,		/* by the applicant; again after a return */
	FLOW_APPROVE,
	FLOW_REJECT,		/* the end */
	FLOW_RETURN,		/* to the applicant, for correction */
	FLOW_WITHDRAW,		/* by the applicant */
	FLOW_HOLD,
	FLOW_RESUME,
	FLOW_DELEGATE,		/* one slot to "subject" */
	FLOW_ADD,		/* "subject" must sign this step, too */
	FLOW_REMIND,		/* by the clock */
	FLOW_ESCALATE,		/* by the clock: "escalate" may decide, too */
	FLOW_EV__MAX
};

enum flow_phase {
	FLOW_PHASE_NONE = 0,	/* not submitted */
	FLOW_REVIEW,
	FLOW_HELD,
	FLOW_RETURNED,
	FLOW_REJECTED,
	FLOW_WITHDRAWN,
	FLOW_APPROVED,
	FLOW_PHASE__MAX
};

enum flow_refusal {
	FLOW_OK = 0,
	FLOW_NOT_NOW,		/* the request is not in a state for it */
	FLOW_NOT_YOURS,		/* not one of those who decide this step */
	FLOW_OWN_REQUEST,	/* the applicant decides nothing about it */
	FLOW_TWICE,		/* has approved another step, or this one */
	FLOW_STALE,		/* about another version of the record */
	FLOW_NO_REASON,		/* this decision needs words */
	FLOW_BAD_SUBJECT,	/* that person cannot take it over */
	FLOW_TOO_MANY,		/* events or signatures */
	FLOW_MALFORMED,		/* no such step or slot */
	FLOW_REFUSAL__MAX
};

#define FLOW_NO_SLOT	(-1)	/* an event about the request or the step */

struct flow_event {
	enum flow_kind	 kind;
	int64_t		 at;		/* UTC seconds */
	int64_t		 actor, actor_person;	/* account; 0: the clock */
	int64_t		 absent, absent_person;	/* decided for; or 0 */
	int		 step, slot;		/* or FLOW_NO_SLOT */
	int64_t		 subject, subject_person;
	unsigned char	 digest[FLOW_DIGEST];	/* of the snapshot */
	struct es_view	 text;			/* opinion or reason */
};

/* The request that a flow is about. */
struct flow_case {
	const struct flow_def	*def;
	int64_t			 request;
	int64_t			 applicant, applicant_person;
	struct es_view		 unit;		/* of the applicant */
	struct es_view		 office;	/* that issues the document */
};

struct flow_right {
	struct es_view	 role, office;		/* office empty: everywhere */
};

/* Somebody, with what they could do when they did it. */
struct flow_actor {
	int64_t				 account, person;
	struct es_view			 name;
	const struct flow_right		*rights;
	size_t				 nrights;
	const struct flow_actor		*absent; /* acts for them; or NULL */
};

enum flow_stage {
	FLOW_LATER = 0,		/* its turn has not come */
	FLOW_SKIPPED,		/* does not apply to this record */
	FLOW_OPEN,
	FLOW_DONE
};

struct flow_slot {
	int	 who;		/* of the step; -1: somebody added */
	int64_t	 account;	/* it was given to; 0: whoever fits "who" */
	int64_t	 by;		/* person who signed; 0: nobody yet */
	int64_t	 signer;	/* their account */
};

struct flow_at {
	enum flow_stage	 stage;
	bool		 reminded, escalated;
	int64_t		 opened, closed;
	struct flow_slot slot[ES_LIMIT_FLOW_SLOTS];
	size_t		 nslots;
};

struct flow_state {
	enum flow_phase	 phase;
	unsigned	 round;		/* submissions */
	unsigned	 events;
	int64_t		 changed;
	unsigned char	 digest[FLOW_DIGEST];	/* what is being decided */
	struct flow_at	 at[ES_LIMIT_FLOW_STEPS];
};

/* Stable words: "approve", "review", "not-yours". */
const char	*flow_kind_name(enum flow_kind k);
enum flow_kind	 flow_kind_find(struct es_view name);
const char	*flow_phase_name(enum flow_phase p);
enum flow_phase	 flow_phase_find(struct es_view name);
const char	*flow_refusal_name(enum flow_refusal r);

/*
 * May this happen now, and did this actor (NULL: the clock) have the right
 * to it?  A decision with FLOW_NO_SLOT gets the first open slot that the
 * actor fits.  Changes nothing else.
 */
enum flow_refusal flow_judge(const struct flow_case *c,
		    const struct flow_state *s, struct flow_event *e,
		    const struct flow_actor *actor);
/*
 * What an event makes of the state.  "record" is the snapshot of a
 * submission (conditions look at it) and not looked at otherwise.  Refuses
 * what cannot have happened, whoever did it; the state is unchanged then.
 */
enum flow_refusal flow_move(const struct flow_case *c, struct flow_state *s,
		    const struct flow_event *e, struct es_view record);
/* Could the actor sign this open slot, four-eyes rules aside? */
bool		 flow_fits(const struct flow_case *c,
		    const struct flow_state *s, int step, int slot,
		    const struct flow_actor *actor);
/* Has this person signed anything in this round? */
bool		 flow_signed(const struct flow_state *s, int64_t person);

#endif
