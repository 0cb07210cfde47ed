/* t_pdf_limits.c - every limit of the reader: at it, and one over. */
#include <zlib.h>

#include "base/limits.h"
#include "pdf/changes.h"
#include "pdf/dss.h"
#include "pdf/sigs.h"
#include "pdf_make.h"

/* Read a file that ends with this trailer; names the limit. */
static void
expect(struct mk *m, enum pdf_why want, const char *name)
{
	enum pdf_why	 got;

	mk_table(m, MK_ROOT);
	got = mk_why(m);
	if (!ok(got == want, "%s: %s", name, pdf_why_name(want)))
		printf("# %s\n", pdf_why_name(got));
	mk_clear(m);
}

static void
start(struct mk *m)
{
	mk_start(m);
	mk_page(m);
}

/* Object 9: "head", n times "piece", "tail". */
static void
repeated(const char *head, const char *piece, size_t n, const char *tail,
    enum pdf_why want, const char *name)
{
	struct mk	 m;

	start(&m);
	mk_row(&m, 9);
	es_buf_printf(&m.b, "9 0 obj\n%s", head);
	while (n-- > 0)
		es_buf_add_str(&m.b, piece);
	es_buf_printf(&m.b, "%s\nendobj\n", tail);
	expect(&m, want, name);
}

static void
values(void)
{
	struct mk	 m;
	size_t		 i, over;

	for (over = 0; over < 2; over++) {
		enum pdf_why	 want = over ? PDF_WHY_LIMIT : PDF_WHY_NONE;

		repeated("[", "[", ES_LIMIT_PDF_DEPTH - 1 + over, "1", over ?
		    PDF_WHY_LIMIT : PDF_WHY_SYNTAX, "depth, open");
		repeated("/", "n", ES_LIMIT_PDF_NAME + over, "", want,
		    "name");
		repeated("/", "#FF", ES_LIMIT_PDF_NAME + over, "", want,
		    "name, escaped");
		repeated("(", "0123456789abcdef", ES_LIMIT_PDF_STRING / 16,
		    over ? "x)" : ")", want, "string");
		repeated("<", "0123456789abcdef", ES_LIMIT_PDF_STRING / 16,
		    over ? "0>" : ">", want, "hexadecimal string");
		repeated("[", "1 ", ES_LIMIT_PDF_ARRAY + over, "]", want,
		    "array");
		/* Two halves and the outer array make the tokens. */
		start(&m);
		mk_row(&m, 9);
		es_buf_add_str(&m.b, "9 0 obj\n[[");
		for (i = 0; i < ES_LIMIT_PDF_TOKENS - ES_LIMIT_PDF_ARRAY - 3 +
		    over; i++)
			es_buf_add_str(&m.b, "1 ");
		es_buf_add_str(&m.b, "][");
		for (i = 0; i < ES_LIMIT_PDF_ARRAY; i++)
			es_buf_add_str(&m.b, "1 ");
		es_buf_add_str(&m.b, "]]\nendobj\n");
		expect(&m, want, "tokens");
		start(&m);
		mk_row(&m, 9);
		es_buf_add_str(&m.b, "9 0 obj\n<<");
		for (i = 0; i < ES_LIMIT_PDF_KEYS + over; i++)
			es_buf_printf(&m.b, "/%zu 1", i);
		es_buf_add_str(&m.b, ">>\nendobj\n");
		expect(&m, want, "keys");
		start(&m);
		mk_row(&m, 9);
		es_buf_add_str(&m.b, "9 0 obj\n");
		es_buf_fill(&m.b, '[', ES_LIMIT_PDF_DEPTH + over);
		es_buf_add_str(&m.b, "1");
		es_buf_fill(&m.b, ']', ES_LIMIT_PDF_DEPTH + over);
		es_buf_add_str(&m.b, "\nendobj\n");
		expect(&m, want, "depth");
	}
}

