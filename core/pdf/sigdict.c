/* pdf/sigdict.c - see sigdict.h. */
#include "pdf/sigdict.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "pdf/write_priv.h"

/* Digits of one ByteRange number: files are at most ES_LIMIT_DOC_BYTES. */
#define RANGE_DIGITS	10

static int
text_ok(const char *what, struct es_view v, struct es_err *err)
{
	if (v.n > ES_LIMIT_WRITE_TEXT)
		return es_fail(err, ES_E_LIMIT, "PDF: %s has %zu bytes, "
		    "limit %zu", what, v.n, ES_LIMIT_WRITE_TEXT);
	if (!es_utf8_is_line(v))
		return es_fail(err, ES_E_INPUT, "PDF: %s is not one line "
		    "of UTF-8", what);
	return 0;
}

int
pdf_sigdict_name(struct es_view v, struct es_err *err)
{
	bool	 ok = es_utf8_is_line(v);
	size_t	 i;

	if (v.n == 0 || v.n > ES_LIMIT_WRITE_NAME)
		return es_fail(err, v.n == 0 ? ES_E_INPUT : ES_E_LIMIT,
		    "PDF: a field name of %zu bytes, limit %zu", v.n,
		    ES_LIMIT_WRITE_NAME);
	for (i = 0; i < v.n; i++)
		ok = ok && (v.p[i] >= 0x80 ||
		    (v.p[i] >= 'a' && v.p[i] <= 'z') ||
		    (v.p[i] >= 'A' && v.p[i] <= 'Z') ||
		    (v.p[i] >= '0' && v.p[i] <= '9') ||
		    v.p[i] == '_' || v.p[i] == '-');
	return ok ? 0 : es_fail(err, ES_E_INPUT, "PDF: a new field name may "
	    "have letters, digits, \"-\" and \"_\", and no blank or full "
	    "stop");
}

int
pdf_sigdict_check(const struct pdf_sig_opts *o, struct es_err *err)
{
	if (text_ok("tip", o->tip, err) < 0 ||
	    text_ok("signer", o->signer, err) < 0 ||
	    text_ok("reason", o->reason, err) < 0 ||
	    text_ok("location", o->location, err) < 0 ||
	    text_ok("contact", o->contact, err) < 0)
		return -1;
	if (o->tip.n == 0)
		return es_fail(err, ES_E_INPUT, "PDF: no tip for the seal");
	if (!pdf_date_ok(o->time, o->offset))
		return es_fail(err, ES_E_INPUT, "PDF: time of sealing");
	if (o->certify < 0 || o->certify > 3)
		return es_fail(err, ES_E_INPUT, "PDF: certify %d",
		    o->certify);
	if (o->reserve == 0 || o->reserve > ES_LIMIT_WRITE_RESERVE)
		return es_fail(err, ES_E_LIMIT, "PDF: room for a signature "
		    "of %zu bytes, limit %zu", o->reserve,
		    ES_LIMIT_WRITE_RESERVE);
	return 0;
}

/* The rest of ByteRange, and Contents. */
static void
add_hole(struct es_buf *b, size_t reserve, struct pdf_hole *hole,
    size_t *range)
{
	*range = b->n;
	es_buf_fill(b, ' ', 3 * (RANGE_DIGITS + 1));
	es_buf_add_str(b, "]\n/Contents");
	hole->contents = b->n;
	hole->reserve = reserve;
	es_buf_add_ch(b, '<');
	es_buf_fill(b, '0', 2 * reserve);
	es_buf_add_str(b, ">\n");
}

void
pdf_sigdict_stamp(struct es_buf *b, size_t reserve, struct pdf_hole *hole,
    size_t *range)
{
	es_buf_add_str(b, "<</Type/DocTimeStamp/Filter/Adobe.PPKLite"
	    "/SubFilter/ETSI.RFC3161\n/ByteRange[0 ");
	add_hole(b, reserve, hole, range);
	es_buf_add_str(b, ">>");
}

