/*
 * svc/issue/snapshot.c - the record of a document, as canonical XML.
 *
 * Attributes and elements in a fixed order, one escaping, no white space
 * between: the same data give the same bytes.  docs/FORMATS.md has the form.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "base/time.h"
#include "svc/issue/code.h"
#include "svc/issue/gpa.h"
#include "svc/issue/priv.h"
#include "svc/issue/sources.h"
#include "svc/type/types.h"
#include "type/form.h"

/* Columns of ISSUE_COURSES. */
enum { C_YEAR, C_TERM, C_CODE, C_ZH, C_EN, C_CATEGORY, C_NATURE, C_GROUP,
    C_CREDITS, C_HOURS, C_KIND, C_GRADE, C_ASSESS, C_REMARK, C_PERSON };

struct word {			/* a grade, in both languages */
	const char	*key, *zh, *en;
};

static const struct word	five[] = {
	{ "0", "不及格", "F" }, { "1", "及格", "D" }, { "2", "中等", "C" },
	{ "3", "良好", "B" }, { "4", "优秀", "A" },
};
static const struct word	two[] = { { "0", "不通过", "NP" },
	{ "1", "通过", "P" } };

struct snap {
	struct es_buf		 b;
	const struct store_rows	*p, *t, *c;	/* person, types, courses */
	size_t			 row;
	const struct svc_ask	*ask;
	const struct type_def	*def;
	bool			 en;
};

static void
attr(struct snap *s, const char *name, struct es_view v)
{
	type_xml_attr(&s->b, name, v);
}

static void
attr_str(struct snap *s, const char *name, const char *v)
{
	attr(s, name, es_view_str(v));
}

static void
attr_int(struct snap *s, const char *name, int64_t x)
{
	es_buf_printf(&s->b, " %s=\"%lld\"", name, (long long)x);
}

/* x in units of 10^-digits. */
static void
attr_fixed(struct snap *s, const char *name, int64_t x, int digits)
{
	int64_t	 one = digits == 2 ? 100 : 10;

	es_buf_printf(&s->b, " %s=\"%lld.%0*lld\"", name, (long long)(x / one),
	    digits, (long long)(x % one));
}

/* The word of a key in the document's language; the key when unknown. */
static void
attr_word(struct snap *s, const char *name, struct es_view key)
{
	attr(s, name, svc_word_of(key, s->en));
}

/* "name" in the document's language, "other" in the other one. */
static void
attr_names(struct snap *s, struct es_view zh, struct es_view en)
{
	attr(s, "name", s->en ? en : zh);
	attr(s, "other", s->en ? zh : en);
}

static struct es_view
both(const struct snap *s, const struct store_rows *r, size_t row,
    size_t zh)
{
	return store_view(r, row, s->en ? zh + 1 : zh);
}

/* 110***********001X: the first three and the last four. */
static void
attr_masked(struct snap *s, struct es_view id)
{
	char	 out[24];
	size_t	 i;

	if (id.n < 8 || id.n >= sizeof(out)) {
		attr_str(s, "idmasked", "");
		return;
	}
	for (i = 0; i < id.n; i++)
		out[i] = i < 3 || i + 4 >= id.n ? (char)id.p[i] : '*';
	attr(s, "idmasked", es_view(out, id.n));
}

static void
person(struct snap *s)
{
	const struct store_rows	*p = s->p;

	es_buf_add_str(&s->b, "<person");
	attr(s, "number", store_view(p, 0, P_NUMBER));
	attr_names(s, store_view(p, 0, P_NAME_ZH),
	    store_view(p, 0, P_NAME_EN));
	attr_word(s, "gender", store_view(p, 0, P_GENDER));
	attr(s, "birth", store_view(p, 0, P_BIRTH));
	attr_masked(s, store_view(p, 0, P_ID_NUMBER));
	attr(s, "school", both(s, p, 0, P_SCHOOL_ZH));
	attr(s, "major", both(s, p, 0, P_MAJOR_ZH));
	attr(s, "field", both(s, p, 0, P_FIELD_ZH));
	attr_word(s, "level", store_view(p, 0, P_LEVEL));
	attr_word(s, "category", store_view(p, 0, P_CATEGORY));
	attr_word(s, "mode", store_view(p, 0, P_MODE));
	attr_int(s, "length", store_int(p, 0, P_LENGTH));
	attr(s, "enrolled", store_view(p, 0, P_ENROLLED));
	attr(s, "graduation", store_view(p, 0, P_GRADUATION));
	attr_word(s, "status", store_view(p, 0, P_STATUS));
	attr(s, "supervisor", both(s, p, 0, P_SUPER_ZH));
	es_buf_add_str(&s->b, "/>");
}

