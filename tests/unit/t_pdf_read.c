/* t_pdf_read.c - the strict reader over files written by hand. */
#include "flate/flate.h"
#include "pdf/text.h"
#include "pdf_make.h"

static void
expect(struct mk *m, enum pdf_why want, const char *name)
{
	enum pdf_why	 got = mk_why(m);
	char		 line[64];
	size_t		 i;

	for (i = 0; i < sizeof(line) - 1 && name[i] != '\0'; i++)
		line[i] = name[i] == '\n' || name[i] == '\r' ? ' ' : name[i];
	line[i] = '\0';
	if (!ok(got == want, "%s: %s", pdf_why_name(want), line))
		printf("# %s instead of %s\n", pdf_why_name(got),
		    pdf_why_name(want));
	mk_clear(m);
}

static struct pdf_file *
open_it(struct mk *m)
{
	struct pdf_file	*f;
	struct es_err	 err = ES_ERR_INIT;

	if (pdf_read(&f, es_buf_view(&m->b), NULL, &err) < 0) {
		printf("# %s\n", err.msg);
		abort();
	}
	return f;
}

static void
whole_files(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*f;
	struct mk	 m;
	size_t		 n;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	f = open_it(&m);
	ok(pdf_file_revs(f) == 1 && pdf_file_entries(f) == 5 &&
	    pdf_file_version(f) == 17 && pdf_file_size(f) == 5, "a table");
	ok(pdf_file_pages(f, 0, &n, &err) == 0 && n == 1 &&
	    pdf_file_page(f, 0, 0) == 3 && pdf_file_page(f, 0, 1) == 0 &&
	    pdf_file_page_of(f, 0, 3) == 0, "one page");
	ok(pdf_file_rev(f, 0)->end == m.b.n && pdf_file_rev(f, 0)->eof ==
	    m.b.n - 1 && !pdf_file_rev(f, 0)->stream, "its interval");
	ok(es_view_starts(pdf_entry_bytes(f, pdf_file_find(f, 0, 4)),
	    ES_LIT("4 0 obj\n<<  /Length 5 >>")), "bytes of an object");
	pdf_file_free(f);
	mk_page(&m);
	mk_obj(&m, 9, "(new)");
	mk_table(&m, MK_ROOT);
	f = open_it(&m);
	ok(pdf_file_revs(f) == 2 && pdf_file_find(f, 0, 9) == NULL &&
	    pdf_file_find(f, 1, 9) != NULL &&
	    pdf_file_find(f, 0, 3)->at < pdf_file_find(f, 1, 3)->at &&
	    pdf_file_rev(f, 1)->start == pdf_file_rev(f, 0)->end,
	    "two revisions, each with its own objects");
	pdf_file_free(f);
	mk_clear(&m);
}

static void
object_streams(void)
{
	static const struct mk_packed	 packed[] = {
		{ 1, 5, 0 }, { 2, 5, 1 }, { 3, 5, 2 } };
	static const char	 head[] = "1 0 2 38 3 82 ";
	static const char	 body[] =
	    "<</Type/Catalog/Pages 2 0 R/A 7 0 R>> "
	    "<</Type/Pages /Count 1 /Kids[3 0 R]     >> \n"
	    "<</Type/Page/Parent 2 0 R>>";
	struct es_err		 err = ES_ERR_INIT;
	const struct pdf_obj	*a;
	struct es_arena		*arena = es_arena_new(10000);
	struct pdf_file		*f;
	struct es_buf		 z, t;
	struct mk		 m;
	int64_t			 milli;
	size_t			 n;

	es_buf_init(&t, 1000);
	es_buf_add_str(&t, head);
	es_buf_add_str(&t, body);
	mk_start(&m);
	mk_obj(&m, 7, "[1 -2.5 (a\\)\\102) <414> /N#41 true null 7 0 R]");
	es_buf_init(&z, 10000);
	ok(flate_deflate(es_buf_view(&t), 6, &z, &err) == 0, "deflated");
	mk_stream(&m, 5, "/Type /ObjStm /N 3 /First 14 /Filter /FlateDecode",
	    es_buf_view(&z));
	mk_xref(&m, 8, MK_ROOT, packed, 3);
	f = open_it(&m);
	ok(pdf_file_pages(f, 0, &n, &err) == 0 && n == 1, "pages in a stream");
	ok(pdf_file_check_all(f, &err) == 0, "all of it is well formed");
	a = pdf_file_key(f, 0, pdf_file_catalog(f, 0), "A");
	ok(pdf_obj_count(a) == 8, "an array behind a reference");
	ok(pdf_obj_int(pdf_obj_item(a, 0), 0, 9, 5) == 1 &&
	    pdf_obj_int(pdf_obj_item(a, 1), 0, 9, 5) == 5, "an integer");
	ok(pdf_obj_milli(pdf_obj_item(a, 1), &milli) && milli == -2500,
	    "a real");
	ok(es_view_eq_str(pdf_string_bytes(arena, pdf_obj_item(a, 2)),
	    "a)B"), "a string with escapes");
	ok(es_view_eq_str(pdf_string_bytes(arena, pdf_obj_item(a, 3)),
	    "A@"), "an odd hexadecimal string");
	ok(pdf_obj_is_name(pdf_obj_item(a, 4), "NA"), "a name with #");
	ok(pdf_file_item(f, 0, a, 6) == NULL, "null is absent");
	ok(pdf_file_item(f, 0, a, 7) == a, "a reference to itself, once");
	pdf_file_free(f);
	mk_clear(&m);
	es_buf_clear(&z);
	es_buf_clear(&t);
	es_arena_free(arena);
}

