/* t_layout_text - where lines may end, what marks cost, what a line weighs. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "layout/text.h"
#include "t_fakefont.h"
#include "tap.h"

static const struct layout_fonts fonts = { { &fake_song }, 1 };
/* 1 pt: Han are 1000 wide, Latin letters 500. */
static const struct text_style	 plain = { .size = 1000 };
static struct es_err		 err = ES_ERR_INIT;
static struct es_arena		*arena;

static void
set(struct text *t, const char *s)
{
	layout_text_init(t, arena, &fonts);
	if (layout_text_add(t, es_view_str(s), &plain, ES_VIEW_EMPTY, "field",
	    &err) < 0)
		printf("# %s\n", err.msg);
}

/* The lines of "s" at a width, joined by "|". */
static const char *
broken(const char *s, int32_t width, int32_t indent)
{
	static struct es_buf	 b;
	struct text		 t;
	struct text_lines	 l;
	size_t			 i, k;

	es_buf_clear(&b);
	es_buf_init(&b, ES_LIMIT_FIELD);
	set(&t, s);
	if (layout_text_break(&t, width, indent, &l, &err) < 0)
		return err.msg;
	for (i = 0; i < l.n; i++) {
		if (i > 0)
			es_buf_add_ch(&b, '|');
		for (k = 0; k < l.line[i].count; k++)
			es_utf8_add(&b, font_plain(
			    t.g[l.line[i].first + k].cp));
	}
	return b.n == 0 ? "" : es_buf_cstr(&b);
}

