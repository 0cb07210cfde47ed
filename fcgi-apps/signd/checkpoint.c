/*
 * signd/checkpoint.c - what all chains end with, signed.
 *
 * The caller says only "now": every head is read here, in one transaction
 * with the row that is written, so that nobody chooses what is signed.
 */
#include <stdio.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "serve.h"
#include "svc/audit/checkpoint.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/log.h"

struct work {
	struct server			*server;
	struct es_arena			*arena;
	struct signd_checkpoint_answer	*answer;
	struct es_buf			 text, cms;
};

static void
chains(struct es_buf *b, const struct store_rows *r, const char *kind)
{
	char	 name[AUDIT_CHAIN_NAME], id[24];
	size_t	 i;

	for (i = 0; i < r->n; i++) {
		struct es_view	 v = store_view(r, i, 0);

		(void)snprintf(id, sizeof(id), "%lld",
		    (long long)store_int(r, i, 0));
		if (v.n == 0)
			v = es_view_str(id);
		(void)snprintf(name, sizeof(name), "%s %.*s", kind,
		    (int)v.n, (const char *)v.p);
		svc_checkpoint_chain(b, name, (uint64_t)store_int(r, i, 1),
		    store_view(r, i, 2));
	}
}

/* Remember which flows are in it. */
static int
mark(struct store *st, const struct store_rows *r, struct es_arena *a,
    struct es_err *err)
{
	struct store_val	*rows;
	size_t			 i;

	if (r->n == 0)
		return 0;
	if ((rows = es_arena_array(a, 2 * r->n, sizeof(*rows))) == NULL)
		return es_fail(err, ES_E_NOMEM, "checkpoint: out of memory");
	for (i = 0; i < r->n; i++) {
		rows[2 * i] = (struct store_val)SV_INT(store_int(r, i, 0));
		rows[2 * i + 1] = (struct store_val)SV_INT(store_int(r, i,
		    1));
	}
	return store_exec_rows(st, STORE_CHECKPOINT_FLOW_SET, rows, r->n, 2,
	    NULL, err);
}

/* All heads, as this transaction sees them. */
static int
heads(struct work *w, struct store *st, struct store_rows *flows,
    struct es_err *err)
{
	struct store_val	 most = SV_INT(ES_LIMIT_CHECKPOINT_FLOWS);
	struct svc_key_use	 use;
	struct store_rows	 logs, seals;
	size_t			 i;

	if (store_query(st, STORE_CHECKPOINT_LOGS, NULL, 0, w->arena, &logs,
	    err) < 0 ||
	    store_query(st, STORE_CHECKPOINT_LEDGERS, NULL, 0, w->arena,
	    &seals, err) < 0 ||
	    store_query(st, STORE_CHECKPOINT_FLOWS, &most, 1, w->arena, flows,
	    err) < 0)
		return -1;
	for (i = 0; keyring_use(w->server->keys, i, &use); i++)
		svc_checkpoint_key(&w->text, &use);
	chains(&w->text, &logs, "audit");
	chains(&w->text, &seals, "ledger");
	chains(&w->text, flows, "flow");
	w->answer->more = flows->n == ES_LIMIT_CHECKPOINT_FLOWS;
	return es_buf_ok(&w->text, "checkpoint", err);
}

static int
sign(struct work *w, struct es_err *err)
{
	unsigned char	 sum[CRYPT_DIGEST_MAX];
	enum crypt_md	 md;

	if (!keyring_has_audit(w->server->keys, &md))
		return es_fail(err, ES_E_NOTFOUND, "no audit key is loaded");
	return crypt_digest(md, es_buf_view(&w->text), sum, err) < 0 ? -1 :
	    keyring_checkpoint(w->server->keys, es_view(sum,
	    crypt_md_size(md)), &w->cms, err);
}

static int
make(struct store *st, void *arg, struct es_err *err)
{
	struct work		*w = arg;
	struct svc_checkpoint	 c = { .n = 1, .at = sys_now() };
	struct store_rows	 last, flows;

	es_buf_reset(&w->text);
	es_buf_reset(&w->cms);
	es_arena_reset(w->arena);
	if (store_query(st, STORE_CHECKPOINT_LAST, NULL, 0, w->arena, &last,
	    err) < 0)
		return -1;
	if (last.n > 0) {
		c.n = (uint64_t)store_int(&last, 0, 0) + 1;
		if (crypt_sha256(store_view(&last, 0, 1), c.previous,
		    err) < 0)
			return -1;
	}
	svc_checkpoint_begin(&w->text, &c);
	if (heads(w, st, &flows, err) < 0 || sign(w, err) < 0 ||
	    SYS_FAULT("signd.checkpoint.signed", err) < 0)
		return -1;
	{
		struct store_val	 row[] = { SV_INT(c.n), SV_INT(c.at),
		    SV_BLOB(es_buf_view(&w->text)),
		    SV_BLOB(es_buf_view(&w->cms)) };

		if (store_exec(st, STORE_CHECKPOINT_ADD, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	w->answer->n = c.n;
	return mark(st, &flows, w->arena, err);
}

int
serve_checkpoint(struct server *s, struct signd_checkpoint_answer *answer,
    struct es_err *err)
{
	struct work	 w = { .server = s, .answer = answer,
			    .arena = es_arena_new(2 * ES_LIMIT_CHECKPOINT) };
	int		 rc;

	memset(answer, 0, sizeof(*answer));
	if (w.arena == NULL)
		return es_fail(err, ES_E_NOMEM, "checkpoint: out of memory");
	es_buf_init(&w.text, ES_LIMIT_CHECKPOINT);
	es_buf_init(&w.cms, ES_LIMIT_CMS);
	rc = store_tx(s->store, make, &w, err);
	if (rc == 0)
		log_event("event=checkpoint number=%llu bytes=%zu",
		    (unsigned long long)answer->n, w.text.n);
	es_buf_clear(&w.text);
	es_buf_clear(&w.cms);
	es_arena_free(w.arena);
	return rc;
}
