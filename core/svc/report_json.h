/*
 * svc/report_json.h - what the signatures of a file prove, as JSON.
 *
 * One object, on one line; es(1) describes its members.  The words are those
 * of the standards and of the headers they come from (pdf_change_name,
 * pki_verdict_name ...): stable, for machines.
 */
#ifndef ES_SVC_REPORT_JSON_H
#define ES_SVC_REPORT_JSON_H

#include "base/buf.h"
#include "esign/judge.h"
#include "svc/verdict.h"
#include "svc/words.h"

struct svc_json_file {
	const char	*name;
	struct es_view	 bytes;
	enum svc_lang	 lang;		/* of the sentences in it */
};

/*
 * The headline of a report without the register: never VALID, and never
 * NOT_ISSUED.
 */
enum svc_headline svc_report_headline(const struct esign_report *r);

/* Once per process, before it is confined. */
void		svc_report_json_warm(void);

/* Append the object, without a line end.  ES_E_NOMEM, ES_E_LIMIT. */
ES_CHECK int	svc_report_json(const struct esign_report *r,
		    const struct svc_json_file *f, struct es_buf *out,
		    struct es_err *err);
/* The same for a file that nobody could judge, and why: "crash" ... */
ES_CHECK int	svc_unread_json(const struct svc_json_file *f,
		    const char *reason, struct es_buf *out,
		    struct es_err *err);

#endif
