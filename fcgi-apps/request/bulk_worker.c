/* request/bulk_worker.c - the process that works on bulk jobs. */
#include <poll.h>

#include "request.h"
#include "svc/bulk/bulk.h"
#include "sys/clock.h"
#include "sys/log.h"

/* Between two looks for a job: soon after a batch, then ever more rarely. */
#define BUSY_MS	50
#define IDLE_MS	2000

static void
nap(int ms)
{
	if (sys_wait_begin())
		(void)poll(NULL, 0, ms);
	sys_wait_end();
}

int
request_bulk_worker(void *arg)
{
	struct request_app	*r = arg;
	struct svc_issue_conf	 c = r->issue;
	struct es_err		 err = ES_ERR_INIT;
	struct store		*st = store_new(&r->sc.db);
	int			 rc, ms = BUSY_MS;

	if (st == NULL || svc_types_new(&c.types, svc_seal_kit_fonts(r->kit),
	    &err) < 0) {
		log_err(&err, "event=bulk-worker");
		store_free(st);
		return 1;
	}
	while (!sys_stopping()) {
		es_err_clear(&err);
		if ((rc = svc_bulk_step(st, &c, sys_now(), &err)) < 0)
			log_err(&err, "event=bulk");
		if (rc > 0) {
			ms = BUSY_MS;
			continue;
		}
		nap(ms);
		ms = 2 * ms < IDLE_MS ? 2 * ms : IDLE_MS;
	}
	svc_types_free(c.types);
	store_free(st);
	return 0;
}
