/* Import files: CSV as RFC 4180, rows of XML, values of columns. */
#include "base/buf.h"
#include "base/limits.h"
#include "import/csv.h"
#include "import/import.h"
#include "tap.h"

/* -- CSV --------------------------------------------------------------- */
/* All rows as "a|b;c" with "!" for a bad one and "@LINE" before each. */
static const char *
rows(const char *text)
{
	static char	 out[1000];
	struct es_arena	*a = es_arena_new(1 << 16);
	struct es_view	 cells[3];
	struct es_err	 e = ES_ERR_INIT;
	struct csv	 c;
	size_t		 n, i, at = 0;
	long		 line;
	int		 rc;

	import_csv_open(&c, es_view_str(text));
	out[0] = '\0';
	while ((rc = import_csv_row(&c, a, cells, 3, &n, &line, &e)) != 0) {
		at += (size_t)snprintf(out + at, sizeof(out) - at, "@%ld",
		    line);
		if (rc < 0)
			at += (size_t)snprintf(out + at, sizeof(out) - at,
			    "!");
		for (i = 0; rc > 0 && i < n; i++)
			at += (size_t)snprintf(out + at, sizeof(out) - at,
			    "%s%.*s", i == 0 ? "" : "|", (int)cells[i].n,
			    (const char *)cells[i].p);
		es_err_clear(&e);
	}
	es_arena_free(a);
	return out;
}

static void
csv(void)
{
	is_str(rows("a,b\nc,d\n"), "@1a|b@2c|d", "two lines");
	is_str(rows("a,b\r\nc,d"), "@1a|b@2c|d", "CR LF, no end at the end");
	is_str(rows("\xef\xbb\xbf" "a"), "@1a", "a byte order mark");
	is_str(rows("\"a,b\",\"c\"\"d\"\n"), "@1a,b|c\"d", "quotes");
	is_str(rows("\"a\nb\",c\nd"), "@1a\nb|c@3d", "a line end in quotes");
	is_str(rows("a,,\n,b"), "@1a||@2|b", "empty cells");
	is_str(rows("a,b,c\na,b,c,d\ne"), "@1a|b|c@2!@3e", "at the limit of "
	    "cells, and one over");
	is_str(rows("a\"b,c\nd"), "@1!@2d", "a stray quote");
	is_str(rows("\"a\"b,c\nd"), "@1!@2d", "text after a quote");
	is_str(rows("a\n\"b\nc"), "@1a@2!", "a quote that is never closed");
	is_str(rows(""), "", "nothing");
}

/* A line with one cell of n bytes, as it is or in quotes, and a short one. */
static void
cell(const char *quote, const char *fill, size_t n, bool good)
{
	static char	 text[3 * ES_LIMIT_IMPORT_CELL];
	struct es_arena	*a = es_arena_new(1 << 16);
	struct es_view	 cells[3];
	struct es_err	 e = ES_ERR_INIT;
	struct csv	 c;
	size_t		 i, k;
	long		 line;
	int		 rc;

	(void)snprintf(text, sizeof(text), "%s", quote);
	for (i = 0; i < n; i += strlen(fill))
		memcpy(text + strlen(quote) + i, fill, strlen(fill));
	(void)snprintf(text + strlen(quote) + i, 20, "%s,b\nc\n", quote);
	import_csv_open(&c, es_view_str(text));
	rc = import_csv_row(&c, a, cells, 3, &k, &line, &e);
	ok(rc == (good ? 1 : -1) && (good || e.code == ES_E_LIMIT),
	    "a cell %s%s of %zu bytes: %s", quote, fill, n, e.msg);
	ok(import_csv_row(&c, a, cells, 3, &k, &line, &e) == 1 && k == 1 &&
	    line == 2 && es_view_eq_str(cells[0], "c"), "and the next line");
	es_arena_free(a);
}

static void
cells(void)
{
	cell("", "x", ES_LIMIT_IMPORT_CELL, true);
	cell("", "x", ES_LIMIT_IMPORT_CELL + 1, false);
	cell("\"", "x", ES_LIMIT_IMPORT_CELL, true);
	cell("\"", "x", ES_LIMIT_IMPORT_CELL + 1, false);
	cell("\"", "\"\"", ES_LIMIT_IMPORT_CELL, true);
	cell("\"", "\"\"", ES_LIMIT_IMPORT_CELL + 2, false);
}

/* -- files ------------------------------------------------------------- */
struct seen {
	char	 text[4000];
	size_t	 rows;
};

static int
see(void *arg, long line, const struct store_val *row, struct es_err *err)
{
	struct seen	*s = arg;

	(void)err;
	s->rows++;
	(void)snprintf(s->text + strlen(s->text), sizeof(s->text) -
	    strlen(s->text), "%ld:%.*s/%.*s ", line, (int)row[0].v.n,
	    (const char *)row[0].v.p, (int)row[2].v.n,
	    (const char *)row[2].v.p);
	return 0;
}

