/* signd/decided.c - see decided.h. */
#include "decided.h"

int
decided(struct server *s, const struct decided_ask *q, struct es_arena *a,
    struct evidence *e, struct decided_flaw *flaw, struct es_err *err)
{
	struct flow_file	 f;
	int			 rc;

	e->flow = true;
	e->flaw = FLOW_NO_DEFINITION;
	rc = flow_open(s->store, s->flows, q->request, FLOW_PROVED, a, &f,
	    err);
	if (rc <= 0)
		return rc;
	e->flaw = f.flaw;
	flaw->bad = f.bad;
	flaw->name = flow_flaw_name(f.flaw);
	e->flow_done = f.s.phase == FLOW_APPROVED;
	if (f.c.def != NULL && f.c.def->keeper_apart &&
	    flow_signed(&f.s, q->keeper))
		e->apart = false;
	e->flow_of_this = es_view_eq(f.flow, q->flow) &&
	    f.c.applicant_person == q->person &&
	    es_view_eq(f.c.office, q->office) &&
	    es_view_eq(es_view(f.s.digest, FLOW_DIGEST), e->snapshot_sha256);
	return 0;
}
