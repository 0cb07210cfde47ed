/*
 * sys/fault.h - fault points: places where a crash test may strike.
 *
 * Compiled in only with --enable-faults (ES_FAULTS); otherwise a point is
 * the constant 0.  The environment variable ES_FAULT_FILE names a file of
 * one line
 *
 *	POINT ACTION [ARGUMENT]
 *
 * Who reaches POINT renames the file to FILE.hit, so that a fault strikes
 * once and the test sees that it did; then ACTION happens in that process:
 *
 *	kill		SIGKILL to itself: no cleanup runs
 *	stop		SIGSTOP to itself: a worker that sleeps past its lease
 *	wait		wait (30 s at most) until FILE.go exists: time for the
 *			test to kill another program at this very step
 *	stall MS	sleep
 *	spin		compute for ever
 *	fail CODE	return a failure ("upstream", "system", "limit" ...)
 */
#ifndef ES_SYS_FAULT_H
#define ES_SYS_FAULT_H

#include "config.h"

#include "base/err.h"

#ifdef ES_FAULTS
/* 0, or -1 with the code that the test asked for. */
ES_CHECK int	sys_fault_at(const char *point, struct es_err *err);
#define SYS_FAULT(point, err)	sys_fault_at((point), (err))
#else
#define SYS_FAULT(point, err)	((void)(err), 0)
#endif

#endif
