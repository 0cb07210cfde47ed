/* font/subset_priv.h - the inside of a subset (font/font.h). */
#ifndef ES_FONT_SUBSET_PRIV_H
#define ES_FONT_SUBSET_PRIV_H

#include "font/pack_priv.h"

/* 256 code points that were added, and the dense id of the first of them. */
struct subset_block {
	uint64_t	bit[4];
	uint16_t	rank[4];	/* after finish: ids before this word */
};

struct subset_glyph {
	uint32_t	cp;
	uint32_t	glyph;
};

struct font_subset {
	const struct font	*f;
	uint16_t		 index[PACK_NINDEX];	/* block + 1 */
	struct subset_block	*block;
	size_t			 nblock, capblock;
	struct subset_glyph	*g;		/* [0] is .notdef */
	size_t			 n;		/* with .notdef */
	bool			 finished;
	char			 tag[7];
};

#endif
