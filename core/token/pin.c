/*
 * token/pin.c - a PIN is tried once, by whichever process comes first.
 *
 * The set is made before the workers are forked; what was refused stands in
 * memory that they share, as a salted digest.  A lock there, which survives
 * the death of who holds it, keeps two from asking at once.
 */
#define _DEFAULT_SOURCE		/* MAP_ANONYMOUS */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "crypt/digest.h"
#include "crypt/random.h"
#include "crypt/secret.h"
#include "sys/clock.h"
#include "token/token_priv.h"

struct refused {		/* shared by all processes */
	pthread_mutex_t	lock;
	unsigned char	salt[16];
	unsigned char	sum[CRYPT_SHA256_SIZE];
	bool		is;
};

struct token_pin {
	struct token_pin	*next;
	char			*path;
	struct refused		*refused;
};

static int
make_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t	a;
	int			rc;

	if ((rc = pthread_mutexattr_init(&a)) != 0)
		return rc;
	if ((rc = pthread_mutexattr_setpshared(&a,
	    PTHREAD_PROCESS_SHARED)) == 0 &&
	    (rc = pthread_mutexattr_setrobust(&a,
	    PTHREAD_MUTEX_ROBUST)) == 0)
		rc = pthread_mutex_init(lock, &a);
	(void)pthread_mutexattr_destroy(&a);
	return rc;
}

/* 2 seconds are longer than any sign-in; then the token hangs. */
static int
lock(struct refused *r, struct es_err *err)
{
	struct timespec	late;
	int		rc;

	(void)clock_gettime(CLOCK_REALTIME, &late);
	late.tv_sec += 2;
	rc = pthread_mutex_timedlock(&r->lock, &late);
	if (rc == EOWNERDEAD)		/* what it wrote is whole or old */
		rc = pthread_mutex_consistent(&r->lock);
	return rc == 0 ? 0 : es_fail(err, ES_E_UPSTREAM, "token: another "
	    "process does not end signing in");
}

int
token_pin_get(struct token_pin **out, struct token_set *set, const char *path,
    struct es_err *err)
{
	struct token_pin	*p;
	void			*page;

	*out = NULL;
	for (p = set->pins; p != NULL; p = p->next)
		if (strcmp(p->path, path) == 0) {
			*out = p;
			return 0;
		}
	page = mmap(NULL, sizeof(*p->refused), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return es_fail(err, ES_E_NOMEM, "token: no memory");
	if ((p = calloc(1, sizeof(*p))) == NULL ||
	    (p->path = strdup(path)) == NULL) {
		free(p);
		(void)munmap(page, sizeof(*p->refused));
		return es_fail(err, ES_E_NOMEM, "token: no memory");
	}
	p->refused = page;
	p->next = set->pins;
	set->pins = p;
	*out = p;
	if (make_lock(&p->refused->lock) != 0)
		return es_fail(err, ES_E_SYSTEM, "token: no lock");
	return crypt_random(p->refused->salt, sizeof(p->refused->salt), err);
}

void
token_pin_free(struct token_pin *p)
{
	es_wipe(p->refused, sizeof(*p->refused));
	(void)munmap(p->refused, sizeof(*p->refused));
	free(p->path);
	free(p);
}

/* The file, if nobody else may read it. */
static int
open_pin(const struct token_pin *p, struct es_err *err)
{
	struct stat	 st;
	int		 fd;

	if ((fd = open(p->path, O_RDONLY | O_CLOEXEC)) < 0)
		return es_fail(err, ES_E_DENIED, "token: the PIN's file %s: "
		    "%s", p->path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
	    (st.st_mode & 077) != 0) {
		(void)close(fd);
		return es_fail(err, ES_E_DENIED, "token: others may read the "
		    "PIN in %s; chmod 600 it first", p->path);
	}
	return fd;
}

static int
read_pin(const struct token_pin *p, struct es_secret *pin,
    struct es_err *err)
{
	unsigned char	b[ES_LIMIT_SECRET + 2];
	int		fd = open_pin(p, err), rc = -1;
	ssize_t		n;

	if (fd < 0)
		return -1;
	n = read(fd, b, sizeof(b));
	(void)close(fd);
	if (n < 0)
		es_fail(err, ES_E_DENIED, "token: the PIN's file %s: %s",
		    p->path, strerror(errno));
	else if (es_secret_set_line(pin, es_view(b, (size_t)n), err) == 0)
		rc = 0;
	else
		(void)es_err_prefix(err, "%s", p->path);
	es_wipe(b, sizeof(b));
	return rc;
}

/* What the token itself says about the next try. */
static int
look_before(const CK_TOKEN_INFO *info, struct es_err *err)
{
	if (info->flags & CKF_USER_PIN_LOCKED)
		return es_fail(err, ES_E_DENIED, "token: its PIN is locked; "
		    "unlock it with the maker's program");
	if (info->flags & CKF_USER_PIN_FINAL_TRY)
		return es_fail(err, ES_E_DENIED, "token: one try is left for "
		    "its PIN and is not used here; sign in once by hand");
	return 0;
}

static int
ask(struct token_pin *p, const struct token_library *lib,
    CK_SESSION_HANDLE s, CK_USER_TYPE user, const struct es_secret *pin,
    struct es_err *err)
{
	unsigned char	 sum[CRYPT_SHA256_SIZE];
	struct refused	*r = p->refused;
	CK_RV		 rv;

	/* A PIN has few bits; the salt only parts it from other digests. */
	if (crypt_hmac_sha256(es_view(r->salt, sizeof(r->salt)),
	    es_secret_view(pin), sum, err) < 0)
		return -1;
	if (r->is && memcmp(sum, r->sum, sizeof(sum)) == 0)
		return es_fail(err, ES_E_DENIED, "token: the PIN in %s was "
		    "refused and is not tried again; correct it there, or "
		    "reload (SIGHUP) to try it once more", p->path);
	rv = lib->f->C_Login(s, user, pin->p, pin->n);
	if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN) {
		r->is = false;
		return 0;
	}
	if (token_rv_class(rv) == TOKEN_CLASS_PIN) {
		memcpy(r->sum, sum, sizeof(sum));
		r->is = true;
	}
	return token_fail(err, rv, "signing in");
}

int
token_pin_login(struct token_pin *p, const struct token_library *lib,
    CK_SESSION_HANDLE s, CK_USER_TYPE user, const CK_TOKEN_INFO *info,
    struct es_err *err)
{
	struct es_secret	pin = ES_SECRET_INIT;
	int			rc = -1;

	if (p == NULL)
		return es_fail(err, ES_E_DENIED, "token: it wants a PIN and "
		    "no file with one is configured");
	if (lock(p->refused, err) < 0)
		return -1;
	if (look_before(info, err) == 0 && read_pin(p, &pin, err) == 0)
		rc = ask(p, lib, s, user, &pin, err);
	es_secret_clear(&pin);
	(void)pthread_mutex_unlock(&p->refused->lock);
	return rc;
}
