/* sys/confine_priv.h - between confine.c and run.c. */
#ifndef ES_SYS_CONFINE_PRIV_H
#define ES_SYS_CONFINE_PRIV_H

#include <sys/resource.h>

#include "sys/confine.h"

/* setrlimit of both values. */
bool	sys_child_limit(int what, rlim_t n);
/* All that comes until the pipe's end; false: *late, or too much. */
bool	sys_child_receive(int fd, int64_t deadline, struct es_buf *out,
	    bool *late);

#endif
