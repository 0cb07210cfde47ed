/*
 * pdf/diff_tree.c - judging the structure tree of a tagged file.
 *
 * An annotation that a later revision may add belongs into the tree
 * (14.7.5.4).  So an element may get new children, behind those it had, that
 * hold nothing but such an annotation; and the parent tree may be written
 * anew when every number leads where it led.  What is not explained so is
 * met by reach.c as a change like any other.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/changes_priv.h"

struct leaf {
	int64_t			 key;
	const struct pdf_obj	*val;
};

/* The parent tree as one list, of the old or of the final revision. */
struct numbers {
	struct leaf	*at;		/* malloc */
	size_t		 n, cap, nodes;
	size_t		 rev;
	bool		 mark;		/* nodes were judged */
};

struct tree {
	struct pdf_changes	*c;
	uint32_t		 added[ES_LIMIT_PDF_SIGS]; /* new elements */
	size_t			 n;
};

static bool
only_keys(const struct pdf_obj *o, const char *const *keys)
{
	size_t	 i, k;

	for (i = 0; i < pdf_obj_count(o); i++) {
		for (k = 0; keys[k] != NULL; k++)
			if (es_view_eq_str(o->u.dict.at[i].key, keys[k]))
				break;
		if (keys[k] == NULL)
			return false;
	}
	return true;
}

/* A new annotation that pages or fields were allowed to get. */
static bool
is_new_annot(const struct pdf_changes *c, const struct pdf_obj *ref)
{
	const struct grant	*g;
	size_t			 i;

	for (i = 0; i < c->ngrants && pdf_obj_is(ref, PDF_REF); i++) {
		g = &c->grants[i];
		if (g->allowed && pdf_obj_is(g->at, PDF_REF) &&
		    g->at->i == ref->i && (g->code == PDF_CHANGE_ANNOT_ADDED ||
		    g->code == PDF_CHANGE_SIG_FIELD_ADDED ||
		    g->code == PDF_CHANGE_DOCTIMESTAMP_ADDED))
			return true;
	}
	return false;
}

/* A new element below "parent" that holds such an annotation and no more. */
static bool
new_element(struct tree *t, const struct pdf_obj *ref, uint32_t parent)
{
	static const char *const	 keys[] = { "Type", "S", "P", "Pg",
	    "K", NULL }, *const kid[] = { "Type", "Obj", "Pg", NULL };
	struct diff			*d;
	const struct pdf_obj		*o, *k, *p;

	d = !pdf_obj_is(ref, PDF_REF) ? NULL :
	    pdf_change_find(t->c, (uint32_t)ref->i);
	o = pdf_change_new(t->c, ref);
	if (d == NULL || d->used || t->n == ES_COUNT(t->added) ||
	    !pdf_obj_is(o, PDF_DICT) || !only_keys(o, keys))
		return false;
	p = pdf_obj_key(o, "P");
	k = pdf_obj_key(o, "K");
	if (pdf_obj_is(k, PDF_ARRAY) && pdf_obj_count(k) == 1)
		k = pdf_obj_item(k, 0);
	if (!pdf_obj_is(p, PDF_REF) || p->i != (int64_t)parent ||
	    !pdf_obj_is(k, PDF_DICT) || !only_keys(k, kid) ||
	    !pdf_obj_is_name(pdf_obj_key(k, "Type"), "OBJR") ||
	    !is_new_annot(t->c, pdf_obj_key(k, "Obj")))
		return false;
	pdf_change_grant(t->c, pdf_obj_key(k, "Obj"), PDF_CHANGE_TREE_CHANGED,
	    true, true, false, NOWHERE);
	d->judged = true;
	t->added[t->n++] = d->num;
	return true;
}

/* The children that were there, in their order, and new ones behind them. */
static bool
grown(struct tree *t, const struct pdf_obj *was, const struct pdf_obj *is,
    uint32_t parent)
{
	const struct pdf_obj	*a = pdf_change_old(t->c, was);
	const struct pdf_obj	*b = pdf_change_new(t->c, is);
	size_t			 i, n = was == NULL ? 0 : 1;

	if (!pdf_obj_is(b, PDF_ARRAY))
		return false;
	if (pdf_obj_is(a, PDF_ARRAY))
		n = pdf_obj_count(a);
	if (n > pdf_obj_count(b))
		return false;
	for (i = 0; i < n; i++)
		if (!pdf_obj_same(pdf_obj_item(b, i),
		    pdf_obj_is(a, PDF_ARRAY) ? pdf_obj_item(a, i) : was))
			return false;
	for (; i < pdf_obj_count(b); i++)
		if (!new_element(t, pdf_obj_item(b, i), parent))
			return false;
	pdf_change_container(t->c, was, is);
	return true;
}

