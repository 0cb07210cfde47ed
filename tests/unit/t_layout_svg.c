/* t_layout_svg - what a page of each operation looks like as SVG. */
#include "base/limits.h"
#include "layout/flow.h"
#include "layout/svg.h"
#include "t_fakefont.h"
#include "tap.h"

static struct es_err	 err = ES_ERR_INIT;

static int
has(const struct es_buf *b, const char *s)
{
	return es_view_find(es_buf_view(b), es_view_str(s), 0) != SIZE_MAX;
}

static size_t
count(const struct es_buf *b, const char *s)
{
	size_t	 at = 0, n = 0;

	while ((at = es_view_find(es_buf_view(b), es_view_str(s), at)) !=
	    SIZE_MAX) {
		at++;
		n++;
	}
	return n;
}

/* One page with a run "A大 A", 10 pt at (72, 100), 1 pt after the first. */
static struct dlist *
page(struct es_arena *a)
{
	static const uint32_t	 cps[] = { 'A', 0x5927, ' ', 'A' };
	static const int32_t	 adj[] = { 1000, 0, 0, 0 };
	static struct dlist_font font;
	struct dlist_elem	 doc = { .type = DLIST_E_DOCUMENT };
	struct dlist_op		 op = { .kind = DLIST_TEXT, .x = 72000,
				    .y = 100000, .w = 26000 };
	struct dlist		*dl = dlist_new(a);

	font.font = &fake_song;
	dl->fonts = &font;
	dl->nfonts = 1;
	op.u.text.size = 10000;
	op.u.text.hscale = 1000;
	op.u.text.count = op.u.text.adj_count = 4;
	if (dlist_elem_add(dl, &doc, &op.elem, &err) < 0 ||
	    dlist_page_add(dl, 595276, 841890, &err) < 0 ||
	    dlist_cps_add(dl, cps, 4, &op.u.text.first, &err) < 0 ||
	    dlist_adjust_add(dl, adj, 4, &op.u.text.adj_first, &err) < 0 ||
	    dlist_op_add(dl, &op, &err) < 0)
		return NULL;
	return dl;
}

static void
texts(struct es_arena *a)
{
	struct dlist	*dl = page(a);
	struct es_buf	 out, again;

	es_buf_init(&out, ES_LIMIT_PAGE);
	es_buf_init(&again, ES_LIMIT_PAGE);
	ok(layout_svg(dl, 0, ES_LIT("a <b> & \"c\""), NULL, &out, &err) == 0,
	    "drawn");
	ok(has(&out, "aria-label=\"a &lt;b&gt; &amp; &quot;c&quot;\""),
	    "the label is escaped");
	ok(has(&out, "viewBox=\"0 0 595276 841890\"") && has(&out,
	    "role=\"img\""), "the page's own units");
	ok(count(&out, "<path id=") == 3, "each glyph is defined once");
	ok(has(&out, "<path id=\"ga0041\" d=\"M0 0Q250 0 500 0L500 800L0 "
	    "800Z\"/>"), "outlines as they are");
	ok(has(&out, "<g transform=\"translate(72000 100000) scale(10 -10)\">"
	    "<use href=\"#ga0041\"/><use href=\"#ga5927\" x=\"600\"/>"
	    "<use href=\"#ga0041\" x=\"2100\"/></g>"),
	    "letters at their places, a space is nothing");
	ok(!has(&out, "style=") && !has(&out, "<script") &&
	    !has(&out, "http://www.w3.org/1999") && !has(&out, "<text"),
	    "no style, no script, no fonts");
	ok(layout_svg(dl, 0, ES_LIT("a <b> & \"c\""), NULL, &again, &err) ==
	    0 && es_view_eq(es_buf_view(&out), es_buf_view(&again)),
	    "the same again");
	ok(layout_svg(dl, 1, ES_LIT("x"), NULL, &again, &err) < 0 &&
	    err.code == ES_E_NOTFOUND, "a page that is not there");
	es_err_clear(&err);
	es_buf_clear(&again);
	es_buf_init(&again, 100);
	ok(layout_svg(dl, 0, ES_LIT("x"), NULL, &again, &err) < 0 &&
	    err.code == ES_E_LIMIT, "the buffer's cap");
	es_err_clear(&err);
	es_buf_clear(&again);
	es_buf_clear(&out);
}

