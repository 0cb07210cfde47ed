/*
 * signd/receipt.c - one receipt of the verifier: evidence, ledger, the key.
 *
 * From es-verify comes only the number of a row.  The row names the digest to
 * sign; it must be fresh and unsealed, and the seal that the type "receipt"
 * has, its policy and its standing authorisation must allow it, exactly as
 * for documents.  Intent and outcome are both ours here: es-verify may write
 * neither, and no signature leaves before its outcome is committed.
 */
#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "evidence.h"
#include "grant.h"
#include "serve.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

/* Intents that a crash left open are closed a few at a time. */
#define STALE_MAX	16

struct work {
	struct server			*server;
	struct es_arena			*arena;
	uint64_t			 id;		/* of the row */
	struct signd_seal_answer	*answer;
	int64_t				 now;
	uint64_t			 seal_id, intent;
	int64_t				 auth_id;
	struct seal_key			*key;
	unsigned char			 body[SIGND_DIGEST];
	unsigned char			 cms[CRYPT_SHA256_SIZE];
};

/* Columns of SIGND_RECEIPT. */
enum { C_AT, C_BODY, C_NUMBER, C_SIZE, C_PAGES, C_PAGE, C_X, C_Y, C_W, C_H,
    C_STATE, C_KEY, C_POLICY, C_ACTIVE, C_SEALED, C_KNOWN,
    C_VALID_FROM, C_VALID_UNTIL };

static int
read_evidence(struct work *w, const struct store_rows *r,
    struct receipt_evidence *e, struct es_err *err)
{
	struct cert_state	 c = { .revoked = false };
	struct es_view	 body = store_view(r, 0, C_BODY);

	memset(e, 0, sizeof(*e));
	e->found = body.n == SIGND_DIGEST;
	e->at = store_int(r, 0, C_AT);
	e->sealed = store_int(r, 0, C_SEALED) != 0;
	e->digest_known = store_int(r, 0, C_KNOWN) != 0;
	e->seal_active = es_view_eq_str(store_view(r, 0, C_STATE), "active");
	e->seal_from = store_int(r, 0, C_VALID_FROM);
	e->seal_until = store_int(r, 0, C_VALID_UNTIL);
	e->type_allowed = !store_is_null(r, 0, C_POLICY) &&
	    store_int(r, 0, C_ACTIVE) != 0;
	w->key = keyring_find(w->server->keys, store_view(r, 0, C_KEY));
	e->key_loaded = w->key != NULL;
	if (w->key != NULL) {
		e->not_before = pki_cert_not_before(w->key->cert);
		e->not_after = pki_cert_not_after(w->key->cert);
		if (serve_cert_state(w->server, w->arena, es_view(w->key->
		    issuer, sizeof(w->key->issuer)), pki_cert_serial(w->key->
		    cert), &c, err) < 0)
			return -1;
		e->cert_revoked = c.revoked;
	}
	if (e->found)
		memcpy(w->body, body.p, SIGND_DIGEST);
	return 0;
}

static struct audit_ledger
entry(const struct work *w, enum audit_ledger_kind kind, uint64_t request,
    uint64_t intent, struct es_view digest, const char *detail)
{
	return (struct audit_ledger){
		.seal_id = w->seal_id, .kind = kind, .at = w->now,
		.request_id = request, .intent_seq = intent,
		.digest = digest, .authorisation_id = (uint64_t)w->auth_id,
		.key_name = w->key == NULL ? ES_VIEW_EMPTY :
		    es_view_str(w->key->name),
		.detail = es_view_str(detail),
	};
}

/*
 * Nobody will finish an intent whose row is not fresh any more: its process
 * died.  The next receipt closes it.
 */
static int
close_stale(struct work *w, struct audit_ledger *e, size_t *n,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(w->seal_id),
				    SV_INT(w->seal_id),
				    SV_INT(w->now - ES_LIMIT_RECEIPT_AGE),
				    SV_INT(AUDIT_RECEIPT),
				    SV_INT(STALE_MAX) };
	struct store_rows	 r;
	size_t			 i;

	if (store_query(w->server->store, STORE_SIGND_RECEIPT_OPEN, args,
	    ES_COUNT(args), w->arena, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < STALE_MAX; i++)
		e[(*n)++] = entry(w, AUDIT_VOID,
		    (uint64_t)store_int(&r, i, 1),
		    (uint64_t)store_int(&r, i, 0), ES_VIEW_EMPTY,
		    "left open by a crash");
	return 0;
}

static int
find_seal(struct work *w, struct es_err *err)
{
	struct store_rows	 r;
	int			 rc;

	rc = store_query(w->server->store, STORE_SIGND_RECEIPT_SEAL, NULL, 0,
	    w->arena, &r, err);
	w->seal_id = rc > 0 ? (uint64_t)store_int(&r, 0, 0) : 0;
	return rc < 0 ? -1 : 0;
}

