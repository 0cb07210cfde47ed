/*
 * auth/throttle.h - failures are counted for the account and for the address;
 * after some of them both wait, longer each time.
 */
#ifndef ES_AUTH_THROTTLE_H
#define ES_AUTH_THROTTLE_H

#include "base/arena.h"
#include "store/store.h"

#define AUTH_SUBJECT	96	/* of the throttle: 20 characters and more */

void		auth_subject_account(struct es_view account,
		    char out[AUTH_SUBJECT]);
/* *seconds that one of the two still waits; 0: none. */
ES_CHECK int	auth_blocked(struct store *st, struct es_arena *a,
		    struct es_view account, struct es_view address,
		    int64_t now, int64_t *seconds, struct es_err *err);
/* One failure more for both; inside the caller's transaction. */
ES_CHECK int	auth_failed(struct store *st, struct es_view account,
		    struct es_view address, int64_t now, struct es_err *err);

#endif
