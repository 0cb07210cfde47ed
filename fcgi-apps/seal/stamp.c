/*
 * seal/stamp.c - workers that stamp: one waits for calls, one sweeps.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/limits.h"
#include "seal.h"
#include "svc/seal/stamp.h"
#include "sys/clock.h"
#include "sys/fault.h"
#include "sys/ipc.h"
#include "sys/log.h"
#include "sys/proc.h"

/* A caller that says nothing for so long loses its line. */
#define CALL_MS		2000
/* After a failure of the database the sweeper rests, others of accept(). */
#define REST_MS		1000
/* After a harvest it soon looks again, then ever more rarely. */
#define SOON_MS		50

static void
nap(int ms)
{
	if (sys_wait_begin())
		(void)poll(NULL, 0, ms);	/* a signal ends it, too */
	sys_wait_end();
}

/* One request of one caller.  Nobody waiting any more changes nothing. */
static void
answer_call(struct svc_stamper *s, int fd, struct es_buf *b)
{
	struct svc_stamp_result	 res;
	struct es_err		 err = ES_ERR_INIT;
	int64_t			 id;

	if (ipc_recv(fd, b, sys_mono_ms() + CALL_MS, &err) <= 0 ||
	    svc_stamp_get(es_buf_view(b), &id, &err) < 0) {
		if (err.code != ES_E_NONE)
			log_err(&err, "event=stamp-call");
		return;
	}
	memset(&res, 0, sizeof(res));
	if (svc_stamp(s, &id, 1, &res, &err) < 0) {
		log_err(&err, "event=stamp-failed");
		es_err_clear(&err);
		res.request_id = id;
		res.state = SVC_STAMPED_WAITING;
		(void)memcpy(res.reason, "database-down", 14);
	}
	if (SYS_FAULT("seal.before_answer", &err) < 0)
		return;
	es_buf_reset(b);
	svc_stamp_put(b, &res);
	if (ipc_send(fd, es_buf_view(b), sys_mono_ms() + CALL_MS, &err) < 0)
		log_err(&err, "event=caller-gone");
}

int
seal_stamp_worker(void *arg)
{
	struct seal_app		*app = arg;
	struct svc_stamper	*s = NULL;
	struct es_err		 err = ES_ERR_INIT;
	struct es_buf		 b;
	int			 fd;

	if (svc_stamper_new(&s, app->kit, &err) < 0) {
		log_err(&err, "event=stamper");
		return 1;
	}
	es_buf_init(&b, ES_KIB);
	while (!sys_stopping()) {
		fd = sys_wait_begin() ? accept(app->stamp_fd, NULL, NULL) : -1;
		sys_wait_end();
		if (fd < 0) {
			if (errno != EINTR)
				nap(REST_MS);	/* no descriptor left? */
			continue;	/* interrupted: look at the flag */
		}
		answer_call(s, fd, &b);
		ipc_close(&fd);
	}
	es_buf_clear(&b);
	svc_stamper_free(s);
	return 0;
}

/* Stamp what is due, in batches; how many there were. */
static size_t
sweep(struct svc_stamper *s)
{
	int64_t			 ids[ES_LIMIT_SEAL_BATCH];
	struct svc_stamp_result	 res[ES_LIMIT_SEAL_BATCH];
	struct es_err		 err = ES_ERR_INIT;
	size_t			 n, done = 0, i;

	if (svc_stamp_due(s, ids, ES_COUNT(ids), &n, &err) < 0 ||
	    (n > 0 && SYS_FAULT("sweep.found", &err) < 0) ||
	    (n > 0 && svc_stamp(s, ids, n, res, &err) < 0)) {
		log_err(&err, "event=sweep");
		nap(REST_MS);
		return 0;
	}
	for (i = 0; i < n; i++)
		done += res[i].state == SVC_STAMPED_DONE;
	if (n > 0)
		log_event("event=sweep due=%zu done=%zu", n, done);
	return done;
}

int
seal_sweep_worker(void *arg)
{
	struct seal_app		*app = arg;
	struct svc_stamper	*s = NULL;
	struct es_err		 err = ES_ERR_INIT;
	int			 ms = app->sweep_ms;

	if (svc_stamper_new(&s, app->kit, &err) < 0) {
		log_err(&err, "event=sweeper");
		return 1;
	}
	while (!sys_stopping()) {
		/* A harvest is followed by the next at once. */
		if (sweep(s) > 0) {
			ms = SOON_MS;
			continue;
		}
		nap(ms);
		ms = 2 * ms < app->sweep_ms ? 2 * ms : app->sweep_ms;
	}
	svc_stamper_free(s);
	return 0;
}
