/*
 * svc/bulk/bulk.c - jobs of many documents: begun, looked at, steered; bulk.h.
 */
#include "svc/bulk/bulk.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/bulk/priv.h"
#include "svc/issue/priv.h"
#include "svc/type/types.h"

#define REFUSALS	100	/* that the page names; the report has all */
#define REPORT_STEP	1000

/* Columns of BULK_TYPES, and of BULK_LIST and BULK_ONE. */
enum { T_ID_, T_NAME_ZH, T_NAME_EN, T_OFF, T_LANGS, T_VER };
enum { J_ID, J_CREATED, J_BY, J_OFFICE, J_ZH, J_EN, J_LANG, J_PEOPLE,
    J_STATE, J_LEVEL, J_STATUS, J_SCHOOL, J_FROM, J_UNTIL };

void
svc_bulk_cohort(const struct svc_bulk *b, int64_t behind,
    struct store_val args[SVC_BULK_COHORT])
{
	const struct es_view	 v[] = { b->level, b->level, b->status,
	    b->status, b->school, b->school, b->school, b->from, b->from,
	    b->until, b->until };
	size_t			 i;

	args[0] = (struct store_val)SV_INT(behind);
	for (i = 0; i < ES_COUNT(v); i++)
		args[i + 1] = (struct store_val)SV_TEXT(v[i]);
}

/* By rule alone, and nothing to fill in. */
static int
fits(struct store *st, const struct svc_issue_conf *c,
    const struct store_rows *r, size_t i, bool *out, struct es_err *err)
{
	const struct type_def	*def;

	if (svc_type_def(c->types, st, store_view(r, i, T_ID_),
	    store_int(r, i, T_VER), &def, err) < 0)
		return -1;
	*out = type_is_plain(def);
	return 0;
}

int
svc_bulk_types(struct store *st, const struct svc_issue_conf *c,
    const char *lang, struct es_arena *a, struct es_tree *data,
    struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "types"), *m;
	struct store_rows	 r;
	bool			 good;
	size_t			 i;

	if (store_query(st, STORE_BULK_TYPES, NULL, 0, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		if (fits(st, c, &r, i, &good, err) < 0)
			return -1;
		if (!good)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_text(m, "code", store_view(&r, i, T_ID_));
		es_tree_put_text(m, "name", store_view(&r, i,
		    strcmp(lang, "en") == 0 ? T_NAME_EN : T_NAME_ZH));
		es_tree_put_text(m, "office", store_view(&r, i, T_OFF));
		es_tree_put_bool(m, "zh", es_view_lists(store_view(&r, i,
		    T_LANGS), ES_LIT("zh-CN")));
		es_tree_put_bool(m, "en", es_view_lists(store_view(&r, i,
		    T_LANGS), ES_LIT("en")));
	}
	return es_tree_ok(data, err);
}

int
svc_bulk_count(struct store *st, struct svc_bulk *b, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_val	 args[SVC_BULK_COHORT];
	struct store_rows	 r;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "bulk: no memory");
	svc_bulk_cohort(b, 0, args);
	rc = store_query(st, STORE_BULK_COUNT, args, SVC_BULK_COHORT, a, &r,
	    err);
	b->people = rc < 0 ? 0 : store_int(&r, 0, 0);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

/* -- beginning ----------------------------------------------------------- */
struct starting {
	struct svc_bulk	*b;
	struct es_view	 office;
	struct es_arena	*arena;
};

static int
audit(struct store *st, const struct svc_bulk *b, const char *action,
    int64_t id, struct es_view detail, struct es_err *err)
{
	char			 object[40];
	struct audit_entry	 e = {
		.chain = "request", .at = b->now, .actor = b->actor,
		.address = b->address, .action = action, .result = "ok",
		.detail = detail,
	};

	(void)snprintf(object, sizeof(object), "bulk %lld", (long long)id);
	e.object = es_view_str(object);
	return audit_add(st, &e, err);
}

