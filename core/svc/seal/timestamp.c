/* svc/seal/timestamp.c - see timestamp.h. */
#include "svc/seal/timestamp.h"

static int
ask_signd(void *arg, const struct tsa_query *q, struct es_view *token,
    enum tsa_failure *why, struct es_err *err)
{
	return signd_timestamp(arg, q, token, why, err);
}

struct svc_tsa
svc_tsa_signd(struct signd *s)
{
	return (struct svc_tsa){ ask_signd, s };
}

int
svc_tsa_token(void *arg, struct es_view digest, struct es_buf *token,
    struct es_err *err)
{
	struct tsa_query	 q;
	struct es_view		 v;
	enum tsa_failure	 why;

	if (tsa_query_of(&q, digest, err) < 0 ||
	    signd_timestamp(arg, &q, &v, &why, err) < 0)
		return -1;
	if (why != TSA_FAIL_NONE)
		return es_fail(err, ES_E_UPSTREAM, "es-signd: %.*s",
		    (int)(v.n < 200 ? v.n : 200), (const char *)v.p);
	es_buf_add_view(token, v);
	return 0;
}

static const struct {
	const char	*name;
	const char	*text;		/* for whoever asked */
} words[] = {
	[TSA_FAIL_BAD_ALG] = { "bad-alg",
	    "SHA-256, SHA-384 or SHA-512 is wanted" },
	[TSA_FAIL_BAD_REQUEST] = { "bad-request",
	    "a version 1 request of RFC 3161 is wanted" },
	[TSA_FAIL_BAD_DATA] = { "bad-data",
	    "the request is not the DER of a TimeStampReq" },
	[TSA_FAIL_TIME] = { "time-not-available",
	    "the clock cannot be trusted now; try again later" },
	[TSA_FAIL_POLICY] = { "unaccepted-policy",
	    "this authority has another policy; ask without one" },
	[TSA_FAIL_EXTENSION] = { "unaccepted-extension",
	    "no extension is known here" },
	[TSA_FAIL_INFO] = { "add-info-not-available",
	    "the additional information is not available" },
	[TSA_FAIL_SYSTEM] = { "system-failure",
	    "the time-stamping key is away; try again in a minute" },
};

const char *
svc_timestamp_name(enum tsa_failure why)
{
	if (why == TSA_FAIL_NONE)
		return "granted";
	return (size_t)why < ES_COUNT(words) && words[why].name != NULL ?
	    words[why].name : "unknown";
}

enum tsa_failure
svc_timestamp(const struct svc_tsa *tsa, struct es_view query,
    struct es_buf *out, struct es_err *err)
{
	struct tsa_query	q;
	struct es_view		token = ES_VIEW_EMPTY;
	enum tsa_failure	why;

	if (tsa_query_parse(&q, query, &why, err) == 0) {
		why = TSA_FAIL_SYSTEM;
		if (tsa->ask(tsa->arg, &q, &token, &why, err) < 0)
			why = TSA_FAIL_SYSTEM;
		else if (why != TSA_FAIL_NONE)
			(void)es_fail(err, ES_E_UPSTREAM, "es-signd: %.*s",
			    (int)(token.n < 200 ? token.n : 200),
			    token.n == 0 ? "" : (const char *)token.p);
		else if (token.n == 0)
			why = TSA_FAIL_SYSTEM;
	}
	if (why == TSA_FAIL_NONE) {
		tsa_response_granted(out, token);
		return why;
	}
	tsa_response_rejected(out, why, (size_t)why < ES_COUNT(words) ?
	    words[why].text : NULL);
	return why;
}
