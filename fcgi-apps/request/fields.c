/* request/fields.c - a definition's form as data of a page. */
#include <stdio.h>
#include <stdlib.h>

#include "base/money.h"
#include "request.h"

static const char *
both(struct web_req *rq, const struct type_words *w)
{
	return strcmp(web_lang(rq), "en") == 0 ? w->en : w->zh;
}

/* A message with its {0} replaced. */
static const char *
say(struct web_req *rq, const char *key, const char *value)
{
	const char	*m = web_say(rq, key), *hole = strstr(m, "{0}");

	return hole == NULL ? m : es_arena_printf(web_arena(rq), "%.*s%s%s",
	    (int)(hole - m), m, value, hole + 3);
}

/* A bound as people read it: characters, yuan, rows. */
static const char *
bound(struct web_req *rq, const struct type_field *f, int64_t x)
{
	char	 text[ES_MONEY_TEXT];

	if (f->kind == TYPE_MONEY)
		return es_arena_printf(web_arena(rq), "%s",
		    es_money_grouped(x, text));
	if (f->kind == TYPE_NUMBER)
		return es_arena_printf(web_arena(rq), "%.*f", x % 1000 == 0 ?
		    0 : 3, (double)x / 1000);
	return es_arena_printf(web_arena(rq), "%lld", (long long)x);
}

/* What is wrong and what to do, in the page's language. */
static void
put_flaw(struct web_req *rq, struct es_tree *m, const struct type_field *f,
    const char *control, const struct request_shown *s)
{
	struct es_view	 word = es_tree_text_at(s->flaws, control);
	char		 key[64];

	if (word.n == 0)
		return;
	(void)snprintf(key, sizeof(key), "flaw.%.*s%s", (int)word.n,
	    (const char *)word.p, f->kind == TYPE_CHOICE &&
	    es_view_eq_str(word, "missing") ? "-choice" : "");
	es_tree_put_str(m, "flaw", say(rq, key, bound(rq, f,
	    es_view_eq_str(word, "too-small") ||
	    es_view_eq_str(word, "too-few") ? f->min : f->max)));
	es_tree_put_str(m, "invalid", "true");
}

static const char *
kind_name(const struct type_field *f)
{
	static const char *const	 names[TYPE__MAX] = {
		[TYPE_LINE] = "line", [TYPE_TEXT] = "text",
		[TYPE_DATE] = "date", [TYPE_MONEY] = "money",
		[TYPE_NUMBER] = "number", [TYPE_CHOICE] = "choice",
		[TYPE_ROWS] = "rows", [TYPE_PRODUCT] = "computed",
		[TYPE_SUM] = "computed",
	};

	return names[f->kind];
}

static void
put_choices(struct web_req *rq, struct es_tree *m, const struct type_field *f,
    struct es_view value)
{
	struct es_tree	*list = es_tree_put_list(m, "choices");
	size_t		 i;

	for (i = 0; i < f->nchoices; i++) {
		struct es_tree	*c = es_tree_add_map(list);

		es_tree_put_str(c, "key", f->choice[i].key);
		es_tree_put_str(c, "word", both(rq, &f->choice[i].word));
		es_tree_put_bool(c, "selected", es_view_eq_str(value,
		    f->choice[i].key));
	}
}

/* One control: of a field, or a cell of a row. */
static void
put_control(struct web_req *rq, struct es_tree *m, const struct type_field *f,
    const char *control, const char *label, const struct request_shown *s)
{
	bool		 purpose = strcmp(control, "purpose") == 0;
	struct es_view	 value = s->get(s->arg, control);
	char		*id = es_arena_printf(web_arena(rq), "%s%s",
			    purpose ? "" : "f.", control);

	es_tree_put_str(m, "kind", kind_name(f));
	es_tree_put_str(m, "name", id);
	es_tree_put_str(m, "id", id);
	es_tree_put_str(m, "help", es_arena_printf(web_arena(rq), "%s.help",
	    id));
	es_tree_put_str(m, "label", label);
	es_tree_put_str(m, "hint", both(rq, &f->hint));
	es_tree_put_bool(m, "required", f->required);
	es_tree_put_text(m, "value", value);
	es_tree_put_int(m, "max", f->kind == TYPE_LINE || f->kind ==
	    TYPE_TEXT ? f->max : 24);
	if (f->kind == TYPE_CHOICE) {
		es_tree_put_bool(m, "blank", !s->plain);
		put_choices(rq, m, f, value);
	}
	put_flaw(rq, m, f, control, s);
}

/* Money that is computed, with commas; "" while it cannot be. */
static void
put_computed(struct web_req *rq, struct es_tree *m, struct es_view v)
{
	char	 text[ES_MONEY_TEXT];
	int64_t	 fen;

	if (v.n > 0 && es_money_parse(v, &fen, NULL) == 0)
		es_tree_put_str(m, "value", es_arena_printf(web_arena(rq),
		    "%s", es_money_grouped(fen, text)));
}

