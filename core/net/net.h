/*
 * net/net.h - one HTTP exchange with somebody else's server.
 *
 * For revocation lists, OCSP and foreign time stamps.  Bounded in time and
 * size, http and https only, no proxy, no cookies, no credentials; a
 * redirection is followed a few times and never from https to http.  What
 * comes back is foreign bytes.  Blocking: never in a page's way.
 */
#ifndef ES_NET_NET_H
#define ES_NET_NET_H

#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"

struct net;		/* keeps connections; for one thread */

enum {
	/*
	 * Refuse addresses that are not of the public Internet: the URL came
	 * from an upload or a foreign certificate, and whoever wrote it must
	 * not reach our own machines through us.
	 */
	NET_PUBLIC = 1
};

struct net_request {
	struct es_view	 url;	/* 1 .. ES_LIMIT_NET_URL bytes */
	struct es_view	 body;
	const char	*type;	/* of the body: a POST; NULL: a GET */
	const char	*want;	/* media type of the answer; NULL: any */
	int		 ms;	/* for all of it, resolving too; > 0 */
	unsigned	 flags;	/* NET_PUBLIC */
};

ES_CHECK int	net_new(struct net **out, struct es_err *err);
void		net_free(struct net *n);	/* NULL is fine */
/* Trust the roots of this PEM file for https instead of the system's. */
ES_CHECK int	net_trust(struct net *n, const char *pem_file,
		    struct es_err *err);

/*
 * Ask, and append the body of the answer to "out", whose max is the cap.
 * Only status 200 with the wanted media type is an answer.  ES_E_INPUT: not
 * an http or https URL.  ES_E_DENIED: an address that NET_PUBLIC refuses.
 * ES_E_LIMIT: longer than the cap.  ES_E_UPSTREAM: everything else, with
 * the reason; out is then as it was.
 */
ES_CHECK int	net_exchange(struct net *n, const struct net_request *rq,
		    struct es_buf *out, struct es_err *err);

#endif
