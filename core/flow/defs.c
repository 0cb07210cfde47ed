/* flow/defs.c - the definitions a program knows; see book.h. */
#include <stdlib.h>

#include "flow/book.h"

struct flow_defs {
	struct flow_def	*def[ES_LIMIT_FLOW_DEFS];
	bool		 old[ES_LIMIT_FLOW_DEFS];
	size_t		 n;
};

struct flow_defs *
flow_defs_new(void)
{
	return calloc(1, sizeof(struct flow_defs));
}

void
flow_defs_free(struct flow_defs *d)
{
	if (d == NULL)
		return;
	while (d->n > 0)
		flow_def_free(d->def[--d->n]);
	free(d);
}

int
flow_defs_take(struct flow_defs *d, struct flow_def **def, bool old,
    struct es_err *err)
{
	if (d->n == ES_LIMIT_FLOW_DEFS)
		return es_fail(err, ES_E_LIMIT, "over %zu flows",
		    ES_LIMIT_FLOW_DEFS);
	if (!old && flow_defs_current(d, (*def)->name) != NULL)
		return es_fail(err, ES_E_CONFLICT, "flow %.*s is defined "
		    "twice", (int)(*def)->name.n,
		    (const char *)(*def)->name.p);
	d->def[d->n] = *def;
	d->old[d->n++] = old;
	*def = NULL;
	return 0;
}

const struct flow_def *
flow_defs_current(const struct flow_defs *d, struct es_view name)
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		if (!d->old[i] && es_view_eq(d->def[i]->name, name))
			return d->def[i];
	return NULL;
}

const struct flow_def *
flow_defs_find(const struct flow_defs *d, struct es_view digest)
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		if (es_view_eq(es_view(d->def[i]->digest, FLOW_DIGEST),
		    digest))
			return d->def[i];
	return NULL;
}

size_t
flow_defs_count(const struct flow_defs *d)
{
	return d->n;
}
