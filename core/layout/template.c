/* layout/template.c - a template's XML to blocks; see template.h. */
#include "layout/template.h"

#include <stdlib.h>

#include "base/limits.h"
#include "layout/flow.h"

struct compiler {
	struct layout_template	*t;
	struct xmlio		*x;
	struct es_err		*err;
	struct es_view		 each;	/* list whose rows are "c/..." now */
	bool			 nested;	/* inside another block */
};

static int
flaw(struct compiler *c, const struct xmlio_node *n, const char *what)
{
	return es_fail(c->err, ES_E_FORMAT, "%s:%ld: %s", c->t->name,
	    xmlio_line(n), what);
}

static struct es_view
keep(struct compiler *c, const char *s)
{
	return es_arena_dup(c->t->arena, es_view_str(s));
}

/* Remember a path that is looked up; attributes may be empty. */
static int
note_use(struct compiler *c, const struct xmlio_node *n, struct es_view path)
{
	struct layout_template	*t = c->t;
	struct use		*more;

	if (path.n == 0)
		return 0;
	if ((t->nuses & (t->nuses - 1)) == 0) {	/* 0, 1, 2, 4, 8 ... */
		more = es_arena_array(t->arena, t->nuses == 0 ? 1 :
		    t->nuses * 2, sizeof(*more));
		if (more == NULL)
			return flaw(c, n, "no memory");
		if (t->nuses > 0)
			memcpy(more, t->use, t->nuses * sizeof(*more));
		t->use = more;
	}
	t->use[t->nuses++] = (struct use){ path, c->each, xmlio_line(n) };
	return 0;
}

/* An attribute that is a path: "if", "each", "link" ... */
static int
path_attr(struct compiler *c, const struct xmlio_node *n, const char *name,
    struct es_view *out)
{
	*out = keep(c, xmlio_attr(n, name, ""));
	return note_use(c, n, *out);
}

/* "12.5" in units of 1/1000; false when it is no number. */
static bool
thousandths(const char *s, int64_t *out)
{
	char	*end;
	double	 d = strtod(s, &end);

	if (end == s || *end != '\0' || d < -10000 || d > 10000)
		return false;
	*out = (int64_t)(d * 1000 + (d < 0 ? -0.5 : 0.5));
	return true;
}

/*
 * Every attribute that an element knows; one more is a flaw, so that a
 * mistyped name does not silently do nothing.
 */
#define STYLE	"font", "size", "color", "spacing"
#define BLOCK	STYLE, "if", "ifnot", "lang", "align", "before", "after", \
		"leading", "height"

static int
known(struct compiler *c, const struct xmlio_node *n)
{
	static const struct {
		const char	*name;
		const char	*attr[28];
	} all[] = {
		{ "document", { STYLE, "type", "lang", "version", "margin",
		    "title", "subject", "author", NULL } },
		{ "head", { STYLE, "align", "first", "rule", NULL } },
		{ "foot", { STYLE, "left", "center", "right", NULL } },
		{ "p", { BLOCK, "indent", "each", NULL } },
		{ "h1", { BLOCK, "indent", NULL } },
		{ "h2", { BLOCK, "indent", NULL } },
		{ "rule", { BLOCK, NULL } },
		{ "space", { BLOCK, NULL } },
		{ "keep", { BLOCK, NULL } },
		{ "fields", { BLOCK, "columns", "label", "pad", NULL } },
		{ "field", { "label", "span", "if", NULL } },
		{ "table", { BLOCK, "each", "group", "stripes", "headfont",
		    "pad", NULL } },
		{ "col", { "head", "width", "align", "wrap", NULL } },
		{ "sign", { BLOCK, "qr", "qralt", "qrsize", "seal",
		    "sealsize", "sealalt", "office", "date", NULL } },
		{ "columns", { BLOCK, "gap", NULL } },
		{ "column", { BLOCK, "width", NULL } },
		{ "stamp", { BLOCK, "seal", "sealsize", "sealalt", "rise",
		    NULL } },
		{ "qr", { BLOCK, "qr", "qralt", "qrsize", NULL } },
		{ "span", { STYLE, "lang", "link", NULL } },
	};
	const char	*e = xmlio_element(n);
	size_t		 i;

	for (i = 0; e != NULL && i < ES_COUNT(all); i++)
		if (strcmp(e, all[i].name) == 0)
			return xmlio_known(c->x, n, all[i].attr, c->err);
	return flaw(c, n, e == NULL ? "text where a block is expected" :
	    "no such element");
}

