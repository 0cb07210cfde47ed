/* auth/throttle.c - see throttle.h. */
#include "auth/throttle.h"

#include <stdio.h>

#include "base/limits.h"

void
auth_subject_account(struct es_view account, char out[AUTH_SUBJECT])
{
	(void)snprintf(out, AUTH_SUBJECT, "a:%.*s", (int)account.n,
	    (const char *)account.p);
}

static void
subject_address(struct es_view address, char out[AUTH_SUBJECT])
{
	(void)snprintf(out, AUTH_SUBJECT, "ip:%.*s",
	    (int)(address.n > 45 ? 45 : address.n),
	    (const char *)address.p);
}

static int
blocked(struct store *st, struct es_arena *a, const char *subject,
    int64_t now, int64_t *seconds, struct es_err *err)
{
	struct store_val	 arg = SV_STR(subject);
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_LOGIN_THROTTLE, &arg, 1, a, &r, err);
	if (rc > 0 && store_int(&r, 0, 1) > now &&
	    store_int(&r, 0, 1) - now > *seconds)
		*seconds = store_int(&r, 0, 1) - now;
	return rc < 0 ? -1 : 0;
}

int
auth_blocked(struct store *st, struct es_arena *a, struct es_view account,
    struct es_view address, int64_t now, int64_t *seconds,
    struct es_err *err)
{
	char	 one[AUTH_SUBJECT], two[AUTH_SUBJECT];

	*seconds = 0;
	auth_subject_account(account, one);
	subject_address(address, two);
	return blocked(st, a, one, now, seconds, err) < 0 ||
	    blocked(st, a, two, now, seconds, err) < 0 ? -1 : 0;
}

static int
count_failure(struct store *st, const char *subject, int64_t now,
    int allowed, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(subject), SV_INT(now),
				    SV_INT(now - 3600), SV_INT(now),
				    SV_INT(allowed), SV_INT(allowed) };

	return store_exec(st, STORE_LOGIN_FAILURE, args, ES_COUNT(args), NULL,
	    err);
}

int
auth_failed(struct store *st, struct es_view account, struct es_view address,
    int64_t now, struct es_err *err)
{
	char	 one[AUTH_SUBJECT], two[AUTH_SUBJECT];

	auth_subject_account(account, one);
	subject_address(address, two);
	return count_failure(st, one, now, ES_LIMIT_LOGIN_FAILURES,
	    err) < 0 || count_failure(st, two, now, ES_LIMIT_LOGIN_ADDRESS,
	    err) < 0 ? -1 : 0;
}
