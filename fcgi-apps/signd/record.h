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

#endif
