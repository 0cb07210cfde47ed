/*
 * core/font/tables.c - every table of a subset's TrueType file but glyf
 * (OpenType 1.9): directory, OS/2 cmap head hhea hmtx loca maxp name post.
 */
#include "font/tables_priv.h"

/* The directory is sorted by tag; in the file glyf comes last. */
enum { OS2, CMAP, GLYF, HEAD, HHEA, HMTX, LOCA, MAXP, NAME, POST, NTABLES };

static const char tags[NTABLES][5] = {
	[OS2] = "OS/2", [CMAP] = "cmap", [GLYF] = "glyf", [HEAD] = "head",
	[HHEA] = "hhea", [HMTX] = "hmtx", [LOCA] = "loca", [MAXP] = "maxp",
	[NAME] = "name", [POST] = "post",
};

static void
be16(struct es_buf *b, int x)
{
	es_buf_add_be16(b, (uint16_t)x);
}

static void
put16(unsigned char *p, uint32_t x)
{
	p[0] = (unsigned char)(x >> 8);
	p[1] = (unsigned char)x;
}

static void
put32(unsigned char *p, uint32_t x)
{
	put16(p, x >> 16);
	put16(p + 2, x);
}

static uint32_t
sum_words(const unsigned char *p, size_t n)
{
	uint32_t	sum = 0;
	size_t		i;

	for (i = 0; i + 4 <= n; i += 4)
		sum += (uint32_t)p[i] << 24 | (uint32_t)p[i + 1] << 16 |
		    (uint32_t)p[i + 2] << 8 | p[i + 3];
	return sum;
}

void
font_subset_totals(const struct font_subset *s, struct subset_total *t)
{
	const unsigned char	*e;
	size_t			 i;
	int			 k, v, last = -1;

	*t = (struct subset_total){ .nhm = 1,
	    .box = { 32767, 32767, -32768, -32768 } };
	for (i = 0; i < s->n; i++) {
		e = pack_entry(s->f, s->g[i].glyph);
		v = pack_le16(e + PACK_G_ADV);
		if (v != last)
			t->nhm = (uint16_t)(i + 1);
		last = v;
		if (v > t->max_advance)
			t->max_advance = (uint16_t)v;
		if (pack_le32(e + PACK_G_LEN) == 0)
			continue;
		t->glyf += pack_le32(e + PACK_G_LEN);
		t->sum += pack_le32(e + PACK_G_SUM);
		t->nbits += pack_le32(e + PACK_G_NBITS);
		for (k = 0; k < 4; k++) {
			v = pack_i16(e + PACK_G_BOX + 2 * k);
			if (k < 2 ? v < t->box[k] : v > t->box[k])
				t->box[k] = (int16_t)v;
		}
		if ((v = pack_le16(e + PACK_G_NPTS)) > t->npoints)
			t->npoints = (uint16_t)v;
		if ((v = pack_le16(e + PACK_G_NCONT)) > t->ncontours)
			t->ncontours = (uint16_t)v;
	}
	if (t->glyf == 0)
		memset(t->box, 0, sizeof(t->box));
}

static void
add_os2(struct es_buf *b, const struct font_subset *s)
{
	const struct font_metrics	*m = &s->f->m;
	uint32_t			 lo = 0xffff, hi = 0xffff;
	unsigned char			 zero[16] = { 0 };

	if (s->n > 1) {
		lo = s->g[1].cp > 0xffff ? 0xffff : s->g[1].cp;
		hi = s->g[s->n - 1].cp > 0xffff ? 0xffff : s->g[s->n - 1].cp;
	}
	be16(b, 4);			/* version */
	be16(b, 1000);			/* xAvgCharWidth */
	be16(b, s->f->bold ? 700 : 400);
	be16(b, 5);			/* normal width */
	be16(b, 0);			/* fsType: installable, as packed */
	be16(b, 650), be16(b, 600), be16(b, 0), be16(b, 75);	/* sub */
	be16(b, 650), be16(b, 600), be16(b, 0), be16(b, 350);	/* super */
	be16(b, 50), be16(b, 300);	/* strikeout */
	be16(b, 0);			/* family class */
	es_buf_add(b, zero, 10);	/* panose: any */
	es_buf_add(b, zero, 16);	/* unicode ranges: not stated */
	es_buf_add_str(b, "NONE");	/* vendor */
	be16(b, s->f->bold ? 0x20 : 0x40);
	be16(b, (int)lo), be16(b, (int)hi);
	be16(b, m->ascent), be16(b, m->descent), be16(b, 0);
	be16(b, m->ascent), be16(b, -m->descent);
	es_buf_add(b, zero, 8);		/* code pages: not stated */
	be16(b, m->x_height), be16(b, m->cap_height);
	be16(b, 0), be16(b, 32), be16(b, 1);
}

/* End (exclusive) of the run of consecutive code points from id "i". */
static size_t
run_end(const struct font_subset *s, size_t i)
{
	size_t	k = i + 1;

	while (k < s->n && s->g[k].cp == s->g[k - 1].cp + 1 &&
	    (s->g[i].cp > 0xffff || s->g[k].cp <= 0xffff))
		k++;
	return k;
}

