/* t_pdf_update.c - prepared fields, straddle seals, locks, named places. */
#include "base/limits.h"
#include "pdf/place.h"
#include "pdf/update.h"
#include "pdf_make.h"
#include "seal/picture.h"

static const struct seal_point	 square[] = { { 'M', 0, 0 },
	{ 'L', 100000, 0 }, { 'L', 100000, 100000 }, { 'L', 0, 100000 },
	{ 'Z', 0, 0 } };
static const struct seal_picture picture = { 100000, 100000, SEAL_RGB,
	square, 5 };

/* So many empty pages; "catalog" and objects from 500 are the caller's. */
static void
pages(struct mk *m, size_t n, const char *catalog)
{
	size_t	 i;

	mk_start(m);
	mk_obj(m, 1, "<< /Type /Catalog /Pages 2 0 R %s >>", catalog);
	mk_row(m, 2);
	es_buf_printf(&m->b, "2 0 obj\n<< /Type /Pages /Count %zu /MediaBox "
	    "[0 0 595 842] /Kids [", n);
	for (i = 0; i < n; i++)
		es_buf_printf(&m->b, "%zu 0 R ", 10 + i);
	es_buf_add_str(&m->b, "] >>\nendobj\n");
	for (i = 0; i < n; i++)
		mk_obj(m, 10 + (unsigned)i, "<< /Type /Page /Parent 2 0 R >>");
}

#define ROOT	"/Root 1 0 R"

struct made {
	struct mk	 m;
	struct pdf_file	*f;
	struct es_buf	 tail;
	struct pdf_hole	 hole;
	enum pdf_unfit	 why;
	struct es_err	 err;
};

static void
begin(struct made *x, size_t n, const char *catalog)
{
	memset(x, 0, sizeof(*x));
	pages(&x->m, n, catalog);
	es_buf_init(&x->tail, 16 * ES_MIB);
}

static void
must_read(struct made *x)
{
	if (pdf_read(&x->f, es_buf_view(&x->m.b), NULL, &x->err) < 0) {
		printf("Bail out! %s\n", x->err.msg);
		abort();
	}
}

static void
file(struct made *x)
{
	mk_table(&x->m, ROOT);
	must_read(x);
}

static void
end(struct made *x)
{
	pdf_file_free(x->f);
	es_buf_clear(&x->tail);
	mk_clear(&x->m);
}

static struct pdf_update
plain(void)
{
	return (struct pdf_update){ .sig = { .field = ES_LIT("Seal"),
	    .tip = ES_LIT("Seal"), .picture = &picture, .reserve = 100,
	    .time = 1800000000 }, .at = { 0, 300000, 300000 } };
}

static int
seal(struct made *x, const struct pdf_update *u)
{
	es_buf_reset(&x->tail);
	es_err_clear(&x->err);
	return pdf_update_seal(x->f, u, &x->tail, &x->hole, &x->why,
	    &x->err);
}

static size_t
count(const struct es_buf *b, const char *what)
{
	size_t	 at = 0, n = 0;

	for (; (at = es_view_find(es_buf_view(b), es_view_str(what), at)) !=
	    SIZE_MAX; at++)
		n++;
	return n;
}

/* The strict reader takes file and tail together. */
static bool
whole(struct made *x, size_t revs)
{
	struct es_buf	 b;
	struct pdf_file	*f;
	bool		 good;

	es_buf_init(&b, 32 * ES_MIB);
	es_buf_add_view(&b, es_buf_view(&x->m.b));
	es_buf_add_view(&b, es_buf_view(&x->tail));
	good = pdf_read(&f, es_buf_view(&b), NULL, NULL) == 0 &&
	    pdf_file_check_all(f, NULL) == 0 && pdf_file_revs(f) == revs;
	pdf_file_free(f);
	es_buf_clear(&b);
	return good;
}

/* The file with these trailer keys; is "want" in the tail, "not" not? */
static void
trailer(bool stream, const char *keys, const char *want, const char *not,
    const char *name)
{
	struct pdf_update	 u = plain();
	struct made		 x;
	int			 rc;

	begin(&x, 1, "");
	if (stream)
		mk_xref(&x.m, 40, keys, NULL, 0);
	else
		mk_table(&x.m, keys);
	must_read(&x);
	rc = seal(&x, &u);
	ok(rc == 0 && count(&x.tail, want) == 1 && count(&x.tail, not) == 0 &&
	    whole(&x, 2), "%s: %s", name, x.err.msg);
	end(&x);
}

