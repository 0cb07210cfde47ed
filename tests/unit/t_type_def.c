/*
 * t_type_def.c - definitions of document types: what they say, and every way
 * of getting them wrong, by line and field.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "tap.h"
#include "type/def.h"

static struct es_err	err;

static struct type_def *
parse(const char *xml)
{
	struct type_def	*d;

	es_err_clear(&err);
	return type_def_parse(&d, es_view_str(xml), "t.xml", &err) < 0 ?
	    NULL : d;
}

#define HEAD	"<type id='t' version='1'>\n<name zh='甲' en='A'/>\n"	\
		"<issue office='CG' code='HT' languages='zh-CN'/>\n"	\
		"<holder kinds='staff'/>\n"
#define L	"<label zh='甲' en='A'/>"
#define FORM(x)	HEAD "<form>\n" x "</form></type>"

static void
whole(void)
{
	struct type_def	*d = parse(
	    "<type id='contract-x' version='12' order='5'>"
	    "<name zh='合同' en='Contract'/><about zh='说明' en='About'/>"
	    "<issue office='CG' seal='procurement' code='HT' flow='contract'"
	    " languages='zh-CN,en' valid='30' disclosure='3'/>"
	    "<holder kinds='student,staff' levels='master,doctor'"
	    " statuses='registered' needs='income'/>"
	    "<data sources='employment,income' scale='linear5'/><form>"
	    "<field name='items' kind='rows' min='2' max='5'>" L
	    "<field name='n1' kind='number' max='2.5' required='yes'>" L
	    "</field><field name='p' kind='money' min='0.01'>" L "</field>"
	    "<field name='a' kind='product' of='n1 p'>" L "</field></field>"
	    "<field name='total' kind='sum' of='items/a'>" L "</field>"
	    "<field name='purpose' kind='choice'>" L
	    "<choice key='visa' zh='签证' en='Visa'/></field>"
	    "</form></type>");

	if (!ok(d != NULL, "a whole definition: %s", err.msg))
		return;
	is_str(d->id, "contract-x", "id");
	ok(d->version == 12 && d->order == 5 && d->valid_days == 30 &&
	    d->disclosure == 3, "numbers");
	is_str(d->seal, "procurement", "class of seal");
	is_str(d->flow, "contract", "flow");
	ok(d->needs == 1u << TYPE_SRC_INCOME && d->sources ==
	    (1u << TYPE_SRC_INCOME | 1u << TYPE_SRC_EMPLOYMENT), "sources");
	ok(d->nfields == 3 && d->field[0].ncolumns == 3 &&
	    d->field[0].min == 2 && d->field[0].max == 5, "rows");
	ok(d->field[0].column[0].max == 2500 &&
	    d->field[0].column[1].min == 1, "bounds in thousandths and fen");
	ok(d->field[0].column[2].of[0] == 0 && d->field[0].column[2].of[1] ==
	    1 && d->field[1].of[0] == 0 && d->field[1].of[1] == 2,
	    "what is computed knows of what");
	ok(!type_is_plain(d), "a form of its own");
	ok(type_choice_find(&d->field[2], ES_LIT("visa")) != NULL &&
	    type_choice_find(&d->field[2], ES_LIT("vis")) == NULL,
	    "choices");
	type_def_free(d);
}

static void
usual(void)
{
	struct type_def	*d = parse(HEAD "</type>");

	if (!ok(d != NULL, "the least: %s", err.msg))
		return;
	is_str(d->flow, "auto", "by rule");
	is_str(d->seal, "department", "the department's seal");
	is_str(d->statuses, "registered", "who is there");
	ok(d->disclosure == 1, "little is disclosed");
	ok(type_is_plain(d), "no form");
	type_def_free(d);
	d = parse(FORM("<field name='purpose' kind='line'>" L "</field>"));
	ok(d != NULL && !type_is_plain(d), "a purpose in free words is a form");
	type_def_free(d);
}

static void
flaws(void)
{
	static const struct {
		const char	*xml, *say;
	} all[] = {
		{ "<typ id='t' version='1'/>", "t.xml:1: the root" },
		{ "<type version='1'/>", "t.xml:1: id" },
		{ "<type id='T' version='1'/>", "t.xml:1: id" },
		{ "<type id='t'/>", "version is missing" },
		{ "<type id='t' version='0'/>", "version must be a whole" },
		{ "<type id='t' version='1' color='x'/>",
		    "has no attribute \"color\"" },
		{ "<type id='t' version='1'/>", "<name>, <issue>" },
		{ "<type id='t' version='1'>\n\n<names/></type>",
		    "t.xml:3: only <name>" },
		{ "<type id='t' version='1'><name zh='甲'/></type>",
		    "<name> needs words in zh and en" },
		{ "<type id='t' version='1'>\n<issue office='cg' code='A'"
		    " languages='en'/></type>", "t.xml:2: office and code" },
		{ "<type id='t' version='1'><issue office='CG' code='A'/>"
		    "</type>", "languages are missing" },
		{ "<type id='t' version='1'><issue office='CG' code='A'"
		    " languages='fr'/></type>", "languages is a list" },
		{ "<type id='t' version='1'><issue office='CG' code='A'"
		    " languages='en' disclosure='4'/></type>",
		    "disclosure must be" },
		{ "<type id='t' version='1'><issue office='CG' code='A'"
		    " languages='en' files='yes'/></type>",
		    "files that people bring need a flow" },
		{ "<type id='t' version='1'><issue office='CG' code='A'"
		    " languages='en' flow='f' also='CG/x'/></type>",
		    "also is for types with files" },
		{ "<type id='t' version='1'><issue office='CG' code='A'"
		    " languages='en' flow='f' files='maybe'/></type>",
		    "files is yes or no" },
		{ "<type id='t' version='1'><issue office='CG' code='A'"
		    " languages='en' flow='f' files='yes' also='a;b'/></type>",
		    "also is OFFICE/class" },
		{ "<type id='t' version='1'><holder kinds='cats'/></type>",
		    "kinds is a list, with commas, of student,staff" },
		{ "<type id='t' version='1'><holder kinds='staff'"
		    " needs='wealth'/></type>",
		    "needs: no source is called \"wealth\"" },
		{ HEAD "<data sources='income' scale='linear9'/></type>",
		    "scale is a list" },
		{ "<type id='t' version='1'><name zh='a' en='b'/>"
		    "<issue office='CG' code='A' languages='en'/>"
		    "<holder kinds='staff' needs='income'/></type>",
		    "needs names a source that <data> does not take" },
		{ HEAD "<form/><form/></type>", NULL },
		{ FORM("<p/>"), "t.xml:6: only <field> here" },
		{ FORM("<field kind='line'>" L "</field>"),
		    "a field's name is small letters" },
		{ FORM("<field name='a-b' kind='line'>" L "</field>"),
		    "a field's name is small letters" },
		{ FORM("<field name='a' kind='word'>" L "</field>"),
		    "t.xml:6: field a: kind is line" },
		{ FORM("<field name='a' kind='line'/>"),
		    "field a: it needs a <label>" },
		{ FORM("\n<field name='a' kind='line' max='x'>" L "</field>"),
		    "t.xml:7: field a: max is not a number" },
		{ FORM("<field name='a' kind='line' min='9' max='3'>" L
		    "</field>"), "field a: max is less than min" },
		{ FORM("<field name='a' kind='date' max='3'>" L "</field>"),
		    "field a: this kind has no min and max" },
		{ FORM("<field name='a' kind='line' required='maybe'>" L
		    "</field>"), "field a: required is yes or no" },
		{ FORM("<field name='a' kind='line'>" L "</field>"
		    "<field name='a' kind='date'>" L "</field>"),
		    "field a: the name comes twice" },
		{ FORM("<field name='a' kind='choice'>" L "</field>"),
		    "field a: a choice needs <choice>" },
		{ FORM("<field name='a' kind='line'>" L
		    "<choice key='x' zh='x' en='x'/></field>"),
		    "field a: only kind choice" },
		{ FORM("<field name='a' kind='choice'>" L
		    "<choice key='x' zh='x' en='x'/>"
		    "<choice key='x' zh='y' en='y'/></field>"),
		    "a key of its own" },
		{ FORM("<field name='a' kind='rows'>" L "</field>"),
		    "field a: rows without a column" },
		{ FORM("<field name='a' kind='line'>" L
		    "<field name='b' kind='line'>" L "</field></field>"),
		    "field a: only rows have fields inside" },
		{ FORM("<field name='a' kind='rows'>" L
		    "<field name='b' kind='rows'>" L "</field></field>"),
		    "field b: a column is line" },
		{ FORM("<field name='a' kind='product' of='b c'>" L
		    "</field>"), "field a: only a column of rows" },
		{ FORM("<field name='a' kind='rows'>" L
		    "<field name='b' kind='product' of='c d'>" L "</field>"
		    "</field>"), "field b: of names two columns" },
		{ FORM("<field name='a' kind='rows'>" L
		    "<field name='c' kind='money'>" L "</field>"
		    "<field name='d' kind='money'>" L "</field>"
		    "<field name='b' kind='product' of='c d'>" L "</field>"
		    "</field>"), "field b: one factor is a number" },
		{ FORM("<field name='a' kind='sum' of='items/x'>" L
		    "</field>"), "field a: of names rows before it" },
		{ FORM("<field name='i' kind='rows'>" L
		    "<field name='b' kind='line'>" L "</field></field>"
		    "<field name='a' kind='sum' of='i/b'>" L "</field>"),
		    "field a: only a column of money" },
		{ FORM("<field name='a' kind='line' of='b'>" L "</field>"),
		    "field a: only a product or a sum" },
		{ FORM("<field name='purpose' kind='date'>" L "</field>"),
		    "field purpose: the purpose is" },
		{ "<!DOCTYPE type><type id='t' version='1'/>", "t.xml" },
		{ "<type", "t.xml:1" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(all); i++) {
		struct type_def	*d = parse(all[i].xml);

		if (all[i].say == NULL)
			ok(d != NULL || err.code == ES_E_FORMAT,
			    "two empty forms are none");
		else
			ok(d == NULL && strstr(err.msg, all[i].say) != NULL,
			    "%s: %.150s", all[i].say, err.msg);
		type_def_free(d);
	}
}

/* HEAD, "n" fields and their choices or rows, the end. */
static struct type_def *
many(size_t n, const char *open, size_t inner, const char *one,
    struct es_buf *b)
{
	size_t	 i, k;

