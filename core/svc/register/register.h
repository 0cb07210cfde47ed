/*
 * svc/register/register.h - the register of issued documents, for the offices.
 *
 * Looking for documents, and what becomes of them: suspended and resumed by
 * one person at once, superseded by a newer document, withdrawn for good only
 * by two.  Which office somebody may see or act for is the caller's question
 * to its session; here an office is a filter.
 */
#ifndef ES_SVC_REGISTER_H
#define ES_SVC_REGISTER_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "store/store.h"

/* -- looking ------------------------------------------------------------ */
#define SVC_REGISTER_PAGE	50	/* rows of one page */
#define SVC_REGISTER_COUNTED	10000	/* how far it is counted */

struct svc_register_ask {
	struct es_view	 office;	/* code; empty: all */
	struct es_view	 type, state;	/* empty: any */
	int64_t		 seal;		/* 0: any */
	/*
	 * A document number, a verification code, a student or staff number,
	 * the beginning of a name or, where nobody is called so, a word of a
	 * type's name; empty: everything, newest first.
	 */
	struct es_view	 text;
	int64_t		 from, until;	/* UTC seconds, both included */
	/* Behind this row of the page before; 0, 0: the first page. */
	int64_t		 behind_issued, behind_id;
	size_t		 most;		/* rows; 0: SVC_REGISTER_PAGE */
	bool		 counted;	/* and how many there are */
	const char	*lang;
	int		 offset;	/* of the campus zone */
};

/*
 * Put "rows" (id number type lang state issued person name), newest first,
 * and "more": whether others follow; "last" (issued id) is the row to go on
 * behind.  If counted, and without a text: "total" and "over", whether there
 * are more than SVC_REGISTER_COUNTED.
 */
ES_CHECK int	svc_register_find(struct store *st,
		    const struct svc_register_ask *ask, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);

enum svc_export_step {
	SVC_EXPORT_NONE = 0,
	SVC_EXPORT_BEGUN,	/* "register.export": what was asked for */
	SVC_EXPORT_WHOLE,	/* "register.exported": how many rows it had */
	SVC_EXPORT_CUT		/* the same, "failed": how many had left */
};

struct svc_register_export {
	enum svc_export_step	 step;
	struct es_view		 actor, address;
	struct es_view		 query;	/* as in the address of the search */
	int64_t			 rows, now;
};

/*
 * A place among the ES_LIMIT_EXPORTS that run at once, so that the pages keep
 * workers: 1 and *slot, or 0, all are taken.  It is given back, or lost with
 * the connection.
 */
ES_CHECK int	svc_register_slot(struct store *st, int64_t *slot,
		    struct es_err *err);
ES_CHECK int	svc_register_slot_back(struct store *st, int64_t slot,
		    struct es_err *err);
/* The audit row of a step of an export. */
ES_CHECK int	svc_register_exported(struct store *st,
		    const struct svc_register_export *x, struct es_err *err);
/* Put "offices" and, of one office or all, "types", "seals": code, name. */
ES_CHECK int	svc_register_choices(struct store *st, struct es_view office,
		    const char *lang, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);
/*
 * Put one document: number code type lang state reason issued until office
 * office_name seal person name pages size sha256 request, "events" (at act
 * actor reason other), and "pending": who asked for its withdrawal.
 * ES_E_NOTFOUND.
 */
ES_CHECK int	svc_register_one(struct store *st, int64_t id,
		    const char *lang, int offset, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);

/* -- counting ------------------------------------------------------------ */
struct svc_figures_ask {
	struct es_view	 office;	/* empty: all */
	int		 year;		/* of the campus zone */
	const char	*lang;
	int		 offset;
};

/*
 * Put "issued" (a map for each type: name total months, a list of twelve),
 * "months" (the twelve totals), "total"; "seals" (name total); "waits"
 * (within, total: seconds 10 60 3600 86400, then more); "verified" (headline
 * total).  Every number is a count in the database.
 */
ES_CHECK int	svc_figures(struct store *st,
		    const struct svc_figures_ask *ask, struct es_arena *a,
		    struct es_tree *data, struct es_err *err);

/* -- acting ------------------------------------------------------------- */
enum svc_doc_state {
	SVC_DOC_UNKNOWN = 0,
	SVC_DOC_VALID,
	SVC_DOC_SUPERSEDED,
	SVC_DOC_SUSPENDED,
	SVC_DOC_REVOKED,
	SVC_DOC_STATE__MAX
};

enum svc_doc_act {
	SVC_DOC_NOTHING = 0,
	SVC_DOC_SUSPEND,
	SVC_DOC_RESUME,
	SVC_DOC_SUPERSEDE,	/* by a newer document of the same kind */
	SVC_DOC_ASK_REVOKE,	/* suspends it until another one decides */
	SVC_DOC_DROP_REVOKE,
	SVC_DOC_REVOKE,		/* decided by another person */
	SVC_DOC_ACT__MAX
};

/* Who acts, for this document's office. */
struct svc_doc_actor {
	bool	 handler, approver;
	bool	 asked;		/* it was they who asked for the withdrawal */
};

/* "valid" ..., "suspend" ... as in the database and in forms. */
enum svc_doc_state svc_doc_state_find(struct es_view name);
const char	*svc_doc_state_name(enum svc_doc_state s);
enum svc_doc_act svc_doc_act_find(struct es_view name);
const char	*svc_doc_act_name(enum svc_doc_act a);
/*
 * The rule, without a database: the state that an act leads to; UNKNOWN:
 * not allowed.  "pending": a withdrawal was asked for; "replaced": it was
 * superseded before.
 */
enum svc_doc_state svc_doc_next(enum svc_doc_state now, bool pending,
		    bool replaced, enum svc_doc_act act,
		    const struct svc_doc_actor *who);

struct svc_doc_do {
	int64_t		 document;
	enum svc_doc_act act;
	struct es_view	 reason;	/* 1 to 200 characters */
	struct es_view	 other;		/* SUPERSEDE: the newer one's number */
	struct es_view	 actor, address;
	int64_t		 person;	/* of the actor */
	/* Of the document's office; "asked" is found out here. */
	struct svc_doc_actor who;
	int64_t		 now;
};

/*
 * State, event and audit row in one transaction.  ES_E_NOTFOUND: no such
 * document; ES_E_CONFLICT: not from the state it has by now; ES_E_INPUT: the
 * other number is no newer document of this person, type and language;
 * ES_E_DENIED: nobody acts on a document of their own.
 */
ES_CHECK int	svc_doc_act(struct store *st, const struct svc_doc_do *d,
		    struct es_err *err);

#endif
