/*
 * store/store.h - the database, for one worker: statements and transactions.
 *
 * Every statement of the product stands in core/store/stmt_*.def, is prepared
 * on the server when it is first used and bound by type; none is built from
 * strings.  One connection per process, used by one thread.
 *
 * A lost connection is never repaired behind the caller's back: the call
 * fails with ES_E_UPSTREAM and the next one connects anew.  Whole
 * transactions are repeated by store_tx() where the server asks for it.
 */
#ifndef ES_STORE_STORE_H
#define ES_STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

/* STORE_LOGIN_ACCOUNT, STORE_ISSUE_REQUEST ...: one for each statement. */
enum store_stmt {
	STORE_NONE = 0,
#define STMT(name, params, sql)	STORE_##name,
#include "store/stmts.h"
#undef STMT
	STORE__MAX
};

enum store_kind {
	STORE_NULL = 0,
	STORE_INT,
	STORE_TEXT,
	STORE_BLOB
};

struct store_val {
	enum store_kind	 kind;
	int64_t		 i;
	struct es_view	 v;
};

/* Parameters: struct store_val args[] = { SV_INT(id), SV_STR(name) }; */
#define SV_NULL		{ STORE_NULL, 0, { NULL, 0 } }
#define SV_INT(x)	{ STORE_INT, (int64_t)(x), { NULL, 0 } }
#define SV_TEXT(view)	{ STORE_TEXT, 0, (view) }
#define SV_STR(s)	{ STORE_TEXT, 0, es_view_str(s) }
#define SV_BLOB(view)	{ STORE_BLOB, 0, (view) }
#define SV_BYTES(p, n)	{ STORE_BLOB, 0, { (p), (n) } }

struct store_rows {
	size_t			 n;		/* rows */
	size_t			 cols;
	struct store_val	*vals;		/* n * cols, in the arena */
};

struct store_conf {
	const char	*socket;
	const char	*database;
	const char	*user;
	const char	*password;
};

struct store;

/* Strings are copied; nothing is connected yet.  NULL: out of memory. */
struct store	*store_new(const struct store_conf *c);
void		 store_free(struct store *st);		/* NULL is fine */
/*
 * In a child that will read foreign bytes: overwrite the password.  Nothing
 * else may be done with st there.
 */
void		 store_forget(struct store *st);	/* NULL is fine */
/* Connect now if need be: for a start-up check and for "is it there?". */
ES_CHECK int	 store_ping(struct store *st, struct es_err *err);

/*
 * Run a statement that returns no rows.  *affected (may be NULL): rows
 * matched by an UPDATE, inserted or deleted.  A duplicate key is
 * ES_E_CONFLICT.
 */
ES_CHECK int	 store_exec(struct store *st, enum store_stmt id,
		    const struct store_val *args, size_t n, uint64_t *affected,
		    struct es_err *err);
/*
 * The same statement for many rows, args row by row, in few packets; only
 * inside a transaction (ES_E_BUG), which is to be rolled back on any error.
 * *affected (may be NULL) is the sum; there is no store_last_id.
 */
ES_CHECK int	 store_exec_rows(struct store *st, enum store_stmt id,
		    const struct store_val *args, size_t rows, size_t cols,
		    uint64_t *affected, struct es_err *err);
/*
 * The failure means that the row is there already, somebody was faster; what a
 * trigger refuses (err->why) is ES_E_CONFLICT, too, but nothing was done.
 */
bool		 store_is_there(const struct es_err *err);
/* Id that the last successful store_exec inserted. */
uint64_t	 store_last_id(const struct store *st);
/*
 * Run a query; all rows are copied into the arena.  Returns 0 with no row,
 * 1 with some.  Over ES_LIMIT_STORE_ROWS: ES_E_LIMIT.
 */
ES_CHECK int	 store_query(struct store *st, enum store_stmt id,
		    const struct store_val *args, size_t n, struct es_arena *a,
		    struct store_rows *out, struct es_err *err);
/*
 * The same for many keys at once: a query whose parameters are one list
 * "IN (?, ?, ...)" is run as often as "n" keys ask for, and "out" has the rows
 * of all.  Rows do not come in the order of the keys; a key given twice may
 * have its rows twice.
 */
ES_CHECK int	 store_query_in(struct store *st, enum store_stmt id,
		    const struct store_val *keys, size_t n, struct es_arena *a,
		    struct store_rows *out, struct es_err *err);
/*
 * And a change: "more" stands before the list, the same each time.  Inside a
 * transaction if there are more keys than the list has places.
 */
ES_CHECK int	 store_exec_in(struct store *st, enum store_stmt id,
		    const struct store_val *more, size_t nmore,
		    const struct store_val *keys, size_t n,
		    struct es_err *err);

/* "n" rows from "row" on, as rows of their own; none where there are none. */
struct store_rows store_part(const struct store_rows *r, size_t row,
		    size_t n);
/* The first row with that number in that column; r->n: there is none. */
size_t		 store_row_of(const struct store_rows *r, size_t col,
		    int64_t number);
/* Cells; out of range or NULL gives 0 or the empty view. */
int64_t		 store_int(const struct store_rows *r, size_t row, size_t col);
struct es_view	 store_view(const struct store_rows *r, size_t row,
		    size_t col);
bool		 store_is_null(const struct store_rows *r, size_t row,
		    size_t col);

/*
 * Run fn in one transaction and commit.  The whole of fn is repeated, up to
 * ES_LIMIT_STORE_RETRIES times, when the server says so (deadlock, lock
 * wait, certification failure): fn must have no effect outside the store.
 * fn returns < 0 to roll back; what it returns else is returned.
 * ES_E_UNCERTAIN: the connection was lost while committing: look before you
 * repeat.
 */
ES_CHECK int	 store_tx(struct store *st,
		    int (*fn)(struct store *st, void *arg, struct es_err *err),
		    void *arg, struct es_err *err);
/*
 * Run fn, which only reads, and let it see everything as it was at one
 * moment while others go on writing.  What fn returns is returned.
 */
ES_CHECK int	 store_look(struct store *st,
		    int (*fn)(struct store *st, void *arg, struct es_err *err),
		    void *arg, struct es_err *err);
bool		 store_in_tx(const struct store *st);

#endif
