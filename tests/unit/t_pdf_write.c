/* t_pdf_write - options, limits, failures and the hole of the PDF writer. */
#include "base/limits.h"
#include "crypt/digest.h"
#include "pdf/read.h"
#include "pdf/sigs.h"
#include "pdf/write.h"
#include "seal/picture.h"
#include "t_font.h"

#define NOON	1795420800	/* 2026-11-23T08:00:00Z */

static struct font	*font;
static struct es_arena	*arena;
static struct pdf_writer *writer;
static char		*long_text;	/* one over the longest limit */

static const struct seal_point	triangle[] = { { 'M', 0, 60000 },
    { 'L', 30000, 0 }, { 'C', 40000, 10000 }, { 'C', 50000, 20000 },
    { 'C', 60000, 60000 }, { 'Z', 0, 0 } };
static const struct seal_picture	pic = { 60000, 60000, SEAL_RGB,
    triangle, ES_COUNT(triangle) };

static uint32_t
elem(struct dlist *dl, enum dlist_elem_type type, uint32_t parent)
{
	struct dlist_elem	 e = { .type = type, .parent = parent,
				    .alt = type == DLIST_E_LINK ||
				    type == DLIST_E_FORM ? ES_LIT("A") :
				    ES_VIEW_EMPTY };
	uint32_t		 n = 0;

	return dlist_elem_add(dl, &e, &n, NULL) < 0 ? 0 : n;
}

static void
put(struct dlist *dl, struct dlist_op op)
{
	if (dlist_op_add(dl, &op, NULL) < 0)
		printf("Bail out! an operation\n");
}

static void
say(struct dlist *dl, uint32_t el, const uint32_t *cps, uint32_t n)
{
	struct dlist_op	 op = { .kind = DLIST_TEXT, .elem = el, .x = 72000,
			    .y = 72000, .u.text = { .size = 12000,
			    .count = n, .hscale = 1000 } };

	if (dlist_cps_add(dl, cps, n, &op.u.text.first, NULL) < 0)
		printf("Bail out! code points\n");
	put(dl, op);
}

/* One page: a word, a link, a seal's place. */
static struct dlist *
paper(void)
{
	static const uint32_t	 word[] = { 'A', 'a', '1', 0x6210, 0x20bb7 };
	static struct dlist_font face;
	struct dlist		*dl;
	uint32_t		 root, p;

	es_arena_reset(arena);
	dl = dlist_new(arena);
	face.font = font;
	dl->fonts = &face;
	dl->nfonts = 1;
	dl->meta = (struct dlist_meta){ .title = ES_LIT("T"),
	    .lang = ES_LIT("en"), .issued = NOON, .offset = 28800 };
	if (dlist_page_add(dl, 595276, 841890, NULL) < 0)
		printf("Bail out! a page\n");
	root = elem(dl, DLIST_E_DOCUMENT, 0);
	p = elem(dl, DLIST_E_P, root);
	say(dl, p, word, ES_COUNT(word));
	put(dl, (struct dlist_op){ .kind = DLIST_LINK, .elem = elem(dl,
	    DLIST_E_LINK, p), .x = 72000, .y = 60000, .w = 40000, .h = 14000,
	    .u.link.uri = ES_LIT("http://example.edu.cn/v/A") });
	put(dl, (struct dlist_op){ .kind = DLIST_SEAL, .elem = elem(dl,
	    DLIST_E_FORM, root), .x = 300000, .y = 600000, .w = 120000,
	    .h = 120000, .u.seal.name = ES_LIT("seal") });
	return dl;
}

static struct pdf_sig_opts
plan(void)
{
	return (struct pdf_sig_opts){ .place = ES_LIT("seal"),
	    .picture = &pic, .field = ES_LIT("Seal1"), .tip = ES_LIT("tip"),
	    .signer = ES_LIT("\xe5\x8d\xb0"), .reason = ES_LIT("r"),
	    .location = ES_LIT("l"), .contact = ES_LIT("c"), .time = NOON,
	    .offset = 28800, .certify = 2, .reserve = 2000 };
}

static struct pdf_attachment
paperclip(void)
{
	return (struct pdf_attachment){ .name = ES_LIT("r.xml"),
	    .mime = ES_LIT("text/xml"), .description = ES_LIT("d"),
	    .data = ES_LIT("<r/>"), .relation = PDF_REL_DATA,
	    .modified = NOON };
}

