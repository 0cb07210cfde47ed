/* pdf/fields.c - see fields.h. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/fields.h"
#include "pdf/read_priv.h"
#include "pdf/text.h"

struct link {
	const struct link	*up;
	struct es_view		 name, ft;
};

struct walk {
	struct pdf_file		*f;
	struct pdf_fields	*out;
	size_t			 rev;
	uint32_t		*seen;		/* by entry: field + 1 */
};

static int	node(struct walk *w, const struct pdf_obj *ref,
		    const struct link *up, size_t depth);

static struct pdf_field *
add(struct walk *w)
{
	struct pdf_fields	*o = w->out;
	struct pdf_field	*p;
	size_t			 cap;

	if (o->n == ES_LIMIT_PDF_FIELDS) {
		(void)file_refuse(w->f, PDF_WHY_LIMIT, "pdf: more than %zu "
		    "form fields", ES_LIMIT_PDF_FIELDS);
		return NULL;
	}
	if (o->n == o->cap) {
		cap = o->cap == 0 ? 16 : o->cap * 2;
		if ((p = realloc(o->at, cap * sizeof(*p))) == NULL) {
			(void)file_refuse(w->f, PDF_WHY_MEMORY,
			    "pdf: out of memory");
			return NULL;
		}
		o->at = p;
		o->cap = cap;
	}
	p = &o->at[o->n++];
	memset(p, 0, sizeof(*p));
	return p;
}

static struct es_view
full_name(struct walk *w, const struct link *l)
{
	struct es_view	 up, v;
	unsigned char	*p;

	if (l == NULL)
		return ES_VIEW_EMPTY;
	up = full_name(w, l->up);
	if (up.n == 0)
		return l->name;
	if (l->name.n == 0)
		return up;
	v.n = up.n + 1 + l->name.n;
	if ((v.p = p = es_arena_get(w->f->arena, v.n)) == NULL)
		return ES_VIEW_EMPTY;
	memcpy(p, up.p, up.n);
	p[up.n] = '.';
	memcpy(p + up.n + 1, l->name.p, l->name.n);
	return v;
}

/* Kids that are fields have a name of their own; the others are widgets. */
static int
kids(struct walk *w, const struct pdf_obj *o, size_t field,
    const struct link *l, size_t depth)
{
	const struct pdf_obj	*a, *ref, *k;
	size_t			 i;

	a = pdf_file_key(w->f, w->rev, o, "Kids");
	if (a == NULL)
		return 0;
	if (!pdf_obj_is(a, PDF_ARRAY))
		return file_refuse(w->f, PDF_WHY_TREE,
		    "pdf: form: Kids is no array");
	for (i = 0; i < pdf_obj_count(a); i++) {
		ref = pdf_obj_item(a, i);
		k = pdf_file_value(w->f, w->rev, ref);
		if (pdf_obj_key(k, "T") != NULL ||
		    pdf_obj_key(k, "Kids") != NULL) {
			w->out->at[field].leaf = false;
			if (node(w, ref, l, depth + 1) < 0)
				return -1;
			continue;
		}
		w->out->at[field].widgets++;
		w->out->at[field].widget = k;
		w->out->at[field].widget_num =
		    pdf_obj_is(ref, PDF_REF) ? (uint32_t)ref->i : 0;
	}
	return 0;
}

static int
fill(struct walk *w, struct pdf_field *p, const struct pdf_obj *ref,
    const struct pdf_obj *o, const struct link *l)
{
	const struct pdf_obj	*v = pdf_obj_key(o, "V");

	p->num = (uint32_t)ref->i;
	p->obj = o;
	p->ft = l->ft;
	p->name = full_name(w, l);
	p->times = 1;
	p->leaf = true;
	p->value = pdf_file_value(w->f, w->rev, v);
	p->value_num = pdf_obj_is(v, PDF_REF) ? (uint32_t)v->i : 0;
	if (pdf_obj_is_name(pdf_obj_key(o, "Subtype"), "Widget")) {
		p->widgets = 1;
		p->widget = o;
		p->widget_num = p->num;
	}
	return w->f->why == PDF_WHY_NONE ? 0 : -1;
}

static int
node(struct walk *w, const struct pdf_obj *ref, const struct link *up,
    size_t depth)
{
	const struct pdf_entry	*e;
	const struct pdf_obj	*o, *ft;
	struct pdf_field	*p;
	struct link		 l = { .up = up };
	size_t			 at;

	if (depth > ES_LIMIT_PDF_TREE)
		return file_refuse(w->f, PDF_WHY_LIMIT, "pdf: form is deeper "
		    "than %zu", ES_LIMIT_PDF_TREE);
	if (!pdf_obj_is(ref, PDF_REF))
		return file_refuse(w->f, PDF_WHY_TREE,
		    "pdf: form: a field is no reference");
	e = pdf_file_find(w->f, w->rev, (uint32_t)ref->i);
	o = pdf_file_value(w->f, w->rev, ref);
	if (w->f->why != PDF_WHY_NONE)
		return -1;
	if (e == NULL || o == NULL)
		return 0;		/* a reference to nothing */
	if (!pdf_obj_is(o, PDF_DICT))
		return file_refuse(w->f, PDF_WHY_TREE, "pdf: form: object %lu "
		    "is no field", (unsigned long)ref->i);
	if (w->seen[e - w->f->ents] != 0) {
		w->out->at[w->seen[e - w->f->ents] - 1].times++;
		return 0;
	}
	at = w->out->n;
	w->seen[e - w->f->ents] = (uint32_t)at + 1;
	if (!w->f->closed)
		l.name = pdf_string_text(w->f->arena,
		    pdf_file_key(w->f, w->rev, o, "T"));
	ft = pdf_file_key(w->f, w->rev, o, "FT");
	l.ft = pdf_obj_is(ft, PDF_NAME) ? ft->u.text :
	    up != NULL ? up->ft : ES_VIEW_EMPTY;
	if ((p = add(w)) == NULL || fill(w, p, ref, o, &l) < 0)
		return -1;
	return kids(w, o, at, &l, depth);
}

