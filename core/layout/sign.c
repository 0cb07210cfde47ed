/*
 * layout/sign.c - what stands at a document's end: seals, codes, and columns
 * of blocks for those who sign.
 */
#include "layout/flow.h"

#define QR_QUIET	4	/* modules kept free round a QR code */

static int
qr_figure(struct flow *f, const struct block *b, int32_t x, int32_t y)
{
	struct dlist_elem	 e = { .type = DLIST_E_FIGURE,
				    .parent = f->sect,
				    .bbox = { x, y, b->qr_size, b->qr_size },
				    .bbox_page = (uint32_t)
				    f->dl->npages - 1 };
	struct dlist_op		 op = { .kind = DLIST_QR, .rgb = 0 };
	struct es_view		 url;
	int32_t			 module;

	if (layout_plain(f, &b->qr, &url) < 0 ||
	    layout_plain(f, &b->qr_alt, &e.alt) < 0)
		return -1;
	if (url.n == 0)
		return 0;
	if (layout_qr(f->arena, url, &op.u.qr.bits, &op.u.qr.modules,
	    f->err) < 0 || dlist_elem_add(f->dl, &e, &op.elem, f->err) < 0)
		return -1;
	module = b->qr_size / (op.u.qr.modules + 2 * QR_QUIET);
	op.w = op.h = module * op.u.qr.modules;
	op.x = x + (b->qr_size - op.w) / 2;
	op.y = y + (b->qr_size - op.h) / 2;
	return dlist_op_add(f->dl, &op, f->err);
}

/* The seal over office and date, not cut by the page's edge. */
static int
seal_place(struct flow *f, const struct block *b, int32_t cx, int32_t cy)
{
	struct dlist_elem	 e = { .type = DLIST_E_FORM,
				    .parent = f->sect };
	struct dlist_op		 op = { .kind = DLIST_SEAL };
	int32_t			 half = b->seal_size / 2;

	if (f->preview)
		return 0;
	if (cx + half > f->t->w - DLIST_MM(4))
		cx = f->t->w - DLIST_MM(4) - half;
	op.x = cx - half;
	op.y = cy - half;
	op.w = op.h = b->seal_size;
	op.u.seal.name = b->seal;
	e.bbox[0] = op.x;
	e.bbox[1] = op.y;
	e.bbox[2] = e.bbox[3] = op.w;
	e.bbox_page = (uint32_t)f->dl->npages - 1;
	if (layout_plain(f, &b->seal_alt, &e.alt) < 0 ||
	    dlist_elem_add(f->dl, &e, &op.elem, f->err) < 0)
		return -1;
	return dlist_op_add(f->dl, &op, f->err);
}

/* A centred paragraph at *y, which moves down by its lines. */
static int
centred(struct flow *f, const struct segs *s, int32_t x, int32_t *y,
    int32_t w)
{
	int32_t			 top = *y;
	struct text		 text;
	struct text_lines	 l;
	uint32_t		 elem;
	bool			 any;

	if (s->n == 0)
		return 0;
	if (layout_text(f, s, &text, &any) < 0 ||
	    layout_text_break(&text, w, 0, &l, f->err) < 0 ||
	    layout_elem(f, DLIST_E_P, f->sect, &elem) < 0)
		return -1;
	l.height = l.height * 7 / 5;
	*y += (int32_t)l.n * (l.height * 5 / 6);
	return layout_lines(f, &text, &l, x, top, w, ALIGN_CENTER, 0, elem,
	    DLIST_CONTENT);
}

/*
 * QR code and words about verifying at the left, the issuing office and the
 * date at the right with the seal's place over them.
 */
