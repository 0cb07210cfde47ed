/* svc/register.c - looking into the register; see register.h. */
#include "svc/register.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crypt/text.h"
#include "svc/code.h"
#include "svc/issue_priv.h"

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
	struct store_val	 v[12];
	size_t			 n;
};

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

/* What the text is, by its shape; office and limit go behind it. */
static void
by_text(const struct svc_register_ask *ask, struct es_arena *a,
    struct asked *q)
{
	char			*code = es_arena_get(a, SVC_CODE_LEN + 1);
	struct es_view		 like;
	unsigned		 at;
	bool			 many = true;

	if (code != NULL && svc_code_read(ask->text, code, &at) ==
	    SVC_CODE_GOOD) {
		q->id = STORE_REGISTER_BY_CODE;
		add_text(q, es_view_str(code));
		many = false;
	} else if (es_view_find(ask->text, ES_LIT("-"), 0) != SIZE_MAX) {
		q->id = STORE_REGISTER_BY_NUMBER;
		add_text(q, ask->text);
		many = false;
	} else if (has_digits_only(ask->text) || (ask->text.n > 1 &&
	    has_digits_only(es_view_sub(ask->text, 1, ask->text.n - 1)))) {
		q->id = STORE_REGISTER_BY_PERSON;
		add_text(q, ask->text);
	} else {
		like = beginning(ask->text, a);
		q->id = STORE_REGISTER_BY_NAME;
		add_text(q, like);
		add_text(q, like);
	}
	add_text(q, ask->office);
	add_text(q, ask->office);
	if (many)
		add_int(q, (int64_t)most(ask) + 1);
}

/* By the index that leaves the least to read. */
static void
by_filter(const struct svc_register_ask *ask, struct asked *q)
{
	int64_t	 last = ask->until;

	if (ask->type.n > 0) {
		q->id = STORE_REGISTER_BY_TYPE;
		add_text(q, ask->type);
		add_text(q, ask->state);
		add_text(q, ask->state);
		add_text(q, ask->office);
		add_text(q, ask->office);
	} else if (ask->state.n > 0) {
		q->id = STORE_REGISTER_BY_STATE;
		add_text(q, ask->state);
		add_text(q, ask->office);
		add_text(q, ask->office);
	} else if (ask->office.n > 0) {
		q->id = STORE_REGISTER_BY_OFFICE;
		add_text(q, ask->office);
	} else
		q->id = STORE_REGISTER_BY_TIME;
	if (ask->behind_issued > 0 && ask->behind_issued < last)
		last = ask->behind_issued;
	add_int(q, ask->from);
	add_int(q, last);
	add_int(q, ask->behind_issued > 0 ? ask->behind_issued : INT64_MAX);
	add_int(q, ask->behind_id > 0 ? ask->behind_id : INT64_MAX);
	add_int(q, (int64_t)most(ask) + 1);
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

int
svc_register_find(struct store *st, const struct svc_register_ask *ask,
    struct es_arena *a, struct es_tree *data, struct es_err *err)
{
	struct es_tree		*list = es_tree_put_list(data, "rows"), *m;
	struct asked		 q = { STORE_NONE, { { STORE_NULL, 0, { NULL,
				    0 } } }, 0 };
	struct store_rows	 r;
	size_t			 i;

	if (ask->text.n > 0)
		by_text(ask, a, &q);
	else
		by_filter(ask, &q);
	if (store_query(st, q.id, q.v, q.n, a, &r, err) < 0)
		return -1;
	for (i = 0; i < r.n && i < most(ask); i++)
		put_row(ask, &r, i, a, es_tree_add_map(list));
	es_tree_put_bool(data, "more", r.n > most(ask));
	if (i > 0) {
		m = es_tree_put_map(data, "last");
		es_tree_put_int(m, "issued", store_int(&r, i - 1, R_ISSUED));
		es_tree_put_int(m, "id", store_int(&r, i - 1, R_ID));
	}
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
	    es_tree_put_list(data, "types"), err) < 0)
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