static void
sections(void)
{
	struct mk	 m;
	size_t		 i, over;
	enum pdf_why	 got;

	for (over = 0; over < 2; over++) {
		start(&m);
		for (i = 0; i < ES_LIMIT_PDF_REVS - 1 + over; i++)
			mk_table(&m, MK_ROOT);
		expect(&m, over ? PDF_WHY_LIMIT : PDF_WHY_NONE, "revisions");

		start(&m);
		mk_obj(&m, ES_LIMIT_PDF_NUMBER + (unsigned)over, "1");
		expect(&m, over ? PDF_WHY_XREF : PDF_WHY_NONE,
		    "an object's number");

		/* Free entries in a second section: W [1 0 0], zeros. */
		start(&m);
		mk_table(&m, MK_ROOT);
		i = m.b.n;
		es_buf_printf(&m.b, "9 0 obj\n<< /Type /XRef /W [1 0 0] "
		    "/Size %zu /Index [1 %zu] " MK_ROOT " /Prev %zu /Length "
		    "%zu >>\nstream\n", ES_LIMIT_PDF_OBJECTS + 9,
		    ES_LIMIT_PDF_OBJECTS - 5 + over, m.prev,
		    ES_LIMIT_PDF_OBJECTS - 5 + over);
		es_buf_fill(&m.b, 0, ES_LIMIT_PDF_OBJECTS - 5 + over);
		es_buf_printf(&m.b, "\nendstream\nendobj\nstartxref\n%zu\n"
		    "%%%%EOF\n", i);
		got = mk_why(&m);
		ok(got == (over ? PDF_WHY_LIMIT : PDF_WHY_TREE),
		    "objects: %s (all freed again)", pdf_why_name(got));
		mk_clear(&m);
	}
	mk_start(&m);
	mk_clear(&m);
}

static void
file_size(void)
{
	struct mk	 m;
	size_t		 over, n;

	for (over = 0; over < 2; over++) {
		start(&m);
		/* The table and trailer of five objects: measured. */
		mk_obj(&m, 9, "1");
		n = m.b.n;
		mk_table(&m, MK_ROOT);
		n = m.b.n - n + 6;	/* startxref gets longer digits */
		m.b.n -= n - 6;
		m.prev = 0;
		m.n = 0;
		mk_clear(&m);
		start(&m);
		mk_obj(&m, 9, "1");
		es_buf_fill(&m.b, '\n', ES_LIMIT_PDF_FILE - m.b.n - n + over);
		mk_table(&m, MK_ROOT);
		ok(m.b.n == ES_LIMIT_PDF_FILE + over, "%zu bytes", m.b.n);
		ok(mk_why(&m) == (over ? PDF_WHY_LIMIT : PDF_WHY_NONE),
		    "file size");
		mk_clear(&m);
	}
}

static void
references(void)
{
	struct mk		 m;
	struct pdf_file		*f;
	struct es_err		 err = ES_ERR_INIT;
	size_t			 i, over;

	start(&m);
	for (i = 0; i <= ES_LIMIT_PDF_HOPS + 1; i++)
		mk_obj(&m, 10 + (unsigned)i, i <= ES_LIMIT_PDF_HOPS ?
		    "%u 0 R" : "(%u)", 11 + (unsigned)i);
	mk_table(&m, MK_ROOT);
	for (over = 0; over < 2; over++) {
		if (pdf_read(&f, es_buf_view(&m.b), NULL, &err) < 0)
			abort();
		ok((pdf_file_value(f, 0, pdf_entry_obj(f, pdf_file_find(f, 0,
		    12 - (uint32_t)over - 1))) != NULL) == (over == 0),
		    "references to a value");
		ok(pdf_file_why(f) == (over ? PDF_WHY_LOOP : PDF_WHY_NONE),
		    "and the reason");
		pdf_file_free(f);
	}
	mk_clear(&m);
}

static void
trees(void)
{
	struct mk	 m;
	size_t		 i, over;
	struct es_buf	 kids;

	for (over = 0; over < 2; over++) {
		enum pdf_why	 want = over ? PDF_WHY_LIMIT : PDF_WHY_NONE;

		/* The page is at the depth that the limit names. */
		mk_start(&m);
		mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R >>");
		for (i = 0; i < ES_LIMIT_PDF_TREE + over; i++) {
			if (i == 0)
				mk_obj(&m, 2, "<< /Type /Pages /Count 1 "
				    "/Kids [3 0 R] >>");
			else
				mk_obj(&m, 2 + (unsigned)i, "<< /Type /Pages "
				    "/Count 1 /Parent %zu 0 R /Kids "
				    "[%zu 0 R] >>", 1 + i, 3 + i);
		}
		mk_obj(&m, 2 + (unsigned)i, "<< /Type /Page /Parent %zu 0 R "
		    ">>", 1 + i);
		expect(&m, want, "depth of the page tree");

		mk_start(&m);
		es_buf_init(&kids, MK_MAX);
		for (i = 0; i < ES_LIMIT_PDF_PAGES + over; i++)
			es_buf_printf(&kids, "%zu 0 R ", 10 + i);
		mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R >>");
		mk_row(&m, 2);
		es_buf_printf(&m.b, "2 0 obj\n<< /Type /Pages /Count %zu "
		    "/Kids [", ES_LIMIT_PDF_PAGES + over);
		es_buf_add_view(&m.b, es_buf_view(&kids));
		es_buf_add_str(&m.b, "] >>\nendobj\n");
		for (i = 0; i < ES_LIMIT_PDF_PAGES + over; i++)
			mk_obj(&m, 10 + (unsigned)i,
			    "<< /Type /Page /Parent 2 0 R >>");
		expect(&m, want, "pages");
		es_buf_clear(&kids);
	}
}

