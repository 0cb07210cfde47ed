/*
 * signd/contract.c - the next seal of a frozen file: bytes, evidence, key.
 *
 * From es-contract comes only the number of a row: the revision that is to
 * be signed.  es-signd parses no byte of the file.  It digests all of it: the
 * text must be the one that the approved record names, or the file as
 * es-signd itself sealed it last, and what it signs is the digest of exactly
 * that and the row's tail.  The signature is stored here, with the ledger's
 * outcome, so that a caller who dies asks again and the seal is there.
 */
#include <string.h>

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

/* Columns of SIGND_CONTRACT_ROW and SIGND_CONTRACT_TAILS. */
enum { R_REQUEST, R_N, R_SEAL, R_FILE, R_TAIL, R_HOLE, R_RESERVE };
enum { T_N, T_ROW, T_TAIL, T_SUM };
/* Columns of SIGND_CONTRACT. */
enum { C_STATE, C_RECORD, C_SUM, C_APPROVED, C_REJECTED, C_SEAL,
    C_SEAL_STATE, C_KEY, C_POLICY, C_STALE, C_RULE, C_ACTIVE,
    C_ELIGIBLE, C_TYPE, C_LANG, C_NUMBER, C_CODE, C_PERSON,
    C_TYPE_SEAL, C_SEAL_NUMBER, C_DIGEST_KNOWN, C_FLOW, C_PERSON_ID,
    C_OFFICE, C_CALLER, C_RELEASED, C_KEEPER, C_KEPT,
    C_VALID_FROM, C_VALID_UNTIL };

struct work {
	struct server			*server;
	struct es_arena			*arena;
	struct signd_seal_answer	*answer;
	uint64_t			 id;		/* of the row */
	int64_t				 now;
	int64_t				 request, n, file;
	uint64_t			 seal_id, intent;
	int64_t				 auth_id, keeper;
	struct es_view			 tail;
	size_t				 hole, reserve;
	struct store_rows		 before;	/* tails */
	struct seal_key			*key;
	bool				 signed_now;	/* by this very row */
	bool				 signed_else;
	/* What was computed. */
	struct crypt_hash		*h_base, *h_body, *h_file, *h_sum;
	unsigned char			 base[CRYPT_SHA256_SIZE];
	unsigned char			 body[CRYPT_SHA256_SIZE];
	unsigned char			 sum[CRYPT_DIGEST_MAX];
	uint64_t			 base_size;
	/* The finished tail. */
	struct es_buf			 made;
	struct decided_flaw		 flaw;
};

/* -- the bytes --------------------------------------------------------- */
static void
add_base(struct work *w, struct es_view v)
{
	crypt_hash_add(w->h_base, v);
	crypt_hash_add(w->h_body, v);
	crypt_hash_add(w->h_file, v);
	if (w->h_sum != NULL)
		crypt_hash_add(w->h_sum, v);
	w->base_size += v.n;
}

/* The pieces of the text, one after the other. */
static int
read_text(struct work *w, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(8 * ES_MIB);
	struct store_rows	 r;
	int64_t			 n;
	int			 rc = a == NULL ? -1 : 1;

	for (n = 0; rc > 0; n++) {
		struct store_val	 args[] = { SV_INT(w->file),
					    SV_INT(n) };

		es_arena_reset(a);
		rc = store_query(w->server->store, STORE_SIGND_CONTRACT_CHUNK,
		    args, 2, a, &r, err);
		if (rc > 0)
			add_base(w, store_view(&r, 0, 0));
		if (w->base_size > ES_LIMIT_PDF_FILE)
			rc = es_fail(err, ES_E_LIMIT, "contract: over %zu "
			    "bytes", ES_LIMIT_PDF_FILE);
	}
	es_arena_free(a);
	return a == NULL ? es_fail(err, ES_E_NOMEM, "contract: no memory") :
	    rc;
}

/*
 * One clean hole: '<', room for the DER in zeros, '>'.  The row says where;
 * it stands in the tail and nowhere else.
 */
static bool
hole_is_there(const struct work *w)
{
	size_t	 i, end = w->hole + 1 + 2 * w->reserve;

	if (w->reserve == 0 || w->reserve > ES_LIMIT_WRITE_RESERVE ||
	    w->hole >= w->tail.n || end >= w->tail.n ||
	    w->tail.p[w->hole] != '<' || w->tail.p[end] != '>')
		return false;
	for (i = w->hole + 1; i < end; i++)
		if (w->tail.p[i] != '0')
			return false;
	return true;
}

