/* auth/auth.c - see auth.h. */
#include "auth/auth.h"

#include <stdio.h>

#include "audit/audit.h"
#include "auth/throttle.h"
#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/password.h"
#include "crypt/random.h"
#include "sys/clock.h"
#include "sys/log.h"
#include "web/template.h"

#define COOKIE		"es_session"
#define PRE_COOKIE	"es_form"	/* before sign-in: binds the form */
#define TOKEN		32
#define HEX		(2 * TOKEN)
#define FORGOTTEN	86400	/* a failure of so long ago counts nowhere */

static void
to_hex(const unsigned char *p, size_t n, char *out)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", p[i]);
}

static bool
from_hex(struct es_view v, unsigned char out[TOKEN])
{
	size_t	 i;
	int	 hi, lo;

	if (v.n != HEX)
		return false;
	for (i = 0; i < TOKEN; i++) {
		const char	*d = "0123456789abcdef";
		const char	*a = strchr(d, v.p[2 * i]);
		const char	*b = strchr(d, v.p[2 * i + 1]);

		if (a == NULL || b == NULL || *a == '\0' || *b == '\0')
			return false;
		hi = (int)(a - d);
		lo = (int)(b - d);
		out[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

const struct auth_user *
auth_user(const struct web_req *rq)
{
	return web_user(rq);
}

bool
auth_may(const struct auth_user *u, enum auth_role role,
    struct es_view office)
{
	return u != NULL && auth_holds(&u->grants, role, office);
}

/* -- the guard --------------------------------------------------------- */
/* The session of the request's cookie: 1 found, 0 none. */
static int
find_session(struct web_req *rq, struct store *st, struct auth_user *u,
    unsigned char csrf[TOKEN], struct es_err *err)
{
	unsigned char		 token[TOKEN], sum[CRYPT_SHA256_SIZE];
	int64_t			 now = sys_now();
	struct store_rows	 r;
	int			 rc;

	if (!from_hex(web_cookie(rq, COOKIE), token))
		return 0;
	if (crypt_sha256(es_view(token, TOKEN), sum, err) < 0)
		return -1;
	{
		struct store_val	 args[] = { SV_INT(now), SV_INT(now),
		    SV_BYTES(sum, sizeof(sum)), SV_INT(now) };

		rc = store_query(st, STORE_LOGIN_SESSION, args, ES_COUNT(args),
		    web_arena(rq), &r, err);
	}
	if (rc <= 0)
		return rc;
	if (store_int(&r, 0, 2) + ES_LIMIT_SESSION_IDLE < now)
		return 0;
	u->account = store_int(&r, 0, 0);
	u->name = store_view(&r, 0, 3);
	u->person = store_int(&r, 0, 4);
	u->student = es_view_eq_str(store_view(&r, 0, 5), "student");
	if (auth_grants_parse(&u->grants, store_view(&r, 0, 8), web_arena(rq),
	    err) < 0)
		return -1;
	u->full_zh = store_view(&r, 0, 6);
	u->full_en = store_view(&r, 0, 7);
	u->unread = store_int(&r, 0, 9);
	u->chosen = store_int(&r, 0, 10) != 0;
	if (store_view(&r, 0, 1).n == TOKEN)
		memcpy(csrf, store_view(&r, 0, 1).p, TOKEN);
	/* once a minute is enough to know that somebody is there */
	if (store_int(&r, 0, 2) + 60 < now) {
		struct store_val	 seen[] = { SV_INT(now),
		    SV_BYTES(sum, sizeof(sum)) };

		if (store_exec(st, STORE_LOGIN_SESSION_SEEN, seen,
		    ES_COUNT(seen), NULL, err) < 0)
			return -1;
	}
	return 1;
}

static void
put_user(struct web_req *rq, const struct auth_user *u)
{
	struct es_tree	*m = es_tree_put_map(web_data(rq), "user");
	int		 r;

	es_tree_put_text(m, "name", strcmp(web_lang(rq), "en") == 0 ?
	    u->full_en : u->full_zh);
	es_tree_put_text(m, "number", u->name);
	if (!u->chosen)
		return;		/* no page but one is for them yet */
	es_tree_put_bool(m, "student", u->student);
	es_tree_put_bool(m, "staff", auth_admits(&u->grants, u->student,
	    WEB_STAFF));
	es_tree_put_bool(m, "chosen", true);
	for (r = AUTH_ROLE_NONE + 1; r < AUTH_ROLE__MAX; r++)
		if (auth_holds(&u->grants, (enum auth_role)r, ES_VIEW_EMPTY))
			es_tree_put_bool(m, auth_role_name((enum auth_role)r),
			    true);
	/* A template has no "or": who has the register in the menu. */
	es_tree_put_bool(m, "seal-life", auth_admits(&u->grants, u->student,
	    WEB_SEAL_LIFE));
	es_tree_put_bool(m, "officer", auth_is_officer(&u->grants));
	es_tree_put_bool(m, "watch", auth_admits(&u->grants, u->student,
	    WEB_WATCH));
	es_tree_put_int(m, "unread", u->unread);
	es_tree_put_bool(m, "register", auth_admits(&u->grants, u->student,
	    WEB_REGISTER));
}

/* Nobody is signed in: the form's token is that of a cookie of its own. */
static int
before_sign_in(struct web_req *rq, unsigned char csrf[TOKEN],
    struct es_err *err)
{
	char	 hex[HEX + 1];

	if (from_hex(web_cookie(rq, PRE_COOKIE), csrf))
		return 0;
	if (strcmp(web_method(rq), "POST") == 0) {
		memset(csrf, 0, TOKEN);
		return 0;		/* compares with nothing */
	}
	if (crypt_random(csrf, TOKEN, err) < 0)
		return -1;
	to_hex(csrf, TOKEN, hex);
	web_set_cookie(rq, PRE_COOKIE, hex, 0);
	return 0;
}

static bool
form_is_ours(struct web_req *rq, const unsigned char csrf[TOKEN])
{
	static const unsigned char	 zero[TOKEN];
	unsigned char			 sent[TOKEN];

	return from_hex(web_csrf(rq), sent) &&
	    !crypt_equal(es_view(csrf, TOKEN), es_view(zero, TOKEN)) &&
	    crypt_equal(es_view(sent, TOKEN), es_view(csrf, TOKEN));
}

/*
 * To the sign-in page and back to this page afterwards.  An expired session
 * in the middle of a form comes back to the form, which is a GET of the same
 * path.
 */
static int
send_to_login(struct web_req *rq, struct es_err *err)
{
	struct es_view	 query = web_header(rq, "QUERY_STRING");
	struct es_buf	 to;
	int		 rc;

	es_buf_init(&to, ES_LIMIT_FORM_BODY);
	es_buf_add_str(&to, "/login?next=");
	web_escape_query(&to, es_view_str(web_path(rq)));
	if (query.n > 0 && strcmp(web_method(rq), "POST") != 0) {
		web_escape_query(&to, ES_LIT("?"));
		web_escape_query(&to, query);
	}
	rc = es_buf_cstr(&to) == NULL ? es_buf_ok(&to, "sign-in", err) :
	    web_redirect(rq, es_buf_cstr(&to), err);
	es_buf_clear(&to);
	return rc < 0 ? -1 : 1;
}

/* Their password was made by others: one page is open to them. */
static bool
must_choose(struct web_req *rq, const struct web_route *route,
    const struct auth_user *u)
{
	return !u->chosen && route->audience != WEB_PUBLIC &&
	    strcmp(web_path(rq), AUTH_PASSWORD_PAGE) != 0;
}

int
auth_guard(struct web_req *rq, const struct web_route *route,
    struct store *st, struct es_err *err)
{
	struct auth_user	*u = es_arena_get(web_arena(rq), sizeof(*u));
	unsigned char		 csrf[TOKEN] = { 0 };
	char			 hex[HEX + 1];
	bool			 post = strcmp(route->method, "POST") == 0;
	struct es_err		 e = ES_ERR_INIT;
	int			 in;

	if (u == NULL)
		return es_fail(err, ES_E_NOMEM, "guard: no memory");
	in = find_session(rq, st, u, csrf, &e);
	if (in < 0) {
		/* What everybody may see stays when the database is away. */
		if (route->audience != WEB_PUBLIC || post ||
		    e.code != ES_E_UPSTREAM)
			return es_err_pass(err, &e);
		log_err(&e, "event=no-session");
		in = 0;
	}
	if (in > 0) {
		web_set_user(rq, u);
		put_user(rq, u);
	} else if (before_sign_in(rq, csrf, err) < 0)
		return -1;
	to_hex(csrf, TOKEN, hex);
	es_tree_put_str(web_data(rq), "csrf", hex);
	if (route->audience != WEB_PUBLIC && in == 0)
		return send_to_login(rq, err);
	if (in > 0 && must_choose(rq, route, u))
		return web_redirect(rq, AUTH_PASSWORD_PAGE, err) < 0 ? -1 : 1;
	if (route->audience != WEB_PUBLIC && !auth_admits(&u->grants,
	    u->student, route->audience))
		return es_fail(err, ES_E_DENIED, "not a page for this role");
	if (post && !form_is_ours(rq, csrf))
		return es_fail(err, ES_E_DENIED, "the form's token is not "
		    "that of the session");
	return 0;
}

/* -- signing in -------------------------------------------------------- */
struct attempt {
	struct web_req		*rq;
	struct es_view		 account, address;
	int64_t			 now;
	bool			 good;
	int64_t			 account_id;
	unsigned char		 sum[CRYPT_SHA256_SIZE], csrf[TOKEN];
};

/* Throttle, session and audit row of one attempt. */
static int
record(struct store *st, void *arg, struct es_err *err)
{
	struct attempt		*t = arg;
	char			 account[AUTH_SUBJECT];
	struct store_val	 forgive;
	struct audit_entry	 e = {
		.chain = "login", .at = t->now, .actor = t->account,
		.address = t->address, .action = "sign-in",
		.result = t->good ? "ok" : "refused",
	};

	if (t->good) {
		struct store_val	 s[] = {
		    SV_BYTES(t->sum, sizeof(t->sum)), SV_INT(t->account_id),
		    SV_BYTES(t->csrf, TOKEN), SV_INT(t->now), SV_INT(t->now),
		    SV_INT(t->now + ES_LIMIT_SESSION_LIFE) };

		auth_subject_account(t->account, account);
		forgive = (struct store_val)SV_STR(account);
		if (store_exec(st, STORE_LOGIN_FORGIVE, &forgive, 1, NULL,
		    err) < 0 || store_exec(st, STORE_LOGIN_SESSION_NEW, s,
		    ES_COUNT(s), NULL, err) < 0)
			return -1;
	} else if (auth_failed(st, t->account, t->address, t->now, err) < 0)
		return -1;
	return audit_add(st, &e, err);
}

/*
 * An unknown account costs a password check too, so that the answer's time
 * does not tell which numbers exist.
 */
static int
check(struct store *st, struct attempt *t, struct es_view password,
    struct es_err *err)
{
	struct store_val	 arg = SV_TEXT(t->account);
	struct store_rows	 r;
	enum crypt_match	 match = CRYPT_MATCH_UNKNOWN;
	char			*stored;
	int			 rc;

	rc = store_query(st, STORE_LOGIN_ACCOUNT, &arg, 1, web_arena(t->rq),
	    &r, err);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		crypt_password_pretend(password);
		return 0;
	}
	stored = es_arena_str(web_arena(t->rq), store_view(&r, 0, 3));
	if (stored == NULL)
		return es_fail(err, ES_E_NOMEM, "sign-in: no memory");
	if (crypt_password_check(password, stored, &match, err) < 0)
		return -1;
	t->good = match == CRYPT_MATCH_YES && store_int(&r, 0, 4) == 0;
	t->account_id = store_int(&r, 0, 0);
	return 0;
}

/*
 * Whoever signs in sweeps a little: sessions that have ended, failures that
 * nobody counts any more.  What cannot be swept now is swept next time.
 */
static void
sweep(struct store *st, int64_t now)
{
	struct store_val	 ended = SV_INT(now);
	struct store_val	 old = SV_INT(now - FORGOTTEN);
	struct es_err		 e = ES_ERR_INIT;

	if (store_exec(st, STORE_LOGIN_SESSIONS_OLD, &ended, 1, NULL,
	    &e) < 0 || store_exec(st, STORE_LOGIN_FAILURES_OLD, &old, 1, NULL,
	    &e) < 0)
		log_err(&e, "event=not-swept");
}

int
auth_sign_in(struct web_req *rq, struct store *st, struct es_view account,
    struct es_view password, int64_t now, enum auth_outcome *out,
    int64_t *seconds, struct es_err *err)
{
	struct attempt	 t = { .rq = rq, .account = account,
			    .address = web_address(rq), .now = now };
	char		 hex[HEX + 1];
	unsigned char	 token[TOKEN];

	*out = AUTH_WRONG;
	if (auth_blocked(st, web_arena(rq), account, t.address, now, seconds,
	    err) < 0)
		return -1;
	if (*seconds > 0) {
		*out = AUTH_BLOCKED;
		return 0;
	}
	if (check(st, &t, password, err) < 0 ||
	    crypt_random(token, TOKEN, err) < 0 ||
	    crypt_random(t.csrf, TOKEN, err) < 0 ||
	    crypt_sha256(es_view(token, TOKEN), t.sum, err) < 0 ||
	    store_tx(st, record, &t, err) < 0)
		return -1;
	if (!t.good)
		return 0;
	sweep(st, now);
	to_hex(token, TOKEN, hex);
	web_set_cookie(rq, COOKIE, hex, 0);
	web_set_cookie(rq, PRE_COOKIE, "", -1);
	*out = AUTH_IN;
	return 0;
}

int
auth_session_sum(const struct web_req *rq, unsigned char *sum,
    struct es_err *err)
{
	unsigned char	 token[TOKEN];

	if (!from_hex(web_cookie(rq, COOKIE), token))
		return 0;
	return crypt_sha256(es_view(token, TOKEN), sum, err) < 0 ? -1 : 1;
}

int
auth_sign_out(struct web_req *rq, struct store *st, struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	int		 rc = auth_session_sum(rq, sum, err);

	web_set_cookie(rq, COOKIE, "", -1);
	if (rc <= 0)
		return rc;
	{
		struct store_val	 arg = SV_BYTES(sum, sizeof(sum));

		return store_exec(st, STORE_LOGIN_SESSION_END, &arg, 1, NULL,
		    err);
	}
}
