/* svc/seal/seal.c - the way of one seal, stage by stage; see seal.h. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/random.h"
#include "svc/seal/priv.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

int
svc_stamper_new(struct svc_stamper **out, struct svc_seal_kit *k,
    struct es_err *err)
{
	const struct svc_seal_conf	*cf = svc_seal_kit_conf(k);
	struct svc_stamper		*s;

	*out = NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return es_fail(err, ES_E_NOMEM, "stamper: out of memory");
	s->kit = k;
	s->cf = cf;
	s->db = store_new(&cf->db);
	s->signd = signd_new(cf->signd_socket);
	s->arena = es_arena_new(ES_LIMIT_STAMP_ARENA);
	s->page = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	if (s->db == NULL || s->signd == NULL || s->arena == NULL ||
	    s->page == NULL) {
		es_fail(err, ES_E_NOMEM, "stamper: out of memory");
		goto out;
	}
	if (svc_maker_new(&s->maker, k, err) < 0 ||
	    svc_types_new(&s->types, &k->fonts, err) < 0)
		goto out;
	*out = s;
	s = NULL;
out:
	svc_stamper_free(s);
	return *out == NULL ? -1 : 0;
}

void
svc_stamper_free(struct svc_stamper *s)
{
	if (s == NULL)
		return;
	svc_maker_free(s->maker);
	svc_types_free(s->types);
	store_free(s->db);
	signd_free(s->signd);
	es_arena_free(s->arena);
	es_arena_free(s->page);
	free(s);
}

/* -- sign ---- */
/* A refusal that passes by itself is tried again, others need people. */
static enum svc_stamped
after_refusal(enum signd_refusal r)
{
	switch (r) {
	case SIGND_OUT_OF_HOURS:
	case SIGND_OVER_QUOTA:
	case SIGND_SEAL_NOT_ACTIVE:
	case SIGND_CERT_NOT_VALID:
	case SIGND_SEAL_OUT_OF_DATE:
	case SIGND_NO_KEY:
	case SIGND_NO_AUTHORISATION:
	case SIGND_NO_CLAIM:
	case SIGND_NOT_ELIGIBLE:
	case SIGND_NO_FLOW:
	case SIGND_KEY_AWAY:
	case SIGND_KEY_CHANGED:
		return SVC_STAMPED_WAITING;
	case SIGND_OK:
	case SIGND_FAILED:
	case SIGND_NO_REQUEST:
	case SIGND_NOT_APPROVED:
	case SIGND_SEALED_BEFORE:
	case SIGND_SNAPSHOT_CHANGED:
	case SIGND_APPROVAL_CHANGED:
	case SIGND_TYPE_NOT_ALLOWED:
	case SIGND_OTHER_RECORD:
	case SIGND_SEAL_REPLACED:
	case SIGND_OTHER_DIGEST:
	case SIGND_DECISION_CHANGED:
	case SIGND_NO_RIGHT:
	case SIGND_NOT_FRESH:
	case SIGND_OTHER_TEXT:
	case SIGND_NOT_ITS_TURN:
	case SIGND_NOT_APART:
	case SIGND_REFUSAL__MAX:
		break;
	}
	return SVC_STAMPED_FAILED;
}

static void
refused(struct svc_stamper *s, struct svc_job *j,
    const struct signd_seal_answer *a)
{
	char	 reason[SVC_REASON_MAX], detail[300];

	(void)snprintf(detail, sizeof(detail), "%.*s", (int)a->reason.n,
	    a->reason.p == NULL ? "" : (const char *)a->reason.p);
	if (a->refusal == SIGND_OK || a->refusal == SIGND_FAILED) {
		/* The intent may stand, but there is no signature. */
		j->intent_seq = a->seq;
		svc_job_settle(j, SVC_STAMPED_WAITING, "signd-failed",
		    detail);
		return;
	}
	/* A key that went away after the intent was written. */
	if (a->refusal == SIGND_KEY_AWAY)
		j->intent_seq = a->seq;
	if (a->refusal == SIGND_KEY_CHANGED)
		svc_keys_forget(s);
	(void)snprintf(reason, sizeof(reason), "refused %s",
	    signd_refusal_name(a->refusal));
	svc_job_settle(j, after_refusal(a->refusal), reason, detail);
}

