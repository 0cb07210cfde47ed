/*
 * store_probe.c - core/store and svc_confirm_all against a real database.
 *
 *	store_probe DIR bulk | lists | deadlock | limits | evidence
 *	store_probe DIR confirm PERSON
 *	store_probe DIR lost		waits for a line on standard input
 *					wherever the script disturbs
 *
 *	store_probe sql			every statement
 *
 * Prints TAP for tests/web/w_store.py.  DIR is a running instance.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../unit/tap.h"
#include "audit/audit.h"
#include "base/arena.h"
#include "base/limits.h"
#include "crypt/random.h"
#include "store/store_priv.h"
#include "svc/issue/issue.h"
#include "svc/type/types.h"
#include "sys/clock.h"
#include "sys/file.h"

static char		sock[512], root_pw[128];
static int64_t		student;
static struct es_err	err;

static struct store *
open_store(void)
{
	struct store_conf	 c = { sock, "yinxin", "root", root_pw };
	struct store		*st = store_new(&c);

	if (st == NULL || store_ping(st, &err) < 0) {
		fprintf(stderr, "store_probe: %s\n", err.msg);
		exit(2);
	}
	return st;
}

static void
find_instance(const char *dir)
{
	struct es_buf	 b;
	char		 path[512];

	snprintf(sock, sizeof(sock), "%s/run/db.sock", dir);
	snprintf(path, sizeof(path), "%s/etc/db-root.pw", dir);
	es_buf_init(&b, sizeof(root_pw) - 1);
	if (sys_file_read(path, &b, &err) < 0) {
		fprintf(stderr, "store_probe: %s\n", err.msg);
		exit(2);
	}
	snprintf(root_pw, sizeof(root_pw), "%.*s",
	    (int)es_view_trim(es_buf_view(&b)).n, (const char *)b.p);
	es_buf_clear(&b);
}

/* -- many rows --------------------------------------------------------- */
struct many {
	struct store_val	*rows;
	size_t			 n;
	uint64_t		 affected;
	enum store_stmt		 then;	/* a statement to fail with */
};

static int
add_many(struct store *st, void *arg, struct es_err *e)
{
	struct many	*m = arg;

	if (store_exec_rows(st, STORE_VERIFY_LOG, m->rows, m->n, 6,
	    &m->affected, e) < 0)
		return -1;
	return m->then == STORE_NONE ? 0 : store_exec_rows(st, m->then,
	    m->rows, 1, 6, NULL, e);
}

static struct store_val *
log_rows(struct es_arena *a, size_t n, const char *address)
{
	struct store_val	*v = es_arena_array(a, n * 6, sizeof(*v));
	size_t			 i;

	for (i = 0; i < n; i++) {
		const struct store_val	 row[6] = { SV_INT(1000 + i),
		    SV_STR(i % 2 ? "code" : "file"), SV_NULL,
		    SV_BLOB(ES_LIT("0123456789abcdef0123456789abcdef")),
		    SV_STR("VALID"), SV_STR(address) };

		memcpy(v + i * 6, row, sizeof(row));
		if (i % 3 == 0)
			v[i * 6 + 3] = (struct store_val)SV_NULL;
	}
	return v;
}

static void
bulk(struct store *st)
{
	struct es_arena	*a = es_arena_new(64 * ES_MIB);
	struct many	 m = { NULL, 3, 0, STORE_NONE };

	m.rows = log_rows(a, 2 * ES_LIMIT_STORE_BULK + 1, "bulk-three");
	ok(store_tx(st, add_many, &m, &err) == 0 && m.affected == 3,
	    "three rows in one statement: %s", err.msg);
	m.rows = log_rows(a, ES_LIMIT_STORE_BULK, "bulk-limit");
	m.n = ES_LIMIT_STORE_BULK;
	ok(store_tx(st, add_many, &m, &err) == 0 && m.affected == m.n,
	    "as many rows as one packet takes");
	m.rows = log_rows(a, ES_LIMIT_STORE_BULK + 1, "bulk-over");
	m.n = ES_LIMIT_STORE_BULK + 1;
	ok(store_tx(st, add_many, &m, &err) == 0 && m.affected == m.n,
	    "one more goes in a second packet");
	ok(store_exec(st, STORE_VERIFY_LOG, log_rows(a, 1, "bulk-single"), 6,
	    NULL, &err) == 0, "the statement still takes a row alone");
	ok(store_exec_rows(st, STORE_VERIFY_LOG, m.rows, 2, 6, NULL, &err) <
	    0 && err.code == ES_E_BUG, "not outside a transaction");
	es_err_clear(&err);
	m.rows = log_rows(a, 5, "bulk-bad");
	m.rows[3 * 6 + 1] = (struct store_val)SV_STR("no such way");
	m.n = 5;
	ok(store_tx(st, add_many, &m, &err) < 0,
	    "a bad row in the middle fails all: %s", err.msg);
	es_err_clear(&err);
	ok(store_exec(st, STORE_VERIFY_LOG, log_rows(a, 1, "bulk-after"), 6,
	    NULL, &err) == 0, "and the next row alone is one row: %s",
	    err.msg);
	m.rows = log_rows(a, 5, "bulk-rolled-back");
	m.then = STORE_LOGIN_SESSION_NEW;	/* no such account */
	ok(store_tx(st, add_many, &m, &err) < 0,
	    "a later failure takes the rows back");
	es_err_clear(&err);
	es_arena_free(a);
}