static int
digest_all(struct work *w, struct es_err *err)
{
	enum crypt_md	 md = w->key == NULL ? CRYPT_SHA256 :
			    cms_signer_md(w->key->signer);
	struct es_view	 front = es_view_sub(w->tail, 0, w->hole);
	struct es_view	 back = es_view_sub(w->tail, w->hole + 2 +
			    2 * w->reserve, SIZE_MAX);
	size_t		 i;

	if (crypt_hash_new(&w->h_base, CRYPT_SHA256, err) < 0 ||
	    crypt_hash_new(&w->h_body, CRYPT_SHA256, err) < 0 ||
	    crypt_hash_new(&w->h_file, CRYPT_SHA256, err) < 0 ||
	    (md != CRYPT_SHA256 && crypt_hash_new(&w->h_sum, md, err) < 0) ||
	    read_text(w, err) < 0)
		return -1;
	for (i = 0; i < w->before.n; i++)
		if (store_int(&w->before, i, T_N) < w->n)
			add_base(w, store_view(&w->before, i, T_TAIL));
	crypt_hash_add(w->h_file, front);
	crypt_hash_add(w->h_body, front);
	crypt_hash_add(w->h_body, back);
	if (w->h_sum != NULL) {
		crypt_hash_add(w->h_sum, front);
		crypt_hash_add(w->h_sum, back);
		if (crypt_hash_final(w->h_sum, w->sum, err) < 0)
			return -1;
	}
	return crypt_hash_final(w->h_base, w->base, err) < 0 ? -1 :
	    crypt_hash_final(w->h_body, w->body, err);
}

/* -- the row ----------------------------------------------------------- */
static int
read_row(struct work *w, struct es_err *err)
{
	struct store_val	 id = SV_INT(w->id), request, seal;
	struct store_rows	 r, k;
	size_t			 i;
	int			 rc;

	if ((rc = store_query(w->server->store, STORE_SIGND_CONTRACT_ROW, &id,
	    1, w->arena, &r, err)) <= 0)
		return rc;
	w->request = store_int(&r, 0, R_REQUEST);
	w->n = store_int(&r, 0, R_N);
	w->seal_id = (uint64_t)store_int(&r, 0, R_SEAL);
	w->file = store_int(&r, 0, R_FILE);
	w->tail = store_view(&r, 0, R_TAIL);
	w->hole = (size_t)store_int(&r, 0, R_HOLE);
	w->reserve = (size_t)store_int(&r, 0, R_RESERVE);
	request = (struct store_val)SV_INT(w->request);
	seal = (struct store_val)SV_INT(w->seal_id);
	if (store_query(w->server->store, STORE_SIGND_CONTRACT_TAILS,
	    &request, 1, w->arena, &w->before, err) < 0 ||
	    store_query(w->server->store, STORE_SIGND_CONTRACT_KEY, &seal, 1,
	    w->arena, &k, err) < 0)
		return -1;
	w->key = keyring_find(w->server->keys, store_view(&k, 0, 0));
	for (i = 0; i < w->before.n; i++)
		if (store_int(&w->before, i, T_N) == w->n) {
			w->signed_now = (uint64_t)store_int(&w->before, i,
			    T_ROW) == w->id;
			w->signed_else = !w->signed_now;
		}
	return 1;
}

/* -- the evidence -------------------------------------------------------- */
static int
read_key(struct work *w, struct evidence *e, struct es_err *err)
{
	struct cert_state	c;

	e->key_loaded = w->key != NULL;
	e->key_fits = true;	/* the digest is made here, as it wants it */
	if (w->key == NULL)
		return 0;
	e->key_away = keyring_away(w->server->keys, w->key) != NULL;
	e->not_before = pki_cert_not_before(w->key->cert);
	e->not_after = pki_cert_not_after(w->key->cert);
	if (serve_cert_state(w->server, w->arena, es_view(w->key->issuer,
	    sizeof(w->key->issuer)), pki_cert_serial(w->key->cert), &c,
	    err) < 0)
		return -1;
	e->cert_revoked = c.revoked;
	return 0;
}

/* What people decided, judged anew; as for documents (seal.c). */
static int
read_flow(struct work *w, const struct store_rows *r, struct evidence *e,
    struct es_err *err)
{
	struct decided_ask	 q = {
		.request = w->request,
		.person = store_int(r, 0, C_PERSON_ID),
		.keeper = store_int(r, 0, C_KEEPER),
		.flow = store_view(r, 0, C_FLOW),
		.office = store_view(r, 0, C_OFFICE),
	};

	return decided(w->server, &q, w->arena, e, &w->flaw, err);
}