int
layout_sign(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 right = DLIST_MM(66), x0 = f->x0, x1 = f->x1, y, top, one;
	int32_t	 middle;
	size_t	 i;

	*h = b->before + b->seal_size + b->after;
	if (dry)
		return 0;
	if (layout_need(f, *h) < 0)
		return -1;
	top = f->y + b->before;
	middle = top + b->seal_size / 2;
	if (qr_figure(f, b, f->x0, top + (b->seal_size - b->qr_size) / 2) < 0)
		return -1;
	/* the words beside the QR code are blocks in a narrow column */
	f->x0 += b->qr_size + DLIST_MM(2);
	f->x1 -= right;
	y = f->y;
	one = 0;
	for (i = 0; i < b->nchild; i++) {
		int32_t	 hc;

		if (layout_measure(f, &b->child[i], &hc) < 0)
			return -1;
		one += hc;
	}
	f->y = middle - one / 2;
	for (i = 0; i < b->nchild; i++) {
		if (layout_put(f, &b->child[i], false, &one) < 0)
			return -1;
		f->y += one;
	}
	f->x0 = x0;
	f->x1 = x1;
	f->y = y;
	/*
	 * The lines cross the seal below its star's middle: there the name on
	 * the arc does not reach, and all of it stays readable.
	 */
	y = middle + b->seal_size / 6 - b->style.size * 7 / 8;
	if (centred(f, &b->office, x1 - right, &y, right) < 0 ||
	    centred(f, &b->date, x1 - right, &y, right) < 0)
		return -1;
	return seal_place(f, b, x1 - right / 2, middle);
}

int
layout_stamp(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 half = b->seal_size / 2, cx = (f->x0 + f->x1) / 2;

	*h = b->before + b->after;
	if (dry)
		return 0;
	if (b->align == ALIGN_LEFT)
		cx = f->x0 + half;
	else if (b->align == ALIGN_RIGHT)
		cx = f->x1 - half;
	return seal_place(f, b, cx, f->y + b->before - b->rise);
}

int
layout_qr_block(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 x = f->x0;

	*h = b->before + b->qr_size + b->after;
	if (dry)
		return 0;
	if (layout_need(f, *h) < 0)
		return -1;
	if (b->align == ALIGN_CENTER)
		x = (f->x0 + f->x1 - b->qr_size) / 2;
	else if (b->align == ALIGN_RIGHT)
		x = f->x1 - b->qr_size;
	return qr_figure(f, b, x, f->y + b->before);
}

/* -- columns --------------------------------------------------------------- */
/* The blocks of one column from f->y on; *h is what they take. */
static int
column(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 top = f->y, one;
	size_t	 i;

	*h = 0;
	for (i = 0; i < b->nchild; i++) {
		if (layout_put(f, &b->child[i], dry, &one) < 0)
			return -1;
		if (dry)
			*h += one;
		else
			f->y += one;
	}
	f->y = top;
	return 0;
}

static int
side_by_side(struct flow *f, const struct block *b, bool dry, int32_t *most)
{
	int32_t	 x0 = f->x0, x1 = f->x1, h;
	int32_t	 room = x1 - x0 - b->gap * ((int32_t)b->nchild - 1);
	int64_t	 total = 0, before = 0;
	size_t	 i;
	int	 rc = 0;

	*most = 0;
	for (i = 0; i < b->nchild; i++)
		total += b->child[i].share;
	for (i = 0; rc == 0 && i < b->nchild; i++) {
		f->x0 = x0 + (int32_t)(room * before / total) +
		    b->gap * (int32_t)i;
		before += b->child[i].share;
		f->x1 = x0 + (int32_t)(room * before / total) +
		    b->gap * (int32_t)i;
		rc = column(f, &b->child[i], dry, &h);
		if (h > *most)
			*most = h;
	}
	f->x0 = x0;
	f->x1 = x1;
	return rc;
}

int
layout_columns(struct flow *f, const struct block *b, bool dry, int32_t *h)
{
	int32_t	 most, y;

	if (side_by_side(f, b, true, &most) < 0)
		return -1;
	*h = b->before + most + b->after;
	if (dry)
		return 0;
	if (layout_need(f, *h) < 0)
		return -1;
	y = f->y;
	f->y += b->before;
	if (side_by_side(f, b, false, &most) < 0)
		return -1;
	f->y = y;
	return 0;
}
