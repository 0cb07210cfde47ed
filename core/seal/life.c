/* seal/life.c - see life.h. */
#include "seal/life.h"

#include <stddef.h>

#include "base/err.h"

#define ANY	(-1)		/* topic or stage: whatever it is, it stays */

/* Whom the actor must not be. */
enum { ASKER = 1, ENDORSER = 2, KEEPERS = 4, DECIDERS = 8, MAKER = 16 };

#define EITHER	(SEAL_AS_OFFICE | SEAL_AS_CAMPUS)
#define OPENS	(SEAL_AS_HANDLER | SEAL_AS_MANAGER)

static const struct step {
	enum seal_act	 act;
	enum seal_state	 from;
	int		 topic, stage;
	enum seal_state	 to;
	int		 to_topic, to_stage;
	unsigned	 as;
	unsigned	 apart;
} steps[] = {
	{ SEAL_DO_APPLY, SEAL_STATE_NONE, 0, 0, SEAL_APPLIED, SEAL_NEW, 1,
	    OPENS, 0 },
	{ SEAL_DO_ENDORSE, SEAL_APPLIED, SEAL_NEW, 1, SEAL_APPLIED, SEAL_NEW,
	    2, SEAL_AS_OFFICE, ASKER | KEEPERS },
	{ SEAL_DO_APPROVE, SEAL_APPLIED, SEAL_NEW, 2, SEAL_APPROVED, 0, 0,
	    SEAL_AS_CAMPUS, ASKER | ENDORSER | KEEPERS },
	{ SEAL_DO_REJECT, SEAL_APPLIED, SEAL_NEW, ANY, SEAL_REJECTED, 0, 0,
	    EITHER, ASKER },
	{ SEAL_DO_TAKE, SEAL_APPROVED, 0, 0, SEAL_PRODUCTION, 0, 0,
	    SEAL_AS_MAKER, DECIDERS | KEEPERS },
	{ SEAL_DO_VOID, SEAL_APPROVED, 0, 0, SEAL_VOIDED, 0, 0,
	    SEAL_AS_MANAGER, 0 },
	{ SEAL_DO_MADE, SEAL_PRODUCTION, 0, 0, SEAL_FILING, 0, 0,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_VOID, SEAL_PRODUCTION, 0, 0, SEAL_VOIDED, 0, 0,
	    SEAL_AS_MANAGER | SEAL_AS_MAKER, 0 },
	{ SEAL_DO_FILE, SEAL_FILING, 0, 0, SEAL_FILED, 0, 0, SEAL_AS_CAMPUS,
	    MAKER | KEEPERS },
	{ SEAL_DO_ENABLE, SEAL_FILED, 0, 0, SEAL_ACTIVE, 0, 0,
	    SEAL_AS_MANAGER, MAKER | KEEPERS },
	{ SEAL_DO_SUSPEND, SEAL_ACTIVE, ANY, ANY, SEAL_SUSPENDED, ANY, ANY,
	    SEAL_AS_MANAGER, 0 },
	{ SEAL_DO_RESUME, SEAL_SUSPENDED, ANY, ANY, SEAL_ACTIVE, ANY, ANY,
	    SEAL_AS_MANAGER, KEEPERS },
	{ SEAL_DO_LOSE, SEAL_ACTIVE, ANY, ANY, SEAL_LOST, ANY, ANY,
	    SEAL_AS_MANAGER | SEAL_AS_KEEPER, 0 },
	{ SEAL_DO_LOSE, SEAL_SUSPENDED, ANY, ANY, SEAL_LOST, ANY, ANY,
	    SEAL_AS_MANAGER | SEAL_AS_KEEPER, 0 },
	{ SEAL_DO_CHANGE, SEAL_ACTIVE, 0, 0, SEAL_ACTIVE, SEAL_CHANGE, 1,
	    OPENS, 0 },
	{ SEAL_DO_CHANGE, SEAL_SUSPENDED, 0, 0, SEAL_SUSPENDED, SEAL_CHANGE,
	    1, OPENS, 0 },
	{ SEAL_DO_CANCEL, SEAL_ACTIVE, 0, 0, SEAL_ACTIVE, SEAL_CANCEL, 1,
	    OPENS, 0 },
	{ SEAL_DO_CANCEL, SEAL_SUSPENDED, 0, 0, SEAL_SUSPENDED, SEAL_CANCEL,
	    1, OPENS, 0 },
	{ SEAL_DO_CANCEL, SEAL_LOST, 0, 0, SEAL_LOST, SEAL_CANCEL, 1, OPENS,
	    0 },
	{ SEAL_DO_ENDORSE, SEAL_ACTIVE, ANY, 1, SEAL_ACTIVE, ANY, 2,
	    SEAL_AS_OFFICE, ASKER | KEEPERS },
	{ SEAL_DO_ENDORSE, SEAL_SUSPENDED, ANY, 1, SEAL_SUSPENDED, ANY, 2,
	    SEAL_AS_OFFICE, ASKER | KEEPERS },
	{ SEAL_DO_ENDORSE, SEAL_LOST, SEAL_CANCEL, 1, SEAL_LOST, SEAL_CANCEL,
	    2, SEAL_AS_OFFICE, ASKER | KEEPERS },
	{ SEAL_DO_APPROVE, SEAL_ACTIVE, SEAL_CHANGE, 2, SEAL_ACTIVE, 0, 0,
	    SEAL_AS_CAMPUS, ASKER | ENDORSER | KEEPERS },
	{ SEAL_DO_APPROVE, SEAL_SUSPENDED, SEAL_CHANGE, 2, SEAL_SUSPENDED, 0,
	    0, SEAL_AS_CAMPUS, ASKER | ENDORSER | KEEPERS },
	{ SEAL_DO_APPROVE, SEAL_ACTIVE, SEAL_CANCEL, 2, SEAL_CANCELLED, 0, 0,
	    SEAL_AS_CAMPUS, ASKER | ENDORSER | KEEPERS },
	{ SEAL_DO_APPROVE, SEAL_SUSPENDED, SEAL_CANCEL, 2, SEAL_CANCELLED, 0,
	    0, SEAL_AS_CAMPUS, ASKER | ENDORSER | KEEPERS },
	{ SEAL_DO_APPROVE, SEAL_LOST, SEAL_CANCEL, 2, SEAL_CANCELLED, 0, 0,
	    SEAL_AS_CAMPUS, ASKER | ENDORSER | KEEPERS },
	{ SEAL_DO_REJECT, SEAL_ACTIVE, ANY, ANY, SEAL_ACTIVE, 0, 0, EITHER,
	    ASKER },
	{ SEAL_DO_REJECT, SEAL_SUSPENDED, ANY, ANY, SEAL_SUSPENDED, 0, 0,
	    EITHER, ASKER },
	{ SEAL_DO_REJECT, SEAL_LOST, ANY, ANY, SEAL_LOST, 0, 0, EITHER,
	    ASKER },
	{ SEAL_DO_REPLACE, SEAL_ACTIVE, ANY, ANY, SEAL_REPLACED, 0, 0,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_REPLACE, SEAL_SUSPENDED, ANY, ANY, SEAL_REPLACED, 0, 0,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_REPLACE, SEAL_LOST, ANY, ANY, SEAL_REPLACED, 0, 0,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_REVOKE, SEAL_LOST, ANY, ANY, SEAL_LOST, ANY, ANY,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_REVOKE, SEAL_CANCELLED, 0, 0, SEAL_CANCELLED, 0, 0,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_REVOKE, SEAL_REPLACED, 0, 0, SEAL_REPLACED, 0, 0,
	    SEAL_AS_TOOL, 0 },
	{ SEAL_DO_REVOKE, SEAL_VOIDED, 0, 0, SEAL_VOIDED, 0, 0, SEAL_AS_TOOL,
	    0 },
	{ SEAL_DO_ARCHIVE, SEAL_CANCELLED, 0, 0, SEAL_ARCHIVED, 0, 0,
	    SEAL_AS_ARCHIVIST, 0 },
	{ SEAL_DO_ARCHIVE, SEAL_REPLACED, 0, 0, SEAL_ARCHIVED, 0, 0,
	    SEAL_AS_ARCHIVIST, 0 },
};