/* Signatures, and the reason that kept them from being read. */
static size_t
signatures(struct mk *m, enum pdf_why *why, enum pdf_contents *c)
{
	struct pdf_file	*f;
	struct pdf_sigs	*s;
	struct es_err	 err = ES_ERR_INIT;
	size_t		 n = 0;

	mk_table(m, MK_ROOT);
	if (pdf_read(&f, es_buf_view(&m->b), why, &err) < 0) {
		mk_clear(m);
		return 0;
	}
	if (pdf_sigs(&s, f, &err) == 0) {
		n = pdf_sigs_count(s);
		if (n > 0)
			*c = pdf_sigs_at(s, 0)->contents;
		pdf_sigs_free(s);
	}
	*why = pdf_file_why(f);
	pdf_file_free(f);
	mk_clear(m);
	return n;
}

static void
sigs(void)
{
	struct mk		 m;
	enum pdf_why		 why;
	enum pdf_contents	 c = PDF_CONTENTS_UNKNOWN;
	size_t			 i, n, over;

	for (over = 0; over < 2; over++) {
		start(&m);
		for (i = 0; i < ES_LIMIT_PDF_SIGS + over; i++)
			mk_obj(&m, 10 + (unsigned)i, "<< /ByteRange [] >>");
		n = signatures(&m, &why, &c);
		ok(over ? n == 0 && why == PDF_WHY_LIMIT :
		    n == ES_LIMIT_PDF_SIGS, "signatures: %s",
		    pdf_why_name(why));

		start(&m);
		mk_row(&m, 9);
		es_buf_add_str(&m.b, "9 0 obj\n<< /ByteRange [] /Contents <"
		    "30030101ff");
		es_buf_fill(&m.b, '0', 2 * (ES_LIMIT_PDF_CONTENTS - 5 + over));
		es_buf_add_str(&m.b, "> >>\nendobj\n");
		signatures(&m, &why, &c);
		ok(c == (over ? PDF_CONTENTS_LIMIT : PDF_CONTENTS_GOOD),
		    "Contents: %s", pdf_contents_name(c));

		/* Fields nest as deep as the limit. */
		mk_start(&m);
		mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << "
		    "/Fields [10 0 R] >> >>");
		mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
		for (i = 0; i < ES_LIMIT_PDF_TREE + over; i++)
			mk_obj(&m, 10 + (unsigned)i, "<< /T (a) /Kids "
			    "[%zu 0 R] >>", 11 + i);
		mk_obj(&m, 10 + (unsigned)i, "<< /T (b) /FT /Sig /V << "
		    "/ByteRange [] >> >>");
		n = signatures(&m, &why, &c);
		ok(over ? why == PDF_WHY_LIMIT : n == 1, "depth of the form");

		mk_start(&m);
		mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << "
		    "/Fields 3 0 R >> >>");
		mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
		mk_row(&m, 3);
		es_buf_add_str(&m.b, "3 0 obj\n[");
		for (i = 0; i < ES_LIMIT_PDF_FIELDS + over; i++)
			es_buf_printf(&m.b, "%zu 0 R ", 10 + i);
		es_buf_add_str(&m.b, "]\nendobj\n");
		for (i = 0; i < ES_LIMIT_PDF_FIELDS + over; i++)
			mk_obj(&m, 10 + (unsigned)i, "<< /T (%zu) >>", i);
		n = signatures(&m, &why, &c);
		ok(why == (over ? PDF_WHY_LIMIT : PDF_WHY_NONE),
		    "form fields");
	}
}

/* zlib itself: flate/flate.h has limits of its own. */
static void
pack(const struct es_buf *plain, int level, struct es_buf *z)
{
	uLongf		 n = compressBound((uLong)plain->n);
	unsigned char	*p = es_buf_extend(z, n);

	if (p == NULL || compress2(p, &n, plain->p, (uLong)plain->n,
	    level) != Z_OK)
		abort();
	z->n = n;
}

