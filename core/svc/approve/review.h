/*
 * svc/approve/review.h - a request under review: what both sides see and do.
 *
 * es-request asks for the applicant, es-approve for those who decide.  What
 * is shown is what the events say (core/flow); words are keys that the pages
 * translate.
 */
#ifndef ES_SVC_REVIEW_H
#define ES_SVC_REVIEW_H

#include "flow/book.h"
#include "svc/issue/issue.h"

/* Who looks, or acts, in which language, when. */
struct svc_reader {
	struct store		*db;
	const struct flow_defs	*flows;
	int64_t			 account, person;
	struct es_view		 name;		/* of the account */
	struct es_view		 address;
	const char		*lang;		/* "zh-CN" or "en" */
	int64_t			 now;
	int			 offset;	/* campus zone, seconds */
	const char		*chain;		/* of the audit log */
};

/*
 * Put "flow" {name, phase, round, flaw} and its lists: "steps" {name, state
 * (done, open, late, later, skipped), due, all, escalated, reminded, who
 * {kind, role, office, name}, signed {name}} and "events" {kind, when, who,
 * absent, step, subject, text}, the oldest first.
 */
ES_CHECK int	svc_flow_put(const struct svc_reader *r,
		    const struct flow_file *f, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/*
 * The same for one request, and "has_form": 1 put, 0 it has no flow.  Whose
 * it is was asked before.
 */
ES_CHECK int	svc_review_put(const struct svc_reader *r, int64_t request,
		    struct es_arena *a, struct es_tree *data,
		    struct es_err *err);

/*
 * The applicant takes a request back.  ES_E_NOTFOUND: none of theirs;
 * ES_E_CONFLICT: it is too late for that.
 */
ES_CHECK int	svc_withdraw(const struct svc_reader *r, int64_t request,
		    struct es_view reason, struct es_err *err);
/*
 * The applicant sends a returned request again: a new snapshot of today's
 * record under the same number and code.  "ask" says purpose and form; type
 * and language are the request's.  Errors as svc_withdraw and svc_snapshot.
 */
ES_CHECK int	svc_resubmit(const struct svc_reader *r,
		    const struct svc_issue_conf *c, int64_t request,
		    const struct svc_ask *ask, struct es_view text,
		    struct es_err *err);
/*
 * A returned request whose type has a form: what was filled in becomes the
 * draft of its own form again, and *path (in the arena) is where to change
 * it.  A file that they brought stays where it is: /contract.  Errors as
 * svc_withdraw.
 */
ES_CHECK int	svc_correct(const struct svc_reader *r, int64_t request,
		    struct es_arena *a, const char **path,
		    struct es_err *err);
/*
 * Is the form with this number that of a request returned to the person?
 * 1 yes (*request), 0 no.
 */
ES_CHECK int	svc_returned(struct store *st, int64_t person,
		    const unsigned char crid[SVC_CRID], int64_t *request,
		    struct es_err *err);
/* Keep what was filled in for round "round", in the caller's transaction. */
ES_CHECK int	svc_form_keep(struct store *st,
		    const struct svc_issue_conf *c, int64_t request,
		    int64_t round, const struct svc_ask *ask,
		    struct es_err *err);
/* Append the audit row of an act about a request; in its transaction. */
ES_CHECK int	svc_review_audit(const struct svc_reader *r,
		    const char *action, int64_t request, const char *result,
		    struct es_view detail, struct es_err *err);

#endif
