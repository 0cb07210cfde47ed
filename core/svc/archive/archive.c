/* svc/archive/archive.c - see archive.h. */
#include "svc/archive/archive.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/text.h"
#include "svc/archive/priv.h"
#include "svc/issue/priv.h"

/* Columns of ARCHIVE_ALL and its like; of ARCHIVE_ONE; of ARCHIVE_RULES. */
enum { R_ID, R_NUMBER, R_ZH, R_EN, R_OFFICE, R_FILED, R_PASSED, R_CHECKED,
    R_DISPOSED, R_SIZE };
enum { O_NUMBER, O_ZH, O_EN, O_OFFICE, O_FILED, O_SIZE, O_SHA, O_MANIFEST,
    O_CHECKED, O_PASSED, O_DISPOSED, O_ISSUED, O_ENDED, O_TYPE, O_PERSON };
enum { U_ID, U_ZH, U_EN, U_OFFICE, U_YEARS, U_EVENT, U_DAYS, U_AT, U_BY };

/* -- packages ---- */
static int
ask_for(struct store *st, const struct svc_archive_ask *ask,
    struct es_arena *a, struct store_rows *r, struct es_err *err)
{
	int64_t			 filed = ask->behind_filed > 0 ?
				    ask->behind_filed : INT64_MAX;
	struct store_val	 args[5] = { SV_TEXT(ask->office),
				    SV_INT(filed), SV_INT(filed),
				    SV_INT(ask->behind_id),
				    SV_INT(SVC_ARCHIVE_PAGE + 1) };
	struct store_val	 some[3] = { SV_TEXT(ask->number),
				    SV_TEXT(ask->office),
				    SV_TEXT(ask->office) };

	if (ask->number.n > 0)
		return store_query(st, STORE_ARCHIVE_NUMBERED, some, 3, a, r,
		    err);
	if (ask->failed) {
		some[0] = some[1];
		some[2] = (struct store_val)SV_INT(SVC_ARCHIVE_PAGE);
		return store_query(st, STORE_ARCHIVE_FAILED, some, 3, a, r,
		    err);
	}
	if (ask->office.n > 0)
		return store_query(st, STORE_ARCHIVE_OF_OFFICE, args, 5, a,
		    r, err);
	return store_query(st, STORE_ARCHIVE_ALL, args + 1, 4, a, r, err);
}

int
svc_archive_find(struct store *st, const struct svc_archive_ask *ask,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "rows"), *m;
	struct store_rows	 r;
	size_t			 i;

	if (ask_for(st, ask, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < SVC_ARCHIVE_PAGE; i++) {
		m = es_tree_add_map(list);
		es_tree_put_int(m, "id", store_int(&r, i, R_ID));
		es_tree_put_text(m, "number", store_view(&r, i, R_NUMBER));
		es_tree_put_text(m, "type", store_view(&r, i, ask->en ? R_EN :
		    R_ZH));
		es_tree_put_text(m, "office", store_view(&r, i, R_OFFICE));
		es_tree_put_str(m, "filed", svc_when(a, store_int(&r, i,
		    R_FILED), ask->offset));
		es_tree_put_str(m, "checked", svc_when(a, store_int(&r, i,
		    R_CHECKED), ask->offset));
		es_tree_put_bool(m, "passed", store_int(&r, i, R_PASSED) > 0);
		es_tree_put_bool(m, "disposed", store_int(&r, i,
		    R_DISPOSED) > 0);
	}
	if (r.n > SVC_ARCHIVE_PAGE) {
		m = es_tree_put_map(data, "last");
		es_tree_put_int(m, "filed", store_int(&r, i - 1, R_FILED));
		es_tree_put_int(m, "id", store_int(&r, i - 1, R_ID));
	}
	return es_tree_ok(data, err);
}

static void
put_lines(struct es_view lines, struct es_tree *list)
{
	struct svc_filing_result	 r;
	int				 c;

	svc_filing_get(&r, lines);
	for (c = SVC_FC_NONE + 1; c < SVC_FC__MAX; c++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_str(m, "code", svc_filing_name(
		    (enum svc_filing_code)c));
		es_tree_put_int(m, "property", svc_filing_property(
		    (enum svc_filing_code)c));
		es_tree_put_bool(m, "passed", r.c[c].answer == SVC_FA_PASS);
		es_tree_put_bool(m, "warned", r.c[c].answer == SVC_FA_WARN);
		es_tree_put_str(m, "detail", r.c[c].detail);
	}
}