/* An object stream of n zeros behind one object, times "times". */
static enum pdf_why
inflated(size_t n, unsigned times)
{
	struct es_buf	 plain, z;
	struct mk	 m;
	enum pdf_why	 why;
	unsigned	 i;

	es_buf_init(&plain, MK_MAX);
	es_buf_add_str(&plain, "99 0 1");
	/* Blanks, not too alike, so that the ratio stays below its limit. */
	while (plain.n < n)
		es_buf_add_ch(&plain, plain.n % 4093 == 0 ? '\n' : ' ');
	es_buf_init(&z, MK_MAX);
	pack(&plain, 1, &z);
	start(&m);
	for (i = 0; i < times; i++)
		mk_stream(&m, 10 + i, "/Type /ObjStm /N 1 /First 5 /Filter "
		    "/FlateDecode", es_buf_view(&z));
	mk_table(&m, MK_ROOT);
	why = mk_why(&m);
	mk_clear(&m);
	es_buf_clear(&plain);
	es_buf_clear(&z);
	return why;
}

/* What a store's streams come to counts, also when it is too much. */
static void
wasted(unsigned times, size_t want, const char *text)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 plain, z;
	struct pdf_file	*f;
	struct pdf_dss	 dss;
	struct mk	 m;
	unsigned	 i;

	es_buf_init(&plain, MK_MAX);
	while (plain.n <= ES_LIMIT_PDF_INFLATE)
		es_buf_add_ch(&plain, plain.n % 4093 == 0 ? '\n' : ' ');
	es_buf_init(&z, MK_MAX);
	pack(&plain, 1, &z);
	mk_start(&m);
	mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /DSS << /Certs [5 0 R "
	    "6 0 R 7 0 R 8 0 R 9 0 R] /CRLs [4 0 R] >> >>");
	mk_obj(&m, 2, "<< /Type /Pages /Kids [] /Count 0 >>");
	mk_stream(&m, 4, "", ES_LIT("0"));
	for (i = 0; i < times; i++)
		mk_stream(&m, 5 + i, "/Filter /FlateDecode",
		    es_buf_view(&z));
	mk_table(&m, MK_ROOT);
	ok(pdf_read(&f, es_buf_view(&m.b), NULL, &err) == 0 &&
	    pdf_dss_read(&dss, f, &err) == 0 && dss.n == want, "%s", text);
	pdf_file_free(f);
	mk_clear(&m);
	es_buf_clear(&plain);
	es_buf_clear(&z);
}

/* "n" bytes that an object stream may decode to, as small as zlib can. */
static void
dense(size_t n, struct es_buf *z)
{
	struct es_buf	 plain;

	es_buf_init(&plain, MK_MAX);
	es_buf_add_str(&plain, "99 0 1");
	es_buf_fill(&plain, ' ', n - plain.n);
	es_buf_init(z, MK_MAX);
	pack(&plain, 9, z);
	es_buf_clear(&plain);
}

static enum pdf_why
ratio(size_t n)
{
	struct es_buf	 z;
	struct mk	 m;
	enum pdf_why	 why;

	dense(n, &z);
	start(&m);
	mk_stream(&m, 10, "/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode",
	    es_buf_view(&z));
	mk_table(&m, MK_ROOT);
	why = mk_why(&m);
	mk_clear(&m);
	es_buf_clear(&z);
	return why;
}

/* The largest n whose stream is not too small for it (flate/flate.h). */
static size_t
densest(void)
{
	struct es_buf	 z;
	size_t		 low = 64 * ES_KIB, high = 30 * ES_MIB, n;

	while (high - low > 1) {
		n = (low + high) / 2;
		dense(n, &z);
		if (n <= ES_LIMIT_INFLATE_FREE + z.n *
		    ES_LIMIT_INFLATE_RATIO)
			low = n;
		else
			high = n;
		es_buf_clear(&z);
	}
	return low;
}

