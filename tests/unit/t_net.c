/* One HTTP exchange: what is an answer, and every way in which it is not. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "net/net.h"
#include "net/net_priv.h"
#include "tests/unit/tap.h"

static int	port;

/* -- the other side: one request, one answer, by its path ------------- */

static void
say(int fd, const char *s)
{
	if (write(fd, s, strlen(s)) < 0)
		_exit(0);
}

static void
big(int fd, size_t n)
{
	char	b[1000];

	memset(b, 'x', sizeof(b));
	say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
	for (; n > 0; n -= n < sizeof(b) ? n : sizeof(b))
		if (write(fd, b, n < sizeof(b) ? n : sizeof(b)) < 0)
			return;
}

static void
answer(int fd, const char *rq)
{
	char	b[300];
	int	n;

	if (strstr(rq, " /ok ") != NULL)
		say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; "
		    "charset=x\r\nContent-Length: 5\r\n\r\nhello");
	else if (strstr(rq, " /echo ") != NULL) {
		n = snprintf(b, sizeof(b), "HTTP/1.1 200 OK\r\nContent-Type: "
		    "application/ocsp-response\r\nContent-Length: %zu\r\n\r\n"
		    "%.4s%s", 4 + strlen(strstr(rq, "\r\n\r\n") + 4), rq,
		    strstr(rq, "\r\n\r\n") + 4);
		if (n > 0)
			say(fd, b);
	} else if (strstr(rq, " /big ") != NULL)
		big(fd, 100000);
	else if (strstr(rq, " /slow ") != NULL)
		sleep(5);
	else if (strstr(rq, " /file ") != NULL)
		say(fd, "HTTP/1.1 302 x\r\nLocation: file:///etc/passwd\r\n"
		    "Content-Length: 0\r\n\r\n");
	else if ((n = atoi(strstr(rq, "/r") == NULL ? "" :
	    strstr(rq, "/r") + 2)) > 0) {
		n = snprintf(b, sizeof(b), "HTTP/1.1 302 x\r\nLocation: "
		    "http://127.0.0.1:%d/%s%.0d\r\nContent-Length: 0\r\n\r\n",
		    port, n == 1 ? "ok" : "r", n - 1);
		if (n > 0)
			say(fd, b);
	} else
		say(fd, "HTTP/1.1 404 x\r\nContent-Length: 5\r\n\r\nsorry");
}

static void
serve(int ls)
{
	char	rq[4096];
	ssize_t	n;
	int	fd;

	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		if ((fd = accept(ls, NULL, NULL)) < 0)
			_exit(0);
		if (fork() == 0) {
			while ((n = read(fd, rq, sizeof(rq) - 1)) > 0) {
				rq[n] = '\0';
				answer(fd, rq);
				if (strstr(rq, " /big ") != NULL ||
				    strstr(rq, " /slow ") != NULL)
					break;
			}
			_exit(0);
		}
		close(fd);
	}
}

