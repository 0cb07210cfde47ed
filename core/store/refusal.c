/*
 * store/refusal.c - what triggers refuse, for the visitor it happened to.
 *
 * A trigger judges again what the program judged before, so it speaks when
 * somebody else was faster (a right that ended, a step that was taken) or
 * when the program let a person through.  Both are answers to a person; what
 * no person can cause stays a fault of ours.  tests/lint/refusals compares
 * the table with the schema and the words with templates/messages.
 */
#include <string.h>

#include "store/store_priv.h"

#define FAULT	ES_E_SYSTEM, NULL

static const struct {
	const char	*said;		/* MESSAGE_TEXT of a SIGNAL */
	enum es_code	 code;
	const char	*why;		/* "refusal.*" of the messages */
} refusals[] = {
	{ "a right needs two people: one asks, another agrees",
	    ES_E_DENIED, "refusal.apart" },
	{ "an officer holds no second role",
	    ES_E_DENIED, "refusal.officer" },
	{ "a right may only end", ES_E_CONFLICT, "refusal.ended" },
	{ "an absence may only end", ES_E_CONFLICT, "refusal.ended" },
	{ "a seal begins with an application", FAULT },
	{ "this event does not follow the one before it",
	    ES_E_CONFLICT, "refusal.moved" },
	{ "only an operator takes a seal over as it is", FAULT },
	{ "that is no step of a seal in this state",
	    ES_E_CONFLICT, "refusal.moved" },
	{ "keys are made by the authority, all else by people", FAULT },
	{ "a seal wants different people", ES_E_DENIED, "refusal.apart" },
	{ "who keeps a seal neither makes nor approves it",
	    ES_E_DENIED, "refusal.keeper" },
	{ "an imprint comes before the first approval",
	    ES_E_CONFLICT, "refusal.moved" },
	{ "the system officer asks for this", ES_E_DENIED, "refusal.right" },
	{ "nobody asks for a right of their own",
	    ES_E_DENIED, "refusal.own" },
	{ "two officers: one asks, another decides",
	    ES_E_DENIED, "refusal.apart" },
	{ "nobody decides about a right of their own",
	    ES_E_DENIED, "refusal.own" },
	{ "the security officer decides this",
	    ES_E_DENIED, "refusal.right" },
	{ "two officers make an account", FAULT },
	{ "two officers lock and unlock an account", FAULT },
	{ "two officers reset a password", FAULT },
	{ "two officers give a right", FAULT },
	{ "two officers end a right", FAULT },
	{ "two officers publish a type", FAULT },
	{ "nobody approves a disposal of their own",
	    ES_E_DENIED, "refusal.apart" },
	{ "its time has not come", ES_E_CONFLICT, "refusal.term" },
	{ "a disposal needs two approvals and no refusal",
	    ES_E_CONFLICT, "refusal.moved" },
	{ "it is on hold", ES_E_CONFLICT, "refusal.hold" },
	{ "a file is only disposed of", FAULT },
	{ "a package is only disposed of", FAULT },
	{ "a record is only disposed of", FAULT },
	{ "a revision is only disposed of", FAULT },
	{ "a signature is only disposed of", FAULT },
	{ "an issued file is only disposed of", FAULT },
};

void
store_refusal(const char *said, const char *statement, struct es_err *err)
{
	enum es_code	 code = ES_E_SYSTEM;
	const char	*why = NULL;
	bool		 first = err != NULL && err->code == ES_E_NONE;
	size_t		 i;

	for (i = 0; i < ES_COUNT(refusals); i++)
		if (strcmp(refusals[i].said, said) == 0) {
			code = refusals[i].code;
			why = refusals[i].why;
		}
	es_fail(err, code, "%s: refused: %s", statement, said);
	if (first)
		err->why = why;
}