static void
streams(void)
{
	struct mk	 m;
	struct es_buf	 body;
	size_t		 i, n, over;

	ok(inflated(ES_LIMIT_PDF_INFLATE, 1) == PDF_WHY_NONE,
	    "one stream at its limit");
	ok(inflated(ES_LIMIT_PDF_INFLATE + 1, 1) == PDF_WHY_LIMIT,
	    "one stream over");
	ok(inflated(ES_LIMIT_PDF_INFLATED / 4, 4) == PDF_WHY_NONE,
	    "all streams at their limit");
	ok(inflated(ES_LIMIT_PDF_INFLATED / 4, 5) == PDF_WHY_LIMIT,
	    "all streams over");
	wasted(2, 1, "two of a store are too large, the third is read");
	wasted(5, 0, "five, and nothing more is");
	ok(ratio(60 * ES_KIB) == PDF_WHY_NONE, "small and dense");
	n = densest();
	ok(ratio(n) == PDF_WHY_NONE, "as dense as may be: %zu bytes", n);
	ok(ratio(n + 1) == PDF_WHY_LIMIT, "one byte denser");
	ok(ratio(30 * ES_MIB) == PDF_WHY_LIMIT, "a bomb");
	for (over = 0; over < 2; over++) {
		es_buf_init(&body, MK_MAX);
		for (i = 0; i < ES_LIMIT_PDF_OBJSTM + over; i++)
			es_buf_printf(&body, "%zu %zu ", 100 + i, 2 * i);
		start(&m);
		mk_row(&m, 9);
		es_buf_printf(&m.b, "9 0 obj\n<< /Type /ObjStm /N %zu /First "
		    "%zu /Length %zu >>\nstream\n", i, body.n,
		    body.n + 2 * i);
		es_buf_add_view(&m.b, es_buf_view(&body));
		while (i-- > 0)
			es_buf_add_str(&m.b, "1 ");
		es_buf_add_str(&m.b, "\nendstream\nendobj\n");
		es_buf_clear(&body);
		expect(&m, over ? PDF_WHY_LIMIT : PDF_WHY_NONE,
		    "objects in a stream");
	}
}

/* A later revision with n new annotations that nobody allowed. */
static void
changes(void)
{
	static const char	 sig[] = "<< /Type /Sig /Filter /X /SubFilter "
	    "/ETSI.CAdES.detached /ByteRange [0 %05zu %05zu %05zu] /Contents "
	    "<3003010203> >>";
	struct pdf_changes	*c;
	struct pdf_file		*f;
	struct pdf_sigs		*s;
	struct es_err		 err = ES_ERR_INIT;
	struct mk		 m;
	size_t			 i, a, at, over, n;

	for (over = 0; over < 2; over++) {
		mk_start(&m);
		mk_obj(&m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << "
		    "/Fields [6 0 R] /SigFlags 3 >> >>");
		mk_obj(&m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
		mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R >>");
		mk_obj(&m, 6, "<< /FT /Sig /T (a) /V 7 0 R >>");
		at = m.b.n;
		mk_obj(&m, 7, sig, (size_t)0, (size_t)0, (size_t)0);
		mk_table(&m, MK_ROOT);
		n = m.b.n;
		a = es_view_find(es_buf_view(&m.b), ES_LIT("<3003"), 0);
		m.b.n = at;	/* again, with the numbers */
		es_buf_printf(&m.b, "7 0 obj\n");
		es_buf_printf(&m.b, sig, a, a + 12, n - a - 12);
		m.b.n = n;
		/* es_buf_printf left a NUL behind its text. */
		m.b.p[at + 8 + sizeof(sig) - 1] = '\n';
		for (i = 0; i < ES_LIMIT_PDF_CHANGES - 1 + over; i++)
			mk_obj(&m, 10 + (unsigned)i, "(unused)");
		mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R /Rotate 90 >>");
		mk_table(&m, MK_ROOT);
		if (pdf_read(&f, es_buf_view(&m.b), NULL, &err) < 0 ||
		    pdf_sigs(&s, f, &err) < 0) {
			printf("# %s\n", err.msg);
			abort();
		}
		ok(pdf_sigs_count(s) == 1 &&
		    pdf_sig_sound(pdf_sigs_at(s, 0)), "sound, by hand");
		if (pdf_changes(&c, f, s, pdf_sigs_at(s, 0), &err) < 0)
			abort();
		ok(pdf_changes_count(c) == ES_LIMIT_PDF_CHANGES &&
		    pdf_changes_verdict(c) == PDF_VERDICT_PROHIBITED &&
		    pdf_changes_at(c, 0)->code == PDF_CHANGE_PAGE_CHANGED &&
		    pdf_changes_at(c, 0)->page == 0, "changes listed");
		pdf_changes_free(c);
		pdf_sigs_free(s);
		pdf_file_free(f);
		mk_clear(&m);
	}
}

int
main(void)
{
	values();
	sections();
	file_size();
	references();
	trees();
	sigs();
	streams();
	changes();
	return done();
}
