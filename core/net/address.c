/* net/address.c - see net_priv.h; RFC 6890 and its registries. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "net/net_priv.h"

static bool
is_public4(uint32_t a)
{
	static const struct {
		uint32_t	net;
		unsigned	bits;
	} kept[] = {
		{ 0x00000000, 8 },	/* this network */
		{ 0x0a000000, 8 },	/* private */
		{ 0x64400000, 10 },	/* shared, RFC 6598 */
		{ 0x7f000000, 8 },	/* loopback */
		{ 0xa9fe0000, 16 },	/* link-local */
		{ 0xac100000, 12 },	/* private */
		{ 0xc0000000, 24 },	/* protocol assignments */
		{ 0xc0000200, 24 },	/* documentation */
		{ 0xc0586300, 24 },	/* 6to4 relays */
		{ 0xc0a80000, 16 },	/* private */
		{ 0xc6120000, 15 },	/* benchmarks */
		{ 0xc6336400, 24 },	/* documentation */
		{ 0xcb007100, 24 },	/* documentation */
		{ 0xe0000000, 3 },	/* multicast, reserved, broadcast */
	};
	size_t	i;

	for (i = 0; i < ES_COUNT(kept); i++)
		if ((a ^ kept[i].net) >> (32 - kept[i].bits) == 0)
			return false;
	return true;
}

static uint32_t
word(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static bool
is_public6(const uint8_t *p)
{
	static const uint8_t	mapped[12] = { [10] = 0xff, [11] = 0xff };
	static const uint8_t	nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

	if (memcmp(p, mapped, 12) == 0 || memcmp(p, nat64, 12) == 0)
		return is_public4(word(p + 12));
	if (p[0] == 0x20 && p[1] == 0x02)		/* 6to4 */
		return is_public4(word(p + 2));
	/* Global unicast is 2000::/3; 2001::/23 is for protocols. */
	if ((p[0] & 0xe0) != 0x20)
		return false;
	if (p[0] == 0x20 && p[1] == 0x01 && (p[2] < 0x02 ||
	    (p[2] == 0x0d && p[3] == 0xb8)))
		return false;
	return !(p[0] == 0x3f && p[1] == 0xff && p[2] < 0x10);
}

bool
net_is_public(const struct sockaddr *a)
{
	struct sockaddr_in6	six;
	struct sockaddr_in	four;

	switch (a->sa_family) {
	case AF_INET:
		memcpy(&four, a, sizeof(four));
		return is_public4(ntohl(four.sin_addr.s_addr));
	case AF_INET6:
		memcpy(&six, a, sizeof(six));
		return is_public6(six.sin6_addr.s6_addr);
	default:
		return false;
	}
}
