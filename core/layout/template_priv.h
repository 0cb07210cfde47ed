/*
 * layout/template_priv.h - a template's XML on its way to blocks; private.
 *
 * template.c begins and ends; template_attr.c knows attributes,
 * template_text.c texts with holes, template_block.c the elements that become
 * blocks.  Everything returns -1 with the file's name and line in c->err.
 */
#ifndef ES_LAYOUT_TEMPLATE_PRIV_H
#define ES_LAYOUT_TEMPLATE_PRIV_H

#include "layout/flow.h"
#include "layout/template.h"

struct tpl {			/* one compilation */
	struct layout_template	*t;
	struct xmlio		*x;
	struct es_err		*err;
	struct es_view		 each;	/* list whose rows are "c/..." now */
	bool			 nested;	/* inside another block */
};

/* -- template_attr.c ---- */
/* "FILE:LINE: what"; -1. */
int		tpl_flaw(struct tpl *c, const struct xmlio_node *n,
		    const char *what);
/* A copy that lives as long as the template. */
struct es_view	tpl_keep(struct tpl *c, const char *s);
/* Remember a path that is looked up; attributes may be empty. */
ES_CHECK int	tpl_use(struct tpl *c, const struct xmlio_node *n,
		    struct es_view path);
/* An attribute that is a path: "if", "each", "link" ... */
ES_CHECK int	tpl_path(struct tpl *c, const struct xmlio_node *n,
		    const char *name, struct es_view *out);
/* An element that there is, with no attribute that it does not know. */
ES_CHECK int	tpl_known(struct tpl *c, const struct xmlio_node *n);
/* An attribute in millimetres (mm) or points, as 1/1000 point. */
ES_CHECK int	tpl_length(struct tpl *c, const struct xmlio_node *n,
		    const char *name, bool mm, int32_t fallback, int32_t *out);
ES_CHECK int	tpl_font(struct tpl *c, const struct xmlio_node *n,
		    const char *name, uint16_t *out);
/* What font, size, color and spacing change in *s. */
ES_CHECK int	tpl_style(struct tpl *c, const struct xmlio_node *n,
		    struct text_style *s);
ES_CHECK int	tpl_align(struct tpl *c, const struct xmlio_node *n,
		    enum text_align *out);

/* -- template_text.c ---- */
/* The content of an element: text, and <span> with other styles. */
ES_CHECK int	tpl_inline(struct tpl *c, const struct xmlio_node *n,
		    const struct text_style *style, struct es_view lang,
		    struct segs *out);
/* An attribute's text; no attribute, no segments. */
ES_CHECK int	tpl_texts(struct tpl *c, const struct xmlio_node *n,
		    const char *name, const struct text_style *style,
		    struct segs *out);

/* -- template_block.c ---- */
/* The elements inside n but head and foot; *out lives with the template. */
ES_CHECK int	tpl_blocks(struct tpl *c, const struct xmlio_node *n,
		    struct block **out, size_t *count);

#endif
