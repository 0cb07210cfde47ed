/*
 * svc/audit/figures.h - are the figures of a year those of its documents?
 *
 * Triggers keep them in the transaction of what they count
 * (schema/091-figures.sql); who writes past those, or changes a figure, is
 * found by counting again.
 */
#ifndef ES_SVC_AUDIT_FIGURES_H
#define ES_SVC_AUDIT_FIGURES_H

#include "base/arena.h"
#include "store/store.h"

/* One that differs, in words; seal 0: of verifications. */
typedef void	svc_figure_found(void *arg, int64_t seal, const char *text);

/*
 * Count everything again and tell what differs, the first hundred of each
 * seal; text lives in "a" (NULL: no memory left there).
 */
ES_CHECK int	svc_figures_weigh(struct store *st, struct es_arena *a,
		    svc_figure_found *found, void *arg, struct es_err *err);

#endif
