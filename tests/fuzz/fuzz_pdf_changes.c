/*
 * fuzz_pdf_changes - a script of revisions; what may an update change?
 *
 * An oracle that knows nothing of grants: when the later changes of a sound
 * signature are none or allowed, then every page shows what it showed, that
 * is, all that is reached from it, annotations left aside, is the same in
 * both revisions; and so is all that is reached from the catalog through
 * keys that may not change.
 */

#include "pdf/changes.h"
#include "pdf/read.h"
#include "pdf/sigs.h"
#include "pdf_script.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAIRS = 4096 };

struct twin {
	struct pdf_file	*f;
	size_t		 r0, r1;
	uint64_t	 seen[PAIRS];
	size_t		 n;
	bool		 full;		/* too large to compare */
};

static bool	same(struct twin *t, const struct pdf_obj *a,
		    const struct pdf_obj *b, int depth);

/*
 * Annotations are judged by rules of their own; and a page that has the
 * catalog among its fonts, say, does not thereby show the form: no resource
 * has such a key.
 */
static bool
skipped(const struct twin *t, const struct pdf_obj *dict, struct es_view key)
{
	static const char *const	 keys[] = { "AcroForm", "Pages",
	    "StructTreeRoot", "Outlines", "DSS", "Perms" };
	size_t				 i;

	if (dict != pdf_file_catalog(t->f, t->r0) &&
	    dict != pdf_file_catalog(t->f, t->r1))
		return es_view_eq_str(key, "Annots");
	for (i = 0; i < ES_COUNT(keys); i++)
		if (es_view_eq_str(key, keys[i]))
			return true;
	return es_view_eq_str(key, "Annots");
}

static bool
same_dict(struct twin *t, const struct pdf_obj *a, const struct pdf_obj *b,
    int depth)
{
	const struct pdf_obj	*x;
	size_t			 i;

	for (i = 0; i < a->u.dict.n; i++) {
		if (skipped(t, a, a->u.dict.at[i].key))
			continue;
		x = pdf_obj_keyv(b, a->u.dict.at[i].key);
		if (x == NULL || !same(t, &a->u.dict.at[i].val, x, depth))
			return false;
	}
	for (i = 0; i < b->u.dict.n; i++)
		if (!skipped(t, b, b->u.dict.at[i].key) &&
		    pdf_obj_keyv(a, b->u.dict.at[i].key) == NULL)
			return false;
	return a->type != PDF_STREAM ||
	    es_view_eq(*a->u.dict.data, *b->u.dict.data);
}

/* Compared before, or being compared further up. */
static bool
met(struct twin *t, const struct pdf_obj *a, const struct pdf_obj *b)
{
	uint64_t	 pair = (uint64_t)a->i << 32 | (uint64_t)b->i;
	size_t		 i;

	for (i = 0; i < t->n; i++)
		if (t->seen[i] == pair)
			return true;
	if (t->n == PAIRS)
		t->full = true;
	else
		t->seen[t->n++] = pair;
	return t->full;
}

static bool
same(struct twin *t, const struct pdf_obj *a, const struct pdf_obj *b,
    int depth)
{
	size_t	 i;

	if (depth > 200)
		t->full = true;
	if (t->full)
		return true;
	if (pdf_obj_is(a, PDF_REF) && pdf_obj_is(b, PDF_REF) && met(t, a, b))
		return true;
	a = pdf_file_value(t->f, t->r0, a);
	b = pdf_file_value(t->f, t->r1, b);
	if (a == NULL || b == NULL)
		return a == b;
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case PDF_ARRAY:
		if (a->u.items.n != b->u.items.n)
			return false;
		for (i = 0; i < a->u.items.n; i++)
			if (!same(t, &a->u.items.at[i], &b->u.items.at[i],
			    depth + 1))
				return false;
		return true;
	case PDF_DICT:
	case PDF_STREAM:
		return same_dict(t, a, b, depth + 1);
	default:
		return es_view_eq(a->raw, b->raw);
	}
}

static bool
same_pages(struct twin *t)
{
	uint32_t	 a, b;
	size_t		 k;

	for (k = 0;; k++) {
		a = pdf_file_page(t->f, t->r0, k);
		b = pdf_file_page(t->f, t->r1, k);
		if (a == 0 && b == 0)
			return true;
		t->n = 0;
		if (a == 0 || b == 0 || !same(t, pdf_file_num(t->f, t->r0,
		    a), pdf_file_num(t->f, t->r1, b), 0))
			return false;
	}
}

static bool
same_catalog(struct twin *t)
{
	static const char *const	 keys[] = { "OpenAction", "AA",
		"Names", "Outlines", "OCProperties", "AF", "URI", "Perms",
		"PageLabels", "Dests", "Lang", "Collection", "Legal" };
	const struct pdf_obj		*a = pdf_file_catalog(t->f, t->r0);
	const struct pdf_obj		*b = pdf_file_catalog(t->f, t->r1);
	size_t				 i;

	for (i = 0; i < ES_COUNT(keys); i++) {
		t->n = 0;
		if (!same(t, pdf_obj_key(a, keys[i]), pdf_obj_key(b, keys[i]),
		    0))
			return false;
	}
	return true;
}

static void
check(struct pdf_file *f, const struct pdf_sigs *all, const struct pdf_sig *g)
{
	static struct twin	 t;
	struct pdf_changes	*c;
	struct es_err		 err = ES_ERR_INIT;
	size_t			 i;
	enum pdf_verdict	 v;
	bool			 bad = false;

	if (pdf_changes(&c, f, all, g, &err) < 0)
		return;
	v = pdf_changes_verdict(c);
	for (i = 0; i < pdf_changes_count(c); i++)
		bad |= !pdf_changes_at(c, i)->allowed;
	if ((v == PDF_VERDICT_NONE) != g->whole_file ||
	    (bad && v != PDF_VERDICT_PROHIBITED))
		abort();
	if (v == PDF_VERDICT_ALLOWED && pdf_sig_sound(g)) {
		memset(&t, 0, sizeof(t));
		t.f = f;
		t.r0 = g->rev;
		t.r1 = pdf_file_revs(f) - 1;
		if (!same_pages(&t) && pdf_file_why(f) == PDF_WHY_NONE) {
			fprintf(stderr, "a page shows something else\n");
			abort();
		}
		if (!same_catalog(&t) && pdf_file_why(f) == PDF_WHY_NONE) {
			fprintf(stderr, "the catalog says something else\n");
			abort();
		}
	}
	pdf_changes_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*f;
	struct pdf_sigs	*s;
	unsigned char	*p;
	size_t		 n, i;

	p = script_build(data, size, &n);
	if (p != NULL && getenv("SCRIPT_OUT") != NULL) {
		FILE	*o = fopen(getenv("SCRIPT_OUT"), "wb");

		if (o != NULL) {
			(void)fwrite(p, 1, n, o);
			fclose(o);
		}
	}
	if (pdf_read(&f, es_view(p, n), NULL, &err) < 0) {
		free(p);
		return 0;
	}
	if (pdf_sigs(&s, f, &err) == 0) {
		for (i = 0; i < pdf_sigs_count(s); i++)
			check(f, s, pdf_sigs_at(s, i));
		pdf_sigs_free(s);
	}
	pdf_file_free(f);
	free(p);
	return 0;
}
