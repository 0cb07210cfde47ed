/* import/fields.c - see fields.h. */
#include "import/fields_priv.h"

#include <stdio.h>

#include "base/money.h"
#include "base/utf8.h"

const struct field	import_people[PERSON_FIELDS] = {
	[PERSON_NUMBER] = { "number", FIELD_TEXT, 20, 0, true, NULL },
	[PERSON_KIND] = { "kind", FIELD_WORD, 0, 0, false, "student|staff" },
	[PERSON_NAME_ZH] = { "name_zh", FIELD_TEXT, 100, 0, true, NULL },
	[PERSON_NAME_EN] = { "name_en", FIELD_TEXT, 100, 0, true, NULL },
	[PERSON_GENDER] = { "gender", FIELD_WORD, 0, 0, false, "|M|F" },
	[PERSON_BIRTH] = { "birth", FIELD_DATE, 0, 0, false, NULL },
	[PERSON_ID_NUMBER] = { "id_number", FIELD_TEXT, 20, 0, false, NULL },
	[PERSON_SCHOOL_ZH] = { "school_zh", FIELD_TEXT, 100, 0, false, NULL },
	[PERSON_SCHOOL_EN] = { "school_en", FIELD_TEXT, 200, 0, false, NULL },
	[PERSON_MAJOR_ZH] = { "major_zh", FIELD_TEXT, 100, 0, false, NULL },
	[PERSON_MAJOR_EN] = { "major_en", FIELD_TEXT, 200, 0, false, NULL },
	[PERSON_FIELD_ZH] = { "field_zh", FIELD_TEXT, 200, 0, false, NULL },
	[PERSON_FIELD_EN] = { "field_en", FIELD_TEXT, 200, 0, false, NULL },
	[PERSON_LEVEL] = { "level", FIELD_WORD, 0, 0, false,
	    "|bachelor|master|doctor" },
	[PERSON_CATEGORY] = { "category", FIELD_WORD, 0, 0, false,
	    "|academic|professional" },
	[PERSON_MODE] = { "mode", FIELD_WORD, 0, 0, false, "|full|part" },
	[PERSON_LENGTH] = { "length_years", FIELD_WHOLE, 12, 0, false, NULL },
	[PERSON_ENROLLED] = { "enrolled", FIELD_DATE, 0, 0, false, NULL },
	[PERSON_GRADUATION] = { "graduation", FIELD_DATE, 0, 0, false, NULL },
	[PERSON_STATUS] = { "status", FIELD_WORD, 0, 0, false,
	    "registered|suspended|graduated|left" },
	[PERSON_HOLD_ZH] = { "hold_zh", FIELD_TEXT, 200, 0, false, NULL },
	[PERSON_HOLD_EN] = { "hold_en", FIELD_TEXT, 200, 0, false, NULL },
	[PERSON_SUPERVISOR_ZH] = { "supervisor_zh", FIELD_TEXT, 100, 0, false,
	    NULL },
	[PERSON_SUPERVISOR_EN] = { "supervisor_en", FIELD_TEXT, 100, 0, false,
	    NULL },
	[PERSON_THESIS_ZH] = { "thesis_zh", FIELD_TEXT, 300, 0, false, NULL },
	[PERSON_THESIS_EN] = { "thesis_en", FIELD_TEXT, 400, 0, false, NULL },
	[PERSON_DEFENCE] = { "defence", FIELD_DATE, 0, 0, false, NULL },
	[PERSON_DEGREE_ZH] = { "degree_zh", FIELD_TEXT, 100, 0, false, NULL },
	[PERSON_DEGREE_EN] = { "degree_en", FIELD_TEXT, 100, 0, false, NULL },
	[PERSON_DEGREE_DATE] = { "degree_date", FIELD_DATE, 0, 0, false, NULL },
	[PERSON_CERTIFICATE] = { "certificate_no", FIELD_TEXT, 40, 0, false,
	    NULL },
	[PERSON_CREDITS] = { "credits_required", FIELD_TENTHS, 60000, 0, false,
	    NULL },
	[PERSON_EMAIL] = { "email", FIELD_TEXT, 254, 0, false, NULL },
	[PERSON_PASSWORD] = { "password", FIELD_TEXT, 200, 0, false, NULL },
};

