/* Another's program on a short lead; a file made in the dark. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/run.h"
#include "sys/stage.h"
#include "tests/unit/tap.h"

static char	dir[] = "/tmp/es-run-XXXXXX";

static enum sys_end
run(const char *const *argv, size_t max, unsigned seconds, int *status,
    char *said, size_t size, enum es_code want)
{
	struct es_err	 e = ES_ERR_INIT;
	int		 in = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
	struct sys_run	 r = { argv, in, { 256 * ES_MIB, seconds } };
	struct es_buf	 out;
	enum sys_end	 end;

	es_buf_init(&out, max);
	if (sys_run(&r, &out, status, &end, &e) < 0 || want != ES_E_NONE)
		ok(e.code == want, "%s: %s", argv[0], e.msg);
	snprintf(said, size, "%.*s", (int)out.n, out.n == 0 ? "" :
	    (const char *)out.p);
	es_buf_clear(&out);
	close(in);
	return end;
}

#define SH(cmd)	((const char *const []){ "sh", "-c", cmd, NULL })

static void
runs(void)
{
	char	 said[200], cmd[200];
	int	 status;
	int64_t	 began;

	ok(run(SH("echo $0 $LC_ALL $HOME; exit 7"), 100, 5, &status, said,
	    sizeof(said), ES_E_NONE) == SYS_END_DONE && status == 7, "done");
	is_str(said, "sh C.UTF-8\n", "what it said, and nothing inherited");
	ok(run(SH("read x < /proc/self/fd/0 && read y && echo [$x$y]"), 300,
	    5, &status, said, sizeof(said), ES_E_NONE) == SYS_END_DONE,
	    "it reads its input, %s", said);
	snprintf(cmd, sizeof(cmd), "echo x > %s/written", dir);
	ok(run(SH(cmd), 100, 5, &status, said, sizeof(said), ES_E_NONE) ==
	    SYS_END_DONE && status != 0, "it writes no file");
	snprintf(cmd, sizeof(cmd), "%s/written", dir);
	ok(access(cmd, F_OK) < 0, "there is none");
	ok(run(SH("echo a; /bin/true; echo $?"), 100, 5, &status, said,
	    sizeof(said), ES_E_NONE) == SYS_END_DONE && strcmp(said,
	    "a\n0\n") != 0, "it starts no other");
	ok(run((const char *const []){ "perl", "-MSocket", "-e", "socket(S, "
	    "PF_INET, SOCK_STREAM, 0) and print 1", NULL }, 100, 5, &status,
	    said, sizeof(said), ES_E_NONE) == SYS_END_DONE &&
	    strcmp(said, "1") != 0, "it has no network");
	began = sys_mono_ms();
	ok(run((const char *const []){ "sleep", "60", NULL }, 100, 1,
	    &status, said, sizeof(said), ES_E_NONE) == SYS_END_TIME &&
	    sys_mono_ms() - began < 20000, "it has its time");
	ok(run(SH("while :; do echo many; done"), ES_MIB, 5, &status, said,
	    sizeof(said), ES_E_NONE) == SYS_END_CRASH, "it says too much");
	run((const char *const []){ "no-such-program", NULL }, 100, 5,
	    &status, said, sizeof(said), ES_E_NOTFOUND);
}

static size_t
entries(void)
{
	DIR	*d = opendir(dir);
	size_t	 n = 0;

	if (d == NULL)
		return SIZE_MAX;
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;		/* . and .. */
}

static void
stages(void)
{
	struct es_err	 e = ES_ERR_INIT;
	struct sys_stage *s;
	struct es_view	 a, b;
	struct stat	 st;
	char		 from[200], to[200];

	snprintf(from, sizeof(from), "%s/from", dir);
	snprintf(to, sizeof(to), "%s/to", dir);
	ok(sys_file_write(from, ES_LIT("bytes"), 0600, &e) == 0, "%s", e.msg);
	umask(022);
	ok(sys_stage_new(&s, to, &e) == 0 && sys_stage_copy(s, from, 5,
	    &e) == 0 && sys_stage_view(s, &a, &e) == 0, "begun: %s", e.msg);
	ok(entries() == 1, "and nobody sees it");
	ok(sys_stage_add(s, ES_LIT(" more"), &e) == 0 && sys_stage_view(s, &b,
	    &e) == 0 && es_view_eq_str(a, "bytes") && es_view_eq_str(b,
	    "bytes more"), "longer: %s", e.msg);
	ok(sys_stage_keep(s, 0666, &e) == 0, "kept: %s", e.msg);
	sys_stage_free(s);
	ok(stat(to, &st) == 0 && st.st_size == 10 && (st.st_mode & 0777) ==
	    0644 && entries() == 2, "there it is, as the umask says");
	ok(sys_stage_new(&s, to, &e) == 0 && sys_stage_copy(s, from, 4,
	    &e) < 0 && e.code == ES_E_LIMIT, "too large");
	sys_stage_free(s);
	es_err_clear(&e);
	ok(sys_stage_new(&s, to, &e) == 0 && sys_stage_copy(s, dir, 9,
	    &e) < 0 && e.code == ES_E_INPUT, "a directory");
	es_err_clear(&e);
	ok(sys_stage_copy(s, "/nowhere", 9, &e) < 0 && e.code ==
	    ES_E_NOTFOUND, "nothing");
	sys_stage_free(s);
	es_err_clear(&e);
	ok(sys_stage_new(&s, "/nowhere/x", &e) < 0 && e.code ==
	    ES_E_NOTFOUND && s == NULL, "no such directory");
	ok(entries() == 2 && stat(to, &st) == 0 && st.st_size == 10,
	    "the old one stands");
	unlink(from);
	unlink(to);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 1;
	runs();
	stages();
	rmdir(dir);
	return done();
}
