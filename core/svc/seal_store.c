/* svc/seal_store.c - the database's part of stamping; see seal_priv.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/seal_priv.h"
#include "sys/clock.h"
#include "sys/fault.h"

/* Seconds before the next try: doubled from the first to the last. */
#define BACKOFF_FIRST	2
#define BACKOFF_MAX	300
/* So long the sweeper leaves a new job to whoever wakes us for it. */
#define WAKE_UP		2

struct batch {
	struct svc_stamper	*s;
	struct svc_job		*jobs;
	size_t			 n;
	int64_t			 now;
};

void
svc_job_settle(struct svc_job *j, enum svc_stamped state, const char *reason,
    const char *detail)
{
	if (j->res->state != SVC_STAMPED_UNKNOWN)
		return;
	j->open = false;
	j->res->state = state;
	(void)snprintf(j->res->reason, sizeof(j->res->reason), "%s", reason);
	(void)snprintf(j->detail, sizeof(j->detail), "%s",
	    detail == NULL ? "" : detail);
}

/* -- claim ---- */
static int
claim_one(struct svc_stamper *s, struct svc_job *j, int64_t now,
    struct es_err *err)
{
	struct store_val	 args[] = {
		SV_BYTES(s->claim, sizeof(s->claim)),
		SV_INT(now + s->cf->lease), SV_INT(j->id), SV_INT(now),
		SV_INT(now)
	};
	uint64_t		 n;

	if (store_exec(s->db, STORE_SEAL_CLAIM, args, ES_COUNT(args), &n,
	    err) < 0)
		return -1;
	j->open = j->ours = n == 1;
	return 0;
}

/* All claims in one transaction: one flush for the batch. */
static int
claim_all(struct store *st, void *arg, struct es_err *err)
{
	struct batch	*b = arg;
	size_t		 i;

	(void)st;
	for (i = 0; i < b->n; i++)
		if (claim_one(b->s, &b->jobs[i], b->now, err) < 0)
			return -1;
	return 0;
}

/* Why a job is not ours: done before, given up, waiting, or in work. */
static int
settle_other(struct svc_stamper *s, struct svc_job *j, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(j->id) };
	struct store_rows	 r;
	struct es_view		 state;
	char			 reason[SVC_REASON_MAX];
	int			 rc;

	if ((rc = store_query(s->db, STORE_SEAL_JOB, args, 1, s->arena, &r,
	    err)) < 0)
		return -1;
	if (rc == 0) {
		svc_job_settle(j, SVC_STAMPED_ABSENT, "", "");
		return 0;
	}
	state = store_view(&r, 0, 0);
	(void)snprintf(reason, sizeof(reason), "%.*s",
	    (int)store_view(&r, 0, 1).n, store_view(&r, 0, 1).p == NULL ? "" :
	    (const char *)store_view(&r, 0, 1).p);
	if (es_view_eq_str(state, "done"))
		svc_job_settle(j, SVC_STAMPED_DONE, "", "");
	else if (es_view_eq_str(state, "failed"))
		svc_job_settle(j, SVC_STAMPED_FAILED, reason, "");
	else if (es_view_eq_str(state, "waiting"))
		svc_job_settle(j, SVC_STAMPED_WAITING, reason, "");
	else
		svc_job_settle(j, SVC_STAMPED_OTHER, "", "");
	return 0;
}

static int
repair(struct svc_stamper *s, struct svc_job *j, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(j->id) };

	if (store_exec(s->db, STORE_SEAL_JOB_REPAIR, args, 1, NULL, err) < 0)
		return -1;
	svc_job_settle(j, SVC_STAMPED_DONE, "", "");
	return 0;
}

static int
load_one(struct svc_stamper *s, struct svc_job *j, struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(j->id) };
	struct store_rows	 r;
	int			 rc;

	if ((rc = store_query(s->db, STORE_SEAL_LOAD, args, 1, s->arena, &r,
	    err)) < 0)
		return -1;
	if (rc == 0) {
		svc_job_settle(j, SVC_STAMPED_FAILED, "no-record",
		    "request, snapshot or document type is missing");
		return 0;
	}
	j->type = store_view(&r, 0, 0);
	j->lang = store_view(&r, 0, 1);
	j->number = store_view(&r, 0, 2);
	j->code = store_view(&r, 0, 3);
	j->person_id = store_int(&r, 0, 4);
	j->created = store_int(&r, 0, 5);
	j->record = store_view(&r, 0, 6);
	j->office = store_view(&r, 0, 7);
	j->seal_id = store_int(&r, 0, 8);
	j->valid_days = store_int(&r, 0, 9);
	j->attempts = store_int(&r, 0, 10);
	j->definition = store_view(&r, 0, 13);
	j->seal_zh = store_view(&r, 0, 14);
	j->seal_en = store_view(&r, 0, 15);
	if (!store_is_null(&r, 0, 12))
		return repair(s, j, err);
	return 0;
}

