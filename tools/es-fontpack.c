/*
 * es-fontpack(8) - merge installed fonts into one glyph pack.
 *
 * Reads outlines with HarfBuzz at 1000 units per em, turns cubic curves into
 * quadratic ones, writes TrueType glyph records and their Huffman-coded
 * twins.  The file format is core/font/pack_priv.h.
 */
#include <hb-ot.h>
#include <hb.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "crypt/digest.h"
#include "fontpack.h"

#define MAX_SOURCES	8

static struct es_buf	 sec[PACK__MAX];
static struct pack_entry_out *entries;
static size_t		 nentries, capentries;
static uint32_t		*cmap;		/* 0x110000 glyph numbers */
static uint64_t		 freq[PACK_NSYM];
static bool		*wanted;	/* NULL: all */

static void
die(const char *what, const char *name)
{
	fprintf(stderr, "es-fontpack: %s: %s\n", name, what);
	exit(EXIT_FAILURE);
}

static void
set16(unsigned char *p, uint32_t x)
{
	p[0] = (unsigned char)x;
	p[1] = (unsigned char)(x >> 8);
}

static void
set32(unsigned char *p, uint32_t x)
{
	set16(p, x & 0xffff);
	set16(p + 2, x >> 16);
}

/* -- sources --------------------------------------------------------------- */

struct source {
	const char	*path;
	hb_face_t	*face;
	hb_font_t	*font;
	hb_codepoint_t	 lo, hi;	/* @range */
};

static uint32_t
face_be(hb_face_t *face, hb_tag_t tag, unsigned at, unsigned n)
{
	hb_blob_t	*b = hb_face_reference_table(face, tag);
	unsigned	 len, i;
	const char	*p = hb_blob_get_data(b, &len);
	uint32_t	 v = 0;

	if (at + n <= len)
		for (i = 0; i < n; i++)
			v = v << 8 | (unsigned char)p[at + i];
	hb_blob_destroy(b);
	return v;
}

#define OS2	HB_TAG('O', 'S', '/', '2')

/* fsType: bit 1 no embedding, bit 8 no subsetting, bit 9 bitmaps only. */
static void
check_rights(const struct source *s)
{
	uint32_t	fs = face_be(s->face, OS2, 8, 2);

	if ((fs & 0x0002) != 0 && (fs & 0x000c) == 0)
		die("its licence forbids embedding (fsType)", s->path);
	if ((fs & 0x0300) != 0)
		die("it allows no subsetting or bitmaps only (fsType)",
		    s->path);
}

static void
open_source(struct source *s, char *arg)
{
	char		*at = strrchr(arg, '@'), *colon;
	unsigned	 index = 0, lo, hi;
	hb_blob_t	*blob;

	s->lo = 0;
	s->hi = 0x10ffff;
	if (at != NULL) {
		*at = '\0';
		if (sscanf(at + 1, "%x-%x", &lo, &hi) != 2 || lo > hi ||
		    hi > 0x10ffff)
			die("the range is not HEX-HEX", at + 1);
		s->lo = lo;
		s->hi = hi;
	}
	if ((colon = strrchr(arg, ':')) != NULL) {
		*colon = '\0';
		index = (unsigned)strtoul(colon + 1, NULL, 10);
	}
	s->path = arg;
	blob = hb_blob_create_from_file_or_fail(arg);
	if (blob == NULL)
		die("cannot be read", arg);
	if (index >= hb_face_count(blob))
		die("has no such face", arg);
	s->face = hb_face_create(blob, index);
	hb_blob_destroy(blob);
	if (hb_face_get_glyph_count(s->face) == 0)
		die("is not a font", arg);
	check_rights(s);
	s->font = hb_font_create(s->face);
	hb_font_set_scale(s->font, FONT_UPEM, FONT_UPEM);
}

