/*
 * pdf/xref.c - cross-reference sections (ISO 32000-2 clauses 7.5.4, 7.5.8).
 *
 * The chain is walked from the last section along Prev; each must lie below
 * the one before, except in the pair that a linearized file starts with.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/reader.h"
#include "pdf/read_priv.h"

static int
bad(struct pdf_file *f, const char *what, size_t at)
{
	return file_refuse(f, PDF_WHY_XREF, "pdf: cross-reference: %s at byte "
	    "%zu", what, at);
}

/*
 * Some writers sign their work with a comment between the trailer and
 * startxref.  One that holds a word of the file's frame is no such thing: a
 * repairing reader might find it.  SIZE_MAX then.
 */
static size_t
skip_remarks(struct es_view b, size_t at)
{
	static const char *const	 frame[] = { "startxref", "xref",
		"trailer", "obj", "EOF" };
	size_t				 from, i;

	for (;;) {
		at = pdf_skip_space(b, at);
		if (at >= b.n || b.p[at] != '%')
			return at;
		for (from = at; at < b.n && b.p[at] != '\n' &&
		    b.p[at] != '\r'; at++)
			continue;
		for (i = 0; i < ES_COUNT(frame); i++)
			if (es_view_find(es_view_sub(b, from, at - from),
			    es_view_str(frame[i]), 0) != SIZE_MAX)
				return SIZE_MAX;
	}
}

int
pdf_tail(struct pdf_file *f, size_t at, size_t *where, size_t *eof,
    size_t *end)
{
	struct es_view	 b = f->b;
	uint64_t	 x;
	size_t		 k = skip_remarks(b, at);

	if (k == SIZE_MAX || !pdf_at_word(b, k, "startxref"))
		goto bad;
	k = pdf_skip_space(b, k + 9);
	if (!pdf_digits(b, &k, &x) || k >= b.n || !pdf_is_space(b.p[k]))
		goto bad;
	k = pdf_skip_space(b, k);
	if (b.n - k < 5 || memcmp(b.p + k, "%%EOF", 5) != 0)
		goto bad;
	k += 5;
	*where = (size_t)x;
	*eof = k;
	if (k < b.n && b.p[k] == '\r')
		k++;
	if (k < b.n && b.p[k] == '\n')
		k++;
	*end = k;
	/*
	 * Some writers end with the marker, and others append right behind it:
	 * then the number of an object stands there (7.5.6).
	 */
	if (k == *eof && k < b.n && (b.p[k] < '0' || b.p[k] > '9'))
		goto bad;
	return 0;
bad:
	return file_refuse(f, PDF_WHY_TAIL, "pdf: no \"startxref n %%%%EOF\" "
	    "at byte %zu", k);
}

int
pdf_entry_add(struct pdf_file *f, const struct pdf_entry *e)
{
	struct pdf_entry	*p;
	size_t			 cap;

	if (e->num > ES_LIMIT_PDF_NUMBER)
		return file_refuse(f, PDF_WHY_XREF, "pdf: cross-reference: "
		    "object number %lu", (unsigned long)e->num);
	if (f->nents == ES_LIMIT_PDF_OBJECTS)
		return file_refuse(f, PDF_WHY_LIMIT, "pdf: more than %zu "
		    "objects", ES_LIMIT_PDF_OBJECTS);
	if (f->nents == f->capents) {
		cap = f->capents == 0 ? 256 : f->capents * 2;
		if ((p = realloc(f->ents, cap * sizeof(*p))) == NULL)
			return file_refuse(f, PDF_WHY_MEMORY,
			    "pdf: out of memory");
		f->ents = p;
		f->capents = cap;
	}
	f->ents[f->nents++] = *e;
	return 0;
}

/* Twenty bytes: "oooooooooo ggggg n" and a two-byte end-of-line. */
static int
table_row(struct pdf_file *f, size_t at, uint32_t num, uint32_t sect)
{
	struct es_view		 b = f->b;
	struct pdf_entry	 e = { .num = num, .rev = sect };
	const unsigned char	*p = b.p + at;
	uint64_t		 off, gen;
	size_t			 k = at, g = at + 11;

	if (b.n - at < 20 || !pdf_digits(b, &k, &off) || k != at + 10 ||
	    p[10] != ' ' || !pdf_digits(b, &g, &gen) || g != at + 16 ||
	    p[16] != ' ' || (gen > 65535 && p[17] != 'f'))
		return bad(f, "malformed row", at);
	if (!((p[18] == ' ' && (p[19] == '\r' || p[19] == '\n')) ||
	    (p[18] == '\r' && p[19] == '\n')))
		return bad(f, "row does not end in a blank and an EOL", at);
	if (p[17] == 'n')
		e.where = PDF_WHERE_FILE;
	else if (p[17] == 'f')
		e.where = PDF_WHERE_FREE;
	else
		return bad(f, "row is neither n nor f", at);
	/* Some writers say "in use, at byte 0" of what they left out. */
	if (e.where == PDF_WHERE_FILE && off == 0)
		e.where = PDF_WHERE_FREE;
	if (num == 0 && e.where != PDF_WHERE_FREE)
		return bad(f, "object 0 is in use", at);
	/* One counts the generation of the free up to 65536. */
	e.gen = (uint16_t)(gen > 65535 ? 65535 : gen);
	e.at = e.where == PDF_WHERE_FILE ? (size_t)off : 0;
	return pdf_entry_add(f, &e);
}

