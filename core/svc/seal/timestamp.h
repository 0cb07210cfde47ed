/*
 * svc/seal/timestamp.h - the answer of a time-stamping authority to one query.
 *
 * RFC 3161 wants every question that arrived answered with a TimeStampResp,
 * also a malformed one and also when the key is away: those are rejections
 * with a failInfo.  So there is always something to send.
 */
#ifndef ES_SVC_TIMESTAMP_H
#define ES_SVC_TIMESTAMP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "svc/seal/signd.h"
#include "tsa/query.h"

/* Who makes the token: es-signd, or a test. */
struct svc_tsa {
	/* As signd_timestamp. */
	int	(*ask)(void *arg, const struct tsa_query *q,
		    struct es_view *token, enum tsa_failure *why,
		    struct es_err *err);
	void	*arg;
};

/* Tokens from es-signd through this connection, which is borrowed. */
struct svc_tsa	svc_tsa_signd(struct signd *s);

/*
 * A token over a SHA-256 digest for jobs of ours; arg is a struct signd.  The
 * shape that svc_fetch and svc_filing take.
 */
ES_CHECK int	svc_tsa_token(void *arg, struct es_view digest,
		    struct es_buf *token, struct es_err *err);
/*
 * Append the TimeStampResp to a query of at most ES_LIMIT_TSA_QUERY bytes
 * (more is a rejection too).  TSA_FAIL_NONE: granted; else the rejection's
 * failInfo, and *err says for the log what was wrong.
 */
enum tsa_failure svc_timestamp(const struct svc_tsa *tsa,
		    struct es_view query, struct es_buf *out,
		    struct es_err *err);
/* "granted", "bad-request", "system-failure" ...: for logs. */
const char	*svc_timestamp_name(enum tsa_failure why);

#endif
