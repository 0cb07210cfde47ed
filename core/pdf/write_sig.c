/*
 * core/pdf/write_sig.c - the signature field, its picture, its hole.
 *
 * ISO 32000-1, 12.7.4.5 and 12.8; ETSI EN 319 142-1, 5.3 (no Cert).  These
 * objects stand outside object streams, so that a later revision can name
 * them and a reader finds ByteRange and Contents in the clear.
 */
#include <stdio.h>

#include "base/limits.h"
#include "pdf/sigdict.h"
#include "pdf/write_priv.h"

/* Where the widget goes: the picture's size in the middle of the place. */
static int
place(struct pdf_w *w)
{
	const struct pdf_sig_opts	*o = w->opts->sig;
	const struct dlist_page		*pg;
	const struct dlist_op		*op;
	size_t				 page;
	int32_t				 pw = 0, ph = 0;

	if ((op = dlist_seal_find(w->dl, o->place, &page)) == NULL)
		return es_fail(w->err, ES_E_NOTFOUND,
		    "PDF: no place for seal \"%.*s\"", (int)o->place.n,
		    (const char *)o->place.p);
	if (op->artifact != DLIST_CONTENT || op->elem >= w->dl->nelems ||
	    w->dl->elems[op->elem].type != DLIST_E_FORM)
		return es_fail(w->err, ES_E_BUG, "PDF: a seal needs a form "
		    "element");
	if (o->picture != NULL) {
		pw = o->picture->w;
		ph = o->picture->h;
	}
	pg = &w->dl->pages[page];
	w->seal = op;
	w->seal_page = (uint32_t)page;
	w->seal_rect[0] = op->x + (op->w - pw) / 2;
	w->seal_rect[1] = op->y + (op->h - ph) / 2;
	w->seal_rect[2] = pw;
	w->seal_rect[3] = ph;
	if (w->seal_rect[0] < 0 || w->seal_rect[1] < 0 ||
	    w->seal_rect[0] + pw > pg->w || w->seal_rect[1] + ph > pg->h)
		return es_fail(w->err, ES_E_INPUT, "PDF: the seal would stand "
		    "outside its page");
	return 0;
}

int
pdf_sig_check(struct pdf_w *w)
{
	const struct pdf_sig_opts	*o = w->opts->sig;

	if (o == NULL)
		return 0;
	return pdf_sigdict_name(o->field, w->err) < 0 ||
	    pdf_sigdict_check(o, w->err) < 0 ? -1 : place(w);
}

int
pdf_sig_tree(struct pdf_w *w)
{
	return w->seal == NULL ? 0 : pdf_tree_obj(w, w->seal->elem,
	    w->seal_page, w->o_sig + PDF_SIG_WIDGET);
}

/* The seal place whose name comes next behind "last". */
static const struct dlist_op *
next_place(const struct pdf_w *w, const struct dlist_op *last, size_t *page)
{
	const struct dlist_op	*op, *best = NULL;
	size_t			 p, i;

	for (p = 0; p < w->dl->npages; p++)
		for (i = 0; i < w->dl->pages[p].count; i++) {
			op = &w->dl->ops[w->dl->pages[p].first + i];
			if (op->kind != DLIST_SEAL || (last != NULL &&
			    es_view_cmp(op->u.seal.name,
			    last->u.seal.name) <= 0) || (best != NULL &&
			    es_view_cmp(op->u.seal.name,
			    best->u.seal.name) >= 0))
				continue;
			best = op;
			*page = p;
		}
	return best;
}

/*
 * Each place of a seal as a named destination (12.3.2.3), so that a seal put
 * on the finished file finds it: pdf/place.h.  A name tree is sorted.
 */
void
pdf_places(struct pdf_w *w, struct es_buf *b)
{
	const struct dlist_op	*op = NULL;
	size_t			 page = 0;
	int32_t			 h;
	bool			 any = false;

	while ((op = next_place(w, op, &page)) != NULL) {
		es_buf_add_str(b, any ? "" : "/Dests<</Names[");
		any = true;
		h = w->dl->pages[page].h;
		pdf_add_literal(b, op->u.seal.name);
		es_buf_printf(b, "[%u 0 R/FitR ", (unsigned)w->o_page +
		    2 * (unsigned)page);
		pdf_add_milli(b, op->x);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, h - op->y - op->h);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, op->x + op->w);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, h - op->y);
		es_buf_add_ch(b, ']');
	}
	if (any)
		es_buf_add_str(b, "]>>");
}

