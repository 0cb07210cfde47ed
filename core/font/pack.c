/* core/font/pack.c - open a glyph pack and look things up in it. */
#include <stdlib.h>

#include "font/pack_priv.h"

bool
font_pack_codes(const unsigned char *lens, size_t n, uint16_t *codes)
{
	uint32_t	count[16] = { 0 }, next[16] = { 0 };
	uint32_t	c = 0, r, kraft = 0;
	size_t		i;
	int		k;

	for (i = 0; i < n; i++) {
		if (lens[i] == 0 || lens[i] > 15)
			return false;
		count[lens[i]]++;
	}
	for (k = 1; k < 16; k++) {
		c = (c + count[k - 1]) << 1;
		next[k] = c;
		kraft += count[k] << (15 - k);
	}
	if (kraft != 1u << 15)
		return false;
	for (i = 0; i < n; i++) {
		c = next[lens[i]]++;
		for (r = 0, k = 0; k < lens[i]; k++)
			r |= (c >> k & 1) << (lens[i] - 1 - k);
		codes[i] = (uint16_t)r;
	}
	return true;
}

static int
bad(struct es_err *err, const char *what)
{
	return es_fail(err, ES_E_FORMAT, "glyph pack: %s", what);
}

static int
open_sections(struct font *f, struct es_view pack, struct es_err *err)
{
	const unsigned char	*h = pack.p + PACK_H_SECTIONS;
	uint32_t		 off, len;
	int			 i;

	for (i = 0; i < PACK__MAX; i++, h += 8) {
		off = pack_le32(h);
		len = pack_le32(h + 4);
		if (off % 8 != 0 || off < PACK_HEAD || off > pack.n ||
		    len > pack.n - off)
			return bad(err, "a section lies outside the file");
		f->sec[i] = pack.p + off;
		f->len[i] = len;
	}
	return 0;
}

static int
open_header(struct font *f, struct es_view pack, struct es_err *err)
{
	static const char	 digit[] = "0123456789abcdef";
	const unsigned char	*h = pack.p;
	int			 i, v[9];

	f->bold = (pack_le32(h + PACK_H_FLAGS) & PACK_BOLD) != 0;
	f->nglyphs = pack_le32(h + PACK_H_NGLYPHS);
	for (i = 0; i < 32; i++) {
		f->hash[2 * i] = digit[h[PACK_H_HASH + i] >> 4];
		f->hash[2 * i + 1] = digit[h[PACK_H_HASH + i] & 15];
	}
	for (i = 0; i < 9; i++)
		v[i] = pack_i16(h + PACK_H_METRICS + 2 * i);
	f->m = (struct font_metrics){ v[0], v[1], v[2], v[3],
	    { v[4], v[5], v[6], v[7] }, v[8] };
	memcpy(f->lens, h + PACK_H_LENS, PACK_NSYM);
	if (!font_pack_codes(f->lens, PACK_NSYM, f->codes))
		return bad(err, "its code is not complete");
	f->nblock = pack_le32(h + PACK_H_NBLOCK);
	f->block = h + PACK_H_BLOCK;
	if (f->nblock == 0 || f->nblock > 8 * PACK_BLOCK_MAX)
		return bad(err, "its block header is too long");
	return 0;
}

/* Every character leads to a block that exists and a glyph that exists. */
static int
check_cmap(const struct font *f, uint32_t nblocks, struct es_err *err)
{
	const unsigned char	*p = f->sec[PACK_INDEX];
	size_t			 i;

	if (f->len[PACK_INDEX] != 2 * PACK_NINDEX ||
	    f->len[PACK_BLOCKS] != (size_t)nblocks * 1024)
		return bad(err, "its character table has a wrong size");
	for (i = 0; i < PACK_NINDEX; i++)
		if (pack_le16(p + 2 * i) > nblocks)
			return bad(err, "a character block is missing");
	p = f->sec[PACK_BLOCKS];
	for (i = 0; i < (size_t)nblocks * 256; i++)
		if (pack_le32(p + 4 * i) >= f->nglyphs)
			return bad(err, "a character's glyph is missing");
	return 0;
}

