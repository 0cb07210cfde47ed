/* The life of a seal: every state, act and person; nothing goes back. */
#include "seal/life.h"
#include "tap.h"

static const struct seal_parts	nobody;

static enum seal_may
may(enum seal_state s, enum seal_topic t, int stage, enum seal_act a,
    unsigned as, struct seal_life *to)
{
	const struct seal_life	 at = { s, t, stage };

	return seal_life_may(&at, a, as, 1, &nobody, to);
}

static void
test_names(void)
{
	int	 i, good = 1;

	for (i = 1; i < SEAL_STATE__MAX; i++)
		good &= (int)seal_state_find(es_view_str(seal_state_name(
		    (enum seal_state)i))) == i;
	for (i = 1; i < SEAL_DO__MAX; i++)
		good &= (int)seal_act_find(es_view_str(seal_act_name(
		    (enum seal_act)i))) == i;
	for (i = 1; i < SEAL_TOPIC__MAX; i++)
		good &= (int)seal_topic_find(es_view_str(seal_topic_name(
		    (enum seal_topic)i))) == i;
	ok(good, "each state, act and topic has a word of its own");
	ok(seal_act_find(ES_LIT("")) == SEAL_DO_NOTHING &&
	    seal_act_find(ES_LIT("burn")) == SEAL_DO_NOTHING &&
	    seal_state_find(ES_LIT("gone")) == SEAL_STATE_NONE &&
	    *seal_act_name(SEAL_DO__MAX) == '\0' &&
	    *seal_state_name(SEAL_STATE__MAX) == '\0',
	    "another word is none");
}

/* The whole way, each step by the one who takes it. */
static void
test_way(void)
{
	static const struct { enum seal_act act; unsigned as;
	    enum seal_state to; } way[] = {
		{ SEAL_DO_APPLY, SEAL_AS_HANDLER, SEAL_APPLIED },
		{ SEAL_DO_ENDORSE, SEAL_AS_OFFICE, SEAL_APPLIED },
		{ SEAL_DO_APPROVE, SEAL_AS_CAMPUS, SEAL_APPROVED },
		{ SEAL_DO_TAKE, SEAL_AS_MAKER, SEAL_PRODUCTION },
		{ SEAL_DO_MADE, SEAL_AS_TOOL, SEAL_FILING },
		{ SEAL_DO_FILE, SEAL_AS_CAMPUS, SEAL_FILED },
		{ SEAL_DO_ENABLE, SEAL_AS_MANAGER, SEAL_ACTIVE },
		{ SEAL_DO_SUSPEND, SEAL_AS_MANAGER, SEAL_SUSPENDED },
		{ SEAL_DO_RESUME, SEAL_AS_MANAGER, SEAL_ACTIVE },
		{ SEAL_DO_LOSE, SEAL_AS_KEEPER, SEAL_LOST },
		{ SEAL_DO_REVOKE, SEAL_AS_TOOL, SEAL_LOST },
		{ SEAL_DO_CANCEL, SEAL_AS_MANAGER, SEAL_LOST },
		{ SEAL_DO_ENDORSE, SEAL_AS_OFFICE, SEAL_LOST },
		{ SEAL_DO_APPROVE, SEAL_AS_CAMPUS, SEAL_CANCELLED },
		{ SEAL_DO_ARCHIVE, SEAL_AS_ARCHIVIST, SEAL_ARCHIVED },
	};
	struct seal_life	 at = { 0 };
	size_t			 i;
	unsigned		 as;
	int			 others;

	for (i = 0; i < ES_COUNT(way); i++) {
		for (as = 1, others = 0; as <= SEAL_AS_TOOL; as <<= 1)
			others += as != way[i].as && seal_life_may(&at,
			    way[i].act, as, 1, &nobody, NULL) == SEAL_MAY;
		ok(seal_life_may(&at, way[i].act, way[i].as, 1, &nobody,
		    &at) == SEAL_MAY && at.state == way[i].to,
		    "%s: %s", seal_act_name(way[i].act),
		    seal_state_name(way[i].to));
		ok(others <= 1, "%s: hardly anybody else may (%d)",
		    seal_act_name(way[i].act), others);
	}
}

