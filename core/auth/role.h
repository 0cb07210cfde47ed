/*
 * auth/role.h - rights: who holds which role, for which office, since when.
 *
 * The roles are those of people at work; being a student or a member of
 * staff is no role but a fact of the master record.  One table says which
 * audience of a page admits which role (role.c); whatever it does not say is
 * refused.  The three officers (三员) hold one office each and no other role:
 * auth_roles_agree() says so, and a trigger of the schema says it again.
 */
#ifndef ES_AUTH_ROLE_H
#define ES_AUTH_ROLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/tree.h"
#include "base/view.h"
#include "store/store.h"
#include "web/app.h"

enum auth_role {
	AUTH_ROLE_NONE = 0,
	AUTH_HANDLER,		/* 经办人 prepares, returns */
	AUTH_APPROVER,		/* 审批人 */
	AUTH_HEAD,		/* 单位负责人 of a unit of the master record */
	AUTH_KEEPER,		/* 印章保管人 */
	AUTH_SEAL_MANAGER,	/* 印章管理员 */
	AUTH_SEAL_MAKER,	/* 制章人 */
	AUTH_SYSTEM_ADMIN,	/* 系统管理员 */
	AUTH_SECURITY_ADMIN,	/* 安全管理员 */
	AUTH_AUDITOR,		/* 审计管理员 */
	AUTH_ARCHIVIST,		/* 档案员 */
	AUTH_ROLE__MAX
};

struct auth_grant {
	enum auth_role	 role;
	struct es_view	 office;	/* empty: the whole campus */
};

struct auth_grants {		/* lies in an arena */
	const struct auth_grant	*list;
	size_t			 n;
};

/* "approver", as in the database; "" for AUTH_ROLE_NONE. */
const char	*auth_role_name(enum auth_role r);
/* AUTH_ROLE_NONE for a word that is none of them. */
enum auth_role	 auth_role_find(struct es_view name);
/*
 * Rights from the session's row: "approver GS\nkeeper \n..." as the
 * statement LOGIN_SESSION gives them.  Over ES_LIMIT_ROLES: ES_E_LIMIT.
 */
ES_CHECK int	 auth_grants_parse(struct auth_grants *out, struct es_view v,
		    struct es_arena *a, struct es_err *err);
/* Holds the role for this office; an empty office asks "for any at all". */
bool		 auth_holds(const struct auth_grants *g, enum auth_role r,
		    struct es_view office);
/* Is one of the three officers, who hold no business role. */
bool		 auth_is_officer(const struct auth_grants *g);
/*
 * The policy: may a signed-in visitor with these rights see pages for that
 * audience?  "student": by the master record.
 */
bool		 auth_admits(const struct auth_grants *g, bool student,
		    enum web_audience who);
/* May one person hold both at a time?  (domain: separation of duties) */
bool		 auth_roles_agree(enum auth_role a, enum auth_role b);

/* -- granting, for the officers' console and es-import -------------------- */
struct auth_right {
	int64_t		 account;
	enum auth_role	 role;
	struct es_view	 office;	/* must exist; heads: a unit's name */
	int64_t		 from, until;	/* UTC seconds; until 0: open */
	struct es_view	 asked_by, agreed_by;	/* accounts; two people */
};

/*
 * Give a right, inside the caller's transaction, which also writes the audit
 * row.  *id is its number.  ES_E_DENIED: one person asked and agreed, or a
 * role that the person holds forbids it; ES_E_NOTFOUND: no such account;
 * ES_E_CONFLICT: they hold it already.
 */
ES_CHECK int	 auth_right_give(struct store *st, const struct auth_right *r,
		    int64_t *id, struct es_err *err);
/* End a right at "now".  ES_E_NOTFOUND: there is none in force. */
ES_CHECK int	 auth_right_end(struct store *st, int64_t id, int64_t now,
		    struct es_view by, struct es_err *err);
/*
 * Rights of an account (0: of all), those that ended too, as a list
 * "rights" of maps {id, account, name, role, office, from, until, asked,
 * agreed, ended, in_force}.
 */
ES_CHECK int	 auth_rights(struct store *st, int64_t account, int64_t now,
		    struct es_tree *data, struct es_err *err);

#endif
