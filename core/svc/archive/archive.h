/*
 * svc/archive/archive.h - the archivist's look at packages, their terms and
 * holds.
 *
 * Which office somebody may see is the caller's question to its session; here
 * an office is a filter.  Nothing here opens a package.
 */
#ifndef ES_SVC_ARCHIVE_H
#define ES_SVC_ARCHIVE_H

#include "svc/archive/disposal.h"

#define SVC_ARCHIVE_PAGE	50

struct svc_archive_ask {
	struct es_view	 office;	/* empty: all */
	struct es_view	 number;	/* of one document; empty: any */
	bool		 failed;	/* only those whose check failed */
	int64_t		 behind_filed, behind_id;	/* 0, 0: first page */
	bool		 en;
	int		 offset;
};

/*
 * Put "rows" (id number type office filed passed checked disposed size),
 * newest first, and "last" (filed id) when others follow.
 */
ES_CHECK int	svc_archive_find(struct store *st,
		    const struct svc_archive_ask *ask, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/*
 * Put one package: number type office filed size sha256 manifest, "checks"
 * (at occasion passed lines: code passed warned detail), "holds" (at act actor
 * reason), "held", "disposed", "term" (years; 0 permanent), "due": the day on
 * which its term ends.  ES_E_NOTFOUND.
 */
ES_CHECK int	svc_archive_one(struct store *st, int64_t document, bool en,
		    int offset, struct es_arena *a, struct es_tree *data,
		    struct es_err *err);
/* Hold or release; ES_E_CONFLICT: it is so already, or disposed of. */
ES_CHECK int	svc_archive_hold(struct store *st, int64_t document,
		    bool hold, struct es_view reason,
		    const struct svc_archivist *who, struct es_err *err);
/* Put "rules" (type name office years event file_days set by ripe). */
ES_CHECK int	svc_archive_rules(struct store *st, struct es_view office,
		    bool en, int offset, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* Put one (as above); ES_E_NOTFOUND. */
ES_CHECK int	svc_archive_rule(struct store *st, struct es_view type,
		    bool en, int offset, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/* A new term from now on; years 0: permanent. */
ES_CHECK int	svc_archive_rule_set(struct store *st, struct es_view type,
		    int64_t years, bool ended, int64_t file_days,
		    struct es_view reason, const struct svc_archivist *who,
		    struct es_err *err);

#endif