const struct field	import_grades[GRADE_FIELDS] = {
	[GRADE_NUMBER] = { "number", FIELD_TEXT, 20, 0, true, NULL },
	[GRADE_YEAR] = { "year", FIELD_WHOLE, 2200, 1900, true, NULL },
	[GRADE_TERM] = { "term", FIELD_WHOLE, 3, 1, true, NULL },
	[GRADE_CODE] = { "code", FIELD_TEXT, 16, 0, true, NULL },
	[GRADE_TITLE_ZH] = { "title_zh", FIELD_TEXT, 120, 0, true, NULL },
	[GRADE_TITLE_EN] = { "title_en", FIELD_TEXT, 200, 0, true, NULL },
	[GRADE_CATEGORY] = { "category", FIELD_WORD, 0, 0, false, "|general|"
	    "liberal|foundation|major-foundation|major|practicum|thesis|"
	    "innovation|public-elective" },
	[GRADE_NATURE] = { "nature", FIELD_WORD, 0, 0, false,
	    "compulsory|restricted|elective" },
	[GRADE_GROUP] = { "group", FIELD_WORD, 0, 0, false,
	    "|degree|nondegree|activity|makeup" },
	[GRADE_CREDITS] = { "credits", FIELD_TENTHS, 1000, 0, true, NULL },
	[GRADE_HOURS] = { "hours", FIELD_WHOLE, 5000, 0, false, NULL },
	[GRADE_KIND] = { "grade_kind", FIELD_WORD, 0, 0, false,
	    "percent|five|two" },
	[GRADE_GRADE] = { "grade", FIELD_GRADE, 0, 0, true, NULL },
	[GRADE_ASSESSMENT] = { "assessment", FIELD_WORD, 0, 0, false,
	    "exam|coursework" },
	[GRADE_REMARK] = { "remark", FIELD_WORD, 0, 0, false,
	    "|retake|resit|deferred|exempt|transfer" },
};

const char *
import_kind_name(enum import_kind k)
{
	return import_tables[k].name;
}

const char *
import_kind_item(enum import_kind k)
{
	return import_tables[k].item;
}

size_t
import_fields(enum import_kind k)
{
	return import_tables[k].n;
}

int
import_field(enum import_kind k, struct es_view name)
{
	size_t	 i;

	for (i = 0; i < import_fields(k); i++)
		if (es_view_eq_str(name, import_tables[k].field[i].name))
			return (int)i;
	return -1;
}

const char *
import_field_name(enum import_kind k, size_t field)
{
	return import_tables[k].field[field].name;
}

bool
import_required(enum import_kind k, size_t field)
{
	return import_tables[k].field[field].required;
}

/* -- values ------------------------------------------------------------ */
static int
wrong(const struct field *f, struct es_view v, const char *want,
    struct es_err *err)
{
	return es_fail(err, ES_E_INPUT, "%s \"%.*s\": %s", f->name,
	    (int)(v.n > 40 ? 40 : v.n), v.p == NULL ? "" :
	    (const char *)v.p, want);
}

static int
text(const struct field *f, struct es_view v, struct store_val *out,
    struct es_err *err)
{
	if (!es_utf8_is_line(v))
		return es_fail(err, ES_E_INPUT, "%s: not UTF-8 text on one "
		    "line", f->name);
	if (es_utf8_count(v) > (size_t)f->max)
		return es_fail(err, ES_E_INPUT, "%s: %zu characters, at most "
		    "%ld", f->name, es_utf8_count(v), f->max);
	*out = (struct store_val)SV_TEXT(v);
	return 0;
}

static int
word(const struct field *f, struct es_view v, struct store_val *out,
    struct es_err *err)
{
	struct es_view	 all = es_view_str(f->words), w;
	char		 want[200];
	size_t		 at = 0, end;

	while (at <= all.n) {
		end = es_view_find(all, ES_LIT("|"), at);
		if (end == SIZE_MAX)
			end = all.n;
		w = es_view_sub(all, at, end - at);
		if (v.n == 0 || es_view_eq(v, w)) {	/* or the default */
			*out = (struct store_val)SV_TEXT(w);
			return 0;
		}
		at = end + 1;
	}
	(void)snprintf(want, sizeof(want), "must be one of %s", f->words);
	return wrong(f, v, want, err);
}

static bool
is_date(struct es_view v)
{
	static const int	 days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30,
				    31, 30, 31 };
	int64_t			 y, m, d;
	struct es_err		 e = ES_ERR_INIT;
	bool			 leap;

	if (v.n != 10 || v.p[4] != '-' || v.p[7] != '-' ||
	    es_view_int(es_view_sub(v, 0, 4), 1000, 9999, &y, &e) < 0 ||
	    es_view_int(es_view_sub(v, 5, 2), 1, 12, &m, &e) < 0 ||
	    es_view_int(es_view_sub(v, 8, 2), 1, 31, &d, &e) < 0)
		return false;
	leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	return d <= days[m - 1] - (m == 2 && !leap ? 1 : 0);
}

