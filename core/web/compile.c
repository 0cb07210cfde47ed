/* web/compile.c - a template's XML to a flat list of operations. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>

#include "base/limits.h"
#include "web/template_priv.h"

struct compiler {
	struct web_templates	*t;
	struct page		*page;
	struct es_buf		 lit;		/* literal being gathered */
	size_t			 depth;
	struct es_err		*err;
};

static const char *const void_tags[] = { "area", "base", "br", "col", "hr",
    "img", "input", "link", "meta", "source", "track", "wbr" };
static const char *const url_attrs[] = { "href", "src", "action", "data",
    "poster", "cite", "formaction" };

static bool
in_list(const char *s, const char *const *list, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(s, list[i]) == 0)
			return true;
	return false;
}

static int
fail(struct compiler *c, const xmlNode *node, const char *what)
{
	return es_fail(c->err, ES_E_FORMAT, "%s:%ld: %s", c->page->name,
	    xmlGetLineNo(node), what);
}

static struct op *
add(struct compiler *c, enum op_kind kind)
{
	struct page	*p = c->page;
	struct op	*more;

	if (p->n == p->cap) {
		p->cap = p->cap == 0 ? 64 : p->cap * 2;
		more = es_arena_array(c->t->arena, p->cap, sizeof(*more));
		if (more == NULL) {
			es_fail(c->err, ES_E_NOMEM, "%s: no memory", p->name);
			return NULL;
		}
		if (p->n > 0)
			memcpy(more, p->ops, p->n * sizeof(*more));
		p->ops = more;
	}
	more = &p->ops[p->n++];
	memset(more, 0, sizeof(*more));
	more->kind = kind;
	return more;
}

/* What was gathered becomes one operation. */
static int
flush(struct compiler *c)
{
	struct op	*op;

	if (c->lit.n == 0)
		return 0;
	if ((op = add(c, OP_LITERAL)) == NULL)
		return -1;
	op->text = es_arena_dup(c->t->arena, es_buf_view(&c->lit));
	es_buf_reset(&c->lit);
	return 0;
}

static struct op *
add_flushed(struct compiler *c, enum op_kind kind)
{
	return flush(c) < 0 ? NULL : add(c, kind);
}

static struct es_view
keep(struct compiler *c, struct es_view v)
{
	return es_arena_dup(c->t->arena, v);
}

static struct es_view
prop(struct compiler *c, const xmlNode *node, const char *name)
{
	xmlChar		*v = xmlGetNoNsProp(node, (const xmlChar *)name);
	struct es_view	 out = ES_VIEW_EMPTY;

	if (v != NULL)
		out = keep(c, es_view_str((const char *)v));
	xmlFree(v);
	return out;
}

static int
set_message(struct compiler *c, const xmlNode *node, struct op *op,
    struct es_view key)
{
	const struct message	*m;
	int			 i;

	op->key = es_arena_str(c->t->arena, key);
	if (op->key == NULL)
		return fail(c, node, "no memory");
	if ((m = web_message_find(c->t, op->key)) == NULL) {
		es_fail(c->err, ES_E_FORMAT, "%s:%ld: no message \"%s\"",
		    c->page->name, xmlGetLineNo(node), op->key);
		return -1;
	}
	for (i = 0; i < WEB_LANGS; i++)
		op->msg[i] = m->text[i];
	return 0;
}

/* " name=" with a value that is a hole: {path}, {m:key}, {m:key:path}. */
static int
attr_hole(struct compiler *c, const xmlNode *node, const char *name,
    struct es_view hole)
{
	struct es_view	 inner = es_view_sub(hole, 1, hole.n - 2);
	struct op	*op;
	size_t		 colon;
	bool		 url = in_list(name, url_attrs, ES_COUNT(url_attrs));

	if (strncmp(name, "on", 2) == 0 || strcmp(name, "style") == 0 ||
	    strcmp(name, "srcdoc") == 0)
		return fail(c, node, "no hole may stand in this attribute");
	if (es_view_starts(inner, ES_LIT("m:"))) {
		if (url)
			return fail(c, node, "an address is no message");
		if ((op = add_flushed(c, OP_ATTR_MESSAGE)) == NULL)
			return -1;
		inner = es_view_sub(inner, 2, SIZE_MAX);
		colon = es_view_find(inner, ES_LIT(":"), 0);
		if (colon != SIZE_MAX)
			op->path = keep(c, es_view_sub(inner, colon + 1,
			    SIZE_MAX));
		op->text = keep(c, es_view_str(name));
		return set_message(c, node, op, es_view_sub(inner, 0,
		    colon == SIZE_MAX ? inner.n : colon));
	}
	if ((op = add_flushed(c, url ? OP_ATTR_URL : OP_ATTR)) == NULL)
		return -1;
	op->text = keep(c, es_view_str(name));
	op->path = keep(c, inner);
	return 0;
}

