/*
 * pdf/diff_form.c - judging the form: signatures and filled fields.
 *
 * Which fields may be filled depends on the certification (12.8.2.2) and on
 * locks (12.8.2.4).  An approval without certification allows later
 * signatures, and no filling: text that changes after it was sealed is the
 * published "shadow replace" attack.
 */
#include "base/limits.h"
#include "pdf/changes_priv.h"

static const struct pdf_sig *
sig_of(const struct pdf_changes *c, const struct pdf_field *fd)
{
	const struct pdf_sig	*s;
	size_t			 i;

	for (i = 0; (s = pdf_sigs_at(c->all, i)) != NULL; i++)
		if (s->dict == fd->value && s->field == fd->num)
			return s;
	return NULL;
}

static bool
is_sig(const struct pdf_field *fd)
{
	return es_view_eq_str(fd->ft, "Sig");
}

/* Nothing that acts: a widget with actions is never new "by the way". */
static bool
acts(const struct pdf_field *fd)
{
	return pdf_obj_key(fd->obj, "A") != NULL ||
	    pdf_obj_key(fd->obj, "AA") != NULL ||
	    pdf_obj_key(fd->widget, "A") != NULL ||
	    pdf_obj_key(fd->widget, "AA") != NULL;
}

/* A form with a bounding box, without which some draw it over the page. */
static bool
is_bounded(struct pdf_changes *c, const struct pdf_obj *form)
{
	const struct pdf_obj	*box = pdf_file_key(c->f, c->r1, form,
				    "BBox");
	int64_t			 x;
	size_t			 i;

	for (i = 0; i < 4; i++)
		if (!pdf_obj_milli(pdf_file_item(c->f, c->r1, box, i), &x))
			return false;
	return pdf_obj_count(box) == 4;
}

/* So are all of an appearance: one for each kind, or for each state. */
static bool
all_bounded(struct pdf_changes *c, const struct pdf_obj *ap)
{
	const struct pdf_obj	*kind, *o;
	size_t			 i, k;

	ap = pdf_change_new(c, ap);
	for (i = 0; i < pdf_obj_count(ap); i++) {
		if (!pdf_obj_is(ap, PDF_DICT))
			return false;
		kind = pdf_change_new(c, &ap->u.dict.at[i].val);
		if (pdf_obj_is(kind, PDF_STREAM) && !is_bounded(c, kind))
			return false;
		for (k = 0; pdf_obj_is(kind, PDF_DICT) &&
		    k < kind->u.dict.n; k++) {
			o = pdf_change_new(c, &kind->u.dict.at[k].val);
			if (pdf_obj_is(o, PDF_STREAM) && !is_bounded(c, o))
				return false;
		}
	}
	return true;
}

/* What stands on the page for a field is drawn in its rectangle. */
static bool
is_widget(struct pdf_changes *c, const struct pdf_obj *o)
{
	return o == NULL || (pdf_obj_is_name(pdf_obj_key(o, "Subtype"),
	    "Widget") && all_bounded(c, pdf_obj_key(o, "AP")));
}

static bool
name_taken(const struct pdf_changes *c, struct es_view name)
{
	size_t	 i;

	for (i = 0; i < c->was.n; i++)
		if (es_view_eq(c->was.at[i].name, name))
			return true;
	return false;
}

static bool
was_used(const struct pdf_changes *c, uint32_t num)
{
	const struct diff	*d = pdf_change_find(c, num);

	return d == NULL || d->used;
}

static struct spot
spot_of(struct pdf_changes *c, const struct pdf_field *fd, int64_t rect[4])
{
	struct spot		 s = { fd->num, SIZE_MAX, rect, fd->name };
	const struct pdf_obj	*p = pdf_obj_key(fd->widget, "P");

	(void)pdf_rect(c->f, c->r1, fd->widget, rect);
	if (pdf_obj_is(p, PDF_REF))
		s.page = pdf_file_page_of(c->f, c->r1, (uint32_t)p->i);
	return s;
}

static bool
hidden_stamp(const struct pdf_sig *s)
{
	return s->kind == PDF_SIG_TIMESTAMP && !s->visible;
}

static bool
fills(const struct pdf_changes *c)
{
	return c->permits == PDF_MDP_P2 || c->permits == PDF_MDP_P3;
}

