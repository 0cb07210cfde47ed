/* import/load.c - the transaction of an import; see import.h. */
#define _GNU_SOURCE		/* hcreate_r */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "crypt/digest.h"
#include "import/fields_priv.h"
#include "import/import.h"

#define GRADE_COLS	16
/* Rows that wait for one statement; the last person may go beyond. */
#define WAITING		((size_t)2000)

struct load {
	const struct import	*im;
	struct store		*st;
	struct import_file	*f;
	struct es_arena		*arena;		/* of the rows that wait */
	struct es_arena		*scratch;	/* of what the database says */
	struct hsearch_data	 seen;		/* numbers -> line */
	struct es_arena		*names;
	uint64_t		 rows;
	size_t			 people;	/* numbers seen */
	/* Grades: the person whose rows are being read. */
	char			 number[64];
	int64_t			 person;	/* 0: none */
	long			 line;		/* of the first */
	size_t			 from;		/* where they begin below */
	struct store_val	*grades;	/* rows that wait */
	size_t			 waiting;
};

static void
tell(void *arg, long line, const char *what)
{
	struct load	*l = arg;

	l->im->flaw(l->im->arg, l->f->name, line, what);
}

static void
go_on(struct load *l)
{
	if (l->rows++ % 10000 == 0 && l->im->progress != NULL)
		l->im->progress(l->im->arg, l->f, (size_t)l->rows);
}

/* -- what the file says twice ------------------------------------------ */
/* Remember a number; the line it was on before, or 0. */
static int
remember(struct load *l, struct es_view number, long line, long *before,
    struct es_err *err)
{
	ENTRY	 in = { .data = (void *)(intptr_t)line }, *found;

	*before = 0;
	if ((in.key = es_arena_str(l->names, number)) == NULL)
		return es_fail(err, ES_E_NOMEM, "import: out of memory");
	if (hsearch_r(in, FIND, &found, &l->seen) != 0) {
		*before = (long)(intptr_t)found->data;
		return 0;
	}
	if (l->people++ == ES_LIMIT_IMPORT_PEOPLE ||
	    hsearch_r(in, ENTER, &found, &l->seen) == 0)
		return es_fail(err, ES_E_LIMIT, "over %zu people in one file",
		    ES_LIMIT_IMPORT_PEOPLE);
	return 0;
}

static int
check_person(void *arg, long line, const struct store_val *row,
    struct es_err *err)
{
	struct load	*l = arg;
	long		 before;

	go_on(l);
	if (remember(l, row[PERSON_NUMBER].v, line, &before, err) < 0)
		return -1;
	if (before != 0)
		return es_fail(err, ES_E_INPUT, "number %.*s is on line %ld "
		    "already", (int)row[PERSON_NUMBER].v.n,
		    (const char *)row[PERSON_NUMBER].v.p, before);
	return 0;
}

static int
check_grade(void *arg, long line, const struct store_val *row,
    struct es_err *err)
{
	struct load	*l = arg;
	struct es_view	 number = row[GRADE_NUMBER].v;
	long		 before;

	go_on(l);
	if (!es_view_eq_str(number, l->number)) {
		if (remember(l, number, line, &before, err) < 0)
			return -1;
		if (before != 0)
			return es_fail(err, ES_E_INPUT, "grades of %.*s began "
			    "on line %ld; keep a person's rows together",
			    (int)number.n, (const char *)number.p, before);
		(void)snprintf(l->number, sizeof(l->number), "%.*s",
		    (int)number.n, (const char *)number.p);
		l->from = 0;
	}
	if (++l->from > ES_LIMIT_IMPORT_COURSES)
		return es_fail(err, ES_E_LIMIT, "over %zu courses of one "
		    "person", ES_LIMIT_IMPORT_COURSES);
	return 0;
}

/* -- people ------------------------------------------------------------ */
static bool
same_value(const struct store_val *a, const struct store_val *b)
{
	if (a->kind == STORE_NULL || b->kind == STORE_NULL)
		return a->kind == b->kind;
	if (a->kind == STORE_INT || b->kind == STORE_INT)
		return a->kind == b->kind && a->i == b->i;
	return es_view_eq(a->v, b->v);
}

static bool
same_row(const struct store_val *a, const struct store_val *b, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (!same_value(&a[i], &b[i]))
			return false;
	return true;
}

