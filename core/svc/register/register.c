/* svc/register/register.c - looking into the register; see register.h. */
#include "svc/register/register.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/text.h"
#include "svc/issue/code.h"
#include "svc/issue/priv.h"

/* Columns of every REGISTER_BY_... */
enum { R_ID, R_NUMBER, R_TYPE, R_ZH, R_EN, R_LANG, R_STATE, R_ISSUED, R_UNTIL,
    R_OFFICE, R_PERSON, R_NAME_ZH, R_NAME_EN };

/* Columns of REGISTER_ONE. */
enum { O_ID, O_NUMBER, O_CODE, O_TYPE, O_ZH, O_EN, O_LANG, O_STATE, O_REASON,
    O_ISSUED, O_UNTIL, O_OFFICE, O_OFFICE_ZH, O_OFFICE_EN, O_SEAL_ZH,
    O_SEAL_EN, O_PERSON, O_NAME_ZH, O_NAME_EN, O_PAGES, O_SIZE, O_SHA,
    O_PERSON_ID, O_INTENT, O_REQUEST };

/* A query being put together: a statement and its values. */
struct asked {
	enum store_stmt		 id;
	struct store_val	 v[16];
	size_t			 n;
};

/* The field whose index is gone through. */
enum lead { BY_TIME, BY_OFFICE, BY_TYPE, BY_SEAL, BY_TYPE_SEAL, BY_STATE,
    LEAD__MAX };
static const struct { enum store_stmt find, named, count; } ways[LEAD__MAX] = {
	[BY_TIME] = { STORE_REGISTER_BY_TIME, STORE_REGISTER_NAMED_TIME,
	    STORE_REGISTER_COUNT_TIME },
	[BY_OFFICE] = { STORE_REGISTER_BY_OFFICE, STORE_REGISTER_NAMED_OFFICE,
	    STORE_REGISTER_COUNT_OFFICE },
	[BY_TYPE] = { STORE_REGISTER_BY_TYPE, STORE_REGISTER_NAMED_TYPE,
	    STORE_REGISTER_COUNT_TYPE },
	[BY_SEAL] = { STORE_REGISTER_BY_SEAL, STORE_REGISTER_NAMED_SEAL,
	    STORE_REGISTER_COUNT_SEAL },
	[BY_TYPE_SEAL] = { STORE_REGISTER_BY_TYPE_SEAL,
	    STORE_REGISTER_NAMED_TYPE_SEAL, STORE_REGISTER_COUNT_TYPE_SEAL },
	[BY_STATE] = { STORE_REGISTER_BY_STATE, STORE_REGISTER_NAMED_STATE,
	    STORE_REGISTER_COUNT_STATE },
};

/* More people of a name than that: the newest documents are soon theirs. */
#define NAME_OFTEN	1000

static void
add(struct asked *q, struct store_val v)
{
	q->v[q->n++] = v;
}

static void
add_text(struct asked *q, struct es_view v)
{
	add(q, (struct store_val)SV_TEXT(v));
}

static void
add_int(struct asked *q, int64_t i)
{
	add(q, (struct store_val)SV_INT(i));
}

static size_t
most(const struct svc_register_ask *ask)
{
	return ask->most > 0 ? ask->most : SVC_REGISTER_PAGE;
}

/* "x%" for LIKE, with its own wildcards taken as they are. */
static struct es_view
beginning(struct es_view text, struct es_arena *a)
{
	char	*s = es_arena_get(a, 2 * text.n + 1);
	size_t	 i, n = 0;

	if (s == NULL)
		return ES_VIEW_EMPTY;
	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '%' || text.p[i] == '_' || text.p[i] == '\\')
			s[n++] = '\\';
		s[n++] = (char)text.p[i];
	}
	s[n++] = '%';
	return es_view(s, n);
}

static bool
has_digits_only(struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
	return v.n > 0;
}

/* The index that leaves the least to read: most documents are valid. */
static enum lead
lead_of(const struct svc_register_ask *ask)
{
	if (ask->state.n > 0 && !es_view_eq_str(ask->state, "valid"))
		return BY_STATE;
	if (ask->type.n > 0 && ask->seal > 0)
		return BY_TYPE_SEAL;
	return ask->type.n > 0 ? BY_TYPE : ask->seal > 0 ? BY_SEAL :
	    ask->office.n > 0 ? BY_OFFICE : BY_TIME;
}

