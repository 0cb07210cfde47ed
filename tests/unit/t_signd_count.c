/* The counters of key uses: shared, kept, limited. */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "count.h"
#include "tests/unit/tap.h"

static char	path[64];

static void
shared(void)
{
	struct es_err		 e = ES_ERR_INIT;
	struct count		*c, *d;
	struct svc_key_use	 u, v;
	size_t			 at, other;
	pid_t			 pid;
	int			 i, k;

	ok(count_open(&c, path, &e) == 0 && !count_read(c, 0, &u),
	    "a new file has none");
	ok(count_place(c, "gs", &at, &e) == 0 && count_place(c, "jw", &other,
	    &e) == 0 && at != other, "two keys have two places");
	for (k = 0; k < 4; k++) {
		if ((pid = fork()) == 0) {
			for (i = 0; i < 1000; i++)
				count_one(c, at);
			_exit(0);
		}
	}
	while (wait(NULL) > 0)
		continue;
	count_one(c, other);
	ok(count_read(c, at, &u) && u.used == 4000 && strcmp(u.name, "gs") ==
	    0, "four processes at once: none is lost");
	ok(count_read(c, other, &v) && v.used == 1 && memcmp(u.epoch, v.epoch,
	    sizeof(u.epoch)) == 0, "one epoch for all");
	ok(count_open(&d, path, &e) == 0 && count_place(d, "gs", &other,
	    &e) == 0 && other == at && count_read(d, at, &v) &&
	    v.used == 4000, "opened again it goes on");
	count_close(d);
	count_close(c);
	unlink(path);
	ok(count_open(&c, path, &e) == 0 && count_place(c, "gs", &at, &e) ==
	    0 && count_read(c, at, &v) && v.used == 0 && memcmp(u.epoch,
	    v.epoch, sizeof(u.epoch)) != 0, "lost: another epoch");
	count_close(c);
	unlink(path);
}

static void
limits(void)
{
	struct es_err	 e = ES_ERR_INIT;
	struct count	*c;
	char		 name[16];
	size_t		 at;
	int		 i, good = 0;

	ok(count_open(&c, path, &e) == 0, "a file");
	for (i = 0; i < ES_LIMIT_KEY_COUNTERS; i++) {
		(void)snprintf(name, sizeof(name), "k%d", i);
		good += count_place(c, name, &at, &e) == 0;
	}
	ok(good == ES_LIMIT_KEY_COUNTERS, "as many keys as there may be");
	ok(count_place(c, "k0", &at, &e) == 0 && at == 0, "those it knows");
	ok(count_place(c, "more", &at, &e) < 0 && e.code == ES_E_LIMIT,
	    "one more is refused");
	count_close(c);
	unlink(path);
}

int
main(void)
{
	(void)snprintf(path, sizeof(path), "/tmp/t_signd_count.%ld",
	    (long)getpid());
	unlink(path);
	shared();
	limits();
	return done();
}
