/*
 * svc/verify/inspect.h - the inside of a signed PDF, for engineers.
 *
 * Revisions with their bytes and objects, each signature with every answer
 * of the structure, the CMS with attributes, certificates and tokens, the
 * document security store.  Nothing here is a verdict: es verify judges.
 * The members are described in es(1).
 */
#ifndef ES_SVC_INSPECT_H
#define ES_SVC_INSPECT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

/*
 * Append one JSON object on one line, or with "text" the same as indented
 * lines.  0: it was read; 1: the reader refused it, the answer says why.
 * -1: ES_E_NOMEM, ES_E_LIMIT (the answer is longer than out may grow).
 */
ES_CHECK int	svc_inspect(struct es_view bytes, const char *name,
		    bool text, struct es_buf *out, struct es_err *err);

#endif
