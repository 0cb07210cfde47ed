/* net/net_priv.h - which addresses are of the public Internet. */
#ifndef ES_NET_PRIV_H
#define ES_NET_PRIV_H

#include <stdbool.h>
#include <sys/socket.h>

/*
 * false for loopback, private, link-local, shared, multicast, documentation
 * and every other address that RFC 6890 keeps from being routed, and for
 * IPv4 inside IPv6 alike.
 */
bool	net_is_public(const struct sockaddr *a);

#endif
