/*
 * pdf_sample PACKS OUT.pdf [-t TEMPLATE -r RECORD] [-s RESERVE] [-P N]
 *     [-p PAGES] [-n TIMES] [-d] - one PDF for other programs to judge.
 *
 * With a template and a record, a document as the product makes it; without,
 * a display list with everything in it that a document may have: links,
 * spans of another language, names beyond the BMP, spans of cells, paths,
 * justified and condensed text, every kind of artifact, several pages.
 * -s keeps room for a signature and fills it with a CMS of a fictional
 * campus; -n writes it again and again and says what it cost of the processor; -d
 * prints what the display list says, one run of text a line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "cms/sign.h"
#include "esign/sealer.h"
#include "layout/layout.h"
#include "pdf/write.h"
#include "seal/picture.h"
#include "sys/file.h"
#include "tests/unit/campus.h"
#include "xmlio/xmlio.h"

static const char *const styles[] = { "song", "song-bold", "hei", "hei-bold",
    "kai" };

struct sample {
	struct layout_fonts	 fonts;
	struct es_arena		*a;
	struct es_buf		 xml, rec;
	struct dlist		*dl;
	uint32_t		 root, sect;
	int			 pages;
	struct es_err		 err;
};

static void
open_fonts(struct sample *s, const char *dir)
{
	struct es_view	 pack;
	struct font	*f;
	char		 path[1024];
	size_t		 i;

	for (i = 0; i < ES_COUNT(styles); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s.pack", dir,
		    styles[i]);
		must(sys_file_map(path, &pack, &s->err), &s->err);
		must(font_open(&f, pack, &s->err), &s->err);
		s->fonts.font[s->fonts.n++] = f;
	}
}

static void
from_record(struct sample *s, const char *template, const char *record)
{
	struct layout_template	*t;
	struct es_tree		*tree;

	must(sys_file_read(template, &s->xml, &s->err), &s->err);
	must(sys_file_read(record, &s->rec, &s->err), &s->err);
	must(layout_template_compile(&t, es_buf_view(&s->xml), template,
	    &s->fonts, &s->err), &s->err);
	must(xmlio_tree(&tree, es_buf_view(&s->rec), s->a, &s->err), &s->err);
	must(layout_run(&s->dl, t, tree, LAYOUT_FINAL, s->a, &s->err),
	    &s->err);
}

static uint32_t
elem(struct sample *s, enum dlist_elem_type type, uint32_t parent,
    const char *lang, const char *alt)
{
	struct dlist_elem	 e = { .type = type, .parent = parent,
				    .lang = es_view_str(lang),
				    .alt = es_view_str(alt) };
	uint32_t		 n;

	must(dlist_elem_add(s->dl, &e, &n, &s->err), &s->err);
	return n;
}

/* A run at x, y; spread: extra space after each glyph. */
static int32_t
text(struct sample *s, const char *utf8, int style, double size, double x,
    double y, uint32_t el, enum dlist_artifact art, double spread)
{
	const struct font	*f = s->fonts.font[style];
	struct dlist_op		 op = { .kind = DLIST_TEXT, .artifact = art,
				    .elem = el, .x = DLIST_PT(x),
				    .y = DLIST_PT(y), .h = DLIST_PT(size) };
	struct es_view		 v = es_view_str(utf8);
	uint32_t		 cps[256];
	int32_t			 adj[256];
	size_t			 at = 0, n = 0;

	while (n < 256 && es_utf8_next(v, &at, &cps[n]) > 0) {
		adj[n] = DLIST_PT(spread);
		op.w += (int32_t)(font_advance(f, font_glyph(f, cps[n])) *
		    size) + adj[n];
		n++;
	}
	op.u.text.style = (uint16_t)style;
	op.u.text.size = DLIST_PT(size);
	op.u.text.hscale = 1000;
	op.u.text.count = (uint32_t)n;
	must(dlist_cps_add(s->dl, cps, n, &op.u.text.first, &s->err),
	    &s->err);
	if (spread != 0) {
		op.u.text.adj_count = (uint32_t)n;
		must(dlist_adjust_add(s->dl, adj, n, &op.u.text.adj_first,
		    &s->err), &s->err);
	}
	must(dlist_op_add(s->dl, &op, &s->err), &s->err);
	return op.w;
}

static void
op(struct sample *s, struct dlist_op o)
{
	must(dlist_op_add(s->dl, &o, &s->err), &s->err);
}

