/* svc/archive/fetch.c - see evidence.h: asked over the network. */
#include "base/limits.h"
#include "pki/urls.h"
#include "svc/archive/evidence.h"
#include "tsa/query.h"
#include "tsa/token.h"

/* At each address until one answers; the last failure is told. */
static int
at_each(struct svc_fetch *f, const struct pki_cert *cert, enum pki_url kind,
    struct net_request *rq, struct es_buf *der, struct es_err *err)
{
	struct es_view	 url[PKI_URLS_MAX];
	size_t		 i, n = pki_cert_urls(cert, kind, url, PKI_URLS_MAX);

	if (f->net == NULL || n == 0)
		return es_fail(err, ES_E_NOTFOUND, "the certificate names no "
		    "%s", kind == PKI_URL_CRL ? "list" : "responder");
	for (i = 0; i < n; i++) {
		es_err_clear(err);
		rq->url = url[i];
		if (net_exchange(f->net, rq, der, err) == 0)
			return 0;
	}
	return -1;
}

static int
get_ocsp(void *arg, const struct pki_cert *cert,
    const struct pki_cert *issuer, struct es_buf *der, struct es_err *err)
{
	struct svc_fetch	*f = arg;
	struct pki_ocsp_query	 q;
	struct es_buf		 body;
	struct net_request	 rq = {
		.type = "application/ocsp-request",
		.want = "application/ocsp-response", .ms = f->ms };
	int			 rc = -1;

	es_buf_init(&body, ES_LIMIT_OCSP_QUERY);
	if (pki_ocsp_query_for(&q, CRYPT_SHA1, cert, issuer, false,
	    err) == 0 && pki_ocsp_query_write(&q, &body, err) == 0) {
		rq.body = es_buf_view(&body);
		rc = at_each(f, cert, PKI_URL_OCSP, &rq, der, err);
	}
	es_buf_clear(&body);
	return rc;
}

static int
get_crl(void *arg, const struct pki_cert *cert,
    const struct pki_cert *issuer, struct es_buf *der, struct es_err *err)
{
	struct svc_fetch	*f = arg;
	struct net_request	 rq = { .ms = f->ms };

	(void)issuer;
	return at_each(f, cert, PKI_URL_CRL, &rq, der, err);
}

static int
get_stamp(void *arg, struct es_view digest, struct es_buf *token,
    struct es_err *err)
{
	struct svc_fetch	*f = arg;

	return f->stamp(f->stamp_arg, digest, token, err);
}

struct esign_source
svc_fetch_source(struct svc_fetch *f)
{
	return (struct esign_source){
		.ocsp = f->net == NULL ? NULL : get_ocsp,
		.crl = f->net == NULL ? NULL : get_crl,
		.stamp = f->stamp == NULL ? NULL : get_stamp,
		.token_max = f->token_max,
		.arg = f,
	};
}

/* -- a time-stamping authority -------------------------------------------- */
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
svc_tsa_ask(struct net *net, const char *url, int ms, struct es_view digest,
    struct pki_cache *cache, struct es_buf *token, struct es_err *err)
{
	struct net_request	 rq = {
		.url = es_view_str(url), .ms = ms,
		.type = "application/timestamp-query",
		.want = "application/timestamp-reply" };
	struct tsa_query	 q;
	struct es_buf		 query, answer;
	struct es_view		 der = ES_VIEW_EMPTY;
	int			 rc = -1;

	es_buf_init(&query, ES_LIMIT_TSA_QUERY);
	es_buf_init(&answer, ES_LIMIT_TSA_TOKEN);
	if (tsa_query_of(&q, digest, err) == 0 &&
	    tsa_query_write(&q, &query, err) == 0) {
		rq.body = es_buf_view(&query);
		if (net_exchange(net, &rq, &answer, err) == 0)
			rc = tsa_response_token(es_buf_view(&answer), &der,
			    err);
	}
	if (rc == 0)
		rc = check(url, &q, der, cache, err);
	if (rc == 0)
		es_buf_add_view(token, der);
	es_buf_clear(&query);
	es_buf_clear(&answer);
	return rc;
}