/* Behind what is special of a statement: REGISTER_FITS and the limit. */
static void
add_fits(const struct svc_register_ask *ask, size_t rows, struct asked *q)
{
	int64_t	 last = ask->until;
	bool	 behind = ask->behind_issued > 0;
	int	 i;

	for (i = 0; i < 2; i++)
		add_text(q, ask->office);
	for (i = 0; i < 2; i++)
		add_text(q, ask->type);
	for (i = 0; i < 2; i++)
		add_int(q, ask->seal);
	for (i = 0; i < 2; i++)
		add_text(q, ask->state);
	if (behind && ask->behind_issued < last)
		last = ask->behind_issued;
	add_int(q, ask->from);
	add_int(q, last);
	add_int(q, behind ? ask->behind_issued : INT64_MAX);
	add_int(q, ask->behind_id > 0 ? ask->behind_id : INT64_MAX);
	add_int(q, (int64_t)rows + 1);
}

/* What the text is, by its shape; false: a name or a title. */
static bool
by_text(const struct svc_register_ask *ask, struct es_arena *a,
    struct asked *q)
{
	char		*code = es_arena_get(a, SVC_CODE_LEN + 1);
	unsigned	 at;

	if (code != NULL && svc_code_read(ask->text, code, &at) ==
	    SVC_CODE_GOOD) {
		q->id = STORE_REGISTER_BY_CODE;
		add_text(q, es_view_str(code));
	} else if (es_view_find(ask->text, ES_LIT("-"), 0) != SIZE_MAX) {
		q->id = STORE_REGISTER_BY_NUMBER;
		add_text(q, ask->text);
	} else if (has_digits_only(ask->text) || (ask->text.n > 1 &&
	    has_digits_only(es_view_sub(ask->text, 1, ask->text.n - 1)))) {
		q->id = STORE_REGISTER_BY_PERSON;
		add_text(q, ask->text);
		add_fits(ask, most(ask), q);
		return true;
	} else
		return false;
	add_text(q, ask->office);
	add_text(q, ask->office);
	return true;
}

/* By the people called so: theirs, or the newest that are one's of them. */
static int
by_name(struct store *st, const struct svc_register_ask *ask,
    struct es_arena *a, struct asked *q, bool *nobody, struct es_err *err)
{
	struct es_view		 like = beginning(ask->text, a);
	struct store_val	 args[] = { SV_TEXT(like), SV_TEXT(like),
				    SV_INT(NAME_OFTEN + 1) };
	struct store_rows	 r;

	if (store_query(st, STORE_REGISTER_PEOPLE, args, ES_COUNT(args), a,
	    &r, err) < 0)
		return -1;
	*nobody = store_int(&r, 0, 0) == 0;
	q->id = store_int(&r, 0, 0) <= NAME_OFTEN ? STORE_REGISTER_BY_NAME :
	    ways[lead_of(ask)].named;
	add_text(q, like);
	add_text(q, like);
	add_fits(ask, most(ask), q);
	return 0;
}

static void
put_row(const struct svc_register_ask *ask, const struct store_rows *r,
    size_t i, struct es_arena *a, struct es_tree *m)
{
	bool	 en = strcmp(ask->lang, "en") == 0;

	es_tree_put_int(m, "id", store_int(r, i, R_ID));
	es_tree_put_text(m, "number", store_view(r, i, R_NUMBER));
	es_tree_put_text(m, "type", store_view(r, i, en ? R_EN : R_ZH));
	es_tree_put_text(m, "lang", store_view(r, i, R_LANG));
	es_tree_put_text(m, "state", store_view(r, i, R_STATE));
	es_tree_put_str(m, "issued", svc_when(a, store_int(r, i, R_ISSUED),
	    ask->offset));
	es_tree_put_text(m, "person", store_view(r, i, R_PERSON));
	es_tree_put_text(m, "name", store_view(r, i, en ? R_NAME_EN :
	    R_NAME_ZH));
}

/* -- several types at once: the newest of each, put together ------------- */
struct hit {
	int64_t				 issued, id;
	const struct store_rows		*r;
	size_t				 row;
};