/* An attribute in millimetres (mm) or points. */
static int
length(struct compiler *c, const struct xmlio_node *n, const char *name,
    bool mm, int32_t fallback, int32_t *out)
{
	const char	*s = xmlio_attr(n, name, NULL);
	int64_t		 x;

	*out = fallback;
	if (s == NULL)
		return 0;
	if (!thousandths(s, &x))
		return flaw(c, n, "a length is not a number");
	*out = (int32_t)(mm ? x * 72 * 10 / 254 : x);
	return 0;
}

static int
find_font(struct compiler *c, const struct xmlio_node *n, const char *name,
    uint16_t *out)
{
	size_t	 i;

	for (i = 0; i < c->t->fonts->n; i++)
		if (strcmp(name, font_name(c->t->fonts->font[i])) == 0) {
			*out = (uint16_t)i;
			return 0;
		}
	return flaw(c, n, "no such font style");
}

static int
style_of(struct compiler *c, const struct xmlio_node *n,
    struct text_style *s)
{
	const char	*font = xmlio_attr(n, "font", NULL);
	const char	*color = xmlio_attr(n, "color", NULL);
	char		*end;

	if (font != NULL && find_font(c, n, font, &s->font) < 0)
		return -1;
	if (color != NULL) {
		s->rgb = (uint32_t)strtoul(color, &end, 16);
		if (strlen(color) != 6 || *end != '\0')
			return flaw(c, n, "a colour is RRGGBB");
	}
	if (length(c, n, "spacing", false, s->spacing, &s->spacing) < 0)
		return -1;
	return length(c, n, "size", false, s->size, &s->size);
}

/* -- texts with holes ------------------------------------------------------ */
static struct seg *
add_seg(struct compiler *c, struct segs *out)
{
	struct seg	*more;

	if ((out->n & (out->n - 1)) == 0) {	/* 0, 1, 2, 4, 8 ... */
		more = es_arena_array(c->t->arena, out->n == 0 ? 1 :
		    out->n * 2, sizeof(*more));
		if (more == NULL)
			return NULL;
		if (out->n > 0)
			memcpy(more, out->seg, out->n * sizeof(*more));
		out->seg = more;
	}
	return &out->seg[out->n++];
}

/* "text {path|func} text" */
static int
parse_segs(struct compiler *c, const struct xmlio_node *n, struct es_view v,
    const struct text_style *style, struct es_view lang, struct segs *out)
{
	size_t	 at = 0, open, close, bar;

	while (at < v.n) {
		struct seg	*s;
		struct es_view	 hole;

		open = es_view_find(v, ES_LIT("{"), at);
		if ((s = add_seg(c, out)) == NULL)
			return flaw(c, n, "no memory");
		memset(s, 0, sizeof(*s));
		s->style = *style;
		s->lang = lang;
		s->what = c->t->name;
		if (open != at) {
			s->text = es_arena_dup(c->t->arena, es_view_sub(v, at,
			    (open == SIZE_MAX ? v.n : open) - at));
			at = open == SIZE_MAX ? v.n : open;
			continue;
		}
		if ((close = es_view_find(v, ES_LIT("}"), at)) == SIZE_MAX)
			return flaw(c, n, "a hole is not closed");
		hole = es_view_sub(v, at + 1, close - at - 1);
		bar = es_view_find(hole, ES_LIT("|"), 0);
		if (bar != SIZE_MAX)
			s->func = es_arena_dup(c->t->arena,
			    es_view_sub(hole, bar + 1, SIZE_MAX));
		s->path = es_arena_dup(c->t->arena, es_view_sub(hole, 0,
		    bar == SIZE_MAX ? hole.n : bar));
		s->what = es_arena_str(c->t->arena, s->path);
		if (s->path.n == 0 || s->what == NULL)
			return flaw(c, n, "an empty hole");
		if (!layout_function_known(s->func))
			return es_fail(c->err, ES_E_FORMAT, "%s:%ld: no "
			    "function is called \"%.*s\"", c->t->name,
			    xmlio_line(n), (int)s->func.n,
			    (const char *)s->func.p);
		if (note_use(c, n, s->path) < 0)
			return -1;
		out->has_path = true;
		at = close + 1;
	}
	return 0;
}