/* -- lists of keys ------------------------------------------------------ */
#define PLACES	8		/* of ISSUE_PEOPLE and NOTICE_HOLDERS */

/* The rows of n keys are those of each key asked for alone. */
static bool
like_singles(struct store *st, const struct store_val *key, size_t n)
{
	struct es_arena		*a = es_arena_new(16 * ES_MIB);
	struct store_rows	 all, one;
	bool			 same;
	size_t			 i, row;

	same = store_query_in(st, STORE_ISSUE_PEOPLE, key, n, a, &all,
	    &err) == (n > 0) && all.n == n;
	for (i = 0; i < n && same; i++) {
		row = store_row_of(&all, 0, key[i].i);
		same = row < all.n && store_query_in(st, STORE_ISSUE_PEOPLE,
		    &key[i], 1, a, &one, &err) == 1 && one.n == 1 &&
		    es_view_eq(store_view(&one, 0, 1), store_view(&all, row,
		    1)) && store_part(&all, row, 1).n == 1;
	}
	es_arena_free(a);
	return same;
}

static int
tell(struct store *st, void *arg, struct es_err *e)
{
	struct store_val	 what[] = { SV_INT(1), SV_STR("issued") };
	struct store_val	 key[PLACES + 1];
	size_t			*n = arg, i;

	for (i = 0; i < *n; i++)	/* no such requests */
		key[i] = (struct store_val)SV_INT(900000000 + i);
	return store_exec_in(st, STORE_NOTICE_HOLDERS, what, 2, key, *n, e);
}

static void
lists(struct store *st)
{
	struct es_arena		*a = es_arena_new(16 * ES_MIB);
	struct store_val	 key[2 * PLACES + 1], id;
	struct store_rows	 r;
	size_t			 n, i = 0;

	for (id = (struct store_val)SV_INT(1); i < ES_COUNT(key) &&
	    id.i < 1000; id.i++)
		if (store_query_in(st, STORE_ISSUE_PEOPLE, &id, 1, a, &r,
		    &err) > 0)
			key[i++] = id;
	ok(i == ES_COUNT(key), "people to ask for");
	for (n = 0; n <= ES_COUNT(key); n += n == 0 || n == PLACES ? 1 : 7)
		ok(like_singles(st, key, n), "%zu keys: %s", n, err.msg);
	id.i = 900000000;
	ok(store_query_in(st, STORE_ISSUE_PEOPLE, &id, 1, a, &r, &err) == 0 &&
	    r.n == 0 && store_row_of(&r, 0, id.i) == 0 && store_part(&r, 0,
	    1).n == 0, "nobody: %s", err.msg);
	ok(store_query_in(st, STORE_ISSUE_TYPES, key, 1, a, &r, &err) < 0 &&
	    err.code == ES_E_BUG, "a statement without a list");
	es_err_clear(&err);
	n = PLACES;
	ok(tell(st, &n, &err) == 0, "a change for one list: %s", err.msg);
	n++;
	ok(store_tx(st, tell, &n, &err) == 0, "and for two: %s", err.msg);
	ok(tell(st, &n, &err) < 0 && err.code == ES_E_BUG,
	    "two only inside a transaction");
	es_err_clear(&err);
	es_arena_free(a);
}

/* -- deadlock ---------------------------------------------------------- */
struct both {
	const char	*first, *second;
	int		 attempts;
};

