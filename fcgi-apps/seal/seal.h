/*
 * seal.h - es-seal's parts: stamping workers, the sweeper, keepers' pages.
 */
#ifndef ES_SEAL_SEAL_H
#define ES_SEAL_SEAL_H

#include "svc/seal.h"

struct seal_app {
	struct svc_seal_conf	 sc;
	struct svc_seal_kit	*kit;	/* loaded before the fork */
	int			 stamp_fd;	/* listens */
	int			 sweep_ms;
};

/* Lives of workers for sys_prefork; arg is the struct seal_app. */
int	seal_stamp_worker(void *arg);
int	seal_sweep_worker(void *arg);

#endif
