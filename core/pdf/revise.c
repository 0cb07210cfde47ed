/* pdf/revise.c - see revise.h: objects, and who leads to them. */
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/revise_priv.h"

int
pdf_revise_known(struct pdf_revise **out, struct pdf_file *f,
    struct es_buf *tail, struct es_err *err)
{
	struct es_view		 b = pdf_file_bytes(f);
	struct pdf_revise	*r;

	*out = NULL;
	if (tail->n != 0)
		return es_fail(err, ES_E_BUG, "PDF: the tail is not empty");
	if (pdf_file_check_frame(f, err) < 0)
		return -1;
	if ((r = calloc(1, sizeof(*r))) == NULL)
		return es_fail(err, ES_E_NOMEM, "PDF: out of memory");
	r->f = f;
	r->rev = pdf_file_revs(f) - 1;
	r->base = b.n;
	r->tail = tail;
	r->next = pdf_file_size(f);
	es_buf_init(&r->keys, ES_LIMIT_PDF_STRING);
	if (b.n > 0 && b.p[b.n - 1] != '\n')
		es_buf_add_ch(tail, '\n');
	*out = r;
	return 0;
}

int
pdf_revise_new(struct pdf_revise **out, struct pdf_file *f,
    struct es_buf *tail, struct es_err *err)
{
	*out = NULL;
	return pdf_file_check_clean(f, err) < 0 ? -1 :
	    pdf_revise_known(out, f, tail, err);
}

void
pdf_revise_free(struct pdf_revise *r)
{
	if (r == NULL)
		return;
	es_buf_clear(&r->keys);
	free(r->done);
	free(r->annots);
	free(r->fields);
	free(r);
}

struct pdf_file *
pdf_revise_file(const struct pdf_revise *r)
{
	return r->f;
}

size_t
pdf_revise_rev(const struct pdf_revise *r)
{
	return r->rev;
}

size_t
pdf_revise_base(const struct pdf_revise *r)
{
	return r->base;
}

uint32_t
pdf_revise_num(struct pdf_revise *r)
{
	if (r->next >= ES_LIMIT_PDF_OBJECTS) {
		r->failed = ES_E_LIMIT;
		return 0;
	}
	return r->next++;
}

/* Room for one more of n; sticky failure. */
static void *
grow(struct pdf_revise *r, void *p, size_t n, size_t *cap, size_t size)
{
	size_t	 more = *cap == 0 ? 16 : *cap * 2;
	void	*q;

	if (n < *cap)
		return p;
	if ((q = realloc(p, more * size)) == NULL) {
		r->failed = ES_E_NOMEM;
		return p;
	}
	*cap = more;
	return q;
}

static uint16_t
generation(const struct pdf_revise *r, uint32_t num)
{
	const struct pdf_entry	*e = pdf_file_find(r->f, r->rev, num);

	return e != NULL && e->where == PDF_WHERE_FILE ? e->gen : 0;
}

struct es_buf *
pdf_revise_open(struct pdf_revise *r, uint32_t num)
{
	struct pdf_revised	*d;

	r->done = grow(r, r->done, r->n, &r->cap, sizeof(*r->done));
	if (r->n == r->cap)
		return r->tail;
	d = &r->done[r->n++];
	d->num = num;
	d->gen = generation(r, num);
	d->at = r->base + r->tail->n;
	es_buf_add_int(r->tail, d->num);
	es_buf_add_ch(r->tail, ' ');
	es_buf_add_int(r->tail, d->gen);
	es_buf_add_str(r->tail, " obj\n");
	return r->tail;
}

void
pdf_revise_close(struct pdf_revise *r)
{
	es_buf_add_str(r->tail, "\nendobj\n");
}

void
pdf_revise_stream(struct pdf_revise *r, uint32_t num, const char *dict,
    struct es_view data)
{
	struct es_buf	*b = pdf_revise_open(r, num);

	es_buf_add_str(b, "<<");
	es_buf_add_str(b, dict);
	es_buf_printf(b, "/Length %zu>>\nstream\n", data.n);
	es_buf_add_view(b, data);
	es_buf_add_str(b, "\nendstream");
	pdf_revise_close(r);
}

/* "/Key", with #xx for what a name may not hold. */
static void
add_name(struct es_buf *b, struct es_view v)
{
	size_t	 i;

	es_buf_add_ch(b, '/');
	for (i = 0; i < v.n; i++)
		if (v.p[i] <= ' ' || v.p[i] >= 0x7f ||
		    memchr("()<>[]{}/%#", v.p[i], 11) != NULL)
			es_buf_printf(b, "#%02X", v.p[i]);
		else
			es_buf_add_ch(b, (char)v.p[i]);
}

void
pdf_revise_copy(struct es_buf *b, const struct pdf_obj *dict,
    const char *const *but, size_t n)
{
	const struct pdf_pair	*p;
	size_t			 i, k;

	es_buf_add_str(b, "<<");
	for (i = 0; i < pdf_obj_count(dict); i++) {
		p = &dict->u.dict.at[i];
		for (k = 0; k < n && !es_view_eq_str(p->key, but[k]); k++)
			continue;
		if (k < n)
			continue;
		add_name(b, p->key);
		es_buf_add_ch(b, ' ');
		es_buf_add_view(b, p->val.raw);
		es_buf_add_ch(b, '\n');
	}
}

void
pdf_revise_items(struct es_buf *b, const struct pdf_obj *array)
{
	size_t	 i;

	es_buf_add_ch(b, '[');
	for (i = 0; i < pdf_obj_count(array); i++) {
		es_buf_add_view(b, pdf_obj_item(array, i)->raw);
		es_buf_add_ch(b, ' ');
	}
}

void
pdf_revise_ref(const struct pdf_revise *r, struct es_buf *b, uint32_t num)
{
	es_buf_add_int(b, num);
	es_buf_add_ch(b, ' ');
	es_buf_add_int(b, generation(r, num));
	es_buf_add_str(b, " R");
}

/* -- what leads to the new objects --------------------------------------- */
void
pdf_revise_annot(struct pdf_revise *r, size_t page, uint32_t num)
{
	r->annots = grow(r, r->annots, r->nannots, &r->capannots,
	    sizeof(*r->annots));
	if (r->nannots < r->capannots)
		r->annots[r->nannots++] = (struct pdf_revised_annot){
		    page, num };
}

void
pdf_revise_field(struct pdf_revise *r, uint32_t num)
{
	r->fields = grow(r, r->fields, r->nfields, &r->capfields,
	    sizeof(*r->fields));
	if (r->nfields < r->capfields)
		r->fields[r->nfields++] = num;
}

void
pdf_revise_signs(struct pdf_revise *r)
{
	r->signs = true;
}

void
pdf_revise_form_drop(struct pdf_revise *r, const char *key)
{
	r->form_drop = key;
}

void
pdf_revise_key(struct pdf_revise *r, const char *key, struct es_view value)
{
	if (r->nset == PDF_REVISE_KEYS) {
		r->failed = ES_E_BUG;
		return;
	}
	r->set[r->nset].key = key;
	r->set[r->nset].at = r->keys.n;
	r->set[r->nset++].n = value.n;
	es_buf_add_view(&r->keys, value);
}
