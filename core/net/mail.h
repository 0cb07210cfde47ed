/*
 * net/mail.h - one message handed to a mail server (RFC 5321), by libcurl.
 *
 * A message is sent when the server has said 250 after all of it, and not
 * before.  What a server says is kept: it is what people need to put right
 * what is wrong.
 */
#ifndef ES_NET_MAIL_H
#define ES_NET_MAIL_H

#include "base/err.h"
#include "base/view.h"
#include "net/net.h"

enum net_mail_tls {
	NET_MAIL_STARTTLS = 0,	/* or nothing is said at all */
	NET_MAIL_PLAIN,		/* a relay on this machine */
	NET_MAIL_TLS		/* from the first byte: smtps */
};

struct net_mail_conf {
	const char	*host;
	int		 port;
	enum net_mail_tls tls;
	const char	*user, *password;	/* NULL: no sign-in */
	const char	*helo;			/* our name; NULL: the host's */
	int		 ms;			/* for one message; > 0 */
};

enum net_mail {
	NET_MAIL_UNKNOWN = 0,
	NET_MAIL_SENT,		/* the server has it */
	NET_MAIL_LATER,		/* it did not take it now, or nobody knows */
	NET_MAIL_REFUSED	/* it will never take this message: 5xx */
};

/*
 * Hand over "message" (CRLF lines, headers and all) from one address to
 * another.  *out says what became of it, "said" (at least 300 bytes) what the
 * server or libcurl said.  -1 only for a failure of our own.
 */
ES_CHECK int	net_mail_send(struct net *n, const struct net_mail_conf *c,
		    const char *from, const char *to, struct es_view message,
		    enum net_mail *out, char *said, size_t room,
		    struct es_err *err);

#endif
