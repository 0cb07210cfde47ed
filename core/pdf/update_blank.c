/*
 * pdf/update_blank.c - empty signature fields for departments that seal
 * later (pades.md 1.10): placed, seen by nobody, there before the first seal.
 */
#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/update_priv.h"
#include "pdf/write_priv.h"

static bool
taken(const struct pdf_upd *u, size_t k)
{
	struct es_view	 name = u->o->blanks[k].name;
	size_t		 i;

	for (i = 0; i < k; i++)
		if (es_view_eq(u->o->blanks[i].name, name))
			return true;
	for (i = 0; i < u->fields.n; i++)
		if (es_view_eq(u->fields.at[i].name, name))
			return true;
	return u->seals && es_view_eq(u->o->sig.field, name);
}

/*
 * No appearance: there is nothing to see.  PDF/A wants one for everything
 * that has a size (19005-2, 6.3.3): an empty one.
 */
static uint32_t
empty_look(struct pdf_upd *u, const struct pdf_blank *f, int turn)
{
	struct es_buf	 dict;
	uint32_t	 num;

	if (u->claims.pdfa == 0)
		return 0;
	num = pdf_revise_num(u->r);
	es_buf_init(&dict, ES_LIMIT_WRITE_TEXT);
	es_buf_add_str(&dict, "/Type/XObject/Subtype/Form/BBox[0 0 ");
	pdf_add_milli(&dict, (int32_t)f->w);
	es_buf_add_ch(&dict, ' ');
	pdf_add_milli(&dict, (int32_t)f->h);
	es_buf_add_ch(&dict, ']');
	pdf_upd_add_matrix(&dict, turn);
	es_buf_add_str(&dict, "/Resources<<>>");
	if (es_buf_cstr(&dict) != NULL)
		pdf_revise_stream(u->r, num, es_buf_cstr(&dict),
		    ES_VIEW_EMPTY);
	es_buf_clear(&dict);
	return num;
}

static int
blank(struct pdf_upd *u, const struct pdf_blank *f)
{
	struct pdf_pagebox	 p;
	struct es_buf		*b;
	int64_t			 rect[4];
	uint32_t		 num, look;

	if (f->w <= 0 || f->h <= 0 || !es_utf8_is_line(f->tip) ||
	    f->tip.n == 0)
		return es_fail(u->err, ES_E_INPUT, "PDF: a prepared field "
		    "without size or name for people");
	if (pdf_upd_rect(u, &f->at, f->w, f->h, "prepared field", &p,
	    rect) < 0)
		return -1;
	look = empty_look(u, f, p.rotate);
	num = pdf_revise_num(u->r);
	b = pdf_revise_open(u->r, num);
	es_buf_add_str(b, "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T");
	pdf_add_text(b, f->name);
	pdf_add_entry(b, "/TU", f->tip);
	pdf_upd_add_page(u, b, f->at.page);
	pdf_upd_add_rect(b, rect);
	if (look != 0)
		es_buf_printf(b, "/AP<</N %u 0 R>>", (unsigned)look);
	es_buf_add_str(b, ">>");
	pdf_revise_close(u->r);
	pdf_revise_annot(u->r, f->at.page, num);
	pdf_revise_field(u->r, num);
	return 0;
}

int
pdf_upd_blanks(struct pdf_upd *u)
{
	size_t	 i;

	if (u->o->nblanks > ES_LIMIT_WRITE_BLANKS)
		return es_fail(u->err, ES_E_LIMIT, "PDF: %zu prepared fields, "
		    "limit %zu", u->o->nblanks, ES_LIMIT_WRITE_BLANKS);
	for (i = 0; i < u->o->nblanks; i++) {
		if (pdf_sigdict_name(u->o->blanks[i].name, u->err) < 0)
			return -1;
		if (taken(u, i))
			return pdf_upd_unfit(u, PDF_UNFIT_FIELD, "a prepared "
			    "field's name is taken");
		if (blank(u, &u->o->blanks[i]) < 0)
			return -1;
	}
	return 0;
}
