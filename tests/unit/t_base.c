/* Errors, views, buffers, arenas, UTF-8, time, trees: the ground floor. */
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/reader.h"
#include "base/time.h"
#include "base/tree.h"
#include "base/utf8.h"
#include "base/view.h"
#include "base/xml.h"
#include "tap.h"

static void
errors(void)
{
	struct es_err	 e = ES_ERR_INIT;

	ok(es_fail(&e, ES_E_LIMIT, "%d bytes", 7) == -1, "es_fail says -1");
	ok(es_fail(&e, ES_E_BUG, "second") == -1 && e.code == ES_E_LIMIT,
	    "the first failure stays");
	ok(es_err_prefix(&e, "token") == -1, "prefix says -1");
	is_str(e.msg, "token: 7 bytes", "context is put before");
	is_str(es_code_name(ES_E_UNCERTAIN), "uncertain", "codes have names");
}

static void
views(void)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_view	 v = ES_LIT("abcabc");
	int64_t		 x;

	ok(es_view_find(v, ES_LIT("ca"), 0) == 2, "find");
	ok(es_view_find(v, ES_LIT("x"), 0) == SIZE_MAX, "find nothing");
	ok(es_view_rfind(v, ES_LIT("bc")) == 4, "rfind");
	ok(es_view_lists(ES_LIT("zh-CN, en"), ES_LIT("en")) &&
	    es_view_lists(ES_LIT("en"), ES_LIT("en")) &&
	    !es_view_lists(ES_LIT("zh-CN,en"), ES_LIT("zh")) &&
	    !es_view_lists(ES_LIT("a,,b"), ES_VIEW_EMPTY) &&
	    !es_view_lists(ES_VIEW_EMPTY, ES_LIT("a")), "a list of words");
	ok(es_view_eq_str(es_view_sub(v, 4, 99), "bc"), "sub is cut");
	ok(es_view_sub(v, 7, 1).n == 0, "sub past the end is empty");
	ok(es_view_eq_str(es_view_trim(ES_LIT(" a b\n")), "a b"), "trim");
	ok(es_view_cmp(ES_LIT("a"), ES_LIT("ab")) < 0, "shorter first");
	ok(es_view_int(ES_LIT("-42"), -50, 0, &x, &e) == 0 && x == -42,
	    "negative integer");
	ok(es_view_int(ES_LIT("9223372036854775807"), 0, INT64_MAX, &x,
	    &e) == 0 && x == INT64_MAX, "largest integer");
	ok(es_view_int(ES_LIT("9223372036854775808"), 0, INT64_MAX, &x,
	    &e) < 0 && x == 0 && e.code == ES_E_INPUT, "one over");
	es_err_clear(&e);
	ok(es_view_int(ES_LIT(""), 0, 9, &x, &e) < 0, "no digits");
	es_err_clear(&e);
	ok(es_view_int(ES_LIT("1 "), 0, 9, &x, &e) < 0, "trailing blank");
}

static void
buffer_limit(void)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_buf	 b;
	unsigned char	*p;
	size_t		 n;

	es_buf_init(&b, 4);
	es_buf_add_str(&b, "abcd");
	ok(es_buf_ok(&b, "t", &e) == 0, "at its cap");
	es_buf_add_ch(&b, 'e');
	ok(es_buf_ok(&b, "t", &e) < 0 && e.code == ES_E_LIMIT, "one over");
	ok(es_buf_view(&b).n == 0, "a failed buffer shows nothing");
	es_buf_reset(&b);
	es_buf_printf(&b, "%s", "wxyz");
	p = es_buf_detach(&b, &n);
	ok(p != NULL && n == 4 && memcmp(p, "wxyz", 4) == 0, "detach");
	free(p);
	es_buf_add_hex(&b, "\x01\xfe", 2);
	is_str(es_buf_cstr(&b), "01fe", "hex");
	es_buf_clear(&b);
}

static void
readers(void)
{
	struct es_err		 e = ES_ERR_INIT;
	struct es_reader	 r = es_reader(ES_LIT("\x01\x02\x03\x04\x05"));

	ok(es_read_be32(&r) == 0x01020304, "big-endian");
	ok(es_reader_end(&r, "t", &e) < 0, "a byte is left over");
	es_err_clear(&e);
	ok(es_read_be16(&r) == 0 && es_reader_ok(&r, "t", &e) < 0,
	    "past the end is marked");
	ok(es_read_u8(&r) == 0 && es_read_left(&r) == 0, "and stays marked");
}

static void
arenas(void)
{
	struct es_arena	*a = es_arena_new(100000);
	char		*s;

	ok((s = es_arena_printf(a, "%d-%s", 7, "x")) != NULL, "printf");
	is_str(s, "7-x", "text is in the arena");
	ok(es_arena_get(a, 90000) == NULL, "over the cap gives NULL");
	ok(es_arena_get(a, 60000) != NULL, "below it does not");
	es_arena_reset(a);
	ok(es_arena_get(a, 60000) != NULL, "a reset gives the room back");
	ok(es_arena_array(a, SIZE_MAX, 2) == NULL, "overflow gives NULL");
	es_arena_free(a);
}

