/*
 * auth/auth.h - who is there: sign-in, sessions, the guard of every page.
 *
 * A session is a random token in a cookie and its SHA-256 in the database.
 * Every POST must carry the session's CSRF token; before sign-in the token
 * is bound to a cookie of its own.  Failures are counted for the account and
 * for the address; both are told nothing about which of the two was wrong.
 */
#ifndef ES_AUTH_AUTH_H
#define ES_AUTH_AUTH_H

#include "auth/role.h"
#include "store/store.h"
#include "web/app.h"

struct auth_user {		/* lies in the request's arena */
	int64_t		 account, person;
	struct es_view	 name;		/* student or staff number */
	struct es_view	 full_zh, full_en;
	bool		 student;	/* by the master record */
	struct auth_grants grants;	/* in force now */
	int64_t		 unread;	/* notices */
	bool		 chosen;	/* the password is their own */
};

/*
 * For web_app.guard: looks the session up, puts "user" and "csrf" into the
 * page's data, asks the policy (role.h) whether the route's audience admits
 * them, checks the CSRF token of a POST, and sends who must sign in first to
 * /login.  Whoever has a password that others made comes to /password, from
 * every page that is not public, until they have chosen one.  "st" is this
 * worker's connection.
 */
ES_CHECK int	auth_guard(struct web_req *rq, const struct web_route *route,
		    struct store *st, struct es_err *err);
#define AUTH_PASSWORD_PAGE	"/password"
/* The signed-in visitor; NULL: nobody. */
const struct auth_user *auth_user(const struct web_req *rq);
/*
 * May this session act in that role for that office?  What a route's
 * audience cannot know, because it depends on the object.  NULL u: no.
 */
bool		auth_may(const struct auth_user *u, enum auth_role role,
		    struct es_view office);

enum auth_outcome {
	AUTH_UNKNOWN = 0,
	AUTH_IN,		/* the session cookie is set */
	AUTH_WRONG,
	AUTH_BLOCKED		/* too many failures; *seconds says how long */
};

/* Try a password; success and failure are audited in the same transaction. */
ES_CHECK int	auth_sign_in(struct web_req *rq, struct store *st,
		    struct es_view account, struct es_view password,
		    int64_t now, enum auth_outcome *out, int64_t *seconds,
		    struct es_err *err);
/* SHA-256 of the session's token: 1, or 0 without a cookie. */
ES_CHECK int	auth_session_sum(const struct web_req *rq,
		    unsigned char *sum, struct es_err *err);
ES_CHECK int	auth_sign_out(struct web_req *rq, struct store *st,
		    struct es_err *err);

#endif