static void
table(struct sample *s, int page)
{
	static uint32_t	 tab, body;
	uint32_t	 head, tr, td;
	int		 r, c;
	double		 y = 200;

	if (page == 0) {
		tab = elem(s, DLIST_E_TABLE, s->sect, NULL, NULL);
		head = elem(s, DLIST_E_THEAD, tab, NULL, NULL);
		tr = elem(s, DLIST_E_TR, head, NULL, NULL);
		for (c = 0; c < 3; c++)
			text(s, c == 0 ? "课程" : c == 1 ? "学分" : "成绩", 1,
			    10, 60 + 120 * c, y, elem(s, DLIST_E_TH, tr, NULL,
			    NULL), DLIST_CONTENT, 0);
		body = elem(s, DLIST_E_TBODY, tab, NULL, NULL);
	} else
		text(s, "课程  学分  成绩", 1, 10, 60, y, 0,
		    DLIST_ART_REPEAT, 0);
	for (r = 0; r < 5; r++) {
		y += 20;
		tr = elem(s, DLIST_E_TR, body, NULL, NULL);
		for (c = 0; c < 3; c++) {
			struct dlist_elem	 e = { .type = DLIST_E_TD,
						    .parent = tr };

			if (r == 4 && c == 1)
				break;
			if (r == 4)
				e.col_span = 3;
			must(dlist_elem_add(s->dl, &e, &td, &s->err),
			    &s->err);
			if (r == 3 && c == 1)
				continue;	/* an empty cell */
			text(s, c == 0 ? "高等数学 (A)" : "3.0", 0, 9.5,
			    60 + 120 * c, y, td, DLIST_CONTENT, 0);
		}
		op(s, (struct dlist_op){ .kind = DLIST_LINE,
		    .artifact = DLIST_ART_LAYOUT, .x = 60000,
		    .y = DLIST_PT(y + 5), .u.line = { 500000, DLIST_PT(y + 5),
		    400 } });
	}
}

static void
link_line(struct sample *s)
{
	uint32_t	 p = elem(s, DLIST_E_P, s->sect, NULL, NULL), l;
	int32_t		 w;

	w = text(s, "核验：", 0, 10, 60, 400, p, DLIST_CONTENT, 0);
	l = elem(s, DLIST_E_LINK, p, NULL, "核验网页 (Verify)");
	op(s, (struct dlist_op){ .kind = DLIST_LINK, .elem = l,
	    .x = 60000 + w, .y = 390000, .w = 200000, .h = 14000,
	    .u.link.uri = ES_LIT("http://seal.example.edu.cn/v/A(1)\\B") });
	w += text(s, "seal.example.edu.cn/v/A", 2, 10, 60 + w / 1e3, 400, l,
	    DLIST_CONTENT, 0);
	text(s, "。", 0, 10, 60 + w / 1e3, 400, p, DLIST_CONTENT, 0);
}

static void
figure(struct sample *s, int page)
{
	static unsigned char	 bits[21 * 21];
	static const struct dlist_point	pts[] = { { 'M', 300000, 420000 },
	    { 'C', 310000, 400000 }, { 'C', 330000, 400000 },
	    { 'C', 340000, 420000 }, { 'L', 320000, 450000 },
	    { 'Z', 0, 0 } };
	struct dlist_elem	 e = { .type = DLIST_E_FIGURE,
				    .parent = s->sect, .alt = ES_LIT(
				    "核验二维码 <A&B>"), .bbox = { 400000,
				    420000, 63000, 63000 }, .bbox_page =
				    (uint32_t)page };
	struct dlist_op		 q = { .kind = DLIST_QR, .x = 400000,
				    .y = 420000, .w = 63000, .h = 63000 };
	size_t			 i;

	for (i = 0; i < sizeof(bits); i++)
		bits[i] = (i * 7919 >> 3 & 1) != 0;
	must(dlist_elem_add(s->dl, &e, &q.elem, &s->err), &s->err);
	q.u.qr.modules = 21;
	q.u.qr.bits = es_view(bits, sizeof(bits));
	op(s, q);
	q = (struct dlist_op){ .kind = DLIST_PATH, .artifact =
	    DLIST_ART_LAYOUT, .rgb = 0x1f4e79, .x = 300000, .y = 420000,
	    .u.path = { 0, ES_COUNT(pts) } };
	must(dlist_points_add(s->dl, pts, ES_COUNT(pts),
	    &q.u.path.first, &s->err), &s->err);
	op(s, q);
}

