/*
 * es-import(8) - load the registry's files: people, and their grades.
 *
 * es-import -c FILE [--dry-run] [--people FILE] [--grades FILE] ...
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/secret.h"
#include "import/import.h"
#include "store/conf.h"
#include "sys/clock.h"
#include "sys/conf.h"
#include "sys/file.h"

#define FILES_MAX	16

struct run {
	struct import_file	 files[FILES_MAX];
	size_t			 n, flaws;
	char			*conf;
	bool			 dry, show;
	int64_t			 began;
};

static int
usage(void)
{
	fprintf(stderr, "usage: es-import -c FILE [--dry-run] [--progress]"
	    " [--people FILE] [--grades FILE] ...\n"
	    "also --conclusions --ranks --honours --employment --titles"
	    " --income --projects\n"
	    "FILE ends with .csv or .xml; es-import(8) has the columns.\n");
	return 2;
}

static int
add_file(struct run *r, enum import_kind kind, const char *name)
{
	if (r->n == FILES_MAX) {
		fprintf(stderr, "es-import: over %d files\n", FILES_MAX);
		return -1;
	}
	r->files[r->n++] = (struct import_file){ .name = name, .kind = kind };
	return 0;
}

/* "--people" and so on. */
static enum import_kind
kind_of(const char *option)
{
	int	 k;

	for (k = IMPORT_NONE + 1; k < IMPORT_KIND__MAX; k++)
		if (strncmp(option, "--", 2) == 0 && strcmp(option + 2,
		    import_kind_name((enum import_kind)k)) == 0)
			return (enum import_kind)k;
	return IMPORT_NONE;
}

static int
read_options(struct run *r, int argc, char *argv[])
{
	enum import_kind	 kind;
	int			 i;

	for (i = 1; i < argc; i++) {
		const char	*o = argv[i];

		if (strcmp(o, "--dry-run") == 0)
			r->dry = true;
		else if (strcmp(o, "--progress") == 0)
			r->show = true;
		else if (i + 1 == argc)
			return -1;
		else if (strcmp(o, "-c") == 0)
			r->conf = argv[++i];
		else if ((kind = kind_of(o)) == IMPORT_NONE ||
		    add_file(r, kind, argv[++i]) < 0)
			return -1;
	}
	return r->conf == NULL || r->n == 0 ? -1 : 0;
}

static void
flaw(void *arg, const char *file, long line, const char *what)
{
	struct run	*r = arg;

	r->flaws++;
	if (r->show)
		fputs("\r\033[K", stderr);
	if (line > 0)
		fprintf(stderr, "%s:%ld: %s\n", file, line, what);
	else
		fprintf(stderr, "%s: %s\n", file, what);
}

static void
progress(void *arg, const struct import_file *f, size_t rows)
{
	struct run	*r = arg;
	double		 s = (double)(sys_mono_ms() - r->began) / 1000;

	if (r->show)
		fprintf(stderr, "\r\033[K%s: %zu rows, %.1f s", f->name, rows,
		    s);
}

static const char *
who(void)
{
	const char	*name = getenv("SUDO_USER");

	if (name == NULL || *name == '\0')
		name = getenv("LOGNAME");
	return name == NULL || *name == '\0' ? "operator" : name;
}

static void
summary(const struct run *r)
{
	size_t	 i;

	if (r->show)
		fputs("\r\033[K", stderr);
	for (i = 0; i < r->n; i++) {
		const struct import_file	*f = &r->files[i];

		printf("%s: %llu rows; %s: %llu added, %llu changed, %llu as "
		    "before\n", f->name, (unsigned long long)f->rows,
		    f->kind == IMPORT_GRADES ? "people's grades" :
		    import_kind_name(f->kind),
		    (unsigned long long)f->added,
		    (unsigned long long)f->changed,
		    (unsigned long long)f->same);
	}
	printf("%s in %.1f s\n", r->dry ? "would be imported; nothing was "
	    "changed" : "imported", (double)(sys_mono_ms() - r->began) / 1000);
}

static int
import(struct run *r, struct store *st, struct es_err *err)
{
	struct import	 im = { .actor = who(), .now = sys_now(),
			    .dry = r->dry, .flaw = flaw,
			    .progress = progress, .arg = r };
	size_t		 i;

	for (i = 0; i < r->n; i++)
		if (sys_file_map(r->files[i].name, &r->files[i].bytes, err) <
		    0)
			return -1;
	return import_run(st, &im, r->files, r->n, err);
}

int
main(int argc, char *argv[])
{
	struct run		 r = { .show = isatty(STDERR_FILENO) == 1,
				    .began = sys_mono_ms() };
	char			 password[STORE_PASSWORD_MAX];
	struct es_err		 err = ES_ERR_INIT;
	struct store_conf	 sc;
	struct conf		*cf = NULL;
	struct store		*st = NULL;
	char			 option[] = "-c";
	char			*args[] = { argv[0], option, NULL, NULL };
	int			 rc = -1;

	if (read_options(&r, argc, argv) < 0)
		return usage();
	args[2] = r.conf;
	if (conf_load(&cf, "es-import", 3, args, &err) == 0 &&
	    store_conf_load(&sc, password, cf, &err) == 0) {
		if ((st = store_new(&sc)) == NULL)
			es_fail(&err, ES_E_NOMEM, "out of memory");
		else
			rc = import(&r, st, &err);
	}
	if (rc == 0)
		summary(&r);
	else if (r.flaws > 0)
		fprintf(stderr, "es-import: %zu flaw%s; nothing was imported\n",
		    r.flaws, r.flaws == 1 ? "" : "s");
	else
		fprintf(stderr, "es-import: %s; nothing was imported\n",
		    err.msg);
	store_free(st);
	es_wipe(password, sizeof(password));
	conf_free(cf);
	return rc < 0 ? 1 : 0;
}