static int
put_checks(struct store *st, int64_t id, int offset, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	struct es_tree		*list = es_tree_put_list(data, "checks"), *m;
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_ARCHIVE_CHECKS, &arg, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_str(m, "at", svc_when(a, store_int(&r, i, 0),
		    offset));
		es_tree_put_text(m, "occasion", store_view(&r, i, 1));
		es_tree_put_bool(m, "passed", store_int(&r, i, 2) > 0);
		put_lines(store_view(&r, i, 3), es_tree_put_list(m,
		    "lines"));
	}
	if (store_query(st, STORE_ARCHIVE_HOLDS, &arg, 1, a, &r, err) < 0)
		return -1;
	list = es_tree_put_list(data, "holds");
	for (i = 0; i < r.n; i++) {
		m = es_tree_add_map(list);
		es_tree_put_str(m, "at", svc_when(a, store_int(&r, i, 0),
		    offset));
		es_tree_put_text(m, "act", store_view(&r, i, 1));
		es_tree_put_text(m, "actor", store_view(&r, i, 2));
		es_tree_put_text(m, "reason", store_view(&r, i, 3));
	}
	es_tree_put_bool(data, "held", r.n > 0 && es_view_eq_str(store_view(
	    &r, 0, 1), "hold"));
	return 0;
}

/* The day on which the term ends: 1 January, years after the next. */
static int
put_term(struct store *st, const struct store_rows *o, int offset,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 type = SV_TEXT(store_view(o, 0, O_TYPE));
	struct store_rows	 r;
	struct es_civil		 c;
	int64_t			 years;

	if (store_query(st, STORE_ARCHIVE_RULE, &type, 1, a, &r, err) < 0)
		return -1;
	years = store_int(&r, 0, U_YEARS);
	es_tree_put_int(data, "term", years);
	es_time_civil(store_int(o, 0, es_view_eq_str(store_view(&r, 0,
	    U_EVENT), "ended") ? O_ENDED : O_ISSUED), offset, &c);
	if (years > 0)
		es_tree_put_str(data, "due", es_arena_printf(a, "%lld-01-01",
		    (long long)c.year + 1 + (long long)years));
	return 0;
}

int
svc_archive_one(struct store *st, int64_t document, bool en, int offset,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 id = SV_INT(document);
	char			 hex[65];
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_ARCHIVE_ONE, &id, 1, a, &r, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no package of %lld",
		    (long long)document);
	if (rc < 0 || put_checks(st, document, offset, a, data, err) < 0 ||
	    put_term(st, &r, offset, a, data, err) < 0)
		return -1;
	es_tree_put_text(data, "number", store_view(&r, 0, O_NUMBER));
	es_tree_put_text(data, "type", store_view(&r, 0, en ? O_EN : O_ZH));
	es_tree_put_text(data, "office", store_view(&r, 0, O_OFFICE));
	es_tree_put_str(data, "filed", svc_when(a, store_int(&r, 0, O_FILED),
	    offset));
	es_tree_put_int(data, "size", (store_int(&r, 0, O_SIZE) + 1023) /
	    1024);
	crypt_hex(store_view(&r, 0, O_SHA), hex);
	es_tree_put_str(data, "sha256", hex);
	crypt_hex(store_view(&r, 0, O_MANIFEST), hex);
	es_tree_put_str(data, "manifest", hex);
	es_tree_put_bool(data, "passed", store_int(&r, 0, O_PASSED) > 0);
	if (store_int(&r, 0, O_DISPOSED) > 0)
		es_tree_put_str(data, "disposed", svc_when(a, store_int(&r,
		    0, O_DISPOSED), offset));
	return es_tree_ok(data, err);
}

/* -- holds and terms ---- */
struct doing {
	const struct svc_archivist	*who;
	int64_t				 document, years, days;
	struct es_view			 type, reason;
	bool				 hold, ended;
	struct es_arena			*a;
};

int
svc_archive_note(struct store *st, const struct svc_archivist *who,
    const char *action, struct es_view object, const char *detail,
    struct es_err *err)
{
	struct audit_entry	 e = {
		.chain = "archive", .at = who->now, .actor = who->actor,
		.address = who->address, .action = action, .object = object,
		.result = "ok", .detail = es_view_str(detail),
	};

	return audit_add(st, &e, err);
}

int
svc_archive_act(struct store *st, struct es_view reason,
    int (*fn)(struct store *st, void *arg, struct es_err *err), void *arg,
    struct es_arena **a, struct es_err *err)
{
	int	 rc;