/* Code of writing dl with o; ES_E_NONE when it is written. */
static enum es_code
code(const struct dlist *dl, const struct pdf_write_opts *o)
{
	struct es_err	 err = ES_ERR_INIT;
	struct pdf_hole	 hole;
	struct es_buf	 out;
	int		 rc;

	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	rc = pdf_write(writer, dl, o, &out, &hole, &err);
	es_buf_clear(&out);
	return rc == 0 ? ES_E_NONE : err.code;
}

static enum es_code
sig_code(const struct pdf_sig_opts *s)
{
	struct pdf_write_opts	 o = { .sig = s };

	return code(paper(), &o);
}

static enum es_code
file_code(const struct pdf_attachment *f, size_t n)
{
	struct pdf_write_opts	 o = { .files = f, .nfiles = n };

	return code(paper(), &o);
}

/* The first n bytes of the long text. */
static struct es_view
text(size_t n)
{
	return es_view(long_text, n);
}

static void
test_round(void)
{
	struct pdf_sig_opts	 s = plan();
	struct pdf_attachment	 f = paperclip();
	struct pdf_write_opts	 o = { .files = &f, .nfiles = 1, .sig = &s,
				    .id = "fifteen letters" };
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 a, b;
	struct pdf_hole		 h, k;
	struct pdf_file		*file = NULL;
	struct pdf_sigs		*sigs = NULL;
	const struct pdf_sig	*g;
	enum pdf_why		 why;

	es_buf_init(&a, ES_LIMIT_DOC_BYTES);
	es_buf_init(&b, ES_LIMIT_DOC_BYTES);
	ok(pdf_write(writer, paper(), &o, &a, &h, &err) == 0, "written: %s",
	    err.msg);
	ok(pdf_write(writer, paper(), &o, &b, &k, &err) == 0 &&
	    es_view_eq(es_buf_view(&a), es_buf_view(&b)) &&
	    h.contents == k.contents, "the same bytes when written again");
	o.id[0] ^= 1;
	es_buf_reset(&b);
	ok(pdf_write(writer, paper(), &o, &b, &k, &err) == 0 &&
	    !es_view_eq(es_buf_view(&a), es_buf_view(&b)) && a.n == b.n,
	    "another id, other bytes");
	ok(pdf_write(writer, paper(), &o, &b, &k, &err) < 0 &&
	    err.code == ES_E_BUG && k.contents == 0,
	    "not behind other bytes");
	ok(pdf_hole_put(&a, &h, ES_LIT("\x30\x03\x02\x01\x05"), &err) == 0,
	    "something that looks like DER put in");
	es_err_clear(&err);
	ok(pdf_read(&file, es_buf_view(&a), &why, &err) == 0 &&
	    pdf_sigs(&sigs, file, &err) == 0 && pdf_sigs_count(sigs) == 1,
	    "our strict reader reads it: %s", err.msg);
	if (sigs != NULL && pdf_sigs_count(sigs) == 1) {
		g = pdf_sigs_at(sigs, 0);
		ok(g->whole_file && g->page == 0 && g->visible &&
		    es_view_eq_str(g->name, "Seal1") &&
		    es_view_eq_str(g->m, "D:20261123160000+08'00'") &&
		    es_view_eq_str(g->signer, "\xe5\x8d\xb0"),
		    "and finds field, place, time and signer");
		ok(g->rect[0] == 330000 && g->rect[2] - g->rect[0] == 60000 &&
		    g->rect[3] - g->rect[1] == 60000,
		    "the picture in the middle of its place, at its size");
		ok(es_view_eq(g->der, ES_LIT("\x30\x03\x02\x01\x05")) &&
		    g->hex.n == 4000, "and what was put in");
	}
	pdf_sigs_free(sigs);
	pdf_file_free(file);
	es_buf_clear(&a);
	es_buf_clear(&b);
}

static int
sign(void *arg, struct es_view digest, struct es_buf *out,
    struct es_err *err)
{
	const size_t	*n = arg;

	if (*n == 0)
		return es_fail(err, ES_E_UPSTREAM, "nobody signs");
	es_buf_add_view(out, digest);
	es_buf_fill(out, 0xa5, *n - digest.n);
	return 0;
}