static void
trailers(void)
{
	trailer(false, ROOT "/AID(x)/Vendor<</A[1 0 R]>>/Info 10 0 R",
	    "/AID (x)\n/Vendor <</A[1 0 R]>>\n/Info 10 0 R\n", "/XRefStm",
	    "a vendor's keys stay");
	trailer(true, ROOT "/AID(x)", "/AID (x)\n", "/Prev 0",
	    "in a stream, too");
	trailer(false, ROOT "/DocChecksum/AB/ID[<41><42>]", "/ID[<41><",
	    "DocChecksum", "a check sum of what was written does not");
	trailer(false, ROOT "/ID[<41>]", "/ID [<41>]\n", "/ID[",
	    "an ID that is none stays as it is");
}

static void
blanks(void)
{
	struct pdf_blank	 b[ES_LIMIT_WRITE_BLANKS + 1];
	char			 name[ES_LIMIT_WRITE_BLANKS + 1][16];
	struct pdf_update	 u = plain();
	struct made		 x;
	size_t			 i, over;

	for (i = 0; i < ES_COUNT(b); i++) {
		snprintf(name[i], sizeof(name[i]), "Dept%zu", i);
		b[i] = (struct pdf_blank){ .name = es_view_str(name[i]),
		    .tip = ES_LIT("x"), .at = { 0, 100000, 100000 },
		    .w = 100000, .h = 50000 };
	}
	begin(&x, 1, "");
	file(&x);
	u.blanks = b;
	for (over = 0; over < 2; over++) {
		u.nblanks = ES_LIMIT_WRITE_BLANKS + over;
		ok(seal(&x, &u) == (over ? -1 : 0) && x.err.code == (over ?
		    ES_E_LIMIT : ES_E_NONE), "%zu blanks: %s", u.nblanks,
		    x.err.msg);
		if (!over)
			ok(whole(&x, 2), "and the file is whole");
	}
	u.nblanks = 2;
	b[1].name = b[0].name;
	ok(seal(&x, &u) < 0 && x.why == PDF_UNFIT_FIELD, "twice one name");
	b[1].name = ES_LIT("Seal");
	ok(seal(&x, &u) < 0 && x.why == PDF_UNFIT_FIELD, "the seal's name");
	b[1].name = ES_LIT("a.b");
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_INPUT, "a name of two");
	u.nblanks = 1;
	b[0].at.page = 1;
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_NOTFOUND, "no such page");
	b[0].at = (struct pdf_spot){ 0, 100000, 20000 };
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_INPUT, "over the edge");
	end(&x);
}

static void
straddles(void)
{
	struct pdf_straddle	 s = { .picture = &picture, .y = -1,
				    .tip = ES_LIT("x") };
	struct pdf_update	 u = plain();
	struct made		 x;
	size_t			 n, over;

	u.straddles = &s;
	u.nstraddles = 1;
	for (n = 1; n <= 45; n += n < 3 ? 1 : 7) {
		begin(&x, n, "");
		file(&x);
		if (n == 1) {
			ok(seal(&x, &u) < 0 && x.err.code == ES_E_INPUT,
			    "one page has no neighbour");
			end(&x);
			continue;
		}
		ok(seal(&x, &u) == 0 && whole(&x, 2), "%zu pages: %s", n,
		    x.err.msg);
		ok(count(&x.tail, "/Subtype/Stamp/F 196") == n,
		    "a strip on each");
		ok(count(&x.tail, "/BM/Multiply") == 2, "one drawing");
		end(&x);
	}
	begin(&x, 2, "");
	file(&x);
	for (over = 0; over < 2; over++) {
		s.group = ES_LIMIT_STRADDLE_GROUP + over;
		ok(seal(&x, &u) == (over ? -1 : 0) && x.err.code == (over ?
		    ES_E_LIMIT : ES_E_NONE), "%zu pages share it: %s",
		    s.group, x.err.msg);
	}
	s.group = 1;
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_INPUT, "a group of one");
	s.group = 0;
	s.y = 20000;
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_INPUT, "over the edge");
	s.y = 60000;
	ok(pdf_update_prepare(x.f, &u, (es_buf_reset(&x.tail), &x.tail),
	    &x.why, (es_err_clear(&x.err), &x.err)) == 0 && whole(&x, 2) &&
	    count(&x.tail, "/Sig") == 0, "without a seal: %s", x.err.msg);
	u.nstraddles = 0;
	es_buf_reset(&x.tail);
	ok(pdf_update_prepare(x.f, &u, &x.tail, &x.why, &x.err) < 0 &&
	    x.err.code == ES_E_INPUT, "nothing to prepare");
	end(&x);
}

