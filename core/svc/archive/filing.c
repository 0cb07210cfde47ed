/*
 * svc/archive/filing.c - making packages and checking them again; see
 * filing.h.
 */
#include "svc/archive/filing.h"

#include <stdio.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/archive/filing_priv.h"
#include "svc/verify/report_priv.h"
#include "svc/archive/tar.h"
#include "sys/fault.h"

const char *
svc_filed_name(enum svc_filed w)
{
	static const char *const	names[SVC_FILED__MAX] = { "unknown",
		"due", "done", "other", "failed" };

	return (size_t)w < SVC_FILED__MAX ? names[w] : names[0];
}

/* -- lists of work ---- */
int
svc_filing_list(const struct svc_filing *f, enum store_stmt id,
    const struct store_val *args, size_t nargs, struct es_arena *a,
    struct svc_filing_doc **out, size_t *n, struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i;

	*n = 0;
	*out = NULL;
	if (store_query(f->db, id, args, nargs, a, &r, err) < 0)
		return -1;
	*out = es_arena_array(a, r.n + 1, sizeof(**out));
	if (*out == NULL)
		return es_fail(err, ES_E_NOMEM, "filing: out of memory");
	for (i = 0; i < r.n; i++) {
		memset(&(*out)[i], 0, sizeof(**out));
		(*out)[i].id = store_int(&r, i, 0);
		(*out)[i].number = store_view(&r, i, 1);
		(*out)[i].what = SVC_FILED_DUE;
	}
	*n = r.n;
	return 0;
}

int
svc_filing_due(const struct svc_filing *f, int64_t after, size_t max,
    struct es_arena *a, struct svc_filing_doc **out, size_t *n,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(after),
				    SV_INT(f->terms->now), SV_INT(max) };

	return svc_filing_list(f, STORE_FILING_DUE, args, ES_COUNT(args), a,
	    out, n, err);
}

int
svc_filing_stale(const struct svc_filing *f, int64_t before, size_t max,
    struct es_arena *a, struct svc_filing_doc **out, size_t *n,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_INT(before), SV_INT(max) };

	return svc_filing_list(f, STORE_FILING_STALE, args, ES_COUNT(args), a,
	    out, n, err);
}

/* -- one package ---- */
struct task {
	const struct svc_filing	*f;
	struct svc_filing_doc	*d;
	struct filing_case	 c;
	struct filing_member	 m[FILING_MEMBERS];
	size_t			 n;
	struct es_buf		 tar;
	struct es_view		 manifest;
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	const char		*occasion;
	struct es_arena		*a;
};

static void
add(struct task *t, const char *name, struct es_view bytes)
{
	if (t->n < FILING_MEMBERS)
		t->m[t->n++] = (struct filing_member){ name, bytes };
}

/* A text that a writer made, as a member. */
static int
add_text(struct task *t, const char *name, struct es_buf *b,
    struct es_err *err)
{
	int	 rc = es_buf_ok(b, name, err);

	if (rc == 0)
		add(t, name, es_arena_dup(t->a, es_buf_view(b)));
	es_buf_clear(b);
	es_buf_init(b, ES_LIMIT_XML);
	return rc;
}

static int
members(struct task *t, struct es_err *err)
{
	struct filing_look	 l;
	struct es_buf		 b;
	size_t			 i;
	int			 rc;

	es_buf_init(&b, ES_LIMIT_XML);
	add(t, FILING_FILE, t->c.file);
	rc = svc_filing_look(t->f, t->c.file, t->a, &l, err);
	if (rc == 0) {
		svc_filing_metadata(t->f, &t->c, &l, &b);
		rc = add_text(t, FILING_META, &b, err);
	}
	if (rc == 0) {
		svc_filing_process(t->f, &t->c, &b);
		rc = add_text(t, FILING_PROCESS, &b, err);
	}
	add(t, FILING_RECORD, t->c.record);
	add(t, FILING_REPORT, l.report);
	if (rc == 0) {
		svc_filing_seal(&t->c, &b);
		rc = add_text(t, FILING_SEAL, &b, err);
	}
	add(t, FILING_CHAIN, t->c.chain);
	for (i = 0; i < t->c.nlists; i++)
		add(t, t->c.lists[i].name, t->c.lists[i].bytes);
	for (i = 0; i < t->c.nfiles; i++)
		add(t, t->c.files[i].name, t->c.files[i].bytes);
	es_buf_clear(&b);
	return rc;
}

