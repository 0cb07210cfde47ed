/*
 * auth/officer.h - accounts and rights by two officers (三员).
 *
 * The system officer asks, the security officer agrees or refuses; what was
 * agreed to happens in the transaction of the decision and nowhere else.
 * Nobody asks for, or decides about, something of their own.  The database
 * says all of it again (schema/051-officers.sql).
 */
#ifndef ES_AUTH_OFFICER_H
#define ES_AUTH_OFFICER_H

#include "auth/auth.h"

enum auth_ask {
	AUTH_ASK_NOTHING = 0,
	AUTH_ASK_ACCOUNT,	/* a new one, for a person on record */
	AUTH_ASK_LOCK,
	AUTH_ASK_UNLOCK,
	AUTH_ASK_PASSWORD,	/* a new one for who lost theirs */
	AUTH_ASK_RIGHT,
	AUTH_ASK_RIGHT_END,
	AUTH_ASK_TYPE,		/* a version of a document type */
	AUTH_ASK__MAX
};

/* "right-end"; "" and AUTH_ASK_NOTHING for what is none. */
const char	*auth_ask_name(enum auth_ask k);
enum auth_ask	 auth_ask_find(struct es_view name);

struct auth_officer {		/* who asks or decides, on whose behalf */
	struct store		*db;
	const struct auth_user	*user;
	struct es_view		 address;
	int64_t			 now;
	int			 offset;	/* campus zone */
	bool			 en;
	/* A message in the visitor's language. */
	const char		*(*say)(void *arg, const char *key);
	void			*arg;
};

/* -- asking -------------------------------------------------------------- */
struct auth_asked {
	enum auth_ask	 kind;
	int64_t		 account;	/* 0: of a new one, of a type */
	struct es_view	 subject;	/* person's number, TYPE/VERSION */
	enum auth_role	 role;
	struct es_view	 office;
	int64_t		 right;		/* that is to end */
	int64_t		 from, until;	/* of a right; until 0: open */
	struct es_view	 reason;
	/* The files of a type. */
	struct es_view	 definition, zh, en;
};

/*
 * Write a proposal down.  *flaw: the key of a message that says why not, and
 * nothing was done; NULL: *id is its number.
 */
ES_CHECK int	 auth_officer_ask(const struct auth_officer *o,
		    const struct auth_asked *q, int64_t *id,
		    const char **flaw, struct es_err *err);

/* -- deciding ------------------------------------------------------------ */
enum auth_decision {
	AUTH_DECISION_NONE = 0,
	AUTH_APPROVED,
	AUTH_REFUSED,
	AUTH_WITHDRAWN		/* by who asked */
};

#define AUTH_HALF	12	/* of a made password, with its NUL */

struct auth_deciding {
	int64_t			 id;
	enum auth_decision	 decision;
	struct es_view		 reason;
	/*
	 * Puts a type into force, in the transaction; "by" asked for it.
	 * Fails as svc_type_put.
	 */
	int			(*publish)(void *arg, struct store *st,
				    struct es_view by, struct es_view agreed,
				    struct es_err *err);
	void			*arg;
	/* Out: of a first or new password, the security officer's half. */
	char			 half[AUTH_HALF];
};

ES_CHECK int	 auth_officer_decide(const struct auth_officer *o,
		    struct auth_deciding *d, const char **flaw,
		    struct es_err *err);

/* -- looking ------------------------------------------------------------- */
/*
 * Put "people" {href, name, full, locked, roles} behind the name "after",
 * found by "text" within "scope" ("rights", "locked" or ""), and "last" when
 * there are more.
 */
ES_CHECK int	 auth_people(const struct auth_officer *o,
		    struct es_view text, struct es_view scope,
		    struct es_view after, struct es_arena *a,
		    struct es_tree *page, struct es_err *err);
/* Put one person: their rights, those that ended too, what was decided. */
ES_CHECK int	 auth_person(const struct auth_officer *o, int64_t account,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/* Put what waits ("open"), and a page of "history" before "before". */
ES_CHECK int	 auth_proposals(const struct auth_officer *o, int64_t before,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/* Put one: who asked for what, what was decided, what this officer may do. */
ES_CHECK int	 auth_proposal(const struct auth_officer *o, int64_t id,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/* The files of a type that was asked for; ES_E_NOTFOUND. */
ES_CHECK int	 auth_proposal_type(const struct auth_officer *o, int64_t id,
		    struct es_arena *a, struct es_view *definition,
		    struct es_view *zh, struct es_view *en,
		    struct es_err *err);
/* Put "offices" {code, name} and "roles" {code, name} to choose from. */
ES_CHECK int	 auth_choices(const struct auth_officer *o,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);

#endif
