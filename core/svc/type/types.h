/*
 * svc/type/types.h - document types as the database has them, by version.
 *
 * Versions never change, so what a worker has once parsed it keeps.  New
 * ones come by svc_type_put, from files (es-types, es-campus) or from a page,
 * through the same checks.
 */
#ifndef ES_SVC_TYPES_H
#define ES_SVC_TYPES_H

#include "layout/layout.h"
#include "store/store.h"
#include "type/def.h"

struct svc_types;		/* one worker's definitions and templates */

/* The fonts are borrowed; NULL: definitions only. */
ES_CHECK int	svc_types_new(struct svc_types **out,
		    const struct layout_fonts *fonts, struct es_err *err);
void		svc_types_free(struct svc_types *t);	/* NULL is fine */
/*
 * Definition, and template in "lang", of a version.  ES_E_NOTFOUND: there is
 * none.  Borrowed until the next of these calls with another version.
 */
ES_CHECK int	svc_type_def(struct svc_types *t, struct store *st,
		    struct es_view type, int64_t version,
		    const struct type_def **out, struct es_err *err);
ES_CHECK int	svc_type_page(struct svc_types *t, struct store *st,
		    struct es_view type, int64_t version, struct es_view lang,
		    const struct layout_template **out, struct es_err *err);

/* -- new versions ------------------------------------------------------ */
#define SVC_TYPE_PAGES	2	/* zh-CN, en */

struct svc_type_file {
	const char	*name;		/* for messages */
	struct es_view	 bytes;		/* empty: there is none */
};

struct svc_type_set {		/* a version as its author wrote it */
	struct svc_type_file	 definition;
	struct svc_type_file	 page[SVC_TYPE_PAGES];	/* zh-CN, en */
};

/*
 * Look for flaws: each file by itself, every path of a page against what the
 * records of the type hold, and a trial of every page over a sample record.
 * "tell" gets each as a line "FILE:LINE: what".  *out (may be NULL) is the
 * caller's definition when it could be read, else NULL.  The number of
 * flaws, or -1 (ES_E_NOMEM).
 */
ES_CHECK int	svc_type_check(const struct svc_type_set *set,
		    const struct layout_fonts *fonts,
		    void (*tell)(void *arg, const char *what), void *arg,
		    struct type_def **out, struct es_err *err);
/*
 * A record of this type with visibly fictional values, as a preview without
 * a person shows it; in the arena.
 */
ES_CHECK int	svc_type_sample(const struct type_def *d, const char *lang,
		    struct es_arena *a, struct es_view *out,
		    struct es_err *err);
/*
 * Put a version that has no flaws into force, with an audit row of "chain",
 * in the caller's transaction.  1: it is new; 0: it is what is in force
 * already, byte for byte.  ES_E_CONFLICT: the number was used before for
 * other bytes, or a higher one is in force; ES_E_NOTFOUND: no such office or
 * seal.
 */
struct svc_type_by {
	const char	*chain;		/* of the audit log: "import" ... */
	struct es_view	 actor, address;
	int64_t		 now;
	struct es_view	 agreed;	/* the second officer, if one is */
};
/*
 * Could it be put?  As svc_type_put, and nothing is written.
 */
ES_CHECK int	svc_type_fits(struct store *st, const struct svc_type_set *set,
		    const struct type_def *d, struct es_arena *a,
		    struct es_err *err);
ES_CHECK int	svc_type_put(struct store *st, const struct svc_type_set *set,
		    const struct type_def *d, const struct svc_type_by *by,
		    struct es_arena *a, struct es_err *err);

#endif
