/*
 * svc/life/authorise.h - what a keeper allows: standing authorisations,
 * releases.
 *
 * A standing authorisation (自动用印授权) lets documents of one type be sealed
 * without a hand on the stamp, within a period, hours and quotas.  What none
 * covers waits for the keeper, who releases it by hand; es-signd reads both
 * and believes neither page.  Everything is asked for the seals in an
 * account's care; another seal does not exist for it.
 */
#ifndef ES_SVC_AUTHORISE_H
#define ES_SVC_AUTHORISE_H

#include "flow/book.h"
#include "svc/life/keeper.h"

/*
 * Put "name", "types" {id, name} that the seal may be used for, "auths" {id,
 * type, caller, period, hours, today, total, in_force} and "waiting"
 * {request, number, name, person, reason, when}.
 */
ES_CHECK int	svc_authorisations(const struct svc_keeper *k, int64_t seal,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);

struct svc_grant {
	struct es_view	 type;		/* must be in the seal's policy */
	struct es_view	 caller;	/* "self", or "" for everybody */
	int64_t		 from, until;	/* UTC seconds; until 0: open */
	int		 hour_from, hour_until;	/* campus time, 0 .. 24 */
	int64_t		 daily, total;
};

enum svc_granted {
	SVC_GRANT_UNKNOWN = 0,
	SVC_GRANTED,
	SVC_GRANT_TYPE,		/* not of this seal */
	SVC_GRANT_TIME,		/* ends before it begins, or is over */
	SVC_GRANT_HOURS,
	SVC_GRANT_QUOTA		/* none, or a day's above the total */
};

/* Give an authorisation, with its audit row.  ES_E_NOTFOUND: not theirs. */
ES_CHECK int	svc_authorise(const struct svc_keeper *k, int64_t seal,
		    const struct svc_grant *g, struct es_view actor,
		    struct es_view address, enum svc_granted *out,
		    struct es_err *err);
/* Take one back; it holds for every seal that is not counted yet. */
ES_CHECK int	svc_authorise_end(const struct svc_keeper *k, int64_t seal,
		    int64_t id, struct es_view actor, struct es_view address,
		    struct es_err *err);

enum svc_released {
	SVC_RELEASE_UNKNOWN = 0,
	SVC_RELEASED,
	SVC_RELEASE_OVER,	/* it does not wait for this any more */
	SVC_RELEASE_OWN,	/* the keeper asked for it */
	SVC_RELEASE_APPROVER	/* the keeper approved it, and the flow says */
				/* that these are two people */
};

/* Let one request be sealed that waits for it, and wake its job. */
ES_CHECK int	svc_release(const struct svc_keeper *k,
		    const struct flow_defs *flows, int64_t seal,
		    int64_t request, struct es_view text,
		    struct es_view actor, struct es_view address,
		    enum svc_released *out, struct es_err *err);

#endif