void
pdf_sigdict_lock(struct es_buf *b, const struct pdf_sig_lock *lock)
{
	size_t	 i;

	es_buf_add_str(b, lock->action == PDF_LOCK_ALL ? "/Action/All" :
	    lock->action == PDF_LOCK_INCLUDE ? "/Action/Include/Fields[" :
	    "/Action/Exclude/Fields[");
	if (lock->action == PDF_LOCK_ALL)
		return;
	for (i = 0; i < lock->n; i++)
		pdf_add_text(b, lock->names[i]);
	es_buf_add_ch(b, ']');
}

/* No DigestMethod, DigestValue, DigestLocation: obsolete (ISO 19005-2). */
static void
add_references(struct es_buf *b, int certify, const struct pdf_sig_lock *lock)
{
	if (certify == 0 && lock == NULL)
		return;
	es_buf_add_str(b, "/Reference[");
	if (certify > 0)
		es_buf_printf(b, "<</Type/SigRef/TransformMethod/DocMDP"
		    "/TransformParams<</Type/TransformParams/P %d/V/1.2>>>>",
		    certify);
	if (lock != NULL) {
		es_buf_add_str(b, "<</Type/SigRef/TransformMethod/FieldMDP"
		    "/Data ");
		es_buf_add_view(b, lock->catalog);
		es_buf_add_str(b, "/TransformParams<</Type/TransformParams");
		pdf_sigdict_lock(b, lock);
		es_buf_add_str(b, "/V/1.2>>>>");
	}
	es_buf_add_ch(b, ']');
}

void
pdf_sigdict_add(struct es_buf *b, const struct pdf_sig_opts *o,
    const struct pdf_sig_lock *lock, struct pdf_hole *hole, size_t *range)
{
	es_buf_add_str(b, "<</Type/Sig/Filter/Adobe.PPKLite"
	    "/SubFilter/ETSI.CAdES.detached\n/ByteRange[0 ");
	add_hole(b, o->reserve, hole, range);
	es_buf_add_str(b, "/M");
	pdf_add_date(b, o->time, o->offset);
	pdf_add_entry(b, "/Name", o->signer);
	pdf_add_entry(b, "/Reason", o->reason);
	pdf_add_entry(b, "/Location", o->location);
	pdf_add_entry(b, "/ContactInfo", o->contact);
	add_references(b, o->certify, lock);
	es_buf_add_str(b, ">>");
}

void
pdf_sigdict_range(struct es_buf *b, size_t range,
    const struct pdf_hole *hole)
{
	unsigned char	*p = b->p + range;
	size_t		 end = hole->contents + 2 + 2 * hole->reserve;

	p = pdf_put_uint(p, (uint32_t)(hole->base + hole->contents));
	*p++ = ' ';
	p = pdf_put_uint(p, (uint32_t)(hole->base + end));
	*p++ = ' ';
	(void)pdf_put_uint(p, (uint32_t)(b->n - end));
}

void
pdf_sigdict_draw(const struct seal_picture *pic, struct es_buf *b)
{
	unsigned char	*p;
	size_t		 i;
	unsigned	 control = 0;
	int		 c;

	es_buf_add_str(b, "/G gs\n");
	for (c = 16; c >= 0; c -= 8) {
		pdf_add_milli(b,
		    (int32_t)(((pic->rgb >> c & 255) * 2000 + 255) / 510));
		es_buf_add_ch(b, ' ');
	}
	es_buf_add_str(b, "rg\n");
	for (i = 0; i < pic->n; i++) {
		const struct seal_point	*pt = &pic->points[i];

		if ((p = pdf_room(b, 40)) == NULL)
			return;
		if (pt->op != 'Z') {
			p = pdf_put_milli(p, pt->x);
			*p++ = ' ';
			p = pdf_put_milli(p, pic->h - pt->y);
			*p++ = ' ';
		}
		control = pt->op == 'C' ? control + 1 : 0;
		if (pt->op == 'Z')
			*p++ = 'h';
		else if (pt->op != 'C')
			*p++ = pt->op == 'M' ? 'm' : 'l';
		else if (control % 3 == 0)
			*p++ = 'c';
		*p++ = '\n';
		pdf_took(b, p);
	}
	es_buf_add_str(b, "f\n");
}
