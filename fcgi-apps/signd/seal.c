/*
 * signd/seal.c - one batch of seal jobs: evidence, ledger, then the key.
 *
 * Everything up to the ledger's INTENT happens in one transaction, with the
 * chains of the seals concerned locked, so that two processes cannot decide
 * about one request at once.  The key is used only after that transaction
 * was committed; a crash after the commit leaves an open intent, which the
 * next SEAL for the same request voids.
 */
#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "decided.h"
#include "evidence.h"
#include "grant.h"
#include "serve.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

struct work {			/* one job on its way */
	const struct signd_seal_job	*job;
	struct signd_seal_answer	*answer;
	struct seal_key			*key;
	uint64_t			 seal_id;
	uint64_t			 stale;	/* open intent to void; 0 */
	struct decided_flaw		 flaw;
	int64_t				 keeper; /* released it by hand; 0 */
	int64_t				 auth_id;
	struct grant			*grant;	/* by which, if by one */
	struct audit_ledger		 entry[2];	/* of the ledger */
	size_t				 entries;
};

struct cert_read {		/* what the CA says of a key of the batch */
	const struct seal_key	*key;
	bool			 revoked;
};

struct batch {
	struct server	*server;
	struct es_arena	*arena;
	struct work	*work;
	size_t		 n;
	int64_t		 now;
	uint64_t	 seal[ES_LIMIT_SEAL_BATCH];	/* concerned */
	size_t		 seals;
	struct store_rows evidence;	/* SIGND_EVIDENCE of all jobs */
	struct store_rows digests;	/* those that a document has */
	struct cert_read cert[ES_LIMIT_SEAL_BATCH];
	size_t		 certs;
	struct grants	 grants;
};

/* Columns of SIGND_EVIDENCE. */
enum { C_OWNER, C_LEASE, C_JOB, C_STATE, C_RECORD, C_SUM, C_APPROVED,
    C_REJECTED, C_SEAL, C_SEAL_STATE, C_KEY, C_POLICY, C_DOCUMENT,
    C_STALE, C_RULE, C_ACTIVE, C_ELIGIBLE, C_TYPE, C_LANG,
    C_NUMBER, C_CODE, C_PERSON, C_SEAL_NUMBER, C_REQUEST, C_FLOW,
    C_PERSON_ID, C_OFFICE, C_CALLER, C_RELEASED, C_KEEPER, C_KEPT,
    C_VALID_FROM, C_VALID_UNTIL, C_PREDECESSOR };

static void
read_names(const struct store_rows *r, struct record_names *n)
{
	n->type = store_view(r, 0, C_TYPE);
	n->lang = store_view(r, 0, C_LANG);
	n->number = store_view(r, 0, C_NUMBER);
	n->code = store_view(r, 0, C_CODE);
	n->person = store_view(r, 0, C_PERSON);
	n->seal = store_view(r, 0, C_SEAL_NUMBER);
}

/* What our own CA says of the key's certificate; of others: nothing. */
static int
read_certificate(struct batch *b, const struct seal_key *key,
    struct evidence *e, struct es_err *err)
{
	struct cert_state	c;
	size_t			 i;

	e->not_before = pki_cert_not_before(key->cert);
	e->not_after = pki_cert_not_after(key->cert);
	for (i = 0; i < b->certs; i++)
		if (b->cert[i].key == key) {
			e->cert_revoked = b->cert[i].revoked;
			return 0;
		}
	if (serve_cert_state(b->server, b->arena, es_view(key->issuer,
	    sizeof(key->issuer)), pki_cert_serial(key->cert), &c, err) < 0)
		return -1;
	e->cert_revoked = c.revoked;
	b->cert[b->certs++] = (struct cert_read){ key, c.revoked };
	return 0;
}

/* One digest cannot be the document of two requests. */
static bool
is_known(const struct batch *b, const struct work *w)
{
	const struct work	*o;
	size_t			 i;

	for (i = 0; i < b->digests.n; i++)
		if (es_view_eq(store_view(&b->digests, i, 0),
		    es_view(w->job->digest, SIGND_DIGEST)))
			return true;
	for (o = b->work; o < w; o++)
		if (memcmp(o->job->digest, w->job->digest,
		    SIGND_DIGEST) == 0)
			return true;
	return false;
}

