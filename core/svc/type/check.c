/* svc/type/check.c - what is wrong with a type; see types.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "svc/type/types.h"
#include "type/form.h"
#include "xmlio/xmlio.h"

static const char *const	langs[SVC_TYPE_PAGES] = { "zh-CN", "en" };

struct check {
	const struct layout_fonts *fonts;
	void			(*tell)(void *, const char *);
	void			*arg;
	struct es_arena		*arena;
	int			 flaws;
};

__attribute__((format(printf, 2, 3)))
static void
tell(struct check *c, const char *fmt, ...)
{
	char	 line[ES_ERR_MSG_MAX + 200];
	va_list	 ap;

	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	c->flaws++;
	c->tell(c->arg, line);
}

/* Every path a page names, against what records of the type hold. */
static void
paths(struct check *c, const struct type_def *d,
    const struct layout_template *t, const char *name)
{
	struct es_view	 path, each;
	size_t		 i;
	long		 line;

	for (i = 0; i < layout_template_uses(t); i++) {
		layout_template_use(t, i, &path, &each, &line);
		if (!type_path_known(d, path, each))
			tell(c, "%s:%ld: {%.*s}: records of this type have no "
			    "such value", name, line, (int)path.n,
			    (const char *)path.p);
	}
}

static void
trial(struct check *c, const struct type_def *d,
    const struct layout_template *t, const char *lang, const char *name)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_view	 record;
	struct es_tree	*tree;
	struct dlist	*dl;
	size_t		 page;

	es_arena_reset(c->arena);
	if (svc_type_sample(d, lang, c->arena, &record, &e) < 0 ||
	    xmlio_tree(&tree, record, c->arena, &e) < 0 ||
	    layout_run(&dl, t, tree, LAYOUT_FINAL, c->arena, &e) < 0)
		tell(c, "%s:1: laid out with a sample record: %s", name,
		    e.msg);
	else if (!d->files && dlist_seal_find(dl, ES_LIT("seal"), &page) ==
	    NULL)
		tell(c, "%s:1: the page has no place for the seal", name);
}

static void
one_page(struct check *c, const struct type_def *d, size_t i,
    const struct svc_type_file *f)
{
	struct layout_template	*t;
	struct es_err		 e = ES_ERR_INIT;
	char			 version[24];

	if (layout_template_compile(&t, f->bytes, f->name, c->fonts,
	    &e) < 0) {
		tell(c, "%s", e.msg);
		return;
	}
	(void)snprintf(version, sizeof(version), "%lld",
	    (long long)d->version);
	if (strcmp(layout_template_type(t), d->id) != 0)
		tell(c, "%s:1: type is \"%s\", but the definition's id is "
		    "\"%s\"", f->name, layout_template_type(t), d->id);
	if (strcmp(layout_template_lang(t), langs[i]) != 0)
		tell(c, "%s:1: lang is \"%s\", not \"%s\"", f->name,
		    layout_template_lang(t), langs[i]);
	if (strcmp(layout_template_version(t), version) != 0)
		tell(c, "%s:1: version is \"%s\", but the definition's is "
		    "\"%s\"", f->name, layout_template_version(t), version);
	paths(c, d, t, f->name);
	if (c->flaws == 0)
		trial(c, d, t, langs[i], f->name);
	layout_template_free(t);
}

static void
pages(struct check *c, const struct svc_type_set *set,
    const struct type_def *d)
{
	size_t	 i;

	for (i = 0; i < SVC_TYPE_PAGES; i++) {
		bool	 want = type_in_list(d->languages,
			    es_view_str(langs[i]));

		if (set->page[i].bytes.n > 0)
			one_page(c, d, i, &set->page[i]);
		if (want && set->page[i].bytes.n == 0)
			tell(c, "%s:1: languages names %s, but there is no "
			    "page template for it", set->definition.name,
			    langs[i]);
		if (!want && set->page[i].bytes.n > 0)
			tell(c, "%s:1: a page template for %s, but languages "
			    "does not name it", set->page[i].name, langs[i]);
	}
}

