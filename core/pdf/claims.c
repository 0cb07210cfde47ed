/* pdf/claims.c - see claims.h. */
#include "pdf/claims.h"

#include "base/limits.h"
#include "pdf/read_priv.h"

/*
 * The part of "pdfaid:part", as an element or as an attribute.  Archives
 * look for it in the same way: XMP is kept in the clear for that.
 */
static int
part(struct es_view xmp)
{
	struct es_view	 want = ES_LIT("pdfaid:part");
	size_t		 at = es_view_find(xmp, want, 0);

	if (at == SIZE_MAX)
		return 0;
	for (at += want.n; at < xmp.n; at++) {
		if (xmp.p[at] >= '1' && xmp.p[at] <= '9')
			return xmp.p[at] - '0';
		if (memchr("=>\"' \t\r\n", xmp.p[at], 8) == NULL)
			break;
	}
	return 0;
}

static bool
plain(const struct pdf_obj *filter)
{
	return filter == NULL || pdf_obj_is_name(filter, "FlateDecode");
}

void
pdf_claims(struct pdf_claims *out, struct pdf_file *f, size_t rev)
{
	const struct pdf_obj	*catalog = pdf_file_catalog(f, rev);
	const struct pdf_obj	*meta = pdf_file_key(f, rev, catalog,
				    "Metadata");
	const struct pdf_obj	*all = pdf_file_key(f, rev, catalog,
				    "OutputIntents"), *icc;
	struct es_buf		 xmp;
	size_t			 i;

	memset(out, 0, sizeof(*out));
	if (pdf_obj_is(meta, PDF_STREAM) && plain(pdf_obj_key(meta,
	    "Filter"))) {
		if (pdf_decode(f, meta, &xmp) == 0)
			out->pdfa = part(es_buf_view(&xmp));
		es_buf_clear(&xmp);
	}
	for (i = 0; i < pdf_obj_count(all); i++) {
		icc = pdf_file_key(f, rev, pdf_file_item(f, rev, all, i),
		    "DestOutputProfile");
		if (!pdf_obj_is(icc, PDF_STREAM))
			continue;
		out->intent = true;
		out->rgb = out->rgb || pdf_obj_int(pdf_file_key(f, rev, icc,
		    "N"), 1, 4, 0) == 3;
	}
}
