/*
 * auth/password.h - somebody changes their own password.
 *
 * Whoever does it says the old one, too, and is throttled as at sign-in.  All
 * other sessions of the account end with it.
 */
#ifndef ES_AUTH_PASSWORD_H
#define ES_AUTH_PASSWORD_H

#include "auth/auth.h"

enum auth_change {
	AUTH_CHANGE_UNKNOWN = 0,
	AUTH_CHANGED,
	AUTH_CHANGE_WRONG,	/* the old one is not that */
	AUTH_CHANGE_BLOCKED,	/* too many failures; *seconds says how long */
	AUTH_CHANGE_SHORT,	/* under ES_LIMIT_PASSWORD_LEAST characters */
	AUTH_CHANGE_SAME,	/* as the old one, or with the number in it */
	AUTH_CHANGE_OTHER	/* the second time it was another */
};

/*
 * What is wrong with a new password, before anybody is asked; UNKNOWN:
 * nothing.  "account" is their number.
 */
enum auth_change auth_password_judge(struct es_view account,
		    struct es_view old, struct es_view fresh,
		    struct es_view again);
/*
 * Of the signed-in visitor.  The outcome is audited; the change, the end of
 * the other sessions and the audit row are one transaction.
 */
ES_CHECK int	auth_password_change(struct web_req *rq, struct store *st,
		    struct es_view old, struct es_view fresh,
		    struct es_view again, int64_t now, enum auth_change *out,
		    int64_t *seconds, struct es_err *err);

#endif
