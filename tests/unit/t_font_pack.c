/* t_font_pack - opening packs, good and damaged; look-ups; outlines. */
#include "t_font.h"

static void
test_lookup(struct font *f)
{
	struct font_metrics	m;

	is_str(font_name(f), "song", "name");
	ok(strlen(font_hash(f)) == 64, "hash");
	ok(strstr(font_sources(f), "Noto Serif CJK SC") != NULL,
	    "names its sources");
	ok(!font_is_bold(f), "not bold");
	font_metrics(f, &m);
	ok(m.ascent > 700 && m.descent < 0 && m.cap_height > 500 &&
	    m.bbox[2] > m.bbox[0], "metrics");
	ok(font_glyph(f, 'A') > 0 && font_glyph(f, 0x6210) > 0, "glyphs");
	ok(font_glyph(f, 0x20bb7) > 0, "beyond the basic plane");
	ok(font_glyph(f, 'B') == 0 && font_glyph(f, 0x110000) == 0 &&
	    font_glyph(f, UINT32_MAX) == 0, "missing");
	ok(font_advance(f, font_glyph(f, '1')) == 500, "a tabular digit");
	ok(font_advance(f, font_glyph(f, 0x2014)) == 1000, "full-width dash");
	ok(font_advance(f, font_glyph(f, font_alt(0x201c))) < 600 &&
	    font_advance(f, font_glyph(f, 0x201c)) == 1000,
	    "a quote in both forms");
	ok(font_plain(font_alt(0xb7)) == 0xb7 && font_plain('A') == 'A' &&
	    font_plain(0x20bb7) == 0x20bb7, "plain code points");
	ok(font_advance(f, 4000000) == 0, "no such glyph");
}

struct seen {
	int	m, z, x0, x1;
};

static void
op(void *arg, char o, int cx, int cy, int x, int y)
{
	struct seen	*s = arg;

	(void)cx, (void)cy, (void)y;
	s->m += o == 'M';
	s->z += o == 'Z';
	s->x0 = x < s->x0 ? x : s->x0;
	s->x1 = x > s->x1 ? x : s->x1;
}

static void
test_outline(struct font *f, struct es_buf *b)
{
	struct es_err	 err = ES_ERR_INIT;
	struct seen	 s = { 0, 0, 9999, -9999 };
	struct font_pen	 pen = { op, &s };
	unsigned char	*glyf;

	ok(font_outline(f, font_glyph(f, 'A'), &pen, &err) == 0 && s.m == 2 &&
	    s.z == 2, "A has two contours");
	ok(s.x0 >= 0 && s.x1 <= 722 && s.x1 > 650, "and is 722 wide at most");
	s = (struct seen){ 0 };
	ok(font_outline(f, font_glyph(f, ' '), &pen, &err) == 0 && s.m == 0,
	    "a space draws nothing");
	ok(font_outline(f, 4000000, &pen, &err) < 0 &&
	    err.code == ES_E_NOTFOUND, "no such glyph");
	es_err_clear(&err);
	glyf = b->p + pack_le32(b->p + PACK_H_SECTIONS + 8 * PACK_GLYF);
	glyf[0] = 0x7f;
	ok(font_outline(f, 0, &pen, &err) < 0 && err.code == ES_E_FORMAT,
	    "a damaged record is refused");
	glyf[0] = 0;
}

/* A copy with one 32-bit number of header or entry changed. */
static enum es_code
with32(size_t at, uint32_t x)
{
	struct es_buf	b = small_pack();
	enum es_code	code;

	set32(b.p + at, x);
	code = open_code(&b);
	es_buf_clear(&b);
	return code;
}

