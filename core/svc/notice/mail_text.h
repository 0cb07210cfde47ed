/*
 * svc/notice/mail_text.h - a message as bytes: RFC 5322, 2045, 2047.  Pure.
 *
 * Plain text in UTF-8.  A letter is a template of templates/mail: its first
 * line the subject, then an empty line, then the text, with holes {what},
 * {number}, {link}, {settings}, {site}.  What goes into a hole is one line
 * without control characters, whatever it was.
 */
#ifndef ES_SVC_MAIL_TEXT_H
#define ES_SVC_MAIL_TEXT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

struct svc_letter {		/* what the holes are filled with */
	struct es_view	 what, number, link, settings, site;
};

/*
 * Fill a template: the subject (one line) and the text (LF lines).
 * ES_E_FORMAT names a hole that there is not, or what is missing.
 */
ES_CHECK int	svc_letter_fill(struct es_view template,
		    const struct svc_letter *l, struct es_buf *subject,
		    struct es_buf *text, struct es_err *err);

struct svc_mail {
	const char	*from, *to;	/* addresses, svc_mail_address */
	struct es_view	 from_name;	/* UTF-8; empty: none */
	struct es_view	 subject, text;	/* UTF-8; text with LF lines */
	struct es_view	 id;		/* left of the "@" of Message-ID */
	const char	*lang;
	int64_t		 at;		/* Date, UTC seconds */
	int		 offset;	/* of the campus zone */
};

/* An address that we would write to: ASCII, one "@", nothing to quote. */
bool		svc_mail_address(struct es_view v);
/* The whole message with CRLF; no line is longer than 78 characters. */
ES_CHECK int	svc_mail_make(const struct svc_mail *m, struct es_buf *out,
		    struct es_err *err);

#endif
