/*
 * xmlio/xmlio.h - XML without network, DTD or entities.
 *
 * Three ways to read: a document with elements, attributes and line numbers
 * (templates, definitions), a record snapshot as a value tree, and a long
 * list of rows, one at a time.
 */
#ifndef ES_XMLIO_XMLIO_H
#define ES_XMLIO_XMLIO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"

struct xmlio;			/* a parsed document */
struct xmlio_node;		/* an element or a text of it; borrowed */

/*
 * Parse at most ES_LIMIT_XML bytes of UTF-8.  "name" stands in messages,
 * which give the line.  A DOCTYPE is ES_E_FORMAT, too deep ES_E_LIMIT.
 */
ES_CHECK int	xmlio_parse(struct xmlio **out, struct es_view xml,
		    const char *name, struct es_err *err);
void		xmlio_free(struct xmlio *x);		/* NULL is fine */
const struct xmlio_node *xmlio_root(const struct xmlio *x);
const char	*xmlio_name(const struct xmlio *x);

/* Local name of an element; NULL for text. */
const char	*xmlio_element(const struct xmlio_node *n);
long		 xmlio_line(const struct xmlio_node *n);
/* First child and next sibling: elements and texts that are not blank. */
const struct xmlio_node *xmlio_first(const struct xmlio_node *n);
const struct xmlio_node *xmlio_next(const struct xmlio_node *n);
/* Text of a text node. */
struct es_view	 xmlio_text(const struct xmlio_node *n);
/* Value of an attribute; "fallback" (may be NULL) when it is absent. */
const char	*xmlio_attr(const struct xmlio_node *n, const char *name,
		    const char *fallback);
/* 0, or ES_E_FORMAT naming an attribute that is not in the list. */
ES_CHECK int	 xmlio_known(const struct xmlio *x,
		    const struct xmlio_node *n, const char *const *attrs,
		    struct es_err *err);

/* -- schemas; schema.c ---- */
struct xmlio_schema;
/* A RELAX NG schema in XML form, without includes.  ES_E_FORMAT. */
ES_CHECK int	xmlio_schema_parse(struct xmlio_schema **out,
		    struct es_view rng, const char *name, struct es_err *err);
void		xmlio_schema_free(struct xmlio_schema *s);	/* NULL: fine */
/* 0: it fits; ES_E_FORMAT says where it does not. */
ES_CHECK int	xmlio_schema_check(const struct xmlio_schema *s,
		    const struct xmlio *x, struct es_err *err);

/*
 * A record snapshot as a tree (docs/FORMATS.md): attributes and child
 * elements become keys of a map; list="1" makes a list of the children; an
 * element with text alone becomes text (of comments nothing is seen).
 * ES_E_FORMAT, ES_E_LIMIT or ES_E_NOMEM; *out lives in the arena.
 */
ES_CHECK int	 xmlio_tree(struct es_tree **out, struct es_view xml,
		    struct es_arena *a, struct es_err *err);

struct xmlio_pair {		/* an attribute of a row */
	struct es_view	 name, value;
};

/*
 * A root element named "root" with children named "row", each of attributes
 * alone: "fn" is called for each with the line it stands on; it returns < 0
 * to stop.  Of any size; memory does not grow with it.  *line is where an
 * error was found.  ES_E_FORMAT, ES_E_LIMIT over "max" attributes, or fn's.
 */
ES_CHECK int	 xmlio_rows(struct es_view xml, const char *root,
		    const char *row, size_t max,
		    int (*fn)(void *arg, long line,
		    const struct xmlio_pair *pairs, size_t n,
		    struct es_err *err), void *arg, long *line,
		    struct es_err *err);

#endif