static const char *const	state_names[SEAL_STATE__MAX] = {
	[SEAL_STATE_NONE] = "",
	[SEAL_APPLIED] = "applied",
	[SEAL_APPROVED] = "approved",
	[SEAL_PRODUCTION] = "production",
	[SEAL_FILING] = "filing",
	[SEAL_FILED] = "filed",
	[SEAL_ACTIVE] = "active",
	[SEAL_SUSPENDED] = "suspended",
	[SEAL_LOST] = "lost",
	[SEAL_CANCELLED] = "cancelled",
	[SEAL_REPLACED] = "replaced",
	[SEAL_ARCHIVED] = "archived",
	[SEAL_REJECTED] = "rejected",
	[SEAL_VOIDED] = "voided",
};

static const char *const	topic_names[SEAL_TOPIC__MAX] = {
	[SEAL_TOPIC_NONE] = "",
	[SEAL_NEW] = "new",
	[SEAL_CHANGE] = "change",
	[SEAL_CANCEL] = "cancel",
};

static const struct { const char *name; bool reason; }
				acts[SEAL_DO__MAX] = {
	[SEAL_DO_NOTHING] = { "", false },
	[SEAL_DO_APPLY] = { "apply", true },
	[SEAL_DO_ENDORSE] = { "endorse", false },
	[SEAL_DO_APPROVE] = { "approve", false },
	[SEAL_DO_REJECT] = { "reject", true },
	[SEAL_DO_TAKE] = { "take", false },
	[SEAL_DO_MADE] = { "made", false },
	[SEAL_DO_VOID] = { "void", true },
	[SEAL_DO_FILE] = { "file", false },
	[SEAL_DO_ENABLE] = { "enable", false },
	[SEAL_DO_SUSPEND] = { "suspend", true },
	[SEAL_DO_RESUME] = { "resume", true },
	[SEAL_DO_LOSE] = { "lose", true },
	[SEAL_DO_CHANGE] = { "change", true },
	[SEAL_DO_CANCEL] = { "cancel", true },
	[SEAL_DO_REPLACE] = { "replace", false },
	[SEAL_DO_REVOKE] = { "revoke", false },
	[SEAL_DO_ARCHIVE] = { "archive", false },
};