static void
shapes(struct es_arena *a)
{
	static const struct seal_point	 dot[] = { { 'M', 0, 0 },
	    { 'C', 1, 2 }, { 'C', 3, 4 }, { 'C', 5, 6 }, { 'C', 7, 8 },
	    { 'C', 9, 10 }, { 'C', 11, 12 }, { 'Z', 0, 0 } };
	static const struct dlist_point	 tri[] = { { 'M', 0, 0 },
	    { 'L', 50, 0 }, { 'L', 50, 70 }, { 'Z', 0, 0 } };
	static const struct seal_picture pic = { 20, 20, 0xe60012, dot,
	    ES_COUNT(dot) };
	struct dlist	*dl = page(a);
	struct es_buf	 out;
	struct dlist_op	 ops[] = {
		{ .kind = DLIST_RECT, .elem = 1, .x = 1, .y = 2, .w = 3,
		  .h = 4, .rgb = 0x12abef },
		{ .kind = DLIST_LINE, .elem = 1, .x = 5, .y = 6, .w = 2,
		  .u.line = { 7, 8, 500 } },
		{ .kind = DLIST_PATH, .elem = 1, .w = 50, .h = 70 },
		{ .kind = DLIST_QR, .elem = 1, .x = 10, .y = 10, .w = 2500,
		  .h = 2500, .u.qr = { 2, ES_LIT("\1\1\0\1") } },
		{ .kind = DLIST_SEAL, .elem = 1, .x = 100, .y = 200, .w = 40,
		  .h = 40, .u.seal = { ES_LIT("main") } },
		{ .kind = DLIST_LINK, .elem = 1, .x = 0, .y = 0, .w = 10,
		  .h = 10, .u.link = { ES_LIT("https://a.example/") } },
	};
	size_t		 i;
	int		 rc = dlist_points_add(dl, tri, ES_COUNT(tri),
			    &ops[2].u.path.first, &err);

	ops[2].u.path.count = ES_COUNT(tri);
	for (i = 0; i < ES_COUNT(ops) && rc == 0; i++)
		rc = dlist_op_add(dl, &ops[i], &err);
	es_buf_init(&out, ES_LIMIT_PAGE);
	if (!ok(rc == 0 && layout_svg(dl, 0, ES_LIT("p"), &pic, &out, &err)
	    == 0, "every operation (%s)", err.msg))
		return;
	ok(has(&out, "<rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" "
	    "fill=\"#12abef\"/>"), "a rectangle");
	ok(has(&out, "<line x1=\"5\" y1=\"6\" x2=\"7\" y2=\"8\" "
	    "stroke=\"#000000\" stroke-width=\"500\"/>"), "a line");
	ok(has(&out, "d=\"M0 0L50 0L50 70Z\""), "a path");
	ok(has(&out, "translate(10 10) scale(1250)\" "
	    "d=\"M0 0h2v1h-2zM1 1h1v1h-1z\""), "QR modules joined in bars");
	ok(has(&out, "fill=\"#e60012\" transform=\"translate(110 210)\" "
	    "d=\"M0 0C1 2 3 4 5 6C7 8 9 10 11 12Z\""),
	    "the seal in the middle of its place");
	ok(!has(&out, "a.example"), "no addresses");
	es_buf_reset(&out);
	ok(layout_svg(dl, 0, ES_LIT("p"), NULL, &out, &err) == 0 &&
	    !has(&out, "e60012"), "without a picture, no seal");
	es_buf_clear(&out);
}

/* The address in a QR code: printable, and the longest that may be. */
static void
qr(struct es_arena *a)
{
	struct es_view	 bits;
	uint16_t	 modules;
	struct es_buf	 text;
	size_t		 over;

	for (over = 0; over < 2; over++) {
		es_buf_init(&text, ES_KIB);
		es_buf_fill(&text, 'a', ES_LIMIT_QR + over);
		es_err_clear(&err);
		if (over == 0)
			ok(layout_qr(a, es_buf_view(&text), &bits, &modules,
			    &err) == 0 && modules > 21 && bits.n ==
			    (size_t)modules * modules, "a QR of %zu bytes",
			    text.n);
		else
			ok(layout_qr(a, es_buf_view(&text), &bits, &modules,
			    &err) < 0 && err.code == ES_E_LIMIT, "%s",
			    err.msg);
		es_buf_clear(&text);
	}
	es_err_clear(&err);
}

/* As many operations and elements as one document may have. */
static void
operations(void)
{
	struct es_arena		*a = es_arena_new(64 * ES_MIB);
	struct dlist_elem	 doc = { .type = DLIST_E_DOCUMENT };
	struct dlist_op		 op = { .kind = DLIST_RECT, .x = 1, .y = 1,
				    .w = 1, .h = 1,
				    .artifact = DLIST_ART_LAYOUT };
	struct dlist		*dl = dlist_new(a);
	uint32_t		 up, id;
	size_t			 n = 0;

	ok(dlist_elem_add(dl, &doc, &up, &err) == 0 &&
	    dlist_page_add(dl, 595276, 841890, &err) == 0, "a page");
	while (dlist_op_add(dl, &op, &err) == 0)
		n++;
	ok(n == ES_LIMIT_DOC_OPS && err.code == ES_E_LIMIT,
	    "%zu operations: %s", n, err.msg);
	es_err_clear(&err);
	doc.type = DLIST_E_P;
	doc.parent = up;
	for (n = 1; dlist_elem_add(dl, &doc, &id, &err) == 0; n++)
		continue;
	ok(n == ES_LIMIT_DOC_OPS && err.code == ES_E_LIMIT,
	    "%zu elements: %s", n, err.msg);
	es_err_clear(&err);
	es_arena_free(a);
}

int
main(void)
{
	struct es_arena	*a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);

	if (a == NULL)
		return 1;
	texts(a);
	shapes(a);
	qr(a);
	operations();
	es_arena_free(a);
	return done();
}