/* Format 4; U+FFFF itself belongs to the closing segment. */
static void
add_cmap4(struct es_buf *b, const struct font_subset *s, size_t nseg)
{
	unsigned char	*p;
	size_t		 i, k, j = 0, pow = 1, log = 0;

	nseg++;
	while (pow * 2 <= nseg)
		pow *= 2, log++;
	be16(b, 4), be16(b, (int)(16 + 8 * nseg)), be16(b, 0);
	be16(b, (int)(2 * nseg)), be16(b, (int)(2 * pow));
	be16(b, (int)log), be16(b, (int)(2 * (nseg - pow)));
	if ((p = es_buf_extend(b, 8 * nseg + 2)) == NULL)
		return;
	memset(p, 0, 8 * nseg + 2);
	for (i = 1; i < s->n && s->g[i].cp < 0xffff; i = k, j++) {
		k = run_end(s, i);
		put16(p + 2 * j, s->g[i].cp + (uint32_t)(k - i - 1));
		put16(p + 2 * nseg + 2 + 2 * j, s->g[i].cp);
		put16(p + 4 * nseg + 2 + 2 * j, (uint32_t)i - s->g[i].cp);
	}
	put16(p + 2 * j, 0xffff);
	put16(p + 2 * nseg + 2 + 2 * j, 0xffff);
	put16(p + 4 * nseg + 2 + 2 * j, 1);
}

static void
add_cmap12(struct es_buf *b, const struct font_subset *s, size_t ngroups)
{
	size_t	i, k;

	be16(b, 12), be16(b, 0);
	es_buf_add_be32(b, (uint32_t)(16 + 12 * ngroups));
	es_buf_add_be32(b, 0);
	es_buf_add_be32(b, (uint32_t)ngroups);
	for (i = 1; i < s->n; i = k) {
		k = run_end(s, i);
		es_buf_add_be32(b, s->g[i].cp);
		es_buf_add_be32(b, s->g[i].cp + (uint32_t)(k - i - 1));
		es_buf_add_be32(b, (uint32_t)i);
	}
}

/*
 * Format 4 for the basic plane, format 12 when another plane is used or
 * when so many segments would not fit format 4's 16-bit length.
 */
static void
add_cmap(struct es_buf *b, const struct font_subset *s)
{
	size_t	i, k, nseg = 0, ngroups = 0;
	bool	four, twelve;

	for (i = 1; i < s->n; i = k) {
		k = run_end(s, i);
		ngroups++;
		if (s->g[i].cp < 0xffff)
			nseg++;
	}
	four = 16 + 8 * (nseg + 1) <= 0xffff;
	twelve = !four || (s->n > 1 && s->g[s->n - 1].cp > 0xffff);
	be16(b, 0), be16(b, four && twelve ? 2 : 1);
	if (four) {
		be16(b, 3), be16(b, 1);
		es_buf_add_be32(b, twelve ? 20 : 12);
	}
	if (twelve) {
		be16(b, 3), be16(b, 10);
		es_buf_add_be32(b, (uint32_t)(four ?
		    20 + 16 + 8 * (nseg + 1) : 12));
	}
	if (four)
		add_cmap4(b, s, nseg);
	if (twelve)
		add_cmap12(b, s, ngroups);
}

static void
add_head(struct es_buf *b, const struct font_subset *s,
    const struct subset_total *t)
{
	int	k;

	es_buf_add_be32(b, 0x00010000);
	es_buf_add_be32(b, 0x00010000);	/* revision */
	es_buf_add_be32(b, 0);		/* adjustment, patched at the end */
	es_buf_add_be32(b, 0x5f0f3cf5);
	be16(b, 3);			/* base line at 0, left at xMin */
	be16(b, FONT_UPEM);
	es_buf_add_be64(b, 0xda5a1200);	/* 2020-02-01, for ever */
	es_buf_add_be64(b, 0xda5a1200);
	for (k = 0; k < 4; k++)
		be16(b, t->box[k]);
	be16(b, s->f->bold ? 1 : 0);
	be16(b, 6), be16(b, 2);
	be16(b, t->glyf > 131070 ? 1 : 0);
	be16(b, 0);
}

static void
add_hhea(struct es_buf *b, const struct font_subset *s,
    const struct subset_total *t)
{
	unsigned char	zero[12] = { 0 };

	es_buf_add_be32(b, 0x00010000);
	be16(b, s->f->m.ascent), be16(b, s->f->m.descent), be16(b, 0);
	be16(b, t->max_advance);
	be16(b, t->box[0]), be16(b, 0), be16(b, t->box[2]);
	be16(b, 1), be16(b, 0);		/* caret: upright */
	es_buf_add(b, zero, 12);
	be16(b, t->nhm);
}

