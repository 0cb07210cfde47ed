/* svc/share/share.c - a holder's share links; see share.h. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/random.h"
#include "crypt/text.h"
#include "svc/issue/priv.h"
#include "svc/share/priv.h"

#define LOG_ROWS	20	/* newest uses that the page shows */
#define DAY		86400

/* Columns of SHARE_LIST. */
enum { L_ID, L_TOKEN, L_NOTE, L_CODE, L_CREATED, L_EXPIRES, L_MAX, L_VIEWS,
    L_FAILURES, L_REVOKED };

const char *
svc_share_state_name(enum svc_share_state s)
{
	static const char *const	names[SVC_SHARE_STATE__MAX] = {
		[SVC_SHARE_UNKNOWN] = "unknown",
		[SVC_SHARE_OPEN] = "open",
		[SVC_SHARE_REVOKED] = "revoked",
		[SVC_SHARE_EXPIRED] = "expired",
		[SVC_SHARE_USED] = "used",
		[SVC_SHARE_LOCKED] = "locked",
		[SVC_SHARE_WITHDRAWN] = "withdrawn",
		[SVC_SHARE_WRONG_CODE] = "wrong-code",
	};

	return s < SVC_SHARE_STATE__MAX ? names[s] : "unknown";
}

enum svc_share_state
svc_share_state_of(const struct share_facts *f, int64_t now)
{
	if (f->revoked != 0)
		return SVC_SHARE_REVOKED;
	if (f->failures >= ES_LIMIT_SHARE_FAILURES)
		return SVC_SHARE_LOCKED;
	if (f->expires <= now)
		return SVC_SHARE_EXPIRED;
	if (f->max_views > 0 && f->views >= f->max_views)
		return SVC_SHARE_USED;
	return SVC_SHARE_OPEN;
}

/* -- making ------------------------------------------------------------ */
struct making {
	const struct svc_share	*s;
	struct es_arena		*arena;
	unsigned char		 token[SVC_SHARE_TOKEN];
	char			 code[SVC_SHARE_CODE + 1];
	int64_t			 id;	/* the link's */
};

/* Six digits, each as likely: a byte over the last whole ten is drawn anew. */
static int
draw_code(char code[SVC_SHARE_CODE + 1], struct es_err *err)
{
	unsigned char	 b;
	size_t		 i = 0;

	while (i < SVC_SHARE_CODE) {
		if (crypt_random(&b, 1, err) < 0)
			return -1;
		if (b < 250)
			code[i++] = (char)('0' + b % 10);
	}
	code[i] = '\0';
	return 0;
}

static int
audit(struct store *st, const struct svc_share *s, const char *action,
    struct es_view number, int64_t link, struct es_err *err)
{
	char			 detail[40];
	struct audit_entry	 e = {
		.chain = "request", .at = s->now, .actor = s->actor,
		.address = s->address, .action = action, .object = number,
		.result = "ok",
	};

	(void)snprintf(detail, sizeof(detail), "link %lld", (long long)link);
	e.detail = es_view_str(detail);
	return audit_add(st, &e, err);
}

/* The sealed document of this holder's request: 1, with *r. */
static int
their_document(struct store *st, int64_t person, int64_t request,
    struct es_arena *a, struct store_rows *r, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(request), SV_INT(person) };
	int			 rc;

	rc = store_query(st, STORE_SHARE_DOCUMENT, args, ES_COUNT(args), a, r,
	    err);
	return rc == 0 ? es_fail(err, ES_E_NOTFOUND, "no sealed document of "
	    "theirs") : rc;
}

static int
too_many(struct store *st, const struct svc_share *s, struct es_arena *a,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(s->request),
				    SV_INT(s->now) };
	struct store_rows	 r;

	if (store_query(st, STORE_SHARE_LOCK, args, 1, a, &r, err) < 0 ||
	    store_query(st, STORE_SHARE_OPEN_COUNT, args, ES_COUNT(args), a,
	    &r, err) < 0)
		return -1;
	if (store_int(&r, 0, 0) >= ES_LIMIT_SHARES)
		return es_fail(err, ES_E_LIMIT, "share: %d links are open",
		    ES_LIMIT_SHARES);
	return 0;
}

