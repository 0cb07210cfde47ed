/*
 * type/def.h - the definition of a document type: who may have it, which
 * office and seal, what data it takes from the record, what its form asks.
 *
 * docs/TYPES.md has the form of such a file.  A definition and its page
 * templates are all that a type is; no program knows a type by its name.
 */
#ifndef ES_TYPE_DEF_H
#define ES_TYPE_DEF_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "type/source.h"

enum type_kind {		/* of a field */
	TYPE_NONE = 0,
	TYPE_LINE,		/* one line of text */
	TYPE_TEXT,		/* paragraphs */
	TYPE_DATE,		/* YYYY-MM-DD */
	TYPE_MONEY,		/* yuan with two decimals */
	TYPE_NUMBER,		/* at most three decimals */
	TYPE_CHOICE,		/* one of the words offered */
	TYPE_ROWS,		/* lines of an item list */
	TYPE_PRODUCT,		/* column: one column times another, in money */
	TYPE_SUM,		/* of a column over all rows, in money */
	TYPE__MAX
};

struct type_words {
	const char	*zh, *en;
};

struct type_choice {
	const char		*key;
	struct type_words	 word;
};

struct type_field {
	enum type_kind		 kind;
	const char		*name;
	long			 line;		/* of the definition */
	struct type_words	 label, hint;	/* hint: "" when none */
	bool			 required;
	bool			 whole;		/* a number without decimals */
	/* characters; fen; thousandths of a number; rows */
	int64_t			 min, max;
	const struct type_choice *choice;
	size_t			 nchoices;
	struct type_field	*column;	/* of rows */
	size_t			 ncolumns;
	/* product: the factors among the columns; sum: rows and column */
	size_t			 of[2];
};

struct type_def {
	struct es_arena		*arena;
	const char		*id;		/* "transcript-graduate" */
	int64_t			 version;
	int64_t			 order;		/* in the catalogue */
	struct type_words	 name, about;
	/* issue */
	const char		*office;	/* code: "GS" */
	const char		*seal;		/* class: "department" */
	const char		*code;		/* in document numbers */
	const char		*languages;	/* "zh-CN,en" */
	const char		*flow;		/* "auto", "one-approver" ... */
	int64_t			 valid_days;	/* 0: no end */
	int64_t			 disclosure;	/* 1 .. 3 */
	/* People bring a finished file; seals that go on it, too, as
	 * "CG/procurement JW/department". */
	bool			 files;
	const char		*also;
	/* holder: comma-separated words; levels "": any */
	const char		*kinds, *levels, *statuses;
	unsigned		 needs;		/* must say something */
	/* data */
	unsigned		 sources;	/* 1 << type_source_id */
	const char		*scale;		/* of grade points; "" */
	/* form */
	struct type_field	*field;
	size_t			 nfields;
	size_t			 controls;	/* with all rows */
	size_t			 letters;	/* that all of them can hold */
};

/*
 * Parse at most ES_LIMIT_TEMPLATE bytes.  "name" is for messages, which say
 * "name:line: field x: what" (ES_E_FORMAT, ES_E_LIMIT).  Success: *out is
 * the caller's.  Failure: *out is NULL.
 */
ES_CHECK int	type_def_parse(struct type_def **out, struct es_view xml,
		    const char *name, struct es_err *err);
void		type_def_free(struct type_def *d);	/* NULL is fine */

/* "word" is one of the comma-separated words of "list". */
bool		type_in_list(const char *list, struct es_view word);
/* A form that asks nothing, or a purpose alone: no page of its own. */
bool		type_is_plain(const struct type_def *d);
/* NULL when there is none. */
const struct type_field *type_field_find(const struct type_def *d,
		    struct es_view name);
const struct type_field *type_column_find(const struct type_field *rows,
		    struct es_view name);
/* The word of a choice's key; NULL when it is not offered. */
const struct type_choice *type_choice_find(const struct type_field *f,
		    struct es_view key);

#endif