static void
locks(void)
{
	struct es_view		 names[] = { ES_LIT("Dept"), ES_LIT("No") };
	struct pdf_update	 u = plain();
	struct made		 x;

	begin(&x, 1, "/AcroForm << /Fields [500 0 R] >>");
	mk_obj(&x.m, 500, "<< /T (Dept) /FT /Sig >>");
	file(&x);
	u.lock = PDF_LOCK_INCLUDE;
	u.locked = names;
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_INPUT, "a lock of nothing");
	u.nlocked = 2;
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_NOTFOUND &&
	    strstr(x.err.msg, "\"No\"") != NULL, "an unknown field");
	u.nlocked = 1;
	ok(seal(&x, &u) == 0 && whole(&x, 2) && count(&x.tail,
	    "/Action/Include/Fields[(Dept)]") == 2 && count(&x.tail,
	    "/TransformMethod/FieldMDP/Data 1 0 R") == 1,
	    "Lock and FieldMDP say the same");
	end(&x);
}

static void
unseen(void)
{
	static const char *const	 form[] = { "", "/AP << /N 501 0 R >>" };
	struct pdf_update		 u = plain();
	struct made			 x;
	size_t				 i;

	for (i = 0; i < ES_COUNT(form); i++) {
		begin(&x, 1, "/AcroForm << /NeedAppearances true /Fields "
		    "[500 0 R] >>");
		mk_obj(&x.m, 500, "<< /T (a) /FT /Tx /Type /Annot /Subtype "
		    "/Widget /Rect [0 0 9 9] %s >>", form[i]);
		mk_stream(&x.m, 501, "/Type /XObject /Subtype /Form /BBox "
		    "[0 0 9 9]", ES_VIEW_EMPTY);
		file(&x);
		if (i == 0)
			ok(seal(&x, &u) < 0 && x.why == PDF_UNFIT_UNSEEN,
			    "a field that every program draws its way");
		else
			ok(seal(&x, &u) == 0 && whole(&x, 2) &&
			    count(&x.tail, "NeedAppearances") == 0,
			    "its own look stays: %s", x.err.msg);
		end(&x);
	}
}

static void
two_roles(void)
{
	struct pdf_update	 u = plain();
	struct made		 x;

	begin(&x, 1, "/AcroForm << /Fields [10 0 R] >>");
	file(&x);
	ok(seal(&x, &u) < 0 && x.why == PDF_UNFIT_FORM &&
	    strstr(x.err.msg, "a page of it is a form field") != NULL,
	    "a page that is a field: %s", x.err.msg);
	end(&x);
}

static void
tails(void)
{
	struct pdf_update	 u = plain();
	struct doc_signer	 signer = { .reserve = 100 };
	unsigned char		 md[PDF_HOLE_DIGEST];
	struct made		 x;

	begin(&x, 1, "");
	file(&x);
	ok(seal(&x, &u) == 0 && x.hole.base == x.m.b.n, "the hole's base");
	ok(pdf_hole_fill_tail(ES_VIEW_EMPTY, &x.tail, &x.hole, &signer,
	    &x.err) < 0 && x.err.code == ES_E_BUG, "is looked at");
	es_err_clear(&x.err);
	ok(pdf_hole_digest_tail(es_buf_view(&x.m.b), es_buf_view(&x.tail),
	    &x.hole, CRYPT_SHA256, md, &x.err) == 0, "digest of both: %s", x.err.msg);
	ok(pdf_update_seal(x.f, &u, &x.tail, &x.hole, &x.why, &x.err) < 0 &&
	    x.err.code == ES_E_BUG, "a tail that is not empty");
	end(&x);
}

