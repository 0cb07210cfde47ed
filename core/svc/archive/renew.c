/* svc/archive/renew.c - see renew.h. */
#include "svc/archive/renew.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "sys/fault.h"

/* Seconds before the next try: an hour, doubled up to a day. */
#define RETRY_FIRST	3600
#define RETRY_MAX	(24 * 3600)

const char *
svc_renewed_name(enum svc_renewed r)
{
	static const char *const	names[SVC_RENEW__MAX] = { "unknown",
		"due", "done", "later", "other", "failed" };

	return (size_t)r < SVC_RENEW__MAX ? names[r] : names[0];
}

/* "B-LTA", as the table's column has it. */
static const char *
level_name(enum esign_level l)
{
	const char	*s = esign_level_name(l);

	return l == ESIGN_LEVEL_NONE ? "B-B" : s + strlen("PAdES-");
}

int
svc_renew_due(const struct svc_renew *r, int64_t after, size_t max,
    struct es_arena *a, struct svc_renewal **out, size_t *n,
    struct es_err *err)
{
	int64_t			 now = r->terms->now;
	struct store_val	 args[] = { SV_INT(after), SV_INT(now),
				    SV_INT(now + r->margin), SV_INT(now),
				    SV_INT(max) };
	struct store_rows	 rows;
	size_t			 i;

	*n = 0;
	*out = NULL;
	if (store_query(r->db, STORE_RENEW_DUE, args, ES_COUNT(args), a,
	    &rows, err) < 0)
		return -1;
	*out = es_arena_array(a, rows.n, sizeof(**out));
	if (*out == NULL && rows.n > 0)
		return es_fail(err, ES_E_NOMEM, "renew: out of memory");
	for (i = 0; i < rows.n; i++) {
		struct svc_renewal	*d = &(*out)[i];

		memset(d, 0, sizeof(*d));
		d->id = store_int(&rows, i, 0);
		d->number = store_view(&rows, i, 1);
		d->renewal = es_view_eq_str(store_view(&rows, i, 2),
		    "B-LTA");
		d->what = SVC_RENEW_DUE;
		d->x.until = store_int(&rows, i, 3);
		/* For the next try's pause. */
		d->bytes = (size_t)store_int(&rows, i, 4);
	}
	*n = rows.n;
	return 0;
}

/* -- one document ---------------------------------------------------------- */
struct task {
	const struct svc_renew	*r;
	struct svc_renewal	*d;
	struct es_buf		 pdf;
	size_t			 first;		/* bytes of the first file */
	size_t			 had;		/* and what was behind it */
	int64_t			 n;		/* of the last row; 0: none */
	int64_t			 tries;
	unsigned char		 sha256[CRYPT_SHA256_SIZE];
};

static int
broken(struct task *t, const char *what)
{
	t->d->what = SVC_RENEW_FAILED;
	(void)snprintf(t->d->error, sizeof(t->d->error), "%.300s", what);
	return 0;
}

