/*
 * svc/verify/report_text.h - what the signatures of a file prove, for people.
 */
#ifndef ES_SVC_REPORT_TEXT_H
#define ES_SVC_REPORT_TEXT_H

#include "svc/verify/look.h"
#include "svc/verify/words.h"

/* Append some lines, the last without its end.  ES_E_NOMEM, ES_E_LIMIT. */
ES_CHECK int	svc_report_text(const struct svc_look *k, const char *name,
		    enum svc_lang l, struct es_buf *out, struct es_err *err);

#endif
