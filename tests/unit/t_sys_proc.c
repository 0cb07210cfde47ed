/* t_sys_proc.c - masters, workers and the sockets between them. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/ipc.h"
#include "sys/proc.h"
#include "tap.h"

static int	news[2];	/* what workers tell the test */

static void
say(char c)
{
	if (write(news[1], &c, 1) != 1)
		_exit(99);
}

/* The next news within "ms", '-' for none. */
static char
hear(int ms)
{
	struct pollfd	 p = { news[0], POLLIN, 0 };
	char		 c = '-';

	if (poll(&p, 1, ms) == 1 && read(news[0], &c, 1) != 1)
		c = '-';
	return c;
}

static pid_t
master(int (*run)(void *arg))
{
	struct sys_group	 g = { "test", 1, run, NULL };
	struct es_err		 e = ES_ERR_INIT;
	pid_t			 pid;

	fflush(stdout);
	if ((pid = fork()) == 0)
		_exit(sys_prefork(&g, 1, 5000, NULL, NULL, &e) == 0 ? 0 : 1);
	return pid;
}

static int64_t
stop(pid_t pid)
{
	int64_t	 began = sys_mono_ms();
	int	 st = 0;

	kill(pid, SIGTERM);
	waitpid(pid, &st, 0);
	return st == 0 ? sys_mono_ms() - began : -1;
}

/* The signal comes after the look at the flag and before the wait. */
static int
unlucky(void *arg)
{
	(void)arg;
	say('u');
	while (!sys_stopping()) {
		if (sys_wait_begin()) {
			raise(SIGTERM);
			pause();
		}
		sys_wait_end();
	}
	return 0;
}

/* SIGTERM in the middle of a request: a read that waits goes on. */
static int
busy(void *arg)
{
	struct pollfd	 never = { -1, POLLIN, 0 };
	int		 rc;

	(void)arg;
	say('b');
	rc = poll(&never, 1, 1500);
	say(rc == 0 ? 'w' : errno == EINTR ? 'i' : '?');
	say(sys_stopping() ? 's' : 'g');
	while (sys_wait_begin())
		pause();
	sys_wait_end();
	return 0;
}

static void
workers(void)
{
	pid_t	 pid = master(unlucky);
	int64_t	 ms;

	ok(hear(5000) == 'u', "a worker begins");
	ok(hear(4000) == 'u', "a signal just before the wait is not lost");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	while (hear(1500) != '-')
		continue;
	pid = master(busy);
	ok(hear(5000) == 'b', "a worker is busy");
	ms = stop(pid);
	ok(hear(0) == 'w' && hear(0) == 's', "SIGTERM breaks off no request, "
	    "and is seen after it");
	ok(ms >= 1000 && ms < 4000, "then the worker ends at once: %lld ms",
	    (long long)ms);
}

/* A socket whose listener never accepts, with a queue of one. */
static void
full_queue(void)
{
	struct sockaddr_un	 a = { .sun_family = AF_UNIX };
	struct es_err		 e = ES_ERR_INIT;
	int			 fd[8], s, i, n = 0;

	snprintf(a.sun_path, sizeof(a.sun_path), "/tmp/es-ipc-%ld.sock",
	    (long)getpid());
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	ok(bind(s, (struct sockaddr *)&a, sizeof(a)) == 0 &&
	    listen(s, 1) == 0, "a listener that sleeps");
	alarm(20);		/* hanging is failing */
	for (i = 0; i < 8; i++)
		n += ipc_connect(&fd[i], a.sun_path, &e) == 0;
	alarm(0);
	ok(n > 0 && n < 8 && e.code == ES_E_UPSTREAM,
	    "a full queue is no reason to hang: %d, %s", n, e.msg);
	for (i = 0; i < 8; i++)
		ipc_close(&fd[i]);
	close(s);
	unlink(a.sun_path);
}

int
main(void)
{
	if (pipe(news) < 0)
		return 1;
	workers();
	full_queue();
	return done();
}
