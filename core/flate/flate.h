/*
 * flate/flate.h - deflate (RFC 1951), bare or as a zlib stream (RFC 1950).
 *
 * Inflating is for bytes that came from outside: the output has a cap, and
 * a stream that grows out of proportion stops early (a "bomb").  Deflating
 * is for our own bytes: one deflater is made per worker and used for every
 * stream, because setting one up costs more than a small stream itself.
 *
 * Pure.  zlib inflates (it can stop at any byte), libdeflate deflates: half
 * the time at a better ratio.
 */
#ifndef ES_FLATE_FLATE_H
#define ES_FLATE_FLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

enum flate_format {
	FLATE_ZLIB = 0,		/* RFC 1950: header and Adler-32 */
	FLATE_RAW		/* RFC 1951: bare, as in a ZIP entry */
};

/*
 * Inflate the stream at the start of "in" and append at most "max" bytes to
 * "out" (whose own cap holds too).  The stream must end inside "in"; "*used"
 * is the number of bytes it took.  With used NULL, bytes behind the end of
 * the stream are an error.
 * Failure: ES_E_FORMAT (damaged, truncated, wrong check sum, bytes left
 * over), ES_E_LIMIT (more than "max", or more than ES_LIMIT_INFLATE_RATIO
 * times the input beyond the first ES_LIMIT_INFLATE_FREE), ES_E_NOMEM; then
 * "out" has its old length.
 */
ES_CHECK int	flate_inflate_stream(struct es_buf *out,
		    struct es_view in, enum flate_format format,
		    size_t max, size_t *used,
		    struct es_err *err);

/*
 * The same for exactly one zlib stream, with out's own max as the cap.
 */
ES_CHECK int	flate_inflate(struct es_view in, struct es_buf *out,
		    struct es_err *err);
/*
 * Append "in" as one zlib stream; level 1 (fast) to 9 (small).  For a single
 * stream; whoever writes many keeps a deflater.
 */
ES_CHECK int	flate_deflate(struct es_view in, int level,
		    struct es_buf *out, struct es_err *err);

struct flate_deflater;

/*
 * A deflater for zlib streams at "level" (1 fast ... 9 small).  The caller
 * owns it.  Failure: *out is NULL, ES_E_INPUT for another level, ES_E_NOMEM.
 */
ES_CHECK int	flate_deflater_new(struct flate_deflater **out, int level,
		    struct es_err *err);
/* NULL is fine. */
void		flate_deflater_free(struct flate_deflater *d);
/*
 * Append "in" as one whole zlib stream to "out".  The same bytes and level
 * give the same stream.  Failure (ES_E_LIMIT, ES_E_NOMEM): out is marked
 * failed as after any failed append.  The deflater stays usable.
 */
ES_CHECK int	flate_deflater_run(struct flate_deflater *d,
		    struct es_view in, struct es_buf *out, struct es_err *err);

#endif