static int
begin(struct store *st, void *arg, struct es_err *err)
{
	struct starting		*s = arg;
	struct svc_bulk		*b = s->b;
	struct store_val	 once[] = { SV_TEXT(b->actor),
				    SV_BYTES(b->crid, SVC_CRID) };
	struct store_val	 row[] = { SV_BYTES(b->crid, SVC_CRID),
				    SV_INT(b->now), SV_TEXT(b->actor),
				    SV_TEXT(s->office), SV_TEXT(b->type),
				    SV_TEXT(b->lang), SV_TEXT(b->level),
				    SV_TEXT(b->status), SV_TEXT(b->school),
				    SV_TEXT(b->from), SV_TEXT(b->until),
				    SV_INT(b->people) };
	struct store_rows	 r;
	int			 rc;

	es_arena_reset(s->arena);
	rc = store_query(st, STORE_BULK_BY_CRID, once, ES_COUNT(once),
	    s->arena, &r, err);
	if (rc > 0)
		b->id = store_int(&r, 0, 0);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (store_exec(st, STORE_BULK_ADD, row, ES_COUNT(row), NULL, err) < 0)
		return -1;
	b->id = (int64_t)store_last_id(st);
	return audit(st, b, "bulk.start", b->id, b->type, err);
}

/* The office's own, and in a language that there is. */
static int
check_type(struct store *st, const struct svc_issue_conf *c,
    struct es_view office, const struct svc_bulk *b, struct es_arena *a,
    struct es_err *err)
{
	struct es_tree		*data = es_tree_map(a);
	const struct es_tree	*t;

	if (svc_bulk_types(st, c, "en", a, data, err) < 0)
		return -1;
	for (t = es_tree_first(es_tree_get(data, "types")); t != NULL;
	    t = es_tree_next(t))
		if (es_view_eq(es_tree_text_at(t, "code"), b->type) &&
		    es_view_eq(es_tree_text_at(t, "office"), office) &&
		    es_tree_true(es_tree_get(t, es_view_eq_str(b->lang,
		    "en") ? "en" : "zh")))
			return 0;
	return es_fail(err, ES_E_NOTFOUND, "no such type of this office");
}

int
svc_bulk_start(struct store *st, const struct svc_issue_conf *c,
    struct es_view office, struct svc_bulk *b, struct es_err *err)
{
	struct starting	 s = { .b = b, .office = office };
	int		 rc = -1;

	if ((s.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "bulk: no memory");
	if (check_type(st, c, office, b, s.arena, err) == 0 &&
	    svc_bulk_count(st, b, err) == 0)
		rc = b->people > 0 ? store_tx(st, begin, &s, err) :
		    es_fail(err, ES_E_INPUT, "bulk: nobody is in it");
	es_arena_free(s.arena);
	return rc < 0 ? -1 : 0;
}

/* -- looking --------------------------------------------------------------- */
static void
put_job(const struct svc_issue_conf *c, const struct store_rows *r, size_t i,
    const char *lang, struct es_arena *a, struct es_tree *m)
{
	es_tree_put_int(m, "id", store_int(r, i, J_ID));
	es_tree_put_str(m, "created", svc_when(a, store_int(r, i, J_CREATED),
	    c->offset));
	es_tree_put_text(m, "by", store_view(r, i, J_BY));
	es_tree_put_text(m, "name", store_view(r, i,
	    strcmp(lang, "en") == 0 ? J_EN : J_ZH));
	es_tree_put_text(m, "lang", store_view(r, i, J_LANG));
	es_tree_put_int(m, "people", store_int(r, i, J_PEOPLE));
	es_tree_put_text(m, "state", store_view(r, i, J_STATE));
	es_tree_put_text(m, "office", store_view(r, i, J_OFFICE));
}

int
svc_bulk_list(struct store *st, const struct svc_issue_conf *c,
    struct es_view office, const char *lang, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "jobs");
	struct store_val	 arg = SV_TEXT(office);
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_BULK_LIST, &arg, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		put_job(c, &r, i, lang, a, es_tree_add_map(list));
	return es_tree_ok(data, err);
}

/* A sum comes as a decimal, a count as an integer. */
static int64_t
sum(const struct store_rows *r, size_t col)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 x;

	return store_view(r, 0, col).n > 0 && es_view_int(store_view(r, 0,
	    col), 0, INT64_MAX, &x, &e) == 0 ? x : store_int(r, 0, col);
}