static void
page(struct sample *s, int n)
{
	uint32_t	 p, sp;
	int32_t		 w;
	char		 foot[64];

	must(dlist_page_add(s->dl, DLIST_MM(210), DLIST_MM(297), &s->err),
	    &s->err);
	op(s, (struct dlist_op){ .kind = DLIST_RECT, .artifact =
	    DLIST_ART_LAYOUT, .x = 50000, .y = 180000, .w = 480000,
	    .h = 26000, .rgb = 0xe8eef7 });
	text(s, "示例大学 · 样例", 2, 8, 60, 40, 0, DLIST_ART_HEADER, 0);
	if (n == 0)
		text(s, "样例证明", 1, 22, 220, 100, elem(s, DLIST_E_H1,
		    s->sect, NULL, NULL), DLIST_CONTENT, 6);
	p = elem(s, DLIST_E_P, s->sect, NULL, NULL);
	w = text(s, "姓名：𠮷野家樣例、艾力·买买提，", 0, 12, 60, 140, p,
	    DLIST_CONTENT, 0.25);
	sp = elem(s, DLIST_E_SPAN, p, "en", NULL);
	w += text(s, "Name: Sample (A\\B) Zh\xc4\x81ng", 0, 12, 60 + w / 1e3,
	    140, sp, DLIST_CONTENT, 0);
	text(s, "。", 0, 12, 60 + w / 1e3, 140, p, DLIST_CONTENT, 0);
	s->dl->ops[s->dl->nops - 1].u.text.hscale = 800;
	table(s, n);
	if (n == 0)
		link_line(s);
	(void)snprintf(foot, sizeof(foot), "第 %d 页 共 %d 页", n + 1,
	    s->pages);
	text(s, foot, 0, 8, 270, 810, 0, DLIST_ART_FOOTER, 0);
}

static void
synthetic(struct sample *s)
{
	uint32_t		 i, p;
	struct dlist_font	 fonts[LAYOUT_FONTS_MAX];

	s->dl = dlist_new(s->a);
	for (i = 0; i < s->fonts.n; i++)
		fonts[i].font = s->fonts.font[i];
	s->dl->fonts = es_arena_array(s->a, s->fonts.n, sizeof(*fonts));
	memcpy(s->dl->fonts, fonts, s->fonts.n * sizeof(*fonts));
	s->dl->nfonts = s->fonts.n;
	s->dl->meta = (struct dlist_meta){ .title = ES_LIT("样例证明 <&> 𠮷"),
	    .subject = ES_LIT("Sample"), .author = ES_LIT("示例大学教务处"),
	    .lang = ES_LIT("zh-CN"), .number = ES_LIT("示教〔2026〕1号"),
	    .template_id = ES_LIT("sample/zh-CN/1"), .issued = CAMPUS_NOW,
	    .offset = 28800 };
	s->root = elem(s, DLIST_E_DOCUMENT, 0, NULL, NULL);
	s->sect = elem(s, DLIST_E_SECT, s->root, NULL, NULL);
	for (i = 0; i < (uint32_t)s->pages; i++)
		page(s, (int)i);
	figure(s, s->pages - 1);
	p = elem(s, DLIST_E_P, s->sect, NULL, NULL);
	text(s, "示例大学教务处", 4, 14, 360, 620, p, DLIST_CONTENT, 0);
	text(s, "二〇二六年十一月二十三日", 4, 14, 340, 645, p,
	    DLIST_CONTENT, 0);
	p = elem(s, DLIST_E_FORM, s->sect, NULL, "示例大学教务处电子印章");
	op(s, (struct dlist_op){ .kind = DLIST_SEAL, .elem = p, .x = 340000,
	    .y = 560000, .w = 130000, .h = 130000,
	    .u.seal.name = ES_LIT("seal") });
}

/* The name of the first seal; a document has one. */
static struct es_view
seal_name(const struct dlist *dl)
{
	size_t	 i;

	for (i = 0; i < dl->nops; i++)
		if (dl->ops[i].kind == DLIST_SEAL)
			return dl->ops[i].u.seal.name;
	return ES_LIT("none");
}

static void
sign(struct sample *s, struct es_buf *out, const struct pdf_hole *hole)
{
	struct campus		 c;
	struct esign_sealer	 es = { 0 };
	struct doc_signer	 ds;

	campus_open(&c);
	must(cms_signer_new(&es.signer, CMS_SEAL, c.ec_key, c.ec, &c.ca, 1,
	    &s->err), &s->err);
	ds = esign_sealer_signer(&es);
	must(pdf_hole_fill(out, hole, &ds, &s->err), &s->err);
}

static void
dump(const struct dlist *dl)
{
	struct es_buf	 b;
	size_t		 i, k;

	es_buf_init(&b, ES_LIMIT_FORM_BODY);
	for (i = 0; i < dl->nops; i++) {
		const struct dlist_op	*o = &dl->ops[i];

		if (o->kind != DLIST_TEXT)
			continue;
		es_buf_reset(&b);
		for (k = 0; k < o->u.text.count; k++)
			es_utf8_add(&b, font_plain(dl->cps[o->u.text.first +
			    k]));
		printf("%s\n", es_buf_cstr(&b));
	}
	es_buf_clear(&b);
}

