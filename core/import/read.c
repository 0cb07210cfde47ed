/* import/read.c - rows of values from CSV or XML; see import.h.  Pure. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "import/csv.h"
#include "import/import.h"
#include "xmlio/xmlio.h"

struct reader {
	const struct import_file	*f;
	int				(*fn)(void *, long,
					    const struct store_val *,
					    struct es_err *);
	void				(*flaw)(void *, long, const char *);
	void				*arg;
	size_t				 flaws;
};

/* A flaw of one row; too many end it all. */
static int
flawed(struct reader *r, long line, struct es_err *e, struct es_err *err)
{
	if (e->code != ES_E_INPUT && e->code != ES_E_FORMAT &&
	    e->code != ES_E_LIMIT)
		return es_err_pass(err, e);
	r->flaw(r->arg, line, e->msg);
	es_err_clear(e);
	if (++r->flaws >= ES_LIMIT_IMPORT_FLAWS)
		return es_fail(err, ES_E_INPUT, "%s: too many flaws; the rest "
		    "was not read", r->f->name);
	return 0;
}

static int
give(struct reader *r, long line, const struct es_view *cells,
    struct es_err *err)
{
	struct store_val	 row[IMPORT_FIELDS_MAX];
	struct es_err		 e = ES_ERR_INIT;

	if (import_values(r->f->kind, cells, row, &e) < 0)
		return flawed(r, line, &e, err);
	if (r->fn(r->arg, line, row, &e) < 0)
		return flawed(r, line, &e, err);
	return 0;
}

/* -- CSV --------------------------------------------------------------- */
/* Which field each column is; every flaw of the head is told. */
static int
read_head(struct reader *r, const struct es_view *cells, size_t n,
    int *field, struct es_err *err)
{
	bool	 there[IMPORT_FIELDS_MAX] = { false };
	char	 what[200];
	size_t	 i, before = r->flaws;

	for (i = 0; i < n; i++) {
		field[i] = import_field(r->f->kind, es_view_trim(cells[i]));
		what[0] = '\0';
		if (field[i] < 0)
			(void)snprintf(what, sizeof(what), "no column is "
			    "called \"%.*s\"", (int)(cells[i].n > 40 ? 40 :
			    cells[i].n), (const char *)cells[i].p);
		else if (there[field[i]])
			(void)snprintf(what, sizeof(what), "column %s comes "
			    "twice", import_field_name(r->f->kind,
			    (size_t)field[i]));
		else
			there[field[i]] = true;
		if (what[0] != '\0') {
			r->flaw(r->arg, 1, what);
			r->flaws++;
		}
	}
	for (i = 0; i < import_fields(r->f->kind); i++)
		if (import_required(r->f->kind, i) && !there[i]) {
			(void)snprintf(what, sizeof(what), "column %s is "
			    "missing", import_field_name(r->f->kind, i));
			r->flaw(r->arg, 1, what);
			r->flaws++;
		}
	return r->flaws > before ? es_fail(err, ES_E_INPUT, "%s: the first "
	    "line does not name the columns", r->f->name) : 0;
}

static int
one_line(struct reader *r, long line, const struct es_view *cells, size_t n,
    const int *field, size_t columns, struct es_err *err)
{
	struct es_view	 in_order[IMPORT_FIELDS_MAX];
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;

	if (n == 1 && es_view_trim(cells[0]).n == 0)
		return 0;		/* an empty line */
	if (n != columns) {
		es_fail(&e, ES_E_FORMAT, "%zu cells, but %zu columns", n,
		    columns);
		return flawed(r, line, &e, err);
	}
	memset(in_order, 0, sizeof(in_order));
	for (i = 0; i < n; i++)
		in_order[field[i]] = cells[i];
	return give(r, line, in_order, err);
}