/* With the chain locked: evidence, verdict, quota, the ledger's entry. */
static int
decide(struct store *st, void *arg, struct es_err *err)
{
	struct work		*w = arg;
	struct store_val	 args[] = { SV_INT(AUDIT_RECEIPT),
				    SV_INT(w->id) };
	struct grants		 grants = { .store = st, .arena = w->arena,
				    .now = w->now, .day = grant_day(w->now,
				    w->server->zone) };
	struct grant		*grant;
	struct audit_ledger	 e[STALE_MAX + 1];
	struct receipt_evidence	 ev = { .found = false };
	enum signd_refusal	 v;
	struct store_rows	 r;
	const char		*detail;
	uint64_t		 seq;
	size_t			 n = 0;
	int			 rc;

	w->answer->refusal = SIGND_NO_REQUEST;
	if (find_seal(w, err) < 0)
		return -1;
	if (w->seal_id == 0)
		return 0;	/* no seal, no ledger: the log has it */
	if (audit_ledger_lock(st, w->seal_id, err) < 0 ||
	    (rc = store_query(st, STORE_SIGND_RECEIPT, args, ES_COUNT(args),
	    w->arena, &r, err)) < 0)
		return -1;
	if (rc > 0 && read_evidence(w, &r, &ev, err) < 0)
		return -1;
	if (grant_find(&grants, (int64_t)w->seal_id, ES_LIT("receipt"),
	    ES_LIT("self"), &grant, err) < 0)
		return -1;
	ev.auth = grant->auth;
	w->auth_id = ev.auth.id;
	v = receipt_judge(&ev, w->now, w->server->zone);
	if (v == SIGND_OK)
		grant_use(grant);
	if (grant_write(&grants, err) < 0)
		return -1;
	w->answer->refusal = v;
	w->answer->seal_id = w->seal_id;
	if (rc == 0)
		return 0;	/* a row that is not there has no entry */
	detail = es_arena_printf(w->arena, "%s; receipt %.*s, %lld bytes, "
	    "%lld pages, page %lld at %lld %lld %lld %lld",
	    evidence_reason(v), (int)store_view(&r, 0, C_NUMBER).n,
	    (const char *)store_view(&r, 0, C_NUMBER).p,
	    (long long)store_int(&r, 0, C_SIZE),
	    (long long)store_int(&r, 0, C_PAGES),
	    (long long)store_int(&r, 0, C_PAGE) + 1,
	    (long long)store_int(&r, 0, C_X),
	    (long long)store_int(&r, 0, C_Y),
	    (long long)store_int(&r, 0, C_W),
	    (long long)store_int(&r, 0, C_H));
	if (detail == NULL)
		return es_fail(err, ES_E_NOMEM, "receipt: out of memory");
	if (close_stale(w, e, &n, err) < 0)
		return -1;
	e[n++] = entry(w, v == SIGND_OK ? AUDIT_INTENT : AUDIT_REFUSED,
	    AUDIT_RECEIPT + w->id, 0, es_view(w->body, SIGND_DIGEST), detail);
	if (audit_ledger_add(st, e, n, &seq, err) < 0)
		return -1;
	w->intent = w->answer->seq = seq + n - 1;
	return SYS_FAULT("signd.receipt.decided", err);
}

/* What became of it: the digest is the signature's own. */
static int
finish(struct store *st, void *arg, struct es_err *err)
{
	struct work		*w = arg;
	bool			 made = w->answer->cms.n > 0;
	struct audit_ledger	 e;
	uint64_t		 seq;

	e = entry(w, made ? AUDIT_SEALED : AUDIT_VOID, AUDIT_RECEIPT + w->id,
	    w->intent, made ? es_view(w->cms, sizeof(w->cms)) :
	    ES_VIEW_EMPTY, made ? "receipt" : "the key could not be used");
	if (audit_ledger_lock(st, w->seal_id, err) < 0 ||
	    audit_ledger_add(st, &e, 1, &seq, err) < 0)
		return -1;
	return SYS_FAULT("signd.receipt.finished", err);
}

static int
sign(struct work *w, struct es_err *err)
{
	struct es_buf	 cms;
	int		 rc;

	es_buf_init(&cms, ES_LIMIT_CMS);
	rc = keyring_seal(w->server->keys, w->key, es_view(w->body,
	    SIGND_DIGEST), &cms, err);
	if (rc == 0)
		rc = crypt_sha256(es_buf_view(&cms), w->cms, err);
	if (rc == 0)
		w->answer->cms = es_arena_dup(w->arena, es_buf_view(&cms));
	es_buf_clear(&cms);
	return rc;
}

static void
failed(struct work *w, struct es_err *e, const char *event)
{
	log_err(e, event);
	memset(w->answer, 0, sizeof(*w->answer));
	w->answer->refusal = SIGND_FAILED;
	w->answer->reason = ES_LIT("es-signd could not seal the receipt");
}

void
serve_receipt(struct server *s, uint64_t id,
    struct signd_seal_answer *answer, struct es_arena *a)
{
	struct es_err	 e = ES_ERR_INIT;
	struct work	 w = { .server = s, .arena = a, .id = id,
			    .answer = answer, .now = sys_now() };

	memset(answer, 0, sizeof(*answer));
	if (store_tx(s->store, decide, &w, &e) < 0) {
		failed(&w, &e, "event=decide-failed");
		return;
	}
	answer->reason = es_view_str(evidence_reason(answer->refusal));
	if (answer->refusal != SIGND_OK) {
		log_event("event=refused receipt=%llu reason=%s",
		    (unsigned long long)id,
		    signd_refusal_name(answer->refusal));
		return;
	}
	if (SYS_FAULT("signd.receipt.intent", &e) < 0)
		return;
	if (sign(&w, &e) < 0)
		log_err(&e, "event=sign-failed");
	es_err_clear(&e);
	if (store_tx(s->store, finish, &w, &e) < 0 || answer->cms.n == 0)
		failed(&w, &e, "event=receipt-failed");
}
