/*
 * svc/verify/facts.h - from what a seal proves (esign/judge.h) to the checks
 * of the report.  Pure; the register is asked by others.
 */
#ifndef ES_SVC_FACTS_H
#define ES_SVC_FACTS_H

#include "esign/judge.h"
#include "svc/verify/verdict.h"

/* What a file's signatures come to, without trust and register. */
enum svc_outcome {
	SVC_OUT_INTACT = 0,	/* all intact, nothing prohibited later */
	SVC_OUT_BROKEN,		/* one is broken, or changed afterwards */
	SVC_OUT_UNDETERMINED,	/* one could not be checked */
	SVC_OUT_UNREADABLE,	/* the reader refused the file */
	SVC_OUT_UNSIGNED
};
enum svc_outcome svc_outcome_of(const struct esign_report *r);

/*
 * A signature whose place or range is wrong is broken, too: nobody knows
 * what it was made for.
 */
bool		svc_is_broken(const struct esign_seal *s);

/* All checks of one seal; f->reg is left unknown. */
void		svc_facts_of(const struct esign_seal *s, struct svc_facts *f);

#endif
