/* pdf/read.c - see read.h: opening, objects, references. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/read_priv.h"

static const char *const why_names[PDF_WHY__MAX] = {
	[PDF_WHY_NONE] = "none",
	[PDF_WHY_HEADER] = "header",
	[PDF_WHY_TAIL] = "tail",
	[PDF_WHY_STARTXREF] = "startxref",
	[PDF_WHY_XREF] = "xref",
	[PDF_WHY_XREF_LOOP] = "xref-loop",
	[PDF_WHY_XREF_TWICE] = "xref-twice",
	[PDF_WHY_HYBRID] = "hybrid",
	[PDF_WHY_ENCRYPTED] = "encrypted",
	[PDF_WHY_OFFSET] = "offset",
	[PDF_WHY_OUTSIDE] = "outside",
	[PDF_WHY_OVERLAP] = "overlap",
	[PDF_WHY_UNOWNED] = "unowned",
	[PDF_WHY_SYNTAX] = "syntax",
	[PDF_WHY_DUP_KEY] = "duplicate-key",
	[PDF_WHY_STREAM] = "stream",
	[PDF_WHY_OBJSTM] = "object-stream",
	[PDF_WHY_LOOP] = "loop",
	[PDF_WHY_TREE] = "tree",
	[PDF_WHY_LIMIT] = "limit",
	[PDF_WHY_MEMORY] = "memory",
};

const char *
pdf_why_name(enum pdf_why why)
{
	return (size_t)why < PDF_WHY__MAX ? why_names[why] : "unknown";
}

struct pdf_lex
pdf_file_lex(struct pdf_file *f, struct es_view b, size_t at)
{
	return (struct pdf_lex){ .b = b, .at = at, .arena = f->arena,
	    .stack = &f->stack, .why = &f->why, .err = &f->err,
	    .top = &f->top };
}

/*
 * The header is one line at offset 0: %PDF-1.0 to 1.7 or %PDF-2.0, maybe with
 * blanks behind it.
 */
static int
read_header(struct pdf_file *f)
{
	const unsigned char	*p = f->b.p;
	size_t			 k = 8;

	while (k < f->b.n && p[k] == ' ')
		k++;
	if (f->b.n < 16 || k == f->b.n || memcmp(p, "%PDF-", 5) != 0 ||
	    p[6] != '.' ||
	    !((p[5] == '1' && p[7] >= '0' && p[7] <= '7') ||
	    (p[5] == '2' && p[7] == '0')) ||
	    (p[k] != '\n' && p[k] != '\r'))
		return file_refuse(f, PDF_WHY_HEADER,
		    "pdf: no %%PDF-1.x or %%PDF-2.0 at byte 0");
	f->version = (p[5] - '0') * 10 + (p[7] - '0');
	return 0;
}

/* Encryption that comes, goes or changes with a revision is a forgery. */
static int
check_closed(struct pdf_file *f)
{
	const struct pdf_obj	*first;
	size_t			 i;

	first = pdf_obj_key(f->revs[0].trailer, "Encrypt");
	for (i = 0; f->encrypted && i < f->nrevs; i++)
		if (first == NULL || !pdf_obj_same(first,
		    pdf_obj_key(f->revs[i].trailer, "Encrypt")))
			return file_refuse(f, PDF_WHY_ENCRYPTED,
			    "pdf: encrypted");
	return 0;
}

static int
read_all(struct pdf_file *f, bool closed)
{
	struct es_view	 tail;
	size_t		 at, eof, end, where;

	if (f->b.n > ES_LIMIT_PDF_FILE)
		return file_refuse(f, PDF_WHY_LIMIT, "pdf: %zu bytes, limit "
		    "%zu", f->b.n, ES_LIMIT_PDF_FILE);
	if (read_header(f) < 0)
		return -1;
	at = f->b.n < 1024 ? 0 : f->b.n - 1024;
	tail = es_view_sub(f->b, at, f->b.n - at);
	where = es_view_rfind(tail, ES_LIT("startxref"));
	if (where == SIZE_MAX)
		return file_refuse(f, PDF_WHY_TAIL,
		    "pdf: no startxref in the last %zu bytes", tail.n);
	if (pdf_tail(f, at + where, &where, &eof, &end) < 0)
		return -1;
	if (end != f->b.n)
		return file_refuse(f, PDF_WHY_TAIL,
		    "pdf: %zu bytes after the end", f->b.n - end);
	if (pdf_xref(f, where) < 0)
		return -1;
	if (f->encrypted && !closed)
		return file_refuse(f, PDF_WHY_ENCRYPTED, "pdf: encrypted");
	if (pdf_frame(f) < 0 || check_closed(f) < 0 ||
	    (f->encrypted && pdf_security(f) < 0))
		return -1;
	if (!pdf_obj_is(pdf_file_catalog(f, f->nrevs - 1), PDF_DICT))
		return file_refuse(f, PDF_WHY_TREE, "pdf: no catalog");
	return f->why == PDF_WHY_NONE ? 0 : -1;
}

