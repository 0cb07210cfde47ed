/*
 * svc/verify/report_json.h - what the signatures of a file prove, as JSON.
 *
 * One object, on one line; es(1) describes its members.  The words are those
 * of the standards and of the headers they come from (pdf_change_name,
 * pki_verdict_name ...): stable, for machines.
 */
#ifndef ES_SVC_REPORT_JSON_H
#define ES_SVC_REPORT_JSON_H

#include "base/buf.h"
#include "svc/verify/look.h"
#include "svc/verify/verdict.h"
#include "svc/verify/words.h"

/*
 * The headline of a look without the register: never VALID, and never
 * NOT_ISSUED.
 */
enum svc_headline svc_look_headline(const struct svc_look *l);

/* Once per process, before it is confined. */
void		svc_report_json_warm(void);

/*
 * Append the object, without a line end; "lang" is that of the sentences in
 * it.  ES_E_NOMEM, ES_E_LIMIT.
 */
ES_CHECK int	svc_report_json(const struct svc_look *l, const char *name,
		    enum svc_lang lang, struct es_buf *out,
		    struct es_err *err);

#endif
