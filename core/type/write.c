/* type/write.c - a form's values as canonical XML; see form.h. */
#include <stdio.h>
#include <stdlib.h>

#include "type/form.h"

static void
attr(struct es_buf *out, const char *name, struct es_view v, const char *nl)
{
	size_t	 i;

	es_buf_add_ch(out, ' ');
	es_buf_add_str(out, name);
	es_buf_add_str(out, "=\"");
	for (i = 0; i < v.n; i++)
		switch (v.p[i]) {
		case '&':
			es_buf_add_str(out, "&amp;");
			break;
		case '<':
			es_buf_add_str(out, "&lt;");
			break;
		case '"':
			es_buf_add_str(out, "&quot;");
			break;
		case '\n':
			es_buf_add_str(out, nl);
			break;
		case '\t':
		case '\r':
			es_buf_add_ch(out, ' ');
			break;
		default:
			es_buf_add_ch(out, v.p[i]);
		}
	es_buf_add_ch(out, '"');
}

void
type_xml_attr(struct es_buf *out, const char *name, struct es_view v)
{
	attr(out, name, v, " ");
}

static struct es_view
word_of(const struct type_field *f, struct es_view key, const char *lang)
{
	const struct type_choice	*c = type_choice_find(f, key);

	if (c == NULL)
		return key;
	return es_view_str(strcmp(lang, "en") == 0 ? c->word.en : c->word.zh);
}

static void
one(const struct type_field *f, const struct es_tree *values,
    const char *lang, enum type_write how, struct es_buf *out)
{
	struct es_view	 v = es_tree_text_at(values, f->name);

	if (f->kind == TYPE_CHOICE && how == TYPE_WRITE_RECORD)
		v = word_of(f, v, lang);
	attr(out, f->name, v, "&#10;");
}

static void
paragraphs(const char *name, struct es_view v, struct es_buf *out)
{
	size_t	 at, end;

	es_buf_printf(out, "<%s list=\"1\">", name);
	for (at = 0; at < v.n; at = end + 1) {
		end = es_view_find(v, ES_LIT("\n"), at);
		if (end == SIZE_MAX)
			end = v.n;
		es_buf_add_str(out, "<p");
		attr(out, "text", es_view_sub(v, at, end - at), " ");
		es_buf_add_str(out, "/>");
	}
	es_buf_printf(out, "</%s>", name);
}

static void
rows(const struct type_field *f, const struct es_tree *values,
    const char *lang, enum type_write how, struct es_buf *out)
{
	const struct es_tree	*row;
	size_t			 i, n = 0;

	es_buf_printf(out, "<%s list=\"1\">", f->name);
	for (row = es_tree_first(es_tree_get(values, f->name)); row != NULL;
	    row = es_tree_next(row)) {
		es_buf_printf(out, "<row n=\"%zu\"", ++n);
		for (i = 0; i < f->ncolumns; i++)
			one(&f->column[i], row, lang, how, out);
		es_buf_add_str(out, "/>");
	}
	es_buf_printf(out, "</%s>", f->name);
}

void
type_form_write(const struct type_def *d, const struct es_tree *values,
    const char *lang, enum type_write how, struct es_buf *out)
{
	bool	 record = how == TYPE_WRITE_RECORD;
	size_t	 i;

	es_buf_add_str(out, "<form");
	for (i = 0; i < d->nfields; i++) {
		const struct type_field	*f = &d->field[i];

		if (f->kind != TYPE_ROWS && !(record && f->kind ==
		    TYPE_TEXT) && !(record && strcmp(f->name, "purpose") ==
		    0))
			one(f, values, lang, how, out);
	}
	es_buf_add_ch(out, '>');
	for (i = 0; i < d->nfields; i++) {
		const struct type_field	*f = &d->field[i];

		if (f->kind == TYPE_ROWS)
			rows(f, values, lang, how, out);
		else if (record && f->kind == TYPE_TEXT)
			paragraphs(f->name, es_tree_text_at(values, f->name),
			    out);
	}
	es_buf_add_str(out, "</form>");
}

/* "items.3.price": row 3 of the list, its key. */
struct es_view
type_form_stored(void *tree, const char *control)
{
	const struct es_tree	*t = tree;
	const char		*dot = strchr(control, '.');
	unsigned long		 i;
	char			*end;

	if (dot == NULL)
		return es_tree_text_at(t, control);
	i = strtoul(dot + 1, &end, 10);
	if (*end != '.')
		return ES_VIEW_EMPTY;
	t = es_tree_first(es_tree_getv(t, es_view(control,
	    (size_t)(dot - control))));
	while (t != NULL && i-- > 0)
		t = es_tree_next(t);
	return es_tree_text_at(t, end + 1);
}

struct es_view
type_purpose(const struct type_def *d, const struct es_tree *values,
    const char *lang)
{
	const struct type_field	*f = type_field_find(d, ES_LIT("purpose"));

	if (f == NULL)
		return ES_VIEW_EMPTY;
	return f->kind == TYPE_CHOICE ? word_of(f, es_tree_text_at(values,
	    "purpose"), lang) : es_tree_text_at(values, "purpose");
}