static void
test_damaged(void)
{
	struct es_buf	b = small_pack();
	size_t		i, n = b.n, good = 0, tried = 0;
	size_t		glyphs = pack_le32(b.p + PACK_H_SECTIONS +
	    8 * PACK_GLYPHS), blocks = pack_le32(b.p + PACK_H_SECTIONS +
	    8 * PACK_BLOCKS), index = pack_le32(b.p + PACK_H_SECTIONS);
	uint32_t	glyf_len = pack_le32(b.p + PACK_H_SECTIONS +
	    8 * PACK_GLYF + 4), bits_len = pack_le32(b.p + PACK_H_SECTIONS +
	    8 * PACK_BITS + 4);
	int		s, k;

	for (i = 0; i < n; i += i < 1000 ? 1 : 97, tried++) {
		b.n = i;
		good += open_code(&b) == ES_E_FORMAT;
	}
	ok(good == tried, "%zu truncations are refused", tried);
	for (i = 0; i < n; i += i < 1000 ? 1 : 97) {
		b.n = i;
		if (i >= PACK_HEAD)
			set32(b.p + PACK_H_SIZE, (uint32_t)i);
		good -= open_code(&b) == ES_E_FORMAT;
	}
	ok(good == 0, "also when the header agrees with them");
	es_buf_clear(&b);
	for (s = 0; s < PACK__MAX; s++)
		for (k = 0; k < 2; k++)
			ok(with32(PACK_H_SECTIONS + 8 * (size_t)s +
			    4 * (size_t)k, 0xfffffff8u) == ES_E_FORMAT,
			    "section %d, number %d out of bounds", s, k);
	ok(with32(glyphs + PACK_G_OFF, 0xfffffff0u) == ES_E_FORMAT,
	    "a record out of bounds");
	ok(with32(glyphs + PACK_G_OFF, glyf_len) == ES_E_FORMAT,
	    "a record that begins at the end");
	ok(with32(glyphs + PACK_G_BITS, bits_len - PACK_SPARE) ==
	    ES_E_FORMAT, "coded bits that begin at the end");
	ok(with32(glyphs + PACK_G_LEN, 6) == ES_E_FORMAT, "an odd length");
	ok(with32(glyphs + PACK_G_BITS, 0xfffffff0u) == ES_E_FORMAT,
	    "coded bits out of bounds");
	ok(with32(glyphs + PACK_G_NBITS, 0xffffffffu) == ES_E_FORMAT,
	    "too many coded bits");
	ok(with32(glyphs + PACK_G_ADS, 0xffffffffu) == ES_E_FORMAT,
	    "an impossible check sum");
	ok(with32(blocks, 1000) == ES_E_FORMAT, "a glyph that is not there");
	ok(with32(index, 0x00ff00ff) == ES_E_FORMAT, "a missing block");
	ok(with32(PACK_H_LENS, 0x01010101) == ES_E_FORMAT,
	    "a code that is too full");
	ok(with32(PACK_H_NBLOCK, 8 * PACK_BLOCK_MAX + 1) == ES_E_FORMAT,
	    "a block header that is too long");
	ok(with32(PACK_H_NGLYPHS, 1) == ES_E_FORMAT, "too few glyphs");
	ok(with32(0, 0) == ES_E_FORMAT, "another magic");
}

/* Grow the glyph table to n entries by repeating .notdef's. */
static enum es_code
many_glyphs(size_t n)
{
	struct es_buf	 b = small_pack();
	unsigned char	*p = calloc(n, PACK_GLYPH);
	enum es_code	 code = ES_E_NOMEM;

	if (p != NULL) {
		memcpy(p, b.p + pack_le32(b.p + PACK_H_SECTIONS +
		    8 * PACK_GLYPHS), (size_t)pack_le32(b.p +
		    PACK_H_NGLYPHS) * PACK_GLYPH);
		move_section(&b, PACK_GLYPHS, p, n * PACK_GLYPH);
		set32(b.p + PACK_H_NGLYPHS, (uint32_t)n);
		code = open_code(&b);
	}
	free(p);
	es_buf_clear(&b);
	return code;
}

static enum es_code
sized(size_t n)
{
	struct es_buf	b = small_pack();
	enum es_code	code;

	es_buf_fill(&b, 0, n - b.n);
	set32(b.p + PACK_H_SIZE, (uint32_t)n);
	code = open_code(&b);
	es_buf_clear(&b);
	return code;
}

/* One glyph's record grown to n bytes. */
static enum es_code
long_glyph(size_t n)
{
	struct es_buf	 b = small_pack();
	unsigned char	*p = calloc(1, 2 * ES_LIMIT_FONT_GLYPH);
	enum es_code	 code = ES_E_NOMEM;

	if (p != NULL) {
		move_section(&b, PACK_GLYF, p, 2 * ES_LIMIT_FONT_GLYPH);
		set32(b.p + pack_le32(b.p + PACK_H_SECTIONS +
		    8 * PACK_GLYPHS) + PACK_G_LEN, (uint32_t)n);
		code = open_code(&b);
	}
	free(p);
	es_buf_clear(&b);
	return code;
}

int
main(void)
{
	struct es_err	 err = ES_ERR_INIT;
	struct es_buf	 b = small_pack();
	struct font	*f = NULL;

	if (!ok(font_open(&f, es_buf_view(&b), &err) == 0, "opens: %s",
	    err.msg))
		return done();
	test_lookup(f);
	test_outline(f, &b);
	test_damaged();
	ok(many_glyphs(ES_LIMIT_FONT_GLYPHS) == ES_E_NONE, "glyph limit");
	ok(many_glyphs(ES_LIMIT_FONT_GLYPHS + 1) == ES_E_FORMAT, "one over");
	ok(long_glyph(ES_LIMIT_FONT_GLYPH) == ES_E_NONE, "record limit");
	ok(long_glyph(ES_LIMIT_FONT_GLYPH + 4) == ES_E_FORMAT, "a word over");
	ok(sized(ES_LIMIT_FONT_PACK) == ES_E_NONE, "pack size limit");
	ok(sized(ES_LIMIT_FONT_PACK + 1) == ES_E_FORMAT, "one over");
	font_close(f);
	font_close(NULL);
	es_buf_clear(&b);
	return done();
}
