/* es: a time-stamping authority, asked over HTTP (RFC 3161 3.4). */
#include <curl/curl.h>

#include "base/limits.h"
#include "signer.h"
#include "tsa/query.h"
#include "tsa/token.h"

/* Seconds that an authority may take. */
#define TSA_SECONDS	20L

static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct es_buf	*b = arg;
	struct es_err	 e = ES_ERR_INIT;

	es_buf_add(b, p, size * n);
	return es_buf_ok(b, "answer", &e) == 0 ? size * n : 0;
}

/* POST the query; the answer must be a time-stamp reply. */
static int
post(const char *url, struct es_view query, struct es_buf *answer,
    struct es_err *err)
{
	struct curl_slist	*head;
	CURL			*c = curl_easy_init();
	char			 why[CURL_ERROR_SIZE] = "";
	long			 status = 0;
	CURLcode		 rc;

	head = curl_slist_append(NULL,
	    "Content-Type: application/timestamp-query");
	if (c == NULL || head == NULL) {
		curl_easy_cleanup(c);
		curl_slist_free_all(head);
		return es_fail(err, ES_E_NOMEM, "%s: out of memory", url);
	}
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS, (const char *)query.p);
	(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)query.n);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, answer);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT, TSA_SECONDS);
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	rc = curl_easy_perform(c);
	(void)curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	curl_slist_free_all(head);
	if (rc != CURLE_OK)
		return es_fail(err, ES_E_UPSTREAM, "%s: %s", url,
		    why[0] != '\0' ? why : curl_easy_strerror(rc));
	if (status != 200)
		return es_fail(err, ES_E_UPSTREAM, "%s: HTTP status %ld",
		    url, status);
	return 0;
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
