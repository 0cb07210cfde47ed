/*
 * import/records.c - the kinds of files, and the columns of a person's
 * records; see fields.h and fields_priv.h.
 *
 * Of each record the first column is the person's number, the others are in
 * the order of the statements that find and put it.
 */
#include "import/fields_priv.h"

static const struct field	conclusions[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "kind", FIELD_WORD, 0, 0, false,
	    "graduation|completion|incomplete|withdrawal" },
	{ "date", FIELD_DATE, 0, 0, true, NULL },
	{ "diploma_no", FIELD_TEXT, 40, 0, false, NULL },
	{ "president_zh", FIELD_TEXT, 100, 0, false, NULL },
	{ "president_en", FIELD_TEXT, 100, 0, false, NULL },
	{ "left_on", FIELD_DATE, 0, 0, false, NULL },
};
static const struct field	ranks[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "as_of", FIELD_DATE, 0, 0, true, NULL },
	{ "place", FIELD_WHOLE, 1000000, 1, true, NULL },
	{ "of_all", FIELD_WHOLE, 1000000, 1, true, NULL },
	{ "scope_zh", FIELD_TEXT, 200, 0, true, NULL },
	{ "scope_en", FIELD_TEXT, 200, 0, true, NULL },
	{ "basis_zh", FIELD_TEXT, 100, 0, false, NULL },
	{ "basis_en", FIELD_TEXT, 100, 0, false, NULL },
	{ "score", FIELD_TEXT, 12, 0, false, NULL },
};
static const struct field	honours[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "honour_no", FIELD_TEXT, 40, 0, true, NULL },
	{ "title_zh", FIELD_TEXT, 200, 0, true, NULL },
	{ "title_en", FIELD_TEXT, 200, 0, true, NULL },
	{ "level", FIELD_WORD, 0, 0, false,
	    "university|national|provincial|school" },
	{ "awarder_zh", FIELD_TEXT, 200, 0, true, NULL },
	{ "awarder_en", FIELD_TEXT, 200, 0, true, NULL },
	{ "awarded", FIELD_DATE, 0, 0, true, NULL },
};
static const struct field	employment[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "department_zh", FIELD_TEXT, 100, 0, true, NULL },
	{ "department_en", FIELD_TEXT, 200, 0, true, NULL },
	{ "post_zh", FIELD_TEXT, 100, 0, true, NULL },
	{ "post_en", FIELD_TEXT, 100, 0, true, NULL },
	{ "duty_zh", FIELD_TEXT, 100, 0, false, NULL },
	{ "duty_en", FIELD_TEXT, 100, 0, false, NULL },
	{ "appointment", FIELD_WORD, 0, 0, false,
	    "permanent|contract|project|retired" },
	{ "joined", FIELD_DATE, 0, 0, true, NULL },
	{ "ended", FIELD_DATE, 0, 0, false, NULL },
	{ "contact", FIELD_TEXT, 100, 0, false, NULL },
};
static const struct field	titles[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "qualified", FIELD_DATE, 0, 0, true, NULL },
	{ "name_zh", FIELD_TEXT, 60, 0, true, NULL },
	{ "name_en", FIELD_TEXT, 100, 0, true, NULL },
	{ "series_zh", FIELD_TEXT, 60, 0, true, NULL },
	{ "series_en", FIELD_TEXT, 100, 0, true, NULL },
	{ "level", FIELD_WORD, 0, 0, false,
	    "senior|associate|middle|junior" },
	{ "discipline_zh", FIELD_TEXT, 100, 0, false, NULL },
	{ "discipline_en", FIELD_TEXT, 100, 0, false, NULL },
	{ "appointed", FIELD_DATE, 0, 0, false, NULL },
	{ "approval_no", FIELD_TEXT, 60, 0, false, NULL },
	{ "certificate_no", FIELD_TEXT, 40, 0, false, NULL },
};
static const struct field	income[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "month", FIELD_DATE, 0, 0, true, NULL },
	{ "base", FIELD_MONEY, 0, 0, true, NULL },
	{ "performance", FIELD_MONEY, 0, 0, false, NULL },
	{ "allowance", FIELD_MONEY, 0, 0, false, NULL },
	{ "withheld", FIELD_MONEY, 0, 0, false, NULL },
};
static const struct field	projects[] = {
	{ "number", FIELD_TEXT, 20, 0, true, NULL },
	{ "project_no", FIELD_TEXT, 40, 0, true, NULL },
	{ "title_zh", FIELD_TEXT, 200, 0, true, NULL },
	{ "title_en", FIELD_TEXT, 300, 0, true, NULL },
	{ "kind", FIELD_WORD, 0, 0, false,
	    "public|commissioned|internal" },
	{ "funder_zh", FIELD_TEXT, 200, 0, true, NULL },
	{ "funder_en", FIELD_TEXT, 200, 0, true, NULL },
	{ "role", FIELD_WORD, 0, 0, false,
	    "leader|member" },
	{ "begins", FIELD_DATE, 0, 0, true, NULL },
	{ "ends", FIELD_DATE, 0, 0, false, NULL },
	{ "amount", FIELD_MONEY, 0, 0, false, NULL },
};

const struct import_table	import_tables[IMPORT_KIND__MAX] = {
	[IMPORT_NONE] = { "", "", NULL, 0, 0, STORE_NONE, STORE_NONE },
	[IMPORT_PEOPLE] = { "people", "person", import_people, PERSON_FIELDS,
	    0, STORE_NONE, STORE_NONE },
	[IMPORT_GRADES] = { "grades", "grade", import_grades, GRADE_FIELDS, 0,
	    STORE_NONE, STORE_NONE },
	[IMPORT_CONCLUSIONS] = { "conclusions", "conclusion", conclusions,
	    ES_COUNT(conclusions), 0, STORE_IMPORT_CONCLUSIONS_FIND,
	    STORE_IMPORT_CONCLUSIONS_PUT },
	[IMPORT_RANKS] = { "ranks", "rank", ranks,
	    ES_COUNT(ranks), 1, STORE_IMPORT_RANKS_FIND,
	    STORE_IMPORT_RANKS_PUT },
	[IMPORT_HONOURS] = { "honours", "honour", honours,
	    ES_COUNT(honours), 1, STORE_IMPORT_HONOURS_FIND,
	    STORE_IMPORT_HONOURS_PUT },
	[IMPORT_EMPLOYMENT] = { "employment", "post", employment,
	    ES_COUNT(employment), 0, STORE_IMPORT_EMPLOYMENT_FIND,
	    STORE_IMPORT_EMPLOYMENT_PUT },
	[IMPORT_TITLES] = { "titles", "title", titles,
	    ES_COUNT(titles), 1, STORE_IMPORT_TITLES_FIND,
	    STORE_IMPORT_TITLES_PUT },
	[IMPORT_INCOME] = { "income", "month", income,
	    ES_COUNT(income), 1, STORE_IMPORT_INCOME_FIND,
	    STORE_IMPORT_INCOME_PUT },
	[IMPORT_PROJECTS] = { "projects", "project", projects,
	    ES_COUNT(projects), 1, STORE_IMPORT_PROJECTS_FIND,
	    STORE_IMPORT_PROJECTS_PUT },
};
