/* layout/template_block.c - elements to blocks; see template_priv.h. */
#include "layout/template_priv.h"

#include <stdlib.h>

static int
inner_blocks(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	bool	 nested = c->nested;
	int	 rc;

	c->nested = true;
	rc = tpl_blocks(c, n, &b->child, &b->nchild);
	c->nested = nested;
	return rc;
}

static size_t
count_elements(const struct xmlio_node *n)
{
	const struct xmlio_node	*k;
	size_t			 count = 0;

	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k))
		count += xmlio_element(k) != NULL;
	return count;
}

static int
fields_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	const struct xmlio_node	*k;
	struct text_style	 label = b->style;

	b->columns = (int)strtol(xmlio_attr(n, "columns", "2"), NULL, 10);
	if (b->columns < 1 || b->columns > 6)
		return tpl_flaw(c, n, "1 to 6 columns");
	label.rgb = 0x555555;
	if (tpl_length(c, n, "label", true, DLIST_MM(18),
	    &b->label_width) < 0 ||
	    tpl_length(c, n, "pad", false, DLIST_PT(2.4), &b->pad) < 0)
		return -1;
	b->field = es_arena_array(c->t->arena, count_elements(n) + 1,
	    sizeof(*b->field));
	if (b->field == NULL)
		return tpl_flaw(c, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		struct field	*f = &b->field[b->nfield];

		if (xmlio_element(k) == NULL ||
		    strcmp(xmlio_element(k), "field") != 0)
			return tpl_flaw(c, k, "only <field> here");
		if (tpl_known(c, k) < 0)
			return -1;
		f->span = (int)strtol(xmlio_attr(k, "span", "1"), NULL, 10);
		if (tpl_path(c, k, "if", &f->cond) < 0)
			return -1;
		if (f->span < 1 || f->span > b->columns)
			return tpl_flaw(c, k, "span does not fit");
		if (tpl_texts(c, k, "label", &label, &f->label) < 0 ||
		    tpl_inline(c, k, &b->style, ES_VIEW_EMPTY,
		    &f->value) < 0)
			return -1;
		b->nfield++;
	}
	return 0;
}

static int
table_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	const struct xmlio_node	*k;
	struct text_style	 head = b->style;
	const char		*font = xmlio_attr(n, "headfont", NULL);

	if (tpl_path(c, n, "each", &b->each) < 0)
		return -1;
	c->each = b->each;
	if (tpl_path(c, n, "group", &b->group) < 0)
		return -1;
	b->stripes = (int)strtol(xmlio_attr(n, "stripes", "1"), NULL, 10);
	if (tpl_length(c, n, "pad", false, DLIST_PT(1.6), &b->pad) < 0)
		return -1;
	if (b->each.n == 0 || b->stripes < 1 || b->stripes > 3)
		return tpl_flaw(c, n, "a table needs each, and 1 to 3 stripes");
	if (font != NULL && tpl_font(c, n, font, &head.font) < 0)
		return -1;
	b->col = es_arena_array(c->t->arena, count_elements(n) + 1,
	    sizeof(*b->col));
	if (b->col == NULL)
		return tpl_flaw(c, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		struct col	*col = &b->col[b->ncol];

		if (xmlio_element(k) == NULL ||
		    strcmp(xmlio_element(k), "col") != 0)
			return tpl_flaw(c, k, "only <col> here");
		if (tpl_known(c, k) < 0)
			return -1;
		if (tpl_align(c, k, &col->align) < 0)
			return -1;
		col->wrap = strcmp(xmlio_attr(k, "wrap", "no"), "yes") == 0;
		if (tpl_length(c, k, "width", false, 1000, &col->width) < 0 ||
		    tpl_texts(c, k, "head", &head, &col->head) < 0 ||
		    tpl_inline(c, k, &b->style, ES_VIEW_EMPTY,
		    &col->value) < 0)
			return -1;
		if (col->width <= 0 || col->head.n == 0)
			return tpl_flaw(c, k, "a column needs width and head");
		b->ncol++;
	}
	c->each = ES_VIEW_EMPTY;
	return b->ncol > 0 ? 0 : tpl_flaw(c, n, "a table without columns");
}

static int
sign_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	b->seal = tpl_keep(c, xmlio_attr(n, "seal", "seal"));
	if (tpl_length(c, n, "sealsize", true, DLIST_MM(42),
	    &b->seal_size) < 0 ||
	    tpl_length(c, n, "qrsize", true, DLIST_MM(24), &b->qr_size) < 0 ||
	    tpl_texts(c, n, "qr", &b->style, &b->qr) < 0 ||
	    tpl_texts(c, n, "qralt", &b->style, &b->qr_alt) < 0 ||
	    tpl_texts(c, n, "sealalt", &b->style, &b->seal_alt) < 0 ||
	    tpl_texts(c, n, "office", &b->style, &b->office) < 0 ||
	    tpl_texts(c, n, "date", &b->style, &b->date) < 0)
		return -1;
	return inner_blocks(c, n, b);
}

/* A seal's place over what stands above, in the middle of the width. */
static int
stamp_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	b->seal = tpl_keep(c, xmlio_attr(n, "seal", "seal"));
	if (xmlio_attr(n, "align", NULL) == NULL)
		b->align = ALIGN_CENTER;
	if (tpl_length(c, n, "sealsize", true, DLIST_MM(42),
	    &b->seal_size) < 0 ||
	    tpl_length(c, n, "rise", true, 0, &b->rise) < 0)
		return -1;
	return tpl_texts(c, n, "sealalt", &b->style, &b->seal_alt);
}