static void
add_meta(const struct source *s)
{
	static const hb_ot_name_id_t ids[] = {
		HB_OT_NAME_ID_FULL_NAME, HB_OT_NAME_ID_VERSION_STRING,
		HB_OT_NAME_ID_LICENSE
	};
	const char	*base = strrchr(s->path, '/');
	char		 text[512];
	unsigned	 n, i, k;

	es_buf_add_str(&sec[PACK_META], base == NULL ? s->path : base + 1);
	for (i = 0; i < ES_COUNT(ids); i++) {
		n = sizeof(text);
		hb_ot_name_get_utf8(s->face, ids[i],
		    hb_language_from_string("en", -1), &n, text);
		for (k = 0; k < n; k++)
			if ((unsigned char)text[k] < ' ')
				text[k] = ' ';
		es_buf_add_str(&sec[PACK_META], "; ");
		es_buf_add(&sec[PACK_META], text, n);
	}
	es_buf_add_str(&sec[PACK_META], "\n");
}

/* -- glyphs ---------------------------------------------------------------- */

static uint32_t
add_outline(const struct outline *o, int advance)
{
	struct pack_entry_out	*e;
	size_t			 i, start = sec[PACK_GLYF].n;
	uint32_t		 s = 0, w = 0;

	if (nentries == capentries) {
		capentries = capentries == 0 ? 4096 : 2 * capentries;
		entries = realloc(entries, capentries * sizeof(*entries));
		if (entries == NULL)
			die("out of memory", "glyphs");
	}
	e = &entries[nentries];
	memset(e, 0, sizeof(*e));
	e->advance = advance < 0 ? 0 : advance;
	outline_record(o, e, &sec[PACK_GLYF]);
	if (es_buf_ok(&sec[PACK_GLYF], "glyf", NULL) < 0)
		die("too many outlines", "pack");
	e->off = start;
	e->len = sec[PACK_GLYF].n - start;
	if (e->len > ES_LIMIT_FONT_GLYPH)
		die("a glyph is too large", "pack");
	for (i = 0; i < e->len; i++) {
		unsigned char	c = sec[PACK_GLYF].p[start + i];

		freq[c]++;
		e->sum += (uint32_t)c << (24 - 8 * (i % 4));
		s = (s + c) % PACK_ADLER;
		w = (w + s) % PACK_ADLER;
	}
	e->ads = s;
	e->adw = w;
	return (uint32_t)nentries++;
}

static uint32_t
add_glyph(const struct source *s, hb_codepoint_t gid)
{
	static struct outline	o;

	outline_draw(&o, s->font, gid);
	return add_outline(&o, hb_font_get_glyph_h_advance(s->font, gid));
}

/* An open box of half an em: what a reader shows for no character. */
static void
add_notdef(void)
{
	static struct outline	o;

	outline_box(&o);
	(void)add_outline(&o, 500);
}

/*
 * What the Latin companion draws: Latin with its accents, digits, Western
 * punctuation; no Greek and no symbols, so that ①, Ⅲ, ℃ and arrows come
 * from the CJK face with the width that Chinese text expects.
 */
static bool
latin_wins(uint32_t cp)
{
	return (cp >= 0x20 && cp <= 0x24f) || (cp >= 0x1e00 && cp <= 0x1eff) ||
	    (cp >= 0x2010 && cp <= 0x2013) || (cp >= 0x2c6 && cp <= 0x2dd) ||
	    cp == 0x201a || cp == 0x201e || cp == 0x20ac || cp == 0x2116;
}

static bool
want(const struct source *s, uint32_t cp)
{
	return cp >= s->lo && cp <= s->hi &&
	    (wanted == NULL || wanted[cp]);
}

/* One pass over a source: every character it has, that nobody gave yet. */
static void
take(const struct source *s, bool (*only)(uint32_t))
{
	hb_set_t	*set = hb_set_create();
	hb_codepoint_t	 cp = HB_SET_VALUE_INVALID, gid;
	uint32_t	*seen;
	unsigned	 n = hb_face_get_glyph_count(s->face);

	if ((seen = calloc(n, sizeof(*seen))) == NULL)
		die("out of memory", s->path);
	hb_face_collect_unicodes(s->face, set);
	while (hb_set_next(set, &cp)) {
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ||
		    cp >= FONT_ALT || cmap[cp] != 0 || !want(s, cp) ||
		    (only != NULL && !only(cp)) ||
		    !hb_font_get_nominal_glyph(s->font, cp, &gid) ||
		    gid == 0 || gid >= n)
			continue;
		if (seen[gid] == 0)
			seen[gid] = add_glyph(s, gid);
		cmap[cp] = seen[gid];
	}
	free(seen);
	hb_set_destroy(set);
}

