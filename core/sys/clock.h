/* sys/clock.h - the clocks. */
#ifndef ES_SYS_CLOCK_H
#define ES_SYS_CLOCK_H

#include <stdint.h>

int64_t		sys_now(void);		/* UTC seconds since 1970 */
int64_t		sys_now_us(void);	/* UTC microseconds */
int64_t		sys_mono_ms(void);	/* milliseconds that never go back */

#endif
