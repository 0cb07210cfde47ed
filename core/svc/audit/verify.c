/*
 * svc/audit/verify.c - all chains against all checkpoints; see checkpoint.h.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "svc/audit/checkpoint.h"
#include "sys/file.h"

/* Names of exported files; DIR/checkpoint-0000000017.txt and .p7s. */
#define FILE_FORM	"%s/checkpoint-%010llu.%s"
#define PATH_ROOM	1100

/* One checkpoint, from the database or from a file. */
struct copy {
	bool		 there;
	enum audit_flaw	 flaw;
	int64_t		 at;		/* proven */
	struct svc_checkpoint head;
	unsigned char	 sum[CRYPT_SHA256_SIZE];
};

struct all {
	struct svc_audit	*j;
	struct audit_points	 points;
	size_t			 room;
	uint64_t		 n;		/* the newest anywhere */
	unsigned char		 next[32];	/* "previous" of the later */
	bool			 has_next;
	int64_t			 before;
	struct audit_finding	 f;		/* of "checkpoints" */
	int			 bad;
};

static int
add_point(void *arg, const struct audit_point *p, struct es_err *err)
{
	struct all		*a = arg;
	struct audit_point	*more;

	if (a->points.n == a->room) {
		a->room = a->room == 0 ? 4096 : 2 * a->room;
		if (a->room * sizeof(*more) > ES_LIMIT_POINTS_ARENA)
			return es_fail(err, ES_E_LIMIT, "checkpoints: over "
			    "%zu lines", a->points.n);
		more = realloc(a->points.p, a->room * sizeof(*more));
		if (more == NULL)
			return es_fail(err, ES_E_NOMEM, "checkpoints: no "
			    "memory");
		a->points.p = more;
	}
	a->points.p[a->points.n++] = *p;
	return 0;
}

/* Judge one copy and, when it holds, learn what it saw. */
static int
take(struct all *a, uint64_t n, struct es_view text, struct es_view cms,
    struct copy *c, struct es_err *err)
{
	struct svc_checkpoint_sink	 none = { NULL, NULL, NULL };
	struct svc_checkpoint_sink	 to = { add_point, NULL, a };
	struct es_err			 e = ES_ERR_INIT;

	c->there = true;
	if (crypt_sha256(text, c->sum, err) < 0 ||
	    svc_checkpoint_judge(text, cms, &a->j->terms, a->before, &c->flaw,
	    &c->at, err) < 0)
		return -1;
	if (c->flaw != AUDIT_INTACT)
		return 0;
	if (svc_checkpoint_parse(text, &c->head, &none, &e) < 0 ||
	    c->head.n != n)
		c->flaw = AUDIT_EDITED;
	else if (svc_checkpoint_parse(text, &c->head, &to, err) < 0)
		return -1;
	return 0;
}

static int
from_database(struct all *a, uint64_t n, struct copy *c, struct es_err *err)
{
	struct store_val	 key = SV_INT(n);
	struct es_arena		*m = es_arena_new(2 * ES_LIMIT_CHECKPOINT);
	struct store_rows	 r;
	int			 rc;

	memset(c, 0, sizeof(*c));
	if (m == NULL)
		return es_fail(err, ES_E_NOMEM, "checkpoints: no memory");
	rc = store_query(a->j->db, STORE_CHECKPOINT_LOAD, &key, 1, m, &r,
	    err);
	if (rc > 0)
		rc = take(a, n, store_view(&r, 0, 1), store_view(&r, 0, 2),
		    c, err);
	es_arena_free(m);
	return rc < 0 ? -1 : 0;
}

static int
from_file(struct all *a, uint64_t n, struct copy *c, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 text, cms;
	char		 path[PATH_ROOM], sig[PATH_ROOM];
	int		 rc = 0;

	memset(c, 0, sizeof(*c));
	if (a->j->dir == NULL)
		return 0;
	(void)snprintf(path, sizeof(path), FILE_FORM, a->j->dir,
	    (unsigned long long)n, "txt");
	(void)snprintf(sig, sizeof(sig), FILE_FORM, a->j->dir,
	    (unsigned long long)n, "p7s");
	es_buf_init(&text, ES_LIMIT_CHECKPOINT);
	es_buf_init(&cms, ES_LIMIT_CMS);
	if (sys_file_read(path, &text, &e) == 0 &&
	    sys_file_read(sig, &cms, &e) == 0)
		rc = take(a, n, es_buf_view(&text), es_buf_view(&cms), c,
		    err);
	else if (e.code != ES_E_NOTFOUND)
		rc = es_err_pass(err, &e);
	es_buf_clear(&text);
	es_buf_clear(&cms);
	return rc;
}