static int
newest_first(const void *a, const void *b)
{
	const struct hit	*x = a, *y = b;

	if (x->issued != y->issued)
		return x->issued < y->issued ? 1 : -1;
	return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

static int
hits_of(struct store *st, const struct svc_register_ask *ask,
    struct es_arena *a, struct hit *hits, size_t *n, struct es_err *err)
{
	struct store_rows	*r = es_arena_get(a, sizeof(*r));
	struct asked		 q = { .id = ways[lead_of(ask)].find };
	size_t			 i;

	if (r == NULL)
		return es_fail(err, ES_E_NOMEM, "register: no memory");
	add_fits(ask, most(ask), &q);
	if (store_query(st, q.id, q.v, q.n, a, r, err) < 0)
		return -1;
	for (i = 0; i < r->n; i++)
		hits[(*n)++] = (struct hit){ store_int(r, i, R_ISSUED),
		    store_int(r, i, R_ID), r, i };
	return 0;
}

/* Types whose name has the text. */
static int
find_titled(struct store *st, const struct svc_register_ask *ask,
    struct es_arena *a, struct hit **hits, size_t *n, struct es_err *err)
{
	char			*like = es_arena_printf(a, "%%%s",
				    es_arena_str(a, beginning(ask->text, a)));
	struct store_val	 args[] = { SV_TEXT(ask->office),
				    SV_TEXT(ask->office), SV_STR(like),
				    SV_STR(like) };
	struct svc_register_ask	 one = *ask;
	struct store_rows	 types;
	size_t			 i;

	if (store_query(st, STORE_REGISTER_TITLED, args, ES_COUNT(args), a,
	    &types, err) < 0)
		return -1;
	*hits = es_arena_array(a, types.n * (most(ask) + 1) + 1,
	    sizeof(**hits));
	if (*hits == NULL)
		return es_fail(err, ES_E_NOMEM, "register: no memory");
	for (i = 0; i < types.n; i++) {
		one.type = store_view(&types, i, 0);
		if ((ask->type.n == 0 || es_view_eq(ask->type, one.type)) &&
		    hits_of(st, &one, a, *hits, n, err) < 0)
			return -1;
	}
	qsort(*hits, *n, sizeof(**hits), newest_first);
	return 0;
}

static int
find(struct store *st, const struct svc_register_ask *ask, struct es_arena *a,
    struct hit **hits, size_t *n, struct es_err *err)
{
	struct asked		 q = { .id = ways[lead_of(ask)].find };
	struct store_rows	*r = es_arena_get(a, sizeof(*r));
	bool			 nobody = false;
	size_t			 i;

	*n = 0;
	if (r == NULL)
		return es_fail(err, ES_E_NOMEM, "register: no memory");
	if (ask->text.n == 0)
		add_fits(ask, most(ask), &q);
	else if (!by_text(ask, a, &q) &&
	    by_name(st, ask, a, &q, &nobody, err) < 0)
		return -1;
	if (nobody)
		return find_titled(st, ask, a, hits, n, err);
	if (store_query(st, q.id, q.v, q.n, a, r, err) < 0)
		return -1;
	if ((*hits = es_arena_array(a, r->n + 1, sizeof(**hits))) == NULL)
		return es_fail(err, ES_E_NOMEM, "register: no memory");
	for (i = 0; i < r->n; i++)
		(*hits)[(*n)++] = (struct hit){ store_int(r, i, R_ISSUED),
		    store_int(r, i, R_ID), r, i };
	return 0;
}

/* How many fit, counted up to a limit; "seen": all are on this page. */
static int
count(struct store *st, const struct svc_register_ask *ask, size_t seen,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct asked		 q = { .id = ways[lead_of(ask)].count };
	struct store_rows	 r;
	int64_t			 n = (int64_t)seen;

	if (seen > most(ask)) {
		add_fits(ask, SVC_REGISTER_COUNTED, &q);
		if (store_query(st, q.id, q.v, q.n, a, &r, err) < 0)
			return -1;
		n = store_int(&r, 0, 0);
	}
	es_tree_put_int(data, "total", n > SVC_REGISTER_COUNTED ?
	    SVC_REGISTER_COUNTED : n);
	es_tree_put_bool(data, "over", n > SVC_REGISTER_COUNTED);
	return 0;
}

int
svc_register_find(struct store *st, const struct svc_register_ask *ask,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct es_tree	*list = es_tree_put_list(data, "rows"), *m;
	struct hit	*hits;
	size_t		 i, n;

	if (find(st, ask, a, &hits, &n, err) < 0)
		return -1;
	for (i = 0; i < n && i < most(ask); i++)
		put_row(ask, hits[i].r, hits[i].row, a,
		    es_tree_add_map(list));
	es_tree_put_bool(data, "more", n > most(ask));
	if (i > 0) {
		m = es_tree_put_map(data, "last");
		es_tree_put_int(m, "issued", hits[i - 1].issued);
		es_tree_put_int(m, "id", hits[i - 1].id);
	}
	if (ask->counted && ask->text.n == 0 && count(st, ask, n, a,
	    data, err) < 0)
		return -1;
	return es_tree_ok(data, err);
}

static int
put_choice(struct store *st, enum store_stmt id, const struct store_val *args,
    size_t n, bool en, struct es_arena *a, struct es_tree *list,
    struct es_err *err)
{
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, id, args, n, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_text(m, "code", store_view(&r, i, 0));
		es_tree_put_text(m, "name", store_view(&r, i, en ? 2 : 1));
	}
	return 0;
}