static void
bench(struct pdf_writer *w, const struct sample *s,
    const struct pdf_write_opts *o, struct es_buf *out, int times)
{
	struct es_err		 err = ES_ERR_INIT;
	struct pdf_write_sizes	 z;
	struct pdf_hole		 hole;
	unsigned char		 md[PDF_HOLE_DIGEST];
	clock_t			 t0 = clock(), t1;
	int			 i;

	for (i = 0; i < times; i++) {
		es_buf_reset(out);
		must(pdf_write(w, s->dl, o, out, &hole, &err), &err);
	}
	t1 = clock();
	pdf_writer_sizes(w, &z);
	printf("write %.1f us, %zu bytes: content %zu fonts %zu tounicode %zu "
	    "tree %zu files %zu seal %zu rest %zu\n",
	    1e6 * (double)(t1 - t0) / CLOCKS_PER_SEC / times, out->n, z.content, z.fonts,
	    z.tounicode, z.tree, z.files, z.seal, z.rest);
	t0 = clock();
	for (i = 0; o->sig != NULL && i < times; i++)
		must(pdf_hole_digest(es_buf_view(out), &hole, md, &err), &err);
	t1 = clock();
	printf("digest %.1f us\n",
	    1e6 * (double)(t1 - t0) / CLOCKS_PER_SEC / times);
}

int
main(int argc, char *argv[])
{
	struct sample			 s = { .pages = 1,
					    .err = ES_ERR_INIT };
	const char			*tpl = NULL, *record = NULL;
	struct pdf_attachment		 f = { .name = ES_LIT("record.xml"),
					    .mime = ES_LIT("text/xml"),
					    .description = ES_LIT("学籍记录"),
					    .relation = PDF_REL_SOURCE,
					    .modified = CAMPUS_NOW };
	struct pdf_sig_opts		 sig = { .field = ES_LIT("Seal1"),
					    .tip = ES_LIT("示例大学教务处印章"),
					    .signer = ES_LIT("示例大学"),
					    .reason = ES_LIT("签发成绩单"),
					    .location = ES_LIT("Example"),
					    .time = CAMPUS_NOW,
					    .offset = 28800, .certify = 2 };
	struct seal_def			 def = SEAL_DEF_INIT;
	struct pdf_write_opts		 o = { .id = "0123456789abcde" };
	struct pdf_writer		*w;
	struct pdf_hole			 hole;
	struct es_buf			 out;
	int				 c, times = 0;
	bool				 say = false;

	while ((c = getopt(argc, argv, "t:r:s:P:p:n:d")) != -1) {
		switch (c) {
		case 't': tpl = optarg; break;
		case 'r': record = optarg; break;
		case 's': sig.reserve = (size_t)atoi(optarg); break;
		case 'P': sig.certify = atoi(optarg); break;
		case 'p': s.pages = atoi(optarg); break;
		case 'n': times = atoi(optarg); break;
		case 'd': say = true; break;
		default: return EXIT_FAILURE;
		}
	}
	if (argc - optind != 2 || (tpl == NULL) != (record == NULL)) {
		fprintf(stderr, "usage: pdf_sample [options] PACKS OUT\n");
		return EXIT_FAILURE;
	}
	s.a = es_arena_new(ES_LIMIT_LAYOUT_ARENA);
	es_buf_init(&s.xml, ES_LIMIT_TEMPLATE);
	es_buf_init(&s.rec, ES_LIMIT_XML);
	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	open_fonts(&s, argv[optind]);
	if (tpl != NULL)
		from_record(&s, tpl, record);
	else {
		synthetic(&s);
		es_buf_add_str(&s.rec, "<record/>");
	}
	f.data = es_buf_view(&s.rec);
	o.files = &f;
	o.nfiles = 1;
	if (sig.reserve > 0) {
		def.name = ES_LIT("示例大学教务处");
		must(seal_picture_draw(&sig.picture, &def, s.fonts.font[1],
		    s.a, &s.err), &s.err);
		sig.place = seal_name(s.dl);
		o.sig = &sig;
	}
	must(pdf_writer_new(&w, &s.err), &s.err);
	must(pdf_write(w, s.dl, &o, &out, &hole, &s.err), &s.err);
	if (say)
		dump(s.dl);
	if (times > 0)
		bench(w, &s, &o, &out, times);
	if (o.sig != NULL)
		sign(&s, &out, &hole);
	must(sys_file_write(argv[optind + 1], es_buf_view(&out), 0644,
	    &s.err), &s.err);
	pdf_writer_free(w);
	return EXIT_SUCCESS;
}
