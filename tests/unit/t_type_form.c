/*
 * t_type_form.c - what people type into forms: canonical values, flaws by
 * control, computed amounts, and XML that reads back the same.
 */
#include "base/limits.h"
#include "tap.h"
#include "type/form.h"
#include "xmlio/xmlio.h"

#define L	"<label zh='甲' en='A'/>"

static const char	xml[] =
    "<type id='t' version='1'><name zh='甲' en='A'/>"
    "<issue office='CG' code='HT' languages='zh-CN'/><holder kinds='staff'/>"
    "<form><field name='purpose' kind='choice' required='yes'>" L
    "<choice key='visa' zh='签证' en='Visa'/>"
    "<choice key='job' zh='求职' en='Employment'/></field>"
    "<field name='party' kind='line' max='5' required='yes'>" L "</field>"
    "<field name='terms' kind='text' max='10'>" L "</field>"
    "<field name='until' kind='date'>" L "</field>"
    "<field name='fee' kind='money' min='10' max='1000'>" L "</field>"
    "<field name='copies' kind='number' min='2' max='20' whole='yes'>" L
    "</field><field name='items' kind='rows' min='1' max='4'>" L
    "<field name='name' kind='line' required='yes'>" L "</field>"
    "<field name='quantity' kind='number' min='0.001'>" L "</field>"
    "<field name='price' kind='money'>" L "</field>"
    "<field name='amount' kind='product' of='quantity price'>" L "</field>"
    "</field><field name='total' kind='sum' of='items/amount'>" L "</field>"
    "</form></type>";

static struct type_def	*def;
static struct es_arena	*arena;
static struct es_err	 err;

struct typed {			/* pairs, ended by NULL */
	const char	*const *pairs;
};

static struct es_view
get(void *arg, const char *control)
{
	const struct typed	*t = arg;
	size_t			 i;

	for (i = 0; t->pairs[i] != NULL; i += 2)
		if (strcmp(t->pairs[i], control) == 0)
			return es_view_str(t->pairs[i + 1]);
	return ES_VIEW_EMPTY;
}

static struct type_form
read_form(const char *const *pairs)
{
	struct typed		 t = { pairs };
	struct type_form	 f = { NULL, NULL, 0 };

	es_arena_reset(arena);
	es_err_clear(&err);
	if (type_form_read(&f, def, get, &t, arena, &err) < 0)
		ok(0, "reading: %s", err.msg);
	return f;
}

static const char *
at(const struct es_tree *t, const char *path)
{
	return es_arena_str(arena, es_tree_text_at(t, path));
}

static const char *
cell(const struct type_form *f, int row, const char *key)
{
	const struct es_tree	*t = es_tree_first(es_tree_get(f->values,
				    "items"));

	while (t != NULL && row-- > 0)
		t = es_tree_next(t);
	return at(t, key);
}

static const char *const	good[] = { "purpose", "visa", "party",
    " 甲公司 ", "terms", " 一。\r\n\r\n 二。 ", "until", "2026-02-28", "fee",
    "1,000", "items.0.name", "纸", "items.0.quantity", "2.50",
    "items.0.price", "3.33", "items.2.name", "笔", "items.2.quantity", "3",
    "items.2.price", "0.1", NULL };

static void
values(void)
{
	struct type_form	 f = read_form(good);

	ok(f.nflaws == 0, "a good form has no flaw");
	is_str(at(f.values, "party"), "甲公司", "blanks at the ends go");
	is_str(at(f.values, "terms"), "一。\n二。", "paragraphs");
	is_str(at(f.values, "fee"), "1000.00", "money in one form");
	ok(es_tree_count(es_tree_get(f.values, "items")) == 2,
	    "an empty row between is left out");
	is_str(cell(&f, 0, "quantity"), "2.5", "a number in one form");
	is_str(cell(&f, 0, "amount"), "8.33", "2.5 x 3.33, half up");
	is_str(cell(&f, 1, "amount"), "0.30", "3 x 0.10");
	is_str(at(f.values, "total"), "8.63", "the sum");
}

