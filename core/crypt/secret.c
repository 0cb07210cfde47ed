/* crypt/secret.c - see secret.h. */
#define _DEFAULT_SOURCE		/* MAP_ANONYMOUS, madvise */
#include "crypt/secret.h"

#include <sys/mman.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "base/limits.h"

void
es_wipe(void *p, size_t n)
{
	if (p != NULL)
		OPENSSL_cleanse(p, n);
}

int
es_secret_new(struct es_secret *s, size_t n, struct es_err *err)
{
	size_t	 page = (size_t)sysconf(_SC_PAGESIZE);
	void	*p;

	*s = (struct es_secret)ES_SECRET_INIT;
	if (n == 0 || n > ES_LIMIT_SECRET)
		return es_fail(err, ES_E_LIMIT, "secret: %zu bytes, limit %zu",
		    n, ES_LIMIT_SECRET);
	s->map = (n + page - 1) / page * page;
	p = mmap(NULL, s->map, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED) {
		s->map = 0;
		return es_fail(err, ES_E_NOMEM, "secret: out of memory");
	}
	/* Both may be refused (RLIMIT_MEMLOCK): still better than not. */
	(void)mlock(p, s->map);
	(void)madvise(p, s->map, MADV_DONTDUMP);
	s->p = p;
	s->n = n;
	return 0;
}

int
es_secret_set(struct es_secret *s, struct es_view v, struct es_err *err)
{
	if (es_secret_new(s, v.n, err) < 0)
		return -1;
	memcpy(s->p, v.p, v.n);
	return 0;
}

int
es_secret_set_line(struct es_secret *s, struct es_view v, struct es_err *err)
{
	*s = (struct es_secret)ES_SECRET_INIT;
	if (v.n > 0 && v.p[v.n - 1] == '\n')
		v.n--;
	if (v.n > 0 && v.p[v.n - 1] == '\r')
		v.n--;
	if (v.n == 0)
		return es_fail(err, ES_E_INPUT, "passphrase: empty");
	if (memchr(v.p, '\n', v.n) != NULL || memchr(v.p, '\0', v.n) != NULL)
		return es_fail(err, ES_E_INPUT, "passphrase: not one line");
	return es_secret_set(s, v, err);
}

void
es_secret_clear(struct es_secret *s)
{
	if (s->p != NULL) {
		es_wipe(s->p, s->map);
		(void)munmap(s->p, s->map);
	}
	*s = (struct es_secret)ES_SECRET_INIT;
}