static int
read_table(struct pdf_file *f, struct pdf_section *s, size_t *end)
{
	struct es_view	 b = f->b;
	struct pdf_lex	 l;
	struct pdf_obj	*t;
	uint64_t	 first, n;
	size_t		 k;
	bool		 odd;

	k = pdf_skip_space(b, s->at + 4);
	while (!pdf_at_word(b, k, "trailer")) {
		if (!pdf_digits(b, &k, &first) || k >= b.n ||
		    b.p[k++] != ' ' || !pdf_digits(b, &k, &n))
			return bad(f, "malformed subsection", k);
		while (k < b.n && b.p[k] == ' ')
			k++;
		if (k < b.n && b.p[k] == '\r')
			k++;
		if (k < b.n && b.p[k] == '\n')
			k++;
		if (n > ES_LIMIT_PDF_OBJECTS || first > UINT32_MAX - n - 1)
			return file_refuse(f, PDF_WHY_LIMIT,
			    "pdf: subsection of %llu objects",
			    (unsigned long long)n);
		odd = first == 1 && n > 1;
		for (; n > 0; n--, first++, k += 20) {
			if (table_row(f, k, (uint32_t)first,
			    (uint32_t)f->nsects) < 0)
				return -1;
			/* Some take it for a table that forgot object 0. */
			if (odd && first == 1 && b.p[k + 17] == 'f')
				return bad(f, "begins with a free 1", k);
		}
		k = pdf_skip_space(b, k);
	}
	if ((t = es_arena_get(f->arena, sizeof(*t))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	l = pdf_file_lex(f, b, k + 7);
	if (pdf_lex_value(&l, t) < 0)
		return -1;
	if (t->type != PDF_DICT)
		return bad(f, "trailer is no dictionary", k);
	s->trailer = t;
	*end = l.at;
	return 0;
}

struct widths {
	size_t	 w[3], sum;
};

static int
read_widths(struct pdf_file *f, const struct pdf_obj *t, struct widths *w)
{
	const struct pdf_obj	*a = pdf_obj_key(t, "W");
	size_t			 i;
	int64_t			 x;

	w->sum = 0;
	if (pdf_obj_count(a) != 3 || a->type != PDF_ARRAY)
		return bad(f, "W is no array of three", 0);
	for (i = 0; i < 3; i++) {
		x = pdf_obj_int(pdf_obj_item(a, i), 0, 8, -1);
		if (x < 0)
			return bad(f, "W is not 0 to 8", 0);
		w->w[i] = (size_t)x;
		w->sum += (size_t)x;
	}
	return w->sum >= 1 && w->sum <= 20 ? 0 :
	    bad(f, "W is not 1 to 20 in all", 0);
}

static uint64_t
field(struct es_reader *r, size_t width, uint64_t other)
{
	struct es_view	 v = es_read_bytes(r, width);
	uint64_t	 x = 0;
	size_t		 i;

	for (i = 0; i < v.n; i++)
		x = x << 8 | v.p[i];
	return width == 0 ? other : x;
}

static int
stream_row(struct pdf_file *f, struct es_reader *r, const struct widths *w,
    uint32_t num)
{
	struct pdf_entry	 e = { .num = num, .hidden = f->hiding,
				    .rev = (uint32_t)f->nsects };
	uint64_t		 type = field(r, w->w[0], 1);
	uint64_t		 two = field(r, w->w[1], 0);
	uint64_t		 three = field(r, w->w[2], 0);

	switch (type) {
	case 0:
		e.where = PDF_WHERE_FREE;
		e.gen = (uint16_t)(three > 65535 ? 65535 : three);
		break;
	case 1:
		if (num == 0 || three > 65535 || two > SIZE_MAX)
			return bad(f, "malformed entry", r->at);
		e.where = two == 0 ? PDF_WHERE_FREE : PDF_WHERE_FILE;
		e.at = (size_t)two;
		e.gen = (uint16_t)three;
		break;
	case 2:
		if (num == 0 || two == 0 || two >= UINT32_MAX ||
		    three >= ES_LIMIT_PDF_OBJSTM)
			return bad(f, "malformed entry", r->at);
		e.where = PDF_WHERE_OBJSTM;
		e.at = (size_t)two;
		e.index = (uint32_t)three;
		break;
	default:
		return bad(f, "unknown entry type", r->at);
	}
	/* Whether hidden ones are free is the table's to say. */
	if (e.hidden && e.where == PDF_WHERE_FREE)
		return 0;
	return pdf_entry_add(f, &e);
}

static int
stream_rows(struct pdf_file *f, struct es_reader *r, const struct widths *w,
    int64_t first, int64_t n)
{
	if (first < 0 || n < 0 || first > (int64_t)UINT32_MAX - 1 ||
	    n > (int64_t)ES_LIMIT_PDF_OBJECTS ||
	    first + n > (int64_t)UINT32_MAX - 1)
		return bad(f, "Index is out of range", 0);
	if ((uint64_t)n * w->sum > es_read_left(r))
		return bad(f, "stream is shorter than Index says", 0);
	for (; n > 0; n--, first++)
		if (stream_row(f, r, w, (uint32_t)first) < 0)
			return -1;
	return 0;
}

static int
stream_entries(struct pdf_file *f, const struct pdf_obj *t,
    struct es_view data)
{
	const struct pdf_obj	*index = pdf_obj_key(t, "Index");
	struct es_reader	 r = es_reader(data);
	struct widths		 w;
	size_t			 i;

	if (read_widths(f, t, &w) < 0)
		return -1;
	if (index == NULL) {
		if (stream_rows(f, &r, &w, 0,
		    pdf_obj_int(pdf_obj_key(t, "Size"), 0, INT64_MAX, -1)) < 0)
			return -1;
	} else if (index->type != PDF_ARRAY || pdf_obj_count(index) % 2 != 0) {
		return bad(f, "Index is no array of pairs", 0);
	}
	for (i = 0; i < pdf_obj_count(index); i += 2)
		if (stream_rows(f, &r, &w,
		    pdf_obj_int(pdf_obj_item(index, i), 0, INT64_MAX, -1),
		    pdf_obj_int(pdf_obj_item(index, i + 1), 0, INT64_MAX,
		    -1)) < 0)
			return -1;
	return es_read_left(&r) == 0 ? 0 :
	    bad(f, "stream is longer than Index says", 0);
}

static int
read_stream(struct pdf_file *f, struct pdf_section *s, size_t *end)
{
	struct es_buf	 data;
	uint16_t	 gen;
	int		 rc;

	if (pdf_indirect(f, s->at, SIZE_MAX, &s->num, &gen, &s->trailer,
	    end) < 0)
		return -1;
	if (s->trailer->type != PDF_STREAM || gen != 0 ||
	    !pdf_obj_is_name(pdf_obj_key(s->trailer, "Type"), "XRef"))
		return file_refuse(f, PDF_WHY_STARTXREF,
		    "pdf: no cross-reference section at byte %zu", s->at);
	rc = pdf_decode(f, s->trailer, &data);
	if (rc == 0)
		rc = stream_entries(f, s->trailer, es_buf_view(&data));
	es_buf_clear(&data);
	return rc;
}

/*
 * A hybrid section (7.5.8.4): office suites list in a stream what readers of
 * tables shall not see.  Its entries count as hidden, and so does the stream
 * itself unless the table has it, too.
 */
static int
read_hidden(struct pdf_file *f, struct pdf_section *s)
{
	struct pdf_entry	 e = { .rev = (uint32_t)f->nsects,
				    .where = PDF_WHERE_FILE, .hidden = true };
	const struct pdf_obj	*t, *x = pdf_obj_key(s->trailer, "XRefStm");
	struct es_buf		 data;
	size_t			 end;
	int			 rc;

	if (x == NULL)
		return 0;
	if (s->num != 0 || !pdf_obj_is(x, PDF_INT) || x->i <= 0 ||
	    x->i >= (int64_t)s->at)
		return file_refuse(f, PDF_WHY_HYBRID, "pdf: XRefStm is no "
		    "offset of an earlier stream");
	s->hybrid = e.at = (size_t)x->i;
	if (pdf_indirect(f, e.at, SIZE_MAX, &e.num, &e.gen, &t, &end) < 0)
		return -1;
	if (t->type != PDF_STREAM || e.gen != 0 ||
	    !pdf_obj_is_name(pdf_obj_key(t, "Type"), "XRef") ||
	    pdf_entry_add(f, &e) < 0)
		return file_refuse(f, PDF_WHY_HYBRID, "pdf: XRefStm leads to "
		    "no cross-reference stream");
	f->hiding = true;
	rc = pdf_decode(f, t, &data);
	if (rc == 0)
		rc = stream_entries(f, t, es_buf_view(&data));
	es_buf_clear(&data);
	f->hiding = false;
	return rc;
}

/* The second half of a linearized file: its trailer may be a stump. */
static bool
upper(const struct pdf_file *f, const struct pdf_section *s)
{
	return s > f->sects && s->at > s[-1].at &&
	    pdf_obj_key(s->trailer, "Prev") == NULL;
}

static int
check_trailer(struct pdf_file *f, struct pdf_section *s)
{
	const struct pdf_obj	*t = s->trailer, *prev, *root;
	int64_t			 size;
	size_t			 i;

	if (pdf_obj_key(t, "Encrypt") != NULL)
		f->encrypted = f->closed = true;
	root = pdf_obj_key(t, "Root");
	if (!pdf_obj_is(root, PDF_REF) && !(root == NULL && upper(f, s)))
		return bad(f, "Root is no reference", s->at);
	size = pdf_obj_int(pdf_obj_key(t, "Size"), 1, UINT32_MAX, 0);
	if (size == 0)
		return bad(f, "Size is no number", s->at);
	if (size - 1 > (int64_t)f->top)
		f->top = (uint32_t)(size - 1);
	for (i = s->first; i < s->first + s->n; i++)
		if (f->ents[i].num >= size)
			f->beyond = s->at;
	if ((prev = pdf_obj_key(t, "Prev")) == NULL)
		return 0;
	if (!pdf_obj_is(prev, PDF_INT) || prev->i < 0)
		return bad(f, "Prev is no offset", s->at);
	s->has_prev = true;
	s->prev = (uint64_t)prev->i;
	return 0;
}

static int
read_section(struct pdf_file *f, struct pdf_section *s)
{
	struct es_view	 b = f->b;
	size_t		 end;
	int		 rc;

	s->first = f->nents;
	if (s->at >= b.n)
		return file_refuse(f, PDF_WHY_STARTXREF,
		    "pdf: no cross-reference section at byte %zu", s->at);
	/* Some writers point at the line end before it. */
	s->at = pdf_skip_space(b, s->at);
	if (pdf_at_word(b, s->at, "xref"))
		rc = read_table(f, s, &end);
	else if (s->at < b.n && b.p[s->at] >= '0' && b.p[s->at] <= '9')
		rc = read_stream(f, s, &end);
	else
		return file_refuse(f, PDF_WHY_STARTXREF,
		    "pdf: no cross-reference section at byte %zu", s->at);
	if (rc < 0 || read_hidden(f, s) < 0)
		return -1;
	s->n = f->nents - s->first;
	if (check_trailer(f, s) < 0)
		return -1;
	/* The first half of a linearized file may go on without a tail. */
	if (s->num != 0 && s->has_prev && s->prev > s->at &&
	    !pdf_at_word(b, pdf_skip_space(b, end), "startxref")) {
		s->eof = s->end = end;
		return 0;
	}
	return pdf_tail(f, end, &s->startxref, &s->eof, &s->end);
}

/*
 * Prev may only lead down; the pair of a linearized file leads up once, from
 * the section at its beginning to the last one.
 */
static int
check_prev(struct pdf_file *f, const struct pdf_section *s)
{
	const struct pdf_section	*up;

	if (s->has_prev && s->prev > s->at && s->startxref == 0)
		return 0;
	if (s->has_prev && s->prev >= s->at)
		return file_refuse(f, PDF_WHY_XREF_LOOP,
		    "pdf: Prev leads from byte %zu to %llu", s->at,
		    (unsigned long long)s->prev);
	up = s > f->sects ? s - 1 : NULL;
	if (up != NULL && s->at > up->at && s->has_prev)
		return file_refuse(f, PDF_WHY_XREF_LOOP,
		    "pdf: Prev leads up to byte %zu and on", s->at);
	return 0;
}

int
pdf_xref(struct pdf_file *f, size_t at)
{
	struct pdf_section	*s, *p;
	size_t			 cap = 0;

	for (;;) {
		if (f->nsects == ES_LIMIT_PDF_REVS)
			return file_refuse(f, PDF_WHY_LIMIT, "pdf: more than "
			    "%zu revisions", ES_LIMIT_PDF_REVS);
		if (f->nsects == cap) {
			cap = cap == 0 ? 8 : cap * 2;
			p = realloc(f->sects, cap * sizeof(*p));
			if (p == NULL)
				return file_refuse(f, PDF_WHY_MEMORY,
				    "pdf: out of memory");
			f->sects = p;
		}
		s = &f->sects[f->nsects];
		memset(s, 0, sizeof(*s));
		s->at = at;
		if (read_section(f, s) < 0 || check_prev(f, s) < 0)
			return -1;
		f->nsects++;
		if (!s->has_prev)
			return 0;
		at = (size_t)s->prev;
	}
}
