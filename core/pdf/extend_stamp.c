/* pdf/extend_stamp.c - room for a document time stamp; see extend.h. */
#include <stdio.h>

#include "base/limits.h"
#include "pdf/extend.h"
#include "pdf/fields.h"
#include "pdf/revise.h"
#include "pdf/sigdict.h"
#include "pdf/sigs.h"

static int
unfit(enum pdf_unfit *why, enum pdf_unfit w, const char *what,
    struct es_err *err)
{
	*why = w;
	return es_fail(err, ES_E_DENIED, "PDF: %s", what);
}

/* The first of Timestamp1, Timestamp2 ... that is not taken. */
static int
free_name(struct pdf_file *f, char name[24], struct es_err *err)
{
	struct pdf_fields	 fs;
	size_t			 i;
	unsigned		 n = 0;
	int			 rc = pdf_fields(&fs, f,
				    pdf_file_revs(f) - 1);

	do {
		(void)snprintf(name, 24, "Timestamp%u", ++n);
		for (i = 0; rc == 0 && i < fs.n; i++)
			if (es_view_eq_str(fs.at[i].name, name))
				break;
	} while (rc == 0 && i < fs.n);
	pdf_fields_clear(&fs);
	return rc < 0 ? pdf_file_ok(f, err) : 0;
}

static int
fit(struct pdf_file *f, enum pdf_unfit *why, struct es_err *err)
{
	size_t			 rev = pdf_file_revs(f) - 1, i, n;
	const struct pdf_obj	*form = pdf_file_key(f, rev,
				    pdf_file_catalog(f, rev), "AcroForm");
	struct pdf_sigs		*all;
	int			 rc = 0;

	if (pdf_obj_key(form, "XFA") != NULL)
		return unfit(why, PDF_UNFIT_XFA, "it holds an XFA form; "
		    "save it as a plain PDF first", err);
	if (pdf_sigs(&all, f, err) < 0)
		return -1;
	n = pdf_sigs_count(all);
	for (i = 0; i < n && rc == 0; i++)
		if (!pdf_sig_sound(pdf_sigs_at(all, i)))
			rc = unfit(why, PDF_UNFIT_SIGNATURE, "it carries a "
			    "signature that does not stand as it should",
			    err);
	pdf_sigs_free(all);
	if (rc == 0 && n >= ES_LIMIT_PDF_SIGS)
		return es_fail(err, ES_E_LIMIT, "PDF: %zu signatures are "
		    "there already", n);
	return rc;
}

/*
 * The field stands in the form and on no page: it is never seen, and so the
 * file stays PDF/UA, which wants every annotation of a page described.
 */
static void
add(struct pdf_revise *r, const char *name, size_t reserve,
    struct pdf_hole *hole, size_t *range)
{
	uint32_t	 o_stamp = pdf_revise_num(r);
	uint32_t	 o_field = pdf_revise_num(r);

	pdf_sigdict_stamp(pdf_revise_open(r, o_stamp), reserve, hole, range);
	pdf_revise_close(r);
	es_buf_printf(pdf_revise_open(r, o_field), "<</Type/Annot/Subtype"
	    "/Widget/FT/Sig/F 132/T(%s)/V %u 0 R/Rect[0 0 0 0]>>", name,
	    (unsigned)o_stamp);
	pdf_revise_close(r);
	pdf_revise_field(r, o_field);
	pdf_revise_signs(r);
}

int
pdf_extend_stamp(struct pdf_file *f, size_t reserve,
    const unsigned char id[16], struct es_buf *tail, struct pdf_hole *hole,
    enum pdf_unfit *why, struct es_err *err)
{
	struct pdf_revise	*r = NULL;
	size_t			 range = 0;
	char			 name[24];
	int			 rc = -1;

	*why = PDF_FIT;
	memset(hole, 0, sizeof(*hole));
	if (reserve == 0 || reserve > ES_LIMIT_WRITE_RESERVE)
		return es_fail(err, ES_E_LIMIT, "PDF: room for a time stamp "
		    "of %zu bytes, limit %zu", reserve,
		    ES_LIMIT_WRITE_RESERVE);
	if (pdf_revise_new(&r, f, tail, err) < 0 || fit(f, why, err) < 0 ||
	    free_name(f, name, err) < 0)
		goto out;
	add(r, name, reserve, hole, &range);
	hole->base = pdf_revise_base(r);
	if (pdf_revise_end(r, id, err) == 0) {
		pdf_sigdict_range(tail, range, hole);
		rc = 0;
	} else if (err->code == ES_E_DENIED) {
		*why = PDF_UNFIT_FORM;
	}
out:
	pdf_revise_free(r);
	return rc;
}