/* What is packed is read when a file comes in, and not for every seal. */
static void
taken_in(void)
{
	static const struct mk_packed	 packed[] = { { 9, 5, 0 } };
	struct pdf_update		 u = plain();
	struct made			 x;

	begin(&x, 1, "");
	mk_stream(&x.m, 5, "/Type /ObjStm /N 1 /First 4",
	    ES_LIT("9 0 << /A 1 /A 2 >>"));
	mk_xref(&x.m, 20, ROOT, packed, 1);
	if (!ok(pdf_read(&x.f, es_buf_view(&x.m.b), NULL, &x.err) == 0,
	    "a file with something malformed in it: %s", x.err.msg))
		return;
	u.known = true;
	ok(seal(&x, &u) == 0, "is known to be clean: %s", x.err.msg);
	u.known = false;
	ok(seal(&x, &u) < 0 && x.err.code == ES_E_FORMAT &&
	    pdf_file_why(x.f) == PDF_WHY_DUP_KEY, "or looked at: %s",
	    x.err.msg);
	end(&x);
}

/* -- named places ------------------------------------------------------------ */
static void
anchor(const char *catalog, enum es_code want, long x, long y)
{
	struct made	 f;
	struct pdf_spot	 s;
	int		 rc;

	begin(&f, 2, catalog);
	mk_obj(&f.m, 500, "<< /Kids [501 0 R 502 0 R 500 0 R] >>");
	mk_obj(&f.m, 501, "<< /Names [(a) [11 0 R /XYZ 100 700 null] (b) 503 "
	    "0 R (twice) [10 0 R /XYZ 1 1 0]] /Limits [(x) (y)] >>");
	mk_obj(&f.m, 502, "<< /Names [(twice) [10 0 R /XYZ 2 2 0] "
	    "<FEFF75327532> << /D [10 0 R /FitR 100 200 300 242] >>] >>");
	mk_obj(&f.m, 503, "<< /D [10 0 R /Fit] >>");
	file(&f);
	rc = pdf_place_anchor(&s, f.f, ES_LIT("a"), &f.err);
	if (want == ES_E_NONE)
		ok(rc == 0 && s.x == x && s.y == y, "%s: %ld %ld %s",
		    catalog, (long)s.x, (long)s.y, f.err.msg);
	else
		ok(rc < 0 && f.err.code == want, "%s: %s", catalog,
		    f.err.msg);
	if (strstr(catalog, "500") != NULL) {
		es_err_clear(&f.err);
		ok(pdf_place_anchor(&s, f.f, ES_LIT("甲甲"), &f.err) < 0 ||
		    (s.x == 200000 && s.y == 621000), "UTF-16");
		es_err_clear(&f.err);
		ok(pdf_place_anchor(&s, f.f, ES_LIT("b"), &f.err) < 0 &&
		    f.err.code == ES_E_FORMAT, "a page and no point");
		es_err_clear(&f.err);
		ok(pdf_place_anchor(&s, f.f, ES_LIT("twice"), &f.err) < 0 &&
		    f.err.code == ES_E_FORMAT, "two places of one name");
	}
	end(&f);
}

static void
anchors(void)
{
	struct made	 x;
	struct pdf_spot	 s = { 0, 590000, 1000 };

	anchor("", ES_E_NOTFOUND, 0, 0);
	anchor("/Names << /Dests 500 0 R >>", ES_E_NONE, 100000, 142000);
	anchor("/Dests << /a [10 0 R /XYZ 10 842 0] >>", ES_E_NONE, 10000, 0);
	anchor("/Dests << /a [10 0 R /XYZ null 5 0] >>", ES_E_FORMAT, 0, 0);
	anchor("/Dests << /a [0 /XYZ 5 5 0] >>", ES_E_FORMAT, 0, 0);
	anchor("/Dests << /a (text) >>", ES_E_FORMAT, 0, 0);
	begin(&x, 1, "");
	file(&x);
	ok(pdf_place_inside(&s, x.f, 100000, 100000, &x.err) == 0 &&
	    s.x == 545000 && s.y == 50000, "moved onto the page");
	ok(pdf_place_inside(&s, x.f, 600000, 1000, &x.err) < 0 &&
	    x.err.code == ES_E_INPUT, "larger than the page");
	end(&x);
}

int
main(void)
{
	trailers();
	blanks();
	straddles();
	locks();
	unseen();
	two_roles();
	tails();
	taken_in();
	anchors();
	return done();
}
