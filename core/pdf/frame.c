/*
 * pdf/frame.c - revisions, and which byte belongs to what.
 *
 * The attacks on signed files live in the difference between what one
 * reader skips and another finds.  So every byte has exactly one owner: an
 * object that the section of its own revision lists, a section, white space
 * or a comment.  What has none ("stray") is remembered with its revision:
 * pdf_sigs() refuses the file unless each signature covers it, because then
 * it was there when they signed.  Some writers leave what they replaced.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/read_priv.h"

static int
nomem(struct pdf_file *f)
{
	return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
}

/* The two last sections of the chain are the pair of a linearized file. */
static bool
linearized(const struct pdf_file *f)
{
	const struct pdf_section	*a, *b;

	if (f->nsects < 2)
		return false;
	a = &f->sects[f->nsects - 2];
	b = &f->sects[f->nsects - 1];
	return a->at < b->at && a->startxref == 0 && b->startxref == a->at;
}

static int
make_revs(struct pdf_file *f)
{
	bool			 pair = linearized(f);
	struct pdf_section	*s;
	struct pdf_rev		*r;
	size_t			 i;

	f->nrevs = f->nsects - (pair ? 1 : 0);
	f->revs = es_arena_array(f->arena, f->nrevs, sizeof(*f->revs));
	if (f->revs == NULL)
		return nomem(f);
	for (i = f->nsects; i-- > 0;) {
		s = &f->sects[i];
		s->rev = i < f->nrevs ? f->nrevs - 1 - i : 0;
		r = &f->revs[s->rev];
		r->trailer = s->trailer;
		r->xref = s->at;
		r->told = s->startxref != 0 && pdf_skip_space(f->b,
		    s->startxref) == s->at ? s->startxref : s->at;
		r->stream = s->num != 0;
		if (pair && i == f->nsects - 2)
			continue;	/* ends where its other half ends */
		if (!pair || i != f->nsects - 1) {
			if (pdf_skip_space(f->b, s->startxref) != s->at)
				return file_refuse(f, PDF_WHY_STARTXREF,
				    "pdf: startxref after byte %zu leads to "
				    "%zu", s->at, s->startxref);
		}
		r->start = s->rev > 0 ? r[-1].end : 0;
		r->eof = s->eof;
		r->end = s->end;
		if (s->at < r->start)
			return file_refuse(f, PDF_WHY_OVERLAP,
			    "pdf: revisions overlap at byte %zu", s->at);
	}
	return 0;
}

static int
by_number(const void *a, const void *b)
{
	const struct pdf_entry	*x = a, *y = b;

	if (x->num != y->num)
		return x->num < y->num ? -1 : 1;
	if (x->rev != y->rev)
		return x->rev > y->rev ? -1 : 1;
	return (int)x->hidden - (int)y->hidden;
}

static bool
same_entry(const struct pdf_entry *a, const struct pdf_entry *b)
{
	if (a->where != b->where)
		return false;
	if (a->where == PDF_WHERE_FREE)
		return true;
	return a->at == b->at && a->gen == b->gen && a->index == b->index;
}

/*
 * Of a number in the table and in the stream of one hybrid section: where
 * the table calls it free, the stream's word counts; two places are two
 * documents.
 */
static int
merge_hidden(struct pdf_file *f)
{
	struct pdf_entry	*e = f->ents;
	size_t			 i, n = 0;

	for (i = 0; i < f->nents; i++) {
		if (n == 0 || !e[i].hidden || e[n - 1].num != e[i].num ||
		    e[n - 1].rev != e[i].rev) {
			e[n++] = e[i];
		} else if (e[n - 1].where == PDF_WHERE_FREE) {
			e[n - 1] = e[i];
		} else if (!same_entry(&e[n - 1], &e[i])) {
			return file_refuse(f, PDF_WHY_HYBRID, "pdf: object "
			    "%lu is in two places",
			    (unsigned long)e[i].num);
		}
	}
	f->nents = n;
	return 0;
}

