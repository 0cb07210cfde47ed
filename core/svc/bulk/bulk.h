/*
 * svc/bulk/bulk.h - one document for each of many people: a graduation.
 *
 * A job names a type and a cohort.  A worker goes through the cohort in the
 * order of the master record, a batch at a time, by the same confirmation
 * that a person uses; es-seal stamps as ever.  It keeps no more than
 * ES_LIMIT_BULK_AHEAD ahead of the seals, so that a pause is one at once and
 * others' requests wait behind some batches, not behind a cohort.  The form
 * number of each request is made of job and person: after a crash in the
 * middle the batch is done again and nobody gets two.
 */
#ifndef ES_SVC_BULK_H
#define ES_SVC_BULK_H

#include "base/buf.h"
#include "svc/issue/issue.h"

struct svc_bulk {
	unsigned char	 crid[SVC_CRID];
	struct es_view	 type, lang;
	/* The cohort; empty: any. */
	struct es_view	 level, status, school, from, until;
	struct es_view	 actor, address;
	int64_t		 now;
	int64_t		 id, people;	/* out */
};

/* Put "types" that need no hand and no form: code name office zh en. */
ES_CHECK int	svc_bulk_types(struct store *st,
		    const struct svc_issue_conf *c, const char *lang,
		    struct es_arena *a, struct es_tree *data,
		    struct es_err *err);
/* How many people the cohort has, as *b->people. */
ES_CHECK int	svc_bulk_count(struct store *st, struct svc_bulk *b,
		    struct es_err *err);
/*
 * Begin a job for an office; a crid that was used before gives that job.
 * ES_E_NOTFOUND: no such type of this office; ES_E_INPUT: nobody in it.
 */
ES_CHECK int	svc_bulk_start(struct store *st,
		    const struct svc_issue_conf *c, struct es_view office,
		    struct svc_bulk *b, struct es_err *err);
/* Put "jobs" of an office, newest first: id created by name lang people
 * state. */
ES_CHECK int	svc_bulk_list(struct store *st,
		    const struct svc_issue_conf *c, struct es_view office,
		    const char *lang, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/*
 * Put one job: as above, office, the cohort, asked refused sealed failed,
 * how many were tried and are waiting, and for what most of them (why), and
 * the first of those who were refused ("refusals": number name reason).
 * ES_E_NOTFOUND.
 */
ES_CHECK int	svc_bulk_one(struct store *st,
		    const struct svc_issue_conf *c, int64_t id,
		    const char *lang, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* Append the report as CSV: number, name, document, state, reason. */
ES_CHECK int	svc_bulk_report(struct store *st, int64_t id,
		    void (*cell)(struct es_buf *b, struct es_view v,
		    bool last), struct es_buf *out, struct es_err *err);

enum svc_bulk_act {
	SVC_BULK_NOTHING = 0,
	SVC_BULK_PAUSE,
	SVC_BULK_RESUME,
	SVC_BULK_STOP
};
/* ES_E_CONFLICT: not from the state it has by now. */
ES_CHECK int	svc_bulk_act(struct store *st, int64_t id,
		    enum svc_bulk_act act, const struct svc_bulk *who,
		    struct es_err *err);

/*
 * One batch of whatever job is due: 1 there was one, 0 nothing to do, or the
 * seals must follow first.  A failure that is nobody's fault (database away)
 * leaves the batch for later.
 */
ES_CHECK int	svc_bulk_step(struct store *st,
		    const struct svc_issue_conf *c, int64_t now,
		    struct es_err *err);

#endif