/*
 * The full-width form of a mark: the face's own ("fwid"), else its glyph
 * stretched (dash) or centred (dot) on a whole em.
 */
static uint32_t
full_width(const struct source *s, uint32_t cp)
{
	static struct outline	 o;
	static const hb_feature_t fwid = { HB_TAG('f', 'w', 'i', 'd'), 1, 0,
	    HB_FEATURE_GLOBAL_END };
	hb_buffer_t		*b = hb_buffer_create();
	hb_glyph_info_t		*info;
	unsigned		 n;
	hb_codepoint_t		 gid;
	int			 adv;

	hb_buffer_add(b, cp, 0);
	hb_buffer_set_content_type(b, HB_BUFFER_CONTENT_TYPE_UNICODE);
	hb_buffer_set_direction(b, HB_DIRECTION_LTR);
	hb_buffer_set_script(b, HB_SCRIPT_HAN);
	hb_buffer_set_language(b, hb_language_from_string("zh-Hans", -1));
	hb_shape(s->font, b, &fwid, 1);
	info = hb_buffer_get_glyph_infos(b, &n);
	gid = n == 1 ? info[0].codepoint : 0;
	hb_buffer_destroy(b);
	if (gid == 0)
		return 0;
	adv = hb_font_get_glyph_h_advance(s->font, gid);
	outline_draw(&o, s->font, gid);
	if (adv != FONT_UPEM) {
		if (cp == 0x2014)
			outline_stretch(&o, FONT_UPEM);
		else
			outline_move(&o, (FONT_UPEM - adv) / 2);
	}
	return add_outline(&o, FONT_UPEM);
}

static void
add_alternates(const struct source *latin, const struct source *cjk)
{
	static const uint32_t	marks[] = { 0x2014, 0x2018, 0x2019, 0x201c,
	    0x201d, 0x2026 };
	hb_codepoint_t		gid;
	size_t			i;
	uint32_t		g;

	if (want(cjk, 0x2014) && (g = full_width(cjk, 0x2014)) != 0)
		cmap[0x2014] = g;
	if (want(cjk, 0xb7) && (g = full_width(cjk, 0xb7)) != 0)
		cmap[FONT_ALT + 0xb7] = g;
	for (i = 0; latin != NULL && i < ES_COUNT(marks); i++)
		if (want(latin, marks[i]) && hb_font_get_nominal_glyph(
		    latin->font, marks[i], &gid) && gid != 0)
			cmap[FONT_ALT + marks[i]] = add_glyph(latin, gid);
}

/* -- the file -------------------------------------------------------------- */

static void
write_cmap(uint32_t *nblocks)
{
	unsigned char	ix[2], v[4];
	uint32_t	b, i, any;

	*nblocks = 0;
	for (b = 0; b < PACK_NINDEX; b++) {
		for (any = 0, i = 0; i < 256; i++)
			any |= cmap[b * 256 + i];
		set16(ix, any == 0 ? 0 : ++*nblocks);
		es_buf_add(&sec[PACK_INDEX], ix, 2);
		for (i = 0; any != 0 && i < 256; i++) {
			set32(v, cmap[b * 256 + i]);
			es_buf_add(&sec[PACK_BLOCKS], v, 4);
		}
	}
}

