/* core/font/subset.c - which characters a document uses, and their ids. */
#include <stdlib.h>

#include "font/subset_priv.h"

int
font_subset_new(struct font_subset **out, const struct font *f,
    struct es_err *err)
{
	struct font_subset	*s;

	*out = NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return es_fail(err, ES_E_NOMEM, "subset: out of memory");
	s->f = f;
	s->n = 1;
	*out = s;
	return 0;
}

void
font_subset_free(struct font_subset *s)
{
	if (s == NULL)
		return;
	free(s->block);
	free(s->g);
	free(s);
}

static struct subset_block *
block_for(struct font_subset *s, uint32_t cp)
{
	struct subset_block	*p;
	size_t			 cap;
	uint16_t		*ix = &s->index[cp >> 8];

	if (*ix != 0)
		return &s->block[*ix - 1];
	if (s->nblock == s->capblock) {
		cap = s->capblock == 0 ? 64 : 2 * s->capblock;
		if ((p = realloc(s->block, cap * sizeof(*p))) == NULL)
			return NULL;
		s->block = p;
		s->capblock = cap;
	}
	p = &s->block[s->nblock];
	memset(p, 0, sizeof(*p));
	*ix = (uint16_t)++s->nblock;
	return p;
}

int
font_subset_add(struct font_subset *s, uint32_t cp, struct es_err *err)
{
	struct subset_block	*b;
	uint64_t		 bit = (uint64_t)1 << (cp & 63);
	size_t			 w = cp >> 6 & 3;

	if (s->finished)
		return es_fail(err, ES_E_BUG, "subset: finished already");
	if (cp <= 0x10ffff && s->index[cp >> 8] != 0 &&
	    (s->block[s->index[cp >> 8] - 1].bit[w] & bit) != 0)
		return 0;
	if (font_glyph(s->f, cp) == 0)
		return es_fail(err, ES_E_NOTFOUND, "%s has no U+%04X",
		    s->f->name, (unsigned)cp);
	if (s->n > ES_LIMIT_DOC_GLYPHS)
		return es_fail(err, ES_E_LIMIT,
		    "subset: more than %zu characters", ES_LIMIT_DOC_GLYPHS);
	if ((b = block_for(s, cp)) == NULL)
		return es_fail(err, ES_E_NOMEM, "subset: out of memory");
	b->bit[w] |= bit;
	s->n++;
	return 0;
}

/* FNV-1a over pack and characters, as six letters. */
static void
make_tag(struct font_subset *s)
{
	uint64_t	h = 14695981039346656037u;
	size_t		i;

	for (i = 0; i < 16; i++)
		h = (h ^ (unsigned char)s->f->hash[i]) * 1099511628211u;
	for (i = 1; i < s->n; i++)
		h = (h ^ s->g[i].cp) * 1099511628211u;
	h ^= h >> 29;
	for (i = 0; i < 6; i++, h /= 26)
		s->tag[i] = (char)('A' + h % 26);
}

int
font_subset_finish(struct font_subset *s, struct es_err *err)
{
	struct subset_block	*b;
	size_t			 i, n = 1;
	uint64_t		 bits;
	uint32_t		 cp;
	int			 w;

	if (s->finished)
		return es_fail(err, ES_E_BUG, "subset: finished already");
	if ((s->g = calloc(s->n, sizeof(*s->g))) == NULL)
		return es_fail(err, ES_E_NOMEM, "subset: out of memory");
	for (i = 0; i < PACK_NINDEX; i++) {
		if (s->index[i] == 0)
			continue;
		b = &s->block[s->index[i] - 1];
		for (w = 0; w < 4; w++) {
			b->rank[w] = (uint16_t)n;
			for (bits = b->bit[w]; bits != 0; bits &= bits - 1) {
				cp = (uint32_t)i << 8 | (uint32_t)w << 6 |
				    (uint32_t)__builtin_ctzll(bits);
				s->g[n].cp = cp;
				s->g[n++].glyph = font_glyph(s->f, cp);
			}
		}
	}
	s->finished = true;
	make_tag(s);
	return 0;
}

size_t
font_subset_count(const struct font_subset *s)
{
	return s->n;
}

uint16_t
font_subset_id(const struct font_subset *s, uint32_t cp)
{
	const struct subset_block	*b;
	uint64_t			 bit = (uint64_t)1 << (cp & 63);
	size_t				 w = cp >> 6 & 3;

	if (cp > 0x10ffff || !s->finished || s->index[cp >> 8] == 0)
		return 0;
	b = &s->block[s->index[cp >> 8] - 1];
	if ((b->bit[w] & bit) == 0)
		return 0;
	return (uint16_t)(b->rank[w] +
	    __builtin_popcountll(b->bit[w] & (bit - 1)));
}

uint32_t
font_subset_cp(const struct font_subset *s, uint16_t id)
{
	return s->finished && id < s->n ? s->g[id].cp : 0;
}

int
font_subset_advance(const struct font_subset *s, uint16_t id)
{
	return s->finished && id < s->n ?
	    font_advance(s->f, s->g[id].glyph) : 0;
}

const char *
font_subset_tag(const struct font_subset *s)
{
	return s->tag;
}
