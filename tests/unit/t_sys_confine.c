/* Confined work: its answer comes back, and nothing else ever happens. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/confine.h"
#include "tests/unit/tap.h"

static const struct sys_confine	room = { 256 * 1024 * 1024, 5 };

static int
answer(void *arg, struct es_buf *out)
{
	es_buf_add_str(out, arg);
	return 42;
}

static int
many_bytes(void *arg, struct es_buf *out)
{
	es_buf_fill(out, 'x', *(size_t *)arg);
	return 0;
}

static int
crashes(void *arg, struct es_buf *out)
{
	(void)out;
	(void)raise(*(int *)arg);
	return 0;
}

static int
loops(void *arg, struct es_buf *out)
{
	volatile int	*on = arg;

	(void)out;
	while (*on)
		continue;
	return 0;
}

static int
eats(void *arg, struct es_buf *out)
{
	size_t		 i, n = *(size_t *)arg;
	volatile char	*p = malloc(n);

	(void)out;
	if (p == NULL)
		return SYS_OUT_OF_MEMORY;
	for (i = 0; i < n; i += 4096)
		p[i] = 1;
	return 1;
}

/* -- what it may not do: each would leave a trace ---- */
static int
opens(void *arg, struct es_buf *out)
{
	(void)out;
	return open(arg, O_RDONLY) < 0 ? 1 : 0;
}

static int
dials(void *arg, struct es_buf *out)
{
	(void)arg;
	(void)out;
	return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? 1 : 0;
}

static int
forks(void *arg, struct es_buf *out)
{
	(void)arg;
	(void)out;
	return fork() < 0 ? 1 : 0;
}

static int
signals(void *arg, struct es_buf *out)
{
	(void)out;
	return kill(*(pid_t *)arg, SIGTERM) < 0 ? 1 : 0;
}

/* Is a descriptor of ours still open there? */
static int
reads(void *arg, struct es_buf *out)
{
	char	 c;

	(void)out;
	return read(*(int *)arg, &c, 1) < 0 ? 1 : 0;
}

static enum sys_end
run(int (*fn)(void *, struct es_buf *), void *arg, struct sys_confine c,
    struct es_buf *out, int *status)
{
	struct es_err	 e = ES_ERR_INIT;
	enum sys_end	 end;

	if (sys_confined(fn, arg, &c, out, status, &end, &e) < 0) {
		printf("# %s\n", e.msg);
		return SYS_END_UNKNOWN;
	}
	return end;
}

static void
forbidden(void)
{
	static char	 path[] = "/etc/passwd";
	struct es_buf	 out;
	pid_t		 me = getpid();
	int		 status, pair[2];

	es_buf_init(&out, 100);
	ok(run(opens, path, room, &out, &status) == SYS_END_CRASH,
	    "no file");
	ok(run(dials, NULL, room, &out, &status) == SYS_END_CRASH,
	    "no network");
	ok(run(forks, NULL, room, &out, &status) == SYS_END_CRASH,
	    "no process");
	ok(run(signals, &me, room, &out, &status) == SYS_END_CRASH,
	    "no signal to us");
	if (pipe(pair) == 0 && write(pair[1], "x", 1) == 1)
		ok(run(reads, &pair[0], room, &out, &status) ==
		    SYS_END_DONE && status == 1, "no descriptor of ours");
	ok(out.n == 0, "and no word of it comes back");
	es_buf_clear(&out);
}

static void
sizes(void)
{
	size_t		 n = ES_LIMIT_JUDGE_REPORT, small = 1000;
	struct es_buf	 out;
	int		 status;

	es_buf_init(&out, n);
	ok(run(many_bytes, &n, room, &out, &status) == SYS_END_DONE &&
	    out.n == n, "an answer as long as may be");
	es_buf_clear(&out);
	es_buf_init(&out, n - 1);
	ok(run(many_bytes, &n, room, &out, &status) == SYS_END_MEMORY &&
	    out.n == 0, "one byte more");
	es_buf_clear(&out);
	es_buf_init(&out, 10);
	ok(run(eats, &small, room, &out, &status) == SYS_END_DONE &&
	    status == 1, "a little memory");
#if !defined(__SANITIZE_ADDRESS__)
	n = room.memory + 1;
	ok(run(eats, &n, room, &out, &status) == SYS_END_MEMORY,
	    "more than it may have");
#endif
	es_buf_clear(&out);
}

int
main(void)
{
	const struct sys_confine	 brief = { ES_LIMIT_JUDGE_ARENA,
					    ES_LIMIT_JUDGE_SECONDS };
	static char			 text[] = "the answer";
	int				 status, sig, on = 1;
	struct es_buf			 out;
	int64_t				 began;

	es_buf_init(&out, 100);
	ok(run(answer, text, room, &out, &status) == SYS_END_DONE &&
	    status == 42 && es_view_eq_str(es_buf_view(&out), text),
	    "an answer and its status");
	es_buf_clear(&out);
	sig = SIGSEGV;
	ok(run(crashes, &sig, room, &out, &status) == SYS_END_CRASH,
	    "a crash");
	sig = SIGKILL;
	ok(run(crashes, &sig, room, &out, &status) == SYS_END_CRASH,
	    "killed by another");
	began = sys_mono_ms();
	ok(run(loops, &on, brief, &out, &status) == SYS_END_TIME,
	    "a loop without an end");
	began = sys_mono_ms() - began;
	ok(began >= ES_LIMIT_JUDGE_SECONDS * 1000 - 100 &&
	    began < ES_LIMIT_JUDGE_SECONDS * 1000 + 2000,
	    "has its time, and no more: %lld ms", (long long)began);
	ok(run(answer, text, room, &out, &status) == SYS_END_DONE,
	    "and the next is served");
	es_buf_clear(&out);
	forbidden();
	sizes();
	return done();
}
