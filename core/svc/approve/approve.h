/*
 * svc/approve/approve.h - the work of those who decide: inbox, decisions,
 * absence.
 *
 * Everything is asked for one account and shows what is theirs to decide, by
 * role, by name, or standing in for somebody absent; a request that is none
 * of their business does not exist for them.
 */
#ifndef ES_SVC_APPROVE_H
#define ES_SVC_APPROVE_H

#include "svc/approve/review.h"

struct svc_inbox_filter {
	struct es_view	 q;		/* in number, name or person's number */
	struct es_view	 type;		/* of document; empty: all */
	bool		 late;		/* over its deadline alone */
};

/*
 * Put "tasks": {request, step, absent, seen, name (of the type), number,
 * person, person_number, unit, step_name, purpose, when, due, late, held,
 * reminded, escalated, for (whom one stands in for)}, the most urgent first;
 * and "types" {id, name} to filter by, "count" of all without a filter.
 */
ES_CHECK int	svc_inbox(const struct svc_reader *r,
		    const struct svc_inbox_filter *f, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* Put "tasks" that they decided, the newest first. */
ES_CHECK int	svc_done(const struct svc_reader *r, struct es_view q,
		    struct es_arena *a, struct es_tree *data,
		    struct es_err *err);

struct svc_task {		/* a request as its page needs it */
	int64_t		 request;
	struct es_view	 type, lang, record;
	int64_t		 type_version;
	size_t		 seen;		/* events so far */
	int		 step;		/* that they may decide; or -1 */
	int64_t		 absent;	/* for whom; 0: for themselves */
};

/*
 * One request for whoever decides it, decided it, or was asked to: its facts
 * {name, number, person, person_number, unit, lang, purpose, when, state},
 * "flow" as svc_flow_put, and "may" {decide, resume, why} what they can do now.
 * ES_E_NOTFOUND when it is none of theirs.
 */
ES_CHECK int	svc_task(const struct svc_reader *r, int64_t request,
		    struct es_arena *a, struct svc_task *out,
		    struct es_tree *data, struct es_err *err);

struct svc_decision {
	int64_t		 request;
	int		 step;
	size_t		 seen;		/* events when they looked */
	int64_t		 absent;
	enum flow_kind	 kind;
	struct es_view	 text;
	struct es_view	 subject;	/* account name, where it needs one */
	enum flow_refusal refusal;	/* out */
	char		 number[48];	/* out: of the document; or "" */
	bool		 approved;	/* out: it can be sealed now */
};

/*
 * Decide, in one transaction with its audit row; a refusal is told in
 * d->refusal and audited, too.  ES_E_NOTFOUND: no such request;
 * ES_E_UNTRUSTED: its stored decisions are not what was decided.
 */
ES_CHECK int	svc_decide(const struct svc_reader *r, struct svc_decision *d,
		    struct es_err *err);

/* Absences of this account and those it stands in for: "away", "standing". */
ES_CHECK int	svc_absences(const struct svc_reader *r, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
enum svc_absence {
	SVC_ABSENCE_UNKNOWN = 0,
	SVC_ABSENCE_SET,
	SVC_ABSENCE_NOBODY,	/* no such member of staff */
	SVC_ABSENCE_SELF,	/* one is not one's own deputy */
	SVC_ABSENCE_TIME,	/* ends before it begins, or is over */
	SVC_ABSENCE_TWICE	/* another one covers some of the time */
};
/* Be away from "from" until "until" (UTC seconds) with a deputy. */
ES_CHECK int	svc_absence_set(const struct svc_reader *r,
		    struct es_view deputy, int64_t from, int64_t until,
		    struct es_view reason, enum svc_absence *out,
		    struct es_err *err);
/* Back again: an own absence ends now.  ES_E_NOTFOUND. */
ES_CHECK int	svc_absence_end(const struct svc_reader *r, int64_t id,
		    struct es_err *err);

/*
 * What the clock does: reminders and escalations that are due, at most "max"
 * requests; *n is how many had one.
 */
ES_CHECK int	svc_flow_sweep(const struct svc_reader *r, size_t max,
		    size_t *n, struct es_err *err);

#endif
