/* signd/count.c - see count.h. */
#include "count.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/random.h"

#define MAGIC	"yxcount1"

struct slot {
	char			 name[64];	/* "": free */
	_Atomic uint64_t	 used;
};

struct page {
	char		 magic[8];
	unsigned char	 epoch[SVC_CHECKPOINT_EPOCH];
	struct slot	 slot[ES_LIMIT_KEY_COUNTERS];
};

struct count {
	struct page	*page;
};

static int
fill(struct page *p, struct es_err *err)
{
	if (memcmp(p->magic, MAGIC, sizeof(p->magic)) == 0)
		return 0;
	memset(p, 0, sizeof(*p));
	if (crypt_random(p->epoch, sizeof(p->epoch), err) < 0)
		return -1;
	memcpy(p->magic, MAGIC, sizeof(p->magic));
	return msync(p, sizeof(*p), MS_SYNC) == 0 ? 0 : es_fail(err,
	    ES_E_SYSTEM, "counters: %s", strerror(errno));
}

int
count_open(struct count **out, const char *path, struct es_err *err)
{
	struct flock	 lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct count	*c = calloc(1, sizeof(*c));
	void		*p = MAP_FAILED;
	struct stat	 st;
	int		 fd;

	*out = NULL;
	if (c == NULL)
		return es_fail(err, ES_E_NOMEM, "counters: out of memory");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0 && fcntl(fd, F_SETLKW, &lock) == 0 && fstat(fd, &st) == 0 &&
	    (st.st_size == sizeof(struct page) ||
	    ftruncate(fd, sizeof(struct page)) == 0))
		p = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE,
		    MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		es_fail(err, ES_E_SYSTEM, "%s: %s", path, strerror(errno));
	else
		c->page = p;
	if (p == MAP_FAILED || fill(c->page, err) < 0) {
		count_close(c);
		c = NULL;
	}
	if (fd >= 0)
		(void)close(fd);	/* and with it the lock */
	*out = c;
	return c == NULL ? -1 : 0;
}

void
count_close(struct count *c)
{
	if (c == NULL)
		return;
	if (c->page != NULL)
		(void)munmap(c->page, sizeof(*c->page));
	free(c);
}

/* Only the master gives places, before it forks. */
int
count_place(struct count *c, const char *name, size_t *place,
    struct es_err *err)
{
	struct slot	*s;
	size_t		 i;

	for (i = 0; i < ES_LIMIT_KEY_COUNTERS; i++) {
		s = &c->page->slot[i];
		if (s->name[0] == '\0')
			(void)strncpy(s->name, name, sizeof(s->name) - 1);
		if (strncmp(s->name, name, sizeof(s->name)) == 0) {
			*place = i;
			return 0;
		}
	}
	return es_fail(err, ES_E_LIMIT, "counters: over %d keys; stop "
	    "es-signd and put its key_count file away",
	    ES_LIMIT_KEY_COUNTERS);
}

void
count_one(struct count *c, size_t place)
{
	atomic_fetch_add(&c->page->slot[place].used, 1);
}

bool
count_read(const struct count *c, size_t i, struct svc_key_use *out)
{
	const struct slot	*s;

	memset(out, 0, sizeof(*out));
	if (i >= ES_LIMIT_KEY_COUNTERS)
		return false;
	s = &c->page->slot[i];
	if (s->name[0] == '\0')
		return false;
	memcpy(out->name, s->name, sizeof(out->name) - 1);
	memcpy(out->epoch, c->page->epoch, sizeof(out->epoch));
	out->used = atomic_load(&s->used);
	return true;
}
