/* svc/seal/claim.c - jobs taken from the database to stamp; see priv.h. */
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "svc/seal/priv.h"
#include "sys/clock.h"

#define CLAIM_COLS	5
#define COL_REQUEST	20	/* of SEAL_LOAD */

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
	struct es_view	 cut;

	if (j->res->state != SVC_STAMPED_UNKNOWN)
		return;
	j->open = false;
	j->res->state = state;
	/* The database takes no half of a character. */
	cut = es_utf8_cut(es_view_str(detail), sizeof(j->detail) - 1);
	(void)snprintf(j->res->reason, sizeof(j->res->reason), "%s", reason);
	(void)snprintf(j->detail, sizeof(j->detail), "%.*s", (int)cut.n,
	    cut.n == 0 ? "" : (const char *)cut.p);
}

/* All claims in one transaction: one flush for the batch. */
static int
claim_all(struct store *st, void *arg, struct es_err *err)
{
	struct batch		*b = arg;
	struct store_val	*row = es_arena_array(b->s->arena, b->n *
				    CLAIM_COLS, sizeof(*row));
	size_t			 i;

	if (row == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (i = 0; i < b->n; i++) {
		const struct store_val	 args[CLAIM_COLS] = {
			SV_BYTES(b->s->claim, sizeof(b->s->claim)),
			SV_INT(b->now + b->s->cf->lease),
			SV_INT(b->jobs[i].id), SV_INT(b->now), SV_INT(b->now)
		};

		memcpy(row + i * CLAIM_COLS, args, sizeof(args));
	}
	/* One statement is a transaction of its own. */
	return b->n == 1 ? store_exec(st, STORE_SEAL_CLAIM, row, CLAIM_COLS,
	    NULL, err) : store_exec_rows(st, STORE_SEAL_CLAIM, row, b->n,
	    CLAIM_COLS, NULL, err);
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

/* Ours is what bears our claim, once: no other claim was ever like it. */
static bool
is_ours(const struct svc_stamper *s, const struct svc_job *jobs, size_t at,
    const struct store_rows *r)
{
	size_t	 i;

	for (i = 0; i < at; i++)
		if (jobs[i].id == jobs[at].id)
			return false;
	return es_view_eq_str(store_view(r, 0, 16), "claimed") &&
	    es_view_eq(store_view(r, 0, 17), es_view(s->claim,
	    sizeof(s->claim)));
}

static void
take_job(struct svc_job *j, const struct store_rows *r)
{
	j->open = j->ours = true;
	j->type = store_view(r, 0, 0);
	j->lang = store_view(r, 0, 1);
	j->number = store_view(r, 0, 2);
	j->code = store_view(r, 0, 3);
	j->person_id = store_int(r, 0, 4);
	j->created = store_int(r, 0, 5);
	j->record = store_view(r, 0, 6);
	j->office = store_view(r, 0, 7);
	j->seal_id = store_int(r, 0, 8);
	j->valid_days = store_int(r, 0, 9);
	j->attempts = store_int(r, 0, 10);
	j->definition = store_view(r, 0, 13);
	j->seal_zh = store_view(r, 0, 14);
	j->seal_en = store_view(r, 0, 15);
	j->type_version = store_int(r, 0, 18);
	j->key_name = store_view(r, 0, 19);
}

static int
load_one(struct svc_stamper *s, struct svc_job *jobs, size_t at,
    const struct store_rows *all, struct es_err *err)
{
	struct svc_job		*j = &jobs[at];
	struct store_rows	 r = store_part(all, store_row_of(all,
				    COL_REQUEST, j->id), 1);

	if (r.n == 0 || !is_ours(s, jobs, at, &r))
		return settle_other(s, j, err);
	take_job(j, &r);
	if (store_is_null(&r, 0, 6) || store_is_null(&r, 0, 13)) {
		svc_job_settle(j, SVC_STAMPED_FAILED, "no-record",
		    "request, snapshot or document type is missing");
		return 0;
	}
	if (!store_is_null(&r, 0, 12))
		return repair(s, j, err);
	return 0;
}

int
svc_jobs_claim(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    int64_t now, struct es_err *err)
{
	struct batch		 b = { s, jobs, n, now };
	struct store_val	*id = es_arena_array(s->arena, n, sizeof(*id));
	struct store_rows	 r;
	size_t			 i;

	if (id == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	for (i = 0; i < n; i++)
		id[i] = (struct store_val)SV_INT(jobs[i].id);
	if (n == 1 ? claim_all(s->db, &b, err) < 0 :
	    store_tx(s->db, claim_all, &b, err) < 0)
		return -1;
	if (store_query_in(s->db, STORE_SEAL_LOAD, id, n, s->arena, &r,
	    err) < 0)
		return -1;
	for (i = 0; i < n; i++)
		if (load_one(s, jobs, i, &r, err) < 0)
			return -1;
	return 0;
}

int
svc_stamp_due(struct svc_stamper *s, int64_t *ids, size_t max, size_t *n,
    struct es_err *err)
{
	int64_t			 now = sys_now();
	struct store_val	 args[] = {
		SV_INT(now), SV_INT(max), SV_INT(now), SV_INT(max),
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
