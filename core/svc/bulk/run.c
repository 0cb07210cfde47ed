/* svc/bulk/run.c - the worker of bulk jobs: a batch at a time; bulk.h. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/random.h"
#include "svc/bulk/priv.h"
#include "sys/fault.h"
#include "sys/log.h"

#define LEASE		60	/* seconds for one batch */

/* Columns of BULK_DUE. */
enum { D_ID, D_OFFICE, D_TYPE, D_LANG, D_LEVEL, D_STATUS, D_SCHOOL, D_FROM,
    D_UNTIL, D_LAST, D_BY };

struct batch {
	const struct svc_issue_conf	*c;
	struct es_arena			*arena;
	unsigned char			 owner[16];
	int64_t				 job, last, now;
	struct svc_bulk			 cohort;
	struct svc_confirmation		 list[ES_LIMIT_SEAL_BATCH];
	const char			*reason[ES_LIMIT_SEAL_BATCH];
	size_t				 n;
};

/* The job that has waited longest is ours for a while: 1, or 0. */
static int
claim(struct store *st, void *arg, struct es_err *err)
{
	struct batch		*b = arg;
	struct store_val	 args[] = { SV_INT(b->now), SV_INT(
				    ES_LIMIT_BULK_AHEAD -
				    ES_LIMIT_SEAL_BATCH) };
	struct store_rows	 r;
	int			 rc;

	es_arena_reset(b->arena);
	rc = store_query(st, STORE_BULK_DUE, args, ES_COUNT(args), b->arena,
	    &r, err);
	if (rc <= 0)
		return rc;
	b->job = store_int(&r, 0, D_ID);
	b->last = store_int(&r, 0, D_LAST);
	b->cohort = (struct svc_bulk){
		.type = store_view(&r, 0, D_TYPE),
		.lang = store_view(&r, 0, D_LANG),
		.level = store_view(&r, 0, D_LEVEL),
		.status = store_view(&r, 0, D_STATUS),
		.school = store_view(&r, 0, D_SCHOOL),
		.from = store_view(&r, 0, D_FROM),
		.until = store_view(&r, 0, D_UNTIL),
		.actor = store_view(&r, 0, D_BY),
	};
	{
		struct store_val	 mine[] = {
		    SV_BYTES(b->owner, sizeof(b->owner)),
		    SV_INT(b->now + LEASE), SV_INT(b->job) };

		if (store_exec(st, STORE_BULK_CLAIM, mine, ES_COUNT(mine),
		    NULL, err) < 0)
			return -1;
	}
	return 1;
}

/* The form number of a person in a job: the same whenever it is asked. */
static int
number_of(int64_t job, int64_t person, unsigned char crid[SVC_CRID],
    struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct es_buf	 b;
	int		 rc;

	es_buf_init(&b, 64);
	es_buf_add_str(&b, "yinxin bulk");
	es_buf_add_be64(&b, (uint64_t)job);
	es_buf_add_be64(&b, (uint64_t)person);
	if ((rc = es_buf_ok(&b, "bulk", err)) == 0)
		rc = crypt_sha256(es_buf_view(&b), sum, err);
	if (rc == 0)
		memcpy(crid, sum, SVC_CRID);
	es_buf_clear(&b);
	return rc;
}

static int
gather(struct store *st, struct batch *b, struct es_err *err)
{
	struct store_val	 args[SVC_BULK_COHORT + 1];
	struct store_rows	 r;
	size_t			 i;

	svc_bulk_cohort(&b->cohort, b->last, args);
	args[SVC_BULK_COHORT] = (struct store_val)SV_INT(
	    ES_LIMIT_SEAL_BATCH);
	if (store_query(st, STORE_BULK_NEXT, args, ES_COUNT(args), b->arena,
	    &r, err) < 0)
		return -1;
	b->n = r.n;
	for (i = 0; i < r.n; i++) {
		struct svc_confirmation	*one = &b->list[i];

		memset(one, 0, sizeof(*one));
		one->ask.person = store_int(&r, i, 0);
		one->ask.type = b->cohort.type;
		one->ask.lang = es_view_eq_str(b->cohort.lang, "en") ? "en" :
		    "zh-CN";
		one->ask.now = b->now;
		one->of_many = true;
		b->reason[i] = "";
		if (number_of(b->job, one->ask.person, one->crid, err) < 0)
			return -1;
	}
	return 0;
}

/* Somebody in the batch may not have it: who, and the others all the same. */
static int
one_by_one(struct store *st, struct batch *b, struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < b->n; i++) {
		struct es_err	 e = ES_ERR_INIT;

		b->list[i].request = 0;
		if (svc_confirm(st, b->c, &b->list[i], b->cohort.actor,
		    ES_VIEW_EMPTY, &e) == 0)
			continue;
		if (e.code != ES_E_DENIED && e.code != ES_E_NOTFOUND &&
		    e.code != ES_E_INPUT)
			return es_err_pass(err, &e);
		log_err(&e, "event=bulk-refused");
		b->list[i].request = 0;
		b->reason[i] = e.code == ES_E_NOTFOUND ? "not-meant" :
		    e.code == ES_E_DENIED ? "not-entitled" : "data";
	}
	return 0;
}

/* What became of each, and how far the job has come. */
static int
write_down(struct store *st, void *arg, struct es_err *err)
{
	struct batch		*b = arg;
	bool			 over = b->n < ES_LIMIT_SEAL_BATCH;
	int64_t			 last = b->n > 0 ?
				    b->list[b->n - 1].ask.person : b->last;
	struct store_val	 move[] = { SV_INT(last), SV_INT(over),
				    SV_INT(b->job), SV_BYTES(b->owner,
				    sizeof(b->owner)), SV_INT(last) };
	size_t			 i;

	for (i = 0; i < b->n; i++) {
		struct store_val	 item[] = { SV_INT(b->job),
		    SV_INT(b->list[i].ask.person),
		    SV_INT(b->list[i].request), SV_STR(b->reason[i]) };

		if (store_exec(st, STORE_BULK_ITEM, item, ES_COUNT(item),
		    NULL, err) < 0)
			return -1;
	}
	return store_exec(st, STORE_BULK_MOVE, move, ES_COUNT(move), NULL,
	    err);
}

static int
do_batch(struct store *st, struct batch *b, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;

	if (gather(st, b, err) < 0)
		return -1;
	if (b->n > 0 && svc_confirm_all(st, b->c, b->list, b->n,
	    b->cohort.actor, ES_VIEW_EMPTY, &e) < 0) {
		if (e.code == ES_E_UPSTREAM || e.code == ES_E_NOMEM)
			return es_err_pass(err, &e);
		if (one_by_one(st, b, err) < 0)
			return -1;
	}
	if (SYS_FAULT("bulk.confirmed", err) < 0)
		return -1;
	return store_tx(st, write_down, b, err) < 0 ? -1 : 1;
}

int
svc_bulk_step(struct store *st, const struct svc_issue_conf *c, int64_t now,
    struct es_err *err)
{
	struct batch	*b = calloc(1, sizeof(*b));
	int		 rc = -1;

	if (b == NULL || (b->arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) ==
	    NULL) {
		free(b);
		return es_fail(err, ES_E_NOMEM, "bulk: no memory");
	}
	b->c = c;
	b->now = now;
	if (crypt_random(b->owner, sizeof(b->owner), err) == 0 &&
	    (rc = store_tx(st, claim, b, err)) > 0)
		rc = do_batch(st, b, err);
	es_arena_free(b->arena);
	free(b);
	return rc;
}
