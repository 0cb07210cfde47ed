/* svc/archive/disposal_run.c - what was approved is done; see disposal.h. */
#include <stdio.h>

#include "audit/audit.h"
#include "svc/archive/disposal.h"
#include "svc/archive/filing_priv.h"
#include "svc/archive/tar.h"
#include "sys/fault.h"

int
svc_disposal_due(const struct svc_filing *f, int64_t after, size_t max,
    struct es_arena *a, struct svc_filing_doc **out, size_t *n,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(after), SV_INT(max) };

	return svc_filing_list(f, STORE_DISPOSAL_DUE, args, ES_COUNT(args), a,
	    out, n, err);
}

struct task {
	const struct svc_filing	*f;
	struct svc_filing_doc	*d;
	struct es_arena		*a;
};

/* metadata.xml of the package that goes; empty: it cannot be read. */
static int
metadata(struct store *st, int64_t document, struct es_arena *a,
    struct es_view *out, struct es_err *err)
{
	struct svc_tar_member	*m = es_arena_array(a, FILING_MEMBERS,
				    sizeof(*m));
	struct es_err		 e = ES_ERR_INIT;
	struct es_buf		 package;
	size_t			 n = 0, bad, i;
	int			 rc;

	*out = ES_VIEW_EMPTY;
	if (m == NULL)
		return es_fail(err, ES_E_NOMEM, "disposal: out of memory");
	es_buf_init(&package, ES_LIMIT_FILING);
	rc = svc_filing_bytes(st, document, &package, err);
	if (rc < 0 && err->code == ES_E_NOTFOUND) {
		es_err_clear(err);
		rc = 0;
	}
	/* A damaged package has those before the damage. */
	if (rc == 0)
		(void)!svc_tar_read(es_buf_view(&package), m, FILING_MEMBERS,
		    &n, &bad, &e);
	for (i = 0; i < n; i++)
		if (es_view_eq_str(m[i].name, FILING_META))
			*out = es_arena_dup(a, m[i].bytes);
	es_buf_clear(&package);
	return rc;
}

/* Whatever has a part of the content: one list, in the order of the keys. */
static int
drop(struct store *st, int64_t document, int64_t request, struct es_err *err)
{
	static const struct { enum store_stmt stmt; bool request; } all[] = {
		{ STORE_DISPOSAL_DROP_FILE, false },
		{ STORE_DISPOSAL_DROP_ARCHIVE, false },
		{ STORE_DISPOSAL_DROP_PACKAGE, false },
		{ STORE_DISPOSAL_DROP_CHUNKS, true },
		{ STORE_DISPOSAL_DROP_REVISIONS, true },
		{ STORE_DISPOSAL_DROP_TAILS, true },
		{ STORE_DISPOSAL_DROP_RECORD, true },
	};
	size_t				 i;

	for (i = 0; i < ES_COUNT(all); i++) {
		struct store_val	 key = SV_INT(all[i].request ?
					    request : document);

		if (store_exec(st, all[i].stmt, &key, 1, NULL, err) < 0)
			return -1;
	}
	return 0;
}

static int
dispose(struct store *st, void *arg, struct es_err *err)
{
	struct task		*t = arg;
	int64_t			 now = t->f->terms->now;
	struct store_val	 id = SV_INT(t->d->id);
	struct store_val	 done[] = { SV_INT(now), SV_INT(t->d->id) };
	struct store_rows	 r;
	struct es_view		 meta;
	char			 detail[60];
	struct audit_entry	 e = {
		.chain = "archive", .at = now,
		.actor = es_view_str(t->f->actor),
		.action = "disposal.done", .object = t->d->number,
		.result = "ok",
	};
	int			 rc;

	es_arena_reset(t->a);
	rc = store_query(st, STORE_DISPOSAL_OF, &id, 1, t->a, &r, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return es_fail(err, ES_E_CONFLICT, "done by another");
	if (es_view_eq_str(store_view(&r, 0, 3), "hold"))
		return es_fail(err, ES_E_DENIED, "it is on hold");
	if (metadata(st, t->d->id, t->a, &meta, err) < 0)
		return -1;
	(void)snprintf(detail, sizeof(detail), "disposal %lld",
	    (long long)store_int(&r, 0, 0));
	e.detail = es_view_str(detail);
	{
		struct store_val	 rec[] = { SV_INT(t->d->id),
			SV_INT(store_int(&r, 0, 0)), SV_INT(now),
			SV_BLOB(store_view(&r, 0, 1)),
			SV_BLOB(meta) };

		/* The trigger asks again whether all this may be. */
		if (store_exec(st, STORE_DISPOSAL_RECORD, rec,
		    ES_COUNT(rec), NULL, err) < 0)
			return -1;
	}
	if (drop(st, t->d->id, store_int(&r, 0, 2), err) < 0 ||
	    SYS_FAULT("disposal.dropped", err) < 0 ||
	    store_exec(st, STORE_DISPOSAL_DONE, done, ES_COUNT(done), NULL,
	    err) < 0 || audit_add(st, &e, err) < 0)
		return -1;
	return SYS_FAULT("disposal.before_commit", err);
}

int
svc_disposal_one(const struct svc_filing *f, struct svc_filing_doc *d,
    struct es_arena *a, struct es_err *err)
{
	struct task	 t = { f, d, a };

	if (f->dry)
		return 0;
	if (store_tx(f->db, dispose, &t, err) == 0) {
		d->what = SVC_FILED_DONE;
		return 0;
	}
	if (err->code == ES_E_UPSTREAM || err->code == ES_E_UNCERTAIN ||
	    err->code == ES_E_NOMEM)
		return -1;
	d->what = store_is_there(err) ? SVC_FILED_OTHER : SVC_FILED_FAILED;
	(void)snprintf(d->error, sizeof(d->error), "%.250s", err->msg);
	es_err_clear(err);
	return 0;
}
