/* pdf/update.c - see update.h: may it be sealed, and where? */
#include "pdf/update.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pdf/sigs.h"
#include "pdf/update_priv.h"
#include "seal/picture.h"

const char *
pdf_unfit_name(enum pdf_unfit u)
{
	static const char *const	name[PDF_UNFIT__MAX] = { "fit", "xfa",
		"certified", "locked", "signature", "field", "form", "late",
		"unseen", "place" };

	return (size_t)u < PDF_UNFIT__MAX ? name[u] : name[0];
}

int
pdf_upd_unfit(struct pdf_upd *u, enum pdf_unfit why, const char *what)
{
	*u->why = why;
	return es_fail(u->err, ES_E_DENIED, "PDF: %s", what);
}

/* -- may it be sealed? -------------------------------------------------- */
static int
earlier_signature(struct pdf_upd *u, const struct pdf_sig *s)
{
	u->is_signed = true;
	if (!pdf_sig_sound(s))
		return pdf_upd_unfit(u, PDF_UNFIT_SIGNATURE, "it carries a "
		    "signature that does not stand as it should");
	if (u->o->nblanks > 0 || u->o->nstraddles > 0)
		return pdf_upd_unfit(u, PDF_UNFIT_LATE, "fields and strips "
		    "are prepared before the first seal; it has one");
	if (u->o->sig.certify > 0)
		return pdf_upd_unfit(u, PDF_UNFIT_CERTIFIED, "only the first "
		    "signature can certify");
	if (s->permits == PDF_MDP_P1)
		return pdf_upd_unfit(u, PDF_UNFIT_CERTIFIED, "a signature "
		    "allows no change after it");
	/* Forms and signing: in fields that were there (pdf/changes.h). */
	if (s->permits != PDF_MDP_NONE && u->field == 0)
		return pdf_upd_unfit(u, PDF_UNFIT_CERTIFIED, "a signature "
		    "allows seals only in fields that were prepared");
	if (u->seals && pdf_sig_locks(s, u->o->sig.field))
		return pdf_upd_unfit(u, PDF_UNFIT_LOCKED, "the field is "
		    "locked by a signature");
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
	if (rc == 0 && pdf_sigs_count(all) == ES_LIMIT_PDF_SIGS)
		rc = es_fail(u->err, ES_E_LIMIT, "PDF: it has %zu signatures; "
		    "nobody would judge one more", ES_LIMIT_PDF_SIGS);
	pdf_sigs_free(all);
	return rc;
}

/*
 * Whether an empty field may be filled: seed values that bind (ISO 32000-1,
 * table 234: Ff) are not kept here, and a picture is to be seen.
 */
static int
usable(struct pdf_upd *u, const struct pdf_field *d)
{
	enum { HIDDEN = 2, NO_VIEW = 32 };
	const struct pdf_obj	*binds, *flags;

	if (d->times != 1 || d->widgets != 1)
		return pdf_upd_unfit(u, PDF_UNFIT_PLACE, "the field stands "
		    "in several places, or in none");
	binds = pdf_file_key(u->f, u->rev, pdf_file_key(u->f, u->rev, d->obj,
	    "SV"), "Ff");
	if (binds != NULL && (!pdf_obj_is(binds, PDF_INT) || binds->i != 0))
		return pdf_upd_unfit(u, PDF_UNFIT_PLACE, "the field sets "
		    "conditions for its signature that are not kept here");
	flags = pdf_file_key(u->f, u->rev, d->widget, "F");
	if (u->o->sig.picture != NULL && pdf_obj_is(flags, PDF_INT) &&
	    (flags->i & (HIDDEN | NO_VIEW)) != 0)
		return pdf_upd_unfit(u, PDF_UNFIT_PLACE, "the field is hidden "
		    "and would show no picture");
	return 0;
}

