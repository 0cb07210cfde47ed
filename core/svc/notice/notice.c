/* svc/notice/notice.c - see notice.h. */
#include "svc/notice/notice.h"

#include "base/buf.h"
#include "base/limits.h"
#include "svc/issue/priv.h"
#include "svc/verify/words.h"

#define PAGE	30
#define DAY	86400

const char *const	svc_notice_kinds[SVC_NOTICE_KINDS] = { "issued",
    "returned", "rejected", "opened", "todo", "overdue", "certificate",
    "alarm", "password" };

/* -- written with what happened ------------------------------------------- */
static int
inside(struct store *st, struct es_err *err)
{
	return store_in_tx(st) ? 0 : es_fail(err, ES_E_BUG, "notice: outside "
	    "a transaction");
}

int
svc_notice_holders(struct store *st, const char *kind, int64_t now,
    const struct store_val *requests, size_t n, struct es_err *err)
{
	struct store_val	 what[] = { SV_INT(now), SV_STR(kind) };

	if (inside(st, err) < 0)
		return -1;
	return store_exec_in(st, STORE_NOTICE_HOLDERS, what, ES_COUNT(what),
	    requests, n, err);
}

int
svc_notice_opened(struct store *st, int64_t document, int64_t now,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(now), SV_INT(document) };

	if (inside(st, err) < 0)
		return -1;
	return store_exec(st, STORE_NOTICE_OPENED, args, ES_COUNT(args),
	    NULL, err);
}

int
svc_notice_certificates(struct store *st, int64_t now, struct es_err *err)
{
	static const int64_t	 terms[] = { 7 * DAY, 30 * DAY, 90 * DAY };
	size_t			 i;

	if (inside(st, err) < 0)
		return -1;
	/* The shortest first: it makes the longer ones superfluous. */
	for (i = 0; i < ES_COUNT(terms); i++) {
		struct store_val	 args[] = { SV_INT(now), SV_INT(now),
		    SV_INT(now + terms[i]), SV_INT(terms[i]) };

		if (store_exec(st, STORE_NOTICE_CERTIFICATES, args,
		    ES_COUNT(args), NULL, err) < 0)
			return -1;
	}
	return 0;
}

int
svc_notice_alarm(struct store *st, uint64_t run, int64_t now,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(now), SV_INT(run),
				    SV_INT(run), SV_INT(now), SV_INT(now) };

	if (inside(st, err) < 0)
		return -1;
	return store_exec(st, STORE_NOTICE_ALARM, args, ES_COUNT(args), NULL,
	    err);
}

/* -- read ------------------------------------------------------------------ */
int
svc_notice_list(struct store *st, int64_t account, int64_t before,
    const char *lang, int offset, struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(account),
				    SV_INT(before > 0 ? before : INT64_MAX),
				    SV_INT(PAGE + 1) };
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_tree		*list = es_tree_put_list(data, "notices");
	size_t			 what = svc_lang_of(es_view_str(lang)) ==
				    SVC_EN ? 4 : 3;
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "notices: no memory");
	rc = store_query(st, STORE_NOTICE_LIST, args, ES_COUNT(args), a, &r,
	    err);
	for (i = 0; rc >= 0 && i < r.n && i < PAGE; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_str(m, "action", es_arena_printf(a,
		    "/notices/%lld", (long long)store_int(&r, i, 0)));
		es_tree_put_str(m, "when", svc_when(a, store_int(&r, i, 1),
		    offset));
		es_tree_put_text(m, "kind", store_view(&r, i, 2));
		es_tree_put_text(m, "what", store_view(&r, i, what));
		es_tree_put_text(m, "number", store_view(&r, i, 5));
		es_tree_put_bool(m, "unread", store_int(&r, i, 6) == 0);
	}
	if (rc > 0)
		es_tree_put_int(data, "newest", store_int(&r, 0, 0));
	if (rc > 0 && r.n > PAGE)
		es_tree_put_str(data, "older", es_arena_printf(a,
		    "/notices?before=%lld", (long long)store_int(&r, PAGE - 1,
		    0)));
	es_arena_free(a);
	return rc < 0 ? -1 : es_tree_ok(data, err);
}

