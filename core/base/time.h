/*
 * base/time.h - civil time without a clock: conversions only.
 *
 * A time is int64_t UTC seconds since 1970 (leap seconds ignored, as POSIX
 * does).  The clock itself is sys_now() of sys/clock.h.
 */
#ifndef ES_BASE_TIME_H
#define ES_BASE_TIME_H

#include "base/view.h"

struct es_civil {
	int	 year;		/* 1 .. 9999 */
	int	 month;		/* 1 .. 12 */
	int	 day;		/* 1 .. 31 */
	int	 hour, minute, second;
	int	 offset;	/* seconds east of UTC */
};

#define ES_TIME_ISO	32	/* room for es_time_iso */

/* Break down "t" as seen "offset" seconds east of UTC. */
void		es_time_civil(int64_t t, int offset, struct es_civil *out);
/* The instant; the fields must be in range. */
int64_t		es_time_from_civil(const struct es_civil *c);
/* "2026-11-23T14:05:09+08:00", or with "Z" when offset is 0. */
const char	*es_time_iso(int64_t t, int offset, char out[ES_TIME_ISO]);
/*
 * Read "YYYY-MM-DD" (midnight UTC) or a full ISO 8601 instant with "Z" or
 * an offset.  ES_E_INPUT when it is neither or no day of the calendar.
 */
ES_CHECK int	es_time_parse(struct es_view v, int64_t *out,
		    struct es_err *err);

#endif
