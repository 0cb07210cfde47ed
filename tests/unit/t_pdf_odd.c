/*
 * t_pdf_odd.c - what honest writers do, and what looks like it.
 *
 * Each pair: a file as products write it, which is read; and the same means
 * in the hand of somebody who changes a file after it was signed.
 */
#include "pdf/changes.h"
#include "pdf/sigs.h"
#include "pdf_make.h"

#define HOLE	"[0                                         ]"

/* Objects 1 to 4, the signature 7 in field 6; no section yet. */
static void
objects(struct mk *m, const char *catalog, const char *page)
{
	mk_start(m);
	mk_obj(m, 1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 8 0 R %s >>",
	    catalog);
	mk_obj(m, 2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
	mk_obj(m, 3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots "
	    "[6 0 R] %s >>", page);
	mk_stream(m, 4, "", ES_LIT("0 0 m"));
	mk_obj(m, 6, "<< /FT /Sig /T (a) /V 7 0 R /Subtype /Widget /Rect "
	    "[0 0 9 9] /P 3 0 R >>");
	mk_obj(m, 8, "<< /Fields [6 0 R] /SigFlags 3 /DA (/F .5 g) >>");
	mk_obj(m, 7, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter "
	    "/ETSI.CAdES.detached /ByteRange " HOLE " /Contents "
	    "<3003020105> >>");
}

/* The range of 7, up to the end of what is there. */
static void
sign(struct mk *m)
{
	struct es_view	 v = es_buf_view(&m->b);
	char		 text[64];
	size_t		 a, b, at;

	a = es_view_find(v, ES_LIT("/Contents <"), 0) + 10;
	b = a + 12;
	at = es_view_find(v, ES_LIT(HOLE), 0);
	snprintf(text, sizeof(text), "[0 %zu %zu %zu", a, b, m->b.n - b);
	memcpy(m->b.p + at, text, strlen(text));
}

struct answer {
	enum pdf_why		 why;
	enum pdf_verdict	 later;
	bool			 sound;
};

static struct answer
ask(struct mk *m)
{
	struct answer		 a = { .later = PDF_VERDICT_UNKNOWN };
	struct es_err		 err = ES_ERR_INIT;
	struct pdf_changes	*c = NULL;
	struct pdf_sigs		*s = NULL;
	struct pdf_file		*f;

	if (pdf_read(&f, es_buf_view(&m->b), &a.why, &err) == 0) {
		if (pdf_sigs(&s, f, &err) == 0 && pdf_sigs_count(s) > 0) {
			a.sound = pdf_sig_sound(pdf_sigs_at(s, 0));
			if (pdf_changes(&c, f, s, pdf_sigs_at(s, 0),
			    &err) == 0)
				a.later = pdf_changes_verdict(c);
			pdf_changes_free(c);
		}
		pdf_sigs_free(s);
		a.why = pdf_file_why(f);
		pdf_file_free(f);
	}
	mk_clear(m);
	return a;
}

static void
expect(struct mk *m, enum pdf_why why, enum pdf_verdict later,
    const char *name)
{
	struct answer	 a = ask(m);

	if (!ok(a.why == why && a.later == later && (why != PDF_WHY_NONE ||
	    a.sound), "%s", name))
		printf("# why %s, later %s, sound %d\n", pdf_why_name(a.why),
		    pdf_verdict_name(a.later), a.sound);
}

static void
signed_file(struct mk *m, const char *catalog, const char *page)
{
	objects(m, catalog, page);
	mk_table(m, MK_ROOT);
	sign(m);
}

static void
written_otherwise(void)
{
	static const struct {
		const char		*form;
		enum pdf_verdict	 want;
	} t[] = {
		{ "<< /Fields [6 0 R] /SigFlags 3 /DA (/F .5 g) >>",
		    PDF_VERDICT_ALLOWED },
		{ "<</DA <2F46202E352067>/SigFlags 3/Fields[6 0 R]>>",
		    PDF_VERDICT_ALLOWED },
		{ "<< /Fields [6 0 R] /SigFlags 3 /DA (\\057F\\40.5 \\\ng) "
		    ">>", PDF_VERDICT_ALLOWED },
		{ "<< /Fields [6 0 R] /SigFlags 3 /DA (/F .6 g) >>",
		    PDF_VERDICT_PROHIBITED },
		{ "<< /Fields [6 0 R] /SigFlags 3 /DA (/F .5 g ) >>",
		    PDF_VERDICT_PROHIBITED },
		{ "<< /Fields [6 0 R] /SigFlags 3 >>",
		    PDF_VERDICT_PROHIBITED },
	};
	static const struct {
		const char		*box;
		enum pdf_verdict	 want;
	} b[] = {
		{ "[0 0 595.5 842]", PDF_VERDICT_ALLOWED },
		{ "[0.0 -0 +595.500 842.]", PDF_VERDICT_ALLOWED },
		{ "[0 0 595.5 841]", PDF_VERDICT_PROHIBITED },
		{ "[0 0 595.05 842]", PDF_VERDICT_PROHIBITED },
		{ "[0 0 -595.5 842]", PDF_VERDICT_PROHIBITED },
	};
	struct mk	 m;
	size_t		 i;

	for (i = 0; i < ES_COUNT(t); i++) {
		signed_file(&m, "", "");
		mk_obj(&m, 8, "%s", t[i].form);
		mk_table(&m, MK_ROOT);
		expect(&m, PDF_WHY_NONE, t[i].want, t[i].form);
	}
	for (i = 0; i < ES_COUNT(b); i++) {
		signed_file(&m, "", "/MediaBox [0 0 595.5 842]");
		mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R /Contents 4 0 R "
		    "/Annots [6 0 R] /MediaBox %s >>", b[i].box);
		mk_table(&m, MK_ROOT);
		expect(&m, PDF_WHY_NONE, b[i].want, b[i].box);
	}
}

