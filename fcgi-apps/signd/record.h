/*
 * signd/record.h - is this record about that request?
 *
 * es-signd does not lay out documents and wants no XML library beside its
 * keys: it reads the four start tags that name a document in the canonical
 * form that es-request writes (docs/FORMATS.md), and what is not in that
 * form is not about the request.  Pure.
 */
#ifndef ES_SIGND_RECORD_H
#define ES_SIGND_RECORD_H

#include "base/view.h"

struct record_names {		/* as the database has them */
	struct es_view	 type, lang;	/* of the request */
	struct es_view	 number;	/* of the document */
	struct es_view	 code;		/* 16 characters, ungrouped */
	struct es_view	 person;	/* number of who asked */
	struct es_view	 seal;		/* number of the type's seal */
};

/*
 * The record has exactly one of each tag, nothing that could hide another
 * (comment, CDATA, DOCTYPE, processing instruction), and every name matches.
 */
bool	record_is_of(struct es_view record, const struct record_names *want);

/* What the record of a contract says of its frozen file. */
struct record_text {
	struct es_view	 digest;	/* SHA-256 in hexadecimal */
	struct es_view	 seal;		/* number of the nth seal */
	size_t		 seals;		/* how many there are */
};

/*
 * The digest in the one tag "form", and the rows of its one list "places"
 * that name a seal; n from 1.  False: the record is no contract's, or has no
 * nth seal.
 */
bool	record_text(struct es_view record, size_t n,
	    struct record_text *out);

#endif
