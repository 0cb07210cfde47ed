/*
 * pdf/update_obj.c - what a seal adds to a file, and what it changes: the
 * page's annotations, the form's fields, for a certification the catalog.
 */
#include "base/limits.h"
#include "flate/flate.h"
#include "pdf/sigdict.h"
#include "pdf/update_priv.h"
#include "pdf/write_priv.h"
#include "seal/picture.h"

static void
begin(struct pdf_upd *u, uint32_t num, uint16_t gen)
{
	u->done[u->n].num = num;
	u->done[u->n].gen = gen;
	u->done[u->n].at = u->out->n;
	u->n++;
	es_buf_printf(u->out, "%u %u obj\n", (unsigned)num, (unsigned)gen);
}

static void
end(struct pdf_upd *u)
{
	es_buf_add_str(u->out, "\nendobj\n");
}

/* An object again, under its own generation. */
static void
again(struct pdf_upd *u, uint32_t num)
{
	const struct pdf_entry	*e = pdf_file_find(u->f, u->rev, num);

	begin(u, num, e != NULL && e->where == PDF_WHERE_FILE ? e->gen : 0);
}

/* "/Key", with #xx for what a name may not hold. */
static void
add_name(struct es_buf *b, struct es_view v)
{
	size_t	 i;

	es_buf_add_ch(b, '/');
	for (i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] >= 0x7f ||
		    memchr("()<>[]{}/%#", v.p[i], 11) != NULL)
			es_buf_printf(b, "#%02X", v.p[i]);
		else
			es_buf_add_ch(b, (char)v.p[i]);
}

/* "<<" and every key but those named, as it is written; no ">>". */
static void
copy_but(struct es_buf *b, const struct pdf_obj *dict,
    const char *const *but, size_t n)
{
	const struct pdf_pair	*p;
	size_t			 i, k;

	es_buf_add_str(b, "<<");
	for (i = 0; i < pdf_obj_count(dict); i++) {
		p = &dict->u.dict.at[i];
		for (k = 0; k < n && !es_view_eq_str(p->key, but[k]); k++)
			continue;
		if (k < n)
			continue;
		add_name(b, p->key);
		es_buf_add_ch(b, ' ');
		es_buf_add_view(b, p->val.raw);
		es_buf_add_ch(b, '\n');
	}
}

/* "[...]" with one more reference; "a" may be NULL. */
static void
add_longer(struct es_buf *b, const struct pdf_obj *a, uint32_t num)
{
	size_t	 i;

	es_buf_add_ch(b, '[');
	for (i = 0; i < pdf_obj_count(a); i++) {
		es_buf_add_view(b, pdf_obj_item(a, i)->raw);
		es_buf_add_ch(b, ' ');
	}
	es_buf_printf(b, "%u 0 R]", (unsigned)num);
}

static int
malformed(struct pdf_upd *u, const char *what)
{
	*u->why = PDF_UNFIT_FORM;
	return es_fail(u->err, ES_E_DENIED, "PDF: its %s is malformed", what);
}

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
	struct es_buf			*b = u->out;

	begin(u, u->o_widget, 0);
	es_buf_add_str(b, "<</Type/Annot/Subtype/Widget/FT/Sig/F 132/T");
	pdf_add_literal(b, s->field);
	pdf_add_entry(b, "/TU", s->tip);
	es_buf_printf(b, "/V %u 0 R/P %u %u R", (unsigned)u->o_sig,
	    (unsigned)pdf_file_page(u->f, u->rev, u->page),
	    (unsigned)pdf_file_find(u->f, u->rev, pdf_file_page(u->f,
	    u->rev, u->page))->gen);
	add_rect(b, u->rect);
	if (u->look)
		es_buf_printf(b, "/AP<</N %u 0 R>>", (unsigned)u->o_look);
	es_buf_add_str(b, ">>");
	end(u);
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
	begin(u, u->o_look, 0);
	es_buf_add_str(u->out, "<</Type/XObject/Subtype/Form/BBox");
	add_bbox(u);
	es_buf_printf(u->out, "/Matrix[%s 0 0]/Resources<</ExtGState<</G"
	    "<</Type/ExtGState/BM/Multiply>>>>>>/Filter/FlateDecode"
	    "/Length %zu>>\nstream\n", turned[u->turn / 90], look.n);
	es_buf_add_view(u->out, look);
	es_buf_add_str(u->out, "\nendstream");
	end(u);
	es_buf_clear(&made);
	return 0;
}