/* A field that holds a value, and is no other annotation besides. */
static bool
is_fillable(const struct pdf_field *fd)
{
	return fd->leaf && (es_view_eq_str(fd->ft, "Tx") ||
	    es_view_eq_str(fd->ft, "Btn") || es_view_eq_str(fd->ft, "Ch")) &&
	    (pdf_obj_key(fd->obj, "Subtype") == NULL ||
	    pdf_obj_is_name(pdf_obj_key(fd->obj, "Subtype"), "Widget"));
}

/* Where nothing is locked a font of the form changes no look but a filled. */
static bool
locks_none(const struct pdf_changes *c)
{
	const struct pdf_sig	*s;
	size_t			 i;

	for (i = 0; (s = pdf_sigs_at(c->all, i)) != NULL; i++)
		if (s->made <= c->r0 && s->lock != PDF_LOCK_NONE)
			return false;
	return true;
}

/*
 * Signing is allowed from P 2 on (table 257), also for who brings no field
 * along; what is seen of a new one could be a forger's overlay ("sneaky").
 */
static bool
signs_unseen(const struct pdf_changes *c, const struct pdf_sig *s,
    struct es_view name)
{
	return !s->visible && fills(c) && !pdf_change_locked(c, name);
}

/* A field that only the final revision has. */
static void
new_field(struct pdf_changes *c, const struct pdf_obj *ref)
{
	const struct pdf_field	*fd;
	const struct pdf_sig	*s = NULL;
	enum pdf_change_code	 code = PDF_CHANGE_FIELD_CHANGED;
	int64_t			 rect[4];
	bool			 allowed = false;

	fd = !pdf_obj_is(ref, PDF_REF) ? NULL :
	    pdf_fields_by_num(&c->is, (uint32_t)ref->i);
	if (fd == NULL) {
		pdf_change_say(c, code, false, NOWHERE);
		return;
	}
	if (is_sig(fd) && fd->leaf && fd->widgets <= 1 && fd->times == 1 &&
	    !acts(fd) && fd->name.n > 0 && !was_used(c, fd->num) &&
	    !was_used(c, fd->value_num) && is_widget(c, fd->widget))
		s = sig_of(c, fd);
	if (s != NULL && pdf_sig_sound(s) && !name_taken(c, fd->name)) {
		code = s->kind == PDF_SIG_TIMESTAMP ?
		    PDF_CHANGE_DOCTIMESTAMP_ADDED :
		    PDF_CHANGE_SIG_FIELD_ADDED;
		allowed = hidden_stamp(s) || c->permits == PDF_MDP_NONE ||
		    signs_unseen(c, s, fd->name);
	}
	pdf_change_say(c, code, allowed, spot_of(c, fd, rect));
	pdf_change_grant(c, ref, code, allowed, true, false,
	    spot_of(c, fd, rect));
}

bool
pdf_diff_new_widget(struct pdf_changes *c, uint32_t num)
{
	const struct pdf_sig	*s;
	size_t			 i;

	for (i = 0; (s = pdf_sigs_at(c->all, i)) != NULL; i++) {
		const struct pdf_field	*fd;

		if (s->made <= c->r0 || s->field == 0)
			continue;
		fd = pdf_fields_by_num(&c->is, s->field);
		if (fd != NULL && fd->widget_num == num &&
		    pdf_fields_by_num(&c->was, s->field) == NULL)
			return !was_used(c, num);
	}
	return false;
}

/*
 * A list of fields, the form's or those below a field: all that were there,
 * in their order, and new ones, each judged by itself.
 */
static void
field_list(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	const struct pdf_obj	*a = pdf_change_old(c, was);
	const struct pdf_obj	*b = pdf_change_new(c, is), *x;
	size_t			 i, j = 0;

	pdf_change_container(c, was, is);
	for (i = 0; i < pdf_obj_count(b); i++) {
		x = pdf_obj_item(b, i);
		if (pdf_obj_same(x, pdf_obj_item(a, j)))
			j++;
		else
			new_field(c, x);
	}
	if (j < pdf_obj_count(a))
		pdf_change_say(c, PDF_CHANGE_FIELD_CHANGED, false, NOWHERE);
}

struct field_case {
	const struct pdf_field	*was, *is;
	enum { FIXED, FILL, SIGN } mode;
	struct spot		 spot;
	bool			 said;
};

static bool
one_of(struct es_view key, const char *const *list)
{
	for (; *list != NULL; list++)
		if (es_view_eq_str(key, *list))
			return true;
	return false;
}