/* Whose turn it is, and whether the bytes are the approved ones. */
static void
judge_text(struct work *w, const struct store_rows *r, struct evidence *e)
{
	char			 hex[2 * CRYPT_SHA256_SIZE + 1];
	struct es_view		 base = es_view(w->base, sizeof(w->base));
	struct record_text	 t;
	int64_t			 signatures = (int64_t)w->before.n;

	e->sealed = w->signed_else;
	e->other_turn = w->n < 1 || signatures != w->n - 1 ||
	    !record_text(e->snapshot, (size_t)w->n, &t) ||
	    !es_view_eq(t.seal, store_view(r, 0, C_SEAL_NUMBER));
	if (e->other_turn)
		return;
	crypt_hex(base, hex);
	e->other_text = w->n == 1 ? !es_view_eq_str(t.digest, hex) :
	    !es_view_eq(store_view(&w->before, (size_t)w->n - 2, T_SUM),
	    base);
}

static int
read_evidence(struct work *w, const struct store_rows *r, struct evidence *e,
    struct es_err *err)
{
	memset(e, 0, sizeof(*e));
	e->found = e->claimed = true;
	e->approved = es_view_eq_str(store_view(r, 0, C_STATE),
	    "awaiting") && store_int(r, 0, C_REJECTED) == 0;
	e->rule_holds = store_int(r, 0, C_RULE) != 0;
	e->snapshot = store_view(r, 0, C_RECORD);
	e->snapshot_sha256 = store_view(r, 0, C_SUM);
	e->approval_sha256 = store_view(r, 0, C_APPROVED);
	e->seal_id = store_int(r, 0, C_SEAL);
	e->seal_active = es_view_eq_str(store_view(r, 0, C_SEAL_STATE),
	    "active");
	e->seal_from = store_int(r, 0, C_VALID_FROM);
	e->seal_until = store_int(r, 0, C_VALID_UNTIL);
	e->type_allowed = !store_is_null(r, 0, C_POLICY) &&
	    store_int(r, 0, C_ACTIVE) != 0;
	e->eligible = store_int(r, 0, C_ELIGIBLE) != 0;
	e->digest_known = store_int(r, 0, C_DIGEST_KNOWN) != 0;
	e->names = (struct record_names){
		.type = store_view(r, 0, C_TYPE),
		.lang = store_view(r, 0, C_LANG),
		.number = store_view(r, 0, C_NUMBER),
		.code = store_view(r, 0, C_CODE),
		.person = store_view(r, 0, C_PERSON),
		.seal = store_view(r, 0, C_TYPE_SEAL),
	};
	e->released = store_int(r, 0, C_KEPT) != 0 &&
	    es_view_eq(store_view(r, 0, C_RELEASED), e->snapshot_sha256);
	e->apart = store_int(r, 0, C_KEEPER) != store_int(r, 0, C_PERSON_ID);
	w->keeper = e->released ? store_int(r, 0, C_KEEPER) : 0;
	judge_text(w, r, e);
	return read_key(w, e, err) < 0 ? -1 : read_flow(w, r, e, err);
}

/* -- the ledger ---------------------------------------------------------- */
static struct audit_ledger
entry(const struct work *w, enum audit_ledger_kind kind, uint64_t intent,
    struct es_view digest, const char *detail)
{
	return (struct audit_ledger){
		.seal_id = w->seal_id, .kind = kind, .at = w->now,
		.request_id = (uint64_t)w->request, .intent_seq = intent,
		.digest = digest, .authorisation_id = (uint64_t)w->auth_id,
		.key_name = w->key == NULL ? ES_VIEW_EMPTY :
		    es_view_str(w->key->name),
		.detail = es_view_str(detail),
	};
}

static const char *
detail_of(struct work *w, enum signd_refusal v)
{
	const char	*why = evidence_reason(v);

	if (w->flaw.bad != 0 && v != SIGND_OK)
		why = es_arena_printf(w->arena, "%s: decision %zu of request "
		    "%lld: %s", why, w->flaw.bad, (long long)w->request,
		    w->flaw.name);
	if (why == NULL)
		return NULL;
	w->answer->reason = es_view_str(why);
	if (w->keeper != 0 && v == SIGND_OK)
		return es_arena_printf(w->arena, "%s; seal %lld of a file of "
		    "%llu bytes; released by hand, person %lld", why,
		    (long long)w->n, (unsigned long long)w->base_size,
		    (long long)w->keeper);
	return es_arena_printf(w->arena, "%s; seal %lld of a file of %llu "
	    "bytes", why, (long long)w->n, (unsigned long long)w->base_size);
}