int
svc_jobs_claim(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    int64_t now, struct es_err *err)
{
	struct batch	 b = { s, jobs, n, now };
	size_t		 i;

	/* One statement is a transaction of its own. */
	if (n == 1 ? claim_one(s, jobs, now, err) < 0 :
	    store_tx(s->db, claim_all, &b, err) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (!jobs[i].open && settle_other(s, &jobs[i], err) < 0)
			return -1;
		if (jobs[i].open && load_one(s, &jobs[i], err) < 0)
			return -1;
	}
	return 0;
}

/* -- finish ---- */
static int
job_done(struct batch *b, struct svc_job *j, struct es_err *err)
{
	struct store_val	 args[] = {
		SV_INT(j->id), SV_BYTES(b->s->claim, sizeof(b->s->claim)),
		SV_INT(b->now)
	};
	uint64_t		 n;

	if (store_exec(b->s->db, STORE_SEAL_JOB_DONE, args, ES_COUNT(args),
	    &n, err) < 0)
		return -1;
	return n == 1;
}

static int
add_document(struct store *st, struct svc_job *j, struct es_err *err)
{
	struct store_val	 doc[] = {
		SV_INT(j->id), SV_TEXT(j->number), SV_TEXT(j->code),
		SV_INT(j->person_id), SV_TEXT(j->type), SV_TEXT(j->lang),
		SV_TEXT(j->office), SV_INT(j->seal_id), SV_INT(j->intent_seq),
		SV_INT(j->created), SV_INT(j->valid_days == 0 ? 0 :
		    j->created + j->valid_days * 86400),
		SV_BYTES(j->file_sha256, sizeof(j->file_sha256)),
		SV_BYTES(j->ask.digest, sizeof(j->ask.digest)),
		SV_INT(j->pdf.n), SV_INT(j->ask.pages)
	};
	struct store_val	 id[] = { SV_INT(j->id) };
	struct store_val	 file[2];
	uint64_t		 n;

	if (store_exec(st, STORE_SEAL_DOCUMENT_ADD, doc, ES_COUNT(doc), NULL,
	    err) < 0)
		return -1;
	file[0] = (struct store_val)SV_INT(store_last_id(st));
	file[1] = (struct store_val)SV_BLOB(es_buf_view(&j->pdf));
	if (store_exec(st, STORE_SEAL_FILE_ADD, file, ES_COUNT(file), NULL,
	    err) < 0)
		return -1;
	if (store_exec(st, STORE_SEAL_REQUEST_ISSUED, id, 1, &n, err) < 0)
		return -1;
	if (n != 1)
		return es_fail(err, ES_E_CONFLICT, "request %lld no longer "
		    "awaits its seal", (long long)j->id);
	return 0;
}

/* Ours, settled here as waiting or failed: to be written down. */
static bool
to_give_back(const struct svc_job *j)
{
	return j->ours && !j->open &&
	    (j->res->state == SVC_STAMPED_WAITING ||
	    j->res->state == SVC_STAMPED_FAILED);
}

static bool
has_outcome(const struct svc_job *j, enum audit_ledger_kind kind)
{
	return j->intent_seq != 0 &&
	    (kind == AUDIT_SEALED ? j->open : to_give_back(j));
}

/* Ledger entries of the jobs with "kind", seal by seal in order of ids. */
static int
add_ledger(struct batch *b, enum audit_ledger_kind kind, struct es_err *err)
{
	struct audit_ledger	*e;
	struct svc_job		*j;
	int64_t			 seal = 0, next;
	uint64_t		 first;
	size_t			 i, k;

	e = es_arena_array(b->s->arena, b->n, sizeof(*e));
	if (e == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (;; seal = next) {
		next = INT64_MAX;
		for (i = 0; i < b->n; i++) {
			j = &b->jobs[i];
			if (has_outcome(j, kind) && j->seal_id > seal &&
			    j->seal_id < next)
				next = j->seal_id;
		}
		if (next == INT64_MAX)
			return 0;
		for (i = k = 0; i < b->n; i++) {
			j = &b->jobs[i];
			if (!has_outcome(j, kind) || j->seal_id != next)
				continue;
			memset(&e[k], 0, sizeof(e[k]));
			e[k].seal_id = (uint64_t)j->seal_id;
			e[k].kind = kind;
			e[k].at = b->now;
			e[k].request_id = (uint64_t)j->id;
			e[k].intent_seq = j->intent_seq;
			if (kind == AUDIT_SEALED)
				e[k].digest = es_view(j->file_sha256, 32);
			else
				e[k].detail = es_view_str(j->res->reason);
			k++;
		}
		if (audit_ledger_add(b->s->db, e, k, &first, err) < 0)
			return -1;
	}
}

static int
add_audit(struct batch *b, struct svc_job *j, const char *result,
    struct es_err *err)
{
	struct audit_entry	 e;
	char			 object[80];

	memset(&e, 0, sizeof(e));
	(void)snprintf(object, sizeof(object), "request %lld %.*s",
	    (long long)j->id, (int)j->number.n,
	    j->number.p == NULL ? "" : (const char *)j->number.p);
	e.chain = "seal";
	e.at = b->now;
	e.action = "seal.stamp";
	e.object = es_view_str(object);
	e.result = result;
	e.detail = es_view_str(j->res->reason);
	return audit_add(b->s->db, &e, err);
}

static int
store_all(struct store *st, void *arg, struct es_err *err)
{
	struct batch	*b = arg;
	struct svc_job	*j;
	size_t		 i;
	int		 rc;

	/* A repeated transaction decides anew whose claim still holds. */
	for (i = 0; i < b->n; i++) {
		j = &b->jobs[i];
		j->open = j->res->state == SVC_STAMPED_UNKNOWN;
		if (!j->open)
			continue;
		if ((rc = job_done(b, j, err)) < 0)
			return -1;
		if ((j->open = rc == 1) && add_document(st, j, err) < 0)
			return -1;
	}
	if (SYS_FAULT("seal.in_store", err) < 0 ||
	    add_ledger(b, AUDIT_SEALED, err) < 0)
		return -1;
	for (i = 0; i < b->n; i++)
		if (b->jobs[i].open && add_audit(b, &b->jobs[i], "ok", err) < 0)
			return -1;
	return SYS_FAULT("seal.before_commit", err);
}

int
svc_jobs_store(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    int64_t now, struct es_err *err)
{
	struct batch	 b = { s, jobs, n, now };
	size_t		 i;

	if (store_tx(s->db, store_all, &b, err) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (jobs[i].res->state != SVC_STAMPED_UNKNOWN)
			continue;
		if (jobs[i].open)
			svc_job_settle(&jobs[i], SVC_STAMPED_DONE, "", "");
		else	/* slept past the lease: what we made is thrown away */
			svc_job_settle(&jobs[i], SVC_STAMPED_OTHER,
			    "claim-lost", "");
	}
	return 0;
}

int
svc_job_look(struct svc_stamper *s, const struct svc_job *j,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(j->id) };
	struct store_rows	 r;

	return store_query(s->db, STORE_SEAL_DOCUMENT_OF, args, 1, s->arena,
	    &r, err);
}