static int
check_glyphs(const struct font *f, struct es_err *err)
{
	size_t			 glyf = f->len[PACK_GLYF], bits, n, nbits;
	const unsigned char	*e;
	uint32_t		 g;

	if (f->nglyphs < 2 || f->nglyphs > ES_LIMIT_FONT_GLYPHS ||
	    f->len[PACK_GLYPHS] != (size_t)f->nglyphs * PACK_GLYPH ||
	    f->len[PACK_BITS] < PACK_SPARE || f->sec[PACK_GLYF] == NULL)
		return bad(err, "its glyph table has a wrong size");
	bits = f->len[PACK_BITS] - PACK_SPARE;
	for (g = 0; g < f->nglyphs; g++) {
		e = pack_entry(f, g);
		n = pack_le32(e + PACK_G_LEN);
		nbits = pack_le32(e + PACK_G_NBITS);
		if (n % 4 != 0 || n > ES_LIMIT_FONT_GLYPH || n > glyf ||
		    pack_le32(e + PACK_G_OFF) > glyf - n)
			return bad(err, "a glyph lies outside");
		nbits = (nbits + 7) / 8;
		if (nbits > bits || pack_le32(e + PACK_G_BITS) > bits - nbits ||
		    nbits > 2 * n)
			return bad(err, "a coded glyph lies outside");
		if (pack_le16(e + PACK_G_ADS) >= PACK_ADLER ||
		    pack_le16(e + PACK_G_ADW) >= PACK_ADLER)
			return bad(err, "a glyph's check sum is impossible");
	}
	return 0;
}

int
font_open(struct font **out, struct es_view pack, struct es_err *err)
{
	struct font	*f;
	int		 rc = -1;

	*out = NULL;
	if (pack.n < PACK_HEAD || memcmp(pack.p, PACK_MAGIC, 8) != 0)
		return bad(err, "not one (or of another version)");
	if (pack.n > ES_LIMIT_FONT_PACK)
		return bad(err, "too large");
	if (pack_le64(pack.p + PACK_H_SIZE) != pack.n)
		return bad(err, "its size is not the one in its header");
	if ((f = calloc(1, sizeof(*f))) == NULL)
		return es_fail(err, ES_E_NOMEM, "glyph pack: out of memory");
	if (open_header(f, pack, err) < 0 || open_sections(f, pack, err) < 0 ||
	    check_cmap(f, pack_le32(pack.p + PACK_H_NBLOCKS), err) < 0 ||
	    check_glyphs(f, err) < 0)
		goto out;
	f->name = (const char *)f->sec[PACK_META];
	if (f->len[PACK_META] < 2 ||
	    memchr(f->name, '\0', f->len[PACK_META] - 1) == NULL ||
	    f->name[f->len[PACK_META] - 1] != '\0') {
		bad(err, "it has no name");
		goto out;
	}
	*out = f;
	f = NULL;
	rc = 0;
out:
	font_close(f);
	return rc;
}

void
font_close(struct font *f)
{
	free(f);
}

const char *
font_name(const struct font *f)
{
	return f->name;
}

const char *
font_sources(const struct font *f)
{
	return f->name + strlen(f->name) + 1;
}

const char *
font_hash(const struct font *f)
{
	return f->hash;
}

bool
font_is_bold(const struct font *f)
{
	return f->bold;
}

void
font_metrics(const struct font *f, struct font_metrics *m)
{
	*m = f->m;
}

uint32_t
font_glyph(const struct font *f, uint32_t cp)
{
	uint32_t	block;

	if (cp > 0x10ffff)
		return 0;
	block = pack_le16(f->sec[PACK_INDEX] + 2 * (cp >> 8));
	if (block == 0)
		return 0;
	return pack_le32(f->sec[PACK_BLOCKS] +
	    ((size_t)(block - 1) * 256 + (cp & 255)) * 4);
}

int
font_advance(const struct font *f, uint32_t glyph)
{
	if (glyph >= f->nglyphs)
		return 0;
	return pack_le16(pack_entry(f, glyph) + PACK_G_ADV);
}
