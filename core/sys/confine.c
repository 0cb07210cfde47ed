/* sys/confine.c - see confine.h. */
#define _GNU_SOURCE
#include "sys/confine.h"

#include <errno.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/confine_priv.h"

/* How a child says that its memory was not enough. */
enum { EXIT_MEMORY = 1, EXIT_SETUP = 2 };

#if defined(__SANITIZE_ADDRESS__)
#define SHADOWED	1	/* terabytes of address space are normal */
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SHADOWED	1
#endif
#endif
#ifndef SHADOWED
#define SHADOWED	0
#endif

/* All that computing needs; any other call ends the child. */
static bool
close_doors(void)
{
	static const int	 open[] = {
		SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close),
		SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
		SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk),
		SCMP_SYS(futex), SCMP_SYS(sched_yield),
		SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
		SCMP_SYS(time), SCMP_SYS(getrandom), SCMP_SYS(getpid),
		SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(sigaltstack),
		SCMP_SYS(sysinfo),	/* qsort asks for it */
		SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigreturn), SCMP_SYS(exit), SCMP_SYS(exit_group),
	};
	scmp_filter_ctx		 f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool			 ok = f != NULL;
	size_t			 i;

	for (i = 0; ok && i < ES_COUNT(open); i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, open[i], 0) == 0;
	ok = ok && seccomp_load(f) == 0;
	seccomp_release(f);
	return ok;
}

/* Pages that the process has now, in bytes. */
static size_t
present(void)
{
	unsigned long	 pages = 0;
	FILE		*f = fopen("/proc/self/statm", "re");

	if (f != NULL) {
		if (fscanf(f, "%lu", &pages) != 1)
			pages = 0;
		(void)fclose(f);
	}
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

bool
sys_child_limit(int what, rlim_t n)
{
	const struct rlimit	 r = { n, n };

	return setrlimit(what, &r) == 0;
}

static bool
give_up_rights(const struct sys_confine *c)
{
	return sys_child_limit(RLIMIT_CORE, 0) &&
	    sys_child_limit(RLIMIT_CPU, c->seconds + 1) && (SHADOWED ||
	    sys_child_limit(RLIMIT_AS, present() + c->memory)) &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
}

static bool
send_all(int fd, struct es_view v)
{
	ssize_t	 n;

	while (v.n > 0) {
		n = write(fd, v.p, v.n);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			v = es_view_sub(v, (size_t)n, v.n - (size_t)n);
	}
	return true;
}

/* The child: its pipe becomes descriptor 3, and the only one. */
_Noreturn static void
child(int fd, int (*fn)(void *arg, struct es_buf *out), void *arg,
    const struct sys_confine *c, size_t max)
{
	struct es_buf	 out;
	struct es_err	 e = ES_ERR_INIT;
	unsigned char	 said;
	int		 rc;

	if (!give_up_rights(c) || dup2(fd, 3) < 0 ||
	    close_range(4, ~0U, 0) < 0)
		_exit(EXIT_SETUP);
	(void)close(0);
	(void)close(1);
	if (!SHADOWED)		/* a sanitizer says there what it found */
		(void)close(2);
	tzset();		/* mktime would read its file later */
	if (!close_doors())
		_exit(EXIT_SETUP);
	es_buf_init(&out, max);
	rc = fn(arg, &out);
	if (rc == SYS_OUT_OF_MEMORY || es_buf_ok(&out, "answer", &e) < 0)
		_exit(EXIT_MEMORY);
	said = (unsigned char)rc;
	_exit(send_all(3, es_view(&said, 1)) &&
	    send_all(3, es_buf_view(&out)) ? 0 : EXIT_SETUP);
}

bool
sys_child_receive(int fd, int64_t deadline, struct es_buf *out, bool *late)
{
	unsigned char	 part[16384];
	struct pollfd	 p = { fd, POLLIN, 0 };
	struct es_err	 e = ES_ERR_INIT;
	int64_t		 left;
	ssize_t		 n;

	for (;;) {
		left = deadline - sys_mono_ms();
		*late = left <= 0;
		if (*late)
			return false;
		if (poll(&p, 1, (int)left) <= 0)
			continue;
		n = read(fd, part, sizeof(part));
		if (n == 0)
			return true;
		if (n > 0)
			es_buf_add(out, part, (size_t)n);
		if ((n < 0 && errno != EINTR) ||
		    es_buf_ok(out, "answer", &e) < 0)
			return false;
	}
}

static enum sys_end
how(int wait, bool whole, bool late)
{
	if (late || (WIFSIGNALED(wait) && WTERMSIG(wait) == SIGXCPU))
		return SYS_END_TIME;
	if (WIFEXITED(wait) && WEXITSTATUS(wait) == EXIT_MEMORY)
		return SYS_END_MEMORY;
	return whole && WIFEXITED(wait) && WEXITSTATUS(wait) == 0 ?
	    SYS_END_DONE : SYS_END_CRASH;
}

int
sys_confined(int (*fn)(void *arg, struct es_buf *out), void *arg,
    const struct sys_confine *c, struct es_buf *out, int *status,
    enum sys_end *end, struct es_err *err)
{
	int64_t		 deadline = sys_mono_ms() + 1000 *
			    (int64_t)c->seconds;
	struct es_buf	 in;
	bool		 whole, late = false;
	int		 fd[2], wait = 0;
	pid_t		 pid;

	*end = SYS_END_UNKNOWN;
	*status = 0;
	if (pipe(fd) < 0)
		return es_fail(err, ES_E_SYSTEM, "pipe: %s",
		    strerror(errno));
	(void)fflush(NULL);
	if ((pid = fork()) < 0) {
		(void)close(fd[0]);
		(void)close(fd[1]);
		return es_fail(err, ES_E_SYSTEM, "fork: %s",
		    strerror(errno));
	}
	if (pid == 0)
		child(fd[1], fn, arg, c, out->max);
	(void)close(fd[1]);
	es_buf_init(&in, out->max + 1);
	whole = sys_child_receive(fd[0], deadline, &in, &late);
	if (!whole)
		(void)kill(pid, SIGKILL);
	(void)close(fd[0]);
	while (waitpid(pid, &wait, 0) < 0 && errno == EINTR)
		continue;
	*end = how(wait, whole && in.n > 0, late);
	if (*end == SYS_END_DONE) {
		*status = in.p[0];
		es_buf_add(out, in.p + 1, in.n - 1);
	}
	es_buf_clear(&in);
	if (WIFEXITED(wait) && WEXITSTATUS(wait) == EXIT_SETUP)
		return es_fail(err, ES_E_SYSTEM, "the kernel does not let "
		    "us confine a process (seccomp)");
	return 0;
}

const char *
sys_end_name(enum sys_end e)
{
	static const char *const	name[] = { "unknown", "done", "crash",
					    "time", "memory" };

	return (size_t)e < ES_COUNT(name) ? name[e] : name[0];
}