static void
flaw(void *arg, long line, const char *what)
{
	struct seen	*s = arg;

	(void)snprintf(s->text + strlen(s->text), sizeof(s->text) -
	    strlen(s->text), "[%ld %s] ", line, what);
}

static int
read_file(struct seen *s, const char *name, enum import_kind kind,
    struct es_view text)
{
	struct import_file	 f = { .name = name, .kind = kind,
				    .bytes = text };
	struct es_err		 e = ES_ERR_INIT;

	memset(s, 0, sizeof(*s));
	return import_read(&f, see, flaw, s, &e) < 0 ? (int)e.code : 0;
}

static void
people(void)
{
	struct seen	 s;

	ok(read_file(&s, "p.csv", IMPORT_PEOPLE, ES_LIT(
	    "name_en,number,name_zh\nSAMPLE Jia,1,样例甲\n\nB,2,乙\n")) == 0 &&
	    strcmp(s.text, "2:1/样例甲 4:2/乙 ") == 0,
	    "columns in any order, an empty line: %s", s.text);
	ok(read_file(&s, "p.xml", IMPORT_PEOPLE, ES_LIT("<?xml version='1.0'?>"
	    "\n<people xmlns='urn:yinxin:import:1'>\n <person number='1' "
	    "name_zh='甲&amp;&#x4e59;' name_en='A'/>\n</people>")) == 0 &&
	    strcmp(s.text, "3:1/甲&乙 ") == 0, "the same as XML: %s", s.text);
	ok(read_file(&s, "p.csv", IMPORT_PEOPLE, ES_LIT("number,nmae,number\n"))
	    == ES_E_INPUT && strcmp(s.text, "[1 no column is called \"nmae\"]"
	    " [1 column number comes twice] [1 column name_zh is missing] "
	    "[1 column name_en is missing] ") == 0, "a wrong head: %s",
	    s.text);
	ok(read_file(&s, "p.csv", IMPORT_PEOPLE, ES_LIT("")) == ES_E_INPUT,
	    "an empty file: %s", s.text);
	ok(read_file(&s, "p.txt", IMPORT_PEOPLE, ES_LIT("number\n")) ==
	    ES_E_INPUT, "another name");
	ok(read_file(&s, "p.csv", IMPORT_PEOPLE, ES_LIT(
	    "number,name_zh,name_en,birth,gender,length_years\n"
	    "1,甲,A,2001-02-29,M,4\n2,,B,,,\n3,丙,C,,X,\n4,丁,D,,,4,9\n"
	    "5,戊,E,2000-02-29,F,12\n6,己,F,,,13\n7,\xff,G,,,\n")) ==
	    ES_E_INPUT && s.rows == 1, "every flaw with its line: %s",
	    s.text);
	ok(strstr(s.text, "[2 birth \"2001-02-29\": must be a date") != NULL &&
	    strstr(s.text, "[3 name_zh is empty]") != NULL &&
	    strstr(s.text, "[4 gender \"X\": must be one of |M|F]") != NULL &&
	    strstr(s.text, "[5 7 cells, but 6 columns]") != NULL &&
	    strstr(s.text, "[7 length_years \"13\": must be a whole number "
	    "from 0 to 12]") != NULL && strstr(s.text, "[8 name_zh: not UTF-8")
	    != NULL && strstr(s.text, "6:5/戊") != NULL, "as it should");
}

static void
xml(void)
{
	static const char *const	 bad[] = { "", "<people", "<grades/>",
	    "<people><person/><people/></people>", "<people>x</people>",
	    "<!DOCTYPE people><people/>", "<people><person number='&x;'/>"
	    "</people>", "<!DOCTYPE p [<!ENTITY x SYSTEM '/etc/passwd'>]>"
	    "<people><person number='&x;'/></people>",
	    "<people><person><person/></person></people>",
	    "<people><person who='1'/></people>", "<people/><people/>" };
	struct seen			 s;
	size_t				 i;

	for (i = 0; i < ES_COUNT(bad); i++)
		ok(read_file(&s, "p.xml", IMPORT_PEOPLE, es_view_str(bad[i]))
		    == ES_E_INPUT && s.rows == 0 && s.text[0] == '[',
		    "not %s: %s", bad[i], s.text);
}

/* -- values ------------------------------------------------------------ */
static int64_t
grade_of(const char *kind, const char *grade)
{
	struct es_view		 cells[GRADE_FIELDS] = { ES_LIT("1"),
	    ES_LIT("2025"), ES_LIT("1"), ES_LIT("C1"), ES_LIT("课"),
	    ES_LIT("Course"), ES_VIEW_EMPTY, ES_VIEW_EMPTY, ES_VIEW_EMPTY,
	    ES_LIT("2.5"), ES_LIT("40") };
	struct store_val	 row[GRADE_FIELDS];
	struct es_err		 e = ES_ERR_INIT;

	cells[GRADE_KIND] = es_view_str(kind);
	cells[GRADE_GRADE] = es_view_str(grade);
	if (import_values(IMPORT_GRADES, cells, row, &e) < 0)
		return -1;
	return row[GRADE_CREDITS].i == 25 ? row[GRADE_GRADE].i : -2;
}

