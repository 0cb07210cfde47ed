/* pdf/diff_doc.c - judging trailer, catalog, DSS and pages. */
#include "base/limits.h"
#include "pdf/changes_priv.h"
#include "pdf/text.h"

/*
 * Trailer keys that describe the section, not the document; an office suite
 * adds a check sum of what it wrote.
 */
static const char *const section_keys[] = {
	"Size", "Prev", "Type", "W", "Index", "Length", "Filter",
	"DecodeParms", "XRefStm", "DocChecksum",
};

static void
trailer_key(struct pdf_changes *c, struct es_view key,
    const struct pdf_obj *was, const struct pdf_obj *is, void *arg)
{
	struct es_arena	*a = c->f->arena;
	struct spot	 s = NOWHERE;
	size_t		 i;

	(void)arg;
	for (i = 0; i < ES_COUNT(section_keys); i++)
		if (es_view_eq_str(key, section_keys[i]))
			return;
	s.what = key;
	if (es_view_eq_str(key, "Info")) {
		pdf_change_say(c, PDF_CHANGE_METADATA_CHANGED, true, s);
		return;
	}
	if (es_view_eq_str(key, "ID") && (was == NULL || es_view_eq(
	    pdf_string_bytes(a, pdf_file_item(c->f, c->r0,
	    pdf_change_old(c, was), 0)),
	    pdf_string_bytes(a, pdf_file_item(c->f, c->r1,
	    pdf_change_new(c, is), 0)))))
		return;
	pdf_change_say(c, PDF_CHANGE_TRAILER_CHANGED, false, s);
}

/* What is said about the document may be said anew. */
static void
metadata(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is, const char *key)
{
	struct spot	 s = NOWHERE;

	s.what = es_view_str(key);
	if (!pdf_change_lost(c, is) || !pdf_obj_same(was, is))
		pdf_change_grant(c, is, PDF_CHANGE_METADATA_CHANGED, true,
		    false, true, s);
}

void
pdf_diff_trailer(struct pdf_changes *c)
{
	const struct pdf_obj	*was = c->f->revs[c->r0].trailer;
	const struct pdf_obj	*is = c->f->revs[c->r1].trailer;

	pdf_change_keys(c, was, is, trailer_key, NULL);
	metadata(c, pdf_obj_key(was, "Info"), pdf_obj_key(is, "Info"), "Info");
}

#define ANY_ORDER	256	/* items of a list that may be shuffled */

/* All of "was" stand in "is": in any order when both are short. */
static bool
has_all(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	const struct pdf_obj	*x;
	size_t			 i, j = 0, n;
	bool			 any;

	was = pdf_change_old(c, was);
	is = pdf_change_new(c, is);
	n = pdf_obj_count(is);
	any = n <= ANY_ORDER && pdf_obj_count(was) <= n;
	for (i = 0; i < pdf_obj_count(was); i++, j++) {
		x = pdf_obj_item(was, i);
		if (any && !pdf_obj_same(x, pdf_obj_item(is, j)))
			j = 0;
		while (j < n && !pdf_obj_same(x, pdf_obj_item(is, j)))
			j++;
		if (j == n || (pdf_obj_is(x, PDF_REF) &&
		    pdf_change_find(c, (uint32_t)x->i) != NULL))
			return false;
	}
	return true;
}

/* Every array below "was" is a part of its partner; at most VRI deep. */
static bool
superset(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is, int depth)
{
	const struct pdf_obj	*a, *b;
	size_t			 i;

	was = pdf_change_old(c, was);
	is = pdf_change_new(c, is);
	if (was == NULL)
		return true;
	if (is == NULL || was->type != is->type)
		return false;
	if (was->type == PDF_ARRAY)
		return has_all(c, was, is);
	if (was->type != PDF_DICT || depth == 3)
		return pdf_obj_same(was, is);
	for (i = 0; i < was->u.dict.n; i++) {
		a = &was->u.dict.at[i].val;
		b = pdf_obj_keyv(is, was->u.dict.at[i].key);
		if (!superset(c, a, b, depth + 1))
			return false;
	}
	return true;
}