static pid_t
start(void)
{
	struct sockaddr_in	a = { .sin_family = AF_INET };
	socklen_t		n = sizeof(a);
	pid_t			pid;
	int			ls = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (ls < 0 || bind(ls, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(ls, 20) != 0 ||
	    getsockname(ls, (struct sockaddr *)&a, &n) != 0)
		return -1;
	port = ntohs(a.sin_port);
	signal(SIGCHLD, SIG_IGN);
	if ((pid = fork()) == 0)
		serve(ls);
	close(ls);
	return pid;
}

/* -- this side -------------------------------------------------------- */

static struct net	*net;
static struct es_buf	 out;

static enum es_code
get(const char *path, const char *want, int ms, unsigned flags)
{
	struct es_err		err = ES_ERR_INIT;
	char			url[200];
	struct net_request	rq = { .want = want, .ms = ms,
				    .flags = flags };

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", port, path);
	rq.url = es_view_str(url);
	es_buf_reset(&out);
	if (net_exchange(net, &rq, &out, &err) == 0)
		return ES_E_NONE;
	printf("# %s\n", err.msg);
	return err.code;
}

static enum es_code
url_of(size_t n)
{
	struct es_err		err = ES_ERR_INIT;
	char			url[ES_LIMIT_NET_URL + 2];
	struct net_request	rq = { .ms = 2000 };
	int			k;

	k = snprintf(url, sizeof(url), "http://127.0.0.1:%d/", port);
	memset(url + k, 'a', sizeof(url) - (size_t)k);
	rq.url = es_view(url, n);
	return net_exchange(net, &rq, &out, &err) == 0 ? ES_E_NONE : err.code;
}

static void
exchanges(void)
{
	struct es_err		err = ES_ERR_INIT;
	char			url[100];
	struct net_request	rq = { .body = ES_LIT("body"), .ms = 2000,
				    .type = "application/ocsp-request",
				    .want = "application/ocsp-response" };

	ok(get("/ok", NULL, 2000, 0) == ES_E_NONE &&
	    es_view_eq_str(es_buf_view(&out), "hello"), "an answer");
	ok(get("/ok", "text/plain", 2000, 0) == ES_E_NONE, "its type");
	ok(get("/ok", "text/plai", 2000, 0) == ES_E_UPSTREAM && out.n == 0,
	    "another type");
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/echo", port);
	rq.url = es_view_str(url);
	es_buf_reset(&out);
	ok(net_exchange(net, &rq, &out, &err) == 0 &&
	    es_view_eq_str(es_buf_view(&out), "POSTbody"), "a POST");
	ok(net_exchange(net, &rq, &out, &err) == 0 &&
	    es_view_eq_str(es_buf_view(&out), "POSTbodyPOSTbody"),
	    "the next, appended");
	ok(get("/nowhere", NULL, 2000, 0) == ES_E_UPSTREAM && out.n == 0,
	    "status 404, whose body is nobody's");
	ok(get("/slow", NULL, 200, 0) == ES_E_UPSTREAM, "too slow");
	ok(get("/file", NULL, 2000, 0) == ES_E_INPUT, "sent to a file");
	ok(get("/r3", NULL, 2000, 0) == ES_E_NONE &&
	    ES_LIMIT_NET_REDIRECTS == 3, "sent on as often as the limit");
	ok(get("/r4", NULL, 2000, 0) == ES_E_UPSTREAM, "once more");
	ok(get("/ok", NULL, 2000, NET_PUBLIC) == ES_E_DENIED,
	    "an address of our own, named by a stranger");
	es_buf_clear(&out);
	es_buf_init(&out, 100000);
	ok(get("/big", NULL, 2000, 0) == ES_E_NONE && out.n == 100000,
	    "as long as the cap");
	es_buf_clear(&out);
	es_buf_init(&out, 99999);
	ok(get("/big", NULL, 2000, 0) == ES_E_LIMIT && out.n == 0, "longer");
	ok(url_of(ES_LIMIT_NET_URL) == ES_E_UPSTREAM, "the longest address");
	ok(url_of(ES_LIMIT_NET_URL + 1) == ES_E_INPUT, "one byte over");
}

static void
refusals(void)
{
	static const char *const	bad[] = { "file:///etc/passwd",
	    "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "http://", "",
	    "http://a b/", "http://127.0.0.1/\n" };
	struct es_err			err = ES_ERR_INIT;
	struct net_request		rq = { .ms = 500 };
	size_t				i;

	for (i = 0; i < ES_COUNT(bad); i++) {
		rq.url = es_view_str(bad[i]);
		ok(net_exchange(net, &rq, &out, &err) < 0 &&
		    err.code == ES_E_INPUT, "refused: \"%s\"", bad[i]);
		es_err_clear(&err);
	}
	/* Nobody listens at port 1; a proxy of the environment is not used. */
	(void)setenv("http_proxy", "http://127.0.0.1:9", 1);
	rq.url = ES_LIT("http://127.0.0.1:1/");
	ok(net_exchange(net, &rq, &out, &err) < 0 &&
	    err.code == ES_E_UPSTREAM, "nobody there");
	ok(get("/ok", NULL, 2000, 0) == ES_E_NONE, "no proxy");
}

static bool
is_public(const char *text)
{
	struct sockaddr_in6	six = { .sin6_family = AF_INET6 };
	struct sockaddr_in	four = { .sin_family = AF_INET };

	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return net_is_public((struct sockaddr *)&four);
	if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
		return net_is_public((struct sockaddr *)&six);
	return false;
}

static void
addresses(void)
{
	static const char *const	ours[] = { "127.0.0.1", "10.1.2.3",
	    "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
	    "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
	    "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
	    "::ffff:127.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::",
	    "2001:db8::1", "2001:0:1::1" };
	static const char *const	theirs[] = { "8.8.8.8", "172.32.0.1",
	    "172.15.255.255", "11.0.0.1", "126.1.1.1", "223.5.5.5",
	    "2400:3200::1", "2001:4860::1", "::ffff:8.8.8.8" };
	size_t				i;

	for (i = 0; i < ES_COUNT(ours); i++)
		ok(!is_public(ours[i]), "not public: %s", ours[i]);
	for (i = 0; i < ES_COUNT(theirs); i++)
		ok(is_public(theirs[i]), "public: %s", theirs[i]);
}

int
main(void)
{
	struct es_err	err = ES_ERR_INIT;
	pid_t		pid = start();

	es_buf_init(&out, ES_MIB);
	ok(pid > 0 && net_new(&net, &err) == 0, "set up");
	addresses();
	exchanges();
	refusals();
	net_free(net);
	es_buf_clear(&out);
	if (pid > 0)
		kill(pid, SIGKILL);
	return done();
}
