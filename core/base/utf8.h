/*
 * base/utf8.h - strict UTF-8 (RFC 3629: no overlongs, no surrogates).
 */
#ifndef ES_BASE_UTF8_H
#define ES_BASE_UTF8_H

#include "base/buf.h"
#include "base/view.h"

/*
 * Decode the code point at *at and move past it.  Returns 1 found, 0 at the
 * end, -1 not UTF-8 (*at stays).
 */
int		es_utf8_next(struct es_view v, size_t *at, uint32_t *cp);
/* Append one code point; an impossible one becomes U+FFFD. */
void		es_utf8_add(struct es_buf *b, uint32_t cp);
/*
 * All of v is UTF-8 without NUL and without the control characters that
 * XML 1.0 forbids (tab, CR and LF are fine).
 */
bool		es_utf8_is_text(struct es_view v);
/* As es_utf8_is_text, and on one line: no tab, CR, LF, U+2028, U+2029. */
bool		es_utf8_is_line(struct es_view v);
/* The beginning of v, at most "max" bytes and no broken character. */
struct es_view	es_utf8_cut(struct es_view v, size_t max);
/* Code points in v; bytes that are not UTF-8 count one each. */
size_t		es_utf8_count(struct es_view v);

#endif
