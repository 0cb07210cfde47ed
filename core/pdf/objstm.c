/*
 * pdf/objstm.c - object streams (ISO 32000-2 clause 7.5.7).
 *
 * Opened when one of their objects is asked for.  The head must list
 * ascending offsets; each object fills its part alone.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/read_priv.h"

static int
bad(struct pdf_file *f, uint32_t num, const char *what)
{
	return file_refuse(f, PDF_WHY_OBJSTM, "pdf: object stream %lu: %s",
	    (unsigned long)num, what);
}

static int
read_head(struct pdf_file *f, struct pdf_objstm *o)
{
	struct es_view	 b = es_buf_view(&o->buf);
	struct es_view	 head = es_view_sub(b, 0, o->first);
	uint32_t	 num = o->entry->num;
	uint64_t	 n, at;
	size_t		 i, k = 0;

	for (i = 0; i < o->n; i++) {
		k = pdf_skip_space(head, k);
		if (!pdf_digits(head, &k, &n) || n == 0 || n >= UINT32_MAX ||
		    k >= head.n || !pdf_is_space(head.p[k]))
			return bad(f, num, "malformed head");
		k = pdf_skip_space(head, k);
		if (!pdf_digits(head, &k, &at) || at >= b.n - o->first ||
		    (k < head.n && !pdf_is_space(head.p[k])))
			return bad(f, num, "malformed head");
		o->at[i].num = (uint32_t)n;
		o->at[i].at = o->first + (size_t)at;
		o->at[i].end = b.n;
		if (i == 0)
			continue;
		if (o->at[i].at <= o->at[i - 1].at)
			return bad(f, num, "offsets do not ascend");
		o->at[i - 1].end = o->at[i].at;
	}
	if (pdf_skip_blank(head, k) != head.n)
		return bad(f, num, "more in its head than N says");
	return 0;
}

/*
 * Length may be an object of its own: changed later, it would give the stream
 * another end, and nothing else that is read leads there.
 */
static bool
is_steady(struct pdf_file *f, const struct pdf_entry *e,
    const struct pdf_obj *s)
{
	const struct pdf_obj	*len = pdf_obj_key(s, "Length");

	return !pdf_obj_is(len, PDF_REF) || pdf_file_find(f, e->rev,
	    (uint32_t)len->i) == pdf_file_find(f, SIZE_MAX, (uint32_t)len->i);
}

static int
open_stream(struct pdf_file *f, const struct pdf_entry *e,
    struct pdf_objstm **out)
{
	const struct pdf_obj	*s = pdf_entry_obj(f, e);
	struct pdf_objstm	*o;
	int64_t			 n, first;

