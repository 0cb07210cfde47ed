/* svc/issue.c - the transaction of a confirmation; see issue.h. */
#include "svc/issue.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/digest.h"
#include "svc/code.h"
#include "svc/issue_priv.h"
#include "svc/review.h"
#include "sys/fault.h"

#define REQUEST_COLS	9
#define SNAPSHOT_COLS	3
#define APPROVAL_COLS	4

struct confirm {
	const struct svc_issue_conf	*c;
	struct svc_confirmation		*list;
	size_t				 n;
	struct es_view			 actor, address;
	struct es_arena			*arena;
	struct store_rows		 types;
	/* The rows that go with the new requests. */
	struct store_val		*snapshots, *approvals, *jobs;
	struct audit_entry		*audits;
	size_t				 fresh, ruled;	/* ruled: by rule */
};

/* OFFICE-CODE-YEAR-000001, counted in this very transaction. */
static int
next_number(struct store *st, const struct svc_issue_conf *c, int64_t now,
    const struct store_rows *t, size_t row, char number[40],
    struct es_err *err)
{
	struct es_view		 office = store_view(t, row, T_OFFICE);
	struct es_view		 code = store_view(t, row, T_CODE);
	struct es_civil		 day;
	char			 prefix[24];
	struct store_val	 arg;
	int			 n;

	es_time_civil(now, c->offset, &day);
	n = snprintf(prefix, sizeof(prefix), "%.*s-%.*s-%04d", (int)office.n,
	    (const char *)office.p, (int)code.n, (const char *)code.p,
	    day.year);
	if (n < 0 || (size_t)n >= sizeof(prefix))
		return es_fail(err, ES_E_LIMIT, "number: prefix too long");
	arg = (struct store_val)SV_STR(prefix);
	if (store_exec(st, STORE_ISSUE_COUNT, &arg, 1, NULL, err) < 0)
		return -1;
	(void)snprintf(number, 40, "%s-%06llu", prefix,
	    (unsigned long long)store_last_id(st));
	return 0;
}

/* The request of this form, if it was sent before. */
static int
find_first(struct store *st, struct svc_confirmation *one,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(one->ask.person),
				    SV_BYTES(one->crid, SVC_CRID) };
	struct store_rows	 r;
	int			 rc;

	one->fresh = false;
	rc = store_query(st, STORE_ISSUE_BY_CRID, args, ES_COUNT(args), a,
	    &r, err);
	if (rc > 0)
		one->request = store_int(&r, 0, 0);
	return rc;
}

/* What goes with request one->request; the views stay in the arena. */
static int
add_rows(struct confirm *f, const struct svc_confirmation *one,
    const char *number, struct es_view record, bool ruled,
    struct es_err *err)
{
	unsigned char		*sum = es_arena_get(f->arena,
				    CRYPT_SHA256_SIZE);
	char			*object = es_arena_str(f->arena,
				    es_view_str(number));
	struct audit_entry	*e = &f->audits[f->fresh];

