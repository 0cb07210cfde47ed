/*
 * es-migrate(8) - bring an instance's database up to date.
 *
 * es-migrate DIR [SCHEMA]: applies SCHEMA/NNN-*.sql that were not applied,
 * makes one account for each DIR/etc/db-NAME.pw and grants its rights.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "store/migrate.h"
#include "sys/file.h"

static const char *const accounts[] = { "es_ca", "es_login", "es_request",
    "es_contract", "es_seal",
    "es_verify", "es_signd", "es_import", "es_approve", "es_register",
    "es_admin", "es_renew", "es_audit", "es_mail",
    "es_archive" };

static int
read_line(const char *path, char *out, size_t max, struct es_err *err)
{
	struct es_buf	 b;
	struct es_view	 v;
	int		 rc;

	es_buf_init(&b, max - 1);
	if ((rc = sys_file_read(path, &b, err)) == 0) {
		v = es_view_trim(es_buf_view(&b));
		(void)snprintf(out, max, "%.*s", (int)v.n, (const char *)v.p);
	}
	es_buf_clear(&b);
	return rc;
}

static int
is_migration(const struct dirent *e)
{
	const char	*n = e->d_name;

	return strlen(n) > 8 && strspn(n, "0123456789") == 3 && n[3] == '-' &&
	    strcmp(n + strlen(n) - 4, ".sql") == 0;
}

static int
run_file(struct store_admin *a, const char *dir, const char *name,
    struct es_err *err)
{
	char		 path[1024], hex[65];
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct es_buf	 b;
	size_t		 i;
	int		 rc = -1;

	es_buf_init(&b, ES_LIMIT_TEMPLATE);
	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (sys_file_read(path, &b, err) < 0)
		goto out;
	if (crypt_sha256(es_buf_view(&b), sum, err) < 0)
		goto out;
	for (i = 0; i < sizeof(sum); i++)
		(void)snprintf(hex + 2 * i, 3, "%02x", sum[i]);
	if (strcmp(name, "grants.sql") == 0) {
		rc = store_admin_grants(a, accounts, ES_COUNT(accounts), hex,
		    es_buf_view(&b), err);
		goto out;
	}
	rc = store_admin_migrate(a, (unsigned)strtoul(name, NULL, 10), name,
	    hex, es_buf_view(&b), err);
	if (rc > 0)
		printf("applied %s\n", name);
out:
	es_buf_clear(&b);
	return rc;
}

static int
run_all(struct store_admin *a, const char *dir, struct es_err *err)
{
	struct dirent	**names = NULL;
	int		  i, n, rc = 0;

	if ((n = scandir(dir, &names, is_migration, alphasort)) <= 0)
		return es_fail(err, ES_E_NOTFOUND, "%s: no migration here",
		    dir);
	for (i = 0; i < n; i++) {
		if (rc >= 0)
			rc = run_file(a, dir, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return rc < 0 ? -1 : 0;
}

static int
make_accounts(struct store_admin *a, const char *dir, struct es_err *err)
{
	char	 path[1024], pw[128];
	size_t	 i;

	for (i = 0; i < ES_COUNT(accounts); i++) {
		(void)snprintf(path, sizeof(path), "%s/etc/db-%s.pw", dir,
		    accounts[i] + strlen("es_"));
		if (read_line(path, pw, sizeof(pw), err) < 0 ||
		    store_admin_account(a, accounts[i], pw, err) < 0)
			return -1;
	}
	return 0;
}

/* Without the file the zone stays what it is. */
static int
set_zone(struct store_admin *a, const char *dir, struct es_err *err)
{
	char	 path[1024], text[32];
	int64_t	 offset;

	(void)snprintf(path, sizeof(path), "%s/etc/time_zone_offset", dir);
	if (read_line(path, text, sizeof(text), err) < 0) {
		if (err->code != ES_E_NOTFOUND)
			return -1;
		es_err_clear(err);
		return 0;
	}
	return es_view_int(es_view_str(text), -50400, 50400, &offset,
	    err) < 0 ? -1 : store_admin_zone(a, offset, err);
}

int
main(int argc, char *argv[])
{
	struct es_err		 err = ES_ERR_INIT;
	struct store_admin	*a = NULL;
	char			 path[1024], pw[128], sock[1024];
	const char		*schema = argc > 2 ? argv[2] :
				    ES_SRCDIR "/schema";
	struct store_conf	 c = { sock, "yinxin", "root", pw };
	int			 rc = EXIT_FAILURE;

	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: es-migrate DIR [SCHEMA]\n");
		return EXIT_FAILURE;
	}
	(void)snprintf(path, sizeof(path), "%s/etc/db-root.pw", argv[1]);
	(void)snprintf(sock, sizeof(sock), "%s/run/db.sock", argv[1]);
	if (read_line(path, pw, sizeof(pw), &err) == 0 &&
	    store_admin_open(&a, &c, &err) == 0 &&
	    run_all(a, schema, &err) == 0 &&
	    set_zone(a, argv[1], &err) == 0 &&
	    make_accounts(a, argv[1], &err) == 0 &&
	    run_file(a, schema, "grants.sql", &err) == 0)
		rc = EXIT_SUCCESS;
	else
		fprintf(stderr, "es-migrate: %s\n", err.msg);
	store_admin_close(a);
	return rc;
}
