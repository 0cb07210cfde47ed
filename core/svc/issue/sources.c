/* svc/issue/sources.c - see sources.h. */
#include "svc/issue/sources.h"

#include "base/money.h"
#include "type/form.h"

/* The columns of each are the keys of its source, BOTH taking two. */
static const enum store_stmt	statements[TYPE_SRC__MAX] = {
	[TYPE_SRC_CONCLUSION] = STORE_SOURCE_CONCLUSION,
	[TYPE_SRC_RANK] = STORE_SOURCE_RANK,
	[TYPE_SRC_HONOURS] = STORE_SOURCE_HONOURS,
	[TYPE_SRC_EMPLOYMENT] = STORE_SOURCE_EMPLOYMENT,
	[TYPE_SRC_TITLE] = STORE_SOURCE_TITLE,
	[TYPE_SRC_INCOME] = STORE_SOURCE_INCOME,
	[TYPE_SRC_PROJECTS] = STORE_SOURCE_PROJECTS,
};

static struct es_view
value(const struct store_rows *r, size_t row, size_t col,
    enum type_key_kind kind, bool en, struct es_arena *a)
{
	char	 text[ES_MONEY_TEXT];

	if (store_is_null(r, row, col) || row >= r->n)
		return ES_VIEW_EMPTY;
	switch (kind) {
	case TYPE_KEY_BOTH:
		return store_view(r, row, en ? col + 1 : col);
	case TYPE_KEY_WORD:
		return svc_word_of(store_view(r, row, col), en);
	case TYPE_KEY_INT:
		return es_view_str(es_arena_printf(a, "%lld",
		    (long long)store_int(r, row, col)));
	case TYPE_KEY_FEN:
		return es_arena_dup(a, es_view_str(es_money_text(store_int(r,
		    row, col), text)));
	case TYPE_KEY_TEXT:
	case TYPE_KEY_DATE:
		break;
	}
	return store_view(r, row, col);
}

static void
keys(const struct type_source *s, const struct store_rows *r, size_t row,
    bool en, struct es_arena *a, struct es_buf *out)
{
	size_t	 i, col = 0;

	for (i = 0; i < s->nkeys; i++) {
		type_xml_attr(out, s->keys[i].name, value(r, row, col,
		    s->keys[i].kind, en, a));
		col += s->keys[i].kind == TYPE_KEY_BOTH ? 2 : 1;
	}
}

int
svc_source_write(struct store *st, enum type_source_id id, int64_t person,
    bool en, struct es_arena *a, struct es_buf *out, struct es_err *err)
{
	const struct type_source	*s = &type_sources[id];
	struct store_val		 arg = SV_INT(person);
	struct store_rows		 r;
	size_t				 i;

	if (statements[id] == STORE_NONE)
		return es_fail(err, ES_E_BUG, "source %s has no statement",
		    s->name);
	if (store_query(st, statements[id], &arg, 1, a, &r, err) < 0)
		return -1;
	if (s->item == NULL) {
		es_buf_printf(out, "<%s", s->element);
		keys(s, &r, 0, en, a, out);
		es_buf_add_str(out, "/>");
		return 0;
	}
	es_buf_printf(out, "<%s list=\"1\">", s->element);
	for (i = 0; i < r.n; i++) {
		es_buf_printf(out, "<%s n=\"%zu\"", s->item, i + 1);
		keys(s, &r, i, en, a, out);
		es_buf_add_str(out, "/>");
	}
	es_buf_printf(out, "</%s>", s->element);
	return 0;
}

int
svc_sources_there(struct store *st, int64_t person, struct es_arena *a,
    unsigned *out, struct es_err *err)
{
	struct store_val	 arg = SV_INT(person);
	struct store_rows	 r;
	size_t			 i;

	*out = 0;
	if (store_query(st, STORE_SOURCE_HAS, &arg, 1, a, &r, err) < 0)
		return -1;
	for (i = 0; i < TYPE_SRC__MAX; i++)
		if (store_int(&r, 0, i) != 0)
			*out |= 1u << i;
	return 0;
}

struct es_view
svc_purpose_word(const struct type_def *d, struct es_view key, bool en)
{
	const struct type_field		*f = type_field_find(d,
					    ES_LIT("purpose"));
	const struct type_choice	*c;

	if (f == NULL || (c = type_choice_find(f, key)) == NULL)
		return ES_VIEW_EMPTY;
	return es_view_str(en ? c->word.en : c->word.zh);
}