/* Digits and at most one decimal, in tenths; -1 when it is not that. */
static int64_t
tenths(struct es_view v, int64_t max)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_view	 whole = v, part = ES_LIT("0");
	size_t		 dot = es_view_find(v, ES_LIT("."), 0);
	int64_t		 a, b;

	if (dot != SIZE_MAX) {
		whole = es_view_sub(v, 0, dot);
		part = es_view_sub(v, dot + 1, v.n - dot - 1);
	}
	if (part.n != 1 ||
	    es_view_int(whole, 0, max / 10, &a, &e) < 0 ||
	    es_view_int(part, 0, 9, &b, &e) < 0 || a * 10 + b > max)
		return -1;
	return a * 10 + b;
}

static int
number(const struct field *f, struct es_view v, struct store_val *out,
    struct es_err *err)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 want[80];
	int64_t		 x;

	if (v.n == 0) {
		*out = (struct store_val)SV_INT(0);
		return 0;
	}
	if (f->form == FIELD_TENTHS) {
		x = tenths(v, f->max);
		(void)snprintf(want, sizeof(want), "must be a number from 0 "
		    "to %ld with at most one decimal", f->max / 10);
	} else {
		if (es_view_int(v, f->min, f->max, &x, &e) < 0)
			x = -1;
		(void)snprintf(want, sizeof(want), "must be a whole number "
		    "from %ld to %ld", f->min, f->max);
	}
	if (x < 0)
		return wrong(f, v, want, err);
	*out = (struct store_val)SV_INT(x);
	return 0;
}

/* Levels by word or number, the worst first. */
static int64_t
level(struct es_view v, const char *const *names, size_t n, size_t ways)
{
	size_t	 i;

	for (i = 0; i < n * ways; i++)
		if (es_view_eq_str(v, names[i]))
			return (int64_t)(i / ways);
	return -1;
}

static int
grade(const struct field *f, struct es_view kind, struct es_view v,
    struct store_val *out, struct es_err *err)
{
	static const char *const	 five[] = { "0", "F", "不及格", "1",
	    "D", "及格", "2", "C", "中等", "3", "B", "良好", "4", "A", "优秀" };
	static const char *const	 two[] = { "0", "NP", "不通过", "1",
	    "P", "通过" };
	int64_t				 x;

	if (es_view_eq_str(kind, "five")) {
		if ((x = level(v, five, 5, 3)) < 0)
			return wrong(f, v, "must be 优秀 良好 中等 及格 不及格, "
			    "A B C D F or 4 to 0", err);
	} else if (es_view_eq_str(kind, "two")) {
		if ((x = level(v, two, 2, 3)) < 0)
			return wrong(f, v, "must be 通过 不通过, P NP or 1 0",
			    err);
	} else if ((x = tenths(v, 1000)) < 0)
		return wrong(f, v, "must be 0 to 100 with at most one "
		    "decimal", err);
	*out = (struct store_val)SV_INT(x);
	return 0;
}

static int
money(const struct field *f, struct es_view v, struct store_val *out,
    struct es_err *err)
{
	int64_t	 fen = 0;

	if (v.n > 0 && es_money_parse(v, &fen, NULL) < 0)
		return wrong(f, v, "must be an amount in yuan with at most "
		    "two decimals", err);
	*out = (struct store_val)SV_INT(fen);
	return 0;
}

static int
value(const struct field *f, struct es_view v, const struct store_val *row,
    struct store_val *out, struct es_err *err)
{
	v = es_view_trim(v);
	if (f->required && v.n == 0)
		return es_fail(err, ES_E_INPUT, "%s is empty", f->name);
	switch (f->form) {
	case FIELD_TEXT:
		return text(f, v, out, err);
	case FIELD_WORD:
		return word(f, v, out, err);
	case FIELD_DATE:
		*out = (struct store_val)SV_NULL;
		if (v.n == 0)
			return 0;
		if (!is_date(v))
			return wrong(f, v, "must be a date, YYYY-MM-DD", err);
		*out = (struct store_val)SV_TEXT(v);
		return 0;
	case FIELD_WHOLE:
	case FIELD_TENTHS:
		return number(f, v, out, err);
	case FIELD_GRADE:
		return grade(f, row[GRADE_KIND].v, v, out, err);
	case FIELD_MONEY:
		return money(f, v, out, err);
	}
	return es_fail(err, ES_E_BUG, "%s has no form", f->name);
}

int
import_values(enum import_kind k, const struct es_view *cells,
    struct store_val *out, struct es_err *err)
{
	size_t	 i;

	for (i = 0; i < import_fields(k); i++)
		if (value(&import_tables[k].field[i], cells[i], out, &out[i],
		    err) < 0)
			return -1;
	return 0;
}