/* Runs of white space in the template's source are one blank. */
static struct es_view
squeeze(struct compiler *c, struct es_view v)
{
	unsigned char	*p = es_arena_get(c->t->arena, v.n + 1);
	size_t		 i, n = 0;

	for (i = 0; p != NULL && i < v.n; i++) {
		bool	 blank = v.p[i] == '\n' || v.p[i] == '\t' ||
			    v.p[i] == ' ';

		if (!blank)
			p[n++] = v.p[i];
		else if (n == 0 || p[n - 1] != ' ')
			p[n++] = ' ';
	}
	return es_view(p, p == NULL ? 0 : n);
}

/* The content of an element: text, and <b> or <span> with other styles. */
static int
inline_segs(struct compiler *c, const struct xmlio_node *n,
    const struct text_style *style, struct es_view lang, struct segs *out)
{
	const struct xmlio_node	*k;

	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char		*e = xmlio_element(k);
		struct text_style	 s = *style;
		struct es_view		 l = lang, link;
		size_t			 from = out->n;

		if (e == NULL) {
			struct es_view	 v = squeeze(c, xmlio_text(k));

			if (k == xmlio_first(n) && v.n > 0 && v.p[0] == ' ')
				v = es_view_sub(v, 1, SIZE_MAX);
			if (xmlio_next(k) == NULL)
				while (v.n > 0 && v.p[v.n - 1] == ' ')
					v.n--;
			if (parse_segs(c, k, v, style, lang, out) < 0)
				return -1;
			continue;
		}
		if (strcmp(e, "span") != 0)
			return flaw(c, k, "only text and <span> here");
		if (known(c, k) < 0)
			return -1;
		if (xmlio_attr(k, "lang", NULL) != NULL)
			l = keep(c, xmlio_attr(k, "lang", ""));
		if (style_of(c, k, &s) < 0 ||
		    inline_segs(c, k, &s, l, out) < 0)
			return -1;
		if (path_attr(c, k, "link", &link) < 0)
			return -1;
		for (; from < out->n; from++)
			out->seg[from].link = link;
	}
	return 0;
}

static int
attr_segs(struct compiler *c, const struct xmlio_node *n, const char *name,
    const struct text_style *style, struct segs *out)
{
	const char	*s = xmlio_attr(n, name, NULL);

	return s == NULL ? 0 : parse_segs(c, n, es_view_str(s), style,
	    ES_VIEW_EMPTY, out);
}

/* -- blocks ---------------------------------------------------------------- */
static int	blocks(struct compiler *c, const struct xmlio_node *n,
		    struct block **out, size_t *count);

static int
inner_blocks(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	bool	 nested = c->nested;
	int	 rc;

	c->nested = true;
	rc = blocks(c, n, &b->child, &b->nchild);
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
align_of(struct compiler *c, const struct xmlio_node *n,
    enum text_align *out)
{
	static const char *const	 names[] = {
		[ALIGN_LEFT] = "left", [ALIGN_CENTER] = "center",
		[ALIGN_RIGHT] = "right", [ALIGN_JUSTIFY] = "justify",
	};
	const char	*s = xmlio_attr(n, "align", "left");
	size_t		 i;

	for (i = 0; i < ES_COUNT(names); i++)
		if (strcmp(s, names[i]) == 0) {
			*out = (enum text_align)i;
			return 0;
		}
	return flaw(c, n, "align is left, center, right or justify");
}

static int
fields_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	const struct xmlio_node	*k;
	struct text_style	 label = b->style;

	b->columns = (int)strtol(xmlio_attr(n, "columns", "2"), NULL, 10);
	if (b->columns < 1 || b->columns > 6)
		return flaw(c, n, "1 to 6 columns");
	label.rgb = 0x555555;
	if (length(c, n, "label", true, DLIST_MM(18), &b->label_width) < 0 ||
	    length(c, n, "pad", false, DLIST_PT(2.4), &b->pad) < 0)
		return -1;
	b->field = es_arena_array(c->t->arena, count_elements(n) + 1,
	    sizeof(*b->field));
	if (b->field == NULL)
		return flaw(c, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		struct field	*f = &b->field[b->nfield];

		if (xmlio_element(k) == NULL ||
		    strcmp(xmlio_element(k), "field") != 0)
			return flaw(c, k, "only <field> here");
		if (known(c, k) < 0)
			return -1;
		f->span = (int)strtol(xmlio_attr(k, "span", "1"), NULL, 10);
		if (path_attr(c, k, "if", &f->cond) < 0)
			return -1;
		if (f->span < 1 || f->span > b->columns)
			return flaw(c, k, "span does not fit");
		if (attr_segs(c, k, "label", &label, &f->label) < 0 ||
		    inline_segs(c, k, &b->style, ES_VIEW_EMPTY,
		    &f->value) < 0)
			return -1;
		b->nfield++;
	}
	return 0;
}

