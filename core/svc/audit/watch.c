/* svc/audit/watch.c - the daily run; see watch.h. */
#include "svc/audit/watch.h"

#include <stdio.h>

#include "base/limits.h"
#include "svc/audit/figures.h"
#include "svc/notice/notice.h"
#include "sys/clock.h"
#include "sys/fault.h"

#define FINDINGS_MAX	200	/* rows that one run writes down */
#define CHECKPOINTS_MAX	1000	/* of one run: the flows of a first one */

struct found {
	const char	*what, *chain, *text;
	uint64_t	 entry, seal, request;
};

struct key {
	struct svc_key_use	 use;
	uint64_t		 intents[2], sealed[2], open[2];
};

struct books {
	struct audit_balance	 b;
	uint64_t		 archived;
};

struct run {
	struct svc_watch	*w;
	struct es_arena		*arena;		/* until it is written down */
	struct found		 found[FINDINGS_MAX];
	size_t			 nfound, nkeys, nbooks;
	struct key		 key[ES_LIMIT_KEY_COUNTERS];
	struct books		*books;
	uint64_t		 seal;		/* whose odds are read */
	int64_t			 began;
	bool			 full;		/* the arena */
};

/* -- findings -------------------------------------------------------------- */
static void
note(struct run *r, struct found f)
{
	if (r->w->say != NULL && f.text != NULL)
		r->w->say(r->w->arg, f.text);
	r->w->findings++;
	if (r->nfound == FINDINGS_MAX)
		return;
	r->full |= f.what == NULL || f.text == NULL || f.chain == NULL;
	r->found[r->nfound++] = f;
}

/* "broken link" -> "broken-link": a message's key. */
static char *
as_key(struct es_arena *a, const char *words)
{
	char	*k = es_arena_str(a, es_view_str(words)), *p;

	for (p = k; p != NULL && *p != '\0'; p++)
		if (*p == ' ')
			*p = '-';
	return k;
}

static void
chain_found(void *arg, const struct audit_finding *f)
{
	struct run	*r = arg;
	struct es_buf	 b;

	r->w->entries += f->entries;
	if (f->flaw == AUDIT_INTACT)
		return;
	es_buf_init(&b, ES_LIMIT_AUDIT_ENTRY);
	svc_finding_text(f, &b);
	note(r, (struct found){
		.what = as_key(r->arena, audit_flaw_name(f->flaw)),
		.chain = es_arena_str(r->arena, es_view_str(f->chain)),
		.text = es_arena_str(r->arena, es_buf_view(&b)),
		.entry = f->seq });
	es_buf_clear(&b);
}

static void
odd_found(void *arg, const struct audit_odd *o)
{
	struct run	*r = arg;

	note(r, (struct found){ .what = as_key(r->arena, o->what),
		.chain = "", .entry = o->seq, .seal = r->seal,
		.request = o->request_id,
		.text = es_arena_printf(r->arena, "ODD      seal %llu "
		    "request %llu entry %llu: %s",
		    (unsigned long long)r->seal,
		    (unsigned long long)o->request_id,
		    (unsigned long long)o->seq, o->what) });
}

static void
figure_found(void *arg, int64_t seal, const char *text)
{
	note(arg, (struct found){ .what = "figures-differ", .chain = "",
		.seal = (uint64_t)seal, .text = text });
}

/* -- keys ------------------------------------------------------------------ */
static struct key *
key_of(struct run *r, const char *name)
{
	size_t	 i;

	for (i = 0; i < r->nkeys; i++)
		if (strcmp(r->key[i].use.name, name) == 0)
			return &r->key[i];
	if (i == ES_LIMIT_KEY_COUNTERS)
		return NULL;
	(void)snprintf(r->key[i].use.name, sizeof(r->key[i].use.name), "%s",
	    name);
	r->nkeys++;
	return &r->key[i];
}

