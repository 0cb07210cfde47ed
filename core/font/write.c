/*
 * core/font/write.c - a subset as bytes: plain, or as a zlib stream whose
 * glyphs are bit strings made when the pack was built ("pre-coded deflate").
 *
 * The stream is one dynamic block (RFC 1951 section 3.2.7) under the pack's
 * own Huffman code, literals only.  Adler-32 (RFC 1950 section 8) of the
 * whole is put together from the parts: a part of n bytes with byte sum S
 * and weighted sum W takes (a, b) to (a + S, b + n a + W).
 */
#include "font/tables_priv.h"

struct bits {
	unsigned char	*p;
	uint64_t	 acc;
	unsigned	 n;		/* bits in acc, below 32 */
};

static void
store32(unsigned char *p, uint32_t x)
{
	p[0] = (unsigned char)x;
	p[1] = (unsigned char)(x >> 8);
	p[2] = (unsigned char)(x >> 16);
	p[3] = (unsigned char)(x >> 24);
}

/* At most 32 bits. */
static inline void
put(struct bits *b, uint32_t x, unsigned n)
{
	b->acc |= (uint64_t)x << b->n;
	b->n += n;
	if (b->n >= 32) {
		store32(b->p, (uint32_t)b->acc);
		b->p += 4;
		b->acc >>= 32;
		b->n -= 32;
	}
}

/* nbits from p on; may look at up to 3 bytes behind them. */
static void
put_string(struct bits *b, const unsigned char *p, size_t nbits)
{
	for (; nbits >= 32; nbits -= 32, p += 4)
		put(b, pack_le32(p), 32);
	if (nbits > 0)
		put(b, pack_le32(p) & ((1u << nbits) - 1), (unsigned)nbits);
}

static void
put_literals(struct bits *b, const struct font *f, const unsigned char *p,
    size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		put(b, f->codes[p[i]], f->lens[p[i]]);
}

struct adler {
	uint32_t	a, b;
};

static void
adler_part(struct adler *ad, size_t n, uint32_t s, uint32_t w)
{
	ad->b = (uint32_t)((ad->b + (uint64_t)n * ad->a + w) % PACK_ADLER);
	ad->a = (ad->a + s) % PACK_ADLER;
}

static void
adler_bytes(struct adler *ad, const unsigned char *p, size_t n)
{
	size_t	i, k;

	for (i = 0; i < n; i += k) {
		/* 5552: the most additions that cannot overflow 32 bits. */
		size_t	m = n - i < 5552 ? n - i : 5552;

		for (k = 0; k < m; k++) {
			ad->a += p[i + k];
			ad->b += ad->a;
		}
		ad->a %= PACK_ADLER;
		ad->b %= PACK_ADLER;
	}
}

static int
write_raw(const struct font_subset *s, const struct subset_total *t,
    struct es_view tables, struct es_buf *out, struct es_err *err)
{
	const unsigned char	*e;
	size_t			 i;

	(void)t;
	es_buf_add_view(out, tables);
	for (i = 0; i < s->n; i++) {
		e = pack_entry(s->f, s->g[i].glyph);
		es_buf_add(out, s->f->sec[PACK_GLYF] +
		    pack_le32(e + PACK_G_OFF), pack_le32(e + PACK_G_LEN));
	}
	return es_buf_ok(out, "font", err);
}

static int
write_zlib(const struct font_subset *s, const struct subset_total *t,
    struct es_view tables, struct es_buf *out, struct es_err *err)
{
	const struct font	*f = s->f;
	struct adler		 ad = { 1, 0 };
	struct bits		 b = { NULL, 0, 0 };
	const unsigned char	*e;
	unsigned char		*start;
	size_t			 i, room;

	/* 15 bits per literal at most; header, end code, trailer, slack. */
	room = 2 * tables.n + (t->nbits + f->nblock) / 8 + 64;
	if ((start = es_buf_extend(out, room)) == NULL)
		return es_buf_ok(out, "font", err);
	b.p = start;
	put(&b, 0x0178, 16);
	put_string(&b, f->block, f->nblock);
	put_literals(&b, f, tables.p, tables.n);
	adler_bytes(&ad, tables.p, tables.n);
	for (i = 0; i < s->n; i++) {
		e = pack_entry(f, s->g[i].glyph);
		if (pack_le32(e + PACK_G_LEN) == 0)
			continue;
		put_string(&b, f->sec[PACK_BITS] + pack_le32(e + PACK_G_BITS),
		    pack_le32(e + PACK_G_NBITS));
		adler_part(&ad, pack_le32(e + PACK_G_LEN),
		    pack_le16(e + PACK_G_ADS), pack_le16(e + PACK_G_ADW));
	}
	put(&b, f->codes[256], f->lens[256]);
	put(&b, 0, (8 - b.n % 8) % 8);
	put(&b, __builtin_bswap32(ad.b << 16 | ad.a), 32);
	store32(b.p, (uint32_t)b.acc);
	b.p += b.n / 8;
	out->n -= room - (size_t)(b.p - start);
	return 0;
}

int
font_subset_write(const struct font_subset *s, enum font_coding coding,
    struct es_buf *out, size_t *raw_size, struct es_err *err)
{
	struct subset_total	 t;
	struct es_buf		 tables;
	int			 rc = -1;

	*raw_size = 0;
	if (!s->finished)
		return es_fail(err, ES_E_BUG, "subset: not finished");
	es_buf_init(&tables, ES_LIMIT_FONT_ARENA);
	font_subset_totals(s, &t);
	if (font_subset_tables(s, &t, &tables, err) < 0)
		goto out;
	if ((coding == FONT_RAW ? write_raw : write_zlib)(s, &t,
	    es_buf_view(&tables), out, err) < 0)
		goto out;
	*raw_size = tables.n + t.glyf;
	rc = 0;
out:
	es_buf_clear(&tables);
	return rc;
}