static void
test_hole(void)
{
	struct pdf_sig_opts	 s = plan();
	struct pdf_write_opts	 o = { .sig = &s };
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 a, all;
	struct pdf_hole		 h, bad;
	unsigned char		 md[PDF_HOLE_DIGEST], hex[65];
	unsigned char		 whole[CRYPT_SHA256_SIZE];
	size_t			 n = 2000;
	struct doc_signer	 ds = { .reserve = 2000, .sign = sign,
				    .arg = &n };

	es_buf_init(&a, ES_LIMIT_DOC_BYTES);
	es_buf_init(&all, ES_LIMIT_DOC_BYTES);
	ok(pdf_write(writer, paper(), &o, &a, &h, &err) == 0 &&
	    h.reserve == 2000 && a.p[h.contents] == '<' &&
	    a.p[h.contents + 4001] == '>', "a hole of what was asked");
	es_buf_add_view(&all, pdf_hole_before(es_buf_view(&a), &h));
	es_buf_add_view(&all, pdf_hole_after(es_buf_view(&a), &h));
	ok(all.n + 4002 == a.n && crypt_sha256(es_buf_view(&all), whole,
	    &err) == 0 && pdf_hole_digest(es_buf_view(&a), &h, md, &err) ==
	    0 && memcmp(md, whole, sizeof(md)) == 0,
	    "the digest is of all that is not the hole");
	ok(pdf_hole_fill(&a, &h, &ds, &err) == 0, "exactly full: %s",
	    err.msg);
	for (n = 0; n < sizeof(md); n++)
		(void)snprintf((char *)hex + 2 * n, 3, "%02x", md[n]);
	ok(memcmp(a.p + h.contents + 1, hex, 64) == 0 &&
	    memcmp(a.p + h.contents + 3997, "a5a5>", 5) == 0,
	    "what the signer gave stands there");
	es_buf_reset(&all);
	es_buf_add_view(&all, es_buf_view(&a));
	n = 2001;
	ok(pdf_hole_fill(&a, &h, &ds, &err) < 0 && err.code == ES_E_LIMIT &&
	    es_view_eq(es_buf_view(&a), es_buf_view(&all)),
	    "one byte over: refused, nothing touched");
	es_err_clear(&err);
	n = 0;
	ok(pdf_hole_fill(&a, &h, &ds, &err) < 0 &&
	    err.code == ES_E_UPSTREAM, "the signer's own failure");
	n = 32;
	ok(pdf_hole_fill(&a, &h, &ds, NULL) == 0 &&
	    memcmp(a.p + h.contents + 65, "0000", 4) == 0 &&
	    a.p[h.contents + 4000] == '0', "a short one, the rest zeros");
	bad = h;
	bad.contents++;
	ok(pdf_hole_put(&a, &bad, ES_LIT("x"), NULL) < 0, "no hole there");
	bad = h;
	bad.reserve = ES_LIMIT_WRITE_RESERVE;
	ok(pdf_hole_put(&a, &bad, ES_LIT("x"), NULL) < 0,
	    "nor one beyond the end");
	ok(pdf_hole_put(&a, &h, ES_VIEW_EMPTY, NULL) < 0, "no signature");
	es_buf_clear(&a);
	es_buf_clear(&all);
}