static void
text_strings(void)
{
	static const struct {
		const char	*raw, *want;
	}		 t[] = {
		{ "(Example)", "Example" },
		{ "<FEFF5370D83DDE00>", "\345\215\260\360\237\230\200" },
		{ "<EFBBBFE58DB0>", "\345\215\260" },
		{ "(\\200\\240)", "\342\200\242\342\202\254" },
		{ "(a\\\nb\\r\\n)", "ab\r\n" },
		{ "<00>", "" },
	};
	struct es_arena	*arena = es_arena_new(100000);
	struct pdf_file	*f;
	struct mk	 m;
	size_t		 i;

	mk_start(&m);
	mk_page(&m);
	for (i = 0; i < ES_COUNT(t); i++)
		mk_obj(&m, 10 + (unsigned)i, "%s", t[i].raw);
	mk_table(&m, MK_ROOT);
	f = open_it(&m);
	for (i = 0; i < ES_COUNT(t); i++)
		ok(es_view_eq_str(pdf_string_text(arena, pdf_file_num(f, 0,
		    10 + (uint32_t)i)), t[i].want), "text %zu", i);
	pdf_file_free(f);
	mk_clear(&m);
	es_arena_free(arena);
}

/* One object 9 with this text, in an otherwise good file. */
static void
with_object(const char *text, enum pdf_why want)
{
	struct mk	 m;

	mk_start(&m);
	mk_page(&m);
	mk_obj(&m, 9, "%s", text);
	mk_table(&m, MK_ROOT);
	expect(&m, want, text);
}

