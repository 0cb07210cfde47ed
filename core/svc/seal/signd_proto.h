/*
 * svc/seal/signd_proto.h - what is said on es-signd's socket.
 *
 * One frame (sys/ipc.h) asks, one frame answers.  Binary, big-endian, fixed
 * fields first; a frame with a byte too few or too many is refused.  es-signd
 * takes digests and names of records, never a document and never a key: what
 * it signs follows from the evidence that it reads itself.
 */
#ifndef ES_SVC_SIGND_PROTO_H
#define ES_SVC_SIGND_PROTO_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/view.h"
#include "pki/ocsp.h"
#include "tsa/query.h"

#define SIGND_DIGEST	32	/* SHA-256 of all bytes outside the hole */
#define SIGND_CLAIM	16	/* claim token of a seal job */

enum signd_op {
	SIGND_OP_NONE = 0,
	SIGND_OP_PING,
	SIGND_OP_SEAL,
	SIGND_OP_TIMESTAMP,
	SIGND_OP_RECEIPT,
	SIGND_OP_KEYS,
	SIGND_OP_OCSP,
	SIGND_OP_CHECKPOINT,
	SIGND_OP_CONTRACT,
	SIGND_OP__MAX
};

/* Why the key was not used.  Numbers are stored in the ledger: only add. */
enum signd_refusal {
	SIGND_OK = 0,
	SIGND_NO_REQUEST = 1,		/* no such request or job */
	SIGND_NO_CLAIM = 2,		/* the claim is not the caller's */
	SIGND_NOT_APPROVED = 3,
	SIGND_SEALED_BEFORE = 4,
	SIGND_SNAPSHOT_CHANGED = 5,	/* bytes do not match their digest */
	SIGND_APPROVAL_CHANGED = 6,	/* approval binds another snapshot */
	SIGND_SEAL_NOT_ACTIVE = 7,
	SIGND_TYPE_NOT_ALLOWED = 8,	/* by the seal's policy */
	SIGND_CERT_NOT_VALID = 9,	/* expired or not yet valid */
	SIGND_NO_KEY = 10,
	SIGND_NO_AUTHORISATION = 11,
	SIGND_OUT_OF_HOURS = 12,
	SIGND_OVER_QUOTA = 13,
	SIGND_FAILED = 14,		/* database, key or clock: try again */
	SIGND_NOT_ELIGIBLE = 15,	/* this person may not have this type */
	SIGND_OTHER_RECORD = 16,	/* the snapshot is not of the request */
	SIGND_OTHER_DIGEST = 17,	/* the digest is another document's */
	SIGND_NO_FLOW = 18,		/* its workflow is not known here */
	SIGND_DECISION_CHANGED = 19,	/* a stored one was tampered with */
	SIGND_NO_RIGHT = 20,		/* decided without the right to it */
	SIGND_NOT_FRESH = 21,		/* the receipt waited too long */
	SIGND_KEY_AWAY = 22,		/* its token cannot be reached */
	SIGND_KEY_CHANGED = 23,		/* it wants another digest: ask KEYS */
	SIGND_NOT_APART = 24,		/* keeper is applicant or approver */
	SIGND_OTHER_TEXT = 25,		/* not the text that was approved */
	SIGND_NOT_ITS_TURN = 26,	/* another seal comes first */
	SIGND_SEAL_OUT_OF_DATE = 27,	/* outside what it was approved for */
	SIGND_SEAL_REPLACED = 28,	/* the record names its predecessor */
	SIGND_REFUSAL__MAX
};

struct signd_seal_job {
	uint64_t	 request_id;
	unsigned char	 claim[SIGND_CLAIM];
	unsigned char	 digest[SIGND_DIGEST];
	/* What the key signs, when it does not want SHA-256; else NONE. */
	enum crypt_md	 md;
	unsigned char	 sum[CRYPT_DIGEST_MAX];
	uint64_t	 file_size;
	uint16_t	 pages;
	uint16_t	 page;		/* of the seal, 0-based */
	int32_t		 rect[4];	/* x y w h, 1/1000 pt from top left */
};

struct signd_seal_answer {
	enum signd_refusal refusal;
	uint64_t	 seal_id;
	uint64_t	 seq;		/* of the ledger entry; 0: none */
	struct es_view	 cms; /* DER for /Contents; empty if refused */
	struct es_view	 reason;	/* for the log, English */
};

struct signd_ping_answer {
	uint16_t	 keys;		/* loaded */
	bool		 tsa;		/* can time-stamp */
	bool		 database;	/* answers */
	int64_t		 now;		/* es-signd's clock, UTC seconds */
};