static void
test_sig_options(void)
{
	struct pdf_sig_opts	 s = plan();
	size_t			 i;
	struct es_view		*texts[] = { &s.tip, &s.signer, &s.reason,
				    &s.location, &s.contact };

	ok(sig_code(&s) == ES_E_NONE, "good options");
	for (i = 0; i < ES_COUNT(texts); i++) {
		s = plan();
		*texts[i] = text(ES_LIMIT_WRITE_TEXT);
		ok(sig_code(&s) == ES_E_NONE, "text %zu at its limit", i);
		*texts[i] = text(ES_LIMIT_WRITE_TEXT + 1);
		ok(sig_code(&s) == ES_E_LIMIT, "text %zu one over", i);
		*texts[i] = ES_LIT("\xff");
		ok(sig_code(&s) == ES_E_INPUT, "text %zu not UTF-8", i);
	}
	s = plan();
	s.tip = ES_VIEW_EMPTY;
	ok(sig_code(&s) == ES_E_INPUT, "no tip");
	s = plan();
	s.field = text(ES_LIMIT_WRITE_NAME);
	ok(sig_code(&s) == ES_E_NONE, "field name at its limit");
	s.field = text(ES_LIMIT_WRITE_NAME + 1);
	ok(sig_code(&s) == ES_E_LIMIT, "one over");
	s.field = ES_LIT("a.b");
	ok(sig_code(&s) == ES_E_INPUT, "a full stop in a partial name");
	s.field = ES_VIEW_EMPTY;
	ok(sig_code(&s) == ES_E_INPUT, "no name");
	s = plan();
	s.reserve = ES_LIMIT_WRITE_RESERVE;
	ok(sig_code(&s) == ES_E_NONE, "reserve at its limit");
	s.reserve++;
	ok(sig_code(&s) == ES_E_LIMIT, "one over");
	s.reserve = 0;
	ok(sig_code(&s) == ES_E_LIMIT, "no reserve");
	s = plan();
	s.certify = 4;
	ok(sig_code(&s) == ES_E_INPUT, "no such permission");
	s = plan();
	s.time = -1;
	ok(sig_code(&s) == ES_E_INPUT, "before 1970");
	s = plan();
	s.offset = 15 * 3600;
	ok(sig_code(&s) == ES_E_INPUT, "a zone that is none");
}

static void
test_place(void)
{
	struct pdf_sig_opts	 s = plan();
	struct pdf_write_opts	 o = { .sig = &s };
	struct seal_picture	 big = pic;
	struct dlist		*dl;

	s.place = ES_LIT("other");
	ok(sig_code(&s) == ES_E_NOTFOUND, "a place that is not there");
	s = plan();
	s.picture = NULL;
	ok(sig_code(&s) == ES_E_NONE, "a seal without a picture");
	big.w = 2 * (595276 - 360000);
	s.picture = &big;
	ok(sig_code(&s) == ES_E_NONE, "a seal up to the edge of its page");
	big.w += 2;
	ok(sig_code(&s) == ES_E_INPUT, "and one beyond it");
	s.picture = &pic;
	dl = paper();
	dl->elems[dl->nelems - 1].type = DLIST_E_P;
	ok(code(dl, &o) == ES_E_BUG, "a seal outside a form");
}

static void
test_files(void)
{
	static struct pdf_attachment	 many[ES_LIMIT_WRITE_FILES + 1];
	static char			 name[ES_COUNT(many)][8];
	struct pdf_attachment		 f = paperclip();
	char				*big;
	size_t				 i;

	for (i = 0; i < ES_COUNT(many); i++) {
		(void)snprintf(name[i], sizeof(name[i]), "f%zu",
		    ES_COUNT(many) - i);
		many[i] = paperclip();
		many[i].name = es_view_str(name[i]);
	}
	ok(file_code(many, ES_LIMIT_WRITE_FILES) == ES_E_NONE,
	    "as many files as allowed");
	ok(file_code(many, ES_LIMIT_WRITE_FILES + 1) == ES_E_LIMIT,
	    "one more");
	many[1].name = many[0].name;
	ok(file_code(many, 2) == ES_E_INPUT, "two of one name");
	if ((big = calloc(1, ES_LIMIT_WRITE_FILE + 1)) == NULL)
		return;
	f.data = es_view(big, ES_LIMIT_WRITE_FILE);
	ok(file_code(&f, 1) == ES_E_NONE, "a file at its limit");
	f.data.n++;
	ok(file_code(&f, 1) == ES_E_LIMIT, "one byte over");
	free(big);
	f = paperclip();
	f.name = text(ES_LIMIT_WRITE_NAME);
	ok(file_code(&f, 1) == ES_E_NONE, "a name at its limit");
	f.name = text(ES_LIMIT_WRITE_NAME + 1);
	ok(file_code(&f, 1) == ES_E_LIMIT, "one over");
	f = paperclip();
	f.description = text(ES_LIMIT_WRITE_TEXT);
	ok(file_code(&f, 1) == ES_E_NONE, "a description at its limit");
	f.description = text(ES_LIMIT_WRITE_TEXT + 1);
	ok(file_code(&f, 1) == ES_E_LIMIT, "one over");
	f = paperclip();
	f.name = ES_LIT("a/b");
	ok(file_code(&f, 1) == ES_E_INPUT, "a path for a name");
	f = paperclip();
	f.mime = ES_LIT("text");
	ok(file_code(&f, 1) == ES_E_INPUT, "half a type");
	f.mime = ES_LIT("text/x>>/JS");
	ok(file_code(&f, 1) == ES_E_INPUT, "a type that would end its name");
	f = paperclip();
	f.relation = PDF_REL__MAX;
	ok(file_code(&f, 1) == ES_E_INPUT, "no such relation");
	f = paperclip();
	f.modified = INT64_MAX;
	ok(file_code(&f, 1) == ES_E_INPUT, "a date beyond all days");
}

