/* pdf/place.c - see place.h. */
#include "pdf/place.h"

#include <stdlib.h>

#include "base/limits.h"
#include "pdf/read_priv.h"
#include "pdf/text.h"

struct search {
	struct pdf_file		*f;
	size_t			 rev;
	struct es_view		 name;
	const struct pdf_obj	*found;
	size_t			 times;
	unsigned char		*seen;		/* by entry */
};

static void
leaf(struct search *s, const struct pdf_obj *names)
{
	const struct pdf_obj	*k;
	size_t			 i;

	for (i = 0; i + 1 < pdf_obj_count(names); i += 2) {
		k = pdf_file_item(s->f, s->rev, names, i);
		if (!es_view_eq(pdf_string_text(s->f->arena, k), s->name))
			continue;
		s->found = pdf_file_item(s->f, s->rev, names, i + 1);
		s->times++;
	}
}

/* Limits are not believed: every leaf is looked at, each node once. */
static void
node(struct search *s, const struct pdf_obj *o, size_t depth)
{
	const struct pdf_obj	*dict = pdf_file_value(s->f, s->rev, o);
	const struct pdf_obj	*kids;
	const struct pdf_entry	*e;
	size_t			 i;

	if (depth > ES_LIMIT_PDF_TREE)
		return;
	if (pdf_obj_is(o, PDF_REF)) {
		e = pdf_file_find(s->f, s->rev, (uint32_t)o->i);
		if (e == NULL || s->seen[e - s->f->ents]++ != 0)
			return;
	}
	leaf(s, pdf_file_key(s->f, s->rev, dict, "Names"));
	kids = pdf_file_key(s->f, s->rev, dict, "Kids");
	for (i = 0; i < pdf_obj_count(kids); i++)
		node(s, pdf_obj_item(kids, i), depth + 1);
}

static int
find(struct search *s, struct es_err *err)
{
	const struct pdf_obj	*catalog = pdf_file_catalog(s->f, s->rev);
	const struct pdf_obj	*names = pdf_file_key(s->f, s->rev, catalog,
				    "Names");
	const struct pdf_obj	*old = pdf_file_key(s->f, s->rev, catalog,
				    "Dests");

	if ((s->seen = calloc(s->f->nents + 1, 1)) == NULL)
		return es_fail(err, ES_E_NOMEM, "PDF: out of memory");
	node(s, pdf_obj_key(names, "Dests"), 0);
	free(s->seen);
	if (s->times == 0) {
		s->found = pdf_file_value(s->f, s->rev,
		    pdf_obj_keyv(old, s->name));
		s->times = s->found != NULL;
	}
	return pdf_file_ok(s->f, err);
}

/* Two or four numbers of a destination from element "at". */
static bool
numbers(struct search *s, const struct pdf_obj *dest, size_t at, size_t n,
    int64_t *out)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (!pdf_obj_milli(pdf_file_item(s->f, s->rev, dest, at + i),
		    &out[i]) || out[i] > INT32_MAX || out[i] < -INT32_MAX)
			return false;
	return true;
}

/* The point of a destination array in the page's own coordinates. */
static bool
point(struct search *s, const struct pdf_obj *dest, int64_t *x, int64_t *y)
{
	const struct pdf_obj	*kind = pdf_file_item(s->f, s->rev, dest, 1);
	int64_t			 v[4];

	if (pdf_obj_is_name(kind, "XYZ") && numbers(s, dest, 2, 2, v)) {
		*x = v[0];
		*y = v[1];
		return true;
	}
	if (!pdf_obj_is_name(kind, "FitR") || !numbers(s, dest, 2, 4, v))
		return false;
	*x = (v[0] + v[2]) / 2;
	*y = (v[1] + v[3]) / 2;
	return true;
}

int
pdf_place_anchor(struct pdf_spot *out, struct pdf_file *f,
    struct es_view name, struct es_err *err)
{
	struct search		 s = { .f = f, .rev = pdf_file_revs(f) - 1,
				    .name = name };
	const struct pdf_obj	*dest, *page;
	struct pdf_pagebox	 box;
	int64_t			 x, y;

	memset(out, 0, sizeof(*out));
	if (find(&s, err) < 0)
		return -1;
	if (s.times != 1)
		return es_fail(err, s.times == 0 ? ES_E_NOTFOUND :
		    ES_E_FORMAT, "PDF: %s named \"%.*s\"", s.times == 0 ?
		    "there is no place" : "there are several places",
		    (int)name.n, (const char *)name.p);
	dest = pdf_obj_is(s.found, PDF_DICT) ? pdf_file_key(f, s.rev,
	    s.found, "D") : s.found;
	page = pdf_obj_item(dest, 0);
	out->page = pdf_obj_is(page, PDF_REF) ? pdf_file_page_of(f, s.rev,
	    (uint32_t)page->i) : SIZE_MAX;
	if (!pdf_obj_is(dest, PDF_ARRAY) || out->page == SIZE_MAX ||
	    !point(&s, dest, &x, &y))
		return es_fail(err, ES_E_FORMAT, "PDF: \"%.*s\" names no "
		    "point of a page", (int)name.n, (const char *)name.p);
	if (pdf_pagebox(&box, f, s.rev, out->page, err) < 0)
		return -1;
	pdf_pagebox_seen(&box, x, y, &out->x, &out->y);
	return pdf_file_ok(f, err);
}

/* "at" moved so far that w around it is in [0, all]. */
static bool
squeeze(int64_t *at, int64_t w, int64_t all)
{
	if (w > all)
		return false;
	if (*at < (w + 1) / 2)
		*at = (w + 1) / 2;
	if (*at > all - (w + 1) / 2)
		*at = all - (w + 1) / 2;
	return true;
}

int
pdf_place_inside(struct pdf_spot *s, struct pdf_file *f, int64_t w,
    int64_t h, struct es_err *err)
{
	struct pdf_pagebox	 p;

	if (pdf_pagebox(&p, f, pdf_file_revs(f) - 1, s->page, err) < 0)
		return -1;
	if (!squeeze(&s->x, w, p.w) || !squeeze(&s->y, h, p.h))
		return es_fail(err, ES_E_INPUT, "PDF: page %zu is smaller "
		    "than the seal", s->page + 1);
	return 0;
}