/* Sort; one number once per revision; forget what only repeats. */
static int
sort_entries(struct pdf_file *f)
{
	struct pdf_entry	*e = f->ents;
	size_t			 i, n;

	for (i = 0; i < f->nsects; i++)
		for (n = f->sects[i].first;
		    n < f->sects[i].first + f->sects[i].n; n++)
			e[n].rev = (uint32_t)f->sects[i].rev;
	for (i = 1; i < f->nents && by_number(&e[i - 1], &e[i]) < 0; i++)
		;
	if (i < f->nents)
		qsort(e, f->nents, sizeof(*e), by_number);
	if (pdf_is_hybrid(f) && merge_hidden(f) < 0)
		return -1;
	for (i = 1; i < f->nents; i++)
		if (e[i - 1].num == e[i].num && e[i - 1].rev == e[i].rev)
			return file_refuse(f, PDF_WHY_XREF_TWICE,
			    "pdf: object %lu is listed twice",
			    (unsigned long)e[i].num);
	for (i = 0, n = 0; i < f->nents; i++)
		if (i + 1 == f->nents || e[i].num != e[i + 1].num ||
		    !same_entry(&e[i], &e[i + 1]))
			e[n++] = e[i];
	f->nents = n;
	return 0;
}

static int
index_entries(struct pdf_file *f)
{
	size_t	 i, max;

	f->slots = calloc(f->nents + 1, sizeof(*f->slots));
	if (f->slots == NULL)
		return nomem(f);
	max = f->nents == 0 ? 1 : f->ents[f->nents - 1].num + (size_t)1;
	if (max > 4 * f->nents + 1024)
		return 0;	/* sparse: searched instead */
	f->direct = calloc(max, sizeof(*f->direct));
	if (f->direct == NULL)
		return nomem(f);
	for (i = f->nents; i-- > 0;)
		f->direct[f->ents[i].num] = (uint32_t)i + 1;
	f->ndirect = max;
	return 0;
}

/* Entries lie in their own revision; an object stream keeps its number. */
static int
check_entry(struct pdf_file *f, const struct pdf_entry *e)
{
	const struct pdf_rev	*r = &f->revs[e->rev];
	const struct pdf_entry	*c;

	if (e->where == PDF_WHERE_FILE && ((e->at < r->start && !e->hidden) ||
	    e->at >= r->eof))
		return file_refuse(f, PDF_WHY_OUTSIDE, "pdf: object %lu at "
		    "byte %zu is outside its revision", (unsigned long)e->num,
		    e->at);
	if (e->where != PDF_WHERE_OBJSTM)
		return 0;
	c = pdf_file_find(f, SIZE_MAX, (uint32_t)e->at);
	if (c == NULL || c->where != PDF_WHERE_FILE || c->gen != 0 ||
	    (e->hidden ? c->rev > e->rev : c->rev != e->rev))
		return file_refuse(f, PDF_WHY_OBJSTM, "pdf: object %lu is in "
		    "%zu, which is no object stream of its revision",
		    (unsigned long)e->num, e->at);
	return 0;
}

struct place {
	size_t	 at, entry;
};

