/*
 * pdf/straddle.c - a seal over the edges of the pages (骑缝章).
 *
 * Page k of n shows the strip [k, k+1) of n of the picture, at the trimmed
 * edge of its visible part: the pages fanned out show it whole, a page that
 * was changed for another leaves a gap.  A strip is a locked Stamp; its small
 * form clips one drawing that all share, so that the file hardly grows.  A
 * field could not do it: it has one place (ISO 32000-1, 12.7.4.5).
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/update_priv.h"
#include "pdf/write_priv.h"
#include "seal/picture.h"

/* A small form; pages of the same turn share it. */
struct cut {
	size_t		 k, n;
	int		 turn;
	uint32_t	 num;
};

struct strips {
	struct pdf_upd			*u;
	const struct pdf_straddle	*s;
	uint32_t			 o_drawing;
	struct cut			*cuts;		/* malloc */
	size_t				 ncuts, cap;
};

/* Where strip k of n begins in the picture. */
static int64_t
cut_at(const struct strips *t, size_t k, size_t n)
{
	return (int64_t)t->s->picture->w * (int64_t)k / (int64_t)n;
}

static void
cut_form(struct strips *t, const struct cut *c)
{
	int64_t		 x = cut_at(t, c->k, c->n);
	int64_t		 w = cut_at(t, c->k + 1, c->n) - x;
	struct es_buf	 dict, draw;

	es_buf_init(&dict, ES_LIMIT_WRITE_TEXT);
	es_buf_init(&draw, ES_LIMIT_WRITE_TEXT);
	es_buf_add_str(&dict, "/Type/XObject/Subtype/Form/BBox[0 0 ");
	pdf_add_milli(&dict, (int32_t)w);
	es_buf_add_ch(&dict, ' ');
	pdf_add_milli(&dict, t->s->picture->h);
	es_buf_add_ch(&dict, ']');
	pdf_upd_add_matrix(&dict, c->turn);
	es_buf_printf(&dict, "/Resources<</XObject<</S %u 0 R>>>>",
	    (unsigned)t->o_drawing);
	es_buf_add_str(&draw, "q 1 0 0 1 ");
	pdf_add_milli(&draw, (int32_t)-x);
	es_buf_add_str(&draw, " 0 cm /S Do Q");
	if (es_buf_cstr(&dict) != NULL)
		pdf_revise_stream(t->u->r, c->num, es_buf_cstr(&dict),
		    es_buf_view(&draw));
	es_buf_clear(&dict);
	es_buf_clear(&draw);
}

/* The form for strip k of n; 0: out of memory. */
static uint32_t
cut_of(struct strips *t, size_t k, size_t n, int turn)
{
	struct cut	*c;
	size_t		 i;

	for (i = 0; i < t->ncuts; i++)
		if (t->cuts[i].k == k && t->cuts[i].n == n &&
		    t->cuts[i].turn == turn)
			return t->cuts[i].num;
	if (t->ncuts == t->cap) {
		i = t->cap == 0 ? 32 : t->cap * 2;
		if ((c = realloc(t->cuts, i * sizeof(*c))) == NULL)
			return 0;
		t->cuts = c;
		t->cap = i;
	}
	c = &t->cuts[t->ncuts++];
	*c = (struct cut){ k, n, turn, pdf_revise_num(t->u->r) };
	cut_form(t, c);
	return c->num;
}

/* Strip k of n on a page: its middle, and the rectangle at the very edge. */
static int
where(struct strips *t, size_t page, size_t k, size_t n,
    struct pdf_pagebox *p, int64_t rect[4])
{
	int64_t		 w = cut_at(t, k + 1, n) - cut_at(t, k, n);
	struct pdf_spot	 at = { page, 0, t->s->y };

	if (pdf_pagebox(p, t->u->f, t->u->rev, page, t->u->err) < 0)
		return -1;
	at.x = t->s->edge == PDF_EDGE_LEFT ? (w + 1) / 2 : p->w - (w + 1) / 2;
	if (at.y < 0)
		at.y = p->h / 2;
	return pdf_upd_rect(t->u, &at, w - 1, t->s->picture->h,
	    "straddle seal", p, rect);
}

