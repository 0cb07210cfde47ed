/*
 * layout/table.c - tables in one to three stripes side by side, with groups
 * and repeated heads.
 *
 * A row is never split.  A group's title keeps two rows with it.  What must
 * stand under the table (the seal) takes at least two rows along to its
 * page.  The stripes of the last page are balanced.
 */
#include "layout/flow.h"

#define PAD_X	DLIST_PT(2)
#define COMPANY	((size_t)4)	/* rows that go along with the seal */
#define GAP	DLIST_MM(4)	/* between stripes */
#define HAIR	0xb8b8b8
#define INK	0x1a1a1a

struct cell {
	struct text		 text;
	struct text_lines	 lines;
};

struct row {
	struct cell	*cell;		/* one for each column; group: one */
	int32_t		 h;
	bool		 group;
};

struct table {
	struct flow		*f;
	const struct block	*b;
	int32_t			*w;		/* of the columns */
	int32_t			 stripe;	/* width of one */
	struct row		*row;
	size_t			 n, cap;
	struct row		 head;
	uint32_t		 elem, body;
};

static int32_t
row_height(const struct table *t, const struct row *r, size_t ncells)
{
	int32_t	 h = 0;
	size_t	 i;

	for (i = 0; i < ncells; i++) {
		int32_t	 x = (int32_t)r->cell[i].lines.n *
			    (r->cell[i].lines.height * 5 / 6);

		if (x > h)
			h = x;
	}
	return h + 2 * t->b->pad;
}

static struct row *
new_row(struct table *t)
{
	struct row	*more;

	if (t->n == t->cap) {
		t->cap = t->cap == 0 ? 64 : t->cap * 2;
		more = es_arena_array(t->f->arena, t->cap, sizeof(*more));
		if (more == NULL)
			return NULL;
		if (t->n > 0)
			memcpy(more, t->row, t->n * sizeof(*more));
		t->row = more;
	}
	return &t->row[t->n++];
}

static int
fill_row(struct table *t, struct row *r, bool head)
{
	const struct block	*b = t->b;
	size_t			 i;

	r->cell = es_arena_array(t->f->arena, b->ncol, sizeof(*r->cell));
	if (r->cell == NULL)
		return es_fail(t->f->err, ES_E_NOMEM, "table: no memory");
	for (i = 0; i < b->ncol; i++) {
		struct col	 c = b->col[i];

		c.wrap |= head;
		if (layout_fit(t->f, head ? &c.head : &c.value,
		    t->w[i] - 2 * PAD_X, c.wrap, &r->cell[i].text,
		    &r->cell[i].lines) < 0)
			return -1;
	}
	r->h = row_height(t, r, b->ncol);
	return 0;
}

static int
group_row(struct table *t, struct es_view title)
{
	struct text_style	 s = t->b->col[0].head.seg[0].style;
	struct row		*r = new_row(t);

	if (r == NULL || (r->cell = es_arena_array(t->f->arena, 1,
	    sizeof(*r->cell))) == NULL)
		return es_fail(t->f->err, ES_E_NOMEM, "table: no memory");
	r->group = true;
	layout_text_init(&r->cell->text, t->f->arena, t->f->t->fonts);
	if (layout_text_add(&r->cell->text, title, &s, ES_VIEW_EMPTY, "group",
	    t->f->err) < 0 || layout_text_break(&r->cell->text,
	    t->stripe - 2 * PAD_X, 0, &r->cell->lines, t->f->err) < 0)
		return -1;
	r->h = row_height(t, r, 1);
	return 0;
}

/* All rows measured, a title row before each new group. */
static int
collect(struct table *t)
{
	struct flow		*f = t->f;
	struct es_view		 group = ES_VIEW_EMPTY, g;
	const struct es_tree	*item;
	size_t			 no = 0;

	for (item = es_tree_first(es_tree_getv(f->record, t->b->each));
	    item != NULL; item = es_tree_next(item)) {
		struct row	*r;

		f->item = item;
		g = t->b->group.n == 0 ? ES_VIEW_EMPTY :
		    layout_value(f, t->b->group);
		if (g.n > 0 && !es_view_eq(g, group) && group_row(t, g) < 0)
			return -1;
		group = g;
		if ((r = new_row(t)) == NULL)
			return es_fail(f->err, ES_E_NOMEM, "table: no memory");
		if (fill_row(t, r, false) < 0)
			return es_err_prefix(f->err, "%.*s, row %zu",
			    (int)t->b->each.n, (const char *)t->b->each.p,
			    no + 1);
		no++;
	}
	f->item = NULL;
	return 0;
}

