/* pdf/emit.c - objects, numbers, strings, the cross-reference stream. */
#include <stdio.h>

#include "base/limits.h"
#include "base/time.h"
#include "base/utf8.h"
#include "pdf/write_priv.h"

uint32_t
pdf_new(struct pdf_writer *w, uint32_t count)
{
	struct xref	*more;
	uint32_t	 first = w->nobj, want = w->cap_obj;

	if (w->nobj + count > w->cap_obj) {
		while (want < w->nobj + count)
			want = want == 0 ? 1024 : want * 2;
		more = es_arena_array(w->arena, want, sizeof(*more));
		if (more == NULL) {
			es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
			return 0;
		}
		if (w->nobj > 0)
			memcpy(more, w->xref, w->nobj * sizeof(*more));
		w->xref = more;
		w->cap_obj = want;
	}
	w->nobj += count;
	return first;
}

void
pdf_direct(struct pdf_writer *w, uint32_t obj)
{
	w->xref[obj] = (struct xref){ X_DIRECT, (uint32_t)w->out->n, 0 };
	es_buf_add_int(w->out, obj);
	es_buf_add_str(w->out, " 0 obj\n");
}

void
pdf_direct_end(struct pdf_writer *w)
{
	es_buf_add_str(w->out, "\nendobj\n");
}

struct es_buf *
pdf_pack_begin(struct pdf_writer *w, uint32_t obj)
{
	uint32_t	*at, *num, want;

	if (w->npacked == w->cap_packed) {
		want = w->cap_packed == 0 ? 1024 : w->cap_packed * 2;
		at = es_arena_array(w->arena, want, sizeof(*at));
		num = es_arena_array(w->arena, want, sizeof(*num));
		if (at == NULL || num == NULL) {
			es_fail(w->err, ES_E_NOMEM, "PDF: no memory");
			w->pack.failed = ES_E_NOMEM;
			return &w->pack;
		}
		if (w->npacked > 0) {
			memcpy(at, w->packed_at, w->npacked * sizeof(*at));
			memcpy(num, w->packed_obj, w->npacked * sizeof(*num));
		}
		w->packed_at = at;
		w->packed_obj = num;
		w->cap_packed = want;
	}
	es_buf_add_ch(&w->pack, '\n');
	w->packed_at[w->npacked] = (uint32_t)w->pack.n;
	w->packed_obj[w->npacked] = obj;
	w->xref[obj] = (struct xref){ X_PACKED, 0, w->npacked };
	w->npacked++;
	return &w->pack;
}

void
pdf_stream(struct pdf_writer *w, uint32_t obj, const char *dict,
    struct es_view raw, bool is_coded)
{
	struct es_view	 coded = raw;

	if (!is_coded) {
		es_buf_reset(&w->coded);
		if (flate_deflater_run(w->flate, raw, &w->coded, w->err) < 0)
			return;
		coded = es_buf_view(&w->coded);
	}
	pdf_direct(w, obj);
	es_buf_add_str(w->out, "<<");
	es_buf_add_str(w->out, dict);
	es_buf_add_str(w->out, "/Filter/FlateDecode/Length ");
	es_buf_add_int(w->out, (int64_t)coded.n);
	es_buf_add_str(w->out, ">>\nstream\n");
	es_buf_add_view(w->out, coded);
	es_buf_add_str(w->out, "\nendstream");
	pdf_direct_end(w);
}

static bool
is_ascii(struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		if (v.p[i] < 0x20 || v.p[i] > 0x7e)
			return false;
	return true;
}

static void
put_literal(struct es_buf *b, unsigned char c)
{
	if (c == '(' || c == ')' || c == '\\')
		es_buf_add_ch(b, '\\');
	if (c == '\r') {
		es_buf_add_str(b, "\\r");
		return;
	}
	es_buf_add_ch(b, c);
}