static int
qr_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	if (tpl_length(c, n, "qrsize", true, DLIST_MM(24), &b->qr_size) < 0 ||
	    tpl_texts(c, n, "qr", &b->style, &b->qr) < 0)
		return -1;
	return tpl_texts(c, n, "qralt", &b->style, &b->qr_alt);
}

static int
columns_block(struct tpl *c, const struct xmlio_node *n,
    struct block *b)
{
	size_t	 i;

	if (tpl_length(c, n, "gap", true, DLIST_MM(6), &b->gap) < 0 ||
	    inner_blocks(c, n, b) < 0)
		return -1;
	for (i = 0; i < b->nchild; i++)
		if (b->child[i].kind != B_COLUMN)
			return tpl_flaw(c, n, "only <column> in <columns>");
	return b->nchild > 0 && b->nchild <= 4 ? 0 : tpl_flaw(c, n,
	    "1 to 4 columns");
}

static int
column_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	int32_t	 share;

	if (tpl_length(c, n, "width", false, 1000, &share) < 0)
		return -1;
	if (share <= 0)
		return tpl_flaw(c, n, "a column's width is its share");
	b->share = share;
	return inner_blocks(c, n, b);
}

static int
text_block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	int	 rc;

	if (tpl_length(c, n, "indent", false, 0, &b->indent) < 0 ||
	    tpl_path(c, n, "each", &b->each) < 0)
		return -1;
	c->each = b->each;
	rc = tpl_inline(c, n, &b->style, b->lang, &b->text);
	c->each = ES_VIEW_EMPTY;
	return rc;
}

static int
block(struct tpl *c, const struct xmlio_node *n, struct block *b)
{
	static const struct {
		const char		*name;
		enum block_kind		 kind;
		enum dlist_elem_type	 elem;
	} kinds[] = {
		{ "p", B_TEXT, DLIST_E_P }, { "h1", B_TEXT, DLIST_E_H1 },
		{ "h2", B_TEXT, DLIST_E_H2 }, { "fields", B_FIELDS, 0 },
		{ "table", B_TABLE, 0 }, { "rule", B_RULE, 0 },
		{ "space", B_SPACE, 0 }, { "sign", B_SIGN, 0 },
		{ "keep", B_KEEP, 0 }, { "columns", B_COLUMNS, 0 },
		{ "column", B_COLUMN, 0 }, { "stamp", B_STAMP, 0 },
		{ "qr", B_QR, 0 },
	};
	const char	*e = xmlio_element(n);
	size_t		 i;

	if (tpl_known(c, n) < 0)
		return -1;
	for (i = 0; e != NULL && i < ES_COUNT(kinds); i++)
		if (strcmp(e, kinds[i].name) == 0)
			break;
	if (e == NULL || i == ES_COUNT(kinds))
		return tpl_flaw(c, n, "no such block");
	b->kind = kinds[i].kind;
	b->elem = kinds[i].elem;
	b->style = c->t->base;
	if (c->nested && (b->kind == B_TABLE || b->kind == B_SIGN))
		return tpl_flaw(c, n, "this block stands in no other");
	if (tpl_align(c, n, &b->align) < 0 ||
	    tpl_path(c, n, "if", &b->cond) < 0)
		return -1;
	if (b->cond.n == 0) {
		if (tpl_path(c, n, "ifnot", &b->cond) < 0)
			return -1;
		b->cond_not = true;
	}
	b->lang = tpl_keep(c, xmlio_attr(n, "lang", ""));
	if (tpl_style(c, n, &b->style) < 0 ||
	    tpl_length(c, n, "before", false, 0, &b->before) < 0 ||
	    tpl_length(c, n, "after", false, 0, &b->after) < 0 ||
	    tpl_length(c, n, "height", false, 0, &b->height) < 0 ||
	    tpl_length(c, n, "leading", false, 1250, &b->leading) < 0)
		return -1;
	switch (b->kind) {
	case B_TEXT:
		return text_block(c, n, b);
	case B_FIELDS:
		return fields_block(c, n, b);
	case B_TABLE:
		return table_block(c, n, b);
	case B_SIGN:
		return sign_block(c, n, b);
	case B_KEEP:
		return inner_blocks(c, n, b);
	case B_COLUMNS:
		return columns_block(c, n, b);
	case B_COLUMN:
		return column_block(c, n, b);
	case B_STAMP:
		return stamp_block(c, n, b);
	case B_QR:
		return qr_block(c, n, b);
	default:
		return 0;
	}
}

int
tpl_blocks(struct tpl *c, const struct xmlio_node *n, struct block **out,
    size_t *count)
{
	const struct xmlio_node	*k;

	*count = 0;
	*out = es_arena_array(c->t->arena, count_elements(n) + 1,
	    sizeof(**out));
	if (*out == NULL)
		return tpl_flaw(c, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char	*e = xmlio_element(k);

		if (e != NULL && (strcmp(e, "head") == 0 ||
		    strcmp(e, "foot") == 0))
			continue;	/* of the page: see template.c */
		if (block(c, k, &(*out)[*count]) < 0)
			return -1;
		(*count)++;
	}
	return 0;
}
