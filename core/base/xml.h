/*
 * base/xml.h - text into XML 1.0, and an attribute out of a start tag.
 */
#ifndef ES_BASE_XML_H
#define ES_BASE_XML_H

#include "base/buf.h"
#include "base/view.h"

enum {
	ES_XML_QUOTES	= 1,	/* " too: for the value of an attribute */
	ES_XML_SPACES	= 2,	/* tab and LF as references */
};

/*
 * Append UTF-8 text with "how" (the flags, or 0) so that a parser reads the
 * same again: & < > escaped, CR as a reference (XML 1.0, 2.11).  A character
 * that XML does not have (2.2), or a byte that is no UTF-8, becomes U+FFFD.
 */
void		es_xml_add(struct es_buf *b, struct es_view v, unsigned how);
/*
 * The value of an attribute, raw, out of what follows the name in a start tag
 * of a canonical record (docs/FORMATS.md): name="value" pairs with blanks
 * between.  For programs that read a record without an XML library beside
 * their keys.  Empty when it is not there, or anything has another form.
 */
struct es_view	es_xml_attr(struct es_view tag, struct es_view name);
bool		es_xml_is_blank(unsigned char c);

#endif
