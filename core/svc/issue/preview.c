/* svc/issue/preview.c - see preview.h. */
#include "svc/issue/preview.h"

#include "layout/svg.h"
#include "xmlio/xmlio.h"

static int
lay_out(const struct layout_template *t, struct es_view record,
    struct es_arena *a, struct dlist **dl, struct es_err *err)
{
	struct es_tree	*tree;

	if (xmlio_tree(&tree, record, a, err) < 0)
		return -1;
	return layout_run(dl, t, tree, LAYOUT_PREVIEW, a, err);
}

int
svc_preview_pages(const struct layout_template *t, struct es_view record,
    struct es_arena *a, size_t *pages, uint32_t *missing, struct es_err *err)
{
	struct dlist	*dl;
	struct es_err	 e = ES_ERR_INIT;

	*pages = 0;
	*missing = 0;
	if (lay_out(t, record, a, &dl, &e) < 0) {
		if ((*missing = layout_missing_glyph(&e)) != 0)
			return 0;
		return es_err_pass(err, &e);
	}
	*pages = dl->npages;
	return 0;
}

int
svc_preview_svg(const struct layout_template *t, struct es_view record,
    size_t page, const char *label, struct es_arena *a, struct es_buf *out,
    struct es_err *err)
{
	struct dlist	*dl;

	if (lay_out(t, record, a, &dl, err) < 0)
		return -1;
	if (page >= dl->npages)
		return es_fail(err, ES_E_NOTFOUND, "no page %zu", page + 1);
	return layout_svg(dl, page, es_view_str(label), NULL, out, err);
}
