/* layout/flow.c - blocks down the pages; see flow.h and layout.h. */
#include "layout/flow.h"

#include "base/limits.h"
#include "base/time.h"

#define PREVIEW		"\xe9\xa2\x84\xe8\xa7\x88 PREVIEW"

struct es_view
layout_value(const struct flow *f, struct es_view path)
{
	if (path.n > 2 && path.p[0] == 'c' && path.p[1] == '/' &&
	    f->item != NULL)
		return es_tree_text(es_tree_getv(f->item, es_view_sub(path, 2,
		    SIZE_MAX)));
	return es_tree_text(es_tree_getv(f->record, path));
}

int
layout_text(struct flow *f, const struct segs *s, struct text *text, bool *any)
{
	size_t	 i;

	*any = !s->has_path && s->n > 0;
	layout_text_init(text, f->arena, f->t->fonts);
	for (i = 0; i < s->n; i++) {
		const struct seg	*g = &s->seg[i];
		struct es_view		 v = g->text;

		if (g->path.n > 0) {
			v = es_view_eq_str(g->path, "page") ? f->page_no :
			    es_view_eq_str(g->path, "pages") ? f->pages :
			    layout_value(f, g->path);
			if (layout_function(f, g->func, v, &v) < 0)
				return es_err_prefix(f->err, "%s", g->what);
			*any |= v.n > 0;
		}
		if (layout_text_add(text, v, &g->style, g->lang, g->what,
		    f->err) < 0)
			return -1;
		if (g->link.n > 0 && v.n > 0)
			text->spans[text->nspans - 1].uri = layout_value(f,
			    g->link);
	}
	return 0;
}

int
layout_plain(struct flow *f, const struct segs *s, struct es_view *out)
{
	struct es_buf	 b;
	size_t		 i;

	es_buf_init(&b, ES_LIMIT_FIELD);
	for (i = 0; i < s->n; i++) {
		struct es_view	 v = s->seg[i].text;

		if (s->seg[i].path.n > 0 && layout_function(f, s->seg[i].func,
		    layout_value(f, s->seg[i].path), &v) < 0) {
			es_buf_clear(&b);
			return -1;
		}
		es_buf_add_view(&b, v);
	}
	*out = es_arena_dup(f->arena, es_buf_view(&b));
	es_buf_clear(&b);
	return 0;
}

int
layout_elem(struct flow *f, enum dlist_elem_type type, uint32_t parent,
    uint32_t *out)
{
	struct dlist_elem	 e = { .type = type, .parent = parent };

	return dlist_elem_add(f->dl, &e, out, f->err);
}

int
layout_rect(struct flow *f, int32_t x, int32_t y, int32_t w, int32_t h,
    uint32_t rgb)
{
	struct dlist_op	 op = { .kind = DLIST_RECT, .x = x, .y = y, .w = w,
			    .h = h, .rgb = rgb,
			    .artifact = DLIST_ART_LAYOUT };

	return dlist_op_add(f->dl, &op, f->err);
}

/* A line's baseline below its top: Han of the first size look centred. */
static int32_t
baseline(const struct text *text, int32_t line)
{
	int32_t	 size = text->nspans == 0 ? line : text->spans[0].style.size;

	return line / 2 + size * 37 / 100;
}

int
layout_lines(struct flow *f, const struct text *text,
    const struct text_lines *l, int32_t x, int32_t y, int32_t w,
    enum text_align align, int32_t indent, uint32_t elem,
    enum dlist_artifact art)
{
	int32_t	 line = l->height * 5 / 6, lx;
	size_t	 i;

	for (i = 0; i < l->n; i++) {
		lx = x + (i == 0 ? indent : 0);
		if (align == ALIGN_CENTER)
			lx = x + (w - l->line[i].width) / 2;
		else if (align == ALIGN_RIGHT)
			lx = x + w - l->line[i].width;
		if (layout_text_put(text, &l->line[i], f->dl, lx < 0 ? 0 : lx,
		    y + (int32_t)i * line + baseline(text, line), elem, art,
		    f->err) < 0)
			return -1;
	}
	return 0;
}

/* -- pages ----------------------------------------------------------------- */
/* The mark of a preview, across the page in pale letters. */
static int
preview_mark(struct flow *f)
{
	struct text_style	 s = { .size = DLIST_PT(60),
				    .rgb = 0xe4e4e4 };
	struct text		 text;
	struct text_line	 l;
	int			 i;

	layout_text_init(&text, f->arena, f->t->fonts);
	if (layout_text_add(&text, ES_LIT(PREVIEW), &s, ES_VIEW_EMPTY,
	    "preview", f->err) < 0)
		return -1;
	l = (struct text_line){ 0, text.n, layout_text_width(&text) };
	for (i = 1; i <= 3; i++)
		if (layout_text_put(&text, &l, f->dl, (f->t->w - l.width) / 2,
		    f->t->h * i / 4, 0, DLIST_ART_LAYOUT, f->err) < 0)
			return -1;
	return 0;
}