static void
code_glyphs(const unsigned char *lens, const uint16_t *codes)
{
	unsigned char	g[PACK_GLYPH];
	struct bitout	b;
	size_t		i, k;
	int		j;

	for (i = 0; i < nentries; i++) {
		struct pack_entry_out	*e = &entries[i];

		memset(g, 0, sizeof(g));
		set32(g + PACK_G_OFF, (uint32_t)e->off);
		set32(g + PACK_G_LEN, (uint32_t)e->len);
		set32(g + PACK_G_BITS, (uint32_t)sec[PACK_BITS].n);
		bitout_init(&b, &sec[PACK_BITS]);
		for (k = 0; k < e->len; k++) {
			unsigned char	c = sec[PACK_GLYF].p[e->off + k];

			bitout_put(&b, codes[c], lens[c]);
		}
		set32(g + PACK_G_NBITS, (uint32_t)b.total);
		bitout_flush(&b);
		set32(g + PACK_G_SUM, e->sum);
		set16(g + PACK_G_ADS, e->ads);
		set16(g + PACK_G_ADW, e->adw);
		for (j = 0; j < 4; j++)
			set16(g + PACK_G_BOX + 2 * j,
			    (uint32_t)e->box[j] & 0xffff);
		set16(g + PACK_G_ADV, (uint32_t)e->advance);
		set16(g + PACK_G_NPTS, e->npoints);
		set16(g + PACK_G_NCONT, e->ncontours);
		es_buf_add(&sec[PACK_GLYPHS], g, sizeof(g));
	}
	es_buf_fill(&sec[PACK_BITS], 0, PACK_SPARE);
}

static int
scaled(const struct source *s, unsigned at)
{
	return (int)lround((int16_t)face_be(s->face, OS2, at, 2) *
	    (double)FONT_UPEM / hb_face_get_upem(s->face));
}

static void
write_metrics(unsigned char *h, const struct source *latin,
    const struct source *cjk, bool bold)
{
	int	m[9], k;
	size_t	i;

	m[0] = scaled(cjk, 68);
	m[1] = scaled(cjk, 70);
	m[2] = scaled(latin, 88);
	m[3] = scaled(latin, 86);
	m[4] = m[5] = 32767;
	m[6] = m[7] = -32768;
	for (i = 0; i < nentries; i++)
		for (k = 0; k < 4 && entries[i].len > 0; k++)
			if (k < 2 ? entries[i].box[k] < m[4 + k] :
			    entries[i].box[k] > m[4 + k])
				m[4 + k] = entries[i].box[k];
	m[8] = bold ? 140 : 80;
	for (k = 0; k < 9; k++)
		set16(h + PACK_H_METRICS + 2 * k, (uint32_t)m[k] & 0xffff);
}

static void
write_file(const char *path, unsigned char *h)
{
	struct es_err	err = ES_ERR_INIT;
	struct es_buf	all;
	FILE		*fp;
	char		*tmp;
	size_t		 n, off = PACK_HEAD;
	int		 i;

	es_buf_init(&all, ES_LIMIT_FONT_PACK);
	for (i = 0; i < PACK__MAX; i++) {
		if (es_buf_ok(&sec[i], "section", &err) < 0)
			die(err.msg, path);
		set32(h + PACK_H_SECTIONS + 8 * i, (uint32_t)off);
		set32(h + PACK_H_SECTIONS + 8 * i + 4, (uint32_t)sec[i].n);
		off += (sec[i].n + 7) / 8 * 8;
	}
	set32(h + PACK_H_SIZE, (uint32_t)off);
	es_buf_add(&all, h, PACK_HEAD);
	for (i = 0; i < PACK__MAX; i++) {
		es_buf_add_view(&all, es_buf_view(&sec[i]));
		es_buf_fill(&all, 0, (8 - all.n % 8) % 8);
	}
	if (es_buf_ok(&all, "pack", &err) < 0 ||
	    crypt_sha256(es_buf_view(&all), all.p + PACK_H_HASH, &err) < 0)
		die(err.msg, path);
	n = strlen(path) + 5;
	if ((tmp = malloc(n)) == NULL)
		die("out of memory", path);
	(void)snprintf(tmp, n, "%s.new", path);
	if ((fp = fopen(tmp, "wb")) == NULL ||
	    fwrite(all.p, 1, all.n, fp) != all.n || fclose(fp) != 0 ||
	    rename(tmp, path) != 0)
		die("cannot be written", path);
	printf("%s: %zu glyphs, %zu bytes (outlines %zu, coded %zu)\n", path,
	    nentries, all.n, sec[PACK_GLYF].n, sec[PACK_BITS].n);
	free(tmp);
	es_buf_clear(&all);
}