static void
test_meta(void)
{
	struct pdf_write_opts	 o = { .sig = NULL };
	struct dlist		*dl;
	size_t			 i;

	for (i = 0; i < 6; i++) {
		struct es_view	*v[6];

		dl = paper();
		v[0] = &dl->meta.title;
		v[1] = &dl->meta.subject;
		v[2] = &dl->meta.author;
		v[3] = &dl->meta.number;
		v[4] = &dl->meta.template_id;
		v[5] = &dl->elems[3].alt;
		*v[i] = text(ES_LIMIT_WRITE_TEXT);
		ok(code(dl, &o) == ES_E_NONE, "text %zu at its limit", i);
		*v[i] = text(ES_LIMIT_WRITE_TEXT + 1);
		ok(code(dl, &o) == ES_E_LIMIT, "one over");
		*v[i] = ES_LIT("a\nb");
		ok(code(dl, &o) == ES_E_INPUT, "two lines");
	}
	dl = paper();
	dl->meta.title = ES_VIEW_EMPTY;
	ok(code(dl, &o) == ES_E_INPUT, "no title");
	dl = paper();
	dl->meta.lang = ES_VIEW_EMPTY;
	ok(code(dl, &o) == ES_E_INPUT, "no language");
	dl = paper();
	dl->meta.issued = -1;
	ok(code(dl, &o) == ES_E_INPUT, "issued before 1970");
}

static void
test_link(void)
{
	struct pdf_write_opts	 o = { .sig = NULL };
	struct dlist		*dl = paper();
	struct es_view		*uri = &dl->ops[1].u.link.uri;

	*uri = text(ES_LIMIT_WRITE_URI);
	ok(code(dl, &o) == ES_E_NONE, "an address at its limit");
	*uri = text(ES_LIMIT_WRITE_URI + 1);
	ok(code(dl, &o) == ES_E_LIMIT, "one over");
	*uri = ES_LIT("http://\xe5\x8d\xb0/");
	ok(code(dl, &o) == ES_E_INPUT, "an address that is not ASCII");
	*uri = ES_VIEW_EMPTY;
	ok(code(dl, &o) == ES_E_INPUT, "none");
	*uri = ES_LIT("http://a/");
	dl->ops[1].elem = 2;
	ok(code(dl, &o) == ES_E_BUG, "a link outside a link element");
}

