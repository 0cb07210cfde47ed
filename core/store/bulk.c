/* store/bulk.c - one statement for many rows or keys at once; see store.h. */
#include <string.h>

#include "base/limits.h"
#include "store/store_priv.h"

struct column {			/* one parameter of all rows */
	enum store_kind	 kind;
	long long	*num;
	const char	**ptr;
	unsigned long	*len;
	char		*null;
};

static void
fill_column(struct column *c, const struct store_val *args, size_t rows,
    size_t cols, MYSQL_BIND *b)
{
	const struct store_val	*v = args;
	size_t			 i;

	for (i = 0; i < rows; i++, v += cols) {
		if (v->kind != STORE_NULL)
			c->kind = v->kind;
		c->num[i] = v->i;
		c->ptr[i] = v->v.n == 0 ? "" : (const char *)v->v.p;
		c->len[i] = v->v.n;
		c->null[i] = v->kind == STORE_NULL ? STMT_INDICATOR_NULL :
		    STMT_INDICATOR_NONE;
	}
	memset(b, 0, sizeof(*b));
	b->buffer_type = c->kind == STORE_INT ? MYSQL_TYPE_LONGLONG :
	    c->kind == STORE_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
	b->buffer = c->kind == STORE_INT ? (void *)c->num : (void *)c->ptr;
	b->length = c->len;
	b->u.indicator = c->null;
}

static int
set_rows(MYSQL_STMT *s, size_t rows)
{
	unsigned	 n = (unsigned)rows;

	return mysql_stmt_attr_set(s, STMT_ATTR_ARRAY_SIZE, &n) ? -1 : 0;
}

static int
run_rows(struct store *st, enum store_stmt id, const struct store_val *args,
    size_t rows, struct es_arena *a, uint64_t *affected, struct es_err *err)
{
	size_t		 cols = store_texts[id].params, i;
	MYSQL_BIND	 b[PARAMS_MAX];
	MYSQL_STMT	*s = st->stmts[id];
	int		 rc;

	for (i = 0; i < cols; i++) {
		struct column	 c = { STORE_NULL,
			es_arena_array(a, rows, sizeof(*c.num)),
			es_arena_array(a, rows, sizeof(*c.ptr)),
			es_arena_array(a, rows, sizeof(*c.len)),
			es_arena_array(a, rows, 1) };

		if (c.num == NULL || c.ptr == NULL || c.len == NULL ||
		    c.null == NULL)
			return es_fail(err, ES_E_NOMEM, "database: no memory");
		fill_column(&c, args + i, rows, cols, &b[i]);
	}
	rc = set_rows(s, rows) < 0 || mysql_stmt_bind_param(s, b) != 0 ||
	    mysql_stmt_execute(s) != 0 ? store_fail(st, id, err) : 0;
	if (rc == 0)
		*affected += mysql_stmt_affected_rows(s);
	/*
	 * The next may be one row alone: after a failure, too, or the client
	 * would read its values as columns.  A lost connection took s along.
	 */
	if (st->stmts[id] != NULL && set_rows(s, 0) < 0 && rc == 0)
		rc = store_fail(st, id, err);
	return rc;
}

/* So many of the rows fit into one packet; at least one. */
static size_t
rows_of_packet(const struct store_val *args, size_t rows, size_t cols)
{
	size_t	 i, k, total = 0;

	for (i = 0; i < rows && i < ES_LIMIT_STORE_BULK; i++, args += cols) {
		for (k = 0; k < cols; k++)
			total += args[k].v.n + 9;
		if (total > ES_LIMIT_STORE_PACKET && i > 0)
			break;
	}
	return i;
}

