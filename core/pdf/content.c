/* pdf/content.c - a page's operations as a content stream. */
#include "base/limits.h"
#include "pdf/write_priv.h"

struct page {
	struct pdf_writer	*w;
	struct es_buf		*b;
	uint32_t		 no;
	int32_t			 h;
	uint32_t		 mcid;
	bool			 in_text, marked;
	uint32_t		 elem;		/* of the open sequence */
	enum dlist_artifact	 art;
	int			 font;
	int32_t			 size;
	int64_t			 rgb;
};

static const char *const names[DLIST_E__MAX] = {
	[DLIST_E_DOCUMENT] = "Document", [DLIST_E_SECT] = "Sect",
	[DLIST_E_H1] = "H1", [DLIST_E_H2] = "H2", [DLIST_E_P] = "P",
	[DLIST_E_SPAN] = "Span", [DLIST_E_TABLE] = "Table",
	[DLIST_E_THEAD] = "THead", [DLIST_E_TBODY] = "TBody",
	[DLIST_E_TFOOT] = "TFoot", [DLIST_E_TR] = "TR", [DLIST_E_TH] = "TH",
	[DLIST_E_TD] = "TD", [DLIST_E_FIGURE] = "Figure",
	[DLIST_E_LINK] = "Link", [DLIST_E_FORM] = "Form",
};

static void
end_text(struct page *p)
{
	if (p->in_text)
		es_buf_add_str(p->b, "ET\n");
	p->in_text = false;
}

static void
end_mark(struct page *p)
{
	end_text(p);
	if (p->marked)
		es_buf_add_str(p->b, "EMC\n");
	p->marked = false;
}

static void
note_mark(struct page *p, uint32_t elem, uint32_t op)
{
	struct pdf_writer	*w = p->w;
	struct mark		*more;
	size_t			 want;

	if (w->nmark == w->cap_mark) {
		want = w->cap_mark == 0 ? 1024 : w->cap_mark * 2;
		more = es_arena_array(w->arena, want, sizeof(*more));
		if (more == NULL) {
			es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
			return;
		}
		if (w->nmark > 0)
			memcpy(more, w->mark, w->nmark * sizeof(*more));
		w->mark = more;
		w->cap_mark = want;
	}
	w->mark[w->nmark++] = (struct mark){ elem, p->no, p->mcid, op };
}

static void
begin_artifact(struct page *p, enum dlist_artifact art)
{
	switch (art) {
	case DLIST_ART_HEADER:
	case DLIST_ART_REPEAT:
		es_buf_add_str(p->b, "/Artifact<</Type/Pagination/Subtype/"
		    "Header>>BDC\n");
		break;
	case DLIST_ART_FOOTER:
		es_buf_add_str(p->b, "/Artifact<</Type/Pagination/Subtype/"
		    "Footer>>BDC\n");
		break;
	default:
		es_buf_add_str(p->b, "/Artifact<</Type/Layout>>BDC\n");
	}
}

/* Make sure the sequence that is open is this operation's. */
static void
mark(struct page *p, const struct dlist_op *op, uint32_t index)
{
	if (p->marked && p->art == op->artifact &&
	    (op->artifact != DLIST_CONTENT || p->elem == op->elem))
		return;
	end_mark(p);
	if (op->artifact != DLIST_CONTENT) {
		begin_artifact(p, op->artifact);
	} else {
		es_buf_add_ch(p->b, '/');
		es_buf_add_str(p->b, names[p->w->dl->elems[op->elem].type]);
		es_buf_add_str(p->b, "<</MCID ");
		es_buf_add_int(p->b, p->mcid);
		es_buf_add_str(p->b, ">>BDC\n");
		note_mark(p, op->elem, index);
		p->mcid++;
	}
	p->marked = true;
	p->art = op->artifact;
	p->elem = op->elem;
}

static void
color(struct page *p, uint32_t rgb)
{
	int	 i;

	if (p->rgb == (int64_t)rgb)
		return;
	p->rgb = rgb;
	for (i = 16; i >= 0; i -= 8) {
		pdf_num(p->b, ((rgb >> i & 255) * 1000 + 127) / 255);
		es_buf_add_ch(p->b, ' ');
	}
	es_buf_add_str(p->b, "rg\n");
}

static void
put_id(struct es_buf *b, uint16_t id)
{
	unsigned char	 c[2] = { (unsigned char)(id >> 8),
			    (unsigned char)id };
	int		 i;

	for (i = 0; i < 2; i++) {
		if (c[i] == '(' || c[i] == ')' || c[i] == '\\')
			es_buf_add_ch(b, '\\');
		if (c[i] == '\r')
			es_buf_add_str(b, "\\r");
		else
			es_buf_add_ch(b, c[i]);
	}
}

