/*
 * type/source.h - what a record can hold: the sources that a definition may
 * name, and the paths that a page template may use.
 *
 * One table says for each source its element, its keys and what kind of value
 * each is; the snapshot is written from it, templates are checked against
 * it, and a preview without a person is filled from its samples.
 */
#ifndef ES_TYPE_SOURCE_H
#define ES_TYPE_SOURCE_H

#include "base/view.h"

enum type_source_id {
	TYPE_SRC_COURSES = 0,	/* with the summary */
	TYPE_SRC_THESIS,
	TYPE_SRC_DEGREE,
	TYPE_SRC_CONCLUSION,	/* of studies: graduated, left */
	TYPE_SRC_RANK,
	TYPE_SRC_HONOURS,
	TYPE_SRC_EMPLOYMENT,
	TYPE_SRC_TITLE,
	TYPE_SRC_INCOME,
	TYPE_SRC_PROJECTS,
	TYPE_SRC__MAX
};

enum type_key_kind {
	TYPE_KEY_TEXT = 0,
	TYPE_KEY_BOTH,		/* two columns: Chinese, English */
	TYPE_KEY_WORD,		/* a key of the vocabulary */
	TYPE_KEY_DATE,
	TYPE_KEY_INT,
	TYPE_KEY_FEN		/* money */
};

struct type_key {
	const char		*name;
	enum type_key_kind	 kind;
	const char		*zh, *en;	/* a sample */
};

struct type_source {
	const char		*name;		/* in definitions */
	const char		*element;	/* in records */
	const char		*item;		/* of a list; NULL: no list */
	const struct type_key	*keys;
	size_t			 nkeys;
};

extern const struct type_source	type_sources[TYPE_SRC__MAX];
/* What every record has: document, university, office, seal, person. */
extern const struct type_source	type_common[];
extern const size_t		type_ncommon;
extern const struct type_source	type_summary;	/* goes with courses */

/* Its number; -1 when there is none. */
int	type_source_find(struct es_view name);

struct type_def;
/*
 * Whether records of this type can have a value at "path"; "each" is the
 * path of the list in whose rows "c/..." is looked up, or empty.
 */
bool	type_path_known(const struct type_def *d, struct es_view path,
	    struct es_view each);

#endif
