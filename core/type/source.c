/* type/source.c - see source.h; docs/FORMATS.md says the same for people. */
#include "type/def.h"

#define KEYS(k)	(k), ES_COUNT(k)
#define TEXT	TYPE_KEY_TEXT
#define BOTH	TYPE_KEY_BOTH
#define WORD	TYPE_KEY_WORD
#define DATE	TYPE_KEY_DATE
#define INT	TYPE_KEY_INT
#define FEN	TYPE_KEY_FEN

static const struct type_key	document[] = {
	{ "number", TEXT, "XX-X-2026-000001", "XX-X-2026-000001" },
	{ "code", TEXT, "7KQ4-M9XW-3HTP-ZB5R", "7KQ4-M9XW-3HTP-ZB5R" },
	{ "url", TEXT, "https://seal.example.edu.cn/v/7KQ4M9XW3HTPZB5R",
	    "https://seal.example.edu.cn/v/7KQ4M9XW3HTPZB5R" },
	{ "issued", DATE, "2026-11-23", "2026-11-23" },
	{ "issuedtime", TEXT, "2026-11-23T14:05:09+08:00",
	    "2026-11-23T14:05:09+08:00" },
	{ "validuntil", DATE, "2026-12-23", "2026-12-23" },
};
static const struct type_key	university[] = {
	{ "name", TEXT, "示例大学", "Example University" },
	{ "other", TEXT, "Example University", "示例大学" },
};
static const struct type_key	office[] = {
	{ "code", TEXT, "XX", "XX" },
	{ "name", TEXT, "示例部门", "Sample Office" },
	{ "other", TEXT, "Sample Office", "示例部门" },
};
static const struct type_key	seal[] = {
	{ "number", TEXT, "S000", "S000" },
	{ "name", TEXT, "示例部门", "Sample Office" },
};
static const struct type_key	person[] = {
	{ "number", TEXT, "2099000001", "2099000001" },
	{ "name", TEXT, "样例甲", "SAMPLE Jia" },
	{ "other", TEXT, "SAMPLE Jia", "样例甲" },
	{ "gender", TEXT, "男", "Male" },
	{ "birth", DATE, "1999-01-02", "1999-01-02" },
	{ "idmasked", TEXT, "110***********001X", "110***********001X" },
	{ "school", TEXT, "示例学院", "Example School" },
	{ "major", TEXT, "示例专业", "Example Programme" },
	{ "field", TEXT, "示例方向", "Example Field" },
	{ "level", TEXT, "硕士", "Master" },
	{ "category", TEXT, "学术型", "Academic" },
	{ "mode", TEXT, "全日制", "Full-time" },
	{ "length", INT, "3", "3" },
	{ "enrolled", DATE, "2024-09-01", "2024-09-01" },
	{ "graduation", DATE, "2027-06-30", "2027-06-30" },
	{ "status", TEXT, "在读", "Registered" },
	{ "supervisor", TEXT, "样例导师", "SAMPLE Supervisor" },
};
static const struct type_key	purpose[] = {
	{ "text", TEXT, "示例用途", "Sample purpose" },
};

const struct type_source	type_common[] = {
	{ "document", "document", NULL, KEYS(document) },
	{ "university", "university", NULL, KEYS(university) },
	{ "office", "office", NULL, KEYS(office) },
	{ "seal", "seal", NULL, KEYS(seal) },
	{ "person", "person", NULL, KEYS(person) },
	{ "purpose", "purpose", NULL, KEYS(purpose) },
};
const size_t	type_ncommon = ES_COUNT(type_common);

static const struct type_key	course[] = {
	{ "n", INT, "1", "1" }, { "code", TEXT, "CS7001", "CS7001" },
	{ "title", TEXT, "示例课程", "Sample Course" },
	{ "category", TEXT, "专业课", "Major" },
	{ "nature", TEXT, "必修", "Compulsory" },
	{ "group", TEXT, "学位课", "Degree courses" },
	{ "credits", TEXT, "3.0", "3.0" }, { "hours", INT, "48", "48" },
	{ "grade", TEXT, "91", "91" }, { "point", TEXT, "4.10", "4.10" },
	{ "term", TEXT, "2024秋", "2024 Fall" },
	{ "assessment", TEXT, "考试", "Exam" }, { "remark", TEXT, "", "" },
};
static const struct type_key	summary[] = {
	{ "courses", INT, "30", "30" }, { "credits", TEXT, "86.0", "86.0" },
	{ "required", TEXT, "80.0", "80.0" }, { "gpa", TEXT, "3.72", "3.72" },
	{ "scale", TEXT, "5.0", "5.0" }, { "average", TEXT, "87.3", "87.3" },
	{ "degreecredits", TEXT, "24.0", "24.0" },
};
const struct type_source	type_summary = { "summary", "summary", NULL,
    KEYS(summary) };