/* The manifest and its time stamp stand first, the time of all is issue's. */
static int
pack(struct task *t, struct es_err *err)
{
	int64_t		 mtime = store_int(&t->c.doc, 0, FD_ISSUED);
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct es_buf	 b, token;
	size_t		 i;
	int		 rc;

	es_buf_init(&b, ES_LIMIT_XML);
	es_buf_init(&token, ES_LIMIT_TSA_TOKEN);
	rc = svc_filing_manifest(t->f, t->d->number, t->m, t->n, &b, err);
	t->manifest = es_arena_dup(t->a, es_buf_view(&b));
	if (rc == 0 && (rc = crypt_sha256(t->manifest, sum, err)) == 0)
		rc = t->f->stamp(t->f->stamp_arg, es_view(sum, sizeof(sum)),
		    &token, err);
	if (rc == 0 && (rc = svc_tar_add(&t->tar, FILING_MANIFEST,
	    t->manifest, mtime, err)) == 0)
		rc = svc_tar_add(&t->tar, FILING_STAMP, es_buf_view(&token),
		    mtime, err);
	for (i = 0; rc == 0 && i < t->n; i++)
		rc = svc_tar_add(&t->tar, t->m[i].name, t->m[i].bytes, mtime,
		    err);
	svc_tar_end(&t->tar);
	es_buf_clear(&token);
	es_buf_clear(&b);
	if (rc == 0 && (rc = es_buf_ok(&t->tar, "package", err)) == 0)
		rc = crypt_sha256(es_buf_view(&t->tar), t->sum, err);
	return rc;
}

static struct svc_filing_facts
facts(const struct task *t, struct es_view package_sum)
{
	const struct store_rows	*r = &t->c.doc;

	return (struct svc_filing_facts){ store_view(r, 0, FD_NUMBER),
	    store_view(r, 0, FD_CODE), store_view(r, 0, FD_TYPE),
	    store_view(r, 0, FD_FILE_SUM), (size_t)store_int(r, 0, FD_SIZE),
	    package_sum, store_int(r, 0, FD_BROUGHT) != 0 };
}

/* The first check that failed, for logs and reports. */
static void
name_failure(struct svc_filing_doc *d)
{
	int	 c;

	for (c = SVC_FC_NONE + 1; c < SVC_FC__MAX; c++)
		if (d->result.c[c].answer != SVC_FA_PASS &&
		    d->result.c[c].answer != SVC_FA_WARN) {
			(void)snprintf(d->error, sizeof(d->error), "%s: %s",
			    svc_filing_name((enum svc_filing_code)c),
			    d->result.c[c].detail);
			return;
		}
}

static int
add_check(struct task *t, struct store *st, bool passed, struct es_err *err)
{
	struct es_buf		 b;
	struct store_val	 row[] = { SV_INT(t->d->id),
				    SV_INT(t->f->terms->now),
				    SV_STR(t->occasion), SV_INT(passed),
				    SV_NULL };
	int			 rc;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	svc_filing_put(&t->d->result, &b);
	row[4] = (struct store_val)SV_TEXT(es_buf_view(&b));
	rc = es_buf_ok(&b, "check", err);
	if (rc == 0)
		rc = store_exec(st, STORE_FILING_ADD_CHECK, row,
		    ES_COUNT(row), NULL, err);
	es_buf_clear(&b);
	return rc;
}

static int
note(struct task *t, struct store *st, const char *action, const char *result,
    const char *detail, struct es_err *err)
{
	struct audit_entry	 e = {
		.chain = "archive", .at = t->f->terms->now,
		.actor = es_view_str(t->f->actor), .action = action,
		.object = t->d->number, .result = result,
		.detail = es_view_str(detail),
	};

	return audit_add(st, &e, err);
}

/* No packet holds a large package. */
static int
put_pieces(struct task *t, struct store *st, struct es_err *err)
{
	struct es_view	 rest = es_buf_view(&t->tar);
	int64_t		 n;

	for (n = 0; rest.n > 0; n++) {
		struct store_val	 row[] = { SV_INT(t->d->id),
		    SV_INT(n), SV_BLOB(es_view_sub(rest, 0,
		    ES_LIMIT_FILING_PIECE)) };

		if (store_exec(st, STORE_FILING_ADD_BYTES, row,
		    ES_COUNT(row), NULL, err) < 0)
			return -1;
		rest = es_view_sub(rest, ES_LIMIT_FILING_PIECE, SIZE_MAX);
	}
	return 0;
}