/* The newest file of the directory. */
static int
newest_file(const char *dir, uint64_t *n, struct es_err *err)
{
	struct dirent		*e;
	DIR			*d = opendir(dir);
	unsigned long long	 x;
	char			 end;

	if (d == NULL)
		return es_fail(err, ES_E_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	while ((e = readdir(d)) != NULL)
		if (sscanf(e->d_name, "checkpoint-%10llu.tx%c", &x, &end) ==
		    2 && end == 't' && x > *n)
			*n = x;
	(void)closedir(d);
	return 0;
}

static void
flawed(struct all *a, enum audit_flaw flaw, uint64_t n)
{
	a->bad = 1;
	/* They are read from the newest to the oldest: the oldest is told. */
	a->f.flaw = flaw;
	a->f.seq = n;
}

/* One number: what the database has, what the file has, what follows. */
static int
one(struct all *a, uint64_t n, struct es_err *err)
{
	struct copy	 db, file, *good;

	if (from_database(a, n, &db, err) < 0 ||
	    from_file(a, n, &file, err) < 0)
		return -1;
	if (!db.there)
		flawed(a, AUDIT_GAP, n);
	else if (db.flaw != AUDIT_INTACT)
		flawed(a, db.flaw, n);
	else if (file.there && file.flaw == AUDIT_INTACT &&
	    memcmp(file.sum, db.sum, sizeof(db.sum)) != 0)
		flawed(a, AUDIT_REPLACED, n);
	else if (a->has_next && memcmp(a->next, db.sum,
	    sizeof(db.sum)) != 0)
		flawed(a, AUDIT_REPLACED, n);
	good = db.there && db.flaw == AUDIT_INTACT ? &db : file.there &&
	    file.flaw == AUDIT_INTACT ? &file : NULL;
	a->has_next = good != NULL;
	if (good == NULL)
		return 0;
	a->f.entries++;
	memcpy(a->next, good->head.previous, sizeof(a->next));
	if (good->at < a->before)
		a->before = good->at;
	if (a->j->last == 0) {
		a->j->last = n;
		a->j->last_at = good->at;
		memcpy(a->f.head, good->sum, sizeof(a->f.head));
	}
	return 0;
}

static int
read_all(struct all *a, struct es_err *err)
{
	struct es_arena		*m = es_arena_new(ES_LIMIT_CHECKPOINT * 2);
	struct store_rows	 r;
	uint64_t		 n;
	int			 rc = -1;

	if (m == NULL)
		return es_fail(err, ES_E_NOMEM, "checkpoints: no memory");
	if (store_query(a->j->db, STORE_CHECKPOINT_LAST, NULL, 0, m, &r,
	    err) >= 0) {
		a->n = r.n > 0 ? (uint64_t)store_int(&r, 0, 0) : 0;
		rc = a->j->dir == NULL ? 0 : newest_file(a->j->dir, &a->n,
		    err);
	}
	es_arena_free(m);
	for (n = a->n; rc == 0 && n > 0; n--)
		rc = one(a, n, err);
	return rc;
}

int
svc_audit_verify(struct svc_audit *j, struct es_err *err)
{
	struct all	 a = { .j = j, .before = j->now,
			    .f = { .chain = "checkpoints" } };
	int		 rc, chains, flows;

	j->last = 0;
	j->last_at = 0;
	if ((rc = read_all(&a, err)) == 0) {
		audit_points_sort(&a.points);
		j->found(j->arg, &a.f);
		if ((chains = audit_verify(j->db, &a.points, j->found, j->arg,
		    err)) < 0 ||
		    (flows = svc_audit_flows(j->db, &a.points, j->found,
		    j->arg, err)) < 0)
			rc = -1;
		else
			rc = a.bad | chains | flows;
	}
	free(a.points.p);
	return rc;
}

/* -- copies outside of the database ---------------------------------------- */
static int
export_one(struct svc_audit *j, uint64_t n, size_t *count,
    struct es_err *err)
{
	struct store_val	 key = SV_INT(n);
	struct es_arena		*m;
	struct store_rows	 r;
	struct es_buf		 b;
	struct es_err		 e = ES_ERR_INIT;
	char			 path[PATH_ROOM], sig[PATH_ROOM];
	int			 rc;

	(void)snprintf(path, sizeof(path), FILE_FORM, j->dir,
	    (unsigned long long)n, "txt");
	(void)snprintf(sig, sizeof(sig), FILE_FORM, j->dir,
	    (unsigned long long)n, "p7s");
	es_buf_init(&b, ES_LIMIT_CHECKPOINT);
	rc = sys_file_read(path, &b, &e);
	es_buf_clear(&b);
	if (rc == 0)
		return 0;		/* the text is written last */
	if (e.code != ES_E_NOTFOUND)
		return es_err_pass(err, &e);
	if ((m = es_arena_new(2 * ES_LIMIT_CHECKPOINT)) == NULL)
		return es_fail(err, ES_E_NOMEM, "checkpoints: no memory");
	rc = store_query(j->db, STORE_CHECKPOINT_LOAD, &key, 1, m, &r, err);
	if (rc > 0) {
		rc = sys_file_write(sig, store_view(&r, 0, 2), 0644, err);
		if (rc == 0)
			rc = sys_file_write(path, store_view(&r, 0, 1), 0644,
			    err);
		if (rc == 0)
			(*count)++;
	}
	es_arena_free(m);
	return rc < 0 ? -1 : 0;
}

int
svc_audit_export(struct svc_audit *j, size_t *n, struct es_err *err)
{
	struct es_arena		*m = es_arena_new(ES_LIMIT_CHECKPOINT);
	struct store_val	 after = SV_INT(0);
	struct store_rows	 r;
	size_t			 i;
	int			 rc = 0;

	*n = 0;
	if (m == NULL)
		return es_fail(err, ES_E_NOMEM, "checkpoints: no memory");
	do {
		es_arena_reset(m);
		if (store_query(j->db, STORE_CHECKPOINT_LIST, &after, 1, m,
		    &r, err) < 0)
			rc = -1;
		for (i = 0; rc == 0 && i < r.n; i++) {
			after.i = store_int(&r, i, 0);
			rc = export_one(j, (uint64_t)after.i, n, err);
		}
	} while (rc == 0 && r.n == ES_LIMIT_STORE_ROWS);
	es_arena_free(m);
	return rc;
}