static void
record(void)
{
	struct type_form	 f = read_form(good), again;
	struct es_tree		*tree;
	struct es_buf		 b;

	es_buf_init(&b, ES_LIMIT_XML);
	type_form_write(def, f.values, "en", TYPE_WRITE_RECORD, &b);
	is_str(es_buf_cstr(&b), "<form party=\"甲公司\" until=\"2026-02-28\" "
	    "fee=\"1000.00\" copies=\"\" total=\"8.63\"><terms list=\"1\"><p text=\"一。\"/>"
	    "<p text=\"二。\"/></terms><items list=\"1\"><row n=\"1\" "
	    "name=\"纸\" quantity=\"2.5\" price=\"3.33\" amount=\"8.33\"/>"
	    "<row n=\"2\" name=\"笔\" quantity=\"3\" price=\"0.10\" "
	    "amount=\"0.30\"/></items></form>", "as records have it");
	ok(es_view_eq(type_purpose(def, f.values, "zh-CN"), ES_LIT("签证")) &&
	    es_view_eq(type_purpose(def, f.values, "en"), ES_LIT("Visa")),
	    "the purpose in words");
	es_buf_reset(&b);
	type_form_write(def, f.values, "en", TYPE_WRITE_KEYS, &b);
	ok(xmlio_tree(&tree, es_buf_view(&b), arena, &err) == 0 &&
	    type_form_read(&again, def, type_form_stored, tree, arena,
	    &err) == 0 && again.nflaws == 0, "by keys, and read again");
	{
		struct es_buf	 c;

		es_buf_init(&c, ES_LIMIT_XML);
		type_form_write(def, again.values, "en", TYPE_WRITE_KEYS, &c);
		is_str(es_buf_cstr(&c), es_buf_cstr(&b), "to the same bytes");
		es_buf_clear(&c);
	}
	es_buf_clear(&b);
}

static void
escaping(void)
{
	const char *const	 odd[] = { "purpose", "visa", "party",
	    "<&\">", "items.0.name", "a&b", NULL };
	struct type_form	 f = read_form(odd);
	struct es_tree		*tree;
	struct es_buf		 b;

	es_buf_init(&b, ES_LIMIT_XML);
	type_form_write(def, f.values, "en", TYPE_WRITE_RECORD, &b);
	ok(f.nflaws == 0 && xmlio_tree(&tree, es_buf_view(&b), arena,
	    &err) == 0, "signs of XML are well-formed XML");
	is_str(at(tree, "party"), "<&\">", "and the same text");
	es_buf_clear(&b);
}