static int
running_line(struct flow *f, const struct segs *s, int32_t y,
    enum text_align align, enum dlist_artifact art)
{
	struct text		 text;
	struct text_lines	 l;
	bool			 any;

	if (s->n == 0)
		return 0;
	if (layout_text(f, s, &text, &any) < 0 || layout_text_break(&text,
	    f->x1 - f->x0, 0, &l, f->err) < 0)
		return -1;
	return layout_lines(f, &text, &l, f->x0, y, f->x1 - f->x0, align, 0, 0,
	    art);
}

static int
running_head(struct flow *f)
{
	const struct layout_template	*t = f->t;

	if (running_line(f, &t->head, t->top * 2 / 5, t->head_align,
	    DLIST_ART_HEADER) < 0)
		return -1;
	return !t->head_rule ? 0 : layout_rect(f, f->x0, t->top * 2 / 5 +
	    DLIST_PT(13), f->x1 - f->x0, DLIST_PT(0.4), 0x999999);
}

int
layout_page(struct flow *f)
{
	const struct layout_template	*t = f->t;
	char				*no;
	int32_t				 foot = t->h - t->bottom * 3 / 5;

	if (dlist_page_add(f->dl, t->w, t->h, f->err) < 0)
		return -1;
	f->y = f->y0;
	no = es_arena_printf(f->arena, "%zu", f->dl->npages);
	f->page_no = es_view_str(no);
	if (f->preview && preview_mark(f) < 0)
		return -1;
	if ((f->dl->npages > 1 || t->head_first) && running_head(f) < 0)
		return -1;
	if (running_line(f, &t->foot_left, foot, ALIGN_LEFT,
	    DLIST_ART_FOOTER) < 0 || running_line(f, &t->foot_center, foot,
	    ALIGN_CENTER, DLIST_ART_FOOTER) < 0)
		return -1;
	return running_line(f, &t->foot_right, foot, ALIGN_RIGHT,
	    DLIST_ART_FOOTER);
}

/* -- blocks ---------------------------------------------------------------- */
static bool
wanted(const struct flow *f, const struct block *b)
{
	bool	 yes;

	if (b->cond.n == 0)
		return true;
	yes = es_tree_true(es_tree_getv(f->record, b->cond));
	return yes != b->cond_not;
}

int
layout_need(struct flow *f, int32_t h)
{
	if (h > f->y1 - f->y0)
		return es_fail(f->err, ES_E_INPUT, "%s: a block is taller "
		    "than the page", f->t->name);
	return f->y + h > f->y1 ? layout_page(f) : 0;
}

static int
text_block(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	struct dlist_elem	 e = { .type = b->elem, .parent = f->sect,
				    .lang = b->lang };
	struct text		 text;
	struct text_lines	 l;
	uint32_t		 elem;
	size_t			 i;
	bool			 any;

	*h = 0;
	if (layout_text(f, &b->text, &text, &any) < 0)
		return -1;
	if (!any)
		return 0;
	if (layout_text_break(&text, f->x1 - f->x0, b->indent, &l, f->err) < 0)
		return -1;
	l.height = (int32_t)((int64_t)l.height * b->leading / 1250);
	for (i = 0; b->align == ALIGN_JUSTIFY && i + 1 < l.n; i++)
		layout_text_justify(&text, &l.line[i], f->x1 - f->x0 -
		    (i == 0 ? b->indent : 0));
	*h = b->before + (int32_t)l.n * (l.height * 5 / 6) + b->after;
	if (dry)
		return 0;
	if (layout_need(f, *h) < 0 ||
	    dlist_elem_add(f->dl, &e, &elem, f->err) < 0)
		return -1;
	return layout_lines(f, &text, &l, f->x0, f->y + b->before,
	    f->x1 - f->x0, b->align, b->indent, elem, DLIST_CONTENT);
}

/* <p each="list">: a paragraph for every entry. */
static int
each_text(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	const struct es_tree	*item;
	int32_t			 one, total = 0;

	for (item = es_tree_first(es_tree_getv(f->record, b->each));
	    item != NULL; item = es_tree_next(item)) {
		f->item = item;
		if (text_block(f, b, dry, &one) < 0)
			return -1;
		total += one;
		if (!dry)
			f->y += one;
	}
	f->item = NULL;
	*h = dry ? total : 0;		/* y has moved already */
	return 0;
}