/* All open jobs in one frame; each has its own answer. */
static void
sign_all(struct svc_stamper *s, struct svc_job *jobs, size_t n)
{
	struct signd_seal_job	 ask[ES_LIMIT_SEAL_BATCH];
	struct signd_seal_answer ans[ES_LIMIT_SEAL_BATCH];
	struct svc_job		*who[ES_LIMIT_SEAL_BATCH];
	struct es_err		 err = ES_ERR_INIT;
	size_t			 i, k = 0;

	for (i = 0; i < n; i++)
		if (jobs[i].open) {
			ask[k] = jobs[i].ask;
			who[k++] = &jobs[i];
		}
	if (k == 0)
		return;
	memset(ans, 0, sizeof(ans));
	if (SYS_FAULT("seal.before_sign", &err) < 0 ||
	    signd_seal(s->signd, ask, k, ans, &err) < 0 ||
	    SYS_FAULT("seal.signed", &err) < 0) {
		/* An intent may stand; the next claim's SEAL voids it. */
		for (i = 0; i < k; i++)
			svc_job_settle(who[i], SVC_STAMPED_WAITING,
			    "signd-down", err.msg);
		return;
	}
	for (i = 0; i < k; i++) {
		if (ans[i].refusal != SIGND_OK || ans[i].cms.n == 0) {
			refused(s, who[i], &ans[i]);
			continue;
		}
		who[i]->intent_seq = ans[i].seq;
		svc_job_fill(s, who[i], ans[i].cms);
	}
}

/* -- the whole way ---- */
static void
init_jobs(struct svc_job *jobs, const int64_t *ids, size_t n,
    struct svc_stamp_result *res)
{
	size_t	 i;

	for (i = 0; i < n; i++) {
		memset(&res[i], 0, sizeof(res[i]));
		memset(&jobs[i], 0, sizeof(jobs[i]));
		res[i].request_id = jobs[i].id = ids[i];
		jobs[i].res = &res[i];
		es_buf_init(&jobs[i].pdf, ES_LIMIT_DOC_BYTES);
	}
}

/*
 * The commit failed or its end is not known.  Look: either the document is
 * there, or the whole transaction is not.
 */
static void
after_failed_store(struct svc_stamper *s, struct svc_job *jobs, size_t n,
    const struct es_err *why)
{
	struct es_err	 err = ES_ERR_INIT;
	size_t		 i;
	int		 rc;

	for (i = 0; i < n; i++) {
		if (jobs[i].res->state != SVC_STAMPED_UNKNOWN)
			continue;
		rc = why->code == ES_E_UNCERTAIN ?
		    svc_job_look(s, &jobs[i], &err) : 0;
		es_err_clear(&err);
		if (rc > 0)
			svc_job_settle(&jobs[i], SVC_STAMPED_DONE, "", "");
		else
			svc_job_settle(&jobs[i], SVC_STAMPED_WAITING,
			    "database-down", why->msg);
	}
}

static void
report(const struct svc_job *j)
{
	if (j->res->state == SVC_STAMPED_DONE)
		log_event("stamp request=%lld state=done bytes=%zu",
		    (long long)j->id, j->pdf.n);
	else
		log_event("stamp request=%lld state=%s reason=\"%s\" "
		    "detail=\"%s\"", (long long)j->id,
		    svc_stamped_name(j->res->state), j->res->reason,
		    j->detail);
}

int
svc_stamp(struct svc_stamper *s, const int64_t *ids, size_t n,
    struct svc_stamp_result *res, struct es_err *err)
{
	struct svc_job	*jobs;
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;
	int		 rc = -1;

	if (n == 0 || n > ES_LIMIT_SEAL_BATCH)
		return es_fail(err, ES_E_LIMIT, "stamping %zu at once, limit "
		    "%zu", n, ES_LIMIT_SEAL_BATCH);
	if ((jobs = calloc(n, sizeof(*jobs))) == NULL)
		return es_fail(err, ES_E_NOMEM, "stamping: out of memory");
	init_jobs(jobs, ids, n, res);
	es_arena_reset(s->arena);
	if (crypt_random(s->claim, sizeof(s->claim), err) < 0 ||
	    svc_jobs_claim(s, jobs, n, sys_now(), err) < 0 ||
	    SYS_FAULT("seal.claimed", err) < 0)
		goto out;
	for (i = 0; i < n; i++)
		if (jobs[i].open) {
			memcpy(jobs[i].ask.claim, s->claim, sizeof(s->claim));
			jobs[i].ask.request_id = (uint64_t)jobs[i].id;
			svc_job_make(s, &jobs[i]);
		}
	if (SYS_FAULT("seal.rendered", err) < 0)
		goto out;
	sign_all(s, jobs, n);
	if (SYS_FAULT("seal.verified", err) < 0)
		goto out;
	if (svc_jobs_store(s, jobs, n, sys_now(), &e) < 0)
		after_failed_store(s, jobs, n, &e);
	es_err_clear(&e);
	if (SYS_FAULT("seal.committed", err) < 0)
		goto out;
	/* If this fails, too, the lease runs out and the sweeper comes. */
	if (svc_jobs_give_back(s, jobs, n, sys_now(), &e) < 0)
		log_err(&e, "stamp: cannot write down what waits");
	for (i = 0; i < n; i++)
		report(&jobs[i]);
	rc = 0;
out:
	for (i = 0; i < n; i++)
		es_buf_clear(&jobs[i].pdf);
	free(jobs);
	return rc;
}