static int
table_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	const struct xmlio_node	*k;
	struct text_style	 head = b->style;
	const char		*font = xmlio_attr(n, "headfont", NULL);

	if (path_attr(c, n, "each", &b->each) < 0)
		return -1;
	c->each = b->each;
	if (path_attr(c, n, "group", &b->group) < 0)
		return -1;
	b->stripes = (int)strtol(xmlio_attr(n, "stripes", "1"), NULL, 10);
	if (length(c, n, "pad", false, DLIST_PT(1.6), &b->pad) < 0)
		return -1;
	if (b->each.n == 0 || b->stripes < 1 || b->stripes > 3)
		return flaw(c, n, "a table needs each, and 1 to 3 stripes");
	if (font != NULL && find_font(c, n, font, &head.font) < 0)
		return -1;
	b->col = es_arena_array(c->t->arena, count_elements(n) + 1,
	    sizeof(*b->col));
	if (b->col == NULL)
		return flaw(c, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		struct col	*col = &b->col[b->ncol];

		if (xmlio_element(k) == NULL ||
		    strcmp(xmlio_element(k), "col") != 0)
			return flaw(c, k, "only <col> here");
		if (known(c, k) < 0)
			return -1;
		if (align_of(c, k, &col->align) < 0)
			return -1;
		col->wrap = strcmp(xmlio_attr(k, "wrap", "no"), "yes") == 0;
		if (length(c, k, "width", false, 1000, &col->width) < 0 ||
		    attr_segs(c, k, "head", &head, &col->head) < 0 ||
		    inline_segs(c, k, &b->style, ES_VIEW_EMPTY,
		    &col->value) < 0)
			return -1;
		if (col->width <= 0 || col->head.n == 0)
			return flaw(c, k, "a column needs width and head");
		b->ncol++;
	}
	c->each = ES_VIEW_EMPTY;
	return b->ncol > 0 ? 0 : flaw(c, n, "a table without columns");
}

static int
sign_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	b->seal = keep(c, xmlio_attr(n, "seal", "seal"));
	if (length(c, n, "sealsize", true, DLIST_MM(42), &b->seal_size) < 0 ||
	    length(c, n, "qrsize", true, DLIST_MM(24), &b->qr_size) < 0 ||
	    attr_segs(c, n, "qr", &b->style, &b->qr) < 0 ||
	    attr_segs(c, n, "qralt", &b->style, &b->qr_alt) < 0 ||
	    attr_segs(c, n, "sealalt", &b->style, &b->seal_alt) < 0 ||
	    attr_segs(c, n, "office", &b->style, &b->office) < 0 ||
	    attr_segs(c, n, "date", &b->style, &b->date) < 0)
		return -1;
	return inner_blocks(c, n, b);
}

/* A seal's place over what stands above, in the middle of the width. */
static int
stamp_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	b->seal = keep(c, xmlio_attr(n, "seal", "seal"));
	if (xmlio_attr(n, "align", NULL) == NULL)
		b->align = ALIGN_CENTER;
	if (length(c, n, "sealsize", true, DLIST_MM(42), &b->seal_size) < 0 ||
	    length(c, n, "rise", true, 0, &b->rise) < 0)
		return -1;
	return attr_segs(c, n, "sealalt", &b->style, &b->seal_alt);
}

