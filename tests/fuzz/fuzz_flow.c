/* fuzz_flow - any bytes as a workflow; its steps on any bytes as a record. */
#include "flow/core.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct flow_right	 all[] = { { .role = ES_LIT("approver") },
				    { .role = ES_LIT("handler") },
				    { .role = ES_LIT("head") } };
	struct flow_event	 e = { .kind = FLOW_SUBMIT,
				    .step = FLOW_NO_SLOT,
				    .slot = FLOW_NO_SLOT };
	struct flow_actor	 a = { .name = ES_LIT("K0001"),
				    .rights = all, 
				    .nrights = ES_COUNT(all) };
	struct flow_state	 s = { .phase = FLOW_PHASE_NONE };
	struct flow_case	 c = { .unit = ES_LIT("u") };
	struct flow_def		*d;
	int64_t			 i;
	int			 k;

	if (flow_def_parse(&d, es_view(p, n), "f", NULL) < 0) {
		(void)flow_fact(es_view(p, n), ES_LIT("flow/name"));
		return 0;
	}
	c.def = d;
	if (flow_move(&c, &s, &e, es_view(p, n)) != FLOW_OK)
		__builtin_trap();
	/* Whatever it says, enough people who may do all get it approved. */
	for (i = 1; s.phase == FLOW_REVIEW && i < 1000; i++)
		for (k = 0; (size_t)k < d->nsteps; k++) {
			e.kind = FLOW_APPROVE;
			e.step = k;
			e.slot = FLOW_NO_SLOT;
			e.actor = a.account = i;
			e.actor_person = a.person = i;
			if (flow_judge(&c, &s, &e, &a) == FLOW_OK &&
			    flow_move(&c, &s, &e, ES_VIEW_EMPTY) != FLOW_OK)
				__builtin_trap();
		}
	flow_def_free(d);
	return 0;
}