void
pdf_diff_dss(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	struct spot	 s = NOWHERE;

	if (pdf_obj_is(is, PDF_REF))
		s.num = (uint32_t)is->i;
	if ((was != NULL && (is == NULL || !superset(c, was, is, 0))) ||
	    (pdf_change_lost(c, is) && !pdf_obj_same(was, is))) {
		pdf_change_say(c, PDF_CHANGE_DSS_REMOVED, false, s);
		return;
	}
	if (is == NULL || (pdf_obj_same(was, is) &&
	    (is->type == PDF_DICT || pdf_change_lost(c, is))))
		return;
	if (is->type == PDF_DICT)
		pdf_change_say(c, PDF_CHANGE_DSS_ADDED, true, s);
	pdf_change_grant(c, is, PDF_CHANGE_DSS_ADDED, true,
	    is->type == PDF_DICT, true, s);
}

/*
 * Every developer is still named, with a level that is not lower (7.12.2);
 * what else the entry says changes nothing that a page shows.
 */
static bool
raised(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	const struct pdf_obj	*a, *b;
	size_t			 i;

	was = pdf_change_old(c, was);
	is = pdf_change_new(c, is);
	if (!pdf_obj_is(was, PDF_DICT) || !pdf_obj_is(is, PDF_DICT))
		return false;
	for (i = 0; i < was->u.dict.n; i++) {
		a = pdf_change_old(c, &was->u.dict.at[i].val);
		b = pdf_change_new(c, pdf_obj_keyv(is,
		    was->u.dict.at[i].key));
		if (!pdf_obj_same(a, b) && (!pdf_obj_is(b, PDF_DICT) ||
		    pdf_obj_int(pdf_obj_key(b, "ExtensionLevel"), 0, INT32_MAX,
		    -1) < pdf_obj_int(pdf_obj_key(a, "ExtensionLevel"), 0,
		    INT32_MAX, INT32_MAX)))
			return false;
	}
	return true;
}

bool
pdf_diff_grown(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	return superset(c, was, is, 0);
}

static bool
is_version(struct pdf_changes *c, struct es_view key,
    const struct pdf_obj *was, const struct pdf_obj *is)
{
	if (is == NULL)
		return false;
	if (es_view_eq_str(key, "Version"))
		return pdf_obj_is(is, PDF_NAME) && (was == NULL ||
		    (pdf_obj_is(was, PDF_NAME) &&
		    es_view_cmp(was->u.text, is->u.text) < 0));
	return es_view_eq_str(key, "Extensions") &&
	    (superset(c, was, is, 0) || raised(c, was, is));
}

static void
catalog_key(struct pdf_changes *c, struct es_view key,
    const struct pdf_obj *was, const struct pdf_obj *is, void *arg)
{
	struct spot	 s = NOWHERE;

	(void)arg;
	s.what = key;
	if (es_view_eq_str(key, "DSS") || es_view_eq_str(key, "AcroForm"))
		return;		/* judged by themselves */
	if (es_view_eq_str(key, "Metadata") && is != NULL) {
		pdf_change_say(c, PDF_CHANGE_METADATA_CHANGED, true, s);
	} else if (is_version(c, key, was, is)) {
		pdf_change_say(c, PDF_CHANGE_VERSION_CHANGED, true, s);
		pdf_change_grant(c, is, PDF_CHANGE_VERSION_CHANGED, true, true,
		    true, s);
	} else if (es_view_eq_str(key, "Perms")) {
		pdf_change_say(c, PDF_CHANGE_PERMS_CHANGED, false, s);
	} else if (es_view_eq_str(key, "Pages")) {
		pdf_change_say(c, PDF_CHANGE_PAGE_CHANGED, false, s);
	} else if (es_view_eq_str(key, "StructTreeRoot")) {
		pdf_change_say(c, PDF_CHANGE_TREE_CHANGED, false, s);
	} else {
		pdf_change_say(c, PDF_CHANGE_CATALOG_CHANGED, false, s);
	}
}