	if (reason.n == 0)
		return es_fail(err, ES_E_INPUT, "archive: without a reason");
	if ((*a = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "archive: no memory");
	rc = store_tx(st, fn, arg, err);
	es_arena_free(*a);
	*a = NULL;
	return rc < 0 ? -1 : 0;
}

static int
set_hold(struct store *st, void *arg, struct es_err *err)
{
	struct doing		*d = arg;
	struct store_val	 id = SV_INT(d->document);
	struct store_val	 row[] = { SV_INT(d->document),
				    SV_INT(d->who->now), SV_STR(d->hold ?
				    "hold" : "release"),
				    SV_TEXT(d->who->actor),
				    SV_TEXT(d->reason) };
	struct store_rows	 o, h;
	char			 detail[260];
	bool			 held;
	int			 rc;

	es_arena_reset(d->a);
	rc = store_query(st, STORE_ARCHIVE_ONE, &id, 1, d->a, &o, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no package");
	if (rc < 0 || store_query(st, STORE_ARCHIVE_HOLDS, &id, 1, d->a, &h,
	    err) < 0)
		return -1;
	held = h.n > 0 && es_view_eq_str(store_view(&h, 0, 1), "hold");
	if (held == d->hold || store_int(&o, 0, O_DISPOSED) > 0)
		return es_fail(err, ES_E_CONFLICT, "archive: it is so");
	if (store_exec(st, STORE_ARCHIVE_HOLD_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	(void)snprintf(detail, sizeof(detail), "%.*s",
	    (int)(d->reason.n > 250 ? 250 : d->reason.n),
	    (const char *)d->reason.p);
	return svc_archive_note(st, d->who, d->hold ? "archive.hold" :
	    "archive.release", store_view(&o, 0, O_NUMBER), detail, err);
}

static int
set_rule(struct store *st, void *arg, struct es_err *err)
{
	struct doing		*d = arg;
	struct store_val	 row[] = { SV_TEXT(d->type),
				    SV_INT(d->years), SV_STR(d->ended ?
				    "ended" : "issued"), SV_INT(d->days),
				    SV_INT(d->who->now),
				    SV_TEXT(d->who->actor),
				    SV_TEXT(d->reason) };
	char			 detail[260];

	(void)snprintf(detail, sizeof(detail), "%lld years from %s, filed "
	    "after %lld days: %.*s", (long long)d->years, d->ended ? "ended" :
	    "issued", (long long)d->days,
	    (int)(d->reason.n > 180 ? 180 : d->reason.n),
	    (const char *)d->reason.p);
	if (store_exec(st, STORE_ARCHIVE_RULE_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	return svc_archive_note(st, d->who, "archive.term", d->type, detail,
	    err);
}

int
svc_archive_hold(struct store *st, int64_t document, bool hold,
    struct es_view reason, const struct svc_archivist *who,
    struct es_err *err)
{
	struct doing	 d = { .who = who, .document = document,
			    .hold = hold, .reason = reason };

	return svc_archive_act(st, reason, set_hold, &d, &d.a, err);
}

int
svc_archive_rule_set(struct store *st, struct es_view type, int64_t years,
    bool ended, int64_t file_days, struct es_view reason,
    const struct svc_archivist *who, struct es_err *err)
{
	struct doing	 d = { .who = who, .type = type, .years = years,
			    .ended = ended, .days = file_days,
			    .reason = reason };

	return svc_archive_act(st, reason, set_rule, &d, &d.a, err);
}

static void
put_rule(const struct store_rows *r, size_t i, bool en, int offset,
    struct es_arena *a, struct es_tree *m)
{
	bool	 set = !store_is_null(r, i, U_YEARS);

	es_tree_put_text(m, "type", store_view(r, i, U_ID));
	es_tree_put_text(m, "name", store_view(r, i, en ? U_EN : U_ZH));
	es_tree_put_text(m, "office", store_view(r, i, U_OFFICE));
	es_tree_put_int(m, "years", store_int(r, i, U_YEARS));
	es_tree_put_bool(m, "permanent", store_int(r, i, U_YEARS) == 0);
	es_tree_put_bool(m, "ended", es_view_eq_str(store_view(r, i,
	    U_EVENT), "ended"));
	es_tree_put_int(m, "days", store_int(r, i, U_DAYS));
	es_tree_put_bool(m, "set", set);
	if (set)
		es_tree_put_str(m, "at", svc_when(a, store_int(r, i, U_AT),
		    offset));
	es_tree_put_text(m, "by", store_view(r, i, U_BY));
}

int
svc_archive_rules(struct store *st, struct es_view office, bool en,
    int offset, struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(office),
				    SV_TEXT(office) };
	struct es_tree		*list = es_tree_put_list(data, "rules");
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_ARCHIVE_RULES, args, ES_COUNT(args), a, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		put_rule(&r, i, en, offset, a, es_tree_add_map(list));
	return es_tree_ok(data, err);
}

int
svc_archive_rule(struct store *st, struct es_view type, bool en, int offset,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct store_val	 arg = SV_TEXT(type);
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_ARCHIVE_RULE, &arg, 1, a, &r, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no such type");
	if (rc < 0)
		return -1;
	put_rule(&r, 0, en, offset, a, data);
	return es_tree_ok(data, err);
}