void
pdf_text(struct es_buf *b, struct es_view v)
{
	size_t		 at = 0, i;
	uint32_t	 cp;

	es_buf_add_ch(b, '(');
	if (is_ascii(v)) {
		for (i = 0; i < v.n; i++)
			put_literal(b, v.p[i]);
	} else {
		es_buf_add_str(b, "\xfe\xff");
		while (es_utf8_next(v, &at, &cp) > 0) {
			uint32_t	 hi = cp, lo = 0;

			if (cp > 0xffff) {
				hi = 0xd800 + ((cp - 0x10000) >> 10);
				lo = 0xdc00 + ((cp - 0x10000) & 0x3ff);
			}
			put_literal(b, (unsigned char)(hi >> 8));
			put_literal(b, (unsigned char)hi);
			if (lo != 0) {
				put_literal(b, (unsigned char)(lo >> 8));
				put_literal(b, (unsigned char)lo);
			}
		}
	}
	es_buf_add_ch(b, ')');
}

void
pdf_date(struct es_buf *b, int64_t t, int offset)
{
	struct es_civil	 c;
	int		 abs = offset < 0 ? -offset : offset;

	es_time_civil(t, offset, &c);
	es_buf_printf(b, "(D:%04d%02d%02d%02d%02d%02d%c%02d'%02d')", c.year,
	    c.month, c.day, c.hour, c.minute, c.second,
	    offset < 0 ? '-' : '+', abs / 3600, abs / 60 % 60);
}

void
pdf_num(struct es_buf *b, int64_t x)
{
	char	 frac[5];
	int	 n = 3, f;

	if (x < 0) {
		es_buf_add_ch(b, '-');
		x = -x;
	}
	es_buf_add_int(b, x / 1000);
	f = (int)(x % 1000);
	if (f == 0)
		return;
	frac[0] = '.';
	frac[1] = (char)('0' + f / 100);
	frac[2] = (char)('0' + f / 10 % 10);
	frac[3] = (char)('0' + f % 10);
	while (frac[n] == '0')
		n--;
	es_buf_add(b, frac, (size_t)n + 1);
}

void
pdf_ref(struct es_buf *b, uint32_t obj)
{
	es_buf_add_int(b, obj);
	es_buf_add_str(b, " 0 R");
}

/* The object stream: its index of numbers and offsets, then the bodies. */
static void
write_pack(struct pdf_writer *w)
{
	uint32_t	 obj = pdf_new(w, 1), i;
	size_t		 first;
	char		 dict[96];

	es_buf_reset(&w->body);
	for (i = 0; i < w->npacked; i++) {
		es_buf_add_int(&w->body, w->packed_obj[i]);
		es_buf_add_ch(&w->body, ' ');
		es_buf_add_int(&w->body, w->packed_at[i]);
		es_buf_add_ch(&w->body, ' ');
		w->xref[w->packed_obj[i]].at = obj;
	}
	first = w->body.n;
	es_buf_add_view(&w->body, es_buf_view(&w->pack));
	(void)snprintf(dict, sizeof(dict), "/Type/ObjStm/N %u/First %zu",
	    w->npacked, first);
	pdf_stream(w, obj, dict, es_buf_view(&w->body), false);
}

void
pdf_finish(struct pdf_writer *w, uint32_t root, uint32_t info)
{
	uint32_t	 obj, i;
	size_t		 start;
	struct es_buf	 d;

	write_pack(w);
	if ((obj = pdf_new(w, 1)) == 0)
		return;
	start = w->out->n;
	w->xref[obj] = (struct xref){ X_DIRECT, (uint32_t)start, 0 };
	es_buf_reset(&w->body);
	for (i = 0; i < w->nobj; i++) {
		const struct xref	*x = &w->xref[i];

		es_buf_add_ch(&w->body, (unsigned char)x->kind);
		es_buf_add_be32(&w->body, x->at);
		es_buf_add_be16(&w->body, i == 0 ? 65535 :
		    (uint16_t)x->index);
	}
	es_buf_init(&d, ES_LIMIT_FIELD);
	es_buf_printf(&d, "/Type/XRef/Size %u/W[1 4 2]/Root %u 0 R/Info %u 0 R"
	    "/ID[<", w->nobj, root, info);
	es_buf_add_hex(&d, w->o->id, 16);
	es_buf_add_str(&d, "><");
	es_buf_add_hex(&d, w->o->id, 16);
	es_buf_add_str(&d, ">]");
	pdf_stream(w, obj, es_buf_cstr(&d), es_buf_view(&w->body), false);
	es_buf_clear(&d);
	es_buf_printf(w->out, "startxref\n%zu\n%%%%EOF\n", start);
}
