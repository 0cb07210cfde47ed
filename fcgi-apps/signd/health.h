/*
 * signd/health.h - can a key be used now?
 *
 * A key in a file was tested when it was loaded and stays well.  One behind a
 * provider (a token) can go away and come back: it is tested with a random
 * digest when nothing was signed with it for ES_LIMIT_KEY_CHECK_MS, and after
 * a failure at most once in ES_LIMIT_TOKEN_RETRY_MS.  Each change is one
 * event in the log.
 */
#ifndef ES_SIGND_HEALTH_H
#define ES_SIGND_HEALTH_H

#include "base/err.h"
#include "crypt/key.h"

enum health_state {
	HEALTH_UNTRIED = 0,
	HEALTH_READY,
	HEALTH_AWAY
};

struct health {
	const char		*name;	/* borrowed */
	struct crypt_key	*key;	/* borrowed; NULL: always well */
	enum health_state	 state;
	int64_t			 at;	/* monotonic ms of the last use */
	char			 why[200];
};

/* A use or a test ended so; NULL: well. */
void	health_note(struct health *h, const struct es_err *err);
/* Test when it is due; may wait for the device. */
void	health_check(struct health *h);
/* What the last test or use said; asks nobody. */
bool	health_good(const struct health *h);

#endif
