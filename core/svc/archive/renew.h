/*
 * svc/archive/renew.h - issued documents reach B-LTA, and stay provable.
 *
 * A document is due when it lacks a level (the authority or a list was away
 * when it was sealed, or it was sealed just now), or when what proves its
 * time ends within the margin.  What is stored is one row behind the first
 * file, which is never touched; a row, the state and the audit entry are one
 * transaction, so that a job may be ended anywhere and simply run again, and
 * of two jobs at once one finds the other's row and leaves it.
 */
#ifndef ES_SVC_RENEW_H
#define ES_SVC_RENEW_H

#include "base/arena.h"
#include "esign/extend.h"
#include "store/store.h"

struct svc_renew {
	struct store			*db;
	const struct esign_terms	*terms;
	const struct esign_source	*src;
	int64_t				 margin;	/* seconds */
	bool				 dry;		/* nothing is written */
	const char			*actor;		/* for the audit log */
};

enum svc_renewed {
	SVC_RENEW_UNKNOWN = 0,
	SVC_RENEW_DUE,		/* dry run: it would be done */
	SVC_RENEW_DONE,		/* as high as it goes */
	SVC_RENEW_LATER,	/* something was missing; see it */
	SVC_RENEW_OTHER,	/* another job was faster */
	SVC_RENEW_FAILED,	/* see error */
	SVC_RENEW__MAX
};
const char	*svc_renewed_name(enum svc_renewed r);

struct svc_renewal {
	int64_t			 id;
	struct es_view		 number;
	bool			 renewal;	/* not: a missing level */
	enum svc_renewed	 what;
	struct esign_extended	 x;
	size_t			 bytes;		/* behind the first file */
	char			 error[ESIGN_MISSING_MAX];
};

#define SVC_RENEW_PAGE	64

/*
 * Documents that are due, after document "after", at most "max"; their
 * number.  Lives in the arena.
 */
ES_CHECK int	svc_renew_due(const struct svc_renew *r, int64_t after,
		    size_t max, struct es_arena *a, struct svc_renewal **out,
		    size_t *n, struct es_err *err);
/*
 * Do one of them (in a dry run: nothing).  -1 only when the database does
 * not answer; what is wrong with the document is told in *d.
 */
ES_CHECK int	svc_renew_one(const struct svc_renew *r,
		    struct svc_renewal *d, struct es_arena *a,
		    struct es_err *err);
/* One JSON object without a line end. */
ES_CHECK int	svc_renewal_json(const struct svc_renewal *d,
		    struct es_buf *out, struct es_err *err);

#endif