/* The field that is filled, or a name that is free. */
static int
find_field(struct pdf_upd *u)
{
	const struct pdf_fields	*fs = &u->fields;
	const struct pdf_field	*d;
	struct es_view		 name = u->o->sig.field;
	size_t			 i;

	for (i = 0; u->seals && i < fs->n; i++) {
		d = &fs->at[i];
		if (name.n == 0 || !es_view_eq(d->name, name))
			continue;
		if (!d->leaf || d->value != NULL ||
		    !es_view_eq_str(d->ft, "Sig"))
			return pdf_upd_unfit(u, PDF_UNFIT_FIELD, "the "
			    "field's name is taken");
		if (usable(u, d) < 0)
			return -1;
		if (d->widget_num != d->num)
			return pdf_upd_unfit(u, PDF_UNFIT_FORM, "the field "
			    "and its place on the page are apart; other "
			    "programs would not find the seal");
		u->field = d->num;
		u->page = pdf_annot_page(u->f, u->rev, d->widget,
		    d->widget_num);
		if (u->page == SIZE_MAX || !pdf_rect(u->f, u->rev, d->widget,
		    u->rect))
			return pdf_upd_unfit(u, PDF_UNFIT_FORM, "the empty "
			    "field stands on no page");
	}
	/* One that is there may be called as its maker liked. */
	return !u->seals || u->field != 0 ? 0 : pdf_sigdict_name(name,
	    u->err);
}

/*
 * NeedAppearances lets every program draw the fields as it likes: a seal must
 * not vouch for that.  When each has a drawing of its own, the key goes.
 */
static int
appearances(struct pdf_upd *u)
{
	const struct pdf_obj	*need = pdf_file_key(u->f, u->rev, u->form,
				    "NeedAppearances");
	const struct pdf_field	*d;
	size_t			 i;

	if (!pdf_obj_is(need, PDF_BOOL) || need->i == 0 || u->is_signed)
		return 0;
	for (i = 0; i < u->fields.n; i++) {
		d = &u->fields.at[i];
		if (d->leaf && d->widgets > 0 && !es_view_eq_str(d->ft,
		    "Sig") && (d->widgets > 1 || pdf_file_key(u->f, u->rev,
		    d->widget, "AP") == NULL))
			return pdf_upd_unfit(u, PDF_UNFIT_UNSEEN, "it leaves "
			    "the look of its form fields to the reader's "
			    "program; print it into a PDF first");
	}
	pdf_revise_form_drop(u->r, "NeedAppearances");
	return 0;
}

/* By what leads to it, or by what it says of itself. */
static bool
is_page_or_root(struct pdf_upd *u, const struct pdf_field *fd)
{
	const struct pdf_obj	*type = pdf_file_key(u->f, u->rev, fd->obj,
				    "Type");

	return fd->obj == u->catalog ||
	    pdf_file_page_of(u->f, u->rev, fd->num) != SIZE_MAX ||
	    pdf_obj_is_name(type, "Page") || pdf_obj_is_name(type, "Pages") ||
	    pdf_obj_is_name(type, "Catalog");
}

/*
 * A page, or the catalog, that stands in the form's tree, too: a seal on it
 * would change what earlier signatures take for a field.
 */
static int
roles(struct pdf_upd *u)
{
	size_t	 i;

	for (i = 0; i < u->fields.n; i++)
		if (is_page_or_root(u, &u->fields.at[i]))
			return pdf_upd_unfit(u, PDF_UNFIT_FORM, "a page of "
			    "it is a form field, too");
	return 0;
}

static int
look(struct pdf_upd *u)
{
	size_t	 pages;

	u->catalog = pdf_file_catalog(u->f, u->rev);
	u->form = pdf_file_key(u->f, u->rev, u->catalog, "AcroForm");
	if (pdf_obj_key(u->form, "XFA") != NULL)
		return pdf_upd_unfit(u, PDF_UNFIT_XFA, "it holds an XFA form; "
		    "save it as a plain PDF first");
	if (u->form != NULL && !pdf_obj_is(u->form, PDF_DICT))
		return pdf_upd_unfit(u, PDF_UNFIT_FORM, "its form is "
		    "malformed");
	if (u->o->sig.certify > 0 &&
	    pdf_obj_key(u->catalog, "Perms") != NULL)
		return pdf_upd_unfit(u, PDF_UNFIT_CERTIFIED, "it has "
		    "permissions already");
	if (pdf_file_pages(u->f, u->rev, &pages, u->err) < 0)
		return -1;
	pdf_claims(&u->claims, u->f, u->rev);
	if (pdf_fields(&u->fields, u->f, u->rev) < 0 || pdf_file_ok(u->f,
	    u->err) < 0)
		return pdf_file_ok(u->f, u->err);
	return roles(u) < 0 || find_field(u) < 0 || earlier_signatures(u) < 0 ||
	    appearances(u) < 0 ? -1 : 0;
}

