/* fuzz_font_pack - any bytes as a pack: open, look up, draw, subset. */
#include "base/limits.h"
#include "font/font.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void
op(void *arg, char o, int cx, int cy, int x, int y)
{
	*(unsigned *)arg += (unsigned)(o + cx + cy + x + y);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const uint32_t	 cps[] = { 'A', 'a', '1', ' ', 0x2014, 0x6210,
	    0x4e00, 0x20bb7, FONT_ALT + 0x201c };
	struct font		*f;
	struct font_subset	*s = NULL;
	struct es_buf		 out;
	unsigned		 sum = 0;
	struct font_pen		 pen = { op, &sum };
	size_t			 i, raw;
	uint32_t		 g;

	if (font_open(&f, es_view(p, n), NULL) < 0)
		return 0;
	for (g = 0; g < 64; g++)
		if (font_outline(f, g, &pen, NULL) < 0)
			sum++;
	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	if (font_subset_new(&s, f, NULL) == 0) {
		for (i = 0; i < ES_COUNT(cps); i++)
			if (font_subset_add(s, cps[i], NULL) < 0)
				sum++;
		if (font_subset_finish(s, NULL) < 0 ||
		    font_subset_write(s, FONT_RAW, &out, &raw, NULL) < 0 ||
		    font_subset_write(s, FONT_ZLIB, &out, &raw, NULL) < 0)
			sum++;
	}
	es_buf_clear(&out);
	font_subset_free(s);
	font_close(f);
	return 0;
}
