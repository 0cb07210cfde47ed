/* signd/clock.c - see clock.h. */
#define _DEFAULT_SOURCE	/* adjtimex */
#include "clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/view.h"
#include "sys/clock.h"

enum { SECOND = 1000000, PAGE = 4096 };

struct clock {
	struct clock_conf	 conf;
	char			*file;
	_Atomic int64_t		*last;	/* mapped, shared by all workers */
	int64_t			 flushed;	/* second of the last msync */
};

const char *
clock_reason(enum clock_verdict v)
{
	static const char *const	reasons[CLOCK_VERDICT__MAX] = {
		[CLOCK_UNKNOWN] = "the clock was not looked at",
		[CLOCK_GOOD] = "the clock is good",
		[CLOCK_UNSYNCED] = "the clock is not synchronised",
		[CLOCK_INACCURATE] = "the clock may be off by more than the "
		    "stated accuracy",
		[CLOCK_SILENT] = "the time daemon says nothing",
		[CLOCK_WENT_BACK] = "the clock went back behind the last "
		    "time stamp",
	};

	return (unsigned)v < CLOCK_VERDICT__MAX ? reasons[v] : reasons[0];
}

enum clock_verdict
clock_judge(const struct clock_conf *c, const struct clock_reading *r,
    int64_t now, int64_t last)
{
	int64_t	accuracy = c->accuracy_ms * 1000;

	if (now < last - accuracy)
		return CLOCK_WENT_BACK;
	if (c->source == CLOCK_NONE)
		return CLOCK_GOOD;
	if (c->source == CLOCK_FILE && (r->age < 0 ||
	    r->age > CLOCK_AGE_MAX))
		return CLOCK_SILENT;
	if (!r->synced)
		return CLOCK_UNSYNCED;
	return r->max_error_us <= accuracy ? CLOCK_GOOD : CLOCK_INACCURATE;
}

bool
clock_line(const char *text, size_t n, int64_t *us)
{
	struct es_view	v = es_view(text, n);
	int64_t		ms;

	if (v.n > 0 && v.p[v.n - 1] == '\n')
		v.n--;
	if (es_view_int(v, 0, INT32_MAX, &ms, NULL) < 0)
		return false;
	*us = ms * 1000;
	return true;
}

/* Asking changes nothing and needs no right (modes 0). */
static void
read_kernel(struct clock_reading *r)
{
	struct timex	t;

	memset(&t, 0, sizeof(t));
	r->synced = adjtimex(&t) != -1 && (t.status & STA_UNSYNC) == 0;
	r->max_error_us = t.maxerror;
}

/* A file from the future is as good as none. */
static void
read_file(const char *path, int64_t now, struct clock_reading *r)
{
	struct stat	st;
	char		text[32];
	ssize_t		n = -1;
	int		fd = open(path, O_RDONLY | O_CLOEXEC);

	r->age = -1;
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0)
		n = read(fd, text, sizeof(text));
	(void)close(fd);
	if (n <= 0 || !clock_line(text, (size_t)n, &r->max_error_us))
		return;
	r->age = now / SECOND - (int64_t)st.st_mtime;
	r->synced = r->age >= 0;
}

static int
map_mark(struct clock *c, const char *path, struct es_err *err)
{
	struct stat	 st;
	void		*p = MAP_FAILED;
	int		 fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && fstat(fd, &st) == 0 && (st.st_size == PAGE ||
	    ftruncate(fd, PAGE) == 0))
		p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		    0);
	if (p == MAP_FAILED)
		es_fail(err, ES_E_SYSTEM, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	if (p == MAP_FAILED)
		return -1;
	c->last = p;
	return 0;
}

int
clock_open(struct clock **out, const struct clock_conf *conf,
    struct es_err *err)
{
	struct clock	*c;

	*out = NULL;
	if ((c = calloc(1, sizeof(*c))) == NULL)
		return es_fail(err, ES_E_NOMEM, "clock: out of memory");
	c->conf = *conf;
	if (conf->file != NULL && (c->file = strdup(conf->file)) == NULL) {
		clock_close(c);
		return es_fail(err, ES_E_NOMEM, "clock: out of memory");
	}
	if (map_mark(c, conf->mark, err) < 0) {
		clock_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
clock_close(struct clock *c)
{
	if (c == NULL)
		return;
	if (c->last != NULL)
		(void)munmap((void *)c->last, PAGE);
	free(c->file);
	free(c);
}

/* Never back; and on disk once a second, whoever comes first in it. */
static void
remember(struct clock *c, int64_t now)
{
	int64_t	last = atomic_load(c->last);

	while (last < now &&
	    !atomic_compare_exchange_weak(c->last, &last, now))
		;
	if (now / SECOND == c->flushed)
		return;
	c->flushed = now / SECOND;
	(void)msync((void *)c->last, PAGE, MS_SYNC);
}

int
clock_now(struct clock *c, int64_t *us, struct es_err *err)
{
	struct clock_reading	r = { .age = 0 };
	enum clock_verdict	v;
	int64_t			now = sys_now_us();

	*us = 0;
	if (c->conf.source == CLOCK_KERNEL)
		read_kernel(&r);
	else if (c->conf.source == CLOCK_FILE)
		read_file(c->file, now, &r);
	v = clock_judge(&c->conf, &r, now, atomic_load(c->last));
	if (v != CLOCK_GOOD)
		return es_fail(err, ES_E_UPSTREAM, "%s", clock_reason(v));
	remember(c, now);
	*us = now;
	return 0;
}
