/* core/pdf/write_obj.c - objects, streams, and the cross-reference stream. */
#include <stdio.h>

#include "pdf/write_priv.h"

void
pdf_obj_begin(struct pdf_w *w, uint32_t n)
{
	w->xref[n] = (struct pdf_xref){ 0, (uint32_t)w->out->n };
	es_buf_add_int(w->out, n);
	es_buf_add(w->out, " 0 obj\n", 7);
}

void
pdf_obj_end(struct pdf_w *w)
{
	es_buf_add(w->out, "\nendobj\n", 8);
}

void
pdf_stream(struct pdf_w *w, uint32_t n, const char *dict, struct es_view data)
{
	pdf_obj_begin(w, n);
	es_buf_add(w->out, "<<", 2);
	es_buf_add_str(w->out, dict);
	es_buf_add_str(w->out, "/Length ");
	es_buf_add_int(w->out, (int64_t)data.n);
	es_buf_add_str(w->out, ">>\nstream\n");
	es_buf_add_view(w->out, data);
	es_buf_add_str(w->out, "\nendstream");
	pdf_obj_end(w);
}

static void
flate_stream(struct pdf_w *w, uint32_t n, const char *dict,
    struct es_view packed)
{
	pdf_obj_begin(w, n);
	es_buf_add(w->out, "<<", 2);
	es_buf_add_str(w->out, dict);
	es_buf_add_str(w->out, "/Filter/FlateDecode/Length ");
	es_buf_add_int(w->out, (int64_t)packed.n);
	es_buf_add_str(w->out, ">>\nstream\n");
	es_buf_add_view(w->out, packed);
	es_buf_add_str(w->out, "\nendstream");
	pdf_obj_end(w);
}

int
pdf_stream_deflated(struct pdf_w *w, uint32_t n, const char *dict,
    struct es_view raw)
{
	es_buf_reset(&w->w->packed);
	if (flate_deflater_run(w->w->z, raw, &w->w->packed, w->err) < 0)
		return -1;
	flate_stream(w, n, dict, es_buf_view(&w->w->packed));
	return 0;
}

int
pdf_stream_again(struct pdf_w *w, uint32_t n, const char *dict,
    struct es_view key)
{
	struct pdf_kept	*k;

	for (k = w->w->kept; k < w->w->kept + PDF_KEPT; k++)
		if (k->used != 0 && es_view_eq(es_buf_view(&k->key), key)) {
			k->used = ++w->w->clock;
			flate_stream(w, n, dict, es_buf_view(&k->packed));
			return 1;
		}
	return 0;
}

int
pdf_stream_keep(struct pdf_w *w, uint32_t n, const char *dict,
    struct es_view key, struct es_view raw)
{
	struct pdf_kept	*k, *old = w->w->kept;

	for (k = w->w->kept; k < w->w->kept + PDF_KEPT; k++)
		if (k->used < old->used)
			old = k;
	old->used = 0;
	es_buf_reset(&old->key);
	es_buf_reset(&old->packed);
	es_buf_add_view(&old->key, key);
	if (es_buf_ok(&old->key, "PDF", w->err) < 0 ||
	    flate_deflater_run(w->w->z, raw, &old->packed, w->err) < 0)
		return -1;
	old->used = ++w->w->clock;
	flate_stream(w, n, dict, es_buf_view(&old->packed));
	return 0;
}

void
pdf_objstm_begin(struct pdf_objstm *s, uint32_t number, struct es_buf *head,
    struct es_buf *body)
{
	*s = (struct pdf_objstm){ number, 0, head, body };
	es_buf_reset(head);
	es_buf_reset(body);
}

void
pdf_objstm_add(struct pdf_w *w, struct pdf_objstm *s, uint32_t obj)
{
	unsigned char	*p;

	if (s->body->n > 0)
		es_buf_add_ch(s->body, '\n');
	w->xref[obj] = (struct pdf_xref){ s->number, s->n++ };
	if ((p = pdf_room(s->head, 24)) == NULL)
		return;
	p = pdf_put_uint(p, obj);
	*p++ = ' ';
	p = pdf_put_uint(p, (uint32_t)s->body->n);
	*p++ = ' ';
	pdf_took(s->head, p);
}

