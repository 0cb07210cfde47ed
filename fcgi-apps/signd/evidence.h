/*
 * signd/evidence.h - may this key be used for this document?  The decision.
 *
 * Everything here was read by es-signd itself from the database; from the
 * caller come only the number of the request, the claim and the digest.
 * Pure: no database, no clock, so that every refusal has a unit test.
 */
#ifndef ES_SIGND_EVIDENCE_H
#define ES_SIGND_EVIDENCE_H

#include "base/view.h"
#include "flow/book.h"
#include "record.h"
#include "svc/seal/signd_proto.h"

struct authorisation {		/* a keeper's standing authorisation */
	int64_t	 id;		/* 0: none for this seal and type */
	bool	 revoked;
	int64_t	 from, until;	/* UTC seconds, until exclusive; 0: open */
	int	 hour_from, hour_until;	/* campus time; 0 and 24: always */
	int64_t	 daily_quota, total_quota;	/* 0: none left to use */
	int64_t	 used_today, used_total;
};

struct evidence {
	bool		 found;		/* request and job exist */
	bool		 claimed; /* the job's claim is the caller's and */
					/* its lease has not run out */
	bool		 approved;	/* the request's state awaits sealing */
	bool		 rule_holds;	/* approved in the way that the */
					/* document type has */
	bool		 flow;		/* by people: what they decided */
	enum flow_flaw	 flaw;		/* of the stored decisions */
	bool		 flow_done;	/* all that are needed are there */
	bool		 flow_of_this;	/* of this request and snapshot */
	bool		 sealed;	/* a register entry exists already */
	struct es_view	 snapshot;	/* the stored bytes */
	struct es_view	 snapshot_sha256;	/* stored beside them */
	struct es_view	 approval_sha256;	/* what the approval binds */
	int64_t		 seal_id;	/* of the document type; 0: none */
	bool		 seal_active;
	int64_t		 seal_from, seal_until;	/* as approved; 0: open */
	bool		 type_allowed; /* by the seal's policy, and in use */
	bool		 eligible;	/* level, status, no hold: now */
	struct record_names names;	/* what the snapshot must say */
	struct es_view	 predecessor;	/* of the seal: its number, or none */
	bool		 digest_known;	/* is another document's */
	bool		 key_loaded;
	bool		 key_away;	/* its token, or the TSA's */
	bool		 key_fits;	/* it wants the digest that came */
	int64_t		 not_before, not_after;	/* of the certificate */
	bool		 cert_revoked;	/* says our own CA */
	struct authorisation auth;
	bool		 released;	/* by the seal's keeper, this record */
	/* Of a contract (contract.c). */
	bool		 other_turn;	/* another seal of it comes first */
	bool		 other_text;	/* its bytes are not those approved */
	bool		 apart;	/* who is neither applicant nor, where the */
				/* flow says so, an approver */
};

struct receipt_evidence {	/* of a receipt that es-verify asks for */
	bool		 found;
	int64_t		 at;		/* when it was asked for */
	bool		 sealed;	/* or refused: a row is used once */
	bool		 digest_known;	/* is a document's */
	bool		 seal_active, type_allowed, key_loaded;
	int64_t		 seal_from, seal_until;
	int64_t		 not_before, not_after;	/* of the certificate */
	bool		 cert_revoked;
	struct authorisation auth;
};
enum signd_refusal receipt_judge(const struct receipt_evidence *e,
		    int64_t now, int offset);

/*
 * The first rule that does not hold, or SIGND_OK.  "actual" is the SHA-256
 * that es-signd computed over e->snapshot; "now" is UTC, "offset" the
 * campus zone in seconds east.
 */
enum signd_refusal evidence_judge(const struct evidence *e,
		    struct es_view actual, int64_t now, int offset);
/* Is it the keeper's release that it is sealed by, for want of another? */
bool		 evidence_by_hand(const struct evidence *e, int64_t now,
		    int offset);
/* The rule in words, for ledger and log. */
const char	*evidence_reason(enum signd_refusal r);

#endif
