/* svc/type/types.c - the cache of definitions and templates; see types.h. */
#include "svc/type/types.h"

#include <stdlib.h>

#include "base/limits.h"

#define KEPT	128		/* then all are forgotten */

struct kept {
	char			*type;
	int64_t			 version;
	const char		*lang;	/* of a template; of a definition "" */
	struct type_def		*def;
	struct layout_template	*page;
};

struct svc_types {
	const struct layout_fonts *fonts;
	struct es_arena		*arena;	/* of one query */
	struct kept		 kept[KEPT];
	size_t			 n;
};

int
svc_types_new(struct svc_types **out, const struct layout_fonts *fonts,
    struct es_err *err)
{
	struct svc_types	*t = calloc(1, sizeof(*t));

	*out = NULL;
	if (t == NULL || (t->arena = es_arena_new(ES_LIMIT_TYPE_ARENA)) ==
	    NULL) {
		free(t);
		return es_fail(err, ES_E_NOMEM, "types: out of memory");
	}
	t->fonts = fonts;
	*out = t;
	return 0;
}

static void
forget_all(struct svc_types *t)
{
	while (t->n > 0) {
		struct kept	*k = &t->kept[--t->n];

		free(k->type);
		type_def_free(k->def);
		layout_template_free(k->page);
	}
	memset(t->kept, 0, sizeof(t->kept));
}

void
svc_types_free(struct svc_types *t)
{
	if (t == NULL)
		return;
	forget_all(t);
	es_arena_free(t->arena);
	free(t);
}

static struct kept *
find(struct svc_types *t, struct es_view type, int64_t version,
    const char *lang)
{
	size_t	 i;

	for (i = 0; i < t->n; i++)
		if (t->kept[i].version == version &&
		    es_view_eq_str(type, t->kept[i].type) &&
		    strcmp(t->kept[i].lang, lang) == 0)
			return &t->kept[i];
	return NULL;
}

static struct kept *
keep(struct svc_types *t, struct es_view type, int64_t version,
    const char *lang, struct es_err *err)
{
	struct kept	*k;

	if (t->n == KEPT)
		forget_all(t);
	k = &t->kept[t->n];
	if ((k->type = calloc(1, type.n + 1)) == NULL) {
		es_fail(err, ES_E_NOMEM, "types: out of memory");
		return NULL;
	}
	memcpy(k->type, type.p, type.n);
	k->version = version;
	k->lang = lang;
	t->n++;
	return k;
}

/* The bytes of a version; ES_E_NOTFOUND. */
static int
fetch(struct svc_types *t, struct store *st, enum store_stmt stmt,
    struct es_view type, int64_t version, const char *lang,
    struct es_view *out, struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(type), SV_INT(version),
				    SV_STR(lang) };
	struct store_rows	 r;
	int			 rc;

	es_arena_reset(t->arena);
	rc = store_query(st, stmt, args, stmt == STORE_TYPE_PAGE ? 3 : 2,
	    t->arena, &r, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no version %lld of type "
		    "%.*s %s", (long long)version, (int)type.n,
		    (const char *)type.p, lang);
	*out = store_view(&r, 0, 0);
	return 0;
}

int
svc_type_def(struct svc_types *t, struct store *st, struct es_view type,
    int64_t version, const struct type_def **out, struct es_err *err)
{
	struct type_def	*d;
	struct es_view	 xml;
	struct kept	*k = find(t, type, version, "");

	*out = NULL;
	if (k == NULL) {
		if (fetch(t, st, STORE_TYPE_DEFINITION, type, version, "",
		    &xml, err) < 0 || type_def_parse(&d, xml, "type.xml",
		    err) < 0)
			return -1;
		if ((k = keep(t, type, version, "", err)) == NULL) {
			type_def_free(d);
			return -1;
		}
		k->def = d;
	}
	*out = k->def;
	return 0;
}

int
svc_type_page(struct svc_types *t, struct store *st, struct es_view type,
    int64_t version, struct es_view lang,
    const struct layout_template **out, struct es_err *err)
{
	const char		*l = es_view_eq_str(lang, "en") ? "en" :
				    "zh-CN";
	struct layout_template	*page;
	struct es_view		 xml;
	struct kept		*k = find(t, type, version, l);

	*out = NULL;
	if (k == NULL) {
		if (fetch(t, st, STORE_TYPE_PAGE, type, version, l, &xml,
		    err) < 0 || layout_template_compile(&page, xml, l,
		    t->fonts, err) < 0)
			return -1;
		if ((k = keep(t, type, version, l, err)) == NULL) {
			layout_template_free(page);
			return -1;
		}
		k->page = page;
	}
	*out = k->page;
	return 0;
}
