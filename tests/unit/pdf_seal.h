/*
 * pdf_seal.h - small PDF files with a signature hole, and filling it.
 */
#ifndef ES_TESTS_PDF_SEAL_H
#define ES_TESTS_PDF_SEAL_H

#include <stdlib.h>

#include "crypt/digest.h"
#include "crypt/text.h"
#include "doc/signer.h"
#include "tests/unit/campus.h"
#include "tests/unit/pdf_make.h"

#define HOLE	6000			/* bytes of DER reserved */
#define RANGE	"/ByteRange [0 0000000000 0000000000 0000000000]"

__attribute__((unused))
static void
signature_object(struct mk *m, unsigned num, const char *keys)
{
	mk_row(m, num);
	es_buf_printf(&m->b, "%u 0 obj\n<< %s " RANGE " /Contents <", num,
	    keys);
	es_buf_fill(&m->b, '0', 2 * HOLE);
	es_buf_add_str(&m->b, "> >>\nendobj\n");
}

/* A page with one signature field, ready to be signed. */
__attribute__((unused))
static void
unsigned_file(struct mk *m, const char *subfilter, const char *date,
    struct es_view content)
{
	char	keys[200];

	mk_start(m);
	mk_obj(m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields "
	    "[6 0 R] /SigFlags 3 >> >>");
	mk_obj(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
	mk_obj(m, 3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots "
	    "[6 0 R] /MediaBox [0 0 595 842] >>");
	mk_stream(m, 4, "", content);
	snprintf(keys, sizeof(keys), "/Type /Sig /Filter /Adobe.PPKLite "
	    "/SubFilter /%s %s", subfilter, date);
	signature_object(m, 5, keys);
	mk_obj(m, 6, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Seal) "
	    "/V 5 0 R /P 3 0 R /F 132 /Rect [100 100 220 220] >>");
	mk_table(m, MK_ROOT);
}

/* Fill the last hole. */
__attribute__((unused))
static void
sign_file(struct mk *m, const struct doc_signer *ds)
{
	struct es_err		 err = ES_ERR_INIT;
	struct crypt_hash	*h;
	unsigned char		 sum[32];
	struct es_buf		 der;
	char			 text[64], *hex;
	size_t			 a, b, r;

	a = es_view_rfind(es_buf_view(&m->b), ES_LIT("/Contents <")) + 10;
	b = a + 2 * HOLE + 2;
	r = es_view_rfind(es_buf_view(&m->b), ES_LIT("/ByteRange ["));
	snprintf(text, sizeof(text), "/ByteRange [0 %zu %zu %zu", a, b,
	    m->b.n - b);
	memset(m->b.p + r, ' ', strlen(RANGE) - 1);
	memcpy(m->b.p + r, text, strlen(text));
	must(crypt_hash_new(&h, CRYPT_SHA256, &err), &err);
	crypt_hash_add(h, es_view(m->b.p, a));
	crypt_hash_add(h, es_view(m->b.p + b, m->b.n - b));
	must(crypt_hash_final(h, sum, &err), &err);
	crypt_hash_free(h);
	es_buf_init(&der, HOLE);
	must(ds->sign(ds->arg, es_view(sum, 32), &der, &err), &err);
	hex = malloc(2 * der.n + 1);
	crypt_hex(es_buf_view(&der), hex);
	memcpy(m->b.p + a + 1, hex, 2 * der.n);
	free(hex);
	es_buf_clear(&der);
}

#endif