static int
fail_login(struct store *st, const char *who, struct es_err *e)
{
	struct store_val	 v[] = { SV_STR(who), SV_INT(50), SV_INT(0),
				    SV_INT(50), SV_INT(99), SV_INT(99) };

	return store_exec(st, STORE_LOGIN_FAILURE, v, 6, NULL, e);
}

static int
in_order(struct store *st, void *arg, struct es_err *e)
{
	struct timespec	 pause = { 0, 300000000 };
	struct both	*b = arg;

	b->attempts++;
	if (fail_login(st, b->first, e) < 0)
		return -1;
	nanosleep(&pause, NULL);	/* the other has its first by now */
	return fail_login(st, b->second, e);
}

static void
deadlock(struct store *st)
{
	struct both	 b = { "dead-a", "dead-b", 0 };
	int		 child = 0, rc;

	ok(fail_login(st, b.first, &err) == 0 &&
	    fail_login(st, b.second, &err) == 0, "two rows");
	fflush(stdout);
	if (fork() == 0) {
		struct both	 other = { "dead-b", "dead-a", 0 };
		struct store	*mine = open_store();

		if (store_tx(mine, in_order, &other, &err) < 0)
			_exit(99);
		_exit(other.attempts);
	}
	rc = store_tx(st, in_order, &b, &err);
	wait(&child);
	ok(rc == 0 && WIFEXITED(child) && WEXITSTATUS(child) != 99,
	    "both transactions end: %s", err.msg);
	ok(b.attempts + WEXITSTATUS(child) >= 3, "one was repeated");
}

/* -- limits ------------------------------------------------------------ */
static void
limits(struct store *st)
{
	size_t			 n = ES_LIMIT_STORE_PACKET;
	unsigned char		*big = calloc(1, n + 1);
	struct store_val	 v[] = { SV_INT(1), SV_STR("code"), SV_NULL,
				    SV_NULL, SV_STR("VALID"), SV_NULL };
	struct store_val	 who = SV_BYTES(big, n - 9);
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;

	v[5] = (struct store_val)SV_BYTES(big, n - 9);
	ok(store_exec(st, STORE_VERIFY_LOG, v, 6, NULL, &err) < 0 &&
	    err.code == ES_E_INPUT, "the largest statement arrives; the "
	    "column refuses: %s", err.msg);
	es_err_clear(&err);
	v[5] = (struct store_val)SV_BYTES(big, n + 1);
	ok(store_exec(st, STORE_VERIFY_LOG, v, 6, NULL, &err) < 0 &&
	    err.code == ES_E_LIMIT, "one byte more does not leave: %s",
	    err.msg);
	es_err_clear(&err);
	ok(store_query(st, STORE_LOGIN_THROTTLE, &who, 1, a, &r, &err) == 0,
	    "and the connection is still there");
	ok(store_exec(st, STORE_VERIFY_LOG, v, 5, NULL, &err) < 0 &&
	    err.code == ES_E_BUG, "another number of parameters");
	es_err_clear(&err);
	es_arena_free(a);
	free(big);
}

/* -- a connection that goes away --------------------------------------- */
static void
disturb(const char *what)
{
	char	 line[16];

	printf("# disturb %s\n", what);
	fflush(stdout);
	if (fgets(line, sizeof(line), stdin) == NULL)
		exit(2);
}

static int
lost_between(struct store *st, void *arg, struct es_err *e)
{
	int	*attempts = arg;

	if (fail_login(st, "lost-in-transaction", e) < 0)
		return -1;
	if ((*attempts)++ == 0)
		disturb("kill");
	return fail_login(st, "lost-in-transaction", e);
}

/* -- rows, repeats, seconds -------------------------------------------- */
static void
rows(struct store *st)
{
	struct es_arena		*a = es_arena_new(64 * ES_MIB);
	struct store_rows	 r;

	disturb("rows");		/* there are as many as may be */
	ok(store_query(st, STORE_VERIFY_OFFICES, NULL, 0, a, &r, &err) > 0 &&
	    r.n == ES_LIMIT_STORE_ROWS, "%zu rows: %s", r.n, err.msg);
	es_arena_reset(a);
	disturb("row");			/* and one more */
	ok(store_query(st, STORE_VERIFY_OFFICES, NULL, 0, a, &r, &err) < 0 &&
	    err.code == ES_E_LIMIT, "one over: %s", err.msg);
	es_err_clear(&err);
	es_arena_free(a);
}