	es_buf_reset(b);
	es_buf_add_str(b, HEAD "<form>");
	for (i = 0; i < n; i++) {
		es_buf_printf(b, "<field name='f%zu' %s>" L, i, open);
		for (k = 0; k < inner; k++)
			es_buf_printf(b, one, k);
		es_buf_add_str(b, "</field>");
	}
	es_buf_add_str(b, "</form></type>");
	return parse(es_buf_cstr(b));
}

static void
limits(void)
{
	static const char	 choice[] =
	    "<choice key='k%zu' zh='甲' en='a'/>";
	struct type_def		*d;
	struct es_buf		 b;
	char			 rows[64], bound[64];

	es_buf_init(&b, 2 * ES_LIMIT_TEMPLATE);
	d = many(ES_LIMIT_TYPE_FIELDS, "kind='line'", 0, "", &b);
	ok(d != NULL, "as many fields as allowed: %s", err.msg);
	type_def_free(d);
	d = many(ES_LIMIT_TYPE_FIELDS + 1, "kind='line'", 0, "", &b);
	ok(d == NULL && err.code == ES_E_LIMIT, "one more: %s", err.msg);
	d = many(1, "kind='choice'", ES_LIMIT_TYPE_CHOICES, choice, &b);
	ok(d != NULL, "as many choices as allowed: %s", err.msg);
	type_def_free(d);
	d = many(1, "kind='choice'", ES_LIMIT_TYPE_CHOICES + 1, choice, &b);
	ok(d == NULL && strstr(err.msg, "too many choices") != NULL,
	    "one more: %s", err.msg);
	/* the rows themselves count as one */
	(void)snprintf(rows, sizeof(rows), "kind='rows' max='%zu'",
	    (ES_LIMIT_TYPE_CONTROLS - 1) / 2);
	d = many(1, rows, 2, "<field name='c%zu' kind='line'>" L "</field>",
	    &b);
	ok(d != NULL && d->controls == ES_LIMIT_TYPE_CONTROLS - 1,
	    "nearly as many controls as allowed: %s", err.msg);
	type_def_free(d);
	(void)snprintf(rows, sizeof(rows), "kind='rows' max='%zu'",
	    ES_LIMIT_TYPE_CONTROLS / 2);
	d = many(1, rows, 2, "<field name='c%zu' kind='line'>" L "</field>",
	    &b);
	ok(d == NULL && err.code == ES_E_LIMIT, "one more: %s", err.msg);
	(void)snprintf(bound, sizeof(bound), "kind='text' max='%zu'",
	    ES_LIMIT_TYPE_TEXT);
	d = many(1, bound, 0, "", &b);
	ok(d != NULL, "a text as long as allowed: %s", err.msg);
	type_def_free(d);
	(void)snprintf(bound, sizeof(bound), "kind='text' max='%zu'",
	    ES_LIMIT_TYPE_TEXT + 1);
	d = many(1, bound, 0, "", &b);
	ok(d == NULL, "one longer: %s", err.msg);
	(void)snprintf(bound, sizeof(bound), "kind='text' max='%zu'",
	    (size_t)1000);
	d = many(ES_LIMIT_TYPE_LETTERS / 1000, bound, 0, "", &b);
	ok(d != NULL && d->letters == ES_LIMIT_TYPE_LETTERS,
	    "as many characters in all as allowed: %s", err.msg);
	type_def_free(d);
	(void)snprintf(bound, sizeof(bound), "kind='text' max='%zu'",
	    (size_t)1000);
	d = many(ES_LIMIT_TYPE_LETTERS / 1000 + 1, bound, 0, "", &b);
	ok(d == NULL && err.code == ES_E_LIMIT, "more: %s", err.msg);
	ok(ES_LIMIT_TYPE_LETTERS * 12 < ES_LIMIT_LONG_FORM,
	    "a form within its fields' limits fits a body");
	es_buf_reset(&b);
	es_buf_add_str(&b, HEAD);
	es_buf_fill(&b, ' ', ES_LIMIT_TEMPLATE);
	es_buf_add_str(&b, "</type>");
	ok(parse(es_buf_cstr(&b)) == NULL && err.code == ES_E_LIMIT,
	    "a file too large: %s", err.msg);
	es_buf_clear(&b);
}

