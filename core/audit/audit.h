/*
 * audit/audit.h - what happened, hash-chained: the audit log and the ledger.
 *
 * An entry's hash is SHA-256 over the hash before it and every field, each
 * with its length, so that an edit, a gap or a reorder is found at the exact
 * entry.  Chains start from 32 zero bytes at sequence number 1.  Appending
 * happens inside the caller's transaction, as its last step: the head of the
 * chain stays locked until the commit.
 */
#ifndef ES_AUDIT_AUDIT_H
#define ES_AUDIT_AUDIT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"
#include "store/store.h"

/* -- the audit log: one chain for each program ----------------------------- */
struct audit_entry {
	const char	*chain;		/* program: "login", "request" ... */
	int64_t		 at;		/* UTC seconds */
	struct es_view	 actor;		/* account; empty: nobody signed in */
	struct es_view	 address;
	const char	*action;	/* "sign-in", "request.confirm" ... */
	struct es_view	 object;	/* "request 42", document number */
	const char	*result;	/* "ok", "refused", "failed" */
	struct es_view	 detail;
};

/* Append inside a transaction (ES_E_BUG outside). */
ES_CHECK int	audit_add(struct store *st, const struct audit_entry *e,
		    struct es_err *err);

/* Several of ONE chain, in this order. */
ES_CHECK int	audit_add_all(struct store *st, const struct audit_entry *e,
		    size_t n, struct es_err *err);

/* -- the seal ledger: one chain for each seal -------------------------- */
enum audit_ledger_kind {
	AUDIT_NONE = 0,
	AUDIT_INTENT,		/* the key is about to be used */
	AUDIT_SEALED,		/* outcome: the file is stored */
	AUDIT_VOID,		/* outcome: what was signed is thrown away */
	AUDIT_REFUSED		/* the key was not used */
};

/*
 * In the ledger a receipt of the verifier (table verify_receipt) stands as
 * request AUDIT_RECEIPT + its id; no request has so high a number.
 */
#define AUDIT_RECEIPT	((uint64_t)1 << 62)

struct audit_ledger {
	uint64_t	 seal_id;
	enum audit_ledger_kind kind;
	int64_t		 at;
	uint64_t	 request_id;
	uint64_t	 intent_seq;	/* of an outcome; else 0 */
	struct es_view	 digest;	/* 32 bytes, or empty */
	uint64_t	 authorisation_id;
	struct es_view	 key_name;
	struct es_view	 detail;
};

/*
 * Lock a seal's chain until the transaction ends, before evidence is read
 * that must not change meanwhile.  Lock several in order of their ids.
 */
ES_CHECK int	audit_ledger_lock(struct store *st, uint64_t seal_id,
		    struct es_err *err);
/*
 * Append entries of ONE seal inside a transaction; *first is the sequence
 * number of the first, the others follow without gap.
 */
ES_CHECK int	audit_ledger_add(struct store *st,
		    const struct audit_ledger *e, size_t n, uint64_t *first,
		    struct es_err *err);

/* -- checking ---------------------------------------------------------- */
enum audit_flaw {
	AUDIT_INTACT = 0,
	AUDIT_EDITED,		/* hash does not match the entry's fields */
	AUDIT_REPLACED,		/* it fits itself, but not the next one */
	AUDIT_GAP,		/* this sequence number is missing */
	AUDIT_INSERTED,		/* the entries behind it were pushed on */
	AUDIT_MOVED,		/* this was entry "was" */
	AUDIT_BROKEN_LINK,	/* does not continue the entry before it */
	AUDIT_REWRITTEN,	/* "from" to "seq", all hashes anew; */
				/* "checkpoint" saw others */
	AUDIT_CUT_OFF,		/* "was" is known to have been the last */
	AUDIT_NO_HEAD,		/* entries, but the head is gone */
	AUDIT_OTHER_HEAD,	/* the last entry is not what the head says */
	AUDIT_BEYOND,		/* an entry later than the head names */
	AUDIT_NOT_SIGNED,	/* of a checkpoint */
	AUDIT_NO_TIME		/* of a checkpoint */
};

#define AUDIT_CHAIN_NAME	32

struct audit_finding {
	/* "audit request", "ledger 3", "flow 42", "checkpoints" */
	char		 chain[AUDIT_CHAIN_NAME];
	uint64_t	 entries;	/* read */
	enum audit_flaw	 flaw;
	uint64_t	 seq;		/* of the first bad entry */
	uint64_t	 from, was;	/* as the flaw says; else 0 */
	uint64_t	 checkpoint;	/* that proves it; or 0 */
	unsigned char	 head[32];	/* hash of the last entry, if intact */
};

/* What a signed checkpoint saw of one chain. */
struct audit_point {
	char		 chain[AUDIT_CHAIN_NAME];
	uint64_t	 seq, n;	/* of the entry; of the checkpoint */
	unsigned char	 hash[32];
};

struct audit_points {
	struct audit_point	*p;
	size_t			 n;
};

/* By chain and entry, as those who walk want them. */
void		audit_points_sort(struct audit_points *p);

/* "intact", "edited", ... */
const char	*audit_flaw_name(enum audit_flaw f);
/*
 * Walk every audit log and ledger and report each to "found"; 0 all intact,
 * 1 some are not.  "points" are sorted; NULL: none are known.  This, and what
 * follows, sees the evidence of one moment: programs may go on writing, but
 * none of it is for use inside a transaction.
 */
ES_CHECK int	audit_verify(struct store *st,
		    const struct audit_points *points,
		    void (*found)(void *arg, const struct audit_finding *f),
		    void *arg, struct es_err *err);

/*
 * Walk one seal's ledger, at most its newest "most" entries (the page of a
 * keeper need not read years); out->chain is "ledger N".
 */
ES_CHECK int	audit_verify_ledger(struct store *st, uint64_t seal_id,
		    uint64_t most, struct audit_finding *out,
		    struct es_err *err);

struct audit_balance {
	uint64_t	 seal_id;
	int64_t		 intents, sealed, voided, refused;
	int64_t		 open;		/* intents without an outcome */
	int64_t		 documents, files;
	int64_t		 receipts;	/* sealed, and on record */
	int64_t		 contracts; /* seals that others followed, the same */
	int64_t		 unmatched;	/* documents without their entry */
	int64_t		 doubled;	/* intents with two outcomes */
	int64_t		 astray;	/* outcomes without their intent */
	bool		 balanced;	/* sealed = all of these, no odd */
};

/*
 * Sum up one seal: the intents after entry "after" (0: all), refusals after
 * it, and what became of those intents.  Open intents are work in progress,
 * not a difference.
 */
ES_CHECK int	audit_reconcile(struct store *st, uint64_t seal_id,
		    uint64_t after, struct audit_balance *out,
		    struct es_err *err);

#define AUDIT_ODD_KINDS	10	/* questions that RECONCILE_ODD asks */
#define AUDIT_ODDS_MAX	100	/* rows named at most */

struct audit_odd {
	const char	*what;		/* "document without outcome" ... */
	uint64_t	 request_id;
	uint64_t	 seq;		/* in the ledger; 0: no entry */
};

/*
 * Name what does not belong together at one seal, row by row, and hash every
 * stored file anew: reads the whole archive, so it is no page of a keeper.
 * 0 nothing is odd, 1 something was named.
 */
ES_CHECK int	audit_odds(struct store *st, uint64_t seal_id,
		    void (*found)(void *arg, const struct audit_odd *o),
		    void *arg, struct es_err *err);

#endif
