/* May a time stamp be given now? */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "tests/unit/tap.h"

#define T	((int64_t)1795420800 * 1000000)

static void
decisions(void)
{
	struct clock_conf	kernel = { .source = CLOCK_KERNEL,
				    .accuracy_ms = 1000 };
	struct clock_conf	file = { .source = CLOCK_FILE,
				    .accuracy_ms = 1000 };
	struct clock_conf	none = { .source = CLOCK_NONE,
				    .accuracy_ms = 1000 };
	struct clock_reading	r = { true, 1000000, 0 };

	ok(clock_judge(&kernel, &r, T, 0) == CLOCK_GOOD,
	    "an error as large as the accuracy");
	r.max_error_us++;
	ok(clock_judge(&kernel, &r, T, 0) == CLOCK_INACCURATE, "one over");
	r.synced = false;
	r.max_error_us = 0;
	ok(clock_judge(&kernel, &r, T, 0) == CLOCK_UNSYNCED, "kept by nobody");
	ok(clock_judge(&none, &r, T, 0) == CLOCK_GOOD, "believed as it is");
	r.synced = true;
	r.age = CLOCK_AGE_MAX;
	ok(clock_judge(&file, &r, T, 0) == CLOCK_GOOD, "an old reading");
	r.age++;
	ok(clock_judge(&file, &r, T, 0) == CLOCK_SILENT, "a second older");
	r.age = -1;
	ok(clock_judge(&file, &r, T, 0) == CLOCK_SILENT, "none");
	r.age = 0;
	ok(clock_judge(&kernel, &r, T, T + 1000000) == CLOCK_GOOD,
	    "back within the accuracy");
	ok(clock_judge(&kernel, &r, T, T + 1000001) == CLOCK_WENT_BACK &&
	    clock_judge(&none, &r, T, T + 1000001) == CLOCK_WENT_BACK,
	    "back behind the last token, whatever the source");
}

static void
lines(void)
{
	int64_t	us;

	ok(clock_line("12\n", 3, &us) && us == 12000, "a line");
	ok(clock_line("0", 1, &us) && us == 0, "without its end");
	ok(!clock_line("", 0, &us) && !clock_line("-1\n", 3, &us) &&
	    !clock_line("1.5\n", 4, &us) && !clock_line("1\n2\n", 4, &us) &&
	    !clock_line("99999999999\n", 12, &us), "no such lines");
}

static enum es_code
now(struct clock *c, int64_t *us)
{
	struct es_err	err = ES_ERR_INIT;

	return clock_now(c, us, &err) == 0 ? ES_E_NONE : err.code;
}

/* What another process, or one before a crash, remembered. */
static void
marks(const char *dir)
{
	char			mark[300], file[300];
	struct clock_conf	conf = { .mark = mark, .file = file,
				    .accuracy_ms = 1000 };
	struct es_err		err = ES_ERR_INIT;
	struct clock		*a, *b;
	int64_t			us, future[512] = { 0 };

	(void)snprintf(mark, sizeof(mark), "%s/mark", dir);
	(void)snprintf(file, sizeof(file), "%s/error", dir);
	ok(clock_open(&a, &conf, &err) == 0 && clock_open(&b, &conf,
	    &err) == 0, "two workers, one mark");
	ok(now(a, &us) == ES_E_NONE && us > T - (int64_t)365 * 86400000000
	    && now(b, &us) == ES_E_NONE, "they stamp");
	clock_close(a);
	clock_close(b);
	future[0] = sys_now_us() + 3600 * (int64_t)1000000;
	ok(sys_file_write(mark, es_view(future, sizeof(future)), 0600,
	    &err) == 0 && clock_open(&a, &conf, &err) == 0 &&
	    now(a, &us) == ES_E_UPSTREAM && us == 0,
	    "the clock was set back: nothing is stamped");
	clock_close(a);
	(void)unlink(mark);
	conf.source = CLOCK_FILE;
	ok(clock_open(&a, &conf, &err) == 0 && now(a, &us) == ES_E_UPSTREAM,
	    "no word of the time daemon");
	ok(sys_file_write(file, ES_LIT("20\n"), 0600, &err) == 0 &&
	    now(a, &us) == ES_E_NONE, "now there is one");
	ok(sys_file_write(file, ES_LIT("2000\n"), 0600, &err) == 0 &&
	    now(a, &us) == ES_E_UPSTREAM, "it says: off by two seconds");
	clock_close(a);
	(void)unlink(mark);
	(void)unlink(file);
	conf.mark = "/nonexistent/mark";
	ok(clock_open(&a, &conf, &err) < 0 && a == NULL, "no place for it");
}

int
main(void)
{
	char	dir[] = "/tmp/t_signd_clock.XXXXXX";

	decisions();
	lines();
	if (mkdtemp(dir) == NULL)
		return 1;
	marks(dir);
	(void)rmdir(dir);
	return done();
}