/* -- give back ---- */
static int64_t
backoff(int64_t attempts)
{
	int64_t	 wait = BACKOFF_FIRST;

	while (attempts-- > 1 && wait < BACKOFF_MAX)
		wait *= 2;
	return wait < BACKOFF_MAX ? wait : BACKOFF_MAX;
}

static int
wait_or_fail(struct batch *b, struct svc_job *j, uint64_t *n,
    struct es_err *err)
{
	struct store_val	 wait[] = {
		SV_INT(b->now + backoff(j->attempts)), SV_STR(j->res->reason),
		SV_STR(j->detail), SV_INT(j->id),
		SV_BYTES(b->s->claim, sizeof(b->s->claim))
	};
	struct store_val	 id[] = { SV_INT(j->id) };

	if (j->res->state == SVC_STAMPED_WAITING)
		return store_exec(b->s->db, STORE_SEAL_JOB_WAIT, wait,
		    ES_COUNT(wait), n, err);
	if (store_exec(b->s->db, STORE_SEAL_JOB_FAIL, wait + 1,
	    ES_COUNT(wait) - 1, n, err) < 0)
		return -1;
	if (*n == 0)
		return 0;
	return store_exec(b->s->db, STORE_SEAL_REQUEST_FAILED, id, 1, NULL,
	    err);
}

static int
give_back_all(struct store *st, void *arg, struct es_err *err)
{
	struct batch	*b = arg;
	struct svc_job	*j;
	uint64_t	 n;
	size_t		 i;

	(void)st;
	for (i = 0; i < b->n; i++) {
		j = &b->jobs[i];
		if (!to_give_back(j))
			continue;
		if (wait_or_fail(b, j, &n, err) < 0)
			return -1;
		if (n == 0)		/* the next claim voids the intent */
			j->intent_seq = 0;
	}
	if (add_ledger(b, AUDIT_VOID, err) < 0)
		return -1;
	for (i = 0; i < b->n; i++)
		if (to_give_back(&b->jobs[i]) && add_audit(b, &b->jobs[i],
		    b->jobs[i].res->state == SVC_STAMPED_FAILED ? "failed" :
		    "waiting", err) < 0)
			return -1;
	return 0;
}

int
svc_jobs_give_back(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    int64_t now, struct es_err *err)
{
	struct batch	 b = { s, jobs, n, now };
	size_t		 i;

	for (i = 0; i < n; i++)
		if (to_give_back(&jobs[i]))
			return store_tx(s->db, give_back_all, &b, err);
	return 0;
}

int
svc_stamp_due(struct svc_stamper *s, int64_t *ids, size_t max, size_t *n,
    struct es_err *err)
{
	int64_t			 now = sys_now();
	struct store_val	 args[] = {
		SV_INT(now - WAKE_UP), SV_INT(max), SV_INT(now), SV_INT(max),
		SV_INT(now), SV_INT(max), SV_INT(max)
	};
	struct store_rows	 r;
	size_t			 i;

	*n = 0;
	es_arena_reset(s->arena);
	if (store_query(s->db, STORE_SEAL_DUE, args, ES_COUNT(args), s->arena,
	    &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < max; i++)
		ids[(*n)++] = store_int(&r, i, 0);
	return 0;
}
