/*
 * pdf/field.c - the signature field: widget, appearance, dictionary.
 *
 * One field with one widget in its own element Form; the seal is a form
 * XObject of paths, multiplied onto the page so that text under it stays
 * readable (EN 319 142-1, ISO 32000-1 12.7.4.5 and 12.8).
 */
#include <stdio.h>

#include "base/limits.h"
#include "pdf/write_priv.h"

static const char	range_room[] = "0000000000 0000000000 0000000000 "
    "0000000000";

static void
appearance(struct pdf_writer *w, uint32_t obj, int32_t width, int32_t height)
{
	const struct seal_picture	*s = w->o->sig->picture;
	struct es_buf			*b = &w->body, d;
	int				 i;

	es_buf_reset(b);
	if (s != NULL) {
		es_buf_add_str(b, "/G gs\n");
		/* the picture fills the rectangle whatever its own size */
		pdf_num(b, (int64_t)width * 1000 / s->w);
		es_buf_add_str(b, " 0 0 ");
		pdf_num(b, (int64_t)height * 1000 / s->h);
		es_buf_add_str(b, " 0 0 cm\n");
		for (i = 16; i >= 0; i -= 8) {
			pdf_num(b, ((s->rgb >> i & 255) * 1000 + 127) / 255);
			es_buf_add_ch(b, ' ');
		}
		es_buf_add_str(b, "rg\n");
		pdf_path(b, s->points, s->n, s->h);
		es_buf_add_str(b, "f\n");
	}
	es_buf_init(&d, ES_LIMIT_FIELD);
	es_buf_add_str(&d, "/Type/XObject/Subtype/Form/BBox[0 0 ");
	pdf_num(&d, width);
	es_buf_add_ch(&d, ' ');
	pdf_num(&d, height);
	es_buf_add_str(&d, "]/Resources<</ExtGState<</G<</Type/ExtGState"
	    "/BM/Multiply>>>>>>");
	pdf_stream(w, obj, es_buf_cstr(&d), es_buf_view(b), false);
	es_buf_clear(&d);
}

static void
optional_text(struct es_buf *b, const char *key, struct es_view v)
{
	if (v.n == 0)
		return;
	es_buf_add_str(b, key);
	pdf_text(b, v);
}

/* Outside every object stream: the hole is patched in the file's bytes. */
static void
dictionary(struct pdf_writer *w, uint32_t obj)
{
	const struct pdf_sig_opts	*o = w->o->sig;
	struct es_buf			*b = w->out;

	pdf_direct(w, obj);
	es_buf_add_str(b, "<</Type/Sig/Filter/Adobe.PPKLite"
	    "/SubFilter/ETSI.CAdES.detached/M");
	pdf_date(b, o->time, o->offset);
	optional_text(b, "/Name", o->signer);
	optional_text(b, "/Reason", o->reason);
	optional_text(b, "/Location", o->location);
	optional_text(b, "/ContactInfo", o->contact);
	if (o->certify > 0)
		es_buf_printf(b, "/Reference[<</Type/SigRef/TransformMethod"
		    "/DocMDP/TransformParams<</Type/TransformParams/P %d"
		    "/V/1.2>>>>]", o->certify);
	es_buf_add_str(b, "/ByteRange[");
	w->range = b->n;
	es_buf_add_str(b, range_room);
	es_buf_add_str(b, "]/Contents");
	w->hole->contents = b->n;
	w->hole->reserve = o->reserve;
	es_buf_add_ch(b, '<');
	es_buf_fill(b, '0', o->reserve * 2);
	es_buf_add_ch(b, '>');
	es_buf_add_str(b, ">>");
	pdf_direct_end(w);
}

uint32_t
pdf_seal_field(struct pdf_writer *w)
{
	const struct pdf_sig_opts	*o = w->o->sig;
	const struct annot		*a = &w->annot[0];
	const int32_t			*r = w->rect;
	int32_t				 h = w->dl->pages[a->page].h;
	uint32_t			 obj = pdf_new(w, 3);
	struct es_buf			*b;

	if (obj == 0)
		return 0;
	w->sig = obj;
	appearance(w, obj + 1, r[2], r[3]);
	b = pdf_pack_begin(w, a->obj);
	es_buf_add_str(b, "<</Type/Annot/Subtype/Widget/FT/Sig/T");
	pdf_text(b, o->field);
	es_buf_add_str(b, "/TU");
	pdf_text(b, o->tip);
	es_buf_printf(b, "/V %u 0 R/F 132/P %u 0 R/StructParent %zu/Rect[",
	    w->sig, w->page_obj[a->page], w->dl->npages);
	pdf_num(b, r[0]);
	es_buf_add_ch(b, ' ');
	pdf_num(b, h - r[1] - r[3]);
	es_buf_add_ch(b, ' ');
	pdf_num(b, r[0] + r[2]);
	es_buf_add_ch(b, ' ');
	pdf_num(b, h - r[1]);
	es_buf_printf(b, "]/AP<</N %u 0 R>>>>", obj + 1);
	b = pdf_pack_begin(w, obj + 2);
	es_buf_printf(b, "<</Fields[%u 0 R]/SigFlags 3>>", a->obj);
	dictionary(w, w->sig);
	return obj + 2;
}
