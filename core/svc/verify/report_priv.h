/* svc/verify/report_priv.h - a report as an object, before it is written. */
#ifndef ES_SVC_REPORT_PRIV_H
#define ES_SVC_REPORT_PRIV_H

#include <jansson.h>

#include "svc/verify/report_json.h"

/* The object of es(1); the caller's.  NULL: out of memory. */
json_t		*svc_look_object(const struct svc_look *l, const char *name,
		    enum svc_lang lang);
/* Text of a file: what is not UTF-8 in it becomes a question mark. */
json_t		*svc_json_text(struct es_view v);
/* Append it on one line; takes "top", NULL is ES_E_NOMEM. */
ES_CHECK int	 svc_json_print(json_t *top, struct es_buf *out,
		    struct es_err *err);
/* The same as XML: docs/report.rng. */
ES_CHECK int	 svc_xml_print(json_t *top, struct es_buf *out,
		    struct es_err *err);

#endif