static uint64_t
count(const struct store_rows *r, size_t row, size_t col)
{
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 x;

	if (store_view(r, row, col).n > 0 && es_view_int(store_view(r, row,
	    col), 0, INT64_MAX, &x, &e) == 0)
		return (uint64_t)x;
	return (uint64_t)store_int(r, row, col);
}

/* What the ledger says of each key, before and after the counter is read. */
static int
read_ledger(struct run *r, int when, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 rows;
	struct key		*k;
	size_t			 i;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	rc = store_query(r->w->audit.db, STORE_WATCH_KEYS, NULL, 0, a, &rows,
	    err);
	for (i = 0; rc >= 0 && i < rows.n; i++) {
		k = key_of(r, es_arena_str(a, store_view(&rows, i, 0)));
		if (k == NULL) {
			rc = es_fail(err, ES_E_LIMIT, "watch: over %d keys",
			    ES_LIMIT_KEY_COUNTERS);
			break;
		}
		k->intents[when] = count(&rows, i, 1);
		k->sealed[when] = count(&rows, i, 2);
		k->open[when] = count(&rows, i, 3);
	}
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

static int
take_use(void *arg, const struct svc_key_use *u, struct es_err *err)
{
	struct run	*r = arg;
	struct key	*k = key_of(r, u->name);

	if (k == NULL)
		return es_fail(err, ES_E_LIMIT, "watch: over %d keys",
		    ES_LIMIT_KEY_COUNTERS);
	k->use = *u;
	return 0;
}

/*
 * Since the run before: no use without an intent, nothing sealed without a
 * use.  Work that was open at the edges may fall on either side of them.
 */
static int
weigh_key(struct run *r, const struct key *k, struct es_err *err)
{
	struct store_val	 args[] = { SV_STR(k->use.name),
				    SV_BYTES(k->use.epoch,
				    sizeof(k->use.epoch)) };
	static const unsigned char none[SVC_CHECKPOINT_EPOCH];
	struct store_rows	 b;
	int64_t			 used, over, under;

	if (memcmp(k->use.epoch, none, sizeof(none)) == 0)
		return 0;
	if (store_query(r->w->audit.db, STORE_WATCH_KEY_BEFORE, args, 2,
	    r->arena, &b, err) < 0)
		return -1;
	if (b.n == 0)
		return 0;	/* counted from now on */
	used = (int64_t)k->use.used - store_int(&b, 0, 0);
	over = used - ((int64_t)k->intents[1] - store_int(&b, 0, 1)) -
	    store_int(&b, 0, 2);
	under = (int64_t)k->sealed[0] - store_int(&b, 0, 3) -
	    store_int(&b, 0, 4) - used;
	if (used < 0 || over > 0 || under > 0)
		note(r, (struct found){ .chain = "",
			.what = used < 0 ? "key-counter-went-back" : over > 0 ?
			    "key-used-without-intent" :
			    "sealed-without-a-key-operation",
			.text = es_arena_printf(r->arena, "KEYS     %s: used "
			    "%lld times, %lld intents, %lld sealed since the "
			    "run before", k->use.name, (long long)used,
			    (long long)k->intents[1] -
			    (long long)store_int(&b, 0, 1),
			    (long long)k->sealed[0] -
			    (long long)store_int(&b, 0, 3)) });
	return 0;
}

/* A checkpoint (several, when many flows have moved), and its counters. */
static int
mark(struct run *r, struct es_err *err)
{
	struct svc_checkpoint_sink	 to = { NULL, take_use, r };
	struct signd_checkpoint_answer	 c = { .more = true };
	struct svc_checkpoint		 head;
	struct es_err			 e = ES_ERR_INIT;
	struct es_arena			*a;
	struct store_val		 key;
	struct store_rows		 rows;
	int				 n, rc;

	for (n = 0; r->w->signd != NULL && c.more && n < CHECKPOINTS_MAX; n++)
		if (signd_checkpoint(r->w->signd, &c, &e) < 0) {
			note(r, (struct found){ .what = "no-checkpoint",
				.chain = "checkpoints",
				.text = es_arena_printf(r->arena, "no "
				    "checkpoint was made: %.200s", e.msg) });
			return 0;
		}
	if (c.n == 0)
		return 0;
	r->w->checkpoint = c.n;
	if ((a = es_arena_new(2 * ES_LIMIT_CHECKPOINT)) == NULL)
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	key = (struct store_val)SV_INT(c.n);
	rc = store_query(r->w->audit.db, STORE_CHECKPOINT_LOAD, &key, 1, a,
	    &rows, err);
	if (rc > 0)
		rc = svc_checkpoint_parse(store_view(&rows, 0, 1), &head, &to,
		    err);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}

/* -- books ----------------------------------------------------------------- */
static int
weigh_seal(struct run *r, int64_t seal, struct es_err *err)
{
	struct store		*db = r->w->audit.db;
	struct store_val	 key = SV_INT(seal);
	struct books		*b = &r->books[r->nbooks];
	struct store_rows	 n;

	r->seal = (uint64_t)seal;
	if (audit_reconcile(db, r->seal, 0, &b->b, err) < 0 ||
	    store_query(db, STORE_WATCH_ARCHIVED, &key, 1, r->arena, &n,
	    err) < 0 ||
	    audit_odds(db, r->seal, odd_found, r, err) < 0)
		return -1;
	b->archived = count(&n, 0, 0);
	r->nbooks++;
	if (!b->b.balanced)
		note(r, (struct found){ .what = "books-differ", .chain = "",
			.seal = r->seal,
			.text = es_arena_printf(r->arena, "DIFFERS  seal "
			    "%llu: %lld intents, %lld sealed, %lld void, "
			    "%lld documents, %lld files, %lld receipts",
			    (unsigned long long)r->seal,
			    (long long)b->b.intents, (long long)b->b.sealed,
			    (long long)b->b.voided,
			    (long long)b->b.documents, (long long)b->b.files,
			    (long long)b->b.receipts) });
	return 0;
}

static int
weigh(struct run *r, struct es_err *err)
{
	struct store_rows	 seals;
	size_t			 i;

	for (i = 0; i < r->nkeys; i++)
		if (weigh_key(r, &r->key[i], err) < 0)
			return -1;
	if (store_query(r->w->audit.db, STORE_RECONCILE_SEALS, NULL, 0,
	    r->arena, &seals, err) < 0)
		return -1;
	r->books = es_arena_array(r->arena, seals.n + 1, sizeof(*r->books));
	if (r->books == NULL)
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	for (i = 0; i < seals.n; i++)
		if (weigh_seal(r, store_int(&seals, i, 0), err) < 0)
			return -1;
	return 0;
}

/* -- writing it down ------------------------------------------------------- */
static int
put_rows(struct run *r, struct store *st, uint64_t id, struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < r->nbooks; i++) {
		const struct audit_balance	*b = &r->books[i].b;
		struct store_val		 row[] = { SV_INT(id),
		    SV_INT(b->seal_id), SV_INT(b->intents),
		    SV_INT(b->sealed), SV_INT(b->voided), SV_INT(b->open),
		    SV_INT(b->refused), SV_INT(b->documents),
		    SV_INT(b->files), SV_INT(b->receipts),
		    SV_INT(r->books[i].archived) };

		if (store_exec(st, STORE_WATCH_SEAL_ADD, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	for (i = 0; i < r->nkeys; i++) {
		const struct key	*k = &r->key[i];
		struct store_val	 row[] = { SV_INT(id),
		    SV_STR(k->use.name), SV_BYTES(k->use.epoch,
		    sizeof(k->use.epoch)), SV_INT(k->use.used),
		    SV_INT(k->intents[0]), SV_INT(k->sealed[0]),
		    SV_INT(k->open[0]), SV_INT(k->intents[1]),
		    SV_INT(k->sealed[1]), SV_INT(k->open[1]) };

		if (store_exec(st, STORE_WATCH_KEY_ADD, row, ES_COUNT(row),
		    NULL, err) < 0)
			return -1;
	}
	for (i = 0; i < r->nfound; i++) {
		const struct found	*f = &r->found[i];
		struct store_val	 row[] = { SV_INT(id), SV_INT(i),
		    SV_STR(f->what), SV_STR(f->chain), SV_INT(f->entry),
		    SV_INT(f->seal), SV_INT(f->request), SV_STR(f->text) };

		if (store_exec(st, STORE_WATCH_FINDING_ADD, row,
		    ES_COUNT(row), NULL, err) < 0)
			return -1;
	}
	return 0;
}

static int
write_down(struct store *st, void *arg, struct es_err *err)
{
	struct run		*r = arg;
	struct svc_watch	*w = r->w;
	struct store_val	 row[] = { SV_INT(r->began),
				    SV_INT(sys_now()), SV_INT(w->entries),
				    SV_INT(w->checkpoint),
				    SV_INT(w->findings) };
	char			 object[40], detail[100];
	struct audit_entry	 e = { .chain = "audit", .at = r->began,
				    .actor = ES_LIT("es-audit"),
				    .action = "audit.day",
				    .result = w->findings == 0 ? "ok" :
				    "failed" };

	if (store_exec(st, STORE_WATCH_RUN_ADD, row, ES_COUNT(row), NULL,
	    err) < 0)
		return -1;
	w->run = store_last_id(st);
	if (put_rows(r, st, w->run, err) < 0 ||
	    svc_notice_certificates(st, r->began, err) < 0 ||
	    (w->findings > 0 && svc_notice_alarm(st, w->run, r->began,
	    err) < 0))
		return -1;
	(void)snprintf(object, sizeof(object), "run %llu",
	    (unsigned long long)w->run);
	(void)snprintf(detail, sizeof(detail), "%zu findings, checkpoint "
	    "%llu", w->findings, (unsigned long long)w->checkpoint);
	e.object = es_view_str(object);
	e.detail = es_view_str(detail);
	if (SYS_FAULT("watch.written", err) < 0)
		return -1;
	return audit_add(st, &e, err);
}

int
svc_watch_run(struct svc_watch *w, struct es_err *err)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_STAMP_ARENA);
	struct run	*r = a == NULL ? NULL : es_arena_get(a, sizeof(*r));
	int		 rc = -1;

	w->entries = w->checkpoint = w->run = 0;
	w->findings = w->exported = 0;
	if (r == NULL) {
		es_arena_free(a);
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	}
	r->w = w;
	r->arena = a;
	r->began = sys_now();
	w->audit.found = chain_found;
	w->audit.arg = r;
	if (svc_audit_verify(&w->audit, err) < 0 ||
	    read_ledger(r, 0, err) < 0 || mark(r, err) < 0 ||
	    read_ledger(r, 1, err) < 0 || weigh(r, err) < 0 ||
	    svc_figures_weigh(w->audit.db, a, figure_found, r, err) < 0 ||
	    (w->audit.dir != NULL &&
	    svc_audit_export(&w->audit, &w->exported, err) < 0))
		goto out;
	if (r->full)
		es_fail(err, ES_E_NOMEM, "watch: no memory");
	else
		rc = store_tx(w->audit.db, write_down, r, err);
	if (rc == 0)
		rc = w->findings > 0;
out:
	es_arena_free(a);
	return rc;
}

int
svc_watch_last(struct store *st, int64_t *at, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_AUDIT_ENTRY);
	struct store_rows	 r;
	int			 rc;

	*at = 0;
	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "watch: no memory");
	rc = store_query(st, STORE_WATCH_LAST, NULL, 0, a, &r, err);
	if (rc > 0)
		*at = store_int(&r, 0, 0);
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}
