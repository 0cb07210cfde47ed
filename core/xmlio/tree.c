/*
 * xmlio/tree.c - a record as a value tree from the parser's events; see
 * xmlio.h.  Without a document of libxml2's in between: half the time.
 */
#include <libxml/SAX2.h>
#include <libxml/parser.h>

#include "base/buf.h"
#include "base/limits.h"
#include "xmlio/xmlio.h"

/* An open element.  One without attributes may still become a text. */
enum kind { NONE, MAP, LIST, LEAF };

struct frame {
	enum kind	 kind;
	struct es_tree	*tree;		/* LEAF: of its parent */
	const char	*name;		/* the parser's */
};

struct build {
	xmlParserCtxt	*ctx;
	struct es_arena	*arena;
	struct es_tree	*root;
	struct es_buf	 text;		/* of the innermost element, a LEAF */
	struct es_err	*err;
	bool		 failed;
	size_t		 depth;
	struct frame	 open[ES_LIMIT_XML_DEPTH + 1];
};

static struct build *
builder(void *arg)
{
	return ((xmlParserCtxt *)arg)->_private;
}

static void
stop(struct build *b)
{
	b->failed = true;
	xmlStopParser(b->ctx);
}

/* A leaf that turns out to hold more than text. */
static void
branch(struct build *b)
{
	struct frame	*f = &b->open[b->depth];

	f->tree = es_tree_put_map(f->tree, f->name);
	f->kind = MAP;
	es_buf_reset(&b->text);
}

/* Five pointers for each attribute: name, prefix, URI, value, its end. */
static struct es_view
value(const xmlChar **attr)
{
	return es_view(attr[3], (size_t)(attr[4] - attr[3]));
}

static bool
is_list(size_t n, const xmlChar **attrs)
{
	size_t	 i;

	for (i = 0; i < n; i++, attrs += 5)
		if (strcmp((const char *)attrs[0], "list") == 0)
			return es_view_eq_str(value(attrs), "1");
	return false;
}

static void
put_attrs(struct es_tree *map, size_t n, const xmlChar **attrs)
{
	size_t	 i;

	for (i = 0; i < n; i++, attrs += 5)
		es_tree_put_text(map, (const char *)attrs[0], value(attrs));
}

/* What a new element is, from its parent and its attributes. */
static struct frame
opened(struct build *b, const char *name, size_t n, const xmlChar **attrs)
{
	const struct frame	*up = &b->open[b->depth];
	struct frame		 f = { MAP, NULL, name };

	if (b->depth == 0)
		f.tree = b->root = es_tree_map(b->arena);
	else if (up->kind == LIST)
		f.tree = es_tree_add_map(up->tree);
	else if (is_list(n, attrs))
		return (struct frame){ LIST, es_tree_put_list(up->tree,
		    name), name };
	else if (n == 0)
		return (struct frame){ LEAF, up->tree, name };
	else
		f.tree = es_tree_put_map(up->tree, name);
	put_attrs(f.tree, n, attrs);
	return f;
}

static void
start(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int n, int ndefault,
    const xmlChar **attrs)
{
	struct build	*b = builder(arg);
	struct frame	 f;

	(void)prefix, (void)uri, (void)nns, (void)ns, (void)ndefault;
	if (b->failed)
		return;
	if (b->depth == ES_LIMIT_XML_DEPTH) {
		es_fail(b->err, ES_E_LIMIT, "record:%d: nested over %zu deep",
		    xmlSAX2GetLineNumber(b->ctx), ES_LIMIT_XML_DEPTH);
		stop(b);
		return;
	}
	if (b->open[b->depth].kind == LEAF)
		branch(b);
	f = opened(b, (const char *)name, (size_t)n, attrs);
	b->open[++b->depth] = f;
}

static void
end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct build	*b = builder(arg);
	struct frame	*f = &b->open[b->depth];

	(void)name, (void)prefix, (void)uri;
	if (b->failed)
		return;
	if (f->kind == LEAF && b->text.n > 0)
		es_tree_put_text(f->tree, f->name, es_buf_view(&b->text));
	else if (f->kind == LEAF)
		(void)es_tree_put_map(f->tree, f->name);
	es_buf_reset(&b->text);
	b->depth--;
}

static void
text(void *arg, const xmlChar *s, int n)
{
	struct build	*b = builder(arg);

	if (!b->failed && b->open[b->depth].kind == LEAF)
		es_buf_add(&b->text, s, (size_t)n);
}

static void
doctype(void *arg, const xmlChar *name, const xmlChar *id,
    const xmlChar *address)
{
	struct build	*b = builder(arg);

	(void)name, (void)id, (void)address;
	if (b->failed)
		return;
	es_fail(b->err, ES_E_FORMAT, "record: a DOCTYPE is not allowed");
	stop(b);
}

static int
parse(struct build *b, struct es_view xml, struct es_err *err)
{
	const xmlError	*e;
	xmlDoc		*doc;

	/* NOENT: &amp; in a value as the character it means. */
	doc = xmlCtxtReadMemory(b->ctx, (const char *)xml.p, (int)xml.n,
	    "record", "UTF-8", XML_PARSE_NONET | XML_PARSE_NOENT |
	    XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlFreeDoc(doc);
	if (b->failed)
		return -1;
	if (!b->ctx->wellFormed || b->root == NULL) {
		e = xmlCtxtGetLastError(b->ctx);
		return es_fail(err, ES_E_FORMAT, "record:%d: %.*s",
		    e == NULL ? 0 : e->line, e == NULL || e->message == NULL ?
		    0 : (int)strcspn(e->message, "\n"),
		    e == NULL || e->message == NULL ? "" : e->message);
	}
	return es_buf_ok(&b->text, "record", err) < 0 ? -1 :
	    es_tree_ok(b->root, err);
}

int
xmlio_tree(struct es_tree **out, struct es_view xml, struct es_arena *a,
    struct es_err *err)
{
	static const xmlSAXHandler	 sax = {
		.initialized = XML_SAX2_MAGIC, .startElementNs = start,
		.endElementNs = end, .characters = text,
		.cdataBlock = text, .internalSubset = doctype
	};
	struct build	 b = { .arena = a, .err = err };
	int		 rc;

	*out = NULL;
	if (xml.n > ES_LIMIT_XML)
		return es_fail(err, ES_E_LIMIT, "record: over %zu bytes",
		    ES_LIMIT_XML);
	if ((b.ctx = xmlNewParserCtxt()) == NULL)
		return es_fail(err, ES_E_NOMEM, "record: out of memory");
	*b.ctx->sax = sax;
	b.ctx->_private = &b;
	es_buf_init(&b.text, ES_LIMIT_XML);
	if ((rc = parse(&b, xml, err)) == 0)
		*out = b.root;
	es_buf_clear(&b.text);
	xmlFreeParserCtxt(b.ctx);
	return rc;
}