/* -- the rule ------------------------------------------------------------ */
/* A tool acts for nobody: person 0 is nobody's. */
static bool
is_one_of(int64_t person, const int64_t *list, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (person != 0 && list[i] == person)
			return true;
	return false;
}

static bool
is_apart(unsigned from, int64_t who, const struct seal_parts *p)
{
	const int64_t	 keepers[] = { p->keeper, p->deputy,
			    p->next_keeper, p->next_deputy };
	const int64_t	 deciders[] = { p->applied, p->agreed[0],
			    p->agreed[1] };

	return !(((from & ASKER) != 0 && is_one_of(who, &p->asked, 1)) ||
	    ((from & ENDORSER) != 0 && is_one_of(who, &p->endorsed, 1)) ||
	    ((from & MAKER) != 0 && is_one_of(who, &p->made, 1)) ||
	    ((from & KEEPERS) != 0 && is_one_of(who, keepers, 4)) ||
	    ((from & DECIDERS) != 0 && is_one_of(who, deciders, 3)));
}

static const struct step *
find_step(const struct seal_life *at, enum seal_act act)
{
	size_t	 i;

	for (i = 0; i < ES_COUNT(steps); i++)
		if (steps[i].act == act && steps[i].from == at->state &&
		    (steps[i].topic == ANY || steps[i].topic ==
		    (int)at->topic) &&
		    (steps[i].stage == ANY || steps[i].stage == at->stage))
			return &steps[i];
	return NULL;
}

/* Only what is being decided can be approved or rejected. */
static bool
decides(enum seal_act act)
{
	return act == SEAL_DO_ENDORSE || act == SEAL_DO_APPROVE ||
	    act == SEAL_DO_REJECT;
}

enum seal_may
seal_life_may(const struct seal_life *at, enum seal_act act, unsigned as,
    int64_t person, const struct seal_parts *p, struct seal_life *to)
{
	const struct step	*s = find_step(at, act);

	if (s == NULL || (decides(act) && at->topic == SEAL_TOPIC_NONE))
		return SEAL_NOT_NOW;
	/* What was approved once is rejected by who decides it. */
	if ((s->as & as) == 0 || (act == SEAL_DO_REJECT && (as &
	    (at->stage == 2 ? SEAL_AS_CAMPUS : EITHER)) == 0))
		return SEAL_NOT_YOURS;
	if (!is_apart(s->apart, person, p))
		return SEAL_NOT_APART;
	if (to != NULL) {
		to->state = s->to;
		to->topic = s->to_topic == ANY ? at->topic :
		    (enum seal_topic)s->to_topic;
		to->stage = s->to_stage == ANY ? at->stage : s->to_stage;
	}
	return SEAL_MAY;
}

/* -- words --------------------------------------------------------------- */
bool
seal_act_wants_reason(enum seal_act a)
{
	return (int)a > 0 && a < SEAL_DO__MAX && acts[a].reason;
}

const char *
seal_state_name(enum seal_state s)
{
	return (int)s < 0 || s >= SEAL_STATE__MAX ? "" : state_names[s];
}

enum seal_state
seal_state_find(struct es_view name)
{
	int	 s;

	for (s = SEAL_STATE_NONE + 1; s < SEAL_STATE__MAX; s++)
		if (es_view_eq_str(name, state_names[s]))
			return (enum seal_state)s;
	return SEAL_STATE_NONE;
}

const char *
seal_topic_name(enum seal_topic t)
{
	return (int)t < 0 || t >= SEAL_TOPIC__MAX ? "" : topic_names[t];
}

enum seal_topic
seal_topic_find(struct es_view name)
{
	int	 t;

	for (t = SEAL_TOPIC_NONE + 1; t < SEAL_TOPIC__MAX; t++)
		if (es_view_eq_str(name, topic_names[t]))
			return (enum seal_topic)t;
	return SEAL_TOPIC_NONE;
}

const char *
seal_act_name(enum seal_act a)
{
	return (int)a < 0 || a >= SEAL_DO__MAX ? "" : acts[a].name;
}

enum seal_act
seal_act_find(struct es_view name)
{
	int	 a;

	for (a = SEAL_DO_NOTHING + 1; a < SEAL_DO__MAX; a++)
		if (es_view_eq_str(name, acts[a].name))
			return (enum seal_act)a;
	return SEAL_DO_NOTHING;
}