static void
stray_bytes(void)
{
	struct mk	 m;

	objects(&m, "", "");
	es_buf_add_str(&m.b, "9 0 obj\n(left over)\nendobj\n");
	mk_table(&m, MK_ROOT);
	sign(&m);
	expect(&m, PDF_WHY_NONE, PDF_VERDICT_NONE,
	    "an object that no section lists, signed");
	objects(&m, "", "");
	es_buf_add_str(&m.b, "startxref\n9\n%%EOF\n");
	mk_table(&m, MK_ROOT);
	sign(&m);
	mk_obj(&m, 9, "(unused)");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_NONE, PDF_VERDICT_ALLOWED, "and more behind it");
	objects(&m, "", "");
	mk_table(&m, MK_ROOT " /DocChecksum /A0");
	sign(&m);
	mk_obj(&m, 9, "(unused)");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_NONE, PDF_VERDICT_ALLOWED,
	    "an office suite's check sum is not repeated");
	signed_file(&m, "", "");
	mk_obj(&m, 9, "(unused)");
	mk_table(&m, MK_ROOT " /Other /A0");
	expect(&m, PDF_WHY_NONE, PDF_VERDICT_PROHIBITED,
	    "any other key of the trailer is");
	signed_file(&m, "", "");
	es_buf_add_str(&m.b, "9 0 obj\n(put in later)\nendobj\n");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_UNOWNED, PDF_VERDICT_UNKNOWN,
	    "the same behind the signature");
	signed_file(&m, "", "");
	mk_obj(&m, 4, "<< /Length 0 >>\nstream\nendstream");
	m.n = 0;
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_UNOWNED, PDF_VERDICT_UNKNOWN,
	    "the content again, and not listed");
	signed_file(&m, "", "");
	es_buf_printf(&m.b, "4 0 obj\n(evil)\nendobj\nstartxref\n%zu\n"
	    "%%%%EOF\n", m.prev);
	expect(&m, PDF_WHY_UNOWNED, PDF_VERDICT_UNKNOWN,
	    "and with a tail that leads to the old section");
}

/*
 * As an office suite: objects 20 and 21 in object stream 9, which only the
 * stream 10 lists; a table; then an empty table that leads to the stream.
 */