/* -- where ----------------------------------------------------------------- */
int
pdf_upd_rect(struct pdf_upd *u, const struct pdf_spot *at, int64_t w,
    int64_t h, const char *what, struct pdf_pagebox *p, int64_t rect[4])
{
	if (pdf_pagebox(p, u->f, u->rev, at->page, u->err) < 0)
		return -1;
	pdf_pagebox_rect(p, at->x, at->y, w, h, rect);
	if (rect[0] < p->x0 || rect[1] < p->y0 || rect[2] > p->x1 ||
	    rect[3] > p->y1)
		return es_fail(u->err, ES_E_INPUT, "PDF: the %s would stand "
		    "outside page %zu, which is %lld by %lld mm", what,
		    at->page + 1, (long long)((p->w * 254 + 360000) / 720000),
		    (long long)((p->h * 254 + 360000) / 720000));
	return 0;
}

/* A field of others may touch the edge of its page, 1/1000 unit. */
#define EDGE	1000

/* Where the new field stands, and which way is up. */
static int
place(struct pdf_upd *u)
{
	const struct seal_picture	*pic = u->o->sig.picture;
	struct pdf_pagebox		 p;

	if (!u->seals)
		return 0;
	u->look = pic != NULL && (u->field == 0 || (u->rect[2] >
	    u->rect[0] && u->rect[3] > u->rect[1]));
	if (u->field == 0)
		u->page = u->o->at.page;
	if (u->field == 0 && pic != NULL) {
		if (pdf_upd_rect(u, &u->o->at, pic->w, pic->h, "seal", &p,
		    u->rect) < 0)
			return -1;
	} else if (pdf_pagebox(&p, u->f, u->rev, u->page, u->err) < 0) {
		return -1;
	}
	u->turn = p.rotate;
	if (u->field != 0 && u->look && (u->rect[0] < p.x0 - EDGE ||
	    u->rect[1] < p.y0 - EDGE || u->rect[2] > p.x1 + EDGE ||
	    u->rect[3] > p.y1 + EDGE))
		return pdf_upd_unfit(u, PDF_UNFIT_PLACE, "the field reaches "
		    "over the edge of its page; the picture would not be "
		    "seen whole");
	return 0;
}

static int
parts(struct pdf_upd *u)
{
	size_t	 i;

	if (look(u) < 0 || place(u) < 0 || pdf_upd_blanks(u) < 0)
		return -1;
	for (i = 0; i < u->o->nstraddles; i++)
		if (pdf_upd_straddle(u, &u->o->straddles[i]) < 0)
			return -1;
	return !u->seals ? 0 : pdf_upd_lock(u) < 0 ? -1 : pdf_upd_seal(u);
}

static int
make(struct pdf_upd *u, struct es_buf *tail)
{
	int	 rc;

	*u->why = PDF_FIT;
	u->rev = pdf_file_revs(u->f) - 1;
	u->out = tail;
	if ((u->o->known ? pdf_revise_known(&u->r, u->f, tail, u->err) :
	    pdf_revise_new(&u->r, u->f, tail, u->err)) < 0)
		return -1;
	if (u->seals)
		u->hole->base = pdf_revise_base(u->r);
	rc = parts(u) < 0 || pdf_revise_end(u->r, u->o->id, u->err) < 0 ? -1 :
	    0;
	if (rc < 0 && u->err != NULL && u->err->code == ES_E_DENIED &&
	    *u->why == PDF_FIT)
		*u->why = PDF_UNFIT_FORM;
	if (rc == 0 && u->seals)
		pdf_sigdict_range(tail, u->range, u->hole);
	pdf_revise_free(u->r);
	pdf_fields_clear(&u->fields);
	free(u->lock_names);
	return rc;
}

int
pdf_update_seal(struct pdf_file *f, const struct pdf_update *o,
    struct es_buf *tail, struct pdf_hole *hole, enum pdf_unfit *why,
    struct es_err *err)
{
	struct pdf_upd	 u = { .f = f, .o = o, .hole = hole, .why = why,
			    .err = err, .seals = true };

	memset(hole, 0, sizeof(*hole));
	return pdf_sigdict_check(&o->sig, err) < 0 ? -1 : make(&u, tail);
}

int
pdf_update_prepare(struct pdf_file *f, const struct pdf_update *o,
    struct es_buf *tail, enum pdf_unfit *why, struct es_err *err)
{
	struct pdf_upd	 u = { .f = f, .o = o, .why = why, .err = err };

	if (o->nblanks == 0 && o->nstraddles == 0)
		return es_fail(err, ES_E_INPUT, "PDF: nothing to prepare");
	return make(&u, tail);
}
