/*
 * es-types(8) - document types from a directory: check, load, list.
 *
 *	es-types check [-p PACKS] DIR
 *	es-types load -c FILE [DIR]
 *	es-types list -c FILE
 *
 * DIR holds a directory for each type: type.xml, zh-CN.xml, en.xml
 * (docs/TYPES.md).  FILE is es-import's configuration.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "crypt/secret.h"
#include "store/conf.h"
#include "svc/seal/seal.h"
#include "svc/type/files.h"
#include "sys/clock.h"
#include "sys/conf.h"

struct run {
	const char		*what, *dir;
	char			*conf;
	char			 password[STORE_PASSWORD_MAX];
	struct svc_seal_conf	 sc;	/* fonts */
	struct svc_seal_kit	*kit;
	struct conf		*cf;
	struct store		*st;
	int			 flaws;
};

static int
usage(void)
{
	fprintf(stderr, "usage: es-types check [-p PACKS] DIR\n"
	    "       es-types load -c FILE [DIR]\n"
	    "       es-types list -c FILE\n");
	return 2;
}

static int
read_options(struct run *r, int argc, char *argv[])
{
	int	 i;

	if (argc < 3)
		return -1;
	r->what = argv[1];
	r->sc.packs_dir = "packs";
	for (i = 2; i < argc; i++) {
		if (strcmp(argv[i], "-c") == 0 && i + 1 < argc)
			r->conf = argv[++i];
		else if (strcmp(argv[i], "-p") == 0 && i + 1 < argc)
			r->sc.packs_dir = argv[++i];
		else if (argv[i][0] == '-' || r->dir != NULL)
			return -1;
		else
			r->dir = argv[i];
	}
	if (strcmp(r->what, "check") == 0)
		return r->dir == NULL || r->conf != NULL ? -1 : 0;
	if (strcmp(r->what, "list") != 0 && strcmp(r->what, "load") != 0)
		return -1;
	return r->conf == NULL ? -1 : 0;
}

static int
configure(struct run *r, struct es_err *err)
{
	char	 option[] = "-c", name[] = "es-types";
	char	*args[] = { name, option, r->conf, NULL };

	if (r->conf == NULL)
		return 0;
	if (conf_load(&r->cf, "es-types", 3, args, err) < 0 ||
	    store_conf_load(&r->sc.db, r->password, r->cf, err) < 0 ||
	    conf_need(r->cf, "packs_dir", &r->sc.packs_dir, err) < 0)
		return -1;
	if (r->dir == NULL && conf_need(r->cf, "doc_templates", &r->dir,
	    err) < 0)
		return -1;
	if ((r->st = store_new(&r->sc.db)) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	return 0;
}

static void
tell(void *arg, const char *what)
{
	(void)arg;
	fprintf(stderr, "%s\n", what);
}

static int
list(struct run *r, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_TYPE_ARENA);
	struct store_rows	 t;
	size_t			 i;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	if (store_query(r->st, STORE_TYPE_LIST, NULL, 0, a, &t, err) < 0) {
		es_arena_free(a);
		return -1;
	}
	for (i = 0; i < t.n; i++) {
		struct es_view	 id = store_view(&t, i, 0);
		struct es_view	 name = store_view(&t, i, 1);
		struct es_view	 seal = store_view(&t, i, 6);

		printf("%-32.*s %3lld  %.*s  %.*s%s\n", (int)id.n,
		    (const char *)id.p, (long long)store_int(&t, i, 3),
		    (int)seal.n, (const char *)seal.p, (int)name.n,
		    (const char *)name.p, store_int(&t, i, 4) != 0 ? "" :
		    " (off)");
	}
	es_arena_free(a);
	return 0;
}

static const char *
who(void)
{
	const char	*name = getenv("SUDO_USER");

	if (name == NULL || *name == '\0')
		name = getenv("LOGNAME");
	return name == NULL || *name == '\0' ? "operator" : name;
}

static int
check_or_load(struct run *r, struct es_err *err)
{
	struct svc_type_by	 by = { .chain = "import",
				    .actor = es_view_str(who()),
				    .now = sys_now() };
	struct svc_type_dir	*d;
	size_t			 fresh;
	int			 rc;

	if (svc_seal_kit_fonts_load(&r->kit, &r->sc, err) < 0 ||
	    svc_type_dir_read(&d, r->dir, err) < 0)
		return -1;
	r->flaws = svc_type_dir_check(d, svc_seal_kit_fonts(r->kit), tell,
	    NULL, err);
	rc = r->flaws < 0 ? -1 : 0;
	if (r->flaws == 0 && r->st != NULL &&
	    (rc = svc_type_dir_load(d, r->st, &by, &fresh, err)) == 0)
		printf("%zu types, %zu of them new\n", svc_type_dir_count(d),
		    fresh);
	else if (r->flaws == 0 && rc == 0)
		printf("%zu types without a flaw\n", svc_type_dir_count(d));
	svc_type_dir_free(d);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct run	 r = { .flaws = 0 };
	struct es_err	 err = ES_ERR_INIT;
	int		 rc;

	if (read_options(&r, argc, argv) < 0)
		return usage();
	if ((rc = configure(&r, &err)) == 0)
		rc = strcmp(r.what, "list") == 0 ? list(&r, &err) :
		    check_or_load(&r, &err);
	if (rc < 0)
		fprintf(stderr, "es-types: %s\n", err.msg);
	else if (r.flaws > 0)
		fprintf(stderr, "es-types: %d flaw%s\n", r.flaws,
		    r.flaws == 1 ? "" : "s");
	svc_seal_kit_free(r.kit);
	store_free(r.st);
	conf_free(r.cf);
	es_wipe(r.password, sizeof(r.password));
	return rc < 0 || r.flaws != 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
