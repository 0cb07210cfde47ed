/*
 * import/fields.h - the columns of an import file, and their values; pure.
 *
 * docs/FORMATS.md lists them for people who make such files.
 */
#ifndef ES_IMPORT_FIELDS_H
#define ES_IMPORT_FIELDS_H

#include "base/err.h"
#include "base/view.h"
#include "store/store.h"

#define IMPORT_FIELDS_MAX	40

enum import_kind {
	IMPORT_NONE = 0,
	IMPORT_PEOPLE,
	IMPORT_GRADES,
	/* What else is on record of a person (records.c). */
	IMPORT_CONCLUSIONS,
	IMPORT_RANKS,
	IMPORT_HONOURS,
	IMPORT_EMPLOYMENT,
	IMPORT_TITLES,
	IMPORT_INCOME,
	IMPORT_PROJECTS,
	IMPORT_KIND__MAX
};

/* "people": the root element, and es-import's option. */
const char	*import_kind_name(enum import_kind k);
const char	*import_kind_item(enum import_kind k);	/* "person" */

/* Columns of people, in the order of STORE_IMPORT_PERSON_ADD's parameters. */
enum { PERSON_NUMBER, PERSON_KIND, PERSON_NAME_ZH, PERSON_NAME_EN,
    PERSON_GENDER, PERSON_BIRTH, PERSON_ID_NUMBER, PERSON_SCHOOL_ZH,
    PERSON_SCHOOL_EN, PERSON_MAJOR_ZH, PERSON_MAJOR_EN, PERSON_FIELD_ZH,
    PERSON_FIELD_EN, PERSON_LEVEL, PERSON_CATEGORY, PERSON_MODE,
    PERSON_LENGTH, PERSON_ENROLLED, PERSON_GRADUATION, PERSON_STATUS,
    PERSON_HOLD_ZH, PERSON_HOLD_EN, PERSON_SUPERVISOR_ZH,
    PERSON_SUPERVISOR_EN, PERSON_THESIS_ZH, PERSON_THESIS_EN, PERSON_DEFENCE,
    PERSON_DEGREE_ZH, PERSON_DEGREE_EN, PERSON_DEGREE_DATE,
    PERSON_CERTIFICATE, PERSON_CREDITS, PERSON_EMAIL, PERSON_COLS,
    PERSON_PASSWORD = PERSON_COLS, PERSON_FIELDS };

/* Columns of grades; after the first in the order of course_grade. */
enum { GRADE_NUMBER, GRADE_YEAR, GRADE_TERM, GRADE_CODE, GRADE_TITLE_ZH,
    GRADE_TITLE_EN, GRADE_CATEGORY, GRADE_NATURE, GRADE_GROUP, GRADE_CREDITS,
    GRADE_HOURS, GRADE_KIND, GRADE_GRADE, GRADE_ASSESSMENT, GRADE_REMARK,
    GRADE_FIELDS };

size_t		import_fields(enum import_kind k);	/* how many */
/* Index of a column by its name; -1 when there is none. */
int		import_field(enum import_kind k, struct es_view name);
const char	*import_field_name(enum import_kind k, size_t field);
bool		import_required(enum import_kind k, size_t field);
/*
 * The values of one row, of import_fields(k) cells in the table's order
 * (empty: absent).  Texts are views of the cells.  ES_E_INPUT names the
 * column and what is allowed.
 */
ES_CHECK int	import_values(enum import_kind k, const struct es_view *cells,
		    struct store_val *out, struct es_err *err);

#endif
