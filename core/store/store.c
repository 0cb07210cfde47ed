/* store/store.c - see store.h. */
#define _DEFAULT_SOURCE	/* explicit_bzero */
#include "store/store.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include <time.h>

#include "base/limits.h"
#include "store/store_priv.h"

#define COLS_MAX	64
#define INLINE_MAX	512	/* bytes of a cell that one fetch brings */

const struct store_text	store_texts[STORE__MAX] = {
#define STMT(n, p, s)	[STORE_##n] = { #n, p, s },
#include "store/stmts.h"
#undef STMT
};

/* -- connection -------------------------------------------------------- */
struct store *
store_new(const struct store_conf *c)
{
	struct store	*st = calloc(1, sizeof(*st));

	if (st == NULL)
		return NULL;
	st->socket = strdup(c->socket);
	st->database = strdup(c->database);
	st->user = strdup(c->user);
	st->password = strdup(c->password);
	if (st->socket == NULL || st->database == NULL || st->user == NULL ||
	    st->password == NULL) {
		store_free(st);
		return NULL;
	}
	return st;
}

static void
disconnect(struct store *st)
{
	size_t	 i;

	for (i = 0; i < STORE__MAX; i++)
		if (st->stmts[i] != NULL) {
			(void)mysql_stmt_close(st->stmts[i]);
			st->stmts[i] = NULL;
		}
	if (st->db != NULL)
		mysql_close(st->db);
	st->db = NULL;
}

static void
wipe_text(char *s)
{
	if (s != NULL)
		explicit_bzero(s, strlen(s));
}

void
store_free(struct store *st)
{
	if (st == NULL)
		return;
	disconnect(st);
	free(st->socket);
	free(st->database);
	free(st->user);
	wipe_text(st->password);
	free(st->password);
	free(st);
}

void
store_forget(struct store *st)
{
	if (st == NULL)
		return;
	wipe_text(st->password);
	if (st->db != NULL)
		wipe_text(st->db->passwd);
}

/* The code a caller can act upon, for a server or client error number. */
static enum es_code
code_of(unsigned no)
{
	switch (no) {
	case ER_DUP_ENTRY:
		return ES_E_CONFLICT;
	case ER_LOCK_DEADLOCK:
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_CHECKREAD:
		return ES_E_CONFLICT;
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
	case CR_SERVER_LOST_EXTENDED:
	case ER_UNKNOWN_COM_ERROR:	/* node not ready */
	case ER_SERVER_SHUTDOWN:
	case ER_CON_COUNT_ERROR:
		return ES_E_UPSTREAM;
	case ER_DATA_TOO_LONG:
	case ER_WARN_DATA_OUT_OF_RANGE:
	case ER_TRUNCATED_WRONG_VALUE_FOR_FIELD:
		return ES_E_INPUT;
	case ER_RECORD_FILE_FULL:
	case ER_DISK_FULL:
		return ES_E_UPSTREAM;
	default:
		return ES_E_SYSTEM;
	}
}

static bool
worth_repeating(unsigned no)
{
	return no == ER_LOCK_DEADLOCK || no == ER_LOCK_WAIT_TIMEOUT ||
	    no == ER_CHECKREAD || no == ER_ERROR_DURING_COMMIT;
}

static int
fail_db(struct store *st, const char *what, struct es_err *err)
{
	unsigned	 no = mysql_errno(st->db);
	enum es_code	 code = code_of(no);

	es_fail(err, code, "%s: %s (%u)", what, mysql_error(st->db), no);
	if (code == ES_E_UPSTREAM)
		disconnect(st);
	return -1;
}