static void
finish(const char *path, const struct source *src, size_t n, bool bold)
{
	unsigned char	h[PACK_HEAD] = { 0 };
	uint16_t	codes[PACK_NSYM];
	uint32_t	nblocks;

	memcpy(h, PACK_MAGIC, 8);
	set32(h + PACK_H_FLAGS, bold ? PACK_BOLD : 0);
	set32(h + PACK_H_NGLYPHS, (uint32_t)nentries);
	freq[256] = nentries / 160 + 1;
	huff_lengths(freq, PACK_NSYM, 15, h + PACK_H_LENS);
	if (!font_pack_codes(h + PACK_H_LENS, PACK_NSYM, codes))
		die("the code came out incomplete", path);
	set32(h + PACK_H_NBLOCK, huff_block(h + PACK_H_LENS,
	    h + PACK_H_BLOCK, PACK_BLOCK_MAX));
	code_glyphs(h + PACK_H_LENS, codes);
	write_cmap(&nblocks);
	set32(h + PACK_H_NBLOCKS, nblocks);
	write_metrics(h, &src[0], &src[n > 1 ? 1 : 0], bold);
	es_buf_fill(&sec[PACK_META], 0, 1);
	write_file(path, h);
}

static void
read_text(const char *path)
{
	struct es_buf	b;
	char		buf[4096];
	size_t		n, at = 0;
	uint32_t	cp;
	FILE		*fp = fopen(path, "rb");

	if (fp == NULL)
		die("cannot be read", path);
	if (wanted == NULL &&
	    (wanted = calloc(0x110000, sizeof(*wanted))) == NULL)
		die("out of memory", path);
	es_buf_init(&b, 16 * ES_MIB);
	while ((n = fread(buf, 1, sizeof(buf), fp)) > 0)
		es_buf_add(&b, buf, n);
	(void)fclose(fp);
	while (es_utf8_next(es_buf_view(&b), &at, &cp) > 0)
		wanted[cp] = true;
	if (at != b.n)
		die("is not UTF-8", path);
	es_buf_clear(&b);
}

static void
usage(void)
{
	fprintf(stderr, "usage: es-fontpack -o OUT.pack -n STYLE [-b] "
	    "[-t TEXTFILE] [-s] SOURCE[:INDEX][@HEX-HEX] ...\n"
	    "  the first source is the Latin companion, the second the CJK "
	    "face, others fill gaps;\n  -s: one source for both\n");
	exit(2);
}

int
main(int argc, char *argv[])
{
	struct source	 src[MAX_SOURCES];
	const char	*out = NULL, *name = NULL;
	bool		 bold = false, single = false;
	size_t		 i, n;
	int		 c;

	while ((c = getopt(argc, argv, "o:n:bst:")) != -1)
		switch (c) {
		case 'o': out = optarg; break;
		case 'n': name = optarg; break;
		case 'b': bold = true; break;
		case 's': single = true; break;
		case 't': read_text(optarg); break;
		default: usage();
		}
	n = (size_t)(argc - optind);
	if (out == NULL || name == NULL || n < (single ? 1u : 2u) ||
	    n > MAX_SOURCES || strlen(name) > 48)
		usage();
	for (i = 0; i < PACK__MAX; i++)
		es_buf_init(&sec[i], ES_LIMIT_FONT_PACK);
	if ((cmap = calloc(0x110000, sizeof(*cmap))) == NULL)
		die("out of memory", out);
	es_buf_add(&sec[PACK_META], name, strlen(name) + 1);
	add_notdef();
	for (i = 0; i < n; i++) {
		open_source(&src[i], argv[optind + (int)i]);
		add_meta(&src[i]);
		if (i == 0 && !single)
			take(&src[i], latin_wins);
		else
			take(&src[i], NULL);
	}
	if (!single)
		take(&src[0], NULL);
	add_alternates(single ? NULL : &src[0], &src[single ? 0 : 1]);
	if (nentries < 2)
		die("none of the characters is in the sources", out);
	finish(out, src, single ? 1 : n, bold);
	for (i = 0; i < n; i++) {
		hb_font_destroy(src[i].font);
		hb_face_destroy(src[i].face);
	}
	for (i = 0; i < PACK__MAX; i++)
		es_buf_clear(&sec[i]);
	free(entries);
	free(cmap);
	free(wanted);
	return EXIT_SUCCESS;
}