/* A password in crypt/password.h's form makes or renews the account. */
static int
put_account(struct load *l, const struct store_val *row, int64_t id,
    struct es_err *err)
{
	struct store_val	 acc[] = { row[PERSON_NUMBER], SV_INT(id),
				    row[PERSON_KIND], row[PERSON_PASSWORD] };

	if (row[PERSON_PASSWORD].v.n == 0)
		return 0;
	return store_exec(l->st, STORE_IMPORT_ACCOUNT_PUT, acc,
	    ES_COUNT(acc), NULL, err);
}

static int
put_person(void *arg, long line, const struct store_val *row,
    struct es_err *err)
{
	struct load		*l = arg;
	struct store_val	 set[PERSON_COLS + 1];
	struct store_rows	 r;
	int64_t			 id;
	int			 rc;

	(void)line;
	go_on(l);
	es_arena_reset(l->scratch);
	rc = store_query(l->st, STORE_IMPORT_PERSON_FIND, row, 1, l->scratch,
	    &r, err);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		if (store_exec(l->st, STORE_IMPORT_PERSON_ADD, row,
		    PERSON_COLS, NULL, err) < 0)
			return -1;
		l->f->added++;
		return put_account(l, row, (int64_t)store_last_id(l->st),
		    err);
	}
	id = store_int(&r, 0, PERSON_COLS);
	if (same_row(row, r.vals, PERSON_COLS)) {
		l->f->same++;
		return put_account(l, row, id, err);
	}
	memcpy(set, row, PERSON_COLS * sizeof(*row));
	set[PERSON_COLS] = (struct store_val)SV_INT(id);
	if (store_exec(l->st, STORE_IMPORT_PERSON_SET, set, ES_COUNT(set),
	    NULL, err) < 0)
		return -1;
	l->f->changed++;
	return put_account(l, row, id, err);
}

/* -- grades ------------------------------------------------------------ */
static int
flush(struct load *l, struct es_err *err)
{
	int	 rc = 0;

	if (l->waiting > 0)
		rc = store_exec_rows(l->st, STORE_IMPORT_GRADE_ADD, l->grades,
		    l->waiting, GRADE_COLS, NULL, err);
	l->waiting = l->from = 0;
	es_arena_reset(l->arena);
	return rc;
}

/* All rows of a person were read: what is new of them waits. */
static int
end_person(struct load *l, struct es_err *err)
{
	struct store_val	 id = SV_INT(l->person);
	struct store_val	*mine = l->grades + l->from * GRADE_COLS;
	size_t			 n = l->waiting - l->from;
	struct store_rows	 r;

	if (l->person == 0)
		return 0;
	l->person = 0;
	es_arena_reset(l->scratch);
	if (store_query(l->st, STORE_IMPORT_GRADES, &id, 1, l->scratch, &r,
	    err) < 0)
		return -1;
	if (r.n == n && same_row(mine, r.vals, n * GRADE_COLS)) {
		l->f->same++;
		l->waiting = l->from;
		if (l->waiting == 0)
			es_arena_reset(l->arena);
	} else if (r.n > 0) {
		l->f->changed++;
		if (store_exec(l->st, STORE_IMPORT_GRADES_DROP, &id, 1, NULL,
		    err) < 0)
			return -1;
	} else
		l->f->added++;
	return l->waiting >= WAITING ? flush(l, err) : 0;
}

static int
begin_person(struct load *l, long line, const struct store_val *number,
    struct es_err *err)
{
	struct store_rows	 r;
	int			 rc;

	(void)snprintf(l->number, sizeof(l->number), "%.*s",
	    (int)number->v.n, (const char *)number->v.p);
	es_arena_reset(l->scratch);
	rc = store_query(l->st, STORE_IMPORT_PERSON_ID, number, 1,
	    l->scratch, &r, err);
	if (rc < 0)
		return -1;
	l->person = rc == 0 ? 0 : store_int(&r, 0, 0);
	l->line = line;
	l->from = l->waiting;
	return rc > 0 ? 0 : es_fail(err, ES_E_INPUT, "nobody has the number "
	    "%s; import people first", l->number);
}