static void
grade(struct snap *s, size_t i)
{
	int64_t		 g = store_int(s->c, i, C_GRADE);
	struct es_view	 kind = store_view(s->c, i, C_KIND);

	if (es_view_eq_str(kind, "percent")) {
		if (g % 10 == 0)
			attr_int(s, "grade", g / 10);
		else
			attr_fixed(s, "grade", g, 1);
	} else if (es_view_eq_str(kind, "five") && g >= 0 && g < 5) {
		attr_str(s, "grade", s->en ? five[g].en : five[g].zh);
	} else if (g >= 0 && g < 2) {
		attr_str(s, "grade", s->en ? two[g].en : two[g].zh);
	}
}

/* Five-level grades count as 95, 85, 75, 65, 0 (domain practice). */
static int
as_percent(const struct snap *s, size_t i)
{
	static const int	 of_five[] = { 0, 650, 750, 850, 950 };
	int64_t			 g = store_int(s->c, i, C_GRADE);
	struct es_view		 kind = store_view(s->c, i, C_KIND);

	if (es_view_eq_str(kind, "percent"))
		return (int)g;
	if (es_view_eq_str(kind, "five") && g >= 0 && g < 5)
		return of_five[g];
	return -1;		/* pass or not: counts in no average */
}

static void
term(struct snap *s, size_t i)
{
	static const char *const	 zh[] = { "", "秋", "春", "夏" };
	static const char *const	 en[] = { "", " Fall", " Spring",
					    " Summer" };
	int64_t	 year = store_int(s->c, i, C_YEAR);
	int64_t	 t = store_int(s->c, i, C_TERM);

	if (t < 1 || t > 3)
		t = 0;
	es_buf_printf(&s->b, " term=\"%lld%s\"", (long long)(year +
	    (t > 1 ? 1 : 0)), s->en ? en[t] : zh[t]);
}

/* The group a row stands in: of degree work, else the academic year. */
static void
group(struct snap *s, size_t i)
{
	struct es_view	 g = store_view(s->c, i, C_GROUP);
	int64_t		 year = store_int(s->c, i, C_YEAR);

	if (g.n > 0) {
		attr_word(s, "group", g);
		return;
	}
	if (s->en)
		es_buf_printf(&s->b, " group=\"Academic year %lld-%lld\"",
		    (long long)year, (long long)year + 1);
	else
		es_buf_printf(&s->b, " group=\"%lld-%lld 学年\"",
		    (long long)year, (long long)year + 1);
}

static void
courses(struct snap *s, enum svc_scale scale)
{
	size_t	 i;
	int	 x;

	es_buf_add_str(&s->b, "<courses list=\"1\">");
	for (i = 0; i < s->c->n; i++) {
		es_buf_add_str(&s->b, "<course");
		attr_int(s, "n", (int64_t)i + 1);
		attr(s, "code", store_view(s->c, i, C_CODE));
		attr(s, "title", both(s, s->c, i, C_ZH));
		attr_word(s, "category", store_view(s->c, i, C_CATEGORY));
		attr_word(s, "nature", store_view(s->c, i, C_NATURE));
		group(s, i);
		attr_fixed(s, "credits", store_int(s->c, i, C_CREDITS), 1);
		attr_int(s, "hours", store_int(s->c, i, C_HOURS));
		grade(s, i);
		x = as_percent(s, i);
		if (x >= 0 && scale != SVC_SCALE_NONE)
			attr_fixed(s, "point", svc_point(scale, x), 2);
		else
			attr_str(s, "point", "");
		term(s, i);
		attr_word(s, "assessment", store_view(s->c, i, C_ASSESS));
		attr_word(s, "remark", store_view(s->c, i, C_REMARK));
		es_buf_add_str(&s->b, "/>");
	}
	es_buf_add_str(&s->b, "</courses>");
}