void
pdf_diff_catalog(struct pdf_changes *c)
{
	const struct pdf_obj	*was = pdf_file_catalog(c->f, c->r0);
	const struct pdf_obj	*is = pdf_file_catalog(c->f, c->r1);

	pdf_change_judged(c, pdf_obj_key(c->f->revs[c->r1].trailer, "Root"));
	pdf_change_keys(c, was, is, catalog_key, NULL);
	pdf_diff_dss(c, pdf_obj_key(was, "DSS"), pdf_obj_key(is, "DSS"));
	pdf_diff_form(c, pdf_obj_key(was, "AcroForm"),
	    pdf_obj_key(is, "AcroForm"));
	metadata(c, pdf_obj_key(was, "Metadata"), pdf_obj_key(is, "Metadata"),
	    "Metadata");
}

static void
page_key(struct pdf_changes *c, struct es_view key, const struct pdf_obj *was,
    const struct pdf_obj *is, void *arg)
{
	struct spot	 s = *(const struct spot *)arg;

	(void)was;
	(void)is;
	if (es_view_eq_str(key, "Annots"))
		return;
	s.what = key;
	pdf_change_say(c, es_view_eq_str(key, "Contents") ||
	    es_view_eq_str(key, "Resources") ?
	    PDF_CHANGE_PAGE_CONTENT_CHANGED : PDF_CHANGE_PAGE_CHANGED,
	    false, s);
}

static bool
is_widget(const struct pdf_obj *o)
{
	return pdf_obj_is_name(pdf_obj_key(o, "Subtype"), "Widget");
}

#define NOTE	INT64_C(40000)	/* 1/1000 point: the icon of a note */

/*
 * A note is small, and everybody knows its icon; a popup is a window.  What
 * has a drawing of its own shows that, wherever the rectangle is, and some
 * kinds are drawn by their own points and not in it (12.5.6).
 */
bool
pdf_diff_covers(struct pdf_changes *c, size_t rev, const struct pdf_obj *ref)
{
	const struct pdf_obj	*o = pdf_file_value(c->f, rev, ref);
	const struct pdf_obj	*t = pdf_obj_key(o, "Subtype");
	int64_t			 r[4];

	if (pdf_obj_key(o, "AP") != NULL)
		return true;
	if (pdf_obj_is_name(t, "Popup"))
		return false;
	return !pdf_obj_is_name(t, "Text") || !pdf_rect(c->f, rev, o, r) ||
	    r[2] - r[0] > NOTE || r[3] - r[1] > NOTE;
}

/* An annotation is gone, and maybe what it showed or covered. */
static void
gone_annot(struct pdf_changes *c, const struct pdf_obj *ref, struct spot s)
{
	bool	 allowed = c->permits == PDF_MDP_P3 &&
		    !is_widget(pdf_change_old(c, ref));

	c->covers |= allowed && pdf_diff_covers(c, c->r0, ref);
	pdf_change_say(c, PDF_CHANGE_ANNOT_REMOVED, allowed, s);
}

static void
new_annot(struct pdf_changes *c, const struct pdf_obj *ref, struct spot s)
{
	const struct pdf_obj	*o = pdf_change_new(c, ref);
	int64_t			 rect[4];
	bool			 allowed;

	s.num = pdf_obj_is(ref, PDF_REF) ? (uint32_t)ref->i : s.num;
	if (pdf_obj_is(ref, PDF_REF) && pdf_diff_new_widget(c, s.num)) {
		pdf_change_grant(c, ref, PDF_CHANGE_SIG_FIELD_ADDED, true, true,
		    false, s);
		return;
	}
	pdf_rect(c->f, c->r1, o, rect);
	s.rect = rect;
	allowed = c->permits == PDF_MDP_P3 && pdf_obj_is(o, PDF_DICT) &&
	    !is_widget(o);
	c->covers |= allowed && pdf_diff_covers(c, c->r1, ref);
	pdf_change_say(c, PDF_CHANGE_ANNOT_ADDED, allowed, s);
	pdf_change_grant(c, ref, PDF_CHANGE_ANNOT_ADDED, allowed, true, false,
	    s);
}

