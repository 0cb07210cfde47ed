/*
 * signd/serve.h - answering one frame: the verbs of es-signd.
 */
#ifndef ES_SIGND_SERVE_H
#define ES_SIGND_SERVE_H

#include <sys/types.h>

#include "flow/book.h"
#include "keyring.h"
#include "store/store.h"
#include "svc/signd_proto.h"

struct server {
	struct keyring	*keys;
	const struct flow_defs *flows;
	struct store	*store;
	int		 zone;		/* campus, seconds east of UTC */
	/* Who may ask for what. */
	uid_t		 seal_uid, tsa_uid, renew_uid;
	bool		 may_seal;	/* the present caller */
	bool		 may_stamp;
	uid_t		 verify_uid;	/* (uid_t)-1: nobody asks receipts */
	bool		 may_receipt;
};

/*
 * Answer "frame" into "out" (reset first).  Never fails: what cannot be
 * done is said in the answer and logged.
 */
void		serve_frame(struct server *s, struct es_view frame,
		    struct es_arena *a, struct es_buf *out);

/* seal.c: decide, note in the ledger, commit, sign; fills "answers". */
void		serve_seal(struct server *s, const struct signd_request *rq,
		    struct signd_seal_answer *answers, struct es_arena *a);

/* receipt.c: the same for one receipt of the verifier. */
void		serve_receipt(struct server *s, uint64_t id,
		    struct signd_seal_answer *answer, struct es_arena *a);

#endif