static int
put_progress(struct store *st, int64_t id, const char *lang,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(id), SV_INT(REFUSALS) };
	struct es_tree		*list = es_tree_put_list(data, "refusals"),
				*m;
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_BULK_SUMS, args, 1, a, &r, err) < 0)
		return -1;
	es_tree_put_int(data, "asked", sum(&r, 0) - sum(&r, 1));
	es_tree_put_int(data, "refused", sum(&r, 1));
	es_tree_put_int(data, "sealed", sum(&r, 2));
	es_tree_put_int(data, "failed", sum(&r, 3));
	if (store_query(st, STORE_BULK_WAITING, args, 1, a, &r, err) < 0)
		return -1;
	es_tree_put_int(data, "waiting", r.n == 0 ? 0 : store_int(&r, 0, 1));
	es_tree_put_str(data, "why", r.n == 0 ? "" :
	    svc_why_waiting(store_view(&r, 0, 0)));
	if (store_query(st, STORE_BULK_REFUSED, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_text(m, "number", store_view(&r, i, 0));
		es_tree_put_text(m, "name", store_view(&r, i,
		    strcmp(lang, "en") == 0 ? 2 : 1));
		es_tree_put_text(m, "reason", store_view(&r, i, 3));
	}
	return es_tree_ok(data, err);
}

int
svc_bulk_one(struct store *st, const struct svc_issue_conf *c, int64_t id,
    const char *lang, struct es_arena *a, struct es_tree *data,
    struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_BULK_ONE, &arg, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no job "
		    "%lld", (long long)id);
	put_job(c, &r, 0, lang, a, data);
	es_tree_put_text(data, "level", store_view(&r, 0, J_LEVEL));
	es_tree_put_text(data, "status", store_view(&r, 0, J_STATUS));
	es_tree_put_text(data, "school", store_view(&r, 0, J_SCHOOL));
	es_tree_put_text(data, "from", store_view(&r, 0, J_FROM));
	es_tree_put_text(data, "until", store_view(&r, 0, J_UNTIL));
	return put_progress(st, id, lang, a, data, err);
}

int
svc_bulk_report(struct store *st, int64_t id,
    void (*cell)(struct es_buf *b, struct es_view v, bool last),
    struct es_buf *out, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 r = { 0, 0, NULL };
	int64_t			 behind = 0;
	size_t			 i, k;
	int			 rc = 0;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "bulk: no memory");
	do {
		struct store_val	 args[] = { SV_INT(id),
		    SV_INT(behind), SV_INT(REPORT_STEP) };

		es_arena_reset(a);
		rc = store_query(st, STORE_BULK_REPORT, args, ES_COUNT(args),
		    a, &r, err);
		for (i = 0; rc >= 0 && i < r.n; i++) {
			for (k = 1; k < r.cols; k++)
				cell(out, store_view(&r, i, k),
				    k + 1 == r.cols);
			behind = store_int(&r, i, 0);
		}
	} while (rc >= 0 && r.n == REPORT_STEP);
	es_arena_free(a);
	return rc < 0 ? -1 : es_buf_ok(out, "report", err);
}

/* -- steering -------------------------------------------------------------- */
struct steering {
	const struct svc_bulk	*who;
	int64_t			 id;
	const char		*from, *to, *action;
};

static int
steer(struct store *st, void *arg, struct es_err *err)
{
	struct steering		*s = arg;
	struct store_val	 args[] = { SV_STR(s->to), SV_INT(s->id),
				    SV_STR(s->from) };
	uint64_t		 n;

	if (store_exec(st, STORE_BULK_SET, args, ES_COUNT(args), &n, err) < 0)
		return -1;
	if (n == 0)
		return es_fail(err, ES_E_CONFLICT, "bulk: not %s", s->from);
	return audit(st, s->who, s->action, s->id, ES_VIEW_EMPTY, err);
}

int
svc_bulk_act(struct store *st, int64_t id, enum svc_bulk_act act,
    const struct svc_bulk *who, struct es_err *err)
{
	static const struct steering	 ways[] = {
		[SVC_BULK_NOTHING] = { NULL, 0, "", "", "" },
		[SVC_BULK_PAUSE] = { NULL, 0, "running", "paused",
		    "bulk.pause" },
		[SVC_BULK_RESUME] = { NULL, 0, "paused", "running",
		    "bulk.resume" },
		[SVC_BULK_STOP] = { NULL, 0, "paused", "stopped",
		    "bulk.stop" },
	};
	struct steering			 s;

	if ((int)act <= SVC_BULK_NOTHING || (size_t)act >= ES_COUNT(ways))
		return es_fail(err, ES_E_INPUT, "bulk: no such act");
	s = ways[act];
	s.who = who;
	s.id = id;
	return store_tx(st, steer, &s, err) < 0 ? -1 : 0;
}
