/*
 * seal.h - es-seal's parts: stamping workers, the sweeper, keepers' pages.
 */
#ifndef ES_SEAL_SEAL_H
#define ES_SEAL_SEAL_H

#include <sys/types.h>

#include "svc/seal.h"

struct seal_app {
	struct conf		*cf;
	struct svc_seal_conf	 sc;
	char			 password[STORE_PASSWORD_MAX];
	struct svc_seal_kit	*kit;	/* loaded before the fork */
	const char		*stamp_socket;
	gid_t			 gid;
	int			 stamp_fd;	/* listens */
	int64_t			 stampers;
	int			 sweep_ms;
	struct store		*db;		/* of a web worker */
};

/* Lives of workers for sys_prefork; arg is the struct seal_app. */
int	seal_stamp_worker(void *arg);
int	seal_sweep_worker(void *arg);

#endif