static void
flaws(void)
{
	static const struct {
		const char	*control, *typed, *flaw;
	} all[] = {
		{ "purpose", "", "missing" }, { "purpose", "x", "not-offered" },
		{ "purpose", "visa ", "not-offered" },
		{ "purpose", "visa\n", "not-offered" },
		{ "party", "", "missing" }, { "party", "   ", "missing" },
		{ "party", "12345", NULL }, { "party", "123456", "too-long" },
		{ "party", "一二三四五", NULL },
		{ "party", "a\nb", "not-a-line" },
		{ "terms", "0123456789", NULL },
		{ "terms", "0123456789a", "too-long" },
		{ "terms", "a\x01z", "not-text" },
		{ "until", "2026-02-29", "not-a-date" },
		{ "until", "2024-02-29", NULL },
		{ "until", "29.2.2024", "not-a-date" },
		{ "until", "2024-02-29T00:00:00Z", "not-a-date" },
		{ "fee", "9.99", "too-small" }, { "fee", "10", NULL },
		{ "fee", "1000.01", "too-large" }, { "fee", "1000", NULL },
		{ "fee", "ten", "not-money" }, { "fee", "1.234", "not-money" },
		{ "fee", "99999999999999999", "too-large" },
		{ "copies", "2.5", "not-whole" }, { "copies", "4", NULL },
		{ "copies", "4.000", NULL }, { "copies", "1", "too-small" },
		{ "items.0.quantity", "0", "too-small" },
		{ "items.0.quantity", "0.001", NULL },
		{ "items.0.quantity", "1e3", "not-a-number" },
		{ "items.0.quantity", "1.2345", "not-a-number" },
		{ "items.0.price", "-1", "not-money" },
		{ "items.1.price", "1", NULL },
	};
	const char	*pairs[] = { NULL, NULL, "purpose", "visa", "party",
			    "甲", "items.0.name", "纸", NULL };
	size_t		 i;

	for (i = 0; i < ES_COUNT(all); i++) {
		struct type_form	 f;
		bool			 right;

		pairs[0] = all[i].control;
		pairs[1] = all[i].typed;
		f = read_form(pairs);
		right = all[i].flaw == NULL ? es_tree_text_at(f.flaws,
		    all[i].control).n == 0 : es_view_eq_str(es_tree_text_at(
		    f.flaws, all[i].control), all[i].flaw);
		ok(right, "%zu %s: %s", i, all[i].control,
		    all[i].flaw == NULL ? "fine" : all[i].flaw);
	}
}

static void
rows(void)
{
	const char *const	 none[] = { "purpose", "visa", "party", "甲",
	    NULL };
	const char *const	 half[] = { "purpose", "visa", "party", "甲",
	    "items.0.price", "5", NULL };
	const char *const	 far[] = { "purpose", "visa", "party", "甲",
	    "items.3.name", "a", "items.4.name", "b", NULL };
	const char *const	 huge[] = { "purpose", "visa", "party", "甲",
	    "items.0.name", "a", "items.0.quantity", "1000000",
	    "items.0.price", "999999999999", NULL };
	const char *const	 tiny[] = { "purpose", "visa", "party", "甲",
	    "items.0.name", "a", "items.0.quantity", "0.001",
	    "items.0.price", "0.01", NULL };
	struct type_form	 f = read_form(none);
	struct typed		 t = { far };

	is_str(at(f.flaws, "items"), "too-few", "no row");
	f = read_form(half);
	is_str(at(f.flaws, "items.0.name"), "missing",
	    "a row without what it needs");
	f = read_form(far);
	ok(f.nflaws == 0 && es_tree_count(es_tree_get(f.values, "items")) ==
	    1, "rows beyond the last are not there");
	ok(type_rows_sent(type_field_find(def, ES_LIT("items")), get, &t) ==
	    4, "as many as were sent");
	f = read_form(huge);
	is_str(at(f.flaws, "items.0.price"), "too-large",
	    "a product beyond all amounts, told where it is typed");
	f = read_form(tiny);
	is_str(at(f.flaws, "items.0.price"), "no-amount",
	    "a product below one fen, told there, too");
}

/* Nobody sends what is computed. */
static void
computed(void)
{
	const char *const	 forged[] = { "purpose", "visa", "party", "甲",
	    "items.0.name", "a", "items.0.quantity", "1", "items.0.price",
	    "5", "items.0.amount", "0.01", "total", "0.01", NULL };
	struct type_form	 f = read_form(forged);

	is_str(cell(&f, 0, "amount"), "5.00", "the product is ours");
	is_str(at(f.values, "total"), "5.00", "the sum is ours");
}

int
main(void)
{
	arena = es_arena_new(ES_LIMIT_TYPE_ARENA);
	if (type_def_parse(&def, es_view_str(xml), "t.xml", &err) < 0) {
		printf("Bail out! %s\n", err.msg);
		return 1;
	}
	values();
	record();
	escaping();
	flaws();
	rows();
	computed();
	type_def_free(def);
	es_arena_free(arena);
	return done();
}