static int
make(struct store *st, void *arg, struct es_err *err)
{
	struct making		*m = arg;
	const struct svc_share	*s = m->s;
	struct store_val	 once[] = { SV_INT(s->person),
				    SV_BYTES(s->crid, SVC_CRID) };
	struct store_val	 row[] = { SV_BYTES(m->token, SVC_SHARE_TOKEN),
				    SV_INT(s->person),
				    SV_BYTES(s->crid, SVC_CRID),
				    SV_INT(s->request), SV_TEXT(s->note),
				    SV_STR(m->code), SV_INT(s->now),
				    SV_INT(s->now + s->days * DAY),
				    SV_INT(s->views) };
	struct store_rows	 d, r;
	int			 rc;

	es_arena_reset(m->arena);
	if (their_document(st, s->person, s->request, m->arena, &d, err) < 0)
		return -1;
	rc = store_query(st, STORE_SHARE_BY_CRID, once, ES_COUNT(once),
	    m->arena, &r, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;		/* sent before */
	if (too_many(st, s, m->arena, err) < 0 ||
	    store_exec(st, STORE_SHARE_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	return audit(st, s, "share.make", store_view(&d, 0, 3),
	    (int64_t)store_last_id(st), err);
}

int
svc_share_make(struct store *st, const struct svc_share *s,
    struct es_err *err)
{
	struct making	 m = { .s = s };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc;

	if (s->days < 1 || s->days > SVC_SHARE_DAYS || s->views < 0 ||
	    s->views > SVC_SHARE_VIEWS)
		return es_fail(err, ES_E_INPUT, "share: days or downloads out "
		    "of range");
	if (crypt_random(m.token, sizeof(m.token), err) < 0 ||
	    (s->with_code && draw_code(m.code, err) < 0))
		return -1;
	if ((m.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "share: no memory");
	rc = store_tx(st, make, &m, &e);
	/* Two windows sent one form: the other was faster. */
	if (rc < 0 && store_is_there(&e))
		rc = 0;
	if (rc < 0)
		es_err_pass(err, &e);
	es_arena_free(m.arena);
	return rc < 0 ? -1 : 0;
}

/* -- looking ----------------------------------------------------------- */
static int
put_log(struct store *st, const struct svc_issue_conf *c, int64_t link,
    struct es_arena *a, struct es_tree *m, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(link), SV_INT(LOG_ROWS) };
	struct es_tree		*log = es_tree_put_list(m, "log");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_SHARE_VIEWS, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*e = es_tree_add_map(log);

		es_tree_put_str(e, "when", svc_when(a, store_int(&r, i, 0),
		    c->offset));
		es_tree_put_text(e, "what", store_view(&r, i, 1));
		es_tree_put_text(e, "address", store_view(&r, i, 2));
	}
	return 0;
}

static int
put_link(struct store *st, const struct svc_issue_conf *c,
    const struct store_rows *r, size_t i, int64_t now, struct es_arena *a,
    struct es_tree *m, struct es_err *err)
{
	struct share_facts	 f = {
		.expires = store_int(r, i, L_EXPIRES),
		.max_views = store_int(r, i, L_MAX),
		.views = store_int(r, i, L_VIEWS),
		.failures = store_int(r, i, L_FAILURES),
		.revoked = store_int(r, i, L_REVOKED),
	};
	enum svc_share_state	 s = svc_share_state_of(&f, now);
	char			 hex[2 * SVC_SHARE_TOKEN + 1] = "";

	if (store_view(r, i, L_TOKEN).n == SVC_SHARE_TOKEN)
		crypt_hex(store_view(r, i, L_TOKEN), hex);
	es_tree_put_int(m, "id", store_int(r, i, L_ID));
	es_tree_put_str(m, "url", es_arena_printf(a, "%s/s/%s", c->base_url,
	    hex));
	es_tree_put_text(m, "note", store_view(r, i, L_NOTE));
	es_tree_put_text(m, "code", store_view(r, i, L_CODE));
	es_tree_put_str(m, "created", svc_when(a, store_int(r, i, L_CREATED),
	    c->offset));
	es_tree_put_str(m, "expires", svc_when(a, f.expires, c->offset));
	es_tree_put_int(m, "views", f.views);
	es_tree_put_int(m, "max_views", f.max_views);
	es_tree_put_bool(m, "open", s == SVC_SHARE_OPEN);
	es_tree_put_str(m, "state", svc_share_state_name(s));
	return put_log(st, c, store_int(r, i, L_ID), a, m, err);
}

int
svc_share_list(struct store *st, const struct svc_issue_conf *c,
    int64_t person, int64_t request, const char *lang, int64_t now,
    struct es_tree *data, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_val	 args[] = { SV_INT(request), SV_INT(person) };
	struct es_tree		*doc, *list;
	struct store_rows	 d, r;
	size_t			 i;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "shares: no memory");
	if (their_document(st, person, request, a, &d, err) < 0 ||
	    store_query(st, STORE_SHARE_LIST, args, ES_COUNT(args), a, &r,
	    err) < 0)
		goto out;
	doc = es_tree_put_map(data, "document");
	es_tree_put_text(doc, "name", store_view(&d, 0,
	    strcmp(lang, "en") == 0 ? 2 : 1));
	es_tree_put_text(doc, "number", store_view(&d, 0, 3));
	list = es_tree_put_list(data, "shares");
	for (i = 0; i < r.n; i++)
		if (put_link(st, c, &r, i, now, a, es_tree_add_map(list),
		    err) < 0)
			goto out;
	rc = es_tree_ok(data, err);
out:
	es_arena_free(a);
	return rc;
}

/* -- closing ----------------------------------------------------------- */
static int
close_link(struct store *st, void *arg, struct es_err *err)
{
	struct making		*m = arg;
	const struct svc_share	*s = m->s;
	struct store_val	 args[] = { SV_INT(s->now), SV_INT(m->id),
				    SV_INT(s->request), SV_INT(s->person) };
	struct store_rows	 d;
	uint64_t		 n;

	es_arena_reset(m->arena);
	if (their_document(st, s->person, s->request, m->arena, &d, err) < 0 ||
	    store_exec(st, STORE_SHARE_REVOKE, args, ES_COUNT(args), &n,
	    err) < 0)
		return -1;
	return n == 0 ? 0 : audit(st, s, "share.close", store_view(&d, 0, 3),
	    m->id, err);
}

int
svc_share_close(struct store *st, const struct svc_share *s, int64_t id,
    struct es_err *err)
{
	struct making	 m = { .s = s, .id = id };
	int		 rc;

	if ((m.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "share: no memory");
	rc = store_tx(st, close_link, &m, err);
	es_arena_free(m.arena);
	return rc < 0 ? -1 : 0;
}
