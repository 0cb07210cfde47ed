/* svc/issue/catalogue.c - what a person may have, and why not; see issue.h. */
#include "svc/issue/priv.h"

#include "base/limits.h"
#include "svc/issue/sources.h"
#include "svc/type/types.h"

int
svc_people_read(struct store *st, struct svc_subject *s, size_t n,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	*id = es_arena_array(a, n, sizeof(*id));
	struct store_rows	 r;
	size_t			 i;

	if (id == NULL)
		return es_fail(err, ES_E_NOMEM, "people: no memory");
	for (i = 0; i < n; i++)
		id[i] = (struct store_val)SV_INT(s[i].ask->person);
	if (store_query_in(st, STORE_ISSUE_PEOPLE, id, n, a, &r, err) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		s[i].person = store_part(&r, store_row_of(&r, P_ID,
		    s[i].ask->person), 1);
		if (s[i].person.n == 0)
			return es_fail(err, ES_E_NOTFOUND, "no person %lld",
			    (long long)s[i].ask->person);
	}
	return 0;
}

int
svc_types_read(struct store *st, struct es_view only, struct es_arena *a,
    struct store_rows *types, struct es_err *err)
{
	struct store_val	 id = SV_TEXT(only);

	return (only.n > 0 ? store_query(st, STORE_ISSUE_TYPE, &id, 1, a,
	    types, err) : store_query(st, STORE_ISSUE_TYPES, NULL, 0, a, types,
	    err)) < 0 ? -1 : 0;
}

/* Meant for such a person at all, and made in ways that there are. */
static bool
is_for(const struct store_rows *p, const struct store_rows *t, size_t row)
{
	return es_view_lists(store_view(t, row, T_KINDS),
	    store_view(p, 0, P_KIND)) && (store_view(t, row, T_LEVELS).n ==
	    0 || es_view_lists(store_view(t, row, T_LEVELS),
	    store_view(p, 0, P_LEVEL))) && (store_int(t, row, T_AUTO) != 0 ||
	    store_view(t, row, T_FLOW).n > 0);
}

/* Every source that the type cannot do without is among "there". */
static bool
has_data(const struct store_rows *t, size_t row, unsigned there)
{
	struct es_view	 needs = store_view(t, row, T_NEEDS);
	int		 i;

	for (i = 0; i < TYPE_SRC__MAX; i++)
		if ((there & 1u << i) == 0 && es_view_lists(needs,
		    es_view_str(type_sources[i].name)))
			return false;
	return true;
}

/* "" allowed, "status", "hold" or "data". */
static const char *
why_not(const struct store_rows *p, const struct store_rows *t, size_t row,
    unsigned there)
{
	if (store_view(p, 0, P_HOLD_ZH).n > 0)
		return "hold";
	if (!es_view_lists(store_view(t, row, T_STATUSES),
	    store_view(p, 0, P_STATUS)))
		return "status";
	return has_data(t, row, there) ? "" : "data";
}

int
svc_catalogue(struct store *st, const struct svc_issue_conf *c,
    int64_t person, struct es_view only, const char *lang,
    struct es_tree *data, struct es_err *err)
{
	struct es_arena		*a = es_arena_new(ES_LIMIT_REQUEST_ARENA);
	struct es_tree		*list = es_tree_put_list(data, "types"), *m;
	struct svc_ask		 ask = { .person = person };
	struct svc_subject	 who = { .ask = &ask };
	struct store_rows	 p, t;
	bool			 en = strcmp(lang, "en") == 0;
	const struct type_def	*d;
	unsigned		 there;
	size_t			 i;
	int			 rc = -1;

	if (a == NULL)
		return es_fail(err, ES_E_NOMEM, "catalogue: no memory");
	if (svc_people_read(st, &who, 1, a, err) < 0 ||
	    svc_types_read(st, only, a, &t, err) < 0 ||
	    svc_sources_there(st, person, a, &there, err) < 0)
		goto out;
	p = who.person;
	es_tree_put_text(data, "kind", store_view(&p, 0, P_KIND));
	es_tree_put_text(data, "hold", store_view(&p, 0, en ? P_HOLD_EN :
	    P_HOLD_ZH));
	for (i = 0; i < t.n; i++) {
		struct es_view	 langs = store_view(&t, i, T_LANGUAGES);
		const char	*why = why_not(&p, &t, i, there);

		if (!is_for(&p, &t, i) || store_int(&t, i, T_FILES) != 0)
			continue;
		if (svc_type_def(c->types, st, store_view(&t, i, T_ID),
		    store_int(&t, i, T_VERSION), &d, err) < 0)
			goto out;
		m = es_tree_add_map(list);
		es_tree_put_str(m, "about", en ? d->about.en : d->about.zh);
		es_tree_put_text(m, "id", store_view(&t, i, T_ID));
		es_tree_put_text(m, "name", store_view(&t, i, en ? T_EN :
		    T_ZH));
		es_tree_put_text(m, "office", store_view(&t, i, en ?
		    T_OFFICE_EN : T_OFFICE_ZH));
		es_tree_put_bool(m, "zh", es_view_lists(langs,
		    ES_LIT("zh-CN")));
		es_tree_put_bool(m, "en", es_view_lists(langs, ES_LIT("en")));
		es_tree_put_int(m, "version", store_int(&t, i, T_VERSION));
		es_tree_put_bool(m, "allowed", *why == '\0');
		es_tree_put_str(m, "why", why);
	}
	rc = es_tree_ok(data, err);
out:
	es_arena_free(a);
	return rc;
}

int
svc_may_have(struct store *st, struct svc_subject *s,
    const struct store_rows *types, struct es_arena *a, struct es_err *err)
{
	const struct svc_ask	*ask = s->ask;
	unsigned		 there = 0;
	size_t			 row;
	const char		*why;

	for (row = 0; row < types->n; row++)
		if (es_view_eq(store_view(types, row, T_ID), ask->type) &&
		    ask->files == (store_int(types, row, T_FILES) != 0) &&
		    is_for(&s->person, types, row) && es_view_lists(store_view(
		    types, row, T_LANGUAGES), es_view_str(ask->lang)))
			break;
	if (row == types->n)
		return es_fail(err, ES_E_NOTFOUND, "no such type for this "
		    "person");
	s->row = row;
	if (store_view(types, row, T_NEEDS).n > 0 && svc_sources_there(st,
	    ask->person, a, &there, err) < 0)
		return -1;
	why = why_not(&s->person, types, row, there);
	if (*why != '\0')
		return es_fail(err, ES_E_DENIED, "not available: %s", why);
	return 0;
}