static const struct type_key	thesis[] = {
	{ "title", TEXT, "示例论文题目", "A Sample Thesis" },
	{ "other", TEXT, "A Sample Thesis", "示例论文题目" },
	{ "defence", DATE, "2027-05-20", "2027-05-20" },
};
static const struct type_key	degree[] = {
	{ "name", TEXT, "工学硕士", "Master of Engineering" },
	{ "date", DATE, "2027-06-30", "2027-06-30" },
	{ "certificate", TEXT, "9999932027000001", "9999932027000001" },
};
static const struct type_key	conclusion[] = {
	{ "kind", WORD, "毕业", "Graduated" },
	{ "date", DATE, "2027-06-30", "2027-06-30" },
	{ "diploma", TEXT, "999991202702000001", "999991202702000001" },
	{ "president", BOTH, "样例校长", "SAMPLE President" },
	{ "left", DATE, "2027-07-01", "2027-07-01" },
};
static const struct type_key	rank[] = {
	{ "rank", INT, "3", "3" }, { "of", INT, "120", "120" },
	{ "percent", TEXT, "2.5", "2.5" },
	{ "scope", BOTH, "示例专业2024级", "Example Programme, class of 2024" },
	{ "basis", BOTH, "加权平均分", "weighted average" },
	{ "score", TEXT, "91.2", "91.2" },
	{ "asof", DATE, "2026-07-15", "2026-07-15" },
};
static const struct type_key	honour[] = {
	{ "title", BOTH, "示例奖学金", "Example Scholarship" },
	{ "level", WORD, "校级", "University" },
	{ "awarder", BOTH, "示例大学", "Example University" },
	{ "date", DATE, "2026-10-20", "2026-10-20" },
	{ "number", TEXT, "HJ-2026-0001", "HJ-2026-0001" },
};
static const struct type_key	employment[] = {
	{ "department", BOTH, "示例学院", "Example School" },
	{ "post", BOTH, "教学科研岗", "Teaching and research" },
	{ "duty", BOTH, "系主任", "Head of Department" },
	{ "appointment", WORD, "事业编制", "Permanent staff" },
	{ "joined", DATE, "2010-07-01", "2010-07-01" },
	{ "ended", DATE, "", "" },
	{ "contact", TEXT, "010-00000000", "+86 10 0000 0000" },
};
static const struct type_key	title[] = {
	{ "name", BOTH, "教授", "Professor" },
	{ "series", BOTH, "高等学校教师", "Faculty of higher education" },
	{ "level", WORD, "正高级", "Senior (full)" },
	{ "discipline", BOTH, "计算机科学与技术",
	    "Computer Science and Technology" },
	{ "qualified", DATE, "2020-12-31", "2020-12-31" },
	{ "appointed", DATE, "2021-01-01", "2021-01-01" },
	{ "approval", TEXT, "示人〔2021〕1号", "SR 2021-1" },
	{ "certificate", TEXT, "ZC20210001", "ZC20210001" },
};
static const struct type_key	income[] = {
	{ "from", DATE, "2025-11-01", "2025-11-01" },
	{ "until", DATE, "2026-10-01", "2026-10-01" },
	{ "months", INT, "12", "12" },
	{ "base", FEN, "98400.00", "98400.00" },
	{ "performance", FEN, "86400.00", "86400.00" },
	{ "allowance", FEN, "24000.00", "24000.00" },
	{ "gross", FEN, "208800.00", "208800.00" },
	{ "withheld", FEN, "40360.80", "40360.80" },
	{ "net", FEN, "168439.20", "168439.20" },
	{ "average", FEN, "17400.00", "17400.00" },
};
static const struct type_key	project[] = {
	{ "number", TEXT, "KY-2026-0001", "KY-2026-0001" },
	{ "title", BOTH, "示例研究项目", "A Sample Research Project" },
	{ "kind", WORD, "纵向", "Publicly funded" },
	{ "funder", BOTH, "示例基金委员会", "Example Science Fund" },
	{ "role", WORD, "主持", "Leader" },
	{ "begin", DATE, "2025-01-01", "2025-01-01" },
	{ "end", DATE, "2028-12-31", "2028-12-31" },
	{ "amount", FEN, "580000.00", "580000.00" },
};