/* The row in the order of course_grade, its texts copied: it waits. */
static int
keep_grade(struct load *l, const struct store_val *row, struct es_err *err)
{
	struct store_val	*to = l->grades + l->waiting * GRADE_COLS;
	size_t			 i;

	to[0] = (struct store_val)SV_INT(l->person);
	to[1] = (struct store_val)SV_INT(l->waiting - l->from + 1);
	memcpy(to + 2, row + GRADE_YEAR, (GRADE_FIELDS - GRADE_YEAR) *
	    sizeof(*row));
	for (i = 2; i < GRADE_COLS; i++) {
		if (to[i].v.n == 0)
			continue;
		to[i].v = es_arena_dup(l->arena, to[i].v);
		if (to[i].v.n == 0)
			return es_fail(err, ES_E_NOMEM, "import: no memory");
	}
	l->waiting++;
	return 0;
}

static int
put_grade(void *arg, long line, const struct store_val *row,
    struct es_err *err)
{
	struct load	*l = arg;

	go_on(l);
	if (!es_view_eq_str(row[GRADE_NUMBER].v, l->number) &&
	    (end_person(l, err) < 0 ||
	    begin_person(l, line, &row[GRADE_NUMBER], err) < 0))
		return -1;
	return l->person == 0 ? 0 : keep_grade(l, row, err);
}

/* -- other records ------------------------------------------------------- */
static int
check_record(void *arg, long line, const struct store_val *row,
    struct es_err *err)
{
	(void)line;
	(void)row;
	(void)err;
	go_on(arg);
	return 0;
}

/* The person of a row; rows of one person mostly stand together. */
static int
find_person(struct load *l, const struct store_val *number,
    struct es_err *err)
{
	struct store_rows	 r;
	int			 rc;

	if (l->person != 0 && es_view_eq_str(number->v, l->number))
		return 0;
	(void)snprintf(l->number, sizeof(l->number), "%.*s",
	    (int)number->v.n, (const char *)number->v.p);
	rc = store_query(l->st, STORE_IMPORT_PERSON_ID, number, 1,
	    l->scratch, &r, err);
	l->person = rc > 0 ? store_int(&r, 0, 0) : 0;
	if (rc < 0)
		return -1;
	return rc > 0 ? 0 : es_fail(err, ES_E_INPUT, "nobody has the number "
	    "%s; import people first", l->number);
}

static int
put_record(void *arg, long line, const struct store_val *row,
    struct es_err *err)
{
	struct load			*l = arg;
	const struct import_table	*t = &import_tables[l->f->kind];
	struct store_val		 set[IMPORT_FIELDS_MAX], key[2];
	struct store_rows		 r;
	int				 rc;

	(void)line;
	go_on(l);
	es_arena_reset(l->scratch);
	if (find_person(l, &row[0], err) < 0)
		return -1;
	memcpy(set, row, t->n * sizeof(*row));
	set[0] = (struct store_val)SV_INT(l->person);
	key[0] = set[0];
	key[1] = row[t->key];
	rc = store_query(l->st, t->find, key, t->key == 0 ? 1 : 2, l->scratch,
	    &r, err);
	if (rc < 0)
		return -1;
	if (rc > 0 && same_row(set + 1, r.vals, t->n - 1)) {
		l->f->same++;
		return 0;
	}
	if (store_exec(l->st, t->put, set, t->n, NULL, err) < 0)
		return -1;
	if (rc > 0)
		l->f->changed++;
	else
		l->f->added++;
	return 0;
}

/* -- the whole --------------------------------------------------------- */
static int
begin_file(struct load *l, struct import_file *f, struct es_err *err)
{
	l->f = f;
	l->rows = 0;
	l->people = 0;
	l->person = 0;
	l->number[0] = '\0';
	l->from = l->waiting = 0;
	f->rows = f->added = f->changed = f->same = 0;
	es_arena_reset(l->arena);
	es_arena_reset(l->names);
	memset(&l->seen, 0, sizeof(l->seen));
	if (hcreate_r(ES_LIMIT_IMPORT_PEOPLE, &l->seen) == 0)
		return es_fail(err, ES_E_NOMEM, "import: out of memory");
	return 0;
}

static int
pass(struct load *l, struct import_file *f, bool write, struct es_err *err)
{
	int	(*check_row)(void *, long, const struct store_val *,
		    struct es_err *) = check_record;
	int	(*put_row)(void *, long, const struct store_val *,
		    struct es_err *) = put_record;
	int	 rc;

	if (f->kind == IMPORT_PEOPLE) {
		check_row = check_person;
		put_row = put_person;
	} else if (f->kind == IMPORT_GRADES) {
		check_row = check_grade;
		put_row = put_grade;
	}
	if (begin_file(l, f, err) < 0)
		return -1;
	rc = import_read(f, write ? put_row : check_row, tell, l, err);
	if (rc == 0 && write && f->kind == IMPORT_GRADES &&
	    (end_person(l, err) < 0 || flush(l, err) < 0))
		rc = -1;
	hdestroy_r(&l->seen);
	f->rows = l->rows;
	return rc;
}

