/* pdf/dss.c - see dss.h. */
#include "pdf/dss.h"

#include "base/limits.h"
#include "pdf/read_priv.h"

static const struct {
	const char	*all, *one;
} keys[PDF_DSS__MAX] = {
	[PDF_DSS_NONE] = { "", "" },
	[PDF_DSS_CERT] = { "Certs", "Cert" },
	[PDF_DSS_OCSP] = { "OCSPs", "OCSP" },
	[PDF_DSS_CRL] = { "CRLs", "CRL" },
};

const char *
pdf_dss_key(enum pdf_dss_kind kind)
{
	return keys[kind < PDF_DSS__MAX ? kind : 0].all;
}

const char *
pdf_dss_vri_key(enum pdf_dss_kind kind)
{
	return keys[kind < PDF_DSS__MAX ? kind : 0].one;
}

/* A stream that cannot be decoded is no failure of the file. */
static bool
decode(struct pdf_file *f, const struct pdf_obj *o, struct es_view *der)
{
	enum pdf_why	 why = f->why;
	struct es_err	 err = f->err;
	struct es_buf	 b;
	bool		 good;

	good = pdf_decode(f, o, &b) == 0 && b.n > 0;
	if (good) {
		*der = es_arena_dup(f->arena, es_buf_view(&b));
		good = der->n == b.n;
	}
	es_buf_clear(&b);
	f->why = why;
	f->err = err;
	return good;
}

static bool
seen(const struct pdf_dss *d, enum pdf_dss_kind kind, uint32_t num)
{
	size_t	 i;

	for (i = 0; i < d->n; i++)
		if (d->at[i].num == num && d->at[i].kind == kind)
			return true;
	return false;
}

static void
one(struct pdf_dss *d, struct pdf_file *f, size_t rev,
    enum pdf_dss_kind kind, const struct pdf_obj *ref)
{
	const struct pdf_entry	*e = NULL;
	const struct pdf_obj	*o;
	struct pdf_dss_item	*it = &d->at[d->n];

	if (pdf_obj_is(ref, PDF_REF)) {
		if (seen(d, kind, (uint32_t)ref->i))
			return;
		e = pdf_file_find(f, rev, (uint32_t)ref->i);
	}
	o = pdf_file_value(f, rev, ref);
	if (e == NULL || !pdf_obj_is(o, PDF_STREAM) ||
	    d->n == ES_LIMIT_DSS_ITEMS || !decode(f, o, &it->der)) {
		d->broken++;
		return;
	}
	it->kind = kind;
	it->num = e->num;
	it->rev = e->rev;
	d->n++;
}

/* The three arrays of the store, or of one entry of its VRI. */
static void
arrays(struct pdf_dss *d, struct pdf_file *f, size_t rev,
    const struct pdf_obj *dict, const char *(*key)(enum pdf_dss_kind))
{
	const struct pdf_obj	*list;
	enum pdf_dss_kind	 k;
	size_t			 i;

	for (k = PDF_DSS_CERT; k < PDF_DSS__MAX; k++) {
		list = pdf_file_key(f, rev, dict, key(k));
		if (list != NULL && !pdf_obj_is(list, PDF_ARRAY))
			d->broken++;
		for (i = 0; i < pdf_obj_count(list) && d->broken <
		    ES_LIMIT_DSS_ITEMS; i++)
			one(d, f, rev, k, pdf_obj_item(list, i));
	}
}

int
pdf_dss_read(struct pdf_dss *out, struct pdf_file *f, struct es_err *err)
{
	size_t			 rev = pdf_file_revs(f) - 1, i;
	const struct pdf_obj	*ref = pdf_obj_key(pdf_file_catalog(f, rev),
				    "DSS");
	const struct pdf_obj	*d = pdf_file_value(f, rev, ref), *vri;
	const struct pdf_entry	*e;

	memset(out, 0, sizeof(*out));
	if (d == NULL || f->closed)
		return pdf_file_ok(f, err);
	out->present = true;
	e = pdf_obj_is(ref, PDF_REF) ? pdf_file_find(f, rev,
	    (uint32_t)ref->i) : NULL;
	out->rev = e == NULL ? rev : e->rev;
	if (!pdf_obj_is(d, PDF_DICT)) {
		out->broken++;
		return pdf_file_ok(f, err);
	}
	out->at = es_arena_array(f->arena, ES_LIMIT_DSS_ITEMS + 1,
	    sizeof(*out->at));
	if (out->at == NULL)
		return es_fail(err, ES_E_NOMEM, "pdf: out of memory");
	arrays(out, f, rev, d, pdf_dss_key);
	vri = pdf_file_key(f, rev, d, "VRI");
	for (i = 0; pdf_obj_is(vri, PDF_DICT) && i < vri->u.dict.n; i++)
		arrays(out, f, rev, pdf_file_value(f, rev,
		    &vri->u.dict.at[i].val), pdf_dss_vri_key);
	return pdf_file_ok(f, err);
}
