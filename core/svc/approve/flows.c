/* svc/approve/flows.c - see flows.h. */
#include "svc/approve/flows.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>

#include "base/buf.h"
#include "sys/file.h"

#define SUFFIX	".xml"

/* "NAME.xml", or among the old ones "NAME-7.xml". */
static bool
is_called(const struct flow_def *d, const char *file, bool old)
{
	char	 want[80];

	if (old)
		(void)snprintf(want, sizeof(want), "%.*s-%lld" SUFFIX,
		    (int)d->name.n, (const char *)d->name.p,
		    (long long)d->version);
	else
		(void)snprintf(want, sizeof(want), "%.*s" SUFFIX,
		    (int)d->name.n, (const char *)d->name.p);
	return strcmp(want, file) == 0;
}

static int
load_one(struct flow_defs *defs, const char *dir, const char *file, bool old,
    struct es_err *err)
{
	struct flow_def	*d = NULL;
	struct es_buf	 b;
	char		 path[1024];
	int		 rc;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, file);
	es_buf_init(&b, ES_LIMIT_FLOW_FILE + 1);
	rc = sys_file_read(path, &b, err);
	if (rc == 0)
		rc = flow_def_parse(&d, es_buf_view(&b), path, err);
	if (rc == 0 && !is_called(d, file, old))
		rc = es_fail(err, ES_E_FORMAT, "%s: is flow %.*s, version "
		    "%lld, by its content", path, (int)d->name.n,
		    (const char *)d->name.p, (long long)d->version);
	if (rc == 0)
		rc = flow_defs_take(defs, &d, old, err);
	flow_def_free(d);
	es_buf_clear(&b);
	return rc;
}

static int
load_dir(struct flow_defs *defs, const char *dir, bool old,
    struct es_err *err)
{
	struct dirent	*e;
	size_t		 n;
	DIR		*d;
	int		 rc = 0;

	if ((d = opendir(dir)) == NULL) {
		if (old && errno == ENOENT)
			return 0;	/* no flow was ever changed */
		return es_fail(err, ES_E_SYSTEM, "%s: %s", dir,
		    strerror(errno));
	}
	while (rc == 0 && (e = readdir(d)) != NULL) {
		n = strlen(e->d_name);
		if (n > strlen(SUFFIX) && e->d_name[0] != '.' &&
		    strcmp(e->d_name + n - strlen(SUFFIX), SUFFIX) == 0)
			rc = load_one(defs, dir, e->d_name, old, err);
	}
	(void)closedir(d);
	return rc;
}

int
svc_flows_load(struct flow_defs **out, const char *dir, struct es_err *err)
{
	struct flow_defs	*defs = flow_defs_new();
	char			 old[1024];

	*out = NULL;
	if (defs == NULL)
		return es_fail(err, ES_E_NOMEM, "flows: no memory");
	(void)snprintf(old, sizeof(old), "%s/old", dir);
	if (load_dir(defs, dir, false, err) < 0 ||
	    load_dir(defs, old, true, err) < 0) {
		flow_defs_free(defs);
		return -1;
	}
	*out = defs;
	return 0;
}
