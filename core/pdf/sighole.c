/* core/pdf/sighole.c - see sighole.h. */
#include "base/limits.h"
#include "crypt/digest.h"
#include "pdf/sighole.h"

static size_t
hole_end(const struct pdf_hole *h)
{
	return h->contents + 2 + 2 * h->reserve;
}

struct es_view
pdf_hole_before(struct es_view pdf, const struct pdf_hole *hole)
{
	return es_view_sub(pdf, 0, hole->contents);
}

struct es_view
pdf_hole_after(struct es_view pdf, const struct pdf_hole *hole)
{
	return es_view_sub(pdf, hole_end(hole), SIZE_MAX);
}

/* The hole is what the writer left: brackets and digits inside the file. */
static int
hole_ok(struct es_view pdf, const struct pdf_hole *h, struct es_err *err)
{
	if (h->contents == 0 || h->reserve == 0 ||
	    h->reserve > ES_LIMIT_WRITE_RESERVE || h->contents > pdf.n ||
	    hole_end(h) > pdf.n || pdf.p[h->contents] != '<' ||
	    pdf.p[hole_end(h) - 1] != '>')
		return es_fail(err, ES_E_BUG, "PDF: no hole at %zu",
		    h->contents);
	return 0;
}

int
pdf_hole_digest_tail(struct es_view file, struct es_view tail,
    const struct pdf_hole *hole, enum crypt_md md, unsigned char *out,
    struct es_err *err)
{
	struct crypt_hash	*h = NULL;
	int			 rc;

	if (hole->base != file.n)
		return es_fail(err, ES_E_BUG, "PDF: %zu bytes before the "
		    "hole's buffer, not %zu", file.n, hole->base);
	if (hole_ok(tail, hole, err) < 0 || crypt_hash_new(&h, md, err) < 0)
		return -1;
	crypt_hash_add(h, file);
	crypt_hash_add(h, pdf_hole_before(tail, hole));
	crypt_hash_add(h, pdf_hole_after(tail, hole));
	rc = crypt_hash_final(h, out, err);
	crypt_hash_free(h);
	return rc;
}

int
pdf_hole_digest_as(struct es_view pdf, const struct pdf_hole *hole,
    enum crypt_md md, unsigned char *out, struct es_err *err)
{
	return pdf_hole_digest_tail(ES_VIEW_EMPTY, pdf, hole, md, out, err);
}

int
pdf_hole_digest(struct es_view pdf, const struct pdf_hole *hole,
    unsigned char out[PDF_HOLE_DIGEST], struct es_err *err)
{
	return pdf_hole_digest_as(pdf, hole, CRYPT_SHA256, out, err);
}

int
pdf_hole_put(struct es_buf *pdf, const struct pdf_hole *hole,
    struct es_view der, struct es_err *err)
{
	static const char	 digit[] = "0123456789abcdef";
	unsigned char		*p;
	size_t			 i;

	if (es_buf_ok(pdf, "PDF", err) < 0 ||
	    hole_ok(es_buf_view(pdf), hole, err) < 0)
		return -1;
	if (der.n == 0 || der.n > hole->reserve)
		return es_fail(err, der.n == 0 ? ES_E_INPUT : ES_E_LIMIT,
		    "PDF: a signature of %zu bytes, room for %zu", der.n,
		    hole->reserve);
	p = pdf->p + hole->contents + 1;
	for (i = 0; i < der.n; i++) {
		*p++ = (unsigned char)digit[der.p[i] >> 4];
		*p++ = (unsigned char)digit[der.p[i] & 15];
	}
	memset(p, '0', 2 * (hole->reserve - der.n));
	return 0;
}

static enum crypt_md
wanted(const struct doc_signer *signer)
{
	switch (signer->digest) {
	case DOC_SHA384:
		return CRYPT_SHA384;
	case DOC_SHA512:
		return CRYPT_SHA512;
	case DOC_SHA256:
		break;
	}
	return CRYPT_SHA256;
}

int
pdf_hole_fill_tail(struct es_view file, struct es_buf *tail,
    const struct pdf_hole *hole, const struct doc_signer *signer,
    struct es_err *err)
{
	unsigned char	 sum[CRYPT_DIGEST_MAX];
	enum crypt_md	 md = wanted(signer);
	struct es_buf	 der;
	int		 rc = -1;

	es_buf_init(&der, ES_LIMIT_CMS);
	if (es_buf_ok(tail, "PDF", err) == 0 && pdf_hole_digest_tail(file,
	    es_buf_view(tail), hole, md, sum, err) == 0 &&
	    signer->sign(signer->arg, es_view(sum, crypt_md_size(md)), &der,
	    err) == 0 && es_buf_ok(&der, "signature", err) == 0)
		rc = pdf_hole_put(tail, hole, es_buf_view(&der), err);
	es_buf_clear(&der);
	return rc;
}

int
pdf_hole_fill(struct es_buf *pdf, const struct pdf_hole *hole,
    const struct doc_signer *signer, struct es_err *err)
{
	return pdf_hole_fill_tail(ES_VIEW_EMPTY, pdf, hole, signer, err);
}
