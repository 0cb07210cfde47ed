/*
 * svc/type/draft.h - types at the administrator's desk: the list, where to
 * begin, and what was checked last.
 */
#ifndef ES_SVC_TYPE_DRAFT_H
#define ES_SVC_TYPE_DRAFT_H

#include "base/tree.h"
#include "svc/type/types.h"

/*
 * All types as a list "types" of maps {id, name, version, office, seal,
 * when, who, change, copy}: the last two are addresses.
 */
ES_CHECK int	svc_type_list(struct store *st, const char *lang, int offset,
		    struct es_tree *data, struct es_err *err);
/*
 * The files of the version in force with the next number, or under another
 * id as version 1; views in the arena.  ES_E_NOTFOUND.
 */
ES_CHECK int	svc_type_begin(struct store *st, struct es_view type,
		    bool copy, struct es_arena *a, struct svc_type_set *out,
		    struct es_err *err);
/* What an account checked last; ES_E_NOTFOUND: nothing. */
ES_CHECK int	svc_type_draft_put(struct store *st, int64_t account,
		    const struct svc_type_set *set, int64_t now,
		    struct es_err *err);
ES_CHECK int	svc_type_draft_get(struct store *st, int64_t account,
		    struct es_arena *a, struct svc_type_set *out,
		    struct es_err *err);

#endif
