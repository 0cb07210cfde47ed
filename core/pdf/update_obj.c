/* pdf/update_obj.c - the signature, its field, its appearance. */
#include <stdio.h>

#include "base/limits.h"
#include "pdf/icc_data.h"
#include "pdf/update_priv.h"
#include "pdf/write_priv.h"
#include "seal/picture.h"

void
pdf_upd_add_rect(struct es_buf *b, const int64_t r[4])
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

void
pdf_upd_add_matrix(struct es_buf *b, int turn)
{
	static const char *const	 turned[] = { "1 0 0 1", "0 1 -1 0",
					    "-1 0 0 -1", "0 -1 1 0" };

	es_buf_printf(b, "/Matrix[%s 0 0]", turned[turn / 90]);
}

void
pdf_upd_add_page(struct pdf_upd *u, struct es_buf *b, size_t page)
{
	es_buf_add_str(b, "/P ");
	pdf_revise_ref(u->r, b, pdf_file_page(u->f, u->rev, page));
}

static void
widget(struct pdf_upd *u)
{
	const struct pdf_sig_opts	*s = &u->o->sig;
	struct es_buf			*b;
	uint32_t			 o_lock = 0;

	if (u->o->lock != PDF_LOCK_NONE) {
		o_lock = pdf_revise_num(u->r);
		b = pdf_revise_open(u->r, o_lock);
		es_buf_add_str(b, "<</Type/SigFieldLock");
		pdf_sigdict_lock(b, &u->lock);
		es_buf_add_str(b, ">>");
		pdf_revise_close(u->r);
	}
	b = pdf_revise_open(u->r, u->o_widget);
	es_buf_add_str(b, "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T");
	pdf_add_text(b, s->field);
	pdf_add_entry(b, "/TU", s->tip);
	es_buf_printf(b, "/V %u 0 R", (unsigned)u->o_sig);
	pdf_upd_add_page(u, b, u->page);
	pdf_upd_add_rect(b, u->rect);
	if (o_lock != 0)
		es_buf_printf(b, "/Lock %u 0 R", (unsigned)o_lock);
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
add_bbox(struct pdf_upd *u, struct es_buf *b)
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
	/* The smallest box around the picture of the field's shape. */
	if (pic->w * h > pic->h * w) {
		h = h * pic->w / w;
		w = pic->w;
	} else {
		w = w * pic->h / h;
		h = pic->h;
	}
	box[0] = (pic->w - w) / 2;
	box[1] = (pic->h - h) / 2;
	box[2] = box[0] + w;
	box[3] = box[1] + h;
	es_buf_add_str(b, "/BBox");
	for (i = 0; i < 4; i++) {
		es_buf_add_ch(b, i == 0 ? '[' : ' ');
		pdf_add_milli(b, (int32_t)box[i]);
	}
	es_buf_add_ch(b, ']');
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

/*
 * Like ink: what is under the seal stays readable (Multiply), unless the
 * file claims a PDF/A that forbids it (19005-1, 6.4; -2 and -3, 6.2.10: with
 * an output intent only).  A PDF/A without an RGB intent gets our sRGB for
 * DeviceRGB (6.2.4.3).
 */
static void
add_resources(struct pdf_upd *u, struct es_buf *b)
{
	const struct pdf_claims	*c = &u->claims;
	bool			 plain = c->pdfa == 1 || (c->pdfa > 1 &&
				    !c->intent);

	es_buf_printf(b, "/Resources<</ExtGState<</G<</Type/ExtGState"
	    "/BM/%s>>>>", plain ? "Normal" : "Multiply");
	if (u->o_icc != 0)
		es_buf_printf(b, "/ColorSpace<</DefaultRGB[/ICCBased %u 0 R]"
		    ">>", (unsigned)u->o_icc);
	es_buf_add_str(b, ">>");
}

int
pdf_upd_drawing(struct pdf_upd *u, uint32_t num, const char *head,
    const struct seal_picture *pic, struct es_view look)
{
	struct es_buf	 made, dict;
	int		 rc = 0;

	if (u->claims.pdfa > 0 && !u->claims.rgb && u->o_icc == 0) {
		u->o_icc = pdf_revise_num(u->r);
		pdf_revise_stream(u->r, u->o_icc, "/N 3/Filter/FlateDecode",
		    es_view(pdf_icc_srgb, pdf_icc_srgb_size));
	}
	es_buf_init(&made, ES_LIMIT_PICTURE_ARENA);
	es_buf_init(&dict, ES_LIMIT_WRITE_TEXT);
	if (look.n == 0 && (rc = pdf_look_make(pic, &made, u->err)) == 0)
		look = es_buf_view(&made);
	es_buf_printf(&dict, "/Type/XObject/Subtype/Form%s", head);
	add_resources(u, &dict);
	es_buf_add_str(&dict, "/Filter/FlateDecode");
	if (rc == 0 && es_buf_cstr(&dict) != NULL)
		pdf_revise_stream(u->r, num, es_buf_cstr(&dict), look);
	if (rc == 0)
		rc = es_buf_ok(&dict, "PDF: appearance", u->err);
	es_buf_clear(&dict);
	es_buf_clear(&made);
	return rc;
}

static int
appearance(struct pdf_upd *u)
{
	struct es_buf	 head;
	int		 rc = -1;

	es_buf_init(&head, ES_LIMIT_WRITE_TEXT);
	add_bbox(u, &head);
	pdf_upd_add_matrix(&head, u->turn);
	if (es_buf_cstr(&head) != NULL)
		rc = pdf_upd_drawing(u, u->o_look, es_buf_cstr(&head),
		    u->o->sig.picture, u->o->look);
	else
		rc = es_buf_ok(&head, "PDF: appearance", u->err);
	es_buf_clear(&head);
	return rc;
}

/* An empty field gets its value and its look. */
static void
fill(struct pdf_upd *u)
{
	static const char *const	 keys[] = { "V", "AP", "F" };
	struct es_buf			*b;

	b = pdf_revise_open(u->r, u->field);
	pdf_revise_copy(b, pdf_file_num(u->f, u->rev, u->field), keys,
	    u->look ? ES_COUNT(keys) : 1);
	es_buf_printf(b, "/V %u 0 R", (unsigned)u->o_sig);
	if (u->look)
		es_buf_printf(b, "/F 132/AP<</N %u 0 R>>",
		    (unsigned)u->o_look);
	es_buf_add_str(b, ">>");
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
pdf_upd_seal(struct pdf_upd *u)
{
	struct es_buf	*b;

	u->o_sig = pdf_revise_num(u->r);
	if (u->look)
		u->o_look = pdf_revise_num(u->r);
	b = pdf_revise_open(u->r, u->o_sig);
	pdf_sigdict_add(b, &u->o->sig, u->lock.action == PDF_LOCK_NONE ?
	    NULL : &u->lock, u->hole, &u->range);
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
