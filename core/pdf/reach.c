/* pdf/reach.c - which changed objects are reached, and by whom. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/changes_priv.h"

enum { SEEN = 1, SEEN_GRANT = 2 };

struct reach {
	struct pdf_changes	*c;
	size_t			*todo;		/* entries */
	size_t			 n;
	enum pdf_change_code	 code;		/* of what is found here */
	struct spot		 spot;
	struct grant		*grant;		/* or NULL: without grants */
	bool			 found;
	bool			 fresh;		/* in what is new or changed */
	bool			 strict;	/* judged is no excuse */
	bool			 shown;		/* nor is to be a page */
};

static void
hit(struct reach *r, struct diff *d)
{
	struct spot	 s = r->spot;

	s.num = d->num;
	if (r->grant == NULL) {
		/*
		 * A field may change as a field.  What serves as a field and
		 * as a part of a page (its fonts, say) may not.  Pages lead
		 * to pages, what they show does not: a dictionary of
		 * resources is one of any keys.
		 */
		if (!d->reached && (!d->judged || (r->strict && (r->shown ||
		    pdf_file_page_of(r->c->f, r->c->r1, d->num) ==
		    SIZE_MAX))))
			pdf_change_say(r->c, r->code, false, s);
		d->reached = true;
		return;
	}
	r->found = true;
	if (!d->granted && !d->judged && d->used && !r->grant->rewrite)
		pdf_change_say(r->c, PDF_CHANGE_OBJECT_REUSED, false, s);
	d->granted = true;
}

static void
visit(struct reach *r, uint32_t num)
{
	const struct pdf_entry	*e = pdf_file_find(r->c->f, r->c->r1, num);
	struct diff		*d = pdf_change_find(r->c, num);
	unsigned char		*seen;

	seen = e == NULL ? NULL : &r->c->seen[e - r->c->f->ents];
	if (r->grant != NULL && seen != NULL && (*seen & SEEN) != 0)
		return;
	if (d != NULL)
		hit(r, d);
	if (seen == NULL || *seen != 0)
		return;
	*seen = r->grant == NULL ? SEEN : SEEN_GRANT;
	r->todo[r->n++] = (size_t)(e - r->c->f->ents);
}

/*
 * A number that nothing has is null (7.3.10); but some readers who look for
 * it take the whole file for damaged, and find what none would.
 */
static void
check_lost(struct reach *r, const struct pdf_obj *ref)
{
	struct spot	 s = r->spot;

	s.num = (uint32_t)ref->i;
	if (r->grant != NULL && r->fresh && pdf_change_lost(r->c, ref))
		pdf_change_say(r->c, PDF_CHANGE_OBJECT_FREED, false, s);
}

static void
scan(struct reach *r, const struct pdf_obj *o)
{
	size_t	 i;

	if (o == NULL || (r->grant == NULL && !r->strict &&
	    pdf_change_is_granted(r->c, o)))
		return;
	switch (o->type) {
	case PDF_REF:
		check_lost(r, o);
		visit(r, (uint32_t)o->i);
		break;
	case PDF_ARRAY:
		for (i = 0; i < o->u.items.n; i++)
			scan(r, &o->u.items.at[i]);
		break;
	case PDF_DICT:
	case PDF_STREAM:
		for (i = 0; i < o->u.dict.n; i++)
			scan(r, &o->u.dict.at[i].val);
		break;
	default:
		break;
	}
}

/*
 * Where a field may change is no excuse for what a page leads to: the
 * appearance of a field is a part of the page when the page reaches it, too.
 */
static void
run(struct reach *r, const struct pdf_obj *from)
{
	const struct pdf_entry	*e;

	if (r->grant == NULL && pdf_change_is_granted(r->c, from))
		return;
	r->fresh = true;
	scan(r, from);
	while (r->n > 0) {
		e = &r->c->f->ents[r->todo[--r->n]];
		r->fresh = pdf_change_find(r->c, e->num) != NULL;
		scan(r, pdf_entry_obj(r->c->f, e));
	}
}

/* What a page draws with, its own or inherited (7.7.3.3). */
static bool
is_drawn(struct es_view key)
{
	return es_view_eq_str(key, "Contents") ||
	    es_view_eq_str(key, "Resources") || es_view_eq_str(key, "Group");
}

