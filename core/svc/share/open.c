/* svc/share/open.c - whoever has a share link; see share.h. */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/notice/notice.h"
#include "svc/issue/code.h"
#include "svc/issue/priv.h"
#include "svc/share/priv.h"

/* Columns of SHARE_BY_TOKEN. */
enum { S_ID, S_CODE, S_EXPIRES, S_MAX, S_VIEWS, S_FAILURES, S_REVOKED,
    S_PERSON, S_DOC, S_NUMBER, S_STATE, S_ISSUED, S_UNTIL, S_SIZE, S_PAGES,
    S_LANG, S_ZH, S_EN, S_OFFICE_ZH, S_OFFICE_EN, S_VCODE };

/* The link of an address: 1 and *r, 0 there is none. */
static int
find(struct store *st, struct es_view text, struct es_arena *a,
    struct store_rows *r, struct es_err *err)
{
	unsigned char		 token[SVC_SHARE_TOKEN];
	struct store_val	 arg = SV_BYTES(token, sizeof(token));
	struct es_err		 e = ES_ERR_INIT;

	memset(r, 0, sizeof(*r));
	if (text.n != 2 * SVC_SHARE_TOKEN ||
	    crypt_hex_decode(text, token, sizeof(token), &e) < 0)
		return 0;
	return store_query(st, STORE_SHARE_BY_TOKEN, &arg, 1, a, r, err);
}

static enum svc_share_state
state_of(const struct store_rows *r, int64_t now)
{
	struct share_facts	 f = {
		.expires = store_int(r, 0, S_EXPIRES),
		.max_views = store_int(r, 0, S_MAX),
		.views = store_int(r, 0, S_VIEWS),
		.failures = store_int(r, 0, S_FAILURES),
		.revoked = store_int(r, 0, S_REVOKED),
	};
	enum svc_share_state	 s = svc_share_state_of(&f, now);
	struct es_view		 doc = store_view(r, 0, S_STATE);

	if (s == SVC_SHARE_OPEN && !es_view_eq_str(doc, "valid") &&
	    !es_view_eq_str(doc, "superseded"))
		return SVC_SHARE_WITHDRAWN;
	return s;
}

static void
put_document(const struct svc_issue_conf *c, const struct svc_share_visit *v,
    const struct store_rows *r, struct es_arena *a, struct es_tree *data)
{
	bool		 en = strcmp(v->lang, "en") == 0;
	int64_t		 until = store_int(r, 0, S_UNTIL);
	struct es_view	 code = store_view(r, 0, S_VCODE);

	es_tree_put_text(data, "name", store_view(r, 0, en ? S_EN : S_ZH));
	es_tree_put_text(data, "number", store_view(r, 0, S_NUMBER));
	es_tree_put_text(data, "office", store_view(r, 0,
	    en ? S_OFFICE_EN : S_OFFICE_ZH));
	es_tree_put_str(data, "issued", svc_when(a, store_int(r, 0, S_ISSUED),
	    c->offset));
	es_tree_put_int(data, "size", (store_int(r, 0, S_SIZE) + 1023) / 1024);
	es_tree_put_int(data, "pages", store_int(r, 0, S_PAGES));
	es_tree_put_bool(data, "asks_code", store_view(r, 0, S_CODE).n > 0);
	es_tree_put_bool(data, "superseded", es_view_eq_str(store_view(r, 0,
	    S_STATE), "superseded"));
	es_tree_put_bool(data, "expired", until > 0 && until < v->now);
	es_tree_put_str(data, "verify", es_arena_printf(a, "/v/%.*s",
	    (int)code.n, (const char *)code.p));
}

int
svc_share_look(struct store *st, const struct svc_issue_conf *c,
    const struct svc_share_visit *v, struct es_tree *data,
    enum svc_share_state *state, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 r;
	int			 rc;

	*state = SVC_SHARE_UNKNOWN;
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "share: no memory");
	rc = find(st, v->token, a, &r, err);
	if (rc > 0 && (*state = state_of(&r, v->now)) == SVC_SHARE_OPEN)
		put_document(c, v, &r, a, data);
	es_tree_put_str(data, "state", svc_share_state_name(*state));
	if (rc >= 0)
		rc = es_tree_ok(data, err);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