struct signd_key {		/* one seal key that es-signd has */
	struct es_view	 name;
	enum crypt_md	 md;		/* the digest that it wants */
	uint32_t	 reserve;	/* bytes of DER, stamp included */
	bool		 away;		/* its token, as far as is known */
	struct es_view	 why;		/* then; for the log, English */
};

struct signd_ocsp_answer {
	enum pki_ocsp_failure why;
	struct es_view	 der;	/* OCSPResponse; empty unless SUCCESSFUL */
	int64_t		 this_update, next_update;
};

struct signd_checkpoint_answer {
	uint64_t	 n;		/* its number */
	bool		 more;		/* flows are left for the next one */
};

struct signd_request {
	enum signd_op	 op;
	struct signd_seal_job *jobs;	/* SEAL; in the arena */
	size_t		 njobs;		/* 1 .. ES_LIMIT_SEAL_BATCH */
	struct tsa_query stamp;	/* TIMESTAMP */
	uint64_t	 receipt;	/* RECEIPT: id in verify_receipt */
	uint64_t	 contract;	/* CONTRACT: id in contract_seal */
	struct pki_ocsp_query *ocsp;	/* OCSP; in the arena */
};

/* Short stable name of a refusal for logs and message keys. */
const char	*signd_refusal_name(enum signd_refusal r);

/* Client's side of a request.  Appends one frame's content to b. */
void		signd_put_ping(struct es_buf *b);
void		signd_put_keys(struct es_buf *b);
void		signd_put_seal(struct es_buf *b,
		    const struct signd_seal_job *jobs, size_t n);
/* Answered as one SEAL job is. */
void		signd_put_receipt(struct es_buf *b, uint64_t id);
/* The same; for the CMS, which lies in contract_signature, stands the
 * SHA-256 of the file with it. */
void		signd_put_contract(struct es_buf *b, uint64_t id);
void		signd_put_timestamp(struct es_buf *b,
		    const struct tsa_query *q);
void		signd_put_ocsp(struct es_buf *b,
		    const struct pki_ocsp_query *q);
void		signd_put_checkpoint(struct es_buf *b);
/* Server's side: views point into "frame", arrays lie in the arena. */
ES_CHECK int	signd_get_request(struct signd_request *rq,
		    struct es_view frame, struct es_arena *a,
		    struct es_err *err);

/* Server's side of an answer. */
void		signd_put_ping_answer(struct es_buf *b,
		    const struct signd_ping_answer *a);
void		signd_put_keys_answer(struct es_buf *b,
		    const struct signd_key *keys, size_t n);
void		signd_put_seal_answers(struct es_buf *b,
		    const struct signd_seal_answer *a, size_t n);
/* why TSA_FAIL_NONE: "token" is a TimeStampToken; else "token" is a reason. */
void		signd_put_timestamp_answer(struct es_buf *b,
		    enum tsa_failure why, struct es_view token);
void		signd_put_ocsp_answer(struct es_buf *b,
		    const struct signd_ocsp_answer *a);
void		signd_put_checkpoint_answer(struct es_buf *b,
		    const struct signd_checkpoint_answer *a);
/* The whole frame was refused: wrong caller, malformed, unknown. */
void		signd_put_error(struct es_buf *b, struct es_view reason);

/*
 * Client's side of an answer; an error frame is ES_E_DENIED with the
 * reason.  Views point into "frame".
 */
ES_CHECK int	signd_get_ping_answer(struct signd_ping_answer *out,
		    struct es_view frame, struct es_err *err);
/* At most ES_LIMIT_KEYS into out; *n: how many. */
ES_CHECK int	signd_get_keys_answer(struct signd_key *out, size_t *n,
		    struct es_view frame, struct es_err *err);
/* "n" must be the number that was asked for. */
ES_CHECK int	signd_get_seal_answers(struct signd_seal_answer *out, size_t n,
		    struct es_view frame, struct es_err *err);
/* A rejection is an answer: *why says which, "token" the reason. */
ES_CHECK int	signd_get_timestamp_answer(struct es_view *token,
		    enum tsa_failure *why, struct es_view frame,
		    struct es_err *err);
ES_CHECK int	signd_get_ocsp_answer(struct signd_ocsp_answer *out,
		    struct es_view frame, struct es_err *err);
ES_CHECK int	signd_get_checkpoint_answer(
		    struct signd_checkpoint_answer *out,
		    struct es_view frame, struct es_err *err);

#endif