/*
 * What people decided about this request, read and judged anew: the chain of
 * events, every actor's right at its time, and whom and what it is about.
 */
static int
read_flow(struct batch *b, struct work *w, const struct store_rows *r,
    struct evidence *e, struct es_err *err)
{
	struct decided_ask	 q = {
		.request = (int64_t)w->job->request_id,
		.person = store_int(r, 0, C_PERSON_ID),
		.keeper = store_int(r, 0, C_KEEPER),
		.flow = store_view(r, 0, C_FLOW),
		.office = store_view(r, 0, C_OFFICE),
	};

	return decided(b->server, &q, b->arena, e, &w->flaw, err);
}

/* What is signed: SHA-256 names the file, the key may want another digest. */
static enum crypt_md
job_md(const struct signd_seal_job *j)
{
	return j->md == CRYPT_MD_NONE ? CRYPT_SHA256 : j->md;
}

static struct es_view
job_sum(const struct signd_seal_job *j)
{
	return job_md(j) == CRYPT_SHA256 ? es_view(j->digest, SIGND_DIGEST) :
	    es_view(j->sum, crypt_md_size(j->md));
}

static int
read_evidence(struct batch *b, struct work *w, struct evidence *e,
    struct es_err *err)
{
	struct store_rows	 r = store_part(&b->evidence, store_row_of(
				    &b->evidence, C_REQUEST,
				    (int64_t)w->job->request_id), 1);

	memset(e, 0, sizeof(*e));
	if (r.n == 0)
		return 0;
	e->found = true;
	e->claimed = es_view_eq_str(store_view(&r, 0, C_JOB), "claimed") &&
	    crypt_equal(store_view(&r, 0, C_OWNER),
	    es_view(w->job->claim, SIGND_CLAIM)) &&
	    store_int(&r, 0, C_LEASE) >= b->now;
	e->approved = es_view_eq_str(store_view(&r, 0, C_STATE),
	    "awaiting") && store_int(&r, 0, C_REJECTED) == 0;
	e->sealed = !store_is_null(&r, 0, C_DOCUMENT);
	e->snapshot = store_view(&r, 0, C_RECORD);
	e->snapshot_sha256 = store_view(&r, 0, C_SUM);
	e->approval_sha256 = store_view(&r, 0, C_APPROVED);
	e->seal_id = store_int(&r, 0, C_SEAL);
	e->seal_active = es_view_eq_str(store_view(&r, 0, C_SEAL_STATE),
	    "active");
	e->predecessor = store_view(&r, 0, C_PREDECESSOR);
	e->seal_from = store_int(&r, 0, C_VALID_FROM);
	e->seal_until = store_int(&r, 0, C_VALID_UNTIL);
	e->type_allowed = !store_is_null(&r, 0, C_POLICY) &&
	    store_int(&r, 0, C_ACTIVE) != 0;
	e->rule_holds = store_int(&r, 0, C_RULE) != 0;
	e->eligible = store_int(&r, 0, C_ELIGIBLE) != 0;
	e->digest_known = is_known(b, w);
	read_names(&r, &e->names);
	w->key = keyring_find(b->server->keys, store_view(&r, 0, C_KEY));
	e->key_loaded = w->key != NULL;
	e->key_fits = w->key != NULL &&
	    job_md(w->job) == cms_signer_md(w->key->signer);
	e->key_away = w->key != NULL &&
	    keyring_away(b->server->keys, w->key) != NULL;
	if (w->key != NULL && read_certificate(b, w->key, e, err) < 0)
		return -1;
	if (grant_find(&b->grants, e->seal_id, store_view(&r, 0, C_TYPE),
	    store_view(&r, 0, C_CALLER), &w->grant, err) < 0)
		return -1;
	e->auth = w->grant->auth;
	e->released = store_int(&r, 0, C_KEPT) != 0 &&
	    es_view_eq(store_view(&r, 0, C_RELEASED), e->snapshot_sha256);
	e->apart = store_int(&r, 0, C_KEEPER) != store_int(&r, 0,
	    C_PERSON_ID);
	w->keeper = e->released ? store_int(&r, 0, C_KEEPER) : 0;
	if (store_view(&r, 0, C_FLOW).n > 0 &&
	    read_flow(b, w, &r, e, err) < 0)
		return -1;
	w->seal_id = (uint64_t)e->seal_id;
	w->stale = (uint64_t)store_int(&r, 0, C_STALE);
	w->auth_id = e->auth.id;
	return 0;
}