/* With the chain locked: evidence, verdict, quota, the ledger's entry. */
static int
decide(struct store *st, void *arg, struct es_err *err)
{
	struct work		*w = arg;
	struct store_val	 args[] = {
		SV_BYTES(w->body, sizeof(w->body)), SV_INT(w->seal_id),
		SV_INT(w->request)
	};
	struct grants		 grants = { .store = st, .arena = w->arena,
				    .now = w->now, .day = grant_day(w->now,
				    w->server->zone) };
	struct grant		*grant;
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	struct audit_ledger	 e[2];
	struct evidence		 ev;
	enum signd_refusal	 v;
	struct store_rows	 r;
	const char		*detail;
	uint64_t		 seq, stale;
	size_t			 n = 0;
	int			 rc;

	w->answer->refusal = SIGND_NO_REQUEST;
	if (audit_ledger_lock(st, w->seal_id, err) < 0 ||
	    (rc = store_query(st, STORE_SIGND_CONTRACT, args, ES_COUNT(args),
	    w->arena, &r, err)) < 0)
		return -1;
	if (rc == 0)
		return 0;
	if (read_evidence(w, &r, &ev, err) < 0 ||
	    crypt_sha256(ev.snapshot, sum, err) < 0 ||
	    grant_find(&grants, (int64_t)w->seal_id, ev.names.type,
	    store_view(&r, 0, C_CALLER), &grant, err) < 0)
		return -1;
	ev.auth = grant->auth;
	w->auth_id = ev.auth.id;
	v = evidence_judge(&ev, es_view(sum, sizeof(sum)), w->now,
	    w->server->zone);
	if (v == SIGND_OK && evidence_by_hand(&ev, w->now, w->server->zone))
		w->auth_id = 0;
	else
		w->keeper = 0;
	if (v == SIGND_OK && w->keeper == 0)
		grant_use(grant);
	if (grant_write(&grants, err) < 0)
		return -1;
	w->answer->refusal = v;
	w->answer->seal_id = w->seal_id;
	if (v == SIGND_KEY_AWAY)
		return 0;
	if ((detail = detail_of(w, v)) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: out of memory");
	stale = (uint64_t)store_int(&r, 0, C_STALE);
	if (stale != 0)
		e[n++] = entry(w, AUDIT_VOID, stale, ES_VIEW_EMPTY,
		    "left open by a crash");
	e[n++] = entry(w, v == SIGND_OK ? AUDIT_INTENT : AUDIT_REFUSED, 0,
	    es_view(w->body, sizeof(w->body)), detail);
	if (audit_ledger_add(st, e, n, &seq, err) < 0)
		return -1;
	w->intent = w->answer->seq = seq + n - 1;
	return SYS_FAULT("signd.contract.decided", err);
}

/* The tail with its signature, and the digest of the whole file. */
static int
fill(struct work *w, struct es_view cms, unsigned char file[32],
    struct es_err *err)
{
	char	*hex;
	size_t	 at = w->hole + 1;

	if (cms.n > w->reserve)
		return es_fail(err, ES_E_LIMIT, "contract: a signature of %zu "
		    "bytes in %zu", cms.n, w->reserve);
	if ((hex = es_arena_get(w->arena, 2 * cms.n + 1)) == NULL)
		return es_fail(err, ES_E_NOMEM, "contract: no memory");
	crypt_hex(cms, hex);
	es_buf_add_view(&w->made, es_view_sub(w->tail, 0, at));
	es_buf_add(&w->made, hex, 2 * cms.n);
	es_buf_add_view(&w->made, es_view_sub(w->tail, at + 2 * cms.n,
	    SIZE_MAX));
	if (es_buf_ok(&w->made, "contract", err) < 0)
		return -1;
	crypt_hash_add(w->h_file, es_view_sub(es_buf_view(&w->made), w->hole,
	    SIZE_MAX));
	return crypt_hash_final(w->h_file, file, err);
}

struct outcome {
	struct work	*w;
	unsigned char	 file[CRYPT_SHA256_SIZE];
	bool		 made, late;
};

/* The outcome, unless another call has voided our intent meanwhile. */
static int
finish(struct store *st, void *arg, struct es_err *err)
{
	struct outcome		*o = arg;
	struct work		*w = o->w;
	struct store_val	 open[] = { SV_INT(w->seal_id),
				    SV_INT(w->intent), SV_INT(w->intent) };
	struct store_val	 row[] = {
		SV_INT(w->request), SV_INT(w->n), SV_INT(w->id),
		SV_INT(w->seal_id), SV_INT(w->intent),
		SV_BLOB(es_buf_view(&w->made)),
		SV_BYTES(w->body, sizeof(w->body)), SV_BYTES(o->file, 32),
		SV_INT(w->base_size + w->made.n), SV_INT(w->now)
	};
	struct audit_ledger	 e;
	struct store_rows	 r;
	uint64_t		 seq;
	int			 rc;

	if (audit_ledger_lock(st, w->seal_id, err) < 0 ||
	    (rc = store_query(st, STORE_SIGND_CONTRACT_OPEN, open,
	    ES_COUNT(open), w->arena, &r, err)) < 0)
		return -1;
	o->late = rc == 0;
	if (o->late)
		return 0;
	if (o->made && store_exec(st, STORE_SIGND_CONTRACT_SIGNED, row,
	    ES_COUNT(row), NULL, err) < 0)
		return -1;
	e = entry(w, o->made ? AUDIT_SEALED : AUDIT_VOID, w->intent,
	    o->made ? es_view(o->file, 32) : ES_VIEW_EMPTY, o->made ?
	    "contract" : "the key could not be used");
	if (audit_ledger_add(st, &e, 1, &seq, err) < 0)
		return -1;
	return SYS_FAULT("signd.contract.finished", err);
}

static void
failed(struct work *w, struct es_err *e, const char *event)
{
	log_err(e, event);
	memset(w->answer, 0, sizeof(*w->answer));
	w->answer->refusal = SIGND_FAILED;
	w->answer->reason = ES_LIT("es-signd could not seal the file");
}

/* The key is used here and nowhere else. */
static void
sign(struct work *w)
{
	struct outcome	 o = { .w = w };
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 cms;
	enum crypt_md	 md = cms_signer_md(w->key->signer);

	es_buf_init(&cms, ES_LIMIT_CMS);
	o.made = keyring_seal(w->server->keys, w->key, md == CRYPT_SHA256 ?
	    es_view(w->body, sizeof(w->body)) : es_view(w->sum,
	    crypt_md_size(md)), &cms, &e) == 0 &&
	    fill(w, es_buf_view(&cms), o.file, &e) == 0;
	es_buf_clear(&cms);
	if (!o.made)
		log_err(&e, "event=sign-failed");
	es_err_clear(&e);
	if (SYS_FAULT("signd.contract.signed", &e) < 0 ||
	    store_tx(w->server->store, finish, &o, &e) < 0)
		failed(w, &e, "event=contract-failed");
	else if (!o.made || o.late)
		failed(w, &e, o.late ? "event=contract-late" :
		    "event=contract-void");
	else
		w->answer->cms = es_arena_dup(w->arena, es_view(o.file,
		    sizeof(o.file)));
}

static int
serve(struct work *w, struct es_err *err)
{
	int	 rc = read_row(w, err);

	w->answer->refusal = SIGND_NO_REQUEST;
	if (rc <= 0)
		return rc;
	if (w->signed_now) {	/* asked again: it is there */
		w->answer->refusal = SIGND_OK;
		w->answer->seal_id = w->seal_id;
		w->answer->cms = store_view(&w->before, (size_t)w->n - 1,
		    T_SUM);
		return 0;
	}
	if (!hole_is_there(w)) {
		w->answer->refusal = SIGND_OTHER_TEXT;
		return 0;
	}
	if (w->key != NULL && keyring_is_remote(w->server->keys))
		keyring_check(w->server->keys, w->key);
	if (digest_all(w, err) < 0 ||
	    store_tx(w->server->store, decide, w, err) < 0)
		return -1;
	if (w->answer->refusal == SIGND_OK)
		sign(w);
	return 0;
}

void
serve_contract(struct server *s, uint64_t id,
    struct signd_seal_answer *answer, struct es_arena *a)
{
	struct es_err	 e = ES_ERR_INIT;
	struct work	 w = { .server = s, .arena = a, .id = id,
			    .answer = answer, .now = sys_now() };

	memset(answer, 0, sizeof(*answer));
	es_buf_init(&w.made, ES_LIMIT_STORE_PACKET);
	if (serve(&w, &e) < 0)
		failed(&w, &e, "event=decide-failed");
	if (answer->reason.n == 0)
		answer->reason = es_view_str(evidence_reason(
		    answer->refusal));
	if (answer->refusal != SIGND_OK)
		log_event("event=refused contract=%llu reason=%s",
		    (unsigned long long)id,
		    signd_refusal_name(answer->refusal));
	crypt_hash_free(w.h_base);
	crypt_hash_free(w.h_body);
	crypt_hash_free(w.h_file);
	crypt_hash_free(w.h_sum);
	es_buf_clear(&w.made);
}
