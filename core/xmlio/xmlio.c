/* xmlio/xmlio.c - see xmlio.h. */
#include "xmlio/xmlio.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>

#include "base/limits.h"
#include "xmlio/xmlio_priv.h"

struct xmlio {
	xmlDoc	*doc;
	char	*name;
};

/* struct xmlio_node is libxml2's xmlNode under another name. */
static const xmlNode *
raw(const struct xmlio_node *n)
{
	return (const xmlNode *)(const void *)n;
}

static const struct xmlio_node *
wrap(const xmlNode *n)
{
	return (const struct xmlio_node *)(const void *)n;
}

static int
check_depth(const xmlNode *n, size_t depth, const char *name,
    struct es_err *err)
{
	if (depth > ES_LIMIT_XML_DEPTH)
		return es_fail(err, ES_E_LIMIT, "%s:%ld: nested over %zu deep",
		    name, xmlGetLineNo(n), ES_LIMIT_XML_DEPTH);
	for (n = n->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    check_depth(n, depth + 1, name, err) < 0)
			return -1;
	return 0;
}

static xmlDoc *
read_doc(struct es_view xml, const char *name, struct es_err *err)
{
	xmlParserCtxt	*ctx;
	const xmlError	*e;
	xmlDoc		*doc;

	if (xml.n > ES_LIMIT_XML) {
		es_fail(err, ES_E_LIMIT, "%s: over %zu bytes", name,
		    ES_LIMIT_XML);
		return NULL;
	}
	if ((ctx = xmlNewParserCtxt()) == NULL) {
		es_fail(err, ES_E_NOMEM, "%s: out of memory", name);
		return NULL;
	}
	doc = xmlCtxtReadMemory(ctx, (const char *)xml.p, (int)xml.n, name,
	    "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR |
	    XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT);
	if (doc == NULL) {
		e = xmlCtxtGetLastError(ctx);
		es_fail(err, ES_E_FORMAT, "%s:%d: %.*s", name,
		    e == NULL ? 0 : e->line, e == NULL || e->message == NULL ?
		    0 : (int)strcspn(e->message, "\n"),
		    e == NULL || e->message == NULL ? "" : e->message);
	} else if (doc->intSubset != NULL || doc->extSubset != NULL) {
		es_fail(err, ES_E_FORMAT, "%s: a DOCTYPE is not allowed",
		    name);
		xmlFreeDoc(doc);
		doc = NULL;
	} else if (check_depth(xmlDocGetRootElement(doc), 1, name, err) < 0) {
		xmlFreeDoc(doc);
		doc = NULL;
	}
	xmlFreeParserCtxt(ctx);
	return doc;
}

int
xmlio_parse(struct xmlio **out, struct es_view xml, const char *name,
    struct es_err *err)
{
	struct xmlio	*x;
	size_t		 n = strlen(name) + 1;

	*out = NULL;
	if ((x = calloc(1, sizeof(*x))) == NULL ||
	    (x->name = malloc(n)) == NULL) {
		free(x);
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", name);
	}
	memcpy(x->name, name, n);
	if ((x->doc = read_doc(xml, name, err)) == NULL) {
		xmlio_free(x);
		return -1;
	}
	*out = x;
	return 0;
}

void
xmlio_free(struct xmlio *x)
{
	if (x == NULL)
		return;
	xmlFreeDoc(x->doc);
	free(x->name);
	free(x);
}

const struct xmlio_node *
xmlio_root(const struct xmlio *x)
{
	return wrap(xmlDocGetRootElement(x->doc));
}

/* For schema.c: a document as libxml2 has it. */
void *
xmlio_doc(const struct xmlio *x)
{
	return x->doc;
}

const char *
xmlio_name(const struct xmlio *x)
{
	return x->name;
}

const char *
xmlio_element(const struct xmlio_node *n)
{
	return raw(n)->type == XML_ELEMENT_NODE ?
	    (const char *)raw(n)->name : NULL;
}

long
xmlio_line(const struct xmlio_node *n)
{
	return xmlGetLineNo(raw(n));
}

/* The node itself or the next that a caller may see. */
static const xmlNode *
visible(const xmlNode *n)
{
	while (n != NULL && n->type != XML_ELEMENT_NODE &&
	    (n->type != XML_TEXT_NODE || xmlIsBlankNode(n)))
		n = n->next;
	return n;
}

const struct xmlio_node *
xmlio_first(const struct xmlio_node *n)
{
	return raw(n)->type != XML_ELEMENT_NODE ? NULL :
	    wrap(visible(raw(n)->children));
}

const struct xmlio_node *
xmlio_next(const struct xmlio_node *n)
{
	return wrap(visible(raw(n)->next));
}

struct es_view
xmlio_text(const struct xmlio_node *n)
{
	return raw(n)->type == XML_TEXT_NODE ?
	    es_view_str((const char *)raw(n)->content) : ES_VIEW_EMPTY;
}

static const char *
attr_text(const xmlAttr *a)
{
	/* Without entities an attribute has one text child or none. */
	return a->children == NULL || a->children->content == NULL ? "" :
	    (const char *)a->children->content;
}

const char *
xmlio_attr(const struct xmlio_node *n, const char *name, const char *fallback)
{
	const xmlAttr	*a;

	if (raw(n)->type != XML_ELEMENT_NODE)
		return fallback;
	for (a = raw(n)->properties; a != NULL; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return attr_text(a);
	return fallback;
}

int
xmlio_known(const struct xmlio *x, const struct xmlio_node *n,
    const char *const *attrs, struct es_err *err)
{
	const xmlAttr	*a;
	size_t		 i;

	for (a = raw(n)->properties; a != NULL; a = a->next) {
		for (i = 0; attrs[i] != NULL; i++)
			if (strcmp((const char *)a->name, attrs[i]) == 0)
				break;
		if (attrs[i] == NULL)
			return es_fail(err, ES_E_FORMAT, "%s:%ld: <%s> has no "
			    "attribute \"%s\"", x->name, xmlio_line(n),
			    (const char *)raw(n)->name,
			    (const char *)a->name);
	}
	return 0;
}
