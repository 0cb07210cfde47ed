/* svc/seal/store.c - what became of the jobs, written down; see priv.h. */
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "svc/notice/notice.h"
#include "svc/seal/priv.h"
#include "sys/clock.h"
#include "sys/fault.h"

/* Seconds before the next try: doubled from the first to the last. */
#define BACKOFF_FIRST	2
#define BACKOFF_MAX	300

struct batch {
	struct svc_stamper	*s;
	struct svc_job		*jobs;
	size_t			 n;
	int64_t			 now;
	bool			 lost;	/* some claim is not ours any more */
};

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
	j->open = n == 1;
	return 0;
}

/*
 * The jobs whose claim still holds.  All at once as a rule; when one was
 * lost the transaction begins anew and asks each.
 */
static int
jobs_done(struct batch *b, struct es_err *err)
{
	struct store_val	*row = es_arena_array(b->s->arena, b->n * 3,
				    sizeof(*row));
	uint64_t		 done;
	size_t			 i, n = 0;

	if (row == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (i = 0; i < b->n; i++) {
		struct svc_job	*j = &b->jobs[i];

		j->open = j->res->state == SVC_STAMPED_UNKNOWN;
		if (!j->open)
			continue;
		if ((b->lost || b->n == 1) && job_done(b, j, err) < 0)
			return -1;
		row[n * 3] = (struct store_val)SV_INT(j->id);
		row[n * 3 + 1] = (struct store_val)SV_BYTES(b->s->claim,
		    sizeof(b->s->claim));
		row[n++ * 3 + 2] = (struct store_val)SV_INT(b->now);
	}
	if (b->lost || b->n == 1 || n == 0)
		return 0;
	if (store_exec_rows(b->s->db, STORE_SEAL_JOB_DONE, row, n, 3, &done,
	    err) < 0)
		return -1;
	b->lost = done != n;
	return b->lost ? es_fail(err, ES_E_CONFLICT, "a claim was lost") : 0;
}

#define DOC_COLS	15
#define FILE_COLS	2

static void
document_row(const struct svc_job *j, struct store_val row[DOC_COLS])
{
	const struct store_val	 doc[DOC_COLS] = {
		SV_INT(j->id), SV_TEXT(j->number), SV_TEXT(j->code),
		SV_INT(j->person_id), SV_TEXT(j->type), SV_TEXT(j->lang),
		SV_TEXT(j->office), SV_INT(j->seal_id), SV_INT(j->intent_seq),
		SV_INT(j->created), SV_INT(j->valid_days == 0 ? 0 :
		    j->created + j->valid_days * 86400),
		SV_BYTES(j->file_sha256, sizeof(j->file_sha256)),
		SV_BYTES(j->ask.digest, sizeof(j->ask.digest)),
		SV_INT(j->pdf.n), SV_INT(j->ask.pages)
	};

	memcpy(row, doc, sizeof(doc));
}

/* The files of documents just added: rows of any of them, found by request. */
static int
add_files(struct batch *b, const struct store_val *ids, size_t n,
    struct es_err *err)
{
	struct store_val	*file = es_arena_array(b->s->arena, n *
				    FILE_COLS, sizeof(*file));
	struct store_rows	 r;
	size_t			 i, k, row;

	if (file == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	if (store_query_in(b->s->db, STORE_SEAL_DOCUMENTS_OF, ids, n,
	    b->s->arena, &r, err) < 0)
		return -1;
	for (i = k = 0; i < b->n && k < n; i++) {
		if (!b->jobs[i].open)
			continue;
		if ((row = store_row_of(&r, 0, b->jobs[i].id)) == r.n)
			return es_fail(err, ES_E_BUG, "request %lld: its "
			    "document is not there", (long long)b->jobs[i].id);
		file[k * FILE_COLS] = (struct store_val)SV_INT(store_int(&r,
		    row, 1));
		file[k++ * FILE_COLS + 1] = (struct store_val)SV_BLOB(
		    es_buf_view(&b->jobs[i].pdf));
	}
	return store_exec_rows(b->s->db, STORE_SEAL_FILE_ADD, file, n,
	    FILE_COLS, NULL, err);
}

/* Documents, their files, and the requests' new state. */
static int
add_documents(struct batch *b, struct es_err *err)
{
	struct store		*st = b->s->db;
	struct store_val	*doc, *id;
	uint64_t		 issued;
	size_t			 i, n = 0;

	doc = es_arena_array(b->s->arena, b->n * DOC_COLS, sizeof(*doc));
	id = es_arena_array(b->s->arena, b->n, sizeof(*id));
	if (doc == NULL || id == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (i = 0; i < b->n; i++)
		if (b->jobs[i].open) {
			id[n] = (struct store_val)SV_INT(b->jobs[i].id);
			document_row(&b->jobs[i], doc + n++ * DOC_COLS);
		}
	if (n == 0)
		return 0;
	if (store_exec_rows(st, STORE_SEAL_DOCUMENT_ADD, doc, n, DOC_COLS,
	    NULL, err) < 0 || add_files(b, id, n, err) < 0 ||
	    store_exec_rows(st, STORE_SEAL_REQUEST_ISSUED, id, n, 1, &issued,
	    err) < 0)
		return -1;
	if (issued != n)
		return es_fail(err, ES_E_CONFLICT, "a request no longer "
		    "awaits its seal");
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

static void
audit_entry(const struct batch *b, const struct svc_job *j,
    const char *result, struct audit_entry *e)
{
	const char	*object = es_arena_printf(b->s->arena,
			    "request %lld %.*s", (long long)j->id,
			    (int)j->number.n, j->number.p == NULL ? "" :
			    (const char *)j->number.p);

	memset(e, 0, sizeof(*e));
	e->chain = "seal";
	e->at = b->now;
	e->action = "seal.stamp";
	e->object = es_view_str(object == NULL ? "" : object);
	e->result = result;
	e->detail = es_view_str(j->res->reason);
}

static const char *
stored(const struct svc_job *j)
{
	return j->open ? "ok" : NULL;
}

static const char *
given_back(const struct svc_job *j)
{
	return !to_give_back(j) ? NULL :
	    j->res->state == SVC_STAMPED_FAILED ? "failed" : "waiting";
}

/* An entry for each job of which "result" has something to say. */
static int
add_audit(struct batch *b, const char *(*result)(const struct svc_job *),
    struct es_err *err)
{
	struct audit_entry	*e = es_arena_array(b->s->arena, b->n,
				    sizeof(*e));
	size_t			 i, n = 0;

	if (e == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (i = 0; i < b->n; i++)
		if (result(&b->jobs[i]) != NULL)
			audit_entry(b, &b->jobs[i], result(&b->jobs[i]),
			    &e[n++]);
	return audit_add_all(b->s->db, e, n, err);
}

/* Their holders are told that they are issued. */
static int
add_notices(struct batch *b, struct es_err *err)
{
	struct store_val	*ids = es_arena_array(b->s->arena, b->n,
				    sizeof(*ids));
	size_t			 i, n = 0;

	if (ids == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (i = 0; i < b->n; i++)
		if (stored(&b->jobs[i]) != NULL)
			ids[n++] = (struct store_val)SV_INT(b->jobs[i].id);
	return svc_notice_holders(b->s->db, "issued", b->now, ids, n, err);
}

static int
store_all(struct store *st, void *arg, struct es_err *err)
{
	struct batch	*b = arg;

	(void)st;
	if (jobs_done(b, err) < 0 || add_documents(b, err) < 0 ||
	    add_notices(b, err) < 0 ||
	    SYS_FAULT("seal.in_store", err) < 0 ||
	    add_ledger(b, AUDIT_SEALED, err) < 0 ||
	    SYS_FAULT("seal.in_ledger", err) < 0 ||
	    add_audit(b, stored, err) < 0)
		return -1;
	return SYS_FAULT("seal.before_commit", err);
}

int
svc_jobs_store(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    int64_t now, struct es_err *err)
{
	struct batch	 b = { s, jobs, n, now, false };
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;
	int		 rc;

	for (i = 0; i < n && jobs[i].res->state != SVC_STAMPED_UNKNOWN; i++)
		continue;
	if (i == n)
		return 0;	/* nothing to store */
	rc = store_tx(s->db, store_all, &b, &e);
	if (rc < 0 && b.lost) {
		es_err_clear(&e);
		rc = store_tx(s->db, store_all, &b, &e);
	}
	if (rc < 0)
		return es_err_pass(err, &e);
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
	struct store_val	 id = SV_INT(j->id);
	struct store_rows	 r;

	return store_query_in(s->db, STORE_SEAL_DOCUMENTS_OF, &id, 1, s->arena,
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
	if (add_audit(b, given_back, err) < 0)
		return -1;
	return SYS_FAULT("seal.before_give_back", err);
}

int
svc_jobs_give_back(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    int64_t now, struct es_err *err)
{
	struct batch	 b = { s, jobs, n, now, false };
	size_t		 i;

	for (i = 0; i < n; i++)
		if (to_give_back(&jobs[i]))
			return store_tx(s->db, give_back_all, &b, err);
	return 0;
}
