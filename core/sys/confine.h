/*
 * sys/confine.h - run a parser of foreign bytes where it can do no harm.
 *
 * A forked child computes; what it appends to its buffer comes back through
 * a pipe.  The child has no file but that pipe, and the kernel (seccomp)
 * lets it do nothing but compute, ask for memory and write: no file, no
 * network, no other process.  Whatever happens to it is an answer here.
 */
#ifndef ES_SYS_CONFINE_H
#define ES_SYS_CONFINE_H

#include "base/buf.h"
#include "base/err.h"

struct sys_confine {
	size_t	 memory;	/* bytes of address space beyond the present */
	unsigned seconds;	/* of its work, and of our waiting */
};

enum sys_end {
	SYS_END_UNKNOWN = 0,
	SYS_END_DONE,		/* fn returned; *status is what it said */
	SYS_END_CRASH,		/* a signal, or a forbidden system call */
	SYS_END_TIME,
	SYS_END_MEMORY		/* fn said so, or the kernel refused */
};

/*
 * Run fn(arg, out) in a child.  fn returns 0 to 255, or SYS_OUT_OF_MEMORY.
 * out keeps its own maximum: a longer answer counts as a crash.  < 0 only
 * when no child could be made; a kernel without seccomp is such a case.
 */
#define SYS_OUT_OF_MEMORY	(-1)
ES_CHECK int	sys_confined(int (*fn)(void *arg, struct es_buf *out),
		    void *arg, const struct sys_confine *c,
		    struct es_buf *out, int *status, enum sys_end *end,
		    struct es_err *err);

/* "done", "crash", "time", "memory". */
const char	*sys_end_name(enum sys_end e);

#endif