int
svc_notice_open(struct store *st, int64_t account, int64_t id, int64_t now,
    struct es_arena *a, const char **path, struct es_err *err)
{
	struct store_val	 key[] = { SV_INT(id), SV_INT(account) };
	struct store_val	 args[] = { SV_INT(now), SV_INT(id),
				    SV_INT(account) };
	struct store_rows	 r;
	int			 rc;

	*path = NULL;
	if ((rc = store_query(st, STORE_NOTICE_PATH, key, 2, a, &r,
	    err)) <= 0)
		return rc;
	if ((*path = es_arena_str(a, store_view(&r, 0, 0))) == NULL)
		return es_fail(err, ES_E_NOMEM, "notices: no memory");
	return store_exec(st, STORE_NOTICE_SEEN, args, ES_COUNT(args), NULL,
	    err) < 0 ? -1 : 1;
}

int
svc_notice_read_all(struct store *st, int64_t account, int64_t id,
    int64_t now, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(now), SV_INT(account),
				    SV_INT(id) };

	return store_exec(st, STORE_NOTICE_SEEN_ALL, args, ES_COUNT(args),
	    NULL, err);
}

/* -- choices --------------------------------------------------------------- */
/* "a,b" has it. */
static bool
listed(struct es_view list, const char *kind)
{
	size_t	 at, end;

	for (at = 0; at < list.n; at = end + 1) {
		if ((end = es_view_find(list, ES_LIT(","), at)) == SIZE_MAX)
			end = list.n;
		if (es_view_eq_str(es_view_sub(list, at, end - at), kind))
			return true;
	}
	return false;
}

int
svc_notice_choice(struct store *st, int64_t account, struct es_tree *data,
    struct es_err *err)
{
	struct store_val	 key = SV_INT(account);
	struct es_arena		*a = es_arena_new(ES_LIMIT_AUDIT_ENTRY);
	struct es_tree		*m = es_tree_put_map(data, "mail");
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "notices: no memory");
	rc = store_query(st, STORE_NOTICE_CHOICE, &key, 1, a, &r, err);
	if (rc == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "no account %lld",
		    (long long)account);
	for (i = 0; rc > 0 && i < SVC_NOTICE_CHOICES; i++)
		es_tree_put_bool(m, svc_notice_kinds[i], !listed(
		    store_view(&r, 0, 1), svc_notice_kinds[i]));
	if (rc > 0) {
		es_tree_put_text(data, "mail_lang", store_view(&r, 0, 0));
		es_tree_put_text(data, "email", store_view(&r, 0, 2));
	}
	es_arena_free(a);
	return rc < 0 ? -1 : es_tree_ok(data, err);
}

int
svc_notice_choose(struct store *st, int64_t account, const char *lang,
    const bool *wanted, struct es_err *err)
{
	struct es_buf	 quiet;
	size_t		 i;
	int		 rc;

	es_buf_init(&quiet, 120);
	for (i = 0; i < SVC_NOTICE_CHOICES; i++) {
		if (wanted[i])
			continue;
		if (quiet.n > 0)
			es_buf_add_ch(&quiet, ',');
		es_buf_add_str(&quiet, svc_notice_kinds[i]);
	}
	if ((rc = es_buf_ok(&quiet, "notices", err)) == 0) {
		struct store_val	 args[] = { SV_INT(account),
		    SV_STR(lang), SV_TEXT(es_buf_view(&quiet)) };

		rc = store_exec(st, STORE_NOTICE_CHOOSE, args,
		    ES_COUNT(args), NULL, err);
	}
	es_buf_clear(&quiet);
	return rc;
}
