/*
 * b_http.c - confirm -> sealed file over HTTP, as many students at once.
 *
 *	b_http PORT CLIENTS ROUNDS FIRST_ACCOUNT PASSWORD [TYPE/LANG]
 *
 * Each client is a process with its own account (FIRST_ACCOUNT + i).  It
 * signs in once, waits until all have, then ROUNDS times opens the request
 * page, sends the form that the page holds, and waits until the document's
 * page offers the file, without a pause between.  The clock runs from sending
 * the form to that page.  Prints one JSON line.
 * Traffic goes to 127.0.0.1 only.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BODY_MAX	(1 << 20)

struct client {
	int	 port;
	char	 cookie[1024];
	char	 location[512];
	int	 status;
	size_t	 n;
	char	 body[BODY_MAX];
};

struct meeting {
	atomic_int	 here;
	double		 began;		/* when all were here */
	double		 ms[];
};

static double
now_ms(void)
{
	struct timespec	 ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void
die(const char *what)
{
	fprintf(stderr, "b_http: %s\n", what);
	exit(1);
}

/* Keep every cookie that an answer sets; the last value of a name wins. */
static void
keep_cookies(struct client *c, const char *head)
{
	const char	*p = head;

	while ((p = strstr(p, "Set-Cookie: ")) != NULL) {
		char	 pair[512], *old;
		size_t	 n, name;

		p += 12;
		n = strcspn(p, ";\r\n");
		if (n >= sizeof(pair))
			die("cookie too long");
		memcpy(pair, p, n);
		pair[n] = '\0';
		name = strcspn(pair, "=") + 1;
		while ((old = strstr(c->cookie, pair)) == NULL && name < n) {
			char	 key[512];

			memcpy(key, pair, name);
			key[name] = '\0';
			if ((old = strstr(c->cookie, key)) == NULL)
				break;
			memmove(old, old + strcspn(old, ";") + 1,
			    strlen(old + strcspn(old, ";")));
		}
		if (strlen(c->cookie) + n + 2 < sizeof(c->cookie))
			snprintf(c->cookie + strlen(c->cookie),
			    sizeof(c->cookie) - strlen(c->cookie), "%s;",
			    pair);
	}
}

static void
request(struct client *c, const char *method, const char *path,
    const char *form)
{
	struct sockaddr_in	 a = { .sin_family = AF_INET };
	static char		 out[65536];
	char			*head_end = NULL, *loc;
	ssize_t			 k;
	int			 fd, n;

	a.sin_port = htons((uint16_t)c->port);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if ((fd = socket(AF_INET, SOCK_STREAM, 0)) < 0 ||
	    connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		die("cannot connect");
	n = snprintf(out, sizeof(out), "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d"
	    "\r\nConnection: close\r\nAccept-Language: zh-CN\r\nCookie: %s\r\n"
	    "Origin: http://127.0.0.1:%d\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: %zu\r\n\r\n%s", method, path, c->port, c->cookie,
	    c->port, form == NULL ? 0 : strlen(form), form == NULL ? "" : form);
	if (n < 0 || (size_t)n >= sizeof(out) || write(fd, out, (size_t)n) != n)
		die("cannot send");
	c->n = 0;
	while (c->n < BODY_MAX - 1 &&
	    (k = read(fd, c->body + c->n, BODY_MAX - 1 - c->n)) > 0)
		c->n += (size_t)k;
	close(fd);
	c->body[c->n] = '\0';
	if (sscanf(c->body, "HTTP/1.1 %d", &c->status) != 1 ||
	    (head_end = strstr(c->body, "\r\n\r\n")) == NULL)
		die("no answer");
	*head_end = '\0';
	keep_cookies(c, c->body);
	c->location[0] = '\0';
	if ((loc = strstr(c->body, "Location: ")) != NULL)
		snprintf(c->location, sizeof(c->location), "%.*s",
		    (int)strcspn(loc + 10, "\r\n"), loc + 10);
	*head_end = '\r';
}

static void
follow(struct client *c)
{
	char	 path[512], *p;
	int	 hops;

	for (hops = 0; c->status >= 301 && c->status <= 303 && hops < 5;
	    hops++) {
		p = strstr(c->location, "://");
		p = p == NULL ? c->location : strchr(p + 3, '/');
		snprintf(path, sizeof(path), "%s", p == NULL ? "/" : p);
		request(c, "GET", path, NULL);
	}
}

/* Value of attribute "name" inside one tag [p, end). */
static bool
attr(const char *p, const char *end, const char *name, char *out, size_t max)
{
	char		 key[64];
	const char	*v, *q;

	snprintf(key, sizeof(key), " %s=\"", name);
	v = strstr(p, key);
	if (v == NULL || v >= end)
		return false;
	v += strlen(key);
	q = strchr(v, '"');
	if (q == NULL || (size_t)(q - v) >= max)
		return false;
	memcpy(out, v, (size_t)(q - v));
	out[q - v] = '\0';
	return true;
}

static void
add_field(char *form, size_t max, const char *name, const char *value)
{
	size_t	 n = strlen(form);

	n += (size_t)snprintf(form + n, max - n, "%s%s=", n ? "&" : "", name);
	for (; *value != '\0' && n + 4 < max; value++)
		n += (size_t)snprintf(form + n, max - n, "%%%02X",
		    (unsigned)(unsigned char)*value);
}

/* The fields that the form with this action really holds. */
static void
read_form(const struct client *c, const char *action, char *form, size_t max)
{
	const char	*p = c->body, *end, *tag;
	char		 value[512], name[64], type[32];

	form[0] = '\0';
	while ((p = strstr(p, "<form ")) != NULL) {
		end = strchr(p, '>');
		if (end != NULL && attr(p, end, "action", value,
		    sizeof(value)) && strstr(value, action) != NULL &&
		    attr(p, end, "method", type, sizeof(type)) &&
		    (type[0] == 'p' || type[0] == 'P'))
			break;
		p += 6;
	}
	if (p == NULL || (end = strstr(p, "</form>")) == NULL)
		die("the page has no such form");
	for (tag = p; (tag = strstr(tag, "<input ")) != NULL && tag < end;
	    tag++) {
		const char	*close = strchr(tag, '>');

		if (!attr(tag, close, "name", name, sizeof(name)))
			continue;
		if (!attr(tag, close, "type", type, sizeof(type)))
			snprintf(type, sizeof(type), "text");
		if (!attr(tag, close, "value", value, sizeof(value)))
			value[0] = '\0';
		if (strcmp(type, "radio") == 0 ||
		    strcmp(type, "checkbox") == 0) {
			const char	*ch = strstr(tag, "checked");

			if (ch == NULL || ch > close)
				continue;
		}
		if (strcmp(type, "submit") != 0)
			add_field(form, max, name, value);
	}
	for (tag = p; (tag = strstr(tag, "<select ")) != NULL && tag < end;
	    tag++) {
		const char	*opt = strstr(tag, "<option ");

		if (attr(tag, strchr(tag, '>'), "name", name, sizeof(name)) &&
		    opt != NULL && attr(opt, strchr(opt, '>'), "value", value,
		    sizeof(value)))
			add_field(form, max, name, value);
	}
}

static void
sign_in(struct client *c, const char *account, const char *password)
{
	char	 form[4096], rest[4096] = "", *tok, *save;

	/* So many from one address are slowed down: 429. */
	while (request(c, "GET", "/login", NULL), c->status == 429)
		usleep(200000);
	read_form(c, "/login", form, sizeof(form));
	for (tok = strtok_r(form, "&", &save); tok != NULL;
	    tok = strtok_r(NULL, "&", &save))
		if (strncmp(tok, "account=", 8) != 0 &&
		    strncmp(tok, "password=", 9) != 0)
			snprintf(rest + strlen(rest), sizeof(rest) -
			    strlen(rest), "%s&", tok);
	rest[strlen(rest) > 0 ? strlen(rest) - 1 : 0] = '\0';
	add_field(rest, sizeof(rest), "account", account);
	add_field(rest, sizeof(rest), "password", password);
	while (request(c, "POST", "/login", rest), c->status == 429)
		usleep(200000);
	follow(c);
	if (c->status != 200 || strstr(c->body, "/request/") == NULL)
		die("sign-in failed");
}

static double
one_round(struct client *c, const char *type)
{
	char	 path[256], form[4096], page[512];
	double	 began;

	snprintf(path, sizeof(path), "/request/%s", type);
	request(c, "GET", path, NULL);
	if (c->status != 200)
		die("the request page did not open");
	read_form(c, path, form, sizeof(form));
	began = now_ms();
	request(c, "POST", path, form);
	if (c->status != 303)
		die("the form was not accepted");
	snprintf(page, sizeof(page), "%s", c->location);
	follow(c);
	while (strstr(c->body, "/file\"") == NULL) {
		if (now_ms() - began > 30000)
			die("no sealed file after 30 s");
		usleep(5000);
		snprintf(c->location, sizeof(c->location), "%s", page);
		c->status = 303;
		follow(c);
	}
	return now_ms() - began;
}

/* Wait until all have come; the last one starts the clock. */
static void
together(struct meeting *m, int clients)
{
	double	 until = now_ms() + 60000;

	if (atomic_fetch_add(&m->here, 1) == clients - 1)
		m->began = now_ms();
	while (atomic_load(&m->here) < clients) {
		if (now_ms() > until)
			die("others did not sign in");
		usleep(1000);
	}
}

static void
client(struct meeting *m, int i, int clients, int rounds, char **argv,
    const char *type)
{
	struct client	*c = calloc(1, sizeof(*c));
	char		 account[32];
	int		 k;

	if (c == NULL)
		die("out of memory");
	c->port = (int)strtol(argv[1], NULL, 10);
	snprintf(account, sizeof(account), "%lld",
	    strtoll(argv[4], NULL, 10) + i);
	sign_in(c, account, argv[5]);
	together(m, clients);
	for (k = 0; k < rounds; k++)
		m->ms[i * rounds + k] = one_round(c, type);
	exit(0);
}

static int
ascending(const void *a, const void *b)
{
	double	 x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int
main(int argc, char *argv[])
{
	const char	*type = argc > 6 ? argv[6] :
			    "transcript-graduate/zh-CN";
	struct meeting	*m;
	double		*ms, wall;
	int		 clients, rounds, i, k, bad = 0, st;

	if (argc < 6)
		die("usage: b_http PORT CLIENTS ROUNDS FIRST PASSWORD "
		    "[TYPE/LANG]");
	clients = (int)strtol(argv[2], NULL, 10);
	rounds = (int)strtol(argv[3], NULL, 10);
	if (clients < 1 || clients > 256 || rounds < 1 || rounds > 10000)
		die("clients 1..256, rounds 1..10000");
	k = clients * rounds;
	m = mmap(NULL, sizeof(*m) + sizeof(*ms) * (size_t)k,
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (m == MAP_FAILED)
		die("out of memory");
	for (i = 0; i < clients; i++)
		if (fork() == 0)
			client(m, i, clients, rounds, argv, type);
	for (i = 0; i < clients; i++)
		if (wait(&st) < 0 || st != 0)
			bad++;
	wall = now_ms() - m->began;
	ms = m->ms;
	qsort(ms, (size_t)k, sizeof(*ms), ascending);
	printf("{\"clients\":%d,\"documents\":%d,\"failed_clients\":%d,"
	    "\"p50_ms\":%.1f,\"p95_ms\":%.1f,\"p99_ms\":%.1f,"
	    "\"per_second\":%.1f}\n", clients, k, bad, ms[k / 2],
	    ms[k * 95 / 100], ms[k * 99 / 100], k / (wall / 1000));
	return bad != 0;
}