static int
columns(struct table *t)
{
	int64_t	 total = 0;
	size_t	 i;

	t->stripe = (t->f->x1 - t->f->x0 - GAP * (t->b->stripes - 1)) /
	    t->b->stripes;
	t->w = es_arena_array(t->f->arena, t->b->ncol, sizeof(*t->w));
	if (t->w == NULL)
		return es_fail(t->f->err, ES_E_NOMEM, "table: no memory");
	for (i = 0; i < t->b->ncol; i++)
		total += t->b->col[i].width;
	for (i = 0; i < t->b->ncol; i++)
		t->w[i] = (int32_t)((int64_t)t->stripe * t->b->col[i].width /
		    total);
	return 0;
}

/* Rows from "at" that fit into height h: not ending with a group's title. */
static size_t
take(const struct table *t, size_t at, size_t end, int32_t h)
{
	int32_t	 used = t->head.h;

	while (at < end && used + t->row[at].h <= h)
		used += t->row[at++].h;
	/* a title takes two rows along */
	if (at < end) {
		if (at >= 1 && t->row[at - 1].group)
			at--;
		else if (at >= 2 && t->row[at - 2].group)
			at -= 2;
	}
	return at;
}

/* End of what all stripes hold at height h. */
static size_t
take_all(const struct table *t, size_t at, size_t end, int32_t h)
{
	int	 s;

	for (s = 0; s < t->b->stripes; s++)
		at = take(t, at, end, h);
	return at;
}

/* The least height at which the rows fit: the last page is balanced. */
static int32_t
balance(const struct table *t, size_t at, size_t end, int32_t h)
{
	int32_t	 low = 0, mid;

	while (h - low > DLIST_PT(1)) {
		mid = low + (h - low) / 2;
		if (take_all(t, at, end, mid) == end)
			h = mid;
		else
			low = mid;
	}
	return h;
}

static int
put_cells(struct table *t, const struct row *r, int32_t x, int32_t y,
    uint32_t tr, enum dlist_elem_type type, enum dlist_artifact art)
{
	size_t	 i, n = r->group ? 1 : t->b->ncol;

	for (i = 0; i < n; i++) {
		const struct cell	*c = &r->cell[i];
		struct dlist_elem	 e = { .type = type, .parent = tr };
		enum text_align		 align = r->group ? ALIGN_LEFT :
					    t->b->col[i].align;
		int32_t			 w = r->group ? t->stripe : t->w[i];
		int32_t			 h = (int32_t)c->lines.n *
					    (c->lines.height * 5 / 6);
		uint32_t		 elem = 0;

		e.scope_col = type == DLIST_E_TH && !r->group;
		e.scope_row = r->group;
		e.col_span = r->group ? (uint16_t)t->b->ncol : 0;
		if (art == DLIST_CONTENT && dlist_elem_add(t->f->dl, &e, &elem,
		    t->f->err) < 0)
			return -1;
		if (type == DLIST_E_TH && !r->group)
			align = ALIGN_CENTER;
		if (layout_lines(t->f, &c->text, &c->lines, x + PAD_X,
		    y + (r->h - h) / 2, w - 2 * PAD_X, align, 0, elem,
		    art) < 0)
			return -1;
		x += w;
	}
	return 0;
}

static int
put_row(struct table *t, const struct row *r, int32_t x, int32_t y,
    uint32_t parent, bool head, bool repeated)
{
	uint32_t	 tr = 0;

	if (!repeated && layout_elem(t->f, DLIST_E_TR, parent, &tr) < 0)
		return -1;
	return put_cells(t, r, x, y, tr, head || r->group ? DLIST_E_TH :
	    DLIST_E_TD, repeated ? DLIST_ART_REPEAT : DLIST_CONTENT);
}

