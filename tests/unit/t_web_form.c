/* t_web_form - queries, form bodies and uploads: what is read and refused. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "tap.h"
#include "web/form.h"

static struct es_err	 err = ES_ERR_INIT;
static struct es_arena	*arena;
static struct web_form	 form;

static enum es_code
urlencoded(struct es_view body)
{
	es_arena_reset(arena);
	es_err_clear(&err);
	return web_form_parse(&form, body, arena, &err) == 0 ? ES_E_NONE :
	    err.code;
}

static enum es_code
multipart(struct es_view body, const char *type)
{
	es_arena_reset(arena);
	es_err_clear(&err);
	return web_multipart_parse(&form, body, es_view_str(type), arena,
	    &err) == 0 ? ES_E_NONE : err.code;
}

static bool
has(const char *name, const char *value)
{
	const struct web_pair	*p = web_form_find(&form, name);

	return p != NULL && es_view_eq_str(p->value, value);
}

static void
plain(void)
{
	ok(urlencoded(ES_VIEW_EMPTY) == ES_E_NONE && form.n == 0, "nothing");
	ok(urlencoded(ES_LIT("a=1&b=x+y%20z&&c&d=&a=2&%E5%8D%B0=%E4%BF%A1")) ==
	    ES_E_NONE && form.n == 6, "six fields");
	ok(has("a", "1"), "the first of two");
	ok(has("b", "x y z"), "plus and %%20 are blanks");
	ok(has("c", "") && has("d", ""), "with and without \"=\"");
	ok(has("印", "信"), "escaped UTF-8, in names too");
	ok(web_form_find(&form, "e") == NULL, "an absent one");
	ok(urlencoded(ES_LIT("a=b=c")) == ES_E_NONE && has("a", "b=c"),
	    "only the first \"=\" counts");
}

static void
escapes(void)
{
	static const struct {
		struct es_view	 body;
		const char	*what;
	} bad[] = {
		{ ES_LIT("a=%"), "an escape that is cut off" },
		{ ES_LIT("a=%4"), "half an escape" },
		{ ES_LIT("a=%g0"), "no hexadecimal digit" },
		{ ES_LIT("%zz=a"), "in a name" },
		{ ES_LIT("a=%ff%fe"), "bytes that are no UTF-8" },
		{ ES_LIT("a=%c0%af"), "overlong UTF-8 (two bytes for \"/\")" },
		{ ES_LIT("a=%e0%80%af"), "overlong UTF-8 (three bytes)" },
		{ ES_LIT("a=%f0%80%80%af"), "overlong UTF-8 (four bytes)" },
		{ ES_LIT("a=%ed%a0%80"), "a lone high surrogate" },
		{ ES_LIT("a=%ed%b0%80"), "a lone low surrogate" },
		{ ES_LIT("a=%f4%90%80%80"), "beyond U+10FFFF" },
		{ ES_LIT("a=x%00y"), "NUL" },
		{ ES_LIT("a=\0"), "NUL as it is" },
		{ ES_LIT("a=%1b[0m"), "a control character" },
		{ ES_LIT("a=%e5%8d"), "a character that is cut off" },
	};
	size_t	 i;

	for (i = 0; i < ES_COUNT(bad); i++)
		ok(urlencoded(bad[i].body) == ES_E_FORMAT, "refused: %s",
		    bad[i].what);
	ok(urlencoded(ES_LIT("a=x%0d%0ay")) == ES_E_NONE && has("a", "x\r\ny"),
	    "lines are text");
}

static struct es_view
repeat(struct es_buf *b, const char *head, const char *what, size_t n,
    const char *tail)
{
	es_buf_reset(b);
	es_buf_add_str(b, head);
	while (n-- > 0)
		es_buf_add_str(b, what);
	es_buf_add_str(b, tail);
	return es_buf_view(b);
}

static void
limits(void)
{
	struct es_buf	 b;

	es_buf_init(&b, ES_LIMIT_UPLOAD + ES_MIB);
	ok(urlencoded(repeat(&b, "", "a&", ES_LIMIT_FIELDS, "")) ==
	    ES_E_NONE && form.n == ES_LIMIT_FIELDS, "as many fields as allowed");
	ok(urlencoded(repeat(&b, "", "a&", ES_LIMIT_FIELDS, "b")) ==
	    ES_E_LIMIT, "one more");
	ok(urlencoded(repeat(&b, "a=", "%41", ES_LIMIT_FIELD, "")) ==
	    ES_E_NONE && form.pairs[0].value.n == ES_LIMIT_FIELD,
	    "as long a value as allowed");
	ok(urlencoded(repeat(&b, "a=", "%41", ES_LIMIT_FIELD, "B")) ==
	    ES_E_LIMIT, "one byte more");
	ok(urlencoded(repeat(&b, "", "n", ES_LIMIT_FIELD, "=")) ==
	    ES_E_NONE, "as long a name as allowed");
	ok(urlencoded(repeat(&b, "n", "n", ES_LIMIT_FIELD, "=")) ==
	    ES_E_LIMIT, "a longer name");
	ok(urlencoded(repeat(&b, "a=", "0123456789abcdef",
	    ES_LIMIT_UPLOAD / 16, "")) == ES_E_LIMIT,
	    "a huge field is a limit, not want of memory");
	es_buf_clear(&b);
}

#define CT	"multipart/form-data; boundary=x"
#define NAMED	"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n"

static void
parts(void)
{
	static const char	 body[] = NAMED "\r\none\r\ntwo\r\n"
	    "--x\r\nCONTENT-disposition:form-data; name=f; "
	    "filename=\"a\\\"b \xe5\x8d\xb0.pdf\"\r\n"
	    "Content-Type: application/pdf\r\nX-Other: y\r\n\r\n"
	    "%PDF\0\xff\r\n--y\r\n"
	    "\r\n--x\r\nContent-Disposition: form-data; name=\"e\"\r\n\r\n"
	    "\r\n--x--\r\nepilogue";
	const struct web_pair	*f;

	if (!ok(multipart(es_view(body, sizeof(body) - 1), CT) == ES_E_NONE,
	    "three parts (%s)", err.msg))
		return;
	ok(form.n == 3 && has("a", "one\r\ntwo"), "a text with lines");
	f = web_form_find(&form, "f");
	ok(f != NULL && f->is_file && f->value.n == 13 &&
	    memcmp(f->value.p, "%PDF\0\xff\r\n--y\r\n", 13) == 0,
	    "a file's bytes as they are");
	ok(f != NULL && f->value.p > (const unsigned char *)body &&
	    f->value.p < (const unsigned char *)body + sizeof(body),
	    "borrowed, not copied");
	ok(f != NULL && es_view_eq_str(f->filename, "a\"b 印.pdf"),
	    "its name");
	ok(f != NULL && es_view_eq_str(f->type, "application/pdf"),
	    "its type");
	ok(has("e", "") && !web_form_find(&form, "a")->is_file,
	    "an empty field");
	ok(multipart(ES_LIT(NAMED "\r\nv\r\n--x--"),
	    "multipart/form-data; charset=utf-8; Boundary=\"x\"") ==
	    ES_E_NONE && has("a", "v"), "a quoted boundary after others");
	ok(multipart(ES_LIT("--x--"), CT) == ES_E_NONE && form.n == 0,
	    "no part at all");
	ok(multipart(ES_LIT(NAMED "Content-Type: multipart/mixed; "
	    "boundary=y\r\n\r\n--y\r\n\r\nz\r\n--y--\r\n--x--"), CT) ==
	    ES_E_NONE && form.n == 1, "a nested multipart is just text");
}

static void
broken(void)
{
	static const struct {
		struct es_view	 body;
		const char	*type, *what;
	} bad[] = {
		{ ES_LIT(NAMED "\r\nv\r\n--x--"), "multipart/form-data",
		    "no boundary" },
		{ ES_LIT(NAMED "\r\nv\r\n--x--"),
		    "multipart/form-data; boundary=", "an empty boundary" },
		{ ES_LIT(NAMED "\r\nv\r\n--x--"),
		    "multipart/form-data; boundary=\"x", "an open quote" },
		{ ES_LIT(NAMED "\r\nv\r\n--x--"),
		    "multipart/form-data; boundary=z", "another boundary" },
		{ ES_VIEW_EMPTY, CT, "an empty body" },
		{ ES_LIT("--x"), CT, "only the mark" },
		{ ES_LIT("preamble\r\n" NAMED "\r\nv\r\n--x--"), CT,
		    "a preamble" },
		{ ES_LIT(NAMED "\r\nv"), CT, "no final boundary" },
		{ ES_LIT(NAMED "\r\nv\r\n--x"), CT, "cut off at the end" },
		{ ES_LIT(NAMED "\r\nv\r\n--x-"), CT, "half an end" },
		{ ES_LIT(NAMED), CT, "cut off in the headers" },
		{ ES_LIT(NAMED "v\r\n--x--"), CT, "no empty line" },
		{ ES_LIT("--x\r\nno header\r\n\r\nv\r\n--x--"), CT,
		    "a line that is no header" },
		{ ES_LIT("--x\r\nContent-Type: a\r\n\r\nv\r\n--x--"), CT,
		    "a part without name" },
		{ ES_LIT("--x\r\nContent-Disposition: attachment; name=a\r\n"
		    "\r\nv\r\n--x--"), CT, "another disposition" },
		{ ES_LIT("--x\r\nContent-Disposition: form-data; name=\"a\r\n"
		    "\r\nv\r\n--x--"), CT, "an open quote in a name" },
		{ ES_LIT("--x\r\nContent-Disposition: form-data; name=a; "
		    "filename=\"a\r\n\r\nv\r\n--x--"), CT,
		    "an open quote in a file name" },
		{ ES_LIT(NAMED "Content-Disposition: form-data; name=b\r\n"
		    "\r\nv\r\n--x--"), CT, "two names" },
		{ ES_LIT(NAMED "\r\n\xff\r\n--x--"), CT, "bad UTF-8" },
		{ ES_LIT(NAMED "\r\na\0b\r\n--x--"), CT, "NUL" },
		{ ES_LIT("--x\r\nContent-Disposition: form-data; name=\"\xff\""
		    "\r\n\r\nv\r\n--x--"), CT, "bad UTF-8 in a name" },
		{ ES_LIT("--x\r\nContent-Disposition: form-data; name=a; "
		    "filename=\"\xed\xa0\x80\"\r\n\r\nv\r\n--x--"), CT,
		    "a lone surrogate in a file name" },
	};
	char	 longer[128];
	size_t	 i;

	for (i = 0; i < ES_COUNT(bad); i++)
		ok(multipart(bad[i].body, bad[i].type) == ES_E_FORMAT,
		    "refused: %s", bad[i].what);
	for (i = 70; i <= 71; i++) {
		(void)snprintf(longer, sizeof(longer),
		    "multipart/form-data; boundary=%0*d", (int)i, 0);
		(void)multipart(ES_LIT("--0"), longer);
		ok((strstr(err.msg, "no boundary") != NULL) == (i == 71),
		    "a boundary of %zu characters", i);
	}
}

static void
part_limits(void)
{
	static const char	 head[] =
	    "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n";
	struct es_buf		 b;
	size_t			 i, k;

	es_buf_init(&b, ES_LIMIT_UPLOAD);
	for (k = 0; k < 2; k++) {
		es_buf_reset(&b);
		for (i = 0; i < ES_LIMIT_FIELDS + k; i++)
			es_buf_printf(&b, "%s\r\n", head);
		es_buf_add_str(&b, "--x--");
		ok(multipart(es_buf_view(&b), CT) == (k == 0 ? ES_E_NONE :
		    ES_E_LIMIT), "%zu parts", ES_LIMIT_FIELDS + k);
		(void)repeat(&b, head, "v", ES_LIMIT_FIELD + k, "\r\n--x--");
		ok(multipart(es_buf_view(&b), CT) == (k == 0 ? ES_E_NONE :
		    ES_E_LIMIT), "a field of %zu bytes", ES_LIMIT_FIELD + k);
	}
	ok(multipart(repeat(&b, "--x\r\nContent-Disposition: form-data; "
	    "name=a; filename=f\r\n\r\n", "v", 2 * ES_LIMIT_FIELD,
	    "\r\n--x--"), CT) == ES_E_NONE, "a file may be longer");
	ok(multipart(repeat(&b, NAMED "X: ", "v", 2 * ES_LIMIT_FIELD,
	    "\r\n\r\nv\r\n--x--"), CT) == ES_E_FORMAT, "a huge header");
	es_buf_reset(&b);
	for (i = 0; i < ES_LIMIT_FIELDS; i++) {
		es_buf_add_str(&b,
		    "--x\r\nContent-Disposition: form-data; name=a");
		for (k = 0; k < 900; k++)
			es_buf_add_str(&b, ";a=b");
		es_buf_add_str(&b, "\r\n\r\nv\r\n");
	}
	es_buf_add_str(&b, "--x--");
	ok(multipart(es_buf_view(&b), CT) == ES_E_NONE,
	    "thousands of parameters cost no memory (%s)", err.msg);
	es_buf_clear(&b);
}

static void
cookies(void)
{
	struct es_view	 h = ES_LIT("a=1; bb=two ;a=3;  c=x=y; d");

	ok(es_view_eq_str(web_cookie_find(h, "a"), "1"), "the first of two");
	ok(es_view_eq_str(web_cookie_find(h, "bb"), "two"), "trimmed");
	ok(es_view_eq_str(web_cookie_find(h, "c"), "x=y"), "\"=\" inside");
	ok(web_cookie_find(h, "d").n == 0 && web_cookie_find(h, "b").n == 0 &&
	    web_cookie_find(ES_VIEW_EMPTY, "a").n == 0, "absent ones");
}

int
main(void)
{
	if ((arena = es_arena_new(ES_LIMIT_REQUEST_ARENA)) == NULL)
		return 1;
	plain();
	escapes();
	limits();
	parts();
	broken();
	part_limits();
	cookies();
	es_arena_free(arena);
	return done();
}
