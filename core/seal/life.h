/*
 * seal/life.h - the life of a seal: states, what may be done in them, by whom.
 *
 * One table (life.c) says it all; what it does not say is refused.  The
 * database holds the same steps (table seal_step) and refuses others by a
 * trigger, whoever writes.  Pure: the caller looks up rights and people.
 *
 * A topic is what is being decided: the application for a new seal, a change,
 * a cancellation.  It wants two approvals, of the office and then of the
 * university office, by people who have no other part in it (stage 1: asked
 * for, 2: approved once).
 */
#ifndef ES_SEAL_LIFE_H
#define ES_SEAL_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/view.h"

enum seal_state {
	SEAL_STATE_NONE = 0,	/* not there yet */
	SEAL_APPLIED,		/* 申请中 */
	SEAL_APPROVED,		/* 已批准 */
	SEAL_PRODUCTION,	/* 制作中 */
	SEAL_FILING,		/* 待备案 */
	SEAL_FILED,		/* 已备案 */
	SEAL_ACTIVE,		/* 已启用 */
	SEAL_SUSPENDED,		/* 已停用 */
	SEAL_LOST,		/* 已挂失: suspended, and never resumed */
	SEAL_CANCELLED,		/* 已注销 */
	SEAL_REPLACED,		/* 已变更: by a new one */
	SEAL_ARCHIVED,		/* 已归档 */
	SEAL_REJECTED,		/* 已驳回 */
	SEAL_VOIDED,		/* 已作废: while it was made */
	SEAL_STATE__MAX
};

enum seal_topic {
	SEAL_TOPIC_NONE = 0,
	SEAL_NEW,
	SEAL_CHANGE,		/* keeper, deputy, document types */
	SEAL_CANCEL,
	SEAL_TOPIC__MAX
};

enum seal_act {
	SEAL_DO_NOTHING = 0,
	SEAL_DO_APPLY,
	SEAL_DO_ENDORSE,	/* the first approval */
	SEAL_DO_APPROVE,	/* the second, which decides */
	SEAL_DO_REJECT,
	SEAL_DO_TAKE,		/* the maker takes the order */
	SEAL_DO_MADE,		/* key and certificate are there (es-ca) */
	SEAL_DO_VOID,
	SEAL_DO_FILE,		/* 备案 */
	SEAL_DO_ENABLE,
	SEAL_DO_SUSPEND,
	SEAL_DO_RESUME,
	SEAL_DO_LOSE,		/* 挂失 */
	SEAL_DO_CHANGE,		/* ask for one */
	SEAL_DO_CANCEL,		/* ask for it */
	SEAL_DO_REPLACE,	/* its successor was enabled */
	SEAL_DO_REVOKE,		/* the certificate was (es-ca) */
	SEAL_DO_ARCHIVE,
	SEAL_DO__MAX
};

/* Bits: what somebody is to this seal.  Tools are no person's role. */
enum {
	SEAL_AS_HANDLER = 1,	/* of its office */
	SEAL_AS_OFFICE = 2,	/* approver of its office */
	SEAL_AS_CAMPUS = 4,	/* approver of the university office, 校办 */
	SEAL_AS_MANAGER = 8,
	SEAL_AS_MAKER = 16,
	SEAL_AS_KEEPER = 32,	/* of this seal, or its deputy */
	SEAL_AS_ARCHIVIST = 64,
	SEAL_AS_TOOL = 128
};

/* Persons who have a part in it; 0: nobody yet. */
struct seal_parts {
	int64_t	 asked;		/* for what is being decided */
	int64_t	 endorsed;
	int64_t	 applied;	/* for the seal itself, and who agreed */
	int64_t	 agreed[2];
	int64_t	 made;
	int64_t	 keeper, deputy;
	/* Of the change that is asked for. */
	int64_t	 next_keeper, next_deputy;
};

struct seal_life {
	enum seal_state	 state;
	enum seal_topic	 topic;
	int		 stage;
};

enum seal_may {
	SEAL_MAY_UNKNOWN = 0,
	SEAL_MAY,
	SEAL_NOT_NOW,		/* not in this state */
	SEAL_NOT_YOURS,		/* another role's work */
	SEAL_NOT_APART		/* they have another part in it */
};

/*
 * May this person, who is "as" to the seal, do it now?  *to (may be NULL):
 * what it then is; unchanged unless SEAL_MAY.
 */
enum seal_may	 seal_life_may(const struct seal_life *at, enum seal_act act,
		    unsigned as, int64_t person, const struct seal_parts *p,
		    struct seal_life *to);
/* Such an act must say why. */
bool		 seal_act_wants_reason(enum seal_act act);
/* Words of database, forms and messages; "" and zero for what is none. */
const char	*seal_state_name(enum seal_state s);
enum seal_state	 seal_state_find(struct es_view name);
const char	*seal_topic_name(enum seal_topic t);
enum seal_topic	 seal_topic_find(struct es_view name);
const char	*seal_act_name(enum seal_act a);
enum seal_act	 seal_act_find(struct es_view name);

#endif
