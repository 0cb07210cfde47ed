/* svc/preview.c - see preview.h. */
#include "svc/preview.h"

#include "layout/svg.h"
#include "svc/seal_kit.h"
#include "xmlio/xmlio.h"

static int
lay_out(const struct svc_seal_kit *k, struct es_view record,
    struct es_view type, const char *lang, struct es_arena *a,
    struct dlist **dl, struct es_err *err)
{
	const struct layout_template	*t;
	struct es_tree			*tree;

	t = svc_seal_kit_template(k, type, es_view_str(lang));
	if (t == NULL)
		return es_fail(err, ES_E_NOTFOUND, "no template for %.*s in "
		    "%s", (int)type.n, (const char *)type.p, lang);
	if (xmlio_tree(&tree, record, a, err) < 0)
		return -1;
	return layout_run(dl, t, tree, LAYOUT_PREVIEW, a, err);
}

int
svc_preview_pages(const struct svc_seal_kit *k, struct es_view record,
    struct es_view type, const char *lang, struct es_arena *a, size_t *pages,
    uint32_t *missing, struct es_err *err)
{
	struct dlist	*dl;
	struct es_err	 e = ES_ERR_INIT;

	*pages = 0;
	*missing = 0;
	if (lay_out(k, record, type, lang, a, &dl, &e) < 0) {
		if ((*missing = layout_missing_glyph(&e)) != 0)
			return 0;
		return es_fail(err, e.code, "%s", e.msg);
	}
	*pages = dl->npages;
	return 0;
}

int
svc_preview_svg(const struct svc_seal_kit *k, struct es_view record,
    struct es_view type, const char *lang, size_t page, const char *label,
    struct es_arena *a, struct es_buf *out, struct es_err *err)
{
	struct dlist	*dl;

	if (lay_out(k, record, type, lang, a, &dl, err) < 0)
		return -1;
	if (page >= dl->npages)
		return es_fail(err, ES_E_NOTFOUND, "no page %zu", page + 1);
	return layout_svg(dl, page, es_view_str(label), NULL, out, err);
}
