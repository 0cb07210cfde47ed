/* approve/sweep.c - the clock: reminders and escalations that are due. */
#include <poll.h>

#include "approve.h"
#include "base/limits.h"
#include "sys/clock.h"
#include "sys/log.h"

static void
nap(int ms)
{
	if (sys_wait_begin())
		(void)poll(NULL, 0, ms);	/* a signal ends it, too */
	sys_wait_end();
}

int
approve_sweep_worker(void *arg)
{
	struct approve_app	*app = arg;
	struct svc_reader	 r = { .flows = app->flows, .lang = "en",
				    .name = ES_LIT("clock"),
				    .offset = app->sc.offset,
				    .chain = "approve" };
	struct es_err		 err;
	size_t			 n;

	if ((r.db = store_new(&app->sc.db)) == NULL)
		return 1;
	while (!sys_stopping()) {
		err = (struct es_err)ES_ERR_INIT;
		r.now = sys_now();
		if (svc_flow_sweep(&r, ES_LIMIT_INBOX, &n, &err) < 0)
			log_err(&err, "event=sweep");
		else if (n > 0)
			log_event("event=sweep reminded=%zu", n);
		nap(app->sweep_ms);
	}
	store_free(r.db);
	return 0;
}