static int
by_num(const void *a, const void *b)
{
	uint32_t	 x = (*(const struct pdf_field *const *)a)->num;
	uint32_t	 y = (*(const struct pdf_field *const *)b)->num;

	return x < y ? -1 : x > y;
}

static int
sort_fields(struct pdf_file *f, struct pdf_fields *fs)
{
	size_t	 i;

	fs->by_num = malloc((fs->n + 1) * sizeof(struct pdf_field *));
	if (fs->by_num == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	for (i = 0; i < fs->n; i++)
		fs->by_num[i] = &fs->at[i];
	qsort(fs->by_num, fs->n, sizeof(struct pdf_field *), by_num);
	return 0;
}

int
pdf_fields(struct pdf_fields *out, struct pdf_file *f, size_t rev)
{
	struct walk		 w = { .f = f, .out = out, .rev = rev };
	const struct pdf_obj	*form, *a;
	size_t			 i;
	int			 rc = 0;

	memset(out, 0, sizeof(*out));
	form = pdf_file_key(f, rev, pdf_file_catalog(f, rev), "AcroForm");
	if (form == NULL)
		return f->why == PDF_WHY_NONE ? 0 : -1;
	a = pdf_file_key(f, rev, form, "Fields");
	if (!pdf_obj_is(form, PDF_DICT) || (a != NULL &&
	    !pdf_obj_is(a, PDF_ARRAY)))
		return file_refuse(f, PDF_WHY_TREE, "pdf: malformed form");
	if ((w.seen = calloc(f->nents + 1, sizeof(*w.seen))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	for (i = 0; i < pdf_obj_count(a) && rc == 0; i++)
		rc = node(&w, pdf_obj_item(a, i), NULL, 0);
	free(w.seen);
	return rc < 0 ? rc : sort_fields(f, out);
}

void
pdf_fields_clear(struct pdf_fields *fs)
{
	free(fs->at);
	free(fs->by_num);
	memset(fs, 0, sizeof(*fs));
}

const struct pdf_field *
pdf_fields_by_num(const struct pdf_fields *fs, uint32_t num)
{
	size_t	 lo = 0, hi = fs->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (fs->by_num[mid]->num < num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < fs->n && fs->by_num[lo]->num == num ? fs->by_num[lo] :
	    NULL;
}

bool
pdf_rect(struct pdf_file *f, size_t rev, const struct pdf_obj *annot,
    int64_t out[4])
{
	const struct pdf_obj	*a = pdf_file_key(f, rev, annot, "Rect");
	int64_t			 x;
	size_t			 i;

	memset(out, 0, 4 * sizeof(out[0]));
	if (!pdf_obj_is(a, PDF_ARRAY) || pdf_obj_count(a) != 4)
		return false;
	for (i = 0; i < 4; i++)
		if (!pdf_obj_milli(pdf_file_item(f, rev, a, i), &out[i])) {
			memset(out, 0, 4 * sizeof(out[0]));
			return false;
		}
	for (i = 0; i < 2; i++)
		if (out[i] > out[i + 2]) {
			x = out[i];
			out[i] = out[i + 2];
			out[i + 2] = x;
		}
	return true;
}

static bool
page_has(struct pdf_file *f, size_t rev, size_t page, uint32_t num)
{
	const struct pdf_obj	*a, *x;
	size_t			 i;

	a = pdf_file_key(f, rev, pdf_file_num(f, rev,
	    pdf_file_page(f, rev, page)), "Annots");
	for (i = 0; i < pdf_obj_count(a); i++) {
		x = pdf_obj_item(a, i);
		if (pdf_obj_is(x, PDF_REF) && x->i == (int64_t)num)
			return true;
	}
	return false;
}

size_t
pdf_annot_page(struct pdf_file *f, size_t rev, const struct pdf_obj *annot,
    uint32_t num)
{
	const struct pdf_obj	*p = pdf_obj_key(annot, "P");
	size_t			 k;

	if (pdf_obj_is(p, PDF_REF)) {
		k = pdf_file_page_of(f, rev, (uint32_t)p->i);
		if (k != SIZE_MAX && page_has(f, rev, k, num))
			return k;
	}
	for (k = 0; pdf_file_page(f, rev, k) != 0; k++)
		if (page_has(f, rev, k, num))
			return k;
	return SIZE_MAX;
}