int
svc_register_choices(struct store *st, struct es_view office,
    const char *lang, struct es_arena *a, struct es_tree *data,
    struct es_err *err)
{
	struct store_val	 args[] = { SV_TEXT(office), SV_TEXT(office) };
	bool			 en = strcmp(lang, "en") == 0;

	if (put_choice(st, STORE_REGISTER_OFFICES, NULL, 0, en, a,
	    es_tree_put_list(data, "offices"), err) < 0 ||
	    put_choice(st, STORE_REGISTER_TYPES, args, ES_COUNT(args), en, a,
	    es_tree_put_list(data, "types"), err) < 0 ||
	    put_choice(st, STORE_REGISTER_SEALS, args, ES_COUNT(args), en, a,
	    es_tree_put_list(data, "seals"), err) < 0)
		return -1;
	return es_tree_ok(data, err);
}

static int
put_events(struct store *st, int64_t id, int offset, struct es_arena *a,
    struct es_tree *data, struct es_err *err)
{
	struct store_val	 arg = SV_INT(id);
	struct es_tree		*list = es_tree_put_list(data, "events");
	struct es_view		 pending = ES_VIEW_EMPTY;
	struct store_rows	 r;
	size_t			 i;

	if (store_query(st, STORE_REGISTER_EVENTS, &arg, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n; i++) {
		struct es_tree	*m = es_tree_add_map(list);

		es_tree_put_str(m, "at", svc_when(a, store_int(&r, i, 0),
		    offset));
		es_tree_put_text(m, "act", store_view(&r, i, 1));
		es_tree_put_text(m, "actor", store_view(&r, i, 2));
		es_tree_put_text(m, "reason", store_view(&r, i, 3));
		es_tree_put_text(m, "other", store_view(&r, i, 4));
		pending = es_view_eq_str(store_view(&r, i, 1),
		    "revoke-asked") ? store_view(&r, i, 2) : ES_VIEW_EMPTY;
	}
	es_tree_put_text(data, "pending", pending);
	return 0;
}

int
svc_register_one(struct store *st, int64_t id, const char *lang, int offset,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	static const struct { const char *key; int col; } same[] = {
		{ "number", O_NUMBER }, { "lang", O_LANG },
		{ "state", O_STATE }, { "reason", O_REASON },
		{ "office", O_OFFICE }, { "person", O_PERSON },
	};
	struct store_val	 arg = SV_INT(id);
	bool			 en = strcmp(lang, "en") == 0;
	char			 code[SVC_CODE_TEXT + 1] = "";
	char			 plain[SVC_CODE_LEN + 1] = "", sha[65] = "";
	struct store_rows	 r;
	size_t			 i;
	int			 rc;

	rc = store_query(st, STORE_REGISTER_ONE, &arg, 1, a, &r, err);
	if (rc <= 0)
		return rc < 0 ? -1 : es_fail(err, ES_E_NOTFOUND, "no document "
		    "%lld", (long long)id);
	for (i = 0; i < ES_COUNT(same); i++)
		es_tree_put_text(data, same[i].key, store_view(&r, 0,
		    (size_t)same[i].col));
	if (store_view(&r, 0, O_CODE).n == SVC_CODE_LEN) {
		memcpy(plain, store_view(&r, 0, O_CODE).p, SVC_CODE_LEN);
		svc_code_text(plain, code);
	}
	if (store_view(&r, 0, O_SHA).n == 32)
		crypt_hex(store_view(&r, 0, O_SHA), sha);
	es_tree_put_str(data, "code", code);
	es_tree_put_str(data, "sha256", sha);
	es_tree_put_text(data, "type", store_view(&r, 0, en ? O_EN : O_ZH));
	es_tree_put_text(data, "office_name", store_view(&r, 0, en ?
	    O_OFFICE_EN : O_OFFICE_ZH));
	es_tree_put_text(data, "seal", store_view(&r, 0, en ? O_SEAL_EN :
	    O_SEAL_ZH));
	es_tree_put_text(data, "name", store_view(&r, 0, en ? O_NAME_EN :
	    O_NAME_ZH));
	es_tree_put_str(data, "issued", svc_when(a, store_int(&r, 0,
	    O_ISSUED), offset));
	if (store_int(&r, 0, O_UNTIL) > 0)
		es_tree_put_str(data, "until", svc_when(a, store_int(&r, 0,
		    O_UNTIL), offset));
	es_tree_put_int(data, "pages", store_int(&r, 0, O_PAGES));
	es_tree_put_int(data, "size", (store_int(&r, 0, O_SIZE) + 1023) /
	    1024);
	if (put_events(st, id, offset, a, data, err) < 0)
		return -1;
	return es_tree_ok(data, err);
}