static void
objects(void)
{
	with_object("<< /A 1 /B << /A 2 >> >>", PDF_WHY_NONE);
	with_object("<< /A 1 /A 1 >>", PDF_WHY_DUP_KEY);
	with_object("<< /A 1 /#41 2 >>", PDF_WHY_DUP_KEY);
	with_object("[ << /C << /B [] /B [] >> >> ]", PDF_WHY_DUP_KEY);
	with_object("<< /A1 1 /A2 1 /A3 1 /A4 1 /A5 1 /A6 1 /A7 1 /A8 1 "
	    "/B1 1 /B2 1 /B3 1 /B4 1 /B5 1 /B6 1 /B7 1 /B8 1 /C1 1 /C2 1 "
	    "/C3 1 /C4 1 /C5 1 /C6 1 /C7 1 /C8 1 /C9 1 /A1 2 >>",
	    PDF_WHY_DUP_KEY);
	with_object("<< /A >>", PDF_WHY_SYNTAX);
	with_object("<< (A) 1 >>", PDF_WHY_SYNTAX);
	with_object("[ 1 2", PDF_WHY_SYNTAX);
	with_object("<41 4x>", PDF_WHY_SYNTAX);
	with_object("<4141", PDF_WHY_SYNTAX);
	with_object("/A#0", PDF_WHY_SYNTAX);
	with_object("/A#00", PDF_WHY_SYNTAX);
	with_object("1.2.3", PDF_WHY_SYNTAX);
	with_object("--1", PDF_WHY_SYNTAX);
	with_object("1e5", PDF_WHY_SYNTAX);
	with_object("1 1", PDF_WHY_SYNTAX);
	with_object("9223372036854775808", PDF_WHY_SYNTAX);
	with_object("% comment\n(ok)", PDF_WHY_NONE);
	with_object("true", PDF_WHY_NONE);
	with_object("truely", PDF_WHY_SYNTAX);
	with_object("12 0 R", PDF_WHY_NONE);
	with_object("<< /Length 3 >>\nstream\nabc\nendstream", PDF_WHY_NONE);
	with_object("<< /Length 3 >>\nstream\r\nabcendstream", PDF_WHY_NONE);
	with_object("<< /Length 3 >>\nstream\rabc\nendstream",
	    PDF_WHY_STREAM);
	with_object("<< /Length 2 >>\nstream\nabc\nendstream",
	    PDF_WHY_STREAM);
	with_object("<< /Length 4 >>\nstream\nabc\nendstream", PDF_WHY_NONE);
	with_object("<< /Length 5 >>\nstream\nabc\nendstream",
	    PDF_WHY_STREAM);
	with_object("<< /Length -1 >>\nstream\nabc\nendstream",
	    PDF_WHY_STREAM);
	with_object("<< /Length 99999999 >>\nstream\nabc\nendstream",
	    PDF_WHY_STREAM);
	with_object("<< /Length 9 0 R >>\nstream\nabc\nendstream",
	    PDF_WHY_LOOP);
	with_object("<< /Length 2 0 R >>\nstream\nabc\nendstream",
	    PDF_WHY_STREAM);
	with_object("<< >>\nendobj\n10 0 obj\n1", PDF_WHY_UNOWNED);
	with_object("<< >>\nendobj\n% 10 0 obj\n% endobj\n1 0 obj null",
	    PDF_WHY_UNOWNED);
	with_object("<< >> endobj (", PDF_WHY_UNOWNED);
}

static void
patched(const char *from, const char *to, enum pdf_why want)
{
	struct mk	 m;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	mk_patch(&m, from, to);
	expect(&m, want, to);
}

/* A line of others between the trailer and startxref. */
static void
remark(const char *text, enum pdf_why want)
{
	struct es_buf	 after;
	struct mk	 m;
	size_t		 at;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	at = es_view_rfind(es_buf_view(&m.b), ES_LIT("startxref"));
	es_buf_init(&after, MK_MAX);
	es_buf_add(&after, m.b.p + at, m.b.n - at);
	m.b.n = at;
	es_buf_add_str(&m.b, text);
	es_buf_add_view(&m.b, es_buf_view(&after));
	es_buf_clear(&after);
	expect(&m, want, text);
}

static void
remarks(void)
{
	struct mk	 m;
	size_t		 at;

	remark("%made-by-somebody 8.0\n", PDF_WHY_NONE);
	remark("%one\n \n%two\r\n", PDF_WHY_NONE);
	remark("% startxref 9\n", PDF_WHY_TAIL);
	remark("%%EOF\n", PDF_WHY_TAIL);
	remark("% 4 0 obj\n", PDF_WHY_TAIL);
	remark("%trailer\n", PDF_WHY_TAIL);
	remark("word\n", PDF_WHY_TAIL);
	patched("%PDF-1.7\n", "%PDF-1.7 ", PDF_WHY_HEADER);
	mk_start(&m);
	mk_patch(&m, "%PDF-1.7\n%\342", "%PDF-1.7 \n%");
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_NONE, "a blank behind the version");
	/* startxref leads to the line end before the table. */
	mk_start(&m);
	mk_page(&m);
	at = m.b.n;
	es_buf_add_ch(&m.b, '\n');
	mk_table(&m, MK_ROOT);
	m.b.n = es_view_rfind(es_buf_view(&m.b), ES_LIT("startxref"));
	es_buf_printf(&m.b, "startxref\n%zu\n%%%%EOF\n", at);
	expect(&m, PDF_WHY_NONE, "startxref a line early");
}

/* An update right behind a marker that no line end follows. */
static void
appended(const char *between, enum pdf_why want)
{
	struct mk	 m;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	m.b.n--;
	es_buf_add_str(&m.b, between);
	mk_obj(&m, 9, "(new)");
	mk_table(&m, MK_ROOT);
	expect(&m, want, between);
}

