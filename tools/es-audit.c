/*
 * es-audit(8) - check the chains of evidence, and that the books balance.
 *
 * es-audit verify|reconcile -c FILE: reads with the account of FILE (that of
 * es-seal may read all evidence) and changes nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/audit.h"
#include "base/limits.h"
#include "crypt/secret.h"
#include "crypt/text.h"
#include "sys/conf.h"
#include "sys/file.h"

struct open {
	struct conf		*cf;
	struct store_conf	 sc;
	struct es_buf		 password;
	struct store		*db;
};

static int
open_store(struct open *o, int argc, char *argv[], struct es_err *err)
{
	const char	*file;
	char		*pw;

	if (conf_load(&o->cf, "es-audit", argc, argv, err) < 0 ||
	    conf_need(o->cf, "db_socket", &o->sc.socket, err) < 0 ||
	    conf_need(o->cf, "db_name", &o->sc.database, err) < 0 ||
	    conf_need(o->cf, "db_user", &o->sc.user, err) < 0 ||
	    conf_need(o->cf, "db_password_file", &file, err) < 0 ||
	    sys_file_read(file, &o->password, err) < 0)
		return -1;
	if (es_buf_cstr(&o->password) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	pw = (char *)o->password.p;
	pw[strcspn(pw, "\r\n")] = '\0';
	o->sc.password = pw;
	if ((o->db = store_new(&o->sc)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	return store_ping(o->db, err);
}

static void
print_finding(void *arg, const struct audit_finding *f)
{
	char	 hex[65];

	(void)arg;
	crypt_hex(es_view(f->head, sizeof(f->head)), hex);
	if (f->flaw == AUDIT_INTACT)
		printf("intact   %-20s %llu entries, head %s\n", f->chain,
		    (unsigned long long)f->entries, hex);
	else
		printf("BROKEN   %-20s entry %llu: %s\n", f->chain,
		    (unsigned long long)f->seq, audit_flaw_name(f->flaw));
}

static void
print_odd(void *arg, const struct audit_odd *o)
{
	const int64_t	*seal = arg;

	printf("ODD      seal %lld request %llu", (long long)*seal,
	    (unsigned long long)o->request_id);
	if (o->seq != 0)
		printf(" entry %llu", (unsigned long long)o->seq);
	printf(": %s\n", o->what);
}

static int
reconcile_one(struct store *db, int64_t seal, struct es_err *err)
{
	struct audit_balance	 b;
	int			 odd;

	if (audit_reconcile(db, (uint64_t)seal, 0, &b, err) < 0)
		return -1;
	printf("%s seal %lld: %lld intents = %lld sealed + %lld void + "
	    "%lld open; %lld documents, %lld files, %lld receipts; "
	    "%lld refused; "
	    "%lld unmatched, %lld doubled, %lld astray\n",
	    b.balanced ? "balanced" : "DIFFERS ", (long long)seal,
	    (long long)b.intents,
	    (long long)b.sealed, (long long)b.voided, (long long)b.open,
	    (long long)b.documents, (long long)b.files,
	    (long long)b.receipts, (long long)b.refused,
	    (long long)b.unmatched, (long long)b.doubled,
	    (long long)b.astray);
	odd = audit_odds(db, (uint64_t)seal, print_odd, &seal, err);
	return odd < 0 ? -1 : odd > 0 || !b.balanced;
}

static int
reconcile_all(struct store *db, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct store_rows	 r;
	size_t			 i;
	int			 rc = 0, one;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (store_query(db, STORE_RECONCILE_SEALS, NULL, 0, a, &r, err) < 0)
		rc = -1;
	for (i = 0; rc >= 0 && i < r.n; i++) {
		if ((one = reconcile_one(db, store_int(&r, i, 0), err)) < 0)
			rc = -1;
		else
			rc |= one;
	}
	es_arena_free(a);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct es_err	 err = ES_ERR_INIT;
	struct open	 o;
	const char	*what = argc > 1 ? argv[1] : "";
	int		 rc = -1;

	memset(&o, 0, sizeof(o));
	es_buf_init(&o.password, ES_LIMIT_SECRET);
	if (strcmp(what, "verify") != 0 && strcmp(what, "reconcile") != 0) {
		fprintf(stderr, "usage: es-audit verify|reconcile -c FILE\n");
		return 2;
	}
	if (open_store(&o, argc - 1, argv + 1, &err) == 0)
		rc = strcmp(what, "verify") == 0 ?
		    audit_verify(o.db, print_finding, NULL, &err) :
		    reconcile_all(o.db, &err);
	if (rc < 0)
		fprintf(stderr, "es-audit: %s\n", err.msg);
	store_free(o.db);
	es_wipe(o.password.p, o.password.cap);
	es_buf_clear(&o.password);
	conf_free(o.cf);
	return rc < 0 ? 2 : rc;
}
