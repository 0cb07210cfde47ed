/* pdf/pages.c - the page tree (ISO 32000-2 clause 7.7.3); see read.h. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/read_priv.h"

struct walk {
	struct pdf_file		*f;
	struct pdf_pages	*p;
	size_t			 cap;
	unsigned char		*seen;		/* by entry */
};

static int	node(struct walk *w, const struct pdf_obj *ref,
		    uint32_t parent, size_t depth);

static int
bad(struct walk *w, uint32_t num, const char *what)
{
	return file_refuse(w->f, PDF_WHY_TREE, "pdf: page tree: object %lu: "
	    "%s", (unsigned long)num, what);
}

static int
add_page(struct walk *w, uint32_t num)
{
	uint32_t	*p;
	size_t		 cap;

	if (w->p->n == ES_LIMIT_PDF_PAGES)
		return file_refuse(w->f, PDF_WHY_LIMIT, "pdf: more than %zu "
		    "pages", ES_LIMIT_PDF_PAGES);
	if (w->p->n == w->cap) {
		cap = w->cap == 0 ? 16 : w->cap * 2;
		if ((p = realloc(w->p->num, cap * sizeof(*p))) == NULL)
			return file_refuse(w->f, PDF_WHY_MEMORY,
			    "pdf: out of memory");
		w->p->num = p;
		w->cap = cap;
	}
	w->p->num[w->p->n++] = num;
	return 0;
}

static int
kids(struct walk *w, const struct pdf_obj *o, uint32_t num, size_t depth)
{
	const struct pdf_obj	*a, *count;
	size_t			 i, before = w->p->n;

	a = pdf_file_key(w->f, w->p->rev, o, "Kids");
	if (!pdf_obj_is(a, PDF_ARRAY))
		return bad(w, num, "no Kids");
	for (i = 0; i < pdf_obj_count(a); i++)
		if (node(w, pdf_obj_item(a, i), num, depth + 1) < 0)
			return -1;
	count = pdf_file_key(w->f, w->p->rev, o, "Count");
	if (pdf_obj_int(count, 0, INT64_MAX, -1) != (int64_t)(w->p->n - before))
		return bad(w, num, "Count is wrong");
	return 0;
}

static int
node(struct walk *w, const struct pdf_obj *ref, uint32_t parent, size_t depth)
{
	const struct pdf_entry	*e;
	const struct pdf_obj	*o, *up, *type;
	uint32_t		 num;

	if (!pdf_obj_is(ref, PDF_REF))
		return bad(w, parent, "a kid is no reference");
	num = (uint32_t)ref->i;
	if (depth > ES_LIMIT_PDF_TREE)
		return file_refuse(w->f, PDF_WHY_LIMIT, "pdf: page tree is "
		    "deeper than %zu", ES_LIMIT_PDF_TREE);
	e = pdf_file_find(w->f, w->p->rev, num);
	o = pdf_file_value(w->f, w->p->rev, ref);
	if (e == NULL || !pdf_obj_is(o, PDF_DICT))
		return bad(w, num, "no dictionary");
	if (w->seen[e - w->f->ents]++ != 0)
		return file_refuse(w->f, PDF_WHY_LOOP, "pdf: page tree: "
		    "object %lu twice", (unsigned long)num);
	up = pdf_obj_key(o, "Parent");
	if (parent == 0 ? up != NULL : (!pdf_obj_is(up, PDF_REF) ||
	    up->i != (int64_t)parent))
		return bad(w, num, "wrong Parent");
	type = pdf_file_key(w->f, w->p->rev, o, "Type");
	if (pdf_obj_is_name(type, "Pages"))
		return kids(w, o, num, depth);
	if (!pdf_obj_is_name(type, "Page") || parent == 0)
		return bad(w, num, "neither Page nor Pages");
	return add_page(w, num);
}

static int
by_num(const void *a, const void *b)
{
	const struct pdf_page_no	*x = a, *y = b;

	return x->num < y->num ? -1 : x->num > y->num;
}

static int
sort_pages(struct pdf_file *f, struct pdf_pages *p)
{
	size_t	 i;

	p->by_num = es_arena_array(f->arena, p->n + 1, sizeof(*p->by_num));
	if (p->by_num == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	for (i = 0; i < p->n; i++)
		p->by_num[i] = (struct pdf_page_no){ p->num[i], (uint32_t)i };
	qsort(p->by_num, p->n, sizeof(*p->by_num), by_num);
	return 0;
}

static const struct pdf_pages *
pages_of(struct pdf_file *f, size_t rev)
{
	struct pdf_pages	*p;
	struct walk		 w = { .f = f };
	int			 rc;

	for (p = f->pages; p != NULL; p = p->next)
		if (p->rev == rev)
			return p;
	if (f->why != PDF_WHY_NONE || rev >= f->nrevs)
		return NULL;
	w.p = calloc(1, sizeof(*w.p));
	w.seen = calloc(f->nents + 1, 1);
	if (w.p == NULL || w.seen == NULL) {
		rc = file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	} else {
		w.p->rev = rev;
		rc = node(&w, pdf_obj_key(pdf_file_catalog(f, rev), "Pages"),
		    0, 0);
		if (rc == 0)
			rc = sort_pages(f, w.p);
	}
	free(w.seen);
	if (rc < 0) {
		if (w.p != NULL)
			free(w.p->num);
		free(w.p);
		return NULL;
	}
	w.p->next = f->pages;
	f->pages = w.p;
	return w.p;
}

int
pdf_file_pages(struct pdf_file *f, size_t rev, size_t *n, struct es_err *err)
{
	const struct pdf_pages	*p = pages_of(f, rev);

	*n = p == NULL ? 0 : p->n;
	if (p == NULL && f->why == PDF_WHY_NONE)
		return es_fail(err, ES_E_INPUT, "pdf: no revision %zu", rev);
	return pdf_file_ok(f, err);
}

uint32_t
pdf_file_page(struct pdf_file *f, size_t rev, size_t k)
{
	const struct pdf_pages	*p = pages_of(f, rev);

	return p != NULL && k < p->n ? p->num[k] : 0;
}

size_t
pdf_file_page_of(struct pdf_file *f, size_t rev, uint32_t num)
{
	const struct pdf_pages	*p = pages_of(f, rev);
	struct pdf_page_no	 key = { num, 0 }, *e;

	if (p == NULL)
		return SIZE_MAX;
	e = bsearch(&key, p->by_num, p->n, sizeof(key), by_num);
	return e == NULL ? SIZE_MAX : e->page;
}