static int
qr_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	if (length(c, n, "qrsize", true, DLIST_MM(24), &b->qr_size) < 0 ||
	    attr_segs(c, n, "qr", &b->style, &b->qr) < 0)
		return -1;
	return attr_segs(c, n, "qralt", &b->style, &b->qr_alt);
}

static int
columns_block(struct compiler *c, const struct xmlio_node *n,
    struct block *b)
{
	size_t	 i;

	if (length(c, n, "gap", true, DLIST_MM(6), &b->gap) < 0 ||
	    inner_blocks(c, n, b) < 0)
		return -1;
	for (i = 0; i < b->nchild; i++)
		if (b->child[i].kind != B_COLUMN)
			return flaw(c, n, "only <column> in <columns>");
	return b->nchild > 0 && b->nchild <= 4 ? 0 : flaw(c, n,
	    "1 to 4 columns");
}

static int
column_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	int32_t	 share;

	if (length(c, n, "width", false, 1000, &share) < 0)
		return -1;
	if (share <= 0)
		return flaw(c, n, "a column's width is its share");
	b->share = share;
	return inner_blocks(c, n, b);
}

static int
text_block(struct compiler *c, const struct xmlio_node *n, struct block *b)
{
	int	 rc;

	if (length(c, n, "indent", false, 0, &b->indent) < 0 ||
	    path_attr(c, n, "each", &b->each) < 0)
		return -1;
	c->each = b->each;
	rc = inline_segs(c, n, &b->style, b->lang, &b->text);
	c->each = ES_VIEW_EMPTY;
	return rc;
}

static int
block(struct compiler *c, const struct xmlio_node *n, struct block *b)
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

	if (known(c, n) < 0)
		return -1;
	for (i = 0; e != NULL && i < ES_COUNT(kinds); i++)
		if (strcmp(e, kinds[i].name) == 0)
			break;
	if (e == NULL || i == ES_COUNT(kinds))
		return flaw(c, n, "no such block");
	b->kind = kinds[i].kind;
	b->elem = kinds[i].elem;
	b->style = c->t->base;
	if (c->nested && (b->kind == B_TABLE || b->kind == B_SIGN))
		return flaw(c, n, "this block stands in no other");
	if (align_of(c, n, &b->align) < 0 ||
	    path_attr(c, n, "if", &b->cond) < 0)
		return -1;
	if (b->cond.n == 0) {
		if (path_attr(c, n, "ifnot", &b->cond) < 0)
			return -1;
		b->cond_not = true;
	}
	b->lang = keep(c, xmlio_attr(n, "lang", ""));
	if (style_of(c, n, &b->style) < 0 ||
	    length(c, n, "before", false, 0, &b->before) < 0 ||
	    length(c, n, "after", false, 0, &b->after) < 0 ||
	    length(c, n, "height", false, 0, &b->height) < 0 ||
	    length(c, n, "leading", false, 1250, &b->leading) < 0)
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

static int
blocks(struct compiler *c, const struct xmlio_node *n, struct block **out,
    size_t *count)
{
	const struct xmlio_node	*k;

	*count = 0;
	*out = es_arena_array(c->t->arena, count_elements(n) + 1,
	    sizeof(**out));
	if (*out == NULL)
		return flaw(c, n, "no memory");
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char	*e = xmlio_element(k);

		if (e != NULL && (strcmp(e, "head") == 0 ||
		    strcmp(e, "foot") == 0))
			continue;	/* of the page: see document() */
		if (block(c, k, &(*out)[*count]) < 0)
			return -1;
		(*count)++;
	}
	return 0;
}

static int
page_margins(struct compiler *c, const struct xmlio_node *n)
{
	const char	*s = xmlio_attr(n, "margin", "20 18 20 18");
	double		 m[4];
	char		*end;
	int		 i;

	for (i = 0; i < 4; i++) {
		m[i] = strtod(s, &end);
		if (end == s || m[i] < 5 || m[i] > 80)
			return flaw(c, n, "margin: top right bottom left, "
			    "5 to 80 mm");
		s = end;
	}
	c->t->top = DLIST_MM(m[0]);
	c->t->right = DLIST_MM(m[1]);
	c->t->bottom = DLIST_MM(m[2]);
	c->t->left = DLIST_MM(m[3]);
	return 0;
}