static void
old_annot(struct pdf_changes *c, const struct pdf_obj *ref, struct spot s)
{
	const struct pdf_obj	*o = pdf_change_new(c, ref);
	int64_t			 rect[4];

	if (c->permits != PDF_MDP_P3 || !pdf_obj_is(ref, PDF_REF) ||
	    !pdf_obj_is(o, PDF_DICT) || is_widget(o) ||
	    is_widget(pdf_change_old(c, ref)))
		return;		/* reaching it will show a change */
	s.num = (uint32_t)ref->i;
	pdf_rect(c->f, c->r1, o, rect);
	s.rect = rect;
	pdf_change_grant(c, ref, PDF_CHANGE_ANNOT_CHANGED, true, false, true,
	    s);
}

static void
annots(struct pdf_changes *c, const struct pdf_obj *was,
    const struct pdf_obj *is, struct spot s)
{
	const struct pdf_obj	*a = pdf_change_old(c, was);
	const struct pdf_obj	*b = pdf_change_new(c, is), *x;
	size_t			 i, j = 0;

	/* What is no array is no annotation, whatever else it serves as. */
	if (!pdf_obj_same(a, b) && ((a != NULL && a->type != PDF_ARRAY) ||
	    (b != NULL && b->type != PDF_ARRAY)))
		pdf_change_say(c, PDF_CHANGE_ANNOT_CHANGED, false, s);
	pdf_change_container(c, was, is);
	for (i = 0; i < pdf_obj_count(b); i++) {
		x = pdf_obj_item(b, i);
		if (pdf_obj_same(x, pdf_obj_item(a, j))) {
			j++;
			old_annot(c, x, s);
			continue;
		}
		/* A removed one before this place? */
		if (c->permits == PDF_MDP_P3 && pdf_obj_same(x,
		    pdf_obj_item(a, j + 1)) && !is_widget(pdf_change_old(c,
		    pdf_obj_item(a, j)))) {
			gone_annot(c, pdf_obj_item(a, j), s);
			j += 2;
			old_annot(c, x, s);
			continue;
		}
		new_annot(c, x, s);
	}
	for (; j < pdf_obj_count(a); j++)
		gone_annot(c, pdf_obj_item(a, j), s);
}

static void
page(struct pdf_changes *c, uint32_t num, size_t k)
{
	const struct pdf_obj	*was = pdf_file_num(c->f, c->r0, num);
	const struct pdf_obj	*is = pdf_file_num(c->f, c->r1, num);
	struct spot		 s = { num, k, NULL, ES_VIEW_EMPTY };
	struct diff		*d = pdf_change_find(c, num);

	if (d != NULL) {
		d->judged = true;
		pdf_change_keys(c, was, is, page_key, &s);
	}
	annots(c, pdf_obj_key(was, "Annots"), pdf_obj_key(is, "Annots"), s);
}

void
pdf_diff_pages(struct pdf_changes *c)
{
	uint32_t	 a, b;
	size_t		 k;
	struct spot	 s = NOWHERE;

	for (k = 0;; k++) {
		a = pdf_file_page(c->f, c->r0, k);
		b = pdf_file_page(c->f, c->r1, k);
		if (a == 0 && b == 0)
			return;
		s.num = b != 0 ? b : a;
		s.page = k;
		if (a == b)
			page(c, a, k);
		else if (b == 0)
			pdf_change_say(c, PDF_CHANGE_PAGE_REMOVED, false, s);
		else if (a == 0 || pdf_change_find(c, b) != NULL)
			pdf_change_say(c, PDF_CHANGE_PAGE_ADDED, false, s);
		else
			pdf_change_say(c, PDF_CHANGE_PAGE_MOVED, false, s);
	}
}