static void
paths(void)
{
	static const struct {
		const char	*path, *each;
		bool		 known;
	} all[] = {
		{ "person/name", "", true }, { "person/nam", "", false },
		{ "person", "", false }, { "page", "", true },
		{ "document/url", "", true }, { "purpose/text", "", true },
		{ "employment/post", "", true },
		{ "employment/salary", "", false },
		{ "income/net", "", false },	/* not taken */
		{ "honours", "", true }, { "c/title", "honours", true },
		{ "c/title", "", false }, { "c/name", "honours", false },
		{ "form/party", "", true }, { "form/partie", "", false },
		{ "form/items", "", true },
		{ "c/price", "form/items", true },
		{ "c/n", "form/items", true },
		{ "c/cost", "form/items", false },
		{ "form/terms", "", true }, { "c/text", "form/terms", true },
		{ "c/text", "form/items", false },
		{ "form/purpose", "", false },	/* purpose/text */
		{ "summary/gpa", "", false }, { "", "", false },
	};
	struct type_def	*d = parse(HEAD
	    "<data sources='employment,honours'/><form>"
	    "<field name='purpose' kind='line'>" L "</field>"
	    "<field name='party' kind='line'>" L "</field>"
	    "<field name='terms' kind='text'>" L "</field>"
	    "<field name='items' kind='rows'>" L
	    "<field name='price' kind='money'>" L "</field></field>"
	    "</form></type>");
	size_t		 i;

	if (!ok(d != NULL, "%s", err.msg))
		return;
	for (i = 0; i < ES_COUNT(all); i++)
		ok(type_path_known(d, es_view_str(all[i].path),
		    es_view_str(all[i].each)) == all[i].known,
		    "{%s} in \"%s\" is %sknown", all[i].path, all[i].each,
		    all[i].known ? "" : "not ");
	type_def_free(d);
}

int
main(void)
{
	whole();
	usual();
	flaws();
	limits();
	paths();
	return done();
}
