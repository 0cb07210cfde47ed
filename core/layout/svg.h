/*
 * layout/svg.h - a page of a display list as SVG, for previews.
 *
 * Self-contained: glyphs are outlines defined once per page and used by
 * reference, so no font is exposed; no style, script or address outside, so
 * it passes a strict content policy, in a page or as an image.
 */
#ifndef ES_LAYOUT_SVG_H
#define ES_LAYOUT_SVG_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "layout/dlist.h"
#include "seal/picture.h"

/*
 * Append page "page" (from 0) to "out".  "label" (UTF-8) is its name for
 * those who cannot see it.  "seal" is drawn at every seal place; NULL draws
 * none.  ES_E_NOTFOUND: no such page; ES_E_LIMIT: out's cap.
 */
ES_CHECK int	layout_svg(const struct dlist *dl, size_t page,
		    struct es_view label, const struct seal_picture *seal,
		    struct es_buf *out, struct es_err *err);

#endif