/* The file as it is handed out; what does not fit its digest is told. */
static int
load(struct task *t, struct es_arena *a, struct es_err *err)
{
	struct store_val	 id = SV_INT(t->d->id);
	struct store_rows	 rows;
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	int			 rc;

	rc = store_query(t->r->db, STORE_RENEW_FILE, &id, 1, a, &rows, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return broken(t, "its file is not there");
	es_buf_add_view(&t->pdf, store_view(&rows, 0, 0));
	if (crypt_sha256(es_buf_view(&t->pdf), sum, err) < 0)
		return -1;
	if (!es_view_eq(es_view(sum, sizeof(sum)), store_view(&rows, 0, 1)))
		return broken(t, "its file is not the one in the register");
	t->first = t->pdf.n;
	t->n = store_int(&rows, 0, 2);
	es_buf_add_view(&t->pdf, store_view(&rows, 0, 3));
	t->had = t->pdf.n;
	if (es_buf_ok(&t->pdf, "file", err) < 0 ||
	    crypt_sha256(es_buf_view(&t->pdf), sum, err) < 0)
		return -1;
	if (t->n > 0 && !es_view_eq(es_view(sum, sizeof(sum)),
	    store_view(&rows, 0, 4)))
		return broken(t, "what is behind its file was changed");
	return 1;
}

static int64_t
pause(int64_t tries)
{
	int64_t	 wait = RETRY_FIRST;

	while (tries-- > 0 && wait < RETRY_MAX)
		wait *= 2;
	return wait < RETRY_MAX ? wait : RETRY_MAX;
}

static int
add_row(struct task *t, struct store *st, struct es_err *err)
{
	const struct esign_extended	*x = &t->d->x;
	struct store_val		 row[] = {
		SV_INT(t->d->id), SV_INT(t->n + 1),
		SV_INT(t->r->terms->now), SV_STR(level_name(x->after)),
		SV_INT(x->until), SV_BYTES(t->sha256, sizeof(t->sha256)),
		SV_BLOB(es_view_sub(es_buf_view(&t->pdf), t->first,
		    SIZE_MAX))
	};

	return store_exec(st, STORE_RENEW_ADD, row, ES_COUNT(row), NULL,
	    err);
}

static int
write_down(struct store *st, void *arg, struct es_err *err)
{
	struct task			*t = arg;
	const struct esign_extended	*x = &t->d->x;
	bool				 done = t->d->what == SVC_RENEW_DONE;
	char				 detail[300];
	struct store_val		 state[] = {
		SV_INT(t->d->id), SV_STR(level_name(x->after)),
		SV_INT(x->until), SV_INT(done ? 0 : t->tries + 1),
		SV_INT(done ? 0 : t->r->terms->now + pause(t->tries)),
		SV_STR(t->d->what == SVC_RENEW_FAILED ? t->d->error :
		    x->missing)
	};
	struct audit_entry		 e = {
		.chain = "renew", .at = t->r->terms->now,
		.actor = es_view_str(t->r->actor),
		.action = t->d->renewal ? "archive.renew" :
		    "archive.extend", .object = t->d->number,
		.result = done ? "ok" : t->d->what == SVC_RENEW_LATER ?
		    "later" : "failed", .detail = es_view_str(detail)
	};

	(void)snprintf(detail, sizeof(detail), "%s, was %s%s%.200s",
	    level_name(x->after), level_name(x->before),
	    state[5].v.n > 0 ? "; " : "", (const char *)state[5].v.p);
	if (t->pdf.n > t->had && add_row(t, st, err) < 0)
		return -1;
	if (SYS_FAULT("renew.added", err) < 0 ||
	    store_exec(st, STORE_RENEW_STATE, state, ES_COUNT(state), NULL,
	    err) < 0)
		return -1;
	return audit_add(st, &e, err) < 0 ? -1 :
	    SYS_FAULT("renew.before_commit", err);
}

/* As far as it goes; what failed is a state of the document. */
static int
extend(struct task *t, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	enum pdf_unfit	 why;
	int64_t		 until = t->d->x.until;

	if (esign_extend(&t->pdf, t->d->renewal ? ESIGN_TO_RENEW :
	    ESIGN_TO_LTA, t->r->terms, t->r->src, &t->d->x, &why, &e) < 0) {
		if (e.code == ES_E_NOMEM)
			return es_err_pass(err, &e);
		t->d->x.until = until;
		return broken(t, e.msg);
	}
	t->d->what = t->d->x.after == ESIGN_B_LTA &&
	    t->d->x.missing[0] == '\0' ? SVC_RENEW_DONE : SVC_RENEW_LATER;
	return crypt_sha256(es_buf_view(&t->pdf), t->sha256, err);
}

static int
store(struct task *t, struct es_err *err)
{
	if (store_tx(t->r->db, write_down, t, err) == 0) {
		t->d->bytes = t->pdf.n - t->first;
		return 0;
	}
	if (!store_is_there(err))
		return -1;
	es_err_clear(err);
	t->d->what = SVC_RENEW_OTHER;
	return 0;
}

int
svc_renew_one(const struct svc_renew *r, struct svc_renewal *d,
    struct es_arena *a, struct es_err *err)
{
	struct task	 t = { .r = r, .d = d, .tries = (int64_t)d->bytes };
	int		 rc;

	d->bytes = 0;
	if (r->dry)
		return 0;
	es_buf_init(&t.pdf, ES_LIMIT_PDF_FILE);
	rc = load(&t, a, err);
	if (rc > 0)
		rc = extend(&t, err);
	if (rc == 0)
		rc = store(&t, err);
	es_buf_clear(&t.pdf);
	return rc < 0 ? -1 : 0;
}
