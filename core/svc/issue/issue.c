/* svc/issue/issue.c - the transaction of a confirmation; see issue.h. */
#include "svc/issue/issue.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/time.h"
#include "crypt/digest.h"
#include "svc/issue/code.h"
#include "svc/issue/priv.h"
#include "svc/issue/number.h"
#include "svc/approve/review.h"
#include "sys/fault.h"

#define REQUEST_COLS	9
#define SNAPSHOT_COLS	3
#define APPROVAL_COLS	4
#define JOB_COLS	2
/* Seconds that the sweeper leaves a job to whoever wakes es-seal for it. */
#define WAKE_UP		2

struct item {			/* a confirmation that is new */
	struct svc_confirmation	*one;
	bool			 ruled;		/* approved by rule */
	struct svc_number	 number;
	char			 code[SVC_CODE_LEN + 1];
	struct es_view		 record;
};

struct confirm {
	const struct svc_issue_conf	*c;
	struct svc_confirmation		*list;
	size_t				 n;
	struct es_view			 actor, address;
	bool				 look;	/* for those sent before */
	struct es_arena			*arena;
	struct store_rows		 types;
	struct item			*item;
	struct svc_subject		*subject;	/* of each item */
	size_t				 items;
	/* The rows that go with the new requests. */
	struct store_val		*snapshots, *approvals, *jobs;
	struct audit_entry		*audits;
	size_t				 fresh, ruled;	/* ruled: by rule */
};

/* The request of this form, if it was sent before. */
static int
find_first(struct store *st, struct svc_confirmation *one,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(one->ask.person),
				    SV_BYTES(one->crid, SVC_CRID) };
	struct store_rows	 r;
	int			 rc;

	rc = store_query(st, STORE_ISSUE_BY_CRID, args, ES_COUNT(args), a,
	    &r, err);
	if (rc > 0)
		one->request = store_int(&r, 0, 0);
	return rc;
}

/* Those to be made: all, or those that are not there yet. */
static int
find_new(struct store *st, struct confirm *f, struct es_err *err)
{
	size_t	 i;
	int	 rc = 0;

	for (i = 0; i < f->n; i++) {
		f->list[i].fresh = false;
		if (f->look && (rc = find_first(st, &f->list[i], f->arena,
		    err)) < 0)
			return -1;
		if (rc > 0)
			continue;
		f->subject[f->items].ask = &f->list[i].ask;
		f->item[f->items++].one = &f->list[i];
	}
	return 0;
}

