/* svc/type/files.c - see files.h. */
#include "svc/type/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/file.h"

#define TYPES_MAX	200
#define FILES		(1 + SVC_TYPE_PAGES)

struct one {
	char			 name[FILES][512];
	struct es_buf		 bytes[FILES];
	struct svc_type_set	 set;
};

struct svc_type_dir {
	struct one	*type;
	size_t		 n;
};

static const char *const	files[FILES] = { "type.xml", "zh-CN.xml",
    "en.xml" };

static int
read_one(struct one *o, const char *dir, const char *type,
    struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < FILES; i++) {
		(void)snprintf(o->name[i], sizeof(o->name[i]), "%s/%.60s/%s",
		    dir, type, files[i]);
		es_buf_init(&o->bytes[i], ES_LIMIT_TEMPLATE);
		if (access(o->name[i], F_OK) != 0 && errno == ENOENT)
			continue;
		if (sys_file_read(o->name[i], &o->bytes[i], err) < 0)
			return -1;
	}
	o->set.definition = (struct svc_type_file){ o->name[0],
	    es_buf_view(&o->bytes[0]) };
	for (i = 0; i < SVC_TYPE_PAGES; i++)
		o->set.page[i] = (struct svc_type_file){ o->name[i + 1],
		    es_buf_view(&o->bytes[i + 1]) };
	return 0;
}

static int
is_plain(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

int
svc_type_dir_read(struct svc_type_dir **out, const char *dir,
    struct es_err *err)
{
	struct svc_type_dir	*d = calloc(1, sizeof(*d));
	struct dirent		**names = NULL;
	char			 path[512];
	int			 n, i, rc = 0;

	*out = NULL;
	if (d == NULL || (d->type = calloc(TYPES_MAX, sizeof(*d->type))) ==
	    NULL) {
		free(d);
		return es_fail(err, ES_E_NOMEM, "types: out of memory");
	}
	if ((n = scandir(dir, &names, is_plain, alphasort)) < 0)
		rc = es_fail(err, ES_E_NOTFOUND, "%s: %s", dir,
		    strerror(errno));
	for (i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/%.60s/type.xml", dir,
		    names[i]->d_name);
		if (rc == 0 && access(path, F_OK) == 0)
			rc = d->n == TYPES_MAX ? es_fail(err, ES_E_LIMIT,
			    "%s: over %d types", dir, TYPES_MAX) :
			    read_one(&d->type[d->n++], dir, names[i]->d_name,
			    err);
		free(names[i]);
	}
	free(names);
	if (rc == 0 && d->n == 0)
		rc = es_fail(err, ES_E_NOTFOUND, "%s: no TYPE/type.xml in it",
		    dir);
	if (rc < 0) {
		svc_type_dir_free(d);
		return -1;
	}
	*out = d;
	return 0;
}

void
svc_type_dir_free(struct svc_type_dir *d)
{
	size_t	 i, k;

	if (d == NULL)
		return;
	for (i = 0; i < d->n; i++)
		for (k = 0; k < FILES; k++)
			es_buf_clear(&d->type[i].bytes[k]);
	free(d->type);
	free(d);
}

size_t
svc_type_dir_count(const struct svc_type_dir *d)
{
	return d->n;
}

const struct svc_type_set *
svc_type_dir_set(const struct svc_type_dir *d, size_t i)
{
	return &d->type[i].set;
}

int
svc_type_dir_check(const struct svc_type_dir *d,
    const struct layout_fonts *fonts, void (*tell)(void *arg,
    const char *what), void *arg, struct es_err *err)
{
	size_t	 i;
	int	 flaws = 0, n;

	for (i = 0; i < d->n; i++) {
		if ((n = svc_type_check(&d->type[i].set, fonts, tell, arg,
		    NULL, err)) < 0)
			return -1;
		flaws += n;
	}
	return flaws;
}

/* -- into the database ----------------------------------------------------- */
struct loading {
	const struct svc_type_dir	*d;
	const struct svc_type_by	*by;
	struct es_arena			*arena;
	size_t				 fresh;
};

static int
load_all(struct store *st, void *arg, struct es_err *err)
{
	struct loading	*l = arg;
	struct type_def	*def;
	size_t		 i;
	int		 rc;

	l->fresh = 0;
	for (i = 0; i < l->d->n; i++) {
		const struct svc_type_set	*set = &l->d->type[i].set;

		es_arena_reset(l->arena);
		if (type_def_parse(&def, set->definition.bytes,
		    set->definition.name, err) < 0)
			return -1;
		rc = svc_type_put(st, set, def, l->by, l->arena, err);
		type_def_free(def);
		if (rc < 0)
			return es_err_prefix(err, "%s", set->definition.name);
		l->fresh += (size_t)rc;
	}
	return 0;
}

int
svc_type_dir_load(const struct svc_type_dir *d, struct store *st,
    const struct svc_type_by *by, size_t *fresh, struct es_err *err)
{
	struct loading	 l = { .d = d, .by = by };
	int		 rc;

	*fresh = 0;
	if ((l.arena = es_arena_new(ES_LIMIT_TYPE_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "types: out of memory");
	rc = store_tx(st, load_all, &l, err);
	es_arena_free(l.arena);
	if (rc == 0)
		*fresh = l.fresh;
	return rc < 0 ? -1 : 0;
}