static int
strip(struct strips *t, size_t page, size_t k, size_t n)
{
	struct pdf_upd		*u = t->u;
	struct pdf_pagebox	 p;
	struct es_buf		*b, text;
	int64_t			 rect[4];
	uint32_t		 form, num;

	if (where(t, page, k, n, &p, rect) < 0)
		return -1;
	if ((form = cut_of(t, k, n, p.rotate)) == 0)
		return es_fail(u->err, ES_E_NOMEM, "PDF: out of memory");
	num = pdf_revise_num(u->r);
	es_buf_init(&text, ES_LIMIT_WRITE_TEXT + 64);
	es_buf_add_view(&text, t->s->tip);
	es_buf_printf(&text, " %zu/%zu", k + 1, n);
	b = pdf_revise_open(u->r, num);
	es_buf_add_str(b, "<</Type/Annot/Subtype/Stamp/F 196");
	pdf_upd_add_page(u, b, page);
	pdf_upd_add_rect(b, rect);
	es_buf_printf(b, "/AP<</N %u 0 R>>", (unsigned)form);
	pdf_add_entry(b, "/Contents", es_buf_view(&text));
	es_buf_add_str(b, ">>");
	pdf_revise_close(u->r);
	pdf_revise_annot(u->r, page, num);
	es_buf_clear(&text);
	return 0;
}

static int
check(struct pdf_upd *u, const struct pdf_straddle *s, size_t pages)
{
	if (s->picture == NULL || s->tip.n == 0 || s->tip.n >
	    ES_LIMIT_WRITE_TEXT || !es_utf8_is_line(s->tip) ||
	    s->group == 1 || s->group > ES_LIMIT_STRADDLE_GROUP)
		return es_fail(u->err, s->group > ES_LIMIT_STRADDLE_GROUP ?
		    ES_E_LIMIT : ES_E_INPUT, "PDF: a straddle seal needs a "
		    "picture, a name, and 2 to %zu pages",
		    ES_LIMIT_STRADDLE_GROUP);
	if (pages < 2)
		return es_fail(u->err, ES_E_INPUT, "PDF: a straddle seal "
		    "needs two pages; the file has %zu", pages);
	return 0;
}

static int
drawing(struct strips *t)
{
	struct es_buf	 head;
	int		 rc = -1;

	es_buf_init(&head, 64);
	es_buf_add_str(&head, "/BBox[0 0 ");
	pdf_add_milli(&head, t->s->picture->w);
	es_buf_add_ch(&head, ' ');
	pdf_add_milli(&head, t->s->picture->h);
	es_buf_add_ch(&head, ']');
	t->o_drawing = pdf_revise_num(t->u->r);
	if (es_buf_cstr(&head) != NULL)
		rc = pdf_upd_drawing(t->u, t->o_drawing, es_buf_cstr(&head),
		    t->s->picture, t->s->look);
	es_buf_clear(&head);
	return rc;
}

int
pdf_upd_straddle(struct pdf_upd *u, const struct pdf_straddle *s)
{
	struct strips	 t = { .u = u, .s = s };
	size_t		 max = s->group == 0 ? PDF_STRADDLE_GROUP : s->group;
	size_t		 pages, groups, g, from, to, k;
	int		 rc;

	if (pdf_file_pages(u->f, u->rev, &pages, u->err) < 0 ||
	    check(u, s, pages) < 0 || drawing(&t) < 0)
		return -1;
	groups = (pages + max - 1) / max;
	if (groups > pages / 2)
		groups = pages / 2;
	for (rc = 0, g = 0; rc == 0 && g < groups; g++) {
		from = pages * g / groups;
		to = pages * (g + 1) / groups;
		for (k = from; rc == 0 && k < to; k++)
			rc = strip(&t, k, k - from, to - from);
	}
	free(t.cuts);
	return rc;
}