static int
by_place(const void *a, const void *b)
{
	const struct place	*x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* Every object that has a place in the file, by place. */
static int
sort_places(struct pdf_file *f, struct place **out, size_t *count)
{
	struct place	*p;
	size_t		 i, n = 0;
	bool		 sorted = true;

	if ((p = malloc((f->nents + 1) * sizeof(*p))) == NULL)
		return nomem(f);
	for (i = 0; i < f->nents; i++) {
		if (f->ents[i].where != PDF_WHERE_FILE)
			continue;
		p[n] = (struct place){ f->ents[i].at, i };
		sorted = sorted && (n == 0 || p[n - 1].at < p[n].at);
		n++;
	}
	if (!sorted)
		qsort(p, n, sizeof(*p), by_place);
	*out = p;
	*count = n;
	return 0;
}

static void
stray(struct pdf_file *f, size_t from, size_t to)
{
	f->stray[0] = from;
	f->stray[1] = to;
	while (f->stray_rev + 1 < f->nrevs &&
	    f->revs[f->stray_rev].end < to)
		f->stray_rev++;
}

/* Nothing but white space and comments from pos to at. */
static int
check_gap(struct pdf_file *f, size_t pos, size_t at)
{
	if (at < pos)
		return file_refuse(f, PDF_WHY_OVERLAP,
		    "pdf: objects overlap at byte %zu", at);
	if (pdf_skip_blank(es_view_sub(f->b, 0, at), pos) != at)
		stray(f, pos, at);
	return 0;
}

/*
 * Objects from Size on are missing to one reader and there for most (7.5.5):
 * only while nothing follows a signature do both see what was signed.
 */
int
pdf_beyond(struct pdf_file *f)
{
	if (f->beyond == 0)
		return 0;
	return file_refuse(f, PDF_WHY_XREF, "pdf: cross-reference: object "
	    "number beyond Size at byte %zu", f->beyond);
}

int
pdf_stray(struct pdf_file *f, size_t rev)
{
	if (pdf_beyond(f) < 0)
		return -1;
	if (f->stray[1] == 0 || f->stray_rev <= rev)
		return 0;
	return file_refuse(f, PDF_WHY_UNOWNED, "pdf: bytes %zu to %zu belong "
	    "to nothing", f->stray[0], f->stray[1]);
}

static int
own_object(struct pdf_file *f, size_t entry, size_t *pos)
{
	const struct pdf_entry	*e = &f->ents[entry];

	if (check_gap(f, *pos, e->at) < 0)
		return -1;
	(void)pdf_entry_obj(f, e);
	*pos = f->slots[entry].end;
	return f->why == PDF_WHY_NONE ? 0 : -1;
}

/*
 * A section that does not list itself has a number all the same, and some
 * readers find it there: nothing else may be.
 */
static int
check_numbers(struct pdf_file *f)
{
	const struct pdf_section	*s;
	const struct pdf_entry		*e;
	size_t				 i;

	for (i = 0; i < f->nsects; i++) {
		s = &f->sects[i];
		e = s->num == 0 ? NULL : pdf_file_find(f, s->rev, s->num);
		if (e != NULL && (e->where == PDF_WHERE_OBJSTM ||
		    (e->where == PDF_WHERE_FILE && e->at != s->at)))
			return file_refuse(f, PDF_WHY_OFFSET, "pdf: object "
			    "%lu is a cross-reference section, too",
			    (unsigned long)s->num);
	}
	return 0;
}

/* A cross-reference stream may list itself, under its own number. */
static int
own_self(struct pdf_file *f, const struct pdf_section *s, size_t entry)
{
	const struct pdf_entry	*e = &f->ents[entry];
	struct pdf_slot		*slot = &f->slots[entry];

	if (s->num == 0 || e->num != s->num || e->gen != 0)
		return file_refuse(f, PDF_WHY_OFFSET, "pdf: object %lu is a "
		    "cross-reference section", (unsigned long)e->num);
	slot->obj = s->trailer;
	slot->end = s->end;
	slot->state = PDF_SLOT_DONE;
	return 0;
}

static int
by_section(const void *a, const void *b)
{
	const struct pdf_section	*x = *(struct pdf_section *const *)a;
	const struct pdf_section	*y = *(struct pdf_section *const *)b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static int
walk(struct pdf_file *f, struct pdf_section **sects, const struct place *p,
    size_t n)
{
	size_t	 i, k = 0, pos = 0;

	for (i = 0; i < f->nsects; i++) {
		for (; k < n && p[k].at < sects[i]->at; k++)
			if (own_object(f, p[k].entry, &pos) < 0)
				return -1;
		if (check_gap(f, pos, sects[i]->at) < 0)
			return -1;
		if (k < n && p[k].at == sects[i]->at &&
		    own_self(f, sects[i], p[k++].entry) < 0)
			return -1;
		pos = sects[i]->end;
	}
	if (k < n)
		return file_refuse(f, PDF_WHY_OVERLAP, "pdf: an object at "
		    "byte %zu, inside a section", p[k].at);
	/* Behind the last section nobody can have signed anything. */
	if (pos == f->b.n)
		return 0;
	return file_refuse(f, PDF_WHY_UNOWNED,
	    "pdf: bytes from %zu belong to nothing", pos);
}

/*
 * Where L is the length of the file, other readers begin with the section
 * behind the first object (annex F.3.3), and see nothing of what a revision
 * brought: to them the file has but the pair, or is another one.
 */
static int
check_length(struct pdf_file *f, const struct pdf_obj *first, size_t end)
{
	const struct pdf_obj	*l = pdf_obj_key(first, "L");
	int64_t			 n;

	if (!pdf_obj_milli(l, &n) || n != (int64_t)f->b.n * 1000 ||
	    (f->nrevs == 1 && f->nsects == 2 &&
	    pdf_skip_space(f->b, end) == f->sects[0].at))
		return 0;
	return file_refuse(f, PDF_WHY_STARTXREF, "pdf: as long as it was "
	    "linearized, and not linearized");
}

/*
 * The first object tells a reader whether a file is linearized: one that is
 * not listed must not, nor leave it open.
 */
static bool
starts_stray(struct pdf_file *f, size_t first)
{
	size_t		 at = pdf_skip_blank(f->b, 0);
	enum pdf_why	 why = PDF_WHY_NONE;
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_lex	 l;
	struct pdf_obj	 o;
	uint64_t	 n;

	if (at == SIZE_MAX)
		return true;	/* a comment that looks like one */
	if (at == first || !pdf_digits(f->b, &at, &n))
		return false;
	at = pdf_skip_space(f->b, at);
	if (!pdf_digits(f->b, &at, &n))
		return false;
	l = pdf_file_lex(f, f->b, pdf_skip_space(f->b, at) + 3);
	l.why = &why;
	l.err = &err;
	return pdf_lex_value(&l, &o) < 0 || pdf_obj_key(&o, "Linearized") !=
	    NULL;
}

static int
check_linearized(struct pdf_file *f, const struct place *p, size_t n)
{
	const struct pdf_obj	*o;

	if (starts_stray(f, n == 0 ? 0 : p[0].at))
		return file_refuse(f, PDF_WHY_UNOWNED, "pdf: what belongs to "
		    "nothing comes first");
	o = n == 0 ? NULL : pdf_entry_obj(f, &f->ents[p[0].entry]);
	if (pdf_obj_key(o, "Linearized") != NULL)
		return check_length(f, o, f->slots[p[0].entry].end);
	if (f->nrevs == f->nsects)
		return 0;
	return file_refuse(f, PDF_WHY_XREF_LOOP,
	    "pdf: Prev leads up in a file that is not linearized");
}

int
pdf_frame(struct pdf_file *f)
{
	struct pdf_section	**sects;
	struct place		*places = NULL;
	size_t			 i, n = 0;
	int			 rc = -1;

	if (make_revs(f) < 0 || sort_entries(f) < 0 || index_entries(f) < 0)
		return -1;
	for (i = 0; i < f->nents; i++)
		if (check_entry(f, &f->ents[i]) < 0)
			return -1;
	if (check_numbers(f) < 0)
		return -1;
	if ((sects = malloc(f->nsects * sizeof(struct pdf_section *))) == NULL)
		return nomem(f);
	for (i = 0; i < f->nsects; i++)
		sects[i] = &f->sects[i];
	qsort(sects, f->nsects, sizeof(struct pdf_section *), by_section);
	if (sort_places(f, &places, &n) == 0 && walk(f, sects, places, n) == 0)
		rc = check_linearized(f, places, n);
	free(places);
	free(sects);
	return rc;
}
