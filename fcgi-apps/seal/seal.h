/*
 * seal.h - es-seal's parts: stamping workers, the sweeper, keepers' pages.
 */
#ifndef ES_SEAL_SEAL_H
#define ES_SEAL_SEAL_H

#include <sys/types.h>

#include "svc/program.h"
#include "svc/seal/seal.h"
#include "sys/proc.h"

enum { SEAL_STAMP, SEAL_SWEEP, SEAL_NGROUPS };

struct seal_app {
	struct sys_group	 groups[SEAL_NGROUPS];
	struct svc_seal_conf	 sc;
	char			 password[STORE_PASSWORD_MAX];
	struct svc_seal_kit	*kit;	/* loaded before the fork */
	const char		*flows_dir;
	struct flow_defs	*flows;
	const char		*stamp_socket;
	const char		*university_office;	/* 校办: its code */
	const char		*tool;	/* what makes keys, as people type it */
	gid_t			 gid;
	int			 stamp_fd;	/* listens */
	int			 sweep_ms;
	bool			 test;		/* only look ("-t") */
	struct store		*db;		/* of a web worker */
};

/* Lives of workers for sys_prefork; arg is the struct seal_app. */
int	seal_stamp_worker(void *arg);
int	seal_sweep_worker(void *arg);

#endif
