/* tools/fontpack-huff.c - Huffman codes of limited length (RFC 1951). */
#include <assert.h>

#include "fontpack.h"

void
bitout_init(struct bitout *b, struct es_buf *out)
{
	*b = (struct bitout){ out, 0, 0, 0 };
}

void
bitout_put(struct bitout *b, uint32_t x, unsigned n)
{
	b->acc |= (uint64_t)x << b->n;
	b->n += n;
	b->total += n;
	for (; b->n >= 8; b->n -= 8, b->acc >>= 8)
		es_buf_add_ch(b->out, (unsigned char)b->acc);
}

void
bitout_flush(struct bitout *b)
{
	if (b->n > 0)
		es_buf_add_ch(b->out, (unsigned char)b->acc);
	b->acc = 0;
	b->n = 0;
}

/* One try; the longest length. */
static unsigned
build(const uint64_t *w, size_t n, unsigned char *lens)
{
	uint64_t	weight[2 * PACK_NSYM];
	int		parent[2 * PACK_NSYM];
	bool		used[2 * PACK_NSYM];
	size_t		i, k, nodes = n;
	unsigned	d, deepest = 0;
	int		p;

	for (i = 0; i < n; i++) {
		weight[i] = w[i];
		used[i] = false;
	}
	for (; nodes < 2 * n - 1; nodes++) {
		weight[nodes] = 0;
		used[nodes] = false;
		for (k = 0; k < 2; k++) {
			size_t	best = SIZE_MAX;

			for (i = 0; i < nodes; i++)
				if (!used[i] && (best == SIZE_MAX ||
				    weight[i] < weight[best]))
					best = i;
			used[best] = true;
			parent[best] = (int)nodes;
			weight[nodes] += weight[best];
		}
	}
	parent[nodes - 1] = -1;
	for (i = 0; i < n; i++) {
		for (d = 0, p = parent[i]; p >= 0; p = parent[p])
			d++;
		lens[i] = (unsigned char)d;
		if (d > deepest)
			deepest = d;
	}
	return deepest;
}

void
huff_lengths(const uint64_t *freq, size_t n, unsigned max,
    unsigned char *lens)
{
	uint64_t	w[PACK_NSYM];
	size_t		i;

	assert(n >= 2 && n <= PACK_NSYM);
	for (i = 0; i < n; i++)
		w[i] = freq[i] + 1;
	/* Flatten the weights until the tree is shallow enough. */
	while (build(w, n, lens) > max)
		for (i = 0; i < n; i++)
			w[i] = w[i] / 2 + 1;
}

uint32_t
huff_block(const unsigned char *lens, unsigned char *out, size_t size)
{
	static const unsigned char order[19] = { 16, 17, 18, 0, 8, 7, 9, 6,
	    10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	uint64_t	freq[19] = { 0 };
	unsigned char	clens[19];
	uint16_t	ccodes[19];
	struct es_buf	buf;
	struct bitout	b;
	size_t		i;

	for (i = 0; i < PACK_NSYM; i++)
		freq[lens[i]] += 1000;
	freq[1] += 2000;
	huff_lengths(freq, 19, 7, clens);
	if (!font_pack_codes(clens, 19, ccodes))
		return 0;
	es_buf_init(&buf, size);
	bitout_init(&b, &buf);
	bitout_put(&b, 1 | 2 << 1, 3);		/* final, dynamic */
	bitout_put(&b, PACK_NSYM - 257, 5);
	bitout_put(&b, 2 - 1, 5);		/* two distance codes ... */
	bitout_put(&b, 19 - 4, 4);
	for (i = 0; i < 19; i++)
		bitout_put(&b, clens[order[i]], 3);
	for (i = 0; i < PACK_NSYM; i++)
		bitout_put(&b, ccodes[lens[i]], clens[lens[i]]);
	for (i = 0; i < 2; i++)			/* ... of one bit, unused */
		bitout_put(&b, ccodes[1], clens[1]);
	bitout_flush(&b);
	assert(buf.failed == ES_E_NONE);
	memcpy(out, buf.p, buf.n);
	es_buf_clear(&buf);
	return (uint32_t)b.total;
}
