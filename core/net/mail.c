/* net/mail.c - see mail.h. */
#include "net/mail.h"

#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "net/net_priv.h"

struct talk {
	struct es_view	 left;		/* of the message */
	bool		 mail;		/* RCPT TO was said: about this one */
	int		 code;		/* of the first refusal */
	char		*said;
	size_t		 room;
};

static size_t
give(char *p, size_t size, size_t n, void *arg)
{
	struct talk	*t = arg;
	size_t		 k = size * n < t->left.n ? size * n : t->left.n;

	if (k > 0)
		memcpy(p, t->left.p, k);
	t->left = es_view_sub(t->left, k, t->left.n);
	return k;
}

/* The first refusal counts: what comes after it is only "221 bye". */
static void
listen_to(struct talk *t, const char *p, size_t n)
{
	size_t	 i, k = 0;

	if (t->code != 0 || n < 4 || (p[0] != '4' && p[0] != '5') ||
	    p[1] < '0' || p[1] > '9' || p[2] < '0' || p[2] > '9')
		return;
	t->code = (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
	for (i = 0; i < n && k + 1 < t->room; i++)
		if ((unsigned char)p[i] >= ' ' && p[i] != 0x7f)
			t->said[k++] = p[i];
	t->said[k] = '\0';
}

static int
overhear(CURL *c, curl_infotype type, char *p, size_t n, void *arg)
{
	struct talk	*t = arg;

	(void)c;
	if (type == CURLINFO_HEADER_OUT && n >= 8 &&
	    strncmp(p, "RCPT TO:", 8) == 0)
		t->mail = true;
	if (type == CURLINFO_HEADER_IN)
		listen_to(t, p, n);
	return 0;
}

static void
set_up(CURL *c, const char *url, const struct net_mail_conf *m,
    const char *roots, struct talk *t, char *why)
{
	curl_easy_reset(c);
	(void)curl_easy_setopt(c, CURLOPT_URL, url);
	(void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	(void)curl_easy_setopt(c, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)m->ms);
	(void)curl_easy_setopt(c, CURLOPT_USE_SSL, m->tls ==
	    NET_MAIL_STARTTLS ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
	(void)curl_easy_setopt(c, CURLOPT_SSLVERSION,
	    (long)CURL_SSLVERSION_TLSv1_2);
	if (roots != NULL)
		(void)curl_easy_setopt(c, CURLOPT_CAINFO, roots);
	if (m->user != NULL && *m->user != '\0') {
		(void)curl_easy_setopt(c, CURLOPT_USERNAME, m->user);
		(void)curl_easy_setopt(c, CURLOPT_PASSWORD, m->password);
	}
	(void)curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	(void)curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	(void)curl_easy_setopt(c, CURLOPT_READDATA, t);
	(void)curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE,
	    (curl_off_t)t->left.n);
	(void)curl_easy_setopt(c, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, overhear);
	(void)curl_easy_setopt(c, CURLOPT_DEBUGDATA, t);
	(void)curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
}

int
net_mail_send(struct net *n, const struct net_mail_conf *m, const char *from,
    const char *to, struct es_view message, enum net_mail *out, char *said,
    size_t room, struct es_err *err)
{
	char			 url[300], why[CURL_ERROR_SIZE] = "";
	char			 mail[300], rcpt[300];
	struct talk		 t = { message, false, 0, said, room };
	struct curl_slist	*list;
	CURL			*c = net_curl(n);
	CURLcode		 rc;

	*out = NET_MAIL_UNKNOWN;
	said[0] = '\0';
	if (m->ms <= 0)
		return es_fail(err, ES_E_BUG, "mail: no deadline");
	if ((size_t)snprintf(url, sizeof(url), "%s://%s:%d/%s", m->tls ==
	    NET_MAIL_TLS ? "smtps" : "smtp", m->host, m->port, m->helo == NULL
	    ? "" : m->helo) >= sizeof(url) ||
	    (size_t)snprintf(mail, sizeof(mail), "<%s>", from) >=
	    sizeof(mail) ||
	    (size_t)snprintf(rcpt, sizeof(rcpt), "<%s>", to) >= sizeof(rcpt))
		return es_fail(err, ES_E_INPUT, "mail: an address too long");
	if ((list = curl_slist_append(NULL, rcpt)) == NULL)
		return es_fail(err, ES_E_NOMEM, "mail: out of memory");
	set_up(c, url, m, net_roots(n), &t, why);
	(void)curl_easy_setopt(c, CURLOPT_MAIL_FROM, mail);
	(void)curl_easy_setopt(c, CURLOPT_MAIL_RCPT, list);
	rc = curl_easy_perform(c);
	curl_slist_free_all(list);
	if (rc == CURLE_OK) {
		*out = NET_MAIL_SENT;
		return 0;
	}
	*out = t.mail && t.code >= 500 ? NET_MAIL_REFUSED : NET_MAIL_LATER;
	if (t.code == 0)
		(void)snprintf(said, room, "%s", why[0] != '\0' ? why :
		    curl_easy_strerror(rc));
	return 0;
}