/* What goes with request one->request; the views stay in the arena. */
static int
add_rows(struct confirm *f, const struct item *m, struct es_err *err)
{
	const struct svc_confirmation	*one = m->one;
	unsigned char			*sum = es_arena_get(f->arena,
					    CRYPT_SHA256_SIZE);
	struct audit_entry		*e = &f->audits[f->fresh];

	if (sum == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	if (crypt_sha256(m->record, sum, err) < 0)
		return -1;
	{
		const struct store_val	 snap[SNAPSHOT_COLS] = {
		    SV_INT(one->request), SV_BLOB(m->record),
		    SV_BYTES(sum, CRYPT_SHA256_SIZE) };
		const struct store_val	 app[APPROVAL_COLS] = {
		    SV_INT(one->request), SV_STR("rule:auto"),
		    SV_BYTES(sum, CRYPT_SHA256_SIZE), SV_INT(one->ask.now) };

		memcpy(f->snapshots + f->fresh * SNAPSHOT_COLS, snap,
		    sizeof(snap));
		memcpy(f->approvals + f->ruled * APPROVAL_COLS, app,
		    sizeof(app));
	}
	f->jobs[f->ruled * JOB_COLS] = (struct store_val)SV_INT(one->request);
	f->jobs[f->ruled * JOB_COLS + 1] = (struct store_val)SV_INT(
	    one->ask.now + (one->of_many ? 0 : WAKE_UP));
	f->ruled += m->ruled;
	*e = (struct audit_entry){
		.chain = "request", .at = one->ask.now, .actor = f->actor,
		.address = f->address, .action = "request.confirm",
		.object = es_view_str(m->number.text), .result = "ok",
		.detail = one->ask.type,
	};
	f->fresh++;
	return 0;
}

/* The first event of a flow that people decide. */
static int
begin_flow(struct store *st, struct confirm *f, const struct item *m,
    const struct svc_subject *s, struct es_err *err)
{
	const struct svc_confirmation	*one = m->one;
	struct es_view		 name = store_view(&f->types, s->row, T_FLOW);
	struct store_val	 id = SV_INT(one->request);
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct flow_case	 c = { .request = one->request,
				    .applicant = one->ask.account,
				    .applicant_person = one->ask.person,
				    .unit = store_view(&s->person, 0,
				    P_SCHOOL_ZH),
				    .office = store_view(&f->types, s->row,
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
	if (crypt_sha256(m->record, sum, err) < 0 || store_exec(st,
	    STORE_FLOW_REQUEST_NEW, &id, 1, NULL, err) < 0)
		return -1;
	if (flow_begin(st, &c, &who, m->record, sum, one->ask.now, err) < 0)
		return -1;
	return svc_form_keep(st, f->c, one->request, 1, &one->ask, err);
}

/* Who may not have it, by number: a batch is refused whole. */
static int
blame(const struct svc_subject *s, const struct es_err *e,
    struct es_err *err)
{
	return es_fail_at(err, e->code, e->file, e->line, "person %lld: %s",
	    (long long)s->ask->person, e->msg);
}

/* Each may have what is asked for, and gets a number and a code. */
static int
choose_all(struct store *st, struct confirm *f, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	if (svc_people_read(st, f->subject, f->items, f->arena, err) < 0)
		return -1;
	for (i = 0; i < f->items; i++) {
		struct svc_subject	*s = &f->subject[i];
		struct item		*m = &f->item[i];

		if (svc_may_have(st, s, &f->types, f->arena, &e) < 0)
			return blame(s, &e, err);
		m->ruled = store_view(&f->types, s->row, T_FLOW).n == 0;
		if (m->ruled && store_int(&f->types, s->row, T_AUTO) == 0)
			return es_fail(err, ES_E_DENIED, "person %lld: this "
			    "type needs approval by people",
			    (long long)s->ask->person);
		if (svc_code_make(m->code, err) < 0 || svc_number_series(
		    &m->number, store_view(&f->types, s->row, T_OFFICE),
		    store_view(&f->types, s->row, T_CODE), s->ask->now,
		    f->c->offset, err) < 0)
			return -1;
	}
	return svc_courses_read(st, f->c, f->subject, f->items, &f->types,
	    f->arena, err);
}

/* Numbers are taken last: whoever else wants one waits until the commit. */
static int
number_all(struct store *st, struct confirm *f, struct es_err *err)
{
	struct svc_number	*all[ES_LIMIT_SEAL_BATCH];
	struct es_err		 e = ES_ERR_INIT;
	size_t			 i;

	for (i = 0; i < f->items; i++)
		all[i] = &f->item[i].number;
	if (svc_numbers_take(st, all, f->items, err) < 0)
		return -1;
	for (i = 0; i < f->items; i++) {
		struct item	*m = &f->item[i];

		if (svc_snapshot_of(st, f->c, &f->subject[i], &f->types,
		    m->number.text, m->code, f->arena, &m->record, &e) < 0)
			return blame(&f->subject[i], &e, err);
	}
	return 0;
}

/* The ids of the requests just added: alone, or found by their numbers. */
static int
read_ids(struct store *st, struct confirm *f, struct es_err *err)
{
	struct store_val	 number[ES_LIMIT_SEAL_BATCH];
	struct store_rows	 r;
	size_t			 i, k;

	if (f->items == 1) {
		f->item[0].one->request = (int64_t)store_last_id(st);
		return 0;
	}
	for (i = 0; i < f->items; i++)
		number[i] = (struct store_val)SV_STR(f->item[i].number.text);
	if (store_query_in(st, STORE_ISSUE_IDS, number, f->items, f->arena,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < f->items; i++) {
		for (k = 0; k < r.n && !es_view_eq(store_view(&r, k, 1),
		    number[i].v); k++)
			continue;
		if (k == r.n)
			return es_fail(err, ES_E_BUG, "request %s is not "
			    "there", f->item[i].number.text);
		f->item[i].one->request = store_int(&r, k, 0);
	}
	return 0;
}

static int
add_requests(struct store *st, struct confirm *f, struct es_err *err)
{
	struct store_val	*row = es_arena_array(f->arena, f->items *
				    REQUEST_COLS, sizeof(*row));
	size_t			 i;

	if (row == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	for (i = 0; i < f->items; i++) {
		const struct item	*m = &f->item[i];
		const struct svc_ask	*ask = &m->one->ask;
		const struct store_val	 rq[REQUEST_COLS] = {
		    SV_INT(ask->person), SV_BYTES(m->one->crid, SVC_CRID),
		    SV_TEXT(ask->type), SV_INT(store_int(&f->types,
		    f->subject[i].row, T_VERSION)), SV_STR(ask->lang),
		    SV_TEXT(ask->purpose), SV_STR(m->number.text),
		    SV_STR(m->code), SV_INT(ask->now) };

		memcpy(row + i * REQUEST_COLS, rq, sizeof(rq));
	}
	if (store_exec_rows(st, STORE_ISSUE_REQUEST, row, f->items,
	    REQUEST_COLS, NULL, err) < 0)
		return -1;
	return read_ids(st, f, err);
}

static int
make_room(struct confirm *f, struct es_err *err)
{
	struct es_arena	*a = f->arena;

	es_arena_reset(a);
	f->items = f->fresh = f->ruled = 0;
	f->item = es_arena_array(a, f->n, sizeof(*f->item));
	f->subject = es_arena_array(a, f->n, sizeof(*f->subject));
	f->snapshots = es_arena_array(a, f->n * SNAPSHOT_COLS,
	    sizeof(*f->snapshots));
	f->approvals = es_arena_array(a, f->n * APPROVAL_COLS,
	    sizeof(*f->approvals));
	f->jobs = es_arena_array(a, f->n * JOB_COLS, sizeof(*f->jobs));
	f->audits = es_arena_array(a, f->n, sizeof(*f->audits));
	if (f->item == NULL || f->subject == NULL || f->snapshots == NULL ||
	    f->approvals == NULL || f->jobs == NULL || f->audits == NULL)
		return es_fail(err, ES_E_NOMEM, "confirm: no memory");
	return 0;
}

/* What stands behind the requests, and the flows that people decide. */
static int
add_behind(struct store *st, struct confirm *f, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	for (i = 0; i < f->items; i++) {
		f->item[i].one->fresh = true;
		if (!f->item[i].ruled && begin_flow(st, f, &f->item[i],
		    &f->subject[i], &e) < 0)
			return blame(&f->subject[i], &e, err);
		if (add_rows(f, &f->item[i], err) < 0)
			return -1;
	}
	if (store_exec_rows(st, STORE_ISSUE_SNAPSHOT, f->snapshots, f->fresh,
	    SNAPSHOT_COLS, NULL, err) < 0)
		return -1;
	return f->ruled == 0 ? 0 : store_exec_rows(st, STORE_ISSUE_APPROVAL,
	    f->approvals, f->ruled, APPROVAL_COLS, NULL, err) < 0 ||
	    store_exec_rows(st, STORE_ISSUE_JOB, f->jobs, f->ruled, JOB_COLS,
	    NULL, err) < 0 ? -1 : 0;
}

/* The type that all ask for; of several: none. */
static struct es_view
only_type(const struct confirm *f)
{
	size_t	 i;

	for (i = 1; i < f->n; i++)
		if (!es_view_eq(f->list[i].ask.type, f->list[0].ask.type))
			return ES_VIEW_EMPTY;
	return f->n > 0 ? f->list[0].ask.type : ES_VIEW_EMPTY;
}

static int
transaction(struct store *st, void *arg, struct es_err *err)
{
	struct confirm	*f = arg;

	if (make_room(f, err) < 0 ||
	    svc_types_read(st, only_type(f), f->arena, &f->types, err) < 0 ||
	    find_new(st, f, err) < 0)
		return -1;
	if (f->items == 0)
		return 0;
	if (choose_all(st, f, err) < 0 || number_all(st, f, err) < 0 ||
	    add_requests(st, f, err) < 0 || add_behind(st, f, err) < 0 ||
	    audit_add_all(st, f->audits, f->fresh, err) < 0)
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
	 * Hardly any form is sent twice: only if it goes wrong we look for
	 * those that were, of which it may be no wonder.
	 */
	if (rc < 0 && e.code != ES_E_UPSTREAM && e.code != ES_E_UNCERTAIN &&
	    e.code != ES_E_NOMEM) {
		es_err_clear(&e);
		f.look = true;
		rc = store_tx(st, transaction, &f, &e);
	}
	/*
	 * Two windows sent the same form at once: the other was faster.  Or
	 * the commit was lost on its way back: look whether it is there.
	 */
	if (rc < 0 && (e.code == ES_E_CONFLICT || e.code == ES_E_UNCERTAIN))
		rc = all_there(st, &f);
	if (rc < 0)
		es_err_pass(err, &e);
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
