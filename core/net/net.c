/* net/net.c - see net.h. */
#include "net/net.h"

#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/limits.h"
#include "net/net_priv.h"

struct net {
	CURL		*curl;
	char		*roots;
};

/* What the callbacks of one exchange share. */
struct exchange {
	struct es_buf	*out;
	size_t		 before;	/* bytes of out that were there */
	bool		 too_long;
	bool		 refused;	/* not a public address */
	unsigned	 flags;
};

int
net_new(struct net **out, struct es_err *err)
{
	struct net	*n;

	*out = NULL;
	if ((n = calloc(1, sizeof(*n))) == NULL)
		return es_fail(err, ES_E_NOMEM, "net: out of memory");
	/* Counted by the library: every later call is for nothing. */
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (n->curl = curl_easy_init()) == NULL) {
		free(n);
		return es_fail(err, ES_E_SYSTEM, "net: set-up");
	}
	*out = n;
	return 0;
}

void
net_free(struct net *n)
{
	if (n == NULL)
		return;
	curl_easy_cleanup(n->curl);
	free(n->roots);
	free(n);
}

CURL *
net_curl(struct net *n)
{
	return n->curl;
}

const char *
net_roots(const struct net *n)
{
	return n->roots;
}

int
net_trust(struct net *n, const char *pem_file, struct es_err *err)
{
	free(n->roots);
	if ((n->roots = strdup(pem_file)) == NULL)
		return es_fail(err, ES_E_NOMEM, "net: out of memory");
	return 0;
}

static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct exchange	*x = arg;

	es_buf_add(x->out, p, size * n);
	if (x->out->failed != ES_E_NONE) {
		x->too_long = true;
		return 0;
	}
	return size * n;
}

/* Asked before every connection, of a redirection too. */
static curl_socket_t
connect_to(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct exchange	*x = arg;

	(void)purpose;
	if ((x->flags & NET_PUBLIC) != 0 && !net_is_public(&a->addr)) {
		x->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* "application/ocsp-response; x=y" is of that type. */
static bool
is_type(const char *have, const char *want)
{
	size_t	n = strlen(want);

	return have != NULL && strncasecmp(have, want, n) == 0 &&
	    (have[n] == '\0' || have[n] == ';' || have[n] == ' ');
}

static void
set_up(struct net *n, const char *url, const struct net_request *rq,
    struct exchange *x, struct curl_slist *head, char *why)
{
	CURL		*c = n->curl;
	const char	*schemes = strncasecmp(url, "https:", 6) == 0 ?
			    "https" : "http,https";

	curl_easy_reset(c);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	(void)curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, schemes);
	(void)curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	(void)curl_easy_setopt(c, CURLOPT_MAXREDIRS,
	    (long)ES_LIMIT_NET_REDIRECTS);
	(void)curl_easy_setopt(c, CURLOPT_POSTREDIR, CURL_REDIR_POST_ALL);
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)rq->ms);
	(void)curl_easy_setopt(c, CURLOPT_USERAGENT, "Yinxin");
	(void)curl_easy_setopt(c, CURLOPT_HTTPHEADER, head);
	(void)curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
	(void)curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	(void)curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, connect_to);
	(void)curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, x);
	/* A kept connection was not asked about: it may be of another rule. */
	(void)curl_easy_setopt(c, CURLOPT_FRESH_CONNECT,
	    (rq->flags & NET_PUBLIC) != 0 ? 1L : 0L);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
	if (n->roots != NULL)
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, n->roots);
	if (rq->type != NULL) {
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDS,
		    rq->body.n == 0 ? "" : (const char *)rq->body.p);
		(void)curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)rq->body.n);
	}
}

/* What came of it, in our words. */
static int
judge(struct net *n, const char *url, const struct net_request *rq,
    const struct exchange *x, CURLcode rc, const char *why,
    struct es_err *err)
{
	const char	*type = NULL;
	long		 status = 0;

	if (x->too_long)
		return es_fail(err, x->out->failed, "%.200s: longer than "
		    "%zu bytes", url, x->out->max);
	if (x->refused && rc != CURLE_OK)
		return es_fail(err, ES_E_DENIED, "%.200s: not an address of "
		    "the public Internet", url);
	if (rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL)
		return es_fail(err, ES_E_INPUT, "%.200s: not an http "
		    "address", url);
	if (rc != CURLE_OK)
		return es_fail(err, ES_E_UPSTREAM, "%.200s: %s", url,
		    why[0] != '\0' ? why : curl_easy_strerror(rc));
	(void)curl_easy_getinfo(n->curl, CURLINFO_RESPONSE_CODE, &status);
	(void)curl_easy_getinfo(n->curl, CURLINFO_CONTENT_TYPE, &type);
	if (status != 200)
		return es_fail(err, ES_E_UPSTREAM, "%.200s: HTTP status %ld",
		    url, status);
	if (rq->want != NULL && !is_type(type, rq->want))
		return es_fail(err, ES_E_UPSTREAM, "%.200s: answers with "
		    "%.60s, not with %s", url, type == NULL ? "no type" :
		    type, rq->want);
	return 0;
}

static int
ask(struct net *n, const char *url, const struct net_request *rq,
    struct es_buf *out, struct es_err *err)
{
	char			 why[CURL_ERROR_SIZE] = "", line[200];
	struct exchange		 x = { .out = out, .before = out->n,
				    .flags = rq->flags };
	struct curl_slist	*head = NULL, *more;
	int			 rc;

	if (rq->type != NULL) {
		(void)snprintf(line, sizeof(line), "Content-Type: %s",
		    rq->type);
		head = curl_slist_append(head, line);
	}
	if (rq->want != NULL) {
		(void)snprintf(line, sizeof(line), "Accept: %s", rq->want);
		more = curl_slist_append(head, line);
		head = more == NULL ? head : more;
	}
	set_up(n, url, rq, &x, head, why);
	rc = judge(n, url, rq, &x, curl_easy_perform(n->curl), why, err);
	curl_slist_free_all(head);
	if (rc < 0) {
		out->n = x.before;
		out->failed = ES_E_NONE;
	}
	return rc;
}

int
net_exchange(struct net *n, const struct net_request *rq,
    struct es_buf *out, struct es_err *err)
{
	char	url[ES_LIMIT_NET_URL + 1];
	size_t	i;

	if (rq->url.n == 0 || rq->url.n > ES_LIMIT_NET_URL)
		return es_fail(err, ES_E_INPUT, "net: an address of %zu "
		    "bytes, limit %zu", rq->url.n, ES_LIMIT_NET_URL);
	if (rq->ms <= 0)
		return es_fail(err, ES_E_BUG, "net: no deadline");
	if (es_buf_ok(out, "net", err) < 0)
		return -1;
	for (i = 0; i < rq->url.n; i++) {
		if (rq->url.p[i] <= 0x20 || rq->url.p[i] >= 0x7f)
			return es_fail(err, ES_E_INPUT, "net: not an "
			    "address");
		url[i] = (char)rq->url.p[i];
	}
	url[i] = '\0';
	return ask(n, url, rq, out, err);
}