/* -- what leads to it ---------------------------------------------------- */
/* An empty field gets its value and its look. */
static void
fill(struct pdf_upd *u)
{
	static const char *const	 keys[] = { "V", "AP", "F" };

	again(u, u->field);
	copy_but(u->out, pdf_file_num(u->f, u->rev, u->field), keys,
	    u->look ? ES_COUNT(keys) : 1);
	es_buf_printf(u->out, "/V %u 0 R", (unsigned)u->o_sig);
	if (u->look)
		es_buf_printf(u->out, "/F 132/AP<</N %u 0 R>>",
		    (unsigned)u->o_look);
	es_buf_add_str(u->out, ">>");
	end(u);
}

/* The array itself when it is an object, else its page with it inside. */
static int
annotations(struct pdf_upd *u)
{
	static const char *const	 annots[] = { "Annots" };
	uint32_t			 num = pdf_file_page(u->f, u->rev,
					    u->page);
	const struct pdf_obj		*page = pdf_file_num(u->f, u->rev,
					    num);
	const struct pdf_obj		*a = pdf_obj_key(page, "Annots");
	const struct pdf_obj		*to = pdf_file_value(u->f, u->rev, a);

	if (to != NULL && !pdf_obj_is(to, PDF_ARRAY))
		return malformed(u, "page's list of annotations");
	if (pdf_obj_is(a, PDF_REF) && to != NULL) {
		again(u, (uint32_t)a->i);
		add_longer(u->out, to, u->o_widget);
	} else {
		again(u, num);
		copy_but(u->out, page, annots, ES_COUNT(annots));
		es_buf_add_str(u->out, "/Annots");
		add_longer(u->out, to, u->o_widget);
		es_buf_add_str(u->out, ">>");
	}
	end(u);
	return 0;
}

/*
 * The form's dictionary with SigFlags and, for a new field, one more in
 * Fields; an indirect list of fields becomes a direct one.
 */
static int
add_form(struct pdf_upd *u)
{
	static const char *const	 both[] = { "SigFlags", "Fields" };
	const struct pdf_obj		*list = pdf_file_key(u->f, u->rev,
					    u->form, "Fields");

	if (list != NULL && !pdf_obj_is(list, PDF_ARRAY))
		return malformed(u, "form");
	if (u->form == NULL)
		es_buf_add_str(u->out, "<<");
	else
		copy_but(u->out, u->form, both, u->field != 0 ? 1 : 2);
	if (u->field == 0) {
		es_buf_add_str(u->out, "/Fields");
		add_longer(u->out, list, u->o_widget);
	}
	es_buf_add_str(u->out, "/SigFlags 3>>");
	return 0;
}

static int
form_and_catalog(struct pdf_upd *u)
{
	static const char *const	 keys[] = { "AcroForm", "Perms" };
	const struct pdf_obj		*at = pdf_obj_key(u->catalog,
					    "AcroForm");
	bool				 own = pdf_obj_is(at, PDF_REF) &&
					    u->form != NULL;
	bool				 certify = u->o->sig.certify > 0;
	uint32_t			 o_form = own ? (uint32_t)at->i :
					    u->next++;

	if (own)
		again(u, o_form);
	else
		begin(u, o_form, 0);
	if (add_form(u) < 0)
		return -1;
	end(u);
	if (own && !certify)
		return 0;
	again(u, (uint32_t)u->root->i);
	copy_but(u->out, u->catalog, own ? keys + 1 : keys, own ? 1 :
	    certify ? 2 : 1);
	if (!own)
		es_buf_printf(u->out, "/AcroForm %u 0 R", (unsigned)o_form);
	if (certify)
		es_buf_printf(u->out, "/Perms<</DocMDP %u 0 R>>",
		    (unsigned)u->o_sig);
	es_buf_add_str(u->out, ">>");
	end(u);
	return 0;
}

int
pdf_upd_objects(struct pdf_upd *u)
{
	u->o_sig = u->next++;
	if (u->look)
		u->o_look = u->next++;
	begin(u, u->o_sig, 0);
	pdf_sigdict_add(u->out, &u->o->sig, u->hole, &u->range);
	end(u);
	if (u->look && appearance(u) < 0)
		return -1;
	if (u->field != 0) {
		fill(u);
	} else {
		u->o_widget = u->next++;
		widget(u);
		if (annotations(u) < 0)
			return -1;
	}
	return form_and_catalog(u);
}