static struct audit_ledger
entry(const struct batch *b, const struct work *w,
    enum audit_ledger_kind kind, uint64_t intent, const char *detail)
{
	struct audit_ledger	 e = {
		.seal_id = w->seal_id, .kind = kind, .at = b->now,
		.request_id = w->job->request_id, .intent_seq = intent,
		.digest = kind == AUDIT_VOID ? ES_VIEW_EMPTY :
		    es_view(w->job->digest, SIGND_DIGEST),
		.authorisation_id = (uint64_t)w->auth_id,
		.key_name = w->key == NULL ? ES_VIEW_EMPTY :
		    es_view_str(w->key->name),
		.detail = es_view_str(detail),
	};

	return e;
}

/* Its chain was locked before: the type may just have got another seal. */
static bool
is_locked(const struct batch *b, uint64_t seal)
{
	size_t	 i;

	for (i = 0; i < b->seals; i++)
		if (b->seal[i] == seal)
			return true;
	return seal == 0;
}

/* Evidence and verdict of one job, and what the ledger will say of it. */
static int
decide(struct batch *b, struct work *w, struct es_err *err)
{
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	char			 hex[2 * CRYPT_DIGEST_MAX + 1] = "";
	enum signd_refusal	 v;
	struct evidence		 e;
	const char		*detail;

	if (read_evidence(b, w, &e, err) < 0 ||
	    crypt_sha256(e.snapshot, sum, err) < 0)
		return -1;
	if (!is_locked(b, w->seal_id))
		return es_fail(err, ES_E_CONFLICT, "the seal of request %llu "
		    "changed meanwhile",
		    (unsigned long long)w->job->request_id);
	v = evidence_judge(&e, es_view(sum, sizeof(sum)), b->now,
	    b->server->zone);
	if (v == SIGND_OK && evidence_by_hand(&e, b->now, b->server->zone))
		w->auth_id = 0;		/* the keeper's own hand */
	else
		w->keeper = 0;
	if (v == SIGND_OK && w->keeper == 0)
		grant_use(w->grant);
	w->answer->refusal = v;
	w->answer->seal_id = w->seal_id;
	w->answer->reason = es_view_str(evidence_reason(v));
	w->entries = 0;
	/* No seal, no ledger, and none for a try that says nothing of it. */
	if (w->seal_id == 0 || v == SIGND_KEY_AWAY || v == SIGND_KEY_CHANGED)
		return 0;
	/* Which record it is stands in the ledger, for who looks for it. */
	if (w->flaw.bad != 0 && v != SIGND_OK)
		w->answer->reason = es_view_str(es_arena_printf(b->arena,
		    "%s: decision %zu of request %llu: %s",
		    evidence_reason(v), w->flaw.bad,
		    (unsigned long long)w->job->request_id,
		    w->flaw.name));
	if (job_md(w->job) != CRYPT_SHA256)
		crypt_hex(job_sum(w->job), hex);
	detail = es_arena_printf(b->arena, "%.*s; %llu bytes, %u pages, "
	    "page %u at %d %d %d %d%s%s%s", (int)w->answer->reason.n,
	    (const char *)w->answer->reason.p,
	    (unsigned long long)w->job->file_size, w->job->pages,
	    w->job->page + 1u, w->job->rect[0], w->job->rect[1],
	    w->job->rect[2], w->job->rect[3], hex[0] == '\0' ? "" : "; ",
	    hex[0] == '\0' ? "" : crypt_md_name(w->job->md), hex[0] == '\0' ?
	    "" : hex);
	if (detail != NULL && w->keeper != 0 && v == SIGND_OK)
		detail = es_arena_printf(b->arena, "%s; released by hand, "
		    "person %lld", detail, (long long)w->keeper);
	if (detail == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	/* Whoever holds the claim knows that nobody will finish the old one */
	if (e.claimed && w->stale != 0)
		w->entry[w->entries++] = entry(b, w, AUDIT_VOID, w->stale,
		    "left open by a crash");
	w->entry[w->entries++] = entry(b, w, v == SIGND_OK ? AUDIT_INTENT :
	    AUDIT_REFUSED, 0, detail);
	return 0;
}

/* The entries of all jobs of one seal, one after the other. */
static int
write_ledger(struct batch *b, uint64_t seal, struct es_err *err)
{
	struct audit_ledger	 e[2 * ES_LIMIT_SEAL_BATCH];
	uint64_t		 seq;
	size_t			 i, k, n = 0;

	for (i = 0; i < b->n; i++)
		for (k = 0; k < b->work[i].entries; k++)
			if (b->work[i].seal_id == seal)
				e[n++] = b->work[i].entry[k];
	if (n == 0)
		return 0;
	if (audit_ledger_add(b->server->store, e, n, &seq, err) < 0)
		return -1;
	for (i = 0; i < b->n; i++)
		if (b->work[i].seal_id == seal && b->work[i].entries > 0) {
			seq += b->work[i].entries;
			b->work[i].answer->seq = seq - 1;
		}
	return 0;
}

/* "seal" takes its place among those before it, unless it is there. */
static void
add_seal(struct batch *b, uint64_t seal)
{
	size_t	 at = b->seals;

	while (at > 0 && b->seal[at - 1] > seal)
		at--;
	if (seal == 0 || (at > 0 && b->seal[at - 1] == seal))
		return;
	memmove(b->seal + at + 1, b->seal + at, (b->seals - at) *
	    sizeof(b->seal[0]));
	b->seal[at] = seal;
	b->seals++;
}

/* The requests of all jobs, or the digests, as keys of a query. */
static struct store_val *
keys_of(const struct batch *b, bool digests)
{
	struct store_val	*key = es_arena_array(b->arena, b->n,
				    sizeof(*key));
	size_t			 i;

	for (i = 0; i < b->n && key != NULL; i++)
		if (digests)
			key[i] = (struct store_val)SV_BYTES(
			    b->work[i].job->digest, SIGND_DIGEST);
		else
			key[i] = (struct store_val)SV_INT(
			    b->work[i].job->request_id);
	return key;
}

/* The seals that the batch concerns, each once, lowest first. */
static int
find_seals(struct batch *b, const struct store_val *requests,
    struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i;

	b->seals = 0;
	if (store_query_in(b->server->store, STORE_SIGND_SEALS_OF, requests,
	    b->n, b->arena, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++)
		add_seal(b, (uint64_t)store_int(&r, i, 0));
	return 0;
}

/* What the database has about all jobs, in few questions. */
static int
read_all(struct batch *b, const struct store_val *requests,
    struct es_err *err)
{
	struct store_val	*digests = keys_of(b, true);

	if (digests == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	if (store_query_in(b->server->store, STORE_SIGND_EVIDENCE, requests,
	    b->n, b->arena, &b->evidence, err) < 0 ||
	    store_query_in(b->server->store, STORE_SIGND_DIGESTS, digests,
	    b->n, b->arena, &b->digests, err) < 0)
		return -1;
	return 0;
}

/* All chains are locked, lowest first, before any evidence is read. */
static int
decide_all(struct store *st, void *arg, struct es_err *err)
{
	struct batch		*b = arg;
	struct store_val	*requests = keys_of(b, false);
	size_t			 i;

	if (requests == NULL)
		return es_fail(err, ES_E_NOMEM, "seal: out of memory");
	b->certs = 0;
	b->grants = (struct grants){ .store = st, .arena = b->arena,
	    .now = b->now, .day = grant_day(b->now, b->server->zone) };
	if (find_seals(b, requests, err) < 0)
		return -1;
	for (i = 0; i < b->seals; i++)
		if (audit_ledger_lock(st, b->seal[i], err) < 0)
			return -1;
	if (SYS_FAULT("signd.locked", err) < 0 ||
	    read_all(b, requests, err) < 0)
		return -1;
	for (i = 0; i < b->n; i++)
		if (decide(b, &b->work[i], err) < 0)
			return -1;
	if (SYS_FAULT("signd.judged", err) < 0 ||
	    grant_write(&b->grants, err) < 0)
		return -1;
	if (SYS_FAULT("signd.counted", err) < 0)
		return -1;
	for (i = 0; i < b->seals; i++)
		if (write_ledger(b, b->seal[i], err) < 0)
			return -1;
	return SYS_FAULT("signd.before_commit", err);
}

/* The key is used here and nowhere else. */
static void
sign(struct batch *b, struct work *w)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 cms;

	if (w->answer->refusal != SIGND_OK)
		return;
	es_buf_init(&cms, ES_LIMIT_CMS);
	if (keyring_seal(b->server->keys, w->key, job_sum(w->job), &cms,
	    &e) == 0)
		w->answer->cms = es_arena_dup(b->arena, es_buf_view(&cms));
	es_buf_clear(&cms);
	if (w->answer->cms.n > 0)
		return;
	log_err(&e, "event=sign-failed");
	w->answer->refusal = SIGND_FAILED;
	w->answer->reason = ES_LIT("the key could not be used");
	if (keyring_away(b->server->keys, w->key) == NULL)
		return;
	w->answer->refusal = SIGND_KEY_AWAY;
	w->answer->reason = es_view_str(evidence_reason(SIGND_KEY_AWAY));
}

/*
 * A token may take its time: it is asked before the transaction, in which
 * everybody waits for the chains.
 */
static void
check_keys(struct batch *b)
{
	struct es_err		 e = ES_ERR_INIT;
	struct store_rows	 r;
	struct seal_key		*key;
	size_t			 i;

	if (!keyring_is_remote(b->server->keys))
		return;
	for (i = 0; i < b->n; i++) {
		struct store_val	 id = SV_INT(b->work[i].job->
		    request_id);

		if (store_query(b->server->store, STORE_SIGND_KEY_OF, &id, 1,
		    b->arena, &r, &e) <= 0)
			continue;	/* the transaction will say why */
		key = keyring_find(b->server->keys, store_view(&r, 0, 0));
		if (key != NULL)
			keyring_check(b->server->keys, key);
	}
}

void
serve_seal(struct server *s, const struct signd_request *rq,
    struct signd_seal_answer *answers, struct es_arena *a)
{
	struct es_err	 e = ES_ERR_INIT;
	struct batch	 b = { .server = s, .arena = a, .n = rq->njobs,
			    .now = sys_now() };
	size_t		 i;

	b.work = es_arena_array(a, rq->njobs, sizeof(*b.work));
	for (i = 0; i < rq->njobs; i++) {
		answers[i].refusal = SIGND_FAILED;
		answers[i].reason = ES_LIT("es-signd is busy");
		if (b.work != NULL)
			b.work[i] = (struct work){ .job = &rq->jobs[i],
			    .answer = &answers[i] };
	}
	if (b.work == NULL)
		return;
	check_keys(&b);
	if (store_tx(s->store, decide_all, &b, &e) < 0) {
		log_err(&e, "event=decide-failed");
		for (i = 0; i < rq->njobs; i++) {
			memset(&answers[i], 0, sizeof(answers[i]));
			answers[i].refusal = SIGND_FAILED;
			answers[i].reason =
			    ES_LIT("the database did not answer es-signd");
		}
		return;
	}
	if (SYS_FAULT("signd.after_intent", &e) < 0)
		return;
	for (i = 0; i < rq->njobs; i++) {
		sign(&b, &b.work[i]);
		if (answers[i].refusal != SIGND_OK)
			log_event("event=refused request=%llu reason=%s",
			    (unsigned long long)rq->jobs[i].request_id,
			    signd_refusal_name(answers[i].refusal));
	}
	if (SYS_FAULT("signd.after_sign", &e) < 0)
		return;
}
