/* pdf/update_obj.c - what a seal adds to a file. */
#include <stdio.h>

#include "base/limits.h"
#include "flate/flate.h"
#include "pdf/sigdict.h"
#include "pdf/update_priv.h"
#include "pdf/write_priv.h"
#include "seal/picture.h"

/* -- the seal itself ---------------------------------------------------- */
static void
add_rect(struct es_buf *b, const int64_t r[4])
{
	size_t	 i;

	es_buf_add_str(b, "/Rect[");
	for (i = 0; i < 4; i++) {
		if (i > 0)
			es_buf_add_ch(b, ' ');
		pdf_add_milli(b, (int32_t)r[i]);
	}
	es_buf_add_ch(b, ']');
}

static void
widget(struct pdf_upd *u)
{
	const struct pdf_sig_opts	*s = &u->o->sig;
	struct es_buf			*b = pdf_revise_open(u->r,
					    u->o_widget);

	es_buf_add_str(b, "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T");
	pdf_add_literal(b, s->field);
	pdf_add_entry(b, "/TU", s->tip);
	es_buf_printf(b, "/V %u 0 R/P ", (unsigned)u->o_sig);
	pdf_revise_ref(u->r, b, pdf_file_page(u->f, u->rev, u->page));
	add_rect(b, u->rect);
	if (u->look)
		es_buf_printf(b, "/AP<</N %u 0 R>>", (unsigned)u->o_look);
	es_buf_add_str(b, ">>");
	pdf_revise_close(u->r);
}

/*
 * The picture as large as fits into the field, in its middle, upright on
 * the turned page.  A viewer stretches BBox to Rect (12.5.5): so BBox gets
 * the shape of Rect, and the drawing stays the same for every field.
 */
static void
add_bbox(struct pdf_upd *u)
{
	const struct seal_picture	*pic = u->o->sig.picture;
	int64_t				 w = u->rect[2] - u->rect[0];
	int64_t				 h = u->rect[3] - u->rect[1];
	int64_t				 t, box[4];
	size_t				 i;

	if (u->turn % 180 != 0) {
		t = w;
		w = h;
		h = t;
	}
	/* Larger than the field: a larger box of the same shape. */
	if (pic->w * h > pic->h * w && pic->w > w) {
		h = h * pic->w / w;
		w = pic->w;
	} else if (pic->h > h) {
		w = w * pic->h / h;
		h = pic->h;
	}
	box[0] = (pic->w - w) / 2;
	box[1] = (pic->h - h) / 2;
	box[2] = box[0] + w;
	box[3] = box[1] + h;
	for (i = 0; i < 4; i++) {
		es_buf_add_ch(u->out, i == 0 ? '[' : ' ');
		pdf_add_milli(u->out, (int32_t)box[i]);
	}
	es_buf_add_ch(u->out, ']');
}

int
pdf_look_make(const struct seal_picture *pic, struct es_buf *out,
    struct es_err *err)
{
	struct es_buf	 draw;
	int		 rc;

	es_buf_init(&draw, ES_LIMIT_PICTURE_ARENA);
	pdf_sigdict_draw(pic, &draw);
	rc = es_buf_ok(&draw, "the seal's picture", err);
	if (rc == 0)
		rc = flate_deflate(es_buf_view(&draw), 9, out, err);
	es_buf_clear(&draw);
	return rc;
}

static int
appearance(struct pdf_upd *u)
{
	static const char *const	 turned[] = { "1 0 0 1", "0 1 -1 0",
					    "-1 0 0 -1", "0 -1 1 0" };
	struct es_view			 look = u->o->look;
	struct es_buf			 made;

	es_buf_init(&made, ES_LIMIT_PICTURE_ARENA);
	if (look.n == 0) {
		if (pdf_look_make(u->o->sig.picture, &made, u->err) < 0) {
			es_buf_clear(&made);
			return -1;
		}
		look = es_buf_view(&made);
	}
	(void)pdf_revise_open(u->r, u->o_look);
	es_buf_add_str(u->out, "<</Type/XObject/Subtype/Form/BBox");
	add_bbox(u);
	es_buf_printf(u->out, "/Matrix[%s 0 0]/Resources<</ExtGState<</G"
	    "<</Type/ExtGState/BM/Multiply>>>>>>/Filter/FlateDecode"
	    "/Length %zu>>\nstream\n", turned[u->turn / 90], look.n);
	es_buf_add_view(u->out, look);
	es_buf_add_str(u->out, "\nendstream");
	pdf_revise_close(u->r);
	es_buf_clear(&made);
	return 0;
}

/* -- what leads to it ---------------------------------------------------- */
/* An empty field gets its value and its look. */
static void
fill(struct pdf_upd *u)
{
	static const char *const	 keys[] = { "V", "AP", "F" };

	(void)pdf_revise_open(u->r, u->field);
	pdf_revise_copy(u->out, pdf_file_num(u->f, u->rev, u->field), keys,
	    u->look ? ES_COUNT(keys) : 1);
	es_buf_printf(u->out, "/V %u 0 R", (unsigned)u->o_sig);
	if (u->look)
		es_buf_printf(u->out, "/F 132/AP<</N %u 0 R>>",
		    (unsigned)u->o_look);
	es_buf_add_str(u->out, ">>");
	pdf_revise_close(u->r);
}

static void
certification(struct pdf_upd *u)
{
	char	 perms[64];

	(void)snprintf(perms, sizeof(perms), "<</DocMDP %u 0 R>>",
	    (unsigned)u->o_sig);
	pdf_revise_key(u->r, "Perms", es_view_str(perms));
}

int
pdf_upd_objects(struct pdf_upd *u)
{
	u->o_sig = pdf_revise_num(u->r);
	if (u->look)
		u->o_look = pdf_revise_num(u->r);
	(void)pdf_revise_open(u->r, u->o_sig);
	pdf_sigdict_add(u->out, &u->o->sig, u->hole, &u->range);
	pdf_revise_close(u->r);
	if (u->look && appearance(u) < 0)
		return -1;
	if (u->field != 0) {
		fill(u);
	} else {
		u->o_widget = pdf_revise_num(u->r);
		widget(u);
		pdf_revise_annot(u->r, u->page, u->o_widget);
		pdf_revise_field(u->r, u->o_widget);
	}
	pdf_revise_signs(u->r);
	if (u->o->sig.certify > 0)
		certification(u);
	return 0;
}