/* Rows [at, end) in one stripe at x, with head and rules; *bottom is its end */
static int
put_stripe(struct table *t, size_t at, size_t end, int32_t x, bool first,
    int32_t *bottom)
{
	struct flow	*f = t->f;
	int32_t		 y = f->y;
	uint32_t	 thead = 0;

	if (first && (layout_elem(f, DLIST_E_THEAD, t->elem, &thead) < 0))
		return -1;
	if (layout_rect(f, x, y - DLIST_PT(0.45), t->stripe, DLIST_PT(0.9),
	    INK) < 0 || put_row(t, &t->head, x, y, thead, true, !first) < 0)
		return -1;
	if (first && layout_elem(f, DLIST_E_TBODY, t->elem, &t->body) < 0)
		return -1;
	y += t->head.h;
	if (layout_rect(f, x, y - DLIST_PT(0.2), t->stripe, DLIST_PT(0.4),
	    INK) < 0)
		return -1;
	for (; at < end; at++) {
		if (put_row(t, &t->row[at], x, y, t->body, false, false) < 0)
			return -1;
		y += t->row[at].h;
		if (at + 1 < end && layout_rect(f, x, y - DLIST_PT(0.1),
		    t->stripe, DLIST_PT(0.2), HAIR) < 0)
			return -1;
	}
	if (layout_rect(f, x, y - DLIST_PT(0.35), t->stripe, DLIST_PT(0.7),
	    INK) < 0)
		return -1;
	if (y > *bottom)
		*bottom = y;
	return 0;
}

/* A cut at or before "end" that keeps two rows with a group's title. */
static size_t
cut(const struct table *t, size_t at, size_t end)
{
	if (end > at && end < t->n && t->row[end - 1].group)
		return end - 1;
	if (end > at + 1 && end < t->n && t->row[end - 2].group)
		return end - 2;
	return end;
}

/* One page's share: which rows, at which height. */
static size_t
share(const struct table *t, size_t at, int32_t tail, int32_t *h)
{
	int32_t	 room = t->f->y1 - t->f->y;
	size_t	 end;

	*h = room;
	end = take_all(t, at, t->n, room);
	if (end < t->n)
		return end;
	*h = balance(t, at, t->n, room);
	if (*h + tail <= room)
		return t->n;
	/* All rows fit, what follows does not: it gets rows for company. */
	end = cut(t, at, t->n - at > COMPANY ? t->n - COMPANY : at);
	end = take_all(t, at, end, room);
	*h = balance(t, at, end, room);
	return end;
}

int
layout_table(struct flow *f, const struct block *b, int32_t tail)
{
	struct table	 t = { .f = f, .b = b };
	size_t		 at = 0;
	bool		 first = true;

	if (columns(&t) < 0 || fill_row(&t, &t.head, true) < 0 ||
	    collect(&t) < 0)
		return -1;
	if (t.n == 0)
		return 0;
	if (layout_elem(f, DLIST_E_TABLE, f->sect, &t.elem) < 0)
		return -1;
	/* with much text to follow, that text finds its own pages */
	if (tail > (f->y1 - f->y0) / 2)
		tail = 0;
	while (at < t.n) {
		int32_t	 h, bottom = f->y;
		size_t	 end = share(&t, at, tail, &h);
		int	 s;

		if (end == at) {
			if (f->y == f->y0)
				return es_fail(f->err, ES_E_INPUT, "%s: a row "
				    "is taller than the page", f->t->name);
			if (layout_page(f) < 0)
				return -1;
			continue;
		}
		for (s = 0; s < b->stripes && at < end; s++) {
			size_t	 to = take(&t, at, end, h);

			if (s + 1 == b->stripes)
				to = end;
			if (put_stripe(&t, at, to, f->x0 + s * (t.stripe + GAP),
			    first, &bottom) < 0)
				return -1;
			first = false;
			at = to;
		}
		f->y = bottom;
		if (at < t.n && layout_page(f) < 0)
			return -1;
	}
	return 0;
}
