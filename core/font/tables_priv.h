/* font/tables_priv.h - the part of a subset's file before its glyphs. */
#ifndef ES_FONT_TABLES_PRIV_H
#define ES_FONT_TABLES_PRIV_H

#include <stdio.h>

#include "font/subset_priv.h"

/* Sums over the glyphs of a subset, from the pack's entries alone. */
struct subset_total {
	size_t		glyf;		/* bytes of the glyf table */
	uint32_t	sum;		/* its check sum */
	size_t		nbits;		/* its coded length */
	int16_t		box[4];
	uint16_t	max_advance, npoints, ncontours;
	uint16_t	nhm;		/* numberOfHMetrics */
};

void		font_subset_totals(const struct font_subset *s,
		    struct subset_total *t);
/* Append everything before the glyf table, padded to 4 bytes. */
ES_CHECK int	font_subset_tables(const struct font_subset *s,
		    const struct subset_total *t, struct es_buf *out,
		    struct es_err *err);

#endif
