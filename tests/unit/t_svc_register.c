/* What may become of an issued document: every state, act and person. */
#include "svc/register/register.h"
#include "tap.h"

static enum svc_doc_state
next(enum svc_doc_state now, bool pending, enum svc_doc_act act, int who)
{
	/* 1 handler, 2 approver, 4 asked for the withdrawal */
	const struct svc_doc_actor	 a = { who & 1, who & 2, who & 4 };

	return svc_doc_next(now, pending, false, act, &a);
}

static void
test_names(void)
{
	int	 i, good = 1;

	for (i = SVC_DOC_VALID; i < SVC_DOC_STATE__MAX; i++)
		good &= (int)svc_doc_state_find(es_view_str(
		    svc_doc_state_name((enum svc_doc_state)i))) == i;
	for (i = SVC_DOC_SUSPEND; i < SVC_DOC_ACT__MAX; i++)
		good &= (int)svc_doc_act_find(es_view_str(svc_doc_act_name(
		    (enum svc_doc_act)i))) == i;
	ok(good, "each state and act has a word of its own");
	ok(svc_doc_state_find(ES_LIT("gone")) == SVC_DOC_UNKNOWN &&
	    svc_doc_act_find(ES_LIT("")) == SVC_DOC_NOTHING,
	    "another word is none");
}

static void
test_strangers(void)
{
	int	 s, p, a, who, none = 1, final = 1;

	for (s = 0; s <= SVC_DOC_STATE__MAX; s++)
		for (p = 0; p < 2; p++)
			for (a = 0; a <= SVC_DOC_ACT__MAX; a++)
				none &= next((enum svc_doc_state)s, p,
				    (enum svc_doc_act)a, 4) ==
				    SVC_DOC_UNKNOWN;
	ok(none, "who is neither handler nor approver may do nothing");
	for (a = 0; a <= SVC_DOC_ACT__MAX; a++)
		for (who = 0; who < 8; who++)
			final &= next(SVC_DOC_REVOKED, false,
			    (enum svc_doc_act)a, who) == SVC_DOC_UNKNOWN;
	ok(final, "a withdrawn document stays withdrawn");
}

static void
test_alone(void)
{
	const struct svc_doc_actor	 handler = { true, false, false };

	ok(next(SVC_DOC_VALID, false, SVC_DOC_SUSPEND, 1) ==
	    SVC_DOC_SUSPENDED && next(SVC_DOC_SUPERSEDED, false,
	    SVC_DOC_SUSPEND, 2) == SVC_DOC_SUSPENDED,
	    "one person suspends at once");
	ok(next(SVC_DOC_SUSPENDED, false, SVC_DOC_RESUME, 1) ==
	    SVC_DOC_VALID, "and resumes");
	ok(svc_doc_next(SVC_DOC_SUSPENDED, false, true, SVC_DOC_RESUME,
	    &handler) == SVC_DOC_SUPERSEDED,
	    "what was replaced is replaced again, not in force");
	ok(next(SVC_DOC_VALID, false, SVC_DOC_RESUME, 3) == SVC_DOC_UNKNOWN,
	    "what is in force is not resumed");
	ok(next(SVC_DOC_VALID, false, SVC_DOC_SUPERSEDE, 1) ==
	    SVC_DOC_SUPERSEDED && next(SVC_DOC_SUSPENDED, false,
	    SVC_DOC_SUPERSEDE, 1) == SVC_DOC_UNKNOWN,
	    "only what is in force is replaced");
}

static void
test_two(void)
{
	ok(next(SVC_DOC_VALID, false, SVC_DOC_REVOKE, 3) == SVC_DOC_UNKNOWN,
	    "nobody withdraws unasked");
	ok(next(SVC_DOC_VALID, false, SVC_DOC_ASK_REVOKE, 1) ==
	    SVC_DOC_SUSPENDED, "asking suspends until it is decided");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_ASK_REVOKE, 2) ==
	    SVC_DOC_UNKNOWN, "it is asked once");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_RESUME, 3) ==
	    SVC_DOC_UNKNOWN, "meanwhile it is not resumed");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_REVOKE, 2) ==
	    SVC_DOC_REVOKED, "another one, an approver, decides");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_REVOKE, 6) ==
	    SVC_DOC_UNKNOWN, "not the one who asked");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_REVOKE, 1) ==
	    SVC_DOC_UNKNOWN, "nor a second handler");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_DROP_REVOKE, 5) ==
	    SVC_DOC_VALID && next(SVC_DOC_SUSPENDED, true,
	    SVC_DOC_DROP_REVOKE, 2) == SVC_DOC_VALID,
	    "who asked takes it back, an approver declines");
	ok(next(SVC_DOC_SUSPENDED, true, SVC_DOC_DROP_REVOKE, 1) ==
	    SVC_DOC_UNKNOWN, "another handler does neither");
}

int
main(void)
{
	test_names();
	test_strangers();
	test_alone();
	test_two();
	return done();
}