	if (sum == NULL || object == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	if (crypt_sha256(record, sum, err) < 0)
		return -1;
	{
		const struct store_val	 snap[SNAPSHOT_COLS] = {
		    SV_INT(one->request), SV_BLOB(record),
		    SV_BYTES(sum, CRYPT_SHA256_SIZE) };
		const struct store_val	 app[APPROVAL_COLS] = {
		    SV_INT(one->request), SV_STR("rule:auto"),
		    SV_BYTES(sum, CRYPT_SHA256_SIZE), SV_INT(one->ask.now) };

		memcpy(f->snapshots + f->fresh * SNAPSHOT_COLS, snap,
		    sizeof(snap));
		memcpy(f->approvals + f->ruled * APPROVAL_COLS, app,
		    sizeof(app));
	}
	f->jobs[f->ruled] = (struct store_val)SV_INT(one->request);
	f->ruled += ruled;
	*e = (struct audit_entry){
		.chain = "request", .at = one->ask.now, .actor = f->actor,
		.address = f->address, .action = "request.confirm",
		.object = es_view_str(object), .result = "ok",
		.detail = one->ask.type,
	};
	f->fresh++;
	return 0;
}

/* The first event of a flow that people decide. */
static int
begin_flow(struct store *st, struct confirm *f,
    const struct svc_confirmation *one, const struct store_rows *person,
    const struct store_rows *types, size_t row, struct es_view record,
    struct es_err *err)
{
	struct es_view		 name = store_view(types, row, T_FLOW);
	struct store_val	 id = SV_INT(one->request);
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct flow_case	 c = { .request = one->request,
				    .applicant = one->ask.account,
				    .applicant_person = one->ask.person,
				    .unit = store_view(person, 0,
				    P_SCHOOL_ZH),
				    .office = store_view(types, row,
				    T_OFFICE) };
	struct flow_actor	 who;

	if (f->c->flows != NULL)
		c.def = flow_defs_current(f->c->flows, name);
	if (c.def == NULL)
		return es_fail(err, ES_E_UPSTREAM, "flow %.*s is not there",
		    (int)name.n, (const char *)name.p);
	if (flow_actor(st, c.applicant, 0, one->ask.now, true, f->arena, &who,
	    err) <= 0 || who.person != one->ask.person)
		return es_fail(err, ES_E_DENIED, "a flow needs an applicant "
		    "with an account");
	if (crypt_sha256(record, sum, err) < 0 || store_exec(st,
	    STORE_FLOW_REQUEST_NEW, &id, 1, NULL, err) < 0)
		return -1;
	if (flow_begin(st, &c, &who, record, sum, one->ask.now, err) < 0)
		return -1;
	return svc_form_keep(st, f->c, one->request, 1, &one->ask, err);
}

static int
confirm_one(struct store *st, struct confirm *f, struct svc_confirmation *one,
    struct es_err *err)
{
	const struct svc_ask	*ask = &one->ask;
	const struct store_rows	*types = &f->types;
	struct store_rows	 person;
	char			 number[40], code[SVC_CODE_LEN + 1];
	struct es_view		 record;
	size_t			 row;
	bool			 ruled;
	int			 rc;