static void
xml(void)
{
	static const struct {
		const char	*in, *out;
		unsigned	 how;
	} list[] = {
		{ "a<b>&\"'\t\n\r", "a&lt;b&gt;&amp;\"'\t\n&#13;", 0 },
		{ "\"\t\n", "&quot;\t\n", ES_XML_QUOTES },
		{ "\"\t\n", "\"&#9;&#10;", ES_XML_SPACES },
		{ "\"\t\n", "&quot;&#9;&#10;", ES_XML_QUOTES |
		    ES_XML_SPACES },
		{ "\x01\xef\xbf\xbe", "\xef\xbf\xbd\xef\xbf\xbd", 0 },
		{ "a\xff" "b\xe5\x8d", "a\xef\xbf\xbd" "b\xef\xbf\xbd"
		    "\xef\xbf\xbd", 0 },
		{ "\xf0\xa0\xae\xb7", "\xf0\xa0\xae\xb7", 0 },
	};
	struct es_buf	 b;
	size_t		 i;

	for (i = 0; i < ES_COUNT(list); i++) {
		es_buf_init(&b, 100);
		es_xml_add(&b, es_view_str(list[i].in), list[i].how);
		ok(es_view_eq_str(es_buf_view(&b), list[i].out),
		    "as XML: %zu", i);
		es_buf_clear(&b);
	}
}

static void
utf8(void)
{
	struct es_buf	 b;
	size_t		 at = 0;
	uint32_t	 cp;

	es_buf_init(&b, 64);
	es_utf8_add(&b, 'A');
	es_utf8_add(&b, 0xe9);
	es_utf8_add(&b, 0x5370);
	es_utf8_add(&b, 0x20bb7);
	ok(es_utf8_count(es_buf_view(&b)) == 4, "four code points");
	ok(es_utf8_next(es_buf_view(&b), &at, &cp) == 1 && cp == 'A', "first");
	at = 6;
	ok(es_utf8_next(es_buf_view(&b), &at, &cp) == 1 && cp == 0x20bb7,
	    "beyond the BMP");
	ok(es_utf8_next(es_buf_view(&b), &at, &cp) == 0, "end");
	ok(es_utf8_cut(es_buf_view(&b), 10).n == 10 &&
	    es_utf8_cut(es_buf_view(&b), 9).n == 6 &&
	    es_utf8_cut(es_buf_view(&b), 5).n == 3 &&
	    es_utf8_cut(es_buf_view(&b), 0).n == 0 &&
	    es_utf8_cut(ES_LIT("a\xff"), 9).n == 1, "cut between characters");
	es_buf_clear(&b);
	ok(!es_utf8_is_text(ES_LIT("\xc0\x80")), "overlong");
	ok(!es_utf8_is_text(ES_LIT("\xed\xa0\x80")), "surrogate");
	ok(!es_utf8_is_text(ES_LIT("\xf4\x90\x80\x80")), "above U+10FFFF");
	ok(!es_utf8_is_text(ES_LIT("\xe5\x8d")), "cut short");
	ok(!es_utf8_is_text(ES_LIT("a\x00z")), "NUL");
	ok(es_utf8_is_text(ES_LIT("a\nb")), "a line feed is text");
	ok(!es_utf8_is_line(ES_LIT("a\nb")), "and no line");
}

static void
times(void)
{
	struct es_err	 e = ES_ERR_INIT;
	char		 out[ES_TIME_ISO];
	int64_t		 t;

	is_str(es_time_iso(0, 0, out), "1970-01-01T00:00:00Z", "epoch");
	is_str(es_time_iso(1795413909, 28800, out),
	    "2026-11-23T14:05:09+08:00", "campus time");
	ok(es_time_parse(ES_LIT("2026-11-23T14:05:09+08:00"), &t, &e) == 0 &&
	    t == 1795413909, "and back");
	ok(es_time_parse(ES_LIT("2024-02-29"), &t, &e) == 0, "leap day");
	ok(es_time_parse(ES_LIT("2023-02-29"), &t, &e) < 0, "no leap day");
	es_err_clear(&e);
	ok(es_time_parse(ES_LIT("2023-2-9"), &t, &e) < 0, "short form");
}

static void
trees(void)
{
	struct es_err	 e = ES_ERR_INIT;
	struct es_arena	*a = es_arena_new(100000);
	struct es_tree	*t = es_tree_map(a), *l;

	es_tree_put_str(es_tree_put_map(t, "person"), "name", "Jia");
	l = es_tree_put_list(t, "courses");
	es_tree_put_int(es_tree_add_map(l), "credits", 3);
	es_tree_put_text(t, "bad", ES_LIT("a\xff"));
	es_tree_put_int(t, "n", 1);
	es_tree_put_int(t, "n", 2);
	ok(es_tree_ok(t, &e) == 0, "no failure");
	ok(es_view_eq_str(es_tree_text_at(t, "person/name"), "Jia"), "path");
	ok(es_tree_get(t, "person/age") == NULL, "absent");
	ok(es_tree_count(es_tree_get(t, "courses")) == 1, "list");
	ok(es_view_eq_str(es_tree_text_at(t, "bad"), "a\xef\xbf\xbd"),
	    "bad bytes are replaced");
	ok(es_tree_int(es_tree_get(t, "n")) == 2 && es_tree_count(t) == 4,
	    "a later put replaces");
	ok(!es_tree_true(es_tree_get(t, "x")) &&
	    es_tree_true(es_tree_get(t, "courses")), "truth");
	es_tree_put(t, "oom", NULL);
	ok(es_tree_ok(t, &e) < 0 && e.code == ES_E_NOMEM, "failure is kept");
	es_arena_free(a);
}

int
main(void)
{
	errors();
	views();
	buffer_limit();
	readers();
	arenas();
	utf8();
	xml();
	times();
	trees();
	return done();
}
