/*
 * layout/layout.h - a document template and a record become placed content.
 *
 * A template (docs/TEMPLATES.md) is compiled once, against one set of fonts,
 * and shared by every process; laying out a record measures only what the
 * record fills in.  A character that the fonts lack stops the document and
 * is named.
 *
 * Pure: the same template, fonts and record give the same display list.
 */
#ifndef ES_LAYOUT_LAYOUT_H
#define ES_LAYOUT_LAYOUT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"
#include "font/font.h"
#include "layout/dlist.h"

/* The styles a template may name (font_name); a document uses these. */
#define LAYOUT_FONTS_MAX	8

struct layout_fonts {
	const struct font	*font[LAYOUT_FONTS_MAX];
	size_t			 n;
};

struct layout_template;

/*
 * Compile at most ES_LIMIT_TEMPLATE bytes.  "name" is for messages, which
 * say "name:line: what" (ES_E_FORMAT).  The fonts are borrowed and must
 * outlive *out.  Success: *out is the caller's.  Failure: *out is NULL.
 */
ES_CHECK int	layout_template_compile(struct layout_template **out,
		    struct es_view xml, const char *name,
		    const struct layout_fonts *fonts, struct es_err *err);
void		layout_template_free(struct layout_template *t);

/* From the template: "transcript-graduate", "zh-CN", "1".  Borrowed. */
const char	*layout_template_type(const struct layout_template *t);
const char	*layout_template_lang(const struct layout_template *t);
const char	*layout_template_version(const struct layout_template *t);

/*
 * Every path that the template names, in the order of its file: what a type's
 * records can say is checked against them.  "each": the list in whose rows a
 * path "c/..." is looked up, else empty.  Views are the template's.
 */
size_t		 layout_template_uses(const struct layout_template *t);
void		 layout_template_use(const struct layout_template *t, size_t i,
		    struct es_view *path, struct es_view *each, long *line);

enum layout_flags {
	LAYOUT_FINAL = 0,
	LAYOUT_PREVIEW = 1	/* marked "preview", and without the seal */
};

/*
 * Lay out "record" (docs/FORMATS.md).  The list, all in arena a, is *out.
 *
 * ES_E_NOTFOUND: a character is missing ("missing glyph U+2A6D6 in
 * person/name"); ES_E_INPUT: a value is not what its function expects or
 * does not fit its place even at 6.5 pt (the message names the field);
 * ES_E_LIMIT: over ES_LIMIT_DOC_PAGES.
 */
ES_CHECK int	layout_run(struct dlist **out, const struct layout_template *t,
		    const struct es_tree *record, enum layout_flags flags,
		    struct es_arena *a, struct es_err *err);
/* The character that an error of layout_run is about; 0: about none. */
uint32_t	 layout_missing_glyph(const struct es_err *err);

#endif
