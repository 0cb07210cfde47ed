/*
 * pdf/revise_end.c - what is written again: pages with new annotations, the
 * form with new fields, the catalog with new keys.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "pdf/revise_priv.h"

static int
malformed(struct es_err *err, const char *what)
{
	return es_fail(err, ES_E_DENIED, "PDF: its %s is malformed", what);
}

/* -- pages --------------------------------------------------------------- */
static int
by_page(const void *a, const void *b)
{
	const struct pdf_revised_annot	*x = a, *y = b;

	if (x->page != y->page)
		return x->page < y->page ? -1 : 1;
	return x->num < y->num ? -1 : x->num > y->num;
}

/* Only this page's Annots is object "num". */
static bool
alone(struct pdf_revise *r, uint32_t num)
{
	const struct pdf_obj	*a;
	uint32_t		 page;
	size_t			 k, n = 0;

	for (k = 0; (page = pdf_file_page(r->f, r->rev, k)) != 0; k++) {
		a = pdf_obj_key(pdf_file_num(r->f, r->rev, page), "Annots");
		n += pdf_obj_is(a, PDF_REF) && a->i == (int64_t)num;
	}
	return n == 1;
}

static void
add_annots(struct pdf_revise *r, struct es_buf *b, const struct pdf_obj *was,
    const struct pdf_revised_annot *more, size_t n)
{
	size_t	 i;

	pdf_revise_items(b, was);
	for (i = 0; i < n; i++) {
		es_buf_add_str(b, i == 0 ? "" : " ");
		pdf_revise_ref(r, b, more[i].num);
	}
	es_buf_add_ch(b, ']');
}

/* The array itself when it is an object, else its page with it inside. */
static int
one_page(struct pdf_revise *r, const struct pdf_revised_annot *more,
    size_t n, struct es_err *err)
{
	static const char *const	 annots[] = { "Annots" };
	uint32_t			 num = pdf_file_page(r->f, r->rev,
					    more->page);
	const struct pdf_obj		*page = pdf_file_num(r->f, r->rev,
					    num);
	const struct pdf_obj		*a = pdf_obj_key(page, "Annots");
	const struct pdf_obj		*to = pdf_file_value(r->f, r->rev, a);
	struct es_buf			*b;

	if (page == NULL)
		return es_fail(err, ES_E_NOTFOUND, "PDF: there is no page "
		    "%zu", more->page + 1);
	if (to != NULL && !pdf_obj_is(to, PDF_ARRAY))
		return malformed(err, "page's list of annotations");
	if (pdf_obj_is(a, PDF_REF) && to != NULL &&
	    alone(r, (uint32_t)a->i)) {
		b = pdf_revise_open(r, (uint32_t)a->i);
		add_annots(r, b, to, more, n);
	} else {
		b = pdf_revise_open(r, num);
		pdf_revise_copy(b, page, annots, ES_COUNT(annots));
		es_buf_add_str(b, "/Annots");
		add_annots(r, b, to, more, n);
		es_buf_add_str(b, ">>");
	}
	pdf_revise_close(r);
	return 0;
}

static int
pages(struct pdf_revise *r, struct es_err *err)
{
	size_t	 i, n;

	if (r->nannots > 1)
		qsort(r->annots, r->nannots, sizeof(*r->annots), by_page);
	for (i = 0; i < r->nannots; i += n) {
		for (n = 1; i + n < r->nannots && r->annots[i + n].page ==
		    r->annots[i].page; n++)
			continue;
		if (one_page(r, &r->annots[i], n, err) < 0)
			return -1;
	}
	return 0;
}

/* -- form and catalog ------------------------------------------------------ */
/*
 * The form's dictionary with SigFlags and more Fields; an indirect list of
 * fields becomes a direct one.
 */
static int
add_form(struct pdf_revise *r, struct es_buf *b, const struct pdf_obj *form,
    struct es_err *err)
{
	const struct pdf_obj	*list = pdf_file_key(r->f, r->rev, form,
				    "Fields");
	const char		*but[3];
	size_t			 i, n = 0;