static int
connect_db(struct store *st, struct es_err *err)
{
	unsigned	 connect_s = 3, io_s = ES_LIMIT_STORE_SECONDS;

	if (st->db != NULL)
		return 0;
	if ((st->db = mysql_init(NULL)) == NULL)
		return es_fail(err, ES_E_NOMEM, "database: out of memory");
	(void)mysql_options(st->db, MYSQL_OPT_CONNECT_TIMEOUT, &connect_s);
	(void)mysql_options(st->db, MYSQL_OPT_READ_TIMEOUT, &io_s);
	(void)mysql_options(st->db, MYSQL_OPT_WRITE_TIMEOUT, &io_s);
	(void)mysql_options(st->db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	(void)mysql_options(st->db, MYSQL_INIT_COMMAND,
	    "SET sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
	    "NO_ENGINE_SUBSTITUTION', time_zone='+00:00', "
	    "innodb_strict_mode=1, "
	    "tx_isolation='READ-COMMITTED'");
	if (mysql_real_connect(st->db, NULL, st->user, st->password,
	    st->database, 0, st->socket, CLIENT_FOUND_ROWS) == NULL) {
		es_fail(err, ES_E_UPSTREAM, "database: %s (%u)",
		    mysql_error(st->db), mysql_errno(st->db));
		disconnect(st);
		return -1;
	}
	return 0;
}

int
store_ping(struct store *st, struct es_err *err)
{
	if (connect_db(st, err) < 0)
		return -1;
	if (mysql_ping(st->db) != 0)
		return fail_db(st, "database", err);
	return 0;
}

/* -- statements -------------------------------------------------------- */
int
store_fail(struct store *st, enum store_stmt id, struct es_err *err)
{
	MYSQL_STMT	*s = st->stmts[id];
	unsigned	 no = mysql_stmt_errno(s);
	enum es_code	 code = code_of(no);

	if (no == ER_SIGNAL_EXCEPTION)
		store_refusal(mysql_stmt_error(s), store_texts[id].name, err);
	else
		es_fail(err, code, "%s: %s (%u)", store_texts[id].name,
		    mysql_stmt_error(s), no);
	st->repeat = worth_repeating(no);
	st->unsent = no == CR_SERVER_GONE_ERROR;
	if (code == ES_E_UPSTREAM)
		disconnect(st);
	return -1;
}

int
store_prepared(struct store *st, enum store_stmt id, struct es_err *err)
{
	MYSQL_STMT	*s;
	const char	*sql = store_texts[id].sql;

	if (st->stmts[id] != NULL)
		return 0;
	if ((s = mysql_stmt_init(st->db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "database: out of memory");
	st->stmts[id] = s;
	if (mysql_stmt_prepare(s, sql, strlen(sql)) != 0) {
		store_fail(st, id, err);
		if (st->db != NULL) {
			(void)mysql_stmt_close(s);
			st->stmts[id] = NULL;
		}
		return -1;
	}
	if (mysql_stmt_param_count(s) != store_texts[id].params)
		return es_fail(err, ES_E_BUG, "%s: takes %lu parameters",
		    store_texts[id].name, mysql_stmt_param_count(s));
	return 0;
}

int
store_bind(MYSQL_BIND *b, const struct store_val *args, size_t n,
    struct es_err *err)
{
	size_t	 i, total = 0;

	memset(b, 0, n * sizeof(*b));
	for (i = 0; i < n; i++) {
		switch (args[i].kind) {
		case STORE_NULL:
			b[i].buffer_type = MYSQL_TYPE_NULL;
			break;
		case STORE_INT:
			b[i].buffer_type = MYSQL_TYPE_LONGLONG;
			b[i].buffer = (void *)(uintptr_t)&args[i].i;
			break;
		case STORE_TEXT:
		case STORE_BLOB:
			b[i].buffer_type = args[i].kind == STORE_TEXT ?
			    MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
			b[i].buffer = args[i].v.n == 0 ? (void *)(uintptr_t)"" :
			    (void *)(uintptr_t)args[i].v.p;
			b[i].buffer_length = args[i].v.n;
			total += args[i].v.n;
			break;
		}
	}
	/* Over max_allowed_packet the server just hangs up (2006). */
	if (total > ES_LIMIT_STORE_PACKET)
		return es_fail(err, ES_E_LIMIT, "database: %zu bytes in one "
		    "statement, limit %zu", total, ES_LIMIT_STORE_PACKET);
	return 0;
}

static int
run(struct store *st, enum store_stmt id, const struct store_val *args,
    size_t n, struct es_err *err)
{
	MYSQL_BIND	 b[PARAMS_MAX];

	if (id <= STORE_NONE || id >= STORE__MAX || n > PARAMS_MAX ||
	    n != store_texts[id].params)
		return es_fail(err, ES_E_BUG, "statement %d with %zu "
		    "parameters", (int)id, n);
	/* In a transaction a new connection would have lost its beginning. */
	if (st->db == NULL && st->in_tx)
		return es_fail(err, ES_E_UPSTREAM, "database: connection "
		    "lost in a transaction");
	if (connect_db(st, err) < 0 || store_prepared(st, id, err) < 0 ||
	    store_bind(b, args, n, err) < 0)
		return -1;
	if ((n > 0 && mysql_stmt_bind_param(st->stmts[id], b) != 0) ||
	    mysql_stmt_execute(st->stmts[id]) != 0)
		return store_fail(st, id, err);
	return 0;
}

/*
 * A connection that the server closed while we were idle shows at the next
 * statement.  Outside a transaction nothing was lost: once more.  A change
 * is sent again only if it never left (2006); after that it may be done.
 */
static int
run_again(struct store *st, enum store_stmt id, const struct store_val *args,
    size_t n, bool changes, struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	bool		 kept = st->db != NULL && !st->in_tx;

	st->unsent = false;
	if (run(st, id, args, n, &e) == 0)
		return 0;
	if (kept && e.code == ES_E_UPSTREAM && (st->unsent || !changes))
		return run(st, id, args, n, err);
	return es_err_pass(err, &e);
}

int
store_exec(struct store *st, enum store_stmt id, const struct store_val *args,
    size_t n, uint64_t *affected, struct es_err *err)
{
	if (affected != NULL)
		*affected = 0;
	if (run_again(st, id, args, n, true, err) < 0)
		return -1;
	if (affected != NULL)
		*affected = mysql_stmt_affected_rows(st->stmts[id]);
	st->last_id = mysql_stmt_insert_id(st->stmts[id]);
	return 0;
}

bool
store_is_there(const struct es_err *err)
{
	return err->code == ES_E_CONFLICT && err->why == NULL;
}

uint64_t
store_last_id(const struct store *st)
{
	return st->last_id;
}

/* -- rows -------------------------------------------------------------- */
struct fetch {
	MYSQL_BIND	 bind[COLS_MAX];
	unsigned long	 len[COLS_MAX];
	my_bool		 null[COLS_MAX];
	my_bool		 error[COLS_MAX];
	long long	 num[COLS_MAX];
	unsigned char	 small[COLS_MAX][INLINE_MAX];
	bool		 is_int[COLS_MAX];
	bool		 is_text[COLS_MAX];
	size_t		 cols;
};

static bool
integer_type(enum enum_field_types t)
{
	switch (t) {
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
	case MYSQL_TYPE_YEAR:
		return true;
	default:
		return false;
	}
}

static int
bind_columns(MYSQL_STMT *s, struct fetch *f, struct es_err *err)
{
	MYSQL_RES	*meta = mysql_stmt_result_metadata(s);
	MYSQL_FIELD	*fields;
	size_t		 i;

	if (meta == NULL)
		return es_fail(err, ES_E_BUG, "database: no result");
	f->cols = mysql_num_fields(meta);
	fields = mysql_fetch_fields(meta);
	memset(f->bind, 0, sizeof(f->bind));
	for (i = 0; i < f->cols && i < COLS_MAX; i++) {
		f->is_int[i] = integer_type(fields[i].type);
		f->is_text[i] = fields[i].charsetnr != 63;	/* binary */
		f->bind[i].length = &f->len[i];
		f->bind[i].is_null = &f->null[i];
		f->bind[i].error = &f->error[i];
		if (f->is_int[i]) {
			f->bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
			f->bind[i].buffer = &f->num[i];
		} else {
			f->bind[i].buffer_type = MYSQL_TYPE_STRING;
			f->bind[i].buffer = f->small[i];
			f->bind[i].buffer_length = INLINE_MAX;
		}
	}
	mysql_free_result(meta);
	if (f->cols > COLS_MAX)
		return es_fail(err, ES_E_BUG, "database: too many columns");
	return 0;
}

/* One cell into the arena; long ones are fetched again, whole. */
static int
take_cell(struct store *st, enum store_stmt id, struct fetch *f, size_t i,
    struct es_arena *a, struct store_val *out, struct es_err *err)
{
	MYSQL_BIND	 whole;
	unsigned char	*p;

	if (f->null[i])
		return 0;
	if (f->is_int[i]) {
		out->kind = STORE_INT;
		out->i = f->num[i];
		return 0;
	}
	out->kind = f->is_text[i] ? STORE_TEXT : STORE_BLOB;
	if ((p = es_arena_get(a, f->len[i] + 1)) == NULL)
		return es_fail(err, ES_E_NOMEM, "%s: the request's memory is "
		    "full", store_texts[id].name);
	if (f->len[i] <= INLINE_MAX) {
		memcpy(p, f->small[i], f->len[i]);
	} else {
		memset(&whole, 0, sizeof(whole));
		whole.buffer_type = MYSQL_TYPE_STRING;
		whole.buffer = p;
		whole.buffer_length = f->len[i];
		if (mysql_stmt_fetch_column(st->stmts[id], &whole,
		    (unsigned)i, 0) != 0)
			return store_fail(st, id, err);
	}
	out->v = es_view(p, f->len[i]);
	return 0;
}

static int
take_row(struct store *st, enum store_stmt id, struct fetch *f,
    struct es_arena *a, struct store_rows *out, size_t *cap,
    struct es_err *err)
{
	struct store_val	*row, *more;
	size_t			 i;

	if (out->n == ES_LIMIT_STORE_ROWS)
		return es_fail(err, ES_E_LIMIT, "%s: over %zu rows",
		    store_texts[id].name, ES_LIMIT_STORE_ROWS);
	if (out->n == *cap) {
		*cap = *cap == 0 ? 4 : *cap * 2;
		more = es_arena_array(a, *cap * f->cols, sizeof(*more));
		if (more == NULL)
			return es_fail(err, ES_E_NOMEM, "%s: the request's "
			    "memory is full", store_texts[id].name);
		if (out->n > 0)
			memcpy(more, out->vals,
			    out->n * f->cols * sizeof(*more));
		out->vals = more;
	}
	row = out->vals + out->n * f->cols;
	for (i = 0; i < f->cols; i++)
		if (take_cell(st, id, f, i, a, &row[i], err) < 0)
			return -1;
	out->n++;
	return 0;
}

int
store_query(struct store *st, enum store_stmt id, const struct store_val *args,
    size_t n, struct es_arena *a, struct store_rows *out, struct es_err *err)
{
	struct fetch	 f;
	size_t		 cap = 0;
	int		 rc;

	memset(out, 0, sizeof(*out));
	if (run_again(st, id, args, n, false, err) < 0)
		return -1;
	if (bind_columns(st->stmts[id], &f, err) < 0)
		return -1;
	out->cols = f.cols;
	if (mysql_stmt_bind_result(st->stmts[id], f.bind) != 0)
		return store_fail(st, id, err);
	while ((rc = mysql_stmt_fetch(st->stmts[id])) == 0 ||
	    rc == MYSQL_DATA_TRUNCATED)
		if (take_row(st, id, &f, a, out, &cap, err) < 0) {
			if (st->db != NULL)
				(void)mysql_stmt_free_result(st->stmts[id]);
			memset(out, 0, sizeof(*out));
			return -1;
		}
	if (rc != MYSQL_NO_DATA) {
		memset(out, 0, sizeof(*out));
		return store_fail(st, id, err);
	}
	(void)mysql_stmt_free_result(st->stmts[id]);
	return out->n > 0;
}

static const struct store_val *
cell(const struct store_rows *r, size_t row, size_t col)
{
	if (row >= r->n || col >= r->cols)
		return NULL;
	return &r->vals[row * r->cols + col];
}

int64_t
store_int(const struct store_rows *r, size_t row, size_t col)
{
	const struct store_val	*v = cell(r, row, col);

	return v == NULL || v->kind != STORE_INT ? 0 : v->i;
}

struct es_view
store_view(const struct store_rows *r, size_t row, size_t col)
{
	const struct store_val	*v = cell(r, row, col);

	return v == NULL ? ES_VIEW_EMPTY : v->v;
}

bool
store_is_null(const struct store_rows *r, size_t row, size_t col)
{
	const struct store_val	*v = cell(r, row, col);

	return v == NULL || v->kind == STORE_NULL;
}

struct store_rows
store_part(const struct store_rows *r, size_t row, size_t n)
{
	struct store_rows	 part = { 0, r->cols, NULL };

	if (row >= r->n)
		return part;
	part.n = n < r->n - row ? n : r->n - row;
	part.vals = r->vals + row * r->cols;
	return part;
}

size_t
store_row_of(const struct store_rows *r, size_t col, int64_t number)
{
	size_t	 i;

	for (i = 0; i < r->n && store_int(r, i, col) != number; i++)
		continue;
	return i;
}

/* -- transactions ------------------------------------------------------ */
bool
store_in_tx(const struct store *st)
{
	return st->in_tx;
}

static void
pause_before(struct store *st, int attempt)
{
	struct timespec	 ts = { 0, 0 };

	st->seed = st->seed * 1103515245u + 12345u;
	ts.tv_nsec = (long)(1 + (st->seed >> 16) % (8u << attempt)) * 1000000;
	(void)nanosleep(&ts, NULL);
}

/* A transaction of one of the two kinds; "look" sees one moment only. */
static int
begin(struct store *st, bool look)
{
	if (look && mysql_query(st->db, "SET TRANSACTION ISOLATION LEVEL "
	    "REPEATABLE READ") != 0)
		return -1;
	return mysql_query(st->db, look ? "START TRANSACTION WITH CONSISTENT "
	    "SNAPSHOT, READ ONLY" : "START TRANSACTION") == 0 ? 0 : -1;
}

/* Begin, run, commit once.  *again: the server asks to repeat. */
static int
try_tx(struct store *st, bool look,
    int (*fn)(struct store *, void *, struct es_err *), void *arg,
    bool *again, struct es_err *err)
{
	unsigned	 no;
	int		 rc;

	*again = false;
	if (connect_db(st, err) < 0)
		return -1;
	if (begin(st, look) < 0) {
		fail_db(st, "begin", err);
		*again = st->db == NULL;	/* nothing has begun yet */
		return -1;
	}
	st->in_tx = true;
	rc = fn(st, arg, err);
	st->in_tx = false;
	if (rc < 0) {
		if (st->db == NULL)
			return -1;	/* the server rolled back by itself */
		*again = st->repeat;
		if (mysql_query(st->db, "ROLLBACK") != 0)
			disconnect(st);
		return -1;
	}
	if (st->db == NULL)
		return es_fail(err, ES_E_BUG, "transaction: a failed statement "
		    "was overlooked");
	if (mysql_query(st->db, "COMMIT") == 0)
		return rc;
	no = mysql_errno(st->db);
	*again = worth_repeating(no);
	fail_db(st, "commit", err);
	/* Were anything still open, the next BEGIN would commit it. */
	disconnect(st);
	if (!*again && err != NULL && err->code == ES_E_UPSTREAM)
		err->code = ES_E_UNCERTAIN;
	return -1;
}

static int
run_tx(struct store *st, bool look,
    int (*fn)(struct store *, void *, struct es_err *), void *arg,
    struct es_err *err)
{
	struct es_err	 e;
	bool		 again;
	int		 attempt, rc;

	if (st->in_tx)
		return es_fail(err, ES_E_BUG, "transaction in a transaction");
	for (attempt = 0;; attempt++) {
		memset(&e, 0, sizeof(e));
		st->repeat = false;
		if ((rc = try_tx(st, look, fn, arg, &again, &e)) >= 0)
			return rc;
		if (!again || attempt == ES_LIMIT_STORE_RETRIES)
			break;
		pause_before(st, attempt);
	}
	return es_err_pass(err, &e);
}

int
store_tx(struct store *st,
    int (*fn)(struct store *, void *, struct es_err *), void *arg,
    struct es_err *err)
{
	return run_tx(st, false, fn, arg, err);
}

int
store_look(struct store *st,
    int (*fn)(struct store *, void *, struct es_err *), void *arg,
    struct es_err *err)
{
	return run_tx(st, true, fn, arg, err);
}
