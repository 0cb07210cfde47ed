/* sys/proc.c - see proc.h. */
#define _GNU_SOURCE	/* setresuid, initgroups, prctl */
#include "sys/proc.h"

#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sys/clock.h"
#include "sys/log.h"

int
sys_user(const char *user, const char *group, uid_t *uid, gid_t *gid,
    struct es_err *err)
{
	struct passwd	*pw;
	struct group	*gr;

	*uid = (uid_t)-1;
	*gid = (gid_t)-1;
	if (user != NULL && *user != '\0') {
		if ((pw = getpwnam(user)) == NULL)
			return es_fail(err, ES_E_NOTFOUND,
			    "there is no user \"%s\"", user);
		*uid = pw->pw_uid;
		*gid = pw->pw_gid;
	}
	if (group != NULL && *group != '\0') {
		if ((gr = getgrnam(group)) == NULL)
			return es_fail(err, ES_E_NOTFOUND,
			    "there is no group \"%s\"", group);
		*gid = gr->gr_gid;
	}
	return 0;
}

int
sys_drop(uid_t uid, gid_t gid, struct es_err *err)
{
	struct rlimit	 none = { 0, 0 };

	if (geteuid() == 0 && uid != (uid_t)-1 && uid != 0) {
		if (gid == (gid_t)-1)
			return es_fail(err, ES_E_BUG, "a user without group");
		if (setgroups(1, &gid) < 0 || setresgid(gid, gid, gid) < 0 ||
		    setresuid(uid, uid, uid) < 0)
			return es_fail(err, ES_E_SYSTEM, "cannot become user "
			    "%ld: %s", (long)uid, strerror(errno));
		if (setuid(0) == 0)
			return es_fail(err, ES_E_BUG, "rights came back");
	}
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &none);
	return 0;
}

/* -- master and workers ------------------------------------------------ */
#define QUICK_MS	1000	/* a worker that lives shorter has crashed */

struct slot {
	pid_t			 pid;		/* 0: empty */
	const struct sys_group	*group;
	int64_t			 born;
	int64_t			 not_before;	/* of the next start */
};

static volatile sig_atomic_t	got_term, got_hup;

static void
on_signal(int sig)
{
	if (sig == SIGHUP)
		got_hup = 1;
	else if (sig != SIGCHLD)
		got_term = 1;
}

static void
catch_signals(void)
{
	struct sigaction	 sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_signal;	/* no SA_RESTART: calls must end */
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	(void)sigaction(SIGCHLD, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

/*
 * In a worker.  A signal that comes between the look at sys_stopping() and
 * the wait is not lost: a second one follows.
 */
static void
on_stop(int sig)
{
	(void)sig;
	got_term = 1;
	(void)alarm(1);
}

static void
stop_signals(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGALRM);
}

bool
sys_stopping(void)
{
	sigset_t	 held;

	return got_term != 0 || (sigpending(&held) == 0 &&
	    sigismember(&held, SIGTERM) > 0);
}

bool
sys_wait_begin(void)
{
	sigset_t	 set;

	stop_signals(&set);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	return !sys_stopping();
}

void
sys_wait_end(void)
{
	sigset_t	 set;
	int		 e = errno;

	stop_signals(&set);
	(void)sigprocmask(SIG_BLOCK, &set, NULL);
	errno = e;
}

static void
start_worker(struct slot *s, const sigset_t *normal)
{
	struct sigaction	 sa;
	pid_t			 parent = getpid(), pid = fork();

	s->born = sys_mono_ms();
	if (pid != 0) {
		s->pid = pid < 0 ? 0 : pid;
		s->not_before = s->born + QUICK_MS;
		return;
	}
	/* The worker: gone with its master; Ctrl-C is the master's affair. */
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGHUP, &sa, NULL);
	sa.sa_handler = SIG_DFL;
	(void)sigaction(SIGCHLD, &sa, NULL);
	sa.sa_handler = on_stop;
	(void)sigaction(SIGTERM, &sa, NULL);
	(void)sigaction(SIGALRM, &sa, NULL);
	got_term = got_hup = 0;
	(void)sigprocmask(SIG_SETMASK, normal, NULL);
	sys_wait_end();
	exit(s->group->run(s->group->arg) == 0 ? 0 : 1);
}

static struct slot *
slot_of(struct slot *slots, size_t n, pid_t pid)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (slots[i].pid == pid)
			return &slots[i];
	return NULL;
}