static void
text(struct page *p, const struct dlist_op *op)
{
	const struct dlist	*dl = p->w->dl;
	struct font_subset	*s = p->w->font[op->u.text.style].subset;
	bool			 adjusted = op->u.text.adj_count > 0;
	uint32_t		 i;

	if (!p->in_text)
		es_buf_add_str(p->b, "BT\n");
	p->in_text = true;
	if (p->font != op->u.text.style || p->size != op->u.text.size) {
		es_buf_add_str(p->b, "/F");
		es_buf_add_int(p->b, op->u.text.style);
		es_buf_add_ch(p->b, ' ');
		pdf_num(p->b, op->u.text.size);
		es_buf_add_str(p->b, " Tf\n");
		p->font = op->u.text.style;
		p->size = op->u.text.size;
	}
	color(p, op->rgb);
	es_buf_add_str(p->b, "1 0 0 1 ");
	pdf_num(p->b, op->x);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, p->h - op->y);
	es_buf_add_str(p->b, adjusted ? " Tm[(" : " Tm(");
	for (i = 0; i < op->u.text.count; i++) {
		int32_t	 adj = adjusted ?
			    dl->adjust[op->u.text.adj_first + i] : 0;

		put_id(p->b, font_subset_id(s, dl->cps[op->u.text.first + i]));
		if (adj != 0) {
			es_buf_add_ch(p->b, ')');
			es_buf_add_int(p->b, -(int64_t)adj * 1000 /
			    op->u.text.size);
			es_buf_add_ch(p->b, '(');
		}
	}
	es_buf_add_str(p->b, adjusted ? ")]TJ\n" : ")Tj\n");
}

static void
rect(struct page *p, int32_t x, int32_t y, int32_t w, int32_t h)
{
	pdf_num(p->b, x);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, p->h - y - h);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, w);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, h);
	es_buf_add_str(p->b, " re\n");
}

static void
line(struct page *p, const struct dlist_op *op)
{
	es_buf_add_str(p->b, "q ");
	pdf_num(p->b, op->u.line.width);
	es_buf_add_str(p->b, " w ");
	pdf_num(p->b, (op->rgb >> 16 & 255) * 1000 / 255);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, (op->rgb >> 8 & 255) * 1000 / 255);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, (op->rgb & 255) * 1000 / 255);
	es_buf_add_str(p->b, " RG ");
	pdf_num(p->b, op->x);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, p->h - op->y);
	es_buf_add_str(p->b, " m ");
	pdf_num(p->b, op->u.line.x2);
	es_buf_add_ch(p->b, ' ');
	pdf_num(p->b, p->h - op->u.line.y2);
	es_buf_add_str(p->b, " l S Q\n");
}

/* Runs of dark modules, row by row: crisp at every scale. */
static void
qr(struct page *p, const struct dlist_op *op)
{
	uint32_t	 n = op->u.qr.modules, x, y, end;
	int32_t		 m = op->w / (int32_t)n;

	for (y = 0; y < n; y++)
		for (x = 0; x < n; x = end + 1) {
			for (end = x; end < n &&
			    op->u.qr.bits.p[y * n + end]; end++)
				;
			if (end > x)
				rect(p, op->x + (int32_t)x * m,
				    op->y + (int32_t)y * m,
				    (int32_t)(end - x) * m, m);
		}
	es_buf_add_str(p->b, "f\n");
}

void
pdf_path(struct es_buf *b, const struct seal_point *pt, size_t n, int32_t h)
{
	size_t	 i, k, points;

	for (i = 0; i < n; i += points == 0 ? 1 : points) {
		points = pt[i].op == 'C' ? 3 : pt[i].op == 'Z' ? 0 : 1;
		for (k = 0; k < points && i + k < n; k++) {
			pdf_num(b, pt[i + k].x);
			es_buf_add_ch(b, ' ');
			pdf_num(b, h - pt[i + k].y);
			es_buf_add_ch(b, ' ');
		}
		es_buf_add_str(b, pt[i].op == 'M' ? "m\n" :
		    pt[i].op == 'L' ? "l\n" : pt[i].op == 'C' ? "c\n" :
		    "h\n");
	}
}

static void
operation(struct page *p, const struct dlist_op *op, uint32_t index)
{
	if (op->kind == DLIST_SEAL || op->kind == DLIST_LINK ||
	    op->kind == DLIST_NONE)
		return;		/* annotations: field.c */
	mark(p, op, index);
	if (op->kind == DLIST_TEXT) {
		text(p, op);
		return;
	}
	end_text(p);
	color(p, op->rgb);
	switch (op->kind) {
	case DLIST_RECT:
		rect(p, op->x, op->y, op->w, op->h);
		es_buf_add_str(p->b, "f\n");
		break;
	case DLIST_LINE:
		line(p, op);
		break;
	case DLIST_QR:
		qr(p, op);
		break;
	default:
		break;
	}
}

void
pdf_page_content(struct pdf_writer *w, uint32_t no, uint32_t obj)
{
	const struct dlist_page	*dp = &w->dl->pages[no];
	struct page		 p = { .w = w, .b = &w->body, .no = no,
				    .h = dp->h, .font = -1, .rgb = -1 };
	uint32_t		 i;

	es_buf_reset(&w->body);
	for (i = 0; i < dp->count; i++)
		operation(&p, &w->dl->ops[dp->first + i], dp->first + i);
	end_mark(&p);
	pdf_stream(w, obj, "", es_buf_view(&w->body), false);
}
