/*
 * svc/share/share.h - a holder passes a sealed document on by a link.
 *
 * A link is 16 random bytes in an address, good for a while, for so many
 * downloads, perhaps only with an access code that goes another way; the
 * holder may close it at any time and sees when it was used.  It gives the
 * sealed file and nothing else of the holder.
 */
#ifndef ES_SVC_SHARE_H
#define ES_SVC_SHARE_H

#include "svc/issue/issue.h"

#define SVC_SHARE_TOKEN	16	/* bytes; in the address as hexadecimal */
#define SVC_SHARE_CODE	6	/* digits */
#define SVC_SHARE_NOTE	60	/* characters */

/* -- the holder's side ---- */
struct svc_share {
	int64_t		 person, request;	/* whose document */
	unsigned char	 crid[SVC_CRID];	/* the form's own number */
	struct es_view	 note;			/* for whom; may be empty */
	int64_t		 days;			/* 1 to SVC_SHARE_DAYS */
	int64_t		 views;			/* downloads; 0: no end */
	bool		 with_code;
	int64_t		 now;			/* UTC seconds */
	struct es_view	 actor, address;	/* for the audit row */
};
#define SVC_SHARE_DAYS	365
#define SVC_SHARE_VIEWS	1000

/*
 * Make a link; a crid that was used before changes nothing.  ES_E_NOTFOUND:
 * no sealed document of theirs; ES_E_LIMIT: ES_LIMIT_SHARES are open.
 */
ES_CHECK int	svc_share_make(struct store *st, const struct svc_share *s,
		    struct es_err *err);
/*
 * Put "document" (name number) and "shares", newest first: id url note code
 * created expires views max_views open state ("open" "revoked" "expired"
 * "used" "locked") and log (when what address).  ES_E_NOTFOUND as above.
 */
ES_CHECK int	svc_share_list(struct store *st,
		    const struct svc_issue_conf *c, int64_t person,
		    int64_t request, const char *lang, int64_t now,
		    struct es_tree *data, struct es_err *err);
/* Close link "id" of that document; closing it twice is fine. */
ES_CHECK int	svc_share_close(struct store *st, const struct svc_share *s,
		    int64_t id, struct es_err *err);

/* -- the visitor's side ---- */
enum svc_share_state {
	SVC_SHARE_UNKNOWN = 0,	/* no such link */
	SVC_SHARE_OPEN,
	SVC_SHARE_REVOKED,	/* closed by the holder */
	SVC_SHARE_EXPIRED,
	SVC_SHARE_USED,		/* downloaded as often as allowed */
	SVC_SHARE_LOCKED,	/* too many wrong access codes */
	SVC_SHARE_WITHDRAWN,	/* the document was revoked or suspended */
	SVC_SHARE_WRONG_CODE,	/* only as an answer to a download */
	SVC_SHARE_STATE__MAX
};
/* "open", "revoked" ... */
const char	*svc_share_state_name(enum svc_share_state s);

struct svc_share_visit {
	struct es_view	 token;		/* as the address has it */
	struct es_view	 code;		/* typed; may be empty */
	struct es_view	 address;
	const char	*lang;
	int64_t		 now;
};

/*
 * What a visitor sees before the download: "state" and, of a link that is
 * open, name number office issued size pages asks_code superseded expired
 * verify (the address where it is checked).  An unknown token is state
 * "unknown".
 */
ES_CHECK int	svc_share_look(struct store *st,
		    const struct svc_issue_conf *c,
		    const struct svc_share_visit *v, struct es_tree *data,
		    enum svc_share_state *state, struct es_err *err);
/*
 * Download: counted, logged and audited in one transaction.  *state OPEN:
 * bytes and name lie in the arena; else why not.
 */
ES_CHECK int	svc_share_fetch(struct store *st,
		    const struct svc_share_visit *v, struct es_arena *a,
		    enum svc_share_state *state, struct es_view *bytes,
		    const char **name, struct es_err *err);

#endif