static void
put_row(struct web_req *rq, struct es_tree *list, const struct type_field *f,
    size_t i, const struct request_shown *s)
{
	struct es_tree	*row = es_tree_add_map(list), *cells, *m;
	size_t		 c;

	es_tree_put_int(row, "no", (int64_t)i + 1);
	es_tree_put_str(row, "drop", es_arena_printf(web_arena(rq),
	    "drop.%s.%zu", f->name, i));
	cells = es_tree_put_list(row, "cells");
	for (c = 0; c < f->ncolumns; c++) {
		const struct type_field	*col = &f->column[c];
		char			 control[TYPE_CONTROL];

		if (col->kind == TYPE_PRODUCT)
			continue;
		(void)snprintf(control, sizeof(control), "%s.%zu.%s",
		    f->name, i, col->name);
		m = es_tree_add_map(cells);
		put_control(rq, m, col, control, both(rq, &col->label), s);
		es_tree_put_str(m, "cell", es_arena_printf(web_arena(rq),
		    "cell cell-%s", kind_name(col)));
	}
}

static void
put_rows(struct web_req *rq, struct es_tree *m, const struct type_field *f,
    const struct request_shown *s)
{
	struct es_tree	*list = es_tree_put_list(m, "rows");
	size_t		 n = type_rows_sent(f, s->get, s->arg), i;

	if (n < (size_t)f->min)
		n = (size_t)f->min;
	if (n == 0)
		n = 1;
	if (s->more != NULL && strcmp(s->more, f->name) == 0)
		n++;
	if (n > (size_t)f->max)
		n = (size_t)f->max;
	for (i = 0; i < n; i++)
		put_row(rq, list, f, i, s);
	if (n < (size_t)f->max)
		es_tree_put_str(m, "add", es_arena_printf(web_arena(rq),
		    "add.%s", f->name));
}

void
request_put_fields(struct web_req *rq, const struct type_def *d,
    const struct request_shown *s)
{
	struct es_tree	*list = es_tree_put_list(web_data(rq), "fields");
	size_t		 i;

	for (i = 0; i < d->nfields; i++) {
		const struct type_field	*f = &d->field[i];
		struct es_tree		*m = es_tree_add_map(list);

		put_control(rq, m, f, f->name, both(rq, &f->label), s);
		if (f->kind == TYPE_LINE || f->kind == TYPE_TEXT)
			es_tree_put_str(m, "limit", say(rq, "form.limit",
			    bound(rq, f, f->max)));
		if (f->kind == TYPE_ROWS)
			put_rows(rq, m, f, s);
		else if (f->kind == TYPE_SUM)
			put_computed(rq, m, es_tree_text_at(s->values,
			    f->name));
	}
}

/* -- review ---------------------------------------------------------------- */
static struct es_view
shown(struct web_req *rq, const struct type_field *f, struct es_view v)
{
	const struct type_choice	*c;
	char				 text[ES_MONEY_TEXT];
	int64_t				 fen;

	switch (f->kind) {
	case TYPE_CHOICE:
		c = type_choice_find(f, v);
		return c == NULL ? v : es_view_str(both(rq, &c->word));
	case TYPE_MONEY:
	case TYPE_PRODUCT:
	case TYPE_SUM:
		if (v.n == 0 || es_money_parse(v, &fen, NULL) < 0)
			return v;
		return es_view_str(es_arena_printf(web_arena(rq), "%s",
		    es_money_grouped(fen, text)));
	default:
		return v;
	}
}

static void
review_rows(struct web_req *rq, struct es_tree *m, const struct type_field *f,
    const struct es_tree *values)
{
	struct es_tree		*heads = es_tree_put_list(m, "heads");
	struct es_tree		*list = es_tree_put_list(m, "rows");
	const struct es_tree	*row;
	size_t			 c;

	for (c = 0; c < f->ncolumns; c++)
		es_tree_put_str(es_tree_add_map(heads), "label", both(rq,
		    &f->column[c].label));
	for (row = es_tree_first(es_tree_get(values, f->name)); row != NULL;
	    row = es_tree_next(row)) {
		struct es_tree	*cells = es_tree_put_list(
				    es_tree_add_map(list), "cells");

		for (c = 0; c < f->ncolumns; c++) {
			struct es_tree	*cell = es_tree_add_map(cells);

			es_tree_put_str(cell, "label", both(rq,
			    &f->column[c].label));
			es_tree_put_text(cell, "value", shown(rq,
			    &f->column[c], es_tree_text_at(row,
			    f->column[c].name)));
		}
	}
}

void
request_put_review(struct web_req *rq, const struct type_def *d,
    const struct es_tree *values)
{
	struct es_tree	*list = es_tree_put_list(web_data(rq), "review");
	size_t		 i;

	for (i = 0; i < d->nfields; i++) {
		const struct type_field	*f = &d->field[i];
		struct es_view		 v;
		struct es_tree		*m;

		if (f->kind == TYPE_ROWS) {
			m = es_tree_add_map(list);
			es_tree_put_str(m, "label", both(rq, &f->label));
			review_rows(rq, m, f, values);
			continue;
		}
		v = shown(rq, f, es_tree_text_at(values, f->name));
		if (v.n == 0)
			continue;
		m = es_tree_add_map(list);
		es_tree_put_str(m, "label", both(rq, &f->label));
		es_tree_put_text(m, "value", v);
	}
}
