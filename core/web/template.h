/*
 * web/template.h - pages from well-formed templates with typed holes.
 *
 * A template is XML (no DTD, no entities) with elements of the namespace
 * "t:" that vanish, and everything else copied out as HTML:
 *
 *	<t:v of="person/name"/>			text of a value
 *	<t:m k="login.title"/>		message in the visitor's language
 *	<t:m k="login.retry" a="minutes"/>	its {0} replaced by a value
 *	<t:if test="path"> ... </t:if>		<t:if not="path">
 *	<t:if test="path" is="text">		the value is this text
 *	<t:each in="rows" as="row"> ... </t:each>
 *	<t:use file="common/layout.html"> ... </t:use>	fills its <t:slot/>
 *
 * An attribute whose whole value is "{path}" takes a value, "{m:key}" a
 * message, "{m:key:path}" a message with one value.  href, src, action and
 * data take only own paths ("/..."): others are dropped.  No hole may stand
 * in on*, style, or inside script or style.  Values are escaped for where
 * they stand; there is no way to write one raw.
 */
#ifndef ES_WEB_TEMPLATE_H
#define ES_WEB_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/tree.h"

struct web_templates;

/*
 * Load DIR/messages/{zh-CN,en}.xml and every DIR/NAME/ *.html.  Any flaw
 * (malformed, unknown key, hole in a forbidden place) stops with file and
 * line.  One set, read-only afterwards, shared by workers.
 */
ES_CHECK int	web_templates_load(struct web_templates **out,
		    const char *dir, struct es_err *err);
void		web_templates_free(struct web_templates *t);

/* Append the page NAME ("login/form.html") in "lang" to "out". */
ES_CHECK int	web_template_render(const struct web_templates *t,
		    const char *name, const char *lang,
		    const struct es_tree *data, struct es_buf *out,
		    struct es_err *err);
/* A message; the key itself when there is none. */
const char	*web_message(const struct web_templates *t, const char *lang,
		    const char *key);
/* Languages in order of preference for want of another: "zh-CN", "en". */
extern const char *const web_languages[];

/* Escapers, one for each context. */
void		web_escape_text(struct es_buf *out, struct es_view v);
void		web_escape_attr(struct es_buf *out, struct es_view v);
/* A value in a query: all but letters, digits and "-_.~/" as %XX. */
void		web_escape_query(struct es_buf *out, struct es_view v);
/* An own path: begins with one "/", no "\\", no control byte. */
bool		web_is_own_path(struct es_view v);

#endif
