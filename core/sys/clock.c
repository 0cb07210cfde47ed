/* sys/clock.c - see clock.h. */
#include "sys/clock.h"

#include <time.h>

static int64_t
read_us(clockid_t id)
{
	struct timespec	 ts;

	(void)clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int64_t
sys_now(void)
{
	return read_us(CLOCK_REALTIME) / 1000000;
}

int64_t
sys_now_us(void)
{
	return read_us(CLOCK_REALTIME);
}

int64_t
sys_mono_ms(void)
{
	return read_us(CLOCK_MONOTONIC) / 1000;
}
