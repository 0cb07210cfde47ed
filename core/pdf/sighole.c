/* pdf/sighole.c - the signature's place; see sighole.h. */
#include "pdf/sighole.h"

#include "crypt/digest.h"

static size_t
behind(const struct pdf_hole *h)
{
	return h->contents + 2 * h->reserve + 2;
}

static int
check(struct es_view pdf, const struct pdf_hole *h, struct es_err *err)
{
	if (h->contents == 0 || h->reserve > pdf.n ||
	    h->contents > pdf.n || behind(h) > pdf.n ||
	    pdf.p[h->contents] != '<' || pdf.p[behind(h) - 1] != '>')
		return es_fail(err, ES_E_BUG, "PDF: that is no hole");
	return 0;
}

struct es_view
pdf_hole_before(struct es_view pdf, const struct pdf_hole *hole)
{
	return es_view_sub(pdf, 0, hole->contents);
}

struct es_view
pdf_hole_after(struct es_view pdf, const struct pdf_hole *hole)
{
	return es_view_sub(pdf, behind(hole), SIZE_MAX);
}

int
pdf_hole_digest(struct es_view pdf, const struct pdf_hole *hole,
    unsigned char out[PDF_HOLE_DIGEST], struct es_err *err)
{
	struct crypt_hash	*hash;
	int			 rc;

	if (check(pdf, hole, err) < 0 ||
	    crypt_hash_new(&hash, CRYPT_SHA256, err) < 0)
		return -1;
	crypt_hash_add(hash, pdf_hole_before(pdf, hole));
	crypt_hash_add(hash, pdf_hole_after(pdf, hole));
	rc = crypt_hash_final(hash, out, err);
	crypt_hash_free(hash);
	return rc;
}

int
pdf_hole_put(struct es_buf *pdf, const struct pdf_hole *hole,
    struct es_view der, struct es_err *err)
{
	static const char	 hex[] = "0123456789abcdef";
	unsigned char		*p;
	size_t			 i;

	if (es_buf_ok(pdf, "PDF", err) < 0 ||
	    check(es_buf_view(pdf), hole, err) < 0)
		return -1;
	if (der.n > hole->reserve)
		return es_fail(err, ES_E_LIMIT, "PDF: a signature of %zu "
		    "bytes, %zu were reserved", der.n, hole->reserve);
	p = pdf->p + hole->contents + 1;
	for (i = 0; i < der.n; i++) {
		*p++ = (unsigned char)hex[der.p[i] >> 4];
		*p++ = (unsigned char)hex[der.p[i] & 15];
	}
	return 0;
}

int
pdf_hole_fill(struct es_buf *pdf, const struct pdf_hole *hole,
    const struct doc_signer *signer, struct es_err *err)
{
	unsigned char	 digest[PDF_HOLE_DIGEST];
	struct es_buf	 der;
	int		 rc;

	if (pdf_hole_digest(es_buf_view(pdf), hole, digest, err) < 0)
		return -1;
	es_buf_init(&der, hole->reserve);
	rc = signer->sign(signer->arg, es_view(digest, sizeof(digest)), &der,
	    err);
	if (rc == 0)
		rc = es_buf_ok(&der, "signature", err);
	if (rc == 0)
		rc = pdf_hole_put(pdf, hole, es_buf_view(&der), err);
	es_buf_clear(&der);
	return rc;
}
