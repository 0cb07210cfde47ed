/* xmlio/rows.c - a list of rows from the parser's events; see xmlio.h. */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <stdlib.h>

#include "base/limits.h"
#include "xmlio/xmlio.h"

#define CHUNK	((size_t)1 << 16)

struct rows {
	xmlParserCtxt		*ctx;
	const char		*root, *row;
	size_t			 max, depth;
	struct xmlio_pair	*pairs;
	int			(*fn)(void *, long, const struct xmlio_pair *,
				    size_t, struct es_err *);
	void			*arg;
	long			*line;
	struct es_err		*err;
	bool			 failed;
};

static void
stop(struct rows *r)
{
	*r->line = xmlSAX2GetLineNumber(r->ctx);
	r->failed = true;
	xmlStopParser(r->ctx);
}

static void
fail(struct rows *r, enum es_code code, const char *what, const xmlChar *name)
{
	es_fail(r->err, code, "%s <%s>", what, name == NULL ? "" :
	    (const char *)name);
	stop(r);
}

/* Five pointers for each attribute: name, prefix, URI, value, its end. */
static void
give_row(struct rows *r, size_t n, const xmlChar **attrs)
{
	size_t	 i;

	if (n > r->max) {
		fail(r, ES_E_LIMIT, "too many attributes in",
		    (const xmlChar *)r->row);
		return;
	}
	for (i = 0; i < n; i++, attrs += 5) {
		r->pairs[i].name = es_view_str((const char *)attrs[0]);
		r->pairs[i].value = es_view(attrs[3],
		    (size_t)(attrs[4] - attrs[3]));
	}
	if (r->fn(r->arg, xmlSAX2GetLineNumber(r->ctx), r->pairs, n,
	    r->err) < 0)
		stop(r);
}

static void
start(void *arg, const xmlChar *name, const xmlChar *prefix,
    const xmlChar *uri, int nns, const xmlChar **ns, int n, int ndefault,
    const xmlChar **attrs)
{
	struct rows	*r = ((xmlParserCtxt *)arg)->_private;
	const char	*want = r->depth == 0 ? r->root : r->row;

	(void)prefix, (void)uri, (void)nns, (void)ns, (void)ndefault;
	if (r->failed)
		return;
	if (r->depth > 1 || strcmp((const char *)name, want) != 0) {
		es_fail(r->err, ES_E_FORMAT, "<%s> where <%s> was expected",
		    (const char *)name, want);
		stop(r);
		return;
	}
	if (r->depth++ == 1)
		give_row(r, (size_t)n, attrs);
}

static void
end(void *arg, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct rows	*r = ((xmlParserCtxt *)arg)->_private;

	(void)name, (void)prefix, (void)uri;
	r->depth--;
}

static void
text(void *arg, const xmlChar *s, int n)
{
	struct rows	*r = ((xmlParserCtxt *)arg)->_private;

	if (!r->failed && es_view_trim(es_view(s, (size_t)n)).n > 0)
		fail(r, ES_E_FORMAT, "text beside the attributes of",
		    (const xmlChar *)r->row);
}

static void
doctype(void *arg, const xmlChar *name, const xmlChar *id,
    const xmlChar *address)
{
	struct rows	*r = ((xmlParserCtxt *)arg)->_private;

	(void)id, (void)address;
	if (!r->failed)
		fail(r, ES_E_FORMAT, "a DOCTYPE is not allowed:", name);
}

/* The parser's own complaint, when nobody failed before. */
static int
parsed(struct rows *r, int code)
{
	const xmlError	*e = xmlCtxtGetLastError(r->ctx);

	if (r->failed)
		return -1;
	if (code == 0 && r->ctx->wellFormed)
		return 0;
	*r->line = e == NULL ? 0 : e->line;
	return es_fail(r->err, ES_E_FORMAT, "not well-formed XML: %.*s",
	    e == NULL || e->message == NULL ? 0 :
	    (int)strcspn(e->message, "\n"), e == NULL ||
	    e->message == NULL ? "" : e->message);
}

static int
feed(struct rows *r, struct es_view xml)
{
	size_t	 at, n;
	int	 code = 0;

	for (at = 0; at < xml.n && code == 0 && !r->failed; at += n) {
		n = xml.n - at < CHUNK ? xml.n - at : CHUNK;
		code = xmlParseChunk(r->ctx, (const char *)xml.p + at, (int)n,
		    0);
	}
	if (code == 0 && !r->failed)
		code = xmlParseChunk(r->ctx, NULL, 0, 1);
	return parsed(r, code);
}

int
xmlio_rows(struct es_view xml, const char *root, const char *row, size_t max,
    int (*fn)(void *arg, long line, const struct xmlio_pair *pairs, size_t n,
    struct es_err *err), void *arg, long *line, struct es_err *err)
{
	struct rows	 r = { .root = root, .row = row, .max = max, .fn = fn,
			    .arg = arg, .line = line, .err = err };
	xmlSAXHandler	 sax = { .initialized = XML_SAX2_MAGIC,
			    .startElementNs = start, .endElementNs = end,
			    .characters = text, .cdataBlock = text,
			    .internalSubset = doctype };
	int		 rc = -1;

	*line = 0;
	r.pairs = calloc(max == 0 ? 1 : max, sizeof(*r.pairs));
	r.ctx = xmlCreatePushParserCtxt(&sax, NULL, NULL, 0, NULL);
	if (r.pairs == NULL || r.ctx == NULL)
		es_fail(err, ES_E_NOMEM, "out of memory");
	else {
		r.ctx->_private = &r;
		/* NOENT: &amp; in a value as the character it means. */
		(void)xmlCtxtUseOptions(r.ctx, XML_PARSE_NONET |
		    XML_PARSE_NOENT | XML_PARSE_NOERROR |
		    XML_PARSE_NOWARNING);
		rc = feed(&r, xml);
	}
	if (r.ctx != NULL)
		xmlFreeParserCtxt(r.ctx);
	free(r.pairs);
	return rc;
}
