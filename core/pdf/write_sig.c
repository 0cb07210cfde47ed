/*
 * core/pdf/write_sig.c - the signature field, its picture, its hole.
 *
 * ISO 32000-1, 12.7.4.5 and 12.8; ETSI EN 319 142-1, 5.3 (no Cert).  These
 * objects stand outside object streams, so that a later revision can name
 * them and a reader finds ByteRange and Contents in the clear.
 */
#include <stdio.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/write_priv.h"

/* Digits of one ByteRange number: files are at most ES_LIMIT_DOC_BYTES. */
#define RANGE_DIGITS	10

static int
text_ok(struct pdf_w *w, const char *what, struct es_view v)
{
	if (v.n > ES_LIMIT_WRITE_TEXT)
		return es_fail(w->err, ES_E_LIMIT, "PDF: %s has %zu bytes, "
		    "limit %zu", what, v.n, ES_LIMIT_WRITE_TEXT);
	if (!es_utf8_is_line(v))
		return es_fail(w->err, ES_E_INPUT, "PDF: %s is not one line "
		    "of UTF-8", what);
	return 0;
}

static int
field_ok(struct pdf_w *w, struct es_view v)
{
	size_t	 i;

	if (v.n == 0 || v.n > ES_LIMIT_WRITE_NAME)
		return es_fail(w->err, v.n == 0 ? ES_E_INPUT : ES_E_LIMIT,
		    "PDF: a field name of %zu bytes", v.n);
	for (i = 0; i < v.n; i++)
		if (!((v.p[i] >= 'a' && v.p[i] <= 'z') ||
		    (v.p[i] >= 'A' && v.p[i] <= 'Z') ||
		    (v.p[i] >= '0' && v.p[i] <= '9') ||
		    v.p[i] == '_' || v.p[i] == '-'))
			return es_fail(w->err, ES_E_INPUT,
			    "PDF: a field name with byte %d", v.p[i]);
	return 0;
}

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
	if (field_ok(w, o->field) < 0 || text_ok(w, "tip", o->tip) < 0 ||
	    text_ok(w, "signer", o->signer) < 0 ||
	    text_ok(w, "reason", o->reason) < 0 ||
	    text_ok(w, "location", o->location) < 0 ||
	    text_ok(w, "contact", o->contact) < 0)
		return -1;
	if (o->tip.n == 0)
		return es_fail(w->err, ES_E_INPUT, "PDF: no tip for the seal");
	if (!pdf_date_ok(o->time, o->offset))
		return es_fail(w->err, ES_E_INPUT, "PDF: time of sealing");
	if (o->certify < 0 || o->certify > 3)
		return es_fail(w->err, ES_E_INPUT, "PDF: certify %d",
		    o->certify);
	if (o->reserve == 0 || o->reserve > ES_LIMIT_WRITE_RESERVE)
		return es_fail(w->err, ES_E_LIMIT, "PDF: room for a signature "
		    "of %zu bytes, limit %zu", o->reserve,
		    ES_LIMIT_WRITE_RESERVE);
	return place(w);
}

int
pdf_sig_tree(struct pdf_w *w)
{
	return w->seal == NULL ? 0 : pdf_tree_obj(w, w->seal->elem,
	    w->seal_page, w->o_sig + PDF_SIG_WIDGET);
}

static void
dictionary(struct pdf_w *w)
{
	const struct pdf_sig_opts	*o = w->opts->sig;
	struct es_buf			*b = w->out;

	pdf_obj_begin(w, w->o_sig + PDF_SIG_DICT);
	es_buf_add_str(b, "<</Type/Sig/Filter/Adobe.PPKLite"
	    "/SubFilter/ETSI.CAdES.detached\n/ByteRange[0 ");
	w->byte_range = b->n;
	es_buf_fill(b, ' ', 3 * (RANGE_DIGITS + 1));
	es_buf_add_str(b, "]\n/Contents");
	w->hole.contents = b->n;
	w->hole.reserve = o->reserve;
	es_buf_add_ch(b, '<');
	es_buf_fill(b, '0', 2 * o->reserve);
	es_buf_add_str(b, ">\n/M");
	pdf_add_date(b, o->time, o->offset);
	pdf_add_entry(b, "/Name", o->signer);
	pdf_add_entry(b, "/Reason", o->reason);
	pdf_add_entry(b, "/Location", o->location);
	pdf_add_entry(b, "/ContactInfo", o->contact);
	if (o->certify > 0)
		es_buf_printf(b, "/Reference[<</Type/SigRef"
		    "/TransformMethod/DocMDP/TransformParams"
		    "<</Type/TransformParams/P %d/V/1.2>>>>]", o->certify);
	es_buf_add_str(b, ">>");
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
	pdf_add_literal(b, o->field);
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

static void
draw(const struct seal_picture *pic, struct es_buf *b)
{
	unsigned char	*p;
	size_t		 i;
	unsigned	 control = 0;
	int		 c;

	es_buf_add_str(b, "/G gs\n");
	for (c = 16; c >= 0; c -= 8) {
		pdf_add_milli(b,
		    (int32_t)(((pic->rgb >> c & 255) * 2000 + 255) / 510));
		es_buf_add_ch(b, ' ');
	}
	es_buf_add_str(b, "rg\n");
	for (i = 0; i < pic->n; i++) {
		const struct seal_point	*pt = &pic->points[i];

		if ((p = pdf_room(b, 40)) == NULL)
			return;
		if (pt->op != 'Z') {
			p = pdf_put_milli(p, pt->x);
			*p++ = ' ';
			p = pdf_put_milli(p, pic->h - pt->y);
			*p++ = ' ';
		}
		control = pt->op == 'C' ? control + 1 : 0;
		if (pt->op == 'Z')
			*p++ = 'h';
		else if (pt->op != 'C')
			*p++ = pt->op == 'M' ? 'm' : 'l';
		else if (control % 3 == 0)
			*p++ = 'c';
		*p++ = '\n';
		pdf_took(b, p);
	}
	es_buf_add_str(b, "f\n");
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
		draw(pic, &w->w->head);
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
	unsigned char	*p = w->out->p + w->byte_range;
	size_t		 end = w->hole.contents + 2 + 2 * w->hole.reserve;

	p = pdf_put_uint(p, (uint32_t)w->hole.contents);
	*p++ = ' ';
	p = pdf_put_uint(p, (uint32_t)end);
	*p++ = ' ';
	(void)pdf_put_uint(p, (uint32_t)(w->out->n - end));
}