static void
hybrid(struct mk *m, const char *catalog, const char *page, const char *row)
{
	static const struct mk_packed	 in[] = { { 20, 9, 0 },
	    { 21, 9, 1 } };
	struct es_buf			 index;
	struct mk			 tmp = { .b = { .max = MK_MAX } };
	size_t				 i, at;

	objects(m, catalog, page);
	mk_stream(m, 9, "/Type /ObjStm /N 2 /First 11",
	    ES_LIT("20 0 21 5  << >>(seen)"));
	at = m->b.n;
	es_buf_init(&index, 1000);
	for (i = 0; i < ES_COUNT(in); i++)
		mk_xref_row(&tmp, in[i].num, 2, in[i].stream, in[i].index,
		    &index);
	es_buf_printf(&m->b, "10 0 obj\n<< /Type /XRef /W [1 4 2] /Size 22 "
	    "/Index [%s] " MK_ROOT " /Length %zu >>\nstream\n",
	    es_buf_cstr(&index), tmp.b.n);
	es_buf_add_view(&m->b, es_buf_view(&tmp.b));
	es_buf_add_str(&m->b, "\nendstream\nendobj\n");
	es_buf_clear(&tmp.b);
	es_buf_clear(&index);
	if (m->size < 22)
		m->size = 22;
	mk_table(m, MK_ROOT);
	i = m->b.n;
	es_buf_printf(&m->b, "xref\n%s\ntrailer\n<< /Size 22 " MK_ROOT
	    " /Prev %zu /XRefStm %zu >>\nstartxref\n%zu\n%%%%EOF\n", row,
	    m->prev, at, i);
	m->prev = i;
	sign(m);
}

static void
hybrids(void)
{
	static const char	 tree[] = "/StructTreeRoot 20 0 R";
	struct mk		 m;

	hybrid(&m, tree, "", "0 0");
	/* The signature ends one revision late: only the frame matters. */
	ok(ask(&m).why == PDF_WHY_NONE, "a structure tree may be hidden");
	hybrid(&m, tree, "", "20 2\n0000000000 65535 f \n0000000000 65535 f ");
	ok(ask(&m).why == PDF_WHY_NONE, "which the table calls free");
	hybrid(&m, "", "/Resources 20 0 R", "0 0");
	ok(ask(&m).why == PDF_WHY_HYBRID, "a page's resources may not");
	hybrid(&m, "/OpenAction 21 0 R", "", "0 0");
	ok(ask(&m).why == PDF_WHY_HYBRID, "an action may not");
	hybrid(&m, tree, "", "20 1\n0000000015 00000 n ");
	ok(ask(&m).why != PDF_WHY_NONE, "two places are two documents");
	hybrid(&m, tree, "", "0 0");
	mk_obj(&m, 12, "(more)");
	mk_table(&m, MK_ROOT);
	ok(ask(&m).why == PDF_WHY_NONE, "a revision behind it");
	hybrid(&m, tree, "", "0 0");
	mk_obj(&m, 3, "<< /Type /Page /Parent 2 0 R /Contents 21 0 R >>");
	mk_table(&m, MK_ROOT);
	ok(ask(&m).why == PDF_WHY_HYBRID, "which shows what was hidden");
	hybrid(&m, tree, "", "0 0");
	ok(mk_why(&m) == PDF_WHY_HYBRID, "none is sealed");
	mk_clear(&m);
	mk_start(&m);
	mk_page(&m);
	mk_table(&m, MK_ROOT " /XRefStm 9999");
	ok(mk_why(&m) == PDF_WHY_HYBRID, "XRefStm beyond its section");
	mk_clear(&m);
}

/* What may change as a form may not as a page's fonts. */
static void
two_roles(void)
{
	struct mk	 m;

	objects(&m, "", "/Resources << /Font 8 0 R >>");
	mk_patch(&m, "/SigFlags 3", "/SigFlags 1");
	mk_table(&m, MK_ROOT);
	sign(&m);
	mk_obj(&m, 8, "<< /Fields [6 0 R] /SigFlags 3 /DA (/F .5 g) >>");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_NONE, PDF_VERDICT_PROHIBITED,
	    "a form that is a page's fonts");
	objects(&m, "", "");
	mk_patch(&m, "/SigFlags 3", "/SigFlags 1");
	mk_table(&m, MK_ROOT);
	sign(&m);
	mk_obj(&m, 8, "<< /Fields [6 0 R] /SigFlags 3 /DA (/F .5 g) >>");
	mk_table(&m, MK_ROOT);
	expect(&m, PDF_WHY_NONE, PDF_VERDICT_ALLOWED, "one that is not");
}

static void
dangling(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_file	*f;
	struct mk	 m;

	mk_start(&m);
	mk_page(&m);
	mk_obj(&m, 5, "[77 0 R]");
	mk_table(&m, MK_ROOT);
	ok(pdf_read(&f, es_buf_view(&m.b), NULL, &err) == 0 &&
	    pdf_file_size(f) == 78, "a reference to nothing keeps its number");
	pdf_file_free(f);
	mk_clear(&m);
}

int
main(void)
{
	written_otherwise();
	stray_bytes();
	hybrids();
	two_roles();
	dangling();
	return done();
}
