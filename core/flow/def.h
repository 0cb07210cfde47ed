/*
 * flow/def.h - a workflow as templates/flows/NAME.xml writes it down.
 *
 * Who has to agree before a seal is put on a document: steps one after the
 * other, some of them without an order among themselves; of each step who
 * decides (a role of an office, the head of the applicant's unit, an account
 * by name), whether one of them is enough (或签) or all must sign (会签), for
 * which requests it applies, and by when.  docs/FORMATS.md has the form.
 * Parsing is pure; a definition that was read never changes.
 */
#ifndef ES_FLOW_DEF_H
#define ES_FLOW_DEF_H

#include "base/err.h"
#include "base/limits.h"
#include "base/view.h"

#define FLOW_DIGEST	32	/* SHA-256 of the file */

enum flow_who_kind {
	FLOW_WHO_NONE = 0,
	FLOW_WHO_ROLE,		/* approver or handler of an office */
	FLOW_WHO_HEAD,		/* head of the applicant's unit */
	FLOW_WHO_ACCOUNT	/* one account, by name */
};

struct flow_who {
	enum flow_who_kind	 kind;
	struct es_view		 role;		/* of FLOW_WHO_ROLE */
	struct es_view		 office;	/* a code */
	bool			 issuer; /* office: that of the document type */
	struct es_view		 account;
};

/*
 * A condition on one value of the record: "type", "lang", or an attribute as
 * "element/attribute".  All conditions of a step must hold for it to apply.
 */
struct flow_when {
	struct es_view	 field;
	struct es_view	 is;		/* words with commas; or: */
	bool		 from_set, below_set;
	int64_t		 from, below;	/* hundredths; from <= x < below */
};

enum flow_mode {
	FLOW_ANY = 0,		/* one of "who" decides */
	FLOW_ALL		/* each of "who" signs, all different people */
};

struct flow_step {
	struct es_view		 id, zh, en;
	enum flow_mode		 mode;
	unsigned		 group;	/* steps of one group have no order */
	struct flow_who		 who[ES_LIMIT_FLOW_WHO];
	size_t			 nwho;
	struct flow_when	 when[ES_LIMIT_FLOW_WHEN];
	size_t			 nwhen;
	int64_t			 due, remind, escalate;	/* seconds; 0: never */
	struct flow_who		 escalate_to;	/* may decide, too, after it */
};

struct flow_def {
	struct es_view		 name, zh, en;
	int64_t			 version;
	bool			 twice;	/* one person may approve two steps */
	bool			 keeper_apart; /* approvers do not release */
	unsigned char		 digest[FLOW_DIGEST];
	struct flow_step	*step;
	size_t			 nsteps;
	struct es_arena		*arena;	/* everything lies here */
};

/*
 * Read a definition; "name" stands in messages, which give line and
 * attribute.  ES_E_FORMAT, ES_E_LIMIT; *out is NULL then.
 */
ES_CHECK int	flow_def_parse(struct flow_def **out, struct es_view xml,
		    const char *name, struct es_err *err);
void		flow_def_free(struct flow_def *d);	/* NULL is fine */

/* The value of a field of a canonical record; empty when there is none. */
struct es_view	flow_fact(struct es_view record, struct es_view field);
/*
 * A written number ("1,200,000.50") in hundredths, of at most fifteen digits
 * and two decimals; false when it is none.
 */
bool		flow_number(struct es_view v, int64_t *out);
/*
 * Does the step apply to this record?  A number that cannot be read makes it
 * apply: who should have been asked is asked.
 */
bool		flow_applies(const struct flow_step *s, struct es_view record);

#endif