static void
values(void)
{
	ok(grade_of("", "87") == 870 && grade_of("percent", "87.5") == 875 &&
	    grade_of("percent", "100") == 1000 && grade_of("", "0") == 0,
	    "percent in tenths");
	ok(grade_of("", "100.1") == -1 && grade_of("", "101") == -1 &&
	    grade_of("", "8.75") == -1 && grade_of("", "-1") == -1 &&
	    grade_of("", "9e1") == -1 && grade_of("", "") == -1,
	    "and what is no percentage");
	ok(grade_of("five", "优秀") == 4 && grade_of("five", "F") == 0 &&
	    grade_of("five", "2") == 2 && grade_of("five", "5") == -1,
	    "five levels, by word, letter or number");
	ok(grade_of("two", "通过") == 1 && grade_of("two", "NP") == 0 &&
	    grade_of("two", "maybe") == -1, "passed or not");
}

static void
limits(void)
{
	struct es_buf	 b;
	struct seen	 s;
	size_t		 i, k;
	char		 name[101 * 3 + 1];

	for (k = 100; k <= 101; k++) {
		for (i = 0, name[0] = '\0'; i < k; i++)
			strncat(name, "字", 4);
		es_buf_init(&b, ES_MIB);
		es_buf_printf(&b, "number,name_zh,name_en\n1,%s,A\n", name);
		ok((read_file(&s, "p.csv", IMPORT_PEOPLE, es_buf_view(&b)) ==
		    0) == (k == 100), "a name of %zu characters", k);
		es_buf_clear(&b);
	}
	for (k = ES_LIMIT_IMPORT_FLAWS - 1; k <= ES_LIMIT_IMPORT_FLAWS; k++) {
		es_buf_init(&b, ES_MIB);
		es_buf_add_str(&b, "number,name_zh,name_en\n");
		for (i = 0; i < k; i++)
			es_buf_add_str(&b, ",甲,A\n");
		es_buf_add_str(&b, "1,甲,A\n");
		ok(read_file(&s, "p.csv", IMPORT_PEOPLE, es_buf_view(&b)) ==
		    ES_E_INPUT && (s.rows == 1) ==
		    (k < ES_LIMIT_IMPORT_FLAWS), "after %zu flaws the rest is "
		    "%s", k, k < ES_LIMIT_IMPORT_FLAWS ? "read" : "not read");
		es_buf_clear(&b);
	}
}

/* What a file says by itself, without a database. */
static void
tell(void *arg, const char *file, long line, const char *what)
{
	(void)file;
	flaw(arg, line, what);
}

static int
check(struct seen *s, enum import_kind kind, struct es_view text)
{
	struct import		 im = { .actor = "t", .flaw = tell,
				    .arg = s };
	struct import_file	 f = { .name = "x.csv", .kind = kind,
				    .bytes = text };
	struct es_err		 e = ES_ERR_INIT;

	memset(s, 0, sizeof(*s));
	return import_run(NULL, &im, &f, 1, &e) < 0 ? (int)e.code : 0;
}

#define GRADES	"number,year,term,code,title_zh,title_en,credits,grade\n"

static void
whole_files(void)
{
	static const size_t	 most[] = { ES_LIMIT_IMPORT_PEOPLE,
				    ES_LIMIT_IMPORT_COURSES };
	struct es_buf		 b;
	struct seen		 s;
	size_t			 i, k, t;

	ok(check(&s, IMPORT_PEOPLE, ES_LIT("number,name_zh,name_en\n1,a,b\n"
	    "2,a,b\n1,c,d\n")) == ES_E_INPUT && strcmp(s.text,
	    "[4 number 1 is on line 2 already] ") == 0, "twice: %s", s.text);
	ok(check(&s, IMPORT_GRADES, ES_LIT(GRADES "1,2025,1,C,a,b,2,80\n"
	    "2,2025,1,C,a,b,2,80\n1,2025,2,C,a,b,2,80\n")) == ES_E_INPUT &&
	    strcmp(s.text, "[4 grades of 1 began on line 2; keep a person's "
	    "rows together] ") == 0, "apart: %s", s.text);
	for (t = 0; t < 2; t++)
		for (k = most[t]; k <= most[t] + 1; k++) {
			es_buf_init(&b, 64 * ES_MIB);
			es_buf_add_str(&b, t == 0 ?
			    "number,name_zh,name_en\n" : GRADES);
			for (i = 0; i < k; i++)
				es_buf_printf(&b, t == 0 ? "%zu,a,b\n" :
				    "1,2025,1,C%zu,a,b,2,80\n", i);
			ok((check(&s, t == 0 ? IMPORT_PEOPLE : IMPORT_GRADES,
			    es_buf_view(&b)) == 0) == (k == most[t]),
			    "%zu %s", k, t == 0 ? "people" : "courses");
			es_buf_clear(&b);
		}
}

int
main(void)
{
	csv();
	cells();
	people();
	xml();
	values();
	limits();
	whole_files();
	return done();
}
