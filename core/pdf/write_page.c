/*
 * core/pdf/write_page.c - content streams and page objects.
 *
 * Rules and backgrounds lie under everything (dlist.h) and are drawn first,
 * in one artifact; all else stays in drawing order.  Text objects and marked
 * content open and close only when the next operation needs it; a mark never
 * crosses the border of a text object (ISO 32000-1, 14.6.1).
 */
#include "base/limits.h"
#include "pdf/write_priv.h"

struct pen {			/* the graphics state as written so far */
	struct pdf_w	*w;
	struct es_buf	*b;
	uint32_t	 page;
	int32_t		 h;		/* of the page */
	bool		 in_text;
	bool		 marked;
	enum dlist_artifact artifact;	/* of the open mark */
	uint32_t	 elem;
	uint32_t	 fill, stroke;	/* rgb */
	int32_t		 width;		/* of lines */
	int32_t		 font, size, hscale;
	int32_t		 line_x, line_y;	/* start of the text line */
};

static const char *const tag[DLIST_E__MAX] = {
	[DLIST_E_NONE] = "/P",
	[DLIST_E_DOCUMENT] = "/Document", [DLIST_E_SECT] = "/Sect",
	[DLIST_E_H1] = "/H1", [DLIST_E_H2] = "/H2", [DLIST_E_P] = "/P",
	[DLIST_E_SPAN] = "/Span", [DLIST_E_TABLE] = "/Table",
	[DLIST_E_THEAD] = "/THead", [DLIST_E_TBODY] = "/TBody",
	[DLIST_E_TFOOT] = "/TFoot", [DLIST_E_TR] = "/TR",
	[DLIST_E_TH] = "/TH", [DLIST_E_TD] = "/TD",
	[DLIST_E_FIGURE] = "/Figure", [DLIST_E_LINK] = "/Link",
	[DLIST_E_FORM] = "/Form",
};

static const char *const artifact[] = {
	[DLIST_CONTENT] = "",
	[DLIST_ART_HEADER] =
	    "/Artifact<</Type/Pagination/Subtype/Header>>BDC\n",
	[DLIST_ART_FOOTER] =
	    "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n",
	[DLIST_ART_LAYOUT] = "/Artifact<</Type/Layout>>BDC\n",
	[DLIST_ART_REPEAT] = "/Artifact<</Type/Pagination>>BDC\n",
};

static void
unmark(struct pen *pen)
{
	if (pen->marked)
		es_buf_add(pen->b, "EMC\n", 4);
	pen->marked = false;
}

/* Enter or leave a text object. */
static void
text_mode(struct pen *pen, bool text)
{
	if (pen->in_text == text)
		return;
	unmark(pen);
	es_buf_add(pen->b, text ? "BT\n" : "ET\n", 3);
	pen->in_text = text;
	pen->line_x = pen->line_y = 0;
}

static int
mark(struct pen *pen, const struct dlist_op *op)
{
	uint32_t	 n;
	unsigned char	*p;
	size_t		 len;

	if (pen->marked && pen->artifact == op->artifact &&
	    (op->artifact != DLIST_CONTENT || pen->elem == op->elem))
		return 0;
	unmark(pen);
	pen->marked = true;
	pen->artifact = op->artifact;
	pen->elem = op->elem;
	if (op->artifact != DLIST_CONTENT) {
		es_buf_add_str(pen->b, artifact[op->artifact]);
		return 0;
	}
	if (pdf_tree_mark(pen->w, op->elem, pen->page, &n) < 0)
		return -1;
	if ((p = pdf_room(pen->b, 48)) == NULL)
		return 0;
	len = strlen(tag[pen->w->dl->elems[op->elem].type]);
	memcpy(p, tag[pen->w->dl->elems[op->elem].type], len);
	p += len;
	memcpy(p, "<</MCID ", 8);
	p = pdf_put_uint(p + 8, n);
	memcpy(p, ">>BDC\n", 6);
	pdf_took(pen->b, p + 6);
	return 0;
}

static unsigned char *
put_num(unsigned char *p, int32_t v)
{
	p = pdf_put_milli(p, v);
	*p++ = ' ';
	return p;
}

/* A colour for filling or stroking; greys in the short form. */
static unsigned char *
put_rgb(unsigned char *p, uint32_t rgb, bool stroke)
{
	uint32_t	 c[3] = { rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255 };
	bool		 grey = c[0] == c[1] && c[1] == c[2];
	int		 i;

	for (i = 0; i < (grey ? 1 : 3); i++)
		p = put_num(p, (int32_t)((c[i] * 2000 + 255) / 510));
	if (grey)
		*p++ = stroke ? 'G' : 'g';
	else {
		memcpy(p, stroke ? "RG" : "rg", 2);
		p += 2;
	}
	*p++ = '\n';
	return p;
}