int
pdf_objstm_end(struct pdf_w *w, struct pdf_objstm *s, bool keep)
{
	struct es_view	 all;
	char		 dict[80];
	size_t		 first = s->head->n;

	if (s->n == 0)
		return 0;
	es_buf_add_view(s->head, es_buf_view(s->body));
	if (es_buf_ok(s->body, "PDF objects", w->err) < 0 ||
	    es_buf_ok(s->head, "PDF objects", w->err) < 0)
		return -1;
	(void)snprintf(dict, sizeof(dict), "/Type/ObjStm/N %u/First %zu",
	    (unsigned)s->n, first);
	all = es_buf_view(s->head);
	if (!keep)
		return pdf_stream_deflated(w, s->number, dict, all);
	return pdf_stream_again(w, s->number, dict, all) > 0 ? 0 :
	    pdf_stream_keep(w, s->number, dict, all, all);
}

/*
 * Rows of 1 + 4 + 2 bytes: type, offset or stream, index.  A short table is
 * not deflated: a Huffman tree would cost more time than 2 KB are worth.
 */
#define ROW		7
#define SHORT_TABLE	((size_t)4096)

static int
rows(struct pdf_w *w)
{
	struct es_buf	*b = &w->w->raw;
	unsigned char	*p;
	uint32_t	 i;

	es_buf_reset(b);
	if ((p = es_buf_extend(b, (size_t)w->nobj * ROW)) == NULL)
		return es_buf_ok(b, "PDF cross-reference", w->err);
	memcpy(p, "\0\0\0\0\0\xff\xff", ROW);
	for (i = 1; i < w->nobj; i++) {
		const struct pdf_xref	*x = &w->xref[i];
		uint32_t		 v = x->in == 0 ? x->at : x->in;
		uint32_t		 k = x->in == 0 ? 0 : x->at;

		p += ROW;
		if (x->in == 0 && x->at == 0)
			return es_fail(w->err, ES_E_BUG,
			    "PDF: object %u was not written", (unsigned)i);
		p[0] = x->in == 0 ? 1 : 2;
		p[1] = (unsigned char)(v >> 24);
		p[2] = (unsigned char)(v >> 16);
		p[3] = (unsigned char)(v >> 8);
		p[4] = (unsigned char)v;
		p[5] = (unsigned char)(k >> 8);
		p[6] = (unsigned char)k;
	}
	return 0;
}

int
pdf_xref_write(struct pdf_w *w)
{
	struct es_buf	 dict;
	size_t		 at = w->out->n;
	int		 rc = 0;

	es_buf_init(&dict, 1024);
	w->xref[PDF_O_XREF] = (struct pdf_xref){ 0, (uint32_t)at };
	if (rows(w) < 0)
		return -1;
	es_buf_printf(&dict, "/Type/XRef/W[1 4 2]/Size %u/Root 1 0 R"
	    "/Info %d 0 R/ID[<", (unsigned)w->nobj, PDF_O_INFO);
	es_buf_add_hex(&dict, w->opts->id, sizeof(w->opts->id));
	es_buf_add_str(&dict, "><");
	es_buf_add_hex(&dict, w->opts->id, sizeof(w->opts->id));
	es_buf_add_str(&dict, ">]");
	if (es_buf_cstr(&dict) == NULL)
		rc = es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
	else if (w->w->raw.n <= SHORT_TABLE)
		pdf_stream(w, PDF_O_XREF, es_buf_cstr(&dict),
		    es_buf_view(&w->w->raw));
	else
		rc = pdf_stream_deflated(w, PDF_O_XREF, es_buf_cstr(&dict),
		    es_buf_view(&w->w->raw));
	es_buf_clear(&dict);
	es_buf_printf(w->out, "startxref\n%zu\n%%%%EOF\n", at);
	return rc;
}
