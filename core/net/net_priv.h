/* net/net_priv.h - what the files of net share; private. */
#ifndef ES_NET_PRIV_H
#define ES_NET_PRIV_H

#include <stdbool.h>
#include <sys/socket.h>

#include <curl/curl.h>

#include "net/net.h"

/*
 * false for loopback, private, link-local, shared, multicast, documentation
 * and every other address that RFC 6890 keeps from being routed, and for
 * IPv4 inside IPv6 alike.
 */
bool	net_is_public(const struct sockaddr *a);

/* Its handle, and the roots that it trusts (NULL: the system's). */
CURL		*net_curl(struct net *n);
const char	*net_roots(const struct net *n);

#endif