static int
open_file(struct pdf_file **out, struct es_view bytes, bool closed,
    enum pdf_why *why, struct es_err *err)
{
	struct pdf_file	*f;
	int		 rc;

	*out = NULL;
	if (why != NULL)
		*why = PDF_WHY_MEMORY;
	if ((f = calloc(1, sizeof(*f))) == NULL)
		return es_fail(err, ES_E_NOMEM, "pdf: out of memory");
	f->b = bytes;
	if ((f->arena = es_arena_new(ES_LIMIT_PDF_ARENA)) == NULL)
		rc = file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	else
		rc = read_all(f, closed);
	if (why != NULL)
		*why = f->why;
	if (rc < 0) {
		rc = pdf_file_ok(f, err);
		pdf_file_free(f);
		return rc;
	}
	*out = f;
	return 0;
}

int
pdf_read(struct pdf_file **out, struct es_view bytes, enum pdf_why *why,
    struct es_err *err)
{
	return open_file(out, bytes, false, why, err);
}

int
pdf_read_closed(struct pdf_file **out, struct es_view bytes,
    enum pdf_why *why, struct es_err *err)
{
	return open_file(out, bytes, true, why, err);
}

void
pdf_file_free(struct pdf_file *f)
{
	struct pdf_objstm	*o;
	struct pdf_pages	*p;

	if (f == NULL)
		return;
	while ((o = f->objstms) != NULL) {
		f->objstms = o->next;
		es_buf_clear(&o->buf);
		free(o);
	}
	while ((p = f->pages) != NULL) {
		f->pages = p->next;
		free(p->num);
		free(p);
	}
	free(f->stack.at);
	free(f->sects);
	free(f->ents);
	free(f->slots);
	free(f->direct);
	es_arena_free(f->arena);
	free(f);
}

int
pdf_file_ok(const struct pdf_file *f, struct es_err *err)
{
	if (f->why == PDF_WHY_NONE)
		return 0;
	return es_err_pass(err, &f->err);
}

enum pdf_why
pdf_file_why(const struct pdf_file *f)
{
	return f->why;
}

struct es_view
pdf_file_bytes(const struct pdf_file *f)
{
	return f->b;
}

int
pdf_file_version(const struct pdf_file *f)
{
	return f->version;
}

size_t
pdf_file_revs(const struct pdf_file *f)
{
	return f->nrevs;
}

const struct pdf_rev *
pdf_file_rev(const struct pdf_file *f, size_t k)
{
	return k < f->nrevs ? &f->revs[k] : NULL;
}

size_t
pdf_file_entries(const struct pdf_file *f)
{
	return f->nents;
}

const struct pdf_entry *
pdf_file_entry(const struct pdf_file *f, size_t k)
{
	return k < f->nents ? &f->ents[k] : NULL;
}

uint32_t
pdf_file_size(const struct pdf_file *f)
{
	uint32_t	 n = f->nents == 0 ? 0 : f->ents[f->nents - 1].num;

	return (f->top > n ? f->top : n) + 1;
}