static void
breaking(void)
{
	static const struct {
		const char	*text;
		int32_t		 width;
		const char	*want, *name;
	} c[] = {
		{ "中文字符测试", 3000, "中文字|符测试", "between Han" },
		{ "中文字，符", 3000, "中文|字，符", "not before a comma" },
		{ "中文字，符", 3500, "中文字，|符",
		  "a comma at the end takes half" },
		{ "中文（字", 3000, "中文|（字", "not after an opening" },
		{ "《中》、《文》", 3000, "《中》、|《文》",
		  "marks in a row stay together" },
		{ "共1234分", 2500, "共|1234|分", "not inside a number" },
		{ "约100%的", 2500, "约|100%|的", "a per cent sign sticks" },
		{ "付￥100", 2600, "付|￥100", "a currency sign sticks" },
		{ "他说……好", 3000, "他说|……好", "not inside ……" },
		{ "他说——好", 3000, "他说|——好", "not inside ——" },
		{ "hello world", 3000, "hello|world", "between words" },
		{ "one two", 3500, "one two", "a line that just fits" },
		{ "one two", 3499, "one|two", "and one that does not" },
		{ "well-known", 3000, "well-|known", "after a hyphen" },
		{ "2023-09", 3000, "2023-0|9", "a number's hyphen holds" },
		{ "a/bc/d", 1500, "a/|bc/|d", "after a slash" },
		{ "abcdefgh", 2000, "abcd|efgh", "a word wider than a line" },
		{ "学Java好", 3200, "学Java|好", "at a change of script" },
		{ "阿·买提", 2000, "阿·|买提", "no line begins with a dot" },
		{ "", 1000, "", "nothing" },
		{ "字", 10, "字", "a letter wider than the line" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(c); i++)
		is_str(broken(c[i].text, c[i].width, 0), c[i].want,
		    c[i].name);
	is_str(broken("中文字符测试", 3000, 1000), "中文|字符测|试",
	    "an indented first line");
}

static int32_t
width(const char *s)
{
	struct text	 t;

	set(&t, s);
	return layout_text_width(&t);
}

static void
widths(void)
{
	struct text	 t;

	ok(width("甲A") == 1000 + 125 + 500, "an eighth at script changes");
	ok(width("甲 A") == 2000, "none where a space stands");
	ok(width("A，甲") == 2500, "nor beside a mark");
	ok(width("甲》（乙") == 3500, "closing and opening share a blank");
	ok(width("甲，”") == 2500, "two closing marks");
	ok(width("（《甲") == 2500, "two opening marks");
	set(&t, "艾·买");
	ok(t.g[1].cp == font_alt(0xb7) && layout_text_width(&t) == 3000,
	    "the dot of a name is full width, without gaps");
	set(&t, "a·b");
	ok(t.g[1].cp == 0xb7, "between Latin letters it is not");
	set(&t, "“a”");
	ok(t.g[0].cp == font_alt(0x201c) && t.g[2].cp == font_alt(0x201d),
	    "Latin quotes around Latin");
	set(&t, "“甲+”");
	ok(t.g[0].cp == 0x201c && t.g[3].cp == 0x201d,
	    "a closing quote is like its opening one");
	set(&t, "it’s");
	ok(t.g[2].cp == font_alt(0x2019), "an apostrophe is Latin");
}

static void
styles(void)
{
	struct text_style	 s = plain;
	struct text		 t;
	struct text_lines	 l;
	int32_t			 base;

	s.spacing = 200;
	layout_text_init(&t, arena, &fonts);
	ok(layout_text_add(&t, ES_LIT("中文"), &s, ES_VIEW_EMPTY, "f", &err) == 0 &&
	    layout_text_width(&t) == 2200, "spacing between letters, not after");
	set(&t, "中文字 A");
	ok(layout_text_break(&t, 10000, 0, &l, &err) == 0 && l.n == 1 &&
	    l.line[0].width == 4000, "a line's width");
	layout_text_justify(&t, &l.line[0], 4300);
	ok(l.line[0].width == 4300 && layout_text_width(&t) == 4300,
	    "spread between Han and in the space");
	set(&t, "中文");
	ok(layout_text_break(&t, 10000, 0, &l, &err) == 0, "broken");
	layout_text_justify(&t, &l.line[0], 9000);
	ok(l.line[0].width == 2000, "not torn apart");
	layout_text_justify(&t, &l.line[0], 1000);
	ok(l.line[0].width == 2000, "nor squeezed");
	set(&t, "a b");
	ok(layout_text_break(&t, 10000, 0, &l, &err) == 0, "words");
	base = l.line[0].width;
	layout_text_justify(&t, &l.line[0], base + 501);
	ok(l.line[0].width == base, "a space is not widened by more than half");
	layout_text_justify(&t, &l.line[0], base + 500);
	ok(l.line[0].width == base + 500, "but by that");
}

static void
failures(void)
{
	struct text	 t;

	layout_text_init(&t, arena, &fonts);
	ok(layout_text_add(&t, ES_LIT("甲\xef\xa3\xbf"), &plain, ES_VIEW_EMPTY,
	    "person/name", &err) < 0 && err.code == ES_E_NOTFOUND &&
	    strstr(err.msg, "U+F8FF") != NULL &&
	    strstr(err.msg, "person/name") != NULL &&
	    strstr(err.msg, "song") != NULL, "a missing letter: %s", err.msg);
	es_err_clear(&err);
	ok(layout_text_add(&t, ES_LIT("\xf0\xb0\x80\x80"), &plain, ES_VIEW_EMPTY,
	    "f", &err) < 0 && strstr(err.msg, "U+30000") != NULL,
	    "outside the basic plane: %s", err.msg);
	es_err_clear(&err);
	layout_text_init(&t, arena, &fonts);
	ok(layout_text_add(&t, ES_LIT("\xf0\xa0\xae\xb7"), &plain, ES_VIEW_EMPTY,
	    "f", &err) == 0 && t.n == 1 && t.g[0].cp == 0x20bb7 &&
	    layout_text_width(&t) == 1000, "U+20BB7 is a Han letter");
	ok(layout_text_add(&t, ES_LIT("a\xff"), &plain, ES_VIEW_EMPTY, "f", &err) <
	    0 && err.code == ES_E_INPUT, "not UTF-8: %s", err.msg);
	es_err_clear(&err);
}

int
main(void)
{
	if ((arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA)) == NULL)
		return 1;
	breaking();
	widths();
	styles();
	failures();
	es_arena_free(arena);
	return done();
}
