/* auth/password.c - see password.h. */
#include "auth/password.h"

#include "audit/audit.h"
#include "auth/throttle.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "crypt/digest.h"
#include "crypt/password.h"

struct change {
	struct web_req		*rq;
	const struct auth_user	*u;
	int64_t			 now;
	bool			 good;
	char			*stored;	/* what was compared */
	char			 hash[CRYPT_PASSWORD_MAX];
	unsigned char		 session[CRYPT_SHA256_SIZE];
};

enum auth_change
auth_password_judge(struct es_view account, struct es_view old,
    struct es_view fresh, struct es_view again)
{
	size_t	 at = 0, n = 0;
	uint32_t cp;

	while (es_utf8_next(fresh, &at, &cp) > 0)
		n++;
	if (n < ES_LIMIT_PASSWORD_LEAST)
		return AUTH_CHANGE_SHORT;
	if (es_view_eq(old, fresh) || (account.n > 0 &&
	    es_view_find(fresh, account, 0) != SIZE_MAX))
		return AUTH_CHANGE_SAME;
	return es_view_eq(fresh, again) ? AUTH_CHANGE_UNKNOWN :
	    AUTH_CHANGE_OTHER;
}

static int
record(struct store *st, void *arg, struct es_err *err)
{
	struct change		*c = arg;
	struct audit_entry	 e = {
		.chain = "login", .at = c->now, .actor = c->u->name,
		.address = web_address(c->rq), .action = "password.change",
		.result = c->good ? "ok" : "refused",
	};
	struct store_val	 put[] = { SV_STR(c->hash),
				    SV_INT(c->u->account),
				    SV_STR(c->stored) };
	struct store_val	 end[] = { SV_INT(c->u->account),
				    SV_BYTES(c->session,
				    sizeof(c->session)) };
	uint64_t		 matched = 0;

	if (!c->good) {
		if (auth_failed(st, c->u->name, web_address(c->rq), c->now,
		    err) < 0)
			return -1;
		return audit_add(st, &e, err);
	}
	if (store_exec(st, STORE_LOGIN_PASSWORD, put, ES_COUNT(put), &matched,
	    err) < 0)
		return -1;
	if (matched == 0)	/* two windows; the other was faster */
		return es_fail(err, ES_E_CONFLICT, "the password changed "
		    "meanwhile");
	if (store_exec(st, STORE_LOGIN_SESSIONS_OTHER, end, ES_COUNT(end),
	    NULL, err) < 0)
		return -1;
	return audit_add(st, &e, err);
}

/* Is "old" the password that there is? */
static int
compare(struct store *st, struct change *c, struct es_view old,
    struct es_err *err)
{
	struct store_val	 name = SV_TEXT(c->u->name);
	enum crypt_match	 match = CRYPT_MATCH_UNKNOWN;
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_LOGIN_ACCOUNT, &name, 1,
	    web_arena(c->rq), &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
		    "the account is gone");
	c->stored = es_arena_str(web_arena(c->rq), store_view(&r, 0, 3));
	if (c->stored == NULL)
		return es_fail(err, ES_E_NOMEM, "password: no memory");
	if (crypt_password_check(old, c->stored, &match, err) < 0)
		return -1;
	c->good = match == CRYPT_MATCH_YES;
	return 0;
}

int
auth_password_change(struct web_req *rq, struct store *st, struct es_view old,
    struct es_view fresh, struct es_view again, int64_t now,
    enum auth_change *out, int64_t *seconds, struct es_err *err)
{
	struct change	 c = { .rq = rq, .u = auth_user(rq), .now = now };

	*seconds = 0;
	*out = auth_password_judge(c.u->name, old, fresh, again);
	if (*out != AUTH_CHANGE_UNKNOWN)
		return 0;
	if (auth_blocked(st, web_arena(rq), c.u->name, web_address(rq), now,
	    seconds, err) < 0)
		return -1;
	if (*seconds > 0) {
		*out = AUTH_CHANGE_BLOCKED;
		return 0;
	}
	if (auth_session_sum(rq, c.session, err) < 0 ||
	    compare(st, &c, old, err) < 0 ||
	    (c.good && crypt_password_hash(fresh, CRYPT_PASSWORD_COST,
	    c.hash, err) < 0) || store_tx(st, record, &c, err) < 0)
		return -1;
	*out = c.good ? AUTH_CHANGED : AUTH_CHANGE_WRONG;
	return 0;
}