static void
add_hmtx(struct es_buf *b, const struct font_subset *s,
    const struct subset_total *t)
{
	const unsigned char	*e;
	unsigned char		*p;
	size_t			 i;

	if ((p = es_buf_extend(b, 2 * s->n + 2 * (size_t)t->nhm)) == NULL)
		return;
	for (i = 0; i < s->n; i++) {
		e = pack_entry(s->f, s->g[i].glyph);
		if (i < t->nhm) {
			put16(p, pack_le16(e + PACK_G_ADV));
			p += 2;
		}
		put16(p, pack_le16(e + PACK_G_BOX));
		p += 2;
	}
}

static void
add_loca(struct es_buf *b, const struct font_subset *s, bool wide)
{
	unsigned char	*p;
	uint32_t	 off = 0;
	size_t		 i;

	if ((p = es_buf_extend(b, (s->n + 1) * (wide ? 4 : 2))) == NULL)
		return;
	for (i = 0; i <= s->n; i++) {
		if (wide)
			put32(p + 4 * i, off);
		else
			put16(p + 2 * i, off / 2);
		if (i < s->n)
			off += pack_le32(pack_entry(s->f, s->g[i].glyph) +
			    PACK_G_LEN);
	}
}

static void
add_maxp(struct es_buf *b, const struct font_subset *s,
    const struct subset_total *t)
{
	unsigned char	zero[16] = { 0 };

	es_buf_add_be32(b, 0x00010000);
	be16(b, (int)s->n);
	be16(b, t->npoints), be16(b, t->ncontours);
	be16(b, 0), be16(b, 0);		/* composites: none */
	be16(b, 2);			/* zones */
	es_buf_add(b, zero, 16);
}

/* Windows Unicode names: family, style, unique, full, version, PostScript. */
static void
add_name(struct es_buf *b, const struct font_subset *s)
{
	char		full[96], ver[] = "Version 1.000";
	const char	*style = s->f->bold ? "Bold" : "Regular";
	const char	*str[6];
	size_t		i, k, off = 0, n;

	(void)snprintf(full, sizeof(full), "Yinxin-%s", s->f->name);
	str[0] = str[2] = str[3] = str[5] = full;
	str[1] = style;
	str[4] = ver;
	be16(b, 0), be16(b, 6), be16(b, 6 + 12 * 6);
	for (i = 0; i < 6; i++) {
		n = 2 * strlen(str[i]);
		be16(b, 3), be16(b, 1), be16(b, 0x409), be16(b, (int)i + 1);
		be16(b, (int)n), be16(b, (int)off);
		off += n;
	}
	for (i = 0; i < 6; i++)
		for (k = 0; str[i][k] != '\0'; k++)
			be16(b, (unsigned char)str[i][k]);
}

static void
add_post(struct es_buf *b)
{
	es_buf_add_be32(b, 0x00030000);
	es_buf_add_be32(b, 0);
	be16(b, -100), be16(b, 50);
	es_buf_fill(b, 0, 20);
}

static void
add_table(struct es_buf *b, int table, const struct font_subset *s,
    const struct subset_total *t)
{
	switch (table) {
	case OS2:	add_os2(b, s); break;
	case CMAP:	add_cmap(b, s); break;
	case HEAD:	add_head(b, s, t); break;
	case HHEA:	add_hhea(b, s, t); break;
	case HMTX:	add_hmtx(b, s, t); break;
	case LOCA:	add_loca(b, s, t->glyf > 131070); break;
	case MAXP:	add_maxp(b, s, t); break;
	case NAME:	add_name(b, s); break;
	case POST:	add_post(b); break;
	default:	break;
	}
}

int
font_subset_tables(const struct font_subset *s, const struct subset_total *t,
    struct es_buf *b, struct es_err *err)
{
	unsigned char	*dir;
	size_t		 off[NTABLES], len[NTABLES];
	uint32_t	 sum[NTABLES], all;
	int		 i;

	es_buf_add_be32(b, 0x00010000);
	be16(b, NTABLES), be16(b, 128), be16(b, 3), be16(b, 16 * NTABLES - 128);
	es_buf_fill(b, 0, 16 * NTABLES);
	for (i = 0; i < NTABLES; i++) {
		off[i] = b->n;
		add_table(b, i, s, t);
		len[i] = b->n - off[i];
		es_buf_fill(b, 0, (4 - b->n % 4) % 4);
	}
	if (es_buf_ok(b, "font", err) < 0)
		return -1;
	off[GLYF] = b->n;
	len[GLYF] = t->glyf;
	for (i = 0; i < NTABLES; i++) {
		sum[i] = i == GLYF ? t->sum :
		    sum_words(b->p + off[i], (len[i] + 3) / 4 * 4);
		dir = b->p + 12 + 16 * i;
		memcpy(dir, tags[i], 4);
		put32(dir + 4, sum[i]);
		put32(dir + 8, (uint32_t)off[i]);
		put32(dir + 12, (uint32_t)len[i]);
	}
	all = sum_words(b->p, b->n) + t->sum;
	put32(b->p + off[HEAD] + 8, 0xb1b0afba - all);
	return 0;
}