static int
write_down(struct store *st, void *arg, struct es_err *err)
{
	struct task		*t = arg;
	const struct store_rows	*r = &t->c.doc;
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	int64_t			 issued = store_int(r, 0, FD_ISSUED);
	int64_t			 until = store_int(r, 0, FD_UNTIL);
	int64_t			 now = t->f->terms->now;
	struct store_val	 row[] = {
		SV_INT(t->d->id), SV_TEXT(store_view(r, 0, FD_TYPE)),
		SV_TEXT(store_view(r, 0, FD_OFFICE)), SV_INT(issued),
		SV_INT(until > 0 ? until : issued), SV_INT(now),
		SV_INT(t->tar.n), SV_BYTES(t->sum, sizeof(t->sum)),
		SV_BYTES(sum, sizeof(sum)), SV_INT(now), SV_INT(1)
	};
	char			 hex[2 * CRYPT_SHA256_SIZE + 8];
	size_t			 i;

	(void)snprintf(hex, sizeof(hex), "sha256 ");
	for (i = 0; i < sizeof(t->sum); i++)
		(void)snprintf(hex + 7 + 2 * i, 3, "%02x", t->sum[i]);
	if (crypt_sha256(t->manifest, sum, err) < 0 ||
	    store_exec(st, STORE_FILING_ADD, row, ES_COUNT(row), NULL,
	    err) < 0 || SYS_FAULT("filing.added", err) < 0 ||
	    put_pieces(t, st, err) < 0 || add_check(t, st, true, err) < 0 ||
	    note(t, st, "archive.file", "ok", hex, err) < 0)
		return -1;
	return SYS_FAULT("filing.before_commit", err);
}

/* What failed is told once, not every night. */
static int
write_failure(struct store *st, void *arg, struct es_err *err)
{
	struct task		*t = arg;
	struct store_val	 id = SV_INT(t->d->id);
	struct store_rows	 r;
	struct es_buf		 b;
	bool			 known;

	if (store_query(st, STORE_FILING_LAST_CHECK, &id, 1, t->a, &r,
	    err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	svc_filing_put(&t->d->result, &b);
	known = r.n > 0 && es_view_eq(store_view(&r, 0, 0), es_buf_view(&b));
	es_buf_clear(&b);
	return known || (add_check(t, st, false, err) == 0 &&
	    note(t, st, "archive.file", "failed", t->d->error, err) == 0) ?
	    0 : -1;
}

static int
store(struct task *t, struct es_err *err)
{
	if (t->d->what == SVC_FILED_FAILED)
		return store_tx(t->f->db, write_failure, t, err);
	if (store_tx(t->f->db, write_down, t, err) == 0) {
		t->d->what = SVC_FILED_DONE;
		t->d->bytes = t->tar.n;
		return 0;
	}
	if (!store_is_there(err))
		return -1;
	es_err_clear(err);
	t->d->what = SVC_FILED_OTHER;
	return 0;
}

/* What is wrong with the document is no failure of the job. */
static int
failed(struct task *t, struct es_err *err)
{
	if (err->code == ES_E_NOMEM || err->code == ES_E_UPSTREAM ||
	    err->code == ES_E_UNCERTAIN)
		return -1;
	t->d->what = SVC_FILED_FAILED;
	(void)snprintf(t->d->error, sizeof(t->d->error), "%.250s", err->msg);
	es_err_clear(err);
	return 0;
}

int
svc_filing_one(const struct svc_filing *f, struct svc_filing_doc *d,
    struct es_arena *a, struct es_err *err)
{
	struct task		 t;
	struct svc_filing_facts	 known;
	int			 rc;

	if (f->dry)
		return 0;
	memset(&t, 0, sizeof(t));
	t.f = f;
	t.d = d;
	t.a = a;
	t.occasion = "filing";
	es_buf_init(&t.tar, ES_LIMIT_FILING);
	rc = svc_filing_load(f, d->id, a, &t.c, err);
	if (rc == 0)
		rc = es_fail(err, ES_E_FORMAT, "it is not there");
	if (rc > 0 && (rc = members(&t, err)) == 0 &&
	    (rc = pack(&t, err)) == 0) {
		known = facts(&t, ES_VIEW_EMPTY);
		rc = svc_filing_check(f, es_buf_view(&t.tar), &known, a,
		    &d->result, err);
		if (rc == 0 && !svc_filing_passed(&d->result)) {
			d->what = SVC_FILED_FAILED;
			name_failure(d);
		}
	}
	rc = rc < 0 ? failed(&t, err) : 0;
	if (rc == 0)
		rc = store(&t, err);
	es_buf_clear(&t.tar);
	return rc < 0 ? -1 : 0;
}

/* -- again ---- */
int
svc_filing_bytes(struct store *st, int64_t document, struct es_buf *out,
    struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_STAMP_ARENA);
	struct store_rows	 r;
	int64_t			 n;
	int			 rc = 1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "package: no memory");
	for (n = 0; rc > 0; n++) {
		struct store_val	 key[] = { SV_INT(document),
					    SV_INT(n) };

		es_arena_reset(a);
		rc = store_query(st, STORE_FILING_BYTES, key, 2, a, &r, err);
		if (rc > 0)
			es_buf_add_view(out, store_view(&r, 0, 0));
	}
	es_arena_free(a);
	if (rc == 0 && out->n == 0)
		return es_fail(err, ES_E_NOTFOUND, "no package of %lld",
		    (long long)document);
	return rc < 0 ? -1 : es_buf_ok(out, "package", err);
}

