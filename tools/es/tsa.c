/* es: a time-stamping authority, asked over HTTP (RFC 3161 3.4). */
#include "base/limits.h"
#include "net/net.h"
#include "signer.h"
#include "tsa/query.h"
#include "tsa/token.h"

/* Milliseconds that an authority may take. */
#define TSA_MS	20000

/* POST the query; the answer must be a time-stamp reply. */
static int
post(const char *url, struct es_view query, struct es_buf *answer,
    struct es_err *err)
{
	struct net_request	 rq = {
		.url = es_view_str(url), .body = query, .ms = TSA_MS,
		.type = "application/timestamp-query",
		.want = "application/timestamp-reply" };
	struct net		*n;
	int			 rc;

	if (net_new(&n, err) < 0)
		return -1;
	rc = net_exchange(n, &rq, answer, err);
	net_free(n);
	return rc;
}

/* What came back answers our question, and its signature holds. */
static int
check(const char *url, const struct tsa_query *q, struct es_view der,
    struct pki_cache *cache, struct es_err *err)
{
	struct tsa_token	*t;
	struct cms_verdict	 v;
	int			 rc;

	if (tsa_token_parse(&t, der, cache, err) < 0)
		return es_err_prefix(err, "%s", url);
	rc = tsa_token_verify(t, &v, err);
	if (rc == 0 && (tsa_token_match(t, q) != TSA_MATCH_YES ||
	    !cms_verdict_good(&v)))
		rc = es_fail(err, ES_E_UNTRUSTED, "%s: its time stamp is "
		    "not an answer to our question, or its signature does "
		    "not hold", url);
	tsa_token_free(t);
	return rc;
}

int
es_tsa_ask(const char *url, struct es_view value, struct pki_cache *cache,
    struct es_buf *token, struct es_err *err)
{
	struct tsa_query	 q;
	struct es_buf		 query, answer;
	struct es_view		 der = ES_VIEW_EMPTY;
	int			 rc = -1;

	es_buf_init(&query, ES_LIMIT_TSA_QUERY);
	es_buf_init(&answer, ES_LIMIT_TSA_TOKEN);
	if (tsa_query_for(&q, value, err) == 0 &&
	    tsa_query_write(&q, &query, err) == 0 &&
	    post(url, es_buf_view(&query), &answer, err) == 0)
		rc = tsa_response_token(es_buf_view(&answer), &der, err);
	if (rc == 0)
		rc = check(url, &q, der, cache, err);
	if (rc == 0)
		es_buf_add_view(token, der);
	es_buf_clear(&query);
	es_buf_clear(&answer);
	return rc;
}