/* Label and value of one field, in [x, x+w). */
static int
one_field(struct flow *f, const struct block *b, const struct field *fd,
    int32_t x, int32_t y, int32_t w, bool dry, int32_t *h)
{
	struct text		 label, value;
	struct text_lines	 ll, vl;
	uint32_t		 elem;

	if (layout_fit(f, &fd->label, b->label_width, true, &label, &ll) < 0 ||
	    layout_fit(f, &fd->value, w - b->label_width - DLIST_PT(4), true,
	    &value, &vl) < 0)
		return -1;
	*h = (int32_t)(ll.n > vl.n ? ll.n : vl.n) *
	    (b->style.size * 5 / 4) + b->pad;
	if (dry)
		return 0;
	if (layout_elem(f, DLIST_E_P, f->sect, &elem) < 0 ||
	    layout_lines(f, &label, &ll, x, y, b->label_width, ALIGN_LEFT, 0,
	    elem, DLIST_CONTENT) < 0)
		return -1;
	return layout_lines(f, &value, &vl, x + b->label_width, y,
	    w - b->label_width - DLIST_PT(4), ALIGN_LEFT, 0, elem,
	    DLIST_CONTENT);
}

static int
fields_block(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 w = (f->x1 - f->x0) / b->columns, y, row = 0, one;
	int	 at = 0;
	size_t	 i;

	*h = 0;
	if (!dry) {
		if (fields_block(f, b, true, h) < 0 || layout_need(f, *h) < 0)
			return -1;
	}
	y = f->y + b->before;
	for (i = 0; i < b->nfield; i++) {
		const struct field	*fd = &b->field[i];

		if (fd->cond.n > 0 && !es_tree_true(es_tree_getv(f->record,
		    fd->cond)))
			continue;
		if (at + fd->span > b->columns) {
			y += row;
			row = 0;
			at = 0;
		}
		if (one_field(f, b, fd, f->x0 + at * w, y, w * fd->span, dry,
		    &one) < 0)
			return -1;
		if (one > row)
			row = one;
		at += fd->span;
	}
	*h = y + row - f->y + b->after;
	return 0;
}

static int
rule_block(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 weight = b->height == 0 ? DLIST_PT(0.5) : b->height;

	*h = b->before + weight + b->after;
	if (dry)
		return 0;
	if (layout_need(f, *h) < 0)
		return -1;
	return layout_rect(f, f->x0, f->y + b->before, f->x1 - f->x0, weight,
	    b->style.rgb);
}

static int
keep_block(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 one;
	size_t	 i;

	*h = 0;
	for (i = 0; i < b->nchild; i++) {
		if (layout_put(f, &b->child[i], true, &one) < 0)
			return -1;
		*h += one;
	}
	if (dry)
		return 0;
	if (layout_need(f, *h) < 0)
		return -1;
	for (i = 0; i < b->nchild; i++) {
		if (layout_put(f, &b->child[i], false, &one) < 0)
			return -1;
		f->y += one;
	}
	*h = 0;		/* y has moved already */
	return 0;
}

int
layout_put(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	*h = 0;
	if (!wanted(f, b))
		return 0;
	switch (b->kind) {
	case B_TEXT:
		return b->each.n > 0 ? each_text(f, b, dry, h) :
		    text_block(f, b, dry, h);
	case B_FIELDS:
		return fields_block(f, b, dry, h);
	case B_RULE:
		return rule_block(f, b, dry, h);
	case B_SPACE:
		*h = b->height;
		return 0;
	case B_SIGN:
		return layout_sign(f, b, dry, h);
	case B_COLUMNS:
		return layout_columns(f, b, dry, h);
	case B_STAMP:
		return layout_stamp(f, b, dry, h);
	case B_QR:
		return layout_qr_block(f, b, dry, h);
	case B_KEEP:
		return keep_block(f, b, dry, h);
	case B_TABLE:
	case B_COLUMN:
	case B_NONE:
		break;
	}
	return 0;
}

int
layout_measure(struct flow *f, const struct block *b, int32_t *h)
{
	return layout_put(f, b, true, h);
}

/*
 * A seal never stands on a page without text (GB/T 9704, 7.3.5.5): what ends
 * a letter, its last KEPT paragraphs, begins a page where the seal behind
 * them would not fit on this one.
 */
#define KEPT	3

