/*
 * es-migrate(8) - bring an instance's database up to date.
 *
 * es-migrate DIR [SCHEMA]: applies SCHEMA/NNN-*.sql that were not applied,
 * makes an account for each program that SCHEMA/programs says has one, with
 * the password of DIR/etc/db-NAME.pw, and grants its rights.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/digest.h"
#include "store/migrate.h"
#include "sys/file.h"

#define ACCOUNTS	40
#define ACCOUNT_NAME	40

/* "es_NAME" of every program of SCHEMA/programs that has an account. */
struct accounts {
	char		 text[ACCOUNTS][ACCOUNT_NAME];
	const char	*name[ACCOUNTS];
	size_t		 n;
};

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

/* One line of the list: NAME KIND account|-; comments and blanks are not. */
static int
one_program(struct accounts *l, struct es_view line, struct es_err *err)
{
	char	 text[128], name[32], kind[16], account[16];

	line = es_view_trim(line);
	if (line.n == 0 || line.p[0] == '#')
		return 0;
	(void)snprintf(text, sizeof(text), "%.*s", (int)line.n,
	    (const char *)line.p);
	if (line.n >= sizeof(text) || sscanf(text, "%31s %15s %15s", name,
	    kind, account) != 3)
		return es_fail(err, ES_E_INPUT, "programs: \"%s\"", text);
	if (strcmp(account, "account") != 0)
		return 0;
	if (l->n == ACCOUNTS)
		return es_fail(err, ES_E_LIMIT, "programs: more than %d",
		    ACCOUNTS);
	(void)snprintf(l->text[l->n], ACCOUNT_NAME, "es_%s", name);
	l->name[l->n] = l->text[l->n];
	l->n++;
	return 0;
}

static int
read_programs(struct accounts *l, const char *dir, struct es_err *err)
{
	char		 path[1024];
	struct es_buf	 b;
	struct es_view	 rest;
	size_t		 i;
	int		 rc;

	l->n = 0;
	es_buf_init(&b, ES_LIMIT_TEMPLATE);
	(void)snprintf(path, sizeof(path), "%s/programs", dir);
	if ((rc = sys_file_read(path, &b, err)) == 0)
		for (rest = es_buf_view(&b); rc == 0 && rest.n > 0;
		    rest = es_view_sub(rest, i, rest.n)) {
			for (i = 0; i < rest.n && rest.p[i] != '\n'; i++)
				;
			rc = one_program(l, es_view_sub(rest, 0, i), err);
			i += i < rest.n;
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
run_file(struct store_admin *a, const struct accounts *l, const char *dir,
    const char *name, struct es_err *err)
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
		rc = store_admin_grants(a, l->name, l->n, hex,
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
run_all(struct store_admin *a, const struct accounts *l, const char *dir,
    struct es_err *err)
{
	struct dirent	**names = NULL;
	int		  i, n, rc = 0;

	if ((n = scandir(dir, &names, is_migration, alphasort)) <= 0)
		return es_fail(err, ES_E_NOTFOUND, "%s: no migration here",
		    dir);
	for (i = 0; i < n; i++) {
		if (rc >= 0)
			rc = run_file(a, l, dir, names[i]->d_name, err);
		free(names[i]);
	}
	free(names);
	return rc < 0 ? -1 : 0;
}

static int
make_accounts(struct store_admin *a, const struct accounts *l, const char *dir,
    struct es_err *err)
{
	char	 path[1024], pw[128];
	size_t	 i;

	for (i = 0; i < l->n; i++) {
		(void)snprintf(path, sizeof(path), "%s/etc/db-%s.pw", dir,
		    l->name[i] + strlen("es_"));
		if (read_line(path, pw, sizeof(pw), err) < 0 ||
		    store_admin_account(a, l->name[i], pw, err) < 0)
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
	struct accounts		 l;
	char			 path[1024], pw[128], sock[1024];
	const char		*schema = argc > 2 ? argv[2] :
				    ES_DATADIR "/schema";
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
	    read_programs(&l, schema, &err) == 0 &&
	    run_all(a, &l, schema, &err) == 0 &&
	    set_zone(a, argv[1], &err) == 0 &&
	    make_accounts(a, &l, argv[1], &err) == 0 &&
	    run_file(a, &l, schema, "grants.sql", &err) == 0)
		rc = EXIT_SUCCESS;
	else
		fprintf(stderr, "es-migrate: %s\n", err.msg);
	store_admin_close(a);
	return rc;
}