static int
one_row(struct store *st, void *arg, struct es_err *e)
{
	int			*attempts = arg;
	struct store_val	 v[] = { SV_INT(1), SV_STR("code"), SV_NULL,
				    SV_NULL, SV_STR("VALID"),
				    SV_STR("repeated") };

	++*attempts;
	return store_exec(st, STORE_VERIFY_LOG, v, 6, NULL, e);
}

/* A trigger lets the first so many attempts fail as a deadlock does. */
static void
repeats(struct store *st)
{
	int	 n = 0;

	disturb("deadlocks");
	ok(store_tx(st, one_row, &n, &err) == 0 && n ==
	    ES_LIMIT_STORE_RETRIES + 1, "%d repeats, then it is done: %s",
	    n - 1, err.msg);
	n = 0;
	disturb("one-deadlock-more");
	ok(store_tx(st, one_row, &n, &err) < 0 && n ==
	    ES_LIMIT_STORE_RETRIES + 1, "no more than that: %s", err.msg);
	es_err_clear(&err);
}

/* A server that does not answer, as one whose disk hangs. */
static void
silent(struct store *st)
{
	int64_t	 began;

	ok(fail_login(st, "silent", &err) == 0, "a statement");
	disturb("silent-for-a-while");
	ok(fail_login(st, "silent", &err) == 0, "it is waited for: %s",
	    err.msg);
	disturb("silent");
	began = sys_mono_ms();
	ok(fail_login(st, "silent", &err) < 0 && (err.code ==
	    ES_E_UPSTREAM || err.code == ES_E_UNCERTAIN),
	    "not for ever: %s", err.msg);
	began = sys_mono_ms() - began;
	ok(began >= ES_LIMIT_STORE_SECONDS * 1000 - 100, "but as long as was "
	    "said: %lld ms", (long long)began);
	es_err_clear(&err);
	disturb("speaks");
	ok(fail_login(st, "silent", &err) == 0, "and back: %s", err.msg);
}

static void
lost(struct store *st)
{
	int	 attempts = 0, rc;

	ok(fail_login(st, "lost", &err) == 0, "a statement");
	disturb("kill");
	ok(fail_login(st, "lost", &err) == 0,
	    "the idle connection was closed: a new one: %s", err.msg);
	rc = store_tx(st, lost_between, &attempts, &err);
	ok(rc < 0 && err.code == ES_E_UPSTREAM && attempts == 1,
	    "lost inside a transaction: nothing is done twice: %s", err.msg);
	es_err_clear(&err);
	ok(fail_login(st, "lost", &err) == 0, "the next statement connects");
	disturb("stop");
	ok(fail_login(st, "lost", &err) < 0 && err.code == ES_E_UPSTREAM,
	    "no database: %s", err.msg);
	es_err_clear(&err);
	disturb("start");
	ok(fail_login(st, "lost", &err) == 0, "and back: %s", err.msg);
}

/* -- evidence read while it grows -------------------------------------- */
static int
failures(struct store *st, const char *who, struct es_err *e)
{
	struct store_val	 v = SV_STR(who);
	struct es_arena		*a = es_arena_new(ES_MIB);
	struct store_rows	 r;
	int			 n = -1;

	if (store_query(st, STORE_LOGIN_THROTTLE, &v, 1, a, &r, e) > 0)
		n = (int)store_int(&r, 0, 0);
	es_arena_free(a);
	return n;
}

struct look {
	struct store	*other;
	int		 before, after;
};

static int
look_twice(struct store *st, void *arg, struct es_err *e)
{
	struct look	*l = arg;

	l->before = failures(st, "look", e);
	if (fail_login(l->other, "look", e) < 0)
		return -1;
	l->after = failures(st, "look", e);
	return fail_login(st, "look", e);	/* may not write */
}

static int
add_entry(struct store *st, void *arg, struct es_err *e)
{
	struct audit_entry	 x = { .chain = "probe", .at = 1,
				    .action = "probe", .result = "ok" };

	(void)arg;
	return audit_add(st, &x, e);
}

static void
on_finding(void *arg, const struct audit_finding *f)
{
	int	*bad = arg;

	if (strcmp(f->chain, "audit probe") == 0)
		*bad += f->flaw != AUDIT_INTACT;
}

