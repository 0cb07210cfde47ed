/* layout/template.c - the document element, and the whole; see template.h. */
#include "layout/template_priv.h"

#include <stdlib.h>

#include "base/limits.h"

static int
page_margins(struct tpl *c, const struct xmlio_node *n)
{
	const char	*s = xmlio_attr(n, "margin", "20 18 20 18");
	double		 m[4];
	char		*end;
	int		 i;

	for (i = 0; i < 4; i++) {
		m[i] = strtod(s, &end);
		if (end == s || m[i] < 5 || m[i] > 80)
			return tpl_flaw(c, n, "margin: top right bottom left, "
			    "5 to 80 mm");
		s = end;
	}
	c->t->top = DLIST_MM(m[0]);
	c->t->right = DLIST_MM(m[1]);
	c->t->bottom = DLIST_MM(m[2]);
	c->t->left = DLIST_MM(m[3]);
	return 0;
}

static int
document(struct tpl *c, const struct xmlio_node *n)
{
	struct layout_template	*t = c->t;
	const struct xmlio_node	*k;
	struct text_style	 small;

	if (strcmp(xmlio_element(n), "document") != 0)
		return tpl_flaw(c, n, "the root is <document>");
	if (tpl_known(c, n) < 0)
		return -1;
	t->lang = es_arena_str(t->arena, es_view_str(xmlio_attr(n, "lang",
	    "zh-CN")));
	t->type = es_arena_str(t->arena, es_view_str(xmlio_attr(n, "type",
	    "")));
	t->version = es_arena_str(t->arena, es_view_str(xmlio_attr(n,
	    "version", "1")));
	t->w = DLIST_MM(210);
	t->h = DLIST_MM(297);
	t->base.size = DLIST_PT(9);
	if (page_margins(c, n) < 0 || tpl_style(c, n, &t->base) < 0 ||
	    tpl_texts(c, n, "title", &t->base, &t->title) < 0 ||
	    tpl_texts(c, n, "subject", &t->base, &t->subject) < 0 ||
	    tpl_texts(c, n, "author", &t->base, &t->author) < 0)
		return -1;
	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char	*e = xmlio_element(k);

		small = t->base;
		small.rgb = 0x555555;
		if (e == NULL || (strcmp(e, "head") != 0 &&
		    strcmp(e, "foot") != 0))
			continue;
		if (tpl_known(c, k) < 0 || tpl_style(c, k, &small) < 0)
			return -1;
		if (strcmp(e, "head") == 0) {
			t->head_first = strcmp(xmlio_attr(k, "first", "no"),
			    "yes") == 0;
			t->head_rule = strcmp(xmlio_attr(k, "rule", "no"),
			    "yes") == 0;
			if (tpl_align(c, k, &t->head_align) < 0 ||
			    tpl_inline(c, k, &small, ES_VIEW_EMPTY,
			    &t->head) < 0)
				return -1;
		} else if (tpl_texts(c, k, "left", &small,
		    &t->foot_left) < 0 || tpl_texts(c, k, "center", &small,
		    &t->foot_center) < 0 || tpl_texts(c, k, "right", &small,
		    &t->foot_right) < 0)
			return -1;
	}
	return tpl_blocks(c, n, &t->block, &t->nblock);
}

int
layout_template_compile(struct layout_template **out, struct es_view xml,
    const char *name, const struct layout_fonts *fonts, struct es_err *err)
{
	struct layout_template	*t = calloc(1, sizeof(*t));
	struct tpl		 c = { .t = t, .err = err };
	int			 rc = -1;

	*out = NULL;
	if (t == NULL || (t->arena = es_arena_new(ES_LIMIT_TEMPLATE * 8)) ==
	    NULL)
		goto out;
	t->fonts = fonts;
	t->name = es_arena_str(t->arena, es_view_str(name));
	if (t->name == NULL || fonts->n == 0)
		goto out;
	if (xmlio_parse(&c.x, xml, name, err) < 0 ||
	    document(&c, xmlio_root(c.x)) < 0)
		goto out;
	*out = t;
	t = NULL;
	rc = 0;
out:
	if (rc < 0)
		es_fail(err, ES_E_NOMEM, "%s: no memory or no fonts", name);
	xmlio_free(c.x);
	layout_template_free(t);
	return rc;
}

void
layout_template_free(struct layout_template *t)
{
	if (t == NULL)
		return;
	es_arena_free(t->arena);
	free(t);
}

const char *
layout_template_lang(const struct layout_template *t)
{
	return t->lang;
}

const char *
layout_template_type(const struct layout_template *t)
{
	return t->type;
}

const char *
layout_template_version(const struct layout_template *t)
{
	return t->version;
}

size_t
layout_template_uses(const struct layout_template *t)
{
	return t->nuses;
}

void
layout_template_use(const struct layout_template *t, size_t i,
    struct es_view *path, struct es_view *each, long *line)
{
	*path = t->use[i].path;
	*each = t->use[i].each;
	*line = t->use[i].line;
}
