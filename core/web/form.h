/*
 * web/form.h - fields from a query, a form body or a multipart body.
 *
 * Pure parsers of foreign bytes: strict, limited, fuzzed.  Names and values
 * are UTF-8 text (files excepted); a breach is an error of the whole body.
 */
#ifndef ES_WEB_FORM_H
#define ES_WEB_FORM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

struct web_pair {
	struct es_view	 name;
	struct es_view	 value;		/* of a file: its bytes, borrowed */
	struct es_view	 filename; /* files only; display only, untrusted */
	struct es_view	 type;		/* files only; claimed, untrusted */
	bool		 is_file;
};

struct web_form {
	struct web_pair	*pairs;
	size_t		 n;
};

/*
 * application/x-www-form-urlencoded (WHATWG URL 5.1), also a query string.
 * ES_E_FORMAT: bad escape or UTF-8; ES_E_LIMIT: too many or too long.
 */
ES_CHECK int	web_form_parse(struct web_form *out, struct es_view body,
		    struct es_arena *a, struct es_err *err);
/* The same where a field may have so many bytes: sources, not answers. */
ES_CHECK int	web_form_parse_long(struct web_form *out, struct es_view body,
		    size_t field_max, struct es_arena *a, struct es_err *err);
/*
 * multipart/form-data (RFC 7578) with the boundary of this content type.
 * File bytes are borrowed from "body".
 */
ES_CHECK int	web_multipart_parse(struct web_form *out, struct es_view body,
		    struct es_view content_type, struct es_arena *a,
		    struct es_err *err);
/* Value of the first cookie with this name in a Cookie header. */
struct es_view	web_cookie_find(struct es_view header, const char *name);
/* First pair with this name; NULL when absent. */
const struct web_pair *web_form_find(const struct web_form *f,
		    const char *name);

#endif
