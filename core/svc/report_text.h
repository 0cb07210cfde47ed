/* svc/report_text.h - what the signatures of a file prove, for people. */
#ifndef ES_SVC_REPORT_TEXT_H
#define ES_SVC_REPORT_TEXT_H

#include "svc/report_json.h"

/* Append some lines, the last without its end.  ES_E_NOMEM, ES_E_LIMIT. */
ES_CHECK int	svc_report_text(const struct esign_report *r,
		    const struct svc_json_file *f, struct es_buf *out,
		    struct es_err *err);
ES_CHECK int	svc_unread_text(const struct svc_json_file *f,
		    const char *reason, struct es_buf *out,
		    struct es_err *err);

#endif
