/* layout/template_attr.c - attributes of a template; see template_priv.h. */
#include "layout/template_priv.h"

#include <stdlib.h>

int
tpl_flaw(struct tpl *c, const struct xmlio_node *n, const char *what)
{
	return es_fail(c->err, ES_E_FORMAT, "%s:%ld: %s", c->t->name,
	    xmlio_line(n), what);
}

struct es_view
tpl_keep(struct tpl *c, const char *s)
{
	return es_arena_dup(c->t->arena, es_view_str(s));
}

/* Remember a path that is looked up; attributes may be empty. */
int
tpl_use(struct tpl *c, const struct xmlio_node *n, struct es_view path)
{
	struct layout_template	*t = c->t;
	struct use		*more;

	if (path.n == 0)
		return 0;
	if ((t->nuses & (t->nuses - 1)) == 0) {	/* 0, 1, 2, 4, 8 ... */
		more = es_arena_array(t->arena, t->nuses == 0 ? 1 :
		    t->nuses * 2, sizeof(*more));
		if (more == NULL)
			return tpl_flaw(c, n, "no memory");
		if (t->nuses > 0)
			memcpy(more, t->use, t->nuses * sizeof(*more));
		t->use = more;
	}
	t->use[t->nuses++] = (struct use){ path, c->each, xmlio_line(n) };
	return 0;
}

/* An attribute that is a path: "if", "each", "link" ... */
int
tpl_path(struct tpl *c, const struct xmlio_node *n, const char *name,
    struct es_view *out)
{
	*out = tpl_keep(c, xmlio_attr(n, name, ""));
	return tpl_use(c, n, *out);
}

/* "12.5" in units of 1/1000; false when it is no number. */
static bool
thousandths(const char *s, int64_t *out)
{
	char	*end;
	double	 d = strtod(s, &end);

	if (end == s || *end != '\0' || d < -10000 || d > 10000)
		return false;
	*out = (int64_t)(d * 1000 + (d < 0 ? -0.5 : 0.5));
	return true;
}

/*
 * Every attribute that an element knows; one more is a flaw, so that a
 * mistyped name does not silently do nothing.
 */
#define STYLE	"font", "size", "color", "spacing"
#define BLOCK	STYLE, "if", "ifnot", "lang", "align", "before", "after", \
		"leading", "height"

int
tpl_known(struct tpl *c, const struct xmlio_node *n)
{
	static const struct {
		const char	*name;
		const char	*attr[28];
	} all[] = {
		{ "document", { STYLE, "type", "lang", "version", "margin",
		    "title", "subject", "author", NULL } },
		{ "head", { STYLE, "align", "first", "rule", NULL } },
		{ "foot", { STYLE, "left", "center", "right", NULL } },
		{ "p", { BLOCK, "indent", "each", NULL } },
		{ "h1", { BLOCK, "indent", NULL } },
		{ "h2", { BLOCK, "indent", NULL } },
		{ "rule", { BLOCK, NULL } },
		{ "space", { BLOCK, NULL } },
		{ "keep", { BLOCK, NULL } },
		{ "fields", { BLOCK, "columns", "label", "pad", NULL } },
		{ "field", { "label", "span", "if", NULL } },
		{ "table", { BLOCK, "each", "group", "stripes", "headfont",
		    "pad", NULL } },
		{ "col", { "head", "width", "align", "wrap", NULL } },
		{ "sign", { BLOCK, "qr", "qralt", "qrsize", "seal",
		    "sealsize", "sealalt", "office", "date", NULL } },
		{ "columns", { BLOCK, "gap", NULL } },
		{ "column", { BLOCK, "width", NULL } },
		{ "stamp", { BLOCK, "seal", "sealsize", "sealalt", "rise",
		    NULL } },
		{ "qr", { BLOCK, "qr", "qralt", "qrsize", NULL } },
		{ "span", { STYLE, "lang", "link", NULL } },
	};
	const char	*e = xmlio_element(n);
	size_t		 i;

	for (i = 0; e != NULL && i < ES_COUNT(all); i++)
		if (strcmp(e, all[i].name) == 0)
			return xmlio_known(c->x, n, all[i].attr, c->err);
	return tpl_flaw(c, n, e == NULL ? "text where a block is expected" :
	    "no such element");
}

/* An attribute in millimetres (mm) or points. */
int
tpl_length(struct tpl *c, const struct xmlio_node *n, const char *name,
    bool mm, int32_t fallback, int32_t *out)
{
	const char	*s = xmlio_attr(n, name, NULL);
	int64_t		 x;

	*out = fallback;
	if (s == NULL)
		return 0;
	if (!thousandths(s, &x))
		return tpl_flaw(c, n, "a length is not a number");
	*out = (int32_t)(mm ? x * 72 * 10 / 254 : x);
	return 0;
}

int
tpl_font(struct tpl *c, const struct xmlio_node *n, const char *name,
    uint16_t *out)
{
	size_t	 i;

	for (i = 0; i < c->t->fonts->n; i++)
		if (strcmp(name, font_name(c->t->fonts->font[i])) == 0) {
			*out = (uint16_t)i;
			return 0;
		}
	return tpl_flaw(c, n, "no such font style");
}

int
tpl_style(struct tpl *c, const struct xmlio_node *n,
    struct text_style *s)
{
	const char	*font = xmlio_attr(n, "font", NULL);
	const char	*color = xmlio_attr(n, "color", NULL);
	char		*end;

	if (font != NULL && tpl_font(c, n, font, &s->font) < 0)
		return -1;
	if (color != NULL) {
		s->rgb = (uint32_t)strtoul(color, &end, 16);
		if (strlen(color) != 6 || *end != '\0')
			return tpl_flaw(c, n, "a colour is RRGGBB");
	}
	if (tpl_length(c, n, "spacing", false, s->spacing, &s->spacing) < 0)
		return -1;
	return tpl_length(c, n, "size", false, s->size, &s->size);
}

int
tpl_align(struct tpl *c, const struct xmlio_node *n,
    enum text_align *out)
{
	static const char *const	 names[] = {
		[ALIGN_LEFT] = "left", [ALIGN_CENTER] = "center",
		[ALIGN_RIGHT] = "right", [ALIGN_JUSTIFY] = "justify",
	};
	const char	*s = xmlio_attr(n, "align", "left");
	size_t		 i;

	for (i = 0; i < ES_COUNT(names); i++)
		if (strcmp(s, names[i]) == 0) {
			*out = (enum text_align)i;
			return 0;
		}
	return tpl_flaw(c, n, "align is left, center, right or justify");
}
