/*
 * sys/run.h - another's program, kept on a short lead.
 *
 * For tools that read foreign files better than we could and are no part of
 * us: they get one input, a time, a memory, and may neither write a file nor
 * start a process nor use the network (seccomp: such calls fail).  What they
 * print comes back; what they complain about does not.
 */
#ifndef ES_SYS_RUN_H
#define ES_SYS_RUN_H

#include "sys/confine.h"

struct sys_run {
	const char *const	*argv;	/* ends with NULL; argv[0] is looked
					 * for in PATH */
	int			 input;	/* becomes its standard input; it can
					 * open /proc/self/fd/0 to seek */
	struct sys_confine	 room;	/* memory: all of its address space */
};

/*
 * Run it to its end and append what it prints to "out" (more than its
 * maximum: SYS_END_CRASH).  *status is its exit status when *end is
 * SYS_END_DONE.  < 0: ES_E_NOTFOUND there is no such program, ES_E_SYSTEM.
 */
ES_CHECK int	sys_run(const struct sys_run *r, struct es_buf *out,
		    int *status, enum sys_end *end, struct es_err *err);

#endif
