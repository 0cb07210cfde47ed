/* sys/stage.c - see stage.h. */
#define _GNU_SOURCE
#include "sys/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/file.h"

enum { MAPS = 4 };

struct sys_stage {
	char		 path[1024], tmp[1024];
	int		 fd;
	bool		 named;		/* tmp is there */
	size_t		 n;
	struct es_view	 map[MAPS];
	size_t		 nmaps;
};

static int
fail(const char *path, struct es_err *err)
{
	return es_fail(err, errno == ENOENT ? ES_E_NOTFOUND : ES_E_SYSTEM,
	    "%s: %s", path, strerror(errno));
}

/* The directory of a path, "." for none. */
static void
directory(const char *path, char *out, size_t size)
{
	const char	*end = strrchr(path, '/');

	if (end == NULL)
		(void)snprintf(out, size, ".");
	else
		(void)snprintf(out, size, "%.*s", (int)(end - path + 1),
		    path);
}

int
sys_stage_new(struct sys_stage **out, const char *path, struct es_err *err)
{
	struct sys_stage	*s;
	char			 dir[1024];
	int			 n;

	*out = NULL;
	if ((s = calloc(1, sizeof(*s))) == NULL)
		return es_fail(err, ES_E_NOMEM, "out of memory");
	s->fd = -1;
	n = snprintf(s->path, sizeof(s->path), "%s", path);
	if (n < 0 || (size_t)n >= sizeof(s->path) || snprintf(s->tmp,
	    sizeof(s->tmp), "%s.%ld.new", path, (long)getpid()) >=
	    (int)sizeof(s->tmp)) {
		sys_stage_free(s);
		return es_fail(err, ES_E_LIMIT, "%s: the path is too long",
		    path);
	}
	directory(path, dir, sizeof(dir));
	s->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (s->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		s->fd = open(s->tmp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
		    0600);
		s->named = s->fd >= 0;
	}
	if (s->fd < 0) {
		fail(path, err);
		sys_stage_free(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
sys_stage_free(struct sys_stage *s)
{
	if (s == NULL)
		return;
	while (s->nmaps > 0)
		sys_file_unmap(&s->map[--s->nmaps]);
	if (s->fd >= 0)
		(void)close(s->fd);
	if (s->named)
		(void)unlink(s->tmp);
	free(s);
}

int
sys_stage_add(struct sys_stage *s, struct es_view bytes, struct es_err *err)
{
	ssize_t	 k;

	while (bytes.n > 0) {
		k = pwrite(s->fd, bytes.p, bytes.n, (off_t)s->n);
		if (k < 0 && errno != EINTR)
			return fail(s->path, err);
		if (k > 0) {
			bytes = es_view_sub(bytes, (size_t)k, SIZE_MAX);
			s->n += (size_t)k;
		}
	}
	return 0;
}

/* In the kernel where it can, which may share the blocks. */
static int
copy(struct sys_stage *s, int from, const char *path, size_t left,
    struct es_err *err)
{
	unsigned char	 part[65536];
	off_t		 to = (off_t)s->n;
	ssize_t		 k;

	while (left > 0) {
		k = copy_file_range(from, NULL, s->fd, &to, left, 0);
		if (k <= 0)
			break;
		s->n += (size_t)k;
		left -= (size_t)k;
	}
	while (left > 0) {
		k = read(from, part, left < sizeof(part) ? left :
		    sizeof(part));
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return fail(path, err);
		if (k == 0)
			return es_fail(err, ES_E_SYSTEM, "%s: it became "
			    "shorter while it was read", path);
		if (sys_stage_add(s, es_view(part, (size_t)k), err) < 0)
			return -1;
		left -= (size_t)k;
	}
	return 0;
}

int
sys_stage_copy(struct sys_stage *s, const char *from, size_t max,
    struct es_err *err)
{
	struct stat	 st;
	int		 fd, rc = -1;

	if ((fd = open(from, O_RDONLY | O_CLOEXEC)) < 0)
		return fail(from, err);
	if (fstat(fd, &st) < 0)
		fail(from, err);
	else if (!S_ISREG(st.st_mode))
		es_fail(err, ES_E_INPUT, "%s: it is no file", from);
	else if (st.st_size == 0)
		es_fail(err, ES_E_FORMAT, "%s: it is empty", from);
	else if ((size_t)st.st_size > max)
		es_fail(err, ES_E_LIMIT, "%s: %lld bytes, limit %zu", from,
		    (long long)st.st_size, max);
	else
		rc = copy(s, fd, from, (size_t)st.st_size, err);
	(void)close(fd);
	return rc;
}

int
sys_stage_view(struct sys_stage *s, struct es_view *out, struct es_err *err)
{
	void	*p;

	*out = ES_VIEW_EMPTY;
	if (s->nmaps == MAPS || s->n == 0)
		return es_fail(err, ES_E_BUG, "%s: map %zu of %zu bytes",
		    s->path, s->nmaps, s->n);
	p = mmap(NULL, s->n, PROT_READ, MAP_SHARED, s->fd, 0);
	if (p == MAP_FAILED)
		return fail(s->path, err);
	*out = s->map[s->nmaps++] = es_view(p, s->n);
	return 0;
}

int
sys_stage_fd(const struct sys_stage *s)
{
	return s->fd;
}

int
sys_stage_keep(struct sys_stage *s, unsigned mode, struct es_err *err)
{
	mode_t	 mask = umask(0);
	char	 self[64];

	(void)umask(mask);
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", s->fd);
	if (fchmod(s->fd, (mode_t)mode & ~mask) < 0 || fsync(s->fd) < 0)
		return fail(s->path, err);
	if (!s->named && linkat(AT_FDCWD, self, AT_FDCWD, s->tmp,
	    AT_SYMLINK_FOLLOW) < 0)
		return fail(s->tmp, err);
	s->named = true;
	if (rename(s->tmp, s->path) < 0)
		return fail(s->path, err);
	s->named = false;
	sys_file_flush_dir(s->path);
	return 0;
}
