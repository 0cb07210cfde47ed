/* svc/issue/documents.c - a holder's requests and files; see issue.h. */
#include "base/limits.h"
#include "base/time.h"
#include "svc/issue/code.h"
#include "svc/issue/priv.h"

/* Columns of ISSUE_ONE. */
enum { R_ID, R_TYPE, R_ZH, R_EN, R_LANG, R_NUMBER, R_CODE, R_STATE, R_CREATED,
    R_JOB, R_REASON, R_DOC, R_ISSUED, R_SIZE, R_PAGES, R_DSTATE, R_DECIDED };

const char *
svc_when(struct es_arena *a, int64_t t, int offset)
{
	struct es_civil	 c;
	char		*s;

	es_time_civil(t, offset, &c);
	s = es_arena_printf(a, "%04d-%02d-%02d %02d:%02d", c.year, c.month,
	    c.day, c.hour, c.minute);
	return s == NULL ? "" : s;
}

int
svc_documents(struct store *st, const struct svc_issue_conf *c,
    int64_t person, const char *lang, struct es_tree *data,
    struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_val	 id = SV_INT(person);
	struct es_tree		*list = es_tree_put_list(data, "documents");
	struct store_rows	 r;
	bool			 en = strcmp(lang, "en") == 0;
	size_t			 i;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "documents: no memory");
	if (store_query(st, STORE_ISSUE_LIST, &id, 1, a, &r, err) < 0)
		goto out;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_int(m, "id", store_int(&r, i, 0));
		es_tree_put_text(m, "name", store_view(&r, i, en ? 3 : 2));
		es_tree_put_text(m, "lang", store_view(&r, i, 4));
		es_tree_put_text(m, "number", store_view(&r, i, 5));
		es_tree_put_text(m, "state", store_view(&r, i, 6));
		es_tree_put_str(m, "when", svc_when(a, store_int(&r, i, 7),
		    c->offset));
	}
	rc = es_tree_ok(data, err);
out:
	es_arena_free(a);
	return rc;
}

const char *
svc_why_waiting(struct es_view reason)
{
	static const struct { const char *reason, *why; } words[] = {
		{ "refused seal_not_active", "paused" },
		{ "refused seal_out_of_date", "period" },
		{ "refused seal_replaced", "replaced" },
		{ "refused no_authorisation", "authorisation" },
		{ "refused out_of_hours", "hours" },
		{ "refused over_quota", "quota" },
		{ "refused cert_not_valid", "certificate" },
		{ "refused no_key", "certificate" },
		{ "refused key_away", "key" },
		{ "refused not_eligible", "eligible" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(words); i++)
		if (es_view_eq_str(reason, words[i].reason))
			return words[i].why;
	return reason.n == 0 ? "" : "busy";
}

static void
put_step(struct es_tree *line, const char *what, const char *when)
{
	struct es_tree	*m = es_tree_add_map(line);

	es_tree_put_str(m, "what", what);
	es_tree_put_str(m, "when", when);
}

int
svc_document(struct store *st, const struct svc_issue_conf *c, int64_t person,
    int64_t request, const char *lang, struct es_tree *data,
    struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_val	 args[] = { SV_INT(request), SV_INT(person) };
	struct store_rows	 r;
	struct es_tree		*line;
	char			 code[SVC_CODE_LEN + 1] = "";
	char			 text[SVC_CODE_TEXT + 1] = "";
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "document: no memory");
	rc = store_query(st, STORE_ISSUE_ONE, args, ES_COUNT(args), a, &r,
	    err);
	if (rc == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "no request %lld of theirs",
		    (long long)request);
	if (rc < 0)
		goto out;
	if (store_view(&r, 0, R_CODE).n == SVC_CODE_LEN) {
		memcpy(code, store_view(&r, 0, R_CODE).p, SVC_CODE_LEN);
		svc_code_text(code, text);
	}
	es_tree_put_text(data, "name", store_view(&r, 0,
	    strcmp(lang, "en") == 0 ? R_EN : R_ZH));
	es_tree_put_text(data, "number", store_view(&r, 0, R_NUMBER));
	es_tree_put_str(data, "code", text);
	es_tree_put_text(data, "state", store_view(&r, 0, R_STATE));
	es_tree_put_text(data, "reason", store_view(&r, 0, R_REASON));
	es_tree_put_str(data, "why", svc_why_waiting(store_view(&r, 0,
	    R_REASON)));
	es_tree_put_str(data, "url", es_arena_printf(a, "%s/v/%s",
	    c->base_url, code));
	line = es_tree_put_list(data, "line");
	put_step(line, "requested", svc_when(a, store_int(&r, 0, R_CREATED),
	    c->offset));
	if (store_int(&r, 0, R_DECIDED) > 0)
		put_step(line, "approved", svc_when(a, store_int(&r, 0,
		    R_DECIDED), c->offset));
	if (store_int(&r, 0, R_DOC) > 0) {
		const char	*when = svc_when(a, store_int(&r, 0, R_ISSUED),
				    c->offset);

		put_step(line, "sealed", when);
		es_tree_put_str(data, "issued", when);
		es_tree_put_int(data, "size", (store_int(&r, 0, R_SIZE) +
		    1023) / 1024);
		es_tree_put_int(data, "pages", store_int(&r, 0, R_PAGES));
	} else if (store_view(&r, 0, R_REASON).n > 0)
		put_step(line, "waiting", "");
	rc = es_tree_ok(data, err);
out:
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

int
svc_document_file(struct store *st, int64_t person, int64_t request,
    struct es_arena *a, struct es_view *bytes, const char **name,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(request), SV_INT(person) };
	struct store_rows	 r;
	int			 rc;

	*bytes = ES_VIEW_EMPTY;
	*name = NULL;
	rc = store_query(st, STORE_ISSUE_FILE, args, ES_COUNT(args), a, &r,
	    err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no file of theirs");
	if (rc < 0)
		return -1;
	*bytes = store_view(&r, 0, 1);
	*name = es_arena_printf(a, "%.*s.pdf", (int)store_view(&r, 0, 0).n,
	    (const char *)store_view(&r, 0, 0).p);
	return *name == NULL ? es_fail(err, ES_E_NOMEM, "file: no memory") : 0;
}
