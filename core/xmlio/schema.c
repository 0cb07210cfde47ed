/* xmlio/schema.c - documents against a RELAX NG schema; see xmlio.h. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "xmlio/xmlio_priv.h"

struct xmlio_schema {
	xmlRelaxNG	*rng;
};

static void
silent(void *arg, const char *fmt, ...)
{
	(void)arg;
	(void)fmt;
}

/* Keep the first complaint. */
static void
complain(void *arg, const xmlError *e)
{
	struct es_err	*err = arg;

	if (err->code == ES_E_NONE)
		(void)es_fail(err, ES_E_FORMAT, "line %d: %.*s", e->line,
		    e->message == NULL ? 0 : (int)strcspn(e->message, "\n"),
		    e->message == NULL ? "" : e->message);
}

int
xmlio_schema_parse(struct xmlio_schema **out, struct es_view rng,
    const char *name, struct es_err *err)
{
	xmlRelaxNGParserCtxt	*ctx;

	*out = NULL;
	if (rng.n > ES_LIMIT_XML)
		return es_fail(err, ES_E_LIMIT, "%s: over %zu bytes", name,
		    ES_LIMIT_XML);
	ctx = xmlRelaxNGNewMemParserCtxt((const char *)rng.p, (int)rng.n);
	*out = calloc(1, sizeof(**out));
	if (ctx == NULL || *out == NULL) {
		xmlRelaxNGFreeParserCtxt(ctx);
		free(*out);
		*out = NULL;
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", name);
	}
	xmlRelaxNGSetParserErrors(ctx, silent, silent, NULL);
	(*out)->rng = xmlRelaxNGParse(ctx);
	xmlRelaxNGFreeParserCtxt(ctx);
	if ((*out)->rng != NULL)
		return 0;
	free(*out);
	*out = NULL;
	return es_fail(err, ES_E_FORMAT, "%s is no RELAX NG schema", name);
}

void
xmlio_schema_free(struct xmlio_schema *s)
{
	if (s == NULL)
		return;
	xmlRelaxNGFree(s->rng);
	free(s);
}

int
xmlio_schema_check(const struct xmlio_schema *s, const struct xmlio *x,
    struct es_err *err)
{
	xmlRelaxNGValidCtxt	*ctx = xmlRelaxNGNewValidCtxt(s->rng);
	int			 rc;

	if (ctx == NULL)
		return es_fail(err, ES_E_NOMEM, "%s: out of memory",
		    xmlio_name(x));
	xmlRelaxNGSetValidStructuredErrors(ctx,
	    (xmlStructuredErrorFunc)complain, err);
	rc = xmlRelaxNGValidateDoc(ctx, xmlio_doc(x));
	xmlRelaxNGFreeValidCtxt(ctx);
	if (rc != 0 && err->code == ES_E_NONE)
		return es_fail(err, ES_E_FORMAT, "%s does not fit its "
		    "schema", xmlio_name(x));
	return rc == 0 ? 0 : -1;
}