static int
document(struct compiler *c, const struct xmlio_node *n)
{
	struct layout_template	*t = c->t;
	const struct xmlio_node	*k;
	struct text_style	 small;

	if (strcmp(xmlio_element(n), "document") != 0)
		return flaw(c, n, "the root is <document>");
	if (known(c, n) < 0)
		return -1;
	t->lang = es_arena_str(t->arena, es_view_str(xmlio_attr(n, "lang",
	    "zh-CN")));
	t->type = es_arena_str(t->arena, es_view_str(xmlio_attr(n, "type",
	    "")));
	t->version = es_arena_str(t->arena, es_view_str(xmlio_attr(n,
	    "version", "1")));
	t->w = DLIST_MM(210);
	t->h = DLIST_MM(297);
	t->base.size = DLIST_PT(9);
	if (page_margins(c, n) < 0 || style_of(c, n, &t->base) < 0 ||
	    attr_segs(c, n, "title", &t->base, &t->title) < 0 ||
	    attr_segs(c, n, "subject", &t->base, &t->subject) < 0 ||
	    attr_segs(c, n, "author", &t->base, &t->author) < 0)
		return -1;
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char	*e = xmlio_element(k);

		small = t->base;
		small.rgb = 0x555555;
		if (e == NULL || (strcmp(e, "head") != 0 &&
		    strcmp(e, "foot") != 0))
			continue;
		if (known(c, k) < 0 || style_of(c, k, &small) < 0)
			return -1;
		if (strcmp(e, "head") == 0) {
			t->head_first = strcmp(xmlio_attr(k, "first", "no"),
			    "yes") == 0;
			t->head_rule = strcmp(xmlio_attr(k, "rule", "no"),
			    "yes") == 0;
			if (align_of(c, k, &t->head_align) < 0 ||
			    inline_segs(c, k, &small, ES_VIEW_EMPTY,
			    &t->head) < 0)
				return -1;
		} else if (attr_segs(c, k, "left", &small,
		    &t->foot_left) < 0 || attr_segs(c, k, "center", &small,
		    &t->foot_center) < 0 || attr_segs(c, k, "right", &small,
		    &t->foot_right) < 0)
			return -1;
	}
	return blocks(c, n, &t->block, &t->nblock);
}

int
layout_template_compile(struct layout_template **out, struct es_view xml,
    const char *name, const struct layout_fonts *fonts, struct es_err *err)
{
	struct layout_template	*t = calloc(1, sizeof(*t));
	struct compiler		 c = { .t = t, .err = err };
	int			 rc = -1;

	*out = NULL;
	if (t == NULL || (t->arena = es_arena_new(ES_LIMIT_TEMPLATE * 8)) ==
	    NULL)
		goto out;
	t->fonts = fonts;
	t->name = es_arena_str(t->arena, es_view_str(name));
	if (t->name == NULL || fonts->n == 0)
		goto out;
	if (xmlio_parse(&c.x, xml, name, err) < 0 ||
	    document(&c, xmlio_root(c.x)) < 0)
		goto out;
	*out = t;
	t = NULL;
	rc = 0;
out:
	if (rc < 0)
		es_fail(err, ES_E_NOMEM, "%s: no memory or no fonts", name);
	xmlio_free(c.x);
	layout_template_free(t);
	return rc;
}

void
layout_template_free(struct layout_template *t)
{
	if (t == NULL)
		return;
	es_arena_free(t->arena);
	free(t);
}

const char *
layout_template_lang(const struct layout_template *t)
{
	return t->lang;
}

const char *
layout_template_type(const struct layout_template *t)
{
	return t->type;
}

const char *
layout_template_version(const struct layout_template *t)
{
	return t->version;
}

size_t
layout_template_uses(const struct layout_template *t)
{
	return t->nuses;
}

void
layout_template_use(const struct layout_template *t, size_t i,
    struct es_view *path, struct es_view *each, long *line)
{
	*path = t->use[i].path;
	*each = t->use[i].each;
	*line = t->use[i].line;
}
