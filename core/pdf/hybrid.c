/*
 * pdf/hybrid.c - files with two kinds of cross-reference in one section.
 *
 * ISO 32000-1 clause 7.5.8.4.  A reader of tables finds the hidden objects
 * free, another finds them in the stream.  Both see one document only when
 * nothing that is shown or done leads to a hidden object.  What office
 * suites hide is the structure tree (their files promise tables to readers
 * of PDF 1.4); nothing else may be.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/read_priv.h"

struct walk {
	struct pdf_file	*f;
	size_t		 rev;
	const struct pdf_obj *root;	/* the catalog */
	unsigned char	*seen;		/* by entry */
	size_t		*todo;		/* entries */
	size_t		 n;
	bool		 met;		/* a hidden one */
};

bool
pdf_is_hybrid(const struct pdf_file *f)
{
	size_t	 i;

	for (i = 0; i < f->nsects; i++)
		if (f->sects[i].hybrid != 0)
			return true;
	return false;
}

static void
scan(struct walk *w, const struct pdf_obj *o)
{
	const struct pdf_entry	*e;
	size_t			 i, k;

	switch (o == NULL ? PDF_NULL : o->type) {
	case PDF_REF:
		e = pdf_file_find(w->f, w->rev, (uint32_t)o->i);
		if (e == NULL || w->seen[k = (size_t)(e - w->f->ents)])
			return;
		w->met |= e->hidden;
		w->seen[k] = 1;
		w->todo[w->n++] = k;
		return;
	case PDF_ARRAY:
		for (i = 0; i < o->u.items.n; i++)
			scan(w, &o->u.items.at[i]);
		return;
	case PDF_DICT:
	case PDF_STREAM:
		for (i = 0; i < o->u.dict.n; i++)
			if (o != w->root || !es_view_eq_str(
			    o->u.dict.at[i].key, "StructTreeRoot"))
				scan(w, &o->u.dict.at[i].val);
		return;
	default:
		return;
	}
}

int
pdf_hybrid_check(struct pdf_file *f, size_t rev)
{
	struct walk	 w = { .f = f, .rev = rev };

	if (!pdf_is_hybrid(f))
		return 0;
	w.root = pdf_file_catalog(f, rev);
	w.seen = calloc(f->nents + 1, 1);
	w.todo = malloc((f->nents + 1) * sizeof(*w.todo));
	if (w.seen == NULL || w.todo == NULL)
		(void)file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	else
		scan(&w, f->revs[rev].trailer);
	while (w.n > 0 && !w.met && f->why == PDF_WHY_NONE)
		scan(&w, pdf_entry_obj(f, &f->ents[w.todo[--w.n]]));
	free(w.seen);
	free(w.todo);
	if (w.met)
		(void)file_refuse(f, PDF_WHY_HYBRID, "pdf: what is shown "
		    "leads to objects that readers of tables do not find");
	return f->why == PDF_WHY_NONE ? 0 : -1;
}