/* Credits earned, averages weighted by credit, all half up. */
static void
summary(struct snap *s, enum svc_scale scale)
{
	int64_t	 credits = 0, counted = 0, sum = 0, points = 0, degree = 0;
	size_t	 i;

	for (i = 0; i < s->c->n; i++) {
		int64_t	 c = store_int(s->c, i, C_CREDITS);
		int	 x = as_percent(s, i);
		bool	 passed = x < 0 ? store_int(s->c, i, C_GRADE) > 0 :
			    x >= 600;

		if (passed)
			credits += c;
		if (passed && es_view_eq_str(store_view(s->c, i, C_GROUP),
		    "degree"))
			degree += c;
		if (x < 0)
			continue;
		counted += c;
		sum += c * x;
		points += c * svc_point(scale, x);
	}
	es_buf_add_str(&s->b, "<summary");
	attr_int(s, "courses", (int64_t)s->c->n);
	attr_fixed(s, "credits", credits, 1);
	if (store_int(s->p, 0, P_REQUIRED) > 0)
		attr_fixed(s, "required", store_int(s->p, 0, P_REQUIRED), 1);
	else
		attr_str(s, "required", "");
	if (counted > 0 && scale != SVC_SCALE_NONE)
		attr_fixed(s, "gpa", svc_round(points, counted), 2);
	else
		attr_str(s, "gpa", "");
	attr_str(s, "scale", svc_scale_top(scale));
	if (counted > 0)
		attr_fixed(s, "average", svc_round(sum, counted), 1);
	else
		attr_str(s, "average", "");
	if (degree > 0)
		attr_fixed(s, "degreecredits", degree, 1);
	else
		attr_str(s, "degreecredits", "");
	es_buf_add_str(&s->b, "/>");
}

static void
head(struct snap *s, const struct svc_issue_conf *c, const char *number,
    const char *code)
{
	char	 iso[ES_TIME_ISO], text[SVC_CODE_TEXT + 1] = "";
	int64_t	 days = store_int(s->t, s->row, T_DAYS);

	es_buf_add_str(&s->b, "<record xmlns=\"urn:yinxin:record:1\"");
	attr(s, "type", s->ask->type);
	attr_str(s, "lang", s->ask->lang);
	es_buf_add_str(&s->b, " version=\"1\"><document");
	attr_str(s, "number", number);
	if (*code != '\0')
		svc_code_text(code, text);
	attr_str(s, "code", text);
	es_buf_printf(&s->b, " url=\"%s/v/%s\"", c->base_url, code);
	(void)es_time_iso(s->ask->now, c->offset, iso);
	attr(s, "issued", es_view(iso, 10));
	attr_str(s, "issuedtime", iso);
	if (days > 0) {
		(void)es_time_iso(s->ask->now + days * 86400, c->offset, iso);
		attr(s, "validuntil", es_view(iso, 10));
	} else
		attr_str(s, "validuntil", "");
	es_buf_add_str(&s->b, "/><university");
	attr_names(s, store_view(s->t, s->row, T_CAMPUS_ZH),
	    store_view(s->t, s->row, T_CAMPUS_EN));
	es_buf_add_str(&s->b, "/><office");
	attr(s, "code", store_view(s->t, s->row, T_OFFICE));
	attr_names(s, store_view(s->t, s->row, T_OFFICE_ZH),
	    store_view(s->t, s->row, T_OFFICE_EN));
	es_buf_add_str(&s->b, "/><seal");
	attr(s, "number", store_view(s->t, s->row, T_SEAL));
	attr(s, "name", both(s, s->t, s->row, T_SEAL_ZH));
	es_buf_add_str(&s->b, "/>");
}

static void
thesis(struct snap *s)
{
	const struct store_rows	*p = s->p;

	es_buf_add_str(&s->b, "<thesis");
	attr(s, "title", both(s, p, 0, P_THESIS_ZH));
	attr(s, "other", store_view(p, 0, s->en ? P_THESIS_ZH :
	    P_THESIS_EN));
	attr(s, "defence", store_view(p, 0, P_DEFENCE));
	es_buf_add_str(&s->b, "/>");
}

static void
degree(struct snap *s)
{
	const struct store_rows	*p = s->p;

	es_buf_add_str(&s->b, "<degree");
	attr(s, "name", both(s, p, 0, P_DEGREE_ZH));
	attr(s, "date", store_view(p, 0, P_DEGREE_DATE));
	attr(s, "certificate", store_view(p, 0, P_CERTIFICATE));
	es_buf_add_str(&s->b, "/>");
}

/* What the type's definition takes from the record, in a fixed order. */
static int
sources(struct snap *s, struct store *st, struct es_arena *a,
    struct es_err *err)
{
	int	 i;

	for (i = 0; i < TYPE_SRC__MAX; i++) {
		if ((s->def->sources & 1u << i) == 0)
			continue;
		if (i == TYPE_SRC_COURSES) {
			courses(s, svc_scale_find(es_view_str(
			    s->def->scale)));
			summary(s, svc_scale_find(es_view_str(
			    s->def->scale)));
		} else if (i == TYPE_SRC_THESIS)
			thesis(s);
		else if (i == TYPE_SRC_DEGREE)
			degree(s);
		else if (svc_source_write(st, (enum type_source_id)i,
		    s->ask->person, s->en, a, &s->b, err) < 0)
			return -1;
	}
	return 0;
}

