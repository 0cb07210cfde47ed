/*
 * signd/serve.h - answering one frame: the verbs of es-signd.
 */
#ifndef ES_SIGND_SERVE_H
#define ES_SIGND_SERVE_H

#include <sys/types.h>

#include "flow/book.h"
#include "keyring.h"
#include "store/store.h"
#include "svc/seal/signd_proto.h"

struct server {
	struct keyring	*keys;
	const struct flow_defs *flows;
	struct store	*store;
	int		 zone;		/* campus, seconds east of UTC */
	int64_t		 ocsp_life;	/* seconds that an answer holds */
	/* Who may ask for what. */
	uid_t		 seal_uid, tsa_uid, renew_uid, ocsp_uid, archive_uid;
	bool		 may_seal;	/* the present caller */
	bool		 may_stamp;
	uid_t		 contract_uid;	/* (uid_t)-1: nobody asks contracts */
	bool		 may_contract;
	uid_t		 verify_uid;	/* (uid_t)-1: nobody asks receipts */
	bool		 may_receipt;
	bool		 may_ask;	/* for states of certificates */
	uid_t		 audit_uid;
	bool		 may_mark;	/* ask for a checkpoint */
	int64_t		 tsa_asked;	/* monotonic ms; 0: never */
};

/* What the database knows of a certificate of our own CA. */
struct cert_state {
	bool			 known;
	bool			 revoked;
	struct pki_revoked	 revocation;
	int64_t			 kept_since;
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
/* contract.c: the next seal of a frozen file, over the bytes themselves. */
void		serve_contract(struct server *s, uint64_t id,
		    struct signd_seal_answer *answer, struct es_arena *a);
/*
 * ocsp.c: the states that were asked for, signed; why is TRY_LATER when the
 * key or the database is away.
 */
void		serve_ocsp(struct server *s, const struct pki_ocsp_query *q,
		    struct signd_ocsp_answer *out, struct es_arena *a);
/* checkpoint.c: what all chains end with now, signed and stored. */
ES_CHECK int	serve_checkpoint(struct server *s,
		    struct signd_checkpoint_answer *answer,
		    struct es_err *err);
/*
 * issuer: SHA-256 of the issuer's SubjectPublicKeyInfo.  serial: content
 * octets.
 */
ES_CHECK int	serve_cert_state(struct server *s, struct es_arena *a,
		    struct es_view issuer, struct es_view serial,
		    struct cert_state *out, struct es_err *err);
/*
 * Asks the database whether the time-stamping certificate is revoked, and
 * tells the keyring: for a seal always, as its evidence is read anew, too; for
 * a time stamp at most once a second.  Without an answer what was known
 * holds: time stamps do not depend on the database.
 */
void		serve_tsa_state(struct server *s, bool for_seal,
		    struct es_arena *a);

#endif