static void
dictionary(struct pdf_w *w)
{
	pdf_obj_begin(w, w->o_sig + PDF_SIG_DICT);
	pdf_sigdict_add(w->out, w->opts->sig, NULL, &w->hole,
	    &w->byte_range);
	pdf_obj_end(w);
}

static void
widget(struct pdf_w *w)
{
	const struct pdf_sig_opts	*o = w->opts->sig;
	struct es_buf			*b = w->out;
	int32_t				 h = w->dl->pages[w->seal_page].h;
	const int32_t			*r = w->seal_rect;

	pdf_obj_begin(w, w->o_sig + PDF_SIG_WIDGET);
	es_buf_add_str(b, "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T");
	pdf_add_text(b, o->field);
	pdf_add_entry(b, "/TU", o->tip);
	es_buf_printf(b, "/V %u 0 R/P %u 0 R/StructParent %zu/Rect[",
	    (unsigned)w->o_sig + PDF_SIG_DICT,
	    (unsigned)w->o_page + 2 * w->seal_page,
	    w->dl->npages + w->nlink);
	if (o->picture == NULL)
		es_buf_add_str(b, "0 0 0 0]");
	else {
		pdf_add_milli(b, r[0]);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, h - r[1] - r[3]);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, r[0] + r[2]);
		es_buf_add_ch(b, ' ');
		pdf_add_milli(b, h - r[1]);
		es_buf_printf(b, "]/AP<</N %u 0 R>>",
		    (unsigned)w->o_sig + PDF_SIG_FORM);
	}
	es_buf_add_str(b, ">>");
	pdf_obj_end(w);
}

/* Vectors on nothing, multiplied: the text under a seal stays readable. */
static int
picture(struct pdf_w *w)
{
	const struct seal_picture	*pic = w->opts->sig->picture;
	struct es_buf			*b = &w->w->raw;
	struct es_view			 key;
	char				 dict[256], x[16] = "", y[16] = "";
	size_t				 at = w->out->n;

	*pdf_put_milli((unsigned char *)x, pic->w) = '\0';
	*pdf_put_milli((unsigned char *)y, pic->h) = '\0';
	(void)snprintf(dict, sizeof(dict), "/Type/XObject/Subtype/Form"
	    "/BBox[0 0 %s %s]/Resources<</ExtGState<</G<</Type/ExtGState"
	    "/BM/Multiply>>>>>>", x, y);
	es_buf_reset(b);
	es_buf_add(b, &pic->w, sizeof(pic->w));
	es_buf_add(b, &pic->h, sizeof(pic->h));
	es_buf_add(b, &pic->rgb, sizeof(pic->rgb));
	es_buf_add(b, pic->points, pic->n * sizeof(*pic->points));
	if (es_buf_ok(b, "PDF seal", w->err) < 0)
		return -1;
	key = es_buf_view(b);
	if (pdf_stream_again(w, w->o_sig + PDF_SIG_FORM, dict, key) == 0) {
		es_buf_reset(&w->w->head);
		pdf_sigdict_draw(pic, &w->w->head);
		if (es_buf_ok(&w->w->head, "PDF seal", w->err) < 0 ||
		    pdf_stream_keep(w, w->o_sig + PDF_SIG_FORM, dict, key,
		    es_buf_view(&w->w->head)) < 0)
			return -1;
	}
	w->w->sizes.seal = w->out->n - at;
	return 0;
}

int
pdf_sig_write(struct pdf_w *w)
{
	if (w->opts->sig == NULL)
		return 0;
	dictionary(w);
	widget(w);
	pdf_obj_begin(w, w->o_sig + PDF_SIG_ACROFORM);
	es_buf_printf(w->out, "<</Fields[%u 0 R]/SigFlags 3>>",
	    (unsigned)w->o_sig + PDF_SIG_WIDGET);
	pdf_obj_end(w);
	if (w->opts->sig->picture != NULL)
		return picture(w);
	/* The number is given out: keep it, as the null object. */
	pdf_obj_begin(w, w->o_sig + PDF_SIG_FORM);
	es_buf_add_str(w->out, "null");
	pdf_obj_end(w);
	return 0;
}

void
pdf_sig_patch(struct pdf_w *w)
{
	pdf_sigdict_range(w->out, w->byte_range, &w->hole);
}
