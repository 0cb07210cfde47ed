/* svc/audit/auditor.c - see auditor.h. */
#include "svc/audit/auditor.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/text.h"

#define LEDGER_PAGE	50
#define LEDGER_CHECKED	2000

static void
put_time(struct es_tree *m, const char *key, int64_t t, int offset)
{
	struct es_civil	 c;
	char		 s[40];

	es_time_civil(t, offset, &c);
	(void)snprintf(s, sizeof(s), "%04d-%02d-%02d %02d:%02d:%02d", c.year,
	    c.month, c.day, c.hour, c.minute, c.second);
	es_tree_put_str(m, key, s);
}

/* -- the log ------------------------------------------------------------- */
/* Columns of AUDITOR_FIND. */
enum { G_CHAIN, G_SEQ, G_AT, G_ACTOR, G_ADDRESS, G_ACTION, G_OBJECT, G_RESULT,
    G_DETAIL };

static void
put_row(const struct store_rows *r, size_t i, int offset, struct es_tree *m)
{
	put_time(m, "at", store_int(r, i, G_AT), offset);
	es_tree_put_text(m, "chain", store_view(r, i, G_CHAIN));
	es_tree_put_int(m, "seq", store_int(r, i, G_SEQ));
	es_tree_put_text(m, "actor", store_view(r, i, G_ACTOR));
	es_tree_put_text(m, "address", store_view(r, i, G_ADDRESS));
	es_tree_put_text(m, "action", store_view(r, i, G_ACTION));
	es_tree_put_text(m, "object", store_view(r, i, G_OBJECT));
	es_tree_put_text(m, "result", store_view(r, i, G_RESULT));
	es_tree_put_bool(m, "good", es_view_eq_str(store_view(r, i, G_RESULT),
	    "ok"));
	es_tree_put_text(m, "detail", store_view(r, i, G_DETAIL));
}

/* The beginning of an action, for LIKE: none of its signs in it. */
static const char *
beginning(struct es_view v, struct es_arena *a)
{
	char	*s = es_arena_printf(a, "%.*s%%", (int)v.n, v.p == NULL ? "" :
		    (const char *)v.p);
	char	*p;

	if (s == NULL)
		return "";
	for (p = s; p[0] != '\0' && p[1] != '\0'; p++)
		if (*p == '%' || *p == '\\')
			*p = ' ';	/* no action has a blank */
	return s;
}

int
svc_audit_find(struct store *st, const struct svc_audit_ask *ask,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	bool			 first = ask->behind_at == 0;
	int64_t			 at = first ? INT64_MAX : ask->behind_at;
	const char		*like = beginning(ask->action, a);
	struct store_val	 args[14];
	struct store_val	 rest[] = { SV_INT(ask->from),
				    SV_INT(ask->until), SV_INT(at),
				    SV_INT(at), SV_TEXT(ask->behind_chain),
				    SV_TEXT(ask->behind_chain),
				    SV_INT(ask->behind_seq),
				    SV_TEXT(ask->action), SV_STR(like),
				    SV_TEXT(ask->result),
				    SV_TEXT(ask->result),
				    SV_INT(ask->most + 1) };
	struct es_tree		*list = es_tree_put_list(data, "rows"), *m;
	enum store_stmt		 how = STORE_AUDITOR_FIND;
	struct store_rows	 r;
	size_t			 i, n = 0;

	if (ask->actor.n > 0) {
		args[n++] = (struct store_val)SV_TEXT(ask->actor);
		how = STORE_AUDITOR_FIND_ACTOR;
	}
	if (ask->object.n > 0) {
		args[n++] = (struct store_val)SV_TEXT(ask->object);
		how = n == 2 ? STORE_AUDITOR_FIND_BOTH :
		    STORE_AUDITOR_FIND_OBJECT;
	}
	memcpy(args + n, rest, sizeof(rest));
	if (store_query(st, how, args, n + ES_COUNT(rest), a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < ask->most; i++)
		put_row(&r, i, ask->offset, es_tree_add_map(list));
	if (r.n > ask->most) {
		m = es_tree_put_map(data, "last");
		es_tree_put_int(m, "at", store_int(&r, i - 1, G_AT));
		es_tree_put_text(m, "chain", store_view(&r, i - 1, G_CHAIN));
		es_tree_put_int(m, "seq", store_int(&r, i - 1, G_SEQ));
	}
	return es_tree_ok(data, err);
}

static int
add_row(struct store *st, void *arg, struct es_err *err)
{
	return audit_add(st, arg, err);
}

int
svc_audit_exported(struct store *st, struct es_view actor,
    struct es_view address, struct es_view what, int64_t rows, int64_t now,
    struct es_err *err)
{
	char			 object[40];
	struct audit_entry	 e = { .chain = "admin", .at = now,
				    .actor = actor, .address = address,
				    .action = "audit.export",
				    .result = "ok",
				    .detail = es_view_sub(what, 0, 300) };

	(void)snprintf(object, sizeof(object), "%lld rows", (long long)rows);
	e.object = es_view_str(object);
	return store_tx(st, add_row, &e, err);
}

/* -- ledgers ------------------------------------------------------------- */
int
svc_audit_seals(struct store *st, bool en,
    const char *(*say)(void *arg, const char *key), void *arg,
    struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "seals"), *m;
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;
	size_t			 i;
	char			 path[60], word[40];
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "auditor: no memory");
	rc = store_query(st, STORE_AUDITOR_SEALS, NULL, 0, a, &r, err);
	for (i = 0; rc >= 0 && i < r.n; i++) {
		m = es_tree_add_map(list);
		(void)snprintf(path, sizeof(path), "/admin/ledger/%lld",
		    (long long)store_int(&r, i, 0));
		es_tree_put_str(m, "href", path);
		es_tree_put_text(m, "number", store_view(&r, i, 1));
		es_tree_put_text(m, "name", store_view(&r, i, en ? 3 : 2));
		(void)snprintf(word, sizeof(word), "life.state-%.*s",
		    (int)store_view(&r, i, 4).n,
		    (const char *)store_view(&r, i, 4).p);
		es_tree_put_str(m, "word", say(arg, word));
		es_tree_put_int(m, "entries", store_int(&r, i, 5));
	}
	es_arena_free(a);
	return rc < 0 ? -1 : es_tree_ok(data, err);
}