int
svc_type_check(const struct svc_type_set *set,
    const struct layout_fonts *fonts, void (*fn)(void *arg, const char *what),
    void *arg, struct type_def **out, struct es_err *err)
{
	struct check	 c = { .fonts = fonts, .tell = fn, .arg = arg };
	struct es_err	 e = ES_ERR_INIT;
	struct type_def	*d = NULL;

	if (out != NULL)
		*out = NULL;
	if ((c.arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA)) == NULL)
		return es_fail(err, ES_E_NOMEM, "type: out of memory");
	if (type_def_parse(&d, set->definition.bytes, set->definition.name,
	    &e) < 0)
		tell(&c, "%s", e.msg);
	else
		pages(&c, set, d);
	es_arena_free(c.arena);
	if (out != NULL)
		*out = d;
	else
		type_def_free(d);
	return c.flaws;
}

/* -- a record without a person --------------------------------------------- */
static void
sample_keys(const struct type_source *s, bool en, struct es_buf *b)
{
	size_t	 i;

	for (i = 0; i < s->nkeys; i++)
		type_xml_attr(b, s->keys[i].name, es_view_str(en ?
		    s->keys[i].en : s->keys[i].zh));
}

static void
sample_source(const struct type_source *s, bool en, struct es_buf *b)
{
	int	 i;

	if (s->item == NULL) {
		es_buf_printf(b, "<%s", s->element);
		sample_keys(s, en, b);
		es_buf_add_str(b, "/>");
		return;
	}
	es_buf_printf(b, "<%s list=\"1\">", s->element);
	for (i = 0; i < 3; i++) {
		es_buf_printf(b, "<%s", s->item);
		sample_keys(s, en, b);
		es_buf_add_str(b, "/>");
	}
	es_buf_printf(b, "</%s>", s->element);
}

static struct es_view
sample_value(void *arg, const char *control)
{
	const struct type_def	*d = arg;
	const char		*dot = strchr(control, '.');
	const struct type_field	*f = type_field_find(d, es_view(control,
				    dot == NULL ? strlen(control) :
				    (size_t)(dot - control)));

	if (dot != NULL) {
		if (atoi(dot + 1) > 1 || (dot = strchr(dot + 1, '.')) ==
		    NULL || f == NULL)
			return ES_VIEW_EMPTY;	/* two rows */
		f = type_column_find(f, es_view_str(dot + 1));
	}
	if (f == NULL)
		return ES_VIEW_EMPTY;
	switch (f->kind) {
	case TYPE_LINE:
		return f->max < 2 ? ES_LIT("X") : f->max < 8 ? ES_LIT("XX") :
		    ES_LIT("SAMPLE X");
	case TYPE_TEXT:
		return ES_LIT("SAMPLE text.");
	case TYPE_DATE:
		return ES_LIT("2026-12-31");
	case TYPE_MONEY:
		return f->max >= 1234500 ? ES_LIT("12345.00") : ES_LIT("1");
	case TYPE_NUMBER:
		return ES_LIT("1");
	case TYPE_CHOICE:
		return es_view_str(f->choice[0].key);
	default:
		return ES_VIEW_EMPTY;
	}
}

int
svc_type_sample(const struct type_def *d, const char *lang,
    struct es_arena *a, struct es_view *out, struct es_err *err)
{
	bool			 en = strcmp(lang, "en") == 0;
	struct type_form	 form;
	struct es_buf		 b;
	size_t			 i;
	int			 rc;

	*out = ES_VIEW_EMPTY;
	if (type_form_read(&form, d, sample_value, (void *)(uintptr_t)d, a,
	    err) < 0)
		return -1;
	es_buf_init(&b, ES_LIMIT_XML);
	es_buf_add_str(&b, "<record xmlns=\"urn:yinxin:record:1\"");
	type_xml_attr(&b, "type", es_view_str(d->id));
	type_xml_attr(&b, "lang", es_view_str(lang));
	es_buf_add_str(&b, " version=\"1\">");
	for (i = 0; i < type_ncommon; i++)
		sample_source(&type_common[i], en, &b);
	for (i = 0; i < TYPE_SRC__MAX; i++)
		if ((d->sources & 1u << i) != 0)
			sample_source(&type_sources[i], en, &b);
	if ((d->sources & 1u << TYPE_SRC_COURSES) != 0)
		sample_source(&type_summary, en, &b);
	type_form_write(d, form.values, lang, TYPE_WRITE_RECORD, &b);
	es_buf_add_str(&b, "</record>\n");
	if ((rc = es_buf_ok(&b, "sample", err)) == 0) {
		*out = es_arena_dup(a, es_buf_view(&b));
		if (out->n == 0)
			rc = es_fail(err, ES_E_NOMEM, "sample: no memory");
	}
	es_buf_clear(&b);
	return rc;
}