static void
evidence(struct store *st)
{
	struct look	 l = { open_store(), 0, 0 };
	struct store	*mine;
	pid_t		 child;
	int		 i, bad = 0;

	ok(fail_login(st, "look", &err) == 0, "a row");
	ok(store_look(st, look_twice, &l, &err) < 0 && l.before == 1 &&
	    l.after == 1, "a look sees one moment, and writes nothing: "
	    "%s", err.msg);
	es_err_clear(&err);
	ok(failures(st, "look", &err) == 2 && fail_login(st, "look", &err) ==
	    0, "afterwards everything is as before");
	store_free(l.other);
	fflush(stdout);
	if ((child = fork()) == 0) {
		mine = open_store();
		while (store_tx(mine, add_entry, NULL, &err) == 0)
			continue;
		_exit(1);
	}
	for (i = 0; i < 200 && err.code == ES_E_NONE; i++)
		if (audit_verify(st, NULL, on_finding, &bad, &err) < 0)
			break;
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	ok(i == 200 && bad == 0, "a chain that grows is not broken: %d of %d "
	    "times %s", bad, i, err.msg);
}

/* -- a graduation ------------------------------------------------------ */
static int
ask_all(struct store *st, struct svc_confirmation *list, size_t n)
{
	struct svc_issue_conf	 c = { .base_url = "http://127.0.0.1",
				    .offset = 28800 };
	int			 rc;

	es_err_clear(&err);
	if (svc_types_new(&c.types, NULL, &err) < 0)
		return -1;
	rc = svc_confirm_all(st, &c, list, n, ES_LIT("probe"),
	    ES_LIT("127.0.0.1"), &err);
	svc_types_free(c.types);
	return rc;
}

static void
confirm(struct store *st)
{
	struct svc_confirmation	 l[ES_LIMIT_SEAL_BATCH + 1];
	struct es_err		 e = ES_ERR_INIT;
	int64_t			 first;
	size_t			 i;

	memset(l, 0, sizeof(l));
	for (i = 0; i < ES_COUNT(l); i++) {
		l[i].ask = (struct svc_ask){ .person = student, .lang = "zh-CN",
		    .type = ES_LIT("transcript-graduate"),
		    .purpose = ES_LIT("job"), .now = sys_now() };
		if (crypt_random(l[i].crid, SVC_CRID, &e) < 0)
			exit(2);
	}
	l[2].ask.type = ES_LIT("transcript-undergraduate");
	ok(ask_all(st, l, 3) < 0 && err.code == ES_E_NOTFOUND &&
	    strstr(err.msg, "person ") != NULL,
	    "one may not have it: %s", err.msg);
	l[2].ask.type = ES_LIT("transcript-graduate");
	ok(ask_all(st, l, 3) == 0 && l[0].fresh && l[1].fresh && l[2].fresh &&
	    l[0].request < l[1].request && l[1].request < l[2].request,
	    "three at once: %s", err.msg);
	first = l[0].request;
	ok(ask_all(st, l, 4) == 0 && !l[0].fresh && l[3].fresh &&
	    l[0].request == first, "sent again: the old ones, and the new");
	ok(ask_all(st, l, ES_LIMIT_SEAL_BATCH) == 0, "as many as a batch");
	ok(ask_all(st, l, ES_LIMIT_SEAL_BATCH + 1) < 0 &&
	    err.code == ES_E_LIMIT, "one over: %s", err.msg);
	ok(ask_all(st, l, 0) < 0 && err.code == ES_E_LIMIT, "and none");
	es_err_clear(&err);
}

/* Every statement as NAME, tab, SQL: for tests/web/w_plans.py. */
static int
print_sql(void)
{
	size_t	 i;

	for (i = STORE_NONE + 1; i < STORE__MAX; i++)
		printf("%s\t%s\n", store_texts[i].name, store_texts[i].sql);
	return 0;
}

int
main(int argc, char *argv[])
{
	static const struct {
		const char	*name;
		void		(*run)(struct store *);
	} groups[] = { { "bulk", bulk }, { "lists", lists }, { "deadlock", deadlock },
	    { "limits", limits }, { "lost", lost }, { "confirm", confirm },
	    { "rows", rows }, { "repeats", repeats }, { "silent", silent },
	    { "evidence", evidence } };
	struct store	*st;
	size_t		 i;

	if (argc == 2 && strcmp(argv[1], "sql") == 0)
		return print_sql();
	if (argc < 3)
		return 2;
	student = argc > 3 ? strtoll(argv[3], NULL, 10) : 0;
	find_instance(argv[1]);
	st = open_store();
	for (i = 0; i < ES_COUNT(groups); i++)
		if (strcmp(groups[i].name, argv[2]) == 0)
			groups[i].run(st);
	store_free(st);
	return done();
}
