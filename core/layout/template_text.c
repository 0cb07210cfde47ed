/* layout/template_text.c - texts with holes; see template_priv.h. */
#include "layout/template_priv.h"

static struct seg *
add_seg(struct tpl *c, struct segs *out)
{
	struct seg	*more;

	if ((out->n & (out->n - 1)) == 0) {	/* 0, 1, 2, 4, 8 ... */
		more = es_arena_array(c->t->arena, out->n == 0 ? 1 :
		    out->n * 2, sizeof(*more));
		if (more == NULL)
			return NULL;
		if (out->n > 0)
			memcpy(more, out->seg, out->n * sizeof(*more));
		out->seg = more;
	}
	return &out->seg[out->n++];
}

/* "text {path|func} text" */
static int
parse_segs(struct tpl *c, const struct xmlio_node *n, struct es_view v,
    const struct text_style *style, struct es_view lang, struct segs *out)
{
	size_t	 at = 0, open, close, bar;

	while (at < v.n) {
		struct seg	*s;
		struct es_view	 hole;

		open = es_view_find(v, ES_LIT("{"), at);
		if ((s = add_seg(c, out)) == NULL)
			return tpl_flaw(c, n, "no memory");
		memset(s, 0, sizeof(*s));
		s->style = *style;
		s->lang = lang;
		s->what = c->t->name;
		if (open != at) {
			s->text = es_arena_dup(c->t->arena, es_view_sub(v, at,
			    (open == SIZE_MAX ? v.n : open) - at));
			at = open == SIZE_MAX ? v.n : open;
			continue;
		}
		if ((close = es_view_find(v, ES_LIT("}"), at)) == SIZE_MAX)
			return tpl_flaw(c, n, "a hole is not closed");
		hole = es_view_sub(v, at + 1, close - at - 1);
		bar = es_view_find(hole, ES_LIT("|"), 0);
		if (bar != SIZE_MAX)
			s->func = es_arena_dup(c->t->arena,
			    es_view_sub(hole, bar + 1, SIZE_MAX));
		s->path = es_arena_dup(c->t->arena, es_view_sub(hole, 0,
		    bar == SIZE_MAX ? hole.n : bar));
		s->what = es_arena_str(c->t->arena, s->path);
		if (s->path.n == 0 || s->what == NULL)
			return tpl_flaw(c, n, "an empty hole");
		if (!layout_function_known(s->func))
			return es_fail(c->err, ES_E_FORMAT, "%s:%ld: no "
			    "function is called \"%.*s\"", c->t->name,
			    xmlio_line(n), (int)s->func.n,
			    (const char *)s->func.p);
		if (tpl_use(c, n, s->path) < 0)
			return -1;
		out->has_path = true;
		at = close + 1;
	}
	return 0;
}

/* Runs of white space in the template's source are one blank. */
static struct es_view
squeeze(struct tpl *c, struct es_view v)
{
	unsigned char	*p = es_arena_get(c->t->arena, v.n + 1);
	size_t		 i, n = 0;

	for (i = 0; p != NULL && i < v.n; i++) {
		bool	 blank = v.p[i] == '\n' || v.p[i] == '\t' ||
			    v.p[i] == ' ';

		if (!blank)
			p[n++] = v.p[i];
		else if (n == 0 || p[n - 1] != ' ')
			p[n++] = ' ';
	}
	return es_view(p, p == NULL ? 0 : n);
}

/* The content of an element: text, and <b> or <span> with other styles. */
int
tpl_inline(struct tpl *c, const struct xmlio_node *n,
    const struct text_style *style, struct es_view lang, struct segs *out)
{
	const struct xmlio_node	*k;

	for (k = xmlio_first(n); k != NULL; k = xmlio_next(k)) {
		const char		*e = xmlio_element(k);
		struct text_style	 s = *style;
		struct es_view		 l = lang, link;
		size_t			 from = out->n;

		if (e == NULL) {
			struct es_view	 v = squeeze(c, xmlio_text(k));

			if (k == xmlio_first(n) && v.n > 0 && v.p[0] == ' ')
				v = es_view_sub(v, 1, SIZE_MAX);
			if (xmlio_next(k) == NULL)
				while (v.n > 0 && v.p[v.n - 1] == ' ')
					v.n--;
			if (parse_segs(c, k, v, style, lang, out) < 0)
				return -1;
			continue;
		}
		if (strcmp(e, "span") != 0)
			return tpl_flaw(c, k, "only text and <span> here");
		if (tpl_known(c, k) < 0)
			return -1;
		if (xmlio_attr(k, "lang", NULL) != NULL)
			l = tpl_keep(c, xmlio_attr(k, "lang", ""));
		if (tpl_style(c, k, &s) < 0 ||
		    tpl_inline(c, k, &s, l, out) < 0)
			return -1;
		if (tpl_path(c, k, "link", &link) < 0)
			return -1;
		for (; from < out->n; from++)
			out->seg[from].link = link;
	}
	return 0;
}

int
tpl_texts(struct tpl *c, const struct xmlio_node *n, const char *name,
    const struct text_style *style, struct segs *out)
{
	const char	*s = xmlio_attr(n, name, NULL);

	return s == NULL ? 0 : parse_segs(c, n, es_view_str(s), style,
	    ES_VIEW_EMPTY, out);
}