/* Note the dead. */
static void
bury(struct slot *slots, size_t n)
{
	struct slot	*s;
	pid_t		 pid;
	int		 st;

	while ((pid = waitpid(-1, &st, WNOHANG)) > 0) {
		if ((s = slot_of(slots, n, pid)) == NULL)
			continue;
		s->pid = 0;
		if (WIFEXITED(st) && WEXITSTATUS(st) == 0) {
			s->not_before = 0;
			continue;
		}
		if (sys_mono_ms() - s->born >= QUICK_MS)
			s->not_before = 0;
		log_event("event=worker-died group=%s pid=%ld signal=%d "
		    "status=%d", s->group->name, (long)pid,
		    WIFSIGNALED(st) ? WTERMSIG(st) : 0,
		    WIFEXITED(st) ? WEXITSTATUS(st) : 0);
	}
}

static size_t
signal_all(struct slot *slots, size_t n, int sig)
{
	size_t	 i, alive = 0;

	for (i = 0; i < n; i++)
		if (slots[i].pid > 0) {
			alive++;
			if (sig != 0)
				(void)kill(slots[i].pid, sig);
		}
	return alive;
}

/* Wait for a signal, at most "ms"; signals are blocked outside of this. */
static void
wait_signal(const sigset_t *normal, int64_t ms)
{
	struct timespec	 ts = { ms / 1000, ms % 1000 * 1000000 };

	(void)ppoll(NULL, 0, &ts, normal);
}

static void
drain(struct slot *slots, size_t n, int grace_ms, const sigset_t *normal)
{
	int64_t	 end = sys_mono_ms() + grace_ms;

	(void)signal_all(slots, n, SIGTERM);
	while (signal_all(slots, n, 0) > 0) {
		if (sys_mono_ms() >= end) {
			log_event("event=drain-timeout");
			(void)signal_all(slots, n, SIGKILL);
			end += 60000;
		}
		wait_signal(normal, 50);
		bury(slots, n);
	}
}

/* Start what is missing; milliseconds until the next start is due. */
static int64_t
fill(struct slot *slots, size_t n, const sigset_t *normal)
{
	int64_t	 now = sys_mono_ms(), next = 60000;
	size_t	 i;

	for (i = 0; i < n; i++) {
		if (slots[i].pid > 0)
			continue;
		if (slots[i].not_before <= now)
			start_worker(&slots[i], normal);
		else if (slots[i].not_before - now < next)
			next = slots[i].not_before - now;
	}
	return next;
}

/*
 * Whether a reload would succeed, found out by a child: the master's values
 * stay what they are until it is known that all of the new ones are good.
 */
static bool
rehearse(int (*reload)(void *), void *arg)
{
	pid_t	 pid = fork();
	int	 st = -1;

	if (pid == 0)
		_exit(reload(arg) == 0 ? 0 : 1);
	if (pid < 0)
		return false;
	while (waitpid(pid, &st, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(st) && WEXITSTATUS(st) == 0;
}

static void
loop(struct slot *slots, size_t n, int grace_ms, int (*reload)(void *),
    void *arg, const sigset_t *normal)
{
	int64_t	 wait;

	while (!got_term) {
		bury(slots, n);
		if (got_hup) {
			got_hup = 0;
			log_reopen();
			if (reload == NULL || (rehearse(reload, arg) &&
			    reload(arg) == 0)) {
				(void)signal_all(slots, n, SIGTERM);
				log_event("event=reload");
			} else
				log_event("event=reload-refused");
		}
		wait = fill(slots, n, normal);
		wait_signal(normal, wait);
	}
	drain(slots, n, grace_ms, normal);
}

int
sys_prefork(const struct sys_group *groups, size_t n, int grace_ms,
    int (*reload)(void *arg), void *reload_arg, struct es_err *err)
{
	struct slot	*slots;
	sigset_t	 block, normal;
	size_t		 i, total = 0, k = 0;
	int		 w;

	for (i = 0; i < n; i++)
		total += (size_t)groups[i].count;
	if ((slots = calloc(total == 0 ? 1 : total, sizeof(*slots))) == NULL)
		return es_fail(err, ES_E_NOMEM, "master: out of memory");
	for (i = 0; i < n; i++)
		for (w = 0; w < groups[i].count; w++)
			slots[k++].group = &groups[i];
	(void)sigemptyset(&block);
	(void)sigaddset(&block, SIGTERM);
	(void)sigaddset(&block, SIGINT);
	(void)sigaddset(&block, SIGHUP);
	(void)sigaddset(&block, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &block, &normal);
	catch_signals();
	log_event("event=start workers=%zu", total);
	loop(slots, total, grace_ms, reload, reload_arg, &normal);
	log_event("event=stop");
	(void)sigprocmask(SIG_SETMASK, &normal, NULL);
	free(slots);
	return 0;
}