/* "annots": these only; otherwise all that a page shows. */
static void
reach_page(struct reach *r, uint32_t num, size_t k, bool annots)
{
	const struct pdf_obj	*o = pdf_file_num(r->c->f, r->c->r1, num);
	struct es_view		 key;
	size_t			 i;

	r->spot = (struct spot){ num, k, NULL, ES_VIEW_EMPTY };
	r->code = annots ? PDF_CHANGE_ANNOT_CHANGED :
	    PDF_CHANGE_PAGE_CONTENT_CHANGED;
	for (i = 0; i < pdf_obj_count(o); i++) {
		key = o->u.dict.at[i].key;
		if (!es_view_eq_str(key, "Parent") && (!r->shown ||
		    is_drawn(key)) && es_view_eq_str(key, "Annots") == annots)
			run(r, &o->u.dict.at[i].val);
	}
}

/* What a page inherits; "last" is the node that the page before was in. */
static void
reach_parents(struct reach *r, uint32_t num, int64_t *last)
{
	const struct pdf_obj	*o = pdf_file_num(r->c->f, r->c->r1, num);
	const struct pdf_obj	*up = pdf_obj_key(o, "Parent");
	struct es_view		 key;
	size_t			 i;

	if (up == NULL || up->i == *last)
		return;
	*last = up->i;
	for (; (o = pdf_change_new(r->c, up)) != NULL;
	    up = pdf_obj_key(o, "Parent"))
		for (i = 0; i < pdf_obj_count(o); i++) {
			key = o->u.dict.at[i].key;
			if (!es_view_eq_str(key, "Parent") &&
			    !es_view_eq_str(key, "Kids"))
				run(r, &o->u.dict.at[i].val);
		}
}

/* How the annotations look that were not allowed to change. */
static void
reach_looks(struct reach *r, uint32_t num, size_t k)
{
	const struct pdf_obj	*a, *ap;
	size_t			 i;

	a = pdf_file_key(r->c->f, r->c->r1, pdf_file_num(r->c->f, r->c->r1,
	    num), "Annots");
	r->spot = (struct spot){ num, k, NULL, ES_VIEW_EMPTY };
	r->code = PDF_CHANGE_ANNOT_CHANGED;
	for (i = 0; pdf_obj_is(a, PDF_ARRAY) && i < a->u.items.n; i++) {
		if (pdf_change_is_granted(r->c, &a->u.items.at[i]))
			continue;
		ap = pdf_obj_key(pdf_change_new(r->c, &a->u.items.at[i]),
		    "AP");
		if (ap != NULL)
			run(r, ap);
	}
}

static enum pdf_change_code
catalog_code(struct es_view key)
{
	static const struct {
		const char		*key;
		enum pdf_change_code	 code;
	} codes[] = {
		{ "AcroForm", PDF_CHANGE_FORM_CHANGED },
		{ "DSS", PDF_CHANGE_DSS_REMOVED },
		{ "Pages", PDF_CHANGE_PAGE_CHANGED },
		{ "Perms", PDF_CHANGE_PERMS_CHANGED },
		{ "StructTreeRoot", PDF_CHANGE_TREE_CHANGED },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(codes); i++)
		if (es_view_eq_str(key, codes[i].key))
			return codes[i].code;
	return PDF_CHANGE_CATALOG_CHANGED;
}

/* Keys from which a field or an annotation is reached as such. */
static bool
leads_to_fields(struct es_view key)
{
	static const char *const	 keys[] = { "AcroForm", "Pages",
	    "StructTreeRoot", "Outlines", "DSS", "Perms" };
	size_t				 i;

	for (i = 0; i < ES_COUNT(keys); i++)
		if (es_view_eq_str(key, keys[i]))
			return true;
	return false;
}

static void
reach_catalog(struct reach *r, bool fields)
{
	const struct pdf_obj	*o = pdf_file_catalog(r->c->f, r->c->r1);
	struct es_view		 key;
	size_t			 i;

	r->spot = NOWHERE;
	for (i = 0; i < pdf_obj_count(o); i++) {
		key = o->u.dict.at[i].key;
		if (leads_to_fields(key) != fields)
			continue;
		r->code = catalog_code(key);
		r->spot.what = key;
		run(r, &o->u.dict.at[i].val);
	}
}

static void
reach_trailer(struct reach *r)
{
	r->spot = NOWHERE;
	r->code = PDF_CHANGE_TRAILER_CHANGED;
	run(r, r->c->f->revs[r->c->r1].trailer);
}

