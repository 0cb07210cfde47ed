/*
 * svc/issue/preview.h - what a document will look like, before it is
 * confirmed.
 *
 * The same snapshot, template and engine as for sealing, marked "preview"
 * and without a seal.
 */
#ifndef ES_SVC_PREVIEW_H
#define ES_SVC_PREVIEW_H

#include "base/buf.h"
#include "layout/layout.h"

/*
 * Pages of the document.  None, and a code point in *missing, when the
 * record has a character that no font has.
 */
ES_CHECK int	svc_preview_pages(const struct layout_template *t,
		    struct es_view record, struct es_arena *a, size_t *pages,
		    uint32_t *missing, struct es_err *err);
/* One page (from 0) as SVG, appended to "out". */
ES_CHECK int	svc_preview_svg(const struct layout_template *t,
		    struct es_view record, size_t page, const char *label,
		    struct es_arena *a, struct es_buf *out,
		    struct es_err *err);

#endif