/* Lists that no layout makes are refused, not written. */
static void
test_lists(void)
{
	static const uint32_t	 missing = 'B';
	static struct dlist_page pages[ES_LIMIT_DOC_PAGES + 1];
	struct pdf_write_opts	 o = { .sig = NULL };
	struct dlist		*dl = paper();
	size_t			 i;

	say(dl, 2, &missing, 1);
	ok(code(dl, &o) == ES_E_NOTFOUND, "a character that the font lacks");
	dl = paper();
	dl->ops[0].elem = 0;
	ok(code(dl, &o) == ES_E_BUG, "untagged text");
	dl = paper();
	dl->ops[0].elem = 4;
	ok(code(dl, &o) == ES_E_BUG, "text in the place of a seal");
	dl = paper();
	dl->ops[0].u.text.style = 1;
	ok(code(dl, &o) == ES_E_BUG, "a font that is not there");
	dl = paper();
	dl->ops[0].u.text.count = 6;
	ok(code(dl, &o) == ES_E_BUG, "more text than there is");
	dl = paper();
	dl->ops[0].u.text.adj_count = 5;
	ok(code(dl, &o) == ES_E_BUG, "spaces that are not there");
	dl = paper();
	dl->ops[0].u.text.size = 0;
	ok(code(dl, &o) == ES_E_BUG, "text of no size");
	dl = paper();
	dl->ops[0].kind = DLIST_PATH;
	dl->ops[0].u.path.first = 0;
	dl->ops[0].u.path.count = 1;
	ok(code(dl, &o) == ES_E_BUG, "points that are not there");
	dl = paper();
	dl->ops[0].kind = DLIST_QR;
	dl->ops[0].u.qr.modules = 21;
	dl->ops[0].u.qr.bits = ES_LIT("x");
	ok(code(dl, &o) == ES_E_BUG, "modules that are not there");
	dl = paper();
	dl->pages[0].count++;
	ok(code(dl, &o) == ES_E_BUG, "operations that are not there");
	dl = paper();
	dl->pages[0].w = 2999;
	ok(code(dl, &o) == ES_E_BUG, "a page too narrow for PDF/A");
	dl->pages[0].w = 3000;
	ok(code(dl, &o) == ES_E_NONE, "and one just wide enough");
	dl->npages = 0;
	ok(code(dl, &o) == ES_E_BUG, "no page");
	dl = paper();
	dl->nelems = 1;
	ok(code(dl, &o) == ES_E_BUG, "no document");
	dl = paper();
	for (i = 0; i < ES_COUNT(pages); i++)
		pages[i] = dl->pages[0];
	for (i = 1; i < ES_COUNT(pages); i++)
		pages[i].count = 0;
	dl->pages = pages;
	dl->npages = ES_LIMIT_DOC_PAGES;
	ok(code(dl, &o) == ES_E_NONE, "as many pages as allowed");
	dl->npages++;
	ok(code(dl, &o) == ES_E_LIMIT, "one more");
	dl = paper();
	while (dl->nelems < ES_LIMIT_WRITE_ELEMS + 1)
		if (elem(dl, DLIST_E_P, 1) == 0)
			break;
	ok(dl->nelems == ES_LIMIT_WRITE_ELEMS + 1 &&
	    code(dl, &o) == ES_E_NONE, "as many elements as allowed");
	(void)elem(dl, DLIST_E_P, 1);
	ok(code(dl, &o) == ES_E_LIMIT, "one more");
}

/* After any failure the writer writes as if nothing had been. */
static void
test_after(const struct es_buf *first)
{
	struct pdf_write_opts	 o = { .sig = NULL };
	struct es_buf		 out, small;
	struct pdf_hole		 h;
	struct es_err		 err = ES_ERR_INIT;

	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	es_buf_init(&small, 3000);
	ok(pdf_write(writer, paper(), &o, &small, &h, &err) < 0 &&
	    err.code == ES_E_LIMIT, "a buffer that is too small");
	ok(pdf_write(writer, paper(), &o, &out, &h, NULL) == 0 &&
	    h.contents == 0 && h.reserve == 0 &&
	    es_view_eq(es_buf_view(&out), es_buf_view(first)),
	    "then the same bytes as at first");
	es_buf_clear(&out);
	es_buf_clear(&small);
}

int
main(void)
{
	struct pdf_write_opts	 o = { .sig = NULL };
	struct es_buf		 pack = small_pack(), first;
	struct pdf_hole		 h;

	long_text = malloc(ES_LIMIT_WRITE_TEXT + 1);
	arena = es_arena_new(ES_LIMIT_LAYOUT_ARENA * 2);
	if (long_text == NULL || arena == NULL ||
	    font_open(&font, es_buf_view(&pack), NULL) < 0 ||
	    pdf_writer_new(&writer, NULL) < 0) {
		printf("Bail out! no memory or no font\n");
		return 1;
	}
	memset(long_text, 'a', ES_LIMIT_WRITE_TEXT + 1);
	es_buf_init(&first, ES_LIMIT_DOC_BYTES);
	ok(pdf_write(writer, paper(), &o, &first, &h, NULL) == 0, "plain");
	test_round();
	test_hole();
	test_sig_options();
	test_place();
	test_files();
	test_meta();
	test_link();
	test_lists();
	test_after(&first);
	es_buf_clear(&first);
	pdf_writer_free(writer);
	pdf_writer_free(NULL);
	font_close(font);
	es_arena_free(arena);
	free(long_text);
	es_buf_clear(&pack);
	return done();
}
