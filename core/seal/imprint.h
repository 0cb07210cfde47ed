/*
 * seal/imprint.h - the scan of a physical seal's imprint: a PNG, read strictly.
 *
 * It comes from outside and is shown to those who approve a seal, so what is
 * kept is not what came: the picture is put together anew from the chunks
 * that make it, after every one of them was checked (PNG, ISO/IEC 15948).
 * Texts, times, profiles and whatever stands behind the end are left out.
 */
#ifndef ES_SEAL_IMPRINT_H
#define ES_SEAL_IMPRINT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

struct seal_imprint {
	size_t	 width, height;		/* pixels */
};

/*
 * Read "png" and append the picture anew to "clean" (a max of
 * ES_LIMIT_IMPRINT holds it).  Failure: "clean" has its old length, and
 * err->why is the key of a sentence: ES_E_FORMAT not a PNG, damaged, or of a
 * kind that scanners do not make (interlaced, 16 bits); ES_E_LIMIT over
 * ES_LIMIT_IMPRINT bytes, a side over ES_LIMIT_IMPRINT_SIDE or under
 * ES_LIMIT_IMPRINT_LEAST pixels.  ES_E_NOMEM.
 */
ES_CHECK int	seal_imprint_read(struct es_view png, struct es_buf *clean,
		    struct seal_imprint *out, struct es_err *err);

#endif