const struct type_source	type_sources[TYPE_SRC__MAX] = {
	[TYPE_SRC_COURSES] = { "courses", "courses", "course", KEYS(course) },
	[TYPE_SRC_THESIS] = { "thesis", "thesis", NULL, KEYS(thesis) },
	[TYPE_SRC_DEGREE] = { "degree", "degree", NULL, KEYS(degree) },
	[TYPE_SRC_CONCLUSION] = { "conclusion", "conclusion", NULL,
	    KEYS(conclusion) },
	[TYPE_SRC_RANK] = { "rank", "rank", NULL, KEYS(rank) },
	[TYPE_SRC_HONOURS] = { "honours", "honours", "honour", KEYS(honour) },
	[TYPE_SRC_EMPLOYMENT] = { "employment", "employment", NULL,
	    KEYS(employment) },
	[TYPE_SRC_TITLE] = { "title", "title", NULL, KEYS(title) },
	[TYPE_SRC_INCOME] = { "income", "income", NULL, KEYS(income) },
	[TYPE_SRC_PROJECTS] = { "projects", "projects", "project",
	    KEYS(project) },
};

int
type_source_find(struct es_view name)
{
	int	 i;

	for (i = 0; i < TYPE_SRC__MAX; i++)
		if (es_view_eq_str(name, type_sources[i].name))
			return i;
	return -1;
}

/* -- paths --------------------------------------------------------------- */
static bool
has_key(const struct type_source *s, struct es_view key)
{
	size_t	 i;

	for (i = 0; i < s->nkeys; i++)
		if (es_view_eq_str(key, s->keys[i].name))
			return true;
	return false;
}

/* A key of an element that is no list, or the list itself. */
static bool
in_source(const struct type_source *s, struct es_view element,
    struct es_view key)
{
	if (!es_view_eq_str(element, s->element))
		return false;
	return s->item == NULL ? has_key(s, key) : key.n == 0;
}

static bool
in_form(const struct type_def *d, struct es_view key)
{
	const struct type_field	*f = type_field_find(d, key);

	/* The purpose stands in an element of its own. */
	return f != NULL && strcmp(f->name, "purpose") != 0;
}

static bool
in_row(const struct type_def *d, struct es_view key, struct es_view each)
{
	const struct type_field	*f;
	size_t			 i;

	if (es_view_starts(each, ES_LIT("form/"))) {
		f = type_field_find(d, es_view_sub(each, 5, SIZE_MAX));
		if (f != NULL && f->kind == TYPE_TEXT)
			return es_view_eq_str(key, "text");
		return f != NULL && (type_column_find(f, key) != NULL ||
		    (f->kind == TYPE_ROWS && es_view_eq_str(key, "n")));
	}
	for (i = 0; i < TYPE_SRC__MAX; i++)
		if ((d->sources & 1u << i) != 0 && type_sources[i].item !=
		    NULL && es_view_eq_str(each, type_sources[i].element))
			return es_view_eq_str(key, "n") ||
			    has_key(&type_sources[i], key);
	return false;
}

bool
type_path_known(const struct type_def *d, struct es_view path,
    struct es_view each)
{
	size_t		 slash = es_view_find(path, ES_LIT("/"), 0), i;
	struct es_view	 element = es_view_sub(path, 0, slash == SIZE_MAX ?
			    path.n : slash);
	struct es_view	 key = slash == SIZE_MAX ? ES_VIEW_EMPTY :
			    es_view_sub(path, slash + 1, SIZE_MAX);

	if (es_view_eq_str(path, "page") || es_view_eq_str(path, "pages"))
		return true;
	if (es_view_eq_str(element, "c"))
		return in_row(d, key, each);
	if (es_view_eq_str(element, "form"))
		return in_form(d, key);
	for (i = 0; i < type_ncommon; i++)
		if (in_source(&type_common[i], element, key))
			return true;
	for (i = 0; i < TYPE_SRC__MAX; i++)
		if ((d->sources & 1u << i) != 0 &&
		    in_source(&type_sources[i], element, key))
			return true;
	return (d->sources & 1u << TYPE_SRC_COURSES) != 0 &&
	    in_source(&type_summary, element, key);
}
