/* svc/contract/file.c - see file.h. */
#define _GNU_SOURCE	/* memfd_create */
#include "svc/contract/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "crypt/digest.h"
#include "crypt/text.h"
#include "svc/contract/priv.h"
#include "sys/fault.h"
#include "sys/log.h"
#include "sys/run.h"

static const char *const	roles[] = { "", "text", "annex", "signed" };

const char *
svc_upload_end_name(enum svc_upload_end e)
{
	static const char *const	name[SVC_UPLOAD__MAX] = {
		"unknown", "done", "quota", "annexes", "part", "digest",
		"unread", "unfit", "pages", "other-file", "not-signed",
		"broken",
	};

	return (size_t)e < SVC_UPLOAD__MAX ? name[e] : name[0];
}

/* -- begin ------------------------------------------------------------- */
struct act {
	const struct svc_reader		*r;
	const struct svc_contract	*c;
	struct svc_upload		*u;
	enum svc_upload_end		*why;
	struct es_arena			*arena;
	int64_t				 file, at, received;
	struct es_view			 bytes;
};

static int
in_tx(int (*fn)(struct store *, void *, struct es_err *), struct act *x,
    struct es_err *err)
{
	int	 rc;

	if ((x->arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "upload: no memory");
	rc = store_tx(x->r->db, fn, x, err);
	es_arena_free(x->arena);
	return rc;
}

/* A sealed file comes back when it was issued; all else while it is open. */
static int
may_take(const struct svc_contract *c, enum svc_contract_role role,
    struct es_err *err)
{
	bool	 good = role == SVC_CONTRACT_SIGNED ? c->document > 0 &&
		    c->disposed == 0 : svc_contract_open(c);

	if (role <= SVC_CONTRACT_NONE || role > SVC_CONTRACT_SIGNED ||
	    !c->mine)
		return es_fail(err, ES_E_DENIED, "no such upload of theirs");
	return good ? 0 : es_fail(err, ES_E_CONFLICT, "contract %lld takes no "
	    "%s now", (long long)c->id, roles[role]);
}

static int
too_many(struct store *st, struct act *x, struct es_err *err)
{
	struct store_val	 id = SV_INT(x->c->id);
	struct store_val	 person = SV_INT(x->r->person);
	struct store_rows	 f, q;
	size_t			 i, n = 0;

	if (store_query(st, STORE_CONTRACT_FILES, &id, 1, x->arena, &f,
	    err) < 0 || store_query(st, STORE_CONTRACT_QUOTA, &person, 1,
	    x->arena, &q, err) < 0)
		return -1;
	for (i = 0; i < f.n; i++)
		n += svc_contract_role(&f, i, "annex");
	if (x->u->role == SVC_CONTRACT_ANNEX && n >= ES_LIMIT_CONTRACT_ANNEXES)
		*x->why = SVC_UPLOAD_ANNEXES;
	else if (store_int(&q, 0, 0) + x->u->size >
	    (int64_t)ES_LIMIT_CONTRACT_QUOTA)
		*x->why = SVC_UPLOAD_QUOTA;
	return *x->why != SVC_UPLOAD_UNKNOWN;
}

static int
begin(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct svc_upload	*u = x->u;
	struct store_val	 key[] = { SV_INT(x->c->id),
				    SV_BYTES(u->crid, SVC_CRID) };
	struct es_view		 name = es_utf8_cut(u->name, 150);
	struct store_val	 lock = SV_INT(x->c->id);
	struct store_rows	 r;
	int			 rc;

	es_arena_reset(x->arena);
	*x->why = SVC_UPLOAD_UNKNOWN;
	if (store_query(st, STORE_CONTRACT_LOCK, &lock, 1, x->arena, &r,
	    err) < 0 || (rc = store_query(st, STORE_CONTRACT_FILE_BY_CRID,
	    key, 2, x->arena, &r, err)) < 0)
		return -1;
	if (rc > 0) {
		if (store_int(&r, 0, 2) != u->size || !es_view_eq_str(
		    store_view(&r, 0, 3), roles[u->role]))
			return es_fail(err, ES_E_CONFLICT, "another upload "
			    "has this number");
		u->id = store_int(&r, 0, 0);
		u->received = store_int(&r, 0, 1);
		u->whole = store_int(&r, 0, 4) != 0;
		return 0;
	}
	if ((u->role != SVC_CONTRACT_SIGNED && svc_contract_lock(st,
	    x->c->id, x->arena, err) < 0) || (rc = too_many(st, x, err)) < 0)
		return -1;
	if (rc > 0)
		return 0;
	{
		struct store_val	 row[] = { SV_INT(x->c->id),
		    SV_INT(x->r->person), SV_BYTES(u->crid, SVC_CRID),
		    SV_STR(roles[u->role]), SV_TEXT(name), SV_INT(u->size),
		    SV_INT(x->r->now), SV_INT(x->r->now) };

		if (store_exec(st, STORE_CONTRACT_FILE_NEW, row,
		    ES_COUNT(row), NULL, err) < 0)
			return -1;
	}
	u->id = (int64_t)store_last_id(st);
	u->received = 0;
	return 0;
}

int
svc_upload_begin(const struct svc_reader *r, const struct svc_contract *c,
    struct svc_upload *u, enum svc_upload_end *why, struct es_err *err)
{
	struct act	 x = { .r = r, .c = c, .u = u, .why = why };
	size_t		 most = u->role == SVC_CONTRACT_SIGNED ?
			    ES_LIMIT_UPLOAD : ES_LIMIT_CONTRACT_FILE;