static void
reach_grants(struct reach *r)
{
	struct grant	*g;
	size_t		 i;

	for (i = 0; i < r->c->ngrants; i++) {
		g = &r->c->grants[i];
		r->grant = g;
		r->found = false;
		r->spot = (struct spot){ g->num, g->page, g->rect, g->what };
		run(r, g->at);
		if (r->found && !g->said)
			pdf_change_say(r->c, g->code, g->allowed, r->spot);
		if (r->found && g->code == PDF_CHANGE_ANNOT_CHANGED)
			r->c->covers |= pdf_diff_covers(r->c, r->c->r0,
			    g->at) || pdf_diff_covers(r->c, r->c->r1, g->at);
	}
}

/* What nobody reaches changes nothing that is seen; list it all the same. */
static void
leftovers(struct pdf_changes *c)
{
	const struct pdf_obj	*t;
	struct spot		 s = NOWHERE;
	struct diff		*d;
	size_t			 i;

	for (i = 0; i < c->ndiffs; i++) {
		d = &c->diffs[i];
		if (d->reached || d->granted || d->judged)
			continue;
		s.num = d->num;
		t = d->is == NULL ? NULL : pdf_entry_obj(c->f, d->is);
		if (d->is == NULL || d->is->where == PDF_WHERE_FREE)
			pdf_change_say(c, PDF_CHANGE_OBJECT_FREED, true, s);
		else if (!pdf_obj_is(t, PDF_STREAM) ||
		    (!pdf_obj_is_name(pdf_obj_key(t, "Type"), "XRef") &&
		    !pdf_obj_is_name(pdf_obj_key(t, "Type"), "ObjStm")))
			pdf_change_say(c, PDF_CHANGE_OBJECT_UNUSED, true, s);
	}
}

static int
by_at(const void *a, const void *b)
{
	uintptr_t	 x = (uintptr_t)((const struct grant *)a)->at;
	uintptr_t	 y = (uintptr_t)((const struct grant *)b)->at;

	return x < y ? -1 : x > y;
}

/* All that draws: nothing has an excuse to change. */
static void
reach_drawings(struct reach *r)
{
	const struct pdf_obj	*form, *dr;
	int64_t			 last = 0;
	uint32_t		 num;
	size_t			 k;

	for (k = 0; (num = pdf_file_page(r->c->f, r->c->r1, k)) != 0; k++) {
		reach_page(r, num, k, false);
		reach_parents(r, num, &last);
		reach_looks(r, num, k);
	}
	form = pdf_file_key(r->c->f, r->c->r1, pdf_file_catalog(r->c->f,
	    r->c->r1), "AcroForm");
	r->spot = NOWHERE;
	r->code = PDF_CHANGE_FORM_CHANGED;
	if ((dr = pdf_obj_key(form, "DR")) != NULL)
		run(r, dr);
}

/*
 * First what is shown and done, where a changed object has no excuse; then,
 * stopping at all that was met, what leads to fields and annotations.
 */
static void
reach_document(struct reach *r)
{
	uint32_t	 num;
	size_t		 k;

	r->strict = r->shown = true;
	reach_drawings(r);
	r->shown = false;
	for (k = 0; (num = pdf_file_page(r->c->f, r->c->r1, k)) != 0; k++)
		reach_page(r, num, k, false);
	reach_catalog(r, false);
	r->strict = false;
	for (k = 0; (num = pdf_file_page(r->c->f, r->c->r1, k)) != 0; k++)
		reach_page(r, num, k, true);
	reach_catalog(r, true);
	reach_trailer(r);
}

static void
mark_seen(struct pdf_changes *c, uint32_t num)
{
	const struct pdf_entry	*e = pdf_file_find(c->f, c->r1, num);

	if (e != NULL)
		c->seen[e - c->f->ents] |= SEEN;
}

void
pdf_diff_reach(struct pdf_changes *c)
{
	const struct pdf_obj	*root;
	struct reach		 r = { .c = c };
	uint32_t		 num;
	size_t			 k;

	r.todo = malloc((c->f->nents + 1) * sizeof(*r.todo));
	if (r.todo == NULL) {
		(void)file_refuse(c->f, PDF_WHY_MEMORY, "pdf: out of memory");
		return;
	}
	if (c->ngrants > 1)
		qsort(c->grants, c->ngrants, sizeof(*c->grants), by_at);
	/* What was compared key by key, and is walked so, counts as seen. */
	for (k = 0; (num = pdf_file_page(c->f, c->r1, k)) != 0; k++)
		mark_seen(c, num);
	root = pdf_obj_key(c->f->revs[c->r1].trailer, "Root");
	if (pdf_obj_is(root, PDF_REF))
		mark_seen(c, (uint32_t)root->i);
	reach_document(&r);
	reach_grants(&r);
	leftovers(c);
	free(r.todo);
}
