/*
 * flate/flate.h - the zlib format (RFC 1950), with a cap on what comes out.
 */
#ifndef ES_FLATE_FLATE_H
#define ES_FLATE_FLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/*
 * Append the decoded bytes of exactly one zlib stream to "out", whose max
 * is the cap.  ES_E_LIMIT over the cap; ES_E_FORMAT when the data is
 * damaged, ends early, or something follows it.  After a failure "out" is
 * as long as before.
 */
ES_CHECK int	flate_inflate(struct es_view in, struct es_buf *out,
		    struct es_err *err);
/* Append "in" as one zlib stream; level 1 (fast) to 9 (small). */
ES_CHECK int	flate_deflate(struct es_view in, int level,
		    struct es_buf *out, struct es_err *err);

#endif
