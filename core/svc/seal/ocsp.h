/*
 * svc/seal/ocsp.h - the answer of an OCSP responder to one query (RFC 6960).
 *
 * Every question that arrived is answered with an OCSPResponse, also a
 * malformed one and also when the key is away: those carry a status and no
 * more.  So there is always something to send.
 */
#ifndef ES_SVC_OCSP_H
#define ES_SVC_OCSP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "pki/ocsp.h"
#include "svc/seal/signd.h"

/* Who makes the answer: es-signd, or a test. */
struct svc_ocsp {
	/* As signd_ocsp. */
	int	(*ask)(void *arg, const struct pki_ocsp_query *q,
		    struct signd_ocsp_answer *out, struct es_err *err);
	void	*arg;
};

/* Answers from es-signd through this connection, which is borrowed. */
struct svc_ocsp	svc_ocsp_signd(struct signd *s);

struct svc_ocsp_answer {
	enum pki_ocsp_failure	 why;
	/* SUCCESSFUL: when it was made and until when it holds. */
	int64_t			 this_update, next_update;
	bool			 may_keep;	/* no nonce in it */
};

/* Answers that were given a moment ago, by their queries. */
struct svc_ocsp_cache;

/* Each is given again for "seconds" at most (0: never). */
ES_CHECK int	svc_ocsp_cache_new(struct svc_ocsp_cache **out, int seconds,
		    struct es_err *err);
void		svc_ocsp_cache_free(struct svc_ocsp_cache *c);	/* NULL: fine */

/*
 * Append the OCSPResponse to a query of at most ES_LIMIT_OCSP_QUERY bytes
 * (more is malformed).  now: UTC seconds.  *err says for the log what was
 * wrong when a->why is not SUCCESSFUL.
 */
void		svc_ocsp(const struct svc_ocsp *o, struct svc_ocsp_cache *c,
		    struct es_view query, int64_t now,
		    struct svc_ocsp_answer *a, struct es_buf *out,
		    struct es_err *err);
/* "successful", "malformedRequest", "tryLater" ...: for logs. */
const char	*svc_ocsp_name(enum pki_ocsp_failure why);
/*
 * The query in the last part of a GET's address (RFC 6960 A.1): percent
 * signs, then base64, whose padding a client may have left out.  Append to
 * "out"; ES_E_INPUT.
 */
ES_CHECK int	svc_ocsp_query_of(struct es_view part, struct es_buf *out,
		    struct es_err *err);

#endif
