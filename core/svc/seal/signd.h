/*
 * svc/seal/signd.h - asking es-signd: one kept connection per worker process.
 *
 * A lost connection is made again once per call.  A SEAL is never repeated
 * by this client after it was sent: the ledger may hold its intent already,
 * so the caller sees ES_E_UNCERTAIN and lets the job wait for its next
 * claim, which voids the open intent.
 */
#ifndef ES_SVC_SIGND_H
#define ES_SVC_SIGND_H

#include "svc/seal/signd_proto.h"

struct signd;

/* "path" is copied; nothing is connected yet.  NULL: out of memory. */
struct signd	*signd_new(const char *path);
void		 signd_free(struct signd *s);	/* NULL is fine */

/* Answers borrow from s until its next call. */
ES_CHECK int	signd_ping(struct signd *s, struct signd_ping_answer *out,
		    struct es_err *err);
/* The seal keys, at most ES_LIMIT_KEYS into out. */
ES_CHECK int	signd_keys(struct signd *s, struct signd_key *out, size_t *n,
		    struct es_err *err);
ES_CHECK int	signd_seal(struct signd *s, const struct signd_seal_job *jobs,
		    size_t n, struct signd_seal_answer *out,
		    struct es_err *err);
/* The receipt of this row of verify_receipt; never repeated either. */
ES_CHECK int	signd_receipt(struct signd *s, uint64_t id,
		    struct signd_seal_answer *out, struct es_err *err);
/*
 * The seal of this row of contract_seal.  Asked again it is the same seal:
 * the signature lies in the database with the ledger's outcome.
 */
ES_CHECK int	signd_contract(struct signd *s, uint64_t id,
		    struct signd_seal_answer *out, struct es_err *err);
/* See signd_get_timestamp_answer. */
ES_CHECK int	signd_timestamp(struct signd *s, const struct tsa_query *q,
		    struct es_view *token, enum tsa_failure *why,
		    struct es_err *err);
ES_CHECK int	signd_ocsp(struct signd *s, const struct pki_ocsp_query *q,
		    struct signd_ocsp_answer *out, struct es_err *err);
/* A checkpoint of all chains now; asked again it makes another one. */
ES_CHECK int	signd_checkpoint(struct signd *s,
		    struct signd_checkpoint_answer *out, struct es_err *err);

#endif
