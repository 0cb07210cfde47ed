/* sys/run.c - see run.h. */
#define _GNU_SOURCE
#include "sys/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/confine_priv.h"

/* The shell's words for "not there" and "could not be started". */
enum { EXIT_ABSENT = 127, EXIT_SETUP = 126 };

/* What a program needs that reads files, computes and prints. */
static const int	may[] = {
	SCMP_SYS(execve), SCMP_SYS(brk), SCMP_SYS(arch_prctl),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(read),
	SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write),
	SCMP_SYS(writev), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat),
	SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
	SCMP_SYS(getdents64), SCMP_SYS(fcntl), SCMP_SYS(ioctl),
	SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
	SCMP_SYS(set_tid_address), SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq), SCMP_SYS(getrlimit), SCMP_SYS(futex),
	SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(uname),
	SCMP_SYS(sysinfo), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
	SCMP_SYS(getrusage), SCMP_SYS(getpid), SCMP_SYS(getppid),
	SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(tgkill),
	SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* Everything else fails, and so does opening a file to write. */
static bool
close_doors(void)
{
	const scmp_datum_t	 writes = O_WRONLY | O_RDWR | O_CREAT |
				    O_TRUNC | O_APPEND;
	scmp_filter_ctx		 f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool			 ok = f != NULL;
	size_t			 i;

	for (i = 0; ok && i < ES_COUNT(may); i++)
		ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, may[i], 0) == 0;
	ok = ok && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, writes, 0)) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
	    SCMP_A1(SCMP_CMP_MASKED_EQ, writes, 0)) == 0 &&
	    /*
	     * Reading limits; and the one that is set last, since the filter
	     * itself needs memory.  Nobody but root can raise it again.
	     */
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
	    SCMP_A2(SCMP_CMP_EQ, 0)) == 0 &&
	    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2,
	    SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A1(SCMP_CMP_EQ, RLIMIT_AS)) == 0 &&
	    seccomp_load(f) == 0;
	seccomp_release(f);
	return ok;
}

/* Descriptors 0, 1 and 2, and no other. */
static bool
plug(int in, int out)
{
	int	 none = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int	 a = fcntl(in, F_DUPFD, 10), b = fcntl(out, F_DUPFD, 10);

	return none >= 0 && a >= 0 && b >= 0 && dup2(a, 0) == 0 &&
	    dup2(b, 1) == 1 && dup2(none, 2) == 2 &&
	    close_range(3, ~0U, 0) == 0;
}

_Noreturn static void
child(const struct sys_run *r, int fd)
{
	static const char *const	 env[] = { "LC_ALL=C.UTF-8", NULL };
	const char			*path = getenv("PATH");
	char				 where[4096];
	size_t				 n;

	if (!plug(r->input, fd) || !sys_child_limit(RLIMIT_CORE, 0) ||
	    !sys_child_limit(RLIMIT_FSIZE, 0) ||
	    !sys_child_limit(RLIMIT_CPU, r->room.seconds + 1) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
	    !close_doors() || !sys_child_limit(RLIMIT_AS, r->room.memory))
		_exit(EXIT_SETUP);
	for (path = path == NULL ? "/usr/bin:/bin" : path; *path != '\0';
	    path += n + (path[n] == ':')) {
		n = strcspn(path, ":");
		if (n == 0 || n + 1 + strlen(r->argv[0]) + 1 > sizeof(where))
			continue;
		memcpy(where, path, n);
		where[n] = '/';
		memcpy(where + n + 1, r->argv[0], strlen(r->argv[0]) + 1);
		(void)execve(where, (char *const *)(uintptr_t)r->argv,
		    (char *const *)(uintptr_t)env);
	}
	_exit(errno == ENOENT || errno == ENOTDIR ? EXIT_ABSENT :
	    EXIT_SETUP);
}

static int
ended(const struct sys_run *r, int wait, bool whole, bool late, int *status,
    enum sys_end *end, struct es_err *err)
{
	if (late || (WIFSIGNALED(wait) && WTERMSIG(wait) == SIGXCPU)) {
		*end = SYS_END_TIME;
		return 0;
	}
	*end = SYS_END_CRASH;
	if (!whole || !WIFEXITED(wait))
		return 0;
	*status = WEXITSTATUS(wait);
	if (*status == EXIT_ABSENT)
		return es_fail(err, ES_E_NOTFOUND, "%s: there is no such "
		    "program", r->argv[0]);
	if (*status == EXIT_SETUP)
		return es_fail(err, ES_E_SYSTEM, "%s: it cannot be started "
		    "(permissions, or a kernel without seccomp)", r->argv[0]);
	*end = SYS_END_DONE;
	return 0;
}

int
sys_run(const struct sys_run *r, struct es_buf *out, int *status,
    enum sys_end *end, struct es_err *err)
{
	int64_t	 deadline = sys_mono_ms() + 1000 * (int64_t)r->room.seconds;
	bool	 whole, late = false;
	int	 fd[2], wait = 0;
	pid_t	 pid;

	*end = SYS_END_UNKNOWN;
	*status = 0;
	if (pipe2(fd, O_CLOEXEC) < 0)
		return es_fail(err, ES_E_SYSTEM, "pipe: %s",
		    strerror(errno));
	(void)fflush(NULL);
	if ((pid = fork()) == 0)
		child(r, fd[1]);
	(void)close(fd[1]);
	if (pid < 0) {
		(void)close(fd[0]);
		return es_fail(err, ES_E_SYSTEM, "fork: %s",
		    strerror(errno));
	}
	whole = sys_child_receive(fd[0], deadline, out, &late);
	if (!whole)
		(void)kill(pid, SIGKILL);
	(void)close(fd[0]);
	while (waitpid(pid, &wait, 0) < 0 && errno == EINTR)
		continue;
	return ended(r, wait, whole, late, status, end, err);
}
