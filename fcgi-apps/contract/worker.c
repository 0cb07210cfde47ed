/* contract/worker.c - the process that takes contracts as far as they go. */
#include <poll.h>

#include "contract.h"
#include "sys/clock.h"
#include "sys/log.h"

#define IDLE_MS		1000	/* between two looks */
#define AT_ONCE		16
#define SWEEP_EVERY	600	/* looks between two sweeps of uploads */

static void
nap(int ms)
{
	if (sys_wait_begin())
		(void)poll(NULL, 0, ms);
	sys_wait_end();
}

static void
look(struct svc_contracts *x)
{
	struct es_err	 err = ES_ERR_INIT;
	int64_t		 ids[AT_ONCE];
	size_t		 n, i;

	if (svc_contract_due(x->db, sys_now(), ids, AT_ONCE, &n, &err) < 0)
		log_err(&err, "event=contract-due");
	for (i = 0; i < n && !sys_stopping(); i++) {
		es_err_clear(&err);
		if (svc_contract_step(x, ids[i], sys_now(), &err) < 0)
			log_err(&err, "event=contract-step");
	}
}

int
contract_worker(void *arg)
{
	struct contract_app	*a = arg;
	struct svc_contracts	 x = { .db = NULL };
	struct es_err		 err = ES_ERR_INIT;
	unsigned		 turn = 0;

	if (contract_open(a, &x, &err) < 0) {
		log_err(&err, "event=contract-worker");
		contract_close(&x);
		return 1;
	}
	while (!sys_stopping()) {
		look(&x);
		es_err_clear(&err);
		if (turn++ % SWEEP_EVERY == 0 &&
		    svc_contract_sweep(x.db, sys_now(), &err) < 0)
			log_err(&err, "event=contract-sweep");
		nap(IDLE_MS);
	}
	contract_close(&x);
	return 0;
}
