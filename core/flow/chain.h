/*
 * flow/chain.h - the hash chain of one request's events.  Pure.
 *
 * The chain begins with what the flow is about (request, definition,
 * applicant, unit, office) and each event is hashed with the hash before it,
 * so that an edit, a gap or a reorder is found at the exact event.
 */
#ifndef ES_FLOW_CHAIN_H
#define ES_FLOW_CHAIN_H

#include "flow/core.h"

#define FLOW_HASH	32

/* What the first event continues; "name" is that of the definition. */
ES_CHECK int	flow_chain_begin(const struct flow_case *c,
		    struct es_view name, const unsigned char
		    definition[FLOW_DIGEST], unsigned char out[FLOW_HASH],
		    struct es_err *err);
/* The hash of event "seq" (from 1) after "prev"; out may be prev. */
ES_CHECK int	flow_chain_next(const struct flow_event *e, uint64_t seq,
		    const unsigned char prev[FLOW_HASH],
		    unsigned char out[FLOW_HASH], struct es_err *err);

#endif
