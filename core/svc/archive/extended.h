/*
 * svc/archive/extended.h - what became of a file that was extended, in words.
 */
#ifndef ES_SVC_EXTENDED_H
#define ES_SVC_EXTENDED_H

#include "base/buf.h"
#include "esign/extend.h"

struct svc_extended {
	const char			*file, *out;
	const struct esign_extended	*x;	/* NULL: it failed */
	const char			*error;	/* then; else NULL */
};

/* One JSON object without a line end; es(1) describes it. */
ES_CHECK int	svc_extended_json(const struct svc_extended *e,
		    struct es_buf *out, struct es_err *err);
/* The same as a line for people. */
ES_CHECK int	svc_extended_text(const struct svc_extended *e,
		    struct es_buf *out, struct es_err *err);

#endif
