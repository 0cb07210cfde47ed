/*
 * fuzz_dss - a script of revisions; the security store of the last one.
 *
 * What is read keeps its promises: every item is a stream of the file, named
 * by the store or its VRI, each once, decoded, and of a revision that exists.
 */
#include "base/limits.h"
#include "pdf/dss.h"
#include "pdf/read.h"
#include "pdf_script.h"

int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
lists(const struct pdf_obj *list, uint32_t num)
{
	size_t	 i;

	for (i = 0; i < pdf_obj_count(list); i++)
		if (pdf_obj_is(pdf_obj_item(list, i), PDF_REF) &&
		    pdf_obj_item(list, i)->i == (int64_t)num)
			return true;
	return false;
}

/* Looked up again, from the item to the store that names it. */
static bool
named(struct pdf_file *f, const struct pdf_obj *dss,
    const struct pdf_dss_item *it)
{
	size_t			 last = pdf_file_revs(f) - 1, i;
	const struct pdf_obj	*vri = pdf_file_key(f, last, dss, "VRI");

	if (lists(pdf_file_key(f, last, dss, pdf_dss_key(it->kind)), it->num))
		return true;
	for (i = 0; pdf_obj_is(vri, PDF_DICT) && i < vri->u.dict.n; i++)
		if (lists(pdf_file_key(f, last, pdf_file_value(f, last,
		    &vri->u.dict.at[i].val), pdf_dss_vri_key(it->kind)),
		    it->num))
			return true;
	return false;
}

static void
check_item(struct pdf_file *f, const struct pdf_obj *dss,
    const struct pdf_dss *d, size_t k)
{
	const struct pdf_dss_item	*it = &d->at[k];
	const struct pdf_entry		*e;
	size_t				 i;

	for (i = 0; i < k; i++)
		if (d->at[i].kind == it->kind && d->at[i].num == it->num)
			abort();
	e = pdf_file_find(f, pdf_file_revs(f) - 1, it->num);
	if (it->kind == PDF_DSS_NONE || it->kind >= PDF_DSS__MAX ||
	    it->der.n == 0 || e == NULL || e->rev != it->rev ||
	    it->rev >= pdf_file_revs(f) || !named(f, dss, it))
		abort();
}

static void
check(struct pdf_file *f)
{
	size_t			 last = pdf_file_revs(f) - 1, i;
	const struct pdf_obj	*dss;
	struct pdf_dss		 d, again;
	struct es_err		 err = ES_ERR_INIT;

	if (pdf_dss_read(&d, f, &err) < 0) {
		if (err.code == ES_E_NONE)
			abort();
		return;
	}
	dss = pdf_file_key(f, last, pdf_file_catalog(f, last), "DSS");
	if ((dss != NULL) != d.present || d.n > ES_LIMIT_DSS_ITEMS ||
	    d.rev > last || (!d.present && (d.n > 0 || d.broken > 0)))
		abort();
	for (i = 0; i < d.n; i++)
		check_item(f, dss, &d, i);
	if (pdf_dss_read(&again, f, &err) < 0 || again.n != d.n ||
	    again.broken != d.broken)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*f;
	unsigned char	*p;
	size_t		 n;

	p = script_build(data, size, &n);
	if (pdf_read(&f, es_view(p, n), NULL, &err) == 0) {
		check(f);
		pdf_file_free(f);
	}
	free(p);
	return 0;
}