	if (list != NULL && !pdf_obj_is(list, PDF_ARRAY))
		return malformed(err, "form");
	if (r->signs)
		but[n++] = "SigFlags";
	if (r->nfields > 0 || list == NULL)
		but[n++] = "Fields";
	if (r->form_drop != NULL)
		but[n++] = r->form_drop;
	pdf_revise_copy(b, form, but, n);
	if (r->nfields > 0 || list == NULL) {
		es_buf_add_str(b, "/Fields");
		pdf_revise_items(b, list);
		for (i = 0; i < r->nfields; i++) {
			es_buf_add_str(b, i == 0 ? "" : " ");
			pdf_revise_ref(r, b, r->fields[i]);
		}
		es_buf_add_ch(b, ']');
	}
	es_buf_add_str(b, r->signs ? "/SigFlags 3>>" : ">>");
	return 0;
}

/* Is there anything to say about the form? */
static bool
form_stays(const struct pdf_revise *r, const struct pdf_obj *form)
{
	return r->nfields == 0 && r->form_drop == NULL && (!r->signs ||
	    (pdf_obj_int(pdf_obj_key(form, "SigFlags"), 0, 3, 0) == 3 &&
	    pdf_obj_is(form, PDF_DICT)));
}

static int
form(struct pdf_revise *r, const struct pdf_obj *catalog, struct es_err *err)
{
	const struct pdf_obj	*at = pdf_obj_key(catalog, "AcroForm");
	const struct pdf_obj	*was = pdf_file_value(r->f, r->rev, at);
	char			 ref[32];
	struct es_buf		*b;
	uint32_t		 num;

	if (was != NULL && !pdf_obj_is(was, PDF_DICT))
		return malformed(err, "form");
	if (form_stays(r, was))
		return 0;
	if (pdf_obj_is(at, PDF_REF) && was != NULL) {
		num = (uint32_t)at->i;
	} else {
		num = pdf_revise_num(r);
		(void)snprintf(ref, sizeof(ref), "%u 0 R", (unsigned)num);
		pdf_revise_key(r, "AcroForm", es_view_str(ref));
	}
	b = pdf_revise_open(r, num);
	if (add_form(r, b, was, err) < 0)
		return -1;
	pdf_revise_close(r);
	return 0;
}

static void
catalog_again(struct pdf_revise *r, const struct pdf_obj *root,
    const struct pdf_obj *catalog)
{
	const char	*but[PDF_REVISE_KEYS];
	struct es_buf	*b;
	size_t		 i;

	if (r->nset == 0)
		return;
	for (i = 0; i < r->nset; i++)
		but[i] = r->set[i].key;
	b = pdf_revise_open(r, (uint32_t)root->i);
	pdf_revise_copy(b, catalog, but, r->nset);
	for (i = 0; i < r->nset; i++) {
		es_buf_printf(b, "/%s ", r->set[i].key);
		es_buf_add_view(b, es_view_sub(es_buf_view(&r->keys),
		    r->set[i].at, r->set[i].n));
		es_buf_add_ch(b, '\n');
	}
	es_buf_add_str(b, ">>");
	pdf_revise_close(r);
}

int
pdf_revise_end(struct pdf_revise *r, const unsigned char id[16],
    struct es_err *err)
{
	const struct pdf_obj	*root = pdf_obj_key(pdf_file_rev(r->f,
				    r->rev)->trailer, "Root");
	const struct pdf_obj	*catalog = pdf_file_catalog(r->f, r->rev);

	if (pages(r, err) < 0 || form(r, catalog, err) < 0)
		return -1;
	catalog_again(r, root, catalog);
	pdf_revise_section(r, id);
	if (pdf_file_ok(r->f, err) < 0 || es_buf_ok(&r->keys, "PDF",
	    err) < 0 || es_buf_ok(r->tail, "PDF", err) < 0)
		return -1;
	if (r->failed != ES_E_NONE)
		return es_fail(err, r->failed, "PDF: one more revision: %s",
		    r->failed == ES_E_LIMIT ? "too many objects" :
		    es_code_name(r->failed));
	if (r->tail->n > ES_LIMIT_PDF_FILE - r->base)
		return es_fail(err, ES_E_LIMIT, "PDF: with its seal it would "
		    "have more than %zu bytes", ES_LIMIT_PDF_FILE);
	return 0;
}
