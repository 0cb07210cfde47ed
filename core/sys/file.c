/* sys/file.c - see file.h. */
#include "sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fail(const char *path, struct es_err *err)
{
	return es_fail(err, errno == ENOENT ? ES_E_NOTFOUND : ES_E_SYSTEM,
	    "%s: %s", path, strerror(errno));
}

int
sys_file_read(const char *path, struct es_buf *out, struct es_err *err)
{
	unsigned char	 tmp[16384];
	ssize_t		 k;
	int		 fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return fail(path, err);
	while ((k = read(fd, tmp, sizeof(tmp))) > 0)
		es_buf_add(out, tmp, (size_t)k);
	if (k < 0)
		fail(path, err);
	(void)close(fd);
	return k < 0 ? -1 : es_buf_ok(out, path, err);
}

int
sys_file_map(const char *path, struct es_view *out, struct es_err *err)
{
	struct stat	 st;
	void		*p;
	int		 fd;

	*out = ES_VIEW_EMPTY;
	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return fail(path, err);
	if (fstat(fd, &st) < 0 || st.st_size == 0) {
		if (errno == 0 || st.st_size == 0)
			es_fail(err, ES_E_FORMAT, "%s: is empty", path);
		else
			fail(path, err);
		(void)close(fd);
		return -1;
	}
	p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		fail(path, err);
	(void)close(fd);
	if (p == MAP_FAILED)
		return -1;
	*out = es_view(p, (size_t)st.st_size);
	return 0;
}

void
sys_file_unmap(struct es_view *v)
{
	if (v->n > 0)
		(void)munmap((void *)(uintptr_t)v->p, v->n);
	*v = ES_VIEW_EMPTY;
}

static int
write_all(int fd, struct es_view v)
{
	ssize_t	 k;

	while (v.n > 0) {
		if ((k = write(fd, v.p, v.n)) < 0) {
			if (errno == EINTR)
				continue;
			return -1;
		}
		v = es_view_sub(v, (size_t)k, SIZE_MAX);
	}
	return fsync(fd);
}

void
sys_file_flush_dir(const char *path)
{
	char	 dir[1024];
	size_t	 n = strlen(path);
	int	 fd;

	while (n > 0 && path[n - 1] != '/')
		n--;
	(void)snprintf(dir, sizeof(dir), "%.*s", (int)n, n == 0 ? "." : path);
	if ((fd = open(n == 0 ? "." : dir, O_RDONLY | O_CLOEXEC)) >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
}

int
sys_file_write(const char *path, struct es_view bytes, unsigned mode,
    struct es_err *err)
{
	char	 tmp[1024];
	int	 fd, rc;

	rc = snprintf(tmp, sizeof(tmp), "%s.%ld.new", path, (long)getpid());
	if (rc < 0 || (size_t)rc >= sizeof(tmp))
		return es_fail(err, ES_E_LIMIT, "%s: the path is too long",
		    path);
	fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return fail(tmp, err);
	rc = write_all(fd, bytes);
	if (rc < 0)
		fail(tmp, err);
	if (close(fd) < 0 && rc == 0)
		rc = fail(tmp, err);
	if (rc == 0 && rename(tmp, path) < 0)
		rc = fail(path, err);
	if (rc < 0)
		(void)unlink(tmp);
	else
		sys_file_flush_dir(path);
	return rc;
}
