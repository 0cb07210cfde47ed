/* t_font_subset - ids, tags, codings and limits of subsets. */
#include "flate/flate.h"
#include "t_font.h"

static struct font_subset *
subset_of(const struct font *f, const uint32_t *cps, size_t n)
{
	struct font_subset	*s = NULL;
	size_t			 i;

	if (font_subset_new(&s, f, NULL) < 0)
		return NULL;
	for (i = 0; i < n; i++)
		if (font_subset_add(s, cps[i], NULL) < 0)
			printf("# no U+%04X\n", (unsigned)cps[i]);
	if (font_subset_finish(s, NULL) < 0)
		printf("# not finished\n");
	return s;
}

static void
test_ids(const struct font *f)
{
	static const uint32_t	 a[] = { 0x20bb7, 'A', 0x6210, 'a', 'A', '1' };
	static const uint32_t	 b[] = { '1', 'A', 'a', 0x6210, 0x20bb7 };
	struct es_err		 err = ES_ERR_INIT;
	struct font_subset	*s = subset_of(f, a, ES_COUNT(a));
	struct font_subset	*t = subset_of(f, b, ES_COUNT(b));
	struct font_subset	*u = subset_of(f, b, 4);
	struct es_buf		 x, y;
	size_t			 i, raw, good = 0;

	es_buf_init(&x, ES_MIB);
	es_buf_init(&y, ES_MIB);
	ok(font_subset_count(s) == 6, "five characters and .notdef");
	for (i = 0; i < ES_COUNT(b); i++)
		good += font_subset_id(s, b[i]) == i + 1 &&
		    font_subset_cp(s, (uint16_t)(i + 1)) == b[i] &&
		    font_subset_advance(s, (uint16_t)(i + 1)) ==
		    font_advance(f, font_glyph(f, b[i]));
	ok(good == 5, "dense ids in order of code point, with their widths");
	ok(font_subset_id(s, 'B') == 0 && font_subset_id(s, 0x4e00) == 0 &&
	    font_subset_id(s, UINT32_MAX) == 0, "what was not added has none");
	ok(font_subset_cp(s, 0) == 0 && font_subset_cp(s, 6) == 0,
	    "ids outside");
	ok(strlen(font_subset_tag(s)) == 6 && strspn(font_subset_tag(s),
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 6, "a tag of six letters");
	is_str(font_subset_tag(t), font_subset_tag(s), "same set, same tag");
	ok(strcmp(font_subset_tag(u), font_subset_tag(s)) != 0,
	    "another set, another tag");
	ok(font_subset_write(s, FONT_ZLIB, &x, &raw, &err) == 0 &&
	    font_subset_write(t, FONT_ZLIB, &y, &raw, &err) == 0 &&
	    es_view_eq(es_buf_view(&x), es_buf_view(&y)),
	    "same set, same bytes");
	ok(font_subset_add(s, 'A', &err) < 0 && err.code == ES_E_BUG,
	    "nothing is added after finish");
	es_buf_clear(&x);
	es_buf_clear(&y);
	font_subset_free(s);
	font_subset_free(t);
	font_subset_free(u);
	font_subset_free(NULL);
}

static void
same_bytes(const struct font_subset *s, const char *name)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	raw, z, back;
	size_t		n = 0, m = 0;

	es_buf_init(&raw, ES_LIMIT_DOC_BYTES);
	es_buf_init(&z, ES_LIMIT_DOC_BYTES);
	es_buf_init(&back, ES_LIMIT_DOC_BYTES);
	es_buf_add_str(&raw, "%");
	es_buf_add_str(&z, "%");
	ok(font_subset_write(s, FONT_RAW, &raw, &n, &err) == 0 &&
	    n + 1 == raw.n, "%s: the file, appended", name);
	ok(font_subset_write(s, FONT_ZLIB, &z, &m, &err) == 0 && m == n,
	    "%s: coded", name);
	ok(flate_inflate(es_view(z.p + 1, z.n - 1), &back, &err) == 0 &&
	    es_view_eq(es_buf_view(&back), es_view(raw.p + 1, n)),
	    "%s: a strict inflate gives the file: %s", name, err.msg);
	es_buf_clear(&raw);
	es_buf_clear(&z);
	es_buf_clear(&back);
}