/* A value that names, itself or inside, an object that is not there. */
static bool
leads_nowhere(struct pdf_changes *c, const struct pdf_obj *o)
{
	size_t	 i;

	if (pdf_change_lost(c, o))
		return true;
	for (i = 0; i < pdf_obj_count(o); i++)
		if (leads_nowhere(c, pdf_obj_is(o, PDF_ARRAY) ?
		    &o->u.items.at[i] : &o->u.dict.at[i].val))
			return true;
	return false;
}

static void
field_key(struct pdf_changes *c, struct es_view key,
    const struct pdf_obj *was, const struct pdf_obj *is, void *arg)
{
	static const char *const	 fill[] = { "V", "AP", "AS", "I", "RV",
	    NULL };
	/* How the appearance is made, which filling replaces: 12.7.4.3. */
	static const char *const	 look[] = { "DA", "MK", "BS", "TI",
	    NULL };
	static const char *const	 sign[] = { "V", "AP", "F", "M", NULL };
	struct field_case		*fc = arg;
	enum pdf_change_code		 code = PDF_CHANGE_FIELD_CHANGED;

	/* What a widget is without saying so (table 166). */
	if (was == NULL && es_view_eq_str(key, "Type") &&
	    pdf_obj_is_name(is, "Annot"))
		return;
	if (!fc->was->leaf && is != NULL && es_view_eq_str(key, "Kids")) {
		field_list(c, was, is);
		return;
	}
	if (leads_nowhere(c, is) || (es_view_eq_str(key, "AP") &&
	    !all_bounded(c, is))) {
		pdf_change_say(c, code, false, fc->spot);
		return;
	}
	if (fc->mode == SIGN && is != NULL && one_of(key, sign))
		return;
	if (one_of(key, fill) || (fc->mode == FILL && one_of(key, look)))
		code = PDF_CHANGE_FIELD_VALUE_CHANGED;
	if (fc->mode == FILL && code == PDF_CHANGE_FIELD_VALUE_CHANGED) {
		if (!fc->said)
			pdf_change_say(c, code, true, fc->spot);
		fc->said = true;
		return;
	}
	if (is_sig(fc->was) && fc->was->value != NULL)
		code = PDF_CHANGE_SIG_REMOVED;
	pdf_change_say(c, code, false, fc->spot);
}

/* Of object "num": what leads to nothing, as before, needs no grant. */
static void
grant_keys(struct pdf_changes *c, const struct pdf_obj *o, uint32_t num,
    enum pdf_change_code code, bool said, struct spot s)
{
	static const char *const	 keys[] = { "V", "AP", "RV" };
	bool				 fresh = pdf_change_find(c, num) !=
					    NULL;
	const struct pdf_obj		*v;
	size_t				 i;

	for (i = 0; i < ES_COUNT(keys); i++) {
		v = pdf_obj_key(o, keys[i]);
		if (fresh || !pdf_change_lost(c, v))
			pdf_change_grant(c, v, code, i != 1 ||
			    all_bounded(c, v), said, true, s);
	}
}

/* An empty signature field that was signed later. */
static void
signed_later(struct pdf_changes *c, struct field_case *fc)
{
	const struct pdf_sig	*s = sig_of(c, fc->is);
	enum pdf_change_code	 code = PDF_CHANGE_SIG_ADDED;
	bool			 allowed = false;

	if (s != NULL && pdf_sig_sound(s) && !acts(fc->is) &&
	    !was_used(c, fc->is->value_num) && is_widget(c, fc->is->widget)) {
		if (s->kind == PDF_SIG_TIMESTAMP)
			code = PDF_CHANGE_DOCTIMESTAMP_ADDED;
		allowed = hidden_stamp(s) || (c->permits != PDF_MDP_P1 &&
		    !pdf_change_locked(c, fc->is->name));
	}
	pdf_change_say(c, code, allowed, fc->spot);
	fc->mode = SIGN;
	grant_keys(c, fc->is->obj, fc->is->num, code, true, fc->spot);
	if (fc->is->widget != fc->is->obj)
		grant_keys(c, fc->is->widget, fc->is->widget_num, code, true,
		    fc->spot);
}