/* Index of the newest entry of a number; nents: none. */
static size_t
newest(const struct pdf_file *f, uint32_t num)
{
	size_t	 lo = 0, hi = f->nents, mid;

	if (f->ndirect > 0)
		return num < f->ndirect && f->direct[num] != 0 ?
		    f->direct[num] - 1 : f->nents;
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (f->ents[mid].num < num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < f->nents && f->ents[lo].num == num ? lo : f->nents;
}

const struct pdf_entry *
pdf_file_find(const struct pdf_file *f, size_t rev, uint32_t num)
{
	size_t	 k;

	for (k = newest(f, num); k < f->nents && f->ents[k].num == num; k++)
		if (f->ents[k].rev <= rev)
			return &f->ents[k];
	return NULL;
}

/* The words around an object; *at moves behind them. */
static int
object_head(struct pdf_file *f, size_t *at, uint32_t *num, uint16_t *gen)
{
	struct es_view	 b = f->b;
	uint64_t	 n, g;
	size_t		 k = *at;

	if (!pdf_digits(b, &k, &n) || n == 0 || n >= UINT32_MAX ||
	    k >= b.n || !pdf_is_space(b.p[k]))
		goto bad;
	k = pdf_skip_space(b, k);
	if (!pdf_digits(b, &k, &g) || g > 65535 || k >= b.n ||
	    !pdf_is_space(b.p[k]))
		goto bad;
	k = pdf_skip_space(b, k);
	if (!pdf_at_word(b, k, "obj"))
		goto bad;
	*num = (uint32_t)n;
	*gen = (uint16_t)g;
	*at = k + 3;
	return 0;
bad:
	return file_refuse(f, PDF_WHY_OFFSET, "pdf: no object at byte %zu",
	    *at);
}

/* "stream" stands at l->at: take its data and "endstream". */
static int
stream_data(struct pdf_file *f, struct pdf_lex *l, size_t rev,
    struct pdf_obj *o)
{
	const struct pdf_obj	*len = pdf_obj_key(o, "Length");
	struct es_view		 b = f->b, *data;
	size_t			 k = l->at + 6, at = l->at;
	int64_t			 n;

	if (rev != SIZE_MAX)
		len = pdf_file_value(f, rev, len);
	if (f->why != PDF_WHY_NONE)
		return -1;
	n = pdf_obj_int(len, 0, INT64_MAX, -1);
	if (k < b.n && b.p[k] == '\r')
		k++;
	if (n < 0 || k >= b.n || b.p[k] != '\n' ||
	    (uint64_t)n > b.n - (k + 1))
		return file_refuse(f, PDF_WHY_STREAM, "pdf: malformed stream "
		    "at byte %zu", at);
	k++;
	if ((data = es_arena_get(f->arena, sizeof(*data))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	*data = es_view_sub(b, k, (size_t)n);
	k += (size_t)n;
	if (k < b.n && b.p[k] == '\r')
		k++;
	if (k < b.n && b.p[k] == '\n')
		k++;
	if (!pdf_at_word(b, k, "endstream"))
		return file_refuse(f, PDF_WHY_STREAM, "pdf: no endstream at "
		    "byte %zu, where Length leads", k);
	o->type = PDF_STREAM;
	o->u.dict.data = data;
	l->at = k + 9;
	return 0;
}

int
pdf_indirect(struct pdf_file *f, size_t at, size_t rev, uint32_t *num,
    uint16_t *gen, const struct pdf_obj **out, size_t *end)
{
	struct pdf_lex	 l;
	struct pdf_obj	*o;

	if (object_head(f, &at, num, gen) < 0)
		return -1;
	if ((o = es_arena_get(f->arena, sizeof(*o))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	l = pdf_file_lex(f, f->b, at);
	if (pdf_lex_value(&l, o) < 0)
		return -1;
	l.at = pdf_skip_space(f->b, l.at);
	if (o->type == PDF_DICT && l.at < f->b.n && f->b.p[l.at] == 's' &&
	    pdf_at_word(f->b, l.at, "stream") &&
	    stream_data(f, &l, rev, o) < 0)
		return -1;
	l.at = pdf_skip_blank(f->b, l.at);
	if (l.at == SIZE_MAX || !pdf_at_word(f->b, l.at, "endobj"))
		return file_refuse(f, PDF_WHY_SYNTAX, "pdf: no endobj for "
		    "object %lu", (unsigned long)*num);
	*out = o;
	*end = l.at + 6;
	return 0;
}

static int
load_file(struct pdf_file *f, const struct pdf_entry *e, struct pdf_slot *s)
{
	uint32_t	 num;
	uint16_t	 gen;

	if (pdf_indirect(f, e->at, e->rev, &num, &gen, &s->obj, &s->end) < 0)
		return -1;
	if (num == e->num && gen == e->gen)
		return 0;
	return file_refuse(f, PDF_WHY_OFFSET, "pdf: byte %zu is object %lu %u "
	    "and not %lu %u", e->at, (unsigned long)num, gen,
	    (unsigned long)e->num, e->gen);
}

const struct pdf_obj *
pdf_entry_obj(struct pdf_file *f, const struct pdf_entry *e)
{
	struct pdf_slot	*s;
	int		 rc = 0;

	if (f->why != PDF_WHY_NONE || e == NULL)
		return NULL;
	s = &f->slots[e - f->ents];
	if (s->state == PDF_SLOT_DONE) {
		if (f->security != NULL && !s->plain)
			pdf_security_object(f, e, s);
		return s->obj;
	}
	if (s->state == PDF_SLOT_BUSY) {
		(void)file_refuse(f, PDF_WHY_LOOP, "pdf: object %lu needs "
		    "itself", (unsigned long)e->num);
		return NULL;
	}
	s->state = PDF_SLOT_BUSY;
	if (e->where == PDF_WHERE_FILE)
		rc = load_file(f, e, s);
	else if (e->where == PDF_WHERE_OBJSTM)
		rc = pdf_packed(f, e, s);
	if (rc < 0)
		s->obj = NULL;
	s->state = PDF_SLOT_DONE;
	if (f->security != NULL)
		pdf_security_object(f, e, s);
	return s->obj;
}

struct es_view
pdf_entry_bytes(struct pdf_file *f, const struct pdf_entry *e)
{
	const struct pdf_obj	*o = pdf_entry_obj(f, e);

	if (o == NULL)
		return ES_VIEW_EMPTY;
	if (e->where == PDF_WHERE_FILE)
		return es_view_sub(f->b, e->at,
		    f->slots[e - f->ents].end - e->at);
	return o->raw;
}

const struct pdf_obj *
pdf_file_value(struct pdf_file *f, size_t rev, const struct pdf_obj *o)
{
	const struct pdf_entry	*e;
	size_t			 hops = 0;

	while (pdf_obj_is(o, PDF_REF)) {
		if (hops++ == ES_LIMIT_PDF_HOPS) {
			(void)file_refuse(f, PDF_WHY_LOOP, "pdf: more than "
			    "%zu references to a value", ES_LIMIT_PDF_HOPS);
			return NULL;
		}
		e = pdf_file_find(f, rev, (uint32_t)o->i);
		if (e == NULL || (e->where == PDF_WHERE_FILE ? e->gen : 0) !=
		    o->gen)
			return NULL;
		o = pdf_entry_obj(f, e);
	}
	if (f->why != PDF_WHY_NONE || o == NULL || o->type == PDF_NULL)
		return NULL;
	return o;
}

const struct pdf_obj *
pdf_file_key(struct pdf_file *f, size_t rev, const struct pdf_obj *dict,
    const char *key)
{
	return pdf_file_value(f, rev, pdf_obj_key(dict, key));
}

const struct pdf_obj *
pdf_file_item(struct pdf_file *f, size_t rev, const struct pdf_obj *array,
    size_t k)
{
	return pdf_file_value(f, rev, pdf_obj_item(array, k));
}

const struct pdf_obj *
pdf_file_num(struct pdf_file *f, size_t rev, uint32_t num)
{
	return pdf_file_value(f, rev, pdf_entry_obj(f,
	    pdf_file_find(f, rev, num)));
}

const struct pdf_obj *
pdf_file_catalog(struct pdf_file *f, size_t rev)
{
	if (rev >= f->nrevs)
		return NULL;
	return pdf_file_key(f, rev, f->revs[rev].trailer, "Root");
}

/* "keep": what is read will be asked for again. */
static int
check_all(struct pdf_file *f, bool keep, struct es_err *err)
{
	const struct pdf_entry	*e;
	size_t			 i;

	for (i = 0; i < f->nents && f->why == PDF_WHY_NONE; i++) {
		e = &f->ents[i];
		if (!keep && e->where == PDF_WHERE_OBJSTM &&
		    f->slots[i].state == PDF_SLOT_NEW) {
			(void)!pdf_packed_check(f, e);
			continue;
		}
		(void)pdf_entry_obj(f, e);
		if (e->where == PDF_WHERE_FILE && pdf_objstm_check(f, e) < 0)
			break;
	}
	for (i = 0; i < f->nrevs && f->why == PDF_WHY_NONE; i++)
		if (!pdf_obj_is(pdf_file_catalog(f, i), PDF_DICT))
			(void)file_refuse(f, PDF_WHY_TREE,
			    "pdf: revision %zu has no catalog", i);
	return pdf_file_ok(f, err);
}

int
pdf_file_check_all(struct pdf_file *f, struct es_err *err)
{
	return check_all(f, true, err);
}

int
pdf_file_check_frame(struct pdf_file *f, struct es_err *err)
{
	if (f->stray[1] != 0)
		(void)file_refuse(f, PDF_WHY_UNOWNED, "pdf: bytes %zu to %zu "
		    "belong to nothing", f->stray[0], f->stray[1]);
	(void)!pdf_beyond(f);
	if (f->encrypted)
		(void)file_refuse(f, PDF_WHY_ENCRYPTED, "pdf: encrypted");
	if (pdf_is_hybrid(f))
		(void)file_refuse(f, PDF_WHY_HYBRID, "pdf: two kinds of "
		    "cross-reference in one section");
	return pdf_file_ok(f, err);
}

int
pdf_file_check_clean(struct pdf_file *f, struct es_err *err)
{
	return pdf_file_check_frame(f, err) < 0 ? -1 :
	    check_all(f, false, err);
}

bool
pdf_file_stray(const struct pdf_file *f, size_t *from, size_t *to)
{
	*from = f->stray[0];
	*to = f->stray[1];
	return f->stray[1] != 0;
}
