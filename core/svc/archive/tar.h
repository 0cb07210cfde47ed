/*
 * svc/archive/tar.h - a filing package's container: POSIX ustar, one form
 * only.
 *
 * Pure.  The same members give the same bytes: owner root, mode 0444, one
 * time for all, no directories, two zero blocks at the end.  The reader
 * knows that form alone, so that every byte that differs from it has a place
 * that can be named.
 */
#ifndef ES_SVC_TAR_H
#define ES_SVC_TAR_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

#define SVC_TAR_NAME	100	/* bytes of a name; ustar's own */

struct svc_tar_member {
	struct es_view	 name, bytes;	/* of the archive; borrowed */
	size_t		 at;		/* of its header */
};

/* Append a member; ES_E_INPUT for a name that does not fit. */
ES_CHECK int	svc_tar_add(struct es_buf *out, const char *name,
		    struct es_view bytes, int64_t mtime, struct es_err *err);
/* Append the end. */
void		svc_tar_end(struct es_buf *out);
/*
 * Take an archive apart: at most "max" members into m.  ES_E_FORMAT: *bad is
 * the first byte that is not as svc_tar_add writes it; members before it are
 * in m.
 */
ES_CHECK int	svc_tar_read(struct es_view tar, struct svc_tar_member *m,
		    size_t max, size_t *n, size_t *bad, struct es_err *err);

#endif