int
store_exec_rows(struct store *st, enum store_stmt id,
    const struct store_val *args, size_t rows, size_t cols,
    uint64_t *affected, struct es_err *err)
{
	MYSQL_BIND	 one[PARAMS_MAX];
	struct es_arena	*a;
	uint64_t	 sum = 0;
	size_t		 n;
	int		 rc = 0;

	if (id <= STORE_NONE || id >= STORE__MAX || cols == 0 ||
	    cols > PARAMS_MAX || cols != store_texts[id].params || !st->in_tx)
		return es_fail(err, ES_E_BUG, "statement %d with rows of %zu "
		    "parameters", (int)id, cols);
	if (rows == 1)		/* cheaper than a list of one */
		return store_exec(st, id, args, cols, affected, err);
	if (st->db == NULL)
		return es_fail(err, ES_E_UPSTREAM, "database: connection "
		    "lost in a transaction");
	if (store_prepared(st, id, err) < 0)
		return -1;
	if ((a = es_arena_new(ES_LIMIT_STORE_BULK_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "database: no memory");
	for (; rc == 0 && rows > 0; rows -= n, args += n * cols) {
		n = rows_of_packet(args, rows, cols);
		es_arena_reset(a);
		if ((rc = store_bind(one, args, cols, err)) == 0)
			rc = run_rows(st, id, args, n, a, &sum, err);
	}
	es_arena_free(a);
	if (affected != NULL)
		*affected = rc < 0 ? 0 : sum;
	return rc;
}

/* -- keys ------------------------------------------------------------------ */
/* The results of "k" queries as one. */
static int
join_rows(const struct store_rows *part, size_t k, struct es_arena *a,
    struct store_rows *out, struct es_err *err)
{
	size_t	 i, n = 0;

	for (i = 0; i < k; i++)
		n += part[i].n;
	*out = (struct store_rows){ 0, part[0].cols, NULL };
	out->vals = es_arena_array(a, n * out->cols, sizeof(*out->vals));
	if (out->vals == NULL)
		return es_fail(err, ES_E_NOMEM, "database: no memory");
	for (i = 0; i < k; i++) {
		if (part[i].n > 0)
			memcpy(out->vals + out->n * out->cols, part[i].vals,
			    part[i].n * out->cols * sizeof(*out->vals));
		out->n += part[i].n;
	}
	return out->n > 0;
}

/* How many places the list of "id" has, behind "before" other parameters. */
static int
list_room(enum store_stmt id, size_t before, size_t *room,
    struct es_err *err)
{
	if (id <= STORE_NONE || id >= STORE__MAX ||
	    store_texts[id].params <= before ||
	    store_texts[id].params > PARAMS_MAX)
		return es_fail(err, ES_E_BUG, "statement %d takes no keys",
		    (int)id);
	*room = store_texts[id].params - before;
	return 0;
}

/* Keys from "at" on; the last of them fills what is left of the list. */
static void
fill_list(struct store_val *args, size_t room, const struct store_val *keys,
    size_t at, size_t n)
{
	size_t	 k;

	for (k = 0; k < room; k++)
		args[k] = keys[at + k < n ? at + k : n - 1];
}

int
store_query_in(struct store *st, enum store_stmt id,
    const struct store_val *keys, size_t n, struct es_arena *a,
    struct store_rows *out, struct es_err *err)
{
	struct store_val	 args[PARAMS_MAX];
	struct store_rows	*part;
	size_t			 room = 0, at, parts = 0;

	memset(out, 0, sizeof(*out));
	if (list_room(id, 0, &room, err) < 0)
		return -1;
	if (n == 0)
		return 0;
	part = es_arena_array(a, (n - 1) / room + 1, sizeof(*part));
	if (part == NULL)
		return es_fail(err, ES_E_NOMEM, "database: no memory");
	for (at = 0; at < n; at += room) {
		fill_list(args, room, keys, at, n);
		if (store_query(st, id, args, room, a, &part[parts++],
		    err) < 0)
			return -1;
	}
	if (parts > 1)
		return join_rows(part, parts, a, out, err);
	*out = part[0];
	return out->n > 0;
}

int
store_exec_in(struct store *st, enum store_stmt id,
    const struct store_val *more, size_t nmore, const struct store_val *keys,
    size_t n, struct es_err *err)
{
	struct store_val	 args[PARAMS_MAX];
	size_t			 room = 0, at;

	if (list_room(id, nmore, &room, err) < 0)
		return -1;
	if (n > room && !st->in_tx)
		return es_fail(err, ES_E_BUG, "statement %d for %zu keys "
		    "outside a transaction", (int)id, n);
	if (nmore > 0)
		memcpy(args, more, nmore * sizeof(*more));
	for (at = 0; at < n; at += room) {
		fill_list(args + nmore, room, keys, at, n);
		if (store_exec(st, id, args, nmore + room, NULL, err) < 0)
			return -1;
	}
	return 0;
}