/* An element that was there: its children alone may be more. */
static void
old_element(struct tree *t, struct diff *d)
{
	const struct pdf_obj	*was = pdf_entry_obj(t->c->f, d->was);
	const struct pdf_obj	*is = pdf_entry_obj(t->c->f, d->is), *a;
	size_t			 i;

	if (!d->used || !pdf_obj_is(was, PDF_DICT) ||
	    !pdf_obj_is(is, PDF_DICT) ||
	    !pdf_obj_is(pdf_obj_key(was, "S"), PDF_NAME) ||
	    !pdf_obj_is(pdf_obj_key(was, "P"), PDF_REF))
		return;
	for (i = 0; i < pdf_obj_count(was); i++) {
		a = pdf_obj_keyv(is, was->u.dict.at[i].key);
		if (a == NULL || (!es_view_eq_str(was->u.dict.at[i].key, "K") &&
		    !pdf_obj_same(a, &was->u.dict.at[i].val)))
			return;
	}
	i = pdf_obj_key(was, "K") == NULL ? 1 : 0;
	if (pdf_obj_count(is) == pdf_obj_count(was) + i && grown(t,
	    pdf_obj_key(was, "K"), pdf_obj_key(is, "K"), d->num))
		d->judged = true;
}

static bool
add_leaf(struct pdf_changes *c, struct numbers *t, int64_t key,
    const struct pdf_obj *val)
{
	struct leaf	*p;
	size_t		 cap;

	if (key < 0 || (t->n > 0 && t->at[t->n - 1].key >= key))
		return false;
	if (t->n == t->cap) {
		cap = t->cap == 0 ? 64 : t->cap * 2;
		if ((p = realloc(t->at, cap * sizeof(*p))) == NULL) {
			(void)file_refuse(c->f, PDF_WHY_MEMORY,
			    "pdf: out of memory");
			return false;
		}
		t->at = p;
		t->cap = cap;
	}
	t->at[t->n++] = (struct leaf){ key, val };
	return true;
}

/* A node of the final tree that is new, or was a node. */
static bool
mark_node(struct pdf_changes *c, const struct pdf_obj *ref)
{
	static const char *const	 keys[] = { "Nums", "Kids", "Limits",
	    NULL };
	struct diff			*d;
	const struct pdf_obj		*was;

	d = !pdf_obj_is(ref, PDF_REF) ? NULL :
	    pdf_change_find(c, (uint32_t)ref->i);
	if (d == NULL)
		return true;
	was = pdf_change_old(c, ref);
	if (d->used && (!pdf_obj_is(was, PDF_DICT) || !only_keys(was, keys)))
		return false;
	d->judged = true;
	return true;
}

static bool
flatten(struct pdf_changes *c, struct numbers *t, const struct pdf_obj *ref,
    size_t depth)
{
	const struct pdf_obj	*o = pdf_file_value(c->f, t->rev, ref);
	const struct pdf_obj	*nums = pdf_file_key(c->f, t->rev, o, "Nums");
	const struct pdf_obj	*kids = pdf_file_key(c->f, t->rev, o, "Kids");
	size_t			 i;

	if (!pdf_obj_is(o, PDF_DICT) || depth > ES_LIMIT_PDF_TREE ||
	    t->nodes++ > c->f->nents || pdf_obj_count(nums) % 2 != 0 ||
	    (t->mark && !mark_node(c, ref)))
		return false;
	for (i = 0; i < pdf_obj_count(nums) && !t->mark; i += 2)
		if (!add_leaf(c, t, pdf_obj_int(pdf_file_item(c->f, t->rev,
		    nums, i), 0, INT32_MAX, -1), pdf_obj_item(nums, i + 1)))
			return false;
	for (i = 0; i < pdf_obj_count(kids); i++)
		if (!flatten(c, t, pdf_obj_item(kids, i), depth + 1))
			return false;
	return true;
}