static void
test_codings(const struct font *f)
{
	static const uint32_t	 cps[] = { ' ', 'A', 0x2014, 0x4e00,
	    0x20bb7 };
	struct es_err		 err = ES_ERR_INIT;
	struct font_subset	*s;
	struct es_buf		 tiny;
	size_t			 n;

	s = subset_of(f, cps, 0);
	same_bytes(s, "nothing");
	font_subset_free(s);
	s = subset_of(f, cps, 1);
	same_bytes(s, "a space");
	font_subset_free(s);
	s = subset_of(f, cps, ES_COUNT(cps));
	same_bytes(s, "a mix");
	es_buf_init(&tiny, 100);
	ok(font_subset_write(s, FONT_ZLIB, &tiny, &n, &err) < 0 && n == 0 &&
	    err.code == ES_E_LIMIT, "the buffer's cap holds");
	es_buf_clear(&tiny);
	font_subset_free(s);
	es_err_clear(&err);
	ok(font_subset_new(&s, f, &err) == 0 &&
	    font_subset_add(s, 0x5b57, &err) < 0 &&
	    err.code == ES_E_NOTFOUND && strstr(err.msg, "U+5B57") != NULL,
	    "a missing character is named");
	es_err_clear(&err);
	es_buf_init(&tiny, 100);
	ok(font_subset_write(s, FONT_RAW, &tiny, &n, &err) < 0 &&
	    err.code == ES_E_BUG, "finish first");
	es_buf_clear(&tiny);
	font_subset_free(s);
}

/* A pack in which 66 blocks of characters all show the same glyph. */
static void
test_limit(void)
{
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 b = small_pack();
	size_t			 nblocks = 66, i, good = 0;
	unsigned char		*p = calloc(nblocks, 1024);
	unsigned char		 index[2 * PACK_NINDEX] = { 0 };
	struct font		*f = NULL;
	struct font_subset	*s = NULL;

	for (i = 0; p != NULL && i < nblocks * 256; i++)
		set32(p + 4 * i, 2);
	for (i = 0; i < nblocks; i++)
		index[2 * (i + 0x4e)] = (unsigned char)(i + 1);
	move_section(&b, PACK_BLOCKS, p, nblocks * 1024);
	move_section(&b, PACK_INDEX, index, sizeof(index));
	set32(b.p + PACK_H_NBLOCKS, (uint32_t)nblocks);
	ok(p != NULL && font_open(&f, es_buf_view(&b), &err) == 0 &&
	    font_subset_new(&s, f, &err) == 0, "a pack of 66 blocks");
	for (i = 0; s != NULL && i < ES_LIMIT_DOC_GLYPHS; i++)
		good += font_subset_add(s, 0x4e00 + (uint32_t)i, &err) == 0;
	ok(good == ES_LIMIT_DOC_GLYPHS, "as many characters as the limit");
	ok(s != NULL && font_subset_add(s, 0x4e00 + (uint32_t)i, &err) < 0 &&
	    err.code == ES_E_LIMIT, "one over");
	es_err_clear(&err);
	ok(font_subset_add(s, 0x4e00, &err) == 0, "a repeat is fine");
	ok(font_subset_finish(s, &err) == 0 && font_subset_count(s) ==
	    ES_LIMIT_DOC_GLYPHS + 1 && font_subset_id(s, 0x4e00 +
	    (uint32_t)ES_LIMIT_DOC_GLYPHS - 1) == ES_LIMIT_DOC_GLYPHS,
	    "the last id");
	same_bytes(s, "the largest, with a long loca");
	font_subset_free(s);
	font_close(f);
	free(p);
	es_buf_clear(&b);
}

int
main(void)
{
	struct es_buf	 b = small_pack();
	struct font	*f = NULL;

	if (!ok(font_open(&f, es_buf_view(&b), NULL) == 0, "opens"))
		return done();
	test_ids(f);
	test_codings(f);
	test_limit();
	font_close(f);
	es_buf_clear(&b);
	return done();
}
