/* sys/ipc.c - see ipc.h. */
#define _GNU_SOURCE	/* struct ucred, accept4 */
#include "sys/ipc.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static int64_t
mono_ms(void)
{
	struct timespec	 ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int
address(struct sockaddr_un *a, const char *path, struct es_err *err)
{
	size_t	 n = strlen(path);

	memset(a, 0, sizeof(*a));
	a->sun_family = AF_UNIX;
	if (n == 0 || n >= sizeof(a->sun_path))
		return es_fail(err, ES_E_LIMIT,
		    "socket %s: the path is over %zu bytes", path,
		    sizeof(a->sun_path) - 1);
	memcpy(a->sun_path, path, n);
	return 0;
}

int
ipc_listen(int *fd, const char *path, gid_t gid, struct es_err *err)
{
	struct sockaddr_un	 a;
	mode_t			 old;
	int			 s, rc;

	*fd = -1;
	if (address(&a, path, err) < 0)
		return -1;
	if ((s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return es_fail(err, ES_E_SYSTEM, "socket: %s",
		    strerror(errno));
	(void)unlink(path);
	old = umask(0117);
	rc = bind(s, (struct sockaddr *)&a, sizeof(a));
	(void)umask(old);
	if (rc < 0 || (gid != (gid_t)-1 && chown(path, (uid_t)-1, gid) < 0) ||
	    listen(s, 512) < 0) {
		rc = es_fail(err, ES_E_SYSTEM, "socket %s: %s", path,
		    strerror(errno));
		close(s);
		return rc;
	}
	*fd = s;
	return 0;
}

int
ipc_connect(int *fd, const char *path, struct es_err *err)
{
	struct sockaddr_un	 a;
	int			 s;

	*fd = -1;
	if (address(&a, path, err) < 0)
		return -1;
	/* With a full queue this fails (EAGAIN) where another would hang. */
	s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (s < 0)
		return es_fail(err, ES_E_SYSTEM, "socket: %s",
		    strerror(errno));
	if (connect(s, (struct sockaddr *)&a, sizeof(a)) < 0) {
		es_fail(err, ES_E_UPSTREAM, "socket %s: %s", path,
		    strerror(errno));
		close(s);
		return -1;
	}
	*fd = s;
	return 0;
}

int
ipc_peer(int fd, uid_t *uid, struct es_err *err)
{
	struct ucred	 cred;
	socklen_t	 n = sizeof(cred);

	*uid = (uid_t)-1;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) < 0)
		return es_fail(err, ES_E_SYSTEM, "peer: %s", strerror(errno));
	*uid = cred.uid;
	return 0;
}

/* Wait until fd is ready; 0 ready, -1 too late or broken. */
static int
wait_ready(int fd, short events, int64_t deadline, struct es_err *err)
{
	struct pollfd	 p = { fd, events, 0 };
	int64_t		 left;
	int		 rc;

	for (;;) {
		left = deadline < 0 ? -1 : deadline - mono_ms();
		if (deadline >= 0 && left <= 0)
			break;
		rc = poll(&p, 1, left > 1 << 30 ? 1 << 30 : (int)left);
		if (rc > 0)
			return 0;
		if (rc == 0)
			break;
		if (errno != EINTR)
			return es_fail(err, ES_E_SYSTEM, "poll: %s",
			    strerror(errno));
	}
	return es_fail(err, ES_E_UPSTREAM, "peer: no answer in time");
}

static int
send_all(int fd, const unsigned char *p, size_t n, int flags,
    int64_t deadline, struct es_err *err)
{
	ssize_t	 k;

	while (n > 0) {
		k = send(fd, p, n, flags | MSG_NOSIGNAL | MSG_DONTWAIT);
		if (k > 0) {
			p += k;
			n -= (size_t)k;
		} else if (errno == EAGAIN) {
			if (wait_ready(fd, POLLOUT, deadline, err) < 0)
				return -1;
		} else if (errno != EINTR)
			return es_fail(err, ES_E_UPSTREAM, "peer: %s",
			    strerror(errno));
	}
	return 0;
}

int
ipc_send(int fd, struct es_view frame, int64_t deadline, struct es_err *err)
{
	unsigned char	 head[4];

	if (frame.n > UINT32_MAX)
		return es_fail(err, ES_E_LIMIT, "frame: over 4 GiB");
	head[0] = (unsigned char)(frame.n >> 24);
	head[1] = (unsigned char)(frame.n >> 16);
	head[2] = (unsigned char)(frame.n >> 8);
	head[3] = (unsigned char)frame.n;
	if (send_all(fd, head, sizeof(head), MSG_MORE, deadline, err) < 0)
		return -1;
	return send_all(fd, frame.p, frame.n, 0, deadline, err);
}

/* 1: n bytes are there; 0: closed before the first; -1: failed. */
static int
recv_all(int fd, unsigned char *p, size_t n, int64_t deadline,
    struct es_err *err)
{
	size_t	 got = 0;
	ssize_t	 k;

	while (got < n) {
		k = recv(fd, p + got, n - got, MSG_DONTWAIT);
		if (k > 0) {
			got += (size_t)k;
		} else if (k == 0) {
			if (got == 0)
				return 0;
			return es_fail(err, ES_E_UPSTREAM,
			    "peer: gone in mid-frame");
		} else if (errno == EAGAIN) {
			if (wait_ready(fd, POLLIN, deadline, err) < 0)
				return -1;
		} else if (errno == ECONNRESET && got == 0)
			return 0;
		else if (errno != EINTR)
			return es_fail(err, ES_E_UPSTREAM, "peer: %s",
			    strerror(errno));
	}
	return 1;
}

int
ipc_recv(int fd, struct es_buf *out, int64_t deadline, struct es_err *err)
{
	unsigned char	 head[4], *to;
	size_t		 n;
	int		 rc;

	es_buf_reset(out);
	if ((rc = recv_all(fd, head, sizeof(head), deadline, err)) <= 0)
		return rc;
	n = (size_t)head[0] << 24 | (size_t)head[1] << 16 |
	    (size_t)head[2] << 8 | head[3];
	if (n == 0)
		return 1;
	if ((to = es_buf_extend(out, n)) == NULL)
		return es_buf_ok(out, "frame", err);
	rc = recv_all(fd, to, n, deadline, err);
	if (rc == 0)
		return es_fail(err, ES_E_UPSTREAM, "peer: gone in mid-frame");
	return rc;
}

bool
ipc_is_idle(int fd)
{
	char	 c;

	return recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) < 0 &&
	    errno == EAGAIN;
}

void
ipc_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}