/* The file's own name, at most as long as the audit log takes. */
static struct es_view
object(const char *path)
{
	const char	*slash = strrchr(path, '/');
	struct es_view	 v = es_view_str(slash == NULL ? path : slash + 1);
	size_t		 at = 0, n = 0;
	uint32_t	 cp;

	while (n++ < ES_LIMIT_AUDIT_OBJECT && es_utf8_next(v, &at, &cp) > 0)
		continue;
	return es_view_sub(v, 0, at);
}

static int
add_audit(struct load *l, const struct import_file *f, struct es_err *err)
{
	char			 detail[300], hex[65], action[40];
	unsigned char		 sum[CRYPT_SHA256_SIZE];
	size_t			 i;
	struct audit_entry	 e = {
		.chain = "import", .at = l->im->now,
		.actor = es_view_str(l->im->actor),
		.action = action,
		.object = object(f->name), .result = "ok",
	};

	(void)snprintf(action, sizeof(action), "import.%s",
	    import_kind_name(f->kind));
	if (crypt_sha256(f->bytes, sum, err) < 0)
		return -1;
	for (i = 0; i < sizeof(sum); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	(void)snprintf(detail, sizeof(detail), "sha256 %s; %llu rows; people "
	    "added %llu changed %llu same %llu", hex,
	    (unsigned long long)f->rows, (unsigned long long)f->added,
	    (unsigned long long)f->changed, (unsigned long long)f->same);
	e.detail = es_view_str(detail);
	return audit_add(l->st, &e, err);
}

struct whole {
	struct load		*l;
	struct import_file	*files;
	size_t			 n;
	bool			 dry;		/* was taken back on purpose */
};

static int
transaction(struct store *st, void *arg, struct es_err *err)
{
	struct whole	*w = arg;
	size_t		 i;

	(void)st;
	for (i = 0; i < w->n; i++)
		if (pass(w->l, &w->files[i], true, err) < 0)
			return -1;
	for (i = 0; i < w->n; i++)
		if (add_audit(w->l, &w->files[i], err) < 0)
			return -1;
	w->dry = w->l->im->dry;
	return w->dry ? es_fail(err, ES_E_DENIED, "dry run") : 0;
}

/* Every flaw that the files have by themselves. */
static int
check(struct load *l, struct import_file *files, size_t n, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT, first = ES_ERR_INIT;
	size_t		 i;

	for (i = 0; i < n; i++) {
		es_err_clear(&e);
		if (pass(l, &files[i], false, &e) < 0 &&
		    first.code == ES_E_NONE)
			first = e;
	}
	return first.code == ES_E_NONE ? 0 : es_err_pass(err, &first);
}

static int
write_all(struct load *l, struct import_file *files, size_t n,
    struct es_err *err)
{
	struct whole	 w = { l, files, n, false };
	struct es_err	 e = ES_ERR_INIT;

	if (store_tx(l->st, transaction, &w, &e) < 0 && !w.dry)
		return es_err_pass(err, &e);
	return 0;
}

int
import_run(struct store *st, const struct import *im,
    struct import_file *files, size_t n, struct es_err *err)
{
	struct load	 l = { .im = im, .st = st };
	int		 rc;

	l.arena = es_arena_new(ES_LIMIT_IMPORT_ARENA);
	l.scratch = es_arena_new(ES_LIMIT_IMPORT_ARENA);
	l.names = es_arena_new(ES_LIMIT_IMPORT_ARENA);
	l.grades = calloc((WAITING + ES_LIMIT_IMPORT_COURSES) * GRADE_COLS,
	    sizeof(*l.grades));
	if (l.arena == NULL || l.scratch == NULL || l.names == NULL ||
	    l.grades == NULL)
		rc = es_fail(err, ES_E_NOMEM, "import: out of memory");
	else if ((rc = check(&l, files, n, err)) == 0 && st != NULL)
		rc = write_all(&l, files, n, err);
	es_arena_free(l.arena);
	es_arena_free(l.scratch);
	es_arena_free(l.names);
	free(l.grades);
	return rc;
}