static void
frame(void)
{
	struct mk	 m;

	appended("", PDF_WHY_NONE);
	appended("x", PDF_WHY_TAIL);
	appended("%", PDF_WHY_TAIL);

	patched("%PDF-1.7", "%PDF-1.7", PDF_WHY_NONE);
	patched("%PDF-1.7", "%PDF-1.8", PDF_WHY_HEADER);
	patched("%PDF-1.7", "%PDF-2.0", PDF_WHY_NONE);
	patched("%PDF-1.7", " PDF-1.7", PDF_WHY_HEADER);
	patched("startxref", "startxreg", PDF_WHY_TAIL);
	patched("%%EOF\n", "%%EOFx", PDF_WHY_TAIL);
	patched("0 1\n0000000000", "0 2\n0000000000", PDF_WHY_XREF);
	patched("65535 f \n", "65535 f\n\n", PDF_WHY_XREF);
	patched("0000000000 65535 f", "0000000009 65535 n", PDF_WHY_XREF);
	patched("65535 f", "65535 n", PDF_WHY_NONE);
	patched("65535 f", "65536 f", PDF_WHY_NONE);
	patched("65535 f", "65536 n", PDF_WHY_XREF);
	patched("2 1\n", "1 1\n", PDF_WHY_XREF_TWICE);
	patched("3 1\n", "7 1\n", PDF_WHY_OFFSET);
	patched("4 0 obj", "5 0 obj", PDF_WHY_OFFSET);
	patched("4 0 obj", "4 1 obj", PDF_WHY_OFFSET);
	patched("4 0 obj", " 4 0obj", PDF_WHY_OFFSET);
	patched("/Size 5", "/Size 4", PDF_WHY_XREF);
	patched("/Root 1 0 R", "/Root 9 0 R", PDF_WHY_TREE);
	patched("/Root 1 0 R", "/Root 3 0 X", PDF_WHY_SYNTAX);
	patched("/Root 1 0 R", "/Rooo 1 0 R", PDF_WHY_XREF);
	patched("/Count 1", "/Count 2", PDF_WHY_TREE);
	patched("/Parent 2", "/Parent 1", PDF_WHY_TREE);
	patched("[3 0 R]", "[2 0 R]", PDF_WHY_LOOP);
	patched("/Type /Page ", "/Type /Pagg ", PDF_WHY_TREE);

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT " /Encrypt 4 0 R");
	expect(&m, PDF_WHY_ENCRYPTED, "encrypted");
	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT " /XRefStm 15");
	expect(&m, PDF_WHY_HYBRID, "hybrid");
	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	es_buf_add_str(&m.b, "\n");
	expect(&m, PDF_WHY_TAIL, "a second end-of-line at the end");
	mk_start(&m);
	es_buf_reset(&m.b);
	es_buf_add_str(&m.b, "GIF89a\n%PDF-1.7\n");
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_HEADER, "junk before the header");
	mk_start(&m);
	mk_page(&m);
	es_buf_add_str(&m.b, "stray ");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_UNOWNED, "a stray word");
	mk_start(&m);
	mk_page(&m);
	es_buf_add_str(&m.b, "8 0 obj\n(orphan)\nendobj\n");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_UNOWNED, "an object that no section lists");
	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	m.b.n--;
	expect(&m, PDF_WHY_NONE, "no end-of-line at the end");
	mk_start(&m);
	mk_page(&m);
	mk_row(&m, 8);
	m.row[m.n - 1].at = m.row[3].at + 2;
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_OVERLAP, "an object inside another");
}

static void
revisions(void)
{
	struct mk	 m;
	size_t		 first;

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	first = m.b.n;
	mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R >>");
	mk_table(&m, MK_ROOT);
	m.b.n = first;
	expect(&m, PDF_WHY_NONE, "the earlier revision alone");

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	m.b.p[m.b.n - 8]++;		/* its startxref, last digit */
	mk_obj(&m, 9, "1");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_STARTXREF, "startxref of an earlier revision");

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	m.prev = m.b.n;
	mk_obj(&m, 9, "1");
	m.prev = m.b.n;
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_XREF_LOOP, "Prev to itself");

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	mk_row(&m, 9);
	m.row[m.n - 1].at = 15;
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_OUTSIDE, "an entry into an earlier revision");

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	first = m.prev;
	mk_obj(&m, 9, "1");
	mk_table(&m, MK_ROOT);
	m.prev = first;		/* the second revision is bridged over */
	mk_obj(&m, 10, "1");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_UNOWNED, "a revision outside the chain");

	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT);
	mk_obj(&m, 9, "1");
	es_buf_add_str(&m.b, "startxref\n15\n%%EOF\n");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_UNOWNED, "a tail without a section");
}