static int
before_sign(struct flow *f, size_t i)
{
	const struct layout_template	*t = f->t;
	int32_t				 h, sum = 0;
	size_t				 k, texts = 0;

	for (k = i; k < t->nblock; k++) {
		if (t->block[k].kind != B_TEXT && t->block[k].kind != B_SPACE &&
		    t->block[k].kind != B_SIGN)
			return 0;
		if (layout_measure(f, &t->block[k], &h) < 0)
			return -1;
		sum += h;
		if (t->block[k].kind == B_SIGN)
			break;
		texts += t->block[k].kind == B_TEXT && h > 0;
	}
	if (k == t->nblock || texts == 0 || texts > KEPT ||
	    sum > f->y1 - f->y0)
		return 0;
	return layout_need(f, sum);
}

static int
all_blocks(struct flow *f)
{
	const struct layout_template	*t = f->t;
	int32_t				 h, tail;
	size_t				 i, k;

	for (i = 0; i < t->nblock; i++) {
		if (t->block[i].kind != B_TABLE) {
			if (before_sign(f, i) < 0 ||
			    layout_put(f, &t->block[i], false, &h) < 0)
				return -1;
			f->y += h;
			continue;
		}
		if (!wanted(f, &t->block[i]))
			continue;
		/* what follows stands on the page of the last rows */
		for (tail = 0, k = i + 1; k < t->nblock &&
		    t->block[k].kind != B_TABLE; k++) {
			if (layout_measure(f, &t->block[k], &h) < 0)
				return -1;
			tail += h;
		}
		f->y += t->block[i].before;
		if (layout_table(f, &t->block[i], tail) < 0)
			return -1;
		f->y += t->block[i].after;
	}
	return 0;
}

static int
metadata(struct flow *f)
{
	struct dlist_meta	*m = &f->dl->meta;
	struct es_view		 at;
	struct es_civil		 c;
	size_t			 i;

	at = layout_value(f, ES_LIT("document/issuedtime"));
	m->lang = es_view_str(f->t->lang);
	m->number = layout_value(f, ES_LIT("document/number"));
	m->template_id = es_view_str(es_arena_printf(f->arena, "%s/%s/%s",
	    f->t->type, f->t->lang, f->t->version));
	if (layout_plain(f, &f->t->title, &m->title) < 0 ||
	    layout_plain(f, &f->t->subject, &m->subject) < 0 ||
	    layout_plain(f, &f->t->author, &m->author) < 0)
		return -1;
	if (at.n > 0 && es_time_parse(at, &m->issued, f->err) < 0)
		return es_err_prefix(f->err, "document/issuedtime");
	memset(&c, 0, sizeof(c));
	if (at.n == 25 && (at.p[19] == '+' || at.p[19] == '-'))
		m->offset = ((at.p[20] - '0') * 10 + (at.p[21] - '0')) * 3600 *
		    (at.p[19] == '-' ? -1 : 1);
	f->dl->fonts = es_arena_array(f->arena, f->t->fonts->n,
	    sizeof(*f->dl->fonts));
	if (f->dl->fonts == NULL)
		return es_fail(f->err, ES_E_NOMEM, "document: no memory");
	for (i = 0; i < f->t->fonts->n; i++)
		f->dl->fonts[i].font = f->t->fonts->font[i];
	f->dl->nfonts = f->t->fonts->n;
	return 0;
}

static int
run_once(struct flow *f, size_t pages)
{
	f->pages = es_view_str(es_arena_printf(f->arena, "%zu", pages));
	if ((f->dl = dlist_new(f->arena)) == NULL || f->pages.n == 0)
		return es_fail(f->err, ES_E_NOMEM, "document: no memory");
	if (metadata(f) < 0 ||
	    layout_elem(f, DLIST_E_DOCUMENT, 0, &f->root) < 0)
		return -1;
	f->sect = f->root;
	if (layout_page(f) < 0)
		return -1;
	return all_blocks(f);
}

/*
 * "Page n of m" stands on the first page, m is known after the last.  Most
 * documents have one page, so that is the guess; a longer one is laid out
 * once more with the right number, which is exact whatever its digits.
 */
int
layout_run(struct dlist **out, const struct layout_template *t,
    const struct es_tree *record, enum layout_flags flags,
    struct es_arena *a, struct es_err *err)
{
	struct flow	 f = { .t = t, .record = record, .arena = a,
			    .err = err,
			    .preview = (flags & LAYOUT_PREVIEW) != 0 };
	size_t		 guess;

	*out = NULL;
	f.x0 = t->left;
	f.x1 = t->w - t->right;
	f.y0 = t->top;
	f.y1 = t->h - t->bottom;
	if (run_once(&f, 1) < 0)
		return -1;
	if ((guess = f.dl->npages) != 1) {
		if (run_once(&f, guess) < 0)
			return -1;
		if (f.dl->npages != guess)
			return es_fail(err, ES_E_BUG, "%s: the number of "
			    "pages does not settle", t->name);
	}
	*out = f.dl;
	return 0;
}
