/* store/migrate.c - see migrate.h. */
#include "store/migrate.h"

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"

struct store_admin {
	MYSQL	*db;
};

static int
fail(struct store_admin *a, const char *what, struct es_err *err)
{
	return es_fail(err, ES_E_SYSTEM, "%s: %s (%u)", what,
	    mysql_error(a->db), mysql_errno(a->db));
}

int
store_admin_open(struct store_admin **out, const struct store_conf *c,
    struct es_err *err)
{
	struct store_admin	*a = calloc(1, sizeof(*a));

	*out = NULL;
	if (a == NULL || (a->db = mysql_init(NULL)) == NULL) {
		free(a);
		return es_fail(err, ES_E_NOMEM, "database: out of memory");
	}
	(void)mysql_options(a->db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (mysql_real_connect(a->db, NULL, c->user, c->password, c->database,
	    0, c->socket, CLIENT_MULTI_STATEMENTS) == NULL) {
		es_fail(err, ES_E_UPSTREAM, "database: %s",
		    mysql_error(a->db));
		store_admin_close(a);
		return -1;
	}
	*out = a;
	return 0;
}

void
store_admin_close(struct store_admin *a)
{
	if (a == NULL)
		return;
	mysql_close(a->db);
	free(a);
}

int
store_admin_script(struct store_admin *a, struct es_view sql,
    const char *name, struct es_err *err)
{
	MYSQL_RES	*res;
	int		 more, n = 1;

	if (mysql_real_query(a->db, (const char *)sql.p, sql.n) != 0)
		return fail(a, name, err);
	for (;; n++) {
		if ((res = mysql_store_result(a->db)) != NULL)
			mysql_free_result(res);
		if ((more = mysql_next_result(a->db)) < 0)
			return 0;
		if (more > 0) {
			fail(a, name, err);
			return es_err_prefix(err, "statement %d", n + 1);
		}
	}
}

static int
applied_sum(struct store_admin *a, unsigned version, char sum[65],
    struct es_err *err)
{
	static const char	 make[] = "CREATE TABLE IF NOT EXISTS "
	    "schema_version (version INT UNSIGNED NOT NULL PRIMARY KEY, "
	    "name VARCHAR(80) NOT NULL, sha256 CHAR(64) NOT NULL, applied "
	    "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP) ENGINE=InnoDB";
	char		 sql[128];
	MYSQL_RES	*res;
	MYSQL_ROW	 row;
	int		 found = 0;

	(void)snprintf(sql, sizeof(sql),
	    "SELECT sha256 FROM schema_version WHERE version = %u", version);
	if (mysql_query(a->db, make) != 0 || mysql_query(a->db, sql) != 0 ||
	    (res = mysql_store_result(a->db)) == NULL)
		return fail(a, "schema_version", err);
	if ((row = mysql_fetch_row(res)) != NULL) {
		(void)snprintf(sum, 65, "%s", row[0]);
		found = 1;
	}
	mysql_free_result(res);
	return found;
}

int
store_admin_migrate(struct store_admin *a, unsigned version, const char *name,
    const char *sum, struct es_view sql, struct es_err *err)
{
	char	 old[65], note[320], safe[161];
	int	 rc;

	if ((rc = applied_sum(a, version, old, err)) < 0)
		return -1;
	if (rc > 0) {
		if (strcmp(old, sum) == 0)
			return 0;
		return es_fail(err, ES_E_CONFLICT, "%s was changed after it "
		    "was applied; put the change into a new migration", name);
	}
	if (strlen(name) > 80)
		return es_fail(err, ES_E_LIMIT, "%s: the name is too long",
		    name);
	if (store_admin_script(a, sql, name, err) < 0)
		return -1;
	(void)mysql_real_escape_string(a->db, safe, name, strlen(name));
	(void)snprintf(note, sizeof(note), "INSERT INTO schema_version "
	    "(version, name, sha256) VALUES (%u, '%s', '%.64s')", version,
	    safe, sum);
	if (mysql_query(a->db, note) != 0)
		return fail(a, name, err);
	return 1;
}

static bool
plain(const char *s, const char *also)
{
	size_t	 n = strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	for (; s[n] != '\0'; n++)
		if (strchr(also, s[n]) == NULL && strspn(s + n,
		    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		    "0123456789") == 0)
			return false;
	return n > 0 && n <= 80;
}

int
store_admin_account(struct store_admin *a, const char *name,
    const char *password, struct es_err *err)
{
	char	 sql[400];

	if (!plain(name, "_") || !plain(password, ""))
		return es_fail(err, ES_E_INPUT, "account %s: name or password "
		    "has other signs than letters and digits", name);
	(void)snprintf(sql, sizeof(sql), "CREATE USER IF NOT EXISTS "
	    "'%s'@localhost; ALTER USER '%s'@localhost IDENTIFIED BY '%s'",
	    name, name, password);
	return store_admin_script(a, es_view_str(sql), name, err);
}

int
store_admin_zone(struct store_admin *a, int64_t offset, struct es_err *err)
{
	char	 sql[100];

	(void)snprintf(sql, sizeof(sql), "REPLACE INTO campus_zone (id, "
	    "utc_offset) VALUES (1, %lld)", (long long)offset);
	return mysql_query(a->db, sql) != 0 ? fail(a, "campus_zone", err) : 0;
}

int
store_admin_grants(struct store_admin *a, const char *const *names, size_t n,
    const char *sum, struct es_view sql, struct es_err *err)
{
	char	 old[65], stmt[256];
	size_t	 i;
	int	 rc;

	if ((rc = applied_sum(a, 0, old, err)) < 0)
		return -1;
	if (rc > 0 && strcmp(old, sum) == 0)
		return 0;
	for (i = 0; i < n; i++) {
		(void)snprintf(stmt, sizeof(stmt), "REVOKE ALL PRIVILEGES, "
		    "GRANT OPTION FROM '%s'@localhost", names[i]);
		if (mysql_query(a->db, stmt) != 0)
			return fail(a, names[i], err);
	}
	if (store_admin_script(a, sql, "grants.sql", err) < 0)
		return -1;
	(void)snprintf(stmt, sizeof(stmt), "REPLACE INTO schema_version "
	    "(version, name, sha256) VALUES (0, 'grants.sql', '%.64s')", sum);
	return mysql_query(a->db, stmt) != 0 ? fail(a, "grants.sql", err) : 0;
}