	if (f->why != PDF_WHY_NONE)
		return -1;
	if (f->closed)
		return file_refuse(f, PDF_WHY_ENCRYPTED, "pdf: encrypted");
	if (!is_steady(f, e, s))
		return bad(f, e->num, "its Length was changed");
	n = pdf_obj_int(pdf_obj_key(s, "N"), 0, INT64_MAX, -1);
	first = pdf_obj_int(pdf_obj_key(s, "First"), 0, INT64_MAX, -1);
	if (!pdf_obj_is(s, PDF_STREAM) || n < 0 || first < 0 ||
	    !pdf_obj_is_name(pdf_obj_key(s, "Type"), "ObjStm"))
		return bad(f, e->num, "not an object stream");
	if ((uint64_t)n > ES_LIMIT_PDF_OBJSTM)
		return file_refuse(f, PDF_WHY_LIMIT, "pdf: object stream of "
		    "%lld objects", (long long)n);
	if ((o = calloc(1, sizeof(*o))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	o->next = f->objstms;	/* freed with the file from here on */
	f->objstms = o;
	o->entry = e;
	if (pdf_decode(f, s, &o->buf) < 0)
		return -1;
	if ((uint64_t)first > o->buf.n)
		return bad(f, e->num, "First is beyond its end");
	o->first = (size_t)first;
	o->n = (size_t)n;
	o->at = es_arena_array(f->arena, o->n + 1, sizeof(*o->at));
	if (o->at == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	if (read_head(f, o) < 0)
		return -1;
	f->slots[e - f->ents].stm = *out = o;
	return 0;
}

static int
find_stream(struct pdf_file *f, const struct pdf_entry *e,
    struct pdf_objstm **out)
{
	if ((*out = f->slots[e - f->ents].stm) != NULL)
		return 0;
	return open_stream(f, e, out);
}

/* The value of a packed object, or with "dry" only whether it is one. */
static int
unpack(struct pdf_file *f, const struct pdf_entry *e, struct pdf_obj *v,
    bool dry)
{
	const struct pdf_entry	*c;
	struct pdf_objstm	*o;
	struct pdf_packed	*p;
	struct pdf_lex		 l;

	c = pdf_file_find(f, e->rev, (uint32_t)e->at);
	if (find_stream(f, c, &o) < 0)
		return -1;
	if (e->index >= o->n || o->at[e->index].num != e->num)
		return bad(f, c->num, "holds another object there");
	p = &o->at[e->index];
	l = pdf_file_lex(f, es_view(o->buf.p, p->end), p->at);
	l.dry = dry;
	if (pdf_lex_value(&l, v) < 0)
		return -1;
	if (pdf_skip_blank(l.b, l.at) != l.b.n)
		return bad(f, c->num, "more than one value in a place");
	return 0;
}

int
pdf_packed(struct pdf_file *f, const struct pdf_entry *e,
    struct pdf_slot *slot)
{
	struct pdf_obj	*v;

	if ((v = es_arena_get(f->arena, sizeof(*v))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	if (unpack(f, e, v, false) < 0)
		return -1;
	slot->obj = v;
	return 0;
}

int
pdf_packed_check(struct pdf_file *f, const struct pdf_entry *e)
{
	struct pdf_obj	 v;

	return unpack(f, e, &v, true);
}

/* Extends must end; nobody needs it to find an object. */
static int
check_extends(struct pdf_file *f, const struct pdf_entry *e)
{
	const struct pdf_obj	*x, *s = pdf_entry_obj(f, e);
	size_t			 hops;

	for (hops = 0; hops < ES_LIMIT_PDF_HOPS; hops++) {
		if ((x = pdf_obj_key(s, "Extends")) == NULL)
			return 0;
		s = pdf_file_value(f, e->rev, x);
		if (!pdf_obj_is(x, PDF_REF) || !pdf_obj_is(s, PDF_STREAM))
			return bad(f, e->num, "Extends is no object stream");
	}
	return file_refuse(f, PDF_WHY_LOOP, "pdf: Extends of object stream "
	    "%lu does not end", (unsigned long)e->num);
}

static int
by_packed(const void *a, const void *b)
{
	const struct pdf_packed	*x = a, *y = b;

	return x->num < y->num ? -1 : x->num > y->num;
}

int
pdf_objstm_check(struct pdf_file *f, const struct pdf_entry *e)
{
	const struct pdf_obj	*s = pdf_entry_obj(f, e);
	struct pdf_objstm	*o;
	struct pdf_packed	*p;
	size_t			 i = 1;
	int			 rc = 0;

	if (!pdf_obj_is(s, PDF_STREAM) ||
	    !pdf_obj_is_name(pdf_obj_key(s, "Type"), "ObjStm"))
		return 0;
	if (check_extends(f, e) < 0 || find_stream(f, e, &o) < 0)
		return -1;
	while (i < o->n && o->at[i - 1].num < o->at[i].num)
		i++;
	if (i >= o->n)
		return 0;		/* in order, as most write them */
	if ((p = malloc((o->n + 1) * sizeof(*p))) == NULL)
		return file_refuse(f, PDF_WHY_MEMORY, "pdf: out of memory");
	if (o->n > 0)
		memcpy(p, o->at, o->n * sizeof(*p));
	qsort(p, o->n, sizeof(*p), by_packed);
	for (i = 1; i < o->n && rc == 0; i++)
		if (p[i - 1].num == p[i].num)
			rc = bad(f, e->num, "lists an object twice");
	free(p);
	return rc;
}