static bool
is_added(const struct tree *t, const struct pdf_obj *ref)
{
	size_t	 i;

	for (i = 0; i < t->n && pdf_obj_is(ref, PDF_REF); i++)
		if (ref->i == (int64_t)t->added[i])
			return true;
	return false;
}

/* Each number leads where it led; new ones lead to new elements. */
static bool
same_numbers(struct tree *t, const struct numbers *was,
    const struct numbers *is)
{
	const struct pdf_obj	*a, *b;
	struct diff		*d;
	size_t			 i, j = 0;

	for (i = 0; i < is->n; i++) {
		b = is->at[i].val;
		if (j == was->n || is->at[i].key != was->at[j].key) {
			if (!is_added(t, b))
				return false;
			continue;
		}
		a = was->at[j++].val;
		if (pdf_obj_same(a, b))
			continue;
		d = !pdf_obj_is(b, PDF_REF) ? NULL :
		    pdf_change_find(t->c, (uint32_t)b->i);
		if (!pdf_obj_same(pdf_change_old(t->c, a),
		    pdf_change_new(t->c, b)) || (d != NULL && d->used))
			return false;
		if (d != NULL)
			d->judged = true;
	}
	return j == was->n;
}

static bool
parent_tree(struct tree *t, const struct pdf_obj *was,
    const struct pdf_obj *is)
{
	struct numbers	 a = { .rev = t->c->r0 }, b = { .rev = t->c->r1 };
	bool		 good;

	good = flatten(t->c, &a, was, 0) && flatten(t->c, &b, is, 0) &&
	    same_numbers(t, &a, &b);
	free(a.at);
	free(b.at);
	b = (struct numbers){ .rev = t->c->r1, .mark = true };
	return good && flatten(t->c, &b, is, 0);
}

static void
root_key(struct pdf_changes *c, struct es_view key,
    const struct pdf_obj *was, const struct pdf_obj *is, void *arg)
{
	struct spot	*s = arg;

	if (es_view_eq_str(key, "ParentTree") || es_view_eq_str(key, "K") ||
	    (es_view_eq_str(key, "ParentTreeNextKey") &&
	    pdf_obj_int(is, 0, INT32_MAX, -1) >=
	    pdf_obj_int(was, 0, INT32_MAX, 0)))
		return;
	if (es_view_eq_str(key, "RoleMap") && was == NULL &&
	    pdf_obj_is(is, PDF_DICT) && pdf_obj_count(is) == 0)
		return;		/* maps nothing */
	pdf_change_say(c, PDF_CHANGE_TREE_CHANGED, false, *s);
}

void
pdf_diff_tree(struct pdf_changes *c)
{
	const struct pdf_obj	*ref = pdf_obj_key(pdf_file_catalog(c->f,
				    c->r1), "StructTreeRoot");
	const struct pdf_obj	*was, *is;
	struct tree		 t = { .c = c };
	struct spot		 s = NOWHERE;
	struct diff		*d;
	bool			 good = true;
	size_t			 i;

	was = pdf_change_old(c, ref);
	is = pdf_change_new(c, ref);
	if (!pdf_obj_is(ref, PDF_REF) || !pdf_obj_is(was, PDF_DICT) ||
	    !pdf_obj_is(is, PDF_DICT))
		return;
	s.num = (uint32_t)ref->i;
	d = pdf_change_find(c, s.num);
	for (i = 0; i < c->ndiffs; i++)
		old_element(&t, &c->diffs[i]);
	if (d != NULL && !pdf_obj_same(pdf_obj_key(was, "K"),
	    pdf_obj_key(is, "K")))
		good = grown(&t, pdf_obj_key(was, "K"), pdf_obj_key(is, "K"),
		    s.num);
	if (t.n == 0 || !good || !parent_tree(&t, pdf_obj_key(was,
	    "ParentTree"), pdf_obj_key(is, "ParentTree")))
		return;		/* reaching the root will show a change */
	pdf_change_say(c, PDF_CHANGE_TREE_CHANGED, true, s);
	if (d != NULL) {
		d->judged = true;
		pdf_change_keys(c, was, is, root_key, &s);
	}
}