static void
fill_colour(struct pen *pen, uint32_t rgb)
{
	unsigned char	*p;

	if (pen->fill == rgb || (p = pdf_room(pen->b, 48)) == NULL)
		return;
	pen->fill = rgb;
	pdf_took(pen->b, put_rgb(p, rgb, false));
}

static void
put_rect(struct pen *pen, const struct dlist_op *op)
{
	unsigned char	*p;

	fill_colour(pen, op->rgb);
	if ((p = pdf_room(pen->b, 80)) == NULL)
		return;
	p = put_num(p, op->x);
	p = put_num(p, pen->h - op->y - op->h);
	p = put_num(p, op->w);
	p = put_num(p, op->h);
	memcpy(p, "re f\n", 5);
	pdf_took(pen->b, p + 5);
}

static void
put_line(struct pen *pen, const struct dlist_op *op)
{
	unsigned char	*p;

	if ((p = pdf_room(pen->b, 160)) == NULL)
		return;
	if (pen->stroke != op->rgb)
		p = put_rgb(p, pen->stroke = op->rgb, true);
	if (pen->width != op->u.line.width) {
		p = put_num(p, pen->width = op->u.line.width);
		memcpy(p, "w\n", 2);
		p += 2;
	}
	p = put_num(p, op->x);
	p = put_num(p, pen->h - op->y);
	memcpy(p, "m ", 2);
	p = put_num(p + 2, op->u.line.x2);
	p = put_num(p, pen->h - op->u.line.y2);
	memcpy(p, "l S\n", 4);
	pdf_took(pen->b, p + 4);
}

static int
put_path(struct pen *pen, const struct dlist_op *op)
{
	const struct dlist_point	*pt;
	unsigned char			*p;
	uint32_t			 i, control = 0;

	if ((size_t)op->u.path.first + op->u.path.count > pen->w->dl->npoints)
		return es_fail(pen->w->err, ES_E_BUG, "PDF: a path's points");
	fill_colour(pen, op->rgb);
	for (i = 0; i < op->u.path.count; i++) {
		pt = &pen->w->dl->points[op->u.path.first + i];
		if ((p = pdf_room(pen->b, 40)) == NULL)
			return 0;
		if (pt->op != 'Z') {
			p = put_num(p, pt->x);
			p = put_num(p, pen->h - pt->y);
		}
		control = pt->op == 'C' ? control + 1 : 0;
		if (pt->op == 'Z')
			*p++ = 'h';
		else if (pt->op != 'C')
			*p++ = pt->op == 'M' ? 'm' : 'l';
		else if (control % 3 == 0)
			*p++ = 'c';
		*p++ = '\n';
		pdf_took(pen->b, p);
	}
	es_buf_add(pen->b, "f\n", 2);
	return 0;
}

/* Runs of dark modules on a whole grid under one matrix: no seams. */
static int
put_qr(struct pen *pen, const struct dlist_op *op)
{
	uint32_t		 n = op->u.qr.modules, x, y, from;
	const unsigned char	*bit = op->u.qr.bits.p;
	unsigned char		*p;

	if (n == 0 || op->u.qr.bits.n != (size_t)n * n)
		return es_fail(pen->w->err, ES_E_BUG, "PDF: a QR's modules");
	fill_colour(pen, op->rgb);
	es_buf_printf(pen->b, "q %.6f 0 0 %.6f ", op->w / 1e3 / n,
	    op->h / -1e3 / n);
	pdf_add_milli(pen->b, op->x);
	es_buf_add_ch(pen->b, ' ');
	pdf_add_milli(pen->b, pen->h - op->y);
	es_buf_add_str(pen->b, " cm\n");
	for (y = 0; y < n; y++)
		for (x = 0; x < n; x++) {
			if (bit[y * n + x] == 0)
				continue;
			for (from = x; x < n && bit[y * n + x] != 0; x++)
				;
			if ((p = pdf_room(pen->b, 64)) == NULL)
				return 0;
			p = pdf_put_uint(p, from);
			*p++ = ' ';
			p = pdf_put_uint(p, y);
			*p++ = ' ';
			p = pdf_put_uint(p, x - from);
			memcpy(p, " 1 re\n", 6);
			pdf_took(pen->b, p + 6);
		}
	es_buf_add(pen->b, "f Q\n", 4);
	return 0;
}