/* The form, where there is more to it than a purpose; then the purpose. */
static void
form(struct snap *s)
{
	struct es_view	 text;

	if (s->ask->form != NULL) {
		if (!type_is_plain(s->def))
			type_form_write(s->def, s->ask->form, s->ask->lang,
			    TYPE_WRITE_RECORD, &s->b);
		text = type_purpose(s->def, s->ask->form, s->ask->lang);
	} else
		text = svc_purpose_word(s->def, s->ask->purpose, s->en);
	es_buf_add_str(&s->b, "<purpose");
	attr(s, "text", text);
	es_buf_add_str(&s->b, "/></record>\n");
}

static int
fill(struct snap *s, struct store *st, const struct svc_issue_conf *c,
    const char *number, const char *code, struct es_arena *a,
    struct es_err *err)
{
	head(s, c, number, code);
	person(s);
	if (sources(s, st, a, err) < 0)
		return -1;
	form(s);
	return es_buf_ok(&s->b, "snapshot", err);
}

/* The rows of a person, which stand together. */
static struct store_rows
courses_of(const struct store_rows *r, int64_t person)
{
	size_t	 from = store_row_of(r, C_PERSON, person), to = from;

	while (to < r->n && store_int(r, to, C_PERSON) == person)
		to++;
	return store_part(r, from, to - from);
}

static bool
is_among(const struct store_val *id, size_t n, int64_t person)
{
	while (n-- > 0)
		if (id[n].i == person)
			return true;
	return false;
}

int
svc_courses_read(struct store *st, const struct svc_issue_conf *c,
    struct svc_subject *s, size_t n, const struct store_rows *types,
    struct es_arena *a, struct es_err *err)
{
	struct store_val	*id = es_arena_array(a, n, sizeof(*id));
	struct store_rows	 r;
	size_t			 i, k = 0;

	if (id == NULL)
		return es_fail(err, ES_E_NOMEM, "courses: no memory");
	for (i = 0; i < n; i++) {
		if (svc_type_def(c->types, st, s[i].ask->type, store_int(
		    types, s[i].row, T_VERSION), &s[i].def, err) < 0)
			return -1;
		if ((s[i].def->sources & 1u << TYPE_SRC_COURSES) != 0 &&
		    !is_among(id, k, s[i].ask->person))
			id[k++] = (struct store_val)SV_INT(s[i].ask->person);
	}
	if (store_query_in(st, STORE_ISSUE_COURSES, id, k, a, &r, err) < 0)
		return -1;
	for (i = 0; i < n; i++)
		if ((s[i].def->sources & 1u << TYPE_SRC_COURSES) != 0)
			s[i].courses = courses_of(&r, s[i].ask->person);
	return 0;
}

int
svc_snapshot_of(struct store *st, const struct svc_issue_conf *c,
    const struct svc_subject *who, const struct store_rows *types,
    const char *number, const char *code, struct es_arena *a,
    struct es_view *out, struct es_err *err)
{
	struct snap	 s = { .p = &who->person, .t = types,
			    .c = &who->courses, .row = who->row,
			    .ask = who->ask, .def = who->def };
	int		 rc;

	*out = ES_VIEW_EMPTY;
	if (s.ask->form == NULL && !type_is_plain(s.def) && *code != '\0')
		return es_fail(err, ES_E_INPUT, "this type has a form");
	s.en = strcmp(s.ask->lang, "en") == 0;
	es_buf_init(&s.b, ES_LIMIT_XML);
	rc = fill(&s, st, c, number, code, a, err);
	if (rc == 0) {
		*out = es_arena_dup(a, es_buf_view(&s.b));
		if (out->n == 0)
			rc = es_fail(err, ES_E_NOMEM, "snapshot: no memory");
	}
	es_buf_clear(&s.b);
	return rc;
}

int
svc_snapshot(struct store *st, const struct svc_issue_conf *c,
    const struct svc_ask *ask, const char *number, const char *code,
    struct es_arena *a, struct es_view *out, struct es_err *err)
{
	struct svc_subject	 s = { .ask = ask };
	struct store_rows	 t;

	*out = ES_VIEW_EMPTY;
	if (svc_types_read(st, ask->type, a, &t, err) < 0 ||
	    svc_people_read(st, &s, 1, a, err) < 0 ||
	    svc_may_have(st, &s, &t, a, err) < 0 ||
	    svc_courses_read(st, c, &s, 1, &t, a, err) < 0)
		return -1;
	return svc_snapshot_of(st, c, &s, &t, number, code, a, out, err);
}