	if ((rc = find_first(st, one, f->arena, err)) != 0)
		return rc < 0 ? -1 : 0;
	if (svc_may_have(st, ask, types, f->arena, &person, &row, err) < 0)
		return -1;
	ruled = store_view(types, row, T_FLOW).n == 0;
	if (ruled && store_int(types, row, T_AUTO) == 0)
		return es_fail(err, ES_E_DENIED, "this type needs approval "
		    "by people");
	if (next_number(st, f->c, ask->now, types, row, number, err) < 0 ||
	    svc_code_make(code, err) < 0 ||
	    svc_snapshot_of(st, f->c, ask, &person, types, row, number,
	    code, f->arena, &record, err) < 0)
		return -1;
	{
		struct store_val	 rq[REQUEST_COLS] = {
		    SV_INT(ask->person), SV_BYTES(one->crid, SVC_CRID),
		    SV_TEXT(ask->type), SV_INT(store_int(types, row,
		    T_VERSION)), SV_STR(ask->lang), SV_TEXT(ask->purpose),
		    SV_STR(number), SV_STR(code),
		    SV_INT(ask->now) };

		if (store_exec(st, STORE_ISSUE_REQUEST, rq, REQUEST_COLS,
		    NULL, err) < 0)
			return -1;
	}
	one->request = (int64_t)store_last_id(st);
	one->fresh = true;
	if (!ruled && begin_flow(st, f, one, &person, types, row, record,
	    err) < 0)
		return -1;
	return add_rows(f, one, number, record, ruled, err);
}

static int
add_all(struct store *st, enum store_stmt id, const struct store_val *rows,
    size_t n, size_t cols, struct es_err *err)
{
	return n == 1 ? store_exec(st, id, rows, cols, NULL, err) :
	    store_exec_rows(st, id, rows, n, cols, NULL, err);
}

static int
make_room(struct confirm *f, struct es_err *err)
{
	es_arena_reset(f->arena);
	f->fresh = f->ruled = 0;
	f->snapshots = es_arena_array(f->arena, f->n * SNAPSHOT_COLS,
	    sizeof(*f->snapshots));
	f->approvals = es_arena_array(f->arena, f->n * APPROVAL_COLS,
	    sizeof(*f->approvals));
	f->jobs = es_arena_array(f->arena, f->n, sizeof(*f->jobs));
	f->audits = es_arena_array(f->arena, f->n, sizeof(*f->audits));
	if (f->snapshots == NULL || f->approvals == NULL || f->jobs == NULL ||
	    f->audits == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	return 0;
}

static int
transaction(struct store *st, void *arg, struct es_err *err)
{
	struct confirm	*f = arg;
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	if (make_room(f, err) < 0 ||
	    svc_types_read(st, f->arena, &f->types, err) < 0)
		return -1;
	for (i = 0; i < f->n; i++)
		if (confirm_one(st, f, &f->list[i], &e) < 0)
			return es_fail_at(err, e.code, e.file, e.line,
			    "person %lld: %s", (long long)f->list[i].ask.
			    person, e.msg);
	if (f->fresh == 0)
		return 0;
	if (add_all(st, STORE_ISSUE_SNAPSHOT, f->snapshots, f->fresh,
	    SNAPSHOT_COLS, err) < 0 || (f->ruled > 0 &&
	    (add_all(st, STORE_ISSUE_APPROVAL, f->approvals, f->ruled,
	    APPROVAL_COLS, err) < 0 ||
	    add_all(st, STORE_ISSUE_JOB, f->jobs, f->ruled, 1, err) < 0)))
		return -1;
	if (audit_add_all(st, f->audits, f->fresh, err) < 0)
		return -1;
	return SYS_FAULT("confirm.before_commit", err);
}

/* Whether every request of the list is there after all. */
static int
all_there(struct store *st, struct confirm *f)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	es_arena_reset(f->arena);
	for (i = 0; i < f->n; i++)
		if (find_first(st, &f->list[i], f->arena, &e) <= 0)
			return -1;
	return 0;
}

int
svc_confirm_all(struct store *st, const struct svc_issue_conf *c,
    struct svc_confirmation *list, size_t n, struct es_view actor,
    struct es_view address, struct es_err *err)
{
	struct confirm	 f = { .c = c, .list = list, .n = n, .actor = actor,
			    .address = address };
	struct es_err	 e = ES_ERR_INIT;
	int		 rc;

	if (n == 0 || n > ES_LIMIT_SEAL_BATCH)
		return es_fail(err, ES_E_LIMIT, "%zu requests at once, limit "
		    "%zu", n, ES_LIMIT_SEAL_BATCH);
	if ((f.arena = es_arena_new(ES_LIMIT_BATCH_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	rc = store_tx(st, transaction, &f, &e);
	/*
	 * Two windows sent the same form at once: the other was faster.  Or
	 * the commit was lost on its way back: look whether it is there.
	 */
	if (rc < 0 && (e.code == ES_E_CONFLICT || e.code == ES_E_UNCERTAIN))
		rc = all_there(st, &f);
	if (rc < 0)
		es_fail_at(err, e.code, e.file, e.line, "%s", e.msg);
	es_arena_free(f.arena);
	return rc < 0 ? -1 : 0;
}

int
svc_confirm(struct store *st, const struct svc_issue_conf *c,
    struct svc_confirmation *one, struct es_view actor,
    struct es_view address, struct es_err *err)
{
	return svc_confirm_all(st, c, one, 1, actor, address, err);
}