/* From each state and stage: what can ever be reached from there? */
static int
reaches(enum seal_state from, enum seal_state goal)
{
	struct seal_life	 to;
	unsigned char		 seen[SEAL_STATE__MAX] = { 0 };
	int			 s, t, stage, a, again = 1;

	seen[from] = 1;
	while (again)
		for (again = 0, s = 0; s < SEAL_STATE__MAX; s++)
			for (t = 0; seen[s] && t < SEAL_TOPIC__MAX; t++)
				for (stage = 0; stage < 3; stage++)
					for (a = 0; a < SEAL_DO__MAX; a++)
						if (may((enum seal_state)s,
						    (enum seal_topic)t, stage,
						    (enum seal_act)a, ~0u,
						    &to) == SEAL_MAY &&
						    !seen[to.state])
							again = seen[to.state]
							    = 1;
	return seen[goal];
}

static void
test_no_way_back(void)
{
	static const enum seal_state	over[] = { SEAL_LOST, SEAL_CANCELLED,
	    SEAL_REPLACED, SEAL_ARCHIVED, SEAL_REJECTED, SEAL_VOIDED };
	size_t				i;

	for (i = 0; i < ES_COUNT(over); i++)
		ok(!reaches(over[i], SEAL_ACTIVE),
		    "%s: never in use again", seal_state_name(over[i]));
	ok(reaches(SEAL_STATE_NONE, SEAL_ACTIVE) &&
	    reaches(SEAL_ACTIVE, SEAL_ARCHIVED), "all others come to an end");
}

static void
test_strangers(void)
{
	int	 s, t, stage, a, none = 1;

	for (s = 0; s <= SEAL_STATE__MAX; s++)
		for (t = 0; t <= SEAL_TOPIC__MAX; t++)
			for (stage = 0; stage < 4; stage++)
				for (a = 0; a <= SEAL_DO__MAX; a++)
					none &= may((enum seal_state)s,
					    (enum seal_topic)t, stage,
					    (enum seal_act)a, 0, NULL) !=
					    SEAL_MAY;
	ok(none, "who is nothing to a seal does nothing with it");
	ok(may(SEAL_ACTIVE, SEAL_TOPIC_NONE, 1, SEAL_DO_APPROVE, ~0u, NULL) ==
	    SEAL_NOT_NOW && may(SEAL_ACTIVE, SEAL_TOPIC_NONE, 0,
	    SEAL_DO_REJECT, ~0u, NULL) == SEAL_NOT_NOW,
	    "nothing is decided that nobody asked for");
}

static void
test_apart(void)
{
	const struct seal_life	 once = { SEAL_APPLIED, SEAL_NEW, 1 };
	const struct seal_life	 twice = { SEAL_APPLIED, SEAL_NEW, 2 };
	const struct seal_life	 made = { SEAL_APPROVED, 0, 0 };
	const struct seal_life	 filed = { SEAL_FILED, 0, 0 };
	const struct seal_life	 change = { SEAL_ACTIVE, SEAL_CHANGE, 2 };
	const struct seal_parts	 p = { .asked = 10, .endorsed = 11,
	    .applied = 10, .agreed = { 11, 12 }, .made = 13, .keeper = 14,
	    .deputy = 15, .next_keeper = 16, .next_deputy = 17 };
	int64_t			 who;
	int			 wrong = 0;

#define MAY(at, act, as) (seal_life_may(&(at), act, as, who, &p, NULL) == \
	    SEAL_MAY)
	for (who = 9; who < 19; who++) {
		bool	 keeps = who >= 14 && who <= 17;

		wrong += MAY(once, SEAL_DO_ENDORSE, SEAL_AS_OFFICE) !=
		    (who != 10 && !keeps);
		wrong += MAY(twice, SEAL_DO_APPROVE, SEAL_AS_CAMPUS) !=
		    (who != 10 && who != 11 && !keeps);
		wrong += MAY(change, SEAL_DO_APPROVE, SEAL_AS_CAMPUS) !=
		    (who != 10 && who != 11 && !keeps);
		wrong += MAY(made, SEAL_DO_TAKE, SEAL_AS_MAKER) !=
		    (who != 10 && who != 11 && who != 12 && !keeps);
		wrong += MAY(filed, SEAL_DO_ENABLE, SEAL_AS_MANAGER) !=
		    (who != 13 && !keeps);
	}
#undef MAY
	ok(wrong == 0, "applying, approving twice, making, keeping: different "
	    "people (%d)", wrong);
	ok(seal_life_may(&twice, SEAL_DO_REJECT, SEAL_AS_OFFICE, 20, &p,
	    NULL) == SEAL_NOT_YOURS, "what the office approved, the "
	    "university office rejects");
}

int
main(void)
{
	test_names();
	test_way();
	test_no_way_back();
	test_strangers();
	test_apart();
	return done();
}