/* -- the download ------------------------------------------------------ */
struct visit {
	const struct svc_share_visit	*v;
	struct es_arena			*arena;
	enum svc_share_state		 state;
	int64_t				 document;
	struct es_view			 number;
};

static bool
code_fits(const struct store_rows *r, struct es_view typed)
{
	struct es_view	 want = store_view(r, 0, S_CODE);

	return want.n == 0 || (typed.n == want.n && crypt_equal(want, typed));
}

static int
note_down(struct store *st, struct visit *x, const struct store_rows *r,
    struct es_err *err)
{
	bool			 good = x->state == SVC_SHARE_OPEN;
	struct store_val	 id = SV_INT(store_int(r, 0, S_ID));
	struct store_val	 row[] = { id, SV_INT(x->v->now),
				    SV_STR(good ? "downloaded" : "wrong-code"),
				    SV_TEXT(x->v->address) };
	char			 detail[40];
	struct audit_entry	 e = {
		.chain = "request", .at = x->v->now,
		.address = x->v->address, .action = "share.open",
		.object = x->number, .result = good ? "ok" : "refused",
	};

	(void)snprintf(detail, sizeof(detail), "link %lld",
	    (long long)store_int(r, 0, S_ID));
	e.detail = es_view_str(detail);
	if (store_exec(st, good ? STORE_SHARE_COUNT_VIEW :
	    STORE_SHARE_COUNT_FAILURE, &id, 1, NULL, err) < 0 ||
	    store_exec(st, STORE_SHARE_VIEW_ADD, row, ES_COUNT(row), NULL,
	    err) < 0 || (good && svc_notice_opened(st, x->document,
	    x->v->now, err) < 0))
		return -1;
	return audit_add(st, &e, err);
}

/* Lock the link first: two downloads at once are counted as two. */
static int
fetch(struct store *st, void *arg, struct es_err *err)
{
	struct visit		*x = arg;
	unsigned char		 token[SVC_SHARE_TOKEN];
	struct store_val	 key = SV_BYTES(token, sizeof(token));
	struct store_rows	 r;
	int			 rc;

	x->state = SVC_SHARE_UNKNOWN;
	if (x->v->token.n != 2 * SVC_SHARE_TOKEN ||
	    crypt_hex_decode(x->v->token, token, sizeof(token), err) < 0) {
		es_err_clear(err);
		return 0;
	}
	if (store_query(st, STORE_SHARE_BY_TOKEN_LOCK, &key, 1, x->arena, &r,
	    err) < 0 ||
	    (rc = find(st, x->v->token, x->arena, &r, err)) < 0)
		return -1;
	if (rc == 0 ||
	    (x->state = state_of(&r, x->v->now)) != SVC_SHARE_OPEN)
		return 0;
	if (!code_fits(&r, x->v->code))
		x->state = SVC_SHARE_WRONG_CODE;
	x->document = store_int(&r, 0, S_DOC);
	x->number = store_view(&r, 0, S_NUMBER);
	return note_down(st, x, &r, err);
}

int
svc_share_fetch(struct store *st, const struct svc_share_visit *v,
    struct es_arena *a, enum svc_share_state *state, struct es_view *bytes,
    const char **name, struct es_err *err)
{
	struct visit		 x = { .v = v, .arena = a };
	struct store_val	 id;
	struct store_rows	 r;
	int			 rc;

	*state = SVC_SHARE_UNKNOWN;
	*bytes = ES_VIEW_EMPTY;
	*name = NULL;
	if (store_tx(st, fetch, &x, err) < 0)
		return -1;
	*state = x.state;
	if (x.state != SVC_SHARE_OPEN)
		return 0;
	id = (struct store_val)SV_INT(x.document);
	rc = store_query(st, STORE_SHARE_FILE, &id, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "document "
		    "%lld has no file", (long long)x.document);
	*bytes = store_view(&r, 0, 0);
	*name = es_arena_printf(a, "%.*s.pdf", (int)x.number.n,
	    (const char *)x.number.p);
	return *name == NULL ? es_fail(err, ES_E_NOMEM, "share: no memory") :
	    0;
}
