/* svc/verify/inspect_priv.h - between inspect.c and inspect_cms.c. */
#ifndef ES_SVC_INSPECT_PRIV_H
#define ES_SVC_INSPECT_PRIV_H

#include <jansson.h>

#include "base/view.h"

/* What a CMS says, DER or BER; "why" in it when it cannot be taken apart. */
json_t	*svc_inspect_cms(struct es_view der);
/* A certificate; null when it is none. */
json_t	*svc_inspect_cert(struct es_view der);
/* Lower-case hexadecimal. */
json_t	*svc_inspect_hex(struct es_view v);

#endif