/* Columns of AUDITOR_LEDGER. */
enum { L_SEQ, L_KIND, L_AT, L_REQUEST, L_INTENT, L_DIGEST, L_AUTH, L_KEY,
    L_DETAIL };

static void
put_entry(const struct store_rows *r, size_t i, int offset,
    struct es_arena *a, struct es_tree *m)
{
	struct es_view	 digest = es_view_sub(store_view(r, i, L_DIGEST), 0,
			    32);
	int64_t		 request = store_int(r, i, L_REQUEST);
	char		 hex[65];

	es_tree_put_int(m, "seq", store_int(r, i, L_SEQ));
	es_tree_put_text(m, "kind", store_view(r, i, L_KIND));
	put_time(m, "at", store_int(r, i, L_AT), offset);
	if (request > 0 && (uint64_t)request < AUDIT_RECEIPT) {
		es_tree_put_int(m, "request", request);
		es_tree_put_str(m, "flow", es_arena_printf(a,
		    "/admin/flow/%lld", (long long)request));
	}
	if (store_int(r, i, L_INTENT) != 0)
		es_tree_put_int(m, "intent", store_int(r, i, L_INTENT));
	if (digest.n > 0) {
		crypt_hex(digest, hex);
		es_tree_put_str(m, "digest", hex);
	}
	es_tree_put_text(m, "key", store_view(r, i, L_KEY));
	es_tree_put_text(m, "detail", store_view(r, i, L_DETAIL));
}

/* Name of the seal; ES_E_NOTFOUND: there is none. */
static int
find_seal(struct store *st, int64_t seal, bool en, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_AUDITOR_SEALS, NULL, 0, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		if (store_int(&r, i, 0) == seal) {
			es_tree_put_text(data, "name", store_view(&r, i, en ?
			    3 : 2));
			es_tree_put_text(data, "number", store_view(&r, i,
			    1));
			return 0;
		}
	return es_fail(err, ES_E_NOTFOUND, "no seal %lld", (long long)seal);
}

int
svc_audit_ledger(struct store *st, int64_t seal, int64_t before, bool en,
    int offset, struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(seal), SV_INT(before == 0 ?
				    INT64_MAX : before),
				    SV_INT(LEDGER_PAGE + 1) };
	struct es_tree		*list = es_tree_put_list(data, "rows");
	struct audit_finding	 f;
	struct store_rows	 r;
	size_t			 i;

	if (find_seal(st, seal, en, a, data, err) < 0 ||
	    audit_verify_ledger(st, (uint64_t)seal, LEDGER_CHECKED, &f,
	    err) < 0 || store_query(st, STORE_AUDITOR_LEDGER, args,
	    ES_COUNT(args), a, &r, err) < 0)
		return -1;
	es_tree_put_bool(data, "intact", f.flaw == AUDIT_INTACT);
	es_tree_put_int(data, "entries", (int64_t)f.entries);
	if (f.flaw != AUDIT_INTACT)
		es_tree_put_str(data, "flaw", es_arena_printf(a, "%s, %llu",
		    audit_flaw_name(f.flaw), (unsigned long long)f.seq));
	for (i = 0; i < r.n && i < LEDGER_PAGE; i++)
		put_entry(&r, i, offset, a, es_tree_add_map(list));
	if (r.n > LEDGER_PAGE)
		es_tree_put_str(data, "older", es_arena_printf(a,
		    "/admin/ledger/%lld?before=%lld", (long long)seal,
		    (long long)store_int(&r, LEDGER_PAGE - 1, L_SEQ)));
	return es_tree_ok(data, err);
}

int
svc_audit_flow(struct store *st, int64_t request, int offset,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 id = SV_INT(request);
	struct es_tree		*list = es_tree_put_list(data, "events"), *m;
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_AUDITOR_FLOW, &id, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_int(m, "seq", store_int(&r, i, 0));
		put_time(m, "at", store_int(&r, i, 1), offset);
		es_tree_put_text(m, "actor", store_view(&r, i, 2));
		es_tree_put_text(m, "kind", store_view(&r, i, 3));
		if (store_int(&r, i, 4) >= 0)
			es_tree_put_int(m, "step", store_int(&r, i, 4) + 1);
		es_tree_put_text(m, "hash", store_view(&r, i, 5));
	}
	return es_tree_ok(data, err);
}
