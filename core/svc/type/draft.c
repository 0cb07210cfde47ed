/* svc/type/draft.c - see draft.h. */
#include "svc/type/draft.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "svc/issue/priv.h"

static const char *const	langs[SVC_TYPE_PAGES] = { "zh-CN", "en" };
static const char *const	names[SVC_TYPE_PAGES] = { "zh-CN.xml",
    "en.xml" };

/* Columns of TYPE_LIST. */
enum { L_ID, L_ZH, L_EN, L_VERSION, L_ACTIVE, L_OFFICE, L_SEAL, L_SEAL_ZH,
    L_SEAL_EN, L_WHEN, L_WHO, L_KINDS, L_AGREED, L_ADMITTED };

int
svc_type_list(struct store *st, const char *lang, int offset,
    struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "types");
	struct es_arena		*a = es_arena_new(ES_LIMIT_TYPE_ARENA);
	bool			 en = strcmp(lang, "en") == 0;
	struct store_rows	 r;
	size_t			 i;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "types: out of memory");
	if (store_query(st, STORE_TYPE_LIST, NULL, 0, a, &r, err) < 0)
		goto out;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);
		struct es_view	 id = store_view(&r, i, L_ID);
		char		 path[120];

		es_tree_put_text(m, "id", id);
		es_tree_put_text(m, "name", store_view(&r, i, en ? L_EN :
		    L_ZH));
		es_tree_put_int(m, "version", store_int(&r, i, L_VERSION));
		es_tree_put_text(m, "seal", store_view(&r, i, en ? L_SEAL_EN :
		    L_SEAL_ZH));
		es_tree_put_text(m, "who", store_view(&r, i, L_WHO));
		es_tree_put_text(m, "agreed", store_view(&r, i, L_AGREED));
		es_tree_put_bool(m, "waits", store_int(&r, i, L_ADMITTED) ==
		    0);
		if (store_int(&r, i, L_WHEN) > 0)
			es_tree_put_str(m, "when", svc_when(a, store_int(&r,
			    i, L_WHEN), offset));
		(void)snprintf(path, sizeof(path),
		    "/admin/types/edit?from=%.*s", (int)id.n,
		    (const char *)id.p);
		es_tree_put_str(m, "change", path);
		(void)snprintf(path, sizeof(path),
		    "/admin/types/edit?from=%.*s&new=1", (int)id.n,
		    (const char *)id.p);
		es_tree_put_str(m, "copy", path);
	}
	rc = es_tree_ok(data, err);
out:
	es_arena_free(a);
	return rc;
}

/* The first name="old" gets another value. */
static struct es_view
with(struct es_view xml, const char *name, struct es_view old,
    struct es_view value, struct es_arena *a)
{
	struct es_buf	 b;
	struct es_view	 out;
	const char	*what = es_arena_printf(a, " %s=\"%.*s\"", name,
			    (int)old.n, (const char *)old.p);
	size_t		 at = es_view_find(xml, es_view_str(what), 0);

	if (what == NULL || at == SIZE_MAX)
		return xml;
	es_buf_init(&b, ES_LIMIT_TEMPLATE);
	es_buf_add_view(&b, es_view_sub(xml, 0, at));
	es_buf_printf(&b, " %s=\"%.*s\"", name, (int)value.n,
	    (const char *)value.p);
	es_buf_add_view(&b, es_view_sub(xml, at + strlen(what), SIZE_MAX));
	out = es_arena_dup(a, es_buf_view(&b));
	es_buf_clear(&b);
	return out;
}

static struct es_view
renamed(struct es_view xml, const char *attr, const struct type_def *d,
    bool copy, struct es_arena *a)
{
	char		 old[24], next[24], id[60];

	(void)snprintf(old, sizeof(old), "%lld", (long long)d->version);
	(void)snprintf(next, sizeof(next), "%lld", copy ? 1LL :
	    (long long)d->version + 1);
	(void)snprintf(id, sizeof(id), "%.35s-copy", d->id);
	xml = with(xml, "version", es_view_str(old), es_view_str(next), a);
	return copy ? with(xml, attr, es_view_str(d->id), es_view_str(id),
	    a) : xml;
}

int
svc_type_begin(struct store *st, struct es_view type, bool copy,
    struct es_arena *a, struct svc_type_set *out, struct es_err *err)
{
	struct store_val	 args[3] = { SV_TEXT(type), SV_INT(0),
				    SV_NULL };
	struct es_err		 e = ES_ERR_INIT;
	struct store_rows	 r;
	struct type_def		*d;
	size_t			 i;
	int			 rc;

	memset(out, 0, sizeof(*out));
	if (store_query(st, STORE_TYPE_LAST, args, 1, a, &r, err) < 0)
		return -1;
	args[1] = (struct store_val)SV_INT(store_int(&r, 0, 0));
	if ((rc = store_query(st, STORE_TYPE_DEFINITION, args, 2, a, &r,
	    err)) < 0)
		return -1;
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no such type");
	out->definition = (struct svc_type_file){ "type.xml",
	    store_view(&r, 0, 0) };
	if (type_def_parse(&d, out->definition.bytes, "type.xml", &e) < 0)
		return es_fail(err, ES_E_BUG, "%s", e.msg);
	out->definition.bytes = renamed(out->definition.bytes, "id", d, copy,
	    a);
	for (i = 0; rc >= 0 && i < SVC_TYPE_PAGES; i++) {
		args[2] = (struct store_val)SV_STR(langs[i]);
		rc = store_query(st, STORE_TYPE_PAGE, args, 3, a, &r, err);
		out->page[i].name = names[i];
		if (rc > 0)
			out->page[i].bytes = renamed(store_view(&r, 0, 0),
			    "type", d, copy, a);
	}
	type_def_free(d);
	return rc < 0 ? -1 : 0;
}

int
svc_type_draft_put(struct store *st, int64_t account,
    const struct svc_type_set *set, int64_t now, struct es_err *err)
{
	struct store_val	 row[] = { SV_INT(account),
				    SV_BLOB(set->definition.bytes),
				    SV_BLOB(set->page[0].bytes),
				    SV_BLOB(set->page[1].bytes),
				    SV_INT(now) };

	return store_exec(st, STORE_TYPE_DRAFT_PUT, row, ES_COUNT(row), NULL,
	    err) < 0 ? -1 : 0;
}

int
svc_type_draft_get(struct store *st, int64_t account, struct es_arena *a,
    struct svc_type_set *out, struct es_err *err)
{
	struct store_val	 id = SV_INT(account);
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	memset(out, 0, sizeof(*out));
	rc = store_query(st, STORE_TYPE_DRAFT_GET, &id, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND,
		    "nothing was checked");
	out->definition = (struct svc_type_file){ "type.xml",
	    store_view(&r, 0, 0) };
	for (i = 0; i < SVC_TYPE_PAGES; i++)
		out->page[i] = (struct svc_type_file){ names[i],
		    store_view(&r, 0, i + 1) };
	return 0;
}