static int
write_again(struct store *st, void *arg, struct es_err *err)
{
	struct task		*t = arg;
	bool			 good = svc_filing_passed(&t->d->result);
	struct store_val	 set[] = { SV_INT(t->f->terms->now),
				    SV_INT(good), SV_INT(t->d->id) };

	if (store_exec(st, STORE_FILING_CHECKED, set, ES_COUNT(set), NULL,
	    err) < 0 || add_check(t, st, good, err) < 0)
		return -1;
	return note(t, st, "archive.check", good ? "ok" : "failed", good ?
	    t->occasion : t->d->error, err);
}

/* The package and what the register knows of it; its check. */
static int
look_again(struct task *t, struct es_err *err)
{
	struct store_val	 id = SV_INT(t->d->id);
	struct svc_filing_facts	 known;
	struct store_rows	 r;
	int			 rc;

	rc = store_query(t->f->db, STORE_FILING_DOCUMENT, &id, 1, t->a,
	    &t->c.doc, err);
	if (rc > 0)
		rc = store_query(t->f->db, STORE_FILING_SUM, &id, 1, t->a, &r,
		    err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no package of %lld",
		    (long long)t->d->id);
	if (rc < 0 || svc_filing_bytes(t->f->db, t->d->id, &t->tar,
	    err) < 0)
		return -1;
	known = facts(t, store_view(&r, 0, 0));
	t->d->bytes = t->tar.n;
	return svc_filing_check(t->f, es_buf_view(&t->tar), &known, t->a,
	    &t->d->result, err);
}

int
svc_filing_again(const struct svc_filing *f, struct svc_filing_doc *d,
    const char *occasion, struct es_arena *a, struct es_err *err)
{
	struct task	 t;
	int		 rc;

	memset(&t, 0, sizeof(t));
	t.f = f;
	t.d = d;
	t.a = a;
	t.occasion = occasion;
	es_buf_init(&t.tar, ES_LIMIT_FILING);
	rc = look_again(&t, err);
	es_buf_clear(&t.tar);
	if (rc < 0)
		return -1;
	d->what = svc_filing_passed(&d->result) ? SVC_FILED_DONE :
	    SVC_FILED_FAILED;
	if (d->what == SVC_FILED_FAILED)
		name_failure(d);
	return f->dry ? 0 : store_tx(f->db, write_again, &t, err);
}

int
svc_filing_json(const struct svc_filing_doc *d, struct es_buf *out,
    struct es_err *err)
{
	return svc_json_print(json_pack("{s:I, s:o, s:s, s:I, s:o}", "id",
	    (json_int_t)d->id, "number", svc_json_text(d->number), "result",
	    svc_filed_name(d->what), "bytes", (json_int_t)d->bytes, "error",
	    d->error[0] == '\0' ? json_null() : json_string(d->error)), out,
	    err);
}