static unsigned char *
put_glyph(unsigned char *p, uint16_t id)
{
	unsigned char	 c[2] = { (unsigned char)(id >> 8),
			    (unsigned char)id };
	int		 i;

	for (i = 0; i < 2; i++) {
		if (c[i] == '(' || c[i] == ')' || c[i] == '\\')
			*p++ = '\\';
		if (c[i] == '\r') {
			*p++ = '\\';
			c[i] = 'r';
		}
		*p++ = c[i];
	}
	return p;
}

static unsigned char *
put_state(struct pen *pen, const struct dlist_op *op, unsigned char *p)
{
	int32_t	 y = pen->h - op->y;

	if (pen->font != op->u.text.style || pen->size != op->u.text.size) {
		pen->font = op->u.text.style;
		pen->size = op->u.text.size;
		memcpy(p, "/F", 2);
		p = pdf_put_uint(p + 2, (uint32_t)pen->font);
		*p++ = ' ';
		p = put_num(p, pen->size);
		memcpy(p, "Tf\n", 3);
		p += 3;
	}
	if (pen->hscale != op->u.text.hscale) {
		p = pdf_put_milli(p, (pen->hscale = op->u.text.hscale) * 100);
		memcpy(p, " Tz\n", 4);
		p += 4;
	}
	p = put_num(p, op->x - pen->line_x);
	p = put_num(p, y - pen->line_y);
	memcpy(p, "Td\n", 3);
	pen->line_x = op->x;
	pen->line_y = y;
	return p + 3;
}

static int
text_ok(const struct pen *pen, const struct dlist_op *op)
{
	const struct dlist	*dl = pen->w->dl;

	if ((size_t)op->u.text.first + op->u.text.count > dl->ncps ||
	    op->u.text.style >= dl->nfonts || op->u.text.size <= 0 ||
	    op->u.text.hscale <= 0 || (op->u.text.adj_count != 0 &&
	    (op->u.text.adj_count != op->u.text.count ||
	    (size_t)op->u.text.adj_first + op->u.text.count > dl->nadjust)))
		return es_fail(pen->w->err, ES_E_BUG, "PDF: a text run");
	return 0;
}

/* Thousandths of the text unit for extra space in 1/1000 pt, times 1000. */
static int32_t
shift(const struct dlist_op *op, int32_t adj)
{
	int64_t	 v = (int64_t)adj * -1000000000 / op->u.text.size /
		    op->u.text.hscale;

	return v > 1000000000 ? 1000000000 : v < -1000000000 ? -1000000000 :
	    (int32_t)v;
}

static int
put_text(struct pen *pen, const struct dlist_op *op)
{
	const struct dlist		*dl = pen->w->dl;
	const uint32_t			*cp = dl->cps + op->u.text.first;
	const int32_t			*adj = NULL;
	const struct font_subset	*set;
	unsigned char			*p;
	uint32_t			 i, n = op->u.text.count;

	if (text_ok(pen, op) < 0)
		return -1;
	if (op->u.text.adj_count != 0)
		adj = dl->adjust + op->u.text.adj_first;
	set = pen->w->face[op->u.text.style].subset;
	fill_colour(pen, op->rgb);
	if ((p = pdf_room(pen->b, 160 + (size_t)n * 24)) == NULL)
		return 0;
	p = put_state(pen, op, p);
	if (adj != NULL)
		*p++ = '[';
	*p++ = '(';
	for (i = 0; i < n; i++) {
		p = put_glyph(p, font_subset_id(set, cp[i]));
		if (adj != NULL && adj[i] != 0 && i + 1 < n) {
			*p++ = ')';
			p = pdf_put_milli(p, shift(op, adj[i]));
			*p++ = '(';
		}
	}
	if (adj != NULL) {
		memcpy(p, ")]TJ\n", 5);
		p += 5;
	} else {
		memcpy(p, ")Tj\n", 4);
		p += 4;
	}
	pdf_took(pen->b, p);
	return 0;
}