static int
attributes(struct compiler *c, const xmlNode *node)
{
	const xmlAttr	*a;

	for (a = node->properties; a != NULL; a = a->next) {
		char		 name[128];
		struct es_view	 v = prop(c, node, (const char *)a->name);
		int		 rc = 0;

		(void)snprintf(name, sizeof(name), "%s%s%s",
		    a->ns != NULL ? (const char *)a->ns->prefix : "",
		    a->ns != NULL ? ":" : "", (const char *)a->name);
		if (v.n >= 2 && v.p[0] == '{' && v.p[v.n - 1] == '}') {
			rc = attr_hole(c, node, name, v);
		} else if (es_view_find(v, ES_LIT("{"), 0) != SIZE_MAX) {
			return fail(c, node, "a hole is a whole value or none");
		} else {
			es_buf_printf(&c->lit, " %s=\"", name);
			web_escape_attr(&c->lit, v);
			es_buf_add_ch(&c->lit, '"');
		}
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int	children(struct compiler *c, const xmlNode *node);

static int
html(struct compiler *c, const xmlNode *node)
{
	const char	*name = (const char *)node->name;

	es_buf_printf(&c->lit, "<%s", name);
	if (attributes(c, node) < 0)
		return -1;
	es_buf_add_ch(&c->lit, '>');
	if (in_list(name, void_tags, ES_COUNT(void_tags))) {
		if (node->children != NULL)
			return fail(c, node, "this element has no content");
		return 0;
	}
	if ((strcmp(name, "script") == 0 || strcmp(name, "style") == 0) &&
	    node->children != NULL)
		return fail(c, node, "scripts and styles are files");
	if (children(c, node) < 0)
		return -1;
	es_buf_printf(&c->lit, "</%s>", name);
	return 0;
}

/* A block that is left out or repeated: its end is known afterwards. */
static int
block(struct compiler *c, const xmlNode *node, size_t at, bool loop)
{
	if (children(c, node) < 0 || flush(c) < 0)
		return -1;
	if (loop) {
		struct op	*end = add(c, OP_END);

		if (end == NULL)
			return -1;
		end->end = at;
	}
	c->page->ops[at].end = c->page->n;
	return 0;
}

static int
directive(struct compiler *c, const xmlNode *node)
{
	const char	*name = (const char *)node->name;
	struct op	*op;
	size_t		 at;

	if (strcmp(name, "v") == 0) {
		if ((op = add_flushed(c, OP_VALUE)) == NULL)
			return -1;
		op->path = prop(c, node, "of");
		return op->path.n > 0 ? 0 : fail(c, node, "v needs of");
	}
	if (strcmp(name, "m") == 0) {
		if ((op = add_flushed(c, OP_MESSAGE)) == NULL)
			return -1;
		op->path = prop(c, node, "a");
		return set_message(c, node, op, prop(c, node, "k"));
	}
	if (strcmp(name, "slot") == 0)
		return add_flushed(c, OP_SLOT) == NULL ? -1 : 0;
	if (strcmp(name, "if") == 0) {
		if ((op = add_flushed(c, OP_IF)) == NULL)
			return -1;
		at = c->page->n - 1;
		op->path = prop(c, node, "test");
		if (op->path.n == 0) {
			op->path = prop(c, node, "not");
			op->negate = true;
		}
		op->has_is = xmlHasProp(node, (const xmlChar *)"is") != NULL;
		op->is = prop(c, node, "is");
		if (op->path.n == 0)
			return fail(c, node, "if needs test or not");
		return block(c, node, at, false);
	}
	if (strcmp(name, "each") == 0) {
		if ((op = add_flushed(c, OP_EACH)) == NULL)
			return -1;
		at = c->page->n - 1;
		op->path = prop(c, node, "in");
		op->key = es_arena_str(c->t->arena, prop(c, node, "as"));
		if (op->path.n == 0 || op->key == NULL || *op->key == '\0')
			return fail(c, node, "each needs in and as");
		return block(c, node, at, true);
	}
	if (strcmp(name, "use") == 0) {
		if ((op = add_flushed(c, OP_USE)) == NULL)
			return -1;
		at = c->page->n - 1;
		op->key = es_arena_str(c->t->arena, prop(c, node, "file"));
		return block(c, node, at, false);
	}
	return fail(c, node, "unknown t: element");
}

static int
children(struct compiler *c, const xmlNode *node)
{
	const xmlNode	*n;
	int		 rc = 0;

	if (++c->depth > ES_LIMIT_XML_DEPTH)
		return fail(c, node, "nested too deep");
	for (n = node->children; rc == 0 && n != NULL; n = n->next) {
		switch (n->type) {
		case XML_TEXT_NODE:
			web_escape_text(&c->lit,
			    es_view_str((const char *)n->content));
			break;
		case XML_ELEMENT_NODE:
			rc = n->ns != NULL && n->ns->prefix != NULL &&
			    strcmp((const char *)n->ns->prefix, "t") == 0 ?
			    directive(c, n) : html(c, n);
			break;
		case XML_COMMENT_NODE:
			break;
		default:
			rc = fail(c, n, "only elements, text and comments");
		}
	}
	c->depth--;
	return rc;
}

/* Parse bytes with nothing from outside: no DTD, no entities, no network. */
static xmlDoc *
parse(struct es_view xml, const char *name, struct es_err *err)
{
	xmlParserCtxt	*ctx = xmlNewParserCtxt();
	xmlDoc		*doc;
	const xmlError	*e;

	if (ctx == NULL || xml.n > ES_LIMIT_TEMPLATE) {
		xmlFreeParserCtxt(ctx);
		es_fail(err, ES_E_LIMIT, "%s: too large", name);
		return NULL;
	}
	doc = xmlCtxtReadMemory(ctx, (const char *)xml.p, (int)xml.n, name,
	    "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR |
	    XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
	if (doc == NULL) {
		e = xmlCtxtGetLastError(ctx);
		es_fail(err, ES_E_FORMAT, "%s:%d: %.200s", name,
		    e == NULL ? 0 : e->line, e == NULL ? "malformed" :
		    e->message);
	} else if (doc->intSubset != NULL || doc->extSubset != NULL) {
		es_fail(err, ES_E_FORMAT, "%s: a DTD is not allowed", name);
		xmlFreeDoc(doc);
		doc = NULL;
	}
	xmlFreeParserCtxt(ctx);
	return doc;
}

/*
 * A template's root is <t:use> or <t:page>; the root of a layout is <html>,
 * which also makes the HTML5 doctype.
 */
int
web_page_compile(struct web_templates *t, struct page *p, struct es_view xml,
    const char *name, struct es_err *err)
{
	struct compiler	 c = { .t = t, .page = p, .err = err };
	xmlDoc		*doc;
	xmlNode		*root;
	int		 rc = -1;

	p->name = es_arena_str(t->arena, es_view_str(name));
	if (p->name == NULL || (doc = parse(xml, name, err)) == NULL)
		return -1;
	es_buf_init(&c.lit, ES_LIMIT_TEMPLATE);
	root = xmlDocGetRootElement(doc);
	if (root->ns != NULL && root->ns->prefix != NULL) {
		if (strcmp((const char *)root->name, "page") == 0)
			rc = children(&c, root);
		else
			rc = directive(&c, root);
	} else {
		es_buf_add_str(&c.lit, "<!DOCTYPE html>\n");
		rc = html(&c, root);
	}
	if (rc == 0)
		rc = flush(&c);
	es_buf_clear(&c.lit);
	xmlFreeDoc(doc);
	return rc;
}

int
web_messages_parse(struct web_templates *t, int lang, struct es_view xml,
    const char *name, struct es_err *err)
{
	xmlDoc		*doc = parse(xml, name, err);
	xmlNode		*n;
	int		 rc = 0;

	if (doc == NULL)
		return -1;
	for (n = xmlDocGetRootElement(doc)->children; rc == 0 && n != NULL;
	    n = n->next) {
		xmlChar		*k, *v;
		struct message	*m;

		if (n->type != XML_ELEMENT_NODE)
			continue;
		k = xmlGetNoNsProp(n, (const xmlChar *)"k");
		v = xmlNodeGetContent(n);
		m = k == NULL ? NULL : (struct message *)(uintptr_t)
		    web_message_find(t, (const char *)k);
		if (k == NULL || v == NULL) {
			rc = es_fail(err, ES_E_FORMAT, "%s:%ld: no key", name,
			    xmlGetLineNo(n));
		} else if (m == NULL) {
			if (t->nmessages == t->cap_messages)
				rc = es_fail(err, ES_E_LIMIT, "%s: over %zu "
				    "messages", name, t->cap_messages);
			else {
				m = &t->messages[t->nmessages++];
				m->key = es_arena_str(t->arena,
				    es_view_str((const char *)k));
			}
		} else if (m->text[lang] != NULL)
			rc = es_fail(err, ES_E_FORMAT, "%s:%ld: \"%s\" twice",
			    name, xmlGetLineNo(n), (const char *)k);
		if (rc == 0)
			m->text[lang] = es_arena_str(t->arena, es_view_trim(
			    es_view_str((const char *)v)));
		xmlFree(k);
		xmlFree(v);
	}
	xmlFreeDoc(doc);
	return rc;
}