static void
streams(void)
{
	static const struct mk_packed	 twice[] = { { 9, 5, 0 },
	    { 10, 5, 0 } };
	static const struct mk_packed	 one[] = { { 9, 5, 0 } };
	static const struct mk_packed	 far[] = { { 9, 5, 1 } };
	static const struct {
		const char	*keys, *data;
		enum pdf_why	 want;
	}	 t[] = {
		{ "/Type /ObjStm /N 1 /First 4", "9 0 (a)", PDF_WHY_NONE },
		{ "/Type /ObjSt /N 1 /First 4", "9 0 (a)", PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 2 /First 4", "9 0 (a)", PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 1 /First 40", "9 0 (a)", PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 1 /First 4", "8 0 (a)", PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 1 /First 4", "9 9 (a)", PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 1 /First 4", "9 0 (a) 1",
		    PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 1 /First 4", "9 0 <</Length 0>>stream",
		    PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 2 /First 8", "9 0 9 3 (a)(b)",
		    PDF_WHY_OBJSTM },
		{ "/Type /ObjStm /N 1 /First 4 /Extends 5 0 R", "9 0 (a)",
		    PDF_WHY_LOOP },
		{ "/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode",
		    "9 0 (a)", PDF_WHY_STREAM },
		{ "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode",
		    "9 0 (a)", PDF_WHY_STREAM },
		{ "/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode "
		    "/FlateDecode]", "9 0 (a)", PDF_WHY_STREAM },
		{ "/Type /ObjStm /N 1 /First 4 /F (x)", "9 0 (a)",
		    PDF_WHY_STREAM },
	};
	struct mk	 m;
	size_t		 i;

	for (i = 0; i < ES_COUNT(t); i++) {
		mk_start(&m);
		mk_page(&m);
		mk_stream(&m, 5, t[i].keys, es_view_str(t[i].data));
		mk_xref(&m, 11, MK_ROOT, one, 1);
		expect(&m, t[i].want, t[i].data);
	}
	mk_start(&m);
	mk_page(&m);
	mk_stream(&m, 5, "/Type /ObjStm /N 1 /First 4", ES_LIT("9 0 (a)"));
	mk_xref(&m, 11, MK_ROOT, far, 1);
	expect(&m, PDF_WHY_OBJSTM, "an index beyond N");
	mk_start(&m);
	mk_page(&m);
	mk_stream(&m, 5, "/Type /ObjStm /N 1 /First 4", ES_LIT("9 0 (a)"));
	mk_xref(&m, 11, MK_ROOT, twice, 2);
	expect(&m, PDF_WHY_OBJSTM, "one place for two numbers");
	mk_start(&m);
	mk_page(&m);
	mk_xref(&m, 11, MK_ROOT, one, 1);
	expect(&m, PDF_WHY_OBJSTM, "no such object stream");
	mk_start(&m);
	mk_page(&m);
	mk_stream(&m, 5, "/Type /ObjStm /N 1 /First 4", ES_LIT("9 0 (a)"));
	mk_xref(&m, 11, MK_ROOT, one, 1);
	mk_stream(&m, 5, "/Type /ObjStm /N 1 /First 4", ES_LIT("9 0 (b)"));
	mk_xref(&m, 12, MK_ROOT, NULL, 0);
	expect(&m, PDF_WHY_OBJSTM, "an object stream replaced underneath");
	mk_start(&m);
	mk_page(&m);
	mk_xref(&m, 11, MK_ROOT, NULL, 0);
	mk_patch(&m, "/W [1 4 2]", "/W [1 9 2]");
	expect(&m, PDF_WHY_XREF, "W too wide");
	mk_start(&m);
	mk_page(&m);
	mk_xref(&m, 11, MK_ROOT, NULL, 0);
	mk_patch(&m, "/W [1 4 2]", "/W [1 4 3]");
	expect(&m, PDF_WHY_XREF, "W does not fit the data");
	mk_start(&m);
	mk_page(&m);
	mk_xref(&m, 11, MK_ROOT, NULL, 0);
	mk_patch(&m, "/Type /XRef", "/Type /XReg");
	expect(&m, PDF_WHY_STARTXREF, "startxref to another stream");
}

int
main(void)
{
	whole_files();
	object_streams();
	text_strings();
	objects();
	frame();
	remarks();
	revisions();
	streams();
	return done();
}
