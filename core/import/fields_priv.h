/* import/fields_priv.h - tables of columns; private to import. */
#ifndef ES_IMPORT_FIELDS_PRIV_H
#define ES_IMPORT_FIELDS_PRIV_H

#include "import/fields.h"

enum form {
	FIELD_TEXT = 0,		/* at most "max" characters on one line */
	FIELD_WORD,		/* one of "words" */
	FIELD_DATE,		/* YYYY-MM-DD or empty */
	FIELD_WHOLE,		/* "min" to "max" */
	FIELD_TENTHS,		/* the same with at most one decimal */
	FIELD_GRADE,		/* by the kind of grade */
	FIELD_MONEY		/* yuan, at most two decimals; stored in fen */
};

struct field {
	const char	*name;
	enum form	 form;
	long		 max;		/* of TENTHS: in tenths */
	long		 min;
	bool		 required;
	const char	*words;		/* the first is the default */
};

struct import_table {
	const char		*name;	/* root element, and option */
	const char		*item;	/* element of a row */
	const struct field	*field;
	size_t			 n;
	size_t			 key;	/* column beside the person; 0: none */
	enum store_stmt		 find, put;	/* of records */
};

extern const struct import_table	import_tables[IMPORT_KIND__MAX];
extern const struct field		import_people[PERSON_FIELDS];
extern const struct field		import_grades[GRADE_FIELDS];

#endif