static int
put_op(struct pen *pen, const struct dlist_op *op)
{
	struct pdf_w	*w = pen->w;

	if (op->artifact != DLIST_CONTENT ? op->artifact > DLIST_ART_REPEAT :
	    op->elem == 0 || op->elem >= w->dl->nelems)
		return es_fail(w->err, ES_E_BUG, "PDF: untagged content");
	if (op->kind == DLIST_LINK || op->kind == DLIST_SEAL)
		return 0;	/* annotations; nothing in the content */
	if (op->kind == DLIST_TEXT && op->u.text.count == 0)
		return 0;
	text_mode(pen, op->kind == DLIST_TEXT);
	if (mark(pen, op) < 0)
		return -1;
	switch (op->kind) {
	case DLIST_TEXT:
		return put_text(pen, op);
	case DLIST_RECT:
		put_rect(pen, op);
		return 0;
	case DLIST_LINE:
		put_line(pen, op);
		return 0;
	case DLIST_PATH:
		return put_path(pen, op);
	case DLIST_QR:
		return put_qr(pen, op);
	default:
		return es_fail(w->err, ES_E_BUG, "PDF: operation %d",
		    (int)op->kind);
	}
}

static bool
is_ground(const struct dlist_op *op)
{
	return op->artifact == DLIST_ART_LAYOUT &&
	    (op->kind == DLIST_RECT || op->kind == DLIST_LINE);
}

static int
content(struct pdf_w *w, uint32_t page)
{
	const struct dlist_page	*pg = &w->dl->pages[page];
	const struct dlist_op	*ops = w->dl->ops + pg->first;
	struct pen		 pen = { .w = w, .b = &w->w->raw,
				    .page = page, .h = pg->h, .stroke = 0,
				    .width = 1000, .font = -1,
				    .hscale = 1000 };
	size_t			 i;

	es_buf_reset(pen.b);
	for (i = 0; i < pg->count; i++)
		if (is_ground(&ops[i]) && put_op(&pen, &ops[i]) < 0)
			return -1;
	for (i = 0; i < pg->count; i++)
		if (!is_ground(&ops[i]) && put_op(&pen, &ops[i]) < 0)
			return -1;
	text_mode(&pen, false);
	unmark(&pen);
	if (es_buf_ok(pen.b, "PDF page", w->err) < 0)
		return -1;
	return pdf_stream_deflated(w, w->o_page + 2 * page + 1, "",
	    es_buf_view(pen.b));
}

static void
annots(struct pdf_w *w, uint32_t page)
{
	uint32_t	 i, n = 0;

	for (i = 0; i < w->nlink; i++)
		if (w->link[i].page == page) {
			es_buf_add_str(w->out, n++ == 0 ? "/Annots[" : " ");
			pdf_add_ref(w->out, w->o_link + i);
		}
	if (w->seal != NULL && w->seal_page == page) {
		es_buf_add_str(w->out, n++ == 0 ? "/Annots[" : " ");
		pdf_add_ref(w->out, w->o_sig + PDF_SIG_WIDGET);
	}
	if (n > 0)
		es_buf_add_ch(w->out, ']');
}

static void
page_object(struct pdf_w *w, uint32_t page)
{
	const struct dlist_page	*pg = &w->dl->pages[page];
	struct es_buf		*b = w->out;
	size_t			 i;

	pdf_obj_begin(w, w->o_page + 2 * page);
	es_buf_printf(b, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 ",
	    PDF_O_PAGES);
	pdf_add_milli(b, pg->w);
	es_buf_add_ch(b, ' ');
	pdf_add_milli(b, pg->h);
	es_buf_printf(b, "]/Contents %u 0 R/StructParents %u/Tabs/S"
	    "/Resources<<", (unsigned)(w->o_page + 2 * page + 1),
	    (unsigned)page);
	es_buf_add_str(b, "/Font<<");
	for (i = 0; i < w->dl->nfonts; i++)
		if (w->face[i].subset != NULL) {
			es_buf_printf(b, "/F%zu ", i);
			pdf_add_ref(b, w->face[i].obj);
		}
	es_buf_add_str(b, ">>>>");
	annots(w, page);
	es_buf_add_str(b, ">>");
	pdf_obj_end(w);
}

int
pdf_pages_write(struct pdf_w *w)
{
	uint32_t	 i;

	pdf_obj_begin(w, PDF_O_PAGES);
	es_buf_printf(w->out, "<</Type/Pages/Count %zu/Kids[", w->dl->npages);
	for (i = 0; i < w->dl->npages; i++) {
		if (i > 0)
			es_buf_add_ch(w->out, ' ');
		pdf_add_ref(w->out, w->o_page + 2 * i);
	}
	es_buf_add_str(w->out, "]>>");
	pdf_obj_end(w);
	for (i = 0; i < w->dl->npages; i++) {
		page_object(w, i);
		if (content(w, i) < 0)
			return -1;
	}
	return 0;
}