	*why = SVC_UPLOAD_UNKNOWN;
	if (may_take(c, u->role, err) < 0)
		return -1;
	if (u->size < 1 || u->size > (int64_t)most)
		return es_fail(err, ES_E_LIMIT, "a file of %lld bytes, limit "
		    "%zu", (long long)u->size, most);
	return in_tx(begin, &x, err);
}

/* -- pieces ------------------------------------------------------------ */
static int
piece(struct store *st, void *arg, struct es_err *err)
{
	struct act		*x = arg;
	struct store_val	 key[] = { SV_INT(x->file),
				    SV_INT(x->c->id) };
	struct store_rows	 r;
	int64_t			 size, left;
	int			 rc;

	es_arena_reset(x->arena);
	if ((rc = store_query(st, STORE_CONTRACT_FILE_LOCK, key, 2, x->arena,
	    &r, err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no such "
		    "upload");
	size = store_int(&r, 0, 0);
	x->received = store_int(&r, 0, 1);
	left = size - x->received;
	if (left > (int64_t)ES_LIMIT_CONTRACT_PIECE)
		left = (int64_t)ES_LIMIT_CONTRACT_PIECE;
	if (x->at != x->received || (int64_t)x->bytes.n != left || left == 0)
		return 0;
	{
		struct store_val	 add[] = { SV_INT(x->file),
		    SV_INT(x->at / (int64_t)ES_LIMIT_CONTRACT_PIECE),
		    SV_BLOB(x->bytes) };
		struct store_val	 got[] = { SV_INT(x->received + left),
		    SV_INT(x->r->now), SV_INT(x->file) };

		if (store_exec(st, STORE_CONTRACT_CHUNK_ADD, add, 3, NULL,
		    err) < 0 || SYS_FAULT("contract.piece", err) < 0 ||
		    store_exec(st, STORE_CONTRACT_FILE_GOT, got, 3, NULL,
		    err) < 0)
			return -1;
	}
	x->received += left;
	return 0;
}

int
svc_upload_piece(const struct svc_reader *r, const struct svc_contract *c,
    int64_t file, int64_t at, struct es_view bytes, int64_t *received,
    struct es_err *err)
{
	struct act	 x = { .r = r, .c = c, .file = file, .at = at,
			    .bytes = bytes };

	*received = 0;
	if (!c->mine)
		return es_fail(err, ES_E_NOTFOUND, "no such upload");
	if (in_tx(piece, &x, err) < 0)
		return -1;
	*received = x.received;
	return 0;
}

/* -- end --------------------------------------------------------------- */
static int
drop(struct store *st, void *arg, struct es_err *err)
{
	struct store_val	 id = SV_INT(*(int64_t *)arg);

	return store_exec(st, STORE_CONTRACT_CHUNKS_DROP, &id, 1, NULL,
	    err) < 0 ? -1 : store_exec(st, STORE_CONTRACT_FILE_DROP, &id, 1,
	    NULL, err);
}

struct ending {
	const struct svc_contracts	*x;
	const struct svc_reader		*r;
	const struct svc_contract	*c;
	struct svc_contract_file	 f;
	struct svc_contract_look	*look;
	struct es_buf			 boxes;
	unsigned char			 sum[CRYPT_SHA256_SIZE];
	struct es_arena			*arena;
};

/* What the role asks of a file; why stays UNKNOWN when it is good. */
static int
examine(struct ending *e, struct es_view pdf, enum svc_upload_end *why,
    struct es_err *err)
{
	if (es_view_eq_str(e->f.role, "signed"))
		return svc_contract_back(e->x, e->r, e->c, pdf, why, e->look,
		    err);
	if (!es_view_eq_str(e->f.role, "text"))
		return 0;
	if (svc_contract_fit(e->x->db, pdf, e->look, &e->boxes, err) < 0)
		return -1;
	if (e->look->err.code != ES_E_NONE)
		*why = e->look->why != PDF_FIT ? SVC_UPLOAD_UNFIT :
		    SVC_UPLOAD_UNREAD;
	else if (e->look->pages > ES_LIMIT_CONTRACT_PAGES)
		*why = SVC_UPLOAD_PAGES;
	else if (e->look->pages == 0 || e->boxes.n != 8 *
	    (size_t)e->look->pages) {
		*why = SVC_UPLOAD_UNREAD;
		e->look->read = PDF_WHY_LIMIT;
	}
	return 0;
}

/* An older text of a draft has had its day; a frozen one stays. */
static int
drop_older(struct store *st, struct ending *e, struct es_err *err)
{
	struct store_val	 id = SV_INT(e->c->id);
	struct store_rows	 f;
	size_t			 i;

	if (e->c->request != 0 || !es_view_eq_str(e->f.role, "text"))
		return 0;
	if (store_query(st, STORE_CONTRACT_FILES, &id, 1, e->arena, &f,
	    err) < 0)
		return -1;
	for (i = 0; i < f.n; i++) {
		int64_t	 old = store_int(&f, i, SVC_CF_ID);

		if (old != e->f.id && svc_contract_role(&f, i, "text") &&
		    drop(st, &old, err) < 0)
			return -1;
	}
	return 0;
}

static int
keep(struct store *st, void *arg, struct es_err *err)
{
	struct ending		*e = arg;
	bool			 back = es_view_eq_str(e->f.role, "signed");
	struct es_view		 who = es_view_str(e->look->signers);
	struct store_val	 row[] = { SV_BYTES(e->sum, sizeof(e->sum)),
				    SV_INT(e->look->pages),
				    SV_BLOB(es_buf_view(&e->boxes)),
				    SV_INT(e->r->now), SV_INT(e->f.id) };
	struct store_val	 sent[] = { SV_INT(e->f.id),
				    SV_INT(e->c->id), SV_TEXT(es_utf8_is_line(
				    who) ? who : ES_LIT("?")),
				    SV_INT(e->r->now) };
	char			 hex[2 * CRYPT_SHA256_SIZE + 1];
	uint64_t		 n;

	es_arena_reset(e->arena);
	if (!back && svc_contract_lock(st, e->c->id, e->arena, err) < 0)
		return -1;
	if (store_exec(st, STORE_CONTRACT_FILE_WHOLE, row, ES_COUNT(row), &n,
	    err) < 0)
		return -1;
	if (n == 0)
		return 0;	/* ended twice: it is there */
	crypt_hex(es_view(e->sum, sizeof(e->sum)), hex);
	if (drop_older(st, e, err) < 0 || (back && store_exec(st,
	    STORE_CONTRACT_SIGNED_ADD, sent, ES_COUNT(sent), NULL, err) < 0) ||
	    svc_contract_audit(e->r, back ? "contract.signed" :
	    "contract.upload", e->c->id, "ok", es_view_str(hex), err) < 0)
		return -1;
	return SYS_FAULT("contract.upload", err);
}

static int
end(struct ending *e, struct es_view sum, enum svc_upload_end *why,
    struct es_err *err)
{
	struct es_buf	 pdf;
	int64_t		 id = e->f.id;
	int		 rc;

	es_buf_init(&pdf, ES_LIMIT_UPLOAD);
	if ((rc = svc_contract_bytes(e->x->db, id, &pdf, err)) == 0 &&
	    (rc = crypt_sha256(es_buf_view(&pdf), e->sum, err)) == 0) {
		if ((int64_t)pdf.n != e->f.size)
			*why = SVC_UPLOAD_PART;
		else if (sum.n > 0 && !es_view_eq(sum, es_view(e->sum,
		    sizeof(e->sum))))
			*why = SVC_UPLOAD_DIGEST;
		else
			rc = examine(e, es_buf_view(&pdf), why, err);
	}
	es_buf_clear(&pdf);
	if (rc < 0 || *why == SVC_UPLOAD_PART)
		return rc;
	if (*why != SVC_UPLOAD_UNKNOWN)
		return store_tx(e->x->db, drop, &id, err);
	if (store_tx(e->x->db, keep, e, err) < 0)
		return -1;
	*why = SVC_UPLOAD_DONE;
	return 0;
}

int
svc_upload_end(const struct svc_contracts *x, const struct svc_reader *r,
    const struct svc_contract *c, int64_t file, struct es_view sum,
    enum svc_upload_end *why, struct svc_contract_look *look,
    struct es_err *err)
{
	struct ending	 e = { .x = x, .r = r, .c = c, .look = look };
	struct es_arena	*a;
	int		 rc;

	*why = SVC_UPLOAD_UNKNOWN;
	memset(look, 0, sizeof(*look));
	if (!c->mine)
		return es_fail(err, ES_E_NOTFOUND, "no such upload");
	e.arena = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	es_buf_init(&e.boxes, 8 * ES_LIMIT_CONTRACT_PAGES);
	rc = e.arena == NULL || a == NULL ? es_fail(err, ES_E_NOMEM,
	    "upload: no memory") : svc_contract_file(x->db, c->id, file, a,
	    &e.f, err);
	if (rc == 0 && e.f.sha256.n > 0)
		*why = SVC_UPLOAD_DONE;
	else if (rc == 0)
		rc = end(&e, sum, why, err);
	es_buf_clear(&e.boxes);
	es_arena_free(e.arena);
	es_arena_free(a);
	return rc;
}

/* -- reading ------------------------------------------------------------- */
int
svc_contract_file(struct store *db, int64_t contract, int64_t file,
    struct es_arena *a, struct svc_contract_file *out, struct es_err *err)
{
	struct store_val	 key[] = { SV_INT(file), SV_INT(contract) };
	struct store_rows	 r;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if ((rc = store_query(db, STORE_CONTRACT_FILE, key, 2, a, &r,
	    err)) <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no file %lld"
		    " of contract %lld", (long long)file,
		    (long long)contract);
	out->id = file;
	out->role = store_view(&r, 0, 0);
	out->name = store_view(&r, 0, 1);
	out->size = store_int(&r, 0, 2);
	out->sha256 = store_view(&r, 0, 4);
	out->pages = store_int(&r, 0, 5);
	out->boxes = store_view(&r, 0, 6);
	return 0;
}

/* Piece after piece to "take"; no more than one is held. */
static int
pieces(struct store *db, int64_t file,
    int (*take)(void *arg, struct es_view v, struct es_err *err), void *arg,
    struct es_err *err)
{
	struct es_arena		*a = es_arena_new(4 *
				    ES_LIMIT_CONTRACT_PIECE);
	struct store_rows	 r;
	int64_t			 n;
	int			 rc = 1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "file: no memory");
	for (n = 0; rc > 0; n++) {
		struct store_val	 key[] = { SV_INT(file), SV_INT(n) };

		es_arena_reset(a);
		rc = store_query(db, STORE_CONTRACT_CHUNK, key, 2, a, &r,
		    err);
		if (rc > 0 && take(arg, store_view(&r, 0, 0), err) < 0)
			rc = -1;
	}
	es_arena_free(a);
	return rc;
}

static int
to_buf(void *arg, struct es_view v, struct es_err *err)
{
	es_buf_add_view(arg, v);
	return es_buf_ok(arg, "file", err);
}

int
svc_contract_bytes(struct store *db, int64_t file, struct es_buf *out,
    struct es_err *err)
{
	return pieces(db, file, to_buf, out, err);
}

int
svc_contract_sealed(struct store *db, int64_t file, int64_t request,
    int64_t n, struct es_buf *out, struct es_err *err)
{
	struct store_val	 id = SV_INT(request);
	struct es_arena		*a;
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	if (svc_contract_bytes(db, file, out, err) < 0)
		return -1;
	if ((a = es_arena_new(ES_LIMIT_STAMP_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "file: no memory");
	rc = store_query(db, STORE_CONTRACT_SIGNATURES, &id, 1, a, &r, err);
	for (i = 0; rc >= 0 && i < r.n; i++)
		if (n < 0 || store_int(&r, i, 0) <= n)
			es_buf_add_view(out, store_view(&r, i, 7));
	es_arena_free(a);
	return rc < 0 ? -1 : es_buf_ok(out, "file", err);
}

/* -- pictures -------------------------------------------------------------- */
static int
to_fd(void *arg, struct es_view v, struct es_err *err)
{
	ssize_t	 k;

	while (v.n > 0) {
		k = write(*(int *)arg, v.p, v.n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return es_fail(err, ES_E_SYSTEM, "memfd: %s",
			    strerror(errno));
		v = es_view_sub(v, (size_t)k, SIZE_MAX);
	}
	return 0;
}

/* Wide enough for a screen; a page of any size has as many dots. */
#define WIDE	"1000"

int
svc_contract_picture(struct store *db, int64_t file, int64_t page,
    struct es_buf *out, struct es_err *err)
{
	char		 no[24];
	const char	*argv[] = { "pdftocairo", "-q", "-png", "-singlefile",
			    "-cropbox", "-scale-to-x", WIDE, "-scale-to-y",
			    "-1", "-f", no, "-l", no, "/proc/self/fd/0", "-",
			    NULL };
	struct sys_run	 run = { argv, -1, { ES_LIMIT_JUDGE_ARENA,
			    ES_LIMIT_JUDGE_SECONDS } };
	enum sys_end	 end;
	int		 status, rc;

	(void)snprintf(no, sizeof(no), "%lld", (long long)page);
	if ((run.input = memfd_create("page", MFD_CLOEXEC)) < 0)
		return es_fail(err, ES_E_SYSTEM, "memfd: %s",
		    strerror(errno));
	if ((rc = pieces(db, file, to_fd, &run.input, err)) == 0)
		rc = sys_run(&run, out, &status, &end, err);
	if (rc == 0 && (end != SYS_END_DONE || status != 0 || out->n == 0))
		rc = es_fail(err, ES_E_UPSTREAM, "pdftocairo: page %lld: %s, "
		    "%d", (long long)page, sys_end_name(end), status);
	(void)close(run.input);
	return rc;
}

int
svc_contract_sweep(struct store *db, int64_t now, struct es_err *err)
{
	struct store_val	 old = SV_INT(now - ES_LIMIT_CONTRACT_IDLE);
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;
	int64_t			 id;
	size_t			 i;
	int			 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "sweep: no memory");
	rc = store_query(db, STORE_CONTRACT_FILES_OLD, &old, 1, a, &r, err);
	for (i = 0; rc >= 0 && i < r.n; i++) {
		id = store_int(&r, i, 0);
		if (store_tx(db, drop, &id, err) < 0)
			rc = -1;
	}
	es_arena_free(a);
	return rc < 0 ? -1 : 0;
}