static int
read_csv(struct reader *r, struct es_arena *a, struct es_err *err)
{
	struct es_view	 cells[IMPORT_FIELDS_MAX];
	struct es_err	 e = ES_ERR_INIT;
	int		 field[IMPORT_FIELDS_MAX], rc;
	struct csv	 c;
	size_t		 n, columns;
	long		 line;

	import_csv_open(&c, r->f->bytes);
	rc = import_csv_row(&c, a, cells, IMPORT_FIELDS_MAX, &columns, &line,
	    &e);
	if (rc == 0)
		es_fail(&e, ES_E_FORMAT, "the file is empty; its first line "
		    "names the columns");
	if (rc <= 0) {
		r->flaw(r->arg, 1, e.msg);
		r->flaws++;
		return es_fail(err, ES_E_INPUT, "%s: %s", r->f->name, e.msg);
	}
	if (read_head(r, cells, columns, field, err) < 0)
		return -1;
	for (;;) {
		es_arena_reset(a);
		rc = import_csv_row(&c, a, cells, IMPORT_FIELDS_MAX, &n,
		    &line, &e);
		if (rc == 0)
			return 0;
		if (rc < 0 ? flawed(r, line, &e, err) < 0 : one_line(r, line,
		    cells, n, field, columns, err) < 0)
			return -1;
	}
}

/* -- XML --------------------------------------------------------------- */
struct xml {
	struct reader	*r;
	struct es_arena	*a;
};

/* Values with references resolved: libxml2 gives them so. */
static int
one_element(void *arg, long line, const struct xmlio_pair *pairs, size_t n,
    struct es_err *err)
{
	struct xml	*x = arg;
	struct es_view	 cells[IMPORT_FIELDS_MAX];
	struct es_err	 e = ES_ERR_INIT;
	size_t		 i;
	int		 at;

	memset(cells, 0, sizeof(cells));
	for (i = 0; i < n; i++) {
		at = import_field(x->r->f->kind, pairs[i].name);
		if (at < 0) {
			es_fail(&e, ES_E_FORMAT, "no attribute is called "
			    "\"%.*s\"", (int)(pairs[i].name.n > 40 ? 40 :
			    pairs[i].name.n), (const char *)pairs[i].name.p);
			return flawed(x->r, line, &e, err);
		}
		cells[at] = pairs[i].value;
	}
	return give(x->r, line, cells, err);
}

static int
read_xml(struct reader *r, struct es_arena *a, struct es_err *err)
{
	struct xml	 x = { r, a };
	struct es_err	 e = ES_ERR_INIT;
	long		 line;

	if (xmlio_rows(r->f->bytes, import_kind_name(r->f->kind),
	    import_kind_item(r->f->kind), IMPORT_FIELDS_MAX, one_element, &x,
	    &line, &e) == 0)
		return 0;
	/* What a row said was told by then; the rest is the file's. */
	if (e.code == ES_E_FORMAT || e.code == ES_E_LIMIT)
		return flawed(r, line, &e, err);
	return es_err_pass(err, &e);
}

static bool
ends_with(const char *name, const char *end)
{
	size_t	 n = strlen(name), k = strlen(end);

	return n > k && strcmp(name + n - k, end) == 0;
}

int
import_read(const struct import_file *f, int (*fn)(void *arg, long line,
    const struct store_val *row, struct es_err *err),
    void (*flaw)(void *arg, long line, const char *what), void *arg,
    struct es_err *err)
{
	struct reader	 r = { f, fn, flaw, arg, 0 };
	struct es_arena	*a = es_arena_new(ES_LIMIT_IMPORT_ARENA);
	int		 rc;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", f->name);
	if (ends_with(f->name, ".csv"))
		rc = read_csv(&r, a, err);
	else if (ends_with(f->name, ".xml"))
		rc = read_xml(&r, a, err);
	else
		rc = es_fail(err, ES_E_INPUT, "%s: the name must end with "
		    ".csv or .xml", f->name);
	es_arena_free(a);
	if (rc == 0 && r.flaws > 0)
		rc = es_fail(err, ES_E_INPUT, "%s: %zu flaws", f->name,
		    r.flaws);
	return rc < 0 ? -1 : 0;
}