/* The widgets of a field that are objects of their own: radio buttons. */
static void
old_widgets(struct pdf_changes *c, struct field_case *fc)
{
	const struct pdf_obj	*kids = pdf_file_key(c->f, c->r0,
				    fc->was->obj, "Kids"), *x, *o;
	struct diff		*d;
	size_t			 i;

	for (i = 0; i < pdf_obj_count(kids); i++) {
		x = pdf_obj_item(kids, i);
		o = pdf_change_old(c, x);
		if (!pdf_obj_is(x, PDF_REF) || !pdf_obj_is_name(pdf_obj_key(o,
		    "Subtype"), "Widget") || pdf_obj_key(o, "T") != NULL ||
		    pdf_obj_key(o, "Kids") != NULL)
			continue;	/* a field, or no widget: as such */
		if (fc->mode == FILL)
			grant_keys(c, pdf_change_new(c, x), (uint32_t)x->i,
			    PDF_CHANGE_FIELD_VALUE_CHANGED, false, fc->spot);
		if ((d = pdf_change_find(c, (uint32_t)x->i)) != NULL) {
			d->judged = true;
			pdf_change_keys(c, o, pdf_change_new(c, x), field_key,
			    fc);
		}
	}
}

static void
old_field(struct pdf_changes *c, const struct pdf_field *was)
{
	const struct pdf_field	*is = pdf_fields_by_num(&c->is, was->num);
	struct field_case	 fc = { .was = was, .is = is };
	int64_t			 rect[4];
	struct diff		*d;

	if (is == NULL || !es_view_eq(is->name, was->name) ||
	    !es_view_eq(is->ft, was->ft) || is->times != was->times) {
		pdf_change_say(c, PDF_CHANGE_FIELD_CHANGED, false,
		    (struct spot){ was->num, SIZE_MAX, NULL, was->name });
		return;
	}
	fc.spot = spot_of(c, is, rect);
	if (is_sig(was) && was->value == NULL && is->value != NULL) {
		signed_later(c, &fc);
	} else if (is_fillable(was) && fills(c) &&
	    !pdf_change_locked(c, was->name)) {
		fc.mode = FILL;
		grant_keys(c, is->obj, is->num,
		    PDF_CHANGE_FIELD_VALUE_CHANGED, false, fc.spot);
	}
	if ((d = pdf_change_find(c, was->num)) != NULL) {
		d->judged = true;
		pdf_change_keys(c, was->obj, is->obj, field_key, &fc);
	}
	old_widgets(c, &fc);
}

static void
form_key(struct pdf_changes *c, struct es_view key, const struct pdf_obj *was,
    const struct pdf_obj *is, void *arg)
{
	struct spot	 s = NOWHERE;
	int64_t		 a, b;

	s.what = key;
	if (es_view_eq_str(key, "Fields"))
		return;
	if (es_view_eq_str(key, "SigFlags")) {
		a = pdf_obj_int(was, 0, 3, 0);
		b = pdf_obj_int(is, 0, 3, -1);
		if (b >= 0 && (a & ~b) == 0)
			return;
	}
	if (es_view_eq_str(key, "NeedAppearances") && was == NULL &&
	    pdf_obj_is(is, PDF_BOOL) && !is->i)
		return;		/* as it is when nobody says so (table 224) */
	/*
	 * A form that is new may bring the fonts of its fields, and filling
	 * may add some, as PDFBox does; what was there stays what it was.
	 */
	if ((arg != NULL || (fills(c) && locks_none(c) &&
	    pdf_diff_grown(c, was, is))) &&
	    (es_view_eq_str(key, "DR") || es_view_eq_str(key, "DA"))) {
		pdf_change_grant(c, is, PDF_CHANGE_FORM_CHANGED, true, false,
		    false, s);
		return;
	}
	pdf_change_say(c, PDF_CHANGE_FORM_CHANGED, false, s);
}

void
pdf_diff_form(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	static int		 fresh;
	const struct pdf_obj	*a = pdf_change_old(c, was);
	const struct pdf_obj	*b = pdf_change_new(c, is);
	struct spot		 s = NOWHERE;
	size_t			 i;

	if (a == NULL && b == NULL)
		return;
	s.what = ES_LIT("AcroForm");
	if (b == NULL) {
		pdf_change_say(c, PDF_CHANGE_FORM_CHANGED, false, s);
		return;
	}
	pdf_change_container(c, was, is);
	pdf_change_keys(c, a, b, form_key, a == NULL ? &fresh : NULL);
	field_list(c, pdf_obj_key(a, "Fields"), pdf_obj_key(b, "Fields"));
	for (i = 0; i < c->was.n; i++)
		old_field(c, &c->was.at[i]);
}
