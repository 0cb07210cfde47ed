/*
 * sys/proc.h - rights, and a master with its worker processes.
 */
#ifndef ES_SYS_PROC_H
#define ES_SYS_PROC_H

#include <sys/types.h>

#include "base/err.h"
#include "base/view.h"

/* Numbers of a user and a group by name; NULL or "": -1 (no change). */
ES_CHECK int	sys_user(const char *user, const char *group, uid_t *uid,
		    gid_t *gid, struct es_err *err);
/*
 * Become that user for good, if we are root; then no new privileges and no
 * core dumps.  (uid_t)-1 keeps the user.
 */
ES_CHECK int	sys_drop(uid_t uid, gid_t gid, struct es_err *err);

struct sys_group {		/* workers of one kind */
	const char	*name;
	int		 count;
	/*
	 * The life of one worker: return 0 to be replaced quietly (served
	 * its share), other values count as a crash.  Look at
	 * sys_stopping() between two requests, and wait for the next one
	 * between sys_wait_begin() and sys_wait_end().
	 */
	int		(*run)(void *arg);
	void		*arg;
};

/*
 * Be the master: start every worker, replace each that ends (a crash loop is
 * slowed down to one start a second), until SIGTERM or SIGINT, which is
 * passed on; workers that have not ended after "grace_ms" are killed.
 * SIGHUP: reload(reload_arg) is rehearsed in a child; when it returns 0
 * there, it is done in the master, old workers are asked to end and new ones
 * take their place.  When it fails, or dies, nothing has changed.  Returns
 * when all are gone.
 */
ES_CHECK int	sys_prefork(const struct sys_group *groups, size_t n,
		    int grace_ms, int (*reload)(void *arg), void *reload_arg,
		    struct es_err *err);

/* In a worker: the master asked us to end after the present request. */
bool		sys_stopping(void);
/*
 * In a worker SIGTERM is held back, so that it breaks off no read or write of
 * a request; only between these two does it end a wait (with EINTR).  false:
 * do not wait, the master asked before.
 */
bool		sys_wait_begin(void);
void		sys_wait_end(void);

#endif
