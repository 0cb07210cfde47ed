/* pdf/update.c - see update.h. */
#include "pdf/update.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pdf/fields.h"
#include "pdf/pagebox.h"
#include "pdf/sigdict.h"
#include "pdf/sigs.h"
#include "pdf/update_priv.h"
#include "pdf/write_priv.h"
#include "seal/picture.h"

const char *
pdf_unfit_name(enum pdf_unfit u)
{
	static const char *const	name[PDF_UNFIT__MAX] = { "fit", "xfa",
		"certified", "locked", "signature", "field", "form" };

	return (size_t)u < PDF_UNFIT__MAX ? name[u] : name[0];
}

static int
unfit(struct pdf_upd *u, enum pdf_unfit why, const char *what)
{
	*u->why = why;
	return es_fail(u->err, ES_E_DENIED, "PDF: %s", what);
}

/* -- may it be sealed? -------------------------------------------------- */
static int
earlier_signature(struct pdf_upd *u, const struct pdf_sig *s)
{
	if (!pdf_sig_sound(s))
		return unfit(u, PDF_UNFIT_SIGNATURE, "it carries a signature "
		    "that does not stand as it should");
	if (u->o->sig.certify > 0)
		return unfit(u, PDF_UNFIT_CERTIFIED, "only the first "
		    "signature can certify");
	if (s->permits == PDF_MDP_P1)
		return unfit(u, PDF_UNFIT_CERTIFIED, "a signature allows no "
		    "change after it");
	/* Forms and signing: in fields that were there (pdf/changes.h). */
	if (s->permits != PDF_MDP_NONE && u->field == 0)
		return unfit(u, PDF_UNFIT_CERTIFIED, "a signature allows "
		    "seals only in fields that were prepared");
	if (pdf_sig_locks(s, u->o->sig.field))
		return unfit(u, PDF_UNFIT_LOCKED, "the field is locked by a "
		    "signature");
	return 0;
}

static int
earlier_signatures(struct pdf_upd *u)
{
	struct pdf_sigs	*all;
	size_t		 i;
	int		 rc = 0;

	if (pdf_sigs(&all, u->f, u->err) < 0)
		return -1;
	for (i = 0; rc == 0 && i < pdf_sigs_count(all); i++)
		rc = earlier_signature(u, pdf_sigs_at(all, i));
	pdf_sigs_free(all);
	return rc;
}

/* The field that is filled, or a name that is free. */
static int
find_field(struct pdf_upd *u, const struct pdf_fields *fs)
{
	const struct pdf_field	*d;
	struct es_view		 name = u->o->sig.field;
	size_t			 i;

	for (i = 0; i < fs->n; i++) {
		d = &fs->at[i];
		if (!es_view_eq(d->name, name))
			continue;
		if (!d->leaf || d->times != 1 || d->widgets != 1 ||
		    d->value != NULL || !es_view_eq_str(d->ft, "Sig"))
			return unfit(u, PDF_UNFIT_FIELD, "the field's name "
			    "is taken");
		if (d->widget_num != d->num)
			return unfit(u, PDF_UNFIT_FORM, "the field and its "
			    "place on the page are apart; other programs "
			    "would not find the seal");
		u->field = d->num;
		u->page = pdf_annot_page(u->f, u->rev, d->widget,
		    d->widget_num);
		if (u->page == SIZE_MAX || !pdf_rect(u->f, u->rev, d->widget,
		    u->rect))
			return unfit(u, PDF_UNFIT_FORM, "the empty field "
			    "stands on no page");
	}
	return 0;
}

static int
look(struct pdf_upd *u)
{
	struct pdf_fields	 fs;
	size_t			 pages;
	int			 rc;

	u->catalog = pdf_file_catalog(u->f, u->rev);
	u->form = pdf_file_key(u->f, u->rev, u->catalog, "AcroForm");
	if (pdf_obj_key(u->form, "XFA") != NULL)
		return unfit(u, PDF_UNFIT_XFA, "it holds an XFA form; save "
		    "it as a plain PDF first");
	if (u->form != NULL && !pdf_obj_is(u->form, PDF_DICT))
		return unfit(u, PDF_UNFIT_FORM, "its form is malformed");
	if (u->o->sig.certify > 0 &&
	    pdf_obj_key(u->catalog, "Perms") != NULL)
		return unfit(u, PDF_UNFIT_CERTIFIED, "it has permissions "
		    "already");
	if (pdf_file_pages(u->f, u->rev, &pages, u->err) < 0)
		return -1;
	rc = pdf_fields(&fs, u->f, u->rev);
	if (rc == 0)
		rc = find_field(u, &fs);
	pdf_fields_clear(&fs);
	if (rc < 0)
		return pdf_file_ok(u->f, u->err) < 0 ? -1 : rc;
	return earlier_signatures(u);
}

/* Where the new field stands, and which way is up. */
static int
place(struct pdf_upd *u)
{
	const struct seal_picture	*pic = u->o->sig.picture;
	struct pdf_pagebox		 p;

	if (u->field == 0)
		u->page = u->o->page;
	if (pdf_pagebox(&p, u->f, u->rev, u->page, u->err) < 0)
		return -1;
	u->turn = p.rotate;
	u->look = pic != NULL && (u->field == 0 || (u->rect[2] >
	    u->rect[0] && u->rect[3] > u->rect[1]));
	if (u->field != 0 || pic == NULL)
		return 0;
	pdf_pagebox_rect(&p, u->o->x, u->o->y, pic->w, pic->h, u->rect);
	if (u->rect[0] < p.x0 || u->rect[1] < p.y0 || u->rect[2] > p.x1 ||
	    u->rect[3] > p.y1)
		return es_fail(u->err, ES_E_INPUT, "PDF: the seal would "
		    "stand outside page %zu, which is %lld by %lld mm",
		    u->page + 1, (long long)(p.w * 254 / 720000),
		    (long long)(p.h * 254 / 720000));
	return 0;
}

static int
make(struct pdf_upd *u, const unsigned char id[16])
{
	if (look(u) < 0 || place(u) < 0 || pdf_upd_objects(u) < 0 ||
	    pdf_revise_end(u->r, id, u->err) < 0) {
		if (u->err->code == ES_E_DENIED && *u->why == PDF_FIT)
			*u->why = PDF_UNFIT_FORM;
		return -1;
	}
	pdf_sigdict_range(u->out, u->range, u->hole);
	return 0;
}

int
pdf_update_seal(struct pdf_file *f, const struct pdf_update *o,
    struct es_buf *tail, struct pdf_hole *hole, enum pdf_unfit *why,
    struct es_err *err)
{
	struct pdf_upd	 u = { .f = f, .o = o, .out = tail, .why = why,
			    .err = err, .rev = pdf_file_revs(f) - 1,
			    .hole = hole };
	int		 rc;

	*why = PDF_FIT;
	memset(hole, 0, sizeof(*hole));
	if (pdf_sigdict_check(&o->sig, err) < 0 ||
	    pdf_revise_new(&u.r, f, tail, err) < 0)
		return -1;
	hole->base = pdf_revise_base(u.r);
	rc = make(&u, o->id);
	pdf_revise_free(u.r);
	return rc;
}
